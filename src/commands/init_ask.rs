//! The questions of `hv init` at a terminal, in plain words, one at a time. What is answered is saved at once, so that
//! whoever is called away loses nothing: the next `hv init` asks for what is missing.
//!
//! Enter alone leaves a question open, where the program can do without the answer. Nothing is chosen for anybody.

use super::desk::Desk;
use super::init_given::{self, Who, merged, named};
use super::init_people as people;
use crate::domain::calendar::Nation;
use crate::domain::directory::{Closure, Phone, School};
use crate::error::Error;
use crate::host::Host;
use crate::policy::{Choice, Policy};
use crate::render::{Put, clean, wrap};

/// A question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    /// In words.
    pub asks: &'a str,
    /// The flag that answers it too.
    pub flag: &'static str,
    /// It may be left open, by Enter alone.
    pub open: bool,
}

/// Puts a question until what was typed can be read. `None`: it was left open.
pub(super) fn put<T>(
    host: &mut Host,
    question: Question<'_>,
    read: impl Fn(&str) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    let lines = wrap(&clean(question.asks), "", host.width());
    host.tell(&format!("\n{lines}\n"));
    loop {
        let typed = host.line("answer").map_err(|error| Error {
            message: format!("no answer to: {}", question.asks),
            hints: vec![format!("give {}", question.flag)],
            ..error
        })?;
        let typed = typed.trim();
        if typed.is_empty() && question.open {
            return Ok(None);
        }
        if typed.is_empty() {
            continue;
        }
        match read(typed) {
            Ok(value) => return Ok(Some(value)),
            Err(error) => {
                let said = without_flag(&error.message);
                let said: Vec<&str> =
                    [said].into_iter().chain(error.hints.iter().map(String::as_str)).collect();
                let lines = wrap(&clean(&format!("{}.", said.join(". "))), "", host.width());
                host.tell(&format!("{lines}\n"));
            }
        }
    }
}

/// A question that hv cannot do without.
pub(super) fn needed<T>(
    host: &mut Host,
    question: Question<'_>,
    read: impl Fn(&str) -> Result<T, Error>,
) -> Result<T, Error> {
    let answer = put(host, Question { open: false, ..question }, read)?;
    answer.ok_or_else(|| Error::bug("a question that must be answered was left open"))
}

/// Nobody typed a flag, so none is named.
fn without_flag(message: &str) -> &str {
    let flag = message.split_once(": ").filter(|(flag, _)| flag.starts_with("--"));
    flag.map_or(message, |(_, rest)| rest)
}

/// One of several, by its number or its word.
pub(super) fn one_of(typed: &str, words: &[String]) -> Result<String, Error> {
    let by_word = words.iter().find(|w| w.eq_ignore_ascii_case(typed));
    let number = typed.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    // Where the words are figures, a number is the word.
    let figures = words.iter().any(|w| w.parse::<f64>().is_ok());
    let by_number = number.filter(|_| !figures).and_then(|n| words.get(n));
    by_word.or(by_number).cloned().ok_or_else(|| {
        Error::usage(format!("{typed:?} is none of them"))
            .hint(format!("type one of {}", words.join(", ")))
    })
}

/// Yes or no.
pub(super) fn yes(host: &mut Host, asks: &str, flag: &'static str) -> Result<bool, Error> {
    let question = Question { asks: &format!("{asks} (yes/no)"), flag, open: false };
    needed(host, question, |typed| match typed.to_lowercase().as_str() {
        "yes" | "y" => Ok(true),
        "no" | "n" => Ok(false),
        _ => Err(Error::usage("please answer yes or no")),
    })
}

/// Which policy: one that comes with hv, by its number or name, or a file.
pub(super) fn policy(host: &mut Host) -> Result<String, Error> {
    let all = crate::policy::SHIPPED;
    let mut list = String::from("\nThe policies that come with hv:\n");
    for (n, one) in all.iter().enumerate() {
        let school = crate::policy::load_unadopted(one.text).map(|l| l.policy.school);
        let school = school.unwrap_or_default();
        list.put(format!("  {} {} ({school})\n", n + 1, one.name));
    }
    host.tell(&list);
    let names: Vec<String> = all.iter().map(|one| one.name.to_owned()).collect();
    let asks = "Which is the school's? Its number or name; or a policy file of your own";
    let cwd = host.cwd.clone();
    needed(host, Question { asks, flag: "--policy", open: false }, |typed| {
        let name = one_of(typed, &names).unwrap_or_else(|_| typed.to_owned());
        super::policy::text_of(&cwd, &name).map(|_| name)
    })
}

