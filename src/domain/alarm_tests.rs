//! The log of an alarm, rule by rule: what counts as told, who has charge at one second before, at and after, what a
//! closing closes, and what a line in doubt may say.

use super::alarm::Outcome::{Answered, Decided, Done, NoAnswer, NotNeeded, Voicemail};
use super::alarm::{
    Ack, Alarm, AlarmLine, Came, Closed, Log, Notified, Notify, Outcome, Rung, Sent, Tell,
};
use super::directory::School;
use super::entry::{Doubtful, Entry, Record};
use super::events::{OutingEvent, Plan, Traveller, VisitEvent};
use super::freeze::{self, Watchers};
use super::outing::Outing;
use super::visit::Visit;
use crate::error::Damage;
use crate::policy::{Clock, defaults};
use crate::when::{Moment, Span};

fn at(time: &str) -> Moment {
    Moment::parse(&format!("2026-11-24T{time}+00:00")).unwrap()
}

fn entry<B>(id: &str, after: &[&str], time: &str, body: B) -> Entry<B> {
    Entry {
        id: id.to_owned(),
        after: after.iter().map(|a| (*a).to_owned()).collect(),
        at: at(time),
        typed: at(time),
        by: "max".to_owned(),
        clock_given: false,
        on_paper: None,
        body,
    }
}

fn traveller(id: &str) -> Traveller {
    Traveller {
        id: id.to_owned(),
        name: id.to_owned(),
        number: None,
        car: None,
        kin: Vec::new(),
        next_of_kin: None,
        answers: super::events::Answers::new(),
    }
}

/// Kay and Lou, out since nine.
fn sign_out() -> OutingEvent {
    let day = at("09:00:00");
    let watchers = Watchers {
        school: &School::unknown(),
        people: &[],
        monitor: None,
        on_call: None,
        going: &[],
        today: crate::when::Zone::LONDON.day_of(day),
    };
    OutingEvent::SignOut {
        watched_by_hand: None,
        people: vec![traveller("kay"), traveller("lou")],
        monitor: None,
        on_call: None,
        stops: Vec::new(),
        back: at("12:00:00"),
        terms: std::sync::Arc::new(freeze::bare_terms(&defaults(), &watchers)),
        answers: super::events::Answers::new(),
        unmet: Vec::new(),
        breach: None,
        duties: Vec::new(),
        drill: None,
    }
}

/// The lines of an outing. Each was written by somebody who had seen all before it, unless it says otherwise.
struct Lines {
    entries: Vec<Entry<OutingEvent>>,
    doubtful: Vec<Entry<OutingEvent>>,
}

impl Lines {
    fn new() -> Lines {
        let first = entry("out", &[], "09:00:00", sign_out());
        Lines { entries: vec![first], doubtful: Vec::new() }
    }

    fn then(mut self, id: &str, time: &str, body: OutingEvent) -> Lines {
        let last = self.entries.last().map(|e| e.id.clone()).unwrap_or_default();
        self.entries.push(entry(id, &[&last], time, body));
        self
    }

    /// The last line was typed by them.
    fn typed_by(mut self, by: &str) -> Lines {
        by.clone_into(&mut self.entries.last_mut().unwrap().by);
        self
    }

    /// On a machine that had seen only these.
    fn apart(mut self, id: &str, seen: &[&str], time: &str, body: OutingEvent) -> Lines {
        self.entries.push(entry(id, seen, time, body));
        self
    }

    fn in_doubt(mut self, id: &str, time: &str, body: OutingEvent) -> Lines {
        self.doubtful.push(entry(id, &["out"], time, body));
        self
    }

    fn outing(&self) -> Outing {
        let doubt = |e: &Entry<OutingEvent>| Doubtful {
            line: e.id.clone(),
            damage: Damage {
                path: "x".to_owned(),
                line: None,
                what: "changed".to_owned(),
                hint: "look".to_owned(),
                may_hide_somebody: true,
            },
            entry: Some(e.clone()),
        };
        let record = Record {
            id: "2026-11-24-kay-1a".to_owned(),
            entries: self.entries.clone(),
            doubtful: self.doubtful.iter().map(doubt).collect(),
            damage: Vec::new(),
        };
        Outing::of(&record).unwrap()
    }

