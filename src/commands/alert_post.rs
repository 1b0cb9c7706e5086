//! Who is told of what by which channel, and what came of it: the alarms of one run as messages, one for each receiver,
//! which names everybody who is late.
//!
//! A rung goes by every channel that reaches one of its people, and to every room: a dead channel never stops another.
//! Its people are those frozen at sign-out and those who hold the same role now.

use super::alert::Live;
use super::overdue::Looked;
use crate::domain::alarm::{Came, Sent};
use crate::domain::directory::Person;
use crate::domain::events::{Contactable, Terms};
use crate::domain::freeze::{self, Watchers};
use crate::host::Host;
use crate::notify::{self, Delivery, Job, Message, Receiver, Senders};
use crate::policy::Policy;
use crate::render::{clean, clean_lines};
use crate::store::alone;
use crate::watch::{Late, ladder, telling};
use crate::when::Moment;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// What came of one receiver and channel, and of which alarms it told.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// As it is recorded.
    pub sent: Sent,
    /// The alarms, by their place among the live ones.
    pub of: Vec<usize>,
}

impl Told {
    pub(super) fn handed(&self) -> bool {
        self.sent.came == Came::Handed
    }

    /// What to say of it, if it did not go.
    pub(super) fn trouble(&self) -> Option<String> {
        let (to, channel) = (&self.sent.to, &self.sent.channel);
        let whom = match to.strip_prefix('#').map(|place| place.split_once('/')) {
            None => format!(" for {to}"),
            Some(None) => String::new(),
            // Whose address it is, is in hv.toml; here only which of them.
            Some(Some((_, own))) => {
                format!(" for address {} of its also-to", own.split('-').next().unwrap_or_default())
            }
        };
        match self.sent.came {
            Came::Handed => None,
            Came::Failed => Some(format!("channel {channel}{whom} failed: {}", self.sent.answer)),
            Came::Unknown => Some(format!(
                "channel {channel}{whom}: not known whether it went: {}",
                self.sent.answer
            )),
        }
    }
}

/// The channels, and everybody they may reach.
pub(super) struct Post {
    senders: Senders,
    people: BTreeMap<String, Receiver>,
    directory: Vec<Person>,
    policy: Option<Policy>,
    problems: Vec<String>,
    /// The ladders as they would be frozen now, by outing.
    now: BTreeMap<String, Terms>,
}

impl Post {
    pub(super) fn new(looked: &Looked, host: &Host) -> Post {
        let quiet = looked.seen.late.is_empty();
        // While nothing is late, nobody has to be found: a quiet run costs what is open, and no directory.
        let people = (!quiet).then(|| looked.store.people());
        let policy = (!quiet).then(|| super::policy::load(&looked.store, "policy.toml"));
        let unread = people.iter().flat_map(|p| &p.damage).map(ToString::to_string);
        let unread_policy = policy.iter().filter_map(|p| p.as_ref().err()).map(ToString::to_string);
        let problems = unread.chain(unread_policy).map(|why| {
            format!(
                "who holds which role now is not known, and those of the sign-out are told: {why}"
            )
        });
        let problems = problems.collect();
        let machine_file = host.machine_file();
        let around = notify::Around {
            machine_file: machine_file.as_deref(),
            env: &|name| host.secret_variable(name),
            clock: host.clock,
        };
        let senders = Senders::new(&looked.school.channel, &around);
        Post {
            people: own_addresses(&senders),
            senders,
            directory: people.map(|p| p.good).unwrap_or_default(),
            policy: policy.and_then(Result::ok),
            problems,
            now: BTreeMap::new(),
        }
    }

    /// What keeps a channel from being used.
    pub(super) fn problems(&self) -> Vec<String> {
        self.senders.problems.iter().map(ToString::to_string).chain(self.problems.clone()).collect()
    }

    /// Takes note of everybody a rung of it may be for.
    pub(super) fn know(&mut self, late: &Late, looked: &Looked) {
        if let Some(terms) = self.terms_now(late, looked) {
            self.now.insert(late.id.clone(), terms);
        }
        let all: Vec<Arc<Contactable>> =
            late.steps.iter().chain(&late.ahead).flat_map(|s| self.people_of(late, s)).collect();
        for one in all {
            let known = self.directory.iter().find(|p| p.id == one.id).map(freeze::contactable);
            let now = known.unwrap_or_else(|| (*one).clone());
            self.people.entry(one.id.clone()).or_insert_with(|| Receiver {
                id: one.id.clone(),
                name: one.name.clone(),
                number: now.number.or_else(|| one.number.clone()),
                email: now.email.or_else(|| one.email.clone()),
            });
        }
    }

