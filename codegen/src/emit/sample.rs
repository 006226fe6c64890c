//! A call of every method as a program would write it, for its documentation.

mod known;
mod least;
mod section;

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;
use serde_json::Value;

use known::{Ids, Known, is_placeholder};
use least::Least;
pub(super) use section::Sample;

use crate::model::{
    Argument, Call, CallBody, CallField, Example, Field, Model, Module, NumberVariant, Output,
    RustType, Shows, TypeDef, Union,
};

/// How deep the values of a sample may be nested.
const DEEPEST: usize = 12;

/// How many values a sample may have. A longer one shows nobody how a call is made, and without a bound a chain of ten
/// schemas with eight required members each would be a sample of a thousand million values.
const MOST_VALUES: usize = 250;

/// The samples of the calls of each module. A call that takes something that cannot be written down has none.
pub(super) fn samples(model: &Model) -> Vec<Vec<Option<Sample>>> {
    let Model { modules, shared, .. } = model;
    let types: Vec<_> = modules.iter().map(|it| types(it, shared)).collect();
    let all: Vec<Ids> = modules.iter().zip(&types).map(|(it, types)| Ids::of(it, types)).collect();
    let samples = modules.iter().zip(&types).zip(&all).map(|((module, types), own)| {
        let known = Known { own, all: &all };
        let requests = requests(&module.examples);
        let sampler = || Sampler {
            types,
            requests: &requests,
            known: &known,
            uses: BTreeSet::new(),
            left: Some(MOST_VALUES),
        };
        module.calls.par_iter().map(|call| sampler().call(call, module)).collect()
    });
    samples.collect()
}

/// The types of a module, by their names.
fn types<'m>(module: &'m Module, shared: &'m [TypeDef]) -> HashMap<&'m str, &'m TypeDef> {
    shared.iter().chain(&module.types).map(|it| (it.name(), it)).collect()
}

struct Sampler<'a> {
    types: &'a HashMap<&'a str, &'a TypeDef>,
    /// The examples of bodies, by their types.
    requests: &'a HashMap<&'a RustType, Vec<&'a Example>>,
    /// The ids of the documents.
    known: &'a Known<'a>,
    /// What the sample has to import.
    uses: BTreeSet<String>,
    /// How many more values it may have, or nothing if it has too many.
    left: Option<usize>,
}

impl<'a> Sampler<'a> {
    fn call(mut self, call: &Call, module: &Module) -> Option<Sample> {
        let code = match self.shown(call).as_slice() {
            [] => self.code(call, module, None)?,
            examples => {
                let codes = examples.iter().map(|it| self.code(call, module, Some(it)));
                codes.collect::<Option<String>>()?
            }
        };
        Some(Sample { uses: self.uses(&module.name), code })
    }

    /// The statements that make a call with what an example has.
    fn code(&mut self, call: &Call, module: &Module, example: Option<&Value>) -> Option<String> {
        let fields = match &call.body {
            Some(CallBody::Flat { type_name }) => self.fields(type_name),
            _ => &[],
        };
        let mut arguments = Vec::new();
        for argument in &call.arguments {
            arguments.push(match call.fields.iter().find(|it| it.name == argument.name) {
                Some(field) => self.parameter(field)?,
                None if argument.in_body => self.argument(argument, fields, example, 1)?,
                None => self.value(&argument.ty, example, 0)?,
            });
        }
        let setters = self.setters(&call.setters, fields, example);
        // A setter that was beyond the bound is not there, and what is left would be no better.
        self.left?;
        let (handle, method) = (module.accessor(module.group_of(call)), &call.name);
        let request = format!("{handle}.{method}({}){setters}", arguments.join(", "));
        Some(match (&call.paging, &call.success.output) {
            (Some(_), _) => format!(
                "let mut items = {request}.stream(); \
                 while let Some(item) = items.try_next().await? {{ println!(\"{{item:?}}\"); }}"
            ),
            (None, Output::Empty) => format!("{request}.await?;"),
            (None, _) => format!("let response = {request}.await?;"),
        })
    }

