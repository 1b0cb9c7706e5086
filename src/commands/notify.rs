//! `hv notify`: which channels there are, whom they reach, where each secret is, what is wrong; and a message by each
//! that says it is a test.

use super::Ending;
use super::desk::Desk;
use crate::cli::{Notify, NotifyAction, NotifyTest};
use crate::domain::directory::Person;
use crate::domain::events::Contactable;
use crate::domain::freeze::{self, Watchers};
use crate::error::{Damage, Error};
use crate::notify::{Around, Came, Delivery, Job, Listed, Message, Receiver, Senders, send};
use crate::render::Put;
use crate::render::{clean, wrap};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// How long a test may take: as long as somebody waits at a screen.
const LIMIT: Duration = Duration::from_secs(60);

pub(super) fn run(args: Notify, desk: &mut Desk<'_>) -> Ending {
    let senders = senders(desk);
    match args.action {
        None => Ok(list(&senders, desk)),
        Some(NotifyAction::Test(args)) => test(&args, &senders, desk),
    }
}

fn senders(desk: &Desk<'_>) -> Senders {
    let machine_file = desk.host.machine_file();
    let around = Around {
        machine_file: machine_file.as_deref(),
        env: &|name| desk.host.secret_variable(name),
        clock: desk.host.clock,
    };
    Senders::new(&desk.school.channel, &around)
}

fn receiver(person: &Person) -> Receiver {
    Receiver {
        id: person.id.clone(),
        name: person.name.clone(),
        number: person.mobile.clone(),
        email: person.email.clone(),
    }
}

/// What is wrong with being told, each with the file that says so: a channel that cannot be used on this machine, and a step
/// of a ladder that none reaches. Of a policy that cannot be read `hv doctor` tells by itself, so that it is not told here.
pub(super) fn troubles(desk: &Desk<'_>) -> Vec<(String, String)> {
    let senders = senders(desk);
    let unreached = unreached_rungs(&senders, desk).unwrap_or_default();
    let problems = senders.problems.iter().map(|one| (one.path.clone(), one.what.clone()));
    let unreached = unreached.iter().map(|one| ("hv.toml".to_owned(), one.words()));
    problems.chain(unreached).collect()
}

/// Everybody who answers for a role today.
fn holders(desk: &mut Desk<'_>) -> Vec<Receiver> {
    let today = desk.today();
    let holds = |p: &Person| p.roles.iter().any(|h| p.has_role(&h.role, today));
    desk.people().iter().filter(|p| holds(p)).map(receiver).collect()
}

fn list(senders: &Senders, desk: &mut Desk<'_>) -> u8 {
    let holders = holders(desk);
    let personal = |p: &Receiver| senders.ids().any(|channel| senders.reaches(channel, p));
    let unreached: Vec<&Receiver> = holders.iter().filter(|p| !personal(p)).collect();
    let reached = |channel: &str| -> Vec<&str> {
        let all = holders.iter().filter(|p| senders.reaches(channel, p));
        all.map(|p| p.id.as_str()).collect()
    };
    let rungs = unreached_rungs(senders, desk);
    if let Err(error) = &rungs {
        desk.warn(&format!("not known which steps reach nobody: {error}"));
    }
    let known = rungs.is_ok();
    let rungs = rungs.unwrap_or_default();
    if desk.json {
        let channels: Vec<Value> = senders
            .listed()
            .into_iter()
            .map(|listed| {
                let (room, people) = (senders.is_room(&listed.id), reached(&listed.id));
                json!({"channel": listed, "room": room, "reaches": people})
            })
            .collect();
        let unreached: Vec<&str> = unreached.iter().map(|p| p.id.as_str()).collect();
        let shown = json!({"hv": 1, "channels": channels, "unreached": unreached,
            "rungs_unreached": rungs.iter().map(Unreached::data).collect::<Vec<_>>(),
            "problems": senders.problems});
        desk.host.say(&format!("{shown}\n"));
    } else {
        let mut text = String::new();
        for listed in senders.listed() {
            let whom = whom(&listed, senders, reached(&listed.id).len(), holders.len());
            text.push_str(&in_words(&listed, &whom));
        }
        text.push_str(&rest(senders, &unreached));
        text.extend(rungs.iter().map(Unreached::words));
        let text = wrap_each(&text, desk.host.width());
        desk.host.say(&text);
    }
    if senders.problems.is_empty() && rungs.is_empty() && known { 0 } else { 3 }
}

