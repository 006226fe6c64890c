//! Copies of the real documents, to run commands on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The documents that commands are tried on: every kind of trick is in them, and each run takes a third of the time.
const DOCUMENTS: [&str; 5] = ["chats", "message-content", "messages", "messages-v2", "threads"];

/// A folder with a copy of some documents, with their corrections and names, and one for the output.
pub(crate) struct Workplace(TempDir);

impl Workplace {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir(place.specs()).unwrap();
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")).unwrap() {
            let path = entry.unwrap().path();
            let copy = place.specs().join(path.file_name().unwrap());
            match path.file_stem().unwrap().to_str().unwrap() {
                "errata" | "names" => {
                    fs::write(copy, of_documents(&fs::read_to_string(&path).unwrap())).unwrap();
                }
                stem if path.extension().is_some_and(|it| it == "yaml")
                    && !DOCUMENTS.contains(&stem) => {}
                _ => _ = fs::copy(&path, copy).unwrap(),
            }
        }
        place
    }

    pub(crate) fn specs(&self) -> PathBuf {
        self.0.path().join("specs")
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }

    pub(crate) fn codegen(&self, options: &[&str]) -> Output {
        self.command("codegen", options)
    }

    pub(crate) fn resolve(&self, options: &[&str]) -> Output {
        self.command("resolve", options)
    }

    pub(crate) fn command(&self, name: &str, options: &[&str]) -> Output {
        let (specs, out) = (self.specs(), self.out());
        let mut arguments =
            vec![name, "--specs", specs.to_str().unwrap(), "--out", out.to_str().unwrap()];
        arguments.extend(options);
        run(&arguments)
    }

    /// Every file of the output with its text and its time of change.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.out()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let changed = fs::metadata(&path).unwrap().modified().unwrap();
                let content = fs::read(&path).unwrap();
                files.insert(path, (content, changed));
            }
        }
        files
    }

    /// Changes the Chats document.
    pub(crate) fn edit(&self, change: impl FnOnce(String) -> String) {
        let path = self.specs().join("chats.yaml");
        let text = fs::read_to_string(&path).unwrap();
        let changed = change(text.clone());
        assert_ne!(text, changed, "the edit changed nothing");
        fs::write(path, changed).unwrap();
    }
}

/// Of how many cases of the slow tests one is tried: all of them if `EVERY_CASE` is set, as in `.ci/run`.
pub(crate) fn stride() -> usize {
    if std::env::var_os("EVERY_CASE").is_some() { 1 } else { 8 }
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// An overlay without the actions that are for other documents.
fn of_documents(overlay: &str) -> String {
    let (head, actions) = overlay.split_once("\nactions:\n").unwrap();
    let actions = actions.split_inclusive('\n').fold(Vec::<String>::new(), |mut actions, line| {
        match actions.last_mut() {
            Some(action) if !line.starts_with("  - ") => action.push_str(line),
            _ => actions.push(line.to_owned()),
        }
        actions
    });
    let is_kept = |action: &&String| {
        let documents = action.split_once("x-documents: [").and_then(|(_, it)| it.split_once(']'));
        documents.is_none_or(|(it, _)| it.split(", ").all(|it| DOCUMENTS.contains(&it)))
    };
    let kept: String = actions.iter().filter(is_kept).map(String::as_str).collect();
    format!("{head}\nactions:\n{kept}")
}
