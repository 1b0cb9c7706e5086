//! Every state that can be reached, nearest first, each once. What breaks a rule is told with the shortest way to it.
//!
//! Written here and not taken from a crate: `stateright` brings forty of them and threads, wants the model's own memory
//! behind a lock, and its search is these sixty lines.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::rc::Rc;

/// What is searched. `&mut`: it keeps what it has worked out.
pub(crate) trait Model {
    type State: Ord;
    type Action: Copy + Debug;
    fn first(&mut self) -> Self::State;
    /// Everything that can happen next.
    fn actions(&mut self, state: &Self::State) -> Result<Vec<Self::Action>, String>;
    /// What comes of it; an error if a rule is broken on the way.
    fn next(&mut self, state: &Self::State, action: Self::Action) -> Result<Self::State, String>;
    /// What must be so in every state.
    fn check(&mut self, state: &Self::State) -> Result<(), String>;
}

/// How far it went.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Searched {
    pub(crate) states: usize,
    pub(crate) steps: usize,
}

type Way<A> = Vec<(usize, Option<A>)>;

/// Looks at every state. `most`: a bound against a model that never ends, not a sample.
pub(crate) fn exhaust<M: Model>(model: &mut M, most: usize) -> Result<Searched, String> {
    let first = Rc::new(model.first());
    let mut seen: BTreeMap<Rc<M::State>, usize> = BTreeMap::from([(Rc::clone(&first), 0)]);
    let mut queue = vec![first];
    let mut way: Way<M::Action> = vec![(0, None)];
    let (mut index, mut steps) = (0, 0);
    while let Some(state) = queue.get(index).cloned() {
        let told = |why: String, last: Option<M::Action>| Err(trace(&way, index, last, &why));
        if let Err(why) = model.check(&state) {
            return told(why, None);
        }
        let actions = match model.actions(&state) {
            Ok(actions) => actions,
            Err(why) => return told(why, None),
        };
        for action in actions {
            steps += 1;
            let next = match model.next(&state, action) {
                Ok(next) => Rc::new(next),
                Err(why) => return Err(trace(&way, index, Some(action), &why)),
            };
            if seen.contains_key(&next) {
                continue;
            }
            seen.insert(Rc::clone(&next), queue.len());
            queue.push(next);
            way.push((index, Some(action)));
        }
        if queue.len() > most {
            return Err(format!("more than {most} states: the model does not end"));
        }
        index += 1;
    }
    Ok(Searched { states: queue.len(), steps })
}

fn trace<A: Copy + Debug>(way: &Way<A>, end: usize, last: Option<A>, why: &str) -> String {
    let mut actions: Vec<A> = last.into_iter().collect();
    let mut at = end;
    while let (before, Some(action)) = way[at] {
        actions.push(action);
        at = before;
    }
    let steps: Vec<String> = actions.iter().rev().map(|a| format!("  {a:?}")).collect();
    format!("{why}\nafter\n{}", steps.join("\n"))
}
