//! What was typed: the tree of commands and their flags. No decision is made here.

mod assess;
mod board;
mod bound;
mod brief;
mod charge;
mod drill;
mod examples;
mod export;
mod family_review;
mod init;
mod log;
mod notify;
mod print;
mod reconcile;
mod replay;
mod report;
mod retention;
mod road;
mod schedule;
mod signature;
mod sync;
mod topics;
mod tree;
mod undo;
mod unsaid;
mod whereabouts;

pub use assess::{
    AssessAction, AssessCommand, AssessControl, AssessDecide, AssessNew, AssessPaper, AssessRead,
    AssessReview, AssessRisk,
};
pub use board::Board;
pub use bound::{Until, Within};
pub use brief::Brief;
pub use charge::{Ack, Confirmed, Distress, Resolve, Rung};
pub use drill::{Drill, DrillAction, DrillAnswered, DrillClock, DrillEnd, DrillStart};
pub use examples::{EXAMPLES, Example};
pub use export::{Calendar, Export, ExportAs};
pub use family_review::FamilyReview;
pub use init::Init;
pub use log::Log;
pub use notify::{Notify, NotifyAction, NotifyTest};
pub use print::{Print, PrintPage};
pub use reconcile::Reconcile;
pub use replay::PolicyReplay;
pub use report::{Days, Report};
pub use retention::{
    Access, Hold, Release, Retention, RetentionAction, RetentionErase, RetentionFinish, WhyErased,
};
pub use road::{
    Arrive, Back, ByWhom, Cancel, Checkin, Delay, Done, Enter, Extend, Home, Incident, Late, Leave,
    Tell, ToldBy, Who,
};
pub use schedule::{Runs, Schedule, ScheduleFor};
pub use signature::{HowSigned, Verify};
pub use sync::Sync;
pub use topics::{TOPICS, Topic};
pub use tree::{command_of, examples_of, tree};
pub use undo::{Completions, Help, Man, Shell, Undo};
pub use unsaid::{Unsaid, filled, unsaid};
pub use whereabouts::Whereabouts;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Keeps school staff safe on home visits.
///
/// hv notices when somebody has not come back. It is not a monitored alarm service, it is not BS 8484, and it
/// holds no police response number. In danger, ring 999.
#[derive(Debug, Parser)]
#[command(
    name = "hv",
    version,
    disable_help_subcommand = true,
    after_help = "Topics, with hv help TOPIC: policy, alarm, records, times, exit-codes, scheduling.\n\
                  Times: 14:30, 2.30pm, now, +45m, tomorrow 09:00, thu 14:30, 24/11 14:30.\n\
                  A text given as - (--note -) is asked for, or read from standard input, a line each: it\n\
                  then stands in no list of processes and in no history.\n\
                  Exit codes: 0 done, nobody late; 1 refused by a rule; 2 the command line;\n\
                  3 something could not be read or written; 4 somebody is late;\n\
                  5 overdue --alert: late, and not everything could be told; 70 a bug."
)]
pub struct Cli {
    /// What everything takes.
    #[command(flatten)]
    pub global: Global,
    /// The command. Without one: who is out, what is due next, and what to type now.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Flags of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The record folder. Without it: the nearest one upwards from here, else the configured one. For several schools,
    /// repeat it with a command that looks: hv alone, hv overdue, hv board, hv plan, hv report, hv export.
    #[arg(long, global = true, value_name = "DIR", env = "HV_STORE", help_heading = "Everywhere")]
    pub store: Vec<PathBuf>,
    /// Who is typing, by id. Without it: your user name on this machine.
    #[arg(long, global = true, value_name = "PERSON", help_heading = "Everywhere")]
    pub by: Option<String>,
    /// Look at, or replay, another moment. What is written is marked. Needs the date: 2026-11-24T11:30:00+00:00.
    #[arg(long, global = true, value_name = "TIME", help_heading = "Everywhere")]
    pub now: Option<String>,
    /// Print JSON.
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// Print nothing but what was asked for, and what is wrong.
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    pub quiet: bool,
    /// Put questions as plain lines and redraw nothing: for a screen reader, or answers from a pipe. The same as
    /// ACCESSIBLE=1.
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub plain: bool,
    /// Colour: auto, always or never.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Everywhere"
    )]
    pub color: Colour,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set the school up: make the record folder from a policy, and say who is who. Again, to go on or to change it.
    Init(Init),
    /// The staff directory.
    #[command(args_conflicts_with_subcommands = true)]
    Staff(Staff),
    /// Families and addresses.
    #[command(args_conflicts_with_subcommands = true)]
    Family(FamilyCommand),
    /// The week's list, and what is still missing for each visit.
    #[command(args_conflicts_with_subcommands = true)]
    Plan(PlanCommand),
    /// The risk assessment of visiting a family.
    #[command(args_conflicts_with_subcommands = true)]
    Assess(AssessCommand),
    /// Sign staff out: every gate at once, then the watch begins.
    Out(Out),
    /// Somebody is at the door.
    Arrive(Arrive),
    /// The family says it is running late.
    Late(Late),
    /// About to go in: the last questions.
    Enter(Enter),
    /// Out of the property.
    Leave(Leave),
    /// Somebody rang in, or answered: the next contact is due from now.
    Checkin(Checkin),
    /// A new expected return, or a visit added by telephone.
    Extend(Extend),
    /// Held up on the way: a breakdown, traffic. The family is told; a new arrival moves that visit.
    Delay(Delay),
    /// Call a visit off: no-show, unsafe, late and the policy's other outcomes.
    Cancel(Cancel),
    /// Back at school, one by one or together.
    Back(Back),
    /// Answers to questions about what was phoned in already.
    Tell(Tell),
    /// Safe at home, one by one, where that is where the outing ends.
    Home(Home),
    /// Somebody is in danger: straight to the top of the ladder. No message takes it back.
    Distress(Distress),
    /// Take charge of an alarm: who, and what they are doing. It holds back the next rung for a time, and ends nothing.
    Ack(Ack),
    /// What came of a rung of the ladder: answered, voicemail, no-answer, not-needed, done, or what was decided.
    Rung(Rung),
    /// Close an alarm: who confirmed that they are safe, how, and, for a serious one, a second person.
    Resolve(Resolve),
    /// Take back what was typed by mistake: it stays on record, and does not count.
    Undo(Undo),
    /// Write a visit up, or close a duty.
    Done(Done),
    /// Something went wrong on a visit: violence, abuse, an accident, an allegation.
    Incident(Incident),
    /// Who is late, worst first. Silent, exit 0, only if everything was read and nobody is late.
    Overdue(Overdue),
    /// Who is out, worst first. With --watch: again and again.
    Board(Board),
    /// The page to read out to the police: who, where, since when, what to be careful of, whom to ring.
    Brief(Brief),
    /// How people are told of an alarm: the channels, whom they reach, what is wrong; and a test of each.
    Notify(Notify),
    /// Walk a ladder for practice: who is told, who answers, how soon. Nobody is missing, and every message says so.
    #[command(args_conflicts_with_subcommands = true)]
    Drill(Drill),
    /// A page for paper: the week, the day, a visit, an assessment, an incident, the brief, cards, vehicles.
    Print(Print),
    /// Type in the day's sheet that was kept by hand while hv could not be used.
    Reconcile(Reconcile),
    /// A list that the policy wants kept, printed from the records.
    Sheet(SheetCommand),
    /// What happened, in order and in sentences: with an outing, a visit, a family or a person.
    Log(Log),
    /// Years of records as tables, for a database or a spreadsheet.
    Export(Export),
    /// The planned visits as a calendar file (iCalendar): no family's name, no address.
    Calendar(Calendar),
    /// One record in full: a visit, an outing, a family, a person, an assessment or a week.
    Show(Show),
    /// Every gate, deadline and rating of a visit or an outing, explained.
    Why(Why),
    /// What was signed, by whom and how, whether it holds, and what has changed since.
    Verify(Verify),
    /// Read everything and report every disagreement.
    Doctor(Doctor),
    /// How long records are kept: what is due, what is held, and erasing it.
    #[command(args_conflicts_with_subcommands = true)]
    Retention(Retention),
    /// Everything on record about one family, or one member of staff, for a subject access request.
    Access(Access),
    /// A week, a half term, a term or a year in figures, for governors and the trust.
    Report(Report),
    /// Check, list and show policies.
    Policy(PolicyCommand),
    /// What to install so that this machine looks every few minutes.
    Schedule(Schedule),
    /// Send what is recorded here to the other machines, and bring in what they recorded. Never needed for anything else.
    Sync(Sync),
    /// This page, a topic, or the help of a command.
    Help(Help),
    /// What to add to your shell's start-up file, so that Tab completes names, ids and flags.
    Completions(Completions),
    /// Write the manual pages.
    Man(Man),
}

