//! Strings, numbers, booleans and lists.

use std::collections::HashSet;

use serde_json::Value;

use super::Lowering;
use super::identifier::id_kind;
use super::lowered::{Context, Lowered, Site};
use super::whole::Whole;
use crate::diagnostic::Code;
use crate::ir::{Bound, EnumValue, Limits, Number, NumberValue, REACTION, ShapeKind, Type};
use crate::position::Pointer;
use crate::prose;

impl Lowering<'_> {
    pub(super) fn string(&mut self, whole: &Whole, site: Site<'_>, to: &mut Lowered) {
        let context = site.context;
        to.limits = Limits {
            min_length: whole.limits.min_length,
            max_length: whole.limits.max_length,
            pattern: whole.limits.pattern.clone(),
            ..Limits::default()
        };
        if whole.limits.pattern.is_some() {
            self.ignored(whole, "pattern", "a `pattern` is documented and not checked");
        }
        let values = whole.enumeration.iter().flatten().filter_map(Value::as_str);
        let values: Vec<String> = values.map(str::to_owned).collect();
        if !values.is_empty() {
            to.constant = only(&values).map(Value::from);
            to.ty = self.enumeration(values, site);
            return;
        }
        let id = |kinds: &HashSet<String>| id_kind(kinds, &context.name).map(Type::Id);
        to.ty = match whole.format.as_deref() {
            Some("date-time") => Type::DateTime,
            Some("page-token") => Type::PageToken,
            Some(format) if format.ends_with("-id") || format == REACTION => {
                Type::Id(format.to_owned())
            }
            None if context.wire_hints().comma_separated && !context.is_item => {
                to.limits.max_items = context.wire_hints().max_items;
                to.docs = prose::as_list(&to.docs);
                to.limits.max_characters = context.list_rules().max_characters;
                Type::CommaSeparated(Box::new(id(&self.id_kinds).unwrap_or(Type::String)))
            }
            None => id(&self.id_kinds).unwrap_or(Type::String),
            Some(_) => Type::String,
        };
    }

    fn enumeration(&mut self, values: Vec<String>, site: Site<'_>) -> Type {
        let docs = site.context.described.as_deref().unwrap_or_default();
        let meanings = prose::value_meanings(docs);
        let values = values.into_iter().map(|value| {
            let docs = meanings.get(&value).cloned().unwrap_or_default();
            let chosen = self.names.variant(site.at, &value);
            EnumValue { value, chosen, docs }
        });
        let kind = ShapeKind::Enum(values.collect());
        Type::Shape(self.shape(site, docs, kind))
    }

    pub(super) fn integer(&mut self, whole: &Whole, site: Site<'_>, to: &mut Lowered) {
        let Limits { minimum, maximum, multiple_of, .. } = whole.limits.clone();
        to.limits = Limits {
            minimum: minimum.map(|it| self.whole_bound(it, f64::ceil, "minimum", whole)),
            maximum: maximum.map(|it| self.whole_bound(it, f64::floor, "maximum", whole)),
            multiple_of,
            ..Limits::default()
        };
        let values = whole.enumeration.iter().flatten().filter(|it| !it.is_null());
        let values: Vec<&Value> = values.collect();
        let numbers: Vec<i64> = values.iter().filter_map(|it| it.as_i64()).collect();
        if numbers.len() < values.len() {
            self.ignored(whole, "enum", "values that are no 64-bit integers are not told apart");
        } else if !numbers.is_empty() {
            to.constant = only(&numbers).map(Value::from);
            to.ty = self.numbers(&numbers, whole, site);
            return;
        }
        // What has bounds is counted or measured.
        let kind = whole.format.as_ref().filter(|it| it.ends_with("-id"));
        to.number_id = kind.filter(|_| to.limits == Limits::default()).cloned();
        to.ty = match whole.format.as_deref() {
            _ if site.context.wire_hints().epoch_millis => Type::EpochMillis,
            Some("page-token") => Type::PageToken,
            Some("uint64") => Type::UInt64,
            Some("int32") if is_within(&to.limits, i32::MIN.into(), i32::MAX.into()) => Type::Int32,
            _ if is_within(&to.limits, i64::MIN.into(), i64::MAX.into()) => Type::Int64,
            _ if is_within(&to.limits, 0, u64::MAX.into()) && to.limits.minimum.is_some() => {
                Type::UInt64
            }
            _ => Type::Int64,
        };
    }

    /// The bound as one that an integer of 64 bits can have.
    fn whole_bound(
        &mut self,
        bound: Bound,
        round: impl Fn(f64) -> f64,
        keyword: &'static str,
        whole: &Whole,
    ) -> Bound {
        let (value, exclusive) = match bound.value {
            Number::Whole(value) => (value, bound.exclusive),
            Number::Real(value) if value.fract() != 0.0 => (round(value) as i128, false),
            Number::Real(value) => (value as i128, bound.exclusive),
        };
        let nearest = value.clamp(i64::MIN.into(), u64::MAX.into());
        if nearest != value {
            let message = format!("`{keyword}` of this `integer` is beyond what 64 bits hold");
            self.ignored(whole, keyword, &message);
        }
        Bound { value: Number::Whole(nearest), exclusive }
    }

    /// An enumeration of integers. `x-enum-varnames`, which several tools know, names its values.
    fn numbers(&mut self, numbers: &[i64], whole: &Whole, site: Site<'_>) -> Type {
        let docs = site.context.described.as_deref().unwrap_or_default();
        let meanings = prose::value_meanings(docs);
        let names = whole.data.extensions.get("x-enum-varnames").and_then(Value::as_array);
        let values = numbers.iter().enumerate().map(|(index, value)| {
            let name = names.and_then(|names| names.get(index)?.as_str());
            NumberValue {
                value: *value,
                chosen: self.names.variant(site.at, &value.to_string()),
                name: name.map(str::to_owned),
                docs: meanings.get(&value.to_string()).cloned().unwrap_or_default(),
            }
        });
        let kind = ShapeKind::Numbers(values.collect());
        Type::Shape(self.shape(site, docs, kind))
    }

    pub(super) fn number(&mut self, whole: &Whole, to: &mut Lowered) {
        let Limits { minimum, maximum, multiple_of, .. } = whole.limits.clone();
        to.limits = Limits { minimum, maximum, multiple_of, ..Limits::default() };
        if whole.enumeration.is_some() {
            self.ignored(whole, "enum", "an enumeration of numbers is not checked");
        }
        to.ty = Type::Double;
    }

    pub(super) fn boolean(&mut self, whole: &Whole, to: &mut Lowered) {
        let values: Vec<bool> =
            whole.enumeration.iter().flatten().filter_map(Value::as_bool).collect();
        to.constant = only(&values).map(Value::from);
        to.ty = Type::Boolean;
    }

    pub(super) fn list(&mut self, whole: &Whole, context: &Context, to: &mut Lowered) {
        let item = self.parts_of_one(&whole.items, &context.item());
        let is_checked = match &item.ty {
            Type::List(_) => false,
            Type::Map(_) => !item.nullable,
            _ => true,
        };
        if let Some(part) = whole.items.first().filter(|_| !is_checked) {
            self.unchecked(&item.limits, &part.at, "the items of this list");
        }
        let rules = context.list_rules();
        to.limits = Limits {
            min_items: whole.limits.min_items,
            max_items: whole.limits.max_items,
            unique: whole.limits.unique,
            sum: rules.sum,
            one_for_each: rules.one_for_each,
            max_characters: rules.max_characters.filter(|_| is_text(&item.ty)),
            each: Some(Box::new(item.limits.clone())).filter(|it| **it != Limits::default()),
            ..Limits::default()
        };
        to.number_id.clone_from(&item.number_id);
        to.ty = Type::List(Box::new(item.item_type()));
    }

    /// Reports limits that no request is checked for.
    pub(super) fn unchecked(&mut self, limits: &Limits, at: &Pointer, what: &str) {
        // A pattern is only told, wherever it stands.
        if (Limits { pattern: None, ..limits.clone() }) != Limits::default() {
            let message = format!("the limits of {what} are not checked");
            self.report_key(Code::IgnoredKeyword, at, message);
        }
    }

    /// Reports a keyword that the client does not keep to.
    pub(super) fn ignored(&mut self, whole: &Whole, keyword: &'static str, message: &str) {
        if let Some(at) = whole.places.get(keyword) {
            self.report_key(Code::IgnoredKeyword, at, message);
        }
    }
}

fn only<T: Clone>(values: &[T]) -> Option<T> {
    match values {
        [value] => Some(value.clone()),
        _ => None,
    }
}

fn is_text(ty: &Type) -> bool {
    let ty = if let Type::Nullable(ty) = ty { ty } else { ty };
    matches!(ty, Type::String | Type::Id(_))
}

/// Whether an integer type can hold both bounds.
fn is_within(limits: &Limits, least: i128, most: i128) -> bool {
    let bounds = limits.minimum.iter().chain(&limits.maximum);
    bounds.into_iter().all(|it| match it.value {
        Number::Whole(value) => (least..=most).contains(&value),
        Number::Real(_) => false,
    })
}
