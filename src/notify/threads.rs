//! A thread for each channel, and one place where all results come together: at the limit, whatever the threads do.

use super::clock::Deadline;
use super::govuk::{self, Letter};
use super::http::host_of;
use super::mail::Post;
use super::program::{self, Run};
use super::senders::{Sender, Senders, Shared, Way, told};
use super::tries::{News, Tried, work};
use super::{Came, Delivery, Job, Message, Receiver, hook, words};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Whom one message goes to, by one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
enum To {
    /// This person, at this address or number.
    Person(Receiver, String),
    /// An address that the channel always sends to.
    Address(String),
    /// The room, or the program.
    Room,
}

/// One thing to send, and where its result goes.
#[derive(Debug, Clone)]
struct Item {
    /// Its place among all, so that its result is known again.
    number: usize,
    message: Arc<Message>,
    to: To,
}

/// What is known of one thing to send.
#[derive(Debug)]
struct Known {
    job: usize,
    receiver: String,
    /// `None`: not begun.
    news: Option<News>,
}

/// See [`super::send`].
pub(super) fn send(senders: &Senders, jobs: Vec<Job>, limit: Duration) -> Vec<Delivery> {
    let deadline = Deadline::within(limit);
    let mut known: Vec<Known> = Vec::new();
    let mut work: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for (number, job) in jobs.into_iter().enumerate() {
        let message = Arc::new(job.message);
        for (receiver, to) in receivers(senders, &job.channel, job.room, &message) {
            let news = to.as_ref().err().map(|why| News::Over(Came::Failed(why.clone())));
            if let Ok(to) = to {
                let item = Item { number: known.len(), message: Arc::clone(&message), to };
                work.entry(job.channel.clone()).or_default().push(item);
            }
            known.push(Known { job: number, receiver, news });
        }
    }
    let (tell, told) = mpsc::channel();
    for (channel, items) in work {
        let Some(sender) = senders.named(&channel).cloned() else { continue };
        begin(sender, Arc::clone(&senders.shared), items, deadline.before(), tell.clone());
    }
    drop(tell);
    // Until all have said their last, or the limit.
    while let Ok((number, news)) = told.recv_timeout(deadline.left()) {
        let one: Option<&mut Known> = known.get_mut(number);
        if let Some(one) = one {
            one.news = Some(news);
        }
    }
    together(known)
}

/// One for each receiver of a channel that tells people, and one for its room.
fn receivers(
    senders: &Senders,
    channel: &str,
    with_room: bool,
    message: &Message,
) -> Vec<(String, Result<To, String>)> {
    let room = |to: Result<To, String>| (String::new(), to);
    let Some(sender) = senders.named(channel) else {
        return vec![room(Err(format!("hv.toml has no channel {channel}")))];
    };
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    if sender.personal {
        for receiver in message.to.iter().filter(|r| seen.insert(r.id.clone())) {
            let to =
                sender.way.as_ref().map_err(Clone::clone).and_then(|way| way.address(receiver));
            let to = to.map(|address| To::Person(receiver.clone(), address));
            all.push((receiver.id.clone(), to));
        }
    }
    match &sender.way {
        Ok(_) | Err(_) if !with_room => {}
        Ok(Way::Mail(_, also)) => {
            all.extend(also.iter().map(|a| room(Ok(To::Address(a.clone())))));
        }
        Ok(_) if sender.room => all.push(room(Ok(To::Room))),
        Err(why) if sender.room => all.push(room(Err(why.clone()))),
        Ok(_) | Err(_) => {}
    }
    if all.is_empty() {
        all.push(room(Err("there is nobody to tell by it".to_owned())));
    }
    all
}

/// Begins a channel's work. If there can be no thread for it, it is the channel that failed, not the alarm.
fn begin(
    sender: Arc<Sender>,
    shared: Arc<Shared>,
    items: Vec<Item>,
    deadline: Deadline,
    tell: mpsc::Sender<(usize, News)>,
) {
    let numbers: Vec<usize> = items.iter().map(|item| item.number).collect();
    let refused = tell.clone();
    let name = format!("hv-{}", sender.id);
    let run = move || {
        let tell = |item: &Item, news| {
            // Nobody listens any more: the limit is over.
            let _too_late = tell.send((item.number, news));
        };
        if let Ok(way) = &sender.way {
            channel(way, &shared, items, deadline, tell);
        }
    };
    if let Err(e) = std::thread::Builder::new().name(name).spawn(run) {
        for number in numbers {
            let why = format!("this machine is too busy to send: {e}");
            let _nobody_listens = refused.send((number, News::Over(Came::Failed(why))));
        }
    }
}

