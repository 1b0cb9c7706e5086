//! What every verb stands at: the open folder, the school, the time, who is typing; and how names and times
//! that people type become records and moments.

use super::fetched::{self, Fetched, History};
use super::suggest;
use crate::cli::{Global, YesNo};
use crate::domain::assessment::Assessment;
use crate::domain::directory::{Caution, Family, Person, Phone, School};
use crate::domain::events::{AssessmentEvent, VisitEvent, WeekEvent};
use crate::domain::known::{Known, Unread};
use crate::domain::looked_again;
use crate::domain::outing::Outing;
use crate::domain::stale::Road;
use crate::domain::visit::Visit;
use crate::domain::week::WeekList;
use crate::error::{Damage, Error};
use crate::host::Host;
use crate::policy::{AnswerKind, Policy};
use crate::render::{self, clean_lines};
use crate::store::{Evidence, FamilyTexts, Key, Lock, NewEvent, Store};
use crate::when::{self, Day, Look, Moment, Span, Week, Zone};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

/// How long a writer waits for the others. After that, what must be recorded is recorded all the same.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the marker of a visit's duties says, whichever duty it was made for: see [`Store::put_owed`].
pub(crate) const VISIT_OWES: &str = "the visit written up";
/// What the marker of an assessment's duties says, whichever duty it was made for.
pub(crate) const ASSESSMENT_OWES: &str = "what the assessment makes owed";

/// What the marker of an outing's duties says, whichever duty it was made for.
pub(crate) const OUTING_OWES: &str = "what is owed after the outing";

/// What the facts are named with that look at an address rather than a family.
const OWED_HERE: &str = "owed-here-";

/// The desk.
#[derive(Debug)]
pub(crate) struct Desk<'h> {
    /// The door to the outside.
    pub host: &'h mut Host,
    /// The record folder.
    pub store: Store,
    /// The school.
    pub school: School,
    /// Its zone.
    pub zone: Zone,
    /// The time: the clock, or what `--now` gave.
    pub now: Moment,
    /// `--now` was given.
    pub replay: bool,
    /// Who is typing.
    pub by: String,
    /// `--json`.
    pub json: bool,
    /// `--quiet`.
    pub quiet: bool,
    /// Who wrote it on paper, while a sheet is typed in: every event says so.
    pub on_paper: Option<String>,
    /// The lock is held for several commands in one: they take none of their own.
    pub holding: Option<Lock>,
    /// Every visit that owes something, once it has been asked for; `None` inside when not all could be read.
    owing: OnceCell<Option<Vec<Visit>>>,
    /// What the policy's text speaks of, once it has been asked for.
    pub(super) spoken_of: OnceCell<SpokenOf>,
    /// Every family's card as it lies there, once it has been asked who else lives somewhere.
    pub(super) families: OnceCell<FamilyTexts>,
    /// The times that were typed, as they were read: each is said back whole.
    typed: RefCell<Vec<Moment>>,
    /// The outings of a week, once they have been asked for; and those that could not be read.
    pub(super) weeks: BTreeMap<Week, (Vec<Outing>, Vec<String>)>,
}

/// Puts a question. One that would not fit on its line is printed above the prompt, which is redrawn badly when it
/// runs over.
pub(crate) fn ask_fitting(
    host: &mut Host,
    question: &str,
    kind: &AnswerKind,
) -> Result<String, Error> {
    if !host.can_ask || question.chars().count() + 32 < host.width() {
        return host.ask(question, kind);
    }
    let lines = render::wrap(&render::clean(question), "", host.width());
    host.tell(&format!("{lines}\n"));
    host.ask("answer", kind)
}

/// What the text of the policy has words for. A look at its text and no more: what the words mean is for
/// [`crate::policy`].
#[derive(Debug, Clone, Copy)]
pub(super) struct SpokenOf {
    /// Assessments, so that somebody may ask what they rest on.
    pub(super) assessments: bool,
    /// What is owed at an address.
    owed_here: bool,
}

