//! Directories out of a sheet of the school's own system: all of it or none, every bad line named; and sheets out of
//! directories that no spreadsheet computes.

use crate::harness::{Place, Run};
use crate::school::{Park, school};
use insta::assert_snapshot;

/// Puts a file beside the record folder.
fn sheet(place: &Place, text: &str) {
    bytes(place, text.as_bytes());
}

fn bytes(place: &Place, bytes: &[u8]) {
    std::fs::write(place.path().join("sheet.csv"), bytes).unwrap();
}

/// Imports what must be refused, and holds that not a byte was written.
#[track_caller]
fn refused(place: &mut Place, line: &str, exit: i32) -> Run {
    let before = place.tree();
    let run = place.hv(line).exits(exit);
    assert_eq!(before, place.tree(), "hv {line} wrote something");
    assert_eq!(run.out, "");
    run
}

const STAFF: &str = "\
Staff Code,Full Name,Roles,Mobile Phone,Emergency contact,Emergency contact number,Car make,Trained,Department
NIA,Nia Invented,dsl:deputy; family-support,07700 900011,Bo Invented,07700 900111,Ford,01/09/2026,Pastoral
ray,\"Ray Made, Dr\",,07700 900012,,,,2026-09-01,
,,,,,,,,
";

#[test]
fn staff_from_a_sheet() {
    let mut place = school(Park);
    sheet(&place, STAFF);
    let before = place.tree();
    let _dry = place.tell("staff import ../sheet.csv --dry-run");
    assert_eq!(before, place.tree(), "--dry-run wrote something");
    let _added = place.tell("staff import ../sheet.csv");
    let _again = place.tell("staff import ../sheet.csv");
    let _shown = place.tell("staff nia");
    let _sound = place.tell("doctor");
    sheet(&place, &STAFF.replace("07700 900012", "07700 900013").replace("Ford", ""));
    let _on_record = place.tell("staff import ../sheet.csv");
    let _dry = place.tell("staff import ../sheet.csv --update --dry-run");
    let _changed = place.tell("staff import ../sheet.csv --update");
    assert_snapshot!(place.transcript(), @"
    08:08 $ hv staff import ../sheet.csv --dry-run
    Nothing is written: this would add 2 and change 0; 0 on record as they are.
      line 2: nia added.
      line 3: ray added. Not on record: an emergency contact.
    Columns not read: Department
    [exit 0]

    08:09 $ hv staff import ../sheet.csv
    Added 2 and changed 0; 0 on record as they are.
      line 2: nia added.
      line 3: ray added. Not on record: an emergency contact.
    Columns not read: Department
    [exit 0]

    08:10 $ hv staff import ../sheet.csv
    Added 0 and changed 0; 2 on record as they are.
    Columns not read: Department
    [exit 0]

    08:11 $ hv staff nia
    Nia Invented (nia)
      Roles: dsl (deputy), family-support
      Works for: the school
      Mobile: 07700 900011
      E-mail: not set
      Emergency contact: Bo Invented 07700 900111
      Next of kin: not set
      Car: Ford
      Insured until: not set
      Business use: not set
      Designated to visit: no
      May visit alone, where that is asked: no
      Trained: Tue 1 Sep 2026
      Coached: not set
      Training: not set
      Read: not set
    [exit 0]

    08:12 $ hv doctor
    warning: policy.toml:215: this policy has no ladder for the clock `contact`
        -> hv's own stands in, and is marked as hv's: write a [[ladder]] once the school has decided
    0 records read, 0 open, 1 finding.
    [exit 0]

    08:13 $ hv staff import ../sheet.csv
    error: ../sheet.csv: 1 line cannot be used, so nothing was written
      line 3: ray is on record, and this would change it (mobile: 07700 900012 -> 07700 900013); add --update if it should
    hint: put the lines right, and import the whole file again
    [exit 3]

    08:14 $ hv staff import ../sheet.csv --update --dry-run
    Nothing is written: this would add 0 and change 1; 1 on record as they are.
      line 3: ray changed: mobile: 07700 900012 -> 07700 900013
    Columns not read: Department
    [exit 0]

    08:15 $ hv staff import ../sheet.csv --update
    Added 0 and changed 1; 1 on record as they are.
      line 3: ray changed: mobile: 07700 900012 -> 07700 900013
    Columns not read: Department
    [exit 0]
    ");
    assert!(place.read("people/nia.yaml").contains("make: Ford"), "an empty cell changes nothing");
}

const FAMILIES: &str = "\
Family,Child,Year,Parents,Telephone,Home address,also at,workplace,caution
cole,Cy Cole; Di Cole,3C; 1A,Ed Cole; Flo Cole,07700 900458;,\"9 Sample Street,
Testford\",cole-gran=4 Example Lane,cole-cafe=1 Invented Square,\"dog, bites=police letter\"
dunn,Di Dunn,,Jo Dunn,07700 900459,4 Example Lane,,,
";

#[test]
fn families_from_a_sheet() {
    let mut place = school(Park);
    sheet(&place, FAMILIES);
    let _dry = place.tell("family import ../sheet.csv -n");
    let _added = place.tell("family import ../sheet.csv");
    let _again = place.tell("family import ../sheet.csv");
    let _shown = place.tell("family cole");
    let _sound = place.tell("doctor");
    sheet(&place, "id,pupil,address\ndunn,Di Dunn,5 Example Lane\nahmed,,12 Sample Street\n");
    let _on_record = place.tell("family import ../sheet.csv");
    let _changed = place.tell("family import ../sheet.csv --update");
    assert_snapshot!(place.transcript(), @"
    08:08 $ hv family import ../sheet.csv -n
    Nothing is written: this would add 2 and change 0; 0 on record as they are.
      line 2: cole added. Pupils: Cy Cole, class 3C; Di Cole, class 1A.
      line 4: dunn added. Pupil: Di Dunn, no class.
    [exit 0]

    08:09 $ hv family import ../sheet.csv
    Added 2 and changed 0; 0 on record as they are.
      line 2: cole added. Pupils: Cy Cole, class 3C; Di Cole, class 1A.
      line 4: dunn added. Pupil: Di Dunn, no class.
    [exit 0]

    08:10 $ hv family import ../sheet.csv
    Added 0 and changed 0; 2 on record as they are.
    [exit 0]

    08:11 $ hv family cole
    Family cole
    CAUTION: dog, bites (police letter, Tue 24 Nov 2026)
      Pupil: Cy Cole 3C
      Pupil: Di Cole 1A
      Carer: Ed Cole 07700 900458
      Carer: Flo Cole no number
      Address: 9 Sample Street, Testford (cole)
      Address: 4 Example Lane (cole-gran)
      Workplace: 1 Invented Square (cole-cafe)
    [exit 0]

    08:12 $ hv doctor
    warning: policy.toml:215: this policy has no ladder for the clock `contact`
        -> hv's own stands in, and is marked as hv's: write a [[ladder]] once the school has decided
    0 records read, 0 open, 1 finding.
    [exit 0]

    08:13 $ hv family import ../sheet.csv
    error: ../sheet.csv: 2 lines cannot be used, so nothing was written
      line 2: address dunn is on record, and this would change it (text: 4 Example Lane -> 5 Example Lane); add --update if it should
      line 3: address ahmed is on record, and this would change it (text: 12 Sample Street, Testford -> 12 Sample Street); add --update if it should
    hint: put the lines right, and import the whole file again
    [exit 3]

    08:14 $ hv family import ../sheet.csv --update
    Added 0 and changed 2; 0 on record as they are.
      line 2: dunn changed: address dunn: text: 4 Example Lane -> 5 Example Lane
      line 3: ahmed changed: address ahmed: text: 12 Sample Street, Testford -> 12 Sample Street
    [exit 0]
    ");
    assert_eq!(place.read("addresses/dunn.yaml"), "id: dunn\ntext: 5 Example Lane\n");
}

#[test]
fn every_bad_line_is_named_and_nothing_is_written() {
    let mut place = school(Park);
    sheet(
        &place,
        "id,forename,surname,role,mobile,emergency-contact,emergency-contact-number,insured-until,designated,training\n\
         nia,Nia,Invented,dsl,07700 900011,,,,,\n\
         Zoë,Zoë,Invented,,,,,,,\n\
         ray,Ray,Made,dsl:acting,7700900012,Bo,,31/31/2026,perhaps,first-aid\n\
         ,Nobody,Invented,,,,,,,\n\
         nia,Nia,Again,,,,,,,\n\
         NIA,Nia,Again,,,,,,,\n\
         max,Max,Other,,,,,,,\n\
         sam,,,,,,,,,\n\
         tia,Tia,Invented\n\
         una,Una,Invented,,,,07700 900013,,,\n\
         vic,Vic,\"Inv\nented\",,07.70E+09,,,,,\n\
         wes,Wes,Invented,,,Bo=07700 900014,,46350,,\n\
         con,Con,Invented,,,,,,,\n\
         xia,Xia,\"Invented,,,,,,,\n",
    );
    let said = refused(&mut place, "staff import ../sheet.csv", 3).err;
    let dry = refused(&mut place, "staff import ../sheet.csv --dry-run --update", 3).err;
    assert_eq!(
        said.lines().count(),
        dry.lines().count() + 1,
        "all but what --update allows:\n{dry}"
    );
    sheet(
        &place,
        "id,pupil,class,carer,carer-number,address,address-id,also-at,workplace\n\
         cole,Cy; Di,3C,Ed,,9 Sample Street,,,\n\
         dunn,Di,,,07700 900459,,,,\n\
         egg,Ed,,Jo; Al,07700 900460; none,1 Example Lane,ahmed,,\n\
         fox,Fay,,Jo=900461x,,2 Example Lane,,Gran=3 Example Lane,shop\n\
         gill,Gus,,,,3 Example Lane,shared,,\n\
         hill,Hal,,,,4 Example Lane,shared,,\n\
         bell,Bea Bell,2A,,,8 Example Road,,,\n",
    );
    let families = refused(&mut place, "family import ../sheet.csv", 3).err;
    assert_snapshot!(format!("{said}\n{families}"), @r#"
    error: ../sheet.csv: 13 lines cannot be used, so nothing was written
      line 3: id: "zoë" cannot be an id. Use small letters, digits and hyphens, beginning with a letter or digit.
      line 4: role: "acting" in "dsl:acting" is none of deputy, from=2026-09-01, until=2027-07-31
      line 4: mobile: "7700900012" does not begin with 0 or +; has a spreadsheet dropped it?
      line 4: emergency-contact: "Bo" has no number
      line 4: insured-until: `31/31/2026` is not a day such as 2026-11-24 or 24/11/2026
      line 4: designated: "perhaps" is neither yes nor no
      line 4: training: "first-aid" is not of the form child-protection=2026-09-01
      line 5: id: there is none
      line 6: id: nia is on line 2 already; one row for each
      line 7: id: nia is on line 2 already; one row for each
      line 8: max is on record, and this would change it (name: Max Desk -> Max Other); add --update if it should
      line 9: name: there is none
      line 10: 3 cells under 10 headings
      line 11: emergency-contact-number: "07700 900013" is nobody's
      line 12: surname: there is a line end in it
      line 12: mobile: "07.70E+09" is not a telephone number
      line 14: insured-until: `46350` is not a day such as 2026-11-24 or 24/11/2026
      line 15: id: "con" cannot be an id. Use small letters, digits and hyphens, beginning with a letter or digit.
      line 16: a quotation mark (") is left open here, or stands alone; lines after it may be taken for a part of this one
    hint: put the lines right, and import the whole file again

    error: ../sheet.csv: 6 lines cannot be used, so nothing was written
      line 2: pupil: 2 there, and 1 under "class"; as many of each, parted by semicolons
      line 3: address: there is none
      line 3: carer: 0 there, and 1 under "carer-number"; as many of each, parted by semicolons
      line 4: carer-number: "none" is not a telephone number
      line 4: address: "ahmed" is on record as "12 Sample Street, Testford", and not as an address of family egg; give it another id
      line 5: carer: "900461x" is not a telephone number
      line 5: also-at: "Gran" cannot be an id. Use small letters, digits and hyphens, beginning with a letter or digit.
      line 5: workplace: "shop" needs an address; none is on record under that id
      line 7: address: "shared" is on record as "3 Example Lane", and not as an address of family hill; give it another id
      line 8: address bell is on record, and this would change it (text: 7 Example Road, Testford -> 8 Example Road); add --update if it should
    hint: put the lines right, and import the whole file again
    "#);
}

#[test]
fn columns_are_named_by_flags_or_by_a_map() {
    let mut place = school(Park);
    let text =
        "Ref,Who,Work phone,Home phone,Mobile\nnia,Nia Invented,01632 960111,07700 900011,\n";
    sheet(&place, text);
    place.write("../map.toml", "id = \"Ref\"\nname = \"who\"\nmobile = \"Work phone\"\n");
    let mut said = String::new();
    for more in [
        "",
        "--column id=Ref --column mobil=\"Home phone\" --column name=Name",
        "--column id",
        "--map ../nowhere.toml",
        "--map ../sheet.csv",
    ] {
        let run = place.hv(&format!("staff import ../sheet.csv {more}"));
        said += &format!("$ hv staff import ../sheet.csv {more}\n{}", run.text());
    }
    let mapped =
        place.hv("staff import ../sheet.csv --map ../map.toml --column mobile=\"HOME PHONE\"");
    said += &mapped.exits(0).text();
    assert!(place.read("people/nia.yaml").contains("mobile: 07700 900011"));
    sheet(&place, "id,name,Mobile phone,mobile-number\nola,Ola Made,07700 900015,07700 900016\n");
    said += &refused(&mut place, "staff import ../sheet.csv", 2).text();
    let chosen = place.hv("staff import ../sheet.csv --column mobile=mobile-number");
    said += &chosen.exits(0).text();
    assert_snapshot!(said, @r#"
    $ hv staff import ../sheet.csv 
    error: there is no column for the id; say which: --column "id=HEADING"
    hint: the headings of the file: Ref, Who, Work phone, Home phone, Mobile
    [exit 2]
    $ hv staff import ../sheet.csv --column id=Ref --column mobil="Home phone" --column name=Name
    error: there is no field "mobil"; there are id, name, forename, surname, role, mobile, email, emergency-contact, emergency-contact-number, next-of-kin, next-of-kin-number, car-make, car-model, car-registration, car-colour, insured-until, business-use, trained, coached, training, designated, lone-visits, works-for, read, left
      there is no column "Name" for name
    hint: the headings of the file: Ref, Who, Work phone, Home phone, Mobile
    [exit 2]
    $ hv staff import ../sheet.csv --column id
    error: --column: "id" is not of the form "mobile=Mobile Phone"
    [exit 2]
    $ hv staff import ../sheet.csv --map ../nowhere.toml
    error: there is no file PLACE/school/../nowhere.toml
    [exit 2]
    $ hv staff import ../sheet.csv --map ../sheet.csv
    error: PLACE/school/../sheet.csv:1: hv expected `=` between a key and its value, and there is none
    hint: Write `key = ...`, a text in "quotation marks".
    hint: a map holds lines such as: mobile = "Mobile Phone"
    [exit 3]
    Added 1 and changed 0; 0 on record as they are.
      line 2: nia added. Not on record: an emergency contact.
    Columns not read: Work phone, Mobile
    [exit 0]
    error: mobile could be "Mobile phone" or "mobile-number"; say which: --column "mobile=HEADING"
    hint: the headings of the file: id, name, Mobile phone, mobile-number
    [exit 2]
    Added 1 and changed 0; 0 on record as they are.
      line 2: ola added. Not on record: an emergency contact.
    Columns not read: Mobile phone
    [exit 0]
    "#);
}

#[test]
fn a_file_that_is_no_sheet_is_refused() {
    let mut place = school(Park);
    let many = format!("id,name\n{}", "nia,Nia\n".repeat(10_001));
    let large = format!("id,name\nnia,{}\n", "N".repeat(5 << 20));
    let wide = format!("id,name\nnia,{}\n", "N".repeat(70_000));
    let utf16: Vec<u8> = "\u{feff}id,name\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files: [(&str, &[u8], i32); 12] = [
        ("nothing", b"", 3),
        ("a mark and nothing", b"\xef\xbb\xbf\n\n", 3),
        ("Windows-1252", b"id,name\nnia,Nia\nzoe,Zo\xeb\n", 3),
        ("UTF-16", &utf16, 3),
        ("semicolons", b"id;name\nnia;Nia\n", 3),
        ("tabs", b"id\tname\nnia\tNia\n", 3),
        ("a control character", b"id,name\nnia,Nia\x1b[2J\n", 3),
        ("NULs", b"\0\0\0\0", 3),
        ("an open quote", b"id,name\nnia,\"Nia\nlou,Lou\n", 3),
        ("too many rows", many.as_bytes(), 3),
        ("too large", large.as_bytes(), 3),
        ("a cell too large for a record", wide.as_bytes(), 2),
    ];
    let mut said = String::new();
    for (what, text, exit) in files {
        bytes(&place, text);
        let run = refused(&mut place, "staff import ../sheet.csv", exit);
        said += &format!("{what}:\n{}", run.err);
    }
    said += &refused(&mut place, "staff import ../nowhere.csv", 2).err;
    said += &refused(&mut place, "staff import ..", 3).err;
    assert_snapshot!(said, @r#"
    nothing:
    error: PLACE/school/../sheet.csv: there is nothing in it; the first line must hold the headings
    a mark and nothing:
    error: PLACE/school/../sheet.csv: there is nothing in it; the first line must hold the headings
    Windows-1252:
    error: PLACE/school/../sheet.csv:3: this is not UTF-8 text
    hint: it is in another encoding, such as Windows-1252, in which letters with accents differ; save it anew as "CSV UTF-8 (comma delimited)"
    UTF-16:
    error: PLACE/school/../sheet.csv is UTF-16 text, not UTF-8
    hint: save it anew as "CSV UTF-8 (comma delimited)"
    semicolons:
    error: PLACE/school/../sheet.csv: its columns are not parted by commas; save it as "CSV UTF-8 (comma delimited)"
    tabs:
    error: PLACE/school/../sheet.csv: its columns are not parted by commas; save it as "CSV UTF-8 (comma delimited)"
    a control character:
    error: PLACE/school/../sheet.csv:2: a control character, U+001B
    NULs:
    error: PLACE/school/../sheet.csv: the file holds only NULs, as a power cut leaves them
    an open quote:
    error: ../sheet.csv: 1 line cannot be used, so nothing was written
      line 2: a quotation mark (") is left open here, or stands alone; lines after it may be taken for a part of this one
    hint: put the lines right, and import the whole file again
    too many rows:
    error: PLACE/school/../sheet.csv: it has more than 10000 rows; import it in parts
    too large:
    error: PLACE/school/../sheet.csv cannot be read
      it is larger than 4096 KB
    a cell too large for a record:
    error: people/nia.yaml cannot be written
      it is larger than 64 KB
    error: there is no file PLACE/school/../nowhere.csv
    error: PLACE/school/.. cannot be read
      it is a folder, not a file
    "#);
}

/// A byte order mark, line ends of Windows, and cells that look like sums: all are text.
#[test]
fn what_spreadsheets_write_is_read() {
    let mut place = school(Park);
    bytes(
        &place,
        b"\xef\xbb\xbfid,name,works-for,mobile\r\nnia,\"=HYPERLINK(\"\"x\"\")\",'@agency,'+44 7700 900011\r\n",
    );
    place.hv("staff import ../sheet.csv").done();
    let card = place.read("people/nia.yaml");
    assert!(
        card.contains("name: =HYPERLINK(\"x\")") || card.contains("name: \"=HYPERLINK"),
        "{card}"
    );
    assert!(card.contains("@agency") && !card.contains("'@"), "{card}");
    let out = place.hv("staff --csv").exits(0).out;
    assert!(out.contains("\nnia,\"'=HYPERLINK(\"\"x\"\")\",,'+44 7700 900011,"), "{out}");
    assert!(out.contains(",'@agency,"), "{out}");
}

/// What is written out is read back as what is on record.
#[test]
fn a_sheet_written_out_reads_back_as_what_it_was() {
    let mut place = school(Park);
    place.hv("staff change kay --role dsl:deputy:from=2026-09-01 --read x@3=2026-09-01 --designated yes").done();
    place.hv("staff change lou --training first-aid=2026-09-01 --works-for \"Early help\" --left 2026-12-31").done();
    place.hv("family change ahmed --pupil Ali --pupil \"Bo, 1A\" --carer Sara --carer \"Ed=07700 900458\" --agency x --agency y").done();
    place.hv("family change bell --also-at ahmed --workplace shop=\"1 Invented Square\" --directions \"left, then right\"").done();
    place.hv("family change bell --caution \"dog=police\"").done();
    for verb in ["staff", "family"] {
        let out = place.hv(&format!("{verb} --csv")).exits(0).out;
        assert!(!out.contains("police"), "a caution left the folder: {out}");
        sheet(&place, &out);
        let before = place.tree();
        let again = place.hv(&format!("{verb} import ../sheet.csv")).exits(0);
        let _same = again.says("Added 0 and changed 0").keeps_quiet_about("not read");
        assert_eq!(before, place.tree(), "{verb}");
    }
    let _both = place.hv("staff --csv --json").exits(2).says("one of them");
    let _both = place.hv("family bell --csv").exits(2);
}

#[test]
fn an_import_as_json() {
    let mut place = school(Park);
    sheet(&place, &format!("{STAFF}max,Max Other,,,,,,,\nkay,,,,,,,,\n"));
    let dry = place.hv("staff import ../sheet.csv --update --dry-run --json").exits(0).json();
    assert_eq!(dry["written"], false);
    let done = place.hv("staff import ../sheet.csv --update --json").exits(0).json();
    assert_eq!(done["written"], true);
    assert_eq!(done["added"], serde_json::json!(["nia", "ray"]));
    assert_eq!(done["unchanged"], serde_json::json!(["kay"]));
    assert_eq!(done["changed"], serde_json::json!({"max": ["name: Max Desk -> Max Other"]}));
    assert_eq!(done["not_read"], serde_json::json!(["Department"]));
    sheet(&place, "id\n!\n");
    let error = place.hv("staff import ../sheet.csv --json").exits(3).json();
    assert!(error["error"]["message"].as_str().unwrap().contains("line 2"), "{error}");
}

/// A new family at a neighbour's address changes nothing of the neighbour's without `--update`.
#[test]
fn a_row_of_one_family_changes_no_other() {
    let mut place = school(Park);
    let head = "id,pupil,address,address-id,directions";
    let row = "cole,Cy Cole,\"12 Sample Street, Testford\",ahmed,beware of the step";
    sheet(&place, &format!("{head}\n{row}\n"));
    let run = refused(&mut place, "family import ../sheet.csv", 3);
    let _said = run.says(
        "line 2: address ahmed is on record, and this would change it (directions: not set ->",
    );
    let told = place.hv("family import ../sheet.csv --update --dry-run").exits(0);
    assert!(
        told.out.contains("cole added: address ahmed: directions: not set -> beware of the step."),
        "{}",
        told.text()
    );
    place.hv("family import ../sheet.csv --update").done();
    assert!(place.read("addresses/ahmed.yaml").contains("beware of the step"));
}

/// A record in the way that cannot be read is not written over, and what could be written is not.
#[test]
fn damage_in_the_way_stops_all_of_it() {
    let mut place = school(Park);
    sheet(&place, "id,name\nnia,Nia Invented\nkay,Kay Invented\n");
    place.edit("people/kay.yaml", "name:", "nmae:");
    let _named = refused(&mut place, "staff import ../sheet.csv --update", 3)
        .says("line 3: people/kay.yaml");
    sheet(&place, "id,pupil,address\ncole,Cy,9 Sample Street\ndunn,Di,4 Example Lane\n");
    place.write("families/dunn", "a file in the place of a folder");
    let _named = refused(&mut place, "family import ../sheet.csv", 3);
}
