//! One and the same week under each of the five policies: who is refused, who is warned, what is asked, when the alarm
//! rings.

use crate::world::{School, World};
use hv::when::{Span, Zone};
use std::fmt::Write as _;

/// A week in November: what the office types, and what hv says.
struct Week {
    world: World,
    /// The visit planned on Monday for Tuesday.
    tuesdays: String,
    told: String,
}

impl Week {
    fn of(school: &'static School) -> String {
        let text = hv::policy::as_suggested(hv::policy::shipped(school.policy).unwrap());
        let mut week = Week {
            world: World::staffed(school, &text),
            tuesdays: String::new(),
            told: String::new(),
        };
        week.monday();
        week.tuesday();
        week.wednesday();
        week.thursday();
        week.friday();
        week.told
    }

    fn title(&mut self, day: &str, title: &str) {
        self.world.day(day, "09:00");
        writeln!(self.told, "=== {title}\n").unwrap();
    }

    fn note(&mut self, words: &str) {
        writeln!(self.told, "# {words}").unwrap();
    }

    /// Types a line and keeps what was said.
    fn types(&mut self, line: &str) -> String {
        let time = Zone::LONDON.clock(self.world.now());
        let seen = self.world.hv(line);
        let shown = short(line);
        writeln!(self.told, "{time} $ hv {shown}\n{}", seen.0.text()).unwrap();
        seen.0.text()
    }

    /// Types a line that only sets the scene.
    fn quietly(&mut self, line: &str) {
        let seen = self.world.hv(line);
        if seen.0.exit != 0 {
            writeln!(self.told, "$ hv {}\n{}", short(line), seen.0.text()).unwrap();
        }
    }

    /// Plans a visit; its id, unless it was refused.
    fn plans(&mut self, family: &str, changes: &[&str]) -> Option<String> {
        let line = self.world.line(&format!("plan add {family}"), self.world.school.plan, changes);
        let said = self.types(&line);
        let id = said.split("Planned ").nth(1)?.split(':').next()?;
        Some(id.to_owned())
    }

    /// Plans a visit, has the list signed, and signs Kay and Lou out for it.
    fn goes(&mut self, plan: &str, out: &str, back: &str) -> String {
        let visit = self.plans("ahmed", &[plan]).unwrap_or_default();
        self.world.review("ahmed");
        self.world.sign();
        self.world.clock(out);
        self.leaves(&visit, back);
        visit
    }

    fn leaves(&mut self, visit: &str, back: &str) {
        let back = format!("--back={back}");
        let line = self.world.line(
            &format!("out kay lou --visit {visit}"),
            self.world.school.out,
            &[&back],
        );
        self.types(&line);
    }

    /// Looks every minute from now on: when does the alarm first ring, and what does it say?
    fn watches(&mut self, minutes: i64) {
        let start = self.world.now();
        for minute in 0..=minutes {
            let now = start.plus(Span::minutes(minute));
            self.world.place.set_now(&now.rfc3339());
            let seen = self.world.hv("overdue");
            if seen.0.exit != 0 {
                let time = Zone::LONDON.clock(now);
                writeln!(self.told, "{time} the alarm rings\n{}", seen.0.text()).unwrap();
                return;
            }
        }
        let time = Zone::LONDON.clock(start.plus(Span::minutes(minutes)));
        writeln!(self.told, "No alarm until {time}\n").unwrap();
    }

    fn monday(&mut self) {
        self.title("2026-11-23", "Monday: planning");
        self.note("Kay alone, on a first visit");
        if let Some(alone) = self.plans("ahmed", &["--at=tue 14:00", "--staff=kay"]) {
            self.quietly(&format!("plan drop {alone} --why \"Lou can come\""));
        }
        self.note("Kay and Lou");
        self.tuesdays = self.plans("ahmed", &["--at=tue 14:00"]).unwrap_or_default();
        self.note("Nobody has told the Bells");
        if let Some(unannounced) =
            self.plans("bell", &["--at=wed 10:00", "--unannounced=", "--confirmed", "--told-who"])
        {
            self.quietly(&format!("plan drop {unannounced} --why \"they rang\""));
        }
        self.note("The Bells can only be met late in the day");
        if let Some(late) = self.plans("bell", &["--at=thu 16:30"]) {
            self.quietly(&format!("plan drop {late} --why \"they came in\""));
        }
        self.note("The risk is assessed");
        if self.world.policy.assessment.is_some() && self.world.school.assess.is_some() {
            let seen = self.world.assess("ahmed", &[]);
            writeln!(self.told, "$ hv assess ahmed\n{}", seen.0.text()).unwrap();
            self.world.decide("ahmed");
        } else {
            self.types("assess ahmed");
        }
        self.world.sign();
        for line in self.world.school.then {
            match line.strip_prefix("base ") {
                Some(id) => self.world.base(id),
                None => self.quietly(line),
            }
        }
        self.types("plan");
    }

