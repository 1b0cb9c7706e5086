//! A planned visit that nobody signed out for: once its alarm shows, no change of the plan ends it. Somebody says where
//! those who were to go are, or it stands.

use crate::charge::not_left;
use crate::harness::{Place, Run};
use crate::school::{Park, VISIT, out, ready};
use serde_json::{Value, json};

fn data(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap()
}

fn overdue(place: &mut Place, time: &str) -> Value {
    place.clock(time);
    data(&place.hv("overdue --json"))
}

/// What ends an alarm of the plan, each in its own way.
fn ends() -> [String; 5] {
    [
        format!("plan drop {VISIT} --why x"),
        format!("plan change {VISIT} --at 16:30 --why x"),
        format!("cancel {VISIT} --outcome no-show --why x"),
        format!("cancel {VISIT} --outcome unsafe --why x"),
        format!("done {VISIT} --got-in no --child-seen no --present nobody --concern none"),
    ]
}

const CONFIRMED: &str = "--confirmed-by pat --how spoken-to";

#[test]
fn an_alarm_that_showed_stands_whatever_becomes_of_the_plan_until_somebody_says_where_they_are() {
    for end in ends() {
        let mut place = not_left();
        let run = place.hv(&end).exits(0);
        let _said = run
            .says("THE ALARM STANDS: nobody signed out, due 14:15, and nobody has said where Kay Invented and Lou")
            .says("Ring: Kay Invented")
            .says(&format!("hv resolve {VISIT} --confirmed-by PERSON --how seen|spoken-to"));
        let seen = overdue(&mut place, "14:20");
        let late = seen["late"].as_array().unwrap();
        assert!(late.iter().all(|l| l["clock"] != "departure"), "{end}: {late:?}");
        assert_eq!(seen["unresolved"][0]["id"], VISIT, "{end}");
        assert_eq!(seen["unresolved"][0]["told_since"], Value::Null, "{end}: nobody was told");
        let _seen = place.hv("overdue").exits(4).says("it was seen here at 14:16");
        let own = place.hv(&format!("resolve {VISIT} --confirmed-by kay --how seen")).exits(1);
        let _own = own.says("cannot resolve its alarm");
        place.hv(&format!("resolve {VISIT} {CONFIRMED}")).done();
        assert_eq!(overdue(&mut place, "14:30")["unresolved"], json!([]), "{end}");
    }
}

/// A marker that cannot be read takes nobody out of the alarm: the visit itself says who was to leave, and by when.
#[test]
fn it_shows_and_stands_also_where_the_marker_of_the_visit_is_damaged() {
    let damaged = |now: &str| {
        let mut place = ready(Park);
        place.set_now(now);
        place.write("open/planned/2026-11-24-1a.ahmed", "garbage\n");
        place
    };
    for (now, late) in [("2026-11-24T14:14:59Z", 0), ("2026-11-24T14:15:00Z", 1)] {
        let mut place = damaged(now);
        let run = place.hv("overdue --json").exits(if late == 0 { 3 } else { 4 });
        let seen = data(&run);
        assert_eq!(seen["late"].as_array().unwrap().len(), late, "{now}");
        assert!(run.text().contains("the marker cannot be trusted"), "{}", run.text());
        // Which is not the visit's record, and that can be read.
        let _no = run.keeps_quiet_about("the planned visit ahmed");
    }
    let seen = data(&damaged("2026-11-24T14:15:00Z").hv("overdue --json"));
    assert_eq!(seen["late"][0]["people"], json!(["kay", "lou"]));
    for end in ends() {
        for lost in [false, true] {
            let mut place = damaged("2026-11-24T14:16:00Z");
            if lost {
                std::fs::remove_file(place.folder().join("open/planned/2026-11-24-1a.ahmed"))
                    .unwrap();
            }
            let run = place.hv(&end).exits(0);
            let _said = run.says("THE ALARM STANDS: nobody signed out, due 14:15");
            let seen = overdue(&mut place, "14:40");
            assert_eq!(seen["unresolved"][0]["id"], VISIT, "{end}, lost: {lost}");
        }
    }
}

#[test]
fn an_alarm_that_stands_in_a_record_that_is_spoilt_is_no_silence() {
    let file = "families/ahmed/visits/2026-11-24-1a.yaml";
    for spoilt in [Some("x\n"), Some(""), None] {
        let mut place = not_left();
        let _stands = place.hv(&format!("plan drop {VISIT} --why x")).exits(0);
        let _stands = place.hv("overdue").exits(4);
        match spoilt {
            Some(text) => place.write(file, text),
            None => std::fs::remove_file(place.folder().join(file)).unwrap(),
        }
        let run = place.hv("overdue").exits(3);
        let _said = run.says("may hide somebody: families/ahmed/visits/2026-11-24-1a.yaml");
        let _board = place.hv("board").exits(3);
    }
}

