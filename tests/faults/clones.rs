//! Two clones and real git. Proves that machines which wrote while apart merge with a plain `git merge`, in
//! either order, without a conflict and with nothing lost; and that what one closes never silences what the
//! other raised.

use super::place::Place;
use crate::OUTING;
use std::collections::BTreeSet;

/// Brings what the other committed into this clone. A conflict fails the test.
#[track_caller]
fn merge(into: &Place, from: &Place) {
    into.git(&["fetch", "--quiet", from.root().to_str().unwrap(), "HEAD"]).ends(0);
    into.git(&["merge", "--quiet", "--no-edit", "FETCH_HEAD"]).ends(0);
    assert_eq!(into.git(&["status", "--porcelain"]).ends(0).out, "");
}

/// Two clones of the place, written to by each, committed, and merged both ways round: four folders that must
/// tell the same.
fn apart(start: &Place, left: impl Fn(&Place), right: impl Fn(&Place)) -> Vec<Place> {
    start.commit();
    let (a, b) = (start.clone_of(), start.clone_of());
    left(&a);
    right(&b);
    a.commit();
    b.commit();
    let (a_first, b_first) = (a.clone_of(), b.clone_of());
    merge(&a, &b);
    merge(&b_first, &a_first);
    // And the other way round, when the first merge is known.
    merge(&b, &a);
    merge(&a_first, &b_first);
    vec![a, b, a_first, b_first]
}

fn lines(place: &Place, path: &str) -> BTreeSet<String> {
    place.read(path).lines().map(str::to_owned).collect()
}

/// What each says at these times, the same for all.
fn same_everywhere(places: &[Place], times: &[&str]) {
    for time in times {
        let first = places[0].overdue_json(time);
        for other in places {
            assert_eq!(other.overdue_json(time)["late"], first["late"], "at {time}");
            assert_eq!(other.overdue_json(time)["damage"], serde_json::json!([]), "at {time}");
        }
    }
}

#[test]
fn both_append_to_one_outing_and_nothing_is_lost_or_in_conflict() {
    let start = Place::out();
    let heard = |p: &Place| {
        p.hv("10:10", &["checkin", "kay"]).ends(0);
        p.hv("10:20", &["extend", "kay", "--back", "12:30", "--why", "traffic"]).ends(0);
    };
    let rang = |p: &Place| {
        p.hv("10:15", &["checkin", "lou", "--note", "all fine"]).ends(0);
        p.hv("10:21", &["extend", "lou", "--back", "12:00", "--why", "shorter"]).ends(0);
    };
    let merged = apart(&start, heard, rang);
    same_everywhere(&merged, &["11:00", "11:20", "11:21", "12:05", "12:06", "12:40"]);
    for place in &merged {
        let all = lines(place, OUTING);
        assert_eq!(all.len(), 2 + 1 + 4, "{all:?}");
        assert_eq!(place.read(OUTING).lines().count(), 7, "nothing doubled");
        for words in ["all fine", "traffic", "shorter"] {
            assert_eq!(all.iter().filter(|l| l.contains(words)).count(), 1, "{words}");
        }
        // Each extension was written without knowing the other: the earlier holds.
        place.overdue("12:05").ends(4).prints("contact within 60 minutes");
        let back = place.overdue_json("12:06")["late"].to_string();
        assert!(back.contains("2026-11-24T12:05:00+00:00"), "{back}");
        place.hv("12:07", &["doctor"]).ends(0);
    }
}

