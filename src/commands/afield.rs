//! Who is out: every open outing, every marker that has no record, and what is wrong with either.

use super::desk::{Desk, ambiguous};
use super::made;
use super::suggest;
use super::unresolved::{outing_closed, visit_closed};
use crate::cli::Who;
use crate::domain::assessment::Assessment;
use crate::domain::directory::Person;
use crate::domain::entry::Record;
use crate::domain::events::{AssessmentEvent, Contactable, OutingEvent};
use crate::domain::outing::{Abroad, Outing};
use crate::domain::visit::Visit;
use crate::error::{Damage, Error};
use crate::render::Put;
use crate::store::{Key, Mark, Markers, OutMarker, Store, alone, on_all_cores};
use crate::when::{Day, Moment, Span};

/// Everything that may be open.
#[derive(Debug, Default)]
pub(crate) struct Afield {
    /// The outings, as they stand; some may be closed and only waiting to be swept.
    pub outings: Vec<Outing>,
    /// Outings whose record is missing or cannot be read: somebody is out, and this is all that is known.
    pub lost: Vec<Lost>,
    /// What is wrong, with the markers or with a record.
    pub damage: Vec<Damage>,
    /// The markers themselves.
    pub markers: Markers,
}

/// An outing that only its marker tells of.
#[derive(Debug, Clone)]
pub(crate) struct Lost {
    /// The outing.
    pub id: String,
    /// What the marker says, if that can be read.
    pub marker: Option<OutMarker>,
    /// What is wrong.
    pub damage: Damage,
}

impl Lost {
    /// Whom it is about: from the marker, else from the id.
    pub(crate) fn people(&self) -> Vec<Contactable> {
        let from_id = || {
            let name = self
                .id
                .get(11..)
                .and_then(|r| r.rsplit_once('-'))
                .map_or(self.id.as_str(), |(who, _)| who);
            vec![Contactable {
                id: name.to_owned(),
                name: name.to_owned(),
                number: None,
                email: None,
            }]
        };
        self.marker.as_ref().map_or_else(from_id, |m| m.people.clone())
    }
}

/// Fewer outings than this are read, and judged, sooner than a thread is started.
pub(super) const FEW: usize = 64;

/// Reads everything open. Reading never stops at damage.
pub(crate) fn all(store: &Store, now: Moment, planned_until: Day) -> Afield {
    let markers = store.markers(planned_until);
    let mut afield = Afield { damage: markers.damage.clone(), ..Afield::default() };
    let ids: Vec<&String> = markers.out.keys().collect();
    let read = on_all_cores(&ids, FEW, |id| outing(store, id, now));
    for ((id, marker), read) in markers.out.iter().zip(read) {
        match read {
            Ok(outing) => {
                afield.damage.extend(outing.damage.iter().cloned());
                afield.damage.extend(marker.as_ref().and_then(|m| of_others(&outing, m)));
                afield.outings.push(outing);
            }
            Err(damage) => {
                // Under --now the outing may simply not have begun yet.
                if !store.begins_later(id, now) && !voided(store, id, now) {
                    afield.damage.push(damage.clone());
                    afield.lost.push(Lost { id: id.clone(), marker: marker.clone(), damage });
                }
            }
        }
    }
    afield.markers = markers;
    afield
}

/// Where those people went by the markers of outings that cannot be read: danger is recorded where it can be, and that may
/// be an outing they are long back from.
pub(super) fn also_lost(who: &[String], desk: &Desk<'_>) -> String {
    let mut text = String::new();
    for lost in all(&desk.store, desk.now, desk.today()).lost {
        let theirs = lost.people().into_iter().filter(|p| who.contains(&p.id));
        let names: Vec<String> = theirs.map(|p| p.name).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if names.is_empty() {
            continue;
        }
        let places = lost.marker.as_ref().map(|m| m.places.join("; ")).unwrap_or_default();
        let places = if places.is_empty() { "a place NOT KNOWN".to_owned() } else { places };
        text.put(format!(
            "{} MAY BE ELSEWHERE: they went to {places} on {}, whose record cannot be read. Read that out too: hv brief {}\n",
            crate::domain::names::list(&names),
            lost.id,
            lost.id
        ));
    }
    text
}

