//! Whether a document keeps to the grammar of OpenAPI 3.0.
//!
//! `openapiv3` stops at its first error and says neither where nor, for most objects, what: its enums are
//! untagged. So the raw value is walked along tables first; each mismatch is a diagnostic of its own.

mod number;
mod openapi;
mod overlay;
mod rules;
mod schema;
mod security;
mod stated;
mod version;
mod walk;

use serde_json::{Map, Value, json};

use super::Failed;
use super::json::{QUOTES, STRAIGHT, describe};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId};
use crate::text::nearest;
pub(crate) use openapi::{GROUPS, MODULE, NAME, VALUE_NAMES, is_method};
use openapi::{OPENAPI, PARAMETER};
use overlay::OVERLAY;
use rules::Kind::{
    self, Any, Boolean, Child, List, MapOf, Number, Object, OrReference, Text, Whole, Word,
};
use rules::{Key, Rule};
use schema::SCHEMA;
pub(crate) use stated::KEYWORDS;
pub(crate) use walk::{ObjectKind, Objects, holds_names};

/// Whether a document says that it is OpenAPI 3.0, or nothing. Of another, that it is another is all that is reported.
pub(super) fn check_version(source: SourceId, root: &Value, diagnostics: &mut Diagnostics) -> bool {
    let refusal = version::refusal(root);
    if let Some((key, message, help)) = &refusal {
        let place = Place::node(source, &Pointer::root().child(key));
        diagnostics.push(Diagnostic::new(Code::Version, place, message).help(*help));
    }
    refusal.is_none()
}

/// Reports every place where the value departs from OpenAPI 3.0, and takes out the parts that hold one, so
/// that the rest can be read and checked. Tells whether a document is left.
pub(super) fn check(
    source: SourceId,
    root: &mut Value,
    failed: &mut Failed,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut walk = Walk { source, standard: &OPENAPI_3_0, failed, diagnostics };
    walk.node(root, Object(&OPENAPI), &mut Pointer::root());
    complete(root)
}

/// Puts something in the place of what every document has and this one lacks, which has been reported: one mistake
/// is not to hide the others. Tells whether there is a document.
fn complete(root: &mut Value) -> bool {
    let Value::Object(members) = root else { return false };
    if !members.get("openapi").is_some_and(version::is_supported) {
        return false;
    }
    members.entry("info").or_insert_with(|| json!({"title": "", "version": ""}));
    members.entry("paths").or_insert_with(|| json!({}));
    true
}

/// Reports every place where the value departs from Overlay 1.1. Tells whether it can be used.
pub(super) fn check_overlay(
    source: SourceId,
    root: &mut Value,
    diagnostics: &mut Diagnostics,
) -> bool {
    let failed = &mut Failed::new();
    let standard = &OVERLAY_1_0;
    Walk { source, standard, failed, diagnostics }.node(
        root,
        Object(&OVERLAY),
        &mut Pointer::root(),
    )
}

/// The keyword of a schema that another word is almost.
pub(super) fn meant_keyword(word: &str) -> Option<&'static str> {
    match SCHEMA.key(word, false) {
        Key::Misspelt(known, _) if !word.starts_with(['$', 'x']) => Some(known),
        _ => None,
    }
}

/// What a document keeps to.
struct Standard {
    /// Who wants a key to be there.
    requires: &'static str,
    /// Where it is said what may stand somewhere.
    see: &'static str,
}

static OPENAPI_3_0: Standard = Standard {
    requires: "OpenAPI requires this key",
    see: "see https://spec.openapis.org/oas/v3.0.3 for what may stand here",
};

static OVERLAY_1_0: Standard = Standard {
    requires: "the Overlay Specification requires this key",
    see: "see https://spec.openapis.org/overlay/v1.1.0.html for what may stand here",
};

struct Walk<'a> {
    source: SourceId,
    standard: &'static Standard,
    /// What was taken out.
    failed: &'a mut Failed,
    diagnostics: &'a mut Diagnostics,
}

