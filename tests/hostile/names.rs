//! Names and free text with everything a name should not have, through every way out: terminal, JSON, CSV, pages,
//! the page for the police. Nothing that a terminal obeys comes out, and the record keeps every character.

use super::harness::{Place, Run};
use super::scene::obeyed;
use super::school::{OUTING, Under, VISIT, done, enter, out, ready, sign};
use serde_json::Value;

/// What a directory file may hold: no control character passes there, everything else does.
const NAME: &str = "O'Brien=cmd \u{202e}eliF\u{2066}\u{200b}\u{61c} عربى e\u{301} 😀 <b>&amp;\"q\"</b> \
                    {people} %0A $(reboot) `id`";

/// What somebody may type, or another machine may have written: a screen cleared, a link, a forged line.
const NOTE: &str = "=HYPERLINK(\"x\") \u{1b}[2J\u{1b}]8;;http://example.org\u{7}x\u{1b}]8;;\u{7} \u{9b}31m \u{7f}\u{85}\u{2028}\
                    \nALL IN TIME\r\nKay: back \u{202e}kcab\u{200d}\u{e0041}";

/// The readers of Aspire's folder: text at three widths, and JSON.
const READERS: [&str; 32] = [
    "overdue",
    "board",
    "plan",
    "staff",
    "staff kay",
    "family",
    "family ahmed",
    "assess show ahmed",
    "assess ahmed --print",
    "brief kay",
    "print day",
    "print week",
    "print visit ahmed",
    "print incident ahmed",
    "print brief kay",
    "print card",
    "print vehicles",
    "show ahmed",
    "show kay",
    "show 2026-11-24-kay-1a",
    "show ahmed/2026-11-24-1a",
    "show 2026-W48",
    "why ahmed",
    "why 2026-11-24-kay-1a",
    "doctor",
    "sheet",
    "notify",
    "drill",
    "policy show",
    "policy check",
    "policy clauses",
    "schedule cron",
];

