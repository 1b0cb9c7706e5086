//! The comparison matrix, row by row: what the five policies say of the same thing, read from the policies.
//!
//! `matrix.tsv` is the matrix as the catalogue of clauses has it, in people's words. Each row has a reader here, which
//! takes a loaded policy and says what that policy says: from its numbers and rules where there are any, else by the
//! words of the rules that cite a clause. A `-` is a policy that says nothing of it, `unset` a rule without a value.
//!
//! A reader looks at no policy's name.

use hv::policy::facts::{Condition, Facts, Test, Truth};
use hv::policy::{
    AnswerKind, AssessmentRules, Clock, DutyTrigger, Gate, Ladder, Limit, LimitWhen, Policy,
    Question, Rung, Source, Step, Strength,
};

/// The five, in the order of the matrix's columns.
const POLICIES: [&str; 5] =
    ["aspire", "alderman-richard-hallam", "washwood-heath", "hunsbury-park", "cambridge-meridian"];

const MATRIX: &str = include_str!("matrix.tsv");

/// A row of the matrix.
struct Row {
    name: &'static str,
    read: fn(&Read<'_>) -> String,
    /// What the reader says of each policy.
    says: [&'static str; 5],
}

const fn row(name: &'static str, read: fn(&Read<'_>) -> String, says: [&'static str; 5]) -> Row {
    Row { name, read, says }
}

/// Where the written policy is silent and a ruling had to fill the gap, or the other way round: the row, the column,
/// and the ruling.
const RULED: &[(&str, &str, &str)] = &[
    // Lateness matters there, and nothing says what is done: the office is told, and no more.
    ("Owner of first call", "alderman-richard-hallam", "B1.59"),
    ("Ladder step 1", "alderman-richard-hallam", "B1.59"),
];

/// What sort of rule some words stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Gate,
    Question,
    Advice,
    Duty,
    Outcome,
    Incident,
    Word,
    Form,
    Rung,
    Sheet,
    Reference,
    Contact,
}

/// A rule of the policy's own, as far as its words go.
#[derive(Debug)]
struct Said {
    sort: Sort,
    at: Vec<Step>,
    strength: Option<Strength>,
    words: String,
}

/// A policy with all its words at hand.
struct Read<'a> {
    policy: &'a Policy,
    said: Vec<Said>,
}

impl<'a> Read<'a> {
    fn of(policy: &'a Policy) -> Read<'a> {
        let mut said = Vec::new();
        let mut add = |sort, at: &[Step], strength, words: String, clauses: &[String]| {
            // A rule without a clause is hv's own, and no policy's.
            if !clauses.is_empty() {
                said.push(Said { sort, at: at.to_vec(), strength, words: words.to_lowercase() });
            }
        };
        for g in &policy.gates {
            add(Sort::Gate, &g.at, Some(g.strength), format!("{} {}", g.says, g.fix), &g.clauses);
        }
        for q in &policy.questions {
            let words = format!("{} {} {}", q.ask, choices(q).join(" "), q.fix);
            add(Sort::Question, &[q.at], Some(q.strength), words, &q.clauses);
        }
        for a in &policy.advice {
            add(Sort::Advice, &[a.at], None, a.says.clone(), &a.clauses);
        }
        for d in &policy.duties {
            add(Sort::Duty, &[], None, d.does.clone(), &d.clauses);
        }
        for o in &policy.outcomes {
            add(Sort::Outcome, &[], None, o.says.clone(), &o.clauses);
        }
        for w in &policy.incidents {
            add(Sort::Incident, &[], None, w.says.clone(), &w.clauses);
        }
        for w in
            policy.reasons.iter().chain(&policy.kinds).chain(&policy.places).chain(&policy.training)
        {
            add(Sort::Word, &[], None, w.says.clone(), &w.clauses);
        }
        for rung in policy.ladders.iter().flat_map(|l| &l.rungs) {
            add(Sort::Rung, &[], None, rung.does.clone(), &rung.clauses);
        }
        for s in &policy.sheets {
            add(Sort::Sheet, &[], None, format!("{} {}", s.says, s.columns.join(" ")), &s.clauses);
        }
        for r in &policy.references {
            add(Sort::Reference, &[], None, r.says.clone(), &r.clauses);
        }
        for h in policy.assessment.iter().flat_map(|form| &form.hazards) {
            add(Sort::Form, &[], None, h.name.clone(), &h.clauses);
        }
        for c in policy.assessment.iter().flat_map(|form| &form.hazards).flat_map(|h| &h.controls) {
            add(Sort::Form, &[], None, c.text.clone(), &c.clauses);
        }
        let cited: Vec<String> =
            policy.contact.every.iter().flat_map(|l| l.clauses.clone()).collect();
        add(Sort::Contact, &[], None, policy.contact.how.clone(), &cited);
        Read { policy, said }
    }

    /// The words, any of several with bars between, stand in a rule. References only name what is to be read.
    fn finds(&self, words: &str) -> bool {
        self.among(words, &[]).next().is_some()
    }

    fn among<'s>(&'s self, words: &'s str, sorts: &'s [Sort]) -> impl Iterator<Item = &'s Said> {
        self.said.iter().filter(move |s| {
            let here =
                if sorts.is_empty() { s.sort != Sort::Reference } else { sorts.contains(&s.sort) };
            here && words.split('|').any(|w| s.words.contains(w))
        })
    }

    /// The labels whose words stand in some rule.
    fn labels(&self, all: &[(&str, &str)]) -> String {
        list(
            all.iter().filter(|(words, _)| self.finds(words)).map(|(_, label)| (*label).to_owned()),
        )
    }

    /// The same, in rules of these sorts.
    fn labels_in(&self, sorts: &[Sort], all: &[(&str, &str)]) -> String {
        let found = |words: &str| self.among(words, sorts).next().is_some();
        list(all.iter().filter(|(words, _)| found(words)).map(|(_, label)| (*label).to_owned()))
    }

    /// The same, at a step.
    fn labels_at(&self, step: Step, all: &[(&str, &str)]) -> String {
        let found = |words: &str| self.among(words, &[]).any(|s| s.at.contains(&step));
        list(all.iter().filter(|(words, _)| found(words)).map(|(_, label)| (*label).to_owned()))
    }

    /// The label with the strength of the rule in which the words stand.
    fn strong(&self, step: Step, words: &str, label: &str) -> String {
        let found = self.among(words, &[Sort::Gate, Sort::Question]).find(|s| s.at.contains(&step));
        let strength = found.and_then(|s| s.strength);
        strength.map_or("-".to_owned(), |s| format!("{label} ({})", letter(s)).trim().to_owned())
    }

    /// The gates that demand something of this fact.
    fn demanding(&self, fact: &'a str) -> impl Iterator<Item = &'a Gate> {
        self.policy
            .gates
            .iter()
            .filter(move |g| !g.clauses.is_empty() && g.demand.mentions().contains(&fact))
    }

    fn demands(&self, fact: &'a str) -> bool {
        self.demanding(fact).next().is_some()
    }

    fn question(&self, words: &str) -> Option<&'a Question> {
        self.policy
            .questions
            .iter()
            .find(|q| words.split('|').any(|w| q.ask.to_lowercase().contains(w)))
    }

    fn form(&self) -> Option<&'a AssessmentRules> {
        self.policy.assessment.as_ref()
    }

    /// The roles as people say them, without "the" or "a".
    fn roles(&self, roles: &[String]) -> String {
        list(roles.iter().map(|r| {
            let words = self.policy.role_words(r);
            let bare = ["the ", "a "].iter().find_map(|article| words.strip_prefix(article));
            bare.unwrap_or(&words).to_owned()
        }))
    }

    /// Every visit needs an assessment, and not only some.
    fn always_assessed(&self) -> bool {
        self.demanding("assessed").any(|g| g.when == Condition::Always)
    }

    /// The policy's own ladder for somebody who is not heard of, by whichever clock the policy has.
    fn ladder(&self) -> Option<&'a Ladder> {
        let returns = &self.policy.returns;
        let clocks = [
            self.policy.contact.every.iter().any(|l| l.limit.is_some()).then_some(Clock::Contact),
            matches!(returns.grace.source, Source::Policy(_)).then_some(Clock::Return),
            returns.finish_grace.as_ref().map(|_| Clock::Finish),
        ];
        let answers = |c: &Clock| self.policy.ladders.iter().find(|l| l.clocks.contains(c));
        clocks.iter().flatten().find_map(answers)
    }

    fn own_ladder(&self, clock: Clock) -> Option<&'a Ladder> {
        self.policy.ladders.iter().find(|l| l.clocks.contains(&clock))
    }

    /// The step of the ladder: who, and what kind of thing they do.
    fn step(&self, n: usize) -> String {
        let rung = self.ladder().and_then(|l| l.rungs.get(n - 1));
        rung.map_or("-".to_owned(), |r| format!("{}: {}", self.roles(&r.who), doing(r)))
    }

    /// How many go, at least, and how strictly, with these facts besides those of a plain visit.
    fn crew(&self, besides: &[(&str, bool)], kind: &str) -> String {
        let mut facts = Facts::new();
        for fact in [
            "first-visit",
            "higher-risk",
            "caution",
            "new-home",
            "concern-beforehand",
            "outside-hours",
        ] {
            facts.set(fact, false);
        }
        facts.set("assessed", true);
        facts.set("kind", kind);
        facts.set("reason", "other");
        for (fact, value) in besides {
            facts.set(fact, *value);
        }
        let least = |g: &'a Gate| match &g.demand {
            Condition::Fact(name, Test::AtLeast(n)) if name == "crew-size" => {
                Some((*n, g.strength))
            }
            Condition::Always
            | Condition::Fact(..)
            | Condition::All(_)
            | Condition::Any(_)
            | Condition::Not(_) => None,
        };
        let held = self
            .policy
            .gates
            .iter()
            .filter(|g| g.when.holds(&facts) == Truth::True)
            .filter_map(least);
        let must = |s: &Strength| *s == Strength::Must;
        let held = held.max_by_key(|(n, s)| (*n, must(s)));
        held.map_or("-".to_owned(), |(n, s)| format!("{n} ({})", letter(s)))
    }

    /// The same where it may be as on any visit: then the policy says nothing of it, or always wants as many.
    fn crew_when(&self, fact: &str) -> String {
        let plain = self.crew(&[], "other");
        match self.crew(&[(fact, true)], "other") {
            same if same == plain && same.ends_with("(m)") => "as always".to_owned(),
            same if same == plain => "-".to_owned(),
            other => other,
        }
    }
}

