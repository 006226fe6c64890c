//! The keywords of a schema, whatever variant of the typed model it is.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, IntegerFormat, NumberFormat, ReferenceOr, Schema, SchemaKind,
    StringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use crate::ir::{Bound, Number};

/// The keywords of a schema. The schemas that it holds are not copied: they may be nearly all of a document.
#[derive(Default)]
pub(super) struct Keywords<'s> {
    /// Those that hold no schema.
    pub(super) plain: AnySchema,
    pub(super) properties: Option<&'s IndexMap<String, ReferenceOr<Box<Schema>>>>,
    pub(super) additional: Option<&'s AdditionalProperties>,
    pub(super) items: Option<&'s ReferenceOr<Box<Schema>>>,
    pub(super) one_of: &'s [ReferenceOr<Schema>],
    pub(super) any_of: &'s [ReferenceOr<Schema>],
    pub(super) all_of: &'s [ReferenceOr<Schema>],
    pub(super) has_not: bool,
}

impl Keywords<'_> {
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        let is_combined = [self.one_of, self.any_of, self.all_of].iter().any(|it| !it.is_empty());
        let holds_any = self.properties.is_some_and(|it| !it.is_empty())
            || self.additional.is_some()
            || self.items.is_some();
        !(is_combined || holds_any || self.has_not) && self.plain == AnySchema::default()
    }
}

/// All keywords of a schema.
pub(super) fn of(kind: &SchemaKind) -> Keywords<'_> {
    match kind {
        SchemaKind::Any(any) => of_any(any),
        SchemaKind::OneOf { one_of } => Keywords { one_of, ..Keywords::default() },
        SchemaKind::AllOf { all_of } => Keywords { all_of, ..Keywords::default() },
        SchemaKind::AnyOf { any_of } => Keywords { any_of, ..Keywords::default() },
        SchemaKind::Not { .. } => Keywords { has_not: true, ..Keywords::default() },
        SchemaKind::Type(ty) => {
            let keywords = Keywords { plain: of_type(ty), ..Keywords::default() };
            match ty {
                Type::Object(it) => Keywords {
                    properties: Some(&it.properties),
                    additional: it.additional_properties.as_ref(),
                    ..keywords
                },
                Type::Array(it) => Keywords { items: it.items.as_ref(), ..keywords },
                _ => keywords,
            }
        }
    }
}

fn of_any(any: &AnySchema) -> Keywords<'_> {
    let plain = AnySchema {
        typ: any.typ.clone(),
        pattern: any.pattern.clone(),
        multiple_of: any.multiple_of,
        exclusive_minimum: any.exclusive_minimum,
        exclusive_maximum: any.exclusive_maximum,
        minimum: any.minimum,
        maximum: any.maximum,
        required: any.required.clone(),
        min_properties: any.min_properties,
        max_properties: any.max_properties,
        min_items: any.min_items,
        max_items: any.max_items,
        unique_items: any.unique_items,
        enumeration: any.enumeration.clone(),
        format: any.format.clone(),
        min_length: any.min_length,
        max_length: any.max_length,
        ..AnySchema::default()
    };
    Keywords {
        plain,
        properties: Some(&any.properties),
        additional: any.additional_properties.as_ref(),
        items: any.items.as_ref(),
        one_of: &any.one_of,
        any_of: &any.any_of,
        all_of: &any.all_of,
        has_not: any.not.is_some(),
    }
}

/// Those that hold no schema.
fn of_type(ty: &Type) -> AnySchema {
    let typed = |name: &str| AnySchema { typ: Some(name.to_owned()), ..AnySchema::default() };
    match ty {
        Type::String(it) => AnySchema {
            pattern: it.pattern.clone(),
            format: format(&it.format, string_format),
            enumeration: listed(&it.enumeration),
            min_length: it.min_length,
            max_length: it.max_length,
            ..typed("string")
        },
        Type::Number(it) => AnySchema {
            multiple_of: it.multiple_of,
            exclusive_minimum: Some(it.exclusive_minimum),
            exclusive_maximum: Some(it.exclusive_maximum),
            minimum: it.minimum,
            maximum: it.maximum,
            enumeration: listed(&it.enumeration),
            format: format(&it.format, number_format),
            ..typed("number")
        },
        // The bounds that a float cannot hold are read from the document itself.
        Type::Integer(it) => AnySchema {
            multiple_of: it.multiple_of.map(|it| it as f64),
            exclusive_minimum: Some(it.exclusive_minimum),
            exclusive_maximum: Some(it.exclusive_maximum),
            minimum: it.minimum.map(|it| it as f64),
            maximum: it.maximum.map(|it| it as f64),
            enumeration: listed(&it.enumeration),
            format: format(&it.format, integer_format),
            ..typed("integer")
        },
        Type::Boolean(it) => AnySchema { enumeration: listed(&it.enumeration), ..typed("boolean") },
        Type::Object(it) => AnySchema {
            required: it.required.clone(),
            min_properties: it.min_properties,
            max_properties: it.max_properties,
            ..typed("object")
        },
        Type::Array(it) => AnySchema {
            min_items: it.min_items,
            max_items: it.max_items,
            unique_items: Some(it.unique_items),
            ..typed("array")
        },
    }
}

