//! What tells an item from others: its id and its time.

use serde_core::Serialize;
use serde_json::Value;

use super::TimeCursor;
use crate::schema::object::object;
use crate::time::EARLIEST_MILLIS;
use crate::{DateTime, EpochMillis};

/// The milliseconds that a time may mean: one, or a whole second where the service writes no fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) first: i64,
    pub(super) last: i64,
}

object!(Moment { first: required("first"), last: required("last") });

/// The id and the time of an item.
#[derive(Debug)]
pub(super) struct Mark {
    /// What the item is known by: its id, or all of it as JSON.
    pub(super) key: String,
    pub(super) has_id: bool,
    pub(super) time: Option<Moment>,
}

impl Mark {
    /// Reads them from the item as JSON. So one function reads all types of items, and those members too
    /// that the documents do not name.
    pub(super) fn of<T: Serialize>(item: &T, cursor: &TimeCursor) -> Self {
        Self::of_json(&serde_json::to_value(item).unwrap_or_default(), cursor)
    }

    /// The same of an item that is there as JSON alone.
    pub(super) fn read(json: &str, cursor: &TimeCursor) -> Self {
        Self::of_json(&serde_json::from_str(json).unwrap_or_else(|_| json.into()), cursor)
    }

    fn of_json(item: &Value, cursor: &TimeCursor) -> Self {
        let (key, has_id) = match item.get(cursor.id) {
            Some(Value::String(id)) => (id.clone(), true),
            Some(Value::Number(id)) => (id.to_string(), true),
            _ => (item.to_string(), false),
        };
        Self { key, has_id, time: item.get(cursor.time).and_then(Moment::read) }
    }

    /// The earliest that the item can be from.
    pub(super) fn first(&self) -> Option<i64> {
        self.time.map(|time| time.first)
    }
}

impl Moment {
    pub(super) fn is_plausible(self) -> bool {
        self.last >= EARLIEST_MILLIS
    }

    pub(super) fn read(time: &Value) -> Option<Self> {
        let text = match time {
            Value::Number(millis) => return millis.as_i64().map(Self::millisecond),
            Value::String(text) => text,
            _ => return None,
        };
        if let Ok(millis) = text.parse() {
            return Some(Self::millisecond(millis));
        }
        let time = text.parse::<DateTime>().ok()?.as_millis();
        let has_fraction = text.contains('.');
        Some(if has_fraction { Self::millisecond(time) } else { Self::second(time) })
    }

    fn millisecond(first: i64) -> Self {
        Self { first, last: first }
    }

    fn second(first: i64) -> Self {
        Self { first, last: first.saturating_add(999) }
    }
}

/// A parameter that a list ends at.
pub(crate) trait TimeParameter: Sized {
    fn of_millis(millis: i64) -> Option<Self>;
    fn millis(&self) -> i64;
}

impl TimeParameter for EpochMillis {
    fn of_millis(millis: i64) -> Option<Self> {
        Some(Self::new(millis))
    }

    fn millis(&self) -> i64 {
        self.as_millis()
    }
}

impl TimeParameter for DateTime {
    fn of_millis(millis: i64) -> Option<Self> {
        // What cannot be written becomes another time.
        Some(EpochMillis::new(millis).into()).filter(|time: &Self| time.as_millis() == millis)
    }

    fn millis(&self) -> i64 {
        self.as_millis()
    }
}
