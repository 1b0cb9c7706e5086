//! The board as a page that a screen at reception keeps open. It loads itself anew, says large when it was made, and
//! says in large words when it is too old to be believed.
//!
//! The screen may be seen by anybody who comes in: who makes the page gives it no number, no address and no family.

use super::clean;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, PreEscaped, html};
use sha2::{Digest, Sha256};

/// The style of the page. No meaning is in colour.
const STYLE: &str = include_str!("wall.css");

/// Looks every second whether the page is too old, and loads it anew. It does nothing else, and nothing else may run.
const SCRIPT: &str = include_str!("wall.js");

/// What tells hv's own board from any other file.
pub const MARK: &str = "data-hv=\"board\"";

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wall {
    /// The school's name.
    pub school: String,
    /// When it was made, in words: "Tue 24 Nov 11:30:05".
    pub made: String,
    /// The same in seconds since 1970, for the script.
    pub made_unix: i64,
    /// After that time it is not to be believed: "11:35".
    pub until: String,
    /// The same as a length, in seconds.
    pub old_after: u64,
    /// It loads itself anew every so many seconds.
    pub refresh: u64,
    /// The sentence over everything: "OUT: 2 outings, 1 NOT IN TIME".
    pub headline: String,
    /// The headline says that nothing is wrong. An old page must not go on saying it.
    pub calm: bool,
    /// What must be read first: what is not known, who watches.
    pub alerts: Vec<String>,
    /// Whoever is out, worst first.
    pub rows: Vec<WallRow>,
    /// Lines below: what is owed.
    pub below: Vec<String>,
}

/// One outing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WallRow {
    /// The big word: "LATE 22m".
    pub word: String,
    /// Something is wrong: it stands in a frame.
    pub bad: bool,
    /// Names.
    pub who: String,
    /// What there is to know, each with its name.
    pub says: Vec<(String, String)>,
}

/// The page, as one file of HTML that fetches nothing.
pub fn page(wall: &Wall) -> String {
    let allowed = STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
    let policy =
        format!("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'");
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" data-hv="board" data-made=(wall.made_unix) data-old=(wall.old_after) data-refresh=(wall.refresh) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                // With scripts the page does it by itself, and can be held still by whoever needs longer to read it.
                noscript { meta http-equiv="refresh" content=(wall.refresh); }
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (clean(&wall.headline)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p class="school" { (clean(&wall.school)) }
                    p class="made" { "Made " b { (clean(&wall.made)) } }
                    p class="until" { "After " (clean(&wall.until)) " do not believe it." }
                }
                main {
                    p id="old" role="alert" hidden {
                        "THIS PAGE IS OLD. Nobody on it may be taken for safe. Look at hv board now. "
                        "(Or the clock of this screen is wrong.)"
                    }
                    h1 class=[wall.calm.then_some("calm")] { (clean(&wall.headline)) }
                    @for alert in &wall.alerts { p class="alert" { (clean(alert)) } }
                    @if !wall.rows.is_empty() { ul { @for row in &wall.rows { (one(row)) } } }
                    @for line in &wall.below { p class="below" { (clean(line)) } }
                }
                footer {
                    button id="hold" type="button" aria-pressed="false" hidden { "Hold this page still to read it" }
                    p { "In danger: ring 999. hv is not a monitored alarm service." }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn one(row: &WallRow) -> maud::Markup {
    html! {
        li class=(if row.bad { "row bad" } else { "row" }) {
            p class="word" { (clean(&row.word)) }
            div {
                h2 { (clean(&row.who)) }
                dl { @for (name, says) in &row.says { div { dt { (clean(name)) } dd { (clean(says)) } } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall() -> Wall {
        Wall {
            school: "<b>School</b>".to_owned(),
            made: "Tue 24 Nov 11:30:05".to_owned(),
            made_unix: 1_795_519_805,
            until: "11:35".to_owned(),
            old_after: 300,
            refresh: 15,
            headline: "OUT: 1 outing".to_owned(),
            rows: vec![WallRow {
                word: "LATE 5m".to_owned(),
                bad: true,
                who: "<script>alert(1)</script>\u{202e}".to_owned(),
                says: vec![("Next".to_owned(), "due 11:25".to_owned())],
            }],
            ..Wall::default()
        }
    }

    #[test]
    fn nothing_from_a_record_is_a_tag_and_only_hvs_own_script_may_run() {
        let page = page(&wall());
        assert_eq!(page.matches("<script").count(), 1, "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;‹U+202E›"), "{page}");
        assert!(page.contains("&lt;b&gt;School"), "{page}");
        // base64 of the sha-256 of what stands between the tags, worked out from the page itself.
        let (_, after) = page.split_once("<script>").unwrap();
        let (script, _) = after.split_once("</script>").unwrap();
        let sum = STANDARD.encode(Sha256::digest(script.as_bytes()));
        assert!(
            page.contains(&format!("script-src &#39;sha256-{sum}&#39;"))
                || page.contains(&format!("script-src 'sha256-{sum}'")),
            "{page}"
        );
    }

    #[test]
    fn it_loads_itself_anew_and_says_when_it_was_made_and_until_when_it_holds() {
        let page = page(&wall());
        assert!(page.starts_with(&format!("<!DOCTYPE html><html lang=\"en-GB\" {MARK}")), "{page}");
        for wanted in [
            "http-equiv=\"refresh\" content=\"15\"",
            "data-made=\"1795519805\"",
            "data-old=\"300\"",
            "Made <b>Tue 24 Nov 11:30:05</b>",
            "After 11:35 do not believe it.",
            "id=\"old\" role=\"alert\" hidden",
        ] {
            assert!(page.contains(wanted), "{wanted} is not in {page}");
        }
    }

    #[test]
    fn only_what_is_calm_goes_when_the_page_is_old() {
        assert!(!page(&wall()).contains("class=\"calm\""));
        assert!(page(&Wall { calm: true, ..wall() }).contains("<h1 class=\"calm\">"));
    }
}