    /// The log, which is the same whatever order the lines stand in.
    fn log(self) -> Log {
        let log = Log::of_outing(&self.outing(), &[]);
        let mut other = self;
        other.entries.reverse();
        let backwards = Log::of_outing(&other.outing(), &[]);
        for alarm in [silence(&["kay", "lou"]), silence(&["kay"]), distress()] {
            for (rung, to) in [(1, "pat"), (1, "dee"), (2, "pat"), (2, "dee")] {
                let told = |l: &Log| l.told(&alarm, rung, 0, to);
                assert_eq!(told(&log), told(&backwards));
            }
            let charge = |l: &Log| l.last_charge(&alarm).cloned();
            assert_eq!(charge(&log), charge(&backwards));
        }
        assert_eq!(open(&log), open(&backwards));
        log
    }
}

fn open(log: &Log) -> Vec<(Clock, Vec<String>)> {
    let mut all: Vec<(Clock, Vec<String>)> =
        log.unresolved().iter().map(|(a, _)| (a.clock, log.unresolved_for(a))).collect();
    all.sort();
    all
}

fn ids(people: &[&str]) -> Vec<String> {
    people.iter().map(|p| (*p).to_owned()).collect()
}

/// Nothing heard by ten.
fn silence(people: &[&str]) -> Alarm {
    Alarm { clock: Clock::Contact, due: at("10:00:00"), visit: None, people: ids(people) }
}

fn distress() -> Alarm {
    Alarm { clock: Clock::Distress, due: at("10:00:00"), visit: None, people: ids(&["kay"]) }
}

fn telling(alarm: &Alarm, rung: usize, to: &[&str]) -> OutingEvent {
    let tell = Tell { alarm: alarm.clone(), rung, round: 0, to: ids(to) };
    OutingEvent::Alarm(AlarmLine::Notify(Notify { tells: vec![tell] }))
}

fn result(attempt: &str, to: &str, came: Came) -> OutingEvent {
    let sent = Sent { to: to.to_owned(), channel: "text".to_owned(), came, answer: String::new() };
    let result = Notified { attempt: attempt.to_owned(), came: vec![sent] };
    OutingEvent::Alarm(AlarmLine::Notified(result))
}

fn ack_of(who: &str, alarm: &Alarm, over: Option<&str>) -> Ack {
    Ack {
        who: who.to_owned(),
        name: who.to_owned(),
        doing: "driving there".to_owned(),
        alarms: vec![alarm.clone()],
        lease: Span::minutes(15),
        takes_over: over.map(str::to_owned),
    }
}

fn ack(who: &str) -> OutingEvent {
    OutingEvent::Alarm(AlarmLine::Ack(ack_of(who, &silence(&["kay", "lou"]), None)))
}

fn contact(who: &[&str]) -> OutingEvent {
    OutingEvent::Contact {
        who: ids(who),
        how: super::events::Means::TheyCalled,
        whereabouts: None,
        note: None,
        answers: super::events::Answers::new(),
    }
}

fn no_answer() -> OutingEvent {
    OutingEvent::NoAnswer { who: ids(&["kay", "lou"]) }
}

fn undo(event: &str) -> OutingEvent {
    OutingEvent::Undo { event: event.to_owned(), why: "a slip".to_owned(), says: None }
}

fn take_over(who: &str) -> OutingEvent {
    OutingEvent::Alarm(AlarmLine::Ack(ack_of(who, &silence(&["kay", "lou"]), Some("nearer"))))
}

fn rung(outcome: Outcome) -> OutingEvent {
    OutingEvent::Alarm(AlarmLine::Rung(Rung {
        alarm: silence(&["kay", "lou"]),
        rung: 1,
        who: "max".to_owned(),
        outcome,
        note: None,
    }))
}

fn resolve(who: &[&str], by: &str, second: Option<&str>) -> OutingEvent {
    OutingEvent::Resolve {
        who: ids(who),
        confirmed_by: by.to_owned(),
        how: "seen".to_owned(),
        second: second.map(str::to_owned),
    }
}

