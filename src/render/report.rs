//! The figures of a report as lines for the terminal, as a sheet, and as a page.
//!
//! What could not be read comes before any figure, in all of them. A bar only repeats the number beside it.

pub use super::paper::schools::Each;
use super::{Put, clean, paper, sheet, wrap};
use crate::domain::period::Period;
use crate::error::Damage;
use crate::watch::report::hide;
use crate::watch::report::layout::{Amount, Figure, Group, Section};
use crate::when::{Moment, Span};

/// What stands above the figures.
#[derive(Debug, Clone)]
pub struct Head {
    /// The school.
    pub school: String,
    /// The days.
    pub period: Period,
    /// When it was made.
    pub as_of: Moment,
    /// The same in words.
    pub made: String,
    /// The last day is not over.
    pub so_far: bool,
    /// The policy's title. `None`: it cannot be read.
    pub policy: Option<String>,
    /// What could not be read, or is in doubt.
    pub unread: Vec<Damage>,
    /// Small figures are left out.
    pub hidden: bool,
    /// It was made with `--now`.
    pub replay: bool,
}

/// So many files are named; hv doctor names them all.
const NAMED: usize = 10;

/// The longest bar.
const BAR: usize = 24;

impl Head {
    /// The days, and whether they are over.
    pub fn days(&self) -> String {
        let so_far = if self.so_far { ", so far" } else { "" };
        let Period { name, from, to } = &self.period;
        let dates = format!("{} to {}", from.words(), to.words());
        if *name == dates { format!("{dates}{so_far}") } else { format!("{name}: {dates}{so_far}") }
    }

    /// How the page is to be read.
    pub fn notes(&self) -> Vec<String> {
        let mut all = vec![format!("Counted on {} from the records themselves.", self.made)];
        if self.replay {
            all.push(
                "Made with --now: what was typed with --now counts here as if it were real."
                    .to_owned(),
            );
        }
        all.push(if self.hidden {
            "Figures under 5 are not shown, and of the parts of a whole a second one where one would tell the other. \
             That does not make it anonymous."
                .to_owned()
        } else {
            "A figure marked * is under 5 and may point at a person: keep it in the school, or leave such figures out \
             with --suppress-small."
                .to_owned()
        });
        all
    }
}

/// What could not be read, or nothing. `hidden`: so many, and no names.
pub fn unread(all: &[Damage], hidden: bool, width: usize) -> String {
    let mut text = String::new();
    if all.is_empty() {
        return text;
    }
    for line in unread_lines(all, hidden) {
        let indent = if line.starts_with(' ') { "  " } else { "" };
        text.put(format!("{}\n", wrap(&clean(&line), indent, width)));
    }
    text.push('\n');
    text
}

/// The same, a line each.
pub fn unread_lines(all: &[Damage], hidden: bool) -> Vec<String> {
    let files = super::count(all.len(), "file");
    let mut lines = vec![format!(
        "NOT WHOLE: {files} could not be read or held lines in doubt, and nothing of them is counted. A figure that depends on \
         them says \"at least\"."
    )];
    if hidden {
        lines.push("  Their names are left out: a record's name tells whose it is.".to_owned());
        lines.push("  -> hv doctor names them, and says what to do about each.".to_owned());
        return lines;
    }
    lines.extend(all.iter().take(NAMED).map(|d| format!("  {}: {}", d.path, d.what)));
    if all.len() > NAMED {
        lines.push(format!("  and {} more", all.len() - NAMED));
    }
    lines.push("  -> hv doctor says what to do about each.".to_owned());
    lines
}

/// A figure in words: "at least 12", "middle 4 minutes, longest 9 minutes (of 12)", "not set".
pub fn amount(figure: &Figure) -> String {
    let least = if figure.at_least { "at least " } else { "" };
    let small = if figure.small() { "*" } else { "" };
    match &figure.amount {
        Amount::Number(number) => format!("{least}{number}{small}"),
        Amount::Times { of, middle, longest } => {
            let words = |seconds: i64| Span::seconds(seconds).words();
            let (middle, longest) = (words(*middle), words(*longest));
            format!("middle {middle}, longest {longest} (of {least}{of}{small})")
        }
        Amount::NoneTimed => "none timed".to_owned(),
        Amount::Bound(Some(span)) => format!("within {}", span.words()),
        Amount::Bound(None) => "not set".to_owned(),
        Amount::Hidden => hide::WORDS.to_owned(),
    }
}

/// The number a bar stands for.
pub(super) fn number(figure: &Figure) -> usize {
    if let Amount::Number(number) = figure.amount { number } else { 0 }
}

/// As lines.
pub fn text(head: &Head, sections: &[Section], width: usize, bars: bool) -> String {
    let mut text = unread(&head.unread, head.hidden, width);
    let title = format!("Report of {}, {}", head.school, head.days());
    text.put(format!("{}\n", wrap(&clean(&title), "", width)));
    for note in head.notes() {
        text.put(format!("{}\n", wrap(&clean(&note), "", width)));
    }
    for section in sections {
        text.put(format!("\n{}\n", section.title.to_uppercase()));
        for says in &section.says {
            text.put(format!("{}\n", wrap(&clean(says), "", width)));
        }
        section.groups.iter().for_each(|group| lines(group, width, bars, &mut text));
    }
    let behind = "The records behind a figure: the same command with --show FIGURE. FIGURE is the word in brackets, or the \
                  first of its line with --csv.";
    text.put(format!("\n{}\n", wrap(behind, "", width)));
    text
}

