//! Objects: structs where they name their properties, maps where they do not.

use openapiv3::AdditionalProperties;

use super::Lowering;
use super::lowered::{Context, Lowered, Site, field};
use super::whole::Whole;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Field, Limits, NameHint, ShapeId, ShapeKind, Type};

impl Lowering<'_> {
    pub(super) fn object(&mut self, whole: &Whole, site: Site<'_>, lowered: &mut Lowered) -> Type {
        let Site { at, context, without } = site;
        if whole.data.discriminator.is_some() && whole.groups.is_empty() {
            let place = self.place(&at.child("discriminator")).on_key();
            let message =
                "a `discriminator` tells the members of a `oneOf` apart, and this has none";
            let diagnostic = Diagnostic::new(Code::IgnoredKeyword, place, message)
                .help("list the schemas that it may be under `oneOf`");
            self.diagnostics.push(diagnostic);
        }
        if whole.properties.is_empty() {
            let Limits { min_members, max_members, .. } = whole.limits;
            lowered.limits = Limits { min_members, max_members, ..Limits::default() };
            return Type::Map(Box::new(self.additional(whole, context).unwrap_or(Type::Any)));
        }
        for keyword in ["minProperties", "maxProperties"] {
            self.ignored(whole, keyword, "how many of its properties an object has is not checked");
        }
        for (name, at) in &whole.required {
            if !whole.properties.contains_key(name) {
                let message = format!("`{name}` is required and is no property");
                self.report(Code::UndefinedRequired, at, message);
            }
        }
        // The shape has its place in the list before its fields are lowered, so that they can refer to it.
        let empty = ShapeKind::Object { fields: Vec::new(), additional: None };
        let id = self.shape(site, &lowered.docs, empty);
        let names = whole.properties.keys().filter(|name| without != Some(name.as_str()));
        let mut fields: Vec<_> = names.map(|name| self.property(whole, name, id)).collect();
        self.relate(&mut fields, |lowering, field| {
            let parts = whole.properties.get(&field.name).map_or(&[][..], Vec::as_slice);
            lowering.place(parts.first().map_or(at, |part| &part.at)).on_key()
        });
        let additional = self.additional(whole, context);
        if let Some(kind) = self.kind_mut(id) {
            *kind = ShapeKind::Object { fields, additional };
        }
        Type::Shape(id)
    }

    fn property(&mut self, whole: &Whole, name: &str, owner: ShapeId) -> Field {
        let hint = NameHint::Within(owner, name.to_owned());
        let context = Context::of(hint, name);
        let parts = whole.properties.get(name).map_or(&[][..], Vec::as_slice);
        let mut lowered = self.parts_of_one(parts, &context);
        if let Some(kind) = lowered.number_id.take() {
            *lowered.ty.innermost_mut() = Type::NumberId(kind);
        }
        let required = whole.required.iter().any(|(it, _)| it == name);
        let is_constant = required && !lowered.nullable;
        if let (Some(value), Some(part)) = (&lowered.constant, parts.first())
            && value.is_boolean()
            && !is_constant
        {
            let message = format!("that `{name}` is `{value}` wherever it is there is not checked");
            self.report_key(Code::IgnoredKeyword, &part.at, message);
        }
        let chosen = parts.iter().find_map(|part| self.names.value(&part.at));
        Field { chosen, ..field(name, lowered, required) }
    }

    fn additional(&mut self, whole: &Whole, context: &Context) -> Option<Type> {
        match whole.additional.as_ref()? {
            (AdditionalProperties::Any(allowed), _) => allowed.then_some(Type::Any),
            (AdditionalProperties::Schema(schema), at) => {
                let value = self.schema(schema, at, &context.item());
                self.unchecked(&value.limits, at, "the values of a map");
                Some(value.item_type())
            }
        }
    }
}
