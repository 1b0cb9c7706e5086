//! The policy language: what a school's written policy says, as data.
//!
//! A policy is a TOML file. [`load`] turns its text into a checked [`Policy`] or into **every** problem at
//! once, each with line, column and what would be right. A `Policy` that exists is right: no code after this
//! room asks whether a rule makes sense.
//!
//! What this room will not do: read a file, look at the clock, or know about any particular school.
//!
//! * [`facts`]: the names a condition may use, and three-valued truth (unknown is danger)
//! * `shape`, `sections`: the language as data: sections, keys, what each may hold
//! * `raw`: the TOML as typed, held against the shape
//! * `condition`: conditions as typed, held against the facts known where they stand
//! * `check`, `whole`: from typed to checked, all problems at once
//! * `remarks`: what loads and is worth a second look
//! * `risk`: the risk assessment as a policy describes it
//! * [`mod@review`]: when a policy should have been reviewed
//! * [`mod@bound`]: how long it can take until each rung of a ladder knows
//! * [`within`]: what of that is too long, and what would have to change
//! * [`mod@diff`]: what would change under another policy, in sentences
//! * [`mod@manual`]: the language as a page to read
//! * `template`: a new policy, with an example of everything in the language
//! * [`mod@schema`]: the language as a JSON Schema, for editors
//! * `scale`: points and bands held against the ratings
//! * `sense`: the rules held against one another
//! * [`mod@clauses`]: every clause of the written document, and what honours it
//! * `choose`: what is left to the school, written into the file
//! * [`mod@shipped`]: the policies compiled into the program, and hv's own defaults
//! * [`mod@describe`]: every value of a policy in words, and whose it is

#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod bound;
mod check;
mod choose;
pub mod clauses;
mod condition;
pub mod describe;
pub mod diff;
pub mod facts;
mod looks;
pub mod manual;
mod raw;
mod remarks;
pub mod review;
mod risk;
mod scale;
pub mod schema;
mod sections;
mod sense;
mod shape;
pub mod shipped;
mod template;
#[cfg(test)]
mod tests;
pub mod toml_words;
mod whole;
pub mod within;

pub use bound::bound;
pub use check::{Loaded, digest, load, load_unadopted};
pub use choose::{as_suggested, choose, open_choices};
pub use describe::{Described, Whose, describe};
pub use diff::diff;
pub use remarks::{review_problem, unheld};
pub use review::review_notice;
pub use risk::{AssessmentRules, Band, Base, Control, Field, Hazard, Matrix, Score};
pub use shape::clock_of;
pub use shipped::{SHIPPED, default_ladders, defaults, shipped};
pub use template::template;

use crate::when::{Moment, Span};
use facts::Condition;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A role as the policy names it, lower case with hyphens: `principal`, `dsl`, `family-support`.
pub type Role = String;

/// The clause ids a rule comes from, written as in the school's own document: `AET-2.5a`.
pub type Clauses = Vec<String>;

/// The clause of a rule that is the school's own and in no written policy.
pub const SCHOOLS_OWN: &str = "school";

/// How binding a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Refuses.
    Must,
    /// Warns, and asks for a written reason, which is recorded.
    Should,
}

/// Where a value comes from. A number that hv needs and the school's policy does not give is marked as hv's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The school's written policy, by clause.
    Policy(Clauses),
    /// hv's own default: the school's policy gives no value.
    Default,
}

/// A step at which gates hold and questions are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// A visit is planned or changed.
    Plan,
    /// The week list is signed.
    Sign,
    /// The risk of a visit is assessed.
    Assess,
    /// Somebody decides on an assessment.
    Decide,
    /// Staff leave school.
    Out,
    /// At the door.
    Arrive,
    /// About to go in.
    Enter,
    /// School rings those who are out, and they answer.
    Call,
    /// Out of the property.
    Leave,
    /// Back at school.
    Back,
    /// The visit is called off.
    Cancel,
    /// The visit is written up.
    Done,
    /// Something went wrong, and is reported.
    Incident,
}

