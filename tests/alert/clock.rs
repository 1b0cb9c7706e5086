//! Clocks that run, jump, and are wrong: the machine's own, made to say what it does not (libfaketime). Each run is a
//! process of its own with a clock of its own; nothing waits.

use crate::channels::{All, mail, room, secret};
use crate::run::{Ran, run, words};
use crate::school::School;
use crate::sinks::{Http, HttpSink, Smtp, SmtpSink, nobody};
use hv::when::Moment;
use std::path::Path;

/// The library, where Debian keeps it. With CI set, a machine without it fails; elsewhere it is said what was skipped.
fn faketime() -> Option<String> {
    let all = ["x86_64-linux-gnu", "aarch64-linux-gnu"];
    let all = all.map(|arch| format!("/usr/lib/{arch}/faketime/libfaketime.so.1"));
    let found = all.into_iter().find(|path| Path::new(path).exists());
    if found.is_none() {
        let what = "libfaketime is not installed (apt-get install faketime)";
        assert!(std::env::var_os("CI").is_none(), "{what}");
        println!("SKIPPED, NOTHING PROVED: {what}");
    }
    found
}

/// hv at this moment, by the machine's own clock.
#[track_caller]
fn hv_at(school: &School, library: &str, moment: &str, line: &str) -> Ran {
    // It stands still: what happens at a second happens at that second, however slow the machine.
    let (day, time) = moment.strip_suffix("+00:00").unwrap().split_once('T').unwrap();
    let mut program = school.program();
    program.args(words(line)).env("LD_PRELOAD", library).env("TZ", "UTC");
    program.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("FAKETIME", format!("{day} {time}"));
    run(&mut program)
}

/// A school that began in the past, with everybody in it.
fn school_since(time: &str) -> School {
    School::since(Moment::parse(time).unwrap())
}

/// Kay and Lou are out until then.
fn out_until(school: &School, library: &str, left: &str, back: &str) {
    let out = format!("out kay lou --breach drill --where \"a home\" --back {back}");
    let _whatever = hv_at(school, library, left, &out).ends(0);
}

#[test]
fn a_channel_that_is_dead_for_the_whole_ladder_holds_up_no_rung_of_the_other() {
    let Some(library) = faketime() else { return };
    let school = school_since("2026-11-24T09:00:00+00:00");
    let slack = HttpSink::start(&[Http::status(200)]);
    school.config(&format!(
        "[watch]\nlimit = \"2s\"\n{}{}",
        crate::channels::mail_at("mail", nobody()),
        room("slack", "slack")
    ));
    school.machine(&secret(&school, "slack", &slack.url("/s")));
    out_until(&school, &library, "2026-11-24T10:00:00+00:00", "2026-11-24T11:00:00+00:00");
    for (time, told) in [
        ("11:00:00", 0),
        ("11:00:01", 1),
        ("11:09:59", 1),
        ("11:10:00", 2),
        ("11:19:59", 2),
        ("11:20:00", 3),
        ("11:29:59", 3),
        ("11:30:00", 4),
        ("11:39:59", 4),
        // And again and again, without a limit.
        ("11:40:00", 5),
        ("23:40:00", 6),
    ] {
        let now = format!("2026-11-24T{time}+00:00");
        let run = hv_at(&school, &library, &now, "overdue --alert");
        assert_eq!(slack.asked().len(), told, "at {time}\n{}", run.text());
        assert_eq!(run.code(), Some(if told == 0 { 0 } else { 5 }), "at {time}");
    }
    let last = slack.asked()[5].json()["text"].as_str().unwrap().to_owned();
    assert!(last.contains("DO NOW, everyone: ") && last.contains("12 h 40 min ago"), "{last}");
}

