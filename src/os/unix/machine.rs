//! What tells this machine from another, and where it keeps what is its own.
#![expect(clippy::disallowed_methods, reason = "the system's own notes about itself, no records")]

/// What this system cannot do of what hv promises elsewhere, with what to do about it.
pub(crate) const UNLIKE: &[(&str, &str)] = &[];

/// Where a program keeps its state, when nothing says otherwise: the variable, and what follows it.
pub(crate) const STATE: (&str, &str) = ("HOME", ".local/state");

/// Variables of the environment that git needs here, beside those it needs everywhere.
pub(crate) const FOR_GIT: &[&str] = &[];

/// The machine's own id where the system has one, else its name, else nothing to tell it by.
pub(crate) fn id() -> String {
    ["/etc/machine-id", "/etc/hostname"]
        .iter()
        .find_map(|path| std::fs::read_to_string(path).ok())
        .map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned())
}
