//! Operations become methods and request structs.

use rayon::prelude::*;

use super::encoding::member_style;
use super::limits::related;
use super::setters::{optional, required};
use super::{Naming, docs};
use crate::ir::{self, ChosenName, Document, ShapeKind, Type};
use crate::media_type::{JSON, essence};
use crate::model::{
    BodyForm, Budget, Call, CallBody, CallField, Check, Example, Info, Output, RustType, Shows,
};
use crate::names::{self, Scope};

/// Names that the request structs and their methods use themselves.
pub(crate) const TAKEN: &[&str] =
    &["body", "client", "into_future", "new", "on", "pages", "repeat_if_unknown", "send", "stream"];

impl Naming<'_> {
    /// The calls of the document, in its order.
    pub(super) fn calls(&self, handle: &str) -> Vec<Call> {
        let calls = self.document.iter().flat_map(|document| {
            document.calls().map(move |(operation, call)| (document, operation, call))
        });
        let calls: Vec<_> = calls.collect();
        calls
            .into_par_iter()
            .map(|(document, operation, call)| self.call(document, operation, call, handle))
            .collect()
    }

    fn call(
        &self,
        document: &Document,
        operation: &ir::Operation,
        call: &ir::Call,
        handle: &str,
    ) -> Call {
        let name = names::method(document, operation, call);
        let type_name = self.calls.get(&name).cloned().unwrap_or_else(|| names::pascal(&name));
        let mut scope = Scope::with(TAKEN);
        let fields = self.call_fields(&operation.parameters, &mut scope);
        let body = call.body.as_ref().map(|body| self.call_body(body, &fields));
        let output = match &call.output {
            ir::Output::Empty => Output::Empty,
            ir::Output::Json(ty) => Output::Json(self.rust_type(ty)),
            ir::Output::JsonOrEmpty(ty) => Output::JsonOrEmpty(self.rust_type(ty)),
            ir::Output::Text => Output::Text,
            ir::Output::Bytes => Output::Bytes,
        };
        let info = self.info(operation, call);
        let paging = self.paging(operation, call, &fields);
        let about = docs::Method {
            budget: info.budget,
            setters: has_setters(&fields, body.as_ref()).then_some(type_name.as_str()),
            arguments: described(&fields, body.as_ref()),
            response: response(&output),
            pages: paging.as_ref().map(|it| docs::pages(it, &type_name)),
        };
        Call {
            docs: docs::call(operation, call, &about),
            type_docs: docs::request(operation, call, handle, &name),
            deprecated: operation.deprecated,
            info,
            parameters: self.written(operation, &fields),
            accept: accept(&operation.accept),
            body_form: call.body.as_ref().map_or(BodyForm::Json, body_form),
            output,
            envelope: operation.envelope.clone(),
            has_lists: matches!(
                &call.output,
                ir::Output::Json(Type::Shape(id)) | ir::Output::JsonOrEmpty(Type::Shape(id))
                    if self.reach.lists.contains(id)
            ),
            paging,
            is_write: !operation.method.is_safe(),
            is_merged: !call.merged.is_empty(),
            sample: None,
            fields,
            body,
            name,
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
            scopes: operation.scopes.clone(),
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
            let exact = names::exact(&it.name);
            // One name may stand in several places.
            let is_repeated = parameters.iter().filter(|other| other.name == it.name).count() > 1;
            let place = if is_repeated { it.location.as_str() } else { "" };
            (ChosenName::or(it.chosen.as_ref(), &it.name), format!("{place} {exact}"))
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
            docs: docs::value(&parameter.docs, &parameter.limits, parameter.default.as_ref()),
            ty: self.rust_type(&parameter.ty),
            required: parameter.required,
            deprecated: parameter.deprecated,
            checks: self.checks(&parameter.ty, &parameter.limits),
            example: parameter.example.clone(),
        }
    }

    /// The fields of an object body become arguments and setters of the call, unless a parameter has the
    /// name of one of them.
    fn call_body(&self, body: &ir::Body, parameters: &[CallField]) -> CallBody {
        self.flat_body(body, parameters).unwrap_or_else(|| CallBody::Whole {
            ty: self.rust_type(&body.ty),
            required: body.required,
            docs: docs::value(&body.docs, &body.limits, None),
            checks: self.body_checks(body),
        })
    }

    /// What the value of a body is checked for. What it holds checks itself.
    fn body_checks(&self, body: &ir::Body) -> Vec<Check> {
        let mut checks = self.checks(&body.ty, &body.limits);
        checks.retain(|it| *it != Check::Nested);
        checks
    }

    fn flat_body(&self, body: &ir::Body, parameters: &[CallField]) -> Option<CallBody> {
        let Type::Shape(id) = body.ty else { return None };
        if !body.required || !matches!(self.api.shape(id).kind, ShapeKind::Object { .. }) {
            return None;
        }
        let fields = self.fields(id);
        let (arguments, setters) = (required(&fields), optional(&fields));
        let clashes = arguments.iter().chain(&setters).any(|argument| {
            TAKEN.contains(&argument.name.as_str())
                || parameters.iter().any(|it| it.name == argument.name)
        });
        let type_name = self.shape_name(id);
        (!clashes).then_some(CallBody::Flat { type_name, arguments, setters })
    }

    /// The examples of the document, with the types that they are examples of.
    pub(super) fn examples(&self) -> Vec<Example> {
        let operations = self.document.map_or(&[][..], |document| &document.operations);
        operations
            .par_iter()
            .flat_map_iter(|operation| operation.examples.iter().map(move |it| (operation, it)))
            .map(|(operation, example)| (operation, self.carrier(operation), example))
            .map(|(operation, carrier, example)| Example {
                operation_id: operation.id.clone(),
                of: match &example.of {
                    ir::ExampleOf::Request => "request".to_owned(),
                    ir::ExampleOf::Response(status) => status.clone(),
                },
                name: example.name.clone(),
                json: format!("{:#}", example.value),
                shows: self.shows(carrier, example),
            })
            .collect()
    }

    /// The operation with the call that takes what `operation` does.
    fn carrier<'o>(&'o self, operation: &'o ir::Operation) -> &'o ir::Operation {
        let operations = || self.document.iter().flat_map(|document| &document.operations);
        let carrier = operation.part_of.as_ref();
        let carrier = carrier.and_then(|id| operations().find(|it| it.id == *id));
        carrier.unwrap_or(operation)
    }

    fn shows(&self, operation: &ir::Operation, example: &ir::Example) -> Shows {
        match &example.of {
            ir::ExampleOf::Request => {
                let body = self.shown_body(operation, &example.value);
                return body.map_or(Shows::Error, |ty| Shows::Type(self.rust_type(ty)));
            }
            ir::ExampleOf::Response(status) if !status.starts_with('2') => return Shows::Error,
            ir::ExampleOf::Response(_) => {}
        }
        let responses = operation.calls.iter().find_map(|call| match &call.output {
            ir::Output::Json(ty) | ir::Output::JsonOrEmpty(ty) => Some(ty),
            ir::Output::Empty | ir::Output::Text | ir::Output::Bytes => None,
        });
        match responses {
            Some(ty) if !example.shows_nothing => {
                let ty = self.rust_type(ty);
                match operation.envelope.as_ref().and_then(|it| it.of(&example.value)) {
                    Some(property) => Shows::Enveloped(property.to_owned(), ty),
                    None => Shows::Type(ty),
                }
            }
            _ => Shows::Nothing(self.answering(operation, &example.name)),
        }
    }

    /// The struct of the call that an example without a body answers: the one for the tag it is named
    /// after, else the first that may be answered so.
    fn answering(&self, operation: &ir::Operation, example: &str) -> String {
        let named = || operation.calls.iter().find(|call| call.tag.as_deref() == Some(example));
        let empty =
            || operation.calls.iter().find(|call| !matches!(call.output, ir::Output::Json(_)));
        let call = named().or_else(empty).or(operation.calls.first());
        let name = self
            .document
            .zip(call)
            .map(|(document, call)| names::method(document, operation, call));
        name.and_then(|name| self.calls.get(&name)).cloned().unwrap_or_default()
    }

    /// The body that an example is one of: that of the call whose constants it holds.
    fn shown_body<'o>(
        &self,
        operation: &'o ir::Operation,
        example: &serde_json::Value,
    ) -> Option<&'o Type> {
        let bodies = || operation.calls.iter().filter_map(|call| Some(&call.body.as_ref()?.ty));
        let fits = |ty: &&Type| {
            let Type::Shape(id) = ty else { return false };
            let ShapeKind::Object { fields, .. } = &self.api.shape(*id).kind else { return false };
            fields.iter().all(|field| {
                let constant = field.constant.as_ref();
                constant.is_none_or(|constant| example.get(&field.name) == Some(constant))
            })
        };
        bodies().find(fits).or_else(|| bodies().next())
    }
}

