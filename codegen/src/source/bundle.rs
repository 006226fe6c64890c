//! References to other files, and to what is no component, become references to components.
//!
//! Later stages know one form of reference: `#/components/{kind}/{name}`. What another reference leads to is
//! copied to the components, under a name of its own, and the sources remember where it stands, so that
//! diagnostics point there.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::files::Files;
use super::reference::{is_mapped, is_schema_name, near, resolve, schema_reference, walk};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId, Sources, percent_decoded};

/// What the references of a document ask for. Nearly all documents ask for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asked {
    /// All of them lead to components.
    Nothing,
    /// Some lead to other places in the document.
    Copies,
    /// Some lead to other files.
    Files,
}

impl Asked {
    pub(super) fn by(root: &Value) -> Self {
        let mut asked = Self::Nothing;
        walk(root, &Pointer::root(), &mut |at, text| asked = asked.max(Self::by_one(at, text)));
        asked
    }

    fn by_one(at: &Pointer, text: &str) -> Self {
        let is_settled = |target: &Pointer| {
            is_component(target) && kind(at) != Some(PATH_ITEM) && format!("#{target}") == text
        };
        match text.starts_with('#') {
            true if Pointer::from_reference(text).is_some_and(|it| is_settled(&it)) => {
                Self::Nothing
            }
            true => Self::Copies,
            false => Self::Files,
        }
    }
}

/// Rewrites the references of a document.
pub(super) fn bundle(
    host: SourceId,
    root: &mut Value,
    files: &mut Files<'_>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) {
    let (copies, followed, open) = (HashMap::new(), HashSet::new(), Vec::new());
    let mut bundle = Bundle { host, root, files, sources, diagnostics, copies, followed, open };
    bundle.collect(&Pointer::root());
    while let Some((at, text)) = bundle.open.pop() {
        bundle.reference(&at, &text);
    }
}

struct Bundle<'a, 'f> {
    host: SourceId,
    root: &'a mut Value,
    files: &'a mut Files<'f>,
    sources: &'a mut Sources,
    diagnostics: &'a mut Diagnostics,
    /// What was copied, as which component.
    copies: HashMap<(SourceId, Pointer, &'static str), String>,
    /// The path items that were put in the place of their references.
    followed: HashSet<(Pointer, SourceId, Pointer)>,
    /// References that were not looked at yet, and where they are written.
    open: Vec<(Pointer, String)>,
}

/// Where a reference leads.
struct Target {
    source: SourceId,
    pointer: Pointer,
}

impl Bundle<'_, '_> {
    /// Notes every reference below a node.
    fn collect(&mut self, node: &Pointer) {
        let Some(value) = resolve(self.root, node) else { return };
        let mut found = Vec::new();
        walk(value, node, &mut |at, text| found.push((at.clone(), text.to_owned())));
        // The last is taken first.
        self.open.extend(found.into_iter().rev());
    }

    fn reference(&mut self, at: &Pointer, text: &str) {
        let Some(kind) = kind(at) else { return };
        if is_mapped(at) && self.names_own_schema(at) {
            return;
        }
        let Some(target) = self.target(at, text) else { return };
        let is_local = target.source == self.host;
        if is_local && (is_component(&target.pointer) && kind != PATH_ITEM) {
            let rewritten = format!("#{}", target.pointer);
            if rewritten != text {
                self.write(at, rewritten);
            }
            return;
        }
        let found = match is_local {
            true => resolve(self.root, &target.pointer),
            false => self.files.value(target.source).and_then(|it| resolve(it, &target.pointer)),
        };
        let Some(found) = found.cloned() else {
            self.report_missing(at, text, &target);
            return;
        };
        if let (PATH_ITEM, Some(owner)) = (kind, at.parent()) {
            self.path_item(&owner, text, target, found);
            return;
        }
        let key = (target.source, target.pointer.clone(), kind);
        let name = match self.copies.get(&key) {
            Some(name) => name.clone(),
            None => {
                let name = self.copy(kind, &target, found);
                self.copies.insert(key, name.clone());
                name
            }
        };
        let copy = Pointer::root().child("components").child(kind).child(name);
        self.write(at, format!("#{copy}"));
    }

