//! Whether a place where somebody wants a file lies in a record folder: this school's, or any other's. Whatever is put there
//! would count as a record, and go into git with a family's name and address.
//!
//! It judges a place, and neither makes nor reads anything there.

use super::{Store, file};
use crate::error::Error;
use crate::os::files;
use std::path::Path;

/// A folder is a record folder if it holds `hv.toml`, or `open` with all that belongs into it, as one does that has lost
/// its `hv.toml`.
fn is_record_folder(folder: &Path) -> bool {
    let marked = |name: &str| file::is_folder(&folder.join("open").join(name)).unwrap_or(false);
    Store::made_at(folder) || ["out", "planned", "owed"].into_iter().all(marked)
}

/// Refuses a place in a record folder. `folder`: where it is to lie; of one that is not there yet, the first above it that
/// is says where that would be. `shown`: how it is named in the message.
///
/// # Errors
/// It lies in one, however it is spelt and whatever links lead there.
pub(super) fn outside(folder: &Path, shown: &Path, hint: &str) -> Result<(), Error> {
    let there = folder.ancestors().find_map(|above| files::real(above).ok());
    let there = there.or_else(|| files::real(Path::new(".")).ok());
    let within = there.iter().flat_map(|there| there.ancestors()).find(|f| is_record_folder(f));
    let Some(root) = within else { return Ok(()) };
    Err(Error::usage(format!(
        "{} lies in the record folder {}, where only records belong",
        shown.display(),
        root.display()
    ))
    .hint(hint.to_owned()))
}
