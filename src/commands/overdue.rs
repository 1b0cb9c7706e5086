//! `hv overdue`: who is late, worst first. It only reads the record folder. Silent, and exit 0, only when
//! everything was read and nobody is late.
//!
//! What the last complete look saw, and the latest time it saw, are kept on this machine outside the folder: an
//! outing that vanished is a danger with a name, and a clock that runs backwards silences nothing.

use super::Ending;
use super::afield::{self, Afield, Lost};
use super::departures::departures;
use super::desk::{Desk, find_store, moment, school_or_none};
use super::overdue_words::show;
use super::owed::{Owed, owed};
use super::unfrozen::Unfrozen;
use super::unmarked;
use super::unresolved::unresolved;
use crate::cli::{self, Global};
use crate::domain::alarm::{Alarm, Log};
use crate::domain::directory::School;
use crate::domain::outing::Outing;
use crate::error::{Damage, Error};
use crate::host::Host;
use crate::policy::{Clock, Deadline, Source};
use crate::render::{clean, fit};
use crate::store::{Key, MachineState, Store, Taken, alone, on_all_cores, vanished};
use crate::watch::around::Around;
use crate::watch::ladder::Climbed;
use crate::watch::unresolved::Unresolved;
use crate::watch::{self, Late, Running, danger, ladder};
use crate::when::{Day, Look, Moment, Zone};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Everything one look found.
#[derive(Debug)]
pub(super) struct Seen {
    /// Late, worst first.
    pub late: Vec<Late>,
    /// Told, and neither late any more nor resolved.
    pub unresolved: Vec<Unresolved>,
    /// Owed after the fact.
    pub owed: Vec<Owed>,
    /// What could not be read or trusted.
    pub damage: Vec<Damage>,
    /// Who is out, late or not.
    pub afield: Afield,
}

/// A clock may be set back by so many seconds without anybody having to know.
const SLACK: i64 = 120;

/// One look, and all it was made with.
#[derive(Debug)]
pub(super) struct Looked {
    /// The record folder.
    pub store: Store,
    /// The school, or what is left of it when `hv.toml` cannot be read.
    pub school: School,
    /// Its zone.
    pub zone: Zone,
    /// What the clock says.
    pub clock: Moment,
    /// The later of the clock and the last time this machine's own sweep saw.
    pub now: Moment,
    /// What this machine remembers.
    pub state: MachineState,
    /// Where it does. `None` under `--now`, or if there is no such place.
    pub state_dir: Option<PathBuf>,
    /// What was found.
    pub seen: Seen,
}

pub(super) fn run(args: &cli::Overdue, global: &Global, host: &mut Host) -> Ending {
    if args.alert {
        return super::alert::run(global, host);
    }
    let looked = gather(global, host)?;
    let code = code(&looked.seen);
    show(&looked.seen, looked.now, looked.zone, global, host);
    say_if_unwatched(&looked, host);
    if global.now.is_none()
        && let Err(error) = remember(&looked, looked.state_by_now())
    {
        // An alarm outranks a machine that cannot remember it.
        return Ok(code.max(super::tell_error(&error, false, host)));
    }
    Ok(code)
}

/// Somebody looks by hand now; they are told that nothing else does.
fn say_if_unwatched(looked: &Looked, host: &mut Host) {
    let seen = &looked.seen.afield;
    let nobody_out =
        seen.lost.is_empty() && !seen.outings.iter().any(|o| o.open() && o.drill.is_none());
    if looked.state_dir.is_none() || nobody_out {
        return;
    }
    let watched = super::watched::watched(&looked.store, &looked.school, host, looked.now);
    if let Some(words) = watched.words(looked.zone, looked.now) {
        host.tell(&format!("{}.\n", fit(&clean(&words), host.width())));
    }
}