/// A rule that must hold at a step: when it applies, what it demands, how strongly, and from which clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// A short name, unique in the policy: `two-on-first-visit`.
    pub id: String,
    /// The steps at which it is checked.
    pub at: Vec<Step>,
    /// When it applies. An unknown fact makes it apply.
    pub when: Condition,
    /// What must be true. An unknown fact means it is not.
    pub demand: Condition,
    /// Refuse or warn.
    pub strength: Strength,
    /// The rule in a sentence, as read to the person at the keyboard.
    pub says: String,
    /// What to do or type when it does not hold. `{family}`, `{visit}`, `{person}`, `{week}` are filled in.
    pub fix: String,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// What an answer looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerKind {
    /// Yes or no. "Not known" is never taken for either.
    YesNo,
    /// One line of text.
    Text,
    /// One of these words.
    Choice(Vec<String>),
    /// A whole number.
    Number,
    /// A day: 2026-11-24.
    Day,
    /// A day on which something was done: today, or a day before it.
    PastDay,
    /// Somebody in the staff directory, with one of these roles if any are named.
    Person(Vec<Role>),
}

/// A question asked at a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The name of its answer in records and conditions, unique in the policy: `phone-carried`.
    pub id: String,
    /// The step at which it is asked.
    pub at: Step,
    /// Asked of every visitor (`true`) or once.
    pub of_each_person: bool,
    /// Asked only when this holds; it may name answers to earlier questions.
    pub when: Condition,
    /// The question as put to the person.
    pub ask: String,
    /// What an answer looks like.
    pub kind: AnswerKind,
    /// The answer that satisfies the policy, if only one does: `yes`.
    pub needs: Option<String>,
    /// What refuses or warns when the answer is missing or is not `needs`.
    pub strength: Strength,
    /// What to do when the answer is not the one needed.
    pub fix: String,
    /// The clauses it comes from.
    pub clauses: Clauses,
    /// Help shown on demand.
    pub help: Option<String>,
    /// The alarm an answer other than `needs` raises at once: `distress` or `concern`.
    pub otherwise: Option<Clock>,
    /// What each answer counts, where the assessment is a sum of points.
    pub points: Vec<(String, i64)>,
}

/// A clock's limit: how long, and where that comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// How long.
    pub span: Span,
    /// Late only when *over* the limit (`true`), or already when it is reached (`false`).
    /// Ruling B2.3: "no longer than 20" is reached at 20; "over 10" is passed after 10.
    pub over: bool,
    /// Where the number comes from.
    pub source: Source,
}

/// A limit that holds in some circumstances. In a list of these, the first that matches wins.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitWhen {
    /// When it holds.
    pub when: Condition,
    /// The limit. `None`: here the policy gives no value, or wants no limit.
    pub limit: Option<Limit>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// A call that school owes the visitors, counted from their arrival.
#[derive(Debug, Clone, PartialEq)]
pub struct CallRule {
    /// A short name, unique in the policy.
    pub id: String,
    /// When it is owed.
    pub when: Condition,
    /// Not before this long after arrival.
    pub from: Span,
    /// Missed from this long after arrival on.
    pub by: Span,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// Set times at which school rings everybody who is out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolCallRule {
    /// Minutes since midnight, by the school's clock. Empty: the policy gives no times.
    pub times: Vec<i64>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// A rule for which the written policy gives no value, and the school has set none: said at every sign-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unset {
    /// What has no value: "the longest time without contact".
    pub what: String,
    /// The clauses of the rule.
    pub clauses: Clauses,
}

/// Contact by staff who are out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ContactRules {
    /// The longest silence, first match wins. Empty: the policy sets none.
    pub every: Vec<LimitWhen>,
    /// Contact with school before each visit is due by the appointment. `None`: not in this policy.
    pub before_visit: Option<Clauses>,
    /// So long before the appointment; zero is by the appointment.
    pub before_ahead: Span,
    /// Contact with school after each visit. `None`: not in this policy.
    pub after_visit: Option<Clauses>,
    /// Late so long after the planned finish. `None`: no clock of its own.
    pub after_within: Option<Span>,
    /// Calls that school owes after arrival.
    pub calls: Vec<CallRule>,
    /// Calls that school makes at set times.
    pub school_calls: Option<SchoolCallRule>,
    /// How staff make contact, in the policy's words: "call the school office with your whereabouts".
    pub how: String,
}

/// Waiting at the door for a parent. `None` is "not set in this policy"; zero is a number.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WaitRules {
    /// No word from the family: how long after the **appointment** to wait. First match wins.
    pub without_notice: Vec<LimitWhen>,
    /// The family said they are late: how long after the **appointment**. First match wins.
    pub with_notice: Vec<LimitWhen>,
    /// The least wait before a visit is called off as a no-show. First match wins.
    pub minimum: Vec<LimitWhen>,
    /// What to do at the limit: "put a card through the door and return to school".
    pub at_limit: String,
}