/// The marker names somebody of whom the record says nothing: it may be another outing's record, put in its place.
fn of_others(outing: &Outing, marker: &OutMarker) -> Option<Damage> {
    let unknown = marker.people.iter().filter(|p| outing.person(&p.id).is_none());
    let names: Vec<&str> = unknown.map(|p| p.name.as_str()).collect();
    if names.is_empty() {
        return None;
    }
    let hint = "Find out by telephone where these people are; then look in git for what happened to the record.";
    Some(Damage {
        path: format!("open/out/{}", outing.id),
        line: None,
        what: format!(
            "{} went to {} by this marker, and the record of the outing says nothing of them",
            crate::domain::names::list(&names),
            marker.places.join("; ")
        ),
        hint: hint.to_owned(),
        may_hide_somebody: true,
    })
}

/// Somebody is out, or what could tell cannot be read. A drill is nobody.
pub(crate) fn anybody_out(store: &Store, now: Moment) -> bool {
    let names = store.out_names();
    names.iter().any(|id| outing(store, id, now).map_or(true, |o| o.open() && o.drill.is_none()))
}

/// Every open outing, also one that lost its marker; and those of which only the marker tells. Damage is told.
pub(crate) fn every_open(desk: &mut Desk<'_>) -> (Vec<Outing>, Vec<Lost>) {
    let afield = all(&desk.store, desk.now, desk.today());
    desk.tell_damage(&afield.damage);
    let mut open: Vec<Outing> = afield.outings.into_iter().filter(Outing::open).collect();
    let marked = |id: &String| afield.markers.out.contains_key(id);
    let today = desk.today();
    for week in [today.minus_days(7).week(), today.week()] {
        let loaded = desk.store.outings_in(week);
        desk.tell_damage(&loaded.damage);
        for id in loaded.good.into_iter().filter(|id| !marked(id)) {
            match outing(&desk.store, &id, desk.now) {
                Ok(outing) => open.extend(Some(outing).filter(Outing::open)),
                Err(damage) if lost_for_good(&id, desk) => desk.tell_damage(&[damage]),
                Err(_) => {}
            }
        }
    }
    (open, afield.lost)
}

/// It does not begin later than the moment looked at, and nobody has said that nobody left on it.
fn lost_for_good(id: &str, desk: &Desk<'_>) -> bool {
    !desk.store.begins_later(id, desk.now) && !voided(&desk.store, id, desk.now)
}

/// Somebody looked, and said that nobody left on an outing whose sign-out is not there. Not where hv makes a mistake over it.
pub(crate) fn voided(store: &Store, id: &str, now: Moment) -> bool {
    alone(id, || said_void(store, id, now)).unwrap_or(false)
}

fn said_void(store: &Store, id: &str, now: Moment) -> bool {
    let record =
        Key::outing(id).ok().and_then(|key| store.read::<OutingEvent>(&key, now).ok().flatten());
    record.is_some_and(|r| {
        let said =
            |body: &OutingEvent| matches!(body, OutingEvent::Judge(j) if j.line == id && j.accept);
        r.sound() && Outing::of(&r).is_none() && r.entries.iter().any(|e| said(&e.body))
    })
}

/// One outing as it stands.
pub(crate) fn outing(store: &Store, id: &str, now: Moment) -> Result<Outing, Damage> {
    let key = Key::outing(id).map_err(|e| missing(id, &e.to_string()))?;
    alone(&key.path(), || as_it_stands(store, &key, now)).flatten()
}

