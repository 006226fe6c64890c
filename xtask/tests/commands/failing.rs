//! Runs that cannot be finished leave every file as it was, and documents that are none are named.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::workplace::{Workplace, run, stderr, stride};

/// The names in the folder for the output.
fn names(place: &Workplace) -> Vec<String> {
    let entries = fs::read_dir(place.out()).into_iter().flatten();
    let mut names: Vec<_> =
        entries.map(|it| it.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_target_that_is_a_folder_changes_nothing() {
    let place = Workplace::new();
    fs::create_dir_all(place.out().join("threads.rs")).unwrap();
    let output = place.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("threads.rs"), "{}", stderr(&output));
    assert_eq!(names(&place), ["threads.rs"]);
}

#[test]
fn an_output_that_is_a_file_is_left_alone() {
    let place = Workplace::new();
    fs::write(place.out(), "Somebody's own.").unwrap();
    let output = place.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read_to_string(place.out()).unwrap(), "Somebody's own.");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_changes_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let place = Workplace::new();
    fs::create_dir(place.out()).unwrap();
    fs::set_permissions(place.out(), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(place.out().join("probe"), "").is_ok() {
        eprintln!("skipped: root may write everywhere");
        return;
    }
    let output = place.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("cannot write"), "{}", stderr(&output));
    assert!(names(&place).is_empty());
}

/// Runs `codegen` where no file may grow beyond `kilobytes`, which fails a write in its middle as a full disk does.
#[cfg(unix)]
fn with_little_room(place: &Workplace, kilobytes: u32) -> std::process::Output {
    let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\"");
    let mut command = Command::new("bash");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_xtask"), "codegen", "--specs"]);
    command.arg(place.specs()).arg("--out").arg(place.out()).output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_full_disk_changes_nothing() {
    let place = Workplace::new();
    let output = with_little_room(&place, 8);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot write"), "{}", stderr(&output));
    assert!(names(&place).is_empty(), "{:?}", names(&place));

    assert!(place.codegen(&["--no-errata"]).status.success());
    let before = place.files();
    place.edit(|text| text.replace("Threshold limit: 30 ", "Threshold limit: 31 "));
    let output = with_little_room(&place, 8);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(place.files(), before);
}

#[test]
fn a_run_that_is_killed_leaves_whole_files_and_the_next_one_finishes() {
    let place = Workplace::new();
    let files = |place: &Workplace| -> BTreeMap<PathBuf, Vec<u8>> {
        let file = |(path, (content, _)): (PathBuf, (Vec<u8>, _))| {
            (path.strip_prefix(place.out()).unwrap().to_owned(), content)
        };
        place.files().into_iter().map(file).collect()
    };
    let expected = {
        let undisturbed = Workplace::new();
        assert!(undisturbed.codegen(&[]).status.success());
        files(&undisturbed)
    };
    for wait in (0..20).step_by(stride()).map(|it| Duration::from_millis(it * 40)) {
        let _ = fs::remove_dir_all(place.out());
        let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["codegen", "--specs"])
            .arg(place.specs())
            .arg("--out")
            .arg(place.out())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(wait);
        child.kill().unwrap();
        child.wait().unwrap();
        let mut found = files(&place);
        // Also within the folder of a module.
        found.retain(|path, _| {
            !path.file_name().unwrap().to_string_lossy().starts_with(".codegen-")
        });
        for (path, content) in found {
            assert!(expected[&path] == content, "{} is cut after {wait:?}", path.display());
        }
    }
    // On a slow machine even the last run was killed before it made the folder.
    fs::create_dir_all(place.out()).unwrap();
    for abandoned in [".codegen-abandoned", ".codegen-ids.rs"] {
        fs::write(place.out().join(abandoned), "cut").unwrap();
    }
    fs::remove_file(place.out().join("ids.rs")).unwrap_or_default();
    let output = place.codegen(&[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(files(&place).keys().eq(expected.keys()));
}

#[test]
fn every_document_that_is_none_is_named() {
    let place = Workplace::new();
    let add = |name: &str, bytes: &[u8]| fs::write(place.specs().join(name), bytes).unwrap();
    add("latin.yaml", b"openapi: 3.0.3\ninfo: {title: Caf\xe9}\n");
    add("wide.yaml", b"\xff\xfeo\0p\0e\0n\0");
    fs::create_dir(place.specs().join("folder.yaml")).unwrap();
    let output = place.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    for expected in ["latin.yaml:2:18: the text is not UTF-8", "wide.yaml:1:1:", "folder.yaml"] {
        assert!(told.contains(expected), "{expected}\n{told}");
    }
    assert!(!place.out().exists());
}

#[test]
fn an_empty_document_is_named() {
    let place = Workplace::new();
    for (name, text) in
        [("empty.yaml", ""), ("mark.yaml", "\u{feff}"), ("blank.yaml", "\n \n# x\n")]
    {
        fs::write(place.specs().join(name), text).unwrap();
    }
    let output = place.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    for expected in ["empty.yaml:1:1", "mark.yaml:1:1", "blank.yaml:"] {
        assert!(told.contains(expected), "{expected}\n{told}");
    }
}

#[cfg(unix)]
#[test]
fn a_document_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let place = Workplace::new();
    let path = place.specs().join("threads.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        eprintln!("skipped: root may read everything");
        return;
    }
    let output = place.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("threads.yaml"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn an_output_that_nobody_reads_is_no_crash() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: there is no /dev/full");
        return;
    }
    let full = || Stdio::from(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let mut routes = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = routes.arg("routes").stdout(full()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("cannot write to standard output"), "{}", stderr(&output));

    let mut lint = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = lint.args(["lint", "--no-errata"]).stderr(full()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));

    let script = "\"$0\" routes | true; exit ${PIPESTATUS[0]}";
    let mut piped = Command::new("bash");
    let output = piped.args(["-c", script, env!("CARGO_BIN_EXE_xtask")]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(run(&["routes"]).status.success());
}
