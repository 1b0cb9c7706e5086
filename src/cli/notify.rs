//! `hv notify`, as it is typed; and how the two files are written that say who is told and how.

use clap::{Args, Subcommand};

/// `hv notify`
#[derive(Debug, Args)]
#[command(after_help = FILES)]
pub struct Notify {
    /// Try them.
    #[command(subcommand)]
    pub action: Option<NotifyAction>,
}

/// What to do with the channels.
#[derive(Debug, Subcommand)]
pub enum NotifyAction {
    /// Send a message by each channel that says it is a test, and say what came of it.
    Test(NotifyTest),
}

/// `hv notify test`
#[derive(Debug, Args)]
pub struct NotifyTest {
    /// Only by this channel. Repeat it.
    #[arg(long = "channel", value_name = "ID")]
    pub channels: Vec<String>,
    /// Who gets the mails and texts: an id or a name. Without it: you.
    #[arg(long, value_name = "PERSON")]
    pub to: Option<String>,
}

/// How the files are written.
const FILES: &str = r#"hv.toml, in the record folder, names channels, secrets and programs:
  [[channel]]
  id = "mail"
  kind = "email"               # or webex, teams, slack, govuk-text, govuk-email, command
  server = "smtp.example.org"
  tls = "starttls"             # or tls; none only to this machine
  from = "hv@example.org"
  user = "hv@example.org"
  password = "smtp"            # the name of a secret
  also-to = ["office@example.org"]
  [[channel]]
  id = "room"
  kind = "teams"               # webex and slack alike
  url = "teams-hook"           # the name of a secret
  [[channel]]
  id = "texts"
  kind = "govuk-text"
  key = "notify"               # the name of a secret
  template = "00000000-0000-0000-0000-000000000000"   # its text: ((text)); a mail's: ((subject)) and ((text))
  [[channel]]
  id = "siren"
  kind = "command"
  program = "siren"            # the name of a program

machine.toml, beside config.toml in the folder for settings (~/.config/hv), says what they are on this machine.
It and the files it names are yours alone: chmod 600. Secrets stand nowhere else.
  ca = "school-filter.pem"     # trusted instead of the machine's own authorities, if the school looks into TLS
  [secret.smtp]
  file = "smtp-password"       # or env = "NAME", credential = "NAME", command = ["/usr/bin/pass", "smtp"]
  for = "smtp.example.org"     # the only server it may go to
  [program.siren]
  run = ["/usr/local/bin/siren", "--loud"]   # told of the alarm as JSON on its standard input; exit 0: done
  time-limit = "30s""#;
