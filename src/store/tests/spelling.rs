//! What is written reads back, and every reader takes it for the same thing.

use super::*;
use crate::store::{line, yaml};
use proptest::prelude::*;
use serde_json::Value;

/// Any text, with what readers of YAML and JSON are known to differ on.
fn any_text() -> impl Strategy<Value = String> {
    let hard = prop::sample::select(vec![
        "14:30",
        "no",
        "~",
        "2026-03-01",
        "1_000",
        "\u{0}",
        "\u{1b}[2J",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\u{feff}",
        "\u{fffe}",
        "\u{ffff}",
        "\u{10ffff}",
        "\u{1f600}",
        "\u{202e}",
        "\r\n",
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
        "@",
        "`",
        "'",
        "",
    ]);
    prop::collection::vec(prop_oneof![hard.prop_map(str::to_owned), any::<String>()], 0..4)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn an_event_reads_back_equal(by in any_text(), place in any_text(), note in any_text(), given: bool) {
        let body = OutingEvent::Contact {
            answers: std::collections::BTreeMap::new(),
            who: vec![by.clone(), place.clone()],
            how: Means::TheyCalled,
            whereabouts: Some(place),
            note: Some(note),
        };
        let new = NewEvent { by: by.clone(), clock_given: given, on_paper: given.then(|| by.clone()).filter(|w| !w.trim().is_empty()), ..event(5, body.clone()) };
        let bytes = grown(contacts(1), new);
        let record = read(&bytes);
        prop_assert!(record.sound(), "{:?}", record);
        let last = record.entries.last().unwrap();
        prop_assert_eq!((&last.by, &last.body, last.clock_given, last.at), (&by, &body, given, before(5)));
        prop_assert_eq!(lines(&bytes).len(), 4);
    }

    #[test]
    fn three_readers_agree_on_a_whole_record(texts in prop::collection::vec(any_text(), 1..5)) {
        let bytes = texts.iter().fold(Vec::new(), |bytes, t| grown(bytes, event(5, contact(t))));
        let text = String::from_utf8(bytes).unwrap();
        let ours: Vec<Value> = text.lines().skip(2)
            .map(|l| Value::Object(line::object(l.strip_prefix("- ").unwrap()).unwrap()))
            .collect();
        let ours = serde_json::json!({ "id": OUTING, "log": ours });
        let saphyr: Value = serde_yaml::from_str(&text).unwrap();
        let libyaml: Value = yaml_serde::from_str(&text).unwrap();
        prop_assert_eq!(&ours, &saphyr);
        prop_assert_eq!(&ours, &libyaml);
    }

    #[test]
    fn a_card_reads_back_equal_or_is_refused(name in any_text(), number in any_text()) {
        let card = crate::domain::directory::Phone { name, number };
        if let Ok(text) = yaml::write(&card) {
            prop_assert_eq!(yaml::read::<crate::domain::directory::Phone>(text.as_bytes()).unwrap(), card);
        }
    }
}

#[test]
fn a_line_is_spelt_as_promised() {
    let bytes = grown(Vec::new(), event(5, contact("O'Brien \u{2028} \u{1f600} \u{85}")));
    let line = lines(&bytes)[2].clone();
    let id = line.split('"').nth(3).unwrap();
    let expected = format!(
        "- {{\"id\": \"{id}\", \"after\": [], \"at\": \"2026-11-24T11:55:00+00:00\", \"typed\": \
         \"2026-11-24T11:55:00+00:00\", \"by\": \"lou\", \"did\": \"contact\", \"who\": [\"kay\"], \"how\": \
         \"text\", \"note\": \"O'Brien \\u2028 \u{1f600} \\u0085\""
    );
    assert_eq!(line, line::seal(&expected));
    assert!(id.len() == 8 && id.starts_with("a-"), "{id}");
    assert!(bytes.starts_with(b"id: 2026-11-24-kay-1a\nlog:\n- "));
}

#[test]
fn the_same_event_is_the_same_line_and_another_has_another_name() {
    let once = contacts(1);
    let again = grown(once.clone(), event(60, contact("call 0")));
    assert_eq!(lines(&again)[2], lines(&again)[3]);
    assert_eq!(read(&again), read(&once));
    assert_eq!(contacts(1), contacts(1), "nothing random");
    let (_, elsewhere) = line_for(&outing(), "kq", &[], event(60, contact("call 0"))).unwrap();
    assert_ne!(elsewhere, once);
}

#[test]
fn what_two_readers_could_take_for_two_things_is_refused() {
    type Card = crate::domain::directory::Vehicle;
    let bomb = format!("make: {}\n", "[".repeat(200_000));
    let dashes = format!("make:\n  {}\n", "- ".repeat(20_000));
    let braces = format!("make: {}\n", "{a: ".repeat(10_000));
    let refused: Vec<(&str, &[u8])> = vec![
        ("brackets", bomb.as_bytes()),
        ("nested", dashes.as_bytes()),
        ("nested", braces.as_bytes()),
        ("conflict", b"make: x\n<<<<<<< HEAD\n"),
        ("conflict", b"make: x\n>>>>>>> other\n"),
        ("`make` is there twice", b"make: a\nmake: b\n"),
        ("& and *", b"make: &a x\nmodel: *a\n"),
        ("& and *", b"make: &a x\n"),
        ("<<", b"<<: {make: x}\n"),
        ("`true` or `false`", b"business-use: yes\n"),
        ("type tags", b"make: !ford x\n"),
        ("second document", b"make: x\n---\nmake: y\n"),
        ("no key `colr`", b"colr: red\n"),
        ("U+001B", b"make: \x1b[2J\n"),
        ("U+001B", b"make: \"\\x1b[2J\"\n"),
        ("U+0000", b"make: x\n\0"),
        ("NULs", &[0; 64]),
        ("UTF-8", b"make: \xff\n"),
    ];
    for (what, bytes) in refused {
        let shown = String::from_utf8_lossy(bytes).chars().take(40).collect::<String>();
        let wrong = yaml::read::<Card>(bytes).expect_err(&shown);
        assert!(wrong.what.contains(what), "{shown}: {wrong:?}");
    }
    let windows = b"\xef\xbb\xbfmake: Ford\r\nbusiness-use: true\r\n";
    assert_eq!(yaml::read::<Card>(windows).unwrap().make.as_deref(), Some("Ford"));
}
