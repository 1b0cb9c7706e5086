//! hv keeps school staff safe on home visits.

pub mod cli;
pub mod domain;
pub mod error;
pub mod host;
pub mod policy;
pub mod render;
pub mod store;
pub mod watch;
pub mod when;
