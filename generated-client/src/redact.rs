//! Takes secrets out of what others wrote, where it is shown.
//!
//! A server or a proxy that shows the request in its error page would otherwise put them into errors and logs. What is
//! read is read first: a secret that is short could stand anywhere in it by chance.

use bytes::Bytes;
use percent_encoding::utf8_percent_encode;

use crate::encoder::ESCAPED;

/// What stands where a secret stood.
pub(crate) const REPLACEMENT: &str = "[secret]";

/// What must not be shown.
#[derive(Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Each secret, in the forms in which a page, a form or JSON repeats it. The empty text is none.
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms = Vec::new();
        for secret in secrets.into_iter().filter(|it| !it.is_empty()) {
            let in_json = serde_json::Value::from(secret).to_string();
            let in_json = in_json.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            let in_form = utf8_percent_encode(secret, ESCAPED).to_string();
            let others = in_json.map(str::to_owned).into_iter().chain([in_form]);
            forms.extend(others.filter(|it| it != secret));
            forms.push(secret.to_owned());
        }
        Self(forms)
    }

    /// `text` without them. Where they overlap, all of them are taken out.
    pub(crate) fn removed_from(&self, text: &Bytes) -> Bytes {
        let mut shown = Vec::new();
        // The end of the last secret.
        let mut end = 0;
        for at in 0..text.len() {
            let rest = text.get(at..).unwrap_or_default();
            let here = self.0.iter().filter(|secret| rest.starts_with(secret.as_bytes()));
            let Some(length) = here.map(String::len).max() else { continue };
            if at >= end {
                shown.extend_from_slice(text.get(end..at).unwrap_or_default());
                shown.extend_from_slice(REPLACEMENT.as_bytes());
            }
            end = end.max(at + length);
        }
        if end == 0 {
            return text.clone();
        }
        shown.extend_from_slice(text.get(end..).unwrap_or_default());
        shown.into()
    }

    /// The same for text.
    pub(crate) fn removed_from_text(&self, text: &str) -> String {
        let shown = self.removed_from(&Bytes::copy_from_slice(text.as_bytes()));
        String::from_utf8_lossy(&shown).into_owned()
    }

    /// The same for an error code, which programs compare.
    ///
    /// A secret that could be a word of a code stays: `access` is in `chat_access_denied` by chance. Tokens and client
    /// secrets have digits.
    pub(crate) fn removed_from_code(&self, code: &str) -> String {
        let is_word = |it: &str| it.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let others = self.0.iter().filter(|secret| !is_word(secret));
        Self(others.cloned().collect()).removed_from_text(code)
    }
}

/// Whether a text could be a token: one of some length, with a digit.
pub(crate) fn is_opaque(text: &str) -> bool {
    const SHORTEST: usize = 8;
    text.len() >= SHORTEST && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// `text` without what could be a token: words of eight and more letters, digits, dots and hyphens, with a digit.
///
/// For what a server that gives out tokens wrote, which may hold some that are not known.
pub(crate) fn without_opaque_words(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '~');
    let mut shown = String::with_capacity(text.len());
    // Every piece is a word with what separates it from the next.
    for piece in text.split_inclusive(|c| !is_part(c)) {
        let word = piece.trim_end_matches(|c| !is_part(c));
        if is_opaque(word) {
            shown.push_str(REPLACEMENT);
            shown.push_str(piece.get(word.len()..).unwrap_or_default());
        } else {
            shown.push_str(piece);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_occurrence_of_each() {
        let text = Bytes::from_static(b"1000.a, 1000.b and 1000.a1000.a");
        let expected = &b"[secret], [secret] and [secret][secret]"[..];
        assert_eq!(Secrets::new(["1000.a", "", "1000.b", "1000.c"]).removed_from(&text), expected);
        assert_eq!(Secrets::new(["1000.a"]).removed_from(&Bytes::new()), "");
        // Nothing is copied where there is nothing to replace.
        assert_eq!(Secrets::new(["other"]).removed_from(&text).as_ptr(), text.as_ptr());
    }

    #[test]
    fn a_secret_within_another_leaves_nothing_of_it() {
        let secrets = Secrets::new(["1000", "1000.refresh", "resh.client"]);
        assert_eq!(secrets.removed_from_text("1000.refresh, 1000"), "[secret], [secret]");
        assert_eq!(secrets.removed_from_text("a 1000.refresh.client b"), "a [secret] b");
    }

    #[test]
    fn the_forms_in_which_it_is_repeated() {
        let secrets = Secrets::new([r#"a&"b"#]);
        for text in [r#"<p>a&"b</p>"#, "x=<p>a%26%22b</p>", r#"{"<p>a&\"b</p>": 1}"#] {
            assert!(secrets.removed_from_text(text).contains("<p>[secret]</p>"), "{text}");
        }
    }

    #[test]
    fn a_code_keeps_its_words() {
        let code = "chat_access_denied";
        assert_eq!(Secrets::new(["access", "chat_access"]).removed_from_code(code), code);
        assert_eq!(
            Secrets::new(["1000.s3cret"]).removed_from_code("not 1000.s3cret"),
            "not [secret]"
        );
    }

    #[test]
    fn what_could_be_a_token_is_not_shown() {
        for (text, shown) in [
            ("<b>1000.8cb99d.9b8xf</b> expired", "<b>[secret]</b> expired"),
            ("1000.8cb99d", "[secret]"),
            (
                "nginx/1.25.3 of 2026: Service Unavailable",
                "nginx/1.25.3 of 2026: Service Unavailable",
            ),
        ] {
            assert_eq!(without_opaque_words(text), shown);
        }
    }

    proptest! {
        #[test]
        fn none_is_left(
            parts in prop::collection::vec("[ab]{0,3}", 0..20),
            secrets in prop::collection::vec("[ab]{1,3}", 1..3),
        ) {
            let text = Bytes::from(parts.join(&secrets[0]));
            let out = Secrets::new(secrets.iter().map(String::as_str)).removed_from(&text);
            let out = String::from_utf8(out.to_vec()).unwrap();
            // The replacement has no letter of a secret in it, so none comes about anew.
            prop_assert!(secrets.iter().all(|secret| !out.contains(secret.as_str())), "{}", out);
        }
    }
}