fn as_it_stands(store: &Store, key: &Key<OutingEvent>, now: Moment) -> Result<Outing, Damage> {
    // A sign-out may be under way: its marker is there before its line. Or a person's git is writing the file anew. Look
    // once more before raising an alarm.
    let first = store.read::<OutingEvent>(key, now)?;
    if let Some(outing) = first.as_ref().and_then(Outing::of) {
        return Ok(outing);
    }
    let record = store
        .read_again(key, now)?
        .ok_or_else(|| missing(&key.path(), "the record of an open outing is missing"))?;
    Outing::of(&record).ok_or_else(|| missing(&key.path(), "nothing in it says who left"))
}

pub(super) fn missing(path: &str, what: &str) -> Damage {
    Damage {
        path: path.to_owned(),
        line: None,
        what: what.to_owned(),
        hint: "Find out by telephone where these people are; then look in git for what happened to the file. If \
               nobody left on it: hv doctor --accept OUTING --why \"...\""
            .to_owned(),
        may_hide_somebody: true,
    }
}

/// Whom the words typed mean, and on which outing.
#[derive(Debug)]
pub(crate) struct Meant {
    /// The outing.
    pub outing: Outing,
    /// The people, by id.
    pub who: Vec<String>,
}

impl Meant {
    /// "Kay", "Kay and Lou".
    pub(crate) fn names(&self) -> String {
        names(&self.outing, &self.who)
    }
}

/// "Kay", "Kay and Lou".
pub(crate) fn names(outing: &Outing, who: &[String]) -> String {
    let named: Vec<&str> =
        who.iter().filter_map(|id| outing.person(id)).map(|p| p.name.as_str()).collect();
    crate::domain::names::list(&named)
}

/// A word typed for somebody. One that is exactly the id or the name of somebody on the staff means that person and
/// nobody else, whoever is out; any other may be the start of an id or a name.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// As typed.
    pub(super) typed: String,
    key: String,
    exactly: Option<String>,
}

impl Word {
    pub(super) fn of(typed: &str, staff: &[Person]) -> Word {
        let key = typed.trim().to_lowercase();
        let named = staff.iter().find(|p| p.id == key);
        let named = named.or_else(|| staff.iter().find(|p| p.name.to_lowercase() == key));
        Word { typed: typed.to_owned(), exactly: named.map(|p| p.id.clone()), key }
    }

    /// It means this person.
    pub(super) fn means(&self, id: &str, name: &str) -> bool {
        if let Some(exactly) = &self.exactly {
            return id == exactly;
        }
        let name = name.to_lowercase();
        let starts = |text: &str| text.starts_with(&self.key);
        !self.key.is_empty() && (starts(id) || starts(&name) || name.split_whitespace().any(starts))
    }

    /// The start of an id names everybody on the outing, so it has to name more than the day.
    fn names_outing(&self, outing: &Outing) -> bool {
        self.names(&outing.id)
    }

    /// It is an outing's id, or a visit's, or the start of one; or the family of a visit.
    pub(super) fn names(&self, record: &str) -> bool {
        let family = record.split_once('/').map(|(family, _)| family);
        let enough = match family {
            Some(family) => self.key.len() > family.len(),
            None => self.key.len() > "2026-11-24-".len(),
        };
        family == Some(self.key.as_str()) || (enough && record.starts_with(&self.key))
    }
}

/// Everything open; and if nobody in it answers to the words, the outings that only lost their marker: whoever rings in
/// must find their outing.
fn all_or_unmarked(words: &[Word], desk: &mut Desk<'_>) -> Vec<Outing> {
    let afield = all(&desk.store, desk.now, desk.today());
    desk.tell_damage(&afield.damage);
    let mut outings = afield.outings;
    // Nobody rings in from a drill.
    outings.retain(|o| o.drill.is_none());
    let answers = |w: &Word| {
        outings.iter().any(|o| o.open() && named_on(o, std::slice::from_ref(w)).is_some())
    };
    if words.iter().all(answers) {
        return outings;
    }
    let lost = unmarked(&afield.markers, desk).into_iter();
    outings.extend(lost.filter(|o| o.open() && o.drill.is_none()));
    outings
}

