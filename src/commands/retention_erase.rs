//! `hv retention erase` and `finish`: shows exactly what would go and what would stay, asks, and does it.
//!
//! The order is the guarantee. The tombstone is durable first; then this machine forgets what it saw of the records,
//! a family whose card stays is marked as one whose history is not known any more, and the records go, each after
//! its markers: whatever names others before what it names. Killed at any moment, what is left is whole records that
//! the tombstone knows, and `finish` goes on. A hold placed meanwhile wins over whatever has not gone yet.

use super::desk::{Desk, damaged, day};
use super::retention::row;
use super::retention_back::unread_tombstones;
use super::retention_hold;
use super::retention_look::{self, Looked};
use super::{Ending, Failure};
use crate::cli::{RetentionErase, RetentionFinish, WhyErased};
use crate::domain::directory::Family;
use crate::domain::erasure::{Counts, ErasedClass, ErasureEvent, Mark, Reason, Subject, Tombstone};
use crate::domain::retention::{self, Item, Kind};
use crate::error::Error;
use crate::policy::AnswerKind;
use crate::render::{Put, clean, count, wrap};
use crate::store::{Doomed, Key, MachineState, mark_of_card};
use crate::when::{Day, Span, Week};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// A clock that says more than this past the newest record is asked about.
const CLOCK_AHEAD_DAYS: u64 = 366;

/// `--now` may be this much past the machine's own clock, for a folder in another zone. More would make due what is not.
const NOW_AHEAD: Span = Span::minutes(24 * 60);

/// One tombstone is one line; more records than this go in several.
const AT_ONCE: usize = 20_000;

/// Everything that goes, and what stays in a changed form.
struct Going {
    items: BTreeSet<usize>,
    holds: Vec<String>,
    addresses: Vec<String>,
    drafts: Vec<String>,
    /// Cards that stay: what is not known of the family from now on.
    noted: Vec<Family>,
    /// Names, ids and addresses of whoever goes wholly: they are looked for afterwards.
    words: Vec<String>,
}

pub(super) fn erase(args: RetentionErase, desk: &mut Desk<'_>) -> Ending {
    let looked = retention_look::look(desk)?;
    not_in_the_future(desk)?;
    let authorised = authorised(&args.authorised_by, &looked, desk)?;
    if args.what.contains(&authorised.0) {
        let message = format!("{} may not authorise their own erasure", authorised.0);
        return Err(Error::refused(message).into());
    }
    if !looked.stopped.is_empty() {
        return Err(Error::refused(format!("nothing is erased: {}", looked.stopped.join("; ")))
            .hint("hv doctor says what is wrong; put that right first")
            .into());
    }
    if let Some(begun) = looked.erasures.iter().find(|e| !e.finished) {
        // What is left of it would be counted twice.
        return Err(Error::refused(format!("the erasure {} was interrupted", begun.id))
            .hint("go on with it first: hv retention finish")
            .into());
    }
    know_the_day(&args, &looked, desk)?;
    let items = chosen(&args, &looked, desk)?;
    if items.is_empty() {
        desk.happened("Nothing is due for erasure.\n", &json!({"erased": 0}));
        return Ok(0);
    }
    let going = all_that_goes(items, &looked, desk)?;
    let shown = preview(&going, &looked, desk.host.width());
    desk.host.tell(&shown);
    confirm(args.yes, &going, desk)?;
    let _lock = desk.lock()?;
    as_shown(&going, &looked, desk)?;
    let tombstone = tombstone(&args, &going, &looked, authorised);
    let id = bury(tombstone, &looked, desk)?;
    remove(&going, &looked, desk).map_err(|e| {
        e.hint(format!("what has gone is in the tombstone {id}; go on with: hv retention finish"))
    })?;
    looked.store.append(&Key::erasure(&id)?, desk.event(desk.now, ErasureEvent::Finish))?;
    let mut said = format!("Erased: {}. Tombstone {id}.\n", count(going.items.len(), "record"));
    said.put(what_remains(&looked, desk));
    desk.happened(&said, &json!({"erasure": id, "erased": going.items.len()}));
    tell_still_named(&going, &looked, desk);
    Ok(0)
}

