//! What may stand in a path, a query, a header or a cookie.

use std::borrow::Cow;

use serde_json::Value;

use crate::{DateTime, EpochMillis};

/// One value that may fill a path placeholder, a query parameter, a header or a cookie.
pub trait ParameterValue {
    /// Whether an empty text is a value among others of a list. An empty id is none.
    #[doc(hidden)]
    const MAY_BE_EMPTY: bool = true;

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
    #[doc(hidden)]
    const MAY_BE_EMPTY: bool = T::MAY_BE_EMPTY;

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

/// What a parameter may hold: one [`ParameterValue`], a `Vec` or a slice of them, an `Option` of
/// either, [`AsObject`], [`AsValue`] or [`AsJson`].
///
/// `None` and an empty optional list leave the parameter out. An empty list that is not optional is
/// refused, because a query cannot say it.
pub trait QueryValue: sealed::QueryItems {}

impl<V: sealed::QueryItems + ?Sized> QueryValue for V {}

/// A parameter that is an object: the members of what `V` is in JSON, each of them one value.
///
/// A member that is null is left out, and so is the whole parameter if no member is left.
#[derive(Clone, Copy, Debug)]
pub struct AsObject<'a, V: ?Sized>(pub &'a V);

/// A parameter that is what `V` is in JSON: one value, a list, or an object. It is left out if it is null, as are
/// members and items that are null.
///
/// Lists and objects within others are refused, but in the style [`Style::DEEP_OBJECT`](crate::Style::DEEP_OBJECT).
#[derive(Clone, Copy, Debug)]
pub struct AsValue<'a, V: ?Sized>(pub &'a V);

/// A parameter that is one JSON text. It is left out if it is null.
#[derive(Clone, Copy, Debug)]
pub struct AsJson<'a, V: ?Sized>(pub &'a V);

/// A value of JSON that is neither a list nor an object, as text. Nothing is left of null.
pub(crate) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

pub(crate) fn is_nested(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

pub(crate) mod sealed {
    use serde_core::Serialize;
    use serde_json::Value;

    use super::{AsJson, AsObject, AsValue, ParameterValue, is_nested, scalar_text};
    use crate::schema::finite;

    /// The text of a parameter's values, before percent-encoding.
    #[derive(Debug)]
    pub enum Items {
        Absent,
        One(String),
        List {
            items: Vec<String>,
            optional: bool,
        },
        /// At least one member, by name.
        Object(Vec<(String, String)>),
        /// A list or an object with others in it.
        Nested(Value),
        /// A value that has no text, and why.
        Unwritable(String),
    }

    impl Items {
        /// What a value of JSON is.
        pub(crate) fn of(value: Value) -> Self {
            match value {
                Value::Null => Self::Absent,
                Value::Array(items) if !items.iter().any(is_nested) => {
                    let items = items.iter().filter_map(scalar_text).collect();
                    Self::List { items, optional: false }
                }
                Value::Object(members) if !members.values().any(is_nested) => {
                    let members = members.into_iter();
                    let members = members.filter_map(|(name, it)| Some((name, scalar_text(&it)?)));
                    let members: Vec<_> = members.collect();
                    if members.is_empty() { Self::Absent } else { Self::Object(members) }
                }
                Value::Array(_) | Value::Object(_) => Self::Nested(value),
                Value::Bool(_) | Value::Number(_) => Self::One(value.to_string()),
                Value::String(text) => Self::One(text),
            }
        }

        /// What a value is in JSON.
        fn of_json<V: Serialize + ?Sized>(value: &V) -> Self {
            if let Err(reason) = finite::check(value) {
                return Self::Unwritable(format!("cannot be written: {reason}"));
            }
            match serde_json::to_value(value) {
                Ok(value) => Self::of(value),
                Err(error) => Self::Unwritable(format!("cannot be written: {error}")),
            }
        }

        /// All texts that it holds.
        pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
            let (items, members): (&[String], &[(String, String)]) = match self {
                Self::One(text) => (std::slice::from_ref(text), &[]),
                Self::List { items, .. } => (items, &[]),
                Self::Object(members) => (&[], members),
                Self::Absent | Self::Nested(_) | Self::Unwritable(_) => (&[], &[]),
            };
            let members = members.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
            items.iter().map(String::as_str).chain(members)
        }
    }

    impl<V: Serialize + ?Sized> QueryItems for AsObject<'_, V> {
        fn query_items(&self) -> Items {
            match Items::of_json(self.0) {
                Items::One(_) | Items::List { .. } | Items::Nested(Value::Array(_)) => {
                    Items::Unwritable("is no object".to_owned())
                }
                Items::Nested(Value::Object(object)) => {
                    let nested = object.iter().find(|(_, value)| is_nested(value));
                    let name = nested.map(|(name, _)| name.as_str()).unwrap_or_default();
                    Items::Unwritable(format!("has a member `{name}` that is no single value"))
                }
                items => items,
            }
        }
    }

    impl<V: Serialize + ?Sized> QueryItems for AsValue<'_, V> {
        fn query_items(&self) -> Items {
            Items::of_json(self.0)
        }
    }

    impl<V: Serialize + ?Sized> QueryItems for AsJson<'_, V> {
        fn query_items(&self) -> Items {
            if let Err(reason) = finite::check(self.0) {
                return Items::Unwritable(format!("cannot be written as JSON: {reason}"));
            }
            match serde_json::to_string(self.0) {
                Ok(text) if text == "null" => Items::Absent,
                Ok(text) => Items::One(text),
                Err(error) => Items::Unwritable(format!("cannot be written as JSON: {error}")),
            }
        }
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
            let items: Vec<_> = items.collect();
            if !V::MAY_BE_EMPTY && items.iter().any(String::is_empty) {
                return Items::Unwritable("has an empty id".to_owned());
            }
            Items::List { items, optional: false }
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
