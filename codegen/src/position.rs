//! Where something stands: files, and places in them.

mod lines;
mod moves;
mod pointer;
mod spans;
mod surrogates;

use std::ops::Range;
use std::sync::OnceLock;

pub(crate) use moves::Moves;
pub(crate) use pointer::{Pointer, percent_decoded};

use lines::Lines;
use spans::Spans;

/// A document as it was read from disk.
#[derive(Clone, Debug)]
pub struct Input {
    /// The name that diagnostics show, usually the path of the file.
    pub name: String,
    /// The file stem, which becomes the name of the module.
    pub stem: String,
    /// The text.
    pub text: String,
}

/// Which of the [`Sources`] is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SourceId(usize);

/// One file: its text, and positions in it.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) stem: String,
    pub(crate) text: String,
    lines: OnceLock<Lines>,
    spans: OnceLock<Spans>,
    /// What was put into the document from elsewhere.
    grafts: Vec<Graft>,
    /// What was moved within it after that.
    moves: Moves,
}

/// A node of a document that stands somewhere else in the files.
#[derive(Debug)]
struct Graft {
    at: Pointer,
    source: SourceId,
    from: Pointer,
}

impl Source {
    /// Where the lines of the text begin.
    pub(crate) fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.text))
    }

    /// The bytes to underline for a place.
    fn locate(&self, at: &At) -> Range<usize> {
        let spans = || self.spans.get_or_init(|| Spans::parse(&self.text));
        match at {
            At::Node(pointer) => spans().locate(&self.text, pointer, false),
            At::Key(pointer) => spans().locate(&self.text, pointer, true),
            At::Text(pointer, words) => spans()
                .find(&self.text, pointer, words)
                .unwrap_or_else(|| spans().locate(&self.text, pointer, true)),
            At::Byte(byte) => self.one_character(*byte),
        }
    }

    /// The character at `byte`, or the last one before the end of the text.
    fn one_character(&self, byte: usize) -> Range<usize> {
        let text = self.text.trim_end();
        let mut start = byte.min(text.len().saturating_sub(1));
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let width = text[start..].chars().next().map_or(0, char::len_utf8);
        start..start + width
    }
}

/// All files of a run.
#[derive(Debug, Default)]
pub(crate) struct Sources(Vec<Source>);

impl Sources {
    pub(crate) fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0]
    }

    pub(crate) fn add(&mut self, input: Input) -> SourceId {
        self.0.push(Source {
            name: input.name,
            stem: input.stem,
            // A byte order mark says nothing in UTF-8.
            text: surrogates::joined(
                input.text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(input.text),
            ),
            lines: OnceLock::new(),
            spans: OnceLock::new(),
            grafts: Vec::new(),
            moves: Moves::default(),
        });
        SourceId(self.0.len() - 1)
    }
}

impl Sources {
    /// The file with a name.
    pub(crate) fn named(&self, name: &str) -> Option<SourceId> {
        self.0.iter().position(|source| source.name == name).map(SourceId)
    }

    /// Remembers that the node at `at` is a copy of what stands at `from` in `source`.
    pub(crate) fn graft(&mut self, host: SourceId, at: Pointer, source: SourceId, from: Pointer) {
        self.0[host.0].grafts.push(Graft { at, source, from });
    }

    /// Remembers where the nodes stood that were moved within a document, after everything else was put into it.
    pub(crate) fn moved(&mut self, host: SourceId, moves: Moves) {
        self.0[host.0].moves = moves;
    }

    /// The file and its bytes that a place of a document stands for.
    pub(crate) fn locate(&self, place: &Place) -> (&Source, Range<usize>) {
        let place = self.origin(place);
        let source = self.get(place.source);
        (source, source.locate(&place.at))
    }

    /// Where in the files a place of a document stands.
    pub(crate) fn origin(&self, place: &Place) -> Place {
        let Some(pointer) = place.pointer() else { return place.clone() };
        let host = self.get(place.source);
        let pointer = host.moves.origin(pointer);
        let grafts = host.grafts.iter().rev();
        let mut moved = grafts.filter_map(|it| Some((it.source, pointer.moved(&it.at, &it.from)?)));
        let (source, pointer) = moved.next().unwrap_or((place.source, pointer.clone()));
        let at = match &place.at {
            At::Key(_) => At::Key(pointer),
            At::Text(_, words) => At::Text(pointer, words.clone()),
            _ => At::Node(pointer),
        };
        Place { source, at }
    }
}

/// A place in a document. What comes from a record has the default, for it stands in no document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) source: SourceId,
    pub(crate) at: At,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum At {
    /// The node: a scalar itself, else its key.
    Node(Pointer),
    /// The key that leads to the node.
    Key(Pointer),
    /// These words in the text that the node is; its key, if the file has them in another form.
    Text(Pointer, String),
    /// A byte of the text, where there is no tree to point into.
    Byte(usize),
}

impl Default for At {
    fn default() -> Self {
        Self::Byte(0)
    }
}

impl Place {
    pub(crate) fn node(source: SourceId, pointer: &Pointer) -> Self {
        let at = At::Node(pointer.clone());
        Self { source, at }
    }

    pub(crate) fn key(source: SourceId, pointer: &Pointer) -> Self {
        let at = At::Key(pointer.clone());
        Self { source, at }
    }

    /// Words in the text that the node at `pointer` is.
    pub(crate) fn words(source: SourceId, pointer: &Pointer, words: String) -> Self {
        let at = At::Text(pointer.clone(), words);
        Self { source, at }
    }

    /// The node that is meant, where there is a tree.
    pub(crate) fn pointer(&self) -> Option<&Pointer> {
        match &self.at {
            At::Node(pointer) | At::Key(pointer) | At::Text(pointer, _) => Some(pointer),
            At::Byte(_) => None,
        }
    }

    /// The same place or a member of it, by one more pointer token.
    pub(crate) fn child(&self, token: impl std::fmt::Display) -> Self {
        let at = match &self.at {
            At::Node(pointer) | At::Key(pointer) | At::Text(pointer, _) => {
                At::Node(pointer.child(token))
            }
            At::Byte(byte) => At::Byte(*byte),
        };
        let source = self.source;
        Self { source, at }
    }

    /// This place, underlined at its key.
    pub(crate) fn on_key(&self) -> Self {
        let at = match &self.at {
            At::Node(pointer) => At::Key(pointer.clone()),
            other => other.clone(),
        };
        let source = self.source;
        Self { source, at }
    }
}

/// The byte at a line and a column, both counted from 1, the column in characters.
pub(crate) fn byte_at(text: &str, line: usize, column: usize) -> usize {
    let start = match line.checked_sub(2) {
        Some(breaks) => text.match_indices('\n').nth(breaks).map_or(text.len(), |(at, _)| at + 1),
        None => 0,
    };
    let characters = text[start..].char_indices();
    characters.map(|(byte, _)| start + byte).nth(column.saturating_sub(1)).unwrap_or(text.len())
}
