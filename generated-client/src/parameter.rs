//! What may stand in a path or in a query.

use std::borrow::Cow;

use crate::{DateTime, EpochMillis};

/// One value that may fill a path placeholder or a query parameter.
pub trait ParameterValue {
    /// The value as text, before it is percent-encoded.
    fn parameter_text(&self) -> Cow<'_, str>;
}

impl ParameterValue for str {
    fn parameter_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ParameterValue for String {
    fn parameter_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ParameterValue for DateTime {
    fn parameter_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

impl<T: ParameterValue + ?Sized> ParameterValue for &T {
    fn parameter_text(&self) -> Cow<'_, str> {
        (**self).parameter_text()
    }
}

macro_rules! parameter_from_display {
    ($($name:ty),*) => { $(
        impl ParameterValue for $name {
            fn parameter_text(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )* };
}
parameter_from_display!(bool, i32, i64, u64, f64, EpochMillis);

/// What a query parameter may hold: one [`ParameterValue`], a `Vec` or a slice of them, or an
/// `Option` of either.
///
/// `None` and an empty optional list leave the parameter out. An empty list that is not optional is
/// refused, because a query cannot say it.
pub trait QueryValue: sealed::QueryItems {}

impl<V: sealed::QueryItems + ?Sized> QueryValue for V {}

pub(crate) mod sealed {
    use super::ParameterValue;

    /// The text of a query parameter's values, before percent-encoding.
    #[derive(Debug)]
    pub enum Items {
        Absent,
        One(String),
        List { items: Vec<String>, optional: bool },
    }

    pub trait QueryItems {
        fn query_items(&self) -> Items;
    }

    impl<V: ParameterValue + ?Sized> QueryItems for V {
        fn query_items(&self) -> Items {
            Items::One(self.parameter_text().into_owned())
        }
    }

    impl<V: ParameterValue> QueryItems for [V] {
        fn query_items(&self) -> Items {
            let items = self.iter().map(|item| item.parameter_text().into_owned());
            Items::List { items: items.collect(), optional: false }
        }
    }

    impl<V: ParameterValue> QueryItems for Vec<V> {
        fn query_items(&self) -> Items {
            self.as_slice().query_items()
        }
    }

    impl<V: QueryItems> QueryItems for Option<V> {
        fn query_items(&self) -> Items {
            match self.as_ref().map(V::query_items) {
                None => Items::Absent,
                Some(Items::List { items, .. }) => Items::List { items, optional: true },
                Some(one) => one,
            }
        }
    }
}
