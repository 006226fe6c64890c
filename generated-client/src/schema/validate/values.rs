//! What a [`Checker`](super::Checker) can measure. The traits are public only for its methods'
//! bounds.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde_json::{Map, Value};

use crate::{CommaSeparated, File};

/// One text.
pub trait Text: AsRef<str> {}

impl Text for str {}

impl Text for String {}

/// An item of a list that may be null.
pub trait TextItem {
    fn item(&self) -> Option<&str>;
}

impl<T: Text> TextItem for T {
    fn item(&self) -> Option<&str> {
        Some(self.as_ref())
    }
}

impl<T: Text> TextItem for Option<T> {
    fn item(&self) -> Option<&str> {
        self.as_ref().map(T::as_ref)
    }
}

/// One text or several, whose lengths can be checked.
pub trait TextValue {
    /// Calls `visit` with each text, and its index where there may be several.
    fn each_text(&self, visit: &mut dyn FnMut(Option<usize>, &str));
}

impl<T: Text + ?Sized> TextValue for T {
    fn each_text(&self, visit: &mut dyn FnMut(Option<usize>, &str)) {
        visit(None, self.as_ref());
    }
}

impl<T: TextItem> TextValue for [T] {
    fn each_text(&self, visit: &mut dyn FnMut(Option<usize>, &str)) {
        for (index, item) in self.iter().enumerate() {
            if let Some(text) = item.item() {
                visit(Some(index), text);
            }
        }
    }
}

impl<T: TextItem> TextValue for Vec<T> {
    fn each_text(&self, visit: &mut dyn FnMut(Option<usize>, &str)) {
        self.as_slice().each_text(visit);
    }
}

impl<T: Text> TextValue for CommaSeparated<T> {
    fn each_text(&self, visit: &mut dyn FnMut(Option<usize>, &str)) {
        (**self).each_text(visit);
    }
}

impl<T: TextValue> TextValue for Option<T> {
    fn each_text(&self, visit: &mut dyn FnMut(Option<usize>, &str)) {
        if let Some(value) = self {
            value.each_text(visit);
        }
    }
}

/// One file or several, whose sizes can be checked.
pub trait FileValue {
    /// Calls `visit` with each file, and its index where there may be several.
    fn each_file(&self, visit: &mut dyn FnMut(Option<usize>, &File));
}

impl FileValue for File {
    fn each_file(&self, visit: &mut dyn FnMut(Option<usize>, &File)) {
        visit(None, self);
    }
}

impl FileValue for Vec<File> {
    fn each_file(&self, visit: &mut dyn FnMut(Option<usize>, &File)) {
        for (index, file) in self.iter().enumerate() {
            visit(Some(index), file);
        }
    }
}

impl<F: FileValue> FileValue for Option<F> {
    fn each_file(&self, visit: &mut dyn FnMut(Option<usize>, &File)) {
        if let Some(value) = self {
            value.each_file(visit);
        }
    }
}

/// A list whose items can be counted.
pub trait ListValue {
    /// How many items there are, unless the list is absent.
    fn items(&self) -> Option<usize>;
}

