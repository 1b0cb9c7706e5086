//! What a refused sign-out writes, and the watch over those who go all the same.

use crate::harness::Place;
use crate::school::{Aspire, OUTING, Park, Under, VISIT, out, ready, school};
use insta::assert_snapshot;
use std::collections::BTreeSet;

#[test]
fn every_reason_is_named_at_once() {
    let mut place = ready(Aspire);
    place.strike("people/lou.yaml", "mobile:");
    place.hv("plan change ahmed --at 14:30 --why \"they asked\"").done();
    let wrong = ["--monitor", "--back", "phone-carried=no", "household-well", "chat-ready=no"];
    let run = place.hv(&format!("{} --json", out(Aspire, "kay lou", &wrong))).exits(1).json();
    let rules: BTreeSet<&str> =
        run["refused"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
    let wanted = [
        "appointment-confirmed",
        "chat-ready",
        "household-well",
        "mobile-held",
        "monitor-named",
        "on-signed-list",
        "phone-carried",
        "return-given",
    ];
    assert_eq!(rules, BTreeSet::from(wanted));
}

#[test]
fn a_refused_sign_out_writes_the_attempt_on_the_visit_and_nothing_else() {
    for under in [Aspire, Park] {
        let mut place = ready(under);
        let before = place.tree();
        let _refused = place.hv(&out(under, "kay lou", &["phone-carried=no"])).exits(1);
        let after = place.tree();
        let record = format!("families/{}.yaml", VISIT.replace('/', "/visits/"));
        let changed: Vec<&String> = after
            .keys()
            .chain(before.keys())
            .filter(|path| before.get(*path) != after.get(*path))
            // A second name of the same file.
            .filter(|path| !path.starts_with("local/kept/"))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        assert_eq!(changed, [&record]);
        let text = |tree: &std::collections::BTreeMap<String, Option<Vec<u8>>>| {
            String::from_utf8(tree[&record].clone().unwrap()).unwrap()
        };
        let added = text(&after).replace(&text(&before), "");
        assert_eq!(added.lines().count(), 1, "{added}");
        assert!(added.contains("\"did\": \"refused\"") || added.contains("\"did\":\"refused\""));
        assert!(added.contains("phone-carried"), "{added}");
    }
}

#[test]
fn an_answer_that_cannot_be_used_holds_up_no_breach() {
    let mut place = ready(Aspire);
    let wrong = "--answer parent-present=yes --answer phone-carried=perhaps";
    let _asked = place.hv(&format!("out kay lou --back 15:30 {wrong}")).exits(2);
    let _quiet = place.hv("overdue").exits(0);
    let _out = place
        .hv(&format!("out kay lou --back 15:30 --breach \"they left\" {wrong}"))
        .exits(0)
        .says("not counted: --answer parent-present: that is not asked here")
        .says("not counted: --answer phone-carried:");
    let _watched = place.hv("board").exits(0).says("Kay Invented");
}

#[test]
fn a_refused_sign_out_leaves_nobody_out_and_the_visit_still_to_come() {
    let mut place = ready(Aspire);
    let _refused = place.hv(&out(Aspire, "kay lou", &["phone-carried=no"])).exits(1);
    let _quiet = place.hv("overdue").exits(0).keeps_quiet_about("Kay");
    let _empty = place.hv("board").exits(0).says("Nobody is signed out.");
    place.hv(&out(Aspire, "kay lou", &[])).done();
}

/// One second before, at and after the quarter of an hour: the clock is given to the second.
#[test]
fn a_planned_visit_that_nobody_signed_out_for_is_raised_after_a_quarter_of_an_hour() {
    for under in [Aspire, Park] {
        let mut place = ready(under);
        for (now, exit) in [("14:14:59", 0), ("14:15:00", 4), ("14:15:01", 4)] {
            place.set_now(&format!("2026-11-24T{now}+00:00"));
            let run = place.hv("overdue --json").exits(exit).json();
            let clocks: Vec<&str> = run["late"]
                .as_array()
                .unwrap()
                .iter()
                .map(|l| l["clock"].as_str().unwrap())
                .collect();
            assert_eq!(clocks, if exit == 4 { vec!["departure"] } else { vec![] }, "at {now}");
        }
    }
}

/// 25 Oct 2026 is a Sunday, the day the clocks go back; 29 Mar 2026 the day they go forward.
#[test]
fn a_departure_on_the_day_the_clocks_change_is_fifteen_minutes_that_have_passed() {
    for (day, typed, late) in [
        ("2026-03-28T12:00:00+00:00", "29/3/2026 00:50", "2026-03-29T02:05:00+01:00"),
        ("2026-10-24T12:00:00+01:00", "25/10/2026 01:50", "2026-10-25T01:05:00+00:00"),
    ] {
        let mut place = school(Park);
        place.set_now(day);
        place
            .hv(&format!(
                "plan add bell --at \"{typed}\" --for 45m --staff kay --confirmed yes --told-who \
                 --reason attendance --answer family-told-rules=yes"
            ))
            .done();
        let late = hv::when::Moment::parse(late).unwrap();
        let second = hv::when::Span::seconds(1);
        for (now, exit) in [(late.minus(second), 0), (late, 4), (late.plus(second), 4)] {
            place.set_now(&now.rfc3339());
            let _looked = place.hv("overdue").exits(exit);
        }
    }
}

fn watched(place: &mut Place) -> Vec<String> {
    let run = place.hv("board --json");
    let text = run.json().to_string();
    let names = ["Kay Invented", "Lou Made", "Supply teacher: Jo"];
    names.into_iter().filter(|n| text.contains(n)).map(str::to_owned).collect()
}

#[test]
fn a_breach_starts_the_watch_lists_all_that_was_broken_and_tells_the_head() {
    let mut place = ready(Aspire);
    let line =
        out(Aspire, "kay lou", &["phone-carried=no", "household-well", "--breach=child alone"]);
    let run = place.hv(&line).exits(0);
    assert_eq!(watched(&mut place), ["Kay Invented", "Lou Made"]);
    let _raised = {
        place.clock("13:00");
        place.hv("overdue").exits(4).says("KAY INVENTED and LOU MADE".to_uppercase().as_str())
    };
    assert_snapshot!(run.text(), @"
    BREACH ON RECORD (child alone). This is not a permission. The watch has started all the same.
      broken: Have you got your telephone with you? Answered: no (kay) [AET-2.11a, AET-A-R3.1]
      broken: Have you got your telephone with you? Answered: no (lou) [AET-2.11a, AET-A-R3.1]
      broken: not answered: Have you asked today: is everybody in the home well? [AET-A-R8.2]
    Tell the principal now.
    Kay Invented and Lou Made out since 12:00 as 2026-11-24-kay-1a, back by Tue 24 Nov 2026 15:30 GMT
      (in 3 h 30 min).
    Max Desk watches.
    Contact at least every 60 minutes (AET-2.13, AET-2.14, AET-A-R2.5, AET-A-R3.8).
    The ladder has never been proven: hv drill.
      due 13:00: contact within 60 minutes of the last, Kay Invented and Lou Made
      due 14:00: contact with school before the visit, Kay Invented and Lou Made
      due 15:30: return to school, Kay Invented and Lou Made
    hv is not a monitored alarm service: it rings nobody, and it sees nothing unless somebody runs hv
      overdue. In danger, ring 999.
    [exit 0]
    ");
}

#[test]
fn a_breach_of_somebody_unknown_is_watched() {
    for under in [Aspire, Park] {
        let mut place = ready(under);
        let run = place
            .hv("out \"Supply teacher: Jo\" --breach \"gone already\" --where \"9 Far Lane\" --back 13:30 --mobile \"07700 900999\"")
            .exits(0)
            .says("BREACH ON RECORD (gone already)")
            .says("No gate was checked: the person or the visit is not on record");
        assert_eq!(watched(&mut place), ["Supply teacher: Jo"]);
        place.set_now("2026-11-24T13:30:01+00:00");
        let _late = place
            .hv("overdue")
            .exits(4)
            .says("SUPPLY TEACHER: JO: not back")
            .says("should be at: 9 Far Lane")
            .says("07700 900999");
        place.hv("back jo").done();
        let _quiet = place.hv("overdue").exits(0);
        drop(run);
    }
}

#[test]
fn a_breach_without_a_visit_is_watched() {
    let mut place = school(Park);
    place.clock("12:00");
    let _started = place
        .hv("out kay --breach \"urgent\" --where \"the Bells, 7 Example Road\" --back 13:00")
        .exits(0)
        .says("Kay Invented out since 12:00")
        .says("Tell the headteacher now.");
    place.set_now("2026-11-24T13:00:01+00:00");
    let _late = place.hv("overdue").exits(4).says("the Bells, 7 Example Road");
}

#[test]
fn a_breach_under_a_policy_that_cannot_be_read_is_watched() {
    for broken in ["not a policy", "", "hv-policy = 1\n[policy]\nname = 3\n", "\u{0}\u{1}"] {
        let mut place = ready(Aspire);
        place.write("policy.toml", broken);
        if broken.is_empty() {
            std::fs::remove_file(place.folder().join("policy.toml")).unwrap();
        }
        let _refused = place
            .hv("out kay lou --back 13:00")
            .exits(3)
            .says("policy.toml")
            .says("hv out NAME --breach");
        let _started = place
            .hv("out kay lou --breach \"policy unreadable\" --where \"12 Sample Street\" --back 13:30")
            .exits(0)
            .says("No gate was checked: the policy cannot be read");
        assert_eq!(watched(&mut place), ["Kay Invented", "Lou Made"]);
        // hv's own hour of silence, and everybody in the directory who is not out.
        place.set_now("2026-11-24T13:01:00+00:00");
        let run = place.hv("overdue --json").exits(4).json();
        let silence = &run["late"][0];
        assert_eq!((&silence["clock"], &silence["clause"]), (&"contact".into(), &"hv".into()));
        let who: BTreeSet<&str> =
            silence["who"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap()).collect();
        assert_eq!(who, BTreeSet::from(["office", "pat", "dee", "max"]));
    }
}

#[test]
fn a_breach_is_exit_0_and_not_a_permission_and_needs_who_where_and_back_when() {
    let mut place = school(Park);
    let before = place.tree();
    let _named = place.hv("out kay --breach why --where there").exits(2).says("give --back TIME");
    let _named = place.hv("out kay --breach why --back 17:00").exits(2).says("give --where PLACE");
    let _needs = place.hv("out --breach why --back 17:00").exits(2);
    assert_eq!(before, place.tree());
}

/// Somebody who is out is watched once.
#[test]
fn nobody_leaves_twice() {
    for under in [Aspire, Park] {
        let mut place = crate::school::afield(under);
        let _refused = place
            .hv(&out(under, "kay lou", &[&format!("--visit={VISIT}")]))
            .exits(1)
            .says(&format!("They are out already, on {OUTING}"))
            .says("covers this visit already");
        let _told = place
            .hv("out kay --breach again --where there --back 17:00")
            .says(&format!("Kay Invented is watched already, on {OUTING}"));
    }
}

/// hv's own rules at the desk: they cite no clause, and each says what to do.
#[test]
fn what_no_policy_needs_to_say() {
    let mut said = String::new();
    let mut refused = |under: Under, setup: &dyn Fn(&mut Place), line: &str| {
        let mut place = ready(under);
        setup(&mut place);
        let run = place.hv(line).exits(1);
        said += &format!("$ hv {line}\n{}", run.err);
    };
    let all = |changes: &[&str]| out(Park, "kay lou", changes);
    refused(Park, &|p| p.hv("plan drop ahmed --why no").done(), &all(&[]));
    refused(Park, &|p| p.hv("plan drop ahmed --why no").done(), &all(&["--visit=ahmed"]));
    refused(Park, &|p| p.hv("staff change lou --left 2026-11-24").done(), &all(&[]));
    refused(Park, &|_| (), &out(Park, "kay max", &["--visit=ahmed"]));
    assert_snapshot!(said, @r#"
    $ hv out kay lou --back "15:30" --monitor "max" --car "kay" --answer "phone-carried=yes" --answer "id-worn=yes"
    Kay Invented and Lou Made may not leave yet:
      refused: No planned visit is named
          -> plan it: hv plan add FAMILY ..., or go with --breach "why" --where PLACE
      refused: not answered: You go alone: will you follow the lone worker policy? [HPP-2.2]
          -> add --answer lone-worker-policy=yes|no
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    $ hv out kay lou --back "15:30" --monitor "max" --car "kay" --answer "phone-carried=yes" --answer "id-worn=yes" --visit "ahmed"
    Kay Invented and Lou Made may not leave yet:
      refused: The visit is over or was dropped (ahmed/2026-11-24-1a)
          -> plan a new one: hv plan add
      refused: What was arranged is kept; where it was changed, the headteacher has been told.
      (ahmed/2026-11-24-1a) [HPP-4.4a]
          -> tell the headteacher what changed, and record how: the duty is tell-headteacher-of-change
          -> type: hv done ahmed/2026-11-24-1a --duty DUTY --how "..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    $ hv out kay lou --back "15:30" --monitor "max" --car "kay" --answer "phone-carried=yes" --answer "id-worn=yes"
    Kay Invented and Lou Made may not leave yet:
      refused: They have left the school (lou)
          -> correct the directory: hv staff change
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    $ hv out kay max --back "15:30" --monitor "max" --car "kay" --answer "phone-carried=yes" --answer "id-worn=yes" --visit "ahmed"
    Kay Invented and Max Desk may not leave yet:
      refused: The plan names kay and lou, and kay and max would go (ahmed/2026-11-24-1a)
          -> hv plan change ahmed/2026-11-24-1a --staff kay,max --why "..."
      refused: The monitor is one of those who go (max)
          -> name a monitor who stays: --monitor PERSON
      refused: Visitors are fully trained, in safe working above all, before they visit. (max) [HPP-3.1,
      HPP-3.3]
          -> record the training of max; the family support worker and the business manager arrange it
          -> type: hv staff change max --trained DAY
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    "#);
}
