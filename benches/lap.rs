//! Timing side by side: every program takes a turn, and then every program again, so that a machine which slows down
//! slows them all. It knows nothing of what is measured, and asserts nothing about it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Something that is measured.
pub(crate) struct Lap<'l> {
    /// What it is, as the table says it.
    pub(crate) name: String,
    /// It takes part in every so-many-th turn: what is slow takes fewer.
    every: usize,
    run: Box<dyn FnMut() -> Duration + 'l>,
    taken: Vec<Duration>,
}

impl<'l> Lap<'l> {
    pub(crate) fn new(name: impl Into<String>, run: impl FnMut() -> Duration + 'l) -> Lap<'l> {
        Lap { name: name.into(), every: 1, run: Box::new(run), taken: Vec::new() }
    }

    /// One that takes seconds rather than milliseconds.
    pub(crate) fn slow(self, every: usize) -> Lap<'l> {
        Lap { every, ..self }
    }

    /// The median, in milliseconds.
    pub(crate) fn median(&self) -> f64 {
        let mut all = self.taken.clone();
        all.sort_unstable();
        all.get(all.len() / 2).map_or(f64::NAN, |d| d.as_secs_f64() * 1000.0)
    }
}

/// Everybody once unmeasured, and then turn about.
pub(crate) fn turn_about(laps: &mut [Lap<'_>], turns: usize) {
    for turn in 0..=turns {
        for lap in laps.iter_mut().filter(|lap| turn % lap.every == 0) {
            let taken = (lap.run)();
            // The first only warms the caches; of what is slow it has to do.
            if turn > 0 || lap.every > 1 {
                lap.taken.push(taken);
            }
        }
    }
}

/// How long a program takes from being started to having ended.
pub(crate) fn timed(command: &mut Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    command.status().expect("a program that starts");
    start.elapsed()
}

/// How long a piece of work takes in this process.
pub(crate) fn worked<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

/// Whether a program is on this machine.
pub(crate) fn there(program: &str) -> bool {
    let dirs = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&dirs).any(|dir| dir.join(program).is_file())
}

/// The peak memory of one run in MB, and how many cores it kept busy, as `/usr/bin/time` says.
pub(crate) fn peak(command: &Command, notes: &Path) -> Option<(f64, f64)> {
    let mut time = Command::new("/usr/bin/time");
    time.args(["-f", "%M %e %U %S", "-o"]).arg(notes).arg(command.get_program());
    time.args(command.get_args()).env_clear();
    time.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    time.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    time.status().ok()?;
    let said = std::fs::read_to_string(notes).ok()?;
    let last: Vec<f64> =
        said.lines().last()?.split(' ').filter_map(|word| word.parse().ok()).collect();
    let [kilobytes, passed, user, system] = last.as_slice() else { return None };
    Some((kilobytes / 1024.0, (user + system) / passed.max(0.01)))
}