    /// Whether a mapping names a schema of this document. A name in another file is that of a schema of that file,
    /// if it has one, and a name may look like that of a file.
    fn names_own_schema(&self, at: &Pointer) -> bool {
        let Some(name) = resolve(self.root, at).and_then(Value::as_str) else { return false };
        let schema = Pointer::from_reference(&schema_reference(name));
        let has = |root: &Value| schema.as_ref().is_some_and(|it| resolve(root, it).is_some());
        let here = self.sources.origin(&Place::node(self.host, at)).source;
        let has_here = here != self.host && self.files.value(here).is_some_and(has);
        !has_here && (has(self.root) || here == self.host && is_schema_name(name))
    }

    /// A path item takes the place of its reference, as OpenAPI has no component for it.
    fn path_item(&mut self, owner: &Pointer, text: &str, target: Target, found: Value) {
        // A reference back to its own path would be followed for ever.
        let is_known =
            !self.followed.insert((owner.clone(), target.source, target.pointer.clone()));
        if is_known || target.source == self.host && target.pointer.contains(owner) {
            let message = format!("`{text}` is part of a circle of references");
            let place = Place::node(self.host, &owner.child("$ref"));
            self.diagnostics.push(Diagnostic::new(Code::ReferenceCycle, place, message));
            if let Some(item) = node_mut(self.root, owner) {
                *item = Value::Object(Map::new());
            }
            return;
        }
        if let Some(item) = node_mut(self.root, owner) {
            *item = found;
            self.sources.graft(self.host, owner.clone(), target.source, target.pointer);
            self.collect(owner);
        }
    }

    /// Copies a node to the components and gives its name there.
    fn copy(&mut self, kind: &'static str, target: &Target, found: Value) -> String {
        let stem = self.sources.get(target.source).stem.clone();
        let wanted = name_of(&target.pointer).unwrap_or(stem);
        let root = self.root.as_object_mut();
        let components = root.and_then(|it| section(it, "components"));
        let Some(components) = components.and_then(|it| section(it, kind)) else { return wanted };
        let free = |name: &String| !components.contains_key(name);
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        let name = std::iter::once(wanted.clone()).chain(numbered).find(free).unwrap_or(wanted);
        components.insert(name.clone(), found);
        let at = Pointer::root().child("components").child(kind).child(&name);
        self.sources.graft(self.host, at.clone(), target.source, target.pointer.clone());
        self.collect(&at);
        name
    }

    /// Where a reference leads, as seen from the file that has it.
    fn target(&mut self, at: &Pointer, text: &str) -> Option<Target> {
        let place = Place::node(self.host, at);
        let here = self.sources.origin(&place).source;
        let (file, fragment) = text.split_once('#').map_or((text, ""), |(file, it)| (file, it));
        let Some(pointer) = Pointer::from_reference(&format!("#{fragment}")) else {
            let message = format!("`#{fragment}` is no JSON pointer");
            let diagnostic = Diagnostic::new(Code::UnresolvedReference, place, message);
            self.diagnostics.push(diagnostic.help("a pointer begins with `#/`"));
            return None;
        };
        if file.is_empty() {
            return Some(Target { source: here, pointer });
        }
        if file.contains("://") {
            let message = format!("`{file}` is not a file beside the documents");
            let diagnostic = Diagnostic::new(Code::Unsupported, place, message);
            self.diagnostics
                .push(diagnostic.help("save it beside the documents, and refer to that"));
            return None;
        }
        let name = beside(&self.sources.get(here).name, &percent_decoded(file));
        match self.files.source(&name, self.sources, self.diagnostics) {
            Ok(source) => Some(Target { source, pointer }),
            Err(others) => {
                let message = format!("there is no file `{name}`");
                let diagnostic = Diagnostic::new(Code::UnresolvedReference, place, message);
                let others = others.iter().map(String::as_str);
                self.diagnostics.push(match crate::text::nearest(&name, others) {
                    Some(other) => diagnostic.help(format!("did you mean `{other}`?")),
                    None => diagnostic,
                });
                None
            }
        }
    }

