//! What is typed, and what comes back: a command line that cannot be read is JSON too where JSON was asked for; a time is
//! said back whole, with how far away it is; a card that cannot be read is told in plain words; and Ctrl-C at a question
//! of any command leaves the terminal as it was, says that nothing is recorded, and records nothing.

use crate::prompts::{asked, at_terminal, ends};
use crate::school::{Aspire, OUTING, Park, VISIT, afield, plan_with, ready};
use serde_json::Value;

/// The shape of every other error, and one line of it.
#[test]
fn a_mistyped_command_line_is_an_error_in_json_where_json_was_asked_for() {
    let mut place = ready(Park);
    for (line, message, hint) in [
        ("checkin kay --noet x --json", "unexpected argument '--noet' found", "'--note'"),
        ("--json chekin kay", "unrecognized subcommand 'chekin'", "'checkin'"),
        ("staff add --json", "required arguments were not provided: <ID>", "Usage: hv staff add"),
        ("board --color maybe --json", "'maybe' for '--color <WHEN>'", "--help"),
        ("staff add --json=x", "--json takes no value", "type --json alone"),
        ("policy --json", "requires a subcommand", "Usage: hv policy"),
    ] {
        let run = place.hv(line).exits(2);
        let error = &run.json()["error"];
        assert_eq!(error["kind"], "usage", "{line}");
        assert!(error["message"].as_str().unwrap().contains(message), "{line}: {error}");
        let hints = error["hints"].as_array().unwrap();
        assert!(hints.iter().any(|h| h.as_str().unwrap().contains(hint)), "{line}: {error}");
        assert_eq!(error["cause"], Value::Null);
        assert!(!run.err.is_empty(), "{line}: and in words");
    }
    let run = place.hv("checkin kay --distress --json --noet x").exits(2);
    let error = run.json()["error"].to_string();
    assert!(error.contains("ring 999 now. Then: hv distress NAME"), "{error}");
    for line in ["checkin kay --noet x", "checkin --noet x -- --json"] {
        let run = place.hv(line).exits(2);
        assert_eq!(run.out, "", "{line}");
    }
    // Help is what was asked for, and no error.
    let help = place.hv("plan add --help --json").exits(0).json();
    assert_eq!((&help["hv"], &help["about"]), (&1.into(), &"plan add".into()));
    assert!(help["text"].as_str().unwrap().contains("Usage: hv plan add"), "{help}");
    let version = place.hv("--version --json").exits(0).json();
    assert_eq!(version, serde_json::json!({"hv": 1, "version": env!("CARGO_PKG_VERSION")}));
    let _plain = place.hv("--version").exits(0).says("hv ");
    let _slip = place.hv("overdu").exits(2).says("'overdue'").keeps_quiet_about("board");
    let _slip = place.hv("plan dropp x").exits(2).says("'dropp'").says("'drop'");
    let _slip = place.hv("plan dropp").exits(2).says("not a week").says("hv plan drop?");
    let _week = place.hv("plan 2026-48").exits(2).says("not a week").keeps_quiet_about("did you");
}

#[test]
fn a_time_that_was_typed_is_said_back_whole_with_its_distance() {
    let mut place = ready(Park);
    place.clock("13:05");
    for (line, words) in [
        (
            "out kay lou --monitor max --car none --at 12:40 --back 14:30 --breach \"the form is missing\"",
            "out since Tue 24 Nov 2026 12:40 GMT (25 min ago) as 2026-11-24-kay-1a, back by Tue 24 Nov 2026 14:30 GMT \
             (in 1 h 25 min).",
        ),
        ("checkin kay --at 13:06", "contact, Tue 24 Nov 2026 13:06 GMT (now)."),
        ("checkin kay", "contact, 13:07."),
        (
            "extend kay --back \"tomorrow 09:00\" --why snow",
            "back by Wed 25 Nov 2026 09:00 GMT (tomorrow, in 19 h 52 min) now.",
        ),
    ] {
        let _said = place.hv(line).exits(0).says(words);
    }
    let plan = plan_with(Park, "bell", &["--at=thu 14:30", "--staff=max"]);
    let _said =
        place.hv(&plan).exits(0).says("Thu 26 Nov 2026 14:30 GMT (in 2 days) for 45 minutes");
    place.set_now("2026-11-25T00:30:00+00:00");
    let back = place.hv("back kay --at 23:50").exits(0);
    let _said = back.says("back at Tue 24 Nov 2026 23:50 GMT (yesterday, 40 min ago).");
}

