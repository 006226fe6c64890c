//! `oneOf` and `anyOf`: one of several schemas. Here are those that a tag tells apart; see [`super::choice`]
//! for the others.

use std::borrow::Borrow;

use openapiv3::{Discriminator, ReferenceOr, Schema};
use serde_json::Value;

use super::Lowering;
use super::lowered::{Context, Lowered, Site};
use super::whole::{Group, Subschema, Whole};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{NameHint, ShapeId, ShapeKind, Type, Variant};
use crate::position::Pointer;
use crate::source::component;
use crate::text::plain;

impl<'a> Lowering<'a> {
    /// Lowers what is one of several: by a discriminator, by a property that has a value of its own in every
    /// member, or by what it is made of.
    pub(super) fn group(&mut self, whole: &Whole, site: Site<'_>, lowered: &mut Lowered) {
        let mut groups = whole.groups.iter().filter(|it| !it.only_requires());
        let Some(group) = groups.next() else { return };
        let base = whole.base();
        let (nulls, members): (Vec<&Subschema>, Vec<&Subschema>) =
            group.members.iter().partition(|it| self.is_null(it));
        lowered.nullable |= !nulls.is_empty();
        let wholes: Vec<Whole> = members.iter().map(|it| self.member(&base, it)).collect();
        lowered.nullable |= wholes.iter().any(|it| it.data.nullable);
        if let ([member], true) = (members.as_slice(), base.is_unconstrained()) {
            let inner = self.schema(&member.schema, &member.at, site.context);
            lowered.nullable |= inner.nullable;
            if lowered.docs.is_empty() {
                lowered.docs = inner.docs;
            }
            (lowered.ty, lowered.limits) = (inner.ty, inner.limits);
            (lowered.constant, lowered.failed) = (inner.constant, inner.failed);
            return;
        }
        lowered.ty = match self.tag(group, &members, &wholes) {
            Some((tag, values)) => {
                let id = self.shape(site, &lowered.docs, ShapeKind::Enum(Vec::new()));
                let union = Union { id, at: site.at, tag, base: &base };
                let members: Vec<_> = members.into_iter().zip(wholes).zip(values).collect();
                self.tagged(&union, &members, site.context);
                Type::Shape(id)
            }
            None => self.choice(&base, &members, &wholes, site, lowered),
        };
    }

    /// The property that tells all members apart, and its values in each of them.
    fn tag(
        &mut self,
        group: &Group,
        members: &[&Subschema],
        wholes: &[Whole],
    ) -> Option<(String, Vec<Vec<Value>>)> {
        let Some(discriminator) = &group.discriminator else {
            return self.common_constant(wholes);
        };
        match self.discriminated(discriminator, members, wholes) {
            Ok(values) => Some((discriminator.property_name.clone(), values)),
            Err(why) => {
                self.diagnostics.push(*why);
                None
            }
        }
    }

    /// The values that a discriminator has in each member, or what is wrong with them.
    fn discriminated(
        &self,
        discriminator: &Discriminator,
        members: &[&Subschema],
        wholes: &[Whole],
    ) -> Result<Vec<Vec<Value>>, Box<Diagnostic>> {
        let mut all: Vec<Vec<Value>> = Vec::new();
        for (member, whole) in members.iter().zip(wholes) {
            let wrong = |message: String| {
                let place = self.place(&member.at);
                Box::new(Diagnostic::new(Code::MissingDiscriminator, place, message))
            };
            if !is_object(whole) {
                return Err(wrong(
                    "this member is no object, which alone has a discriminator".to_owned(),
                ));
            }
            let values = self.tag_values(discriminator, member, whole).map_err(wrong)?;
            if let Some(value) =
                values.iter().find(|it| all.iter().flatten().any(|other| other == *it))
            {
                let (value, tag) = (plain(value), &discriminator.property_name);
                return Err(wrong(format!("two members have `{value}` as their `{tag}`")));
            }
            all.push(values);
        }
        Ok(all)
    }

    fn tagged(
        &mut self,
        union: &Union<'_>,
        members: &[((&Subschema, Whole), Vec<Value>)],
        context: &Context,
    ) {
        let mut variants: Vec<Variant> = Vec::new();
        for ((member, whole), new) in members {
            let Some(first) = new.first() else { continue };
            let hint = NameHint::Within(union.id, plain(first));
            let context = Context::of(hint, &context.name);
            let site =
                Site { at: &member.at, context: &context, without: Some(union.tag.as_str()) };
            let lowered = self.variant(union.base, member, whole, site);
            if lowered.failed {
                continue;
            }
            match self.variant_shape(lowered, site) {
                Some(shape) => {
                    let named = |variant: Variant| {
                        let chosen = self.names.variant(union.at, &variant.value);
                        Variant { chosen, ..variant }
                    };
                    let new = new.iter().filter_map(|value| Variant::new(value, shape));
                    variants.extend(new.map(named));
                }
                None => self.unsupported(&member.at, "a member of a `oneOf` must be an object"),
            }
        }
        if let Some(kind) = self.kind_mut(union.id) {
            *kind = ShapeKind::Union { tag: union.tag.clone(), variants };
        }
    }

