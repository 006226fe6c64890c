//! Which shapes requests and responses hold.

use std::collections::BTreeSet;

use crate::ir::{Access, Api, BodyForm, Document, Field, ShapeId, ShapeKind, Type};

/// The shapes that a document's operations reach. Others are not emitted.
#[derive(Debug, Default)]
pub(super) struct Reach {
    pub(super) requests: BTreeSet<ShapeId>,
    pub(super) responses: BTreeSet<ShapeId>,
    /// Those that are sent as a form of several parts.
    pub(super) multipart: BTreeSet<ShapeId>,
    /// The objects that are responses, and have lists.
    pub(super) lists: BTreeSet<ShapeId>,
    /// The kinds of identifiers.
    pub(super) ids: BTreeSet<String>,
}

impl Reach {
    pub(super) fn of(api: &Api, document: &Document) -> Self {
        let mut reach = Self::default();
        for (operation, call) in document.calls() {
            for parameter in &operation.parameters {
                visit(api, &parameter.ty, is_sent, &mut reach.requests, &mut reach.ids);
            }
            if let Some(body) = &call.body {
                if let (BodyForm::Multipart, Type::Shape(id)) = (body.form, &body.ty) {
                    reach.multipart.insert(*id);
                }
                visit(api, &body.ty, is_sent, &mut reach.requests, &mut reach.ids);
            }
            let by_status = api.by_status(&call.output).iter().filter_map(|it| it.output.ty());
            for ty in call.output.ty().into_iter().chain(by_status) {
                visit(api, ty, is_in_response, &mut reach.responses, &mut reach.ids);
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

/// A request writes a constant itself: its enumeration of one value is no type that anybody needs. What the
/// service alone writes is no part of it.
fn is_sent(field: &Field) -> bool {
    field.constant.is_none() && field.access != Access::ReadOnly
}

/// What the caller alone writes is in no response.
fn is_in_response(field: &Field) -> bool {
    field.access != Access::WriteOnly
}

/// Whether a response has a list, in itself or in what it holds.
fn holds_list(api: &Api, ty: &Type, seen: &mut BTreeSet<ShapeId>) -> bool {
    match ty {
        Type::List(_) => true,
        Type::Map(inner) | Type::Nullable(inner) => holds_list(api, inner, seen),
        Type::Shape(id) | Type::Boxed(id) if seen.insert(*id) => match &api.shape(*id).kind {
            ShapeKind::Object { fields, additional } => {
                let fields = fields.iter().filter(|field| is_in_response(field)).map(|it| &it.ty);
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

fn visit(
    api: &Api,
    ty: &Type,
    counts: fn(&Field) -> bool,
    seen: &mut BTreeSet<ShapeId>,
    ids: &mut BTreeSet<String>,
) {
    match ty.innermost() {
        Type::Id(kind) => _ = ids.insert(kind.clone()),
        Type::Shape(id) | Type::Boxed(id) if seen.insert(*id) => match &api.shape(*id).kind {
            ShapeKind::Object { fields, additional } => {
                let fields = fields.iter().filter(|field| counts(field)).map(|it| &it.ty);
                fields.chain(additional).for_each(|ty| visit(api, ty, counts, seen, ids));
            }
            ShapeKind::Union { variants, .. } => {
                for variant in variants {
                    visit(api, &Type::Shape(variant.shape), counts, seen, ids);
                }
            }
            kind => kind.types().for_each(|ty| visit(api, ty, counts, seen, ids)),
        },
        _ => {}
    }
}
