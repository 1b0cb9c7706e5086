//! The Aspire Educational Trust: 167 of its 185 clauses are more than advice. Its annex is a whole assessment form, and
//! much of it says again what the main text says; each of the two has its own entry.

use crate::world::{School, Seen, VISIT, World, entries};

pub(crate) static ASPIRE: School = School {
    policy: "aspire",
    staff: &[
        "kay --name \"Kay Invented\" --role family-support --mobile \"07700 900001\" --coached 2026-09-01 --read home-visits-policy=2026-09-01 --read lone-working-policy=2026-09-01 --read safer-working-guidance@2019-05=2026-09-01 --training cultural-awareness=2026-09-01 --training diversity=2026-09-01 --training equipment=2026-09-01 --training manual-handling=2026-09-01 --training first-aid=2026-09-01 --training hard-conversations=2026-09-01 --training de-escalation=2026-09-01 --training disengagement=2026-09-01 --car-make Ford --car-model Fiesta --car-registration \"AB12 CDE\" --car-colour silver --insured-until 2027-03-31 --business-use yes",
        "lou --name \"Lou Made\" --role learning-mentor --mobile \"07700 900002\" --coached 2026-09-01 --read home-visits-policy=2026-09-01 --read lone-working-policy=2026-09-01 --read safer-working-guidance@2019-05=2026-09-01 --training cultural-awareness=2026-09-01 --training diversity=2026-09-01 --training equipment=2026-09-01 --training manual-handling=2026-09-01 --training first-aid=2026-09-01 --training hard-conversations=2026-09-01 --training de-escalation=2026-09-01 --training disengagement=2026-09-01",
        "pat --name \"Pat Head\" --role principal --mobile \"07700 900003\"",
        "dee --name \"Dee Safe\" --role dsl --mobile \"07700 900004\"",
        "max --name \"Max Desk\" --role senior-staff --mobile \"07700 900005\"",
        "tru --name \"Tru Lead\" --role trust-safeguarding-lead --mobile \"07700 900006\"",
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
        ("--reason", "planned: no transport"),
        ("pattern", "one-off"),
        ("why-not-in-school", "no transport"),
        ("child-in-danger-now", "no"),
        ("only-to-see-child-safe", "no"),
        ("visitors-agree", "yes"),
        ("time-suits-family", "yes"),
        ("thought-about-who-goes", "yes"),
        ("pupil-carried", "no"),
    ],
    assess: Some(&[
        ("conducted-by", "pat,dee"),
        ("*.impact", "Minor"),
        ("*.likelihood", "Remote"),
        ("*.before", "L"),
        ("*.after", "L"),
        ("hostility", "no"),
        ("child-protection-concerns", "no"),
        ("complaints", "no"),
        ("grievances", "no"),
        ("remote-place", "no"),
        ("history-weighed", "yes"),
        ("agency-works-with-family", "yes"),
        ("concerns-remain", "no"),
        ("agency-asked-on", "2026-11-20"),
        ("advice-from", "trust"),
        ("advice-on", "2026-11-23"),
    ]),
    decided_by: Some("pat"),
    signed_by: Some("pat"),
    then: &["assess read ahmed --who kay,lou"],
    out: &[
        ("--back", "15:30"),
        ("--monitor", "max"),
        ("--car", "kay"),
        ("--authorised-by", "max"),
        ("phone-carried", "yes"),
        ("id-worn", "yes"),
        ("new-risk-since-assessed", "no"),
        ("assessment-read", "yes"),
        ("controls-followed", "yes"),
        ("school-numbers-in-phone", "yes"),
        ("chat-ready", "yes"),
        ("briefed", "yes"),
        ("code-word-agreed", "yes"),
        ("chat-seen-on-site", "yes"),
        ("household-well", "yes"),
    ],
    enter: &[
        ("parent-present", "yes"),
        ("feels-safe", "yes"),
        ("animals", "none"),
        ("unknown-people", "no"),
        ("new-risk", "no"),
    ],
    done: &[
        ("--got-in", "yes"),
        ("--child-seen", "yes"),
        ("--present", "mother and Ali"),
        ("--concern", "none"),
        ("first-visit-findings", "nothing new"),
        ("intervention-used", "no"),
    ],
};

/// Planning a visit to the Bells with something changed; it is not done.
fn planning(w: &mut World, clause: &str, changes: &[&str]) {
    w.plan("bell", changes).refuses(clause);
}

/// Planning asks this: left out it is refused, given it is on record.
fn plan_asks(w: &mut World, clause: &str, question: &str) {
    let without = w.plan("bell", &[question]);
    let with = w.plan("bell", &[]);
    w.asks(clause, question, &without, &with);
}

/// An unannounced visit to the Bells, with what the policy asks for one.
const UNANNOUNCED: &[&str] = &[
    "--unannounced=yes",
    "--confirmed",
    "--told-who",
    "time-suits-family",
    "unannounced-because=child-safety",
    "family-does-not-answer=yes",
    "--because=announced=nobody answers the telephone",
];

pub(crate) fn unannounced(w: &mut World, changes: &[&str]) -> Seen {
    let name = |c: &str| c.split('=').next().unwrap_or(c).to_owned();
    let kept = UNANNOUNCED.iter().filter(|u| !changes.iter().any(|c| name(c) == name(u)));
    let all: Vec<&str> = kept.chain(changes).copied().collect();
    w.plan("bell", &all)
}

/// At sign-out, an answer that the policy cannot take, and the same person's or outing's question left open.
fn leaving(w: &mut World, clause: &str, question: &str, bad: &str) {
    w.out(&[&format!("{question}={bad}")]).refuses(clause);
    let without = w.out(&[question]);
    let with = w.out(&[]);
    w.asks(clause, question, &without, &with);
}

/// The same at the door.
fn entering(w: &mut World, clause: &str, question: &str, bad: &str) {
    w.arrive();
    w.enter(&[&format!("{question}={bad}")]).refuses(clause);
    let without = w.enter(&[question]);
    let with = w.enter(&[]);
    w.asks(clause, question, &without, &with);
}

/// The form filled in for the Ahmeds.
const FORM: &str = "show ahmed/assessments/2026-11-24-1a";

/// The visit to the Ahmeds is over; the next, tomorrow, is planned with something changed.
fn next_visit(w: &mut World, changes: &[&str]) -> Seen {
    w.visit();
    w.done(&[]).ok();
    let all: Vec<&str> = ["--at=tomorrow 14:00"].iter().chain(changes).copied().collect();
    w.plan("ahmed", &all)
}

/// The form for a family asks this under the clause, does not finish without, and keeps the answer.
fn form_asks(w: &mut World, family: &str, clause: &str, key: &str) {
    let given = [(key, "")];
    let open = w.hv(&format!("assess {family} --restart --keys --json")).json();
    let listed = open["open"].as_array().unwrap().iter().any(|item| {
        item["key"] == key && item["clauses"].as_array().unwrap().iter().any(|c| c == clause)
    });
    assert!(listed || key.contains("considered") || key.contains("advice"), "{key}: {open}");
    let without = w.assess(family, &given);
    assert_ne!(without.0.exit, 0, "{}", without.0.text());
    without.says(key);
    w.assess(family, &[]).ok();
    w.records(&format!("\"{key}\":"));
}

/// A control of the form is named, with its clause, and its answer is on the record.
fn form_lists(w: &mut World, clause: &str) {
    let open = w.hv("assess bell --restart --keys --json").json();
    let items = open["open"].as_array().unwrap().clone();
    let found = items.iter().any(|i| i["clauses"].as_array().unwrap().iter().any(|c| c == clause));
    assert!(found, "no part of the form cites {clause}");
}

