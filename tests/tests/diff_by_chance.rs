//! Whether `diff` tells all that a downstream crate would notice, by the code that is emitted.
//!
//! Two documents are made by chance, one out of the other by one change. Where the emitted code differs, without its
//! comments and without regard to order, `diff` has to tell a change; where code, comments and routes are the same, it has
//! to tell none.
//!
//! The tests try the same cases each time. `DIFF_SECONDS=600 cargo test --workspace --test diff_by_chance` goes on with
//! others for ten minutes, and `DIFF_SEED=7` tries the one that has failed alone, and shows it.

#[path = "by_chance/canonical.rs"]
mod canonical;
#[path = "by_chance/document.rs"]
mod document;
#[path = "by_chance/mutation.rs"]
mod mutation;

use std::env;
use std::time::{Duration, Instant};

use canonical::Emitted;
use codegen::{Bump, Change, Compilation, Input};
use document::Chance;
use rayon::prelude::*;
use serde_json::Value;

/// How many cases are always tried.
const CASES: u64 = 400;

/// How many cases of a round are tried before the clock is looked at.
const ROUND: u64 = 200;

/// A case: what was changed, and both documents.
struct Case {
    what: String,
    old: Value,
    new: Value,
}

impl Case {
    fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let old = document::document(&mut chance);
        let mut new = old.clone();
        let what = mutation::mutate(&mut new, &mut chance);
        Self { what, old, new }
    }
}

fn compile(document: &Value) -> Compilation {
    let (name, stem) = ("things.json".to_owned(), "things".to_owned());
    let text = serde_json::to_string_pretty(document).unwrap();
    Compilation::of(vec![Input { name, stem, text }], Vec::new())
}

/// What is wrong with the report of one case; none where a document has an error. The other way round is a case too.
fn faults(seed: u64) -> Option<Vec<String>> {
    let case = Case::of(seed);
    let (old, new) = (compile(&case.old), compile(&case.new));
    let (before, after) = (Emitted::of(&old)?, Emitted::of(&new)?);
    let mut faults = compare((&old, &before), (&new, &after));
    faults.extend(compare((&new, &after), (&old, &before)));
    if let Some(fault) = record_fault(&old, &new) {
        faults.push(fault);
    }
    Some(faults.iter().map(|fault| format!("seed {seed}, {}: {fault}", case.what)).collect())
}

fn compare(
    (old, before): (&Compilation, &Emitted),
    (new, after): (&Compilation, &Emitted),
) -> Vec<String> {
    let changes = old.diff(new).changes;
    let mut faults = Vec::new();
    let is_told = changes.iter().any(|it| it.subject != "wording");
    if !is_told && before.code != after.code {
        faults
            .push(format!("the code differs, and no change is told\n{}", before.difference(after)));
    }
    if changes.is_empty() && before.words != after.words {
        faults.push("what is said differs, and no change is told".to_owned());
    }
    if !changes.is_empty() && before.text == after.text {
        faults.push(format!("nothing differs, and changes are told: {}", told(&changes)));
    }
    let lost: Vec<_> = before.interface.difference(&after.interface).collect();
    let is_major = changes.iter().any(|it| it.bump == Bump::Major);
    if !lost.is_empty() && !is_major {
        let told = told(&changes);
        faults.push(format!(
            "programs may not compile any more, and no change says so: {lost:#?}\n{told}"
        ));
    }
    faults
}

/// A record has to tell of the same changes as its documents, but for those of words, and for places.
fn record_fault(old: &Compilation, new: &Compilation) -> Option<String> {
    let record = Compilation::of_record(&old.record().unwrap()).unwrap();
    let without_old_place = |it: Change| Change { old_place: None, ..it };
    let expected = old.diff(new).changes.into_iter().filter(|it| it.subject != "wording");
    let expected: Vec<_> = expected.map(without_old_place).collect();
    let told = record.diff(new).changes;
    (told != expected).then(|| format!("the record tells {told:#?} instead of {expected:#?}"))
}

fn told(changes: &[Change]) -> String {
    let lines = changes
        .iter()
        .map(|it| format!("{:?} {}: {} {:?} {:?}", it.bump, it.subject, it.change, it.old, it.new));
    lines.collect::<Vec<_>>().join("; ")
}

/// Tries the cases, and tells how many there were whose documents have no error.
fn try_cases(seeds: std::ops::Range<u64>) -> usize {
    let tried: Vec<_> = seeds.into_par_iter().filter_map(faults).collect();
    let faults: Vec<_> = tried.iter().flatten().take(40).map(String::as_str).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    tried.len()
}

#[test]
fn what_differs_in_the_code_is_told_and_nothing_else() {
    if let Ok(seed) = env::var("DIFF_SEED") {
        let seed = seed.parse().unwrap();
        let Case { what, old, new } = Case::of(seed);
        println!("{what}\n{old:#}\n{new:#}");
        println!("{}", compile(&old).diff(&compile(&new)).text(false));
        try_cases(seed..seed + 1);
        return;
    }
    let cases = CASES / tests::stride() as u64;
    let tried = try_cases(0..cases);
    assert!(
        tried as u64 * 2 > cases,
        "only {tried} of {cases} pairs of documents are without an error"
    );
    let seconds = env::var("DIFF_SECONDS").map_or(0, |it| it.parse().unwrap());
    let (start, mut seed, mut tried) = (Instant::now(), CASES, 0);
    while start.elapsed() < Duration::from_secs(seconds) {
        tried += try_cases(seed..seed + ROUND);
        seed += ROUND;
    }
    println!("{tried} more cases, up to the seed {seed}");
}
