//! Enumerations that have no name of their own and the same values are one type, within a document.
//!
//! What is equal may still be by accident: two properties are one type only where their names say that they are the same
//! thing, or where there are so many that the values must be general ones, such as `enabled` and `disabled`.

use std::collections::BTreeMap;
use std::iter;

use super::shared::{named, own_name, replace};
use crate::ir::{Api, EnumValue, NameHint, NumberValue, Shape, ShapeId, ShapeKind};
use crate::names;
use crate::position::SourceId;

/// Two values are general ones if properties of so many names have them.
const GENERAL: usize = 3;

/// Two general values make the name of their type if neither is longer.
const LONGEST: usize = 15;

/// Enumerations with the same values, by the words of the properties and parameters that have them.
type ByWords = BTreeMap<Vec<String>, Vec<ShapeId>>;

/// Makes one type of them.
pub(super) fn share_equal(api: &mut Api) {
    let mut by_values: BTreeMap<(SourceId, Vec<String>), (Vec<ShapeId>, ByWords)> = BTreeMap::new();
    for (index, shape) in api.shapes.iter().enumerate() {
        let Some(values) = values(&shape.kind).filter(|it| it.len() > 1) else { continue };
        let (declared, others) = by_values.entry((shape.place.source, values)).or_default();
        match (own_name(shape), &shape.name) {
            (Some(_), _) => declared.push(ShapeId(index)),
            (None, NameHint::Within(_, name) | NameHint::Parameter(_, name)) => {
                let words = names::words(names::singular(name));
                others.entry(words).or_default().push(ShapeId(index));
            }
            _ => {}
        }
    }
    let mut same = BTreeMap::new();
    for ((_, values), (declared, mut others)) in by_values {
        join_declared(api, &declared, &mut others, &mut same);
        join_longer(&mut others);
        let is_short = |it: &String| it.chars().count() <= LONGEST;
        let is_text = |id: &ShapeId| matches!(api.shape(*id).kind, ShapeKind::Enum(_));
        let are_general = others.len() >= GENERAL
            && values.len() == 2
            && values.iter().all(is_short)
            && others.values().flatten().all(is_text);
        if are_general {
            unite(api, others.into_values().flatten().collect(), NameHint::Values, &mut same);
            continue;
        }
        for (words, ids) in others {
            let places = ids.iter().map(|id| api.shape(*id).name.clone()).collect();
            unite(api, ids, NameHint::Each(words.join("_"), places), &mut same);
        }
    }
    replace(api, &same);
}

/// The values of an enumeration in an order of their own, with what a person calls them.
fn values(kind: &ShapeKind) -> Option<Vec<String>> {
    let mut values: Vec<String> = match kind {
        ShapeKind::Enum(values) => {
            values.iter().map(|it| text(&it.value, it.chosen.as_ref())).collect()
        }
        ShapeKind::Numbers(values) => {
            let value = |it: &NumberValue| {
                text(&format!("#{} {:?}", it.value, it.name), it.chosen.as_ref())
            };
            values.iter().map(value).collect()
        }
        _ => return None,
    };
    values.sort_unstable();
    Some(values)
}

fn text(value: &str, chosen: Option<&crate::ir::ChosenName>) -> String {
    let mut text = value.to_owned();
    named(chosen, &mut text);
    text
}

/// What the document declares with a name of its own that ends in the words of a property, the property is.
fn join_declared(
    api: &Api,
    declared: &[ShapeId],
    others: &mut ByWords,
    same: &mut BTreeMap<ShapeId, ShapeId>,
) {
    others.retain(|words, ids| {
        let is_it = |id: &&ShapeId| {
            own_name(api.shape(**id)).is_some_and(|name| names::words(name).ends_with(words))
        };
        let found = declared.iter().find(is_it);
        same.extend(found.iter().flat_map(|found| ids.iter().map(|id| (*id, **found))));
        found.is_none()
    });
}

/// What is called `type` is a `handler_type` if that alone has the same values.
fn join_longer(others: &mut ByWords) {
    let all: Vec<_> = others.keys().cloned().collect();
    for words in &all {
        let mut longer = all.iter().filter(|it| it.len() > words.len() && it.ends_with(words));
        if let (Some(only), None) = (longer.next(), longer.next())
            && let Some(ids) = others.remove(words)
        {
            let joined = others.entry(only.clone()).or_default();
            joined.extend(ids);
            joined.sort_unstable();
        }
    }
}

/// Makes the first of several stand for all of them.
fn unite(
    api: &mut Api,
    mut ids: Vec<ShapeId>,
    name: NameHint,
    same: &mut BTreeMap<ShapeId, ShapeId>,
) {
    ids.sort_unstable();
    let [first, others @ ..] = ids.as_slice() else { return };
    if others.is_empty() {
        return;
    }
    let all: Vec<Shape> = ids.iter().map(|id| api.shape(*id).clone()).collect();
    let is_general = name == NameHint::Values;
    let docs = |texts: Vec<&String>| -> String {
        let mut texts = texts.into_iter().filter(|it| !it.is_empty());
        let first = texts.next();
        // What is said of one property is not true of another.
        first
            .filter(|first| !is_general || texts.all(|it| it == *first))
            .cloned()
            .unwrap_or_default()
    };
    let shape = &mut api.shapes[first.0];
    shape.docs = docs(all.iter().map(|it| &it.docs).collect());
    match &mut shape.kind {
        ShapeKind::Enum(values) => {
            for value in values {
                let alike = |it: &&EnumValue| it.value == value.value;
                let texts = all.iter().flat_map(enum_values).filter(alike).map(|it| &it.docs);
                value.docs = docs(texts.collect());
            }
        }
        ShapeKind::Numbers(values) => {
            for value in values {
                let alike = |it: &&NumberValue| it.value == value.value;
                let texts = all.iter().flat_map(number_values).filter(alike).map(|it| &it.docs);
                value.docs = docs(texts.collect());
            }
        }
        _ => {}
    }
    shape.name = name;
    same.extend(others.iter().copied().zip(iter::repeat(*first)));
}

fn enum_values(shape: &Shape) -> &[EnumValue] {
    match &shape.kind {
        ShapeKind::Enum(values) => values,
        _ => &[],
    }
}

fn number_values(shape: &Shape) -> &[NumberValue] {
    match &shape.kind {
        ShapeKind::Numbers(values) => values,
        _ => &[],
    }
}