fn has_setters(fields: &[CallField], body: Option<&CallBody>) -> bool {
    let in_body = match body {
        Some(CallBody::Flat { setters, .. }) => !setters.is_empty(),
        Some(CallBody::Whole { required, .. }) => !required,
        None => false,
    };
    in_body || fields.iter().any(|field| !field.required)
}

/// The arguments of a method with their documentation.
fn described<'a>(fields: &'a [CallField], body: Option<&'a CallBody>) -> Vec<(&'a str, &'a str)> {
    let required = fields.iter().filter(|field| field.required);
    let mut arguments: Vec<(&str, &str)> =
        required.map(|it| (it.name.as_str(), it.docs.as_str())).collect();
    match body {
        Some(CallBody::Flat { arguments: own, .. }) => {
            arguments.extend(own.iter().map(|it| (it.name.as_str(), it.docs.as_str())));
        }
        Some(CallBody::Whole { required: true, docs, .. }) => arguments.push(("body", docs)),
        _ => {}
    }
    arguments
}

fn response(output: &Output) -> String {
    match output {
        Output::Empty => "nothing (`()`)".to_owned(),
        Output::Json(ty) => linked(ty),
        Output::JsonOrEmpty(ty) => format!("{}, or nothing (`None`)", linked(ty)),
        Output::Text => "text".to_owned(),
        Output::Bytes => "bytes".to_owned(),
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
