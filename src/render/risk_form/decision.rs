//! What the form comes to: the overall rating, the decision with its signature, who read it, what happened since, and
//! the foot that says how far a signature can be relied on.

use super::hazards::points_words;
use super::{Form, Kept, aside, field, loud, room, tick, tick_of, words};
use crate::domain::assessment::{Decision, Rated, higher_risk, rated};
use crate::domain::entry::Entry;
use crate::domain::events::{AssessmentEvent, Duty};
use crate::domain::freeze;
use crate::domain::signed::Given;
use crate::policy::{AssessmentRules, Clauses};
use crate::render::count;
use crate::render::paper::{Block, Column, Field, Group, Part, Piece, Table, Words};
use crate::render::words::cited;

/// The parts after the table.
pub(super) fn parts(form: &Form<'_>) -> Vec<Part> {
    let mut all = vec![overall(form), decision(form), reading(form), after_visits(form)];
    if let Some(kept) = form.kept() {
        all.push(on_record(form, kept));
        all.push(owed(form, kept));
    }
    all
}

// Overall

fn overall(form: &Form<'_>) -> Part {
    let rules = form.rules();
    let fields = match form.kept() {
        Some(kept) => overall_kept(form, kept),
        None => rules.map(overall_empty).unwrap_or_default(),
    };
    let blocks = if fields.is_empty() { Vec::new() } else { vec![Block::Fields(fields)] };
    super::titled("Overall risk", &Clauses::new(), blocks)
}

fn overall_empty(rules: &AssessmentRules) -> Vec<Field> {
    let none = Clauses::new();
    let boxes = || tick_of("", &rules.ratings);
    let beside = rules.columns.iter().any(|c| c.field == "rating");
    match rated(rules) {
        Rated::Not => Vec::new(),
        Rated::Sum(score) => vec![
            field("Points in all", &none, vec![room(1)]),
            field("Overall", &score.clauses, vec![boxes()]),
            field("What the rating needs beside it", &none, vec![room(2)]),
        ],
        Rated::Grid(_) | Rated::Direct | Rated::Product(_) => {
            let how = if beside {
                "the worst of the hazards above"
            } else {
                "after the controls above; never milder than the worst hazard after its controls"
            };
            vec![field("Overall", &none, vec![boxes(), aside(how)])]
        }
    }
}

/// The overall rating as recorded, and how it came about.
fn overall_kept(form: &Form<'_>, kept: Kept<'_>) -> Vec<Field> {
    let assessed = &kept.assessment.assessed;
    let none = Clauses::new();
    let mut holds = Vec::new();
    let unrated = form.rules().is_some_and(|rules| rated(rules) == Rated::Not);
    match &assessed.overall {
        Some(rating) => holds.push(loud(rating)),
        None if unrated && assessed.points.is_none() => {
            return vec![field(
                "Overall",
                &none,
                vec![words("nothing is rated under this policy")],
            )];
        }
        None => holds.push(loud("NOT RATED. A risk that is not known counts as higher.")),
    }
    let of_hazards = assessed.hazards.iter().any(|h| h.rating.is_some());
    holds.push(aside(match assessed.points {
        Some(points) => format!("{} in all", points_words(points)),
        None if !assessed.counted.is_empty() => {
            "an answer was not known, so the sum of points is not known".to_owned()
        }
        None if of_hazards => "the worst of the hazards above".to_owned(),
        None => "as judged for the whole, after the controls above".to_owned(),
    }));
    let rating = assessed.overall.as_deref();
    let higher = form.rules().zip(rating).and_then(|(rules, rating)| higher_risk(rules, rating));
    if higher == Some(true) {
        holds.push(loud("Counts as HIGHER RISK under this policy"));
    }
    let mut fields = vec![field("Overall", &none, holds)];
    let beside =
        [("Further action", &assessed.further_action), ("Looked at again", &assessed.review_note)];
    for (name, written) in beside {
        fields.extend(written.as_ref().map(|text| field(name, &none, vec![words(text)])));
    }
    fields
}

// The decision

