//! Signatures with a key where no program checks them: `hv plan` and `hv out` say so, and when this machine last did; and
//! `hv verify` where ssh-keygen never answers: it ends, says so, and does not wait for it again with each signature.

use super::place::{Place, Ran, hv_binary, run};
use std::os::unix::fs::PermissionsExt;

const DAY: &str = "2031-11-24";

/// Two visits of a week to come, each signed with the head's key, on the machine's own clock.
fn signed() -> Place {
    let place = Place::under(include_str!("scenes.toml"));
    let mut keygen = place.program("ssh-keygen");
    run(keygen.args(["-q", "-t", "ed25519", "-N", "", "-C", "invented", "-f", "max"])).ends(0);
    let public = std::fs::read_to_string(place.around().join("max.pub")).unwrap();
    place.write("allowed_signers", format!("max namespaces=\"hv-signature\" {public}"));
    for (family, time) in [("ahmed", "10:00"), ("brown", "12:00")] {
        let at = format!("{DAY}T{time}");
        let add = ["plan", "add", family, "--at", &at, "--for", "45m", "--staff", "kay,lou"];
        place.hv("", &[&add[..], &["--reason", "planned"]].concat()).ends(0);
        place.hv("", &["plan", "sign", DAY, "--signed-by", "max", "--ssh-key", "max"]).ends(0);
    }
    place
}

fn plan(place: &Place) -> Ran {
    place.hv("", &["plan", DAY]).ends(0)
}

#[test]
fn a_list_signed_with_a_key_says_that_it_was_not_checked_and_when_it_last_was() {
    let place = signed();
    plan(&place).says("2031-W48 was signed with a key, which is not checked here; nor has this machine checked it since");
    place.hv("", &["verify", DAY]).ends(0).says("2 proved by a key");
    plan(&place).says("it held when this machine last did");
    // Whoever looks at another moment is told nothing of this machine's.
    let other = place.hv("09:00", &["plan", DAY]);
    assert!(!other.out.contains("it held"), "{other:?}");
    place.write("allowed_signers", "");
    place.hv("", &["verify", DAY]).ends(3).says("2 NOT HOLDING");
    plan(&place).says("it DID NOT HOLD when this machine last did");
}

#[test]
fn verify_ends_where_ssh_keygen_never_answers() {
    let place = signed();
    let bin = place.around().join("bin");
    std::fs::create_dir(&bin).unwrap();
    let keygen = bin.join("ssh-keygen");
    std::fs::write(&keygen, "#!/bin/sh\nsleep 1000\n").unwrap();
    std::fs::set_permissions(&keygen, std::fs::Permissions::from_mode(0o700)).unwrap();
    let mut hv = place.program(hv_binary());
    hv.env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
    let told = run(hv.args(place.arguments("", &["verify", DAY]))).ends(3);
    let told = told.says("ssh-keygen gave no answer in 10 seconds, and was ended");
    told.says("it was not checked, for the same reason").says("2 NOT HOLDING");
    // It was not checked: nothing is remembered.
    plan(&place).says("nor has this machine checked it since");
}
