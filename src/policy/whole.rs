//! From the rules of a file to the whole policy: what was read is put in its place, and hv's own stands where the file
//! has nothing.

use super::check::{Draft, HIGHER_RISK_FROM, bare, roles};
use super::raw::{self, NOT_SET, Section, clause_kind, clock_time};
use super::shape::SHEETS;
use super::shipped::Own;
use super::{
    AssessmentRules, Band, Base, CallRule, CautionKind, Choice, ClauseInfo, Clock, ContactRules,
    DepartureRules, Document, DocumentControl, Field, Hazard, Ladder, LimitWhen, Matrix, Policy,
    Reference, ReturnRules, Review, Revision, SchoolCallRule, Score, Sheet, SheetOf, Unset,
    WaitRules, WeekListRules, Word,
};
use crate::when::Span;
use std::collections::BTreeMap;

impl Draft {
    pub(super) fn finish(self, root: Section<'_>, own: &Own, digest: String) -> Policy {
        let heading = root.section("policy");
        let text = |key| heading.map(|h| h.text(key)).unwrap_or_default();
        let head = text("head");
        Policy {
            name: text("name"),
            school: text("school"),
            title: text("title"),
            digest,
            review: review(root),
            roles: roles(root),
            head,
            contact: contact(root, bare(self.every), bare(self.calls)),
            wait: WaitRules {
                without_notice: bare(self.without_notice),
                with_notice: bare(self.with_notice),
                minimum: bare(self.minimum),
                at_limit: root.section("wait").map(|w| w.text("at-limit")).unwrap_or_default(),
            },
            returns: ReturnRules {
                grace: self.expected.unwrap_or_else(|| own.return_grace.clone()),
                finish_grace: self.finish,
                not_set: without_minutes(root),
                home: self.home,
                sign_in: root
                    .section("return")
                    .and_then(|r| r.section("sign-in"))
                    .map(|s| s.texts("clause")),
                departure_grace: own.departure_grace.clone(),
            },
            week_list: week_list(root),
            assessment: assessment(root, bare(self.hazards), self.matrix.map(|m| m.rule)),
            gates: with_own(bare(self.gates), &own.gates, |g| &g.id),
            questions: bare(self.questions),
            ladders: bare(self.ladders),
            duties: with_own(bare(self.duties), &own.duties, |d| &d.id),
            outcomes: with_own(bare(self.outcomes), &own.outcomes, |o| &o.id),
            advice: self.advice,
            reasons: words(root, "reason"),
            reasons_open: heading.is_some_and(|h| h.flag("reasons-open")),
            kinds: words(root, "kind"),
            places: words(root, "place"),
            sites: words(root, "site"),
            documents: root.sections("document").into_iter().map(document).collect(),
            training: words(root, "training"),
            cautions: root.sections("caution").into_iter().map(caution_kind).collect(),
            clauses: clauses_of_document(root),
            references: root.sections("reference").into_iter().map(reference).collect(),
            choices: root.sections("choice").into_iter().map(choice).collect(),
            departure: root.section("departure").map(|d| DepartureRules {
                authorised_by: d.texts("authorised-by"),
                clauses: d.texts("clause"),
            }),
            incidents: words(root, "incident"),
            caution_after_incident: self.caution,
            sheets: root.sections("sheet").into_iter().map(sheet).collect(),
            control: heading.map(control).unwrap_or_default(),
            revisions: root.sections("revision").into_iter().map(revision).collect(),
            unset: unset(root),
            defaults: own.defaults.clone(),
        }
    }
}

fn caution_kind(section: Section<'_>) -> CautionKind {
    CautionKind {
        id: section.text("id"),
        says: section.text("says"),
        every_months: section.number("every-months").and_then(|n| u32::try_from(n).ok()),
        clauses: section.texts("clause"),
    }
}

fn document(section: Section<'_>) -> Document {
    Document {
        id: section.text("id"),
        title: section.text("says"),
        version: section.maybe_text("version"),
        clauses: section.texts("clause"),
    }
}

fn reference(section: Section<'_>) -> Reference {
    Reference { says: section.text("says"), clauses: section.texts("clause") }
}

fn choice(section: Section<'_>) -> Choice {
    Choice {
        id: section.text("id"),
        ask: section.text("ask"),
        options: section.texts("options"),
        chosen: section.maybe_text("chosen"),
        suggest: section.maybe_text("suggest"),
        clauses: section.texts("clause"),
    }
}