fn decision(form: &Form<'_>) -> Part {
    let rules = form.rules();
    let clauses = rules.map(|r| r.clauses.clone()).unwrap_or_default();
    let nobody = rules.is_some_and(|r| r.authorised_by.is_empty());
    let mut blocks = Vec::new();
    if let (Some(policy), Some(rules), false) = (form.policy, rules, nobody) {
        let who = freeze::names_of(&rules.authorised_by, "or", policy);
        blocks.push(Block::Says(format!("May be decided by: {who}.").into()));
    }
    let decided = form.kept().and_then(|kept| kept.assessment.decision.as_ref());
    if nobody && decided.is_none() {
        blocks.push(Block::Says("Under this policy nobody has to decide on it.".into()));
    } else {
        blocks.push(Block::Fields(match (form.kept(), decided) {
            (Some(_), Some(decision)) => decided_fields(form, decision),
            (Some(_), None) => undecided(),
            (None, _) => open_decision(),
        }));
    }
    let signed = |fields: &[&str]| {
        let header = rules.map(|r| r.header.as_slice()).unwrap_or_default();
        let found = header.iter().filter(|f| fields.contains(&f.field.as_str()));
        found.flat_map(|f| f.clauses.clone()).collect::<Clauses>()
    };
    let who = if nobody { "Made by: signature" } else { "Decided by: signature" };
    blocks.push(Block::Boxes(vec![
        field(who, &signed(&["approved-by"]), vec![Piece::Room(Words::default(), 0)]),
        field("Name and role", &Clauses::new(), vec![Piece::Room(Words::default(), 0)]),
        field("Date", &signed(&["approved-on"]), vec![Piece::Room(Words::default(), 0)]),
    ]));
    super::titled("Decision", &clauses, blocks)
}

fn open_decision() -> Vec<Field> {
    let none = Clauses::new();
    vec![
        field("May the visit go ahead?", &none, vec![tick("", &["yes", "no"])]),
        field("Reason, for yes as for no", &none, vec![room(2)]),
        field("Further actions", &none, vec![room(2)]),
    ]
}

/// On a filled-in form there is room as well: it is printed to be decided on.
fn undecided() -> Vec<Field> {
    let mut fields = open_decision();
    fields.insert(0, Field { holds: vec![loud("NOT DECIDED")], ..Field::said("On record", "") });
    fields
}

fn decided_fields(form: &Form<'_>, decision: &Decision) -> Vec<Field> {
    let none = Clauses::new();
    let word = if decision.proceed { "YES, it may go ahead" } else { "NO, it may not go ahead" };
    let mut go_ahead = vec![loud(word)];
    let holds = form.kept().is_some_and(|kept| kept.assessment.authorised());
    if decision.proceed && !holds {
        go_ahead
            .push(loud("BUT THIS IS NO PERMISSION: the record is in doubt, a review voided it, or it is not what was decided on"));
    }
    let news = |kept: Kept<'_>| kept.assessment.risks.iter().any(|risk| !risk.decided_on);
    if decision.proceed && form.kept().is_some_and(news) {
        go_ahead
            .push(loud("BUT A RISK WAS NOTED THAT THIS WAS NOT DECIDED ON: see the first page"));
    }
    if decision.proceed && !form.stale.is_empty() {
        go_ahead.push(loud("BUT IT MAY NO LONGER HOLD: see the first page"));
    }
    let by = format!(
        "{}, {}, on {}",
        form.person(&decision.decided_by),
        form.role(&decision.role),
        form.at(decision.at)
    );
    let mut fields = vec![
        field("May the visit go ahead?", &none, go_ahead),
        field("Reason", &none, vec![words(&decision.reason)]),
        field("Decided by", &none, vec![words(by)]),
    ];
    for action in &decision.actions {
        fields.push(field("Further action", &none, vec![words(action)]));
    }
    for unmet in &decision.unmet {
        let text = format!("{} {}{}", unmet.says, unmet.reason, cited(&unmet.clauses));
        fields.push(field(
            "Decided although",
            &none,
            vec![loud("A WARNING WAS ACCEPTED"), words(text)],
        ));
    }
    fields
}

