//! Reads the documents of a folder, and shows what is wrong with them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use codegen::{Code, Compilation, Diagnostic, Input, Inputs, ReadFile, Severity, Watch};

use crate::console::{Console, say};
use crate::summary::counted;
use crate::workspace::path_or;
use crate::workspace::shown;

/// The documents' corrections, beside the documents, and what things in them are called.
const ERRATA: &str = "errata.yaml";
const NAMES: &str = "names.yaml";

/// Which documents a command reads.
#[derive(clap::Args)]
pub(crate) struct Documents {
    /// The folder with the documents, with their corrections in `errata.yaml` and with names in `names.yaml`, or one
    /// document of it [default: specs].
    #[arg(long, value_name = "PATH")]
    pub(crate) specs: Option<PathBuf>,

    /// Take the documents as they are published, without `errata.yaml`; they keep the names of `names.yaml`.
    #[arg(long)]
    pub(crate) no_errata: bool,

    /// Correct the documents with an OpenAPI Overlay document (1.0 or 1.1) too; may be given several times.
    #[arg(long = "overlay", value_name = "FILE")]
    pub(crate) overlays: Vec<PathBuf>,
}

impl Documents {
    /// The options again, for a command that a person may copy.
    pub(crate) fn options(&self) -> String {
        let specs = self.specs.iter().map(|it| format!(" --specs {}", it.display()));
        let errata = self.no_errata.then(|| " --no-errata".to_owned());
        let overlays = self.overlays.iter().map(|it| format!(" --overlay {}", it.display()));
        specs.chain(errata).chain(overlays).collect()
    }
}

/// Which diagnostics matter to a command.
pub(crate) type Concerns = fn(&Diagnostic) -> bool;

/// For a command that makes a client.
pub(crate) const ALL: Concerns = |_| true;

/// For a command that makes none: OpenAPI that a client cannot be made of is no matter.
pub(crate) const NOT_OF_CLIENT: Concerns = |it| !it.code().concerns_client_only();

/// Compiles the documents, and prints nothing yet. With `keep_going`, without the operations that a mistake stands in the
/// way of.
///
/// # Errors
///
/// A folder or a file that cannot be read, or that holds no document.
pub(crate) fn compile(
    documents: &Documents,
    keep_going: bool,
    console: Console,
) -> Result<Compilation> {
    let compile = if keep_going { Compilation::keep_going } else { Compilation::watched };
    read(documents, compile, false, console)
}

/// Compiles the documents and prints the diagnostics that matter on standard error.
///
/// # Errors
///
/// Those of [`compile`].
pub(crate) fn compile_for(
    documents: &Documents,
    concerns: Concerns,
    console: Console,
) -> Result<Compilation> {
    let compilation = compile(documents, false, console)?;
    show(&drawn(&compilation, concerns, console));
    Ok(compilation)
}

/// The same, with names that read like a generator's, which `lint` alone tells of: a publisher's documents are full of
/// them, and nothing that a client does depends on them.
///
/// # Errors
///
/// Those of [`compile`].
pub(crate) fn lint(documents: &Documents, console: Console) -> Result<Compilation> {
    let compilation = read(documents, Compilation::watched, true, console)?;
    show(&drawn(&compilation, ALL, console));
    Ok(compilation)
}

/// Prints diagnostics on standard error.
pub(crate) fn show(drawn: &[String]) {
    drawn.iter().for_each(|it| say(it));
}

/// What is wrong with the documents, as it is printed: first what operations were left out for.
pub(crate) fn drawn(
    compilation: &Compilation,
    concerns: Concerns,
    console: Console,
) -> Vec<String> {
    let mut drawn = Vec::new();
    for diagnostics in [compilation.failures(), compilation.diagnostics()] {
        let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
        for diagnostic in diagnostics.iter().filter(|it| concerns(it)) {
            let count = counts.entry(diagnostic.code()).or_default();
            *count += 1;
            if *count <= console.most_of_one_kind() {
                drawn.push(console.drawn(compilation, diagnostic));
            }
        }
        for (code, count) in counts {
            let others = count.saturating_sub(console.most_of_one_kind());
            if others > 0 {
                let others = counted(others, "more finding");
                drawn.push(console.lined(&format!(
                    "{others} of the kind `{}`; `--message-format json` has all of them",
                    code.name()
                )));
            }
        }
    }
    drawn
}

