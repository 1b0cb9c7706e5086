//! Files as Unix has them: modes, numbers, links that can be refused at opening, folders that can be synced.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the system's own half of store::file and of the machine's secrets; nothing else calls it"
)]

use crate::os::Looks;
use rustix::fs::FileType;
use std::ffi::OsStr;
use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Opens what is there; a link is not followed, and a pipe does not hold anything up.
pub(crate) fn open(how: &mut OpenOptions, path: &Path) -> io::Result<File> {
    how.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(path)
}

/// That opening failed because a link stands there.
pub(crate) fn was_a_link(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ELOOP)
}

/// A file, and nothing else.
pub(crate) fn is_plain(about: &Metadata) -> bool {
    about.is_file()
}

/// Makes a file that must not be there yet, for appending: 0600 whatever the umask.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    let mut how = OpenOptions::new();
    let file = how.read(true).append(true).create_new(true).mode(0o600).open(path)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    Ok(file)
}

/// Makes a folder that must not be there yet. It is [`keep_to_owner`] that leaves it to its owner whatever the umask.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)
}

/// Leaves a folder to its owner alone: 0700.
pub(crate) fn keep_to_owner(folder: &Path) -> io::Result<()> {
    std::fs::set_permissions(folder, Permissions::from_mode(0o700))
}

/// Makes the names in a folder as durable as the files.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    open_folder(folder)?.sync_all()
}

fn open_folder(folder: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(libc::O_DIRECTORY | libc::O_NOFOLLOW).open(folder)
}

/// Puts one file in the place of another, in one step.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::rename(from, to)
}

/// Removes a file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    std::fs::remove_file(path)
}

/// True if the path still names the file that is open.
pub(crate) fn still_named(path: &Path, file: &File) -> io::Result<bool> {
    let open = file.metadata()?;
    match std::fs::symlink_metadata(path) {
        Ok(named) => Ok((named.dev(), named.ino()) == (open.dev(), open.ino())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// What tells one state of a file from any other. `None`: nothing does.
#[expect(clippy::unnecessary_wraps, reason = "the same function as on Windows, where nothing does")]
pub(crate) fn looks(about: &Metadata) -> Option<Looks> {
    Some(Looks {
        device: about.dev(),
        inode: about.ino(),
        size: about.len(),
        written: (about.mtime(), about.mtime_nsec()),
        touched: (about.ctime(), about.ctime_nsec()),
    })
}

/// Every entry of a folder: its name as well as it can be shown, whether it is a folder, whether it is a plain file.
pub(crate) fn entries(folder: &Path) -> io::Result<Vec<(String, bool, bool)>> {
    let open = open_folder(folder)?;
    let mut found = Vec::new();
    // Not std's read_dir: it panics where closing the folder fails, and an alarm would die of that.
    for entry in rustix::fs::Dir::new(open)? {
        let entry = entry?;
        let bytes = entry.file_name().to_bytes();
        if matches!(bytes, b"." | b"..") {
            continue;
        }
        let kind = entry.file_type();
        // Some drives do not say in the list what an entry is.
        let (is_folder, is_file) = if kind == FileType::Unknown {
            let about = std::fs::symlink_metadata(folder.join(OsStr::from_bytes(bytes)))?;
            (about.is_dir(), about.is_file())
        } else {
            (kind.is_dir(), kind.is_file())
        };
        found.push((String::from_utf8_lossy(bytes).into_owned(), is_folder, is_file));
    }
    Ok(found)
}

/// Has a run that holds the lock of a file say who it is, in the file.
pub(crate) fn leave_note(file: &File, _locked: &Path, note: &[u8]) -> io::Result<()> {
    let mut file = file;
    file.set_len(0).and_then(|()| file.write_all(note))
}

/// What the run that holds the lock said of itself, as far as it goes.
pub(crate) fn read_note(file: &File, _locked: &Path, longest: u64) -> String {
    let mut text = String::new();
    let _as_far_as_it_goes = file.take(longest).read_to_string(&mut text);
    text
}

/// The path without links.
pub(crate) fn real(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize()
}

/// What others than the owner may do with a file, of these bits of its mode.
pub(crate) fn others_may(about: &Metadata, bits: u32) -> bool {
    about.mode() & bits != 0
}

/// It belongs to somebody else than this user and the system.
pub(crate) fn belongs_to_another(about: &Metadata) -> bool {
    let me = rustix::process::geteuid().as_raw();
    about.uid() != me && about.uid() != 0
}

/// It is marked as a program.
pub(crate) fn is_program(about: &Metadata) -> bool {
    about.mode() & 0o111 != 0
}
