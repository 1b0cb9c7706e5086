//! More than one school: which are meant, and a look at all of them.
//!
//! Each school is looked at by a run of hv of its own ([`crate::host::look_at_each`]), under its own policy, calendar,
//! zone and heartbeat. What could not be looked at is told first, as danger; the rest is told all the same, the worst
//! first, each line with its school in front. Nothing is written for several at once: which school is meant must be said.

use super::Ending;
use crate::cli::{Command, Global};
use crate::error::{Error, Kind};
use crate::host::{Host, Look, Looked, School, look_at_each};
use crate::render::{Put, clean, count};
use crate::store::Store;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// How long a look at one school may take.
pub(super) const LIMIT: Duration = Duration::from_secs(30);

/// How long a run of `hv overdue --alert` may take: a little more than it gives itself.
const ALERT_LIMIT: Duration = Duration::from_secs(16 * 60);

/// Those that are there are told in their order once nobody new has answered for so long; the others as they come.
const GRACE: Duration = Duration::from_secs(2);

/// So many are told together at most: of a thousand, nobody waits for the last to hear of the first.
const TOGETHER: usize = 64;

/// The most schools that a message names.
const MOST_NAMED: usize = 6;

/// Which schools are meant.
pub(super) struct Meant {
    /// The one that is written to.
    pub one: Option<PathBuf>,
    /// All that are looked at; one, or none, where only one can be meant.
    pub all: Vec<School>,
}

/// Those named, else the folder upwards from here, else those of the user's own configuration.
pub(super) fn meant(global: &Global, host: &Host) -> Result<Meant, Error> {
    let named: Vec<PathBuf> = global.store.iter().flat_map(|path| host.folders(path)).collect();
    if !global.store.is_empty() {
        let named = named.iter().map(|path| host.cwd.join(path));
        let all = called(named.map(|path| (None, path)).collect());
        let one = match all.as_slice() {
            [one] => Some(one.store.clone()),
            _ => None,
        };
        return Ok(Meant { one, all });
    }
    let here = |dir: &&Path| dir.join("hv.toml").symlink_metadata().is_ok();
    if let Some(here) = host.cwd.ancestors().find(here) {
        return Ok(Meant { one: Some(here.to_owned()), all: Vec::new() });
    }
    let Some(file) = host.config_file().filter(|f| f.is_file()) else {
        return Ok(Meant { one: None, all: Vec::new() });
    };
    let configured = Store::configured(&file)?;
    // The one that is typed into is looked at as well, whether or not it is on the list.
    let typed_into = configured.store.iter().filter(|_| !configured.schools.is_empty());
    let typed_into: Vec<_> = typed_into.map(|store| (None, store.clone())).collect();
    let all = called(configured.schools.into_iter().chain(typed_into).collect());
    let only = match all.as_slice() {
        [one] => Some(one.store.clone()),
        _ => None,
    };
    Ok(Meant { one: configured.store.or(only), all })
}

/// Each folder once, with a name that is nobody else's: the one it was given, else the folder's own, else its path.
fn called(folders: Vec<(Option<String>, PathBuf)>) -> Vec<School> {
    let mut seen = BTreeSet::new();
    let mut all: Vec<School> = Vec::new();
    for (name, store) in folders {
        if !seen.insert(store.canonicalize().unwrap_or_else(|_gone| store.clone())) {
            continue;
        }
        let own = store.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.or(own).unwrap_or_else(|| store.display().to_string());
        all.push(School { name: clean(&name), store });
    }
    let names: Vec<String> = all.iter().map(|s| s.name.clone()).collect();
    for school in &mut all {
        if names.iter().filter(|name| **name == school.name).count() > 1 {
            school.name = clean(&school.store.display().to_string());
        }
    }
    all
}

/// The one record folder that a command is about.
pub(super) fn the_one(global: &Global, host: &Host) -> Result<PathBuf, Error> {
    let meant = meant(global, host)?;
    if let Some(one) = meant.one {
        return Ok(one);
    }
    if meant.all.is_empty() {
        return Err(Error::failed("no record folder here, nor above, nor configured")
            .hint("name one: --store DIR, or set HV_STORE; or make one: hv init DIR"));
    }
    let many = count(meant.all.len(), "school");
    let error =
        Error::usage(format!("this is done for one school at a time, and {many} are meant"));
    let one = |error: Error, school: &School| {
        error.hint(format!("for {}: --store {}", school.name, school.store.display()))
    };
    Err(meant.all.iter().take(MOST_NAMED).fold(error, one))
}

