//! `hv verify`: what was signed, by whom and how, whether it holds, and every change to it since.
//!
//! A signature with a key is checked against the text made again from the record, so it needs nobody's word. One that
//! was typed or given on paper cannot be checked here, and that is said of each: what can be shown is what has changed.

use super::Ending;
use super::desk::{Desk, OfWeek, damaged};
use crate::cli::Verify;
use crate::domain::assessment::Assessment;
use crate::domain::changed::{of_assessment, of_visit_since};
use crate::domain::entry::{Entry, Record};
use crate::domain::events::{AssessmentEvent, SignedEntry, VisitEvent, WeekEvent};
use crate::domain::signed::{Differs, Given, NAMESPACE, Statement, differences};
use crate::domain::week::{Signature, WeekList};
use crate::error::{Damage, Error};
use crate::render::{Put, clean, count, wrap};
use crate::ssh::{self, Checked};
use crate::store::{AnyRecord, Finding, Key, LastCheck, Store, Verified};
use crate::when::{Moment, Week};
use serde_json::json;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(args: Verify, desk: &mut Desk<'_>) -> Ending {
    let signers = match &args.signers {
        Some(own) => Store::own_signers(own)?,
        None => desk.store.signers().map_err(damaged)?,
    };
    let mut all = Looked::with(signers);
    for what in asked(&args, &mut all, desk)? {
        all.look(&what, desk);
    }
    all.remember(desk);
    if desk.json {
        let shown: Vec<_> = all.found.iter().map(|f| f.json(desk)).collect();
        let unread: Vec<_> = all.unread.iter().map(ToString::to_string).collect();
        desk.host.say(&format!("{}\n", json!({"hv": 1, "signatures": shown, "unread": unread})));
    } else {
        let text = all.text(desk);
        desk.host.say(&text);
    }
    Ok(all.code())
}

/// Something that can be signed.
enum Signable {
    Week(Week),
    Assessment(String),
    Base(String),
}

fn asked(args: &Verify, all: &mut Looked, desk: &mut Desk<'_>) -> Result<Vec<Signable>, Error> {
    if args.all {
        return Ok(everything(all, desk));
    }
    if args.what.is_empty() {
        return Ok(vec![Signable::Week(desk.today().week())]);
    }
    let mut wanted = Vec::new();
    for typed in &args.what {
        if let Ok(week) = desk.week(Some(typed)) {
            wanted.push(Signable::Week(week));
        } else if let Some(base) = typed.strip_prefix("base:") {
            wanted.push(Signable::Base(base.to_owned()));
        } else if typed.contains('/') {
            wanted.push(Signable::Assessment(typed.clone()));
        } else {
            let family = desk.family(typed)?;
            let of_family = desk.store.assessments_of(&family);
            all.unread.extend(of_family.damage);
            wanted.extend(of_family.good.into_iter().map(Signable::Assessment));
        }
    }
    Ok(wanted)
}

fn everything(all: &mut Looked, desk: &Desk<'_>) -> Vec<Signable> {
    let weeks = desk.store.week_lists();
    let families = desk.store.family_ids();
    let bases = desk.store.base_assessments();
    all.unread.extend([weeks.damage, families.damage, bases.damage].into_iter().flatten());
    let weeks = weeks.good.iter().filter_map(|w| Week::parse(w).ok());
    let mut wanted: Vec<Signable> = weeks.map(Signable::Week).collect();
    for family in &families.good {
        let of_family = desk.store.assessments_of(family);
        all.unread.extend(of_family.damage);
        wanted.extend(of_family.good.into_iter().map(Signable::Assessment));
    }
    wanted.extend(bases.good.into_iter().map(Signable::Base));
    wanted
}

/// All that was looked at.
struct Looked {
    signers: String,
    found: Vec<Found>,
    /// What could not be read, and so may hold signatures that nobody looked at.
    unread: Vec<Damage>,
    /// Why ssh-keygen could not be asked, once it could not: it is not waited for again for each signature.
    mute: RefCell<Option<String>>,
}

