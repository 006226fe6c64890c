//! Which document and which operation of the one set is which of the other.

use super::parameters::is_same_name;
use crate::ir::{Document, Operation};
use crate::names;

/// What two lists have in common, and what only one of them has, each in its order.
#[derive(Debug)]
pub(super) struct Pairs<'a, T> {
    pub(super) both: Vec<(&'a T, &'a T)>,
    pub(super) removed: Vec<&'a T>,
    pub(super) added: Vec<&'a T>,
}

/// What makes an item of the old list one of the new.
type Rule<'r, T> = &'r dyn Fn(&T, &T) -> bool;

/// Pairs items: by the first rule as many as it fits, of the rest as many as fit by the second, and so on.
fn pair<'a, T>(old: &'a [T], new: &'a [T], rules: &[Rule<'_, T>]) -> Pairs<'a, T> {
    let mut partner: Vec<Option<usize>> = vec![None; old.len()];
    for rule in rules {
        for (index, before) in old.iter().enumerate() {
            if partner.get(index) != Some(&None) {
                continue;
            }
            let found = new.iter().enumerate().find(|(candidate, after)| {
                !partner.contains(&Some(*candidate)) && rule(before, after)
            });
            if let (Some((found, _)), Some(partner)) = (found, partner.get_mut(index)) {
                *partner = Some(found);
            }
        }
    }
    let mut pairs = Pairs { both: Vec::new(), removed: Vec::new(), added: Vec::new() };
    for (before, partner) in old.iter().zip(&partner) {
        match partner.and_then(|index| new.get(index)) {
            Some(after) => pairs.both.push((before, after)),
            None => pairs.removed.push(before),
        }
    }
    let added = new.iter().enumerate().filter(|(index, _)| !partner.contains(&Some(*index)));
    pairs.added.extend(added.map(|(_, it)| it));
    pairs
}

/// Documents are one by their file stem, else by title, else by most of their operations.
pub(super) fn documents<'a>(old: &'a [Document], new: &'a [Document]) -> Pairs<'a, Document> {
    pair(
        old,
        new,
        &[
            &|one, other| one.stem == other.stem,
            &|one, other| is_same_name(&one.title, &other.title) && common(one, other) > 0,
            &|one, other| {
                let most = one.operations.len().min(other.operations.len());
                let nearest = new.iter().map(|it| common(one, it)).max().unwrap_or_default();
                let common = common(one, other);
                common > 0 && common * 2 >= most && common == nearest
            },
        ],
    )
}

/// How many operations two documents share, by id and method.
fn common(one: &Document, other: &Document) -> usize {
    let is_in_other = |it: &&Operation| {
        other.operations.iter().any(|other| other.id == it.id && other.method == it.method)
    };
    one.operations.iter().filter(is_in_other).count()
}

/// Operations are one by their id, by the method it makes, or by what they are sent to.
pub(super) fn operations<'a>(old: &'a Document, new: &'a Document) -> Pairs<'a, Operation> {
    let is_same_route = |one: &Operation, other: &Operation| {
        one.method == other.method
            && one.path.shape() == other.path.shape()
            && one.path.fixed_query == other.path.fixed_query
    };
    let is_same_method = |one: &Operation, other: &Operation| {
        names::operation_path(old, one) == names::operation_path(new, other)
    };
    pair(
        &old.operations,
        &new.operations,
        &[
            &|one, other| one.id == other.id,
            &is_same_method,
            &|one, other| {
                is_same_route(one, other)
                    && one.base_path == other.base_path
                    && tags(one) == tags(other)
            },
            &|one, other| is_same_route(one, other) && tags(one) == tags(other),
            &is_same_route,
        ],
    )
}

fn tags(operation: &Operation) -> Vec<Option<&str>> {
    operation.calls.iter().map(|call| call.tag.as_deref()).collect()
}