#[test]
fn only_what_a_channel_took_counts_as_told() {
    let alarm = silence(&["kay", "lou"]);
    for (came, told) in [(Came::Handed, true), (Came::Failed, false), (Came::Unknown, false)] {
        let log = Lines::new()
            .then("n", "10:01:00", telling(&alarm, 1, &["pat"]))
            .then("r", "10:02:00", result("n", "pat", came))
            .log();
        assert_eq!(log.told(&alarm, 1, 0, "pat"), told, "{came:?}");
        assert!(log.attempted(&alarm, 1, 0));
        assert!(!log.told(&alarm, 1, 0, "dee"), "nobody told Dee");
        assert!(!log.told(&alarm, 2, 0, "pat"), "another rung");
        assert!(!log.told(&alarm, 1, 1, "pat"), "another repetition");
        assert!(log.told(&silence(&["kay"]), 1, 0, "pat") == told, "fewer are late for the same");
    }
    // No result at all: nobody knows, and it is told again.
    let log = Lines::new().then("n", "10:01:00", telling(&alarm, 1, &["pat"])).log();
    assert!(log.attempted(&alarm, 1, 0) && !log.told(&alarm, 1, 0, "pat"));
    // A result for somebody whom the attempt did not name tells nobody.
    let log = Lines::new()
        .then("n", "10:01:00", telling(&alarm, 1, &["pat"]))
        .then("r", "10:02:00", result("n", "dee", Came::Handed))
        .log();
    assert!(!log.told(&alarm, 1, 0, "dee"));
    // One failed, and one went out: told.
    let log = Lines::new()
        .then("n", "10:01:00", telling(&alarm, 1, &["pat"]))
        .then("r", "10:02:00", result("n", "pat", Came::Failed))
        .then("s", "10:03:00", result("n", "pat", Came::Handed))
        .log();
    assert!(log.told(&alarm, 1, 0, "pat"));
}

#[test]
fn what_was_told_before_something_that_was_taken_back_is_told_again() {
    let alarm = silence(&["kay", "lou"]);
    let told = |lines: Lines| lines.log().told(&alarm, 1, 0, "pat");
    let tell = |lines: Lines| {
        lines.then("n", "10:01:00", telling(&alarm, 1, &["pat"])).then(
            "r",
            "10:02:00",
            result("n", "pat", Came::Handed),
        )
    };
    let first = || tell(Lines::new());
    let rang = |lines: Lines, who: &[&str]| lines.then("k", "10:10:00", contact(who));
    let undone = |lines: Lines| lines.then("u", "10:20:00", undo("k"));
    assert!(told(rang(first(), &["kay"])), "it was not taken back");
    assert!(!told(undone(rang(first(), &["kay"]))));
    assert!(told(undone(rang(first(), &["joe"]))), "it was about nobody of theirs");
    assert!(told(undone(tell(rang(Lines::new(), &["kay"])))), "they were told all the same");
    assert!(told(undone(first().then("k", "10:10:00", no_answer()))), "nobody answered");
    // Told at the same time on another machine: nobody there had seen it.
    let apart = first().apart("k", &["out"], "10:00:30", contact(&["kay"])).apart(
        "u",
        &["r", "k"],
        "10:20:00",
        undo("k"),
    );
    assert!(!told(apart));
    // Told again since.
    let again = || undone(rang(first(), &["kay"]));
    let since = again().then("m", "10:21:00", telling(&alarm, 1, &["pat"])).then(
        "s",
        "10:21:30",
        result("m", "pat", Came::Handed),
    );
    assert!(told(since));
    let why = again().log().again(&alarm).map(|a| (a.what, a.at, a.since));
    assert_eq!(why, Some(("check-in", at("10:10:00"), at("10:20:00"))));
    assert_eq!(rang(first(), &["kay"]).log().again(&alarm), None);
    // Never told, nobody is told again.
    assert_eq!(undone(rang(Lines::new(), &["kay"])).log().again(&alarm), None);
}

