//! How the program is linked. It generates nothing.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "Cargo asks through the environment, and is answered on standard output"
)]

fn main() {
    println!("cargo::rerun-if-changed=.ci/link.rs");
    let target = |what: &str| std::env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    // The time zones are forty thousand pointers in tables, and a program that may be loaded anywhere has each of them
    // put right at every start: a quarter of what `hv --version` takes. At a fixed place there is nothing to put right.
    // hv's own code has no `unsafe`, and the system's libraries stay where chance puts them.
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
