//! What a crate pays that depends on the client.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::process::quiet;
use crate::workspace;

/// Sets of features, and how they are chosen.
const FEATURES: [(&str, &[&str]); 7] = [
    ("default: three modules, rustls", &[]),
    ("full: all modules, rustls", &["--features", "full"]),
    ("the default modules, native-tls", &["--no-default-features", "--features", NATIVE]),
    ("chats, rustls", &["--no-default-features", "--features", "chats,rustls"]),
    ("none: no module, no transport", &["--no-default-features"]),
    ("default and blocking", &["--features", "blocking"]),
    ("all features", &["--all-features"]),
];

const NATIVE: &str = "native-tls,chats,message-content,messages-v2";

/// Prints the lines of generated code and the crates in the tree.
pub(crate) fn sizes() {
    println!("\nLines of generated code:\n\n| File | Lines |\n|---|---|");
    let mut total = 0;
    let folder = workspace().join("generated-client/src/generated");
    let entries = |folder: &Path| -> BTreeSet<_> {
        let entries = fs::read_dir(folder).expect("the generated modules");
        entries.map(|it| it.expect("a file").path()).collect()
    };
    let mut files = entries(&folder);
    while let Some(path) = files.pop_first() {
        if path.is_dir() {
            files.extend(entries(&path));
            continue;
        }
        let lines = fs::read_to_string(&path).expect("a module").lines().count();
        total += lines;
        println!("| `{}` | {lines} |", path.strip_prefix(&folder).unwrap_or(&path).display());
    }
    println!("| all | {total} |");
    println!(
        "\nCrates in the tree, the client itself among them:\n\n| Features | Crates |\n|---|---|"
    );
    for (name, options) in FEATURES {
        println!("| {name} | {} |", crates(options));
    }
}

/// How many crates a build for this platform has, by name and version.
fn crates(options: &[&str]) -> usize {
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--package", "generated-client", "--edges", "normal"]);
    command.args(["--prefix", "none", "--format", "{p}"]).args(options);
    let output = command.current_dir(workspace()).output().expect("cargo tree");
    assert!(output.status.success(), "{command:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|it| it.trim_end_matches(" (*)")).collect::<BTreeSet<_>>().len()
}

/// The HTTP and TLS that the client has.
const HTTP: &str = r#"
reqwest = { version = "0.13.5", default-features = false, features = ["rustls-no-provider"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
rustls-platform-verifier = "0.7"
"#;

/// What a program has beside it that reads and writes JSON.
const JSON: &str = r#"
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;

/// The crates that are built side by side: what each depends on, how it asks for the client, and which one it is
/// compared with.
const CRATES: [(&str, &[&str], Option<&str>, usize); 7] = [
    ("empty, the same HTTP and TLS", &[HTTP], None, 0),
    ("default: three modules, rustls", &[], Some(""), 0),
    ("full: all modules, rustls", &[], Some(r#", features = ["full"]"#), 0),
    (
        "chats, rustls",
        &[],
        Some(r#", default-features = false, features = ["chats", "rustls"]"#),
        0,
    ),
    ("none: no module, no transport", &[], Some(", default-features = false"), 0),
    ("a program with JSON, without the client", &[HTTP, JSON], None, 5),
    ("the same program, and default", &[HTTP, JSON], Some(""), 5),
];

/// How often each is built: the fastest counts, and they take turns, so that a busy machine slows all of them.
const ROUNDS: usize = 2;

/// Prints the time of cold checks and builds.
pub(crate) fn builds(folder: &Path) {
    let workspace = workspace().display().to_string();
    let package = |index: usize| folder.join(format!("downstream-{index}"));
    for (index, (_, dependencies, client, _)) in CRATES.into_iter().enumerate() {
        let package = package(index);
        fs::create_dir_all(package.join("src")).expect("a folder for a crate");
        let client = client.map_or_else(String::new, |features| {
            format!("generated-client = {{ path = \"{workspace}/generated-client\"{features} }}\n")
        });
        let manifest = format!(
            "[package]\nname = \"downstream\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\n{}{client}",
            dependencies.concat()
        );
        fs::write(package.join("Cargo.toml"), manifest).expect("a manifest");
        fs::write(package.join("src/lib.rs"), "").expect("a crate");
        fs::copy(crate::workspace().join("Cargo.lock"), package.join("Cargo.lock"))
            .expect("the same versions");
        quiet(Command::new(env!("CARGO")).arg("fetch").current_dir(&package));
    }
    println!("\nCold, {ROUNDS} rounds in turns, the fastest counts:\n");
    println!("| Features | `cargo check` | Ratio | `cargo build` | Ratio |\n|---|---|---|---|---|");
    let [checks, builds] = ["check", "build"].map(|command| {
        let mut fastest = [f64::INFINITY; CRATES.len()];
        for _ in 0..ROUNDS {
            for (index, fastest) in fastest.iter_mut().enumerate() {
                *fastest = cold(command, &package(index)).min(*fastest);
            }
        }
        fastest
    });
    for ((name, .., compared), (check, build)) in CRATES.into_iter().zip(checks.iter().zip(builds))
    {
        let (of_check, of_build) = (check / checks[compared], build / builds[compared]);
        println!("| {name} | {check:.1} s | {of_check:.2} | {build:.1} s | {of_build:.2} |");
    }
}

/// How long a command takes that finds nothing built, in seconds. As a dependency from a registry, the client is not
/// built incrementally, though its path is given here.
fn cold(command: &str, package: &Path) -> f64 {
    let target = package.join("target");
    let _ = fs::remove_dir_all(&target);
    let start = Instant::now();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.arg(command).arg("--offline").current_dir(package);
    quiet(cargo.env("CARGO_TARGET_DIR", &target).env("CARGO_INCREMENTAL", "0"));
    let time = start.elapsed().as_secs_f64();
    let _ = fs::remove_dir_all(&target);
    time
}
