//! `hv init`: sets the school up. It makes the record folder, with a git repository if git is there, and says who is
//! who; on a folder that exists it shows what is set, and goes on with what is missing.
//!
//! `hv.toml` is written last, so a folder is one or is none; from then on each answer is saved when it is given. What it
//! will not do: overwrite what a person wrote without having shown it and been told to, change the policy of a school
//! (that is for an editor, and `hv policy diff`), or choose for anybody.

use super::desk::{Desk, pair};
use super::init_ask::{self as asked, Question};
use super::init_given::{self as given, Difference, Who};
use super::init_people as people;
use super::{Ending, init_done, policy};
use crate::cli::{Global, Init};
use crate::domain::directory::School;
use crate::domain::visit::digest;
use crate::error::Error;
use crate::host::Host;
use crate::policy::Policy;
use crate::render::clean_lines;
use crate::store::Store;
use crate::when::{Look, Zone};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// A folder that is typed is the one that is meant: `HV_STORE`, set for other commands, must not turn it into another's.
fn one_folder(args: &Init, global: &Global, host: &Host) -> Result<(), Error> {
    let Some(other) = global.store.first().filter(|_| args.dir != Path::new(".")) else {
        return Ok(());
    };
    if host.cwd.join(other) == host.cwd.join(&args.dir) {
        return Ok(());
    }
    let (typed, other) = (args.dir.display(), other.display());
    Err(Error::usage(format!("two folders are named: {typed}, and {other} by --store or HV_STORE"))
        .hint(format!("for {typed}: env -u HV_STORE hv init {typed}"))
        .hint(format!("for {other}: hv init --store {other}")))
}

/// A school within another's folder would answer for it: from there nobody would be seen to be out.
fn inside_no_other(root: &Path) -> Result<(), Error> {
    let there = root.ancestors().find_map(|folder| folder.canonicalize().ok());
    let above = there.as_deref().into_iter().flat_map(Path::ancestors).find(|f| Store::made_at(f));
    let Some(school) = above else { return Ok(()) };
    let (new, school) = (root.display(), school.display());
    Err(Error::usage(format!("{new} would be a school within the record folder {school}"))
        .hint(format!("to go on with that school: hv init {school}"))
        .hint("for another school: a folder that is not inside of it"))
}

pub(super) fn run(args: Init, global: &Global, host: &mut Host) -> Ending {
    let args = given::with_file(args, host)?;
    one_folder(&args, global, host)?;
    let root = host.cwd.join(global.store.first().unwrap_or(&args.dir));
    let zone = Zone::named(&args.zone).map_err(|why| Error::usage(format!("--zone: {why}")))?;
    if let Some(typed) = &global.now {
        super::desk::moment(typed, "--now", host.clock, zone, Look::Either)?;
    }
    let who: Vec<Who> =
        args.people.iter().map(|typed| given::who(typed)).collect::<Result<_, _>>()?;
    if host.can_ask {
        let at = global.store.first().unwrap_or(&args.dir).display().to_string();
        let goodbye = host.goodbye();
        let words = "Interrupted. Nothing is half made, and what was saved stays. To go on:";
        goodbye.put(format!("{}\n  hv init {at}", crate::render::wrap(words, "", host.width())));
        goodbye.guard();
    }
    let place = Global { store: vec![root.clone()], ..global.clone() };
    if Store::made_at(&root) {
        return again(&args, &who, &place, host);
    }
    inside_no_other(&root)?;
    let made = first(&args, &who, &root, host)?;
    if !host.can_ask && who.is_empty() && !args.drill {
        return Ok(plain_end(&made, global, host));
    }
    tell_made(&made, global, host);
    let mut desk = Desk::open(&place, host)?;
    put_down(&who, args.replace, &mut desk)?;
    if desk.host.can_ask {
        desk.warn(
            "From here on every answer is saved at once. Enter alone leaves a question open.",
        );
        asked::missing(&made.policy, &mut desk)?;
        asked::changes(&mut desk)?;
    }
    init_done::end(&args, (&made.policy, made.git), desk, &place)
}

/// A record folder that was just made.
struct Made {
    store: Store,
    school: School,
    policy: Policy,
    /// A repository was made.
    git: bool,
    said: String,
}

