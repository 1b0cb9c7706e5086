//! Every page for paper and the page for the screen in a real browser: printed by hv itself as PDF and measured, laid
//! out at 1280 pixels with nothing wider than the window, and looked over by axe-core for whoever cannot see it.
//!
//! axe-core is fetched by `.ci/run` into target/axe; it is no part of hv. Where it or the browser is missing these tests
//! say that they prove nothing, and where `CI` is set they fail.

use crate::harness::{Place, copy_folder};
use crate::paper::{browser, run};
use crate::print::example;
use serde_json::Value;
use std::io::Write as _;
use std::process::Command;

/// Each page with the greatest number of sheets that it may take of the example school.
const PAGES: [(&str, usize); 8] = [
    ("week", 3),
    ("day", 7),
    ("visit heath", 1),
    ("assessment ahmed", 6),
    ("incident brook", 2),
    ("brief kay", 4),
    ("card", 3),
    ("vehicles", 1),
];

fn axe() -> Option<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/target/axe/axe.min.js");
    if let Ok(script) = std::fs::read_to_string(path) {
        return Some(script);
    }
    let why = "target/axe/axe.min.js is not there: npm pack axe-core, as .ci/run does";
    assert!(std::env::var_os("CI").is_none(), "{why}");
    let said = format!("\nSKIPPED, NOTHING PROVEN: no accessibility check was made. {why}\n");
    std::io::stderr().write_all(said.as_bytes()).unwrap();
    None
}

/// hv's own PDF: A4, no sheet too many, the foot on each, every word on the sheet.
#[test]
fn every_page_is_printed_whole_on_a4_by_hv_itself() {
    if browser().is_none() {
        return;
    }
    let mut place = example();
    for (page, most) in PAGES {
        let name = page.replace(' ', "-");
        let path = std::env::var("PATH").unwrap();
        let now = place.now().rfc3339();
        let mut hv = place.program();
        hv.env("PATH", path).args(page.split(' ').fold(vec!["print"], |mut all, word| {
            all.push(word);
            all
        }));
        hv.args(["--pdf", &format!("../{name}.pdf"), "--now", &now]);
        let _told = run(&mut hv);
        let pdf = place.path().join(format!("{name}.pdf"));
        let info = run(Command::new("pdfinfo").arg(&pdf));
        assert!(
            info.lines().any(|l| l.starts_with("Page size:") && l.ends_with("(A4)")),
            "{page}: {info}"
        );
        let text =
            run(Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(&pdf).arg("-"));
        let sheets: Vec<&str> = text.split('\u{c}').filter(|s| !s.trim().is_empty()).collect();
        assert!(sheets.len() <= most, "{page}: {} sheets", sheets.len());
        for (n, sheet) in sheets.iter().enumerate() {
            let number = format!("Page {} of {}", n + 1, sheets.len());
            for wanted in
                ["Confidential", &number, "Signature", "sha-256", "Directories only, no record"]
            {
                let one_of = wanted == "sha-256" || wanted == "Directories only, no record";
                let other =
                    sheet.contains("sha-256") || sheet.contains("Directories only, no record");
                let foot = page.starts_with("assessment") && wanted == "Signature";
                assert!(
                    sheet.contains(wanted) || (one_of && other) || foot,
                    "{page}: no {wanted:?} on sheet {}:\n{sheet}",
                    n + 1
                );
            }
        }
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(
                &std::fs::metadata(&pdf).unwrap().permissions()
            ) & 0o777,
            0o600
        );
    }
    // What somebody needs in the dark is on the day's sheets, every word of it.
    let day = run(Command::new("pdftotext").arg("-raw").arg(place.path().join("day.pdf")).arg("-"));
    for wanted in ["07700 900104", "XX00 AAA", "1 Nowhere Lane", "WHAT TO READ TO THE POLICE"] {
        assert!(day.contains(wanted), "no {wanted:?} in\n{day}");
    }
    let _last = place.hv("print vehicles").exits(0);
}

/// What a browser at 1280 pixels makes of a page, with axe's findings and whatever is wider than its box. A caption for
/// whoever cannot see the page is one pixel wide, and is no box.
fn looked_over(browser: &str, place: &Place, html: &str, axe: &str) -> Value {
    // The page forbids scripts other than its own; to be looked over it must let one in.
    let (before, policy) = html.split_once("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    let (_, after) = policy.split_once('>').unwrap();
    let check = "axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a','wcag2aa','wcag21a','wcag21aa','best-practice']}}).then(function (found) { \
        var wide = [].filter.call(document.querySelectorAll('body, body *'), function (e) { \
            return e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1; }).map(function (e) { return e.tagName + ': ' + e.textContent.slice(0, 60); }); \
        var told = {wide: wide, page: [document.documentElement.scrollWidth, document.documentElement.clientWidth], passes: found.passes.length, \
            old: document.getElementById('old') ? !document.getElementById('old').hidden : null, \
            found: found.violations.map(function (v) { return v.id + ': ' + v.nodes.map(function (n) { return n.html.slice(0, 120); }).join(' | '); })}; \
        var out = document.createElement('pre'); out.id = 'told'; out.textContent = JSON.stringify(told); document.body.appendChild(out); });";
    let page = format!("{before}<meta name=\"x\">{after}")
        .replace("</body>", &format!("<script>{axe}</script><script>{check}</script></body>"));
    let file = place.path().join("looked.html");
    std::fs::write(&file, page).unwrap();
    let mut chromium = Command::new(browser);
    chromium
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        .args(["--window-size=1280,900", "--virtual-time-budget=9000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", place.path().join("browser").display()))
        .arg(format!("file://{}", file.display()));
    let dom = run(&mut chromium);
    let (_, told) =
        dom.split_once("<pre id=\"told\">").unwrap_or_else(|| panic!("axe said nothing:\n{dom}"));
    let (told, _) = told.split_once("</pre>").unwrap();
    let told = told.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&told).unwrap()
}

