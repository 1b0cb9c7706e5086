//! What can go wrong, told by who can put it right.
//!
//! Rules for errors, kept everywhere in hv:
//!
//! * A message says what was wanted and what stood in the way; a hint says what to type next.
//! * No library's name appears in a message. Every file error names its path.
//! * Several problems are reported together. Nothing is reported one at a time that could be known now.
//! * A cause is never dropped: it is `source`, printed after the message.
//! * The kind alone decides the exit code.

use std::fmt;

/// Who can put it right, and so which exit code the process ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A rule of the policy said no. Exit 1.
    Refused,
    /// What was typed cannot be used: an unknown person, an ambiguous id, a bad time. Exit 2.
    Usage,
    /// A record, the policy, the folder or a channel failed, or something could not be written. Exit 3.
    Failed,
    /// hv itself is wrong. Exit 70.
    Bug,
}

impl Kind {
    /// The exit code of this kind, as documented in the README.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Refused => 1,
            Kind::Usage => 2,
            Kind::Failed => 3,
            Kind::Bug => 70,
        }
    }
}

/// An error on its way to the person at the keyboard.
#[derive(Debug)]
pub struct Error {
    /// Who can put it right.
    pub kind: Kind,
    /// What was wanted and what stood in the way, without a final full stop after an id.
    pub message: String,
    /// What lies underneath, in the system's words.
    pub cause: Option<String>,
    /// What to type or do next, one sentence each.
    pub hints: Vec<String>,
}

impl Error {
    /// What was typed cannot be used.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// A record, the folder or the machine failed.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// A rule said no.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// hv itself is wrong.
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(Kind::Bug, message)
    }

    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), cause: None, hints: Vec::new() }
    }

    /// Adds what lies underneath.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// Adds a next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// What is wrong with one file: where, what, and what to do. Reported beside the good records, never instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Damage {
    /// The file or folder, relative to the record folder.
    pub path: String,
    /// The line, counted from 1, when one line is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What is wrong, in a sentence without a full stop.
    pub what: String,
    /// What to do about it.
    pub hint: String,
    /// True when the damage may hide somebody who is out. Such damage is named before all else.
    pub may_hide_somebody: bool,
}

impl Damage {
    /// What is added of a line that cannot be read and holds the words of a report of distress.
    pub const SEEMS_DISTRESS: &str = "; it seems to report DISTRESS";

    /// It holds the words of a report of distress: danger, until somebody knows better.
    pub fn seems_distress(&self) -> bool {
        self.what.ends_with(Damage::SEEMS_DISTRESS)
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.what),
            None => write!(f, "{}: {}", self.path, self.what),
        }
    }
}