#[test]
fn the_page_about_a_visit_names_whoever_never_left_for_it_whoever_else_did() {
    let mut place = not_left();
    place.clock("14:20");
    place.hv(&out(Park, "dee", &["--visit=ahmed", "--breach=alone", "--back=15:00"])).done();
    for time in ["14:25", "14:40"] {
        place.clock(time);
        let run = place.hv(&format!("brief {VISIT}"));
        let _page = run.exits(0).says("Kay Invented").says("Lou Made");
        if time == "14:25" {
            place.hv("back dee").done();
        }
    }
}

#[test]
fn the_same_command_closes_it_with_who_knows_and_how() {
    for end in ends() {
        let mut place = not_left();
        let run = place.hv(&format!("{end} {CONFIRMED} --json")).exits(0);
        assert_eq!(data(&run)["alarm"]["stands"], false, "{end}");
        let said = run.says("resolved on ahmed/2026-11-24-1a, spoken to by Pat");
        let _closed = said.keeps_quiet_about("THE ALARM STANDS");
        assert_eq!(overdue(&mut place, "14:20")["unresolved"], json!([]), "{end}");
        let _all = place.hv("overdue").exits(0);
    }
}

#[test]
fn whoever_was_to_go_confirms_nothing_and_nothing_is_recorded_by_a_slip() {
    for (who, code, words) in [
        ("kay --how seen", 1, "cannot resolve its alarm"),
        ("zed --how seen", 2, "nobody on the staff is called"),
        ("pat --how seen --second pat", 1, "one was named twice"),
    ] {
        let mut place = not_left();
        let before = place.tree();
        let run = place.hv(&format!("plan drop {VISIT} --why x --confirmed-by {who}"));
        let _said =
            run.exits(code).says(words).says("without --confirmed-by the change is recorded");
        assert!(place.tree() == before, "{who}");
    }
    // Whoever was to go may record the change, and it says nothing about where they are.
    let mut place = not_left();
    let run = place.hv(&format!("plan drop {VISIT} --why x --by kay {CONFIRMED}")).exits(1);
    let _said = run.says("has no say about its alarm");
    let run = place.hv(&format!("plan drop {VISIT} --why x --by kay")).exits(0);
    let _said = run.says("THE ALARM STANDS");
}

#[test]
fn an_alarm_that_went_all_the_way_up_takes_two() {
    let mut place = not_left();
    place.clock("16:30");
    let drop = format!("plan drop {VISIT} --why x {CONFIRMED}");
    let _one = place.hv(&drop).exits(1).says("takes two people").says("--second PERSON");
    let _two = place.hv(&format!("{drop} --second dee")).exits(0).says("agreed by Dee");
    assert_eq!(overdue(&mut place, "16:40")["unresolved"], json!([]));
}

#[test]
fn a_plan_changed_before_the_alarm_shows_ends_nothing_and_asks_nothing() {
    for end in ends() {
        for (now, shows) in [("2026-11-24T14:14:59Z", false), ("2026-11-24T14:15:00Z", true)] {
            let mut place = ready(Park);
            place.set_now(now);
            let run = place.hv(&end).exits(0);
            let standing = run.text().contains("THE ALARM STANDS");
            assert_eq!(standing, shows, "{end} at {now}:\n{}", run.text());
            let left = overdue(&mut place, "14:20")["unresolved"].as_array().unwrap().len();
            assert_eq!(left, usize::from(shows), "{end} at {now}");
        }
    }
}

#[test]
fn what_leaves_the_alarm_as_it_is_asks_nothing() {
    for same in ["--reason welfare", "--staff kay,lou,dee"] {
        let mut place = not_left();
        let run = place.hv(&format!("plan change {VISIT} {same} --why x")).exits(0);
        let _said = run.keeps_quiet_about("THE ALARM STANDS");
        let seen = overdue(&mut place, "14:17");
        assert_eq!(seen["late"][0]["clock"], "departure", "{same}");
        assert_eq!(seen["unresolved"], json!([]), "{same}");
    }
}

#[test]
fn whoever_goes_no_more_is_asked_for_and_the_others_are_late_still() {
    let mut place = not_left();
    let run = place.hv(&format!("plan change {VISIT} --staff dee,lou --why x")).exits(0);
    let _said = run
        .says("nobody has said where Kay Invented is")
        .keeps_quiet_about("where Kay Invented and");
    let seen = overdue(&mut place, "14:18");
    assert_eq!(seen["late"][0]["people"], json!(["dee", "lou"]));
    assert_eq!(seen["unresolved"][0]["people"], json!(["kay"]));
}

