//! Planned visits that nobody left for, in their time: whether the watch would have raised it, had everything been known
//! when it happened. For reports and replays.
//!
//! A visit's own lines say when somebody was expected to leave for it, the outings who left for what; whoever asks reads
//! both and puts them together here, by the rule of `hv overdue`: everybody who means to go is out for it, or was and
//! reached the door. The time is hv's own under every policy. This is not for the alarm: what is late now is
//! `hv overdue`'s to say.

use super::sweep::{By, cuts};
use crate::domain::entry::{Entry, Record};
use crate::domain::events::{OutingEvent, VisitEvent};
use crate::domain::outing::{Door, Outing};
use crate::domain::visit::Visit;
use crate::policy;
use crate::when::Moment;

/// Somebody was expected to leave for a visit, and the time for it had passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// `ahmed/2026-11-24-1a`.
    pub visit: String,
    /// By when they should have signed out.
    pub due: Moment,
    /// Who meant to go, by id.
    pub people: Vec<String>,
    /// The first moment at which it would have shown, had nobody left.
    pub from: Moment,
    /// When the visit was written up, moved or taken off the plan. `None`: it still stands so.
    pub until: Option<Moment>,
}

/// Some people went to a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Went {
    /// The visit.
    pub visit: String,
    /// Who, by id.
    pub people: Vec<String>,
    /// When they left, or took the visit on.
    pub from: Moment,
    /// When they were back, if they had not reached the door and its time had not come.
    pub until: Option<Moment>,
}

/// When somebody was expected to leave for the visit, as its lines tell it up to `now`. The record is to be sound.
pub fn expected(record: &Record<VisitEvent>, now: Moment) -> Vec<Expected> {
    let grace = policy::defaults().departure_grace;
    let mut all: Vec<Expected> = Vec::new();
    for cut in cuts(record, By::Happened, now) {
        let Some(visit) = Visit::of(&record.id, &cut.record).filter(Visit::planned) else {
            continue;
        };
        let due = visit.plan.start.plus(grace);
        let (from, people) = (due.max(cut.from), visit.plan.staff);
        if from > now || cut.next.is_some_and(|next| from >= next) {
            continue;
        }
        match all.last_mut() {
            Some(one) if (one.until, one.due, &one.people) == (Some(cut.from), due, &people) => {
                one.until = cut.next;
            }
            _ => {
                let visit = record.id.clone();
                all.push(Expected { visit, due, people, from, until: cut.next });
            }
        }
    }
    all
}

/// Which visits an outing went to.
pub fn went(outing: &Outing) -> Vec<Went> {
    let doors = outing.stops.iter().filter(|door| !door.stop.visit.is_empty());
    doors.map(|door| one(outing, door)).collect()
}

fn one(outing: &Outing, door: &Door) -> Went {
    let takes_on = |e: &Entry<OutingEvent>| matches!(&e.body, OutingEvent::AddStop { stop, .. } if stop.visit == door.stop.visit);
    let added = outing.entries.iter().find(|e| takes_on(e)).map(|e| e.at);
    Went {
        visit: door.stop.visit.clone(),
        people: outing.people.iter().map(|p| p.id.clone()).collect(),
        from: added.unwrap_or(outing.left_at),
        until: outing.closed_at().filter(|back| !door.happened_by(*back)),
    }
}

/// The first second at which `hv overdue` would have shown it. `None`: somebody was always out for it.
pub fn raised(expected: &Expected, went: &[&Went], now: Moment) -> Option<Moment> {
    let mut moment = expected.from;
    let left = |w: &&&Went, moment: Moment| {
        let all_along = expected.people.iter().all(|p| w.people.contains(p));
        all_along && w.from <= moment && w.until.is_none_or(|back| moment < back)
    };
    while moment <= now && expected.until.is_none_or(|until| moment < until) {
        match went.iter().find(|w| left(w, moment)) {
            None => return Some(moment),
            Some(out) => moment = out.until?,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Moment {
        Moment::parse(&format!("2026-11-24T{time}+00:00")).unwrap()
    }

    fn people(names: &str) -> Vec<String> {
        names.split(' ').map(str::to_owned).collect()
    }

    /// Kay and Lou were to leave by 09:45.
    fn expected(until: Option<&str>) -> Expected {
        Expected {
            visit: "ash/2026-11-24-1a".to_owned(),
            due: at("09:45:00"),
            people: people("kay lou"),
            from: at("09:45:00"),
            until: until.map(at),
        }
    }

    fn went(who: &str, from: &str, until: Option<&str>) -> Went {
        let visit = "ash/2026-11-24-1a".to_owned();
        Went { visit, people: people(who), from: at(from), until: until.map(at) }
    }

    fn shown(until: Option<&str>, went: &[Went], now: &str) -> Option<Moment> {
        raised(&expected(until), &went.iter().collect::<Vec<_>>(), at(now))
    }

    #[test]
    fn it_shows_from_the_second_it_is_due_until_the_visit_is_over() {
        let due = Some(at("09:45:00"));
        for (now, wanted) in [("09:44:59", None), ("09:45:00", due), ("09:45:01", due)] {
            assert_eq!(shown(None, &[], now), wanted, "{now}");
        }
        for (until, wanted) in [("09:45:00", None), ("09:45:01", due)] {
            assert_eq!(shown(Some(until), &[], "12:00:00"), wanted, "{until}");
        }
    }

    #[test]
    fn whoever_leaves_in_that_second_has_left() {
        for (left, wanted) in
            [("09:44:59", None), ("09:45:00", None), ("09:45:01", Some(at("09:45:00")))]
        {
            assert_eq!(shown(None, &[went("kay lou", left, None)], "12:00:00"), wanted, "{left}");
        }
        let more = went("kay lou sam", "09:00:00", None);
        assert_eq!(shown(None, &[more], "12:00:00"), None);
        // Each went, and not together: neither outing is the one that was planned.
        let alone = [went("kay", "09:00:00", None), went("lou", "09:00:00", None)];
        assert_eq!(shown(None, &alone, "12:00:00"), Some(at("09:45:00")));
    }

    #[test]
    fn whoever_turned_round_leaves_it_open_again_until_somebody_sets_out_anew() {
        let back = went("kay lou", "09:00:00", Some("10:00:00"));
        let early = went("kay lou", "09:00:00", Some("09:45:00"));
        assert_eq!(shown(None, &[early], "12:00:00"), Some(at("09:45:00")));
        assert_eq!(shown(None, std::slice::from_ref(&back), "09:59:59"), None);
        assert_eq!(shown(None, std::slice::from_ref(&back), "10:00:00"), Some(at("10:00:00")));
        for (again, wanted) in [("10:00:00", None), ("10:00:01", Some(at("10:00:00")))] {
            let both = [back.clone(), went("kay lou", again, None)];
            assert_eq!(shown(None, &both, "12:00:00"), wanted, "{again}");
        }
    }
}