#[test]
fn one_closes_while_the_other_records_distress_and_the_alarm_stands() {
    let start = Place::out();
    let closes = |p: &Place| {
        p.hv("10:50", &["back", "kay", "lou"]).ends(0);
        assert!(p.overdue("10:55").all_clear());
    };
    let danger = |p: &Place| {
        p.hv("10:40", &["checkin", "lou", "--distress", "--note", "code word"]).ends(0);
    };
    for place in apart(&start, closes, danger) {
        for time in ["10:55", "12:00", "23:00"] {
            let late = place.overdue_json(time)["late"].clone();
            assert_eq!(
                (&late[0]["clock"], &late[0]["people"][0]),
                (&"distress".into(), &"lou".into())
            );
            place.overdue(time).ends(4).prints("LOU INVENTED: DISTRESS");
        }
        // And no later message takes it back.
        place.hv("12:10", &["back", "lou"]).ends(2);
        place.hv("12:11", &["checkin", "lou"]).code();
        place.overdue("12:12").ends(4).prints("DISTRESS");
    }
}

#[test]
fn one_closes_one_and_the_other_the_other_and_both_are_back() {
    let start = Place::out();
    let merged = apart(
        &start,
        |p| {
            p.hv("11:00", &["back", "kay"]).ends(0);
        },
        |p| {
            p.hv("11:01", &["back", "lou"]).ends(0);
        },
    );
    for place in merged {
        assert!(place.overdue("12:00").all_clear());
        place.hv("12:00", &["doctor"]).ends(0);
    }
}

#[test]
fn two_duties_for_one_visit_are_no_conflict() {
    let start = Place::out();
    let merged = apart(
        &start,
        |p| {
            p.hv("11:00", &["back", "kay", "lou"]).ends(0);
        },
        |p| {
            let why = ["--outcome", "no-show", "--why", "nobody in"];
            p.hv("10:30", &[&["cancel", "ahmed"][..], &why].concat()).ends(0);
        },
    );
    for place in merged {
        assert!(place.overdue("12:00").all_clear());
        assert_eq!(place.overdue_json("12:00")["owed"][0]["record"], "ahmed/2026-11-24-1a");
    }
}

#[test]
fn both_begin_the_same_week_list_and_it_is_one_list_with_both_visits() {
    let start = Place::new();
    let merged = apart(
        &start,
        |p| {
            p.plan("ahmed").ends(0);
        },
        |p| {
            p.plan("brown").ends(0);
        },
    );
    for place in &merged {
        let list = place.read("weeks/2026-W48.yaml");
        assert_eq!(list.matches("id: 2026-W48\n").count(), 1, "{list}");
        assert_eq!(list.matches("log:\n").count(), 1, "{list}");
        assert_eq!(list.lines().count(), 4, "{list}");
        assert!(list.contains("ahmed/2026-11-24-1") && list.contains("brown/2026-11-24-1"));
        let shown = place.hv("08:30", &["plan", "2026-W48", "--json"]).ends(0).out;
        assert!(shown.contains("ahmed/2026-11-24-1") && shown.contains("brown/2026-11-24-1"));
        place.hv("08:30", &["doctor"]).ends(0);
        let late = place.overdue_json("10:16")["late"].as_array().unwrap().len();
        assert_eq!(late, 2, "nobody left for either");
    }
}

/// Both plan for the same family on the same day: two visits, under two names.
#[test]
fn both_plan_for_one_family_and_there_are_two_visits() {
    let start = Place::new();
    let plans = |p: &Place| {
        p.plan("ahmed").ends(0);
    };
    for place in apart(&start, plans, plans) {
        let visits = std::fs::read_dir(place.path("families/ahmed/visits")).unwrap().count();
        assert_eq!(visits, 2);
        place.hv("08:30", &["doctor"]).ends(0);
    }
}