#[test]
fn a_charge_holds_nothing_back_once_word_was_taken_back_unless_they_know_of_it() {
    let alarm = silence(&["kay", "lou"]);
    let told = || Lines::new().then("n", "10:01:00", telling(&alarm, 1, &["pat"]));
    let holds = |lines: Lines| lines.log().charge(&alarm, at("10:06:00")).is_some();
    let rang = |lines: Lines| lines.then("k", "10:03:00", contact(&["kay"]));
    assert!(holds(rang(told().then("a", "10:02:00", ack("dee")))));
    let undone = |lines: Lines| lines.then("u", "10:05:00", undo("k"));
    assert!(!holds(undone(rang(told().then("a", "10:02:00", ack("dee"))))));
    assert!(!holds(undone(rang(told()).then("a", "10:04:00", ack("dee")))), "all seemed well");
    assert!(holds(undone(rang(told())).then("a", "10:05:30", ack("dee"))));
    // Nor does it stand in the way of somebody else's.
    let both = undone(rang(told().then("a", "10:02:00", ack("dee"))));
    let log = both.then("b", "10:05:30", ack("pat")).log();
    assert_eq!(log.charge(&alarm, at("10:06:00")).map(|c| c.who.as_str()), Some("pat"));
}

#[test]
fn what_this_machine_kept_beside_the_record_counts_as_told_from_the_moment_of_taking_back() {
    let alarm = silence(&["kay", "lou"]);
    let lines = Lines::new()
        .then("n", "10:01:00", telling(&alarm, 1, &["pat"]))
        .then("k", "10:10:00", contact(&["kay"]))
        .then("u", "10:20:00", undo("k"));
    for (time, told) in [("10:19:59", false), ("10:20:00", true), ("10:20:01", true)] {
        let line = |id: &str, body: OutingEvent| {
            let OutingEvent::Alarm(body) = body else { panic!("a line of the log") };
            entry(id, &[], time, body)
        };
        let noted = [
            line("here-1", telling(&alarm, 1, &["pat"])),
            line("here-2", result("here-1", "pat", Came::Handed)),
        ];
        let log = Log::of_outing(&lines.outing(), &noted);
        assert_eq!(log.told(&alarm, 1, 0, "pat"), told, "{time}");
    }
}

#[test]
fn an_alarm_of_another_moment_or_about_more_people_was_not_told() {
    let log = Lines::new()
        .then("n", "10:01:00", telling(&silence(&["kay"]), 1, &["pat"]))
        .then("r", "10:02:00", result("n", "pat", Came::Handed))
        .log();
    assert!(log.told(&silence(&["kay"]), 1, 0, "pat"));
    assert!(!log.told(&silence(&["kay", "lou"]), 1, 0, "pat"), "nobody was told of Lou");
    let later = Alarm { due: at("10:00:01"), ..silence(&["kay"]) };
    assert!(!log.told(&later, 1, 0, "pat"), "late again is a new alarm");
}

#[test]
fn a_line_in_doubt_raises_and_never_tells_takes_charge_or_closes() {
    let alarm = silence(&["kay", "lou"]);
    let log = Lines::new()
        .in_doubt("n", "10:01:00", telling(&alarm, 1, &["pat"]))
        .in_doubt("r", "10:02:00", result("n", "pat", Came::Handed))
        .in_doubt("a", "10:03:00", ack("dee"))
        .in_doubt("v", "10:04:00", rung(NotNeeded))
        .in_doubt("c", "10:05:00", resolve(&["kay", "lou"], "pat", Some("dee")))
        .log();
    assert!(!log.told(&alarm, 1, 0, "pat") && !log.attempted(&alarm, 1, 0));
    assert_eq!(log.charge(&alarm, at("10:03:01")), None);
    assert_eq!(log.passed(&alarm, 1, 1), None);
    assert_eq!(open(&log), [(Clock::Contact, ids(&["kay", "lou"]))]);
    // Told for certain, a closing in doubt closes nothing.
    let log = Lines::new()
        .then("n", "10:01:00", telling(&alarm, 1, &["pat"]))
        .in_doubt("c", "10:05:00", resolve(&["kay", "lou"], "pat", Some("dee")))
        .log();
    assert_eq!(open(&log), [(Clock::Contact, ids(&["kay", "lou"]))]);
}

