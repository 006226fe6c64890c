//! Descriptions in HTML, as Markdown.

use std::borrow::Cow;
use std::sync::LazyLock;

use htmd::HtmlToMarkdown;

/// Tags whose presence makes a description HTML. CommonMark has marks of its own for all of them.
const TAGS: &[&str] =
    &["a", "b", "br", "code", "details", "div", "i", "li", "ol", "p", "span", "table", "ul"];

/// What the published pages say under every limit and every lock period.
const EXPLANATIONS: &[&str] = &[
    "Number of API calls allowed within a minute.",
    "Maximum API calls allowed within one minute.",
    "Wait time before consecutive API requests.",
    "Wait time before consecutive API requests after exceeding the threshold.",
    "Cooldown period applied after threshold exhaustion.",
];

/// A `summary` is the label of a fold; what it folds away is what counts.
static CONVERTER: LazyLock<HtmlToMarkdown> = LazyLock::new(|| {
    HtmlToMarkdown::builder().skip_tags(vec!["script", "style", "summary"]).build()
});

/// The description as Markdown: itself, unless it is HTML.
pub(super) fn to_markdown(description: &str) -> Cow<'_, str> {
    if !is_html(description) {
        return Cow::Borrowed(description);
    }
    match CONVERTER.convert(&code(description)) {
        Ok(markdown) => Cow::Owned(tidy(&markdown)),
        // Reading from memory does not fail; if it did, the text is still a text.
        Err(_) => Cow::Borrowed(description),
    }
}

/// HTML in which what stands between marks of Markdown is code too. What looks like a tag in there is none.
fn code(html: &str) -> Cow<'_, str> {
    if !html.contains('`') || html.contains("```") {
        return Cow::Borrowed(html);
    }
    let mut coded = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once('`') {
        coded.push_str(before);
        let code = behind.split_once('`').filter(|(code, _)| {
            !code.is_empty() && code.trim() == *code && !code.contains('\n') && !is_html(code)
        });
        rest = match code {
            Some((code, rest)) => {
                let code = code.replace('<', "&lt;").replace('>', "&gt;");
                coded.push_str(&format!("<code>{code}</code>"));
                rest
            }
            None => {
                coded.push('`');
                behind
            }
        };
    }
    Cow::Owned(coded + rest)
}

/// Whether a tag of HTML stands in the text.
pub(super) fn is_html(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = &text[at + 1..];
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let is_tag = TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name));
        is_tag && after.starts_with(['>', '/', ' ', '\n'])
    })
}

/// Without the explanations, the spaces that break lines, and more than one empty line at a time.
fn tidy(markdown: &str) -> String {
    let mut tidied = String::new();
    for line in markdown.lines().map(str::trim_end) {
        let line = EXPLANATIONS.iter().fold(line, |line, it| line.strip_suffix(it).unwrap_or(line));
        let is_second_blank = line.is_empty() && (tidied.is_empty() || tidied.ends_with("\n\n"));
        if !is_second_blank {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::read;

    #[test]
    fn markdown_stays_as_it_is() {
        for text in ["a < b", "`<T>` of 5 > 3", "<https://zoho.com>", "", "<", "</", "<βeta>"] {
            assert_eq!(to_markdown(text), text);
        }
        assert!(is_html("one<br>two") && is_html("<br/>") && is_html("<P style=''>x</P>"));
    }

    #[test]
    fn code_in_html_is_code_by_either_mark() {
        let cases = [
            ("a<br>`b_c` of `<id>`", "a  \n`b_c` of `<id>`"),
            ("<p>one ` mark</p>", "one \\` mark"),
            ("<p>`a<br>b` `</p>", "\\`a  \nb\\` \\`"),
        ];
        for (html, expected) in cases {
            let expected: Vec<_> = expected.lines().map(str::trim_end).collect();
            assert_eq!(to_markdown(html), expected.join("\n"), "{html}");
        }
    }

    #[test]
    fn facts_in_html_are_read() {
        let prose = read(
            "Closes <b>a chat</b>.<br><br>\n<p>\n  <b>Threshold limit</b>: 30 requests per min per user<br>\n  \
             Number of API calls allowed within a minute.<br><br>\n  <b>Lock period</b>: 10 minutes<br>Wait \
             time before consecutive API requests.<br>\n</p>\n<details style=\"x\"><summary>! Possible Error \
             Codes <span>Click</span></summary>\n<table><thead><tr><th>Error Code</th><th>Description</th></tr>\
             </thead><tbody><tr><td><span style=\"y\">121_dept_message</span></td><td>No.</td></tr>\
             </tbody></table></details>",
        );
        assert_eq!(prose.text, "Closes **a chat**.");
        let limit = prose.limit(None);
        assert_eq!(limit.rate.map(|it| it.requests), Some(30));
        assert_eq!(limit.lock_period_seconds, Some(600));
        assert_eq!(prose.errors[0].fact.code, "121_dept_message");
        assert_eq!(prose.errors[0].fact.meaning, "No.");
    }

    #[test]
    fn facts_for_tags_are_read_from_lines() {
        let prose = read(
            "<p><b>Threshold limits</b>:<br><code>update_title</code>: 60 req/min<br><code>close</code>: \
             30 req/min<br><br><b>Lock periods</b>:<br><code>close</code>: 10 min</p>\
             <p>Possible Error Codes - Close (<code>close</code>)</p><table><tr><th>Error Code</th>\
             <th>Description</th></tr><tr><td>gone_away</td><td>Gone.</td></tr></table>",
        );
        let rate = |tag| prose.limit(Some(tag)).rate.map(|it| it.requests);
        assert_eq!([rate("update_title"), rate("close")], [Some(60), Some(30)]);
        let lock = |tag| prose.limit(Some(tag)).lock_period_seconds;
        assert_eq!([lock("update_title"), lock("close")], [None, Some(600)]);
        assert_eq!(prose.errors[0].tag.as_deref(), Some("close"));
        assert_eq!(prose.errors[0].fact.code, "gone_away");
        assert_eq!(prose.text, "");
    }
}
