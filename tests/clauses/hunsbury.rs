//! Hunsbury Park: no assessment, no number of staff, no signed list, no ladder for silence.

use crate::world::{School, VISIT, entries};

pub(crate) static PARK: School = School {
    policy: "hunsbury-park",
    staff: &[
        "kay --name \"Kay Invented\" --role family-support --mobile \"07700 900001\" --trained 2026-09-01 --car-make Ford --car-model Fiesta --car-registration \"AB12 CDE\" --car-colour silver --insured-until 2027-03-31 --emergency-contact \"Sam Invented=07700 900123\"",
        "lou --name \"Lou Made\" --role family-support --mobile \"07700 900002\" --trained 2026-09-01",
        "pat --name \"Pat Head\" --role headteacher --mobile \"07700 900003\"",
        "dee --name \"Dee Safe\" --role dsl --mobile \"07700 900004\"",
        "max --name \"Max Desk\" --role sbm --mobile \"07700 900005\"",
    ],
    families: &[
        "ahmed --pupil \"Ali Ahmed, 4B\" --carer \"Sara Ahmed=07700 900456\" --address \"12 Sample Street, Testford\"",
        "bell --pupil \"Bea Bell, 2A\" --carer \"Rob Bell=07700 900457\" --address \"7 Example Road, Testford\"",
    ],
    plan: &[
        ("--at", "14:00"),
        ("--for", "45m"),
        ("--staff", "kay,lou"),
        ("--confirmed", "Mon, by phone"),
        ("--told-who", ""),
        ("--reason", "attendance"),
        ("family-told-rules", "yes"),
    ],
    assess: None,
    decided_by: None,
    signed_by: None,
    then: &[],
    out: &[
        ("--back", "15:30"),
        ("--monitor", "max"),
        ("--car", "kay"),
        ("phone-carried", "yes"),
        ("id-worn", "yes"),
    ],
    enter: &[("parent-present", "yes"), ("feels-safe", "yes"), ("dangerous-animals", "no")],
    done: &[
        ("--got-in", "yes"),
        ("--child-seen", "yes"),
        ("--present", "mother"),
        ("--concern", "none"),
    ],
};

/// A second visit today, of Kay alone.
const BELL: &str = "bell/2026-11-24-1a";

