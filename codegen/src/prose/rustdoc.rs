//! Markdown of a document as Markdown that rustdoc shows as it is meant.
//!
//! rustdoc takes `[x]` for a link to an item and `<T>` for HTML, warns of a bare URL, and compiles code blocks
//! that do not say what language they are in.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::links::is_relative;

/// The text with everything marked that rustdoc would take for something else.
pub(crate) fn for_rustdoc(markdown: &str) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut within = 0_usize;
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter();
    for (event, range) in events {
        let source = markdown.get(range.clone()).unwrap_or_default();
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                within += 1;
                edits.extend(code_block(&kind, markdown, &range));
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                within += 1;
                let is_link = is_address(&dest_url);
                if !is_link && (link_type == LinkType::Inline || is_relative(&dest_url)) {
                    edits.push(no_link(source, &dest_url, range));
                }
            }
            Event::Start(Tag::Image { .. }) => within += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => {
                within = within.saturating_sub(1);
            }
            Event::Html(_) | Event::InlineHtml(_) => escape(source, '<', &range, &mut edits),
            Event::Text(_) if within == 0 => text(markdown, source, &range, &mut edits),
            _ => {}
        }
    }
    apply(markdown, edits)
}

fn text(
    markdown: &str,
    source: &str,
    range: &Range<usize>,
    edits: &mut Vec<(Range<usize>, String)>,
) {
    let before = markdown.get(..range.start).unwrap_or_default();
    if !before.ends_with('\\') {
        escape(source, '[', range, edits);
    }
    for (start, _) in source.match_indices("http") {
        let rest = source.get(start..).unwrap_or_default();
        if !(rest.starts_with("http://") || rest.starts_with("https://")) {
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"'()[]".contains(c));
        let url = rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest);
        let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
        let start = range.start + start;
        edits.push((start..start + url.len(), format!("<{url}>")));
    }
}

fn escape(source: &str, sign: char, range: &Range<usize>, edits: &mut Vec<(Range<usize>, String)>) {
    let found = source.match_indices(sign).map(|(at, _)| range.start + at);
    edits.extend(found.map(|at| (at..at, "\\".to_owned())));
}

/// A code block that says that it is no Rust.
fn code_block(
    kind: &CodeBlockKind<'_>,
    markdown: &str,
    range: &Range<usize>,
) -> Option<(Range<usize>, String)> {
    let source = markdown.get(range.clone())?;
    match kind {
        CodeBlockKind::Fenced(_) => {
            let fence = source.find(|c| c != '`' && c != '~').unwrap_or(source.len());
            let end = source.find('\n').unwrap_or(source.len());
            let info = source.get(fence..end)?;
            // What begins a line within a list or a quotation begins the new one, too.
            let line = markdown.get(..range.start)?.rsplit('\n').next().unwrap_or_default();
            let margin = line.chars().map(|c| if c == '>' { c } else { ' ' }).collect::<String>();
            Some((range.start + fence..range.start + end, code_info(info.trim(), &margin)))
        }
        CodeBlockKind::Indented => {
            let lines = source.lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
            let lines: Vec<_> = lines.collect();
            // The block begins after the spaces that make it one.
            let before = markdown.get(..range.start)?;
            let spaces = before.len() - before.trim_end_matches(' ').len();
            let start = range.start - spaces.min(4);
            Some((start..range.end, format!("```text\n{}\n```\n", lines.join("\n").trim_end())))
        }
    }
}

/// What stands behind a fence: a language other than Rust, whose examples rustdoc would compile. What follows it begins the
/// code, since authors forget the end of the line, and rustdoc reads attributes there.
fn code_info(info: &str, margin: &str) -> String {
    let end = info.find(|c: char| !(c.is_alphanumeric() || "+-_#,".contains(c)));
    let (language, rest) = info.split_at(end.unwrap_or(info.len()));
    let is_rust = language.to_lowercase().split(',').any(|it| {
        ["rust", "should_panic", "no_run", "compile_fail", "test_harness"].contains(&it)
            || ["edition", "ignore"].iter().any(|prefix| it.starts_with(prefix))
    });
    let language = if language.is_empty() || is_rust { "text" } else { language };
    let rest = rest.trim_start();
    if rest.is_empty() { language.to_owned() } else { format!("{language}\n{margin}{rest}") }
}

/// Whether a link leads out of the documentation.
fn is_address(link: &str) -> bool {
    link.contains("://") || link.starts_with("mailto:")
}

/// What leads nowhere from here: the text of a link beside the place that it names, or a text that looks like a link.
fn no_link(source: &str, link: &str, range: Range<usize>) -> (Range<usize>, String) {
    let end = source.rfind("](").or(source.rfind("]["));
    let text = source.get(1..end.unwrap_or(source.len().saturating_sub(1)));
    match text.filter(|_| is_relative(link)) {
        Some(text) => (range, format!("{} (`{link}`)", for_rustdoc(text))),
        None => (range.start..range.start, "\\".to_owned()),
    }
}

fn apply(markdown: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut edited = String::with_capacity(markdown.len());
    let mut rest = 0;
    for (range, new) in edits {
        // What is within something that was replaced went with it.
        let Some(kept) = markdown.get(rest..range.start) else { continue };
        edited.push_str(kept);
        edited.push_str(&new);
        rest = range.end;
    }
    edited.push_str(markdown.get(rest..).unwrap_or_default());
    edited
}

#[cfg(test)]
mod tests {
    use super::for_rustdoc;

    #[test]
    fn text_is_no_link_and_no_tag() {
        let cases = [
            ("a list [x] of <T>", r"a list \[x] of \<T>"),
            (r"already \[x]", r"already \[x]"),
            ("`[x]` and `<T>`", "`[x]` and `<T>`"),
            ("[a](https://b.c) and [d](e)", r"[a](https://b.c) and \[d](e)"),
            ("[the <d>](/e/#f) and [g](mailto:h@i)", r"the \<d> (`/e/#f`) and [g](mailto:h@i)"),
            ("[g][1]\n\n[1]: /g", "g (`/g`)\n\n[1]: /g"),
            ("[Yes]($1), [@Ada](zohoid:5)", r"\[Yes]($1), \[@Ada](zohoid:5)"),
            ("see https://a.b/c.", "see <https://a.b/c>."),
            ("<https://a.b>", "<https://a.b>"),
            ("a < b", "a < b"),
            ("```\n{}\n```", "```text\n{}\n```"),
            ("```json\n{\"a\": [1]}\n```", "```json\n{\"a\": [1]}\n```"),
            ("```JSON  {\n}\n```", "```JSON\n{\n}\n```"),
            ("~~~{\n}\n~~~", "~~~text\n{\n}\n~~~"),
            ("```rust\nf()\n```", "```text\nf()\n```"),
            ("```ignore,rust\nf()\n```", "```text\nf()\n```"),
            ("- ```json {\n  }\n  ```", "- ```json\n  {\n  }\n  ```"),
        ];
        for (text, expected) in cases {
            assert_eq!(for_rustdoc(text), expected);
        }
        assert_eq!(for_rustdoc("a\n\n    {\"b\": 1}\n"), "a\n\n```text\n{\"b\": 1}\n```\n");
    }
}