#[test]
fn a_lease_holds_until_the_second_it_ends() {
    let alarm = silence(&["kay", "lou"]);
    let log = Lines::new().then("a", "10:05:00", ack("dee")).log();
    for (time, holds) in
        [("10:05:00", true), ("10:19:59", true), ("10:20:00", false), ("10:20:01", false)]
    {
        assert_eq!(log.charge(&alarm, at(time)).is_some(), holds, "{time}");
    }
    assert_eq!(log.last_charge(&alarm).map(|c| c.who.as_str()), Some("dee"));
    assert_eq!(log.charge(&distress(), at("10:06:00")), None, "what came later is not held back");
}

#[test]
fn each_action_renews_it_that_is_logged_before_it_ends() {
    let alarm = silence(&["kay", "lou"]);
    for (first, second, until) in [
        ("10:19:59", "10:34:58", "10:49:58"),
        ("10:19:59", "10:34:59", "10:34:59"),
        ("10:20:00", "10:21:00", "10:20:00"),
        ("10:04:59", "10:10:00", "10:25:00"),
    ] {
        let log = Lines::new()
            .then("a", "10:05:00", ack("dee"))
            .then("x", first, rung(NoAnswer))
            .typed_by("dee")
            .then("y", second, OutingEvent::NoAnswer { who: ids(&["kay"]) })
            .typed_by("dee")
            .log();
        let charge = log.last_charge(&alarm).unwrap();
        assert_eq!(charge.until, at(until), "{first} {second}");
        assert_eq!(charge.since, at("10:05:00"));
    }
}

#[test]
fn nobody_else_renews_a_charge_and_never_anybody_who_was_there() {
    let alarm = silence(&["kay", "lou"]);
    let did = |who: &str| {
        let OutingEvent::Alarm(AlarmLine::Rung(one)) = rung(NoAnswer) else { unreachable!() };
        OutingEvent::Alarm(AlarmLine::Rung(Rung { who: who.to_owned(), ..one }))
    };
    for (by, who, renews) in [
        ("dee", "dee", true),
        ("max", "dee", true),
        ("dee", "max", true),
        ("max", "max", false),
        ("pat", "max", false),
        ("lou", "lou", false),
        ("lou", "dee", false),
        ("dee", "kay", false),
    ] {
        let log = Lines::new()
            .then("a", "10:05:00", ack("dee"))
            .then("x", "10:15:00", did(who))
            .typed_by(by)
            .log();
        let until = if renews { "10:30:00" } else { "10:20:00" };
        assert_eq!(log.last_charge(&alarm).unwrap().until, at(until), "{by} for {who}");
    }
    for (by, renews) in [("dee", true), ("max", false), ("lou", false)] {
        let log = Lines::new()
            .then("a", "10:05:00", ack("dee"))
            .then("x", "10:15:00", OutingEvent::NoAnswer { who: ids(&["kay"]) })
            .typed_by(by)
            .log();
        let until = if renews { "10:30:00" } else { "10:20:00" };
        assert_eq!(log.last_charge(&alarm).unwrap().until, at(until), "{by}");
    }
}

#[test]
fn whoever_has_charge_renews_it_by_saying_so_again_and_keeps_the_first_moment() {
    let alarm = silence(&["kay", "lou"]);
    for (again, since) in [("10:19:59", "10:05:00"), ("10:20:00", "10:20:00")] {
        let log = Lines::new().then("a", "10:05:00", ack("dee")).then("b", again, ack("dee")).log();
        let charge = log.last_charge(&alarm).unwrap();
        assert_eq!((charge.since, charge.until), (at(since), at(again).plus(Span::minutes(15))));
    }
}