/// What the written policy leaves to the school.
pub(super) fn choice(host: &mut Host, choice: &Choice) -> Result<String, Error> {
    let suggested =
        choice.suggest.as_ref().map(|s| format!("; hv suggests {s}")).unwrap_or_default();
    let asks = format!("{} ({}{suggested})", choice.ask, choice.options.join(" or "));
    let question = Question { asks: &asks, flag: "--choose", open: false };
    needed(host, question, |typed| one_of(typed, &choice.options))
}

/// Everything that is not set yet, in order.
pub(super) fn missing(policy: &Policy, desk: &mut Desk<'_>) -> Result<(), Error> {
    numbers(desk)?;
    calendar(desk)?;
    who_is_who(policy, desk)?;
    channels(desk)
}

/// Saves what the school says now.
pub(super) fn save(now: School, desk: &mut Desk<'_>) -> Result<(), Error> {
    if now == desk.school {
        return Ok(());
    }
    init_given::possible(&now)?;
    let lock = desk.lock()?;
    desk.store.amend_school(&desk.school, &now)?;
    drop(lock);
    desk.school = now;
    Ok(())
}

fn numbers(desk: &mut Desk<'_>) -> Result<(), Error> {
    let asked = [
        ("School office", "The office's telephone number, answered while staff are out"),
        ("Duty phone", "A second number of the school that is answered, such as a duty phone"),
    ];
    for (name, asks) in asked.iter().skip(desk.school.numbers.len()) {
        let asks = format!("{asks} (Enter: leave it open)");
        let question = Question { asks: &asks, flag: "--number", open: true };
        let read = |typed: &str| super::desk::number(typed, "--number");
        let Some(number) = put(desk.host, question, read)? else { return Ok(()) };
        let mut now = desk.school.clone();
        now.numbers.push(Phone { name: (*name).to_owned(), number });
        save(now, desk)?;
    }
    Ok(())
}

fn calendar(desk: &mut Desk<'_>) -> Result<(), Error> {
    if desk.school.hours.is_none() {
        let asks = "When is the school open? For example 08:30-16:00 (Enter: leave it open)";
        let question = Question { asks, flag: "--hours", open: true };
        let hours = put(desk.host, question, init_given::hours)?;
        save(School { hours, ..desk.school.clone() }, desk)?;
    }
    if desk.school.nation.is_none() {
        let asks = "Whose bank holidays does it keep? england, wales, scotland or northern-ireland \
                    (Enter: leave it open)";
        let question = Question { asks, flag: "--nation", open: true };
        let read = |typed: &str| {
            let nation = Nation::named(&typed.to_lowercase()).map_err(Error::usage)?;
            Ok(nation.name().to_owned())
        };
        let nation = put(desk.host, question, read)?;
        save(School { nation, ..desk.school.clone() }, desk)?;
    }
    let asks = "The school's terms, one at a time, first and last day: \
                Autumn=2026-09-02..2026-12-18 (Enter: no more)";
    let asks = or_more("Terms", &desk.school.terms, asks);
    days(&asks, "--term", desk)?;
    if desk.school.terms.is_empty() {
        return Ok(());
    }
    let asks = "Days on which it is shut within a term: half term=2026-10-26..2026-10-30, or \
                INSET=2026-11-27 (Enter: no more)";
    let asks = or_more("Days on which it is shut", &desk.school.shut, asks);
    days(&asks, "--shut", desk)
}

/// Whoever was called away after the first of them is asked for the rest: what is set is shown, and is not taken for
/// all there is.
fn or_more(what: &str, set: &[Closure], first: &str) -> String {
    if set.is_empty() {
        return first.to_owned();
    }
    let days = |c: &Closure| {
        let to = if c.from == c.to { String::new() } else { format!("..{}", c.to) };
        format!("{}={}{to}", c.why, c.from)
    };
    let set: Vec<String> = set.iter().map(days).collect();
    format!("{what} that are set: {}. Are there more? (Enter: no more)", set.join(", "))
}