/// How far a signature can be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Proof {
    /// Nothing here can prove it, or speak against it.
    Word,
    /// By a key that stands for whoever signed.
    Holds(String),
    /// It is not what it says, or could not be looked at: why.
    Fails(String),
}

/// One signature, looked at.
struct Found {
    of: String,
    /// A decision, not a list.
    decided: bool,
    signed_by: String,
    role: String,
    at: Moment,
    typed_by: String,
    given: Option<Given>,
    says: String,
    proof: Proof,
    /// What it is over, each as signed (`None`) or with what changed.
    over: Vec<(String, Option<Change>)>,
}

/// A change to what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    says: String,
    /// It was signed again as it is now, so nothing is to be done.
    signed_again: bool,
}

impl Looked {
    fn with(signers: String) -> Looked {
        Looked { signers, found: Vec::new(), unread: Vec::new(), mute: RefCell::new(None) }
    }

    /// When each that a key signed was last checked here, for whoever looks at it without checking. What could not be
    /// asked of ssh-keygen was not checked.
    fn remember(&self, desk: &mut Desk<'_>) {
        let Some(state) = desk.host.state_dir().filter(|_| !desk.replay) else { return };
        let mut checked: BTreeMap<&str, bool> = BTreeMap::new();
        let keyed = |f: &&Found| matches!(f.given, Some(Given::Key { .. }));
        for found in self.found.iter().filter(keyed) {
            *checked.entry(&found.of).or_insert(true) &= matches!(found.proof, Proof::Holds(_));
        }
        if checked.is_empty() || self.mute.borrow().is_some() {
            return;
        }
        let mut verified = Verified::load(&state, &desk.store);
        for (what, held) in checked {
            verified.note(what, LastCheck { at: desk.now, held });
        }
        if let Err(error) = verified.save(&state, &desk.store) {
            desk.warn(&error.to_string());
        }
    }

    fn look(&mut self, what: &Signable, desk: &mut Desk<'_>) {
        let looked = match what {
            Signable::Week(week) => self.week(*week, desk),
            Signable::Assessment(id) => Key::assessment(id)
                .map_err(|e| unread(id, &e))
                .and_then(|key| self.assessment(&key, |r| Assessment::of(id, r), desk)),
            Signable::Base(id) => Key::base(id)
                .map_err(|e| unread(id, &e))
                .and_then(|key| self.assessment(&key, |r| Assessment::of_base(id, r), desk)),
        };
        if let Err(damage) = looked {
            self.unread.push(damage);
        }
    }

    fn week(&mut self, week: Week, desk: &mut Desk<'_>) -> Result<(), Damage> {
        let Some(record) = desk.store.read::<WeekEvent>(&Key::week(week), desk.now)? else {
            return Ok(());
        };
        self.doubts(&record);
        let list = WeekList::of(&record);
        let mut of_week = desk.of_week(week);
        for signature in &list.signatures {
            let mut over = Vec::new();
            for entry in &signature.entries {
                self.doubts_of_visit(&entry.visit, desk);
                let change = entry_now(entry, signature, &mut of_week, desk);
                over.push((entry.visit.clone(), change));
            }
            let parts = parts(signature.given.as_ref());
            let named = signature.entries.iter();
            let named: BTreeSet<String> =
                named.flat_map(|e| [e.visit.clone(), format!("{} plan", e.visit)]).collect();
            let same = parts.keys().eq(&named);
            let statement = Statement::of_list(&desk.school.store, week, signature, parts);
            let mut proof = self.proof(signature.given.as_ref(), &statement, desk);
            if matches!(proof, Proof::Holds(_)) && !same {
                proof =
                    Proof::Fails("the key signed other visits than the record names".to_owned());
            }
            self.found.push(Found {
                of: week.to_string(),
                decided: false,
                signed_by: signature.signed_by.clone(),
                role: signature.role.clone(),
                at: signature.at,
                typed_by: signature.typed_by.clone(),
                given: signature.given.clone(),
                says: if signature.addendum { "an addendum" } else { "the list" }.to_owned(),
                proof,
                over,
            });
        }
        Ok(())
    }

