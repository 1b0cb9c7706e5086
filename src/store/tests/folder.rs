//! The folder as a whole: made, opened, scanned, and what this machine remembers of it.

use super::*;
use crate::domain::directory::{Address, Family, Person, Pupil};
use crate::store::{AnyRecord, Cards, MachineState, OutMarker, PlannedMarker, vanished};
use crate::when::Day;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

fn person(id: &str) -> Person {
    serde_json::from_value(serde_json::json!({ "id": id, "name": "Kay O'Brien: 'no' # 1" }))
        .unwrap()
}

fn family(id: &str) -> Family {
    Family {
        id: id.to_owned(),
        pupils: vec![Pupil { name: "Zoë".to_owned(), class: Some("1e5".to_owned()) }],
        carers: Vec::new(),
        addresses: vec!["high-street-1".to_owned()],
        no_longer: Vec::new(),
        cautions: Vec::new(),
        agencies: Vec::new(),
        workplaces: Vec::new(),
        exemptions: Vec::new(),
        erased_until: None,
    }
}

#[test]
fn a_folder_that_is_not_whole_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("r");
    assert!(Store::open(&root, None).unwrap_err().message.contains("is not there"));
    new_store(&root);
    for part in ["open", "open/out", "open/planned", "open/owed", "hv.toml"] {
        std::fs::rename(root.join(part), dir.path().join("away")).unwrap();
        let error = Store::open(&root, None).unwrap_err();
        assert!(error.message.contains(part) && error.kind.exit_code() == 3, "{error}");
        std::fs::rename(dir.path().join("away"), root.join(part)).unwrap();
    }
    assert!(Store::open(&root, None).is_ok());
}

/// Every name in a folder and below it.
fn names(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.push(path.display().to_string());
        if path.is_dir() {
            found.extend(names(&path));
        }
    }
    found.sort();
    found
}

#[test]
fn many_cards_are_written_all_or_none() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let families: Vec<Family> = ["bell", "cole", "dunn"].map(family).to_vec();
    let cards = Cards::of(&[person("kay"), person("lou")], &[], &families).unwrap();
    // In the way of the last, after everything else has been written beside its place.
    std::fs::write(store.root().join("families/dunn"), "in the way").unwrap();
    let before = names(store.root());
    let error = store.put_all(&cards).unwrap_err();
    assert!(error.message.contains("NOTHING SAVED") && error.kind.exit_code() == 3, "{error}");
    assert_eq!(names(store.root()), before, "nothing of it stays");
    std::fs::remove_file(store.root().join("families/dunn")).unwrap();
    store.put_all(&cards).unwrap();
    assert_eq!(store.people().good, [person("kay"), person("lou")]);
    assert_eq!(store.families().good, families);
    assert!(
        names(store.root()).iter().all(|name| !name.contains("/.") || !name.contains("-0.tmp"))
    );
    // A card that cannot be a file, or that would be too large to be read again, stops all before the first.
    let large = Person { name: "N".repeat(70_000), ..person("max") };
    for wrong in [person("../x"), person("MAX"), large] {
        assert!(Cards::of(&[person("max"), wrong], &[], &[]).is_err());
    }
}

#[test]
fn a_folder_in_use_is_not_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let made = |root: &Path| Store::create(root, &school(), "", "h");
    let root = dir.path().join("r");
    new_store(&root);
    assert!(made(&root).unwrap_err().message.contains("already"));
    assert!(made(dir.path()).unwrap_err().message.contains("other things"));
    assert!(made(&dir.path().join("no/such/place")).is_err());
    std::fs::create_dir_all(dir.path().join("g/.git")).unwrap();
    assert!(made(&dir.path().join("g")).is_ok());
}

/// Makes a folder with something of each kind in it, in a process that was given another umask.
fn make_a_folder(root: &str) {
    let store = new_store(Path::new(root));
    store.put_person(&person("kay")).unwrap();
    store.append(&outing(), event(5, contact("x"))).unwrap();
    drop(store.lock(std::time::Duration::ZERO).unwrap());
}