fn sheet(section: Section<'_>) -> Sheet {
    let of = SHEETS.iter().find(|(word, _, _)| *word == section.text("of"));
    Sheet {
        id: section.text("id"),
        says: section.text("says"),
        of: of.map_or(SheetOf::Outings, |(_, of, _)| *of),
        columns: section.texts("columns"),
        clauses: section.texts("clause"),
    }
}

fn control(heading: Section<'_>) -> DocumentControl {
    DocumentControl {
        version: heading.maybe_text("version"),
        applies_to: heading.maybe_text("applies-to"),
        committee: heading.maybe_text("committee"),
        approved: heading.maybe_text("approved"),
        clauses: heading.texts("clause"),
    }
}

fn revision(section: Section<'_>) -> Revision {
    Revision {
        version: section.text("version"),
        place: section.maybe_text("place"),
        says: section.text("says"),
        approved: section.maybe_text("approved"),
        clauses: section.texts("clause"),
    }
}

fn clauses_of_document(root: Section<'_>) -> BTreeMap<String, ClauseInfo> {
    let listed = root.section("clauses").map(Section::entries).unwrap_or_default();
    let info = |(id, _, node): (&str, _, &raw::Node<'_>)| {
        let (kind, strength) = clause_kind(node.get_ref().as_str()?)?;
        Some((id.to_owned(), ClauseInfo { kind, strength }))
    };
    listed.into_iter().filter_map(info).collect()
}

fn without_minutes(root: Section<'_>) -> Vec<&'static str> {
    let back = root.section("return");
    let open =
        |key: &&str| back.and_then(|b| b.section(key)).is_some_and(|s| s.text("grace") == NOT_SET);
    ["expected", "finish", "home"].into_iter().filter(open).collect()
}

/// Rules the document has and gives no value for: nothing is invented, and every sign-out says so.
fn unset(root: Section<'_>) -> Vec<Unset> {
    let contact = root.section("contact");
    let wait = root.section("wait");
    let limits = |section: Option<Section<'_>>, key: &str, what: &str| -> Vec<Unset> {
        let open = section.map(|s| s.sections(key)).unwrap_or_default().into_iter();
        open.filter(|l| l.text("limit") == NOT_SET)
            .map(|l| Unset { what: what.to_owned(), clauses: l.texts("clause") })
            .collect()
    };
    let calls =
        contact.and_then(|c| c.section("school-calls")).filter(|s| s.text("times") == NOT_SET);
    let mut all = limits(contact, "every", "the longest time without contact");
    all.extend(calls.map(|s| Unset {
        what: "the times at which school rings those who are out".to_owned(),
        clauses: s.texts("clause"),
    }));
    all.extend(limits(
        wait,
        "without-notice",
        "how long to wait at the door without word from the family",
    ));
    all.extend(limits(
        wait,
        "with-notice",
        "how long to wait at the door for a family that said it is late",
    ));
    all.extend(limits(wait, "minimum", "the least time to wait at the door"));
    all
}

/// hv's own rules follow the policy's. One with the same id in the policy stands in its place.
fn with_own<T: Clone>(mut rules: Vec<T>, own: &[T], id: impl Fn(&T) -> &String) -> Vec<T> {
    let missing: Vec<T> =
        own.iter().filter(|o| !rules.iter().any(|r| id(r) == id(o))).cloned().collect();
    rules.extend(missing);
    rules
}

fn review(root: Section<'_>) -> Review {
    let Some(section) = root.section("review") else { return Review::default() };
    Review {
        updated: section.maybe_text("updated"),
        next: section.maybe_text("next"),
        every_months: section.number("every-months").and_then(|n| u32::try_from(n).ok()),
        owner: section.maybe_text("owner"),
        clauses: section.texts("clause"),
    }
}

fn contact(root: Section<'_>, every: Vec<LimitWhen>, calls: Vec<CallRule>) -> ContactRules {
    let Some(section) = root.section("contact") else { return ContactRules::default() };
    let cited = |key| section.section(key).map(|s| s.texts("clause"));
    let span = |key: &str, part: &str| section.section(key).and_then(|s| s.span(part));
    let times = |s: Section<'_>| s.texts("times").iter().filter_map(|t| clock_time(t)).collect();
    ContactRules {
        every,
        before_visit: cited("before-visit"),
        before_ahead: span("before-visit", "ahead").unwrap_or(Span::ZERO),
        after_visit: cited("after-visit"),
        after_within: span("after-visit", "within"),
        calls,
        school_calls: section
            .section("school-calls")
            .map(|s| SchoolCallRule { times: times(s), clauses: s.texts("clause") }),
        how: section.text("how"),
    }
}

