//! Operations become methods and request structs.

use std::collections::HashMap;

use rayon::prelude::*;

use super::encoding::member_style;
use super::limits::{related, take_any_integer};
use super::setters::{optional, required};
use super::{Naming, docs};
use crate::ir::{self, ChosenName, Document, ShapeKind, Type};
use crate::media_type::{JSON, essence};
use crate::model::{
    Argument, BodyForm, Budget, Call, CallBody, CallField, Check, HeaderName, Info, Output,
    RustType,
};
use crate::names::{self, Scope};

/// Names that the request structs and their methods use themselves.
pub(crate) const TAKEN: &[&str] = &[
    "body",
    "client",
    "header",
    "into_future",
    "max_wait",
    "new",
    "on",
    "pages",
    "repeat_if_unknown",
    "retry",
    "send",
    "stream",
    "timeout",
    "total_timeout",
    "when_locked",
    "with_options",
    "with_response",
];

/// What a call is given, and how it carries its body.
struct Given {
    body: Option<CallBody>,
    arguments: Vec<Argument>,
    setters: Vec<Argument>,
}

impl Naming<'_> {
    /// The calls of the document, in its order. `handles` are those of its groups, and its own.
    pub(super) fn calls(&self, handles: &[String]) -> Vec<Call> {
        let Some(document) = self.document else { return Vec::new() };
        let groups: HashMap<usize, &String> =
            document.used_groups().map(|(index, _)| index).zip(handles).collect();
        let calls: Vec<_> = document.calls().collect();
        let calls = calls.into_par_iter().map(|(operation, call)| {
            let group = operation.group.and_then(|it| groups.get(&it).copied());
            let handle = group.or(handles.last()).map_or("", String::as_str);
            self.call(document, operation, call, handle)
        });
        calls.collect()
    }

    fn call(
        &self,
        document: &Document,
        operation: &ir::Operation,
        call: &ir::Call,
        handle: &str,
    ) -> Call {
        let name = names::method(document, operation, call);
        let path = names::path(document, operation, call);
        let type_name = self.calls.get(&path).cloned().unwrap_or_else(|| names::pascal(&path));
        let mut scope = Scope::with(TAKEN);
        let fields = self.call_fields(&operation.parameters, &mut scope);
        let Given { body, arguments, mut setters } = self.given(call.body.as_ref(), &fields);
        let success = self.success(&call.output, operation.envelope.as_ref());
        let info = self.info(operation, call);
        let paging = self.paging(operation, call, &fields);
        if paging.is_some() {
            page_sizes(&fields, &mut setters);
        }
        let headers = headers(operation);
        let about = docs::Method {
            budget: info.budget,
            scopes: &info.scopes,
            setters: (!setters.is_empty()).then_some(type_name.as_str()),
            arguments: &arguments,
            response: response(&success.output),
            headers: docs::headers(&headers, &type_name),
            pages: paging.as_ref().map(|it| docs::pages(it, &type_name)),
        };
        Call {
            docs: docs::call(operation, call, &about),
            type_docs: docs::request(operation, call, handle, &name, &success.output),
            deprecated: operation.deprecated,
            info,
            parameters: self.written(operation, &fields),
            accept: accept(&operation.accept),
            body_form: call.body.as_ref().map_or(BodyForm::Json, body_form),
            success,
            headers,
            paging,
            is_write: !operation.method.is_safe(),
            is_merged: !call.merged.is_empty(),
            fields,
            body,
            arguments,
            setters,
            group: operation.group,
            name,
            path,
            type_name,
        }
    }

    fn info(&self, operation: &ir::Operation, call: &ir::Call) -> Info {
        let budget = self.budgets.get(&operation.endpoint());
        let codes = call.errors.iter().filter_map(|error| self.error_codes.get(&error.code));
        Info {
            operation_id: operation.id.clone(),
            http_method: operation.method.as_str(),
            base_path: operation.base_path.clone(),
            path: operation.path.to_string(),
            scopes: match self.document {
                Some(document) if !call.merged.is_empty() => document.scopes(operation),
                _ => operation.scopes.clone(),
            },
            limit: call.limit,
            budget: budget.filter(|it| it.limit.is_stated()).map(|budget| Budget {
                limit: budget.limit,
                is_shared: budget.methods > 1,
                is_assumed: budget.is_assumed,
            }),
            error_codes: codes.cloned().collect(),
            documented_codes: call.errors.iter().map(|error| error.code.clone()).collect(),
        }
    }

    fn call_fields(&self, parameters: &[ir::Parameter], scope: &mut Scope) -> Vec<CallField> {
        let texts = parameters.iter().map(|it| {
            let longer = || {
                let exact = names::exact(&it.name);
                // One name may stand in several places.
                let alike = parameters.iter().filter(|other| other.name == it.name);
                let place = if alike.count() > 1 { it.location.as_str() } else { "" };
                format!("{place} {exact}")
            };
            (ChosenName::or(it.chosen.as_ref(), &it.name), longer)
        });
        let names = scope.take_all(texts, names::snake);
        let fields = parameters.iter().zip(names);
        let mut fields: Vec<_> = fields.map(|(it, name)| self.call_field(it, name)).collect();
        let names: Vec<_> = fields.iter().map(|it| (it.wire.clone(), it.name.clone())).collect();
        for (field, parameter) in fields.iter_mut().zip(parameters) {
            field.checks.extend(related(&parameter.limits, &names));
        }
        fields
    }

    fn call_field(&self, parameter: &ir::Parameter, name: String) -> CallField {
        CallField {
            name,
            wire: parameter.name.clone(),
            docs: docs::value(
                &self.beside_type(&parameter.docs, &parameter.ty),
                &parameter.limits,
                parameter.default.as_ref(),
            ),
            ty: self.rust_type(&parameter.ty),
            required: parameter.required,
            deprecated: parameter.deprecated,
            checks: self.checks(&parameter.ty, &parameter.limits),
            example: parameter.example.clone(),
        }
    }

    /// Required parameters are arguments, others are setters. So are the fields of an object that is the body, unless a
    /// parameter has the name of one of them; any other body is one argument or one setter.
    fn given(&self, body: Option<&ir::Body>, fields: &[CallField]) -> Given {
        let (required, optional): (Vec<_>, Vec<_>) = fields.iter().partition(|it| it.required);
        let mut arguments: Vec<_> = required.into_iter().map(parameter).collect();
        let mut setters: Vec<_> = optional.into_iter().map(parameter).collect();
        let body = body.map(|body| {
            if let Some((type_name, of_arguments, of_setters)) = self.flat_body(body, fields) {
                arguments.extend(of_arguments);
                setters.extend(of_setters);
                return CallBody::Flat { type_name };
            }
            let (ty, required) = (self.rust_type(&body.ty), body.required);
            let docs = docs::value(&body.docs, &body.limits, None);
            let given = if required { &mut arguments } else { &mut setters };
            given.push(Argument::new("body".to_owned(), docs, ty.clone()));
            CallBody::Whole { ty, required, checks: self.body_checks(body) }
        });
        Given { body, arguments, setters }
    }

    /// What the value of a body is checked for. What it holds checks itself.
    fn body_checks(&self, body: &ir::Body) -> Vec<Check> {
        let mut checks = self.checks(&body.ty, &body.limits);
        checks.retain(|it| *it != Check::Nested);
        checks
    }

    /// The struct that is a body, with its arguments and its setters.
    fn flat_body(
        &self,
        body: &ir::Body,
        parameters: &[CallField],
    ) -> Option<(String, Vec<Argument>, Vec<Argument>)> {
        let Type::Shape(id) = body.ty else { return None };
        if !body.required || !matches!(self.api.shape(id).kind, ShapeKind::Object { .. }) {
            return None;
        }
        let fields = self.fields(id);
        let (mut arguments, mut setters) = (required(&fields), optional(&fields));
        let mut clash = false;
        for argument in arguments.iter_mut().chain(&mut setters) {
            argument.in_body = true;
            clash |= TAKEN.contains(&argument.name.as_str())
                || parameters.iter().any(|it| it.name == argument.name);
        }
        (!clash).then(|| (self.shape_name(id), arguments, setters))
    }
}

