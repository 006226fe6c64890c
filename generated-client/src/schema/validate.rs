//! The limits that the documents state, checked before anything is sent.

mod relations;
mod values;

use std::collections::BTreeMap;
use std::ops::{Bound, RangeBounds};

use serde_json::{Map, Value};

use crate::{DateTime, EpochMillis, PageToken};

pub(crate) use values::{
    DistinctItems, FileValue, ListValue, MapValue, NumberValue, Step, Text, TextValue,
};

/// A part of a request that knows its limits.
pub trait Validate {
    /// Reports every violated limit to `check`.
    fn validate(&self, check: &mut Checker) {
        let _ = check;
    }
}

impl<V: Validate + ?Sized> Validate for &V {
    fn validate(&self, check: &mut Checker) {
        (**self).validate(check);
    }
}

impl<V: Validate + ?Sized> Validate for Box<V> {
    fn validate(&self, check: &mut Checker) {
        (**self).validate(check);
    }
}

impl<V: Validate> Validate for Option<V> {
    fn validate(&self, check: &mut Checker) {
        if let Some(value) = self {
            value.validate(check);
        }
    }
}

impl<V: Validate> Validate for Vec<V> {
    fn validate(&self, check: &mut Checker) {
        for (index, item) in self.iter().enumerate() {
            check.item(index, |check| item.validate(check));
        }
    }
}

impl<V: Validate> Validate for BTreeMap<String, V> {
    fn validate(&self, check: &mut Checker) {
        self.values().for_each(|value| value.validate(check));
    }
}

/// Values whose limits are known where they are held.
macro_rules! without_limits {
    ($($value:ty),* $(,)?) => { $(
        impl Validate for $value {}
    )* };
}
without_limits!(bool, i32, i64, u64, f64, String, DateTime, EpochMillis, PageToken, Value, Map<String, Value>);

/// Collects what is wrong with a request. Each finding names the field by its path in the request:
/// `` `chats[3].title` has 300 characters; at most 255 are allowed ``.
#[derive(Debug, Default)]
pub struct Checker {
    path: Vec<Segment>,
    violations: Vec<String>,
}

#[derive(Debug)]
enum Segment {
    Field(&'static str),
    Index(usize),
}

impl Checker {
    /// Checks the length of a text, counted in Unicode code points as JSON Schema's `maxLength`
    /// does.
    ///
    /// `text` may be optional, and may be a list, of which each item is checked.
    pub fn length<T: TextValue + ?Sized>(
        &mut self,
        field: &'static str,
        text: &T,
        allowed: impl RangeBounds<usize>,
    ) {
        let allowed = Allowed::new(&allowed);
        self.within(Segment::Field(field), |check| {
            text.each_text(&mut |index, text| check.characters(index, text, allowed));
        });
    }

    /// Checks how many bytes a file has, if that is known. `file` may be optional, and may be a list, of which each item is
    /// checked.
    pub fn bytes<F: FileValue + ?Sized>(
        &mut self,
        field: &'static str,
        file: &F,
        allowed: impl RangeBounds<usize>,
    ) {
        let allowed = Allowed::new(&allowed);
        self.within(Segment::Field(field), |check| {
            file.each_file(&mut |index, file| {
                let Some(length) = file.length() else { return };
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                check.at(index, |check| check.count(length, "byte", allowed));
            });
        });
    }

    /// Checks how many characters the items of a list have together. `list` may be optional.
    pub fn characters_in_all<T: TextValue + ?Sized>(
        &mut self,
        field: &'static str,
        list: &T,
        most: usize,
    ) {
        let mut characters = 0_usize;
        list.each_text(&mut |_, text| characters = characters.saturating_add(text.chars().count()));
        if characters > most {
            let reason = format!("has {characters} characters in all; at most {most} are allowed");
            self.refuse(field, &reason);
        }
    }

    /// Checks how many items a list has. `list` may be optional.
    pub fn items<L: ListValue + ?Sized>(
        &mut self,
        field: &'static str,
        list: &L,
        allowed: impl RangeBounds<usize>,
    ) {
        if let Some(items) = list.items() {
            let allowed = Allowed::new(&allowed);
            self.within(Segment::Field(field), |check| check.count(items, "item", allowed));
        }
    }

    /// Checks how many members a map has. `map` may be optional, and may be a list, of which each item is
    /// checked.
    pub fn members<M: MapValue + ?Sized>(
        &mut self,
        field: &'static str,
        map: &M,
        allowed: impl RangeBounds<usize>,
    ) {
        let allowed = Allowed::new(&allowed);
        self.within(Segment::Field(field), |check| {
            map.each_map(&mut |index, keys| {
                check.at(index, |check| check.count(keys.len(), "member", allowed));
            });
        });
    }

    /// Checks that the items of a list are unique. `list` may be optional.
    pub fn unique<L: DistinctItems + ?Sized>(&mut self, field: &'static str, list: &L) {
        if let Some(index) = list.repeated() {
            self.within(Segment::Field(field), |check| {
                check.item(index, |check| check.refuse_here("is there already"));
            });
        }
    }