/// Starts itself again, as the process that makes the folder.
#[test]
fn modes_whatever_the_umask() {
    if let Ok(root) = std::env::var("HV_TEST_ROOT") {
        return make_a_folder(&root);
    }
    for umask in ["000", "022", "077", "377"] {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("r");
        let script = format!(
            "umask {umask}; exec \"$0\" --exact store::tests::folder::modes_whatever_the_umask"
        );
        let test = std::env::current_exe().unwrap();
        let ran =
            Command::new("sh").arg("-c").arg(script).arg(test).env("HV_TEST_ROOT", &root).output();
        assert!(ran.as_ref().unwrap().status.success(), "{ran:?}");
        let store = Store::open(&root, None).unwrap();
        assert_eq!(store.scan(now(), |_| ()), [], "umask {umask}");
        let mode =
            |path: &str| std::fs::metadata(root.join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            (mode(""), mode("outings/2026-W48"), mode("people/kay.yaml")),
            (0o700, 0o700, 0o600)
        );
        assert_eq!(
            (mode(&outing().path()), mode("local/lock"), mode("hv.toml")),
            (0o600, 0o600, 0o600)
        );
    }
}

#[test]
fn a_card_in_which_a_control_is_hidden_is_damage_however_it_is_spelt() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let people = store.root().join("people");
    std::fs::create_dir_all(&people).unwrap();
    let card = |name: &str| {
        std::fs::write(people.join("lou.yaml"), format!("id: lou\nname: {name}\n")).unwrap();
        store.person("lou")
    };
    assert_eq!(card("Lou").unwrap().unwrap().name, "Lou");
    for hidden in [
        "\"a\\x1b[2J\"",
        "\"a\\e[2J\"",
        "\"a\\u202e\\u2028b\"",
        "!!binary G1sySg==",
        "!<tag:yaml.org,2002:binary> G1sySg==",
    ] {
        assert!(card(hidden).is_err(), "{hidden}");
    }
    // A tag of another handle, which is said above the text.
    let handle = "%TAG !e! tag:yaml.org,2002:\n---\nid: lou\nname: !e!binary G1sySg==\n";
    std::fs::write(people.join("lou.yaml"), handle).unwrap();
    assert!(store.person("lou").is_err());
}

#[test]
fn cards_read_back_and_a_bad_one_hides_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    store.put_person(&person("kay")).unwrap();
    store.put_person(&person("sam")).unwrap();
    store.put_family(&family("ahmed")).unwrap();
    let home = Address {
        id: "high-street-1".to_owned(),
        text: "1 High Street".to_owned(),
        directions: None,
        no_longer: Vec::new(),
        cautions: Vec::new(),
    };
    store.put_address(&home).unwrap();
    assert_eq!(store.people().good, [person("kay"), person("sam")]);
    assert_eq!(store.family("ahmed").unwrap(), Some(family("ahmed")));
    assert_eq!(store.address("high-street-1").unwrap(), Some(home));
    assert_eq!((store.person("lou").unwrap(), store.person("../hv").unwrap()), (None, None));
    assert_eq!(store.school().unwrap(), school());
    assert!(store.put_person(&person("../x")).is_err());
    let mut hidden = person("lou");
    hidden.name = "a\u{1b}[2J".to_owned();
    assert!(store.put_person(&hidden).is_err() && store.person("lou").unwrap().is_none());
    // One file under another's name, one that is no YAML, one that is not known, a family without its file.
    let people = store.root().join("people");
    std::fs::copy(people.join("kay.yaml"), people.join("lou.yaml")).unwrap();
    std::fs::write(people.join("max.yaml"), "id: [").unwrap();
    std::fs::write(people.join("Kay (conflicted copy).yaml"), "").unwrap();
    std::fs::create_dir(store.root().join("families/empty")).unwrap();
    let loaded = store.people();
    assert_eq!((loaded.good.len(), loaded.damage.len()), (2, 3), "{:?}", loaded.damage);
    assert!(loaded.damage.iter().any(|d| d.what.contains("says it is \"kay\"")));
    assert_eq!((store.families().good.len(), store.families().damage.len()), (1, 1));
    std::fs::write(store.root().join("hv.toml"), "format = 1\nstore = 7\n").unwrap();
    assert_eq!(store.school().unwrap_err().line, Some(2));
    assert_eq!(store.people().good.len(), 2);
}