impl Walk<'_> {
    /// Checks a value. Tells whether it is sound.
    fn node(&mut self, value: &mut Value, kind: Kind, at: &mut Pointer) -> bool {
        match (kind, value) {
            (Any, _)
            | (Boolean, Value::Bool(_))
            | (Number, Value::Number(_))
            | (Text, Value::String(_))
            | (Kind::BooleanOrSchema, Value::Bool(_)) => true,
            (Whole, Value::Number(number)) if number.is_u64() => true,
            (Word(words), Value::String(text)) => {
                words.contains(&text.as_str()) || self.wrong_word(text, words, at)
            }
            (Child(kind), value) => self.node(value, *kind, at),
            (List(kind), Value::Array(items)) => {
                let mut sound = true;
                for (index, item) in items.iter_mut().enumerate() {
                    sound &= at.within(index, |at| self.node(item, *kind, at));
                }
                sound
            }
            (MapOf(kind), Value::Object(mapping)) => {
                self.members(mapping, at, |_, _, _| Some(*kind))
            }
            // Whatever stands beside a `$ref` is ignored, as OpenAPI 3.0 says.
            (OrReference(_), Value::Object(mapping)) if mapping.contains_key("$ref") => self
                .members(mapping, at, |_, name, _| Some(if name == "$ref" { Text } else { Any })),
            (kind @ (Object(rule) | OrReference(rule)), Value::Object(mapping)) => {
                self.object(mapping, rule, matches!(kind, OrReference(_)), at)
            }
            (Kind::BooleanOrSchema, value @ Value::Object(_)) => {
                self.node(value, OrReference(&SCHEMA), at)
            }
            (kind, value) => self.wrong_type(value, kind, at),
        }
    }

    fn object(
        &mut self,
        mapping: &mut Map<String, Value>,
        rule: &'static Rule,
        or_reference: bool,
        at: &mut Pointer,
    ) -> bool {
        if std::ptr::eq(rule, &SCHEMA) {
            number::restate(mapping, self.source, at, self.diagnostics);
            stated::of_schema(mapping, self.source, at, self.diagnostics);
        }
        if std::ptr::eq(rule, &PARAMETER) {
            stated::of_parameter(mapping, self.source, at, self.diagnostics);
        }
        let missing = rule.required.iter().filter(|key| !mapping.contains_key(**key));
        let missing: Vec<_> = missing.collect();
        for key in &missing {
            self.missing_key(at, format!("{} has no `{key}`", rule.name));
        }
        let has_type = mapping.contains_key("schema") || mapping.contains_key("content");
        let lacks_type = std::ptr::eq(rule, &PARAMETER) && !has_type;
        if lacks_type {
            self.missing_key(at, format!("{} has neither `schema` nor `content`", rule.name));
        }
        let members = self.members(mapping, at, |walk, name, at| {
            match rule.key(name, or_reference) {
                Key::Known(kind) => return Some(kind),
                Key::Foreign => {}
                Key::Misplaced(owner) => walk.misplaced_key(name, rule, owner, at),
                Key::Misspelt(known, kind) => {
                    walk.misspelt_key(name, rule, known, at);
                    return Some(kind);
                }
                Key::Unknown => walk.unknown_key(name, rule, at),
                Key::Malformed(problem) => {
                    walk.malformed_key(name, problem, at);
                    return None;
                }
            }
            Some(Any)
        });
        missing.is_empty() && !lacks_type && members
    }

    /// Checks the members of a mapping, each as `kind` says; a member without a kind is unsound. Unsound
    /// parts are taken out. Tells whether what is left is sound.
    fn members(
        &mut self,
        mapping: &mut Map<String, Value>,
        at: &mut Pointer,
        mut kind: impl FnMut(&mut Self, &str, &Pointer) -> Option<Kind>,
    ) -> bool {
        let mut sound = true;
        mapping.retain(|name, value| {
            at.within(name, |at| match kind(self, name, at) {
                Some(part @ Child(_)) => {
                    let is_sound = self.node(value, part, at);
                    if !is_sound {
                        self.failed.push((at.clone(), value.take()));
                    }
                    is_sound
                }
                Some(kind) => {
                    sound &= self.node(value, kind, at);
                    true
                }
                None => false,
            })
        });
        sound
    }

    fn wrong_type(&mut self, value: &Value, kind: Kind, at: &Pointer) -> bool {
        let expected = expected(kind);
        let message = match at.last() {
            None => format!("the document must be {expected}"),
            Some(name) => format!("`{name}` must be {expected}"),
        };
        let place = Place::node(self.source, at);
        let label = format!("this is {}", describe(value));
        let diagnostic = Diagnostic::new(Code::WrongType, place, message).label(label);
        self.diagnostics.push(match (at.last(), value) {
            // The standard says nothing of extensions.
            (Some(name), _) if name.starts_with("x-") => {
                diagnostic.help("`specs/README.md` has the extensions of this project")
            }
            (_, Value::String(text)) if text.starts_with(QUOTES) => diagnostic.help(STRAIGHT),
            (Some(name), Value::Array(types)) if name == "type" => diagnostic.help(one_type(types)),
            _ => diagnostic.help(self.standard.see),
        });
        false
    }

    fn wrong_word(&mut self, text: &str, words: &'static [&'static str], at: &Pointer) -> bool {
        let name = at.last().unwrap_or_default();
        let message = format!("`{name}` must be {}", expected(Word(words)));
        let diagnostic = Diagnostic::new(Code::WrongType, Place::node(self.source, at), message);
        self.diagnostics.push(match nearest(text, words.iter().copied()) {
            _ if text.starts_with(QUOTES) => diagnostic.help(STRAIGHT),
            Some(word) => diagnostic.help(format!("did you mean `{word}`?")),
            None => diagnostic.help(self.standard.see),
        });
        false
    }

    fn malformed_key(&mut self, name: &str, problem: &str, at: &Pointer) {
        let place = Place::key(self.source, at);
        let message = format!("`{name}` cannot stand here: {problem}");
        self.diagnostics.push(Diagnostic::new(Code::MalformedKey, place, message));
    }

    fn misplaced_key(&mut self, name: &str, rule: &Rule, owner: &Rule, at: &Pointer) {
        let place = Place::key(self.source, at);
        let message = format!("`{name}` is not read in {}", rule.name);
        let help = format!("write it in {}", owner.name);
        self.diagnostics.push(Diagnostic::new(Code::MalformedKey, place, message).help(help));
    }

    fn misspelt_key(&mut self, name: &str, rule: &Rule, known: &str, at: &Pointer) {
        let place = Place::key(self.source, at);
        let message = format!("{} has no key `{name}`", rule.name);
        let help = match name.contains(QUOTES) {
            true => STRAIGHT.to_owned(),
            false => format!("did you mean `{known}`?"),
        };
        self.diagnostics.push(Diagnostic::new(Code::MisspeltKey, place, message).help(help));
    }

    fn unknown_key(&mut self, name: &str, rule: &Rule, at: &Pointer) {
        let message = format!("{} has no key `{name}`", rule.name);
        let diagnostic = Diagnostic::new(Code::UnknownKey, Place::key(self.source, at), message);
        self.diagnostics.push(match rule.elsewhere.contains(&name) {
            true => {
                diagnostic.help("it is a keyword of JSON Schema that OpenAPI 3.0 does not have")
            }
            false => diagnostic,
        });
    }

    fn missing_key(&mut self, at: &Pointer, message: String) {
        let diagnostic = Diagnostic::new(Code::MissingKey, Place::node(self.source, at), message);
        self.diagnostics.push(diagnostic.help(self.standard.requires));
    }
}