fn listed<T: Clone + Into<Value>>(values: &[Option<T>]) -> Vec<Value> {
    values.iter().map(|it| it.clone().map_or(Value::Null, Into::into)).collect()
}

fn format<F>(
    format: &VariantOrUnknownOrEmpty<F>,
    name: impl Fn(&F) -> &'static str,
) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(it) => Some(name(it).to_owned()),
        VariantOrUnknownOrEmpty::Unknown(it) => Some(it.clone()),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

fn string_format(format: &StringFormat) -> &'static str {
    match format {
        StringFormat::Date => "date",
        StringFormat::DateTime => "date-time",
        StringFormat::Password => "password",
        StringFormat::Byte => "byte",
        StringFormat::Binary => "binary",
    }
}

fn number_format(format: &NumberFormat) -> &'static str {
    match format {
        NumberFormat::Float => "float",
        NumberFormat::Double => "double",
    }
}

fn integer_format(format: &IntegerFormat) -> &'static str {
    match format {
        IntegerFormat::Int32 => "int32",
        IntegerFormat::Int64 => "int64",
    }
}

/// The keywords that a schema has, but for those that combine schemas.
pub(super) fn present(keywords: &Keywords<'_>) -> impl Iterator<Item = &'static str> + use<> {
    let own = &keywords.plain;
    let AnySchema { pattern, multiple_of, minimum, maximum, min_length, max_length, .. } = own;
    [
        ("type", own.typ.is_some()),
        ("pattern", pattern.is_some()),
        ("multipleOf", multiple_of.is_some()),
        ("minimum", minimum.is_some()),
        ("maximum", maximum.is_some()),
        ("minLength", min_length.is_some()),
        ("maxLength", max_length.is_some()),
        ("minItems", own.min_items.is_some()),
        ("maxItems", own.max_items.is_some()),
        ("uniqueItems", own.unique_items == Some(true)),
        ("minProperties", own.min_properties.is_some()),
        ("maxProperties", own.max_properties.is_some()),
        ("properties", keywords.properties.is_some_and(|it| !it.is_empty())),
        ("required", !own.required.is_empty()),
        ("additionalProperties", keywords.additional.is_some()),
        ("items", keywords.items.is_some()),
        ("enum", !own.enumeration.is_empty()),
        ("format", own.format.is_some()),
    ]
    .into_iter()
    .filter(|(_, is_present)| *is_present)
    .map(|(keyword, _)| keyword)
}

/// The type that keywords are for, where they are for one type alone.
pub(super) fn type_of_keyword(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "pattern" | "minLength" | "maxLength" => "string",
        "multipleOf" | "minimum" | "maximum" => "number",
        "minItems" | "maxItems" | "uniqueItems" | "items" => "array",
        "minProperties" | "maxProperties" | "properties" | "required" | "additionalProperties" => {
            "object"
        }
        _ => return None,
    })
}

/// A number as the document has it.
pub(super) fn number(value: &Value) -> Option<Number> {
    let number = value.as_number()?;
    let whole = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    whole.map(Number::Whole).or_else(|| number.as_f64().map(Number::from))
}

/// Sets a bound to another one if that is stricter.
pub(super) fn tighten(
    known: &mut Option<Bound>,
    new: Option<Bound>,
    is_stricter: impl Fn(Number, Number) -> bool,
) {
    let Some(new) = new else { return };
    let replaces = known.is_none_or(|known| {
        is_stricter(new.value, known.value) || new.value == known.value && new.exclusive
    });
    if replaces {
        *known = Some(new);
    }
}
