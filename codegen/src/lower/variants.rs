//! Operations that are one: the same method and real path, told apart by nothing but nested parts of their
//! bodies. Operations that answer or require different things stay apart, unless that leaves several calls that are each made of
//! several operations.
//!
//! The bodies are united: properties of all of them, and where nested objects differ by a constant, a union
//! of those. The first operation carries the call; the others refer to it.

use indexmap::IndexMap;

use super::Lowering;
use super::names::unused_name;
use crate::ir::{
    Call, EndpointKey, ErrorCode, Field, Merged, NameHint, Operation, Output, Shape, ShapeId,
    ShapeKind, Type, Variant,
};
use crate::text::plain;

impl Lowering<'_> {
    /// Merges the operations of a document that are one.
    pub(super) fn merge_variants(&mut self, operations: &mut [Operation]) {
        let mut endpoints: IndexMap<(EndpointKey, Option<String>), Vec<&mut Operation>> =
            IndexMap::new();
        for operation in operations {
            // What a document tells apart by fragments may differ in parameters too, and stays apart.
            let key = (operation.endpoint(), operation.path.fragment.clone());
            endpoints.entry(key).or_default().push(operation);
        }
        for mut operations in endpoints.into_values() {
            self.merge_on_endpoint(&mut operations);
        }
    }

    /// Operations that require the same are one. Where that makes several of them, nothing but what they require tells
    /// those apart, and all of them are one if their bodies can be.
    fn merge_on_endpoint(&mut self, operations: &mut [&mut Operation]) {
        let mut groups: IndexMap<Option<Vec<String>>, Vec<usize>> = IndexMap::new();
        for (index, operation) in operations.iter().enumerate().filter(|(_, it)| is_untagged(it)) {
            let required = body(operation).and_then(|it| self.required(&it));
            groups.entry(required).or_default().push(index);
        }
        let groups: Vec<_> = groups.into_values().filter(|it| it.len() > 1).collect();
        if groups.len() > 1 {
            let mut all = groups.concat();
            all.sort_unstable();
            if self.merge_group(operations, &all) {
                return;
            }
        }
        for group in groups {
            let mut rest = group.as_slice();
            // One that fits none of the others stays apart, and they are still one.
            while rest.len() > 1 && !self.merge_group(operations, rest) {
                rest = &rest[1..];
            }
        }
    }

    /// Makes the first operation of a group carry the call of all of it, if their bodies can be one and their successes
    /// are.
    fn merge_group(&mut self, operations: &mut [&mut Operation], group: &[usize]) -> bool {
        let members = operations.iter_mut().enumerate().filter(|(index, _)| group.contains(index));
        let mut members: Vec<&mut &mut Operation> = members.map(|(_, it)| it).collect();
        let Some((carrier, twins)) = members.split_first_mut() else { return false };
        let all = || std::iter::once(&***carrier).chain(twins.iter().map(|it| &***it));
        let Some(output) = common_output(all()) else { return false };
        let hint = NameHint::Request(carrier.id.clone());
        let bodies: Option<Vec<Type>> = all().map(body).collect();
        let bodies = bodies.map(|bodies| self.with_common_required(bodies));
        let Some(united) = bodies.and_then(|bodies| self.unite(&bodies, &hint)) else {
            return false;
        };
        let merged = all().map(documented).collect();
        for twin in twins {
            twin.part_of = Some(carrier.id.clone());
            let unused = twin.calls.iter().filter_map(|call| call.chosen.as_ref());
            unused.for_each(|name| self.diagnostics.push(unused_name(name)));
            let new = twin.corrections.iter().filter(|it| !carrier.corrections.contains(it));
            let new: Vec<_> = new.cloned().collect();
            carrier.corrections.extend(new);
            if let (Some(call), Some(twin)) = (carrier.calls.first_mut(), twin.calls.first()) {
                absorb(call, twin.clone());
            }
        }
        if let Some(call) = carrier.calls.first_mut() {
            call.merged = merged;
            call.output = output;
            if let Some(body) = &mut call.body {
                body.ty = united;
            }
        }
        true
    }

    /// The bodies with a property required only where all of them require it.
    fn with_common_required(&mut self, bodies: Vec<Type>) -> Vec<Type> {
        let required: Vec<_> = bodies.iter().filter_map(|it| self.required(it)).collect();
        let differ = required.windows(2).any(|pair| pair.first() != pair.last());
        if !differ || required.len() < bodies.len() {
            return bodies;
        }
        let relaxed = |ty: &Type| {
            let Type::Shape(id) = ty else { return None };
            let mut shape = self.shapes.get(id.0)?.clone();
            let ShapeKind::Object { fields, .. } = &mut shape.kind else { return None };
            for field in fields {
                field.required = required.iter().all(|it| it.contains(&field.name));
                field.constant = field.constant.take().filter(|_| field.required);
            }
            Some(Type::Shape(self.add_shape(shape)))
        };
        let relaxed: Option<Vec<Type>> = bodies.iter().map(relaxed).collect();
        relaxed.unwrap_or(bodies)
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

    /// What a body must have.
    fn required(&self, body: &Type) -> Option<Vec<String>> {
        let Type::Shape(id) = body else { return None };
        let required = self.fields(*id)?.iter().filter(|field| field.required);
        let mut names: Vec<_> = required.map(|field| field.name.clone()).collect();
        names.sort();
        Some(names)
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
        let shape = Shape { place, name, chosen: None, docs, corrections, kind };
        Some(Type::Shape(self.add_shape(shape)))
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
        let mut chosen = members.iter().filter_map(|it| self.shapes.get(it.0)?.chosen.clone());
        let (name, chosen) = (hint.clone(), chosen.next());
        let id = self.add_shape(Shape { place, name, chosen, docs, corrections, kind: empty });
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
        *self.kind_mut(id)? = ShapeKind::Object { fields: united, additional: None };
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

fn is_untagged(operation: &Operation) -> bool {
    matches!(operation.calls.as_slice(), [call] if call.tag.is_none())
}

fn body(operation: &Operation) -> Option<Type> {
    Some(operation.calls.first()?.body.as_ref()?.ty.clone())
}

fn documented(operation: &Operation) -> Merged {
    let Operation { id, summary, docs, .. } = operation;
    Merged { id: id.clone(), summary: summary.clone(), docs: docs.clone() }
}

/// What all operations decode to, if it is one: nothing tells which of several one request is answered with.
fn common_output<'a>(operations: impl Iterator<Item = &'a Operation>) -> Option<Output> {
    let mut outputs = operations.filter_map(|it| Some(it.calls.first()?.output.clone()));
    let first = outputs.next()?;
    outputs.try_fold(first, |output, other| match (output, other) {
        (one, other) if one == other => Some(one),
        (Output::Empty, Output::Json(ty) | Output::JsonOrEmpty(ty))
        | (Output::Json(ty) | Output::JsonOrEmpty(ty), Output::Empty) => {
            Some(Output::JsonOrEmpty(ty))
        }
        (Output::Json(one), Output::JsonOrEmpty(other))
        | (Output::JsonOrEmpty(one), Output::Json(other))
            if one == other =>
        {
            Some(Output::JsonOrEmpty(one))
        }
        _ => None,
    })
}

/// Makes a call stand for its twin too: it keeps to the stricter of their limits.
fn absorb(call: &mut Call, twin: Call) {
    call.limit = call.limit.stricter(twin.limit);
    for error in twin.errors {
        absorb_error(&mut call.errors, error);
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
