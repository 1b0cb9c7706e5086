//! The alarm and its log, searched state by state: one outing of two people, its record on one machine or two, what each
//! machine notes and remembers, the steps of a run of `hv overdue --alert`, what people say, what goes wrong, and which
//! messages arrived. Each scenario is small and searched to its end; the number of its states is printed
//! (`cargo test --test model -- --nocapture`).
//!
//! hv's own functions decide everything: the fold of the outing, `watch::late_noted`, `telling::untold`, `Log`,
//! `MachineState`. [`spec`] reckons the same anew from the lines, in ticks of ten minutes, and hv must agree with it in
//! every view of every state: what is late, in whose charge, what is told to whom in which order, what is unresolved.
//! Beside that the world keeps its own account. In every state, or on every step:
//!
//! 1. what is due and in nobody's charge has arrived, or the next run tells it;
//! 2. nothing is told again that this machine knows was handed over, nor anything while a charge holds;
//! 3. when a charge ends, all that is due by then is told;
//! 4. nothing resolves itself; left alone, what is late ends with everyone told again and again;
//! 5. only what arrived counts as told: what is lost, or not known, is sent again;
//! 6. the word of the missing person ends nothing and holds nothing back;
//! 7. the order of lines means nothing, and a merge ends nothing but by a contact, a return or a resolution in it;
//! 8. a clock that jumps silences nothing that a run has seen;
//! 9. runs that were missed are made up in one, in order, and nothing is told twice where nothing went wrong.
//!
//! What it leaves out: clocks other than silence, return and distress; channels (a message is one receiver's, whole);
//! damage to lines other than a time in the future; the lock, which is taken as lost where two runs overlap.
//!
//! Each rule was broken in the program, by hand, and the search was seen to fail. `=` is the agreement with [`spec`]; a
//! number is one of the properties above; then the scenario that fell first.
//!
//! | the rule, broken | in | caught by |
//! |---|---|---|
//! | a charge holds rungs back | telling | = charge |
//! | a charge ends | alarm | = charge |
//! | it ends at its last second, not after | alarm | = charge |
//! | a charge holds only what it named | alarm | = distress in charge |
//! | the first who takes charge has it | alarm | = charge |
//! | taking over is for who had seen the charge | alarm | = charge, merged |
//! | a charge that was closed holds nothing | alarm | = charge again |
//! | nor stands in the way of another | alarm | = charge again |
//! | an action renews a charge | alarm | = renewal |
//! | only while it holds | alarm | = renewal |
//! | who was along takes no charge | alarm | = companion (6) |
//! | told is not told again | telling | = nothing goes wrong (2) |
//! | not known is told again | alarm | = faults (5) |
//! | refused is told again | alarm | = faults (5) |
//! | told to one is not told to another | alarm | = faults (5) |
//! | an attempt without a result tells nobody | alarm | = nothing goes wrong (1) |
//! | a rung that reaches nobody is told of once | telling | = outcomes |
//! | and is told of | telling | = outcomes |
//! | a closing ends what was told | alarm | = charge again |
//! | a closing is of what its writer had seen (log) | alarm | = distress, merged |
//! | the same (fold) | outing | = two of distress, merged |
//! | two close a distress (log) | alarm | = distress, merged |
//! | the same (fold) | outing | = distress, merged |
//! | who was along closes nothing (log) | alarm | = distress, merged (6) |
//! | the same (fold) | outing | = distress, merged (6) |
//! | an alarm for more covers one for fewer | alarm | = companion |
//! | one for fewer does not cover one for more | alarm | = late entry |
//! | a new due time is a new alarm | alarm | = endings |
//! | a second word of distress is a new alarm | watch | = distress again |
//! | distress waits for no rung | ladder | = distress in charge |
//! | a rung is due at its time, not after | ladder | = distress in charge |
//! | a ladder runs out at its time, not after | ladder | = distress in charge |
//! | repetitions go on | ladder | = distress in charge |
//! | and are counted from when it ran out | ladder | = distress in charge |
//! | a rung that was tried or passed over brings the next | ladder | = renewal |
//! | the last one brings everyone | ladder | = renewal |
//! | it was tried as often as it is to be | alarm | = outcomes |
//! | not needed passes it over | alarm | = renewal |
//! | the first rung waits for no time of its own | ladder | = outcomes |
//! | an alarm is late at its time, not after | watch | = distress in charge |
//! | a sign-out in doubt is late at once | watch | = jumps |
//! | all rungs that were missed are told | telling | = distress in charge |
//! | in order | telling | = charge again (9) |
//! | what was tried and has no result is sent | telling | = distress again (1) |
//! | a line in doubt raises: told | alarm | = jumps |
//! | a line in doubt raises: took charge | alarm | = jumps |
//! | a line in doubt raises: tried a rung | alarm | = jumps and outcomes |
//! | notes count | alarm | = jumps and faults |
//! | a note is named for what it says | machine | 5 notes, merged |
//! | a result may stand before its attempt | alarm | 7 distress in charge |
//! | unresolved is what nobody closed | alarm | = distress in charge |
//! | lateness never goes behind what a run judged by | machine | 8 jumps |
//! | the latest time is remembered | machine | 8 jumps |
//! | time goes on under a clock that was set back | machine | 8 jumps |

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "a model that cannot go on fails, and says how far it went; it makes a few kinds of event and no others"
)]

