//! Fifty processes at once on one folder. Proves that nothing is lost and nothing is doubled.

use super::place::{Place, Ran};
use std::sync::Barrier;

const MANY: usize = 50;

/// All at once, and how each ended.
fn together(
    place: &Place,
    command: impl Fn(usize) -> (&'static str, Vec<String>) + Sync,
) -> Vec<Ran> {
    let start = Barrier::new(MANY);
    std::thread::scope(|scope| {
        let one = |n: usize| {
            let (start, command) = (&start, &command);
            scope.spawn(move || {
                let (now, args) = command(n);
                start.wait();
                place.hv(now, &args.iter().map(String::as_str).collect::<Vec<_>>())
            })
        };
        let all: Vec<_> = (0..MANY).map(one).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn breach(who: &str, back: &str) -> Vec<String> {
    words(&format!("out {who} --breach rang --where Mill_Lane --back {back}"))
}

fn outings(place: &Place) -> usize {
    std::fs::read_dir(place.path("outings/2026-W48")).unwrap().count()
}

#[test]
fn fifty_sign_out_check_in_and_return_while_others_look() {
    let place = Place::new();
    for ran in together(&place, |n| ("09:50", breach(&format!("p{n}x"), "11:30"))) {
        ran.ends(0);
    }
    assert_eq!(outings(&place), MANY);
    let mut late: Vec<String> = who_is_late(&place, "12:00");
    late.dedup();
    assert_eq!(late.len(), MANY, "{late:?}");
    // Every third looks while the others ring in.
    let ring = |n: usize| match n % 3 {
        0 => ("10:20", words("overdue")),
        _ => ("10:20", words(&format!("checkin p{n}x"))),
    };
    for ran in together(&place, ring) {
        ran.ends(0);
    }
    for n in 0..MANY {
        let heard = place.read(&format!("outings/2026-W48/2026-11-24-p{n}x-1a.yaml"));
        let contacts = heard.matches("\"did\": \"contact\"").count();
        assert_eq!(contacts, usize::from(n % 3 != 0), "{heard}");
    }
    for ran in together(&place, |n| ("10:40", words(&format!("back p{n}x")))) {
        ran.ends(0);
    }
    assert!(place.overdue("12:00").all_clear());
    place.hv("12:00", &["doctor"]).ends(0).prints("0 open, 0 findings");
}

fn who_is_late(place: &Place, now: &str) -> Vec<String> {
    let late = place.overdue_json(now)["late"].clone();
    let mut people: Vec<String> = late
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["people"][0].as_str().unwrap().to_owned())
        .collect();
    people.sort();
    people
}

#[test]
fn fifty_calls_about_one_outing_are_fifty_lines() {
    let place = Place::out();
    let call = |n: usize| {
        let mut args = words("checkin kay --note");
        args.push(format!("call {n}"));
        ("10:20", args)
    };
    for ran in together(&place, call) {
        ran.ends(0);
    }
    let record = place.read(crate::OUTING);
    assert_eq!(record.lines().count(), 2 + 1 + MANY);
    for n in 0..MANY {
        assert_eq!(record.matches(&format!("\"call {n}\"")).count(), 1);
    }
    place.hv("10:30", &["doctor"]).ends(0);
}

#[test]
fn the_same_call_typed_fifty_times_at_once_counts_once() {
    let place = Place::out();
    for ran in together(&place, |_| ("10:40", words("back kay"))) {
        // Who comes second is told that Kay is not out any more.
        assert!(matches!(ran.code(), Some(0 | 2)), "{ran:?}");
    }
    let record = place.read(crate::OUTING);
    assert_eq!(record.matches("\"did\": \"back\"").count(), 1, "{record}");
    assert_eq!(place.overdue_json("12:00")["late"][0]["people"], serde_json::json!(["lou"]));
}

#[test]
fn one_person_signed_out_fifty_times_at_once_is_out_once() {
    // In a breach, and under the policy.
    let place = Place::new();
    let all = together(&place, |_| ("09:50", breach("jo", "11:30")));
    assert_eq!(all.iter().filter(|r| r.code() == Some(0)).count(), 1, "{all:?}");
    assert_eq!(outings(&place), 1);
    let place = Place::planned();
    let all = together(&place, |_| ("09:50", words("out kay lou --back 11:30 --monitor max")));
    assert_eq!(all.iter().filter(|r| r.code() == Some(0)).count(), 1, "{all:?}");
    assert_eq!(outings(&place), 1);
}

#[test]
fn fifty_plans_at_once_are_fifty_visits_on_one_list() {
    let place = Place::new();
    let plan = |n: usize| {
        let (hour, minute) = (10 + n / 12, n % 12 * 5);
        let add = "plan add ahmed --for 5m --staff kay,lou --reason planned";
        ("08:00", words(&format!("{add} --at 2026-11-24T{hour}:{minute:02}")))
    };
    for (n, ran) in together(&place, plan).into_iter().enumerate() {
        // On a slow machine the last of them waited their five seconds; they are told so, and type it again.
        if ran.code() == Some(3) {
            assert!(ran.err.contains("another hv has been writing"), "{ran:?}");
            let (now, words) = plan(n);
            place.hv(now, &words.iter().map(String::as_str).collect::<Vec<_>>()).ends(0);
        } else {
            ran.ends(0);
        }
    }
    assert_eq!(std::fs::read_dir(place.path("families/ahmed/visits")).unwrap().count(), MANY);
    assert_eq!(place.read("weeks/2026-W48.yaml").lines().count(), 2 + MANY);
    place.hv("08:30", &["doctor"]).ends(0);
    assert_eq!(place.overdue_json("15:00")["late"].as_array().unwrap().len(), MANY);
}

/// Writers wait for the lock within bounds, and these go on without it; the wait is hv's own.
#[test]
fn who_takes_charge_and_what_came_of_a_rung_is_recorded_though_another_has_the_lock() {
    let place = Place::out();
    place.hv("08:00", &["staff", "add", "dee", "--name", "dee invented"]).ends(0);
    let local = place.path("local");
    let store = hv::store::Store::open(local.parent().unwrap(), None).unwrap();
    let lock = store.lock(std::time::Duration::ZERO).unwrap();
    let ack = place.hv("11:40", &["ack", "kay", "--who", "dee", "--doing", "ringing"]).ends(0);
    assert!(ack.err.contains("recording without the lock"), "{}", ack.err);
    let danger = place.hv("11:41", &["distress", "kay"]).ends(0);
    assert!(danger.err.contains("recording without the lock"), "{}", danger.err);
    place.hv("11:42", &["rung", "kay", "no-answer", "--clock", "return"]).ends(0);
    // A resolution can wait: nothing is lost by telling somebody once more.
    place.hv("11:43", &["resolve", "kay", "--confirmed-by", "dee", "--how", "seen"]).code();
    drop(lock);
    let shown = place.hv("11:44", &["show", "2026-11-24-kay-1a"]).ends(0);
    shown.prints("dee invented took charge").prints("no answer").prints("distress kay");
}

fn nothing_lost_and_nothing_doubled(place: &Place) {
    for n in 0..MANY {
        let record = place.read(&format!("outings/2026-W48/2026-11-24-p{n}x-1a.yaml"));
        let whole = |did: &str| {
            let did = format!("\"did\": \"{did}\"");
            record.lines().filter(|l| l.contains(&did) && l.ends_with("\"}")).count()
        };
        assert_eq!(whole("sign-out"), 1);
        assert_eq!(whole("back"), usize::from(n % 5 == 2), "{record}");
        let heard = whole("contact");
        assert!(if n % 5 == 4 { heard <= 1 } else { heard == usize::from(n % 5 == 1) }, "{record}");
    }
}

/// Everything at once: some leave, some ring in, some are back, some look, and some are killed in the middle.
#[test]
fn fifty_leave_ring_in_come_back_look_and_are_killed_at_once() {
    let place = Place::new();
    for ran in together(&place, |n| ("09:50", breach(&format!("p{n}x"), "11:30"))) {
        ran.ends(0);
    }
    place.jo_is_late();
    let lou_is = |ran: &Ran| ran.code() == Some(4) && ran.out.contains("JO: not back");
    let start = Barrier::new(MANY);
    let one = |n: usize| {
        let args = match n % 5 {
            0 => breach(&format!("q{n}x"), "11:30"),
            1 | 4 => words(&format!("checkin p{n}x")),
            2 => words(&format!("back p{n}x")),
            _ => words("overdue"),
        };
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let now = if n.is_multiple_of(5) { "10:00" } else { "10:20" };
        start.wait();
        if n % 5 != 4 {
            let ran = place.hv(now, &args);
            assert!(if n % 5 == 3 { lou_is(&ran) } else { ran.code() == Some(0) }, "{ran:?}");
            return;
        }
        // Killed at one call or another, wherever that leaves it.
        let call = ["write", "fdatasync", "flock", "close"][n / 5 % 4];
        let mut traced = super::place::strace(&place);
        traced.args([
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            &format!("inject={call}:signal=SIGKILL:when=1"),
        ]);
        traced.arg(super::place::hv_binary()).args(place.arguments(now, &args));
        assert!(super::place::run(&mut traced).killed(), "{call}");
    };
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..MANY).map(|n| scope.spawn(move || one(n))).collect();
        for one in all {
            one.join().unwrap();
        }
    });
    nothing_lost_and_nothing_doubled(&place);
    // Nobody holds the lock any more, and everybody who is out is missed.
    place.hv("10:30", &["checkin", "p4x"]).ends(0);
    let out = place.hv(
        "10:31",
        &["out", "sam", "--breach", "rang", "--where", "Mill Lane", "--back", "11:00"],
    );
    assert!(!out.ends(0).err.contains("without the lock"));
    let mut late = who_is_late(&place, "12:00");
    late.dedup();
    assert_eq!(late.len(), MANY - 10 + 10 + 2, "{late:?}");
}

/// The twin: a lock that is a file outlives whoever made it, and keeps the next one out.
#[test]
fn a_lock_file_would_be_stale_after_a_kill_and_the_lock_is_not() {
    let place = Place::out();
    let naive = "mkdir r/local/naive || exit 9; kill -9 $$";
    for code in [None, Some(9)] {
        let mut sh = place.program("sh");
        assert_eq!(super::place::run(sh.args(["-c", naive])).code(), code);
    }
    for _ in 0..2 {
        let mut traced = super::place::strace(&place);
        traced.args([
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "inject=fdatasync:signal=SIGKILL:when=1",
        ]);
        traced.arg(super::place::hv_binary()).args(place.arguments("10:10", &["checkin", "kay"]));
        assert!(super::place::run(&mut traced).killed());
    }
    let next = place.hv("10:11", &["checkin", "kay"]).ends(0);
    assert!(!next.err.contains("without the lock"), "{next:?}");
}