fn lines(group: &Group, width: usize, bars: bool, text: &mut String) {
    if group.figures.is_empty() {
        text.put(format!("  {}: {}\n", clean(&group.title), group.none));
        return;
    }
    let row = Row::of(group, bars);
    let rows: Vec<[String; 2]> = group.figures.iter().map(|f| row.put(f)).collect();
    let fits = |text: &str| text.chars().count() <= width;
    // The words for --show stand beside the figures of a group, or nowhere in it: half of them would read as a riddle.
    let named = rows.iter().all(|[start, id]| fits(&format!("{start}  {id}")));
    let parts = if group.parts && !named { format!(" [{}.…]", group.id) } else { String::new() };
    text.put(format!("  {}{parts}\n", clean(&group.title)));
    for ([start, id], figure) in rows.iter().zip(&group.figures) {
        let line = if named { format!("{start}  {id}") } else { start.clone() };
        if fits(&line) {
            text.put(format!("{}\n", line.trim_end()));
        } else {
            let short = format!("{}: {}", clean(&figure.label), amount(figure));
            text.put(format!("{}\n", wrap(&short, "    ", width)));
        }
    }
}

/// How the lines of a group are set out beneath each other.
struct Row {
    label: usize,
    amount: usize,
    most: usize,
    bars: bool,
}

impl Row {
    fn of(group: &Group, bars: bool) -> Row {
        let widest = |all: Vec<usize>| all.into_iter().max().unwrap_or(0);
        let letters = |text: String| text.chars().count();
        Row {
            label: widest(group.figures.iter().map(|f| letters(clean(&f.label))).collect()),
            amount: widest(group.figures.iter().map(|f| letters(amount(f))).collect()),
            most: widest(group.figures.iter().map(number).collect()),
            bars: bars && group.parts,
        }
    }

    fn put(&self, figure: &Figure) -> [String; 2] {
        let (label, wide) = (self.label, self.amount);
        let long = if self.bars { length(number(figure), self.most, BAR) } else { 0 };
        let bar = if self.bars { format!("  {:<BAR$}", "#".repeat(long)) } else { String::new() };
        let start = format!("    {:<label$}  {:<wide$}{bar}", clean(&figure.label), amount(figure));
        [start, format!("[{}]", clean(&figure.id))]
    }
}

/// How long a bar is: of the longest, as the number is of the most. Whatever was counted at all has some.
pub(super) fn length(number: usize, most: usize, longest: usize) -> usize {
    (number * longest).div_ceil(most.max(1))
}

/// As a sheet: what could not be read first, and then every figure in a line.
pub fn csv(head: &Head, sections: &[Section]) -> String {
    let headings = [
        "figure",
        "section",
        "group",
        "says",
        "number",
        "middle-seconds",
        "longest-seconds",
        "bound-seconds",
        "at-least",
        "may-point-at-a-person",
        "hidden",
        "from",
        "to",
    ];
    let (from, to) = (head.period.from.to_string(), head.period.to.to_string());
    let row = |cells: [String; 11]| {
        let mut row = cells.to_vec();
        row.extend([from.clone(), to.clone()]);
        row
    };
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let none = String::new;
    let lost = "Files that could not be read or are in doubt, and are not counted";
    let mut rows = vec![row([
        "unread".to_owned(),
        none(),
        none(),
        lost.to_owned(),
        head.unread.len().to_string(),
        none(),
        none(),
        none(),
        yes(false),
        yes(false),
        yes(false),
    ])];
    for section in sections {
        for group in &section.groups {
            for figure in &group.figures {
                let [number, middle, longest, bound] = cells(figure);
                rows.push(row([
                    figure.id.clone(),
                    section.title.to_owned(),
                    group.title.clone(),
                    figure.label.clone(),
                    number,
                    middle,
                    longest,
                    bound,
                    yes(figure.at_least),
                    yes(figure.small()),
                    yes(figure.amount == Amount::Hidden),
                ]));
            }
        }
    }
    sheet::sheet(&headings, &rows)
}

fn cells(figure: &Figure) -> [String; 4] {
    let none = String::new;
    match &figure.amount {
        Amount::Number(number) => [number.to_string(), none(), none(), none()],
        Amount::Times { of, middle, longest } => {
            [of.to_string(), middle.to_string(), longest.to_string(), none()]
        }
        Amount::NoneTimed => ["0".to_owned(), none(), none(), none()],
        Amount::Bound(Some(span)) => [none(), none(), none(), span.as_seconds().to_string()],
        Amount::Bound(None) => [none(), none(), none(), "not set".to_owned()],
        Amount::Hidden => [none(), none(), none(), none()],
    }
}

/// As one file of HTML.
pub fn html(head: &Head, sections: &[Section]) -> String {
    paper::figures::html(head, sections)
}

/// The pages of several schools as one file of HTML, each under its own policy: no figure adds two of them.
pub fn together(all: &[Each]) -> String {
    paper::schools::html(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_number_and_never_nothing_for_something() {
        assert_eq!((length(0, 10, 24), length(10, 10, 24), length(5, 10, 24)), (0, 24, 12));
        assert_eq!((length(1, 1000, 24), length(0, 0, 24)), (1, 0));
    }
}
