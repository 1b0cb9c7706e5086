//! `hv init`: a school set up by flags, by a file, by answering; broken off and gone on with; looked at again; and
//! nothing that a person wrote overwritten unseen.

use crate::harness::Place;
use crate::prompts::{asked, at_terminal, ends};
use std::fs;

const PARK: &str = "init school --name \"Oak Primary\" --policy hunsbury-park --no-git --id x";

const WHO: &str = "--person \"headteacher=Pat Invented, 07700 900103\" --person \"dsl=Pat Invented\" \
                   --person \"dsl:deputy=Lou Invented, 07700 900102\" --person \"Kay Invented, 07700 900101\"";

fn place() -> Place {
    Place::new("2026-11-24T08:00:00+00:00")
}

#[test]
fn flags_alone_end_in_a_folder_that_doctor_likes_and_a_drill_that_rang() {
    let mut place = place();
    let run = place.hv(&format!(
        "{PARK} {WHO} --drill --number \"School office=01632 960100\" --hours 08:30-16:00 --nation england \
         --channel \"mail=email, server=smtp.example.org, from=hv@example.org\""
    ));
    let run = run.exits(0).says("hv doctor is content").says("The DRILL has begun");
    let run = run.says("That was the alarm, for practice").says("hv drill end");
    assert!(run.out.contains("DRILL"), "it did not ring:\n{}", run.text());
    let pat = place.read("people/pat.yaml");
    assert!(pat.contains("role: headteacher") && pat.contains("role: dsl"), "{pat}");
    assert!(place.read("people/lou.yaml").contains("deputy: true"));
    assert!(!place.read("people/kay.yaml").contains("role"));
    assert!(place.read("hv.toml").contains("smtp.example.org"));
    place.hv("drill end").done();
    place.hv("doctor").done();
}

#[test]
fn a_file_of_answers_says_the_same_and_nothing_twice() {
    let mut place = place();
    let answers = "name = \"Oak Primary\"\npolicy = \"hunsbury-park\"\nhours = \"08:30-16:00\"\n\
                   number = [\"School office=01632 960100\"]\nperson = [\"headteacher=Pat Invented, 07700 900103\"]\n";
    fs::write(place.path().join("a.toml"), answers).unwrap();
    let _twice = place
        .hv("init school --answers a.toml --hours 09:00-15:00")
        .exits(2)
        .says("--hours is answered twice");
    fs::write(place.path().join("b.toml"), "name = \"Oak\"\n\nhuors = 1\n").unwrap();
    let _slip = place.hv("init school --answers b.toml").exits(2).says("b.toml:3:").says("huors");
    assert!(!place.folder().exists());
    let made = place.hv("init school --answers a.toml --no-git --json").exits(0).json();
    assert_eq!((&made["people"][0], &made["drill"]), (&"pat".into(), &false.into()));
    assert!(place.read("hv.toml").contains("08:30"));
}

#[test]
fn again_adds_what_is_missing_and_changes_nothing_unseen() {
    let mut place = place();
    place.hv(&format!("{PARK} --hours 08:30-16:00 {WHO}")).done();
    place.edit(
        "hv.toml",
        "name = \"Oak Primary\"",
        "# ours\nname = \"Oak Primary\" # as on the gate",
    );
    let before = place.tree();
    let all = [
        (
            "--hours 09:00-15:00 --nation wales",
            "--hours: 08:30-16:00 is set, and 09:00-15:00 was given",
        ),
        ("--name Elm", "--name: Oak Primary is set, and Elm was given"),
        ("--person \"Kay Invented, 07700 900199\"", "on record with 07700 900101"),
    ];
    for (flags, says) in all {
        let _shown = place.hv(&format!("init . {flags}")).exits(2).says(says).says("--replace");
        assert_eq!(before, place.tree(), "{flags} changed something");
    }
    for (flags, says) in [
        ("--policy aspire", "hv policy diff aspire"),
        ("--id y", "this folder has x, not y"),
        ("--zone Europe/Paris", "--zone"),
        ("--person \"pope=Pat Invented\"", "no role pope"),
    ] {
        let _fixed = place.hv(&format!("init . {flags}")).exits(2).says(says);
        assert_eq!(before, place.tree(), "{flags} changed something");
    }
    let _shown = place
        .hv("init .")
        .exits(0)
        .says("open: 08:30-16:00")
        .says("bank holidays: hv init --nation");
    assert_eq!(before, place.tree(), "looking changed something");
    place
        .hv("init . --nation wales --hours 08:30-16:00 --person \"Kay Invented, 07700 900101\"")
        .done();
    place.hv("init . --hours 09:00-15:00 --person \"Kay Invented, 07700 900199\" --replace").done();
    let text = place.read("hv.toml");
    for kept in ["# ours", "# as on the gate", "nation = \"wales\"", "09:00"] {
        assert!(text.contains(kept), "no {kept} in\n{text}");
    }
    assert!(place.read("people/kay.yaml").contains("900199"));
    place.hv("doctor").done();
}

