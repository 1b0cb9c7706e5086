//! Washwood Heath: two of the academy's own always, a plan for risks only where a service referred the family, a ladder
//! with deputies and a decision, and evenings that end at home.

use crate::world::{OUTING, School, Seen, VISIT, World, entries};

pub(crate) static WASHWOOD: School = School {
    policy: "washwood-heath",
    staff: &[
        "kay --name \"Kay Invented\" --designated yes --training child-protection=2026-09-01 --mobile \"07700 900001\"",
        "lou --name \"Lou Made\" --designated yes --training child-protection=2026-09-01 --mobile \"07700 900002\"",
        "pat --name \"Pat Head\" --role headteacher --mobile \"07700 900003\"",
        "sal --name \"Sal Leader\" --role slt --mobile \"07700 900007\"",
        "lin --name \"Lin Line\" --role line-manager --mobile \"07700 900006\"",
        "oma --name \"Oma Office\" --role office-manager --mobile \"07700 900004\"",
        "max --name \"Max Desk\" --role office-staff --mobile \"07700 900005\"",
    ],
    families: &[
        "ahmed --pupil \"Ali Ahmed, 9B\" --carer \"Sara Ahmed=07700 900456\" --address \"12 Sample Street, Testford\"",
        "bell --pupil \"Bea Bell, 8A\" --carer \"Rob Bell=07700 900457\" --address \"7 Example Road, Testford\"",
    ],
    plan: &[
        ("--at", "14:00"),
        ("--for", "45m"),
        ("--staff", "kay,lou"),
        ("--confirmed", "Mon, by phone"),
        ("--told-who", ""),
        ("--place", "home"),
        ("--reason", "attendance"),
        ("why-not-at-school", "no transport"),
        ("coordinated-by", "lin"),
    ],
    assess: None,
    decided_by: None,
    signed_by: None,
    then: &[],
    out: &[
        ("--back", "15:30"),
        ("--monitor", "max"),
        ("--car", "kay"),
        ("history-read", "yes"),
        ("situation-known", "yes"),
        ("id-card-carried", "yes"),
        ("procedures-gone-through", "yes"),
        ("travel", "car"),
    ],
    enter: &[
        ("answerer-worries", "no"),
        ("person-in", "yes"),
        ("known-violent", "no"),
        ("feels-safe", "yes"),
        ("unexpected", "no"),
    ],
    done: &[
        ("--got-in", "yes"),
        ("--child-seen", "yes"),
        ("--present", "mother"),
        ("--concern", "none"),
        ("discussion", "the bus in the morning"),
        ("action-points", "none"),
        ("action-area", "none"),
        ("other-issues", "no"),
    ],
};

const TO_BELL: &str = "--visit=bell/2026-11-24-1a";

/// The question is put to each visitor as they leave; one answer that will not do is enough to refuse.
#[track_caller]
fn each(w: &mut World, clause: &str, question: &str) {
    let (kay, lou) = (format!("kay.{question}=yes"), format!("lou.{question}=no"));
    w.out(&[&kay, &lou, question]).refuses(clause).says("lou");
    let without = w.out(&[question]);
    let with = w.out(&[]);
    w.asks(clause, question, &without, &with);
}

/// At the door: unanswered and answered like this nobody goes in; the visit is called off instead.
#[track_caller]
fn door(w: &mut World, clause: &str, question: &str, bad: &str, outcome: &str) {
    w.arrive();
    w.enter(&[question]).refuses(clause);
    w.enter(&[&format!("{question}={bad}")]).refuses(clause);
    w.cancel(outcome, &[]).ok();
}

fn incident(w: &mut World, kind: &str, affected: &str) -> Seen {
    w.hv(&format!("incident {VISIT} --kind {kind} --affected {affected} --by-whom carer"))
}

/// Planned for five with SLT, Kay and Lou leave at 16:30, to be home by 18:30.
fn evening(w: &mut World) {
    w.hv(&format!("plan drop {VISIT} --why \"another day\"")).ok();
    w.plan("bell", &["--at=17:00", "out-of-hours-arranged-with=sal"]).ok();
    w.clock("16:30");
    w.out(&[TO_BELL, "--back=18:30", "--on-call=sal"]).ok();
}

