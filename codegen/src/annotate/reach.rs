//! Which shapes requests and responses hold.

use std::collections::BTreeSet;

use crate::ir::{Access, Api, BodyForm, Document, Field, ShapeId, ShapeKind, Type};

/// The shapes that a document's operations reach. Others are not emitted.
#[derive(Debug, Default)]
pub(super) struct Reach {
    pub(super) requests: BTreeSet<ShapeId>,
    pub(super) responses: BTreeSet<ShapeId>,
    /// Those that are not only the bodies of requests.
    pub(super) held: BTreeSet<ShapeId>,
    /// Those that are sent as a form of several parts.
    pub(super) multipart: BTreeSet<ShapeId>,
    /// The objects that are responses, and have lists.
    pub(super) lists: BTreeSet<ShapeId>,
    /// The kinds of identifiers.
    pub(super) ids: BTreeSet<String>,
}

/// Where a value stands.
#[derive(Clone, Copy)]
enum Side {
    Request,
    Response,
}

impl Side {
    /// Whether a field is written there. A request writes a constant itself: its enumeration of one value is no type that
    /// anybody needs. What the service alone writes is no part of it, and what the caller alone writes is in no response.
    fn has(self, field: &Field) -> bool {
        match self {
            Self::Request => field.constant.is_none() && field.access != Access::ReadOnly,
            Self::Response => field.access != Access::WriteOnly,
        }
    }
}

impl Reach {
    pub(super) fn of(api: &Api, document: &Document) -> Self {
        let mut reach = Self::default();
        for (operation, call) in document.calls() {
            for parameter in &operation.parameters {
                reach.value(api, &parameter.ty, Side::Request);
            }
            match call.body.as_ref().map(|it| (it.form, &it.ty)) {
                Some((form, Type::Shape(id))) => {
                    if form == BodyForm::Multipart {
                        reach.multipart.insert(*id);
                    }
                    reach.shape(api, *id, Side::Request);
                }
                Some((_, ty)) => reach.value(api, ty, Side::Request),
                None => {}
            }
            let by_status = api.by_status(&call.output).iter().filter_map(|it| it.output.ty());
            for ty in call.output.ty().into_iter().chain(by_status) {
                reach.value(api, ty, Side::Response);
                if let Type::Shape(id) = ty
                    && matches!(api.shape(*id).kind, ShapeKind::Object { .. })
                    && holds_list(api, ty, &mut BTreeSet::new())
                {
                    reach.lists.insert(*id);
                }
            }
        }
        reach
    }

    fn value(&mut self, api: &Api, ty: &Type, side: Side) {
        match ty.innermost() {
            Type::Id(kind) | Type::NumberId(kind) => _ = self.ids.insert(kind.clone()),
            Type::Shape(id) | Type::Boxed(id) => {
                self.held.insert(*id);
                self.shape(api, *id, side);
            }
            _ => {}
        }
    }

    /// A shape, and what it holds.
    fn shape(&mut self, api: &Api, id: ShapeId, side: Side) {
        let seen = match side {
            Side::Request => &mut self.requests,
            Side::Response => &mut self.responses,
        };
        if !seen.insert(id) {
            return;
        }
        match &api.shape(id).kind {
            ShapeKind::Object { fields, additional } => {
                let fields = fields.iter().filter(|field| side.has(field)).map(|it| &it.ty);
                fields.chain(additional).for_each(|ty| self.value(api, ty, side));
            }
            ShapeKind::Union { variants, .. } => {
                variants.iter().for_each(|it| self.value(api, &Type::Shape(it.shape), side));
            }
            kind => kind.types().for_each(|ty| self.value(api, ty, side)),
        }
    }

    /// What any of several documents reaches.
    pub(super) fn union(reaches: &[Self]) -> Self {
        let mut all = Self::default();
        for reach in reaches {
            all.requests.extend(&reach.requests);
            all.responses.extend(&reach.responses);
            all.multipart.extend(&reach.multipart);
            all.lists.extend(&reach.lists);
            all.ids.extend(reach.ids.iter().cloned());
        }
        all
    }

    pub(super) fn contains(&self, id: ShapeId) -> bool {
        self.requests.contains(&id) || self.responses.contains(&id)
    }

    /// All of them, in the order of the document.
    pub(super) fn all(&self) -> BTreeSet<ShapeId> {
        self.requests.union(&self.responses).copied().collect()
    }
}

/// Whether a response has a list, in itself or in what it holds.
fn holds_list(api: &Api, ty: &Type, seen: &mut BTreeSet<ShapeId>) -> bool {
    match ty {
        Type::List(_) => true,
        Type::Map(inner) | Type::Nullable(inner) => holds_list(api, inner, seen),
        Type::Shape(id) | Type::Boxed(id) if seen.insert(*id) => match &api.shape(*id).kind {
            ShapeKind::Object { fields, additional } => {
                let fields = fields.iter().filter(|it| Side::Response.has(it)).map(|it| &it.ty);
                fields.chain(additional).any(|ty| holds_list(api, ty, seen))
            }
            // They keep what is not as their document says.
            ShapeKind::Union { .. } | ShapeKind::Choice(_) => false,
            // Each of its bodies is read for itself.
            ShapeKind::ByStatus(_) => false,
            ShapeKind::Enum(_) | ShapeKind::Numbers(_) => false,
        },
        _ => false,
    }
}