fn parameter(field: &CallField) -> Argument {
    let CallField { name, docs, ty, deprecated, checks, .. } = field;
    let argument = Argument::new(name.clone(), docs.clone(), ty.clone());
    let takes_any_integer = take_any_integer(checks, ty);
    Argument { deprecated: *deprecated, takes_any_integer, ..argument }
}

/// How many items a page has is a count, of which no program has one that its type does not hold, whether or not the
/// document tells the greatest.
fn page_sizes(fields: &[CallField], setters: &mut [Argument]) {
    const SIZES: [&str; 4] = ["limit", "page_size", "pageSize", "per_page"];
    for setter in setters.iter_mut().filter(|it| !it.in_body && it.ty == RustType::I64) {
        let mut of_setter = fields.iter().filter(|it| it.name == setter.name);
        setter.takes_any_integer |= of_setter.any(|it| SIZES.contains(&it.wire.as_str()));
    }
}

/// The constants that name the headers of an operation's responses.
fn headers(operation: &ir::Operation) -> Vec<HeaderName> {
    let constant = |text: &str| names::snake(text).to_uppercase();
    let texts = operation.headers.iter().map(|it| (it.name.as_str(), || names::exact(&it.name)));
    let names = Scope::with(&["INFO"]).take_all(texts, constant);
    let headers = operation.headers.iter().zip(names);
    let headers = headers.map(|(it, name)| HeaderName {
        name,
        wire: it.name.clone(),
        docs: docs::header(it),
        deprecated: it.deprecated,
    });
    headers.collect()
}

