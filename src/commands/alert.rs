//! `hv overdue --alert`: the form for cron. It reads, decides, records the attempt if it can, sends whether or not it
//! could, records the result, leaves its heartbeat and prints what is new.
//!
//! It needs no free disk, no lock, no network and no git to raise what it can: what cannot be recorded is noted on this
//! machine, what cannot be noted is told again by the next run, and whatever happens the alarms are printed. It takes
//! no `--now`: it tells real people.

use super::Ending;
use super::alert_post::{Post, Told};
use super::alert_sweep::{self, Swept};
use super::overdue::{self, Looked};
use super::standing;
use super::unfrozen::Unfrozen;
use super::unheard;
use crate::cli::Global;
use crate::domain::alarm::{Alarm, AlarmLine, Notified, Notify, Tell};
use crate::domain::events::{Contactable, OutingEvent, VisitEvent};
use crate::error::Error;
use crate::host::Host;
use crate::notify::{self, End, Ping};
use crate::policy::Clock;
use crate::render::{Put, count, fit};
use crate::store::{Busy, Evidence, Key, MachineState, NewEvent, Other, RunLock, alone};
use crate::watch::unresolved::Unresolved;
use crate::watch::watcher::{self, Gap};
use crate::watch::{Late, ladder, telling};
use crate::when::{Moment, Span};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

/// How long one run may take where the school has set nothing.
const LIMIT: Span = Span::seconds(60);

/// How long the alarm waits for whoever is writing. It records without the lock after that.
const PATIENCE: Duration = Duration::from_secs(2);

/// One alarm with what is to be told of it now.
pub(super) struct Live {
    /// What is late.
    pub late: Late,
    /// The rungs to tell, and to whom.
    pub tells: Vec<Tell>,
    /// Where its log is kept.
    pub log: Place,
}

/// Where the log of an alarm is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In the outing's record.
    Outing(String),
    /// In the planned visit's record.
    Visit(String),
    /// On this machine: there is no record that could take it.
    Here(String),
}

pub(super) fn run(global: &Global, host: &mut Host) -> Ending {
    if global.now.is_some() {
        return Err(Error::usage("hv overdue --alert tells real people, so it takes no --now")
            .hint("hv overdue --now ... looks at another moment; hv drill walks a ladder for practice")
            .into());
    }
    // Known before the folder has been read: the run must end also if reading does not.
    crate::host::end_after(LONGEST, HUNG.to_owned(), 3);
    let looked = match overdue::gather(global, host) {
        Ok(looked) => looked,
        Err(error) => return Ok(super::alert_gone::run(&error, global, host)),
    };
    let outside = Outside::of(&looked, host);
    let (lock, in_the_way) = match take_the_field(&looked, host.clock) {
        Ok(lock) => (lock, None),
        Err(why) => (None, Some(why)),
    };
    let mut run = Run::new();
    if lock.is_some() {
        run.troubles.extend(put_back(&looked));
    }
    // Another run may have ended since that look, and told everything: what it told is known only by looking again. If
    // that fails, the first look is told.
    let again = lock.as_ref().and_then(|_| overdue::gather(global, host).ok());
    let looked = again.unwrap_or(looked);
    let mut state = looked.state.clone();
    let another_runs = in_the_way.as_ref().is_some_and(|why| why.another_runs);
    let mut outside_fails = None;
    let live = if another_runs {
        all_live(&looked)
    } else {
        outside_fails = outside.ping(End::Start, &looked, host);
        run.tell(&looked, &mut state, host)
    };
    run.troubles.extend(in_the_way.map(|why| why.words));
    let mut whole = lock.is_some() && looked.seen.damage.is_empty() && run.channels_worked();
    // Said, but no reason to call the watch off: everybody here was told.
    run.troubles.extend(outside_fails.clone());
    state.forget_old(&live.iter().map(|l| l.late.id.clone()).collect(), looked.now);
    if whole && live.is_empty() {
        run.swept = alert_sweep::sweep(&looked);
    }
    run.say(&looked, &live, &mut state, (global.json, &mut *host));
    // Printed before it counts as printed; and where there is no channel, nobody was told of what could not be printed.
    whole &= !(run.no_channel && host.output_gone());
    if !another_runs {
        beat(&mut state, whole, looked.now);
    }
    state.everyone = everyone(&looked);
    // What the other run is about to save must not be undone by one that told nobody.
    let kept = if another_runs { Ok(()) } else { overdue::remember(&looked, state) };
    let remembered = kept.as_ref().err().map(|error| super::tell_error(error, false, host));
    if !another_runs {
        let end = if whole && remembered.is_none() { End::Success } else { End::Fail };
        let fails =
            outside.ping(end, &looked, host).filter(|why| outside_fails.as_ref() != Some(why));
        if let Some(why) = &fails {
            host.tell(&format!("NOT ALL WAS DONE: {}\n", crate::render::clean(why)));
        }
        run.troubles.extend(fails);
    }
    let unprinted = run.no_channel && host.output_gone();
    let all_done = run.troubles.is_empty() && !unprinted && remembered.is_none();
    Ok(code(&looked, all_done))
}

