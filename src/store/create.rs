//! A new record folder.

use super::{Store, copy, file};
use crate::domain::directory::School;
use crate::domain::retention;
use crate::error::Error;
use crate::os::files;
use std::io;
use std::path::Path;

/// Every folder that git carries from the first day. Each has a keeper, or a clone would not have it.
pub(super) const FOLDERS: [&str; 9] = [
    "people",
    "addresses",
    "families",
    "assessments",
    "weeks",
    "outings",
    "open/out",
    "open/planned",
    "open/owed",
];

/// Evidence is merged line by line; everything else the ordinary way, where a conflict shows.
pub(super) const ATTRIBUTES: &str = "\
families/*/visits/*.yaml merge=union text eol=lf
families/*/assessments/*.yaml merge=union text eol=lf
assessments/*.yaml merge=union text eol=lf
weeks/*.yaml merge=union text eol=lf
outings/*/*.yaml merge=union text eol=lf
retention/*/*.yaml merge=union text eol=lf
";

pub(super) const IGNORE: &str = "local/\n.*.tmp\n";

impl Store {
    /// Makes a new record folder. A folder that already is one, or that holds other things, is refused.
    /// `host_id` is the machine's own, from `Host`.
    pub fn create(
        root: &Path,
        school: &School,
        policy_text: &str,
        host_id: &str,
    ) -> Result<Store, Error> {
        let failed = |e: io::Error| {
            Error::failed(format!("could not make the record folder {}", root.display())).because(e)
        };
        refuse_if_used(root, policy_text)?;
        let text = toml::to_string(school)
            .map_err(|e| Error::bug("the school's description cannot be written").because(e))?;
        make_root(root).map_err(failed)?;
        let root = files::real(root).map_err(failed)?;
        for folder in FOLDERS {
            file::make_folders(&root, &root.join(folder)).map_err(failed)?;
            file::replace(&root.join(folder).join(".keep"), b"").map_err(failed)?;
        }
        file::replace(&root.join(".gitattributes"), ATTRIBUTES.as_bytes()).map_err(failed)?;
        file::replace(&root.join(".gitignore"), IGNORE.as_bytes()).map_err(failed)?;
        file::replace(&root.join("policy.toml"), policy_text.as_bytes()).map_err(failed)?;
        file::replace(&root.join("retention.toml"), retention::DEFAULTS.as_bytes())
            .map_err(failed)?;
        copy::remember_first(&root, host_id).map_err(failed)?;
        // Last: a folder is a record folder from here on, and never half made.
        file::replace(&root.join("hv.toml"), text.as_bytes()).map_err(failed)?;
        Ok(Store::open(&root, None)?.on(host_id))
    }
}

/// An empty folder can be used, or one with nothing but git's own, or one that an earlier making was broken off in:
/// everything in it is then byte for byte what is about to be written, and nothing of anybody's is lost.
fn refuse_if_used(root: &Path, policy_text: &str) -> Result<(), Error> {
    let unseen = |e| Error::failed(format!("cannot look into {}", root.display())).because(e);
    let listed = file::list(root).map_err(unseen)?;
    if listed.iter().any(|l| l.name == "hv.toml") {
        return Err(Error::usage(format!("{} is a record folder already", root.display())));
    }
    for entry in listed.iter().filter(|l| l.name != ".git" && !file::is_junk(&l.name)) {
        if broken_off(root, entry, policy_text).map_err(unseen)? {
            continue;
        }
        let message = format!("{} holds other things, such as {:?}", root.display(), entry.name);
        let error =
            Error::usage(message).hint("Name a folder that is empty or does not exist yet.");
        return Err(if entry.name == "policy.toml" {
            error.hint("Left by an hv init that was broken off? Give the same policy again, or move it away.")
        } else {
            error
        });
    }
    Ok(())
}

/// This entry of the top level is what an interrupted making leaves.
fn broken_off(root: &Path, entry: &file::Listed, policy_text: &str) -> io::Result<bool> {
    let path = root.join(&entry.name);
    let wanted = match entry.name.as_str() {
        ".gitattributes" => ATTRIBUTES,
        ".gitignore" => IGNORE,
        "policy.toml" => policy_text,
        "retention.toml" => retention::DEFAULTS,
        name => {
            let ours = |f: &&str| f.split('/').next() == Some(name);
            return Ok(entry.folder
                && (name == "local" || FOLDERS.iter().any(ours))
                && holds_nothing(&path, name)?);
        }
    };
    let found = if entry.file { file::read(&path, file::POLICY_LIMIT)? } else { None };
    Ok(found.is_some_and(|bytes| bytes == wanted.as_bytes()))
}

/// Nothing but folders that are made with it, keepers, and this machine's own note.
fn holds_nothing(folder: &Path, name: &str) -> io::Result<bool> {
    for entry in file::list(folder)?.iter().filter(|l| !file::is_junk(&l.name)) {
        let inner = format!("{name}/{}", entry.name);
        let empty = entry.folder
            && FOLDERS.contains(&inner.as_str())
            && file::list(&folder.join(&entry.name))?.iter().all(|l| file::is_junk(&l.name));
        if !empty && inner != copy::FILE {
            return Ok(false);
        }
    }
    Ok(true)
}

fn make_root(root: &Path) -> io::Result<()> {
    match root.parent().filter(|p| !p.as_os_str().is_empty()) {
        Some(parent) if !parent.is_dir() => {
            Err(io::Error::other(format!("{} is not there", parent.display())))
        }
        _ => {
            file::make_folder(root)?;
            // It may have been there, empty, and open to others.
            files::keep_to_owner(root)
        }
    }
}
