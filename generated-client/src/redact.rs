//! Takes secrets out of what others wrote.
//!
//! A server or a proxy that shows the request in its error page would otherwise put them into errors and logs.

use bytes::Bytes;

/// What stands where a secret stood.
const REPLACEMENT: &[u8] = b"[secret]";

/// `text` with every occurrence of each of `secrets` replaced. The empty secret is none.
pub(crate) fn redacted(text: &Bytes, secrets: &[&str]) -> Bytes {
    secrets.iter().filter(|it| !it.is_empty()).fold(text.clone(), |text, secret| {
        let secret = secret.as_bytes();
        match find(&text, secret) {
            Some(first) => replaced(&text, secret, first).into(),
            None => text,
        }
    })
}

fn replaced(mut text: &[u8], secret: &[u8], first: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut next = Some(first);
    while let Some((before, rest)) = next.and_then(|at| text.split_at_checked(at)) {
        out.extend_from_slice(before);
        out.extend_from_slice(REPLACEMENT);
        text = rest.get(secret.len()..).unwrap_or_default();
        next = find(text, secret);
    }
    out.extend_from_slice(text);
    out
}

fn find(text: &[u8], secret: &[u8]) -> Option<usize> {
    text.windows(secret.len()).position(|window| window == secret)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_occurrence_of_each() {
        let text = Bytes::from_static(b"1000.a, 1000.b and 1000.a1000.a");
        let expected = &b"[secret], [secret] and [secret][secret]"[..];
        assert_eq!(redacted(&text, &["1000.a", "", "1000.b", "1000.c"]), expected);
        assert_eq!(redacted(&Bytes::new(), &["1000.a"]), "");
        // Nothing is copied where there is nothing to replace.
        assert_eq!(redacted(&text, &["other"]).as_ptr(), text.as_ptr());
    }

    proptest! {
        #[test]
        fn none_is_left(parts in prop::collection::vec("[ab]{0,3}", 0..20), secret in "[ab]{1,3}") {
            let text = Bytes::from(parts.join(&secret));
            let out = redacted(&text, &[&secret]);
            // The replacement has no letter of the secret in it, so none comes about anew.
            prop_assert!(find(&out, secret.as_bytes()).is_none());
        }
    }
}
