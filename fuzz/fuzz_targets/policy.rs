//! Policies. Laws: twice read is the same; what is refused is refused with a place in the file and a hint; what loads
//! can be described and its alarm bounded.
#![no_main]

use hv::policy::{as_suggested, bound, describe, load};
use hv::when::Span;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let lines = text.split('\n').count();
    match (load(text), load(text)) {
        (Ok(one), Ok(other)) => {
            assert_eq!(one, other);
            std::hint::black_box((describe(&one.policy), bound(&one.policy, Span::minutes(5), None)));
        }
        (Err(one), Err(other)) => {
            assert_eq!(one, other);
            assert!(one.iter().any(|problem| !problem.warning), "refused without a reason");
            for problem in one {
                assert!((1..=lines).contains(&problem.line), "{problem:?} of {lines} lines");
                assert!(!problem.hint.is_empty(), "{problem:?}");
            }
        }
        _ => panic!("once right and once wrong"),
    }
    std::hint::black_box(as_suggested(text));
});