fn read(
    documents: &Documents,
    compile: fn(Inputs, &ReadFile<'_>, Watch<'_>) -> Compilation,
    lint: bool,
    console: Console,
) -> Result<Compilation> {
    let progress = console.progress("reading the documents");
    let specs = path_or(documents.specs.as_ref(), "specs")?;
    let is_whole = !specs.is_file();
    let folder = if is_whole { &specs } else { specs.parent().unwrap_or(Path::new("")) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut paths = paths(folder)?;
    let mut beside = |name: &str| {
        let at = paths.iter().position(|it| it.file_name().is_some_and(|it| it == name))?;
        Some(paths.remove(at))
    };
    let (errata, names) = (beside(ERRATA), beside(NAMES));
    if !is_whole {
        paths = vec![specs.clone()];
    }
    if paths.is_empty() {
        bail!("{} holds no document (*.yaml, *.yml or *.json)", shown(folder));
    }
    let errata = errata.iter().filter(|_| !documents.no_errata);
    let mut unreadable = Vec::new();
    let mut read_all = |paths: Vec<&PathBuf>| -> Vec<Input> {
        let inputs = paths.into_iter().map(|it| input(it));
        inputs
            .filter_map(|it| it.map_err(|error| unreadable.push(format!("{error:#}"))).ok())
            .collect()
    };
    let overlays = read_all(errata.chain(&documents.overlays).collect());
    let names = read_all(names.iter().collect());
    let inputs = read_all(paths.iter().collect());
    if !unreadable.is_empty() {
        bail!(unreadable.join("\nerror: "));
    }
    let inputs = Inputs { documents: inputs, overlays, names, is_whole, lint };
    let read_file = |name: &str| referred_to(folder, name);
    Ok(compile(inputs, &read_file, &mut |stage| progress.over(stage)))
}

/// The same, for commands that take documents with mistakes as far as they are understood: the mistakes are counted.
///
/// # Errors
///
/// Those of [`compile`], and a document that cannot be read at all.
pub(crate) fn read_whole(documents: &Documents, console: Console) -> Result<Compilation> {
    let compilation = compile(documents, false, console)?;
    if !compilation.unread().is_empty() {
        show(&drawn(&compilation, ALL, console));
        bail!("cannot read {}", compilation.unread().join(", "));
    }
    let count = |severity| compilation.diagnostics().count(severity);
    if count(Severity::Error) + count(Severity::Warning) > 0 {
        let folder = documents.specs.as_deref().unwrap_or(Path::new("specs"));
        console.note(&format!(
            "{}: {}; `cargo xtask lint --specs {}` shows them",
            shown(folder),
            findings(&compilation),
            folder.display()
        ));
    }
    Ok(compilation)
}

/// A file that a document refers to, if it stands below the folder of the documents; else the files that do.
fn referred_to(folder: &Path, name: &str) -> Result<String, Vec<String>> {
    let path = files_below(folder).into_iter().find(|path| shown(path) == name);
    let text = path.and_then(|path| fs::read_to_string(path).ok());
    text.ok_or_else(|| files_below(folder).iter().map(|path| shown(path)).collect())
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        // A link is not followed: it may lead out of the folder, or around in a circle.
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(files_below(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files.sort();
    files
}

/// The last line of a run that found errors and so did nothing.
pub(crate) fn failure(compilation: &Compilation) -> String {
    failure_for(compilation, ALL)
}

/// The same, with the diagnostics that matter.
pub(crate) fn failure_for(compilation: &Compilation, concerns: Concerns) -> String {
    format!("{}; no file was changed", findings_of(compilation, concerns))
}

/// How many errors and warnings there are.
pub(crate) fn findings(compilation: &Compilation) -> String {
    findings_of(compilation, ALL)
}

fn findings_of(compilation: &Compilation, concerns: Concerns) -> String {
    let count = |severity, name| {
        let of_severity = compilation.diagnostics().iter().filter(|it| it.severity() == severity);
        let count = of_severity.filter(|it| concerns(it)).count();
        counted(count, name)
    };
    format!("{}, {}", count(Severity::Error, "error"), count(Severity::Warning, "warning"))
}

/// The documents of a folder, in alphabetical order.
fn paths(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("cannot read the folder {}", shown(folder)))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read {}", shown(folder)))?.path();
        let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        if ["yaml", "yml", "json"].contains(&extension) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn input(path: &Path) -> Result<Input> {
    let name = shown(path);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = fs::read(path).with_context(|| format!("cannot read {name}"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + valid.iter().rev().take_while(|byte| **byte != b'\n').count();
        anyhow!("{name}:{line}:{column}: the text is not UTF-8 from here on; save it as UTF-8")
    })?;
    Ok(Input { name, stem, text })
}
