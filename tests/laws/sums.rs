//! Proves that what `hv why` shows adds up: every clock over a sound record has a sum that comes out at its own time.

use super::world::{PEOPLE, World, alone, sign_out, steps, terms};
use hv::watch::arithmetic::explain;
use hv::when::Zone;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_clock_of_a_sound_record_comes_out_at_its_time(
        steps in prop_oneof![alone(), steps()], terms in terms(), back in 60_i64..300,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &steps);
        let outing = world.outing(&told.text);
        prop_assert!(outing.damage.is_empty(), "{:?}", outing.damage);
        for one in explain(&outing, told.last, Zone::LONDON) {
            let due = one.sum.as_ref().map(hv::watch::arithmetic::Sum::due);
            prop_assert_eq!(due, Some(one.running.deadline.due), "{:?}", one.running);
        }
    }
}
