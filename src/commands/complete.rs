//! What Tab offers, and `hv completions`, which prints the line that makes a shell ask.
//!
//! At each Tab the shell runs hv with COMPLETE and the words typed so far. Offered is only what fits the place: staff who
//! are out where somebody rings in, visits that nobody left for where staff are signed out. Beside each id stand times and
//! staff; of a family there is never more than its id, and no address. It writes nothing, takes no lock and says no
//! error: where the folder cannot be read, nothing is offered. COMPLETE left behind in an environment changes nothing of
//! a command that is typed: only a shell's own way of asking is answered.

use super::afield::{self, Afield};
use super::desk;
use crate::cli::{self, Completions, Global, Shell};
use crate::host::Host;
use crate::store::Store;
use crate::when::{self, Look, Moment, Week, Zone};
use clap::{Arg, Command};
use clap_complete::env::Shells;
use clap_complete::{ArgValueCompleter, CompletionCandidate};
use serde_json::json;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The line for the shell's start-up file.
pub(super) fn run(args: &Completions, global: &Global, host: &mut Host) -> u8 {
    let (name, line, file) = match args.shell {
        Shell::Bash => ("bash", "source <(COMPLETE=bash hv)", "~/.bashrc"),
        Shell::Zsh => ("zsh", "source <(COMPLETE=zsh hv)", "~/.zshrc, after compinit"),
        Shell::Fish => ("fish", "COMPLETE=fish hv | source", "~/.config/fish/config.fish"),
        Shell::Powershell => (
            "powershell",
            "$env:COMPLETE = \"powershell\"; hv | Out-String | Invoke-Expression; Remove-Item Env:\\COMPLETE",
            "the file that $PROFILE names",
        ),
    };
    if global.json {
        let shown = json!({"hv": 1, "shell": name, "line": line, "file": file});
        host.say(&format!("{shown}\n"));
        return 0;
    }
    host.say(&format!("# hv: Tab completes names, ids and flags. In {file}:\n{line}\n"));
    0
}

/// Answers a shell that asks what to offer. `None`: nobody asks, and the command line is a command.
pub(crate) fn at_tab(arguments: &[OsString], host: &mut Host) -> Option<u8> {
    let asked = host.var("COMPLETE").filter(|shell| *shell != "0")?.to_owned();
    let (program, words) = match arguments {
        [program] => (program, &[] as &[OsString]),
        [program, dashes, words @ ..] if dashes == "--" => (program, words),
        _ => return None,
    };
    let shells = Shells::builtins();
    let name = Path::new(&asked).file_stem()?.to_string_lossy().into_owned();
    let shell = shells.completer(&name)?;
    let mut text = Vec::new();
    let written = if words.is_empty() {
        let path = Path::new(program);
        let path =
            if path.components().count() > 1 { host.cwd.join(path) } else { path.to_owned() };
        shell.write_registration("COMPLETE", "hv", "hv", &path.to_string_lossy(), &mut text)
    } else {
        let mut tree = offering(&Arc::new(Place::of(words, host)));
        tree.build();
        shell.write_complete(&mut tree, words.to_vec(), Some(&host.cwd), &mut text)
    };
    if written.is_ok() {
        host.say(&String::from_utf8_lossy(&text));
    }
    Some(0)
}

/// Where to look, and when it is.
#[derive(Debug)]
struct Place {
    store: Option<PathBuf>,
    now: Option<String>,
    clock: Moment,
}

impl Place {
    fn of(words: &[OsString], host: &Host) -> Place {
        let store = value("--store", words).or_else(|| host.var("HV_STORE").map(str::to_owned));
        let global = Global {
            store: store.map(PathBuf::from).into_iter().collect(),
            by: None,
            now: None,
            json: false,
            quiet: true,
            plain: false,
            color: cli::Colour::Never,
        };
        let store = desk::find_store(&global, host).ok();
        Place { store, now: value("--now", words), clock: host.clock }
    }

    /// The folder as it stands. `None` where it cannot be read.
    fn look(&self) -> Option<View> {
        let root = self.store.as_ref()?;
        let (_, zone, _) = desk::school_or_none(&Store::open(root, None).ok()?);
        let now = match &self.now {
            Some(typed) => when::parse_time(typed, self.clock, zone, Look::Either).ok()?,
            None => zone.localise(self.clock),
        };
        let store = Store::open(root, self.now.is_some().then_some(now)).ok()?;
        let sunday = zone.day_of(now).week().monday().plus_days(13);
        let afield = afield::all(&store, now, sunday);
        Some(View { store, afield, zone, now })
    }
}

/// What a flag was given among the words typed so far.
fn value(flag: &str, words: &[OsString]) -> Option<String> {
    let texts: Vec<&str> = words.iter().filter_map(|w| w.to_str()).collect();
    let joined = texts.iter().find_map(|w| w.strip_prefix(flag)?.strip_prefix('='));
    let after = texts.iter().position(|w| *w == flag).and_then(|at| texts.get(at + 1)).copied();
    joined.or(after).map(str::to_owned)
}