#[test]
fn a_fresh_clone_works() {
    let start = Place::out();
    start.commit();
    let clone = start.clone_of();
    clone.overdue("12:00").ends(4).prints("KAY INVENTED AND LOU INVENTED: not back");
    // Modes are git's, wider than hv's own: told by doctor, and in nobody's way.
    clone.hv("10:00", &["doctor"]).ends(0);
    clone.hv("10:10", &["checkin", "kay", "lou"]).ends(0);
    clone.hv("10:20", &["back", "kay", "lou"]).ends(0);
    assert!(clone.overdue("12:00").all_clear());
    clone.plan("brown").ends(0);
    let id = clone.read("weeks/2026-W48.yaml");
    assert!(!id.contains("brown/2026-11-24-1a\""), "a clone names things its own way: {id}");

    let empty = Place::new();
    empty.commit();
    let clone = empty.clone_of();
    for folder in ["open/out", "open/planned", "open/owed", "outings", "weeks", "people"] {
        assert!(clone.path(folder).is_dir(), "{folder}");
    }
    assert!(clone.overdue("09:00").all_clear());
    clone.plan("ahmed").ends(0);
    clone.sign_out().ends(0);
    clone.overdue("12:00").ends(4);
}

fn charge(place: &Place, now: &str) -> serde_json::Value {
    place.overdue_json(now)["late"][0]["charge"].clone()
}

#[test]
fn two_take_charge_while_apart_and_the_first_has_it_everywhere() {
    let start = Place::out();
    start.jo_is_late();
    let take = |p: &Place, now: &str, who: &str| {
        p.hv(now, &["ack", "kay", "--who", who, "--doing", &format!("{who} rings")]).ends(0);
    };
    let start = {
        start.hv("08:00", &["staff", "add", "dee", "--name", "dee invented"]).ends(0);
        start
    };
    let merged = apart(&start, |p| take(p, "11:40", "max"), |p| take(p, "11:39", "dee"));
    same_everywhere(&merged, &["11:39", "11:41", "11:53", "11:54", "11:56"]);
    for place in &merged {
        let of_kay = |now: &str| {
            let late = place.overdue_json(now)["late"].clone();
            let late = late.as_array().unwrap().clone();
            let kay = late.into_iter().find(|l| l["people"][0] == "kay" && l["clock"] == "return");
            kay.unwrap()["charge"].clone()
        };
        assert_eq!(of_kay("11:53")["who"], "dee", "the first");
        assert_eq!(of_kay("11:54"), serde_json::Value::Null, "whoever was second never had it");
        let shown = place.hv("11:45", &["show", "2026-11-24-kay-1a"]).ends(0);
        let shown = shown.prints("dee invented took charge").prints("max invented took charge");
        shown.prints("max rings");
        // Whoever was second is told that they are.
        place.hv("11:50", &["ack", "kay", "--who", "max", "--doing", "x"]).ends(1);
    }
}

#[test]
fn what_one_takes_charge_of_and_the_other_closes_shows_both() {
    let start = Place::out();
    let distress = |p: &Place| p.hv("10:00", &["distress", "kay"]).ends(0);
    distress(&start);
    start.hv("08:00", &["staff", "add", "dee", "--name", "dee invented"]).ends(0);
    start.hv("08:00", &["staff", "add", "sam", "--name", "sam invented"]).ends(0);
    let takes = |p: &Place| {
        p.hv("10:05", &["ack", "kay", "--who", "dee", "--doing", "driving there"]).ends(0);
    };
    let closes = |p: &Place| {
        let by = ["--confirmed-by", "max", "--second", "sam", "--how", "seen"];
        p.hv("10:06", &[&["resolve", "kay"][..], &by].concat()).ends(0);
    };
    for place in apart(&start, takes, closes) {
        assert_eq!(place.overdue_json("10:10")["late"], serde_json::json!([]));
        let shown = place.hv("10:10", &["show", "2026-11-24-kay-1a"]).ends(0);
        shown.prints("dee invented took charge of kay").prints("resolve kay seen by max and sam");
        // The closing had not seen who took charge; it had seen the distress.
        distress_again(&place);
    }
}

/// A new word of it is a new alarm, which nobody has charge of.
fn distress_again(place: &Place) {
    place.hv("10:11", &["distress", "kay"]).ends(0);
    assert_eq!(charge(place, "10:12"), serde_json::Value::Null);
    place.overdue("10:12").ends(4).prints("NOBODY HAS TAKEN CHARGE");
}
