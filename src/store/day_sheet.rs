//! The lines of a day's sheet that somebody typed into a file, as CSV or as a YAML list: cells by heading, nothing read
//! into them. It is no record.

use super::sheet::{Row, Sheet};
use super::{Store, draft, yaml};
use crate::error::Error;
use std::collections::BTreeMap;
use std::path::Path;

/// The largest file: some thousand lines.
const LIMIT: u64 = 1 << 20;

impl Store {
    /// Reads the lines of a day's sheet that somebody named: YAML where the name says so, else CSV.
    ///
    /// # Errors
    /// It is not there, or is neither.
    pub fn day_sheet(path: &Path) -> Result<Sheet, Error> {
        let ends = |end: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(end));
        if !ends("yaml") && !ends("yml") {
            return Store::sheet(path);
        }
        let bytes = draft::named(path, LIMIT)?;
        let lines: Vec<BTreeMap<String, String>> = yaml::read(&bytes).map_err(|wrong| {
            let hint = "Each line is a map of texts: - {time: \"10:48\", who: kay, did: rang}";
            let damage = wrong.in_file(&path.display().to_string(), hint);
            Error::failed(damage.to_string()).hint(hint)
        })?;
        let mut headings: Vec<String> = lines.iter().flat_map(|l| l.keys().cloned()).collect();
        headings.sort_unstable();
        headings.dedup();
        let cell = |line: &BTreeMap<String, String>, key: &String| {
            line.get(key).cloned().unwrap_or_default()
        };
        let rows = lines.iter().enumerate().map(|(n, line)| Row {
            line: n + 1,
            cells: headings.iter().map(|key| cell(line, key)).collect(),
        });
        Ok(Sheet { rows: rows.collect(), headings, bad: Vec::new() })
    }
}
