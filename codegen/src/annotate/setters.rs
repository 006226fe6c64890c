//! What constructors take, and setters.

use super::limits;
use crate::model::{Argument, Field, FieldKind, KEY, RustType};
use crate::names::{self, Scope};

/// The fields that a constructor takes.
pub(super) fn required(fields: &[Field]) -> Vec<Argument> {
    let is_required = |it: &&Field| {
        matches!(it.kind, FieldKind::Required | FieldKind::Nullable | FieldKind::WriteOnly)
    };
    fields.iter().filter(is_required).map(argument).collect()
}

/// The setters of optional fields. A list or map of objects has one that adds to it, too.
pub(super) fn optional(fields: &[Field]) -> Vec<Argument> {
    let is_optional =
        |field: &&Field| matches!(field.kind, FieldKind::Optional | FieldKind::OptionalNullable);
    let optional = || fields.iter().filter(is_optional);
    let is_free = |name: &str| fields.iter().all(|field| field.name != name);
    let adders = optional().filter_map(|field| {
        let name = names::singular(&field.name);
        let (item, has_key) = match &field.ty {
            RustType::Vec(item) => (item, false),
            RustType::Map(item) => (item, true),
            _ => return None,
        };
        let is_object = matches!(**item, RustType::Union(_) | RustType::Struct(_));
        let is_free = is_free(name) && !(has_key && name == KEY);
        (field.kind == FieldKind::Optional && is_object && is_free).then(|| Argument {
            name: name.to_owned(),
            docs: format!("Adds one of [`{}`](Self::{0}).", field.name),
            ty: (**item).clone(),
            adds_to: Some(field.name.clone()),
            has_key,
            ..argument(field)
        })
    });
    let mut scope = Scope::with(&["new"]);
    fields.iter().for_each(|field| drop(scope.take(field.name.clone())));
    let nullable = optional().filter(|field| field.kind == FieldKind::OptionalNullable);
    let clearers = nullable.map(|field| Argument {
        name: scope.take(format!("{}_null", field.name.trim_end_matches('_'))),
        docs: format!("Sends [`{}`](Self::{0}) as `null`.", field.name),
        clears: Some(field.name.clone()),
        ..argument(field)
    });
    let clearers: Vec<_> = clearers.collect();
    optional().map(setter).chain(adders).chain(clearers).collect()
}

/// The setter of a field, which says more.
fn setter(field: &Field) -> Argument {
    let headline = field.docs.split("\n\n").next().filter(|it| !it.ends_with(':'));
    Argument { docs: headline.unwrap_or(&field.docs).to_owned(), ..argument(field) }
}

fn argument(field: &Field) -> Argument {
    let ty = match field.kind {
        FieldKind::Nullable => RustType::Option(Box::new(field.ty.clone())),
        _ => field.ty.clone(),
    };
    Argument {
        is_nullable: field.kind == FieldKind::OptionalNullable,
        takes_any_integer: limits::take_any_integer(&field.checks, &ty),
        deprecated: field.deprecated,
        ..Argument::new(field.name.clone(), field.docs.clone(), ty)
    }
}
