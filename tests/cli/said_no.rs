//! The decision on an assessment is NO: everything that is read before leaving, and at the police, says so.

use crate::harness::Place;
use crate::school::{Aspire, VISIT, afield, ready};

const WHY: &str = "a weapon in the home";

fn no(place: &mut Place) {
    let decide = format!("assess decide ahmed --proceed no --reason \"{WHY}\" --decided-by pat");
    let _decided = place.hv(&decide).exits(0);
}

fn flat(place: &mut Place, line: &str) -> String {
    place.hv(line).text().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_no_is_said_wherever_somebody_looks_before_they_leave() {
    let mut place = ready(Aspire);
    let sheets = [format!("print visit {VISIT}"), "print day".to_owned()];
    for sheet in &sheets {
        let before = flat(&mut place, sheet);
        assert!(!before.contains("MAY NOT"), "{sheet}: {before}");
    }
    no(&mut place);
    for sheet in &sheets {
        let said = flat(&mut place, sheet);
        let words = "MAY NOT GO AHEAD: the decision on its assessment is NO.";
        assert!(said.contains(words), "{sheet}: {said}");
        assert!(!said.contains("weapon"), "a sheet lies on anybody's table: {said}");
    }
    let list = flat(&mut place, "print week");
    assert!(list.contains("MAY NOT GO AHEAD: decided NO"), "{list}");
    for look in ["plan", "out kay lou --back 16:00"] {
        let said = flat(&mut place, look);
        let because = format!("because: pat decided NO on Tue 24 Nov 12:02: {WHY}");
        // The minute is that of the typing.
        let because = because.split(" on Tue").next().unwrap().to_owned();
        assert!(said.contains(&because) && said.contains(WHY), "{look}: {said}");
        assert!(said.contains("nobody goes, unless whoever decides says otherwise"), "{said}");
        assert!(said.contains(&format!("hv plan drop {VISIT}")), "{look}: {said}");
        assert!(!said.contains("ask the principal to decide"), "{look}: {said}");
    }
    for look in ["show ahmed", "assess review ahmed unchanged --reviewed-by max"] {
        let said = flat(&mut place, look);
        assert!(said.contains("MAY NOT GO AHEAD: pat decided NO") && said.contains(WHY), "{said}");
    }
}

#[test]
fn a_no_that_is_decided_while_they_are_out_is_on_the_page_for_the_police() {
    let mut place = afield(Aspire);
    assert!(!flat(&mut place, "brief kay").contains("MAY NOT GO AHEAD"));
    no(&mut place);
    let brief = flat(&mut place, "brief kay");
    assert!(brief.contains("MAY NOT GO AHEAD, 12 Sample Street"), "{brief}");
    assert!(brief.contains("decided NO") && brief.contains(WHY), "{brief}");
}

#[test]
fn a_list_that_is_not_signed_as_it_is_now_is_said_on_the_sheet() {
    let mut place = ready(Aspire);
    place.hv(&format!("plan change {VISIT} --at 15:00 --why moved")).done();
    for sheet in [format!("print visit {VISIT}"), "print day".to_owned()] {
        let said = flat(&mut place, &sheet);
        assert!(said.contains("NOT SIGNED as it is now: it was changed"), "{sheet}: {said}");
    }
}
