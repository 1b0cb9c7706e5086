//! The one way to open, make, replace and list files. Everything else in this room goes through here.
//!
//! A link, a pipe or a device in the place of a file ends at once with what it is; nothing is read past its
//! limit; what is made is 0600 in folders 0700 whatever the umask; what is replaced is never seen half done. What
//! Windows has otherwise is in [`crate::os`].

use crate::os::files;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// The size limit of a record: some ten thousand events.
pub(super) const RECORD_LIMIT: u64 = 4 << 20;
/// The size limit of a directory file and of a marker.
pub(super) const SMALL_LIMIT: u64 = 64 << 10;
/// The size limit of `policy.toml`.
pub(super) const POLICY_LIMIT: u64 = 1 << 20;

/// Reads a plain file. `None`: there is none.
pub(super) fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    match files::open(OpenOptions::new().read(true), path) {
        Ok(file) => contents(&file, limit).map(Some),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(plainly(path, e)),
    }
}

/// What an open file holds, if it is a plain file within the limit.
pub(super) fn contents(file: &File, limit: u64) -> io::Result<Vec<u8>> {
    let about = file.metadata()?;
    if !files::is_plain(&about) {
        return Err(io::Error::other(kind_of(about.file_type())));
    }
    let too_large = || io::Error::other(format!("it is larger than {} KB", limit >> 10));
    if about.len() > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default());
    // It may grow while it is read.
    let read = Read::take(file, limit + 1).read_to_end(&mut bytes)?;
    if read as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

/// Says what stands in the place of a file, where the system's own words would puzzle.
fn plainly(path: &Path, error: io::Error) -> io::Error {
    match std::fs::symlink_metadata(path) {
        Ok(about) if !about.is_file() => io::Error::other(kind_of(about.file_type())),
        _ => error,
    }
}

fn kind_of(kind: std::fs::FileType) -> &'static str {
    if kind.is_symlink() {
        "it is a link; hv follows none"
    } else if kind.is_dir() {
        "it is a folder, not a file"
    } else {
        "it is not a plain file"
    }
}

/// Opens a record for appending, to read what it holds first. `None`: there is none.
pub(super) fn open_to_append(path: &Path) -> io::Result<Option<File>> {
    match files::open(OpenOptions::new().read(true).append(true), path) {
        Ok(file) => Ok(Some(file)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(plainly(path, e)),
    }
}

/// Makes a file that must not be there yet, for appending.
pub(super) fn create_new(path: &Path) -> io::Result<File> {
    files::create_new(path)
}

/// Opens a file to lock it, making it if need be.
pub(super) fn open_to_lock(path: &Path) -> io::Result<File> {
    if let Some(file) = open_to_append(path)? {
        return Ok(file);
    }
    match create_new(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => open_to_append(path)?.ok_or(e),
        made => made,
    }
}

/// The full path of a file in the folder, unless a link on the way leads elsewhere.
pub(super) fn inside(root: &Path, path: &str) -> io::Result<PathBuf> {
    let full = root.join(path);
    let on_the_way = full.ancestors().skip(1).take_while(|folder| *folder != root);
    for folder in on_the_way {
        let about = match std::fs::symlink_metadata(folder) {
            Ok(about) => about,
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            // Nobody can tell whether it is a link.
            Err(e) => return Err(e),
        };
        if about.is_symlink() {
            let what = format!("{} is a link; hv follows none", folder.display());
            return Err(io::Error::other(what));
        }
    }
    Ok(full)
}

/// One write call: the file has all of it or is known to be torn.
pub(super) fn write_once(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    loop {
        match file.write(bytes) {
            Ok(n) if n == bytes.len() => return Ok(()),
            Ok(n) => {
                let cut = format!("only {n} of {} bytes could be written", bytes.len());
                return Err(io::Error::new(io::ErrorKind::WriteZero, cut));
            }
            // Nothing was written; a signal came first.
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// Puts a file in place whole: temporary file beside it, write, sync, rename, sync folder.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("it has no folder"))?;
    let staged = stage(path, bytes)?;
    put_in_place(&staged, path)?;
    sync_folder(folder)
}

/// Writes what is to become a file beside it, durably.
pub(super) fn stage(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let temporary = temporary_beside(path)?;
    let written = create_new(&temporary)
        .and_then(|file| write_once(&file, bytes).and_then(|()| file.sync_all()));
    if let Err(e) = written {
        unstage(&temporary);
        return Err(plainly(path, e));
    }
    Ok(temporary)
}

/// Renames what was staged to the file it is to become. The folder is not synced yet.
pub(super) fn put_in_place(staged: &Path, path: &Path) -> io::Result<()> {
    files::rename(staged, path).map_err(|e| {
        unstage(staged);
        plainly(path, e)
    })
}

/// Removes what was staged. If this fails as well, `hv doctor` lists what is left over; the first failure is the one to
/// tell.
pub(super) fn unstage(staged: &Path) {
    files::remove(staged).ok();
}

/// Removes a folder that was made for nothing, if there is nothing in it.
pub(super) fn remove_empty(folder: &Path) {
    std::fs::remove_dir(folder).ok();
}

/// A name nobody else uses: this process's number and a count.
fn temporary_beside(path: &Path) -> io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = path.file_name().ok_or_else(|| io::Error::other("it has no name"))?;
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!(".{}.{}-{count}.tmp", name.to_string_lossy(), std::process::id());
    let path = path.with_file_name(name);
    // Left over from a process of the same number that is long gone.
    match files::remove(&path) {
        Ok(()) => Ok(path),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(path),
        Err(e) => Err(e),
    }
}

/// Removes a file for good. One that is gone already is no failure.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match files::remove(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => match path.parent().map_or(Ok(()), sync_folder) {
            // Nor is there a folder it could have been in.
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            synced => synced,
        },
    }
}

