//! Machines that wrote while apart, and meet: by `hv sync`, by plain git, by both, in every order. Proves that every
//! event is everywhere afterwards, that no record is in conflict, and that it comes to rest.

use crate::place::{Place, run};
use crate::school::School;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// Syncs one after the other until nobody makes a commit any more; no more than two rounds may.
fn comes_to_rest(school: &School, all: &[&Place]) {
    for _ in 0..2 {
        for place in all {
            place.sync().ends(0);
        }
    }
    let rest = school.tip();
    let count = || school.at_bare(&["rev-list", "--count", "main"]).ends(0).out;
    let commits = count();
    for _ in 0..2 {
        for place in all {
            place.sync().ends(0);
            assert_eq!(place.head(), rest, "no commit of its own");
        }
    }
    assert_eq!((school.tip(), count()), (rest, commits), "no commit is made of equal lines");
}

fn same_everywhere(all: &[&Place], events: usize) {
    let first = all[0].events();
    assert_eq!(first.len(), 2 + events, "{first:?}");
    for place in all {
        assert_eq!(place.events(), first);
        let told: BTreeSet<String> =
            ["10:55", "11:20", "12:30"].iter().map(|t| place.overdue(t).out).collect();
        let firsts: BTreeSet<String> =
            ["10:55", "11:20", "12:30"].iter().map(|t| all[0].overdue(t).out).collect();
        assert_eq!(told, firsts);
        place.hv("12:30", &["doctor"]).ends(0);
    }
}

/// `git status` names nothing but records whose lines stand in another order.
fn only_order_differs(place: &Place) {
    let status = place.git(&["status", "--porcelain"]).ends(0).out;
    for row in status.lines() {
        let path = row.get(3..).unwrap();
        assert!(row.starts_with(" M ") && path.starts_with("outings/"), "{status}");
        let in_git = place.git(&["show", &format!("HEAD:{path}")]).ends(0).out;
        let in_git: BTreeSet<String> = in_git.lines().map(str::to_owned).collect();
        assert_eq!(in_git, place.lines(path), "only another order");
    }
}

#[test]
fn two_machines_that_each_wrote_have_everything_and_come_to_rest() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    assert_eq!(a.git(&["status", "--porcelain"]).ends(0).out, "");
    a.calls("kay", "10:10", "from a");
    b.calls("lou", "10:12", "from b");
    b.hv("10:20", &["extend", "lou", "--back", "12:00", "--why", "traffic"]).ends(0);
    b.plan("brown").ends(0);
    comes_to_rest(&school, &[a, b]);
    same_everywhere(&[a, b], 4);
    only_order_differs(a);
    only_order_differs(b);
    assert!(a.read("weeks/2025-W48.yaml").contains("brown/2025-11-25-1"));
    let log = a.git(&["log", "--format=%an %ae %B"]).ends(0).out.to_lowercase();
    for name in ["invented", "high street", "traffic", "max@"] {
        assert!(!log.contains(name), "{name} in {log}");
    }
}

#[test]
fn three_machines_meet_in_every_order_by_hv_and_by_plain_git() {
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let school = School::new();
    let (b, c) = (school.another(), school.another());
    let all = [&school.first, &b, &c];
    school.first.git(&["remote", "add", "origin", &school.address()]).ends(0);
    let mut events = 1;
    for (n, order) in orders.into_iter().enumerate() {
        for (who, place) in all.iter().enumerate() {
            let person = ["kay", "lou"][(who + n) % 2];
            place.calls(person, &format!("10:{:02}", 10 + n), &format!("call {n} at {who}"));
            events += 1;
        }
        for (step, who) in order.into_iter().enumerate() {
            // Each order with another mix of the two ways.
            if (n + step) % 3 == 1 {
                all[who].plainly();
            } else {
                all[who].sync().ends(0);
            }
        }
    }
    comes_to_rest(&school, &all);
    same_everywhere(&all, events);
    all.into_iter().for_each(only_order_differs);
}

