//! The members of a document, each parsed by itself: nearly all of it are its `paths` and its `components`.

use rayon::prelude::*;
use serde_json::Value;

use super::plain::Plain;

/// A text of YAML, if it is a mapping that holds nothing but JSON.
pub(super) fn parse(text: &str) -> Option<Value> {
    let sections = sections(text).into_par_iter().map(|it| serde_yaml::from_str(it).ok());
    let mut sections = sections.collect::<Option<Vec<Plain>>>()?.into_iter();
    let Plain(mut root) = sections.next()?;
    for Plain(section) in sections {
        let Value::Object(more) = section else { return None };
        let members = root.as_object_mut()?;
        let count = members.len() + more.len();
        members.extend(more);
        if members.len() < count {
            // A key is there twice.
            return None;
        }
    }
    Some(root)
}

/// The text in parts that each begin with a key of the outermost mapping. What began before such a line and goes on after it,
/// such as a text in quotes, makes the part that has its beginning no YAML, and so does an alias of an anchor in another part.
/// Only the line that ends a document does not; a text with one, but at its beginning, is left whole.
fn sections(text: &str) -> Vec<&str> {
    let starts = text.match_indices('\n').map(|(at, _)| at + 1);
    let mut sections = Vec::new();
    let (mut start, mut has_key) = (0, false);
    for at in std::iter::once(0).chain(starts) {
        let rest = &text[at..];
        if has_key && (rest.starts_with("---") || rest.starts_with("...")) {
            return vec![text];
        }
        if rest.starts_with(|it: char| it.is_ascii_alphabetic()) {
            if has_key {
                sections.push(&text[start..at]);
                start = at;
            }
            has_key = true;
        }
    }
    sections.push(&text[start..]);
    sections
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{parse, sections};

    #[test]
    fn a_text_is_parted_where_a_key_of_its_outermost_mapping_begins() {
        let text = "---\n# a\na: 1\nb:\n- x\n- y: |\n    c: 1\nd: {\n}\n";
        assert_eq!(
            sections(text),
            ["---\n# a\na: 1\n", "b:\n- x\n- y: |\n    c: 1\n", "d: {\n}\n"]
        );
        let whole = json!({"a": 1, "b": ["x", {"y": "c: 1\n"}], "d": {}});
        assert_eq!(parse(text), Some(whole));
    }

    #[test]
    fn parts_that_are_not_the_whole_are_none() {
        for text in [
            "a: \"x\nb: y\"\n",
            "a: {\nb: 1}\n",
            "a: &x 1\nb: *x\n",
            "a: 1\n---\nb: 2\n",
            "a: 1\n...\nb: 2\n",
            "a: 1\nb: 2\na: 3\n",
            "a: 1\nb\n",
            "- a\nb: 1\n",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
