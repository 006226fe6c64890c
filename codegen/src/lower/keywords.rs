//! The keywords of a schema, whatever variant of the typed model it is.

use openapiv3::{
    AnySchema, IntegerFormat, NumberFormat, SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use crate::ir::{Bound, Number};

/// All keywords of a schema.
pub(super) fn of(kind: &SchemaKind) -> AnySchema {
    let empty = AnySchema::default();
    match kind {
        SchemaKind::Any(any) => any.clone(),
        SchemaKind::OneOf { one_of } => AnySchema { one_of: one_of.clone(), ..empty },
        SchemaKind::AllOf { all_of } => AnySchema { all_of: all_of.clone(), ..empty },
        SchemaKind::AnyOf { any_of } => AnySchema { any_of: any_of.clone(), ..empty },
        SchemaKind::Not { not } => AnySchema { not: Some(not.clone()), ..empty },
        SchemaKind::Type(ty) => of_type(ty),
    }
}

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
            properties: it.properties.clone(),
            required: it.required.clone(),
            additional_properties: it.additional_properties.clone(),
            min_properties: it.min_properties,
            max_properties: it.max_properties,
            ..typed("object")
        },
        Type::Array(it) => AnySchema {
            items: it.items.clone(),
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
pub(super) fn present(own: &AnySchema) -> impl Iterator<Item = &'static str> {
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
        ("properties", !own.properties.is_empty()),
        ("required", !own.required.is_empty()),
        ("additionalProperties", own.additional_properties.is_some()),
        ("items", own.items.is_some()),
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
