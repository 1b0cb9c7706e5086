//! What a real browser makes of the printed page: Chromium writes it as PDF, and the sheets are measured. No word may be
//! lost, nothing may stand beyond the edge, and every sheet must say which record it belongs to.
//!
//! Without Chromium or poppler-utils there is nothing to measure: these tests then say so and prove nothing. Where
//! `CI` is set they fail instead; `.ci/run` installs both by name.

use crate::assess_print::{HOSTILE, filled, tight, under};
use crate::harness::Place;
use hv::policy::Policy;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A4, in points.
const WIDTH: f64 = 595.0;
const HEIGHT: f64 = 842.0;
/// No printer prints closer to the edge: 5 mm.
const EDGE: f64 = 14.0;

/// The first of these programs that is installed.
pub(crate) fn program(names: &[&'static str]) -> Option<&'static str> {
    let there = |name: &&&'static str| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
    };
    names.iter().find(there).copied()
}

/// The browser, if everything is there that these tests need. In CI it must be.
pub(crate) fn browser() -> Option<&'static str> {
    let browser = program(&["chromium", "chromium-browser", "google-chrome"]);
    let missing: Vec<&str> = [
        (browser.is_none(), "chromium"),
        (program(&["pdftotext"]).is_none(), "pdftotext (poppler-utils)"),
        (program(&["pdfinfo"]).is_none(), "pdfinfo (poppler-utils)"),
    ]
    .into_iter()
    .filter_map(|(gone, name)| gone.then_some(name))
    .collect();
    if missing.is_empty() {
        return browser;
    }
    let why =
        format!("{} not installed: apt-get install chromium poppler-utils", missing.join(", "));
    assert!(std::env::var_os("CI").is_none(), "{why}");
    // Past the harness, which keeps what a test that passes has printed to itself.
    let said = format!("\nSKIPPED, NOTHING PROVEN: the printed page was not measured. {why}\n");
    std::io::stderr().write_all(said.as_bytes()).unwrap();
    None
}

pub(crate) fn run(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}\n{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A printed page: the PDF, and what stands in it.
struct Printed {
    pdf: PathBuf,
    /// The text in the order it was laid down, cell by cell, sheet by sheet.
    sheets: Vec<String>,
}

fn print(browser: &str, place: &mut Place, typed: &str) -> Printed {
    let name = format!("{}.html", typed.replace([' ', '-', '/'], ""));
    place.hv(&format!("assess {typed} --html ../{name}")).done();
    let html = place.path().join(&name);
    let pdf = html.with_extension("pdf");
    let mut chromium = Command::new(browser);
    chromium
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-pdf-header-footer",
        ])
        .arg(format!("--user-data-dir={}", place.path().join("browser").display()))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!("file://{}", html.display()));
    run(&mut chromium);
    let text = run(Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(&pdf).arg("-"));
    let sheets = text.split('\u{c}').map(str::to_owned).filter(|s| !s.is_empty()).collect();
    Printed { pdf, sheets }
}

impl Printed {
    #[track_caller]
    fn holds(&self, words: &str) {
        let all = tight(&self.sheets.concat());
        assert!(all.contains(&tight(words)), "{words:?} is lost in\n{}", self.sheets.concat());
    }

    /// Every sheet is A4, and every word stands on it.
    #[track_caller]
    fn fits(&self) {
        let info = run(Command::new("pdfinfo").arg(&self.pdf));
        let size = info.lines().find(|l| l.starts_with("Page size:")).unwrap();
        assert!(size.ends_with("(A4)"), "{size}");
        let pages = info.lines().find_map(|l| l.strip_prefix("Pages:")).unwrap();
        assert_eq!(pages.trim(), self.sheets.len().to_string(), "an empty sheet");
        let words = words(&self.pdf);
        assert!(words.len() > 300, "only {} words", words.len());
        for word in &words {
            let inside = word.x.0 >= EDGE && word.x.1 <= WIDTH - EDGE;
            assert!(
                inside && word.y.0 >= EDGE && word.y.1 <= HEIGHT - EDGE,
                "off the sheet: {word:?}"
            );
        }
    }

    /// What must stand at the foot of every sheet.
    #[track_caller]
    fn foots(&self, words: &str) {
        for (number, sheet) in self.sheets.iter().enumerate() {
            let page = format!("Page {} of {}", number + 1, self.sheets.len());
            for wanted in [words, &page, "Confidential"] {
                assert!(
                    tight(sheet).contains(&tight(wanted)),
                    "no {wanted:?} on sheet {}:\n{sheet}",
                    number + 1
                );
            }
        }
    }
}

