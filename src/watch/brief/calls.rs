//! Emergency or not, what has been heard and tried, and what the policy says about the code word.

use super::known::Looked;
use super::{Line, Page, Subject, not_known, or_not, says};
use crate::domain::outing::{Abroad, Outing};
use crate::error::Damage;
use crate::policy::{Clock, Question};
use crate::watch::told::Teller;
use crate::watch::{self, Late};
use std::collections::BTreeSet;

impl Page<'_> {
    /// Which number to ring, and what hv knows that makes it an emergency.
    pub(super) fn emergency(self) -> Vec<Line> {
        let mut lines = match self.subject {
            Subject::Outing(outing) => self.urgency(outing),
            Subject::Lost { why, .. } => vec![says(
                "Ring 999 now",
                format!(
                    "unless you reach them at once: the record of who is out cannot be read ({why})"
                ),
            )],
            Subject::Planned { start, .. } => vec![says(
                "Ring them first",
                format!(
                    "nobody signed out for {}; ring 999 if they are not found and may have gone",
                    self.time(*start)
                ),
            )],
        };
        lines
            .extend(self.on_record.elsewhere.iter().map(|late| says("Late as well", late.clone())));
        lines.push(says(
            "999",
            "ring it if somebody may be in danger, or said so, or nobody can find them. Ring 101 only if you are \
             sure that nobody is in danger",
        ));
        lines
    }

    fn urgency(self, outing: &Outing) -> Vec<Line> {
        let late = watch::late(outing, self.on_record.now);
        let serious = |l: &&Late| matches!(l.running.clock, Clock::Distress | Clock::Concern);
        let names = |l: &Late| {
            let names: Vec<&str> = l.running.people.iter().map(|p| p.name.as_str()).collect();
            crate::domain::names::list(&names)
        };
        let mut lines: Vec<Line> = Vec::new();
        for one in late.iter().filter(serious) {
            lines.push(self.danger(outing, one, &names(one)));
        }
        if late.iter().any(|l| l.rung.exhausted) {
            lines.push(says(
                "Ring 999 now",
                "everybody on the ladder has had their time, and nobody has reached them",
            ));
        }
        if outing.damage.iter().any(Damage::seems_distress) {
            let why = "a line of the record that cannot be read seems to report DISTRESS";
            lines.push(says("Ring 999 now", why));
        }
        if !outing.sign_out_sound {
            lines.push(says("Ring 999 now", "unless you reach them at once: the sign-out is damaged, so nobody knows when they are due"));
        }
        if lines.is_empty() && late.is_empty() {
            let what = if !self.on_record.elsewhere.is_empty() {
                "nothing is late on this outing, and something else about them is; ring 999 if you fear for them"
            } else if outing.open() {
                "nothing is late by what is recorded; ring 999 all the same if you fear for them"
            } else {
                "everybody is recorded as back; ring only if you know better"
            };
            lines.push(says("By the record", what));
        } else if lines.is_empty() {
            lines.push(says("Late", "ring 999 if there is any reason to fear for them; ask the police for a welfare check"));
        }
        lines
    }

    /// Who is in danger or what is feared for them, in plain words, with all that was said of it.
    fn danger(self, outing: &Outing, one: &Late, who: &str) -> Line {
        let since = self.ago(one.running.deadline.due);
        let ids = |p: &&Abroad| one.running.people.iter().any(|r| r.id == p.id);
        let people = outing.people.iter().filter(ids);
        let distress = one.running.clock == Clock::Distress;
        let said: BTreeSet<&str> = if distress {
            people.filter_map(|p| p.distress.as_ref()?.1.as_deref()).collect()
        } else {
            people.flat_map(|p| &p.concerns).filter_map(|c| c.said.as_deref()).collect()
        };
        let what = match (distress, one.running.people.len()) {
            (true, 1) => format!("{who} is in danger"),
            (true, _) => format!("{who} are in danger"),
            (false, _) => format!("Cause for concern about {who}"),
        };
        let said: Vec<&str> = said.into_iter().collect();
        let said = if said.is_empty() { String::new() } else { format!(": {}", said.join("; ")) };
        says("Ring 999 now", format!("{what}{said}; since {since}"))
    }

    /// Every event of the outing, newest last, by whom it was typed; lines in doubt are called so.
    pub(super) fn tried(self) -> Vec<Line> {
        let Some(outing) = self.subject.outing() else {
            return vec![not_known(
                "Calls",
                "there is no record of this outing that can be read; say what you tried",
            )];
        };
        let today = self.on_record.zone.day_of(self.on_record.now);
        let teller = Teller { outing, zone: self.on_record.zone, today };
        let sure = outing.entries.iter().map(|e| (e, true));
        let mut all: Vec<_> = sure.chain(outing.doubtful.iter().map(|e| (e, false))).collect();
        all.sort_by_key(|(e, _)| (e.at, e.typed, e.id.clone()));
        let line = |(entry, sure): &(&crate::domain::entry::Entry<_>, bool)| {
            let words = format!("{} (typed by {})", teller.words(entry), entry.by);
            let at = self.time(entry.at);
            if *sure {
                says(at, words)
            } else {
                not_known(at, format!("a line in doubt says: {words}"))
            }
        };
        let mut lines: Vec<Line> = all.iter().map(line).collect();
        for damage in outing.damage.iter().filter(|d| d.may_hide_somebody) {
            lines.push(not_known("More calls", format!("a line cannot be read: {}", damage.what)));
        }
        lines
    }

    /// Whether a code word was agreed and who knows it. Never the word: hv does not have it.
    pub(super) fn code_word(self) -> Vec<Line> {
        let about = "Code word";
        let policy = match &self.on_record.policy {
            Looked::Found(policy) => policy,
            Looked::Absent | Looked::Unread(_) => {
                let why = self.on_record.policy.why_not("there is no policy file");
                return vec![not_known(
                    about,
                    format!("{why}; ask the monitor whether one was agreed"),
                )];
            }
        };
        let asks = |q: &&Question| {
            q.id.contains("code-word") || q.ask.to_lowercase().contains("code word")
        };
        let Some(question) = policy.questions.iter().find(asks) else {
            return vec![says(
                about,
                "the policy asks for none; ask the monitor whether one was agreed all the same",
            )];
        };
        let Some(outing) = self.subject.outing() else {
            return vec![not_known(
                about,
                "the policy asks for one; whether it was agreed is not on record",
            )];
        };
        let answer = outing.answers.get(&question.id).map(|a| match a {
            crate::policy::facts::Value::Text(_) => "answered".to_owned(),
            crate::policy::facts::Value::Bool(_) | crate::policy::facts::Value::Number(_) => {
                a.to_string()
            }
        });
        let knows =
            outing.monitor.as_ref().map_or("nobody is named as the monitor".to_owned(), |m| {
                format!("{} knows it, if anybody does", m.name)
            });
        vec![
            or_not("A code word was agreed", answer, "nobody answered that at sign-out"),
            says(
                "The word",
                format!("not held by hv, and not to be said where others hear; {knows}"),
            ),
        ]
    }
}
