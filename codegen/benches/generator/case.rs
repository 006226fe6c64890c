//! What is run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// How long all runs of a case may take together, with the fewest and the most of them.
const BUDGET: Duration = Duration::from_secs(4);
const RUNS: [usize; 2] = [5, 15];

/// A document, or a folder of them.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) specs: PathBuf,
    pub(crate) operations: usize,
    /// Whether it breaks the specification, so that some of its operations are left out.
    pub(crate) keep_going: bool,
    /// How often it is run. The large ones are long enough to be told from noise.
    pub(crate) runs: usize,
}

impl Case {
    /// A case, unless the generator makes nothing of the document, which is told.
    pub(crate) fn of(name: String, specs: PathBuf, binary: &Path, folder: &Path) -> Option<Self> {
        for keep_going in [false, true] {
            let mut case = Self {
                name: name.clone(),
                specs: specs.clone(),
                operations: 0,
                keep_going,
                runs: 0,
            };
            let start = Instant::now();
            let output =
                case.command(binary, &folder.join("out")).output().expect("the binary starts");
            if output.status.success() {
                let runs = BUDGET.as_secs_f64() / start.elapsed().as_secs_f64();
                case.runs = (runs as usize).clamp(RUNS[0], RUNS[1]);
                case.operations = operations(&String::from_utf8_lossy(&output.stdout));
                return Some(case);
            }
        }
        println!("`{name}` is refused.");
        None
    }

    /// Writes all files.
    pub(crate) fn command(&self, binary: &Path, out: &Path) -> Command {
        let mut command = Command::new(binary);
        command.arg("codegen").arg("--specs").arg(&self.specs).arg("--out").arg(out);
        command.args(self.keep_going.then_some("--keep-going"));
        command
    }
}

/// The number in `1 document, 285 operations: …`.
fn operations(summary: &str) -> usize {
    let words: Vec<_> = summary.split_whitespace().collect();
    let count = words.windows(2).find(|it| it[1].starts_with("operation"));
    count.and_then(|it| it[0].parse().ok()).expect("how many operations there are")
}