#[test]
fn each_merged_the_other_by_hand_and_no_merges_are_made_of_merges() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    a.calls("kay", "10:10", "from a");
    b.calls("lou", "10:11", "from b");
    a.commit();
    b.commit();
    let (at_a, at_b) = (a.root().to_str().unwrap(), b.root().to_str().unwrap());
    a.git(&["fetch", "--quiet", at_b, "HEAD:refs/heads/theirs"]).ends(0);
    b.git(&["fetch", "--quiet", at_a, "HEAD:refs/heads/theirs"]).ends(0);
    for place in [a, b] {
        place.git(&["merge", "--quiet", "--no-edit", "theirs"]).ends(0);
    }
    assert_ne!(a.head(), b.head(), "two merges of the same");
    comes_to_rest(&school, &[a, b]);
    same_everywhere(&[a, b], 3);
}

#[test]
fn what_a_person_has_staged_or_wrote_beside_the_records_is_left_alone() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    a.write("notes.txt", "mine");
    a.write("README", "staged");
    a.git(&["add", "README"]).ends(0);
    a.calls("kay", "10:10", "from a");
    b.calls("lou", "10:11", "from b");
    b.sync().ends(0);
    a.sync().ends(0);
    let status = a.git(&["status", "--porcelain"]).ends(0).out;
    assert!(status.contains("?? notes.txt") && status.contains("A  README"), "{status}");
    let sent = a.git(&["ls-tree", "-r", "--name-only", "HEAD"]).ends(0).out;
    assert!(!sent.contains("notes.txt") && !sent.contains("README"), "{sent}");
    assert!(!sent.contains("local/"), "{sent}");
    b.sync().ends(0);
    assert_eq!(a.events(), b.events());
}

#[test]
fn markers_follow_their_records_to_the_other_machine() {
    let school = School::of(Place::planned());
    let (a, b) = (&school.first, &school.another());
    assert!(b.path("open/planned/2025-11-25-1a.ahmed").is_file());
    a.sign_out().ends(0);
    a.sync().ends(0);
    b.sync().ends(0);
    let out = crate::OUTING.rsplit('/').next().unwrap().trim_end_matches(".yaml");
    assert!(b.path(&format!("open/out/{out}")).is_file(), "who is out is known there");
    assert!(!b.path("open/planned/2025-11-25-1a.ahmed").is_file(), "and they left");
    b.overdue("12:00").ends(4).prints("KAY INVENTED AND LOU INVENTED: not back");
    // A marker lost while somebody is out comes back, and its loss is not sent.
    b.remove(&format!("open/out/{out}"));
    let told = b.sync().ends(3).err;
    assert!(told.contains("it was put back"), "{told}");
    assert!(b.path(&format!("open/out/{out}")).is_file());
    b.hv("12:10", &["back", "kay", "lou"]).ends(0);
    comes_to_rest(&school, &[b, a]);
    assert_eq!(a.events(), b.events());
}

/// A record is never replaced under the reader, nor is it ever without a line that was saved.
#[test]
fn overdue_in_a_tight_loop_misses_nothing_during_sixty_syncs() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    let over = AtomicBool::new(false);
    let looks = std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut looks = 0;
            while !over.load(Ordering::Relaxed) {
                let saved = a.lines(crate::OUTING).len();
                let late = a.overdue("12:00").ends(4);
                late.prints("KAY INVENTED AND LOU INVENTED: not back");
                assert!(a.lines(crate::OUTING).len() >= saved, "a saved line was gone");
                looks += 1;
            }
            looks
        });
        for n in 0..30 {
            let write = if n % 2 == 0 { a } else { b };
            if n % 5 == 0 {
                write.calls("kay", &format!("10:{:02}", 10 + n), "while it syncs");
            }
            b.sync().ends(0);
            a.sync().ends(0);
        }
        over.store(true, Ordering::Relaxed);
        watch.join().unwrap()
    });
    assert!(looks >= 10, "{looks} looks");
    b.sync().ends(0);
    same_everywhere(&[a, b], 7);
}

/// The same watch over a folder that git rebases: what hv sync does not do. It is seen at once.
#[test]
fn the_watch_sees_an_event_that_is_gone_for_a_moment() {
    let school = School::new();
    let a = &school.first;
    a.calls("kay", "10:10", "saved");
    let saved = a.events().len();
    a.git(&["stash", "--quiet"]).ends(0);
    assert!(a.events().len() < saved, "a stash takes saved events away, and the look finds it");
    a.git(&["stash", "pop", "--quiet"]).ends(0);
    assert_eq!(a.events().len(), saved);
}

