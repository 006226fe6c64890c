//! The variants of enumerations and of choices.

use std::collections::BTreeSet;

use super::{Naming, docs};
use crate::ir::{self, ChosenName, ShapeId, ShapeKind, Type};
use crate::model::{
    ChoiceVariant, EnumVariant, Envelope, JsonType, NumberVariant, Output, StatusVariant, Success,
};
use crate::names::{self, Scope};

/// The variants of an open enum. The last, for unknown values, is the runtime's.
pub(super) fn enum_variants(values: &[ir::EnumValue]) -> Vec<EnumVariant> {
    let mut seen = BTreeSet::new();
    let values: Vec<_> = values.iter().filter(|value| seen.insert(&value.value)).collect();
    let texts = values.iter().map(|it| ChosenName::or(it.chosen.as_ref(), &it.value));
    let names = names::values(texts);
    let variant = |(value, name): (&ir::EnumValue, String)| EnumVariant {
        name,
        value: value.value.clone(),
        docs: match value.docs.as_str() {
            "" => docs::code(&value.value),
            docs => docs::clean(docs),
        },
    };
    values.into_iter().zip(names).map(variant).collect()
}

/// The variants of an enumeration of integers: `x-enum-varnames` names them, or they are called after their
/// values.
pub(super) fn number_variants(values: &[ir::NumberValue]) -> Vec<NumberVariant> {
    let mut seen = BTreeSet::new();
    let values: Vec<_> = values.iter().filter(|value| seen.insert(value.value)).collect();
    let texts: Vec<String> = values.iter().map(|it| it.text()).collect();
    // Where two are named alike, their values tell them apart.
    let texts = texts.iter().zip(&values).map(|(text, it)| {
        (text.as_str(), move || format!("{text} {}", names::exact(&it.value.to_string())))
    });
    let names = Scope::with(&["Undocumented"]).take_all(texts, names::pascal);
    let variant = |(it, name): (&ir::NumberValue, String)| NumberVariant {
        name,
        value: it.value,
        docs: match it.docs.as_str() {
            "" => format!("`{}`", it.value),
            docs => docs::clean(docs),
        },
    };
    values.into_iter().zip(names).map(variant).collect()
}

impl Naming<'_> {
    pub(super) fn choice_variants(&self, all: &[ir::Alternative]) -> Vec<ChoiceVariant> {
        let types: Vec<_> = all.iter().map(|it| self.rust_type(&it.ty)).collect();
        let names = names::values(all.iter().map(|it| it.name.as_str()));
        let variants = all.iter().zip(names).enumerate().map(|(index, (it, name))| {
            let ty = self.rust_type(&it.ty);
            let docs = match docs::clean(&it.docs) {
                docs if docs.is_empty() => format!("The `{}`.", it.name),
                _ => it.docs.clone(),
            };
            let docs = docs::value(&docs, &it.limits, None);
            ChoiceVariant {
                name,
                docs,
                form: self.form(&it.ty, it.closed),
                converts: types.iter().enumerate().all(|(at, other)| at == index || *other != ty),
                checks: self.checks(&it.ty, &it.limits),
                ty,
            }
        });
        variants.collect()
    }

    /// The variants of a response that its status tells apart.
    pub(super) fn status_variants(&self, all: &[ir::Success]) -> Vec<StatusVariant> {
        let texts: Vec<String> = all.iter().map(ir::Success::text).collect();
        let names = names::values(texts.iter().map(String::as_str));
        let variant = |(it, name): (&ir::Success, String)| StatusVariant {
            name,
            status: it.status.clone(),
            docs: match docs::clean(&it.docs) {
                docs if docs.is_empty() => format!("`{}`", it.status),
                docs => format!("`{}`: {docs}", it.status),
            },
            success: self.success(&it.output, it.envelope.as_ref()),
        };
        all.iter().zip(names).map(variant).collect()
    }

    /// What a success decodes to, and how it is read.
    pub(super) fn success(&self, output: &ir::Output, envelope: Option<&Envelope>) -> Success {
        let has_lists = matches!(
            output,
            ir::Output::Json(Type::Shape(id)) | ir::Output::JsonOrEmpty(Type::Shape(id))
                if self.reach.lists.contains(id)
        );
        let output = match output {
            ir::Output::Empty => Output::Empty,
            ir::Output::Json(ty) => Output::Json(self.rust_type(ty)),
            ir::Output::JsonOrEmpty(ty) => Output::JsonOrEmpty(self.rust_type(ty)),
            ir::Output::ByStatus(ty) => Output::ByStatus(self.rust_type(ty)),
            ir::Output::Text => Output::Text,
            ir::Output::Bytes => Output::Bytes,
            ir::Output::Location => Output::Location,
        };
        Success { output, envelope: envelope.cloned(), has_lists }
    }

    /// What the values of a type look like.
    fn form(&self, ty: &Type, closed: bool) -> JsonType {
        match ty {
            Type::String
            | Type::DateTime
            | Type::PageToken
            | Type::Id(_)
            | Type::CommaSeparated(_) => JsonType::Text,
            Type::Boolean => JsonType::Boolean,
            Type::Int32 | Type::Int64 | Type::UInt64 | Type::EpochMillis | Type::NumberId(_) => {
                JsonType::Integer
            }
            Type::Double => JsonType::Number,
            Type::List(_) => JsonType::List,
            Type::Map(_) => JsonType::Object {
                required: Vec::new(),
                known: None,
                constants: Vec::new(),
                closed: false,
            },
            // Neither stands in JSON.
            Type::Bytes | Type::File => JsonType::Any,
            Type::Nullable(_) | Type::Any => JsonType::Any,
            Type::Shape(id) | Type::Boxed(id) => self.form_of_shape(*id, closed),
        }
    }

    fn form_of_shape(&self, id: ShapeId, closed: bool) -> JsonType {
        match &self.api.shape(id).kind {
            ShapeKind::Enum(_) => JsonType::Text,
            ShapeKind::Numbers(_) => JsonType::Integer,
            ShapeKind::Choice(_) | ShapeKind::ByStatus(_) => JsonType::Any,
            ShapeKind::Union { tag, .. } => JsonType::Object {
                required: vec![tag.clone()],
                known: None,
                constants: Vec::new(),
                closed: false,
            },
            ShapeKind::Object { fields, additional } => {
                let is_in_response = |it: &&ir::Field| it.access != ir::Access::WriteOnly;
                let required = fields.iter().filter(|it| it.required).filter(is_in_response);
                let known = fields.iter().map(|it| it.name.clone()).collect();
                let constant = |it: &ir::Field| Some((it.name.clone(), it.constant.clone()?));
                JsonType::Object {
                    required: required.map(|it| it.name.clone()).collect(),
                    known: Some(known).filter(|_| additional.is_none()),
                    constants: fields.iter().filter_map(constant).collect(),
                    closed,
                }
            }
        }
    }
}
