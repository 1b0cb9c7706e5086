//! What can happen, as it is written. One type for each kind of evidence; a variant is a line's `did`.

use super::alarm::AlarmLine;
use super::directory::Phone;
use super::drill::Drill;
use super::signed::Given;
use crate::policy::facts::{Facts, Value};
use crate::policy::{Clauses, Clock, Limit, Source, Step, Strength};
use crate::when::{Moment, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use super::assessed::{Assessed, AssessedControl, AssessedHazard, AssessmentEvent};

/// Answers to the policy's questions, by question id.
pub type Answers = BTreeMap<String, Value>;

/// A rule that did not hold and did not stop the step: a warning with the written reason, or a breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Unmet {
    /// The rule's id in the policy.
    pub rule: String,
    /// Its strength.
    pub strength: Strength,
    /// The rule in words.
    pub says: String,
    /// The clauses.
    pub clauses: Clauses,
    /// The written reason, for a `should`; empty in a breach that gives one reason for all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// Somebody who can be rung.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Contactable {
    /// The person's id; free text if they are not in the directory.
    pub id: String,
    /// The name.
    pub name: String,
    /// The number. Absent: none on record, and said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The e-mail address. Absent: none on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// One of the visiting staff, as they leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Traveller {
    /// The person's id; free text, made id-like, if they are not in the directory.
    pub id: String,
    /// The name.
    pub name: String,
    /// The number carried. Absent: none on record, and said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The car, in words, if they drive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub car: Option<String>,
    /// Their emergency contact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kin: Vec<Phone>,
    /// Their next of kin, who may be somebody else (trap 30).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_of_kin: Option<Phone>,
    /// Their answers to the questions asked of each person.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: Answers,
}

/// A visit as the outing covers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Stop {
    /// The visit: `ahmed/2026-11-24-1a`; empty in a breach without one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub visit: String,
    /// Where, in words.
    pub place: String,
    /// The appointment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Moment>,
    /// The planned finish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<Moment>,
    /// True if staff stay on the doorstep.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doorstep: bool,
    /// No word from the family: the limit that holds for this visit. Absent: not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_without_notice: Option<Limit>,
    /// The family said they are late: the limit that holds for this visit. Absent: not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_with_notice: Option<Limit>,
    /// How to reach the family, for a rung that asks when staff were last seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub family: Vec<Phone>,
    /// Calls that school owes the visitors here, counted from their arrival.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<OwedCall>,
    /// Calls that hang on an answer which is given only at the door, or on going in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may_owe: Vec<OwedCall>,
    /// The least wait before the visit is called off as a no-show. Absent: not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_minimum: Option<Limit>,
}

/// A call that school owes the visitors, counted from their arrival at the door (trap 19).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OwedCall {
    /// The rule's id in the policy.
    pub rule: String,
    /// Not before this long after arrival.
    pub from: Span,
    /// Missed from this long after arrival on.
    pub by: Span,
    /// The clauses.
    pub clauses: Clauses,
    /// Questions without whose answers a call does not count: the agreed message (ruling B2.9).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
}

/// Moments at which school rings those who are out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SchoolCalls {
    /// When, on the day of the outing.
    pub at: Vec<Moment>,
    /// The clauses.
    pub clauses: Clauses,
    /// Questions without whose answers a call does not count: the agreed message (ruling B2.9).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
}

/// An outing that ends at home: safe home, told by each person (trap 22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HomeSafe {
    /// Grace after the expected return.
    pub grace: Limit,
    /// Who is told, in the policy's words.
    pub to: String,
}

/// One rung with the people who had the role at sign-out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FrozenRung {
    /// The role, in the policy's words.
    pub role: String,
    /// Who has it, first those who hold it, then deputies. Empty: nobody; the rung is skipped at once, and says so.
    pub people: Vec<Arc<Contactable>>,
    /// What they do.
    pub does: String,
    /// Offset from the due time.
    pub after: Span,
    /// True when the offset is hv's own because the policy gives none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default_time: bool,
    /// The choices, when the rung is a decision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decision: Vec<String>,
    /// Not before this time of day, in minutes since midnight by the clock on the wall of the day it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
    /// It may be passed over, with a note.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// How often to try before the next rung.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries: Option<i64>,
    /// The clauses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Clauses,
}