entries! { &PARK, "HPP-";
    "HPP-0.1" hpp_0_1_the_update_is_shown_and_no_next_review_is_made_up => |w| {
        w.hv("policy show --json").names("HPP-0.1").says("last updated 2022-04");
        let said = w.hv("policy show --json").json();
        let next = said["values"].as_array().unwrap().iter().find(|s| s["says"] == "next review date");
        assert_eq!(next.unwrap()["whose"], "not set");
        w.hv("plan").ok().names("HPP-0.1").says("no date is set for its next review");
    }
    "HPP-SI-2" hpp_si_2_visitors_work_for_the_school => |w| {
        let lou = w.place.read("people/lou.yaml");
        w.place.write("people/lou.yaml", &format!("{lou}works-for: Testford Council\n"));
        w.out(&[]).refuses("HPP-SI-2").says("lou");
        w.place.write("people/lou.yaml", &lou);
        w.out(&[]).ok();
    }
    "HPP-SI-3" hpp_si_3_the_family_knows_the_rules => |w| {
        w.plan("bell", &["family-told-rules=no"]).warns("HPP-SI-3");
        let without = w.plan("bell", &["family-told-rules"]);
        let with = w.plan("bell", &[]);
        w.asks("HPP-SI-3", "family-told-rules", &without, &with);
    }
    "HPP-2.2" hpp_2_2_somebody_alone_follows_the_lone_worker_policy => |w| {
        w.plan("bell", &["--staff=kay"]).ok();
        let alone = format!("--visit={BELL}");
        w.out_by("kay", &[&alone, "lone-worker-policy=no"]).refuses("HPP-2.2");
        let without = w.out_by("kay", &[&alone]);
        let with = w.out_by("kay", &[&alone, "lone-worker-policy=yes"]);
        w.asks("HPP-2.2", "lone-worker-policy", &without, &with);
    }
    "HPP-2.3a" hpp_2_3a_a_telephone_is_carried => |w| {
        w.out(&["kay.phone-carried=no", "lou.phone-carried=yes", "phone-carried"]).refuses("HPP-2.3a");
        let without = w.out(&["phone-carried"]);
        let with = w.out(&[]);
        w.asks("HPP-2.3a", "phone-carried", &without, &with);
    }
    "HPP-2.3b" hpp_2_3b_the_head_holds_its_number => |w| {
        w.place.strike("people/lou.yaml", "mobile");
        w.out(&[]).refuses("HPP-2.3b").says("lou");
    }
    "HPP-2.4" hpp_2_4_two_hours_of_silence_raise_the_alarm => |w| {
        w.out(&["--back=15:45"]).ok();
        w.hv("checkin kay lou --at 12:01").ok();
        w.overdue("14:00:59").spares("HPP-2.4");
        w.overdue("14:01:00").alarms("HPP-2.4");
    }
    "HPP-2.5a" hpp_2_5a_nobody_goes_in_without_an_appointment => |w| {
        let unannounced = ["--unannounced=yes", "--confirmed", "--told-who", "--at=13:00"];
        w.plan("bell", &unannounced).refuses("HPP-2.5a");
        let doorstep = [&unannounced[..], &["--doorstep=yes"]].concat();
        w.plan("bell", &doorstep).ok();
        w.out(&[&format!("--visit={BELL}")]).ok();
        w.clock("13:00");
        w.hv("arrive kay lou").ok();
        w.enter(&[]).refuses("HPP-2.5a");
    }
    "HPP-2.5b" hpp_2_5b_nobody_goes_in_without_the_parent => |w| {
        w.arrive();
        w.enter(&["parent-present=no"]).refuses("HPP-2.5b");
        let without = w.enter(&["parent-present"]);
        let with = w.enter(&[]);
        w.asks("HPP-2.5b", "parent-present", &without, &with);
    }
    "HPP-2.6" hpp_2_6_in_danger_the_office_tells_the_police_at_once => |w| {
        w.go();
        w.overdue("12:10:00").spares("HPP-2.6");
        w.hv("checkin kay --distress").ok();
        w.overdue("12:11:00").alarms("HPP-2.6").says("police on 999").says("School office");
    }
    "HPP-2.7a" hpp_2_7a_the_car_is_on_record_in_four_words => |w| {
        for detail in ["make:", "model:", "registration:", "colour:"] {
            let kay = w.place.read("people/kay.yaml");
            w.place.strike("people/kay.yaml", detail);
            w.out(&[]).refuses("HPP-2.7a").says("kay");
            w.place.write("people/kay.yaml", &kay);
        }
        // Whoever does not drive needs no car on record.
        w.place.strike("people/kay.yaml", "colour:");
        w.out(&["--car=none"]).ok();
    }
    "HPP-2.7b" hpp_2_7b_the_car_is_insured_today => |w| {
        w.hv("staff change kay --insured-until 2026-11-23").ok();
        w.out(&[]).refuses("HPP-2.7b").says("kay");
        w.hv("staff change kay --insured-until 2026-11-24").ok();
        w.out(&[]).ok();
    }
    "HPP-3.1" hpp_3_1_visitors_are_trained => |w| {
        w.place.strike("people/lou.yaml", "trained");
        w.out(&[]).refuses("HPP-3.1").says("lou");
    }
    "HPP-3.2" hpp_3_2_who_arranges_training_has_a_list_of_it => |w| {
        w.hv("sheet training").ok().names("HPP-3.2").says("family support worker and the business manager")
            .says("Kay Invented").says("Tue 1 Sep 2026");
    }
    "HPP-3.3" hpp_3_3_training_comes_before_visiting => |w| {
        // A course that is booked is none that was done: hv takes only days that were, and counts none that is to come on a
        // card that somebody wrote by hand.
        w.hv("staff change lou --trained 2026-11-25").says("still to come");
        w.place.edit("people/lou.yaml", "trained: \"2026-09-01\"", "trained: \"2026-11-25\"");
        w.out(&[]).refuses("HPP-3.3").says("lou");
        w.hv("staff change lou --trained 2026-11-24").ok();
        w.out(&[]).ok();
    }
    "HPP-4.2" hpp_4_2_twenty_minutes_without_word_and_the_visit_is_off => |w| {
        w.go();
        w.clock("14:00");
        w.hv("arrive kay lou --nobody-in").ok().says("14:20");
        w.overdue("14:19:59").spares("HPP-4.2");
        w.overdue("14:20:00").alarms("HPP-4.2");
        w.cancel("no-show", &[]).ok();
    }
    "HPP-4.3a" hpp_4_3a_a_late_family_is_waited_for_outside => |w| {
        w.go();
        w.clock("13:55");
        w.hv("late kay --expected 14:20 --told \"mother rang the office\"").ok();
        w.clock("14:00");
        w.hv("arrive kay lou --nobody-in").ok();
        w.enter(&["parent-present=no"]).refuses("HPP-4.3a");
        w.clock("14:20");
        w.enter(&[]).ok();
    }
    "HPP-4.3b" hpp_4_3b_more_than_thirty_minutes_late_and_the_visit_is_off => |w| {
        w.go();
        w.clock("13:55");
        w.hv("late kay --expected 14:25 --told \"mother rang the office\"").ok();
        w.clock("14:00");
        w.hv("arrive kay lou --nobody-in").ok();
        w.overdue("14:30:00").spares("HPP-4.3b");
        w.overdue("14:30:01").alarms("HPP-4.3b");
        w.cancel("late-with-notice", &[]).ok();
    }
    "HPP-4.4a" hpp_4_4a_what_was_arranged_is_kept_or_the_head_has_heard => |w| {
        w.hv(&format!("plan change {VISIT} --at 14:15 --why \"mother asked\" --told-who")).ok();
        w.out(&[]).refuses("HPP-4.4a");
        w.hv(&format!("done {VISIT} --duty tell-headteacher-of-change --how \"told Pat at 12:05\"")).ok();
        w.out(&[]).ok();
    }
    "HPP-4.4b" hpp_4_4b_the_head_is_told_of_a_change => |w| {
        w.hv(&format!("plan change {VISIT} --at 14:15 --why \"mother asked\" --told-who")).ok();
        w.owes("HPP-4.4b", VISIT, "tell-headteacher-of-change");
    }
    "HPP-4.5" hpp_4_5_the_id_is_worn_at_the_front => |w| {
        w.out(&["kay.id-worn=yes", "lou.id-worn=no", "id-worn"]).refuses("HPP-4.5").says("lou");
        let without = w.out(&["id-worn"]);
        let with = w.out(&[]);
        w.asks("HPP-4.5", "id-worn", &without, &with);
    }
    "HPP-4.6a" hpp_4_6a_nobody_goes_in_where_it_feels_unsafe => |w| {
        w.arrive();
        w.enter(&["feels-safe"]).refuses("HPP-4.6a");
        w.enter(&["feels-safe=no"]).refuses("HPP-4.6a");
        w.cancel("unsafe", &[]).ok();
    }
    "HPP-4.6b" hpp_4_6b_a_visit_called_off_for_safety_owes_a_written_reason => |w| {
        w.arrive();
        w.cancel("unsafe", &[]).says("HPP-4.6b");
        w.hv("board").says("in writing");
        w.owes("HPP-4.6b", VISIT, "write-why-unsafe");
    }
    "HPP-4.7a" hpp_4_7a_dangerous_animals_are_asked_out_of_the_room => |w| {
        w.arrive();
        let without = w.enter(&["dangerous-animals"]);
        w.enter(&["dangerous-animals=yes"]).refuses("HPP-4.7a");
        let with = w.enter(&["dangerous-animals=yes", "animals-shut-away=yes"]);
        w.asks("HPP-4.7a", "dangerous-animals", &without, &with);
    }
    "HPP-4.7b" hpp_4_7b_animals_that_stay_end_the_visit => |w| {
        w.arrive();
        w.enter(&["dangerous-animals=yes", "animals-shut-away=no"]).refuses("HPP-4.7b");
        w.cancel("animals", &[]).ok();
    }
    "HPP-4.7c" hpp_4_7c_animals_are_written_to_the_head => |w| {
        w.arrive();
        w.cancel("animals", &[]).says("HPP-4.7c");
        w.hv("board").says("in writing");
        w.owes("HPP-4.7c", VISIT, "write-about-animals");
    }
    "HPP-4.8a" hpp_4_8a_the_office_is_rung_before_the_visit => |w| {
        w.out(&["--back=16:00"]).ok();
        w.overdue("14:00:00").spares("HPP-4.8a");
        w.overdue("14:00:01").alarms("HPP-4.8a");
        w.clock("14:02");
        w.hv("checkin kay --where \"at the door\"").ok();
        // Nobody speaks for the other.
        w.hv("overdue").alarms("HPP-4.8a").says("LOU");
        w.hv("checkin lou").ok();
        w.hv("overdue").spares("HPP-4.8a");
    }
    "HPP-4.8b" hpp_4_8b_the_office_is_rung_after_the_visit => |w| {
        w.arrive();
        w.enter(&[]).ok();
        w.done(&[]).refuses("HPP-4.8b");
        w.clock("14:40");
        w.hv("leave kay lou").ok();
        w.records("\"did\":\"leave\"");
        w.done(&[]).ok();
    }
    "HPP-5.2" hpp_5_2_nobody_is_alone_with_a_pupil => |w| {
        w.arrive();
        w.enter(&["parent-present=no"]).refuses("HPP-5.2");
        w.cancel("child-alone", &[]).ok().names("HPP-5.2");
        w.owes("HPP-5.2", VISIT, "child-was-alone");
    }
    "HPP-5.6" hpp_5_6_a_concern_is_told_to_the_dsl => |w| {
        w.visit();
        w.done(&["--concern=MC-1042"]).ok().names("HPP-5.6");
        w.owes("HPP-5.6", VISIT, "tell-dsl");
    }
    "HPP-5.8" hpp_5_8_a_complaint_goes_through_its_procedure => |w| {
        w.visit();
        w.hv(&format!("incident {VISIT} --kind complaint --affected kay --by-whom carer --reference C-7")).ok()
            .names("HPP-5.8");
        w.records("\"kind\":\"complaint\"");
        w.owes("HPP-5.8", VISIT, "complaints-procedure");
    }
    "HPP-6.1" hpp_6_1_the_head_looks_at_the_policy_after_an_incident_or_a_concern => |w| {
        w.visit();
        w.done(&["--concern=MC-1042"]).ok().names("HPP-6.1");
        w.owes("HPP-6.1", VISIT, "policy-after-concern");
        w.hv(&format!("incident {VISIT} --kind other --affected kay --by-whom other --reference C-8")).ok()
            .names("HPP-6.1");
        w.owes("HPP-6.1", VISIT, "policy-after-incident");
    }
}

