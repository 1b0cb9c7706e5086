//! A day under each of the five policies on which somebody goes silent: planned, signed, out, rung by rung to the page
//! that is read to the police, and closed. What is told is to be read as somebody reads it who is frightened.
//!
//! * Aspire: nobody holds the role of the second and third rung
//! * Alderman Richard Hallam: distress
//! * Washwood Heath: out of hours, ending at home
//! * Hunsbury Park: two go, one comes back
//! * Cambridge Meridian: cause for concern, while the families are being rung

use crate::world::{OUTING, School, VISIT, World};
use hv::when::Zone;
use std::fmt::Write as _;

/// A day: what is typed, and what hv says.
struct Story {
    world: World,
    told: String,
}

impl Story {
    /// The visit is planned for 14:00, assessed and signed; it is noon.
    fn of(school: &'static School, title: &str) -> Story {
        let told = format!("=== {title}\n\n");
        Story { world: World::of(school), told }
    }

    /// Something that hv cannot see.
    fn note(&mut self, words: &str) -> &mut Story {
        writeln!(self.told, "# {words}\n").unwrap();
        self
    }

    /// Types a line at a time of the day, and keeps what was said.
    #[track_caller]
    fn at(&mut self, time: &str, line: &str, exit: i32) -> &mut Story {
        self.world.clock(time);
        let line = line.replace("OUTING", OUTING);
        let time = Zone::LONDON.clock(self.world.now());
        let seen = self.world.hv(&line);
        // What was answered stands in the policy's own tests; here it would hide the day.
        let shown = line.split(" --answer ").next().unwrap_or_default();
        let more = if shown == line { "" } else { " ..." };
        writeln!(self.told, "{time} $ hv {shown}{more}\n{}", seen.0.text()).unwrap();
        seen.exits(exit);
        self
    }

    /// They leave with all that the policy asks.
    #[track_caller]
    fn leave(&mut self, time: &str, who: &str, changes: &[&str]) -> &mut Story {
        let line = self.world.line(&format!("out {who}"), self.world.school.out, changes);
        self.at(time, &line, 0)
    }

    #[track_caller]
    fn enter(&mut self, time: &str, who: &str) -> &mut Story {
        let line = self.world.line(&format!("enter {who}"), self.world.school.enter, &[]);
        self.at(time, &line, 0)
    }
}

#[test]
fn aspire_nobody_is_there_to_decide() {
    let mut day = Story::of(
        &crate::aspire::ASPIRE,
        "Aspire: the principal has left, and nobody is principal",
    );
    day.world.hv("staff change pat --left 2026-11-24").ok();
    day.at("12:30", "plan", 0)
        .leave("13:30", "kay lou", &["--back=17:00"])
        .at("13:58", "arrive kay lou", 0)
        .enter("14:01", "kay lou")
        .note("Nobody is heard of. The visit was to end at 14:45; an hour of silence is over at 15:01")
        .at("15:00", "overdue", 0)
        .at("15:01", "overdue", 4)
        .at("15:03", "rung OUTING voicemail --who max", 0)
        .at("15:04", "overdue", 4)
        .at("15:12", "ack OUTING --who dee --doing \"driving to the address\"", 0)
        .at("15:13", "overdue", 4)
        .at("15:26", "rung OUTING no-answer --who max", 0)
        .at("15:29", "brief OUTING", 0)
        .note("Dee finds them: the car had broken down, with no signal")
        .at("15:40", "checkin kay lou --in-person --where \"the lane behind the house\"", 0)
        .at("15:42", "resolve OUTING --confirmed-by dee --how seen", 2)
        .at("15:43", "resolve OUTING --confirmed-by dee --how seen --second max", 0)
        .at("16:00", "back kay lou", 0)
        .at("16:05", "overdue", 0);
    insta::assert_snapshot!(day.told);
}

#[test]
fn hallam_in_danger() {
    let mut day = Story::of(&crate::hallam::HALLAM, "Alderman Richard Hallam: a call from inside");
    day.at("12:30", "plan", 0)
        .leave("13:30", "kay lou", &["--back=16:00"])
        .at("13:58", "arrive kay lou", 0)
        .enter("14:01", "kay lou")
        .note("14:20: Kay rings. She says she cannot leave")
        .at("14:20", "distress kay --note \"says she is kept from leaving\"", 0)
        .at("14:21", "overdue", 4)
        .at("14:22", "brief OUTING", 0)
        .at("14:24", "rung OUTING done --who sal --note \"999, police on their way\"", 0)
        .at("14:25", "ack OUTING --who sal --doing \"on the line to the police\"", 0)
        .at("14:31", "overdue", 4)
        .note("A text from Kay's telephone: all is well, on our way")
        .at("14:33", "checkin kay --text", 0)
        .at("14:34", "overdue", 4)
        .note("Nobody but those who have seen her can close it, and two are needed")
        .at("14:50", "resolve kay --confirmed-by sal --how spoken-to", 2)
        .at("15:05", "resolve kay --confirmed-by sal --how seen --second pat", 0)
        .at("15:20", "back kay lou", 0)
        .at("15:25", "overdue", 0);
    insta::assert_snapshot!(day.told);
}