/// hv.toml that cannot be read may hold what somebody wrote.
#[test]
fn a_folder_that_cannot_be_read_is_never_made_anew() {
    let mut place = place();
    place.hv(PARK).done();
    place.write("hv.toml", "format = \n");
    let before = place.tree();
    let _said =
        place.hv("init . --name Elm --policy hunsbury-park --replace").exits(3).says("hv.toml");
    assert_eq!(before, place.tree());
}

#[test]
fn a_making_that_was_broken_off_is_gone_on_with_and_anything_else_is_refused() {
    let mut place = place();
    place.hv(PARK).done();
    // As a kill before the last write leaves it.
    fs::remove_file(place.folder().join("hv.toml")).unwrap();
    place.write("local/.machine.77-0.tmp", "half");
    let _nobody = place.hv("overdue").exits(3);
    for (path, text) in
        [("people/kay.yaml", "id: kay\n"), ("policy.toml", "theirs\n"), ("notes.txt", "x")]
    {
        let was = fs::read_to_string(place.folder().join(path)).ok();
        place.write(path, text);
        let there = format!("init {}", place.folder().display());
        let made = PARK.replacen("init school", &there, 1);
        let _refused = place.hv(&made).exits(2).says("holds other things");
        assert_eq!(place.read(path), text);
        match was {
            Some(was) => place.write(path, &was),
            None => fs::remove_file(place.folder().join(path)).unwrap(),
        }
    }
    let there = format!("init {}", place.folder().display());
    let made = PARK.replacen("init school", &there, 1);
    place.hv(&made).done();
    place.hv("doctor").done();
}

#[test]
fn answers_at_a_terminal_are_saved_one_by_one_and_the_next_run_goes_on() {
    let mut place = place();
    let mut session = at_terminal(&place, "init school --no-git");
    asked(&mut session, "What is the school called?", "Oak Primary");
    asked(&mut session, "Which is the school's?", "nine");
    session.exp_string("there is no file").unwrap();
    session.send_line("4").unwrap();
    asked(&mut session, "The office's telephone number", "01632 960100");
    asked(&mut session, "A second number", "");
    asked(&mut session, "When is the school open?", "from nine");
    session.exp_string("is not of the form 08:30-16:00").unwrap();
    session.send_line("08:30-16:00").unwrap();
    session.exp_string("Whose bank holidays").unwrap();
    session.send_control('c').unwrap();
    session.exp_string("hv init school").unwrap();
    let _rest = ends(&mut session, 130);
    assert!(place.read("hv.toml").contains("08:30"));

    let mut session = at_terminal(&place, "init .");
    session.exp_string("It is set up like this").unwrap();
    asked(&mut session, "A second number", "");
    asked(&mut session, "Whose bank holidays", "england");
    asked(&mut session, "The school's terms", "");
    asked(&mut session, "Who is the headteacher?", "Pat Invented, 07700 900103");
    asked(&mut session, "Who stands in when the headteacher is away?", "");
    asked(&mut session, "Who is the designated safeguarding lead?", "Pat Invented");
    session.exp_string("(pat), headteacher, dsl").unwrap();
    for question in [
        "Who stands in",
        "deputy designated",
        "family support",
        "office manager",
        "business manager",
    ] {
        asked(&mut session, question, "");
    }
    asked(&mut session, "Who else goes on visits?", "Kay Invented");
    asked(&mut session, "The mobile that Kay Invented carries", "07700 900101");
    asked(&mut session, "And who else?", "");
    asked(&mut session, "How are people told of an alarm", "");
    asked(&mut session, "Anything to change?", "hours");
    asked(&mut session, "hours, as it should be", "09:00-15:30");
    asked(&mut session, "it becomes 09:00-15:30. Change it?", "yes");
    asked(&mut session, "Anything to change?", "");
    session.exp_string("hv doctor is content").unwrap();
    asked(&mut session, "Ring the alarm once now, for practice?", "yes");
    asked(&mut session, "Begin the drill?", "yes");
    session.exp_string("That was the alarm, for practice").unwrap();
    let _rest = ends(&mut session, 0);
    assert!(place.read("hv.toml").contains("09:00"));
    place.hv("drill end").done();
    place.hv("doctor").done();
}

