//! `hv print`: pages for paper, as text, as a page of HTML, or as PDF where a browser is installed. Nothing is recorded.
//!
//! Each page is made once as a value ([`crate::render::paper`]) and then given in the form asked for, so that no form
//! says less than another. What cannot be read is said on the page itself: paper has no standard error.

use super::desk::Desk;
use super::{
    Ending, assess_print, brief, print_cards, print_day, print_incident, print_unread, print_visit,
    print_week,
};
use crate::cli::{Print, PrintPage};
use crate::error::Error;
use crate::policy::Policy;
use crate::render::paper::{Block, Cited, Field, Page, Part, Piece, Sheet, Words};
use crate::store::{Evidence, Key, Over};
use crate::watch::brief as police;
use crate::when::Moment;
use serde_json::json;
use std::path::{Path, PathBuf};

/// A page, and whether everything on it could be read.
pub(super) struct Made {
    pub(super) page: Page,
    pub(super) whole: bool,
}

/// Where a page goes.
pub(super) struct Goes<'a> {
    pub(super) html: Option<&'a Path>,
    pub(super) pdf: Option<&'a Path>,
    pub(super) force: bool,
}

pub(super) fn run(args: Print, desk: &mut Desk<'_>) -> Ending {
    let goes = Goes { html: args.html.as_deref(), pdf: args.pdf.as_deref(), force: args.force };
    if desk.json && (goes.html.is_some() || goes.pdf.is_some()) {
        return Err(Error::usage(
            "--json prints the page as data: not together with --html or --pdf",
        )
        .into());
    }
    if goes.force && goes.html.is_none() && goes.pdf.is_none() {
        return Err(Error::usage("--force writes over a file: name it with --html or --pdf").into());
    }
    let mut made = match args.page {
        PrintPage::Week => print_week::page(one(&args), desk)?,
        PrintPage::Day => print_day::page(one(&args), desk)?,
        PrintPage::Visit => print_visit::page(needed(&args)?, desk)?,
        PrintPage::Assessment => {
            let page = assess_print::kept(needed(&args)?, None, "hv print assessment", desk)?;
            Made { page, whole: true }
        }
        PrintPage::Incident => print_incident::page(one(&args), desk)?,
        PrintPage::Brief => of_brief(&args, desk)?,
        PrintPage::Card => print_cards::cards(&args.of, desk)?,
        PrintPage::Vehicles => {
            none(&args)?;
            print_cards::vehicles(desk)
        }
    };
    if let Some(lost) = print_unread::school(desk) {
        made.page.alerts.insert(0, lost);
        made.whole = false;
    }
    give(&made.page, &goes, desk)?;
    Ok(if made.whole { 0 } else { 3 })
}

/// As text, or into the files named. What cannot be made is said before anything is written.
pub(super) fn give(page: &Page, goes: &Goes<'_>, desk: &mut Desk<'_>) -> Result<(), Error> {
    if desk.json {
        desk.host.say(&format!("{}\n", json!({"hv": 1, "as_of": desk.now, "page": page})));
        return Ok(());
    }
    if goes.html.is_none() && goes.pdf.is_none() {
        let text = page.text(desk.host.width());
        desk.host.say(&text);
        return Ok(());
    }
    let over = if goes.force { Over::Replace } else { Over::Never };
    let browser = goes.pdf.map(|pdf| browser_for(pdf, desk)).transpose()?;
    if goes.html == Some(Path::new("-")) {
        desk.host.say(&page.html());
    } else if let Some(file) = goes.html {
        let path = desk.host.cwd.join(file);
        let written = desk.store.put_sheet(&path, page.html().as_bytes(), over).map_err(or_over)?;
        written_to(&written, "Open it in a browser to print it.", desk);
    }
    if let (Some(file), Some(browser)) = (goes.pdf, browser) {
        let path = desk.host.cwd.join(file);
        let host = &desk.host;
        let make =
            |page: &Path, pdf: &Path, work: &Path| host.print_pdf(&browser, (page, pdf, work));
        let written = desk.store.put_made((&path, over), &page.html(), make).map_err(or_over)?;
        written_to(&written, "Print it as it is, on A4.", desk);
    }
    Ok(())
}

fn browser_for(pdf: &Path, desk: &Desk<'_>) -> Result<PathBuf, Error> {
    if pdf == Path::new("-") {
        return Err(Error::usage("--pdf -: a PDF goes into a file").hint("--pdf ../day.pdf"));
    }
    desk.host.browser()
}

