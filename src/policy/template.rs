//! A new policy: what every policy needs, and an example of everything else in the language, commented out.
//!
//! What is explained and in which order is the [`manual`](super::manual)'s; here stand the examples. A line that begins with `# `
//! is a remark; `#` with no blank after it hides a line of an example. Taking the `#` away from all of them gives a
//! policy that loads as well; tests hold both, and that every key of the language has an example.

use super::manual::{Manual, Section, manual};
use super::raw::is_word;

/// The longest line of a remark.
const WIDTH: usize = 100;

/// The text of a new policy of that name; `None` if the name is no word that hv can use.
pub fn template(name: &str) -> Option<String> {
    is_word(name).then(|| written(name, &manual()))
}

fn written(name: &str, manual: &Manual) -> String {
    let mut text = OPENING.to_owned();
    for part in &manual.parts {
        for piece in ["\n# ---- ", part.title, " ----\n"] {
            text.push_str(piece);
        }
        for section in &part.sections {
            text.push_str(&explained(section));
            // A section inside another is needed only where that one is there.
            let needed = section.needed && !section.name.contains('.');
            text.push_str(&example(&section.name, needed, name));
        }
    }
    text
}

const OPENING: &str = r##"#:schema ./hv-policy.schema.json
# A home-visit policy for hv. Lines that begin with "# " explain; "#" with no blank after it hides an example.
# Take the "#" away from what your policy says, change it to what your policy says, and throw the rest away.
# What a policy does not say, leave out: hv makes nothing up, and writes "not set" where it shows it.
#
# hv policy check FILE     everything that is wrong with it, at once
# hv policy help           this language on one page, with every fact that a condition may name
# hv policy schema > hv-policy.schema.json     beside this file: editors then complete and check while you type
"##;

fn explained(section: &Section) -> String {
    let mut text = String::from("\n");
    let needed = if section.needed { " Needed." } else { "" };
    remark(&format!("{}{needed}", section.means), "# ", &mut text);
    if let Some(holds) = &section.holds {
        remark(&format!("Write {holds}."), "# ", &mut text);
    }
    for key in &section.keys {
        let needed = if key.needed { ", needed" } else { "" };
        remark(&format!("{}{needed}: {}", key.name, key.means), "#   ", &mut text);
    }
    text
}

