//! Years of records as tables: every figure agrees with the records, nobody is named unless it was asked for, a database
//! loads it; and the planned visits as a calendar.

use crate::harness::{Place, copy_folder};
use crate::school::{Aspire, OUTING, Park, VISIT, afield, ready, visited};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// An afternoon with an alarm that was told of, taken charge of and closed, an incident, and a breach.
fn afternoon() -> Place {
    let mut place = afield(Park);
    place.clock("14:20");
    place.hv("checkin lou --concern \"followed by a van\"").done();
    place.hv("ack kay --who pat --doing \"ringing Lou\"").done();
    place.clock("14:40");
    place.hv("resolve kay lou --confirmed-by pat --how spoken-to --second max").done();
    place
        .hv("out dee --breach \"rang from the road\" --where \"9 Secret Street\" --back 16:00")
        .done();
    place
}

fn rows(text: &str) -> BTreeMap<String, Vec<Value>> {
    let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        all.entry(row["table"].as_str().unwrap().to_owned()).or_default().push(row);
    }
    all
}

#[test]
fn what_is_counted_is_what_is_on_record() {
    let mut place = afternoon();
    let all = rows(&place.hv("export").exits(0).out);
    assert_eq!(all["visits"].len(), 1);
    assert_eq!(all["visits"][0]["state"], "planned");
    assert_eq!(all["visits"][0]["start"], "2026-11-24T14:00:00Z");
    assert_eq!(all["outings"].len(), 2);
    let breaches: Vec<_> = all["outings"].iter().filter(|o| o["breach"] == true).collect();
    assert_eq!(breaches.len(), 1, "{breaches:?}");
    assert!(all["unmet"].iter().any(|u| u["record"] == breaches[0]["outing"]), "{all:?}");
    let alarm = all["alarms"].iter().find(|a| a["clock"] == "concern").unwrap();
    assert_eq!(alarm["people"], 1, "{alarm}");
    assert_eq!(alarm["acked_seconds"], 60, "taken charge of a minute later: {alarm}");
    assert_eq!(alarm["resolved"], "2026-11-24T14:40:00Z", "{alarm}");
    // Every line of every record is an event, and nothing else is.
    let lines = |folder: &str| {
        fn count(path: &Path) -> usize {
            let all = fs::read_dir(path).into_iter().flatten().map(|e| e.unwrap().path());
            all.map(|p| if p.is_dir() { count(&p) } else { lines_of(&p) }).sum()
        }
        fn lines_of(path: &Path) -> usize {
            let text = fs::read_to_string(path).unwrap();
            text.lines().filter(|l| l.starts_with("- {\"id\"")).count()
        }
        count(&place.folder().join(folder))
    };
    let wanted = lines("families") + lines("outings") + lines("weeks") + lines("assessments");
    assert_eq!(all["events"].len(), wanted);
    assert!(!all.contains_key("damage"), "{all:?}");
}

/// A planned visit that nobody signed out for is live from a quarter of an hour after the appointment, whether or not
/// anybody was told of it, until somebody leaves for it.
#[test]
fn a_departure_is_live_while_it_is_due() {
    let mut place = ready(Park);
    let departures = |place: &mut Place| {
        let all = rows(&place.hv("export").exits(0).out).remove("alarms").unwrap_or_default();
        let own = all.into_iter().filter(|a| a["clock"] == "departure");
        own.map(|a| (a["live"] == true, a["acked_seconds"].as_i64())).collect::<Vec<_>>()
    };
    place.clock("14:14");
    assert_eq!(departures(&mut place), []);
    place.clock("14:15");
    assert_eq!(departures(&mut place), [(true, None)]);
    place.clock("14:17");
    place.hv(&format!("ack {VISIT} --who pat --doing \"ringing Lou\"")).done();
    assert_eq!(departures(&mut place), [(true, Some(120))]);
    place.hv("plan drop ahmed --why \"moved away\"").done();
    assert_eq!(departures(&mut place), [(false, Some(120))]);
}

/// Every word that people typed in the scene.
const TYPED: [&str; 12] = [
    "Invented",
    "Made",
    "kay",
    "lou",
    "ahmed",
    "Ahmed",
    "Secret",
    "Sample Street",
    "van",
    "road",
    "07700",
    "ringing",
];

