//! The board: worst first, the same in words and as a list, and drawn again without ever passing for new.

use crate::harness::{Place, words};
use crate::prompts::ends;
use crate::school::{Aspire, Park, afield, school};
use rexpect::session::{PtySession, spawn_command};

/// The longest wait for words that should be there at once; reached only when the test fails.
const LIMIT: Option<u64> = Some(20_000);

/// A command at a real terminal, under the machine's own clock.
pub(crate) fn watched(place: &Place, line: &str, set: &[(&str, &str)]) -> PtySession {
    let program = place.program();
    let mut at_terminal = std::process::Command::new(program.get_program());
    at_terminal.args(words(line)).env_clear().current_dir(program.get_current_dir().unwrap());
    at_terminal.envs(program.get_envs().filter_map(|(key, value)| Some((key, value?))));
    at_terminal.env("TERM", "xterm").envs(set.iter().copied());
    spawn_command(at_terminal, LIMIT).unwrap()
}

#[test]
fn what_is_late_and_in_distress_stands_first_in_plain_words() {
    let mut place = afield(Aspire);
    place.clock("12:30");
    let quiet = place.hv("board").exits(0).out;
    assert!(
        quiet.starts_with(
            "OUT, Tue 24 Nov 12:30: 1 outing, all in time\nin time       Kay Invented"
        ),
        "{quiet}"
    );
    place.clock("13:22");
    let late = place.hv("board").exits(0).out;
    assert!(
        late.starts_with(
            "OUT, Tue 24 Nov 13:22: 1 outing, 1 NOT IN TIME\nLATE 22m      Kay Invented"
        ),
        "{late}"
    );
    assert!(
        late.contains("due 13:00 contact, Kay and Lou; last heard 12:00; in charge: NOBODY"),
        "{late}"
    );
    place.hv("checkin kay --distress").done();
    let _distress = place
        .hv("board")
        .exits(0)
        .says("DISTRESS Kay Invented 07700 900001")
        .says("distress, Kay;");
}

#[test]
fn a_narrow_screen_has_a_list_and_the_same_words() {
    let mut place = afield(Aspire);
    place.clock("13:22");
    for (columns, first) in
        [("71", "LATE 22m\n    Kay Invented"), ("72", "LATE 22m      Kay Invented")]
    {
        let mut program = place.program();
        program.env("COLUMNS", columns).args(["board", "--now", &place.now().rfc3339()]);
        let said = String::from_utf8(program.output().unwrap().stdout).unwrap();
        assert!(said.contains(first), "{columns}: {said}");
        // What is typed is never broken, so the lines below the people may run over.
        for line in said.lines().take_while(|l| !l.is_empty()) {
            assert!(
                line.chars().count() <= columns.parse::<usize>().unwrap(),
                "{columns}: {line:?}"
            );
        }
    }
}

#[test]
fn an_outing_that_cannot_be_read_and_a_visit_nobody_left_for_are_on_the_board() {
    let mut place = afield(Park);
    place.write("outings/2026-W48/2026-11-24-kay-1a.yaml", "nothing\n");
    place.clock("16:00");
    let lost = place.hv("board").exits(3).says("last heard NOT KNOWN; in charge: NOBODY");
    assert!(lost.out.starts_with("CANNOT BE READ: outings/"), "{}", lost.out);
    assert!(lost.out.contains("LATE 30m      Kay Invented 07700 900001"), "{}", lost.out);
    let mut place = crate::school::ready(Park);
    place.clock("15:30");
    let _planned = place.hv("board").exits(0).says("sign-out; last heard NOT KNOWN");
}

#[test]
fn the_seconds_of_a_watch_are_bounded_and_another_moment_cannot_be_watched() {
    let mut place = school(Park);
    let refused = place.hv("board --watch").exits(2);
    let _now = refused.says("hv board --watch shows what is").says("hv board --now TIME");
    for seconds in ["4", "301", "often"] {
        let _bounds = place.hv_now(&format!("board --watch {seconds}")).exits(2).says("--watch");
    }
}

