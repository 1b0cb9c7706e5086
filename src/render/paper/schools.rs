//! Several schools' reports as one file of HTML: the page of each, two headings lower, below what is to be known of all.
//!
//! It takes the pages that [`super::figures`] made and nothing else: whatever a record holds is escaped in them, so every
//! tag is one of that file's own. It adds up nothing.

use super::figures::STYLE;
use super::frame::framed;
use crate::render::{clean, count};
use maud::{Markup, PreEscaped, html};

/// What is known of one school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Each {
    /// Its name, as the look at it has it.
    pub school: String,
    /// Everything of it was read.
    pub whole: bool,
    /// Its page; else why there is none.
    pub page: Result<String, String>,
}

/// The schools' own headings stand two lower.
const MORE_STYLE: &str = "\
main > section > h2 { font-size: 14pt; border-bottom: 0.5mm solid #000; }\n\
.school h3 { font-size: 12pt; }\n\
h4 { font-size: 12pt; margin: 6mm 0 1.2mm; border-bottom: 0.3mm solid #555; break-after: avoid; }\n\
h5 { font-size: 10pt; margin: 3mm 0 0.6mm; break-after: avoid; }\n\
main > section + section { break-before: page; }\n";

/// No figure of the page is a sum, and this says why.
const NO_TOTAL: &str = "Each school is counted by itself, from its own records and under its own policy. Nothing here is added up over \
                        schools: policies differ in what they ask for, allow and count.";

/// The page of all of them.
pub(in crate::render) fn html(all: &[Each]) -> String {
    let title = format!("Home visits: reports of {}", count(all.len(), "school"));
    let style = format!("{STYLE}{MORE_STYLE}");
    let body = html! {
        header {
            h1 { (title) }
            p { (NO_TOTAL) }
            (missing(all))
            ol { @for (at, one) in all.iter().enumerate() { (line(at, one)) } }
        }
        main { @for (at, one) in all.iter().enumerate() { (part(at, one)) } }
        footer { p { "No figure here is of a person, and none compares people. hv is not a monitored alarm service." } }
    };
    framed(&title, &style, &body)
}

/// What is not in the page, before anything that is.
fn missing(all: &[Each]) -> Markup {
    let gone = all.iter().filter_map(|one| Some((one, one.page.as_ref().err()?)));
    let gone: Vec<(&Each, &String)> = gone.collect();
    let in_part: Vec<&Each> = all.iter().filter(|one| one.page.is_ok() && !one.whole).collect();
    html! {
        @if !gone.is_empty() || !in_part.is_empty() {
            div class="alert" role="note" {
                @for (one, why) in gone {
                    p { (clean(&one.school)) ": NOT LOOKED AT: " (clean(why)) ". Nothing of it is in this page." }
                }
                @for one in in_part { p { (clean(&one.school)) ": NOT WHOLE. Its part says what could not be read." } }
            }
        }
    }
}

fn line(at: usize, one: &Each) -> Markup {
    let state = match (&one.page, one.whole) {
        (Err(_), _) => ": not looked at",
        (Ok(_), false) => ": not whole",
        (Ok(_), true) => "",
    };
    html! { li { a href=(format!("#school-{at}")) { (clean(&one.school)) } (state) } }
}

fn part(at: usize, one: &Each) -> Markup {
    let body = one.page.as_ref().map(|page| lower(page));
    html! {
        section id=(format!("school-{at}")) {
            h2 { (clean(&one.school)) }
            @match body {
                Ok(Some(body)) => { div class="school" { (PreEscaped(body)) } }
                Ok(None) => { p class="alert" { "NOT LOOKED AT: what came of the look is no report." } }
                Err(why) => { p class="alert" { "NOT LOOKED AT: " (clean(why)) ". Nothing of it is known here." } }
            }
        }
    }
}

/// What a page says, with its headings two lower and none of the parts that a page has once.
fn lower(page: &str) -> Option<String> {
    let body = page.split_once("<body>")?.1.rsplit_once("<footer>")?.0;
    let mut body = body.replace("h3>", "h5>").replace("h2>", "h4>").replace("h1>", "h3>");
    for once in ["header", "main"] {
        body = body.replace(&format!("<{once}>"), "<div>");
        body = body.replace(&format!("</{once}>"), "</div>");
    }
    Some(body)
}
