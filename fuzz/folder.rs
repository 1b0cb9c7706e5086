//! What the targets share: a record folder to put files into, kept in memory where the machine has such a place, and
//! checks made right, since no fuzzer guesses a sha-256. Proves nothing itself.

use hv::domain::directory::School;
use hv::store::Store;
use hv::when::Moment;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Noon of the day that most seeds are about.
pub fn noon() -> Moment {
    Moment::parse("2026-11-24T12:00:00+00:00").expect("a time")
}

/// A folder to put one file into, again and again.
#[derive(Debug)]
pub struct Folder {
    dir: TempDir,
    /// The record folder in it.
    pub store: Store,
}

impl Folder {
    /// An empty record folder.
    ///
    /// # Panics
    /// There is no room to make one.
    pub fn new() -> Folder {
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
        let dir = dir.expect("a folder for the files");
        let school: School = serde_json::from_value(serde_json::json!({
            "format": 1, "store": "oak-1", "name": "Oak", "zone": "Europe/London",
            "numbers": [{"name": "School office", "number": "01632 960100"}],
        }))
        .expect("a school");
        let store = Store::create(&dir.path().join("r"), &school, "", "host").expect("a folder");
        Folder { dir, store }
    }

    /// The folder around it.
    pub fn around(&self) -> &Path {
        self.dir.path()
    }

    /// Puts these bytes there.
    ///
    /// # Panics
    /// There is no room.
    pub fn put(&self, path: &str, bytes: &[u8]) -> PathBuf {
        let path = self.store.root().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, bytes).expect("room in memory");
        path
    }
}

impl Default for Folder {
    fn default() -> Self {
        Folder::new()
    }
}

/// Gives every line that has a check the right one, and an end to the last.
pub fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mark: &[u8] = b", \"check\": \"";
    let mut all = Vec::with_capacity(bytes.len() + 1);
    for line in bytes.split(|b| *b == b'\n') {
        let found = line.windows(mark.len()).rposition(|window| window == mark);
        match found {
            Some(at) => {
                let text = &line[..at];
                let hash: String = Sha256::digest(text).iter().take(8).map(|b| format!("{b:02x}")).collect();
                all.extend([text, mark, hash.as_bytes(), b"\"}"].concat());
            }
            None => all.extend(line),
        }
        all.push(b'\n');
    }
    if bytes.ends_with(b"\n") {
        all.pop();
    }
    all
}