entries! { &WASHWOOD, "WHA-";
    "WHA-PS-3" wha_ps_3_visitors_are_trained_in_child_protection => |w| {
        w.hv("staff add zed --name \"Zed New\" --designated yes --mobile \"07700 900009\"").ok();
        w.plan("bell", &["--staff=kay,zed"]).warns("WHA-PS-3").says("zed");
        w.hv("staff change zed --training child-protection=2026-11-20").ok();
        w.plan("bell", &["--staff=kay,zed"]).ok();
    }
    "WHA-def-1" wha_def_1_a_visit_may_be_made_at_work => |w| {
        w.plan("bell", &["--place=work"]).ok();
        w.records("\"place\":\"work\"");
    }
    "WHA-def-2" wha_def_2_designated_staff_make_the_visits => |w| {
        w.hv("staff change lou --designated no").ok();
        w.plan("bell", &[]).refuses("WHA-def-2").says("lou");
        w.out(&[]).refuses("WHA-def-2").says("lou");
    }
    "WHA-reason-0" wha_reason_0_meetings_are_at_school_and_a_visit_has_its_reason => |w| {
        w.plan("bell", &["--reason"]).refuses("WHA-reason-0");
        w.plan("bell", &["--reason=a chat"]).refuses("WHA-reason-0");
        w.plan("bell", &["why-not-at-school"]).warns("WHA-reason-0");
        w.plan("bell", &["--reason=other: a prize to hand over"]).ok();
        w.records("a prize to hand over");
        w.records("\"why-not-at-school\":\"no transport\"");
    }
    "WHA-reason-1" wha_reason_1_attendance_is_a_reason => |w| {
        w.plan("bell", &["--reason=attendance"]).ok();
        w.records("\"reason\":\"attendance\"");
    }
    "WHA-reason-2" wha_reason_2_exclusion_is_a_reason => |w| {
        w.plan("bell", &["--reason=excluded"]).ok();
        w.records("\"reason\":\"excluded\"");
    }
    "WHA-reason-3" wha_reason_3_a_long_illness_is_a_reason => |w| {
        w.plan("bell", &["--reason=long-illness"]).ok();
        w.records("\"reason\":\"long-illness\"");
    }
    "WHA-reason-4" wha_reason_4_a_parent_who_cannot_come_in_is_a_reason => |w| {
        w.plan("bell", &["--reason=cannot-come-in"]).ok();
        w.records("\"reason\":\"cannot-come-in\"");
    }
    "WHA-reason-5a" wha_reason_5a_a_referral_is_coordinated_with_the_service => |w| {
        let referred = ["--reason=referral", "referred-by=Testford Early Help, Di Social", "coordinated-on=2026-11-20"];
        w.plan("bell", &[referred[0], referred[1]]).refuses("WHA-reason-5a");
        let without = w.plan("bell", &[referred[0], referred[2]]);
        let with = w.plan("bell", &referred);
        w.asks("WHA-reason-5a", "referred-by", &without, &with);
        w.records("\"coordinated-on\":\"2026-11-20\"");
    }
    "WHA-reason-5b" wha_reason_5b_a_referral_wants_a_plan_to_find_out_risks => |w| {
        // Any other reason wants none.
        let referred = ["--reason=referral", "referred-by=Testford Early Help", "coordinated-on=2026-11-20"];
        w.plan("bell", &referred).ok();
        w.out(&[TO_BELL]).refuses("WHA-reason-5b").says("hv assess bell");
        let plan = ("plan-to-find-risks", "Kay asks the health visitor");
        let risks = ("risks-found", "none found");
        w.assess("bell", &[("conducted-by", "kay"), (plan.0, ""), risks]).says(plan.0);
        w.assess("bell", &[("conducted-by", "kay"), plan, risks]).ok();
        w.records("Kay asks the health visitor");
        w.out(&[TO_BELL]).ok();
    }
    "WHA-before-1" wha_before_1_two_of_the_academy_always_go => |w| {
        let why = "--because=two-of-the-academy=Lou is ill";
        w.plan("bell", &["--staff=kay", why]).refuses("WHA-before-1");
        w.hv("staff add ext --name \"Ext Nurse\" --designated yes --training child-protection=2026-09-01 --works-for \"Testford Health\" --mobile \"07700 900009\"").ok();
        w.plan("bell", &["--staff=kay,ext", why]).refuses("WHA-before-1");
        w.plan("bell", &["--staff=kay,lou,ext"]).ok();
    }
    "WHA-before-2" wha_before_2_the_visit_is_coordinated_through_a_manager => |w| {
        w.plan("bell", &["coordinated-by=lou"]).exits(2).says("Lin Line");
        let without = w.plan("bell", &["coordinated-by"]);
        let with = w.plan("bell", &["coordinated-by=sal"]);
        w.asks("WHA-before-2", "coordinated-by", &without, &with);
    }
    "WHA-before-3" wha_before_3_visitors_know_the_students_history => |w| {
        each(w, "WHA-before-3", "history-read");
    }
    "WHA-before-4" wha_before_4_visitors_carry_the_id_card => |w| {
        each(w, "WHA-before-4", "id-card-carried");
    }
    "WHA-before-5" wha_before_5_staff_sign_out_with_destination_and_return => |w| {
        w.plan("bell", &["--address=somewhere"]).refuses("WHA-before-5");
        w.out(&["--back"]).refuses("WHA-before-5");
        w.out(&[]).ok();
        w.hv("sheet reception").ok().names("WHA-before-5").says("Kay Invented").says("12 Sample Street")
            .says("15:30");
    }
    "WHA-during-2" wha_during_2_visitors_know_the_situation_at_home => |w| {
        each(w, "WHA-during-2", "situation-known");
    }
    "WHA-during-3" wha_during_3_what_goes_beyond_the_visit_is_noted_and_passed_on => |w| {
        w.visit();
        w.done(&["other-issues"]).warns("WHA-during-3");
        let without = w.done(&["other-issues=yes"]);
        let with = w.done(&["other-issues=yes", "other-issues-noted=the school bus"]);
        w.asks("WHA-during-3", "other-issues-noted", &without, &with);
        w.owes("WHA-during-3", VISIT, "forward-issues");
    }
    "WHA-during-4" wha_during_4_something_unexpected_asks_again_whether_it_is_safe => |w| {
        w.arrive();
        w.enter(&["unexpected"]).refuses("WHA-during-4");
        let without = w.enter(&["unexpected=yes"]);
        let with = w.enter(&["unexpected=yes", "safe-to-go-on=yes"]);
        w.asks("WHA-during-4", "safe-to-go-on", &without, &with);
    }
    "WHA-during-5" wha_during_5_any_doubt_and_staff_leave_and_arrange_otherwise => |w| {
        w.arrive();
        w.enter(&["unexpected=yes", "safe-to-go-on=no"]).refuses("WHA-during-5");
        w.cancel("ended-early", &[]).ok().names("WHA-during-5");
        w.owes("WHA-during-5", VISIT, "arrange-otherwise");
    }
    "WHA-after-1" wha_after_1_everybody_signs_in_at_reception => |w| {
        w.go();
        w.clock("14:30");
        w.hv("back kay").ok();
        w.clock("15:10");
        w.hv("sheet reception").ok().names("WHA-after-1").says("14:30");
        // One of two is not both.
        w.overdue("15:30:00").exits(4).says("Lou Made");
    }
    "WHA-after-2" wha_after_2_the_record_is_made_and_uploaded => |w| {
        w.visit();
        w.done(&["action-points"]).refuses("WHA-after-2");
        let without = w.done(&["discussion"]);
        let with = w.done(&[]);
        w.asks("WHA-after-2", "discussion", &without, &with);
        w.owes("WHA-after-2", VISIT, "upload-to-cpoms");
    }
    "WHA-overdue-0" wha_overdue_0_late_is_from_the_expected_return_on => |w| {
        w.go();
        w.overdue("15:29:59").exits(0);
        w.overdue("15:30:00").alarms("WHA-overdue-0");
    }
    "WHA-overdue-1a" wha_overdue_1a_the_office_manager_rings_the_mobile_first => |w| {
        w.go();
        w.overdue("15:29:59").spares("WHA-overdue-1a");
        w.overdue("15:30:00").alarms("WHA-overdue-1a").says("Oma Office").says("07700 900001");
    }
    "WHA-overdue-1b" wha_overdue_1b_somebody_else_rings_in_their_absence => |w| {
        // In the evening the office has gone home: whoever is on call stands in (ruling B1.34).
        w.hv(&format!("plan drop {VISIT} --why \"another day\"")).ok();
        w.plan("bell", &["--at=17:00", "out-of-hours-arranged-with=sal"]).ok();
        w.clock("16:30");
        w.out(&[TO_BELL, "--back=18:30"]).refuses("WHA-overdue-1b").says("--on-call");
        w.out(&[TO_BELL, "--back=18:30", "--on-call=lin"]).ok();
        w.overdue("18:30:01").alarms("WHA-overdue-1b").says("Oma Office").says("Max Desk").says("Lin Line");
    }
    "WHA-overdue-2" wha_overdue_2_then_the_students_home_is_rung => |w| {
        w.go();
        w.overdue("15:39:59").exits(4).spares("WHA-overdue-2");
        w.overdue("15:40:00").alarms("WHA-overdue-2").says("Sara Ahmed").says("07700 900456");
    }
    "WHA-overdue-3" wha_overdue_3_then_slt_and_at_once_on_any_concern => |w| {
        w.go();
        w.overdue("15:49:59").exits(4).spares("WHA-overdue-3");
        w.overdue("15:50:00").alarms("WHA-overdue-3").says("Sal Leader");
        w.hv("back kay lou").ok();
        w.plan("bell", &["--at=15:55", "--for=5m"]).ok();
        w.out(&[TO_BELL, "--back=16:30"]).ok();
        w.hv("checkin kay --concern \"a shout in the street\"").ok();
        let now = w.hv("overdue");
        now.alarms("WHA-overdue-3").says("a shout in the street");
    }
    "WHA-overdue-4" wha_overdue_4_then_slt_decides_on_the_police => |w| {
        w.go();
        w.overdue("15:59:59").exits(4).spares("WHA-overdue-4");
        w.overdue("16:00:00").alarms("WHA-overdue-4").says("police");
    }
    "WHA-follow-1" wha_follow_1_actions_run_through_the_usual_procedures => |w| {
        w.visit();
        let without = w.done(&["action-area"]);
        let with = w.done(&["action-area=health"]);
        w.asks("WHA-follow-1", "action-area", &without, &with);
        w.owes("WHA-follow-1", VISIT, "follow-up");
    }
    "WHA-inc-1" wha_inc_1_every_incident_goes_to_the_line_manager => |w| {
        w.visit();
        incident(w, "verbal-abuse", "kay").ok().names("WHA-inc-1");
        w.owes("WHA-inc-1", VISIT, "tell-line-manager");
        for kind in ["violence", "abuse"] {
            incident(w, kind, "kay").ok().names("WHA-inc-1");
        }
    }
    "WHA-inc-2" wha_inc_2_everybody_abused_fills_in_a_sheet => |w| {
        w.visit();
        incident(w, "violence", "kay,lou").ok().names("WHA-inc-2");
        w.hv("board").says("in writing");
        w.hv(&format!("done {VISIT} --duty incident-sheet.kay-invented --how \"handed to Lin\"")).ok();
        // One sheet of two is not both.
        w.owes("WHA-inc-2", VISIT, "incident-sheet.lou-made");
        w.hv("board").spares("WHA-inc-2");
    }
    "WHA-inc-3" wha_inc_3_incidents_are_investigated_and_agencies_told => |w| {
        w.visit();
        incident(w, "violence", "kay").ok().names("WHA-inc-3");
        w.owes("WHA-inc-3", VISIT, "investigate");
        w.owes("WHA-inc-3", VISIT, "notify-agencies");
    }
    "WHA-inc-4" wha_inc_4_measures_are_reviewed_before_the_next_visit => |w| {
        w.visit();
        incident(w, "violence", "kay").ok().names("WHA-inc-4");
        w.done(&[]).ok();
        w.plan("ahmed", &["--at=15:10", "--for=30m"]).refuses("WHA-inc-4");
        w.hv(&format!("done {VISIT} --duty review-measures --how \"Lin, with Sal: two cars\"")).ok();
        w.plan("ahmed", &["--at=15:10", "--for=30m"]).ok();
    }
    "WHA-safe-2" wha_safe_2_no_visit_starts_after_four_without_slt => |w| {
        let four = ["--for=5m", "--because=latest-finish=they work until then", "--because=out-of-hours-arranged-with=asked"];
        w.plan("bell", &["--at=16:00", "--for=5m"]).warns("WHA-safe-2");
        w.plan("bell", &[&four[..], &["--at=16:00"]].concat()).ok();
        w.plan("bell", &[&four[..], &["--at=16:01"]].concat()).refuses("WHA-safe-2");
        w.plan("bell", &["--at=16:01", "out-of-hours-arranged-with=sal"]).ok();
    }
    "WHA-safe-3" wha_safe_3_out_of_hours_it_is_arranged_with_slt => |w| {
        let early = ["--at=tomorrow 08:00", "--for=20m"];
        w.plan("bell", &[&early[..], &["out-of-hours-arranged-with=lou"]].concat()).exits(2).says("Sal Leader");
        let without = w.plan("bell", &early);
        without.warns("WHA-safe-3");
        let with = w.plan("bell", &[&early[..], &["out-of-hours-arranged-with=sal"]].concat());
        w.asks("WHA-safe-3", "out-of-hours-arranged-with", &without, &with);
    }
    "WHA-safe-4" wha_safe_4_in_the_evening_each_tells_that_they_are_home => |w| {
        evening(w);
        w.overdue("18:30:00").exits(0);
        w.hv("home kay --how text").ok();
        // One of two is not both (ruling B1.61).
        w.overdue("18:30:01").alarms("WHA-safe-4").says("Lou Made");
    }
    "WHA-safe-5" wha_safe_5_the_safety_procedures_are_gone_through => |w| {
        each(w, "WHA-safe-5", "procedures-gone-through");
    }
    "WHA-safe-7" wha_safe_7_nobody_goes_in_with_a_doubt => |w| {
        door(w, "WHA-safe-7", "feels-safe", "no", "unsafe");
    }
    "WHA-safe-9" wha_safe_9_every_visit_is_in_the_folder => |w| {
        w.go();
        w.hv("sheet home-visits-folder").ok().names("WHA-safe-9").says("12:00").says("15:30")
            .says("12 Sample Street");
    }
    "WHA-door-1" wha_door_1_a_worrying_person_at_the_door_keeps_staff_out => |w| {
        door(w, "WHA-door-1", "answerer-worries", "yes", "worried-at-door");
    }
    "WHA-door-2" wha_door_2_nobody_goes_in_while_the_person_is_out => |w| {
        // No waiting time is given: the sign-out says so, and nothing is counted down.
        w.out(&["--back=16:00"]).ok().names("WHA-door-2").says("not set");
        w.clock("14:00");
        w.hv("arrive kay lou --nobody-in").ok();
        w.overdue("15:59:59").exits(0);
        w.enter(&["person-in=no"]).refuses("WHA-door-2");
        w.cancel("no-show", &[]).ok();
    }
    "WHA-door-3" wha_door_3_somebody_known_to_be_violent_keeps_staff_out => |w| {
        door(w, "WHA-door-3", "known-violent", "yes", "known-violent");
    }
    "WHA-door-5" wha_door_5_staff_follow_into_the_room => |w| {
        w.arrive();
        w.enter(&[]).ok().says("Follow them in, always: never go first");
    }
    "WHA-car-1" wha_car_1_whoever_drives_is_told_of_the_road => |w| {
        w.out(&["travel=car"]).ok().says("Know the route before you set off").spares("timetable").spares("short cuts");
    }
    "WHA-bus-1" wha_bus_1_whoever_takes_the_bus_is_told_of_the_bus => |w| {
        w.out(&["travel=public-transport"]).ok().says("On a bus stay on the lower deck").spares("Parking");
    }
    "WHA-foot-1" wha_foot_1_whoever_walks_is_told_of_walking => |w| {
        w.out(&["travel=foot"]).ok().says("Only short cuts you know are safe").spares("Parking");
    }
    "WHA-brk-1" wha_brk_1_in_a_breakdown_the_office_tells_the_family => |w| {
        w.go();
        w.hv("delay kay lou --why \"the car will not start\"").ok().names("WHA-brk-1");
        w.owes("WHA-brk-1", OUTING, "tell-family-of-delay");
    }
    "WHA-brk-2" wha_brk_2_what_came_of_the_breakdown_is_told => |w| {
        w.go();
        w.hv("delay kay lou --why \"the car will not start\"").ok();
        w.records("the car will not start");
        w.owes("WHA-brk-2", OUTING, "breakdown-service");
    }
    "WHA-brk-3" wha_brk_3_the_family_hears_the_new_time => |w| {
        w.go();
        w.hv("delay kay lou --arrives 14:40 --why \"a flat tyre, changed\"").ok().names("WHA-brk-3");
        w.owes("WHA-brk-3", OUTING, "tell-family-new-time");
    }
    "WHA-foot-2" wha_foot_2_somebody_followed_tells_the_office_where_they_are => |w| {
        w.go();
        w.overdue("12:10:00").spares("WHA-foot-2");
        w.hv("checkin kay --concern \"followed\" --where \"High Street\"").ok();
        w.overdue("12:12:00").alarms("WHA-foot-2").says("School office");
        w.records("High Street");
    }
}