/// Looks at everything, with what this machine saw before.
pub(super) fn gather(global: &Global, host: &Host) -> Result<Looked, Error> {
    let root = find_store(global, host)?;
    // Without a readable hv.toml the alarm still rings: times are then London's, and it is said.
    let (mut school, zone, lost) = school_or_none(&Store::open(&root, None)?);
    let replay = global.now.is_some();
    let given = global
        .now
        .as_ref()
        .map(|t| moment(t, "--now", host.clock, zone, Look::Either))
        .transpose()?;
    let store = Store::open(&root, given)?.on(&host.machine);
    let state_dir = if replay { None } else { host.state_dir() };
    let (mut state, state_damage) =
        state_dir.as_ref().map(|dir| MachineState::load(dir, &store)).unwrap_or_default();
    if lost.is_some() {
        (school.channel, school.watch) = (state.channels.clone(), state.watch.clone());
    } else {
        (state.channels, state.watch) = (school.channel.clone(), school.watch.clone());
    }
    let clock = zone.localise(given.unwrap_or(host.clock));
    let now = if replay { clock } else { state.judged_at(clock) };
    let mut seen = look_remembering(&store, &school, (&state, state_dir.as_deref()), (clock, now));
    seen.damage.extend(state_damage);
    seen.damage.extend(lost);
    seen.damage.sort_by_key(|d| (!d.may_hide_somebody, d.path.clone(), d.line));
    Ok(Looked { store, school, zone, clock, now, state, state_dir, seen })
}

/// Looks at everything by `now`, with what this machine remembers: what it saw open and is gone, a clock that was set
/// back, other machines that are silent.
fn look_remembering(
    store: &Store,
    school: &School,
    (state, state_dir): (&MachineState, Option<&Path>),
    (clock, now): (Moment, Moment),
) -> Seen {
    let zone = school.zone().unwrap_or(Zone::LONDON);
    let afield = unmarked::with(store, state_dir, (now, zone.day_of(now)));
    let mut seen = look_noted(afield, store, state, now, zone);
    if now.seconds_since(clock) > SLACK {
        seen.damage.push(clock_went_back(clock, now, zone));
    }
    seen.damage.extend(super::unheard::dangers(store, school, state_dir, (zone, now)));
    seen.damage.extend(taken_away(store));
    seen.add_unmarked(state, store, now);
    for (id, people) in vanished(state, &accounted(&seen.afield, state, store, now)) {
        seen.damage.push(gone(id, people));
    }
    seen
}

/// Lines that hv recorded lately and that another program took away.
pub(super) fn taken_away(store: &Store) -> Vec<Damage> {
    match store.taken_away() {
        Ok(taken) => taken.iter().map(Taken::damage).collect(),
        Err(damage) => vec![damage],
    }
}

/// What this machine saw open and is not there any more in any form: for whoever reads the whole folder.
pub(super) fn gone_since(desk: &Desk<'_>) -> Vec<Damage> {
    let Some(dir) = desk.host.state_dir().filter(|_| !desk.replay) else { return Vec::new() };
    gone_from(&desk.store, &dir, desk.now, desk.today())
}

/// The same of any folder, by what this machine remembers in `dir`.
pub(super) fn gone_from(store: &Store, dir: &Path, now: Moment, today: Day) -> Vec<Damage> {
    let (state, damage) = MachineState::load(dir, store);
    let afield = afield::all(store, now, today);
    let accounted = accounted(&afield, &state, store, now);
    let gone = vanished(&state, &accounted).into_iter().map(|(id, people)| gone(id, people));
    gone.chain(damage).collect()
}

impl Looked {
    /// What this machine remembers by now: hv overdue --alert may have noted something since this look began.
    fn state_by_now(&self) -> MachineState {
        let now = self.state_dir.as_ref().map(|dir| MachineState::load(dir, &self.store).0);
        let (channels, watch) = (self.state.channels.clone(), self.state.watch.clone());
        MachineState { channels, watch, ..now.unwrap_or_default() }
    }
}

