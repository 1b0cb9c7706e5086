//! What the page claims without showing it: the crontab line, the commands it names, versions.

/// What is wrong with a line of a crontab.
pub(crate) fn crontab_faults(line: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let fields: Vec<&str> = line.split_whitespace().collect();
    let (times, command) = fields.split_at(fields.len().min(5));
    let is_time = |field: &&str| {
        !field.is_empty() && field.chars().all(|c| c.is_ascii_digit() || "*/,-".contains(c))
    };
    if times.len() != 5 || !times.iter().all(is_time) {
        faults.push("it does not begin with five fields of time".to_owned());
    }
    if times.first() != Some(&"*/5") || times.iter().skip(1).any(|f| *f != "*") {
        faults.push("it does not run every five minutes".to_owned());
    }
    if line.contains('%') {
        faults.push("cron ends the line at a %".to_owned());
    }
    if !command.first().is_some_and(|c| c.starts_with('/') && c.ends_with("/hv")) {
        faults.push("hv is not named by an absolute path".to_owned());
    }
    let store = command.iter().position(|w| *w == "--store").and_then(|i| command.get(i + 1));
    if !store.is_some_and(|dir| dir.starts_with('/')) {
        faults.push("--store does not name an absolute path".to_owned());
    }
    faults
}

/// Words as a shell splits them, as far as the page needs it: quotes, and a comment at the end.
pub(crate) fn words(command: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let (mut quote, mut open) = (None, false);
    for c in command.chars() {
        match (quote, c) {
            (None, '#') if !open => break,
            (None, ' ') => open = false,
            (None, '"' | '\'') => {
                quote = Some(c);
                if !open {
                    all.push(String::new());
                }
                open = true;
            }
            (Some(q), _) if q == c => quote = None,
            (_, _) => {
                if !open {
                    all.push(String::new());
                    open = true;
                }
                if let Some(last) = all.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    all
}

/// Every version of Rust that a text names: `Rust 1.89`, `[Rust](…) 1.89`.
pub(crate) fn rust_versions(text: &str) -> Vec<String> {
    let starts = text.match_indices("Rust").map(|(at, _)| at + 4);
    starts
        .filter_map(|at| {
            let rest = text.get(at..)?;
            let rest = match rest.strip_prefix("](") {
                Some(link) => link.split_once(')')?.1,
                None => rest,
            };
            let version = rest.strip_prefix(' ')?;
            let version: String =
                version.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            (!version.is_empty()).then(|| version.trim_end_matches('.').to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_crontab_line_is_found() {
        let good = "*/5 * * * * /usr/bin/hv overdue --store /srv/school";
        assert_eq!(crontab_faults(good), Vec::<String>::new());
        for bad in [
            "*/5 * * * hv overdue --store /srv/school",
            "0 * * * * /usr/bin/hv overdue --store /srv/school",
            "*/5 * * * 1-5 /usr/bin/hv overdue --store /srv/school",
            "*/5 * * * * hv overdue --store /srv/school",
            "*/5 * * * * /usr/bin/hv overdue",
            "*/5 * * * * /usr/bin/hv overdue --store school",
            "*/5 * * * * /usr/bin/hv overdue --store /srv/school | tee /tmp/a-$(date +%F)",
            "",
        ] {
            assert!(!crontab_faults(bad).is_empty(), "{bad}");
        }
    }

    #[test]
    fn words_are_split_as_a_shell_would() {
        assert_eq!(words("hv a --b \"c d\" 'e f'g # no"), ["hv", "a", "--b", "c d", "e fg"]);
        assert_eq!(words("hv --x \"\""), ["hv", "--x", ""]);
    }

    #[test]
    fn versions_of_rust_are_found() {
        let text = "With [Rust](https://rustup.rs) 1.89 or Rust 1.90. Rust is nice, and Rust 2.";
        assert_eq!(rust_versions(text), ["1.89", "1.90", "2"]);
    }
}
