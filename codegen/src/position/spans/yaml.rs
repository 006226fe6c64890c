//! Where the nodes of a text of YAML stand.

use std::ops::Range;

use saphyr::{LoadableYamlNode, MarkedYamlOwned, YamlDataOwned};

use super::{Found, Pointer};

/// The marked tree of one file.
#[derive(Debug)]
pub(crate) struct Marked {
    root: MarkedYamlOwned,
    /// The byte of every so many characters, so that a long text is not counted again for each position.
    steps: Vec<usize>,
}

impl Marked {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let root = MarkedYamlOwned::load_from_str(text).ok()?.into_iter().next()?;
        let steps = text.char_indices().step_by(STEP).map(|(byte, _)| byte).collect();
        Some(Self { root, steps })
    }

    pub(super) fn follow(&self, text: &str, pointer: &Pointer) -> Found {
        let (mut node, mut key, mut is_end) = (&self.root, None, true);
        for token in pointer.tokens() {
            let Some((found_key, found)) = child(node, &token) else {
                is_end = false;
                break;
            };
            (node, key) = (found, found_key.or(key));
        }
        let is_scalar =
            matches!(node.data, YamlDataOwned::Value(_) | YamlDataOwned::Representation(..));
        let key = key.map(|it| self.bytes(text, it));
        Found { key, value: self.bytes(text, node), is_scalar, is_end }
    }

    /// The marker counts characters; a text is cut by bytes.
    fn bytes(&self, text: &str, node: &MarkedYamlOwned) -> Range<usize> {
        let (first, last) = (node.span.start.index(), node.span.end.index());
        let start = self.byte_of(text, first);
        start..self.byte_of(text, last.max(first)).max(start)
    }

    fn byte_of(&self, text: &str, characters: usize) -> usize {
        let Some(step) = self.steps.get(characters / STEP) else { return text.len() };
        let mut rest = text[*step..].char_indices();
        rest.nth(characters % STEP).map_or(text.len(), |(byte, _)| step + byte)
    }
}

/// How many characters lie between two known positions.
const STEP: usize = 256;

/// The member of `node` that `token` names, with the key that leads to it.
fn child<'a>(
    node: &'a MarkedYamlOwned,
    token: &str,
) -> Option<(Option<&'a MarkedYamlOwned>, &'a MarkedYamlOwned)> {
    match &node.data {
        YamlDataOwned::Mapping(mapping) => mapping
            .iter()
            .find(|(key, _)| is_text(key, token))
            .map(|(key, value)| (Some(key), value)),
        YamlDataOwned::Sequence(items) => {
            let item = items.get(token.parse::<usize>().ok()?)?;
            let marked =
                matches!(item.data, YamlDataOwned::Mapping(_) | YamlDataOwned::Sequence(_));
            Some((marked.then(|| first_key(item)).flatten(), item))
        }
        _ => None,
    }
}

/// The first key of a mapping: what to underline for a mapping that is an item of a sequence.
fn first_key(item: &MarkedYamlOwned) -> Option<&MarkedYamlOwned> {
    match &item.data {
        YamlDataOwned::Mapping(mapping) => mapping.keys().next(),
        _ => None,
    }
}

/// Whether a key reads `text`. Most are strings, and there are many to look through.
fn is_text(key: &MarkedYamlOwned, text: &str) -> bool {
    match &key.data {
        YamlDataOwned::Value(saphyr::ScalarOwned::String(key)) => key == text,
        _ => scalar_text(key).is_some_and(|key| key == text),
    }
}

fn scalar_text(node: &MarkedYamlOwned) -> Option<String> {
    use saphyr::ScalarOwned;
    match &node.data {
        YamlDataOwned::Value(scalar) => Some(match scalar {
            ScalarOwned::String(text) => text.clone(),
            ScalarOwned::Integer(number) => number.to_string(),
            ScalarOwned::FloatingPoint(number) => number.to_string(),
            ScalarOwned::Boolean(value) => value.to_string(),
            ScalarOwned::Null => "null".to_owned(),
        }),
        YamlDataOwned::Representation(text, ..) => Some(text.to_string()),
        _ => None,
    }
}
