//! The language as a JSON Schema (draft 2020-12), for editors that complete a policy while it is typed.
//!
//! It is written from `POLICY`, the same description that policies are held against, so that the two cannot
//! say different things. What only holds between rules (a role that is named, a question asked early enough) is
//! not in it: `hv policy check` knows that.

use super::facts::{DERIVED, KNOWN, Known, ValueKind};
use super::raw::{ANSWERS, LONGEST_TEXT, LONGEST_WORD, NOT_SET};
use super::sections::POLICY;
use super::shape::{CLAUSE_KINDS, Key, Kind, Shape};
use serde_json::{Map, Value, json};

/// The schema of a school's policy.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    define(&POLICY, &mut definitions);
    definitions.extend(scalars());
    definitions.insert("condition".to_owned(), condition());
    definitions.extend(comparisons());
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    whole.insert("title".to_owned(), "hv policy".into());
    whole.extend(object(&POLICY));
    whole.insert("$defs".to_owned(), Value::Object(definitions));
    Value::Object(whole)
}

/// The schema as it stands in `policies/hv-policy.schema.json`.
pub fn schema_text() -> String {
    format!("{:#}\n", schema())
}

/// Every section below this one, by its name.
fn define(shape: &Shape, definitions: &mut Map<String, Value>) {
    for inner in shape.keys.iter().filter_map(|k| k.kind.section()) {
        definitions.insert(inner.name.to_owned(), Value::Object(object(inner)));
        define(inner, definitions);
    }
}

fn object(shape: &Shape) -> Map<String, Value> {
    let properties: Map<String, Value> =
        shape.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let needed: Vec<&str> = shape.keys.iter().filter(|k| k.needed).map(|k| k.name).collect();
    let mut object = Map::new();
    object.insert("description".to_owned(), shape.means.into());
    object.insert("type".to_owned(), "object".into());
    object.insert("properties".to_owned(), Value::Object(properties));
    object.insert("required".to_owned(), needed.into());
    object.insert("additionalProperties".to_owned(), false.into());
    object
}

fn property(key: &Key) -> Value {
    let mut property = Map::new();
    property.insert("description".to_owned(), key.means.into());
    if let Value::Object(holds) = holds(key.kind) {
        property.extend(holds);
    }
    Value::Object(property)
}

fn holds(kind: Kind) -> Value {
    match kind {
        Kind::Word => refer("word"),
        Kind::Words => many(&refer("word")),
        Kind::Text => refer("text"),
        Kind::Prose => {
            json!({"type": "string", "pattern": r"\S", "maxLength": LONGEST_TEXT})
        }
        Kind::Texts => many(&refer("text")),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Number(least, most) if least == most => json!({"const": least}),
        Kind::Number(least, most) => {
            json!({"type": "integer", "minimum": least, "maximum": most})
        }
        Kind::Span => refer("span"),
        Kind::SpanOr(words) => json!({"anyOf": [refer("span"), {"enum": words}]}),
        Kind::Within => {
            let days = r"^([1-9]|[1-9][0-9]|[12][0-9][0-9]|3[0-5][0-9]|36[0-6]) school-days?$";
            json!({"anyOf": [refer("span"), {"type": "string", "pattern": days}, {"const": NOT_SET}]})
        }
        Kind::ClockTime => refer("clock-time"),
        Kind::ClockTimes => json!({"anyOf": [many(&refer("clock-time")), {"const": NOT_SET}]}),
        Kind::OneOf(words) => json!({"enum": words}),
        Kind::SomeOf(words) => one_or_many(&json!({"enum": words})),
        Kind::Clauses => one_or_many(&refer("clause")),
        Kind::ClauseKinds => json!({
            "type": "object", "propertyNames": refer("clause"),
            "additionalProperties": {"enum": clause_kinds()},
        }),
        Kind::Condition => refer("condition"),
        Kind::Answer => json!({"anyOf": [{"enum": ANSWERS}, many(&refer("word"))]}),
        Kind::Names => json!({
            "type": "object", "propertyNames": refer("word"), "additionalProperties": refer("text"),
        }),
        Kind::Points => json!({
            "type": "object", "minProperties": 1,
            "additionalProperties": {"type": "integer", "minimum": -1000, "maximum": 1000},
        }),
        Kind::Grid => many(&many(&refer("text"))),
        Kind::One(shape) => refer(shape.name),
        Kind::Many(shape) => json!({"type": "array", "items": refer(shape.name)}),
    }
}

