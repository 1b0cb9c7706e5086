//! Proves, by counting system calls, that no command of the day asks the system for more because the history is longer or
//! because there are more families: a whole day is lived in two folders that differ in nothing else, and call for call
//! they are the same. Where a policy looks at who else lives at an address, each other family's card is opened once and
//! nothing else of it. The twin: programs that walk the folder, or look at each name, are caught by the same count.

use super::place::{Place, Ran, hv_binary, run, strace};
use std::collections::BTreeMap;
use std::ffi::OsStr;

/// How often each call is made that names a file or uses an open one.
type Calls = BTreeMap<String, usize>;

/// What was typed, how it ended, and its calls.
type Step = (String, Option<i32>, Calls);

/// Counts the calls of a program.
fn counted(place: &Place, program: &OsStr, arguments: &[String]) -> (Ran, Calls) {
    let log = place.around().join("calls");
    let mut strace = strace(place);
    strace.args(["-f", "-qq", "-e", "trace=%file,%desc,getdents64", "-o"]).arg(&log);
    let ran = run(strace.arg(program).args(arguments));
    let mut calls = Calls::new();
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        let call = line.split_once(' ').map_or("", |(_pid, rest)| rest.trim_start());
        // One call in two lines, because another thread came between, is counted where it began.
        if let Some((name, _)) = call.split_once('(').filter(|_| !call.starts_with('<')) {
            *calls.entry(name.to_owned()).or_default() += 1;
        }
    }
    assert!(calls.contains_key("openat"), "{calls:?}");
    // How much memory a thread's stack and the allocator map is not the folder's doing.
    calls.retain(|name, _| name != "mmap");
    (ran, calls)
}

/// The day of Kay and Lou, step by step: what is typed, how it ended, and its calls.
fn day(place: &Place) -> Vec<Step> {
    let steps: [(&str, &[&str]); 11] = [
        ("08:30", &["plan"]),
        (
            "08:40",
            &[
                "plan",
                "add",
                "brown",
                "--at",
                "2026-11-24T13:00",
                "--for",
                "45m",
                "--staff",
                "max",
                "--reason",
                "planned",
            ],
        ),
        (
            "09:50",
            &["out", "kay", "lou", "--visit", "ahmed", "--back", "11:30", "--monitor", "max"],
        ),
        ("10:00", &["arrive", "kay", "lou"]),
        ("10:05", &["checkin", "kay"]),
        ("10:10", &["board"]),
        ("10:10", &["brief", "kay"]),
        ("10:10", &["overdue"]),
        ("12:00", &["overdue"]),
        ("12:05", &["back", "kay", "lou"]),
        ("12:10", &["show", "ahmed"]),
    ];
    let one = |(now, words): &(&str, &[&str])| {
        let typed = place.arguments(now, words);
        let (ran, calls) = counted(place, OsStr::new(hv_binary()), &typed);
        assert!(!ran.err.contains("panicked"), "{ran:?}");
        (words.join(" "), ran.code(), calls)
    };
    steps.iter().map(one).collect()
}

/// Weeks with outings in the history, however long it is.
const WEEKS: usize = 5;

/// So many families, to each so many visits that are over and as many outings that are closed, all of an earlier year.
fn grown(place: &Place, families: usize, visits: usize) {
    let done = Place::out();
    done.hv("11:00", &["back", "kay", "lou"]).ends(0);
    done.hv("11:10", &["cancel", "ahmed", "--outcome", "no-show", "--why", "nobody"]).ends(0);
    let visit = done.read("families/ahmed/visits/2026-11-24-1a.yaml");
    let outing = done.read(crate::OUTING);
    let card = done.read("families/ahmed/family.yaml");
    for n in 0..families {
        let id = format!("f{n}");
        let folder = place.path(&format!("families/{id}/visits"));
        std::fs::create_dir_all(&folder).unwrap();
        // Their own address: nobody else lives at that of the Ahmeds.
        let card =
            card.replace("id: ahmed", &format!("id: {id}")).replace("- ahmed", &format!("- {id}"));
        std::fs::write(folder.parent().unwrap().join("family.yaml"), card).unwrap();
        place.write(&format!("addresses/{id}.yaml"), format!("id: {id}\ntext: 1 Nowhere Lane\n"));
        for v in 1..=visits {
            let day = format!("{}-03-{:02}", 2000 + v % 20, 1 + v % 28);
            let own = |text: &str| text.replace("ahmed", &id).replace("2026-11-24", &day);
            std::fs::write(folder.join(format!("{day}-{v}a.yaml")), own(&visit)).unwrap();
            let week = place.path(&format!("outings/{}-W10", 2000 + v % WEEKS));
            std::fs::create_dir_all(&week).unwrap();
            std::fs::write(week.join(format!("{day}-k{n}-{v}a.yaml")), own(&outing)).unwrap();
        }
    }
}

/// A sign-out says when the last drill was: the names of at most a year's outings tell, and a longer list of names takes
/// more calls to read, some dozens of names each. Nothing else of it may differ.
fn but_for_names(few: &Step, many: &Step) -> Step {
    let mut many = many.clone();
    if few.0.starts_with("out ") {
        let (names, more) = (few.2["getdents64"], many.2["getdents64"]);
        assert!((names..=names + 4 * WEEKS).contains(&more), "{names} and {more}");
        many.2.insert("getdents64".to_owned(), names);
    }
    many
}

#[test]
fn a_day_asks_the_system_for_the_same_whatever_the_history() {
    let [few, many] = [5, 100].map(|visits| {
        let place = Place::planned();
        grown(&place, 40, visits);
        day(&place)
    });
    for (few, many) in few.iter().zip(&many) {
        assert_eq!(*few, but_for_names(few, many));
    }
}

