//! Has a page printed as PDF by a browser that is installed here. hv brings none, and asks for none.
//!
//! The page is hv's own: nothing in it is fetched and nothing in it runs. The browser gets a profile of its own, so that
//! it neither sees nor changes anybody's, and as much time as [`LIMIT`]; then it is ended with all it started.
#![expect(
    clippy::disallowed_types,
    reason = "what the browser complains goes into a file of the folder that is made for this run and gone after it"
)]

use super::Host;
use crate::error::Error;
use crate::os::processes;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Browsers that print a page without a window, by the names of their programs.
const BROWSERS: [&str; 6] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
];

/// How long printing may take: a day of two hundred visits on a slow machine.
const LIMIT: Duration = Duration::from_secs(90);

/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(20);

/// As much of its complaints is kept.
const KEPT: u64 = 8192;

impl Host {
    /// The first browser that is installed, by its full path.
    ///
    /// # Errors
    /// There is none.
    pub fn browser(&self) -> Result<PathBuf, Error> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let there = |name: &&str| folders.iter().map(|f| f.join(name)).find(|p| p.is_file());
        BROWSERS.iter().find_map(there).ok_or_else(|| {
            Error::failed("NO PDF: no browser was found to make it with")
                .because(format!("looked for: {}", BROWSERS.join(", ")))
                .hint("--html FILE writes the same page for any browser: open it there, print, and choose \"Save as PDF\"")
                .hint("or install one: apt install chromium")
        })
    }

    /// Has that browser print a page into a new file. `work` is a folder nobody else uses.
    ///
    /// # Errors
    /// It could not be started, did not end in time, or made nothing.
    pub fn print_pdf(
        &self,
        browser: &Path,
        (page, pdf, work): (&Path, &Path, &Path),
    ) -> Result<(), Error> {
        let tried = run(browser, (page, pdf, work), &[])?;
        // Root has no sandbox to offer; the page is hv's own, and may load and run nothing.
        let tried = if tried.complained.contains("--no-sandbox") && !pdf.is_file() {
            run(browser, (page, pdf, work), &["--no-sandbox"])?
        } else {
            tried
        };
        if pdf.is_file() {
            return Ok(());
        }
        let how = match tried.ended {
            None => "it did not end in time, and was ended".to_owned(),
            Some(status) => format!("it ended with {}", status.code().unwrap_or(-1)),
        };
        let said = tried.complained.lines().last().unwrap_or("it said nothing").to_owned();
        Err(Error::failed(format!("NO PDF: {} made none", browser.display()))
            .because(format!("{how}: {said}"))
            .hint("--html FILE writes the same page for any browser: open it there, print, and choose \"Save as PDF\""))
    }
}

struct Tried {
    /// `None`: ended at the limit.
    ended: Option<ExitStatus>,
    complained: String,
}

fn run(
    browser: &Path,
    (page, pdf, work): (&Path, &Path, &Path),
    more: &[&str],
) -> Result<Tried, Error> {
    let failed = |e: std::io::Error| {
        Error::failed(format!("{} cannot be run", browser.display())).because(e)
    };
    let words = std::fs::File::create(work.join("words")).map_err(failed)?;
    let mut command = Command::new(browser);
    command
        .args(["--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
        .args(["--disable-extensions", "--disable-background-networking"])
        .arg("--no-pdf-header-footer")
        .args(more)
        .arg(format!("--user-data-dir={}", work.join("profile").display()))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!("file://{}", page.display()))
        .current_dir(work)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::from(words));
    let mut child = processes::in_a_group(&mut command).spawn().map_err(failed)?;
    let ended = wait(&mut child);
    let mut complained = Vec::new();
    let read = std::fs::File::open(work.join("words"));
    // Its words only explain; whether there is a page is looked at by itself.
    let _only_words = read.and_then(|file| file.take(KEPT).read_to_end(&mut complained));
    Ok(Tried { ended, complained: String::from_utf8_lossy(&complained).into_owned() })
}

/// Waits for its end; at the limit, or on an error, ends it and everything it started in its group.
fn wait(child: &mut Child) -> Option<ExitStatus> {
    let began = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if began.elapsed() < LIMIT => std::thread::sleep(LOOK),
            Ok(None) | Err(_) => break,
        }
    }
    processes::end_group(child);
    let _gone = child.wait();
    None
}
