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

entries! { &PARK, "HPP-";
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
    "HPP-4.6b" hpp_4_6b_a_visit_called_off_for_safety_owes_a_written_reason => |w| {
        w.arrive();
        w.cancel("unsafe", &[]).says("HPP-4.6b");
        w.owes("HPP-4.6b", VISIT, "write-why-unsafe");
    }
}