impl Seen {
    /// Outings that were open at the last look, whose marker is gone and whose record is not: watched all the same.
    fn add_unmarked(&mut self, state: &MachineState, store: &Store, now: Moment) {
        let unmarked =
            state.seen_open.keys().filter(|id| !self.afield.markers.out.contains_key(*id));
        let known = |id: &&String| self.afield.outings.iter().any(|o| o.id == **id);
        let found: Vec<Outing> = unmarked
            .filter(|id| !known(id))
            .filter_map(|id| afield::outing(store, id, now).ok())
            .filter(Outing::open)
            .collect();
        for outing in found {
            self.damage.push(marker_gone(&outing));
            let noted = state.notes(&outing.id);
            match alone(&outing.id, || watch::late_noted(&outing, &noted, now)) {
                Ok(late) => {
                    self.late.extend(late);
                    self.afield.outings.push(outing);
                }
                Err(mistake) => self.damage.push(mistake),
            }
        }
        self.late.sort_by_key(Late::rank);
    }
}

pub(super) fn marker_gone(outing: &Outing) -> Damage {
    let (id, names) = names(outing);
    Damage {
        path: format!("open/out/{id}"),
        line: None,
        what: format!(
            "{} out, and the marker that hv overdue looks for has vanished",
            names.join(" and ")
        ),
        hint: "The next call that is recorded for them (hv checkin) puts it back. Other machines do not watch \
               this outing until then."
            .to_owned(),
        may_hide_somebody: true,
    }
}

/// Late, or told and not resolved, outranks damage; either is told. A drill is no danger: a script that rings somebody
/// over exit 4 must not be taught to doubt it.
pub(super) fn code(look: &Seen) -> u8 {
    let quiet = look.late.iter().all(|l| l.drill) && look.unresolved.is_empty();
    match (quiet, look.damage.is_empty()) {
        (false, _) => 4,
        (true, false) => 3,
        (true, true) => 0,
    }
}

/// Looks at everything open, by its markers. Nothing that cannot be read hides anything else.
pub(super) fn look(store: &Store, now: Moment, zone: Zone) -> Seen {
    let afield = afield::all(store, now, zone.day_of(now));
    look_noted(afield, store, &MachineState::default(), now, zone)
}

/// The same with all that this machine remembers, for the board: by the latest time seen, which is the desk's from then on.
pub(super) fn look_wide(desk: &mut Desk<'_>) -> Seen {
    let memory = if desk.replay { None } else { desk.host.state_dir() };
    let loaded = memory.as_ref().map(|dir| MachineState::load(dir, &desk.store));
    let (state, damage) = loaded.unwrap_or_default();
    let clock = desk.now;
    if !desk.replay {
        desk.now = state.judged_at(clock);
    }
    let times = (clock, desk.now);
    let mut seen = look_remembering(&desk.store, &desk.school, (&state, memory.as_deref()), times);
    seen.damage.extend(damage);
    // Whoever opened the folder was told on standard error; a page, or a program, reads it here.
    seen.damage.extend(school_or_none(&desk.store).2);
    seen.damage.sort_by_key(|d| (!d.may_hide_somebody, d.path.clone(), d.line));
    seen.damage.dedup();
    seen
}

/// The same, with what this machine noted of alarms whose record could not take it.
fn look_noted(
    mut afield: Afield,
    store: &Store,
    state: &MachineState,
    now: Moment,
    zone: Zone,
) -> Seen {
    let mut late = judged(&mut afield, |o| watch::late_noted(o, &state.notes(&o.id), now));
    let unfrozen = Unfrozen::new(store, zone, now);
    late.extend(afield.lost.iter().map(|lost| of_lost(lost, state, &unfrozen, now)));
    let mut damage = afield.damage.clone();
    late.extend(departures(store, &afield, &unfrozen, now, &mut damage));
    let danger = danger::in_distress(&late);
    danger::point_to(&mut late, &danger);
    late.sort_by_key(Late::rank);
    // Whose ladder was worked out just now from the directory: a card that cannot be read may be anybody's role.
    let by_now = |l: &Late| l.alarm.clock == Clock::Departure || !afield.lost.is_empty();
    if late.iter().any(by_now) {
        damage.extend(unfrozen.damage());
    }
    damage.sort_by_key(|d| (!d.may_hide_somebody, d.path.clone(), d.line));
    damage.dedup();
    // Whatever hv gets wrong here, who is late stands.
    let mut found = Vec::new();
    let owed = alone("open/owed", || owed(store, &afield, now, &mut found));
    damage.extend(found);
    let notes = |id: &str| state.notes(id);
    let told = || unresolved(store, &afield, &late, &notes, (now, &unfrozen));
    let unresolved = alone("open", told);
    damage.extend([owed.as_ref().err(), unresolved.as_ref().err()].into_iter().flatten().cloned());
    let (owed, mut unresolved) = (owed.unwrap_or_default(), unresolved.unwrap_or_default());
    danger::point_unresolved_to(&mut unresolved, &danger);
    Seen { late, unresolved, owed, damage, afield }
}

