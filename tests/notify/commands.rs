//! `hv notify`.