/// Lines that another program took away since they were recorded go back before anybody is told by what is left.
fn put_back(looked: &Looked) -> Vec<String> {
    let (_lock, _why_not) = looked.store.lock_if_possible(PATIENCE);
    let (back, failed) = looked.store.put_all_back();
    let lines: usize = back.iter().map(|taken| taken.lines).sum();
    // Whose, is not for a mail.
    let said = (lines > 0).then(|| {
        format!(
            "{} that had been recorded, and that another program took away with the file, were put back",
            count(lines, "line")
        )
    });
    said.into_iter().chain(failed.iter().map(ToString::to_string)).collect()
}

/// Somebody is late, and not everything could be read, told or written down: whatever watches this program is to say so,
/// as it is not to of an alarm that was told.
pub(super) const LATE_AND_FAILED: u8 = 5;

fn code(looked: &Looked, all_done: bool) -> u8 {
    let all_done = all_done && looked.seen.damage.is_empty();
    match (overdue::code(&looked.seen), all_done) {
        (4, false) => LATE_AND_FAILED,
        (0, false) => 3,
        (code, _) => code,
    }
}

/// Everybody whom the ladders of those who are out end with.
fn everyone(looked: &Looked) -> Vec<Contactable> {
    let open = looked.seen.afield.outings.iter().filter(|o| o.open());
    let everyone = open.filter_map(|o| o.terms.as_deref()).flat_map(|t| &t.everyone);
    let mut all: Vec<Contactable> = everyone.map(|person| (**person).clone()).collect();
    all.sort();
    all.dedup();
    all
}

/// No run takes longer, whatever it waits for. Telling people has a limit of its own, which is shorter.
const LONGEST: Duration = Duration::from_secs(15 * 60);

const HUNG: &str = "hv overdue --alert did not end in a quarter of an hour and was stopped: it may have told nobody. \
                    Find out by telephone who is out, and look at the record folder's drive.";

/// The address outside that expects a word of each run. Its silence raises an alarm elsewhere.
struct Outside {
    rid: String,
}

impl Outside {
    fn of(looked: &Looked, host: &Host) -> Outside {
        let run = format!("{} {} {}", host.machine, looked.now, std::process::id());
        Outside { rid: telling::run_id(&run) }
    }

    /// Tells it, and gives back what went wrong. Nothing personal goes there.
    fn ping(&self, end: End, looked: &Looked, host: &Host) -> Option<String> {
        let name = looked.school.watch.as_ref()?.ping.as_ref()?;
        let machine_file = host.machine_file();
        let around = notify::Around {
            machine_file: machine_file.as_deref(),
            env: &|name| host.secret_variable(name),
            clock: host.clock,
        };
        let (body, limit) = match end {
            End::Start => (String::new(), Duration::from_secs(2)),
            End::Success => ("everything was read and told".to_owned(), Duration::from_secs(5)),
            End::Fail => ("not everything was read or told".to_owned(), Duration::from_secs(5)),
        };
        let ping = Ping { end, rid: self.rid.clone(), body };
        match notify::ping(&around, name, &ping, limit) {
            notify::Came::Handed(_) => None,
            notify::Came::Failed(why) | notify::Came::Unknown(why) => {
                Some(format!("the address outside that expects a word of each run: {why}"))
            }
        }
    }
}

