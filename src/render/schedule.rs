//! What to install so that hv looks by itself: a line for crontab, a service and a timer for systemd, a task for the Task
//! Scheduler of Windows. Words only: nothing is installed here, and no path is looked at.
//!
//! Each format has signs of its own that would start something else than what is written. They are escaped where the
//! format has an escape, and refused with the reason where it has none: a schedule that nearly works is nobody watching.

use crate::when::Span;
use std::fmt::Write as _;

/// What is to be started, how often, as whom. Paths are absolute.
#[derive(Debug, Clone, Copy)]
pub struct Watched<'a> {
    /// The program.
    pub program: &'a str,
    /// The record folder.
    pub store: &'a str,
    /// Its id in hv.toml: lower case, digits and hyphens; names the units apart.
    pub id: &'a str,
    /// The user it runs as.
    pub user: &'a str,
    /// `XDG_STATE_HOME`, where the user has set it: a run without it would leave its heartbeat elsewhere.
    pub state: Option<&'a str>,
    /// `XDG_CONFIG_HOME`, where the user has set it: a run without it would find neither secrets nor programs.
    pub config: Option<&'a str>,
    /// How often, in whole minutes from 1 to 15.
    pub minutes: i64,
}

/// A path that this format cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Which sign, where, and what it would do.
    pub why: String,
    /// What to do.
    pub fix: String,
}

/// One file to install.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What is in it, with a newline at the end.
    pub text: String,
}

/// Debian's cron cuts a longer command off without a word (its limit is 998 with the line's end).
const LONGEST_LINE: usize = 900;

impl Watched<'_> {
    /// Signs that end a line, or that no reader of a log could see.
    fn no_controls(&self) -> Result<(), Unfit> {
        self.without(char::is_control, "a sign that cannot be seen", "ends or breaks the line")
    }

    fn without(
        &self,
        wrong: impl Fn(char) -> bool + Copy,
        sign: &str,
        does: &str,
    ) -> Result<(), Unfit> {
        has_not("program", self.program, wrong, sign, does)?;
        has_not("record folder", self.store, wrong, sign, does)?;
        for (name, path) in self.variables() {
            let folder = if name == "XDG_STATE_HOME" { "state" } else { "settings" };
            has_not(&format!("{folder} folder ({name})"), path, wrong, sign, does)?;
        }
        Ok(())
    }

    /// What the user has set, and the run needs as well.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [("XDG_STATE_HOME", self.state), ("XDG_CONFIG_HOME", self.config)];
        all.into_iter().filter_map(|(name, path)| Some((name, path?)))
    }
}

fn has_not(
    what: &str,
    path: &str,
    wrong: impl Fn(char) -> bool,
    sign: &str,
    does: &str,
) -> Result<(), Unfit> {
    if path.contains(wrong) {
        return Err(Unfit {
            why: format!("the path of the {what} has {sign} in it, which {does}: {path:?}"),
            fix: format!("move the {what} to a path without it"),
        });
    }
    Ok(())
}

/// The lines for crontab. Never with hours in them: on the nights that the clocks change, `*/5` has no gap, and a line
/// with an hour runs twice or not at all.
///
/// # Errors
/// A path with a `%`, which cron reads as the end of the line; or one too long.
pub fn crontab(watched: &Watched<'_>) -> Result<String, Unfit> {
    watched.no_controls()?;
    watched.without(|c| c == '%', "a %", "cron reads as the end of the command")?;
    let every =
        if watched.minutes == 1 { "*".to_owned() } else { format!("*/{}", watched.minutes) };
    let set = watched.variables().map(|(name, path)| format!("{name}={} ", for_shell(path)));
    let line = format!(
        "{every} * * * * {}{} overdue --alert --store {}\n",
        set.collect::<String>(),
        for_shell(watched.program),
        for_shell(watched.store)
    );
    if line.len() > LONGEST_LINE {
        return Err(Unfit {
            why: format!(
                "the line would be {} signs long, and cron cuts long lines off",
                line.len()
            ),
            fix: "move the program or the record folder to a shorter path".to_owned(),
        });
    }
    Ok(format!("# hv: who has not come back, every {}\n{line}", minutes(watched.minutes)))
}

/// Within single quotes a shell reads every sign as itself, but the quote.
pub fn for_shell(path: &str) -> String {
    format!("'{}'", path.replace('\'', "'\\''"))
}

