//! The school's calendar, from `hv init` and from a hand in `hv.toml`, to what `hv why` says of a visit's hours.

use crate::harness::Place;
use crate::school::{Park, plan_with, ready, school};
use insta::assert_snapshot;

const INIT: &str = "init school --policy hunsbury-park --name \"Invented Primary\" --id x --no-git";

fn init(more: &str) -> (Place, crate::harness::Run) {
    let mut place = Place::new("2026-11-24T08:00:00+00:00");
    let run = place.hv(&format!("{INIT} {more}"));
    (place, run)
}

#[test]
fn hv_init_writes_the_calendar_as_a_hand_would() {
    let (place, run) = init(
        "--hours 08:30-16:00 --nation scotland --term \"Autumn=2026-08-17..2026-12-18\" --term \"Spring=2027-01-05..2027-03-26\" \
         --shut INSET=2026-11-27 --shut \"half term = 2026-10-12 .. 2026-10-16\"",
    );
    run.done();
    assert_snapshot!(place.read("hv.toml"), @r#"
    format = 1
    store = "x"
    name = "Invented Primary"
    zone = "Europe/London"
    nation = "scotland"

    [hours]
    from = "08:30"
    to = "16:00"

    [[shut]]
    from = "2026-11-27"
    to = "2026-11-27"
    why = "INSET"

    [[shut]]
    from = "2026-10-12"
    to = "2026-10-16"
    why = "half term"

    [[terms]]
    from = "2026-08-17"
    to = "2026-12-18"
    why = "Autumn"

    [[terms]]
    from = "2027-01-05"
    to = "2027-03-26"
    why = "Spring"
    "#);
}

#[test]
fn a_calendar_that_cannot_be_meant_makes_no_folder() {
    let mut said = String::new();
    for more in [
        "--nation mercia",
        "--nation England",
        "--term Autumn",
        "--term Autumn=2026-09-02",
        "--term Autumn=2026-09-02..2026-13-18",
        "--term Autumn=2026-09-02...2026-12-18",
        "--term Autumn=2026-12-18..2026-09-02",
        "--term A=2026-09-02..2026-12-18 --term B=2026-12-18..2027-03-26",
        "--shut =2026-11-27",
        "--shut INSET=27/11/2026",
        "--nation mercia --shut INSET=2026-11-27..2026-11-26 --shut A=2026-10-26..2026-10-30 --shut B=2026-10-30",
        "--hours 16:00-08:30",
        "--hours 08:30-08:30",
        "--hours 8:30-4:00",
        "--hours 8.30am-4pm",
        "--hours 9-4",
        "--term Autumn=2026-09-02..2026-10-23 --term autumn=2026-11-02..2026-12-18",
    ] {
        let (place, run) = init(more);
        assert!(!place.folder().exists(), "{more}");
        said += &format!("$ hv init {more}\n{}", run.exits(2).err);
    }
    assert_snapshot!(said, @r#"
    $ hv init --nation mercia
    error: --nation: `mercia` is not a nation with bank holidays; there are england, wales, scotland, northern-ireland
    $ hv init --nation England
    error: --nation: `England` is not a nation with bank holidays; there are england, wales, scotland, northern-ireland
    $ hv init --term Autumn
    error: --term: "Autumn" is not of the form "Autumn=2026-09-02..2026-12-18"
    $ hv init --term Autumn=2026-09-02
    error: --term: "Autumn=2026-09-02" is not of the form "Autumn=2026-09-02..2026-12-18"
    $ hv init --term Autumn=2026-09-02..2026-13-18
    error: --term: `2026-13-18` is not a day such as 2026-11-24
    $ hv init --term Autumn=2026-09-02...2026-12-18
    error: --term: `.2026-12-18` is not a day such as 2026-11-24
    $ hv init --term Autumn=2026-12-18..2026-09-02
    error: --term: the term "Autumn" ends on 2026-09-02, before it begins on 2026-12-18
    $ hv init --term A=2026-09-02..2026-12-18 --term B=2026-12-18..2027-03-26
    error: --term: the term "B", 2026-12-18 to 2027-03-26, overlaps "A", 2026-09-02 to 2026-12-18
    $ hv init --shut =2026-11-27
    error: --shut: "=2026-11-27" is not of the form "INSET=2026-11-27"
    $ hv init --shut INSET=27/11/2026
    error: --shut: `27/11/2026` is not a day such as 2026-11-24
    $ hv init --nation mercia --shut INSET=2026-11-27..2026-11-26 --shut A=2026-10-26..2026-10-30 --shut B=2026-10-30
    error: --nation: `mercia` is not a nation with bank holidays; there are england, wales, scotland, northern-ireland
      --shut: the time the school is shut "INSET" ends on 2026-11-26, before it begins on 2026-11-27
    $ hv init --hours 16:00-08:30
    error: --hours: it would close at 08:30, before it opens at 16:00
    hint: if it is the other way round, type 08:30-16:00
    $ hv init --hours 08:30-08:30
    error: --hours: it would open and close at 08:30
    hint: 08:30-16:00
    $ hv init --hours 8:30-4:00
    error: --hours: it would close at 04:00, before it opens at 08:30
    hint: if that is in the afternoon, type 08:30-16:00
    $ hv init --hours 8.30am-4pm
    error: --hours: "8.30am-4pm" is not of the form 08:30-16:00
    hint: type 08:30-16:00
    $ hv init --hours 9-4
    error: --hours: "9-4" is not of the form 08:30-16:00
    $ hv init --term Autumn=2026-09-02..2026-10-23 --term autumn=2026-11-02..2026-12-18
    error: --term: two terms are called "autumn", 2026-09-02 to 2026-10-23 and 2026-11-02 to 2026-12-18
    hint: give each a name of its own: "autumn 2026=2026-11-02..2026-12-18"
    "#);
}

/// What `hv why` and `hv plan add` make of it: the head's permission is for visits outside school hours.
#[test]
fn a_bank_holiday_and_a_day_out_of_term_are_outside_hours() {
    let mut place = school(Park);
    let calendar = "nation = \"england\"\n\n[[terms]]\nfrom = \"2026-09-02\"\nto = \"2028-12-29\"\nwhy = \"all\"\n\n\
                    [[shut]]\nfrom = \"2026-11-27\"\nto = \"2026-11-27\"\nwhy = \"INSET\"\n";
    let text = place.read("hv.toml");
    let (head, tables) = text.split_at(text.find("\n[").unwrap());
    place.write("hv.toml", &format!("{head}\n{calendar}{tables}"));
    for (day, hours) in [
        ("2026-11-26", "outside-hours = no"),
        ("2026-11-27", "outside-hours = yes"),
        ("2026-12-24", "outside-hours = no"),
        ("2026-12-25", "outside-hours = yes"),
        ("2026-12-28", "outside-hours = yes"),
        ("2026-12-29", "outside-hours = no"),
        ("2028-12-29", "outside-hours = no"),
        ("2029-01-02", "outside-hours = yes"),
    ] {
        let at = format!("--at={day} 12:00");
        let planned = place.hv(&plan_with(Park, "bell", &[&at])).exits(0);
        let id =
            planned.err.split_once("Planned ").unwrap().1.split(':').next().unwrap().to_owned();
        let _said = place.hv(&format!("why {id}")).exits(0).says(hours);
    }
}

#[test]
fn mistakes_in_hv_toml_are_damage_with_their_line() {
    let span = |list: &str, from: &str, to: &str| {
        format!("\n[[{list}]]\nfrom = \"{from}\"\nto = \"{to}\"\nwhy = \"x\"\n")
    };
    let terms =
        [span("terms", "2026-09-02", "2026-12-18"), span("terms", "2026-12-18", "2027-03-26")];
    let mut said = String::new();
    for (top, tables) in [
        ("nation = \"mercia\"\n", String::new()),
        ("", terms.concat()),
        ("", span("shut", "2026-10-30", "2026-10-26")),
        ("nation = \"uk\"\n", span("shut", "2026-10-30", "2026-10-26")),
        ("", span("terms", "2026-09-02", "soon")),
        ("", "\n[hours]\nfrom = \"8.30am\"\nto = \"16:00\"\n".to_owned()),
        ("", "\n[hours]\nfrom = \"16:00\"\nto = \"08:30\"\n".to_owned()),
        ("", "\n[hours]\nfrom = 08:30\nto = \"16:00\"\n".to_owned()),
    ] {
        let mut place = ready(Park);
        let text = place.read("hv.toml");
        // Its own hours make way for those of the table.
        let kept = text.split_once("[hours]").filter(|_| tables.contains("[hours]"));
        let rest =
            |after: &str| after.find("\n[").map_or(String::new(), |at| after[at..].to_owned());
        let text = kept.map_or(text.clone(), |(before, after)| format!("{before}{}", rest(after)));
        place.write("hv.toml", &format!("{top}{text}{tables}"));
        let run = place.hv("overdue").exits(3);
        said += &format!(
            "{}\n",
            run.out.lines().filter(|l| l.contains("hv.toml")).collect::<Vec<_>>().join("\n")
        );
        let told = place.hv("board").says("hv.toml");
        let _what_to_type = match tables.split_once("from = ") {
            Some((_, from)) if tables.contains("[hours]") && !from.starts_with("\"16") => {
                told.says("Write `from = \"08:30\"`.").keeps_quiet_about("8.30am")
            }
            _ => told,
        };
        said += &place
            .hv("doctor")
            .exits(3)
            .out
            .lines()
            .filter(|l| l.contains("hv.toml"))
            .collect::<Vec<_>>()
            .join("\n");
        said += "\n";
    }
    assert_snapshot!(said, @r#"
    damaged: hv.toml:1: `mercia` is not a nation with bank holidays; there are england, wales, scotland,
    hv.toml:1: `mercia` is not a nation with bank holidays; there are england, wales, scotland,
    damaged: hv.toml:27: the term "x", 2026-12-18 to 2027-03-26, overlaps "x", 2026-09-02 to 2026-12-18
    hv.toml:27: the term "x", 2026-12-18 to 2027-03-26, overlaps "x", 2026-09-02 to 2026-12-18
    damaged: hv.toml:22: the time the school is shut "x" ends on 2026-10-26, before it begins on
    hv.toml:22: the time the school is shut "x" ends on 2026-10-26, before it begins on 2026-10-30
    damaged: hv.toml:1: `uk` is not a nation with bank holidays; there are england, wales, scotland,
    hv.toml:1: `uk` is not a nation with bank holidays; there are england, wales, scotland,
    damaged: hv.toml:24: hv expected a day such as 2026-11-24 after `to =`, and something else stands
    hv.toml:24: hv expected a day such as 2026-11-24 after `to =`, and something else stands there
    damaged: hv.toml:20: hv expected a time such as 08:30 after `from =`, and something else stands
    hv.toml:20: hv expected a time such as 08:30 after `from =`, and something else stands there
    damaged: hv.toml:21: the school would close before it opens, or as it opens
    hv.toml:21: the school would close before it opens, or as it opens
    damaged: hv.toml:20: hv expected a text in quotation marks after `from =`, and a day or a time
    hv.toml:20: hv expected a text in quotation marks after `from =`, and a day or a time without
    "#);
}
