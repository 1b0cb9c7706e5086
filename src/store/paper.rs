//! A page for people, put where somebody asked. It is no record: it lies outside the record folder, and nothing reads it
//! again.

use super::outside::outside;
use super::{Store, file};
use crate::error::Error;
use crate::os::files;
use std::io;
use std::path::{Path, PathBuf};

/// The largest page that is read back: a year on paper.
const LARGEST: u64 = 64 << 20;

/// As much of a file is looked at to know whose it is.
const BEGINS: usize = 256;

/// What becomes of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// It stays as it is, and nothing is written.
    Never,
    /// It is replaced in one step: whoever reads it meanwhile reads the one or the other, whole.
    Replace,
}

impl Store {
    /// Writes a page into a new file that only its owner can read, and says where that is. A file that is there already
    /// stays as it is. In the record folder nothing is put: whatever is there would count as a record, and go into git
    /// with a family's name and address.
    ///
    /// # Errors
    /// When something is there already, or it cannot be written; then nothing is left of it.
    pub fn put_page(&self, path: &Path, text: &str) -> Result<PathBuf, Error> {
        self.put_sheet(path, text.as_bytes(), Over::Never)
    }

    /// The same for a page about several schools: like any page, it lies in none of their folders.
    ///
    /// # Errors
    /// The same; and when there is none of them.
    pub fn put_page_beside(all: &[Store], path: &Path, text: &str) -> Result<PathBuf, Error> {
        let none = || Error::failed("none of the record folders can be opened");
        all.first().ok_or_else(none)?.put_page(path, text)
    }

    /// The same for a page of any kind; over another one only where that is asked for.
    ///
    /// # Errors
    /// When something is there already that is to stay, or it cannot be written; then nothing is left of it.
    pub fn put_sheet(&self, path: &Path, bytes: &[u8], over: Over) -> Result<PathBuf, Error> {
        let (folder, full) = place_for(path)?;
        let failed = |e: &io::Error| {
            Error::failed(format!("the page could not be written to {}", full.display())).because(e)
        };
        let is_file = std::fs::symlink_metadata(&full).map(|there| there.is_file());
        if over == Over::Replace && is_file.is_ok_and(|is_file| !is_file) {
            return Err(Error::usage(format!(
                "{} is no ordinary file, and stays as it is",
                full.display()
            ))
            .hint("name another file"));
        }
        if over == Over::Replace {
            file::replace(&full, bytes).map_err(|e| failed(&e))?;
            return Ok(full);
        }
        let made = file::create_new(&full).map_err(|e| {
            if e.kind() == io::ErrorKind::AlreadyExists {
                Error::usage(format!("{} is there already, and stays as it is", full.display()))
                    .hint("name another file; or remove that one first")
            } else {
                failed(&e)
            }
        })?;
        let written = file::write_once(&made, bytes).and_then(|()| made.sync_all());
        let written = written.and_then(|()| file::sync_folder(&folder));
        written.map_err(|e| {
            // Half a form would be taken for a whole one.
            file::unstage(&full);
            failed(&e)
        })?;
        Ok(full)
    }

    /// Has a page made into another kind of file by somebody else's program, in a folder of its own that only its owner
    /// can look into and that is gone afterwards; then puts what came of it. `make` gets the page's file, the file to
    /// make and a folder to work in.
    ///
    /// # Errors
    /// As [`Store::put_sheet`]; or nothing was made.
    pub fn put_made(
        &self,
        (path, over): (&Path, Over),
        text: &str,
        make: impl FnOnce(&Path, &Path, &Path) -> Result<(), Error>,
    ) -> Result<PathBuf, Error> {
        // Said before a program is started for nothing.
        let (_, full) = place_for(path)?;
        if over == Over::Never && std::fs::symlink_metadata(&full).is_ok() {
            return Err(Error::usage(format!(
                "{} is there already, and stays as it is",
                full.display()
            ))
            .hint("name another file; or remove that one first"));
        }
        let failed = |e: io::Error| {
            Error::failed("there is no room for the page while it is being made").because(e)
        };
        let work = tempfile::Builder::new().prefix("hv-page-").tempdir().map_err(failed)?;
        let (source, result) = (work.path().join("page.html"), work.path().join("made"));
        let written = file::create_new(&source).and_then(|f| file::write_once(&f, text.as_bytes()));
        written.map_err(failed)?;
        make(&source, &result, work.path())?;
        let bytes = file::read(&result, LARGEST).map_err(failed)?;
        let bytes = bytes.filter(|bytes| !bytes.is_empty());
        let bytes = bytes.ok_or_else(|| Error::failed("the program made no file"))?;
        self.put_sheet(path, &bytes, over)
    }