#[test]
fn the_first_wins_until_their_time_is_over() {
    let alarm = silence(&["kay", "lou"]);
    for (second, winner) in [("10:05:01", "dee"), ("10:19:59", "dee"), ("10:20:00", "pat")] {
        // Apart: neither knew of the other.
        let log = Lines::new()
            .apart("a", &["out"], "10:05:00", ack("dee"))
            .apart("b", &["out"], second, ack("pat"))
            .log();
        assert_eq!(log.last_charge(&alarm).map(|c| c.who.as_str()), Some(winner), "{second}");
        // Knowing changes nothing without a reason to take over.
        let log =
            Lines::new().then("a", "10:05:00", ack("dee")).then("b", second, ack("pat")).log();
        assert_eq!(log.last_charge(&alarm).map(|c| c.who.as_str()), Some(winner), "{second}");
    }
    // In the same second, one of them, and the same one everywhere.
    let log = Lines::new()
        .apart("b", &["out"], "10:05:00", ack("pat"))
        .apart("a", &["out"], "10:05:00", ack("dee"))
        .log();
    assert_eq!(log.last_charge(&alarm).map(|c| c.who.as_str()), Some("dee"));
}

#[test]
fn nobody_takes_over_from_somebody_they_had_not_seen() {
    let alarm = silence(&["kay", "lou"]);
    let saw =
        Lines::new().then("a", "10:05:00", ack("dee")).then("b", "10:06:00", take_over("pat"));
    assert_eq!(saw.log().last_charge(&alarm).map(|c| c.who.as_str()), Some("pat"));
    let blind = Lines::new().apart("a", &["out"], "10:05:00", ack("dee")).apart(
        "b",
        &["out"],
        "10:06:00",
        take_over("pat"),
    );
    assert_eq!(blind.log().last_charge(&alarm).map(|c| c.who.as_str()), Some("dee"));
}

#[test]
fn nobody_along_has_charge_whether_missing_or_not() {
    let alarm = silence(&["kay"]);
    for (who, has) in [("kay", false), ("lou", false), ("dee", true)] {
        let line = OutingEvent::Alarm(AlarmLine::Ack(ack_of(who, &alarm, None)));
        let log = Lines::new().then("a", "10:05:00", line).log();
        assert_eq!(log.charge(&alarm, at("10:05:01")).is_some(), has, "{who}");
    }
    // Nor do they keep it from whoever comes next.
    let log =
        Lines::new().then("a", "10:05:00", ack("kay")).then("b", "10:06:00", ack("dee")).log();
    let charge = log.charge(&silence(&["kay", "lou"]), at("10:06:01")).unwrap();
    assert_eq!((charge.who.as_str(), charge.since), ("dee", at("10:06:00")));
}

#[test]
fn a_closing_closes_what_its_writer_had_seen_and_for_whom() {
    let alarm = silence(&["kay", "lou"]);
    let told = || Lines::new().then("n", "10:01:00", telling(&alarm, 1, &["pat"]));
    let left = |lines: Lines| open(&lines.log());
    let both = [(Clock::Contact, ids(&["kay", "lou"]))];
    assert_eq!(left(told()), both);
    let seen = told().then("c", "10:05:00", resolve(&["kay", "lou"], "pat", None));
    assert_eq!(left(seen), []);
    let unseen = told().apart("c", &["out"], "10:05:00", resolve(&["kay", "lou"], "pat", None));
    assert_eq!(left(unseen), both, "they did not know that anybody was told");
    let one = told().then("c", "10:05:00", resolve(&["kay"], "pat", None));
    assert_eq!(left(one), [(Clock::Contact, ids(&["lou"]))]);
    // Told again after it: open again.
    let again = told().then("c", "10:05:00", resolve(&["kay", "lou"], "pat", None)).then(
        "m",
        "10:06:00",
        telling(&alarm, 2, &["dee"]),
    );
    assert_eq!(left(again), both);
}

#[test]
fn what_was_told_before_it_was_closed_says_nothing_of_what_is_late_again() {
    let alarm = silence(&["kay"]);
    let log = Lines::new()
        .then("n", "10:01:00", telling(&alarm, 1, &["pat"]))
        .then("r", "10:01:01", result("n", "pat", Came::Handed))
        .then("a", "10:02:00", OutingEvent::Alarm(AlarmLine::Ack(ack_of("dee", &alarm, None))))
        .then("c", "10:05:00", resolve(&["kay"], "pat", None))
        .log();
    assert!(!log.told(&alarm, 1, 0, "pat") && log.highest_told(&alarm) == 0);
    assert_eq!(log.charge(&alarm, at("10:05:01")), None, "and nobody's word holds it back");
}

