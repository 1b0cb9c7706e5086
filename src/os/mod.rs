//! What one operating system does in another way than the next: links, modes, durable names, a file's identity, how a
//! program is ended with all it started, what tells this machine from another. The same functions twice, under the same
//! names; nothing else in hv asks which system it runs on, but to choose words.
//!
//! What cannot be had on Windows is said at the function that lacks it, in the README under "On Windows", and, where
//! somebody's safety hangs on it, by `hv doctor` there ([`machine::UNLIKE`]).
//!
//! What this room will not do: decide anything, or know what a record is.

#[cfg(any(windows, test))]
mod in_the_way;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::{files, machine, processes};
#[cfg(windows)]
pub(crate) use windows::{files, machine, processes};

/// How a file looks from outside. One that was written to since looks otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Looks {
    /// The device it is on.
    pub device: u64,
    /// Its number there.
    pub inode: u64,
    /// In bytes.
    pub size: u64,
    /// When its content was changed, in seconds since 1970 and nanoseconds; a program may set it.
    pub written: (i64, i64),
    /// When anything about it was changed; no program can set it.
    pub touched: (i64, i64),
}
