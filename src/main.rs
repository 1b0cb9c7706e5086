//! The binary: builds the one door to the outside, and runs.

use std::process::ExitCode;

fn main() -> ExitCode {
    hv::host::name_only_the_place_of_a_mistake();
    let (arguments, mut host) = hv::host::Host::real();
    ExitCode::from(hv::run(&arguments, &mut host))
}
