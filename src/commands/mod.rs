//! The verbs, one file each, four moves each: load, decide, commit, show.
//!
//! [`desk`] is what every verb stands at: the open folder, the school, the time, who is typing.
//! [`afield`] is who is out, as every verb about staff who are out needs it.

mod access;
mod access_page;
mod access_redact;
mod ack;
mod afield;
mod alarms;
mod alert;
mod alert_gone;
mod alert_post;
mod alert_sweep;
mod aside;
mod ask;
mod assess;
mod assess_after;
mod assess_before;
mod assess_draft;
mod assess_life;
mod assess_page;
mod assess_print;
mod assess_rating;
mod assess_which;
mod back;
mod beside;
mod board;
mod board_page;
mod board_rows;
mod board_watch;
mod breach;
mod brief;
mod brief_bare;
mod calendar;
mod calls;
mod cancel;
mod changed;
mod charge_words;
mod checkin;
mod complete;
mod complete_records;
mod concern;
mod damage_words;
mod delay;
mod departures;
mod desk;
mod distress;
mod doctor;
mod doctor_open;
mod doctor_remote;
mod doctor_repair;
mod doctor_told;
mod done;
mod door;
mod drill;
mod drill_words;
mod export;
mod extend;
mod family;
mod family_review;
mod fetched;
mod form;
mod front;
mod front_next;
mod help;
mod home;
mod import;
mod incident;
mod init;
mod init_ask;
mod init_done;
mod init_given;
mod init_people;
mod log;
mod log_named;
mod made;
mod man;
mod marker_over;
mod mistake;
mod mistyped;
mod news;
mod notify;
mod out;
mod out_begun;
mod overdue;
mod overdue_words;
mod owed;
mod plan;
mod plan_change;
mod policy;
mod policy_bound;
mod policy_compare;
mod policy_language;
mod policy_replay;
mod policy_replay_apart;
mod policy_replay_words;
mod print;
mod print_cards;
mod print_day;
mod print_incident;
mod print_late;
mod print_round;
mod print_stand;
mod print_unread;
mod print_visit;
mod print_week;
mod progress;
mod reconcile;
mod reconcile_check;
mod reconcile_loud;
mod reconcile_put;
mod report;
mod report_read;
mod report_schools;
mod resolve;
mod retention;
mod retention_back;
mod retention_erase;
mod retention_hold;
mod retention_look;
mod rung;
mod schedule;
mod schools;
mod sheet;
mod show;
mod sign;
mod signature;
mod sitting;
mod staff;
mod standing;
mod suggest;
mod sync;
mod tell;
mod undo;
mod undo_cancel;
mod unfrozen;
mod unheard;
mod unmarked;
mod unresolved;
mod unsigned;
mod verify;
mod watched;
mod whereabouts;
mod why;
mod why_clock;

use crate::cli::{Board, Brief, Cli, Command, Global};
use crate::domain::gate::Finding;
use crate::error::Error;
use crate::host::Host;
use crate::render::Put;
use crate::render::{clean, clean_lines, short, words, wrap};
use desk::Desk;
use serde_json::json;
use std::ffi::OsString;

pub(crate) use complete::at_tab;
pub(crate) use mistake::whatever_happens;
pub(crate) use mistyped::tell as tell_mistyped;

/// How a command ends: done with an exit code, or not done.
type Ending = Result<u8, Failure>;

/// Why a command was not done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something failed, or could not be used.
    Error(Error),
    /// Rules of the policy said no: all of them.
    Refused {
        /// What was refused, in words: "Kay and Lou may not leave".
        what: String,
        /// Every rule, with what would satisfy it.
        findings: Vec<Finding>,
        /// What can be done all the same, said last.
        then: String,
    },
}