/// A secretary edits a card by hand, and slips.
#[test]
fn a_card_that_cannot_be_read_says_what_was_expected_what_is_there_and_what_to_write() {
    for (path, from, to, what, hint) in [
        (
            "people/kay.yaml",
            "name: ",
            "nmae: ",
            "people/kay.yaml:2: hv knows no key `nmae` here (column 1)",
            "Did you mean `name`?",
        ),
        (
            "people/kay.yaml",
            "roles:\n- ",
            "roles:\n\t- ",
            "a tab stands at the beginning of this line, and hv expected spaces",
            "Put two spaces",
        ),
        (
            "families/ahmed/family.yaml",
            "pupils:\n- name: ",
            "pupils:\n- name: \"",
            "families/ahmed/family.yaml:3: a quotation mark is opened here and never closed",
            "at the end of the text",
        ),
        (
            "families/ahmed/family.yaml",
            "pupils:",
            "pupils: none\nold:",
            "hv expected a list under `pupils:`, and a plain text is there",
            "`- name: Ali Invented`",
        ),
        (
            "families/ahmed/family.yaml",
            "id: ahmed\n",
            "id: ahmed\nid: ahmed\n",
            "the key `id` is there twice, first in line 1 (column 1)",
            "take the other away",
        ),
    ] {
        let mut place = ready(Park);
        place.edit(path, from, to);
        let line = if path.starts_with("people") { "staff kay" } else { "family ahmed" };
        let run = place.hv(line);
        let _said =
            run.says(what).says(hint).keeps_quiet_about("scalar").keeps_quiet_about("mapping");
        let _said = place.hv("doctor").exits(3).says(what).says(hint);
    }
}

/// Every command that asks: Ctrl-C at its question.
#[test]
fn ctrl_c_at_a_question_ends_it_with_nothing_recorded_and_the_cursor_shown() {
    let mut rung_in = afield(Park);
    rung_in.hv("checkin kay").done();
    for (place, line, question) in [
        (rung_in, "undo", "Why is it taken back?"),
        (ready(Park), "out kay lou", "Who watches, on site?"),
        (
            ready(Park),
            "plan add bell --at 17:00 --for 45m --staff kay --reason attendance",
            "Does the family know",
        ),
        (ready(Park), &*format!("cancel {VISIT}"), "How did it end"),
        (afield(Park), "late kay", "When do they expect to be there?"),
        (ready(Aspire), "assess review ahmed", "What did the review find?"),
        (ready(Park), "drill start", "Begin the drill?"),
    ] {
        let before = place.tree();
        let mut session = at_terminal(&place, line);
        session.exp_string(question).unwrap_or_else(|e| panic!("hv {line}: {e}"));
        session.send_control('c').unwrap();
        session.flush().unwrap();
        session.exp_string("\u{1b}[?25h").unwrap_or_else(|e| panic!("hv {line}: {e}"));
        session.exp_string("nothing is recorded").unwrap_or_else(|e| panic!("hv {line}: {e}"));
        let _rest = ends(&mut session, 130);
        assert_eq!(before, place.tree(), "hv {line} left something");
    }
}

/// The terminal's window is closed, or the line to it breaks, at a question.
#[test]
fn a_terminal_that_goes_away_at_a_question_leaves_nothing_half_written() {
    let mut place = ready(Park);
    let before = place.tree();
    let mut session = at_terminal(&place, "out kay lou");
    asked(&mut session, "Who watches, on site?", "max");
    session.exp_string("Back when?").unwrap();
    drop(session);
    assert_eq!(before, place.tree());
    let _nobody =
        place.hv("board").exits(0).says("Nobody is signed out.").keeps_quiet_about(OUTING);
}
