//! Names that a person chose: `x-rust-name` on an operation, a parameter, a property, a schema or a tag, and
//! `x-rust-value-names`, from value to name, on an enumeration, a union or an operation that a tag splits into several
//! methods.
//!
//! The case says what is named: a method, an argument or a field in `snake_case`, a type or a variant in
//! `UpperCamelCase`. So the schema of a property can name either.

use indexmap::IndexMap;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::ir::ChosenName;
use crate::names;
use crate::position::{Place, Pointer};
use crate::source::{NAME, Parsed, VALUE_NAMES};

/// The names in a document that are still to be given to something.
#[derive(Debug, Default)]
pub(super) struct ChosenNames(IndexMap<Pointer, Name>);

#[derive(Debug)]
struct Name {
    chosen: ChosenName,
    is_used: bool,
}

/// Whether a text is a name as Rust writes them: what is made of it is itself.
type Case = fn(&str) -> String;

impl ChosenNames {
    /// All names in a document. Those that Rust does not write so are reported.
    pub(super) fn of(parsed: &Parsed, diagnostics: &mut Diagnostics) -> Self {
        let mut names = Self::default();
        names.collect(parsed, &parsed.value, &Pointer::root(), diagnostics);
        names
    }

    fn collect(
        &mut self,
        parsed: &Parsed,
        node: &Value,
        at: &Pointer,
        diagnostics: &mut Diagnostics,
    ) {
        // Most documents have no names, and a pointer to every node costs more than a look.
        if !holds_names(node) {
            return;
        }
        let members: Vec<(String, &Value)> = match node {
            Value::Object(members) => members.iter().map(|(key, it)| (key.clone(), it)).collect(),
            Value::Array(items) => {
                items.iter().enumerate().map(|(index, it)| (index.to_string(), it)).collect()
            }
            _ => Vec::new(),
        };
        for (key, member) in members {
            let at = at.child(&key);
            match (key.as_str(), member) {
                (NAME, Value::String(text)) => self.add(parsed, text, at, diagnostics),
                (VALUE_NAMES, Value::Object(names)) => {
                    for (value, name) in names {
                        if let Value::String(text) = name {
                            self.add(parsed, text, at.child(value), diagnostics);
                        }
                    }
                }
                _ => self.collect(parsed, member, &at, diagnostics),
            }
        }
    }

    fn add(&mut self, parsed: &Parsed, text: &str, at: Pointer, diagnostics: &mut Diagnostics) {
        let place = Place::node(parsed.source, &at);
        if names::snake(text) != text && names::pascal(text) != text {
            let message = format!("`{text}` is no name that Rust would have");
            diagnostics.push(Diagnostic::new(Code::MalformedName, place, message));
            return;
        }
        let chosen = ChosenName { text: text.to_owned(), place };
        self.0.insert(at, Name { chosen, is_used: false });
    }

    /// The name of a method, an argument or a field.
    pub(super) fn value(&mut self, node: &Pointer) -> Option<ChosenName> {
        self.take(|| node.child(NAME), names::snake)
    }

    /// The name of a type.
    pub(super) fn ty(&mut self, node: &Pointer) -> Option<ChosenName> {
        self.take(|| node.child(NAME), names::pascal)
    }

    /// The name of the variant for a value.
    pub(super) fn variant(&mut self, node: &Pointer, value: &str) -> Option<ChosenName> {
        self.take(|| node.child(VALUE_NAMES).child(value), names::pascal)
    }

    /// The name of the method that a value of the tag selects.
    pub(super) fn tagged_method(&mut self, node: &Pointer, tag: &str) -> Option<ChosenName> {
        self.take(|| node.child(VALUE_NAMES).child(tag), names::snake)
    }

    fn take(&mut self, at: impl Fn() -> Pointer, case: Case) -> Option<ChosenName> {
        if self.0.is_empty() {
            return None;
        }
        let name = self.0.get_mut(&at())?;
        if case(&name.chosen.text) != name.chosen.text {
            return None;
        }
        name.is_used = true;
        Some(name.chosen.clone())
    }

    /// Reports the names that nothing has got. Where the document has an error, it may be what they are for.
    pub(super) fn report_unused(self, diagnostics: &mut Diagnostics) {
        let mut unused = self.0.into_values().filter(|it| !it.is_used).peekable();
        let Some(source) = unused.peek().map(|it| it.chosen.place.source) else { return };
        let is_error =
            |it: &Diagnostic| it.severity() == Severity::Error && it.place.source == source;
        if !diagnostics.iter().any(is_error) {
            unused.for_each(|it| diagnostics.push(unused_name(&it.chosen)));
        }
    }
}

/// That nothing in the client has a name.
pub(super) fn unused_name(name: &ChosenName) -> Diagnostic {
    let message = format!("nothing in the client takes the name `{}`", name.text);
    Diagnostic::new(Code::UnusedName, name.place.clone(), message)
}

fn holds_names(node: &Value) -> bool {
    match node {
        Value::Object(members) => {
            members.iter().any(|(key, it)| key == NAME || key == VALUE_NAMES || holds_names(it))
        }
        Value::Array(items) => items.iter().any(holds_names),
        _ => false,
    }
}
