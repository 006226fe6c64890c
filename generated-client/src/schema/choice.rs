//! Values that are one of several, which nothing but their form tells apart.

use serde_json::{Number, Value};

use crate::schema::constant::Constant;

/// What the values of a variant look like.
#[derive(Debug)]
pub(crate) enum JsonType {
    Text,
    Boolean,
    Integer,
    Number,
    List,
    Any,
    Object(JsonMembers),
}

/// What the objects of a variant look like.
#[derive(Debug)]
pub(crate) struct JsonMembers {
    pub(crate) required: &'static [&'static str],
    /// All members that the document names, unless there may be any.
    pub(crate) known: Option<&'static [&'static str]>,
    pub(crate) constants: &'static [(&'static str, Constant)],
    /// There are no members but those that the document names.
    pub(crate) closed: bool,
}

impl JsonType {
    /// How well a value fits; `None` if it does not.
    pub(crate) fn fit(&self, value: &Value) -> Option<Fit> {
        let fits = match (self, value) {
            (Self::Object(members), Value::Object(object)) => return members.fit(object),
            // Every integer is a number too, and an integer rather than a number.
            (Self::Number, Value::Number(number)) if !number.is_f64() => {
                return is_exact(number).then_some(Fit::Loose);
            }
            (Self::Any, _) => return Some(Fit::Loose),
            (Self::Integer, Value::Number(number)) => !number.is_f64(),
            (Self::Text, Value::String(_))
            | (Self::Boolean, Value::Bool(_))
            | (Self::Number, Value::Number(_))
            | (Self::List, Value::Array(_)) => true,
            _ => false,
        };
        fits.then_some(Fit::Exact)
    }
}

impl JsonType {
    /// How much the variant demands of a value that fits it.
    fn demands(&self, value: &Value) -> usize {
        match (self, value) {
            (Self::Object(members), Value::Object(object)) => members.demands(object),
            _ => 0,
        }
    }
}

/// Whether a float holds all digits of an integer.
fn is_exact(integer: &Number) -> bool {
    integer.as_i128().is_some_and(|integer| integer as f64 as i128 == integer)
}

impl JsonMembers {
    /// How many members an object has to have, and to have a certain value of.
    fn demands(&self, object: &serde_json::Map<String, Value>) -> usize {
        let constants = self.constants.iter().filter(|(name, _)| object.contains_key(*name));
        self.required.len() + constants.count()
    }

    fn fit(&self, object: &serde_json::Map<String, Value>) -> Option<Fit> {
        let has_required = self.required.iter().all(|name| object.contains_key(*name));
        let has_constants = self
            .constants
            .iter()
            .all(|(name, constant)| object.get(*name).is_none_or(|value| constant.is(value)));
        let knows_all = self
            .known
            .is_some_and(|known| object.keys().all(|name| known.contains(&name.as_str())));
        match (has_required && has_constants, knows_all, self.closed) {
            (true, true, _) => Some(Fit::Exact),
            (true, false, false) => Some(Fit::Loose),
            _ => None,
        }
    }
}

/// How well a value fits a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// The document describes all of it.
    Exact,
    /// It has more than the document describes.
    Loose,
}

/// The variants that a value may be.
#[derive(Debug)]
pub(crate) struct Candidates<T> {
    /// Each with how much its variant demands.
    exact: Vec<(usize, T)>,
    loose: Vec<(usize, T)>,
}

impl<T> Default for Candidates<T> {
    fn default() -> Self {
        Self { exact: Vec::new(), loose: Vec::new() }
    }
}

impl<T> Candidates<T> {
    /// Adds a variant if the value can be one.
    pub(crate) fn consider(
        &mut self,
        form: &JsonType,
        value: &Value,
        read: impl FnOnce(Value) -> Option<T>,
    ) {
        let Some(fit) = form.fit(value) else { return };
        let Some(candidate) = read(value.clone()) else { return };
        let candidate = (form.demands(value), candidate);
        match fit {
            Fit::Exact => self.exact.push(candidate),
            Fit::Loose => self.loose.push(candidate),
        }
    }

    /// The variant that the value is: of those that describe all of it, or else of those that fit, the one that demands
    /// most. Nothing if several demand as much.
    pub(crate) fn best(self) -> Option<T> {
        let mut fitting = if self.exact.is_empty() { self.loose } else { self.exact };
        let most = fitting.iter().map(|(demands, _)| *demands).max()?;
        fitting.retain(|(demands, _)| *demands == most);
        match fitting.len() {
            1 => fitting.pop().map(|(_, candidate)| candidate),
            _ => None,
        }
    }
}