// Read, and reviewed

/// Those who go confirm that they have read it, where the policy looks at that.
fn reading(form: &Form<'_>) -> Part {
    let wanted = form.policy.is_some_and(|policy| policy.looks_at("read-this-assessment"));
    let read = form.kept().map(|kept| kept.assessment.read_by.as_slice()).unwrap_or_default();
    let mut groups: Vec<Group> = Vec::new();
    let mut blocks = Vec::new();
    let row = |name: Piece, state: Piece| {
        Group::row([vec![name], vec![state], vec![room(1)], vec![room(1)]])
    };
    for id in unique(read) {
        groups.push(row(words(form.person(id)), words("has read it, as typed into hv")));
    }
    let crew = form.made().map(|made| made.crew.as_slice()).unwrap_or_default();
    for id in crew.iter().filter(|id| !read.contains(id)) {
        groups.push(row(words(form.person(id)), loud("NOT CONFIRMED")));
    }
    if wanted && form.kept().is_none() {
        groups.extend((0..3).map(|_| row(room(1), words(""))));
    }
    let column = Column::plain;
    if wanted || !read.is_empty() {
        if groups.is_empty() {
            blocks.push(Block::Says("Nobody has confirmed having read it.".into()));
        } else {
            blocks.push(Block::Table(Table {
                caption: "Whoever goes has read it".into(),
                columns: vec![
                    column("Name", 4),
                    column("On record", 3),
                    column("Signature", 4),
                    column("Date", 2),
                ],
                groups,
            }));
        }
    }
    super::titled("Read by those who go", &Clauses::new(), blocks)
}