/// The heartbeat is of a run that read everything and told everybody it had to; any other only says that it ran.
fn beat(state: &mut MachineState, whole: bool, now: Moment) {
    state.last_run = Some(now);
    if whole {
        let known = state.longest_gap.map(|(lasted, ended)| Gap { lasted, ended });
        let gap = watcher::longest_gap(known, state.heartbeat, now);
        state.longest_gap = gap.map(|gap| (gap.lasted, gap.ended));
        state.heartbeat = Some(now);
    }
}

/// Nobody looked at everything for longer than may be: it is said by the first run that does again.
fn gap(looked: &Looked) -> String {
    let Some(last) = looked.state.heartbeat else { return String::new() };
    let lasted = Span::seconds(looked.now.seconds_since(last).max(0));
    if lasted <= watcher::stale_after(looked.school.watch.as_ref()) {
        return String::new();
    }
    let worst = looked.state.longest_gap.filter(|(worst, _)| *worst > lasted);
    let worst = worst.map_or_else(
        || "the longest of the last week".to_owned(),
        |(worst, ended)| {
            format!(
                "the longest of the last week was {}, until {}",
                worst.words(),
                looked.zone.words(ended)
            )
        },
    );
    format!(
        "NOBODY LOOKED at everything for {}, since {}: {worst}. What came due meanwhile is told now.\n",
        lasted.words(),
        looked.zone.words(last)
    )
}

/// Why this run has not the field to itself.
struct InTheWay {
    words: String,
    another_runs: bool,
}

fn take_the_field(looked: &Looked, clock: Moment) -> Result<Option<RunLock>, InTheWay> {
    let Some(dir) = &looked.state_dir else {
        return Err(InTheWay {
            words:
                "this machine has no place to remember what was told; set HOME or XDG_STATE_HOME"
                    .to_owned(),
            another_runs: false,
        });
    };
    match MachineState::run_lock(dir, &looked.store, clock) {
        Ok(lock) => Ok(Some(lock)),
        Err(Busy::Running(other)) => Err(beside(&other, looked, clock)),
        Err(Busy::Failed(error)) => Err(InTheWay { words: error.to_string(), another_runs: false }),
    }
}

/// Another run has the field. One that has had it for longer than twice the time it may take is stopped, or hangs on a
/// dead drive; it must not silence the alarm for ever. Nor must one of which nobody knows when it began.
fn beside(other: &Other, looked: &Looked, clock: Moment) -> InTheWay {
    let limit = limit(looked).as_seconds();
    let age = other.began.map(|began| clock.seconds_since(began));
    let stuck = age.is_none_or(|age| age > 2 * limit || age < -limit);
    if !stuck {
        return InTheWay {
            words: "another hv overdue --alert is running: this one told nobody".to_owned(),
            another_runs: true,
        };
    }
    let since = other.began.map(|began| format!(" since {}", looked.zone.words(began)));
    let which = other.process.map_or_else(
        || format!("look for it: {}", if cfg!(windows) { "tasklist" } else { "ps -ef" }),
        |id| {
            let end = if cfg!(windows) { "taskkill /F /PID" } else { "kill -9" };
            format!("if it is still there, end it: {end} {id}")
        },
    );
    InTheWay {
        words: format!(
            "another hv overdue --alert has been running{} and does not end: this one went on without it, so people \
             may be told twice; {which}",
            since.unwrap_or_default()
        ),
        another_runs: false,
    }
}

/// How long telling everybody may take.
fn limit(looked: &Looked) -> Span {
    looked.school.watch.as_ref().and_then(|w| w.limit).unwrap_or(LIMIT)
}

/// Everything that is live, with nothing to tell yet: each alarm, and what cannot be read and may hide somebody.
fn all_live(looked: &Looked) -> Vec<Live> {
    let lost: BTreeSet<&str> = looked.seen.afield.lost.iter().map(|l| l.id.as_str()).collect();
    let place = |late: &Late| {
        let id = late.id.clone();
        if late.alarm.clock == Clock::Departure {
            return Place::Visit(id);
        }
        if lost.contains(late.id.as_str()) { Place::Here(id) } else { Place::Outing(id) }
    };
    let late = looked.seen.late.iter().cloned().chain(standing::standing(looked));
    let unread = unread(looked);
    let all = late.map(|l| (place(&l), l)).chain(unread.map(|l| (Place::Here(l.id.clone()), l)));
    // Whatever is so is recorded, told and printed before a drill.
    let (drills, real): (Vec<_>, Vec<_>) = all.partition(|(_, late)| late.drill);
    real.into_iter()
        .chain(drills)
        .map(|(log, late)| Live { tells: Vec::new(), late, log })
        .collect()
}

