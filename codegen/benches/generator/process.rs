//! Whole runs of the release binary: what a maintainer waits for, and what a machine must have.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::case::Case;
use crate::workspace;

/// One run.
struct Run {
    wall: Duration,
    /// In kilobytes, where the system tells.
    peak: Option<u64>,
}

/// Prints time and memory of every case, and where `ploidy` is installed, its time. Each run writes all files into a
/// folder that does not exist yet; the two take turns, so that both find the machine alike.
pub(crate) fn table(cases: &[Case], binary: &Path, folder: &Path) {
    let out = folder.join("out");
    let has_ploidy = run(Command::new(PLOIDY).arg("--version")).is_some();
    println!("\nWhole process of the release binary, `xtask codegen`:\n");
    println!(
        "| Documents | Operations | Runs | Median | Fastest | Per operation | Peak memory | `{PLOIDY}` | Ratio |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for case in cases {
        let (mut runs, mut others) = (Vec::new(), Vec::new());
        for _ in 0..case.runs {
            let _ = fs::remove_dir_all(&out);
            runs.push(run(&mut case.command(binary, &out)).expect("the client is written"));
            if has_ploidy && case.specs.is_file() {
                let _ = fs::remove_dir_all(&out);
                others.extend(run(&mut ploidy(&case.specs, &out)));
            }
        }
        // Of two runs that follow each other.
        let pairs = runs.iter().zip(&others);
        let ratios = pairs.map(|(run, other)| run.wall.as_secs_f64() / other.wall.as_secs_f64());
        let ratio = (others.len() == runs.len()).then(|| median(ratios.collect()));
        let other = ratio.map(|_| milliseconds(median(others.iter().map(|it| it.wall).collect())));
        let times: Vec<_> = runs.iter().map(|it| it.wall).collect();
        let time = median(times.clone());
        let peak = runs.iter().filter_map(|it| it.peak).max();
        println!(
            "| {}{} | {} | {} | {} | {} | {:.0} µs | {} | {} | {} |",
            case.name,
            if case.keep_going { ", with `--keep-going`" } else { "" },
            case.operations,
            case.runs,
            milliseconds(time),
            times.into_iter().min().map_or(String::new(), milliseconds),
            time.as_secs_f64() * 1e6 / case.operations as f64,
            peak.map_or("unknown".to_owned(), |it| format!("{} MB", it / 1024)),
            other.unwrap_or_default(),
            ratio.map_or(String::new(), |it| format!("{it:.2}")),
        );
    }
    cargo_xtask();
}

/// Another generator of Rust clients, which `cargo install ploidy --locked` installs.
const PLOIDY: &str = "ploidy";

fn ploidy(document: &Path, out: &Path) -> Command {
    let mut command = Command::new(PLOIDY);
    command.args(["generate", "rust"]).arg(document).arg("--output").arg(out);
    command
}

fn median<T: PartialOrd + Copy>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).expect("values with an order"));
    values[values.len() / 2]
}

/// The command as a maintainer types it, when it is built.
fn cargo_xtask() {
    build("dev");
    let mut times: Vec<Duration> = (0..7)
        .map(|_| {
            let start = Instant::now();
            let mut command = Command::new(env!("CARGO"));
            quiet(command.args(["xtask", "codegen", "--check"]).current_dir(workspace()));
            start.elapsed()
        })
        .collect();
    times.sort();
    let (median, fastest) = (milliseconds(times[3]), milliseconds(times[0]));
    println!("\n`cargo xtask codegen --check`, built: median {median}, fastest {fastest}");
}

/// Runs a command to its end, and tells nothing of one that is not there or that fails.
fn run(command: &mut Command) -> Option<Run> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    // The kernel forgets the peak of a process when it ends, so it is asked until then.
    let mut peak = None;
    loop {
        if let Some(status) = child.try_wait().expect("a status") {
            return status.success().then(|| Run { wall: start.elapsed(), peak });
        }
        peak = peak_of(child.id()).or(peak);
        std::thread::sleep(Duration::from_micros(500));
    }
}

/// The most memory that a process had so far, in kilobytes, on Linux.
fn peak_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Builds the command, and gives its path.
pub(crate) fn build(profile: &str) -> PathBuf {
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--package", "xtask", "--profile", profile]);
    quiet(command.current_dir(workspace()));
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or(workspace().join("target"), PathBuf::from);
    target.join(profile).join(format!("xtask{}", std::env::consts::EXE_SUFFIX))
}

/// Runs a command to its end without its output.
pub(crate) fn quiet(command: &mut Command) {
    let output = command.output().expect("the command starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}:\n{errors}");
}

pub(crate) fn milliseconds(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1e3)
}