/// The nine kinds of clock. The names are those of `hv overdue --json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Code word, immediate danger: straight to the top.
    Distress,
    /// Cause for concern short of distress: its own ladder, at once.
    Concern,
    /// Nothing heard for longer than the interval, or a before- or after-visit contact did not come.
    Contact,
    /// Not back by the expected return.
    Return,
    /// Not heard from after the last visit's planned finish.
    Finish,
    /// A call that school owes the visitor.
    Call,
    /// Still at the door after the waiting limit.
    Wait,
    /// Not home safely after an out-of-hours visit.
    Home,
    /// Planned, and nobody signed out for it.
    Departure,
}

/// Something with a time by which it must have happened, other than contact and waits.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnRules {
    /// Grace after the expected return. The span is zero where the policy names no grace; `over` and
    /// `source` say how it reads and whether the rule is the policy's or hv's own.
    pub grace: Limit,
    /// Grace after the last planned finish; `None` when this policy has no such clock.
    pub finish_grace: Option<Limit>,
    /// Which of `expected`, `finish` and `home` the policy has without a number of minutes.
    pub not_set: Vec<&'static str>,
    /// Outings that end at home. `None`: not in this policy.
    pub home: Option<HomeRule>,
    /// Everybody is signed in at school, one by one. `None`: not in this policy.
    pub sign_in: Option<Clauses>,
    /// Grace after the appointment for a planned visit nobody signed out for. Always hv's own: no policy gives one.
    pub departure_grace: Limit,
}

/// When an outing ends at home, and who is told.
#[derive(Debug, Clone, PartialEq)]
pub struct HomeRule {
    /// When it ends at home.
    pub when: Condition,
    /// The role that is told.
    pub to: Role,
    /// Grace after the expected time.
    pub grace: Limit,
}

/// One step of a ladder.
#[derive(Debug, Clone, PartialEq)]
pub struct Rung {
    /// Who does it, by role; `monitor`, `office` and `everyone` are understood besides the policy's roles.
    pub who: Vec<Role>,
    /// Who does it if they are not there.
    pub deputies: Vec<Role>,
    /// What they do, as an instruction: "ring {people} on {numbers}".
    pub does: String,
    /// How long after the due time this rung is due. `None`: not set in the policy; the default time to
    /// answer a rung is added for each rung before it.
    pub after: Option<Span>,
    /// Not before this time of day, in minutes since midnight.
    pub at: Option<i64>,
    /// The outcomes it may have, when it is a decision.
    pub decision: Vec<String>,
    /// It may be passed over, with a note.
    pub optional: bool,
    /// How often to try before the next.
    pub tries: Option<i64>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// An escalation procedure: which clocks it answers, and its rungs in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// A short name, unique in the policy.
    pub id: String,
    /// The clocks it answers.
    pub clocks: Vec<Clock>,
    /// The rungs. Never empty.
    pub rungs: Vec<Rung>,
    /// Whether the policy or hv's defaults wrote it.
    pub source: Source,
}

/// The weekly list that is signed.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekListRules {
    /// The columns it shows at least: `pupil`, `address`, `parent`, `contact`, `reason`, `staff`, `time`.
    pub fields: Vec<String>,
    /// The role that signs. `None`: a list is kept but nobody signs it.
    pub signed_by: Option<Role>,
    /// Clauses of the list.
    pub clauses: Clauses,
    /// Clauses of the signature.
    pub signature_clauses: Clauses,
}

/// Something owed after the fact.
#[derive(Debug, Clone, PartialEq)]
pub struct DutyRule {
    /// A short name, unique in the policy: `tell-principal-why-unsafe`.
    pub id: String,
    /// What it follows.
    pub on: DutyTrigger,
    /// Applies when this holds over the facts of that event (for example `outcome`, `concern`).
    pub when: Condition,
    /// Who owes it, by role. `visitor` is the first of the visiting staff.
    pub owner: Role,
    /// What is owed, as an instruction.
    pub does: String,
    /// When it is due. `None`: not set in this policy; it is owed at once.
    pub within: Option<Within>,
    /// One for each of these people. `None`: one in all.
    pub each: Option<Each>,
    /// True when the policy wants it in writing (HPP-4.6b) and not only spoken (AET-4.10b).
    pub written: bool,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// When a duty is due after its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// So long after it.
    Span(Span),
    /// At the end of the so-manieth school day after it.
    SchoolDays(u32),
}

