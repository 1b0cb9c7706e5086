//! The tables and their columns, in words and as SQL.

use super::SCHEMA;
use std::fmt::Write as _;

/// What a column holds. An empty cell is "not known", "not set" or "has not happened", never zero and never no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A whole number.
    Number,
    /// 1 for yes, 0 for no; in JSON true and false.
    YesNo,
    /// An instant, in UTC: 2026-11-24T10:00:00Z.
    Moment,
    /// A day of the school's own calendar: 2026-11-24.
    Day,
}

impl Kind {
    fn sql(self) -> &'static str {
        match self {
            Kind::Number | Kind::YesNo => "INTEGER",
            Kind::Text | Kind::Moment | Kind::Day => "TEXT",
        }
    }
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// It names or describes people, or holds what somebody wrote: only there with names.
    pub personal: bool,
    /// What it says.
    pub says: &'static str,
}

/// One table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name, and its file's.
    pub name: &'static str,
    /// What a row is.
    pub says: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
}

impl Table {
    /// The columns that are there.
    pub fn shown(&self, with_names: bool) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().filter(move |column| with_names || !column.personal)
    }
}

/// The table of that name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

const fn column(name: &'static str, kind: Kind, says: &'static str) -> Column {
    Column { name, kind, personal: false, says }
}

const fn personal(name: &'static str, says: &'static str) -> Column {
    Column { name, kind: Kind::Text, personal: true, says }
}

const fn text(name: &'static str, says: &'static str) -> Column {
    column(name, Kind::Text, says)
}

const fn number(name: &'static str, says: &'static str) -> Column {
    column(name, Kind::Number, says)
}

const fn yes_no(name: &'static str, says: &'static str) -> Column {
    column(name, Kind::YesNo, says)
}

const fn moment(name: &'static str, says: &'static str) -> Column {
    column(name, Kind::Moment, says)
}

const SCHOOL: Column = text("school", "the school's own id, from its hv.toml");
const KIND: Column = text("kind", "outing, visit, assessment or week: what the record is");
const RECORD: Column = text("record", "the record: joins to outing, visit or assessment");
const VISIT: Column = text("visit", "the visit");
const OUTING: Column = text("outing", "the outing");
const DAMAGED: Column = yes_no("damaged", "something in the record cannot be trusted: see damage");

