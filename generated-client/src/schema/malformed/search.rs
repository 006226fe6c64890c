//! Finds the items of lists that cannot be read.

use std::ops::Range;

use serde_core::de::IgnoredAny;
use serde_json::{Deserializer, Error};

use crate::json_path::Place;

/// An item that cannot be read.
pub(super) struct Found {
    /// Its path.
    pub(super) path: String,
    /// Where it is in the body.
    pub(super) span: Range<usize>,
    /// The path of what is wrong in it, and what that is.
    pub(super) wrong: (String, Error),
}

/// How many times the length of a body may be read to find what is malformed in it. A list is read once, and what comes
/// before it once for each malformed item; only who wants to keep a client busy writes much there.
const MOST_WORK: usize = 16;

/// The same for short bodies, in bytes.
const LEAST_WORK: usize = 64 * 1024;

/// Reads a body, that could not be read as a whole, without the malformed items of its lists. `None` if something else
/// is wrong with it.
///
/// An item of a list within an item counts as a part of that: an item is there as a whole or not at all.
pub(super) fn read<T>(
    body: &[u8],
    read: impl Fn(&[u8]) -> Result<T, Error>,
) -> Option<(T, Vec<Found>)> {
    let found = search(body, &|text| read(text).err())?;
    let value = read(&without(body, &found)).ok()?;
    Some((value, found))
}

/// Reads the body again and again, each time without the items up to the last malformed one.
fn search(body: &[u8], read: &dyn Fn(&[u8]) -> Option<Error>) -> Option<Vec<Found>> {
    let mut text = body.to_vec();
    let mut start = 0;
    let mut work = body.len().saturating_mul(MOST_WORK).saturating_add(LEAST_WORK);
    let mut found: Vec<Found> = Vec::new();
    // The bracket of the list that the last one was in, and how many items of it are gone.
    let (mut last_list, mut gone) = (None, 0);
    while let Some(error) = read(text.get(start..)?) {
        let place = Place::of(text.get(start..)?, error.line(), error.column());
        let item = place.item.filter(|_| error.is_data())?;
        let (bracket, first) = (start + item.bracket, start + item.start);
        work = work.checked_sub(first - start)?;
        let index = item.index + if last_list == Some(bracket) { gone } else { 0 };
        let span = value_at(&text, first)?;
        let path = format!("{}[{index}]", place.list);
        let wrong = (format!("{path}{}", place.within), error);
        // What comes before the list is moved to where the next item is.
        let next = after_comma(&text, span.end);
        let head = start..bracket + 1;
        start = next - head.len();
        text.copy_within(head, start);
        (last_list, gone) = (Some(next - 1), index + 1);
        found.push(Found { path, span, wrong });
    }
    Some(found)
}

/// The value that is at `start`, after white space.
fn value_at(text: &[u8], start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    let start = start + rest.len() - rest.trim_ascii_start().len();
    let mut values = Deserializer::from_slice(text.get(start..)?).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(start..start + values.byte_offset())
}

/// The place after the comma that follows, if one does.
fn after_comma(text: &[u8], end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    match rest.trim_ascii_start().strip_prefix(b",") {
        Some(after) => text.len() - after.len(),
        None => end,
    }
}

/// The body without these items.
fn without(body: &[u8], items: &[Found]) -> Vec<u8> {
    let mut text = Vec::with_capacity(body.len());
    let mut end = 0;
    for Found { span, .. } in items {
        text.extend_from_slice(body.get(end..span.start).unwrap_or_default());
        end = after_comma(body, span.end);
        if end == span.end {
            // It is the last of its list, and a comma may be before it.
            text.truncate(text.trim_ascii_end().len());
            text.pop_if(|last| *last == b',');
        }
    }
    text.extend_from_slice(body.get(end..).unwrap_or_default());
    text
}

#[cfg(test)]
mod tests;