/// `hv staff`
#[derive(Debug, Args)]
pub struct Staff {
    /// One person.
    pub person: Option<String>,
    /// Everybody, as a sheet for a spreadsheet program. `hv staff import` reads it back.
    #[arg(long, conflicts_with = "person")]
    pub csv: bool,
    /// Add, change or import.
    #[command(subcommand)]
    pub action: Option<StaffAction>,
}

/// What to do to the staff directory.
#[derive(Debug, Subcommand)]
pub enum StaffAction {
    /// Add a person.
    Add(StaffFields),
    /// Change what is on record about a person. Only the flags given change.
    Change(StaffFields),
    /// Add people from a sheet of the school's own system (CSV, UTF-8). All rows, or none.
    #[command(after_help = STAFF_COLUMNS)]
    Import(Import),
}

/// What is on record about a person.
#[derive(Debug, Args)]
pub struct StaffFields {
    /// The id: short, lower case, as it will be typed: kay.
    pub id: String,
    /// The name.
    #[arg(long)]
    pub name: Option<String>,
    /// A role of the policy: dsl, dsl:deputy, dsl:from=2026-09-01:until=2027-07-31. Repeat it; given once, it
    /// replaces all roles.
    #[arg(long = "role", value_name = "ROLE[:deputy][:from=DAY][:until=DAY]")]
    pub roles: Vec<String>,
    /// The mobile carried on visits.
    #[arg(long)]
    pub mobile: Option<String>,
    /// Where mail to them goes, alarms too: kay@example.org.
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// Whom to ring for this person: "Sam Invented=07700 900123".
    #[arg(long, value_name = "NAME=NUMBER")]
    pub emergency_contact: Option<String>,
    /// The next of kin: "Sam Invented=07700 900123".
    #[arg(long, value_name = "NAME=NUMBER")]
    pub next_of_kin: Option<String>,
    /// Make of the car.
    #[arg(long)]
    pub car_make: Option<String>,
    /// Model of the car.
    #[arg(long)]
    pub car_model: Option<String>,
    /// Registration of the car.
    #[arg(long)]
    pub car_registration: Option<String>,
    /// Colour of the car.
    #[arg(long)]
    pub car_colour: Option<String>,
    /// Last day of the car's insurance: 2027-03-31.
    #[arg(long, value_name = "DAY")]
    pub insured_until: Option<String>,
    /// Whether the insurance covers business use.
    #[arg(long, value_name = "YES|NO")]
    pub business_use: Option<YesNo>,
    /// When trained to visit: 2026-09-01.
    #[arg(long, value_name = "DAY")]
    pub trained: Option<String>,
    /// When coached in safe habits in the home: 2026-09-01.
    #[arg(long, value_name = "DAY")]
    pub coached: Option<String>,
    /// Training in a topic, with its day: child-protection=2026-09-01. Repeat it; a topic given again has the new day.
    #[arg(long = "training", value_name = "TOPIC=DAY")]
    pub training: Vec<String>,
    /// One of the staff whom the school has designated to visit.
    #[arg(long, value_name = "YES|NO")]
    pub designated: Option<YesNo>,
    /// May visit alone, where the policy asks for that permission.
    #[arg(long, value_name = "YES|NO")]
    pub lone_visits: Option<YesNo>,
    /// The agency they work for, if not for the school; "" for the school.
    #[arg(long, value_name = "AGENCY")]
    pub works_for: Option<String>,
    /// A confirmation of reading: home-visits-policy=2026-09-01, or with its version home-visits-policy@3=2026-09-01.
    /// Repeat it.
    #[arg(long = "read", value_name = "WHAT[@VERSION]=DAY")]
    pub read: Vec<String>,
    /// The day they left; they are kept for the history.
    #[arg(long, value_name = "DAY")]
    pub left: Option<String>,
}

