//! A schema as a whole: its own keywords, and those that its `allOf` adds.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, AnySchema, Discriminator, ReferenceOr, Schema, SchemaData};
use serde_json::Value;

use super::Lowering;
use super::keywords::{self, Keywords, number};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Bound, Limits};
use crate::position::Pointer;

/// A schema or a reference to one, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Subschema<'s> {
    pub(super) schema: ReferenceOr<&'s Schema>,
    pub(super) at: Pointer,
}

/// The members of a `oneOf` or an `anyOf`.
#[derive(Clone, Debug)]
pub(super) struct Group<'s> {
    pub(super) members: Vec<Subschema<'s>>,
    pub(super) at: Pointer,
    pub(super) discriminator: Option<Discriminator>,
}

impl<'s> Subschema<'s> {
    fn new<S: Borrow<Schema>>(schema: &'s ReferenceOr<S>, at: Pointer) -> Self {
        let schema = match schema {
            ReferenceOr::Item(schema) => ReferenceOr::Item(schema.borrow()),
            ReferenceOr::Reference { reference } => {
                ReferenceOr::Reference { reference: reference.clone() }
            }
        };
        Self { schema, at }
    }

    /// The name of the schema that is referred to.
    pub(super) fn name(&self) -> Option<String> {
        match &self.schema {
            ReferenceOr::Item(_) => None,
            ReferenceOr::Reference { reference } => Pointer::from_reference(reference)?.last(),
        }
    }
}

impl Group<'_> {
    /// Whether the members say nothing but which properties go together.
    pub(super) fn only_requires(&self) -> bool {
        self.members.iter().all(|member| {
            let own = member.schema.as_item().map(|it| keywords::of(&it.schema_kind));
            own.is_some_and(|own| {
                let keywords: Vec<_> = keywords::present(&own).collect();
                keywords == ["required"] && own.all_of.is_empty() && !own.has_not
            })
        })
    }
}

/// A schema with everything that its `allOf` adds. A property that several of them have keeps to all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Whole<'s> {
    pub(super) data: SchemaData,
    /// Whose description it is: the nearest wins.
    described: Option<Nearness>,
    pub(super) ty: Option<String>,
    pub(super) format: Option<String>,
    pub(super) limits: Limits,
    pub(super) enumeration: Option<Vec<Value>>,
    pub(super) properties: IndexMap<String, Vec<Subschema<'s>>>,
    pub(super) required: Vec<(String, Pointer)>,
    pub(super) additional: Option<(&'s AdditionalProperties, Pointer)>,
    pub(super) items: Vec<Subschema<'s>>,
    pub(super) groups: Vec<Group<'s>>,
    /// Its schemas are of several types, so that no value keeps to all of them.
    pub(super) is_impossible: bool,
    /// What is wrong with the combination.
    pub(super) problems: Vec<Diagnostic>,
    /// The schemas that it is put together from, by where they stand.
    pub(super) sources: Vec<Pointer>,
    /// Where each keyword stands.
    pub(super) places: HashMap<&'static str, Pointer>,
}

/// How near a schema is to the one that is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    Itself,
    Member,
    Referenced,
}

impl Whole<'_> {
    /// Whether it says nothing of the value.
    pub(super) fn is_unconstrained(&self) -> bool {
        self.places.is_empty() && self.groups.is_empty()
    }

    /// What all members of its only group have in common.
    pub(super) fn base(&self) -> Self {
        let groups = Vec::new();
        let (data, described, problems) = Default::default();
        Self { data, described, groups, problems, ..self.clone() }
    }

    fn place(&self, keyword: &'static str, at: &Pointer) -> Pointer {
        self.places.get(keyword).cloned().unwrap_or_else(|| at.clone())
    }
}

