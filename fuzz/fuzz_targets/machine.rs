//! This machine's state of a folder, and the markers in it, by the first byte. Laws: a marker that cannot be read is
//! damage that may hide somebody, and still names its outing; a marker with one bit changed is not another marker; a
//! state that is read is saved and read back as the same, and one that is not is told.
#![no_main]

use hv::store::MachineState;
use hv::when::Day;
use hv_fuzz::{Folder, sealed};
use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;

thread_local! {
    static FOLDER: (Folder, PathBuf) = known();
}

/// A folder, and where this machine keeps its state of it.
fn known() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let state = folder.around().join("state");
    MachineState::default().save(&state, &folder.store).expect("room");
    let file = std::fs::read_dir(&state).expect("a folder").next().expect("a file").expect("a file");
    (folder, file.path())
}

fuzz_target!(|data: &[u8]| {
    let Some((how, bytes)) = data.split_first() else { return };
    FOLDER.with(|(folder, state)| match how & 3 {
        0 => {
            std::fs::write(state, bytes).expect("room");
            let place = folder.around().join("state");
            let (read, damage) = MachineState::load(&place, &folder.store);
            match damage {
                Some(damage) => assert!(damage.may_hide_somebody && read == MachineState::default()),
                None => {
                    read.save(&place, &folder.store).expect("room");
                    assert_eq!(MachineState::load(&place, &folder.store), (read, None));
                }
            }
        }
        1 => marker(folder, "open/out/2026-11-24-kay-1a", bytes),
        2 => marker(folder, "open/planned/2026-11-24-1a.ahmed", bytes),
        _ => marker(folder, "open/owed/2026-11-24-1a.ahmed", bytes),
    });
});

fn marker(folder: &Folder, path: &str, bytes: &[u8]) {
    let today = Day::parse("2026-11-24").expect("a day");
    let bytes = sealed(bytes);
    let file = folder.put(path, &bytes);
    let all = folder.store.markers(today);
    let named = all.out.len() + all.planned.len() + all.owed.len();
    assert_eq!(named, 1, "it names what is open, whatever it holds");
    let read = all.out.values().flatten().count()
        + all.planned.values().flatten().count()
        + all.owed.values().flatten().count();
    assert_eq!(read == 0, !all.damage.is_empty());
    assert!(all.damage.iter().all(|d| d.may_hide_somebody));
    if read == 1 {
        let sum = bytes.iter().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
        let mut changed = bytes.clone();
        changed[sum % bytes.len()] ^= 1 << (sum / 7 % 8);
        folder.put(path, &changed);
        let other = folder.store.markers(today);
        let same = (&other.out, &other.planned, &other.owed) == (&all.out, &all.planned, &all.owed);
        assert!(same || !other.damage.is_empty(), "a changed marker is another marker");
    }
    std::fs::remove_file(file).expect("it was there");
}