/// What cannot be read and may hide somebody is told to everyone, again and again, by the clock on the wall: nobody
/// knows since when. One alarm for all of it: what it is, and where, is not for a message.
fn unread(looked: &Looked) -> impl Iterator<Item = Late> {
    let hiding = looked.seen.damage.iter().filter(|d| d.may_hide_somebody);
    let besides = |path: &str| match path {
        overdue::THE_CLOCK => Some("the clock of the machine that watches has gone back"),
        unheard::OTHERS => {
            Some("the school's other machines have not been heard from, or not told")
        }
        _ => None,
    };
    let (besides, files): (Vec<_>, Vec<_>) =
        hiding.map(|d| besides(&d.path)).partition(Option::is_some);
    let besides: Vec<&str> = besides.into_iter().flatten().collect();
    let one = || {
        let terms = Unfrozen::new(&looked.store, looked.zone, looked.now).terms(&[]);
        let log = crate::domain::alarm::Log::of_notes(&looked.state.notes(UNREAD));
        telling::unread(files.len(), &besides, &terms, log, looked.now)
    };
    (!files.is_empty() || !besides.is_empty()).then(one).into_iter()
}

/// Under which name this machine notes what was told of records that cannot be read.
pub(super) const UNREAD: &str = "unreadable records";

/// What is said where hv gets wrong whom an alarm is for. Whose it is, is not for a mail.
const NOBODY_TOLD: &str = "hv itself made a mistake over one alarm and told nobody of it: hv overdue shows it; tell those \
                           whom the policy names by telephone";

/// What happened in this run besides the alarms themselves.
struct Run {
    troubles: Vec<String>,
    told: Vec<Told>,
    /// How long it waits for whoever is writing: once in vain, and not for each of thirty alarms.
    patience: Duration,
    /// Nobody is told but by what is printed.
    no_channel: bool,
    /// What became of the markers that nothing needs any more.
    swept: Swept,
}

impl Run {
    fn new() -> Run {
        Run {
            troubles: Vec::new(),
            told: Vec::new(),
            patience: PATIENCE,
            no_channel: false,
            swept: Swept::default(),
        }
    }

    /// Every channel that was due worked, and nothing else went wrong. The address outside is no channel: it tells nobody.
    fn channels_worked(&self) -> bool {
        self.troubles.is_empty() && self.told.iter().all(Told::handed)
    }

    fn tell(&mut self, looked: &Looked, state: &mut MachineState, host: &Host) -> Vec<Live> {
        let mut post = Post::new(looked, host);
        let mut live = all_live(looked);
        self.no_channel = !live.is_empty() && post.no_channel();
        for one in &mut live {
            let (id, found) = (one.late.id.clone(), &mut *one);
            let whom = alone(&id, || {
                post.know(&found.late, looked);
                let unreached = post.hasten(&mut found.late, looked.now);
                let receivers = |step: &_| post.receivers(&found.late, step);
                found.tells = telling::untold(&found.late, receivers, looked.now);
                unreached
            });
            self.troubles.extend(whom.unwrap_or_else(|_mistake| vec![NOBODY_TOLD.to_owned()]));
        }
        self.troubles.dedup();
        self.troubles.extend(post.problems());
        let attempts: Vec<Option<String>> = live
            .iter()
            .map(|one| {
                if one.tells.is_empty() {
                    return None;
                }
                let tried = AlarmLine::Notify(Notify { tells: one.tells.clone() });
                Some(self.log(one, tried, looked, state))
            })
            .collect();
        let limit = Duration::from_secs(u64::try_from(limit(looked).as_seconds()).unwrap_or(60));
        let told = post.send(&live, looked, limit);
        for (index, (one, attempt)) in live.iter().zip(attempts).enumerate() {
            let Some(attempt) = attempt else { continue };
            let came: Vec<_> =
                told.iter().filter(|t| t.of.contains(&index)).map(|t| t.sent.clone()).collect();
            if !came.is_empty() {
                let result = AlarmLine::Notified(Notified { attempt, came });
                let _id = self.log(one, result, looked, state);
            }
        }
        self.troubles.extend(told.iter().filter_map(Told::trouble));
        self.told = told;
        live
    }

