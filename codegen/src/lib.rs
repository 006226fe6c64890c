//! Reads OpenAPI documents and writes a Rust client.
//!
//! A run is a pipeline; each stage is a module:
//!
//! ```text
//! source ─► overlay ─► alias ─► lower ─► Api (ir) ─► check ─► annotate ─► Model ─► emit ─► render ─► files
//!                         ├ prose ┘
//!                         └ resolve ─► documents        └─► diff, with the Api of other documents
//! ```
//!
//! The library is pure: it prints nothing, and reads and writes no files. [`Compilation::of`] takes texts and
//! gives texts and diagnostics.

mod alias;
mod annotate;
mod check;
mod diagnostic;
mod diff;
mod emit;
mod ir;
mod lower;
mod manifest;
mod media_type;
mod model;
mod names;
mod no_content;
mod operations;
mod position;
mod proposal;
mod prose;
mod record;
mod render;
mod resolve;
mod routes;
mod source;
mod stage;
mod text;

pub use diagnostic::{Code, Diagnostic, Diagnostics, Location, Report, Severity, Span};
pub use diff::{Bump, Change, Comparison, Impact};
pub use ir::{Budget, Rate, RateLimit};
pub use manifest::ManifestError;
pub use position::Input;
pub use record::RecordError;
pub use render::{GeneratedFile, HEADER};
pub use resolve::RESOLVED_HEADER;
pub use routes::{Route, Status};
pub use source::{LeftOut, ReadFile};
pub use stage::{Stage, Watch};

use std::sync::OnceLock;

use position::{Place, Sources};
use source::Omitted;

/// What a run reads.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The OpenAPI documents, of version 3.0, 3.1 or 3.2.
    pub documents: Vec<Input>,
    /// The overlays that correct them, in their order.
    pub overlays: Vec<Input>,
    /// The overlays that say what things are called, and nothing else.
    pub names: Vec<Input>,
    /// Whether these are all the documents that the overlays are for. If not, an action that finds nothing is for another
    /// one, and no mistake.
    pub is_whole: bool,
    /// Whether names that read like a generator's are looked for too ([`Code::AwkwardName`]).
    pub lint: bool,
}

/// Documents, read and understood, with what is wrong with them.
#[derive(Debug, Default)]
pub struct Compilation {
    sources: Sources,
    diagnostics: Diagnostics,
    parsed: Vec<source::Parsed>,
    api: ir::Api,
    /// What a comparison speaks of, which may be made with many other documents.
    named: OnceLock<annotate::Named>,
    unread: Vec<String>,
    left_out: Vec<LeftOut>,
    /// The errors that cost those.
    failures: Diagnostics,
}

impl Compilation {
    /// Reads documents, and corrects them with overlays (OpenAPI Overlay 1.0 or 1.1) in their order. All mistakes of
    /// all of them are collected.
    pub fn of(documents: Vec<Input>, overlays: Vec<Input>) -> Self {
        Self::with_files(documents, overlays, &|_| Err(Vec::new()))
    }

    /// The same, with documents that refer to other files, which `read_file` gives by their names.
    pub fn with_files(
        documents: Vec<Input>,
        overlays: Vec<Input>,
        read_file: &ReadFile<'_>,
    ) -> Self {
        let inputs = Inputs { documents, overlays, names: Vec::new(), is_whole: true, lint: false };
        Self::watched(inputs, read_file, &mut |_| {})
    }

    /// The same, which tells after every stage that it is over.
    pub fn watched(inputs: Inputs, read_file: &ReadFile<'_>, watch: Watch<'_>) -> Self {
        Self::without(&Omitted::default(), inputs, read_file, watch)
    }

    /// The same without the operations that a mistake stands in the way of: [`left_out`](Self::left_out) has them, and
    /// [`failures`](Self::failures) the mistakes. What no operation can be blamed for stays an error.
    pub fn keep_going(inputs: Inputs, read_file: &ReadFile<'_>, watch: Watch<'_>) -> Self {
        let mut omitted = Omitted::default();
        let mut failures = Diagnostics::default();
        let mut compilation = Self::without(&omitted, inputs.clone(), read_file, watch);
        while compilation.omit_failed(&mut omitted, &mut failures) {
            let silent: Watch<'_> = &mut |_| {};
            compilation = Self::without(&omitted, inputs.clone(), read_file, silent);
        }
        let described = compilation.diagnostics.take_out(source::is_descriptive);
        failures.append(described);
        compilation.left_out = omitted.operations.into_values().collect();
        compilation.failures = failures;
        compilation
    }

