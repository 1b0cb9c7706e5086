//! A real cron, Debian's, with the very line that `hv schedule cron` prints, firing the real binary at real servers.
//!
//! It runs in a mount namespace of its own, with its own crontabs, its own home and no syslog, so that nothing of the
//! machine is touched. That takes root. Cron begins with the next whole minute, and is waited for by what arrives.

use crate::channels::{mail, room, secret, watch};
use crate::school::School;
use crate::sinks::{Http, HttpSink, Smtp, SmtpSink};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Cron, until the test is over.
struct Cron(Child);

impl Drop for Cron {
    fn drop(&mut self) {
        // It is this test's own child, and has nothing to lose.
        let _gone = self.0.kill();
        let _ended = self.0.wait();
    }
}

/// Why there can be no cron here. `None`: there can.
fn forbidden() -> Option<String> {
    if !Path::new("/usr/sbin/cron").exists() {
        return Some("cron is not installed (apt-get install cron)".to_owned());
    }
    let tried = Command::new("unshare").args(["-m", "mount", "--make-rprivate", "/"]).output();
    match tried {
        Ok(ran) if ran.status.success() => None,
        Ok(ran) => Some(String::from_utf8_lossy(&ran.stderr).into_owned()),
        Err(why) => Some(why.to_string()),
    }
}

/// Everything that cron would read or write of the machine is the test's own.
const SCRIPT: &str = r#"
set -e
mount --make-rprivate /
mount --bind "$PLACE/home" /root
mount --bind "$PLACE/spool" /var/spool/cron/crontabs
mount --bind "$PLACE/none" /etc/cron.d
mount --bind "$PLACE/crontab" /etc/crontab
mount -t tmpfs none /run
exec /usr/sbin/cron -f -L 0
"#;

fn start(school: &School) -> Cron {
    let mut unshare = Command::new("unshare");
    unshare
        .args(["-m", "sh", "-c", SCRIPT])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    unshare.env("PLACE", school.path("")).stdin(Stdio::null());
    Cron(unshare.spawn().unwrap())
}

#[test]
fn at_crons_own_minute_people_are_told() {
    if let Some(why) = forbidden() {
        assert!(std::env::var_os("CI").is_none(), "no real cron can be run here: {why}");
        println!("SKIPPED, NOTHING PROVED: no real cron can be run here: {why}");
        return;
    }
    let school = School::new();
    let (sink, slack) = (SmtpSink::start(Smtp::default()), HttpSink::start(&[Http::status(200)]));
    let ping = HttpSink::start(&[Http::status(200)]);
    school.config(&format!(
        "{}{}{}",
        watch(&school, "30s"),
        mail("mail", &sink),
        room("slack", "slack")
    ));
    let secrets = [("slack", slack.url("/s")), ("beat", ping.url("/uuid"))];
    let secrets: String = secrets.iter().map(|(n, s)| secret(&school, n, s)).collect();
    // Under cron the test's home is root's.
    let home = school.path("home").display().to_string();
    school.machine(&secrets.replace(&home, "/root"));
    school.late("kay lou", 5);
    let mut schedule = school.program();
    schedule.env("USER", "root").env_remove("XDG_STATE_HOME");
    schedule.args(["schedule", "cron", "--every", "1m", "--bare"]);
    let line = crate::run::run(&mut schedule).ends(0).out;
    assert!(line.contains("\n* * * * * ") && !line.contains("XDG"), "{line}");
    for folder in ["spool", "none"] {
        std::fs::create_dir(school.path(folder)).unwrap();
    }
    std::fs::write(school.path("crontab"), "").unwrap();
    crate::school::private(&school.path("spool/root"), &format!("MAILTO=\"\"\n{line}"));
    let cron = start(&school);
    // The start of a run, and its end.
    let pings = ping.wait(2);
    drop(cron);
    let moments: Vec<&str> = pings.iter().map(|p| p.what.split('?').next().unwrap()).collect();
    assert_eq!(moments, ["POST /uuid/start", "POST /uuid"]);
    let mails = sink.mails();
    assert_eq!(mails.len(), 1, "{mails:#?}");
    assert_eq!(mails[0].to, ["max@example.org"]);
    assert!(mails[0].data.contains("KAY INVENTED AND LOU MADE: not back."), "{mails:#?}");
    let chats = slack.asked();
    assert_eq!(chats.len(), 1);
    assert!(chats[0].body.contains("KAY INVENTED AND LOU MADE: not back."), "{chats:#?}");
    let log = school.log(&school.outings()[0]);
    assert_eq!(log.len(), 2, "{log:#?}");
    // It remembers in the home that cron gives it, and nowhere else.
    let state = school.path("home/.local/state/hv");
    assert!(state.is_dir());
    let kept = std::fs::read_dir(state).unwrap().map(|e| e.unwrap().path());
    let kept: Vec<_> = kept.filter(|p| p.extension().is_some_and(|e| e == "json")).collect();
    assert_eq!(kept.len(), 1);
    assert!(std::fs::read_to_string(&kept[0]).unwrap().contains("heartbeat"));
}