#[test]
fn numbers_go_up_and_belong_to_the_copy() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let day = Day::parse("2026-11-24").unwrap();
    assert_eq!(store.next_outing_id(day, "kay").unwrap(), OUTING);
    store.append(&outing(), event(5, contact("x"))).unwrap();
    assert_eq!(store.next_outing_id(day, "kay").unwrap(), "2026-11-24-kay-2a");
    assert_eq!(store.next_outing_id(day, "kay-2").unwrap(), "2026-11-24-kay-2-1a");
    assert_eq!(store.next_visit_id("ahmed", day).unwrap(), "ahmed/2026-11-24-1a");
    let visits = store.root().join("families/ahmed/visits");
    std::fs::create_dir_all(&visits).unwrap();
    for name in [
        "2026-11-24-9a.yaml",
        "2026-11-24-10a.yaml",
        "2026-11-24-12b.yaml",
        "2026-11-24-11a.yaml.orig",
    ] {
        std::fs::write(visits.join(name), "").unwrap();
    }
    assert_eq!(store.next_visit_id("ahmed", day).unwrap(), "ahmed/2026-11-24-12a");
    let listed = store.visits_of("ahmed");
    assert_eq!(
        listed.good,
        ["ahmed/2026-11-24-9a", "ahmed/2026-11-24-10a", "ahmed/2026-11-24-12b"]
    );
    assert_eq!(listed.damage.len(), 1);
    assert!(store.next_visit_id("../x", day).is_err());
}

#[test]
fn a_copy_gets_a_tag_of_its_own_and_keeps_it() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("r");
    let first = new_store(&root);
    assert_eq!(first.tag().unwrap(), "a");
    let elsewhere = Store::open(&root, None).unwrap().on("host-2");
    let second = elsewhere.tag().unwrap();
    assert!(second.len() == 3 && second == elsewhere.tag().unwrap(), "{second}");
    // Made on host-1, then opened on host-2, which took the file over: host-1 gets a new one.
    let third = first.tag().unwrap();
    assert_eq!((third.len(), first.tag().unwrap()), (3, third));
    let made_for = |root: &Path| std::fs::read_to_string(root.join("local/machine")).unwrap();
    assert!(made_for(&root).contains("host-1"));
    // Three letters can agree by chance, and those of eight machines do not all agree.
    let on = |host: u32| elsewhere.clone().on(&format!("host-{host}")).tag().unwrap();
    assert!((10..18).map(on).collect::<std::collections::BTreeSet<_>>().len() > 4);
    let second = elsewhere.tag().unwrap();
    // A tag that is in use is not taken, even where it would come first.
    std::fs::remove_file(root.join("local/machine")).unwrap();
    let used = Key::outing(&format!("2026-11-24-kay-1{second}")).unwrap();
    std::fs::create_dir_all(root.join("outings/2026-W48")).unwrap();
    std::fs::write(root.join(used.path()), "").unwrap();
    assert_ne!(elsewhere.tag().unwrap(), second);
    // A copied folder.
    assert!(
        Command::new("cp")
            .arg("-r")
            .arg(&root)
            .arg(dir.path().join("c"))
            .status()
            .unwrap()
            .success()
    );
    let copied = Store::open(&dir.path().join("c"), None).unwrap();
    copied.clone().on("host-2").tag().unwrap();
    assert!(made_for(copied.root()).contains(&copied.root().display().to_string()));
    let differs =
        |host: &u32| copied.clone().on(&format!("host-{host}")).tag().unwrap() != on(*host);
    assert!((10..18).filter(differs).count() > 4);
    assert_eq!(Store::open(&root, None).unwrap().tag().unwrap_err().kind.exit_code(), 70);
}

#[test]
fn only_markers_up_to_the_day_are_opened() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    for day in ["2026-11-24", "2026-11-25"] {
        let start = Moment::parse(&format!("{day}T12:00:00+00:00")).unwrap();
        let late = crate::policy::Deadline { due: start, over: true };
        let visit = format!("ahmed/{day}-1a");
        let marker = PlannedMarker { visit, people: Vec::new(), place: String::new(), start, late };
        store.put_planned(&marker).unwrap();
    }
    store.put_owed(&Key::visit("ahmed/2026-11-24-1a").unwrap(), "tell the head").unwrap();
    store.put_owed(&week(), "sign").unwrap();
    std::fs::write(store.root().join("open/planned/2026-11-25-1a.ahmed"), "x").unwrap();
    let markers = store.markers(Day::parse("2026-11-24").unwrap());
    assert_eq!((markers.planned.len(), markers.later, markers.damage.len()), (1, 1, 0));
    assert_eq!(markers.owed.keys().collect::<Vec<_>>(), ["2026-11-24-1a.ahmed", "2026-W48"]);
    let markers = store.markers(Day::parse("2026-11-25").unwrap());
    assert_eq!((markers.planned.len(), markers.later, markers.damage.len()), (2, 0, 1));
}

