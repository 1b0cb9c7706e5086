//! What goes, when, on whose word, and what is left of it.

use crate::place::run;
use crate::school::{ALL_DUE, DUE, KEPT, OF_AHMED, SCHEDULE, School};

const AHMED: &str = "visit ahmed/2018-11-20-1a";

#[test]
fn a_visit_is_due_on_the_day_after_its_last_and_not_before() {
    let school = School::visited();
    assert_eq!(school.stands(KEPT, AHMED), "not-yet");
    assert_eq!(school.stands(DUE, AHMED), "due");
    for record in ["outing 2018-11-20-kay-1a", "week list 2018-W47"] {
        assert_eq!(school.stands(KEPT, record), "not-yet", "{record}");
        assert_eq!(school.stands(DUE, record), "due", "{record}");
    }
    assert_eq!(school.stands(DUE, "family ahmed"), "not-yet");
    assert_eq!(school.stands("2025-11-20T09:00:00+00:00", "family ahmed"), "not-yet");
    assert_eq!(school.stands("2025-11-21T09:00:00+00:00", "family ahmed"), "due");
    let _listed = school
        .hv(DUE, &["retention"])
        .ends(0)
        .says("visit ahmed/2018-11-20-1a, since Mon 1 Sep 2025: visit: 6 years from the end of the school year (the school's schedule, line 4)");
    let before = school.files();
    let _nothing = school.erase(KEPT, &["--due"]).ends(0).says("Nothing is due");
    assert_eq!(before, school.files());
}

#[test]
fn what_goes_leaves_no_name_anywhere_and_a_tombstone_that_counts() {
    let school = School::visited();
    assert!(school.holding(&OF_AHMED).len() >= 5, "the search finds what is there");
    let _gone = school
        .erase(ALL_DUE, &["--due"])
        .ends(0)
        .says("visit ahmed/2018-11-20-1a")
        .says("Erased: 7 records.")
        .says("Not reached: backups");
    // A mark can be a hold's or a card's: their number is not the records'.
    let _list = school.hv(ALL_DUE, &["retention"]).says("Erasures so far: 1.");
    assert_eq!(school.holding(&OF_AHMED), Vec::<String>::new());
    assert_eq!(school.holding(&["bell", "Rob Bell", "Example Road"]), Vec::<String>::new());
    school.is_sound(ALL_DUE);
    let erased = school.hv(ALL_DUE, &["--json", "retention"]).ends(0).json();
    let week = &erased["erased"]["2018-W47"];
    assert_eq!(
        (&week["visits"], &week["got-in"], &week["outings"]),
        (&2.into(), &2.into(), &2.into())
    );
    let tombstone = school.read("retention/erasures/2026-01-01-1a.yaml");
    for word in [
        "\"authorised-by\": \"max\"",
        "\"role\": \"principal\"",
        "\"keep\": \"6 years\"",
        "\"finish\"",
    ] {
        assert!(tombstone.contains(word), "{word} is not in {tombstone}");
    }
    assert!(!tombstone.contains("line 4"), "no free text: {tombstone}");
    // Once more: nothing is left to erase, and nothing is erased twice.
    let _again = school.erase(ALL_DUE, &["--due"]).ends(0).says("Nothing is due");
}

/// The twin of the search: a tombstone that named whom it is about would be found.
#[test]
fn a_name_left_in_a_tombstone_would_be_found() {
    let school = School::visited();
    school.erase(ALL_DUE, &["--due"]).ends(0);
    let path = "retention/erasures/2026-01-01-1a.yaml";
    school.write(path, school.read(path).replace("\"finish\"", "\"finish\", \"who\": \"ahmed\""));
    let kept = format!("r/local/kept/{}", path.replace('/', "."));
    assert_eq!(school.holding(&OF_AHMED), [kept, format!("r/{path}")], "under both its names");
}

