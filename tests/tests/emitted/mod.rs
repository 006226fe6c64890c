//! A crate with the runtime of the client and other modules than its own, and whether it compiles.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use codegen::Compilation;
use tests::workspace;

/// Compiles the client that documents make, its documentation and the samples in it, without a warning.
///
/// # Panics
///
/// If it does not compile; the message says why.
pub(crate) fn compile(compilation: &Compilation) {
    let folder = tempfile::tempdir().unwrap();
    write_crate(folder.path(), compilation);
    cargo(folder.path(), "generated-client", &["check", "--all-features"]);
    cargo(folder.path(), "generated-client", &["doc", "--all-features", "--no-deps"]);
    cargo(folder.path(), "samples", &["check"]);
}

fn cargo(folder: &Path, package: &str, arguments: &[&str]) {
    // Beside the other builds, so that the next run finds the dependencies built.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled");
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .args(["--quiet", "--package", package])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTFLAGS", "-D warnings")
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn write_crate(folder: &Path, compilation: &Compilation) {
    let package = folder.join("generated-client");
    // The manifest names benchmarks and examples, so they have to be there, though nothing builds them.
    for part in ["src", "benches", "examples"] {
        copy(&workspace().join("generated-client").join(part), &package.join(part));
    }
    fs::copy(workspace().join("generated-client/UPGRADES.md"), package.join("UPGRADES.md"))
        .unwrap();
    // The guide of the crate leads to the project's own modules, which are not there.
    let root = package.join("src/lib.rs");
    let text = fs::read_to_string(&root).unwrap();
    let text: Vec<_> = text.lines().filter(|line| !line.starts_with("//!")).collect();
    fs::write(root, format!("//! A client.\n{}", text.join("\n"))).unwrap();
    for file in ["Cargo.toml", "Cargo.lock", "generated-client/Cargo.toml"] {
        fs::copy(workspace().join(file), folder.join(file)).unwrap();
    }
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let members = r#"members = ["codegen", "generated-client", "tests", "xtask"]"#;
    assert!(manifest.contains(members), "the members of the workspace are written otherwise now");
    let manifest = manifest.replace(members, r#"members = ["generated-client", "samples"]"#);
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();

    let generated = package.join("src/generated");
    fs::remove_dir_all(&generated).unwrap();
    fs::create_dir(&generated).unwrap();
    let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
    fs::write(package.join("Cargo.toml"), compilation.manifest(&manifest).unwrap()).unwrap();
    let mut samples = String::new();
    for file in compilation.files().unwrap().unwrap() {
        fs::write(generated.join(&file.path), &file.text).unwrap();
        for (index, sample) in samples_of(&file.text).iter().enumerate() {
            let module = file.path.replace(['.', '-'], "_").to_lowercase();
            samples += &format!("pub mod {module}_{index} {{\n{sample}}}\n");
        }
    }
    write_samples(&folder.join("samples"), &samples);
}

/// The code in the documentation of methods.
fn samples_of(text: &str) -> Vec<String> {
    let blocks = text.split("```no_run\n").skip(1).filter_map(|it| it.split_once("/// ```"));
    let code = |block: &str| {
        let lines = block.lines().filter_map(|line| line.trim_start().strip_prefix("///"));
        let lines = lines.map(|it| it.strip_prefix(' ').unwrap_or(it));
        let lines = lines.map(|it| format!("{}\n", it.strip_prefix("# ").unwrap_or(it)));
        lines.collect::<String>().replace("async fn example", "pub async fn example")
    };
    blocks.map(|(block, _)| code(block)).collect()
}

/// A crate of samples, as a dependent one would have them.
fn write_samples(package: &Path, samples: &str) {
    fs::create_dir_all(package.join("src")).unwrap();
    let manifest = "[package]\nname = \"samples\"\nedition = \"2024\"\n\n\
                    [dependencies]\ngenerated-client = { path = \"../generated-client\" }\n";
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    let head =
        "#![allow(deprecated, unused, reason = \"samples show values that nobody reads\")]\n";
    fs::write(package.join("src/lib.rs"), format!("{head}{samples}")).unwrap();
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