/// How OpenAPI 3.0 says what a list of types says in later versions.
fn one_type(types: &[Value]) -> String {
    let others: Vec<_> =
        types.iter().filter_map(Value::as_str).filter(|it| *it != "null").collect();
    match others.as_slice() {
        [ty] if types.len() == 2 => format!("OpenAPI 3.0 writes `type: {ty}` and `nullable: true`"),
        _ => "a value of one of several types is an `anyOf` in OpenAPI 3.0".to_owned(),
    }
}

fn expected(kind: Kind) -> String {
    match kind {
        Any => "anything".to_owned(),
        Boolean => "`true` or `false`".to_owned(),
        Number => "a number".to_owned(),
        Whole => "a whole number that is not negative".to_owned(),
        Text => "a string".to_owned(),
        Word(words) => {
            let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("one of {}", words.join(", "))
        }
        List(Text) => "a list of strings".to_owned(),
        List(_) => "a list".to_owned(),
        MapOf(_) => "a mapping".to_owned(),
        Object(rule) => format!("a mapping: {}", rule.name),
        OrReference(rule) => format!("a mapping: {} or a `$ref`", rule.name),
        Kind::BooleanOrSchema => "`true`, `false` or a schema".to_owned(),
        Child(kind) => expected(*kind),
    }
}
