//! Rules between two fields of a request, for which the documents have sentences.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::{Checker, ListValue, MapValue, Segment, TextValue};
use crate::time::Timestamp;
use crate::{DateTime, EpochMillis};

/// A time that may be absent.
pub(crate) trait Time {
    /// The point in time, and how it is written.
    fn time(&self) -> Option<(Timestamp, &dyn Display)>;
}

impl Time for DateTime {
    fn time(&self) -> Option<(Timestamp, &dyn Display)> {
        Some((self.timestamp(), self))
    }
}

impl Time for EpochMillis {
    fn time(&self) -> Option<(Timestamp, &dyn Display)> {
        Some((self.timestamp(), self))
    }
}

impl<T: Time> Time for Option<T> {
    fn time(&self) -> Option<(Timestamp, &dyn Display)> {
        self.as_ref()?.time()
    }
}

/// A boolean that may be absent.
pub(crate) trait Flag {
    fn is_true(&self) -> bool;
}

impl Flag for bool {
    fn is_true(&self) -> bool {
        *self
    }
}

impl<F: Flag> Flag for Option<F> {
    fn is_true(&self) -> bool {
        self.as_ref().is_some_and(F::is_true)
    }
}

impl Checker {
    /// Checks that a time is earlier than another one, where both are there.
    pub(crate) fn earlier_than(
        &mut self,
        field: &'static str,
        time: &impl Time,
        other_field: &'static str,
        other: &impl Time,
    ) {
        if let (Some((time, written)), Some((other, limit))) = (time.time(), other.time())
            && time >= other
        {
            let reason =
                format!("is {written}; it must be earlier than `{other_field}`, which is {limit}");
            self.refuse(field, &reason);
        }
    }

    /// Checks that a list has exactly one item where a boolean is true.
    pub(crate) fn exactly_one_of(
        &mut self,
        field: &'static str,
        flag: &impl Flag,
        other_field: &'static str,
        other: &impl ListValue,
    ) {
        let count = other.items().unwrap_or_default();
        if flag.is_true() && count != 1 {
            let reason = format!("needs exactly one item in `{other_field}`, which has {count}");
            self.refuse(field, &reason);
        }
    }

    /// Checks that the keys of a map, or of each map in a list, are the texts of another list, in any order.
    pub fn keys_are(
        &mut self,
        field: &'static str,
        maps: &impl MapValue,
        other_field: &'static str,
        other: &impl TextValue,
    ) {
        let mut expected = BTreeSet::new();
        other.each_text(&mut |_, text| {
            expected.insert(text.to_owned());
        });
        self.within(Segment::Field(field), |check| {
            maps.each_map(&mut |index, keys| {
                let keys: BTreeSet<String> = keys.map(str::to_owned).collect();
                for key in expected.difference(&keys) {
                    let reason = format!("lacks `{key}`, which is in `{other_field}`");
                    check.at(index, |check| check.refuse_here(&reason));
                }
                for key in keys.difference(&expected) {
                    let reason = format!("has `{key}`, which is not in `{other_field}`");
                    check.at(index, |check| check.refuse_here(&reason));
                }
            });
        });
    }
}
