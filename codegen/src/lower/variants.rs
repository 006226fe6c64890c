//! Operations that are one: the same method and real path, told apart by nothing but nested parts of their
//! bodies.
//!
//! The bodies are united: properties of all of them, and where nested objects differ by a constant, a union
//! of those. The first operation carries the call; the others refer to it.

use indexmap::IndexMap;

use super::Lowering;
use crate::ir::{
    Call, EndpointKey, ErrorCode, Field, Merged, NameHint, Operation, Output, Shape, ShapeId,
    ShapeKind, Type, Variant,
};
use crate::text::plain;

impl Lowering<'_> {
    /// Merges the operations of a document that are one.
    pub(super) fn merge_variants(&mut self, operations: &mut [Operation]) {
        let mut endpoints: IndexMap<EndpointKey, Vec<&mut Operation>> = IndexMap::new();
        for operation in operations {
            endpoints.entry(operation.endpoint()).or_default().push(operation);
        }
        for mut operations in endpoints.into_values() {
            self.merge_on_endpoint(&mut operations);
        }
    }

    fn merge_on_endpoint(&mut self, operations: &mut [&mut Operation]) {
        for first in 0..operations.len() {
            let Some((carrier, later)) =
                operations.get_mut(first..).and_then(<[_]>::split_first_mut)
            else {
                continue;
            };
            let required = self.required(carrier);
            let twins = later.iter_mut().filter(|it| {
                it.part_of.is_none() && is_twin(carrier, it) && self.required(it) == required
            });
            let twins: Vec<&mut &mut Operation> = twins.collect();
            if carrier.part_of.is_some() || twins.is_empty() {
                continue;
            }
            let bodies: Option<Vec<Type>> = std::iter::once(&**carrier)
                .chain(twins.iter().map(|it| &***it))
                .map(body)
                .collect();
            let hint = NameHint::Request(carrier.id.clone());
            let Some(united) = bodies.and_then(|bodies| self.unite(&bodies, &hint)) else {
                continue;
            };
            let mut merged = vec![documented(carrier)];
            for twin in twins {
                twin.part_of = Some(carrier.id.clone());
                merged.push(documented(twin));
                let new = twin.corrections.iter().filter(|it| !carrier.corrections.contains(it));
                let new: Vec<_> = new.cloned().collect();
                carrier.corrections.extend(new);
                if let (Some(call), Some(twin)) = (carrier.calls.first_mut(), twin.calls.first()) {
                    absorb(call, twin.clone());
                }
            }
            if let Some(call) = carrier.calls.first_mut() {
                call.merged = merged;
                if let Some(body) = &mut call.body {
                    body.ty = united;
                }
            }
        }
    }

    /// One type for all that `types` take, or nothing if there is none.
    fn unite(&mut self, types: &[Type], hint: &NameHint) -> Option<Type> {
        let (first, rest) = types.split_first()?;
        if rest.iter().all(|ty| ty == first) {
            return Some(first.clone());
        }
        let items: Option<Vec<Type>> = types
            .iter()
            .map(|ty| match ty {
                Type::List(item) => Some((**item).clone()),
                _ => None,
            })
            .collect();
        if let Some(items) = items {
            return Some(Type::List(Box::new(self.unite(&items, hint)?)));
        }
        let mut members: Vec<ShapeId> = Vec::new();
        for ty in types {
            match ty {
                Type::Shape(id) if members.contains(id) => {}
                Type::Shape(id) => members.push(*id),
                _ => return None,
            }
        }
        match self.common_tag(&members) {
            Some(tag) => self.union_of(&tag, &members, hint),
            None => self.object_of(&members, hint),
        }
    }

    /// What the body of an operation must have.
    fn required(&self, operation: &Operation) -> Option<Vec<String>> {
        let Type::Shape(id) = body(operation)? else { return None };
        let required = self.fields(id)?.iter().filter(|field| field.required);
        let mut names: Vec<_> = required.map(|field| field.name.clone()).collect();
        names.sort();
        Some(names)
    }

    fn fields(&self, id: ShapeId) -> Option<&Vec<Field>> {
        match &self.shapes.get(id.0)?.kind {
            ShapeKind::Object { fields, .. } => Some(fields),
            _ => None,
        }
    }

    /// The one value of a property.
    pub(super) fn constant(&self, id: ShapeId, name: &str) -> Option<String> {
        let field = self.fields(id)?.iter().find(|field| field.name == name)?;
        field.constant.as_ref().map(plain)
    }

    /// The property that has a value of its own in every member.
    pub(super) fn common_tag(&self, members: &[ShapeId]) -> Option<String> {
        let (first, _) = members.split_first()?;
        let tags = self.fields(*first)?.iter().filter(|field| field.constant.is_some());
        let mut tags = tags.map(|field| field.name.clone());
        tags.find(|tag| {
            let values: Vec<_> = members.iter().map(|id| self.constant(*id, tag)).collect();
            let differs = |(index, value): (usize, &Option<String>)| {
                value.is_some() && !values.iter().take(index).any(|earlier| earlier == value)
            };
            values.iter().enumerate().all(differs)
        })
    }

    fn union_of(&mut self, tag: &str, members: &[ShapeId], hint: &NameHint) -> Option<Type> {
        let place = self.shapes.get(members.first()?.0)?.place.clone();
        let mut variants = Vec::new();
        for id in members {
            let shape = self.shapes.get(id.0)?.clone();
            let ShapeKind::Object { fields, additional } = shape.kind else { return None };
            let (tags, fields): (Vec<Field>, _) =
                fields.into_iter().partition(|field| field.name == tag);
            let value = tags.into_iter().find_map(|field| field.constant)?;
            let kind = ShapeKind::Object { fields, additional };
            let shape = self.add_shape(Shape { kind, ..shape });
            variants.push(Variant::new(&value, shape)?);
        }
        let name = self.common_name(members).unwrap_or_else(|| hint.clone());
        let kind = ShapeKind::Union { tag: tag.to_owned(), variants };
        let (docs, corrections) = (String::new(), Vec::new());
        Some(Type::Shape(self.add_shape(Shape { place, name, docs, corrections, kind })))
    }

    /// An object with the properties of all members, if they require the same.
    fn object_of(&mut self, members: &[ShapeId], hint: &NameHint) -> Option<Type> {
        let mut names: Vec<String> = Vec::new();
        for id in members {
            for field in self.fields(*id)? {
                if !names.contains(&field.name) {
                    names.push(field.name.clone());
                }
            }
        }
        let place = self.shapes.get(members.first()?.0)?.place.clone();
        let empty = ShapeKind::Object { fields: Vec::new(), additional: None };
        let (docs, corrections) = (String::new(), Vec::new());
        let id =
            self.add_shape(Shape { place, name: hint.clone(), docs, corrections, kind: empty });
        let mut united = Vec::new();
        for name in names {
            let mut found = Vec::new();
            for member in members {
                found.extend(self.fields(*member)?.iter().find(|it| it.name == name).cloned());
            }
            let field = found.first()?.clone();
            let is_required = found.iter().any(|it| it.required);
            let everywhere = found.len() == members.len() && found.iter().all(|it| it.required);
            if is_required && !everywhere {
                return None;
            }
            let types: Vec<_> = found.into_iter().map(|field| field.ty).collect();
            let ty = self.unite(&types, &NameHint::Within(id, name))?;
            united.push(Field { ty, ..field });
        }
        self.shapes.get_mut(id.0)?.kind = ShapeKind::Object { fields: united, additional: None };
        Some(Type::Shape(id))
    }

    fn add_shape(&mut self, shape: Shape) -> ShapeId {
        self.shapes.push(shape);
        ShapeId(self.shapes.len() - 1)
    }

    /// The words that end the names of all members: `TableSlide` and `ListSlide` are slides.
    fn common_name(&self, members: &[ShapeId]) -> Option<NameHint> {
        let words = |id: &ShapeId| match &self.shapes.get(id.0)?.name {
            NameHint::Named(name) => {
                let words = heck::ToSnakeCase::to_snake_case(name.as_str());
                Some(words.split('_').map(str::to_owned).collect::<Vec<_>>())
            }
            _ => None,
        };
        let (first, rest) = members.split_first()?;
        let mut common = words(first)?;
        for id in rest {
            let other = words(id)?;
            let same = common.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b);
            let length = same.count();
            common.drain(..common.len() - length);
        }
        (!common.is_empty()).then(|| NameHint::Named(common.join("_")))
    }
}