/// A channel's work, from its first try to its last.
fn channel(
    way: &Way,
    shared: &Shared,
    items: Vec<Item>,
    deadline: Deadline,
    tell: impl FnMut(&Item, News),
) {
    let hidden = shared.hidden.as_slice();
    match way {
        Way::Mail(server, _) => {
            let mut post = Post::new(server, hidden, shared.clock());
            let attempt = |item: &Item, limit| {
                let (who, address) = match &item.to {
                    To::Person(receiver, address) => (receiver.id.as_str(), address.as_str()),
                    To::Address(address) => (address.as_str(), address.as_str()),
                    To::Room => return Tried::failed("mail goes to no room"),
                };
                post.send(&item.message, who, address, limit)
            };
            work(items, deadline, attempt, tell);
        }
        Way::Hook(shape, entry) => {
            let attempt = |item: &Item, limit| {
                let url = entry.kept.get(limit, hidden).and_then(|url| {
                    let host = host_of(url.reveal())?;
                    entry.may_go_to(&host).map(|()| url)
                });
                match url {
                    Ok(url) => hook::post(*shape, &shared.web, &url, &item.message, limit),
                    Err(why) => Tried::failed(why),
                }
            };
            work(items, deadline, attempt, tell);
        }
        Way::Govuk { way, server, template, key } => {
            let attempt = |item: &Item, limit| {
                let To::Person(to, _) = &item.to else {
                    return Tried::failed("GOV.UK Notify tells people, not rooms");
                };
                let key = match key.get(limit, hidden) {
                    Ok(key) => key,
                    Err(why) => return Tried::failed(why),
                };
                let letter = Letter { way: *way, server, template, message: &item.message, to };
                govuk::send(&letter, &shared.web, &key, shared.clock().unix(), limit)
            };
            work(items, deadline, attempt, tell);
        }
        Way::Program(program) => {
            let attempt = |item: &Item, _| {
                let limit = program.limit.min(deadline.left());
                tell_program(&program.run, &item.message, limit, hidden)
            };
            work(items, deadline, attempt, tell);
        }
    }
}

/// Exit 0 is handed; anything else is not; what had to be ended may have told somebody before.
fn tell_program(run: &[String], message: &Message, limit: Duration, hidden: &[String]) -> Tried {
    let input = told(message);
    match program::run(&Run { arguments: run, input: &input, limit, hidden }) {
        Err(why) => Tried::failed(why),
        Ok(ended) => Tried::Ended(match (ended.code, ended.signal) {
            (Some(0), _) => Came::Handed(words::clean(&ended.printed)),
            (Some(_), _) | (None, Some(_)) => Came::Failed(ended.why()),
            (None, None) => {
                let after = words::seconds(limit);
                Came::Unknown(format!("after {after} {}", ended.why()))
            }
        }),
    }
}

/// What is known at the end: one for each job and receiver.
fn together(known: Vec<Known>) -> Vec<Delivery> {
    let mut all: Vec<(Delivery, usize)> = Vec::new();
    for one in known {
        let came = match one.news {
            Some(News::Over(came)) => came,
            Some(News::Begun) => {
                Came::Unknown("it was under way when the time was over".to_owned())
            }
            Some(News::Waits(why)) => Came::Failed(why),
            None => Came::Failed("no time left".to_owned()),
        };
        let same = all
            .iter_mut()
            .find(|(d, _)| d.job == one.job && d.receiver.is_empty() && one.receiver.is_empty());
        match same {
            Some((first, count)) => {
                *count += 1;
                first.came = worse(first.came.clone(), came);
            }
            None => all.push((Delivery { job: one.job, receiver: one.receiver, came }, 1)),
        }
    }
    all.into_iter().map(|(delivery, count)| counted(delivery, count)).collect()
}

/// Of several addresses taken together, one that is in doubt makes all in doubt; one that failed makes all fail.
fn worse(first: Came, second: Came) -> Came {
    let rank = |came: &Came| match came {
        Came::Handed(_) => 0,
        Came::Unknown(_) => 1,
        Came::Failed(_) => 2,
    };
    if rank(&second) > rank(&first) { second } else { first }
}

fn counted(delivery: Delivery, count: usize) -> Delivery {
    if count == 1 {
        return delivery;
    }
    let came = match delivery.came {
        Came::Handed(words) => Came::Handed(words),
        Came::Failed(why) => Came::Failed(format!("not to all {count} addresses: {why}")),
        Came::Unknown(why) => Came::Unknown(format!("perhaps not to all {count} addresses: {why}")),
    };
    Delivery { came, ..delivery }
}