#[test]
fn a_family_whose_card_stays_has_a_history_that_is_not_known() {
    let school = School::visited();
    school.erase(DUE, &["--due"]).ends(0);
    assert!(school.there("families/ahmed/family.yaml") && !school.there("weeks/2018-W47.yaml"));
    let card = school.read("families/ahmed/family.yaml");
    assert!(card.contains("erased-until:") && card.contains("2018-11-20"), "{card}");
    school.is_sound(DUE);
    let plan =
        ["plan", "add", "ahmed", "--at", "2025-09-02T10:00", "--for", "45m", "--staff", "kay"];
    let _said = school
        .hv(DUE, &[&plan[..], &["--reason", "planned"]].concat())
        .ends(0)
        .says("records about ahmed up to Tue 20 Nov 2018 were erased")
        .says("The rules for a first visit hold.");
    // A visit on record since then that got in says what is known.
    let other = School::visited();
    other.erase(DUE, &["--due"]).ends(0);
    other.visit("ahmed", "2025-09-02", "kay");
    let plan =
        ["plan", "add", "ahmed", "--at", "2025-09-04T10:00", "--for", "45m", "--staff", "kay"];
    let now = "2025-09-03T09:00:00+00:00";
    let _quiet =
        other.hv(now, &[&plan[..], &["--reason", "planned"]].concat()).ends(0).lacks("were erased");
}

#[test]
fn nobody_erases_without_the_word_of_somebody_who_may() {
    let school = School::visited();
    let before = school.files();
    let by = |who: &str, more: &[&str]| {
        let args = ["retention", "erase", "--due", "--why", "due", "--authorised-by", who];
        school.hv(DUE, &[&args[..], more].concat())
    };
    let _kay = by("kay", &["--yes", "--today", "2025-09-01"]).ends(1).says("kay may not authorise");
    let _day = by("max", &["--yes"]).ends(1).says("--today 2025-09-01");
    let _other =
        by("max", &["--yes", "--today", "2025-09-02"]).ends(1).says("it is Mon 1 Sep 2025");
    let _ask = by("max", &["--today", "2025-09-01"])
        .ends(2)
        .says("nobody confirmed it")
        .says("THIS WOULD GO");
    school.write("retention.toml", SCHEDULE.replace("[\"principal\"]", "[]"));
    let _nobody =
        by("max", &["--yes", "--today", "2025-09-01"]).ends(1).says("nobody may authorise");
    school.write("retention.toml", SCHEDULE);
    assert_eq!(before, school.files());
}

/// Without `--now` it is the machine's clock that says what is due; one that is years ahead is asked about.
#[test]
fn a_clock_far_ahead_of_every_record_erases_nothing() {
    let school = School::visited();
    let args = ["retention", "erase", "--due", "--why", "due", "--authorised-by", "max", "--yes"];
    let _asked = school.hv("", &args).ends(1).says("the newest record is more than a year old");
    assert!(school.there("families/ahmed/visits/2018-11-20-1a.yaml"));
}

#[test]
fn an_unverified_rule_and_one_not_set_erase_nothing() {
    let school = School::visited();
    let before = school.files();
    for (from, to, stands) in [
        ("line 4\"", "line 4\"\nunverified = true", "unverified"),
        (
            "\"6 years\"\nfrom = \"school-year-end\"\nthen = \"erase\"\nsource",
            "\"not set\"\nfrom = \"school-year-end\"\nthen = \"erase\"\nsource",
            "not-set",
        ),
        ("then = \"erase\"\nsource", "then = \"review\"\nsource", "review"),
    ] {
        assert!(SCHEDULE.contains(from));
        school.write("retention.toml", SCHEDULE.replacen(from, to, 1));
        assert_eq!(school.stands(ALL_DUE, AHMED), stands);
        let _nothing = school.erase(ALL_DUE, &["--due"]).ends(0).says("Nothing is due");
        school.write("retention.toml", SCHEDULE);
        assert_eq!(before, school.files(), "{stands}");
    }
    // A slip in the file, and the file gone: nothing is due.
    school.write("retention.toml", SCHEDULE.replace("[class.visit]", "[class.vist]"));
    let _slip = school.hv(ALL_DUE, &["retention"]).ends(3).says("NOTHING IS DUE while this is so");
    let _refused = school.erase(ALL_DUE, &["--due"]).ends(3).lacks("nobody may authorise");
    std::fs::remove_file(school.root().join("retention.toml")).unwrap();
    assert_eq!(school.stands(ALL_DUE, AHMED), "not-set");
    let _refused = school.erase(ALL_DUE, &["--due"]).ends(1).says("nobody may authorise");
}

