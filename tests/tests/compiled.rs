//! What is emitted for the small documents is Rust that compiles, all in one crate.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use tests::{compile_all, workspace};

/// A crate with the runtime of the client and with modules for the small documents.
fn write_crate(folder: &Path) {
    let package = folder.join("generated-client");
    copy(&workspace().join("generated-client/src"), &package.join("src"));
    for file in ["Cargo.toml", "Cargo.lock", "generated-client/Cargo.toml"] {
        fs::copy(workspace().join(file), folder.join(file)).unwrap();
    }
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let members = r#"members = ["codegen", "generated-client", "tests", "xtask"]"#;
    assert!(manifest.contains(members), "the members of the workspace are written otherwise now");
    let manifest = manifest.replace(members, r#"members = ["generated-client"]"#);
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();

    let generated = package.join("src/generated");
    fs::remove_dir_all(&generated).unwrap();
    fs::create_dir(&generated).unwrap();
    let compilation = compile_all("documents");
    let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
    fs::write(package.join("Cargo.toml"), compilation.manifest(&manifest).unwrap()).unwrap();
    for file in compilation.files().unwrap().unwrap() {
        fs::write(generated.join(&file.path), &file.text).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn what_is_emitted_for_small_documents_compiles() {
    let folder = tempfile::tempdir().unwrap();
    write_crate(folder.path());
    // Beside the other builds, so that the next run finds the dependencies built.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled");
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--quiet", "--all-features", "--package", "generated-client"])
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