/// Who is late on each outing. One over which hv makes a mistake of its own is lost: its people are somewhere, and its
/// marker is all that can be told of it.
fn judged(afield: &mut Afield, late_of: impl Fn(&Outing) -> Vec<Late> + Sync) -> Vec<Late> {
    let path = |o: &Outing| Key::outing(&o.id).map_or_else(|_| o.id.clone(), |key| key.path());
    let judge = |o: &Outing| alone(&path(o), || late_of(o));
    let read = on_all_cores(&afield.outings, afield::FEW, judge);
    let mut late = Vec::new();
    for (outing, read) in std::mem::take(&mut afield.outings).into_iter().zip(read) {
        match read {
            Ok(its) => {
                late.extend(its);
                afield.outings.push(outing);
            }
            Err(damage) => {
                let marker = afield.markers.out.get(&outing.id).cloned().flatten();
                afield.damage.push(damage.clone());
                afield.lost.push(Lost { id: outing.id, marker, damage });
            }
        }
    }
    late
}

/// An outing that only its marker tells of is an alarm, whatever its expected return.
fn of_lost(lost: &Lost, state: &MachineState, unfrozen: &Unfrozen<'_>, now: Moment) -> Late {
    let due = lost.marker.as_ref().map_or(now, |m| m.back.min(now));
    let running = Running {
        clock: Clock::Return,
        people: lost.people(),
        deadline: Deadline { due, over: false },
        owed: format!("a record that can be read: {}", lost.damage.what),
        missed: None,
        visit: None,
        source: Source::Default,
    };
    let place =
        lost.marker.as_ref().map_or_else(|| "place not known".to_owned(), |m| m.places.join("; "));
    let around = Around::without_outing(&running, place.clone());
    let going: Vec<String> = running.people.iter().map(|p| p.id.clone()).collect();
    let terms = unfrozen.terms(&going);
    // Nobody knows since when, so it is repeated by the clock on the wall.
    let alarm = Alarm {
        clock: Clock::Return,
        due: lost.marker.as_ref().map_or(Moment::epoch(), |m| m.back),
        visit: None,
        people: going,
    };
    let (log, every) = (Log::of_notes(&state.notes(&lost.id)), terms.repeat);
    let climbed = Climbed::since_due(&alarm, &log, &running);
    let (round, since) = ladder::round_of_day(every, now);
    let step = ladder::Due {
        who: terms.everyone.clone(),
        round,
        since,
        ..ladder::due(None, &running, &around, &climbed, now)
    };
    Late { log, place, ..Late::new(lost.id.clone(), running, alarm, vec![step], now) }
}

/// What stands for a path where it is the clock that cannot be trusted.
pub(super) const THE_CLOCK: &str = "this machine's clock";

fn clock_went_back(clock: Moment, seen: Moment, zone: Zone) -> Damage {
    Damage {
        path: THE_CLOCK.to_owned(),
        line: None,
        what: format!(
            "it says {}, and {} was seen here before",
            zone.words(clock),
            zone.words(seen)
        ),
        hint: "Put the clock right; until then lateness is judged by the later time. If the later time was \
               wrong, remove this machine's memory of it, in the state folder hv/ (XDG_STATE_HOME)."
            .to_owned(),
        may_hide_somebody: true,
    }
}

/// Every outing that is still there in some form: marked, known to be lost, or closed with its marker swept; and one that
/// somebody has said nobody left on.
fn accounted(afield: &Afield, state: &MachineState, store: &Store, now: Moment) -> Vec<String> {
    let closed = |id: &&String| {
        afield::outing(store, id, now).is_ok_and(|o| !o.open()) || afield::voided(store, id, now)
    };
    let marked =
        afield.outings.iter().map(|o| o.id.clone()).chain(afield.lost.iter().map(|l| l.id.clone()));
    let unmarked = state.seen_open.keys().filter(|id| !afield.markers.out.contains_key(*id));
    marked.chain(unmarked.filter(closed).cloned()).collect()
}