#[test]
fn one_family_before_its_time_takes_the_week_list_and_leaves_the_others() {
    let school = School::visited();
    let now = "2019-01-07T09:00:00+00:00";
    let _not_due =
        school.erase(now, &["ahmed"]).ends(1).says("--before-due").says("NOTHING ERASED");
    let args =
        ["retention", "erase", "ahmed", "--why", "request", "--authorised-by", "max", "--yes"];
    let _gone = school
        .hv(now, &[&args[..], &["--before-due", "--today", "2019-01-07"]].concat())
        .ends(0)
        .says("without the page that was signed for them: bell/2018-11-22-1a")
        .says("address ahmed");
    assert_eq!(school.holding(&OF_AHMED), Vec::<String>::new());
    assert!(school.there("families/bell/visits/2018-11-22-1a.yaml"));
    assert!(school.there("outings/2018-W47/2018-11-22-lou-1a.yaml"));
    school.is_sound(now);
}

#[test]
fn a_round_shared_with_another_family_goes_only_with_both() {
    let school = School::new();
    let at = |time: &str| format!("2018-11-20T{time}:00+00:00");
    for (family, start) in [("ahmed", "2018-11-20T10:00"), ("bell", "2018-11-20T11:00")] {
        let plan = [
            "plan", "add", family, "--at", start, "--for", "30m", "--staff", "kay", "--reason",
            "planned",
        ];
        school.hv(&at("08:00"), &plan).ends(0);
    }
    let stops = ["out", "kay", "--visit", "ahmed/2018-11-20-1a", "--visit", "bell/2018-11-20-1a"];
    school
        .hv(&at("09:50"), &[&stops[..], &["--back", "12:30", "--monitor", "max"]].concat())
        .ends(0);
    school.hv(&at("12:00"), &["back", "kay"]).ends(0);
    for visit in ["ahmed/2018-11-20-1a", "bell/2018-11-20-1a"] {
        school
            .hv(
                &at("13:00"),
                &[
                    "done",
                    visit,
                    "--got-in",
                    "yes",
                    "--child-seen",
                    "yes",
                    "--present",
                    "x",
                    "--concern",
                    "none",
                    "--actions",
                    "none",
                ],
            )
            .ends(0);
    }
    let now = "2019-01-07T09:00:00+00:00";
    let _refused = school
        .erase(now, &["ahmed", "--before-due"])
        .ends(1)
        .says("outing 2018-11-20-kay-1a")
        .says("it waits for visit bell/2018-11-20-1a");
    assert!(school.there("families/ahmed/family.yaml"));
    school.erase(now, &["ahmed", "bell", "--before-due"]).ends(0);
    assert_eq!(school.holding(&["ahmed", "bell"]), Vec::<String>::new());
}

#[test]
fn what_is_open_owed_or_not_resolved_never_goes() {
    let school = School::visited();
    let plan = [
        "plan",
        "add",
        "ahmed",
        "--at",
        "2018-11-23T10:00",
        "--for",
        "45m",
        "--staff",
        "kay",
        "--reason",
        "planned",
    ];
    school.hv("2018-11-22T13:00:00+00:00", &plan).ends(0);
    assert_eq!(school.stands(ALL_DUE, "visit ahmed/2018-11-23-1a"), "in-use");
    assert_eq!(school.stands(ALL_DUE, "week list 2018-W47"), "waits");
    assert_eq!(school.stands(ALL_DUE, AHMED), "waits", "its page names one that is still planned");
    let _refused =
        school.erase(ALL_DUE, &["ahmed", "--before-due"]).ends(1).says("it is still planned");
    // Somebody out since then, whom nobody ever signed in.
    let out = School::visited();
    let breach =
        ["out", "lou", "--breach", "rang from the road", "--where", "Mill Lane", "--back", "16:00"];
    out.hv("2018-11-23T15:00:00+00:00", &breach).ends(0);
    assert_eq!(out.stands(ALL_DUE, "outing 2018-11-23-lou-1a"), "in-use");
    out.erase(ALL_DUE, &["--due"]).ends(0);
    assert!(out.there("outings/2018-W47/2018-11-23-lou-1a.yaml"));
    assert_eq!(out.hv(ALL_DUE, &["overdue"]).code(), Some(4), "they are still missed");
}