/// Terms, or times it is shut: one after the other, each saved.
fn days(asks: &str, flag: &'static str, desk: &mut Desk<'_>) -> Result<(), Error> {
    let mut asks = asks.to_owned();
    loop {
        let set = desk.school.clone();
        let question = Question { asks: &asks, flag, open: true };
        let now = put(desk.host, question, |typed| one_more(flag, typed, &set))?;
        let Some(now) = now else { return Ok(()) };
        save(now, desk)?;
        "And the next? (Enter: no more)".clone_into(&mut asks);
    }
}

fn one_more(flag: &str, typed: &str, set: &School) -> Result<School, Error> {
    let mut now = set.clone();
    if flag == "--term" {
        now.terms.push(init_given::term(typed)?);
        init_given::each_by_its_name(&now.terms)?;
    } else {
        now.shut.push(init_given::shut(typed)?);
    }
    init_given::possible(&now)?;
    Ok(now)
}

fn who_is_who(policy: &Policy, desk: &mut Desk<'_>) -> Result<(), Error> {
    let mut how = "Name and mobile, as Pat Invented, 07700 900103 (Enter: nobody yet)";
    for (role, words) in people::roles(policy) {
        let staff = desk.people();
        if people::open(role, &staff, desk) {
            let asks = format!("Who is {words}? {how}");
            how = "(Enter: nobody yet)";
            if !person(&asks, (Some(role), false), desk)? {
                continue;
            }
        }
        let stands_in = staff.iter().any(|p| people::has(p, role, true, desk));
        if !stands_in && (*role == policy.head || role == "dsl") {
            let asks = format!("Who stands in when {words} is away? (Enter: nobody)");
            person(&asks, (Some(role), true), desk)?;
        }
    }
    let staff = desk.people();
    let set: Vec<&str> =
        staff.iter().filter(|p| p.roles.is_empty()).map(|p| p.name.as_str()).collect();
    let mut asks = if set.is_empty() {
        "Who else goes on visits? One at a time, name and mobile (Enter: nobody else)".to_owned()
    } else {
        format!(
            "On the list besides: {}. Who else goes on visits? (Enter: nobody else)",
            set.join(", ")
        )
    };
    while person(&asks, (None, false), desk)? {
        "And who else? (Enter: nobody else)".clone_into(&mut asks);
    }
    Ok(())
}

/// Asks for somebody, and saves their card. False: nobody was named.
fn person(
    asks: &str,
    (role, deputy): (Option<&String>, bool),
    desk: &mut Desk<'_>,
) -> Result<bool, Error> {
    let question = Question { asks, flag: "--person", open: true };
    let Some((name, mobile)) = put(desk.host, question, named)? else { return Ok(false) };
    let mut who = Who { name, mobile, role: role.cloned(), deputy };
    let mut card = people::card(&who, desk)?;
    if card.person.mobile.is_none() {
        let asks = format!("The mobile that {} carries (Enter: not known yet)", who.name);
        let question = Question { asks: &asks, flag: "--person", open: true };
        who.mobile = put(desk.host, question, |typed| super::desk::number(typed, "--person"))?;
        card = people::card(&who, desk)?;
    }
    agreed(&mut card, desk)?;
    people::save(card, desk)?;
    Ok(true)
}

/// A number that stands there is changed only after both were shown.
pub(super) fn agreed(card: &mut people::Card, desk: &mut Desk<'_>) -> Result<(), Error> {
    let Some((was, given)) = card.differs.take() else { return Ok(()) };
    let asks = format!("{} is on record with {was}. Change it to {given}?", card.person.name);
    if yes(desk.host, &asks, "--replace")? {
        card.person.mobile = Some(given);
        card.changes = true;
    }
    Ok(())
}

/// What a channel takes besides: the key, and what is asked.
type Takes = &'static [(&'static str, &'static str)];

/// Each way to tell people, what it is called here, and what else it takes.
const KINDS: [(&str, &str, Takes); 6] = [
    (
        "email",
        "mail",
        &[
            ("server", "The mail server: smtp.example.org"),
            ("from", "The address it sends from: hv@example.org"),
        ],
    ),
    ("teams", "teams", &[]),
    ("slack", "slack", &[]),
    ("webex", "webex", &[]),
    ("govuk-text", "text", &[("template", "The id of the template in GOV.UK Notify")]),
    ("command", "siren", &[]),
];

