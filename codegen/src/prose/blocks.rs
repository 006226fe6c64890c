//! The top-level blocks of a Markdown text.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

/// A top-level block.
#[derive(Debug)]
pub(super) struct Block {
    /// The bytes it takes in the text.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    /// A paragraph or a heading: its lines, as Markdown.
    Text(Vec<String>),
    /// A list: its items, as Markdown.
    List(Vec<String>),
    /// A table: its rows with their cells as Markdown, the header first.
    Table(Vec<Vec<String>>),
    /// Anything else: code, quotes, HTML, rules.
    Other,
}

/// Takes a text apart.
pub(super) fn split(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    blocks.push(open(&tag, text, range));
                } else if let Some(block) = blocks.last_mut() {
                    inner(&mut block.kind, &tag, depth, text, range);
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ if depth == 0 => blocks.push(Block { range, kind: Kind::Other }),
            _ => {}
        }
    }
    blocks
}

fn open(tag: &Tag<'_>, text: &str, range: Range<usize>) -> Block {
    let kind = match tag {
        Tag::Paragraph | Tag::Heading { .. } => {
            Kind::Text(text[range.clone()].lines().map(|line| line.trim().to_owned()).collect())
        }
        Tag::List(_) => Kind::List(Vec::new()),
        Tag::Table(_) => Kind::Table(Vec::new()),
        _ => Kind::Other,
    };
    Block { range, kind }
}

fn inner(kind: &mut Kind, tag: &Tag<'_>, depth: usize, text: &str, range: Range<usize>) {
    let source = text[range].trim();
    match (kind, tag) {
        (Kind::List(items), Tag::Item) if depth == 1 => {
            items.push(without_marker(source).to_owned());
        }
        (Kind::Table(rows), Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
        (Kind::Table(rows), Tag::TableCell) => {
            if let Some(row) = rows.last_mut() {
                row.push(source.to_owned());
            }
        }
        _ => {}
    }
}

/// An item without its bullet or number.
fn without_marker(item: &str) -> &str {
    let rest = item.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.strip_prefix(['-', '*', '+', '.', ')']).unwrap_or(item).trim_start()
}