    /// The values of the tag that a member has: those that the discriminator maps to it, those that its
    /// property may have, or else the name of its schema.
    fn tag_values(
        &self,
        discriminator: &Discriminator,
        member: &Subschema,
        whole: &Whole,
    ) -> Result<Vec<Value>, String> {
        let tag = &discriminator.property_name;
        let (own, ty) = self.values_of(whole, tag);
        let name = member.name();
        let mapped = discriminator.mapping.iter().filter(|(_, target)| {
            let ReferenceOr::Reference { reference } = &member.schema else { return false };
            *target == reference || name.as_ref() == Some(target)
        });
        let mapped: Vec<&String> = mapped.map(|(value, _)| value).collect();
        // The keys of a mapping are texts, whatever the property holds.
        let texts = match (mapped.as_slice(), own.as_slice(), &name) {
            ([], [_, ..], _) => return Ok(own),
            ([], [], Some(name)) => vec![name],
            ([], ..) => return Err(format!("this member has no value of its own for `{tag}`")),
            _ => mapped,
        };
        let value = |text: &String| {
            let value = match own.as_slice() {
                [] => of_type(text, ty.as_deref()),
                own => own.iter().find(|it| plain(it) == *text).cloned(),
            };
            value.ok_or_else(|| {
                let expected = own.first().map_or_else(|| ty.clone().unwrap_or_default(), plain);
                format!(
                    "the value of `{tag}` that selects this member is `{text}`, and its `{tag}` is `{expected}`"
                )
            })
        };
        texts.into_iter().map(value).collect()
    }

    /// Lowers a member: itself, or with what all members have in common.
    pub(super) fn variant(
        &mut self,
        base: &Whole,
        member: &Subschema,
        whole: &Whole,
        site: Site<'_>,
    ) -> Lowered {
        if base.is_unconstrained() {
            return self.schema_at(&member.schema, site);
        }
        self.put_together(whole.clone(), site)
    }

    /// What a member and the common part say together.
    fn member<'s>(&self, base: &Whole<'s>, member: &'s Subschema<'_>) -> Whole<'s>
    where
        'a: 's,
    {
        let mut whole = base.clone();
        self.add(&mut whole, member);
        whole
    }

    /// Whether a member stands for `null` alone.
    fn is_null(&self, member: &Subschema) -> bool {
        let whole = self.whole_of(std::slice::from_ref(member));
        match whole.enumeration.as_deref() {
            Some(values) => values.iter().all(Value::is_null),
            None => false,
        }
    }

    fn variant_shape(&mut self, lowered: Lowered, site: Site<'_>) -> Option<ShapeId> {
        match lowered.ty {
            Type::Boxed(shape) | Type::Shape(shape) => {
                // One that is still being lowered is an object already.
                self.fields(shape).map(|_| shape)
            }
            // An object with no property but its tag.
            Type::Map(_) => {
                let kind = ShapeKind::Object { fields: Vec::new(), additional: None };
                Some(self.shape(site, &lowered.docs, kind))
            }
            _ => None,
        }
    }

    /// The first property that every member requires and gives one text of its own, which no other has. Members that
    /// other values tell apart are told by what they are made of, and keep their names.
    fn common_constant(&self, members: &[Whole]) -> Option<(String, Vec<Vec<Value>>)> {
        let (first, _) = members.split_first()?;
        if !members.iter().all(is_object) {
            return None;
        }
        first.required.iter().find_map(|(name, _)| {
            let mut all: Vec<Vec<Value>> = Vec::new();
            for whole in members {
                let is_required = whole.required.iter().any(|(it, _)| it == name);
                let values = self.values_of(whole, name).0;
                let is_text = matches!(values.as_slice(), [Value::String(_)]);
                if !is_required || !is_text || all.contains(&values) {
                    return None;
                }
                all.push(values);
            }
            Some((name.clone(), all))
        })
    }

    /// The values that a property may have, and its type.
    fn values_of(&self, whole: &Whole, name: &str) -> (Vec<Value>, Option<String>) {
        let Some(parts) = whole.properties.get(name) else { return Default::default() };
        let property = self.whole_of(parts);
        let of_type = |it: &Value| match (it, property.ty.as_deref()) {
            (Value::String(_), Some("string") | None)
            | (Value::Bool(_), Some("boolean") | None) => true,
            (Value::Number(number), Some("integer" | "number") | None) => number.is_i64(),
            _ => false,
        };
        let values = property.enumeration.into_iter().flatten().filter(of_type);
        (values.collect(), property.ty)
    }

    /// What a schema or a reference to one defines.
    pub(super) fn resolved<'s, S: Borrow<Schema>>(
        &self,
        schema: &'s ReferenceOr<S>,
    ) -> Option<&'s Schema>
    where
        'a: 's,
    {
        self.resolved_at(schema, &Pointer::root()).map(|(schema, _)| schema)
    }

    /// The same, and where it stands.
    pub(super) fn resolved_at<'s, S: Borrow<Schema>>(
        &self,
        schema: &'s ReferenceOr<S>,
        at: &Pointer,
    ) -> Option<(&'s Schema, Pointer)>
    where
        'a: 's,
    {
        match schema {
            ReferenceOr::Item(schema) => Some((schema.borrow(), at.clone())),
            ReferenceOr::Reference { reference } => {
                let schemas = &self.document.components.as_ref()?.schemas;
                component(schemas, "schemas", reference)
            }
        }
    }
}

/// A union that is being lowered.
struct Union<'w> {
    id: ShapeId,
    /// Where its schema stands.
    at: &'w Pointer,
    tag: String,
    /// What all members have in common.
    base: &'w Whole<'w>,
}

/// Whether all values are objects that have their members named.
fn is_object(whole: &Whole) -> bool {
    let names = || !whole.properties.is_empty() || !whole.required.is_empty();
    let is_object = whole.ty.as_deref().map_or_else(names, |ty| ty == "object");
    is_object && whole.groups.iter().all(Group::only_requires)
}

/// A text as a value of a type, if it is one.
fn of_type(text: &str, ty: Option<&str>) -> Option<Value> {
    match ty {
        None | Some("string") => Some(Value::from(text)),
        Some("boolean") => text.parse::<bool>().ok().map(Value::from),
        Some("integer" | "number") => text.parse::<i64>().ok().map(Value::from),
        Some(_) => None,
    }
}
