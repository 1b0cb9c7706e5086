//! Sheets of a school's own system. Laws: every row has as many cells as there are headings; a sheet that hv writes of
//! what it read is read back as the same.
#![no_main]

use hv::render::{clean, sheet::sheet};
use hv::store::{Sheet, Store};
use hv_fuzz::Folder;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static FOLDER: Folder = Folder::new();
}

fuzz_target!(|data: &[u8]| {
    FOLDER.with(|folder| {
        let Ok(read) = Store::sheet(&folder.put("../sheet.csv", data)) else { return };
        assert!(read.rows.iter().all(|row| row.cells.len() == read.headings.len()), "{read:?}");
        back(folder, &read);
    });
});

fn back(folder: &Folder, read: &Sheet) {
    let cells = read.headings.iter().chain(read.rows.iter().flat_map(|row| &row.cells));
    // What a terminal would obey is spelt out on the way, and a heading may be told from a formula by its place only.
    let kept = cells.clone().all(|cell| clean(cell) == *cell && cell.trim() == cell);
    let shown = read.headings.iter().all(|h| !h.is_empty() && !h.contains([';', '\t']));
    // A line that begins as git's marks of a conflict do is refused, whoever wrote it.
    let marks = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
    let marked = cells.clone().any(|cell| marks.iter().any(|mark| cell.contains(mark)));
    if !kept || !shown || marked {
        return;
    }
    let headings: Vec<&str> = read.headings.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = read.rows.iter().map(|row| row.cells.clone()).collect();
    let written = sheet(&headings, &rows);
    let again = Store::sheet(&folder.put("../again.csv", written.as_bytes()));
    let again: Vec<Vec<String>> = again.expect("hv's own").rows.into_iter().map(|r| r.cells).collect();
    assert_eq!(rows, again, "{written}");
}