/// Words broken into lines of remarks; what runs over is indented further.
fn remark(words: &str, indent: &str, text: &mut String) {
    let mut line = indent.to_owned();
    let mut begun = false;
    for word in words.split_whitespace() {
        if begun && line.chars().count() + 1 + word.chars().count() > WIDTH {
            text.push_str(line.trim_end());
            text.push('\n');
            line = format!("{indent}    ");
            begun = false;
        }
        if begun {
            line.push(' ');
        }
        line.push_str(word);
        begun = true;
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

/// The example of a section; what is needed stands open, and its lines that are not needed begin with `#`.
fn example(section: &str, needed: bool, name: &str) -> String {
    let found = EXAMPLES.iter().find(|(of, _)| *of == section);
    let lines = found.map_or("", |(_, example)| example).trim_matches('\n').lines();
    let open = |line: &str| needed || line.is_empty() || line.starts_with("# ");
    let hide = |line: &str| if open(line) { line.to_owned() } else { format!("#{line}") };
    lines.map(|line| hide(line) + "\n").collect::<String>().replace("NAME", name)
}

/// An example of each section, which together make one policy.
const EXAMPLES: &[(&str, &str)] = &[
    ("hv-policy", "hv-policy = 1"),
    (
        "policy",
        r#"
[policy]
name = "NAME"
school = "Your school"
title = "Home visits policy"
head = "headteacher"
#version = "1"
#applies-to = "Everybody who visits families at home"
#committee = "The governors' committee for pupils"
#approved = "2026-09"
#reasons-open = true
#clause = "P-0.1"
"#,
    ),
    (
        "roles",
        r#"
[roles]
headteacher = "the headteacher"
#dsl = "the designated safeguarding lead"
#family-support = "the family support worker"
"#,
    ),
    (
        "clauses",
        r#"
[clauses]
"P-0.1" = "review"
"P-1.1" = "limit must"
"P-1.2" = "gate must"
"P-1.3" = "prompt should"
"P-2.1" = "escalate must"
"P-2.2" = "guide"
"#,
    ),
    (
        "review",
        r#"
[review]
updated = "2026-09"
next = "2027-09"
every-months = 12
owner = "headteacher"
clause = "P-0.1"
"#,
    ),
    (
        "revision",
        r#"
[[revision]]
version = "1"
place = "page 3"
says = "First version"
approved = "2026-09"
clause = "P-0.1"
"#,
    ),
    (
        "reference",
        r#"
[[reference]]
says = "Read with the safeguarding policy and the lone working policy"
clause = "P-2.2"
"#,
    ),
    (
        "choice",
        r#"
[[choice]]
id = "higher-risk-from"
ask = "From which rating is a visit higher risk?"
options = ["medium", "high"]
chosen = "high"
suggest = "high"
clause = "P-1.1"
"#,
    ),
    ("reason", "[[reason]]\nid = \"attendance\"\nsays = \"Attendance\"\nclause = \"school\""),
    (
        "kind",
        "[[kind]]\nid = \"early-years\"\nsays = \"Before a child starts in the early years\"\nclause = \"school\"",
    ),
    ("place", "[[place]]\nid = \"home\"\nsays = \"The family's home\"\nclause = \"school\""),
    ("site", "[[site]]\nid = \"nursery\"\nsays = \"The nursery\"\nclause = \"school\""),
    (
        "document",
        r#"
[[document]]
id = "home-visits-policy"
says = "The home visits policy"
version = "1"
clause = "P-1.2"
"#,
    ),
    (
        "training",
        "[[training]]\nid = \"lone-working\"\nsays = \"Working alone\"\nclause = \"P-1.2\"",
    ),
    (
        "caution",
        "[[caution]]\nid = \"dog\"\nsays = \"A dog\"\nevery-months = 12\nclause = \"school\"",
    ),
    (
        "staffing",
        r#"
[[staffing]]
id = "two-on-first-visit"
when = { first-visit = true }
least = 2
strength = "must"
says = "Two members of staff go on a first visit."
fix = "put a second member of staff on {visit}, or rearrange it"
clause = "P-1.1"
"#,
    ),
    (
        "gate",
        r#"
[[gate]]
id = "policy-read"
at = ["plan", "out"]
when = { unannounced = false }
demand = { read-home-visits-policy = true, trained-in-lone-working = true }
strength = "must"
says = "Visitors have read the policy and are trained to work alone."
fix = "{person} reads it first, and is trained"
clause = "P-1.2"

[[gate]]
id = "monitor-stays"
at = "out"
demand = { monitor-named = true, monitor-on-outing = false }
strength = "must"
says = "Somebody on site watches, and is not one of those who go."
fix = "name a monitor who stays"
clause = "school"
"#,
    ),
    (
        "question",
        r#"
[[question]]
id = "phone-carried"
at = "out"
of = "each"
ask = "Is a charged telephone carried?"
answer = "yes-no"
needs = "yes"
strength = "must"
fix = "take a charged telephone"
help = "A telephone of the school's, with the office's number in it."
clause = "P-1.3"

[[question]]
id = "all-well"
at = "enter"
when = { doorstep = false }
ask = "Does everything look safe to go in?"
answer = ["yes", "no", "unsure"]
needs = "yes"
otherwise = "concern"
strength = "must"
fix = "stay outside, and ring school"
clause = "P-1.3"

[[question]]
id = "who-told"
at = "done"
ask = "Whom did you tell that you are back?"
answer = "person"
roles = ["headteacher", "dsl"]
strength = "should"
fix = "tell one of them"
clause = "school"

[[question]]
id = "dog"
at = "assess"
ask = "Is there a dog?"
answer = "yes-no"
points = { yes = 2, no = 0 }
strength = "must"
fix = "find out"
clause = "school"
"#,
    ),
    (
        "advice",
        r#"
[[advice]]
at = "enter"
when = { first-visit = true }
says = "Sit near the way out."
clause = "P-2.2"
"#,
    ),
    (
        "week-list",
        "[week-list]\nfields = [\"pupil\", \"address\", \"staff\", \"time\"]\nclause = \"school\"",
    ),
    ("week-list.signature", "[week-list.signature]\nby = \"headteacher\"\nclause = \"school\""),
    (
        "assessment",
        r#"
# From which rating a visit is higher risk may stand here too, where nothing is left to choose:
# higher-risk-from = "high"
[assessment]
ratings = ["low", "medium", "high"]
assessors = ["dsl"]
authorised-by = ["headteacher"]
review-after-each-visit = true
clause = "school"
"#,
    ),
    (
        "assessment.matrix",
        r#"
# A grid, or points, or neither; never both.
# [assessment.matrix]
# impact = ["serious", "slight"]
# likelihood = ["likely", "unlikely"]
# grid = [["high", "medium"], ["medium", "low"]]
# clause = "school"
"#,
    ),
    (
        "assessment.score",
        r#"
[assessment.score]
how = "product"
impact = { slight = 1, serious = 3 }
likelihood = { unlikely = 1, likely = 3 }
clause = "school"
"#,
    ),
    (
        "assessment.score.band",
        r#"
[[assessment.score.band]]
from = 1
rating = "low"

[[assessment.score.band]]
from = 3
rating = "medium"

[[assessment.score.band]]
from = 9
rating = "high"
"#,
    ),
    (
        "assessment.band",
        r#"
[[assessment.band]]
rating = "high"
says = "More has to be done before anybody goes."
needs = "further-action"
clause = "school"
"#,
    ),
    (
        "assessment.header",
        "[[assessment.header]]\nfield = \"covered\"\nsays = \"Staff of this school\"\nclause = \"school\"",
    ),
    (
        "assessment.column",
        "[[assessment.column]]\nfield = \"hazard\"\nclause = \"school\"\n\n[[assessment.column]]\nfield = \"controls\"\nclause = \"school\"\n\n[[assessment.column]]\nfield = \"rating\"\nclause = \"school\"",
    ),
    ("assessment.extra", "[assessment.extra]\nclause = \"school\""),
    (
        "assessment.base",
        r#"
[[assessment.base]]
id = "lone-working"
says = "Working alone away from school"
stands-for-family = true
clause = "school"
"#,
    ),
    (
        "assessment.hazard",
        r#"
[[assessment.hazard]]
id = "alone"
name = "Staff are alone"
when = { crew-size = { at-most = 1 } }
clause = "school"
"#,
    ),
    (
        "assessment.hazard.controls",
        "[[assessment.hazard.controls]]\ntext = \"Ring school before and after\"\nclause = \"school\"",
    ),
    ("departure", "[departure]\nauthorised-by = [\"headteacher\"]\nclause = \"school\""),
    ("contact", "[contact]\nhow = \"ring the school office and say where you are\""),
    ("contact.before-visit", "[contact.before-visit]\nahead = \"5m\"\nclause = \"school\""),
    ("contact.after-visit", "[contact.after-visit]\nwithin = \"10m\"\nclause = \"school\""),
    (
        "contact.every",
        r#"
[[contact.every]]
when = { higher-risk = true }
limit = "30m"
late = "reached"
clause = "P-1.1"

[[contact.every]]
limit = "60m"
late = "reached"
clause = "P-1.1"
"#,
    ),
    (
        "contact.call",
        r#"
[[contact.call]]
id = "first-ten-minutes"
when = { first-visit = true }
from = "5m"
by = "10m"
clause = "school"
"#,
    ),
    (
        "contact.school-calls",
        "[contact.school-calls]\ntimes = [\"10:30\", \"14:00\"]\nclause = \"school\"",
    ),
    ("wait", "[wait]\nat-limit = \"put a card through the door and go back to school\""),
    (
        "wait.without-notice",
        "[[wait.without-notice]]\nwhen = { doorstep = false }\nlimit = \"10m\"\nlate = \"reached\"\nclause = \"school\"",
    ),
    (
        "wait.with-notice",
        "[[wait.with-notice]]\nwhen = { doorstep = false }\nlimit = \"20m\"\nlate = \"over\"\nclause = \"school\"",
    ),
    (
        "wait.minimum",
        "[[wait.minimum]]\nwhen = { kind = \"early-years\" }\nlimit = \"10m\"\nlate = \"reached\"\nclause = \"school\"",
    ),
    ("return.expected", "[return.expected]\ngrace = \"15m\"\nlate = \"over\"\nclause = \"school\""),
    (
        "return.finish",
        "[return.finish]\ngrace = \"not set\"\nlate = \"reached\"\nclause = \"school\"",
    ),
    (
        "return.home",
        r#"
[return.home]
when = { outside-hours = true }
to = "headteacher"
grace = "30m"
late = "over"
clause = "school"
"#,
    ),
    ("return.sign-in", "[return.sign-in]\nclause = \"school\""),
    (
        "ladder",
        r#"
[[ladder]]
id = "late"
clocks = ["contact", "return", "finish", "call", "wait", "home", "concern"]
"#,
    ),
    (
        "ladder.rung",
        r#"
[[ladder.rung]]
who = ["monitor"]
deputies = ["office"]
does = "ring {people} on {numbers}"
after = "0m"
tries = 2
clause = "P-2.1"

[[ladder.rung]]
who = ["dsl"]
does = "ring those they know: {kin}"
after = "10m"
at = "08:00"
optional = true
clause = "P-2.1"

[[ladder.rung]]
who = ["headteacher"]
does = "decide what is done now"
after = "not set"
decision = ["go-there", "police"]
clause = "P-2.1"

[[ladder]]
id = "distress"
clocks = "distress"

[[ladder.rung]]
who = ["office"]
does = "ring 999, and read out where {people} are"
after = "0m"
clause = "P-2.1"
"#,
    ),
    (
        "outcome",
        r#"
[[outcome]]
id = "no-show"
says = "Nobody was at home."
got-in = false
card = true
clause = "school"
"#,
    ),
    (
        "duty",
        r#"
[[duty]]
id = "write-up-incident"
on = "incident"
when = { by-whom = { one-of = ["carer", "pupil"] } }
owner = "visitor"
does = "write down what happened"
within = "1 school-day"
each = "affected"
written = true
clause = "school"
"#,
    ),
    (
        "incident",
        "[[incident]]\nid = \"threat\"\nsays = \"Somebody was threatened\"\nclause = \"school\"",
    ),
    (
        "incidents.caution",
        "[incidents.caution]\nwhen = { incident = \"threat\" }\nclause = \"school\"",
    ),
    (
        "sheet",
        r#"
[[sheet]]
id = "signing-out"
says = "Signing out"
of = "outings"
columns = ["people", "left", "due-back", "back"]
clause = "school"
"#,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::load;
    use crate::policy::raw::{self, Problems};
    use crate::policy::sections::POLICY;
    use crate::policy::shape::Shape;
    use std::collections::BTreeSet;

    /// The template with every example taken out of hiding.
    fn open() -> String {
        let bare = |line: &str| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') && !rest.starts_with(':') => rest.to_owned(),
            Some(_) | None => line.to_owned(),
        };
        template("ours").unwrap().lines().map(|l| bare(l) + "\n").collect()
    }

    #[test]
    fn a_new_policy_loads_and_has_the_name_that_was_given() {
        let loaded = load(&template("ours").unwrap()).unwrap();
        assert_eq!(loaded.policy.name, "ours");
        let said: Vec<_> = loaded.warnings.iter().map(|w| w.what.clone()).collect();
        assert_eq!(said, ["this policy has no ladder for the clock `distress`"]);
        assert_eq!(template("Our Policy"), None);
        assert_eq!(template("x\"\n"), None);
    }

    #[test]
    fn a_new_policy_loads_with_every_example_as_well_and_nothing_is_remarked_on() {
        let loaded = load(&open()).unwrap_or_else(|p| panic!("{p:#?}\n{}", open()));
        assert_eq!(loaded.warnings, Vec::new(), "{}", open());
    }

    /// Every key that is written below a section, by its whole name.
    fn written(section: raw::Section<'_>, shape: &Shape, path: &str, all: &mut BTreeSet<String>) {
        for key in shape.keys.iter().filter(|k| section.has(k.name)) {
            let path = format!("{path}.{}", key.name);
            all.insert(path.clone());
            let Some(inner) = key.kind.section() else { continue };
            let one = section.section(key.name).into_iter();
            one.chain(section.sections(key.name))
                .for_each(|inside| written(inside, inner, &path, all));
        }
    }

    /// Every key that may be.
    fn known(shape: &Shape, path: &str, all: &mut BTreeSet<String>) {
        for key in shape.keys {
            let path = format!("{path}.{}", key.name);
            all.insert(path.clone());
            let Some(inner) = key.kind.section() else { continue };
            known(inner, &path, all);
        }
    }

    #[test]
    fn every_key_of_the_language_has_an_example() {
        let text = open();
        let problems = Problems::new(&text);
        let tree = raw::read(&text, &problems);
        let (mut there, mut meant) = (BTreeSet::new(), BTreeSet::new());
        written(raw::Section::new(tree.get_ref(), 0), &POLICY, "", &mut there);
        known(&POLICY, "", &mut meant);
        // Two ways to rate exclude one another, and so do a mark in the file and one left to choose: those stand in remarks.
        let remarks = |path: &&String| {
            path.starts_with(".assessment.matrix") || *path == ".assessment.higher-risk-from"
        };
        let missing: Vec<&String> = meant.difference(&there).filter(|p| !remarks(p)).collect();
        assert_eq!(missing, Vec::<&String>::new());
        assert!(EXAMPLES.iter().all(|(of, _)| manual().names().contains(of)));
    }

    #[test]
    fn remarks_fit_on_a_line() {
        for line in template("ours").unwrap().lines().filter(|l| l.starts_with("# ")) {
            assert!(line.chars().count() <= 120, "{line}");
        }
    }
}
