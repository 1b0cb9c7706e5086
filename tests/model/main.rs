//! The alarm and its log, searched state by state. (Written with its table once it runs.)

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
