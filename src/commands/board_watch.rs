//! `hv board --watch`: the board again and again, until Ctrl-C.
//!
//! Whatever is on the screen says when it was made, and after which time it is not to be believed. A look that failed
//! takes the place of the one before it: an old board is never left standing as if it were new. On a terminal each look
//! replaces the last, and as many of its first lines are shown as fit; into a file or a pipe, or with `--plain`, each is
//! a block of its own without control codes.

use super::desk::Desk;
use super::{Ending, board, tell_error};
use crate::cli::Global;
use crate::error::Error;
use crate::host::{Host, OWN_SCREEN, restore_screen_on_interrupt};
use crate::render::{self, Put, wrap};
use crate::when::{Moment, Span, Zone};
use std::time::Duration;

pub(super) fn run(seconds: u64, global: &Global, host: &mut Host) -> Ending {
    if global.now.is_some() {
        return Err(Error::usage("hv board --watch shows what is, and --now gives another moment")
            .hint("one look at that moment: hv board --now TIME")
            .into());
    }
    let drawn =
        host.out_is_terminal && !host.plain && host.var("TERM") != Some("dumb") && !global.json;
    restore_screen_on_interrupt(
        drawn,
        "The board is not watched any more. To look: hv board".to_owned(),
    );
    if drawn {
        host.say(OWN_SCREEN.0);
    }
    while !host.output_gone() {
        host.look_up();
        let (zone, look) = look(global, host);
        let block =
            if global.json { look } else { block(&look, host.clock, seconds, zone, host.width()) };
        if drawn {
            let height = host.height();
            host.say(&screen(&block, height));
        } else {
            host.say(&block);
        }
        host.wait(Duration::from_secs(seconds));
    }
    Ok(0)
}

/// One look at the board, or why there is none; and the school's zone, as far as it is known.
fn look(global: &Global, host: &mut Host) -> (Zone, String) {
    host.gathered(|host| match Desk::open(global, host) {
        Ok(mut desk) => {
            let zone = desk.zone;
            board::run(&mut desk);
            zone
        }
        Err(error) => {
            if !global.json {
                host.say("THE BOARD IS NOT KNOWN: who is out could not be read. Nobody may be taken for safe.\n");
            }
            tell_error(&error, global.json, host);
            Zone::LONDON
        }
    })
}

/// A look with its time in front.
fn block(look: &str, made: Moment, seconds: u64, zone: Zone, width: usize) -> String {
    let next = made.plus(Span::seconds(i64::try_from(seconds).unwrap_or(0)));
    let day = zone.day_of(made).words();
    let head = format!(
        "MADE {day} {}. The next is due {}: later than that, this has stopped. Ctrl-C ends it.",
        zone.to_the_second(made),
        zone.to_the_second(next)
    );
    format!("{}\n{}\n", wrap(&render::clean(&head), "", width), render::fit(look, width))
}

/// The block from the top of an empty screen. What does not fit is cut at the bottom, and
/// that is said; the cut says nothing of how urgent it is.
fn screen(block: &str, height: Option<usize>) -> String {
    let lines: Vec<&str> = block.trim_end().lines().collect();
    let room = height.unwrap_or(lines.len() + 1).max(2);
    let mut text = String::from("\x1b[H\x1b[2J");
    let shown = if lines.len() < room { lines.len() } else { room - 2 };
    // A terminal that is drawn on has no new lines of its own between carriage returns.
    for line in lines.iter().take(shown) {
        text.put(format!("{line}\r\n"));
    }
    if shown < lines.len() {
        text.put(format!("... {} MORE LINES. All: hv board", lines.len() - shown));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_that_is_too_small_shows_the_first_lines_and_says_so() {
        let block = "MADE\nLATE Kay\nin time Lou\nowed\n";
        let whole = "\u{1b}[H\u{1b}[2JMADE\r\nLATE Kay\r\nin time Lou\r\nowed\r\n";
        assert_eq!(screen(block, None), whole);
        assert_eq!(screen(block, Some(5)), whole);
        let cut = "\u{1b}[H\u{1b}[2JMADE\r\nLATE Kay\r\n... 2 MORE LINES. All: hv board";
        assert_eq!(screen(block, Some(4)), cut);
        assert_eq!(screen(block, Some(0)), "\u{1b}[H\u{1b}[2J... 4 MORE LINES. All: hv board");
    }

    #[test]
    fn a_block_says_when_it_was_made_and_when_it_is_no_longer_to_be_believed() {
        let made = Moment::parse("2026-11-24T14:09:59+00:00").unwrap();
        let block = block("LATE Kay\n", made, 15, Zone::LONDON, 100);
        assert!(
            block.starts_with("MADE Tue 24 Nov 2026 14:09:59. The next is due 14:10:14:"),
            "{block}"
        );
        assert!(block.ends_with("LATE Kay\n\n"), "{block}");
    }
}
