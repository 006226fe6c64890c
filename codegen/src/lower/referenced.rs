//! Components: each is lowered once, and two references to it are one type.

use super::identifier::id_kind;
use super::schema::{Context, Lowered, described};
use super::{Lowering, component};
use crate::ir::{NameHint, ShapeId, Type};
use crate::position::Pointer;

/// A component that was lowered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ComponentKey {
    name: String,
    /// The tag that is left out of it because a union writes it.
    without: Option<String>,
    /// Who has it, where that decides its type: two identifiers may be one string component.
    user: Option<User>,
}

/// The name of the property or parameter that has a schema, what a parameter says of itself, and whether it is an item.
type User = (String, Option<String>, bool);

impl Lowering<'_> {
    /// Lowers a component once, and remembers it: two references to it are one type.
    pub(super) fn referenced(
        &mut self,
        reference: &str,
        at: &Pointer,
        context: &Context,
        without: Option<&str>,
    ) -> Lowered {
        let document = self.document;
        let schemas = document.components.as_ref().map(|it| &it.schemas);
        let Some((schema, target)) =
            schemas.and_then(|schemas| component(schemas, "schemas", reference))
        else {
            self.misdirected(reference, "schemas", at);
            return Lowered::failed();
        };
        let name = target.last().unwrap_or_default();
        let for_all =
            ComponentKey { name: name.clone(), without: without.map(str::to_owned), user: None };
        let user = Some((context.name.clone(), context.described.clone(), context.is_item));
        let for_user = ComponentKey { user, ..for_all.clone() };
        match self.components.get(&for_all).or_else(|| self.components.get(&for_user)) {
            Some(Some(lowered)) => return lowered.clone(),
            Some(None) => {}
            None => {
                self.components.insert(for_all.clone(), None);
                let mut context =
                    Context { hint: NameHint::Named(name.clone()), ..context.clone() };
                // The property's own name says most about what it identifies, and the component's more than nothing.
                if id_kind(&self.id_kinds, &context.name).is_none() {
                    context.name = id_kind(&self.id_kinds, &name).unwrap_or(context.name);
                }
                let lowered = self.inline(schema, &target, &context, without);
                let key = if depends_on_user(&lowered.ty) { for_user } else { for_all.clone() };
                self.components.remove(&for_all);
                self.components.insert(key, Some(lowered.clone()));
                return lowered;
            }
        }
        // It is being lowered further up: it contains itself.
        let place = self.place(&target);
        match self.shapes.iter().position(|shape| shape.place == place) {
            Some(index) => {
                let whole = self.whole(schema, &target);
                Lowered { ty: Type::Boxed(ShapeId(index)), ..described(&whole) }
            }
            None => {
                self.unsupported(at, format!("`{reference}` contains nothing but itself"));
                Lowered::failed()
            }
        }
    }
}

/// Whether whoever has a component decides its type: that of a string is its name's, that of a list its item's.
fn depends_on_user(ty: &Type) -> bool {
    match ty {
        Type::List(inner)
        | Type::CommaSeparated(inner)
        | Type::Map(inner)
        | Type::Nullable(inner) => depends_on_user(inner),
        Type::Shape(_) | Type::Boxed(_) | Type::Any => false,
        _ => true,
    }
}
