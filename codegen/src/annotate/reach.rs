//! Which shapes requests and answers hold.

use std::collections::BTreeSet;

use crate::ir::{Api, Document, Field, Output, ShapeId, ShapeKind, Type};

/// The shapes that a document's operations reach. Others are not emitted.
#[derive(Debug, Default)]
pub(super) struct Reach {
    pub(super) requests: BTreeSet<ShapeId>,
    pub(super) answers: BTreeSet<ShapeId>,
}

impl Reach {
    pub(super) fn of(api: &Api, document: &Document) -> Self {
        let mut reach = Self::default();
        for (operation, call) in document.calls() {
            for parameter in &operation.parameters {
                visit(api, &parameter.ty, is_sent, &mut reach.requests);
            }
            if let Some(body) = &call.body {
                visit(api, &body.ty, is_sent, &mut reach.requests);
            }
            if let Output::Json(ty) | Output::JsonOrEmpty(ty) = &call.output {
                visit(api, ty, |_| true, &mut reach.answers);
            }
        }
        reach
    }

    /// What any of several documents reaches.
    pub(super) fn union(reaches: &[Self]) -> Self {
        let mut all = Self::default();
        for reach in reaches {
            all.requests.extend(&reach.requests);
            all.answers.extend(&reach.answers);
        }
        all
    }

    pub(super) fn contains(&self, id: ShapeId) -> bool {
        self.requests.contains(&id) || self.answers.contains(&id)
    }

    /// All of them, in the order of the document.
    pub(super) fn all(&self) -> BTreeSet<ShapeId> {
        self.requests.union(&self.answers).copied().collect()
    }

    /// Whether a shape is built by people and never read.
    pub(super) fn only_in_requests(&self, id: ShapeId) -> bool {
        self.requests.contains(&id) && !self.answers.contains(&id)
    }
}

/// A request writes a constant itself: its enumeration of one value is no type that anybody needs.
fn is_sent(field: &Field) -> bool {
    field.constant.is_none()
}

fn visit(api: &Api, ty: &Type, counts: fn(&Field) -> bool, seen: &mut BTreeSet<ShapeId>) {
    match ty {
        Type::List(inner) | Type::CommaSeparated(inner) | Type::Map(inner) => {
            visit(api, inner, counts, seen);
        }
        Type::Shape(id) | Type::Boxed(id) if seen.insert(*id) => match &api.shape(*id).kind {
            ShapeKind::Object { fields, additional } => {
                for field in fields.iter().filter(|field| counts(field)) {
                    visit(api, &field.ty, counts, seen);
                }
                if let Some(additional) = additional {
                    visit(api, additional, counts, seen);
                }
            }
            ShapeKind::Union { variants, .. } => {
                for variant in variants {
                    visit(api, &Type::Shape(variant.shape), counts, seen);
                }
            }
            ShapeKind::Enum(_) => {}
        },
        _ => {}
    }
}