#[test]
fn at_a_terminal_it_is_asked_and_enter_alone_leaves_the_alarm_standing() {
    let drop = format!("--plain plan drop {VISIT} --why x");
    for (typed, closed) in [
        ("\n", false),
        ("", false),
        ("pat\n\n", false),
        ("pat\nspoken to\n", true),
        ("zed\nkay\npat\nheard\nseen\n", true),
    ] {
        let mut place = not_left();
        let run = place.hv_fed(&drop, typed).exits(0);
        let text = run.text();
        let question = "Nobody has signed out for it, due 14:15. Where are Kay Invented and Lou Made, and how do you know?";
        assert!(text.contains(question), "{text}");
        assert!(
            text.find("Dropped").unwrap() < text.find(question).unwrap(),
            "recorded first: {text}"
        );
        assert_eq!(text.contains("THE ALARM STANDS"), !closed, "{typed:?}: {text}");
        let left = overdue(&mut place, "14:20")["unresolved"].as_array().unwrap().len();
        assert_eq!(left, usize::from(!closed), "{typed:?}");
    }
    let mut place = ready(Park);
    let _early = place.hv_fed(&drop, "\n").exits(0).keeps_quiet_about("Where are");
}

#[test]
fn it_is_late_again_when_it_was_called_off_by_mistake_and_nobody_is_listed_twice() {
    // Kay left alone for it: Lou is missing, and so the alarm shows.
    let mut place = ready(Park);
    place.clock("13:30");
    place.hv(&out(Park, "kay", &["--visit=ahmed", "--breach=alone"])).done();
    place.clock("14:16");
    let missing = |seen: &Value| {
        let late = seen["late"].as_array().unwrap();
        late.iter().filter(|l| l["clock"] == "departure").count()
    };
    assert_eq!(missing(&overdue(&mut place, "14:16")), 1);
    let run = place.hv("cancel kay --outcome no-show --why x").exits(0);
    let _said = run.says("THE ALARM STANDS");
    place.hv("undo --yes --why slip").done();
    let seen = overdue(&mut place, "14:25");
    assert_eq!((missing(&seen), &seen["unresolved"]), (1, &json!([])));
}

#[test]
fn a_word_that_nobody_needed_is_not_taken_for_one() {
    let mut place = ready(Park);
    let run = place.hv(&format!("plan drop {VISIT} --why x {CONFIRMED}")).exits(0);
    let _said = run.says("nobody's word was needed");
    for slip in ["--confirmed-by pat", "--how seen", "--second pat"] {
        let mut place = not_left();
        let _needs = place.hv(&format!("plan drop {VISIT} --why x {slip}")).exits(2);
    }
    let mut place = not_left();
    let done = &ends()[4];
    let _how = place
        .hv(&format!("{done} --confirmed-by pat --how \"by telephone\""))
        .exits(2)
        .says("--how seen");
}

/// What git brings from another machine: its lines of the visit, and its markers.
fn merge(into: &Place, from: &Place) {
    let file = "families/ahmed/visits/2026-11-24-1a.yaml";
    let (known, theirs) = (into.read(file), from.read(file));
    let new: Vec<&str> = theirs.lines().filter(|l| !known.lines().any(|k| k == *l)).collect();
    into.write(file, &format!("{known}{}\n", new.join("\n")));
    let marker = |path: &String| path.starts_with("open/") && path.matches('/').count() == 2;
    let (ours, theirs) = (into.tree(), from.tree());
    for gone in ours.keys().filter(|path| marker(path) && !theirs.contains_key(*path)) {
        std::fs::remove_file(into.folder().join(gone)).unwrap();
    }
    for (path, bytes) in theirs.iter().filter(|(path, _)| marker(path)) {
        std::fs::write(into.folder().join(path), bytes.as_ref().unwrap()).unwrap();
    }
}

#[test]
fn the_other_machine_that_showed_it_lists_it_by_what_the_one_saw_that_changed_the_plan() {
    for end in ends() {
        for (changed, listed) in [("2026-11-24T14:14:59Z", 0), ("2026-11-24T14:15:00Z", 1)] {
            let (mut here, mut there) = (ready(Park), ready(Park));
            here.clock("14:16");
            let shown = data(&here.hv("overdue --json"));
            assert_eq!(shown["late"][0]["clock"], "departure");
            there.set_now(changed);
            let _changed = there.hv(&end).exits(0);
            merge(&here, &there);
            let seen = overdue(&mut here, "14:20");
            assert_eq!(seen["late"], json!([]), "{end} at {changed}");
            let left = seen["unresolved"].as_array().unwrap().len();
            assert_eq!(left, listed, "{end} at {changed}");
        }
    }
}