    fn assessment(
        &mut self,
        key: &Key<AssessmentEvent>,
        folded: impl Fn(&Record<AssessmentEvent>) -> Option<Assessment>,
        desk: &Desk<'_>,
    ) -> Result<(), Damage> {
        let Some(record) = desk.store.read(key, desk.now)? else {
            // Looking at an earlier moment, one that was made later is not there yet.
            if desk.store.as_of().is_some() {
                return Ok(());
            }
            let what = format!("there is no {}", key.path());
            return Err(Damage {
                hint: "hv show FAMILY lists them.".to_owned(),
                ..missing(key.path(), what)
            });
        };
        self.doubts(&record);
        let Some(assessment) = folded(&record) else { return Ok(()) };
        let sums = desk.store.line_sums(key, desk.now)?.unwrap_or_default();
        for entry in &record.entries {
            self.decision(&assessment, &record, (entry, &sums), desk);
        }
        Ok(())
    }

    fn decision(
        &mut self,
        assessment: &Assessment,
        record: &Record<AssessmentEvent>,
        (entry, sums): (&Entry<AssessmentEvent>, &BTreeMap<String, String>),
        desk: &Desk<'_>,
    ) {
        let AssessmentEvent::Decide { proceed, reason, decided_by, role, given, .. } = &entry.body
        else {
            return;
        };
        let name = assessment.name();
        let about = (desk.school.store.as_str(), name.as_str());
        let signed = parts(given.as_ref());
        let statement =
            Statement::of_decision(about, (entry.at, &entry.by), &entry.body, signed.clone());
        let mut proof = match &statement {
            Some(statement) => self.proof(given.as_ref(), statement, desk),
            None => Proof::Fails("it is no decision".to_owned()),
        };
        // Lines are never rewritten: one that differs was changed by hand after it was signed.
        if let Some(differs) = differences(&signed, sums).first() {
            let (Differs::Changed(line) | Differs::Gone(line)) = differs;
            proof = Proof::Fails(format!("line {line} of the record is not as it was signed"));
        }
        let since = since(record, entry, given.as_ref().map(|_| &signed), desk);
        let word = if *proceed { "may go ahead" } else { "may NOT go ahead" };
        self.found.push(Found {
            of: format!("assessment {name}"),
            decided: true,
            signed_by: decided_by.clone(),
            role: role.clone(),
            at: entry.at,
            typed_by: entry.by.clone(),
            given: given.clone(),
            says: format!("{word}: {reason}"),
            proof,
            over: vec![(name, since)],
        });
    }

    /// A signature is theirs, and was theirs to give.
    fn proof(&self, given: Option<&Given>, statement: &Statement, desk: &Desk<'_>) -> Proof {
        let day = desk.zone.day_of(statement.at);
        let signer = desk.store.person(&statement.signed_by).ok().flatten();
        if !signer.is_some_and(|p| p.has_role(&statement.role, day)) {
            return Proof::Fails(format!(
                "the staff directory does not show {} as {} on that day",
                statement.signed_by, statement.role
            ));
        }
        let Some(Given::Key { signature, .. }) = given else { return Proof::Word };
        if let Some(why) = self.mute.borrow().as_ref() {
            return Proof::Fails(format!("it was not checked, for the same reason: {why}"));
        }
        let about = (statement.signed_by.as_str(), statement.at, NAMESPACE);
        match ssh::check(&statement.text(), signature, &self.signers, about) {
            Ok(Checked::Holds { key }) => Proof::Holds(key),
            Ok(Checked::NotTheirs { key }) => Proof::Fails(format!(
                "{key} made it, and that key does not stand for {} in allowed_signers",
                statement.signed_by
            )),
            Ok(Checked::Broken) => {
                Proof::Fails("what is on record is not what the key signed".to_owned())
            }
            Err(error) => {
                *self.mute.borrow_mut() = Some(error.to_string());
                Proof::Fails(format!("it could not be checked: {error}"))
            }
        }
    }

    fn doubts<B>(&mut self, record: &Record<B>) {
        let doubtful = record.doubtful.iter().map(|d| &d.damage);
        for damage in doubtful.chain(&record.damage) {
            // One visit is on several signatures, and is told once.
            if !self.unread.contains(damage) {
                self.unread.push(damage.clone());
            }
        }
    }

