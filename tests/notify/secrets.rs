//! Where secrets are kept, and when they are refused.

use crate::sinks::{Http, HttpSink};
use crate::{LONG, Machine, came, failed, handed, problems, shown};
use serde_json::json;

const ROOM: &str = "horse";

fn room() -> serde_json::Value {
    json!({"id": "r", "kind": "webex", "url": "url"})
}

#[test]
fn a_secret_is_had_from_each_of_its_places() {
    let sink = HttpSink::start(&[Http::status(200)]);
    let url = sink.url("/hook");
    let file = Machine::new("[secret.url]\nfile = \"url\"\n");
    file.write("url", &format!("{url}\n"), 0o400);
    let mut credential = Machine::new("[secret.url]\ncredential = \"hv-url\"\n");
    credential.write("hv-url", &url, 0o440);
    let folder = shown(credential.dir.path());
    credential.env.insert("CREDENTIALS_DIRECTORY".to_owned(), folder);
    let command = Machine::new("");
    let program = shown(&command.write("say", &format!("#!/bin/sh\necho '{url}'\n"), 0o700));
    command.write("machine.toml", &format!("[secret.url]\ncommand = [\"{program}\"]\n"), 0o600);
    for (machine, place) in [
        (Machine::knowing(&url), "url: the variable HV_URL of the environment".to_owned()),
        (file, "url: the file".to_owned()),
        (credential, "url: the credential hv-url of the service".to_owned()),
        (command, format!("url: what {program} prints")),
    ] {
        let senders = machine.senders(&[room()]);
        assert_eq!(problems(&senders), "");
        let listed = &senders.listed()[0];
        assert!(listed.from[0].starts_with(&place), "{listed:?}");
        assert!(listed.warnings[0].contains("may go to any server"), "{listed:?}");
        handed(&came(&senders, "r", &[], LONG), "200");
    }
    assert_eq!(sink.asked().len(), 4);
}

#[test]
fn a_secret_kept_for_one_server_goes_to_no_other() {
    let sink = HttpSink::start(&[Http::status(200)]);
    for (only, goes) in [("127.0.0.1", true), ("webexapis.com", false)] {
        let text = format!("[secret.url]\nenv = \"U\"\nfor = \"{only}\"\n");
        let mut machine = Machine::new(&text);
        machine.env.insert("U".to_owned(), sink.url("/"));
        let senders = machine.senders(&[room()]);
        assert_eq!(senders.listed()[0].warnings, Vec::<String>::new());
        assert_eq!(problems(&senders).is_empty(), goes);
        // The same where the secret is known only once a program has printed it.
        let program =
            shown(&machine.write("say", &format!("#!/bin/sh\necho {}\n", sink.url("/")), 0o700));
        let text = format!("[secret.url]\ncommand = [\"{program}\"]\nfor = \"{only}\"\n");
        machine.write("machine.toml", &text, 0o600);
        let came = came(&machine.senders(&[room()]), "r", &[], LONG);
        if goes {
            handed(&came, "200");
        } else {
            failed(&came, "keeps that secret for webexapis.com");
        }
    }
    assert_eq!(sink.asked().len(), 1);
}

#[test]
fn a_file_that_others_can_read_is_refused_with_what_to_type() {
    for (mode, fits) in [
        (0o600, true),
        (0o400, true),
        (0o640, false),
        (0o604, false),
        (0o620, false),
        (0o644, false),
        (0o601, false),
    ] {
        let machine = Machine::new("[secret.url]\nfile = \"url\"\n");
        let path = shown(&machine.write("url", "https://example.org/horse", mode));
        let senders = machine.senders(&[room()]);
        assert_eq!(problems(&senders).is_empty(), fits, "{mode:o} {}", problems(&senders));
        assert!(fits || problems(&senders).contains(&format!("chmod 600 {path}")));
        // The same for the file that says where they are.
        let machine = Machine::knowing("https://example.org/horse");
        let text = std::fs::read_to_string(machine.path("machine.toml")).unwrap();
        let path = shown(&machine.write("machine.toml", &text, mode));
        let senders = machine.senders(&[room()]);
        assert_eq!(problems(&senders).is_empty(), fits, "{mode:o}");
        assert!(fits || problems(&senders).contains(&format!("chmod 600 {path}")));
    }
}

