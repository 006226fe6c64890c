//! Names that a person chose.

use serde::{Deserialize, Serialize};

use crate::position::Place;

/// A name that a person chose for something that would be called after the document's words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ChosenName {
    pub(crate) text: String,
    /// Where it stands.
    #[serde(skip)]
    pub(crate) place: Place,
}

impl ChosenName {
    /// The chosen name, or else the document's.
    pub(crate) fn or<'a>(chosen: Option<&'a Self>, documented: &'a str) -> &'a str {
        chosen.map_or(documented, |it| &it.text)
    }
}