fn choices(question: &Question) -> Vec<String> {
    match &question.kind {
        AnswerKind::Choice(words) => words.clone(),
        AnswerKind::YesNo
        | AnswerKind::Text
        | AnswerKind::Number
        | AnswerKind::Day
        | AnswerKind::PastDay
        | AnswerKind::Person(_) => Vec::new(),
    }
}

fn named_roles(question: &Question) -> Vec<String> {
    match &question.kind {
        AnswerKind::Person(roles) => roles.clone(),
        AnswerKind::Choice(words) => words.clone(),
        AnswerKind::YesNo
        | AnswerKind::Text
        | AnswerKind::Number
        | AnswerKind::Day
        | AnswerKind::PastDay => Vec::new(),
    }
}

fn letter(strength: Strength) -> char {
    match strength {
        Strength::Must => 'm',
        Strength::Should => 's',
    }
}

/// Joined by commas, each once; nothing is `-`.
fn list(all: impl IntoIterator<Item = String>) -> String {
    let mut unique: Vec<String> = Vec::new();
    for one in all {
        if !one.is_empty() && one != "-" && !unique.contains(&one) {
            unique.push(one);
        }
    }
    if unique.is_empty() { "-".to_owned() } else { unique.join(", ") }
}

fn when(holds: bool, label: &str) -> String {
    if holds { label.to_owned() } else { "-".to_owned() }
}

/// The first value of a limit.
fn limit(limits: &[LimitWhen]) -> String {
    match limits.first() {
        None => "-".to_owned(),
        Some(LimitWhen { limit: None, .. }) => "unset".to_owned(),
        Some(LimitWhen { limit: Some(limit), .. }) => minutes(limit),
    }
}

fn minutes(limit: &Limit) -> String {
    format!("{} min{}", limit.span.as_seconds() / 60, if limit.over { ", over" } else { "" })
}

/// After what moment: a number, or that there is none.
fn anchor(name: &str, limit: &Limit) -> String {
    match &limit.source {
        Source::Default => "-".to_owned(),
        Source::Policy(_) if limit.span.as_seconds() == 0 && limit.over => name.to_owned(),
        Source::Policy(_) => format!("{name} + {}", limit.span.as_seconds() / 60),
    }
}

fn doing(rung: &Rung) -> &'static str {
    let does = rung.does.as_str();
    let kinds = [
        (!rung.decision.is_empty(), "decides"),
        (does.contains("next of kin"), "rings next of kin"),
        (does.contains("{families}") && does.contains("every family"), "rings the families"),
        (does.contains("{families}"), "rings the home"),
        (does.contains("police"), "police"),
        (does.starts_with("ring {people}"), "rings staff"),
    ];
    kinds.iter().find(|(is, _)| *is).map_or("is told", |(_, what)| what)
}

fn reasons(r: &Read<'_>) -> String {
    let closed: Vec<&str> =
        r.policy.reasons.iter().map(|w| w.id.as_str()).filter(|id| *id != "other").collect();
    let open = closed.len() < r.policy.reasons.len() || r.policy.reasons_open;
    let named = if closed.len() > 3 { closed.len().to_string() } else { closed.join(", ") };
    list([named, when(open, "open")])
}

fn who_may_visit(r: &Read<'_>) -> String {
    let by_reason = r
        .policy
        .gates
        .iter()
        .any(|g| g.when.mentions().contains(&"reason") && crew_roles(g).count() > 0);
    let who = list([
        when(r.demands("designated"), "designated staff"),
        when(r.demands("school-staff"), "school staff"),
        when(r.demands("on-staff"), "any employee"),
        when(by_reason, "role per reason"),
    ]);
    if who == "-" { "any staff".to_owned() } else { who }
}

/// The roles that a gate demands of somebody who goes.
fn crew_roles(gate: &Gate) -> impl Iterator<Item = &str> {
    gate.demand.mentions().into_iter().filter_map(|name| name.strip_prefix("crew-has-"))
}

fn roles_by_reason(r: &Read<'_>) -> String {
    let tied = r.policy.gates.iter().filter(|g| g.when.mentions().contains(&"reason"));
    let mut roles: Vec<String> =
        tied.flat_map(|g| crew_roles(g).map(str::to_owned).collect::<Vec<_>>()).collect();
    roles.sort();
    list(roles)
}

