//! A real terminal: asked, answered wrongly, asked again; interrupted, and gone on with.
//!
//! What is typed is buffered until it is flushed, and is sent only after the last words of the question are on the
//! screen. Nothing here sleeps: each wait ends with the words waited for, or fails after the limit.

use crate::harness::Place;
use crate::school::{Aspire, OUTING, Park, answers, ready, school};
use rexpect::session::{PtySession, spawn_command};

/// The longest wait for words that should be there at once; reached only when the test fails.
const LIMIT: Option<u64> = Some(20_000);

pub(crate) fn at_terminal(place: &Place, line: &str) -> PtySession {
    let mut program = place.program();
    program.args(crate::harness::words(line));
    program.args(["--now", &place.now().rfc3339()]).env("TERM", "xterm").env("NO_COLOR", "1");
    // A terminal of its own in place of the closed standard input.
    let mut at_terminal = std::process::Command::new(program.get_program());
    at_terminal
        .args(program.get_args())
        .env_clear()
        .current_dir(program.get_current_dir().unwrap());
    at_terminal.envs(program.get_envs().filter_map(|(key, value)| Some((key, value?))));
    spawn_command(at_terminal, LIMIT).unwrap()
}

/// Waits for the question, then types the answer.
#[track_caller]
pub(crate) fn asked(session: &mut PtySession, question: &str, answer: &str) {
    session.exp_string(question).unwrap_or_else(|e| panic!("not asked {question:?}: {e}"));
    session.send_line(answer).unwrap();
    session.flush().unwrap();
}

#[track_caller]
pub(crate) fn ends(session: &mut PtySession, code: i32) -> String {
    let rest = session.exp_eof().unwrap();
    let status = session.process().wait().unwrap();
    let status = format!("{status:?}");
    assert!(
        status.starts_with("Exited(") && status.ends_with(&format!(", {code})")),
        "{status} {rest}"
    );
    rest
}

#[test]
fn signing_out_asks_what_no_flag_gave_and_asks_again_after_a_wrong_answer() {
    let place = ready(Park);
    let mut session = at_terminal(&place, "out kay lou");
    asked(&mut session, "Who watches, on site?", "zed");
    session.exp_string("nobody on the staff is called").unwrap();
    asked(&mut session, "Who watches, on site?", "max");
    asked(&mut session, "Back when?", "noonish");
    session.exp_string("is not a time hv knows").unwrap();
    asked(&mut session, "Back when?", "11:00");
    session.exp_string("is not after leaving").unwrap();
    asked(&mut session, "Back when?", "15:30");
    asked(&mut session, "Who drives their own car", "nobody at all");
    session.exp_string("nobody on the staff is called").unwrap();
    asked(&mut session, "Who drives their own car", "kay");
    asked(&mut session, "kay: Have you got your telephone with you?", "perhaps");
    session.exp_string("is not yes, no or").unwrap();
    asked(&mut session, "kay: Have you got your telephone with you?", "yes");
    asked(&mut session, "lou: Have you got your telephone with you?", "y");
    asked(&mut session, "kay: Are you wearing your ID", "yes");
    asked(&mut session, "lou: Are you wearing your ID", "YES");
    session.exp_string(&format!("as {OUTING}, back by Tue 24 Nov 2026 15:30 GMT")).unwrap();
    let _rest = ends(&mut session, 0);
}

#[test]
fn a_refusal_at_a_terminal_asks_for_no_reasons_and_leaves_nobody_out() {
    let mut place = ready(Park);
    let line = "out kay lou --monitor max --back 15:30 --car kay --answer id-worn=yes";
    let mut session = at_terminal(&place, line);
    asked(&mut session, "kay: Have you got your telephone with you?", "no");
    asked(&mut session, "lou: Have you got your telephone with you?", "yes");
    session.exp_string("may not leave yet").unwrap();
    session.exp_string("take a telephone").unwrap();
    let _rest = ends(&mut session, 1);
    let _empty = place.hv("board").exits(0).says("Nobody is signed out.");
}