/// The outings of this week and the last that have no marker and can be read.
pub(super) fn unmarked(markers: &Markers, desk: &Desk<'_>) -> Vec<Outing> {
    let today = desk.today();
    let mut all = Vec::new();
    for week in [today.minus_days(7).week(), today.week()] {
        let ids = desk.store.outings_in(week).good.into_iter();
        let unmarked = ids.filter(|id| !markers.out.contains_key(id));
        all.extend(unmarked.filter_map(|id| outing(&desk.store, &id, desk.now).ok()));
    }
    all
}

/// Whoever may be in danger, and the words that nobody out answers to. Distress is never refused because a name could
/// mean two things: it is recorded on every open outing that it could mean, and if nobody of that name is out, on the
/// last they were on.
pub(crate) fn in_danger(
    desk: &mut Desk<'_>,
    who: &Who,
) -> Result<(Vec<Meant>, Vec<String>), Error> {
    let staff = desk.store.people().good;
    let words: Vec<Word> = who.who.iter().map(|t| Word::of(t, &staff)).collect();
    let outings = all_or_unmarked(&words, desk);
    let mut found: Vec<Meant> = outings.iter().filter_map(|o| named_on(o, &words)).collect();
    if found.iter().any(|m| m.outing.open()) {
        found.retain(|m| m.outing.open());
    } else {
        found.sort_by_key(|m| m.outing.left_at);
        found.drain(..found.len().saturating_sub(1));
    }
    let answered = |w: &Word| {
        let named = |m: &Meant| {
            m.outing.people.iter().any(|p| w.means(&p.id, &p.name)) || w.names_outing(&m.outing)
        };
        found.iter().any(named)
    };
    let unanswered: Vec<String> =
        words.iter().filter(|w| !answered(w)).map(|w| w.typed.clone()).collect();
    if found.is_empty() {
        if let Some(error) = super::unsigned::in_danger(&words, desk) {
            return Err(error);
        }
        let borrowed: Vec<&Outing> = outings.iter().collect();
        let typed = unanswered.join(", ");
        return Err(nobody(&borrowed, &typed)
            .hint("In danger: ring 999 now, and say where they should be."));
    }
    Ok((found, unanswered))
}

fn named_on(outing: &Outing, words: &[Word]) -> Option<Meant> {
    let named =
        |p: &&Abroad| words.iter().any(|w| w.means(&p.id, &p.name) || w.names_outing(outing));
    let who: Vec<String> = outing.people.iter().filter(named).map(|p| p.id.clone()).collect();
    (!who.is_empty()).then(|| Meant { outing: outing.clone(), who })
}

/// The people and the outing that were meant, among those who are out.
pub(crate) fn meant(desk: &mut Desk<'_>, who: &Who) -> Result<Meant, Error> {
    let staff = desk.store.people().good;
    let words: Vec<Word> = who.who.iter().map(|t| Word::of(t, &staff)).collect();
    let all = all_or_unmarked(&words, desk);
    let outings: Vec<&Outing> = all.iter().filter(|o| wanted(o, who)).collect();
    let mut found: Option<(&Outing, Vec<String>)> = None;
    for word in &words {
        let (outing, people) = one(&outings, word, &staff)?;
        match &mut found {
            None => found = Some((outing, people)),
            Some((same, all)) if same.id == outing.id => all.extend(people),
            Some((other, _)) => {
                let several = [other.id.as_str(), outing.id.as_str()];
                return Err(ambiguous(&word.typed, &several)
                    .hint("they are on different outings: type a command for each"));
            }
        }
    }
    let (outing, mut people) = found.ok_or_else(|| Error::usage("nobody was named"))?;
    people.dedup();
    Ok(Meant { outing: outing.clone(), who: people })
}

fn wanted(outing: &Outing, who: &Who) -> bool {
    outing.open() && who.outing.as_ref().is_none_or(|id| outing.id.starts_with(id.as_str()))
}

