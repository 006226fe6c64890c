//! Links that lead from the place where a description was published.

use std::ops::Range;

use iri_string::types::{IriReferenceStr, IriStr};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

/// Attributes of HTML that hold a link, by their tags.
const ATTRIBUTES: [(&str, &str); 2] = [("a", "href"), ("img", "src")];

/// The text with its relative links as they lead from the page `base`.
pub(crate) fn absolute(text: &str, base: &str) -> String {
    let mut edits = in_html(text);
    edits.extend(in_markdown(text));
    edits.sort_by_key(|it| it.start);
    let mut moved = String::with_capacity(text.len());
    let mut rest = 0;
    for range in edits.into_iter().filter(|it| !it.is_empty()) {
        let Some(kept) = text.get(rest..range.start) else { continue };
        let link = text.get(range.clone()).unwrap_or_default();
        moved.push_str(kept);
        moved.push_str(&join(base, link).unwrap_or_else(|| link.to_owned()));
        rest = range.end;
    }
    moved + text.get(rest..).unwrap_or_default()
}

/// Whether what stands in the place of a link in Markdown is one to another place. Texts of services show marks of their
/// own that look alike: `[Approve]($1)`.
pub(super) fn is_relative(link: &str) -> bool {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let is_page =
        path.contains('/') || [".html", ".htm", ".md"].iter().any(|it| path.ends_with(it));
    let is_mark = |c: char| c.is_whitespace() || "$|<>\"\\^`".contains(c);
    (is_page || link.starts_with(['#', '?']))
        && IriStr::new(link).is_err()
        && !link.contains(is_mark)
}

/// Where a link on a page leads (RFC 3986, section 5.2). Nothing, if that is no link, or if the page's own address does not
/// say where it is.
pub(crate) fn join(base: &str, link: &str) -> Option<String> {
    if IriStr::new(link).is_ok() {
        return Some(link.to_owned());
    }
    let base = IriStr::new(base).ok().filter(|it| it.authority_str().is_some())?;
    let link = IriReferenceStr::new(link.trim()).ok()?;
    Some(link.resolve_against(base.to_absolute()).to_string())
}

/// Where the relative links of HTML stand.
fn in_html(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (tag, attribute) in ATTRIBUTES {
        for (start, _) in text.match_indices(&format!("<{tag} ")) {
            let end = text[start..].find('>').map_or(text.len(), |end| start + end);
            let marks = text[start..end].match_indices(attribute).map(|(at, _)| start + at);
            for at in marks.map(|at| at + attribute.len()) {
                let Some(value) = text[at..end].strip_prefix('=') else { continue };
                let quote = value.chars().next().filter(|it| ['"', '\''].contains(it));
                let start = at + 1 + quote.map_or(0, char::len_utf8);
                let value = &text[start..end];
                let length = match quote {
                    Some(quote) => value.find(quote),
                    None => value.find(char::is_whitespace),
                };
                found.push(start..start + length.unwrap_or(value.len()));
            }
        }
    }
    found
}

/// The same of Markdown.
fn in_markdown(text: &str) -> Vec<Range<usize>> {
    if !text.contains("](") && !text.contains("]:") {
        return Vec::new();
    }
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES);
    let place = |within: &Range<usize>, link: &str| {
        let source = text.get(within.clone()).filter(|_| is_relative(link))?;
        let start = within.start + source.rfind(link)?;
        Some(start..start + link.len())
    };
    let defined = parser.reference_definitions().iter();
    let mut found: Vec<_> = defined.filter_map(|(_, it)| place(&it.span, &it.dest)).collect();
    for (event, range) in parser.into_offset_iter() {
        let (Event::Start(Tag::Link { link_type, dest_url, .. })
        | Event::Start(Tag::Image { link_type, dest_url, .. })) = event
        else {
            continue;
        };
        if link_type == LinkType::Inline {
            found.extend(place(&range, &dest_url));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{absolute, join};

    #[test]
    fn links_lead_from_their_page() {
        let cases = [
            ("https://a.b/c/d/", "/x/#Y", "https://a.b/x/#Y"),
            ("https://a.b/c/d/", "x/#Y", "https://a.b/c/d/x/#Y"),
            ("https://a.b/c/d/", "../x", "https://a.b/c/x"),
            ("https://a.b/c/d.html?e#f", "./x?y=../z", "https://a.b/c/x?y=../z"),
            ("https://a.b/c/d.html?e#f", "#g", "https://a.b/c/d.html?e#g"),
            ("https://a.b/c/d.html?e#f", "?g", "https://a.b/c/d.html?g"),
            ("https://a.b", "../../x/..", "https://a.b/"),
            ("https://a.b?c", "x", "https://a.b/x"),
            ("https://a.b/c", "//d.e/f", "https://d.e/f"),
            ("https://a.b/c", "mailto:d@e", "mailto:d@e"),
        ];
        for (base, link, expected) in cases {
            assert_eq!(join(base, link).as_deref(), Some(expected), "{link} on {base}");
        }
        for (base, link) in [("help/", "x"), ("mailto:a@b", "x"), ("https://a.b", "a link")] {
            assert_eq!(join(base, link), None);
        }
    }

    #[test]
    fn only_links_become_absolute() {
        let base = "https://a.b/c/";
        let cases = [
            (
                "see <a class=\"x\" href=\"/d\">d</a>",
                "see <a class=\"x\" href=\"https://a.b/d\">d</a>",
            ),
            (
                "<a href='d/'>d</a> <img src=e.png>",
                "<a href='https://a.b/c/d/'>d</a> <img src=https://a.b/c/e.png>",
            ),
            ("<a name=\"d\">d</a> href=\"/e\"", "<a name=\"d\">d</a> href=\"/e\""),
            ("[/d](/d) and ![e](../e.png)", "[/d](https://a.b/d) and ![e](https://a.b/e.png)"),
            ("[d][1]\n\n[1]: #d \"D\"\n", "[d][1]\n\n[1]: https://a.b/c/#d \"D\"\n"),
            (
                "[Approve]($1), [@Ada](zohoid:5), `[d](/d)`",
                "[Approve]($1), [@Ada](zohoid:5), `[d](/d)`",
            ),
            ("[d](https://e.f)", "[d](https://e.f)"),
            ("<a href=\"", "<a href=\""),
        ];
        for (text, expected) in cases {
            assert_eq!(absolute(text, base), expected);
        }
        assert_eq!(absolute("[d](/d)", "help"), "[d](/d)");
    }
}
