//! Responses that come with and without an envelope.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An object around a response, which may be there or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Envelope {
    /// The property that holds the response: any of these.
    pub(crate) properties: Vec<String>,
    /// The properties of the response itself, which tell it from an envelope.
    pub(crate) others: Vec<String>,
}

impl Envelope {
    /// The property that `response` is in, if it has an envelope.
    pub(crate) fn of(&self, response: &Value) -> Option<&str> {
        let response = response.as_object()?;
        if self.others.iter().any(|name| response.contains_key(name)) {
            return None;
        }
        let mut properties = self.properties.iter().map(String::as_str);
        properties.find(|name| response.contains_key(*name))
    }
}