fn minutes(minutes: i64) -> String {
    Span::minutes(minutes).words()
}

/// The units: the service, its timer, and what is started when the service fails. `system`: they belong to the system and
/// run as the user; else to the user's own systemd.
///
/// # Errors
/// A path with a sign that would break the line.
pub fn units(watched: &Watched<'_>, system: bool) -> Result<Vec<File>, Unfit> {
    watched.no_controls()?;
    let quote = |c: char| matches!(c, '\'' | '"' | '\\');
    let sign = "a quotation mark or a backslash";
    has_not("program", watched.program, quote, sign, "systemd takes in no program's name")?;
    let name = format!("hv-overdue-{}", watched.id);
    let unit = |kind: &str, text: String| File { name: format!("{name}{kind}"), text };
    Ok(vec![
        unit(".service", service(watched, &name, system)),
        unit(".timer", timer(watched)),
        unit("-failed.service", failed(&name, system)),
    ])
}

fn service(watched: &Watched<'_>, name: &str, system: bool) -> String {
    let user = if system { format!("User={}\n", watched.user) } else { String::new() };
    let set = watched.variables().map(|(name, path)| format!("{name}={path}"));
    let set = set.map(|s| format!("Environment={}\n", for_systemd(&s)));
    let set = set.collect::<Vec<_>>().concat();
    format!(
        "[Unit]\n\
         Description=hv: who has not come back\n\
         # Not after network-online.target: hv looks and says what it can at once, network or not.\n\
         OnFailure={name}-failed.service\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         {user}\
         {set}\
         ExecStart=:{} overdue --alert --store {}\n\
         # 4: somebody is late, and has been told of. The run did its work; the alarm is hv's to repeat. 5: somebody is\n\
         # late, and not everybody could be told: that is a failure, and the unit above says so.\n\
         SuccessExitStatus=4\n\
         # A run that hangs must not stand in the way of the next.\n\
         TimeoutStartSec=90\n\
         UMask=0077\n\
         # Passwords of channels belong here, and never in the record folder; hv finds them in $CREDENTIALS_DIRECTORY:\n\
         # LoadCredential=smtp-password:/etc/hv/smtp-password\n",
        for_systemd(watched.program),
        for_systemd(watched.store)
    )
}

fn timer(watched: &Watched<'_>) -> String {
    let every =
        if watched.minutes == 1 { "*".to_owned() } else { format!("0/{}", watched.minutes) };
    format!(
        "[Unit]\n\
         Description=hv: who has not come back, every {}\n\
         \n\
         [Timer]\n\
         OnCalendar=*-*-* *:{every}:00\n\
         # Without this, systemd may put a run off by a minute.\n\
         AccuracySec=1s\n\
         # Runs missed while the machine was off are made up for by one, at once.\n\
         Persistent=true\n\
         \n\
         [Install]\n\
         WantedBy=timers.target\n",
        minutes(watched.minutes)
    )
}

/// The last thing that can be done by a machine on which hv fails: say so where somebody may see it.
fn failed(name: &str, system: bool) -> String {
    let journal = if system { "journalctl" } else { "journalctl --user" };
    format!(
        "[Unit]\n\
         Description=hv could not look: say so\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         # Put a program here that reaches a person without hv: mail, or the call of a monitoring service.\n\
         ExecStart=/bin/sh -c 'm=\"hv overdue FAILED on %H. Watch by hand who is out. Why: {journal} -u {name}\"; \
         echo \"$$m\"; logger -p daemon.alert -t hv \"$$m\" || true; wall \"$$m\" || true'\n"
    )
}

/// Quoted as systemd reads it. The colon before the program keeps it from looking for variables behind `$`.
fn for_systemd(path: &str) -> String {
    let plain = path.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%");
    format!("\"{plain}\"")
}

/// A script for `sh` that puts the units where systemd finds them, and starts the timer.
pub fn install_units(files: &[File], watched: &Watched<'_>, system: bool) -> String {
    let (folder, control) = if system {
        ("/etc/systemd/system", "systemctl")
    } else {
        ("\"$HOME/.config/systemd/user\"", "systemctl --user")
    };
    let mut script = format!("set -e\nmkdir -p {folder}\n");
    for file in files {
        // Quoted, so that the shell changes nothing between the two.
        let _never_fails = write!(
            script,
            "cat > {folder}/{} <<'END-OF-UNIT'\n{}END-OF-UNIT\n",
            file.name, file.text
        );
    }
    let _never_fails = writeln!(script, "{control} daemon-reload");
    let _never_fails = writeln!(script, "{control} enable --now hv-overdue-{}.timer", watched.id);
    if !system {
        script.push_str("# So that it also runs while this user is not logged in:\n");
        let _never_fails = writeln!(script, "loginctl enable-linger {}", for_shell(watched.user));
    }
    script
}