fn or_over(error: Error) -> Error {
    if error.message.ends_with("stays as it is") && !error.message.contains("no ordinary file") {
        return error.hint("or write over it: --force");
    }
    error
}

fn written_to(path: &Path, then: &str, desk: &mut Desk<'_>) {
    desk.warn(&format!("Written to {}. {then}", path.display()));
    desk.warn(
        "It is confidential, and a copy: hv does not look after it. Delete it once it is printed.",
    );
}

// What was typed

/// As one. `hv print day tue 24/11` is one day in two words.
fn one(args: &Print) -> Option<String> {
    Some(args.of.join(" ")).filter(|typed| !typed.trim().is_empty())
}

fn needed(args: &Print) -> Result<&str, Error> {
    match args.of.as_slice() {
        [one] => Ok(one),
        [] if args.page == PrintPage::Visit => Err(Error::usage("hv print visit: which visit?")
            .hint("hv print visit FAMILY, or a visit's id; hv plan lists the week's")),
        [] => Err(Error::usage("hv print assessment: of which family?").hint(
            "hv print assessment FAMILY, an assessment's id, or base:ID; empty: hv assess --blank",
        )),
        _ => Err(Error::usage("one page at a time: name one").hint("hv print visit ahmed")),
    }
}

fn none(args: &Print) -> Result<(), Error> {
    if args.of.is_empty() {
        return Ok(());
    }
    Err(Error::usage("hv print vehicles lists every car, and takes no name")
        .hint("hv print vehicles"))
}

// The brief

fn of_brief(args: &Print, desk: &mut Desk<'_>) -> Result<Made, Error> {
    if args.of.is_empty() {
        return Err(Error::usage("hv print brief: about whom?").hint(
            "hv print brief OUTING, or the name of somebody who is out; hv board lists them",
        ));
    }
    let found = brief::pages(&args.of, desk)?;
    let mut foot = Foot::default();
    let mut parts = Vec::new();
    let several = found.briefs.len() > 1;
    for page in &found.briefs {
        foot.outing_or_visit(&page.record, desk);
        parts.extend(page.sections.iter().enumerate().map(|(n, section)| {
            let drill = if page.drill { "DRILL: " } else { "" };
            let of = if several { format!(" ({})", page.record) } else { String::new() };
            let heading = format!("{}. {drill}{}{of}", n + 1, section.heading);
            let fields = section.lines.iter().map(|line| Field {
                name: line.about.as_str().into(),
                clauses: Cited::default(),
                holds: vec![said(line)],
            });
            part(&heading, vec![Block::Fields(fields.collect())])
        }));
    }
    let room = police::WRITE_DOWN.iter().map(|what| blank(what, 1)).collect();
    parts.push(part("WRITE DOWN", vec![Block::Fields(room)]));
    let mut alerts: Vec<Words> =
        found.unknown.iter().map(|e| format!("NOT ON THIS PAGE: {}", e.message).into()).collect();
    if found.briefs.iter().any(|page| page.drill) {
        alerts.insert(0, "DRILL, NOBODY IS MISSING: NOT TO BE READ TO THE POLICE.".into());
    }
    let about = vec![
        desk.school.name.as_str().into(),
        "From the top. NOT KNOWN means that nobody has recorded it: say so, and do not guess."
            .into(),
    ];
    let whole = found.whole && found.unknown.is_empty();
    let page = Page {
        sheet: Sheet::Upright,
        title: "To read out to the police: ring 999".into(),
        about,
        alerts,
        parts,
        foot: foot.fields(desk),
        running: foot.running(desk),
    };
    Ok(Made { page, whole })
}

fn said(line: &police::Line) -> Piece {
    if line.known {
        Piece::Words(line.says.as_str().into())
    } else {
        Piece::Loud(line.says.as_str().into())
    }
}

// What every page has

/// A part of no clause.
pub(super) fn part(heading: &str, blocks: Vec<Block>) -> Part {
    Part { heading: heading.into(), clauses: Cited::default(), blocks }
}

/// A name with lines to write on.
pub(super) fn blank(name: &str, lines: usize) -> Field {
    Field {
        name: name.into(),
        clauses: Cited::default(),
        holds: vec![Piece::Room(Words::default(), lines)],
    }
}