impl Failure {
    /// Adds what can be done all the same.
    fn then(self, words: &str) -> Failure {
        match self {
            Failure::Refused { what, findings, .. } => {
                Failure::Refused { what, findings, then: words.to_owned() }
            }
            Failure::Error(error) => Failure::Error(error.hint(words)),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Error(error)
    }
}

/// Runs a command and says how it ended. `typed` is the command line as it was typed, the program first.
pub(crate) fn run(mut cli: Cli, typed: &[OsString], host: &mut Host) -> u8 {
    let json = cli.global.json;
    schools::understood(&mut cli.global, typed);
    let several = schools::look((&cli.global, cli.command.as_ref()), typed, host);
    match several.unwrap_or_else(|| dispatch(cli, host)) {
        Ok(code) => code,
        Err(Failure::Error(error)) => tell_error(&error, json, host),
        Err(Failure::Refused { what, findings, then }) => {
            let code = tell_refusal(&what, &findings, json, host);
            if !then.is_empty() {
                host.tell(&format!("{}\n", wrap(&clean(&then), "", host.width())));
            }
            code
        }
    }
}

fn on_the_board(args: &Board, global: &Global, host: &mut Host) -> Ending {
    match (&args.html, args.watch) {
        (Some(file), Some(every)) => board_page::watch(args, (file, every), global, host),
        (Some(file), None) => board_page::once(args, file, &mut unheard::desk(global, host)?),
        (None, Some(seconds)) => board_watch::run(seconds, global, host),
        (None, None) => Ok(board::run(&mut unheard::desk(global, host)?)),
    }
}

/// Whoever reports danger is told at once that hv recorded nothing of it, and what to do.
fn desk_in_danger<'h>(global: &Global, host: &'h mut Host) -> Result<Desk<'h>, Error> {
    let not_recorded = "NOT RECORDED. In danger, ring 999 now: do not wait for hv.";
    watched::desk(global, host).map_err(|error| error.hint(not_recorded))
}

/// The page for the police is wanted most where the record folder cannot be opened.
fn briefed(args: Brief, global: &Global, host: &mut Host) -> Ending {
    let root = desk::find_store(global, host);
    match root.and_then(|root| crate::store::Store::open(&root, None)) {
        Ok(_) => brief::run(args, &mut watched::desk(global, host)?),
        Err(error) => Err(brief_bare::run(error, global, host).into()),
    }
}

fn dispatch(cli: Cli, host: &mut Host) -> Ending {
    let Cli { global, command } = cli;
    let Some(command) = command else { return front::run(&global, host) };
    match command {
        Command::Init(args) => init::run(args, &global, host),
        Command::Policy(args) => policy::run(args, &global, host),
        Command::Overdue(args) => overdue::run(&args, &global, host),
        Command::Schedule(args) => schedule::run(&args, &global, host),
        Command::Help(args) => help::run(&args, &global, host),
        Command::Completions(args) => Ok(complete::run(&args, &global, host)),
        Command::Man(args) => man::run(&args, &global, host),
        Command::Undo(args) => undo::run(args, &mut watched::desk(&global, host)?),
        Command::Sync(args) => sync::run(&args, &mut Desk::open(&global, host)?),
        Command::Staff(args) => staff::run(args, &mut watched::desk(&global, host)?),
        Command::Family(args) => family::run(args, &mut watched::desk(&global, host)?),
        Command::Plan(args) => plan::run(args, &mut watched::desk(&global, host)?),
        Command::Assess(args) => assess::run(args, &mut watched::desk(&global, host)?),
        Command::Out(args) => out::run(args, &mut unheard::desk(&global, host)?),
        Command::Arrive(args) => door::arrive(args, &mut watched::desk(&global, host)?),
        Command::Late(args) => door::late(args, &mut watched::desk(&global, host)?),
        Command::Enter(args) => door::enter(args, &mut watched::desk(&global, host)?),
        Command::Leave(args) => door::leave(args, &mut watched::desk(&global, host)?),
        Command::Checkin(args) if args.distress || args.concern.is_some() => {
            checkin::run(args, &mut desk_in_danger(&global, host)?)
        }
        Command::Checkin(args) => checkin::run(args, &mut watched::desk(&global, host)?),
        Command::Extend(args) => extend::run(args, &mut watched::desk(&global, host)?),
        Command::Delay(args) => delay::run(args, &mut watched::desk(&global, host)?),
        Command::Home(args) => home::run(args, &mut watched::desk(&global, host)?),
        Command::Cancel(args) => cancel::run(args, &mut watched::desk(&global, host)?),
        Command::Back(args) => back::run(args, &mut watched::desk(&global, host)?),
        Command::Tell(args) => tell::run(args, &mut watched::desk(&global, host)?),
        Command::Incident(args) => incident::run(args, &mut watched::desk(&global, host)?),
        Command::Done(args) => done::run(args, &mut watched::desk(&global, host)?),
        Command::Resolve(args) => resolve::run(args, &mut watched::desk(&global, host)?),
        Command::Board(args) => on_the_board(&args, &global, host),
        Command::Brief(args) => briefed(args, &global, host),
        Command::Print(args) => print::run(args, &mut watched::desk(&global, host)?),
        Command::Reconcile(args) => reconcile::run(args, &mut watched::desk(&global, host)?),
        Command::Sheet(args) => sheet::run(args, &mut watched::desk(&global, host)?),
        Command::Log(args) => log::run(&args, &mut watched::desk(&global, host)?),
        Command::Export(args) => export::run(&args, &global, host),
        Command::Calendar(args) => calendar::run(&args, &mut watched::desk(&global, host)?),
        Command::Show(args) => show::run(args, &mut watched::desk(&global, host)?),
        Command::Why(args) => why::run(args, &mut watched::desk(&global, host)?),
        Command::Verify(args) => verify::run(args, &mut watched::desk(&global, host)?),
        Command::Doctor(args) => doctor::run(args, &mut watched::desk(&global, host)?),
        Command::Report(args) => report::run(args, &mut watched::desk(&global, host)?),
        Command::Retention(args) => retention::run(args, &mut watched::desk(&global, host)?),
        Command::Access(args) => access::run(args, &mut watched::desk(&global, host)?),
        Command::Notify(args) => notify::run(args, &mut watched::desk(&global, host)?),
        Command::Ack(args) => ack::run(args, &mut watched::desk(&global, host)?),
        Command::Rung(args) => rung::run(args, &mut watched::desk(&global, host)?),
        Command::Drill(args) => drill::run(args, &mut watched::desk(&global, host)?),
        Command::Distress(args) => distress::run(args, &mut desk_in_danger(&global, host)?),
    }
}