#[test]
fn a_moved_visit_is_looked_at_on_its_new_day_and_never_later() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let start = |text: &str| Moment::parse(text).unwrap();
    let on = |start: Moment| PlannedMarker {
        visit: "ahmed/2026-11-24-1a".to_owned(),
        people: Vec::new(),
        place: "12 High Street".to_owned(),
        start,
        late: crate::policy::Deadline { due: start, over: true },
    };
    let seen = |day: &str| {
        let markers = store.markers(Day::parse(day).unwrap());
        assert_eq!(markers.damage, []);
        markers.planned.into_values().flatten().map(|m| m.start).collect::<Vec<_>>()
    };
    let (first, earlier) = (start("2026-11-24T10:00:00+00:00"), start("2026-11-20T10:00:00+00:00"));
    store.put_planned(&on(first)).unwrap();
    assert_eq!((seen("2026-11-23"), seen("2026-11-24")), (vec![], vec![first]));
    store.move_planned(&on(earlier)).unwrap();
    assert_eq!(
        (seen("2026-11-19"), seen("2026-11-20"), seen("2026-11-24")),
        (vec![], vec![earlier], vec![earlier])
    );
    // A crash between the two steps of a move: both are there, and the earlier counts.
    store.put_planned(&on(first)).unwrap();
    assert_eq!(seen("2026-11-24"), [earlier]);
    store.remove_marker(crate::store::Mark::Planned("ahmed/2026-11-24-1a")).unwrap();
    assert_eq!(seen("2026-12-24"), []);
}

#[test]
fn a_visit_changed_twice_for_the_same_time_names_those_who_go_now() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let start = Moment::parse("2026-11-24T10:00:00+00:00").unwrap();
    let of = |place: &str| PlannedMarker {
        visit: "ahmed/2026-11-24-1a".to_owned(),
        people: Vec::new(),
        place: place.to_owned(),
        start,
        late: crate::policy::Deadline { due: start, over: true },
    };
    store.put_planned(&of("as planned")).unwrap();
    for place in ["changed once", "changed twice", "changed once"] {
        store.move_planned(&of(place)).unwrap();
        let markers = store.markers(Day::parse("2026-11-24").unwrap());
        let seen: Vec<String> = markers.planned.into_values().flatten().map(|m| m.place).collect();
        assert_eq!(seen, [place]);
    }
}

#[test]
fn what_was_seen_is_remembered_and_damage_to_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let folder = dir.path().join("state/hv");
    assert_eq!(MachineState::load(&folder, &store), (MachineState::default(), None));
    let mut state =
        MachineState { last_seen: Some(now()), heartbeat: Some(now()), ..MachineState::default() };
    state.seen_open.insert(OUTING.to_owned(), vec!["Kay".to_owned()]);
    state.save(&folder, &store).unwrap();
    assert_eq!(MachineState::load(&folder, &store), (state.clone(), None));
    let kay = ["Kay".to_owned()];
    assert_eq!(vanished(&state, &[]), [(OUTING, &kay[..])]);
    assert_eq!(vanished(&state, &[OUTING.to_owned()]), []);
    // Another clone on this machine is another folder; a damaged hv.toml makes nobody forgotten.
    let other = new_store(&dir.path().join("s"));
    assert_eq!(MachineState::load(&folder, &other).0, MachineState::default());
    std::fs::write(store.root().join("hv.toml"), "[").unwrap();
    assert_eq!(MachineState::load(&folder, &store).0, state);
    for entry in std::fs::read_dir(&folder).unwrap() {
        std::fs::write(entry.unwrap().path(), "{").unwrap();
    }
    let (state, damage) = MachineState::load(&folder, &store);
    assert!(state == MachineState::default() && damage.unwrap().may_hide_somebody);
}

#[test]
fn replayed_events_typed_later_do_not_exist() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("r");
    let store = new_store(&root);
    store.append(&outing(), event(30, contact("x"))).unwrap();
    store
        .append(&outing(), NewEvent { typed: before(10), ..event(29, contact("late entry")) })
        .unwrap();
    let seen = |as_of| {
        let record = Store::open(&root, Some(as_of)).unwrap().read(&outing(), as_of).unwrap();
        record.map(|r| (r.entries.len(), r.sound()))
    };
    assert_eq!(seen(before(31)), None);
    assert_eq!(seen(before(30)), Some((1, true)));
    assert_eq!(seen(before(11)), Some((1, true)));
    assert_eq!(seen(before(10)), Some((2, true)));
}