/// A hazard of the form is rated, before and after.
fn hazard(w: &mut World, clause: &str, id: &str) {
    let open = w.hv("assess bell --restart --keys --json").json();
    let keys: Vec<String> = open["open"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["key"].as_str().unwrap().to_owned())
        .collect();
    for part in ["impact", "likelihood", "after"] {
        let key = format!("hazard.{id}.{part}");
        assert!(keys.contains(&key), "the form does not ask {key}");
    }
    form_lists(w, clause);
    w.assess("bell", &[]).ok();
    w.records(&format!("\"{id}\""));
}

/// A control that is not in place wants this as well.
fn late_control(w: &mut World, key: &str) {
    let without: Vec<(&str, &str)> =
        TOO_LATE.iter().map(|(k, v)| if *k == key { (*k, "") } else { (*k, *v) }).collect();
    let run = w.assess("bell", &without);
    assert_ne!(run.0.exit, 0, "{}", run.0.text());
    run.says(key);
    w.assess("bell", TOO_LATE).ok();
}

/// An agency asks for a visit to the Bells.
fn for_agency(w: &mut World) {
    w.plan("bell", &["--agency=Testford Team", "--at=15:00"]).ok();
}

/// The call that takes the place of the visit, with all thirteen safeguards in order.
pub(crate) const CALL: &[&str] = &[
    "call-by=telephone",
    "call-authorised-by=max",
    "call-on-school-channel=yes",
    "call-device=school",
    "call-to-carers-device=yes",
    "call-known-to=dee",
    "call-consent=yes",
    "call-consent-by=Sara Ahmed, today",
    "call-in-school-hours=yes",
    "call-time-agreed=14:00",
    "parent-on-call=yes",
    "speakers-on=yes",
    "second-person-on-call=yes",
];

pub(crate) fn call(w: &mut World, changes: &[&str]) -> Seen {
    let name = |c: &str| c.split('=').next().unwrap_or(c).to_owned();
    let kept = CALL.iter().filter(|u| !changes.iter().any(|c| name(c) == name(u)));
    let all: Vec<&str> = kept.chain(changes).copied().collect();
    w.cancel("replaced", &all)
}

/// A safeguard: left open or answered wrong it is refused under its clause; answered, it is on record.
fn safeguard(w: &mut World, clause: &str, question: &str, bad: Option<&str>) {
    if let Some(bad) = bad {
        call(w, &[&format!("{question}={bad}")]).refuses(clause);
    }
    let without = call(w, &[question]);
    let with = call(w, &[]);
    w.asks(clause, question, &without, &with);
}

/// A control of the Ahmeds' assessment that will be in place too late.
const TOO_LATE: &[(&str, &str)] = &[
    ("hazard.alone.control.1", "no"),
    ("hazard.alone.control.1.by-whom", "Max"),
    ("hazard.alone.control.1.by-when", "2026-12-24"),
    ("--because", "hazard.alone.control.1.by-when=the visit can be put off"),
];

