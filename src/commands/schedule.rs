//! `hv schedule`: what to install so that this machine looks at this record folder every few minutes, as the present
//! user. It prints, and installs nothing: whoever answers for the machine does.

use super::Ending;
use super::desk::{damaged, find_store};
use crate::cli::{Global, Runs, Schedule, ScheduleFor};
use crate::error::Error;
use crate::host::Host;
use crate::render::schedule::{self, File, Unfit, Watched};
use crate::render::{clean, fit};
use crate::store::Store;
use crate::when::Span;
use serde_json::json;
use std::path::Path;

/// The most there may be between two runs: a rung has ten minutes to answer by hv's own numbers.
const MOST: i64 = 15;

/// What is printed, in three parts: how to install it, the thing itself, and how to see that it works.
struct Printed {
    install: String,
    text: String,
    files: Vec<File>,
}

/// `--json`: `hv`, `scheduler`, `every-seconds`, `machine` (this machine's name, for hv.toml), `program`, `store`, and
/// `files`, each `name` and `text`.
pub(super) fn run(args: &Schedule, global: &Global, host: &mut Host) -> Ending {
    let minutes = minutes(args)?;
    let root = host.absolute(&find_store(global, host)?)?;
    // A folder that cannot be opened is not watched by looking at it.
    let school = Store::open(&root, None)?.school().map_err(damaged)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if school.store.is_empty() || !school.store.chars().all(plain) {
        return Err(Error::failed(format!("store = {:?} in hv.toml names nothing", school.store))
            .hint("letters, digits and hyphens, as hv init wrote it")
            .into());
    }
    let program = text(&host.program()?, "this program")?;
    let store = text(&root, "the record folder")?;
    let machine = host.machine_name();
    let user = user(host)?;
    let watched = Watched {
        program: &program,
        store: &store,
        id: &school.store,
        user: &user,
        state: host.var("XDG_STATE_HOME").filter(|dir| Path::new(dir).is_absolute()),
        config: host.var("XDG_CONFIG_HOME").filter(|dir| Path::new(dir).is_absolute()),
        minutes,
    };
    let printed = printed(args, &watched).map_err(|unfit| refused(args.scheduler, &unfit))?;
    if global.json {
        let shown = json!({
            "hv": 1, "scheduler": word(args.scheduler), "every-seconds": minutes * 60,
            "machine": machine, "program": program, "store": store, "files": printed.files,
        });
        host.say(&format!("{shown}\n"));
        return Ok(0);
    }
    if args.bare {
        host.say(&printed.text);
        return Ok(0);
    }
    let after = afterwards(&watched, &machine) + &meeting(&watched, school.sync.is_some());
    let (install, after) = (prose(&printed.install, host.width()), prose(&after, host.width()));
    host.say(&format!("{install}\n{}\n{after}", printed.text));
    Ok(0)
}

/// Text made to fit, but for what is to be copied, which stands further in.
fn prose(text: &str, width: usize) -> String {
    let one =
        |line: &str| if line.starts_with("    ") { line.to_owned() } else { fit(line, width) };
    text.split('\n').map(one).collect::<Vec<_>>().join("\n")
}

fn minutes(args: &Schedule) -> Result<i64, Error> {
    let wrong = |why: String| {
        let word = word(args.scheduler);
        Error::usage(format!("--every: {why}")).hint(format!("hv schedule {word} --every 5m"))
    };
    let seconds = Span::parse(&args.every).map_err(wrong)?.as_seconds();
    let minutes = seconds / 60;
    if seconds % 60 != 0 || !(1..=MOST).contains(&minutes) {
        return Err(wrong(format!(
            "{:?} is not a whole number of minutes from 1 to {MOST}: an alarm is told when hv looks, and not before",
            args.every
        )));
    }
    if args.scheduler == ScheduleFor::Cron && 60 % minutes != 0 {
        return Err(wrong(format!(
            "{minutes} minutes do not divide the hour, and cron begins anew with each: 1, 2, 3, 4, 5, 6, 10, 12 or 15"
        )));
    }
    Ok(minutes)
}

fn word(scheduler: ScheduleFor) -> &'static str {
    match scheduler {
        ScheduleFor::Cron => "cron",
        ScheduleFor::Systemd => "systemd",
        ScheduleFor::Windows => "windows",
    }
}

fn text(path: &Path, what: &str) -> Result<String, Error> {
    path.to_str().map(str::to_owned).ok_or_else(|| {
        Error::failed(format!("the path of {what} is not text: {}", path.display()))
            .hint("move it to a path of ordinary letters")
    })
}

fn user(host: &Host) -> Result<String, Error> {
    let typed = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| host.var(name));
    let Some(user) = typed else {
        return Err(Error::failed("no user to run as: neither USER nor LOGNAME is set")
            .hint("USER=office hv schedule ..."));
    };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | ' ' | '\'');
    if !user.chars().all(plain) || user.starts_with('-') {
        return Err(Error::failed(format!("{user:?} is no user that a schedule could name")));
    }
    Ok(match host.var("USERDOMAIN") {
        Some(domain) if host.var("USERNAME") == Some(user) => format!("{domain}\\{user}"),
        _ => user.to_owned(),
    })
}

