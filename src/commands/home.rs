//! `hv home`: safe at home, where that is where the outing ends. Each of them says so; nobody says it for another.

use super::Ending;
use super::afield;
use super::back::{expect_again, not_heard_later, to_write_up};
use super::checkin::{after_leaving, next_line, record, reread};
use super::desk::Desk;
use crate::cli::{Home, ToldBy};
use crate::domain::events::{HomeSafe, OutingEvent};
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::policy::Source;
use crate::render::Put;
use crate::render::words::cited;
use crate::when::Span;
use serde_json::json;

pub(super) fn run(args: Home, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let _lock = desk.lock_or_go_on();
    let meant = afield::meant(desk, &args.who)?;
    after_leaving(&meant.outing, at, desk)?;
    ends_at_school(&meant.outing, &meant.who)?;
    not_heard_later(&meant, at, desk)?;
    expect_again(&meant, at, desk);
    let how = match args.how {
        Some(ToldBy::Text) => "text",
        Some(ToldBy::Telephone) => "telephone",
        None => "not said how",
    };
    let body = OutingEvent::Home { who: meant.who.clone(), how: how.to_owned() };
    record(&meant, at, body, desk)?;
    let outing = reread(&meant, desk)?;
    let mut text = format!("{}: home safely, {} ({how}).", meant.names(), desk.said(at));
    let still: Vec<&str> = outing.out().map(|p| p.name.as_str()).collect();
    if still.is_empty() {
        text.push_str(" Everybody on this outing is home.\n");
    } else {
        text.put(format!(" STILL OUT: {}.", crate::domain::names::list(&still)));
        text.push_str(&next_line(&outing, &meant.who, desk));
        text.push_str(&still_to_tell(&outing));
    }
    for person in outing.people.iter().filter(|p| p.distress.is_some()) {
        text.put(format!(
            "The distress of {} stays listed until somebody resolves it.\n",
            person.name
        ));
    }
    let to_write_up = to_write_up(&outing, desk);
    super::back::add_line(&mut text, &to_write_up);
    desk.happened(
        &text,
        &json!({"outing": outing.id, "who": meant.who, "at": at, "still_out": still}),
    );
    Ok(0)
}

/// An outing that ends at school is over when they are signed in there, and not before.
fn ends_at_school(outing: &Outing, who: &[String]) -> Result<(), Error> {
    if outing.home().or(outing.home_in_doubt.as_ref()).is_some() || outing.terms.is_none() {
        return Ok(());
    }
    let who = who.join(" ");
    Err(Error::refused(format!("nothing was recorded: {} ends at school", outing.id))
        .hint(format!("when they are back at school: hv back {who}"))
        .hint(format!("if they rang in: hv checkin {who}")))
}

/// Said when they leave. A policy without a grace gives them none.
pub(super) fn ends_there(home: &HomeSafe) -> String {
    let clauses = match &home.grace.source {
        Source::Policy(clauses) => cited(clauses),
        Source::Default => String::new(),
    };
    let grace = if home.grace.span == Span::ZERO {
        "by the expected return: no time after it is set".to_owned()
    } else {
        format!("within {} of the expected return", home.grace.span.words())
    };
    format!(
        "This outing ends at home: each of them tells {} that they are home, {grace}{clauses}. Then: hv home WHO\n",
        home.to
    )
}

/// Being back at school ends nothing here.
pub(super) fn still_to_tell(outing: &Outing) -> String {
    if outing.home().or(outing.home_in_doubt.as_ref()).is_none() {
        return String::new();
    }
    let away: Vec<&str> =
        outing.people.iter().filter(|p| p.away()).map(|p| p.id.as_str()).collect();
    if away.is_empty() {
        return String::new();
    }
    format!("Still to tell that they are home: hv home {}\n", away.join(" "))
}
