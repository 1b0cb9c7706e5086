//! `hv access`: everything that hv holds about one family or one member of staff, for a subject access request, in one
//! folder outside the record folder.
//!
//! What cannot be read is listed, never left out. It redacts nothing in silence: the first copy is whole and is for the
//! school, and the list of third parties says where each stands. What is given out is a person's decision.

use super::access_redact::{self, Directories, Third, texts};
use super::desk::{Desk, damaged};
use super::{Ending, access_page};
use crate::cli::Access;
use crate::domain::directory::{Address, Family, Person};
use crate::domain::entry::{Entry, Record};
use crate::error::Error;
use crate::render::{Put, count};
use crate::store::{AnyRecord, Evidence, Finding, Key, MachineState, Store};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What was found.
pub(super) struct Held {
    /// Whom it is about, in words.
    pub(super) about: String,
    /// Each record by its name.
    pub(super) records: Vec<(String, Value)>,
    /// What could not be read, or not wholly.
    pub(super) not_read: Vec<String>,
}

/// What hv does not hold, or cannot reach.
pub(super) const NOT_HELD: [&str; 7] = [
    "paper: printed forms, lists and briefings",
    "mail, text and chat messages that were sent of alarms",
    "git's history, which holds every earlier state of the records",
    "drafts on other machines, and what was not merged from them",
    "backups",
    "the accounts of incidents and concerns, which are kept in the school's own systems: hv holds their references",
    "names in free text that stand on no card: read every line before anything is given out",
];

/// Whom it is about.
enum Subject {
    Family(Family, Vec<Address>),
    Person(Person),
}

pub(super) fn run(args: Access, desk: &mut Desk<'_>) -> Ending {
    let store = Store::open(desk.store.root(), None)?.on(&desk.host.machine);
    let subject = subject(&args, &store)?;
    let people = store.people();
    let families = store.families();
    let addresses = store.addresses();
    let mut held = gather(&subject, &store, desk)?;
    let lost = people.damage.iter().chain(&families.damage).chain(&addresses.damage);
    held.not_read.extend(lost.map(ToString::to_string));
    held.not_read.sort();
    held.not_read.dedup();
    let known = Directories {
        people: &people.good,
        families: &families.good,
        addresses: &addresses.good,
        school: &desk.school,
    };
    let mut third = access_redact::third_parties(&held.records, &subject.words(), &known);
    neighbours(&subject, &families.good, &mut third);
    let mut files = copies("", &held, Some(&third), desk);
    if args.redact {
        let (redacted, left) = redacted(&held, &third);
        if !left.is_empty() {
            return Err(
                Error::bug("a name was left in the redacted copy, which was not written").into()
            );
        }
        files.extend(copies("redacted-", &redacted, None, desk));
    }
    let to = desk.host.cwd.join(&args.to);
    let folder = store.put_folder(&to, &files)?;
    let mut said = format!(
        "{}: {} in {}. Not to be given out before somebody has read every line.\n",
        held.about,
        count(held.records.len(), "record"),
        folder.display()
    );
    for one in &third {
        said.put(format!("third party {}\n", access_redact::words(one)));
    }
    for what in &held.not_read {
        said.put(format!("NOT READ: {what}\n"));
    }
    said.put(format!("Not held by hv, or not reached: {}.\n", NOT_HELD.join("; ")));
    let shown: Vec<Value> = third.iter().map(third_json).collect();
    desk.happened(
        &said,
        &json!({"folder": folder, "records": held.records.len(), "third_parties": shown,
            "not_read": held.not_read}),
    );
    Ok(if held.not_read.is_empty() { 0 } else { 3 })
}

fn subject(args: &Access, store: &Store) -> Result<Subject, Error> {
    let id = args.subject.trim();
    let none = |what: &str| {
        Error::usage(format!("there is no {what} {id:?}"))
            .hint("its whole id is asked for, so that nobody is given another's records: hv family, hv staff")
    };
    if args.person {
        let person = store.person(id).map_err(damaged)?;
        return person.map(Subject::Person).ok_or_else(|| none("member of staff"));
    }
    let family = store.family(id).map_err(damaged)?.ok_or_else(|| none("family"))?;
    let all = store.addresses().good;
    let theirs = all.into_iter().filter(|a| family.knows(&a.id)).collect();
    Ok(Subject::Family(family, theirs))
}

