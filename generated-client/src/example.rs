//! The examples of the documents, for tests.

use bytes::Bytes;
use serde_core::Serialize;
use serde_core::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{Error, Operation};

/// An example that a document gives of a request body or of a response.
///
/// Needs the feature `test-util`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Example {
    /// The module of its operation.
    pub module: &'static str,
    /// The id of its operation in the document.
    pub operation_id: &'static str,
    /// `request`, or the status of the response.
    pub of: &'static str,
    /// Its name, empty where the document gives none.
    pub name: &'static str,
    /// The example as JSON.
    pub json: &'static str,
    /// What it is an example of.
    pub shows: Shows,
}

impl Example {
    /// The example of an error.
    pub(crate) const fn error(
        module: &'static str,
        operation_id: &'static str,
        of: &'static str,
        name: &'static str,
        json: &'static str,
    ) -> Self {
        Self { module, operation_id, of, name, json, shows: Shows::Error }
    }
}

/// What an [`Example`] is an example of.
///
/// Needs the feature `test-util`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Shows {
    /// A value of a type. The function decodes JSON as that type and encodes it again.
    Value(fn(&str) -> serde_json::Result<Value>),
    /// That there is no body. The function reads a response with this status and body as the operation does.
    Nothing(fn(u16, &str) -> Result<(), Error>),
    /// An error.
    Error,
}

/// Decodes JSON as a `T` and encodes it again.
pub(crate) fn round_trip<T: Serialize + DeserializeOwned>(json: &str) -> serde_json::Result<Value> {
    serde_json::to_value(serde_json::from_str::<T>(json)?)
}

/// The same for a `T` in the property of an object.
pub(crate) fn round_trip_within<T: Serialize + DeserializeOwned>(
    property: &str,
    json: &str,
) -> serde_json::Result<Value> {
    let mut object: Map<String, Value> = serde_json::from_str(json)?;
    if let Some(value) = object.get_mut(property) {
        *value = serde_json::to_value(serde_json::from_value::<T>(value.take())?)?;
    }
    Ok(object.into())
}

/// Reads a response as the operation `O` does.
pub(crate) fn reads<O: Operation>(status: u16, body: &str) -> Result<(), Error> {
    let response = http::Response::builder()
        .status(status)
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .map_err(|error| Error::internal(O::INFO, error.to_string()))?;
    O::http_response(response).map(|_| ())
}