#[test]
fn a_day_asks_the_system_for_the_same_however_many_families_there_are() {
    let [few, many] = [20, 400].map(|families| {
        let place = Place::planned();
        grown(&place, families, 1);
        day(&place)
    });
    for (few, many) in few.iter().zip(&many) {
        // The page for the police says whose card at the address cannot be read: it reads every card.
        if few.0.starts_with("brief") {
            no_more_than_the_cards(few, many, 380);
        } else {
            assert_eq!(*few, but_for_names(few, many));
        }
    }
}

/// Each further family costs the opening of its card and nothing else.
fn no_more_than_the_cards(
    few: &(String, Option<i32>, Calls),
    many: &(String, Option<i32>, Calls),
    more: usize,
) {
    assert_eq!((&few.0, few.1), (&many.0, many.1));
    let of = |calls: &Calls, name: &str| calls.get(name).copied().unwrap_or_default();
    for (call, made) in &many.2 {
        let further = made - of(&few.2, call).min(*made);
        // Two links are looked for on the way to it, and the file itself is looked at.
        let a_card = match call.as_str() {
            // std looks at what it closes in a build without optimisation.
            "openat" | "close" | "fcntl" => 1,
            "read" => 2,
            "statx" | "newfstatat" | "lstat" | "fstat" => 3,
            _ => 0,
        };
        // What reads with several threads, or lists a longer folder, has a few calls more, whatever their number.
        assert!(
            further <= more * a_card + 16,
            "{}: {call} {further} more for {more} families",
            few.0
        );
    }
}

#[test]
fn who_else_lives_there_is_asked_once_in_a_command_and_of_the_cards_alone() {
    let [few, many] = [20, 400].map(|families| {
        let place = Place::planned();
        let policy = place.read("policy.toml");
        place.write(
            "policy.toml",
            policy.replace("Home visits", "Home visits and their assessments"),
        );
        grown(&place, families, 1);
        day(&place)
    });
    for (few, many) in few.iter().zip(&many) {
        no_more_than_the_cards(few, many, 380);
    }
    let arrive = |day: &[(String, Option<i32>, Calls)]| day[3].2["openat"];
    assert!(arrive(&many) >= arrive(&few) + 380, "this policy was to ask for every card");
}

#[test]
fn a_program_that_walks_the_folder_is_caught_by_the_same_count() {
    let [few, many] = [2, 20].map(|visits| {
        let place = Place::planned();
        grown(&place, 5, visits);
        let root = place.root().to_string_lossy().into_owned();
        let walks: [&[&str]; 2] =
            [&["grep", "-rl", "sign-out", &root], &["find", &root, "-newermt", "2026-01-01"]];
        walks.map(|walk| {
            let words: Vec<String> = walk[1..].iter().map(|w| (*w).to_owned()).collect();
            counted(&place, OsStr::new(walk[0]), &words).1
        })
    });
    for (few, many) in few.iter().zip(&many) {
        assert_ne!(few, many);
        let more = many.values().sum::<usize>() - few.values().sum::<usize>();
        assert!(more > 90, "ninety files more were walked by in {more} calls");
    }
}

/// How often each file of the record folder is opened by a command, by its path there.
fn opened(place: &Place, now: &str, words: &[&str]) -> BTreeMap<String, usize> {
    let log = place.around().join("opened");
    let mut strace = strace(place);
    strace.args(["-f", "-qq", "-e", "trace=openat,openat2", "-o"]).arg(&log);
    let ran = run(strace.arg(hv_binary()).args(place.arguments(now, words)));
    assert!(matches!(ran.code(), Some(0 | 4)), "{ran:?}");
    let root = format!("{}/", place.root().to_string_lossy());
    let mut opened = BTreeMap::new();
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        let path = line.split('"').nth(1).and_then(|path| path.strip_prefix(&root));
        if let Some(path) = path {
            *opened.entry(path.to_owned()).or_default() += 1;
        }
    }
    assert!(opened.contains_key("hv.toml"), "{opened:?}");
    opened
}

#[test]
fn a_call_opens_the_policy_only_where_something_was_asked_or_answered() {
    let place = Place::out();
    let policy = |now: &str, words: &[&str]| opened(&place, now, words).get("policy.toml").copied();
    assert_eq!(policy("10:05", &["checkin", "kay"]), None);
    assert_eq!(policy("10:06", &["checkin", "kay", "--no-answer"]), None);
    assert!(policy("10:07", &["checkin", "kay", "--school-rang"]).is_some());
}

#[test]
fn a_week_is_listed_by_opening_each_visit_once() {
    let place = Place::planned();
    let add = ["plan", "add", "brown", "--at", "2026-11-25T10:00", "--for", "45m"];
    place.hv("08:30", &[&add[..], &["--staff", "kay,lou", "--reason", "planned"]].concat()).ends(0);
    for (path, times) in opened(&place, "09:05", &["plan"]) {
        assert!(times == 1 || !path.ends_with("a.yaml"), "{path} was opened {times} times");
    }
}

#[test]
fn a_look_at_what_was_told_and_is_owed_opens_each_outing_and_each_card_once() {
    let place = Place::out();
    let add = ["plan", "add", "brown", "--at", "2026-11-24T10:00", "--for", "45m"];
    place.hv("09:55", &[&add[..], &["--staff", "max", "--reason", "planned"]].concat()).ends(0);
    // Nobody left for it in time, which stands until somebody says that Max is safe.
    place.hv("10:40", &["cancel", "brown", "--outcome", "no-show", "--why", "nobody"]).ends(0);
    let opened = opened(&place, "10:45", &["overdue"]);
    for once in [crate::OUTING, "people/max.yaml"] {
        assert_eq!(opened.get(once), Some(&1), "{once}: {opened:?}");
    }
}
