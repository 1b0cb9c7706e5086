//! Every kind of channel at once: who is told, of what, in which words, how often, and what is on record of it.

use crate::channels::{All, body, sirens, to};
use crate::school::{SECRET, School};
use serde_json::json;

/// Nothing that would tell a stranger on the bus whose home was visited, nor what was said.
#[track_caller]
fn discreet(all: &All, school: &School) {
    for text in all.everything(school) {
        // Mail breaks long lines; a word broken in two is told all the same.
        let text = text.replace("=\r\n", "");
        for secret in SECRET {
            assert!(!text.contains(secret), "{secret:?} in\n{text}");
        }
    }
}

#[test]
fn a_rung_tells_each_receiver_once_by_every_channel_and_says_so_on_record() {
    let school = School::new();
    let all = All::of(&school);
    school.late("kay lou", 5);
    let first = school.alert().ends(4);
    let _told = first
        .says("1 alarm, 6 messages handed over in this run")
        .says("KAY INVENTED AND LOU MADE: not back.")
        .lacks("NOT ALL WAS DONE");
    assert_eq!(all.counts(&school), [1; 6]);
    let mails = all.mail.mails();
    assert_eq!(to(&mails), ["max@example.org"]);
    let subject = "ALARM, home visits: Kay Invented and Lou Made";
    assert_eq!(mails[0].header("Subject").as_deref(), Some(subject));
    let record = &school.outings()[0];
    let log = school.log(record);
    assert_eq!(log.len(), 2, "{log:#?}");
    let tell = &log[0]["notify"]["tells"][0];
    assert_eq!(tell["to"], json!(["max", "#slack", "#webex", "#teams", "#siren"]));
    assert_eq!(log[1]["notified"]["attempt"], log[0]["id"]);
    let came = log[1]["notified"]["came"].as_array().unwrap();
    assert_eq!((came.len(), came.iter().all(|c| c["came"] == "handed")), (6, true), "{came:?}");
    let again = school.alert().ends(4);
    assert_eq!((again.out.as_str(), again.err.as_str()), ("", ""), "nothing is new");
    assert_eq!(all.counts(&school), [1; 6]);
    assert_eq!(school.log(record).len(), 2);
    assert!(school.state()["heartbeat"].is_string());
    let pings = all.pings();
    let moments: Vec<&str> = pings.iter().map(|(moment, _)| moment.as_str()).collect();
    assert_eq!(moments, ["/start", "", "/start", ""]);
    assert_eq!((&pings[0].1, &pings[2].1), (&pings[1].1, &pings[3].1));
    assert_ne!(pings[0].1, pings[2].1);
    discreet(&all, &school);
}

#[test]
fn every_message_says_who_since_when_what_to_do_and_how_to_see_the_rest() {
    let school = School::new();
    let all = All::of(&school);
    school.late("kay lou", 35);
    let danger = "distress kay --note \"purple balloon, she said\"";
    school.hv_ago(2, danger).ends(0);
    let _told = school.alert().ends(4);
    let outing = school.outing();
    let messages = all.everything(&school);
    let alarms = messages.iter().filter(|m| m.contains("KAY INVENTED"));
    let mut seen = 0;
    for message in alarms {
        let message = message.replace("=\r\n", "");
        for words in ["ago", "999", &format!("hv brief {outing}"), "hv ack"] {
            assert!(message.contains(words), "no {words:?} in\n{message}");
        }
        seen += 1;
    }
    let [mails, .., texts, sirens] = all.counts(&school);
    assert_eq!((mails, texts, sirens), (4, 4, 1), "max, dee, pat and joe, each once");
    assert_eq!(seen, mails + 3 + texts + sirens);
    let all_mails = all.mail.mails();
    let pat = all_mails.iter().find(|m| m.to[0].starts_with("pat")).unwrap();
    let text = body(pat).replace("=\r\n", "");
    let mut first = text.lines();
    assert!(first.next().unwrap().starts_with("KAY INVENTED: DISTRESS, in danger now. Since "));
    assert_eq!(first.next().unwrap(), "DO, step 1 of 1, the head: ring 999 about Kay Invented.");
    assert!(pat.header("Subject").unwrap().starts_with("DISTRESS, home visits: Kay"));
    discreet(&all, &school);
}