    /// Puts a line where the log of the alarm is kept; on this machine, if the record cannot take it. Gives back its id.
    fn log(
        &mut self,
        one: &Live,
        line: AlarmLine,
        looked: &Looked,
        state: &mut MachineState,
    ) -> String {
        let kept = match &one.log {
            Place::Outing(id) => Key::outing(id)
                .and_then(|key| self.append(looked, &key, OutingEvent::Alarm(line.clone()))),
            Place::Visit(id) if missing(id, looked) => return self.note(id, line, looked, state),
            Place::Visit(id) => Key::visit(id)
                .and_then(|key| self.append(looked, &key, VisitEvent::Alarm(line.clone()))),
            Place::Here(id) => return self.note(id, line, looked, state),
        };
        match kept {
            Ok(id) => id,
            Err(error) => {
                self.troubles.push(format!("{error}; kept on this machine instead"));
                self.note(&one.late.id, line, looked, state)
            }
        }
    }

    fn append<B: Evidence>(
        &mut self,
        looked: &Looked,
        key: &Key<B>,
        body: B,
    ) -> Result<String, Error> {
        let now = looked.now;
        let (_lock, in_vain) = looked.store.lock_if_possible(self.patience);
        if in_vain.is_some() {
            self.patience = Duration::ZERO;
        }
        let event = NewEvent {
            at: now,
            typed: now,
            by: "hv".to_owned(),
            clock_given: false,
            on_paper: None,
            body,
        };
        looked.store.append(key, event).map(|entry| entry.id)
    }

    /// Kept at once: a run that is killed while it sends must not forget that it tried.
    fn note(
        &mut self,
        record: &str,
        line: AlarmLine,
        looked: &Looked,
        state: &mut MachineState,
    ) -> String {
        let id = state.note(record, looked.now, line);
        let kept = looked.state_dir.as_ref().map(|dir| state.save(dir, &looked.store));
        if let Some(Err(error)) = kept {
            self.troubles.push(error.to_string());
        }
        id
    }

    /// Prints it. What could not be printed does not count as printed, and the next run prints it again.
    fn say(
        &self,
        looked: &Looked,
        live: &[Live],
        state: &mut MachineState,
        (json, host): (bool, &mut Host),
    ) {
        let before = state.printed.clone();
        let text = format!("{}{}", gap(looked), self.report(looked, live, state));
        if json {
            let shown = as_json(looked, live, self);
            host.say(&format!("{shown}\n"));
        } else {
            let width = host.width();
            host.say(&fit(&crate::render::clean_lines(&text), width));
        }
        if host.output_gone() {
            state.printed = before;
        }
    }

    /// Somebody was to be told of it in this run, and nobody was.
    fn reached_nobody(&self, live: usize) -> bool {
        let mut of_it = self.told.iter().filter(|told| told.of.contains(&live)).peekable();
        of_it.peek().is_some() && of_it.all(|told| !told.handed())
    }