#[test]
fn nobody_is_named_unless_it_was_asked_for() {
    let mut place = afternoon();
    let run = place.hv("export").exits(0);
    for word in TYPED {
        assert!(!run.out.contains(word), "{word} in {}", run.out);
    }
    let _said = run.clone().says("No names, addresses or notes are in it");
    let named = place.hv("export --with-names").exits(0).says("it is confidential");
    for word in ["Kay Invented", "ahmed", "9 Secret Street", "followed by a van", "ringing Lou"] {
        assert!(named.out.contains(word), "{word}");
    }
    // The same person has the same code everywhere, and the next time.
    let again = place.hv("export").exits(0);
    let first = rows(&run.out)["outing_people"][0]["person"].clone();
    assert_eq!(first, rows(&again.out)["outing_people"][0]["person"]);
}

/// A second school, elm, with the same records.
fn another(place: &Place) {
    let elm = place.path().join("elm");
    copy_folder(&place.folder(), &elm);
    let card = fs::read_to_string(elm.join("hv.toml")).unwrap();
    let own = card.lines().find(|l| l.starts_with("store = ")).unwrap();
    fs::write(elm.join("hv.toml"), card.replace(own, "store = \"elm\"")).unwrap();
}

#[test]
fn one_school_is_not_exported_twice() {
    let mut place = afternoon();
    copy_folder(&place.folder(), &place.path().join("elm"));
    let both = "export --store ../school --store ../elm --as csv --to ../trust";
    let run = place.hv(both).exits(2).says("the same school");
    assert!(run.err.contains("/school and ") && run.err.contains("/elm"), "{}", run.err);
    assert!(!place.path().join("trust").exists());
}

/// What the markers, the lists and the outings name and is not there is damage, as `hv report` has it.
#[test]
fn what_is_missing_is_counted_as_the_report_counts_it() {
    for (gone, within) in [
        (format!("outings/2026-W48/{OUTING}.yaml"), "open"),
        (format!("families/{}.yaml", VISIT.replace('/', "/visits/")), "outings"),
    ] {
        let mut place = afield(Aspire);
        let _whole = place.hv("export").exits(0);
        fs::remove_file(place.folder().join(&gone)).unwrap();
        let all = rows(&place.hv("export --with-names").exits(3).says("NOT WHOLE:").out);
        assert!(all["damage"].iter().any(|d| d["within"] == within), "{gone}: {:?}", all["damage"]);
        let report = place.hv("report --json").exits(3).json();
        for unread in report["unread"].as_array().unwrap() {
            let told = all["damage"].iter().any(|d| d["path"] == unread["path"]);
            assert!(told, "{unread} is not in {:?}", all["damage"]);
        }
        // Nothing is told twice.
        let mut told: Vec<String> = all["damage"].iter().map(Value::to_string).collect();
        told.sort();
        let rows = told.len();
        told.dedup();
        assert_eq!(told.len(), rows, "{told:?}");
    }
}

#[test]
fn what_cannot_be_read_is_counted_and_the_rest_is_there() {
    let mut place = afternoon();
    another(&place);
    let path = format!("outings/2026-W48/{OUTING}.yaml");
    let text = place.read(&path);
    place.write(&path, &text.replace("Kay Invented", "Kay Other"));
    let run = place.hv("export").exits(3).says("NOT WHOLE:").says("hv doctor");
    let all = rows(&run.out);
    assert!(all["damage"].iter().any(|d| d["within"] == "outings"), "{all:?}");
    assert!(all["outings"].iter().any(|o| o["damaged"] == true));
    place.write(&path, "rubbish\n");
    let all = rows(&place.hv("export").exits(3).out);
    assert!(all["outings"].iter().any(|o| o["state"] == "unreadable"), "{:?}", all["outings"]);
    // Of several, one that is missing and one that is damaged leave the third whole.
    let run = place.hv("export --store ../elm --store ../school --store ../nowhere").exits(3);
    let all = rows(&run.out);
    let read: Vec<&Value> = all["schools"].iter().map(|s| &s["read"]).collect();
    assert_eq!(read, [true, true, false], "{:?}", all["schools"]);
    assert!(run.err.contains("nowhere: NOT EXPORTED"), "{}", run.err);
}

