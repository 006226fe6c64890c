//! The members of the members of a text of YAML, each parsed by itself when somebody asks for a place in it: nearly all of a
//! large document are the members of its `paths` and its `components`, and few of them have findings.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::yaml::Marked;
use super::{Found, Pointer};

/// The parts of a text, by the two keys that lead to them.
#[derive(Debug)]
pub(crate) struct Parts(HashMap<(String, String), Part>);

/// A key of its own line, and what it leads to.
#[derive(Debug)]
struct Part {
    bytes: Range<usize>,
    marked: OnceLock<Option<Marked>>,
}

impl Parts {
    pub(super) fn of(text: &str) -> Self {
        let mut parts = HashMap::new();
        for (outer, section) in members(text, 0..text.len(), 0) {
            let first =
                text[section.clone()].find('\n').map_or(section.end, |it| section.start + it + 1);
            let rest = &text[first..section.end];
            let indent = rest.len() - rest.trim_start_matches(' ').len();
            for (key, bytes) in members(text, first..section.end, indent) {
                let part = Part { bytes, marked: OnceLock::new() };
                parts.insert((outer.clone(), key), part);
            }
        }
        Self(parts)
    }

    /// What a pointer leads to, if that is within a part that is the mapping that it seems to be. One of which a text goes on
    /// behind it, or that has an alias of an anchor elsewhere, is none.
    pub(super) fn follow(&self, text: &str, pointer: &Pointer) -> Option<Found> {
        let mut tokens = pointer.tokens();
        let keys = (tokens.next()?.into_owned(), tokens.next()?.into_owned());
        let Part { bytes, marked } = self.0.get(&keys)?;
        let part = &text[bytes.clone()];
        let marked = marked.get_or_init(|| Marked::parse(part)).as_ref();
        let marked = marked.filter(|it| it.is_member(&keys.1))?;
        let found = marked.follow(part, pointer.tokens().skip(1));
        let moved = |it: Range<usize>| bytes.start + it.start..bytes.start + it.end;
        Some(Found { key: found.key.map(moved), value: moved(found.value), ..found })
    }
}

/// The members of a mapping that begin with a key alone on a line with so many spaces before it.
fn members(text: &str, within: Range<usize>, indent: usize) -> Vec<(String, Range<usize>)> {
    let mut members: Vec<(String, Range<usize>)> = Vec::new();
    let (mut at, mut is_open) = (within.start, false);
    for line in text[within.clone()].split_inclusive('\n') {
        let content = line.trim_start_matches(' ');
        let depth = line.len() - content.len();
        let key = content.trim_end();
        if depth <= indent && !key.is_empty() && !key.starts_with('#') {
            let key = key.strip_suffix(':').map(|it| it.trim_matches(['"', '\'']));
            is_open = depth == indent && key.is_some();
            members.extend(key.filter(|_| is_open).map(|it| (it.to_owned(), at..at)));
        }
        at += line.len();
        if let (true, Some((_, bytes))) = (is_open, members.last_mut()) {
            bytes.end = at;
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::{Found, Parts, Pointer};
    use crate::position::spans::yaml::Marked;

    fn found(text: &str, at: &str) -> Option<Found> {
        Parts::of(text).follow(text, &Pointer::from_json_pointer(at.to_owned()))
    }

    #[test]
    fn a_part_has_the_places_that_the_whole_text_has() {
        let text = r#"
a: 1
b:
  # ä
  "/x y":
    é: [1, {f: g}]
    d:
    - e: >
        x:
  '200':
    h: null
c:
  - i:
"#;
        let whole = Marked::parse(text).unwrap();
        let place = |it: Found| (it.key, it.value.start, it.is_scalar, it.is_end);
        for at in ["/b/~1x y", "/b/~1x y/é/1/f", "/b/~1x y/d/0/e", "/b/~1x y/j", "/b/200/h"] {
            let pointer = Pointer::from_json_pointer(at.to_owned());
            let expected = whole.follow(text, pointer.tokens());
            assert_eq!(found(text, at).map(place), Some(place(expected)), "{at}");
        }
        for at in ["", "/a", "/b", "/b/k", "/c/0", "/c/0/i"] {
            assert!(found(text, at).is_none(), "{at}");
        }
    }

    #[test]
    fn a_part_that_is_not_what_it_seems_is_none() {
        for text in [
            "a:\n  b:\n    c: \"d\n  e:\n    f\"\n",
            "a:\n  g: &x 1\n  b:\n    c: *x\n",
            "a:\n  b:\n    c: [1,\n  2]\n",
        ] {
            assert!(found(text, "/a/b/c").is_none(), "{text}");
        }
    }
}
