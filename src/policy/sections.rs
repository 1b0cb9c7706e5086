//! The sections of a policy file and their keys: the language itself, as [`shape`](super::shape) writes shapes.

use super::raw::{NONE, NOT_SET};
use super::shape::{
    ASKING_STEPS, CLAUSE_MEANS, CLOCK_WORDS, EACH_WORDS, FIX_MEANS, GATE_STEPS, HEADER_FIELDS,
    ID_MEANS, Key, Kind, LATE, LIST_FIELDS, OTHERWISE_WORDS, SHEET_COLUMNS, SHEET_WORDS, STRENGTH,
    STRENGTH_MEANS, Shape, TRIGGER_WORDS, VERSION, WHEN_MEANS, may, need,
};

const HEADING: Shape = Shape {
    name: "policy",
    means: "Whose policy it is.",
    keys: &[
        need("name", Kind::Word, "The short name: aspire."),
        need("school", Kind::Text, "The school or trust."),
        need("title", Kind::Text, "The title of the written document."),
        need("head", Kind::Word, "The role of the head of school, as [roles] calls it."),
        may("version", Kind::Text, "The version of the written document."),
        may("applies-to", Kind::Text, "Whom the document applies to."),
        may("committee", Kind::Text, "The committee that answers for it."),
        may("approved", Kind::Text, "When it was approved, as the document says: 2017-03."),
        may(
            "reasons-open",
            Kind::Flag,
            "Other reasons than those of [[reason]] may be given in words.",
        ),
        may("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const REVIEW: Shape = Shape {
    name: "review",
    means: "When the policy was and will be reviewed. A date that has passed warns and never refuses a visit.",
    keys: &[
        may("updated", Kind::Text, "When it was last updated, as the document says: 2022-04."),
        may("next", Kind::Text, "The next review, as the document says: 2025-09."),
        may("every-months", Kind::Number(1, 120), "Months between reviews."),
        may("owner", Kind::Word, "The role that keeps it up to date."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const REVISION: Shape = Shape {
    name: "revision",
    means: "One line of the document's table of revisions.",
    keys: &[
        need("version", Kind::Text, "The version."),
        may("place", Kind::Text, "Page and paragraph."),
        need("says", Kind::Text, "What changed."),
        may("approved", Kind::Text, "When it was approved."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const REFERENCE: Shape = Shape {
    name: "reference",
    means: "What the document is for and what it is read with: law, guidance, other policies. Shown by hv policy show.",
    keys: &[
        need("says", Kind::Prose, "The words shown."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const CHOICE: Shape = Shape {
    name: "choice",
    means: "What the written policy leaves to the school. The policy does not load until the school has chosen. \
            Conditions may use the choice by its id.",
    keys: &[
        need(
            "id",
            Kind::Word,
            "A short name; `higher-risk-from` decides what counts as higher risk.",
        ),
        need("ask", Kind::Text, "What has to be chosen, and why it matters."),
        need("options", Kind::Texts, "What can be chosen."),
        may("chosen", Kind::Text, "What the school has chosen."),
        may("suggest", Kind::Text, "What hv would choose; it makes no choice of its own."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const REASON: Shape = Shape {
    name: "reason",
    means: "A reason for which the policy lets a home be visited.",
    keys: WORD_KEYS,
};
const VISIT_KIND: Shape = Shape {
    name: "kind",
    means: "A kind of visit: scheduled, safe and well, early years.",
    keys: WORD_KEYS,
};
const VISIT_PLACE: Shape = Shape {
    name: "place",
    means: "A kind of place where visits are made: home, work.",
    keys: WORD_KEYS,
};
const SITE: Shape = Shape {
    name: "site",
    means: "A site or team under this policy, for rules that differ between them.",
    keys: WORD_KEYS,
};
const INCIDENT: Shape = Shape {
    name: "incident",
    means: "A kind of incident that the policy wants reported.",
    keys: WORD_KEYS,
};
const TRAINING: Shape = Shape {
    name: "training",
    means: "A topic of training. The fact trained-in-TOPIC says whether a visitor has had it.",
    keys: WORD_KEYS,
};
const WORD_KEYS: &[Key] = &[
    need("id", Kind::Word, ID_MEANS),
    need("says", Kind::Text, "In words."),
    need("clause", Kind::Clauses, CLAUSE_MEANS),
];

const DOCUMENT: Shape = Shape {
    name: "document",
    means: "Something staff confirm having read. The fact read-ID says whether a visitor has.",
    keys: &[
        need("id", Kind::Word, ID_MEANS),
        need("says", Kind::Text, "Its title."),
        may(
            "version",
            Kind::Text,
            "The version in force: a confirmation of another one no longer counts.",
        ),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const CAUTION_KIND: Shape = Shape {
    name: "caution",
    means: "A kind of caution about a family or an address, and after how long somebody looks whether it still holds. A \
            caution is of the kind whose id stands before its colon (\"dog: barks at visitors\"); `other` is every \
            caution of no kind named here. One that nobody has looked at again stands as before.",
    keys: &[
        need("id", Kind::Word, ID_MEANS),
        need("says", Kind::Text, "In words."),
        may(
            "every-months",
            Kind::Number(1, 120),
            "Looked at again after so many months. Left out: not set, and its age is shown.",
        ),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const STAFFING: Shape = Shape {
    name: "staffing",
    means: "How many members of school staff go, at planning and at sign-out.",
    keys: &[
        need("id", Kind::Word, ID_MEANS),
        may("when", Kind::Condition, WHEN_MEANS),
        need("least", Kind::Number(1, 20), "At least so many."),
        need("strength", STRENGTH, STRENGTH_MEANS),
        need("says", Kind::Text, "The rule in a sentence, as read to the person at the keyboard."),
        may("fix", Kind::Text, FIX_MEANS),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const GATE: Shape = Shape {
    name: "gate",
    means: "A rule that must hold at a step.",
    keys: &[
        need("id", Kind::Word, ID_MEANS),
        need("at", Kind::SomeOf(GATE_STEPS), "The steps at which it is checked."),
        may("when", Kind::Condition, WHEN_MEANS),
        need("demand", Kind::Condition, "What must be true. A fact that is not known is not true."),
        need("strength", STRENGTH, STRENGTH_MEANS),
        need("says", Kind::Text, "The rule in a sentence, as read to the person at the keyboard."),
        need("fix", Kind::Text, FIX_MEANS),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const QUESTION: Shape = Shape {
    name: "question",
    means: "Something asked at a step. Its answer is recorded, and conditions may use it by its id.",
    keys: &[
        need("id", Kind::Word, ID_MEANS),
        need("at", Kind::OneOf(ASKING_STEPS), "The step at which it is asked."),
        may("of", Kind::OneOf(&["each", "once"]), "Of every visitor, or once. Left out: once."),
        may("when", Kind::Condition, WHEN_MEANS),
        need("ask", Kind::Text, "The question."),
        need(
            "answer",
            Kind::Answer,
            "What an answer looks like. \"past-day\" is a day on which something was done: today at the latest.",
        ),
        may(
            "roles",
            Kind::Words,
            "For \"person\": the answer must be somebody with one of these roles.",
        ),
        may("needs", Kind::Text, "The one answer that satisfies the policy."),
        may(
            "otherwise",
            Kind::OneOf(OTHERWISE_WORDS),
            "Raises this alarm at once when the answer is not the one needed.",
        ),
        may("points", Kind::Points, "What each answer counts, where the assessment is a sum."),
        need("strength", STRENGTH, STRENGTH_MEANS),
        need("fix", Kind::Text, FIX_MEANS),
        may("help", Kind::Prose, "Help shown on demand."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

/// A limit that may be left to the school ("not set"), or ruled out ("none").
const EVERY: Shape = Shape {
    name: "contact.every",
    means: "The longest silence. The first that applies counts.",
    keys: &[
        may("when", Kind::Condition, WHEN_MEANS),
        need(
            "limit",
            Kind::SpanOr(&[NOT_SET, NONE]),
            "How long; \"not set\" where the policy gives no value; \"none\" where it wants no contact.",
        ),
        need("late", LATE, "Late when the limit is \"reached\", or only when it is \"over\"."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const WITHOUT_NOTICE: Shape = Shape {
    name: "wait.without-notice",
    means: "How long to wait, from the appointment, when the family has sent no word. The first that applies counts.",
    keys: WAIT_KEYS,
};
const WITH_NOTICE: Shape = Shape {
    name: "wait.with-notice",
    means: "How long to wait, from the appointment, when the family said it is late. The first that applies counts.",
    keys: WAIT_KEYS,
};
const MINIMUM: Shape = Shape {
    name: "wait.minimum",
    means: "The least wait, from the appointment, before a visit is called off as a no-show.",
    keys: WAIT_KEYS,
};
const WAIT_KEYS: &[Key] = &[
    may("when", Kind::Condition, WHEN_MEANS),
    need(
        "limit",
        Kind::SpanOr(&[NOT_SET]),
        "How long; \"not set\" where the policy gives no value. Zero is a value.",
    ),
    need("late", LATE, "Over when the limit is \"reached\", or only when it is \"over\"."),
    need("clause", Kind::Clauses, CLAUSE_MEANS),
];

const SIGN_IN: Shape = Shape {
    name: "return.sign-in",
    means: "Everybody is signed in at school, one by one.",
    keys: &[need("clause", Kind::Clauses, CLAUSE_MEANS)],
};

const EXTRA: Shape = Shape {
    name: "assessment.extra",
    means: "Further hazards and controls may be added on the spot.",
    keys: &[need("clause", Kind::Clauses, CLAUSE_MEANS)],
};

const BEFORE_VISIT: Shape = Shape {
    name: "contact.before-visit",
    means: "Contact with school before each visit, by the appointment.",
    keys: &[
        may("ahead", Kind::Span, "So long before the appointment. Left out: by the appointment."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const AFTER_VISIT: Shape = Shape {
    name: "contact.after-visit",
    means: "Contact with school after each visit, on leaving the property.",
    keys: &[
        may(
            "within",
            Kind::Span,
            "Late so long after the planned finish. Left out: no clock of its own.",
        ),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const CALL: Shape = Shape {
    name: "contact.call",
    means: "A call that school owes the visitors, counted from their arrival.",
    keys: &[
        need("id", Kind::Word, ID_MEANS),
        may("when", Kind::Condition, "When it is owed; answers given at the door count as well."),
        need("from", Kind::Span, "Not before this long after they arrived."),
        need("by", Kind::Span, "Missed from this long after they arrived on."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const SCHOOL_CALLS: Shape = Shape {
    name: "contact.school-calls",
    means: "Set times at which school rings everybody who is out.",
    keys: &[
        need("times", Kind::ClockTimes, "The times; \"not set\" where the policy gives none."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const CONTACT: Shape = Shape {
    name: "contact",
    means: "Contact between school and those who are out.",
    keys: &[
        need("how", Kind::Text, "How contact is made, in words."),
        may("before-visit", Kind::One(&BEFORE_VISIT), "Before each visit."),
        may("after-visit", Kind::One(&AFTER_VISIT), "After each visit."),
        may("every", Kind::Many(&EVERY), "The longest silence."),
        may("call", Kind::Many(&CALL), "Calls owed after arrival."),
        may("school-calls", Kind::One(&SCHOOL_CALLS), "Calls at set times."),
    ],
};

const WAIT: Shape = Shape {
    name: "wait",
    means: "Waiting at the door for a parent or carer, from the appointment.",
    keys: &[
        need("at-limit", Kind::Text, "What to do when the wait is over."),
        may("without-notice", Kind::Many(&WITHOUT_NOTICE), "The family has sent no word."),
        may("with-notice", Kind::Many(&WITH_NOTICE), "The family said that it is late."),
        may(
            "minimum",
            Kind::Many(&MINIMUM),
            "The least wait before a visit is called off as a no-show.",
        ),
    ],
};

const EXPECTED: Shape = Shape {
    name: "return.expected",
    means: "The expected return, and the grace after it.",
    keys: GRACE_KEYS,
};
const FINISH: Shape = Shape {
    name: "return.finish",
    means: "The planned finish of the last visit, and the grace after it without word from the staff.",
    keys: GRACE_KEYS,
};
const GRACE_KEYS: &[Key] = &[
    need(
        "grace",
        Kind::SpanOr(&[NOT_SET]),
        "How long; \"not set\" where the policy gives no minutes.",
    ),
    need("late", LATE, "Late when it is \"reached\", or only when it is \"over\"."),
    need("clause", Kind::Clauses, CLAUSE_MEANS),
];

const HOME: Shape = Shape {
    name: "return.home",
    means: "Outings that end at home: each visitor tells that they are home safely.",
    keys: &[
        may("when", Kind::Condition, WHEN_MEANS),
        need("to", Kind::Word, "The role that is told."),
        need(
            "grace",
            Kind::SpanOr(&[NOT_SET]),
            "How long after the expected time; \"not set\" where the policy gives none.",
        ),
        need("late", LATE, "Late when it is \"reached\", or only when it is \"over\"."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const RETURN: Shape = Shape {
    name: "return",
    means: "How an outing ends.",
    keys: &[
        may("expected", Kind::One(&EXPECTED), "The expected return."),
        may("finish", Kind::One(&FINISH), "The planned finish of the last visit."),
        may("home", Kind::One(&HOME), "Safe at home."),
        may("sign-in", Kind::One(&SIGN_IN), "Everybody is signed in at school, one by one."),
    ],
};

const DEPARTURE: Shape = Shape {
    name: "departure",
    means: "Who authorises that staff leave, on the day, as the fact authorised-by-senior looks at it.",
    keys: &[
        need("authorised-by", Kind::Words, "Any of these roles; never somebody who goes along."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const RUNG: Shape = Shape {
    name: "ladder.rung",
    means: "One step of a ladder.",
    keys: &[
        need("who", Kind::Words, "The roles that act, all of them."),
        may("deputies", Kind::Words, "Roles that act with or for them."),
        need(
            "does",
            Kind::Text,
            "What they do. {people}, {numbers}, {home}, {families}, {kin}, {car} and {place} are filled in.",
        ),
        need(
            "after",
            Kind::SpanOr(&[NOT_SET]),
            "How long after the due time; \"not set\" where the policy gives no time: then hv's own time to answer.",
        ),
        may("at", Kind::ClockTime, "Not before this time of day, where the policy names one."),
        may("decision", Kind::Words, "The outcomes of a step that is a decision."),
        may("optional", Kind::Flag, "The step may be passed over, with a note."),
        may("tries", Kind::Number(1, 20), "How often to try before the next step."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const LADDER: Shape = Shape {
    name: "ladder",
    means: "An escalation procedure: who does what when something is late.",
    keys: &[
        need("id", Kind::Word, ID_MEANS),
        need("clocks", Kind::SomeOf(CLOCK_WORDS), "The clocks it answers."),
        need("rung", Kind::Many(&RUNG), "Its steps, in order."),
    ],
};

const WEEK_LIST: Shape = Shape {
    name: "week-list",
    means: "The weekly list of visits.",
    keys: &[
        need("fields", Kind::SomeOf(LIST_FIELDS), "The columns it shows at least."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
        may("signature", Kind::One(&SIGNATURE), "Who signs it."),
    ],
};

const SIGNATURE: Shape = Shape {
    name: "week-list.signature",
    means: "The signature over the list.",
    keys: &[
        need("by", Kind::Word, "The role that signs."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const SHEET: Shape = Shape {
    name: "sheet",
    means: "A list that hv prints from the records: hv sheet ID.",
    keys: &[
        need("id", Kind::Word, ID_MEANS),
        need("says", Kind::Text, "Its title."),
        need("of", Kind::OneOf(SHEET_WORDS), "What it lists."),
        need("columns", Kind::SomeOf(SHEET_COLUMNS), "Its columns."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const DUTY: Shape = Shape {
    name: "duty",
    means: "Something owed after an event. It stays open until a named person says how it was done.",
    keys: &[
        need(
            "id",
            Kind::Word,
            "A short name. The fact owed-ID says whether a family's visits still owe it.",
        ),
        need("on", Kind::OneOf(TRIGGER_WORDS), "What it follows."),
        may("when", Kind::Condition, WHEN_MEANS),
        need("owner", Kind::Word, "The role that owes it; `visitor` for the visiting staff."),
        need("does", Kind::Text, "What is owed, as an instruction."),
        may(
            "within",
            Kind::Within,
            "When it is due; \"2 school-days\" counts school days. Left out: at once.",
        ),
        may("each", Kind::OneOf(EACH_WORDS), "One for each person affected, or for each visitor."),
        may("written", Kind::Flag, "In writing."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const OUTCOME: Shape = Shape {
    name: "outcome",
    means: "How a visit may end, other than carried out.",
    keys: &[
        need("id", Kind::Word, ID_MEANS),
        need("says", Kind::Text, "In a sentence."),
        need("got-in", Kind::Flag, "Staff got into the home, so that it uses up a first visit."),
        may("card", Kind::Flag, "Whether a card was left is asked and recorded."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const CAUTION: Shape = Shape {
    name: "incidents.caution",
    means: "After an incident the family is marked for caution, which every later visit shows.",
    keys: &[may("when", Kind::Condition, WHEN_MEANS), need("clause", Kind::Clauses, CLAUSE_MEANS)],
};

const INCIDENTS: Shape = Shape {
    name: "incidents",
    means: "What follows from every incident.",
    keys: &[may("caution", Kind::One(&CAUTION), "Marks the family for caution.")],
};

const MATRIX: Shape = Shape {
    name: "assessment.matrix",
    means: "Impact by likelihood, looked up in a grid.",
    keys: &[
        need("impact", Kind::Texts, "Impact words, worst first: the order is the policy's."),
        need("likelihood", Kind::Texts, "Likelihood words, most likely first."),
        need("grid", Kind::Grid, "A row for each impact, a rating for each likelihood."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const SCORE_BAND: Shape = Shape {
    name: "assessment.score.band",
    means: "From how many points on a rating holds.",
    keys: &[
        need("from", Kind::Number(-1000, 1000), "From this many points on."),
        need("rating", Kind::Text, "The rating."),
    ],
};

const SCORE: Shape = Shape {
    name: "assessment.score",
    means: "Points: impact times likelihood for each hazard, or the sum of the questions' points.",
    keys: &[
        need("how", Kind::OneOf(&["product", "sum"]), "How points are counted."),
        may("impact", Kind::Points, "For a product: the points of each impact word."),
        may("likelihood", Kind::Points, "For a product: the points of each likelihood word."),
        need(
            "band",
            Kind::Many(&SCORE_BAND),
            "From how many points on each rating holds, lowest first.",
        ),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const BAND: Shape = Shape {
    name: "assessment.band",
    means: "What a rating means, and what the form then asks for.",
    keys: &[
        need("rating", Kind::Text, "The rating."),
        need("says", Kind::Text, "What it means."),
        may(
            "needs",
            Kind::OneOf(&["further-action", "review-note"]),
            "What must be written beside it.",
        ),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const HEADER: Shape = Shape {
    name: "assessment.header",
    means: "A field at the head of the form; what the records know is filled in from them.",
    keys: &[
        need("field", Kind::OneOf(HEADER_FIELDS), "The field."),
        may("says", Kind::Text, "What is filled in to begin with."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const COLUMN: Shape = Shape {
    name: "assessment.column",
    means: "A column of the hazard table.",
    keys: &[
        need(
            "field",
            Kind::OneOf(&[
                "hazard",
                "people-at-risk",
                "before",
                "controls",
                "in-place",
                "by-whom",
                "deadline",
                "after",
                "rating",
                "further-action",
            ]),
            "The column. `rating` is one rating beside the controls; `before` and `after` are two.",
        ),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const BASE: Shape = Shape {
    name: "assessment.base",
    means: "A school-wide assessment that visits may point at: hv assess --base ID.",
    keys: &[
        need("id", Kind::Word, ID_MEANS),
        need("says", Kind::Text, "What it covers."),
        may("stands-for-family", Kind::Flag, "A visit under it needs no assessment of the family."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const CONTROL: Shape = Shape {
    name: "assessment.hazard.control",
    means: "A control listed under a hazard.",
    keys: &[need("text", Kind::Text, "The control."), need("clause", Kind::Clauses, CLAUSE_MEANS)],
};

const HAZARD: Shape = Shape {
    name: "assessment.hazard",
    means: "A hazard on the form.",
    keys: &[
        need("id", Kind::Word, ID_MEANS),
        need("name", Kind::Text, "The hazard."),
        may("when", Kind::Condition, WHEN_MEANS),
        may("controls", Kind::Many(&CONTROL), "The controls the form lists."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

const ASSESSMENT: Shape = Shape {
    name: "assessment",
    means: "The risk assessment. A policy without one has none, and hv makes none up.",
    keys: &[
        may("ratings", Kind::Texts, "From lowest to highest. Left out: nothing is rated."),
        may(
            "higher-risk-from",
            Kind::Text,
            "From which rating a visit is higher risk; better a [[choice]].",
        ),
        may("assessors", Kind::Words, "Roles that must all be among those who conduct it."),
        may("authorised-by", Kind::Words, "Any of these roles decides. Left out: nobody has to."),
        may(
            "review-after-each-visit",
            Kind::Flag,
            "A review is needed after each visit, before the next.",
        ),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
        may("matrix", Kind::One(&MATRIX), "Rated by a grid."),
        may("score", Kind::One(&SCORE), "Rated by points."),
        may("band", Kind::Many(&BAND), "What each rating means."),
        may("header", Kind::Many(&HEADER), "The fields at the head of the form."),
        may("column", Kind::Many(&COLUMN), "The columns of the hazard table."),
        may("extra", Kind::One(&EXTRA), "Further hazards and controls may be added on the spot."),
        may("base", Kind::Many(&BASE), "School-wide assessments."),
        may("hazard", Kind::Many(&HAZARD), "The hazards the form lists."),
    ],
};

const ADVICE: Shape = Shape {
    name: "advice",
    means: "Words shown at a step, never in the way.",
    keys: &[
        need("at", Kind::OneOf(ASKING_STEPS), "The step."),
        may("when", Kind::Condition, WHEN_MEANS),
        need("says", Kind::Text, "The words."),
        need("clause", Kind::Clauses, CLAUSE_MEANS),
    ],
};

/// A school's policy.
pub(super) const POLICY: Shape = Shape {
    name: "",
    means: "A school's home-visit policy.",
    keys: &[
        need("hv-policy", Kind::Number(VERSION, VERSION), "The version of the language: 1."),
        need("policy", Kind::One(&HEADING), "Whose policy it is."),
        need("roles", Kind::Names, "The roles, each with how it is written for people."),
        may(
            "clauses",
            Kind::ClauseKinds,
            "Every clause of the written document, with its kind and strength.",
        ),
        may("review", Kind::One(&REVIEW), "When it was and will be reviewed."),
        may("revision", Kind::Many(&REVISION), "The document's table of revisions."),
        may("reference", Kind::Many(&REFERENCE), "What the document is for and read with."),
        may("choice", Kind::Many(&CHOICE), "What is left to the school."),
        may("reason", Kind::Many(&REASON), "Reasons for a visit."),
        may("kind", Kind::Many(&VISIT_KIND), "Kinds of visit."),
        may("place", Kind::Many(&VISIT_PLACE), "Kinds of place."),
        may("site", Kind::Many(&SITE), "Sites or teams."),
        may("document", Kind::Many(&DOCUMENT), "What staff confirm having read."),
        may("training", Kind::Many(&TRAINING), "Topics of training."),
        may(
            "caution",
            Kind::Many(&CAUTION_KIND),
            "Kinds of caution, and when they are looked at again.",
        ),
        may("staffing", Kind::Many(&STAFFING), "How many go."),
        may("gate", Kind::Many(&GATE), "Rules that must hold."),
        may("question", Kind::Many(&QUESTION), "What is asked."),
        may("departure", Kind::One(&DEPARTURE), "Who lets staff leave."),
        may("contact", Kind::One(&CONTACT), "Contact."),
        may("wait", Kind::One(&WAIT), "Waiting at the door."),
        may("return", Kind::One(&RETURN), "How an outing ends."),
        may("ladder", Kind::Many(&LADDER), "What happens when something is late."),
        may("week-list", Kind::One(&WEEK_LIST), "The weekly list."),
        may("sheet", Kind::Many(&SHEET), "Lists that hv prints."),
        may("duty", Kind::Many(&DUTY), "What is owed afterwards."),
        may("outcome", Kind::Many(&OUTCOME), "How a visit may end."),
        may("incident", Kind::Many(&INCIDENT), "Kinds of incident."),
        may("incidents", Kind::One(&INCIDENTS), "What follows from every incident."),
        may("assessment", Kind::One(&ASSESSMENT), "The risk assessment."),
        may("advice", Kind::Many(&ADVICE), "What is shown."),
    ],
};

const NUMBERS: Shape = Shape {
    name: "defaults",
    means: "Times that hv needs and no policy gives.",
    keys: &[
        need("rung-time", Kind::Span, "Time for a person to answer."),
        need("departure-grace", Kind::Span, "After the appointment, when nobody signed out."),
        need("breach-contact", Kind::Span, "The longest silence in a breach."),
        need("lease", Kind::Span, "How long taking charge holds back the next rung."),
        need("repeat", Kind::Span, "How often an alarm out of rungs is told again."),
        need("drill-proves-days", Kind::Number(1, 366), "How long a drill proves the ladder."),
        need(
            "return-grace",
            Kind::Span,
            "Grace after the expected return where the policy has none.",
        ),
    ],
};

/// hv's own defaults: the one file whose rules may stand without a clause.
pub(super) const DEFAULTS: Shape = Shape {
    name: "",
    means: "hv's own defaults.",
    keys: &[
        need("hv-policy", Kind::Number(VERSION, VERSION), "The version of the language."),
        need("defaults", Kind::One(&NUMBERS), "Times."),
        need("gate", Kind::Many(&GATE), "Rules."),
        need("ladder", Kind::Many(&LADDER), "Ladders."),
        need("duty", Kind::Many(&DUTY), "Duties."),
        need("outcome", Kind::Many(&OUTCOME), "Outcomes."),
    ],
};
