//! Components: each is lowered once, and two references to it are one type.

use super::Lowering;
use super::identifier::id_kind;
use super::lowered::{Context, Lowered, Site, described};
use crate::diagnostic::Code;
use crate::ir::{NameHint, ShapeId, Type};
use crate::position::Pointer;
use crate::source::component;

/// What a type is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// Where its schema stands.
    at: Pointer,
    /// Where the schemas stand that are put together for it.
    sources: Vec<Pointer>,
    /// The tag that is left out of it because a union writes it.
    without: Option<String>,
    /// Who has it, where that decides its type: two identifiers may be one string component.
    user: Option<User>,
}

impl Key {
    pub(super) fn new(at: Pointer, sources: Vec<Pointer>, without: Option<&str>) -> Self {
        Self { at, sources, without: without.map(str::to_owned), user: None }
    }
}

/// The name of the property or parameter that has a schema, what a parameter says of itself, and whether it is an item.
type User = (String, Option<String>, bool);

/// How far a schema is known to which several ways lead, one of them perhaps out of itself.
#[derive(Clone, Debug)]
pub(super) enum Known {
    /// It is being lowered.
    Open {
        /// If it becomes a shape, that is the first from this one on that has its place.
        first: usize,
        /// For a second time, within itself.
        again: bool,
    },
    Lowered(Box<Lowered>),
}

impl Lowering<'_> {
    /// Lowers a component once, and remembers it: two references to it are one type.
    pub(super) fn referenced(&mut self, reference: &str, site: Site<'_>) -> Lowered {
        let Site { at, context, without } = site;
        let document = self.document;
        let schemas = document.components.as_ref().map(|it| &it.schemas);
        let Some((schema, target)) =
            schemas.and_then(|schemas| component(schemas, "schemas", reference))
        else {
            self.misdirected(reference, "schemas", at);
            return Lowered::failed();
        };
        let for_all = Key::new(target.clone(), Vec::new(), without);
        let user = Some((context.name.clone(), context.described.clone(), context.is_item));
        let for_user = Key { user, ..for_all.clone() };
        if let Some(Known::Lowered(lowered)) = self.known.get(&for_user) {
            return (**lowered).clone();
        }
        let name = target.last().unwrap_or_default();
        let mut context = Context { hint: NameHint::Named(name.clone()), ..context.clone() };
        // The property's own name says most about what it identifies, and the component's more than nothing.
        if id_kind(&self.id_kinds, &context.name).is_none() {
            context.name = id_kind(&self.id_kinds, &name).unwrap_or(context.name);
        }
        let lower = |lowering: &mut Self| {
            lowering.inline(schema, Site { at: &target, context: &context, without })
        };
        match self.once(for_all.clone(), lower) {
            Ok(lowered) => {
                if depends_on_user(&lowered.ty) {
                    self.keep_for(for_user, &for_all);
                }
                lowered
            }
            Err(Some(shape)) => {
                Lowered { ty: Type::Boxed(shape), ..described(&self.whole(schema, &target)) }
            }
            Err(None) => self.endless(at, reference),
        }
    }

    /// Remembers what is known for all as what one user has, unless it is still being lowered.
    fn keep_for(&mut self, user: Key, all: &Key) {
        if matches!(self.known.get(all), Some(Known::Lowered(_))) {
            let known = self.known.remove(all);
            self.known.extend(known.map(|known| (user, known)));
        }
    }

    /// Lowers once what several ways lead to, and remembers it: two references to a component are one type.
    ///
    /// # Errors
    ///
    /// It is being lowered further up: it contains itself. The shape that it becomes, if it is one.
    pub(super) fn once(
        &mut self,
        key: Key,
        lower: impl FnOnce(&mut Self) -> Lowered,
    ) -> Result<Lowered, Option<ShapeId>> {
        let first = match self.known.get(&key) {
            Some(Known::Lowered(lowered)) => return Ok((**lowered).clone()),
            Some(Known::Open { first, again }) => {
                let place = self.place(&key.at);
                let shapes = self.shapes.iter().enumerate().skip(*first);
                let own = shapes.into_iter().find(|(_, shape)| shape.place == place);
                if own.is_some() || *again {
                    return Err(own.map(|(index, _)| ShapeId(index)));
                }
                // A list, for example, has no shape. One of its items may have, and may be open by now.
                let first = *first;
                self.known.insert(key.clone(), Known::Open { first, again: true });
                let lowered = lower(self);
                self.known.insert(key, Known::Open { first, again: false });
                return Ok(lowered);
            }
            None => self.shapes.len(),
        };
        self.known.insert(key.clone(), Known::Open { first, again: false });
        let lowered = lower(self);
        self.known.insert(key, Known::Lowered(Box::new(lowered.clone())));
        Ok(lowered)
    }

    /// Of a list of such lists, for example, there is no end that a type could name.
    pub(super) fn endless(&mut self, at: &Pointer, what: &str) -> Lowered {
        let message = format!("`{what}` holds nothing but itself, so the client takes any value");
        self.report(Code::Ignored, at, message);
        Lowered::any()
    }
}

/// Whether whoever has a component decides its type: that of a string is its name's, that of a list its item's.
fn depends_on_user(ty: &Type) -> bool {
    !matches!(ty.innermost(), Type::Shape(_) | Type::Boxed(_) | Type::Any)
}
