//! The heartbeat's address: an outside service that raises the alarm when hv falls silent. healthchecks' convention:
//! `/start`, the address itself, `/fail`, and `?rid=` to pair a start with its end.

use super::clock::Deadline;
use super::http::{Answer, Request, Web, host_of};
use super::machine::Machine;
use super::tries::{News, Tried, answered, work};
use super::{Around, Came, End, Ping};
use std::time::Duration;

/// Tells it, within the limit.
pub(super) fn ping(around: &Around<'_>, name: &str, ping: &Ping, limit: Duration) -> Came {
    let deadline = Deadline::within(limit);
    let machine = Machine::read(around);
    let url = machine.secret(name).and_then(|entry| {
        let url = entry.kept.get(deadline.left(), &machine.hidden)?;
        let host = host_of(url.reveal()).map_err(|why| format!("the secret {name}: {why}"))?;
        entry.may_go_to(&host).map(|()| url)
    });
    let url = match url {
        Ok(url) => url,
        Err(why) => return Came::Failed(why),
    };
    let address = address(url.reveal(), ping);
    let web = Web::new(machine.authorities.as_deref());
    let request = Request {
        url: &address,
        authorization: None,
        kind: "text/plain; charset=utf-8",
        body: ping.body.as_bytes(),
    };
    let mut last = Came::Failed("no time left".to_owned());
    // Its words are not repeated: a server may quote the address, which is the secret.
    let attempt = |(): &(), limit: Duration| -> Tried {
        match web.post(&request, limit) {
            Answer::Said { status, wait, .. } => answered(status, wait, String::new()),
            other @ (Answer::NotThere(_) | Answer::Refused(_) | Answer::Unknown(_)) => other.into(),
        }
    };
    work(vec![()], deadline, attempt, |(), news| {
        if let News::Over(came) = news {
            last = came;
        }
    });
    scrubbed(last, |words| url.scrub(&words))
}

fn scrubbed(came: Came, scrub: impl Fn(String) -> String) -> Came {
    match came {
        Came::Handed(words) => Came::Handed(scrub(words)),
        Came::Failed(words) => Came::Failed(scrub(words)),
        Came::Unknown(words) => Came::Unknown(scrub(words)),
    }
}

/// The moment goes before what the address asks for already.
fn address(url: &str, ping: &Ping) -> String {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let end = match ping.end {
        End::Start => "/start",
        End::Success => "",
        End::Fail => "/fail",
    };
    let more = if query.is_empty() { String::new() } else { format!("{query}&") };
    format!("{}{end}?{more}rid={}", path.trim_end_matches('/'), ping.rid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_and_the_run_are_told() {
        let told =
            |url: &str, end| address(url, &Ping { end, rid: "r1".to_owned(), body: String::new() });
        assert_eq!(
            told("https://hc.example.org/u", End::Start),
            "https://hc.example.org/u/start?rid=r1"
        );
        assert_eq!(
            told("https://hc.example.org/u/", End::Success),
            "https://hc.example.org/u?rid=r1"
        );
        assert_eq!(
            told("https://hc.example.org/u?create=1", End::Fail),
            "https://hc.example.org/u/fail?create=1&rid=r1"
        );
    }
}
