//! The JSON that rustdoc writes of the client.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use tests::built::{BUILT, succeed};
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

/// Documents the client with the features that it is built with: all but `native-tls`, which is `rustls` under another
/// name.
pub(crate) fn json_of_the_client(folder: &Path) -> PathBuf {
    let mut document = BUILT.client_compiler("rustdoc", &BUILT.features());
    document.args(JSON).arg("--cap-lints=allow").arg("--out-dir").arg(folder);
    document.arg(workspace().join("generated-client/src/lib.rs")).env(UNSTABLE.0, UNSTABLE.1);
    succeed(&mut document);
    folder.join("generated_client.json")
}
