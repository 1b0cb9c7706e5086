//! The machine's own file, `machine.toml`: where this machine keeps each secret, and what it runs for each program.
//!
//! It is not in the record folder, because the folder is shared: whoever may write there could otherwise run a program
//! here, or have a password sent to a server of their own. What is wrong with one entry harms that entry alone. Nothing
//! that stands in the file is repeated in a message but names of keys: somebody may have written a secret into it.

use super::secret::{self, Kept, Others, Source};
use super::senders::Around;
use crate::error::Damage;
use crate::when::Span;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::{Table, Value};

/// How long a program may take when nothing is set.
const PROGRAM: Duration = Duration::from_secs(30);

const HINT: &str = "hv notify --help shows how the file is written.";

/// What the machine's file says, and what could be had of it.
#[derive(Debug, Default)]
pub(super) struct Machine {
    /// Its path, for messages.
    pub(super) path: Option<PathBuf>,
    /// Why there is nothing in it, if there is nothing.
    empty: Option<String>,
    secrets: BTreeMap<String, Result<Entry, String>>,
    programs: BTreeMap<String, Result<Program, String>>,
    /// The authorities that are trusted instead of the machine's own: PEM.
    pub(super) authorities: Option<Vec<u8>>,
    /// What is wrong with the file itself.
    pub(super) damage: Vec<Damage>,
    /// The variables that hold secrets: no program gets them.
    pub(super) hidden: Vec<String>,
}

/// A secret that can be had.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) source: Source,
    pub(super) kept: Kept,
    /// The only server it may be sent to. `None`: any that `hv.toml` names.
    pub(super) only_for: Option<String>,
}

/// A program that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) run: Vec<String>,
    pub(super) limit: Duration,
}

impl Machine {
    /// Reads the file, and fetches every secret that takes no program.
    pub(super) fn read(around: &Around<'_>) -> Machine {
        let Some(path) = around.machine_file else {
            let why = "this user has no folder for settings: HOME is not set".to_owned();
            return Machine { empty: Some(why), ..Machine::default() };
        };
        let shown = path.display();
        let mut machine = Machine { path: Some(path.to_owned()), ..Machine::default() };
        match secret::read(path, Others::Nothing) {
            Ok(Some(text)) => machine.fill(path, &text, around),
            Ok(None) => machine.empty = Some(format!("there is no {shown}")),
            Err(why) => {
                machine.empty = Some(format!("{shown}: {why}"));
                machine.damage.push(damage(&shown.to_string(), None, why));
            }
        }
        machine
    }

    fn fill(&mut self, path: &Path, text: &str, around: &Around<'_>) {
        let shown = path.display().to_string();
        let table: Table = match text.parse() {
            Ok(table) => table,
            Err(e) => {
                let e: toml::de::Error = e;
                // Its own words would quote the line, and so perhaps a secret.
                let before = e.span().and_then(|span| text.get(..span.start));
                let line = before.map(|before| 1 + before.matches('\n').count());
                let why = "it is not TOML: a quote, a bracket or an equals sign is missing";
                self.empty = Some(format!("{shown} cannot be read"));
                self.damage.push(damage(&shown, line, why.to_owned()));
                return;
            }
        };
        let folder = path.parent().unwrap_or(Path::new("/"));
        for (key, value) in table {
            let told = match (key.as_str(), value) {
                ("secret", Value::Table(all)) => {
                    self.secrets = each(&all, |value| entry(value, folder, around));
                    self.hidden = variables(&all);
                    Ok(())
                }
                ("program", Value::Table(all)) => {
                    self.programs = each(&all, program);
                    Ok(())
                }
                ("ca", Value::String(file)) => self.trust(&folder.join(file)),
                ("secret" | "program", _) => {
                    Err(format!("write [{key}.NAME] and below it its lines"))
                }
                ("ca", _) => Err("ca is the path of a file".to_owned()),
                _ => Err(format!("hv does not know {key:?}; it knows secret, program and ca")),
            };
            if let Err(why) = told {
                self.damage.push(damage(&shown, None, why));
            }
        }
        self.tell_entries(&shown);
    }

    /// What is wrong with an entry is told even where no channel uses it.
    fn tell_entries(&mut self, shown: &str) {
        let secrets = self.secrets.iter().filter_map(|(name, e)| Some((name, e.as_ref().err()?)));
        let secrets: Vec<String> = secrets.map(|(n, why)| format!("[secret.{n}]: {why}")).collect();
        let programs = self.programs.iter().filter_map(|(name, p)| Some((name, p.as_ref().err()?)));
        let programs = programs.map(|(n, why)| format!("[program.{n}]: {why}"));
        let all: Vec<String> = secrets.into_iter().chain(programs).collect();
        self.damage.extend(all.into_iter().map(|why| damage(shown, None, why)));
    }

    /// A certificate is no secret; but whoever can change the file decides whom this machine believes.
    fn trust(&mut self, path: &Path) -> Result<(), String> {
        let text = secret::read(path, Others::Read);
        let text = text.and_then(|text| text.ok_or_else(|| "it is not there".to_owned()));
        let text = text.map_err(|why| format!("ca: {}: {why}", path.display()))?;
        if !text.contains("-----BEGIN CERTIFICATE-----") {
            return Err(format!("ca: {}: there is no certificate in it (PEM)", path.display()));
        }
        self.authorities = Some(text.into_bytes());
        Ok(())
    }

