//! Files that documents refer to.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::json;
use crate::diagnostic::Diagnostics;
use crate::position::{Input, SourceId, Sources};

/// Gives the text of a file by its name, which is relative to what the names of the documents are relative
/// to; or else the names of files that are there.
pub type ReadFile<'a> = dyn Fn(&str) -> Result<String, Vec<String>> + 'a;

/// The documents, and the files that were read because a document refers to them.
pub(super) struct Files<'a> {
    read: &'a ReadFile<'a>,
    values: HashMap<SourceId, Value>,
    missing: HashMap<String, Vec<String>>,
    referred_to: HashSet<SourceId>,
}

impl<'a> Files<'a> {
    pub(super) fn new(read: &'a ReadFile<'a>) -> Self {
        let (values, missing) = (HashMap::new(), HashMap::new());
        Self { read, values, missing, referred_to: HashSet::new() }
    }

    /// Adds a document, for others to refer to.
    pub(super) fn add(&mut self, source: SourceId, value: Value) {
        self.values.insert(source, value);
    }

    /// What a file holds. One that cannot be parsed holds nothing, and was reported.
    pub(super) fn value(&self, source: SourceId) -> Option<&Value> {
        self.values.get(&source)
    }

    /// Whether another file refers to it, and it is no document of its own.
    pub(super) fn is_part(&self, source: SourceId) -> bool {
        let is_document = |value: &Value| value.get("openapi").is_some();
        self.referred_to.contains(&source) && !self.value(source).is_some_and(is_document)
    }

    /// The file with a name, which is read when it is asked for first.
    pub(super) fn source(
        &mut self,
        name: &str,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Result<SourceId, Vec<String>> {
        if let Some(source) = sources.named(name) {
            self.referred_to.insert(source);
            return Ok(source);
        }
        if let Some(others) = self.missing.get(name) {
            return Err(others.clone());
        }
        let text = (self.read)(name).inspect_err(|others| {
            self.missing.insert(name.to_owned(), others.clone());
        })?;
        let file = name.rsplit('/').next().unwrap_or(name);
        let stem = file.split('.').next().unwrap_or(file).to_owned();
        let source = sources.add(Input { name: name.to_owned(), stem, text });
        let text = sources.get(source).text.clone();
        if let Some(value) = json::parse(source, &text, diagnostics) {
            self.values.insert(source, value);
        }
        Ok(source)
    }
}