#[track_caller]
fn clean(page: &str, told: &Value) {
    assert_eq!(told["found"], serde_json::json!([]), "{page}");
    assert_eq!(told["wide"], serde_json::json!([]), "{page}");
    let width = |n: usize| told["page"][n].as_i64().unwrap();
    assert!(width(0) <= width(1), "{page}: {} is wider than {}", width(0), width(1));
    assert!(told["passes"].as_i64().unwrap() > 8, "{page}: axe looked at nothing: {told}");
}

#[test]
fn nothing_is_clipped_at_1280_pixels_and_axe_finds_nothing() {
    let (Some(browser), Some(axe)) = (browser(), axe()) else { return };
    let mut place = example();
    for (page, _) in PAGES {
        let html = place.hv(&format!("print {page} --html -")).exits(0).out;
        let told = looked_over(browser, &place, &html, &axe);
        clean(page, &told);
    }
    // The figures of one school, and of several, one of which cannot be looked at.
    let report = "report --from 2026-11-23 --to 2026-11-24";
    let one = place.hv(&format!("{report} --html=-")).exits(0).out;
    clean("report", &looked_over(browser, &place, &one, &axe));
    let several = three_schools(&mut place);
    clean("report of three schools", &looked_over(browser, &place, &several, &axe));
    // Of another moment, so this page is old; and the script says it in large words.
    place.hv("board --html ../board.html").done();
    let html = std::fs::read_to_string(place.path().join("board.html")).unwrap();
    let told = looked_over(browser, &place, &html, &axe);
    clean("board, old", &told);
    assert_eq!(told["old"], true, "{told}");
    // The same, made now: it does not call itself old.
    let (before, after) = html.split_once("data-made=\"").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    let made =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let fresh = format!("{before}data-made=\"{made}\"{after}");
    let told = looked_over(browser, &place, &fresh, &axe);
    clean("board, new", &told);
    assert_eq!(told["old"], false, "{told}");
}

/// The report of this school, of one without a policy that can be read, and of a folder that is not there.
fn three_schools(place: &mut Place) -> String {
    let other = place.path().join("elm");
    copy_folder(&place.folder(), &other);
    let card = std::fs::read_to_string(other.join("hv.toml")).unwrap();
    let card = card.replacen("store = \"", "store = \"elm-", 1);
    std::fs::write(other.join("hv.toml"), card.replacen("name = \"", "name = \"Elm, ", 1)).unwrap();
    std::fs::write(other.join("policy.toml"), "rubbish\n").unwrap();
    let line = "report --from 2026-11-23 --to 2026-11-24 --store ../school --store ../elm --store ../oak --html=-";
    place.hv(line).exits(3).out
}

/// A4, in a browser: every school begins on a sheet of its own, no sheet holds more than it can, no word is lost.
#[test]
fn several_schools_are_printed_on_a4() {
    let Some(browser) = browser() else { return };
    let mut place = example();
    let html = three_schools(&mut place);
    let (file, pdf) = (place.path().join("all.html"), place.path().join("all.pdf"));
    std::fs::write(&file, &html).unwrap();
    let mut chromium = Command::new(browser);
    chromium.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]);
    chromium.arg("--no-pdf-header-footer").arg(format!("--print-to-pdf={}", pdf.display()));
    chromium.arg(format!("--user-data-dir={}", place.path().join("browser").display()));
    let _made = run(chromium.arg(format!("file://{}", file.display())));
    let info = run(Command::new("pdfinfo").arg(&pdf));
    assert!(info.lines().any(|l| l.starts_with("Page size:") && l.ends_with("(A4)")), "{info}");
    let text = run(Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(&pdf).arg("-"));
    let sheets: Vec<&str> = text.split('\u{c}').filter(|s| !s.trim().is_empty()).collect();
    assert!((3..=24).contains(&sheets.len()), "{} sheets", sheets.len());
    for school in ["school", "elm", "oak"] {
        let begins = sheets.iter().filter(|s| s.lines().next() == Some(school)).count();
        assert!(begins <= 1, "{school} begins on {begins} sheets");
    }
    // What is missing stands before everything else, and what each heading says is on some sheet.
    assert!(sheets[0].contains("NOT LOOKED AT"), "{}", sheets[0]);
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let whole = plain(&text);
    for heading in html.split("<h4>").skip(1).filter_map(|rest| rest.split_once("</h4>")) {
        let words = plain(&heading.0.replace("&amp;", "&"));
        assert!(whole.contains(&words), "no {words} on any sheet");
    }
}

/// The check bites: a page with what it looks for.
#[test]
fn a_page_that_is_wrong_is_found() {
    let (Some(browser), Some(axe)) = (browser(), axe()) else { return };
    let place = example();
    let html = "<!DOCTYPE html><html><head><meta http-equiv=\"Content-Security-Policy\" content=\"x\"><title></title></head>\
                <body><main><h1>x</h1><img src=\"data:,\"><div style=\"width:200px;white-space:nowrap\">wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww</div></main></body></html>";
    let told = looked_over(browser, &place, html, &axe);
    let found = told["found"].to_string();
    for wanted in ["html-has-lang", "document-title", "image-alt"] {
        assert!(found.contains(wanted), "{told}");
    }
    assert!(told["wide"].as_array().is_some_and(|wide| !wide.is_empty()), "{told}");
}
