//! Answers files, as YAML and as TOML, by the first byte. Law: what was read is written one to a line and read back as
//! the same.
#![no_main]

use hv_fuzz::Folder;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::fmt::Write as _;

thread_local! {
    static FOLDER: Folder = Folder::new();
}

fuzz_target!(|data: &[u8]| {
    let Some((how, bytes)) = data.split_first() else { return };
    let name = if how & 1 == 0 { "../answers.yaml" } else { "../answers.toml" };
    FOLDER.with(|folder| {
        let Ok(read) = folder.store.answers_file(&folder.put(name, bytes)) else { return };
        let mut text = String::new();
        for (key, answer) in &read {
            let (key, answer) = (Value::from(key.as_str()), Value::from(answer.as_str()));
            writeln!(text, "{key}: {answer}").expect("room");
        }
        let again = folder.store.answers_file(&folder.put("../again.yaml", text.as_bytes()));
        // TOML takes keys and controls that no answer has, and YAML is asked for fewer of them at once.
        match again {
            Ok(again) => assert_eq!(read, again, "{text}"),
            Err(_) => assert!(how & 1 == 1 || read.len() > 1000 || text.len() > 60_000, "{text}"),
        }
    });
});