fn refer(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

fn many(member: &Value) -> Value {
    json!({"type": "array", "minItems": 1, "items": member})
}

fn one_or_many(member: &Value) -> Value {
    json!({"anyOf": [member, many(member)]})
}

/// `gate`, `gate must`, `gate should`, and so for every kind.
fn clause_kinds() -> Vec<String> {
    let with = |kind: &str| ["", " must", " should"].map(|strength| format!("{kind}{strength}"));
    CLAUSE_KINDS.iter().flat_map(|(kind, _)| with(kind)).collect()
}

const WORD: &str = "^[a-z]([a-z0-9-]*[a-z0-9])?$";

fn scalars() -> Map<String, Value> {
    let text = |pattern: &str, longest: usize, means: &str| json!({"description": means, "type": "string", "pattern": pattern, "maxLength": longest});
    let mut all = Map::new();
    for (name, value) in [
        ("word", text(WORD, LONGEST_WORD, "Lower-case letters, digits and hyphens.")),
        ("text", text(r"^[^\n]*\S[^\n]*$", LONGEST_TEXT, "Words, on one line.")),
        (
            "clause",
            text("^[A-Za-z0-9.-]+$", LONGEST_WORD, "A clause of the written policy: AET-2.5a."),
        ),
        (
            "span",
            text(
                "^([0-9]+h([0-9]+m)?([0-9]+s)?|[0-9]+m([0-9]+s)?|[0-9]+s)$",
                LONGEST_WORD,
                "A length of time: 60m, 1h30m, 45s.",
            ),
        ),
        (
            "clock-time",
            text("^([01][0-9]|2[0-3]):[0-5][0-9]$", LONGEST_WORD, "A time by the clock: 16:00."),
        ),
    ] {
        all.insert(name.to_owned(), value);
    }
    all
}

/// Facts compared, joined by all, any, not. A name that is none of hv's facts is a question's or a choice's.
fn condition() -> Value {
    let mut properties = Map::new();
    let parts = many(&refer("condition"));
    let said = |means: &str, value: &Value| {
        let mut said = json!({"description": means});
        if let (Some(said), Some(value)) = (said.as_object_mut(), value.as_object()) {
            said.extend(value.clone());
        }
        said
    };
    properties.insert("all".to_owned(), said("All of these hold.", &parts));
    properties.insert("any".to_owned(), said("At least one of these holds.", &parts));
    properties.insert("not".to_owned(), said("This does not hold.", &refer("condition")));
    let fact = |known: &Known| said(known.means, &refer(comparison_of(known.kind)));
    properties.extend(KNOWN.iter().map(|k| (k.name.to_owned(), fact(k))));
    let derived: Map<String, Value> =
        DERIVED.iter().map(|k| (format!("^{}[a-z]", k.name), fact(k))).collect();
    json!({
        "description": "When something applies, or what must be true: facts that hv works out, answers to the policy's own \
                        questions and the school's choices, by name. Several names mean all of them. A fact that is not known \
                        makes a rule apply and a demand fail.",
        "type": "object", "minProperties": 1, "properties": properties,
        "patternProperties": derived,
        "additionalProperties": refer("compared"),
    })
}

fn comparison_of(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Bool => "compared-yes-no",
        ValueKind::Number => "compared-number",
        ValueKind::Text => "compared-word",
        ValueKind::Time => "compared-time",
    }
}

/// How a value of each kind may be compared.
fn comparisons() -> Map<String, Value> {
    let number = json!({"type": "integer"});
    let other = json!({"anyOf": [number, refer("word")]});
    let any = json!({"type": ["boolean", "integer", "string"]});
    let mut all = Map::new();
    for (name, means, value, bound) in [
        ("compared-yes-no", "true or false.", json!({"type": "boolean"}), None),
        (
            "compared-number",
            "A whole number, or how it compares.",
            number.clone(),
            Some(other.clone()),
        ),
        (
            "compared-word",
            "A word of the policy, or how it compares.",
            json!({"type": "string"}),
            None,
        ),
        (
            "compared-time",
            "A time of day, or how it compares.",
            refer("clock-time"),
            Some(refer("clock-time")),
        ),
        ("compared", "An answer or a choice, or how it compares.", any, Some(other)),
    ] {
        all.insert(name.to_owned(), compared(means, &value, bound.as_ref()));
    }
    all
}

fn compared(means: &str, value: &Value, bound: Option<&Value>) -> Value {
    let mut ways = json!({"is": value, "is-not": value, "one-of": one_or_many(value)});
    if let (Some(ways), Some(bound)) = (ways.as_object_mut(), bound) {
        ways.insert("at-least".to_owned(), bound.clone());
        ways.insert("at-most".to_owned(), bound.clone());
    }
    json!({"description": means, "anyOf": [
        value,
        {"type": "object", "minProperties": 1, "properties": ways, "additionalProperties": false},
    ]})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_is_what_hv_writes() {
        let file = include_str!("../../policies/hv-policy.schema.json");
        let hint = "write it anew: cargo run -- policy schema > policies/hv-policy.schema.json";
        assert!(file == schema_text(), "policies/hv-policy.schema.json is not up to date; {hint}");
    }

    #[test]
    fn every_section_and_every_key_says_what_it_means() {
        let schema = schema();
        let sections = schema["$defs"].as_object().unwrap().values();
        for section in sections.chain([&schema]).filter(|s| s.get("properties").is_some()) {
            assert!(section["description"].as_str().is_some_and(|d| !d.is_empty()), "{section}");
            for (key, value) in section["properties"].as_object().unwrap() {
                assert!(value["description"].as_str().is_some_and(|d| !d.is_empty()), "{key}");
            }
        }
    }

    #[test]
    fn every_section_of_the_language_has_a_definition_of_its_own() {
        fn names(shape: &Shape) -> Vec<&str> {
            let inner = shape.keys.iter().filter_map(|k| k.kind.section());
            inner.flat_map(|s| std::iter::once(s.name).chain(names(s))).collect()
        }
        let mut all = names(&POLICY);
        let schema = schema();
        assert!(all.iter().all(|name| schema["$defs"].get(name).is_some()));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "two sections of one name would be one definition");
        for word in ["word", "text", "clause", "span", "clock-time", "condition", "compared"] {
            assert!(!all.contains(&word), "{word} would be hidden");
        }
    }

    #[test]
    fn every_fact_stands_in_the_conditions() {
        let condition = condition();
        assert!(KNOWN.iter().all(|k| condition["properties"].get(k.name).is_some()));
        assert_eq!(condition["patternProperties"].as_object().unwrap().len(), DERIVED.len());
    }
}
