//! `hv overdue --alert` when the record folder cannot be opened at all: an unmounted drive, a folder that was moved.
//!
//! Nobody is known to be safe then. What this machine remembers is told to everybody it remembers, by the channels it
//! remembers, again and again, until the folder is back. Without anything remembered, there is nothing but the error.

use super::desk::find_store;
use super::tell_error;
use crate::cli::Global;
use crate::domain::alarm::{Alarm, AlarmLine, Came, Log, Notified, Notify, Sent, Tell};
use crate::domain::names;
use crate::error::Error;
use crate::host::Host;
use crate::notify::{self, End, Job, Message, Ping, Receiver, Senders};
use crate::policy::Clock;
use crate::render::{clean, fit};
use crate::store::MachineState;
use crate::watch::{ladder, telling};
use crate::when::{Moment, Zone};
use serde_json::json;
use std::time::Duration;

/// Under which name this machine notes what was told of a folder that is gone.
const GONE: &str = "the record folder";

/// How long telling may take.
const LIMIT: Duration = Duration::from_secs(60);

/// How long the address outside may take.
const OUTSIDE: Duration = Duration::from_secs(5);

pub(super) fn run(error: &Error, global: &Global, host: &mut Host) -> u8 {
    let code = tell_error(error, false, host);
    let root = find_store(global, host);
    let known =
        root.ok().zip(host.state_dir()).and_then(|(root, dir)| MachineState::of_gone(&dir, &root));
    let Some((mut state, path)) = known else { return code };
    let now = state.judged_at(Zone::LONDON.localise(host.clock));
    let out: Vec<String> = state.seen_open.values().flatten().cloned().collect();
    let text = words(&out);
    host.say(&fit(&clean(&text), host.width()));
    host.say("\n");
    let mut troubles = tell(&mut state, &text, now, host);
    troubles.extend(say_outside(&state, now, host));
    for trouble in &troubles {
        host.tell(&format!("{}\n", fit(&clean(trouble), host.width())));
    }
    if let Err(unsaved) = state.save_gone(&path) {
        let _told = tell_error(&unsaved, false, host);
    }
    if out.is_empty() { code } else { super::alert::LATE_AND_FAILED }
}

/// No path: it may name a family, and it is no help on a telephone.
fn words(out: &[String]) -> String {
    let named: Vec<&str> = out.iter().map(String::as_str).collect();
    let who = if out.is_empty() {
        "Nobody was out when it was last seen; since then somebody may have left".to_owned()
    } else {
        format!("OUT when it was last seen: {}", names::list(&named))
    };
    format!(
        "NOBODY IS WATCHED: the record folder cannot be opened on the machine that watches. {who}. DO: find out by \
         telephone who is out, and where; then get the folder back"
    )
}

/// The address outside hears that this run failed, and gives its own alarm.
fn say_outside(state: &MachineState, now: Moment, host: &Host) -> Option<String> {
    let name = state.watch.as_ref()?.ping.as_ref()?;
    let machine_file = host.machine_file();
    let around = notify::Around {
        machine_file: machine_file.as_deref(),
        env: &|name| host.secret_variable(name),
        clock: host.clock,
    };
    let rid = telling::run_id(&format!("{} {now} {}", host.machine, std::process::id()));
    let body = "the record folder cannot be opened".to_owned();
    match notify::ping(&around, name, &Ping { end: End::Fail, rid, body }, OUTSIDE) {
        notify::Came::Handed(_) => None,
        notify::Came::Failed(why) | notify::Came::Unknown(why) => {
            Some(format!("the address outside that expects a word of each run: {why}"))
        }
    }
}

fn tell(state: &mut MachineState, text: &str, now: Moment, host: &Host) -> Vec<String> {
    let machine_file = host.machine_file();
    let around = notify::Around {
        machine_file: machine_file.as_deref(),
        env: &|name| host.secret_variable(name),
        clock: host.clock,
    };
    let senders = Senders::new(&state.channels, &around);
    let mut troubles: Vec<String> = senders.problems.iter().map(ToString::to_string).collect();
    let (round, _) = ladder::round_of_day(crate::policy::defaults().repeat, now);
    let alarm =
        Alarm { clock: Clock::Concern, due: Moment::epoch(), visit: None, people: Vec::new() };
    let log = Log::of_notes(&state.notes(GONE));
    let people: Vec<Receiver> = state
        .everyone
        .iter()
        .map(|p| Receiver {
            id: p.id.clone(),
            name: p.name.clone(),
            number: p.number.clone(),
            email: p.email.clone(),
        })
        .collect();
    let mut jobs: Vec<(String, Job)> = Vec::new();
    for channel in senders.ids() {
        let to = people.iter().filter(|p| senders.reaches(channel, p));
        let to = to.map(|p| (p.id.clone(), Some(p.clone())));
        let room = senders.is_room(channel).then(|| (format!("#{channel}"), None));
        for (name, person) in to.chain(room) {
            if !log.told(&alarm, 1, round, &name) {
                jobs.push((name, job(channel, person, text, round, now)));
            }
        }
    }
    if jobs.is_empty() {
        return troubles;
    }
    let mut to: Vec<String> = jobs.iter().map(|(name, _)| name.clone()).collect();
    to.dedup();
    let tell = Tell { alarm, rung: 1, round, to };
    let attempt = state.note(GONE, now, AlarmLine::Notify(Notify { tells: vec![tell] }));
    let sent = send(&senders, jobs);
    troubles.extend(
        sent.iter()
            .filter(|s| s.came != Came::Handed)
            .map(|s| format!("channel {}: not handed over: {}", s.channel, s.answer)),
    );
    state.note(GONE, now, AlarmLine::Notified(Notified { attempt, came: sent }));
    troubles
}

fn job(channel: &str, person: Option<Receiver>, text: &str, round: i64, now: Moment) -> Job {
    let name = person.as_ref().map_or("", |p| p.id.as_str());
    Job {
        channel: channel.to_owned(),
        room: person.is_none(),
        message: Message {
            key: telling::run_id(&format!("gone {round} {name} {channel}")),
            to: person.into_iter().collect(),
            subject: "ALARM, home visits: nobody is watched".to_owned(),
            text: format!("{text}.\n\nIn danger ring 999.\n"),
            data: json!({"hv": 1, "as_of": now, "alarms": [{"what": text}]}),
        },
    }
}

fn send(senders: &Senders, jobs: Vec<(String, Job)>) -> Vec<Sent> {
    let (names, jobs): (Vec<String>, Vec<Job>) = jobs.into_iter().unzip();
    let channels: Vec<String> = jobs.iter().map(|j| j.channel.clone()).collect();
    let deliveries = notify::send(senders, jobs, LIMIT);
    let one = |delivery: notify::Delivery| {
        let (came, answer) = match delivery.came {
            notify::Came::Handed(answer) => (Came::Handed, answer),
            notify::Came::Failed(why) => (Came::Failed, why),
            notify::Came::Unknown(why) => (Came::Unknown, why),
        };
        let to = names.get(delivery.job)?.clone();
        Some(Sent { to, channel: channels.get(delivery.job)?.clone(), came, answer })
    };
    deliveries.into_iter().filter_map(one).collect()
}