/// Who authorised it, and in which role.
fn authorised(
    typed: &str,
    looked: &Looked,
    desk: &mut Desk<'_>,
) -> Result<(String, String), Error> {
    // Without a readable schedule nobody is named, and that is not the school's word.
    looked.store.retention().map_err(damaged)?;
    let roles = &looked.schedule.authorised_by;
    if roles.is_empty() {
        return Err(Error::refused("nobody may authorise an erasure at this school").hint(
            "write authorised-by = [\"principal\"] into retention.toml, if that is who may",
        ));
    }
    let person = desk.person(typed)?;
    let today = desk.today();
    let role = roles.iter().find(|role| person.has_role(role, today));
    let role = role.ok_or_else(|| {
        Error::refused(format!("{} may not authorise an erasure", person.id)).hint(format!(
            "retention.toml names who may: {}; nobody else's word erases anything",
            roles.join(", ")
        ))
    })?;
    Ok((person.id.clone(), role.clone()))
}

/// What is kept for sixty years is not due because somebody types a day sixty years from now.
fn not_in_the_future(desk: &Desk<'_>) -> Result<(), Error> {
    if desk.now <= desk.host.clock.plus(NOW_AHEAD) {
        return Ok(());
    }
    let (typed, clock) = (desk.today(), desk.zone.day_of(desk.host.clock));
    Err(Error::refused(format!(
        "NOTHING ERASED: --now says {}, and this machine's clock says {}",
        typed.words(),
        clock.words()
    ))
    .hint("what is due then: hv retention with that --now; it is erased when the day has come"))
}

/// A clock that runs ahead makes everything due. Where nothing vouches for it, a person says what day it is.
fn know_the_day(args: &RetentionErase, looked: &Looked, desk: &Desk<'_>) -> Result<(), Error> {
    let today = desk.today();
    if let Some(typed) = &args.today {
        let typed = day(typed, "--today")?;
        return if typed == today {
            Ok(())
        } else {
            Err(Error::refused(format!("it is {}, not {}", today.words(), typed.words()))
                .hint("whichever of the two is wrong: put that right first"))
        };
    }
    let newest = looked.newest.map(|at| desk.zone.day_of(at).plus_days(CLOCK_AHEAD_DAYS));
    if desk.replay || newest.is_none_or(|limit| today > limit) {
        let why = if desk.replay {
            "the time was given with --now"
        } else {
            "the newest record is more than a year old, or the clock is wrong"
        };
        return Err(Error::refused(format!("is it {}? {why}", today.words())).hint(format!(
            "what is erased cannot be brought back; if that is the day: --today {today}"
        )));
    }
    Ok(())
}

fn chosen(
    args: &RetentionErase,
    looked: &Looked,
    desk: &Desk<'_>,
) -> Result<BTreeSet<usize>, Failure> {
    if args.due {
        return Ok(at_most(&looked.going, looked));
    }
    let mut wanted: BTreeSet<usize> = BTreeSet::new();
    for typed in &args.what {
        wanted.extend(meant(typed, args.person, looked, desk)?);
    }
    let (going, waits) = if args.before_due {
        let free = |at: &&usize| looked.items.get(**at).is_some_and(Item::free);
        let candidates: BTreeSet<usize> =
            looked.going.iter().chain(wanted.iter().filter(free)).copied().collect();
        let week = |at: &&usize| looked.items.get(**at).is_some_and(|i| i.kind == Kind::Week);
        let whole: BTreeSet<usize> = wanted.iter().filter(week).copied().collect();
        retention::going(&looked.items, &candidates, &whole)
    } else {
        (looked.going.clone(), looked.waits.clone())
    };
    let stays: Vec<String> = wanted
        .difference(&going)
        .map(|at| {
            let why = waits.get(at).map(|other| format!("; it waits for {other}"));
            format!("  {}{}", row(looked, *at), why.unwrap_or_default())
        })
        .collect();
    if stays.is_empty() {
        return Ok(wanted);
    }
    let all = stays.len();
    let mut shown: Vec<String> = stays.into_iter().take(20).collect();
    if all > shown.len() {
        shown.push(format!("  and {} more", all - shown.len()));
    }
    let mut error =
        Error::refused(format!("NOTHING ERASED: these would have to stay\n{}", shown.join("\n")));
    if !args.before_due {
        error =
            error.hint("where the person it is about asks for it before its time: --before-due");
    }
    Err(error.hint("hv retention says when each is due, and what holds it").into())
}