    /// What is new, in words without any address, family or pupil: cron may mail it. Everything live is printed again
    /// when the time for a repetition has come.
    fn report(&self, looked: &Looked, live: &[Live], state: &mut MachineState) -> String {
        let (now, zone) = (looked.now, looked.zone);
        let mut text = String::new();
        for (index, one) in live.iter().enumerate() {
            let again = one.late.log.again(&one.late.alarm).map_or("", |a| a.event.as_str());
            // What was taken back since is new: it is printed at once.
            let key = printed_key(&one.late.alarm, &format!("{}{again}", one.late.id));
            let printed = state.printed.get(&key).copied();
            // Where no channel ever brought it to anybody, what is printed is all there is.
            let unheard = self.reached_nobody(index) && !one.late.log.reached(&one.late.alarm);
            if !telling::print_again(&one.late, printed, now) && !unheard {
                continue;
            }
            state.printed.insert(key, now);
            text.put(format!(
                "\n{}",
                telling::words(&one.late, &printed_steps(&one.late), zone, now)
            ));
            if let Some(charge) = one.late.charge(now) {
                // Not what they are doing: they may have said where.
                let until = zone.words_on(charge.until, zone.day_of(now));
                text.put(format!("In charge: {}, until {until}.\n", telling::line(&charge.name)));
            }
        }
        if self.no_channel && !text.is_empty() {
            text.put(
                "\nhv tells nobody: hv.toml has no channel. Only who reads this text knows.\n",
            );
        }
        text.put(unresolved(looked, live, state));
        let mut troubles = self.troubles.clone();
        // Where it is, is not for a mail: a path may name a family.
        let unread = looked.seen.damage.len();
        if unread > 0 {
            let things = count(unread, "thing");
            troubles.push(format!("{things} could not be read or trusted: hv overdue says which"));
        }
        let trouble = troubles.join("\n");
        let key = format!("trouble {}", telling::digest(&trouble));
        let again = state
            .printed
            .get(&key)
            .is_none_or(|at| at.plus(crate::policy::defaults().repeat) <= now || now < *at);
        if !trouble.is_empty() && again {
            state.printed.insert(key, now);
            text.put(format!("\nNOT ALL WAS DONE:\n{trouble}\n"));
        }
        if !text.is_empty() {
            let handed = self.told.iter().filter(|t| t.handed()).count();
            let drills = live.iter().filter(|l| l.late.drill).count();
            let drill = if drills == 0 { "" } else { ", a DRILL" };
            let heading = format!(
                "hv at {}: {}{drill}, {} handed over in this run. hv overdue shows all.\n",
                zone.words(now),
                count(live.len() - drills, "alarm"),
                count(handed, "message"),
            );
            text.insert_str(0, &heading);
        }
        text
    }
}

/// The visit's record is gone. A line of the alarm's would make a new one, and nobody would see that the old one is missing.
fn missing(visit: &str, looked: &Looked) -> bool {
    let key = Key::<VisitEvent>::visit(visit);
    key.is_ok_and(|key| matches!(looked.store.read(&key, looked.now), Ok(None)))
}

/// The step that is due; of what is told again because something was taken back, every step that stands: whoever reads it
/// may think that those before were done with.
fn printed_steps(late: &Late) -> Vec<&ladder::Due> {
    if late.log.again(&late.alarm).is_some() {
        return late.steps.iter().collect();
    }
    vec![&late.rung]
}

/// How often an alarm that was told, and is neither late any more nor resolved, is printed again.
const REMINDER: Span = Span::minutes(60);

/// Heard from since, and nobody has closed it: said when it is new, and every hour until somebody does. Not beside an
/// alarm of the same outing that is live: nobody may read there that somebody is not late any more.
fn unresolved(looked: &Looked, live: &[Live], state: &mut MachineState) -> String {
    let now = looked.now;
    let safe = |one: &&Unresolved| !live.iter().any(|l| l.late.id == one.id);
    let new: Vec<Unresolved> = looked
        .seen
        .unresolved
        .iter()
        .filter(safe)
        .filter(|one| {
            let key = format!("unresolved {}", printed_key(&one.alarm, &one.id));
            let printed = state.printed.get(&key).copied();
            let again = printed.is_none_or(|at| at.plus(REMINDER) <= now || now < at);
            if again {
                state.printed.insert(key, now);
            }
            again
        })
        .cloned()
        .collect();
    let names = new.iter().map(|one| telling::told_and_open(one, looked.zone));
    names.collect::<Vec<_>>().concat()
}

/// What this machine keeps of an alarm that it printed tells nobody whom it is about: a visit's id holds the family's.
fn printed_key(alarm: &Alarm, id: &str) -> String {
    telling::digest(&format!("{id} {alarm:?}"))
}

fn as_json(looked: &Looked, live: &[Live], run: &Run) -> serde_json::Value {
    json!({
        "hv": 1, "as_of": looked.now,
        "late": live.iter().map(|l| super::overdue_words::late_json(&l.late)).collect::<Vec<_>>(),
        "told": run.told.iter().map(|t| &t.sent).collect::<Vec<_>>(),
        "troubles": run.troubles,
        "damage": looked.seen.damage,
        "swept": {"markers": run.swept.removed, "failed": run.swept.failed},
        "last_whole_run": looked.state.heartbeat,
        "longest_gap_seconds": looked.state.longest_gap.map(|(lasted, _)| lasted.as_seconds()),
    })
}