#[test]
fn trap_24_what_is_wanted_in_writing_is_shown_as_such() {
    let mut w = crate::world::World::of(&PARK);
    w.arrive();
    w.cancel("unsafe", &[]).ok();
    w.hv("board").names("HPP-4.6b").says("in writing");
    let aspire = hv::policy::load_unadopted(hv::policy::shipped("aspire").unwrap()).unwrap().policy;
    let spoken =
        aspire.duties.iter().find(|d| d.clauses.contains(&"AET-4.10b".to_owned())).unwrap();
    assert!(!spoken.written, "there it is talked over");
}

#[test]
fn trap_39_where_nothing_was_arranged_nobody_goes_in_here_and_elsewhere_they_may() {
    let mut w = crate::world::World::of(&PARK);
    let unannounced =
        ["--unannounced=yes", "--confirmed", "--told-who", "--doorstep=yes", "--at=13:00"];
    w.plan("bell", &unannounced).ok();
    w.out(&[&format!("--visit={BELL}")]).ok();
    w.clock("13:00");
    w.hv("arrive kay lou").ok();
    w.enter(&[]).refuses("HPP-2.5a");
    let mut other = crate::world::World::of(&crate::meridian::MERIDIAN);
    let on_the_spot = [
        "--kind=safe-and-well",
        "letter-sent-on",
        "why-safe-and-well=pupil-safety",
        "--unannounced=yes",
        "--at=13:00",
    ];
    other.plan("bell", &on_the_spot).ok();
    other.assess("bell", &[]).ok();
    other.out(&[&format!("--visit={BELL}")]).ok();
    other.clock("13:00");
    other.hv("arrive kay lou").ok();
    other.enter(&[]).ok();
}
