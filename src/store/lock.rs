//! One writer at a time, as long as that can be had.
//!
//! The lock is the system's own, on an open file: it ends with the process, however that ends, so there is
//! never a stale one. Waiting is bounded. A contact, a return or a distress goes on without it.

use super::{Store, file};
use crate::error::Error;
use std::fs::{File, TryLockError};
use std::time::Duration;

/// Held while it exists.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// Stands for a lock that this very process holds already: it waits for nobody, and frees nothing when it ends.
    pub fn held_already() -> Lock {
        Lock { _file: None }
    }
}

const BETWEEN_TRIES: Duration = Duration::from_millis(20);

impl Store {
    /// Waits at most `wait` for the other writers.
    pub fn lock(&self, wait: Duration) -> Result<Lock, Error> {
        let path = self.root.join("local/lock");
        let failed = |e: &dyn std::fmt::Display| {
            Error::failed(format!("cannot lock {}", path.display())).because(e)
        };
        file::make_folder(&self.root.join("local")).map_err(|e| failed(&e))?;
        let lock = file::open_to_lock(&path).map_err(|e| failed(&e))?;
        let tries = wait.as_millis() / BETWEEN_TRIES.as_millis();
        for _ in 0..=tries {
            match lock.try_lock() {
                Ok(()) => {
                    self.drop_old_names();
                    return Ok(Lock { _file: Some(lock) });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
                Err(TryLockError::Error(e)) => return Err(failed(&e)),
            }
        }
        let waited = format!("another hv has been writing for {} seconds", wait.as_secs());
        Err(failed(&waited)
            .hint("Try again; if it stays so, look for an hv that waits at a prompt."))
    }

    /// For what must be recorded whether or not the lock can be had: contact, return, distress. The error says
    /// why it could not, and is worth showing, but not worth stopping for.
    pub fn lock_if_possible(&self, wait: Duration) -> (Option<Lock>, Option<Error>) {
        match self.lock(wait) {
            Ok(lock) => (Some(lock), None),
            Err(error) => (None, Some(error)),
        }
    }
}
