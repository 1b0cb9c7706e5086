//! A ladder walked for practice: how it begins, where it shows, that it is taken for no alarm and no alarm for it, what
//! it proves; and the real alarm with a channel of the test's own.

use crate::harness::{Place, Run};
use crate::school::{Park, out, ready, school};
use hv::domain::alarm::{Alarm, AlarmLine, Came, Notified, Notify, Sent, Tell};
use hv::domain::events::OutingEvent;
use hv::policy::Clock;
use hv::store::{Key, NewEvent, Store};
use hv::when::Moment;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

const DRILL: &str = "2026-11-24-drill-1a";

const LADDER: &str = r#"
[[ladder]]
id = "missing"
clocks = ["contact", "return", "finish"]

[[ladder.rung]]
who = ["monitor"]
does = "ring {people} on {numbers}, then 999"
after = "0m"
clause = "school"

[[ladder.rung]]
who = ["headteacher", "dsl"]
does = "go to {place}"
after = "10m"
clause = "school"
"#;

/// It is ten, and the ladder is short: the monitor, then the head and the DSL.
fn ladder() -> Place {
    let mut place = with_ladder(school(Park));
    place.clock("10:00");
    place
}

fn with_ladder(place: Place) -> Place {
    let policy = place.read("policy.toml");
    place.write("policy.toml", &format!("{policy}\n{LADDER}\n"));
    place
}

fn begun() -> Place {
    let mut place = ladder();
    place.hv("drill start --monitor max --yes").done();
    place
}

fn at(time: &str) -> Moment {
    Moment::parse(&format!("2026-11-24T{time}:00+00:00")).unwrap()
}

/// As `hv overdue --alert` writes it: told, and taken by a channel, or not.
fn told(place: &Place, rung: usize, time: &str, came: &[(&str, Came)]) {
    let machine = hv::host::Host::real().1.machine;
    let store = Store::open(&place.folder(), None).unwrap().on(&machine);
    let event = |line| {
        let body = OutingEvent::Alarm(line);
        NewEvent {
            at: at(time),
            typed: at(time),
            by: "hv".to_owned(),
            clock_given: true,
            on_paper: None,
            body,
        }
    };
    let people = vec!["drill".to_owned()];
    let alarm = Alarm { clock: Clock::Contact, due: at("10:00"), visit: None, people };
    let to = came.iter().map(|(who, _)| (*who).to_owned()).collect();
    let tells = vec![Tell { alarm, rung, round: 0, to }];
    let key = Key::outing(DRILL).unwrap();
    let attempt = store.append(&key, event(AlarmLine::Notify(Notify { tells }))).unwrap();
    let sent = |(who, came): &(&str, Came)| Sent {
        to: (*who).to_owned(),
        channel: "mail".to_owned(),
        came: *came,
        answer: "as the test has it".to_owned(),
    };
    let result = Notified { attempt: attempt.id, came: came.iter().map(sent).collect() };
    store.append(&key, event(AlarmLine::Notified(result))).unwrap();
}

fn drill(place: &mut Place) -> Value {
    place.hv("drill --json").json()
}

#[test]
fn it_tells_whom_it_will_tell_and_when_and_begins_only_when_somebody_agrees() {
    let mut place = ladder();
    let before = place.tree();
    let refused = place.hv("drill start --monitor max").exits(2);
    let _flag = refused.says("nobody is here to agree").says("give --yes");
    assert_eq!(place.tree(), before);
    place.clock("10:00");
    let run = place.hv("drill start --monitor max --yes").exits(0);
    let run = run
        .says("The DRILL has begun as 2026-11-24-drill-1a. Nobody is missing.")
        .says("It walks the ladder for \"not heard from\".")
        .says("10:00 rung 1 of 2, the monitor: Max Desk")
        .says("10:10 rung 2 of 2")
        .says("Pat Head and Dee Safe")
        .says("10:20 after the last rung, everyone:")
        .says("No channel is set in hv.toml");
    let _next = run.says("The next run of hv overdue --alert tells the first rung.");
    let unheld = ladder().hv("drill start --yes").exits(0);
    let _nobody = unheld.says("rung 1 of 2, the monitor: NOBODY holds the role: passed over");
}

