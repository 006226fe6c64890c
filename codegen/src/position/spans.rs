//! From a JSON pointer to bytes of the file, by a second, marked parse.
//!
//! `openapiv3` buffers while it reads, so the positions in its own errors are wrong. The marked parse
//! is made only when the first diagnostic asks for a position.

mod json;
mod yaml;

use std::ops::Range;

use super::Pointer;

/// Where the nodes of one file stand.
#[derive(Debug)]
pub(crate) enum Spans {
    Json(json::Node),
    Yaml(yaml::Marked),
    /// A text that these parsers refuse has no positions, which is no error: the parser of the documents is the judge of
    /// what is YAML.
    None,
}

/// The node that a pointer leads to, or the nearest one on the way to it.
struct Found {
    /// The key that leads to the node. That of an item of a sequence is the first of its own.
    key: Option<Range<usize>>,
    value: Range<usize>,
    is_scalar: bool,
    is_end: bool,
}

impl Spans {
    /// Parses `text`. Nearly all JSON is YAML as well, but is read in a fraction of the time.
    pub(crate) fn parse(text: &str) -> Self {
        let json = json::Node::root(text).map(Self::Json);
        json.or_else(|| yaml::Marked::parse(text).map(Self::Yaml)).unwrap_or(Self::None)
    }

    fn follow(&self, text: &str, pointer: &Pointer) -> Option<Found> {
        match self {
            Self::Json(root) => Some(root.follow(text, pointer)),
            Self::Yaml(root) => Some(root.follow(text, pointer)),
            Self::None => None,
        }
    }

    /// The bytes to underline for the node at `pointer`: a scalar itself, else the key that leads to it.
    /// Where the node does not exist, those of its nearest ancestor.
    pub(crate) fn locate(&self, text: &str, pointer: &Pointer, on_key: bool) -> Range<usize> {
        let Some(found) = self.follow(text, pointer) else { return 0..0 };
        let key = found.key.filter(|_| on_key || !found.is_scalar);
        on_one_line(text, key.unwrap_or(found.value))
    }

    /// The bytes of the first `words` in the text of the node at `pointer`.
    pub(crate) fn find(&self, text: &str, pointer: &Pointer, words: &str) -> Option<Range<usize>> {
        let found = self.follow(text, pointer).filter(|it| it.is_end)?;
        let start = found.value.start + text.get(found.value)?.find(words)?;
        Some(start..start + words.len())
    }
}

/// A source snippet is cut to one line.
fn on_one_line(text: &str, Range { start, end }: Range<usize>) -> Range<usize> {
    let line_end = text[start..].find('\n').map_or(text.len(), |n| start + n);
    let end = end.min(line_end);
    start..start + text[start..end].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::{Pointer, Spans, json, yaml};

    #[test]
    fn a_text_of_json_has_its_positions_whichever_parser_reads_it() {
        let text = r#"{"ä": {"b\"c" : [1, {"x": "é y"}, [2], {}]},
            "d": "e", "f": {"g": null}}"#;
        let json = Spans::Json(json::Node::root(text).unwrap());
        let yaml = Spans::Yaml(yaml::Marked::parse(text).unwrap());
        for pointer in [
            "",
            "/ä",
            "/ä/b\"c",
            "/ä/b\"c/0",
            "/ä/b\"c/1",
            "/ä/b\"c/1/x",
            "/ä/b\"c/2",
            "/ä/b\"c/2/0",
            "/ä/b\"c/3",
            "/d",
            "/f/g",
            "/f/h",
            "/d/e/f",
        ] {
            let pointer = Pointer::from_json_pointer(pointer.to_owned());
            for on_key in [false, true] {
                let [found, expected] = [&json, &yaml].map(|it| it.locate(text, &pointer, on_key));
                assert_eq!(found, expected, "{pointer} {on_key}");
            }
            let [found, expected] = [&json, &yaml].map(|it| it.find(text, &pointer, "y"));
            assert_eq!(found, expected, "{pointer}");
        }
    }
}