/// Every table.
pub const TABLES: [Table; 14] = [
    Table {
        name: "schools",
        says: "a school that was asked for",
        columns: &[
            SCHOOL,
            yes_no("read", "its record folder could be opened"),
            text("zone", "its time zone"),
            personal("name", "its name"),
        ],
    },
    Table {
        name: "visits",
        says: "one appointment, or call without one, at one address",
        columns: &[
            SCHOOL,
            VISIT,
            text("family", "the family"),
            column("day", Kind::Day, "the day it is planned for"),
            moment("start", "when it is planned to begin"),
            number("minutes", "how long it should take"),
            number("staff", "how many are to go"),
            text("visit_kind", "the kind of visit, in the policy's words"),
            text("place_kind", "the kind of place, in the policy's words"),
            text("site", "the site or team, in the policy's words"),
            yes_no("unannounced", "no appointment was made"),
            yes_no("doorstep", "staff stay on the doorstep"),
            text("state", "planned, dropped or ended"),
            text("outcome", "how it ended: done, or one of the policy's outcomes, such as no-show"),
            yes_no("got_in", "staff entered the home"),
            yes_no("child_seen", "the child was seen"),
            yes_no("concern", "a concern was raised"),
            moment("ended", "when it ended"),
            moment("written_up", "when that was typed"),
            number("changes", "how often the plan was changed"),
            number("refusals", "how often a sign-out for it was refused"),
            DAMAGED,
            personal("address", "the address's id"),
            personal("reason", "why it is made"),
            personal("agency", "who asked for it"),
            personal("why", "why it was called off or dropped"),
            personal("actions", "what was agreed"),
        ],
    },
    Table {
        name: "visit_staff",
        says: "somebody who is to make a visit",
        columns: &[SCHOOL, VISIT, text("person", "the person"), personal("name", "their name")],
    },
    Table {
        name: "outings",
        says: "one sign-out, for one visit or several",
        columns: &[
            SCHOOL,
            OUTING,
            column("day", Kind::Day, "the day they left"),
            moment("out_at", "when they left"),
            moment("back_planned", "the return expected when they left"),
            moment("back_expected", "the return expected last"),
            moment("back_at", "when the last of them was back"),
            text("state", "open, closed, or unreadable: nobody knows who is out"),
            number("people", "how many left"),
            number("visits", "how many visits it covers"),
            yes_no("breach", "they went against a refusal, or without signing out"),
            yes_no("drill", "for practice: nobody left"),
            text("monitor", "who watched"),
            text("policy", "the digest of the policy that was frozen into it"),
            number("contacts", "how often there was contact"),
            number("unanswered", "calls that nobody answered"),
            number("extensions", "how often the expected return was moved"),
            number("distress", "reports of danger"),
            number("concerns", "causes for concern"),
            DAMAGED,
            personal("breach_why", "why they went all the same"),
        ],
    },
    Table {
        name: "outing_people",
        says: "somebody on an outing",
        columns: &[
            SCHOOL,
            OUTING,
            text("person", "the person"),
            moment("last_contact", "when they were last heard from"),
            moment("back_at", "when they were back"),
            personal("name", "their name"),
        ],
    },
    Table {
        name: "outing_visits",
        says: "a visit that an outing covers",
        columns: &[
            SCHOOL,
            OUTING,
            VISIT,
            moment("appointment", "the appointment"),
            moment("arrived", "at the door"),
            moment("entered", "inside"),
            moment("out_of_it", "out of the property"),
            moment("called_off", "called off"),
            personal("place", "where, in words"),
        ],
    },
    Table {
        name: "events",
        says: "one line of a record: what happened, when, and when it was typed",
        columns: &[
            SCHOOL,
            KIND,
            RECORD,
            text("event", "the line's own id"),
            moment("at", "when it happened"),
            moment("typed", "when it was typed"),
            text("by", "who typed it"),
            yes_no("replay", "typed with --now"),
            text("did", "what it is: contact, back, outcome"),
            personal("says", "the line as a sentence"),
        ],
    },
    Table {
        name: "alarms",
        says: "an alarm that was told or acted on, or is live; not one that nobody was ever told of",
        columns: &[
            SCHOOL,
            KIND,
            RECORD,
            text(
                "clock",
                "distress, concern, contact, return, finish, call, wait, home, departure",
            ),
            moment("due", "the moment that was missed"),
            moment("noticed", "when hv first told somebody, or tried to"),
            moment("acked", "when somebody took charge"),
            moment("resolved", "when it was closed"),
            number("noticed_seconds", "from due to noticed"),
            number("acked_seconds", "from due to acked"),
            number("resolved_seconds", "from due to resolved"),
            number("highest_rung", "the highest rung told"),
            number("attempts", "how often somebody was told, or was tried to be"),
            number("people", "how many it is about"),
            yes_no("live", "it is due now"),
            yes_no("drill", "for practice"),
            text("acked_by", "who took charge"),
            personal("doing", "what they said they were doing"),
        ],
    },
    Table {
        name: "duties",
        says: "something owed after the fact",
        columns: &[
            SCHOOL,
            KIND,
            RECORD,
            text("rule", "the rule of the policy"),
            text("clauses", "the clauses of the written policy"),
            text("owner", "who owes it, in the policy's words"),
            yes_no("written", "in writing"),
            moment("since", "since when"),
            moment("due", "by when; empty: at once"),
            moment("done", "when it was done"),
            personal("does", "what"),
            personal("how", "how it was done"),
        ],
    },
    Table {
        name: "incidents",
        says: "something that went wrong on a visit",
        columns: &[
            SCHOOL,
            VISIT,
            moment("at", "when"),
            text("incident", "the policy's kind: verbal-abuse, accident"),
            text("by_whom", "carer, pupil, other or nobody"),
            number("affected", "how many were affected"),
            personal("who", "who was affected"),
            personal("reference", "where the account of it is kept"),
        ],
    },
    Table {
        name: "assessments",
        says: "a risk assessment, of a family or school-wide, as it stands",
        columns: &[
            SCHOOL,
            text("assessment", "the assessment"),
            text("family", "the family; empty for a school-wide one"),
            moment("made", "when it was last made"),
            text("overall", "the rating, in the policy's words"),
            number("points", "the points, where the policy adds them up"),
            moment("decided", "when it was decided on"),
            yes_no("proceed", "the visit may go ahead"),
            column("next_review", Kind::Day, "when it is to be reviewed"),
            number("reviews", "how often it was reviewed"),
            yes_no("void", "a review declared it void"),
            number("risks", "risks noted since"),
            number("readers", "how many confirmed having read it"),
            DAMAGED,
            personal("reason", "why it was decided so"),
        ],
    },
    Table {
        name: "unmet",
        says: "a rule that was not met: refused, passed for a reason, or broken",
        columns: &[
            SCHOOL,
            KIND,
            RECORD,
            text("event", "the line that says so"),
            text("did", "sign-out, refused, plan, change, outcome ..."),
            text("rule", "the rule of the policy"),
            text("strength", "must or should"),
            text("clauses", "the clauses of the written policy"),
            personal("reason", "the reason given"),
        ],
    },
    Table {
        name: "signatures",
        says: "a signature over a week's list",
        columns: &[
            SCHOOL,
            text("week", "the week: 2026-W48"),
            moment("at", "when"),
            text("role", "in which role"),
            text("by", "who signed"),
            text("given", "typed, paper or key"),
            number("visits", "over how many visits"),
            yes_no("addendum", "the list had been signed before"),
        ],
    },
    Table {
        name: "damage",
        says: "what could not be read or trusted: what the other tables do not know",
        columns: &[
            SCHOOL,
            text("within", "the part of the record folder it lies in"),
            number("line", "the line"),
            yes_no("may_hide_somebody", "somebody may be out, and nobody knows"),
            personal("path", "the file"),
            personal("what", "what is wrong"),
        ],
    },
];

