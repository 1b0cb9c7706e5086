//! hv sync killed at each call that changes a file, and on a disk that is full. Proves that nothing saved is lost, that
//! who is out is never less known than before, and that the next sync goes through.

use crate::OUTING;
use crate::place::{Place, Ran, hv_binary, run};
use crate::school::School;

/// The calls by which a file is changed for good.
const CALLS: &str = "fsync,fdatasync,rename,link,linkat,unlink";

fn under_strace(place: &Place, inject: &str) -> Ran {
    let mut strace = place.program("strace");
    strace.args(["-qq", "-o"]).arg(place.around().join("trace"));
    strace.args(["-e", &format!("trace={CALLS}"), "-e", &format!("inject={CALLS}:{inject}")]);
    run(strace.arg(hv_binary()).args(place.arguments("", &["sync"])))
}

/// One machine has Kay and Lou out and a call of theirs; the other knows of nothing but has a call of its own to send.
fn apart() -> (School, Place) {
    let school = School::of(Place::planned());
    let behind = school.another();
    school.first.sign_out().ends(0);
    school.first.calls("kay", "10:10", "from the first");
    school.first.sync().ends(0);
    behind.plan("brown").ends(0);
    (school, behind)
}

/// What was saved is there, and who is out is either not known yet or known to be late.
fn holds(place: &Place, at: &str) {
    assert!(place.read("weeks/2025-W48.yaml").contains("brown/2025-11-25-1"), "{at}: saved here");
    let late = place.overdue("12:00").ends(4);
    let marked = place.path("open/out/2025-11-25-kay-1a").exists();
    let known = late.out.contains("KAY INVENTED") || late.out.contains("kay");
    assert!(!marked || known, "{at}: marked as out, and not named\n{}", late.out);
    let recorded = place.path(OUTING).exists();
    assert!(marked || !recorded, "{at}: a record of somebody out, and nothing marks it");
}

#[test]
fn killed_at_each_call_it_loses_nothing_and_the_next_one_goes_through() {
    let (school, behind) = apart();
    let base = school.tip();
    let mut kills = 0;
    for n in (1..200).step_by(2) {
        let place = behind.copy();
        let ended = under_strace(&place, &format!("signal=SIGKILL:when={n}"));
        if ended.code() == Some(0) {
            break;
        }
        kills += 1;
        let at = format!("killed at call {n}");
        holds(&place, &at);
        // A git that the killed one had started may still be at work for a moment.
        let again = (0..20).find(|_| place.sync().code() == Some(0));
        assert!(again.is_some(), "{at}");
        assert_eq!(place.events(), school.first.events(), "{at}");
        holds(&place, &at);
        let sent = school.at_bare(&["show", "main:weeks/2025-W48.yaml"]).ends(0).out;
        assert!(sent.contains("brown/2025-11-25-1"), "{at}");
        school.at_bare(&["update-ref", "refs/heads/main", base.trim()]).ends(0);
    }
    assert!(kills > 10, "{kills} calls");
}

#[test]
fn on_a_full_disk_it_says_so_and_loses_nothing() {
    let (school, behind) = apart();
    for n in [1, 4, 8, 12] {
        let place = behind.copy();
        let ended = under_strace(&place, &format!("error=ENOSPC:when={n}+"));
        assert_eq!(ended.code(), Some(3), "call {n}: {}", ended.err);
        assert!(ended.err.contains("No space left on device"), "call {n}: {}", ended.err);
        holds(&place, &format!("full at call {n}"));
    }
    behind.sync().ends(0);
    assert_eq!(behind.events(), school.first.events());
}
