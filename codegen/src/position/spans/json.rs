//! Where the values of a text of JSON stand, read no deeper than somebody asks.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Found, Pointer};

/// A value, and the key that leads to it.
#[derive(Debug)]
pub(crate) struct Node {
    key: Option<Range<usize>>,
    value: Range<usize>,
    members: OnceLock<Vec<(String, Node)>>,
}

impl Node {
    /// The value that a text is, if it is JSON.
    pub(super) fn root(text: &str) -> Option<Self> {
        let root: &RawValue = serde_json::from_str(text).ok()?;
        Some(Self::new(None, range(text, root)))
    }

    fn new(key: Option<Range<usize>>, value: Range<usize>) -> Self {
        Self { key, value, members: OnceLock::new() }
    }

    /// The members of an object or the items of an array of the `text`.
    fn members(&self, text: &str) -> &[(String, Self)] {
        self.members.get_or_init(|| {
            let raw = text.get(self.value.clone()).unwrap_or_default();
            let Members(members) = serde_json::from_str(raw).unwrap_or_default();
            let mut end = self.value.start + 1;
            let nodes = members.into_iter().map(|(name, value)| {
                let value = range(text, value);
                let between = text.get(end..value.start).unwrap_or_default();
                let key = between.find('"').zip(between.rfind('"'));
                let key = key.map(|(first, last)| end + first..end + last + 1);
                end = value.end;
                (name, Self::new(key, value))
            });
            nodes.collect()
        })
    }

    pub(super) fn follow(&self, text: &str, pointer: &Pointer) -> Found {
        let (mut node, mut key, mut is_end) = (self, None, true);
        for token in pointer.tokens() {
            let mut members = node.members(text).iter();
            let Some((_, member)) = members.find(|(name, _)| *name == token) else {
                is_end = false;
                break;
            };
            let is_item = member.key.is_none();
            let first = is_item.then(|| member.members(text).first()).flatten();
            let own = member.key.as_ref().or_else(|| first?.1.key.as_ref());
            (node, key) = (member, own.or(key));
        }
        let value = node.value.clone();
        let is_scalar = !text.get(value.clone()).is_some_and(|it| it.starts_with(['{', '[']));
        Found { key: key.cloned(), value, is_scalar, is_end }
    }
}

/// The bytes of a part of a text.
fn range(text: &str, part: &RawValue) -> Range<usize> {
    let start = part.get().as_ptr().addr() - text.as_ptr().addr();
    start..start + part.get().len()
}

/// The members of an object by their names, or the items of an array by their numbers.
#[derive(Default)]
struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MembersVisitor).map(Self)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        std::iter::from_fn(|| members.next_entry().transpose()).collect()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let items = std::iter::from_fn(|| items.next_element().transpose()).enumerate();
        items.map(|(index, item)| Ok((index.to_string(), item?))).collect()
    }
}
