//! The representation as text that a reviewer can read.

use std::fmt::{self, Display, Formatter, Write};

use super::{
    Access, Api, BodyForm, Bound, Call, Document, Envelope, Example, ExampleOf, Field, Limits,
    Location, NameHint, Operation, Output, PageCursor, Paging, Parameter, ShapeKind, Style,
    Success, TagType, TimeCursor, Type,
};
use crate::media_type::JSON;

/// Prints everything that later stages read, without the documentation.
pub(crate) fn dump(api: &Api) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(api, &mut text);
    text
}

fn write(api: &Api, to: &mut String) -> fmt::Result {
    for document in &api.documents {
        write_document(document, to)?;
    }
    for (index, shape) in api.shapes.iter().enumerate() {
        writeln!(to, "#{index} {}: {}", Hint(&shape.name), Kind(&shape.kind))?;
        if let ShapeKind::Object { fields, .. } = &shape.kind {
            fields.iter().try_for_each(|field| write_field(field, to))?;
        }
    }
    Ok(())
}

fn write_document(document: &Document, to: &mut String) -> fmt::Result {
    writeln!(to, "document {} ({})", document.stem, document.title)?;
    for (kind, general) in &document.id_subtypes {
        writeln!(to, "subtype {kind} of {general}")?;
    }
    for (kind, form) in &document.id_forms {
        writeln!(to, "form {} of {kind}", form.as_str())?;
    }
    for group in &document.groups {
        writeln!(to, "group {} of {}", group.name(), group.tags.join(" and "))?;
    }
    for operation in &document.operations {
        write_operation(operation, document, to)?;
    }
    writeln!(to)
}

fn write_operation(operation: &Operation, document: &Document, to: &mut String) -> fmt::Result {
    let Operation { id, method, base_path, path, .. } = operation;
    writeln!(to, "\n{id}: {} {base_path}{path}", method.as_str())?;
    if let Some(name) = &operation.name {
        writeln!(to, "  called {name}")?;
    }
    if let Some(group) = document.group(operation) {
        writeln!(to, "  in {}", group.name())?;
    }
    if let Some(alias) = &operation.alias_path {
        writeln!(to, "  alias {alias}")?;
    }
    if let Some(documented) = &operation.documented_path {
        writeln!(to, "  documented as {documented}")?;
    }
    if let Some(carrier) = &operation.part_of {
        writeln!(to, "  part of {carrier}")?;
    }
    for reason in &operation.corrections {
        writeln!(to, "  corrected: {}", reason.replace('\n', " "))?;
    }
    for (name, value) in &path.fixed_query {
        writeln!(to, "  query {name} = {value:?}")?;
    }
    operation.parameters.iter().try_for_each(|it| write_parameter(it, to))?;
    if !operation.scopes.is_empty() {
        let scopes = operation.scopes.iter().map(|all_of| all_of.join(" and "));
        writeln!(to, "  scopes {}", scopes.collect::<Vec<_>>().join(" or "))?;
    }
    let statuses = operation.statuses.iter().map(|it| it.code.as_str());
    writeln!(to, "  statuses {}", statuses.collect::<Vec<_>>().join(" "))?;
    for header in &operation.headers {
        let deprecated = if header.deprecated { " deprecated" } else { "" };
        writeln!(to, "  response header {}{deprecated}", header.name)?;
    }
    if let Some(envelope) = &operation.envelope {
        writeln!(to, "  {envelope}")?;
    }
    operation.calls.iter().try_for_each(|call| write_call(call, to))?;
    operation.paging.iter().try_for_each(|paging| write_paging(paging, to))?;
    for Example { name, of, .. } in operation.examples.iter().filter(|it| !it.name.is_empty()) {
        let of = match of {
            ExampleOf::Request => "request",
            ExampleOf::Response(status) => status,
        };
        writeln!(to, "  example {name} of {of}")?;
    }
    Ok(())
}

