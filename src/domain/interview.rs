//! The assessment as one question after another, worked out from the policy and the answers so far. The same
//! list serves the prompts, the flags, the answers file and the draft.
//!
//! What the policy works out itself (a rating from a grid or from points) is never asked: it is shown, recorded
//! with what it came from, and explained by `hv why`.

use super::assessment::{Rated, band_of, heads, product, rate, rated, worst};
use super::earlier::Earlier;
use super::events::{Answers, Assessed, AssessedControl, AssessedHazard};
use super::freeze::names_of;
use super::gate;
use super::item::{
    APPLIES, DOES_NOT_APPLY, SOURCE, Skip, WHY_NOT, day, judged, something, text, with_text, yes,
};
pub use super::item::{Item, Typed, people, read};
use crate::policy::facts::{Facts, Truth};
use crate::policy::{
    AnswerKind, AssessmentRules, Clauses, Control, Policy, Question, Step, Strength,
};
use crate::when::{Day, Moment};
use std::collections::BTreeMap;

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
    /// The day of the first appointment planned: what has to be in place is in place by then.
    pub first_visit: Option<Day>,
    /// The assessment it begins from, where one was named.
    pub earlier: Option<Earlier>,
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

const FIRST: Words = ("impact", "likelihood");
const AFTER: Words = ("impact-after", "likelihood-after");