impl SpokenOf {
    /// Remarks say nothing. A text that cannot be read may speak of assessments.
    fn of(text: Option<&str>) -> SpokenOf {
        let says = |word: &str| {
            let mut lines = text.unwrap_or_default().lines();
            lines.any(|line| !line.trim_start().starts_with('#') && line.contains(word))
        };
        SpokenOf { assessments: text.is_none() || says("assess"), owed_here: says(OWED_HERE) }
    }
}

/// What the visits of one week share: it is read once for all of them.
#[derive(Debug)]
pub(crate) struct OfWeek {
    /// The week's list.
    pub(crate) list: Rc<WeekList>,
    /// The school-wide assessments.
    bases: Vec<Assessment>,
    /// Those who go, as far as they have been asked for.
    crew: BTreeMap<String, Option<Person>>,
}

impl OfWeek {
    fn person(&mut self, id: &str, store: &Store) -> Option<Person> {
        if let Some(known) = self.crew.get(id) {
            return known.clone();
        }
        let person = store.person(id).ok().flatten();
        self.crew.insert(id.to_owned(), person.clone());
        person
    }
}

impl<'h> Desk<'h> {
    /// Opens the folder that was named, found or configured.
    pub(crate) fn open(global: &Global, host: &'h mut Host) -> Result<Desk<'h>, Error> {
        let root = find_store(global, host)?;
        // The zone stands in hv.toml, and `--now` may need it: open once to know it.
        let (school, zone, lost) = school_or_none(&Store::open(&root, None)?);
        let replay = global.now.is_some();
        let now = match &global.now {
            Some(typed) => moment(typed, "--now", host.clock, zone, Look::Either)?,
            None => zone.localise(host.clock),
        };
        let store = Store::open(&root, replay.then_some(now))?.on(&host.machine);
        let by = typist(global, host);
        let (json, quiet) = (global.json, global.quiet);
        let mut desk = Desk {
            host,
            store,
            school,
            zone,
            now,
            replay,
            by,
            json,
            quiet,
            on_paper: None,
            holding: None,
            owing: OnceCell::new(),
            spoken_of: OnceCell::new(),
            families: OnceCell::new(),
            typed: RefCell::default(),
            weeks: BTreeMap::new(),
        };
        desk.tell_damage(&lost.into_iter().collect::<Vec<_>>());
        if global.by.is_some() {
            desk.know_typist();
        }
        Ok(desk)
    }

    /// Puts the id for a name given with `--by`. Somebody unknown is told, and still typed what they typed: an
    /// emergency is not refused over who wrote it down.
    fn know_typist(&mut self) {
        if self.store.person(&self.by).is_ok_and(|p| p.is_some()) {
            return;
        }
        let people = self.store.people().good;
        match one_person(&people, &self.by) {
            Ok(person) => self.by.clone_from(&person.id),
            Err(error) => self.warn(&format!("--by: {}; recorded as typed", error.message)),
        }
    }

    /// The same desk at an earlier moment: for it, what was typed later does not exist, and what it remembered of the
    /// folder is forgotten. Nothing is written from there. `texts`: those of every policy that is asked.
    pub(super) fn look_back(&mut self, to: Moment, texts: &str) -> Result<(), Error> {
        self.store = Store::open(self.store.root(), Some(to))?;
        (self.now, self.replay) = (self.zone.localise(to), true);
        self.owing = OnceCell::new();
        self.spoken_of = OnceCell::from(SpokenOf::of(Some(texts)));
        self.weeks.clear();
        Ok(())
    }

    /// The day it is.
    pub(crate) fn today(&self) -> Day {
        self.zone.day_of(self.now)
    }

    /// Puts a question: see [`ask_fitting`].
    pub(crate) fn ask(&mut self, question: &str, kind: &AnswerKind) -> Result<String, Error> {
        ask_fitting(self.host, question, kind)
    }

    /// Says what happened, on standard error, unless `--quiet`; with `--json`, the same as data on standard output.
    pub(crate) fn happened(&mut self, text: &str, data: &serde_json::Value) {
        if !self.quiet {
            let mark = if self.replay { "with --now: marked as a replay\n" } else { "" };
            let shown = render::fit(&clean_lines(text), self.host.width());
            self.host.tell(&format!("{shown}{mark}"));
        }
        if self.json {
            let mut shown = serde_json::json!({"hv": 1});
            if let (Some(all), Some(new)) = (shown.as_object_mut(), data.as_object()) {
                all.extend(new.clone());
            }
            self.host.say(&format!("{shown}\n"));
        }
    }

    /// Says something worth knowing that changes nothing, on standard error, whatever `--quiet` says.
    pub(crate) fn warn(&mut self, text: &str) {
        let lines = render::wrap(&render::clean(text), "", self.host.width());
        self.host.tell(&format!("{lines}\n"));
    }

    /// Says on standard error that the policy itself is due for review, or that nobody knows when. Never a refusal.
    pub(crate) fn tell_review(&mut self, policy: &Policy) {
        let notice = crate::policy::review_notice(policy, self.today());
        if let Some(notice) = notice.filter(|_| !self.quiet) {
            self.warn(&format!("policy review: {notice}"));
        }
    }

    /// Says what to be careful of, whatever `--quiet` says: nobody plans, assesses or leaves without having seen it.
    pub(crate) fn warn_of(&mut self, family: &str, cautions: &[&Caution]) {
        for words in self.in_words(cautions) {
            self.warn(&format!("CAUTION, {family}: {words}"));
        }
    }

    /// Cautions in words, with since when nobody has confirmed those that the policy wants looked at again.
    pub(crate) fn in_words(&self, cautions: &[&Caution]) -> Vec<String> {
        let policy = if cautions.is_empty() { None } else { self.policy().ok() };
        let words = |c: &&Caution| looked_again::words(c, policy.as_ref(), self.today());
        cautions.iter().map(words).collect()
    }

    /// The school's policy, or all that is wrong with it.
    pub(crate) fn policy(&self) -> Result<Policy, Error> {
        super::policy::load(&self.store, "policy.toml")
    }

    /// The same for a look at what is on record. Where the policy cannot be read, it is said that nobody can tell
    /// whether an assessment still holds: silence would read as yes.
    pub(crate) fn policy_or_say(&mut self) -> Option<Policy> {
        match self.policy() {
            Ok(policy) => Some(policy),
            Err(error) => {
                self.warn(&format!("NOT KNOWN whether the assessment still holds: {error}"));
                None
            }
        }
    }

    /// Waits for the other writers, within bounds.
    pub(crate) fn lock(&self) -> Result<Lock, Error> {
        if self.holding.is_some() {
            return Ok(Lock::held_already());
        }
        self.store.lock(PATIENCE)
    }

    /// The lock if it can be had; a contact, a return or a distress is recorded without it.
    pub(crate) fn lock_or_go_on(&mut self) -> Option<Lock> {
        if self.holding.is_some() {
            return None;
        }
        let (lock, why_not) = self.store.lock_if_possible(PATIENCE);
        if let Some(error) = why_not {
            self.warn(&format!("recording without the lock: {error}"));
        }
        lock
    }

    /// A new event, typed now by the person at the desk.
    pub(crate) fn event<B>(&self, at: Moment, body: B) -> NewEvent<B> {
        NewEvent {
            at,
            typed: self.now,
            by: self.by.clone(),
            clock_given: self.replay,
            on_paper: self.on_paper.clone(),
            body,
        }
    }

    /// When it happened: what `--at` says, else now. Never in the future.
    pub(crate) fn at(&self, typed: Option<&String>) -> Result<Moment, Error> {
        typed.map_or(Ok(self.now), |t| self.time(t, "--at", Look::Back))
    }

    /// A time to come, or today's, as typed.
    pub(crate) fn time(&self, typed: &str, flag: &str, look: Look) -> Result<Moment, Error> {
        let read = moment(typed, flag, self.now, self.zone, look)?;
        self.typed.borrow_mut().push(read);
        Ok(read)
    }

    /// A time as an answer says it back: one that was typed whole, with how far from now it is.
    pub(crate) fn said(&self, moment: Moment) -> String {
        if self.typed.borrow().contains(&moment) {
            return self.zone.echoed(moment, self.now);
        }
        self.words(moment)
    }

    /// "Tue 24 Nov 14:10", or the time alone if it is today.
    pub(crate) fn words(&self, moment: Moment) -> String {
        self.zone.words_on(moment, self.today())
    }

    /// A week as typed: `2026-W48`, a day in it, or nothing for this week.
    pub(crate) fn week(&self, typed: Option<&String>) -> Result<Week, Error> {
        let Some(typed) = typed else { return Ok(self.today().week()) };
        Week::parse(typed)
            .or_else(|why| Day::parse(typed).map(Day::week).map_err(|_not_a_day| why))
            .map_err(Error::usage)
    }

    /// The staff directory. Damage is told at once: somebody who cannot be read cannot be rung.
    pub(crate) fn people(&mut self) -> Vec<Person> {
        let loaded = self.store.people();
        self.tell_damage(&loaded.damage);
        loaded.good
    }

    /// The person meant: an id, or the start of an id or of a name, if it is nobody else's.
    pub(crate) fn person(&mut self, typed: &str) -> Result<Person, Error> {
        let people = self.people();
        one_person(&people, typed).cloned()
    }

    /// The family meant: its id, or the start of it.
    pub(crate) fn family(&mut self, typed: &str) -> Result<String, Error> {
        let key = typed.trim().to_lowercase();
        if self.store.family(&key).map_err(damaged)?.is_some() {
            return Ok(key);
        }
        let loaded = self.store.families();
        self.tell_damage(&loaded.damage);
        let ids: Vec<&str> = loaded.good.iter().map(|f| f.id.as_str()).collect();
        match starting(&ids, &key).as_slice() {
            [one] => Ok((*one).to_owned()),
            [] if self.store.person(&key).is_ok_and(|person| person.is_some()) => {
                Err(Error::usage(format!("{key} is on the staff, and is not out on such a visit"))
                    .hint("hv board lists who is out. Or name the family"))
            }
            [] => Err(suggest::or(
                Error::usage(format!("no family called {typed:?}")),
                &key,
                ids.clone(),
            )
            .hint(format!("known: {}", known(&ids)))
            .hint(format!(
                "to add it: hv family add {key} --pupil NAME --carer NAME=NUMBER --address TEXT"
            ))),
            several => Err(ambiguous(typed, several)),
        }
    }

    /// The visit meant: `ahmed/2026-11-24-1a`, the start of that, or a family with one visit still planned.
    pub(crate) fn visit_id(&mut self, typed: &str) -> Result<String, Error> {
        let (family, rest) = typed.split_once('/').unwrap_or((typed, ""));
        let family = self.family(family)?;
        let loaded = self.store.visits_of(&family);
        self.tell_damage(&loaded.damage);
        let matching: Vec<String> =
            loaded.good.iter().filter(|id| meant(id, rest)).cloned().collect();
        let planned: Vec<&String> =
            matching.iter().filter(|id| rest.is_empty() && self.still_planned(id)).collect();
        match (matching.as_slice(), planned.as_slice()) {
            ([one], _) => Ok(one.clone()),
            (_, [one]) => Ok((*one).clone()),
            ([], _) => {
                let known = loaded.good.iter().map(String::as_str);
                Err(suggest::or(Error::usage(format!("no visit {typed:?}")), typed, known)
                    .hint("hv plan lists the week's visits"))
            }
            (several, _) => {
                Err(ambiguous(typed, &several.iter().map(String::as_str).collect::<Vec<_>>()))
            }
        }
    }

    fn still_planned(&self, id: &str) -> bool {
        self.visit(id).is_ok_and(|v| v.planned())
    }

    /// A visit as it stands.
    pub(crate) fn visit(&self, id: &str) -> Result<Visit, Error> {
        fetched::visit(id, &self.store, self.now)
    }

    /// A record that must be there.
    pub(crate) fn record<B: Evidence>(
        &self,
        key: &Key<B>,
    ) -> Result<crate::domain::entry::Record<B>, Error> {
        fetched::record(key, &self.store, self.now)
    }

    /// Everything on record about a visit. What cannot be read is left out and told.
    pub(crate) fn known(&mut self, visit: Visit) -> Known {
        let mut of_week = self.of_week(self.zone.day_of(visit.plan.start).week());
        self.known_on(&mut of_week, visit)
    }

    /// What the visits of a week share, read once.
    pub(crate) fn of_week(&mut self, week: Week) -> OfWeek {
        let (list, bases) = (Rc::new(self.week_list(week)), self.bases());
        OfWeek { list, bases, crew: BTreeMap::new() }
    }

    /// The same, for a visit of a week of which the rest has been read already.
    pub(crate) fn known_on(&mut self, of_week: &mut OfWeek, visit: Visit) -> Known {
        let beside = Fetched::beside(&visit, &self.store, self.now);
        self.known_with(of_week, visit, beside)
    }

    /// The same, once what lies beside the visit has been read as well.
    pub(super) fn known_with(
        &mut self,
        of_week: &mut OfWeek,
        visit: Visit,
        beside: Fetched,
    ) -> Known {
        let family_id = visit.plan.family.clone();
        let family = beside.family.unwrap_or_else(|d| self.lost(d));
        let address = beside.address.unwrap_or_else(|d| self.lost(d));
        let crew = visit.plan.staff.iter();
        let crew = crew.filter_map(|id| of_week.person(id, &self.store)).collect();
        let (history, visits_unread) = self.told_of(beside.history);
        let erased = family.as_ref().and_then(Family::erased);
        if let Some(erased) = erased.filter(|_| !history.iter().any(Visit::got_in)) {
            self.warn(&format!("{erased}. The rules for a first visit hold."));
        }
        let (assessments, unread) = self.assessments_or_not(&family_id);
        // What else is on record there speaks for or against an assessment. Without one, nothing asks for it.
        let rests = !assessments.is_empty() || visit.plan.base.is_some();
        let (road, neighbours) = if rests {
            (self.road(&history), self.neighbours(&family_id, visit.plan.address.as_deref()))
        } else {
            (Road::default(), Vec::new())
        };
        Known {
            road,
            neighbours,
            crew,
            bases: of_week.bases.clone(),
            others_owing: self.others_owing(&visit),
            history,
            assessments,
            unread: Unread { visits: visits_unread, assessments: unread },
            now: self.now,
            week: Rc::clone(&of_week.list),
            visit,
            family,
            address,
        }
    }

    /// Visits to other families that still owe something at the same address, for a policy that looks at what is owed
    /// there. They are found by their markers, so it costs what is open. `None` if one cannot be read: it might be owed
    /// there.
    fn others_owing(&self, visit: &Visit) -> Option<Vec<Visit>> {
        if !self.spoken_of().owed_here {
            return None;
        }
        let all = self.owing.get_or_init(|| self.all_owing()).as_ref()?;
        let there =
            |v: &&Visit| v.family() != visit.plan.family && v.plan.address == visit.plan.address;
        Some(all.iter().filter(there).cloned().collect())
    }

    /// What the policy's text speaks of. It is read once: a policy is not changed by a command that asks.
    pub(super) fn spoken_of(&self) -> SpokenOf {
        *self.spoken_of.get_or_init(|| SpokenOf::of(self.store.policy_text().ok().as_deref()))
    }

    fn all_owing(&self) -> Option<Vec<Visit>> {
        let markers = self.store.owed_markers();
        // An assessment's id looks like a visit's, so the marker's name tells them apart.
        let visits =
            |name: &&String| !name.starts_with("assessment.") && !name.starts_with("base.");
        let records = markers.owed.iter().filter(|(name, _)| visits(name));
        let records = records.map(|(_, m)| m.as_ref().map(|m| m.record.clone()));
        let records: Vec<String> =
            records.collect::<Option<_>>().filter(|_| markers.damage.is_empty())?;
        let visits = records.iter().filter(|id| Key::visit(id).is_ok());
        let mut all = Vec::new();
        for id in visits {
            let record = self.record::<VisitEvent>(&Key::visit(id).ok()?).ok()?;
            match Visit::of(id, &record) {
                Some(visit) => all.push(visit),
                // Looking at an earlier moment, one that was planned later is not there yet.
                None if self.store.as_of().is_some() => {}
                None => return None,
            }
        }
        Some(all)
    }

    /// Every visit to a family that can be read.
    pub(crate) fn history(&mut self, family: &str) -> Vec<Visit> {
        self.history_or_not(family).0
    }

    /// The same, and in words which are there and cannot be read, or not wholly: what they hold is not known.
    pub(crate) fn history_or_not(&mut self, family: &str) -> (Vec<Visit>, Vec<String>) {
        let history = History::of(family, None, &self.store, self.now);
        self.told_of(history)
    }

    fn told_of(&mut self, history: History) -> (Vec<Visit>, Vec<String>) {
        self.tell_damage(&history.listed);
        let mut unread: Vec<String> = history.listed.iter().map(cannot_be_read).collect();
        let mut visits = Vec::new();
        for (id, read) in history.visits {
            match read {
                Ok(visit) => {
                    let doubt = (!visit.damage.is_empty()).then_some("is damaged");
                    unread.extend(doubt.map(|what| format!("the record of {id} {what}")));
                    visits.push(visit);
                }
                Err(error) => {
                    self.warn(&format!("not counted: {error}"));
                    let lost =
                        (!self.store.planned_later(&id, self.now)).then_some("cannot be read");
                    unread.extend(lost.map(|what| format!("the record of {id} {what}")));
                }
            }
        }
        (visits, unread)
    }

    /// Every assessment of a family that can be read, oldest first.
    pub(crate) fn assessments(&mut self, family: &str) -> Vec<Assessment> {
        self.assessments_or_not(family).0
    }

    /// The same, and in words which are there and cannot be read.
    pub(crate) fn assessments_or_not(&mut self, family: &str) -> (Vec<Assessment>, Vec<String>) {
        let loaded = self.store.assessments_of(family);
        self.tell_damage(&loaded.damage);
        let mut unread: Vec<String> = loaded.damage.iter().map(cannot_be_read).collect();
        let mut found = Vec::new();
        for id in &loaded.good {
            match self.assessment(id) {
                Some(assessment) => found.push(assessment),
                // Looking at an earlier moment, one that was made later is not there yet.
                None if self.not_yet(id) => {}
                None => unread.push(format!("the record of {id} cannot be read")),
            }
        }
        found.sort_by_key(|a| a.at);
        (found, unread)
    }

    fn not_yet(&self, assessment: &str) -> bool {
        let read = Key::assessment(assessment).is_ok_and(|key| {
            matches!(self.store.read::<AssessmentEvent>(&key, self.now), Ok(None))
        });
        read && self.store.as_of().is_some()
    }

    /// Every school-wide assessment that can be read.
    pub(crate) fn bases(&mut self) -> Vec<Assessment> {
        let loaded = self.store.base_assessments();
        self.tell_damage(&loaded.damage);
        loaded.good.iter().filter_map(|id| self.base(id)).collect()
    }

    /// One school-wide assessment, if there is one that can be read. One made after the moment looked at is not there
    /// yet.
    pub(crate) fn base(&mut self, id: &str) -> Option<Assessment> {
        let key = Key::base(id).ok()?;
        match self.store.read::<AssessmentEvent>(&key, self.now) {
            Ok(record) => Assessment::of_base(id, &record?),
            Err(damage) => self.lost(damage),
        }
    }

    /// One assessment, if it can be read.
    pub(crate) fn assessment(&mut self, id: &str) -> Option<Assessment> {
        let read = Key::assessment(id).map(|key| self.record::<AssessmentEvent>(&key));
        match read.and_then(|inner| inner) {
            Ok(record) => Assessment::of(id, &record),
            Err(error) => {
                self.warn(&format!("not counted: {error}"));
                None
            }
        }
    }

    /// A week's list; empty when there is none yet. One that cannot be read is told, and signs nothing.
    pub(crate) fn week_list(&mut self, week: Week) -> WeekList {
        match self.store.read::<WeekEvent>(&Key::week(week), self.now) {
            Ok(record) => {
                let list = WeekList::of(&record.unwrap_or_else(|| no_record(week)));
                self.tell_damage(&list.damage);
                list
            }
            Err(damage) => {
                self.tell_damage(std::slice::from_ref(&damage));
                WeekList { damage: vec![damage], ..WeekList::default() }
            }
        }
    }

    fn lost<T>(&mut self, damage: Damage) -> Option<T> {
        self.tell_damage(&[damage]);
        None
    }

    /// Tells what is wrong with files, on standard error.
    pub(crate) fn tell_damage(&mut self, damage: &[Damage]) {
        for one in damage {
            self.warn(&format!("damaged: {one}. {}", one.hint));
        }
    }
}

/// The school and its zone; without a readable `hv.toml`, nobody to ring and London's clocks, and what is wrong. A
/// contact is still recorded then: it is the file that is at fault, not the person ringing in.
pub(crate) fn school_or_none(store: &Store) -> (School, Zone, Option<Damage>) {
    let unzoned = |why: String| Damage {
        path: "hv.toml".to_owned(),
        line: None,
        what: format!("{why}; times are shown and read as London's"),
        hint: "write zone = \"Europe/London\", or the school's own".to_owned(),
        may_hide_somebody: false,
    };
    match store.school() {
        Ok(school) => match school.zone() {
            Ok(zone) => (school, zone, None),
            Err(why) => (school, Zone::LONDON, Some(unzoned(why))),
        },
        Err(damage) => (School::unknown(), Zone::LONDON, Some(damage)),
    }
}

fn no_record(week: Week) -> crate::domain::entry::Record<WeekEvent> {
    crate::domain::entry::Record {
        id: week.to_string(),
        entries: Vec::new(),
        doubtful: Vec::new(),
        damage: Vec::new(),
    }
}

/// A visit's id matches what was typed after the family, which may be the start of its own part.
fn meant(id: &str, rest: &str) -> bool {
    id.rsplit('/').next().is_some_and(|short| short.starts_with(rest))
}

/// What cannot be read, in words.
fn cannot_be_read(damage: &Damage) -> String {
    format!("{} cannot be read", damage.path)
}

/// What one file's damage is as an error.
pub(crate) fn damaged(damage: Damage) -> Error {
    Error::failed(damage.to_string()).hint(damage.hint)
}

/// A time as typed, or why it cannot be read, with the flag it was given to.
pub(crate) fn moment(
    typed: &str,
    flag: &str,
    now: Moment,
    zone: Zone,
    look: Look,
) -> Result<Moment, Error> {
    when::parse_time(typed, now, zone, look).map_err(|why| Error::usage(format!("{flag}: {why}")))
}

/// A length of time as typed.
pub(crate) fn span(typed: &str, flag: &str) -> Result<Span, Error> {
    Span::parse(typed).map_err(|why| Error::usage(format!("{flag}: {why}")))
}

/// A day as typed.
pub(crate) fn day(typed: &str, flag: &str) -> Result<Day, Error> {
    Day::parse(typed).map_err(|why| Error::usage(format!("{flag}: {why}")))
}

/// `NAME=NUMBER`.
pub(crate) fn phone(typed: &str, flag: &str) -> Result<Phone, Error> {
    let (name, typed) = pair(typed, flag, "\"Sam Invented=07700 900123\"")?;
    number(&typed, flag).map(|number| Phone { name, number })
}

/// A telephone number as typed.
pub(crate) fn number(typed: &str, flag: &str) -> Result<String, Error> {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    if digits < 6 || typed.chars().any(|c| !c.is_ascii_digit() && !" +()-".contains(c)) {
        return Err(Error::usage(format!("{flag}: {typed:?} is not a telephone number")));
    }
    Ok(typed.trim().to_owned())
}

/// `KEY=VALUE`, both there.
pub(crate) fn pair(typed: &str, flag: &str, example: &str) -> Result<(String, String), Error> {
    typed
        .split_once('=')
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .filter(|(key, value)| !key.is_empty() && !value.is_empty())
        .ok_or_else(|| Error::usage(format!("{flag}: {typed:?} is not of the form {example}")))
}

/// The one person meant, of a directory.
pub(crate) fn one_person<'a>(people: &'a [Person], typed: &str) -> Result<&'a Person, Error> {
    let key = typed.trim().to_lowercase();
    if let Some(exact) = people.iter().find(|p| p.id == key) {
        return Ok(exact);
    }
    let starts = |p: &&Person| {
        p.id.starts_with(&key)
            || p.name.to_lowercase().starts_with(&key)
            || p.name.to_lowercase().split_whitespace().any(|word| word.starts_with(&key))
    };
    let matching: Vec<&Person> = people.iter().filter(|p| !key.is_empty() && starts(p)).collect();
    match matching.as_slice() {
        [one] => Ok(one),
        [] => {
            let ids: Vec<&str> = people.iter().map(|p| p.id.as_str()).collect();
            let error = Error::usage(format!("nobody on the staff is called {typed:?}"));
            Err(suggest::meaning(error, typed, suggest::people(people))
                .hint(format!("known: {}", known(&ids))))
        }
        several => {
            Err(ambiguous(typed, &several.iter().map(|p| p.id.as_str()).collect::<Vec<_>>()))
        }
    }
}

