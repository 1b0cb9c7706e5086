//! Proves that a replay's sweep says exactly what anybody who looked at each moment would have been told, and that an
//! outing put to its own terms differs in nothing.

use super::world::{World, later, raised, sign_out, steps, terms};
use hv::domain::entry::Record;
use hv::domain::events::OutingEvent;
use hv::domain::outing::Outing;
use hv::policy::Clock;
use hv::watch::replay::compare::{Ahead, Change, pairs};
use hv::watch::replay::{Raised, sweep};
use hv::when::{Moment, Span};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What anybody who looked then would have seen late: clock, visit, person.
type Seen = BTreeSet<(Clock, Option<String>, String)>;

fn seen_at(record: &Record<OutingEvent>, moment: Moment) -> Seen {
    let entries = record.entries.iter().filter(|e| e.typed <= moment).cloned().collect();
    let then = Record { entries, ..record.clone() };
    Outing::of(&then).map(|o| raised(&o, moment).into_keys().collect()).unwrap_or_default()
}

fn swept_at(all: &[Raised], moment: Moment) -> Seen {
    let on = |r: &&Raised| r.raised <= moment && r.ended.is_none_or(|ended| moment < ended);
    all.iter().filter(on).map(|r| (r.clock, r.visit.clone(), r.person.id.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_sweep_is_what_a_look_at_every_moment_would_have_shown(
        terms in terms(),
        steps in steps(),
        back in 1_i64..200,
        looks in prop::collection::vec(0_i64..18_000, 24),
    ) {
        let world = World::new();
        let told = world.live(sign_out(&["kay", "lou"], back, &terms), &steps);
        let record = world.record(&told.text);
        let until = later(told.last, 7_200);
        let all = sweep(&record, until);
        // Around everything that changes, on both sides of it, and wherever chance looks.
        let mut moments: BTreeSet<Moment> = BTreeSet::new();
        let changes = all.iter().flat_map(|r| [Some(r.raised), r.ended]).flatten();
        for moment in changes.chain(record.entries.iter().map(|e| e.typed)) {
            moments.extend([moment.minus(Span::seconds(1)), moment, later(moment, 1)]);
        }
        moments.extend(looks.iter().map(|seconds| later(super::world::left(), *seconds)));
        for moment in moments.into_iter().filter(|m| *m <= until) {
            prop_assert_eq!(swept_at(&all, moment), seen_at(&record, moment), "at {:?}", moment);
        }
    }

    #[test]
    fn an_outing_under_its_own_terms_differs_in_nothing(
        terms in terms(),
        steps in steps(),
        back in 1_i64..200,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&["kay", "lou"], back, &terms), &steps);
        let record = world.record(&told.text);
        let until = later(told.last, 7_200);
        let all = pairs(sweep(&record, until), sweep(&record, until), &Ahead::default());
        prop_assert!(all.iter().all(|pair| pair.change().is_none()));
        let sum: usize = all.iter().map(|pair| pair.people.len()).sum();
        prop_assert_eq!(sum, sweep(&record, until).len());
    }

    /// A shorter silence is never noticed later, and nothing that was noticed goes unnoticed.
    #[test]
    fn a_stricter_interval_is_never_later(
        terms in terms(),
        steps in steps(),
        back in 1_i64..200,
        sooner in 1_i64..40,
    ) {
        prop_assume!(terms.contact.is_some());
        let world = World::new();
        let told = world.live(sign_out(&["kay", "lou"], back, &terms), &steps);
        let record = world.record(&told.text);
        let mut strict = record.clone();
        for entry in &mut strict.entries {
            if let OutingEvent::SignOut { terms, .. } = &mut entry.body
                && let Some(limit) = &mut std::sync::Arc::make_mut(terms).contact
            {
                limit.span = Span::seconds((limit.span.as_seconds() - sooner * 60).max(60));
            }
        }
        let shortened = strict != record;
        let until = later(told.last, 7_200);
        let all = pairs(sweep(&record, until), sweep(&strict, until), &Ahead::default());
        prop_assume!(shortened && terms.contact.as_ref().is_some_and(|c| c.span > Span::minutes(1)));
        for pair in &all {
            prop_assert!(!matches!(pair.change(), Some(Change::Later(_) | Change::NotAtAll)), "{:?}", pair);
        }
    }
}