fn alone(r: &Read<'_>) -> String {
    let plain = r.crew(&[], "other");
    if plain.ends_with("(m)") {
        return "nobody".to_owned();
    }
    let on_crew = |c: &Condition| c.mentions().contains(&"crew-size");
    let only: Vec<String> = r
        .policy
        .gates
        .iter()
        .filter(|g| on_crew(&g.when))
        .flat_map(|g| crew_roles(g).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let noted = r
        .policy
        .gates
        .iter()
        .any(|g| on_crew(&g.when) && g.demand.mentions().contains(&"goes-alone"));
    let lone_policy = r.question("lone worker policy").is_some_and(|q| on_crew(&q.when));
    list([
        when(plain.ends_with("(s)"), "if unavoidable"),
        when(r.crew_when("first-visit").ends_with("(m)"), "not first"),
        when(r.crew_when("higher-risk").ends_with("(m)"), "not higher-risk"),
        only.join(" or "),
        when(noted, "noted on assessment"),
        when(lone_policy, "under lone worker policy"),
        when(r.policy.contact.calls.iter().any(|c| on_crew(&c.when)), "call if concern"),
    ])
}

fn appointment(r: &Read<'_>) -> String {
    let strength = |step: Step| {
        r.demanding("unannounced").find(|g| g.at.contains(&step)).map(|g| letter(g.strength))
    };
    list([
        strength(Step::Plan).map_or(String::new(), |s| format!("usual ({s})")),
        strength(Step::Enter).map_or(String::new(), |s| format!("to go in ({s})")),
        r.strong(Step::Plan, "day did the letter", "by letter"),
        when(r.finds("person you arranged to see in"), "with the person"),
    ])
}

fn appointment_fields(r: &Read<'_>) -> String {
    let kept = r
        .policy
        .sheets
        .iter()
        .find(|s| ["appointments", "calendar"].iter().any(|w| s.id.contains(w)));
    kept.map_or_else(
        || r.labels(&[("full destination", "destination"), ("reception with the time", "return")]),
        |s| s.columns.join(", "),
    )
}

fn unannounced(r: &Read<'_>) -> String {
    let because =
        r.question("makes an unannounced visit").map(|q| choices(q).join(", ")).unwrap_or_default();
    list([
        when(r.demanding("unannounced").any(|g| g.at.contains(&Step::Enter)), "no entry"),
        because,
        r.labels(&[
            ("tried by telephone", "no answer by telephone"),
            ("why nobody could be reached", "goes ahead if contact fails"),
        ]),
        when(r.policy.kinds.iter().any(|k| k.id == "safe-and-well"), "safe and well"),
    ])
}

fn permission(r: &Read<'_>) -> String {
    let of = |label: &str, roles: String| when(roles != "-", &format!("{label}: {roles}"));
    let asked = |words: &str| {
        r.question(words).map_or_else(|| "-".to_owned(), |q| r.roles(&named_roles(q)))
    };
    let decided = r.form().filter(|_| r.demands("assessment-authorised"));
    [
        of("assessment", decided.map_or("-".to_owned(), |f| r.roles(&f.authorised_by))),
        of(
            "departure",
            r.policy.departure.as_ref().map_or("-".to_owned(), |d| r.roles(&d.authorised_by)),
        ),
        of("permission", asked("gave permission")),
        of("planning", asked("is the visit coordinated")),
        of("if concern", asked("was the concern discussed")),
    ]
    .into_iter()
    .filter(|part| part != "-")
    .reduce(|all, part| format!("{all}; {part}"))
    .unwrap_or_else(|| "-".to_owned())
}

fn change_told_to(r: &Read<'_>) -> String {
    let head = r.roles(std::slice::from_ref(&r.policy.head));
    let on_change =
        |d: &&hv::policy::DutyRule| d.on == DutyTrigger::Change && d.does.contains(&head);
    let told = r.policy.duties.iter().any(|d| on_change(&d));
    list([
        when(told, &head),
        when(r.finds("how was the extra visit noted"), "reception, for extra visits"),
    ])
}

fn assessment_needed(r: &Read<'_>) -> String {
    let gate = r.demanding("assessed").next();
    gate.map_or("-".to_owned(), |g| {
        let which =
            if g.when == Condition::Always { "before each visit" } else { "for some visits" };
        format!("{which} ({})", letter(g.strength))
    })
}

fn discussed_with(r: &Read<'_>) -> String {
    let with = r
        .policy
        .questions
        .iter()
        .filter(|q| q.at == Step::Assess)
        .find(|q| matches!(&q.kind, AnswerKind::Person(roles) if !roles.is_empty()));
    with.map_or("-".to_owned(), |q| r.roles(&named_roles(q)))
}

fn assessors(r: &Read<'_>) -> String {
    let Some(form) = r.form() else { return "-".to_owned() };
    let with = discussed_with(r);
    match (form.assessors.is_empty(), with.as_str()) {
        (false, _) => r.roles(&form.assessors),
        (true, "-") => "-".to_owned(),
        (true, with) => format!("visitor, with {with}"),
    }
}

fn approved_by(r: &Read<'_>) -> String {
    let by = r.form().map_or("-".to_owned(), |f| r.roles(&f.authorised_by));
    let with = discussed_with(r);
    match (by.as_str(), with.as_str()) {
        ("-", "-") => "-".to_owned(),
        ("-", with) => format!("discussion with {with}"),
        (by, _) => by.to_owned(),
    }
}

fn rating(r: &Read<'_>) -> String {
    let Some(form) = r.form() else { return "-".to_owned() };
    match (&form.matrix, form.ratings.is_empty()) {
        (Some(grid), _) => format!("grid {}x{}", grid.impact.len(), grid.likelihood.len()),
        (None, false) => format!("direct {}", form.ratings.join("/")),
        // What some visits need is no form.
        (None, true) => when(r.always_assessed(), "none"),
    }
}

fn columns(r: &Read<'_>, wanted: &[&str]) -> String {
    let all = r.form().map(|f| f.columns.as_slice()).unwrap_or_default();
    list(all.iter().map(|c| c.field.clone()).filter(|c| wanted.contains(&c.as_str())))
}

fn rating_times(r: &Read<'_>) -> String {
    match columns(r, &["before", "after", "rating"]).as_str() {
        "before, after" => "both".to_owned(),
        "rating" => "one".to_owned(),
        _ => "-".to_owned(),
    }
}

fn rating_means(r: &Read<'_>) -> String {
    let Some(form) = r.form().filter(|f| !f.ratings.is_empty()) else { return "-".to_owned() };
    if form.bands.is_empty() {
        return when(!form.authorised_by.is_empty(), "for the decision");
    }
    let band =
        |b: &hv::policy::Band| format!("{} {}", b.rating, b.needs.clone().unwrap_or_default());
    list(form.bands.iter().map(|b| band(b).trim().to_owned()))
}

fn hazards(r: &Read<'_>) -> String {
    let Some(form) = r.form() else { return "-".to_owned() };
    match form.hazards.len() {
        0 => when(r.always_assessed(), "questions only"),
        n => n.to_string(),
    }
}

fn header(r: &Read<'_>, field: &str, label: &str) -> String {
    when(r.form().is_some_and(|f| f.header.iter().any(|h| h.field == field)), label)
}

fn review_triggers(r: &Read<'_>) -> String {
    let every = r.form().is_some_and(|f| f.review_after_each_visit);
    // A general assessment that has to be there and in date is one that is kept up to it.
    let base =
        r.policy.gates.iter().any(|g| g.demand.mentions().iter().any(|n| n.starts_with("base-")));
    list([
        when(every, "every visit"),
        when(r.finds("anything new come up since"), "new risk"),
        when(r.finds("this home is new"), "new home"),
        when(r.finds("a concern raised at this address"), "concern"),
        when(r.demands("assessment-in-date"), "date"),
        when(r.demands("owed-review-measures"), "incident"),
        when(base, "as needed, the general one"),
    ])
}

fn reading(r: &Read<'_>) -> String {
    let read = |g: &Gate| {
        g.demand.mentions().into_iter().find_map(|n| n.strip_prefix("read-").map(str::to_owned))
    };
    list(
        r.policy
            .gates
            .iter()
            .filter_map(read)
            .filter(|what| r.policy.documents.iter().any(|d| d.id == *what)),
    )
}

fn training(r: &Read<'_>) -> String {
    let gate = r
        .policy
        .gates
        .iter()
        .find(|g| g.demand.mentions().iter().any(|n| n.starts_with("trained")));
    match (gate, r.policy.training.len()) {
        (Some(g), topics) => format!("{topics} topics ({})", letter(g.strength)),
        (None, 0) => "-".to_owned(),
        (None, topics) => format!("{topics} topics, recommended"),
    }
}

fn mobile(r: &Read<'_>) -> String {
    let carried = r.strong(Step::Out, "telephone with you|mobile charged", "carried");
    let charged = r.labels_at(Step::Out, &[("charged", "charged")]);
    let rung =
        r.ladder().is_some_and(|l| l.rungs.iter().any(|rung| rung.does.contains("{numbers}")));
    match list([carried, charged]).as_str() {
        "-" => when(rung, "assumed"),
        said => said.to_owned(),
    }
}

fn number_held(r: &Read<'_>) -> String {
    let Some(gate) = r.demanding("mobile-held").next() else { return "-".to_owned() };
    let head = r.roles(std::slice::from_ref(&r.policy.head));
    list([
        when(gate.says.contains(&head), &head),
        r.labels_in(
            &[Sort::Sheet],
            &[("for the principal and the monitor", "principal and monitor")],
        ),
        when(gate.says.contains("School holds"), "school"),
    ])
}

fn insurance(r: &Read<'_>) -> String {
    list([
        when(r.demands("business-insurance"), "business use"),
        when(r.demands("insurance-in-date"), "current"),
    ])
}

fn travel(r: &Read<'_>) -> String {
    let ways = r.question("how do you travel").map(choices).unwrap_or_default();
    if !ways.is_empty() {
        return list(ways.into_iter().chain([when(r.finds("breakdown"), "breakdown")]));
    }
    let by_car = r.policy.gates.iter().any(|g| g.when.mentions().contains(&"by-car"));
    when(by_car || r.finds("by car:"), "car")
}

fn monitor(r: &Read<'_>) -> String {
    let gate = r.demanding("monitor-named").next();
    match gate {
        Some(g) if g.says.contains("reception") => "at reception".to_owned(),
        Some(_) => "yes".to_owned(),
        None => when(r.policy.contact.how.contains("office"), "the office"),
    }
}

fn emergency_contact(r: &Read<'_>) -> String {
    let office = r
        .own_ladder(Clock::Distress)
        .is_some_and(|l| l.rungs.iter().all(|rung| rung.who == ["office"]));
    list([when(r.demands("emergency-contact-named"), "at all times"), when(office, "office")])
}

fn own_contact(r: &Read<'_>) -> String {
    let kin =
        r.policy.ladders.iter().flat_map(|l| &l.rungs).any(|rung| rung.does.contains("{kin}"));
    list([
        when(r.demands("emergency-contact-held"), "emergency contact"),
        when(kin, "next of kin, in the ladder"),
    ])
}

fn sign_out(r: &Read<'_>) -> String {
    let log = |s: &&hv::policy::Sheet| {
        s.of == hv::policy::SheetOf::Outings
            && ["sign", "who is out", "folder"].iter().any(|w| s.says.to_lowercase().contains(w))
    };
    let all = r.policy.sheets.iter().filter(log).flat_map(|s| s.columns.clone());
    list(all)
}

fn told_on_departure(r: &Read<'_>) -> String {
    let told =
        r.policy.questions.iter().filter(|q| q.at == Step::Out && q.ask.contains("was told"));
    let senior = r.policy.departure.as_ref().map(|d| r.roles(&d.authorised_by)).unwrap_or_default();
    let named = list([
        when(monitor(r) == "yes", "monitor"),
        senior,
        list(told.map(|q| r.roles(&named_roles(q)))),
        r.labels_at(
            Step::Out,
            &[("sign out at reception|at reception signs you out", "reception")],
        ),
    ]);
    let call = when(r.policy.contact.before_visit.is_some(), "office, by a call");
    if named == "-" { call } else { named }
}

fn direction(r: &Read<'_>) -> String {
    let contact = &r.policy.contact;
    list([
        when(!contact.every.is_empty(), "staff call"),
        when(contact.school_calls.is_some(), "school calls at set times"),
        when(!contact.calls.is_empty(), "school calls in a window"),
    ])
}

fn calls(r: &Read<'_>) -> String {
    let span = |c: &hv::policy::CallRule| {
        format!("{}-{} min after arrival", c.from.as_seconds() / 60, c.by.as_seconds() / 60)
    };
    let set = r.policy.contact.school_calls.as_ref().map(|s| {
        if s.times.is_empty() {
            "set times, which are unset".to_owned()
        } else {
            "set times".to_owned()
        }
    });
    list(set.into_iter().chain(r.policy.contact.calls.iter().map(span)))
}

fn needs(r: &Read<'_>, words: &str, answer: &str) -> bool {
    let at_door = |q: &&Question| {
        q.at == Step::Enter && words.split('|').any(|w| q.ask.to_lowercase().contains(w))
    };
    r.policy.questions.iter().filter(at_door).any(|q| q.needs.as_deref() == Some(answer))
}

fn enter_without_parent(r: &Read<'_>) -> String {
    list([
        when(needs(r, "is the parent", "yes"), "never"),
        when(needs(r, "asked you in", "yes"), "invited only"),
        when(needs(r, "person you arranged to see in", "yes"), "not if the person is out"),
        when(needs(r, "is the child alone", "no"), "not in doubt with the child alone"),
    ])
}

fn enter_if_unsafe(r: &Read<'_>) -> String {
    if needs(r, "feel safe|free of any doubt", "yes") {
        return "never".to_owned();
    }
    when(needs(r, "is it safe to go on", "yes"), "weighed again")
}

fn child_alone(r: &Read<'_>) -> String {
    if r.finds("das about the child") {
        "leave, and call DAS".to_owned()
    } else {
        enter_without_parent(r)
    }
}

fn animals(r: &Read<'_>) -> String {
    let asked = r.labels_at(
        Step::Enter,
        &[(
            "shut away|in another room|into another room|in another room or outside",
            "another room",
        )],
    );
    let stops = |s: &&Said| s.strength == Some(Strength::Must) && s.at.contains(&Step::Enter);
    let off =
        r.among("dangerous animals are in another room|in another room?", &[]).any(|s| stops(&s));
    list([
        asked,
        when(off, "else cancelled"),
        r.labels_at(
            Step::Enter,
            &[("loose dog", "loose dog: judged"), ("or outside", "or outside")],
        ),
    ])
}

fn doorstep(r: &Read<'_>) -> String {
    let purpose = |g: &&Gate| {
        g.at.contains(&Step::Plan)
            && g.when.mentions().iter().any(|n| r.policy.questions.iter().any(|q| q.id == *n))
    };
    when(r.demanding("doorstep").any(|g| purpose(&g)), "to keep in touch or see a child safe")
}

fn alternative(r: &Read<'_>) -> String {
    let number = |s: &Said| s.words.split('.').next().and_then(|n| n.trim().parse::<u32>().ok());
    let mut numbered: Vec<u32> =
        r.among("", &[Sort::Question, Sort::Advice, Sort::Duty]).filter_map(number).collect();
    numbered.sort_unstable();
    numbered.dedup();
    let written_up = r.labels_in(&[Sort::Duty], &[("write the call up", "written up")]);
    list([
        r.labels(&[("without a reason the telephone is used", "telephone before video")]),
        when(!numbered.is_empty(), &format!("{} numbered safeguards", numbered.len())),
        written_up,
        r.labels_in(&[Sort::Duty], &[("in another way", "met in another way")]),
    ])
}

fn staff_in_danger(r: &Read<'_>) -> String {
    let rung = r.own_ladder(Clock::Distress).and_then(|l| l.rungs.first());
    let police =
        rung.filter(|x| x.does.contains("999")).map(|x| format!("{}: 999", r.roles(&x.who)));
    police
        .unwrap_or_else(|| r.labels_at(Step::Enter, &[("out of danger|in danger: leave", "leave")]))
}

fn boundary(r: &Read<'_>) -> String {
    let clock = r.demanding("starts").find_map(|g| latest(&g.demand));
    if let Some(minutes) = clock {
        return format!("{:02}:{:02}", minutes / 60, minutes % 60);
    }
    let gates = r
        .policy
        .gates
        .iter()
        .flat_map(|g| g.when.mentions().into_iter().chain(g.demand.mentions()));
    let questions = r.policy.questions.iter().flat_map(|q| q.when.mentions());
    let named = gates.chain(questions).any(|n| n == "outside-hours");
    let said = r.labels(&[
        ("reception has closed", "when reception closes"),
        ("outside school hours or in the holidays", "school hours, holidays"),
        ("out of hours:", "out of hours"),
    ]);
    if named { said } else { "-".to_owned() }
}

fn latest(condition: &Condition) -> Option<i64> {
    match condition {
        Condition::Fact(name, Test::AtMost(n)) if name == "starts" => Some(*n),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(latest),
        Condition::Always | Condition::Fact(..) | Condition::Not(_) => None,
    }
}

fn out_of_hours_approval(r: &Read<'_>) -> String {
    let asked = r.policy.questions.iter().filter(|q| q.when.mentions().contains(&"outside-hours"));
    let how = |q: &Question| match (&q.kind, q.at) {
        (AnswerKind::Text, Step::Assess) => "on the assessment".to_owned(),
        (AnswerKind::Person(roles), _) => r.roles(roles),
        (AnswerKind::Choice(words), _) => words.join(" or "),
        _ => when(q.ask.contains("buddy"), "buddy"),
    };
    let all: Vec<String> = asked.map(how).collect();
    // Who of them agreed is asked after which of them it was.
    all.into_iter().find(|how| how != "-").unwrap_or_else(|| "-".to_owned())
}

fn overdue(r: &Read<'_>) -> String {
    let every = r.policy.contact.every.iter().find_map(|l| l.limit.as_ref());
    list([
        every.map_or(String::new(), |l| anchor("last contact", l)),
        anchor("expected return", &r.policy.returns.grace),
        r.policy.returns.finish_grace.as_ref().map_or(String::new(), |l| anchor("last finish", l)),
    ])
}

fn first_call(r: &Read<'_>) -> String {
    let rung = r.ladder().and_then(|l| l.rungs.first());
    rung.map_or("-".to_owned(), |x| {
        let deputies = if x.deputies.is_empty() {
            String::new()
        } else {
            format!("; else {}", r.roles(&x.deputies))
        };
        format!("{}{deputies}", r.roles(&x.who))
    })
}

fn rung_times(r: &Read<'_>) -> String {
    let later = r.policy.ladders.iter().flat_map(|l| l.rungs.iter().skip(1));
    list(later.filter_map(|rung| rung.after).map(hv::when::Span::words))
}

fn sign_in(r: &Read<'_>) -> String {
    let tracked = matches!(r.policy.returns.grace.source, Source::Policy(_));
    match (&r.policy.returns.sign_in, tracked) {
        (Some(_), _) => "signed in".to_owned(),
        (None, tracked) => when(tracked, "expected return"),
    }
}

fn reason_to_head(r: &Read<'_>, words: &str) -> String {
    let head = r.roles(std::slice::from_ref(&r.policy.head));
    let about = |d: &&hv::policy::DutyRule| {
        d.on == DutyTrigger::Outcome
            && words.split('|').any(|w| d.does.contains(w))
            && d.does.contains(&head)
    };
    let duty = r.policy.duties.iter().find(about);
    duty.map_or("-".to_owned(), |d| {
        format!("{head}{}", if d.written { ", in writing" } else { "" })
    })
}

fn yes(r: &Read<'_>, words: &str) -> String {
    r.labels(&[(words, "yes")])
}

const SILENT: [&str; 5] = ["-"; 5];

/// Every row of the matrix, in its order.
const ROWS: &[Row] = &[
    row(
        "Policy date / version",
        |r| {
            let control = &r.policy.control;
            let version = control.version.as_ref().map(|v| format!("v{v}"));
            let dated = control.approved.as_ref().or(r.policy.review.updated.as_ref()).cloned();
            match list(version.into_iter().chain(dated)).as_str() {
                "-" => "undated".to_owned(),
                known => known.to_owned(),
            }
        },
        ["undated", "undated", "undated", "2022-04", "v1, 2017-03"],
    ),
    row(
        "Policy review cycle",
        |r| r.policy.review.every_months.map_or("-".to_owned(), |n| format!("{n} months")),
        ["12 months", "-", "-", "-", "24 months"],
    ),
    row(
        "Policy next review date",
        |r| r.policy.review.next.clone().unwrap_or_else(|| "-".to_owned()),
        ["-", "2025-09", "-", "-", "2019-03"],
    ),
    row(
        "Policy owner",
        |r| {
            let owner = r.policy.review.owner.iter().map(|o| r.roles(std::slice::from_ref(o)));
            list(owner.chain(r.policy.control.committee.clone()))
        },
        [
            "trust safeguarding lead",
            "-",
            "-",
            "headteacher",
            "Values Students, with the academy council",
        ],
    ),
    row(
        "Review policy after incidents",
        |r| {
            let duties =
                [("policy has to change", "yes"), ("review the safety measures", "the measures")];
            r.labels_in(&[Sort::Duty], &duties)
        },
        ["yes", "-", "the measures", "yes", "-"],
    ),
    row(
        "Who may visit",
        who_may_visit,
        [
            "any employee",
            "designated staff, role per reason",
            "designated staff",
            "school staff",
            "any staff",
        ],
    ),
    row(
        "Place of visit",
        |r| {
            if r.policy.places.is_empty() {
                "home".to_owned()
            } else {
                list(r.policy.places.iter().map(|p| p.id.clone()))
            }
        },
        ["home", "home", "home, work", "home", "home"],
    ),
    row(
        "Reasons list fixed in policy",
        reasons,
        [
            "urgent, planned, specific",
            "9, open",
            "5, open",
            "attendance, open",
            "attendance, school, welfare",
        ],
    ),
    row(
        "Roles tied to reason",
        roles_by_reason,
        ["-", "ewo, eyfs-team, saao, senco, slt", "-", "-", "-"],
    ),
    row(
        "Justification \"why not in school\"",
        |r| r.strong(Step::Plan, "school not do", "asked"),
        ["asked (s)", "-", "asked (s)", "-", "-"],
    ),
    row(
        "Staff per visit, default",
        |r| r.crew(&[], "other"),
        ["2 (s)", "2 (s)", "2 (m)", "-", "2 (s)"],
    ),
    row(
        "First visit to family",
        |r| r.crew_when("first-visit"),
        ["2 (m)", "-", "as always", "-", "-"],
    ),
    row(
        "Higher-risk visit",
        |r| {
            let decided = |g: &Gate| g.when.mentions().contains(&"precaution");
            let joint = r.demanding("crew-size").any(decided);
            list([r.crew_when("higher-risk"), when(joint, "2 (m) if decided")])
        },
        ["2 (m)", "-", "as always", "-", "2 (m) if decided"],
    ),
    row(
        "Early-years visits",
        |r| {
            let kind = r.policy.kinds.iter().find(|k| k.id.contains("early"));
            kind.map_or("-".to_owned(), |k| r.crew(&[], &k.id))
        },
        ["-", "2 (m)", "-", "-", "-"],
    ),
    row(
        "Who may go alone",
        alone,
        [
            "if unavoidable, not first, not higher-risk",
            "if unavoidable, saao or dsl, noted on assessment",
            "nobody",
            "under lone worker policy",
            "if unavoidable, call if concern",
        ],
    ),
    row(
        "Second visitor must be school staff",
        |r| {
            r.labels(&[
                ("on record as employed here", "trust staff"),
                ("from elsewhere does not count", "academy staff"),
                ("decided that the police go along", "may be police"),
            ])
        },
        ["trust staff", "-", "academy staff", "-", "may be police"],
    ),
    row(
        "Prior appointment",
        appointment,
        ["usual (s)", "usual (s)", "with the person", "to go in (m)", "by letter (s)"],
    ),
    row(
        "Confirmation record",
        |r| {
            let confirmed = when(r.demands("appointment-confirmed"), "yes");
            list([confirmed, r.labels_at(Step::Out, &[("in the electronic calendar", "calendar")])])
        },
        ["yes", "-", "-", "-", "calendar"],
    ),
    row(
        "Appointment record fields",
        appointment_fields,
        [
            "time, address, pupil, staff, confirmed",
            "-",
            "destination, return",
            "-",
            "time, duration, address, staff",
        ],
    ),
    row(
        "Unannounced visits",
        unannounced,
        [
            "child-safety, unexplained-absence, no answer by telephone",
            "goes ahead if contact fails",
            "-",
            "no entry",
            "safe and well",
        ],
    ),
    row(
        "Agreed by all parties",
        |r| {
            r.labels_at(
                Step::Plan,
                &[
                    ("visiting staff agreed", "staff"),
                    ("visit coordinated: line manager", "line manager or leadership"),
                    ("know the rules", "all know the rules"),
                ],
            )
        },
        ["staff", "-", "line manager or leadership", "all know the rules", "-"],
    ),
    row(
        "Family told who is coming",
        |r| {
            list([
                when(r.demands("family-told-who"), "yes"),
                r.labels_at(
                    Step::Plan,
                    &[
                        ("been told of the visit", "told of the visit"),
                        ("know the rules", "knows the rules"),
                        ("did the letter to the family", "letter"),
                    ],
                ),
            ])
        },
        ["yes", "told of the visit", "-", "knows the rules", "letter"],
    ),
    row(
        "Appointment time suits family",
        |r| yes(r, "suit the family"),
        ["yes", "-", "-", "-", "-"],
    ),
    row(
        "Weekly list of visits",
        |r| {
            let listed = when(r.policy.week_list.is_some(), "yes");
            list([listed, r.labels_in(&[Sort::Sheet], &[("scheduled visits", "scheduled visits")])])
        },
        ["yes", "-", "-", "-", "scheduled visits"],
    ),
    row(
        "Weekly list fields",
        |r| list(r.policy.week_list.iter().flat_map(|w| w.fields.clone())),
        ["pupil, address, parent, contact, reason", "-", "-", "-", "-"],
    ),
    row(
        "List signed by",
        |r| {
            let by = r.policy.week_list.as_ref().and_then(|w| w.signed_by.clone());
            by.map_or("-".to_owned(), |role| r.roles(&[role]))
        },
        ["principal", "-", "-", "-", "-"],
    ),
    row(
        "Permission / authorisation to visit",
        permission,
        [
            "assessment: principal; departure: senior member of staff",
            "assessment: headteacher, member of the senior leadership team; permission: headteacher, member of the senior leadership team",
            "planning: line manager, member of the leadership team",
            "-",
            "if concern: line manager, senior leadership team",
        ],
    ),
    row(
        "Change to arrangements notified to",
        change_told_to,
        ["principal", "-", "-", "headteacher", "reception, for extra visits"],
    ),
    row(
        "Risk assessment needed",
        assessment_needed,
        // Hallam's "should be discussed" inside its "fully met" is taken for must (ruling B1.26).
        [
            "before each visit (m)",
            "before each visit (m)",
            "for some visits (m)",
            "-",
            "before each visit (m)",
        ],
    ),
    row(
        "Assessors",
        assessors,
        [
            "principal, designated safeguarding lead",
            "visitor, with member of the senior leadership team, headteacher",
            "-",
            "-",
            "visitor, with line manager, senior leadership team",
        ],
    ),
    row(
        "Assessment approved by",
        approved_by,
        [
            "principal",
            "headteacher, member of the senior leadership team",
            "-",
            "-",
            "discussion with line manager, senior leadership team",
        ],
    ),
    row(
        "Standing generic assessment",
        |r| {
            list(
                r.form()
                    .into_iter()
                    .flat_map(|f| &f.bases)
                    .filter(|b| !b.stands_for_family)
                    .map(|b| b.id.clone()),
            )
        },
        ["generic", "lone-working", "-", "-", "-"],
    ),
    row(
        "Shared assessment for many visits",
        |r| {
            let stands =
                r.form().into_iter().flat_map(|f| &f.bases).filter(|b| b.stands_for_family);
            list([header(r, "visit-dates", "dates added"), list(stands.map(|b| b.id.clone()))])
        },
        ["dates added", "early-years", "-", "-", "-"],
    ),
    row("Rating method", rating, ["grid 3x3", "direct L/M/H", "-", "-", "none"]),
    row("Rating before and after controls", rating_times, ["both", "one", "-", "-", "-"]),
    row(
        "Rating meaning",
        rating_means,
        ["for the decision", "L, M review-note, H further-action", "-", "-", "-"],
    ),
    row(
        "Control fields",
        |r| {
            let fields =
                columns(r, &["controls", "in-place", "by-whom", "deadline", "further-action"]);
            list([fields, r.labels_at(Step::Assess, &[("which extra precaution", "precaution")])])
        },
        [
            "controls, in-place, by-whom, deadline",
            "controls, in-place, further-action",
            "-",
            "-",
            "precaution",
        ],
    ),
    row(
        "Controls in place before visit",
        |r| {
            let gate = r.demanding("controls-in-place").next();
            let met = r.demanding("discussed").next();
            let said = |g: &Gate, label: &str| format!("{label} ({})", letter(g.strength));
            list([
                gate.map_or(String::new(), |g| said(g, "in place")),
                met.map_or(String::new(), |g| said(g, "protocols met")),
            ])
        },
        ["in place (m)", "protocols met (m)", "-", "-", "-"],
    ),
    row("Number of standard hazards", hazards, ["8", "8", "-", "-", "questions only"]),
    row(
        "People at risk field",
        |r| {
            let column = when(columns(r, &["people-at-risk"]) != "-", "column");
            list([header(r, "covered", "covered"), column])
        },
        ["covered", "column", "-", "-", "-"],
    ),
    row(
        "Household, animals, others considered",
        |r| {
            r.labels(&[
                ("risks come from others in the home", "household"),
                ("risks come from animals", "animals"),
                ("known of this family in particular", "what is known of the family"),
                ("relevant history", "history"),
                ("aggression from somebody in the home", "occupants"),
            ])
        },
        ["household, animals", "what is known of the family", "history", "-", "occupants"],
    ),
    row(
        "Allegation vulnerability considered",
        |r| yes(r, "more open to an allegation"),
        ["yes", "-", "-", "-", "-"],
    ),
    row(
        "Out-of-hours considered in assessment",
        |r| {
            let buddy = r.labels_at(Step::Out, &[("who is your buddy", "buddy")]);
            list([
                r.strong(
                    Step::Assess,
                    "outside school hours or in the holidays",
                    "hours and holidays",
                ),
                buddy,
            ])
        },
        ["hours and holidays (m)", "buddy", "-", "-", "-"],
    ),
    row(
        "Remote location considered",
        |r| r.strong(Step::Assess, "remote or hidden", "yes"),
        ["yes (m)", "-", "-", "-", "-"],
    ),
    row(
        "Other agency requests",
        |r| {
            r.labels(&[
                ("follows this policy in full", "same rules"),
                ("agency add about risk", "it contributes"),
                ("why it is not visiting itself", "reason required"),
                ("tell the agency", "told if refused"),
                ("coordinated with the service", "coordinated"),
                ("plan to find any risks|plan to find out any risks", "risk plan"),
            ])
        },
        [
            "same rules, it contributes, reason required, told if refused",
            "-",
            "coordinated, risk plan",
            "-",
            "-",
        ],
    ),
    row(
        "Remaining concern after assessment",
        |r| {
            r.labels(&[
                ("where concerns remain", "advice of the trust or the authority"),
                ("which extra precaution did they decide", "manager or SLT decides"),
            ])
        },
        ["advice of the trust or the authority", "-", "-", "-", "manager or SLT decides"],
    ),
    row(
        "Individual pupil risk assessment",
        |r| yes(r, "risk assessment of the pupil"),
        ["-", "yes", "-", "-", "-"],
    ),
    row(
        "Assessment review trigger",
        review_triggers,
        [
            "every visit, new risk, new home, concern, date",
            "as needed, the general one",
            "incident",
            "-",
            "-",
        ],
    ),
    row(
        "Assessment review date field",
        |r| header(r, "next-review", "yes"),
        ["yes", "-", "-", "-", "-"],
    ),
    row(
        "Review tied to address not pupil",
        |r| {
            let file = when(r.policy.caution_after_incident.is_some(), "mark on the file");
            list([r.labels_in(&[Sort::Duty], &[("later visits to this address", "yes")]), file])
        },
        ["yes", "-", "-", "-", "mark on the file"],
    ),
    row(
        "Policy read confirmation",
        reading,
        [
            "home-visits-policy, lone-working-policy, safer-working-guidance",
            "home-visits-policy, lone-working-policy",
            "-",
            "-",
            "-",
        ],
    ),
    row(
        "Assessment read by visitor",
        |r| yes(r, "read the assessment of this visit"),
        ["yes", "-", "-", "-", "-"],
    ),
    row(
        "Briefed on history",
        |r| r.strong(Step::Out, "any past difficulty|relevant history", "yes"),
        ["yes (s)", "-", "yes (m)", "-", "-"],
    ),
    row(
        "Training before visiting",
        training,
        ["8 topics (s)", "1 topics, recommended", "1 topics (s)", "6 topics (m)", "-"],
    ),
    row(
        "Coaching (exit route, open door)",
        |r| {
            list([
                when(r.demands("coached"), "coached"),
                r.labels(&[
                    ("follow them in", "follows in"),
                    ("keep in mind the way out", "knows the way out"),
                ]),
            ])
        },
        ["coached", "-", "follows in", "-", "knows the way out"],
    ),
    row(
        "Immunisation",
        |r| r.labels(&[("tetanus", "tetanus"), ("hepatitis", "hepatitis")]),
        ["-", "tetanus, hepatitis", "-", "-", "-"],
    ),
    row(
        "Mobile carried",
        mobile,
        ["carried (m)", "carried (m), charged", "assumed", "carried (m)", "carried (s)"],
    ),
    row(
        "Mobile number held by",
        number_held,
        ["principal and monitor, school", "school", "-", "headteacher", "-"],
    ),
    row("School numbers in phone", |r| yes(r, "two school numbers"), ["yes", "-", "-", "-", "-"]),
    row("Chat platform", |r| yes(r, "staff chat"), ["yes", "-", "-", "-", "-"]),
    row(
        "Own phone / number privacy",
        |r| {
            r.labels(&[
                ("number withheld", "withheld on calls"),
                ("ring families on your own telephone", "own never used"),
                ("no personal details", "no personal details"),
            ])
        },
        ["withheld on calls", "own never used", "no personal details", "-", "-"],
    ),
    row(
        "ID card",
        |r| {
            r.labels(&[
                ("id at the front", "worn at the front"),
                ("id card with you", "carried"),
                ("show your id card|shown your id card", "shown"),
            ])
        },
        ["worn at the front", "-", "carried, shown", "worn at the front", "carried, shown"],
    ),
    row(
        "Vehicle record",
        |r| when(r.demands("vehicle-recorded"), "make, model, registration, colour"),
        ["make, model, registration, colour", "-", "-", "make, model, registration, colour", "-"],
    ),
    row("Insurance", insurance, ["business use, current", "-", "-", "current", "-"]),
    row(
        "Parking",
        |r| {
            r.labels_in(
                &[Sort::Advice],
                &[
                    ("safe and lit|somewhere lit", "lit"),
                    ("busy if you can", "busy"),
                    ("away from the home", "away from the home"),
                    ("facing the other way", "facing away"),
                    ("facing the way out", "facing the way out"),
                ],
            )
        },
        ["-", "lit, away from the home, facing away", "lit, busy", "-", "facing the way out"],
    ),
    row(
        "Travel modes covered",
        travel,
        ["car", "car", "car, public-transport, foot, other, breakdown", "car", "car"],
    ),
    row("Named monitor on site", monitor, ["yes", "-", "the office", "the office", "at reception"]),
    row(
        "Emergency contact of the school",
        emergency_contact,
        ["at all times", "-", "-", "office", "-"],
    ),
    row(
        "Staff's own emergency contact / next of kin",
        own_contact,
        ["-", "emergency contact", "-", "-", "next of kin, in the ladder"],
    ),
    row(
        "Code word / safe message",
        |r| {
            let words = [
                ("code word for help", "code word"),
                ("give the agreed message", "agreed message"),
            ];
            r.labels_in(&[Sort::Question], &words)
        },
        ["code word", "agreed message", "-", "-", "-"],
    ),
    row(
        "Panic alarm",
        |r| r.strong(Step::Out, "panic alarm", "asked"),
        ["-", "asked (s)", "-", "-", "-"],
    ),
    row(
        "Sign-out",
        sign_out,
        [
            "people, appointment, address, left, due-back, monitor, contacts",
            "people, pupil, address, appointment, left, due-back, back",
            "people, address, left, due-back, back",
            "-",
            "people, left, due-back, back, monitor",
        ],
    ),
    row(
        "Who is told on departure",
        told_on_departure,
        [
            "monitor, senior member of staff",
            "member of the senior leadership team, headteacher, deputy headteacher",
            "reception",
            "office, by a call",
            "reception",
        ],
    ),
    row(
        "Check-in interval",
        |r| limit(&r.policy.contact.every),
        ["60 min", "unset", "-", "120 min", "unset"],
    ),
    row(
        "Check-in direction",
        direction,
        [
            "staff call",
            "staff call, school calls at set times",
            "-",
            "staff call",
            "staff call, school calls in a window",
        ],
    ),
    row(
        "Check-in before visit",
        |r| when(r.policy.contact.before_visit.is_some(), "yes"),
        ["yes", "-", "-", "yes", "-"],
    ),
    row(
        "Check-in after visit",
        |r| {
            let told = r.labels_at(
                Step::Back,
                &[("knows that you are safe", "somebody knows they are safe")],
            );
            list([when(r.policy.contact.after_visit.is_some(), "yes"), told])
        },
        ["yes", "yes", "-", "yes", "somebody knows they are safe"],
    ),
    row(
        "Call-in during visit",
        calls,
        ["-", "set times, which are unset", "-", "-", "5-10 min after arrival"],
    ),
    row(
        "Address said aloud on call",
        |r| yes(r, "address said aloud"),
        ["-", "-", "-", "-", "yes"],
    ),
    row(
        "Wait, parents absent, no word",
        |r| limit(&r.policy.wait.without_notice),
        ["0 min", "-", "unset", "20 min", "-"],
    ),
    row(
        "Wait, late with notice",
        |r| limit(&r.policy.wait.with_notice),
        ["10 min, over", "-", "-", "30 min, over", "-"],
    ),
    row(
        "Card through door",
        |r| when(r.policy.outcomes.iter().any(|o| o.card), "yes"),
        ["yes", "-", "-", "-", "-"],
    ),
    row(
        "Enter before parent present",
        enter_without_parent,
        [
            "never",
            "invited only",
            "not if the person is out",
            "never",
            "not in doubt with the child alone",
        ],
    ),
    row("Enter if unsafe", enter_if_unsafe, ["never", "never", "never", "never", "weighed again"]),
    row(
        "Child alone",
        child_alone,
        [
            "never",
            "leave, and call DAS",
            "not if the person is out",
            "never",
            "not in doubt with the child alone",
        ],
    ),
    row(
        "Answerer drunk/drugged, known violent",
        |r| {
            let drunk = when(needs(r, "drink, drugs", "no"), "no entry if drunk or drugged");
            list([drunk, when(needs(r, "known to be violent", "no"), "no entry if violent")])
        },
        ["-", "-", "no entry if drunk or drugged, no entry if violent", "-", "-"],
    ),
    row(
        "Unknown people inside",
        |r| {
            r.labels_at(
                Step::Enter,
                &[
                    ("anybody there you do not know", "introduced"),
                    ("said who they are", "else no visit"),
                    ("anything you did not expect", "new concern"),
                ],
            )
        },
        ["introduced, else no visit", "-", "new concern", "-", "-"],
    ),
    row(
        "Dangerous animals",
        animals,
        [
            "another room, else cancelled, loose dog: judged",
            "another room, or outside",
            "-",
            "another room, else cancelled",
            "-",
        ],
    ),
    row(
        "New risk during visit",
        |r| {
            r.labels_at(
                Step::Enter,
                &[
                    ("risk that nobody planned for", "end at once"),
                    ("if tempers do not cool", "leave if not calm"),
                    ("is it safe to go on", "decide"),
                    ("threatened or uncomfortable", "uncomfortable: leave"),
                ],
            )
        },
        ["end at once", "leave if not calm", "decide", "-", "decide, uncomfortable: leave"],
    ),
    row(
        "Aggression",
        |r| {
            r.labels(&[
                ("aggression or a threat ended", "end the visit"),
                ("did not calm, and staff left", "leave"),
                ("fill in the reporting form", "form"),
                ("report the incident to", "report"),
                ("incident report sheet", "sheet"),
                ("felt threatened or uncomfortable, and ended", "leave"),
                ("that they log it", "log"),
            ])
        },
        ["end the visit", "leave, form", "report, sheet", "-", "leave, log"],
    ),
    row(
        "Illegal substances",
        |r| {
            r.labels(&[
                ("illegal substances, and staff left", "leave"),
                ("safeguarding lead of the illegal substances", "safeguarding"),
                ("police or to social services", "police or social services"),
                ("drink, drugs", "no entry under the influence"),
            ])
        },
        [
            "-",
            "leave, safeguarding, police or social services",
            "no entry under the influence",
            "-",
            "-",
        ],
    ),
    row(
        "Accident on premises",
        |r| r.labels_in(&[Sort::Duty], &[("put the accident", "reported and recorded")]),
        ["-", "reported and recorded", "-", "-", "-"],
    ),
    // Hunsbury Park's doorstep is where an unannounced visit ends (ruling B1.37), and no kind of visit of its own.
    row(
        "Doorstep-only visit",
        doorstep,
        ["to keep in touch or see a child safe", "-", "-", "-", "-"],
    ),
    row(
        "Infectious disease questions",
        |r| {
            r.labels_at(
                Step::Out,
                &[
                    ("asked today: is everybody", "same day"),
                    ("what are the symptoms", "symptoms"),
                    ("what illness", "illness"),
                    ("public health guidance", "guidance"),
                ],
            )
        },
        ["same day, symptoms, illness, guidance", "-", "-", "-", "-"],
    ),
    row(
        "Alternative contact",
        alternative,
        [
            "telephone before video, 12 numbered safeguards, written up",
            "-",
            "met in another way",
            "-",
            "-",
        ],
    ),
    row(
        "Immediate danger to staff",
        staff_in_danger,
        [
            "monitor, office: 999",
            "office, member of the senior leadership team: 999",
            "leave",
            "office: 999",
            "leave",
        ],
    ),
    row(
        "Immediate concern for child",
        |r| {
            let police = r
                .labels_at(Step::Plan, &[("serious danger at this moment", "police, not a visit")]);
            let kind =
                when(r.policy.kinds.iter().any(|k| k.id == "safe-and-well"), "safe and well visit");
            list([
                police,
                r.labels(&[("why nobody could be reached", "goes ahead if contact fails")]),
                kind,
            ])
        },
        ["police, not a visit", "goes ahead if contact fails", "-", "-", "safe and well visit"],
    ),
    row(
        "Latest / out-of-hours boundary",
        boundary,
        ["school hours, holidays", "out of hours", "16:00", "-", "when reception closes"],
    ),
    row(
        "Out-of-hours approval",
        out_of_hours_approval,
        ["on the assessment", "buddy", "member of the leadership team", "-", "slt or police"],
    ),
    row(
        "Home-safe message",
        |r| {
            r.policy
                .returns
                .home
                .as_ref()
                .map_or("-".to_owned(), |h| r.roles(std::slice::from_ref(&h.to)))
        },
        ["-", "-", "line manager", "-", "-"],
    ),
    row(
        "Overdue anchor",
        overdue,
        [
            "last contact + 60, expected return",
            // Both anchors, and neither with a number (ruling B1.59).
            "expected return, last finish",
            "expected return + 0",
            "last contact + 120",
            "last finish + 60",
        ],
    ),
    row(
        "Owner of first call",
        first_call,
        [
            "monitor; else office",
            "office",
            "office manager; else another member of the office staff, whoever is on call",
            "-",
            "receptionist, student support assistant",
        ],
    ),
    row(
        "Ladder step 1",
        |r| r.step(1),
        [
            "monitor: rings staff",
            "office: rings staff",
            "office manager: rings staff",
            "-",
            "receptionist, student support assistant: rings staff",
        ],
    ),
    row(
        "Ladder step 2",
        |r| r.step(2),
        [
            "principal: is told",
            "-",
            "office manager: rings the home",
            "-",
            "senior leadership team: is told",
        ],
    ),
    row(
        "Ladder step 3",
        |r| r.step(3),
        [
            "principal: decides",
            "-",
            "member of the leadership team: is told",
            "-",
            "senior leadership team: rings staff",
        ],
    ),
    row(
        "Ladder step 4",
        |r| r.step(4),
        [
            "-",
            "-",
            "member of the leadership team: decides",
            "-",
            "senior leadership team: rings next of kin",
        ],
    ),
    row(
        "Ladder step 5",
        |r| r.step(5),
        ["-", "-", "-", "-", "senior leadership team: rings the families"],
    ),
    row("Ladder step 6", |r| r.step(6), ["-", "-", "-", "-", "senior leadership team: police"]),
    row("Time between ladder steps", rung_times, SILENT),
    row(
        "Jump to SLT on any concern",
        |r| {
            let first = r.own_ladder(Clock::Concern).and_then(|l| l.rungs.first());
            when(first.is_some_and(|x| x.who.contains(&"slt".to_owned())), "yes")
        },
        ["-", "-", "yes", "-", "-"],
    ),
    row(
        "Sign-in on return",
        sign_in,
        ["expected return", "signed in", "signed in", "-", "signed in"],
    ),
    row(
        "Visit record",
        |r| {
            r.labels(&[
                ("concern is in the pupil's record", "concerns"),
                ("notes of the visit", "notes"),
                ("log of visits", "log"),
                ("what was discussed", "discussion"),
                ("what are the action points", "actions"),
                ("to cpoms", "to CPOMS"),
            ])
        },
        ["concerns", "notes, log", "discussion, actions, to CPOMS", "-", "-"],
    ),
    row(
        "Out-of-scope issues",
        |r| r.labels_in(&[Sort::Duty], &[("beyond the visit", "passed on")]),
        ["-", "-", "passed on", "-", "-"],
    ),
    row(
        "Safety cancellation reason to",
        |r| {
            let manager = r.labels_in(
                &[Sort::Duty],
                &[("threat or assault to slt or the manager", "SLT or manager")],
            );
            list([reason_to_head(r, "why it felt unsafe|why the visit was called off"), manager])
        },
        ["principal", "SLT or manager", "-", "headteacher, in writing", "-"],
    ),
    row(
        "Animal cancellation reason to",
        |r| reason_to_head(r, "animals stopped"),
        ["principal", "-", "-", "headteacher, in writing", "-"],
    ),
    row(
        "Concerns to pupil file",
        |r| {
            let file = r.labels_in(
                &[Sort::Duty],
                &[("is in the pupil's record", "yes"), ("to cpoms", "CPOMS")],
            );
            list([file, when(r.policy.caution_after_incident.is_some(), "mark for caution")])
        },
        ["yes", "-", "CPOMS", "-", "mark for caution"],
    ),
    row(
        "Child-protection concern to",
        |r| {
            r.labels(&[
                ("report the concern to the principal", "principal"),
                ("concern with a safeguarding lead now", "DSL, at once on return"),
                ("know how to report a concern", "by procedure"),
                (
                    "safeguarding lead or a deputy of the concern",
                    "DSL or a deputy, as soon as possible",
                ),
            ])
        },
        [
            "principal",
            "DSL, at once on return",
            "by procedure",
            "DSL or a deputy, as soon as possible",
            "-",
        ],
    ),
    row(
        "Incident form",
        |r| {
            let duties = [
                ("fill in the reporting form", "reporting form"),
                ("incident report sheet", "sheet"),
                ("see that they log it", "log of SLT"),
            ];
            let form = r.labels_in(&[Sort::Duty], &duties);
            let each =
                r.policy.duties.iter().any(|d| d.each.is_some() && d.does.contains("report sheet"));
            list([form, when(each, "one for each affected")])
        },
        ["-", "reporting form", "sheet, one for each affected", "-", "log of SLT"],
    ),
    row(
        "Incident told to",
        |r| {
            r.labels_in(
                &[Sort::Duty],
                &[
                    ("report the concern to the principal", "principal, concerns"),
                    ("assault to slt or the manager", "SLT or manager"),
                    ("report the incident to the line manager", "line manager"),
                    ("report it to the senior leadership team", "SLT"),
                ],
            )
        },
        ["principal, concerns", "SLT or manager", "line manager", "-", "SLT"],
    ),
    row(
        "Investigation, agencies",
        |r| {
            r.labels_in(
                &[Sort::Duty],
                &[
                    ("report it to the police", "police"),
                    ("investigate the incident", "investigated"),
                    ("notify the agencies", "agencies"),
                    ("city council", "council register"),
                ],
            )
        },
        ["-", "police", "investigated, agencies", "-", "council register"],
    ),
    row(
        "Violence at work register",
        |r| {
            let duty =
                r.policy.duties.iter().find(|d| d.does.contains("register of violence at work"));
            duty.map_or("-".to_owned(), |d| when(d.when.mentions() == ["by-whom"], "if a carer"))
        },
        ["-", "-", "-", "-", "if a carer"],
    ),
    row(
        "Caution flag for later visits",
        |r| {
            let assessed = r.labels_in(
                &[Sort::Duty],
                &[("concern on the risk assessment", "by the assessment")],
            );
            list([assessed, when(r.policy.caution_after_incident.is_some(), "yes")])
        },
        ["by the assessment", "-", "-", "-", "yes"],
    ),
    row(
        "Debrief",
        |r| {
            let duties = [
                ("offer those who went a debrief", "offered"),
                ("further training is needed", "training if needed"),
            ];
            r.labels_in(&[Sort::Duty], &duties)
        },
        ["-", "offered", "training if needed", "-", "-"],
    ),
    row(
        "Confidentiality clause",
        |r| {
            list([
                r.labels(&[
                    ("data protection law", "for recordings"),
                    ("in confidence", "yes"),
                    ("anything shared with", "sharing list"),
                ]),
                r.labels_in(&[Sort::Reference], &[("policy on confidentiality", "another policy")]),
            ])
        },
        ["for recordings", "yes, sharing list", "another policy", "-", "-"],
    ),
    row(
        "Transporting pupils",
        |r| {
            let asked = r.labels_at(Step::Plan, &[("section 21", "section 21")]);
            list([
                asked,
                r.labels_in(&[Sort::Reference], &[("private car transport", "another policy")]),
            ])
        },
        ["section 21", "-", "-", "another policy", "-"],
    ),
    row(
        "Physical intervention",
        |r| when(r.finds("only as a last resort"), "last resort"),
        ["last resort", "-", "-", "last resort", "-"],
    ),
    row(
        "Complaints/allegations route",
        |r| {
            r.labels(&[
                ("under the allegations policy|policy on allegations", "allegations"),
                ("complaints procedure", "complaints"),
            ])
        },
        ["allegations", "-", "-", "allegations, complaints", "-"],
    ),
    row(
        "Assessment filing",
        |r| r.labels_in(&[Sort::Duty], &[("file the assessment", "pupil's safeguarding record")]),
        ["pupil's safeguarding record", "-", "-", "-", "-"],
    ),
    row("Retention period", |r| yes(r, "retention|retained|destroyed after|kept for "), SILENT),
];

/// The matrix, row by row: its name and its five cells.
fn cells() -> Vec<(&'static str, Vec<&'static str>)> {
    let cells = |line: &'static str| {
        let (name, cells) = line.split_once('\t').unwrap();
        (name, cells.split('\t').collect())
    };
    MATRIX.lines().map(cells).collect()
}