pub(crate) fn tell_error(error: &Error, json: bool, host: &mut Host) -> u8 {
    let said = |text: &str| clean_lines(&short(text));
    let mut text = on_screen(&format!("error: {}\n", said(&error.message)), host);
    if let Some(cause) = &error.cause {
        text.put(format!("  {}\n", said(cause)));
    }
    for hint in &error.hints {
        text.put(format!("hint: {}\n", said(hint)));
    }
    host.tell(&text);
    if json {
        say_error(error, host);
    }
    error.kind.exit_code()
}

/// A message broken between words where a terminal would break it within one. What goes elsewhere stays as it is, and
/// so does a hint: it may be a command to copy.
fn on_screen(text: &str, host: &Host) -> String {
    if host.err_is_terminal() { crate::render::fit(text, host.width()) } else { text.to_owned() }
}

/// An error as `--json` prints it.
fn say_error(error: &Error, host: &mut Host) {
    let shown = json!({"hv": 1, "error": {
        "kind": format!("{:?}", error.kind).to_lowercase(),
        "message": error.message, "cause": error.cause, "hints": error.hints,
    }});
    host.say(&format!("{shown}\n"));
}

fn tell_refusal(what: &str, findings: &[Finding], json: bool, host: &mut Host) -> u8 {
    host.tell(&format!("{}\n{}", clean_lines(what), words::findings(findings, host.width())));
    if json {
        let shown =
            json!({"hv": 1, "refused": findings.iter().map(finding_json).collect::<Vec<_>>()});
        host.say(&format!("{shown}\n"));
    }
    crate::error::Kind::Refused.exit_code()
}

/// A finding as `--json` prints it.
pub(crate) fn finding_json(finding: &Finding) -> serde_json::Value {
    json!({
        "rule": finding.rule, "about": finding.subject, "strength": finding.strength,
        "says": finding.says, "fix": finding.fix, "clauses": finding.clauses,
        "type": crate::render::typing::to_type(finding),
        "because": finding.because.iter().map(|b| json!({"says": b.says, "type": b.to_type})).collect::<Vec<_>>(),
    })
}
