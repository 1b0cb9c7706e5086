//! Every refusal and every warning that the two policies can produce, each provoked alone, each with the words it
//! is met with. A rule or question without an entry here fails the test, and so does an entry without a rule.

use crate::harness::{Place, Run};
use crate::school::{
    Aspire, Park, TYPED_LATE, Under, VISIT, afield, answers, assess, assess_although, assess_file,
    authorise, done, enter, head_told_of_change, line, out, plan, plan_with, ready, school, sign,
    visited,
};
use hv::policy::{Step, Strength};
use insta::assert_snapshot;
use serde_json::Value;
use std::collections::BTreeSet;

const KAY: &str = "people/kay.yaml";
const LOU: &str = "people/lou.yaml";

/// How one rule is broken at one step.
struct Entry {
    rule: &'static str,
    step: &'static str,
    place: Place,
    line: String,
}

struct Catalogue {
    under: Under,
    entries: Vec<Entry>,
}

impl Catalogue {
    fn broken(&mut self, rule: &'static str, step: &'static str, place: Place, line: String) {
        self.entries.push(Entry { rule, step, place, line });
    }

    fn planning(&mut self, rule: &'static str, changes: &[&str]) {
        self.planning_after(rule, |_| (), changes);
    }

    fn planning_after(&mut self, rule: &'static str, setup: impl Fn(&mut Place), changes: &[&str]) {
        let mut place = school(self.under);
        setup(&mut place);
        self.broken(rule, "plan", place, plan_with(self.under, "bell", changes));
    }

    fn leaving(&mut self, rule: &'static str, changes: &[&str]) {
        self.leaving_after(rule, |_| (), changes);
    }

    fn leaving_after(&mut self, rule: &'static str, setup: impl Fn(&mut Place), changes: &[&str]) {
        let mut place = ready(self.under);
        setup(&mut place);
        self.broken(rule, "out", place, out(self.under, "kay lou", changes));
    }

    fn entering(&mut self, rule: &'static str, changes: &[&str]) {
        self.broken(rule, "enter", afield(self.under), enter(self.under, changes));
    }

    fn writing_up(&mut self, rule: &'static str, changes: &[&str]) {
        let mut place = afield(self.under);
        place.hv("back kay lou").done();
        self.broken(rule, "done", place, done(self.under, changes));
    }

    fn calling_off(&mut self, rule: &'static str, outcome: &str, changes: &[&str]) {
        let start = format!("cancel {VISIT} --outcome {outcome} --why \"as told\"");
        self.broken(rule, "cancel", ready(self.under), line(&start, &[], changes));
    }

    /// Every rule and question of the policy, at each of its steps, is in the catalogue exactly as often as it
    /// should be: at least once.
    fn is_complete(&self) {
        let policy = self.under.policy();
        let gates = policy.gates.iter().flat_map(|g| g.at.iter().map(|at| (g.id.as_str(), *at)));
        // What the form of the assessment asks has tests of its own, below.
        let questions = policy.questions.iter().filter(|q| q.at != Step::Assess);
        let questions = questions.map(|q| (q.id.as_str(), q.at));
        let wanted: BTreeSet<(&str, &str)> =
            gates.chain(questions).map(|(id, step)| (id, word(step))).collect();
        let have: BTreeSet<(&str, &str)> = self.entries.iter().map(|e| (e.rule, e.step)).collect();
        let missing: Vec<_> = wanted.difference(&have).collect();
        let unknown: Vec<_> = have.difference(&wanted).collect();
        assert!(missing.is_empty(), "no entry in the catalogue for {missing:?}");
        assert!(unknown.is_empty(), "the policy has no {unknown:?}");
    }

    fn tell(self) -> String {
        let policy = self.under.policy();
        self.entries.into_iter().map(|entry| told(entry, &policy)).collect()
    }
}

fn word(step: Step) -> &'static str {
    match step {
        Step::Plan => "plan",
        Step::Assess => "assess",
        Step::Decide => "decide",
        Step::Call => "call",
        Step::Incident => "incident",
        Step::Out => "out",
        Step::Arrive => "arrive",
        Step::Enter => "enter",
        Step::Leave => "leave",
        Step::Done => "done",
        Step::Sign => "sign",
        Step::Back => "back",
        Step::Cancel => "cancel",
    }
}

/// Provokes the refusal twice: as data, to know that it is this rule with its strength and clauses, and in words.
fn told(mut entry: Entry, policy: &hv::policy::Policy) -> String {
    let now = entry.place.now();
    let json = entry.place.hv(&format!("{} --json", entry.line)).exits(1).json();
    entry.place.set_now(&now.rfc3339());
    let words = entry.place.hv(&entry.line).exits(1);
    let refused = json["refused"].as_array().unwrap();
    let found: Vec<&Value> = refused.iter().filter(|f| f["rule"] == entry.rule).collect();
    let first = found.first().unwrap_or_else(|| {
        panic!(
            "{} at {} was not refused by hv {}\n{}",
            entry.rule,
            entry.step,
            entry.line,
            words.text()
        )
    });
    let gate = policy.gates.iter().find(|g| g.id == entry.rule);
    let question = policy.questions.iter().find(|q| q.id == entry.rule);
    let strength = gate.map_or_else(|| question.unwrap().strength, |g| g.strength);
    let expected = if strength == Strength::Must { "must" } else { "should" };
    assert_eq!(first["strength"], expected, "{}", entry.rule);
    let clauses = gate.map_or_else(|| &question.unwrap().clauses, |g| &g.clauses);
    assert_eq!(first["clauses"], serde_json::json!(clauses), "{}", entry.rule);
    assert!(!clauses.is_empty() || entry.rule == "return-given", "{} cites no clause", entry.rule);
    let block = block(&words, first);
    format!("{} at {}\n{block}", entry.rule, entry.step)
}

