//! What happens on the visits of the year: each story once, as it is typed. The family is the story's own name, and the
//! times are Greenwich's on [`crate::DAY`].

use crate::DAY;
use crate::school::School;

/// A story: its name, who goes, and what is typed when. `tried` lines may be refused.
pub(crate) struct Story {
    pub(crate) name: &'static str,
    who: &'static str,
    typed: &'static [(&'static str, &'static str)],
}

const LEAVE: &str = "out WHO --visit FAM --back 12:00 --monitor max --car none --watch-by-hand max --answer phone-carried=yes \
                     --answer family-knows=yes";
const DONE: &str =
    "done FAM --child-seen yes --got-in yes --present mother --actions none --concern none";

/// All of them, in an order that the year deals them out by.
pub(crate) const STORIES: [Story; 13] = [
    Story {
        name: "plain",
        who: "kay",
        typed: &[
            ("09:00", LEAVE),
            ("09:30", "arrive WHO"),
            ("10:15", "leave WHO"),
            ("11:00", "back WHO"),
            ("13:00", DONE),
        ],
    },
    Story {
        name: "pair",
        who: "kay,lou",
        typed: &[
            ("09:00", LEAVE),
            ("09:59", "arrive kay lou"),
            ("10:40", "leave kay lou"),
            ("11:30", "back kay lou"),
            ("13:00", DONE),
        ],
    },
    // An hour and a quarter without a word: late at 10:30, and nobody wrote down that they noticed.
    Story {
        name: "silent",
        who: "kay",
        typed: &[
            ("09:00", LEAVE),
            ("09:30", "arrive WHO"),
            ("10:45", "checkin WHO"),
            ("11:15", "back WHO"),
            ("13:00", DONE),
        ],
    },
    // Exactly at the hour, which is late where the limit is reached.
    Story {
        name: "reached",
        who: "lou",
        typed: &[("09:00", LEAVE), ("10:00", "arrive WHO"), ("10:59", "back WHO"), ("13:00", DONE)],
    },
    // Late at 10:00: the desk rings at 10:04, Max takes charge at 10:10, she answers at 10:30, it is closed at 11:00.
    Story {
        name: "charge",
        who: "lou",
        typed: &[
            ("09:00", LEAVE),
            ("10:04", "rung WHO no-answer --who max"),
            ("10:10", "ack WHO --who max --doing ringing"),
            ("10:30", "checkin WHO"),
            ("10:50", "back WHO"),
            ("11:00", "resolve WHO --confirmed-by max --how spoken-to"),
            ("13:00", DONE),
        ],
    },
    // Late at 10:00, noticed at 10:06 and taken at 10:27: both beyond the bound. Nobody closed it.
    Story {
        name: "slow",
        who: "kay",
        typed: &[
            ("09:00", LEAVE),
            ("10:06", "rung WHO voicemail --who max"),
            ("10:27", "ack WHO --who max --doing driving"),
            ("10:35", "back WHO"),
            ("13:00", DONE),
        ],
    },
    Story {
        name: "breach",
        who: "kay",
        typed: &[
            (
                "08:50",
                "tried: out WHO --visit FAM --back 12:00 --monitor max --car none --watch-by-hand max --answer phone-carried=no --answer family-knows=yes",
            ),
            (
                "09:00",
                "out WHO --visit FAM --back 12:00 --monitor max --car none --watch-by-hand max --breach urgent --answer phone-carried=no --answer family-knows=yes",
            ),
            ("09:40", "arrive WHO"),
            ("10:20", "back WHO"),
            ("13:00", DONE),
        ],
    },
    Story {
        name: "unknown",
        who: "lou",
        typed: &[
            (
                "09:00",
                "out WHO --visit FAM --back 12:00 --monitor max --car none --watch-by-hand max --answer phone-carried=yes --answer family-knows=no --because family-knows=rang",
            ),
            ("09:40", "arrive WHO"),
            ("10:20", "back WHO"),
            ("13:00", "cancel FAM --outcome no-show --why nobody"),
        ],
    },
    Story {
        name: "sworn",
        who: "kay,lou",
        typed: &[
            ("09:00", LEAVE),
            ("09:20", "arrive kay lou"),
            ("09:40", "back kay lou"),
            ("13:00", DONE),
            ("13:10", "incident FAM --kind verbal-abuse --affected kay,lou --by-whom carer"),
        ],
    },
    Story {
        name: "told",
        who: "kay",
        typed: &[
            ("09:00", LEAVE),
            ("09:20", "arrive WHO"),
            ("09:40", "back WHO"),
            ("13:00", DONE),
            ("13:10", "incident FAM --kind verbal-abuse --affected kay --by-whom pupil"),
            ("14:00", "done VISIT --duty tell-principal --how told"),
        ],
    },
    Story {
        name: "left",
        who: "kay,lou,tom",
        typed: &[
            ("09:00", LEAVE),
            ("09:20", "arrive kay lou tom"),
            ("09:30", "checkin kay lou tom --concern shouting"),
            ("09:45", "back kay lou tom"),
            ("13:00", "cancel FAM --outcome unsafe --why shouting"),
        ],
    },
    Story { name: "dropped", who: "tom", typed: &[("08:30", "plan drop FAM --why ill")] },
    Story { name: "unwritten", who: "tom", typed: &[] },
];

impl Story {
    /// The family it is told of: a name that stands in no text of hv's own.
    pub(crate) fn family(&self) -> String {
        format!("zz-{}", self.name)
    }

    /// Types it.
    pub(crate) fn tell(&self, school: &School) {
        self.tell_on(school, DAY);
    }

    /// The same on another day.
    pub(crate) fn tell_on(&self, school: &School, day: &str) {
        let family = &self.family();
        school.family(family);
        let reason = if self.name.len().is_multiple_of(2) { "welfare" } else { "attendance" };
        let plan = format!(
            "plan add {} --at {day}T09:30 --for 45m --staff {} --reason {reason}",
            family, self.who
        );
        school.at(&format!("{day} 08:00"), &plan);
        let spaced = self.who.replace(',', " ");
        for (time, line) in self.typed {
            let line = line
                .replace("WHO", &spaced)
                .replace("FAM", family)
                .replace("VISIT", &format!("{family}/{day}-1a"));
            let moment = format!("{day} {time}");
            match line.strip_prefix("tried: ") {
                Some(line) => assert_eq!(school.tried(&moment, line).code(), Some(1), "hv {line}"),
                None => school.at(&moment, &line),
            }
        }
    }
}
