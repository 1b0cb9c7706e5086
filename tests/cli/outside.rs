//! Nothing that hv writes for people lies in a record folder, of this school or of another: there it would count as a record.

use crate::harness::{Place, copy_folder};
use crate::school::{Park, ready};

/// Everything that is written where somebody says, with the place.
fn commands(place: &str) -> [String; 7] {
    [
        format!("print day --html {place}/day.html"),
        format!("print day --html {place}/day.html --force"),
        format!("calendar --to {place}/visits.ics"),
        format!("export --as csv --to {place}/years"),
        format!("report --week --html {place}/report.html"),
        format!("board --html {place}/board.html"),
        format!("man {place}/man"),
    ]
}

fn both() -> Place {
    let place = ready(Park);
    copy_folder(&place.folder(), &place.path().join("other"));
    std::os::unix::fs::symlink(place.path().join("other"), place.path().join("link")).unwrap();
    place
}

fn of_other(place: &Place) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let all = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
        all.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
    }
    count(&place.path().join("other"))
}

#[test]
fn nothing_is_written_into_another_schools_record_folder_nor_into_ones_own() {
    let mut place = both();
    let (own, other) = (place.tree(), of_other(&place));
    for folder in [".", "../other/families/ahmed", "../link/weeks"] {
        for line in commands(folder) {
            let refused = place.hv(&line).exits(2).says("lies in the record folder");
            let _refused = refused.says("where only records belong");
        }
    }
    // Folders on the way to it are made by nobody.
    let _deep = place.hv("man ../other/new/man1").exits(2).says("lies in the record folder");
    // A record folder that has lost its hv.toml is one still.
    std::fs::remove_file(place.path().join("other/hv.toml")).unwrap();
    for line in commands("../other") {
        let _refused = place.hv(&line).exits(2).says("lies in the record folder");
    }
    assert_eq!((own, other - 1), (place.tree(), of_other(&place)));
}

#[test]
fn beside_a_record_folder_everything_is_written() {
    let mut place = both();
    // What is called open is not for that a record folder.
    std::fs::create_dir_all(place.path().join("papers/open/out")).unwrap();
    for line in commands("../papers") {
        place.hv(&line).done();
    }
    assert!(place.path().join("papers/man/hv.1").is_file());
    assert!(place.path().join("papers/years").is_dir());
}
