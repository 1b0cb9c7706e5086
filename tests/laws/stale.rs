//! Proves that an assessment once stale stays stale, whatever the clock does and whatever else is recorded, until
//! somebody reviews it, makes it anew or puts a control in place; and that a line that is gone makes it no fresher.

use super::world::{World, after, forget, read};
use hv::domain::assessment::Assessment;
use hv::domain::entry::{Entry, Record};
use hv::domain::events::{
    Answers, Assessed, AssessedControl, AssessedHazard, AssessmentEvent, Incident, Outcome, Plan,
    VisitEvent,
};
use hv::domain::stale::{Beside, Looked, Reason, Stale, stale};
use hv::domain::visit::Visit;
use hv::policy::Policy;
use hv::policy::facts::Facts;
use hv::store::{Key, NewEvent, Store};
use hv::when::{Day, Moment, Span, Zone};
use proptest::prelude::*;
use std::collections::BTreeMap;

const ID: &str = "ahmed/2026-11-24-1a";
const CONTROLS: [&str; 3] = ["a lock", "two staff", "a light"];

/// What is said about an assessment or a visit to the family.
#[derive(Debug, Clone)]
enum Said {
    Risk(u8),
    Review(bool, Option<u64>),
    Control(usize),
    Decide(bool),
    Read,
    Incident(usize),
    Outcome(usize, bool, bool),
}

impl Said {
    /// Only these may make it fresher.
    fn puts_right(&self) -> bool {
        match self {
            Said::Review(..) | Said::Control(_) | Said::Outcome(..) => true,
            Said::Risk(_) | Said::Decide(_) | Said::Read | Said::Incident(_) => false,
        }
    }
}

fn said() -> impl Strategy<Value = Said> {
    prop_oneof![
        4 => (0_u8..4).prop_map(Said::Risk),
        2 => (any::<bool>(), prop::option::of(0_u64..6)).prop_map(|(s, d)| Said::Review(s, d)),
        2 => (0_usize..3).prop_map(Said::Control),
        1 => any::<bool>().prop_map(Said::Decide),
        1 => Just(Said::Read),
        2 => (0_usize..2).prop_map(Said::Incident),
        3 => (0_usize..2, any::<bool>(), any::<bool>()).prop_map(|(v, g, c)| Said::Outcome(v, g, c)),
    ]
}

/// On which machine, how long after the last, how long ago it happened, what; and whether both merge after it.
type Step = (usize, i64, i64, Said, bool);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0_usize..2, 0_i64..400, 0_i64..300, said(), any::<bool>());
    prop::collection::vec(step, 0..9)
}

fn day(days: u64) -> Day {
    Day::parse("2026-11-24").unwrap().plus_days(days)
}

fn form(controls: &[Option<u64>]) -> AssessmentEvent {
    let one = |(n, by): (usize, &Option<u64>)| AssessedControl {
        control: CONTROLS[n].to_owned(),
        in_place: Some(by.is_none()),
        does_not_apply: None,
        by_whom: None,
        by_when: by.map(day),
    };
    let hazards = vec![AssessedHazard {
        hazard: "door".to_owned(),
        controls: controls.iter().enumerate().map(one).collect(),
        ..AssessedHazard::default()
    }];
    AssessmentEvent::Assess(Box::new(Assessed {
        family: "ahmed".to_owned(),
        pupils: vec!["Ali".to_owned()],
        crew: vec!["kay".to_owned()],
        next_review: Some(day(3)),
        hazards,
        ..Assessed::default()
    }))
}

fn plan(start: Moment, staff: &str) -> Plan {
    Plan {
        family: "ahmed".to_owned(),
        address: None,
        pupils: vec!["Ali".to_owned()],
        start,
        lasts: Span::minutes(45),
        staff: vec![staff.to_owned()],
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
        answers: BTreeMap::new(),
    }
}

fn entry<B>(id: &str, at: Moment, typed: Moment, body: B) -> Entry<B> {
    let (by, after) = ("max".to_owned(), Vec::new());
    Entry { id: id.to_owned(), after, at, typed, by, clock_given: false, on_paper: None, body }
}

fn outcome(got_in: bool, concern: bool) -> VisitEvent {
    let concern = concern.then(|| "CP-1".to_owned());
    VisitEvent::Outcome(Box::new(Outcome { concern, ..Outcome::of("done", got_in) }))
}

fn incident() -> VisitEvent {
    VisitEvent::Incident(Box::new(Incident {
        kind: "abuse".to_owned(),
        affected: Vec::new(),
        by_whom: "carer".to_owned(),
        reference: None,
        answers: Answers::new(),
        unmet: Vec::new(),
        facts: Facts::new(),
        duties: Vec::new(),
    }))
}