#[test]
fn a_clock_set_back_three_hours_silences_nothing_and_tells_nothing_twice() {
    let Some(library) = faketime() else { return };
    let school = school_since("2026-11-24T09:00:00+00:00");
    let sink = SmtpSink::start(Smtp::default());
    school.config(&mail("mail", &sink));
    out_until(&school, &library, "2026-11-24T10:00:00+00:00", "2026-11-24T11:00:00+00:00");
    let alert = |time: &str| {
        hv_at(&school, &library, &format!("2026-11-24T{time}:00+00:00"), "overdue --alert")
    };
    let _told = alert("11:05").ends(4);
    assert_eq!(sink.mails().len(), 1);
    let back = alert("08:05").ends(5);
    let mails = sink.mails();
    let about = |name: &str| mails.iter().filter(|m| m.data.contains(name)).count();
    assert_eq!(about("step 1 of 3"), 1, "{}\n{mails:#?}", back.text());
    // The wrong clock is itself told to everyone.
    assert!(about("clock") > 0, "{mails:#?}");
    // By the later of both times the alarm goes on, and once the clock is right it is as if nothing had been.
    let _right = alert("11:12").ends(4).lacks("clock");
    let mails = sink.mails();
    let second = mails.iter().filter(|m| m.data.contains("step 2 of 3")).count();
    let first = mails.iter().filter(|m| m.data.contains("step 1 of 3")).count();
    assert_eq!((first, second), (1, 1), "{mails:#?}");
}

#[test]
fn a_clock_that_ran_ahead_and_is_put_right_silences_nothing() {
    let Some(library) = faketime() else { return };
    let school = school_since("2026-11-24T09:00:00+00:00");
    let sink = SmtpSink::start(Smtp::default());
    school.config(&mail("mail", &sink));
    out_until(&school, &library, "2026-11-24T10:00:00+00:00", "2026-11-24T11:00:00+00:00");
    let alert = |time: &str| {
        hv_at(&school, &library, &format!("2026-11-24T{time}:00+00:00"), "overdue --alert")
    };
    // Three hours ahead: too early is a telephone call.
    let _early = alert("13:30").ends(4);
    let early = sink.mails().len();
    assert_eq!(early, 4);
    // Put right: judged by the later time, and said until somebody sees to it.
    let right = alert("10:35").ends(5);
    assert!(right.out.contains("KAY") || right.out.contains("could not be read or trusted"));
    let again = sink.mails().iter().filter(|m| m.data.contains("step 1 of 3")).count();
    assert_eq!(again, 1, "{:#?}", sink.mails());
}

#[test]
fn on_both_nights_the_clocks_change_the_ladder_takes_as_long_as_ever() {
    let Some(library) = faketime() else { return };
    // Due at 00:55 by London's clock; the clocks go forward, or back, at 01:00 UTC.
    for (day, due) in [("2026-03-29", "00:55:00"), ("2026-10-25", "00:55:00")] {
        let school = school_since(&format!("{day}T00:00:00+00:00"));
        let slack = HttpSink::start(&[Http::status(200)]);
        school.config(&room("slack", "slack"));
        school.machine(&secret(&school, "slack", &slack.url("/s")));
        let moment = |time: &str| format!("{day}T{time}+00:00");
        out_until(&school, &library, &moment("00:10:00"), &moment(due));
        for (time, told) in [
            ("00:55:00", 0),
            ("00:55:01", 1),
            ("01:00:00", 1),
            ("01:04:59", 1),
            ("01:05:00", 2),
            ("01:14:59", 2),
            ("01:15:00", 3),
            ("01:24:59", 3),
            ("01:25:00", 4),
        ] {
            let _run = hv_at(&school, &library, &moment(time), "overdue --alert");
            assert_eq!(slack.asked().len(), told, "{day} at {time} UTC");
        }
    }
}