#[test]
fn nobody_along_closes_an_alarm() {
    let alarm = silence(&["kay"]);
    for (by, second, closed) in [
        ("kay", None, false),
        ("lou", None, false),
        ("kay", Some("pat"), false),
        ("pat", None, true),
        ("pat", Some("kay"), true),
    ] {
        let log = Lines::new()
            .then("n", "10:01:00", telling(&alarm, 1, &["pat"]))
            .then("c", "10:05:00", resolve(&["kay"], by, second))
            .log();
        assert_eq!(open(&log).is_empty(), closed, "{by} {second:?}");
    }
}

#[test]
fn a_distress_is_closed_by_two_who_were_not_along() {
    for (by, second, closed) in [
        ("pat", Some("dee"), true),
        ("pat", None, false),
        ("pat", Some("pat"), false),
        ("pat", Some("kay"), false),
        ("pat", Some("lou"), false),
        ("lou", Some("pat"), false),
    ] {
        let body = OutingEvent::Distress { who: ids(&["kay"]), note: None, whereabouts: None };
        let lines = Lines::new()
            .then("d", "10:00:00", body)
            .then("n", "10:01:00", telling(&distress(), 1, &["pat"]))
            .then("c", "10:05:00", resolve(&["kay"], by, second));
        let stands = lines.outing().person("kay").unwrap().distress.is_some();
        assert_eq!(!stands, closed, "the distress: {by} {second:?}");
        assert_eq!(open(&lines.log()).is_empty(), closed, "what was told: {by} {second:?}");
    }
}

#[test]
fn a_concern_is_resolved_by_one_who_was_not_along() {
    for (by, closed) in [("pat", true), ("kay", false), ("lou", false)] {
        let body = OutingEvent::Concern {
            who: ids(&["kay"]),
            note: None,
            whereabouts: None,
            nobody_rang: false,
        };
        let lines = Lines::new().then("d", "10:00:00", body).then(
            "c",
            "10:05:00",
            resolve(&["kay"], by, None),
        );
        assert_eq!(lines.outing().person("kay").unwrap().concerns.is_empty(), closed, "{by}");
    }
}

#[test]
fn the_next_rung_is_due_when_one_was_tried_as_often_as_it_is_to_be() {
    let alarm = silence(&["kay", "lou"]);
    let tried = |outcomes: &[Outcome]| {
        let mut lines = Lines::new();
        for (n, outcome) in outcomes.iter().enumerate() {
            let id = format!("r{n}");
            lines = lines.then(&id, &format!("10:0{}:00", n + 1), rung(outcome.clone()));
        }
        lines.log()
    };
    for (outcomes, tries, passed) in [
        (&[NoAnswer][..], 1, Some("10:01:00")),
        (&[NoAnswer], 2, None),
        (&[NoAnswer, Voicemail], 2, Some("10:02:00")),
        (&[Done, NoAnswer], 2, None),
        (&[Answered, Answered], 1, None),
        (&[Decided("police".to_owned())], 1, None),
        (&[NotNeeded], 5, Some("10:01:00")),
        (&[NoAnswer], 0, Some("10:01:00")),
    ] {
        let log = tried(outcomes);
        assert_eq!(log.passed(&alarm, 1, tries), passed.map(at), "{outcomes:?} of {tries}");
        assert_eq!(log.passed(&alarm, 2, tries), None, "another rung");
    }
}

fn planned(staff: &[&str]) -> VisitEvent {
    let plan = Plan {
        family: "ahmed".to_owned(),
        address: None,
        pupils: Vec::new(),
        start: at("10:00:00"),
        lasts: Span::minutes(30),
        staff: ids(staff),
        reason: None,
        unannounced: false,
        doorstep: false,
        agency: None,
        kind: None,
        place: None,
        site: None,
        base: None,
        confirmed: None,
        told_who: Vec::new(),
        answers: super::events::Answers::new(),
    };
    VisitEvent::Plan { plan: Box::new(plan), unmet: Vec::new() }
}

