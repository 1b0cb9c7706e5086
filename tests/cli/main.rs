//! hv from outside: the built program, in a folder of its own, under a clock that moves by itself.
//!
//! * [`harness`]: one run, its words and its exit code; transcripts
//! * [`school`]: a small school under either policy, with visits that are ready to go
//! * [`refusals`]: one transcript for every refusal and warning; a refusal without an entry fails
//! * [`adversary`]: ways to a false "all safe" that were found, and are closed
//! * [`afterwards`]: what is asked and owed when a visit is called off, written up, or went wrong
//! * [`answers`]: answers that name somebody, and questions at every step
//! * [`assess`], [`assess_forms`], [`recorded`]: what the form asks, and that every reason given is written down
//! * [`assess_print`], [`paper`]: the form on paper, empty and filled in; and what a real browser makes of it
//! * [`assess_life`]: what makes an assessment stale, where that is said, and what puts it right
//! * [`owed`]: concern, delays, calls by school, outings that end at home, the least wait
//! * [`board`], [`brief`], [`why_clock`]: who is out, worst first; the page for the police; the sums of the clocks
//! * [`print`], [`print_browser`]: every page for paper, in words and in a real browser, with an accessibility check
//! * [`board_page`]: the board for a screen at reception, and when it says that it is old
//! * [`reconcile`]: a day's sheet typed in afterwards
//! * [`breach`]: what a refused sign-out writes, and the watch over those who go all the same
//! * [`charge`]: who takes charge of an alarm, what comes of its rungs, and who closes it
//! * [`calendar`]: terms, shut days and bank holidays, from `hv init` to the facts of a visit
//! * [`drill`]: a ladder walked for practice, and what it proves
//! * [`exempt`]: rules that do not bind a family until a day
//! * [`family_review`]: cautions that are looked at again, and never run out
//! * [`day`]: one whole day under each policy, every command, and the shapes of `--json`
//! * [`directories`]: everything that can be on record about staff and families, typed and shown
//! * [`front`]: `hv` alone: who is out, what is next, the one command to type
//! * [`init`]: a school set up, broken off and gone on with; nothing overwritten unseen
//! * [`import`]: directories out of a sheet, all or nothing, and sheets out of directories
//! * [`log`], [`changed`]: what happened, told in order; what changed since somebody signed
//! * [`schools`], [`export`]: several schools at once, one damaged; years of records as tables, and as a calendar
//! * [`screens`]: every command that looks, at 80 and at 120 columns
//! * [`sheet`]: the lists that a policy wants kept
//! * [`wrong_input`]: one clear message, the right exit code, nothing half-written
//! * [`notices`]: what is said about the policy itself
//! * [`policy_errors`]: every mistake in a policy with its place and a hint
//! * [`policy_check`]: what loads and is worth a second look
//! * [`policy_compare`], [`policy_bound`]: one policy against another; how long until somebody knows
//! * [`schedule`]: what to install so that hv looks by itself, held against the programs it is for
//! * [`policy_replay`]: real weeks under another policy, with the differences worked out by hand
//! * [`policy_language`], [`schema`]: the language as a page, a schema and a template
//! * [`examples`], [`help`], [`complete`]: the help's examples run, topics and manual pages, what Tab offers
//! * [`undo`]: what can be taken back, and what cannot
//! * [`prompts`]: a real terminal
#![expect(
    clippy::disallowed_methods,
    reason = "these tests start the program and look at its files from outside"
)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do; only #[test] functions are let off by themselves"
)]
#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a transcript is put together from texts; nobody waits for it"
)]
#![expect(clippy::too_many_lines, reason = "transcripts stand where they are read")]

mod adversary;
mod afterwards;
mod answers;
mod assess;
mod assess_after;
mod assess_forms;
mod assess_life;
mod assess_print;
mod board;
mod board_page;
mod breach;
mod brief;
mod calendar;
mod changed;
mod charge;
mod complete;
mod danger;
mod day;
mod directories;
mod drill;
mod examples;
mod exempt;
mod export;
mod family_review;
mod front;
mod harness;
mod help;
mod import;
mod in_doubt;
mod init;
mod keyboard;
mod log;
mod made;
mod notices;
mod out_doubt;
mod outside;
mod owed;
mod paper;
mod policy_bound;
mod policy_check;
mod policy_compare;
mod policy_errors;
mod policy_language;
mod policy_replay;
mod print;
mod print_browser;
mod print_holes;
mod prompts;
mod reconcile;
mod recorded;
mod refusals;
mod said_no;
mod say;
mod schedule;
mod schema;
mod school;
mod schools;
mod screens;
mod sheet;
mod sitting;
mod typed_again;
mod undo;
mod verify;
mod whereabouts;
mod why_clock;
mod wrong_input;
