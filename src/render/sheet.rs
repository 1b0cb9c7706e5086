//! A sheet for a spreadsheet program: comma-separated values in which no cell is computed.

use super::clean;
use crate::domain::directory::FORMULA;

/// The headings and the rows, with the mark by which spreadsheets know UTF-8.
pub fn sheet(headings: &[&str], rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut fits = writer.write_record(headings).is_ok();
    for row in rows {
        fits &= writer.write_record(row.iter().map(|cell| safe(cell))).is_ok();
    }
    // Memory takes everything, and each row has as many cells as the first.
    debug_assert!(fits, "a row of another length than the headings");
    let bytes = writer.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

/// One row, for a sheet that is written piece by piece. Nothing of it is computed either.
pub fn row(cells: &[String]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fits = writer.write_record(cells.iter().map(|cell| safe(cell))).is_ok();
    debug_assert!(fits, "memory takes everything");
    String::from_utf8_lossy(&writer.into_inner().unwrap_or_default()).into_owned()
}

fn safe(cell: &str) -> String {
    let cell = clean(cell);
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_computed() {
        let row = ["=1+1", "+44 7700 900001", "-1", "@x", "\tx", "a=b", "Zoë \"Z\", 4B"];
        let text = sheet(&["a", "b", "c", "d", "e", "f", "g"], &[row.map(str::to_owned).to_vec()]);
        assert_eq!(
            text,
            "\u{feff}a,b,c,d,e,f,g\n'=1+1,'+44 7700 900001,'-1,'@x, x,a=b,\"Zoë \"\"Z\"\", 4B\"\n"
        );
    }
}