    /// Adds what the errors of this compilation spoil. Tells whether that is more than before.
    fn omit_failed(&mut self, omitted: &mut Omitted, failures: &mut Diagnostics) -> bool {
        let errors = self.diagnostics.take_out(|it| {
            let parsed = self.parsed.iter().find(|parsed| parsed.source == it.place.source);
            it.severity() == Severity::Error
                && parsed.is_some_and(|parsed| {
                    omitted.add(it, parsed, &self.sources.get(parsed.source).stem)
                })
        });
        let is_more = errors.has_errors();
        failures.append(errors);
        is_more
    }

    fn without(
        omitted: &Omitted,
        inputs: Inputs,
        read_file: &ReadFile<'_>,
        watch: Watch<'_>,
    ) -> Self {
        let mut diagnostics = Diagnostics::default();
        let lint = inputs.lint;
        let names: Vec<_> = inputs.documents.iter().map(|it| it.name.clone()).collect();
        let source::Read { sources, parsed, parts } =
            source::read(inputs, omitted, read_file, &mut diagnostics);
        let is_read = |name: &&String| {
            parts.contains(name) || parsed.iter().any(|it| sources.get(it.source).name == **name)
        };
        let unread = names.iter().filter(|name| !is_read(name)).cloned().collect();
        watch(Stage::Source);
        let (mut api, as_written) = rayon::join(
            || lower::lower(&parsed, &sources, &mut diagnostics),
            || check::as_written(&parsed),
        );
        for document in &mut api.documents {
            annotate::tell_apart(document, &mut diagnostics);
        }
        watch(Stage::Lower);
        let needs_names = lint || check::needs_names(&api);
        let named = needs_names.then(|| annotate::named(&api));
        check::check(&api, named.as_ref(), lint, as_written, &mut diagnostics);
        diagnostics.dedup(|place| sources.origin(place));
        diagnostics.retain(|it| !omitted.explains(it));
        watch(Stage::Check);
        let named = named.map_or_else(OnceLock::new, OnceLock::from);
        Self { sources, diagnostics, parsed, api, named, unread, ..Self::default() }
    }

    /// What is wrong with the documents.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// The operations that the client lacks, in the order of the documents. Only
    /// [`keep_going`](Self::keep_going) leaves any out.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// The mistakes that operations were left out for.
    pub fn failures(&self) -> &Diagnostics {
        &self.failures
    }

    /// Draws a diagnostic for a terminal: in colours, or plain.
    pub fn render(&self, diagnostic: &Diagnostic, color: bool) -> String {
        diagnostic::render(diagnostic, &self.sources, color)
    }

    /// A diagnostic with its places worked out, for programs.
    pub fn report(&self, diagnostic: &Diagnostic) -> Report {
        diagnostic::report(diagnostic, &self.sources)
    }

    /// The names of the documents that could not be read at all; the diagnostics say why.
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// What changed from these documents to newer ones. It takes both as far as they are understood.
    pub fn diff(&self, newer: &Self) -> Comparison {
        let mut changes = diff::diff((&self.api, self.named()), (&newer.api, newer.named()));
        for (change, (old, new)) in &mut changes {
            change.old_place = old.as_ref().and_then(|it| self.location(it));
            change.new_place = new.as_ref().and_then(|it| newer.location(it));
        }
        let mut changes: Vec<Change> = changes.into_iter().map(|(change, _)| change).collect();
        if self.is_record() || newer.is_record() {
            changes.retain(|it| !it.is_wording());
        }
        Comparison { changes }
    }

    fn named(&self) -> &annotate::Named {
        self.named.get_or_init(|| annotate::named(&self.api))
    }

    fn location(&self, place: &Place) -> Option<Location> {
        (!self.is_record()).then(|| diagnostic::location(place, &self.sources))
    }