    fn tuesday(&mut self) {
        self.title("2026-11-24", "Tuesday: signing out, and nobody comes to the door");
        self.world.clock("13:30");
        self.note("They only say when they will be back");
        let visit = self.tuesdays.clone();
        self.types(&format!("out kay lou --visit {visit} --back 16:00"));
        self.note("With everything");
        self.world.clock("13:35");
        self.leaves(&visit, "16:00");
        self.world.clock("13:58");
        self.types("arrive kay lou --nobody-in");
        self.watches(60);
        self.note("They call it off, and come back");
        self.types("cancel kay --outcome no-show --card yes --why \"nobody came\"");
        self.quietly("checkin lou");
        self.types("back kay lou");
    }

    fn wednesday(&mut self) {
        self.title("2026-11-25", "Wednesday: silence");
        let visit = self.goes("--at=11:00", "10:00", "14:00");
        self.note("They arrive, go in, and are not heard from again");
        self.world.clock("10:55");
        self.types("arrive kay lou");
        let line = self.world.line("enter kay lou", self.world.school.enter, &[]);
        self.quietly(&line);
        self.watches(300);
        self.note("An hour later");
        let later = self.world.now().plus(Span::minutes(60));
        self.world.place.set_now(&later.rfc3339());
        self.types("overdue");
        self.note("School rings, they answer, and come back");
        self.types("checkin kay lou --school-rang");
        self.types("back kay lou");
        let line = self.world.line(&format!("done {visit}"), self.world.school.done, &[]);
        self.types(&line);
    }

    fn thursday(&mut self) {
        self.title("2026-11-26", "Thursday: at the door");
        self.goes("--at=10:00", "09:30", "12:00");
        self.world.clock("10:00");
        self.types("arrive kay lou");
        self.note("Going in without a word about anything");
        self.types("enter kay lou");
        self.note("It does not feel safe");
        self.types("cancel kay --outcome unsafe --why \"shouting inside\"");
        self.quietly("checkin lou");
        self.types("back kay lou");
        self.types("board");
    }

    fn friday(&mut self) {
        self.title("2026-11-27", "Friday: something went wrong, and the week is written up");
        let visit = self.goes("--at=10:00", "09:30", "12:00");
        self.world.clock("10:00");
        self.quietly("arrive kay lou");
        self.note("In danger");
        self.types("checkin kay --distress");
        self.types("resolve kay --confirmed-by pat --how seen --second max");
        self.types("back kay lou");
        let kind = self.world.policy.incidents.first().map(|k| k.id.clone());
        let kind = kind.unwrap_or_else(|| "violence".to_owned());
        self.types(&format!("incident {visit} --kind {kind} --affected kay --by-whom carer"));
        let line =
            self.world.line(&format!("done {visit}"), self.world.school.done, &["--concern=S-12"]);
        self.types(&line);
        self.types("sheet");
        self.types("board");
    }
}

/// The command without its answers: those are the same in every week.
fn short(line: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut words = crate::harness::words(line).into_iter();
    while let Some(word) = words.next() {
        if word == "--answer" {
            let _left_out = words.next();
        } else if word.contains(' ') {
            kept.push(format!("\"{word}\""));
        } else {
            kept.push(word);
        }
    }
    kept.join(" ")
}

/// The week of each policy is kept in `snapshots/`, and read before it is accepted.
macro_rules! weeks {
    ($($name:ident => $school:expr),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(Week::of($school));
            }
        )*
    };
}

weeks! {
    the_week_under_aspire => &crate::aspire::ASPIRE,
    the_week_under_cambridge_meridian => &crate::meridian::MERIDIAN,
    the_week_under_alderman_richard_hallam => &crate::hallam::HALLAM,
    the_week_under_washwood_heath => &crate::washwood::WASHWOOD,
    the_week_under_hunsbury_park => &crate::hunsbury::PARK,
}