#[test]
fn a_plain_merge_while_hv_appends_loses_nothing() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    let rounds = 12;
    std::thread::scope(|scope| {
        let writes = scope.spawn(|| {
            for n in 0..rounds {
                // git takes a file away before it writes it anew: who types just then is refused, loudly, and types it again.
                let (now, note) = (format!("10:{:02}", 10 + n), format!("b {n}"));
                let typed = || b.hv(&now, &["checkin", "lou", "--note", &note]).code();
                assert!((0..20).any(|_| typed() == Some(0)), "{note}");
            }
        });
        for n in 0..rounds {
            a.calls("kay", &format!("10:{:02}", 10 + n), &format!("a {n}"));
            a.sync().ends(0);
            let _the_other_may_be_faster = b.git(&["commit", "--quiet", "--all", "-m", "records"]);
            b.git(&["fetch", "--quiet", "origin"]).ends(0);
            // It refuses where a line was saved meanwhile, and changes nothing then.
            let _refused_or_done = b.git(&["merge", "--quiet", "--no-edit", "origin/main"]);
        }
        writes.join().unwrap();
    });
    comes_to_rest(&school, &[b, a]);
    let all = a.read(crate::OUTING);
    for n in 0..rounds {
        for who in ["a", "b"] {
            let there = all.matches(&format!("\"{who} {n}\"")).count();
            assert_eq!(there, 1, "{who} {n}\n{all}\nat the other:\n{}", b.read(crate::OUTING));
        }
    }
    same_everywhere(&[a, b], 1 + 2 * usize::try_from(rounds).unwrap());
}

#[test]
fn several_machines_send_at_once_and_nothing_is_lost() {
    let school = School::new();
    let others: Vec<Place> = (0..3).map(|_| school.another()).collect();
    let all: Vec<&Place> = others.iter().chain([&school.first]).collect();
    for round in 0..2 {
        for (n, place) in all.iter().enumerate() {
            place.calls("kay", &format!("10:1{round}"), &format!("call {n} of {round}"));
        }
        std::thread::scope(|scope| {
            for place in &all {
                scope.spawn(|| place.sync().ends(0));
            }
        });
    }
    comes_to_rest(&school, &all);
    same_everywhere(&all, 1 + 2 * all.len());
}

/// What a naive sync does: whoever pushes last by force wins. The check above catches it.
#[test]
fn a_push_by_force_loses_what_the_check_looks_for() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    a.calls("kay", "10:10", "from a");
    b.calls("lou", "10:11", "from b");
    a.sync().ends(0);
    b.commit();
    b.git(&["push", "--quiet", "--force", "origin", "HEAD:main"]).ends(0);
    let sent = school.at_bare(&["show", &format!("main:{}", crate::OUTING)]).ends(0).out;
    assert!(!sent.contains("from a"), "lost on the remote, and seen");
    // A machine that has it says so, and sends it again.
    a.sync().ends(3).says("THE REMOTE'S HISTORY WAS CHANGED");
    let sent = school.at_bare(&["show", &format!("main:{}", crate::OUTING)]).ends(0).out;
    assert!(sent.contains("from a") && sent.contains("from b"), "{sent}");
}

/// One `hv sync` at a time on one folder; a killed one leaves nothing that stops the next.
#[test]
fn a_killed_sync_stops_no_later_one() {
    let school = School::new();
    let a = &school.first;
    let arguments = a.arguments("", &["sync"]);
    for calls in ["10:10", "10:11", "10:12"] {
        a.calls("kay", calls, "saved");
        let mut hv = a.program(crate::place::hv_binary());
        let mut child = hv
            .args(&arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let told = run(a.program(crate::place::hv_binary()).args(&arguments));
    // A git that it had started may still be at work: then it says so, and the next time it goes through.
    if told.code() != Some(0) {
        a.sync().ends(0);
    }
    assert!(school.another().events() == a.events());
}

/// The twin of every merge above: without the lines in .gitattributes git leaves its marks in the record.
#[test]
fn a_merge_that_is_not_by_union_leaves_marks_in_a_record() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    for (place, who) in [(a, "kay"), (b, "lou")] {
        place.write(".gitattributes", "");
        place.calls(who, "10:10", "apart");
        place.commit();
    }
    b.git(&["fetch", "--quiet", a.root().to_str().unwrap(), "HEAD"]).ends(0);
    b.git(&["merge", "--quiet", "--no-edit", "FETCH_HEAD"]).ends(1);
    assert!(b.read(crate::OUTING).contains("<<<<<<<"));
    b.overdue("10:30").ends(3);
}