    /// A line in doubt of a visit that was signed: it may be a change to it. One that cannot be read at all is told with
    /// its entry.
    fn doubts_of_visit(&mut self, id: &str, desk: &Desk<'_>) {
        let read = Key::visit(id).ok().map(|key| desk.store.read::<VisitEvent>(&key, desk.now));
        if let Some(Ok(Some(record))) = read {
            self.doubts(&record);
        }
    }

    /// 3: a signature fails, or not everything could be looked at. 1: something was changed after it was signed.
    fn code(&self) -> u8 {
        if !self.unread.is_empty() || self.found.iter().any(|f| matches!(f.proof, Proof::Fails(_)))
        {
            return 3;
        }
        let open =
            |f: &Found| f.over.iter().any(|(_, c)| c.as_ref().is_some_and(|c| !c.signed_again));
        u8::from(self.found.iter().any(open))
    }

    fn text(&self, desk: &mut Desk<'_>) -> String {
        let width = desk.host.width();
        let mut text = String::new();
        for damage in &self.unread {
            let line = format!("NOT LOOKED AT: {damage}. {}", damage.hint);
            text.put(format!("{}\n", wrap(&clean(&line), "", width)));
        }
        for found in &self.found {
            let head = format!(
                "{}, {} by {} as {} on {}: {}",
                found.of,
                if found.decided { "decided" } else { "signed" },
                named(&found.signed_by, desk),
                found.role,
                desk.zone.words(found.at),
                found.says
            );
            text.put(format!("{}\n", wrap(&clean(&head), "", width)));
            text.put(format!("{}\n", wrap(&clean(&found.rests_on(desk)), "    ", width)));
            for line in found.over_words() {
                text.put(format!("{}\n", wrap(&clean(&line), "    ", width)));
            }
        }
        text.put(format!("{}\n", wrap(&self.sum(), "", width)));
        text
    }

    fn sum(&self) -> String {
        if self.found.is_empty() {
            return "Nothing was signed here.".to_owned();
        }
        let of = |is: &dyn Fn(&Found) -> bool| self.found.iter().filter(|f| is(f)).count();
        let by_word = of(&|f| f.proof == Proof::Word);
        let kinds = [
            (of(&|f| matches!(f.proof, Proof::Fails(_))), "NOT HOLDING"),
            (of(&|f| matches!(f.proof, Proof::Holds(_))), "proved by a key"),
            (by_word, "resting on a name that was typed, or on paper"),
        ];
        let kinds = kinds.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
        let kinds: Vec<String> = kinds.collect();
        let mut sum = format!("{}: {}.", count(self.found.len(), "signature"), kinds.join(", "));
        if by_word > 0 {
            sum.push_str(" A name that is typed proves nothing by itself: sign with --ssh-key FILE and anyone can check it.");
        }
        sum
    }
}

impl Found {
    fn rests_on(&self, desk: &Desk<'_>) -> String {
        let typist = if self.typed_by == self.signed_by {
            String::new()
        } else {
            format!(", typed by {}", named(&self.typed_by, desk))
        };
        let how = super::signature::words(self.given.as_ref(), desk);
        match &self.proof {
            Proof::Word => format!("{how}{typist}: nothing here proves it"),
            Proof::Holds(key) => format!("HOLDS: {key}{typist}"),
            Proof::Fails(why) => format!("DOES NOT HOLD: {why}{typist}"),
        }
    }

    /// What is as it was in one line, and a line for each thing that is not.
    fn over_words(&self) -> Vec<String> {
        let same = self.over.iter().filter(|(_, change)| change.is_none());
        let same: Vec<&str> = same.map(|(part, _)| part.as_str()).collect();
        let first = (!same.is_empty()).then(|| format!("as it was signed: {}", same.join(", ")));
        let changed = self.over.iter().filter_map(|(part, change)| {
            let change = change.as_ref()?;
            let word = if change.signed_again {
                "changed since, and signed again"
            } else {
                "CHANGED SINCE"
            };
            Some(format!("{part}: {word}: {}", change.says))
        });
        first.into_iter().chain(changed).collect()
    }

