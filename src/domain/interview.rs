//! The assessment as one question after another, worked out from the policy and the answers so far. The same
//! list serves the prompts, the flags, the answers file and the draft.
//!
//! What the policy works out itself (a rating from a grid or from points) is never asked: it is shown, recorded
//! with what it came from, and explained by `hv why`.

use super::assessment::{Rated, band_of, heads, product, rate, rated, worst};
use super::events::{Answers, Assessed, AssessedControl, AssessedHazard};
use super::gate::{self, Finding};
use crate::policy::facts::{Facts, Truth};
use crate::policy::{
    AnswerKind, AssessmentRules, Clauses, Control, Policy, Question, Score, Step, Strength,
};
use crate::when::{Day, Moment};
use std::collections::BTreeMap;

/// Answers as typed, by key.
pub type Typed = BTreeMap<String, String>;

/// One question of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What a flag, a file and the draft call it: `hazard.alone.impact`.
    pub key: String,
    /// The question as put.
    pub ask: String,
    /// What an answer looks like.
    pub kind: AnswerKind,
    /// The answer must be a day: 2027-01-31.
    pub day: bool,
    /// A rating or a word that gives one: a judgement, which "not known" is not.
    pub judged: bool,
    /// A control, which may not apply to this visit: a third answer, that asks why.
    pub may_not_apply: bool,
    /// What an empty answer or "as written" stands for.
    pub written: Option<String>,
    /// The clauses.
    pub clauses: Clauses,
    /// Help on demand.
    pub help: Option<String>,
}

/// What the records say about whom the form is about. It is copied to the head of the form and not asked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Head {
    /// The family. Empty for a school-wide assessment.
    pub family: String,
    /// The school-wide assessment, by the policy's id.
    pub base: Option<String>,
    /// The address, by id.
    pub address: Option<String>,
    /// The address in words.
    pub place: Option<String>,
    /// The pupils.
    pub pupils: Vec<String>,
    /// Parents and carers, with their numbers.
    pub contacts: Vec<String>,
    /// The appointments planned.
    pub visit_dates: Vec<Moment>,
    /// Who is to go on them, by id.
    pub crew: Vec<String>,
    /// Why they are planned.
    pub reason: Option<String>,
    /// The day.
    pub date: Option<Day>,
}

/// The form of one policy for one visit to one family, or for a kind of visit of the whole school.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Its assessment.
    pub rules: &'a AssessmentRules,
    /// What is known about the family and the visit.
    pub facts: &'a Facts,
    /// What stands at the head.
    pub head: &'a Head,
}

/// A row of the table: a hazard of the policy, or one added on the spot.
struct Row<'a> {
    /// `hazard.alone`, or `extra.1`.
    key: String,
    /// The hazard in words.
    name: String,
    /// What the record calls it.
    called: String,
    /// The clauses it comes from.
    clauses: Clauses,
    /// The controls the policy lists.
    controls: &'a [Control],
    /// Where further controls are typed.
    more: &'static str,
}

/// The two words that a grid or points are looked up by, and which rating of the row they give.
type Words = (&'static str, &'static str);
/// What is answered for a control that this visit has no use for (ruling B1.9).
const DOES_NOT_APPLY: &str = "does-not-apply";

const FIRST: Words = ("impact", "likelihood");
const AFTER: Words = ("impact-after", "likelihood-after");