/// A word, and where it stands from side to side and from top to bottom, in points.
#[derive(Debug)]
struct Word {
    /// What it says, for the message of a test that fails.
    _text: String,
    x: (f64, f64),
    y: (f64, f64),
}

fn words(pdf: &Path) -> Vec<Word> {
    let boxes = run(Command::new("pdftotext").arg("-bbox").arg(pdf).arg("-"));
    let lines = boxes.lines().filter_map(|line| line.trim().strip_prefix("<word "));
    let of = |line: &str, name: &str| {
        let (_, after) = line.split_once(&format!("{name}=\"")).unwrap();
        after.split_once('"').unwrap().0.parse::<f64>().unwrap()
    };
    lines
        .map(|line| Word {
            _text: line.split_once('>').unwrap().1.to_owned(),
            x: (of(line, "xMin"), of(line, "xMax")),
            y: (of(line, "yMin"), of(line, "yMax")),
        })
        .collect()
}

fn policy(name: &str) -> Policy {
    hv::policy::load(&hv::policy::as_suggested(hv::policy::shipped(name).unwrap())).unwrap().policy
}

#[test]
fn the_empty_forms_print_whole_on_a4() {
    let Some(browser) = browser() else { return };
    for name in ["aspire", "alderman-richard-hallam"] {
        let policy = policy(name);
        let mut place = under(name);
        let printed = print(browser, &mut place, "--blank");
        printed.fits();
        printed.foots(&format!("Policy {}", policy.digest));
        printed.foots("an empty form, and no record");
        let rules = policy.assessment.as_ref().unwrap();
        for hazard in &rules.hazards {
            printed.holds(&hazard.name);
            hazard.controls.iter().for_each(|control| printed.holds(&control.text));
        }
        printed.holds("May the visit go ahead?");
        printed.holds("Decided by: signature");
        let last = printed.sheets.last().unwrap();
        assert!(last.contains("Foot of the page"), "the last row is lost:\n{last}");
    }
}

#[test]
fn the_filled_in_form_prints_whole_with_its_foot_on_every_sheet() {
    let Some(browser) = browser() else { return };
    let mut place = filled();
    place
        .hv("assess decide ahmed --proceed yes --reason \"controls hold\" --decided-by pat")
        .done();
    place.hv("assess read ahmed --who kay").done();
    let printed = print(browser, &mut place, "--print ahmed");
    printed.fits();
    printed.foots("Record ahmed/2026-11-24-1a; sha-256 ");
    printed.foots("decided YES by Pat Head (pat) (the principal)");
    printed.foots("it rests on a name typed, not on a signature");
    for words in [
        "NOT IN PLACE",
        "Does not apply, because: it is no higher-risk visit",
        "NOT KNOWN",
        "Ice on the path",
    ] {
        printed.holds(words);
    }
    // The table's heading comes again on each sheet that the table reaches.
    let tables = printed.sheets.iter().filter(|s| tight(s).contains("Inplace?")).count();
    assert!(tables >= 2, "{tables}");
    let last = printed.sheets.last().unwrap();
    assert!(last.contains("Since the decision") && last.contains("Foot of the page"), "{last}");
}

/// Long words without a blank, many lines, and letters of other scripts: no cell runs over its edge.
#[test]
fn the_longest_answers_stay_on_the_sheet() {
    let Some(browser) = browser() else { return };
    let mut place = filled();
    let long = "W".repeat(400);
    let story = "it was said that ".repeat(200);
    // What cannot be shown is refused as an answer.
    let shown = |c: &char| !c.is_control() && !('\u{200b}'..='\u{2069}').contains(c);
    let odd: String = HOSTILE.chars().filter(shown).collect();
    let answers = [
        ("pupil-risks", long.as_str()),
        ("parent-risks", story.as_str()),
        ("household-risks", &odd),
        ("hazard.alone.more-controls", &long),
        ("hazard.alone.control.8", "no"),
        ("hazard.alone.control.8.by-whom", &long),
        ("hazard.alone.control.8.by-when", "2026-11-24"),
        ("extra.1", &long),
    ];
    let given = crate::school::answers(&mut place, "ahmed", &answers);
    crate::school::assess_file(&place, &given);
    place.hv("assess ahmed --answers ../answers.yaml").done();
    let printed = print(browser, &mut place, "--print ahmed");
    printed.fits();
    printed.holds(&long);
    printed.holds(&story);
    printed.foots("not decided");
}