/// `hv staff import`, `hv family import`
#[derive(Debug, Args)]
pub struct Import {
    /// The file. Its first line holds the headings.
    pub file: PathBuf,
    /// Which column a field is in, where its heading is not the field's name: "mobile=Mobile Phone". Repeat it.
    #[arg(long = "column", value_name = "FIELD=HEADING")]
    pub columns: Vec<String>,
    /// The same from a TOML file, a line each: mobile = "Mobile Phone"
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// Change what is on record where a row differs from it. An empty cell changes nothing.
    #[arg(long)]
    pub update: bool,
    /// Write nothing; say what would be added and changed.
    #[arg(long, short = 'n')]
    pub dry_run: bool,
}

/// What a sheet of staff can hold.
const STAFF_COLUMNS: &str = "Fields: id; name, or forename and surname; role; mobile; email; emergency-contact and \
emergency-contact-number; next-of-kin and next-of-kin-number; car-make, car-model, car-registration, car-colour; \
insured-until; business-use; trained; coached; training; designated; lone-visits; works-for; read; left. Several in \
one cell are parted by semicolons. Days are 2026-09-01 or 01/09/2026.";

/// What a sheet of families can hold.
const FAMILY_COLUMNS: &str = "Fields: id; pupil, or pupil-forename and pupil-surname; class; carer and carer-number; \
address; address-id; directions; also-at; workplace; agency; caution. Several in one cell are parted by semicolons: \
brothers and sisters are one row.";

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl YesNo {
    /// As a truth value.
    pub fn yes(self) -> bool {
        self == YesNo::Yes
    }
}