impl<T> ListValue for [T] {
    fn items(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T> ListValue for Vec<T> {
    fn items(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T> ListValue for CommaSeparated<T> {
    fn items(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<L: ListValue> ListValue for Option<L> {
    fn items(&self) -> Option<usize> {
        self.as_ref().and_then(L::items)
    }
}

/// A number or several, which can be compared with limits.
pub trait NumberValue {
    type Number: PartialOrd + Display;

    /// Calls `visit` with each number, and its index where there may be several.
    fn each_number(&self, visit: &mut dyn FnMut(Option<usize>, Self::Number));
}

macro_rules! number_values {
    ($($number:ty),*) => { $(
        impl NumberValue for $number {
            type Number = Self;

            fn each_number(&self, visit: &mut dyn FnMut(Option<usize>, Self)) {
                visit(None, *self);
            }
        }

        impl NumberValue for Vec<$number> {
            type Number = $number;

            fn each_number(&self, visit: &mut dyn FnMut(Option<usize>, $number)) {
                for (index, number) in self.iter().enumerate() {
                    visit(Some(index), *number);
                }
            }
        }

        impl NumberValue for Vec<Option<$number>> {
            type Number = $number;

            fn each_number(&self, visit: &mut dyn FnMut(Option<usize>, $number)) {
                for (index, number) in self.iter().enumerate() {
                    number.iter().for_each(|number| visit(Some(index), *number));
                }
            }
        }
    )* };
}
number_values!(i32, i64, u64, f64);

/// A number that can be a multiple of another one.
pub trait Step: Copy + PartialOrd + Display {
    fn is_multiple_of(self, step: Self) -> bool;
}

macro_rules! integer_steps {
    ($($number:ty),*) => { $(
        impl Step for $number {
            fn is_multiple_of(self, step: Self) -> bool {
                self.checked_rem(step).is_none_or(|rest| rest == 0)
            }
        }
    )* };
}
integer_steps!(i32, i64, u64);

impl Step for f64 {
    fn is_multiple_of(self, step: Self) -> bool {
        // A float is not exactly the decimal that it was written as.
        const TOLERANCE: f64 = 1e-9;
        let times = self / step;
        (times - times.round()).abs() <= TOLERANCE * times.abs().max(1.0)
    }
}

/// A list whose items can be compared with each other.
pub trait DistinctItems {
    /// The first item that is there already.
    fn repeated(&self) -> Option<usize>;
}

impl<T: PartialEq> DistinctItems for [T] {
    fn repeated(&self) -> Option<usize> {
        (1..self.len()).find(|&index| self[..index].contains(&self[index]))
    }
}

impl<T: PartialEq> DistinctItems for Vec<T> {
    fn repeated(&self) -> Option<usize> {
        self.as_slice().repeated()
    }
}

impl<T: PartialEq> DistinctItems for CommaSeparated<T> {
    fn repeated(&self) -> Option<usize> {
        (**self).repeated()
    }
}

impl<L: DistinctItems> DistinctItems for Option<L> {
    fn repeated(&self) -> Option<usize> {
        self.as_ref().and_then(L::repeated)
    }
}

/// A map or several.
pub trait MapValue {
    /// Calls `visit` with the keys of each map, and its index where there may be several.
    fn each_map(&self, visit: &mut dyn FnMut(Option<usize>, Keys<'_>));
}

/// The keys of a map.
pub(crate) type Keys<'a> = &'a mut dyn ExactSizeIterator<Item = &'a str>;

impl<T> MapValue for BTreeMap<String, T> {
    fn each_map(&self, visit: &mut dyn FnMut(Option<usize>, Keys<'_>)) {
        visit(None, &mut self.keys().map(String::as_str));
    }
}

impl MapValue for Map<String, Value> {
    fn each_map(&self, visit: &mut dyn FnMut(Option<usize>, Keys<'_>)) {
        visit(None, &mut self.keys().map(String::as_str));
    }
}

impl<M: MapValue> MapValue for Vec<M> {
    fn each_map(&self, visit: &mut dyn FnMut(Option<usize>, Keys<'_>)) {
        for (index, map) in self.iter().enumerate() {
            map.each_map(&mut |_, keys| visit(Some(index), keys));
        }
    }
}

impl<M: MapValue> MapValue for Option<M> {
    fn each_map(&self, visit: &mut dyn FnMut(Option<usize>, Keys<'_>)) {
        if let Some(map) = self {
            map.each_map(visit);
        }
    }
}

impl<N: NumberValue> NumberValue for Option<N> {
    type Number = N::Number;

    fn each_number(&self, visit: &mut dyn FnMut(Option<usize>, N::Number)) {
        if let Some(value) = self {
            value.each_number(visit);
        }
    }
}
