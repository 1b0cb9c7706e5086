//! The frame of every page for paper as one file of HTML: its head, with a policy that forbids scripts and fetching.
//!
//! What stands in the body, and what was escaped in it, is for whoever makes the page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Nothing is loaded, whatever a record holds; only the style sheet inside the page counts.
const FORBIDS: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The whole file.
pub(super) fn framed(title: &str, style: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(FORBIDS);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(style)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}