fn starting<'a>(ids: &[&'a str], key: &str) -> Vec<&'a str> {
    ids.iter().copied().filter(|id| !key.is_empty() && id.starts_with(key)).collect()
}

fn known(ids: &[&str]) -> String {
    if ids.is_empty() { "nobody yet".to_owned() } else { ids.join(", ") }
}

/// What was typed means several things.
pub(crate) fn ambiguous(typed: &str, several: &[&str]) -> Error {
    Error::usage(format!("{typed:?} could be {}", several.join(", "))).hint("type more of it")
}

/// Yes, no, or not said.
pub(crate) fn said(answer: Option<YesNo>) -> Option<bool> {
    answer.map(YesNo::yes)
}

/// The folder named, else the nearest one upwards, else the configured one. Of several schools, none.
pub(crate) fn find_store(global: &Global, host: &Host) -> Result<PathBuf, Error> {
    super::schools::the_one(global, host)
}

/// Who is typing. Never a reason to refuse: an emergency is recorded whoever types it.
fn typist(global: &Global, host: &Host) -> String {
    let typed = global.by.as_deref().or_else(|| host.var("USER")).or_else(|| host.var("LOGNAME"));
    typed
        .map(|t| t.trim().to_lowercase())
        .filter(|t| !t.is_empty())
        .unwrap_or_else(|| "unknown".to_owned())
}
