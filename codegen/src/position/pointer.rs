//! JSON pointers: how every stage names a place in a document.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// A JSON pointer ([RFC 6901]) into one document, such as `/paths/~1chats/get`.
///
/// [RFC 6901]: https://www.rfc-editor.org/rfc/rfc6901
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// The pointer to the whole document.
    pub(crate) fn root() -> Self {
        Self::default()
    }

    /// The pointer that a local reference such as `#/components/schemas/Chat` holds. It is the fragment of
    /// a URL, so characters may be percent-encoded.
    pub(crate) fn from_reference(reference: &str) -> Option<Self> {
        let pointer = percent_decoded(reference.strip_prefix('#')?);
        (pointer.is_empty() || pointer.starts_with('/')).then_some(Self(pointer))
    }

    /// The same place below another node, if this is `from` or stands within it.
    pub(crate) fn moved(&self, from: &Self, to: &Self) -> Option<Self> {
        let rest = self.0.strip_prefix(&from.0).filter(|_| from.contains(self))?;
        Some(Self(format!("{}{rest}", to.0)))
    }

    /// A pointer that is escaped already.
    pub(crate) fn from_json_pointer(pointer: String) -> Self {
        Self(pointer)
    }

    /// Whether the node at `other` is this one or stands within it.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The pointer to a member of this node: a key of a mapping or an index of a sequence.
    pub(crate) fn child(&self, token: impl fmt::Display) -> Self {
        let mut pointer = String::with_capacity(self.0.len() + 16);
        pointer.push_str(&self.0);
        let mut pointer = Self(pointer);
        pointer.push(token);
        pointer
    }

    /// Leads to a member of this node for as long as `work` takes. A walk through a whole document needs no pointer of its
    /// own for every node.
    pub(crate) fn within<R>(
        &mut self,
        token: impl fmt::Display,
        work: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let length = self.0.len();
        self.push(token);
        let result = work(self);
        self.0.truncate(length);
        result
    }

    fn push(&mut self, token: impl fmt::Display) {
        self.0.push('/');
        let start = self.0.len();
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{token}");
        if self.0.as_bytes()[start..].iter().any(|it| matches!(it, b'~' | b'/')) {
            let escaped = self.0[start..].replace('~', "~0").replace('/', "~1");
            self.0.replace_range(start.., &escaped);
        }
    }

    /// The node that this one is a member of; the root has none.
    pub(crate) fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// This node and those that it stands within, up to the root.
    pub(crate) fn ancestors(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self.clone()), Self::parent)
    }

    /// The unescaped tokens, from the root down.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(unescaped)
    }

    /// The last token, unescaped; the root has none.
    pub(crate) fn last(&self) -> Option<String> {
        self.0.rsplit_once('/').map(|(_, token)| unescaped(token).into_owned())
    }
}

fn unescaped(token: &str) -> Cow<'_, str> {
    match token.contains('~') {
        true => Cow::Owned(token.replace("~1", "/").replace("~0", "~")),
        false => Cow::Borrowed(token),
    }
}

/// A text with its percent-encoded bytes as characters. What decodes to no text stays as it is.
pub(crate) fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        let is_hex = |it: &&str| it.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = digits.filter(|_| *first == b'%').filter(is_hex);
        match digits.and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::Pointer;

    #[test]
    fn tokens_are_escaped_and_unescaped() {
        let pointer = Pointer::root().child("paths").child("/a~b/{ID}").child(0);
        assert_eq!(pointer.to_string(), "/paths/~1a~0b~1{ID}/0");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b/{ID}", "0"]);
    }

    #[test]
    fn references_are_fragments_of_urls() {
        let tokens = |reference| {
            let pointer = Pointer::from_reference(reference).unwrap();
            pointer.tokens().map(Cow::into_owned).collect::<Vec<_>>()
        };
        assert_eq!(tokens("#/paths/~1a%7Bid%7D~0/%C3%A4"), ["paths", "/a{id}~", "ä"]);
        assert_eq!(tokens("#/100%/%zz/%"), ["100%", "%zz", "%"]);
        assert_eq!(tokens("#/%ff"), ["%ff"]);
    }

    #[test]
    fn only_local_references_are_pointers() {
        assert!(Pointer::from_reference("#/components/schemas/Chat").is_some());
        assert!(Pointer::from_reference("other.yaml#/components").is_none());
        assert!(Pointer::from_reference("#components").is_none());
    }
}
