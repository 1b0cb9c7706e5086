//! What is typed to set a school up.

use clap::Args;
use std::path::PathBuf;

/// `hv init`
#[derive(Debug, Args)]
pub struct Init {
    /// Where. It is empty or not there yet; or a record folder, to go on with setting it up or to change it.
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// The school's name.
    #[arg(long)]
    pub name: Option<String>,
    /// A shipped policy's name, or a policy file.
    #[arg(long)]
    pub policy: Option<String>,
    /// What the written policy leaves to the school: higher-risk-from=H. Repeat it.
    #[arg(long = "choose", value_name = "CHOICE=VALUE")]
    pub choices: Vec<String>,
    /// The time zone.
    #[arg(long, default_value = "Europe/London")]
    pub zone: String,
    /// A number of the school, office first: "School office=01632 960100". Repeat it.
    #[arg(long = "number", value_name = "NAME=NUMBER")]
    pub numbers: Vec<String>,
    /// Who can be reached for the whole of any outing: "Duty phone=01632 960101".
    #[arg(long, value_name = "NAME=NUMBER")]
    pub emergency_contact: Option<String>,
    /// When the school is open: 08:30-16:00.
    #[arg(long, value_name = "FROM-TO")]
    pub hours: Option<String>,
    /// Whose bank holidays close the school: england, wales, scotland or northern-ireland.
    #[arg(long)]
    pub nation: Option<String>,
    /// A term: "Autumn=2026-09-02..2026-12-18". Repeat it. Outside its terms the school is shut.
    #[arg(long = "term", value_name = "NAME=FIRST..LAST")]
    pub terms: Vec<String>,
    /// Days it is shut within a term: "INSET=2026-11-27", "half term=2026-10-26..2026-10-30". Repeat it.
    #[arg(long = "shut", value_name = "WHY=DAY[..LAST]")]
    pub shut: Vec<String>,
    /// Who is who: "principal=Pat Invented, 07700 900103", "dsl:deputy=Lou Invented", and without a role, who visits:
    /// "Kay Invented, 07700 900101". Repeat it.
    #[arg(long = "person", value_name = "[ROLE=]NAME[, MOBILE]")]
    pub people: Vec<String>,
    /// How people are told of an alarm: "mail=email, server=smtp.example.org, from=hv@example.org", "team=teams,
    /// url=team-hook", "pager=command, program=pager". Repeat it. No password: the name of one. hv notify says more.
    #[arg(long = "channel", value_name = "ID=KIND[, KEY=VALUE]...")]
    pub channels: Vec<String>,
    /// The answers from a TOML file, each by the name of its flag: `hours = "08:30-16:00"`.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Change what is set already to what is given. Without it, a difference is shown, and asked about at a terminal.
    #[arg(long)]
    pub replace: bool,
    /// At the end, ring the alarm once for practice, without being asked. It tells real people that it is a drill.
    #[arg(long)]
    pub drill: bool,
    /// The folder's own id. Without it: made from the name and the time.
    #[arg(long)]
    pub id: Option<String>,
    /// Make no git repository even if git is there.
    #[arg(long)]
    pub no_git: bool,
}
