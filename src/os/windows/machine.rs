//! What tells this machine from another, and where it keeps what is its own.
#![expect(clippy::disallowed_methods, reason = "the machine's name, which is no setting of hv's")]

/// What this system cannot do of what hv promises elsewhere, with what to do about it.
pub(crate) const UNLIKE: &[(&str, &str)] = &[(
    "on Windows hv does not look at who else may read the record folder, nor at who may change machine.toml and the \
     programs it names: whoever may do so in the folder above",
    "Keep them where only the office can look, such as below C:\\Users\\office. To see who may: icacls . in each folder.",
)];

/// Where a program keeps its state, when nothing says otherwise: the variable, and what follows it. Not HOME: a shell
/// may set it, and the Task Scheduler does not, so that the alarm would keep its state elsewhere than the office.
pub(crate) const STATE: (&str, &str) = ("LOCALAPPDATA", "");

/// Variables of the environment that git needs here, beside those it needs everywhere.
pub(crate) const FOR_GIT: &[&str] = &[
    "APPDATA",
    "COMSPEC",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "PATHEXT",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "TEMP",
    "TMP",
    "USERNAME",
    "WINDIR",
];

/// The id that Windows gave the machine when it was installed, and its name: machines that were copied from one image
/// may share the id.
pub(crate) fn id() -> String {
    let given = windows_registry::LOCAL_MACHINE
        .open(r"SOFTWARE\Microsoft\Cryptography")
        .and_then(|key| key.get_string("MachineGuid"));
    let name = std::env::var("COMPUTERNAME").ok();
    let known: Vec<String> = given.ok().into_iter().chain(name).collect();
    if known.is_empty() { "unknown".to_owned() } else { known.join(" ").trim().to_owned() }
}