/// The whole questionnaire: a few answers, Ctrl-C, and then it goes on where it was.
#[test]
fn an_interrupted_assessment_goes_on_where_it_was() {
    let mut place = school(Aspire);
    let total = answers(&mut place, "ahmed", &[]).len();
    let mut session = at_terminal(&place, "assess ahmed");
    asked(&mut session, &format!("1 of {total}. Who conducts it?"), "pat,dee");
    asked(&mut session, &format!("2 of {total}. Their job titles"), "principal; DSL");
    asked(&mut session, &format!("3 of {total}. Who is covered"), "as written");
    asked(&mut session, &format!("4 of {total}. Why is the visit made?"), "attendance");
    asked(&mut session, &format!("5 of {total}. What risks come from the pupil?"), "none known");
    asked(
        &mut session,
        &format!("6 of {total}. What risks come from the parents"),
        "none \"at all\"",
    );
    session.exp_string(&format!("7 of {total}. What risks come from others")).unwrap();
    session.send_control('c').unwrap();
    session.flush().unwrap();
    // The cursor is there again, and the draft is named.
    session.exp_string("\u{1b}[?25h").unwrap();
    session.exp_string("Interrupted; nothing is recorded.").unwrap();
    session.exp_string("local/drafts").unwrap();
    let _rest = ends(&mut session, 130);
    assert!(place.read("local/drafts/assess.ahmed.ahmed.office.yaml").contains("at all"));

    let mut session = at_terminal(&place, "assess ahmed");
    asked(&mut session, "Go on with it? yes, or no to begin another beside it", "yes");
    session.exp_string("going on with a draft by office").unwrap();
    asked(&mut session, &format!("7 of {total}. What risks come from others"), "a lodger");
    session.exp_string(&format!("8 of {total}. What risks come from animals?")).unwrap();
    session.send_control('c').unwrap();
    session.flush().unwrap();
    session.exp_string("Interrupted; nothing is recorded.").unwrap();
    let _rest = ends(&mut session, 130);
    let draft = place.read("local/drafts/assess.ahmed.ahmed.office.yaml");
    assert!(draft.contains("a lodger"), "{draft}");
    let _nothing = place.hv("show ahmed").exits(0).keeps_quiet_about("Assessment");
}

/// Ctrl-C at a menu: dialoguer hides the cursor there, and hv gives it back.
#[test]
fn ctrl_c_at_a_menu_gives_the_cursor_back_and_keeps_the_draft() {
    let mut place = school(Aspire);
    let all = answers(&mut place, "ahmed", &[]);
    let but_one: String = all
        .iter()
        .filter(|(key, _)| !key.starts_with("hazard.hostile.impact"))
        .map(|(key, value)| format!(" --answer \"{key}={value}\""))
        .collect();
    let mut session = at_terminal(&place, &format!("assess ahmed{but_one}"));
    session.exp_string("Minor").unwrap();
    session.send_control('c').unwrap();
    session.flush().unwrap();
    session.exp_string("\u{1b}[?25h").unwrap();
    session.exp_string("Interrupted; nothing is recorded.").unwrap();
    let _rest = ends(&mut session, 130);
}

#[test]
fn without_a_terminal_what_is_missing_is_an_error_that_names_the_flag() {
    let mut place = ready(Park);
    let _named = place.hv("out kay lou").exits(1).says("add --answer kay.phone-carried=yes|no");
    let _named = place.hv("plan add bell").exits(2).says("give --at");
}

#[test]
fn a_return_broken_off_at_its_questions_is_a_return_all_the_same() {
    let mut place = crate::school::afield(Park);
    let question = |id: &str| {
        format!(
            "[[question]]\nid = \"{id}\"\nat = \"back\"\nask = \"About {id}?\"\nanswer = \"yes-no\"\n\
             strength = \"must\"\nfix = \"ask\"\nclause = \"school\"\n"
        )
    };
    crate::answers::add_rules(&place, &question("first"));
    crate::answers::add_rules(&place, &question("second"));
    place.clock("15:00");
    let mut session = at_terminal(&place, "back kay lou");
    asked(&mut session, "About first?", "yes");
    session.exp_string("About second?").unwrap();
    session.send_control('c').unwrap();
    let _rest = session.exp_eof();
    let _board = place.hv("board").exits(0).says("Nobody is signed out.");
    let record = place.read("outings/2026-W48/2026-11-24-kay-1a.yaml");
    assert!(record.contains("\"did\": \"back\""), "{record}");
}

#[test]
fn which_control_is_in_place_is_asked_with_the_list_and_a_risk_with_its_source() {
    let mut place = ready(Aspire);
    let control = "hazard.alone.control.2";
    let (whom, when) = (format!("{control}.by-whom"), format!("{control}.by-when"));
    let open = [(control, "no"), (whom.as_str(), "Max"), (when.as_str(), "2026-11-24")];
    crate::school::assess(&mut place, "ahmed", &open);
    let mut session = at_terminal(&place, "assess control ahmed");
    session.exp_string("1. Visit only when it is necessary (alone.2), Max by Tue 24 Nov").unwrap();
    asked(&mut session, "Which is in place?", "2");
    session.exp_string("is no control that is still to be put in place").unwrap();
    asked(&mut session, "Which is in place?", "1");
    asked(&mut session, "Who put it in place?", "zoe");
    asked(&mut session, "Who put it in place?", "max");
    session.exp_string("by max. 0 controls not").unwrap();
    let _rest = ends(&mut session, 0);
    let mut session = at_terminal(&place, "assess risk ahmed");
    asked(&mut session, "Which new risk?", "a lodger");
    asked(&mut session, "Where does it come from?", "health visitor");
    session.exp_string("new risk noted: a lodger").unwrap();
    let _rest = ends(&mut session, 0);
    // Whoever reviews it is told first what there is to look at.
    let mut session = at_terminal(&place, "assess review ahmed");
    session.exp_string("new risk: a lodger (health visitor)").unwrap();
    asked(&mut session, "What did the review find?", "unchanged");
    asked(&mut session, "Who reviewed it?", "dee");
    session.exp_string("Looked at: new risk").unwrap();
    let _rest = ends(&mut session, 0);
}