    /// Checks that a number is a multiple of `step`. `number` may be optional, and may be a list, of which
    /// each item is checked.
    pub fn multiple_of<N: NumberValue>(&mut self, field: &'static str, number: &N, step: N::Number)
    where
        N::Number: Step,
    {
        self.within(Segment::Field(field), |check| {
            number.each_number(&mut |index, number| {
                if number.is_multiple_of(step) {
                    return;
                }
                let reason = format!("is {number}; it must be a multiple of {step}");
                check.at(index, |check| check.refuse_here(&reason));
            });
        });
    }

    /// Checks that a number is within limits. `number` may be optional, and may be a list, of which each
    /// item is checked.
    pub fn range<N: NumberValue>(
        &mut self,
        field: &'static str,
        number: &N,
        allowed: impl RangeBounds<N::Number>,
    ) {
        self.within(Segment::Field(field), |check| {
            number.each_number(&mut |index, number| {
                if allowed.contains(&number) {
                    return;
                }
                let limit = |bound| match bound {
                    Bound::Included(limit) => Some(format!("{limit}")),
                    Bound::Excluded(limit) => Some(format!("{limit} (exclusive)")),
                    Bound::Unbounded => None,
                };
                let (least, most) = (limit(allowed.start_bound()), limit(allowed.end_bound()));
                let reason = out_of_range(&number.to_string(), least, most);
                check.at(index, |check| check.refuse_here(&reason));
            });
        });
    }

    /// Checks what the numbers of a list add up to. `list` may be optional.
    pub fn sum<N>(&mut self, field: &'static str, list: &N, expected: i64)
    where
        N: NumberValue,
        N::Number: Into<i128>,
    {
        let mut sum = None;
        list.each_number(&mut |_, number| *sum.get_or_insert(0_i128) += number.into());
        if let Some(sum) = sum
            && sum != i128::from(expected)
        {
            self.refuse(field, &format!("adds up to {sum}; it must add up to {expected}"));
        }
    }

    /// Checks that another list, if it is there, has as many items as this one.
    pub fn same_count<T, U>(
        &mut self,
        field: &'static str,
        list: &[T],
        other_field: &'static str,
        other: Option<&Vec<U>>,
    ) {
        if let Some(other) = other
            && other.len() != list.len()
        {
            let (count, expected) = (other.len(), list.len());
            let reason = format!("has {count} items where `{field}` has {expected}");
            self.refuse(other_field, &reason);
        }
    }

    /// Checks what `value` itself holds.
    pub fn nested<V: Validate + ?Sized>(&mut self, field: &'static str, value: &V) {
        self.within(Segment::Field(field), |check| value.validate(check));
    }

    /// Reports that a field is wrong. `reason` goes on from the field's name: `has a line break`.
    pub fn refuse(&mut self, field: &'static str, reason: &str) {
        self.within(Segment::Field(field), |check| check.refuse_here(reason));
    }

    pub(crate) fn item(&mut self, index: usize, check: impl FnOnce(&mut Self)) {
        self.within(Segment::Index(index), check);
    }

    /// Checks an item of a list, or the value itself where it is none.
    fn at(&mut self, index: Option<usize>, check: impl FnOnce(&mut Self)) {
        match index {
            Some(index) => self.item(index, check),
            None => check(self),
        }
    }

    pub(crate) fn refuse_here(&mut self, reason: &str) {
        self.violations.push(format!("`{}` {reason}", self.location()));
    }

    /// Reports something that concerns no single field.
    pub(crate) fn refuse_all(&mut self, reason: String) {
        self.violations.push(reason);
    }

    pub(crate) fn into_violations(self) -> Vec<String> {
        self.violations
    }

    fn within(&mut self, segment: Segment, check: impl FnOnce(&mut Self)) {
        self.path.push(segment);
        check(self);
        self.path.pop();
    }

    fn characters(&mut self, index: Option<usize>, text: &str, allowed: Allowed) {
        let characters = text.chars().count();
        self.at(index, |check| check.count(characters, "character", allowed));
    }

    fn count(&mut self, count: usize, unit: &str, allowed: Allowed) {
        let (bound, limit, verb) = if count < allowed.least {
            ("least", allowed.least, "required")
        } else if count > allowed.most {
            ("most", allowed.most, "allowed")
        } else {
            return;
        };
        let plural = if count == 1 { "" } else { "s" };
        let are = if limit == 1 { "is" } else { "are" };
        self.refuse_here(&format!("has {count} {unit}{plural}; at {bound} {limit} {are} {verb}"));
    }

    fn location(&self) -> String {
        let mut location = String::new();
        for segment in &self.path {
            match segment {
                // A value that has no name of its own: one of a choice.
                Segment::Field("") => {}
                Segment::Field(field) => {
                    let dot = if location.is_empty() { "" } else { "." };
                    location.push_str(dot);
                    location.push_str(field);
                }
                Segment::Index(index) => location.push_str(&format!("[{index}]")),
            }
        }
        if location.is_empty() { "body".to_owned() } else { location }
    }
}

/// Inclusive limits of a count.
#[derive(Clone, Copy)]
struct Allowed {
    least: usize,
    most: usize,
}

impl Allowed {
    fn new(range: &impl RangeBounds<usize>) -> Self {
        let least = match range.start_bound() {
            Bound::Included(least) => *least,
            Bound::Excluded(below) => below.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let most = match range.end_bound() {
            Bound::Included(most) => *most,
            Bound::Excluded(above) => above.saturating_sub(1),
            Bound::Unbounded => usize::MAX,
        };
        Self { least, most }
    }
}

fn out_of_range(number: &str, least: Option<String>, most: Option<String>) -> String {
    let allowed = match (least, most) {
        (Some(least), Some(most)) => format!("from {least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        // Only NaN is outside of an unlimited range.
        (None, None) => "a number".to_owned(),
    };
    format!("is {number}; it must be {allowed}")
}

#[cfg(test)]
mod tests;