impl Form<'_> {
    /// Every question that applies, given the answers so far, in order.
    pub fn items(&self, typed: &Typed) -> Vec<Item> {
        let mut items =
            vec![text("conducted-by", "Who conducts it? Ids, with commas", &self.rules.clauses)];
        self.header(&mut items);
        let known = self.known(typed);
        items.extend(self.policy_questions(&known));
        for row in self.rows(typed) {
            if row.key.starts_with("extra.") {
                items.push(self.another(&row.key));
            }
            self.row(&row, typed, &mut items);
        }
        if self.rules.extra.is_some() {
            // The one that has no answer yet, or that said there are no more.
            items.push(self.another(&format!("extra.{}", self.added(typed).len() + 1)));
        }
        if self.asks_overall() {
            items.push(judged("overall", "Overall risk after these controls", &self.rules.ratings));
        }
        if !self.rows_are_rated() || self.rows(typed).is_empty() {
            let overall = match typed.get("overall").filter(|_| self.asks_overall()) {
                Some(typed) => Some(typed.clone()),
                None => self.summed(typed).2,
            };
            self.needed("overall", "the whole", overall.as_deref(), &mut items);
        }
        if heads(self.rules, "next-review") {
            items.push(day("next-review", "Next review, as 2027-01-31"));
        }
        items
    }

    /// The first question without an answer, where it stands, and how many there are by now.
    pub fn next(&self, typed: &Typed) -> Option<(Item, usize, usize)> {
        let items = self.items(typed);
        let total = items.len();
        let place = items.iter().position(|i| !typed.contains_key(&i.key))?;
        items.into_iter().nth(place).map(|item| (item, place + 1, total))
    }

    /// The whole assessment, once every question is answered.
    ///
    /// # Errors
    /// The keys that have no answer.
    pub fn finish(&self, typed: &Typed) -> Result<Assessed, Vec<String>> {
        let open = |i: &Item| !typed.contains_key(&i.key);
        let missing: Vec<String> =
            self.items(typed).into_iter().filter(open).map(|i| i.key).collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let get = |key: &str| typed.get(key).cloned();
        let filled = |field: &str| get(field).filter(|_| heads(self.rules, field));
        let copied = |field: &str| heads(self.rules, field);
        let head = self.head;
        let list = |field: &str, from: &[String]| {
            if copied(field) { from.to_vec() } else { Vec::new() }
        };
        let hazards: Vec<AssessedHazard> =
            self.rows(typed).iter().map(|row| self.assessed(row, typed)).collect();
        let (counted, points, summed) = self.summed(typed);
        Ok(Assessed {
            family: head.family.clone(),
            base: head.base.clone(),
            address: head.address.clone(),
            place: head.place.clone(),
            conducted_by: people(&get("conducted-by").unwrap_or_default()),
            job_titles: filled("job-titles"),
            date: head.date.filter(|_| copied("date")),
            pupils: list("pupils", &head.pupils),
            contacts: list("contacts", &head.contacts),
            covered: filled("covered"),
            visit_dates: if copied("visit-dates") { head.visit_dates.clone() } else { Vec::new() },
            crew: head.crew.clone(),
            from: None,
            sources: BTreeMap::new(),
            left_out: BTreeMap::new(),
            unmet: Vec::new(),
            reason: head.reason.clone().filter(|_| copied("reason")).or_else(|| filled("reason")),
            answers: self.answers(typed),
            counted,
            overall: match rated(self.rules) {
                Rated::Not => None,
                Rated::Sum(_) => summed,
                Rated::Grid(_) | Rated::Direct | Rated::Product(_) if self.asks_overall() => {
                    get("overall")
                }
                Rated::Grid(_) | Rated::Direct | Rated::Product(_) => self.worst_of(&hazards),
            },
            hazards,
            points,
            further_action: get("overall.further-action").and_then(|t| something(&t)),
            review_note: get("overall.review-note").and_then(|t| something(&t)),
            next_review: get("next-review").and_then(|t| Day::parse(&t).ok()),
            policy: self.policy.digest.clone(),
            duties: Vec::new(),
        })
    }

    /// Everything about the filled-in form that the policy does not let pass, all at once.
    pub fn findings(&self, assessed: &Assessed) -> Vec<Finding> {
        let mut all = Vec::new();
        let place = |r: &str| self.rules.ratings.iter().position(|known| known == r);
        let worst = self.worst_of(&assessed.hazards);
        if let (true, Some(overall), Some(worst)) = (self.asks_overall(), &assessed.overall, &worst)
            && place(overall) < place(worst)
        {
            let says = format!(
                "overall {overall} is milder than the worst hazard after its controls, {worst}"
            );
            let fix = format!("answer overall={worst}, or rate the hazard anew");
            all.push(finding("overall", says, fix, &self.rules.clauses));
        }
        for hazard in &assessed.hazards {
            let (name, key) = (&hazard.hazard, self.key_of(assessed, hazard));
            for points in [hazard.points, hazard.points_after].into_iter().flatten() {
                all.extend(self.off_the_scale(points, name));
            }
            let written = (hazard.further_action.as_ref(), hazard.review_note.as_ref());
            all.extend(self.not_written(hazard.counts(), name, &key, written));
        }
        if !self.rows_are_rated() || assessed.hazards.is_empty() {
            all.extend(assessed.points.and_then(|points| self.off_the_scale(points, "the whole")));
            let written = (assessed.further_action.as_ref(), assessed.review_note.as_ref());
            all.extend(self.not_written(
                assessed.overall.as_deref(),
                "the whole",
                "overall",
                written,
            ));
        }
        all
    }

    /// The answers that leave the sum of points unknown: each has no points, because it was "not known".
    pub fn uncounted(&self, assessed: &Assessed) -> Vec<String> {
        let Rated::Sum(_) = rated(self.rules) else { return Vec::new() };
        let pointed = self.policy.questions.iter().filter(|q| !q.points.is_empty());
        let open = pointed.filter(|q| {
            assessed.answers.contains_key(&q.id) && !assessed.counted.contains_key(&q.id)
        });
        open.map(|q| q.id.clone()).collect()
    }

    fn known(&self, typed: &Typed) -> Facts {
        self.facts.with(&gate::facts_of(&self.answers(typed), None))
    }

    /// The fields at the head that are asked; the others are copied from the records.
    fn header(&self, items: &mut Vec<Item>) {
        for field in &self.rules.header {
            let (ask, copied) = match field.field.as_str() {
                "job-titles" => ("Their job titles", false),
                "covered" => ("Who is covered by this assessment?", false),
                "reason" => (
                    "Why is the visit made?",
                    self.head.reason.is_some() || self.head.base.is_some(),
                ),
                _ => continue,
            };
            if !copied {
                items.push(with_text(text(&field.field, ask, &field.clauses), &field.says));
            }
        }
    }

    fn policy_questions(&self, known: &Facts) -> Vec<Item> {
        self.asked(known)
            .map(|q| Item {
                kind: q.kind.clone(),
                help: q.help.clone(),
                ..text(&q.id, &q.ask, &q.clauses)
            })
            .collect()
    }

    fn asked<'s>(&'s self, known: &'s Facts) -> impl Iterator<Item = &'s Question> {
        let asked = |q: &&Question| q.at == Step::Assess && gate::applies(self.policy, q, known);
        self.policy.questions.iter().filter(asked)
    }

    fn answers(&self, typed: &Typed) -> Answers {
        let of_policy = self.policy.questions.iter().filter(|q| q.at == Step::Assess);
        of_policy
            .filter_map(|q| {
                let value = gate::read_answer(q, typed.get(&q.id)?).ok()?;
                Some((q.id.clone(), value))
            })
            .collect()
    }

    // The table

    /// The column is in the table. Where the policy names none: rated before and after, with in place, by whom, when.
    fn column(&self, field: &str) -> bool {
        const USUAL: [&str; 6] = ["before", "controls", "in-place", "by-whom", "deadline", "after"];
        if self.rules.columns.is_empty() {
            return USUAL.contains(&field);
        }
        self.rules.columns.iter().any(|c| c.field == field)
    }

    /// The ratings each row has, in the order of the table.
    fn ratings(&self) -> Vec<&'static str> {
        let direct = |field: &&str| match rated(self.rules) {
            Rated::Not => false,
            // Answers are what is rated; a hazard is only where the policy gives its table such a column.
            Rated::Sum(_) => !self.rules.columns.is_empty() && self.column(field),
            Rated::Grid(_) | Rated::Direct | Rated::Product(_) => self.column(field),
        };
        ["before", "rating", "after"].into_iter().filter(direct).collect()
    }

    fn rows_are_rated(&self) -> bool {
        !self.ratings().is_empty()
    }

    /// Asked for where hazards are rated before and after, as one more judgement. A sum gives it, and where each
    /// hazard has one rating and the form has none for the whole, it is the worst of them.
    fn asks_overall(&self) -> bool {
        match rated(self.rules) {
            Rated::Not | Rated::Sum(_) => false,
            Rated::Grid(_) | Rated::Direct | Rated::Product(_) => !self.column("rating"),
        }
    }

    fn rows(&self, typed: &Typed) -> Vec<Row<'_>> {
        let known = self.known(typed);
        let listed = self.rules.hazards.iter().filter(|h| h.when.holds(&known) != Truth::False);
        let mut rows: Vec<Row<'_>> = listed
            .map(|h| Row {
                key: format!("hazard.{}", h.id),
                name: h.name.clone(),
                called: h.id.clone(),
                clauses: h.clauses.clone(),
                controls: &h.controls,
                more: "more-controls",
            })
            .collect();
        rows.extend(self.added(typed).into_iter().enumerate().map(|(n, words)| Row {
            key: format!("extra.{}", n + 1),
            name: words.clone(),
            called: words,
            clauses: self.rules.extra.clone().unwrap_or_default(),
            controls: &[],
            more: "controls",
        }));
        rows
    }

    /// The hazards added on the spot, up to the first that says there are no more.
    fn added(&self, typed: &Typed) -> Vec<String> {
        if self.rules.extra.is_none() {
            return Vec::new();
        }
        (1..).map_while(|n| something(typed.get(&format!("extra.{n}"))?)).collect()
    }

    fn another(&self, key: &str) -> Item {
        let clauses = self.rules.extra.clone().unwrap_or_default();
        text(key, "Another hazard nobody listed? In words, or none", &clauses)
    }

    fn lists_controls(&self) -> bool {
        self.column("controls") || self.column("in-place")
    }

    /// The controls of a row: those listed, and those typed, one after each `;`.
    fn controls(&self, row: &Row<'_>, typed: &Typed) -> Vec<(String, Clauses)> {
        if !self.lists_controls() {
            return Vec::new();
        }
        let mut all: Vec<(String, Clauses)> =
            row.controls.iter().map(|c| (c.text.clone(), c.clauses.clone())).collect();
        if let Some(clauses) = &self.rules.extra {
            let typed = typed.get(&format!("{}.{}", row.key, row.more));
            let more = typed.map(String::as_str).unwrap_or_default().split(';');
            all.extend(more.filter_map(something).map(|text| (text, clauses.clone())));
        }
        all
    }

    fn row(&self, row: &Row<'_>, typed: &Typed, items: &mut Vec<Item>) {
        let key = |part: &str| format!("{}.{part}", row.key);
        let named = |ask: &str| format!("{}: {ask}", row.name);
        if self.column("people-at-risk") {
            let clauses = self.column_clauses("people-at-risk");
            items.push(text(&key("people-at-risk"), &named("who might be harmed?"), &clauses));
        }
        let ratings = self.ratings();
        if ratings.contains(&"before") {
            self.rating(row, "before", "before controls", items);
        }
        if let (Some(clauses), true) = (&self.rules.extra, self.lists_controls()) {
            let ask = if row.controls.is_empty() {
                "its controls? In words, one after each ;, or none"
            } else {
                "another control? In words, one after each ;, or none"
            };
            // Asked after the listed ones, which are shown by their own questions.
            let item = text(&key(row.more), &named(ask), clauses);
            self.in_place(row, typed, item, items);
        } else {
            self.listed_in_place(row, 0..usize::MAX, typed, items);
        }
        if ratings.contains(&"rating") {
            self.rating(row, "rating", "rating with these controls", items);
        }
        if ratings.contains(&"after") {
            self.rating(row, "after", "after controls", items);
        }
        let counts = self.assessed(row, typed);
        if self.column("further-action") && !self.needs(counts.counts(), "further-action") {
            let clauses = self.column_clauses("further-action");
            let ask = named("further action? In words, or none");
            items.push(text(&key("further-action"), &ask, &clauses));
        }
        if self.rows_are_rated() {
            self.needed(&row.key, &row.name, counts.counts(), items);
        }
    }

    /// The listed controls, then the question for others, then those.
    fn in_place(&self, row: &Row<'_>, typed: &Typed, more: Item, items: &mut Vec<Item>) {
        let listed = row.controls.len();
        self.listed_in_place(row, 0..listed, typed, items);
        items.push(more);
        self.listed_in_place(row, listed..usize::MAX, typed, items);
    }

    fn listed_in_place(
        &self,
        row: &Row<'_>,
        which: std::ops::Range<usize>,
        typed: &Typed,
        items: &mut Vec<Item>,
    ) {
        if !self.column("in-place") {
            return;
        }
        let controls = self.controls(row, typed).into_iter().enumerate();
        for (index, (words, clauses)) in controls.filter(|(n, _)| which.contains(n)) {
            let key = format!("{}.control.{}", row.key, index + 1);
            let ask = format!("Control in place? {words} (or {DOES_NOT_APPLY})");
            let columns = ["controls", "in-place"].map(|c| self.column_clauses(c)).concat();
            let cited = [clauses.clone(), columns].concat();
            let asked = text(&key, &ask, &cited);
            items.push(Item { kind: AnswerKind::YesNo, may_not_apply: true, ..asked });
            match typed.get(&key).map(String::as_str) {
                Some(DOES_NOT_APPLY) => {
                    items.push(text(&format!("{key}.why-not"), "Why does it not apply?", &cited));
                }
                Some(answer) if !yes(answer) => self.open_control(&key, &clauses, items),
                Some(_) | None => {}
            }
        }
    }

    fn open_control(&self, key: &str, clauses: &Clauses, items: &mut Vec<Item>) {
        if self.column("by-whom") {
            items.push(text(&format!("{key}.by-whom"), "Who will put it in place?", clauses));
        }
        if self.column("deadline") {
            items.push(day(&format!("{key}.by-when"), "By when, as 2027-01-31?"));
        }
    }

    /// How a rating of the row is come by: two words, or the rating itself.
    fn words_for(&self, field: &str) -> Option<Words> {
        let first = self.ratings().first() == Some(&field);
        match rated(self.rules) {
            // The grid gives the first rating; the one after the controls is a judgement, as on the form.
            Rated::Grid(_) => first.then_some(FIRST),
            Rated::Product(_) => Some(if first { FIRST } else { AFTER }),
            Rated::Not | Rated::Direct | Rated::Sum(_) => None,
        }
    }

    fn rating(&self, row: &Row<'_>, field: &str, when: &str, items: &mut Vec<Item>) {
        let key = |part: &str| format!("{}.{part}", row.key);
        let named = |ask: &str| format!("{}: {ask}", row.name);
        // The first rating of a row is where its hazard is met, so it names the clauses of both.
        let mut clauses = self.column_clauses(field);
        if self.ratings().first() == Some(&field) {
            clauses.extend(self.column_clauses("hazard"));
            clauses.extend(row.clauses.clone());
        }
        let citing = |item: Item| Item { clauses: clauses.clone(), ..item };
        let Some((impact, likelihood)) = self.words_for(field) else {
            let ask = if field == "rating" { when.to_owned() } else { format!("rating {when}") };
            items.push(citing(judged(&key(field), &named(&ask), &self.rules.ratings)));
            return;
        };
        let when = if field == "rating" { "with these controls" } else { when };
        let (impacts, likelihoods) = self.scales();
        let ask = named(&format!("impact {when}"));
        items.push(citing(judged(&key(impact), &ask, &impacts)));
        let ask = named(&format!("likelihood {when}"));
        items.push(citing(judged(&key(likelihood), &ask, &likelihoods)));
    }

    fn scales(&self) -> (Vec<String>, Vec<String>) {
        let words = |all: &[(String, i64)]| all.iter().map(|(word, _)| word.clone()).collect();
        match rated(self.rules) {
            Rated::Grid(matrix) => (matrix.impact.clone(), matrix.likelihood.clone()),
            Rated::Product(score) => (words(&score.impact), words(&score.likelihood)),
            Rated::Not | Rated::Direct | Rated::Sum(_) => (Vec::new(), Vec::new()),
        }
    }

    /// A rating, with the points it came from.
    fn rate(&self, row: &Row<'_>, field: &str, typed: &Typed) -> (Option<String>, Option<i64>) {
        let get = |part: &str| typed.get(&format!("{}.{part}", row.key));
        if !self.ratings().contains(&field) {
            return (None, None);
        }
        let Some((impact, likelihood)) = self.words_for(field) else {
            return (get(field).cloned(), None);
        };
        let Some((impact, likelihood)) = get(impact).zip(get(likelihood)) else {
            return (None, None);
        };
        match rated(self.rules) {
            Rated::Grid(matrix) => (rate(matrix, impact, likelihood), None),
            Rated::Product(score) => {
                let points = product(score, impact, likelihood);
                (points.and_then(|p| band_of(score, p)).map(str::to_owned), points)
            }
            Rated::Not | Rated::Direct | Rated::Sum(_) => (None, None),
        }
    }

    fn assessed(&self, row: &Row<'_>, typed: &Typed) -> AssessedHazard {
        let get = |part: &str| typed.get(&format!("{}.{part}", row.key)).cloned();
        let control = |(index, (control, _)): (usize, (String, Clauses))| {
            let part = format!("control.{}", index + 1);
            let asked = get(&part).filter(|_| self.column("in-place"));
            let applies = asked.as_deref() != Some(DOES_NOT_APPLY);
            AssessedControl {
                control,
                in_place: asked.filter(|_| applies).map(|a| yes(&a)),
                does_not_apply: get(&format!("{part}.why-not"))
                    .filter(|_| !applies)
                    .and_then(|why| something(&why)),
                by_whom: get(&format!("{part}.by-whom")),
                by_when: get(&format!("{part}.by-when")).and_then(|d| Day::parse(&d).ok()),
            }
        };
        let (before, points_before) = self.rate(row, "before", typed);
        let (rating, points_beside) = self.rate(row, "rating", typed);
        let (after, points_last) = self.rate(row, "after", typed);
        let first = self.ratings().first().copied();
        let second = points_last.filter(|_| first != Some("after"));
        AssessedHazard {
            hazard: row.called.clone(),
            does_not_apply: None,
            people_at_risk: get("people-at-risk"),
            impact: get("impact"),
            likelihood: get("likelihood"),
            points: points_before.or(points_beside).or(points_last.filter(|_| second.is_none())),
            before,
            controls: self.controls(row, typed).into_iter().enumerate().map(control).collect(),
            rating,
            impact_after: get("impact-after"),
            likelihood_after: get("likelihood-after"),
            points_after: second,
            after,
            further_action: get("further-action").and_then(|t| something(&t)),
            review_note: get("review-note").and_then(|t| something(&t)),
        }
    }

    fn column_clauses(&self, field: &str) -> Clauses {
        let column = self.rules.columns.iter().find(|c| c.field == field);
        column.map(|c| c.clauses.clone()).unwrap_or_default()
    }

    fn worst_of(&self, hazards: &[AssessedHazard]) -> Option<String> {
        worst(self.rules, hazards.iter().filter_map(AssessedHazard::counts))
    }

    // Points

    /// What each answer counts, the sum, and its rating. An answer without points leaves the sum unknown.
    fn summed(&self, typed: &Typed) -> (BTreeMap<String, i64>, Option<i64>, Option<String>) {
        let Rated::Sum(score) = rated(self.rules) else { return (BTreeMap::new(), None, None) };
        let known = self.known(typed);
        let mut counted = BTreeMap::new();
        let mut whole = true;
        for question in self.asked(&known).filter(|q| !q.points.is_empty()) {
            let answer = typed.get(&question.id).and_then(|t| gate::read_answer(question, t).ok());
            let word = answer.map(|a| a.to_string());
            let points = question.points.iter().find(|(w, _)| Some(w) == word.as_ref());
            match points {
                Some((_, points)) => drop(counted.insert(question.id.clone(), *points)),
                None => whole = false,
            }
        }
        // Nothing asked is nothing known, and no low sum.
        let known = whole && !counted.is_empty();
        let sum = counted.values().try_fold(0_i64, |sum, p| sum.checked_add(*p));
        let sum = sum.filter(|_| known);
        let rating = sum.and_then(|s| band_of(score, s)).map(str::to_owned);
        (counted, sum, rating)
    }

    fn off_the_scale(&self, points: i64, name: &str) -> Option<Finding> {
        let score: &Score = match rated(self.rules) {
            Rated::Product(score) | Rated::Sum(score) => score,
            Rated::Not | Rated::Grid(_) | Rated::Direct => return None,
        };
        if band_of(score, points).is_some() {
            return None;
        }
        let says = format!("{name}: {points} points are below the lowest band, and have no rating");
        let fix = "have the policy say what so few points mean: [[assessment.score.band]]";
        Some(finding("score", says, fix.to_owned(), &score.clauses))
    }

    // What a rating asks for

    fn needs(&self, rating: Option<&str>, what: &str) -> bool {
        let bands = self.rules.bands.iter().filter(|b| Some(b.rating.as_str()) == rating);
        bands.filter_map(|b| b.needs.as_deref()).any(|needs| needs == what)
    }

    /// Asks for what the bands want beside a rating.
    fn needed(&self, key: &str, name: &str, rating: Option<&str>, items: &mut Vec<Item>) {
        for band in self.rules.bands.iter().filter(|b| Some(b.rating.as_str()) == rating) {
            let Some(needs) = &band.needs else { continue };
            let ask = match needs.as_str() {
                "further-action" => format!("{name} is {}: further action?", band.rating),
                _ => format!("{name} is {}: when and how is it looked at again?", band.rating),
            };
            items.push(text(&format!("{key}.{needs}"), &ask, &band.clauses));
        }
    }

    /// What a rating wants beside it, and is not there (trap 43).
    fn not_written(
        &self,
        rating: Option<&str>,
        name: &str,
        key: &str,
        (action, note): (Option<&String>, Option<&String>),
    ) -> Vec<Finding> {
        let bands = self.rules.bands.iter().filter(|b| Some(b.rating.as_str()) == rating);
        bands
            .filter_map(|band| {
                let (needs, written) = match band.needs.as_deref()? {
                    "further-action" => ("further-action", action),
                    _ => ("review-note", note),
                };
                let words = needs.replace('-', " ");
                let says = format!("{name}: {} wants a {words}, and none is written", band.rating);
                let fix = format!("say what: --answer {key}.{needs}=\"...\"");
                written.is_none().then(|| finding(needs, says, fix, &band.clauses))
            })
            .collect()
    }

    /// The key of a row as recorded: `hazard.alone`, or the place among those added.
    fn key_of(&self, assessed: &Assessed, hazard: &AssessedHazard) -> String {
        if self.rules.hazards.iter().any(|h| h.id == hazard.hazard) {
            return format!("hazard.{}", hazard.hazard);
        }
        let listed = |h: &&AssessedHazard| self.rules.hazards.iter().any(|k| k.id == h.hazard);
        let added = assessed.hazards.iter().filter(|h| !listed(h));
        let place = added.into_iter().position(|h| h == hazard).unwrap_or(0);
        format!("extra.{}", place + 1)
    }
}

