//! Signatures that can be checked: with a key, on paper, by a name; and what `hv verify` shows of each afterwards.
//!
//! The keys are made by ssh-keygen in the test's own folder. Without ssh-keygen these tests have nothing to show and
//! say so; with `CI` set they fail.

use crate::harness::Place;
use crate::school::{Aspire, assess, plan_with, ready, school};
use std::path::PathBuf;
use std::process::Command;

/// A key of this name beside the record folder.
#[expect(clippy::print_stdout, reason = "what was not shown is said to whoever runs the tests")]
fn key(place: &Place, name: &str) -> Option<PathBuf> {
    let path = place.path().join(name);
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "invented", "-f"])
        .arg(&path)
        .status();
    if made.is_ok_and(|status| status.success()) {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "ssh-keygen is not installed: openssh-client");
    println!("NOT SHOWN: ssh-keygen is not installed (openssh-client)");
    None
}

/// The folder says that this key is theirs.
fn allow(place: &Place, person: &str, key: &std::path::Path) {
    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    let path = place.folder().join("allowed_signers");
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    let line = format!("{person} namespaces=\"hv-signature\" {public}");
    std::fs::write(path, before + &line).unwrap();
}

/// A school with a visit planned that nobody has signed, and the head's key.
fn unsigned() -> (Place, Option<PathBuf>) {
    let mut place = school(Aspire);
    place.hv(&plan_with(Aspire, "ahmed", &[])).done();
    let pats = key(&place, "pat");
    if let Some(pats) = &pats {
        allow(&place, "pat", pats);
    }
    (place, pats)
}

const SIGN: &str = "plan sign --signed-by pat --ssh-key ../pat";

#[test]
fn a_list_signed_with_a_key_holds_and_every_change_to_it_shows() {
    let (mut place, Some(_)) = unsigned() else { return };
    let _signed = place.hv(SIGN).exits(0).says("as the list, with a key: ahmed/2026-11-24-1a");
    let run = place.hv("verify").exits(0);
    let run = run.says("HOLDS: ED25519 key SHA256:").says("as it was signed: ahmed/2026-11-24-1a");
    let _sum = run.says("1 signature: 1 proved by a key.");
    let _content = place.hv("doctor").exits(0);
    // The visit is changed: the signature is still the head's, over what was.
    place.hv("plan change ahmed --at 15:00 --why \"the family asked\"").done();
    let run = place.hv("verify").exits(1).says("HOLDS: ");
    let _what = run.says("CHANGED SINCE: ").says("15:00").says("the family asked");
    // A name that is typed does not take the place of the key.
    place.hv("plan sign --signed-by pat").done();
    let _typed = place.hv("verify").exits(1).says("CHANGED SINCE");
    place.hv("plan change ahmed --at 15:10 --why \"the family asked\"").done();
    // Signed again with the key, the first one's change is nothing to do.
    place.hv(SIGN).done();
    let _again = place.hv("verify").exits(0).says("changed since, and signed again");
    // The family's card is changed by hand: what the head saw is not what it says now.
    place.edit("families/ahmed/family.yaml", "Sara Ahmed", "Sara Ahmad");
    let _card = place.hv("verify").exits(1).says("what the list shows of it changed");
}

#[test]
fn a_signature_is_worth_nothing_for_anything_else() {
    let (mut place, Some(_)) = unsigned() else { return };
    place.hv(SIGN).done();
    let list = place.read("weeks/2026-W48.yaml");
    let signed = list.lines().last().unwrap().to_owned();
    // Whoever can write in the folder can make a line whose own check is right. The key's is not.
    for (what, from, to) in [
        (
            "another visit",
            "\"visit\": \"ahmed/2026-11-24-1a\"",
            "\"visit\": \"ahmed/2026-11-25-1a\"",
        ),
        ("another signer", "\"signed-by\": \"pat\"", "\"signed-by\": \"max\""),
        ("another role", "\"role\": \"principal\"", "\"role\": \"head\""),
        ("another typist", "\"by\": \"office\"", "\"by\": \"pat\""),
        ("an addendum", "\"addendum\": false", "\"addendum\": true"),
        ("another time", "\"at\": \"2026-11-24T0", "\"at\": \"2026-11-23T0"),
    ] {
        let changed = signed.replace(from, to);
        assert_ne!(changed, signed, "{what}");
        place.write("weeks/2026-W48.yaml", &list.replace(&signed, &resealed(&changed)));
        let run = place.hv("verify").exits(3).says("DOES NOT HOLD");
        assert!(!run.text().contains("HOLDS: "), "{what}: {}", run.text());
        let _told = place.hv("doctor").exits(3).says("signed with a key, and it does not hold");
    }
    place.write("weeks/2026-W48.yaml", &list);
    let _as_before = place.hv("verify").exits(0).says("HOLDS: ");
    // Another school's folder.
    place.edit("hv.toml", "store = \"", "store = \"x");
    let _elsewhere =
        place.hv("verify").exits(3).says("what is on record is not what the key signed");
}

