//! `hv brief`: the page to read out to the police, about an outing, a person who is out, or a visit that nobody signed
//! out for. What it says is decided in [`crate::watch::brief`]; here everything is looked up, and nothing that cannot
//! be read stops the page.

use super::Ending;
use super::afield::{self, Afield, Lost};
use super::desk::Desk;
use crate::cli::{Brief, Who};
use crate::domain::events::Contactable;
use crate::domain::freeze;
use crate::domain::outing::Outing;
use crate::domain::visit::Visit;
use crate::error::{Damage, Error};
use crate::policy::{Clock, Deadline};
use crate::render::Put;
use crate::render::{clean, wrap};
use crate::store::{PlannedMarker, alone};
use crate::watch::brief::known::{Home, Looked, OnRecord};
use crate::watch::brief::{self, Subject};
use crate::watch::{Late, telling};
use serde_json::json;
use std::collections::BTreeMap;

/// What the page can be about.
enum Found {
    Outing(Box<Outing>),
    Lost(Lost),
    Planned(Planned),
}

impl Found {
    fn record(&self) -> &str {
        match self {
            Found::Outing(outing) => &outing.id,
            Found::Lost(lost) => &lost.id,
            Found::Planned(planned) => &planned.visit,
        }
    }
}

/// A visit that nobody signed out for: from its record, and from its marker where that cannot be read.
struct Planned {
    visit: String,
    people: Vec<Contactable>,
    place: String,
    start: crate::when::Moment,
    finish: Option<crate::when::Moment>,
    late: Option<Deadline>,
}

/// The pages asked for, what nobody answers to, and whether all that they are made of could be read.
pub(super) struct Pages {
    pub(super) briefs: Vec<brief::Brief>,
    pub(super) unknown: Vec<Error>,
    pub(super) whole: bool,
}

/// Everything that the words can mean, as pages.
pub(super) fn pages(of: &[String], desk: &mut Desk<'_>) -> Result<Pages, Error> {
    let mut late = super::overdue::look_wide(desk).late;
    late.retain(|one| !one.drill);
    let (found, unknown) = find_all(of, &late, desk)?;
    let mut pages = Vec::new();
    let mut whole = true;
    for one in &found {
        let (page, all_read) = match alone(one.record(), || page(one, &late, desk)) {
            Ok(page) => page,
            // The police are rung over this one: what its marker tells is better than no page.
            Err(mistake) => page(&by_its_marker(one, mistake, desk), &late, desk),
        };
        whole &= all_read;
        pages.push(page);
    }
    Ok(Pages { briefs: pages, unknown, whole })
}

/// The page, and whether all that it is made of could be read.
fn page(one: &Found, late: &[Late], desk: &mut Desk<'_>) -> (brief::Brief, bool) {
    let mut on_record = on_record(one, desk);
    on_record.elsewhere = elsewhere(one, &on_record, late);
    (marked(brief::brief(&subject(one), &on_record)), all_read(one, &on_record))
}

/// An outing as though its record could not be read.
fn by_its_marker(one: &Found, damage: Damage, desk: &Desk<'_>) -> Found {
    let id = one.record().to_owned();
    let marker = desk.store.markers(desk.today()).out.remove(&id).flatten();
    Found::Lost(Lost { id, marker, damage })
}

pub(super) fn run(args: Brief, desk: &mut Desk<'_>) -> Ending {
    // A call for help may be among what another program took away: whoever reads the page out must know.
    let taken = super::overdue::taken_away(&desk.store);
    desk.tell_damage(&taken);
    let Pages { briefs: pages, unknown, whole } = pages(&args.of, desk)?;
    let whole = whole && taken.is_empty();
    if desk.json {
        let shown =
            json!({"hv": 1, "as_of": desk.now, "briefs": pages, "write_down": brief::WRITE_DOWN});
        desk.host.say(&format!("{shown}\n"));
    } else {
        let text: Vec<String> = pages.iter().map(|page| in_words(page, desk)).collect();
        desk.host.say(&text.join("\n\n"));
    }
    for error in &unknown {
        super::tell_error(error, desk.json, desk.host);
    }
    Ok(match (unknown.is_empty(), whole) {
        (false, _) => 2,
        (true, false) => 3,
        (true, true) => 0,
    })
}

