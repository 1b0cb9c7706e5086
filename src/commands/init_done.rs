//! How `hv init` ends: what is set and what is not, whether everything can be read, and the alarm rung once for
//! practice. A school that has not heard its alarm ring does not know that it does.

use super::desk::Desk;
use super::init_ask as asked;
use super::init_people as people;
use super::{Ending, alert, doctor, drill, overdue};
use crate::cli::{Drill, DrillAction, DrillClock, DrillStart, Global, Init, Overdue};
use crate::policy::Policy;
use crate::render::{Put, clean, clean_lines, fit};
use serde_json::json;

/// One line of how the school is set up. No value: not set, with what to type.
struct Line {
    what: String,
    value: Option<String>,
    flag: String,
}

fn lines(policy: &Policy, desk: &mut Desk<'_>) -> Vec<Line> {
    let staff = desk.people();
    let school = &desk.school;
    let line = |what: &str, values: Vec<String>, flag: &str| Line {
        what: what.to_owned(),
        value: Some(values.join(", ")).filter(|v| !v.is_empty()),
        flag: flag.to_owned(),
    };
    let span = |c: &crate::domain::directory::Closure| {
        if c.from == c.to {
            format!("{} {}", c.why, c.from.words())
        } else {
            format!("{} {} to {}", c.why, c.from.words(), c.to.words())
        }
    };
    let phone = |p: &crate::domain::directory::Phone| format!("{} {}", p.name, p.number);
    let mut all = vec![
        line("school", vec![school.name.clone()], "--name"),
        line("policy", vec![format!("{}, {}", policy.school, policy.title)], "--policy"),
        line(
            "numbers",
            school.numbers.iter().map(phone).collect(),
            "--number \"School office=01632 960100\"",
        ),
        line(
            "open",
            school.hours.iter().map(|h| format!("{}-{}", h.from, h.to)).collect(),
            "--hours 08:30-16:00",
        ),
        line("bank holidays", school.nation.iter().cloned().collect(), "--nation england"),
        line(
            "terms",
            school.terms.iter().map(span).collect(),
            "--term \"Autumn=2026-09-02..2026-12-18\"",
        ),
        line("shut besides", school.shut.iter().map(span).collect(), "--shut \"INSET=2026-11-27\""),
        line(
            "told by",
            school.channel.iter().map(|c| format!("{} ({})", c.id, c.kind.word())).collect(),
            "--channel \"mail=email, server=smtp.example.org, from=hv@example.org\"",
        ),
    ];
    for (role, words) in people::roles(policy) {
        let holders = staff.iter().filter(|p| people::has(p, role, false, desk));
        let holders = holders.map(|p| {
            let mobile = p.mobile.as_deref().unwrap_or("NO MOBILE");
            format!("{} {mobile}", p.name)
        });
        let flag = format!("--person \"{role}=NAME, MOBILE\"");
        all.push(Line { what: words.clone(), ..line("", holders.collect(), &flag) });
    }
    all
}

/// How an existing folder is set up, on standard error: what was asked for is to go on.
pub(super) fn show(policy: &Policy, desk: &mut Desk<'_>) {
    if desk.quiet {
        return;
    }
    let root = desk.store.root().display().to_string();
    let mut text = format!("{root} is a record folder already. It is set up like this:\n");
    for line in lines(policy, desk) {
        let value = line.value.unwrap_or_else(|| "not set".to_owned());
        text.put(format!("  {}: {value}\n", clean(&line.what)));
    }
    let shown = fit(&clean_lines(&text), desk.host.width());
    desk.host.tell(&shown);
}

