//! Every channel against servers and programs of the test's own. What is asserted is what came of it and what arrived,
//! never how long it took.

#![expect(
    clippy::disallowed_methods,
    reason = "these tests start programs and look at files from outside"
)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do; only #[test] functions are let off by themselves"
)]

mod commands;
mod govuk;
mod limits;
mod mail;
mod programs;
mod rooms;
mod secrets;
mod sinks;

use hv::domain::channel::Channel;
use hv::notify::{Around, Came, Delivery, Job, Message, Receiver, Senders, send};
use hv::when::Moment;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// Long enough for three tries and for a slow machine.
const LONG: Duration = Duration::from_secs(8);

/// Long enough for what works, and short enough to wait for what hangs.
const SHORT: Duration = Duration::from_millis(900);

/// A machine with a file of its own.
struct Machine {
    dir: TempDir,
    env: BTreeMap<String, String>,
    clock: Moment,
}

impl Machine {
    fn new(text: &str) -> Machine {
        let clock = Moment::parse("2026-11-24T11:30:00+00:00").unwrap();
        let machine = Machine { dir: TempDir::new().unwrap(), env: BTreeMap::new(), clock };
        machine.write("machine.toml", text, 0o600);
        machine
    }

    /// With one secret, `url`, in the environment.
    fn knowing(secret: &str) -> Machine {
        let mut machine = Machine::new("[secret.url]\nenv = \"HV_URL\"\n");
        machine.env.insert("HV_URL".to_owned(), secret.to_owned());
        machine
    }

    fn write(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn around<T>(&self, what: impl FnOnce(&Around<'_>) -> T) -> T {
        let file = self.path("machine.toml");
        let env = |name: &str| self.env.get(name).cloned();
        what(&Around { machine_file: Some(&file), env: &env, clock: self.clock })
    }

    fn senders(&self, channels: &[Value]) -> Senders {
        let channels: Vec<Channel> = channels.iter().cloned().map(Channel::of).collect();
        self.around(|around| Senders::new(&channels, around))
    }
}

fn kay() -> Receiver {
    Receiver {
        id: "kay".to_owned(),
        name: "Kay Invented".to_owned(),
        number: Some("07700 900123".to_owned()),
        email: Some("kay@example.org".to_owned()),
    }
}

fn lou() -> Receiver {
    Receiver {
        id: "lou".to_owned(),
        name: "Lou Invented".to_owned(),
        number: Some("07700 900124".to_owned()),
        email: Some("lou@example.org".to_owned()),
    }
}

fn message(to: &[Receiver]) -> Message {
    Message {
        key: "2026-11-24-max-1a/return/1".to_owned(),
        to: to.to_vec(),
        subject: "LATE: Max".to_owned(),
        text: "Max is late since 11:30.\n.\nRing them.\n".to_owned(),
        data: json!({"late": [{"who": "Max"}]}),
    }
}

fn job(channel: &str, to: &[Receiver]) -> Job {
    Job { channel: channel.to_owned(), room: true, message: message(to) }
}

/// Sends one message by one channel, and gives back all that came of it.
fn sent(senders: &Senders, channel: &str, to: &[Receiver], limit: Duration) -> Vec<Delivery> {
    send(senders, vec![job(channel, to)], limit)
}

/// The one thing that came of it.
fn came(senders: &Senders, channel: &str, to: &[Receiver], limit: Duration) -> Came {
    let mut all = sent(senders, channel, to, limit);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).came
}

fn problems(senders: &Senders) -> String {
    let all: Vec<String> = senders.problems.iter().map(|d| format!("{d}\n")).collect();
    all.concat()
}

/// It failed, and these words say why.
fn failed(came: &Came, words: &str) {
    assert!(matches!(came, Came::Failed(why) if why.contains(words)), "{came:?}, not {words}");
}

/// It was handed over, with these words.
fn handed(came: &Came, words: &str) {
    assert!(matches!(came, Came::Handed(said) if said.contains(words)), "{came:?}, not {words}");
}

/// Nobody knows, and these words say why.
fn unknown(came: &Came, words: &str) {
    assert!(matches!(came, Came::Unknown(why) if why.contains(words)), "{came:?}, not {words}");
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
