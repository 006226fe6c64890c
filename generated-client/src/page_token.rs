//! Tokens for paging.

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{Deserializer, Error, Visitor};
use serde_core::{Deserialize, Serialize, Serializer};

use crate::ParameterValue;

/// A token that a response gives for the next page, to be passed back unchanged.
///
/// The service writes some tokens as strings and some as numbers, and not always as its documents say. A
/// token is written back as it came.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PageToken {
    text: Box<str>,
    is_number: bool,
}

impl PageToken {
    /// The token as text, as it is in a query.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PageToken({:?})", self.as_str())
    }
}

impl fmt::Display for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<&str> for PageToken {
    fn from(token: &str) -> Self {
        Self { text: token.into(), is_number: false }
    }
}

impl From<String> for PageToken {
    fn from(token: String) -> Self {
        Self { text: token.into_boxed_str(), is_number: false }
    }
}

impl From<&PageToken> for PageToken {
    fn from(token: &PageToken) -> Self {
        token.clone()
    }
}

impl From<i64> for PageToken {
    fn from(token: i64) -> Self {
        Self { text: token.to_string().into_boxed_str(), is_number: true }
    }
}

impl ParameterValue for PageToken {
    fn parameter_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

impl Serialize for PageToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.text.parse::<i64>() {
            Ok(number) if self.is_number => serializer.serialize_i64(number),
            _ => serializer.serialize_str(self.as_str()),
        }
    }
}

impl<'de> Deserialize<'de> for PageToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TokenVisitor)
    }
}

struct TokenVisitor;

impl Visitor<'_> for TokenVisitor {
    type Value = PageToken;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a token: a string or an integer")
    }

    fn visit_str<E>(self, token: &str) -> Result<PageToken, E> {
        Ok(token.into())
    }

    fn visit_i64<E>(self, token: i64) -> Result<PageToken, E> {
        Ok(token.into())
    }

    fn visit_u64<E: Error>(self, token: u64) -> Result<PageToken, E> {
        i64::try_from(token).map_or_else(|_| Ok(token.to_string().into()), |it| Ok(it.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::PageToken;

    #[test]
    fn tokens_are_written_back_as_they_came() {
        for json in [r#""NTB8MTc1""#, "1710920099000", r#""1710920099000""#, "-1"] {
            let token: PageToken = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&token).unwrap(), json);
            assert_eq!(token.as_str(), json.trim_matches('"'));
        }
        assert!(serde_json::from_str::<PageToken>("1.5").is_err());
        assert!(serde_json::from_str::<PageToken>("null").is_err());
    }
}