#[test]
fn a_folder_of_csv_is_safe_and_new_and_never_half_a_one() {
    let mut place = afternoon();
    place.hv("plan change ahmed --reason \"=1+1\" --why x").done();
    place.hv("export --as csv --to ../years --with-names").done();
    let visits = fs::read_to_string(place.path().join("years/visits.csv")).unwrap();
    assert!(visits.contains("'=1+1") && !visits.contains(",=1+1"), "{visits}");
    for (line, words) in [
        ("export --as csv", "a folder with a file for each table"),
        ("export --to ../years", "is there already"),
        ("export --to years", "in the record folder"),
        ("export --to ../nowhere/years", "there is no folder"),
    ] {
        let before = place.tree();
        let _no = place.hv(line).exits(2).says(words);
        assert_eq!(before, place.tree());
    }
    let json = place.hv("export --to ../more --json").exits(0).json();
    assert_eq!((&json["schema"], &json["unread"]), (&1.into(), &0.into()), "{json}");
    let lines = fs::read_to_string(place.path().join("more/outings.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 2);
    // Without a folder the same lines as ever stand within the one object.
    let lines = place.hv("export").exits(0).out;
    let json = place.hv("export --json").exits(0).json();
    let all = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    assert_eq!(json["lines"], all.collect::<Value>());
    assert_eq!((&json["hv"], &json["to"], &json["unread"]), (&1.into(), &Value::Null, &0.into()));
    let counted: u64 =
        json["rows"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(usize::try_from(counted).unwrap(), lines.lines().count());
    let sql = place.hv("export --schema").exits(0).out;
    assert_eq!(place.hv("export --schema --json").exits(0).json()["sql"], sql.as_str());
    let _schema = place.hv("export --schema").exits(0).says("CREATE TABLE visits (");
}

/// What the page says is typed, line by line. The questions are those of the page as well.
#[test]
fn a_database_loads_it_and_answers() {
    if Command::new("sqlite3").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "sqlite3 is not installed");
        println!("NOT SHOWN: sqlite3 is not installed");
        return;
    }
    let mut place = afternoon();
    another(&place);
    place.hv("export --as csv --to ../trust --store ../school --store ../elm").done();
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/questions.sh"));
    let run = Command::new("sh")
        .arg("-eu")
        .arg("-c")
        .arg(page.unwrap())
        .current_dir(place.path())
        .output();
    let run = run.unwrap();
    let out = String::from_utf8(run.stdout).unwrap();
    assert!(run.status.success(), "{out}{}", String::from_utf8_lossy(&run.stderr));
    insta::assert_snapshot!(out);
}

/// The same with `DuckDB`, where Python has it.
#[test]
fn another_database_loads_it_too() {
    let python = |code: &[&str], folder: &Path| {
        Command::new("python3").args(code).current_dir(folder).output()
    };
    let mut place = afternoon();
    let there = python(&["-c", "import duckdb"], place.path());
    if !there.is_ok_and(|run| run.status.success()) {
        println!("NOT SHOWN: Python's duckdb is not installed (pip install duckdb)");
        return;
    }
    place.hv("export --as csv --to ../trust").done();
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/questions.py");
    let run = python(&[page], place.path()).unwrap();
    let out = String::from_utf8(run.stdout).unwrap();
    assert!(run.status.success(), "{out}{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(out, "[('concern', 1, 1.0), ('contact', 2, 21.0)]\n[(1, None, 0)]\n");
}

#[test]
fn a_calendar_names_no_family_and_counts_every_change() {
    let mut place = ready(Aspire);
    let one = |place: &mut Place| {
        let out = place.hv("calendar").exits(0).out;
        let value = |key: &str| {
            let line =
                out.lines().find(|l| l.starts_with(key)).unwrap_or_else(|| panic!("{key}: {out}"));
            line.trim_end().rsplit_once(':').unwrap().1.to_owned()
        };
        for word in ["ahmed", "Ahmed", "Sample", "Testford", "planned"] {
            assert!(!out.contains(word), "{word} in {out}");
        }
        assert!(out.contains("CLASS:CONFIDENTIAL\r\n") && out.contains("Lou Made"), "{out}");
        [value("UID"), value("SEQUENCE"), value("STATUS"), value("DTSTART")]
    };
    let [uid, sequence, status, start] = one(&mut place);
    assert_eq!([sequence.as_str(), &status, &start], ["0", "CONFIRMED", "20261124T140000Z"]);
    place.hv("plan change ahmed --at 15:00 --why \"the family asked\"").done();
    let [same, sequence, _, start] = one(&mut place);
    assert_eq!([same.as_str(), &sequence, &start], [uid.as_str(), "1", "20261124T150000Z"]);
    // Whoever does not go any more hears it, at the time they had; whoever does, hears of the visit.
    place.hv("plan change ahmed --staff lou,max --at 15:30 --why \"Kay is ill\" --because trained=booked --because trained-for-people=booked").done();
    let of =
        |place: &mut Place, who: &str| place.hv(&format!("calendar --staff {who}")).exits(0).out;
    let lines = [
        ("kay", "STATUS:CANCELLED", "DTSTART:20261124T150000Z"),
        ("lou", "STATUS:CONFIRMED", "DTSTART:20261124T153000Z"),
        ("max", "STATUS:CONFIRMED", "DTSTART:20261124T153000Z"),
    ];
    for (who, status, start) in lines {
        let out = of(&mut place, who);
        for line in [status, start, &format!("UID:{uid}"), "SEQUENCE:2"] {
            assert!(out.contains(&format!("{line}\r\n")), "{who}, {line}: {out}");
        }
    }
    assert!(!of(&mut place, "pat").contains("BEGIN:VEVENT"), "it never was Pat's");
    place.hv("plan drop ahmed --why \"moved away\"").done();
    let [same, sequence, status, _] = one(&mut place);
    assert_eq!([same.as_str(), &sequence, &status], [uid.as_str(), "3", "CANCELLED"]);
    let _kays = place.hv("calendar --staff kay").exits(0).says("BEGIN:VEVENT");
    let _pat = place.hv("calendar --staff pat").exits(0).keeps_quiet_about("BEGIN:VEVENT");
    let _day = place.hv("calendar --until 2026-11-24").exits(0).says("BEGIN:VEVENT");
    let _before =
        place.hv("calendar --until 2026-11-23").exits(0).keeps_quiet_about("BEGIN:VEVENT");
    let _after = place.hv("calendar --from 2026-11-25").exits(0).keeps_quiet_about("BEGIN:VEVENT");
    place.hv("calendar --to ../visits.ics").done();
    let _there = place.hv("calendar --to ../visits.ics").exits(2).says("is there already");
    place.write("families/ahmed/visits/2026-11-24-1a.yaml", "rubbish\n");
    let _lost = place.hv("calendar").exits(3).says("NOT IN THE CALENDAR");
}

/// A visit that was made stays confirmed; one that was called off is cancelled.
#[test]
fn a_visit_that_was_made_is_not_cancelled() {
    let mut place = visited(Park);
    let out = place.hv("calendar").exits(0).out;
    assert!(out.contains("STATUS:CONFIRMED") && !out.contains("CANCELLED"), "{out}");
}

/// A calendar of some days, which somebody's program has: what was moved out of them stood there, and is off.
#[test]
fn a_visit_that_was_moved_out_of_the_days_is_cancelled_there() {
    let mut place = ready(Aspire);
    let of = |place: &mut Place, days: &str| place.hv(&format!("calendar {days}")).exits(0).out;
    let day = "--from 2026-11-24 --until 2026-11-24";
    assert!(of(&mut place, day).contains("STATUS:CONFIRMED"));
    place.hv("plan change ahmed --at \"2026-11-26 15:00\" --why \"the family asked\"").done();
    for (days, status, start) in [
        (day, "CANCELLED", "20261124T140000Z"),
        ("--from 2026-11-24 --until 2026-11-25", "CANCELLED", "20261124T140000Z"),
        ("--from 2026-11-24 --until 2026-11-26", "CONFIRMED", "20261126T150000Z"),
        ("--from 2026-11-25", "CONFIRMED", "20261126T150000Z"),
        ("--from 2026-11-24 --until 2026-11-24 --staff kay", "CANCELLED", "20261124T140000Z"),
    ] {
        let out = of(&mut place, days);
        assert_eq!(out.matches("BEGIN:VEVENT").count(), 1, "{days}: {out}");
        for line in [format!("STATUS:{status}\r\n"), format!("DTSTART:{start}\r\n")] {
            assert!(out.contains(&line), "{days}: {line}: {out}");
        }
        assert!(out.contains("SEQUENCE:1\r\n"), "{days}: {out}");
    }
    for days in ["--from 2026-11-25 --until 2026-11-25", "--from 2026-11-27", "--until 2026-11-23"]
    {
        assert!(!of(&mut place, days).contains("BEGIN:VEVENT"), "{days}");
    }
    let pat = of(&mut place, &format!("{day} --staff pat"));
    assert!(!pat.contains("BEGIN:VEVENT"), "it never was Pat's: {pat}");
    // Into another week, and back again: it stands where it stands now.
    place.hv("plan change ahmed --at \"2026-12-03 15:00\" --why \"again\"").done();
    assert!(of(&mut place, day).contains("STATUS:CANCELLED"));
    place.hv("plan change ahmed --at \"2026-11-24 16:00\" --why \"after all\"").done();
    let out = of(&mut place, day);
    assert!(out.contains("STATUS:CONFIRMED") && out.contains("20261124T160000Z"), "{out}");
}
