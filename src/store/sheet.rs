//! A sheet that somebody exported from the school's own system, as comma-separated values. Read strictly, as a record
//! is, and it is no record: what is wrong in it is told by its line, all of it at once.

use super::{Store, draft, toml_words, yaml};
use crate::domain::directory::FORMULA;
use crate::error::Error;
use std::collections::BTreeMap;
use std::path::Path;

/// The size limit of a sheet: every family of a large trust.
const SHEET_LIMIT: u64 = 4 << 20;
/// The most rows: each is a file or two, and all of them are written together.
const MOST_ROWS: usize = 10_000;
/// The most headings, and the most letters of one: what has more is no sheet, and nobody could read a message about it.
const MOST_HEADINGS: usize = 200;
const LONGEST_HEADING: usize = 200;

/// The heading line, and every row with anything in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The headings, from left to right.
    pub headings: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Lines that are no rows, and why.
    pub bad: Vec<(usize, String)>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file it begins on, counted from 1.
    pub line: usize,
    /// As many cells as there are headings.
    pub cells: Vec<String>,
}

impl Store {
    /// Reads a sheet that somebody named.
    pub fn sheet(path: &Path) -> Result<Sheet, Error> {
        let bytes = draft::named(path, SHEET_LIMIT)?;
        let sheet = read(text(&bytes, path)?);
        let refused = |why: &str| Err(Error::failed(format!("{}: {why}", path.display())));
        match sheet.headings.as_slice() {
            [] => refused("there is nothing in it; the first line must hold the headings"),
            all if all.len() > MOST_HEADINGS => refused(&format!(
                "its first line has more than {MOST_HEADINGS} cells: these are no headings"
            )),
            all if all.iter().any(|h| h.chars().count() > LONGEST_HEADING) => refused(&format!(
                "its first line has a cell of more than {LONGEST_HEADING} letters: these are no headings"
            )),
            [one] if one.contains([';', '\t']) => refused(
                "its columns are not parted by commas; save it as \"CSV UTF-8 (comma delimited)\"",
            ),
            _ if sheet.rows.len() > MOST_ROWS => {
                refused(&format!("it has more than {MOST_ROWS} rows; import it in parts"))
            }
            _ => Ok(sheet),
        }
    }

    /// Reads a map that somebody named, from hv's names of fields to the headings of a sheet.
    pub fn column_map(path: &Path) -> Result<BTreeMap<String, String>, Error> {
        let text = Store::policy_file(path)?;
        toml::from_str(&text).map_err(|e| {
            toml_words::plainly(&e, &text)
                .in_named_file(path)
                .hint("a map holds lines such as: mobile = \"Mobile Phone\"")
        })
    }
}

/// The text of a sheet. What another encoding makes of a name is not guessed at.
fn text<'b>(bytes: &'b [u8], path: &Path) -> Result<&'b str, Error> {
    let saved = "save it anew as \"CSV UTF-8 (comma delimited)\"";
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let why = format!("{} is UTF-16 text, not UTF-8", path.display());
        return Err(Error::failed(why).hint(saved));
    }
    yaml::text(bytes).map_err(|wrong| {
        let error = wrong.in_named_file(path);
        if std::str::from_utf8(bytes).is_ok() {
            return error;
        }
        error.hint(format!(
            "it is in another encoding, such as Windows-1252, in which letters with accents differ; {saved}"
        ))
    })
}

fn read(text: &str) -> Sheet {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let mut record = csv::StringRecord::new();
    let (mut line, mut counted) = (1, 0);
    loop {
        let begins = offset(&reader);
        match reader.read_record(&mut record) {
            Ok(false) => return sheet,
            Ok(true) => {}
            // Text that is UTF-8 gives no such error; if it did, what follows would be lost without a word.
            Err(error) => {
                sheet.bad.push((line, error.to_string()));
                return sheet;
            }
        }
        let raw = text.get(begins..offset(&reader)).unwrap_or_default();
        // Empty lines before a row belong to it here, and not in the file.
        let blank = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        line += text.get(counted..begins + blank).unwrap_or_default().matches('\n').count();
        counted = begins + blank;
        take(&mut sheet, &record, raw, line);
    }
}

fn offset(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

fn take(sheet: &mut Sheet, record: &csv::StringRecord, raw: &str, line: usize) {
    if raw.matches('"').count() % 2 == 1 {
        let why = "a quotation mark (\") is left open here, or stands alone; lines after it may be taken for a part \
                   of this one"
            .to_owned();
        return sheet.bad.push((line, why));
    }
    let cells: Vec<String> = record.iter().map(plain).collect();
    if sheet.headings.is_empty() {
        sheet.headings = cells;
    } else if cells.iter().all(String::is_empty) {
        // A spreadsheet's rows that nobody has filled in.
    } else if cells.len() == sheet.headings.len() {
        sheet.rows.push(Row { line, cells });
    } else {
        let why = format!("{} cells under {} headings", cells.len(), sheet.headings.len());
        sheet.bad.push((line, why));
    }
}

/// A cell is text, whatever it looks like. The apostrophe that keeps a spreadsheet from computing it is not part of it.
fn plain(cell: &str) -> String {
    let cell = cell.trim();
    let bare = cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA));
    bare.unwrap_or(cell).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        read(text).rows.into_iter().map(|r| (r.line, r.cells)).collect()
    }

    fn cells(all: &[&str]) -> Vec<String> {
        all.iter().map(|c| (*c).to_owned()).collect()
    }

    #[test]
    fn rows_know_their_lines() {
        let text = "\nid,name\n\nkay,Kay\n,\nlou,\"Made, Lou\"\n\n\nmax,\"two\nlines\"\r\ndee,Dee";
        assert_eq!(
            rows(text),
            [
                (4, cells(&["kay", "Kay"])),
                (6, cells(&["lou", "Made, Lou"])),
                (9, cells(&["max", "two\nlines"])),
                (11, cells(&["dee", "Dee"])),
            ]
        );
        assert_eq!(read(text).bad, Vec::new());
        assert_eq!(read(text).headings, cells(&["id", "name"]));
    }

    #[test]
    fn lines_that_are_no_rows_are_all_named() {
        let text = "id,name\nkay\nlou,Lou,x\nmax,Max\ndee,5\" x\nbo,\"Bo\npat,Pat\n";
        let sheet = read(text);
        let lines: Vec<usize> = sheet.bad.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 5, 6], "{:?}", sheet.bad);
        assert_eq!(rows(text), [(4, cells(&["max", "Max"]))]);
    }

    #[test]
    fn cells_are_text() {
        let text = "a,b\n=1+1,'=1+1\n'+44 7700 900001,'quoted'\n";
        assert_eq!(
            rows(text),
            [(2, cells(&["=1+1", "=1+1"])), (3, cells(&["+44 7700 900001", "'quoted'"]))]
        );
    }
}
