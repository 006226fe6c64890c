//! Which values stand in a box: a Rust type that held itself as it is would have no end.
//!
//! While schemas are lowered, it depends on the order of the document what a type is found to contain. So boxes are
//! placed once, when all shapes are known.

use crate::ir::{Api, ShapeId, ShapeKind, Type};

/// Boxes one value in every circle of shapes that hold each other, and no other value.
///
/// The shapes are gone through depth first, and a value that leads back to a shape on the way to it is boxed.
pub(super) fn box_cycles(api: &mut Api) {
    let mut states = vec![State::New; api.shapes.len()];
    for root in 0..api.shapes.len() {
        if states[root] != State::New {
            continue;
        }
        let mut way = vec![(ShapeId(root), enter(api, ShapeId(root), &mut states))];
        while let Some((id, held)) = way.last_mut() {
            match held.pop() {
                Some(next) if states[next.0] == State::New => {
                    let held = enter(api, next, &mut states);
                    way.push((next, held));
                }
                Some(_) => {}
                None => {
                    states[id.0] = State::Done;
                    way.pop();
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    /// On the way to the shape that is looked at.
    Open,
    Done,
}

/// Boxes what of a shape leads back, and gives the shapes that it holds without a box, the first one last.
fn enter(api: &mut Api, id: ShapeId, states: &mut [State]) -> Vec<ShapeId> {
    states[id.0] = State::Open;
    let mut held = Vec::new();
    let mut kind = std::mem::replace(&mut api.shapes[id.0].kind, ShapeKind::Enum(Vec::new()));
    for_each_type(&mut kind, |ty| {
        unbox(ty);
        let place = held_as_it_is(ty);
        let Type::Shape(target) = *place else { return };
        let objects = objects(api, target);
        if objects.iter().any(|it| states[it.0] == State::Open) {
            *place = Type::Boxed(target);
        } else {
            held.extend(objects);
        }
    });
    api.shapes[id.0].kind = kind;
    held.reverse();
    held
}

/// The shapes that a value of a shape is: a union is one of its variants, and has no place for a box itself.
fn objects(api: &Api, id: ShapeId) -> Vec<ShapeId> {
    match &api.shape(id).kind {
        ShapeKind::Union { variants, .. } => variants.iter().map(|it| it.shape).collect(),
        _ => vec![id],
    }
}

/// The type within a value that may be null. Lists and maps lie elsewhere in memory.
fn held_as_it_is(ty: &mut Type) -> &mut Type {
    match ty {
        Type::Nullable(inner) => held_as_it_is(inner),
        ty => ty,
    }
}

fn unbox(ty: &mut Type) {
    match ty {
        Type::Boxed(id) => *ty = Type::Shape(*id),
        Type::List(inner)
        | Type::CommaSeparated(inner)
        | Type::Map(inner)
        | Type::Nullable(inner) => unbox(inner),
        _ => {}
    }
}

fn for_each_type(kind: &mut ShapeKind, visit: impl FnMut(&mut Type)) {
    match kind {
        ShapeKind::Object { fields, additional } => {
            fields.iter_mut().map(|it| &mut it.ty).chain(additional).for_each(visit);
        }
        ShapeKind::Choice(all) => all.iter_mut().map(|it| &mut it.ty).for_each(visit),
        ShapeKind::Union { .. } | ShapeKind::Enum(_) | ShapeKind::Numbers(_) => {}
    }
}