/// The commands that can look at several schools, and `hv` alone. `hv export` walks them itself; a page of reports is put
/// together by [`super::report_schools`]. A sheet of figures is of one school: two cannot stand in one file.
fn looks(command: Option<&Command>) -> bool {
    let Some(command) = command else { return true };
    matches!(command, Command::Overdue(_))
        || matches!(command, Command::Report(args) if args.html.is_none() && !args.csv)
        || matches!(command, Command::Board(args) if args.watch.is_none() && args.html.is_none())
        || matches!(command, Command::Plan(args) if args.action.is_none())
}

/// Looks at all that are meant, if they are several and the command can. `None`: it is about one.
pub(super) fn look(
    (global, command): (&Global, Option<&Command>),
    typed: &[OsString],
    host: &mut Host,
) -> Option<Ending> {
    if let Some(Command::Report(args)) = command
        && args.html.is_some()
        && let Ok(Meant { all, .. }) = meant(global, host)
        && all.len() > 1
    {
        return Some(super::report_schools::run(&all, (global, args), typed, host));
    }
    if !looks(command) {
        let danger = typed.iter().any(|word| word == "--distress" || word == "distress");
        if danger && meant(global, host).is_ok_and(|meant| meant.one.is_none()) {
            host.tell("In danger: ring 999 now.\n");
        }
        return None;
    }
    let alert = matches!(command, Some(Command::Overdue(args)) if args.alert);
    let all = match meant(global, host) {
        Ok(meant) => meant.all,
        // Said by the command itself.
        Err(_) => return None,
    };
    if all.len() < 2 {
        return None;
    }
    Some(look_at_all(&all, alert, (global, typed), host))
}

fn look_at_all(
    all: &[School],
    alert: bool,
    (global, typed): (&Global, &[OsString]),
    host: &mut Host,
) -> Ending {
    let (_, arguments) = parted(typed);
    let longest = all.iter().map(|s| s.name.chars().count()).max().unwrap_or(0);
    let told = host.out_is_terminal || host.var("COLUMNS").is_some();
    let columns = told.then(|| host.width().saturating_sub(longest + 2));
    let limit = if alert { ALERT_LIMIT } else { LIMIT };
    let look = Look { program: host.program()?, arguments, columns, limit };
    let come = look_at_each(all, &look);
    let mut looks: Vec<Looked> = Vec::new();
    if global.json {
        looks.extend(come.iter());
        looks.sort_by_key(rank);
        let shown: Vec<Value> = looks.iter().map(as_json).collect();
        host.say(&format!("{}\n", json!({"hv": 1, "schools": shown})));
    } else {
        while let Some(some) = next(&come) {
            let first: String = some.iter().filter_map(|one| beforehand(one, &some)).collect();
            host.say(&first);
            for looked in &some {
                tell(looked, host);
            }
            looks.extend(some);
        }
    }
    let missing = all.len().saturating_sub(looks.len());
    if missing > 0 {
        host.say(&format!(
            "{} NOT LOOKED AT. Nobody there may be taken for safe.\n",
            count(missing, "school")
        ));
    }
    Ok(worst(&looks, missing, alert))
}

/// The next looks to be told together, the worst first. `None`: all have been told.
fn next(come: &Receiver<Looked>) -> Option<Vec<Looked>> {
    let mut some = vec![come.recv().ok()?];
    while some.len() < TOGETHER {
        let Ok(looked) = come.recv_timeout(GRACE) else { break };
        some.push(looked);
    }
    some.sort_by_key(rank);
    Some(some)
}

/// What was typed, parted into the record folders and everything else but the program. The folders are read here, since
/// of those before and after the command the reader of flags forgets the first: a school that nobody would look at.
pub(super) fn parted(typed: &[OsString]) -> (Vec<PathBuf>, Vec<OsString>) {
    let (mut stores, mut others) = (Vec::new(), Vec::new());
    let mut words = typed.iter().skip(1);
    while let Some(word) = words.next() {
        let stuck = word.to_str().and_then(|word| word.strip_prefix("--store="));
        if word == "--store" {
            stores.extend(words.next().map(PathBuf::from));
        } else if let Some(store) = stuck {
            stores.push(PathBuf::from(store));
        } else {
            others.push(word.clone());
        }
    }
    (stores, others)
}