impl Form<'_> {
    /// Every question that applies, given the answers so far, in order.
    pub fn items(&self, typed: &Typed) -> Vec<Item> {
        self.asked_after(&self.relevant(typed))
    }

    /// The answers to what is asked. One that was given before a step back took its question away is none: a lodger's
    /// dog does not stay on the form when the lodger does not.
    pub fn relevant(&self, typed: &Typed) -> Typed {
        let mut kept = typed.clone();
        loop {
            let items = self.asked_after(&kept);
            let asked = |key: &str| items.iter().any(|i| i.key == key);
            let stays = |key: &str| asked(key) || key.strip_suffix(SOURCE).is_some_and(asked);
            let before = kept.len();
            kept.retain(|key, _| stays(key));
            if kept.len() == before {
                return kept;
            }
        }
    }

    fn asked_after(&self, typed: &Typed) -> Vec<Item> {
        let mut conducted = self.rules.clauses.clone();
        let own = self.head_clauses("conducted-by");
        conducted.extend(own.into_iter().filter(|c| !self.rules.clauses.contains(c)));
        let who = text("conducted-by", "Who conducts it? Ids, with commas", &conducted);
        let wanted = names_of(&self.rules.assessors, "and", self.policy);
        let among = if wanted.is_empty() { wanted } else { format!(" Among them: {wanted}.") };
        let help = format!("Ids or names of staff, with commas between them.{among}");
        let mut items = vec![Item { help: Some(help), ..who }];
        self.header(&mut items);
        in_part("About the form", &mut items, 0);
        let begin = items.len();
        self.policy_questions(typed, &mut items);
        in_part("What the policy asks", &mut items, begin);
        let rows = self.rows(typed);
        let total = rows.len();
        for (place, row) in rows.iter().enumerate() {
            let begin = items.len();
            if row.key.starts_with("extra.") {
                items.push(self.another(&row.key));
            }
            self.row(row, typed, &mut items);
            in_part(&format!("Hazard {} of {total}: {}", place + 1, row.name), &mut items, begin);
        }
        let begin = items.len();
        if self.rules.extra.is_some() {
            // The one that has no answer yet, or that said there are no more.
            items.push(self.another(&format!("extra.{}", self.added(typed).len() + 1)));
        }
        if self.asks_overall() {
            let asked = judged("overall", "Overall risk after these controls", &self.rules.ratings);
            items.push(Item { clauses: self.rules.clauses.clone(), ..asked });
        }
        if !self.rows_are_rated() || total == 0 {
            let overall = match typed.get("overall").filter(|_| self.asks_overall()) {
                Some(typed) => Some(typed.clone()),
                None => self.summed(typed).2,
            };
            self.needed("overall", "the whole", overall.as_deref(), &mut items);
        }
        if heads(self.rules, "next-review") {
            let clauses = self.head_clauses("next-review");
            items.push(Item { clauses, ..day("next-review", "Next review") });
        }
        in_part("The whole", &mut items, begin);
        if let Some(earlier) = &self.head.earlier {
            earlier.suggest(&mut items);
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
        Ok(self.so_far(typed))
    }

    /// What there is of the assessment by now. With questions open it is no assessment, but what is wrong with it can
    /// be told with the rest.
    pub fn so_far(&self, typed: &Typed) -> Assessed {
        let typed = &self.filled(typed);
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
        Assessed {
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
            from: head.earlier.as_ref().map(Earlier::begun_from),
            seen: None,
            sources: typed
                .iter()
                .filter_map(|(key, said)| {
                    Some((key.strip_suffix(SOURCE)?.to_owned(), said.clone()))
                })
                .collect(),
            left_out: self.left_out(typed),
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
        }
    }

    /// The answers to what is asked, with the rows that are the same as on the assessment it began from.
    fn filled(&self, typed: &Typed) -> Typed {
        let mut all = self.relevant(typed);
        let Some(earlier) = &self.head.earlier else { return all };
        for row in self.rows(typed) {
            if self.is_same(&row, &all) {
                all.extend(earlier.row(&row.key));
            }
        }
        all
    }

    /// The questions of the policy that were left out, with why.
    fn left_out(&self, typed: &Typed) -> BTreeMap<String, String> {
        let left = self.policy.questions.iter().filter(|q| is_left_out(typed, &q.id));
        left.filter_map(|q| Some((q.id.clone(), typed.get(&format!("{}{WHY_NOT}", q.id))?.clone())))
            .collect()
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
        // What follows from a question that does not apply does not apply either: it waits for an answer that will not
        // come. The rules of the policy still take it for not known.
        self.facts.with(&gate::facts_of(&self.answers(typed), None))
    }

    /// The clauses of a field at the head.
    fn head_clauses(&self, field: &str) -> Clauses {
        let field = self.rules.header.iter().find(|f| f.field == field);
        field.map(|f| f.clauses.clone()).unwrap_or_default()
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

    fn policy_questions(&self, typed: &Typed, items: &mut Vec<Item>) {
        for q in self.asked(&self.known(typed)) {
            // What a school only should ask may be left out, with a reason; what it must ask is answered.
            let skip = if q.strength == Strength::Should { Skip::Itself } else { Skip::Never };
            let asked = text(&q.id, &q.ask, &q.clauses);
            items.push(Item { kind: q.kind.clone(), help: q.help.clone(), skip, ..asked });
            if is_left_out(typed, &q.id) {
                items.push(why_not(&q.id, &q.clauses));
            }
        }
    }

    fn asked<'s>(&'s self, known: &'s Facts) -> impl Iterator<Item = &'s Question> {
        let asked = |q: &&Question| q.at == Step::Assess && gate::applies(self.policy, q, known);
        self.policy.questions.iter().filter(asked)
    }

    fn answers(&self, typed: &Typed) -> Answers {
        let of_policy = self.policy.questions.iter().filter(|q| q.at == Step::Assess);
        of_policy
            .filter(|q| !is_left_out(typed, &q.id))
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

    pub(super) fn rows_are_rated(&self) -> bool {
        !self.ratings().is_empty()
    }

    /// Asked for where hazards are rated before and after, as one more judgement. A sum gives it, and where each
    /// hazard has one rating and the form has none for the whole, it is the worst of them.
    pub(super) fn asks_overall(&self) -> bool {
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
        let asked = text(key, "Another hazard nobody listed? In words, or none", &clauses);
        Item { judged: true, ..asked }
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
        if is_left_out(typed, &row.key) {
            let words = [DOES_NOT_APPLY, APPLIES].map(str::to_owned);
            let asked = judged(&row.key, &row.name, &words);
            items.push(Item { clauses: row.clauses.clone(), ..asked });
            items.push(why_not(&row.key, &row.clauses));
            return;
        }
        let begin = items.len();
        match self.the_same(row) {
            // Whether it is the same is asked first; the row itself only where it is not.
            Some(asked) => {
                let said = typed.get(&asked.key).map(|said| yes(said));
                items.push(asked);
                if said == Some(false) {
                    self.whole_row(row, typed, items);
                }
            }
            None => self.whole_row(row, typed, items),
        }
        if row.key.starts_with("hazard.") {
            let own = items.iter_mut().skip(begin).filter(|i| i.skip == Skip::Never);
            own.for_each(|item| item.skip = Skip::Hazard(row.key.clone()));
        }
    }

    /// Where the assessment it began from has this row: whether it is the same here.
    fn the_same(&self, row: &Row<'_>) -> Option<Item> {
        let earlier = self.head.earlier.as_ref()?;
        let before = earlier.row(&row.key);
        let named = row.key.starts_with("hazard.") || earlier.names(&row.key, &row.name);
        if before.is_empty() || !named {
            return None;
        }
        let mut wanted = Vec::new();
        self.whole_row(row, &before, &mut wanted);
        // A form with a question more is filled in, and not taken over.
        if wanted.iter().any(|item| !before.contains_key(&item.key)) {
            return None;
        }
        let was = self.assessed(row, &before).in_short();
        let ask = format!("{}: as in {}: {was}. The same here?", row.name, earlier.name);
        let asked = text(&format!("{}{SAME}", row.key), &ask, &row.clauses);
        Some(Item { kind: AnswerKind::YesNo, judged: true, ..asked })
    }

    fn is_same(&self, row: &Row<'_>, typed: &Typed) -> bool {
        let said = typed.get(&format!("{}{SAME}", row.key));
        said.is_some_and(|said| yes(said)) && self.the_same(row).is_some()
    }

    fn whole_row(&self, row: &Row<'_>, typed: &Typed, items: &mut Vec<Item>) {
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
            let item = Item { judged: true, ..text(&key(row.more), &named(ask), clauses) };
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
            let ask = format!("Control in place? {words}");
            let columns = ["controls", "in-place"].map(|c| self.column_clauses(c)).concat();
            let cited = [clauses.clone(), columns].concat();
            let asked = text(&key, &ask, &cited);
            // In place, not in place, or no use here: whether it is in place can be found out.
            let asked = Item { kind: AnswerKind::YesNo, judged: true, ..asked };
            items.push(Item { skip: Skip::Itself, ..asked });
            match typed.get(&key).map(String::as_str) {
                Some(DOES_NOT_APPLY) => items.push(why_not(&key, &cited)),
                Some(answer) if !yes(answer) => self.open_control(&key, &clauses, items),
                Some(_) | None => {}
            }
        }
    }

    fn open_control(&self, key: &str, clauses: &Clauses, items: &mut Vec<Item>) {
        let citing = |column: &str| [clauses.clone(), self.column_clauses(column)].concat();
        if self.column("by-whom") {
            let ask = "Who will put it in place?";
            items.push(text(&format!("{key}.by-whom"), ask, &citing("by-whom")));
        }
        if self.column("deadline") {
            let asked = day(&format!("{key}.by-when"), "By when?");
            items.push(Item { clauses: citing("deadline"), ..asked });
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
        let rule = match rated(self.rules) {
            Rated::Grid(matrix) => matrix.clauses.clone(),
            Rated::Product(score) => score.clauses.clone(),
            Rated::Not | Rated::Direct | Rated::Sum(_) => Clauses::new(),
        };
        let all = [clauses.clone(), rule].concat();
        let citing = |item: Item| Item { clauses: all.clone(), ..item };
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
        if is_left_out(typed, &row.key) {
            let why = typed.get(&format!("{}{WHY_NOT}", row.key));
            // Without a reason it is not left out but open.
            let does_not_apply = Some(why.cloned().unwrap_or_default());
            return AssessedHazard {
                hazard: row.called.clone(),
                does_not_apply,
                ..AssessedHazard::default()
            };
        }
        let get = |part: &str| typed.get(&format!("{}.{part}", row.key)).cloned();
        let control = |(index, (control, _)): (usize, (String, Clauses))| {
            let part = format!("control.{}", index + 1);
            let asked = get(&part).filter(|_| self.column("in-place"));
            let applies = asked.as_deref() != Some(DOES_NOT_APPLY);
            AssessedControl {
                control,
                in_place: asked.filter(|_| applies).map(|a| yes(&a)),
                does_not_apply: get(&format!("{part}{WHY_NOT}"))
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

    pub(super) fn column_clauses(&self, field: &str) -> Clauses {
        let column = self.rules.columns.iter().find(|c| c.field == field);
        column.map(|c| c.clauses.clone()).unwrap_or_default()
    }

    pub(super) fn worst_of(&self, hazards: &[AssessedHazard]) -> Option<String> {
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
}

/// The end of the key that says a row is as on the assessment it began from.
pub const SAME: &str = ".same";

/// It was said not to apply.
fn is_left_out(typed: &Typed, key: &str) -> bool {
    typed.get(key).is_some_and(|said| said == DOES_NOT_APPLY)
}

fn why_not(key: &str, clauses: &Clauses) -> Item {
    text(&format!("{key}{WHY_NOT}"), "Why does it not apply?", clauses)
}

/// Puts a heading over the questions from a place on.
fn in_part(part: &str, items: &mut [Item], begin: usize) {
    items.iter_mut().skip(begin).for_each(|item| part.clone_into(&mut item.part));
}
