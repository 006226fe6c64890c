//! Short texts without an allocation.

/// As long as a time with milliseconds and an offset, and a character more.
const INLINE: usize = 30;

/// A text that is kept in place if it is short.
#[derive(Clone)]
pub(super) enum ShortText {
    Inline(u8, [u8; INLINE]),
    Long(Box<str>),
}

impl ShortText {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Inline(length, bytes) => {
                let text = bytes.get(..usize::from(*length)).unwrap_or_default();
                // It was made of a text, so nothing is lost.
                str::from_utf8(text).unwrap_or_default()
            }
            Self::Long(text) => text,
        }
    }
}

impl From<&str> for ShortText {
    fn from(text: &str) -> Self {
        let mut bytes = [0; INLINE];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(text.as_bytes());
                Self::Inline(length, bytes)
            }
            _ => Self::Long(text.into()),
        }
    }
}
