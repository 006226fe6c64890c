//! The stages of a run, timed inside of one process.

use std::fs;
use std::time::{Duration, Instant};

use codegen::{Compilation, Input, Inputs, Stage};

use crate::case::Case;
use crate::documents_of;
use crate::process::milliseconds;

const STAGES: [Stage; 5] =
    [Stage::Source, Stage::Lower, Stage::Check, Stage::Annotate, Stage::Render];

/// As much as the command has: schemas nest.
const STACK: usize = 1 << 30;

/// Prints the fastest time of every stage of every case. The allocator is the platform's here, so that the sum is
/// more than the release binary takes.
pub(crate) fn table(cases: &[Case]) {
    println!("\nStages in one process, with the platform's allocator (fastest of several runs):\n");
    println!("| Documents | {} |", STAGES.map(|it| format!("{it:?}")).join(" | "));
    println!("|---{}|", "|---".repeat(STAGES.len()));
    // A run that leaves operations out goes through some of the stages several times.
    for case in cases.iter().filter(|it| !it.keep_going) {
        let mut fastest = [Duration::MAX; STAGES.len()];
        for _ in 0..case.runs.min(5) {
            for (fastest, time) in fastest.iter_mut().zip(time(case)) {
                *fastest = time.min(*fastest);
            }
        }
        println!("| {} | {} |", case.name, fastest.map(milliseconds).join(" | "));
    }
}

fn time(case: &Case) -> [Duration; STAGES.len()] {
    let threads = rayon::ThreadPoolBuilder::new().stack_size(STACK).build().expect("threads");
    threads.install(|| time_here(case))
}

fn time_here(case: &Case) -> [Duration; STAGES.len()] {
    let inputs = inputs(case);
    let mut times = [Duration::ZERO; STAGES.len()];
    let mut start = Instant::now();
    let mut watch = |stage: Stage| {
        if let Some(index) = STAGES.iter().position(|it| *it == stage) {
            times[index] = start.elapsed();
        }
        start = Instant::now();
    };
    let compilation = Compilation::watched(inputs, &|_| Err(Vec::new()), &mut watch);
    let files = compilation.files_watched(&mut watch).expect("files that are Rust");
    assert!(files.is_some(), "{} has errors", case.name);
    times
}

/// The documents of a case, their corrections and their names.
fn inputs(case: &Case) -> Inputs {
    let is_whole = case.specs.is_dir();
    let paths = match is_whole {
        true => documents_of(&case.specs).into_iter().map(|(_, path)| path).collect(),
        false => vec![case.specs.clone()],
    };
    let inputs = paths.into_iter().map(|path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a document");
        Input { name: stem.clone(), stem, text }
    });
    let (overlays, documents): (Vec<_>, Vec<_>) =
        inputs.partition(|it| ["errata", "names"].contains(&it.stem.as_str()));
    let (names, overlays) = overlays.into_iter().partition(|it| it.stem == "names");
    Inputs { documents, overlays, names, is_whole, lint: false }
}
