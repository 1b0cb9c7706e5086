//! What is recorded, and what it adds up to.
//!
//! *Directories* (school, people, families, addresses) are facts as they stand: [`directory`].
//! *Evidence* (outings, visits, week lists, assessments) is what happened: append-only [`events`], one
//! [`entry`] a line, whose fold is the state: [`outing`], [`visit`], [`week`], [`assessment`].
//!
//! Which days are school days is worked out in [`calendar`].
//! What an assessment's form holds is in [`assessed`], how the form is asked in [`interview`], and why a risk is rated
//! as it is in [`explained`].
//!
//! What may happen now is decided by the policy's gates ([`gate`]) over what is [`known`]; what is watched is
//! frozen at sign-out ([`freeze`]); whether an assessment still holds is in [`stale`]; what is owed afterwards is
//! worked out in [`owes`].
//!
//! How a signature was given, by a name, on paper or with a key, is in [`signed`]; what changed since, in [`changed`];
//! what happened, told in order, in [`story`]; years of it as tables, in [`export`].
//!
//! When a caution is looked at again, so that nobody goes by what was true years ago, is in [`looked_again`].
//!
//! The log beside an alarm, of who was told and who took charge, is in [`alarm`]; an alarm for practice, about nobody,
//! is a [`drill`]. Where several machines meet is in [`remote`].
//!
//! How long a record is kept is in [`retention`]; what stops its erasure, and what an erasure leaves, in [`erasure`].
//!
//! A sign-out that was is put to another policy in [`replay`].
//!
//! This room is pure: no file, no clock, no terminal, no environment, no randomness.
#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod abroad;
pub mod again;
pub mod alarm;
#[cfg(test)]
mod alarm_tests;
pub mod answered;
#[cfg(test)]
mod asked_tests;
pub mod assessed;
pub mod assessment;
pub mod calendar;
pub mod changed;
pub mod channel;
pub mod directory;
pub mod drill;
pub mod earlier;
pub mod entry;
pub mod erasure;
pub mod events;
pub mod exempt;
pub mod explained;
pub mod export;
pub mod figures;
#[cfg(test)]
mod form_tests;
pub mod freeze;
pub mod gate;
pub mod interview;
pub mod item;
pub mod known;
pub mod looked_again;
pub mod names;
pub mod outing;
pub mod owes;
pub mod period;
pub mod remote;
pub mod replay;
pub mod retention;
#[cfg(test)]
mod retention_tests;
pub mod road;
pub mod sign_out;
pub mod signed;
pub mod sitting;
pub mod slips;
pub mod stale;
pub mod story;
#[cfg(test)]
mod tests;
pub mod undo;
pub mod visit;
pub mod week;
