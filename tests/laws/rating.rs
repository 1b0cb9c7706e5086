//! Ratings do not depend on the order in which anything is asked, answered or listed; and a worse answer never makes
//! the whole milder.

use hv::domain::events::Assessed;
use hv::domain::interview::{Form, Head, Typed, read};
use hv::policy::facts::Facts;
use hv::policy::{Policy, load};
use proptest::prelude::*;
use proptest::sample::Index;

const START: &str = "hv-policy = 1\n[policy]\nname = \"small\"\nschool = \"Invented Primary\"\ntitle = \"Visits\"\n\
    head = \"head\"\n[roles]\nhead = \"the head\"\n";

/// Four hazards, rated by points from 1 to 16, once, and the worst of them overall.
const HAZARDS: [&str; 4] = ["dog", "road", "stairs", "visitor"];
/// From harmless to worst: `w1` counts 1.
const WORDS: [&str; 4] = ["w1", "w2", "w3", "w4"];
/// Four questions with a follow-up of the first; `not known` may be answered to each.
const QUESTIONS: [&str; 5] = ["threats", "how-often", "strangers", "weapons", "remote"];
const ANSWERS: [&str; 4] = ["none", "few", "many", "not known"];

fn product(order: &[usize]) -> Policy {
    let hazard = |name: &&str| {
        format!("[[assessment.hazard]]\nid = \"{name}\"\nname = \"{name}\"\nclause = \"X-1\"\n")
    };
    let scale = "{ w1 = 1, w2 = 2, w3 = 3, w4 = 4 }";
    let hazards: String = order.iter().map(|n| hazard(&HAZARDS[*n])).collect();
    loaded(&format!(
        "[assessment]\nratings = [\"low\", \"medium\", \"high\"]\nhigher-risk-from = \"high\"\nclause = \"X-1\"\n\
         column = [{{ field = \"hazard\", clause = \"X-1\" }}, {{ field = \"rating\", clause = \"X-1\" }}]\n\
         [assessment.score]\nhow = \"product\"\nclause = \"X-1\"\nimpact = {scale}\nlikelihood = {scale}\n\
         band = [{{ from = 1, rating = \"low\" }}, {{ from = 5, rating = \"medium\" }}, {{ from = 10, rating = \"high\" }}]\n\
         {hazards}"
    ))
}

/// A follow-up stands somewhere after its question, as the language wants.
fn sum(order: &[usize]) -> Policy {
    let mut names: Vec<&str> = order.iter().map(|n| QUESTIONS[*n]).collect();
    let first = names.iter().position(|n| *n == "threats").unwrap();
    let follow = names.iter().position(|n| *n == "how-often").unwrap();
    if follow < first {
        names.swap(first, follow);
    }
    let question = |name: &&str| {
        let when = if *name == "how-often" {
            "when = { threats = { one-of = [\"few\", \"many\"] } }\n"
        } else {
            ""
        };
        format!(
            "[[question]]\nid = \"{name}\"\nat = \"assess\"\n{when}ask = \"{name}?\"\n\
             answer = [\"none\", \"few\", \"many\"]\npoints = {{ none = 0, few = 1, many = 3 }}\n\
             strength = \"must\"\nfix = \"ask\"\nclause = \"X-1\"\n"
        )
    };
    let questions: String = names.iter().map(question).collect();
    loaded(&format!(
        "[assessment]\nratings = [\"low\", \"medium\", \"high\"]\nhigher-risk-from = \"high\"\nclause = \"X-1\"\n\
         [assessment.score]\nhow = \"sum\"\nclause = \"X-1\"\n\
         band = [{{ from = 0, rating = \"low\" }}, {{ from = 3, rating = \"medium\" }}, {{ from = 7, rating = \"high\" }}]\n\
         {questions}"
    ))
}

fn loaded(text: &str) -> Policy {
    load(&format!("{START}{text}")).unwrap().policy
}

/// What is answered to a key: what is given, or something harmless.
fn answer(key: &str, given: &Typed) -> String {
    let usual = match key {
        "conducted-by" => "pat",
        "next-review" => "2027-06-30",
        _ if key.contains(".control.") => "yes",
        _ => "none",
    };
    given.get(key).cloned().unwrap_or_else(|| usual.to_owned())
}

