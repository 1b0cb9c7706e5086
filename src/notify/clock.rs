//! How long there is. The only place of this room that looks at a clock, and one that nobody can set: it measures, and
//! never says what time it is.
#![expect(
    clippy::disallowed_methods,
    reason = "a limit is a length of time, whatever the time of day: no rule depends on it"
)]

use std::time::{Duration, Instant};

/// The moment by which something must have ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    begun: Instant,
    limit: Duration,
}

impl Deadline {
    /// That long from now.
    pub(super) fn within(limit: Duration) -> Deadline {
        Deadline { begun: Instant::now(), limit }
    }

    /// The same, a little earlier: for whoever works for somebody that waits until the deadline itself.
    pub(super) fn before(self) -> Deadline {
        let margin = (self.limit / 10).min(Duration::from_millis(500));
        Deadline { limit: self.limit.saturating_sub(margin), ..self }
    }

    /// The whole length.
    pub(super) fn limit(self) -> Duration {
        self.limit
    }

    /// How long since it was set.
    pub(super) fn gone(self) -> Duration {
        self.begun.elapsed()
    }

    /// What is left. Zero: it is over.
    pub(super) fn left(self) -> Duration {
        self.limit.saturating_sub(self.gone())
    }

    /// It is over.
    pub(super) fn over(self) -> bool {
        self.left().is_zero()
    }

    /// Waits that long, or until the deadline.
    pub(super) fn wait(self, span: Duration) {
        let waited = Deadline::within(span.min(self.left()));
        while !waited.over() {
            // It may wake early, for no reason.
            std::thread::park_timeout(waited.left());
        }
    }
}