#[test]
fn a_charge_holds_back_to_the_second_and_then_all_that_is_due_is_told() {
    let Some(library) = faketime() else { return };
    let school = school_since("2026-11-24T09:00:00+00:00");
    let slack = HttpSink::start(&[Http::status(200)]);
    school.config(&room("slack", "slack"));
    school.machine(&secret(&school, "slack", &slack.url("/s")));
    out_until(&school, &library, "2026-11-24T10:00:00+00:00", "2026-11-24T11:00:00+00:00");
    let at = |time: &str, line: &str| {
        hv_at(&school, &library, &format!("2026-11-24T{time}+00:00"), line).code()
    };
    assert_eq!(at("11:05:00", "overdue --alert"), Some(4));
    assert_eq!(at("11:06:00", "ack kay lou --who pat --doing ringing"), Some(0));
    // The lease is hv's own: fifteen minutes.
    for (time, told) in [("11:10:00", 1), ("11:20:59", 1), ("11:21:00", 2), ("11:29:59", 2)] {
        assert_eq!(at(time, "overdue --alert"), Some(4));
        assert_eq!(slack.asked().len(), told, "at {time}");
    }
    let late = slack.asked()[1].json()["text"].as_str().unwrap().to_owned();
    assert!(!late.contains("step 1 of 3") && late.contains("step 2 of 3"), "{late}");
    assert!(late.contains("step 3 of 3"), "{late}");
}

#[test]
fn what_cannot_be_read_is_told_again_with_each_ten_minutes_of_the_clock_on_the_wall() {
    let Some(library) = faketime() else { return };
    let school = school_since("2026-11-24T09:00:00+00:00");
    let slack = HttpSink::start(&[Http::status(200)]);
    school.config(&room("slack", "slack"));
    school.machine(&secret(&school, "slack", &slack.url("/s")));
    out_until(&school, &library, "2026-11-24T10:00:00+00:00", "2026-11-24T15:00:00+00:00");
    let record = &school.outings()[0];
    let text = std::fs::read_to_string(record).unwrap();
    std::fs::write(record, format!("{text}- {{\"id\": \"a-zzzzzz\", torn\n")).unwrap();
    for (time, told) in [("11:05:00", 1), ("11:09:59", 1), ("11:10:00", 2), ("11:25:00", 3)] {
        let now = format!("2026-11-24T{time}+00:00");
        let run = hv_at(&school, &library, &now, "overdue --alert");
        assert!(matches!(run.code(), Some(3 | 4)), "{}", run.text());
        let unseen = slack.asked().into_iter().filter(|a| a.body.contains("OUT UNSEEN"));
        assert_eq!(unseen.count(), told, "at {time}");
    }
    let said = slack.asked().last().unwrap().body.clone();
    assert!(said.contains("find out by telephone who is out"), "{said}");
    assert!(!said.contains("outings") && !said.contains("kay-1a"), "{said}");
}

#[test]
fn an_event_from_the_future_is_no_contact_and_is_told() {
    let Some(library) = faketime() else { return };
    let school = school_since("2026-11-24T09:00:00+00:00");
    let sink = SmtpSink::start(Smtp::default());
    school.config(&mail("mail", &sink));
    out_until(&school, &library, "2026-11-24T10:00:00+00:00", "2026-11-24T11:00:00+00:00");
    // Somebody's machine thinks that it is tomorrow, and records them as back.
    let _tomorrow = hv_at(&school, &library, "2026-11-25T09:00:00+00:00", "back kay lou").ends(0);
    let _told = hv_at(&school, &library, "2026-11-24T11:05:00+00:00", "overdue --alert")
        .ends(5)
        .says("KAY INVENTED AND LOU MADE: not back.");
    let mails = sink.mails();
    assert!(mails.iter().any(|m| m.data.contains("step 1 of 3")), "{mails:#?}");
}

#[test]
fn people_who_sign_out_while_it_runs_raise_no_alarm() {
    let school = School::new();
    let all = All::of(&school);
    std::thread::scope(|scope| {
        let signing = scope.spawn(|| {
            for _ in 0..20 {
                let out = "out kay --breach drill --where \"a home\" --back +2h";
                let _out = school.hv(out).ends(0);
                let _back = school.hv("back kay").ends(0);
            }
        });
        while !signing.is_finished() {
            let run = school.alert();
            assert!(matches!(run.code(), Some(0 | 3 | 4)), "{}", run.text());
            assert!(!run.text().contains("KAY"), "{}", run.text());
        }
    });
    let _quiet = school.alert().ends(0);
    assert_eq!(all.counts(&school), [0; 6], "{:#?}", all.everything(&school));
}
