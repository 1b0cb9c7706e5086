//! What comes up while staff are on a visit: whom to ring at once when it is recorded, and what they are told at the
//! door and on the board. It refuses nothing, and it keeps nothing back: an outing that cannot be read may be there too.

use super::afield;
use super::assess_which::called;
use super::desk::Desk;
use crate::domain::assessment::Assessment;
use crate::domain::known::Known;
use crate::domain::names;
use crate::domain::outing::{Abroad, Door, Outing};
use crate::domain::visit::Visit;
use crate::when::Moment;
use serde_json::{Value, json};

/// What something new is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Concerns {
    /// A family, and the addresses it is about.
    Family { family: String, addresses: Vec<String> },
    /// Every visit under a school-wide assessment.
    Base(String),
}

impl Concerns {
    /// Whom or what an assessment is about.
    pub(super) fn of(assessment: &Assessment) -> Concerns {
        let assessed = &assessment.assessed;
        match &assessed.base {
            Some(base) => Concerns::Base(base.clone()),
            None => Concerns::Family {
                family: assessed.family.clone(),
                addresses: assessed.address.iter().cloned().collect(),
            },
        }
    }

    fn words(&self) -> String {
        match self {
            Concerns::Family { family, .. } => family.clone(),
            Concerns::Base(base) => format!("a family under base:{base}"),
        }
    }
}

/// Does an outing cover a visit this is about?
enum Covers {
    Yes,
    /// It cannot be told, and why.
    Perhaps(String),
    No,
}

// Whom to ring

/// Says at once, whatever `--quiet` says, who is on the way to them or with them now and has to be rung; the same as
/// data. Nothing that cannot be read is passed over.
pub(super) fn tell(about: &Concerns, what: &str, desk: &mut Desk<'_>) -> Value {
    let (outings, lost) = afield::every_open(desk);
    let mut told = Vec::new();
    for outing in &outings {
        for door in &outing.stops {
            let who: Vec<&Abroad> = outing.people.iter().filter(|p| still_there(p, door)).collect();
            if who.is_empty() || door.called_off.is_some() {
                continue;
            }
            let doubt = match covers(door, about, desk) {
                Covers::No => continue,
                Covers::Yes => None,
                Covers::Perhaps(why) => Some(why),
            };
            told.push(ring(outing, door, &who, (about, what, doubt), desk));
        }
        let shown = told.iter().any(|t| t["outing"] == outing.id.as_str());
        if !outing.damage.is_empty() && !shown {
            let who: Vec<&Abroad> = outing.out().collect();
            let why = "the record of this outing is damaged, and may not name every visit";
            told.push(ring_all(outing, &who, (about, what, why), desk));
        }
    }
    for one in &lost {
        let people = one.people();
        let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
        let rung: Vec<String> = people
            .iter()
            .map(|p| format!("{} {}", p.name, number(&p.id, p.number.as_ref(), desk)))
            .collect();
        desk.warn(&format!(
            "{} MAY BE OUT ON A VISIT TO {} NOW, and {} CANNOT BE READ: ring {}: tell them: {what}",
            names::list(&names).to_uppercase(),
            about.words(),
            one.id,
            rung.join("; ")
        ));
        told.push(json!({"outing": one.id, "visit": null, "people": people, "read": false}));
    }
    Value::Array(told)
}

/// Out, and not known to have left this visit.
fn still_there(person: &Abroad, door: &Door) -> bool {
    person.out() && !person.has_left(&door.stop.visit)
}

fn covers(door: &Door, about: &Concerns, desk: &Desk<'_>) -> Covers {
    let id = &door.stop.visit;
    if id.is_empty() {
        return Covers::Perhaps(format!(
            "they are at {}, on a visit that is not on record",
            door.stop.place
        ));
    }
    let visit = desk.visit(id);
    let yes = match about {
        Concerns::Family { family, .. } if id.split_once('/').is_some_and(|(f, _)| f == family) => {
            true
        }
        Concerns::Family { addresses, .. } => match &visit {
            Ok(visit) => visit.plan.address.as_ref().is_some_and(|a| addresses.contains(a)),
            Err(_) => return Covers::Perhaps(format!("the record of {id} cannot be read")),
        },
        Concerns::Base(base) => match &visit {
            Ok(visit) => visit.plan.base.as_deref() == Some(base),
            Err(_) => return Covers::Perhaps(format!("the record of {id} cannot be read")),
        },
    };
    if yes { Covers::Yes } else { Covers::No }
}