/// Every record folder that was typed, wherever it stands.
pub(super) fn understood(global: &mut Global, typed: &[OsString]) {
    let (stores, _) = parted(typed);
    if stores.len() > global.store.len() {
        global.store = stores;
    }
}

/// What nobody knows comes first, then who is late, then what is damaged.
pub(super) fn rank(looked: &Looked) -> (u8, String) {
    let rank = match looked.end {
        _ if !answered(looked) => 0,
        Ok(4 | 5) => 1,
        Ok(0) => 3,
        Ok(_) | Err(_) => 2,
    };
    (rank, looked.school.name.clone())
}

/// It was looked at, whatever was found. An error before anything was read leaves standard output empty.
pub(super) fn answered(looked: &Looked) -> bool {
    match looked.end {
        Ok(0 | 4) => true,
        Ok(3 | 5) => !looked.out.trim().is_empty() && !error_alone(&looked.out),
        Ok(_) | Err(_) => false,
    }
}

/// What `--json` prints of a command that could not be done.
fn error_alone(out: &str) -> bool {
    serde_json::from_str::<Value>(out).is_ok_and(|shown| shown.get("error").is_some())
}

/// What is said of a school before the others are told, where one of them is told before it: of what cannot be read nobody
/// knows whether it hides somebody, and a page of another's alarms must not push it from the screen.
fn beforehand(looked: &Looked, together: &[Looked]) -> Option<String> {
    const DAMAGED: u8 = 2;
    let worse = together.iter().any(|other| rank(other) < rank(looked));
    // `hv overdue` ends with 4 where somebody is late as well.
    let said = || looked.out.lines().any(|line| line.starts_with("CANNOT BE READ"));
    let damaged = rank(looked).0 == DAMAGED || (rank(looked).0 < DAMAGED && said());
    let name = &looked.school.name;
    let says =
        "NOT ALL OF IT COULD BE READ, and somebody may be out unseen. What is known stands below.";
    (worse && damaged).then(|| format!("{name}: {says}\n"))
}

fn tell(looked: &Looked, host: &mut Host) {
    let name = &looked.school.name;
    if !answered(looked) {
        let why = clean(&why_not(looked));
        host.say(&format!("{name}: NOT LOOKED AT: {why}. Nobody there may be taken for safe.\n"));
    }
    let (out, err) = (named(name, &looked.out), named(name, &looked.err));
    if !err.is_empty() {
        host.tell(&err);
    }
    if !out.is_empty() {
        host.say(&out);
    }
    let silent = matches!(looked.end, Ok(0)) && looked.out.trim().is_empty();
    if !silent {
        // What is shown to be typed would otherwise land in whichever school this desk types into.
        let store = clean(&looked.school.store.display().to_string());
        host.say(&format!("{name}: whatever is typed for {name} begins: hv --store {store}\n"));
    }
}

/// Why nothing is known of it: in its own words, where it has any.
pub(super) fn why_not(looked: &Looked) -> String {
    let own = looked.err.lines().find_map(|line| line.strip_prefix("error: "));
    match (&looked.end, own) {
        (Err(why), _) => why.clone(),
        (Ok(_), Some(own)) => own.trim_end_matches('.').to_owned(),
        (Ok(code), None) => format!("the look ended with exit code {code}"),
    }
}

/// Each line with its school in front.
pub(super) fn named(name: &str, text: &str) -> String {
    let mut all = String::new();
    for line in text.lines() {
        all.put(if line.is_empty() { format!("{name}:\n") } else { format!("{name}: {line}\n") });
    }
    all
}

fn as_json(looked: &Looked) -> Value {
    let said: Vec<&str> = looked.err.lines().collect();
    let exit = looked.end.as_ref().ok();
    let why = (!answered(looked)).then(|| why_not(looked));
    json!({
        "school": looked.school.name, "store": looked.school.store.display().to_string(),
        "looked_at": answered(looked), "exit": exit, "why": why,
        "result": serde_json::from_str::<Value>(&looked.out).ok(), "said": said,
    })
}