/// The form filled in, the next question chosen from all that are open by `picks`, over and over.
fn filled(policy: &Policy, given: &Typed, picks: &[Index]) -> Assessed {
    let facts = Facts::new();
    let head = Head::default();
    let rules = policy.assessment.as_ref().unwrap();
    let form = Form { policy, rules, facts: &facts, head: &head };
    let mut typed = Typed::new();
    for turn in 0.. {
        let open: Vec<_> =
            form.items(&typed).into_iter().filter(|i| !typed.contains_key(&i.key)).collect();
        if open.is_empty() {
            break;
        }
        let item = match picks.get(turn % picks.len().max(1)) {
            Some(pick) => pick.get(&open),
            None => &open[0],
        };
        let value = read(item, &answer(&item.key, given)).unwrap();
        typed.insert(item.key.clone(), value);
    }
    form.finish(&typed).unwrap()
}

/// The hazards in an order of their own, so that two records can be compared.
fn sorted(mut assessed: Assessed) -> Assessed {
    assessed.hazards.sort_by(|a, b| a.hazard.cmp(&b.hazard));
    assessed.policy = String::new();
    assessed
}

/// Impact and likelihood of each hazard, by place in [`WORDS`].
fn cells() -> impl Strategy<Value = [(usize, usize); 4]> {
    prop::array::uniform4((0..4_usize, 0..4_usize))
}

fn of_cells(cells: &[(usize, usize); 4]) -> Typed {
    let mut given = Typed::new();
    for (name, (impact, likelihood)) in HAZARDS.iter().zip(cells) {
        given.insert(format!("hazard.{name}.impact"), WORDS[*impact].to_owned());
        given.insert(format!("hazard.{name}.likelihood"), WORDS[*likelihood].to_owned());
    }
    given
}

fn of_answers(answers: &[usize; 5]) -> Typed {
    let each = QUESTIONS.iter().zip(answers);
    each.map(|(name, a)| ((*name).to_owned(), ANSWERS[*a].to_owned())).collect()
}

/// Where an overall rating stands among the three; what is not known stands above them.
fn place(assessed: &Assessed) -> usize {
    let known = ["low", "medium", "high"];
    assessed
        .overall
        .as_deref()
        .map_or(known.len(), |overall| known.iter().position(|r| *r == overall).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_order_of_hazards_or_of_answers_changes_a_rating(
        cells in cells(),
        order in Just(vec![0, 1, 2, 3]).prop_shuffle(),
        picks in prop::collection::vec(any::<Index>(), 1..20),
    ) {
        let given = of_cells(&cells);
        let plain = filled(&product(&[0, 1, 2, 3]), &given, &[]);
        let mixed = filled(&product(&order), &given, &picks);
        prop_assert_eq!(sorted(plain), sorted(mixed));
    }

    #[test]
    fn no_order_of_questions_or_of_answers_changes_a_sum(
        answers in [0..4_usize, 0..4, 0..4, 0..4, 0..4],
        order in Just(vec![0, 1, 2, 3, 4]).prop_shuffle(),
        picks in prop::collection::vec(any::<Index>(), 1..20),
    ) {
        let given = of_answers(&answers);
        let plain = filled(&sum(&[0, 1, 2, 3, 4]), &given, &[]);
        let mixed = filled(&sum(&order), &given, &picks);
        prop_assert_eq!(sorted(plain), sorted(mixed));
    }

    #[test]
    fn a_worse_hazard_never_makes_the_whole_milder(
        cells in cells(),
        which in 0..4_usize,
        worse in (0..4_usize, 0..4_usize),
    ) {
        let policy = product(&[0, 1, 2, 3]);
        let mut other = cells;
        other[which] = (cells[which].0.max(worse.0), cells[which].1.max(worse.1));
        let before = filled(&policy, &of_cells(&cells), &[]);
        let after = filled(&policy, &of_cells(&other), &[]);
        prop_assert!(place(&after) >= place(&before), "{before:?}\n{after:?}");
    }

    /// "Not known" stands above every answer: what nobody knows is never a reason for a milder rating.
    #[test]
    fn a_worse_answer_never_makes_a_sum_milder(
        answers in [0..4_usize, 0..4, 0..4, 0..4, 0..4],
        which in 0..5_usize,
        worse in 0..4_usize,
    ) {
        let policy = sum(&[0, 1, 2, 3, 4]);
        let mut other = answers;
        other[which] = answers[which].max(worse);
        let before = filled(&policy, &of_answers(&answers), &[]);
        let after = filled(&policy, &of_answers(&other), &[]);
        prop_assert!(place(&after) >= place(&before), "{before:?}\n{after:?}");
        prop_assert!(after.points >= before.points || after.points.is_none());
    }
}
