//! Subject access requests: everything about one family or one member of staff, nothing of others in the redacted copy.

use crate::school::{OF_AHMED, School};
use std::os::unix::fs::PermissionsExt;

const NOW: &str = "2019-01-07T09:00:00+00:00";

fn read(school: &School, path: &str) -> String {
    std::fs::read_to_string(school.around().join(path)).unwrap()
}

/// The ids of every line of the folder that names the family, or stands in its folder.
fn lines_about(school: &School, family: &str) -> Vec<String> {
    let files = school.files();
    let records = files.iter().filter(|(name, _)| name.contains(".yaml"));
    let mut ids = Vec::new();
    for (name, bytes) in records {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let own = name.contains(&format!("families/{family}/"));
        let lines = text.lines().filter(|l| l.starts_with("- {\"id\": \""));
        let about = lines.filter(|l| own || l.contains(&format!("\"{family}/")));
        ids.extend(about.map(|l| l.split('"').nth(3).unwrap().to_owned()));
    }
    ids
}

#[test]
fn everything_about_a_family_is_there_and_nobody_elses_visit() {
    let school = School::visited();
    school
        .hv(NOW, &["retention", "hold", "ahmed", "--why", "a complaint", "--review", "2026-01-01"])
        .ends(0);
    let _said = school
        .hv(NOW, &["access", "ahmed", "--to", "nowhere/file"])
        .ends(2)
        .says("there is no folder");
    let _said = school
        .hv(NOW, &["access", "ahmed", "--to", "file"])
        .ends(0)
        .says("third party [member of staff 1] kay: in")
        .says("Not held by hv, or not reached: paper");
    let data = read(&school, "file/file.json");
    let page = read(&school, "file/file.html");
    let ids = lines_about(&school, "ahmed");
    assert!(ids.len() >= 4, "{ids:?}");
    for id in &ids {
        assert!(data.contains(id) && page.contains(id), "{id} of {ids:?}");
    }
    for word in OF_AHMED {
        assert!(data.contains(word) && page.contains(word), "{word}");
    }
    assert!(data.contains("a complaint"));
    for word in ["bell", "Rob Bell", "Example Road"] {
        assert!(!data.to_lowercase().contains(&word.to_lowercase()), "{word}");
    }
    let mode = |path: &str| {
        std::fs::metadata(school.around().join(path)).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(
        (mode("file"), mode("file/file.json"), mode("file/file.html")),
        (0o700, 0o600, 0o600)
    );
    school.is_sound(NOW);
}

#[test]
fn the_redacted_copy_names_no_third_party_and_still_names_the_family() {
    let school = School::visited();
    let card = school.read("families/ahmed/family.yaml");
    let caution = "cautions:\n- what: a dog\n  source: Mrs Nosy Neighbour\n  since: '2018-10-01'\nagencies:\n- Invented Health Visitors\n";
    school.write("families/ahmed/family.yaml", format!("{card}{caution}"));
    school.hv(NOW, &["access", "ahmed", "--to", "file", "--redact"]).ends(0);
    let third = [
        "kay",
        "Kay Invented",
        "max",
        "Max Desk",
        "Nosy",
        "Invented Health Visitors",
        "07700 900001",
    ];
    let whole = read(&school, "file/file.json").to_lowercase();
    for name in third {
        assert!(whole.contains(&name.to_lowercase()), "{name} is in the whole copy");
    }
    for path in ["file/redacted-file.json", "file/redacted-file.html"] {
        let text = read(&school, path).to_lowercase();
        // The style sheet speaks of max-width.
        let text = text.split("</style>").last().unwrap();
        for name in third {
            assert!(!text.contains(&name.to_lowercase()), "{name} is in {path}");
        }
        assert!(text.contains("ali ahmed") && text.contains("[member of staff 1]"), "{path}");
        assert!(text.contains("[reporter 1]") && text.contains("[agency 1]"), "{path}");
    }
}

#[test]
fn another_family_at_the_address_is_a_third_party() {
    let school = School::visited();
    let card = school.read("families/bell/family.yaml").replace("- bell\n", "- ahmed\n");
    school.write("families/bell/family.yaml", &card);
    let _said = school
        .hv(NOW, &["access", "ahmed", "--to", "file"])
        .ends(0)
        .says("another family")
        .says("bell: in");
}

#[test]
fn what_cannot_be_read_is_listed_and_the_rest_is_given() {
    let school = School::visited();
    school.write(
        "outings/2018-W47/2018-11-22-lou-1a.yaml",
        "id: 2018-11-22-lou-1a\nlog:\n<<<<<<< HEAD\n",
    );
    school.write("families/bell/visits/2018-11-22-1a.yaml", "");
    let _said = school
        .hv(NOW, &["access", "ahmed", "--to", "file"])
        .ends(3)
        .says("NOT READ: outings/2018-W47/2018-11-22-lou-1a.yaml")
        .lacks("NOT READ: families/bell");
    let data = read(&school, "file/file.json");
    assert!(data.contains("2018-11-22-lou-1a.yaml") && data.contains("Sara Ahmed"));
    assert!(read(&school, "file/file.html").contains("NOT READ"));
}

#[test]
fn it_is_never_put_into_the_record_folder_nor_over_anything() {
    let school = School::visited();
    let inside = school.root().join("file").display().to_string();
    let _inside =
        school.hv(NOW, &["access", "ahmed", "--to", &inside]).ends(2).says("in the record folder");
    let weeks = school.root().join("weeks/file").display().to_string();
    let _inside =
        school.hv(NOW, &["access", "ahmed", "--to", &weeks]).ends(2).says("in the record folder");
    std::os::unix::fs::symlink(school.root(), school.around().join("link")).unwrap();
    let _link = school
        .hv(NOW, &["access", "ahmed", "--to", "link/file"])
        .ends(2)
        .says("in the record folder");
    std::fs::create_dir(school.around().join("there")).unwrap();
    let _there =
        school.hv(NOW, &["access", "ahmed", "--to", "there"]).ends(2).says("is there already");
    let _none = school.hv(NOW, &["access", "ahm", "--to", "file"]).ends(2).says("its whole id");
    assert!(!school.around().join("file").exists());
    school.is_sound(NOW);
}

#[test]
fn a_member_of_staff_gets_their_own_and_the_families_are_third_parties() {
    let school = School::visited();
    let _said = school
        .hv(NOW, &["access", "kay", "--person", "--to", "file", "--redact"])
        .ends(0)
        .says("[another family 1] ahmed: in");
    let data = read(&school, "file/file.json");
    assert!(data.contains("outing 2018-11-20-kay-1a") && data.contains("Kay Invented"));
    let redacted = read(&school, "file/redacted-file.json").to_lowercase();
    for word in OF_AHMED.into_iter().chain(["bell", "Rob Bell", "Example Road", "lou made"]) {
        assert!(!redacted.contains(&word.to_lowercase()), "{word}");
    }
    assert!(redacted.contains("kay invented"));
}
