//! hv keeps school staff safe on home visits.

pub mod domain;
pub mod error;
pub mod policy;
pub mod store;
pub mod when;
