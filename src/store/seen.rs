//! What the files of the record folder held when `hv sync` last read them, so that it reads again only those that
//! changed: a file's place on the disk, its size and the two times that the system keeps of it, and the id that git
//! gives its content. It stands in this machine's state, and holds no name, neither of a file nor of anybody.
//!
//! What this room will not do: vouch for a file that may have changed without showing it. A file saved within the last
//! seconds is read again, whatever was seen; so is every file once a day, when the clock has gone back, and when what
//! was seen is lost, torn or another version's.

use super::{Store, file, line, side};
use crate::error::Error;
use crate::os::{self, files};
use crate::when::Moment;
use std::fs::Metadata;
use std::path::Path;

/// How a file looks from outside. One that was written to since looks otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Looks {
    device: u64,
    inode: u64,
    size: u64,
    /// When its content was changed, in nanoseconds since 1970; a program may set it.
    written: i64,
    /// When anything about it was changed, in nanoseconds since 1970; no program can set it.
    touched: i64,
}

impl Looks {
    /// `None`: this system does not tell enough to know the file again, and it is read each time.
    pub(super) fn of(about: &Metadata) -> Option<Looks> {
        let os::Looks { device, inode, size, written, touched } = files::looks(about)?;
        let nanoseconds =
            |(seconds, more): (i64, i64)| seconds.checked_mul(SECOND)?.checked_add(more);
        let (written, touched) = (nanoseconds(written)?, nanoseconds(touched)?);
        Some(Looks { device, inode, size, written, touched })
    }

    /// Long enough before this moment that whatever comes after it shows.
    fn settled(&self, now: Moment) -> bool {
        let last = now.unix().saturating_sub(SLACK).saturating_mul(SECOND);
        self.written < last && self.touched < last
    }
}

/// Nanoseconds.
const SECOND: i64 = 1_000_000_000;

/// Seconds. Some drives keep times by two of them, so that a second change within them does not show.
const SLACK: i64 = 3;

/// Seconds after which every file is read again: a drive may keep its times wrong.
const OLD: i64 = 24 * 60 * 60;

/// One row in so many may be missing on the disk: those files are read again, and the rest need not be written.
const LEAN: usize = 1000;

/// The first word of the file, and its version.
const MARK: &str = "hv-seen-1";

/// Bytes of the longest id that git gives.
const ID: usize = 32;

/// Bytes of a row.
const ROW: usize = 5 * 8 + ID;

/// Bytes of the digest at the end, of all that stands before it.
const DIGEST: usize = 16;

/// Bytes of the largest that is read: fourteen million files.
const MOST: u64 = 1 << 30;

/// What was seen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// When every file was last read.
    since: Moment,
    now: Moment,
    /// Bytes of an id here.
    wide: usize,
    /// In order, without two of one file.
    rows: Vec<(Looks, [u8; ID])>,
}

impl Seen {
    /// Nothing was seen yet.
    pub fn nothing(now: Moment, wide: usize) -> Seen {
        Seen { since: now, now, wide: wide.min(ID), rows: Vec::new() }
    }

    /// Reads it. What cannot be relied on is as if nothing had been seen. `wide`: bytes of an id.
    pub fn load(state: &Path, store: &Store, now: Moment, wide: usize) -> Seen {
        let read = file::read(&side::path(state, store, "seen"), MOST).ok().flatten();
        read.and_then(|bytes| Seen::parse(&bytes, now, wide))
            .unwrap_or_else(|| Seen::nothing(now, wide))
    }

    fn parse(bytes: &[u8], now: Moment, wide: usize) -> Option<Seen> {
        let (all, digest) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST)?)?;
        let end = all.iter().position(|b| *b == b'\n')?;
        let head = std::str::from_utf8(all.get(..end)?).ok()?;
        let rows = all.get(end + 1..)?;
        let fields: Vec<&str> = head.split(' ').collect();
        let [MARK, width, since] = fields.as_slice() else { return None };
        let since = Moment::from_unix(since.parse().ok()?)?;
        let age = now.unix().checked_sub(since.unix())?;
        let sound = width.parse() == Ok(wide)
            && (0..OLD).contains(&age)
            && rows.len().is_multiple_of(ROW)
            && line::digest(all).as_bytes() == digest;
        let rows = sound.then(|| rows.chunks_exact(ROW).map(row).collect::<Option<Vec<_>>>())??;
        let ordered = rows.is_sorted_by(|one, next| one.0 < next.0);
        ordered.then_some(Seen { since, now, wide, rows })
    }

    /// What git calls the content of a file that looks like this, if it was read when it looked so.
    pub fn id(&self, looks: &Looks) -> Option<String> {
        let found = self.rows.binary_search_by(|(known, _)| known.cmp(looks)).ok()?;
        let (_, id) = self.rows.get(found)?;
        Some(line::hex(id.iter().take(self.wide)))
    }

    /// What is there now, all of it, takes the place of what was seen, and is kept for the next time where that is worth
    /// it.
    ///
    /// # Errors
    /// It could not be written: the next time takes longer.
    pub fn now_seen<'a>(
        &mut self,
        all: impl Iterator<Item = (Looks, &'a str)>,
        (state, store): (&Path, &Store),
    ) -> Result<(), Error> {
        let settled = all.filter(|(looks, _)| looks.settled(self.now));
        let mut rows: Vec<_> = settled.filter_map(|(l, id)| Some((l, bytes_of(id)?))).collect();
        rows.sort_unstable();
        // A file under two names is one file.
        rows.dedup_by_key(|(looks, _)| *looks);
        let known = |row: &&(Looks, [u8; ID])| self.rows.binary_search(row).is_ok();
        let new = rows.len() - rows.iter().filter(known).count();
        let worth = new > rows.len() / LEAN || self.rows.len() > rows.len() + rows.len() / LEAN;
        if !worth {
            return Ok(());
        }
        self.rows = rows;
        let path = side::path(state, store, "seen");
        file::replace(&path, &self.spelt()).map_err(|e| {
            Error::failed(format!("could not write {}", path.display()))
                .because(e)
                .hint("The next hv sync takes longer; nothing else hangs on it.")
        })
    }

    fn spelt(&self) -> Vec<u8> {
        let mut all = format!("{MARK} {} {}\n", self.wide, self.since.unix()).into_bytes();
        all.reserve(self.rows.len() * ROW + DIGEST);
        for (looks, id) in &self.rows {
            for number in [looks.device, looks.inode, looks.size] {
                all.extend_from_slice(&number.to_le_bytes());
            }
            for number in [looks.written, looks.touched] {
                all.extend_from_slice(&number.to_le_bytes());
            }
            all.extend_from_slice(id);
        }
        let digest = line::digest(&all);
        all.extend_from_slice(digest.as_bytes());
        all
    }
}