/// The worst of all. Somebody late outranks what could not be read, as it does for one school; with `--alert`, late
/// somewhere and unread anywhere is [`super::alert::LATE_AND_FAILED`].
pub(super) fn worst(looks: &[Looked], missing: usize, alert: bool) -> u8 {
    let late = looks.iter().any(|l| matches!(l.end, Ok(4 | 5)));
    let failed = missing > 0 || looks.iter().any(|l| !matches!(l.end, Ok(0 | 4)));
    match (late, failed) {
        (true, true) if alert => super::alert::LATE_AND_FAILED,
        (true, _) => 4,
        (false, true) => Kind::Failed.exit_code(),
        (false, false) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(name: &str, end: Result<i32, &str>, out: &str) -> Looked {
        Looked {
            school: School { name: name.to_owned(), store: PathBuf::from(name) },
            out: out.to_owned(),
            err: String::new(),
            end: end.map_err(str::to_owned),
        }
    }

    #[test]
    fn the_worst_wins_and_nothing_that_failed_is_a_zero() {
        let code = |ends: &[Result<i32, &str>], alert| {
            let all: Vec<Looked> = ends.iter().map(|end| looked("a", *end, "x")).collect();
            worst(&all, 0, alert)
        };
        assert_eq!(code(&[Ok(0), Ok(0)], false), 0);
        for bad in [Ok(1), Ok(2), Ok(3), Ok(70), Ok(101), Err("no answer")] {
            assert_eq!(code(&[Ok(0), bad], false), 3, "{bad:?}");
            assert_eq!(code(&[Ok(4), bad], false), 4, "{bad:?}");
            assert_eq!(code(&[Ok(4), bad], true), 5, "{bad:?}");
        }
        assert_eq!(code(&[Ok(4), Ok(0)], true), 4);
        assert_eq!(code(&[Ok(5), Ok(0)], true), 5);
        assert_eq!(worst(&[looked("a", Ok(0), "")], 1, false), 3, "one of which nothing was heard");
    }

    #[test]
    fn what_nobody_knows_comes_first() {
        let mut all = [
            looked("well", Ok(0), ""),
            looked("late", Ok(4), "LATE"),
            looked("damaged", Ok(3), "damaged"),
            looked("gone", Ok(3), ""),
            looked("told as JSON", Ok(3), "{\"hv\":1,\"error\":{}}"),
            looked("hangs", Err("no answer"), ""),
        ];
        all.sort_by_key(rank);
        let names: Vec<&str> = all.iter().map(|l| l.school.name.as_str()).collect();
        assert_eq!(names, ["gone", "hangs", "told as JSON", "late", "damaged", "well"]);
    }

    #[test]
    fn what_could_not_all_be_read_is_said_before_the_alarms_of_others_and_told_after_them() {
        let all = [
            looked("late", Ok(4), "LATE"),
            looked("damaged", Ok(3), "damaged"),
            looked("well", Ok(0), ""),
            looked("worse", Ok(4), "CANNOT BE READ, and may hide somebody\nLATE"),
        ];
        let first: Vec<String> = all.iter().filter_map(|l| beforehand(l, &all)).collect();
        let begins: Vec<&str> = first.iter().filter_map(|l| l.split(',').next()).collect();
        let says = "NOT ALL OF IT COULD BE READ";
        assert_eq!(begins, [format!("damaged: {says}"), format!("worse: {says}")]);
        let alone = [looked("damaged", Ok(3), "damaged"), looked("well", Ok(0), "")];
        assert_eq!(beforehand(&alone[0], &alone), None, "it stands first anyway");
    }

    #[test]
    fn every_folder_that_was_typed_is_understood_wherever_it_stands() {
        let typed = ["hv", "--store", "a", "overdue", "--store=b", "--json", "--store", "c"];
        let (stores, others) = parted(&typed.map(OsString::from));
        assert_eq!(stores, ["a", "b", "c"].map(PathBuf::from));
        assert_eq!(others, ["overdue", "--json"].map(OsString::from));
    }

    #[test]
    fn two_folders_of_one_name_are_told_apart_and_one_named_twice_is_one() {
        let paths = ["/a/oak", "/b/oak", "/b/elm", "/b/elm"];
        let all = called(paths.map(|p| (None, PathBuf::from(p))).to_vec());
        let names: Vec<&str> = all.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["/a/oak", "/b/oak", "elm"]);
    }
}
