//! The identifiers that examples show, for those of which a sample has none of its own.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::model::{Field, Module, RustType, Shows, TypeDef};

/// Of every kind of identifier, the first that an example of a module has.
#[derive(Default)]
pub(super) struct Ids {
    ids: BTreeMap<String, String>,
}

/// Those of a module, and of all modules for what it has none of: what others have changes nothing where it has its own.
pub(super) struct Known<'a> {
    pub(super) own: &'a Ids,
    pub(super) all: &'a [Ids],
}

impl<'a> Known<'a> {
    pub(super) fn id(&self, kind: &str) -> Option<&'a str> {
        let mut known = std::iter::once(self.own).chain(self.all);
        known.find_map(|it| it.ids.get(kind)).map(String::as_str)
    }
}

impl Ids {
    pub(super) fn of(module: &Module, types: &HashMap<&str, &TypeDef>) -> Self {
        let mut known = Self::default();
        for field in module.calls.iter().flat_map(|call| &call.fields) {
            let example = field.example.as_ref().filter(|it| **it != field.wire);
            known.see(&field.ty, example, types);
        }
        // To read all examples takes long, and most documents have no identifiers that they could hold.
        let is_sought = holds_ids(types) || module.examples.iter().any(|it| shows_id(&it.shows));
        for example in module.examples.iter().filter(|_| is_sought) {
            let json = serde_json::from_str::<Value>(&example.json).ok();
            match &example.shows {
                Shows::Type(ty) => known.see(ty, json.as_ref(), types),
                Shows::Enveloped(property, ty) => {
                    known.see(ty, json.as_ref().and_then(|it| it.get(property)), types);
                }
                Shows::Nothing(_) | Shows::Error => {}
            }
        }
        known
    }

    fn see(&mut self, ty: &RustType, value: Option<&Value>, types: &HashMap<&str, &TypeDef>) {
        let Some(value) = value.filter(|it| !is_placeholder(it)) else { return };
        match (ty, value) {
            (RustType::Id(kind), Value::String(id)) if !id.is_empty() => {
                self.ids.entry(kind.clone()).or_insert_with(|| id.clone());
            }
            (RustType::Id(kind), Value::Number(id)) => {
                self.ids.entry(kind.clone()).or_insert_with(|| id.to_string());
            }
            (RustType::Vec(item), Value::Array(items)) => {
                items.iter().for_each(|it| self.see(item, Some(it), types));
            }
            (RustType::CommaSeparated(item), Value::String(items)) => {
                let first = items.split(',').next().map(|it| Value::from(it.trim()));
                self.see(item, first.as_ref(), types);
            }
            (RustType::Map(item), Value::Object(members)) => {
                members.values().for_each(|it| self.see(item, Some(it), types));
            }
            (RustType::Boxed(inner) | RustType::Option(inner), value) => {
                self.see(inner, Some(value), types);
            }
            (RustType::Struct(name) | RustType::Union(name), value) => {
                match types.get(name.as_str()) {
                    Some(TypeDef::Struct(it)) => self.see_fields(&it.fields, value, types),
                    Some(TypeDef::Union(it)) => {
                        let tag = value.get(&it.tag);
                        let variant = it.variants.iter().find(|it| Some(&it.value) == tag);
                        let held = variant.and_then(|it| types.get(it.type_name.as_str()));
                        if let Some(TypeDef::Struct(held)) = held {
                            self.see_fields(&held.fields, value, types);
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn see_fields(&mut self, fields: &[Field], value: &Value, types: &HashMap<&str, &TypeDef>) {
        for field in fields {
            // Of others too, an example of a struct would lead into itself.
            let own = field.example.as_ref().filter(|_| matches!(field.ty, RustType::Id(_)));
            let shown = value.get(&field.wire).or(own);
            self.see(&field.ty, shown, types);
        }
    }
}

/// Whether a field of these types is an identifier, or holds some.
fn holds_ids(types: &HashMap<&str, &TypeDef>) -> bool {
    types.values().any(|it| match it {
        TypeDef::Struct(it) => it.fields.iter().any(|field| is_made_of_id(&field.ty)),
        _ => false,
    })
}

fn shows_id(shows: &Shows) -> bool {
    matches!(shows, Shows::Type(ty) | Shows::Enveloped(_, ty) if is_made_of_id(ty))
}

fn is_made_of_id(ty: &RustType) -> bool {
    match ty {
        RustType::Id(_) => true,
        RustType::Vec(inner)
        | RustType::CommaSeparated(inner)
        | RustType::Map(inner)
        | RustType::Boxed(inner)
        | RustType::Option(inner) => is_made_of_id(inner),
        _ => false,
    }
}

/// Whether an example is the name of the type, which tools write where nobody has given one.
pub(super) fn is_placeholder(example: &Value) -> bool {
    example == "string"
}