/// What one tombstone can name: the first so many in the order in which they go, which leaves nothing that is named.
fn at_most(going: &BTreeSet<usize>, looked: &Looked) -> BTreeSet<usize> {
    let mut all: Vec<usize> = going.iter().copied().collect();
    all.sort_by_key(|at| looked.items.get(*at).map(|i| i.kind));
    all.into_iter().take(AT_ONCE).collect()
}

/// What was typed, and whatever names it.
fn meant(typed: &str, person: bool, looked: &Looked, desk: &Desk<'_>) -> Result<Vec<usize>, Error> {
    let all = |of: &dyn Fn(&Item) -> bool| {
        let found = looked.items.iter().enumerate().filter(|(_, item)| of(item));
        found.map(|(at, _)| at).collect::<Vec<_>>()
    };
    if Week::parse(typed).is_ok() {
        return Ok(all(&|i| i.kind == Kind::Week && i.id == typed));
    }
    let subject = retention_hold::subject(typed, person, desk)?;
    let found = match &subject {
        Subject::Family(id) => all(&|i| i.families.contains(id)),
        Subject::Person(id) => all(&|i| i.kind == Kind::Person && i.id == *id),
        Subject::Visit(id) => {
            all(&|i| (i.kind == Kind::Visit && i.id == *id) || i.names.contains(id))
        }
        Subject::Outing(id) => all(&|i| i.kind == Kind::Outing && i.id == *id),
    };
    // An unreadable card or record is no item: it is never erased by rule.
    if found.is_empty() {
        return Err(Error::refused(format!("{typed} cannot be read, and is not erased"))
            .hint("hv doctor says what is wrong with it"));
    }
    Ok(found)
}

fn all_that_goes(items: BTreeSet<usize>, looked: &Looked, desk: &Desk<'_>) -> Result<Going, Error> {
    let of = |kind: Kind| {
        let its = items.iter().filter_map(|at| looked.items.get(*at));
        its.filter(move |i| i.kind == kind).map(|i| i.id.clone()).collect::<BTreeSet<_>>()
    };
    let (families, people) = (of(Kind::Family), of(Kind::Person));
    let (visits, outings) = (of(Kind::Visit), of(Kind::Outing));
    let about = |subject: &Subject| match subject {
        Subject::Family(id) => families.contains(id),
        Subject::Person(id) => people.contains(id),
        Subject::Visit(id) => visits.contains(id),
        Subject::Outing(id) => outings.contains(id),
    };
    let over = looked.holds.iter().filter(|h| !h.holds(desk.today()));
    let holds = over.filter(|h| h.subject.as_ref().is_some_and(about));
    let gone = |f: &&Family| families.contains(&f.id);
    let named: BTreeSet<&String> = looked.families.iter().filter(gone).flat_map(places).collect();
    let still: BTreeSet<&String> =
        looked.families.iter().filter(|f| !gone(f)).flat_map(places).collect();
    let visited = |address: &str| {
        let its = looked.at_address.get(address).into_iter().flatten();
        its.filter(|at| !items.contains(at)).count() > 0
    };
    let addresses: Vec<String> = named
        .into_iter()
        .filter(|id| !still.contains(*id) && !visited(id))
        .filter(|id| looked.addresses.iter().any(|a| a.id == **id))
        .cloned()
        .collect();
    let mut words: Vec<String> = families.iter().cloned().collect();
    for family in looked.families.iter().filter(gone) {
        words.extend(family.pupils.iter().map(|p| p.name.clone()));
        words.extend(family.carers.iter().map(|c| c.name.clone()));
        words.extend(family.carers.iter().filter_map(|c| c.phone.clone()));
    }
    let texts = looked.addresses.iter().filter(|a| addresses.contains(&a.id));
    words.extend(texts.flat_map(|a| [a.id.clone(), a.text.clone()]));
    let gone_ids: Vec<String> = families.iter().cloned().collect();
    Ok(Going {
        holds: holds.map(|h| h.id.clone()).collect(),
        drafts: looked.store.drafts_with(&gone_ids)?,
        noted: noted(&items, &families, looked),
        addresses,
        words,
        items,
    })
}