/// For whom a duty is owed one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Each {
    /// Everybody affected by an incident.
    Affected,
    /// Each of the visiting staff.
    Visitor,
}

/// What a duty follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DutyTrigger {
    /// A visit ended, in whatever way; see the fact `outcome`.
    Outcome,
    /// A signed visit was changed or dropped.
    ChangeAfterSigning,
    /// Any planned visit was changed.
    Change,
    /// Staff went out against a refusal.
    Breach,
    /// An assessment was made.
    Assess,
    /// Somebody decided on an assessment.
    Decide,
    /// Staff are held up on the way.
    Delay,
    /// Somebody is back.
    Back,
    /// An incident was reported.
    Incident,
}

/// Advice shown at a step, never in the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// Where it is shown.
    pub at: Step,
    /// When it is shown.
    pub when: Condition,
    /// The words.
    pub says: String,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// How a visit may end other than carried out, and what the policy wants then.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeRule {
    /// The word typed and recorded: `no-show`, `late-with-notice`, `unsafe`, `animals`.
    pub id: String,
    /// In a sentence.
    pub says: String,
    /// True if staff got into the home, so that it counts as a visit for first-visit rules (trap 7).
    pub got_in: bool,
    /// A card must be left (AET-4.6); the question is asked and recorded.
    pub card: bool,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// Policy review dates, all optional: they warn, and never refuse a visit (trap 46).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Review {
    /// When it was last updated, as the document says: `2022-04`.
    pub updated: Option<String>,
    /// The next review, as the document says.
    pub next: Option<String>,
    /// Months between reviews.
    pub every_months: Option<u32>,
    /// The role that keeps it up to date.
    pub owner: Option<Role>,
    /// The clauses.
    pub clauses: Clauses,
}

/// A word the policy defines: a reason, a kind of visit or of place, a topic of training, a kind of incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word typed and recorded.
    pub id: String,
    /// In words.
    pub says: String,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// A kind of caution, and after how long somebody looks whether it still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CautionKind {
    /// The word before a caution's colon; `other` for every caution of no kind named.
    pub id: String,
    /// In words.
    pub says: String,
    /// Months until it is looked at again, from 1 to 120. `None`: not set in this policy.
    pub every_months: Option<u32>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// Something staff confirm having read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The word typed and recorded: `home-visits-policy`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The version in force: a confirmation of another one no longer counts.
    pub version: Option<String>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// What the document is for and what it is read with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The words.
    pub says: String,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// What the written policy leaves to the school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// A short name; conditions may use it as a fact.
    pub id: String,
    /// What has to be chosen, and why it matters.
    pub ask: String,
    /// What can be chosen.
    pub options: Vec<String>,
    /// What the school has chosen. `None` only in a policy nobody has adopted yet.
    pub chosen: Option<String>,
    /// What hv would choose.
    pub suggest: Option<String>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// Who authorises that staff leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartureRules {
    /// Any of these roles.
    pub authorised_by: Vec<Role>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// What a sheet lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetOf {
    /// Outings of a week.
    Outings,
    /// Visits of a week.
    Visits,
    /// Staff.
    Staff,
    /// Incidents.
    Incidents,
    /// Duties still owed.
    Duties,
}

/// A list that hv prints from the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The word typed.
    pub id: String,
    /// Its title.
    pub says: String,
    /// What it lists.
    pub of: SheetOf,
    /// Its columns.
    pub columns: Vec<String>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// When an incident marks the family for caution.
#[derive(Debug, Clone, PartialEq)]
pub struct CautionRule {
    /// When.
    pub when: Condition,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// One line of the document's table of revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The version.
    pub version: String,
    /// Page and paragraph.
    pub place: Option<String>,
    /// What changed.
    pub says: String,
    /// When it was approved.
    pub approved: Option<String>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// The document as its own control block describes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentControl {
    /// The version.
    pub version: Option<String>,
    /// Whom it applies to.
    pub applies_to: Option<String>,
    /// The committee that answers for it.
    pub committee: Option<String>,
    /// When it was approved.
    pub approved: Option<String>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// What kind of clause, as the catalogue of the written policy sorts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClauseKind {
    /// A number, a time, a scale.
    Limit,
    /// Something that must hold.
    Gate,
    /// Something to be asked.
    Prompt,
    /// Something to be recorded.
    Record,
    /// A step of an escalation.
    Escalate,
    /// Somebody to be told.
    Alert,
    /// A list to be kept.
    Report,
    /// Who does something.
    Role,
    /// A review, or how long something is kept.
    Review,
    /// Advice.
    Guide,
}