fn row(bytes: &[u8]) -> Option<(Looks, [u8; ID])> {
    let number = |n: usize| bytes.get(n * 8..n * 8 + 8)?.try_into().ok().map(u64::from_le_bytes);
    let time = |n: usize| bytes.get(n * 8..n * 8 + 8)?.try_into().ok().map(i64::from_le_bytes);
    let (device, inode, size) = (number(0)?, number(1)?, number(2)?);
    let (written, touched) = (time(3)?, time(4)?);
    Some((Looks { device, inode, size, written, touched }, bytes.get(5 * 8..)?.try_into().ok()?))
}

/// The bytes of an id in sixteens.
fn bytes_of(id: &str) -> Option<[u8; ID]> {
    let mut bytes = [0; ID];
    if !id.is_ascii() || id.len() > 2 * ID || !id.len().is_multiple_of(2) {
        return None;
    }
    for (n, byte) in bytes.iter_mut().enumerate().take(id.len() / 2) {
        *byte = u8::from_str_radix(id.get(2 * n..2 * n + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID_A: &str = "092bfb9bdf74dd8cfd22e812151281ee9aa6f01a";

    fn moment(seconds: i64) -> Moment {
        Moment::from_unix(seconds).unwrap()
    }

    fn looks(inode: u64, seconds: i64) -> Looks {
        let time = seconds * SECOND;
        Looks { device: 1, inode, size: 9, written: time, touched: time }
    }

    fn seen(now: i64, all: &[Looks]) -> Seen {
        let mut seen = Seen::nothing(moment(now), 20);
        seen.rows = all
            .iter()
            .filter(|l| l.settled(moment(now)))
            .map(|l| (*l, bytes_of(ID_A).unwrap()))
            .collect();
        seen
    }

    #[test]
    fn a_file_is_known_again_only_if_nothing_about_it_changed() {
        let at = looks(7, 1_000);
        let kept = seen(2_000, &[at]).spelt();
        let read = Seen::parse(&kept, moment(2_000), 20).unwrap();
        assert_eq!(read.id(&at).as_deref(), Some(ID_A));
        for other in [
            Looks { device: 2, ..at },
            Looks { inode: 8, ..at },
            Looks { size: 10, ..at },
            Looks { written: at.written + 1, ..at },
            Looks { touched: at.touched + 1, ..at },
        ] {
            assert_eq!(read.id(&other), None, "{other:?}");
        }
    }

    #[test]
    fn what_was_saved_this_moment_or_in_the_future_is_never_kept() {
        for (seconds, kept) in [(996, true), (997, false), (1_000, false), (5_000, false)] {
            assert_eq!(looks(1, seconds).settled(moment(1_000)), kept, "{seconds}");
        }
        let touched = Looks { touched: 999 * SECOND, ..looks(1, 10) };
        assert!(!touched.settled(moment(1_000)), "an old time was set on it just now");
    }

    #[test]
    fn what_is_old_torn_or_another_s_counts_as_nothing() {
        let kept = seen(2_000, &[looks(7, 1_000), looks(8, 1_000)]).spelt();
        for (now, read) in
            [(1_999, false), (2_000, true), (2_000 + OLD - 1, true), (2_000 + OLD, false)]
        {
            assert_eq!(Seen::parse(&kept, moment(now), 20).is_some(), read, "{now}");
        }
        assert!(Seen::parse(&kept, moment(2_000), 32).is_none(), "git's ids are of another kind");
        for cut in 0..kept.len() {
            assert!(Seen::parse(&kept[..cut], moment(2_000), 20).is_none(), "{cut}");
        }
        for n in 0..kept.len() {
            let mut flipped = kept.clone();
            flipped[n] ^= 1;
            assert!(Seen::parse(&flipped, moment(2_000), 20).is_none(), "{n}");
        }
    }
}