    fn terms_now(&self, late: &Late, looked: &Looked) -> Option<Terms> {
        let policy = self.policy.as_ref()?;
        let outing = looked.seen.afield.outings.iter().find(|o| o.id == late.id)?;
        let going: Vec<String> = outing.people.iter().map(|p| p.id.clone()).collect();
        let watchers = Watchers {
            school: &looked.school,
            people: &self.directory,
            monitor: outing.monitor.as_ref(),
            on_call: outing.on_call.as_ref(),
            going: &going,
            today: looked.zone.day_of(looked.now),
        };
        Some(freeze::terms(policy, &[], &watchers))
    }

    /// Whose rung it is: as frozen, and as it would be now.
    fn people_of(&self, late: &Late, step: &ladder::Due) -> Vec<Arc<Contactable>> {
        let mut all = step.who.clone();
        if let Some(terms) = self.now.get(&late.id) {
            all.extend(telling::holders_now(terms, late, step));
        }
        let mut unique: Vec<Arc<Contactable>> = Vec::new();
        for one in all {
            if !unique.iter().any(|known| known.id == one.id) {
                unique.push(one);
            }
        }
        unique
    }

    /// Whom the channels reach for a rung.
    pub(super) fn receivers(&self, late: &Late, step: &ladder::Due) -> Vec<String> {
        let people = self.people_of(late, step);
        let reached = people.iter().filter(|p| self.reached(&p.id)).map(|p| p.id.clone());
        // Addresses of a channel's own are told each for itself: one that is refused must not make the others be told again.
        let shared = |c: &&str| self.senders.is_room(c) && self.senders.own(c).is_empty();
        let rooms = self.senders.ids().filter(shared).map(room);
        let own = self.people.keys().filter(|id| id.starts_with('#')).cloned();
        reached.chain(rooms).chain(own).collect()
    }

    /// Whether a channel can bring a rung to anybody: to one of its people, or to a room that stands for them.
    pub(super) fn reaches(&self, late: &Late, step: &ladder::Due) -> bool {
        let usable = |c: &str| self.senders.is_room(c) && self.senders.usable(c);
        self.senders.ids().any(usable)
            || self.people_of(late, step).iter().any(|p| self.reached(&p.id))
    }

    /// Nobody is told of anything but by what is printed.
    pub(super) fn no_channel(&self) -> bool {
        self.senders.ids().next().is_none()
    }

    /// Brings forward what is due next where nobody can be told of what is due, and says so. Where there is no channel
    /// at all, nobody is told of anything but by what is printed.
    pub(super) fn hasten(&self, late: &mut Late, now: Moment) -> Vec<String> {
        if self.no_channel() {
            return Vec::new();
        }
        let nobody = telling::hasten(late, |late, step| self.reaches(late, step), now);
        nobody.iter().map(|s| telling::reached_nobody(late, s, &self.people_of(late, s))).collect()
    }

    fn reached(&self, person: &str) -> bool {
        self.people
            .get(person)
            .is_some_and(|p| self.senders.ids().any(|channel| self.senders.reaches(channel, p)))
    }

    /// Sends everything, and says what came of it for each receiver and channel.
    pub(super) fn send(&self, live: &[Live], looked: &Looked, limit: Duration) -> Vec<Told> {
        let mut jobs = Vec::new();
        let mut parts: Vec<Letter> = Vec::new();
        // Nobody reads of a drill and of somebody missing in one message, and a drill's goes after all others.
        let kinds = [false, true].into_iter();
        for (drill, channel) in kinds.flat_map(|d| self.senders.ids().map(move |c| (d, c))) {
            for letter in self.letters(channel, live, drill) {
                jobs.push(Job {
                    channel: channel.to_owned(),
                    room: letter.to == room(channel),
                    message: alone(&letter.to, || self.message(&letter, live, looked))
                        .unwrap_or_else(|_mistake| self.without_words(&letter, looked)),
                });
                parts.push(letter);
            }
        }
        let deliveries =
            if jobs.is_empty() { Vec::new() } else { notify::send(&self.senders, jobs, limit) };
        deliveries.into_iter().filter_map(|d| told(d, &parts)).collect()
    }

    /// The messages of one channel, of drills or of all else: one for its room, and one for each person it reaches.
    fn letters(&self, channel: &str, live: &[Live], drill: bool) -> Vec<Letter> {
        let mut to: Vec<String> = Vec::new();
        let live_here = live.iter().filter(|l| l.late.drill == drill);
        for name in live_here.flat_map(|l| &l.tells).flat_map(|t| &t.to) {
            let here = match self.people.get(name) {
                Some(person) => {
                    let own = name.strip_prefix('#').and_then(|own| own.split_once('/'));
                    own.is_none_or(|(of, _)| of == channel) && self.senders.reaches(channel, person)
                }
                None => *name == room(channel),
            };
            if here && !to.contains(name) {
                to.push(name.clone());
            }
        }
        // One for each and one for the room: what one has is not sent again for another's sake, and keeps its key.
        let letter = |to: String| Letter {
            channel: channel.to_owned(),
            parts: parts_for(&to, live, drill),
            to,
        };
        to.into_iter().map(letter).collect()
    }