/// Makes the names in a folder as durable as the files.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    files::sync_folder(folder)
}

/// Makes the folders from `root` down to `folder`, 0700, each made durable in its parent.
pub(super) fn make_folders(root: &Path, folder: &Path) -> io::Result<()> {
    let below = folder.strip_prefix(root).unwrap_or(folder);
    let mut path = root.to_path_buf();
    for part in below.components() {
        path.push(part);
        make_folder(&path)?;
    }
    Ok(())
}

/// Makes one folder, 0700. One that is there already stays as it is; a link to one is refused.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    match files::create_folder(path) {
        Ok(()) => {
            files::keep_to_owner(path)?;
            path.parent().map_or(Ok(()), sync_folder)
        }
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && is_folder(path)? => Ok(()),
        Err(e) => Err(plainly(path, e)),
    }
}

/// A folder, and not a link to one. `false`: not there, or something else.
pub(super) fn is_folder(path: &Path) -> io::Result<bool> {
    match std::fs::symlink_metadata(path) {
        Ok(about) => Ok(about.is_dir()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// True if the path still names the file that is open: a merge may have put another in its place.
pub(super) fn still_named(path: &Path, file: &File) -> io::Result<bool> {
    files::still_named(path, file)
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Listed {
    /// Its name. A name that is not text is shown as well as it can be, and is never a known one.
    pub(super) name: String,
    /// True for a folder; a link is not one.
    pub(super) folder: bool,
    /// True for a plain file.
    pub(super) file: bool,
}

/// Every entry of a folder, in order of name. A folder that is not there has none.
pub(super) fn list(folder: &Path) -> io::Result<Vec<Listed>> {
    if !is_folder(folder)? {
        return match std::fs::symlink_metadata(folder) {
            Ok(about) => Err(io::Error::other(match kind_of(about.file_type()) {
                "it is not a plain file" => "it is a file, not a folder",
                other => other,
            })),
            Err(_) => Ok(Vec::new()),
        };
    }
    let entries = files::entries(folder)?.into_iter();
    let mut found: Vec<Listed> =
        entries.map(|(name, folder, file)| Listed { name, folder, file }).collect();
    found.sort();
    Ok(found)
}

/// Files that may lie anywhere and say nothing: a folder's keeper, editors' backups, desktops' droppings, and
/// temporary files of hv's own that a power cut left.
pub(super) fn is_junk(name: &str) -> bool {
    let fixed = [".keep", ".DS_Store", "Thumbs.db", "desktop.ini", ".directory"];
    let swap = name.starts_with('.')
        && [".swp", ".swo", ".swn", ".swx"].iter().any(|end| name.ends_with(end));
    fixed.contains(&name)
        || swap
        || name.ends_with('~')
        || name.starts_with(".#")
        || (name.starts_with('#') && name.ends_with('#'))
        || is_leftover(name)
}

/// A name that hv itself gives to what is still to be put in its place: `.NAME.77-0.tmp`.
pub(super) fn is_own_temporary(name: &str) -> bool {
    let inner = name.strip_prefix('.').and_then(|inner| inner.strip_suffix(".tmp"));
    let number =
        inner.and_then(|inner| inner.rsplit_once('.')).and_then(|(_, n)| n.split_once('-'));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    number.is_some_and(|(process, count)| digits(process) && digits(count))
}

/// A temporary file of hv's own: a power cut came before its rename.
pub(super) fn is_leftover(name: &str) -> bool {
    name.starts_with('.') && name.len() > 4 && name.get(name.len() - 4..) == Some(".tmp")
}
