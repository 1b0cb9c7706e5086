//! Proves when an alarm is raised: within its bound for whoever is not back, never for who was back in time, for
//! each person apart, and for good until something happens.

use super::world::{
    PEOPLE, Step, Verb, World, after, alone, event, later, left, raised, running, sign_out, stands,
    steps, terms, who,
};
use hv::domain::events::{OutingEvent, Terms};
use hv::domain::outing::Outing;
use hv::policy::{Clock, Deadline};
use hv::watch;
use hv::when::{Moment, Span, Zone};
use proptest::prelude::*;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() }
}

/// When a person was last heard from, and whether they are back with no sign of them out later than that: told from
/// what was typed and nothing else.
fn heard(steps: &[Step], person: &str, at_home: bool) -> (Moment, bool) {
    let (mut now, mut last) = (left(), left());
    let (mut sign, mut back) = (left(), None);
    for step in steps {
        let Step::Say { wait, ago, verb, .. } = step else { continue };
        now = now.plus(Span::minutes(*wait));
        let at = now.minus(Span::minutes(*ago)).max(left());
        let (set, contact) = match verb {
            Verb::Contact(s)
            | Verb::Extend(s, _)
            | Verb::AddStop(s)
            | Verb::Arrive(s, _, _)
            | Verb::Enter(s, _)
            | Verb::Leave(s, _)
            | Verb::CalledOff(s, _)
            | Verb::Concern(s)
            | Verb::Delay(s, _, _)
            | Verb::SchoolRang(s)
            | Verb::Home(s)
            | Verb::Back(s) => (*s, true),
            Verb::NoAnswer(s) | Verb::Distress(s) | Verb::Resolve(s) | Verb::Assure(s) => {
                (*s, false)
            }
            Verb::Late(_, _) => (0, false),
        };
        let named = who(set).iter().any(|w| w == person);
        if named && contact {
            last = last.max(at);
            // Where it ends at home, being at school is a sign of them like any other.
            let ends = matches!(verb, Verb::Back(_)) && !at_home || matches!(verb, Verb::Home(_));
            if ends {
                back = back.max(Some(at));
            } else {
                sign = sign.max(at);
            }
        }
    }
    (last, back.is_some_and(|back| sign <= back))
}

/// The return in force, when one machine typed everything: of the extensions that none typed later and said at the
/// same time or later has replaced, the earliest.
fn back_due(steps: &[Step], person: &str, back: i64) -> Moment {
    let (mut now, mut given) = (left(), Vec::<(Moment, Moment)>::new());
    for step in steps {
        if let Step::Say { wait, ago, verb, .. } = step {
            now = now.plus(Span::minutes(*wait));
            // Whoever rings in moves their own.
            let theirs = |set: u8| who(set).iter().any(|w| w == person);
            if let Verb::Extend(set, minutes) = verb
                && theirs(*set)
            {
                let at = now.minus(Span::minutes(*ago)).max(left());
                given.retain(|(said, _)| *said > at);
                given.push((at, now.plus(Span::minutes(*minutes))));
            }
        }
    }
    given.into_iter().map(|(_, due)| due).min().unwrap_or(after(back))
}

/// By when somebody who says nothing more is late: the sooner of silence and return.
fn bounds(terms: &Terms, last: Moment, back: Moment) -> Vec<Deadline> {
    let grace = terms.home.as_ref().map_or(&terms.return_grace, |home| &home.grace);
    let mut all = vec![Deadline { due: back.plus(grace.span), over: grace.over }];
    all.extend(terms.contact.as_ref().map(|c| Deadline { due: last.plus(c.span), over: c.over }));
    all
}

/// The clock that runs out when somebody does not come back, or home.
fn the_end(terms: &Terms) -> Clock {
    if terms.home.is_some() { Clock::Home } else { Clock::Return }
}

