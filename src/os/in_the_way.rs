//! Windows' errors by their numbers, which of them pass by themselves, and its own spelling of a path. It calls nothing of
//! Windows, so that its tests run everywhere.
#![cfg_attr(not(windows), expect(dead_code, reason = "on Unix only its tests call it"))]

use std::io;

/// The file system does not do that.
pub(super) const INVALID_FUNCTION: i32 = 1;
/// It is not allowed; or something is on its way out and still there.
pub(super) const ACCESS_DENIED: i32 = 5;
/// Nothing that could be flushed.
pub(super) const INVALID_HANDLE: i32 = 6;
/// Another program has the file open, and shares it with nobody.
pub(super) const SHARING_VIOLATION: i32 = 32;
/// Another program has locked the file.
pub(super) const LOCK_VIOLATION: i32 = 33;
/// The drive does not do that.
pub(super) const NOT_SUPPORTED: i32 = 50;

/// The error is one of these.
pub(super) fn is(error: &io::Error, numbers: &[i32]) -> bool {
    error.raw_os_error().is_some_and(|number| numbers.contains(&number))
}

/// Tries; and again, so often, while one of these errors stands in the way. Then says which program has to let go.
pub(super) fn try_again<T>(
    worth_waiting: &[i32],
    tries: u32,
    pause: impl Fn(),
    mut work: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    for _ in 0..tries {
        match work() {
            Err(e) if is(&e, worth_waiting) => pause(),
            done => return done,
        }
    }
    work().map_err(|e| {
        if !is(&e, &[SHARING_VIOLATION, LOCK_VIOLATION]) {
            return e;
        }
        let what = "another program has it open (an editor, a backup, a virus checker): close it there, and try again";
        io::Error::new(e.kind(), what)
    })
}

/// A path as people know it, without the mark that Windows puts before one without links.
pub(super) fn unmarked(path: &str) -> String {
    match (path.strip_prefix(r"\\?\UNC\"), path.strip_prefix(r"\\?\")) {
        (Some(share), _) => format!(r"\\{share}"),
        (None, Some(plain)) => plain.to_owned(),
        (None, None) => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_path_is_shown_as_people_know_it() {
        for (marked, plain) in [
            (r"\\?\C:\school\records", r"C:\school\records"),
            (r"\\?\UNC\server\share\records", r"\\server\share\records"),
            (r"C:\school\records", r"C:\school\records"),
            (r"\\server\share\records", r"\\server\share\records"),
        ] {
            assert_eq!(unmarked(marked), plain);
        }
    }

    /// How often it was tried, how often waited, and what came of it, if it fails with this error so often.
    fn tried(fails: u32, number: i32) -> (u32, u32, io::Result<u32>) {
        let (tries, waits) = (Cell::new(0), Cell::new(0));
        let came = try_again(
            &[SHARING_VIOLATION],
            3,
            || waits.set(waits.get() + 1),
            || {
                tries.set(tries.get() + 1);
                if tries.get() <= fails {
                    Err(io::Error::from_raw_os_error(number))
                } else {
                    Ok(tries.get())
                }
            },
        );
        (tries.get(), waits.get(), came)
    }

    #[test]
    fn what_stands_in_the_way_is_waited_for_and_then_named() {
        assert!(matches!(tried(0, SHARING_VIOLATION), (1, 0, Ok(1))));
        assert!(matches!(tried(3, SHARING_VIOLATION), (4, 3, Ok(4))), "the last try is one");
        let (tries, waits, came) = tried(4, SHARING_VIOLATION);
        assert_eq!((tries, waits), (4, 3), "no longer than that");
        assert!(came.unwrap_err().to_string().contains("another program has it open"));
    }

    #[test]
    fn what_will_not_pass_is_said_at_once_and_as_it_is() {
        let (tries, waits, came) = tried(9, ACCESS_DENIED);
        assert_eq!((tries, waits), (1, 0));
        assert_eq!(came.unwrap_err().raw_os_error(), Some(ACCESS_DENIED));
    }
}
