//! Named schemas with the same content are one type, in whichever documents they stand.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;
use std::hash::Hash;

use rayon::prelude::*;

use crate::ir::{Api, ChosenName, Limits, NameHint, Shape, ShapeId, ShapeKind, Type};
use crate::text::letters;

/// Replaces every reference to a named shape by one to the first shape with its name and content.
pub(super) fn share_equal(api: &mut Api) {
    let mut names = HashSet::new();
    if api.shapes.iter().filter_map(own_name).all(|name| names.insert(letters(name))) {
        return;
    }
    let classes = classes(api);
    let mut first: HashMap<(String, usize), ShapeId> = HashMap::new();
    let mut same: BTreeMap<ShapeId, ShapeId> = BTreeMap::new();
    for (index, class) in classes.iter().enumerate() {
        let id = ShapeId(index);
        if let Some(name) = own_name(api.shape(id)) {
            let canonical = *first.entry((letters(name), *class)).or_insert(id);
            if canonical != id {
                same.insert(id, canonical);
            }
        }
    }
    replace(api, &same);
    for (id, canonical) in &same {
        if api.shapes[canonical.0].chosen.is_none() {
            api.shapes[canonical.0].chosen = api.shapes[id.0].chosen.clone();
        }
        // What was put together out of variants has no documentation of its own.
        if api.shapes[canonical.0].docs.is_empty() {
            api.shapes[canonical.0].docs = api.shapes[id.0].docs.clone();
        }
    }
}

/// Speaks of the shapes that others are the same as in the place of those.
pub(super) fn replace(api: &mut Api, same: &BTreeMap<ShapeId, ShapeId>) {
    let replace = |id: &mut ShapeId| {
        if let Some(canonical) = same.get(id) {
            *id = *canonical;
        }
    };
    let replace_in = |ty: &mut Type| {
        if let Type::Shape(id) | Type::Boxed(id) = ty.innermost_mut() {
            replace(id);
        }
    };
    for operation in api.documents.iter_mut().flat_map(|document| &mut document.operations) {
        operation.parameters.iter_mut().for_each(|it| replace_in(&mut it.ty));
        for call in &mut operation.calls {
            call.body.iter_mut().for_each(|body| replace_in(&mut body.ty));
            call.output.ty_mut().into_iter().for_each(replace_in);
        }
    }
    for shape in &mut api.shapes {
        shape.name.outer_mut().for_each(replace);
        shape.kind.types_mut().for_each(replace_in);
        if let ShapeKind::Union { variants, .. } = &mut shape.kind {
            variants.iter_mut().for_each(|variant| replace(&mut variant.shape));
        }
    }
}

/// What a shape is called wherever it stands.
pub(super) fn own_name(shape: &Shape) -> Option<&str> {
    match (&shape.chosen, &shape.name) {
        (Some(chosen), _) => Some(&chosen.text),
        (None, NameHint::Named(name)) => Some(name),
        // Its values are all that there is to it.
        (None, NameHint::Values) => Some(""),
        _ => None,
    }
}

/// What a person calls something is a part of its content: one type cannot have it called otherwise.
pub(super) fn named(chosen: Option<&ChosenName>, to: &mut String) {
    to.extend(chosen.iter().flat_map(|it| [" as ", &it.text]));
}

/// A number for each shape, the same for those with equal content.
///
/// Shapes may hold themselves, and many ways may lead to one, so that content cannot be written out. All shapes begin
/// as equal; those that differ in themselves or in the classes of what they hold are parted until none is left.
fn classes(api: &Api) -> Vec<usize> {
    let contents = api.shapes.par_iter().map(|it| {
        let mut content = String::new();
        shape(&it.kind, &mut content);
        content
    });
    let (mut classes, mut count) = numbered(contents.collect::<Vec<_>>().iter());
    loop {
        let held = |kind: &ShapeKind| held(kind).map(|id| classes[id.0]).collect::<Vec<_>>();
        let contents = api.shapes.iter().zip(&classes).map(|(it, class)| (class, held(&it.kind)));
        let (parted, parts) = numbered(contents);
        classes = parted;
        if parts == count {
            return classes;
        }
        count = parts;
    }
}

/// A number for each content, the same for equal ones, and how many there are.
fn numbered<C: Eq + Hash>(contents: impl Iterator<Item = C>) -> (Vec<usize>, usize) {
    let mut known = HashMap::new();
    let mut number = |content| {
        let next = known.len();
        *known.entry(content).or_insert(next)
    };
    (contents.map(&mut number).collect(), known.len())
}

/// The shapes that one holds, in their order.
fn held(kind: &ShapeKind) -> impl Iterator<Item = ShapeId> {
    let variants = match kind {
        ShapeKind::Union { variants, .. } => variants.as_slice(),
        _ => &[],
    };
    kind.types().filter_map(Type::innermost_shape).chain(variants.iter().map(|it| it.shape))
}

/// Writes what a type is made of, but for a shape in it. Documentation does not count.
fn describe(ty: &Type, to: &mut String) {
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
            describe(inner, to);
            write!(to, ">")
        }
        Type::Shape(_) | Type::Boxed(_) => write!(to, "#"),
        other => write!(to, "{other}"),
    };
}

fn shape(kind: &ShapeKind, to: &mut String) {
    match kind {
        ShapeKind::Object { fields, additional } => {
            to.push('{');
            for field in fields {
                // Most have none, and nothing is written sooner than a list of nothings.
                let limits = Some(&field.limits).filter(|it| **it != Limits::default());
                let _ = write!(
                    to,
                    "{:?} {} {} {:?} {:?} {:?} {:?} {:?}:",
                    field.name,
                    field.required,
                    field.nullable,
                    field.access,
                    field.constant,
                    limits,
                    field.default,
                    field.json_part
                );
                named(field.chosen.as_ref(), to);
                describe(&field.ty, to);
                to.push(',');
            }
            if let Some(ty) = additional {
                to.push_str("..");
                describe(ty, to);
            }
            to.push('}');
        }
        ShapeKind::Enum(values) => {
            for value in values {
                let _ = write!(to, "|{:?}", value.value);
                named(value.chosen.as_ref(), to);
            }
        }
        ShapeKind::Numbers(values) => {
            for value in values {
                let _ = write!(to, "|{}", value.value);
                named(value.chosen.as_ref(), to);
            }
        }
        ShapeKind::Choice(all) => {
            to.push_str("choice(");
            for it in all {
                let limits = Some(&it.limits).filter(|it| **it != Limits::default());
                let _ = write!(to, "{:?} {} {limits:?}:", it.name, it.closed);
                describe(&it.ty, to);
            }
            to.push(')');
        }
        ShapeKind::ByStatus(all) => {
            to.push_str("status(");
            for it in all {
                let form = std::mem::discriminant(&it.output);
                let _ = write!(to, "{} {form:?} {:?}:", it.status, it.envelope);
                named(it.chosen.as_ref(), to);
                it.output.ty().into_iter().for_each(|ty| describe(ty, to));
            }
            to.push(')');
        }
        ShapeKind::Union { tag, variants } => {
            let _ = write!(to, "{tag:?}(");
            for variant in variants {
                let _ = write!(to, "{:?} {:?}:", variant.value, variant.tag_type);
                named(variant.chosen.as_ref(), to);
            }
            to.push(')');
        }
    }
}