fn one<'a>(
    outings: &[&'a Outing],
    word: &Word,
    staff: &[Person],
) -> Result<(&'a Outing, Vec<String>), Error> {
    let whole: Vec<&&Outing> = outings.iter().filter(|o| word.names_outing(o)).collect();
    if let [outing] = whole.as_slice() {
        let everyone = outing.people.iter().filter(|p| p.away());
        return Ok((outing, everyone.map(|p| p.id.clone()).collect()));
    }
    let here = |p: &&Abroad| p.away() && word.means(&p.id, &p.name);
    let people: Vec<(&Outing, &Abroad)> =
        outings.iter().flat_map(|o| o.people.iter().filter(here).map(move |p| (*o, p))).collect();
    match people.as_slice() {
        [] => Err(nobody(outings, &word.typed)),
        [(outing, person)] => {
            // Half a name that somebody else on the staff has as well must not speak for the one who is out.
            let other = staff.iter().find(|p| p.id != person.id && word.means(&p.id, &p.name));
            let other = other.filter(|_| person.id != word.key).map(|p| p.id.as_str());
            // An id that is somebody else's first name, who is out as well, is no answer to which of the two rang.
            let first_name = |p: &&Abroad| {
                let first = p.name.split_whitespace().next().unwrap_or_default().to_lowercase();
                p.away() && p.id != person.id && first == word.key
            };
            let namesake = outings.iter().flat_map(|o| &o.people).find(first_name);
            match other.or(namesake.map(|p| p.id.as_str())) {
                Some(other) => {
                    let error = ambiguous(&word.typed, &[person.id.as_str(), other]);
                    Err(error.hint(format!("type the whole name, or the outing: {}", outing.id)))
                }
                None => Ok((outing, vec![person.id.clone()])),
            }
        }
        several => {
            let shown: Vec<String> =
                several.iter().map(|(o, p)| format!("{} on {}", p.id, o.id)).collect();
            let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
            Err(ambiguous(&word.typed, &shown).hint("say which outing: --outing ID"))
        }
    }
}

fn nobody(outings: &[&Outing], typed: &str) -> Error {
    let out: Vec<&str> = outings
        .iter()
        .flat_map(|o| &o.people)
        .filter(|p| p.away())
        .map(|p| p.id.as_str())
        .collect();
    let now = if out.is_empty() {
        "nobody is out".to_owned()
    } else {
        format!("out now: {}", out.join(", "))
    };
    let error = Error::usage(format!("{typed:?} is not out"));
    let away = outings.iter().flat_map(|o| o.people.iter().filter(|p| p.away()));
    let called = away.flat_map(|p| suggest::called(&p.id, &p.name));
    let ids = outings.iter().map(|o| (o.id.as_str(), o.id.as_str()));
    suggest::meaning(error, typed, called.chain(ids)).hint(now).hint(
        "if they left without signing out: hv out NAME --breach \"why\" --where PLACE --back TIME starts the watch now",
    )
}

/// The outing that covered a visit, open or closed, in the week of the visit or the next.
pub(crate) fn covering(
    visit: &str,
    plan: &crate::domain::events::Plan,
    desk: &mut Desk<'_>,
) -> Option<Outing> {
    let week = desk.zone.day_of(plan.start).week();
    let loaded = desk.store.outings_in(week);
    desk.tell_damage(&loaded.damage);
    let mut found = None;
    for id in loaded.good {
        match outing(&desk.store, &id, desk.now) {
            Ok(outing) if outing.stops.iter().any(|d| d.stop.visit == visit) => {
                found = Some(outing);
            }
            Err(damage) if !desk.store.begins_later(&id, desk.now) => desk.tell_damage(&[damage]),
            Ok(_) | Err(_) => {}
        }
    }
    found
}

/// How long a closed outing keeps its marker: a day, so that a merge from another machine still finds it.
pub(super) const KEPT: Span = Span::minutes(24 * 60);

/// A marker that nothing needs any more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LeftOver {
    /// Of an outing, by id.
    Out(String),
    /// Of something owed, by the marker's name.
    Owed(String),
}

