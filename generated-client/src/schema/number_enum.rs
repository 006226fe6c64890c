//! Enums over integers that keep values they do not know.

/// Lets an enum stand for integers: each variant for one, and the last, `Undocumented`, for every other.
macro_rules! number_enum {
    ($name:ident { $($variant:ident: $value:literal),* $(,)? }) => {
        impl $name {
            /// The values that the documents name, in their order.
            pub const KNOWN: &'static [i64] = &[$($value),*];

            /// The value as it is in JSON.
            pub fn as_i64(self) -> i64 {
                match self {
                    $( Self::$variant => $value, )*
                    Self::Undocumented(value) => value,
                }
            }
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $( $value => Self::$variant, )*
                    value => Self::Undocumented(value),
                }
            }
        }

        impl $crate::Validate for $name {}

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        $crate::schema::by_value::by_value!($name, as_i64);

        impl ::serde_core::Serialize for $name {
            fn serialize<S: ::serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> ::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: ::serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <i64 as ::serde_core::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        impl $crate::ParameterValue for $name {
            fn parameter_text(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Owned(self.to_string())
            }
        }
    };
}
pub(crate) use number_enum;

#[cfg(test)]
mod tests {
    use crate::test_fixture::Priority;

    #[test]
    fn values_are_kept() {
        for (json, value) in [("1", Priority::Low), ("-1", Priority::Lowest)] {
            assert_eq!(serde_json::from_str::<Priority>(json).unwrap(), value);
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
        let unknown: Priority = serde_json::from_str("7").unwrap();
        assert!(matches!(unknown, Priority::Undocumented(7)));
        assert_eq!(serde_json::to_string(&unknown).unwrap(), "7");
        assert_eq!(Priority::Undocumented(1), Priority::Low);
        assert!(serde_json::from_str::<Priority>(r#""1""#).is_err());
    }
}