/// A step of a ladder that would be told to nobody.
struct Unreached {
    ladder: String,
    rung: usize,
    role: String,
    people: Vec<Arc<Contactable>>,
}

impl Unreached {
    fn words(&self) -> String {
        let names: Vec<String> =
            self.people.iter().map(|p| format!("{} ({})", clean(&p.name), clean(&p.id))).collect();
        format!(
            "NO CHANNEL REACHES step {} of the ladder {}, {}: {}. Put an address on record (hv staff change), or add a room\n",
            self.rung,
            clean(&self.ladder),
            clean(&self.role),
            names.join(", ")
        )
    }

    fn data(&self) -> Value {
        let people: Vec<&str> = self.people.iter().map(|p| p.id.as_str()).collect();
        json!({"ladder": self.ladder, "rung": self.rung, "role": self.role, "people": people})
    }
}

/// The rungs of the policy that somebody holds today, and of whom no channel can tell anybody. A room stands for all; a
/// rung that nobody holds is for `hv policy` to say; and without any channel it is true of all, and said once.
fn unreached_rungs(senders: &Senders, desk: &Desk<'_>) -> Result<Vec<Unreached>, Error> {
    let room = senders.ids().any(|c| senders.is_room(c) && senders.usable(c));
    if room || senders.ids().next().is_none() {
        return Ok(Vec::new());
    }
    let policy = super::policy::load(&desk.store, "policy.toml")?;
    let today = desk.today();
    let people = desk.store.people().good;
    // Who watches is named at sign-out: of a rung that is theirs as well nobody can say yet.
    let later = Contactable { id: String::new(), name: String::new(), number: None, email: None };
    let watchers = Watchers {
        school: &desk.school,
        people: &people,
        monitor: Some(&later),
        on_call: Some(&later),
        going: &[],
        today,
    };
    let reached = |one: &Arc<Contactable>| {
        let Contactable { id, name, number, email } = (**one).clone();
        let receiver = Receiver { id, name, number, email };
        one.id.is_empty() || senders.ids().any(|channel| senders.reaches(channel, &receiver))
    };
    let ladders = freeze::terms(&policy, &[], &watchers).ladders;
    let rungs = ladders.iter().flat_map(|ladder| {
        let rungs = ladder.rungs.iter().enumerate();
        rungs.map(|(index, rung)| Unreached {
            ladder: ladder.id.clone(),
            rung: index + 1,
            role: rung.role.clone(),
            people: rung.people.clone(),
        })
    });
    Ok(rungs.filter(|r| !r.people.is_empty() && !r.people.iter().any(reached)).collect())
}

fn wrap_each(text: &str, width: usize) -> String {
    let line = |line: &str| {
        let words = line.trim_start();
        let indent = line.strip_suffix(words).unwrap_or_default();
        format!("{}\n", wrap(words, indent, width))
    };
    text.lines().map(line).collect()
}

/// "a room", "3 of 4 who answer for a role".
fn whom(listed: &Listed, senders: &Senders, reached: usize, holders: usize) -> String {
    let people = format!("{reached} of {holders} who answer for a role");
    match (senders.is_personal(&listed.id), senders.is_room(&listed.id)) {
        (true, false) => people,
        (true, true) => format!("{people}, and addresses of its own"),
        (false, true) if listed.kind == "command" => "a program on this machine".to_owned(),
        (false, _) => "a room".to_owned(),
    }
}

fn in_words(listed: &Listed, whom: &str) -> String {
    let id = if listed.id.is_empty() { "(no id)" } else { &listed.id };
    let mut text = format!("{} ({})", clean(id), listed.kind);
    match &listed.problem {
        Some(why) => text.put(format!(" CANNOT BE USED: {}\n", clean(why))),
        None => text.put(format!(": {whom}\n")),
    }
    for from in &listed.from {
        text.put(format!("  {}\n", clean(from)));
    }
    for warning in &listed.warnings {
        text.put(format!("  warning: {}\n", clean(warning)));
    }
    text
}