fn places(family: &Family) -> impl Iterator<Item = &String> {
    family.addresses.iter().chain(&family.workplaces)
}

/// Families that lose records and keep their card.
fn noted(items: &BTreeSet<usize>, gone: &BTreeSet<String>, looked: &Looked) -> Vec<Family> {
    let mut until: BTreeMap<&str, Day> = BTreeMap::new();
    let lost = items.iter().filter_map(|at| looked.items.get(*at));
    for item in lost.filter(|i| matches!(i.kind, Kind::Visit | Kind::Assessment)) {
        let Some(newest) = item.last else { continue };
        for family in &item.families {
            let day = until.entry(family).or_insert(newest);
            *day = newest.max(*day);
        }
    }
    // A card that goes as well says so too until it does: the run may be killed in between.
    let changed = |family: &Family| {
        let day = until.get(family.id.as_str()).copied()?;
        let erased_until = family.erased_until.max(Some(day));
        (erased_until != family.erased_until).then(|| Family { erased_until, ..family.clone() })
    };
    let stays = looked.families.iter().filter(|f| !gone.contains(&f.id));
    stays
        .chain(looked.families.iter().filter(|f| gone.contains(&f.id)))
        .filter_map(changed)
        .collect()
}

fn preview(going: &Going, looked: &Looked, width: usize) -> String {
    let mut text = String::from("THIS WOULD GO, for good:\n");
    let mut say = |words: &str| text.put(format!("{}\n", wrap(&clean(words), "      ", width)));
    let mut all: Vec<&usize> = going.items.iter().collect();
    all.sort_by_key(|at| looked.items.get(**at).map(|i| (i.kind, i.id.clone())));
    for at in all {
        say(&format!("  {}", row(looked, *at)));
    }
    for address in &going.addresses {
        say(&format!("  address {address}: only they have it"));
    }
    for (what, ids) in [("hold (over)", &going.holds), ("draft", &going.drafts)] {
        for id in ids {
            say(&format!("  {what} {id}"));
        }
    }
    say("THIS STAYS: a tombstone with counts, dates by week and marks, without a name.");
    for family in going.noted.iter().filter(|f| !goes(going, looked, &f.id)) {
        say(&format!(
            "  the card of family {}, marked: its history is not known any more",
            family.id
        ));
    }
    if going.items.iter().any(|at| looked.items.get(*at).is_some_and(|i| i.kind == Kind::Person)) {
        say("  the names and ids of staff in the records they wrote or went out in");
        say(
            "  in the outings they were on, also their mobile number, their car, and their emergency contact and next of kin \
             with the numbers",
        );
    }
    let torn = torn(going, looked);
    if !torn.is_empty() {
        say(&format!("  without the page that was signed for them: {}", torn.join(", ")));
    }
    text
}

/// The family's card goes as well.
fn goes(going: &Going, looked: &Looked, family: &str) -> bool {
    let mut all = going.items.iter().filter_map(|at| looked.items.get(*at));
    all.any(|i| i.kind == Kind::Family && i.id == family)
}

/// Visits that stay, and whose week list goes.
fn torn(going: &Going, looked: &Looked) -> Vec<String> {
    let chosen = |kind: Kind| {
        going.items.iter().filter_map(|at| looked.items.get(*at)).filter(move |i| i.kind == kind)
    };
    let listed: BTreeSet<&String> = chosen(Kind::Week).flat_map(|w| &w.names).collect();
    let gone: BTreeSet<&String> = chosen(Kind::Visit).map(|v| &v.id).collect();
    let there = |id: &&&String| looked.items.iter().any(|i| i.kind == Kind::Visit && i.id == ***id);
    listed.difference(&gone).filter(there).map(|id| (*id).clone()).collect()
}

fn confirm(yes: bool, going: &Going, desk: &mut Desk<'_>) -> Result<(), Error> {
    if yes {
        return Ok(());
    }
    let wanted = format!("erase {}", going.items.len());
    if !desk.host.can_ask {
        return Err(Error::usage("NOTHING ERASED: nobody confirmed it")
            .hint("look at the list above; if all of it is to go: --yes"));
    }
    let typed = desk.ask(&format!("To erase all of it, type: {wanted}"), &AnswerKind::Text)?;
    if typed.trim() == wanted {
        return Ok(());
    }
    Err(Error::refused("NOTHING ERASED: that was not typed"))
}