fn raw(place: &Place, line: &[&str], columns: Option<&str>) -> (String, String, Option<i32>) {
    let mut program = place.program();
    match columns {
        Some(columns) => program.env("COLUMNS", columns),
        None => program.env_remove("COLUMNS"),
    };
    let output = program.args(line).args(["--now", &place.now().rfc3339()]).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

/// Every name and free text of the folder, by hand: a name keeps its beginning, so that it can be told apart.
fn spoil(place: &Place) {
    let mut files = vec![place.folder().join("hv.toml")];
    for folder in ["people", "addresses", "families/ahmed", "families/bell"] {
        let all = std::fs::read_dir(place.folder().join(folder)).unwrap();
        files.extend(all.map(|e| e.unwrap().path()).filter(|p| p.is_file()));
    }
    let names = [
        "Kay Invented",
        "Lou Made",
        "Pat Head",
        "Dee Safe",
        "Max Desk",
        "Sam Invented",
        "Ali Ahmed, 4B",
        "Sara Ahmed",
        "Bea Bell, 2A",
        "Rob Bell",
        "7 Example Road, Testford",
        "Invented Primary",
        "School office",
        "Duty phone",
        "Back office",
        "Ford",
        "Fiesta",
        "silver",
    ];
    for path in files {
        let mut text = std::fs::read_to_string(&path).unwrap();
        for name in names {
            let quoted = Value::from(format!("{name} {NAME}")).to_string();
            text = text.replace(&format!("\"{name}\""), name).replace(name, &quoted);
        }
        std::fs::write(&path, text).unwrap();
    }
}

/// Everything said is safe to show; and JSON, if it was asked for, is JSON.
fn shown(place: &Place, line: &str, wrong: &mut Vec<String>) {
    let words: Vec<&str> = line.split(' ').collect();
    for columns in [None, Some("40"), Some("100")] {
        let (out, err, code) = raw(place, &words, columns);
        if let Some(c) = obeyed(&format!("{out}{err}")) {
            let at = format!("{out}{err}").lines().find(|l| obeyed(l).is_some()).map(str::to_owned);
            wrong.push(format!("{line} at {columns:?}: U+{:04X} in {at:?}", u32::from(c)));
        }
        if !matches!(code, Some(0..=5)) {
            wrong.push(format!("{line}: {code:?} {err}"));
        }
    }
    let (out, err, _) = raw(place, &[&words[..], &["--json"]].concat(), None);
    if let Some(c) = obeyed(&format!("{out}{err}")) {
        wrong.push(format!("{line} --json: U+{:04X}", u32::from(c)));
    }
    if !out.is_empty() && serde_json::from_str::<Value>(&out).is_err() {
        wrong.push(format!("{line} --json: {out}"));
    }
}

/// Signed out, at the door, written up, and gone wrong, with a note wherever one can be given.
fn afield() -> (Place, Vec<String>) {
    let mut place = ready(Under::Aspire);
    spoil(&place);
    let mut wrong = Vec::new();
    for line in READERS {
        shown(&place, line, &mut wrong);
    }
    sign(&mut place);
    let _out: Run = place.hv(&out(Under::Aspire, "kay lou", &[])).exits(0);
    (place, wrong)
}

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_name_and_no_note_reaches_a_terminal_as_a_command() {
    let (mut place, mut wrong) = afield();
    let notes: [&[&str]; 7] = [
        &["checkin", "kay", "--note", NOTE, "--whereabouts", NOTE],
        &["arrive", "kay", "lou"],
        &["checkin", "lou", "--concern", NOTE],
        &["distress", "kay", "--note", NOTE, "--whereabouts", NOTE],
        &["ack", OUTING, "--doing", NOTE],
        &["out", NAME, "--breach", NOTE, "--where", NOTE, "--back", "12:20"],
        &["extend", "kay", "--back", "15:45", "--why", NOTE],
    ];
    for line in notes {
        let (out, err, code) = raw(&place, line, None);
        if let Some(c) = obeyed(&format!("{out}{err}")) {
            wrong.push(format!("{line:?}: U+{:04X} in {out}{err}", u32::from(c)));
        }
        if !matches!(code, Some(0..=2)) {
            wrong.push(format!("{line:?}: {code:?} {err}"));
        }
    }
    place.clock("12:30");
    for line in READERS {
        shown(&place, line, &mut wrong);
    }
    let mut kept = place.read(&format!("outings/2026-W48/{OUTING}.yaml"));
    kept.retain(|c| c != '\n');
    let spelt =
        kept.contains("\\u001b]8;;http://example.org\\u0007") && kept.contains("\\u202ekcab");
    if !spelt {
        wrong.push(format!("the record does not keep what was typed: {kept}"));
    }
    none(&wrong);
}

#[test]
fn what_went_wrong_on_a_visit_is_shown_and_kept_as_it_was_written() {
    let (mut place, mut wrong) = afield();
    place.clock("14:00");
    place.hv("arrive kay lou").done();
    let _in = place.hv(&enter(Under::Aspire, &[])).exits(0);
    place.hv("leave kay lou").done();
    place.hv("back kay lou").done();
    let write_up = done(Under::Aspire, &["--present", "--concern"]);
    let words = super::harness::words(&write_up);
    let words: Vec<&str> =
        words.iter().map(String::as_str).chain(["--present", NOTE, "--concern", NOTE]).collect();
    let (out, err, code) = raw(&place, &words, None);
    if obeyed(&format!("{out}{err}")).is_some() || !matches!(code, Some(0..=2)) {
        wrong.push(format!("{words:?}: {code:?} {out}{err}"));
    }
    let incident =
        ["incident", VISIT, "--kind", "accident", "--affected", "kay", "--reference", NOTE];
    let (out, err, code) = raw(&place, &incident, None);
    if obeyed(&format!("{out}{err}")).is_some() || !matches!(code, Some(0..=2)) {
        wrong.push(format!("{incident:?}: {code:?} {out}{err}"));
    }
    place.clock("16:00");
    for line in READERS {
        shown(&place, line, &mut wrong);
    }
    none(&wrong);
}

#[test]
fn a_sheet_for_a_spreadsheet_computes_nothing_and_comes_back_as_it_was() {
    let (place, mut wrong) = afield();
    place.edit("people/kay.yaml", "\"Kay Invented", "\"=Kay Invented");
    for (sheet, id) in [("staff", "kay"), ("family", "ahmed")] {
        let (csv, err, code) = raw(&place, &[sheet, "--csv"], None);
        assert_eq!(code, Some(0), "{err}");
        wrong.extend(obeyed(csv.trim_start_matches('\u{feff}')).map(|c| format!("{sheet}: {c:?}")));
        let cells = csv.replace(['\r'], "");
        let computed = cells
            .lines()
            .flat_map(|l| l.split(','))
            .find(|cell| cell.trim_start_matches('"').starts_with(['=', '+', '-', '@', '\t']));
        wrong.extend(computed.map(|cell| format!("{sheet}: a cell is computed: {cell}")));
        assert!(csv.contains(id), "{csv}");
    }
    none(&wrong);
}

#[test]
fn a_page_to_print_holds_names_as_text() {
    let (place, mut wrong) = afield();
    for line in [
        &["assess", "ahmed", "--print", "--html", "-"][..],
        &["assess", "ahmed", "--blank", "--html", "-"],
    ] {
        let (html, err, code) = raw(&place, line, None);
        assert_eq!(code, Some(0), "{err}");
        if html.contains("<b>&amp;\"q\"") || html.contains("Ahmed O'Brien=cmd \u{202e}") {
            wrong.push(format!("{line:?}: {html}"));
        }
        wrong.extend(obeyed(&html).map(|c| format!("{line:?}: U+{:04X}", u32::from(c))));
    }
    none(&wrong);
}

#[test]
fn twin_text_shown_as_it_is_stored_is_caught() {
    assert_eq!(obeyed(NOTE), Some('\u{1b}'));
    assert_eq!(obeyed(NAME), Some('\u{202e}'));
    assert_eq!(obeyed(&hv::render::clean(NOTE)), None);
    assert_eq!(obeyed(&hv::render::clean(NAME)), None);
    for c in (0..0x2_0000_u32).chain(0xe_0000..0xe_0080).filter_map(char::from_u32) {
        assert_eq!(obeyed(&hv::render::clean(&c.to_string())), None, "U+{:04X}", u32::from(c));
    }
}