/// `hv family`
#[derive(Debug, Args)]
pub struct FamilyCommand {
    /// One family.
    pub family: Option<String>,
    /// All of them, as a sheet for a spreadsheet program. `hv family import` reads it back.
    #[arg(long, conflicts_with = "family")]
    pub csv: bool,
    /// Add, change or import.
    #[command(subcommand)]
    pub action: Option<FamilyAction>,
}

/// What to do to the families.
#[derive(Debug, Subcommand)]
pub enum FamilyAction {
    /// Add a family.
    Add(FamilyFields),
    /// Change what is on record. Only the flags given change.
    Change(FamilyFields),
    /// Cautions that are to be looked at again; and what came of looking.
    Review(FamilyReview),
    /// Add families from a sheet of the school's own system (CSV, UTF-8). All rows, or none.
    #[command(after_help = FAMILY_COLUMNS)]
    Import(Import),
}

/// What is on record about a family.
#[derive(Debug, Args)]
pub struct FamilyFields {
    /// The id: short, lower case. It shows in file names, so the school chooses it.
    pub id: String,
    /// A pupil: "Ali Invented, 4B". Repeat it; given once, it replaces all.
    #[arg(long = "pupil", value_name = "NAME[, CLASS]")]
    pub pupils: Vec<String>,
    /// A parent or carer: "Sara Invented=07700 900456". Repeat it; given once, it replaces all.
    #[arg(long = "carer", value_name = "NAME=NUMBER")]
    pub carers: Vec<String>,
    /// Where they live, in one line.
    #[arg(long)]
    pub address: Option<String>,
    /// The address's id. Without it: the family's.
    #[arg(long)]
    pub address_id: Option<String>,
    /// How to find it, parking, ways out.
    #[arg(long)]
    pub directions: Option<String>,
    /// Another address they live at: grandma="4 Sample Lane, Testford", or the id alone of one on record. Repeat it.
    #[arg(long = "also-at", value_name = "ID[=TEXT]")]
    pub also_at: Vec<String>,
    /// Where a parent or carer can be met at work: cafe="1 Example Square, Testford", or an id alone. Repeat it.
    #[arg(long = "workplace", value_name = "ID[=TEXT]")]
    pub workplaces: Vec<String>,
    /// An address or workplace, by id, that is theirs no longer. Repeat it.
    #[arg(long = "not-at", value_name = "ID")]
    pub not_at: Vec<String>,
    /// An agency that works with the family. Repeat it.
    #[arg(long = "agency")]
    pub agencies: Vec<String>,
    /// Something to be careful of, with its source: "dog, bites=police letter". Added to the others.
    #[arg(long = "caution", value_name = "WHAT=SOURCE")]
    pub cautions: Vec<String>,
    /// A rule of the policy that does not bind this family until a day, and why: two-staff=2027-03-31:"governors' minute 4".
    /// It is on record as your decision. Repeat it; a rule given again is decided anew.
    #[arg(long = "exempt", value_name = "RULE=UNTIL:WHY")]
    pub exemptions: Vec<String>,
}