entries! { &ASPIRE, "AET-";
    "AET-SI-3" si_3_only_staff_on_record_go => |w| {
        w.hv("staff change lou --left 2026-11-20").ok();
        w.out(&[]).refuses("AET-SI-3").says("lou");
    }
    "AET-SI-4" si_4_why_not_in_school_and_how_often_are_asked => |w| {
        w.plan("bell", &["--reason=a chat"]).warns("AET-SI-4");
        plan_asks(w, "AET-SI-4", "pattern");
    }
    "AET-2.2" aet_2_2_the_principal_decides_before_staff_are_exposed => |w| {
        w.assess("ahmed", &[]).ok();
        w.out(&[]).refuses("AET-2.2");
    }
    "AET-2.3" aet_2_3_a_visit_without_a_reason_is_not_planned => |w| {
        planning(w, "AET-2.3", &["--reason"]);
    }
    "AET-2.4" aet_2_4_one_goes_alone_only_with_a_written_reason => |w| {
        next_visit(w, &["--staff=kay"]).warns("AET-2.4");
        w.plan("ahmed", &["--at=tomorrow 14:00", "--staff=kay", "--because=two-where-possible=Lou is ill"]).ok();
        w.records("Lou is ill");
    }
    "AET-2.5a" aet_2_5a_a_first_visit_is_made_by_two => |w| {
        w.plan("bell", &["--staff=kay", "--because=two-on-first-visit=Lou is ill"]).refuses("AET-2.5a");
    }
    "AET-2.5b" aet_2_5b_a_first_visit_tells_what_later_ones_should_know => |w| {
        w.visit();
        let without = w.done(&["first-visit-findings"]);
        let with = w.done(&[]);
        w.asks("AET-2.5b", "first-visit-findings", &without, &with);
    }
    "AET-2.6" aet_2_6_everybody_agrees_to_the_visit => |w| {
        w.plan("bell", &["visitors-agree=no"]).warns("AET-2.6");
    }
    "AET-2.7a" aet_2_7a_a_visit_without_appointment_needs_a_reason => |w| {
        unannounced(w, &["--because"]).warns("AET-2.7a");
        unannounced(w, &[]).ok();
    }
    "AET-2.7b" aet_2_7b_the_confirmation_is_on_record => |w| {
        w.plan("bell", &["--confirmed", "--at=15:00"]).ok();
        w.out(&["--back=16:30"]).refuses("AET-2.7b");
        w.hv("sheet appointments").says("Mon, by phone");
    }
    "AET-2.8" aet_2_8_the_appointment_has_a_place_and_a_pupil => |w| {
        w.place.edit("families/bell/family.yaml", "addresses:\n- bell\n", "");
        w.plan("bell", &[]).refuses("AET-2.8").says("address");
        w.hv("sheet appointments").says("Ali Ahmed").says("12 Sample Street, Testford").says("Kay Invented");
    }
    "AET-2.9a" aet_2_9a_unannounced_visits_are_avoided => |w| {
        unannounced(w, &["--because"]).warns("AET-2.9a");
    }
    "AET-2.9b" aet_2_9b_what_makes_it_necessary_is_asked => |w| {
        let without = unannounced(w, &["unannounced-because"]);
        let with = unannounced(w, &[]);
        w.asks("AET-2.9b", "unannounced-because", &without, &with);
    }
    "AET-2.10" aet_2_10_a_child_in_danger_is_for_the_police => |w| {
        w.plan("bell", &["child-in-danger-now=yes"]).refuses("AET-2.10").says("999");
        w.plan("bell", &[
            "child-in-danger-now=yes",
            "welfare-check=11:40, by Max, log 4711",
            "--because=child-in-danger-now=the police asked us to go as well",
        ]).ok();
        w.records("log 4711");
    }
    "AET-2.11a" aet_2_11a_a_telephone_is_carried => |w| {
        w.out(&["kay.phone-carried=no", "lou.phone-carried=yes", "phone-carried"]).refuses("AET-2.11a");
        leaving(w, "AET-2.11a", "phone-carried", "no");
    }
    "AET-2.11b" aet_2_11b_the_principal_has_its_number => |w| {
        w.hv("sheet telephones").says("Lou Made").says("07700 900002");
        w.place.strike("people/lou.yaml", "mobile");
        w.out(&[]).refuses("AET-2.11b").says("lou");
    }
    "AET-2.12a" aet_2_12a_somebody_can_be_reached_throughout => |w| {
        w.place.edit("hv.toml", "[emergency-contact]\nname = \"Duty phone\"\nnumber = \"01632 960101\"\n", "");
        w.out(&[]).refuses("AET-2.12a");
        w.out(&["--emergency-contact=Pat Head=07700 900003"]).ok();
    }
    "AET-2.12b" aet_2_12b_a_code_word_is_agreed_and_never_held => |w| {
        w.out(&["code-word-agreed=no"]).warns("AET-2.12b");
        leaving(w, "AET-2.12b", "code-word-agreed", "no");
    }
    "AET-2.13" aet_2_13_an_hour_of_silence_is_the_longest => |w| {
        w.go();
        w.overdue("12:59:59").spares("AET-2.13");
        w.overdue("13:00:00").alarms("AET-2.13");
    }
    "AET-2.14" aet_2_14_after_an_hour_school_rings => |w| {
        w.go();
        w.overdue("12:59:59").spares("AET-2.14");
        w.overdue("13:00:00").alarms("AET-2.14").says("07700 900001");
    }
    "AET-2.15a" aet_2_15a_principal_and_safeguarding_lead_assess => |w| {
        w.assess("bell", &[("conducted-by", "pat")]).refuses("AET-2.15a");
        w.assess("bell", &[("conducted-by", "dee")]).refuses("AET-2.15a");
        w.assess("bell", &[]).ok();
    }
    "AET-2.15b" aet_2_15b_no_visit_without_an_assessment => |w| {
        w.plan("bell", &["--at=15:00"]).ok();
        w.sign();
        w.out(&["--back=16:30"]).refuses("AET-2.15b").says("bell");
    }
    "AET-2.15c" aet_2_15c_a_new_risk_is_assessed_first => |w| {
        // Noted on the assessment: it is reviewed, and the principal decides on it anew.
        w.hv("assess risk ahmed \"a lodger with a dog\" --source \"health visitor\"").ok();
        w.out(&[]).refuses("AET-2.15c").refuses("AET-A-ctx-3").says("a lodger with a dog");
        w.hv("assess review ahmed \"the dog is shut away\" --reviewed-by kay").ok();
        w.out(&[]).refuses("AET-2.15c").spares("AET-A-ctx-3");
        w.decide("ahmed");
        // Said at the desk.
        leaving(w, "AET-2.15c", "new-risk-since-assessed", "yes");
    }
    "AET-2.16" aet_2_16_the_four_groups_are_asked_about_one_by_one => |w| {
        for key in ["pupil-risks", "parent-risks", "household-risks", "animal-risks"] {
            form_asks(w, "bell", "AET-2.16", key);
        }
    }
    "AET-2.17" aet_2_17_what_could_bring_an_allegation_is_asked => |w| {
        for key in ["hostility", "child-protection-concerns", "complaints", "grievances"] {
            form_asks(w, "bell", "AET-2.17", key);
        }
    }
    "AET-2.18" aet_2_18_a_visit_outside_school_hours_is_thought_about => |w| {
        w.plan("bell", &["--at=17:00"]).ok();
        form_asks(w, "bell", "AET-2.18", "outside-hours-considered");
    }
    "AET-2.19" aet_2_19_a_remote_place_is_thought_about => |w| {
        form_asks(w, "bell", "AET-2.19", "remote-place");
        w.assess("bell", &[("remote-place", "yes"), ("remote-considered", "")]).says("remote-considered");
        w.assess("bell", &[("remote-place", "yes"), ("remote-considered", "parked facing out")]).ok();
        w.records("parked facing out");
    }
    "AET-2.20" aet_2_20_controls_are_in_place_by_the_visit => |w| {
        w.assess("ahmed", TOO_LATE).ok();
        w.decide("ahmed");
        w.out(&[]).refuses("AET-2.20");
    }
    "AET-2.21" aet_2_21_the_visitors_keep_to_the_controls => |w| {
        leaving(w, "AET-2.21", "controls-followed", "no");
    }
    "AET-2.22" aet_2_22_a_further_risk_ends_the_visit => |w| {
        entering(w, "AET-2.22", "new-risk", "yes");
    }
    "AET-2.23" aet_2_23_danger_goes_straight_to_the_police => |w| {
        w.go();
        w.hv("checkin kay --distress");
        w.overdue("12:05:00").alarms("AET-2.23").says("999");
    }
    "AET-2.24a" aet_2_24a_the_car_is_on_record => |w| {
        w.hv("sheet vehicles").says("silver Ford Fiesta AB12 CDE");
        w.place.strike("people/kay.yaml", "colour");
        w.out(&[]).refuses("AET-2.24a").says("kay");
    }
    "AET-2.24b" aet_2_24b_the_car_is_insured_for_business => |w| {
        w.hv("staff change kay --business-use no").ok();
        w.out(&[]).refuses("AET-2.24b");
        w.hv("staff change kay --business-use yes --insured-until 2026-11-23").ok();
        w.out(&[]).refuses("AET-2.24b");
        w.hv("staff change kay --insured-until 2026-11-24").ok();
        w.out(&[]).ok();
    }
    "AET-2.25a" aet_2_25a_an_agency_changes_nothing_about_the_rules => |w| {
        w.plan("bell", &["--agency=Testford Team", "--reason"])
            .refuses("AET-2.3")
            .says("A visit asked for by another agency follows this policy in full.");
    }
    "AET-2.25b" aet_2_25b_the_agency_adds_what_it_knows => |w| {
        for_agency(w);
        form_asks(w, "bell", "AET-2.25b", "agency-works-with-family");
        w.assess("bell", &[("agency-works-with-family", "yes"), ("agency-contributed", "")]).says("agency-contributed");
    }
    "AET-2.25c" aet_2_25c_the_agency_says_why_it_does_not_go => |w| {
        for_agency(w);
        form_asks(w, "bell", "AET-2.25c", "agency-reason");
    }
    "AET-2.26" aet_2_26_concerns_that_remain_are_taken_further => |w| {
        form_asks(w, "bell", "AET-2.26", "concerns-remain");
        let remain = [("concerns-remain", "yes"), ("advice-from", "nobody")];
        w.assess("bell", &remain).ok();
        w.hv("assess decide bell --proceed yes --reason holds --decided-by pat").warns("AET-2.26");
        w.assess("bell", &[("concerns-remain", "yes"), ("advice-from", "trust"), ("advice-taken", "go in the morning")]).ok();
        w.records("go in the morning");
        w.decide("bell");
    }
    "AET-3.1" aet_3_1_the_visitors_know_the_guidance => |w| {
        w.hv("staff change lou --read safer-working-guidance@2015-10=2026-09-01").ok();
        w.out(&[]).refuses("AET-3.1").says("lou");
    }
    "AET-3.2" aet_3_2_training_that_lacks_is_warned_about => |w| {
        w.place.edit("people/lou.yaml", "first-aid", "second-aid");
        w.plan("bell", &[]).warns("AET-3.2");
        w.out(&[]).warns("AET-3.2").says("lou");
        w.out(&["--because=trained=first aid is booked for Monday"]).ok();
        w.records("first aid is booked for Monday");
    }
    "AET-3.3" aet_3_3_the_visitors_are_coached => |w| {
        w.place.strike("people/lou.yaml", "coached");
        w.out(&[]).refuses("AET-3.3").says("lou");
    }
    "AET-4.1a" aet_4_1a_why_school_will_not_do_is_asked => |w| {
        plan_asks(w, "AET-4.1a", "why-not-in-school");
    }
    "AET-4.1b" aet_4_1b_nobody_but_the_principal_decides => |w| {
        w.assess("bell", &[]).ok();
        w.hv("assess decide bell --proceed yes --reason holds --decided-by dee").refuses("AET-4.1b");
        w.decide("bell");
    }
    "AET-4.2" aet_4_2_the_visitors_know_this_policy_as_it_stands => |w| {
        w.place.edit("people/lou.yaml", "home-visits-policy", "some-other-policy");
        w.out(&[]).refuses("AET-4.2").says("lou");
        w.place.edit("people/lou.yaml", "some-other-policy", "home-visits-policy");
        w.place.edit("policy.toml", "says = \"The home visits policy\"\n", "says = \"The home visits policy\"\nversion = \"2\"\n");
        w.out(&[]).refuses("AET-4.2");
    }
    "AET-4.3" aet_4_3_lone_visits_are_avoided => |w| {
        next_visit(w, &["--staff=kay"]).warns("AET-4.3");
    }
    "AET-4.4" aet_4_4_the_week_s_list_has_its_five_columns => |w| {
        w.hv("plan")
            .says("Ali Ahmed")
            .says("12 Sample Street, Testford")
            .says("Sara Ahmed, 07700 900456")
            .says("no transport");
        w.hv("family add cole --pupil \"Cat Cole, 1A\" --address \"3 Invented Row, Testford\"").ok();
        w.plan("cole", &[]).refuses("AET-4.4");
    }
    "AET-4.5" aet_4_5_the_list_is_signed_before_any_visit => |w| {
        w.plan("bell", &["--at=15:00"]).ok();
        w.hv("plan sign --signed-by max").refuses("AET-4.5");
        w.out(&["--back=16:30"]).refuses("AET-4.5");
    }
    "AET-4.6" aet_4_6_without_word_nobody_waits => |w| {
        w.go();
        w.clock("12:50");
        w.hv("checkin kay lou").ok();
        w.clock("13:45");
        w.hv("arrive kay lou --nobody-in").ok();
        w.overdue("13:59:59").spares("AET-4.6");
        w.overdue("14:00:00").alarms("AET-4.6");
        w.hv("cancel kay --outcome no-show --why \"nobody in\"").says("card");
        w.hv("cancel kay --outcome no-show --card yes").ok();
        w.records("\"card-left\":true");
    }
    "AET-4.7a" aet_4_7a_nobody_goes_in_before_the_parent_is_there => |w| {
        entering(w, "AET-4.7a", "parent-present", "no");
    }
    "AET-4.7b" aet_4_7b_more_than_ten_minutes_late_ends_it => |w| {
        w.go();
        w.clock("13:00");
        w.hv("checkin kay lou --at 12:50").ok();
        w.clock("13:45");
        w.hv("late kay --expected 14:08 --told \"mother rang\"").ok();
        w.hv("arrive kay lou --nobody-in").ok();
        w.overdue("14:10:00").spares("AET-4.7b");
        w.overdue("14:10:01").alarms("AET-4.7b");
    }
    "AET-4.8a" aet_4_8a_what_was_agreed_is_kept_to => |w| {
        w.hv(&format!("plan change {VISIT} --at 14:30 --why \"bus\"")).ok();
        w.out(&[]).refuses("AET-4.8a");
    }
    "AET-4.8b" aet_4_8b_the_principal_is_told_of_a_change => |w| {
        w.hv(&format!("plan change {VISIT} --at 14:30 --why \"bus\"")).ok();
        w.owes("AET-4.8b", VISIT, "tell-principal-of-change");
    }
    "AET-4.9" aet_4_9_the_card_is_worn => |w| {
        leaving(w, "AET-4.9", "id-worn", "no");
    }
    "AET-4.10a" aet_4_10a_nobody_goes_in_where_it_feels_unsafe => |w| {
        entering(w, "AET-4.10a", "feels-safe", "no");
    }
    "AET-4.10b" aet_4_10b_why_it_felt_unsafe_is_talked_over => |w| {
        w.arrive();
        w.cancel("unsafe", &[]).ok();
        w.owes("AET-4.10b", VISIT, "discuss-why-unsafe");
    }
    "AET-4.11a" aet_4_11a_animals_are_asked_about_and_shut_away => |w| {
        w.arrive();
        w.enter(&["animals=dangerous"]).refuses("AET-4.11a");
        let without = w.enter(&["animals"]);
        let with = w.enter(&["animals=dangerous", "animals-shut-away=yes"]);
        w.asks("AET-4.11a", "animals", &without, &with);
    }
    "AET-4.11b" aet_4_11b_dangerous_animals_end_it => |w| {
        w.arrive();
        w.enter(&["animals=dangerous", "animals-shut-away=no"]).refuses("AET-4.11b");
        w.cancel("animals", &[]).ok();
    }
    "AET-4.11c" aet_4_11c_the_principal_is_told_about_the_animals => |w| {
        w.arrive();
        w.cancel("animals", &[]).ok();
        w.owes("AET-4.11c", VISIT, "tell-principal-of-animals");
    }
    "AET-4.12a" aet_4_12a_contact_comes_before_the_visit => |w| {
        w.clock("13:10");
        w.go();
        w.overdue("14:00:00").spares("AET-4.12a");
        w.overdue("14:00:01").alarms("AET-4.12a");
    }
    "AET-4.12b" aet_4_12b_contact_comes_after_the_visit => |w| {
        w.arrive();
        w.enter(&[]).ok();
        w.clock("14:40");
        w.done(&[]).refuses("AET-4.12b");
        w.hv("leave kay lou").ok();
        w.done(&[]).ok();
    }
    "AET-5.1" aet_5_1_a_concern_reaches_the_principal_and_the_record => |w| {
        w.visit();
        w.done(&["--concern=ref 88"]).says("report the concern to the principal");
        w.owes("AET-5.1", VISIT, "tell-principal-of-concern");
        w.owes("AET-5.1", VISIT, "concern-into-pupil-record");
    }
    "AET-5.2a" aet_5_2a_a_concern_is_written_on_the_assessment => |w| {
        w.visit();
        w.done(&["--concern=ref 88"]).ok();
        w.owes("AET-5.2a", VISIT, "concern-onto-assessment");
    }
    "AET-5.2b" aet_5_2b_a_concern_is_reviewed_before_anybody_goes_there_again => |w| {
        w.hv("family add cole --pupil \"Cat Cole, 1A\" --carer \"Lee Cole=07700 900458\" --address \"12 Sample Street, Testford\" --address-id ahmed").ok();
        w.visit();
        w.done(&["--concern=ref 88"]).ok();
        w.plan("cole", &["--at=tomorrow 10:00"]).warns("AET-5.2b");
        w.plan("ahmed", &["--at=tomorrow 14:00"]).warns("AET-5.2b");
        w.plan("bell", &["--at=tomorrow 12:00"]).ok();
        w.owes("AET-5.2b", VISIT, "review-after-concern");
        w.plan("cole", &["--at=tomorrow 10:00"]).ok();
    }
    "AET-6.1" aet_6_1_a_pupil_in_the_car_follows_the_guidance => |w| {
        planning(w, "AET-6.1", &["pupil-carried=yes", "guidance-on-transport=no"]);
        plan_asks(w, "AET-6.1", "pupil-carried");
    }
    "AET-7.1" aet_7_1_the_trust_learns_from_what_went_wrong => |w| {
        w.visit();
        w.done(&["--concern=ref 88"]).ok();
        w.owes("AET-7.1", VISIT, "policy-after-concern");
        w.hv(&format!("incident {VISIT} --kind other --by-whom nobody --affected kay --reference \"ref 89\""))
            .says("the trust safeguarding lead");
        w.owes("AET-7.1", VISIT, "policy-after-incident");
        w.hv("sheet incidents").says("ref 89");
    }
    "AET-7.2" aet_7_2_the_policy_is_reviewed_every_year => |w| {
        w.hv("plan").names("AET-7.2").says("no date to count from");
        w.place.edit("policy.toml", "every-months = 12", "updated = \"2025-11\"\nevery-months = 12");
        w.hv("plan").spares("AET-7.2");
        w.place.edit("policy.toml", "updated = \"2025-11\"", "updated = \"2025-10\"");
        w.hv("plan").names("AET-7.2").says("Kept up to date by the trust safeguarding lead");
        w.out(&[]).ok();
    }
    "AET-A-hdr-1" hdr_1_who_made_it_and_as_what => |w| {
        form_asks(w, "bell", "AET-A-hdr-1", "job-titles");
    }
    "AET-A-hdr-2" hdr_2_the_day_it_was_made => |w| {
        w.hv(FORM).says("Date: Tue 24 Nov 2026");
    }
    "AET-A-hdr-3" hdr_3_the_pupils => |w| {
        w.hv(FORM).says("Pupils: Ali Ahmed");
    }
    "AET-A-hdr-4" hdr_4_the_address_and_how_to_reach_the_parents => |w| {
        w.hv(FORM).says("Contacts: Sara Ahmed");
    }
    "AET-A-hdr-5" hdr_5_whom_it_covers => |w| {
        w.hv(FORM).says("Covers: ");
        form_asks(w, "bell", "AET-A-hdr-5", "covered");
        w.assess("bell", &[("covered", "as written")]).ok();
        w.hv("show bell/").says("Covers: AET staff");
    }
    "AET-A-hdr-6" hdr_6_a_review_that_is_past_stops_the_visit => |w| {
        w.assess("ahmed", &[("next-review", "2026-11-23"), ("--because", "next-review=typed up late")]).ok();
        w.decide("ahmed");
        w.out(&[]).refuses("AET-A-hdr-6");
        w.assess("ahmed", &[("next-review", "2026-11-24")]).ok();
        w.decide("ahmed");
        w.out(&[]).ok();
    }
    "AET-A-hdr-7" hdr_7_the_days_of_the_visits => |w| {
        w.hv(FORM).says("Visits when it was made: Tue 24 Nov 14:00");
    }
    "AET-A-hdr-8" hdr_8_the_reason_for_the_visit => |w| {
        w.hv(FORM).says("Reason: planned: no transport");
    }
    "AET-A-ctx-1" ctx_1_the_assessment_is_compulsory => |w| {
        w.plan("bell", &["--at=15:00"]).ok();
        w.sign();
        w.out(&["--back=16:30"]).refuses("AET-A-ctx-1");
    }
    "AET-A-ctx-2" ctx_2_risks_and_controls_are_added => |w| {
        form_lists(w, "AET-A-ctx-2");
    }
    "AET-A-ctx-3" ctx_3_each_visit_is_followed_by_a_review => |w| {
        next_visit(w, &[]).ok();
        w.sign();
        w.day("2026-11-25", "12:00");
        w.out(&[]).refuses("AET-A-ctx-3");
        w.hv("assess review ahmed --found \"no change\" --reviewed-by kay").ok();
        w.out(&[]).ok();
    }
    "AET-A-ctx-4" ctx_4_the_assessment_is_filed => |w| {
        let id = "ahmed/2026-11-24-1a";
        w.owes("AET-A-ctx-4", id, "file-assessment");
    }
    "AET-A-use-2" use_2_each_control_is_marked_as_in_place_or_not => |w| {
        w.assess("bell", &[("hazard.alone.control.1", "")]).says("hazard.alone.control.1");
        form_lists(w, "AET-A-use-2");
        w.assess("bell", TOO_LATE).ok();
        w.hv("show bell/").says("NOT in place: Meet in school where that will do, Max by Thu 24 Dec 2026");
    }
    "AET-A-use-4" use_4_a_new_home_is_thought_about_anew => |w| {
        form_asks(w, "bell", "AET-A-use-4", "new-home-considered");
    }
    "AET-A-use-5" use_5_the_assessment_is_finished_before_the_first_visit => |w| {
        w.plan("bell", &["--at=15:00"]).ok();
        w.sign();
        w.out(&["--back=16:30"]).refuses("AET-A-use-5");
    }
    "AET-A-use-6" use_6_the_same_form_serves_again_after_a_review => |w| {
        next_visit(w, &[]).ok();
        w.sign();
        w.day("2026-11-25", "12:00");
        w.out(&[]).refuses("AET-A-use-6");
        w.hv("assess review ahmed --found \"no change\" --reviewed-by kay").ok();
        w.out(&[]).ok();
    }
    "AET-A-mat-1" mat_1_the_impact_has_three_words => |w| {
        w.hv("assess bell --restart --keys --answer hazard.alone.impact=Awful").exits(2).says("Major");
        w.assess("bell", &[]).ok();
        w.records("\"impact\":\"Minor\"");
    }
    "AET-A-mat-2" mat_2_the_likelihood_has_three_words => |w| {
        w.hv("assess bell --restart --keys --answer hazard.alone.likelihood=Often").exits(2).says("Probable");
        w.assess("bell", &[]).ok();
        w.records("\"likelihood\":\"Remote\"");
    }
    "AET-A-mat-3" mat_3_the_grid_gives_the_rating => |w| {
        let grid = [
            ("Major", "Probable", "H"), ("Major", "Possible", "H"), ("Major", "Remote", "M"),
            ("Severe", "Probable", "H"), ("Severe", "Possible", "M"), ("Severe", "Remote", "L"),
            ("Minor", "Probable", "M"), ("Minor", "Possible", "L"), ("Minor", "Remote", "L"),
        ];
        for (impact, likelihood, rating) in grid {
            w.assess("bell", &[("hazard.alone.impact", impact), ("hazard.alone.likelihood", likelihood)]).ok();
            w.hv("show bell/").says(&format!("alone: {rating} before"));
        }
    }
    "AET-A-col-1" col_1_the_hazard => |w| {
        form_lists(w, "AET-A-col-1");
        w.records("\"hazard\":\"alone\"");
    }
    "AET-A-col-2" col_2_the_rating_before => |w| {
        form_lists(w, "AET-A-col-2");
        w.records("\"before\":\"L\"");
    }
    "AET-A-col-3" col_3_the_controls => |w| {
        form_lists(w, "AET-A-col-3");
        w.records("\"control\":\"Meet in school where that will do\"");
    }
    "AET-A-col-4" col_4_in_place_or_not => |w| {
        w.assess("bell", &[("hazard.alone.control.1", "")]).says("hazard.alone.control.1");
        form_lists(w, "AET-A-col-4");
        w.records("\"in-place\":true");
    }
    "AET-A-col-5" col_5_by_whom => |w| {
        late_control(w, "hazard.alone.control.1.by-whom");
        w.records("\"by-whom\":\"Max\"");
    }
    "AET-A-col-6" col_6_by_when => |w| {
        late_control(w, "hazard.alone.control.1.by-when");
        w.records("\"by-when\":\"2026-12-24\"");
    }
    "AET-A-col-7" col_7_the_rating_after => |w| {
        form_lists(w, "AET-A-col-7");
        w.records("\"after\":\"L\"");
    }
    "AET-A-R1" r1_alone_is_a_hazard_of_the_form => |w| { hazard(w, "AET-A-R1", "alone"); }
    "AET-A-R1.1" r1_1_school_is_the_place_to_meet => |w| {
        plan_asks(w, "AET-A-R1.1", "why-not-in-school");
        form_lists(w, "AET-A-R1.1");
    }
    "AET-A-R1.2" r1_2_only_when_necessary => |w| {
        planning(w, "AET-A-R1.2", &["--reason"]);
    }
    "AET-A-R1.3" r1_3_two_on_a_first_visit => |w| {
        planning(w, "AET-A-R1.3", &["--staff=kay"]);
    }
    "AET-A-R1.4" r1_4_two_on_a_higher_risk_visit => |w| {
        w.visit();
        w.done(&[]).ok();
        let high = [("hazard.alone.impact", "Major"), ("hazard.alone.likelihood", "Probable"), ("hazard.alone.after", "H"), ("overall", "H")];
        w.assess("ahmed", &high).ok();
        w.decide("ahmed");
        w.plan("ahmed", &["--at=tomorrow 14:00", "--staff=kay", "--because=two-where-possible=Lou is ill"]).refuses("AET-A-R1.4");
        let medium = [("hazard.alone.impact", "Major"), ("hazard.alone.likelihood", "Possible"), ("hazard.alone.after", "M"), ("overall", "M")];
        w.assess("ahmed", &medium).ok();
        w.decide("ahmed");
        w.plan("ahmed", &["--at=tomorrow 14:00", "--staff=kay", "--because=two-where-possible=Lou is ill"]).ok();
    }
    "AET-A-R1.5" r1_5_two_wherever_possible => |w| {
        next_visit(w, &["--staff=kay"]).warns("AET-A-R1.5");
    }
    "AET-A-R1.6" r1_6_both_policies_are_read_and_it_is_on_record => |w| {
        w.place.edit("people/lou.yaml", "lone-working-policy", "some-other-policy");
        w.out(&[]).refuses("AET-A-R1.6").says("lone working");
        w.place.edit("people/lou.yaml", "some-other-policy", "lone-working-policy");
        w.place.edit("people/lou.yaml", "home-visits-policy", "some-other-policy");
        w.out(&[]).refuses("AET-A-R1.6").says("this policy");
        w.hv("sheet training").says("lone-working-policy");
    }
    "AET-A-R1.7" r1_7_each_visitor_has_read_this_assessment => |w| {
        w.assess("ahmed", &[]).ok();
        w.decide("ahmed");
        w.hv("assess read ahmed --who kay").ok();
        w.out(&["assessment-read"]).refuses("AET-A-R1.7").says("lou");
        w.out(&["lou.assessment-read=no", "assessment-read"]).refuses("AET-A-R1.7");
        w.out(&["lou.assessment-read=yes", "assessment-read"]).ok();
        w.records("\"assessment-read\":true");
    }
    "AET-A-R2" r2_whereabouts_are_a_hazard_of_the_form => |w| { hazard(w, "AET-A-R2", "whereabouts"); }
    "AET-A-R2.1" r2_1_a_senior_member_of_staff_lets_them_leave => |w| {
        w.out(&["--authorised-by"]).refuses("AET-A-R2.1");
        w.out(&["--authorised-by=dee"]).refuses("AET-A-R2.1");
        w.out(&[]).ok();
    }
    "AET-A-R2.2" r2_2_the_record_of_the_outing_says_where_and_until_when => |w| {
        w.out(&["--back"]).refuses("AET-A-R2.2");
        w.out(&[]).ok();
        w.hv("sheet sign-out-log").says("14:00").says("12 Sample Street, Testford").says("15:30");
        w.records("12 Sample Street, Testford");
        w.records("\"back\":\"2026-11-24T15:30:00+00:00\"");
    }
    "AET-A-R2.3a" r2_3a_somebody_on_site_watches => |w| {
        w.out(&["--monitor"]).refuses("AET-A-R2.3a");
        w.out(&["--monitor=lou"]).refuses("AET-A-R2.3a");
        w.out(&[]).ok();
    }
    "AET-A-R2.3b" r2_3b_a_late_return_is_told_to_a_senior_member_of_staff => |w| {
        w.arrive();
        w.enter(&[]).ok();
        w.clock("14:45");
        w.hv("leave kay lou").ok();
        w.overdue("15:30:00").spares("AET-A-R2.3b");
        w.overdue("15:30:01").alarms("AET-A-R2.3b").says("who should be back");
    }
    "AET-A-R2.4" r2_4_it_shows_who_is_out => |w| {
        w.go();
        w.hv("board").says("Kay Invented").says("12 Sample Street, Testford").says("15:30");
        w.hv("sheet sign-out-log").says("Kay Invented").says("12 Sample Street, Testford").says("Max Desk");
    }
    "AET-A-R2.5" r2_5_school_is_told_every_hour => |w| {
        w.go();
        w.overdue("12:59:59").spares("AET-A-R2.5");
        w.overdue("13:00:00").alarms("AET-A-R2.5");
    }
    "AET-A-R3" r3_no_contact_is_a_hazard_of_the_form => |w| { hazard(w, "AET-A-R3", "no-contact"); }
    "AET-A-R3.1" r3_1_telephones_are_carried => |w| {
        leaving(w, "AET-A-R3.1", "phone-carried", "no");
    }
    "AET-A-R3.2" r3_2_the_monitor_has_their_numbers => |w| {
        w.hv("sheet telephones").says("Kay Invented").says("07700 900001");
        w.place.strike("people/lou.yaml", "mobile");
        w.out(&[]).refuses("AET-A-R3.2").says("lou");
    }
    "AET-A-R3.3a" r3_3a_the_car_is_known_by_four_things => |w| {
        w.place.strike("people/kay.yaml", "registration");
        w.out(&[]).refuses("AET-A-R3.3a");
        w.out(&["--car=none"]).ok();
    }
    "AET-A-R3.3b" r3_3b_it_is_insured_for_business => |w| {
        w.place.strike("people/kay.yaml", "business-use");
        w.out(&[]).refuses("AET-A-R3.3b");
        w.out(&["--car=none"]).ok();
    }
    "AET-A-R3.4" r3_4_two_school_numbers_are_in_the_telephone => |w| {
        leaving(w, "AET-A-R3.4", "school-numbers-in-phone", "no");
    }
    "AET-A-R3.5" r3_5_the_staff_chat_is_set_up => |w| {
        leaving(w, "AET-A-R3.5", "chat-ready", "no");
    }
    "AET-A-R3.6" r3_6_somebody_on_site_sees_the_chat => |w| {
        leaving(w, "AET-A-R3.6", "chat-seen-on-site", "no");
    }
    "AET-A-R3.7" r3_7_the_code_word_is_settled => |w| {
        leaving(w, "AET-A-R3.7", "code-word-agreed", "no");
    }
    "AET-A-R3.8" r3_8_the_monitor_rings_after_an_hour => |w| {
        w.go();
        w.overdue("12:59:59").spares("AET-A-R3.8");
        w.overdue("13:00:00").alarms("AET-A-R3.8").says("Max Desk");
    }
    "AET-A-R3.9" r3_9_the_principal_decides_to_go_or_to_ring_the_police => |w| {
        w.go();
        w.overdue("13:09:59").spares("take charge");
        w.overdue("13:10:00").alarms("AET-A-R3.9").says("Pat Head").says("take charge");
        w.overdue("13:20:00").alarms("AET-A-R3.9").says("999");
    }
    "AET-A-R4" r4_what_is_inside_is_a_hazard_of_the_form => |w| { hazard(w, "AET-A-R4", "unknown-inside"); }
    "AET-A-R4.2" r4_2_a_loose_dog_is_shut_away_or_somebody_judges => |w| {
        w.arrive();
        w.enter(&["animals=loose-and-harmless", "animals-shut-away=no"]).warns("AET-A-R4.2");
        w.enter(&["animals=loose-and-harmless", "animals-shut-away=no", "--because=loose-animals-shut-away=an old dog, asleep"]).ok();
        w.records("an old dog, asleep");
    }
    "AET-A-R4.3" r4_3_unknown_people_are_asked_about => |w| {
        entering(w, "AET-A-R4.3", "unknown-people", "yes");
    }
    "AET-A-R4.5" r4_5_nobody_says_who_they_are_and_nobody_goes_in => |w| {
        w.arrive();
        w.enter(&["unknown-people=yes", "unknown-people-explained=no"]).refuses("AET-A-R4.5");
        w.enter(&["unknown-people=yes", "unknown-people-explained=yes"]).ok();
    }
    "AET-A-R5" r5_hostility_is_a_hazard_of_the_form => |w| { hazard(w, "AET-A-R5", "hostile"); }
    "AET-A-R5.1" r5_1_aggression_ends_the_visit => |w| {
        w.arrive();
        w.enter(&["feels-safe=no"]).refuses("AET-A-R5.1");
        w.cancel("aggression", &[]).ok();
        w.owes("AET-A-R5.1", VISIT, "report-aggression");
    }
    "AET-A-R5.2" r5_2_unannounced_needs_a_worry_and_a_call_that_failed => |w| {
        unannounced(w, &["family-does-not-answer=no"]).refuses("AET-A-R5.2");
        unannounced(w, &["unannounced-because"]).refuses("AET-A-R5.2");
        unannounced(w, &[]).ok();
    }
    "AET-A-R5.3" r5_3_the_appointment_is_agreed => |w| {
        w.plan("bell", &["--confirmed", "--at=15:00"]).ok();
        w.out(&["--back=16:30"]).refuses("AET-A-R5.3");
    }
    "AET-A-R5.4" r5_4_the_time_suits_the_family => |w| {
        plan_asks(w, "AET-A-R5.4", "time-suits-family");
    }
    "AET-A-R5.5a" r5_5a_the_family_knows_who_comes => |w| {
        w.plan("bell", &["--told-who", "--at=15:00"]).ok();
        w.out(&["--back=16:30"]).names("AET-A-R5.5a");
    }
    "AET-A-R5.5b" r5_5b_badges_are_worn => |w| {
        leaving(w, "AET-A-R5.5b", "id-worn", "no");
    }
    "AET-A-R5.6" r5_6_the_visitors_are_told_about_the_family => |w| {
        leaving(w, "AET-A-R5.6", "briefed", "no");
    }
    "AET-A-R5.7" r5_7_everything_known_is_weighed => |w| {
        w.assess("bell", &[("history-weighed", "no")]).refuses("AET-A-R5.7");
        form_asks(w, "bell", "AET-A-R5.7", "history-weighed");
    }
    "AET-A-R5.8" r5_8_who_goes_is_thought_about => |w| {
        plan_asks(w, "AET-A-R5.8", "thought-about-who-goes");
    }
    "AET-A-R5.9" r5_9_whoever_goes_can_calm_people => |w| {
        w.place.edit("people/lou.yaml", "de-escalation", "escalation");
        w.plan("bell", &[]).warns("AET-A-R5.9");
    }
    "AET-A-R6" r6_a_weak_position_is_a_hazard_of_the_form => |w| { hazard(w, "AET-A-R6", "vulnerable-inside"); }
    "AET-A-R6.1" r6_1_the_visitors_are_coached_before => |w| {
        w.place.strike("people/lou.yaml", "coached");
        w.out(&[]).refuses("AET-A-R6.1");
    }
    "AET-A-R6.4" r6_4_school_is_told_without_notice_and_rings_the_police => |w| {
        w.go();
        w.hv("checkin kay --distress");
        w.overdue("12:05:00").alarms("AET-A-R6.4").says("police").says("Max Desk");
    }
    "AET-A-R7" r7_an_agency_s_visit_is_a_hazard_of_the_form => |w| {
        let keys = w.hv("assess bell --restart --keys --json").0.out;
        assert!(!keys.contains("hazard.other-agency"), "asked although no agency is in it");
        for_agency(w);
        hazard(w, "AET-A-R7", "other-agency");
    }
    "AET-A-R7.1" r7_1_the_agency_shares_what_it_knows => |w| {
        for_agency(w);
        w.assess("bell", &[("agency-works-with-family", "yes"), ("agency-contributed", "")]).says("agency-contributed");
        w.assess("bell", &[("agency-works-with-family", "yes"), ("agency-contributed", "uncle is out on bail")]).ok();
        w.records("uncle is out on bail");
        form_lists(w, "AET-A-R7.1");
    }
    "AET-A-R7.2" r7_2_no_reason_from_the_agency_no_visit => |w| {
        w.assess("bell", &[]).ok();
        for_agency(w);
        w.hv("assess decide bell --proceed yes --reason holds --decided-by pat").refuses("AET-A-R7.2");
        w.assess("bell", &[("agency-reason", "declined to say")]).ok();
        w.decide("bell");
    }
    "AET-A-R7.3a" r7_3a_the_principal_alone_decides => |w| {
        w.assess("ahmed", &[]).ok();
        w.hv("assess decide ahmed --proceed yes --reason holds --decided-by max").refuses("AET-A-R7.3a");
        w.out(&[]).refuses("AET-A-R7.3a");
    }
    "AET-A-R7.3b" r7_3b_the_decision_has_a_reason => |w| {
        w.assess("ahmed", &[]).ok();
        w.hv("assess decide ahmed --proceed no --decided-by pat").exits(2).says("--reason");
        w.hv("assess decide ahmed --proceed no --reason \"too many unknowns\" --decided-by pat").ok();
        w.records("too many unknowns");
        w.hv("assess decide ahmed --proceed yes --reason holds --decided-by max").refuses("AET-A-R7.3b");
    }
    "AET-A-R7.4" r7_4_the_agency_is_told_when_nobody_goes => |w| {
        for_agency(w);
        w.assess("bell", &[]).ok();
        w.hv("assess decide bell --proceed no --reason \"not safe\" --decided-by pat").ok();
        w.hv("board").names("AET-A-R7.4");
        w.hv("cancel bell/2026-11-24-1a --outcome not-authorised --why \"not safe\"").ok();
        w.owes("AET-A-R7.4", "bell/2026-11-24-1a", "tell-agency");
    }
    "AET-A-R8" r8_infection_is_a_hazard_of_the_form => |w| { hazard(w, "AET-A-R8", "infection"); }
    "AET-A-R8.1" r8_1_only_to_keep_in_touch_stays_on_the_doorstep => |w| {
        let in_touch = ["only-to-see-child-safe=yes", "infection-about=no"];
        w.plan("bell", &in_touch).refuses("AET-A-R8.1");
        // The school may read the row the other way.
        w.place.edit("policy.toml", "chosen = \"purpose\"", "chosen = \"infection\"");
        w.plan("bell", &in_touch[..1]).refuses("AET-A-R8.1").says("Is an infection about");
        w.plan("bell", &["only-to-see-child-safe=yes", "infection-about=yes"]).refuses("AET-A-R8.1");
        w.plan("bell", &in_touch).ok();
        w.place.edit("policy.toml", "chosen = \"infection\"", "chosen = \"purpose\"");
        w.hv("plan drop bell --why \"only to try\"").ok();
        w.hv(&format!("plan change {VISIT} --doorstep yes --why \"only to keep in touch\"")).ok();
        w.sign();
        w.arrive();
        w.enter(&[]).refuses("AET-A-R8.1");
    }
    "AET-A-R8.2" r8_2_it_is_asked_on_the_day_whether_all_are_well => |w| {
        let without = w.out(&["household-well"]);
        let with = w.out(&[]);
        w.asks("AET-A-R8.2", "household-well", &without, &with);
    }
    "AET-A-R8.3" r8_3_the_symptoms_are_asked => |w| { unwell(w, "AET-A-R8.3", "symptoms"); }
    "AET-A-R8.4" r8_4_the_illness_is_asked => |w| { unwell(w, "AET-A-R8.4", "suspected-illness"); }
    "AET-A-R8.5" r8_5_the_health_guidance_is_looked_at => |w| {
        unwell(w, "AET-A-R8.5", "health-guidance-read");
    }
    "AET-A-R8.6" r8_6_with_covid_another_way_is_found => |w| {
        let sick = ill(&["covid-symptoms=yes"]);
        w.out(&sick).warns("AET-A-R8.6").says("telephone first");
        w.cancel("replaced", CALL).ok();
    }
    "AET-A-R8.7" r8_7_the_telephone_comes_before_video => |w| {
        let without = call(w, &["call-by"]);
        without.refuses("AET-A-R8.7");
        call(w, &["call-by=video"]).warns("AET-A-R8.7");
        let with = call(w, &["call-by=video", "why-see-the-child=bruises were told of"]);
        w.asks("AET-A-R8.7", "why-see-the-child", &without, &with);
    }
    "AET-A-S0" s0_thirteen_safeguards_or_a_reason => |w| {
        let none = w.cancel("replaced", &["call-by=telephone"]);
        for n in ["1.", "2.", "3.", "4.", "5.", "7.", "8.", "9.", "10.", "11."] {
            none.says(&format!("not answered: {n} "));
        }
        none.refuses("AET-A-S0");
        call(w, &["call-on-school-channel=no"]).warns("AET-A-S0");
        call(w, &["call-on-school-channel=no", "--because=call-on-school-channel=the line is down"]).ok();
        w.records("the line is down");
    }
    "AET-A-S1" s1_a_senior_leader_authorises_it => |w| {
        safeguard(w, "AET-A-S1", "call-authorised-by", None);
    }
    "AET-A-S2" s2_on_a_channel_of_the_school => |w| {
        safeguard(w, "AET-A-S2", "call-on-school-channel", Some("no"));
    }
    "AET-A-S3" s3_on_a_device_of_the_school_or_number_withheld => |w| {
        let mine = ["call-device=personal", "--because=call-device=the line is down"];
        call(w, &["call-device=personal"]).warns("AET-A-S3");
        call(w, &[mine[0], mine[1], "number-withheld=no"]).refuses("AET-A-S3");
        let without = call(w, &mine);
        let with = call(w, &[mine[0], mine[1], "number-withheld=yes"]);
        w.asks("AET-A-S3", "number-withheld", &without, &with);
    }
    "AET-A-S4" s4_to_the_parent_s_device => |w| {
        safeguard(w, "AET-A-S4", "call-to-carers-device", Some("no"));
    }
    "AET-A-S5" s5_somebody_else_knows => |w| { safeguard(w, "AET-A-S5", "call-known-to", None); }
    "AET-A-S7" s7_never_without_consent => |w| {
        call(w, &["call-consent=no", "call-consent-by", "--because=call-consent=no time"]).refuses("AET-A-S7");
        safeguard(w, "AET-A-S7", "call-consent-by", None);
    }
    "AET-A-S8" s8_inside_school_hours => |w| {
        safeguard(w, "AET-A-S8", "call-in-school-hours", Some("no"));
    }
    "AET-A-S9" s9_at_an_agreed_time => |w| { safeguard(w, "AET-A-S9", "call-time-agreed", None); }
    "AET-A-S10" s10_with_a_parent_there_and_loudspeakers_on => |w| {
        call(w, &["parent-on-call=no"]).warns("AET-A-S10");
        safeguard(w, "AET-A-S10", "speakers-on", Some("no"));
    }
    "AET-A-S11" s11_with_a_second_member_of_staff => |w| {
        call(w, &["second-person-on-call=no"]).warns("AET-A-S11");
        let without = call(w, &["second-person-on-call"]);
        let with = call(w, &[]);
        with.spares("12.");
        w.asks("AET-A-S11", "second-person-on-call", &without, &with);
    }
    "AET-A-S12" s12_failing_that_recorded_with_consent => |w| {
        let alone = ["second-person-on-call=no", "--because=second-person-on-call=all are teaching"];
        call(w, &alone).refuses("AET-A-S12");
        call(w, &[alone[0], alone[1], "recording-agreed=no"]).warns("AET-A-S12");
        let without = call(w, &[alone[0], alone[1], "recording-agreed=yes"]);
        let with = call(w, &[alone[0], alone[1], "recording-agreed=yes", "recording-kept=safeguarding drive"]);
        w.asks("AET-A-S12", "recording-kept", &without, &with);
    }
    "AET-A-S13" s13_the_call_is_written_up => |w| {
        w.cancel("replaced", CALL).ok();
        w.owes("AET-A-S13", VISIT, "write-up-call");
    }
    "AET-A-dec-1" dec_1_an_overall_rating_and_none_milder_than_the_worst => |w| {
        w.assess("bell", &[("overall", "")]).says("overall");
        w.assess("bell", &[("hazard.alone.after", "H")]).exits(1).says("milder");
        w.assess("bell", &[]).ok();
        w.records("\"overall\":\"L\"");
    }
    "AET-A-dec-2" dec_2_only_a_yes_lets_anybody_go => |w| {
        w.hv("assess decide ahmed --proceed no --reason \"too many unknowns\" --decided-by pat").ok();
        w.out(&[]).refuses("AET-A-dec-2");
        w.hv("assess decide ahmed --proceed yes --reason \"controls hold\" --decided-by pat --because \"no-before=they are known now\"").ok();
        w.out(&[]).ok();
    }
    "AET-A-dec-3" dec_3_the_reason_is_written_for_yes_as_well => |w| {
        w.assess("bell", &[]).ok();
        w.hv("assess decide bell --proceed yes --decided-by pat").exits(2).says("--reason");
        w.hv("assess decide bell --proceed yes --reason \"two go\" --decided-by pat").ok();
        w.records("two go");
    }
    "AET-A-dec-4" dec_4_whose_signature => |w| {
        w.hv(FORM).names("AET-A-dec-4").says("Approved by pat");
    }
    "AET-A-dec-5" dec_5_when_it_was_signed => |w| {
        w.hv(FORM).names("AET-A-dec-5").says("on Tue 24 Nov 2026");
    }
}

/// Somebody at home is unwell, and the rest of the questions about it is answered.
pub(crate) fn ill<'a>(changes: &[&'a str]) -> Vec<&'a str> {
    let usual = [
        "household-well=no",
        "symptoms=a cough",
        "suspected-illness=a cold",
        "health-guidance-read=yes",
        "covid-symptoms=no",
    ];
    let name = |c: &str| c.split('=').next().unwrap_or(c).to_owned();
    let kept = usual.into_iter().filter(|u| !changes.iter().any(|c| name(c) == name(u)));
    kept.chain(changes.iter().copied()).collect()
}

fn unwell(w: &mut World, clause: &str, question: &str) {
    let without = w.out(&ill(&[question]));
    let with = w.out(&ill(&[]));
    w.asks(clause, question, &without, &with);
}
