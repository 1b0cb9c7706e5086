//! A new folder outside every record folder, filled piece by piece: years of records must not stand in memory first.
//!
//! Readable by its owner alone. If a piece cannot be written nothing of it stays: half an export would be counted as a
//! whole one.

use super::file;
use super::outside::outside;
use crate::error::Error;
use crate::os::files;
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The folder while it is being filled.
#[derive(Debug)]
pub struct Exported {
    folder: PathBuf,
    files: BTreeMap<String, File>,
}

impl Exported {
    /// Makes the folder. It must not be there yet, and lie in no record folder, of whatever school.
    ///
    /// # Errors
    /// It is there, or would lie in one, or cannot be made.
    pub fn begin(path: &Path) -> Result<Exported, Error> {
        let shown = path.display();
        let above = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let above = above.unwrap_or(Path::new("."));
        let name = path
            .file_name()
            .ok_or_else(|| Error::usage(format!("{shown} is not the name of a folder")))?;
        let above = files::real(above).map_err(|e| {
            Error::usage(format!("there is no folder {}", above.display())).because(e)
        })?;
        let folder = above.join(name);
        outside(&above, path, "name a new folder somewhere else, such as ../years")?;
        if std::fs::symlink_metadata(&folder).is_ok() {
            return Err(Error::usage(format!("{shown} is there already, and stays as it is"))
                .hint("name a folder that is not there yet"));
        }
        file::make_folder(&folder).map_err(|e| {
            Error::failed(format!("the folder {shown} could not be made")).because(e)
        })?;
        Ok(Exported { folder, files: BTreeMap::new() })
    }

    /// Adds to the end of a file in it, making it first.
    ///
    /// # Errors
    /// The disk is full, or cannot be written; then nothing stays of the folder.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let put = self.file(name).and_then(|file| file::write_once(file, text.as_bytes()));
        put.map_err(|e| self.undo(name, &e))
    }

    fn file(&mut self, name: &str) -> io::Result<&File> {
        if !self.files.contains_key(name) {
            let made = file::create_new(&self.folder.join(name))?;
            self.files.insert(name.to_owned(), made);
        }
        self.files.get(name).ok_or_else(|| io::Error::other("a file that was made is not there"))
    }

    /// Everything is on the disk. Gives back where it is.
    ///
    /// # Errors
    /// It could not be written; then nothing stays of it.
    pub fn finish(self) -> Result<PathBuf, Error> {
        let synced = self.files.values().try_for_each(File::sync_all);
        synced.and_then(|()| file::sync_folder(&self.folder)).map_err(|e| self.undo("it", &e))?;
        Ok(self.folder)
    }

    fn undo(&self, name: &str, cause: &io::Error) -> Error {
        for file in self.files.keys() {
            file::unstage(&self.folder.join(file));
        }
        file::remove_empty(&self.folder);
        let folder = self.folder.display();
        Error::failed(format!("NOTHING WAS EXPORTED: {name} could not be written in {folder}"))
            .because(cause)
            .hint("nothing of it was left behind; the records are as they were")
    }
}
