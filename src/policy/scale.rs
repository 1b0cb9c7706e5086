//! Points and bands held against the ratings: a scale with a hole in it would leave a form without a rating.

use super::AnswerKind;
use super::raw::{Problems, Section, choices, quote};

/// Reports what is wrong with the scale of points, and with what the ratings mean.
pub(super) fn check(root: Section<'_>, problems: &Problems<'_>) {
    let Some(assessment) = root.section("assessment") else { return };
    let ratings = assessment.texts("ratings");
    let known: Vec<&str> = ratings.iter().map(String::as_str).collect();
    let score = assessment.section("score");
    let bands = score.map(|s| s.sections("band")).unwrap_or_default();
    for band in assessment.sections("band").into_iter().chain(bands.iter().copied()) {
        let rating = band.text("rating");
        if !ratings.contains(&rating) {
            let what = format!("{} is not one of the ratings", quote(&rating));
            problems.wrong(band.place("rating"), what, choices(&rating, &known));
        }
    }
    let Some(score) = score else { return };
    let mut last: Option<i64> = None;
    for band in &bands {
        let from = band.number("from");
        if from <= last && last.is_some() {
            let what = "the bands are not in order, lowest first";
            problems.wrong(
                band.place("from"),
                what,
                "give each band more points than the one before",
            );
        }
        last = from.or(last);
    }
    let Some(lowest) = bands.first().and_then(|b| b.number("from")) else { return };
    if score.text("how") == "product" {
        product(score, lowest, problems);
    } else {
        sum(root, score, lowest, problems);
    }
}

fn product(score: Section<'_>, lowest: i64, problems: &Problems<'_>) {
    let points = |key: &str| -> Vec<i64> { score.points(key).iter().map(|(_, p)| *p).collect() };
    let (impact, likelihood) = (points("impact"), points("likelihood"));
    if impact.is_empty() || likelihood.is_empty() {
        let hint =
            "write impact = { slight = 1, grave = 3 } and likelihood = { rare = 1, likely = 3 }";
        problems.wrong(
            score.at,
            "a product needs the points of `impact` and of `likelihood`",
            hint,
        );
        return;
    }
    let all = impact.iter().flat_map(|i| likelihood.iter().map(move |l| i.saturating_mul(*l)));
    holds_all(score, lowest, all.min().unwrap_or(lowest), problems);
}

fn sum(root: Section<'_>, score: Section<'_>, lowest: i64, problems: &Problems<'_>) {
    let pointed: Vec<Section<'_>> = root
        .sections("question")
        .into_iter()
        .filter(|q| q.text("at") == "assess" && !q.points("points").is_empty())
        .collect();
    if pointed.is_empty() {
        let hint = "give questions `at = \"assess\"` their points: points = { yes = 2, no = 0 }";
        problems.wrong(
            score.at,
            "a sum adds up points, and no question of the assessment has any",
            hint,
        );
        return;
    }
    let mut least = 0_i64;
    for question in pointed {
        let points = question.points("points");
        for word in words(question).iter().filter(|w| !points.iter().any(|(p, _)| p == *w)) {
            let what =
                format!("the answer {} has no points, so the sum would not be known", quote(word));
            problems.wrong(
                question.place("points"),
                what,
                "give every answer its points; 0 is a number",
            );
        }
        // A question that is not asked counts nothing.
        let lowest = points.iter().map(|(_, p)| *p).min().unwrap_or(0);
        let lowest = if question.has("when") { lowest.min(0) } else { lowest };
        least = least.saturating_add(lowest);
    }
    holds_all(score, lowest, least, problems);
}

/// The answers there are.
fn words(question: Section<'_>) -> Vec<String> {
    match super::check::answer_kind(question) {
        AnswerKind::YesNo => vec!["yes".to_owned(), "no".to_owned()],
        AnswerKind::Choice(words) => words,
        AnswerKind::Text
        | AnswerKind::Number
        | AnswerKind::Day
        | AnswerKind::PastDay
        | AnswerKind::Person(_) => Vec::new(),
    }
}

fn holds_all(score: Section<'_>, lowest: i64, least: i64, problems: &Problems<'_>) {
    if least < lowest {
        let what = format!("{least} points are possible, and the lowest band begins at {lowest}");
        let hint = format!("begin the lowest band at {least}");
        problems.wrong(score.at, what, hint);
    }
}
