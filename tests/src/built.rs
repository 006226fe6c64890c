//! What Cargo has built of the workspace, for tests that compile or run something with it.
//!
//! Such a test asks the compiler itself, and gives it the dependencies that are there already: no other folder, profile
//! or set of features has them built again.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;

use crate::workspace;

/// The package that the documents are generated into.
const CLIENT: &str = "generated-client";

/// The libraries and the examples of the workspace with their dependencies, as they are now.
pub static BUILT: LazyLock<Built> = LazyLock::new(Built::new);

/// The folder of the profile that the tests are built with: they are in `deps` there.
static BUILT_IN: LazyLock<PathBuf> =
    LazyLock::new(|| env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned());

/// What Cargo reports of a build, and of the packages in it.
pub struct Built {
    artifacts: Vec<Value>,
    metadata: Value,
}

impl Built {
    /// Has Cargo build what is not up to date, which is nothing after `cargo test --workspace`.
    fn new() -> Self {
        let mut build = cargo();
        build.args(["build", "--workspace", "--lib", "--examples"]);
        build.args(["--message-format=json-render-diagnostics", "--profile"]);
        match BUILT_IN.file_name().unwrap().to_str().unwrap() {
            "debug" => build.arg("dev"),
            profile => build.arg(profile),
        };
        build.arg("--target-dir").arg(BUILT_IN.parent().unwrap()).current_dir(workspace());
        let output = succeed(&mut build);
        let messages = output.lines().map(|it| serde_json::from_str::<Value>(it).unwrap());
        let artifacts = messages.filter(|it| it["reason"] == "compiler-artifact").collect();
        Self { artifacts, metadata: metadata(&workspace()) }
    }

    /// The programs in `generated-client/examples` by their names.
    pub fn examples(&self) -> BTreeMap<&str, &Path> {
        let examples = self.artifacts.iter().filter(|it| it["target"]["kind"][0] == "example");
        let named = examples.filter_map(|it| {
            Some((it["target"]["name"].as_str()?, Path::new(it["executable"].as_str()?)))
        });
        named.collect()
    }

    /// The features that the client is built with.
    pub fn features(&self) -> Vec<&str> {
        let features = self.library(self.id(CLIENT)).unwrap()["features"].as_array().unwrap();
        features.iter().filter_map(Value::as_str).collect()
    }

    /// `rustc` or `rustdoc` for a library with the dependencies of the client and these features of it.
    pub fn client_compiler(&self, tool: &str, features: &[&str]) -> Command {
        let package = self.package(CLIENT);
        let nodes = self.metadata["resolve"]["nodes"].as_array().unwrap();
        let node = nodes.iter().find(|it| it["id"] == package["id"]).unwrap();
        let dependencies = node["deps"].as_array().unwrap().iter().filter(|it| {
            // Neither those of tests alone, nor those of other platforms.
            it["dep_kinds"].as_array().unwrap().iter().any(|it| it["kind"].is_null())
        });
        let ids: Vec<&str> = dependencies.map(|it| it["pkg"].as_str().unwrap()).collect();
        let mut command = self.compiler(tool, &ids);
        command.args(["--crate-name=generated_client", "--crate-type=lib"]);
        let declared = package["features"].as_object().unwrap().keys().map(String::as_str);
        let known: Vec<String> =
            declared.chain(features.iter().copied()).map(|it| format!("{it:?}")).collect();
        command.arg("--check-cfg=cfg(test, docsrs)");
        command.arg(format!("--check-cfg=cfg(feature, values({}))", known.join(", ")));
        command.args(features.iter().map(|it| format!("--cfg=feature={it:?}")));
        command.env("CARGO_PKG_VERSION", package["version"].as_str().unwrap());
        command
    }

    /// `rustc` or `rustdoc` for a crate that depends on packages, given by their ids.
    pub fn compiler(&self, tool: &str, packages: &[&str]) -> Command {
        let mut command = Command::new(env::var_os(tool.to_uppercase()).unwrap_or(tool.into()));
        command.arg("--edition=2024");
        let dependencies = BUILT_IN.join("deps");
        // One that is optional may not be built.
        for library in packages.iter().filter_map(|it| self.library(it)) {
            let name = library["target"]["name"].as_str().unwrap().replace('-', "_");
            command.arg(format!("--extern={name}={}", file(library)));
        }
        command.arg("-L").arg(format!("dependency={}", dependencies.display()));
        command
    }

    /// The id of a package of this name.
    pub fn id(&self, name: &str) -> &str {
        self.package(name)["id"].as_str().unwrap()
    }

    fn package(&self, name: &str) -> &Value {
        let packages = self.metadata["packages"].as_array().unwrap();
        packages.iter().find(|it| it["name"] == name).unwrap()
    }

    /// The library of a package. One that build scripts and macros depend on too may be built twice; that with more
    /// features is the one for programs.
    fn library(&self, package: &str) -> Option<&Value> {
        let of_package = self.artifacts.iter().filter(|it| it["package_id"] == package);
        let libraries = of_package.filter(|it| {
            let kind = &it["target"]["kind"][0];
            ["lib", "rlib", "proc-macro"].iter().any(|known| kind == known)
        });
        libraries.max_by_key(|it| it["features"].as_array().map_or(0, Vec::len))
    }
}

/// The file of a library, and not what is known of it before it is compiled.
fn file(artifact: &Value) -> &str {
    let mut files = artifact["filenames"].as_array().unwrap().iter().filter_map(Value::as_str);
    files.find(|it| !it.ends_with(".rmeta")).unwrap()
}

/// What Cargo knows of the packages of a workspace for this platform, without asking a registry: those of other platforms
/// may not be on this machine.
pub fn metadata(folder: &Path) -> Value {
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--offline"]);
    command.args(["--filter-platform", "host-tuple"]).current_dir(folder);
    serde_json::from_str(&succeed(&mut command)).unwrap()
}

/// Runs a command that is to succeed, and returns what it writes to standard output.
///
/// # Panics
///
/// If it does not; the message has what it wrote to standard error.
pub fn succeed(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{}: {status}\n{stderr}", command.get_program().display());
    String::from_utf8(stdout).unwrap()
}

fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What Cargo says of the package under test would look to build scripts like a change.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command
}