fn ring(
    outing: &Outing,
    door: &Door,
    who: &[&Abroad],
    (about, what, doubt): (&Concerns, &str, Option<String>),
    desk: &mut Desk<'_>,
) -> Value {
    let names: Vec<&str> = who.iter().map(|p| p.name.as_str()).collect();
    let names = names::list(&names).to_uppercase();
    let verb = match (&doubt, who) {
        (Some(_), _) => "MAY BE",
        (None, [_]) => "IS",
        (None, _) => "ARE",
    };
    let to = match about {
        Concerns::Family { family, .. }
            if doubt.is_some() || door.stop.visit.starts_with(&format!("{family}/")) =>
        {
            family.clone()
        }
        Concerns::Family { .. } | Concerns::Base(_) => {
            door.stop.visit.split('/').next().unwrap_or_default().to_owned()
        }
    };
    let because = doubt.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
    desk.warn(&format!(
        "{names} {verb} OUT ON A VISIT TO {to} NOW{because}: ring {}: tell them: {what}",
        to_ring(outing, who, desk)
    ));
    json!({"outing": outing.id, "visit": door.stop.visit, "place": door.stop.place,
        "people": as_json(who, desk), "read": doubt.is_none()})
}

fn ring_all(
    outing: &Outing,
    who: &[&Abroad],
    (about, what, why): (&Concerns, &str, &str),
    desk: &mut Desk<'_>,
) -> Value {
    let names: Vec<&str> = who.iter().map(|p| p.name.as_str()).collect();
    desk.warn(&format!(
        "{} MAY BE OUT ON A VISIT TO {} NOW ({}: {why}): ring {}: tell them: {what}",
        names::list(&names).to_uppercase(),
        about.words(),
        outing.id,
        to_ring(outing, who, desk)
    ));
    json!({"outing": outing.id, "visit": null, "people": as_json(who, desk), "read": false})
}

/// "Kay Invented 07700 900001; Lou Made 07700 900002"; and who watches, where somebody has no number.
fn to_ring(outing: &Outing, who: &[&Abroad], desk: &Desk<'_>) -> String {
    let numbers: Vec<(String, bool)> = who
        .iter()
        .map(|p| {
            let number = known_number(&p.id, p.number.as_ref(), desk);
            let none = number.is_none();
            (format!("{} {}", p.name, number.unwrap_or_else(no_number)), none)
        })
        .collect();
    let mut words: Vec<String> = numbers.iter().map(|(words, _)| words.clone()).collect();
    if numbers.iter().any(|(_, none)| *none)
        && let Some(monitor) = &outing.monitor
    {
        words.push(format!("who watches: {}", crate::render::words::to_ring(monitor)));
    }
    words.join("; ")
}

fn as_json(who: &[&Abroad], desk: &Desk<'_>) -> Vec<Value> {
    let one = |p: &&Abroad| json!({"id": p.id, "name": p.name, "number": known_number(&p.id, p.number.as_ref(), desk)});
    who.iter().map(one).collect()
}

/// The number carried, as frozen at sign-out; else the directory's.
fn known_number(id: &str, frozen: Option<&String>, desk: &Desk<'_>) -> Option<String> {
    frozen.cloned().or_else(|| desk.store.person(id).ok().flatten().and_then(|p| p.mobile))
}

fn number(id: &str, frozen: Option<&String>, desk: &Desk<'_>) -> String {
    known_number(id, frozen, desk).unwrap_or_else(no_number)
}

fn no_number() -> String {
    "NO NUMBER ON RECORD".to_owned()
}

// What they have to be told

/// Something that came up since an outing left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct News {
    /// In words.
    pub(super) says: String,
    /// What was written, by which a list of what stands against an assessment says the same.
    pub(super) what: String,
}

/// Everything that has come up about the visit at a door since they signed out. A decision of NO and a void one are
/// said whenever they were made: two machines' clocks prove nothing, and neither may be walked past.
pub(super) fn since(outing: &Outing, door: &Door, desk: &mut Desk<'_>) -> Vec<News> {
    if door.stop.visit.is_empty() {
        return Vec::new();
    }
    let visit = match desk.visit(&door.stop.visit) {
        Ok(visit) => visit,
        Err(error) => {
            let says = format!("NOT KNOWN what came up: {error}");
            return vec![News { says, what: String::new() }];
        }
    };
    let known = desk.known(visit);
    since_known(outing, &known, desk)
}

