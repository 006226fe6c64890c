//! From a JSON pointer to bytes of the file, by a second, marked parse.
//!
//! `openapiv3` buffers while it reads, so the positions in its own errors are wrong. The marked parse
//! is made only when the first diagnostic asks for a position.

use std::ops::Range;

use saphyr::{LoadableYamlNode, MarkedYamlOwned, YamlDataOwned};

use super::Pointer;

/// The marked tree of one file.
#[derive(Debug)]
pub(crate) struct Spans {
    root: Option<MarkedYamlOwned>,
    /// The byte of every so many characters, so that a long text is not counted again for each position.
    steps: Vec<usize>,
}

impl Spans {
    /// Parses `text`. A text that this parser refuses has no positions, which is no error: the parser of
    /// the documents is the judge of what is YAML.
    pub(crate) fn parse(text: &str) -> Self {
        let root = MarkedYamlOwned::load_from_str(text)
            .ok()
            .and_then(|documents| documents.into_iter().next());
        let steps = text.char_indices().step_by(STEP).map(|(byte, _)| byte).collect();
        Self { root, steps }
    }

    /// The bytes to underline for the node at `pointer`: a scalar itself, else the key that leads to it.
    /// Where the node does not exist, those of its nearest ancestor.
    pub(crate) fn locate(&self, text: &str, pointer: &Pointer, on_key: bool) -> Range<usize> {
        let Some(root) = &self.root else { return 0..0 };
        let (mut node, mut key) = (root, None);
        for token in pointer.tokens() {
            match child(node, &token) {
                Some((found_key, found)) => (node, key) = (found, found_key.or(key)),
                None => break,
            }
        }
        let is_scalar =
            matches!(node.data, YamlDataOwned::Value(_) | YamlDataOwned::Representation(..));
        let marked = match key {
            Some(key) if on_key || !is_scalar => key,
            _ => node,
        };
        self.bytes(text, marked)
    }

    /// The bytes of the first `words` in the text of the node at `pointer`.
    pub(crate) fn find(&self, text: &str, pointer: &Pointer, words: &str) -> Option<Range<usize>> {
        let mut node = self.root.as_ref()?;
        for token in pointer.tokens() {
            node = child(node, &token)?.1;
        }
        let whole = self.whole(text, node);
        let start = whole.start + text.get(whole)?.find(words)?;
        Some(start..start + words.len())
    }

    /// A source snippet is cut to one line.
    fn bytes(&self, text: &str, node: &MarkedYamlOwned) -> Range<usize> {
        let Range { start, end } = self.whole(text, node);
        let line_end = text[start..].find('\n').map_or(text.len(), |n| start + n);
        let end = end.min(line_end);
        start..start + text[start..end].trim_end().len()
    }

    /// The marker counts characters; a text is cut by bytes.
    fn whole(&self, text: &str, node: &MarkedYamlOwned) -> Range<usize> {
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
