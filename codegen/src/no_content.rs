//! How documents say that a response has no body.
//!
//! Beside the status there are two ways: the text `204 No response`, and an object with a response code and nothing
//! else. The client takes the same for no body.

use serde_json::Value;

use crate::text::letters;

/// Whether responses of this status have none (RFC 9110, sections 15.3.5 and 15.3.6).
pub(crate) fn is_status(status: &str) -> bool {
    matches!(status, "204" | "205")
}

/// Whether an example says that there is none.
pub(crate) fn is_shown_by(example: &Value) -> bool {
    match example {
        Value::Null => true,
        Value::String(text) => text.starts_with("204"),
        Value::Object(members) => is_only_member(members.keys()),
        _ => false,
    }
}

/// Whether an object that has these members alone says no more than that.
pub(crate) fn is_only_member<'n>(mut names: impl Iterator<Item = &'n String>) -> bool {
    matches!((names.next(), names.next()), (Some(name), None) if letters(name) == "responsecode")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::is_shown_by;

    #[test]
    fn examples_without_a_body_are_those_that_the_client_takes_for_none() {
        for key in ["Response Code", "Response_Code", "responseCode", "response-code"] {
            assert!(is_shown_by(&json!({key: 204})), "{key}");
            assert!(!is_shown_by(&json!({key: 204, "chat_id": 5})), "{key}");
        }
        assert!(is_shown_by(&json!("204 No response")) && is_shown_by(&json!(null)));
        assert!(!is_shown_by(&json!({})) && !is_shown_by(&json!("done")));
    }
}