/// The tables as SQL that makes them, for `SQLite` and `DuckDB` alike.
pub fn as_sql(with_names: bool) -> String {
    let mut sql = format!(
        "-- hv export, schema {SCHEMA}. Columns may be added; one that goes or changes its meaning changes this number.\n\
         -- An empty cell is \"not known\", \"not set\" or \"has not happened\". Moments are UTC, days the school's own.\n"
    );
    for table in &TABLES {
        let _infallible = write!(sql, "\n-- {}\nCREATE TABLE {} (\n", table.says, table.name);
        let columns: Vec<&Column> = table.shown(with_names).collect();
        for (n, column) in columns.iter().enumerate() {
            let comma = if n + 1 < columns.len() { "," } else { "" };
            let typed = format!("{} {}{comma}", quoted(column.name), column.kind.sql());
            let _infallible = writeln!(sql, "  {typed:28} -- {}", column.says);
        }
        sql.push_str(");\n");
    }
    sql
}

/// `by` is a word of SQL's own, `at` one of `DuckDB`'s.
fn quoted(name: &str) -> String {
    if matches!(name, "at" | "by") { format!("\"{name}\"") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_personal_is_only_there_with_names() {
        let visits = table("visits").unwrap();
        assert!(visits.shown(true).any(|c| c.name == "reason"));
        assert!(!visits.shown(false).any(|c| c.name == "reason"));
        assert!(as_sql(true).contains("breach_why") && !as_sql(false).contains("breach_why"));
    }

    #[test]
    fn no_table_and_no_column_has_the_name_of_another() {
        for (n, table) in TABLES.iter().enumerate() {
            assert!(TABLES.iter().skip(n + 1).all(|other| other.name != table.name));
            let names: std::collections::BTreeSet<_> =
                table.columns.iter().map(|c| c.name).collect();
            assert_eq!(names.len(), table.columns.len(), "{}", table.name);
            assert_eq!(table.columns.first().map(|c| c.name), Some("school"), "{}", table.name);
        }
    }
}
