//! A report's figures as one file of HTML: each picture is drawn in the page itself and has its numbers in a table beside
//! it. No script, nothing fetched, and a policy in it that forbids both.

use super::frame::framed;
use crate::render::clean;
use crate::render::report::{Head, amount, length, number, unread_lines};
use crate::watch::report::layout::{Figure, Group, Section};
use maud::{Markup, html};

/// The style of the page.
pub(super) const STYLE: &str = include_str!("figures.css");

/// The picture's width, of which the longest bar takes all.
const WIDE: usize = 240;
/// Beside it, for the number: "at least 12345*".
const ROOM: usize = 90;
/// The height of a bar with its name.
const HIGH: usize = 31;
/// The letters of a name that fit above a bar.
const LETTERS: usize = 46;

/// The page.
pub(in crate::render) fn html(head: &Head, sections: &[Section]) -> String {
    let title = clean(&format!("Home visits: report of {}", head.school));
    let body = html! {
        header {
            h1 { (title) }
            p class="days" { (clean(&head.days())) }
            @for note in head.notes() { p { (clean(&note)) } }
            @if let Some(policy) = &head.policy { p { "Policy: " (clean(policy)) } }
        }
        main {
            @if !head.unread.is_empty() {
                div class="alert" role="note" {
                    @for line in unread_lines(&head.unread, head.hidden) { p { (clean(line.trim())) } }
                }
            }
            @for one in sections { (section(one)) }
        }
        footer { p { "No figure here is of a person, and none compares people. hv is not a monitored alarm service." } }
    };
    framed(&title, STYLE, &body)
}

fn section(section: &Section) -> Markup {
    html! {
        section {
            h2 { (section.title) }
            @for says in &section.says { p { (clean(says)) } }
            @for one in &section.groups { (group(one)) }
        }
    }
}

fn group(group: &Group) -> Markup {
    let drawn = group.parts && group.figures.iter().any(|f| number(f) > 0);
    html! {
        div class="group" {
            h3 { (clean(&group.title)) }
            @if group.figures.is_empty() {
                p { (group.none) }
            } @else {
                div class=(if drawn { "beside" } else { "alone" }) {
                    (table(group))
                    @if drawn { (picture(group)) }
                }
            }
        }
    }
}

fn table(group: &Group) -> Markup {
    html! {
        table {
            caption class="unseen" { (clean(&group.title)) }
            thead { tr { th scope="col" { "What" } th scope="col" { "Figure" } } }
            tbody {
                @for figure in &group.figures {
                    tr {
                        th scope="row" { (clean(&figure.label)) }
                        td { (amount(figure)) }
                    }
                }
            }
        }
    }
}

/// Each bar below its name, in the order of the table. The page says it all without them.
fn picture(group: &Group) -> Markup {
    let most = group.figures.iter().map(number).max().unwrap_or(0);
    let high = group.figures.len() * HIGH;
    let says = format!("Bars: {}. The numbers are in the table beside them.", clean(&group.title));
    let wide = WIDE + ROOM;
    html! {
        svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label=(says)
            viewBox=(format!("0 0 {wide} {high}")) width=(wide) height=(high) {
            @for (at, figure) in group.figures.iter().enumerate() { (bar(figure, at * HIGH, most)) }
        }
    }
}

fn bar(figure: &Figure, top: usize, most: usize) -> Markup {
    let long = length(number(figure), most, WIDE);
    html! {
        text x="0" y=(top + 11) font-size="11" fill="#000" { (named(&clean(&figure.label))) }
        rect x="0" y=(top + 15) width=(long) height="10" fill="#444" {}
        text x=(long + 5) y=(top + 24) font-size="11" fill="#000" { (amount(figure)) }
    }
}

/// As much of a name as fits above a bar; the table has all of it.
fn named(label: &str) -> String {
    if label.chars().count() <= LETTERS {
        return label.to_owned();
    }
    let begins: String = label.chars().take(LETTERS - 1).collect();
    format!("{begins}…")
}
