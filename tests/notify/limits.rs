//! The limit of a run, and that no channel holds up another.

use crate::sinks::{Http, HttpSink, Smtp, SmtpSink};
use crate::{LONG, Machine, SHORT, failed, handed, job, kay, lou, problems};
use hv::notify::{Came, send};
use serde_json::json;

fn mail(port: u16) -> serde_json::Value {
    json!({"id": "mail", "kind": "email", "server": "127.0.0.1", "port": port, "tls": "none",
           "from": "hv@example.org"})
}

#[test]
fn a_channel_that_hangs_or_is_broken_delays_no_other() {
    let mute = SmtpSink::start(Smtp { mute: true, ..Smtp::default() });
    let well = HttpSink::start(&[Http::status(200)]);
    let machine = Machine::knowing(&well.url("/"));
    let senders = machine.senders(&[
        mail(mute.port),
        json!({"id": "broken", "kind": "webex", "url": "nobody-knows"}),
        json!({"id": "wrong", "kind": "pigeon"}),
        json!({"id": "room", "kind": "webex", "url": "url"}),
        json!({"id": "room", "kind": "slack", "url": "url"}),
    ]);
    assert_eq!(senders.ids().collect::<Vec<_>>(), ["mail", "broken", "wrong", "room", "room"]);
    let told = problems(&senders);
    assert!(told.contains("the channel broken can tell nobody"), "{told}");
    assert!(told.contains("the channel wrong can tell nobody: unknown variant"), "{told}");
    assert!(told.contains("the channel room can tell nobody: another channel before"), "{told}");
    let jobs = ["mail", "broken", "wrong", "room", "none"].map(|c| job(c, &[kay()])).to_vec();
    let all = send(&senders, jobs, SHORT);
    assert_eq!(all.iter().map(|d| d.job).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    assert!(matches!(&all[0].came, Came::Failed(_) | Came::Unknown(_)), "{all:?}");
    failed(&all[1].came, "knows no secret nobody-knows");
    failed(&all[2].came, "unknown variant");
    handed(&all[3].came, "200");
    failed(&all[4].came, "hv.toml has no channel none");
}

#[test]
fn each_receiver_has_one_delivery_whatever_the_limit() {
    let sink = SmtpSink::start(Smtp::default());
    let senders = Machine::new("").senders(&[mail(sink.port)]);
    let twice = [kay(), lou(), kay()];
    let none = std::time::Duration::ZERO;
    let all = send(&senders, vec![job("mail", &twice), job("mail", &[lou()])], none);
    let who: Vec<(usize, &str)> = all.iter().map(|d| (d.job, d.receiver.as_str())).collect();
    assert_eq!(who, [(0, "kay"), (0, "lou"), (1, "lou")]);
    for one in &all {
        failed(&one.came, "no time left");
    }
    assert_eq!(sink.mails(), []);
    let all = send(&senders, vec![job("mail", &twice)], LONG);
    assert_eq!(all.len(), 2);
    assert_eq!(sink.mails().len(), 2);
    assert_eq!(send(&senders, Vec::new(), LONG), []);
    let nobody = send(&senders, vec![job("mail", &[])], LONG);
    failed(&nobody[0].came, "there is nobody to tell by it");
}
