//! Programs as Windows has them: no groups that end together, and no signals.
//!
//! What a program started is ended by taskkill, which goes by who started whom. What a program that is gone already left
//! behind is not found so, and stays.
#![expect(
    clippy::disallowed_methods,
    reason = "a program of the system, by its full path, ends what hv started"
)]

use std::os::windows::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

/// A full path, in words, for whoever has to write one.
pub(crate) const FULL_PATH: &str = r"write the full path, with its drive, such as C:\";

/// Keeps Ctrl-C at hv from the program, as a group of its own does elsewhere.
const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;

/// Has the program be ended by hv alone.
pub(crate) fn in_a_group(command: &mut Command) -> &mut Command {
    command.creation_flags(CREATE_NEW_PROCESS_GROUP)
}

/// Ends a program that has not been waited for, with what it started as far as that can be found.
pub(crate) fn end_group(child: &mut Child) {
    let root = std::env::var_os("SYSTEMROOT").unwrap_or_else(|| r"C:\Windows".into());
    let mut taskkill = Command::new(Path::new(&root).join(r"System32\taskkill.exe"));
    taskkill.args(["/T", "/F", "/PID"]).arg(child.id().to_string());
    taskkill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Without it the program itself is ended all the same.
    let _ended_with_all_it_started = taskkill.status();
    let _gone_already = child.kill();
}

/// There are no signals.
pub(crate) fn signal(_ended: ExitStatus) -> Option<i32> {
    None
}

/// A process has no limit to the size of its files here.
pub(crate) fn outlive_the_size_limit() {}