#[test]
fn a_watched_board_says_when_it_was_made_and_gives_the_screen_back() {
    let place = school(Park);
    let mut session = watched(&place, "board --watch 300", &[]);
    session.exp_string("\u{1b}[?1049h").unwrap();
    session.exp_string("\u{1b}[H\u{1b}[2JMADE ").unwrap();
    session.exp_string("later than that, this has stopped").unwrap();
    session.exp_string("Nobody is signed out.").unwrap();
    session.send_control('c').unwrap();
    session.flush().unwrap();
    session.exp_string("\u{1b}[?25h\u{1b}[?1049l").unwrap();
    session.exp_string("The board is not watched any more.").unwrap();
    let _rest = ends(&mut session, 130);
}

#[test]
fn a_look_that_fails_takes_the_place_of_the_board() {
    let place = school(Park);
    let mut session = watched(&place, "board --watch 5", &[]);
    session.exp_string("Nobody is signed out.").unwrap();
    std::fs::remove_dir_all(place.folder().join("open")).unwrap();
    session.exp_string("\u{1b}[H\u{1b}[2JMADE ").unwrap();
    session.exp_string("THE BOARD IS NOT KNOWN").unwrap();
    session.send_control('c').unwrap();
    session.flush().unwrap();
    let _rest = ends(&mut session, 130);
}

#[test]
fn read_aloud_each_look_is_a_block_without_control_codes() {
    let place = school(Park);
    let mut session = watched(&place, "board --plain --watch 5", &[]);
    let before = session.exp_string("Nobody is signed out.").unwrap();
    let between = session.exp_string("Nobody is signed out.").unwrap();
    assert!(between.contains("MADE "), "{between:?}");
    assert!(!before.contains('\u{1b}') && !between.contains('\u{1b}'), "{before:?} {between:?}");
    session.send_control('c').unwrap();
    session.flush().unwrap();
    let rest = ends(&mut session, 130);
    assert!(!rest.contains('\u{1b}'), "{rest:?}");
}

/// The screen at reception is read by whoever comes in; and what cannot be read is no zero, though somebody is late.
#[test]
fn the_wall_names_who_is_in_charge_and_the_board_is_no_zero_beside_damage() {
    let mut place = afield(Park);
    place.clock("17:30");
    place.hv("ack kay --by max --doing \"driving to 1 Nowhere Lane\"").done();
    let _board = place.hv("board").exits(0).says("driving to 1 Nowhere Lane");
    let page = place.path().join("wall.html");
    place.hv(&format!("board --html {}", page.display())).done();
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("Max") && !page.contains("Nowhere Lane"), "{page}");
    place.write("outings/2026-W48/2026-11-24-zed-1a.yaml", "rubbish\n");
    let _board = place.hv("board").exits(3);
    let _overdue = place.hv("overdue").exits(4);
}

#[test]
fn why_knows_a_person_who_is_out() {
    let mut place = afield(Park);
    place.clock("13:00");
    let _kay = place.hv("why kay").exits(0).says("2026-11-24-kay-1a at Tue 24 Nov 13:00");
    let _max = place.hv("why max").exits(2).says("has max out now");
}

/// An id that is the first name of somebody else who is out answers for nobody.
#[test]
fn of_two_who_answer_to_one_first_name_neither_is_taken() {
    let mut place = afield(Park);
    place.hv("staff add kaylee --name \"Kay Other\" --mobile 07700900777").done();
    place.hv("out kaylee --breach x --where Park --back 15:00 --monitor max").done();
    for typed in ["checkin kay", "back Kay"] {
        let _run = place.hv(typed).exits(2).says("could be kay, kaylee");
    }
    place.hv("checkin 2026-11-24-kay-1a").done();
}
