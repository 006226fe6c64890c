//! The parameters of an operation, under the names of its real path.

use openapiv3::{
    Parameter as OpenApiParameter, ParameterData, ParameterSchemaOrContent, ReferenceOr,
};
use serde_json::Value;

use super::Lowering;
use super::lowered::{Context, Lowered};
use super::style::{ParameterStyle, parameter_style};
use crate::alias::{Declared, Endpoint};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Location, NameHint, Parameter, Type, ValueForm};
use crate::media_type::is_json;
use crate::position::Pointer;
use crate::prose;
use crate::source::followed;

impl<'a> Lowering<'a> {
    /// The parameters of an endpoint: those of its path in the path's order, then the others in the
    /// document's.
    pub(super) fn parameters(&mut self, endpoint: &Endpoint<'a>, id: &str) -> Vec<Parameter> {
        self.report_misdirected(&endpoint.item.parameters, &endpoint.item_pointer);
        self.report_misdirected(&endpoint.operation.parameters, &endpoint.pointer);
        self.report_duplicates(&endpoint.own);
        // What the path key fixes is sent as it says, and nobody else gives it a value.
        let is_given = |it: &&Declared<'_>| match it.parameter {
            OpenApiParameter::Query { .. } => !endpoint.path.fixes(&it.name),
            _ => true,
        };
        let declared = endpoint.parameters().filter(is_given);
        let lowered = declared.filter_map(|it| self.parameter(it, endpoint, id));
        let mut parameters: Vec<_> = lowered.collect();
        take_from_query(endpoint, &mut parameters);
        self.match_path(endpoint, &mut parameters);
        self.relate(&mut parameters, |_, parameter| parameter.place.clone());
        parameters
    }

    fn report_misdirected(&mut self, list: &[ReferenceOr<OpenApiParameter>], owner: &Pointer) {
        for (index, parameter) in list.iter().enumerate() {
            if let ReferenceOr::Reference { reference } = parameter {
                self.misdirected(reference, "parameters", &owner.child("parameters").child(index));
            }
        }
    }

    fn parameter(
        &mut self,
        declared: &Declared<'a>,
        endpoint: &Endpoint<'_>,
        id: &str,
    ) -> Option<Parameter> {
        let Declared { name, parameter, at, entry: _ } = declared;
        let data = parameter.parameter_data_ref();
        if let OpenApiParameter::Header { .. } = parameter
            && !self.is_header_to_write(name, at)
        {
            return None;
        }
        let docs = endpoint.cleaned(data.description.as_deref().unwrap_or_default());
        let mut lowered = self.parameter_schema(data, name, &docs, at, id);
        // In a query, a text that is a list is the same as a list in this style.
        let (ty, is_text) = match lowered.ty {
            Type::CommaSeparated(item) => (Type::List(item), true),
            ty => (ty, false),
        };
        lowered.ty = ty;
        let was_nested = self.form(&lowered.ty) == ValueForm::Nested;
        let mut style = parameter_style(parameter);
        style.exploded &= !is_text;
        if !lowered.failed {
            self.fit_style(&mut lowered, &mut style, name, at);
        }
        let is_given_as_text = was_nested && lowered.ty == Type::String;
        let ParameterStyle { location, style, exploded, allows_reserved } = style;
        let ty = lowered.ty;
        // A text that the caller writes is none of the values that the document shows.
        let shown = self.parameter_example(data).filter(|_| !is_given_as_text);
        let example = shown.or(lowered.example);
        Some(Parameter {
            name: name.clone(),
            chosen: self.names.value(at),
            place: self.place(at),
            docs: if matches!(ty, Type::List(_)) { prose::as_list(&docs) } else { docs },
            required: data.required,
            ty,
            limits: lowered.limits,
            default: lowered.default,
            example,
            deprecated: data.deprecated.unwrap_or(lowered.deprecated),
            location,
            style,
            exploded,
            allows_reserved,
        })
    }

    /// The first example that a parameter has beside its schema.
    fn parameter_example(&self, data: &ParameterData) -> Option<Value> {
        let components = self.document.components.as_ref().map(|it| &it.examples);
        let at = Pointer::root();
        let mut all =
            data.examples.values().filter_map(|it| followed(it, components, "examples", &at));
        let named = all.find_map(|(example, _)| example.value.clone());
        data.example.clone().or(named)
    }

    fn parameter_schema(
        &mut self,
        data: &ParameterData,
        name: &str,
        docs: &str,
        at: &Pointer,
        id: &str,
    ) -> Lowered {
        let hint = NameHint::Parameter(id.to_owned(), name.to_owned());
        let context = Context { described: Some(docs.to_owned()), ..Context::of(hint, name) };
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                self.schema(schema, &at.child("schema"), &context)
            }
            ParameterSchemaOrContent::Content(content) => {
                let at = at.child("content");
                let Some((media_type, content)) = content.iter().find(|(it, _)| is_json(it)) else {
                    let message = format!("`{name}` is no JSON, so the caller gives the text");
                    self.report(Code::Ignored, &at, message);
                    return Lowered { ty: Type::String, ..Lowered::any() };
                };
                let at = at.child(media_type).child("schema");
                let schema = content.schema.as_ref();
                schema.map_or_else(Lowered::any, |schema| self.schema(schema, &at, &context))
            }
        }
    }

    fn report_duplicates(&mut self, declared: &[Declared<'_>]) {
        for (index, twin) in declared.iter().enumerate() {
            let mut earlier = declared.iter().take(index);
            if let Some(first) = earlier.find(|it| it.key() == twin.key()) {
                let message = format!("the parameter `{}` is declared twice", twin.name);
                let place = self.place(&twin.at.child("name"));
                let diagnostic = Diagnostic::new(Code::DuplicateParameter, place, message)
                    .related(self.place(&first.at.child("name")), "declared here first");
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// Reports the path parameters that an operation lacks, each operation once: it may be the only one of its path.
    fn report_undeclared(&mut self, endpoint: &Endpoint<'_>, names: &[String]) {
        let message = match names {
            [] => return,
            [name] => format!("the path parameter {name} is not declared"),
            names => format!("the path parameters {} are not declared", names.join(", ")),
        };
        let place = self.place(&endpoint.pointer).on_key();
        let path = self.place(&endpoint.item_pointer).on_key();
        let diagnostic = Diagnostic::new(Code::UndeclaredPathParameter, place, message)
            .label("in this operation")
            .related(path, "the path");
        self.diagnostics.push(diagnostic);
    }

    /// Checks the path against the declarations, and puts its parameters first, in its order.
    fn match_path(&mut self, endpoint: &Endpoint<'_>, parameters: &mut [Parameter]) {
        let names: Vec<&str> = endpoint.path.parameters().collect();
        let mut undeclared = Vec::new();
        for (name, documented) in names.iter().zip(endpoint.documented_names()) {
            let is_it = |it: &&Parameter| it.location == Location::Path && it.name == *name;
            match parameters.iter().find(is_it) {
                None => undeclared.push(format!("`{documented}`")),
                Some(parameter) if !parameter.required => {
                    let message = format!("the path parameter `{documented}` is not required");
                    let place = parameter.place.clone();
                    let diagnostic = Diagnostic::new(Code::OptionalPathParameter, place, message);
                    self.diagnostics.push(diagnostic);
                }
                Some(_) => {}
            }
        }
        self.report_undeclared(endpoint, &undeclared);
        let position = |it: &Parameter| match it.location {
            Location::Path => names.iter().position(|name| *name == it.name),
            _ => None,
        };
        for parameter in parameters.iter() {
            if parameter.location == Location::Path && position(parameter).is_none() {
                let message = format!("the path has no parameter `{}`", parameter.name);
                let place = parameter.place.child("name");
                self.diagnostics.push(Diagnostic::new(Code::UnusedPathParameter, place, message));
            }
        }
        parameters.sort_by_key(|it| position(it).unwrap_or(usize::MAX));
    }
}

/// A parameter of the path that stands for a value of its query is one of the query.
fn take_from_query(endpoint: &Endpoint<'_>, parameters: &mut [Parameter]) {
    for parameter in parameters.iter_mut().filter(|it| it.location == Location::Path) {
        if let Some(name) = endpoint.queried.get(&parameter.name) {
            parameter.name.clone_from(name);
            parameter.location = Location::Query;
        }
    }
}
