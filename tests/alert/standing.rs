//! A planned visit that nobody signed out for, and whose plan is changed while its alarm shows: the people whom the ladder
//! names are told on, rung by rung, until somebody says where they are.

use crate::channels::{All, to};
use crate::school::School;
use hv::when::{Moment, Zone};

/// Its alarm shows since twelve minutes ago, so that two of three rungs are due; the plan is changed a minute after it did.
fn changed(how: &str) -> (School, All, String) {
    let school = School::new();
    let all = All::of(&school);
    let start = school.ago(27);
    let day = Zone::LONDON.day_of(Moment::parse(&start).unwrap());
    let visit = format!("ahmed/{day}-1a");
    let plan = format!("plan add ahmed --at {start} --for 10m --staff kay,lou");
    school.hv_ago(60, &plan).ends(0);
    school
        .hv_ago(11, &how.replace("VISIT", &visit).replace("SOON", &school.ago(-5)))
        .ends(0)
        .says("THE ALARM STANDS");
    (school, all, visit)
}

#[test]
fn it_climbs_on_until_somebody_says_where_they_are() {
    let (school, all, visit) = changed("--by kay plan drop VISIT --why ill");
    let told = school.alert().ends(4).says("1 alarm,");
    told.says("KAY INVENTED AND LOU MADE").lacks("0 alarms");
    let mails = all.mail.mails();
    assert_eq!(to(&mails), ["dee@example.org", "max@example.org"], "both rungs that are due");
    let again = school.alert().ends(4);
    assert_eq!((again.out.as_str(), all.mail.mails().len()), ("", 2), "nothing is new");
    school.hv(&format!("resolve {visit} --confirmed-by pat --how seen")).ends(0);
    school.alert().ends(0).lacks("KAY");
    assert_eq!(all.mail.mails().len(), 2);
}

#[test]
fn whoever_signs_out_for_it_after_all_is_sought_no_more() {
    let (school, all, _visit) = changed("plan change VISIT --at SOON --why late");
    let out = format!("out kay lou --back {} --watch-by-hand max", school.ago(-60));
    school.hv(&out).ends(0);
    let _stands = school.alert().ends(4).says("NOT RESOLVED");
    assert_eq!(all.mail.mails().len(), 0, "they are out, and watched by that");
}