#[test]
fn a_quick_one_has_a_minute_between_the_rungs_and_says_so_on_record() {
    let mut place = ladder();
    let run = place.hv("drill start --monitor max --quick --yes").exits(0);
    let _times =
        run.says("a minute between rungs").says("10:01 rung 2").says("10:02 after the last");
    assert!(place.read(&format!("outings/2026-W48/{DRILL}.yaml")).contains(r#""quick": true"#));
    let _shown = place.hv("drill").exits(0).says("a minute between rungs, begun 10:00, not ended");
}

#[test]
fn it_shows_everywhere_as_a_drill_and_is_no_danger_to_a_script() {
    let mut place = begun();
    let run = place.hv("overdue").exits(0);
    let _late = run
        .says("DRILL, nobody is missing: the ladder for \"not heard from\" is walked since 10:00")
        .says("rung 1 of 2, the monitor: Max Desk 07700 900005")
        .says("do none of this, and do not ring 999. In earnest: ring DRILL (nobody)")
        .keeps_quiet_about("LATE at")
        .keeps_quiet_about("NOBODY HAS TAKEN CHARGE");
    let json = place.hv("overdue --json").exits(0).json();
    assert_eq!(
        (&json["late"][0]["drill"], json["late"].as_array().unwrap().len()),
        (&json!(true), 1)
    );
    assert!(json["late"][0]["do"].as_str().unwrap().starts_with("DRILL"), "{json}");
    let board = place.hv("board").exits(0).says("Nobody is signed out.");
    let _board = board.says("DRILL, nobody is out").keeps_quiet_about("WHAT TO DO NOW");
    let json = place.hv("board --json").json();
    assert_eq!(json["out"][0]["standing"], "drill");
    assert_eq!(json["out"][0]["drill"]["clock"], "contact");
    for command in ["show", "why"] {
        let run = place.hv(&format!("{command} {DRILL}")).exits(0);
        let _head = run.says("DRILL: nobody went out, and nobody is missing");
    }
    let _doctor = place.hv("doctor").exits(0).says("0 open");
}

#[test]
fn no_part_of_its_page_can_be_read_to_the_police_as_one_of_somebody() {
    let page = begun().hv(&format!("brief {DRILL}")).exits(0);
    let page = page.keeps_quiet_about("TO READ OUT TO THE POLICE:");
    let page = page.says("DRILL, NOBODY IS MISSING: NOT TO BE READ TO THE POLICE");
    let (mut headings, mut lines) = (0, 0);
    for line in page.out.lines() {
        if line.split(". ").next().is_some_and(|n| n.parse::<u32>().is_ok()) {
            assert!(line.contains(". DRILL: "), "{line}");
            headings += 1;
        } else if line.starts_with("    ") && !line.starts_with("      ") {
            assert!(line.starts_with("    DRILL, "), "{line}");
            lines += 1;
        }
    }
    assert!(headings > 10 && lines > headings, "{headings} {lines}\n{}", page.out);
    assert_eq!(begun().hv(&format!("brief {DRILL} --json")).json()["briefs"][0]["drill"], true);
}

#[test]
fn nobody_rings_in_from_a_drill_and_nobody_has_to_be_safe() {
    let mut place = begun();
    for line in ["checkin drill", "back drill", "extend drill --back 15:00 --why x"] {
        let _not_out = place.hv(line).exits(2).says("\"drill\" is not out");
    }
    let _no = place.hv("distress drill").exits(2);
    let _no = place.hv("rung drill answered").exits(2).says("hv drill answered NAME");
    let _no = place.hv("resolve drill --confirmed-by pat --how seen").exits(2).says("hv drill end");
    let ack = place.hv("ack drill --who pat --doing \"looking\"").exits(0);
    let _ack = ack.says("It holds back nothing: in a drill the whole ladder is walked.");
    place.clock("10:10");
    assert_eq!(place.hv("overdue --json").json()["late"][0]["rung"], 2);
}

#[test]
fn a_real_alarm_stands_first_and_counts_alone() {
    let mut place = with_ladder(ready(Park));
    place.hv(&out(Park, "kay lou", &[])).done();
    place.hv("drill start --monitor max --yes --clock distress").done();
    let _still = place.hv("overdue").exits(0).keeps_quiet_about("Kay");
    let board = place.hv("board").exits(0).says("1 outing, all in time");
    let (kay, nobody) = (board.out.find("Kay"), board.out.find("DRILL"));
    assert!(kay < nobody, "{}", board.out);
    place.clock("16:00");
    let run = place.hv("overdue").exits(4);
    let (kay, nobody) = (run.out.find("KAY").unwrap(), run.out.find("DRILL").unwrap());
    assert!(kay < nobody, "{}", run.out);
    let json = place.hv("overdue --json").exits(4).json();
    let drills: Vec<bool> =
        json["late"].as_array().unwrap().iter().map(|l| l["drill"].as_bool().unwrap()).collect();
    assert_eq!(drills.iter().filter(|d| **d).count(), 1, "{json}");
    assert_eq!(drills.last(), Some(&true), "{json}");
    place.hv("drill end").done();
    let no = place.hv("drill start --yes").exits(1).says("there is a real alarm");
    let _names = no.says("Kay Invented");
}

#[test]
fn who_was_told_and_who_answered_is_shown_and_the_end_says_what_was_proved() {
    let mut place = begun();
    told(&place, 1, "10:02", &[("max", Came::Handed), ("#room", Came::Handed)]);
    place.clock("10:05");
    let no = place.hv("drill answered pat").exits(1);
    let _early = no.says("pat is on no rung of this drill that was due by then").says("max");
    let _kay = place.hv("drill answered kay").exits(1);
    let _who = place.hv("drill answered zoe").exits(2);
    let _before = place.hv("drill answered max --at 09:59").exits(2);
    place.clock("10:08");
    let run = place.hv("drill answered Max --at 10:05").exits(0);
    let _said =
        run.says("Max Desk answered the drill Tue 24 Nov 2026 10:05 GMT (3 min ago), after 3 minutes. 1 of 1 told answered");
    told(&place, 2, "10:10", &[("pat", Came::Handed), ("dee", Came::Failed)]);
    place.clock("10:16");
    let run = place.hv("drill").exits(0);
    let _status = run
        .says("Max Desk: told 10:02 by mail; answered 10:05, after 3 minutes")
        .says("#room: told 10:02 by mail")
        .says("Pat Head: told 10:10 by mail; HAS NOT ANSWERED")
        .says("Dee Safe: NOT KNOWN TO BE TOLD (mail: as the test has it); HAS NOT ANSWERED")
        .says("after the last rung, everyone, due 10:20: not told yet")
        .says("Only 1 of 2 told answered, the slowest after 3 minutes.");
    let json = drill(&mut place);
    let one = &json["running"][0];
    assert_eq!((&one["proof"]["told"], &one["proof"]["answered"]), (&json!(2), &json!(1)));
    assert_eq!(one["rungs"][0]["to"][0]["took_seconds"], 180);
    place.hv("drill answered pat").done();
    let again = place.read(&format!("outings/2026-W48/{DRILL}.yaml"));
    let _again = place.hv("drill answered pat").exits(0).says("answered the drill 10:18");
    assert_eq!(place.read(&format!("outings/2026-W48/{DRILL}.yaml")), again);
    let end = place.hv("drill end").exits(0).says("is over. Nobody was missing.");
    let _proved = end.says("2 of 2 told answered, the slowest after 8 minutes.");
    let _quiet = place.hv("overdue").exits(0).keeps_quiet_about("DRILL");
    let _none = place.hv("drill end").exits(2).says("no drill is under way");
    let _none = place.hv("drill answered max").exits(2).says("no drill is under way");
    let status = place.hv("drill").exits(0).says("No drill is under way.");
    let _status = status
        .says("The ladder was last proven on Tue 24 Nov 2026: 2 of 2 told answered, the slowest after 8 minutes.");
}

fn leaves(place: &mut Place) -> Run {
    place.clock("12:00");
    place.hv(&out(Park, "kay lou", &[])).exits(0)
}

#[test]
fn a_sign_out_says_when_the_ladder_was_last_proven() {
    let mut never = ready(Park);
    let _never = leaves(&mut never).says("The ladder has never been proven: hv drill.");
    // One that is under way; one that told nobody; one that reached some; one that was not walked to its top.
    let day = || {
        let mut place = with_ladder(ready(Park));
        place.clock("10:00");
        place.hv("drill start --monitor max --yes").done();
        place
    };
    let _running = leaves(&mut day()).says("A drill is under way since 10:00: nobody was told.");
    let mut place = day();
    place.hv("drill end").done();
    let unproven = "The ladder is not proven: the drill on Tue 24 Nov 2026 told nobody. hv drill";
    let _nobody = leaves(&mut place).says(unproven);
    let mut place = day();
    told(&place, 1, "10:00", &[("max", Came::Handed)]);
    told(&place, 2, "10:10", &[("pat", Came::Handed), ("dee", Came::Handed)]);
    place.hv("drill answered max --at 10:01").done();
    place.clock("10:20");
    place.hv("drill end").done();
    let only =
        "The ladder was last walked on Tue 24 Nov 2026: only 1 of 3 told answered, the slowest";
    let _only = leaves(&mut place).says(only);
    let mut place = day();
    told(&place, 1, "10:00", &[("max", Came::Handed)]);
    place.hv("drill answered max").done();
    place.hv("drill end").done();
    let low = "The ladder was last walked on Tue 24 Nov 2026: 1 of 1 told answered";
    let _low = leaves(&mut place).says(low).says("Only 1 of 2 rungs were told.");
}

#[test]
fn a_proof_is_old_after_a_hundred_days_and_says_when_the_policy_has_changed() {
    let mut place = begun();
    told(&place, 1, "10:00", &[("max", Came::Handed)]);
    told(&place, 2, "10:10", &[("pat", Came::Handed)]);
    place.clock("10:15");
    for who in ["max", "pat"] {
        place.hv(&format!("drill answered {who}")).done();
    }
    place.hv("drill end").done();
    for (day, old) in [("2027-03-04", false), ("2027-03-05", true)] {
        place.set_now(&format!("{day}T09:00:00+00:00"));
        let run = place.hv("drill").exits(0).says("The ladder was last proven on Tue 24 Nov 2026");
        assert_eq!(run.out.contains("That is more than 100 days ago: hv drill."), old, "{day}");
        let _same = run.keeps_quiet_about("The policy has changed since");
    }
    let policy = place.read("policy.toml");
    place.write(
        "policy.toml",
        &policy.replace("after = \"10m\"\nclause", "after = \"11m\"\nclause"),
    );
    let _changed = place.hv("drill").exits(0).says("The policy has changed since.");
    // What cannot be read proves nothing.
    place.write(&format!("outings/2026-W48/{DRILL}.yaml"), "");
    let _lost = place.hv("drill").says("proven is NOT KNOWN: 2026-11-24-drill-1a cannot be read");
}

#[test]
fn a_drill_that_nobody_ended_is_told_by_the_doctor_and_ends_all_the_same() {
    let mut place = begun();
    place.set_now("2026-11-25T09:59:00+00:00");
    let _day = place.hv("doctor").exits(0).keeps_quiet_about("a drill that nobody has ended");
    place.set_now("2026-11-25T10:00:00+00:00");
    let _over = place.hv("doctor").exits(0).says("a drill that nobody has ended");
    let _status = place.hv("drill").exits(0).says("NOT ENDED, though nobody is told any more");
    let _listed = place.hv("overdue").exits(0).says("DRILL, nobody is missing");
    place.hv("drill end").done();
    let _over = place.hv("overdue").exits(0).keeps_quiet_about("DRILL");
}

#[test]
fn nobody_has_the_name_of_a_drill() {
    let mut place = ladder();
    let _add = place.hv("staff add drill --name \"Dee Rill\"").exits(2).says("is kept for drills");
    let _add = place.hv("staff add DRILL --name \"Dee Rill\"").exits(2);
    fs::write(place.path().join("staff.csv"), "id,name\ndrill,Dee Rill\n").unwrap();
    let import = place.hv("staff import ../staff.csv");
    assert_ne!(import.exit, 0);
    let _import = import.says("is kept for drills");
    let out = place.hv("out drill --back 15:00").exits(2).says("is kept for drills");
    let _out = out.says("hv drill start").says("--breach");
    // Whoever goes all the same is somebody, and is watched as such.
    let breach =
        "out Drill --breach \"a visitor of that name\" --where \"Sample Street\" --back 11:00";
    let _watched = place.hv(breach).exits(0).says("2026-11-24-drill-visitor-1a");
    place.clock("11:01");
    let _late =
        place.hv("overdue").exits(4).says("DRILL: not back").keeps_quiet_about("nobody is missing");
    let _last = place.hv("drill").exits(0).says("never been proven");
}

#[test]
fn one_drill_at_a_time_and_none_under_a_policy_that_cannot_be_read() {
    let mut place = begun();
    let _second = place.hv("drill start --yes").exits(1).says("a drill is under way since 10:00");
    place.hv("drill end").done();
    place.write("policy.toml", "nonsense");
    assert_eq!(place.hv("drill start --yes").exit, 3);
}

/// A channel that keeps each message it is given, as a file of its own.
fn siren(place: &Place) -> PathBuf {
    let kept = place.path().join("kept");
    fs::create_dir(&kept).unwrap();
    let script = place.path().join("siren");
    let text = format!(
        "#!/bin/sh\ncat > \"{0}/$$.tmp\"; mv \"{0}/$$.tmp\" \"{0}/$$.json\"\n",
        kept.display()
    );
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
    let config = place.path().join("home/.config/hv");
    fs::create_dir_all(&config).unwrap();
    let machine = config.join("machine.toml");
    fs::write(&machine, format!("[program.siren]\nrun = [\"{}\"]\n", script.display())).unwrap();
    fs::set_permissions(&machine, fs::Permissions::from_mode(0o600)).unwrap();
    let school = place.read("hv.toml");
    let channel = "[[channel]]\nid = \"siren\"\nkind = \"command\"\nprogram = \"siren\"\n";
    place.write("hv.toml", &format!("{school}\n{channel}"));
    kept
}

/// What the channel was given since the last look.
fn given(kept: &PathBuf) -> Vec<Value> {
    let mut all = Vec::new();
    for file in fs::read_dir(kept).unwrap() {
        let path = file.unwrap().path();
        all.push(serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap());
        fs::remove_file(path).unwrap();
    }
    all
}

fn starts(message: &Value, key: &str, words: &str) -> bool {
    message[key].as_str().unwrap().starts_with(words)
}

/// The machine's own clock: the alarm takes no other.
#[test]
fn the_real_alarm_walks_it_apart_from_what_is_so() {
    let place = with_ladder(school(Park));
    let kept = siren(&place);
    place.hv_now("drill start --monitor max --yes").done();
    let run = place.hv_now("overdue --alert").exits(0);
    let _printed =
        run.says("0 alarms, a DRILL, 1 message handed over").says("DRILL, nobody is missing.");
    let messages = given(&kept);
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert_eq!(messages[0]["subject"], "DRILL, nobody is missing: home visits");
    assert!(starts(&messages[0], "text", "DRILL, nobody is missing. It walks"), "{messages:?}");
    assert_eq!(messages[0]["data"]["drill"], true, "{messages:?}");
    let again = place.hv_now("overdue --alert").exits(0);
    assert_eq!((again.out.as_str(), given(&kept)), ("", Vec::new()), "told once");
    let _room = place.hv_now("drill").exits(0).says("#siren: told").says("HAS NOT ANSWERED");
    place.hv_now("drill answered max").done();
    place.hv_now("drill end").done();
    let _over = place.hv_now("overdue --alert").exits(0);
    assert_eq!(given(&kept), Vec::<Value>::new());
    let last = place.hv_now("drill").exits(0).says("The ladder was last walked on");
    let _last = last.says("1 of 1 told answered").says("Only 1 of 2 rungs were told.");
}

/// Kay left unseen and is in danger; meanwhile a drill has begun.
#[test]
fn a_real_alarm_and_a_drill_are_two_messages_of_one_run() {
    let place = with_ladder(school(Park));
    let kept = siren(&place);
    place.hv_now("drill start --monitor max --yes").done();
    let out = "out kay --breach \"no time\" --where \"12 Sample Street\" --back +45m";
    place.hv_now(out).done();
    let _danger = place.hv_now("distress kay").exits(0);
    let run = place.hv_now("overdue --alert").exits(4);
    let (kay, nobody) = (run.out.find("KAY INVENTED"), run.out.find("DRILL, nobody is missing"));
    assert!(kay.is_some() && kay < nobody, "{}", run.out);
    let messages = given(&kept);
    assert_eq!(messages.len(), 2, "{messages:?}");
    let (drills, real): (Vec<&Value>, Vec<&Value>) =
        messages.iter().partition(|m| starts(m, "subject", "DRILL"));
    assert_eq!((drills.len(), real.len()), (1, 1), "{messages:?}");
    assert_eq!(real[0]["subject"], "DISTRESS, home visits: Kay Invented");
    assert_eq!(
        (&real[0]["data"]["drill"], &drills[0]["data"]["drill"]),
        (&json!(false), &json!(true))
    );
    assert!(!real[0].to_string().to_uppercase().contains("DRILL,"), "{}", real[0]);
    assert!(!drills[0].to_string().contains("Kay"), "{}", drills[0]);
}
