//! When the written policy itself is due for review: said, and never in anybody's way (trap 46).

use super::Policy;
use crate::when::Day;

/// What there is to say about the policy's review on a day: that its date has passed, that there is none, or that a
/// cycle has nothing to count from. `None`: a date is set and is to come, or the document says nothing of reviews.
pub fn review_notice(policy: &Policy, today: Day) -> Option<String> {
    let review = &policy.review;
    // A document that says nothing of reviews is not spoken of.
    if *review == super::Review::default() {
        return None;
    }
    let what = match (&review.next, review.every_months) {
        (Some(next), _) => passed(next, today)?,
        (None, Some(months)) => of_cycle(policy, months, today)?,
        (None, None) => "no date is set for its next review".to_owned(),
    };
    let owner = review.owner.as_ref().map(|role| {
        let named = policy.roles.get(role).unwrap_or(role);
        format!(" Kept up to date by {named}.")
    });
    let cited = if review.clauses.is_empty() {
        String::new()
    } else {
        format!(" [{}]", review.clauses.join(", "))
    };
    Some(format!("{}: {what}.{}{cited}", policy.title, owner.unwrap_or_default()))
}

fn passed(next: &str, today: Day) -> Option<String> {
    let Some(last) = last_day(next) else {
        return Some(format!("its next review, {next}, cannot be read as a date such as 2027-09"));
    };
    (last < today).then(|| format!("its review was due by {}, and that has passed", last.words()))
}

fn of_cycle(policy: &Policy, months: u32, today: Day) -> Option<String> {
    let updated = policy.review.updated.iter().chain(&policy.control.approved);
    let revised = policy.revisions.iter().filter_map(|r| r.approved.as_ref());
    let dates = updated.chain(revised).filter_map(|d| Some((last_day(d)?, d)));
    let every = format!("it is to be reviewed every {months} months");
    let Some((_, since)) = dates.max() else {
        return Some(format!("{every}, and there is no date to count from"));
    };
    let Some(last) = later(since, months) else {
        return Some(format!("{every}, which cannot be counted from {since}"));
    };
    let was = format!("{every}, so that it was due by {}, and that has passed", last.words());
    (last < today).then_some(was)
}

/// The last day that `2026-11-24`, `2026-11` or `2026` can mean.
fn last_day(date: &str) -> Option<Day> {
    later(date, 0)
}

/// The last day that a date so many months later can mean. A day that its month does not have is the month's last.
fn later(date: &str, months: u32) -> Option<Day> {
    let mut parts = date.trim().splitn(3, '-');
    let year: u32 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
    let month: u32 = parts.next().map_or(Ok(12), str::parse).ok()?;
    let day: u32 = parts.next().map_or(Ok(31), str::parse).ok()?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let all = year.checked_mul(12)?.checked_add(month - 1)?.checked_add(months)?;
    let (year, month) = (all / 12, all % 12 + 1);
    let fits = |day: u32| Day::parse(&format!("{year:04}-{month:02}-{day:02}")).ok();
    (1..=day).rev().find_map(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{DocumentControl, Review, Revision, load_unadopted, shipped};

    fn policy(review: Review) -> Policy {
        let text = shipped("aspire").unwrap();
        let control = DocumentControl::default();
        let revisions = Vec::new();
        Policy { review, control, revisions, ..load_unadopted(text).unwrap().policy }
    }

    fn said(review: Review, today: &str) -> Option<String> {
        review_notice(&policy(review), Day::parse(today).unwrap())
    }

    fn next(next: &str) -> Review {
        Review { next: Some(next.to_owned()), ..Review::default() }
    }

    #[test]
    fn a_review_date_is_passed_on_the_day_after_it_and_not_before() {
        for (date, last, first) in [
            ("2025-09", "2025-09-30", "2025-10-01"),
            ("2024-02", "2024-02-29", "2024-03-01"),
            ("2025-12", "2025-12-31", "2026-01-01"),
            ("2025", "2025-12-31", "2026-01-01"),
            ("2025-09-15", "2025-09-15", "2025-09-16"),
        ] {
            assert_eq!(said(next(date), last), None, "{date} on {last}");
            let words = said(next(date), first).unwrap();
            assert!(words.contains("that has passed"), "{words}");
        }
    }

    #[test]
    fn a_date_that_cannot_be_read_and_no_date_at_all_are_said() {
        for odd in ["soon", "2025-13", "25-09", "", "2025-09-40"] {
            let words = said(next(odd), "2020-01-01").unwrap();
            assert!(words.contains("cannot be read"), "{odd}: {words}");
        }
        let updated = Review { updated: Some("2022-04".to_owned()), ..Review::default() };
        assert!(said(updated, "2026-11-24").unwrap().contains("no date is set"));
        assert_eq!(said(Review::default(), "2026-11-24"), None);
    }

    fn yearly(updated: Option<&str>) -> Review {
        Review { updated: updated.map(str::to_owned), every_months: Some(12), ..Review::default() }
    }

    #[test]
    fn a_cycle_counts_from_the_last_date_there_is() {
        assert!(said(yearly(None), "2026-11-24").unwrap().contains("no date to count from"));
        assert_eq!(said(yearly(Some("2022-04")), "2023-04-30"), None);
        assert!(said(yearly(Some("2022-04")), "2023-05-01").unwrap().contains("30 Apr 2023"));
        assert_eq!(said(yearly(Some("2024-02-29")), "2025-02-28"), None);
        assert!(said(yearly(Some("2024-02-29")), "2025-03-01").is_some());
        let mut revised = policy(yearly(Some("2022-04")));
        revised.control.approved = Some("2024-06".to_owned());
        revised.revisions.push(Revision {
            version: "3".to_owned(),
            place: None,
            says: "all of it".to_owned(),
            approved: Some("2025-01".to_owned()),
            clauses: Vec::new(),
        });
        let on = |day: &str| review_notice(&revised, Day::parse(day).unwrap());
        assert_eq!(on("2026-01-31"), None);
        assert!(on("2026-02-01").is_some());
    }

    #[test]
    fn the_notice_names_its_clause_and_who_keeps_the_policy() {
        let review = Review {
            owner: Some("principal".to_owned()),
            clauses: vec!["AET-7.1".to_owned()],
            ..next("2020")
        };
        let words = said(review, "2026-11-24").unwrap();
        assert!(words.ends_with("Kept up to date by the principal. [AET-7.1]"), "{words}");
    }
}