/// The same line with a check that fits it.
fn resealed(line: &str) -> String {
    use sha2::{Digest, Sha256};
    let (text, _) = line.rsplit_once(", \"check\": ").unwrap();
    let sum = Sha256::digest(text.as_bytes());
    let hex: String = sum.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("{text}, \"check\": \"{hex}\"}}")
}

#[test]
fn a_key_that_is_not_theirs_signs_nothing_and_proves_nothing() {
    let (mut place, Some(pats)) = unsigned() else { return };
    let Some(other) = key(&place, "other") else { return };
    let before = place.tree();
    let run = place.hv("plan sign --signed-by pat --ssh-key ../other").exits(1);
    let _line = run.says("does not stand for Pat Head").says("allowed_signers").says("echo \"pat ");
    let _no_file =
        place.hv("plan sign --signed-by pat --ssh-key ../nobody").exits(3).says("NOT SIGNED");
    assert_eq!(before, place.tree());
    place.hv(SIGN).done();
    // Somebody who can write in the folder puts their own key in the head's place. A file of one's own tells.
    std::fs::remove_file(place.folder().join("allowed_signers")).unwrap();
    let _gone = place.hv("verify").exits(3).says("does not stand for pat in allowed_signers");
    allow(&place, "pat", &other);
    let _other = place.hv("verify").exits(3).says("DOES NOT HOLD");
    let own = std::fs::read_to_string(pats.with_extension("pub")).unwrap();
    place.write("../mine", &format!("pat namespaces=\"hv-signature\" {own}"));
    let _mine = place.hv("verify --signers ../mine").exits(0).says("HOLDS: ");
}

/// The head relied on more than the list shows.
#[test]
fn what_was_answered_and_confirmed_is_signed_with_a_key_as_well() {
    let (mut place, Some(_)) = unsigned() else { return };
    place.hv(SIGN).done();
    place.hv("plan change ahmed --confirmed never --why \"nobody rang\"").done();
    let run = place.hv("verify").exits(1).says("HOLDS: ").says("CHANGED SINCE");
    let _what =
        run.says("the family's confirmation is never instead of Mon, by phone (why: nobody rang)");
    // By a name alone, only what the list shows is known to be the same.
    let mut place = ready(Aspire);
    place.hv("plan change ahmed --confirmed never --why \"nobody rang\"").done();
    let _by_name = place.hv("verify").exits(0).says("as it was signed");
}

#[test]
fn a_key_that_is_no_file_is_refused_at_once() {
    let (mut place, Some(_)) = unsigned() else { return };
    let pipe = place.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _pipe = place.hv("plan sign --signed-by pat --ssh-key ../pipe").exits(3).says("NOT SIGNED");
    std::fs::remove_file(place.folder().join("allowed_signers")).unwrap();
    std::fs::create_dir(place.folder().join("allowed_signers")).unwrap();
    let _doctor = place.hv("doctor").exits(3).says("allowed_signers");
}

#[test]
fn whoever_had_no_right_to_sign_has_signed_nothing() {
    let mut place = ready(Aspire);
    let list = place.read("weeks/2026-W48.yaml");
    let signed = list.lines().last().unwrap();
    let forged = resealed(&signed.replace("\"signed-by\": \"pat\"", "\"signed-by\": \"kay\""));
    place.write("weeks/2026-W48.yaml", &list.replace(signed, &forged));
    let run = place.hv("verify").exits(3);
    let _not_theirs = run.says("DOES NOT HOLD: the staff directory does not show kay as principal");
}

