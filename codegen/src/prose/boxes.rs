//! Boxes that pages repeat under every operation.

use serde_json::Value;

use super::blocks::{Block, Kind};

/// The blocks without those that tell in which JSON errors come: a heading, a sentence, the JSON, and what its members
/// are. That stays out where it is what the client reads of every error; another form is documentation.
pub(super) fn without_error_format(mut blocks: Vec<Block>, source: &str) -> Vec<Block> {
    let mut from = 0;
    while let Some(start) = (from..blocks.len()).find(|at| is_heading(&blocks[*at])) {
        from = start + 1;
        if let Some(end) = end_of_box(&blocks, from, source) {
            blocks.drain(start..end);
            from = start;
        }
    }
    blocks
}

/// What is behind the box whose heading stands before a block.
fn end_of_box(blocks: &[Block], heading: usize, source: &str) -> Option<usize> {
    let text = |at: usize| blocks.get(at).map(|it| source[it.range.clone()].trim());
    let introduces = text(heading)?.ends_with(':');
    let sample = if introduces { heading + 1 } else { heading };
    let code = text(sample)?.trim_matches('`').trim_start_matches("json").trim();
    let is_read = serde_json::from_str(code).is_ok_and(|it| is_error(&it, true));
    let explains = text(sample + 1).is_some_and(|it| it.starts_with("where "));
    is_read.then_some(if explains { sample + 2 } else { sample + 1 })
}

/// Whether a block is a heading such as `**Error Response Format**`.
fn is_heading(block: &Block) -> bool {
    let Kind::Text(lines) = &block.kind else { return false };
    let [line] = lines.as_slice() else { return false };
    let line = line.to_lowercase();
    let words: Vec<_> = line.split(|c: char| !c.is_alphanumeric()).collect();
    let words: Vec<_> = words.into_iter().filter(|it| !it.is_empty()).collect();
    let known = ["error", "errors", "response", "responses", "format", "body", "the", "of"];
    words.iter().all(|it| known.contains(it))
        && words.iter().any(|it| it.starts_with("error"))
        && words.contains(&"format")
}

/// Whether JSON is an error that has a code, a message, or both, within `error` too.
fn is_error(json: &Value, is_outer: bool) -> bool {
    let Some(members) = json.as_object() else { return false };
    !members.is_empty()
        && members.iter().all(|(name, value)| match name.as_str() {
            "code" | "message" => value.is_string(),
            "error" => is_outer && is_error(value, false),
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use crate::prose::read;

    #[test]
    fn the_form_of_errors_leaves_the_text_where_all_errors_have_it() {
        let codes = "<table><tr><th>Error Code</th><th>Description</th></tr><tr><td>gone</td><td>It is gone.</td></tr></table>";
        let form = |json: &str| {
            format!(
                "Reads it.{codes}<div><b>Error Response Format</b><p>When an error occurs, the API returns a JSON response \
                 in this format:</p><code>{json}</code><p>where <code>code</code> is the identifier.</p></div><p>The end.</p>"
            )
        };
        let text = |json: &str| read(&form(json)).text;
        for known in [
            r#"{"message": "What went wrong.", "code": "error_code"}"#,
            r#"{"error": {"code": "error_code", "message": "What went wrong."}}"#,
        ] {
            assert_eq!(text(known), "Reads it.\n\nThe end.");
            assert_eq!(read(&form(known)).errors.len(), 1);
        }
        for other in [r#"{"message": "What went wrong.", "retry_in": 5}"#, "{message}", "{}"] {
            let text = text(other);
            assert!(text.contains(other) && text.contains("**Error Response Format**"), "{text}");
            assert!(text.contains("where `code`") && text.ends_with("The end."), "{text}");
        }
    }

    #[test]
    fn a_heading_alone_stays() {
        for text in ["Error format", "Error format\n\nwhere it is:", "Errors of the format\n\nA: b"]
        {
            assert_eq!(read(text).text, text);
        }
    }
}