/// What is wrong besides a channel, and who is reached by none.
fn rest(senders: &Senders, unreached: &[&Receiver]) -> String {
    let mut text = String::new();
    if senders.ids().next().is_none() {
        text.push_str("No channel: of an alarm nobody is told but by what hv overdue prints.\n");
        text.push_str("hv notify --help shows how one is written into hv.toml.\n");
    }
    let own = |d: &&Damage| d.path != "hv.toml";
    for damage in senders.problems.iter().filter(own) {
        text.put(format!("WRONG: {}\n", clean(&damage.to_string())));
    }
    if !unreached.is_empty() && senders.ids().next().is_some() {
        let names: Vec<String> =
            unreached.iter().map(|p| format!("{} ({})", clean(&p.name), clean(&p.id))).collect();
        text.put(format!("Reached by no channel themselves: {}\n", names.join(", ")));
    }
    text
}

fn test(args: &NotifyTest, senders: &Senders, desk: &mut Desk<'_>) -> Ending {
    if desk.replay {
        return Err(Error::usage("a test is sent now, and not at another moment")
            .hint("leave out --now")
            .into());
    }
    let channels = chosen(args, senders)?;
    let personal = channels.iter().any(|channel| senders.is_personal(channel));
    let to = match &args.to {
        Some(typed) => vec![receiver(&desk.person(typed)?)],
        None if personal => vec![receiver(&typist(desk)?)],
        None => Vec::new(),
    };
    let message = words(to, desk);
    let job =
        |channel: &String| Job { channel: channel.clone(), room: true, message: message.clone() };
    let came = send(senders, channels.iter().map(job).collect(), LIMIT);
    let all_went = came.iter().all(|one| matches!(one.came, Came::Handed(_)));
    let named = |one: &Delivery| channels.get(one.job).cloned().unwrap_or_default();
    if desk.json {
        let results: Vec<Value> =
            came.iter().map(|one| json!({"channel": named(one), "delivery": one})).collect();
        desk.host.say(&format!("{}\n", json!({"hv": 1, "test": results})));
    } else {
        let lines: String = came.iter().map(|one| in_a_line(one, &named(one))).collect();
        let lines = wrap_each(&lines, desk.host.width());
        desk.host.say(&lines);
    }
    for damage in &senders.problems {
        desk.warn(&damage.to_string());
    }
    Ok(if all_went && senders.problems.is_empty() { 0 } else { 3 })
}

/// The channels named, or all. None at all is no test that went well.
fn chosen(args: &NotifyTest, senders: &Senders) -> Result<Vec<String>, Error> {
    let all: Vec<String> = senders.ids().map(str::to_owned).collect();
    if all.is_empty() {
        return Err(Error::failed("there is no channel in hv.toml: nobody was told")
            .hint("hv notify --help shows how one is written"));
    }
    if args.channels.is_empty() {
        return Ok(all);
    }
    let unknown = args.channels.iter().find(|channel| !all.contains(channel));
    match unknown {
        Some(typed) => Err(Error::usage(format!("there is no channel {typed:?}"))
            .hint(format!("known: {}", all.join(", ")))),
        None => Ok(args.channels.clone()),
    }
}

fn typist(desk: &mut Desk<'_>) -> Result<Person, Error> {
    let by = desk.by.clone();
    let found = desk.store.person(&by).map_err(super::desk::damaged)?;
    found.ok_or_else(|| {
        Error::usage(format!("{by} is not on the staff, so nobody would get the test"))
            .hint("name somebody: hv notify test --to PERSON")
    })
}

/// It says that it is a test before anything else, wherever it is cut.
fn words(to: Vec<Receiver>, desk: &Desk<'_>) -> Message {
    let school = clean(&desk.school.name);
    let at = desk.zone.localise(desk.host.clock).rfc3339();
    Message {
        key: format!("test/{at}"),
        to,
        subject: format!("TEST: hv at {school}. Nobody is late"),
        text: format!(
            "TEST. This is a test of how {school} is told of an alarm.\n\
             Nobody is late, and there is nothing to do.\n\
             Sent by {} on {at}.\n",
            clean(&desk.by)
        ),
        data: json!({"test": true, "school": school, "alarms": []}),
    }
}

fn in_a_line(one: &Delivery, channel: &str) -> String {
    let whom = if one.receiver.is_empty() {
        String::new()
    } else {
        format!(" to {}", clean(&one.receiver))
    };
    let came = match &one.came {
        Came::Handed(words) if words.is_empty() => "handed over".to_owned(),
        Came::Handed(words) => format!("handed over ({})", clean(words)),
        Came::Failed(why) => format!("FAILED: {}", clean(why)),
        Came::Unknown(why) => format!("NOT KNOWN: {}", clean(why)),
    };
    format!("{}{whom}: {came}\n", clean(channel))
}
