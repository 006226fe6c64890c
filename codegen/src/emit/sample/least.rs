//! The least that a field takes, for values that no example shows.

use serde_json::Value;

use crate::model::{Check, End, Field, Range, RustType};

/// Longer texts are made up for nobody to read.
const LONGEST: usize = 40;

/// What a value of a field has to be.
#[derive(Default)]
pub(super) struct Least {
    /// A scalar that keeps to the limits, where any other may not.
    pub(super) value: Option<Value>,
    /// How many items a list has.
    pub(super) items: usize,
    /// Whether no two of them may be equal.
    pub(super) is_unique: bool,
}

impl Least {
    pub(super) fn of(field: &Field) -> Self {
        let mut least = Self::default();
        for check in &field.checks {
            match (check, &field.ty) {
                (Check::Items(range), _) => least.items = low(range).unwrap_or_default(),
                (Check::Unique, _) => least.is_unique = true,
                (Check::Length(range), RustType::String) => {
                    let length = low::<usize>(range).filter(|it| (5..=LONGEST).contains(it));
                    least.value = length.map(|it| Value::from("text".repeat(it.div_ceil(4))));
                }
                // What is made up is 1.
                (Check::Integer(range), _) => {
                    least.value = low::<i64>(range).filter(|it| *it > 1).map(Value::from);
                }
                (Check::Float(range), _) => {
                    least.value = low::<f64>(range).filter(|it| *it > 1.0).map(Value::from);
                }
                _ => {}
            }
        }
        least
    }
}

fn low<T: std::str::FromStr>(range: &Range) -> Option<T> {
    match &range.low {
        End::Included(low) => low.parse().ok(),
        End::Open | End::Excluded(_) => None,
    }
}
