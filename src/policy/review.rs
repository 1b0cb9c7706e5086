//! When a policy should have been reviewed. It warns and never refuses: no visit is less safe for an old date.
//!
//! Written policies say it in five ways: the month of the next review; a cycle and a date to count from; a cycle
//! and no date; the last update alone; nothing. What cannot be known is said as such, and a policy that says nothing of
//! reviews is not spoken of.

use super::Policy;
use crate::when::Day;

/// What is to be said about the review of a policy on this day; `None` while there is nothing to say.
///
/// A month has passed at its end, a year at its end, a day on the day after.
pub fn review_notice(policy: &Policy, today: Day) -> Option<String> {
    let review = &policy.review;
    if let Some(next) = &review.next {
        return match passed(next, today) {
            Some(true) => Some(format!("this policy should have been reviewed by {next}")),
            Some(false) => None,
            None => Some(format!(
                "this policy gives {next:?} as its next review, which hv cannot read as a month or a day"
            )),
        };
    }
    let since = review.updated.as_ref().or(policy.control.approved.as_ref());
    match (review.every_months, since) {
        (Some(months), Some(since)) => cycle(months, since, today),
        (Some(months), None) => Some(format!(
            "this policy is to be reviewed every {months} months, and does not say from when: no review date is set"
        )),
        (None, Some(since)) if review.updated.is_some() => Some(format!(
            "this policy was last updated in {since}, and gives no next review: no review date is set"
        )),
        (None, _) => None,
    }
}

fn cycle(months: u32, since: &str, today: Day) -> Option<String> {
    let Some(due) = months_after(since, months) else {
        return Some(format!(
            "this policy is to be reviewed every {months} months from {since:?}, which hv cannot read as a month or a day"
        ));
    };
    let late = passed(&due, today) != Some(false);
    late.then(|| {
        format!(
            "this policy is to be reviewed every {months} months; the last date known is {since}, so it was due in {due}"
        )
    })
}

/// Is the whole of that year, month or day over? `None` if it is none of them.
fn passed(date: &str, today: Day) -> Option<bool> {
    let today = today.to_string();
    year_month(date)?;
    // Written year first, dates are in the order of their letters.
    today.get(..date.len()).map(|part| part > date)
}

/// The month so many months after a date: `2019-03` is 24 months after `2017-03`. A year counts from its end.
pub(super) fn months_after(date: &str, months: u32) -> Option<String> {
    let (year, month) = year_month(date)?;
    let count = year * 12 + (month - 1) + months;
    Some(format!("{:04}-{:02}", count / 12, count % 12 + 1))
}

/// Year and month of `2025-09`, `2025-09-30` or `2025`, whose month is its last.
fn year_month(date: &str) -> Option<(u32, u32)> {
    let whole = match date.len() {
        4 => format!("{date}-12-31"),
        7 => format!("{date}-01"),
        _ => date.to_owned(),
    };
    Day::parse(&whole).ok()?;
    Some((whole.get(..4)?.parse().ok()?, whole.get(5..7)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{load_unadopted, shipped};

    /// A policy with nothing but this said of its review.
    fn under(
        updated: Option<&str>,
        next: Option<&str>,
        months: Option<u32>,
        approved: Option<&str>,
    ) -> Policy {
        let mut policy = load_unadopted(shipped("hunsbury-park").unwrap()).unwrap().policy;
        policy.review.updated = updated.map(str::to_owned);
        policy.review.next = next.map(str::to_owned);
        policy.review.every_months = months;
        policy.control.approved = approved.map(str::to_owned);
        policy
    }

    fn said(policy: &Policy, on: &str) -> Option<String> {
        review_notice(policy, Day::parse(on).unwrap())
    }

    #[test]
    fn a_month_has_passed_at_its_end() {
        let policy = under(None, Some("2025-09"), None, None);
        for (day, late) in [
            ("2025-08-31", false),
            ("2025-09-01", false),
            ("2025-09-30", false),
            ("2025-10-01", true),
        ] {
            assert_eq!(said(&policy, day).is_some(), late, "{day}");
        }
        let by_day = under(None, Some("2025-09-15"), None, None);
        assert_eq!(said(&by_day, "2025-09-15"), None);
        assert!(said(&by_day, "2025-09-16").is_some());
        let by_year = under(None, Some("2025"), None, None);
        assert_eq!(said(&by_year, "2025-12-31"), None);
        assert!(said(&by_year, "2026-01-01").is_some());
    }

    #[test]
    fn a_cycle_counts_from_the_last_date_known() {
        let policy = under(None, None, Some(24), Some("2017-03"));
        assert_eq!(said(&policy, "2019-03-31"), None);
        assert!(said(&policy, "2019-04-01").unwrap().contains("2019-03"));
        // A later update counts, not the first approval.
        let updated = under(Some("2018-12"), None, Some(1), Some("2017-03"));
        assert_eq!(said(&updated, "2019-01-31"), None);
        assert!(said(&updated, "2019-02-01").is_some());
    }

    #[test]
    fn what_cannot_be_known_is_said_and_silence_is_kept() {
        let cycle = said(&under(None, None, Some(12), None), "2026-11-24").unwrap();
        assert!(cycle.contains("12 months") && cycle.contains("no review date is set"), "{cycle}");
        let updated = said(&under(Some("2022-04"), None, None, None), "2026-11-24").unwrap();
        assert!(
            updated.contains("2022-04") && updated.contains("no review date is set"),
            "{updated}"
        );
        assert_eq!(said(&under(None, None, None, None), "2026-11-24"), None);
        assert_eq!(said(&under(None, None, None, Some("2017-03")), "2026-11-24"), None);
        assert!(
            said(&under(None, Some("soon"), None, None), "2026-11-24").unwrap().contains("soon")
        );
        assert!(said(&under(Some("spring"), None, Some(12), None), "2026-11-24").is_some());
    }
}
