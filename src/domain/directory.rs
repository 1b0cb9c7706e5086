//! Facts as they stand: the school, people, families, addresses. Edited by hand or by hv, unlike evidence.

use super::channel::{Channel, Watch};
use super::remote::Sync;
use crate::when::{Day, Zone};
use serde::{Deserialize, Serialize};

/// A cell that begins with one of these is a sum to a spreadsheet. hv writes an apostrophe before it, and takes that
/// for no part of what it reads.
pub const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// `hv.toml`: the school. No secrets, no people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct School {
    /// The format of the record folder. 1.
    pub format: u32,
    /// This folder's own id, never changed: machine state is kept under it.
    pub store: String,
    /// The school's name.
    pub name: String,
    /// The time zone, by name: `Europe/London`.
    pub zone: String,
    /// Numbers of the school to ring, at least two, office first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<Phone>,
    /// Who can be reached for the whole of any outing, if the school has one standing contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_contact: Option<Phone>,
    /// When the school is open. Absent: not set, and every visit's hours are *not known*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// Days on which it is shut, besides weekends: half terms, INSET days, a snow day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shut: Vec<Closure>,
    /// Term dates. Absent: not set, and only `shut` and the bank holidays close the school.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Closure>,
    /// Whose bank holidays hold: `england`, `wales`, `scotland`, `northern-ireland`. Absent: not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nation: Option<String>,
    /// What this school does about the watch over its staff: the machine that runs it, and how often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<Watch>,
    /// Where the school's machines meet. Absent: this is the only one, and no command thinks of git.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync: Option<Sync>,
    /// How people are told of an alarm. None: only by what `hv overdue` prints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channel: Vec<Channel>,
}

impl School {
    /// What is left when `hv.toml` cannot be read: nothing, in London.
    pub fn unknown() -> School {
        School {
            format: 1,
            store: String::new(),
            name: "this school".to_owned(),
            zone: Zone::LONDON.name().to_owned(),
            numbers: Vec::new(),
            emergency_contact: None,
            hours: None,
            shut: Vec::new(),
            terms: Vec::new(),
            nation: None,
            watch: None,
            sync: None,
            channel: Vec::new(),
        }
    }

    /// The school's zone.
    ///
    /// # Errors
    /// When the name is not a zone.
    pub fn zone(&self) -> Result<Zone, String> {
        Zone::named(&self.zone)
    }
}

/// From and to, by the clock on the wall: `08:30`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hours {
    /// Opening.
    pub from: String,
    /// Closing.
    pub to: String,
}

/// Days on which the school is shut: first and last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Closure {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Why: "half term", "INSET".
    pub why: String,
}

/// A number and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Phone {
    /// Whose: "office", "Sam Invented (partner)".
    pub name: String,
    /// The number, as dialled.
    pub number: String,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Person {
    /// The id, equal to the file's name.
    pub id: String,
    /// The name.
    pub name: String,
    /// What they are, and from when to when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Holding>,
    /// The mobile carried on visits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// Where mail to them goes: alarms too, where the school has a channel for mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Who to ring for this person in an emergency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_contact: Option<Phone>,
    /// Their next of kin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_of_kin: Option<Phone>,
    /// The car they visit in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<Vehicle>,
    /// When they were recorded as trained to visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained: Option<Day>,
    /// When they were coached in safe habits in the home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coached: Option<Day>,
    /// Training by topic, with the day: what the policy's `[[training]]` calls it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub training: Vec<Training>,
    /// One of the staff whom the school has designated to visit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub designated: bool,
    /// May visit alone, where the policy asks for that permission.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lone_visits: bool,
    /// The agency they work for, if not for the school: they do not count as school staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub works_for: Option<String>,
    /// Policies and guidance they confirmed reading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<Reading>,
    /// The day they left; they are kept for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Day>,
}

impl Person {
    /// Holds the role on that day, as the holder or as a deputy.
    pub fn has_role(&self, role: &str, on: Day) -> bool {
        self.roles.iter().any(|h| h.role == role && h.on(on))
            && self.left.is_none_or(|left| on < left)
    }
}

/// A role somebody has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Holding {
    /// The policy's word: `principal`.
    pub role: String,
    /// True if they stand in for the holder.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deputy: bool,
    /// First day. Absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// Last day. Absent: until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