/// Under the lock: every record is what was shown, no hold was placed, and nothing new names what goes.
fn as_shown(going: &Going, looked: &Looked, desk: &Desk<'_>) -> Result<(), Error> {
    let mut changed: Vec<String> = Vec::new();
    let (holds, _) = retention_look::holds(&looked.store, desk.now, &mut changed);
    if holds != looked.holds {
        changed.push("a hold was placed or released".to_owned());
    }
    for at in &going.items {
        let Some(item) = looked.items.get(*at) else { continue };
        if retention_look::mark_now(&looked.store, item, desk.now).as_ref() != Some(&item.mark) {
            changed.push(item.name());
        }
        let fresh = |ids: Vec<String>, kind: Kind| {
            let known = |id: &String| looked.items.iter().any(|i| i.kind == kind && i.id == *id);
            ids.into_iter().find(|id| !known(id))
        };
        if item.kind == Kind::Family {
            let visits = fresh(looked.store.visits_of(&item.id).good, Kind::Visit);
            let assessments = fresh(looked.store.assessments_of(&item.id).good, Kind::Assessment);
            changed.extend(visits.into_iter().chain(assessments));
        }
    }
    let known = |id: &String| looked.items.iter().any(|i| i.kind == Kind::Outing && i.id == *id);
    changed.extend(looked.store.out_names().into_iter().find(|id| !known(id)));
    if changed.is_empty() {
        return Ok(());
    }
    Err(Error::refused(format!("NOTHING ERASED: changed meanwhile: {}", changed.join(", ")))
        .hint("type it again, and look at what is shown"))
}

fn tombstone(
    args: &RetentionErase,
    going: &Going,
    looked: &Looked,
    (authorised_by, role): (String, String),
) -> Tombstone {
    let mut weeks: BTreeMap<Week, Counts> = BTreeMap::new();
    let mut classes: BTreeMap<retention::Class, usize> = BTreeMap::new();
    let mut marks: Vec<Mark> = Vec::new();
    let counted = retention_look::marks(&looked.erasures);
    for item in going.items.iter().filter_map(|at| looked.items.get(*at)) {
        marks.push(item.mark.clone());
        // What came back and grew was counted when it went the first time.
        if counted.contains_key(item.mark.first.as_str()) {
            continue;
        }
        for class in &item.classes {
            *classes.entry(*class).or_default() += 1;
        }
        if let Some(week) = item.week.filter(|_| item.counts != Counts::default()) {
            weeks.entry(week).or_default().add(item.counts);
        }
    }
    marks.extend(going.holds.iter().filter_map(|id| looked.hold_marks.get(id).cloned()));
    // A card that goes is marked first, and is another card from then on.
    marks
        .extend(going.noted.iter().filter(|f| goes(going, looked, &f.id)).filter_map(mark_of_card));
    // In the order of the marks, not of the names behind them.
    marks.sort();
    let by = |class| looked.schedule.rule(class).map(retention::Rule::without_words);
    Tombstone {
        why: match args.why {
            WhyErased::Due => Reason::Due,
            WhyErased::Request => Reason::Request,
            WhyErased::Mistake => Reason::Mistake,
            WhyErased::Order => Reason::Order,
        },
        authorised_by,
        role,
        before_due: args.before_due,
        classes: classes
            .into_iter()
            .map(|(class, records)| ErasedClass { class, records, rule: by(class) })
            .collect(),
        weeks,
        marks,
    }
}

/// The tombstone, durable before anything goes.
fn bury(tombstone: Tombstone, looked: &Looked, desk: &Desk<'_>) -> Result<String, Error> {
    looked.store.merge_retention_by_union()?;
    let id = looked.store.next_erasure_id(desk.today())?;
    let event = ErasureEvent::Erase(Box::new(tombstone));
    looked.store.append(&Key::erasure(&id)?, desk.event(desk.now, event))?;
    Ok(id)
}

