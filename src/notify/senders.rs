//! Which channels this machine can use, and whom each reaches.

use super::clock::Deadline;
use super::govuk::{self, Way as Gov};
use super::hook::Shape;
use super::http::{Web, here, host_of};
use super::machine::{Entry, Machine, Program};
use super::mail::Server;
use super::secret::Kept;
use super::{Message, Receiver};
use crate::domain::channel::{Channel, Email, GOVUK, Govuk, Hook, Kind, Tls, is_address};
use crate::error::Damage;
use crate::when::Moment;
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;

/// What the room has to be told of the outside.
pub struct Around<'a> {
    /// This machine's own file, `machine.toml` beside hv's `config.toml`. `None`: there is no such folder.
    pub machine_file: Option<&'a Path>,
    /// A variable of the environment, through the one door.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// The machine's clock, read just now. GOV.UK Notify refuses what is more than 30 seconds off.
    pub clock: Moment,
}

impl std::fmt::Debug for Around<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Around").field("machine_file", &self.machine_file).finish_non_exhaustive()
    }
}

/// The channels of this school as this machine can use them.
#[derive(Debug)]
pub struct Senders {
    /// What keeps a channel, or a part of one, from being used. It never stops the others.
    pub problems: Vec<Damage>,
    pub(super) all: Vec<Arc<Sender>>,
    pub(super) shared: Arc<Shared>,
}

/// What every channel needs.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) web: Web,
    pub(super) hidden: Vec<String>,
    clock: Moment,
    since: Deadline,
}

impl Shared {
    /// The machine's clock as it is by now, in seconds since 1970.
    pub(super) fn clock(&self) -> Moment {
        let gone = i64::try_from(self.since.gone().as_secs()).unwrap_or_default();
        Moment::from_unix(self.clock.unix().saturating_add(gone)).unwrap_or(self.clock)
    }
}

/// One channel, as `hv notify` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// What it is, in the word of `hv.toml`.
    pub kind: &'static str,
    /// Where its secrets or its program are, in words. Never the secret.
    pub from: Vec<String>,
    /// Why it cannot be used, if it cannot.
    pub problem: Option<String>,
    /// What is not as safe as it could be.
    pub warnings: Vec<String>,
}

/// One channel.
#[derive(Debug)]
pub(super) struct Sender {
    pub(super) id: String,
    kind: &'static str,
    pub(super) way: Result<Way, String>,
    from: Vec<String>,
    warnings: Vec<String>,
    /// What of it cannot be used, while the rest can.
    wrong: Vec<String>,
    /// It tells people, each for themselves.
    pub(super) personal: bool,
    /// It tells a room, a program, or addresses of its own.
    pub(super) room: bool,
}

/// How a channel tells.
#[derive(Debug)]
pub(super) enum Way {
    /// By mail, to each and to these.
    Mail(Server, Vec<String>),
    /// In a chat room. The second is the only server it may be, if the machine says so.
    Hook(Shape, Entry),
    /// By GOV.UK Notify.
    Govuk { way: Gov, server: String, template: String, key: Kept },
    /// By a program.
    Program(Program),
}

impl Senders {
    /// Every channel with what this machine knows of its secrets and programs. What cannot be used is among the
    /// problems, and fails when it is sent to.
    pub fn new(channels: &[Channel], around: &Around<'_>) -> Senders {
        let machine = Machine::read(around);
        let mut problems = machine.damage.clone();
        let mut all: Vec<Arc<Sender>> = Vec::new();
        for channel in channels {
            let mut sender = Sender::of(channel, &machine);
            if all.iter().any(|other| other.id == sender.id) {
                sender.way = Err("another channel before it has the same id".to_owned());
            }
            if let Err(why) = &sender.way {
                problems.push(problem(&sender.id, "can tell nobody", why));
            }
            for wrong in &sender.wrong {
                problems.push(problem(&sender.id, "cannot tell everybody", wrong));
            }
            all.push(Arc::new(sender));
        }
        let web = Web::new(machine.authorities.as_deref());
        let since = Deadline::within(std::time::Duration::ZERO);
        let shared = Shared { web, hidden: machine.hidden, clock: around.clock, since };
        Senders { problems, all, shared: Arc::new(shared) }
    }