/// The lines that tell of one finding: what is refused or warned about, and what to do.
fn block(words: &Run, finding: &Value) -> String {
    let says = flat(finding["says"].as_str().unwrap());
    let mut blocks: Vec<String> = Vec::new();
    for line in words.err.lines() {
        if line.starts_with("  refused: ") || line.starts_with("  warning: ") {
            blocks.push(String::new());
        }
        if let Some(last) = blocks.last_mut() {
            last.push_str(&format!("{line}\n"));
        }
    }
    let block = blocks.into_iter().find(|b| flat(b).contains(&says));
    let block = block.unwrap_or_else(|| panic!("{says:?} is not told in\n{}", words.text()));
    assert!(flat(&block).contains(&flat(finding["fix"].as_str().unwrap())), "{block}");
    assert!(block.contains("->"), "nothing to do in\n{block}");
    block
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lets a rule pass at planning and hold at sign-out: as when the policy was made stricter in between.
fn only_at_sign_out(place: &mut Place, rule: &str, plan: &str) {
    let strict = place.read("policy.toml");
    let from = strict.find(&format!("id = \"{rule}\"")).unwrap();
    let loose = strict[from..].replacen("at = [\"plan\", \"out\"]", "at = \"out\"", 1);
    place.write("policy.toml", &format!("{}{loose}", &strict[..from]));
    place.hv(plan).done();
    place.write("policy.toml", &strict);
}

#[test]
fn every_refusal_and_warning_of_aspire() {
    let mut all = Catalogue { under: Aspire, entries: Vec::new() };
    aspire_planning(&mut all);
    aspire_staff(&mut all);
    aspire_leaving(&mut all);
    aspire_assessment(&mut all);
    aspire_decisions(&mut all);
    aspire_at_the_door(&mut all);
    aspire_calling_off(&mut all);
    all.is_complete();
    assert_snapshot!(all.tell(), @r#"
    two-on-first-visit at plan
      refused: Two members of staff go on every first visit to a family. (bell/2026-11-24-1a) [AET-2.5a,
      AET-A-R1.3]
          -> put at least 2 members of school staff on bell/2026-11-24-1a, or rearrange it
          -> type: hv plan change bell/2026-11-24-1a --staff WHO,WHO --why "..."
    two-on-higher-risk at plan
      refused: A higher-risk visit is always made by two members of staff. (bell/2026-11-24-1a)
      [AET-A-R1.4]
          -> put at least 2 members of school staff on bell/2026-11-24-1a, or rearrange it
          -> type: hv plan change bell/2026-11-24-1a --staff WHO,WHO --why "..."
    Nothing was planned, so there is no visit to change yet: where a line above says hv plan change,
    give its flags to hv plan add.
    two-where-possible at plan
      warning: Two members of staff go wherever that can be done. (ahmed/2026-11-25-1a) [AET-2.4,
      AET-4.3, AET-A-R1.5]
          -> put a second member of staff on ahmed/2026-11-25-1a, or write down why one goes alone; or
          give the reason: --because two-where-possible="..."
          -> type: hv plan change ahmed/2026-11-25-1a --staff WHO,WHO --why "..."
    Nothing was planned, so there is no visit to change yet: where a line above says hv plan change,
    give its flags to hv plan add.
    reason-given at plan
      refused: A visit is made only when it is necessary and can be justified. (bell/2026-11-24-1a)
      [AET-2.3, AET-4.1a, AET-SI-4, AET-A-R1.2]
          -> say why the visit is needed
          -> type: --reason "..."
    pupil-named at plan
      refused: The appointment and the weekly list name the pupil. (bell/2026-11-24-1a) [AET-2.8,
      AET-4.4]
          -> name the pupil on bell/2026-11-24-1a
          -> type: hv family change bell --pupil NAME
    address-known at plan
      refused: The appointment and the weekly list say where the visit is. (bell/2026-11-24-1a)
      [AET-2.8, AET-4.4]
          -> add the address to bell
          -> type: hv family change bell --address "..."
    parent-named at plan
      refused: The weekly list names the parent or carer, with a way to reach them. (bell/2026-11-24-1a)
      [AET-4.4]
          -> add a parent or carer and a number to bell
          -> type: hv family change bell --carer NAME=NUMBER
    why-not-in-school at plan
      warning: not answered: Why will meeting in school not do? [AET-SI-4, AET-4.1a, AET-A-R1.1]
          -> add --answer why-not-in-school="..."; or give the reason: --because why-not-in-school="..."
    child-in-danger-now at plan
      warning: Is a child in serious danger at this moment? Answered: yes [AET-2.10]
          -> ring the police on 999 first and ask for a welfare check; note when, and their reference;
          or give the reason: --because child-in-danger-now="..."
    only-to-see-child-safe at plan
      refused: not answered: Is the visit only to keep in touch and see that the child is safe?
      [AET-A-R8.1]
          -> add --answer only-to-see-child-safe=yes|no
    doorstep-if-only-contact at plan
      refused: A visit only to keep in touch stays on the doorstep. (bell/2026-11-24-1a) [AET-A-R8.1]
          -> plan bell/2026-11-24-1a as doorstep only
          -> type: hv plan change bell/2026-11-24-1a --doorstep yes --why "..."
    announced at plan
      warning: Visits are made by appointment; unannounced ones are avoided wherever possible.
      (bell/2026-11-24-1a) [AET-2.7a, AET-2.9a]
          -> make an appointment with bell, or write down why not; or give the reason: --because
          announced="..."
          -> type: hv plan change bell/2026-11-24-1a --unannounced no --confirmed "WHEN, HOW, WITH WHOM"
          --why "..."
    unannounced-because at plan
      refused: not answered: What makes an unannounced visit necessary? [AET-2.9b, AET-A-R5.2]
          -> add --answer unannounced-because=child-safety|unexplained-absence
    family-does-not-answer at plan
      refused: Has the family been tried by telephone, without an answer? Answered: no [AET-A-R5.2]
          -> try the family first, and make an appointment if they answer
    Nothing was planned, so there is no visit to change yet: where a line above says hv plan change,
    give its flags to hv plan add.
    visitors-agree at plan
      warning: Have the visiting staff agreed to the visit? Answered: no [AET-2.6]
          -> agree the visit with those who are to make it; or give the reason: --because
          visitors-agree="..."
    time-suits-family at plan
      warning: Was the time chosen to suit the family? Answered: no [AET-A-R5.4]
          -> ask the family which time suits; or give the reason: --because time-suits-family="..."
    thought-about-who-goes at plan
      warning: Have you thought about who is right for this visit? Answered: no [AET-A-R5.8]
          -> look at what happened on earlier visits, and choose; or give the reason: --because
          thought-about-who-goes="..."
    pupil-carried at plan
      refused: not answered: Will a pupil be taken by car? [AET-6.1]
          -> add --answer pupil-carried=yes|no
    guidance-on-transport at plan
      refused: Will section 21 of the safer working guidance be followed? Answered: no [AET-6.1]
          -> read section 21, or do not carry the pupil
    trained at plan
      warning: Visitors are trained before they visit: diversity, equipment, manual handling, first aid,
      breaking away. (lou) [AET-3.2]
          -> record the training of lou, or write down why they go without some of it; or give the
          reason: --because trained="..."
          -> type: hv staff change lou --training first-aid=DAY
    trained-for-people at plan
      warning: Whoever goes is skilled in calming people, in hard conversations, and aware of other
      cultures. (lou) [AET-3.2, AET-A-R5.9]
          -> record that training of lou, or choose somebody who has it; or give the reason: --because
          trained-for-people="..."
          -> type: hv staff change lou --training de-escalation=DAY
    employed-here at plan
      refused: Those who visit are on record as employed here. (lou) [AET-SI-3]
          -> add lou to the staff directory, or plan somebody else
          -> type: hv staff add lou --name "..."
    reason-listed at plan
      warning: A home is visited because of something urgent, planned or specific. (bell/2026-11-24-1a)
      [AET-SI-4, AET-4.1a]
          -> begin the reason with one of those words and a colon; or give the reason: --because
          reason-listed="..."
          -> type: --reason WORD
    pattern at plan
      warning: not answered: Is it a one-off visit, or one of a regular run? [AET-SI-4]
          -> add --answer pattern=one-off|regular; or give the reason: --because pattern="..."
    welfare-check at plan
      refused: not answered: When were the police asked for a welfare check, by whom, and what is their
      reference? [AET-2.10]
          -> add --answer welfare-check="..."
    infection-about at plan
      warning: not answered: Is an infection about, in the home or in the neighbourhood? [AET-A-R8.1]
          -> add --answer infection-about=yes|no; or give the reason: --because infection-about="..."
    Nothing was planned, so there is no visit to change yet: where a line above says hv plan change,
    give its flags to hv plan add.
    concern-here-reviewed at plan
      warning: A concern raised at this address is looked at before anybody goes there again.
      (cole/2026-11-25-1a) [AET-5.2b]
          -> review the assessment with the concern in mind, and close what is owed; or give the reason:
          --because concern-here-reviewed="..."
          -> type: hv board says which record owes it: hv done RECORD --duty review-after-concern --how
          "..."
    mobile-held at out
      refused: School holds the number of every visitor's telephone. (lou) [AET-2.11b, AET-A-R3.2]
          -> add a mobile number to lou
          -> type: hv staff change lou --mobile NUMBER
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    vehicle-recorded at out
      refused: School holds make, model, registration and colour of every car used. (kay) [AET-2.24a,
      AET-A-R3.3a]
          -> add the car to kay
          -> type: hv staff change kay --car-make M --car-model M --car-registration R --car-colour C;
          or --car none
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    insurance-in-date at out
      refused: The car is insured. (kay) [AET-2.24b, AET-A-R3.3b]
          -> record the insurance of kay, or go another way
          -> type: hv staff change kay --insured-until DAY; or --car none
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    business-insurance at out
      refused: The car's insurance covers business use. (kay) [AET-2.24b, AET-A-R3.3b]
          -> record business cover for kay, or go another way
          -> type: hv staff change kay --business-use yes; or --car none
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    read-home-visits-policy at out
      refused: Every visitor has read this policy, as it stands now. (lou) [AET-4.2, AET-A-R1.6]
          -> have lou read it and record that
          -> type: hv staff change lou --read home-visits-policy[@VERSION]=DAY
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    read-lone-working-policy at out
      refused: Every visitor has read the lone working policy. (lou) [AET-A-R1.6]
          -> have lou read it and record that
          -> type: hv staff change lou --read lone-working-policy[@VERSION]=DAY
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    read-safer-working-guidance at out
      refused: Every visitor knows the safer working guidance of May 2019. (lou) [AET-3.1]
          -> have lou read it and record that, with its version, 2019-05
          -> type: hv staff change lou --read safer-working-guidance[@VERSION]=DAY
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    trained at out
      warning: Visitors are trained before they visit: diversity, equipment, manual handling, first aid,
      breaking away. (lou) [AET-3.2]
          -> record the training of lou, or write down why they go without some of it; or give the
          reason: --because trained="..."
          -> type: hv staff change lou --training first-aid=DAY
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    trained-for-people at out
      warning: Whoever goes is skilled in calming people, in hard conversations, and aware of other
      cultures. (lou) [AET-3.2, AET-A-R5.9]
          -> record that training of lou, or choose somebody who has it; or give the reason: --because
          trained-for-people="..."
          -> type: hv staff change lou --training de-escalation=DAY
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    coached at out
      refused: Visitors are coached in safe habits: stay in view, stay near the way out. (lou) [AET-3.3,
      AET-A-R6.1]
          -> coach lou and record that
          -> type: hv staff change lou --coached DAY
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    employed-here at out
      refused: Those who visit are on record as employed here. (lou) [AET-SI-3]
          -> add lou to the staff directory, or plan somebody else
          -> type: hv staff add lou --name "..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    two-on-first-visit at out
      refused: Two members of staff go on every first visit to a family. (ahmed/2026-11-24-1a)
      [AET-2.5a, AET-A-R1.3]
          -> put at least 2 members of school staff on ahmed/2026-11-24-1a, or rearrange it
          -> type: hv plan change ahmed/2026-11-24-1a --staff WHO,WHO --why "..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    two-on-higher-risk at out
      refused: A higher-risk visit is always made by two members of staff. (ahmed/2026-11-24-1a)
      [AET-A-R1.4]
          -> put at least 2 members of school staff on ahmed/2026-11-24-1a, or rearrange it
          -> type: hv plan change ahmed/2026-11-24-1a --staff WHO,WHO --why "..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    two-where-possible at out
      warning: Two members of staff go wherever that can be done. (ahmed/2026-11-25-1a) [AET-2.4,
      AET-4.3, AET-A-R1.5]
          -> put a second member of staff on ahmed/2026-11-25-1a, or write down why one goes alone; or
          give the reason: --because two-where-possible="..."
          -> type: hv plan change ahmed/2026-11-25-1a --staff WHO,WHO --why "..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    concern-here-reviewed at out
      warning: A concern raised at this address is looked at before anybody goes there again.
      (ahmed/2026-11-24-2a) [AET-5.2b]
          -> review the assessment with the concern in mind, and close what is owed; or give the reason:
          --because concern-here-reviewed="..."
          -> type: hv board says which record owes it: hv done RECORD --duty review-after-concern --how
          "..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    pupil-named at out
      refused: The appointment and the weekly list name the pupil. (bell/2026-11-24-1a) [AET-2.8,
      AET-4.4]
          -> name the pupil on bell/2026-11-24-1a
          -> type: hv family change bell --pupil NAME
    doorstep-if-only-contact at out
      refused: A visit only to keep in touch stays on the doorstep. (bell/2026-11-24-1a) [AET-A-R8.1]
          -> plan bell/2026-11-24-1a as doorstep only
          -> type: hv plan change bell/2026-11-24-1a --doorstep yes --why "..."
    address-known at out
      refused: The appointment and the weekly list say where the visit is. (ahmed/2026-11-24-1a)
      [AET-2.8, AET-4.4]
          -> add the address to ahmed
          -> type: hv family change ahmed --address "..."
    parent-named at out
      refused: The weekly list names the parent or carer, with a way to reach them.
      (ahmed/2026-11-24-1a) [AET-4.4]
          -> add a parent or carer and a number to ahmed
          -> type: hv family change ahmed --carer NAME=NUMBER
    on-signed-list at out
      refused: No visit is made before the principal has approved and signed the list it is on.
      (ahmed/2026-11-24-1a) [AET-4.5, AET-4.8a, AET-2.6]
          -> have 2026-W48 signed; an urgent visit is signed as an addendum
          -> type: hv plan sign --signed-by PERSON
    appointment-confirmed at out
      refused: The confirmation of the appointment is on record. (bell/2026-11-24-1a) [AET-2.7b,
      AET-2.6, AET-A-R5.3]
          -> record when bell confirmed, with whom and how
          -> type: hv plan change bell/2026-11-24-1a --confirmed "WHEN, HOW, WITH WHOM" --why confirmed
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    family-told-who at out
      warning: The family knows who is coming. (ahmed/2026-11-24-1a) [AET-A-R5.5a]
          -> tell ahmed who is coming and record it; or give the reason: --because family-told-who="..."
          -> type: hv plan change ahmed/2026-11-24-1a --told-who --why "family told"
    monitor-named at out
      refused: A named person on site watches the time off site. [AET-A-R2.3a, AET-A-R2.4]
          -> name a monitor
          -> type: --monitor PERSON
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    monitor-stays at out
      refused: The monitor stays on site. [AET-A-R2.3a]
          -> name a monitor who is not going
          -> type: --monitor PERSON
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    return-given at out
      refused: The record of every outing has the expected return. [AET-A-R2.2]
          -> say when they will be back
          -> type: --back TIME
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    emergency-contact-named at out
      refused: Somebody can be reached in an emergency for the whole visit. [AET-2.12a]
          -> name an emergency contact with a number
          -> type: --emergency-contact NAME=NUMBER
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    authorised-by-senior at out
      refused: A senior member of staff authorises the visit before staff leave. [AET-A-R2.1]
          -> ask a senior member of staff, and record who
          -> type: --authorised-by PERSON
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    new-risk-since-assessed at out
      refused: Has anything new come up since the assessment? Answered: yes [AET-2.15c]
          -> change the assessment of ahmed before going
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    controls-followed at out
      refused: Will you follow the controls in it? Answered: no (kay) [AET-2.21]
          -> do not go; talk to the principal
    phone-carried at out
      refused: Have you got your telephone with you? Answered: no (kay) [AET-2.11a, AET-A-R3.1]
          -> take a telephone
    school-numbers-in-phone at out
      refused: Are two school numbers in it? Answered: no (kay) [AET-A-R3.4]
          -> put two school numbers in the telephone
    chat-ready at out
      warning: Is the staff chat set up on it? Answered: no (kay) [AET-A-R3.5]
          -> set up the staff chat; or give the reason: --because chat-ready="..."
    id-worn at out
      refused: Are you wearing your ID at the front, over your coat? Answered: no (kay) [AET-4.9,
      AET-A-R5.5b]
          -> put the ID card on
    briefed at out
      warning: Have you been told about the family and any past difficulty? Answered: no (kay)
      [AET-A-R5.6]
          -> be briefed by the line manager; or give the reason: --because briefed="..."
    code-word-agreed at out
      warning: Is a code word for help agreed, and does the monitor know it? Do not type the word.
      Answered: no [AET-2.12b, AET-A-R3.7]
          -> agree a word with the monitor; hv never holds it; or give the reason: --because
          code-word-agreed="..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    chat-seen-on-site at out
      warning: Do chat notifications show on a device on site? Answered: no [AET-A-R3.6]
          -> turn notifications on; or give the reason: --because chat-seen-on-site="..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    household-well at out
      refused: not answered: Have you asked today: is everybody in the home well? [AET-A-R8.2]
          -> add --answer household-well=yes|no
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    symptoms at out
      warning: not answered: What are the symptoms? [AET-A-R8.3]
          -> add --answer symptoms="..."; or give the reason: --because symptoms="..."
    suspected-illness at out
      warning: not answered: What illness is suspected? [AET-A-R8.4]
          -> add --answer suspected-illness="..."; or give the reason: --because suspected-illness="..."
    health-guidance-read at out
      warning: not answered: Have you looked at the public health guidance? [AET-A-R8.5]
          -> add --answer health-guidance-read=yes|no; or give the reason: --because
          health-guidance-read="..."
    covid-symptoms at out
      warning: Are any of them symptoms of Covid-19? Answered: yes [AET-A-R8.6]
          -> use a safe alternative: telephone first, video only if the child must be seen; or give the
          reason: --because covid-symptoms="..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    assessed at out
      refused: No visit is made without a risk assessment. (bell/2026-11-24-1a) [AET-2.15b, AET-A-ctx-1,
      AET-A-use-5]
          -> assess bell first
          -> type: hv assess bell
    assessment-authorised at out
      refused: Only the principal can authorise the visit, on the assessment. (ahmed/2026-11-24-1a)
      [AET-2.2, AET-4.1b, AET-A-R7.3a, AET-A-dec-2]
          because: pat decided NO on Tue 24 Nov 12:00: not yet
          -> nobody goes, unless whoever decides says otherwise
          -> type: hv plan drop ahmed/2026-11-24-1a --why "..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    new-risk-decided-on at out
      refused: A new risk changes the assessment, and is decided on, before the visit.
      (ahmed/2026-11-24-1a) [AET-2.15c]
          because: new risk: a lodger with a dog (health visitor), noted by office on Tue 24 Nov 12:00;
          looked at by dee on Tue 24 Nov 12:01
          -> review the assessment of ahmed with the risk in mind, and ask the principal to decide on it
          -> type: hv assess decide ahmed --proceed yes|no --reason "..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    assessment-in-date at out
      refused: The assessment's review date has not passed. (ahmed/2026-11-24-1a) [AET-A-hdr-6]
          because: its review date has passed: Mon 23 Nov 2026
          -> assess ahmed anew, with a later next review
          -> type: hv assess review ahmed "WHAT THE REVIEW FOUND" --next-review DAY
    assessment-reviewed at out
      refused: The assessment is reviewed after each visit and before the next. (ahmed/2026-11-25-1a)
      [AET-A-ctx-3, AET-5.2b, AET-A-use-6]
          because: the first visit, ahmed/2026-11-24-1a, written up Tue 24 Nov 14:04 (found: nothing
          new), and no review after it
          -> review the assessment of ahmed; "no change" is a review
          -> type: hv assess review ahmed "WHAT THE REVIEW FOUND"
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    controls-in-place at out
      refused: The controls are in place before the visit. (ahmed/2026-11-24-1a) [AET-2.20]
          because: control not in place: Visitors have read the lone working and home visits policies,
          and it is on record (alone), due Wed 25 Nov 2026 by pat, after the day of the visit, Tue 24
          Nov 2026
          -> put the controls of ahmed in place, or record that they are
          -> type: hv assess control ahmed alone.6 --in-place
    assessment-read at out
      refused: Have you read the assessment of this visit? Answered: no (kay) [AET-A-R1.7]
          because: kay has not read ahmed/2026-11-24-2a, but ahmed/2026-11-24-1a, which is not the one
          that counts
          -> read the assessment of ahmed before going
          -> type: hv assess read ahmed --who kay
    agency-reason-given at decide
      refused: The agency that asks for a visit says why it is not visiting itself. (bell/2026-11-24-1a)
      [AET-2.25c, AET-A-R7.2]
          -> ask the agency, and assess bell anew with its answer
    agency-reason-given at out
      refused: The agency that asks for a visit says why it is not visiting itself. (bell/2026-11-24-1a)
      [AET-2.25c, AET-A-R7.2]
          -> ask the agency, and assess bell anew with its answer
    advice-sought at decide
      warning: Where concerns remain, the trust or the local authority safeguarding team is asked before
      the decision. [AET-2.26]
          -> ask them, and assess anew with what they say; or give the reason: --because
          advice-sought="..."
    doorstep-only at enter
      refused: This visit is signed out as doorstep only (ahmed/2026-11-24-1a) [AET-A-R8.1]
          -> stay on the doorstep; to go in, plan another visit
    parent-present at enter
      refused: Is the parent or carer there? Answered: no [AET-4.7a]
          -> do not go in before they arrive
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    feels-safe at enter
      refused: Does it feel safe, and is nobody aggressive or threatening? Answered: no [AET-4.10a,
      AET-A-R5.1]
          -> do not go in, or come away; no reason is needed now
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    animals at enter
      refused: not answered: Animals? [AET-4.11a, AET-A-R4.2]
          -> add --answer animals=none|loose-and-harmless|dangerous
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    animals-shut-away at enter
      refused: not answered: Are they shut away for the whole visit? [AET-4.11a, AET-A-R4.2]
          -> add --answer animals-shut-away=yes|no
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    dangerous-animals-shut-away at enter
      refused: Dangerous animals are in another room, or there is no visit. [AET-4.11b]
          -> call the visit off
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    loose-animals-shut-away at enter
      warning: A loose dog is shut away for the whole meeting. [AET-A-R4.2]
          -> rearrange if you are worried, or write down why you are not; or give the reason: --because
          loose-animals-shut-away="..."
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    unknown-people at enter
      refused: not answered: Anybody there you do not know? [AET-A-R4.3]
          -> add --answer unknown-people=yes|no
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    unknown-people-explained at enter
      refused: Has the family said who they are? Answered: no [AET-A-R4.3, AET-A-R4.5]
          -> do not go in; say politely that you will come back
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    new-risk at enter
      refused: Any other risk that nobody planned for? Answered: yes [AET-2.22]
          -> end the visit and come away
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    first-visit-findings at done
      warning: not answered: What did this first visit show that later ones should know? [AET-2.5b]
          -> add --answer first-visit-findings="..."; or give the reason: --because
          first-visit-findings="..."
    intervention-used at done
      warning: Was physical intervention used? Answered: yes [AET-6.2, AET-6.3, AET-6.4]
          -> record it as an incident: hv incident; or give the reason: --because
          intervention-used="..."
    police-reference at cancel
      refused: not answered: When were the police asked, by whom, and what is their reference?
      [AET-2.10]
          -> add --answer police-reference="..."
    call-by at cancel
      refused: not answered: By telephone, or by video? [AET-A-R8.7]
          -> add --answer call-by=telephone|video
    call-authorised-by at cancel
      warning: not answered: 1. Which senior leader authorised the call? [AET-A-S0, AET-A-S1]
          -> add --answer call-authorised-by=PERSON; or give the reason: --because
          call-authorised-by="..."
    call-on-school-channel at cancel
      warning: not answered: 2. Is it made over one of the school's own channels? [AET-A-S0, AET-A-S2]
          -> add --answer call-on-school-channel=yes|no; or give the reason: --because
          call-on-school-channel="..."
    call-device at cancel
      warning: not answered: 3. On a device of the school, or on a personal one? [AET-A-S0, AET-A-S3]
          -> add --answer call-device=school|personal; or give the reason: --because call-device="..."
    call-to-carers-device at cancel
      warning: not answered: 4. Does it go to the parent's or carer's own device? [AET-A-S0, AET-A-S4]
          -> add --answer call-to-carers-device=yes|no; or give the reason: --because
          call-to-carers-device="..."
    call-known-to at cancel
      warning: not answered: 5. Who else in school knows of the call? [AET-A-S0, AET-A-S5]
          -> add --answer call-known-to=PERSON; or give the reason: --because call-known-to="..."
    call-consent at cancel
      refused: not answered: 7. Has the parent or carer consented? [AET-A-S0, AET-A-S7]
          -> add --answer call-consent=yes|no
    call-in-school-hours at cancel
      warning: not answered: 8. Is it inside normal school hours? [AET-A-S0, AET-A-S8]
          -> add --answer call-in-school-hours=yes|no; or give the reason: --because
          call-in-school-hours="..."
    call-time-agreed at cancel
      warning: not answered: 9. Which time was agreed with the family? [AET-A-S0, AET-A-S9]
          -> add --answer call-time-agreed="..."; or give the reason: --because call-time-agreed="..."
    parent-on-call at cancel
      warning: not answered: 10. Is a parent or carer there for the whole of it? [AET-A-S0, AET-A-S10]
          -> add --answer parent-on-call=yes|no; or give the reason: --because parent-on-call="..."
    speakers-on at cancel
      warning: not answered: 10. Is the loudspeaker on at both ends? [AET-A-S0, AET-A-S10]
          -> add --answer speakers-on=yes|no; or give the reason: --because speakers-on="..."
    second-person-on-call at cancel
      warning: not answered: 11. Is a second member of staff there who can hear or see it? [AET-A-S0,
      AET-A-S11]
          -> add --answer second-person-on-call=yes|no; or give the reason: --because
          second-person-on-call="..."
    why-see-the-child at cancel
      warning: not answered: Why must the child be seen? Without a reason the telephone is used.
      [AET-A-R8.7]
          -> add --answer why-see-the-child="..."; or give the reason: --because why-see-the-child="..."
    number-withheld at cancel
      refused: 3. Is its number withheld? Answered: no [AET-A-S3]
          -> withhold the number, or use a device of the school
    call-consent-by at cancel
      warning: not answered: 7. Who consented, and when? [AET-A-S0, AET-A-S7]
          -> add --answer call-consent-by="..."; or give the reason: --because call-consent-by="..."
    recording-agreed at cancel
      warning: 12. Has the parent or carer agreed to a recording, knowing that it is for the school's
      records? Answered: no [AET-A-S0, AET-A-S12]
          -> explain what it is for, and ask; or give the reason: --because recording-agreed="..."
    recording-kept at cancel
      warning: not answered: 12. Where is the recording kept, securely and under data protection law?
      [AET-A-S0, AET-A-S12]
          -> add --answer recording-kept="..."; or give the reason: --because recording-kept="..."
    "#);
}

fn aspire_planning(all: &mut Catalogue) {
    all.planning("two-on-first-visit", &["--staff=kay"]);
    all.planning_after(
        "two-on-higher-risk",
        |place| place.hv("family change bell --caution \"dog, bites=police letter\"").done(),
        &["--staff=kay"],
    );
    let mut place = visited(Aspire);
    place.set_now("2026-11-25T08:00:00+00:00");
    all.broken("two-where-possible", "plan", place, plan_with(Aspire, "ahmed", &["--staff=kay"]));
    all.planning("reason-given", &["--reason"]);
    all.planning_after(
        "pupil-named",
        |place| {
            place.strike("families/bell/family.yaml", "- name: Bea");
            place.strike("families/bell/family.yaml", "class:");
            place.edit("families/bell/family.yaml", "pupils:", "pupils: []");
        },
        &[],
    );
    all.planning("address-known", &["--address=elsewhere"]);
    all.planning_after(
        "parent-named",
        |place| place.strike("families/bell/family.yaml", "phone:"),
        &[],
    );
    all.planning("why-not-in-school", &["why-not-in-school"]);
    all.planning("child-in-danger-now", &["child-in-danger-now=yes"]);
    all.planning("only-to-see-child-safe", &["only-to-see-child-safe"]);
    all.planning("doorstep-if-only-contact", &["only-to-see-child-safe=yes"]);
    all.planning("announced", &["--unannounced=yes"]);
    all.planning("unannounced-because", &["--unannounced=yes"]);
    all.planning("family-does-not-answer", &["--unannounced=yes", "family-does-not-answer=no"]);
    all.planning("visitors-agree", &["visitors-agree=no"]);
    all.planning("time-suits-family", &["time-suits-family=no"]);
    all.planning("thought-about-who-goes", &["thought-about-who-goes=no"]);
    all.planning("pupil-carried", &["pupil-carried"]);
    all.planning("guidance-on-transport", &["pupil-carried=yes", "guidance-on-transport=no"]);
    untrained(|rule, topic| {
        all.planning_after(rule, |place| place.edit(LOU, topic, "something-else"), &[]);
    });
    all.planning_after("employed-here", left, &[]);
    all.planning("reason-listed", &["--reason=a chat"]);
    all.planning("pattern", &["pattern"]);
    all.planning("welfare-check", &["child-in-danger-now=yes"]);
    let in_touch: &str = "only-to-see-child-safe=yes";
    all.planning("infection-about", &[in_touch]);
    let mut place = concerned();
    place.hv("family add cole --pupil \"Cy Cole, 3C\" --carer \"Ed Cole=07700 900458\" --address \"12 Sample Street, Testford\" --address-id ahmed").done();
    all.broken(
        "concern-here-reviewed",
        "plan",
        place,
        plan_with(Aspire, "cole", &["--at=tomorrow 14:00"]),
    );
}

/// The rules about training, each with a topic it looks at.
fn untrained(mut entry: impl FnMut(&'static str, &'static str)) {
    entry("trained", "first-aid");
    entry("trained-for-people", "de-escalation");
}

/// Lou has left the school.
fn left(place: &mut Place) {
    place.hv("staff change lou --left 2026-11-20").done();
}

/// The Ahmeds have been visited, and a concern was raised.
fn concerned() -> Place {
    let mut place = afield(Aspire);
    place.hv("back kay lou").done();
    place.hv(&done(Aspire, &["--concern=ref 88"])).done();
    place
}

fn aspire_staff(all: &mut Catalogue) {
    all.leaving_after("mobile-held", |place| place.strike(LOU, "mobile:"), &[]);
    all.leaving_after("vehicle-recorded", |place| place.strike(KAY, "colour:"), &[]);
    all.leaving_after(
        "insurance-in-date",
        |place| place.edit(KAY, "2027-03-31", "2026-11-23"),
        &[],
    );
    all.leaving_after(
        "business-insurance",
        |place| place.edit(KAY, "business-use: true", "business-use: false"),
        &[],
    );
    for (rule, what) in [
        ("read-home-visits-policy", "home-visits-policy"),
        ("read-lone-working-policy", "lone-working-policy"),
        ("read-safer-working-guidance", "safer-working-guidance"),
    ] {
        all.leaving_after(rule, |place| place.edit(LOU, what, "something-else"), &[]);
    }
    untrained(|rule, topic| {
        all.leaving_after(rule, |place| place.edit(LOU, topic, "something-else"), &[]);
    });
    all.leaving_after("coached", |place| place.strike(LOU, "coached:"), &[]);
    all.leaving_after("employed-here", left, &[]);
}

fn aspire_leaving(all: &mut Catalogue) {
    let alone = || ready(Aspire);
    all.broken("two-on-first-visit", "out", alone(), out(Aspire, "kay", &[&visit_flag()]));
    let mut careful = ready(Aspire);
    careful.hv("family change ahmed --caution \"dog, bites=police letter\"").done();
    all.broken("two-on-higher-risk", "out", careful, out(Aspire, "kay", &[&visit_flag()]));
    let (mut place, second) = second_visit();
    place.hv("assess review ahmed --found \"no change\" --reviewed-by dee").done();
    all.broken(
        "two-where-possible",
        "out",
        place,
        out(Aspire, "kay", &[&format!("--visit={second}"), "--back=+3h"]),
    );
    let mut place = concerned();
    let because = "--because=concern-here-reviewed=both were told";
    place.hv(&plan_with(Aspire, "ahmed", &["--at=16:30", because])).done();
    all.broken("concern-here-reviewed", "out", place, out(Aspire, "kay lou", &[]));
    for (rule, plan, hide) in [
        ("pupil-named", plan_with(Aspire, "bell", &[]), true),
        (
            "doorstep-if-only-contact",
            plan_with(Aspire, "bell", &["only-to-see-child-safe=yes", "infection-about=no"]),
            false,
        ),
    ] {
        let mut place = ready(Aspire);
        if hide {
            place.strike("families/bell/family.yaml", "- name: Bea");
            place.strike("families/bell/family.yaml", "class:");
            place.edit("families/bell/family.yaml", "pupils:", "pupils: []");
        }
        only_at_sign_out(&mut place, rule, &plan);
        all.broken(rule, "out", place, out(Aspire, "kay lou", &["--visit=bell"]));
    }
    all.leaving_after(
        "address-known",
        |place| std::fs::remove_file(place.folder().join("addresses/ahmed.yaml")).unwrap(),
        &[&visit_flag()],
    );
    all.leaving_after(
        "parent-named",
        |place| place.strike("families/ahmed/family.yaml", "phone:"),
        &[],
    );
    all.leaving_after(
        "on-signed-list",
        |place| place.hv("plan change ahmed --at 14:30 --why \"they asked\"").done(),
        &[],
    );
    all.leaving_after(
        "appointment-confirmed",
        |place| place.hv(&plan_with(Aspire, "bell", &["--confirmed", "--at=16:30"])).done(),
        &["--visit=bell"],
    );
    // Trap 56: the family was told of Kay and Lou.
    let mut place = ready(Aspire);
    place
        .hv("plan change ahmed --staff kay,max --why \"Lou is ill\" --because trained=\"is\" --because trained-for-people=\"is\"")
        .done();
    all.broken("family-told-who", "out", place, out(Aspire, "kay max", &["--monitor=dee"]));
    all.leaving("monitor-named", &["--monitor"]);
    all.leaving("monitor-stays", &["--monitor=kay"]);
    all.leaving("return-given", &["--back"]);
    all.leaving_after(
        "emergency-contact-named",
        |place| {
            let text = place.read("hv.toml");
            let (start, end) =
                (text.find("[emergency-contact]").unwrap(), text.find("[hours]").unwrap());
            place.write("hv.toml", &format!("{}{}", &text[..start], &text[end..]));
        },
        &[],
    );
    all.leaving("authorised-by-senior", &["--authorised-by"]);
    for (question, wrong) in [
        ("new-risk-since-assessed", "new-risk-since-assessed=yes"),
        ("controls-followed", "controls-followed=no"),
        ("phone-carried", "phone-carried=no"),
        ("school-numbers-in-phone", "school-numbers-in-phone=no"),
        ("chat-ready", "chat-ready=no"),
        ("id-worn", "id-worn=no"),
        ("briefed", "briefed=no"),
        ("code-word-agreed", "code-word-agreed=no"),
        ("chat-seen-on-site", "chat-seen-on-site=no"),
        // Trap 16: only an answer of the day counts, so it is asked at every sign-out.
        ("household-well", "household-well"),
        ("symptoms", "household-well=no"),
        ("suspected-illness", "household-well=no"),
        ("health-guidance-read", "household-well=no"),
    ] {
        all.leaving(question, &[wrong]);
    }
    all.leaving("covid-symptoms", &["household-well=no", "covid-symptoms=yes"]);
}

fn visit_flag() -> String {
    format!("--visit={VISIT}")
}

/// The Ahmeds again, the day after, planned for one, signed; the assessment is not reviewed.
fn second_visit() -> (Place, String) {
    let mut place = visited(Aspire);
    place.set_now("2026-11-25T08:00:00+00:00");
    let alone = ["--staff=kay", "--because=two-where-possible=Lou is ill"];
    let planned = place.hv(&format!("{} --json", plan_with(Aspire, "ahmed", &alone))).exits(0);
    let visit = planned.json()["visit"].as_str().unwrap().to_owned();
    sign(&mut place);
    (place, visit)
}

fn aspire_assessment(all: &mut Catalogue) {
    let mut unassessed = ready(Aspire);
    unassessed.hv(&plan_with(Aspire, "bell", &["--at=16:30"])).done();
    all.broken("assessed", "out", unassessed, out(Aspire, "kay lou", &["--visit=bell"]));
    let refused_before = |place: &mut Place| {
        place.hv("assess decide ahmed --proceed no --reason \"not yet\" --decided-by pat").done();
    };
    all.leaving_after("assessment-authorised", refused_before, &[]);
    let risk_reviewed = |place: &mut Place| {
        place.hv("assess risk ahmed \"a lodger with a dog\" --source \"health visitor\"").done();
        place.hv("assess review ahmed \"it is a small dog\" --reviewed-by dee").done();
        place.hv("assess read ahmed --who kay,lou").done();
    };
    all.leaving_after("new-risk-decided-on", risk_reviewed, &[]);
    all.leaving_after(
        "assessment-in-date",
        |place| {
            assess_although(place, "ahmed", &[("next-review", "2026-11-23")], TYPED_LATE);
            authorise(place, "ahmed");
        },
        &[],
    );
    let (place, second) = second_visit();
    let line = out(Aspire, "kay", &[&format!("--visit={second}"), "--back=+3h"]);
    all.broken("assessment-reviewed", "out", place, line);
    // Trap 13: a control that is due after the day of the visit.
    all.leaving_after(
        "controls-in-place",
        |place| {
            let control = "hazard.alone.control.6";
            let by_when = format!("{control}.by-when");
            let answers = [
                (control, "no"),
                ("hazard.alone.control.6.by-whom", "pat"),
                (by_when.as_str(), "2026-11-25"),
            ];
            let why = format!(" --because \"{by_when}=the visit can be put off\"");
            assess_although(place, "ahmed", &answers, &why);
            authorise(place, "ahmed");
        },
        &[],
    );
    all.leaving_after(
        "assessment-read",
        |place| {
            assess(place, "ahmed", &[]);
            authorise(place, "ahmed");
        },
        &["assessment-read=no"],
    );
}

/// Trap 36: the Bells' assessment knows of no agency, and one asks for a visit. Ruling B1.10.
fn aspire_decisions(all: &mut Catalogue) {
    let asked = || {
        let mut place = ready(Aspire);
        assess(&mut place, "bell", &[]);
        place.hv(&plan_with(Aspire, "bell", &["--agency=Testford Team", "--at=16:30"])).done();
        place
    };
    all.broken("agency-reason-given", "decide", asked(), decision("bell"));
    all.broken("agency-reason-given", "out", asked(), out(Aspire, "kay lou", &["--visit=bell"]));
    let mut place = ready(Aspire);
    assess(&mut place, "bell", &[("concerns-remain", "yes"), ("advice-from", "nobody")]);
    all.broken("advice-sought", "decide", place, decision("bell"));
}

fn decision(family: &str) -> String {
    format!("assess decide {family} --proceed yes --reason holds --decided-by pat")
}

/// The thirteen safeguards of a call that takes the place of a visit, and the police in its place.
fn aspire_calling_off(all: &mut Catalogue) {
    all.calling_off("police-reference", "police-asked", &[]);
    for question in [
        "call-by",
        "call-authorised-by",
        "call-on-school-channel",
        "call-device",
        "call-to-carers-device",
        "call-known-to",
        "call-consent",
        "call-in-school-hours",
        "call-time-agreed",
        "parent-on-call",
        "speakers-on",
        "second-person-on-call",
    ] {
        all.calling_off(question, "replaced", &[]);
    }
    all.calling_off("why-see-the-child", "replaced", &["call-by=video"]);
    all.calling_off("number-withheld", "replaced", &["call-device=personal", "number-withheld=no"]);
    all.calling_off("call-consent-by", "replaced", &["call-consent=yes"]);
    all.calling_off(
        "recording-agreed",
        "replaced",
        &["second-person-on-call=no", "recording-agreed=no"],
    );
    all.calling_off(
        "recording-kept",
        "replaced",
        &["second-person-on-call=no", "recording-agreed=yes"],
    );
}

fn aspire_at_the_door(all: &mut Catalogue) {
    all.broken("doorstep-only", "enter", on_the_doorstep(Aspire), enter(Aspire, &[]));
    all.entering("parent-present", &["parent-present=no"]);
    all.entering("feels-safe", &["feels-safe=no"]);
    all.entering("animals", &["animals"]);
    all.entering("animals-shut-away", &["animals=dangerous"]);
    all.entering("dangerous-animals-shut-away", &["animals=dangerous", "animals-shut-away=no"]);
    all.entering(
        "loose-animals-shut-away",
        &["animals=loose-and-harmless", "animals-shut-away=no"],
    );
    all.entering("unknown-people", &["unknown-people"]);
    all.entering(
        "unknown-people-explained",
        &["unknown-people=yes", "unknown-people-explained=no"],
    );
    all.entering("new-risk", &["new-risk=yes"]);
    all.writing_up("first-visit-findings", &["first-visit-findings"]);
    all.writing_up("intervention-used", &["intervention-used=yes"]);
}

/// Trap 17: out on a visit that stays on the doorstep.
fn on_the_doorstep(under: Under) -> Place {
    let mut place = ready(under);
    place.hv("plan change ahmed --doorstep --why \"only to keep in touch\"").done();
    match under {
        Aspire => sign(&mut place),
        Park => head_told_of_change(&mut place),
    }
    place.hv(&out(under, "kay lou", &[])).done();
    place
}

#[test]
fn every_refusal_and_warning_of_hunsbury_park() {
    let mut all = Catalogue { under: Park, entries: Vec::new() };
    all.planning("family-told-rules", &["family-told-rules=no"]);
    all.planning("unannounced-on-the-doorstep", &["--unannounced=yes"]);
    let mut place = ready(Park);
    only_at_sign_out(
        &mut place,
        "unannounced-on-the-doorstep",
        &plan_with(Park, "bell", &["--unannounced=yes", "--at=16:30"]),
    );
    all.broken(
        "unannounced-on-the-doorstep",
        "out",
        place,
        out(Park, "kay lou", &["--visit=bell"]),
    );
    let elsewhere = |place: &Place| {
        let lou = place.read(LOU);
        place.write(LOU, &format!("{lou}works-for: Testford Council\n"));
    };
    let place = ready(Park);
    elsewhere(&place);
    all.broken("school-staff", "out", place, out(Park, "kay lou", &[]));
    let place = school(Park);
    elsewhere(&place);
    all.broken("school-staff", "plan", place, plan(Park, "bell", "13:00", "kay,lou"));
    all.leaving_after("mobile-held", |place| place.strike(LOU, "mobile:"), &[]);
    all.leaving_after("vehicle-recorded", |place| place.strike(KAY, "colour:"), &[]);
    all.leaving_after(
        "insurance-in-date",
        |place| place.edit(KAY, "2027-03-31", "2026-11-23"),
        &[],
    );
    all.leaving_after("trained", |place| place.strike(LOU, "trained:"), &[]);
    all.leaving_after(
        "changes-told",
        |place| place.hv("plan change ahmed --at 14:30 --why \"they asked\"").done(),
        &[],
    );
    let mut alone = ready(Park);
    alone.hv("plan change ahmed --staff kay --why \"Lou is ill\"").done();
    head_told_of_change(&mut alone);
    all.broken("lone-worker-policy", "out", alone, out(Park, "kay", &["lone-worker-policy=no"]));
    all.leaving("phone-carried", &["phone-carried=no"]);
    all.leaving("id-worn", &["id-worn=no"]);
    all.leaving("return-given", &["--back"]);
    all.broken("doorstep-only", "enter", on_the_doorstep(Park), enter(Park, &[]));
    let mut place = school(Park);
    place.hv(&plan_with(Park, "ahmed", &["--unannounced=yes", "--doorstep=yes"])).done();
    place.hv(&out(Park, "kay lou", &[])).done();
    all.broken("appointment-made", "enter", place, enter(Park, &[]));
    all.entering("parent-present", &["parent-present=no"]);
    all.entering("feels-safe", &["feels-safe=no"]);
    all.entering("dangerous-animals", &["dangerous-animals"]);
    all.entering("animals-shut-away", &["dangerous-animals=yes", "animals-shut-away=no"]);
    all.is_complete();
    assert_snapshot!(all.tell(), @r#"
    family-told-rules at plan
      warning: Does the family know the rules for visits? Answered: no [HPP-SI-3]
          -> tell the family the rules; or give the reason: --because family-told-rules="..."
    unannounced-on-the-doorstep at plan
      refused: Without an appointment nobody goes in, so an unannounced visit stays on the doorstep.
      (bell/2026-11-24-1a) [HPP-2.5a]
          -> plan bell/2026-11-24-1a as doorstep only, or make an appointment
          -> type: hv plan change bell/2026-11-24-1a --doorstep yes --why "..."
    Nothing was planned, so there is no visit to change yet: where a line above says hv plan change,
    give its flags to hv plan add.
    unannounced-on-the-doorstep at out
      refused: Without an appointment nobody goes in, so an unannounced visit stays on the doorstep.
      (bell/2026-11-24-1a) [HPP-2.5a]
          -> plan bell/2026-11-24-1a as doorstep only, or make an appointment
          -> type: hv plan change bell/2026-11-24-1a --doorstep yes --why "..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    school-staff at out
      refused: Visits are made by staff of the school. (lou) [HPP-SI-2]
          -> send somebody who works for the school in place of lou
          -> type: hv plan change VISIT --staff WHO,WHO --why "..."
    school-staff at plan
      refused: Visits are made by staff of the school. (lou) [HPP-SI-2]
          -> send somebody who works for the school in place of lou
          -> type: hv plan change VISIT --staff WHO,WHO --why "..."
    Nothing was planned, so there is no visit to change yet: where a line above says hv plan change,
    give its flags to hv plan add.
    mobile-held at out
      refused: The headteacher holds the number of every visitor's telephone. (lou) [HPP-2.3b]
          -> add a mobile number to lou
          -> type: hv staff change lou --mobile NUMBER
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    vehicle-recorded at out
      refused: The office manager holds make, model, registration and colour of every car used. (kay)
      [HPP-2.7a]
          -> add the car to kay
          -> type: hv staff change kay --car-make M --car-model M --car-registration R --car-colour C;
          or --car none
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    insurance-in-date at out
      refused: The car has the insurance it needs. (kay) [HPP-2.7b]
          -> record the insurance of kay, or go another way
          -> type: hv staff change kay --insured-until DAY; or --car none
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    trained at out
      refused: Visitors are fully trained, in safe working above all, before they visit. (lou) [HPP-3.1,
      HPP-3.3]
          -> record the training of lou; the family support worker and the business manager arrange it
          -> type: hv staff change lou --trained DAY
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    changes-told at out
      refused: What was arranged is kept; where it was changed, the headteacher has been told.
      (ahmed/2026-11-24-1a) [HPP-4.4a]
          -> tell the headteacher what changed, and record how: the duty is tell-headteacher-of-change
          -> type: hv done ahmed/2026-11-24-1a --duty DUTY --how "..."
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    lone-worker-policy at out
      refused: You go alone: will you follow the lone worker policy? Answered: no [HPP-2.2]
          -> read the lone worker policy, or take somebody along
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    phone-carried at out
      refused: Have you got your telephone with you? Answered: no (kay) [HPP-2.3a]
          -> take a telephone
    id-worn at out
      refused: Are you wearing your ID at the front, over your coat? Answered: no (kay) [HPP-4.5]
          -> put the ID card on
    return-given at out
      refused: hv asks every outing for the time staff expect to be back.
          -> say when they will be back
          -> type: --back TIME
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    doorstep-only at enter
      refused: This visit is signed out as doorstep only (ahmed/2026-11-24-1a) [HPP-2.5a]
          -> stay on the doorstep; to go in, plan another visit
    appointment-made at enter
      refused: Nobody goes in unless an appointment was made. (ahmed/2026-11-24-1a) [HPP-2.5a]
          -> speak at the door, and make an appointment
          -> type: hv plan change ahmed/2026-11-24-1a --unannounced no --confirmed "WHEN, HOW, WITH
          WHOM" --why "..."
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    parent-present at enter
      refused: Is the parent there, and staying? Answered: no [HPP-2.5b, HPP-4.3a, HPP-5.2]
          -> do not go in; never be alone with a pupil
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    feels-safe at enter
      refused: Does it feel safe? Answered: no [HPP-4.6a]
          -> do not go in; no reason is needed now
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    dangerous-animals at enter
      refused: not answered: Any animals that could be dangerous? [HPP-4.7a]
          -> add --answer dangerous-animals=yes|no
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    animals-shut-away at enter
      refused: Are they in another room? Answered: no [HPP-4.7a, HPP-4.7b]
          -> ask for them to be put in another room; if not, call the visit off
    To call it off: hv cancel ahmed/2026-11-24-1a --outcome OUTCOME
    "#);
}

// The form of the assessment

#[test]
fn every_question_of_the_form_that_has_no_answer_is_named() {
    let mut place = school(Aspire);
    let all = answers(&mut place, "ahmed", &[]);
    for question in Aspire.policy().questions.iter().filter(|q| q.at == Step::Assess) {
        let Some(given) = all.get(&question.id) else { continue };
        let mut without = all.clone();
        without.remove(&question.id);
        assess_file(&place, &without);
        let before = place.tree();
        let run = place.hv("assess ahmed --answers ../answers.yaml").exits(1);
        let _named = run
            .says(&format!("refused: Not answered: {}", question.ask))
            .says(&format!("-> --answer {}=...", question.id));
        assert_eq!(before, place.tree(), "{} {given}", question.id);
    }
}

// Refusals that are written in no gate

#[test]
fn aet_4_5_only_the_principal_signs_the_list() {
    let mut place = ready(Aspire);
    let before = place.tree();
    let run = place.hv("plan sign --signed-by max").exits(1);
    assert_eq!(before, place.tree());
    let run_none = ready(Park).hv("plan sign --signed-by pat").exits(2);
    assert_snapshot!(format!("{}{}", run.text(), run_none.text()), @r"
error: Max Desk does not sign: the principal does [AET-4.5]
hint: have it signed: hv plan sign --signed-by PERSON
[exit 1]
error: this policy has no list that is signed
[exit 2]
");
}

#[test]
fn aet_4_12b_and_hpp_4_8b_a_visit_is_not_closed_without_contact_after_it() {
    for (under, clause) in [(Aspire, "[AET-4.12b]"), (Park, "[HPP-4.8b]")] {
        let mut place = afield(under);
        place.hv("arrive kay lou").done();
        let _refused = place
            .hv(&done(under, &[]))
            .exits(1)
            .says("refused: Staff contact school after the visit")
            .says(clause)
            .says("when they ring: hv leave kay lou --visit 2026-11-24-1a --at TIME");
        place.hv("leave kay --visit 2026-11-24-1a").done();
        let half = place.hv(&done(under, &[])).exits(1);
        let _half = half.says("when they ring: hv leave lou --visit 2026-11-24-1a --at TIME");
        place.hv("leave lou --visit 2026-11-24-1a").done();
        place.hv(&done(under, &[])).done();
    }
}

#[test]
fn a_visit_that_is_over_is_not_entered() {
    for under in [Aspire, Park] {
        let mut place = afield(under);
        place.hv("arrive kay lou").done();
        place.hv("leave kay lou").done();
        let line = format!("{} --visit {VISIT}", enter(under, &[]));
        let _refused = place.hv(&line).exits(1).says(&format!("refused: {VISIT} is over"));
    }
}