impl Subject {
    /// Every word that means them.
    fn words(&self) -> BTreeSet<String> {
        match self {
            Subject::Family(family, addresses) => access_redact::words_of_family(family, addresses),
            Subject::Person(person) => access_redact::words_of_person(person),
        }
    }

    fn about(&self) -> String {
        match self {
            Subject::Family(family, _) => {
                format!("Everything on record about family {}", family.id)
            }
            Subject::Person(person) => format!("Everything on record about {}", person.name),
        }
    }
}

fn gather(subject: &Subject, store: &Store, desk: &Desk<'_>) -> Result<Held, Error> {
    let mut records: Vec<(String, Value)> = Vec::new();
    match subject {
        Subject::Family(family, addresses) => {
            records.push((format!("card of family {}", family.id), json!(family)));
            records.extend(addresses.iter().map(|a| (format!("address {}", a.id), json!(a))));
        }
        Subject::Person(person) => {
            records.push((format!("card of {}", person.id), json!(person)));
        }
    }
    let state = desk.host.state_dir().map(|dir| MachineState::load(&dir, store).0);
    let state = state.unwrap_or_default();
    let mut noted = Vec::new();
    let findings = store.scan(desk.now, |record| {
        let (name, lines) = match record {
            AnyRecord::Outing(r) => (format!("outing {}", r.id), lines(r, subject)),
            AnyRecord::Visit(r) => (format!("visit {}", r.id), lines(r, subject)),
            AnyRecord::Week(r) => (format!("week list {}", r.id), lines(r, subject)),
            AnyRecord::Assessment(r) => (format!("assessment {}", r.id), lines(r, subject)),
            AnyRecord::Base(r) => (format!("base assessment {}", r.id), lines(r, subject)),
        };
        if lines.is_empty() {
            return;
        }
        let id = name.rsplit(' ').next().unwrap_or_default();
        noted.extend(
            state.noted.get(id).map(|n| (format!("this machine's notes on {name}"), json!(n))),
        );
        records.push((name, Value::Array(lines)));
    });
    records.extend(noted);
    let words: Vec<String> = match subject {
        Subject::Family(family, _) => vec![family.id.clone()],
        Subject::Person(person) => vec![person.id.clone()],
    };
    for name in store.drafts_with(&words)? {
        let draft = store.draft::<Value>(&name)?;
        records.extend(draft.map(|d| (format!("draft {name}"), d)));
    }
    for record in store.holds(desk.now).good {
        let held = lines(&record, subject);
        if !held.is_empty() {
            records.push((format!("hold {}", record.id), Value::Array(held)));
        }
    }
    let not_read = findings.iter().filter(|f| may_concern(f, subject));
    let not_read = not_read.map(|f| f.damage.to_string()).collect();
    Ok(Held { about: subject.about(), records, not_read })
}

/// The lines of a record that concern them. Of a record of the family's own, all; of others, what names them, or what
/// names no other family in a record that does name them.
fn lines<B: Evidence>(record: &Record<B>, subject: &Subject) -> Vec<Value> {
    let all: Vec<Value> = record.entries.iter().map(|e| line(e, false)).collect();
    let doubtful = record.doubtful.iter().filter_map(|d| d.entry.as_ref());
    let all: Vec<Value> = all.into_iter().chain(doubtful.map(|e| line(e, true))).collect();
    match subject {
        Subject::Family(family, _) => {
            let own = format!("{}/", family.id);
            if record.id.starts_with(&own) {
                return all;
            }
            let about = |line: &Value| visits(line).iter().any(|v| v.starts_with(&own));
            let named = |line: &Value| texts(line).iter().any(|t| *t == family.id);
            if !all.iter().any(|line| about(line) || named(line)) {
                return Vec::new();
            }
            let theirs = |line: &Value| about(line) || named(line) || visits(line).is_empty();
            all.into_iter().filter(theirs).map(|line| without_others(line, &own)).collect()
        }
        Subject::Person(person) => {
            let words: BTreeSet<String> =
                [person.id.to_lowercase(), person.name.to_lowercase()].into();
            let theirs = |line: &Value| access_redact::stands(line, &words);
            all.into_iter().filter(theirs).collect()
        }
    }
}

