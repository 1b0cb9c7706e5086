//! What a filled-in form does not get away with: each slip with the field it is in, all of them at once.

use super::assessment::{Rated, band_of, rated};
use super::events::{Assessed, AssessedHazard};
use super::gate::Finding;
use super::interview::Form;
use super::item::{Item, Typed};
use crate::policy::{Clauses, Score, Strength};
use crate::when::Day;

/// What the words of an open question begin with.
pub const NOT_ANSWERED: &str = "Not answered: ";

impl Form<'_> {
    /// Every question that is still open, as a finding that names its field.
    pub fn open(&self, typed: &Typed) -> Vec<Finding> {
        let items = self.items(typed);
        let open = items.iter().filter(|i| !typed.contains_key(&i.key));
        open.map(|item| slip(item, format!("{NOT_ANSWERED}{}", item.ask))).collect()
    }

    /// What is wrong with what there is of the form by now, whether or not it is complete.
    pub fn findings_so_far(&self, typed: &Typed) -> Vec<Finding> {
        let mut found = self.findings(&self.so_far(typed));
        // What is not answered is said by its question; that nothing is written there is not said again.
        let open: Vec<String> = self.open(typed).into_iter().map(|f| f.rule).collect();
        found.retain(|f| !open.contains(&f.rule));
        found
    }

    /// Everything about the filled-in form that the policy does not let pass, all at once.
    pub fn findings(&self, assessed: &Assessed) -> Vec<Finding> {
        let mut all = Vec::new();
        let worst = self.worst_of(&assessed.hazards);
        if let (true, Some(overall), Some(worst)) = (self.asks_overall(), &assessed.overall, &worst)
            && self.place(overall) < self.place(worst)
        {
            let says = format!(
                "overall {overall} is milder than the worst hazard after its controls, {worst}"
            );
            let fix = format!("answer overall={worst}, or rate the hazard anew");
            all.push(finding("overall", says, fix, &self.rules.clauses));
        }
        for hazard in &assessed.hazards {
            let (name, key) = (&hazard.hazard, self.key_of(assessed, hazard));
            all.extend(self.worse_after(hazard, &key));
            all.extend(self.too_late(hazard, &key));
            for points in [hazard.points, hazard.points_after].into_iter().flatten() {
                all.extend(self.off_the_scale(points, name));
            }
            let written = (hazard.further_action.as_ref(), hazard.review_note.as_ref());
            all.extend(self.not_written(hazard.counts(), name, &key, written));
        }
        if !self.rows_are_rated() || assessed.hazards.is_empty() {
            all.extend(assessed.points.and_then(|points| self.off_the_scale(points, "the whole")));
            let written = (assessed.further_action.as_ref(), assessed.review_note.as_ref());
            all.extend(self.not_written(
                assessed.overall.as_deref(),
                "the whole",
                "overall",
                written,
            ));
        }
        all.extend(self.review_is_over(assessed));
        all.extend(self.left_behind(assessed));
        all
    }

    fn place(&self, rating: &str) -> Option<usize> {
        self.rules.ratings.iter().position(|known| known == rating)
    }

    /// Controls that make a hazard worse want a second look, or a reason (AET-A-col-7).
    fn worse_after(&self, hazard: &AssessedHazard, key: &str) -> Option<Finding> {
        let (before, after) = (hazard.before.as_ref()?, hazard.after.as_ref()?);
        if self.place(after) <= self.place(before) {
            return None;
        }
        let says = format!(
            "{}: {after} after its controls is worse than {before} before them",
            hazard.hazard
        );
        let fix = format!("look at both again: {key}.after");
        let clauses = self.column_clauses("after");
        let worse = finding(&format!("{key}.after"), says, fix, &clauses);
        Some(Finding { strength: Strength::Should, ..worse })
    }

    /// A control that is to be in place by a day that has gone, or after the visit it is for (trap 13). The second is
    /// warned of and not refused: who is refused the true day writes a false one. What refuses it is the gate on the
    /// way out (AET-2.20).
    fn too_late(&self, hazard: &AssessedHazard, key: &str) -> Vec<Finding> {
        let clauses = self.column_clauses("deadline");
        let open = hazard.controls.iter().enumerate().filter(|(_, c)| c.in_place == Some(false));
        let dated = open.filter_map(|(n, control)| Some((n, control, control.by_when?)));
        dated
            .filter_map(|(n, control, by)| {
                let key = format!("{key}.control.{}.by-when", n + 1);
                let words = &control.control;
                let (strength, says, fix) = match (self.head.date, self.head.first_visit) {
                    (Some(today), _) if by < today => (
                        Strength::Must,
                        format!("{words}: by {}, and that day has gone", by.words()),
                        "is it in place by now? Say so, or give a day to come",
                    ),
                    (_, Some(visit)) if by > visit => (
                        Strength::Should,
                        format!(
                            "{words}: by {}, and the visit is on {}",
                            by.words(),
                            visit.words()
                        ),
                        "have it in place by the visit, or put the visit off",
                    ),
                    _ => return None,
                };
                let late = finding(&key, says, fix.to_owned(), &clauses);
                Some(Finding { strength, ..late })
            })
            .collect()
    }

    /// A next review that is over already: it may be a form typed up late, and then there is a reason (AET-A-hdr-6).
    fn review_is_over(&self, assessed: &Assessed) -> Option<Finding> {
        let (today, next): (Day, Day) = (self.head.date?, assessed.next_review?);
        if next >= today {
            return None;
        }
        let says = format!("the next review, {}, is over already", next.words());
        let clauses = self.rules.header.iter().filter(|f| f.field == "next-review");
        let clauses: Clauses = clauses.flat_map(|f| f.clauses.clone()).collect();
        let over = finding("next-review", says, "give a day to come".to_owned(), &clauses);
        Some(Finding { strength: Strength::Should, ..over })
    }

    /// A hazard that the assessment it began from had, and that this one says nothing of.
    fn left_behind(&self, assessed: &Assessed) -> Option<Finding> {
        let earlier = self.head.earlier.as_ref()?;
        let here = |name: &str| assessed.hazards.iter().any(|h| h.hazard == name);
        let gone: Vec<String> = earlier
            .added()
            .iter()
            .filter(|(name, _)| !here(name))
            .map(|(name, rating)| format!("{name} ({rating})"))
            .collect();
        if gone.is_empty() {
            return None;
        }
        let says = format!("on {}, and not on this form: {}", earlier.name, gone.join(", "));
        let fix = "add it as a further hazard: extra.1".to_owned();
        let clauses = self.rules.extra.clone().unwrap_or_default();
        let behind = finding("left-behind", says, fix, &clauses);
        Some(Finding { strength: Strength::Should, ..behind })
    }

    fn off_the_scale(&self, points: i64, name: &str) -> Option<Finding> {
        let score: &Score = match rated(self.rules) {
            Rated::Product(score) | Rated::Sum(score) => score,
            Rated::Not | Rated::Grid(_) | Rated::Direct => return None,
        };
        if band_of(score, points).is_some() {
            return None;
        }
        let says = format!("{name}: {points} points are below the lowest band, and have no rating");
        let fix = "have the policy say what so few points mean: [[assessment.score.band]]";
        Some(finding("score", says, fix.to_owned(), &score.clauses))
    }

    /// What a rating wants beside it, and is not there (trap 43).
    fn not_written(
        &self,
        rating: Option<&str>,
        name: &str,
        key: &str,
        (action, note): (Option<&String>, Option<&String>),
    ) -> Vec<Finding> {
        let bands = self.rules.bands.iter().filter(|b| Some(b.rating.as_str()) == rating);
        bands
            .filter_map(|band| {
                let (needs, written) = match band.needs.as_deref()? {
                    "further-action" => ("further-action", action),
                    _ => ("review-note", note),
                };
                let words = needs.replace('-', " ");
                let says = format!("{name}: {} wants a {words}, and none is written", band.rating);
                let field = format!("{key}.{needs}");
                let fix = format!("say what: --answer {field}=\"...\"");
                written.is_none().then(|| finding(&field, says, fix, &band.clauses))
            })
            .collect()
    }

    /// The key of a row as recorded: `hazard.alone`, or the place among those added.
    fn key_of(&self, assessed: &Assessed, hazard: &AssessedHazard) -> String {
        if self.rules.hazards.iter().any(|h| h.id == hazard.hazard) {
            return format!("hazard.{}", hazard.hazard);
        }
        let listed = |h: &&AssessedHazard| self.rules.hazards.iter().any(|k| k.id == h.hazard);
        let added = assessed.hazards.iter().filter(|h| !listed(h));
        let place = added.into_iter().position(|h| h == hazard).unwrap_or(0);
        format!("extra.{}", place + 1)
    }
}

/// Something wrong with the answer to one question of the form.
pub fn slip(item: &Item, says: String) -> Finding {
    let fix = format!("--answer {}=...", item.key);
    finding(&item.key, says, fix, &item.clauses)
}

/// Something wrong with a field, which refuses.
pub fn finding(field: &str, says: String, fix: String, clauses: &Clauses) -> Finding {
    Finding {
        rule: field.to_owned(),
        subject: String::new(),
        strength: Strength::Must,
        says,
        fix,
        clauses: clauses.clone(),
        demands: Vec::new(),
        because: Vec::new(),
    }
}