fn policy() -> Policy {
    let text = hv::policy::as_suggested(hv::policy::shipped("aspire").unwrap());
    hv::policy::load(&text).unwrap().policy
}

/// A family's assessment in two record folders, and its visits.
struct Life {
    policy: Policy,
    history: Vec<Record<VisitEvent>>,
    visit: Visit,
    key: Key<AssessmentEvent>,
}

impl Life {
    fn new(days: i64, staff: &str) -> Life {
        let planned = |id: &str, start: Moment, staff: &str| {
            let body = VisitEvent::Plan { plan: Box::new(plan(start, staff)), unmet: Vec::new() };
            let entries = vec![entry("a-1", after(1), after(1), body)];
            Record { id: id.to_owned(), entries, doubtful: Vec::new(), damage: Vec::new() }
        };
        let start = after(days * 1440);
        let visit = planned("ahmed/2026-11-28-1a", start, staff);
        let earlier = |n: i64| planned(&format!("ahmed/2026-11-24-{n}a"), after(n * 700), "kay");
        Life {
            policy: policy(),
            history: vec![earlier(1), earlier(2)],
            visit: Visit::of(&visit.id, &visit).unwrap(),
            key: Key::assessment(ID).unwrap(),
        }
    }

    /// Says something, at the end of its record.
    fn say(&mut self, store: &Store, at: Moment, typed: Moment, said: &Said) {
        let body = match said {
            Said::Risk(n) => AssessmentEvent::Risk { what: format!("risk {n}"), source: None },
            Said::Review(stands, next) => AssessmentEvent::Review {
                found: "unchanged".to_owned(),
                stands: *stands,
                next_review: next.map(day),
                reviewed_by: None,
            },
            Said::Control(n) => AssessmentEvent::Control {
                hazard: "door".to_owned(),
                control: CONTROLS[*n].to_owned(),
                by_whom: None,
            },
            Said::Decide(proceed) => AssessmentEvent::Decide {
                proceed: *proceed,
                reason: "x".to_owned(),
                decided_by: "pat".to_owned(),
                role: "principal".to_owned(),
                actions: Vec::new(),
                over: None,
                unmet: Vec::new(),
                duties: Vec::new(),
                given: None,
                seen: None,
            },
            Said::Read => AssessmentEvent::Read { who: "kay".to_owned() },
            Said::Incident(n) => return self.visited(*n, at, typed, incident()),
            Said::Outcome(n, got_in, concern) => {
                return self.visited(*n, at, typed, outcome(*got_in, *concern));
            }
        };
        write(store, &self.key, at, typed, body);
    }

    fn visited(&mut self, n: usize, at: Moment, typed: Moment, body: VisitEvent) {
        let entries = &mut self.history[n].entries;
        let id = format!("a-{}", entries.len() + 1);
        entries.push(entry(&id, at, typed, body));
    }

    /// What stands, as the record's text says it.
    fn stands(&self, store: &Store, text: &str, now: Moment) -> Option<Vec<Reason>> {
        let record = read(store, &self.key, text);
        let assessment = Assessment::of(ID, &record)?;
        let history: Vec<Visit> = self.history.iter().filter_map(|r| Visit::of(&r.id, r)).collect();
        let looked = Looked {
            assessment: &assessment,
            called: "ahmed".to_owned(),
            visit: Some(&self.visit),
            address: None,
            history: &history,
            cautions: Vec::new(),
            bases: &[],
            beside: Beside::default(),
            unread: Vec::new(),
            policy: &self.policy,
            zone: Zone::LONDON,
            now,
        };
        Some(
            stale(&looked)
                .into_iter()
                .filter(Stale::stands)
                .map(|s| without_doubt(s.reason))
                .collect(),
        )
    }
}

/// Whether whoever decided had heard of a risk changes with the decision; the risk is the same.
fn without_doubt(mut reason: Reason) -> Reason {
    if let Reason::Risk { decided_on, .. } = &mut reason {
        *decided_on = false;
    }
    reason
}

fn write(
    store: &Store,
    key: &Key<AssessmentEvent>,
    at: Moment,
    typed: Moment,
    body: AssessmentEvent,
) {
    let new =
        NewEvent { at, typed, by: "max".to_owned(), clock_given: false, on_paper: None, body };
    store.append(key, new).unwrap();
}

/// Two machines with the assessment, made now.
fn begin(world: &World, key: &Key<AssessmentEvent>, controls: &[Option<u64>]) {
    world.sides.iter().for_each(|side| forget(side, &key.path()));
    write(&world.sides[0], key, after(0), after(0), form(controls));
    put(world, key, 1, &text(world, key, 0));
}