#[test]
fn what_is_damaged_is_never_erased_by_rule() {
    let path = "families/ahmed/visits/2018-11-20-1a.yaml";
    for damage in ["cut", "empty", "nonsense"] {
        let school = School::visited();
        let text = school.read(path);
        school.write(
            path,
            match damage {
                "cut" => &text[..text.len() - 20],
                "empty" => "",
                _ => "<<<<<<< HEAD\n",
            },
        );
        let _said = school.erase(ALL_DUE, &["--due"]).ends(0).lacks("ahmed/2018-11-20-1a, since");
        assert!(school.there(path), "{damage}");
        assert!(school.there("families/ahmed/family.yaml"), "{damage}");
        assert!(school.there("weeks/2018-W47.yaml"), "{damage}: the page that names it");
        let _refused = school.erase(ALL_DUE, &["ahmed", "--before-due"]).ends(1);
        assert!(school.there(path), "{damage}");
    }
    // A week's outing that cannot be read may name any visit of that week.
    let school = School::visited();
    school.write("outings/2018-W47/2018-11-22-lou-1a.yaml", "");
    let _said = school.erase(ALL_DUE, &["--due"]).ends(0).says("Nothing is due");
    assert!(school.there(path));
}

#[test]
fn somebody_who_left_goes_with_their_kin_and_stays_by_name_in_the_records() {
    let school = School::visited();
    school
        .write("people/kay.yaml", format!("{}left: 2019-07-31\n", school.read("people/kay.yaml")));
    assert_eq!(school.stands("2025-07-31T09:00:00+00:00", "person kay"), "not-yet");
    assert_eq!(school.stands("2025-08-01T09:00:00+00:00", "person kay"), "due");
    let _gone = school
        .erase("2025-08-01T09:00:00+00:00", &["kay"])
        .ends(0)
        .says("the names and ids of staff in the records")
        .says("in the outings they were on, also their mobile number");
    assert!(!school.there("people/kay.yaml"));
    school.is_sound("2025-08-01T09:00:00+00:00");
    assert_eq!(school.stands(DUE, "person lou"), "not-yet");
    let _own = school.erase(DUE, &["max", "--before-due"]).ends(1).says("their own erasure");
}

/// The machine's state is outside the folder, and holds ids of outings and names of people.
#[test]
fn what_the_machine_remembers_of_it_goes_too() {
    let school = School::visited();
    let _clear = school.hv("", &["overdue"]);
    let state = school.around().join("state");
    let files = school.files();
    let name = files.keys().find(|n| n.starts_with("state/") && n.contains(".json")).unwrap();
    let path = school.around().join(name);
    let mut seen: serde_json::Value = serde_json::from_slice(&files[name]).unwrap();
    seen["seen-open"] = serde_json::json!({"2018-11-20-kay-1a": ["Kay Invented"], "2018-11-29-lou-1a": ["Lou Made"]});
    seen["printed"] =
        serde_json::json!({"ahmed/2018-11-20-1a departure": "2018-11-20T11:00:00+00:00"});
    std::fs::write(&path, format!("{seen}\n")).unwrap();
    assert!(state.exists() && !school.holding(&["2018-11-20-kay-1a"]).is_empty());
    school.erase(ALL_DUE, &["--due"]).ends(0);
    assert_eq!(school.holding(&OF_AHMED), Vec::<String>::new());
    assert_eq!(school.holding(&["2018-11-20-kay-1a"]), Vec::<String>::new());
    assert_eq!(school.holding(&["2018-11-29-lou-1a"]).len(), 1, "nothing else is forgotten");
}