    fn json(&self, desk: &Desk<'_>) -> serde_json::Value {
        let (holds, key, why) = match &self.proof {
            Proof::Word => (None, None, None),
            Proof::Holds(key) => (Some(true), Some(key), None),
            Proof::Fails(why) => (Some(false), None, Some(why)),
        };
        let over: Vec<_> = self
            .over
            .iter()
            .map(|(part, change)| {
                json!({"part": part, "changed": change.as_ref().map(|c| &c.says),
                    "signed_again": change.as_ref().is_some_and(|c| c.signed_again)})
            })
            .collect();
        json!({"of": self.of, "signed_by": self.signed_by, "role": self.role, "at": self.at,
            "typed_by": self.typed_by, "how": super::signature::words(self.given.as_ref(), desk),
            "holds": holds, "key": key, "why": why, "says": self.says, "over": over})
    }
}

fn parts(given: Option<&Given>) -> BTreeMap<String, String> {
    match given {
        Some(Given::Key { parts, .. }) => parts.clone(),
        Some(Given::Paper { .. }) | None => BTreeMap::new(),
    }
}

/// What changed of an entry since it was signed.
fn entry_now(
    entry: &SignedEntry,
    signature: &Signature,
    of_week: &mut OfWeek,
    desk: &mut Desk<'_>,
) -> Option<Change> {
    let told = |says: String, signed_again| Some(Change { says, signed_again });
    let visit = match desk.visit(&entry.visit) {
        Ok(visit) => visit,
        Err(error) => return told(format!("it cannot be looked at: {error}"), false),
    };
    if !visit.damage.is_empty() {
        return told(
            "perhaps; a line of its record cannot be read, so whether it is as signed is NOT KNOWN"
                .to_owned(),
            false,
        );
    }
    let known = desk.known_on(of_week, visit);
    let row = known.row(desk.zone);
    let signed = parts(signature.given.as_ref());
    let as_shown = row.digest() == entry.digest
        && signed.get(&entry.visit).is_none_or(|sum| *sum == row.sha256());
    let planned = super::signature::plan_of(&known.visit, desk).ok();
    let name = format!("{} plan", entry.visit);
    let as_planned =
        signed.get(&name).is_none_or(|sum| planned.is_some_and(|(_, now)| now == *sum));
    let mut changes =
        super::changed::saying(desk, |saying| of_visit_since(&known.visit, entry, saying));
    if as_shown && as_planned && known.visit.planned() {
        return None;
    }
    if changes.is_empty() && !as_planned {
        changes.push(
            "the visit's own record says something else of its plan: answers, confirmation, reasons or a line changed \
             by hand"
                .to_owned(),
        );
    } else if changes.is_empty() && !as_shown {
        changes.push(
            "what the list shows of it changed: the family's, the address's or a person's card"
                .to_owned(),
        );
    }
    if changes.is_empty() {
        // Carried out, or called off: nothing that was signed is different.
        return None;
    }
    // A name that was typed does not take the place of a key.
    let keyed = |s: &&Signature| signed.is_empty() || matches!(s.given, Some(Given::Key { .. }));
    let covers = |s: &Signature| {
        s.entries.iter().any(|e| e.visit == entry.visit && e.digest == row.digest())
    };
    let again = of_week.list.signatures.iter().filter(keyed).any(|s| {
        let now = parts(s.given.as_ref());
        let plan = super::signature::plan_of(&known.visit, desk).ok().map(|(_, sum)| sum);
        covers(s) && (signed.is_empty() || now.get(&name) == plan.as_ref())
    });
    told(changes.join("; "), again)
}

