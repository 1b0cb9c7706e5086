//! Every clause of the five shipped policies, named by its id, driven through the commands until it is seen to happen.
//!
//! Each entry runs twice: under the policy as it ships, where it must hold, and under the same policy without the
//! rules that cite the clause, where it must fail. So no entry can pass by looking at something else.
//!
//! * [`world`]: a school under one of the policies, with a visit that is ready to go
//! * [`shapes`]: what the language can say beyond the five, a small policy for each shape
//! * [`scoring`]: every cell of every scale, and what a rating requires, forbids or changes
//! * [`forms`]: every field of every assessment form, and where it lands
//! * [`unknown`]: an answer "not known" is never taken for no, and a day still to come for one that has been
//! * [`week`]: one and the same week under each of the five
//! * [`clocks`]: every clock and rung a second before, at and after its moment, in scenes that [`scene`] reads
//! * [`messages`]: every rung as the message that is sent of it
//! * [`story`]: a day under each of the five on which somebody goes silent
//! * [`mutate`]: a policy without the rules of one clause
//! * [`traps`]: what a careless reading of the five would get wrong
//! * [`rulings`]: how each contradiction inside a document, and each difference between two, is settled
//! * `aspire`, `hallam`, ...: the entries, one module for each policy
#![expect(
    clippy::disallowed_methods,
    reason = "these tests start the program and look at its files from outside"
)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do; only #[test] functions are let off by themselves"
)]
#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "command lines are put together from texts; nobody waits for it"
)]

mod aspire;
mod clocks;
mod forms;
mod hallam;
#[path = "../cli/harness.rs"]
#[expect(dead_code, reason = "the transcripts of the other test binary use more of it")]
mod harness;
mod hunsbury;
mod matrix;
mod meridian;
mod messages;
mod mutate;
mod rulings;
mod scene;
mod scoring;
mod shapes;
mod story;
mod traps;
mod unknown;
mod washwood;
mod week;
mod world;

use std::collections::BTreeSet;

/// Every clause of the documents: id, kind, strength.
pub(crate) const CATALOGUE: &str = include_str!("catalogue.tsv");

/// The clauses of a document: its prefix, `HPP-`, and whether guides are among them.
fn ids(prefix: &str, guides: bool) -> BTreeSet<&'static str> {
    let rows = CATALOGUE.lines().filter_map(|l| l.split_once('\t'));
    rows.filter(|(id, kind)| id.starts_with(prefix) && (guides || *kind != "guide"))
        .map(|(id, _)| id)
        .collect()
}

/// Fails when a clause that is not advice has no entry, or an entry has no clause.
#[track_caller]
pub(crate) fn complete(prefix: &str, entries: &[&'static str]) {
    let have: BTreeSet<&str> = entries.iter().copied().collect();
    let want = ids(prefix, false);
    let missing: Vec<_> = want.difference(&have).collect();
    let all = ids(prefix, true);
    let invented: Vec<_> = have.difference(&all).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "no entry: {missing:?}; no clause: {invented:?}"
    );
}

#[test]
fn every_clause_of_the_documents_is_listed_and_honoured_and_none_is_invented() {
    for (prefix, name) in world::POLICIES {
        let text = hv::policy::shipped(name).unwrap();
        let clauses = hv::policy::clauses::clauses(text);
        let listed: BTreeSet<&str> = clauses.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(listed, ids(prefix, true), "{name}");
        let open: Vec<&str> = clauses
            .iter()
            .filter(|c| c.honoured() == hv::policy::clauses::Honoured::Nothing)
            .map(|c| c.id.as_str())
            .collect();
        assert!(open.is_empty(), "{name} honours nothing of {open:?}");
        for clause in &clauses {
            let (kind, strength) = clause.listed.unwrap();
            let words = hv::policy::clauses::kind_word(kind).to_owned()
                + match strength {
                    Some(hv::policy::Strength::Must) => " must",
                    Some(hv::policy::Strength::Should) => " should",
                    None => "",
                };
            let row = CATALOGUE.lines().find_map(|l| l.strip_prefix(&format!("{}\t", clause.id)));
            assert_eq!(Some(words.as_str()), row, "{}", clause.id);
        }
    }
}