#[test]
fn missed_rungs_are_told_once_in_order_and_in_one_message() {
    let school = School::new();
    let all = All::of(&school);
    school.late("kay lou", 300);
    let _told = school.alert().ends(4);
    assert_eq!(all.counts(&school), [4, 1, 1, 1, 4, 1]);
    let slack = all.slack.asked()[0].json()["text"].as_str().unwrap().to_owned();
    let places: Vec<usize> = ["step 1 of 3", "step 2 of 3", "step 3 of 3", "DO NOW, everyone: "]
        .iter()
        .map(|words| slack.find(words).unwrap_or_else(|| panic!("no {words} in {slack}")))
        .collect();
    assert!(places.is_sorted(), "{slack}");
    let mails = all.mail.mails();
    assert_eq!(
        to(&mails),
        ["dee@example.org", "joe@example.org", "max@example.org", "pat@example.org"]
    );
    let max = mails.iter().find(|m| m.to[0].starts_with("max")).unwrap();
    assert!(body(max).contains("step 1 of 3") && !body(max).contains("step 2 of 3"));
    let rounds = school.log(&school.outings()[0])[0]["notify"]["tells"].clone();
    let rounds: Vec<&serde_json::Value> =
        rounds.as_array().unwrap().iter().map(|t| &t["round"]).collect();
    assert_eq!(rounds[3], &json!(27), "only the latest of 28 repetitions: {rounds:?}");
    let _nothing = school.alert().ends(4);
    assert_eq!(all.counts(&school), [4, 1, 1, 1, 4, 1]);
}

#[test]
fn several_late_people_make_one_message_for_each_receiver_that_names_them_all() {
    let school = School::new();
    let all = All::of(&school);
    school.late("kay", 5);
    school.late("joe", 15);
    school.late("lou", 3);
    let _told = school.alert().ends(4).says("3 alarms");
    assert_eq!(all.counts(&school), [2, 1, 1, 1, 2, 1]);
    let mails = all.mail.mails();
    let max = mails.iter().find(|m| m.to[0].starts_with("max")).unwrap();
    for name in ["KAY INVENTED", "JOE OTHER", "LOU MADE"] {
        assert!(body(max).contains(name), "{}", body(max));
    }
    // Dee is asked about Joe, whose second rung is due, and about nobody else.
    let dee = mails.iter().find(|m| m.to[0].starts_with("dee")).unwrap();
    assert!(body(dee).contains("JOE OTHER") && !body(dee).contains("LOU MADE"), "{}", body(dee));
    let data: serde_json::Value = serde_json::from_str(&sirens(&school)[0]).unwrap();
    assert_eq!(data["data"]["alarms"].as_array().unwrap().len(), 4);
    for record in school.outings() {
        assert_eq!(school.log(&record).len(), 2);
    }
    let _again = school.alert().ends(4);
    assert_eq!(all.counts(&school), [2, 1, 1, 1, 2, 1]);
    discreet(&all, &school);
}

/// What a deputy head sees on a telephone, before it is opened and whole.
#[test]
fn the_letter_begins_with_who_since_when_and_what_to_do_and_says_nothing_twice() {
    let school = School::new();
    let all = All::of(&school);
    let extra = "[[contact.every]]\nlimit = \"30m\"\nlate = \"reached\"\nclause = \"X-6\"\n";
    let policy = school.folder().join("policy.toml");
    let text = std::fs::read_to_string(&policy).unwrap();
    let (head, ladders) = text.split_once("[[ladder]]").unwrap();
    std::fs::write(&policy, format!("{head}{extra}[[ladder]]{ladders}")).unwrap();
    school.late("kay lou", 65);
    let _told = school.alert().ends(4);
    let texts = all.texts.asked();
    assert!(!texts.is_empty());
    for asked in texts {
        let text = asked.json()["personalisation"]["text"].as_str().unwrap().to_owned();
        let mut lines = text.lines();
        let first = lines.next().unwrap();
        assert!(first.starts_with("KAY INVENTED AND LOU MADE: not "), "{text}");
        assert!(first.contains(". Due ") && first.ends_with(" ago."), "{text}");
        assert!(lines.next().unwrap().starts_with("DO"), "{text}");
        for once in ["once more", "See all", "Take charge"] {
            assert!(text.matches(once).count() <= 1, "{once} twice in\n{text}");
        }
        assert!(text.contains("not heard from") && text.contains("not back"), "{text}");
        assert!(text.chars().count() <= 612, "{text}");
    }
}

#[test]
fn a_planned_visit_nobody_left_for_is_told_without_the_familys_id() {
    let school = School::new();
    let all = All::of(&school);
    let plan = format!("plan add ahmed --at {} --for 10m --staff kay,lou", school.ago(60));
    school.hv_ago(120, &plan).ends(0);
    let run = school.alert().ends(4).says("nobody signed out for a planned visit");
    for secret in SECRET {
        assert!(!run.text().contains(secret), "{secret:?} in\n{}", run.text());
    }
    let counts = all.counts(&school);
    assert!(counts.iter().all(|n| *n > 0), "{counts:?}");
    discreet(&all, &school);
    let _again = school.alert().ends(4);
    assert_eq!(all.counts(&school), counts);
}
