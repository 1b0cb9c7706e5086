//! The figures of a report in their sections, each with a name, what it depends on, and what it is measured against.
//!
//! The order and the words are decided here, once, for the terminal, the page, the sheet and the data. Nothing is worked
//! out anew: every number is one that was counted.

use super::{NO_CLAUSE, Soon};
use crate::domain::figures::{Counted, Lead, Tally};
use crate::policy::{Clock, Policy};
use crate::when::Span;
use std::collections::BTreeMap;

/// A figure may point at a person when it counts fewer than this.
pub const SMALL: usize = 5;

/// What a figure says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// So many.
    Number(usize),
    /// How long it took: how many were timed, the middle one and the longest, in seconds.
    Times {
        /// How many were timed.
        of: usize,
        /// The middle one.
        middle: i64,
        /// The longest.
        longest: i64,
    },
    /// A time that the policy gives. `None`: not set.
    Bound(Option<Span>),
    /// It never came to be timed.
    NoneTimed,
    /// Fewer than five, and not said.
    Hidden,
}

/// A figure with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// `visits.by-reason.attendance`: what `--show` takes.
    pub id: String,
    /// In words.
    pub label: String,
    /// What it says.
    pub amount: Amount,
    /// Something it depends on could not be read, or was erased: it may be more.
    pub at_least: bool,
    /// The figure of what was erased that is in it.
    pub erased: Option<String>,
}

impl Figure {
    /// What it was counted from, as far as that was kept; none of what is not shown.
    pub fn leads<'t>(&self, tally: &'t Tally) -> impl Iterator<Item = &'t Lead> + use<'t> {
        let shown = self.amount != Amount::Hidden;
        let figures = [Some(&self.id), self.erased.as_ref()].into_iter().flatten();
        let counted: Vec<&Counted> =
            figures.filter(|_| shown).filter_map(|id| tally.of(id)).collect();
        counted.into_iter().flat_map(|counted| &counted.leads)
    }

    /// It counts so few that it may point at a person. None at all points at nobody.
    pub fn small(&self) -> bool {
        match self.amount {
            Amount::Number(n) | Amount::Times { of: n, .. } => 0 < n && n < SMALL,
            Amount::Bound(_) | Amount::NoneTimed | Amount::Hidden => false,
        }
    }
}

/// Figures that are read beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `visits.by-reason`.
    pub id: String,
    /// What they show.
    pub title: String,
    /// They are parts of one whole, and drawn as bars.
    pub parts: bool,
    /// The figures, in order.
    pub figures: Vec<Figure>,
    /// What to say where there is no figure.
    pub none: &'static str,
}

/// A part of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// `visits`.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// How the figures are meant.
    pub says: Vec<String>,
    /// The figures.
    pub groups: Vec<Group>,
}

/// What could not be read, so that what depends on it may be more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four kinds of record, each in doubt or not")]
pub struct Doubt {
    /// Visits.
    pub visits: bool,
    /// Outings.
    pub outings: bool,
    /// Assessments.
    pub assessments: bool,
    /// What was erased.
    pub erased: bool,
}

impl Doubt {
    /// Everything.
    pub const ALL: Doubt = Doubt { visits: true, outings: true, assessments: true, erased: true };

    /// Both together.
    #[must_use]
    pub fn and(self, other: Doubt) -> Doubt {
        Doubt {
            visits: self.visits || other.visits,
            outings: self.outings || other.outings,
            assessments: self.assessments || other.assessments,
            erased: self.erased || other.erased,
        }
    }
}

/// What the layout needs besides the figures.
#[derive(Debug)]
pub struct Beside<'a> {
    /// The policy, for its words. `None`: it cannot be read.
    pub policy: Option<&'a Policy>,
    /// How soon it has alarms known.
    pub bounds: &'a BTreeMap<Clock, Soon>,
    /// What could not be read.
    pub doubt: Doubt,
}

/// Lays them out.
pub fn sections(tally: &Tally, beside: &Beside<'_>) -> Vec<Section> {
    let lay = Lay { tally, beside };
    let mut all = vec![
        lay.visits(),
        lay.outings(),
        lay.contacts(),
        lay.alarms(),
        lay.rules(),
        lay.incidents(),
        lay.assessments(),
        lay.duties(),
    ];
    all.push(lay.apart());
    all
}