#[test]
fn a_link_a_folder_and_a_pipe_are_refused() {
    let machine = Machine::new("[secret.url]\nfile = \"url\"\n");
    let real = machine.write("real", "https://example.org/", 0o600);
    std::os::unix::fs::symlink(&real, machine.path("url")).unwrap();
    assert!(problems(&machine.senders(&[room()])).contains("it is a link; hv follows none"));
    std::fs::remove_file(machine.path("url")).unwrap();
    std::fs::create_dir(machine.path("url")).unwrap();
    assert!(problems(&machine.senders(&[room()])).contains("it is not a plain file"));
    std::fs::remove_dir(machine.path("url")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(machine.path("url")).status().unwrap();
    assert!(made.success());
    assert!(problems(&machine.senders(&[room()])).contains("it is not a plain file"));
}

#[test]
fn what_is_wrong_with_one_entry_is_told_without_what_stands_in_it_and_harms_no_other() {
    for (wrong, why) in [
        (
            "[secret.bad]\nenv = \"HV_HORSE\"\n",
            "the variable HV_HORSE of the environment is not set",
        ),
        ("[secret.bad]\nfile = \"none\"\n", "is not there"),
        ("[secret.bad]\nfile = \"~/x\"\n", "write the path in full"),
        (
            "[secret.bad]\nfile = \"a\"\nenv = \"B\"\n",
            "it says one of env, file, credential and command",
        ),
        ("[secret.bad]\nfor = \"x\"\n", "it says one of env, file, credential and command"),
        ("[secret.bad]\nvalue = \"horse\"\n", "hv does not know \"value\""),
        ("[secret]\nbad = \"horse\"\n[secret.url]\nenv = \"HV_URL\"\n", "a table of its own"),
        ("[secret.bad]\ncredential = \"../horse\"\n", "it is a name, not a path"),
        ("[secret.bad]\ncredential = \"x\"\n", "hv was not started by a service that has it"),
        ("[secret.bad]\ncommand = \"pass horse\"\n", "command is a list"),
        ("[secret.bad]\ncommand = [\"pass\", \"horse\"]\n", "write the full path"),
        ("ca = \"none.pem\"\n", "ca: "),
        ("[sceret.url]\nenv = \"X\"\n", "hv does not know \"sceret\""),
        ("secret = 5\n", "write [secret.NAME]"),
    ] {
        let machine = Machine::knowing("https://example.org/");
        let own = if wrong.contains("[secret]") || wrong.starts_with("secret") {
            ""
        } else {
            "[secret.url]\nenv = \"HV_URL\"\n"
        };
        machine.write("machine.toml", &format!("{wrong}{own}"), 0o600);
        let senders = machine.senders(&[room()]);
        let told = problems(&senders);
        assert!(told.contains(why), "{wrong}: {told}");
        assert!(!told.contains(ROOM), "{told}");
        assert_eq!(
            told.lines().count(),
            if wrong.starts_with("secret =") { 2 } else { 1 },
            "{told}"
        );
    }
}

#[test]
fn a_file_that_is_not_toml_is_told_with_its_line_and_without_its_words() {
    let machine = Machine::new("[secret.url]\nenv = \"A\"\npassword = horse\n");
    let told = problems(&machine.senders(&[room()]));
    assert!(told.contains("machine.toml:3: it is not TOML") && !told.contains("horse"), "{told}");
    assert!(told.contains("the channel r can tell nobody"), "{told}");
    let machine = Machine::new("");
    std::fs::remove_file(machine.path("machine.toml")).unwrap();
    assert!(problems(&machine.senders(&[room()])).contains("there is no "));
}

#[test]
fn what_a_secrets_program_prints_when_it_fails_is_not_shown() {
    let machine = Machine::new("");
    for (script, why) in [
        ("echo horse; echo horse >&2; exit 2", "which is to print a secret, ended with 2"),
        ("printf 'horse\\nhorse\\n'", "there is more than one line in it"),
        ("true", "there is nothing in it"),
    ] {
        let program = shown(&machine.write("say", &format!("#!/bin/sh\n{script}\n"), 0o700));
        machine.write("machine.toml", &format!("[secret.url]\ncommand = [\"{program}\"]\n"), 0o600);
        let came = came(&machine.senders(&[room()]), "r", &[], LONG);
        failed(&came, why);
        assert!(!format!("{came:?}").contains("horse"), "{came:?}");
    }
}