fn first(args: &Init, who: &[Who], root: &Path, host: &mut Host) -> Result<Made, Error> {
    let name = wanted(host, args.name.as_ref(), "--name", "What is the school called?")?;
    let chosen = match (&args.policy, host.can_ask) {
        (None, true) => asked::policy(host)?,
        (named, _) => {
            let shipped: Vec<&str> = crate::policy::SHIPPED.iter().map(|s| s.name).collect();
            let question = format!("Which policy: {}, or a file?", shipped.join(", "));
            wanted(host, named.as_ref(), "--policy", &question)?
        }
    };
    let text = policy::text_of(&host.cwd, &chosen)?;
    let text = with_choices(&text, args, host)?;
    let policy = policy::checked(&text, &chosen)?;
    people::known(who, &policy)?;
    let made_from = [host.machine.as_str(), &host.clock.rfc3339(), &args.dir.to_string_lossy()];
    let base = School {
        store: args.id.clone().unwrap_or_else(|| digest(&made_from)),
        name,
        zone: args.zone.clone(),
        ..School::unknown()
    };
    let school = given::school(base, args)?;
    let store = Store::create(root, &school, &text, &host.machine)?;
    let git = if args.no_git { None } else { Some(make_repository(host, &store)) };
    let mut said = format!(
        "Made the record folder {} for {}, under the policy of {}.\n",
        store.root().display(),
        school.name,
        policy.school
    );
    said.push_str(&git_words(git.as_ref()));
    Ok(Made { store, school, policy, git: matches!(git, Some(Ok(()))), said })
}

fn git_words(git: Option<&Result<(), Error>>) -> String {
    match git {
        Some(Err(why)) => format!("No git repository: {why}. hv works the same without.\n"),
        Some(Ok(())) => {
            "It is a git repository; hv never commits or pushes by itself.\n".to_owned()
        }
        None => String::new(),
    }
}

fn tell_made(made: &Made, global: &Global, host: &mut Host) {
    if !global.quiet {
        let shown = crate::render::fit(&clean_lines(&made.said), host.width());
        host.tell(&shown);
    }
}

/// Nobody is there to be asked, and nothing was said of people: the folder is made, and that is all.
fn plain_end(made: &Made, global: &Global, host: &mut Host) -> u8 {
    tell_made(made, global, host);
    if !global.quiet {
        host.tell("Next: hv staff add ID --name NAME --role ROLE --mobile NUMBER\n");
    }
    if global.json {
        let shown = json!({"hv": 1, "store": made.school.store, "folder": made.store.root(),
            "policy": made.policy.name, "git": made.git});
        host.say(&format!("{shown}\n"));
    }
    0
}

/// On a folder that exists: nothing of it is made again.
fn again(args: &Init, who: &[Who], place: &Global, host: &mut Host) -> Ending {
    let mut desk = Desk::open(place, host)?;
    if let Err(damage) = desk.store.school() {
        // What cannot be read cannot be gone on with; it may hold what somebody wrote.
        return Err(super::desk::damaged(damage).into());
    }
    let policy = desk.policy()?;
    fixed(args, &policy, &desk)?;
    people::known(who, &policy)?;
    let blank = School { name: args.name.clone().unwrap_or_default(), ..School::unknown() };
    let typed = given::school(blank, args)?;
    init_done::show(&policy, &mut desk);
    let (mut now, differences) = given::merged(&desk.school, &typed, args.replace);
    if !differences.is_empty() && !args.replace {
        may_replace(&differences, &mut desk)?;
        now = given::merged(&desk.school, &typed, true).0;
    }
    given::possible(&now)?;
    cards_agree(who, args.replace, &mut desk)?;
    asked::save(now, &mut desk)?;
    let git = broken_off_before_git(args, &mut desk);
    put_down(who, args.replace, &mut desk)?;
    if desk.host.can_ask {
        asked::missing(&policy, &mut desk)?;
        asked::changes(&mut desk)?;
    }
    init_done::end(args, (&policy, git), desk, place)
}

/// What is decided once, when the folder is made.
fn fixed(args: &Init, policy: &Policy, desk: &Desk<'_>) -> Result<(), Error> {
    let differs = |flag: &str, was: &str, given: &str| {
        Error::usage(format!(
            "{flag}: this folder has {was}, not {given}; hv init changes no such thing"
        ))
    };
    if let Some(named) = &args.policy {
        let text = policy::text_of(&desk.host.cwd, named)?;
        let same = policy::unadopted(&text, named)?.name == policy.name;
        if !same {
            return Err(differs("--policy", &format!("the policy {}", policy.name), named)
                .hint(format!("to see what would change: hv policy diff {named}"))
                .hint("then edit policy.toml, or put the other in its place, with an editor"));
        }
    }
    for typed in &args.choices {
        let (id, value) = pair(typed, "--choose", "higher-risk-from=H")?;
        let chosen = policy.choices.iter().find(|c| c.id == id).and_then(|c| c.chosen.clone());
        if chosen.as_ref() != Some(&value) {
            let was = chosen.map_or_else(|| "no such choice".to_owned(), |c| format!("{id}={c}"));
            return Err(differs("--choose", &was, typed).hint("edit policy.toml: chosen = \"...\""));
        }
    }
    let zone = (args.zone != Zone::LONDON.name()).then_some(&args.zone);
    for (flag, was, given) in
        [("--zone", &desk.school.zone, zone), ("--id", &desk.school.store, args.id.as_ref())]
    {
        if let Some(given) = given.filter(|given| *given != was) {
            return Err(differs(flag, was, given).hint("edit hv.toml, if you are sure"));
        }
    }
    Ok(())
}

