//! What the day's sheet says first: every alarm that is live or not closed, whatever day it began, from the same look that
//! `hv overdue` makes. It works nothing out, and leaves out drills: nobody is missing in one.

use super::desk::Desk;
use super::overdue::Seen;
use super::print::part;
use super::{charge_words, overdue_words};
use crate::render::paper::{Block, Field, Part, Piece};
use crate::watch::Late;

/// The heading of the block, which other parts of the sheet point at.
pub(super) const HEADING: &str = "LATE NOW / STILL TO BE CLOSED";

/// Somebody is late, or an alarm was told and is not closed.
pub(super) fn any(seen: &Seen) -> bool {
    late(seen).next().is_some() || !seen.unresolved.is_empty()
}

/// How many of each, for the lines below the title.
pub(super) fn counted(seen: &Seen) -> String {
    format!("{} LATE, {} still to be closed", late(seen).count(), seen.unresolved.len())
}

fn late(seen: &Seen) -> impl Iterator<Item = &Late> {
    seen.late.iter().filter(|l| !l.drill)
}

/// The block; nothing when nothing is late or open.
pub(super) fn block(seen: &Seen, desk: &Desk<'_>) -> Option<Part> {
    let lates = late(seen).map(|l| field("LATE", overdue_words::lines(l, desk.now, desk.zone)));
    let open = seen.unresolved.iter();
    let open = open.map(|u| field("NOT CLOSED", charge_words::lines(u, desk.zone, desk.today())));
    let fields: Vec<Field> = lates.chain(open).collect();
    (!fields.is_empty()).then(|| part(HEADING, vec![Block::Fields(fields)]))
}

fn field(name: &str, lines: Vec<String>) -> Field {
    let piece = |(n, line): (usize, String)| {
        if n == 0 { Piece::Loud(line.into()) } else { Piece::Words(line.into()) }
    };
    let holds = lines.into_iter().enumerate().map(piece).collect();
    Field { holds, ..Field::said(name, "") }
}