/// What fits a place on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offer {
    /// Staff who are out, and the outings they are on.
    Abroad,
    /// The same, and visits planned for today that nobody has left for.
    AbroadOrLate,
    /// Outings that somebody is out on.
    Outings,
    /// Visits that staff are out for.
    Covered,
    /// Visits of this week and the next that nobody has left for.
    Planned,
    /// Both kinds of visit.
    Visits,
    /// The staff who are not out.
    AtSchool,
    /// The staff.
    Staff,
    /// Families, by id.
    Families,
    /// Whatever has an id.
    Anything,
    /// What was typed of an outing and can be taken back.
    Typed,
    /// Figures of a report.
    Figures,
    /// This week and the next.
    Weeks,
    /// Topics of `hv help`, and commands.
    Help,
}

/// What fits an argument of a command, by the names they have in the tree.
fn fitting(path: &str, arg: &Arg) -> Option<Offer> {
    let id = arg.get_id().as_str();
    let one = match (path, id) {
        ("ack" | "rung", "about") | ("brief", "of") | ("cancel", "target") => Offer::AbroadOrLate,
        (_, "outing") => Offer::Outings,
        ("out", "people") => Offer::AtSchool,
        ("out", "visits") | ("plan change" | "plan drop", "visit") => Offer::Planned,
        ("done" | "incident", "visit") => Offer::Visits,
        (_, "visit") => Offer::Covered,
        ("assess read", "who") | ("staff", "person") | ("staff change", "id") => Offer::Staff,
        (_, "who") if arg.is_positional() => Offer::Abroad,
        ("show" | "why", "id") | ("log", "of") | ("retention hold" | "retention erase", "what") => {
            Offer::Anything
        }
        ("undo", "event") => Offer::Typed,
        ("report", "show") => Offer::Figures,
        (_, "family") | ("family change", "id") | ("access", "subject") => Offer::Families,
        (_, "week") | ("verify", "what") => Offer::Weeks,
        ("help", "about") => Offer::Help,
        (_, _) => return names_a_person(arg).then_some(Offer::Staff),
    };
    Some(one)
}

fn names_a_person(arg: &Arg) -> bool {
    let names = arg.get_value_names().unwrap_or_default();
    names.iter().any(|name| matches!(name.as_str(), "PERSON" | "PEOPLE"))
}

/// The tree of commands, with what each place offers.
fn offering(place: &Arc<Place>) -> Command {
    at_each(<cli::Cli as clap::CommandFactory>::command(), "", place)
}

fn at_each(command: Command, path: &str, place: &Arc<Place>) -> Command {
    let names: Vec<String> =
        command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    let mut command = command.mut_args(|arg| match fitting(path, &arg) {
        Some(offer) => {
            let place = Arc::clone(place);
            arg.add(ArgValueCompleter::new(move |typed: &OsStr| offered(offer, &place, typed)))
        }
        None => arg,
    });
    for name in names {
        let below = format!("{path} {name}").trim_start().to_owned();
        command = command.mut_subcommand(&name, |one| at_each(one, &below, place));
    }
    command
}

fn offered(offer: Offer, place: &Place, typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else { return Vec::new() };
    let all = if offer == Offer::Help {
        help()
    } else {
        place.look().map_or_else(Vec::new, |v| v.all(offer))
    };
    let mut seen: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for (id, about) in all.into_iter().filter(|(id, _)| id.starts_with(typed)) {
        if seen.contains(&id) {
            continue;
        }
        let about = (!about.is_empty()).then(|| crate::render::clean(&about).into());
        found.push(CompletionCandidate::new(&id).help(about).display_order(Some(found.len())));
        seen.push(id);
    }
    found
}

fn help() -> Vec<(String, String)> {
    let topics = cli::TOPICS.iter().map(|t| (t.name.to_owned(), t.about.to_owned()));
    let tree = cli::tree();
    let commands = tree.get_subcommands().map(|one| {
        let about = one.get_about().map(ToString::to_string);
        (one.get_name().to_owned(), about.unwrap_or_default())
    });
    topics.chain(commands).collect()
}

/// An id, and what stands beside it: times and staff.
type Line = (String, String);

/// The folder at one moment.
struct View {
    store: Store,
    afield: Afield,
    zone: Zone,
    now: Moment,
}

