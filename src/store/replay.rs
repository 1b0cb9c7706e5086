//! Looking at another moment: which records had not begun by then; and the second look that a sign-out under way
//! deserves.

use super::{Evidence, Key, Store};
use crate::domain::entry::Record;
use crate::domain::events::{OutingEvent, VisitEvent};
use crate::error::Damage;
use crate::when::Moment;
use std::time::Duration;

/// Long enough for another process to write the line after the marker; short enough for an alarm.
const SECOND_LOOK: Duration = Duration::from_millis(50);

impl Store {
    /// Reads once more, after a moment: the marker of a sign-out is there before its line.
    pub fn read_again<B: Evidence>(
        &self,
        key: &Key<B>,
        now: Moment,
    ) -> Result<Option<Record<B>>, Damage> {
        if self.as_of.is_none() {
            std::thread::sleep(SECOND_LOOK);
        }
        self.read(key, now)
    }

    /// Under `--now`: the outing is there and sound, and nothing in it had been typed by then.
    pub fn begins_later(&self, outing: &str, now: Moment) -> bool {
        let key = Key::<OutingEvent>::outing(outing);
        key.is_ok_and(|key| self.typed_later(&key, now))
    }

    /// Under `--now`: the visit is there and sound, and had not been planned by then.
    pub fn planned_later(&self, visit: &str, now: Moment) -> bool {
        let key = Key::<VisitEvent>::visit(visit);
        key.is_ok_and(|key| self.typed_later(&key, now))
    }

    fn typed_later<B: Evidence>(&self, key: &Key<B>, now: Moment) -> bool {
        if self.as_of.is_none() || !matches!(self.read(key, now), Ok(None)) {
            return false;
        }
        let everything = Store { as_of: None, ..self.clone() };
        let far = Moment::from_unix(i64::from(u32::MAX)).unwrap_or(now);
        let whole = everything.read(key, far);
        whole.is_ok_and(|record| record.is_some_and(|r| r.sound() && !r.entries.is_empty()))
    }
}