/// A ladder with its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FrozenLadder {
    /// Its name in the policy.
    pub id: String,
    /// The clocks it answers.
    pub clocks: Vec<Clock>,
    /// The rungs.
    pub rungs: Vec<FrozenRung>,
    /// Whose ladder it is. hv's own stands in where the policy has none, and says so.
    pub source: Source,
}

/// The watch over an outing, as frozen at sign-out. Editing the policy never changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Terms {
    /// The policy's name, or "no readable policy".
    pub policy: String,
    /// The digest of the policy's text.
    pub digest: String,
    /// The longest silence. Absent: not set in this policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Limit>,
    /// How staff make contact, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact_how: String,
    /// Contact is due by each appointment, by these clauses. Empty: not in this policy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before_visit: Clauses,
    /// So long before each appointment; zero is by the appointment.
    #[serde(default, skip_serializing_if = "Span::is_zero")]
    pub before_ahead: Span,
    /// Contact is due after each visit, by these clauses. Empty: not in this policy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_visit: Clauses,
    /// Late so long after each planned finish. Absent: no clock of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_within: Option<Span>,
    /// Grace after the expected return.
    #[serde(rename = "return")]
    pub return_grace: Limit,
    /// Grace after the last planned finish. Absent: this policy has no such clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<Limit>,
    /// School rings at these moments. Absent: not in this policy, or no times are set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_calls: Option<SchoolCalls>,
    /// Questions of a call by school whose wrong answer is an alarm: until they are answered nobody knows that all is
    /// well, and the call is no contact (ruling B2.9).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub call_needs: Vec<String>,
    /// The outing ends at home, person by person. Absent: it ends at school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<HomeSafe>,
    /// What to do at the door when the wait is over.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at_wait_limit: String,
    /// The ladders.
    pub ladders: Arc<[FrozenLadder]>,
    /// Time for a rung to answer: after the last rung's, the alarm goes to everyone. hv's own number.
    pub rung_time: Span,
    /// How long whoever takes charge holds back rungs that were not told yet. hv's own number.
    #[serde(default = "own_lease")]
    pub lease: Span,
    /// How often an alarm that has run out of rungs is told again to everyone. hv's own number.
    #[serde(default = "own_repeat")]
    pub repeat: Span,
    /// Every role-holder, for an alarm that has run out of rungs.
    pub everyone: Vec<Arc<Contactable>>,
}

fn own_lease() -> Span {
    crate::policy::defaults().lease
}

fn own_repeat() -> Span {
    crate::policy::defaults().repeat
}

/// How contact was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// They rang school.
    TheyCalled,
    /// School rang, and they answered.
    SchoolCalled,
    /// A text both ways.
    Text,
    /// Face to face.
    InPerson,
}

