//! What is checked before a request is sent.

use super::Naming;
use crate::ir::{self, Number, ShapeId, ShapeKind, Type};
use crate::model::{Check, End, Field, FieldKind, Range, RustType, SameCount};
use crate::names;

impl Naming<'_> {
    /// The limits of a value that can be checked before it is sent.
    pub(super) fn checks(&self, ty: &Type, limits: &ir::Limits) -> Vec<Check> {
        let mut checks = Vec::new();
        if let Type::List(item) = ty {
            // A check of a list's items is written as one of the list.
            let each = limits.each.as_deref();
            // The lists within a list are not looked into.
            let is_list = matches!(**item, Type::List(_) | Type::CommaSeparated(_));
            let each = each.filter(|_| !is_list).map(|each| scalar_checks(item, each));
            checks.extend(each.unwrap_or_default());
            let is_whole = matches!(**item, Type::Int32 | Type::Int64);
            checks.extend(limits.sum.filter(|_| is_whole).map(Check::Sum));
        }
        checks.extend(scalar_checks(ty, limits));
        let has_limits = |id: ShapeId| {
            matches!(
                self.api.shape(id).kind,
                ShapeKind::Object { .. } | ShapeKind::Union { .. } | ShapeKind::Choice(_)
            )
        };
        if ty.innermost_shape().is_some_and(has_limits) {
            checks.push(Check::Nested);
        }
        if matches!(ty, Type::CommaSeparated(_)) {
            checks.push(Check::Nested);
        }
        checks
    }

    /// The lists within a struct that have one item for each of its own lists' items.
    pub(super) fn same_counts(&self, id: ShapeId, fields: &[Field]) -> Vec<SameCount> {
        let lists = fields.iter().filter(|it| matches!(it.ty, RustType::Vec(_)));
        let mut found = Vec::new();
        for list in lists.filter(|it| matches!(it.kind, FieldKind::Required)) {
            let item = names::singular(&list.wire).to_lowercase();
            let mut path = Vec::new();
            if self.counted(id, &item, &mut path) {
                let wire: Vec<_> = path.iter().map(|(_, wire, _)| wire.as_str()).collect();
                found.push(SameCount {
                    wire: wire.join("."),
                    path: path
                        .iter()
                        .map(|(name, _, optional)| (name.clone(), *optional))
                        .collect(),
                    of: list.name.clone(),
                    of_wire: list.wire.clone(),
                });
            }
        }
        found
    }

    /// Finds the way from a struct to a list with one item for each `item`.
    fn counted(&self, id: ShapeId, item: &str, path: &mut Vec<(String, String, bool)>) -> bool {
        const DEEPEST: usize = 4;
        let ShapeKind::Object { fields, .. } = &self.api.shape(id).kind else { return false };
        let named = self.fields(id);
        for named in &named {
            let Some(field) = fields.iter().find(|it| it.name == named.wire) else { continue };
            let is_optional = named.kind == FieldKind::Optional;
            path.push((named.name.clone(), named.wire.clone(), is_optional));
            let is_it = field.limits.one_for_each.as_deref() == Some(item);
            let is_within = || match field.ty {
                Type::Shape(inner) => Some(inner),
                _ => None,
            };
            if is_it
                || (path.len() < DEEPEST
                    && is_within().is_some_and(|inner| self.counted(inner, item, path)))
            {
                return true;
            }
            path.pop();
        }
        false
    }
}

/// The rules between a value and those beside it, whose names in the document and in Rust are `names`.
pub(super) fn related(limits: &ir::Limits, names: &[(String, String)]) -> Vec<Check> {
    let check = |it: &ir::Relation| {
        let (other_wire, other) = names.iter().find(|(wire, _)| *wire == it.other)?.clone();
        Some(Check::Related { rule: it.rule, other, other_wire })
    };
    limits.relations.iter().filter_map(check).collect()
}

/// Whether the checks of a value refuse every integer that its type does not hold, so that any may be given for it. The
/// greatest that they allow is small: a literal then needs no suffix.
pub(super) fn take_any_integer(checks: &[Check], ty: &RustType) -> bool {
    let is_small = |high: &str| high.parse().is_ok_and(|high: i32| high < i32::MAX);
    matches!(ty, RustType::I32 | RustType::I64)
        && checks.iter().any(|check| match check {
            Check::Integer(Range { high: End::Included(high) | End::Excluded(high), .. }) => {
                is_small(high)
            }
            _ => false,
        })
}

fn scalar_checks(ty: &Type, limits: &ir::Limits) -> Vec<Check> {
    let ty = match ty {
        Type::Nullable(item) if !matches!(**item, Type::List(_) | Type::Map(_)) => item,
        ty => ty,
    };
    let check = match ty {
        Type::String => sizes(limits.min_length, limits.max_length).map(Check::Length),
        Type::Bytes | Type::File => sizes(limits.min_bytes, limits.max_bytes).map(Check::Bytes),
        Type::List(_) | Type::CommaSeparated(_) => {
            sizes(limits.min_items, limits.max_items).map(Check::Items)
        }
        Type::Map(_) => sizes(limits.min_members, limits.max_members).map(Check::Members),
        Type::Int32 => integers(limits, i32::MIN.into(), i32::MAX.into()),
        Type::Int64 => integers(limits, i64::MIN.into(), i64::MAX.into()),
        Type::UInt64 => integers(limits, 0, u64::MAX.into()),
        Type::Double => bounds(limits, |value| Some(real(value))).map(Check::Float),
        _ => None,
    };
    let step = limits.multiple_of.and_then(|step| match (ty, step) {
        (Type::Int32 | Type::Int64 | Type::UInt64, Number::Whole(step)) if step > 1 => {
            Some(Check::MultipleOf(step.to_string()))
        }
        (Type::Double, step) => Some(Check::MultipleOf(real(step))),
        _ => None,
    });
    let is_list = matches!(ty, Type::List(_) | Type::CommaSeparated(_));
    let unique = (is_list && limits.unique).then_some(Check::Unique);
    let characters = limits.max_characters.filter(|_| is_list).map(Check::Characters);
    check.into_iter().chain(step).chain(unique).chain(characters).collect()
}

/// The range of an integer. A bound that every value of its type keeps to says nothing.
fn integers(limits: &ir::Limits, least: i128, most: i128) -> Option<Check> {
    let print = |value: Number| match value {
        Number::Whole(value) if (least..=most).contains(&value) => Some(value.to_string()),
        _ => None,
    };
    bounds(limits, print).map(Check::Integer)
}

fn real(value: Number) -> String {
    format!("{:?}", value.as_f64())
}

fn sizes(min: Option<usize>, max: Option<usize>) -> Option<Range> {
    let end = |it: Option<usize>| it.map_or(End::Open, |it| End::Included(it.to_string()));
    range(end(min.filter(|it| *it > 0)), end(max))
}

fn bounds(limits: &ir::Limits, print: impl Fn(Number) -> Option<String>) -> Option<Range> {
    let end = |it: Option<ir::Bound>| {
        let printed = it.and_then(|it| Some((print(it.value)?, it.exclusive)));
        match printed {
            None => End::Open,
            Some((value, false)) => End::Included(value),
            Some((value, true)) => End::Excluded(value),
        }
    };
    range(end(limits.minimum), end(limits.maximum))
}

fn range(low: End, high: End) -> Option<Range> {
    (low != End::Open || high != End::Open).then_some(Range { low, high })
}