/// `hv plan`
#[derive(Debug, Args)]
pub struct PlanCommand {
    /// The week: 2026-W48, or a day in it. Without it: this week.
    pub week: Option<String>,
    /// Add, change, drop or sign.
    #[command(subcommand)]
    pub action: Option<PlanAction>,
}

/// What to do to the plan.
#[derive(Debug, Subcommand)]
pub enum PlanAction {
    /// Plan a visit.
    Add(PlanAdd),
    /// Change a planned visit. A signature over it becomes void.
    Change(PlanChange),
    /// Take a visit off the plan.
    Drop(PlanDrop),
    /// Record the signature over exactly what is on the list.
    Sign(PlanSign),
}

/// What a plan says.
#[derive(Debug, Args, Default)]
pub struct PlanFields {
    /// The appointment, or when staff mean to call.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// How long it should take: 45m.
    #[arg(long = "for", value_name = "SPAN")]
    pub lasts: Option<String>,
    /// Who goes: kay,lou.
    #[arg(long, value_name = "PEOPLE", value_delimiter = ',')]
    pub staff: Vec<String>,
    /// Why the visit is made, and why not in school.
    #[arg(long)]
    pub reason: Option<String>,
    /// A pupil it is about. Repeat it. Without it: all of the family.
    #[arg(long = "pupil")]
    pub pupils: Vec<String>,
    /// Which address, by id. Without it: the family's first.
    #[arg(long)]
    pub address: Option<String>,
    /// No appointment is made with the family.
    #[arg(long, value_name = "YES|NO", num_args = 0..=1, default_missing_value = "yes")]
    pub unannounced: Option<YesNo>,
    /// Staff stay on the doorstep.
    #[arg(long, value_name = "YES|NO", num_args = 0..=1, default_missing_value = "yes")]
    pub doorstep: Option<YesNo>,
    /// The agency that asked for the visit.
    #[arg(long)]
    pub agency: Option<String>,
    /// What kind of visit, in the policy's words.
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// What kind of place, in the policy's words: home, work.
    #[arg(long, value_name = "PLACE")]
    pub place: Option<String>,
    /// Which of the policy's sites or teams makes it.
    #[arg(long)]
    pub site: Option<String>,
    /// The school-wide assessment that covers it, by id.
    #[arg(long, value_name = "ASSESSMENT")]
    pub base: Option<String>,
    /// The family's confirmation: "Mon 23 Nov, by phone with Ms Invented".
    #[arg(long)]
    pub confirmed: Option<String>,
    /// The family was told that these people come.
    #[arg(long)]
    pub told_who: bool,
    /// Answers and reasons.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// Answers to the policy's questions, and reasons for going against a `should`.
#[derive(Debug, Clone, Args, Default)]
pub struct AnswerFlags {
    /// An answer: phone-carried=yes, or kay.phone-carried=yes. Repeat it.
    #[arg(long = "answer", value_name = "KEY=VALUE")]
    pub answers: Vec<String>,
    /// Answers from a file, one `key: value` a line (YAML).
    #[arg(long = "answers", value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Why a `should` is not met: two-where-possible="Lou is ill". Repeat it.
    #[arg(long = "because", value_name = "RULE=REASON")]
    pub because: Vec<String>,
}

/// `hv plan add`
#[derive(Debug, Args)]
pub struct PlanAdd {
    /// The family.
    pub family: String,
    /// The plan.
    #[command(flatten)]
    pub fields: PlanFields,
}

/// `hv plan change`
#[derive(Debug, Args)]
pub struct PlanChange {
    /// The visit.
    pub visit: String,
    /// Why it changes.
    #[arg(long)]
    pub why: Option<String>,
    /// Where they are, if nobody signed out in time.
    #[command(flatten)]
    pub whereabouts: Whereabouts,
    /// What changes.
    #[command(flatten)]
    pub fields: PlanFields,
}

/// `hv plan drop`
#[derive(Debug, Args)]
pub struct PlanDrop {
    /// The visit.
    pub visit: String,
    /// Why.
    #[arg(long)]
    pub why: Option<String>,
    /// Where they are, if nobody signed out in time.
    #[command(flatten)]
    pub whereabouts: Whereabouts,
}

/// `hv plan sign`
#[derive(Debug, Args)]
pub struct PlanSign {
    /// The week. Without it: this week.
    pub week: Option<String>,
    /// Who signs. Without it: the person typing.
    #[arg(long, value_name = "PERSON")]
    pub signed_by: Option<String>,
    /// How.
    #[command(flatten)]
    pub how: HowSigned,
}

/// `hv out`
#[derive(Debug, Args)]
pub struct Out {
    /// Who goes.
    #[arg(required = true)]
    pub people: Vec<String>,
    /// A visit covered. Repeat it. Without it: their visits planned for today.
    #[arg(long = "visit", value_name = "VISIT")]
    pub visits: Vec<String>,
    /// The expected return.
    #[arg(long, value_name = "TIME")]
    pub back: Option<String>,
    /// Who watches, on site.
    #[arg(long, value_name = "PERSON")]
    pub monitor: Option<String>,
    /// Who accepts, by name, to watch by hand where no machine does: to run hv overdue every few minutes until all are
    /// back.
    #[arg(long, value_name = "PERSON")]
    pub watch_by_hand: Option<String>,
    /// Who drives their own car: kay,lou, or none.
    #[arg(long, value_name = "PEOPLE", value_delimiter = ',')]
    pub car: Vec<String>,
    /// The senior member of staff who authorises this departure.
    #[arg(long, value_name = "PERSON")]
    pub authorised_by: Option<String>,
    /// Who takes an alarm when the office is shut.
    #[arg(long, value_name = "PERSON")]
    pub on_call: Option<String>,
    /// Who can be reached for the whole outing: "Duty phone=01632 960101".
    #[arg(long, value_name = "NAME=NUMBER")]
    pub emergency_contact: Option<String>,
    /// They left at this time. Without it: now.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// They go, or have gone, although a rule refuses: why. The watch starts at once; the breach is on record.
    #[arg(long, value_name = "WHY")]
    pub breach: Option<String>,
    /// Where they are going, for a breach without a planned visit: never the code word.
    #[arg(long = "where", value_name = "PLACE")]
    pub place: Option<String>,
    /// The number carried, for a breach by somebody who is not in the directory.
    #[arg(long)]
    pub mobile: Option<String>,
    /// Answers and reasons.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// `hv overdue`
#[derive(Debug, Args)]
pub struct Overdue {
    /// The form for cron: records and tells each rung that is due, and prints what is new. Without it, nothing is
    /// recorded and nobody is told.
    #[arg(long)]
    pub alert: bool,
}

/// `hv sheet`
#[derive(Debug, Args)]
pub struct SheetCommand {
    /// The sheet, as the policy calls it. Without it: which there are.
    pub id: Option<String>,
    /// The week: 2026-W48, or a day in it. Without it: this week; of incidents, all there are.
    pub week: Option<String>,
}

/// `hv show`
#[derive(Debug, Args)]
pub struct Show {
    /// The id, or the start of one.
    pub id: String,
}

/// `hv why`
#[derive(Debug, Args)]
pub struct Why {
    /// A visit's or an outing's id, or the start of one.
    pub id: String,
}

/// `hv doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    /// Accept a doubtful line, by the code that the report names it with.
    #[arg(long, value_name = "LINE", conflicts_with = "reject")]
    pub accept: Option<String>,
    /// Reject a doubtful line.
    #[arg(long, value_name = "LINE")]
    pub reject: Option<String>,
    /// The record the line is in, by its path. Without it: looked for.
    #[arg(long, value_name = "RECORD")]
    pub record: Option<String>,
    /// Why it is accepted or rejected.
    #[arg(long)]
    pub why: Option<String>,
    /// Mend what follows from the records: markers, week lists, lines cut off while they were being written. Shown
    /// first, and done after a yes.
    #[arg(long, conflicts_with_all = ["accept", "reject", "record", "why"])]
    pub repair: bool,
    /// With --repair: do it without being asked.
    #[arg(long, requires = "repair")]
    pub yes: bool,
}

/// `hv policy`
#[derive(Debug, Args)]
#[command(disable_help_subcommand = true)]
pub struct PolicyCommand {
    /// What to do.
    #[command(subcommand)]
    pub action: PolicyAction,
}

/// What to do with policies.
#[derive(Debug, Subcommand)]
pub enum PolicyAction {
    /// The policies that come with hv.
    List,
    /// Every problem of a policy at once. Without a file: this school's.
    Check {
        /// A policy file, or a shipped policy's name.
        file: Option<PathBuf>,
        /// How long it may take until somebody knows.
        #[command(flatten)]
        within: Within,
    },
    /// What the policy says, and which values are hv's own. Without a name: this school's.
    Show {
        /// A policy file, or a shipped policy's name.
        name: Option<PathBuf>,
    },
    /// Every clause of the written policy, and what honours it. Without a name: this school's.
    Clauses {
        /// A policy file, or a shipped policy's name.
        name: Option<PathBuf>,
    },
    /// The policy language on one page: sections, keys, facts, comparisons.
    Help {
        /// One section: gate, contact.every; or facts, comparisons.
        section: Option<String>,
    },
    /// The language as a JSON Schema, for editors that complete a policy.
    Schema,
    /// A new policy to fill in, with an example of everything. On standard output.
    New {
        /// The short name: lower case, digits and hyphens.
        #[arg(default_value = "our-school")]
        name: String,
    },
    /// What would change for a visiting member of staff. With one policy: from this school's to it.
    Diff {
        /// A policy file, or a shipped policy's name.
        a: PathBuf,
        /// The policy to compare it with.
        b: Option<PathBuf>,
    },
    /// How long it can take, at worst, until each rung of each ladder knows. Without a name: this school's.
    Bound {
        /// A policy file, or a shipped policy's name.
        name: Option<PathBuf>,
        /// How often hv overdue runs. Without it 5m is assumed, and said.
        #[arg(long, visible_alias = "cron", value_name = "SPAN")]
        every: Option<String>,
    },
    /// Which alarms and refusals real weeks would have had under another policy. Writes nothing.
    Replay(PolicyReplay),
}