/// All the words as one name first: "kay invented". If nobody answers to that, each by itself: a name that nobody
/// answers to does not keep the pages of the others back.
fn find_all(
    typed: &[String],
    late: &[Late],
    desk: &mut Desk<'_>,
) -> Result<(Vec<Found>, Vec<Error>), Error> {
    let together = find(&typed.join(" "), late, desk);
    if together.is_ok() || typed.len() < 2 {
        return together.map(|found| (found, Vec::new()));
    }
    let (mut all, mut unknown): (Vec<Found>, Vec<Error>) = (Vec::new(), Vec::new());
    for one in typed {
        match find(one, late, desk) {
            Ok(found) => {
                let new =
                    found.into_iter().filter(|f| !all.iter().any(|a| a.record() == f.record()));
                let new: Vec<Found> = new.collect();
                all.extend(new);
            }
            Err(error) => unknown.push(error),
        }
    }
    if all.is_empty() { together.map(|found| (found, unknown)) } else { Ok((all, unknown)) }
}

/// Everything that the words can mean. Several pages are better than an argument about which was meant.
fn find(typed: &str, late: &[Late], desk: &mut Desk<'_>) -> Result<Vec<Found>, Error> {
    let key = typed.trim().to_lowercase();
    let afield = afield::all(&desk.store, desk.now, desk.today());
    let lost = |by: &dyn Fn(&Lost) -> bool| -> Vec<Found> {
        let found = afield.lost.iter().filter(|l| by(l));
        found.cloned().map(Found::Lost).collect()
    };
    let by_id = lost(&|l| key.len() > "2026-11-24".len() && l.id.starts_with(&key));
    if !by_id.is_empty() {
        return Ok(by_id);
    }
    if let Some(outing) = super::show::outing_meant(&key, desk)? {
        return Ok(vec![Found::Outing(Box::new(outing))]);
    }
    if key.contains('/') {
        return visit(&key, &afield, late, desk);
    }
    let named = |people: &[Contactable]| people.iter().any(|p| answers(&key, &p.id, &p.name));
    let who = Who { who: vec![typed.to_owned()], outing: None, at: None };
    let out = afield::in_danger(desk, &who);
    let mut all = lost(&|l| named(&l.people()));
    let open = |found: &[afield::Meant]| found.iter().any(|m| m.outing.open());
    let nobody_out = out.as_ref().map_or(true, |(found, _)| !open(found));
    // Of somebody who is out, or may be, only the planned visits of which the alarm rings.
    let any = nobody_out && all.is_empty();
    let mut planned = never_left(late, &|l| named(&l.running.people), &afield, desk);
    let rings = |m: &&PlannedMarker| late.iter().any(|l| l.id == m.visit);
    let others = afield.markers.planned.values().flatten().filter(|m| any && !rings(m));
    let theirs = others.filter(|m| named(&m.people)).filter_map(|m| still_planned(m, desk));
    planned.extend(theirs.map(Found::Planned));
    if nobody_out && !(all.is_empty() && planned.is_empty()) {
        all.extend(planned);
        return Ok(all);
    }
    match out {
        Ok((found, _)) => {
            all.extend(found.into_iter().map(|m| Found::Outing(Box::new(m.outing))));
            all.extend(planned);
        }
        Err(error) => {
            return Err(error.hint(
                "or: hv brief with an outing's or a visit's id; hv board and hv plan list them",
            ));
        }
    }
    Ok(all)
}

/// The start of an id, of a name, or of a word of it.
fn answers(key: &str, id: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    let starts = |text: &str| text.starts_with(key);
    !key.is_empty() && (starts(id) || starts(&name) || name.split_whitespace().any(starts))
}

