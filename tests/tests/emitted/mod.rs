//! A client with the runtime of the real one and other modules, and whether it compiles.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::Compilation;
use tests::built::{BUILT, succeed};
use tests::workspace;

/// Checks the client that documents make, its documentation and the samples in it, without a warning.
///
/// # Panics
///
/// If one of them does not compile; the message says why.
#[allow(dead_code, reason = "each test has this module for itself")]
pub(crate) fn compile(compilation: &Compilation) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let root = write_client(folder, compilation);
    let features = features(compilation);
    let features: Vec<&str> = features.iter().map(String::as_str).collect();

    let mut check = BUILT.client_compiler("rustc", &features);
    check.args(["--emit=metadata", "--deny=warnings", "--out-dir"]).arg(folder);
    // The lints of the workspace that the compiler knows.
    check.args(["--warn=missing-docs", "--warn=unreachable-pub", "--forbid=unsafe-code"]);
    succeed(check.arg(&root));
    let samples = folder.join("samples.rs");
    fs::write(&samples, samples_of(compilation)).unwrap();
    let mut check = BUILT.compiler("rustc", &[]);
    check.args(["--crate-type=lib", "--emit=metadata", "--deny=warnings", "--out-dir"]).arg(folder);
    check.arg(format!("--extern=generated_client={}/libgenerated_client.rmeta", folder.display()));
    check.arg(&samples);
    let mut document = BUILT.client_compiler("rustdoc", &features);
    document.args(["--deny=warnings", "--out-dir"]).arg(folder.join("doc")).arg(&root);
    rayon::join(|| succeed(&mut check), || succeed(&mut document));
}

/// Compiles the client that documents make and with it tests in `tests/tests/emitted`, and runs these.
///
/// # Panics
///
/// If one of them does not compile, or a test fails; the message says why.
#[allow(dead_code, reason = "each test has this module for itself")]
pub(crate) fn run(compilation: &Compilation, programs: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let root = write_client(folder, compilation);
    let features = features(compilation);
    let features: Vec<&str> = features.iter().map(String::as_str).collect();
    let mut client = BUILT.client_compiler("rustc", &features);
    succeed(client.arg("--out-dir").arg(folder).arg(&root));
    let extern_client =
        format!("--extern=generated_client={}/libgenerated_client.rlib", folder.display());
    for program in programs {
        let mut compiler = BUILT.compiler("rustc", &[]);
        compiler.arg(&extern_client);
        compiler.arg("--test").arg(workspace().join("tests/tests/emitted").join(program));
        let binary = folder.join("program");
        succeed(compiler.arg("-o").arg(&binary));
        // What fails is told on standard error.
        succeed(Command::new(binary).arg("--nocapture"));
    }
}

/// The sources of the client with what the documents make in the place of the modules, and without the guide of the
/// crate, which leads to the real modules.
fn write_client(folder: &Path, compilation: &Compilation) -> PathBuf {
    let package = folder.join("generated-client");
    let source = workspace().join("generated-client");
    // Its documentation includes an example and the promises of a version.
    for part in ["src", "examples"] {
        copy(&source.join(part), &package.join(part));
    }
    fs::copy(source.join("UPGRADES.md"), package.join("UPGRADES.md")).unwrap();
    fs::write(package.join("COMING_FROM.md"), "It calls the real modules.").unwrap();
    let root = package.join("src/lib.rs");
    let text = fs::read_to_string(&root).unwrap();
    let text: Vec<_> = text.lines().filter(|line| !line.starts_with("//!")).collect();
    fs::write(&root, format!("//! A client.\n{}", text.join("\n"))).unwrap();

    let generated = package.join("src/generated");
    fs::remove_dir_all(&generated).unwrap();
    fs::create_dir(&generated).unwrap();
    for file in compilation.files().unwrap().unwrap() {
        let path = generated.join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.text).unwrap();
    }
    root
}

/// The features that the client is built with, with those of the documents in the place of those of the modules.
fn features(compilation: &Compilation) -> Vec<String> {
    let manifest = fs::read_to_string(workspace().join("generated-client/Cargo.toml")).unwrap();
    let modules = |manifest: &str| -> Vec<String> {
        let lines = manifest.lines().filter(|it| it.ends_with("] # module"));
        lines.filter_map(|it| Some(it.split_once(" = [")?.0.to_owned())).collect()
    };
    let (real, own) = (modules(&manifest), modules(&compilation.manifest(&manifest).unwrap()));
    assert!(!real.is_empty() && !own.is_empty());
    let built = BUILT.features().into_iter().map(str::to_owned);
    built.filter(|it| !real.contains(it)).chain(own).collect()
}

/// A crate with the code in the documentation of methods, as a dependent one would have it.
fn samples_of(compilation: &Compilation) -> String {
    let mut samples =
        "#![allow(deprecated, unused, reason = \"samples show values that nobody reads\")]\n"
            .to_owned();
    for file in compilation.files().unwrap().unwrap() {
        let blocks =
            file.text.split("```no_run\n").skip(1).filter_map(|it| it.split_once("/// ```"));
        for (index, (block, _)) in blocks.enumerate() {
            let module = file.path.replace(['.', '-', '/'], "_").to_lowercase();
            samples += &format!("pub mod {module}_{index} {{\n{}}}\n", code(block));
        }
    }
    samples
}

/// The code in the lines of a documentation comment, those that are hidden included.
fn code(block: &str) -> String {
    let lines = block.lines().filter_map(|line| line.trim_start().strip_prefix("///"));
    let lines = lines.map(|it| it.strip_prefix(' ').unwrap_or(it));
    let lines = lines.map(|it| format!("{}\n", it.strip_prefix("# ").unwrap_or(it)));
    lines.collect::<String>().replace("async fn example", "pub async fn example")
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