    /// What is sent where hv gets the message wrong: that there is one. `drill` is false also of a drill's.
    fn without_words(&self, letter: &Letter, looked: &Looked) -> Message {
        let school = school(looked);
        let letters = format!("{} {} {:?} {}", letter.channel, letter.to, letter.parts, looked.now);
        Message {
            key: telling::digest(&letters),
            to: self.people.get(&letter.to).cloned().into_iter().collect(),
            subject: "hv: SOMEBODY IS LATE".to_owned(),
            text: clean_lines(&format!(
                "Somebody is late at {school}, and hv itself made a mistake: it cannot say here who. Ring the school now, \
                 or type hv overdue.\n"
            )),
            data: json!({
                "hv": 1, "school": looked.school.name, "as_of": looked.now, "drill": false, "alarms": [],
            }),
        }
    }

    fn message(&self, letter: &Letter, live: &[Live], looked: &Looked) -> Message {
        let (now, zone) = (looked.now, looked.zone);
        let told: Vec<(&Late, &ladder::Due)> = letter
            .parts
            .iter()
            .filter_map(|(index, tell)| {
                let one = live.get(*index)?;
                let tell = one.tells.get(*tell)?;
                Some((
                    &one.late,
                    one.late
                        .steps
                        .iter()
                        .find(|s| s.number == tell.rung && s.round == tell.round)?,
                ))
            })
            .collect();
        // A room stands for nobody: its readers are named in the data, for a program that tells them.
        let to = self.people.get(&letter.to).cloned().into_iter().collect();
        let data = json!({
            "hv": 1, "school": looked.school.name, "as_of": now, "drill": told.iter().all(|(l, _)| l.drill),
            "alarms": told.iter().map(|(late, step)| {
                let people = self.people_of(late, step);
                let to: Vec<&Receiver> =
                    people.iter().filter_map(|p| self.people.get(&p.id)).collect();
                telling::data(late, step, &to.iter().map(|r| json!(r)).collect::<Vec<_>>())
            }).collect::<Vec<_>>(),
        });
        Message {
            key: telling::key(&told, &letter.to, &letter.channel),
            to,
            subject: clean(&telling::subject_line(&told)),
            text: clean_lines(&telling::letter(&school(looked), &told, zone, now)),
            data,
        }
    }
}

/// The school with the number to ring.
fn school(looked: &Looked) -> String {
    let name = &looked.school.name;
    match looked.school.numbers.first() {
        Some(phone) => format!("{name} ({} {})", phone.name, phone.number),
        None => name.clone(),
    }
}

/// One message: for whom, by which channel, and which tells of which live alarms it is made of.
struct Letter {
    channel: String,
    to: String,
    parts: Vec<(usize, usize)>,
}

fn parts_for(to: &str, live: &[Live], drill: bool) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    for (index, one) in live.iter().enumerate().filter(|(_, one)| one.late.drill == drill) {
        let mine = one.tells.iter().enumerate().filter(|(_, t)| t.to.iter().any(|name| name == to));
        parts.extend(mine.map(|(tell, _)| (index, tell)));
    }
    parts
}

/// The addresses that channels tell besides, as receivers. Their names hold which one it is and a digest of it: after a
/// change in `hv.toml` an address is told again rather than taken for another one.
fn own_addresses(senders: &Senders) -> BTreeMap<String, Receiver> {
    let each = |channel: &str| -> Vec<Receiver> {
        let own = senders.own(channel).iter().enumerate();
        own.map(|(index, address)| {
            let digest = telling::digest(address);
            let mark = digest.get(..8).unwrap_or_default();
            let id = format!("{}/{}-{mark}", room(channel), index + 1);
            Receiver { id, name: String::new(), number: None, email: Some(address.clone()) }
        })
        .collect()
    };
    senders.ids().flat_map(each).map(|one| (one.id.clone(), one)).collect()
}

/// A room, as it stands among the receivers.
fn room(channel: &str) -> String {
    format!("#{channel}")
}

fn told(delivery: Delivery, letters: &[Letter]) -> Option<Told> {
    let letter = letters.get(delivery.job)?;
    let (came, answer) = match delivery.came {
        notify::Came::Handed(answer) => (Came::Handed, answer),
        notify::Came::Failed(why) => (Came::Failed, why),
        notify::Came::Unknown(why) => (Came::Unknown, why),
    };
    let channel = letter.channel.clone();
    let to = if delivery.receiver.is_empty() { room(&channel) } else { delivery.receiver };
    let mut of: Vec<usize> = letter.parts.iter().map(|(index, _)| *index).collect();
    of.dedup();
    Some(Told { sent: Sent { to, channel, came, answer }, of })
}
