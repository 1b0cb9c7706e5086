//! What is about a child or a family stays in the record folder, and is read by nobody else: file modes whatever the
//! umask, command lines and environments of programs that hv starts, file names, this machine's state, and the words
//! that must not be kept at all.

use super::scene::{OUTING, POLICY, Ran, Scene, hv_binary, run};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What is about the family of these tests, or typed about it. None of it may stand where others look.
const PRIVATE: [&str; 6] =
    ["Ali Invented", "Sara Invented", "900456", "12 High Street", "High Street", "bruise"];

/// Everything below a folder, the folder itself too.
fn all_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        next += 1;
        if path.symlink_metadata().unwrap().is_dir() {
            found.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        }
    }
    found
}

/// Files and folders that somebody else on the machine could open.
fn open_to_others(folder: &Path) -> Vec<String> {
    let mode = |path: &PathBuf| path.symlink_metadata().unwrap().permissions().mode();
    let wrong = all_below(folder).into_iter().filter(|path| mode(path) & 0o077 != 0);
    wrong.map(|path| format!("{} {:o}", path.display(), mode(&path))).collect()
}

/// hv under a umask.
fn under(umask: &str, scene: &Scene, now: &str, args: &[&str]) -> Ran {
    let asked = scene.command(now, args);
    let mut shell = Command::new("sh");
    // An answer to the first question, for the one command that puts some.
    shell
        .args(["-c", &format!("umask {umask}; echo kay | \"$0\" \"$@\"")])
        .arg(asked.get_program());
    shell.args(asked.get_args()).env_clear().current_dir(scene.around());
    shell.envs(asked.get_envs().filter_map(|(name, value)| Some((name, value?))));
    run(&mut shell)
}

/// One school's day, from the making of the folder to the alarm, with a draft and a page to print.
fn day_under(umask: &str) -> Scene {
    let scene = Scene::bare();
    let hv = |now: &str, args: &[&str]| under(umask, &scene, now, args);
    let root = scene.root().display().to_string();
    let init = ["init", &root, "--policy", "aspire", "--name", "Oak", "--id", "oak-1"];
    let more = ["--choose", "higher-risk-from=H", "--choose", "doorstep-when=purpose"];
    let numbers = ["--number", "School office=01632 960100", "--number", "Back=01632 960102"];
    hv("07:00", &[&init[..], &more, &numbers].concat()[..]).ends(0);
    let kay = ["staff", "add", "kay", "--name", "Kay Invented", "--role", "family-support"];
    hv("08:00", &kay).ends(0);
    let family = ["family", "add", "ahmed", "--pupil", "Ali Invented", "--carer"];
    let home = ["Sara Invented=07700 900456", "--address", "12 High Street"];
    hv("08:00", &[&family[..], &home].concat()).ends(0);
    hv("08:01", &["assess", "ahmed", "--plain"]).ends(2);
    hv("08:02", &["assess", "ahmed", "--blank", "--html", "page.html"]).ends(0);
    hv(
        "08:03",
        &["plan", "add", "ahmed", "--at", "2024-11-26T10:00", "--for", "45m", "--staff", "kay"],
    );
    let out = ["out", "kay", "--breach", "rang", "--where", "12 High Street", "--back", "09:30"];
    hv("08:50", &out).ends(0);
    hv("09:00", &["checkin", "kay", "--note", "a bruise"]).ends(0);
    hv("", &["overdue"]).ends(4);
    hv("", &["overdue", "--alert"]);
    scene
}

#[test]
fn nobody_else_can_open_anything_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let scene = day_under(umask);
        let page = scene.around().join("page.html");
        for path in [scene.root().to_owned(), scene.around().join("state/hv"), page] {
            assert_eq!(open_to_others(&path), Vec::<String>::new(), "umask {umask}");
        }
        assert!(all_below(&scene.path("local/drafts")).len() == 2, "there was a draft to look at");
    }
}

#[test]
fn twin_a_file_made_as_files_are_made_is_open_to_others() {
    let scene = Scene::bare();
    let made = scene.around().join("made");
    let script = "umask 022; mkdir \"$0\"; echo x > \"$0/x\"";
    run(Command::new("sh").args(["-c", script]).arg(&made)).ends(0);
    assert_eq!(open_to_others(&made).len(), 2);
}