fn week_list(root: Section<'_>) -> Option<WeekListRules> {
    let section = root.section("week-list")?;
    let signature = section.section("signature");
    Some(WeekListRules {
        fields: section.texts("fields"),
        signed_by: signature.map(|s| s.text("by")),
        clauses: section.texts("clause"),
        signature_clauses: signature.map(|s| s.texts("clause")).unwrap_or_default(),
    })
}

fn assessment(
    root: Section<'_>,
    hazards: Vec<Hazard>,
    matrix: Option<Matrix>,
) -> Option<AssessmentRules> {
    let section = root.section("assessment")?;
    let many = |key| section.sections(key).into_iter();
    Some(AssessmentRules {
        ratings: section.texts("ratings"),
        higher_risk_from: section.maybe_text("higher-risk-from").or_else(|| chosen_mark(root)),
        matrix,
        score: section.section("score").map(score),
        bands: many("band").map(band).collect(),
        header: many("header").map(field).collect(),
        columns: many("column").map(field).collect(),
        extra: section.section("extra").map(|e| e.texts("clause")),
        bases: many("base").map(base).collect(),
        assessors: section.texts("assessors"),
        authorised_by: section.texts("authorised-by"),
        hazards,
        review_after_each_visit: section.flag("review-after-each-visit"),
        clauses: section.texts("clause"),
    })
}

/// The school's choice, else what hv suggests: the latter only in a policy that nobody has adopted.
fn chosen_mark(root: Section<'_>) -> Option<String> {
    let choices = root.sections("choice");
    let choice = choices.into_iter().find(|c| c.text("id") == HIGHER_RISK_FROM)?;
    choice.maybe_text("chosen").or_else(|| choice.maybe_text("suggest"))
}

fn score(section: Section<'_>) -> Score {
    let band = |b: Section<'_>| Some((b.number("from")?, b.text("rating")));
    Score {
        product: section.text("how") == "product",
        impact: section.points("impact"),
        likelihood: section.points("likelihood"),
        bands: section.sections("band").into_iter().filter_map(band).collect(),
        clauses: section.texts("clause"),
    }
}

fn band(section: Section<'_>) -> Band {
    Band {
        rating: section.text("rating"),
        says: section.text("says"),
        needs: section.maybe_text("needs"),
        clauses: section.texts("clause"),
    }
}

fn field(section: Section<'_>) -> Field {
    Field {
        field: section.text("field"),
        says: section.text("says"),
        clauses: section.texts("clause"),
    }
}

fn base(section: Section<'_>) -> Base {
    Base {
        id: section.text("id"),
        says: section.text("says"),
        stands_for_family: section.flag("stands-for-family"),
        clauses: section.texts("clause"),
    }
}

impl Policy {
    /// What the school has chosen, or hv suggests in a policy nobody has adopted yet.
    pub fn choice(&self, id: &str) -> Option<&str> {
        let choice = self.choices.iter().find(|c| c.id == id)?;
        choice.chosen.as_deref().or(choice.suggest.as_deref())
    }

    /// The ladder that answers a clock: the policy's, or else hv's own, which says so by its source.
    pub fn ladder(&self, clock: Clock) -> Option<Ladder> {
        let answers = |l: &&Ladder| l.clocks.contains(&clock);
        let written = self.ladders.iter().find(answers).cloned();
        written.or_else(|| self.own_ladders().iter().find(answers).cloned())
    }

    /// hv's own ladders, with the head of school by this policy's word.
    pub fn own_ladders(&self) -> Vec<Ladder> {
        let mut ladders = super::shipped::default_ladders();
        let roles = ladders
            .iter_mut()
            .flat_map(|l| &mut l.rungs)
            .flat_map(|r| r.who.iter_mut().chain(&mut r.deputies));
        for role in roles.filter(|role| *role == "head") {
            role.clone_from(&self.head);
        }
        ladders
    }
}

fn word(section: Section<'_>) -> Word {
    Word { id: section.text("id"), says: section.text("says"), clauses: section.texts("clause") }
}

fn words(root: Section<'_>, key: &str) -> Vec<Word> {
    root.sections(key).into_iter().map(word).collect()
}