/// The visits of which the alarm rings because somebody never left for them, whoever else did.
fn never_left(
    late: &[Late],
    by: &dyn Fn(&Late) -> bool,
    afield: &Afield,
    desk: &mut Desk<'_>,
) -> Vec<Found> {
    let ring = late.iter().filter(|l| l.running.clock == Clock::Departure && by(l));
    let page = |l: &Late| {
        let marker = afield.markers.planned.get(&l.id).and_then(Option::as_ref);
        match (desk.visit(&l.id), marker) {
            (Ok(visit), _) => Some(Found::Planned(from_visit(&visit, marker, desk))),
            (Err(_), Some(marker)) => Some(Found::Planned(from_marker(marker))),
            (Err(_), None) => None,
        }
    };
    ring.filter_map(page).collect()
}

/// Whoever never left for the visit, if the alarm rings for them; and the outing that covers it. Else the visit as
/// planned, from its record or, failing that, its marker.
fn visit(
    key: &str,
    afield: &Afield,
    late: &[Late],
    desk: &mut Desk<'_>,
) -> Result<Vec<Found>, Error> {
    let mut all = never_left(late, &|l| l.id.starts_with(key), afield, desk);
    let covers = |o: &&Outing| o.open() && o.stops.iter().any(|d| d.stop.visit.starts_with(key));
    let out = afield.outings.iter().filter(covers);
    all.extend(out.map(|o| Found::Outing(Box::new(o.clone()))));
    if !all.is_empty() {
        return Ok(all);
    }
    let marker = afield.markers.planned.iter().find(|(id, _)| id.starts_with(key));
    let marker = marker.and_then(|(_, marker)| marker.as_ref());
    let read = desk.visit_id(key).and_then(|id| desk.visit(&id));
    let visit = match (read, marker) {
        (Ok(visit), _) => visit,
        (Err(_), Some(marker)) => return Ok(vec![Found::Planned(from_marker(marker))]),
        (Err(error), None) => return Err(error),
    };
    if let Some(outing) = afield::covering(&visit.id, &visit.plan, desk) {
        return Ok(vec![Found::Outing(Box::new(outing))]);
    }
    Ok(vec![Found::Planned(from_visit(&visit, marker, desk))])
}

/// The marker's visit, unless its record says that it is over, or was moved.
fn still_planned(marker: &PlannedMarker, desk: &Desk<'_>) -> Option<Planned> {
    match desk.visit(&marker.visit) {
        Ok(visit) if !visit.planned() && visit.damage.is_empty() => None,
        Ok(visit) => Some(from_visit(&visit, Some(marker), desk)),
        Err(_) if desk.store.planned_later(&marker.visit, desk.now) => None,
        Err(_) => Some(from_marker(marker)),
    }
}

fn from_marker(marker: &PlannedMarker) -> Planned {
    Planned {
        visit: marker.visit.clone(),
        people: marker.people.clone(),
        place: marker.place.clone(),
        start: marker.start,
        finish: None,
        late: Some(marker.late),
    }
}

fn from_visit(visit: &Visit, marker: Option<&PlannedMarker>, desk: &Desk<'_>) -> Planned {
    let person = |id: &String| match desk.store.person(id) {
        Ok(Some(person)) => freeze::contactable(&person),
        Ok(None) | Err(_) => {
            Contactable { id: id.clone(), name: id.clone(), number: None, email: None }
        }
    };
    let address = visit.plan.address.as_ref().map(|id| desk.store.address(id));
    let place = match address {
        Some(Ok(Some(address))) => address.text,
        _ => marker.map_or_else(|| "address NOT KNOWN".to_owned(), |m| m.place.clone()),
    };
    Planned {
        visit: visit.id.clone(),
        people: visit.plan.staff.iter().map(person).collect(),
        place,
        start: visit.plan.start,
        finish: Some(visit.finish()),
        late: marker.filter(|m| m.start == visit.plan.start).map(|m| m.late),
    }
}