/// The task for the Task Scheduler. All its signs are ASCII, so that no change of encoding on the way can break a path;
/// the file itself has to be UTF-16.
///
/// # Errors
/// A path with a sign that the Task Scheduler would fill in or that ends the argument.
pub fn task(watched: &Watched<'_>) -> Result<String, Unfit> {
    watched.no_controls()?;
    watched.without(|c| c == '%', "a %", "the Task Scheduler reads as a variable to fill in")?;
    watched.without(|c| c == '$', "a $", "the Task Scheduler may fill in")?;
    watched.without(|c| c == '"', "a quotation mark", "ends the argument")?;
    let (user, program) = (for_xml(watched.user), for_xml(watched.program));
    let arguments = for_xml(&format!("overdue --alert --store {}", for_windows(watched.store)));
    let (id, every) = (for_xml(watched.id), watched.minutes);
    Ok(format!(
        r#"<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>hv: who has not come back</Description>
    <URI>\hv-overdue-{id}</URI>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <!-- No Duration: without end. In UTC: the clock change leaves no gap. -->
      <Repetition>
        <Interval>PT{every}M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <StartBoundary>2026-01-01T00:00:00Z</StartBoundary>
      <Enabled>true</Enabled>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <!-- Whether or not the user is logged on, and with the network. -->
      <LogonType>Password</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
{SETTINGS}  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"#
    ))
}

/// What the Task Scheduler would have otherwise: no start and no running on a battery, no start made up for, no waking,
/// and less than ordinary priority.
const SETTINGS: &str = "  <Settings>
    <!-- Left out, each of these would stop the watch on a battery, after a missed start, or at sleep. -->
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <WakeToRun>true</WakeToRun>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <IdleSettings>
      <StopOnIdleEnd>false</StopOnIdleEnd>
      <RestartOnIdle>false</RestartOnIdle>
    </IdleSettings>
    <!-- A run that hangs is ended, so that it does not stand in the way of the next. -->
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <AllowHardTerminate>true</AllowHardTerminate>
    <ExecutionTimeLimit>PT2M</ExecutionTimeLimit>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <Priority>4</Priority>
  </Settings>
";

/// One argument, as Windows programs read theirs: backslashes before the closing quote are doubled.
fn for_windows(path: &str) -> String {
    let ends = path.len() - path.trim_end_matches('\\').len();
    format!("\"{path}{}\"", "\\".repeat(ends))
}