/// What is still open, what to type next, whether everything can be read; then the drill.
pub(super) fn end(
    args: &Init,
    (policy, git): (&Policy, bool),
    mut desk: Desk<'_>,
    place: &Global,
) -> Ending {
    let open: Vec<Line> =
        lines(policy, &mut desk).into_iter().filter(|l| l.value.is_none()).collect();
    let (findings, records) = doctor::examine(&mut desk);
    let wrong = findings.iter().filter(|f| !f.warning).count();
    let dir = place.store.first().unwrap_or(&args.dir);
    let typed = if args.dir.as_os_str() == "." {
        "hv init".to_owned()
    } else {
        format!("hv init {}", args.dir.display())
    };
    let mut text = String::new();
    if !open.is_empty() {
        text.push_str("\nNot set yet:\n");
        for line in &open {
            text.put(format!("  {}: {typed} {}\n", clean(&line.what), line.flag));
        }
    }
    let shown = doctor::text(&findings, &records, desk.host.width());
    if findings.is_empty() {
        text.push_str("\nEverything was read, and nothing is wrong: hv doctor is content.\n");
    } else if wrong == 0 {
        text.put(format!("\nEverything was read: hv doctor is content, and remarks:\n{shown}"));
    } else {
        text.put(format!("\nhv doctor found something wrong:\n{shown}"));
    }
    if !desk.quiet {
        let fitted = fit(&clean_lines(&text), desk.host.width());
        desk.host.tell(&fitted);
    }
    let rings = drilled(args, &mut desk)?;
    if desk.json {
        let shown = json!({"hv": 1, "store": desk.school.store, "folder": dir, "policy": policy.name, "git": git,
            "people": desk.store.people().good.iter().map(|p| &p.id).collect::<Vec<_>>(),
            "not_set": open.iter().map(|l| &l.what).collect::<Vec<_>>(),
            "findings": doctor::as_json(&findings), "drill": rings});
        desk.host.say(&format!("{shown}\n"));
    }
    let replay = desk.replay;
    let code = if wrong == 0 { 0 } else { 3 };
    if !rings {
        tell_next(args, &mut desk);
        return Ok(code);
    }
    let Desk { host, .. } = desk;
    let quiet = Global { json: false, ..place.clone() };
    let ring = |host: &mut crate::host::Host| {
        if replay {
            return overdue::run(&Overdue { alert: false }, &quiet, host);
        }
        alert::run(&quiet, host)
    };
    let came = if place.json { host.gathered(ring).0 } else { ring(host) }?;
    if !place.quiet {
        host.tell("That was the alarm, for practice. Who answers: hv drill answered NAME. To end it: hv drill end\n");
    }
    // 4 is what a drill looks like to a script that rings somebody; here it is what was wanted.
    Ok(if matches!(came, 0 | 4) { code } else { came.max(code) })
}

/// Begins the drill, if it is wanted. True: it has begun, and is to be rung.
fn drilled(args: &Init, desk: &mut Desk<'_>) -> Result<bool, super::Failure> {
    if !drill::running(desk).is_empty() {
        desk.warn("A drill is under way. How it stands: hv drill. To end it: hv drill end");
        return Ok(false);
    }
    let asks = "Ring the alarm once now, for practice? You see first whom it tells";
    let wanted = args.drill || (desk.host.can_ask && asked::yes(desk.host, asks, "--drill")?);
    if !wanted {
        return Ok(false);
    }
    let start = DrillStart {
        clock: DrillClock::Contact,
        quick: true,
        monitor: None,
        on_call: None,
        yes: args.drill,
    };
    let json = std::mem::replace(&mut desk.json, false);
    let begun = drill::run(Drill { action: Some(DrillAction::Start(start)) }, desk);
    desk.json = json;
    match begun {
        Ok(_) => Ok(true),
        // Having seen whom it would tell, somebody said no.
        Err(super::Failure::Error(error)) if error.message == drill::NOT_BEGUN => Ok(false),
        Err(failure) => Err(failure),
    }
}

fn tell_next(args: &Init, desk: &mut Desk<'_>) {
    if desk.quiet {
        return;
    }
    let families = desk.store.families().good.len();
    let staff = desk.store.people().good.len();
    let cd = if args.dir.as_os_str() == "." {
        String::new()
    } else {
        format!("cd {}, then ", args.dir.display())
    };
    let next = match (staff, families) {
        (0, _) => "hv staff add ID --name NAME --role ROLE --mobile NUMBER",
        (_, 0) => "hv family add ID --pupil NAME --carer NAME=NUMBER --address TEXT",
        _ => "hv plan add FAMILY --at TIME --for 45m --staff WHO --reason WHY",
    };
    desk.warn(&format!("Next: {cd}{next}"));
    if drill::running(desk).is_empty() {
        desk.warn("The alarm has to be heard once: hv drill start");
    }
}
