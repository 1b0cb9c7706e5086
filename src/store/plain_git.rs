//! Whether git works on the folder at this moment: a person's own `git merge`, `git pull`, `git checkout`.
//!
//! Git looks whether a file was changed, and a moment later takes it away and puts the new one in its place; a line that
//! hv added between the two is gone with the old file. While it does so, git holds its index by `index.lock`. So whoever
//! has added a line waits until nobody holds that, and looks only then whether the line is still where the path leads:
//! what git begins afterwards, it begins by seeing that the file was changed. Git looks before it takes the lock as well,
//! and then believes itself: what goes that way, [`super::kept`] brings back.
//!
//! It waits for a bounded time, and not for a lock that was left behind. It does not look into git's other files, nor for
//! the index of a work tree that lies apart from its repository.

use std::path::Path;
use std::time::Duration;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// So many looks: three seconds. A merge of a hundred thousand records takes about one.
const LOOKS: usize = 600;

/// A lock as old as this was left behind by a git that died.
const LEFT_BEHIND: Duration = Duration::from_secs(60);

/// Returns when no git works on the folder, or after the longest wait.
pub(super) fn outwait(root: &Path) {
    outwait_pausing(root, &mut || std::thread::sleep(PAUSE));
}

fn outwait_pausing(root: &Path, pause: &mut dyn FnMut()) {
    for _ in 0..LOOKS {
        if !at_work(root) {
            return;
        }
        pause();
    }
}

/// The folder, or one that it lies in, is a repository whose index is held.
fn at_work(root: &Path) -> bool {
    root.ancestors().any(|folder| {
        let lock = std::fs::symlink_metadata(folder.join(".git").join("index.lock"));
        let since = lock.and_then(|lock| lock.modified());
        // From the future, by a clock that was set since: it is there, and the wait is bounded.
        since.is_ok_and(|since| since.elapsed().map_or(true, |age| age < LEFT_BEHIND))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, File};
    use std::path::PathBuf;
    use std::time::SystemTime;

    /// A repository, a record folder in it, and the lock of its index.
    fn repository() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let top = tempfile::tempdir().unwrap();
        let school = top.path().join("school");
        fs::create_dir_all(&school).unwrap();
        fs::create_dir(top.path().join(".git")).unwrap();
        let lock = top.path().join(".git/index.lock");
        (top, school, lock)
    }

    fn pauses(root: &Path, mut each: impl FnMut(usize)) -> usize {
        let mut count = 0;
        outwait_pausing(root, &mut || {
            count += 1;
            each(count);
        });
        count
    }

    #[test]
    fn nobody_waits_where_no_git_is_at_work() {
        let (top, school, _) = repository();
        assert_eq!(pauses(&school, |_| ()), 0);
        assert_eq!(pauses(top.path(), |_| ()), 0);
    }

    #[test]
    fn it_ends_with_the_lock_in_the_folder_and_above_it() {
        let (top, school, lock) = repository();
        for root in [top.path(), &school] {
            File::create(&lock).unwrap();
            let third = |count| (count == 3).then(|| fs::remove_file(&lock).unwrap());
            assert_eq!(pauses(root, |count| third(count).unwrap_or_default()), 3);
        }
    }

    #[test]
    fn it_ends_at_the_longest_and_does_not_wait_for_what_was_left_behind() {
        let (_top, school, lock) = repository();
        let file = File::create(&lock).unwrap();
        assert_eq!(pauses(&school, |_| ()), LOOKS);
        file.set_modified(SystemTime::now() - LEFT_BEHIND).unwrap();
        assert_eq!(pauses(&school, |_| ()), 0);
        file.set_modified(SystemTime::now() + LEFT_BEHIND).unwrap();
        assert_eq!(pauses(&school, |_| ()), LOOKS);
    }
}
