//! What is held about somebody as a page: every record, every line, every field, by its name.

use super::access::{Held, NOT_HELD};
use super::access_redact::{Third, words};
use crate::render::paper::{Block, Cited, Field, Page, Part, Sheet, Words};
use serde_json::Value;

/// The page. `third`: the list for whoever reads it before it is given out; the redacted copy has none.
pub(super) fn page(held: &Held, third: Option<&[Third]>, made: &str) -> Page {
    let mut alerts = Vec::new();
    if third.is_some() {
        let words = "FOR THE SCHOOL ONLY: this copy names third parties. Read every line before anything is given out.";
        alerts.push(Words::from(words));
    }
    alerts.extend(held.not_read.iter().map(|what| Words::from(format!("NOT READ: {what}"))));
    let mut parts = Vec::new();
    if let Some(third) = third {
        let says = third.iter().map(|one| Block::Says(words(one).into())).collect();
        parts.push(part("Third parties, and where each stands", says));
    }
    for (name, value) in &held.records {
        let lines: Vec<&Value> =
            value.as_array().map_or_else(|| vec![value], |lines| lines.iter().collect());
        parts.push(part(name, lines.into_iter().map(|l| Block::Fields(fields(l))).collect()));
    }
    let not_held = NOT_HELD.iter().map(|what| Block::Says((*what).into())).collect();
    parts.push(part("Not held by hv, or not reached", not_held));
    Page {
        sheet: Sheet::Upright,
        title: held.about.as_str().into(),
        about: vec![format!("Made {made}").into()],
        alerts,
        parts,
        foot: Vec::new(),
        running: Vec::new(),
    }
}

fn part(heading: &str, blocks: Vec<Block>) -> Part {
    Part { heading: heading.into(), clauses: Cited::default(), blocks }
}

fn fields(value: &Value) -> Vec<Field> {
    let mut all = Vec::new();
    flatten("", value, &mut all);
    all
}

fn flatten(name: &str, value: &Value, into: &mut Vec<Field>) {
    let below = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}, {key}") };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, one)| flatten(&below(key), one, into)),
        Value::Array(all) if all.iter().any(|one| one.is_object() || one.is_array()) => {
            for (at, one) in all.iter().enumerate() {
                flatten(&below(&(at + 1).to_string()), one, into);
            }
        }
        Value::Array(all) => {
            let texts: Vec<String> = all.iter().map(text).collect();
            into.push(Field::said(name, texts.join(", ")));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            into.push(Field::said(name, text(value)));
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "not set".to_owned(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