    /// The channels, by id, in the order of `hv.toml`.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|sender| sender.id.as_str())
    }

    /// The channels, as they are listed.
    pub fn listed(&self) -> Vec<Listed> {
        let one = |sender: &Arc<Sender>| Listed {
            id: sender.id.clone(),
            kind: sender.kind,
            from: sender.from.clone(),
            problem: sender.way.as_ref().err().cloned(),
            warnings: sender.wrong.iter().chain(&sender.warnings).cloned().collect(),
        };
        self.all.iter().map(one).collect()
    }

    /// Whether this channel can tell this person themselves: there is an address or a number for it, and it works as far
    /// as can be seen.
    pub fn reaches(&self, channel: &str, receiver: &Receiver) -> bool {
        self.named(channel).is_some_and(|sender| match &sender.way {
            Ok(way) => way.address(receiver).is_ok(),
            Err(_) => false,
        })
    }

    /// Whether it can tell anybody, as far as can be seen from here.
    pub fn usable(&self, channel: &str) -> bool {
        self.named(channel).is_some_and(|sender| sender.way.is_ok())
    }

    /// Whether this channel tells people, each for themselves: by mail, or by telephone.
    pub fn is_personal(&self, channel: &str) -> bool {
        self.named(channel).is_some_and(|sender| sender.personal)
    }

    /// Whether this channel tells a room, a program, or addresses of its own: its deliveries have one without a receiver.
    /// Mail with `also-to` does both.
    pub fn is_room(&self, channel: &str) -> bool {
        self.named(channel).is_some_and(|sender| sender.room)
    }

    /// The addresses it tells besides, in the order of `hv.toml`: none, unless it is mail that can be used.
    pub fn own(&self, channel: &str) -> &[String] {
        match self.named(channel).map(|sender| &sender.way) {
            Some(Ok(Way::Mail(_, also))) => also,
            Some(_) | None => &[],
        }
    }

    /// The first of that id.
    pub(super) fn named(&self, channel: &str) -> Option<&Arc<Sender>> {
        self.all.iter().find(|sender| sender.id == channel)
    }
}

fn problem(id: &str, can: &str, why: &str) -> Damage {
    let shown = if id.is_empty() { "without an id".to_owned() } else { id.to_owned() };
    Damage {
        path: "hv.toml".to_owned(),
        line: None,
        what: format!("the channel {shown} {can}: {why}"),
        hint: "Put it right, then: hv notify test".to_owned(),
        may_hide_somebody: false,
    }
}

impl Sender {
    fn of(channel: &Channel, machine: &Machine) -> Sender {
        let mut sender = Sender {
            id: channel.id.clone(),
            kind: channel.kind.word(),
            way: Err(String::new()),
            from: Vec::new(),
            warnings: Vec::new(),
            wrong: Vec::new(),
            personal: false,
            room: false,
        };
        sender.way = match &channel.kind {
            Kind::Email(mail) => {
                (sender.personal, sender.room) = (true, !mail.also_to.is_empty());
                sender.mail(mail, machine)
            }
            Kind::Webex(hook) => sender.hook(Shape::Webex, hook, machine),
            Kind::Teams(hook) => sender.hook(Shape::Teams, hook, machine),
            Kind::Slack(hook) => sender.hook(Shape::Slack, hook, machine),
            Kind::GovukText(govuk) => sender.govuk(Gov::Text, govuk, machine),
            Kind::GovukEmail(govuk) => sender.govuk(Gov::Email, govuk, machine),
            Kind::Command(command) => {
                sender.room = true;
                let found = machine.program(&command.program).cloned();
                let runs = found.iter().filter_map(|program| program.run.first());
                sender.from.extend(runs.map(|program| format!("runs {program}")));
                found.map(Way::Program)
            }
            Kind::Wrong(wrong) => {
                sender.room = true;
                Err(wrong.why.clone())
            }
        };
        sender
    }

    /// The secret, if it may go to that server; `None`: not known yet which.
    fn secret(
        &mut self,
        name: &str,
        host: Option<&str>,
        machine: &Machine,
    ) -> Result<Entry, String> {
        let entry = machine.secret(name)?.clone();
        self.from.push(format!("{name}: {}", entry.source.words()));
        let own = match (&entry.kept, host) {
            (Kept::Known(url), None) => host_of(url.reveal()).ok(),
            (Kept::Known(_) | Kept::Behind(_), host) => host.map(str::to_owned),
        };
        if entry.only_for.is_none() {
            self.warnings.push(format!(
                "the secret {name} may go to any server that hv.toml names; write `for = \"{}\"` below [secret.{name}]",
                own.as_deref().unwrap_or("its server")
            ));
        }
        if let Some(host) = host {
            entry.may_go_to(host).map_err(|why| format!("the secret {name}: {why}"))?;
        }
        Ok(entry)
    }

