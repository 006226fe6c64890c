//! Fields that may be absent and may be null, where requests tell one from the other.

use serde::{Deserialize, Deserializer};

/// Reads a field that is there: null is `Some(None)`. One that is absent is the field's default, `None`.
pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Change {
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            deserialize_with = "crate::nullable::deserialize"
        )]
        note: Option<Option<String>>,
    }

    #[test]
    fn null_absent_and_a_value_are_three_things() {
        let cases = [
            ("{}", None),
            (r#"{"note":null}"#, Some(None)),
            (r#"{"note":"x"}"#, Some(Some("x".to_owned()))),
        ];
        for (json, note) in cases {
            let change: Change = serde_json::from_str(json).unwrap();
            assert_eq!(change, Change { note });
            assert_eq!(serde_json::to_string(&change).unwrap(), json);
        }
    }
}
