//! `hv distress`: somebody is in danger. Short to type, never refused over a name, and no message takes it back.
//!
//! It is what `hv checkin --distress` records; the note is what was said in other words, never the code word.

use super::Ending;
use super::checkin;
use super::desk::Desk;
use crate::cli::{AnswerFlags, Checkin, Distress};

pub(super) fn run(args: Distress, desk: &mut Desk<'_>) -> Ending {
    let Distress { who, note, whereabouts } = args;
    let typed = Checkin {
        who,
        whereabouts,
        note,
        school_rang: false,
        text: false,
        in_person: false,
        no_answer: false,
        concern: None,
        nobody_rang: false,
        distress: true,
        answers: AnswerFlags::default(),
    };
    checkin::run(typed, desk)
}