impl Holding {
    /// In force that day?
    pub fn on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// A car, as the police ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Vehicle {
    /// Make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    /// Model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
    /// Colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// Last day of the insurance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insured_until: Option<Day>,
    /// Whether it covers business use. Absent: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_use: Option<bool>,
}

impl Vehicle {
    /// Make, model, registration and colour are all there.
    pub fn complete(&self) -> bool {
        [&self.make, &self.model, &self.registration, &self.colour]
            .iter()
            .all(|field| field.is_some())
    }

    /// As told to the police: "silver Ford Fiesta AB12 CDE".
    pub fn words(&self) -> String {
        [&self.colour, &self.make, &self.model, &self.registration]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// A confirmation of having read something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Reading {
    /// What: `home-visits-policy`, `lone-working-policy`, `safer-working-guidance`.
    pub what: String,
    /// When.
    pub on: Day,
    /// Which version of it, where the policy names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// Training in a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Training {
    /// The topic: `child-protection`.
    pub topic: String,
    /// When.
    pub on: Day,
}

/// A rule that does not bind one family until a day, by a decision on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Exemption {
    /// The rule's id in the policy.
    pub rule: String,
    /// The last day it holds.
    pub until: Day,
    /// Who decided.
    pub by: String,
    /// Why.
    pub why: String,
}

/// A family: its pupils, carers, where they live, what to be careful of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Family {
    /// The id, equal to the folder's name. The school chooses it; it shows in file names.
    pub id: String,
    /// Pupils at the school.
    pub pupils: Vec<Pupil>,
    /// Parents and carers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carers: Vec<Carer>,
    /// Where they live, by address id; the first is visited unless another is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// What to be careful of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<Caution>,
    /// What there was to be careful of, and is no longer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_longer: Vec<NoLonger>,
    /// Agencies that work with the family.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<String>,
    /// Where parents or carers can be met at work, by address id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workplaces: Vec<String>,
    /// Rules that do not bind this family until a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exemptions: Vec<Exemption>,
    /// Records up to this day were erased by the retention rules: what happened until then is not known, and is not
    /// "nothing".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_until: Option<Day>,
}

/// A pupil.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pupil {
    /// The name.
    pub name: String,
    /// Class or year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
}

/// A parent or carer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Carer {
    /// The name.
    pub name: String,
    /// How to reach them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Something to be careful of, with where it comes from and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Caution {
    /// What.
    pub what: String,
    /// Who says so.
    pub source: String,
    /// Since when.
    pub since: Day,
    /// Each time somebody looked again and found it still true, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looked_at: Vec<LookedAt>,
}

/// Somebody looked at a caution again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LookedAt {
    /// The day.
    pub on: Day,
    /// Who looked.
    pub by: String,
    /// What they saw or heard.
    pub found: String,
}

/// A caution that somebody found to be true no longer. It is kept, and warns nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NoLonger {
    /// The caution as it was.
    pub caution: Caution,
    /// Who looked, when, and why it holds no more.
    pub looked: LookedAt,
}

/// A place. Two families may share one; rules about new homes and remote places look here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Address {
    /// The id, equal to the file's name.
    pub id: String,
    /// The address, as written on a letter, in one line.
    pub text: String,
    /// How to find it, parking, ways out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directions: Option<String>,
    /// What to be careful of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<Caution>,
    /// What there was to be careful of, and is no longer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_longer: Vec<NoLonger>,
}

impl Address {
    /// The words typed are this address, whatever their capitals and spaces.
    pub fn answers_to(&self, typed: &str) -> bool {
        let plain = |text: &str| {
            let words: Vec<&str> = text
                .split(|c: char| c.is_whitespace() || c == ',')
                .filter(|w| !w.is_empty())
                .collect();
            words.join(" ").to_lowercase()
        };
        !plain(typed).is_empty() && plain(&self.text) == plain(typed)
    }
}

impl Family {
    /// What is not known of the family any more, in words; `None` if nothing was erased.
    pub fn erased(&self) -> Option<String> {
        let until = self.erased_until?;
        Some(format!(
            "records about {} up to {} were erased by the retention rules: whether anybody has been in, and what \
             happened, is not known",
            self.id,
            until.words()
        ))
    }

    /// They live or work at an address, by its id.
    pub fn knows(&self, address: &str) -> bool {
        self.addresses.iter().chain(&self.workplaces).any(|id| id == address)
    }
}
