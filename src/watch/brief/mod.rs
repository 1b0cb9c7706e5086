//! The page to read out to the police: one section for each thing a call handler asks, in the order they ask it.
//!
//! * [`known`]: what the records say about the people, the homes and the school, looked up by the command
//! * `people`: who calls, who is missing, since when, who can be rung for them
//! * `homes`: where they should be, what to be careful of there, who lives there
//! * `calls`: emergency or not, what has been tried, the code word
//!
//! What cannot be found is a line of the page that says NOT KNOWN, and why: a page that leaves it out reads as if
//! nobody had asked. It holds no pupil's name, no reason for the visit and no code word: it is read aloud to strangers.

mod calls;
mod homes;
pub mod known;
mod people;

use crate::domain::events::Contactable;
use crate::domain::outing::{Door, Outing};
use crate::policy::Deadline;
use crate::when::{Moment, Span};
use known::OnRecord;
use serde::Serialize;

/// The page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    /// The outing, or the visit nobody signed out for.
    pub record: String,
    /// It is about nobody: not to be read to the police.
    pub drill: bool,
    /// The sections, in the order in which they are read out.
    pub sections: Vec<Section>,
}

/// What one question of the call handler is answered with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// A short name for programs: `missing`, `hazards`.
    pub id: &'static str,
    /// The heading.
    pub heading: &'static str,
    /// The lines. Never none.
    pub lines: Vec<Line>,
}

/// One thing to say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// What it is about: "Car of Kay Invented".
    pub about: String,
    /// What to say. Begins with NOT KNOWN if nobody knows.
    pub says: String,
    /// Somebody knows. `false`: the words say why not.
    pub known: bool,
}

/// Whom the page is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject<'a> {
    /// An outing with a record, whole or damaged.
    Outing(&'a Outing),
    /// An outing of which only the marker tells: its record is missing or cannot be read.
    Lost {
        /// The outing.
        id: String,
        /// Who is out, as far as the marker tells.
        people: Vec<Contactable>,
        /// Where, in words, in the order planned.
        places: Vec<String>,
        /// The expected return. Absent: the marker cannot be read either.
        back: Option<Moment>,
        /// What is wrong with the record.
        why: String,
    },
    /// A planned visit that nobody signed out for.
    Planned {
        /// The visit.
        visit: String,
        /// Who was to go.
        people: Vec<Contactable>,
        /// Where, in words.
        place: String,
        /// The appointment.
        start: Moment,
        /// When it should end. Absent: the visit's record cannot be read.
        finish: Option<Moment>,
        /// From when on somebody should have signed out. Absent: no marker says.
        late: Option<Deadline>,
    },
}

impl Subject<'_> {
    fn record(&self) -> &str {
        match self {
            Subject::Outing(outing) => &outing.id,
            Subject::Lost { id, .. } => id,
            Subject::Planned { visit, .. } => visit,
        }
    }

    fn outing(&self) -> Option<&Outing> {
        match self {
            Subject::Outing(outing) => Some(outing),
            Subject::Lost { .. } | Subject::Planned { .. } => None,
        }
    }

    /// The visits of the round; none where nothing but the marker is left.
    fn doors(&self) -> &[Door] {
        self.outing().map_or(&[], |o| o.stops.as_slice())
    }
}

/// A subject with everything on record about it.
#[derive(Debug, Clone, Copy)]
struct Page<'a> {
    subject: &'a Subject<'a>,
    on_record: &'a OnRecord,
}

/// The page about a subject at the moment of `on_record`.
pub fn brief(subject: &Subject<'_>, on_record: &OnRecord) -> Brief {
    let page = Page { subject, on_record };
    let sections = [
        ("calling", "WHO IS CALLING, AND FROM WHERE", page.calling()),
        ("emergency", "EMERGENCY OR NOT", page.emergency()),
        ("missing", "WHO IS MISSING", page.missing()),
        ("where", "WHERE THEY SHOULD BE", page.whereabouts()),
        ("since", "SINCE WHEN", page.since()),
        ("why", "WHAT THEY WENT FOR", page.errand()),
        ("hazards", "WHAT TO BE CAREFUL OF", page.hazards()),
        ("residents", "WHO LIVES THERE", page.residents()),
        ("round", "THE VISITS OF THE ROUND, IN ORDER", page.round()),
        ("kin", "WHOM TO RING FOR THEM", page.kin()),
        ("companions", "WHO WENT WITH THEM", page.companions()),
        ("numbers", "NUMBERS TO RING BACK", page.numbers()),
        ("tried", "WHAT HAS BEEN HEARD AND TRIED, NEWEST LAST", page.tried()),
        ("code-word", "CODE WORD", page.code_word()),
    ];
    let section = |(id, heading, lines)| Section { id, heading, lines };
    Brief {
        record: subject.record().to_owned(),
        drill: subject.outing().is_some_and(|o| o.drill.is_some()),
        sections: sections.into_iter().map(section).collect(),
    }
}

/// What to write down while they speak: the last lines of the page, with room to write.
pub const WRITE_DOWN: [&str; 4] = [
    "Incident number",
    "Officer, and number to ring",
    "Time of this call",
    "What they asked us to do",
];

impl Page<'_> {
    fn time(self, moment: Moment) -> String {
        let zone = self.on_record.zone;
        zone.words_on(moment, zone.day_of(self.on_record.now))
    }

    /// "20 minutes ago"; a moment that is still to come is the clock's fault, and is told with its time alone.
    fn ago(self, moment: Moment) -> String {
        match self.on_record.now.seconds_since(moment) {
            ago if ago < 60 => self.time(moment),
            ago => format!("{}, {} ago", self.time(moment), Span::seconds(ago - ago % 60).words()),
        }
    }
}

fn says(about: impl Into<String>, says: impl Into<String>) -> Line {
    Line { about: about.into(), says: says.into(), known: true }
}

fn not_known(about: impl Into<String>, why: impl AsRef<str>) -> Line {
    Line { about: about.into(), says: format!("NOT KNOWN: {}", why.as_ref()), known: false }
}

/// What is on record, or why it is not known.
fn or_not(about: impl Into<String>, on_record: Option<String>, why_not: impl AsRef<str>) -> Line {
    match on_record.filter(|text| !text.trim().is_empty()) {
        Some(text) => says(about, text),
        None => not_known(about, why_not),
    }
}