impl View {
    fn all(&self, offer: Offer) -> Vec<Line> {
        match offer {
            Offer::Abroad => [self.people_out(), self.outings()].concat(),
            Offer::AbroadOrLate => [self.people_out(), self.outings(), self.planned()].concat(),
            Offer::Outings => self.outings(),
            Offer::Covered => self.covered(),
            Offer::Planned => self.planned(),
            Offer::Visits => [self.covered(), self.planned()].concat(),
            Offer::AtSchool => {
                let out = self.people_out();
                let mut staff = self.staff();
                staff.retain(|(id, _)| out.iter().all(|(other, _)| other != id));
                staff
            }
            Offer::Staff => self.staff(),
            Offer::Families => self.families(),
            Offer::Weeks => self.weeks(),
            Offer::Anything => [
                self.outings(),
                self.covered(),
                self.planned(),
                self.staff(),
                self.families(),
                self.weeks(),
            ]
            .concat(),
            Offer::Typed => {
                super::complete_records::typed(&self.afield.outings, self.zone, self.now)
            }
            Offer::Figures => super::complete_records::figures(&self.store),
            Offer::Help => Vec::new(),
        }
    }

    fn time(&self, moment: Moment) -> String {
        self.zone.words_on(moment, self.zone.day_of(self.now))
    }

    fn people_out(&self) -> Vec<Line> {
        let mut all = Vec::new();
        for outing in self.afield.outings.iter().filter(|o| o.drill.is_none()) {
            for person in outing.people.iter().filter(|p| p.out()) {
                let (left, back) = (self.time(outing.left_at), self.time(outing.back));
                all.push((
                    person.id.clone(),
                    format!("{}, out since {left}, back by {back}", person.name),
                ));
            }
        }
        for lost in &self.afield.lost {
            let people = lost.people().into_iter();
            all.extend(
                people.map(|p| (p.id, format!("{}, and the record cannot be read", p.name))),
            );
        }
        all
    }

    fn outings(&self) -> Vec<Line> {
        let open = self.afield.outings.iter().filter(|o| o.open() && o.drill.is_none());
        let open = open.map(|outing| {
            let names: Vec<&str> = outing.people.iter().map(|p| p.name.as_str()).collect();
            let (left, back) = (self.time(outing.left_at), self.time(outing.back));
            (outing.id.clone(), format!("{}, {left} to {back}", crate::domain::names::list(&names)))
        });
        let lost = self.afield.lost.iter();
        let lost = lost.map(|l| (l.id.clone(), "the record cannot be read".to_owned()));
        open.chain(lost).collect()
    }

    /// Of every outing that is marked still, the visits it covers.
    fn covered(&self) -> Vec<Line> {
        let mut all = Vec::new();
        for outing in &self.afield.outings {
            let names: Vec<&str> = outing.people.iter().map(|p| p.name.as_str()).collect();
            let names = crate::domain::names::list(&names);
            for door in outing.stops.iter().filter(|d| !d.stop.visit.is_empty()) {
                let at = door.stop.appointment.unwrap_or(outing.left_at);
                all.push((door.stop.visit.clone(), format!("{}, {names}", self.time(at))));
            }
        }
        all
    }

    fn planned(&self) -> Vec<Line> {
        let gone = self.covered();
        let open = self.afield.outings.iter().filter(|o| o.open());
        let under_way: Vec<&str> =
            open.flat_map(|o| &o.stops).map(|d| d.stop.visit.as_str()).collect();
        let mut all: Vec<(Moment, Line)> = Vec::new();
        for marker in self.afield.markers.planned.values().flatten() {
            let written_up =
                gone.iter().any(|(id, _)| *id == marker.visit) && !self.stands(&marker.visit);
            if written_up || under_way.contains(&marker.visit.as_str()) {
                continue;
            }
            let names: Vec<&str> = marker.people.iter().map(|p| p.name.as_str()).collect();
            let about =
                format!("{}, {}", self.time(marker.start), crate::domain::names::list(&names));
            all.push((marker.start, (marker.visit.clone(), about)));
        }
        all.sort();
        all.into_iter().map(|(_, line)| line).collect()
    }

    /// Planned still, as its own record says.
    fn stands(&self, id: &str) -> bool {
        let record = crate::store::Key::visit(id)
            .ok()
            .and_then(|key| self.store.read(&key, self.now).ok()?);
        record.and_then(|r| crate::domain::visit::Visit::of(id, &r)).is_some_and(|v| v.planned())
    }

    fn staff(&self) -> Vec<Line> {
        let staff = self.store.people().good.into_iter();
        staff.filter(|p| p.left.is_none()).map(|p| (p.id, p.name)).collect()
    }

    fn families(&self) -> Vec<Line> {
        self.store.family_ids().good.into_iter().map(|id| (id, String::new())).collect()
    }

    fn weeks(&self) -> Vec<Line> {
        let monday = self.zone.day_of(self.now).week().monday();
        let weeks = [("this week", monday), ("next week", monday.plus_days(7))];
        weeks.map(|(word, day)| (Week::to_string(&day.week()), word.to_owned())).to_vec()
    }
}