fn write_parameter(parameter: &Parameter, to: &mut String) -> fmt::Result {
    let Parameter { name, ty, limits, location, .. } = parameter;
    let style = match parameter.style {
        Style::Usual => "",
        Style::Label => " label",
        Style::Matrix => " matrix",
        Style::SpaceDelimited => " space-delimited",
        Style::PipeDelimited => " pipe-delimited",
        Style::DeepObject => " deep-object",
        Style::Json => " JSON",
    };
    let repeated = match (parameter.exploded, location) {
        (true, Location::Query) => " (repeated)",
        (true, _) => " (exploded)",
        _ => "",
    };
    let reserved = if parameter.allows_reserved { " (reserved)" } else { "" };
    let optional = if parameter.required { "" } else { "?" };
    let location = location.as_str();
    write!(to, "  {location}{style}{repeated}{reserved} {name}{optional}: {ty}{limits}")?;
    writeln!(to, "{}", Default(&parameter.default))
}

fn write_call(call: &Call, to: &mut String) -> fmt::Result {
    write!(to, "  call")?;
    if let Some(tag) = &call.tag {
        write!(to, " {tag:?}")?;
    }
    if let Some(body) = &call.body {
        write!(to, " body {}{}", body.ty, if body.required { "" } else { "?" })?;
        if body.form != BodyForm::Json || body.media_type != JSON {
            write!(to, " as {}", body.media_type)?;
        }
    }
    write!(to, " -> {}", call.output)?;
    if let Some(rate) = call.limit.rate {
        write!(to, ", {rate}")?;
    }
    if let Some(lock) = call.limit.lock_period_seconds {
        write!(to, ", lock {lock} s")?;
    }
    writeln!(to)?;
    for error in &call.errors {
        writeln!(to, "    error {}: {}", error.code, error.meanings.join(" | "))?;
    }
    Ok(())
}

fn write_paging(paging: &Paging, to: &mut String) -> fmt::Result {
    write!(to, "  pages of {}", paging.items)?;
    match &paging.cursor {
        PageCursor::Tokens(tokens) => write!(to, " by {}", tokens.join(" or "))?,
        PageCursor::Time(TimeCursor { until, limit, time, id, order }) => {
            write!(to, " back in time by {until}, at most {limit}, item {id} of {time}")?;
            for (parameter, value) in order {
                write!(to, ", {parameter} = {value:?}")?;
            }
        }
    }
    match &paging.sync_token {
        Some(token) => writeln!(to, ", then {token}"),
        None => writeln!(to),
    }
}

fn write_field(field: &Field, to: &mut String) -> fmt::Result {
    let Field { name, ty, limits, .. } = field;
    let optional = if field.required { "" } else { "?" };
    let null = if field.nullable { " or null" } else { "" };
    write!(to, "  {name}{optional}: {ty}{null}{limits}{}", Default(&field.default))?;
    match field.access {
        Access::Both => {}
        Access::ReadOnly => write!(to, ", read only")?,
        Access::WriteOnly => write!(to, ", write only")?,
    }
    match &field.constant {
        Some(value) => writeln!(to, " = {value}"),
        None => writeln!(to),
    }
}

struct Default<'a>(&'a Option<serde_json::Value>);

impl Display for Default<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |value| write!(f, ", default {value}"))
    }
}

impl Display for Output {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing"),
            Self::Json(ty) | Self::ByStatus(ty) => write!(f, "{ty}"),
            Self::JsonOrEmpty(ty) => write!(f, "{ty} or nothing"),
            Self::Text => f.write_str("text"),
            Self::Bytes => f.write_str("bytes"),
            Self::Location => f.write_str("location"),
        }
    }
}

impl Display for Envelope {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (properties, others) = (self.properties.join(", "), self.others.join(", "));
        write!(f, "enveloped in {properties} unless there is {others}")
    }
}

struct Hint<'a>(&'a NameHint);

impl Display for Hint<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            NameHint::Named(name) => f.write_str(name),
            NameHint::Within(outer, inner) => write!(f, "{inner} of #{}", outer.0),
            NameHint::Request(id) => write!(f, "request of {id}"),
            NameHint::Response(id) => write!(f, "response of {id}"),
            NameHint::Parameter(id, name) => write!(f, "parameter {name} of {id}"),
            NameHint::Each(name, places) => write!(f, "each {name} of {}", places.len()),
            NameHint::Values => f.write_str("values"),
        }
    }
}

struct Kind<'a>(&'a ShapeKind);