fn remove(going: &Going, looked: &Looked, desk: &mut Desk<'_>) -> Result<(), Error> {
    forget(going, looked, desk);
    let store = &looked.store;
    going.drafts.iter().try_for_each(|name| store.erase(&Doomed::Draft(name.clone())))?;
    going.noted.iter().try_for_each(|family| store.put_family(family))?;
    going.holds.iter().try_for_each(|id| store.erase(&Doomed::Hold(id.clone())))?;
    let mut all: Vec<&Item> = going.items.iter().filter_map(|at| looked.items.get(*at)).collect();
    // Whatever names others goes before what it names.
    all.sort_by_key(|item| (item.kind, item.id.clone()));
    let erase = |item: &&Item| store.erase(&Doomed::Record(item.kind, item.id.clone()));
    let is_family = |item: &&&Item| item.kind == Kind::Family;
    all.iter().filter(|item| !is_family(item)).try_for_each(erase)?;
    // By its family's card an address is still found when this is interrupted. No mark of it stands in the tombstone: an
    // address is so little that anybody could find it from its mark.
    going.addresses.iter().try_for_each(|id| store.erase(&Doomed::Address(id.clone())))?;
    all.iter().filter(is_family).try_for_each(erase)
}

/// What this machine saw of the records, outside the folder. An outing that it saw open would be missed, by name.
fn forget(going: &Going, looked: &Looked, desk: &mut Desk<'_>) {
    let Some(folder) = desk.host.state_dir() else { return };
    let Ok(_run) = MachineState::run_lock(&folder, &looked.store, desk.now) else {
        desk.warn("hv overdue is running: what this machine saw of the records is forgotten within a week");
        return;
    };
    let (mut state, damage) = MachineState::load(&folder, &looked.store);
    let before = state.clone();
    let gone: BTreeSet<&str> = going
        .items
        .iter()
        .filter_map(|at| looked.items.get(*at))
        .filter(|i| matches!(i.kind, Kind::Outing | Kind::Visit))
        .map(|i| i.id.as_str())
        .collect();
    state.seen_open.retain(|id, _| !gone.contains(id.as_str()));
    state.noted.retain(|id, _| !gone.contains(id.as_str()));
    state.printed.retain(|alarm, _| !gone.iter().any(|id| alarm.contains(id)));
    if damage.is_none()
        && state != before
        && let Err(error) = state.save(&folder, &looked.store)
    {
        desk.warn(&error.to_string());
    }
}

/// Where whoever went still stands, whatever `--quiet` says: it is for a person to put right.
fn tell_still_named(going: &Going, looked: &Looked, desk: &mut Desk<'_>) {
    if going.words.len() > MOST_WORDS {
        desk.warn("Too many went to look for their names in what stays.");
        return;
    }
    let found = looked.store.mentions(&going.words);
    for path in &found.good {
        desk.warn(&format!("STILL NAMED in {path}: look at it yourself; hv changes no line."));
    }
    for damage in &found.damage {
        desk.warn(&format!("Could not be looked into: {damage}"));
    }
}

/// What an erasure does not reach, said each time.
fn what_remains(looked: &Looked, desk: &Desk<'_>) -> String {
    let mut text = String::new();
    if looked.store.is_git() {
        text.put(format!(
            "Git's history still holds all of it, here and in every clone. To see: git -C {} log --stat -- families \
             outings weeks. Rewriting history is the school's decision with its data protection officer; hv does not.\n",
            desk.store.root().display()
        ));
    }
    text.push_str(
        "Not reached: backups, other machines until they merge, drafts there, printed pages, mail and messages sent.\n",
    );
    text
}

/// More names than these are not looked for in the whole folder.
const MOST_WORDS: usize = 200;