fn is_twin(first: &Operation, other: &Operation) -> bool {
    let is_untagged = |it: &Operation| matches!(it.calls.as_slice(), [call] if call.tag.is_none());
    is_untagged(first) && is_untagged(other)
}

fn body(operation: &Operation) -> Option<Type> {
    Some(operation.calls.first()?.body.as_ref()?.ty.clone())
}

fn documented(operation: &Operation) -> Merged {
    let Operation { id, summary, docs, .. } = operation;
    Merged { id: id.clone(), summary: summary.clone(), docs: docs.clone() }
}

/// Makes a call stand for its twin too: it keeps to the stricter of their limits.
fn absorb(call: &mut Call, twin: Call) {
    let both = |a: Option<u32>, b: Option<u32>, stricter: fn(u32, u32) -> u32| {
        a.into_iter().chain(b).reduce(stricter)
    };
    call.requests_per_minute = both(call.requests_per_minute, twin.requests_per_minute, u32::min);
    call.lock_period_seconds = both(call.lock_period_seconds, twin.lock_period_seconds, u32::max);
    for error in twin.errors {
        absorb_error(&mut call.errors, error);
    }
    if let (Output::Empty, Output::Json(ty)) | (Output::Json(ty), Output::Empty) =
        (&call.output, &twin.output)
    {
        call.output = Output::JsonOrEmpty(ty.clone());
    }
}

fn absorb_error(errors: &mut Vec<ErrorCode>, error: ErrorCode) {
    match errors.iter_mut().find(|it| it.code == error.code) {
        Some(known) => {
            let new = error.meanings.into_iter().filter(|it| !known.meanings.contains(it));
            let new: Vec<_> = new.collect();
            known.meanings.extend(new);
        }
        None => errors.push(error),
    }
}
