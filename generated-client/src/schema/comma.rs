//! Lists that JSON holds as one string.

use std::fmt::{self, Display};
use std::ops::Deref;

use serde_core::de::{Deserialize, Deserializer};
use serde_core::ser::{Error as _, Serialize, Serializer};

use crate::{Checker, Validate};

/// A list that is written in JSON as one string, its items joined by commas: `"u1,u2"`.
///
/// It reads as a slice, and is collected from anything that converts into its items:
///
/// ```
/// use generated_client::CommaSeparated;
///
/// let users: CommaSeparated<String> = ["u1", "u2"].into_iter().collect();
/// assert_eq!(serde_json::to_string(&users)?, r#""u1,u2""#);
/// assert_eq!(users.len(), 2);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// An item that is empty or has a comma cannot be written so: a request that holds one is refused
/// with [`Error::is_invalid_request`](crate::Error::is_invalid_request).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommaSeparated<T>(Vec<T>);

impl<T> CommaSeparated<T> {
    /// The items.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> Default for CommaSeparated<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for CommaSeparated<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> From<Vec<T>> for CommaSeparated<T> {
    fn from(items: Vec<T>) -> Self {
        Self(items)
    }
}

impl<T, U: Into<T>> FromIterator<U> for CommaSeparated<T> {
    fn from_iter<I: IntoIterator<Item = U>>(items: I) -> Self {
        Self(items.into_iter().map(Into::into).collect())
    }
}

impl<T> IntoIterator for CommaSeparated<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a CommaSeparated<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Display> Display for CommaSeparated<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{item}")?;
        }
        Ok(())
    }
}

/// Why an item cannot be written.
fn unwritable(item: &str) -> Option<&'static str> {
    if item.is_empty() {
        Some("is empty, which a comma-separated list cannot hold")
    } else if item.contains(',') {
        Some("has a comma, which separates the items of the list")
    } else {
        None
    }
}

impl<T: Display> Validate for CommaSeparated<T> {
    fn validate(&self, check: &mut Checker) {
        for (index, item) in self.0.iter().enumerate() {
            if let Some(reason) = unwritable(&item.to_string()) {
                check.item(index, |check| check.refuse_here(reason));
            }
        }
    }
}

impl<T: Display> Serialize for CommaSeparated<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        for item in &self.0 {
            if let Some(reason) = unwritable(&item.to_string()) {
                return Err(S::Error::custom(format_args!("an item {reason}")));
            }
        }
        serializer.collect_str(self)
    }
}

impl<'de, T: From<String>> Deserialize<'de> for CommaSeparated<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(Self::default());
        }
        Ok(text.split(',').map(str::to_owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::test_fixture::UserId;

    #[test]
    fn refuses_items_that_would_become_others() {
        for item in ["", "a,b"] {
            let list: CommaSeparated<UserId> = ["x", item].into_iter().collect();
            assert!(serde_json::to_string(&list).is_err());
            let mut check = Checker::default();
            check.nested("user_ids", &list);
            let violations = check.into_violations();
            assert_eq!(violations.len(), 1);
            assert!(violations[0].starts_with("`user_ids[1]` "), "{violations:?}");
        }
    }

    proptest! {
        #[test]
        fn json_gives_back_every_list(items in prop::collection::vec("[^,]+", 0..5)) {
            let list: CommaSeparated<String> = items.iter().collect();
            let json = serde_json::to_value(&list).unwrap();
            prop_assert_eq!(json.as_str().unwrap(), items.join(","));
            let read: CommaSeparated<String> = serde_json::from_value(json).unwrap();
            prop_assert_eq!(read.into_vec(), items);
        }
    }
}