/// Goes on with what was interrupted, and erases again what came back as it was.
pub(super) fn finish(args: &RetentionFinish, desk: &mut Desk<'_>) -> Ending {
    let looked = retention_look::look(desk)?;
    can_finish(&looked, desk)?;
    let back = retention_look::back(&looked.items, &looked.erasures);
    let free =
        |b: &&retention_look::Back| !b.grown && looked.items.get(b.at).is_some_and(Item::free);
    let wanted: BTreeSet<usize> = back.iter().filter(free).map(|b| b.at).collect();
    let week = |at: &&usize| looked.items.get(**at).is_some_and(|i| i.kind == Kind::Week);
    let whole: BTreeSet<usize> = wanted.iter().filter(week).copied().collect();
    let (items, _) = retention::going(&looked.items, &wanted, &whole);
    let going = all_that_goes(items, &looked, desk)?;
    if !going.items.is_empty() {
        let told: BTreeSet<usize> =
            back.iter().filter(|b| going.items.contains(&b.at)).map(|b| b.erasure).collect();
        holds_here(args, &told, &looked, desk)?;
        let shown = preview(&going, &looked, desk.host.width());
        desk.host.tell(&shown);
        confirm(args.yes, &going, desk)?;
    }
    let _lock = desk.lock()?;
    as_shown(&going, &looked, desk)?;
    remove(&going, &looked, desk)?;
    looked.store.remove_empty_families()?;
    let mut said = format!("Erased: {}.\n", count(going.items.len(), "record"));
    let there = back.iter().filter(|b| !going.items.contains(&b.at));
    let left: BTreeSet<usize> = there.clone().map(|b| b.erasure).collect();
    let stay = |one: &retention_look::Back| {
        let grown = if one.grown { " (it has grown since it was erased)" } else { "" };
        format!("STAYS: {}{grown}", row(&looked, one.at))
    };
    let stays: Vec<String> = there.map(stay).collect();
    for (at, erasure) in looked.erasures.iter().enumerate() {
        if !erasure.finished && !left.contains(&at) {
            let key = Key::erasure(&erasure.id)?;
            looked.store.append(&key, desk.event(desk.now, ErasureEvent::Finish))?;
            said.put(format!("The erasure {} is finished.\n", erasure.id));
        }
    }
    if !going.items.is_empty() {
        said.put(what_remains(&looked, desk));
    }
    desk.happened(&said, &json!({"erased": going.items.len(), "left": left.len()}));
    for words in &stays {
        desk.warn(words);
    }
    if !going.items.is_empty() {
        tell_still_named(&going, &looked, desk);
    }
    Ok(u8::from(!left.is_empty()))
}

/// Nothing goes by what cannot be read, nor by a day that has not come.
fn can_finish(looked: &Looked, desk: &Desk<'_>) -> Result<(), Error> {
    not_in_the_future(desk)?;
    looked.store.retention().map_err(damaged)?;
    let unread = unread_tombstones(&looked.store, desk.now);
    if !unread.is_empty() {
        let message = format!("NOTHING ERASED: a tombstone cannot be read: {}", unread.join("; "));
        return Err(Error::failed(message)
            .hint("what went by it is not known; take it back from git, from another machine or from a backup")
            .hint("where this machine was only stopped before it wrote in it: the next hv retention erase goes on with it")
            );
    }
    if !looked.stopped.is_empty() {
        return Err(Error::refused(format!("nothing is erased: {}", looked.stopped.join("; ")))
            .hint("hv doctor says what is wrong; put that right first"));
    }
    Ok(())
}

/// A tombstone may have come from anywhere: nothing goes by its word unless whoever authorised it may do so here, and
/// did on that day; or somebody who may says so now.
fn holds_here(
    args: &RetentionFinish,
    told: &BTreeSet<usize>,
    looked: &Looked,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    if let Some(typed) = &args.authorised_by {
        return authorised(typed, looked, desk).map(|_| ());
    }
    let roles = &looked.schedule.authorised_by;
    for erasure in told.iter().filter_map(|at| looked.erasures.get(*at)) {
        let (who, role) = (&erasure.tombstone.authorised_by, &erasure.tombstone.role);
        let person = desk.store.person(who).ok().flatten();
        let may = |on: Day| person.as_ref().is_some_and(|p| p.has_role(role, on));
        if !roles.contains(role) || !may(desk.zone.day_of(erasure.at)) {
            return Err(Error::refused(format!(
                "NOTHING ERASED: the erasure {} was authorised by {who} as {role}, who may not do that at this school",
                erasure.id
            ))
            .hint("hv doctor says what came back; if it is to go, somebody who may says so: --authorised-by PERSON"));
        }
    }
    Ok(())
}
