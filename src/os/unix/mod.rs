//! Linux and its like.

pub(crate) mod files;
pub(crate) mod machine;
pub(crate) mod processes;
