//! Programs as Unix has them: groups that end together, and signals.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus};

/// A full path, in words, for whoever has to write one.
pub(crate) const FULL_PATH: &str = "write the full path, from / on";

/// Has the program, and all that it starts, be a group of its own.
pub(crate) fn in_a_group(command: &mut Command) -> &mut Command {
    command.process_group(0)
}

/// Ends a program that has not been waited for, with everything it started in its group.
pub(crate) fn end_group(child: &mut Child) {
    // It has not been waited for, so its number is still its own, and its group's.
    let group = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        let _gone_already =
            rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

/// The signal that ended it.
pub(crate) fn signal(ended: ExitStatus) -> Option<i32> {
    ended.signal()
}

/// A file that reaches the size limit of this process (`ulimit -f`) is an error of the write, which is told like any
/// other. Without a handler the signal for it would end hv before it could say that nothing is recorded.
pub(crate) fn outlive_the_size_limit() {
    let noticed = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    // Where no handler can be set, the limit is as deadly as for any other program.
    let _as_before = signal_hook::flag::register(libc::SIGXFSZ, noticed);
}