/// Everything that happens to an outing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "did",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    deny_unknown_fields
)]
pub enum OutingEvent {
    /// Staff left. The first line of every outing.
    SignOut {
        /// Who left.
        people: Vec<Traveller>,
        /// Who watches. Absent: nobody was named, and it is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        monitor: Option<Contactable>,
        /// Who accepted to watch by hand, where no machine was known to. Absent: a machine watches, or it is a replay.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        watched_by_hand: Option<Contactable>,
        /// Who takes an alarm when the office is shut.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_call: Option<Contactable>,
        /// The visits covered, in the order planned.
        stops: Vec<Stop>,
        /// The expected return.
        back: Moment,
        /// The watch.
        terms: Arc<Terms>,
        /// Answers to the questions asked once.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        answers: Answers,
        /// Warnings with their reasons; in a breach, all that was broken.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unmet: Vec<Unmet>,
        /// Why staff went against a refusal. A breach on record, never a permission.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        breach: Option<String>,
        /// The duties that follow: telling the head of a breach.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        duties: Vec<Duty>,
        /// Nobody left: a ladder is walked for practice. Absent: somebody is out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drill: Option<Drill>,
    },
    /// Two-way contact.
    Contact {
        /// Who was heard from.
        who: Vec<String>,
        /// How.
        how: Means,
        /// Where they are, as said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        whereabouts: Option<String>,
        /// Anything else.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// Answers to the questions asked on a call.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        answers: Answers,
    },
    /// A call that nobody answered. Recorded, and not contact.
    NoAnswer {
        /// Who was rung.
        who: Vec<String>,
    },
    /// At the door. Counts as contact, and as the contact before the visit.
    Arrive {
        /// Who.
        who: Vec<String>,
        /// Which visit.
        visit: String,
        /// No parent or carer was there to open: staff wait, or leave.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        nobody_in: bool,
        /// Answers to the questions asked at the door.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        answers: Answers,
        /// Calls that school now owes them, because of what was answered.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        calls: Vec<OwedCall>,
    },
    /// The family said they are late.
    Late {
        /// Which visit.
        visit: String,
        /// When they now expect to be there.
        expected: Moment,
        /// Who told whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told: Option<String>,
    },
    /// Going in. Counts as contact.
    Enter {
        /// Who.
        who: Vec<String>,
        /// Which visit.
        visit: String,
        /// Answers to the questions asked before entry.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        answers: Answers,
        /// Warnings with their reasons: who judged a loose dog harmless, and why.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unmet: Vec<Unmet>,
        /// Calls that school now owes them, because of what was answered.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        calls: Vec<OwedCall>,
    },
    /// Out of the property. Counts as contact, and as the contact after the visit.
    Leave {
        /// Who.
        who: Vec<String>,
        /// Which visit.
        visit: String,
    },
    /// The visit was called off while out; what came of it stands in the visit's own record.
    CalledOff {
        /// Who rang in.
        who: Vec<String>,
        /// Which visit.
        visit: String,
        /// The event in the visit's record.
        outcome: String,
    },
    /// A visit added by telephone.
    AddStop {
        /// The visit.
        stop: Stop,
        /// Who asked.
        who: Vec<String>,
        /// Answers to the questions asked once.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        answers: Answers,
        /// Warnings with their reasons.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unmet: Vec<Unmet>,
        /// With this visit the outing ends at home, person by person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        home: Option<HomeSafe>,
    },
    /// A later, or an earlier, expected return, with the reason.
    Extend {
        /// Who rang in.
        who: Vec<String>,
        /// The new expected return.
        back: Moment,
        /// Why.
        why: String,
    },
    /// Held up on the way: a breakdown, traffic. A new arrival moves the appointment it is about, and nothing else.
    Delay {
        /// Who rang in.
        who: Vec<String>,
        /// The visit they are on the way to; empty on the way back.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        visit: String,
        /// When they now expect to arrive. Absent: not known, and no clock moves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        arrives: Option<Moment>,
        /// Why.
        why: String,
        /// The duties that follow: telling the family.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        duties: Vec<Duty>,
    },
    /// Back at school, one by one.
    Back {
        /// Who is back.
        who: Vec<String>,
    },
    /// Safe at home, where that is where the outing ends.
    Home {
        /// Who.
        who: Vec<String>,
        /// How they said so: by telephone, by text.
        how: String,
    },
    /// Answers given after something was recorded, which never waits for them.
    Told {
        /// Who.
        who: Vec<String>,
        /// At which step they were asked.
        step: Step,
        /// The visit, when they are about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        visit: Option<String>,
        /// The answers.
        answers: Answers,
        /// The duties that follow.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        duties: Vec<Duty>,
        /// Calls that school now owes them, because of what was answered.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        calls: Vec<OwedCall>,
    },
    /// Cause for concern, short of distress: the ladder for concern is climbed at once.
    Concern {
        /// Who.
        who: Vec<String>,
        /// What was said or seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// Where they are, as said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        whereabouts: Option<String>,
        /// Told by somebody else: nobody who is out was heard from, and it is no contact.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        nobody_rang: bool,
    },
    /// Danger. Goes straight to the top, and no message takes it back.
    Distress {
        /// Who.
        who: Vec<String>,
        /// What was said or seen. Never the code word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// Where they are, as said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        whereabouts: Option<String>,
    },
    /// An alarm closed by somebody who knows.
    Resolve {
        /// Who is safe.
        who: Vec<String>,
        /// Who confirmed it.
        confirmed_by: String,
        /// How: seen, or spoken to.
        how: String,
        /// The second person, for a distress.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        second: Option<String>,
    },
    /// A duty was done.
    DutyDone {
        /// The event that the duty came from.
        event: String,
        /// The duty's rule.
        rule: String,
        /// How, when, with whom.
        how: String,
    },
    /// A line of the log of alarms: who was told, took charge, or what came of a rung.
    Alarm(AlarmLine),
    /// A person has looked at a doubtful line.
    Judge(Judgement),
    /// Typed by mistake: another event of this record does not count. It stays in the record, and is shown.
    Undo {
        /// The event, by its id.
        event: String,
        /// Why.
        why: String,
        /// Of a sign-out: who says that nobody left. Without it a sign-out stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        says: Option<String>,
    },
    /// An event that was taken back, as the fold shows it. In no file: there both lines stand.
    #[serde(skip_deserializing)]
    TakenBack {
        /// What was typed.
        was: Box<OutingEvent>,
    },
}

