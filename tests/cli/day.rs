//! One whole day under each policy, as it is typed, and the shape of `--json` of every command that has it.

use crate::harness::Place;
use crate::school::{
    Aspire, OUTING, Park, Under, VISIT, afield, answers, assess_file, done, enter,
    head_told_of_change, out, plan_with, ready, school,
};
use insta::assert_snapshot;

/// Every command appears in the day of either policy, but for `assess`, which one of them does not have.
const COMMANDS: [&str; 20] = [
    "staff", "family", "plan", "assess", "out", "arrive", "late", "enter", "leave", "checkin",
    "extend", "cancel", "back", "done", "overdue", "board", "show", "why", "doctor", "policy",
];

fn every_command_is_in(transcript: &str, except: &[&str]) {
    for command in COMMANDS.into_iter().filter(|c| !except.contains(c)) {
        assert!(transcript.contains(&format!("$ hv {command}")), "no hv {command}");
    }
}

#[test]
fn a_day_under_aspire() {
    let mut place = school(Aspire);
    morning(&mut place, Aspire);
    let form = answers(&mut place, "ahmed", &[]);
    assess_file(&place, &form);
    place.clock("09:10");
    let _no = place.tell("assess decide ahmed --proceed yes").exits(2);
    let _form = place.tell("assess ahmed --answers ../answers.yaml").exits(0);
    let decide = "assess decide ahmed --proceed yes --reason \"controls hold\" --decided-by pat";
    let _yes = place.tell(decide).exits(0);
    let _read = place.tell("assess read ahmed --who kay,lou").exits(0);
    let _signed = place.tell("plan sign --signed-by pat").exits(0);
    round(&mut place, Aspire);
    let _reviewed =
        place.tell("assess review ahmed --found \"no change\" --reviewed-by dee").exits(0);
    let transcript = place.transcript();
    every_command_is_in(&transcript, &[]);
    assert_snapshot!(transcript, @r#"
    09:00 $ hv staff
    ──────────────────────────────────────────────────────────────────────────────────
     Id    Name           Roles            Mobile         Car
    ══════════════════════════════════════════════════════════════════════════════════
     dee   Dee Safe       dsl              07700 900004   not set
    ──────────────────────────────────────────────────────────────────────────────────
     kay   Kay Invented   family-support   07700 900001   silver Ford Fiesta AB12 CDE
    ──────────────────────────────────────────────────────────────────────────────────
     lou   Lou Made       family-support   07700 900002   not set
    ──────────────────────────────────────────────────────────────────────────────────
     max   Max Desk       senior-staff     07700 900005   not set
    ──────────────────────────────────────────────────────────────────────────────────
     pat   Pat Head       principal        07700 900003   not set
    ──────────────────────────────────────────────────────────────────────────────────
    [exit 0]

    09:01 $ hv family bell
    Family bell
      Pupil: Bea Bell 2A
      Carer: Rob Bell 07700 900457
      Address: 7 Example Road, Testford (bell)
    [exit 0]

    09:02 $ hv plan add ahmed --told-who --for "45m" --staff "kay,lou" --confirmed "Mon, by phone" --reason "planned" --answer "pattern=one-off" --answer "why-not-in-school=no transport" --answer "child-in-danger-now=no" --answer "only-to-see-child-safe=no" --answer "visitors-agree=yes" --answer "time-suits-family=yes" --answer "thought-about-who-goes=yes" --answer "pupil-carried=no" --at "10:30"
    Planned ahmed/2026-11-24-1a: Tue 24 Nov 2026 10:30 GMT (in 1 h 28 min) for 45 minutes, kay and lou.
    Next: hv plan sign, and on the day hv out kay lou
    [exit 0]

    09:03 $ hv plan
    2026-W48 from Mon 23 Nov 2026: 1 visit
    ahmed/2026-11-24-1a
        When: Tue 24 Nov 10:30 for 45 minutes
        Pupil: Ali Ahmed
        Address: 12 Sample Street, Testford
        Parent: Sara Ahmed, 07700 900456
        Reason: planned
        Staff: kay, lou
        Signed: not signed
        Stands at: planned

    ahmed/2026-11-24-1a still needs:
      refused: No visit is made before the principal has approved and signed the list it is on.
      (ahmed/2026-11-24-1a) [AET-4.5, AET-4.8a, AET-2.6]
          -> have 2026-W48 signed; an urgent visit is signed as an addendum
          -> type: hv plan sign --signed-by PERSON
      refused: No visit is made without a risk assessment. (ahmed/2026-11-24-1a) [AET-2.15b,
      AET-A-ctx-1, AET-A-use-5]
          -> assess ahmed first
          -> type: hv assess ahmed
      refused: Only the principal can authorise the visit, on the assessment. (ahmed/2026-11-24-1a)
      [AET-2.2, AET-4.1b, AET-A-R7.3a, AET-A-dec-2]
          -> ask the principal to decide on the assessment of ahmed
          -> type: hv assess decide ahmed --proceed yes|no --reason "..."
      refused: The assessment's review date has not passed. (ahmed/2026-11-24-1a) [AET-A-hdr-6]
          -> assess ahmed anew, with a later next review
          -> type: hv assess review ahmed --found "..." --next-review DAY
      refused: The controls are in place before the visit. (ahmed/2026-11-24-1a) [AET-2.20]
          -> put the controls of ahmed in place, or record that they are
          -> type: hv assess control ahmed
    policy review: Home visits policy: it is to be reviewed every 12 months, and there is no date to
    count from. Kept up to date by the trust safeguarding lead. [AET-7.1, AET-7.2]
    [exit 0]

    09:04 $ hv why ahmed
    ahmed/2026-11-24-1a
    What is known:
      address-known = yes
      appointment-confirmed = yes
      assessed = no
      assessment-authorised = no
      assessment-reviewed = yes
      caution = no
      changes-told = yes
      child-in-danger-now = no
      crew-size = 2
      doorstep = no
      doorstep-when = purpose
      extra-visit = no
      family-told-who = yes
      finishes = 11:15
      first-visit = yes
      higher-risk-from = H
      incident-before = no
      minutes = 45
      new-home = yes
      on-signed-list = no
      only-to-see-child-safe = no
      other-agency = no
      outside-hours = no
      owed-here-review-after-concern = no
      parent-named = yes
      pattern = one-off
      pupil-carried = no
      pupil-named = yes
      reason = planned
      reason-given = yes
      reason-listed = yes
      starts = 10:30
      thought-about-who-goes = yes
      time-suits-family = yes
      unannounced = no
      under-base = no
      visitors-agree = yes
      week = 2026-W48
      why-not-in-school = no transport
    At planning:
      holds (must, applies): Two members of staff go on every first visit to a family. Needs crew-size
      is at least 2; first-visit = yes, crew-size = 2. [AET-2.5a, AET-A-R1.3]
      holds (must, applies, because it is not known whether it does): A higher-risk visit is always made
      by two members of staff. Needs crew-size is at least 2; higher-risk = not known, crew-size = 2.
      [AET-A-R1.4]
      holds (should, does not apply): Two members of staff go wherever that can be done. Needs crew-size
      is at least 2; first-visit = yes, higher-risk = not known, crew-size = 2. [AET-2.4, AET-4.3,
      AET-A-R1.5]
      holds (must, applies): A visit is made only when it is necessary and can be justified. Needs
      reason-given is yes; reason-given = yes. [AET-2.3, AET-4.1a, AET-SI-4, AET-A-R1.2]
      holds (must, applies): The appointment and the weekly list name the pupil. Needs pupil-named is
      yes; pupil-named = yes. [AET-2.8, AET-4.4]
      holds (must, applies): The appointment and the weekly list say where the visit is. Needs
      address-known is yes; address-known = yes. [AET-2.8, AET-4.4]
      holds (must, applies): The weekly list names the parent or carer, with a way to reach them. Needs
      parent-named is yes; parent-named = yes. [AET-4.4]
      holds (should, applies): A home is visited because of something urgent, planned or specific. Needs
      reason-listed is yes; reason-listed = yes. [AET-SI-4, AET-4.1a]
      holds (must, does not apply): A visit only to keep in touch stays on the doorstep. Needs doorstep
      is yes; only-to-see-child-safe = no, doorstep-when = purpose, infection-about = not known,
      doorstep = no. [AET-A-R8.1]
      holds (should, applies): Visits are made by appointment; unannounced ones are avoided wherever
      possible. Needs unannounced is no; unannounced = no. [AET-2.7a, AET-2.9a]
      holds (should, applies): A concern raised at this address is looked at before anybody goes there
      again. Needs owed-here-review-after-concern is no; owed-here-review-after-concern = no. [AET-5.2b]
    At sign-out:
      holds (must, applies): Two members of staff go on every first visit to a family. Needs crew-size
      is at least 2; first-visit = yes, crew-size = 2. [AET-2.5a, AET-A-R1.3]
      holds (must, applies, because it is not known whether it does): A higher-risk visit is always made
      by two members of staff. Needs crew-size is at least 2; higher-risk = not known, crew-size = 2.
      [AET-A-R1.4]
      holds (should, does not apply): Two members of staff go wherever that can be done. Needs crew-size
      is at least 2; first-visit = yes, higher-risk = not known, crew-size = 2. [AET-2.4, AET-4.3,
      AET-A-R1.5]
      holds (must, applies): The appointment and the weekly list name the pupil. Needs pupil-named is
      yes; pupil-named = yes. [AET-2.8, AET-4.4]
      holds (must, applies): The appointment and the weekly list say where the visit is. Needs
      address-known is yes; address-known = yes. [AET-2.8, AET-4.4]
      holds (must, applies): The weekly list names the parent or carer, with a way to reach them. Needs
      parent-named is yes; parent-named = yes. [AET-4.4]
      holds (must, does not apply): A visit only to keep in touch stays on the doorstep. Needs doorstep
      is yes; only-to-see-child-safe = no, doorstep-when = purpose, infection-about = not known,
      doorstep = no. [AET-A-R8.1]
      DOES NOT HOLD (must, applies): No visit is made before the principal has approved and signed the
      list it is on. Needs on-signed-list is yes; on-signed-list = no. [AET-4.5, AET-4.8a, AET-2.6]
      DOES NOT HOLD (must, applies): No visit is made without a risk assessment. Needs assessed is yes;
      assessed = no. [AET-2.15b, AET-A-ctx-1, AET-A-use-5]
      DOES NOT HOLD (must, applies): Only the principal can authorise the visit, on the assessment.
      Needs assessment-authorised is yes; assessment-authorised = no. [AET-2.2, AET-4.1b, AET-A-R7.3a,
      AET-A-dec-2]
      holds (must, does not apply): A new risk changes the assessment, and is decided on, before the
      visit. Needs risks-decided-on is yes; assessment-authorised = no, risks-decided-on = not known.
      [AET-2.15c]
      DOES NOT HOLD (must, applies): The assessment's review date has not passed. Needs
      assessment-in-date is yes; assessment-in-date = not known. [AET-A-hdr-6]
      holds (must, applies): The assessment is reviewed after each visit and before the next. Needs
      assessment-reviewed is yes; assessment-reviewed = yes. [AET-A-ctx-3, AET-5.2b, AET-A-use-6]
      holds (should, applies): A concern raised at this address is looked at before anybody goes there
      again. Needs owed-here-review-after-concern is no; owed-here-review-after-concern = no. [AET-5.2b]
      DOES NOT HOLD (must, applies): The controls are in place before the visit. Needs controls-in-place
      is yes; controls-in-place = not known. [AET-2.20]
      holds (must, applies): The confirmation of the appointment is on record. Needs
      appointment-confirmed is yes; unannounced = no, appointment-confirmed = yes. [AET-2.7b, AET-2.6,
      AET-A-R5.3]
      holds (should, applies): The family knows who is coming. Needs family-told-who is yes; unannounced
      = no, family-told-who = yes. [AET-A-R5.5a]
    At going in:
      holds (must, applies): A doorstep visit stays on the doorstep. Needs doorstep is no; doorstep =
      no. [AET-A-R8.1]
    Risk: not assessed at this address
    [exit 0]

    09:10 $ hv assess decide ahmed --proceed yes
    error: there is no assessment of ahmed
    hint: make one: hv assess ahmed
    [exit 2]

    09:11 $ hv assess ahmed --answers ../answers.yaml
    Assessed ahmed/2026-11-24-1a: L overall.
    Next, the principal decides: hv assess decide ahmed --proceed yes|no --reason WHY
    Owed by the office: file the assessment in the pupil's safeguarding record [AET-A-ctx-4]
    [exit 0]

    09:12 $ hv assess decide ahmed --proceed yes --reason "controls hold" --decided-by pat
    ahmed/2026-11-24-1a (12 Sample Street, Testford): may go ahead, decided by Pat Head, typed by
      office for Pat Head.
    [exit 0]

    09:13 $ hv assess read ahmed --who kay,lou
    ahmed/2026-11-24-1a (12 Sample Street, Testford): read by kay and lou.
    [exit 0]

    09:14 $ hv plan sign --signed-by pat
    Pat Head signed 1 visit of 2026-W48, as the list, by a name typed, without a key:
      ahmed/2026-11-24-1a.
    [exit 0]

    09:55 $ hv overdue
    [exit 0]

    09:56 $ hv out kay lou --monitor "max" --car "kay" --answer "phone-carried=yes" --answer "id-worn=yes" --authorised-by "pat" --answer "new-risk-since-assessed=no" --answer "controls-followed=yes" --answer "school-numbers-in-phone=yes" --answer "chat-ready=yes" --answer "briefed=yes" --answer "code-word-agreed=yes" --answer "chat-seen-on-site=yes" --answer "household-well=yes" --back "12:30"
    remember: You answer for your own safety: keep out of what endangers it.
    policy review: Home visits policy: it is to be reviewed every 12 months, and there is no date to
    count from. Kept up to date by the trust safeguarding lead. [AET-7.1, AET-7.2]
    Kay Invented and Lou Made out since 09:56 as 2026-11-24-kay-1a, back by Tue 24 Nov 2026 12:30 GMT
      (in 2 h 34 min).
    Max Desk watches.
    Contact at least every 60 minutes (AET-2.13, AET-2.14, AET-A-R2.5, AET-A-R3.8).
    The ladder has never been proven: hv drill.
      due 10:30: contact with school before the visit, Kay Invented and Lou Made
      due 10:56: contact within 60 minutes of the last, Kay Invented and Lou Made
      due 12:30: return to school, Kay Invented and Lou Made
    hv is not a monitored alarm service: it rings nobody, and it sees nothing unless somebody runs hv
      overdue. In danger, ring 999.
    [exit 0]

    09:57 $ hv board
    OUT, Tue 24 Nov 09:57: 1 outing, all in time
    in time       Kay Invented 07700 900001, Lou Made 07700 900002
                  12 Sample Street, Testford; due 10:30 contact, Kay and Lou; last heard 09:56
                  back by 12:30; 2026-11-24-kay-1a

    Owed after the fact:
      ahmed/assessments/2026-11-24-1a: the office: file the assessment in the pupil's safeguarding
      record [AET-A-ctx-4]
          when done: hv done ahmed/assessments/2026-11-24-1a --duty file-assessment --how "..."
    [exit 0]

    10:25 $ hv arrive kay lou --nobody-in
    Kay Invented and Lou Made: at the door of 12 Sample Street, Testford, 10:25. Next due: 10:30 end
      of the wait; 11:25 contact.
    Call it off at 10:30, counted from the appointment: put a card through the door to say you came,
      and return to school. Then: hv cancel ahmed/2026-11-24-1a --outcome no-show
    [exit 0]

    10:26 $ hv late kay --expected 10:36 --told "mother rang"
    ahmed/2026-11-24-1a: the family is late, and expects to be there at Tue 24 Nov 2026 10:36 GMT (in
      10 min). Nobody goes in before they are. Next due: 10:40 end of the wait; 11:25 contact.
    Call it off if they are not there after 10:40, counted from the appointment: put a card through
      the door to say you came, and return to school. Then: hv cancel ahmed/2026-11-24-1a --outcome
      late-with-notice
    [exit 0]

    10:27 $ hv enter kay lou --answer "feels-safe=yes" --answer "animals=none" --answer "unknown-people=no" --answer "new-risk=no" --answer "parent-present=no"
    remember: Stay curious about people and things. Keep in view, leave the door open, sit near the way
    out.
    remember: In danger: get out, lock yourself in the car and drive away. Ring 999, or give school the
    code word.
    remember: Touch a child only as a last resort, with the least force, to stop an injury, under the
    school's policy.
    Kay Invented and Lou Made may not go in:
      refused: Is the parent or carer there? Answered: no [AET-4.7a]
          -> do not go in before they arrive
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    [exit 1]

    10:35 $ hv enter kay lou --answer "parent-present=yes" --answer "feels-safe=yes" --answer "animals=none" --answer "unknown-people=no" --answer "new-risk=no"
    remember: Stay curious about people and things. Keep in view, leave the door open, sit near the way
    out.
    remember: In danger: get out, lock yourself in the car and drive away. Ring 999, or give school the
    code word.
    remember: Touch a child only as a last resort, with the least force, to stop an injury, under the
    school's policy.
    Kay Invented and Lou Made: going in at 12 Sample Street, Testford, 10:35. Next due: 11:35 contact;
      12:30 return.
    [exit 0]

    11:05 $ hv checkin kay --where "kitchen, all well"
    Kay Invented: contact, 11:05. Next due: 12:05 contact; 12:30 return; 11:35 contact, Lou Made.
    Not heard from: Lou Made. If they are together and safe: hv checkin 2026-11-24-kay-1a
    [exit 0]

    11:20 $ hv leave kay lou
    Kay Invented and Lou Made: out of 12 Sample Street, Testford, 11:20; on the way back. Next due:
      12:20 contact; 12:30 return.
    [exit 0]

    11:21 $ hv extend kay lou --back 13:00 --why "traffic"
    Kay Invented and Lou Made: back by Tue 24 Nov 2026 13:00 GMT (in 1 h 39 min) now. Heard from at
      11:21 (if nobody rang in: --nobody-rang). Next due: 12:21 contact; 13:00 return.
    [exit 0]

    11:22 $ hv checkin lou --at 11:21 --school-rang
    Lou Made: contact, Tue 24 Nov 2026 11:21 GMT (1 min ago). Next due: 12:21 contact; 13:00 return.
    Not heard from: Kay Invented. If they are together and safe: hv checkin 2026-11-24-kay-1a
    [exit 0]

    12:19 $ hv overdue
    [exit 0]

    13:01 $ hv overdue
    LATE at Tue 24 Nov 13:01: 2 alarms

    KAY INVENTED AND LOU MADE: not heard from. Missing: contact within 60 minutes of the last
        due 12:21, 40 minutes late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: Ring Kay Invented and Lou Made on 07700 900001 and 07700 900002 once more. Ring 999 now and
        read out the page that `hv brief 2026-11-24-kay-1a` prints. Everyone named here is to be told
        until somebody says what they are doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        record 2026-11-24-kay-1a; clause AET-2.13, AET-2.14, AET-A-R2.5, AET-A-R3.8

    KAY INVENTED AND LOU MADE: not back. Missing: return to school
        due 13:00, 1 minute late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: no word from Kay Invented and Lou Made, who should be back: the monitor tells a senior
        member of staff, who takes charge and rings 07700 900001 and 07700 900002
        rung 1 of 1, the monitor and a senior member of staff: Max Desk 07700 900005 [AET-A-R2.3b]
        NOBODY HAS TAKEN CHARGE
        record 2026-11-24-kay-1a; clause AET-A-R2.3b

    Owed after the fact, apart from the alarms: 1; hv board lists them
    [exit 4]

    13:20 $ hv overdue
    LATE at Tue 24 Nov 13:20: 2 alarms

    KAY INVENTED AND LOU MADE: not heard from. Missing: contact within 60 minutes of the last
        due 12:21, 59 minutes late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: Ring Kay Invented and Lou Made on 07700 900001 and 07700 900002 once more. Ring 999 now and
        read out the page that `hv brief 2026-11-24-kay-1a` prints. Everyone named here is to be told
        until somebody says what they are doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        record 2026-11-24-kay-1a; clause AET-2.13, AET-2.14, AET-A-R2.5, AET-A-R3.8

    KAY INVENTED AND LOU MADE: not back. Missing: return to school
        due 13:00, 20 minutes late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: Ring Kay Invented and Lou Made on 07700 900001 and 07700 900002 once more. Ring 999 now and
        read out the page that `hv brief 2026-11-24-kay-1a` prints. Everyone named here is to be told
        until somebody says what they are doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        record 2026-11-24-kay-1a; clause AET-A-R2.3b

    Owed after the fact, apart from the alarms: 1; hv board lists them
    [exit 4]

    13:41 $ hv overdue
    LATE at Tue 24 Nov 13:41: 2 alarms

    KAY INVENTED AND LOU MADE: not heard from. Missing: contact within 60 minutes of the last
        due 12:21, 1 h 20 min late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: Ring Kay Invented and Lou Made on 07700 900001 and 07700 900002 once more. Ring 999 now and
        read out the page that `hv brief 2026-11-24-kay-1a` prints. Everyone named here is to be told
        until somebody says what they are doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        record 2026-11-24-kay-1a; clause AET-2.13, AET-2.14, AET-A-R2.5, AET-A-R3.8

    KAY INVENTED AND LOU MADE: not back. Missing: return to school
        due 13:00, 41 minutes late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: Ring Kay Invented and Lou Made on 07700 900001 and 07700 900002 once more. Ring 999 now and
        read out the page that `hv brief 2026-11-24-kay-1a` prints. Everyone named here is to be told
        until somebody says what they are doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        record 2026-11-24-kay-1a; clause AET-A-R2.3b

    Owed after the fact, apart from the alarms: 1; hv board lists them
    [exit 4]

    13:42 $ hv why 2026-11-24-kay-1a
    2026-11-24-kay-1a at Tue 24 Nov 13:42
      Contact, Kay Invented and Lou Made: 1 H 21 MIN LATE
          11:21 Kay Invented and Lou Made gave a new expected return, 13:00: traffic (typed by office)
          + 60 minutes, limit [AET-2.13, AET-2.14, AET-A-R2.5, AET-A-R3.8]
          = 12:21: late from that time on. Clause: AET-2.13, AET-2.14, AET-A-R2.5, AET-A-R3.8
          owed: contact within 60 minutes of the last
          ladder: silence
            1. the monitor: since 12:21 (+ 0 minutes): Max Desk 07700 900005; School office 01632
              960100: ring Kay Invented and Lou Made on 07700 900001 and 07700 900002 [AET-2.14,
              AET-A-R3.8]
            2. the principal: since 12:31 (+ 10 minutes, hv's own time): Pat Head 07700 900003: Kay
              Invented and Lou Made did not answer on 07700 900001 and 07700 900002: take charge. Where
              they should be: on the way back from 12 Sample Street, Testford. Car: Kay Invented: silver
              Ford Fiesta AB12 CDE; Lou Made: no car on record [AET-A-R3.9]
            3. the principal: since 12:41 (+ 20 minutes, hv's own time): Pat Head 07700 900003: decide
              on the risk: go there, or ring the police on 999; write down which, and why; where they
              should be: on the way back from 12 Sample Street, Testford [AET-A-R3.9]
            then, 10 minutes after the last [hv's own, not in the school's policy]: DUE NOW, 12:51:
              everyone, and 999
      Return, Kay Invented and Lou Made: 42 MINUTES LATE
          13:00 the expected return: Kay Invented and Lou Made gave a new expected return, 13:00:
            traffic (typed by office)
          + 0 minutes, grace [AET-A-R2.3b]
          = 13:00: late after that time, not at it. Clause: AET-A-R2.3b
          owed: return to school
          ladder: late-return
            1. the monitor and a senior member of staff: since 13:00 (+ 0 minutes): Max Desk 07700
              900005: no word from Kay Invented and Lou Made, who should be back: the monitor tells a
              senior member of staff, who takes charge and rings 07700 900001 and 07700 900002
              [AET-A-R2.3b]
            then, 10 minutes after the last [hv's own, not in the school's policy]: DUE NOW, 13:10:
              everyone, and 999
    Terms frozen at sign-out from aspire DIGEST
      word after the last visit's planned finish: not set in this policy
      calls by school at set times: not set in this policy
      word from home at the end of this outing: not set in this policy
      calls by school after arrival: not set in this policy
      contact after each visit: wanted, without a time, so no clock of its own runs
    [exit 0]

    13:43 $ hv show 2026-11-24-kay-1a
    Outing 2026-11-24-kay-1a
      Kay Invented, 07700 900001. OUT, last heard 11:21. silver Ford Fiesta AB12 CDE
          ring for them: Sam Invented 07700 900123 (emergency contact)
      Lou Made, 07700 900002. OUT, last heard 11:21. no car on record
          ring for them: Jo Made 07700 900124 (emergency contact)
      Left 09:56, expected back 13:00
      10:30 ahmed/2026-11-24-1a 12 Sample Street, Testford
      Watched by Max Desk 07700 900005

    What happened:
      09:56, replay, office: sign-out [a-EVENT]
      10:25, replay, office: arrive kay and lou ahmed/2026-11-24-1a [a-EVENT]
      10:26, replay, office: late ahmed/2026-11-24-1a [a-EVENT]
      10:27, replay, office: told kay and lou ahmed/2026-11-24-1a [a-EVENT]
      10:35, replay, office: enter kay and lou ahmed/2026-11-24-1a [a-EVENT]
      11:05, replay, office: contact kay kitchen, all well [a-EVENT]
      11:20, replay, office: leave kay and lou ahmed/2026-11-24-1a [a-EVENT]
      11:21, replay, office: extend kay and lou traffic [a-EVENT]
      11:21, typed 11:22, replay, office: contact lou [a-EVENT]
    [exit 0]

    13:50 $ hv checkin kay --no-answer
    Kay Invented: no answer, recorded; it is not contact, 13:50.
      LATE, due 12:21: contact within 60 minutes of the last, Kay Invented and Lou Made
      LATE, due 13:00: return to school, Kay Invented and Lou Made
    [exit 0]

    13:51 $ hv back kay
    Kay Invented: back at 13:51. STILL OUT: Lou Made. Next: hv done ahmed/2026-11-24-1a
    [exit 0]

    13:52 $ hv overdue
    LATE at Tue 24 Nov 13:52: 2 alarms

    LOU MADE: not heard from. Missing: contact within 60 minutes of the last
        due 12:21, 1 h 31 min late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Lou Made 07700 900002
        NOW: Ring Lou Made on 07700 900002 once more. Ring 999 now and read out the page that `hv brief
        2026-11-24-kay-1a` prints. Everyone named here is to be told until somebody says what they are
        doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        record 2026-11-24-kay-1a; clause AET-2.13, AET-2.14, AET-A-R2.5, AET-A-R3.8

    LOU MADE: not back. Missing: return to school
        due 13:00, 52 minutes late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Lou Made 07700 900002
        NOW: Ring Lou Made on 07700 900002 once more. Ring 999 now and read out the page that `hv brief
        2026-11-24-kay-1a` prints. Everyone named here is to be told until somebody says what they are
        doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        record 2026-11-24-kay-1a; clause AET-A-R2.3b

    Owed after the fact, apart from the alarms: 1; hv board lists them
    [exit 4]

    13:53 $ hv back lou
    Lou Made: back at 13:53. Everybody on this outing is back. Next: hv done ahmed/2026-11-24-1a
    [exit 0]

    13:54 $ hv overdue
    [exit 0]

    14:00 $ hv done ahmed/2026-11-24-1a --got-in "yes" --child-seen "yes" --present "mother and Ali" --answer "first-visit-findings=nothing new" --answer "intervention-used=no" --concern "CP-17"
    ahmed/2026-11-24-1a: written up.
    Owed by the visiting staff: report the concern to the principal [AET-5.1]
    Owed by the principal: see that the concern is in the pupil's record [AET-5.1]
    Owed by the designated safeguarding lead: write the concern on the risk assessment [AET-5.2a]
    Owed by the principal: review the assessment with later visits to this address in mind [AET-5.2b]
    Owed by the trust safeguarding lead: look at the concern, and whether the policy has to change
      [AET-7.1]
    [exit 0]

    14:01 $ hv plan add bell --told-who --staff "kay,lou" --confirmed "Mon, by phone" --reason "planned" --answer "pattern=one-off" --answer "why-not-in-school=no transport" --answer "child-in-danger-now=no" --answer "only-to-see-child-safe=no" --answer "visitors-agree=yes" --answer "time-suits-family=yes" --answer "thought-about-who-goes=yes" --answer "pupil-carried=no" --at "15:00" --for "30m"
    Planned bell/2026-11-24-1a: Tue 24 Nov 2026 15:00 GMT (in 59 min) for 30 minutes, kay and lou.
    Next: hv plan sign, and on the day hv out kay lou
    [exit 0]

    14:40 $ hv out kay lou --monitor "max" --car "kay" --answer "phone-carried=yes" --answer "id-worn=yes" --authorised-by "pat" --answer "new-risk-since-assessed=no" --answer "controls-followed=yes" --answer "school-numbers-in-phone=yes" --answer "chat-ready=yes" --answer "briefed=yes" --answer "code-word-agreed=yes" --answer "chat-seen-on-site=yes" --answer "household-well=yes" --back "16:00" --visit "bell"
    remember: You answer for your own safety: keep out of what endangers it.
    policy review: Home visits policy: it is to be reviewed every 12 months, and there is no date to
    count from. Kept up to date by the trust safeguarding lead. [AET-7.1, AET-7.2]
    Kay Invented and Lou Made out since 14:40 as 2026-11-24-kay-2a, back by Tue 24 Nov 2026 16:00 GMT
      (in 1 h 20 min).
    Max Desk watches.
    Contact at least every 60 minutes (AET-2.13, AET-2.14, AET-A-R2.5, AET-A-R3.8).
    The ladder has never been proven: hv drill.
      due 15:00: contact with school before the visit, Kay Invented and Lou Made
      due 15:40: contact within 60 minutes of the last, Kay Invented and Lou Made
      due 16:00: return to school, Kay Invented and Lou Made
    hv is not a monitored alarm service: it rings nobody, and it sees nothing unless somebody runs hv
      overdue. In danger, ring 999.
    [exit 0]

    14:58 $ hv arrive kay lou --nobody-in
    Kay Invented and Lou Made: at the door of 7 Example Road, Testford, 14:58. Next due: 15:00 end of
      the wait; 15:58 contact.
    Call it off at 15:00, counted from the appointment: put a card through the door to say you came,
      and return to school. Then: hv cancel bell/2026-11-24-1a --outcome no-show
    [exit 0]

    15:21 $ hv overdue
    LATE at Tue 24 Nov 15:21: 1 alarm

    KAY INVENTED AND LOU MADE: still waiting at the door
        due 15:00, 21 minutes late
        should be at: 7 Example Road, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: The waiting time is over: ring Kay Invented and Lou Made on 07700 900001 and 07700 900002
        and tell them to leave. No answer? Ring 999 now and read out the page that `hv brief
        2026-11-24-kay-2a` prints. Everyone named here is to be told until somebody says what they are
        doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        no ladder configured in the policy for this; hv's own stands in
        record 2026-11-24-kay-2a; clause AET-4.6

    Owed after the fact, apart from the alarms: 7; hv board lists them
    [exit 4]

    15:22 $ hv cancel kay --outcome no-show --card yes --why "nobody in, no word"
    bell/2026-11-24-1a: no-show, 15:22.
    Kay Invented: heard from at 15:22.
      due 15:58: contact within 60 minutes of the last, Lou Made
      due 16:00: return to school, Kay Invented and Lou Made
      due 16:22: contact within 60 minutes of the last, Kay Invented
    [exit 0]

    15:23 $ hv back kay lou
    Kay Invented and Lou Made: back at 15:23. Everybody on this outing is back.
    [exit 0]

    15:24 $ hv board
    Nobody is signed out.

    Owed after the fact:
      ahmed/2026-11-24-1a: the visiting staff: report the concern to the principal [AET-5.1]
          when done: hv done ahmed/2026-11-24-1a --duty tell-principal-of-concern --how "..."
      ahmed/2026-11-24-1a: the principal: see that the concern is in the pupil's record [AET-5.1]
          when done: hv done ahmed/2026-11-24-1a --duty concern-into-pupil-record --how "..."
      ahmed/2026-11-24-1a: the designated safeguarding lead: write the concern on the risk assessment
      [AET-5.2a]
          when done: hv done ahmed/2026-11-24-1a --duty concern-onto-assessment --how "..."
      ahmed/2026-11-24-1a: the principal: review the assessment with later visits to this address in
      mind [AET-5.2b]
          when done: hv done ahmed/2026-11-24-1a --duty review-after-concern --how "..."
      ahmed/2026-11-24-1a: the trust safeguarding lead: look at the concern, and whether the policy has
      to change [AET-7.1]
          when done: hv done ahmed/2026-11-24-1a --duty policy-after-concern --how "..."
      ahmed/assessments/2026-11-24-1a: the office: file the assessment in the pupil's safeguarding
      record [AET-A-ctx-4]
          when done: hv done ahmed/assessments/2026-11-24-1a --duty file-assessment --how "..."
      bell/assessments/2026-11-24-1a: the office: file the assessment in the pupil's safeguarding record
      [AET-A-ctx-4]
          when done: hv done bell/assessments/2026-11-24-1a --duty file-assessment --how "..."
    [exit 0]

    15:25 $ hv show ahmed/2026-11-24-1a
    Visit ahmed/2026-11-24-1a: done
      When: Tue 24 Nov 10:30 for 45 minutes
      Pupil: Ali Ahmed
      Address: 12 Sample Street, Testford
      Parent: Sara Ahmed
      Contact: 07700 900456
      Reason: planned
      Staff: kay, lou
      Owed by the visiting staff: report the concern to the principal [AET-5.1]
      Owed by the principal: see that the concern is in the pupil's record [AET-5.1]
      Owed by the designated safeguarding lead: write the concern on the risk assessment [AET-5.2a]
      Owed by the principal: review the assessment with later visits to this address in mind [AET-5.2b]
      Owed by the trust safeguarding lead: look at the concern, and whether the policy has to change
        [AET-7.1]

    What happened:
      09:02, replay, office: plan [a-EVENT]
      14:00, replay, office: outcome done [a-EVENT]
    [exit 0]

    15:26 $ hv doctor
    7 records read, 0 open, 0 findings.
    [exit 0]

    15:27 $ hv policy check
    policy.toml:23:1: warning: Home visits policy: it is to be reviewed every 12 months, and there is
      no date to count from. Kept up to date by the trust safeguarding lead. [AET-7.1, AET-7.2]
        hint: ask whoever keeps the policy; no visit is refused over it
    policy.toml:1857:9: warning: nobody holds `trust-safeguarding-lead` today: the duty
      `policy-after-incident` has nobody to do it
        hint: give somebody the role: hv staff change PERSON --role ROLE
    policy.toml:1865:9: warning: nobody holds `trust-safeguarding-lead` today: the duty
      `policy-after-concern` has nobody to do it
        hint: give somebody the role: hv staff change PERSON --role ROLE
    policy.toml: loads, 3 warnings
    [exit 0]

    15:28 $ hv assess review ahmed --found "no change" --reviewed-by dee
    ahmed/2026-11-24-1a (12 Sample Street, Testford): reviewed by dee, still stands.
    Looked at: concern on Tue 24 Nov 14:00: CP-17, by office, on ahmed/2026-11-24-1a.
    Looked at: the first visit, ahmed/2026-11-24-1a, written up Tue 24 Nov 14:00 (found: nothing new),
      and no review after it.
    [exit 0]
    "#);
}

#[test]
fn a_day_under_hunsbury_park() {
    let mut place = school(Park);
    morning(&mut place, Park);
    round(&mut place, Park);
    let transcript = place.transcript();
    every_command_is_in(&transcript, &["assess"]);
    assert_snapshot!(transcript, @r#"
    09:00 $ hv staff
    ──────────────────────────────────────────────────────────────────────────────────
     Id    Name           Roles            Mobile         Car
    ══════════════════════════════════════════════════════════════════════════════════
     dee   Dee Safe       dsl              07700 900004   not set
    ──────────────────────────────────────────────────────────────────────────────────
     kay   Kay Invented   family-support   07700 900001   silver Ford Fiesta AB12 CDE
    ──────────────────────────────────────────────────────────────────────────────────
     lou   Lou Made       family-support   07700 900002   not set
    ──────────────────────────────────────────────────────────────────────────────────
     max   Max Desk       sbm              07700 900005   not set
    ──────────────────────────────────────────────────────────────────────────────────
     pat   Pat Head       headteacher      07700 900003   not set
    ──────────────────────────────────────────────────────────────────────────────────
    [exit 0]

    09:01 $ hv family bell
    Family bell
      Pupil: Bea Bell 2A
      Carer: Rob Bell 07700 900457
      Address: 7 Example Road, Testford (bell)
    [exit 0]

    09:02 $ hv plan add ahmed --told-who --for "45m" --staff "kay,lou" --confirmed "Mon, by phone" --reason "attendance" --answer "family-told-rules=yes" --at "10:30"
    remember: Visits are for learning why attendance is poor and offering support.
    Planned ahmed/2026-11-24-1a: Tue 24 Nov 2026 10:30 GMT (in 1 h 28 min) for 45 minutes, kay and lou.
    Next: on the day, hv out kay lou
    [exit 0]

    09:03 $ hv plan
    2026-W48 from Mon 23 Nov 2026: 1 visit
    ahmed/2026-11-24-1a
        When: Tue 24 Nov 10:30 for 45 minutes
        Pupil: Ali Ahmed
        Address: 12 Sample Street, Testford
        Parent: Sara Ahmed, 07700 900456
        Reason: attendance
        Staff: kay, lou
        Signed: not needed
        Stands at: planned
    policy review: Home visits policy: no date is set for its next review. Kept up to date by the
    headteacher. [HPP-0.1, HPP-6.1]
    [exit 0]

    09:04 $ hv why ahmed
    ahmed/2026-11-24-1a
    What is known:
      address-known = yes
      appointment-confirmed = yes
      caution = no
      changes-told = yes
      crew-size = 2
      doorstep = no
      extra-visit = no
      family-told-rules = yes
      family-told-who = yes
      finishes = 11:15
      first-visit = yes
      higher-risk = no
      incident-before = no
      minutes = 45
      new-home = yes
      on-signed-list = no
      other-agency = no
      outside-hours = no
      parent-named = yes
      pupil-named = yes
      reason = attendance
      reason-given = yes
      reason-listed = yes
      starts = 10:30
      unannounced = no
      under-base = no
      week = 2026-W48
    At planning:
      holds (must, does not apply): Without an appointment nobody goes in, so an unannounced visit stays
      on the doorstep. Needs doorstep is yes; unannounced = no, doorstep = no. [HPP-2.5a]
    At sign-out:
      holds (must, does not apply): Without an appointment nobody goes in, so an unannounced visit stays
      on the doorstep. Needs doorstep is yes; unannounced = no, doorstep = no. [HPP-2.5a]
      holds (must, applies): What was arranged is kept; where it was changed, the headteacher has been
      told. Needs changes-told is yes; changes-told = yes. [HPP-4.4a]
    At going in:
      holds (must, applies): A doorstep visit stays on the doorstep. Needs doorstep is no; doorstep =
      no. [HPP-2.5a]
      holds (must, applies): Nobody goes in unless an appointment was made. Needs unannounced is no;
      unannounced = no. [HPP-2.5a]
    Risk: not assessed at this address
    [exit 0]

    09:55 $ hv overdue
    [exit 0]

    09:56 $ hv out kay lou --monitor "max" --car "kay" --answer "phone-carried=yes" --answer "id-worn=yes" --back "12:30"
    remember: Keep yourself safe and keep out of risky situations. Keep the highest professional
    standards.
    policy review: Home visits policy: no date is set for its next review. Kept up to date by the
    headteacher. [HPP-0.1, HPP-6.1]
    Kay Invented and Lou Made out since 09:56 as 2026-11-24-kay-1a, back by Tue 24 Nov 2026 12:30 GMT
      (in 2 h 34 min).
    Max Desk watches.
    Contact at least every 2 hours (HPP-2.4).
    No ladder configured: this policy does not say what happens after silence. hv's own stands in: the
      monitor or the office rings, then the head decides, then everyone is told.
    The ladder has never been proven: hv drill.
      due 10:30: contact with school before the visit, Kay Invented and Lou Made
      due 11:56: contact within 2 hours of the last, Kay Invented and Lou Made
      due 12:30: return to school, Kay Invented and Lou Made
    hv is not a monitored alarm service: it rings nobody, and it sees nothing unless somebody runs hv
      overdue. In danger, ring 999.
    [exit 0]

    09:57 $ hv board
    OUT, Tue 24 Nov 09:57: 1 outing, all in time
    in time       Kay Invented 07700 900001, Lou Made 07700 900002
                  12 Sample Street, Testford; due 10:30 contact, Kay and Lou; last heard 09:56
                  back by 12:30; 2026-11-24-kay-1a
    [exit 0]

    10:25 $ hv arrive kay lou --nobody-in
    Kay Invented and Lou Made: at the door of 12 Sample Street, Testford, 10:25. Next due: 10:50 end
      of the wait; 12:25 contact.
    Call it off at 10:50, counted from the appointment: the visit is cancelled; return to school.
      Then: hv cancel ahmed/2026-11-24-1a --outcome no-show
    [exit 0]

    10:26 $ hv late kay --expected 10:36 --told "mother rang"
    ahmed/2026-11-24-1a: the family is late, and expects to be there at Tue 24 Nov 2026 10:36 GMT (in
      10 min). Nobody goes in before they are. Next due: 11:00 end of the wait; 12:25 contact.
    Call it off if they are not there after 11:00, counted from the appointment: the visit is
      cancelled; return to school. Then: hv cancel ahmed/2026-11-24-1a --outcome late-with-notice
    [exit 0]

    10:27 $ hv enter kay lou --answer "feels-safe=yes" --answer "dangerous-animals=no" --answer "parent-present=no"
    remember: Follow the child protection policy. Never be alone with a pupil: if the parent leaves, so
    do you.
    remember: In danger: tell the office, which tells the police.
    remember: Touch a child only as a last resort, with the least force, under the physical intervention
    policy; injury or distress is looked into.
    Kay Invented and Lou Made may not go in:
      refused: Is the parent there, and staying? Answered: no [HPP-2.5b, HPP-4.3a, HPP-5.2]
          -> do not go in; never be alone with a pupil
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    [exit 1]

    10:35 $ hv enter kay lou --answer "parent-present=yes" --answer "feels-safe=yes" --answer "dangerous-animals=no"
    remember: Follow the child protection policy. Never be alone with a pupil: if the parent leaves, so
    do you.
    remember: In danger: tell the office, which tells the police.
    remember: Touch a child only as a last resort, with the least force, under the physical intervention
    policy; injury or distress is looked into.
    Kay Invented and Lou Made: going in at 12 Sample Street, Testford, 10:35. Next due: 12:30 return;
      12:35 contact.
    [exit 0]

    11:05 $ hv checkin kay --where "kitchen, all well"
    Kay Invented: contact, 11:05. Next due: 12:30 return; 13:05 contact; 12:35 contact, Lou Made.
    Not heard from: Lou Made. If they are together and safe: hv checkin 2026-11-24-kay-1a
    [exit 0]

    11:20 $ hv leave kay lou
    Kay Invented and Lou Made: out of 12 Sample Street, Testford, 11:20; on the way back. Next due:
      12:30 return; 13:20 contact.
    [exit 0]

    11:21 $ hv extend kay lou --back 13:00 --why "traffic"
    Kay Invented and Lou Made: back by Tue 24 Nov 2026 13:00 GMT (in 1 h 39 min) now. Heard from at
      11:21 (if nobody rang in: --nobody-rang). Next due: 13:00 return; 13:21 contact.
    [exit 0]

    11:22 $ hv checkin lou --at 11:21 --school-rang
    Lou Made: contact, Tue 24 Nov 2026 11:21 GMT (1 min ago). Next due: 13:00 return; 13:21 contact.
    Not heard from: Kay Invented. If they are together and safe: hv checkin 2026-11-24-kay-1a
    [exit 0]

    12:19 $ hv overdue
    [exit 0]

    13:01 $ hv overdue
    LATE at Tue 24 Nov 13:01: 1 alarm

    KAY INVENTED AND LOU MADE: not back. Missing: return to school
        due 13:00, 1 minute late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: ring Kay Invented and Lou Made on 07700 900001 and 07700 900002; write down every try and
        who answered
        rung 1 of 2, the monitor and the office: Max Desk 07700 900005; School office 01632 960100
        NOBODY HAS TAKEN CHARGE
        no ladder configured in the policy for this; hv's own stands in
        record 2026-11-24-kay-1a; clause hv's own, not in the school's policy
    [exit 4]

    13:20 $ hv overdue
    LATE at Tue 24 Nov 13:20: 1 alarm

    KAY INVENTED AND LOU MADE: not back. Missing: return to school
        due 13:00, 20 minutes late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: Ring Kay Invented and Lou Made on 07700 900001 and 07700 900002 once more. Ring 999 now and
        read out the page that `hv brief 2026-11-24-kay-1a` prints. Everyone named here is to be told
        until somebody says what they are doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        no ladder configured in the policy for this; hv's own stands in
        record 2026-11-24-kay-1a; clause hv's own, not in the school's policy
    [exit 4]

    13:41 $ hv overdue
    LATE at Tue 24 Nov 13:41: 2 alarms

    KAY INVENTED AND LOU MADE: not back. Missing: return to school
        due 13:00, 41 minutes late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: Ring Kay Invented and Lou Made on 07700 900001 and 07700 900002 once more. Ring 999 now and
        read out the page that `hv brief 2026-11-24-kay-1a` prints. Everyone named here is to be told
        until somebody says what they are doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        no ladder configured in the policy for this; hv's own stands in
        record 2026-11-24-kay-1a; clause hv's own, not in the school's policy

    KAY INVENTED AND LOU MADE: not heard from. Missing: contact within 2 hours of the last
        due 13:21, 20 minutes late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: Ring Kay Invented and Lou Made on 07700 900001 and 07700 900002 once more. Ring 999 now and
        read out the page that `hv brief 2026-11-24-kay-1a` prints. Everyone named here is to be told
        until somebody says what they are doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        no ladder configured in the policy for this; hv's own stands in
        record 2026-11-24-kay-1a; clause HPP-2.4
    [exit 4]

    13:42 $ hv why 2026-11-24-kay-1a
    2026-11-24-kay-1a at Tue 24 Nov 13:42
      Return, Kay Invented and Lou Made: 42 MINUTES LATE
          13:00 the expected return: Kay Invented and Lou Made gave a new expected return, 13:00:
            traffic (typed by office)
          + 0 minutes, grace [hv's own, not in the school's policy]
          = 13:00: late after that time, not at it. Clause: hv's own, not in the school's policy
          owed: return to school
          ladder: hv's own stands in, the policy has none for this
            1. the monitor and the office: since 13:00 (+ 0 minutes): Max Desk 07700 900005; School
              office 01632 960100: ring Kay Invented and Lou Made on 07700 900001 and 07700 900002;
              write down every try and who answered
            2. the headteacher: since 13:10 (+ 10 minutes, hv's own time): Pat Head 07700 900003: no
              answer from Kay Invented and Lou Made on 07700 900001 and 07700 900002: decide what is
              done now, going there or ringing the police on 999
            then, 10 minutes after the last [hv's own, not in the school's policy]: DUE NOW, 13:20:
              everyone, and 999
      Contact, Kay Invented and Lou Made: 21 MINUTES LATE
          11:21 Kay Invented and Lou Made gave a new expected return, 13:00: traffic (typed by office)
          + 2 hours, limit [HPP-2.4]
          = 13:21: late from that time on. Clause: HPP-2.4
          owed: contact within 2 hours of the last
          ladder: hv's own stands in, the policy has none for this
            1. the monitor and the office: since 13:21 (+ 0 minutes): Max Desk 07700 900005; School
              office 01632 960100: ring Kay Invented and Lou Made on 07700 900001 and 07700 900002;
              write down every try and who answered
            2. the headteacher: since 13:31 (+ 10 minutes, hv's own time): Pat Head 07700 900003: no
              answer from Kay Invented and Lou Made on 07700 900001 and 07700 900002: decide what is
              done now, going there or ringing the police on 999
            then, 10 minutes after the last [hv's own, not in the school's policy]: DUE NOW, 13:41:
              everyone, and 999
    Terms frozen at sign-out from hunsbury-park DIGEST
      word after the last visit's planned finish: not set in this policy
      calls by school at set times: not set in this policy
      word from home at the end of this outing: not set in this policy
      calls by school after arrival: not set in this policy
      contact after each visit: wanted, without a time, so no clock of its own runs
    [exit 0]

    13:43 $ hv show 2026-11-24-kay-1a
    Outing 2026-11-24-kay-1a
      Kay Invented, 07700 900001. OUT, last heard 11:21. silver Ford Fiesta AB12 CDE
          ring for them: Sam Invented 07700 900123 (emergency contact)
      Lou Made, 07700 900002. OUT, last heard 11:21. no car on record
          ring for them: Jo Made 07700 900124 (emergency contact)
      Left 09:56, expected back 13:00
      10:30 ahmed/2026-11-24-1a 12 Sample Street, Testford
      Watched by Max Desk 07700 900005

    What happened:
      09:56, replay, office: sign-out [a-EVENT]
      10:25, replay, office: arrive kay and lou ahmed/2026-11-24-1a [a-EVENT]
      10:26, replay, office: late ahmed/2026-11-24-1a [a-EVENT]
      10:27, replay, office: told kay and lou ahmed/2026-11-24-1a [a-EVENT]
      10:35, replay, office: enter kay and lou ahmed/2026-11-24-1a [a-EVENT]
      11:05, replay, office: contact kay kitchen, all well [a-EVENT]
      11:20, replay, office: leave kay and lou ahmed/2026-11-24-1a [a-EVENT]
      11:21, replay, office: extend kay and lou traffic [a-EVENT]
      11:21, typed 11:22, replay, office: contact lou [a-EVENT]
    [exit 0]

    13:50 $ hv checkin kay --no-answer
    Kay Invented: no answer, recorded; it is not contact, 13:50.
      LATE, due 13:00: return to school, Kay Invented and Lou Made
      LATE, due 13:21: contact within 2 hours of the last, Kay Invented and Lou Made
    [exit 0]

    13:51 $ hv back kay
    Kay Invented: back at 13:51. STILL OUT: Lou Made. Next: hv done ahmed/2026-11-24-1a
    [exit 0]

    13:52 $ hv overdue
    LATE at Tue 24 Nov 13:52: 2 alarms

    LOU MADE: not back. Missing: return to school
        due 13:00, 52 minutes late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Lou Made 07700 900002
        NOW: Ring Lou Made on 07700 900002 once more. Ring 999 now and read out the page that `hv brief
        2026-11-24-kay-1a` prints. Everyone named here is to be told until somebody says what they are
        doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        no ladder configured in the policy for this; hv's own stands in
        record 2026-11-24-kay-1a; clause hv's own, not in the school's policy

    LOU MADE: not heard from. Missing: contact within 2 hours of the last
        due 13:21, 31 minutes late
        should be at: on the way back from 12 Sample Street, Testford
        ring: Lou Made 07700 900002
        NOW: Ring Lou Made on 07700 900002 once more. Ring 999 now and read out the page that `hv brief
        2026-11-24-kay-1a` prints. Everyone named here is to be told until somebody says what they are
        doing
        every rung has been due, everyone: Max Desk 07700 900005; School office 01632 960100; Dee Safe
        07700 900004; Pat Head 07700 900003
        NOBODY HAS TAKEN CHARGE
        no ladder configured in the policy for this; hv's own stands in
        record 2026-11-24-kay-1a; clause HPP-2.4
    [exit 4]

    13:53 $ hv back lou
    Lou Made: back at 13:53. Everybody on this outing is back. Next: hv done ahmed/2026-11-24-1a
    [exit 0]

    13:54 $ hv overdue
    [exit 0]

    14:00 $ hv done ahmed/2026-11-24-1a --got-in "yes" --child-seen "yes" --present "mother and Ali" --concern "CP-17"
    remember: Allegations go through the allegations policy, complaints through the complaints
    procedure.
    ahmed/2026-11-24-1a: written up.
    Owed by the visiting staff: tell the designated safeguarding lead or a deputy of the concern as
      soon as possible; name who was told [HPP-5.6]
    Owed by the headteacher: see whether the policy has to change after this concern [HPP-6.1]
    [exit 0]

    14:01 $ hv plan add bell --told-who --staff "kay,lou" --confirmed "Mon, by phone" --reason "attendance" --answer "family-told-rules=yes" --at "15:00" --for "30m"
    remember: Visits are for learning why attendance is poor and offering support.
    Planned bell/2026-11-24-1a: Tue 24 Nov 2026 15:00 GMT (in 59 min) for 30 minutes, kay and lou.
    Next: on the day, hv out kay lou
    [exit 0]

    14:40 $ hv out kay lou --monitor "max" --car "kay" --answer "phone-carried=yes" --answer "id-worn=yes" --back "16:00" --visit "bell"
    remember: Keep yourself safe and keep out of risky situations. Keep the highest professional
    standards.
    policy review: Home visits policy: no date is set for its next review. Kept up to date by the
    headteacher. [HPP-0.1, HPP-6.1]
    Kay Invented and Lou Made out since 14:40 as 2026-11-24-kay-2a, back by Tue 24 Nov 2026 16:00 GMT
      (in 1 h 20 min).
    Max Desk watches.
    Contact at least every 2 hours (HPP-2.4).
    No ladder configured: this policy does not say what happens after silence. hv's own stands in: the
      monitor or the office rings, then the head decides, then everyone is told.
    The ladder has never been proven: hv drill.
      due 15:00: contact with school before the visit, Kay Invented and Lou Made
      due 16:00: return to school, Kay Invented and Lou Made
      due 16:40: contact within 2 hours of the last, Kay Invented and Lou Made
    hv is not a monitored alarm service: it rings nobody, and it sees nothing unless somebody runs hv
      overdue. In danger, ring 999.
    [exit 0]

    14:58 $ hv arrive kay lou --nobody-in
    Kay Invented and Lou Made: at the door of 7 Example Road, Testford, 14:58. Next due: 15:20 end of
      the wait; 16:00 return.
    Call it off at 15:20, counted from the appointment: the visit is cancelled; return to school.
      Then: hv cancel bell/2026-11-24-1a --outcome no-show
    [exit 0]

    15:21 $ hv overdue
    LATE at Tue 24 Nov 15:21: 1 alarm

    KAY INVENTED AND LOU MADE: still waiting at the door
        due 15:20, 1 minute late
        should be at: 7 Example Road, Testford
        ring: Kay Invented 07700 900001; Lou Made 07700 900002
        NOW: ring Kay Invented and Lou Made on 07700 900001 and 07700 900002: the waiting time is over,
        they leave; then call the visit off
        rung 1 of 1, the monitor and the office: Max Desk 07700 900005; School office 01632 960100
        NOBODY HAS TAKEN CHARGE
        no ladder configured in the policy for this; hv's own stands in
        record 2026-11-24-kay-2a; clause HPP-4.2

    Owed after the fact, apart from the alarms: 2; hv board lists them
    [exit 4]

    15:22 $ hv cancel kay --outcome no-show --card yes --why "nobody in, no word"
    bell/2026-11-24-1a: no-show, 15:22.
    Kay Invented: heard from at 15:22.
      due 16:00: return to school, Kay Invented and Lou Made
      due 16:58: contact within 2 hours of the last, Lou Made
      due 17:22: contact within 2 hours of the last, Kay Invented
    [exit 0]

    15:23 $ hv back kay lou
    Kay Invented and Lou Made: back at 15:23. Everybody on this outing is back.
    [exit 0]

    15:24 $ hv board
    Nobody is signed out.

    Owed after the fact:
      ahmed/2026-11-24-1a: the visiting staff: tell the designated safeguarding lead or a deputy of the
      concern as soon as possible; name who was told [HPP-5.6]
          when done: hv done ahmed/2026-11-24-1a --duty tell-dsl --how "..."
      ahmed/2026-11-24-1a: the headteacher: see whether the policy has to change after this concern
      [HPP-6.1]
          when done: hv done ahmed/2026-11-24-1a --duty policy-after-concern --how "..."
    [exit 0]

    15:25 $ hv show ahmed/2026-11-24-1a
    Visit ahmed/2026-11-24-1a: done
      When: Tue 24 Nov 10:30 for 45 minutes
      Pupil: Ali Ahmed
      Address: 12 Sample Street, Testford
      Parent: Sara Ahmed
      Contact: 07700 900456
      Reason: attendance
      Staff: kay, lou
      Owed by the visiting staff: tell the designated safeguarding lead or a deputy of the concern as
        soon as possible; name who was told [HPP-5.6]
      Owed by the headteacher: see whether the policy has to change after this concern [HPP-6.1]

    What happened:
      09:02, replay, office: plan [a-EVENT]
      14:00, replay, office: outcome done [a-EVENT]
    [exit 0]

    15:26 $ hv doctor
    warning: policy.toml:215: this policy has no ladder for the clock `contact`
        -> hv's own stands in, and is marked as hv's: write a [[ladder]] once the school has decided
    5 records read, 0 open, 1 finding.
    [exit 0]

    15:27 $ hv policy check
    policy.toml:21:1: warning: Home visits policy: no date is set for its next review. Kept up to date
      by the headteacher. [HPP-0.1, HPP-6.1]
        hint: ask whoever keeps the policy; no visit is refused over it
    policy.toml:215:1: warning: this policy has no ladder for the clock `contact`
        hint: hv's own stands in, and is marked as hv's: write a [[ladder]] once the school has decided
    policy.toml: loads, 2 warnings
    [exit 0]
    "#);
}

fn morning(place: &mut Place, under: Under) {
    place.clock("09:00");
    let _staff = place.tell("staff").exits(0);
    let _family = place.tell("family bell").exits(0);
    let _added = place.tell(&plan_with(under, "ahmed", &["--at=10:30"])).exits(0);
    let _listed = place.tell("plan").exits(0);
    let _why = place.tell("why ahmed").exits(0);
}

/// Out of two people to the Ahmeds; the Bells are added by telephone and are not in.
fn round(place: &mut Place, under: Under) {
    place.clock("09:55");
    let _quiet = place.tell("overdue").exits(0);
    let _out = place.tell(&out(under, "kay lou", &["--back=12:30"])).exits(0);
    let _board = place.tell("board").exits(0);
    place.clock("10:25");
    let _arrived = place.tell("arrive kay lou --nobody-in").exits(0);
    let _late = place.tell("late kay --expected 10:36 --told \"mother rang\"").exits(0);
    let _no = place.tell(&enter(under, &["parent-present=no"])).exits(1);
    place.clock("10:35");
    let _in = place.tell(&enter(under, &[])).exits(0);
    place.clock("11:05");
    let _rang = place.tell("checkin kay --where \"kitchen, all well\"").exits(0);
    place.clock("11:20");
    let _left = place.tell("leave kay lou").exits(0);
    let _still = place.tell("extend kay lou --back 13:00 --why \"traffic\"").exits(0);
    let _typed_late = place.tell("checkin lou --at 11:21 --school-rang").exits(0);
    // Nothing is heard until long after.
    for time in ["12:19", "13:01", "13:20", "13:41"] {
        place.clock(time);
        let _looked = place.tell("overdue");
    }
    let _explained = place.tell(&format!("why {OUTING}")).exits(0);
    let _page = place.tell(&format!("show {OUTING}")).exits(0);
    place.clock("13:50");
    let _no_answer = place.tell("checkin kay --no-answer").exits(0);
    let _one_back = place.tell("back kay").exits(0);
    let _other_still_late = place.tell("overdue").exits(4);
    let _both_back = place.tell("back lou").exits(0);
    let _quiet = place.tell("overdue").exits(0);
    place.clock("14:00");
    let _written_up = place.tell(&done(under, &["--concern=CP-17"])).exits(0);
    no_show(place, under);
    let _owed = place.tell("board").exits(0);
    let _shown = place.tell(&format!("show {VISIT}")).exits(0);
    let _sound = place.tell("doctor").exits(0);
    let _sound = place.tell("policy check").exits(0);
}

/// The afternoon: nobody is in at the Bells'.
fn no_show(place: &mut Place, under: Under) {
    let planned = place.tell(&plan_with(under, "bell", &["--at=15:00", "--for=30m"]));
    planned.done();
    if under == Aspire {
        let form = answers(place, "bell", &[]);
        assess_file(place, &form);
        place.hv("assess bell --answers ../answers.yaml").done();
        crate::school::authorise(place, "bell");
        place.hv("assess read bell --who kay,lou").done();
        crate::school::sign(place);
    }
    place.clock("14:40");
    let _out = place.tell(&out(under, "kay lou", &["--back=16:00", "--visit=bell"])).exits(0);
    place.clock("14:58");
    let _nobody = place.tell("arrive kay lou --nobody-in").exits(0);
    place.clock("15:21");
    let _over = place.tell("overdue").exits(4);
    let _off =
        place.tell("cancel kay --outcome no-show --card yes --why \"nobody in, no word\"").exits(0);
    let _back = place.tell("back kay lou").exits(0);
}

/// A call nobody answered says nothing about anybody, least of all that the other might be safe.
#[test]
fn ruling_b1_53_an_unanswered_call_is_no_contact_and_comforts_nobody() {
    let mut place = afield(Park);
    let _told = place
        .hv("checkin kay --no-answer")
        .exits(0)
        .says("no answer, recorded; it is not contact")
        .keeps_quiet_about("together and safe");
    place.set_now("2026-11-24T14:00:00+00:00");
    let _late = place.hv("overdue").exits(4).says("KAY INVENTED AND LOU MADE: not heard from");
}

#[test]
fn distress_is_told_at_once_and_stays() {
    for under in [Aspire, Park] {
        let mut place = afield(under);
        let run = place.hv("checkin kay --distress --note \"shouting, rang off\"").exits(0);
        let run = run.says("DISTRESS recorded").says("999").says("12 Sample Street");
        let _at_once = place.hv("overdue").exits(4).says("KAY INVENTED: DISTRESS");
        let _back = place.hv("back kay lou").exits(0).says("stays listed until somebody resolves");
        let _still = place.hv("overdue").exits(4).says("KAY INVENTED: DISTRESS");
        drop(run);
    }
}

/// What an event typed with `--now` is marked with, and where the mark is told.
#[test]
fn what_is_typed_with_another_clock_is_marked_as_a_replay() {
    let place = afield(Park);
    let output = place
        .program()
        .args(["checkin", "kay", "--now", "2026-11-24T12:10:00+00:00"])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("with --now: marked as a replay"), "{told}");
    let record = place.read(&format!("outings/2026-W48/{OUTING}.yaml"));
    assert!(
        record.lines().last().unwrap().contains("replay") || record.contains("clock"),
        "{record}"
    );
}

// --json

/// The keys of an object, one to a line, those of nested objects after them.
fn shape(value: &serde_json::Value, at: &str, shapes: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                shape(value, &format!("{at}.{key}"), shapes);
            }
        }
        serde_json::Value::Array(items) => match items.first() {
            Some(first) => shape(first, &format!("{at}[]"), shapes),
            None => shapes.push(format!("{at}[]: none")),
        },
        serde_json::Value::Null => shapes.push(format!("{at}: null")),
        serde_json::Value::Bool(_) => shapes.push(format!("{at}: bool")),
        serde_json::Value::Number(_) => shapes.push(format!("{at}: number")),
        serde_json::Value::String(_) => shapes.push(format!("{at}: text")),
    }
}

#[test]
fn every_command_prints_one_line_of_json_with_the_version() {
    let mut place = ready(Park);
    let mut shapes = Vec::new();
    let mut look = |place: &mut Place, line: &str, deep: bool| {
        let json = place.hv(&format!("{line} --json")).json();
        let command = line.split(' ').next().unwrap();
        if deep {
            shape(&json, command, &mut shapes);
        } else {
            let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
            shapes.push(format!("{line}: {}", keys.join(" ")));
        }
    };
    for line in [
        "staff",
        "staff kay",
        "staff change lou --role family-support",
        "family",
        "family ahmed",
        "family change bell --agency \"Early help\"",
        "plan",
        "plan change ahmed --at 14:05 --why x",
        "show ahmed",
        "show kay",
        "show 2026-W48",
        "why ahmed",
        "doctor",
        "policy list",
        "policy check",
        "policy show",
    ] {
        look(&mut place, line, false);
    }
    place.clock("12:30");
    head_told_of_change(&mut place);
    // Somebody else's visit is changed, so that something is owed.
    place.hv("family add cole --pupil \"Col Cole\" --carer \"Di Cole=07700 900458\" --address \"9 Sample Street\"").done();
    place.hv(&plan_with(Park, "cole", &["--at=tomorrow 10:00"])).done();
    place.hv("plan change cole --at \"tomorrow 10:30\" --why x").done();
    let leave = out(Park, "kay lou", &[]);
    place.hv(&plan_with(Park, "bell", &["--at=15:00"])).done();
    place.hv(&format!("{leave} --visit ahmed")).done();
    place.clock("13:55");
    for line in [
        "arrive kay lou --nobody-in".to_owned(),
        "late kay --expected 14:10".to_owned(),
        enter(Park, &[]),
        "checkin kay".to_owned(),
        "checkin kay --distress".to_owned(),
        "distress kay".to_owned(),
        "ack kay --who dee --doing x".to_owned(),
        "rung kay done --clock distress".to_owned(),
        "leave kay lou".to_owned(),
        "extend kay --back 16:00 --why x --visit bell".to_owned(),
        format!("show {OUTING}"),
        format!("why {OUTING}"),
        "cancel bell --outcome no-show --why x".to_owned(),
    ] {
        look(&mut place, &line, false);
    }
    place.clock("17:00");
    look(&mut place, "overdue", true);
    look(&mut place, "board", true);
    look(&mut place, "back kay lou", false);
    look(&mut place, "resolve kay --confirmed-by pat --how seen --second dee", false);
    look(&mut place, &done(Park, &[]), false);
    assert_snapshot!(shapes.join("\n"), @r#"
    staff: hv staff damage
    staff kay: hv person
    staff change lou --role family-support: hv person
    family: hv families damage
    family ahmed: hv family addresses workplaces visits assessments stale
    family change bell --agency "Early help": hv family out_now
    plan: hv week visits whole
    plan change ahmed --at 14:05 --why x: hv visit plan changed duties
    show ahmed: hv family addresses workplaces visits assessments stale
    show kay: hv person
    show 2026-W48: hv week visits whole
    why ahmed: hv visit facts gates assessment rating
    doctor: hv as_of findings records
    policy list: hv policies
    policy check: hv file loads problems
    policy show: hv policy values
    arrive kay lou --nobody-in: hv outing visit arrived entered left cancel_at next open since
    late kay --expected 14:10: hv outing visit arrived entered left cancel_at next open since
    enter kay lou --answer "parent-present=yes" --answer "feels-safe=yes" --answer "dangerous-animals=no": hv outing visit arrived entered left cancel_at next open since
    checkin kay: hv outing who at next open
    checkin kay --distress: hv distress
    distress kay: hv distress
    ack kay --who dee --doing x: hv who doing taken
    rung kay done --clock distress: hv id rung outcome who heard alarms open next
    leave kay lou: hv outing visit arrived entered left cancel_at next open since
    extend kay --back 16:00 --why x --visit bell: hv outing back next
    show 2026-11-24-kay-1a: hv outing drill left_at back open never_left breach unmet monitor terms people on_call ends_at_home stops log damage
    why 2026-11-24-kay-1a: hv outing drill as_of clocks not_set terms unmet breach beside
    cancel bell --outcome no-show --why x: hv visit outcome card_left duties
    overdue.hv: number
    overdue.as_of: text
    overdue.late[].id: text
    overdue.late[].drill: bool
    overdue.late[].people[]: text
    overdue.late[].clock: text
    overdue.late[].due: text
    overdue.late[].late_seconds: number
    overdue.late[].rung: null
    overdue.late[].rungs: number
    overdue.late[].exhausted: bool
    overdue.late[].do: text
    overdue.late[].charge: null
    overdue.late[].clause: text
    overdue.late[].ring[].id: text
    overdue.late[].ring[].name: text
    overdue.late[].ring[].number: text
    overdue.late[].who[].id: text
    overdue.late[].who[].name: text
    overdue.late[].who[].number: text
    overdue.late[].role: text
    overdue.late[].decision[]: none
    overdue.late[].tries: null
    overdue.late[].optional: bool
    overdue.late[].stand_in: bool
    overdue.late[].missing: text
    overdue.late[].missed_from: null
    overdue.late[].place: text
    overdue.late[].visit: null
    overdue.late[].monitor.id: text
    overdue.late[].monitor.name: text
    overdue.late[].monitor.number: text
    overdue.unresolved[]: none
    overdue.owed[].record: text
    overdue.owed[].rule: text
    overdue.owed[].what: text
    overdue.owed[].owner: text
    overdue.owed[].due: null
    overdue.owed[].clauses[]: text
    overdue.damage[]: none
    board.hv: number
    board.as_of: text
    board.out[].standing: text
    board.out[].drill: null
    board.out[].in_charge: null
    board.out[].id: text
    board.out[].visits[]: none
    board.out[].left_at: text
    board.out[].back: text
    board.out[].breach: null
    board.out[].monitor.id: text
    board.out[].monitor.name: text
    board.out[].monitor.number: text
    board.out[].people[].id: text
    board.out[].people[].name: text
    board.out[].people[].number: text
    board.out[].people[].last_contact: text
    board.out[].people[].expected: text
    board.out[].people[].returned: null
    board.out[].people[].distress: bool
    board.out[].people[].concern: bool
    board.out[].next[].clock: text
    board.out[].next[].due: text
    board.out[].next[].people[]: text
    board.late[].id: text
    board.late[].drill: bool
    board.late[].people[]: text
    board.late[].clock: text
    board.late[].due: text
    board.late[].late_seconds: number
    board.late[].rung: null
    board.late[].rungs: number
    board.late[].exhausted: bool
    board.late[].do: text
    board.late[].charge: null
    board.late[].clause: text
    board.late[].ring[].id: text
    board.late[].ring[].name: text
    board.late[].ring[].number: text
    board.late[].who[].id: text
    board.late[].who[].name: text
    board.late[].who[].number: text
    board.late[].role: text
    board.late[].decision[]: none
    board.late[].tries: null
    board.late[].optional: bool
    board.late[].stand_in: bool
    board.late[].missing: text
    board.late[].missed_from: null
    board.late[].place: text
    board.late[].visit: null
    board.late[].monitor.id: text
    board.late[].monitor.name: text
    board.late[].monitor.number: text
    board.unresolved[]: none
    board.owed[].record: text
    board.owed[].rule: text
    board.owed[].what: text
    board.owed[].owner: text
    board.owed[].due: null
    board.owed[].clauses[]: text
    board.damage[]: none
    back kay lou: hv outing who at still_out open duties
    resolve kay --confirmed-by pat --how seen --second dee: hv resolved
    done ahmed/2026-11-24-1a --got-in "yes" --child-seen "yes" --present "mother and Ali" --concern "none": hv visit outcome duties
    "#);
}

#[test]
fn an_error_and_a_refusal_are_json_too() {
    let mut place = afield(Park);
    let error = place.hv("checkin nobody --json").exits(2).json();
    assert_eq!(error["error"]["kind"], "usage");
    assert!(!error["error"]["hints"].as_array().unwrap().is_empty());
    let refused = place.hv(&format!("{} --json", enter(Park, &["feels-safe=no"]))).exits(1).json();
    assert_eq!(refused["refused"][0]["rule"], "feels-safe");
    assert_eq!(refused["refused"][0]["clauses"], serde_json::json!(["HPP-4.6a"]));
}