#[test]
fn every_row_of_the_matrix_has_a_reader_and_every_cell_an_expectation() {
    let named: Vec<&str> = ROWS.iter().map(|r| r.name).collect();
    let wanted: Vec<&str> = cells().iter().map(|(name, _)| *name).collect();
    let missing: Vec<_> = wanted.iter().filter(|name| !named.contains(name)).collect();
    assert!(missing.is_empty(), "no reader for {missing:?}");
    assert_eq!(named, wanted, "the rows stand in the order of the matrix");
    assert!(cells().iter().all(|(_, cells)| cells.len() == POLICIES.len()));
}

#[test]
fn a_silent_cell_is_expected_to_be_silent_and_one_without_a_value_to_have_none() {
    let mut wrong = Vec::new();
    for (row, (name, cells)) in ROWS.iter().zip(cells()) {
        for ((says, cell), policy) in row.says.iter().zip(cells).zip(POLICIES) {
            let ruled = RULED.iter().any(|(n, p, _)| *n == name && *p == policy);
            let silent = cell == "-" || cell.starts_with("- (");
            let unset = cell.starts_with("unset");
            let agree = silent == (*says == "-") && unset == says.starts_with("unset");
            if agree == ruled {
                wrong.push(format!("{name}, {policy}: {cell:?} is expected to read {says:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_five_policies_say_what_the_matrix_says() {
    let mut wrong = Vec::new();
    for (column, name) in POLICIES.iter().enumerate() {
        let text = hv::policy::shipped(name).unwrap_or_else(|| panic!("{name} does not ship"));
        let policy = hv::policy::load_unadopted(text).unwrap().policy;
        let read = Read::of(&policy);
        for row in ROWS {
            let (says, wanted) = ((row.read)(&read), row.says[column]);
            if says != wanted {
                wrong.push(format!("{name}, {}: {says:?}, and not {wanted:?}", row.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells differ: {wrong:#?}", wrong.len());
}

/// A reader that found something here would find it anywhere.
#[test]
fn a_policy_that_says_nothing_reads_as_silent() {
    let text = "hv-policy = 1\n\n[policy]\nname = \"bare\"\nschool = \"Bare\"\ntitle = \"Nothing\"\nhead = \"head-of-school\"\n\n\
                [roles]\nhead-of-school = \"the head\"\n";
    let policy = hv::policy::load(text).unwrap().policy;
    let read = Read::of(&policy);
    let said: Vec<(&str, String)> =
        ROWS.iter().map(|r| (r.name, (r.read)(&read))).filter(|(_, says)| says != "-").collect();
    let plain = [
        ("Policy date / version", "undated"),
        ("Who may visit", "any staff"),
        ("Place of visit", "home"),
    ];
    assert_eq!(said, plain.map(|(name, says)| (name, says.to_owned())));
}