/// What somebody decided about a doubtful line after looking at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Judgement {
    /// The line, by its sha-256.
    pub line: String,
    /// Accepted as it stands, or rejected.
    pub accept: bool,
    /// Why.
    pub why: String,
}

/// What is planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Plan {
    /// The family.
    pub family: String,
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The pupils it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pupils: Vec<String>,
    /// The appointment, or when staff mean to call.
    pub start: Moment,
    /// How long it should take.
    pub lasts: Span,
    /// Who goes, by id.
    pub staff: Vec<String>,
    /// Why the visit is made, and why not in school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// No appointment was made with the family.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unannounced: bool,
    /// Staff stay on the doorstep.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doorstep: bool,
    /// The agency that asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// What kind of visit, in the policy's words: `scheduled`, `early-years`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What kind of place, in the policy's words: `home`, `work`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Which of the policy's sites or teams makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The school-wide assessment that covers it, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The family's confirmation: when, by whom, how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<String>,
    /// The family was told that these people come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told_who: Vec<String>,
    /// Answers to the policy's questions at planning.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: Answers,
}

/// How a visit ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Outcome {
    /// `done`, or one of the policy's outcomes: `no-show`, `late-with-notice`, `unsafe`.
    pub outcome: String,
    /// Staff entered the home.
    pub got_in: bool,
    /// The child was seen. Absent: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child_seen: Option<bool>,
    /// Who was present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present: Option<String>,
    /// A concern was raised; the narrative belongs in the safeguarding system, this is its reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concern: Option<String>,
    /// Actions agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions: Option<String>,
    /// The reason, when it was called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// A card was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_left: Option<bool>,
    /// Answers to the policy's questions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: Answers,
    /// Warnings with their reasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<Unmet>,
    /// The facts the policy's duties were worked out from.
    #[serde(default)]
    pub facts: Facts,
    /// The duties that follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Duty>,
}

impl Outcome {
    /// That it ended so, and nothing else of it: nobody asked, or nobody knows.
    pub fn of(outcome: &str, got_in: bool) -> Outcome {
        Outcome {
            outcome: outcome.to_owned(),
            got_in,
            child_seen: None,
            present: None,
            concern: None,
            actions: None,
            why: None,
            card_left: None,
            answers: Answers::new(),
            unmet: Vec::new(),
            facts: Facts::new(),
            duties: Vec::new(),
        }
    }
}

