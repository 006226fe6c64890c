//! One type for what several types take: objects with the properties of all of them, and a union of those that a constant
//! tells apart.

use indexmap::IndexMap;

use crate::ir::{Field, NameHint, Shape, ShapeId, ShapeKind, Type, Variant};
use crate::text::plain;

/// The fields of an object.
fn fields(shapes: &[Shape], id: ShapeId) -> Option<&[Field]> {
    shapes.get(id.0)?.kind.fields()
}

/// The one value of a property.
pub(super) fn constant(shapes: &[Shape], id: ShapeId, name: &str) -> Option<String> {
    let field = fields(shapes, id)?.iter().find(|field| field.name == name)?;
    field.constant.as_ref().map(plain)
}

/// The property that has a value of its own in every member.
pub(super) fn common_tag(shapes: &[Shape], members: &[ShapeId]) -> Option<String> {
    let (first, _) = members.split_first()?;
    let tags = fields(shapes, *first)?.iter().filter(|field| field.constant.is_some());
    let mut tags = tags.map(|field| field.name.clone());
    tags.find(|tag| {
        let values: Vec<_> = members.iter().map(|id| constant(shapes, *id, tag)).collect();
        let differs = |(index, value): (usize, &Option<String>)| {
            value.is_some() && !values.iter().take(index).any(|earlier| earlier == value)
        };
        values.iter().enumerate().all(differs)
    })
}

/// What puts types together, with the shapes that they are made of.
pub(super) struct Uniting<'a>(pub(super) &'a mut Vec<Shape>);

impl Uniting<'_> {
    /// One type for all that `types` take, or nothing if there is none.
    pub(super) fn unite(&mut self, types: &[Type], hint: &NameHint) -> Option<Type> {
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
        let tag = self.tag_of_union(&members).or_else(|| common_tag(self.0, &members));
        match tag {
            Some(tag) => self.union_of(&tag, &members, hint),
            None => self.object_of(&members, hint),
        }
    }

    /// The same bodies with a property required only where all of them require it.
    pub(super) fn with_common_required(&mut self, bodies: Vec<Type>) -> Vec<Type> {
        let required: Vec<_> = bodies.iter().filter_map(|it| self.required(it)).collect();
        let differ = required.windows(2).any(|pair| pair.first() != pair.last());
        if !differ || required.len() < bodies.len() {
            return bodies;
        }
        let relaxed = |ty: &Type| {
            let Type::Shape(id) = ty else { return None };
            let mut shape = self.0.get(id.0)?.clone();
            let ShapeKind::Object { fields, .. } = &mut shape.kind else { return None };
            for field in fields {
                field.required = required.iter().all(|it| it.contains(&field.name));
                field.constant = field.constant.take().filter(|_| field.required);
            }
            Some(Type::Shape(self.add(shape)))
        };
        let relaxed: Option<Vec<Type>> = bodies.iter().map(relaxed).collect();
        relaxed.unwrap_or(bodies)
    }

    /// What a body must have.
    pub(super) fn required(&self, body: &Type) -> Option<Vec<String>> {
        let Type::Shape(id) = body else { return None };
        let required = fields(self.0, *id)?.iter().filter(|field| field.required);
        let mut names: Vec<_> = required.map(|field| field.name.clone()).collect();
        names.sort();
        Some(names)
    }

    /// The tag of the unions among the members, which every other member has a value for.
    fn tag_of_union(&self, members: &[ShapeId]) -> Option<String> {
        let kinds = || members.iter().filter_map(|id| Some(&self.0.get(id.0)?.kind));
        let mut tags = kinds().filter_map(|kind| match kind {
            ShapeKind::Union { tag, .. } => Some(tag.clone()),
            _ => None,
        });
        tags.next()
    }

    /// A union of all members. What several have a value for is one variant, with the properties of all of them.
    fn union_of(&mut self, tag: &str, members: &[ShapeId], hint: &NameHint) -> Option<Type> {
        let place = self.0.get(members.first()?.0)?.place.clone();
        let mut by_value: IndexMap<String, Vec<Variant>> = IndexMap::new();
        for id in members {
            for variant in self.variants(tag, *id)? {
                by_value.entry(variant.value.clone()).or_default().push(variant);
            }
        }
        let variants: Option<Vec<Variant>> =
            by_value.into_values().map(|it| self.one(it)).collect();
        let name = self.common_name(members).unwrap_or_else(|| hint.clone());
        let kind = ShapeKind::Union { tag: tag.to_owned(), variants: variants? };
        let (docs, corrections) = (String::new(), Vec::new());
        let shape = Shape { place, name, chosen: None, docs, corrections, kind };
        Some(Type::Shape(self.add(shape)))
    }

    /// The variants that a member is of a union by this tag: those of a union, or an object without its tag.
    fn variants(&mut self, tag: &str, member: ShapeId) -> Option<Vec<Variant>> {
        let shape = self.0.get(member.0)?.clone();
        match shape.kind {
            ShapeKind::Union { tag: own, variants } => (own == tag).then_some(variants),
            ShapeKind::Object { fields, additional } => {
                let (tags, fields): (Vec<Field>, _) =
                    fields.into_iter().partition(|field| field.name == tag);
                let value = tags.into_iter().find_map(|field| field.constant)?;
                let kind = ShapeKind::Object { fields, additional };
                let shape = self.add(Shape { kind, ..shape });
                Some(vec![Variant::new(&value, shape)?])
            }
            _ => None,
        }
    }

    /// One variant for those of one value.
    fn one(&mut self, variants: Vec<Variant>) -> Option<Variant> {
        let mut shapes: Vec<ShapeId> = variants.iter().map(|it| it.shape).collect();
        shapes.dedup();
        let first = variants.into_iter().next()?;
        if shapes.len() == 1 {
            return Some(first);
        }
        let Shape { name, docs, .. } = self.0.get(first.shape.0)?.clone();
        let Type::Shape(shape) = self.object_of(&shapes, &name)? else { return None };
        self.0.get_mut(shape.0)?.docs = docs;
        Some(Variant { shape, ..first })
    }

    /// An object with the properties of all members, if they require the same.
    fn object_of(&mut self, members: &[ShapeId], hint: &NameHint) -> Option<Type> {
        let mut names: Vec<String> = Vec::new();
        for id in members {
            for field in fields(self.0, *id)? {
                if !names.contains(&field.name) {
                    names.push(field.name.clone());
                }
            }
        }
        let place = self.0.get(members.first()?.0)?.place.clone();
        let empty = ShapeKind::Object { fields: Vec::new(), additional: None };
        let (docs, corrections) = (String::new(), Vec::new());
        let mut chosen = members.iter().filter_map(|it| self.0.get(it.0)?.chosen.clone());
        let (name, chosen) = (hint.clone(), chosen.next());
        let id = self.add(Shape { place, name, chosen, docs, corrections, kind: empty });
        let mut united = Vec::new();
        for name in names {
            let mut found = Vec::new();
            for member in members {
                found.extend(fields(self.0, *member)?.iter().find(|it| it.name == name).cloned());
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
        self.0.get_mut(id.0)?.kind = ShapeKind::Object { fields: united, additional: None };
        Some(Type::Shape(id))
    }

    fn add(&mut self, shape: Shape) -> ShapeId {
        self.0.push(shape);
        ShapeId(self.0.len() - 1)
    }

    /// The words that end the names of all members: `TableSlide` and `ListSlide` are slides.
    fn common_name(&self, members: &[ShapeId]) -> Option<NameHint> {
        let words = |id: &ShapeId| match &self.0.get(id.0)?.name {
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