    /// The examples of the document that a call is shown with: the one that has the most of its body, and before it,
    /// where several operations are one, the one that has the least.
    fn shown(&self, call: &Call) -> Vec<Value> {
        let body = match &call.body {
            Some(CallBody::Flat { type_name }) => &RustType::Struct(type_name.clone()),
            Some(CallBody::Whole { ty, .. }) => ty,
            None => return Vec::new(),
        };
        let shown = self.requests.get(body).into_iter().flatten();
        let shown = shown.filter_map(|it| serde_json::from_str(&it.json).ok());
        let shown: Vec<Value> = shown.collect();
        let members = |it: &&Value| it.as_object().map_or(0, serde_json::Map::len);
        // Of several with as much to show, the first.
        let most = shown.iter().rev().max_by_key(members);
        let least = shown.iter().min_by_key(members);
        let least = least.filter(|it| call.is_merged && Some(*it) != most);
        least.into_iter().chain(most).cloned().collect()
    }

    /// What is imported: types of the module together, and others by their paths.
    fn uses(self, module: &str) -> Vec<String> {
        let (others, own): (Vec<_>, Vec<_>) =
            self.uses.into_iter().partition(|it| it.contains("::"));
        let own = match own.as_slice() {
            [] => None,
            [name] => Some(format!("generated_client::{module}::{name}")),
            names => Some(format!("generated_client::{module}::{{{}}}", names.join(", "))),
        };
        own.into_iter().chain(others).collect()
    }

    /// A parameter of which no value is known reads as what it stands for.
    fn parameter(&mut self, field: &CallField) -> Option<String> {
        let name = Value::String(field.wire.clone());
        let is_named = match &field.ty {
            RustType::Id(kind) => self.known.id(kind).is_none(),
            ty => *ty == RustType::String,
        };
        let example = field.example.as_ref().filter(|it| !is_placeholder(it) && **it != name);
        self.value(&field.ty, example.or(is_named.then_some(&name)), 0)
    }

