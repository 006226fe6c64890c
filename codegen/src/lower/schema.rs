//! Schemas become types and shapes.

use std::borrow::Borrow;

use openapiv3::{ReferenceOr, Schema, SchemaKind};
use serde_json::Value;

use super::lowered::{Context, Lowered, Site, described};
use super::referenced::Key;
use super::whole::{Subschema, Whole};
use super::{Lowering, keywords};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{NameHint, Shape, ShapeId, ShapeKind, Type};
use crate::position::Pointer;

/// A mistake that is reported already.
struct Reported;

impl Lowering<'_> {
    /// Lowers a schema or what a `$ref` leads to.
    pub(super) fn schema<S: Borrow<Schema>>(
        &mut self,
        schema: &ReferenceOr<S>,
        at: &Pointer,
        context: &Context,
    ) -> Lowered {
        self.schema_at(schema, Site::new(at, context))
    }

    pub(super) fn schema_at<S: Borrow<Schema>>(
        &mut self,
        schema: &ReferenceOr<S>,
        site: Site<'_>,
    ) -> Lowered {
        match schema {
            ReferenceOr::Item(schema) => self.inline(schema.borrow(), site),
            ReferenceOr::Reference { reference } => self.referenced(reference, site),
        }
    }

    /// Lowers schemas that all hold for one value.
    pub(super) fn parts_of_one(&mut self, parts: &[Subschema], context: &Context) -> Lowered {
        match parts {
            [] => Lowered::any(),
            [part] => self.schema(&part.schema, &part.at, context),
            [first, ..] => {
                let whole = self.whole_of(parts);
                self.put_together(whole, Site::new(&first.at, context))
            }
        }
    }

    pub(super) fn inline(&mut self, schema: &Schema, site: Site<'_>) -> Lowered {
        if let Some(lowered) = self.wrapped(schema, site) {
            return lowered;
        }
        let whole = self.whole(schema, site.at);
        self.put_together(whole, site)
    }

    /// An `allOf` that holds one reference, and beside it nothing but what is said of the value, is what it
    /// refers to: OpenAPI 3.0 has no other way to say something beside a `$ref`.
    fn wrapped(&mut self, schema: &Schema, site: Site<'_>) -> Option<Lowered> {
        if !matches!(schema.schema_kind, SchemaKind::AllOf { .. } | SchemaKind::Any(_)) {
            return None;
        }
        let mut own = keywords::of(&schema.schema_kind);
        let is_plain = |schema: &Schema| keywords::of(&schema.schema_kind).is_empty();
        let all_of = std::mem::take(&mut own.all_of);
        let references = all_of.iter().enumerate().filter_map(|(index, it)| match it {
            ReferenceOr::Reference { reference } => Some((index, reference)),
            ReferenceOr::Item(_) => None,
        });
        let references: Vec<_> = references.collect();
        let others_are_plain = all_of.iter().filter_map(ReferenceOr::as_item).all(is_plain);
        let is_alone = own.is_empty();
        let ([(index, reference)], true, true) =
            (references.as_slice(), others_are_plain, is_alone)
        else {
            return None;
        };
        let place = site.at.child("allOf").child(index);
        let inner = self.referenced(reference, Site { at: &place, ..site });
        let outer = described(&self.whole(schema, site.at));
        let Lowered { ty, limits, constant, failed, .. } = inner;
        Some(Lowered { ty, limits, constant, failed, ..outer })
    }

    /// Lowers what a schema and its `allOf` say together.
    pub(super) fn put_together(&mut self, mut whole: Whole<'_>, site: Site<'_>) -> Lowered {
        let context = site.context;
        let mut lowered = described(&whole);
        for problem in std::mem::take(&mut whole.problems) {
            self.diagnostics.push(problem);
        }
        if whole.is_impossible {
            return lowered;
        }
        let titled = whole.data.title.as_deref().filter(|title| is_name(title));
        let hint = titled.map_or(context.hint.clone(), |it| NameHint::Named(it.to_owned()));
        // What a parameter says of itself describes its schema too, if that says nothing.
        let described = match lowered.docs.as_str() {
            "" => context.described.clone(),
            docs => Some(docs.to_owned()),
        };
        let context = Context { hint, described, ..context.clone() };
        let site = Site { context: &context, ..site };
        if whole.sources.len() < 2 {
            self.typed(&whole, site, &mut lowered);
            return lowered;
        }
        // The schemas that are put together may lead back here, and do not do so as a component.
        let key = Key::new(site.at.clone(), whole.sources.clone(), site.without);
        let mut own = lowered.clone();
        let found = self.once(key, |lowering| {
            lowering.typed(&whole, site, &mut own);
            own
        });
        match found {
            Ok(lowered) => lowered,
            Err(Some(shape)) => Lowered { ty: Type::Boxed(shape), ..lowered },
            Err(None) => self.endless(site.at, &context.name),
        }
    }

    fn typed(&mut self, whole: &Whole, site: Site<'_>, lowered: &mut Lowered) {
        match self.type_of(whole) {
            Ok(None) => {}
            Ok(Some(ty)) => match ty.as_str() {
                "string" => self.string(whole, site, lowered),
                "integer" => self.integer(whole, site, lowered),
                "number" => self.number(whole, lowered),
                "boolean" => self.boolean(whole, lowered),
                "array" => self.list(whole, site.context, lowered),
                "object" => lowered.ty = self.object(whole, site, lowered),
                _ => self.group(whole, site, lowered),
            },
            Err(Reported) => lowered.failed = true,
        }
    }

    /// The type of the values; `group` where it is one of several, and nothing where everything fits. What a schema says
    /// of other types is left out, and told.
    fn type_of(&mut self, whole: &Whole) -> Result<Option<String>, Reported> {
        let ty = self.stated_type(whole)?;
        for keyword in ty.iter().flat_map(|ty| of_other_types(whole, ty)) {
            let ty = ty.as_deref().unwrap_or_default();
            if let Some(at) = whole.places.get(keyword) {
                let place = self.place(at).on_key();
                let message = format!("`{keyword}` says nothing of a value of type `{ty}`");
                let diagnostic = Diagnostic::new(Code::IgnoredKeyword, place, message);
                self.diagnostics.push(diagnostic.help("remove it, or correct the `type`"));
            }
        }
        Ok(ty)
    }

    /// The same, whether or not all keywords are for it.
    fn stated_type(&mut self, whole: &Whole) -> Result<Option<String>, Reported> {
        let (requiring, groups): (Vec<_>, Vec<_>) =
            whole.groups.iter().partition(|it| it.only_requires());
        for group in requiring {
            let message = "which properties go together is not checked";
            self.report_key(Code::IgnoredKeyword, &group.at, message);
        }
        match groups.as_slice() {
            [] => {}
            [_] => return Ok(Some("group".to_owned())),
            [first, second, ..] => {
                let message =
                    "a value that is one of several twice over is any value to the client";
                let place = self.place(&second.at).on_key();
                let diagnostic = Diagnostic::new(Code::IgnoredKeyword, place, message)
                    .related(self.place(&first.at).on_key(), "the other choice");
                self.diagnostics.push(diagnostic);
                return Ok(None);
            }
        }
        if whole.ty.is_some() {
            return Ok(whole.ty.clone());
        }
        let of_values = whole.enumeration.as_deref().and_then(common_type);
        let mut of_keywords: Vec<_> =
            whole.places.keys().filter_map(|it| keywords::type_of_keyword(it)).collect();
        of_keywords.sort_unstable();
        of_keywords.dedup();
        match (of_values, of_keywords.as_slice()) {
            (Some(ty), _) => Ok(Some(ty.to_owned())),
            (None, [ty]) => Ok(Some((*ty).to_owned())),
            (None, []) => {
                if let Some(place) = whole.places.get("enum") {
                    let is_null = whole.enumeration.iter().flatten().all(Value::is_null);
                    let message = match is_null {
                        true => "a value that is always null is any value to the client",
                        false => "values of several types are not told from others",
                    };
                    self.report_key(Code::IgnoredKeyword, place, message);
                }
                Ok(None)
            }
            (None, _) => {
                let message = "a schema of several types without a `type` is not kept to";
                of_other_types(whole, "").for_each(|it| self.ignored(whole, it, message));
                Ok(None)
            }
        }
    }

    pub(super) fn shape(&mut self, site: Site<'_>, docs: &str, kind: ShapeKind) -> ShapeId {
        let at = site.at;
        let place = self.place(at);
        let (name, docs) = (site.context.hint.clone(), docs.trim().to_owned());
        let corrections = match at.tokens().next().as_deref() {
            Some("components") => self.corrections(at),
            // The operation that holds the schema tells of it.
            _ => Vec::new(),
        };
        let chosen = self.names.ty(at);
        self.shapes.push(Shape { place, name, chosen, docs, corrections, kind });
        ShapeId(self.shapes.len() - 1)
    }
}

/// The keywords that are for another type, in alphabetical order. JSON Schema has them mean nothing there.
fn of_other_types(whole: &Whole, ty: &str) -> impl Iterator<Item = &'static str> {
    let ty = if ty == "integer" { "number" } else { ty };
    let is_other = |it: &&str| keywords::type_of_keyword(it).is_some_and(|of| of != ty);
    let all = whole.places.keys().copied();
    let mut others: Vec<_> = all.filter(|it| ty != "group" && is_other(it)).collect();
    others.sort_unstable();
    others.into_iter()
}

/// The type that all values of an enumeration have.
fn common_type(values: &[Value]) -> Option<&'static str> {
    let mut values = values.iter().filter(|it| !it.is_null());
    let type_of = |value: &Value| match value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some("integer"),
        _ => None,
    };
    let first = type_of(values.next()?)?;
    values.all(|it| type_of(it) == Some(first)).then_some(first)
}

/// A `title` names a type if it is one word; otherwise it is a heading for people.
pub(super) fn is_name(title: &str) -> bool {
    let mut characters = title.chars();
    characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