#[test]
fn no_file_name_and_not_the_machines_state_says_who_is_visited() {
    let scene = day_under("022");
    let state = all_below(&scene.around().join("state"));
    let held: Vec<String> =
        state.iter().filter(|p| p.is_file()).map(|p| fs::read_to_string(p).unwrap()).collect();
    assert!(held.iter().any(|text| text.contains("Kay Invented")), "there is a state: {held:?}");
    let names = all_below(scene.root()).into_iter().chain(state).map(|p| p.display().to_string());
    for text in names.chain(held) {
        let told = PRIVATE.iter().find(|word| text.to_lowercase().contains(&word.to_lowercase()));
        assert_eq!(told, None, "{text}");
    }
    let record = fs::read_to_string(scene.path("outings/2024-W48/2024-11-26-kay-1a.yaml")).unwrap();
    assert!(record.contains("bruise"), "and the record has it: {record}");
}

/// Every program that hv starts while a school's day goes by, as anybody on the machine could list it: its command line
/// and its environment.
fn programs_started(scene: &Scene, args: &[&str]) -> String {
    let mut strace = Command::new("strace");
    let trace = scene.around().join("trace");
    strace
        .args(["-f", "-v", "-s", "4096", "-e", "trace=execve", "-o"])
        .arg(&trace)
        .arg(hv_binary());
    let asked = scene.command("", args);
    strace.args(asked.get_args().skip_while(|a| *a != "--store")).env_clear();
    strace.envs(asked.get_envs().filter_map(|(name, value)| Some((name, value?))));
    strace.current_dir(scene.around()).stdin(Stdio::null());
    let ran = strace.output().expect("strace, which these tests need: apt-get install strace");
    let said =
        format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    let started = fs::read_to_string(trace).unwrap_or_default();
    // The first is hv itself, as whoever typed it wanted it.
    let others: Vec<&str> = started.lines().filter(|l| l.contains("execve(")).skip(1).collect();
    assert!(!others.is_empty(), "it started nothing: {said}");
    others.join("\n")
}

/// A program of this machine as the one channel: it keeps what it was given.
fn with_a_siren(scene: &Scene) {
    let program = scene.around().join("siren");
    let script = format!("#!/bin/sh\ncat >> {}/told\n", scene.around().display());
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let config = scene.around().join("config/hv");
    fs::create_dir_all(&config).unwrap();
    let machine = format!("[program.siren]\nrun = [{:?}]\n", program.display().to_string());
    fs::write(config.join("machine.toml"), machine).unwrap();
    fs::set_permissions(config.join("machine.toml"), fs::Permissions::from_mode(0o600)).unwrap();
    let school = String::from_utf8(scene.read("hv.toml")).unwrap();
    let channel = "\n[[channel]]\nid = \"siren\"\nkind = \"command\"\nprogram = \"siren\"\n";
    scene.write("hv.toml", school + channel);
}