    fn fields(&self, type_name: &str) -> &'a [Field] {
        match self.types.get(type_name) {
            Some(TypeDef::Struct(it)) => &it.fields,
            _ => &[],
        }
    }

    /// What is written for an argument that sets a field: what the example has for it, else something within its limits.
    fn argument(
        &mut self,
        argument: &Argument,
        fields: &[Field],
        example: Option<&Value>,
        depth: usize,
    ) -> Option<String> {
        let field = field(argument, fields);
        let own = field.and_then(|it| it.example.as_ref()).filter(|it| !is_placeholder(it));
        let shown = member(argument, fields, example).or(own);
        let least = field.map(Least::of).unwrap_or_default();
        let (RustType::Vec(item) | RustType::CommaSeparated(item)) = &argument.ty else {
            return self.value(&argument.ty, shown.or(least.value.as_ref()), depth);
        };
        self.spend(1)?;
        let mut items = self.items(item, shown, depth)?;
        // Equal items may be refused, and no others come to mind.
        if items.len() < least.items && least.is_unique {
            return None;
        }
        while items.len() < least.items {
            items.push(self.value(item, None, depth + 1)?);
        }
        Some(format!("[{}]", items.join(", ")))
    }

    /// The setters of what the example has.
    fn setters(
        &mut self,
        setters: &[Argument],
        fields: &[Field],
        example: Option<&Value>,
    ) -> String {
        let plain = setters.iter().filter(|it| it.adds_to.is_none() && it.clears.is_none());
        let set = plain.filter_map(|it| {
            member(it, fields, example)?;
            let value = self.argument(it, fields, example, 1)?;
            Some(format!(".{}({value})", it.name))
        });
        set.collect()
    }

    /// Takes so many values out of those that are left.
    fn spend(&mut self, values: usize) -> Option<()> {
        self.left = self.left?.checked_sub(values);
        self.left.map(drop)
    }

    /// What is written for an argument of a type.
    fn value(&mut self, ty: &RustType, example: Option<&Value>, depth: usize) -> Option<String> {
        self.spend(1)?;
        if depth > DEEPEST {
            return None;
        }
        let text = example.and_then(Value::as_str);
        Some(match ty {
            RustType::String => format!("{:?}", text.unwrap_or("text")),
            RustType::Id(kind) => {
                let number = example.filter(|it| it.is_number()).map(Value::to_string);
                let shown = number.as_deref().or(text).or(self.known.id(kind));
                format!("{:?}", shown.unwrap_or("ID"))
            }
            RustType::PageToken => match example {
                Some(Value::Number(number)) => format!("\"{number}\""),
                _ => format!("{:?}", text.unwrap_or("TOKEN")),
            },
            RustType::Bytes => "\"bytes\"".to_owned(),
            RustType::File => {
                self.uses.insert("generated_client::File".to_owned());
                "File::new(\"report.txt\", \"bytes\")".to_owned()
            }
            RustType::Bool => example.and_then(Value::as_bool).unwrap_or(true).to_string(),
            RustType::I32 | RustType::I64 | RustType::U64 => example
                .filter(|it| it.is_i64() || it.is_u64())
                .map_or("1".to_owned(), Value::to_string),
            RustType::F64 => format!("{:?}", example.and_then(Value::as_f64).unwrap_or(1.0)),
            RustType::DateTime => {
                self.uses.insert("generated_client::DateTime".to_owned());
                format!("{:?}.parse::<DateTime>()?", text.unwrap_or("2026-01-31T09:00:00Z"))
            }
            RustType::EpochMillis => {
                self.uses.insert("std::time::SystemTime".to_owned());
                "SystemTime::now()".to_owned()
            }
            // No argument has these.
            RustType::UndocumentedMembers | RustType::MalformedItem => return None,
            RustType::Value => {
                self.spend(example.map_or(0, size))?;
                self.uses.insert("generated_client::serde_json::json".to_owned());
                format!("json!({})", example.cloned().unwrap_or_default())
            }
            RustType::Vec(item) | RustType::CommaSeparated(item) => {
                format!("[{}]", self.items(item, example, depth)?.join(", "))
            }
            RustType::Boxed(inner) => self.value(inner, example, depth)?,
            RustType::Option(_) | RustType::Map(_) => self.exact(ty, example, depth)?,
            RustType::Struct(name) | RustType::Enum(name) | RustType::Union(name) => {
                self.named(name, example, depth)?
            }
        })
    }

    fn items(
        &mut self,
        item: &RustType,
        example: Option<&Value>,
        depth: usize,
    ) -> Option<Vec<String>> {
        let listed = example
            .and_then(Value::as_str)
            .map(|text| text.split(',').map(|it| Value::from(it.trim())).collect::<Vec<_>>());
        let shown = example.and_then(Value::as_array).or(listed.as_ref());
        let Some(shown) = shown.filter(|it| !it.is_empty()) else {
            return Some(vec![self.value(item, None, depth + 1)?]);
        };
        shown.iter().map(|it| self.value(item, Some(it), depth + 1)).collect()
    }

    /// The same where nothing is converted.
    fn exact(&mut self, ty: &RustType, example: Option<&Value>, depth: usize) -> Option<String> {
        Some(match ty {
            RustType::String => format!("{}.to_owned()", self.value(ty, example, depth)?),
            RustType::Id(_)
            | RustType::PageToken
            | RustType::Bytes
            | RustType::EpochMillis
            | RustType::Boxed(_) => {
                format!("{}.into()", self.value(ty, example, depth)?)
            }
            RustType::Vec(item) => {
                let first = example.and_then(Value::as_array).and_then(|it| it.first());
                format!("vec![{}]", self.exact(item, first, depth + 1)?)
            }
            RustType::CommaSeparated(_) => return None,
            RustType::Option(inner) => format!("Some({})", self.exact(inner, example, depth + 1)?),
            RustType::Map(inner) if **inner == RustType::Value => "Default::default()".to_owned(),
            RustType::Map(inner) => {
                let members = example.and_then(Value::as_object);
                let mut entries = Vec::new();
                for (key, value) in members.into_iter().flatten() {
                    self.spend(1)?;
                    let value = self.exact(inner, Some(value), depth + 1)?;
                    entries.push(format!("({key:?}.to_owned(), {value})"));
                }
                format!("[{}].into()", entries.join(", "))
            }
            _ => self.value(ty, example, depth)?,
        })
    }

    /// A value of a type of the module.
    fn named(&mut self, name: &str, example: Option<&Value>, depth: usize) -> Option<String> {
        let definition = *self.types.get(name)?;
        self.uses.insert(name.to_owned());
        Some(match definition {
            TypeDef::Struct(it) => {
                let arguments = self.nested(&it.arguments, &it.fields, example, depth)?;
                let setters = self.setters(&it.setters, &it.fields, example);
                format!("{name}::new({arguments}){setters}")
            }
            TypeDef::Enum(it) => {
                let value = example.and_then(Value::as_str);
                let shown = it.variants.iter().find(|it| Some(it.value.as_str()) == value);
                format!("{name}::{}", shown.or(it.variants.first())?.name)
            }
            TypeDef::Numbers(it) => {
                let value = example.and_then(Value::as_i64);
                let is_it = |it: &&NumberVariant| Some(it.value) == value;
                format!("{name}::{}", it.variants.iter().find(is_it).or(it.variants.first())?.name)
            }
            TypeDef::Union(it) => self.union(it, example, depth)?,
            // No request holds one.
            TypeDef::ByStatus(_) => return None,
            TypeDef::Choice(it) => {
                let variant = it.variants.first()?;
                format!("{name}::{}({})", variant.name, self.exact(&variant.ty, None, depth + 1)?)
            }
        })
    }

    /// The variant that the example is, or the first.
    fn union(&mut self, it: &Union, example: Option<&Value>, depth: usize) -> Option<String> {
        let value = example.and_then(|example| example.get(&it.tag));
        let shown = it.variants.iter().find(|it| Some(&it.value) == value);
        let variant = shown.or(it.variants.first())?;
        let Some(TypeDef::Struct(held)) = self.types.get(variant.type_name.as_str()) else {
            return None;
        };
        let arguments = self.nested(&variant.arguments, &held.fields, example, depth)?;
        Some(format!("{}::{}({arguments})", it.name, variant.constructor))
    }

    fn nested(
        &mut self,
        arguments: &[Argument],
        fields: &[Field],
        example: Option<&Value>,
        depth: usize,
    ) -> Option<String> {
        let value = |it: &Argument| self.argument(it, fields, example, depth + 1);
        Some(arguments.iter().map(value).collect::<Option<Vec<_>>>()?.join(", "))
    }
}

/// How many values are in one.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(|it| 1 + size(it)).sum(),
        Value::Object(members) => members.values().map(|it| 1 + size(it)).sum(),
        _ => 0,
    }
}

/// What an example has for an argument.
fn member<'v>(
    argument: &Argument,
    fields: &[Field],
    example: Option<&'v Value>,
) -> Option<&'v Value> {
    example?.get(&field(argument, fields)?.wire).filter(|it| !is_placeholder(it))
}

/// The field that an argument sets.
fn field<'f>(argument: &Argument, fields: &'f [Field]) -> Option<&'f Field> {
    fields.iter().find(|it| it.name == argument.name)
}

/// The examples of bodies, by their types.
fn requests(examples: &[Example]) -> HashMap<&RustType, Vec<&Example>> {
    let mut requests: HashMap<_, Vec<_>> = HashMap::new();
    for example in examples.iter().filter(|it| it.of == "request") {
        if let Shows::Type(body) = &example.shows {
            requests.entry(body).or_default().push(example);
        }
    }
    requests
}