    fn mail(&mut self, mail: &Email, machine: &Machine) -> Result<Way, String> {
        let (starttls, tls, clear) = (587, 465, 25);
        if mail.tls == Tls::None && !here(&mail.server) {
            return Err(format!(
                "tls = \"none\" is only for this very machine, not {}",
                mail.server
            ));
        }
        let login = match (&mail.user, &mail.password) {
            (None, None) => None,
            (Some(user), Some(name)) => {
                let entry = self.secret(name, Some(&mail.server), machine)?;
                Some((user.clone(), entry.kept))
            }
            (Some(_), None) => return Err("it has a user and no password".to_owned()),
            (None, Some(_)) => return Err("it has a password and no user".to_owned()),
        };
        if !is_address(&mail.from) {
            return Err(format!("{:?} is not an e-mail address", mail.from));
        }
        // A slip in one address must not silence the others.
        let (also, bad): (Vec<String>, Vec<String>) =
            mail.also_to.iter().cloned().partition(|address| is_address(address));
        self.room = !also.is_empty();
        self.wrong.extend(bad.iter().map(|bad| {
            format!("{bad:?} in also-to is not an e-mail address, and nobody is told there")
        }));
        let from = mail.from.parse().map_err(|e| format!("from: {e}"))?;
        let port = mail.port.unwrap_or(match mail.tls {
            Tls::Starttls => starttls,
            Tls::Tls => tls,
            Tls::None => clear,
        });
        let authorities = machine.authorities.clone();
        let host = mail.server.clone();
        let server = Server { host, port, tls: mail.tls, from, login, authorities };
        Ok(Way::Mail(server, also))
    }

    fn hook(&mut self, shape: Shape, hook: &Hook, machine: &Machine) -> Result<Way, String> {
        self.room = true;
        let entry = self.secret(&hook.url, None, machine)?;
        if let Kept::Known(url) = &entry.kept {
            let host =
                host_of(url.reveal()).map_err(|why| format!("the secret {}: {why}", hook.url))?;
            entry.may_go_to(&host).map_err(|why| format!("the secret {}: {why}", hook.url))?;
        }
        Ok(Way::Hook(shape, entry))
    }

    fn govuk(&mut self, way: Gov, govuk: &Govuk, machine: &Machine) -> Result<Way, String> {
        self.personal = true;
        let server = govuk.server.as_deref().unwrap_or(GOVUK).trim_end_matches('/').to_owned();
        let host = host_of(&server).map_err(|why| format!("server: {why}"))?;
        let entry = self.secret(&govuk.key, Some(&host), machine)?;
        if let Kept::Known(key) = &entry.kept {
            govuk::parts(key.reveal()).map_err(|why| format!("the secret {}: {why}", govuk.key))?;
        }
        Ok(Way::Govuk { way, server, template: govuk.template.clone(), key: entry.kept })
    }
}

impl Way {
    /// Where this person is told by it, or why they cannot be.
    pub(super) fn address(&self, receiver: &Receiver) -> Result<String, String> {
        let email = || {
            let email = receiver.email.clone().filter(|email| is_address(email));
            email.ok_or_else(|| format!("no e-mail address of {} is on record", receiver.id))
        };
        match self {
            Way::Mail(..) | Way::Govuk { way: Gov::Email, .. } => email(),
            Way::Govuk { way: Gov::Text, .. } => {
                let number = receiver.number.as_deref();
                let number =
                    number.ok_or_else(|| format!("no number of {} is on record", receiver.id))?;
                govuk::international(number)
            }
            Way::Hook(..) | Way::Program(_) => Err("it tells a room, not a person".to_owned()),
        }
    }
}

/// What a program is told on its standard input.
pub(super) fn told(message: &Message) -> Vec<u8> {
    let told = serde_json::json!({
        "hv": 1,
        "key": message.key,
        "subject": message.subject,
        "text": message.text,
        "to": message.to,
        "data": message.data,
    });
    format!("{told}\n").into_bytes()
}