fn gone(id: &str, people: &[String]) -> Damage {
    Damage {
        path: format!("open/out/{id}"),
        line: None,
        what: format!("{} was out when this machine last looked, and the outing has vanished: {}", people.join(" and "), id),
        hint: "Find out by telephone where they are; then look in git, or in the backup, for what happened to the folder.".to_owned(),
        may_hide_somebody: true,
    }
}

/// Remembers what was seen. Outside the folder: this look changes nothing in it.
pub(super) fn remember(looked: &Looked, mut state: MachineState) -> Result<(), Error> {
    let Some(dir) = &looked.state_dir else {
        return Err(Error::failed("this machine has no place to remember what it saw")
            .hint("set HOME or XDG_STATE_HOME"));
    };
    let open: BTreeMap<String, Vec<String>> = looked
        .seen
        .afield
        .outings
        .iter()
        .filter(|o| o.open() && o.drill.is_none())
        .map(names)
        .collect();
    if looked.seen.damage.is_empty() {
        state.seen_open = open;
    } else {
        // An incomplete look adds what it saw and forgets nothing.
        state.seen_open.extend(open);
    }
    // The latest time there was. A clock that is set back is told at every look, until somebody sees to it.
    state.saw(looked.clock);
    state.save(dir, &looked.store)
}

/// Whoever is out when everything of the other machines' is here is remembered as seen, so that one whose marker is lost
/// later is missed here however long ago they left, also where nobody had looked yet.
pub(super) fn remember_open(
    store: &Store,
    dir: &Path,
    (now, today): (Moment, Day),
) -> Result<(), Error> {
    let (mut state, _) = MachineState::load(dir, store);
    let out = afield::all(store, now, today).outings;
    let open = out.iter().filter(|o| o.open() && o.drill.is_none()).map(names);
    let new: Vec<_> = open.filter(|(id, _)| !state.seen_open.contains_key(id)).collect();
    if new.is_empty() {
        return Ok(());
    }
    state.seen_open.extend(new);
    state.save(dir, store)
}

fn names(outing: &Outing) -> (String, Vec<String>) {
    (outing.id.clone(), outing.out().map(|p| p.name.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The invented school on its Tuesday, with three things late.
    fn nettlewick(now: Moment) -> (Store, Afield) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/nettlewick");
        let store = Store::open(&root, Some(now)).unwrap();
        let afield = afield::all(&store, now, Zone::LONDON.day_of(now));
        (store, afield)
    }

    #[test]
    fn a_mistake_over_one_outing_is_an_alarm_about_it_and_silences_no_other() {
        let now = Moment::parse("2026-11-24T11:30:00+00:00").unwrap();
        let (store, afield) = nettlewick(now);
        let (kay, max) = ("2026-11-24-kay-1a", "2026-11-24-max-2a");
        let late_of = |o: &Outing| {
            assert_ne!(o.id, kay, "a mistake of hv's own");
            watch::late(o, now)
        };
        let open = afield.outings.len();
        let mut judging = afield;
        let late = judged(&mut judging, late_of);
        assert_eq!(late.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), [max]);
        assert_eq!(judging.outings.len(), open - 1);
        let [lost] = judging.lost.as_slice() else { panic!("{:?}", judging.lost) };
        assert_eq!((lost.id.as_str(), lost.marker.is_some()), (kay, true));
        assert!(judging.damage.contains(&lost.damage) && lost.damage.may_hide_somebody);

        // And its people are late, whenever they said they would be back.
        let seen = look_noted(judging, &store, &MachineState::default(), now, Zone::LONDON);
        let kays = seen.late.iter().find(|l| l.id == kay).unwrap();
        assert_eq!(
            kays.running.people.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(),
            ["kay", "lou"]
        );
        assert!(seen.late.iter().any(|l| l.id == max));
        assert_eq!(code(&seen), 4);
    }
}