fn is_late(outing: &Outing, person: &str, clock: Clock, now: Moment) -> bool {
    raised(outing, now)
        .keys()
        .any(|(c, visit, who)| *c == clock && visit.is_none() && who == person)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn who_is_not_back_is_late_from_the_bound_on_and_never_before(
        steps in alone(), terms in terms(), back in 60_i64..300, more in 0_i64..100_000,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &steps);
        let outing = world.outing(&told.text);
        for person in PEOPLE {
            let (last, is_back) = heard(&steps, person, terms.home.is_some());
            let all = bounds(&terms, last, back_due(&steps, person, back));
            if is_back {
                let kept = outing.person(person).unwrap().distress.is_some();
                let late = raised(&outing, later(told.last, more));
                prop_assert!(late.keys().all(|(clock, _, w)| w != person || (kept && *clock == Clock::Distress)));
                continue;
            }
            let clocks = [the_end(&terms), Clock::Contact];
            for (deadline, clock) in all.iter().zip(clocks) {
                for seconds in [-1, 0, 1] {
                    let now = later(deadline.due, seconds);
                    // At the second itself only what is reached there; never a second before, always one after.
                    let late = seconds >= i64::from(deadline.over);
                    prop_assert_eq!(is_late(&outing, person, clock, now), late, "{} {}", person, seconds);
                }
                prop_assert!(is_late(&outing, person, clock, later(deadline.due, 1 + more)), "{}", person);
            }
        }
    }

    #[test]
    fn who_was_back_before_anything_was_due_is_never_late(
        steps in alone(), terms in terms(), back in 60_i64..300, more in 0_i64..1_000_000,
    ) {
        // Without distress, which stands, and read on every tick until all are back.
        let quiet = |s: &Step| !matches!(s, Step::Say { verb: Verb::Distress(_) | Verb::Back(_) | Verb::Home(_), .. });
        let steps: Vec<Step> = steps.into_iter().filter(quiet).collect();
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &steps);
        let end = if terms.home.is_some() { Verb::Home(7) } else { Verb::Back(7) };
        world.say(0, told.last, told.last, event(&end, told.last));
        let outing = world.outing(&world.text(0));
        prop_assert!(!outing.open());
        for seconds in [0, 1, 60, more] {
            prop_assert_eq!(watch::late(&outing, later(told.last, seconds)).len(), 0);
        }
    }

    #[test]
    fn a_later_now_never_takes_an_alarm_back(
        steps in steps(), terms in terms(), back in 60_i64..300, first in 0_i64..40_000, second in 0_i64..1_000_000,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &steps);
        let outing = world.outing(&told.text);
        let now = later(told.last, first);
        let (sooner, after) = (raised(&outing, now), raised(&outing, later(now, second)));
        prop_assert!(stands(&sooner, &after), "{:?} then {:?}", sooner, after);
        // And the ladder only climbs.
        let rungs = |now| watch::late(&outing, now).into_iter().map(|l| (l.running.clock, l.running.visit, l.running.deadline.due, l.rung.number)).collect::<Vec<_>>();
        for (clock, visit, due, rung) in rungs(now) {
            let then = rungs(later(now, second));
            prop_assert!(then.iter().any(|(c, v, d, r)| (c, v, d) == (&clock, &visit, &due) && *r >= rung));
        }
    }

    #[test]
    fn the_words_of_one_stop_no_clock_of_another(
        steps in steps(), terms in terms(), back in 60_i64..300, back_again in any::<bool>(),
        at_door in prop::option::of(0_usize..2), more in 0_i64..40_000,
    ) {
        // Kay alone is heard from, or returns.
        let said = match (back_again, at_door) {
            (true, _) if terms.home.is_some() => Verb::Home(1),
            (true, _) => Verb::Back(1),
            (false, Some(visit)) => Verb::Arrive(1, visit, false),
            (false, None) => Verb::Contact(1),
        };
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &steps);
        let before = running(&world.outing(&told.text));
        world.say(0, told.last, told.last, event(&said, told.last));
        let outing = world.outing(&world.text(0));
        let now = running(&outing);
        // What is due before a visit is due of the outing, and one call settles it; a return settles nothing.
        let own = |visit: &Option<String>| visit.is_none() || matches!(said, Verb::Back(_) | Verb::Home(_));
        for ((clock, visit, person), due) in before.iter().filter(|((_, v, w), _)| w != "kay" && own(v)) {
            let still = now.get(&(*clock, visit.clone(), person.clone()));
            prop_assert_eq!(still, Some(due), "{:?} {:?} of {} after {:?}", clock, visit, person, said);
        }
        let only_distress = raised(&outing, later(told.last, more))
            .keys()
            .all(|(clock, _, person)| person != "kay" || *clock == Clock::Distress);
        prop_assert!(only_distress || !matches!(said, Verb::Back(_) | Verb::Home(_)));
    }

    #[test]
    fn distress_stands_whatever_is_said_that_had_not_seen_it(
        before in steps(), after_it in steps(), terms in terms(), more in 0_i64..1_000_000,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, 120, &terms), &before);
        // Lou's distress is typed on one machine; the other goes on without it.
        let id = world.say(0, told.last, told.last, event(&Verb::Distress(2), told.last));
        let mut now = told.last;
        for step in &after_it {
            let Step::Say { side, wait, verb, .. } = step else { continue };
            now = now.plus(Span::minutes(*wait));
            // Who had seen it does not resolve it; who had not may say anything.
            let side = if matches!(verb, Verb::Resolve(_)) { 1 } else { *side };
            world.say(side, now, now, event(verb, now));
        }
        world.merge();
        let outing = world.outing(&world.text(0));
        prop_assert!(outing.open());
        let stands = |o: &Outing| is_late(o, "lou", Clock::Distress, later(now, more));
        prop_assert!(stands(&outing));
        // A resolution for somebody else does nothing; one that saw it, for Lou, ends it.
        world.say(0, now, now, event(&Verb::Resolve(5), now));
        prop_assert!(stands(&world.outing(&world.text(0))));
        // A minute on: in the same second it would be the same event as one that had not seen it, and change nothing.
        let now = now.plus(Span::minutes(1));
        let resolve = world.say(0, now, now, event(&Verb::Resolve(2), now));
        let record = world.record(&world.text(0));
        prop_assert!(record.entries.iter().any(|e| e.id == resolve) && record.entries.iter().any(|e| e.id == id));
        prop_assert!(!stands(&world.outing(&world.text(0))));
    }

    #[test]
    fn of_extensions_that_knew_nothing_of_each_other_the_earlier_holds(
        one in 10_i64..400, other in 10_i64..400, third in 10_i64..400, terms in terms(), order in any::<bool>(),
    ) {
        let world = World::new();
        world.live(sign_out(&PEOPLE, 120, &terms), &[]);
        let extend = |side: usize, minutes: i64, why: &str| {
            let back = OutingEvent::Extend { who: who(7), back: after(minutes), why: why.to_owned() };
            world.say(side, after(5), after(6 + i64::from(order)), back)
        };
        extend(usize::from(order), one, "one");
        extend(usize::from(!order), other, "other");
        world.merge();
        let back = |text: &str| world.outing(text).back;
        prop_assert_eq!(back(&world.text(0)), after(one.min(other)));
        // One that has seen both holds, earlier or later.
        extend(0, third, "third");
        prop_assert_eq!(back(&world.text(0)), after(third));
    }

    /// Both Sundays of the year on which London's clocks change, at any second around the change.
    #[test]
    fn elapsed_time_is_elapsed_time_across_both_clock_changes(
        spring in any::<bool>(), seconds in -7_200_i64..7_200, minutes in 1_i64..180, terms in terms(),
    ) {
        let change = if spring { "2026-03-29T01:00:00+00:00" } else { "2026-10-25T01:00:00+00:00" };
        let at = Zone::LONDON.localise(later(Moment::parse(change).unwrap(), seconds));
        let Some(limit) = terms.contact.clone() else { return Ok(()) };
        let mut terms = terms;
        terms.contact = Some(hv::policy::Limit { span: Span::minutes(minutes), ..limit.clone() });
        let back = at.plus(Span::minutes(600));
        let mut start = sign_out(&["kay"], 0, &terms);
        if let OutingEvent::SignOut { back: due, stops, .. } = &mut start {
            *due = Zone::LONDON.localise(back);
            stops.clear();
        }
        let world = World::new();
        let new = hv::store::NewEvent { at, typed: at, by: "max".to_owned(), clock_given: false, on_paper: None, body: start };
        let key = super::world::key();
        world.clear();
        world.sides[0].append(&key, new).unwrap();
        let outing = world.outing(&world.text(0));
        let due = later(at, minutes * 60);
        for (seconds, late) in [(-1, false), (0, !limit.over), (1, true)] {
            let now = Zone::LONDON.localise(later(due, seconds));
            prop_assert_eq!(is_late(&outing, "kay", Clock::Contact, now), late);
        }
        let grace = later(at, 36_000 + terms.return_grace.span.as_seconds());
        let home = terms.home.as_ref().map(|h| later(at, 36_000 + h.grace.span.as_seconds()));
        prop_assert_eq!(running(&outing)[&(the_end(&terms), None, "kay".to_owned())], home.unwrap_or(grace));
    }
}