fn subject(found: &Found) -> Subject<'_> {
    match found {
        Found::Outing(outing) => Subject::Outing(outing),
        Found::Lost(lost) => Subject::Lost {
            id: lost.id.clone(),
            people: lost.people(),
            places: lost.marker.as_ref().map(|m| m.places.clone()).unwrap_or_default(),
            back: lost.marker.as_ref().map(|m| m.back),
            why: lost.damage.what.clone(),
        },
        Found::Planned(planned) => Subject::Planned {
            visit: planned.visit.clone(),
            people: planned.people.clone(),
            place: planned.place.clone(),
            start: planned.start,
            finish: planned.finish,
            late: planned.late,
        },
    }
}

/// The alarms about the people of a page that ring because of another record: the page denies none of them.
fn elsewhere(found: &Found, on_record: &OnRecord, late: &[Late]) -> Vec<String> {
    let theirs = |l: &&Late| l.running.people.iter().any(|p| on_record.people.contains_key(&p.id));
    let today = on_record.zone.day_of(on_record.now);
    let words = |l: &Late| {
        let names: Vec<&str> = l.running.people.iter().map(|p| p.name.as_str()).collect();
        format!(
            "{}: {}, due {}: record {}",
            crate::domain::names::list(&names),
            telling::what(l.running.clock),
            on_record.zone.words_on(l.running.deadline.due, today),
            l.id
        )
    };
    late.iter().filter(|l| l.id != found.record()).filter(theirs).map(words).collect()
}

/// Everything that the page asks of the records.
fn on_record(found: &Found, desk: &mut Desk<'_>) -> OnRecord {
    let (people, stops): (Vec<String>, Vec<(String, String)>) = match found {
        Found::Outing(outing) => (
            outing.people.iter().map(|p| p.id.clone()).collect(),
            outing.stops.iter().map(|d| (d.stop.visit.clone(), d.stop.place.clone())).collect(),
        ),
        Found::Lost(lost) => {
            let places = lost.marker.iter().flat_map(|m| m.places.iter());
            let places = places.map(|place| (String::new(), place.clone()));
            (lost.people().into_iter().map(|p| p.id).collect(), places.collect())
        }
        Found::Planned(planned) => (
            planned.people.iter().map(|p| p.id.clone()).collect(),
            vec![(planned.visit.clone(), planned.place.clone())],
        ),
    };
    let mut cards: BTreeMap<String, Looked<_>> = BTreeMap::new();
    for id in people {
        let card = desk.store.person(&id);
        cards.insert(id, looked(card, desk));
    }
    let lost = matches!(found, Found::Lost(_));
    let homes = stops.into_iter().map(|(visit, place)| home(visit, place, lost, desk)).collect();
    let caller = desk.store.person(&desk.by);
    OnRecord {
        // What is wrong with it was told when the folder was opened.
        school: match desk.store.school() {
            Ok(school) => Looked::Found(school),
            Err(damage) => Looked::Unread(damage.path),
        },
        typed_by: desk.by.clone(),
        caller: looked(caller, desk),
        people: cards,
        homes,
        policy: match desk.policy() {
            Ok(policy) => Looked::Found(policy),
            Err(error) => {
                desk.warn(&error.to_string());
                Looked::Unread("policy.toml".to_owned())
            }
        },
        zone: desk.zone,
        now: desk.now,
        elsewhere: Vec::new(),
    }
}

/// What is wrong with a card is told on standard error; the page says that it cannot be read.
fn looked<T>(read: Result<Option<T>, Damage>, desk: &mut Desk<'_>) -> Looked<T> {
    match read {
        Ok(Some(one)) => Looked::Found(one),
        Ok(None) => Looked::Absent,
        Err(damage) => {
            desk.tell_damage(std::slice::from_ref(&damage));
            Looked::Unread(damage.path)
        }
    }
}

