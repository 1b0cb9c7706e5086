//! Windows 10, Windows 11 and the servers of their time.

pub(crate) mod files;
pub(crate) mod machine;
pub(crate) mod processes;
