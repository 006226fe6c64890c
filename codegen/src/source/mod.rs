//! The first stage: a file becomes a typed document, its raw value, and positions.

mod grammar;
mod pointer;
mod reference;
mod spans;

use std::cell::OnceCell;
use std::ops::Range;

use openapiv3::OpenAPI;
use serde::Deserialize;
use serde_yaml::Value;

pub(crate) use pointer::Pointer;

use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Place};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SourceId(usize);

/// One file: its text, and positions in it.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) stem: String,
    pub(crate) text: String,
    spans: OnceCell<Spans>,
}

impl Source {
    /// The bytes to underline for a place.
    pub(crate) fn locate(&self, at: &At) -> Range<usize> {
        let spans = || self.spans.get_or_init(|| Spans::parse(&self.text));
        match at {
            At::Node(pointer) => spans().locate(&self.text, pointer, false),
            At::Key(pointer) => spans().locate(&self.text, pointer, true),
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

    fn add(&mut self, input: Input) -> SourceId {
        self.0.push(Source {
            name: input.name,
            stem: input.stem,
            text: input.text,
            spans: OnceCell::new(),
        });
        SourceId(self.0.len() - 1)
    }
}

/// A document that parsed.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) source: SourceId,
    pub(crate) document: OpenAPI,
}

/// Reads every input. A document that cannot be read is left out, with diagnostics that say why.
pub(crate) fn read(inputs: Vec<Input>, diagnostics: &mut Diagnostics) -> (Sources, Vec<Parsed>) {
    let mut sources = Sources::default();
    let mut parsed = Vec::new();
    for input in inputs {
        let source = sources.add(input);
        if let Some(document) = parse(source, &sources.get(source).text, diagnostics) {
            parsed.push(Parsed { source, document });
        }
    }
    (sources, parsed)
}

fn parse(source: SourceId, text: &str, diagnostics: &mut Diagnostics) -> Option<OpenAPI> {
    let mut value = match serde_yaml::from_str::<Value>(text) {
        Ok(value) => value,
        Err(error) => {
            diagnostics.push(syntax(source, text, &error));
            return None;
        }
    };
    reference::check(source, &value, diagnostics);
    if !grammar::check(source, &mut value, diagnostics) {
        return None;
    }
    OpenAPI::deserialize(value)
        .map_err(|error| {
            let place = Place::node(source, &Pointer::root());
            let message = format!("the document is not OpenAPI 3.0: {error}");
            diagnostics.push(Diagnostic::new(Code::Model, place, message));
        })
        .ok()
}

fn syntax(source: SourceId, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let byte = error.location().map_or(text.len(), |location| location.index());
    let place = Place { source, at: At::Byte(byte) };
    let message = error.to_string();
    let code = if message.contains("duplicate entry") { Code::DuplicateKey } else { Code::Syntax };
    Diagnostic::new(code, place, message)
}
