//! What was answered on an outing so far, as far as it still holds for what happens next.

use super::events::{Answers, OutingEvent};
use super::outing::Outing;
use crate::policy::{Policy, Step};

/// Every answer on record for an outing, later ones in place of earlier ones. What was answered at the door of another
/// visit says nothing about this one. Those to the questions of `but` are left out: they are asked anew.
pub fn so_far(outing: &Outing, visit: Option<&str>, policy: &Policy, but: Option<Step>) -> Answers {
    let mut all = Answers::new();
    for entry in &outing.entries {
        all.extend(of_event(&entry.body, visit));
    }
    let anew = |key: &String| {
        let id = key.rsplit('.').next().unwrap_or(key);
        policy.questions.iter().any(|q| q.id == id && Some(q.at) == but)
    };
    all.retain(|key, _| !anew(key));
    all
}

fn of_event(event: &OutingEvent, visit: Option<&str>) -> Answers {
    let here = |at: &str| visit.is_none_or(|wanted| wanted == at);
    match event {
        OutingEvent::SignOut { people, answers, .. } => {
            let mut all = answers.clone();
            for person in people {
                let own = person.answers.iter();
                all.extend(own.map(|(k, v)| (format!("{}.{k}", person.id), v.clone())));
            }
            all
        }
        OutingEvent::Contact { answers, .. } => answers.clone(),
        OutingEvent::Arrive { visit, answers, .. } | OutingEvent::Enter { visit, answers, .. }
            if here(visit) =>
        {
            answers.clone()
        }
        OutingEvent::AddStop { stop, answers, .. } if here(&stop.visit) => answers.clone(),
        OutingEvent::Told { visit, answers, .. } if visit.as_deref().is_none_or(here) => {
            answers.clone()
        }
        OutingEvent::Arrive { .. }
        | OutingEvent::Enter { .. }
        | OutingEvent::AddStop { .. }
        | OutingEvent::Told { .. }
        | OutingEvent::NoAnswer { .. }
        | OutingEvent::Late { .. }
        | OutingEvent::Leave { .. }
        | OutingEvent::CalledOff { .. }
        | OutingEvent::Extend { .. }
        | OutingEvent::Delay { .. }
        | OutingEvent::Back { .. }
        | OutingEvent::Home { .. }
        | OutingEvent::Concern { .. }
        | OutingEvent::Distress { .. }
        | OutingEvent::Resolve { .. }
        | OutingEvent::DutyDone { .. }
        | OutingEvent::Alarm(_)
        | OutingEvent::Undo { .. }
        | OutingEvent::TakenBack { .. }
        | OutingEvent::Judge(_) => Answers::new(),
    }
}