#[test]
fn an_alarm_about_a_planned_visit_is_closed_by_whoever_it_is_not_about() {
    let alarm = Alarm {
        clock: Clock::Departure,
        due: at("10:15:00"),
        visit: Some("ahmed/2026-11-24-1a".to_owned()),
        people: ids(&["kay"]),
    };
    // Lou goes now; the alarm was about Kay.
    for (by, closed) in [("pat", true), ("kay", false), ("lou", false)] {
        let tell = Tell { alarm: alarm.clone(), rung: 1, round: 0, to: ids(&["max"]) };
        let notify = VisitEvent::Alarm(AlarmLine::Notify(Notify { tells: vec![tell] }));
        let ack = VisitEvent::Alarm(AlarmLine::Ack(ack_of(by, &alarm, None)));
        let over =
            Closed { confirmed_by: by.to_owned(), how: "spoken to".to_owned(), second: None };
        let entries = vec![
            entry("p", &[], "09:00:00", planned(&["lou"])),
            entry("n", &["p"], "10:16:00", notify),
            entry("a", &["n"], "10:17:00", ack),
            entry("c", &["a"], "10:20:00", VisitEvent::Alarm(AlarmLine::Closed(over))),
        ];
        let id = "ahmed/2026-11-24-1a";
        let of = |entries: &[Entry<VisitEvent>]| {
            let record = Record {
                id: id.to_owned(),
                entries: entries.to_vec(),
                doubtful: Vec::new(),
                damage: Vec::new(),
            };
            Log::of_visit(&Visit::of(id, &record).unwrap(), &[])
        };
        assert_eq!(of(&entries).unresolved().is_empty(), closed, "{by}");
        let before: Vec<Entry<VisitEvent>> = entries.into_iter().take(3).collect();
        assert_eq!(of(&before).charge(&alarm, at("10:17:01")).is_some(), closed, "{by}");
    }
}

/// Called off by mistake after it was told, and taken back: nobody counts as told.
#[test]
fn a_planned_visit_that_was_called_off_by_mistake_is_told_again() {
    let alarm = Alarm {
        clock: Clock::Departure,
        due: at("10:15:00"),
        visit: Some("ahmed/2026-11-24-1a".to_owned()),
        people: ids(&["kay"]),
    };
    let tell = Tell { alarm: alarm.clone(), rung: 1, round: 0, to: ids(&["max"]) };
    let notify = VisitEvent::Alarm(AlarmLine::Notify(Notify { tells: vec![tell] }));
    let sent = Sent {
        to: "max".to_owned(),
        channel: "text".to_owned(),
        came: Came::Handed,
        answer: String::new(),
    };
    let result = Notified { attempt: "n".to_owned(), came: vec![sent] };
    let off = super::events::Outcome::of("no-show", false);
    let undo = VisitEvent::Undo { event: "o".to_owned(), why: "slip".to_owned() };
    let mut entries = vec![
        entry("p", &[], "09:00:00", planned(&["kay"])),
        entry("n", &["p"], "10:16:00", notify),
        entry("r", &["n"], "10:16:01", VisitEvent::Alarm(AlarmLine::Notified(result))),
        entry("o", &["r"], "10:20:00", VisitEvent::Outcome(Box::new(off))),
    ];
    let id = "ahmed/2026-11-24-1a";
    let told = |entries: &[Entry<VisitEvent>]| {
        let entries = entries.to_vec();
        let record =
            Record { id: id.to_owned(), entries, doubtful: Vec::new(), damage: Vec::new() };
        let log = Log::of_visit(&Visit::of(id, &record).unwrap(), &[]);
        (log.told(&alarm, 1, 0, "max"), log.again(&alarm).map(|a| a.what))
    };
    assert_eq!(told(&entries), (true, None));
    entries.push(entry("u", &["o"], "10:25:00", undo));
    assert_eq!(told(&entries), (false, Some("calling off of the visit")));
}