fn finding(rule: &str, says: String, fix: String, clauses: &Clauses) -> Finding {
    Finding {
        rule: rule.to_owned(),
        subject: String::new(),
        strength: Strength::Must,
        says,
        fix,
        clauses: clauses.clone(),
        demands: Vec::new(),
        because: Vec::new(),
    }
}

/// What was written, or `None` where it says that there is nothing.
fn something(text: &str) -> Option<String> {
    const NOTHING: [&str; 8] =
        ["", "none", "none known", "no", "nothing", "n/a", "-", gate::NOT_KNOWN];
    let plain = text.trim();
    let bare = plain.trim_end_matches('.').to_lowercase();
    (!NOTHING.contains(&bare.as_str())).then(|| plain.to_owned())
}

/// The answer as it will be kept, or what is wrong with it.
///
/// # Errors
/// What would be understood.
pub fn read(item: &Item, typed: &str) -> Result<String, String> {
    let plain = typed.trim();
    if let Some(written) = &item.written
        && (plain.is_empty() || plain.eq_ignore_ascii_case("as written"))
    {
        return Ok(written.clone());
    }
    if item.may_not_apply && plain.replace(' ', "-").eq_ignore_ascii_case(DOES_NOT_APPLY) {
        return Ok(DOES_NOT_APPLY.to_owned());
    }
    if item.judged && plain.eq_ignore_ascii_case(gate::NOT_KNOWN) {
        return Err("a rating is a judgement: choose one of its words".to_owned());
    }
    if item.day {
        return Day::parse(plain).map(|d| d.to_string());
    }
    let question = Question {
        id: item.key.clone(),
        at: Step::Assess,
        of_each_person: false,
        when: crate::policy::facts::Condition::Always,
        ask: item.ask.clone(),
        kind: item.kind.clone(),
        needs: None,
        strength: Strength::Must,
        fix: String::new(),
        clauses: Vec::new(),
        help: None,
        otherwise: None,
        points: Vec::new(),
    };
    gate::read_answer(&question, plain).map(|value| value.to_string())
}

/// Ids with commas.
pub fn people(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

fn yes(answer: &str) -> bool {
    matches!(answer.to_lowercase().as_str(), "yes" | "y")
}

fn text(key: &str, ask: &str, clauses: &[String]) -> Item {
    Item {
        key: key.to_owned(),
        ask: ask.to_owned(),
        kind: AnswerKind::Text,
        day: false,
        judged: false,
        may_not_apply: false,
        written: None,
        clauses: clauses.to_vec(),
        help: None,
    }
}

/// A question with what is filled in to begin with.
fn with_text(item: Item, says: &str) -> Item {
    if says.is_empty() {
        return item;
    }
    let ask = format!("{} \"as written\" stands for: {says}", item.ask);
    Item { ask, written: Some(says.to_owned()), ..item }
}

/// A rating, or a word that gives one.
fn judged(key: &str, ask: &str, words: &[String]) -> Item {
    Item { kind: AnswerKind::Choice(words.to_vec()), judged: true, ..text(key, ask, &[]) }
}

fn day(key: &str, ask: &str) -> Item {
    Item { day: true, ..text(key, ask, &[]) }
}