    /// What a record of a publication holds, to be compared with documents or with another record.
    ///
    /// # Errors
    ///
    /// A text that is no such record, or one of another version.
    pub fn of_record(text: &str) -> Result<Self, RecordError> {
        let api = record::read(text)?;
        Ok(Self { api, ..Self::default() })
    }

    /// Whether a text says of itself that it is a record of a publication.
    pub fn is_record_text(text: &str) -> bool {
        record::is_record(text)
    }

    /// The facts of the documents as a record of their publication, in JSON: routes, types, limits and codes, and no
    /// prose.
    ///
    /// # Errors
    ///
    /// A mistake of the generator: facts that are no JSON.
    pub fn record(&self) -> Result<String, RecordError> {
        record::write(&self.api)
    }

    fn is_record(&self) -> bool {
        self.parsed.is_empty() && !self.api.documents.is_empty()
    }

    /// How many documents are understood, those in the module of another one included.
    pub fn document_count(&self) -> usize {
        if self.is_record() { self.api.documents.len() } else { self.parsed.len() }
    }

    /// How many operations they have.
    pub fn operation_count(&self) -> usize {
        self.api.documents.iter().map(|it| it.operations.len()).sum()
    }

    /// Every documented operation.
    pub fn routes(&self) -> Vec<Route> {
        routes::routes(&self.api)
    }

    /// The manifest of the client with a Cargo feature for each module and `full` for all. The default features stay as
    /// they are stated; without a list of them, all modules are on. Other features, and how the manifest is written, stay.
    ///
    /// # Errors
    ///
    /// A text that is no manifest, or that has a feature of its own with the name of a module's.
    pub fn manifest(&self, text: &str) -> Result<String, ManifestError> {
        let modules: Vec<_> =
            self.api.documents.iter().map(|it| names::feature(&it.stem)).collect();
        manifest::with_features(text, &modules.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The client as files below one folder, with `OPERATIONS.md`, or nothing if a document has an error.
    ///
    /// # Errors
    ///
    /// A mistake of the generator: it made something that is not Rust.
    pub fn files(&self) -> Result<Option<Vec<GeneratedFile>>, GeneratorError> {
        self.files_watched(&mut |_| {})
    }

    /// The same, which tells after every stage that it is over.
    ///
    /// # Errors
    ///
    /// Those of [`Compilation::files`].
    pub fn files_watched(
        &self,
        watch: Watch<'_>,
    ) -> Result<Option<Vec<GeneratedFile>>, GeneratorError> {
        if self.diagnostics.has_errors() {
            return Ok(None);
        }
        let model = &self.named().model;
        watch(Stage::Annotate);
        let mut files = render::render(emit::emit(model)).map_err(GeneratorError)?;
        files.push(operations::operations(model, &self.left_out));
        watch(Stage::Render);
        Ok(Some(files))
    }

    /// Types for the parts of responses that have none and of which the examples tell much ([`Code::UntypedResponse`]), as an
    /// OpenAPI Overlay in YAML, or nothing if there is no such part.
    pub fn proposal(&self) -> Option<String> {
        proposal::overlay(&self.parsed, &self.sources)
    }

    /// The documents as OpenAPI that other tools understand, or nothing if a document has an error.
    ///
    /// Every operation is on its real path, operations that share one are one, and corrections are made. What
    /// only the client cannot be made of ([`Code::concerns_client_only`]) stops nothing here.
    pub fn resolved(&self) -> Option<Vec<GeneratedFile>> {
        let stops =
            |it: &Diagnostic| it.severity() == Severity::Error && !it.code().concerns_client_only();
        let is_sound = !self.diagnostics.iter().any(stops);
        is_sound.then(|| resolve::files(&self.parsed, &self.sources))
    }

    /// The intermediate representation as text, for reviewers of tests.
    pub fn dump(&self) -> String {
        ir::dump(&self.api)
    }
}

/// The generator made a file that does not parse. The documents are not to blame.
#[derive(Debug)]
pub struct GeneratorError(render::RenderError);

impl std::fmt::Display for GeneratorError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the generator made a `{}` that is not Rust ({}); please report this with the document",
            self.0.path, self.0.source
        )
    }
}

impl std::error::Error for GeneratorError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0.source)
    }
}