/// Which records a figure depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum On {
    Visits,
    Outings,
    Both,
    Assessments,
    All,
    Nothing,
}

struct Lay<'a> {
    tally: &'a Tally,
    beside: &'a Beside<'a>,
}

impl Lay<'_> {
    fn erased(&self, what: &[&str]) -> bool {
        let some = |w: &&str| {
            self.tally.number(&format!("erased.{w}")) > 0
                || self.tally.number(&format!("erased-partly.{w}")) > 0
        };
        self.beside.doubt.erased || what.iter().any(some)
    }

    fn at_least(&self, on: On) -> bool {
        let doubt = self.beside.doubt;
        let visits = doubt.visits || self.erased(&["visits", "incidents"]);
        let outings = doubt.outings || self.erased(&["outings", "alarms"]);
        let assessments = doubt.assessments || self.erased(&["assessments"]);
        match on {
            On::Visits => visits,
            On::Outings => outings,
            On::Both => visits || outings,
            On::Assessments => assessments,
            On::All => visits || outings || assessments,
            On::Nothing => false,
        }
    }

    fn figure(&self, id: &str, label: &str, on: On) -> Figure {
        self.counted(id, label, self.tally.number(id), on)
    }

    fn counted(&self, id: &str, label: &str, number: usize, on: On) -> Figure {
        Figure {
            id: id.to_owned(),
            label: label.to_owned(),
            amount: Amount::Number(number),
            at_least: self.at_least(on),
            erased: None,
        }
    }

    /// On record, and erased since: of these the erasures keep the number for whole weeks.
    fn whole(&self, id: &str, label: &str, on: On) -> Figure {
        // `visits.got-in` is `got-in` where it was erased.
        let last = id.rsplit('.').next().unwrap_or(id);
        let erased = format!("erased.{last}");
        let number = self.tally.number(id) + self.tally.number(&erased);
        let partly = self.tally.number(&format!("erased-partly.{last}")) > 0;
        let doubt = self.beside.doubt;
        let unread = match on {
            On::Visits => doubt.visits,
            On::Outings => doubt.outings,
            On::Assessments => doubt.assessments,
            On::Both | On::All | On::Nothing => true,
        };
        let at_least = unread || doubt.erased || partly;
        Figure { at_least, erased: Some(erased), ..self.counted(id, label, number, on) }
    }

    fn timed(&self, id: &str, label: &str, on: On) -> Figure {
        let counted = self.tally.of(id);
        let times = counted.and_then(|c| c.times().map(|times| (c.seconds.len(), times)));
        let amount = times.map_or(Amount::NoneTimed, |(of, (middle, longest))| Amount::Times {
            of,
            middle,
            longest,
        });
        Figure { amount, ..self.figure(id, label, on) }
    }

    /// The parts of a whole, most first; equals by their names.
    fn parts(&self, id: &str, title: &str, on: On, name: &dyn Fn(&str) -> String) -> Group {
        let parts = self.tally.parts(id);
        let mut figures: Vec<Figure> = parts
            .map(|(word, c)| self.counted(&format!("{id}.{word}"), &name(word), c.number, on))
            .collect();
        let number = |f: &Figure| if let Amount::Number(n) = f.amount { n } else { 0 };
        figures.sort_by(|a, b| number(b).cmp(&number(a)).then_with(|| a.id.cmp(&b.id)));
        group(id, title, true, figures)
    }

    /// Parts in an order of their own.
    fn fixed(&self, id: &str, title: &str, on: On, parts: &[(&str, &str)]) -> Group {
        let figures =
            parts.iter().map(|(part, label)| self.figure(&format!("{id}{part}"), label, on));
        group(id, title, true, figures.collect())
    }

    fn visits(&self) -> Section {
        let policy = self.beside.policy;
        let reason = |word: &str| {
            let known = policy.and_then(|p| p.reasons.iter().find(|r| r.id == word));
            known.map_or_else(|| plain(word), |r| r.says.clone())
        };
        let totals = vec![
            self.whole("visits", "Visits", On::Visits),
            self.whole("visits.got-in", "Visits on which staff got in", On::Visits),
            self.figure("visits.child-seen", "Visits on which the child was seen", On::Visits),
        ];
        let staffing = [
            (".one", "One member of staff"),
            (".two", "Two"),
            (".three-or-more", "Three or more"),
            (".nobody-named", "Nobody named yet"),
        ];
        Section {
            id: "visits",
            title: "Visits",
            says: vec![
                "By the day of the appointment, as planned when this was counted.".to_owned(),
            ],
            groups: vec![
                group("visits.totals", "In all", false, totals),
                self.parts("visits.by-reason", "By reason", On::Visits, &reason),
                self.parts("visits.by-outcome", "By outcome", On::Visits, &plain),
                self.fixed("visits.by-staffing", "By how many were to go", On::Visits, &staffing),
            ],
        }
    }

    fn outings(&self) -> Section {
        let totals = vec![
            self.whole("outings", "Times staff signed out", On::Outings),
            self.figure("outings.still-out", "Of these, not all back yet", On::Outings),
        ];
        let staffing =
            [(".one", "One member of staff"), (".two", "Two"), (".three-or-more", "Three or more")];
        let by = "outings.by-staffing";
        Section {
            id: "outings",
            title: "Signing out",
            says: vec!["By the day staff left. One outing may cover several visits.".to_owned()],
            groups: vec![
                group("outings.totals", "In all", false, totals),
                self.fixed(by, "By how many went", On::Outings, &staffing),
            ],
        }
    }

    fn contacts(&self) -> Section {
        let parts = [
            (".on-time", "In time"),
            (".late", "Later than due"),
            (".not-come", "Not come: nothing heard since"),
        ];
        let beside = vec![
            self.figure("contacts", "Contacts that were due", On::Outings),
            self.figure("contacts-not-due", "Contacts that no time was set for", On::Outings),
            self.figure("contacts-unanswered", "Calls by school that nobody answered", On::Outings),
        ];
        let mut says = vec![
            "By when staff were heard from, and not by when it was typed. Coming back ends a silence too."
                .to_owned(),
        ];
        let set = self.beside.policy.map(|p| !p.contact.every.is_empty());
        says.extend(match set {
            Some(true) => None,
            Some(false) => {
                Some("How often staff are to make contact is not set in this policy.".to_owned())
            }
            None => Some("The policy cannot be read, so what it sets is not known.".to_owned()),
        });
        Section {
            id: "contacts",
            title: "Contact while out",
            says,
            groups: vec![
                group("contacts.totals", "In all", false, beside),
                self.fixed("contacts", "In time or late", On::Outings, &parts),
            ],
        }
    }

    fn alarms(&self) -> Section {
        let on = On::Both;
        let times = vec![
            self.timed("alarms.noticed", "From due to noticed: somebody told, or acting", on),
            self.timed("alarms.taken", "From due to somebody in charge", on),
            self.timed("alarms.resolved", "From due to resolved", on),
        ];
        let sides = vec![
            self.figure("alarms.noticed-within-bound", "Noticed within the policy's bound", on),
            self.figure("alarms.noticed-beyond-bound", "Noticed later than that", on),
            self.figure("alarms.taken-within-bound", "In charge before everybody was told", on),
            self.figure("alarms.taken-beyond-bound", "In charge only after that", on),
        ];
        let open = vec![
            self.figure("alarms", "Alarms", on),
            self.figure(
                "alarms.not-known-when-noticed",
                "Nobody recorded that they noticed or acted",
                on,
            ),
            self.figure("alarms.nobody-took-charge", "Told, and nobody took charge", on),
            self.figure("alarms.not-resolved", "Told, and not resolved", on),
        ];
        let departures = [
            (".told", "Somebody was told, or took charge"),
            (".not-told", "Nobody recorded that they noticed or acted"),
        ];
        let departed = "Nobody signed out for a planned visit";
        Section {
            id: "alarms",
            title: "Alarms",
            says: vec![
                "Every clock that ran out, whether or not anybody was told: a contact, a return or a call that was \
                 late, a cause for concern, distress. What hv only printed leaves no record of who read it."
                    .to_owned(),
                "That nobody signed out for a planned visit in time stands in no record until somebody is told of it \
                 or takes charge. The others are worked out from the visits and the outings together, and counted \
                 apart."
                    .to_owned(),
                self.bound_words(),
            ],
            groups: vec![
                group("alarms.totals", "In all", false, open),
                self.parts("alarms.by-clock", "By what ran out", on, &clock_words),
                self.fixed("alarms.departures", departed, on, &departures),
                group("alarms.times", "How long it took", false, times),
                group("alarms.sides", "Against the policy's bound", false, sides),
                group("alarms.bound", "The policy's bound, from due", false, self.bounds()),
            ],
        }
    }

    fn bound_words(&self) -> String {
        match (self.beside.policy, self.beside.bounds.is_empty()) {
            (None, _) => "The policy cannot be read, so its bound is not known.",
            (Some(_), true) => {
                "How soon an alarm is known at the latest is not set: hv.toml does not say how often hv overdue runs \
                 (every under [watch])."
            }
            (Some(_), false) => {
                "The bound is that of the policy as it is now. Until an alarm is resolved, no policy sets one."
            }
        }
        .to_owned()
    }

    /// For every clock that ran out.
    fn bounds(&self) -> Vec<Figure> {
        let mut all = Vec::new();
        for (word, _) in self.tally.parts("alarms.by-clock") {
            let soon = self.beside.bounds.iter().find(|(c, _)| super::outings::word(**c) == word);
            let soon = soon.map(|(_, soon)| *soon).unwrap_or_default();
            let name = clock_words(word);
            for (part, who, span) in [
                ("first", "the first of the ladder knows", soon.first),
                ("everybody", "everybody knows", soon.everybody),
            ] {
                all.push(Figure {
                    id: format!("alarms.bound.{word}.{part}"),
                    label: format!("{name}: {who}"),
                    amount: Amount::Bound(span),
                    at_least: false,
                    erased: None,
                });
            }
        }
        all
    }

    fn rules(&self) -> Section {
        let totals = vec![
            self.figure("refusals", "Sign-outs refused, by visit", On::Visits),
            self.whole("breaches", "Staff went against a refusal", On::Outings),
            self.figure(
                "overrides",
                "Times a warning was passed over with a written reason",
                On::All,
            ),
        ];
        let clause =
            |word: &str| if word == NO_CLAUSE { "no clause".to_owned() } else { word.to_owned() };
        let by = |id: &str, title: &str, on| self.parts(id, title, on, &clause);
        Section {
            id: "rules",
            title: "Refusals, breaches and overrides",
            says: vec![
                "By clause of the written policy. One refusal may come from several clauses, and is counted under \
                 each."
                    .to_owned(),
            ],
            groups: vec![
                group("rules.totals", "In all", false, totals),
                by("refusals.by-clause", "Refusals by clause", On::Visits),
                by("breaches.by-clause", "Breaches by clause", On::Outings),
                by("overrides.by-clause", "Overrides by clause", On::All),
            ],
        }
    }

    fn incidents(&self) -> Section {
        let policy = self.beside.policy;
        let kind = |word: &str| {
            let known = policy.and_then(|p| p.incidents.iter().find(|i| i.id == word));
            known.map_or_else(|| plain(word), |i| i.says.clone())
        };
        let totals = vec![
            self.figure("incidents", "Incidents", On::Visits),
            self.figure(
                "incidents.people-affected",
                "People affected, counted at each",
                On::Visits,
            ),
            self.figure("near-misses", "Near misses", On::Both),
        ];
        Section {
            id: "incidents",
            title: "Incidents and near misses",
            says: vec![
                "No policy here says what a near miss is. hv counts distress, cause for concern, and a visit left as \
                 unsafe without an incident recorded on it; one visit can give more than one."
                    .to_owned(),
            ],
            groups: vec![
                group("incidents.totals", "In all", false, totals),
                self.parts("incidents.by-kind", "Incidents by kind", On::Visits, &kind),
                self.parts("incidents.by-whom", "Incidents by whom", On::Visits, &plain),
                self.parts("near-misses.by-kind", "Near misses by kind", On::Both, &plain),
            ],
        }
    }

    fn assessments(&self) -> Section {
        let on = On::Assessments;
        let made = vec![
            self.whole("assessments", "Assessments made", on),
            self.figure("assessments.go-ahead", "Decided: go ahead", on),
            self.figure("assessments.no", "Decided: not", on),
            self.figure("assessments.reviewed", "Reviews", on),
            self.figure("assessments.new-risks", "New risks noted", on),
        ];
        let now = vec![
            self.figure(
                "assessments.in-use",
                "Families visited in these days that have one",
                On::All,
            ),
            self.figure(
                "assessments.stale",
                "Of these, stale: something stands against it",
                On::All,
            ),
        ];
        Section {
            id: "assessments",
            title: "Risk assessments",
            says: vec!["What stands against one: hv assess FAMILY, or hv why FAMILY.".to_owned()],
            groups: vec![
                group("assessments.made", "In these days", false, made),
                group("assessments.now", "As they stand now", false, now),
            ],
        }
    }

    fn duties(&self) -> Section {
        let parts = vec![
            self.figure("duties", "Duties that arose", On::All),
            self.figure("duties.done", "Done", On::All),
            self.figure("duties.done-late", "Of the done, later than due", On::All),
            self.figure("duties.open", "Open still", On::All),
            self.figure("duties.overdue", "Of the open, past their time", On::All),
            self.figure("duties.open-from-before", "Open from before these days", On::All),
        ];
        let clause =
            |word: &str| if word == NO_CLAUSE { "no clause".to_owned() } else { word.to_owned() };
        let by = "duties.open-by-clause";
        Section {
            id: "duties",
            title: "What was owed afterwards",
            says: vec!["What is owed now, and how to close it: hv board.".to_owned()],
            groups: vec![
                group("duties.totals", "In all", false, parts),
                self.parts(by, "Open, by clause", On::All, &clause),
            ],
        }
    }

    /// What is counted in none of the others.
    fn apart(&self) -> Section {
        let practice = vec![
            self.figure("drills", "Drills", On::Nothing),
            self.figure("practice.visits", "Visits with lines typed with --now", On::Nothing),
            self.figure("practice.outings", "Outings with lines typed with --now", On::Nothing),
            self.figure(
                "practice.assessments",
                "Assessments with lines typed with --now",
                On::Nothing,
            ),
        ];
        let words = [
            ("visits", "visits"),
            ("got-in", "visits on which staff got in"),
            ("outings", "outings"),
            ("breaches", "outings against a refusal"),
            ("alarms", "outings and visits with an alarm"),
            ("incidents", "visits with an incident"),
            ("assessments", "assessments"),
            ("drills", "drills"),
        ];
        let mut gone = Vec::new();
        for (id, of) in [
            ("erased", "in whole weeks of these days"),
            ("erased-partly", "in a week partly of these days"),
        ] {
            let some = words.iter().filter(|(w, _)| self.tally.number(&format!("{id}.{w}")) > 0);
            gone.extend(some.map(|(w, what)| {
                self.figure(&format!("{id}.{w}"), &format!("Erased: {what}, {of}"), On::Nothing)
            }));
        }
        let mut erased = group("erased", "Erased since", false, gone);
        erased.none = "nothing of these days has been erased";
        Section {
            id: "apart",
            title: "Apart",
            says: vec![
                "Drills are in no other figure. What was typed with --now is practice, and is in the others only \
                 where the report is itself made with --now."
                    .to_owned(),
                "Of what was erased only the number is kept, by week: it is in the totals of visits, outings, \
                 breaches and assessments where the whole week is."
                    .to_owned(),
            ],
            groups: vec![group("practice", "Practice", false, practice), erased],
        }
    }
}

fn group(id: &str, title: &str, parts: bool, figures: Vec<Figure>) -> Group {
    Group { id: id.to_owned(), title: title.to_owned(), parts, figures, none: "none" }
}

/// `not-written-up` is "Not written up".
fn plain(word: &str) -> String {
    let words = word.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

fn clock_words(word: &str) -> String {
    match word {
        "distress" => "Distress",
        "concern" => "Cause for concern",
        "contact" => "Contact later than due",
        "return" => "Not back when expected",
        "finish" => "No word after the last visit",
        "call" => "A call by school not made",
        "wait" => "Waiting at the door too long",
        "home" => "No word from home",
        "departure" => "Nobody signed out for a visit",
        other => other,
    }
    .to_owned()
}