/// Shows what would be overwritten. At a terminal somebody says yes; elsewhere it takes a flag.
fn may_replace(differences: &[Difference], desk: &mut Desk<'_>) -> Result<(), Error> {
    let shown: Vec<String> = differences
        .iter()
        .map(|d| format!("{}: {} is set, and {} was given", d.flag, d.was, d.given))
        .collect();
    let refused = || {
        Error::usage(format!(
            "nothing was changed, since something is set otherwise\n  {}",
            shown.join("\n  ")
        ))
        .hint("to change it to what was given: --replace")
    };
    if !desk.host.can_ask {
        return Err(refused());
    }
    let asks = format!("{}. Change that?", shown.join("; "));
    if asked::yes(desk.host, &asks, "--replace")? { Ok(()) } else { Err(refused()) }
}

/// Before anything is written: nobody's number would be overwritten unseen.
fn cards_agree(who: &[Who], replace: bool, desk: &mut Desk<'_>) -> Result<(), Error> {
    let mut differ = Vec::new();
    for one in who {
        if let Some((was, given)) = people::card(one, desk)?.differs {
            differ.push(format!("{} is on record with {was}, and {given} was given", one.name));
        }
    }
    if differ.is_empty() || replace || desk.host.can_ask {
        return Ok(());
    }
    Err(Error::usage(format!("--person: nothing was changed\n  {}", differ.join("\n  ")))
        .hint("to change it to what was given: --replace"))
}

/// Those who were named by flags, each saved as they come.
fn put_down(who: &[Who], replace: bool, desk: &mut Desk<'_>) -> Result<(), Error> {
    for one in who {
        let mut card = people::card(one, desk)?;
        if replace && let Some((_, given)) = card.differs.take() {
            card.person.mobile = Some(given);
            card.changes = true;
        }
        if desk.host.can_ask {
            asked::agreed(&mut card, desk)?;
        }
        people::save(card, desk)?;
    }
    Ok(())
}

/// An hv init that was broken off between the folder and its repository: nothing is in it yet, and git would have been
/// there. A folder that is in use keeps what it has.
fn broken_off_before_git(args: &Init, desk: &mut Desk<'_>) -> bool {
    let unused = desk.store.people().good.is_empty() && desk.store.families().good.is_empty();
    let inside = desk.store.root().ancestors().any(|dir| dir.join(".git").exists());
    if args.no_git || inside || !unused {
        return false;
    }
    let git = make_repository(desk.host, &desk.store);
    let words = git_words(Some(&git));
    desk.warn(&words);
    git.is_ok()
}

/// What the written policy leaves to the school is chosen now: with `--choose`, or at a terminal. Without either, the
/// policy does not load, and says what there is to choose.
fn with_choices(text: &str, args: &Init, host: &mut Host) -> Result<String, Error> {
    let pairs = args.choices.iter().map(|c| pair(c, "--choose", "higher-risk-from=H"));
    let mut chosen: BTreeMap<String, String> = pairs.collect::<Result<_, _>>()?;
    for choice in crate::policy::open_choices(text) {
        if host.can_ask && !chosen.contains_key(&choice.id) {
            let value = asked::choice(host, &choice)?;
            chosen.insert(choice.id, value);
        }
    }
    let text = crate::policy::choose(text, &chosen)
        .map_err(|why| Error::usage(format!("--choose: {why}")))?;
    let open = crate::policy::open_choices(&text);
    if open.is_empty() {
        return Ok(text);
    }
    let asks: Vec<String> = open.iter().map(|c| format!("{}: {}", c.id, c.ask)).collect();
    let mut error = Error::usage(format!(
        "the written policy leaves something to the school, which has to choose\n{}",
        asks.join("\n")
    ));
    for choice in &open {
        let suggested =
            choice.suggest.as_ref().map(|s| format!(" (hv suggests {s})")).unwrap_or_default();
        let options = choice.options.join("|");
        error = error.hint(format!("--choose {}={options}{suggested}", choice.id));
    }
    Err(error)
}

fn wanted(
    host: &mut Host,
    given: Option<&String>,
    flag: &'static str,
    question: &str,
) -> Result<String, Error> {
    if let Some(given) = given.filter(|g| !g.trim().is_empty()) {
        return Ok(given.clone());
    }
    if !host.can_ask {
        return Err(Error::usage(format!("no answer to: {question}")).hint(format!("give {flag}")));
    }
    let question = Question { asks: question, flag, open: false };
    asked::needed(host, question, |typed| Ok(typed.to_owned()))
}

/// A repository of its own, with nothing committed: what is committed, and where it goes, is the school's decision.
fn make_repository(host: &Host, store: &Store) -> Result<(), Error> {
    // What git keeps is what the records hold: nobody else may read it, whatever the umask; and no template's hooks.
    host.git(store.root(), &["init", "--quiet", "--shared=0600", "--template="])
}
