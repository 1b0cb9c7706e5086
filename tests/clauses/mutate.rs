//! A policy without the rules of one clause: what a slip of the pen could take away.

/// A run of lines that belong together: a header and what stands under it.
#[derive(Debug, Clone)]
struct Block {
    header: String,
    lines: Vec<String>,
}

impl Block {
    /// `assessment.hazard` of `[[assessment.hazard]]`.
    fn name(&self) -> &str {
        self.header.trim_matches(['[', ']'])
    }
}

/// The text without every rule that cites the clause, and without what can no longer stand then. `None` if nothing
/// cites it.
pub(crate) fn without(text: &str, clause: &str) -> Option<String> {
    let mut blocks = blocks(text);
    let before = join(&blocks);
    drop_citing(&mut blocks, clause);
    let mut shorter = join(&blocks);
    if shorter == before {
        return None;
    }
    // A rule that leaned on one that is gone goes too, until the rest makes sense again.
    for _round in 0..20 {
        let Err(problems) = hv::policy::load(&shorter) else { return Some(shorter) };
        let mut blocks = self::blocks(&shorter);
        drop_lines(&mut blocks, &problems.iter().map(|p| p.line).collect::<Vec<_>>());
        let next = join(&blocks);
        assert!(next != shorter, "without {clause} the policy makes no sense: {problems:#?}");
        shorter = next;
    }
    panic!("without {clause} no policy is left")
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = vec![Block { header: String::new(), lines: Vec::new() }];
    for line in text.lines() {
        if line.starts_with('[') {
            blocks.push(Block { header: line.to_owned(), lines: vec![line.to_owned()] });
        } else if let Some(block) = blocks.last_mut() {
            block.lines.push(line.to_owned());
        }
    }
    blocks
}

fn join(blocks: &[Block]) -> String {
    blocks.iter().flat_map(|b| &b.lines).map(|l| format!("{l}\n")).collect()
}

fn cites(line: &str, clause: &str) -> bool {
    line.contains("clause") && line.contains(&format!("\"{clause}\""))
}

fn drop_citing(blocks: &mut Vec<Block>, clause: &str) {
    // Without its heading nothing is a policy: of that only what the clause is about goes.
    for heading in blocks.iter_mut().filter(|b| b.name() == "policy") {
        let cited = heading.lines.iter().any(|l| l.starts_with("clause") && cites(l, clause));
        let control = ["version", "applies-to", "committee", "approved", "reasons-open", "clause"];
        let about = |l: &String| control.iter().any(|key| l.split(' ').next() == Some(key));
        heading.lines.retain(|l| !(cited && about(l)));
    }
    let doomed: Vec<usize> = (0..blocks.len())
        .filter(|n| blocks[*n].name() != "clauses")
        .filter(|n| blocks[*n].lines.iter().any(|l| l.starts_with("clause") && cites(l, clause)))
        .collect();
    for block in blocks.iter_mut().filter(|b| b.name() != "clauses") {
        block.lines.retain(|l| l.starts_with("clause") || !cites(l, clause));
    }
    remove(blocks, &doomed);
}

/// Removes blocks and everything that stands under them: the rungs of a ladder, the parts of an assessment.
fn remove(blocks: &mut Vec<Block>, doomed: &[usize]) {
    let mut gone: Vec<usize> = doomed.to_vec();
    for first in doomed {
        let under = format!("{}.", blocks[*first].name());
        let mut next = first + 1;
        while next < blocks.len() && blocks[next].name().starts_with(&under) {
            gone.push(next);
            next += 1;
        }
    }
    let mut n = 0;
    blocks.retain(|_| {
        n += 1;
        !gone.contains(&(n - 1))
    });
    let ladder_without_rungs = |n: usize, all: &[Block]| {
        all[n].name() == "ladder" && all.get(n + 1).is_none_or(|b| b.name() != "ladder.rung")
    };
    let empty: Vec<usize> =
        (0..blocks.len()).filter(|n| ladder_without_rungs(*n, blocks)).collect();
    let mut n = 0;
    blocks.retain(|_| {
        n += 1;
        !empty.contains(&(n - 1))
    });
}

/// Removes the blocks that hold these lines, counted from 1.
fn drop_lines(blocks: &mut Vec<Block>, lines: &[usize]) {
    let mut line = 0;
    let mut doomed = Vec::new();
    for (n, block) in blocks.iter().enumerate() {
        let range = line + 1..=line + block.lines.len();
        line += block.lines.len();
        if lines.iter().any(|l| range.contains(l)) {
            doomed.push(n);
        }
    }
    remove(blocks, &doomed);
}