fn line<B: Evidence>(entry: &Entry<B>, in_doubt: bool) -> Value {
    let mut line = json!({"id": entry.id, "at": entry.at, "typed": entry.typed, "by": entry.by});
    let body =
        serde_json::to_value(&entry.body).unwrap_or_else(|e| json!({"unreadable": e.to_string()}));
    if let (Some(line), Value::Object(body)) = (line.as_object_mut(), body) {
        line.extend(body);
        if in_doubt {
            line.insert("in-doubt".to_owned(), true.into());
        }
    }
    line
}

/// Of a signature, only the entries that are theirs; the others are another family's.
fn without_others(mut line: Value, own: &str) -> Value {
    if let Some(Value::Array(entries)) = line.get_mut("entries") {
        entries.retain(|e| visits(e).iter().any(|v| v.starts_with(own)));
    }
    if let Some(Value::Array(stops)) = line.get_mut("stops") {
        stops.retain(|s| visits(s).is_empty() || visits(s).iter().any(|v| v.starts_with(own)));
    }
    line
}

/// The visits that a line names.
fn visits(value: &Value) -> Vec<&str> {
    texts(value).into_iter().filter(|t| t.contains('/') && Key::visit(t).is_ok()).collect()
}

/// What cannot be read may be about them, unless it lies in another family's folder.
fn may_concern(finding: &Finding, subject: &Subject) -> bool {
    let path = finding.damage.path.as_str();
    let own = match subject {
        Subject::Family(family, _) => format!("families/{}/", family.id),
        Subject::Person(_) => "families/".to_owned(),
    };
    !finding.warning && (!path.starts_with("families/") || path.starts_with(&own))
}

/// Other families at the address are third parties even where no line names them.
fn neighbours(subject: &Subject, families: &[Family], third: &mut Vec<Third>) {
    let Subject::Family(own, addresses) = subject else { return };
    for family in families.iter().filter(|f| f.id != own.id) {
        let shared = addresses.iter().filter(|a| family.knows(&a.id));
        let found_in: BTreeSet<String> = shared.map(|a| format!("address {}", a.id)).collect();
        let known = third.iter_mut().find(|t| t.who == family.id);
        match known {
            Some(known) => known.found_in.extend(found_in),
            None if found_in.is_empty() => {}
            None => third.push(Third {
                who: family.id.clone(),
                place: "[another family at the address]".to_owned(),
                words: BTreeSet::new(),
                shared: BTreeSet::new(),
                found_in,
            }),
        }
    }
}

fn redacted(held: &Held, third: &[Third]) -> (Held, Vec<String>) {
    let mut left = Vec::new();
    let mut records = Vec::new();
    for (name, value) in &held.records {
        let (name, left_in_name) = access_redact::redacted(&json!(name), third);
        let (copy, left_in_it) = access_redact::redacted(value, third);
        left.extend(left_in_name.into_iter().chain(left_in_it));
        records.push((name.as_str().unwrap_or_default().to_owned(), copy));
    }
    // What could not be read names files, and files are named for people.
    let not_read = if held.not_read.is_empty() {
        Vec::new()
    } else {
        vec![format!("{} could not be read", count(held.not_read.len(), "record"))]
    };
    (Held { about: held.about.clone(), records, not_read }, left)
}

fn third_json(third: &Third) -> Value {
    json!({"who": third.who, "is": third.place, "in": third.found_in, "not_replaced": third.shared})
}

/// A copy as a page and as data.
fn copies(
    begins: &str,
    held: &Held,
    third: Option<&[Third]>,
    desk: &Desk<'_>,
) -> Vec<(String, String)> {
    let listed = third.map(|all| all.iter().map(third_json).collect::<Vec<_>>());
    let records: Vec<Value> =
        held.records.iter().map(|(name, value)| json!({"record": name, "holds": value})).collect();
    let data = json!({"hv": 1, "about": held.about, "made": desk.now, "records": records,
        "not_read": held.not_read, "not_held": NOT_HELD, "third_parties": listed});
    let page = access_page::page(held, third, &desk.words(desk.now)).html();
    vec![
        (format!("{begins}file.html"), page),
        (format!("{begins}file.json"), format!("{data:#}\n")),
    ]
}
