//! Proves that three readers take a whole record for the same thing: hv's own of lines, the YAML reader hv is
//! built with, and another one.

use super::world::{PEOPLE, World, after, key, sign_out, steps, terms};
use hv::domain::events::{Means, OutingEvent};
use proptest::prelude::*;
use serde_json::Value;

/// Text as people paste it, with what readers are known to differ on.
fn hard_text() -> impl Strategy<Value = String> {
    let hard = prop::sample::select(vec![
        "14:30",
        "no",
        "~",
        "2026-03-01",
        "0x1F",
        "1_000",
        "1e5",
        ".inf",
        "null",
        "\u{0}",
        "\u{1b}[2J",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\u{feff}",
        "\u{ffff}",
        "\u{1f600}",
        "\u{202e}",
        "\r\n",
        "\n- {\"id\": \"a-000000\"}",
        "\t",
        "\"",
        "\\",
        "# x",
        ": ",
        "- ",
        "{",
        "]",
        "<<",
        "*a",
        "&a",
        "!t",
        "%",
        "---",
        "<<<<<<< HEAD",
        "O'Brien",
        "",
    ]);
    prop::collection::vec(prop_oneof![hard.prop_map(str::to_owned), any::<String>()], 0..4)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn three_readers_agree_on_whole_outings(
        steps in steps(), terms in terms(), said in prop::collection::vec(hard_text(), 0..4),
    ) {
        let world = World::new();
        world.live(sign_out(&PEOPLE, 120, &terms), &steps);
        for (n, words) in said.iter().enumerate() {
            let now = after(1000 + i64::try_from(n).unwrap());
            let body = OutingEvent::Contact {
                answers: std::collections::BTreeMap::new(),
                who: vec!["kay".to_owned(), words.clone()],
                how: Means::Text,
                whereabouts: Some(words.clone()),
                note: Some(words.clone()),
            };
            world.say(0, now, now, body);
        }
        let text = world.text(0);
        let record = world.record(&text);
        prop_assert!(record.sound(), "{:?}", record.damage);
        let saphyr: Value = serde_yaml::from_str(&text).unwrap();
        let libyaml: Value = yaml_serde::from_str(&text).unwrap();
        prop_assert_eq!(&saphyr, &libyaml);
        let id = key();
        prop_assert_eq!(&saphyr["id"], &Value::from(id.id()));
        let log = saphyr["log"].as_array().unwrap();
        prop_assert_eq!(log.len(), record.entries.len());
        // Line for line it is JSON, and the same as the whole file says.
        for (line, item) in text.lines().skip(2).zip(log) {
            let json: Value = serde_json::from_str(line.strip_prefix("- ").unwrap()).unwrap();
            prop_assert_eq!(&json, item);
        }
        // And every event is what hv reads.
        for entry in &record.entries {
            let item = log.iter().find(|i| i["id"] == entry.id.as_str()).unwrap();
            prop_assert_eq!(&item["after"], &serde_json::to_value(&entry.after).unwrap());
            prop_assert_eq!(&item["at"], &serde_json::to_value(entry.at).unwrap());
            prop_assert_eq!(&item["by"], &Value::from(entry.by.as_str()));
            let body = serde_json::to_value(&entry.body).unwrap();
            for (name, value) in body.as_object().unwrap() {
                prop_assert_eq!(&item[name], value, "{}", name);
            }
        }
    }
}
