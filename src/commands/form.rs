//! What was given about a person or a family, field by field: by flags, or by a row of a file. Whichever it was, it
//! is read in the same way, and everything that is wrong with it is kept, to be told together.

use super::desk::{Desk, number, pair, phone};
use crate::domain::directory::Phone;
use crate::error::Error;
use crate::render::clean;
use crate::store::Store;
use crate::when::Day;
use std::collections::BTreeMap;

/// A field that can be given. The flag is its name after `--`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    /// Its name: `mobile`.
    pub name: &'static str,
    /// May be given several times; in a file, parted by semicolons.
    pub several: bool,
    /// What else schools call the column, in small letters, with blanks.
    pub also: &'static [&'static str],
}

/// A field that holds one thing.
pub(super) const fn one(name: &'static str, also: &'static [&'static str]) -> Field {
    Field { name, several: false, also }
}

/// A field that may hold several.
pub(super) const fn several(name: &'static str, also: &'static [&'static str]) -> Field {
    Field { name, several: true, also }
}

/// A sheet and JSON are two answers to one question.
pub(super) fn refuse_two_forms(desk: &Desk<'_>) -> Result<(), Error> {
    if desk.json {
        return Err(Error::usage("--csv and --json together: one of them"));
    }
    Ok(())
}

/// The form.
#[derive(Debug)]
pub(super) struct Form {
    given: BTreeMap<&'static str, Vec<String>>,
    /// The headings of the columns, when it comes from a file.
    headings: Option<BTreeMap<&'static str, String>>,
    wrong: Vec<String>,
}

impl Form {
    /// From flags.
    pub(super) fn of_flags(given: impl IntoIterator<Item = (&'static str, Vec<String>)>) -> Form {
        let given = given.into_iter().filter(|(_, values)| !values.is_empty()).collect();
        Form { given, headings: None, wrong: Vec::new() }
    }

    /// From a row of a file: each field's cell, under its heading. Empty cells say nothing.
    pub(super) fn of_row<'c>(cells: impl IntoIterator<Item = (Field, &'c str, &'c str)>) -> Form {
        let mut form =
            Form { given: BTreeMap::new(), headings: Some(BTreeMap::new()), wrong: Vec::new() };
        for (field, heading, cell) in cells {
            if let Some(headings) = &mut form.headings {
                headings.insert(field.name, heading.to_owned());
            }
            let parts = form.parts(field, cell);
            if parts.iter().any(|part| !part.is_empty()) {
                form.given.insert(field.name, parts);
            }
        }
        form
    }

    /// What a cell holds. A letter's address stands on several lines; nothing else that is one thing does.
    fn parts(&mut self, field: Field, cell: &str) -> Vec<String> {
        let lines = |part: char| cell.split([part, '\n']).map(|p| p.trim().to_owned());
        if field.several {
            return lines(';').collect();
        }
        if !cell.contains('\n') {
            return vec![cell.trim().to_owned()];
        }
        if !["address", "directions"].contains(&field.name) {
            self.refuse(field.name, "there is a line end in it");
        }
        let lines: Vec<String> = lines('\n')
            .map(|l| l.trim_end_matches(',').to_owned())
            .filter(|l| !l.is_empty())
            .collect();
        vec![lines.join(", ")]
    }

    /// A name that stands in two columns, unless it stands in one as well.
    pub(super) fn join(&mut self, field: &'static str, parts: [&str; 2]) {
        let both: Vec<String> = parts.into_iter().filter_map(|part| self.text(part)).collect();
        if !both.is_empty() && self.text(field).is_none() {
            self.given.insert(field, vec![both.join(" ")]);
        }
    }

    /// It comes from a file.
    pub(super) fn is_row(&self) -> bool {
        self.headings.is_some()
    }

    /// What a message about a field begins with: `--mobile`, or the column's heading.
    pub(super) fn label(&self, field: &str) -> String {
        match &self.headings {
            None => format!("--{field}"),
            Some(headings) => headings.get(field).map_or(field, String::as_str).to_owned(),
        }
    }

    /// Notes something wrong with a field.
    pub(super) fn refuse(&mut self, field: &str, why: impl std::fmt::Display) {
        let label = self.label(field);
        self.wrong.push(format!("{label}: {why}"));
    }

    /// What was read, or what is wrong with it. The error's message begins with the label.
    pub(super) fn keep<T>(&mut self, read: Result<T, Error>) -> Option<T> {
        read.map_err(|error| self.wrong.push(error.to_string())).ok()
    }

    /// What was given.
    pub(super) fn text(&self, field: &str) -> Option<String> {
        self.given.get(field).and_then(|values| values.first()).cloned()
    }

    /// All that was given, in order.
    pub(super) fn all(&self, field: &str) -> Vec<String> {
        self.given.get(field).cloned().unwrap_or_default()
    }

    /// The same, without what is empty: between two semicolons there may be nothing.
    pub(super) fn several(&self, field: &str) -> Vec<String> {
        self.all(field).into_iter().filter(|text| !text.is_empty()).collect()
    }

    /// A day. In a file also as spreadsheets write it.
    pub(super) fn day(&mut self, field: &str) -> Option<Day> {
        let text = self.text(field)?;
        self.a_day(field, &text)
    }

    /// A day that is part of what was given.
    pub(super) fn a_day(&mut self, field: &str, text: &str) -> Option<Day> {
        let read = if self.is_row() { Day::from_sheet(text) } else { Day::parse(text) };
        read.map_err(|why| self.refuse(field, why)).ok()
    }

    /// A day on which something was done: none that is still to come.
    pub(super) fn past_day(&mut self, field: &str, today: Day) -> Option<Day> {
        let text = self.text(field)?;
        self.a_past_day(field, &text, today)
    }

    /// The same, as a part of what was given.
    pub(super) fn a_past_day(&mut self, field: &str, text: &str, today: Day) -> Option<Day> {
        let day = self.a_day(field, text)?;
        if today < day {
            self.refuse(
                field,
                format!("{day} is still to come: give the day on which it was done"),
            );
            return None;
        }
        Some(day)
    }

    /// A name is one line: what stands on a second one would be read as hv's own words.
    pub(super) fn one_line(&mut self, field: &str, text: &str) {
        if text.trim().chars().any(char::is_control) {
            let shown = clean(text);
            self.refuse(
                field,
                format!("{shown:?} has a line break or another sign that is no letter in it"),
            );
        }
    }

    /// Yes or no.
    pub(super) fn yes_no(&mut self, field: &str) -> Option<bool> {
        let text = self.text(field)?;
        match text.to_lowercase().as_str() {
            "yes" | "y" | "true" => Some(true),
            "no" | "n" | "false" => Some(false),
            _ => {
                self.refuse(field, format!("{text:?} is neither yes nor no"));
                None
            }
        }
    }

    /// `KEY=VALUE`, for each.
    pub(super) fn pairs(&mut self, field: &str, example: &str) -> Vec<(String, String)> {
        let label = self.label(field);
        let all = self.several(field);
        all.iter().filter_map(|typed| self.keep(pair(typed, &label, example))).collect()
    }

    /// A name with a number, in one field or in two.
    pub(super) fn phone(&mut self, field: &str, number_field: &str) -> Option<Phone> {
        match (self.text(field), self.text(number_field)) {
            (None, None) => None,
            (Some(name), Some(typed)) => {
                self.number(number_field, &typed).map(|number| Phone { name, number })
            }
            (Some(typed), None) if self.is_row() && !typed.contains('=') => {
                self.refuse(field, format!("{typed:?} has no number"));
                None
            }
            (Some(typed), None) => {
                let read = phone(&typed, &self.label(field));
                self.keep(read).and_then(|p| self.whole(field, &p.number).then_some(p))
            }
            (None, Some(typed)) => {
                self.refuse(number_field, format!("{typed:?} is nobody's"));
                None
            }
        }
    }

    /// A telephone number.
    pub(super) fn number(&mut self, field: &str, typed: &str) -> Option<String> {
        let read = number(typed, &self.label(field));
        self.keep(read).filter(|number| self.whole(field, number))
    }

    /// An e-mail address, as far as one can tell by looking at it: the mail's own server knows the rest.
    pub(super) fn email(&mut self, field: &str, typed: &str) -> Option<String> {
        let email = typed.trim();
        let fits = crate::domain::channel::is_address(email);
        if !fits {
            self.refuse(field, format!("{typed:?} is not an e-mail address"));
        }
        fits.then(|| email.to_owned())
    }

    /// A spreadsheet takes 07700 900001 for a sum and drops its first figure: nobody would answer what is left.
    fn whole(&mut self, field: &str, number: &str) -> bool {
        let begins = number.trim_start_matches(['(', ' ']);
        let whole = !self.is_row() || begins.starts_with(['0', '+']);
        if !whole {
            let why =
                format!("{number:?} does not begin with 0 or +; has a spreadsheet dropped it?");
            self.refuse(field, why);
        }
        whole
    }

    /// An id.
    pub(super) fn id(&mut self, field: &str, typed: &str) -> Option<String> {
        let read = Store::check_id(typed).map_err(|e| {
            let hint = e.hints.join(" ");
            format!("{}. {hint}", e.message)
        });
        read.map_err(|why| self.refuse(field, why)).ok().map(|()| typed.to_owned())
    }

    /// A change of nothing is refused: whoever typed it meant to change something.
    pub(super) fn changes_something(&self, command: &str) -> Result<(), Error> {
        if !self.given.is_empty() {
            return Ok(());
        }
        Err(Error::usage(format!("hv {command}: nothing was changed, since no flag says what"))
            .hint(format!("hv {command} --help lists what can be changed")))
    }

    /// Everything that is wrong.
    pub(super) fn wrong(self) -> Vec<String> {
        self.wrong
    }

    /// Nothing is wrong, or one error that says all.
    pub(super) fn finish(self) -> Result<(), Error> {
        if self.wrong.is_empty() { Ok(()) } else { Err(Error::usage(self.wrong.join("\n  "))) }
    }
}