/// "Tue 24 Nov 2026 12:04": on paper the year is needed.
pub(super) fn on_paper(at: Moment, desk: &Desk<'_>) -> String {
    format!("{} {}", desk.zone.day_of(at).words(), desk.zone.clock(at))
}

/// As many digits of a hash tell two files of one folder apart; the sum over all of them has the whole of each.
const SHORT: usize = 16;

/// By what the paper and the records can be matched: which files it was made from, and how far a signature holds.
#[derive(Default)]
pub(super) struct Foot {
    /// Path and sha-256, or why there is none.
    records: Vec<(String, String)>,
    /// What is to be said of signatures.
    pub(super) signature: Option<String>,
    /// The digest of the policy.
    policy: Option<String>,
}

impl Foot {
    /// Of a page that this policy has a say in.
    pub(super) fn under(policy: Option<&Policy>) -> Foot {
        let digest = policy.map_or_else(|| "NOT KNOWN".to_owned(), |p| p.digest.clone());
        Foot { policy: Some(digest), ..Foot::default() }
    }

    /// A record that the page was made from.
    pub(super) fn record<B: Evidence>(&mut self, key: &Key<B>, desk: &Desk<'_>) {
        let path = key.path();
        if self.records.iter().any(|(known, _)| *known == path) {
            return;
        }
        let sum = match desk.store.read_with_sha256(key, desk.now) {
            Ok(Some((_, sum))) => sum,
            Ok(None) => "not there yet".to_owned(),
            Err(_) => "CANNOT BE READ".to_owned(),
        };
        self.records.push((path, sum));
    }

    pub(super) fn outing_or_visit(&mut self, id: &str, desk: &Desk<'_>) {
        match (Key::outing(id), Key::visit(id)) {
            (Ok(key), _) => self.record(&key, desk),
            (_, Ok(key)) => self.record(&key, desk),
            (Err(_), Err(_)) => {}
        }
    }

    /// One sum over all of them, as over one; it changes with any of them.
    fn sum(&self) -> String {
        match self.records.as_slice() {
            [] => "no record".to_owned(),
            [(_, only)] => only.clone(),
            all => {
                let texts: Vec<&str> =
                    all.iter().flat_map(|(path, sum)| [path.as_str(), sum.as_str()]).collect();
                crate::domain::visit::sha256(&texts)
            }
        }
    }

    pub(super) fn fields(&self, desk: &Desk<'_>) -> Vec<Field> {
        let mut all: Vec<Field> = match self.records.as_slice() {
            [] => Vec::new(),
            [(path, sum)] => vec![Field::said("Record", format!("{path}, sha-256 {sum}"))],
            several => {
                let short = |sum: &str| sum.chars().take(SHORT).collect::<String>();
                let each = several.iter().map(|(path, sum)| format!("{path} {}", short(sum)));
                let each = each.collect::<Vec<_>>().join("; ");
                vec![
                    Field::said("Records, each with the first digits of its file's sha-256", each),
                    Field::said("One sum over these", self.sum()),
                ]
            }
        };
        let policy = self.policy.as_ref().map(|digest| format!(", under policy {digest}"));
        let replay = if desk.replay {
            ", with --now: what was typed later is in the files and their hashes, and not on this page"
        } else {
            ""
        };
        let printed = on_paper(desk.now, desk);
        let policy = policy.unwrap_or_default();
        let unsigned =
            if self.signature.is_none() { ". Nothing on this page is signed for" } else { "" };
        all.push(Field::said("Printed", format!("{printed}{policy}{replay}{unsigned}")));
        all.extend(self.signature.as_deref().map(|state| Field::said("Signature", state)));
        all
    }

    /// The same in two lines, for every sheet.
    pub(super) fn running(&self, desk: &Desk<'_>) -> Vec<Words> {
        let of = match self.records.as_slice() {
            [] => "Directories only, no record".to_owned(),
            [(path, sum)] => format!("{path}; sha-256 {sum}"),
            all => format!("{} records; sha-256 over all of them {}", all.len(), self.sum()),
        };
        let printed = on_paper(desk.now, desk);
        let replay = if desk.replay { " with --now" } else { "" };
        let signature = self.signature.as_deref().unwrap_or("nothing on this page is signed for");
        vec![
            of.into(),
            format!("{}, printed {printed}{replay}. Signature: {signature}", desk.school.name)
                .into(),
        ]
    }
}
