//! The Rust types of values, and the definitions of shapes.

use rayon::prelude::*;

use super::encoding::is_file;
use super::limits::related;
use super::setters::{optional, required};
use super::variants::{enum_variants, number_variants};
use super::{Naming, docs};
use crate::ir::{self, Access, ChosenName, NameHint, ShapeId, ShapeKind, Type};
use crate::model::{
    ByStatus, Choice, Enum, Field, FieldKind, Numbers, RustType, Struct, TypeDef, Union,
    UnionVariant,
};
use crate::names::{self, Scope};
use crate::prose;

impl Naming<'_> {
    /// The Rust type of a value.
    pub(super) fn rust_type(&self, ty: &Type) -> RustType {
        let boxed = |inner: &Type| Box::new(self.rust_type(inner));
        match ty {
            Type::String => RustType::String,
            Type::Boolean => RustType::Bool,
            Type::Int32 => RustType::I32,
            Type::Int64 => RustType::I64,
            Type::UInt64 => RustType::U64,
            Type::Double => RustType::F64,
            Type::DateTime => RustType::DateTime,
            Type::EpochMillis => RustType::EpochMillis,
            Type::PageToken => RustType::PageToken,
            Type::Any => RustType::Value,
            Type::Bytes => RustType::Bytes,
            Type::File => RustType::File,
            Type::Id(kind) | Type::NumberId(kind) => RustType::Id(names::pascal(kind)),
            Type::List(inner) => RustType::Vec(boxed(inner)),
            Type::CommaSeparated(inner) => RustType::CommaSeparated(boxed(inner)),
            Type::Map(inner) => RustType::Map(boxed(inner)),
            Type::Nullable(inner) => RustType::Option(boxed(inner)),
            Type::Boxed(id) => RustType::Boxed(boxed(&Type::Shape(*id))),
            Type::Shape(id) => {
                let name = self.shape_name(*id);
                match &self.api.shape(*id).kind {
                    ShapeKind::Object { .. } => RustType::Struct(name),
                    ShapeKind::Enum(_) | ShapeKind::Numbers(_) => RustType::Enum(name),
                    ShapeKind::Union { .. } | ShapeKind::Choice(_) | ShapeKind::ByStatus(_) => {
                        RustType::Union(name)
                    }
                }
            }
        }
    }

    pub(super) fn shape_name(&self, id: ShapeId) -> String {
        self.shapes.get(&id).cloned().unwrap_or_default()
    }

    /// The definitions of the module's own shapes, in the order of the documents.
    pub(super) fn definitions(&self) -> Vec<TypeDef> {
        self.own.par_iter().map(|&id| self.definition(id)).collect()
    }

    fn definition(&self, id: ShapeId) -> TypeDef {
        let shape = self.api.shape(id);
        let (name, docs) = (self.shape_name(id), self.shape_docs(shape));
        let in_requests = self.reach.requests.contains(&id);
        match &shape.kind {
            ShapeKind::Object { .. } => {
                let mut fields = self.fields(id);
                let (arguments, setters) = (required(&fields), optional(&fields));
                let same_counts = self.same_counts(id, &fields);
                let is_private = self.bodies.contains(&id);
                if is_private {
                    fields.iter_mut().for_each(|it| it.docs.clear());
                }
                TypeDef::Struct(Struct {
                    name,
                    docs,
                    same_counts,
                    arguments,
                    setters,
                    in_requests,
                    parts: self.form_parts(id, &fields),
                    is_json: !fields.iter().any(|field| is_file(&field.ty)),
                    is_private,
                    fields,
                })
            }
            ShapeKind::Enum(values) => {
                TypeDef::Enum(Enum { name, docs, variants: enum_variants(values) })
            }
            ShapeKind::Numbers(values) => {
                TypeDef::Numbers(Numbers { name, docs, variants: number_variants(values) })
            }
            ShapeKind::Choice(all) => {
                let variants = self.choice_variants(all);
                TypeDef::Choice(Choice { name, docs, variants, in_requests })
            }
            ShapeKind::ByStatus(all) => {
                let variants = self.status_variants(all);
                TypeDef::ByStatus(ByStatus { name, docs, variants })
            }
            ShapeKind::Union { tag, variants } => TypeDef::Union(Union {
                variants: self.union_variants(variants),
                common: if in_requests { Vec::new() } else { self.common_fields(variants) },
                tag: tag.clone(),
                name,
                docs,
                in_requests,
                is_open: self.reach.responses.contains(&id),
            }),
        }
    }

    /// What the document says of a shape, or where it has it.
    fn shape_docs(&self, shape: &ir::Shape) -> String {
        let docs = match docs::clean(&without_variants(&shape.docs, &shape.kind)) {
            docs if docs.is_empty() => self.shape_origin(shape),
            docs => docs,
        };
        let correction = docs::correction(&shape.corrections);
        correction.map_or(docs.clone(), |it| format!("{docs}\n\n{it}"))
    }

    fn shape_origin(&self, shape: &ir::Shape) -> String {
        if let ShapeKind::Union { tag, .. } = &shape.kind {
            return format!("One of several objects, told apart by their `{tag}`.");
        }
        let by_status =
            if let ShapeKind::ByStatus(_) = shape.kind { ", by its status" } else { "" };
        match &shape.name {
            NameHint::Named(name) => format!("The schema `{name}`."),
            NameHint::Within(outer, inner) if self.bodies.contains(outer) => {
                format!("The `{inner}` in the body of a request.")
            }
            NameHint::Within(outer, inner) => {
                format!("The `{inner}` of [`{}`].", self.shape_name(*outer))
            }
            NameHint::Request(id) => format!("The body of the operation `{id}`."),
            NameHint::Response(id) => format!("What the operation `{id}` returns{by_status}."),
            NameHint::Parameter(id, name) => format!("The `{name}` of the operation `{id}`."),
            NameHint::Each(name, _) => format!("What each `{name}` is."),
            NameHint::Values => {
                "One of two values that fields and parameters of several names have.".to_owned()
            }
        }
    }

    /// The fields of the struct that a shape becomes.
    pub(super) fn fields(&self, id: ShapeId) -> Vec<Field> {
        let ShapeKind::Object { fields, additional } = &self.api.shape(id).kind else {
            return Vec::new();
        };
        let mut scope = Scope::with(&["new"]);
        let (sent, answered) =
            (self.reach.requests.contains(&id), self.reach.responses.contains(&id));
        let is_there = |field: &&ir::Field| match field.access {
            Access::Both => true,
            Access::ReadOnly => answered,
            Access::WriteOnly => sent,
        };
        let there = fields.iter().filter(is_there);
        let names = field_names(there.clone(), &mut scope);
        let mut named: Vec<Field> =
            there.clone().zip(names).map(|(field, name)| self.field(id, field, name)).collect();
        let names: Vec<_> = named.iter().map(|it| (it.wire.clone(), it.name.clone())).collect();
        for (named, field) in named.iter_mut().zip(there) {
            if is_checked(&named.kind) {
                named.checks.extend(related(&field.limits, &names));
            }
        }
        let is_json = !named.iter().any(|field| is_file(&field.ty));
        let mut beside = |name: &str, docs: &str, ty, kind| {
            let (name, docs) = (scope.take(name.to_owned()), docs.to_owned());
            let (wire, checks) = (String::new(), Vec::new());
            named.push(Field {
                name,
                wire,
                docs,
                ty,
                kind,
                deprecated: false,
                checks,
                is_number: false,
                example: None,
            });
        };
        if let Some(ty) = additional {
            let ty = RustType::Map(Box::new(self.rust_type(ty)));
            let docs = "Members that the document does not name.";
            beside("additional", docs, ty, FieldKind::Additional);
        } else if answered && is_json {
            let docs = "Members that the document does not name, as the service wrote them. They are never sent.";
            beside("undocumented", docs, RustType::UndocumentedMembers, FieldKind::Undocumented);
        }
        if self.reach.lists.contains(&id) {
            let docs = "Items that are not as the document says. Lists lack them, and they are not serialised.";
            let ty = RustType::Vec(Box::new(RustType::MalformedItem));
            beside("malformed", docs, ty, FieldKind::Malformed);
        }
        named
    }

    fn field(&self, owner: ShapeId, field: &ir::Field, name: String) -> Field {
        let in_requests = self.reach.requests.contains(&owner);
        let kind = match &field.constant {
            _ if in_requests && field.access == Access::ReadOnly => FieldKind::ReadOnly,
            Some(value) if in_requests => FieldKind::Constant(value.clone()),
            _ if !field.required && field.nullable && in_requests => FieldKind::OptionalNullable,
            _ if !field.required => FieldKind::Optional,
            _ if field.access == Access::WriteOnly && self.reach.responses.contains(&owner) => {
                FieldKind::WriteOnly
            }
            _ if field.nullable => FieldKind::Nullable,
            _ => FieldKind::Required,
        };
        let ty = match kind {
            FieldKind::Constant(_) => RustType::String,
            _ => self.rust_type(&field.ty),
        };
        Field {
            name,
            wire: field.name.clone(),
            docs: docs::field(
                &docs::value(
                    &self.beside_type(&field.docs, &field.ty),
                    &field.limits,
                    field.default.as_ref(),
                ),
                field.chosen.as_ref().map(|_| field.name.as_str()),
                &kind,
            ),
            checks: if is_checked(&kind) {
                self.checks(&field.ty, &field.limits)
            } else {
                Vec::new()
            },
            deprecated: field.deprecated,
            is_number: matches!(field.ty.innermost(), Type::NumberId(_)),
            example: field.example.clone(),
            ty,
            kind,
        }
    }

    /// What is said of a value, without what its type says.
    pub(super) fn beside_type(&self, text: &str, ty: &Type) -> String {
        let shape = ty.innermost_shape().map(|id| self.api.shape(id));
        shape.map_or_else(|| text.to_owned(), |it| without_variants(text, &it.kind))
    }

    /// The fields that all variants declare alike.
    fn common_fields(&self, variants: &[ir::Variant]) -> Vec<Field> {
        let mut variants = variants.iter().map(|variant| self.fields(variant.shape));
        let mut common = variants.next().unwrap_or_default();
        common.retain(|field| !matches!(field.kind, FieldKind::Additional | FieldKind::Malformed));
        for fields in variants {
            let is_alike =
                |a: &Field, b: &Field| (&a.name, &a.ty, &a.kind) == (&b.name, &b.ty, &b.kind);
            common.retain(|field| fields.iter().any(|other| is_alike(field, other)));
        }
        common
    }

    fn union_variants(&self, variants: &[ir::Variant]) -> Vec<UnionVariant> {
        let values = || variants.iter().map(|it| ChosenName::or(it.chosen.as_ref(), &it.value));
        let texts = values().map(|value| (value, || names::exact(value)));
        let constructors = Scope::default().take_all(texts, names::snake);
        let variant = |((variant, name), constructor): ((&ir::Variant, String), String)| {
            let fields = self.fields(variant.shape);
            UnionVariant {
                name,
                value: variant.tag_value(),
                type_name: self.shape_name(variant.shape),
                docs: docs::clean(&self.api.shape(variant.shape).docs),
                constructor,
                arguments: required(&fields),
                setter: optional(&fields).into_iter().next().map(|it| it.name),
            }
        };
        variants.iter().zip(names::values(values())).zip(constructors).map(variant).collect()
    }
}

fn field_names<'f>(fields: impl Iterator<Item = &'f ir::Field>, scope: &mut Scope) -> Vec<String> {
    let named = |it: &'f ir::Field| ChosenName::or(it.chosen.as_ref(), &it.name);
    scope.take_all(fields.map(|it| (named(it), || names::exact(&it.name))), names::snake)
}

/// What is said of an enumeration, without what its variants say of themselves.
fn without_variants(text: &str, kind: &ShapeKind) -> String {
    match kind {
        ShapeKind::Enum(all) => prose::without_meanings(text, |value, meaning| {
            all.iter().any(|it| it.value == value && it.docs == meaning)
        }),
        ShapeKind::Numbers(all) => prose::without_meanings(text, |value, meaning| {
            all.iter().any(|it| it.value.to_string() == value && it.docs == meaning)
        }),
        _ => text.to_owned(),
    }
}

/// Whether a field is one that requests say something with.
fn is_checked(kind: &FieldKind) -> bool {
    !matches!(kind, FieldKind::Constant(_) | FieldKind::ReadOnly)
}