#[test]
fn washwood_not_home() {
    let mut day =
        Story::of(&crate::washwood::WASHWOOD, "Washwood Heath: an evening, and one of two is home");
    day.world.hv(&format!("plan drop {VISIT} --why \"another day\"")).ok();
    let plan = day.world.line(
        "plan add bell",
        day.world.school.plan,
        &["--at=17:00", "out-of-hours-arranged-with=sal"],
    );
    day.at("12:20", &plan, 0)
        .at("12:30", "plan", 0)
        .leave("16:30", "kay lou", &["--visit=bell/2026-11-24-1a", "--back=18:30", "--on-call=sal"])
        .at("16:58", "arrive kay lou", 0)
        .enter("17:01", "kay lou")
        .at("17:50", "leave kay lou", 0)
        .at("18:20", "home kay --how telephone", 0)
        .at("18:30", "overdue", 0)
        .note("No word from Lou")
        .at("18:31", "overdue", 4)
        .at("18:33", "rung OUTING no-answer --who sal", 0)
        .at("18:36", "rung OUTING no-answer --who sal --note \"the Bells: they left at ten to six\"", 0)
        .at("18:37", "overdue", 4)
        .at("18:40", "ack OUTING --who sal --doing \"ringing her sister\"", 0)
        .at("18:44", "rung OUTING done --who sal", 0)
        .at("18:56", "overdue", 4)
        .at("18:57", "rung OUTING police --who sal --note \"not home, nobody has seen her since ten to six\"", 0)
        .at("18:58", "brief OUTING", 0)
        .at("19:20", "home lou --how telephone", 0)
        .at("19:21", "resolve OUTING --confirmed-by sal --how spoken-to --second lin", 0)
        .at("19:22", "overdue", 0);
    insta::assert_snapshot!(day.told);
}

#[test]
fn hunsbury_one_comes_back() {
    let mut day = Story::of(&crate::hunsbury::PARK, "Hunsbury Park: two go, one comes back");
    day.at("12:30", "plan", 0)
        .leave("13:30", "kay lou", &["--back=15:30"])
        .at("13:58", "arrive kay lou", 0)
        .enter("14:01", "kay lou")
        .at("14:44", "leave kay lou", 0)
        .note("They go on separately. Kay comes back, Lou does not")
        .at("15:10", "back kay", 0)
        .at("15:30", "overdue", 0)
        .at("15:31", "overdue", 4)
        .at("15:33", "rung lou voicemail --who max", 0)
        .at("15:41", "overdue", 4)
        .note("Kay, who is back, offers to take it: nobody who was on the outing can")
        .at("15:42", "ack OUTING --who kay --doing \"driving back\"", 1)
        .at("15:43", "ack OUTING --who dee --doing \"driving to the address\"", 0)
        .at("15:55", "rung OUTING done --who dee --note \"nobody at the house\"", 0)
        .at("16:12", "overdue", 4)
        .at("16:13", "brief OUTING", 0)
        .note("Lou rings from a hospital: a fall in the street")
        .at("16:30", "checkin lou --where \"the hospital\"", 0)
        .at("16:30", "extend lou --back 18:00 --why \"seen at the hospital\"", 0)
        .at("16:31", "resolve lou --confirmed-by dee --how spoken-to --second pat", 0)
        .at("16:32", "overdue", 0);
    insta::assert_snapshot!(day.told);
}

#[test]
fn meridian_the_families_are_rung() {
    let mut day = Story::of(
        &crate::meridian::MERIDIAN,
        "Cambridge Meridian: silence after the last visit, then a worry",
    );
    day.at("12:30", "plan", 0)
        .leave("13:30", "kay lou", &["--back=18:00"])
        .at("13:58", "arrive kay lou", 0)
        .enter("14:01", "kay lou")
        .note("The visit was to end at 14:45. An hour later nobody has heard of them")
        .at("15:44", "overdue", 0)
        .at("15:45", "overdue", 4)
        .at("15:48", "rung OUTING no-answer --who rae", 0)
        .at("15:50", "rung OUTING done --who pat --note \"taken on\"", 0)
        .at("15:58", "overdue", 4)
        .at("16:00", "rung OUTING no-answer --who pat", 0)
        .at("16:02", "rung OUTING not-needed --who pat --note \"their families are abroad\"", 0)
        .at("16:05", "overdue", 4)
        .note("Mrs Ahmed says that there was shouting in the street when they left")
        .at(
            "16:08",
            "checkin kay lou --nobody-rang --concern \"a family heard shouting in the street\"",
            0,
        )
        .at("16:09", "overdue", 4)
        .at("16:10", "ack OUTING --who pat --doing \"ringing the police\"", 0)
        .at("16:11", "brief OUTING", 0)
        .at("16:40", "resolve OUTING --confirmed-by pat --how seen --second max", 0)
        .at("16:50", "back kay lou", 0)
        .at("16:55", "overdue", 0);
    insta::assert_snapshot!(day.told);
}