/// What went wrong on a visit. What happened is told in the school's own system; this holds what follows from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Incident {
    /// One of the policy's kinds: `verbal-abuse`, `accident`.
    pub kind: String,
    /// Everybody affected: staff by id, others as written.
    pub affected: Vec<String>,
    /// By whom: `carer`, `pupil`, `other`, `nobody`.
    pub by_whom: String,
    /// Where the account of it is kept: a reference, never the narrative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Answers to the policy's questions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: Answers,
    /// Warnings with their reasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<Unmet>,
    /// The facts the duties were worked out from.
    #[serde(default)]
    pub facts: Facts,
    /// The duties that follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Duty>,
}

/// Something owed after the fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Duty {
    /// The rule's id.
    pub rule: String,
    /// Who owes it, by role, in the policy's words.
    pub owner: String,
    /// What.
    pub does: String,
    /// When it is due. Absent: the policy gives no time; it is owed at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Moment>,
    /// In writing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub written: bool,
    /// The clauses.
    pub clauses: Clauses,
}

/// Everything that happens to a visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "did",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    deny_unknown_fields
)]
pub enum VisitEvent {
    /// Planned. The first line of every visit.
    Plan {
        /// What is planned.
        plan: Box<Plan>,
        /// Warnings with their reasons.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unmet: Vec<Unmet>,
    },
    /// Changed, whole: what is planned now.
    Change {
        /// What is planned now.
        plan: Box<Plan>,
        /// Why.
        why: String,
        /// Warnings with their reasons.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unmet: Vec<Unmet>,
        /// The duties that follow: a notice to the head.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        duties: Vec<Duty>,
    },
    /// Taken off the plan before anybody left.
    Drop {
        /// Why.
        why: String,
        /// The duties that follow.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        duties: Vec<Duty>,
    },
    /// A sign-out was refused. The attempt, and nothing else, is on record.
    Refused {
        /// Who wanted to go.
        people: Vec<String>,
        /// The rules that refused.
        unmet: Vec<Unmet>,
    },
    /// How it ended.
    Outcome(Box<Outcome>),
    /// Something went wrong on it: violence, abuse, an accident, an allegation.
    Incident(Box<Incident>),
    /// A duty was done.
    DutyDone {
        /// The event that the duty came from.
        event: String,
        /// The duty's rule.
        rule: String,
        /// How, when, with whom.
        how: String,
    },
    /// A line of the log of alarms, about nobody having left for it.
    Alarm(AlarmLine),
    /// A person has looked at a doubtful line.
    Judge(Judgement),
    /// Called off by mistake: how it ended, in another event of this record, does not count. Both stay.
    Undo {
        /// The event, by its id.
        event: String,
        /// Why.
        why: String,
    },
}

/// Everything that happens to a week list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "did",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    deny_unknown_fields
)]
pub enum WeekEvent {
    /// A visit is on the list. What is planned stands in the visit's own record.
    List {
        /// `ahmed/2026-11-24-1a`.
        visit: String,
    },
    /// Signed: exactly these entries, as they stood.
    Sign {
        /// Who signed, by id; the line's `by` may be the clerk who typed it.
        signed_by: String,
        /// In which role, in the policy's words.
        role: String,
        /// The entries.
        entries: Vec<SignedEntry>,
        /// True if the list had been signed before: an addendum.
        addendum: bool,
        /// On paper or with a key. Absent: a name was typed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        given: Option<Given>,
    },
    /// A person has looked at a doubtful line.
    Judge(Judgement),
}

/// An entry as it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SignedEntry {
    /// The visit.
    pub visit: String,
    /// The digest of what the list showed for it.
    pub digest: String,
    /// The newest events of the visit then: what came after is what changed since.
    pub after: Vec<String>,
}