fn channels(desk: &mut Desk<'_>) -> Result<(), Error> {
    if !desk.school.channel.is_empty() {
        return Ok(());
    }
    let kinds: Vec<String> = KINDS.iter().map(|(kind, ..)| (*kind).to_owned()).collect();
    let asks = format!(
        "How are people told of an alarm, besides what hv overdue shows? {} (a program of your own) (Enter: by the screen alone, for now)",
        kinds.join(", ")
    );
    let question = Question { asks: &asks, flag: "--channel", open: true };
    let Some(kind) = put(desk.host, question, |typed| one_of(typed, &kinds))? else {
        return Ok(());
    };
    let Some((_, id, more)) = KINDS.iter().find(|(word, ..)| *word == kind) else { return Ok(()) };
    let mut typed = format!("{id}={kind}");
    for (key, asks) in *more {
        let question = Question { asks, flag: "--channel", open: false };
        let value = needed(desk.host, question, |typed| {
            let plain = !typed.contains(',');
            plain.then(|| typed.to_owned()).ok_or_else(|| Error::usage("one only, and no comma"))
        })?;
        typed.put(format!(", {key}={value}"));
    }
    let secret = match kind.as_str() {
        "teams" | "slack" | "webex" => Some("url"),
        "govuk-text" => Some("key"),
        "command" => Some("program"),
        _ => None,
    };
    if let Some(key) = secret {
        typed.put(format!(", {key}={id}"));
    }
    let mut now = desk.school.clone();
    now.channel.push(init_given::channel(&typed)?);
    save(now, desk)?;
    desk.warn("Saved. What is secret, or is on this machine alone, is said in machine.toml here: hv notify says what is missing.");
    Ok(())
}

/// What can be changed at a terminal, by its word.
const SETTINGS: [&str; 6] = ["name", "number", "hours", "nation", "term", "shut"];

/// More people than this are not listed: whoever is meant is typed by their id.
const LISTED: usize = 12;

/// Whatever of what is set somebody wants otherwise, until they want nothing more: a slip is seen when all is answered.
pub(super) fn changes(desk: &mut Desk<'_>) -> Result<(), Error> {
    loop {
        let staff = desk.people();
        let settings = SETTINGS.iter().map(|s| (*s).to_owned());
        let words: Vec<String> = settings.chain(staff.iter().map(|p| p.id.clone())).collect();
        let asks = match staff.len() {
            0..=LISTED => words.join(", "),
            _ => format!("{}, or the id of somebody on the staff", SETTINGS.join(", ")),
        };
        let asks = format!("Anything to change? {asks} (Enter: nothing)");
        let question = Question { asks: &asks, flag: "--replace", open: true };
        let Some(word) = put(desk.host, question, |typed| one_of(typed, &words))? else {
            return Ok(());
        };
        let person = staff.iter().find(|p| p.id == word && !SETTINGS.contains(&p.id.as_str()));
        if let Some(person) = person {
            let mobile = person.mobile.as_deref().unwrap_or("no mobile yet");
            let asks = format!(
                "{}, {mobile}: name and mobile, as they should be; the id stays {word} (Enter: as they are)",
                person.name
            );
            let question = Question { asks: &asks, flag: "--person", open: true };
            if let Some(given) = put(desk.host, question, named)? {
                people::put_right(person, given, desk)?;
            }
            continue;
        }
        let asks = format!("{word}, as it should be (Enter: as it is)");
        let question = Question { asks: &asks, flag: "--replace", open: true };
        let Some(given) = put(desk.host, question, |typed| only(&word, typed))? else { continue };
        let (now, differences) = merged(&desk.school, &given, true);
        let shown: Vec<String> = differences
            .iter()
            .map(|d| format!("{word} is {}; it becomes {}.", d.was, d.given))
            .collect();
        if differences.is_empty()
            || yes(desk.host, &format!("{} Change it?", shown.join(" ")), "--replace")?
        {
            save(now, desk)?;
            desk.warn("Saved.");
        }
    }
}

/// One setting alone, as somebody typed it.
fn only(word: &str, typed: &str) -> Result<School, Error> {
    let mut given = School { name: String::new(), ..School::unknown() };
    match word {
        "name" => typed.clone_into(&mut given.name),
        "number" => given.numbers.push(super::desk::phone(typed, "--number")?),
        "hours" => given.hours = Some(init_given::hours(typed)?),
        "nation" => given.nation = Some(typed.to_lowercase()),
        "term" => given.terms.push(init_given::term(typed)?),
        _ => given.shut.push(init_given::shut(typed)?),
    }
    init_given::possible(&given)?;
    Ok(given)
}
