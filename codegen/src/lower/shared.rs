//! Named schemas with the same content are one type, in whichever documents they stand.

use std::collections::HashMap;
use std::fmt::Write;

use crate::ir::{Api, NameHint, Output, ShapeId, ShapeKind, Type};

/// Replaces every reference to a named shape by one to the first shape with its name and content.
pub(super) fn share_equal(api: &mut Api) {
    let mut first: HashMap<String, ShapeId> = HashMap::new();
    let mut same: HashMap<ShapeId, ShapeId> = HashMap::new();
    for index in 0..api.shapes.len() {
        let id = ShapeId(index);
        if let NameHint::Named(name) = &api.shape(id).name {
            let mut content = name.clone();
            describe(api, &Type::Shape(id), &mut Vec::new(), &mut content);
            let canonical = *first.entry(content).or_insert(id);
            if canonical != id {
                same.insert(id, canonical);
            }
        }
    }
    let replace = |id: &mut ShapeId| {
        if let Some(canonical) = same.get(id) {
            *id = *canonical;
        }
    };
    for operation in api.documents.iter_mut().flat_map(|document| &mut document.operations) {
        operation.parameters.iter_mut().for_each(|it| visit(&mut it.ty, &replace));
        for call in &mut operation.calls {
            call.body.iter_mut().for_each(|body| visit(&mut body.ty, &replace));
            if let Output::Json(ty) | Output::JsonOrEmpty(ty) = &mut call.output {
                visit(ty, &replace);
            }
        }
    }
    for shape in &mut api.shapes {
        if let NameHint::Within(outer, _) = &mut shape.name {
            replace(outer);
        }
        match &mut shape.kind {
            ShapeKind::Object { fields, additional } => {
                fields.iter_mut().for_each(|field| visit(&mut field.ty, &replace));
                additional.iter_mut().for_each(|ty| visit(ty, &replace));
            }
            ShapeKind::Union { variants, .. } => {
                variants.iter_mut().for_each(|variant| replace(&mut variant.shape));
            }
            ShapeKind::Choice(all) => all.iter_mut().for_each(|it| visit(&mut it.ty, &replace)),
            ShapeKind::Parts { .. } | ShapeKind::Enum(_) | ShapeKind::Numbers(_) => {}
        }
    }
}

fn visit(ty: &mut Type, replace: &impl Fn(&mut ShapeId)) {
    match ty {
        Type::Shape(id) | Type::Boxed(id) => replace(id),
        Type::List(inner)
        | Type::CommaSeparated(inner)
        | Type::Map(inner)
        | Type::Nullable(inner) => visit(inner, replace),
        _ => {}
    }
}

/// Writes what a type is made of, through all its shapes. Documentation does not count.
fn describe(api: &Api, ty: &Type, within: &mut Vec<ShapeId>, to: &mut String) {
    // Writing to a string cannot fail.
    let _ = match ty {
        Type::List(inner)
        | Type::CommaSeparated(inner)
        | Type::Map(inner)
        | Type::Nullable(inner) => {
            let kind = match ty {
                Type::List(_) => "list",
                Type::Map(_) => "map",
                Type::Nullable(_) => "null",
                _ => "commas",
            };
            to.push_str(kind);
            to.push('<');
            describe(api, inner, within, to);
            write!(to, ">")
        }
        Type::Shape(id) | Type::Boxed(id) => {
            if let Some(depth) = within.iter().rev().position(|outer| outer == id) {
                // A shape within itself is told by how far up it stands.
                let _ = write!(to, "^{depth}");
                return;
            }
            within.push(*id);
            shape(api, *id, within, to);
            within.pop();
            Ok(())
        }
        other => write!(to, "{other}"),
    };
}

fn shape(api: &Api, id: ShapeId, within: &mut Vec<ShapeId>, to: &mut String) {
    match &api.shape(id).kind {
        ShapeKind::Object { fields, additional } => {
            to.push('{');
            for field in fields {
                let _ = write!(
                    to,
                    "{:?} {} {} {:?} {:?} {:?} {:?}:",
                    field.name,
                    field.required,
                    field.nullable,
                    field.access,
                    field.constant,
                    field.limits,
                    field.default
                );
                describe(api, &field.ty, within, to);
                to.push(',');
            }
            if let Some(ty) = additional {
                to.push_str("..");
                describe(api, ty, within, to);
            }
            to.push('}');
        }
        ShapeKind::Enum(values) => {
            for value in values {
                let _ = write!(to, "|{:?}", value.value);
            }
        }
        ShapeKind::Numbers(values) => {
            for value in values {
                let _ = write!(to, "|{}", value.value);
            }
        }
        ShapeKind::Choice(all) => {
            to.push_str("choice(");
            for it in all {
                let _ = write!(to, "{:?} {}:", it.name, it.closed);
                describe(api, &it.ty, within, to);
            }
            to.push(')');
        }
        ShapeKind::Parts { separator, parts } => {
            let _ = write!(to, "{separator:?}");
            for part in parts {
                let _ = write!(to, "/{:?} {}", part.name, part.ty);
            }
        }
        ShapeKind::Union { tag, variants } => {
            let _ = write!(to, "{tag:?}(");
            for variant in variants {
                let _ = write!(to, "{:?}:", variant.value);
                describe(api, &Type::Shape(variant.shape), within, to);
            }
            to.push(')');
        }
    }
}