impl<'a> Lowering<'a> {
    /// Puts a schema together with its `allOf`.
    pub(super) fn whole<'s>(&self, schema: &'s Schema, at: &Pointer) -> Whole<'s>
    where
        'a: 's,
    {
        let mut whole = Whole::default();
        self.merge(&mut whole, schema, at, Nearness::Itself, &mut HashSet::new());
        whole
    }

    /// Puts several schemas together that all hold for one value.
    pub(super) fn whole_of<'s>(&self, parts: &'s [Subschema<'_>]) -> Whole<'s>
    where
        'a: 's,
    {
        let mut whole = Whole::default();
        parts.iter().for_each(|part| self.add(&mut whole, part));
        whole
    }

    /// Adds a schema that holds for the value too.
    pub(super) fn add<'s>(&self, whole: &mut Whole<'s>, part: &'s Subschema<'_>)
    where
        'a: 's,
    {
        let nearness = match part.schema {
            ReferenceOr::Item(_) => Nearness::Member,
            ReferenceOr::Reference { .. } => Nearness::Referenced,
        };
        if let Some((schema, at)) = self.resolved_at(&part.schema, &part.at) {
            self.merge(whole, schema, &at, nearness, &mut HashSet::new());
        }
    }

    fn merge<'s>(
        &self,
        whole: &mut Whole<'s>,
        schema: &'s Schema,
        at: &Pointer,
        nearness: Nearness,
        seen: &mut HashSet<Pointer>,
    ) where
        'a: 's,
    {
        // A schema adds nothing to itself, and nothing when it is there twice.
        if !seen.insert(at.clone()) {
            return;
        }
        whole.sources.push(at.clone());
        let own = keywords::of(&schema.schema_kind);
        self.describe(whole, &schema.schema_data, nearness);
        self.value_keywords(whole, &own.plain, at);
        self.limits(whole, &own, at);
        self.object_keywords(whole, &own, at);
        if let Some(items) = own.items {
            whole.items.push(Subschema::new(items, at.child("items")));
        }
        for (keyword, members) in [("oneOf", own.one_of), ("anyOf", own.any_of)] {
            if !members.is_empty() {
                whole.groups.push(group(members, at.child(keyword), &schema.schema_data));
            }
        }
        if own.has_not {
            self.leaves_out(
                whole,
                at,
                "not",
                "values that do not fit `not` are not told from others",
            );
        }
        for (index, member) in own.all_of.iter().enumerate() {
            let nearness = match member {
                ReferenceOr::Item(_) => nearness.max(Nearness::Member),
                ReferenceOr::Reference { .. } => Nearness::Referenced,
            };
            let place = at.child("allOf").child(index);
            if let Some((member, at)) = self.resolved_at(member, &place) {
                self.merge(whole, member, &at, nearness, seen);
            }
        }
    }

    fn describe(&self, whole: &mut Whole, data: &SchemaData, nearness: Nearness) {
        let is_told = data.description.as_deref().is_some_and(|it| !it.trim().is_empty());
        if is_told && whole.described.is_none_or(|known| nearness < known) {
            whole.data.description.clone_from(&data.description);
            whole.described = Some(nearness);
        }
        whole.data.nullable |= data.nullable;
        whole.data.read_only |= data.read_only;
        whole.data.write_only |= data.write_only;
        if nearness < Nearness::Referenced {
            whole.data.deprecated |= data.deprecated;
        }
        if nearness == Nearness::Itself {
            whole.data.title.clone_from(&data.title);
            whole.data.discriminator.clone_from(&data.discriminator);
        }
        if whole.data.default.is_none() {
            whole.data.default.clone_from(&data.default);
        }
        if whole.data.example.is_none() {
            whole.data.example.clone_from(&data.example);
        }
        for (name, value) in &data.extensions {
            whole.data.extensions.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }

    /// The type, the format and the enumeration.
    fn value_keywords(&self, whole: &mut Whole, own: &AnySchema, at: &Pointer) {
        match (whole.ty.as_deref(), own.typ.as_deref()) {
            (Some("number"), Some("integer")) | (None, Some(_)) => {
                whole.ty.clone_from(&own.typ);
                whole.places.insert("type", at.child("type"));
            }
            (Some("integer"), Some("number")) => {}
            (Some(one), Some(other)) if one != other => {
                let message = format!("a value cannot be of type `{one}` and of type `{other}`");
                self.conflict(whole, "type", at, message);
                whole.is_impossible = true;
            }
            _ => {}
        }
        match (&whole.format, &own.format) {
            (None, Some(_)) => {
                whole.format.clone_from(&own.format);
                whole.places.insert("format", at.child("format"));
            }
            (Some(one), Some(other)) if one != other => {
                let message = format!("a value cannot have the formats `{one}` and `{other}`");
                self.conflict(whole, "format", at, message);
                whole.format = None;
            }
            _ => {}
        }
        if own.enumeration.is_empty() {
            return;
        }
        let Some(known) = &mut whole.enumeration else {
            whole.enumeration = Some(own.enumeration.clone());
            whole.places.insert("enum", at.child("enum"));
            return;
        };
        known.retain(|it| own.enumeration.contains(it));
        if known.is_empty() {
            let message = "the two enumerations have no value in common".to_owned();
            self.conflict(whole, "enum", at, message);
            whole.enumeration = None;
        }
    }

    fn limits(&self, whole: &mut Whole<'_>, keywords: &Keywords<'_>, at: &Pointer) {
        let own = &keywords.plain;
        // The typed model keeps large integers as floats; the document has them as they are. Other types have no such limits.
        let may_be_number = matches!(own.typ.as_deref(), None | Some("integer" | "number"));
        let written = may_be_number.then(|| crate::source::resolve(self.value, at)).flatten();
        let written = |keyword: &str| written.and_then(|it| it.get(keyword)).and_then(number);
        let bound = |keyword: &str, value: Option<f64>, exclusive: Option<bool>| {
            let value = written(keyword).or(value.map(Into::into))?;
            Some(Bound { value, exclusive: exclusive.unwrap_or_default() })
        };
        let limits = &mut whole.limits;
        let least = bound("minimum", own.minimum, own.exclusive_minimum);
        let most = bound("maximum", own.maximum, own.exclusive_maximum);
        keywords::tighten(&mut limits.minimum, least, |new, old| new > old);
        keywords::tighten(&mut limits.maximum, most, |new, old| new < old);
        let larger = |known: &mut Option<usize>, new: Option<usize>| *known = (*known).max(new);
        let smaller = |known: &mut Option<usize>, new: Option<usize>| {
            *known = known.iter().copied().chain(new).min();
        };
        larger(&mut limits.min_length, own.min_length);
        smaller(&mut limits.max_length, own.max_length);
        larger(&mut limits.min_items, own.min_items);
        smaller(&mut limits.max_items, own.max_items);
        larger(&mut limits.min_members, own.min_properties);
        smaller(&mut limits.max_members, own.max_properties);
        limits.unique |= own.unique_items.unwrap_or_default();
        if let Some(pattern) = &own.pattern {
            limits.pattern = Some(match &limits.pattern {
                Some(known) if known != pattern => format!("{known}` and `{pattern}"),
                _ => pattern.clone(),
            });
        }
        for keyword in keywords::present(keywords) {
            whole.places.entry(keyword).or_insert_with(|| at.child(keyword));
        }
        let step = written("multipleOf").or(own.multiple_of.map(Into::into));
        match (whole.limits.multiple_of, step) {
            (Some(one), Some(other)) if one != other => {
                let message =
                    format!("that it is a multiple of both {one} and {other} is not checked");
                self.conflict(whole, "multipleOf", at, message);
                whole.limits.multiple_of = None;
            }
            (None, step) => whole.limits.multiple_of = step,
            _ => {}
        }
    }

    fn object_keywords<'s>(&self, whole: &mut Whole<'s>, own: &Keywords<'s>, at: &Pointer) {
        let properties = at.child("properties");
        for (name, schema) in own.properties.into_iter().flatten() {
            let part = Subschema::new(schema, properties.child(name));
            let parts = whole.properties.entry(name.clone()).or_default();
            // The same said twice is said once.
            if !parts.iter().any(|it| it.schema == part.schema) {
                parts.push(part);
            }
        }
        for (index, name) in own.plain.required.iter().enumerate() {
            if !whole.required.iter().any(|(known, _)| known == name) {
                whole.required.push((name.clone(), at.child("required").child(index)));
            }
        }
        let Some(additional) = own.additional else { return };
        match (whole.additional.as_ref().map(|(it, _)| *it), additional) {
            (Some(AdditionalProperties::Any(false)), _)
            | (Some(AdditionalProperties::Schema(_)), AdditionalProperties::Any(true)) => {}
            (Some(AdditionalProperties::Schema(one)), AdditionalProperties::Schema(other))
                if one != other =>
            {
                let message = "the other properties cannot keep to two schemas".to_owned();
                self.conflict(whole, "additionalProperties", at, message);
                let place = at.child("additionalProperties");
                whole.additional = Some((&AdditionalProperties::Any(true), place));
            }
            _ => {
                whole.additional = Some((additional, at.child("additionalProperties")));
            }
        }
    }

    /// Reports keywords that contradict each other. The client keeps to neither.
    fn conflict(&self, whole: &mut Whole, keyword: &'static str, at: &Pointer, message: String) {
        let diagnostic =
            Diagnostic::new(Code::ConflictingSchemas, self.place(&at.child(keyword)), message)
                .label("this one")
                .related(self.place(&whole.place(keyword, at)), "and this one");
        whole.problems.push(diagnostic);
    }

    fn leaves_out(&self, whole: &mut Whole, at: &Pointer, keyword: &'static str, message: &str) {
        let place = self.place(&at.child(keyword)).on_key();
        whole.problems.push(Diagnostic::new(Code::IgnoredKeyword, place, message));
    }
}

fn group<'s>(members: &'s [ReferenceOr<Schema>], at: Pointer, data: &SchemaData) -> Group<'s> {
    let members = members.iter().enumerate();
    let members = members.map(|(index, schema)| Subschema::new(schema, at.child(index)));
    Group { members: members.collect(), at: at.clone(), discriminator: data.discriminator.clone() }
}
