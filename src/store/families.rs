//! Who else lives somewhere? Every family's card, read as it lies there and searched for the words of an address.
//!
//! There is no index of addresses, on purpose: cards are edited by hand, and an index that lags behind one would send
//! somebody to a door without what is known of it. So every card is read, on all cores; only those that could name the
//! address are then read for what they mean, by whoever asks. This file decides nothing about any of them.

use super::cores::on_all_cores;
use super::{Store, file};

/// Fewer cards than this are read sooner than a thread is started.
const FEW: usize = 256;

/// The cards of all families, as texts nobody has read yet.
#[derive(Debug, Clone, Default)]
pub struct FamilyTexts(Vec<(String, Vec<u8>)>);

impl FamilyTexts {
    /// The families whose cards may name an address, by id. A card that does not hold the letters of its id cannot, unless
    /// it spells them with escapes, and those begin with a backslash.
    pub fn naming(&self, address: &str) -> impl Iterator<Item = &str> {
        let named = |text: &[u8]| text.contains(&b'\\') || holds(text, address.as_bytes());
        self.0.iter().filter(move |(_, text)| named(text)).map(|(id, _)| id.as_str())
    }
}

/// A text that is not UTF-8 is searched as well: it is for the reader to say what is wrong with it.
fn holds(text: &[u8], word: &[u8]) -> bool {
    match std::str::from_utf8(text).ok().zip(std::str::from_utf8(word).ok()) {
        Some((text, word)) => text.contains(word),
        None => text.windows(word.len().max(1)).any(|part| part == word),
    }
}

impl Store {
    /// The cards of all families as they lie there, each once. One that cannot be opened is left out, as it is where
    /// cards are read one by one; `hv doctor` names it.
    pub fn family_texts(&self) -> FamilyTexts {
        let ids = self.card_ids("families").good;
        let text = |id: &String| {
            let path = self.root.join("families").join(id).join("family.yaml");
            Some((id.clone(), file::read(&path, file::SMALL_LIMIT).ok().flatten()?))
        };
        FamilyTexts(on_all_cores(&ids, FEW, text).into_iter().flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naming<'t>(texts: &'t FamilyTexts, address: &str) -> Vec<&'t str> {
        texts.naming(address).collect()
    }

    #[test]
    fn a_card_that_could_name_the_address_is_among_those_found_however_it_is_spelt() {
        let card = |id: &str, text: &[u8]| (id.to_owned(), text.to_vec());
        let texts = FamilyTexts(vec![
            card("plain", b"addresses:\n- mill-lane\n"),
            card("escaped", b"addresses:\n- \"mill\\u002dlane\"\n"),
            card("folded", b"addresses:\n- \"mill-\\\n  lane\"\n"),
            card("broken", b"\xff addresses:\n- mill-lane\n"),
            card("other", b"addresses:\n- mill-road\n"),
        ]);
        assert_eq!(naming(&texts, "mill-lane"), ["plain", "escaped", "folded", "broken"]);
        assert_eq!(naming(&texts, "mill-road"), ["escaped", "folded", "other"]);
    }

    #[test]
    fn among_many_families_on_many_cores_each_is_read_once() {
        let dir = tempfile::tempdir().unwrap();
        let store = super::super::tests::new_store(dir.path());
        for count in [FEW - 1, FEW, FEW + 1] {
            for n in 0..count {
                let folder = dir.path().join(format!("families/f{n:03}"));
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(folder.join("family.yaml"), format!("- at{}\n", n % 2)).unwrap();
            }
            let texts = store.family_texts();
            assert_eq!(texts.0.len(), count);
            assert!(texts.0.is_sorted());
            assert_eq!(texts.naming("at0").count(), count.div_ceil(2));
        }
    }
}