impl Display for Kind<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            ShapeKind::Object { additional: Some(ty), .. } => write!(f, "object and other {ty}"),
            ShapeKind::Object { additional: None, .. } => f.write_str("object"),
            ShapeKind::Enum(values) => {
                let values = values.iter().map(|it| it.value.as_str());
                write!(f, "enum {}", values.collect::<Vec<_>>().join(" | "))
            }
            ShapeKind::Numbers(values) => {
                let values = values.iter().map(|it| it.value.to_string());
                write!(f, "enum {}", values.collect::<Vec<_>>().join(" | "))
            }
            ShapeKind::Choice(all) => {
                let all = all.iter().map(|it| format!("{} => {}{}", it.name, it.ty, it.limits));
                write!(f, "choice: {}", all.collect::<Vec<_>>().join(", "))
            }
            ShapeKind::ByStatus(all) => {
                let success = |it: &Success| {
                    let envelope = it.envelope.as_ref().map(|it| format!(" {it}"));
                    format!("{} => {}{}", it.status, it.output, envelope.unwrap_or_default())
                };
                let all: Vec<_> = all.iter().map(success).collect();
                write!(f, "by status: {}", all.join(", "))
            }
            ShapeKind::Union { tag, variants } => {
                let variants = variants.iter().map(|it| match it.tag_type {
                    TagType::String => format!("{} => #{}", it.value, it.shape.0),
                    ty => format!("{} ({ty:?}) => #{}", it.value, it.shape.0),
                });
                write!(f, "union by {tag}: {}", variants.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("string"),
            Self::Boolean => f.write_str("boolean"),
            Self::Int32 => f.write_str("int32"),
            Self::Int64 => f.write_str("int64"),
            Self::UInt64 => f.write_str("uint64"),
            Self::Double => f.write_str("double"),
            Self::DateTime => f.write_str("date-time"),
            Self::EpochMillis => f.write_str("epoch-millis"),
            Self::PageToken => f.write_str("page-token"),
            Self::Any => f.write_str("any"),
            Self::Bytes => f.write_str("bytes"),
            Self::File => f.write_str("file"),
            Self::Id(kind) => f.write_str(kind),
            Self::NumberId(kind) => write!(f, "{kind} as number"),
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::CommaSeparated(inner) => write!(f, "comma-separated [{inner}]"),
            Self::Nullable(inner) => write!(f, "{inner} or null"),
            Self::Map(inner) => write!(f, "map of {inner}"),
            Self::Shape(id) => write!(f, "#{}", id.0),
            Self::Boxed(id) => write!(f, "boxed #{}", id.0),
        }
    }
}

impl Display for Limits {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut sizes = |name: &str, size: Option<usize>| {
            size.map_or(Ok(()), |size| write!(f, ", {name} {size}"))
        };
        sizes("min length", self.min_length)?;
        sizes("max length", self.max_length)?;
        sizes("min bytes", self.min_bytes)?;
        sizes("max bytes", self.max_bytes)?;
        sizes("min items", self.min_items)?;
        sizes("max items", self.max_items)?;
        sizes("min members", self.min_members)?;
        sizes("max members", self.max_members)?;
        let mut bounds = |sign: &str, bound: Option<Bound>| match bound {
            Some(Bound { value, exclusive: true }) => write!(f, ", {sign} {value}"),
            Some(Bound { value, exclusive: false }) => write!(f, ", {sign}= {value}"),
            None => Ok(()),
        };
        bounds(">", self.minimum)?;
        bounds("<", self.maximum)?;
        if let Some(step) = self.multiple_of {
            write!(f, ", multiple of {step}")?;
        }
        if self.unique {
            write!(f, ", no item twice")?;
        }
        if let Some(pattern) = &self.pattern {
            write!(f, ", pattern {pattern}")?;
        }
        if let Some(each) = &self.each {
            write!(f, ", each{each}")?;
        }
        if let Some(sum) = self.sum {
            write!(f, ", sum {sum}")?;
        }
        if let Some(most) = self.max_characters {
            write!(f, ", max characters in all {most}")?;
        }
        if let Some(item) = &self.one_for_each {
            write!(f, ", one for each {item}")?;
        }
        self.relations.iter().try_for_each(|it| write!(f, ", {it}"))
    }
}