/// Lets an enum be read by what its variants look like. A value that none of them describes, or several that demand as
/// much, is no mistake: it is kept, and written back unchanged.
macro_rules! choice {
    ($name:ident { $($variant:ident: $form:expr),* $(,)? }) => {
        impl ::serde_core::Serialize for $name {
            fn serialize<S: ::serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $( Self::$variant(value) => ::serde_core::Serialize::serialize(value, serializer), )*
                    Self::Undocumented(value) => ::serde_core::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> ::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: ::serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <$crate::serde_json::Value as ::serde_core::Deserialize>::deserialize(deserializer)?;
                let mut candidates = $crate::schema::choice::Candidates::default();
                $(
                    candidates.consider(&$form, &value, |value| {
                        $crate::serde_json::from_value(value).ok().map(Self::$variant)
                    });
                )*
                Ok(candidates.best().unwrap_or(Self::Undocumented(value)))
            }
        }
    };
}
pub(crate) use choice;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::runtime::{Constant, JsonMembers, JsonType, object};

    #[derive(Debug, PartialEq)]
    struct Book {
        title: String,
        pages: Option<i64>,
    }

    object!(Book { title: required("title"), pages: optional("pages") });

    #[derive(Debug, PartialEq)]
    struct Film {
        title: String,
        minutes: Option<i64>,
    }

    object!(Film { title: required("title"), minutes: optional("minutes") });

    #[derive(Debug, PartialEq)]
    enum Medium {
        Text(String),
        Integer(i64),
        Number(f64),
        Tags(Vec<String>),
        Book(Book),
        Film(Film),
        Undocumented(Value),
    }

    choice!(Medium {
        Text: JsonType::Text,
        Integer: JsonType::Integer,
        Number: JsonType::Number,
        Tags: JsonType::List,
        Book: JsonType::Object(JsonMembers {
            required: &["title"],
            known: Some(&["title", "pages"]),
            constants: &[("kind", Constant::Text("book"))],
            closed: false,
        }),
        Film: JsonType::Object(JsonMembers {
            required: &["title"],
            known: Some(&["title", "minutes"]),
            constants: &[],
            closed: true,
        }),
    });

    fn read(json: Value) -> Medium {
        let medium: Medium = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&medium).unwrap(), json, "{medium:?}");
        medium
    }

    #[test]
    fn a_value_is_what_it_is_made_of() {
        assert_eq!(read(json!("x")), Medium::Text("x".to_owned()));
        assert_eq!(read(json!(3)), Medium::Integer(3));
        assert_eq!(read(json!(1.5)), Medium::Number(1.5));
        assert_eq!(read(json!(["a"])), Medium::Tags(vec!["a".to_owned()]));
        assert!(matches!(read(json!({"title": "x", "pages": 3})), Medium::Book(_)));
        assert!(matches!(read(json!({"title": "x", "minutes": 3})), Medium::Film(_)));
    }

    #[derive(Debug, PartialEq)]
    struct Edition {
        title: String,
        pages: i64,
    }

    object!(Edition { title: required("title"), pages: required("pages") });

    #[derive(Debug, PartialEq)]
    enum Print {
        Book(Book),
        Edition(Edition),
        Undocumented(Value),
    }

    choice!(Print {
        Book: JsonType::Object(JsonMembers {
            required: &["title"],
            known: Some(&["title", "pages"]),
            constants: &[],
            closed: false,
        }),
        Edition: JsonType::Object(JsonMembers {
            required: &["title", "pages"],
            known: Some(&["title", "pages"]),
            constants: &[],
            closed: false,
        }),
    });

    #[test]
    fn of_several_variants_that_fit_it_is_the_one_that_demands_most() {
        let print = |json| serde_json::from_value::<Print>(json).unwrap();
        assert!(matches!(print(json!({"title": "x"})), Print::Book(_)));
        assert!(matches!(print(json!({"title": "x", "pages": 3})), Print::Edition(_)));
        assert!(matches!(print(json!({"title": "x", "pages": 3, "more": 1})), Print::Edition(_)));
        assert!(matches!(print(json!({"title": "x", "pages": "many"})), Print::Undocumented(_)));
    }

    #[test]
    fn no_digit_of_an_integer_is_lost() {
        assert_eq!(read(json!(9_007_199_254_740_993_i64)), Medium::Integer(9_007_199_254_740_993));
        assert!(matches!(read(json!(u64::MAX)), Medium::Undocumented(_)));
    }

    #[test]
    fn nothing_is_guessed() {
        let unclear = [
            json!(null),
            json!(true),
            json!([1]),
            json!({}),
            json!({"title": "x"}),
            json!({"title": 1, "pages": 1}),
            json!({"title": "x", "minutes": 3, "kind": "film"}),
        ];
        for json in unclear {
            assert!(matches!(read(json), Medium::Undocumented(_)));
        }
    }
}