mod book;
mod search;
mod spec;
mod world;

use book::{OUT, Plan, Rung};
use world::{Budget, Scenario, World};

/// Searches all of it, and says how much that was.
#[track_caller]
fn hold(name: &str, scenario: Scenario) {
    let mut world = World::new(scenario);
    match search::exhaust(&mut world, 60_000) {
        Ok(all) => {
            let (states, steps, judged) = (all.states, all.steps, world.judged());
            println!("{name}: {states} states, {steps} steps, {judged} sets of lines judged");
        }
        Err(why) => panic!("{name}: {why}"),
    }
}

const NONE: Budget = Scenario::PLAIN.budget;

/// Silence is late at once.
const LATE: Plan = Plan { left: -2, ..Plan::USUAL };

/// Nothing is late but what somebody says.
const TALKS: Plan = Plan { silence: 80, ..Plan::USUAL };

#[test]
fn nothing_goes_wrong() {
    hold("nothing goes wrong", Scenario::PLAIN);
}

#[test]
fn one_machine_and_everything_that_goes_wrong_in_a_run() {
    let budget = Budget { faults: 2, ..NONE };
    hold("faults", Scenario { budget, horizon: 4, ..Scenario::PLAIN });
}

#[test]
fn two_runs_at_once_when_the_lock_is_lost() {
    let budget = Budget { faults: 1, ..NONE };
    let scenario = Scenario { budget, horizon: 2, runs: 2, meanwhile: true, ..Scenario::PLAIN };
    hold("double run", scenario);
}

#[test]
fn who_has_charge_and_for_how_long() {
    let budget = Budget { acks: 2, ..NONE };
    hold("charge", Scenario { budget, horizon: 4, ..Scenario::PLAIN });
}

#[test]
fn what_renews_a_charge() {
    let budget = Budget { acks: 1, outcomes: 1, ..NONE };
    hold("renewal", Scenario { budget, horizon: 4, ..Scenario::PLAIN });
}

#[test]
fn rungs_that_are_tried_and_passed_over() {
    const RUNGS: &[Rung] = &[
        Rung { who: &["max"], after: 1, tries: 2 },
        Rung { who: &[], after: 2, tries: 1 },
        Rung { who: &["pat"], after: 3, tries: 1 },
    ];
    let plan = Plan { rungs: RUNGS, reach: &["max"], ..Plan::USUAL };
    let budget = Budget { outcomes: 2, ..NONE };
    hold("outcomes", Scenario { plan, budget, horizon: 4, ..Scenario::PLAIN });
}

#[test]
fn two_machines_of_which_one_takes_charge() {
    let budget = Budget { acks: 2, ..NONE };
    hold(
        "charge, merged",
        Scenario { plan: LATE, budget, machines: 2, horizon: 1, ..Scenario::PLAIN },
    );
}

#[test]
fn two_machines_and_what_goes_wrong_in_a_run() {
    let budget = Budget { faults: 1, ..NONE };
    hold("faults, merged", Scenario { budget, machines: 2, horizon: 2, ..Scenario::PLAIN });
}

#[test]
fn a_contact_and_a_resolution_on_either_machine() {
    let budget = Budget { contacts: 1, resolves: 1, ..NONE };
    let scenario = Scenario { plan: LATE, budget, machines: 2, horizon: 1, ..Scenario::PLAIN };
    hold("contact and resolution, merged", scenario);
}

#[test]
fn a_return_and_a_contact_on_either_machine() {
    let plan = Plan { back: 1, ..LATE };
    let budget = Budget { contacts: 1, backs: 1, ..NONE };
    let about: &[&[&str]] = &[&["kay"]];
    let scenario = Scenario { plan, budget, machines: 2, horizon: 1, about, ..Scenario::PLAIN };
    hold("return and contact, merged", scenario);
}

