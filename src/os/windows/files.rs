//! Files as Windows has them.
//!
//! * A link, a junction, or a stand-in that a drive program keeps elsewhere is opened as itself, never as what it leads
//!   to, and is then refused for not being a plain file.
//! * There are no modes: a file has the permissions that its folder hands down. hv makes its folders below the record
//!   folder, and neither narrows nor judges who may read that.
//! * A folder is flushed where the system lets it. Where it does not, the names in it are as durable as NTFS's own
//!   journal makes them: a file's own content is always flushed.
//! * Another program that holds a file open (an editor, a backup, a virus checker) can keep hv out of it. hv tries again
//!   for [`PATIENCE`], and then says what stands in the way.
//! * A file has no time of change that nobody can set, so nothing is remembered of a file that was read: it is read again.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the system's own half of store::file and of the machine's secrets; nothing else calls it"
)]

use crate::os::Looks;
use crate::os::in_the_way::{
    ACCESS_DENIED, INVALID_FUNCTION, INVALID_HANDLE, LOCK_VIOLATION, NOT_SUPPORTED,
    SHARING_VIOLATION, is, try_again, unmarked,
};
use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Opens a link itself.
const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;

/// Opens a folder.
const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;

/// A link, a junction, or a stand-in for what is kept elsewhere.
const FILE_ATTRIBUTE_REPARSE_POINT: u32 = 0x400;

/// How long a file that another program holds is waited for: so much, so often. A virus checker is done in less.
const PATIENCE: (Duration, u32) = (Duration::from_millis(25), 20);

/// Opens what is there; a link is not followed.
pub(crate) fn open(how: &mut OpenOptions, path: &Path) -> io::Result<File> {
    how.custom_flags(FILE_FLAG_OPEN_REPARSE_POINT);
    patiently(&[SHARING_VIOLATION, LOCK_VIOLATION], || how.open(path))
}

/// That opening failed because a link stands there. Here it does not fail: the link itself is opened, and is no plain
/// file.
pub(crate) fn was_a_link(_error: &io::Error) -> bool {
    false
}

/// A file, and nothing else.
pub(crate) fn is_plain(about: &Metadata) -> bool {
    about.is_file() && about.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT == 0
}

/// Makes a file that must not be there yet, for appending. Who may read it is handed down from its folder.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    let mut how = OpenOptions::new();
    how.read(true).append(true).create_new(true).open(path)
}

/// Makes a folder that must not be there yet. Who may look into it is handed down from the one above.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().create(path)
}

/// Nothing to do: who may look into a folder is handed down from the one above, and hv leaves it so.
#[expect(clippy::unnecessary_wraps, reason = "the same function as on Unix, where it can fail")]
pub(crate) fn keep_to_owner(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes the names in a folder as durable as the files, where the system lets it. Some file systems flush no folder;
/// there the names are left to the file system's own journal. Any other failure is one.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    let mut how = OpenOptions::new();
    how.write(true).custom_flags(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
    let flushed = how.open(folder).and_then(|open| open.sync_all());
    match flushed {
        Err(e) if is(&e, &[ACCESS_DENIED, INVALID_FUNCTION, INVALID_HANDLE, NOT_SUPPORTED]) => {
            Ok(())
        }
        flushed => flushed,
    }
}

/// Puts one file in the place of another, in one step.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    patiently(&[SHARING_VIOLATION, ACCESS_DENIED], || std::fs::rename(from, to))
}

/// Removes a file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    patiently(&[SHARING_VIOLATION, ACCESS_DENIED], || std::fs::remove_file(path))
}

/// True if the path still names the file that is open.
pub(crate) fn still_named(path: &Path, file: &File) -> io::Result<bool> {
    let named = match open(OpenOptions::new().read(true), path) {
        Ok(named) => winapi_util::file::information(&named)?,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(e) => return Err(e),
    };
    let open = winapi_util::file::information(file)?;
    let number = |i: &winapi_util::file::Information| (i.volume_serial_number(), i.file_index());
    Ok(number(&named) == number(&open))
}

/// What tells one state of a file from any other. `None`: nothing does, for no time of change is kept here that a program
/// cannot set.
pub(crate) fn looks(_about: &Metadata) -> Option<Looks> {
    None
}

/// Every entry of a folder: its name as well as it can be shown, whether it is a folder, whether it is a plain file.
pub(crate) fn entries(folder: &Path) -> io::Result<Vec<(String, bool, bool)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let linked = about.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT != 0;
        found.push((name, about.is_dir() && !linked, is_plain(&about)));
    }
    Ok(found)
}

/// The path without links, and without the mark that Windows puts before it and few other programs read. A folder on a
/// mapped drive is the folder on the server that it is mapped to.
pub(crate) fn real(path: &Path) -> io::Result<PathBuf> {
    let real = path.canonicalize()?;
    Ok(real.to_str().map(unmarked).map_or(real.clone(), PathBuf::from))
}

/// What others may do with a file is not looked at here: it hangs on lists of permissions that std does not read.
pub(crate) fn others_may(_about: &Metadata, _bits: u32) -> bool {
    false
}

/// Whom it belongs to is not looked at here, for the same reason.
pub(crate) fn belongs_to_another(_about: &Metadata) -> bool {
    false
}

/// Whether a file is a program is told by its name here, and found out by starting it.
pub(crate) fn is_program(_about: &Metadata) -> bool {
    true
}

/// Where a run writes who it is: beside the file that it locks, which nobody else can read then.
fn note_beside(locked: &Path) -> PathBuf {
    locked.with_extension("note")
}

/// Has a run that holds the lock of a file say who it is.
pub(crate) fn leave_note(_file: &File, locked: &Path, note: &[u8]) -> io::Result<()> {
    let mut how = OpenOptions::new();
    open(how.write(true).create(true).truncate(true), &note_beside(locked))?.write_all(note)
}

/// What the run that holds the lock said of itself, as far as it goes.
pub(crate) fn read_note(_file: &File, locked: &Path, longest: u64) -> String {
    let mut text = String::new();
    let opened = open(OpenOptions::new().read(true), &note_beside(locked));
    let _as_far_as_it_goes = opened.and_then(|file| file.take(longest).read_to_string(&mut text));
    text
}

/// Tries, and tries again while another program stands in the way, for as long as [`PATIENCE`] says.
fn patiently<T>(worth_waiting: &[i32], work: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let (pause, tries) = PATIENCE;
    try_again(worth_waiting, tries, || std::thread::sleep(pause), work)
}
