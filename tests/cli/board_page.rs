//! The board as a page for a screen at reception: what strangers may see, and that an old page never passes for new.

use crate::harness::{Place, words};
use crate::prompts::ends;
use crate::school::{Aspire, Park, afield, school};
use rexpect::session::{PtySession, spawn_command};
use std::os::unix::fs::PermissionsExt;

const LIMIT: Option<u64> = Some(20_000);

fn page(place: &Place) -> String {
    std::fs::read_to_string(place.path().join("board.html")).unwrap()
}

#[test]
fn strangers_see_names_and_times_and_nothing_else() {
    let mut place = afield(Aspire);
    place.clock("13:22");
    let run = place.hv("board --html ../board.html").exits(0).says("Written to PLACE/board.html.");
    assert_eq!(run.out, "");
    let board = page(&place);
    for wanted in [
        "OUT: 1 outing, 1 NOT IN TIME",
        "LATE 22m",
        "Kay Invented and Lou Made",
        "due 13:00 contact, Kay and Lou",
        "NOBODY",
        "the principal (Pat Head)",
    ] {
        assert!(board.contains(wanted), "no {wanted:?} in {board}");
    }
    for hidden in ["07700", "01632", "Sample Street", "ahmed", "Ahmed", "no transport", OUTING_PATH]
    {
        assert!(!board.contains(hidden), "{hidden:?} in {board}");
    }
    let mode = std::fs::metadata(place.path().join("board.html")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

const OUTING_PATH: &str = "outings/";

#[test]
fn danger_stands_first_and_what_cannot_be_read_is_never_all_in_time() {
    let mut place = afield(Park);
    place.hv("board --html ../board.html").done();
    assert!(
        page(&place).contains("<h1 class=\"calm\">OUT: 1 outing, all in time"),
        "{}",
        page(&place)
    );
    place.hv("checkin lou --distress").done();
    // Over its own page it writes without being asked.
    place.hv("board --html ../board.html").done();
    let board = page(&place);
    assert!(
        board.contains("<h1>OUT: 1 outing, 1 NOT IN TIME") && board.contains(">DISTRESS<"),
        "{board}"
    );
    let mut place = afield(Park);
    place.write(&format!("outings/2026-W48/{}.yaml", crate::school::OUTING), "no record\n");
    let _damage = place.hv("board --html ../board.html");
    let board = page(&place);
    assert!(board.contains("CANNOT BE READ: ") && !board.contains("class=\"calm\""), "{board}");
    assert!(!board.contains("Sample Street"), "{board}");
}

#[test]
fn the_page_says_how_long_it_holds_and_what_it_was_told_to() {
    let mut place = school(Park);
    place.clock("23:58");
    place.hv("board --html ../board.html --old-after 3").done();
    let board = page(&place);
    for wanted in [
        "data-old=\"180\"",
        "Made <b>Tue 24 Nov 23:58:00</b>",
        "After 00:01 do not believe it.",
        "Nobody is signed out",
        "NOT NOW: this page looks at another moment.",
    ] {
        assert!(board.contains(wanted), "no {wanted:?} in {board}");
    }
    for (line, words) in [
        ("board --html ../board.html --old-after 0", "--old-after"),
        ("board --html ../board.html --old-after 61", "--old-after"),
        ("board --old-after 5", "--html"),
        ("board --force", "--html"),
        ("board --html board.html", "lies in the record folder"),
        ("board --html ../board.html --json", "one of them"),
        ("board --html ../board.html --watch", "--now gives another moment"),
    ] {
        let _refused = place.hv(line).exits(2).says(words);
    }
}

#[test]
fn a_file_of_somebody_elses_is_not_written_over() {
    let mut place = school(Park);
    let file = place.path().join("board.html");
    std::fs::write(&file, "mine").unwrap();
    let refused = place.hv("board --html ../board.html").exits(2).says("is no board of hv's");
    let _refused = refused.says("--force");
    assert_eq!(page(&place), "mine");
    place.hv("board --html ../board.html --force").done();
    assert!(page(&place).contains("data-hv=\"board\""));
}

/// A board that is written again and again: when the folder goes, that is what the screen shows.
#[test]
fn a_look_that_fails_takes_the_place_of_the_page() {
    let place = school(Park);
    let program = place.program();
    let mut at_terminal = std::process::Command::new(program.get_program());
    at_terminal.args(words("board --html ../board.html --watch 5")).env_clear();
    at_terminal.current_dir(program.get_current_dir().unwrap());
    at_terminal.envs(program.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let mut session: PtySession = spawn_command(at_terminal, LIMIT).unwrap();
    session.exp_string("board.html every 5 seconds. Ctrl-C ends it.").unwrap();
    std::fs::remove_dir_all(place.folder().join("open")).unwrap();
    session.exp_string("error: ").unwrap();
    // The words come before the page, and the next look after it: then it has been written.
    session.exp_string("error: ").unwrap();
    let board = page(&place);
    assert!(
        board.contains("THE BOARD IS NOT KNOWN") && board.contains("Nobody may be taken for safe"),
        "{board}"
    );
    session.send_control('c').unwrap();
    session.flush().unwrap();
    let rest = ends(&mut session, 130);
    assert!(rest.contains("will say that it is old"), "{rest:?}");
}