/// Called away after the first term, and after the first of the staff: both are asked for again.
#[test]
fn what_was_begun_is_not_taken_for_all_there_is() {
    let place = place();
    let given = "--number \"School office=01632 960100\" --number \"Duty phone=01632 960101\" --hours 08:30-16:00 \
                 --nation england";
    let mut session = at_terminal(&place, &format!("{PARK} {given}"));
    asked(&mut session, "The school's terms", "Autumn=2026-09-02..2026-12-18");
    session.exp_string("And the next?").unwrap();
    session.send_control('c').unwrap();
    let _rest = ends(&mut session, 130);

    let mut session = at_terminal(&place, "init .");
    let set = "Terms that are set: Autumn=2026-09-02..2026-12-18. Are there more?";
    asked(&mut session, set, "Spring=2027-01-04..2027-03-25");
    asked(&mut session, "And the next?", "");
    asked(&mut session, "Days on which it is shut", "INSET=2026-11-27");
    session.exp_string("And the next?").unwrap();
    session.send_control('c').unwrap();
    let _rest = ends(&mut session, 130);

    let mut session = at_terminal(&place, &format!("init . {WHO}"));
    asked(&mut session, "2027-03-25. Are there more?", "");
    asked(&mut session, "shut that are set: INSET=2026-11-27. Are there more?", "");
    for question in [
        "stands in when the headteacher",
        "deputy designated",
        "family support",
        "office manager",
        "business",
    ] {
        asked(&mut session, question, "");
    }
    asked(&mut session, "On the list besides: Kay Invented. Who else goes on visits?", "");
    session.exp_string("How are people told of an alarm").unwrap();
    session.send_control('c').unwrap();
    let _rest = ends(&mut session, 130);
    let set = place.read("hv.toml");
    for kept in ["Autumn", "Spring", "INSET"] {
        assert_eq!(set.matches(kept).count(), 1, "{kept} in {set}");
    }
}

/// From within another school's folder nobody would be seen to be out; and what is set for other commands must not turn one
/// folder into another.
#[test]
fn a_school_is_made_where_it_was_meant_and_in_no_other() {
    let mut place = crate::school::afield(crate::school::Under::Park);
    let before = place.tree();
    let made = "--name Other --policy hunsbury-park --no-git";
    for nested in ["oak", "outings/oak"] {
        let run = place.hv(&format!("init {nested} {made}")).exits(2);
        let _run = run.says("would be a school within the record folder");
    }
    let run = place.hv(&format!("--store . init ../newschool {made} --replace")).exits(2);
    let _run = run.says("two folders are named: ../newschool, and . by --store or HV_STORE");
    assert_eq!(before, place.tree());
    assert!(!place.path().join("newschool").exists());
    place.hv(&format!("init ../newschool {made}")).done();
}