/// The same, where everything on record about the visit has been read already.
pub(super) fn since_known(outing: &Outing, known: &Known, desk: &mut Desk<'_>) -> Vec<News> {
    let (left, visit) = (outing.left_at, &known.visit);
    let mut all = Vec::new();
    let day = desk.zone.day_of(left);
    for caution in known.cautions().into_iter().filter(|c| c.since >= day) {
        let since = caution.since.words();
        all.push(News {
            says: format!("CAUTION since {since}: {} ({})", caution.what, caution.source),
            what: caution.what.clone(),
        });
    }
    let unread = known.unread.assessments.iter();
    all.extend(
        unread.map(|why| News {
            says: format!("NOT KNOWN what came up: {why}"),
            what: String::new(),
        }),
    );
    let mut assessments = known.assessments.clone();
    assessments.extend(at_the_address(visit, desk));
    if let Some(id) = &visit.plan.base {
        assessments.extend(desk.base(id));
    }
    let counts = |a: &Assessment| {
        a.assessed.base.is_some()
            || (a.assessed.family == visit.plan.family
                && a.assessed.address == visit.plan.address
                && !known.assessments.iter().any(|b| {
                    b.assessed.address == a.assessed.address && (b.at, &b.id) > (a.at, &a.id)
                }))
    };
    for assessment in &assessments {
        all.extend(of_assessment(assessment, counts(assessment), left, desk));
    }
    all
}

/// Assessments of other families at the same address: what is noted there is met there.
fn at_the_address(visit: &Visit, desk: &mut Desk<'_>) -> Vec<Assessment> {
    // Nothing can be noted where the policy has no assessments.
    let asked = |_: &&String| desk.spoken_of().assessments;
    let Some(address) = visit.plan.address.as_ref().filter(asked) else { return Vec::new() };
    let there = desk.families_at(address).into_iter();
    let there = there.filter(|f| f.id != visit.plan.family && f.addresses.contains(address));
    let there: Vec<String> = there.map(|f| f.id).collect();
    let mut all = Vec::new();
    for family in there {
        let made = desk.assessments(&family);
        all.extend(made.into_iter().filter(|a| a.assessed.address.as_ref() == Some(address)));
    }
    all
}

fn of_assessment(
    assessment: &Assessment,
    counts: bool,
    left: Moment,
    desk: &mut Desk<'_>,
) -> Vec<News> {
    let name = called(assessment, desk);
    let mut all = Vec::new();
    for risk in &assessment.risks {
        let unseen = counts && risk.reviewed.is_none();
        if risk.at >= left || unseen {
            let source = risk.source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
            let (at, by) = (desk.words(risk.at), &risk.by);
            all.push(News {
                says: format!("NEW RISK on {name}: {}{source}, noted {at} by {by}", risk.what),
                what: risk.what.clone(),
            });
        }
    }
    for review in assessment.reviews.iter().filter(|r| !r.stands && (counts || r.at >= left)) {
        let (at, by) = (desk.words(review.at), &review.by);
        all.push(News {
            says: format!("{name} was declared VOID {at} by {by}: {}", review.found),
            what: review.found.clone(),
        });
    }
    let decision = assessment.decision.as_ref();
    if let Some(no) = decision.filter(|d| !d.proceed && (counts || d.at >= left)) {
        let (at, by) = (desk.words(no.at), &no.decided_by);
        all.push(News {
            says: format!("NO: {name} may NOT go ahead, decided {at} by {by}: {}", no.reason),
            what: no.reason.clone(),
        });
    }
    all
}

/// Says it at the door, whatever `--quiet` says.
pub(super) fn tell_since(outing: &Outing, door: &Door, desk: &mut Desk<'_>) -> Vec<String> {
    let news = since(outing, door, desk);
    let left = desk.words(outing.left_at);
    for one in &news {
        desk.warn(&format!("SINCE THEY SIGNED OUT at {left}: {}. TELL THEM NOW.", one.says));
    }
    news.into_iter().map(|one| one.says).collect()
}