#[test]
fn no_program_is_started_with_a_name_in_its_command_line_or_environment() {
    let scene = Scene::out();
    with_a_siren(&scene);
    let odd = "Lou \"; touch x; '\n$(touch y) `touch z`";
    let out =
        ["out", odd, "--breach", "a bruise", "--where", "12 High Street\n'\"", "--back", "09:10"];
    scene.hv("09:05", &out).ends(0);
    let started = programs_started(&scene, &["overdue", "--alert"]);
    for word in PRIVATE.iter().chain(&["touch", "kay invented", "lou invented", "07700"]) {
        assert!(!started.contains(word), "{word} in {started}");
    }
    // It was told all the same: what happened stands on its standard input, as data.
    let told = fs::read_to_string(scene.around().join("told")).unwrap();
    assert!(told.contains("kay invented") && told.contains("07700 900001"), "{told}");
    for line in told.lines().filter(|l| !l.trim().is_empty()) {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    for name in ["x", "y", "z"] {
        assert!(!scene.around().join(name).exists() && !Path::new("/").join(name).exists());
    }
    assert!(!told.to_lowercase().contains("bruise"), "nothing typed about a child is told: {told}");
}

#[test]
fn a_program_that_others_may_change_is_not_run_and_the_alarm_is_told_all_the_same() {
    let scene = Scene::out();
    with_a_siren(&scene);
    let kept = scene.keep();
    for (mode, runs) in
        [(0o700, true), (0o755, true), (0o720, false), (0o702, false), (0o600, false)]
    {
        scene.go_back(&kept);
        let told = scene.around().join("told");
        fs::set_permissions(scene.around().join("siren"), fs::Permissions::from_mode(mode))
            .unwrap();
        let listed = scene.hv("", &["notify"]);
        assert_eq!(listed.flat().contains("chmod"), !runs, "{mode:o} {listed:?}");
        let alarm = scene.hv("", &["overdue", "--alert"]);
        assert!(matches!(alarm.code(), Some(4 | 5)), "{mode:o} {alarm:?}");
        assert!(alarm.flat().contains("JO: not back"), "{mode:o} {alarm:?}");
        assert!(runs || !told.exists(), "{mode:o}");
    }
}

#[test]
fn twin_a_name_that_a_shell_sees_is_a_command() {
    let scene = Scene::bare();
    let told = "echo \"Lou $(touch y)\"";
    run(Command::new("sh").args(["-c", told]).current_dir(scene.around())).ends(0);
    assert!(scene.around().join("y").exists());
}

#[test]
fn twin_a_program_told_by_its_command_line_is_seen() {
    let scene = Scene::bare();
    let trace = scene.around().join("trace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-e", "trace=execve", "-o"]).arg(&trace).args(["sh", "-c"]);
    run(strace.arg("/bin/echo 'Ali Invented'; true")).ends(0);
    assert!(fs::read_to_string(trace).unwrap().contains("Ali Invented"));
}

#[test]
fn what_is_said_about_a_child_can_be_kept_off_the_command_line() {
    let scene = Scene::out();
    let fed = |args: &[&str], text: &str| {
        let mut hv = scene.command("09:10", args);
        hv.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = hv.spawn().unwrap();
        let _unread = std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes());
        child.wait_with_output().unwrap()
    };
    let both = ["checkin", "kay", "--note", "-", "--where=-"];
    let said = fed(&both, "-a bruise, \"so\" she said\nat the bus stop\n");
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    let record = String::from_utf8(scene.read(OUTING)).unwrap();
    assert!(record.contains("\"note\": \"-a bruise, \\\"so\\\" she said\""), "{record}");
    assert!(record.contains("\"whereabouts\": \"at the bus stop\""), "{record}");
    let shown = String::from_utf8(said.stderr).unwrap();
    assert!(!shown.contains("bruise"), "a log of what was said holds none of it: {shown}");
    // What was left out is never taken for nothing said.
    let before = scene.read(OUTING);
    for nothing in ["", "\n", "   \n"] {
        let said = fed(&["checkin", "kay", "--note", "-"], nothing);
        assert_eq!(said.status.code(), Some(2), "{said:?}");
        assert!(String::from_utf8_lossy(&said.stderr).contains("--note"), "{said:?}");
    }
    assert_eq!(before, scene.read(OUTING));
    // But danger waits for no words.
    let said = fed(&["distress", "kay", "--note", "-"], "");
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    scene.hv("09:12", &["overdue"]).ends(4).says("DISTRESS");
}

/// A policy may ask whether a code word is agreed, and not for the word.
#[test]
fn a_policy_that_asks_for_the_code_word_itself_does_not_load() {
    let scene = Scene::bare();
    let check = |ask: &str, answer: &str| {
        let question = format!(
            "\n[[question]]\nid = \"help-word\"\nat = \"out\"\nask = \"{ask}\"\nanswer = \"{answer}\"\nstrength = \"should\"\nfix = \"ask\"\nclause = \"X-9\"\n"
        );
        let path = scene.around().join("asks.toml");
        fs::write(&path, format!("{POLICY}{question}")).unwrap();
        run(scene.program().args(["policy", "check"]).arg(&path))
    };
    check("Is a code word agreed, and does the monitor know it?", "yes-no").ends(0);
    check("Which bus do they take?", "text").ends(0);
    for ask in ["What is the code word?", "Code-word for help:", "The CODEWORD", "Your safe word?"]
    {
        check(ask, "text").ends(3).says("would stand in the records");
    }
}
