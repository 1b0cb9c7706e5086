//! Files that somebody names, and words that somebody types: policies, answers, sheets, maps, ids, times. Each bad one
//! is refused with its name, nothing of it is used, and nothing is stalled or broken by it.

use super::bad::{self, Bad};
use super::scene::{POLICY, Ran, Scene};
use std::fs;

/// What each command makes of every bad content in the place of the file it is given.
fn refused(scene: &Scene, file: &str, good: &[u8], args: &[&str]) {
    let path = scene.around().join(file);
    let before = scene.keep();
    let mut wrong = Vec::new();
    for (name, content) in bad::all() {
        // What a policy holds beside its rules may be a remark, and an answers file may be empty.
        let harmless = ["empty", "a blank line", "a mark of byte order alone"].contains(&name);
        if path.symlink_metadata().is_err() {
            fs::write(&path, good).unwrap();
        }
        content.put(&path);
        let ran = scene.hv("09:00", args);
        let by_name =
            ran.flat().replace("- ", "-").replace(' ', "").contains(&file.replace(' ', ""));
        let by_name = by_name || ran.flat().contains("no column for");
        let as_asked = matches!(ran.code(), Some(1..=3)) && by_name || harmless;
        if let Some(why) = ran.unsound().or((!as_asked).then(|| "not refused by name".to_owned())) {
            let said: String = ran.flat().chars().take(400).collect();
            wrong.push(format!("{name}: {why} ({:?})\n  {said}", ran.code()));
        }
        if path.symlink_metadata().unwrap().is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        }
        .unwrap();
    }
    assert!(wrong.is_empty(), "hv {}\n{}", args.join(" "), wrong.join("\n"));
    let (was, is) = (before.path().join("all/r/people"), scene.path("people"));
    let listed = |folder| fs::read_dir(folder).unwrap().count();
    assert_eq!(listed(was), listed(is), "nothing came of any of them");
}

#[test]
fn no_policy_stalls_or_explodes_its_reader() {
    let scene = Scene::planned();
    refused(&scene, "bad policy.toml", POLICY.as_bytes(), &["policy", "check", "bad policy.toml"]);
}

#[test]
fn no_answers_file_is_half_used() {
    let scene = Scene::bare();
    let root = scene.root().display().to_string();
    let init = ["init", &root, "--policy", "aspire", "--name", "Oak", "--id", "oak-1", "--no-git"];
    let more = ["--choose", "higher-risk-from=H", "--choose", "doorstep-when=purpose"];
    scene
        .hv("08:00", &[&init[..], &more, &["--number", "School office=01632 960100"]].concat())
        .ends(0);
    scene
        .hv(
            "08:00",
            &["family", "add", "ahmed", "--pupil", "Ali Invented", "--address", "12 High Street"],
        )
        .ends(0);
    for (file, good) in
        [("answers.yaml", "conducted-by: kay\n"), ("answers.toml", "conducted-by = \"kay\"\n")]
    {
        refused(&scene, file, good.as_bytes(), &["assess", "ahmed", "--answers", file]);
    }
}

#[test]
fn no_sheet_and_no_map_is_half_imported() {
    let scene = Scene::planned();
    let good = "id,name\nzoe,Zoe Invented\n";
    refused(&scene, "staff.csv", good.as_bytes(), &["staff", "import", "staff.csv"]);
    let other = good.replace("id,", "key,");
    fs::write(scene.around().join("good.csv"), other).unwrap();
    let map = ["staff", "import", "good.csv", "--map", "map.toml"];
    refused(&scene, "map.toml", b"id = \"key\"\n", &map);
}

/// Words that are no id, wherever one is typed.
const IDS: [&str; 30] = [
    "",
    " ",
    ".",
    "..",
    "../x",
    "../../etc/passwd",
    "/etc/passwd",
    "ahmed/../brown",
    "ahmed/2026-11-24-1a/../../x",
    "a/b/c/d",
    "a\\b",
    "-rf",
    "--help-me",
    "con",
    "NUL",
    "com1",
    "lpt9.txt",
    "aux.",
    "ahmed.",
    "ahme\u{301}d",
    "ahm\u{e9}d",
    "\u{430}hmed",
    "ahmed\u{200b}",
    "\u{202e}demha",
    "😀",
    "a b",
    "a\nb",
    "a\tb",
    "*",
    "$(reboot)",
];

