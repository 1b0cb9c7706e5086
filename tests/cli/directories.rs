//! Everything that can be on record about staff and families: typed, kept, and shown again.

use crate::school::{Aspire, Park, plan_with, school};
use insta::assert_snapshot;

#[test]
fn a_person_with_everything_on_record() {
    let mut place = school(Park);
    let _added = place.tell(
        "staff add nia --name \"Nia Invented\" --role dsl:deputy:from=2026-09-01:until=2027-07-31 --role family-support \
         --mobile \"07700 900011\" --emergency-contact \"Bo Invented=07700 900111\" --next-of-kin \"Al Invented=07700 900112\" \
         --car-make Ford --insured-until 2027-03-31 --business-use no --trained 2026-09-01 \
         --training child-protection=2026-09-02 --training first-aid=2025-01-31 --designated yes --lone-visits yes \
         --works-for \"Invented Early Help\" --read home-visits-policy@3=2026-09-01 --read lone-working-policy=2026-09-01",
    );
    let _shown = place.tell("staff nia");
    let _changed = place.tell(
        "staff change nia --role dsl:from=2027-08-01 --training first-aid=2026-10-01 --lone-visits no --works-for \"\" \
         --read home-visits-policy@4=2026-11-01 --left 2027-12-31",
    );
    let _shown = place.tell("staff nia");
    assert_snapshot!(place.transcript(), @r#"
    08:08 $ hv staff add nia --name "Nia Invented" --role dsl:deputy:from=2026-09-01:until=2027-07-31 --role family-support --mobile "07700 900011" --emergency-contact "Bo Invented=07700 900111" --next-of-kin "Al Invented=07700 900112" --car-make Ford --insured-until 2027-03-31 --business-use no --trained 2026-09-01 --training child-protection=2026-09-02 --training first-aid=2025-01-31 --designated yes --lone-visits yes --works-for "Invented Early Help" --read home-visits-policy@3=2026-09-01 --read lone-working-policy=2026-09-01
    Nia Invented: added.
    [exit 0]

    08:09 $ hv staff nia
    Nia Invented (nia)
      Roles: dsl (deputy, from Tue 1 Sep 2026, until Sat 31 Jul 2027), family-support
      Works for: Invented Early Help
      Mobile: 07700 900011
      E-mail: not set
      Emergency contact: Bo Invented 07700 900111
      Next of kin: Al Invented 07700 900112
      Car: Ford
      Insured until: Wed 31 Mar 2027
      Business use: no
      Designated to visit: yes
      May visit alone, where that is asked: yes
      Trained: Tue 1 Sep 2026
      Coached: not set
      Training: child-protection Wed 2 Sep 2026, first-aid Fri 31 Jan 2025
      Read: home-visits-policy (version 3) Tue 1 Sep 2026, lone-working-policy Tue 1 Sep 2026
    [exit 0]

    08:10 $ hv staff change nia --role dsl:from=2027-08-01 --training first-aid=2026-10-01 --lone-visits no --works-for "" --read home-visits-policy@4=2026-11-01 --left 2027-12-31
    Nia Invented: changed.
    [exit 0]

    08:11 $ hv staff nia
    Nia Invented (nia)
      LEFT Fri 31 Dec 2027
      Roles: dsl (from Sun 1 Aug 2027)
      Works for: the school
      Mobile: 07700 900011
      E-mail: not set
      Emergency contact: Bo Invented 07700 900111
      Next of kin: Al Invented 07700 900112
      Car: Ford
      Insured until: Wed 31 Mar 2027
      Business use: no
      Designated to visit: yes
      May visit alone, where that is asked: no
      Trained: Tue 1 Sep 2026
      Coached: not set
      Training: child-protection Wed 2 Sep 2026, first-aid Thu 1 Oct 2026
      Read: lone-working-policy Tue 1 Sep 2026, home-visits-policy (version 4) Sun 1 Nov 2026
    [exit 0]
    "#);
    assert_snapshot!(place.read("people/nia.yaml"), @r#"
    id: nia
    name: Nia Invented
    roles:
    - role: dsl
      from: "2027-08-01"
    mobile: 07700 900011
    emergency-contact:
      name: Bo Invented
      number: 07700 900111
    next-of-kin:
      name: Al Invented
      number: 07700 900112
    vehicle:
      make: Ford
      insured-until: "2027-03-31"
      business-use: false
    trained: "2026-09-01"
    training:
    - topic: child-protection
      "on": "2026-09-02"
    - topic: first-aid
      "on": "2026-10-01"
    designated: true
    read:
    - what: lone-working-policy
      "on": "2026-09-01"
    - what: home-visits-policy
      "on": "2026-11-01"
      version: "4"
    left: "2027-12-31"
    "#);
}

/// Only what is given changes: not one letter of the rest.
#[test]
fn a_change_leaves_the_rest_alone() {
    let mut place = school(Park);
    let before = place.read("people/kay.yaml");
    place.hv("staff change kay --designated yes").done();
    assert_eq!(place.read("people/kay.yaml").replace("designated: true\n", ""), before);
    place.hv("staff change kay --designated no").done();
    assert_eq!(place.read("people/kay.yaml"), before);
}

/// A role counts from its first day to its last: Max may sign as the principal on those days only.
#[test]
fn a_dated_role_is_held_on_its_days_only() {
    for (limits, can) in [
        (":from=2026-11-24", true),
        (":from=2026-11-25", false),
        (":until=2026-11-24", true),
        (":until=2026-11-23", false),
        (":deputy:from=2026-11-24:until=2026-11-24", true),
    ] {
        let mut place = school(Aspire);
        place.hv(&plan_with(Aspire, "ahmed", &[])).done();
        place.hv(&format!("staff change max --role principal{limits}")).done();
        let exit = i32::from(!can);
        let _looked_at = place.hv("plan sign --signed-by max").exits(exit);
    }
}

#[test]
fn a_family_with_everything_on_record() {
    let mut place = school(Park);
    let _added = place.tell(
        "family add cole --pupil \"Cy Cole, 3C\" --pupil \"Di Cole, 1A\" --carer \"Ed Cole=07700 900458\" --carer \"Flo Cole\" \
         --address \"9 Sample Street, Testford\" --directions \"park behind the church\" \
         --also-at cole-gran=\"4 Example Lane, Testford\" --workplace cole-cafe=\"1 Invented Square, Testford\" \
         --agency \"Early help\" --caution \"dog, bites=police letter\" \
         --exempt two-staff=2027-03-31:\"governors: minute 4\"",
    );
    let _shown = place.tell("family cole");
    let _changed = place.tell(
        "family change cole --also-at ahmed --not-at cole-gran --workplace cole-cafe=\"2 Invented Square, Testford\" \
         --exempt two-staff=2026-11-20:\"ended early\" --caution \"dog, bites=police letter\" --by pat",
    );
    let _shown = place.tell("family cole");
    let _home = place.tell("family change cole --address-id cole-gran");
    assert_snapshot!(place.transcript(), @r#"
    08:08 $ hv family add cole --pupil "Cy Cole, 3C" --pupil "Di Cole, 1A" --carer "Ed Cole=07700 900458" --carer "Flo Cole" --address "9 Sample Street, Testford" --directions "park behind the church" --also-at cole-gran="4 Example Lane, Testford" --workplace cole-cafe="1 Invented Square, Testford" --agency "Early help" --caution "dog, bites=police letter" --exempt two-staff=2027-03-31:"governors: minute 4"
    the policy has no rule "two-staff"; it has unannounced-on-the-doorstep, school-staff, mobile-held,
    vehicle-recorded, insurance-in-date, trained, changes-told, doorstep-only, appointment-made,
    return-given
    Family cole: added. Pupils: Cy Cole, class 3C; Di Cole, class 1A. Next: hv plan add cole --at TIME
      --for 45m --staff WHO --reason WHY
    [exit 0]

    08:09 $ hv family cole
    Family cole
    CAUTION: dog, bites (police letter, Tue 24 Nov 2026)
      Pupil: Cy Cole 3C
      Pupil: Di Cole 1A
      Carer: Ed Cole 07700 900458
      Carer: Flo Cole no number
      Address: 9 Sample Street, Testford (cole)
          park behind the church
      Address: 4 Example Lane, Testford (cole-gran)
      Workplace: 1 Invented Square, Testford (cole-cafe)
      Agency: Early help
      Exempt from two-staff until Wed 31 Mar 2027: governors: minute 4, decided by office
    [exit 0]

    08:10 $ hv family change cole --also-at ahmed --not-at cole-gran --workplace cole-cafe="2 Invented Square, Testford" --exempt two-staff=2026-11-20:"ended early" --caution "dog, bites=police letter" --by pat
    the policy has no rule "two-staff"; it has unannounced-on-the-doorstep, school-staff, mobile-held,
    vehicle-recorded, insurance-in-date, trained, changes-told, doorstep-only, appointment-made,
    return-given
    Family cole: changed. Next: hv plan add cole --at TIME --for 45m --staff WHO --reason WHY
    [exit 0]

    08:11 $ hv family cole
    Family cole
    CAUTION: dog, bites (police letter, Tue 24 Nov 2026)
      Pupil: Cy Cole 3C
      Pupil: Di Cole 1A
      Carer: Ed Cole 07700 900458
      Carer: Flo Cole no number
      Address: 9 Sample Street, Testford (cole)
          park behind the church
      Address: 12 Sample Street, Testford (ahmed)
      Workplace: 2 Invented Square, Testford (cole-cafe)
      Agency: Early help
      Exempt from two-staff until Fri 20 Nov 2026, OVER: ended early, decided by pat
    [exit 0]

    08:12 $ hv family change cole --address-id cole-gran
    Family cole: changed. Next: hv plan add cole --at TIME --for 45m --staff WHO --reason WHY
    [exit 0]
    "#);
    assert_snapshot!(place.read("families/cole/family.yaml"), @r#"
    id: cole
    pupils:
    - name: Cy Cole
      class: 3C
    - name: Di Cole
      class: 1A
    carers:
    - name: Ed Cole
      phone: 07700 900458
    - name: Flo Cole
    addresses:
    - cole-gran
    - cole
    - ahmed
    cautions:
    - what: dog, bites
      source: police letter
      since: "2026-11-24"
    agencies:
    - Early help
    workplaces:
    - cole-cafe
    exemptions:
    - rule: two-staff
      until: "2026-11-20"
      by: pat
      why: ended early
    "#);
}

/// A visit can be planned to any of the addresses, and the page says which.
#[test]
fn a_visit_goes_to_the_address_that_is_named() {
    let mut place = school(Park);
    place.hv("family change bell --workplace bell-shop=\"3 Invented Arcade, Testford\"").done();
    place.hv(&plan_with(Park, "bell", &["--address=bell-shop"])).done();
    let _said =
        place.hv("show bell/2026-11-24-1a").exits(0).says("Address: 3 Invented Arcade, Testford");
}

#[test]
fn doctor_misses_a_workplace_that_is_not_there() {
    let mut place = school(Park);
    place.hv("family change bell --workplace bell-shop=\"3 Invented Arcade, Testford\"").done();
    let _sound = place.hv("doctor").exits(0);
    std::fs::remove_file(place.folder().join("addresses/bell-shop.yaml")).unwrap();
    let _missed = place.hv("doctor").exits(3).says("it names the address bell-shop");
}

#[test]
fn what_cannot_be_put_on_record_is_refused_all_at_once() {
    let mut place = school(Park);
    let mut said = String::new();
    for line in [
        "staff change kay --role dsl:acting",
        "staff change kay --role :deputy",
        "staff change kay --role dsl:from=soon",
        "staff change kay --role dsl:from=2026-09-02:until=2026-09-01",
        "staff change kay --role dsl:from=2026-09-01:till=2026-09-02",
        "staff change kay --training first-aid",
        "staff change kay --training first-aid=lately",
        "staff change kay --designated perhaps",
        "staff change kay --read home-visits-policy@=2026-09-01",
        "staff change kay --read @3=2026-09-01",
        "staff change kay --name \"\"",
        "staff change kay --mobile none --trained soon --role dsl:acting --training x=y",
        "staff add Zoë --name Zoë",
        "family change bell --also-at nowhere",
        "family change bell --also-at \"Gran's=4 Example Lane\"",
        "family change bell --also-at gran=",
        "family change bell --also-at ahmed=\"4 Example Lane\"",
        "family change bell --workplace ahmed=\"4 Example Lane\"",
        "family change bell --address \"4 Example Lane\" --address-id ahmed",
        "family change bell --directions \"by the church\" --address-id gran",
        "family change bell --also-at gran=A --workplace gran=B",
        "family change bell --not-at ahmed",
        "family change bell --not-at bell",
        "family change bell --exempt two-staff",
        "family change bell --exempt two-staff=2027-03-31",
        "family change bell --exempt two-staff=always:why",
        "family change bell --exempt =2027-03-31:why",
        "family change bell --carer =07700900456 --caution dog --pupil Bea",
        "family add ../x --pupil A --address B",
    ] {
        let before = place.tree();
        let run = place.hv(line).exits(2);
        assert_eq!(before, place.tree(), "hv {line} wrote something");
        assert!(run.out.is_empty(), "{}", run.out);
        said += &format!("$ hv {line}\n{}", run.err);
    }
    assert_snapshot!(said, @r#"
    $ hv staff change kay --role dsl:acting
    error: --role: "acting" in "dsl:acting" is none of deputy, from=2026-09-01, until=2027-07-31
    $ hv staff change kay --role :deputy
    error: --role: ":deputy" names no role
    $ hv staff change kay --role dsl:from=soon
    error: --role: `soon` is not a day such as 2026-11-24
    $ hv staff change kay --role dsl:from=2026-09-02:until=2026-09-01
    error: --role: "dsl:from=2026-09-02:until=2026-09-01" ends before it begins
    $ hv staff change kay --role dsl:from=2026-09-01:till=2026-09-02
    error: --role: "till=2026-09-02" in "dsl:from=2026-09-01:till=2026-09-02" is none of deputy, from=2026-09-01, until=2027-07-31
    $ hv staff change kay --training first-aid
    error: --training: "first-aid" is not of the form child-protection=2026-09-01
    $ hv staff change kay --training first-aid=lately
    error: --training: `lately` is not a day such as 2026-11-24
    $ hv staff change kay --designated perhaps
    error: invalid value 'perhaps' for '--designated <YES|NO>'
      [possible values: yes, no]

    For more information, try '--help'.
    $ hv staff change kay --read home-visits-policy@=2026-09-01
    error: --read: "home-visits-policy@" is not of the form home-visits-policy@3
    $ hv staff change kay --read @3=2026-09-01
    error: --read: "@3" is not of the form home-visits-policy@3
    $ hv staff change kay --name ""
    error: --name: nobody is called nothing
    $ hv staff change kay --mobile none --trained soon --role dsl:acting --training x=y
    error: --role: "acting" in "dsl:acting" is none of deputy, from=2026-09-01, until=2027-07-31
      --mobile: "none" is not a telephone number
      --trained: `soon` is not a day such as 2026-11-24
      --training: `y` is not a day such as 2026-11-24
    $ hv staff add Zoë --name Zoë
    error: "Zoë" cannot be an id
    hint: Use small letters, digits and hyphens, beginning with a letter or digit.
    $ hv family change bell --also-at nowhere
    error: --also-at: "nowhere" needs an address; none is on record under that id
    $ hv family change bell --also-at "Gran's=4 Example Lane"
    error: --also-at: "Gran's" cannot be an id. Use small letters, digits and hyphens, beginning with a letter or digit.
    $ hv family change bell --also-at gran=
    error: --also-at: "gran" has no text
    $ hv family change bell --also-at ahmed="4 Example Lane"
    error: --also-at: "ahmed" is on record as "12 Sample Street, Testford", and not as an address of family bell; give it another id
    $ hv family change bell --workplace ahmed="4 Example Lane"
    error: --workplace: "ahmed" is on record as "12 Sample Street, Testford", and not as an address of family bell; give it another id
    $ hv family change bell --address "4 Example Lane" --address-id ahmed
    error: --address: "ahmed" is on record as "12 Sample Street, Testford", and not as an address of family bell; give it another id
    $ hv family change bell --directions "by the church" --address-id gran
    error: --address-id: "gran" needs an address; none is on record under that id
    $ hv family change bell --also-at gran=A --workplace gran=B
    error: --workplace: "gran" is on record as "A", and not as an address of family bell; give it another id
    $ hv family change bell --not-at ahmed
    error: --not-at: "ahmed" is not an address of family bell
    $ hv family change bell --not-at bell
    error: --not-at: "bell" is the only address of family bell
    $ hv family change bell --exempt two-staff
    error: --exempt: "two-staff" is not of the form RULE=2027-03-31:"why"
    $ hv family change bell --exempt two-staff=2027-03-31
    error: --exempt: "2027-03-31" gives no reason; it is of the form RULE=2027-03-31:"why"
    $ hv family change bell --exempt two-staff=always:why
    error: --exempt: `always` is not a day such as 2026-11-24
    $ hv family change bell --exempt =2027-03-31:why
    error: --exempt: "=2027-03-31:why" is not of the form RULE=2027-03-31:"why"
    $ hv family change bell --carer =07700900456 --caution dog --pupil Bea
    error: --carer: "=07700900456" is not of the form "Sam Invented=07700 900123"
      --caution: "dog" is not of the form "what=who says so"
    $ hv family add ../x --pupil A --address B
    error: "../x" cannot be an id
    hint: Use small letters, digits and hyphens, beginning with a letter or digit.
    "#);
}

#[test]
fn two_families_may_share_an_address() {
    let mut place = school(Park);
    let shared = "--address \"12 Sample Street, Testford\" --address-id ahmed";
    let before = place.read("addresses/ahmed.yaml");
    place.hv(&format!("family add dunn --pupil Di {shared}")).done();
    assert_eq!(place.read("addresses/ahmed.yaml"), before);
    let shown = place.hv("family dunn").exits(0);
    let _said = shown.says("Address: 12 Sample Street, Testford (ahmed)");
}

#[test]
fn what_is_still_to_come_was_not_done() {
    let mut place = school(Park);
    let before = place.tree();
    for flag in [
        "--trained 2030-01-01",
        "--coached 2030-01-01",
        "--training a=2030-01-01",
        "--read a=2030-01-01",
    ] {
        let _refused = place
            .hv(&format!("staff change kay {flag}"))
            .exits(2)
            .says("2030-01-01 is still to come");
    }
    assert_eq!(place.tree(), before);
    let _today =
        place.hv("staff change kay --trained 2026-11-24").exits(0).says("Kay Invented: changed");
    let _leaves = place.hv("staff change kay --left 2030-01-01").exits(0);
}

#[test]
fn a_change_of_nothing_is_not_said_to_be_one() {
    let mut place = school(Park);
    let before = place.tree();
    for line in ["staff change kay", "family change ahmed"] {
        let run = place.hv(line).exits(2).says("nothing was changed, since no flag says what");
        let _run = run.says(&format!("hv {line} --help"));
    }
    let _same =
        place.hv("staff change kay --name \"Kay Invented\"").exits(0).says("nothing changed");
    assert_eq!(place.tree(), before);
}

#[test]
fn a_name_of_two_lines_is_refused() {
    let mut place = school(Park);
    let before = place.tree();
    for line in [
        "staff add x --name \"Kay\nMax: changed\" --mobile \"07700 900109\"",
        "staff change kay --name \"Kay\nMax: changed\"",
        "family add x --pupil \"Zoe\nMax: changed\" --address \"1 Nowhere Lane\"",
    ] {
        let run = place.hv(line).exits(2).says("has a line break");
        assert!(run.err.lines().all(|l| !l.starts_with("Max")), "{}", run.text());
    }
    assert_eq!(place.tree(), before);
}

#[test]
fn name_and_class_are_said_back_apart() {
    let mut place = school(Park);
    let add = |id: &str, pupil: &str| {
        format!(
            "family add {id} --pupil \"{pupil}\" --address \"1 Nowhere Lane\" --address-id {id}"
        )
    };
    let slip = place.hv(&add("a", "O'Brien, Zoe")).exits(0).says("Pupil: O'Brien, class Zoe.");
    let _slip = slip.says("is Zoe the class of O'Brien? If it is the forename: \"Zoe O'Brien\"");
    for (id, pupil, says) in [
        ("b", "Zoe O'Brien, Willow", "Pupil: Zoe O'Brien, class Willow."),
        ("c", "Zoe, 4B", "Pupil: Zoe, class 4B."),
        ("d", "Zoe O'Brien", "Pupil: Zoe O'Brien, no class."),
    ] {
        let _run = place.hv(&add(id, pupil)).exits(0).says(says).keeps_quiet_about("the class of");
    }
    let changed = place.hv("family change d --pupil \"Zoe O'Brien, Oak\"").exits(0);
    let _changed = changed.says("Pupil: Zoe O'Brien, class Oak.");
    let _other = place.hv("family change d --agency \"the council\"").keeps_quiet_about("Pupil");
    // A class of its own name is never refused.
    let _willow = place.hv(&add("e", "Zoe, Willow")).exits(0).says("Pupil: Zoe, class Willow.");
}

#[test]
fn a_sheet_says_back_name_and_class_apart_before_anything_is_written() {
    let mut place = school(Park);
    place.write("../f.csv", "id,pupil,address\nx,\"O'Brien, Zoe\",1 Nowhere Lane\n");
    for line in ["family import ../f.csv --dry-run", "family import ../f.csv"] {
        let run = place.hv(line).exits(0).says("x added. Pupil: O'Brien, class Zoe.");
        let _run = run.says("LOOK: is Zoe the class of O'Brien?");
    }
}
