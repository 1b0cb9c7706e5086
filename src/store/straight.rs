//! Reading a line straight into what it says.
//!
//! The long way, by a value of every word ([`line::object`](super::line::object)), says best what is wrong, and costs three
//! times as much. So a line is read straight first, and where that fails, for whatever reason, the long way decides and
//! says why. What is read straight is what the long way would have read: every key of every object looked at for a
//! twin, nothing unknown let through. A law in the tests holds the two together.

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, StringDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The keys named in `aside`, and the rest of the object as a `T`. `None`: it could not be read so; the long way says why,
/// or can after all.
pub(super) fn apart<T: DeserializeOwned>(
    text: &str,
    aside: &[&str],
) -> Option<(Map<String, Value>, T)> {
    serde_json::from_str::<NoTwins>(text).ok()?;
    let mut taken = Map::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let rest =
        reader.deserialize_map(Apart { aside, taken: &mut taken, rest: PhantomData }).ok()?;
    reader.end().ok()?;
    Some((taken, rest))
}

/// A value in which no object has a key twice. `None`: it is none.
pub(super) fn without_twins<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str::<NoTwins>(text).ok()?;
    serde_json::from_str(text).ok()
}

/// Reads everything and keeps nothing: fails where an object has a key twice.
struct NoTwins;

impl<'de> serde::Deserialize<'de> for NoTwins {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TwinVisitor)
    }
}

struct TwinVisitor;

impl<'de> Visitor<'de> for TwinVisitor {
    type Value = NoTwins;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_bool<E>(self, _: bool) -> Result<NoTwins, E> {
        Ok(NoTwins)
    }
    fn visit_i64<E>(self, _: i64) -> Result<NoTwins, E> {
        Ok(NoTwins)
    }
    fn visit_u64<E>(self, _: u64) -> Result<NoTwins, E> {
        Ok(NoTwins)
    }
    fn visit_f64<E>(self, _: f64) -> Result<NoTwins, E> {
        Ok(NoTwins)
    }
    fn visit_str<E>(self, _: &str) -> Result<NoTwins, E> {
        Ok(NoTwins)
    }
    fn visit_unit<E>(self) -> Result<NoTwins, E> {
        Ok(NoTwins)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<NoTwins, A::Error> {
        while seq.next_element::<NoTwins>()?.is_some() {}
        Ok(NoTwins)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NoTwins, A::Error> {
        let mut keys = Vec::with_capacity(8);
        while let Some(KeyName(key)) = map.next_key()? {
            map.next_value::<NoTwins>()?;
            keys.push(key);
        }
        // Sorted, so that an object of a hundred thousand keys takes no longer than its size.
        keys.sort_unstable();
        let twins = keys.windows(2).any(|pair| pair.first() == pair.last());
        if twins { Err(A::Error::custom("a key is there twice")) } else { Ok(NoTwins) }
    }
}

/// A key, borrowed where nothing in it is escaped.
struct KeyName<'de>(Cow<'de, str>);

impl<'de> serde::Deserialize<'de> for KeyName<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor).map(KeyName)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(key))
    }
    fn visit_str<E>(self, key: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

/// Reads an object as a `T` that does not see the keys put aside.
struct Apart<'a, T> {
    aside: &'a [&'a str],
    taken: &'a mut Map<String, Value>,
    rest: PhantomData<T>,
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Apart<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object in braces")
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let mut left = Left { map, aside: self.aside, taken: self.taken };
        let rest = T::deserialize(MapAccessDeserializer::new(&mut left))?;
        // Nothing may be left that nobody has looked at.
        match (&mut left).next_key::<IgnoredAny>()? {
            Some(_) => Err(A::Error::custom("a key that was not read")),
            None => Ok(rest),
        }
    }
}

/// The object without the keys put aside.
struct Left<'a, A> {
    map: A,
    aside: &'a [&'a str],
    taken: &'a mut Map<String, Value>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for &mut Left<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(KeyName(key)) = self.map.next_key()? {
            if self.aside.contains(&key.as_ref()) {
                let value = self.map.next_value()?;
                self.taken.insert(key.into_owned(), value);
                continue;
            }
            let read = match key {
                Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
                Cow::Owned(key) => seed.deserialize(StringDeserializer::new(key)),
            };
            return read.map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