    fn report_missing(&mut self, at: &Pointer, text: &str, target: &Target) {
        // References that stay within the document are all examined later.
        if target.source == self.host {
            return;
        }
        let Some(value) = self.files.value(target.source) else { return };
        let message = format!("`{text}` leads to nothing");
        let place = Place::node(self.host, at);
        let diagnostic = Diagnostic::new(Code::UnresolvedReference, place, message)
            .label("there is no such definition");
        self.diagnostics.push(match near(value, &target.pointer) {
            Some(other) => diagnostic.help(format!("did you mean `#{other}`?")),
            None => diagnostic,
        });
        // So that nobody looks for it in this document.
        let file = &self.sources.get(target.source).name;
        self.write(at, format!("{file}#{}", target.pointer));
    }

    fn write(&mut self, at: &Pointer, reference: String) {
        if let Some(text) = node_mut(self.root, at) {
            *text = Value::String(reference);
        }
    }
}

/// What stands for a path item among the kinds of components.
const PATH_ITEM: &str = "paths";

/// Which kind of component a reference leads to, by where it stands.
pub(super) fn kind(at: &Pointer) -> Option<&'static str> {
    const KINDS: &[&str] = &[
        "callbacks",
        "examples",
        "headers",
        "links",
        "parameters",
        "requestBodies",
        "responses",
        "securitySchemes",
    ];
    if is_mapped(at) {
        return Some("schemas");
    }
    let owner = at.parent()?;
    let tokens: Vec<_> = owner.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
    match *tokens.as_slice() {
        ["paths" | "webhooks", _] => Some(PATH_ITEM),
        [.., holder, _] if HOLDERS_OF_SCHEMAS.contains(&holder) => Some("schemas"),
        [.., holder] if SCHEMAS.contains(&holder) => Some("schemas"),
        [.., "requestBody"] => Some("requestBodies"),
        [.., parent, _] => KINDS.iter().copied().find(|kind| *kind == parent),
        _ => None,
    }
}

/// Members that hold schemas by a name or a number.
const HOLDERS_OF_SCHEMAS: [&str; 9] = [
    "$defs",
    "allOf",
    "anyOf",
    "dependentSchemas",
    "oneOf",
    "patternProperties",
    "prefixItems",
    "properties",
    "schemas",
];

/// Members that are schemas.
const SCHEMAS: [&str; 13] = [
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "itemSchema",
    "items",
    "not",
    "propertyNames",
    "schema",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

fn is_component(pointer: &Pointer) -> bool {
    let mut tokens = pointer.tokens();
    tokens.next().as_deref() == Some("components") && tokens.count() == 2
}

/// The last token that names something.
fn name_of(pointer: &Pointer) -> Option<String> {
    let tokens: Vec<_> = pointer.tokens().collect();
    let is_name = |token: &&Cow<'_, str>| {
        token.starts_with(|c: char| c.is_ascii_alphabetic())
            && token.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
            && !matches!(token.as_ref(), "schema" | "items" | "properties" | "additionalProperties")
    };
    tokens.iter().rev().find(is_name).map(ToString::to_string)
}

/// A path relative to the folder of a file.
fn beside(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = match path.starts_with('/') {
        true => Vec::new(),
        false => file.split('/').collect(),
    };
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|it| !matches!(*it, ".." | "")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The members of a node's member, which is made if it is not there.
fn section<'a>(node: &'a mut Map<String, Value>, key: &str) -> Option<&'a mut Map<String, Value>> {
    node.entry(key).or_insert_with(|| Value::Object(Map::new())).as_object_mut()
}

pub(super) fn node_mut<'a>(root: &'a mut Value, pointer: &Pointer) -> Option<&'a mut Value> {
    pointer.tokens().try_fold(root, |node, token| match node {
        Value::Object(mapping) => mapping.get_mut(token.as_ref()),
        Value::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
        _ => None,
    })
}
