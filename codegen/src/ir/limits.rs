//! What values must keep to.

use std::cmp::Ordering;
use std::fmt;

/// What a value must keep to, as JSON Schema says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Limits {
    pub(crate) min_length: Option<usize>,
    pub(crate) max_length: Option<usize>,
    /// A regular expression. It is told, not checked.
    pub(crate) pattern: Option<String>,
    pub(crate) min_items: Option<usize>,
    pub(crate) max_items: Option<usize>,
    /// No item of a list is there twice.
    pub(crate) unique: bool,
    pub(crate) min_members: Option<usize>,
    pub(crate) max_members: Option<usize>,
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
    pub(crate) multiple_of: Option<Number>,
    /// What each item of a list must keep to.
    pub(crate) each: Option<Box<Limits>>,
    /// What the numbers of a list add up to.
    pub(crate) sum: Option<i64>,
    /// There are as many items as in the list that is called so, or is called after several of these.
    pub(crate) one_for_each: Option<String>,
}

/// An end of a range of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bound {
    pub(crate) value: Number,
    pub(crate) exclusive: bool,
}

/// A number as the document has it: one that is whole stays so, however large.
#[derive(Clone, Copy, Debug)]
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
