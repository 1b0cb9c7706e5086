//! One generated school year: every figure of the report agrees with figures counted from the lines without hv's rules,
//! for the year, a term, half of one and a week.

use crate::DAY;
use crate::count::{self, Figures};
use crate::run::Ran;
use crate::school::{School, sealed};
use crate::stories::{STORIES, Story};
use hv::when::Day;
use serde_json::Value;
use std::fs;
use std::sync::OnceLock;

/// The day after that of the stories, on which things are due.
const NEXT: &str = "2025-01-15";

/// Visits in the year.
const VISITS: usize = 420;

/// The year, made once.
fn year() -> &'static School {
    static MADE: OnceLock<School> = OnceLock::new();
    MADE.get_or_init(make)
}

/// Each story as hv wrote it, dealt out over the days of the three terms. The dealing is by a fixed sum, so that every
/// run makes the same year.
fn make() -> School {
    let told = |story: &Story| {
        // Each in a school of its own: nobody is on two outings at once.
        let mould = School::new();
        story.tell(&mould);
        (story.family(), of_story(&mould, &story.family()))
    };
    let texts: Vec<(String, Vec<(String, String)>)> = STORIES.iter().map(told).collect();
    let school = School::new();
    let days = days();
    for n in 0..VISITS {
        let dealt = (n * 7919 + 13) % 101;
        // Most visits are plain; the other stories share the rest.
        let at = if dealt < 40 { dealt % 2 } else { dealt % texts.len() };
        let (name, files) = &texts[at];
        let (family, day) = (format!("fam{n:04}"), &days[(n * 31) % days.len()]);
        school.family(&family);
        for (path, text) in files {
            let own = |text: &str| {
                let next = Day::parse(day).unwrap().plus_days(1).to_string();
                let text = text.replace(name.as_str(), &family);
                text.replace(NEXT, "THE-DAY-AFTER")
                    .replace(DAY, day)
                    .replace("THE-DAY-AFTER", &next)
            };
            let week = Day::parse(day).unwrap().week().to_string();
            let path = path.replace(name.as_str(), &family).replace("WEEK", &week);
            let path = path.replace("DAY", day).replace("-NUMBERa", &format!("-{}a", n + 1));
            let text = own(text).replace("NUMBER", &format!("{}", n + 1));
            let to = school.root().join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, text).unwrap();
        }
    }
    school.in_earnest();
    school
}

/// The files of a story, with room for another week, day and number in their names.
fn of_story(moulds: &School, name: &str) -> Vec<(String, String)> {
    let all = crate::school::files(&moulds.root());
    let mut found = Vec::new();
    for path in all {
        let text = fs::read_to_string(&path).unwrap();
        let shown = path.strip_prefix(moulds.root()).unwrap().to_str().unwrap().to_owned();
        if shown.starts_with(&format!("families/{name}/")) {
            found.push((shown.replace(DAY, "DAY"), text));
        } else if text.contains(&format!("\"{name}/{DAY}")) {
            let id = path.file_stem().unwrap().to_str().unwrap();
            let (start, number) = id.rsplit_once('-').unwrap();
            let generic = format!("{start}-NUMBERa");
            assert!(number.ends_with('a'), "{id}");
            let week = Day::parse(DAY).unwrap().week().to_string();
            let shown = shown.replace(id, &generic).replace(&week, "WEEK").replace(DAY, "DAY");
            found.push((shown, text.replace(id, &generic)));
        }
    }
    assert!(!found.is_empty(), "{name}");
    found
}

/// Every weekday of the three terms.
fn days() -> Vec<String> {
    let spans =
        [("2024-09-02", "2024-12-20"), ("2025-01-06", "2025-04-04"), ("2025-04-22", "2025-07-22")];
    let mut all = Vec::new();
    for (from, to) in spans {
        let (mut day, to) = (Day::parse(from).unwrap(), Day::parse(to).unwrap());
        while day <= to {
            all.extend((!day.weekend()).then(|| day.to_string()));
            day = day.plus_days(1);
        }
    }
    all
}

/// Every figure of a report.
fn figures(data: &Value) -> impl Iterator<Item = &Value> {
    let sections = data["sections"].as_array().unwrap().iter();
    let groups = sections.flat_map(|s| s["groups"].as_array().unwrap());
    groups.flat_map(|g| g["figures"].as_array().unwrap())
}

/// Every number of the report, but for what the counter knows nothing of.
fn reported(run: &Ran) -> Figures {
    let data = run.json();
    assert_eq!(data["whole"], true, "{}", data["unread"]);
    let mut all = Figures::new();
    for figure in figures(&data) {
        let id = figure["id"].as_str().unwrap();
        let number = figure["number"].as_u64().map_or(0, |n| usize::try_from(n).unwrap());
        assert_eq!(figure["at-least"], false, "{id}");
        if number > 0 && !unknown_to_the_counter(id) {
            all.insert(id.to_owned(), number);
        }
        let leads = figure["records"].as_array().unwrap().len();
        let bound = figure.get("bound-seconds").is_some();
        assert!(bound || leads == number, "{id}: {number} from {leads} records");
    }
    all
}

