//! Programs of this machine as channels.

use crate::{
    LONG, Machine, SHORT, came, failed, handed, job, kay, lou, problems, sent, shown, unknown,
};
use hv::notify::{Senders, send};
use serde_json::{Value, json};
use std::path::Path;

/// A machine with a shell script as the program `siren`; `$HERE` in it is the machine's folder.
fn siren(script: &str, more: &str) -> (Machine, Senders) {
    let machine = Machine::new("");
    let text = format!("#!/bin/sh\nHERE={}\n{script}\n", shown(machine.dir.path()));
    let path = machine.write("siren", &text, 0o700);
    let run = json!([shown(&path), "a b", "$(touch x)"]);
    machine.write("machine.toml", &format!("[program.siren]\nrun = {run}\n{more}"), 0o600);
    let senders = machine.senders(&[channel()]);
    (machine, senders)
}

fn channel() -> Value {
    json!({"id": "siren", "kind": "command", "program": "siren"})
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_program_is_told_everything_once_as_data_and_no_shell_sees_it() {
    let script = "cat > $HERE/stdin; printf '%s|' \"$@\" > $HERE/arguments; pwd >> $HERE/arguments; echo taken";
    let (machine, senders) = siren(script, "");
    assert_eq!(problems(&senders), "");
    assert!(senders.is_room("siren"));
    let mut job = job("siren", &[kay(), lou()]);
    job.message.data = json!({"late": [{"who": "Max \"'`$(reboot)`\n\u{1f469}"}]});
    let all = send(&senders, vec![job], LONG);
    assert_eq!((all.len(), all[0].receiver.as_str()), (1, ""));
    handed(&all[0].came, "taken");
    let told: Value = serde_json::from_str(&read(&machine.path("stdin"))).unwrap();
    assert_eq!(told["hv"], 1);
    assert_eq!(told["key"], "2026-11-24-max-1a/return/1");
    assert_eq!(told["to"][1]["number"], "07700 900124");
    assert_eq!(told["data"]["late"][0]["who"], "Max \"'`$(reboot)`\n\u{1f469}");
    assert_eq!(read(&machine.path("arguments")), "a b|$(touch x)|/\n");
}

#[test]
fn a_program_that_ends_badly_has_failed_with_its_own_words() {
    let (_machine, senders) = siren("echo 'no \u{1b}[31mcable' >&2; exit 3", "");
    failed(&came(&senders, "siren", &[], LONG), "it ended with 3: no [31mcable");
    let (_machine, senders) = siren("kill -9 $$", "");
    failed(&came(&senders, "siren", &[], LONG), "it was ended by signal 9");
}

#[test]
fn a_program_that_reads_nothing_or_floods_is_not_waited_for() {
    let (_machine, senders) =
        siren("exec 0<&-; head -c 9000000 /dev/zero | tr '\\0' x; exit 0", "");
    let mut big = job("siren", &[]);
    big.message.data = json!("y".repeat(1_000_000));
    let all = send(&senders, vec![big], LONG);
    handed(&all[0].came, "xxx");
    assert!(format!("{:?}", all[0]).len() < 1000);
}

#[test]
fn a_program_that_hangs_is_ended_with_all_that_it_started() {
    let script = "sleep 600 & echo $! > $HERE/child; echo $$ > $HERE/self; wait";
    let (machine, senders) = siren(script, "");
    unknown(&came(&senders, "siren", &[], SHORT), "it did not end in time, and was ended");
    for name in ["self", "child"] {
        let number = read(&machine.path(name));
        assert!(soon_gone(number.trim()), "{name} {number} is still there");
    }
}

/// It was told to end, and a busy machine may take a moment over it.
fn soon_gone(number: &str) -> bool {
    let looks = std::iter::repeat_with(|| {
        std::thread::yield_now();
        gone(number)
    });
    looks.take(100_000).any(|gone| gone)
}

/// No such process, or one that has ended and that nobody has collected.
fn gone(number: &str) -> bool {
    let about = std::fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
    about.rsplit(") ").next().is_none_or(|rest| rest.is_empty() || rest.starts_with(['Z', 'X']))
}

#[test]
fn its_own_limit_ends_it_before_the_runs() {
    let (_machine, senders) = siren("sleep 600", "time-limit = \"1s\"\n");
    unknown(&came(&senders, "siren", &[], LONG), "after 1 s it did not end in time");
}

#[test]
fn what_cannot_be_run_is_told_before_it_is_needed() {
    let machine = Machine::new("");
    let plain = shown(&machine.write("plain", "#!/bin/sh\n", 0o600));
    for (entry, why) in [
        (format!("[program.siren]\nrun = [\"{plain}\"]\n"), format!("chmod u+x {plain}")),
        ("[program.siren]\nrun = [\"/no/such\"]\n".to_owned(), "/no/such cannot be run".to_owned()),
        ("[program.siren]\nrun = [\"siren\"]\n".to_owned(), "write the full path".to_owned()),
        ("[program.siren]\nrun = \"/bin/true\"\n".to_owned(), "run is a list".to_owned()),
        ("[program.siren]\nrun = []\n".to_owned(), "run is a list".to_owned()),
        (
            "[program.other]\nrun = [\"/bin/true\"]\n".to_owned(),
            "knows no program siren".to_owned(),
        ),
    ] {
        machine.write("machine.toml", &entry, 0o600);
        let senders = machine.senders(&[channel()]);
        assert!(problems(&senders).contains(&why), "{}", problems(&senders));
        failed(&sent(&senders, "siren", &[kay()], SHORT)[0].came, &why);
    }
}

#[test]
fn a_program_does_not_get_the_secrets_of_the_environment() {
    // Only a process of its own has an environment to look at: HOME is the nearest that every test has.
    let script = "echo \"home is $HOME.\"";
    let (machine, senders) = siren(script, "");
    handed(&came(&senders, "siren", &[], LONG), &format!("home is {}.", env!("HOME")));
    let text = format!("{}[secret.x]\nenv = \"HOME\"\n", read(&machine.path("machine.toml")));
    machine.write("machine.toml", &text, 0o600);
    let senders = machine.senders(&[channel()]);
    handed(&came(&senders, "siren", &[], LONG), "home is .");
}
