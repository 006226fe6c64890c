//! What values must keep to.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::is_default;

/// What a value must keep to, as JSON Schema says it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Limits {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) min_length: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max_length: Option<usize>,
    /// Of a file, as are the most bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) min_bytes: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max_bytes: Option<usize>,
    /// A regular expression. It is told, not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pattern: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) min_items: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max_items: Option<usize>,
    /// No item of a list is there twice.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) unique: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) min_members: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max_members: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) minimum: Option<Bound>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) maximum: Option<Bound>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) multiple_of: Option<Number>,
    /// What each item of a list must keep to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) each: Option<Box<Limits>>,
    /// What the numbers of a list add up to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sum: Option<i64>,
    /// There are as many items as in the list that is called so, or is called after several of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) one_for_each: Option<String>,
    /// How many characters the items of a list may have together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max_characters: Option<usize>,
    /// What it must keep to beside another value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) relations: Vec<Relation>,
}

impl Limits {
    /// Those of a file, or of several. The length of a text that is binary is its bytes (OpenAPI 3.1.1, "Working With Binary
    /// Data").
    pub(crate) fn of_file(self) -> Self {
        let each = self.each.map(|each| Box::new(each.of_file()));
        let (min_bytes, max_bytes) = (self.min_length, self.max_length);
        Self { min_length: None, max_length: None, min_bytes, max_bytes, each, ..self }
    }
}

/// What a parameter or a property must keep to beside another one of the same operation or object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Relation {
    pub(crate) rule: Rule,
    /// The name of the other one.
    pub(crate) other: String,
}

/// A rule between two values. It holds where both are there, unless it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Rule {
    /// A time is before another one.
    EarlierThan,
    /// Where a boolean is true, a list has one item.
    ExactlyOneOf,
    /// The keys of a map, or of each map in a list, are the texts of a list.
    KeysAre,
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, other } = self;
        match rule {
            Rule::EarlierThan => write!(f, "is earlier than `{other}`"),
            Rule::ExactlyOneOf => write!(f, "needs exactly one of `{other}`"),
            Rule::KeysAre => write!(f, "has the `{other}` as keys"),
        }
    }
}

/// An end of a range of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Bound {
    pub(crate) value: Number,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) exclusive: bool,
}

/// A number as the document has it: one that is whole stays so, however large.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Number {
    Whole(i128),
    Real(f64),
}

impl Number {
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Self::Whole(value) => value as f64,
            Self::Real(value) => value,
        }
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        // Every float below 2^53 that is whole is that integer.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.fract() == 0.0 && value.abs() <= EXACT {
            Self::Whole(value as i128)
        } else {
            Self::Real(value)
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a.partial_cmp(b),
            (a, b) => a.as_f64().partial_cmp(&b.as_f64()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(value) => value.fmt(f),
            Self::Real(value) => value.fmt(f),
        }
    }
}