/// A clause of the written policy, as the policy file lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClauseInfo {
    /// What kind.
    pub kind: ClauseKind,
    /// How binding; `None` where the document has no modal verb.
    pub strength: Option<Strength>,
}

/// Times hv needs to work at all and no school's policy gives. From `policies/defaults.toml`, marked hv's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defaults {
    /// Time for a rung to answer before the next is due.
    pub rung_time: Span,
    /// How long after the appointment a planned visit with nobody signed out is late.
    pub departure_grace: Span,
    /// A contact clock in a breach, or under a policy that cannot be read.
    pub breach_contact: Span,
    /// How long whoever takes charge of an alarm holds back rungs that were not told yet.
    pub lease: Span,
    /// How often an alarm that has run out of rungs is told again.
    pub repeat: Span,
    /// For how many days a drill proves that the ladder works.
    pub drill_proves_days: u64,
}

/// A school's policy, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The short name: `aspire`.
    pub name: String,
    /// The school or trust it belongs to.
    pub school: String,
    /// The title of the written document.
    pub title: String,
    /// The sha-256 of the text it was loaded from, 16 hex digits: terms say which policy they froze.
    pub digest: String,
    /// When it was and will be reviewed.
    pub review: Review,
    /// Roles: the word, and how it is written for people ("principal" here is "headteacher" there).
    pub roles: BTreeMap<Role, String>,
    /// The head of school's role in this policy's words.
    pub head: Role,
    /// Everything that must hold at a step, in the order written.
    pub gates: Vec<Gate>,
    /// Everything asked at a step, in the order written.
    pub questions: Vec<Question>,
    /// Contact.
    pub contact: ContactRules,
    /// Waiting at the door.
    pub wait: WaitRules,
    /// Return, finish, departure.
    pub returns: ReturnRules,
    /// Escalation. A clock without a ladder of the policy's is said aloud every time.
    pub ladders: Vec<Ladder>,
    /// The weekly list, if the policy has one.
    pub week_list: Option<WeekListRules>,
    /// Duties.
    pub duties: Vec<DutyRule>,
    /// Outcomes.
    pub outcomes: Vec<OutcomeRule>,
    /// The risk assessment, if the policy has one.
    pub assessment: Option<AssessmentRules>,
    /// Advice.
    pub advice: Vec<Advice>,
    /// Reasons for a visit. Empty: the policy fixes none.
    pub reasons: Vec<Word>,
    /// Other reasons may be given in words.
    pub reasons_open: bool,
    /// Kinds of visit.
    pub kinds: Vec<Word>,
    /// Kinds of place.
    pub places: Vec<Word>,
    /// Sites or teams.
    pub sites: Vec<Word>,
    /// What staff confirm having read.
    pub documents: Vec<Document>,
    /// Topics of training.
    pub training: Vec<Word>,
    /// Kinds of caution.
    pub cautions: Vec<CautionKind>,
    /// Every clause of the written document, where the file lists them.
    pub clauses: BTreeMap<String, ClauseInfo>,
    /// What the document is for and what it is read with.
    pub references: Vec<Reference>,
    /// What is left to the school.
    pub choices: Vec<Choice>,
    /// Who lets staff leave.
    pub departure: Option<DepartureRules>,
    /// Kinds of incident.
    pub incidents: Vec<Word>,
    /// When an incident marks the family for caution.
    pub caution_after_incident: Option<CautionRule>,
    /// Lists that hv prints.
    pub sheets: Vec<Sheet>,
    /// The document's own control block.
    pub control: DocumentControl,
    /// The document's table of revisions.
    pub revisions: Vec<Revision>,
    /// Rules without a value.
    pub unset: Vec<Unset>,
    /// hv's own numbers.
    pub defaults: Defaults,
}

/// One thing wrong with a policy file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong: "unknown key `intervall`".
    pub what: String,
    /// What would be right: "did you mean `interval`?".
    pub hint: String,
    /// A warning does not stop the policy from loading.
    pub warning: bool,
}

/// A moment that must not pass, as frozen: used by the watch and by messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The moment.
    pub due: Moment,
    /// Late only after it (`true`) or from it on (`false`).
    pub over: bool,
}

impl Deadline {
    /// Is it late at `now`? One second before `due` never; at `due` only if not `over`; one second after always.
    pub fn late(self, now: Moment) -> bool {
        if self.over { now > self.due } else { now >= self.due }
    }
}