    /// The secret of that name.
    pub(super) fn secret(&self, name: &str) -> Result<&Entry, String> {
        match self.secrets.get(name) {
            Some(Ok(entry)) => Ok(entry),
            Some(Err(why)) => Err(format!("the secret {name}: {why}")),
            None => Err(self.unknown("secret", name)),
        }
    }

    /// The program of that name.
    pub(super) fn program(&self, name: &str) -> Result<&Program, String> {
        match self.programs.get(name) {
            Some(Ok(program)) => Ok(program),
            Some(Err(why)) => Err(format!("the program {name}: {why}")),
            None => Err(self.unknown("program", name)),
        }
    }

    fn unknown(&self, what: &str, name: &str) -> String {
        let why = match (&self.empty, &self.path) {
            (Some(why), _) => why.clone(),
            (None, Some(path)) => format!("there is no [{what}.{name}] in {}", path.display()),
            (None, None) => "there is no such entry".to_owned(),
        };
        format!("this machine knows no {what} {name}: {why}")
    }
}

impl Entry {
    /// Whether it may be sent to that server.
    pub(super) fn may_go_to(&self, host: &str) -> Result<(), String> {
        match &self.only_for {
            Some(only) if !only.eq_ignore_ascii_case(host) => {
                Err(format!("this machine keeps that secret for {only}, and it would go to {host}"))
            }
            Some(_) | None => Ok(()),
        }
    }
}

fn damage(path: &str, line: Option<usize>, what: String) -> Damage {
    let hint = HINT.to_owned();
    Damage { path: path.to_owned(), line, what, hint, may_hide_somebody: false }
}

fn each<T>(
    all: &Table,
    read: impl Fn(&Table) -> Result<T, String>,
) -> BTreeMap<String, Result<T, String>> {
    let one = |(name, value): (&String, &Value)| {
        let table = value.as_table().ok_or_else(|| "it is to be a table of its own".to_owned());
        (name.clone(), table.and_then(&read))
    };
    all.iter().map(one).collect()
}

/// The variables that hold secrets, whether or not the rest of the entry is right.
fn variables(all: &Table) -> Vec<String> {
    let named = all.values().filter_map(|entry| entry.get("env")?.as_str());
    named.map(str::to_owned).collect()
}

fn entry(table: &Table, folder: &Path, around: &Around<'_>) -> Result<Entry, String> {
    known(table, &["env", "file", "credential", "command", "for"])?;
    let only_for = text(table, "for")?;
    let from_file = |file: String| {
        if file.starts_with('~') {
            return Err("file: write the path in full, without ~".to_owned());
        }
        Ok(Source::File(folder.join(file)))
    };
    let ways = [
        text(table, "env")?.map(|name| Ok(Source::Env(name))),
        text(table, "file")?.map(from_file),
        text(table, "credential")?.map(credential),
        list(table, "command")?.map(|run| Ok(Source::Command(run))),
    ];
    let mut ways = ways.into_iter().flatten();
    let (Some(source), None) = (ways.next(), ways.next()) else {
        return Err("it says one of env, file, credential and command".to_owned());
    };
    let source = source?;
    let kept = source.fetch(around.env)?;
    Ok(Entry { source, kept, only_for })
}

/// A credential is a file in one folder, and its name leads nowhere else.
fn credential(name: String) -> Result<Source, String> {
    let leads_away = name.is_empty() || name.starts_with('.') || name.contains('/');
    if leads_away {
        return Err("credential: it is a name, not a path".to_owned());
    }
    Ok(Source::Credential(name))
}

fn program(table: &Table) -> Result<Program, String> {
    known(table, &["run", "time-limit"])?;
    let run =
        list(table, "run")?.ok_or("it says what to run: run = [\"/full/path\", \"argument\"]")?;
    super::program::can_run(&run)?;
    let limit = match text(table, "time-limit")? {
        None => PROGRAM,
        Some(typed) => {
            let span = Span::parse(&typed).map_err(|why| format!("time-limit: {why}"))?;
            Duration::from_secs(u64::try_from(span.as_seconds()).unwrap_or_default())
        }
    };
    Ok(Program { run, limit })
}

fn known(table: &Table, keys: &[&str]) -> Result<(), String> {
    match table.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => Err(format!("hv does not know {key:?}; it knows {}", keys.join(", "))),
        None => Ok(()),
    }
}

fn text(table: &Table, key: &str) -> Result<Option<String>, String> {
    match table.get(key) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(format!("{key} is to be in quotes, and not empty")),
    }
}

fn list(table: &Table, key: &str) -> Result<Option<Vec<String>>, String> {
    let Some(value) = table.get(key) else { return Ok(None) };
    let wrong = || format!("{key} is a list: {key} = [\"/full/path\", \"argument\"]");
    let all = value.as_array().filter(|all| !all.is_empty()).ok_or_else(wrong)?;
    let texts = all.iter().map(|one| one.as_str().map(str::to_owned));
    texts.collect::<Option<Vec<String>>>().map(Some).ok_or_else(wrong)
}
