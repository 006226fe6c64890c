//! A run that is stopped has written all of its files or none.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::workplace::stride;

/// How many documents there are: enough for the renames to take a while, and small, so that little comes before them.
const DOCUMENTS: usize = 150;

struct Shelf(tempfile::TempDir);

impl Shelf {
    fn new() -> Self {
        let shelf = Self(tempfile::tempdir().unwrap());
        fs::create_dir(shelf.0.path().join("specs")).unwrap();
        shelf.describe("Lists the books.");
        shelf
    }

    /// Changes every document, and so the module of each.
    fn describe(&self, text: &str) {
        for number in 0..DOCUMENTS {
            let document = format!(
                "openapi: 3.0.3\ninfo: {{title: Shelf {number}, version: '1', description: {text}}}\n\
                 paths:\n  /books{number}:\n    get:\n      operationId: list_books{number}\n      \
                 description: {text}\n      responses: {{'204': {{description: Done.}}}}\n"
            );
            fs::write(self.0.path().join(format!("specs/shelf{number}.yaml")), document).unwrap();
        }
    }

    fn start(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["codegen", "--no-errata", "--specs"])
            .arg(self.0.path().join("specs"))
            .arg("--out")
            .arg(self.out())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }

    /// Every file of the output, hidden ones too.
    fn files(&self) -> BTreeMap<PathBuf, String> {
        let mut paths = vec![self.out()];
        let mut files = BTreeMap::new();
        while let Some(path) = paths.pop() {
            if let Ok(text) = fs::read_to_string(&path) {
                files.insert(path, text);
            } else {
                let entries = fs::read_dir(path).into_iter().flatten();
                paths.extend(entries.map(|it| it.unwrap().path()));
            }
        }
        files
    }

    /// Whether files are being written, or are already there: the names are not those of `old`.
    fn is_writing(&self, old: &BTreeMap<PathBuf, String>) -> bool {
        let entries = fs::read_dir(self.out()).into_iter().flatten().flatten();
        entries.map(|it| it.path()).any(|path| !old.contains_key(&path))
    }
}

fn wait_until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(60), "the run does nothing");
    }
}

#[test]
fn a_signal_leaves_everything_old_or_everything_new() {
    let shelf = Shelf::new();
    assert!(shelf.start().wait().unwrap().success());
    let old = shelf.files();
    shelf.describe("Lists all books.");
    let start = Instant::now();
    assert!(shelf.start().wait().unwrap().success());
    let whole_run = start.elapsed();
    let new = shelf.files();
    let changed: Vec<_> = old.iter().filter(|(path, text)| new[*path] != **text).collect();
    assert!(changed.len() >= DOCUMENTS && old.len() == new.len());

    let (first, text) = changed[0];
    let is_renaming = || fs::read_to_string(first).unwrap() != *text;
    let (mut undone, mut done) = (0, 0);
    let signals = [Signal::TERM, Signal::INT, Signal::HUP];
    for round in (0..30_u32).step_by(stride()) {
        for (path, text) in &old {
            fs::write(path, text).unwrap();
        }
        let signal = signals[round as usize % signals.len()];
        let mut child = shelf.start();
        match round {
            0..12 => std::thread::sleep(whole_run * round / 12),
            12..22 => {
                wait_until(|| shelf.is_writing(&old) || is_renaming());
                std::thread::sleep(Duration::from_millis(u64::from(round - 12) * 8));
            }
            _ => wait_until(is_renaming),
        }
        kill_process(Pid::from_child(&child), signal).unwrap();
        let status = child.wait().unwrap();
        let found = shelf.files();
        assert!(found == old || found == new, "round {round}: a part was written, {status}");
        match found == old {
            true => undone += 1,
            false => done += 1,
        }
        // One that was over already knew nothing of the signal.
        let is_ended = status.signal() == Some(signal.as_raw()) || status.success() && found == new;
        assert!(is_ended, "round {round}: {status}");
    }
    assert!(
        undone > 0 && done > 0,
        "{undone} undone, {done} done: the signals came at one time only"
    );
}

#[test]
fn a_signal_that_is_ignored_stops_nothing() {
    if !std::path::Path::new("/proc/self/status").exists() {
        eprintln!("skipped: nothing here tells which signals are ignored");
        return;
    }
    let shelf = Shelf::new();
    let mut child = Command::new("bash")
        .args(["-c", "trap '' HUP; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_xtask")])
        .args(["codegen", "--no-errata", "--specs"])
        .arg(shelf.0.path().join("specs"))
        .arg("--out")
        .arg(shelf.out())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_until(|| shelf.is_writing(&BTreeMap::new()));
    kill_process(Pid::from_child(&child), Signal::HUP).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(shelf.files().len() > DOCUMENTS);
}