/// What is on record about a home; of a `lost` outing, nobody knows which visit it was.
fn home(visit: String, place: String, lost: bool, desk: &mut Desk<'_>) -> Home {
    let mut home = Home {
        plan: Looked::Absent,
        family: Looked::Absent,
        address: Looked::Absent,
        neighbours: Vec::new(),
        assessments: Vec::new(),
        incidents: Vec::new(),
        unread: Vec::new(),
        visit,
        place,
    };
    if home.visit.is_empty() {
        if lost {
            by_place(&mut home, desk);
        } else {
            at_a_known_address(&mut home, desk);
        }
        beside(&mut home, desk);
        return home;
    }
    home.plan = match desk.visit(&home.visit) {
        Ok(visit) => Looked::Found(visit.plan),
        Err(error) => {
            desk.warn(&error.to_string());
            Looked::Unread(format!("the record of {}", home.visit))
        }
    };
    // The family is in the visit's id, so its card is found even where the visit cannot be read.
    let Some((family, _)) = home.visit.split_once('/') else { return home };
    let family = family.to_owned();
    of_family(&family, &mut home, desk);
    beside(&mut home, desk);
    home
}

/// Of a breach without a visit there are only the words of the place: if they are those of an address on record, what
/// is on record about it and about those who live there holds.
fn at_a_known_address(home: &mut Home, desk: &mut Desk<'_>) {
    let addresses = desk.store.addresses();
    desk.tell_damage(&addresses.damage);
    home.unread.extend(addresses.damage.iter().map(|d| format!("{} cannot be read", d.path)));
    let Some(here) = addresses.good.into_iter().find(|a| a.answers_to(&home.place)) else { return };
    let families = desk.store.families();
    desk.tell_damage(&families.damage);
    if let Some(first) = families.good.iter().find(|f| f.knows(&here.id)) {
        of_family(&first.id, home, desk);
    }
    home.address = Looked::Found(here);
}

/// Other families at the same address: what is on record about them holds for whoever goes there.
fn beside(home: &mut Home, desk: &mut Desk<'_>) {
    let planned = home.plan.found().and_then(|p| p.address.clone());
    let Some(here) = home.address.found().map(|a| a.id.clone()).or(planned) else { return };
    let families = desk.store.families();
    home.unread.extend(families.damage.iter().map(|d| format!("{} cannot be read", d.path)));
    let own = home.family.found().map(|f| f.id.clone());
    let visited = home.visit.split_once('/').map(|(family, _)| family.to_owned());
    let other = |f: &crate::domain::directory::Family| {
        f.knows(&here) && own.as_ref() != Some(&f.id) && visited.as_ref() != Some(&f.id)
    };
    home.neighbours = families.good.into_iter().filter(other).collect();
}

/// Of an outing whose record cannot be read, the marker has the places: the cards are found by the words of the address.
fn by_place(home: &mut Home, desk: &mut Desk<'_>) {
    let which = "the record that names the visit";
    home.plan = Looked::Unread(which.to_owned());
    let addresses = desk.store.addresses();
    desk.tell_damage(&addresses.damage);
    let Some(here) = addresses.good.into_iter().find(|a| a.answers_to(&home.place)) else {
        home.family = Looked::Unread(which.to_owned());
        home.address = Looked::Unread(which.to_owned());
        home.unread.push(format!("{which} cannot be read"));
        return;
    };
    let families = desk.store.families();
    desk.tell_damage(&families.damage);
    let theirs: Vec<_> = families.good.iter().filter(|f| f.knows(&here.id)).collect();
    match theirs.as_slice() {
        [] => {
            home.family = Looked::Unread(which.to_owned());
            home.unread.push(format!("{which} cannot be read"));
        }
        [one] => of_family(&one.id, home, desk),
        [one, others @ ..] => {
            let others: Vec<&str> = others.iter().map(|f| f.id.as_str()).collect();
            let more = format!("which family was visited; {} may be the one", others.join(", "));
            home.unread.push(more);
            of_family(&one.id, home, desk);
        }
    }
    home.address = Looked::Found(here);
}

