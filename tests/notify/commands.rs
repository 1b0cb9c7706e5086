//! `hv notify` and `hv notify test`, from outside.

use crate::sinks::{Http, HttpSink, Smtp, SmtpSink, nobody};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use tempfile::TempDir;

/// A school with Kay, who can be reached, Lou, who cannot, and Max, who answers for nothing.
struct School {
    dir: TempDir,
}

impl School {
    fn new(channels: &str, machine: &str) -> School {
        let school = School { dir: TempDir::new().unwrap() };
        let made = school.hv(&[
            "init",
            "school",
            "--no-git",
            "--name",
            "Oak",
            "--policy",
            "aspire",
            "--choose",
            "higher-risk-from=H",
            "--choose",
            "doorstep-when=purpose",
        ]);
        assert_eq!(made.0, 0, "{made:?}");
        let add = |arguments: &[&str]| {
            let ran = school.at(&[&["staff", "add"], arguments].concat());
            assert_eq!(ran.0, 0, "{ran:?}");
        };
        add(&["kay", "--name", "Kay Invented", "--role", "dsl", "--email", "kay@example.org"]);
        add(&["lou", "--name", "Lou Invented", "--role", "principal"]);
        add(&["max", "--name", "Max Invented", "--email", "max@example.org"]);
        let path = school.dir.path().join("school/hv.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, format!("{text}\n{channels}")).unwrap();
        let config = school.dir.path().join("home/.config/hv");
        std::fs::create_dir_all(&config).unwrap();
        let file = config.join("machine.toml");
        std::fs::write(&file, machine).unwrap();
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
        school
    }

    fn at(&self, arguments: &[&str]) -> (i32, String, String) {
        self.hv(&[&["--store", "school"], arguments].concat())
    }

    fn hv(&self, arguments: &[&str]) -> (i32, String, String) {
        let ran = Command::new(env!("CARGO_BIN_EXE_hv"))
            .args(arguments)
            .current_dir(self.dir.path())
            .env_clear()
            .env("HOME", self.dir.path().join("home"))
            .env("USER", "max")
            .env("HV_HOOK", format!("http://127.0.0.1:{}/correct-horse", nobody()))
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (ran.status.code().unwrap(), text(&ran.stdout), text(&ran.stderr))
    }
}

fn mail(port: u16) -> String {
    format!(
        "[[channel]]\nid = \"mail\"\nkind = \"email\"\nserver = \"127.0.0.1\"\nport = {port}\n\
         tls = \"none\"\nfrom = \"hv@example.org\"\n"
    )
}

const ROOM: &str = "[[channel]]\nid = \"room\"\nkind = \"webex\"\nurl = \"hook\"\n";
const HOOK: &str = "[secret.hook]\nenv = \"HV_HOOK\"\n";

#[test]
fn the_channels_are_listed_with_whom_they_reach_and_without_a_secret() {
    let school = School::new(&format!("{}{ROOM}", mail(1)), HOOK);
    let (exit, out, err) = school.at(&["notify"]);
    assert_eq!((exit, err.as_str()), (0, ""), "{out}");
    assert_eq!(
        out,
        "mail (email): 1 of 2 who answer for a role\n\
         room (webex): a room\n  hook: the variable HV_HOOK of the environment\n  \
         warning: the secret hook may go to any server that hv.toml names; write `for = \"127.0.0.1\"` below\n  \
         [secret.hook]\n\
         Reached by no channel themselves: Lou Invented (lou)\n"
    );
    let (exit, out, _) = school.at(&["notify", "--json"]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((exit, &shown["unreached"][0]), (0, &Value::from("lou")));
    assert_eq!(shown["channels"][0]["reaches"][0], "kay");
    assert_eq!(shown["channels"][1]["room"], true);
    assert!(!out.contains("horse"));
}

#[test]
fn what_is_wrong_is_listed_and_ends_with_3() {
    let wrong = "[[channel]]\nid = \"typo\"\nkind = \"emial\"\n";
    let school =
        School::new(&format!("{wrong}{ROOM}"), "[secret.hook]\nvalue = \"correct-horse\"\n");
    let (exit, out, err) = school.at(&["notify"]);
    assert_eq!(exit, 3, "{out}{err}");
    assert!(out.contains("typo (wrong) CANNOT BE USED: unknown variant `emial`"), "{out}");
    assert!(out.contains("room (webex) CANNOT BE USED"), "{out}");
    assert!(out.contains("WRONG: ") && out.contains("machine.toml: [secret.hook]"), "{out}");
    assert!(!format!("{out}{err}").contains("horse"));
    let (exit, out, _) = school.at(&["notify", "--json"]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((exit, shown["problems"].as_array().unwrap().len()), (3, 3), "{out}");
}

#[test]
fn no_channel_is_said_and_a_test_of_none_fails() {
    let school = School::new("", "");
    let (exit, out, _) = school.at(&["notify"]);
    assert_eq!(exit, 0);
    assert!(out.starts_with("No channel: of an alarm nobody is told"), "{out}");
    let (exit, _, err) = school.at(&["notify", "test"]);
    assert_eq!(exit, 3);
    assert!(err.contains("there is no channel in hv.toml: nobody was told"), "{err}");
}

#[test]
fn a_test_goes_by_every_channel_and_says_that_it_is_one() {
    let (post, web) = (SmtpSink::start(Smtp::default()), HttpSink::start(&[Http::status(200)]));
    let machine = "[secret.hook]\nfile = \"hook\"\nfor = \"127.0.0.1\"\n";
    let school = School::new(&format!("{}{ROOM}", mail(post.port)), machine);
    let hook = school.dir.path().join("home/.config/hv/hook");
    std::fs::write(&hook, web.url("/x")).unwrap();
    std::fs::set_permissions(hook, std::fs::Permissions::from_mode(0o600)).unwrap();
    // Whoever types it gets it, if they are on the staff.
    let (exit, out, err) = school.at(&["notify", "test"]);
    assert_eq!((exit, err.as_str()), (0, ""), "{out}");
    assert_eq!(
        out,
        "mail to max: handed over (250 2.0.0 queued as 7F3Q)\nroom: handed over (200)\n"
    );
    let (exit, out, _) =
        school.at(&["notify", "test", "--to", "kay", "--channel", "mail", "--json"]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((exit, &shown["test"][0]["delivery"]["came"]), (0, &Value::from("handed")), "{out}");
    let mails = post.mails();
    assert_eq!(
        (mails[0].to[0].as_str(), mails[1].to[0].as_str()),
        ("max@example.org", "kay@example.org")
    );
    let subject = mails[0].header("Subject").unwrap();
    assert_eq!(subject, "TEST: hv at Oak. Nobody is late");
    assert!(mails[0].data.contains("TEST. This is a test of how Oak is told of an alarm."));
    assert_eq!(web.asked().len(), 1);
    assert!(web.asked()[0].json()["text"].as_str().unwrap().starts_with("TEST: hv at Oak"));
}

#[test]
fn a_test_that_did_not_reach_everybody_ends_with_3() {
    let school = School::new(&format!("{}{ROOM}", mail(nobody())), HOOK);
    let (exit, out, _) = school.at(&["notify", "test", "--channel", "mail", "--to", "lou"]);
    assert_eq!(exit, 3, "{out}");
    assert_eq!(out, "mail to lou: FAILED: no e-mail address of lou is on record\n");
    for (arguments, exit, words) in [
        (&["notify", "test", "--channel", "mial"][..], 2, "known: mail, room"),
        (&["notify", "test", "--to", "nina"][..], 2, "nobody on the staff is called \"nina\""),
        (&["--by", "stranger", "notify", "test"][..], 2, "hv notify test --to PERSON"),
        (&["--now", "2026-11-24T11:30:00+00:00", "notify", "test"][..], 2, "leave out --now"),
    ] {
        let (code, out, err) = school.at(arguments);
        assert_eq!(code, exit, "{arguments:?} {out}{err}");
        assert!(err.contains(words), "{arguments:?} {err}");
    }
}

#[test]
fn an_address_is_on_record_shown_and_exported() {
    let school = School::new("", "");
    let (_, out, _) = school.at(&["staff", "kay"]);
    assert!(out.contains("E-mail: kay@example.org"), "{out}");
    let (exit, _, err) = school.at(&["staff", "change", "kay", "--email", "kay@example.org,x@y"]);
    assert_eq!(exit, 2);
    assert!(err.contains("--email: \"kay@example.org,x@y\" is not an e-mail address"), "{err}");
    let (_, sheet, _) = school.at(&["staff", "--csv"]);
    assert!(sheet.contains(",email,") && sheet.contains(",kay@example.org,"), "{sheet}");
    std::fs::write(
        school.dir.path().join("in.csv"),
        "id,name,email address\nnia,Nia Invented,nia@example.org\n",
    )
    .unwrap();
    let (exit, _, err) = school.at(&["staff", "import", "in.csv"]);
    assert_eq!(exit, 0, "{err}");
    let (_, out, _) = school.at(&["staff", "nia"]);
    assert!(out.contains("E-mail: nia@example.org"), "{out}");
}