fn path(world: &World, key: &Key<AssessmentEvent>, side: usize) -> std::path::PathBuf {
    world.sides[side].root().join(key.path())
}

fn text(world: &World, key: &Key<AssessmentEvent>, side: usize) -> String {
    std::fs::read_to_string(path(world, key, side)).unwrap()
}

fn put(world: &World, key: &Key<AssessmentEvent>, side: usize, text: &str) {
    let path = path(world, key, side);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// What `git merge` makes of both.
fn merged(world: &World, key: &Key<AssessmentEvent>) -> String {
    let (a, b) = (text(world, key, 0), text(world, key, 1));
    let more: Vec<&str> = b.lines().filter(|l| !a.lines().any(|k| k == *l)).collect();
    more.iter().fold(a.clone(), |text, line| format!("{text}{line}\n"))
}

fn still<'r>(before: &'r [Reason], after: &[Reason]) -> Option<&'r Reason> {
    before.iter().find(|reason| !after.contains(reason))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// A reason that stands at a moment stands at every later one; and after every event but a review, a control put
    /// in place or a visit written up (which is then one made, or one that nobody went in on).
    #[test]
    fn staleness_is_monotone_until_somebody_puts_it_right(
        steps in steps(), controls in prop::collection::vec(prop::option::of(0_u64..6), 0..3),
        days in 1_i64..5, staff in prop_oneof![Just("kay"), Just("lou")], more in 0_i64..9000,
    ) {
        let world = World::new();
        let mut life = Life::new(days, staff);
        begin(&world, &life.key, &controls);
        let key = Key::assessment(ID).unwrap();
        let mut last = after(0);
        let reader = |life: &Life, now: Moment| life.stands(&world.reader, &merged(&world, &key), now).unwrap();
        for (side, wait, ago, said, merge) in &steps {
            last = last.plus(Span::minutes(*wait));
            let before = reader(&life, last);
            let at = last.minus(Span::minutes(*ago)).max(after(0));
            life.say(&world.sides[*side], at, last, said);
            let now = merged(&world, &key);
            let here = life.stands(&world.reader, &now, last).unwrap();
            if !said.puts_right() {
                prop_assert_eq!(still(&before, &here), None, "{:?}", said);
            }
            let later = life.stands(&world.reader, &now, last.plus(Span::minutes(more))).unwrap();
            prop_assert_eq!(still(&here, &later), None, "{:?} minutes later", more);
            if *merge {
                put(&world, &key, 0, &now);
                put(&world, &key, 1, &now);
            }
        }
    }

    /// A line that is gone leaves every reason but what it alone said; and where others came after it, the hole itself
    /// is a reason.
    #[test]
    fn a_line_that_is_gone_makes_an_assessment_no_fresher(
        steps in steps(), controls in prop::collection::vec(prop::option::of(0_u64..6), 0..3), days in 1_i64..5,
    ) {
        let world = World::new();
        let mut life = Life::new(days, "kay");
        begin(&world, &life.key, &controls);
        let key = Key::assessment(ID).unwrap();
        let mut last = after(0);
        for (_, wait, ago, said, _) in &steps {
            last = last.plus(Span::minutes(*wait));
            let at = last.minus(Span::minutes(*ago)).max(after(0));
            life.say(&world.sides[0], at, last, said);
        }
        let whole = text(&world, &key, 0);
        let before = life.stands(&world.reader, &whole, last).unwrap();
        let heads = read(&world.reader, &key, &whole).heads();
        let lines: Vec<&str> = whole.lines().collect();
        for n in 2..lines.len() {
            let kept = lines.iter().enumerate().filter(|(at, _)| *at != n);
            let less = kept.fold(String::new(), |text, (_, line)| text + line + "\n");
            let Some(left) = life.stands(&world.reader, &less, last) else { continue };
            let head = heads.iter().any(|id| lines[n].contains(&format!("{{\"id\": \"{id}\"")));
            let unread = left.iter().any(|r| matches!(r, Reason::Unread(_)));
            prop_assert!(head || unread, "a hole shows: {}", lines[n]);
            // A risk noted goes with its line, a void review too, and the date that a review set.
            let own = |r: &Reason| {
                let did = |what: &str| lines[n].contains(&format!("\"did\": \"{what}\""));
                (matches!(r, Reason::Risk { .. }) && did("risk"))
                    || (matches!(r, Reason::Void { .. } | Reason::PastReview(_)) && did("review"))
            };
            let lost: Vec<&Reason> = before.iter().filter(|r| !left.contains(r) && !own(r)).collect();
            prop_assert!(lost.is_empty(), "{:?} without {}", lost, lines[n]);
        }
    }
}