/// The family's card, the address, what was assessed and what went wrong.
fn of_family(family: &str, home: &mut Home, desk: &mut Desk<'_>) {
    let card = desk.store.family(family);
    home.family = looked(card, desk);
    let planned = home.plan.found().and_then(|p| p.address.clone());
    let first = || home.family.found().and_then(|f| f.addresses.first().cloned());
    if let Some(id) = planned.or_else(first) {
        let card = desk.store.address(&id);
        home.address = looked(card, desk);
    }
    let (history, unread) = desk.history_or_not(family);
    home.unread.extend(unread);
    let (assessments, unread) = desk.assessments_or_not(family);
    home.unread.extend(unread);
    home.assessments = assessments;
    for earlier in &history {
        let incidents = earlier.incidents();
        home.incidents.extend(incidents.iter().map(|(at, incident)| {
            let day = desk.zone.day_of(*at).words();
            format!("{day}: {}, by {}", incident.kind.replace('-', " "), incident.by_whom)
        }));
    }
}

/// Nothing that the page is made of was there and could not be read.
fn all_read(found: &Found, on_record: &OnRecord) -> bool {
    fn read<T>(looked: &Looked<T>) -> bool {
        !matches!(looked, Looked::Unread(_))
    }
    let outing = match found {
        Found::Outing(outing) => outing.damage.is_empty(),
        Found::Lost(_) => false,
        Found::Planned(_) => true,
    };
    let homes = on_record.homes.iter();
    let mut homes =
        homes.map(|h| read(&h.plan) && read(&h.family) && read(&h.address) && h.unread.is_empty());
    outing
        && homes.all(|whole| whole)
        && on_record.people.values().all(read)
        && read(&on_record.school)
        && read(&on_record.caller)
        && read(&on_record.policy)
}

/// A page about nobody says so in every line: it may be read from anywhere on.
fn marked(mut page: brief::Brief) -> brief::Brief {
    if page.drill {
        for line in page.sections.iter_mut().flat_map(|section| &mut section.lines) {
            line.about = format!("DRILL, {}", line.about);
        }
    }
    page
}

/// The page as it is read out.
fn in_words(page: &brief::Brief, desk: &Desk<'_>) -> String {
    let width = desk.host.width();
    let made = format!("{}, made {}", page.record, desk.zone.words(desk.now));
    let (head, how) = if page.drill {
        (
            format!("DRILL, NOBODY IS MISSING: NOT TO BE READ TO THE POLICE: {made}"),
            "This is what the page of a real outing looks like. Ring nobody because of it.",
        )
    } else {
        (
            format!("TO READ OUT TO THE POLICE: {made}"),
            "From the top. NOT KNOWN means that nobody has recorded it: say so, and do not guess.",
        )
    };
    let mut text = format!("{}\n", wrap(&clean(&head), "", width));
    text.put(format!("{}\n", wrap(how, "", width)));
    for (n, section) in page.sections.iter().enumerate() {
        let drill = if page.drill { "DRILL: " } else { "" };
        text.put(format!("\n{}. {drill}{}\n", n + 1, section.heading));
        for line in &section.lines {
            let said = clean(&format!("{}: {}", line.about, line.says));
            let wrapped = wrap(&said, "      ", width);
            text.put(format!("    {}\n", wrapped.trim_start()));
        }
    }
    text.push('\n');
    text.push_str(&if desk.host.plain { to_write_plainly() } else { to_write(width) });
    text
}

/// The same without a frame, which a screen reader would spell out line by line.
fn to_write_plainly() -> String {
    let lines = brief::WRITE_DOWN.iter().map(|what| format!("    {what}:\n"));
    std::iter::once("WRITE DOWN\n".to_owned()).chain(lines).collect()
}

/// Room to write, framed so that it is found on the page.
fn to_write(width: usize) -> String {
    let inside = width.clamp(40, 76) - 4;
    let edge = format!("+{}+\n", "-".repeat(inside + 2));
    let row = |text: &str| format!("| {text:<inside$} |\n");
    let mut text = edge.clone();
    text.push_str(&row("WRITE DOWN"));
    for what in brief::WRITE_DOWN {
        let room = inside.saturating_sub(what.chars().count() + 1);
        text.push_str(&row(&format!("{what} {}", "_".repeat(room))));
    }
    text.push_str(&edge);
    text
}