    /// What a file begins with, if there is one that can be read: whose page is about to be replaced.
    pub fn page_begins(&self, path: &Path) -> Option<String> {
        let bytes = file::read(path, LARGEST).ok()??;
        let start = bytes.get(..bytes.len().min(BEGINS))?;
        Some(String::from_utf8_lossy(start).into_owned())
    }

    /// Makes a new folder that only its owner can look into, with these pages in it, and says where that is. Nothing is
    /// put into the record folder, or into a folder that is there already.
    ///
    /// # Errors
    /// When something is there already, or a page cannot be written; then nothing is left of it.
    pub fn put_folder(&self, path: &Path, pages: &[(String, String)]) -> Result<PathBuf, Error> {
        let above = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let above = above.unwrap_or(Path::new("."));
        let name = path.file_name().ok_or_else(|| {
            Error::usage(format!("{} is not the name of a folder", path.display()))
        })?;
        let above = files::real(above).map_err(|e| {
            Error::usage(format!("there is no folder {}", above.display())).because(e)
        })?;
        let full = above.join(name);
        outside(&above, &full, "name a new folder somewhere else, such as ../file")?;
        if std::fs::symlink_metadata(&full).is_ok() {
            return Err(Error::usage(format!(
                "{} is there already, and stays as it is",
                full.display()
            ))
            .hint("name a folder that is not there yet"));
        }
        file::make_folder(&full).map_err(|e| {
            Error::failed(format!("the folder {} could not be made", full.display())).because(e)
        })?;
        let put = |(name, text): &(String, String)| self.put_page(&full.join(name), text).map(drop);
        pages.iter().try_for_each(put).inspect_err(|_| {
            for (name, _) in pages {
                file::unstage(&full.join(name));
            }
            file::remove_empty(&full);
        })?;
        Ok(full)
    }
}

/// The folder that a file is to lie in, and its full path; never in a record folder.
fn place_for(path: &Path) -> Result<(PathBuf, PathBuf), Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let name = path
        .file_name()
        .ok_or_else(|| Error::usage(format!("{} is not the name of a file", path.display())))?;
    let folder = files::real(folder)
        .map_err(|e| Error::usage(format!("there is no folder {}", folder.display())).because(e))?;
    let full = folder.join(name);
    let hint = "name a file somewhere else, such as ../form.html; or - for standard output";
    outside(&folder, &full, hint)?;
    Ok((folder, full))
}

/// Writes the manual pages, each a name and its text. They hold nothing of any school, are read by everybody's `man`, and
/// one that is there is written anew: they are no records, and nothing depends on them.
///
/// # Errors
/// When the folder lies in a record folder or cannot be made, or a page cannot be written.
#[expect(clippy::disallowed_methods, reason = "manual pages are not records: others read them")]
pub fn put_manual(dir: &Path, pages: &[(String, String)]) -> Result<(), Error> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |e: io::Error| {
            Error::failed(format!("the manual could not be written to {path}")).because(e)
        }
    };
    outside(dir, dir, "name a folder somewhere else, such as ~/.local/share/man/man1")?;
    std::fs::create_dir_all(dir).map_err(failed(dir))?;
    for (name, text) in pages {
        let path = dir.join(name);
        std::fs::write(&path, text).map_err(failed(&path))?;
    }
    Ok(())
}
