//! The examples that every command's help begins with: what each does, and what is typed.
//!
//! Everybody in them is invented. Each is run by a test, in the school that the test prepares for it, and has to end with
//! the exit code that stands here; a command that has none fails that test. They are what a person at a school office
//! would type on an ordinary day, and show no flag that is not needed for that.

/// One example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// What it does, in a few words that end with a colon.
    pub says: &'static str,
    /// What is typed, in lines as they are shown: a backslash goes on in the next.
    pub types: &'static str,
    /// The exit code it ends with. The help names it where it is not 0.
    pub exits: u8,
}

const fn ends(exits: u8, says: &'static str, types: &'static str) -> Example {
    Example { says, types, exits }
}

const fn done(says: &'static str, types: &'static str) -> Example {
    ends(0, says, types)
}

/// Every command by its path (`plan add`; hv alone is the empty path), with its examples.
pub const EXAMPLES: &[(&str, &[Example])] = &[
    (
        "",
        &[
            done("Who is out, worst first:", "hv board"),
            done("Kay rang in:", "hv checkin kay"),
            done("Is anybody late? Silence, and exit code 0, means that nobody is:", "hv overdue"),
        ],
    ),
    (
        "init",
        &[
            done(
                "A new record folder, under one of the policies that come with hv:",
                "hv init school --name \"Nettlewick School\" --policy hunsbury-park \\\n    --number \"School office=01632 960100\" --hours 08:30-16:00",
            ),
            done(
                "A policy that leaves two things to the school:",
                "hv init school --name \"Oakfield Academy\" --policy aspire \\\n    --choose higher-risk-from=H --choose doorstep-when=purpose \\\n    --number \"School office=01632 960200\"",
            ),
        ],
    ),
    (
        "staff",
        &[
            done("Everybody on the staff:", "hv staff"),
            done("What is on record about one of them:", "hv staff kay"),
        ],
    ),
    (
        "staff add",
        &[
            done(
                "A new member of staff:",
                "hv staff add jo --name \"Jo Invented\" --role family-support \\\n    --mobile \"07700 900110\"",
            ),
            done(
                "A deputy:",
                "hv staff add eve --name \"Eve Invented\" --role dsl:deputy \\\n    --mobile \"07700 900111\"",
            ),
        ],
    ),
    (
        "staff change",
        &[
            done("A new mobile:", "hv staff change kay --mobile \"07700 900199\""),
            done(
                "She has left; she is kept for the history:",
                "hv staff change kay --left 2026-11-20",
            ),
        ],
    ),
    (
        "staff import",
        &[
            done(
                "What would be added, and every line that cannot be used:",
                "hv staff import staff.csv --dry-run",
            ),
            done("All of it, or nothing:", "hv staff import staff.csv"),
        ],
    ),
    (
        "family",
        &[
            done("All families, by id:", "hv family"),
            done("One family, its addresses, cautions and visits:", "hv family ahmed"),
        ],
    ),
    (
        "family add",
        &[done(
            "A new family. Its id is best no name:",
            "hv family add juniper --pupil \"Jan Invented, 4B\" \\\n    --carer \"Jill Invented=07700 900456\" \\\n    --address \"12 High Street, Nettlewick\"",
        )],
    ),
    (
        "family change",
        &[
            done(
                "Something to be careful of, and where it comes from:",
                "hv family change ahmed --caution \"dog, bites=police letter\"",
            ),
            done(
                "They are also at another address:",
                "hv family change ahmed --also-at grandma=\"4 Sample Lane, Testford\"",
            ),
        ],
    ),
    (
        "family import",
        &[
            done(
                "What would be added, and every line that cannot be used:",
                "hv family import families.csv --dry-run",
            ),
            done(
                "The heading differs from the field's name:",
                "hv family import families.csv --column \"carer-number=Phone\"",
            ),
        ],
    ),
    (
        "plan",
        &[
            done("This week's visits, and what is still missing for each:", "hv plan"),
            done("Another week, by its number or a day in it:", "hv plan 2026-12-01"),
        ],
    ),
    (
        "plan add",
        &[done(
            "A visit on Thursday at ten, for 45 minutes:",
            "hv plan add ash --at \"thu 10:00\" --for 45m --staff fin \\\n    --reason attendance --answer family-told-rules=yes",
        )],
    ),
    (
        "plan change",
        &[
            done(
                "An hour later:",
                "hv plan change dell/2026-11-24 --at 12:00 --why \"the family asked\"",
            ),
            done(
                "Somebody else goes:",
                "hv plan change dell/2026-11-24 --staff gil --why \"Hew is ill\"",
            ),
        ],
    ),
    (
        "plan drop",
        &[done(
            "Off the plan, before anybody left:",
            "hv plan drop dell/2026-11-24 --why \"the child is back in school\"",
        )],
    ),
    (
        "plan sign",
        &[
            done(
                "Pat signs exactly what is on next week's list:",
                "hv plan sign 2026-W48 --signed-by pat",
            ),
            done(
                "It was signed on paper, and Nia saw it:",
                "hv plan sign 2026-W48 --signed-by pat --on-paper --witness nia",
            ),
        ],
    ),
    (
        "assess",
        &[
            done(
                "The questions, and how to answer each without a terminal:",
                "hv assess ahmed --keys",
            ),
            done("The newest assessment of a family, to read:", "hv assess --print ahmed"),
            done(
                "The empty form, to fill in by hand:",
                "hv assess --blank ahmed --html ../form.html",
            ),
        ],
    ),
    (
        "assess decide",
        &[done(
            "The principal decides, with a reason:",
            "hv assess decide ahmed --proceed yes --decided-by pat \\\n    --reason \"risks are controlled\"",
        )],
    ),
    (
        "assess review",
        &[
            done(
                "After a visit that showed nothing new:",
                "hv assess review ahmed unchanged --reviewed-by pat",
            ),
            done(
                "A new assessment is needed:",
                "hv assess review ahmed \"they have moved\" --reviewed-by pat --void",
            ),
        ],
    ),
    (
        "assess risk",
        &[done(
            "A risk that nobody knew of:",
            "hv assess risk ahmed \"a lodger with a dog\" \\\n    --source \"health visitor, by phone\"",
        )],
    ),
    ("assess control", &[done("What is not in place yet, numbered:", "hv assess control ahmed")]),
    ("assess read", &[done("Kay and Lou have read it:", "hv assess read ahmed --who kay,lou")]),
    (
        "out",
        &[
            done(
                "Hew leaves for his visits of today; Una watches:",
                "hv out hew --back 12:15 --monitor una --car none --watch-by-hand una \\\n    --answer lone-worker-policy=yes --answer phone-carried=yes \\\n    --answer id-worn=yes",
            ),
            ends(
                1,
                "What is missing for that? All of it is said at once:",
                "hv out hew --back 12:15",
            ),
            done(
                "Hew has gone already, and rang from the road:",
                "hv out hew --breach \"rang from the road\" --where \"4 Whimsy Road\" \\\n    --back 12:15 --monitor una",
            ),
        ],
    ),
    (
        "arrive",
        &[
            done("Kay and Lou are at the door:", "hv arrive kay lou"),
            done("Nobody opens; the wait begins:", "hv arrive kay lou --nobody-in"),
            done(
                "They were there at five to, and it is typed now:",
                "hv arrive kay lou --at 09:55",
            ),
        ],
    ),
    (
        "late",
        &[done(
            "The family is late, and will be there at ten past:",
            "hv late kay --expected 10:10 --told \"mother rang the office\"",
        )],
    ),
    (
        "enter",
        &[done(
            "Fin is about to go in; the policy's last questions are asked:",
            "hv enter fin --answer parent-present=yes --answer feels-safe=yes \\\n    --answer dangerous-animals=no",
        )],
    ),
    (
        "leave",
        &[
            done("Kay and Lou are out of the property:", "hv leave kay lou"),
            done("They came out at half past:", "hv leave kay lou --at 10:30"),
        ],
    ),
    (
        "checkin",
        &[
            done("Kay rang in:", "hv checkin kay"),
            done(
                "She rang at half past ten, for both of them:",
                "hv checkin kay lou --at 10:30 --where \"in the kitchen\"",
            ),
            done("School rang, and nobody answered:", "hv checkin kay --no-answer"),
            done(
                "Something is wrong, short of danger:",
                "hv checkin kay --concern \"followed by a van\"",
            ),
        ],
    ),
    (
        "extend",
        &[done(
            "They will be back later:",
            "hv extend kay lou --back 13:00 --why \"waiting for the social worker\"",
        )],
    ),
    (
        "delay",
        &[done(
            "Held up on the way; they will be there at twenty past:",
            "hv delay kay lou --arrives 10:20 --why \"the car broke down\"",
        )],
    ),
    (
        "cancel",
        &[done(
            "Nobody was in; Gil rang, and leaves:",
            "hv cancel gil --outcome no-show --why \"nobody in\" --card no",
        )],
    ),
    (
        "back",
        &[
            done("Kay and Lou are back at school:", "hv back kay lou"),
            done("Only Kay; Lou is still out:", "hv back kay"),
            done("They were back at five past:", "hv back kay lou --at 11:05"),
        ],
    ),
    (
        "tell",
        &[done(
            "School rang Kay, and this is what she answered:",
            "hv tell kay --answer agreed-message=yes",
        )],
    ),
    ("home", &[done("Kay is safe at home, and said so by text:", "hv home kay --how text")]),
    (
        "distress",
        &[
            done("Kay is in danger. Ring 999 first:", "hv distress kay"),
            done(
                "With what she said:",
                "hv distress kay --where \"1 Nowhere Lane\" --note \"a man shouts\"",
            ),
        ],
    ),
    (
        "ack",
        &[
            done("Pat takes charge:", "hv ack kay --who pat --doing \"ringing her mobile\""),
            done(
                "Pat is driving there:",
                "hv ack max --who pat --doing \"driving to Madeup Mews\"",
            ),
        ],
    ),
    (
        "rung",
        &[
            done(
                "Nia rang, and nobody answered: the next rung is due at once:",
                "hv rung max no-answer --who nia",
            ),
            done("Kay answered:", "hv rung kay answered --who nia --heard kay"),
        ],
    ),
    (
        "resolve",
        &[
            done(
                "Dee has spoken to Kay, and Kay is safe:",
                "hv resolve kay --confirmed-by dee --how spoken-to",
            ),
            done(
                "After a distress two people say so:",
                "hv resolve kay --confirmed-by dee --second pat --how seen",
            ),
        ],
    ),
    (
        "undo",
        &[
            done(
                "Kay was signed in by mistake, a minute ago:",
                "hv undo --why \"it was Max who is back\" --yes",
            ),
            done(
                "A sign-out, but nobody left, and Dee says so:",
                "hv undo --nobody-left dee --why \"the visit was put off\" --yes",
            ),
        ],
    ),
    (
        "done",
        &[done(
            "What came of a visit:",
            "hv done ahmed --child-seen yes --present \"mother\" --concern none \\\n    --answer intervention-used=no \\\n    --answer first-visit-findings=\"nothing new\"",
        )],
    ),
    (
        "incident",
        &[done(
            "Kay was shouted at; the account is kept elsewhere:",
            "hv incident ahmed --kind aggression --affected kay --by-whom carer \\\n    --reference \"accident book 12\"",
        )],
    ),
    (
        "overdue",
        &[
            ends(4, "Who is late, and what to do now:", "hv overdue"),
            done("The form for cron, which also tells people:", "hv overdue --alert"),
        ],
    ),
    (
        "board",
        &[
            done("Who is out, worst first, and what is owed:", "hv board"),
            done("The same for a program:", "hv board --json"),
        ],
    ),
    ("brief", &[done("The page to read out to the police:", "hv brief kay")]),
    ("notify", &[done("By which channels people are told, and what is wrong:", "hv notify")]),
    (
        "notify test",
        &[done("A message that says it is a test, to Pat:", "hv notify test --to pat")],
    ),
    ("drill", &[done("How the drill is going, or the last one went:", "hv drill")]),
    (
        "drill start",
        &[
            done("Walk the ladder for practice:", "hv drill start --yes --monitor nia"),
            done(
                "The one for distress, a minute between rungs:",
                "hv drill start --clock distress --quick --yes",
            ),
        ],
    ),
    ("drill answered", &[done("Nia says that it reached her:", "hv drill answered nia")]),
    ("drill end", &[done("Enough:", "hv drill end")]),
    ("sheet", &[done("Which lists this policy wants kept:", "hv sheet")]),
    (
        "show",
        &[
            done(
                "An outing, with everything that was said and typed:",
                "hv show 2026-11-24-kay-1a",
            ),
            done("A family, a member of staff, a week: by id:", "hv show ahmed"),
        ],
    ),
    (
        "why",
        &[
            done(
                "Every clock of an outing, with its sum and its clause:",
                "hv why 2026-11-24-kay-1a",
            ),
            done("What a visit still needs:", "hv why heath/2026-11-24"),
        ],
    ),
    (
        "verify",
        &[
            done("What was signed this week, and whether it holds:", "hv verify"),
            done("A week, a family:", "hv verify 2026-W48 ahmed"),
        ],
    ),
    (
        "doctor",
        &[
            done("Read everything; exit code 3 if anything is wrong:", "hv doctor"),
            done("Mend what follows from the records:", "hv doctor --repair --yes"),
        ],
    ),
    ("retention", &[done("What is due, what is held, what cannot be judged:", "hv retention")]),
    (
        "retention hold",
        &[done(
            "Nothing of it is erased until somebody releases it:",
            "hv retention hold ahmed --why \"a complaint\" --review 2027-06-01",
        )],
    ),
    (
        "retention release",
        &[done(
            "The hold, by the id that hv retention lists it with:",
            "hv retention release 2026-11-24-1a --why \"the complaint was settled\"",
        )],
    ),
    (
        "retention erase",
        &[ends(
            1,
            "All that is due, if retention.toml lets Pat. It shows all, and asks:",
            "hv retention erase --due --why due --authorised-by pat",
        )],
    ),
    ("retention finish", &[done("Go on after an interruption:", "hv retention finish")]),
    (
        "access",
        &[
            done(
                "Everything about a family, into a new folder:",
                "hv access ahmed --to ../ahmed-file",
            ),
            done(
                "About a member of staff, and a copy without third parties:",
                "hv access kay --person --to ../kay-file --redact",
            ),
        ],
    ),
    ("policy list", &[done("Which policies come with hv:", "hv policy list")]),
    (
        "policy check",
        &[
            done("Every problem of this school's policy at once:", "hv policy check"),
            ends(
                1,
                "Fail one that may take longer than ninety minutes:",
                "hv policy check aspire --within 90m",
            ),
        ],
    ),
    (
        "policy show",
        &[
            done("This school's policy in words:", "hv policy show"),
            done("One that comes with hv:", "hv policy show hunsbury-park"),
        ],
    ),
    ("policy clauses", &[done("Every clause, and what honours it:", "hv policy clauses")]),
    (
        "policy help",
        &[
            done("The whole language:", "hv policy help"),
            done("One section of it:", "hv policy help gate"),
        ],
    ),
    ("policy schema", &[done("For an editor that completes a policy:", "hv policy schema")]),
    (
        "policy new",
        &[done("A policy to fill in, with an example of everything:", "hv policy new our-school")],
    ),
    (
        "policy diff",
        &[
            done(
                "What would change for a visitor under another policy:",
                "hv policy diff hunsbury-park",
            ),
            done("Between two:", "hv policy diff hunsbury-park aspire"),
        ],
    ),
    (
        "policy bound",
        &[
            done("How long it can take until somebody knows:", "hv policy bound"),
            done("If hv overdue runs every ten minutes:", "hv policy bound --every 10m"),
        ],
    ),
    (
        "policy",
        &[
            done("What this school's policy says:", "hv policy show"),
            done("What is wrong with it:", "hv policy check"),
        ],
    ),
    (
        "schedule",
        &[
            done("A line for crontab:", "hv schedule cron"),
            done("A service and a timer, every two minutes:", "hv schedule systemd --every 2m"),
        ],
    ),
    (
        "sync",
        &[
            done("Meet the other machines now:", "hv sync"),
            done("Over a slow line:", "hv sync --limit 5m"),
        ],
    ),
    (
        "print",
        &[
            done("The office's day, enough to go on by hand if the power fails:", "hv print day"),
            done("The list that the head signs, for A4:", "hv print week --html ../week.html"),
            done("A card for the wallet:", "hv print card kay"),
        ],
    ),
    (
        "reconcile",
        &[done(
            "What would be recorded of the sheet that was kept by hand:",
            "hv reconcile --from sheet.csv --dry-run",
        )],
    ),
    (
        "log",
        &[
            done("Everything that happened with a family, in order:", "hv log ahmed"),
            done("What somebody's outings were, since a day:", "hv log kay --from 2026-11-01"),
        ],
    ),
    (
        "export",
        &[
            done(
                "Everything as tables, for a spreadsheet or a database:",
                "hv export --as csv --to ../years",
            ),
            done("The tables and their columns, as SQL:", "hv export --schema"),
        ],
    ),
    (
        "calendar",
        &[
            done("For a calendar program to read:", "hv calendar --to ../visits.ics"),
            done("One person's:", "hv calendar --staff kay"),
        ],
    ),
    (
        "report",
        &[
            done("This week in figures:", "hv report --week"),
            done(
                "Any days, as a page with pictures:",
                "hv report --from 2026-11-02 --to 2026-11-27 --html ../report.html",
            ),
            done("What one figure was counted from:", "hv report --week --show visits"),
        ],
    ),
    ("family review", &[done("The cautions to be looked at again first:", "hv family review")]),
    (
        "policy replay",
        &[done(
            "Last week under another policy:",
            "hv policy replay hunsbury-park --from 2026-11-16 --to 2026-11-24",
        )],
    ),
    ("help", &[done("A topic:", "hv help times"), done("A command:", "hv help plan add")]),
    ("completions", &[done("The line for ~/.bashrc:", "hv completions bash")]),
    ("man", &[done("Where your own man looks for pages:", "hv man ../man1")]),
];