/// When all is answered, what was typed wrongly is put right at once. The id stays, since it may be on paper already.
#[test]
fn a_slip_is_put_right_before_it_goes_on() {
    let mut place = place();
    let given = "--number \"School office=01632 960100\" --number \"Duty phone=01632 960101\" --hours 08:30-16:00 \
                 --nation england";
    let mut session = at_terminal(&place, &format!("{PARK} {given} {WHO}"));
    asked(&mut session, "The school's terms", "Autumn=2026-09-02..2026-12-18");
    // A name that is there already would be taken for a change of it later.
    asked(&mut session, "And the next?", "autumn=2027-01-04..2027-03-25");
    session.exp_string("two terms are called").unwrap();
    session.send_line("Spring=2027-01-04..2027-03-25").unwrap();
    asked(&mut session, "And the next?", "");
    asked(&mut session, "Days on which it is shut", "");
    // Somebody who stands in for themselves is nobody when they are away: said, and taken.
    asked(&mut session, "Who stands in when the headteacher is away?", "Pat Invented");
    session.exp_string("while they are away, nobody has it").unwrap();
    for question in ["deputy designated", "family support", "office manager", "business"] {
        asked(&mut session, question, "");
    }
    asked(&mut session, "Who else goes on visits?", "Maks Inventedd, 07700 900104");
    asked(&mut session, "And who else?", "");
    asked(&mut session, "How are people told of an alarm", "");
    asked(&mut session, "nation, term, shut, kay, lou, maks, pat (Enter: nothing)", "maks");
    asked(&mut session, "Maks Inventedd, 07700 900104: name and mobile", "Max Invented");
    session.exp_string("Saved: Max Invented (maks), 07700 900104.").unwrap();
    asked(&mut session, "Anything to change?", "nobody");
    session.exp_string("is none of them").unwrap();
    session.send_line("name").unwrap();
    asked(&mut session, "name, as it should be", "Oak Hill Primary");
    asked(&mut session, "Change it?", "yes");
    asked(&mut session, "Anything to change?", "");
    session.exp_string("Not set yet:").unwrap();
    session.exp_string("told by: hv init").unwrap();
    asked(&mut session, "Ring the alarm once now, for practice?", "no");
    let _rest = ends(&mut session, 0);
    assert!(place.read("people/maks.yaml").contains("name: Max Invented"));
    assert!(place.read("people/maks.yaml").contains("07700 900104"));
    assert!(place.read("hv.toml").contains("name = \"Oak Hill Primary\""));
    let alone = "hv init . --person \"dsl:deputy=Pat Invented\"";
    let run = place.hv(alone.strip_prefix("hv ").unwrap()).exits(0);
    let _run = run.says("Pat Invented has the role dsl and stands in for it");
    let lou = place.hv("init . --person \"headteacher:deputy=Lou Invented\"").exits(0);
    let _lou = lou.keeps_quiet_about("stands in for it");
}

#[test]
fn the_drill_is_a_line_of_the_answers_as_every_question_is() {
    let mut place = place();
    let answers = |drill: &str| {
        format!(
            "name = \"Oak Primary\"\npolicy = \"hunsbury-park\"\n{drill}\
             number = [\"School office=01632 960100\"]\nperson = [\"headteacher=Pat Invented, 07700 900103\"]\n"
        )
    };
    fs::write(place.path().join("a.toml"), answers("drill = true\n")).unwrap();
    let made = place.hv("init school --answers a.toml --no-git --json").exits(0).json();
    assert_eq!(made["drill"], true);
    let _rang = place.hv("drill").says("the ladder for \"not heard from\"");
}

#[test]
fn a_number_names_a_policy_only_beside_the_list_and_the_words_say_which() {
    let mut place = place();
    let run = place.hv("init school --policy 4 --name Oak").exits(2);
    let _run =
        run.says("a number counts only where hv init asks").says("number 4 is hunsbury-park");
    assert!(!place.folder().exists());
}