#[test]
fn a_scan_finds_what_does_not_agree_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    store.append(&outing(), event(5, contact("x"))).unwrap();
    let listed = WeekEvent::List { visit: "ahmed/2026-11-24-1a".to_owned() };
    store.append(&week(), event(5, listed)).unwrap();
    let mut shown = Vec::new();
    let found = store.scan(now(), |record| match record {
        AnyRecord::Outing(r) => shown.push(r.id.clone()),
        AnyRecord::Week(r) => shown.push(r.id.clone()),
        AnyRecord::Visit(_) | AnyRecord::Assessment(_) | AnyRecord::Base(_) => {}
    });
    shown.sort();
    assert_eq!(shown, [OUTING, "2026-W48"]);
    assert_eq!(found.len(), 1);
    assert!(found[0].damage.what.contains("ahmed/2026-11-24-1a"), "{found:?}");
    let put = |path: &str, text: &str| {
        let path = store.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::set_permissions(path.parent().unwrap(), std::fs::Permissions::from_mode(0o700))
            .unwrap();
    };
    let strange = [
        "notes.txt",
        "open/x",
        "open/out/.x.1-2.tmp",
        "open/out/y",
        "people/A.yaml",
        "weeks/2026-W99.yaml",
        "outings/2026-W48/2026-12-01-kay-1a.yaml",
        "outings/W1/x",
        "families/ahmed/secret",
        "assessments/x.txt",
        "families/Bad/family.yaml",
        "families/ahmed/visits/2026-11-24-1a.yml",
    ];
    for path in strange {
        put(path, "");
    }
    put("families/ahmed/family.yaml", "id: ahmed\npupils: []\naddresses: [nowhere]\n");
    let gone = OutMarker {
        outing: "2026-11-24-sam-1a".to_owned(),
        people: Vec::new(),
        places: Vec::new(),
        back: now(),
    };
    store.put_out(&gone).unwrap();
    std::fs::set_permissions(store.root().join("hv.toml"), std::fs::Permissions::from_mode(0o644))
        .unwrap();
    let found = store.scan(now(), |_| ());
    let told: Vec<&str> = found.iter().map(|f| f.damage.path.as_str()).collect();
    let wanted = |path: &str| {
        told.contains(&path) || told.iter().any(|t| path.starts_with(&format!("{t}/")))
    };
    assert!(strange.iter().all(|path| wanted(path)), "{told:#?}");
    // The twelve, the week's visit, the address, the marker, the mode.
    assert_eq!(found.len(), 16, "{told:#?}");
    assert_eq!(found.iter().filter(|f| f.warning).count(), 2);
}

#[test]
fn a_scan_names_what_a_verdict_names() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let entries: Vec<_> = (0..3)
        .map(|n| store.append(&outing(), event(9 - n, contact(&format!("call {n}")))).unwrap())
        .collect();
    let path = store.root().join(outing().path());
    let mut kept = lines(&std::fs::read(&path).unwrap());
    kept.remove(3);
    kept[2] = kept[2].replace("call 0", "call 9");
    std::fs::write(&path, text(&kept)).unwrap();
    let found = store.scan(now(), |_| ());
    let names: Vec<_> = found.iter().map(|f| f.accept.clone().unwrap()).collect();
    let sha = store.read(&outing(), now()).unwrap().unwrap().doubtful[0].line.clone();
    assert_eq!(names, [entries[1].id.clone(), sha.clone()]);
    assert!(found.iter().all(|f| f.record.as_deref() == Some(OUTING) && f.damage.line.is_some()));
    for name in names {
        store.append(&outing(), event(1, verdict(&name, true))).unwrap();
    }
    assert_eq!(store.scan(now(), |_| ()), []);
    store.put_owed(&week(), "sign").unwrap();
    assert_eq!(store.scan(now(), |_| ()).len(), 1);
}

#[test]
fn a_draft_that_was_never_begun_is_thrown_away_without_complaint() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("oak"));
    store.drop_draft("assess-ahmed-ahmed").unwrap();
}