fn response(output: &Output) -> String {
    match output {
        Output::Empty => "nothing (`()`)".to_owned(),
        Output::Json(ty) => linked(ty),
        Output::JsonOrEmpty(ty) => format!("{}, or nothing (`None`)", linked(ty)),
        Output::ByStatus(ty) => format!("{}, by its status", linked(ty)),
        Output::Text => "text".to_owned(),
        Output::Bytes => {
            "bytes, in memory as a whole; [`Client::download`], which needs the feature `streaming`, reads them while \
             they come, into a file or as a stream"
                .to_owned()
        }
        Output::Location => {
            "the `Location` that the service redirects to, which the client does not follow"
                .to_owned()
        }
    }
}

/// A type as a link, where it is one of the module.
fn linked(ty: &RustType) -> String {
    match ty {
        RustType::Id(name)
        | RustType::Enum(name)
        | RustType::Union(name)
        | RustType::Struct(name) => format!("[`{name}`]"),
        RustType::Vec(inner) => format!("a list of {}", linked(inner)),
        RustType::Boxed(inner) => linked(inner),
        RustType::String => "text".to_owned(),
        _ => "JSON".to_owned(),
    }
}

fn body_form(body: &ir::Body) -> BodyForm {
    match body.form {
        ir::BodyForm::Json if body.media_type == JSON => BodyForm::Json,
        ir::BodyForm::Json => BodyForm::JsonOf(body.media_type.clone()),
        ir::BodyForm::Pairs => BodyForm::Pairs(body.styles.iter().map(member_style).collect()),
        ir::BodyForm::Multipart => BodyForm::Multipart,
        ir::BodyForm::Raw if body.ty == Type::File => BodyForm::File,
        ir::BodyForm::Raw if body.ty == Type::Bytes => BodyForm::FileOf(body.media_type.clone()),
        ir::BodyForm::Raw => BodyForm::Raw(body.media_type.clone()),
    }
}

/// What is asked for beside the JSON of errors, if anything is.
fn accept(media_types: &[String]) -> Option<String> {
    let mut asked: Vec<String> = Vec::new();
    for essence in media_types.iter().map(|it| essence(it)) {
        if !asked.contains(&essence) && !essence.is_empty() {
            asked.push(essence);
        }
    }
    if asked.iter().all(|it| *it == JSON) {
        return None;
    }
    if !asked.iter().any(|it| it == JSON || it == "*/*") {
        asked.push(JSON.to_owned());
    }
    Some(asked.join(", "))
}