fn refused(scheduler: ScheduleFor, unfit: &Unfit) -> Error {
    let other = match scheduler {
        ScheduleFor::Cron => "; or use systemd, which can hold it: hv schedule systemd",
        ScheduleFor::Systemd | ScheduleFor::Windows => "",
    };
    Error::failed(format!("nothing to install for {}: {}", word(scheduler), unfit.why))
        .hint(format!("{}{other}", unfit.fix))
}

fn printed(args: &Schedule, watched: &Watched<'_>) -> Result<Printed, Unfit> {
    match args.scheduler {
        ScheduleFor::Cron => {
            let text = schedule::crontab(watched)?;
            let files = vec![File { name: "crontab".to_owned(), text: text.clone() }];
            Ok(Printed { install: cron_install(watched), text, files })
        }
        ScheduleFor::Systemd => {
            let system = args.runs == Runs::System;
            let files = schedule::units(watched, system)?;
            let text = schedule::install_units(&files, watched, system);
            Ok(Printed { install: systemd_install(watched, system), text, files })
        }
        ScheduleFor::Windows => {
            let text = schedule::task(watched)?;
            let name = format!("hv-overdue-{}.xml", watched.id);
            let install = windows_install(watched, &name);
            Ok(Printed { install, text: text.clone(), files: vec![File { name, text }] })
        }
    }
}

fn again(watched: &Watched<'_>, scheduler: &str) -> String {
    format!("hv schedule {scheduler} --every {}m --bare", watched.minutes)
}

fn cron_install(watched: &Watched<'_>) -> String {
    format!(
        "For the crontab of {}, who can read the record folder. To add it to what is there, in that folder:\n\
         \x20   (crontab -l 2>/dev/null; {}) | crontab -\n\
         cron mails what a run prints to MAILTO, if this machine can send mail at all. Put a line above it:\n\
         \x20   MAILTO=office@example.org\n",
        clean(watched.user),
        again(watched, "cron"),
    )
}

fn systemd_install(watched: &Watched<'_>, system: bool) -> String {
    let again = again(watched, "systemd");
    if system {
        return format!(
            "Three units of the system, run as {}. To install them, in the record folder:\n\
             \x20   {again} --as system | sudo sh\n",
            clean(watched.user)
        );
    }
    format!(
        "Three units of {}'s own systemd. To install them, in the record folder:\n\
         \x20   {again} | sh\n",
        clean(watched.user)
    )
}

fn windows_install(watched: &Watched<'_>, name: &str) -> String {
    let elsewhere = if cfg!(windows) {
        ""
    } else {
        "This is not Windows: the paths below are this machine's. Run this where it is to be installed.\n"
    };
    // A task has no variables of its own: it has its user's.
    let set = watched.variables().map(|(name, path)| {
        format!("First, so that the task has it too:\n\x20   setx {name} \"{}\"\n", clean(path))
    });
    let set = set.collect::<Vec<_>>().concat();
    format!(
        "{elsewhere}{set}For the Task Scheduler, as {}. In PowerShell, in the record folder (the file has to be UTF-16):\n\
         \x20   {} | Out-File -Encoding Unicode {name}\n\
         \x20   schtasks /Create /TN hv-overdue-{} /XML {name} /RU \"{}\" /RP *\n\
         It asks for the user's password, so that it runs whether or not they are logged on.\n",
        clean(watched.user),
        again(watched, "windows"),
        watched.id,
        clean(watched.user),
    )
}

fn afterwards(watched: &Watched<'_>, machine: &str) -> String {
    format!(
        "To see that it works: wait {minutes} minutes, then\n\
         \x20   hv doctor             says when this machine last looked. Each run leaves a heartbeat\n\
         \x20   hv overdue --alert    is what it runs; by hand it leaves one too\n\
         So that every command says when this machine has stopped looking, put into hv.toml:\n\
         \x20   [watch]\n\
         \x20   machine = \"{machine}\"\n\
         \x20   every = \"{every}m\"\n\
         A laptop that sleeps is no watcher: use a machine that is on, and on the network, whenever somebody is out.\n",
        minutes = watched.minutes + 1,
        every = watched.minutes,
    )
}

/// Where the school's machines meet, that is to be done as often, and apart: the alarm never waits for a network.
fn meeting(watched: &Watched<'_>, sync: bool) -> String {
    if !sync {
        return String::new();
    }
    let (program, store) =
        (schedule::for_shell(watched.program), schedule::for_shell(watched.store));
    format!(
        "hv.toml names a place where the school's machines meet: let this run as often, in an entry of its own:\n\
         \x20   {program} --quiet --store {store} sync\n"
    )
}