/// Takes away the markers that nothing needs any more. Only a writer that holds the lock sweeps.
pub(crate) fn sweep(desk: &mut Desk<'_>) {
    // A replay does not see what was typed later, so it cannot know what is closed for good.
    if desk.replay {
        return;
    }
    let left = left_over(desk);
    let marks = left.iter().map(|one| match one {
        LeftOver::Out(id) => Mark::Out(id),
        LeftOver::Owed(name) => Mark::Owed(name),
    });
    let failed: Vec<Error> =
        marks.filter_map(|mark| desk.store.remove_marker(mark).err()).collect();
    for error in failed {
        desk.warn(&format!("a marker stays behind: {error}"));
    }
}

/// The markers of outings that closed a day or more ago, with nothing told that is not resolved, and of records that owe
/// nothing any more. What is in any doubt keeps its marker.
pub(super) fn left_over(desk: &Desk<'_>) -> Vec<LeftOver> {
    let afield = all(&desk.store, desk.now, desk.today());
    let closed = |o: &&Outing| {
        o.damage.is_empty()
            && o.closed_at().is_some_and(|at| at.plus(KEPT) <= desk.now)
            && outing_closed(o)
    };
    let mut outings: Vec<&str> =
        afield.outings.iter().filter(closed).map(|o| o.id.as_str()).collect();
    outings.extend(
        afield
            .markers
            .out
            .keys()
            .filter(|id| voided(&desk.store, id, desk.now))
            .map(String::as_str),
    );
    let settled = afield.markers.owed.iter().filter_map(|(name, marker)| {
        let marker = marker.as_ref()?;
        let done = match assessment_key(name, &marker.record) {
            Some(key) => assessment_settled(&desk.store, &key, desk.now),
            None => settled(&desk.store, &marker.record, desk.now),
        };
        done.then_some(name.as_str())
    });
    let outings = outings.into_iter().map(|id| LeftOver::Out(id.to_owned()));
    outings.chain(settled.map(|name| LeftOver::Owed(name.to_owned()))).collect()
}

/// A visit that ended, or an outing that closed, sound, with every duty done.
pub(super) fn settled(store: &Store, record: &str, now: Moment) -> bool {
    if let Ok(key) = Key::visit(record) {
        let visit = store.read(&key, now).ok().flatten().and_then(|r| Visit::of(record, &r));
        return visit.is_some_and(|v| {
            let nothing_owed = v.owed.is_empty() && !made::not_written_up(store, &v, now);
            v.damage.is_empty() && !v.planned() && nothing_owed && visit_closed(&v)
        });
    }
    outing(store, record, now).is_ok_and(|o| o.damage.is_empty() && !o.open() && o.owed.is_empty())
}

/// The assessment that a marker of something owed is about, by the marker's name: an assessment and a visit may have
/// the same id.
pub(super) fn assessment_key(marker: &str, record: &str) -> Option<Key<AssessmentEvent>> {
    if marker.starts_with("assessment.") {
        return Key::assessment(record).ok();
    }
    marker.strip_prefix("base.").and_then(|_| Key::base(record).ok())
}

/// How an assessment is named where a visit could have the same id: `ahmed/assessments/2026-11-20-1a`, `base:ID`.
pub(super) fn assessment_name(id: &str) -> String {
    match id.split_once('/') {
        Some((family, rest)) => format!("{family}/assessments/{rest}"),
        None => format!("base:{id}"),
    }
}

/// The assessment of a record, whichever kind.
pub(super) fn assessment_of(
    key: &Key<AssessmentEvent>,
    record: &Record<AssessmentEvent>,
) -> Option<Assessment> {
    let id = key.id();
    if id.contains('/') { Assessment::of(id, record) } else { Assessment::of_base(id, record) }
}

/// A sound assessment with every duty done.
pub(super) fn assessment_settled(store: &Store, key: &Key<AssessmentEvent>, now: Moment) -> bool {
    let record = store.read(key, now).ok().flatten();
    let made = record.and_then(|record| assessment_of(key, &record));
    made.is_some_and(|a| a.sound && a.owed.is_empty())
}
