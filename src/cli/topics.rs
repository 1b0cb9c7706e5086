//! `hv help TOPIC`: what no single command's help can say, short and plain.
//!
//! The README says the same at length; tests hold the two together where both give a list.

/// A topic of `hv help`.
#[derive(Debug, Clone, Copy)]
pub struct Topic {
    /// What is typed: `exit-codes`.
    pub name: &'static str,
    /// In one line.
    pub about: &'static str,
    /// All of it, in lines of at most 79 columns.
    pub text: &'static str,
}

/// Every topic, in the order listed.
pub const TOPICS: [Topic; 6] = [
    Topic { name: "policy", about: "the school's rules, and how to change them", text: POLICY },
    Topic {
        name: "alarm",
        about: "what happens when somebody has not been heard from",
        text: ALARM,
    },
    Topic {
        name: "records",
        about: "the record folder: what is where, and what is never done to it",
        text: RECORDS,
    },
    Topic { name: "times", about: "how times are typed", text: TIMES },
    Topic { name: "exit-codes", about: "how a command says how it ended", text: EXIT_CODES },
    Topic {
        name: "scheduling",
        about: "the machine that looks every few minutes",
        text: SCHEDULING,
    },
];

const POLICY: &str = "\
The policy: the school's rules, and how to change them

A policy is a file of rules, policy.toml in the record folder. Each rule cites
the clause of the written policy that it comes from. hv refuses where the
policy says must; where it says should, hv warns and asks for a written reason.
What the policy does not say, hv does not invent: it shows \"not set\".

  to see                                     type
  what it says, and what is hv's own         hv policy show
  every clause, and what honours it          hv policy clauses
  what is wrong with it, all at once         hv policy check
  how long it can take until somebody knows  hv policy bound
  what a new one would change                hv policy diff NEW.toml
  the language on one page                   hv policy help

To change a rule: edit policy.toml, then hv policy check. Whoever is out
already keeps the terms of the day they left. The command: hv policy --help
";

const ALARM: &str = "\
The alarm: what happens when somebody has not been heard from

In danger, ring 999. hv is not a monitored alarm service: it rings nobody
outside the school, and it sees nothing unless somebody runs hv overdue.

hv works out what is late from the records and the clock, every time it looks.
Nothing is switched off by a run that was missed. Each alarm has a ladder: who
acts first, who next, and when. Later rungs add people and drop nobody.

  to say                             type
  who is late, and what to do now    hv overdue
  I have it                          hv ack kay --doing \"driving there\"
  nobody answered                    hv rung kay no-answer
  she answered                       hv rung kay answered
  she is in danger                   hv distress kay
  what to read out to the police     hv brief kay
  why it is due now                  hv why kay
  she is safe                        hv resolve kay --confirmed-by PERSON
                                         --how seen

Sent is not answered, and voicemail is not answered. Taking charge holds back
the next rung for a time, and ends nothing. After the last rung everybody is
told again and again until somebody takes charge. Nothing resolves itself: an
alarm that was told stays listed until somebody says who is safe and how they
know. No message and no hv undo takes back a distress.
To practise: hv drill start. The machine that looks: hv help scheduling
";

const RECORDS: &str = "\
Records: the record folder, what is where, and what is never done to it

  hv.toml, policy.toml      the school, and its rules: edit them by hand
  people/, addresses/       who works here; where families live
  families/ID/              a family's card, its visits and its assessments
  outings/2026-W48/         who was out: one file for each sign-out
  weeks/2026-W48.yaml       the week's list and its signatures
  open/                     markers: what is open, so that hv finds it fast

Cards are edited with hv staff change and hv family change, or by hand. What
happened is a line each, added at the end and never changed: when it happened,
when it was typed, by whom. A line that was changed by hand, cut off or lost
shows, and is reported until somebody has looked: hv doctor.

A mistake is put right by another line. hv undo takes back the last thing that
you typed about staff who are out; both lines stay, with the reason. hv show ID
prints a record in full. Nothing is erased but by hv retention, deliberately.

A family's id stands in file names, in ids and in what Tab offers: choose one
that is no name, such as a tree or a number.
";

const TIMES: &str = "\
Times: how they are typed

  14:30  2.30pm  9am  noon          that time today
  now  +45m  +1h30m                 from the clock
  today 14:30  tomorrow 09:00  yesterday 16:10
  thu 14:30  thursday at 2.30pm     the next Thursday after today; with --at,
                                    the last one up to today
  24/11 14:30  24/11/2026 14:30     day/month, this year if none is said
  2026-11-24 14:30  2026-11-24T14:30:00+00:00

All in the school's time zone, wherever the machine thinks it is. --at, for
what has happened, is never in the future; at five past midnight 23:50 is last
night. A time to come that has passed today is refused, not moved to tomorrow.

What could mean two things is refused, and both are named: 2:30 (02:30, or
14:30?), next thursday, 930, midnight. The night the clocks go back, a time
that comes twice means the first, so that an alarm is never late by it, and
01:30+00:00 is the second; the night they go forward, a time that never comes
is refused. What was understood is printed.
A length of time: 45m, 2h, 1h30m.
";

const EXIT_CODES: &str = "\
Exit codes: how a command says how it ended

  0   done; for overdue: everything was read, and nobody is late. A drill is
      nobody
  1   refused by a rule of the policy
  2   what was typed cannot be used
  3   a record or the policy could not be read, something could not be written,
      or a channel failed
  4   overdue: somebody is late, or an alarm that was told is not resolved.
      Damage is reported too, but an alarm outranks it
  5   overdue --alert: somebody is late, and not everything could be read, told
      or written down
  70  a mistake in hv itself

What was asked for is on standard output, what happened on standard error.
With --json, standard output is one object on one line.
";

const SCHEDULING: &str = "\
Scheduling: the machine that looks every few minutes

Nobody hears of an alarm before hv looks. Let a machine that is always on run
hv overdue --alert every five minutes: it works out what is due, tells the
people whose turn it is, and prints only what is new.

  to install it                      hv schedule cron
                                     hv schedule systemd
                                     hv schedule windows
  who is told, by which channel      hv notify
  a message that says it is a test   hv notify test --to PERSON
  walk the ladder for practice       hv drill start

A run that was missed changes nothing: the next one tells all that came due
meanwhile. Each good run leaves a heartbeat. Without a fresh one every command
says NO MACHINE WATCHES while somebody is out, and hv out wants somebody who
watches by hand, by name: --watch-by-hand PERSON. A laptop that sleeps, or goes
home at four, is no machine to watch with.
";