#[test]
fn a_decision_signed_with_a_key_shows_whatever_came_after_it() {
    let (mut place, Some(_)) = unsigned() else { return };
    assess(&mut place, "ahmed", &[]);
    let decide = "assess decide ahmed --proceed yes --reason \"controls hold\" --decided-by pat";
    let _yes = place.hv(&format!("{decide} --ssh-key ../pat")).exits(0).says("with a key");
    let run = place.hv("verify ahmed").exits(0).says("may go ahead: controls hold");
    let _holds = run.says("HOLDS: ").says("1 proved by a key");
    let _content = place.hv("doctor").exits(0);
    place.hv("assess read ahmed --who kay").done();
    let _read = place.hv("verify ahmed").exits(0);
    place.hv("assess risk ahmed \"a lodger\" --source neighbour").done();
    let _risk = place.hv("verify ahmed").exits(1).says("CHANGED SINCE").says("new risk: a lodger");
    let _all = place.hv("verify --all").exits(1).says("new risk: a lodger");
    // What was assessed is changed by hand, with a check that fits.
    let path = "families/ahmed/assessments/2026-11-24-1a.yaml";
    let text = place.read(path);
    let made = text.lines().nth(2).unwrap();
    let changed = resealed(&made.replacen("\"by\": \"", "\"by\": \"x", 1));
    place.write(path, &text.replace(made, &changed));
    let _caught = place.hv("verify ahmed").exits(3).says("of the record is not as it was signed");
}

#[test]
fn on_paper_somebody_else_has_seen_it() {
    let mut place = ready(Aspire);
    place.hv("plan change ahmed --at 15:00 --why asked").done();
    for (line, exit, says) in [
        ("plan sign --signed-by pat --on-paper", 2, "--witness"),
        ("plan sign --signed-by pat --witness dee", 2, "--on-paper"),
        ("plan sign --signed-by pat --on-paper --witness pat", 2, "their own signature"),
        ("plan sign --signed-by pat --on-paper --witness nobody", 2, "nobody"),
    ] {
        let _refused = place.hv(line).exits(exit).says(says);
    }
    let run = place.hv("plan sign --signed-by pat --on-paper --witness dee").exits(0);
    let _paper = run.says("on paper, seen by Dee Safe");
    let run = place.hv("verify").exits(0).says("on paper, seen by Dee Safe");
    let _word = run.says("2 resting on a name that was typed, or on paper");
}

#[test]
fn a_name_alone_is_said_to_be_no_more_than_that() {
    let mut place = ready(Aspire);
    let run = place.hv("verify").exits(0).says("by a name typed, without a key");
    let run = run.says("nothing here proves it").says("sign with --ssh-key FILE");
    assert!(!run.out.contains("HOLDS"), "{}", run.out);
    let json = place.hv("--json verify").json();
    assert_eq!(json["signatures"][0]["holds"], serde_json::Value::Null, "{json}");
    let _nothing = place.hv("verify 2026-W40").exits(0).says("Nothing was signed here");
    let _nobody = place.hv("verify nobody").exits(2);
    // What cannot be read may hold anything.
    place.write("weeks/2026-W48.yaml", "id: 2026-W48\nlog:\n- {torn");
    let _torn = place.hv("verify").exits(3).says("NOT LOOKED AT");
}

#[test]
fn a_name_that_was_typed_is_made_good_with_the_key_of_the_same_signer() {
    let (mut place, Some(_)) = unsigned() else { return };
    if key(&place, "other").is_none() {
        return;
    }
    place.hv("plan sign --signed-by pat").done();
    let before = place.tree();
    let stranger = place.hv("plan sign --signed-by pat --ssh-key ../other").exits(1);
    let _stranger = stranger.says("NOT SIGNED").says("does not stand for Pat Head");
    assert_eq!(before, place.tree());
    let _signed = place.hv(SIGN).exits(0).says("with a key: ahmed/2026-11-24-1a");
    let _holds = place.hv("verify").exits(0).says("1 proved by a key");
    let once = place.tree();
    let again = place.hv(SIGN).exits(0).says("Nothing to sign");
    let _again = again.says("with a key; this key was not looked at");
    let _name = place.hv("plan sign --signed-by pat").exits(0).says("Nothing to sign");
    assert_eq!(once, place.tree());
}