/// How long things took is held against numbers counted by hand, in `hand`.
fn unknown_to_the_counter(id: &str) -> bool {
    let times = ["alarms.noticed", "alarms.taken", "alarms.resolved", "alarms.not-resolved"];
    let more = ["alarms.nobody-took-charge", "duties.open-by-clause", "duties.open-from-before"];
    times.iter().chain(&more).any(|start| id.starts_with(start))
}

#[test]
fn the_years_figures_are_those_counted_from_the_lines() {
    let school = year();
    for (days, from, to) in [
        ("--year --on 2025-03-01", "2024-09-02", "2025-08-31"),
        ("--term --on 2025-03-01", "2025-01-06", "2025-04-04"),
        ("--half-term --on 2025-02-17", "2025-01-06", "2025-02-16"),
        ("--half-term --on 2025-02-24", "2025-02-22", "2025-04-04"),
        ("--week --on 2024-11-06", "2024-11-04", "2024-11-10"),
        ("--from 2024-10-02 --to 2024-10-02", "2024-10-02", "2024-10-02"),
    ] {
        let run = school.hv(&format!("report {days} --json")).ends(0);
        let period = run.json()["period"].clone();
        assert_eq!((&period["from"], &period["to"]), (&Value::from(from), &Value::from(to)));
        let mine = count::count(&school.root(), from, to);
        assert!(mine["visits"] > 0, "{days}");
        assert_eq!(reported(&run), mine, "{days}");
    }
}

/// The year is no easy one: each kind of thing happens in it, and more than once.
#[test]
fn the_year_has_something_of_everything() {
    let all = count::count(&year().root(), "2024-09-02", "2025-08-31");
    assert_eq!(all["visits"], VISITS);
    for figure in [
        "visits.by-outcome.no-show",
        "visits.by-outcome.unsafe",
        "visits.by-outcome.taken-off-the-plan",
        "visits.by-outcome.not-written-up",
        "outings.by-staffing.three-or-more",
        "contacts.late",
        "alarms",
        "alarms.by-clock.concern",
        "alarms.departures.not-told",
        "refusals.by-clause.X-8a",
        "breaches",
        "overrides.by-clause.X-9",
        "incidents",
        "duties.open",
        "duties.done",
        "near-misses",
    ] {
        assert!(all.get(figure).is_some_and(|n| *n > 1), "{figure}: {all:?}");
    }
}

/// Every figure's records, asked for one by one, are the ones that the whole report names; and each is there.
#[test]
fn every_figure_leads_back_to_lines_that_are_there() {
    let school = year();
    let days = "--week --on 2024-11-06";
    let data = school.hv(&format!("report {days} --json")).ends(0).json();
    let mut shown = 0;
    for figure in figures(&data) {
        let records = figure["records"].as_array().unwrap();
        for lead in records {
            let text =
                fs::read_to_string(school.root().join(lead["path"].as_str().unwrap())).unwrap();
            let line = lead["line"].as_str().unwrap_or_default();
            assert!(line.is_empty() || text.contains(&format!("- {{\"id\": \"{line}\"")), "{lead}");
        }
        let id = figure["id"].as_str().unwrap();
        if ["visits", "breaches", "alarms.by-clock.contact", "duties.open"].contains(&id) {
            let alone = school.hv(&format!("report {days} --show {id} --json")).ends(0).json();
            assert_eq!(&alone["records"], &figure["records"], "{id}");
            shown += 1;
        }
    }
    assert_eq!(shown, 4);
}

/// What was typed with `--now` is in no figure of a report by the clock, and in every one of a report by `--now`.
#[test]
fn practice_is_apart() {
    let school = School::new();
    STORIES[0].tell(&school);
    let days = format!("--from {DAY} --to {DAY}");
    let number = |run: &Ran, id: &str| number_of(&run.json(), id);
    let by_clock = school.hv(&format!("report {days} --json")).ends(0);
    assert_eq!((number(&by_clock, "visits"), number(&by_clock, "practice.visits")), (0, 1));
    assert_eq!((number(&by_clock, "outings"), number(&by_clock, "practice.outings")), (0, 1));
    let replay = school.tried("2025-01-15 09:00", &format!("report {days} --json")).ends(0);
    assert_eq!((number(&replay, "visits"), number(&replay, "practice.visits")), (1, 1));
    school.in_earnest();
    let real = school.hv(&format!("report {days} --json")).ends(0);
    assert_eq!((number(&real, "visits"), number(&real, "practice.visits")), (1, 0));
    assert!(sealed("a\n") == "a\n");
}

/// The number of one figure.
pub(crate) fn number_of(data: &Value, id: &str) -> u64 {
    figure_of(data, id)["number"].as_u64().unwrap()
}

/// One figure.
pub(crate) fn figure_of<'d>(data: &'d Value, id: &str) -> &'d Value {
    figures(data).find(|f| f["id"] == id).unwrap_or_else(|| panic!("no figure {id}"))
}
