//! Items of lists that are not what their document says.
//!
//! A list is read as a whole. Only if that fails are its items looked at one by one.

mod search;

use std::fmt;

use bytes::Bytes;
use serde_core::de::DeserializeOwned;

use crate::{Error, Response};
use search::Found;

/// An item of a list that is not what its document says, so that it is not among the items.
///
/// It comes beside them: in the field `malformed` of a response, and as an [`Error`] of a stream of items,
/// which goes on with the next one ([`Error::malformed_item`]).
#[derive(Clone, PartialEq, Eq)]
pub struct MalformedItem {
    path: String,
    json: String,
    reason: String,
}

impl MalformedItem {
    pub(crate) fn new(path: String, json: &Bytes, reason: String) -> Self {
        Self { path, json: String::from_utf8_lossy(json).into_owned(), reason }
    }

    /// Where it was in the response, as a [JSON path](https://www.rfc-editor.org/rfc/rfc9535): `$.chats[3]`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The item as the service wrote it.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// What is wrong with it, and where: ``at `$.chats[3].name`: invalid type: integer `5`, expected a string``.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for MalformedItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl fmt::Debug for MalformedItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MalformedItem")
            .field("reason", &self.reason)
            .field("json", &self.json)
            .finish_non_exhaustive()
    }
}

/// A response that has lists, and a place for those items of them that are malformed.
pub(crate) trait Malformed {
    fn malformed(&mut self) -> &mut Vec<MalformedItem>;
}

impl Response {
    /// Reads a response that has lists as JSON. Malformed items are not among the others, and come beside them.
    ///
    /// # Errors
    ///
    /// As [`json`](Self::json), unless malformed items are all that is wrong.
    pub(crate) fn json_list<T: DeserializeOwned + Malformed>(&self) -> Result<T, Error> {
        self.json().or_else(|error| self.without_malformed(error))
    }

    /// The same where [`empty`](Self::empty) would be enough.
    pub(crate) fn json_list_or_empty<T: DeserializeOwned + Malformed>(
        &self,
    ) -> Result<Option<T>, Error> {
        self.json_or_empty().or_else(|error| self.without_malformed(error).map(Some))
    }

    fn without_malformed<T: DeserializeOwned + Malformed>(&self, error: Error) -> Result<T, Error> {
        let read = |body: &Bytes| search::read(body, |text| self.parse::<T>(text));
        let Some((mut response, found)) =
            Some(self.body()).filter(|_| error.is_decode()).and_then(read)
        else {
            return Err(error);
        };
        response.malformed().extend(found.into_iter().map(|item| self.malformed_item(item)));
        Ok(response)
    }

    fn malformed_item(&self, Found { path, span, wrong: (wrong, error) }: Found) -> MalformedItem {
        let json = self.without_token(&self.body().slice(span));
        let path = self.excerpt(path).unwrap_or_default();
        MalformedItem::new(path, &json, self.mismatch(wrong, &error))
    }
}
