//! A small validator for the part of JSON Schema that hv's own schema uses. A word of a schema that it does not know
//! is a failure and no pass: what is not held must not look held.
//!
//! The validators there are bring some thirty crates with them; for one file that is too many.

use regex::Regex;
use serde_json::Value;

/// Everything in a value that does not fit the schema, each with where it is.
pub(crate) fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Validator { root: schema }.fit(schema, value, "", &mut found);
    found
}

struct Validator<'a> {
    root: &'a Value,
}

impl Validator<'_> {
    fn fits(&self, schema: &Value, value: &Value, at: &str) -> bool {
        let mut found = Vec::new();
        self.fit(schema, value, at, &mut found);
        found.is_empty()
    }

    fn fit(&self, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let Some(schema) = schema.as_object() else {
            if *schema == Value::Bool(false) {
                found.push(format!("{at}: nothing may be here"));
            }
            return;
        };
        for (word, says) in schema {
            let wrong = match word.as_str() {
                // Words for readers; and those that are held property by property, below.
                "$schema"
                | "$defs"
                | "title"
                | "description"
                | "properties"
                | "patternProperties"
                | "additionalProperties" => None,
                "$ref" => {
                    let name = says.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                    let definition = self.root["$defs"].get(name);
                    self.fit(definition.unwrap_or_else(|| panic!("no {name}")), value, at, found);
                    None
                }
                "type" => (!is_type(says, value)).then(|| format!("is not {says}")),
                "const" => (says != value).then(|| format!("is not {says}")),
                "enum" => (!says.as_array().unwrap().contains(value))
                    .then(|| format!("is none of {says}")),
                "anyOf" => {
                    let one = says.as_array().unwrap().iter().any(|s| self.fits(s, value, at));
                    (!one).then(|| "fits none of several".to_owned())
                }
                "pattern" => matched(says, value),
                "maxLength" => length(value)
                    .filter(|n| *n > says.as_u64().unwrap())
                    .map(|n| format!("is {n} long")),
                "minimum" => value
                    .as_i64()
                    .filter(|n| *n < says.as_i64().unwrap())
                    .map(|n| format!("{n} is too little")),
                "maximum" => value
                    .as_i64()
                    .filter(|n| *n > says.as_i64().unwrap())
                    .map(|n| format!("{n} is too much")),
                "minItems" => few(value.as_array().map(Vec::len), says),
                "minProperties" => few(value.as_object().map(serde_json::Map::len), says),
                "items" => {
                    let items = value.as_array().into_iter().flatten().enumerate();
                    items.for_each(|(n, item)| self.fit(says, item, &format!("{at}/{n}"), found));
                    None
                }
                "required" => {
                    let names = says.as_array().unwrap().iter().map(|n| n.as_str().unwrap());
                    let missing = |n: &&str| value.as_object().is_some_and(|o| !o.contains_key(*n));
                    names.filter(missing).map(|n| format!("`{n}` is missing")).next()
                }
                "propertyNames" => {
                    let names = value.as_object().into_iter().flatten().map(|(name, _)| name);
                    let one = |n: &String| (n.clone(), Value::from(n.as_str()));
                    let each = names.map(one);
                    each.for_each(|(n, name)| self.fit(says, &name, &format!("{at}/{n}"), found));
                    None
                }
                other => panic!("this validator does not know {other}"),
            };
            let at = if at.is_empty() { "/" } else { at };
            found.extend(wrong.map(|wrong| format!("{at}: {wrong}")));
        }
        for (name, inner) in value.as_object().into_iter().flatten() {
            for held in schemas_of(schema, name) {
                self.fit(held, inner, &format!("{at}/{name}"), found);
            }
        }
    }
}

/// What a property is held against: the schema of its name, those whose pattern it matches, else that of all others.
fn schemas_of<'s>(schema: &'s serde_json::Map<String, Value>, name: &str) -> Vec<&'s Value> {
    let by_name = schema.get("properties").and_then(|p| p.get(name));
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    let matching =
        patterns.into_iter().flatten().filter(|(p, _)| Regex::new(p).unwrap().is_match(name));
    let met: Vec<&Value> = by_name.into_iter().chain(matching.map(|(_, held)| held)).collect();
    if met.is_empty() { schema.get("additionalProperties").into_iter().collect() } else { met }
}

fn is_type(says: &Value, value: &Value) -> bool {
    let one = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        other => panic!("this validator knows no type {other}"),
    };
    says.as_array().map_or_else(
        || one(says.as_str().unwrap()),
        |all| all.iter().any(|n| one(n.as_str().unwrap())),
    )
}

fn matched(pattern: &Value, value: &Value) -> Option<String> {
    let fits = Regex::new(pattern.as_str().unwrap()).unwrap().is_match(value.as_str()?);
    (!fits).then(|| format!("does not match {pattern}"))
}

fn length(value: &Value) -> Option<u64> {
    value.as_str().map(|text| text.chars().count() as u64)
}

fn few(there: Option<usize>, least: &Value) -> Option<String> {
    there.filter(|n| (*n as u64) < least.as_u64().unwrap()).map(|n| format!("has only {n}"))
}

#[test]
fn a_word_that_is_not_known_is_no_pass() {
    let unknown = serde_json::json!({"minLength": 3});
    assert!(std::panic::catch_unwind(|| complaints(&unknown, &Value::from("x"))).is_err());
}