#[test]
fn one_of_two_who_rang_in_takes_no_charge_of_the_other() {
    let budget = Budget { acks: 1, contacts: 1, resolves: 1, ..NONE };
    let about: &[&[&str]] = &[&["kay"]];
    hold("companion", Scenario { plan: LATE, budget, horizon: 1, about, ..Scenario::PLAIN });
}

#[test]
fn an_alarm_after_a_contact_a_charge_and_a_resolution() {
    let budget = Budget { acks: 1, contacts: 1, resolves: 1, ..NONE };
    hold("endings", Scenario { plan: LATE, budget, horizon: 2, ..Scenario::PLAIN });
}

#[test]
fn a_contact_that_is_entered_late() {
    let budget = Budget { contacts: 2, ..NONE };
    let about: &[&[&str]] = &[&OUT, &["kay"]];
    let scenario =
        Scenario { plan: LATE, budget, horizon: 3, ago: &[0, 2], about, ..Scenario::PLAIN };
    hold("late entry", scenario);
}

#[test]
fn a_charge_that_was_closed_and_another() {
    let budget = Budget { acks: 2, resolves: 1, ..NONE };
    hold("charge again", Scenario { plan: LATE, budget, horizon: 1, ..Scenario::PLAIN });
}

#[test]
fn clocks_that_jump() {
    let budget = Budget { jumps: 2, acks: 1, ..NONE };
    hold("jumps", Scenario { budget, horizon: 3, ..Scenario::PLAIN });
}

#[test]
fn clocks_that_jump_when_a_rung_was_tried() {
    let budget = Budget { jumps: 2, outcomes: 1, ..NONE };
    let scenario = Scenario { plan: LATE, budget, horizon: 1, ..Scenario::PLAIN };
    hold("jumps and outcomes", scenario);
}

#[test]
fn clocks_that_jump_while_a_run_fails() {
    let budget = Budget { jumps: 1, faults: 1, ..NONE };
    hold("jumps and faults", Scenario { budget, horizon: 3, ..Scenario::PLAIN });
}

#[test]
fn clocks_that_jump_on_two_machines() {
    let budget = Budget { jumps: 1, contacts: 1, ..NONE };
    hold("jumps, merged", Scenario { budget, machines: 2, horizon: 2, ..Scenario::PLAIN });
}

#[test]
fn distress_and_who_may_close_it() {
    let budget = Budget { distresses: 1, resolves: 2, contacts: 1, ..NONE };
    let about: &[&[&str]] = &[&["lou"]];
    hold("distress", Scenario { plan: TALKS, budget, horizon: 2, about, ..Scenario::PLAIN });
}

#[test]
fn distress_on_two_machines() {
    let budget = Budget { distresses: 1, resolves: 1, ..NONE };
    let about: &[&[&str]] = &[&["lou"]];
    let scenario =
        Scenario { plan: TALKS, budget, machines: 2, horizon: 1, about, ..Scenario::PLAIN };
    hold("distress, merged", scenario);
}

#[test]
fn a_distress_that_whoever_closed_another_had_not_seen() {
    let budget = Budget { distresses: 2, resolves: 1, ..NONE };
    let about: &[&[&str]] = &[&["lou"]];
    let scenario =
        Scenario { plan: TALKS, budget, machines: 2, horizon: 0, about, ..Scenario::PLAIN };
    hold("two of distress, merged", scenario);
}

#[test]
fn a_charge_does_not_hold_what_is_raised_after_it() {
    let budget = Budget { distresses: 1, acks: 1, ..NONE };
    let about: &[&[&str]] = &[&["lou"]];
    hold(
        "distress in charge",
        Scenario { plan: LATE, budget, horizon: 1, about, ..Scenario::PLAIN },
    );
}

#[test]
fn a_second_word_of_distress_is_told_anew() {
    let budget = Budget { distresses: 2, acks: 1, ..NONE };
    let about: &[&[&str]] = &[&["lou"]];
    let scenario = Scenario { plan: TALKS, budget, horizon: 2, about, ..Scenario::PLAIN };
    hold("distress again", scenario);
}

#[test]
fn what_two_machines_noted_for_want_of_a_record() {
    let budget = Budget { faults: 2, contacts: 1, ..NONE };
    let about: &[&[&str]] = &[&["kay"]];
    let scenario =
        Scenario { plan: LATE, budget, machines: 2, horizon: 0, about, ..Scenario::PLAIN };
    hold("notes, merged", scenario);
}

#[test]
fn people_go_on_while_a_run_is_under_way() {
    let budget = Budget { acks: 1, contacts: 1, faults: 1, ..NONE };
    hold("meanwhile", Scenario { budget, horizon: 2, meanwhile: true, ..Scenario::PLAIN });
}