fn unique(all: &[String]) -> Vec<&String> {
    let mut found: Vec<&String> = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// Room for the reviews that the policy wants after each visit.
fn after_visits(form: &Form<'_>) -> Part {
    let wanted = form.rules().is_some_and(|rules| rules.review_after_each_visit);
    let mut blocks = Vec::new();
    if wanted {
        let column = Column::plain;
        let line = || vec![room(1)];
        let row = || Group::row([line(), line(), vec![tick("", &["yes", "no"])], line(), line()]);
        blocks.push(Block::Says(
            "After each visit and before the next. \"No change\" is enough.".into(),
        ));
        blocks.push(Block::Table(Table {
            caption: "Reviews".into(),
            columns: vec![
                column("Visit on", 2),
                column("What the review found", 5),
                column("Still stands?", 2),
                column("Next review", 2),
                column("Signed, and when", 3),
            ],
            groups: (0..3).map(|_| row()).collect(),
        }));
    }
    super::titled("Reviews after visits", &Clauses::new(), blocks)
}

// What is on record

/// Every line about it, in the order of the record.
fn on_record(form: &Form<'_>, kept: Kept<'_>) -> Part {
    let about = kept.about();
    let rows = about.iter().map(|entry| {
        let mut when = vec![words(form.at(entry.at))];
        if entry.typed != entry.at {
            when.push(aside(format!("typed {}", form.at(entry.typed))));
        }
        when.extend(entry.clock_given.then(|| aside("with --now: a replay or a drill")));
        Group::row([when, vec![words(form.person(&entry.by))], vec![words(did(form, entry))]])
    });
    let column = Column::plain;
    let mut blocks = vec![Block::Table(Table {
        caption: "Every line of the record that is about this assessment".into(),
        columns: vec![column("When", 3), column("Typed by", 3), column("What", 9)],
        groups: rows.collect(),
    })];
    let others = kept.record.entries.len() - about.len();
    if others > 0 {
        let text = format!(
            "{} more in this record, about the assessment that this one replaced: nothing in them was said about this one.",
            count(others, "line")
        );
        blocks.push(Block::Says(text.into()));
    }
    super::titled("What is on record", &Clauses::new(), blocks)
}

fn did(form: &Form<'_>, entry: &Entry<AssessmentEvent>) -> String {
    match &entry.body {
        AssessmentEvent::Assess(made) => {
            format!("assessed by {}", form.people(&made.conducted_by))
        }
        AssessmentEvent::Decide { proceed, reason, decided_by, role, .. } => format!(
            "decided {} by {}, {}: {reason}",
            if *proceed { "YES" } else { "NO" },
            form.person(decided_by),
            form.role(role)
        ),
        AssessmentEvent::Risk { what, source } => {
            let source = source.as_deref().unwrap_or("no source given");
            format!("NEW RISK: {what} ({source})")
        }
        AssessmentEvent::Control { hazard, control, by_whom } => {
            let by = by_whom.as_ref().map(|who| format!(", by {}", form.person(who)));
            format!("in place now: {hazard}: {control}{}", by.unwrap_or_default())
        }
        AssessmentEvent::Review { found, stands, next_review, reviewed_by } => {
            let stands = if *stands { "still stands" } else { "NO LONGER STANDS" };
            let next = next_review.map(|day| format!("; next review {}", day.words()));
            let by = reviewed_by.as_ref().map(|who| format!(" by {}", form.person(who)));
            let (by, next) = (by.unwrap_or_default(), next.unwrap_or_default());
            format!("reviewed{by}: {found}; {stands}{next}")
        }
        AssessmentEvent::Read { who } => format!("read by {}", form.person(who)),
        AssessmentEvent::DutyDone { rule, how, .. } => format!("done: {rule}: {how}"),
        AssessmentEvent::Judge(judgement) => format!(
            "a doubtful line, {}, was {}: {}",
            judgement.line,
            if judgement.accept { "accepted" } else { "rejected" },
            judgement.why
        ),
    }
}

fn owed(form: &Form<'_>, kept: Kept<'_>) -> Part {
    let owed = kept.assessment.owed.iter();
    let fields: Vec<Field> = owed.map(|o| owed_field(form, &o.duty)).collect();
    let blocks = if fields.is_empty() { Vec::new() } else { vec![Block::Fields(fields)] };
    super::titled("Still owed", &Clauses::new(), blocks)
}

fn owed_field(form: &Form<'_>, duty: &Duty) -> Field {
    let due = duty.due.map_or_else(|| "at once".to_owned(), |at| form.at(at));
    let how = if duty.written { ", in writing" } else { "" };
    let text = format!("{}{how}; due {due}", duty.does);
    field(&duty.owner, &duty.clauses, vec![words(text)])
}

// The foot

/// Everything by which the paper and the record can be matched.
pub(super) fn foot(form: &Form<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    if let Some(kept) = form.kept() {
        fields.push(Field::said("Record", format!("{}, in {}", kept.assessment.name(), kept.path)));
        fields.push(Field::said("sha-256 of that file", kept.sha256));
        fields.push(Field::said("In short", short(kept)));
        fields.push(Field::said("Made under policy", kept.assessment.assessed.policy.as_str()));
    } else if let Some(policy) = form.policy {
        fields.push(Field::said("Policy", policy.digest.as_str()));
    }
    fields.push(Field::said("Printed", form.at(form.printed)));
    if form.replay && form.kept().is_some() {
        let later =
            "what was typed later than this is in the file and its hash, and not on this page";
        fields.push(Field::said("Printed with --now", later));
    }
    fields.push(Field::said("Signature", state(form)));
    fields.extend(since(form).map(|since| Field::said("Since the decision", since)));
    fields
}

/// The same in a few lines, for the foot of every sheet.
pub(super) fn running(form: &Form<'_>) -> Vec<Words> {
    let printed = form.at(form.printed);
    let mut lines: Vec<Words> = match (form.kept(), form.policy) {
        (Some(kept), _) => vec![
            format!("Record {}; sha-256 {}", kept.assessment.name(), kept.sha256).into(),
            format!(
                "In short {}; policy {}; printed {printed}",
                short(kept),
                kept.assessment.assessed.policy
            )
            .into(),
        ],
        (None, Some(policy)) => {
            vec![format!("Policy {}; printed {printed}", policy.digest).into()]
        }
        (None, None) => vec![format!("Printed {printed}").into()],
    };
    let since = since(form).map(|s| format!(" Since then: {s}.")).unwrap_or_default();
    lines.push(format!("{}.{since}", state(form)).into());
    lines
}

/// As other digests are shown: its first 16 digits.
fn short(kept: Kept<'_>) -> &str {
    kept.sha256.get(..16).unwrap_or(kept.sha256)
}

/// How far anybody can go by it, in words.
fn state(form: &Form<'_>) -> String {
    let Some(kept) = form.kept() else {
        return "an empty form, and no record: nothing on it is decided".to_owned();
    };
    let doubt = if kept.assessment.sound { "" } else { "IN DOUBT, see the first page; " };
    let nobody = form.rules().is_some_and(|rules| rules.authorised_by.is_empty());
    let said = match &kept.assessment.decision {
        None if nobody => "not decided; under this policy nobody has to decide on it".to_owned(),
        None => format!("not decided{}", replaced(kept)),
        Some(decision) => {
            let typed_by = entry_of(kept, decision).map(|e| form.person(&e.by));
            let rests = match entry_of(kept, decision).and_then(given) {
                Some(Given::Key { .. }) => "signed with a key: hv verify says whether it holds",
                Some(Given::Paper { .. }) => "signed on paper, which is kept elsewhere",
                None => "it rests on a name typed, not on a signature",
            };
            format!(
                "decided {} by {} ({}) on {}, as typed into hv by {}: {rests}",
                if decision.proceed { "YES" } else { "NO" },
                form.person(&decision.decided_by),
                form.role(&decision.role),
                form.at(decision.at),
                typed_by.unwrap_or_else(|| "somebody".to_owned())
            )
        }
    };
    let void = kept.assessment.review.as_ref().is_some_and(|(_, stands, _)| !stands);
    let void = if void { "VOIDED by a review; " } else { "" };
    format!("{doubt}{void}{said}")
}

fn given(entry: &Entry<AssessmentEvent>) -> Option<&Given> {
    if let AssessmentEvent::Decide { given, .. } = &entry.body { given.as_ref() } else { None }
}

/// A decision in the same record, on the assessment before this one.
fn replaced(kept: Kept<'_>) -> &'static str {
    let decides = |e: &&Entry<AssessmentEvent>| matches!(e.body, AssessmentEvent::Decide { .. });
    if kept.record.entries.iter().any(|e| decides(&e)) {
        "; the decision that is in the same record was on the assessment before this one, and does not hold for it"
    } else {
        ""
    }
}

/// The line that the decision in force was written by.
fn entry_of<'a>(kept: Kept<'a>, decision: &Decision) -> Option<&'a Entry<AssessmentEvent>> {
    let is = |e: &&Entry<AssessmentEvent>| match &e.body {
        AssessmentEvent::Decide { proceed, decided_by, reason, .. } => {
            e.at == decision.at
                && *proceed == decision.proceed
                && *decided_by == decision.decided_by
                && *reason == decision.reason
        }
        AssessmentEvent::Assess(_)
        | AssessmentEvent::Review { .. }
        | AssessmentEvent::Risk { .. }
        | AssessmentEvent::Control { .. }
        | AssessmentEvent::Read { .. }
        | AssessmentEvent::DutyDone { .. }
        | AssessmentEvent::Judge(_) => false,
    };
    kept.about().into_iter().rfind(is)
}

/// What was added to the record after the decision in force.
fn since(form: &Form<'_>) -> Option<String> {
    let kept = form.kept()?;
    let decided = entry_of(kept, kept.assessment.decision.as_ref()?)?;
    let about = kept.about();
    let place = about.iter().position(|e| e.id == decided.id)?;
    // The newest first: where the line is cut, what is lost is the oldest.
    let later = about.iter().skip(place + 1).rev();
    let said: Vec<String> = later.map(|e| format!("{} {}", form.at(e.at), did(form, e))).collect();
    Some(if said.is_empty() { "nothing was added".to_owned() } else { said.join("; ") })
}
