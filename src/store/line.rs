//! One line of JSON with its check: how an event and a marker are spelt.
//!
//! Every YAML reader and every JSON reader takes the line for the same thing. The check is over the text
//! before it, so a cut, a flipped bit or a change by hand is known for what it is.

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::ser::{CharEscape, Formatter};
use serde_json::{Map, Number, Value};
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::{self, Write};

/// Digits and letters that are not mistaken for each other over a telephone: no i, l, o, u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The sha-256, first 16 hex digits.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).iter().take(8))
}

/// The sha-256 of what these make together.
pub(super) fn sha256_of<'b>(parts: impl Iterator<Item = &'b [u8]>) -> String {
    let mut all = Sha256::new();
    parts.for_each(|part| all.update(part));
    hex(all.finalize().iter())
}

/// The sha-256, all of it.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).iter())
}

/// Bytes in sixteens.
pub(super) fn hex<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The sha-256 in 32 letters that can be read over a telephone.
pub(super) fn letters(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let letter = |byte: &u8| char::from(*ALPHABET.get(usize::from(byte & 31)).unwrap_or(&b'0'));
    hash.iter().map(letter).collect()
}

/// A value as one line of JSON, `, ` between and `: ` after keys, with nothing in it that readers differ on.
pub(super) fn spell<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let mut out = Vec::with_capacity(256);
    let mut writer = serde_json::Serializer::with_formatter(&mut out, OneLine);
    value.serialize(&mut writer)?;
    String::from_utf8(out).map_err(serde::ser::Error::custom)
}

/// Ends an object with its check. `text` is everything before it, without the last brace.
pub(super) fn seal(text: &str) -> String {
    format!("{text}, \"check\": \"{}\"}}", digest(text.as_bytes()))
}

/// The text that a check was made over and whether it agrees. `None`: it has no check where one belongs.
pub(super) fn unseal(line: &str) -> Option<(&str, bool)> {
    let text = line.strip_suffix("\"}")?;
    let (text, check) = text.split_at_checked(text.len().checked_sub(16)?)?;
    let text = text.strip_suffix(", \"check\": \"")?;
    Some((text, digest(text.as_bytes()) == check))
}

struct OneLine;

impl Formatter for OneLine {
    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut plain = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| differs(*c)) {
            out.write_all(text.get(plain..at).unwrap_or_default().as_bytes())?;
            write!(out, "\\u{:04x}", u32::from(c))?;
            plain = at + c.len_utf8();
        }
        out.write_all(text.get(plain..).unwrap_or_default().as_bytes())
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        match escape {
            CharEscape::Quote => out.write_all(b"\\\""),
            CharEscape::ReverseSolidus => out.write_all(b"\\\\"),
            CharEscape::Solidus => out.write_all(b"/"),
            CharEscape::Backspace => out.write_all(b"\\b"),
            CharEscape::FormFeed => out.write_all(b"\\f"),
            CharEscape::LineFeed => out.write_all(b"\\n"),
            CharEscape::CarriageReturn => out.write_all(b"\\r"),
            CharEscape::Tab => out.write_all(b"\\t"),
            CharEscape::AsciiControl(byte) => write!(out, "\\u{byte:04x}"),
        }
    }
}

/// Characters that end a line, vanish or are refused in one reader or another, and those that turn the
/// direction of the text around them on a terminal.
fn differs(c: char) -> bool {
    matches!(c,
        '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// JSON in which no object has a key twice: the usual reader would let the last one win.
pub(super) struct Strict(pub(super) Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::from(v))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::from(v))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Number::from_f64(v).map_or(Value::Null, Value::Number))
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::String(v.to_owned()))
    }
    fn visit_string<E>(self, v: String) -> Result<Value, E> {
        Ok(Value::String(v))
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Strict(value)) = seq.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let Strict(value) = map.next_value()?;
            if values.contains_key(&key) {
                return Err(serde::de::Error::custom(format!("the key {key:?} is there twice")));
            }
            values.insert(key, value);
        }
        Ok(Value::Object(values))
    }
}

/// Reads an object strictly.
pub(super) fn object(text: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str::<Strict>(text) {
        Ok(Strict(Value::Object(map))) => Ok(map),
        Ok(_) => Err("it is not an object in braces".to_owned()),
        // It is one line: the place in it says nothing to a person.
        Err(e) => Err(e.to_string().split(" at line ").next().unwrap_or_default().to_owned()),
    }
}
