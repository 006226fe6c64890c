//! The JSON that rustdoc writes of the client.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use tests::workspace;

/// The form that the pinned version of `public-api` reads.
const FORMAT: &str = r#""format_version":57"#;

/// Rustdoc writes JSON on nightly, and on a stable toolchain that is told to behave as one.
const UNSTABLE: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");

const JSON: [&str; 4] = ["-Z", "unstable-options", "--output-format", "json"];

/// Why the JSON of this toolchain cannot be read, if it cannot.
pub(crate) fn mismatch() -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("probe.rs");
    fs::write(&source, "//! A probe.").unwrap();
    let output = Command::new(env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into()))
        .args(JSON)
        .arg("--out-dir")
        .arg(folder.path())
        .arg(source)
        .env(UNSTABLE.0, UNSTABLE.1)
        .output();
    let is_readable = output.is_ok_and(|it| it.status.success())
        && fs::read_to_string(folder.path().join("probe.json"))
            .is_ok_and(|json| json.contains(FORMAT));
    (!is_readable).then(|| {
        format!("rustdoc writes no JSON with {FORMAT}; take the version of `public-api` that reads what it writes")
    })
}

/// Documents the client with all features.
pub(crate) fn json_of_the_client() -> PathBuf {
    // Its own folder: `RUSTC_BOOTSTRAP` would have dependencies of other builds built again.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("public-api");
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["rustdoc", "--quiet", "--locked", "--package", "generated-client", "--lib"])
        .args(["--all-features", "--target-dir"])
        .arg(&target)
        // Nothing of it runs but build scripts and macros, so that it is not worth being optimised.
        .args(["--config", r#"profile.dev.package."*".opt-level=0"#])
        .args(["--config", "profile.dev.debug=0", "--"])
        .args(JSON)
        .args(["--cap-lints", "allow"])
        .current_dir(workspace())
        .env(UNSTABLE.0, UNSTABLE.1)
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("doc/generated_client.json")
}
