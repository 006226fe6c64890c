//! What may stand in a path, a query, a header or a cookie.

use std::borrow::Cow;

use serde_json::Value;

use crate::{DateTime, EpochMillis};

/// One value that may fill a path placeholder, a query parameter, a header or a cookie.
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

/// What a parameter may hold: one [`ParameterValue`], a `Vec` or a slice of them, an `Option` of
/// either, [`AsObject`] or [`AsJson`].
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

/// A parameter that is one JSON text. It is left out if it is null.
#[derive(Clone, Copy, Debug)]
pub struct AsJson<'a, V: ?Sized>(pub &'a V);

/// The members of an object, as texts.
fn members(value: Value) -> Result<Vec<(String, String)>, String> {
    let Value::Object(object) = value else {
        return Err("is no object".to_owned());
    };
    let mut members = Vec::new();
    for (name, value) in object {
        match value {
            Value::Null => {}
            Value::String(text) => members.push((name, text)),
            Value::Bool(_) | Value::Number(_) => members.push((name, value.to_string())),
            Value::Array(_) | Value::Object(_) => {
                return Err(format!("has a member `{name}` that is no single value"));
            }
        }
    }
    Ok(members)
}

pub(crate) mod sealed {
    use serde_core::Serialize;
    use serde_json::Value;

    use super::{AsJson, AsObject, ParameterValue, members};
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
        /// A value that has no text, and why.
        Unwritable(String),
    }

    impl Items {
        /// All texts that it holds.
        pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
            let (items, members): (&[String], &[(String, String)]) = match self {
                Self::One(text) => (std::slice::from_ref(text), &[]),
                Self::List { items, .. } => (items, &[]),
                Self::Object(members) => (&[], members),
                Self::Absent | Self::Unwritable(_) => (&[], &[]),
            };
            let members = members.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
            items.iter().map(String::as_str).chain(members)
        }
    }

    impl<V: Serialize + ?Sized> QueryItems for AsObject<'_, V> {
        fn query_items(&self) -> Items {
            if let Err(reason) = finite::check(self.0) {
                return Items::Unwritable(format!("cannot be written: {reason}"));
            }
            match serde_json::to_value(self.0) {
                Ok(Value::Null) => Items::Absent,
                Ok(value) => match members(value) {
                    Ok(members) if members.is_empty() => Items::Absent,
                    Ok(members) => Items::Object(members),
                    Err(reason) => Items::Unwritable(reason),
                },
                Err(error) => Items::Unwritable(format!("cannot be written: {error}")),
            }
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
