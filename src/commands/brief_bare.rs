//! `hv brief` where the record folder has no hv.toml, or none is found: ring 999, and what the open outings still tell.
//!
//! It is no page: the questions of a call are not put in order. It never stands in for a folder that can be opened.

use super::afield;
use crate::cli::Global;
use crate::domain::names;
use crate::error::Error;
use crate::host::Host;
use crate::render::{Put, clean, words, wrap};
use crate::store::Store;
use crate::when::Zone;
use std::path::PathBuf;

/// Says so, and hands the error back.
pub(super) fn run(error: Error, global: &Global, host: &mut Host) -> Error {
    let mut text = String::from(
        "RING 999 NOW if anybody may be in danger: do not wait for hv. Say who, where, since when, their telephone and \
         car; say what you do not know.\n",
    );
    match root(global, host).map(|root| Store::without_school(&root)) {
        Some(Ok(store)) => text.push_str(&open_outings(&store, host)),
        Some(Err(_)) | None => {
            text.push_str("NOT KNOWN: who is out. No record folder was found.\n");
        }
    }
    if !global.json {
        let width = host.width();
        let lines: Vec<String> = text.lines().map(|l| wrap(&clean(l), "    ", width)).collect();
        let lines: Vec<&str> = lines.iter().map(|l| l.trim_start()).collect();
        host.say(&format!("{}\n", lines.join("\n")));
    }
    error.hint("In danger: ring 999 now.")
}

fn root(global: &Global, host: &Host) -> Option<PathBuf> {
    if let [named] = global.store.as_slice() {
        return Some(host.cwd.join(named));
    }
    if !global.store.is_empty() {
        return None;
    }
    host.cwd.ancestors().find(|dir| dir.join("open/out").is_dir()).map(ToOwned::to_owned)
}

/// Everybody who is out by what can be read; times are London's, since nobody says otherwise.
fn open_outings(store: &Store, host: &Host) -> String {
    let (zone, now) = (Zone::LONDON, host.clock);
    let afield = afield::all(store, now, zone.day_of(now));
    let mut text = String::new();
    for outing in afield.outings.iter().filter(|o| o.open()) {
        let who: Vec<String> = outing
            .out()
            .map(|p| format!("{} {}", p.name, p.number.as_deref().unwrap_or("no number on record")))
            .collect();
        let places: Vec<&str> = outing.stops.iter().map(|d| d.stop.place.as_str()).collect();
        let back = zone.words(outing.back);
        let (who, places) = (who.join(", "), places.join("; "));
        text.put(format!("OUT: {who}: to {places}; back by {back}; {}\n", outing.id));
    }
    for lost in &afield.lost {
        let who: Vec<String> = lost.people().iter().map(words::to_ring).collect();
        let who: Vec<&str> = who.iter().map(String::as_str).collect();
        let places = lost.marker.as_ref().map(|m| m.places.join("; "));
        let places = places.unwrap_or_else(|| "place NOT KNOWN".to_owned());
        text.put(format!(
            "OUT, record not readable: {}: {places}; {}\n",
            names::list(&who),
            lost.id
        ));
    }
    if text.is_empty() {
        text.push_str("NOT KNOWN: who is out. No open outing could be read.\n");
    }
    text
}