/// Of every folder and file, what is there.
fn everything(scene: &Scene) -> Vec<String> {
    let mut found = vec![scene.around().to_owned()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        next += 1;
        if path.is_dir() {
            found.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        }
    }
    found.iter().map(|p| p.display().to_string()).collect()
}

#[test]
fn no_id_leaves_the_folder_or_becomes_another() {
    let scene = Scene::planned();
    let before = everything(&scene);
    let long = "a".repeat(300);
    let mut wrong = Vec::new();
    for id in IDS.iter().copied().chain([long.as_str()]) {
        let typed: [&[&str]; 5] = [
            &["family", "add", "--pupil", "X Invented", "--address", "1 Low Street", "--", id],
            &["staff", "add", "--name", "X Invented", "--role", "staff", "--", id],
            &["show", "--", id],
            &["checkin", "--", id],
            &["family", "add", "zed", "--address-id", id, "--address", "1 Low Street"],
        ];
        for args in typed {
            let ran = scene.hv("09:00", args);
            let why =
                ran.unsound().or((!matches!(ran.code(), Some(1..=3))).then(|| "taken".to_owned()));
            wrong.extend(why.map(|why| format!("{args:?}: {why} {}", ran.flat())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(everything(&scene), before, "nothing was made anywhere");
}

#[test]
fn twin_an_id_that_is_joined_unchecked_is_seen() {
    let scene = Scene::planned();
    let before = everything(&scene);
    fs::write(scene.path("people/../../x.yaml"), "id: ../../x\n").unwrap();
    assert_ne!(everything(&scene), before);
}

#[test]
fn no_time_and_no_date_is_anything_but_read_or_refused() {
    let scene = Scene::out();
    let times = [
        "",
        " ",
        "-",
        "24:00",
        "25:61",
        "99999999999999999999",
        "+99999999999999999999m",
        "-1m",
        "+1e9h",
        "12:60",
        "2024-02-30",
        "2024-11-26T25:00",
        "9999-99-99",
        "0000-00-00T00:00",
        "262143-12-31T23:59",
        "+\u{661}\u{662}m",
        "\u{ff11}\u{ff12}:30",
        "thu thu",
        "1:2:3:4",
        "10:00\u{202e}",
        "yesterday",
        "2024-11-26T10:00+99:99",
        "31/31",
        "\u{1b}[2J",
    ];
    let long = "9".repeat(100_000);
    let mut wrong = Vec::new();
    for time in times.iter().copied().chain([long.as_str()]) {
        let at = format!("--at={time}");
        for args in [
            &["extend", "kay", "--back", time][..],
            &["plan", "add", "brown", &at, "--for=45m", "--staff=max"],
        ] {
            let ran: Ran = scene.hv("09:10", args);
            let fine = matches!(ran.code(), Some(1..=2));
            let why = ran.unsound().or((!fine).then(|| format!("taken: {:?}", ran.code())));
            wrong.extend(
                why.map(|why| format!("{} {time:.30}: {why} {:.300}", args[0], ran.flat())),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    scene.hv("10:00", &["overdue"]).ends(4).says("LOU INVENTED: not heard from");
}

/// A policy that is well formed and absurd: it is refused, or it is bounded like any other.
#[test]
fn a_policy_of_absurd_numbers_neither_hangs_nor_silences() {
    let nested =
        |n: usize| format!("{}{{ first-visit = true }}{}", "{ all = [".repeat(n), "] }".repeat(n));
    let gate = |when: &str| {
        format!(
            "[[gate]]\nid = \"g\"\nat = \"out\"\nwhen = {when}\ndemand = {{ monitor-named = true }}\nstrength = \"must\"\nsays = \"x\"\nfix = \"y\"\nclause = \"X-9\"\n"
        )
    };
    let many: String = (0..20_000).map(|n| format!("role{n} = \"x\"\n")).collect();
    let rungs =
        "{ who = [\"office\"], does = \"ring\", after = \"0m\", clause = \"X-4\" },".repeat(8_000);
    let texts = [
        POLICY.replace("limit = \"60m\"", "limit = \"1000000000m\""),
        POLICY.replace("limit = \"60m\"", "limit = \"0m\""),
        POLICY.replace("limit = \"60m\"", "limit = \"-5m\""),
        POLICY.replace("limit = \"60m\"", "limit = 99999999999999999999"),
        POLICY.replace("limit = \"60m\"", "limit = \"99999999999999999999999h\""),
        POLICY.replace("grace = \"5m\"", "grace = \"9223372036854775807m\""),
        POLICY.replace("after = \"0m\", clause = \"X-4\"", "after = \"9999999999m\", clause = \"X-4\""),
        POLICY.replace("rung = [{ who = [\"office\"], does = \"ring {people} on {numbers}\", after = \"0m\", clause = \"X-4\" }]", "rung = []"),
        POLICY.replace("rung = [{ who = [\"office\"], does = \"ring {people} on {numbers}\", after = \"0m\", clause = \"X-4\" }]", &format!("rung = [{rungs}]")),
        POLICY.replace("[roles]\n", &format!("[roles]\n{many}")),
        POLICY.replace("does = \"ring the police\"", &format!("does = \"{}\"", "{people}".repeat(20_000))),
        format!("{POLICY}{}", gate(&nested(10))),
        format!("{POLICY}{}", gate(&nested(100_000))),
        format!("{POLICY}{}", gate(&nested(1_000))),
        POLICY.replace("[[contact.every]]", "[[contact.evry]]"),
        POLICY.replace("clocks = [\"contact\", \"return\"]", "clocks = [\"return\"]"),
    ];
    let mut wrong = Vec::new();
    let scene = Scene::out();
    let kept = scene.keep();
    for (n, text) in texts.iter().enumerate() {
        scene.write("policy.toml", text);
        let check = scene.hv("09:40", &["policy", "check", "r/policy.toml"]);
        let bound = scene.hv("09:40", &["policy", "bound"]);
        let out = scene.hv("09:40", &["out", "max", "--back", "10:30", "--monitor", "kay"]);
        let breach = scene
            .hv("09:40", &["out", "zed", "--breach", "rang", "--where", "Mill", "--back", "10:30"]);
        let late = scene.hv("09:40", &["overdue"]);
        let later = scene.hv("12:00", &["overdue"]);
        for ran in [&check, &bound, &out, &breach, &late, &later] {
            wrong.extend(
                ran.unsound().map(|why| format!("{n} {}: {why} {:.300}", ran.typed, ran.flat())),
            );
        }
        if breach.code() != Some(0) {
            wrong.push(format!("{n}: a breach is not watched: {:.300}", breach.flat()));
        }
        for (ran, name) in [(late, "JO: not back"), (later, "ZED: not back")] {
            if ran.code() != Some(4) || !ran.flat().contains(name) {
                wrong.push(format!("{n}: {name} is not told: {:.400}", ran.flat()));
            }
        }
        scene.go_back(&kept);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn twin_what_is_taken_is_seen() {
    let scene = Scene::planned();
    // A good one in the place of a bad one: the look at what was refused must find it taken.
    let taken = std::panic::catch_unwind(|| {
        let path = scene.around().join("good.toml");
        fs::write(&path, POLICY).unwrap();
        let ran = scene.hv("09:00", &["policy", "check", "good.toml"]);
        assert!(matches!(ran.code(), Some(1..=3)), "taken");
    });
    assert!(taken.is_err());
    assert!(bad::all().iter().any(|(_, bad)| matches!(bad, Bad::Sparse(_))));
}