#[test]
fn a_day_that_has_not_come_makes_nothing_due() {
    let school = School::visited();
    let before = school.files();
    let future = "2099-01-01T09:00:00+00:00";
    let _refused =
        school.erase(future, &["--due"]).ends(1).says("NOTHING ERASED: --now says Thu 1 Jan 2099");
    let _finish = school.hv(future, &["retention", "finish", "--yes"]).ends(1).says("--now says");
    assert_eq!(before, school.files());
    // A day is for a folder in another zone.
    for (ahead, refused) in [("+23 hours", false), ("+25 hours", true)] {
        let date = ["-u", "-d", ahead, "+%Y-%m-%dT%H:%M:%S+00:00"];
        let now = run(school.program("date").args(date)).ends(0).out;
        let ran = School::visited().erase(now.trim(), &["--due"]);
        assert_eq!(ran.err.contains("--now says"), refused, "{ahead}: {ran:?}");
    }
}

#[test]
fn a_schedule_that_cannot_be_read_is_said_to_be_that() {
    let school = School::visited();
    let path = school.root().join("retention.toml");
    for broken in [
        SCHEDULE.replacen("authorised-by", "authorised-by = []\nauthorised-by", 1),
        format!("{SCHEDULE}\0"),
    ] {
        school.write("retention.toml", &broken);
        let _erase = school
            .erase(ALL_DUE, &["--due"])
            .ends(3)
            .says("retention.toml")
            .lacks("nobody may authorise");
        let _finish = school.hv(ALL_DUE, &["retention", "finish", "--yes"]).ends(3);
    }
    std::fs::rename(&path, school.around().join("elsewhere.toml")).unwrap();
    std::os::unix::fs::symlink(school.around().join("elsewhere.toml"), &path).unwrap();
    let _link = school.erase(ALL_DUE, &["--due"]).ends(3).says("retention.toml: it cannot be read");
    std::fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let _pipe = school.erase(ALL_DUE, &["--due"]).ends(3).says("retention.toml: it cannot be read");
}

#[test]
fn a_tombstone_that_cannot_be_read_is_no_erasure_of_nothing() {
    let school = School::visited();
    school.erase(ALL_DUE, &["--due"]).ends(0);
    let finish = || school.hv(ALL_DUE, &["retention", "finish", "--yes"]);
    let _sound = finish().ends(0).says("Erased: 0 records.");
    let name = "retention/erasures/2026-01-01-1a.yaml";
    let path = school.root().join(name);
    let whole = school.read(name);
    for broken in [&whole[..whole.len() / 2], "", "\0\0\0\0", "id: 2026-01-01-1a\nlog:\n"] {
        school.write(name, broken);
        let _said = finish().ends(3).says(name).lacks("Erased: 0");
    }
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(school.around().join("p.toml"), &path).unwrap();
    let _link = finish().ends(3).says(name);
    std::fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let _pipe = finish().ends(3).says(name);
}

#[test]
fn who_is_still_named_is_said_to_somebody_who_wants_it_quiet_too() {
    for quiet in [&[][..], &["--quiet"][..]] {
        let school = School::visited();
        school.write(
            "people/kay.yaml",
            school.read("people/kay.yaml").replace("Kay Invented", "Kay ahmed"),
        );
        let args = [
            "retention",
            "erase",
            "--due",
            "--why",
            "due",
            "--authorised-by",
            "max",
            "--yes",
            "--today",
            "2026-01-01",
        ];
        let ran = school.hv(ALL_DUE, &[quiet, &args[..]].concat()).ends(0);
        assert_eq!(ran.err.matches("STILL NAMED in people/kay.yaml").count(), 1, "{ran:?}");
        assert_eq!(ran.err.contains("Not reached: backups"), quiet.is_empty(), "{ran:?}");
    }
}
