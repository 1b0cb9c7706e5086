//! `hv report --html` of several schools: one page with a part for each, made by a run of hv of its own under its own
//! policy, as every look at several schools is ([`super::schools`]).
//!
//! No figure of the page adds schools together: what a policy does not count, its school's records cannot tell. A school
//! that could not be looked at is said first, and hides no other. Nothing is written into any of the record folders.

use super::schools::{LIMIT, answered, named, parted, rank, why_not, worst};
use super::{Ending, Error};
use crate::cli::{Global, Report};
use crate::host::{Host, Look, Looked, School, look_at_each};
use crate::render::report::{Each, together};
use crate::render::{clean, count};
use crate::store::Store;
use std::ffi::OsString;
use std::path::Path;

pub(super) fn run(
    all: &[School],
    (global, args): (&Global, &Report),
    typed: &[OsString],
    host: &mut Host,
) -> Ending {
    let Some(file) = &args.html else { return Err(Error::bug("no page was asked for").into()) };
    if global.json {
        return Err(Error::usage("--json and --html together: one of them").into());
    }
    let (_, arguments) = parted(typed);
    let arguments = to_standard_output(arguments);
    let look = Look { program: host.program()?, arguments, columns: None, limit: LIMIT };
    let mut looks: Vec<Looked> = look_at_each(all, &look).iter().collect();
    looks.sort_by_key(|looked| {
        all.iter().position(|school| school.store == looked.school.store).unwrap_or(all.len())
    });
    for looked in &looks {
        host.tell(&named(&looked.school.name, &looked.err));
    }
    let each: Vec<Each> = looks.iter().map(each).collect();
    let page = together(&each);
    // A mistyped command line is refused alike by every run: there is no page of that.
    if each.iter().all(|one| one.page.is_err()) {
        return Err(Error::failed("none of the schools could be looked at: there is no page")
            .hint("what stood in the way of each is said above")
            .into());
    }
    put(file, &page, all, args, host)?;
    let missing: Vec<&Looked> = looks.iter().filter(|looked| rank(looked).0 == 0).collect();
    for looked in &missing {
        let (name, why) = (&looked.school.name, clean(&why_not(looked)));
        host.tell(&format!("{name}: NOT LOOKED AT: {why}. The page says so first.\n"));
    }
    Ok(worst(&looks, all.len().saturating_sub(looks.len()), false))
}

/// What was typed, with the page to standard output instead of into the file.
fn to_standard_output(typed: Vec<OsString>) -> Vec<OsString> {
    let mut all = Vec::new();
    let mut words = typed.into_iter();
    while let Some(word) = words.next() {
        if word == "--html" {
            let _the_file = words.next();
            all.push(OsString::from("--html=-"));
        } else if word.to_str().is_some_and(|word| word.starts_with("--html=")) {
            all.push(OsString::from("--html=-"));
        } else {
            all.push(word);
        }
    }
    all
}

fn each(looked: &Looked) -> Each {
    let page = if answered(looked) { Ok(looked.out.clone()) } else { Err(why_not(looked)) };
    Each { school: looked.school.name.clone(), whole: looked.end == Ok(0), page }
}

fn put(
    file: &Path,
    page: &str,
    all: &[School],
    args: &Report,
    host: &mut Host,
) -> Result<(), Error> {
    if file == Path::new("-") {
        host.say(page);
        return Ok(());
    }
    let stores: Vec<Store> =
        all.iter().filter_map(|school| Store::open(&school.store, None).ok()).collect();
    let written = Store::put_page_beside(&stores, &host.cwd.join(file), page)?;
    host.tell(&format!(
        "Written to {}: {}. Open it in a browser to read or print it.\n",
        written.display(),
        count(all.len(), "school")
    ));
    if !args.suppress_small {
        host.tell(
            "It has figures under 5, which may point at a person. Before it leaves the schools: --suppress-small.\n",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_taken_out_however_it_was_typed() {
        for typed in [
            &["report", "--html", "../x.html", "--term"][..],
            &["report", "--html=../x.html", "--term"],
        ] {
            let typed = typed.iter().map(OsString::from).collect();
            assert_eq!(
                to_standard_output(typed),
                ["report", "--html=-", "--term"].map(OsString::from)
            );
        }
    }
}
