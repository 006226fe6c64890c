//! Whole runs of the release binary: what a maintainer waits for, and what a machine must have.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Case, workspace};

/// One run.
struct Run {
    wall: Duration,
    /// In kilobytes, where the system tells.
    peak: Option<u64>,
}

/// Prints time and memory of every case. Each run writes all files into a folder that does not exist yet.
pub(crate) fn table(cases: &[Case], folder: &Path) {
    let binary = build("release");
    println!("\nWhole process of the release binary, `xtask codegen`:\n");
    println!("| Documents | Runs | Median | Fastest | Per operation | Peak memory |");
    println!("|---|---|---|---|---|---|");
    for case in cases {
        let mut runs: Vec<Run> = (0..case.runs).map(|_| run(&binary, case, folder)).collect();
        runs.sort_by_key(|it| it.wall);
        let median = runs[runs.len() / 2].wall;
        let fastest = runs[0].wall;
        let peak = runs.iter().filter_map(|it| it.peak).max();
        println!(
            "| {} | {} | {} | {} | {:.0} µs | {} |",
            case.name,
            case.runs,
            milliseconds(median),
            milliseconds(fastest),
            median.as_secs_f64() * 1e6 / case.operations as f64,
            peak.map_or("unknown".to_owned(), |it| format!("{} MB", it / 1024)),
        );
    }
    cargo_xtask();
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

fn run(binary: &Path, case: &Case, folder: &Path) -> Run {
    let out = folder.join("out");
    let _ = fs::remove_dir_all(&out);
    let start = Instant::now();
    let mut child = Command::new(binary)
        .args(["codegen", "--specs"])
        .arg(&case.specs)
        .arg("--out")
        .arg(&out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    // The kernel forgets the peak of a process when it ends, so it is asked until then.
    let mut peak = None;
    loop {
        if let Some(status) = child.try_wait().expect("a status") {
            assert!(status.success(), "{}: {status}", case.name);
            break;
        }
        peak = peak_of(child.id()).or(peak);
        std::thread::sleep(Duration::from_micros(500));
    }
    Run { wall: start.elapsed(), peak }
}

/// The most memory that a process had so far, in kilobytes, on Linux.
fn peak_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Builds the command, and gives its path.
fn build(profile: &str) -> PathBuf {
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