/// What was written about it after the decision: with a key, whatever the key did not sign.
fn since(
    record: &Record<AssessmentEvent>,
    decided: &Entry<AssessmentEvent>,
    signed: Option<&BTreeMap<String, String>>,
    desk: &Desk<'_>,
) -> Option<Change> {
    let place = record.entries.iter().position(|e| e.id == decided.id);
    let mut told = Vec::new();
    let mut decided_again = false;
    for (n, entry) in record.entries.iter().enumerate().filter(|(_, e)| e.id != decided.id) {
        let later = signed
            .filter(|s| !s.is_empty())
            .map_or(Some(n) > place, |s| !s.contains_key(&entry.id));
        let Some(what) = of_assessment(&entry.body).filter(|_| later) else {
            decided_again |= later && decides(entry, signed);
            continue;
        };
        // A decision after it covers it.
        decided_again = false;
        told.push(format!("{}: {what}", desk.zone.words(entry.at)));
    }
    (!told.is_empty()).then(|| Change { says: told.join("; "), signed_again: decided_again })
}

/// Decided again, and not with less: a name that was typed does not take the place of a key.
fn decides(entry: &Entry<AssessmentEvent>, signed: Option<&BTreeMap<String, String>>) -> bool {
    let AssessmentEvent::Decide { given, .. } = &entry.body else { return false };
    signed.is_none_or(BTreeMap::is_empty) || matches!(given, Some(Given::Key { .. }))
}

/// What was signed with a key, as whoever reads the whole folder comes by it.
#[derive(Default)]
pub(super) struct Keyed {
    found: Vec<Signable>,
}

impl Keyed {
    /// Looks at a record as it comes by.
    pub(super) fn note(&mut self, record: &AnyRecord<'_>) {
        let key = |given: &Option<Given>| matches!(given, Some(Given::Key { .. }));
        let decided = |record: &Record<AssessmentEvent>| {
            record.entries.iter().any(|e| match &e.body {
                AssessmentEvent::Decide { given, .. } => key(given),
                AssessmentEvent::Assess(_)
                | AssessmentEvent::Review { .. }
                | AssessmentEvent::Risk { .. }
                | AssessmentEvent::Control { .. }
                | AssessmentEvent::Read { .. }
                | AssessmentEvent::DutyDone { .. }
                | AssessmentEvent::Judge(_) => false,
            })
        };
        match record {
            AnyRecord::Week(list) => {
                let signed = WeekList::of(list).signatures.iter().any(|s| key(&s.given));
                let week = Week::parse(&list.id).ok().filter(|_| signed);
                self.found.extend(week.map(Signable::Week));
            }
            AnyRecord::Assessment(r) if decided(r) => {
                self.found.push(Signable::Assessment(r.id.clone()));
            }
            AnyRecord::Base(r) if decided(r) => self.found.push(Signable::Base(r.id.clone())),
            AnyRecord::Assessment(_)
            | AnyRecord::Base(_)
            | AnyRecord::Outing(_)
            | AnyRecord::Visit(_) => {}
        }
    }

    /// Every signature with a key that does not hold.
    pub(super) fn findings(&self, desk: &mut Desk<'_>) -> Vec<Finding> {
        let finding =
            |damage: Damage| Finding { damage, warning: false, accept: None, record: None };
        let signers = match desk.store.signers() {
            Ok(signers) => signers,
            Err(damage) => return vec![finding(damage)],
        };
        let mut all = Looked::with(signers);
        for signable in &self.found {
            all.look(signable, desk);
        }
        let failing = |f: &Found| match &f.proof {
            Proof::Fails(why) if matches!(f.given, Some(Given::Key { .. })) => {
                let what =
                    format!("{} signed with a key, and it does not hold: {why}", f.signed_by);
                let hint = "Ask whoever is named whether they signed it; hv verify shows the rest.";
                Some(finding(Damage { hint: hint.to_owned(), ..missing(f.of.clone(), what) }))
            }
            Proof::Fails(_) | Proof::Word | Proof::Holds(_) => None,
        };
        all.found.iter().filter_map(failing).collect()
    }
}

fn named(id: &str, desk: &Desk<'_>) -> String {
    desk.store.person(id).ok().flatten().map_or_else(|| id.to_owned(), |p| p.name)
}

fn missing(path: String, what: String) -> Damage {
    Damage { path, line: None, what, hint: String::new(), may_hide_somebody: false }
}

fn unread(id: &str, error: &Error) -> Damage {
    missing(id.to_owned(), error.to_string())
}