/// Every sign that XML, or an encoding, could take for something else.
fn for_xml(text: &str) -> String {
    let sign = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        c if c.is_ascii() => c.to_string(),
        c => format!("&#{};", u32::from(c)),
    };
    text.chars().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched<'a>(program: &'a str, store: &'a str) -> Watched<'a> {
        Watched { program, store, id: "oak", user: "office", state: None, config: None, minutes: 5 }
    }

    #[test]
    fn a_crontab_line_is_minutes_alone_quoted_paths_and_a_newline() {
        let line = |minutes: i64, store: &str| {
            let text = crontab(&Watched { minutes, ..watched("/usr/bin/hv", store) }).unwrap();
            text.lines().last().unwrap().to_owned()
        };
        let five = "*/5 * * * * '/usr/bin/hv' overdue --alert --store '/home/office/school'";
        assert_eq!(line(5, "/home/office/school"), five);
        assert!(line(1, "/s").starts_with("* * * * * '"), "{}", line(1, "/s"));
        assert!(line(5, "/my school").ends_with(" '/my school'"));
        assert!(line(5, "/o'neil & <co>").ends_with(r" '/o'\''neil & <co>'"));
        assert!(crontab(&watched("/hv", "/s")).unwrap().ends_with("'/s'\n"));
    }

    #[test]
    fn a_state_folder_of_the_users_own_goes_along() {
        let with = |state| Watched { state: Some(state), ..watched("/hv", "/s") };
        let line = crontab(&with("/my state")).unwrap();
        assert!(line.contains(" * XDG_STATE_HOME='/my state' '/hv' overdue"), "{line}");
        let service = units(&with("/my 5%"), false).unwrap()[0].text.clone();
        assert!(service.contains("\nEnvironment=\"XDG_STATE_HOME=/my 5%%\"\n"), "{service}");
        assert!(crontab(&with("/my 5%")).unwrap_err().why.contains("state folder"));
        assert!(!units(&watched("/hv", "/s"), false).unwrap()[0].text.contains("Environment"));
    }

    #[test]
    fn what_a_format_cannot_hold_is_refused_with_why() {
        let why = |unfit: Unfit| (unfit.why, unfit.fix);
        let cron = |store: &str| crontab(&watched("/hv", store)).map_err(why);
        let (reason, fix) = cron("/100%").unwrap_err();
        assert!(reason.contains("record folder has a %") && reason.contains("end of the command"));
        assert_eq!(fix, "move the record folder to a path without it");
        assert!(crontab(&watched("/50%/hv", "/s")).unwrap_err().why.contains("program"));
        assert!(cron("/a\nb").is_err() && cron(&"/x".repeat(500)).is_err());
        let fits = LONGEST_LINE - "*/5 * * * * '/hv' overdue --alert --store ''\n".len();
        assert!(cron(&"x".repeat(fits)).is_ok() && cron(&"x".repeat(fits + 1)).is_err());
        assert!(units(&watched("/hv", "/a\nb"), true).is_err());
        for program in ["/o'neil/hv", "/\"/hv", "/\\/hv"] {
            assert!(units(&watched(program, "/s"), true).unwrap_err().why.contains("program"));
            assert!(units(&watched("/hv", program), true).is_ok());
        }
        for store in ["C:\\100%", "C:\\$(Arg0)", "C:\\\"x", "C:\\a\rb"] {
            assert!(task(&watched("C:\\hv.exe", store)).is_err(), "{store}");
        }
    }

    #[test]
    fn systemd_reads_each_sign_as_itself() {
        let service =
            |store: &str| units(&watched("/opt/h v/hv", store), false).unwrap()[0].clone();
        let start = |store: &str| {
            let text = service(store).text;
            let line = text.lines().find(|l| l.starts_with("ExecStart=")).unwrap();
            line.split("--store ").nth(1).unwrap().to_owned()
        };
        assert_eq!(start("/a b"), "\"/a b\"");
        assert_eq!(start("/100%"), "\"/100%%\"");
        assert_eq!(start("/q\"\\"), "\"/q\\\"\\\\\"");
        assert_eq!(start("/$HOME"), "\"/$HOME\"");
        assert!(service("/s").text.contains("\nExecStart=:\"/opt/h v/hv\" overdue --alert "));
        assert!(!service("/s").text.contains("User="));
        let system = units(&watched("/hv", "/s"), true).unwrap();
        assert!(system[0].text.contains("\nUser=office\n"));
        let names: Vec<&str> = system.iter().map(|f| f.name.as_str()).collect();
        let all =
            ["hv-overdue-oak.service", "hv-overdue-oak.timer", "hv-overdue-oak-failed.service"];
        assert_eq!(names, all);
        let calendar = |minutes| {
            let timer =
                units(&Watched { minutes, ..watched("/hv", "/s") }, true).unwrap()[1].clone();
            timer.text.lines().find(|l| l.starts_with("OnCalendar")).unwrap().to_owned()
        };
        assert_eq!(calendar(5), "OnCalendar=*-*-* *:0/5:00");
        assert_eq!(calendar(1), "OnCalendar=*-*-* *:*:00");
    }

    #[test]
    fn a_task_overrides_what_would_stop_it_and_holds_any_path() {
        let text = task(&watched("C:\\Program Files\\hv.exe", "C:\\R&D <Zo\u{eb}>\\")).unwrap();
        assert!(text.is_ascii());
        for line in [
            "<Command>C:\\Program Files\\hv.exe</Command>",
            "<Arguments>overdue --alert --store &quot;C:\\R&amp;D &lt;Zo&#235;&gt;\\\\&quot;</Arguments>",
            "<DisallowStartIfOnBatteries>false<",
            "<StopIfGoingOnBatteries>false<",
            "<StartWhenAvailable>true<",
            "<WakeToRun>true<",
            "<Interval>PT5M<",
            "<LogonType>Password<",
        ] {
            assert!(text.contains(line), "no {line} in\n{text}");
        }
        assert!(!text.contains("<Duration>"));
    }
}
