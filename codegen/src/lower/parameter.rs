//! The parameters of an operation, under the names of its real path.

use indexmap::IndexMap;
use openapiv3::{
    Parameter as OpenApiParameter, ParameterData, ParameterSchemaOrContent, ReferenceOr,
};
use serde_json::Value;

use super::schema::{Context, Lowered};
use super::style::{ParameterStyle, parameter_style};
use super::{Lowering, component};
use crate::alias::Endpoint;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Location, NameHint, Parameter, Type, ValueForm};
use crate::media_type::is_json;
use crate::position::Pointer;
use crate::prose;

impl<'a> Lowering<'a> {
    /// The parameters of an endpoint: those of its path in the path's order, then the others in the
    /// document's.
    pub(super) fn parameters(&mut self, endpoint: &Endpoint<'a>, id: &str) -> Vec<Parameter> {
        let mut parameters = IndexMap::new();
        // What an operation declares replaces what its path item does.
        let shared = self.declared(&endpoint.item.parameters, &endpoint.item_pointer);
        let own = self.declared(&endpoint.operation.parameters, &endpoint.pointer);
        self.report_duplicates(&own);
        // What the path key fixes is sent as it says, and nobody else gives it a value.
        let is_given = |(parameter, _): &(&OpenApiParameter, Pointer)| match parameter {
            OpenApiParameter::Query { parameter_data: it, .. } => !endpoint.path.fixes(&it.name),
            _ => true,
        };
        for (parameter, pointer) in shared.into_iter().chain(own).filter(is_given) {
            if let Some(parameter) = self.parameter(parameter, &pointer, endpoint, id) {
                // The names of headers have no case.
                let name = match parameter.location {
                    Location::Header => parameter.name.to_lowercase(),
                    _ => parameter.name.clone(),
                };
                let key = (name, parameter.location);
                parameters.insert(key, parameter);
            }
        }
        let mut parameters: Vec<_> = parameters.into_values().collect();
        self.match_path(endpoint, &mut parameters);
        self.relate(&mut parameters, |_, parameter| parameter.place.clone());
        parameters
    }

    fn declared(
        &mut self,
        parameters: &'a [ReferenceOr<OpenApiParameter>],
        parent: &Pointer,
    ) -> Vec<(&'a OpenApiParameter, Pointer)> {
        let document = self.document;
        let components = document.components.as_ref().map(|it| &it.parameters);
        let mut found = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let at = parent.child("parameters").child(index);
            match parameter {
                ReferenceOr::Item(parameter) => found.push((parameter, at)),
                ReferenceOr::Reference { reference } => {
                    match components.and_then(|it| component(it, "parameters", reference)) {
                        Some(target) => found.push(target),
                        None => self.misdirected(reference, "parameters", &at),
                    }
                }
            }
        }
        found
    }

    fn parameter(
        &mut self,
        parameter: &'a OpenApiParameter,
        at: &Pointer,
        endpoint: &Endpoint<'a>,
        id: &str,
    ) -> Option<Parameter> {
        let name = &parameter.parameter_data_ref().name;
        let renamed = endpoint.renamed.get(name);
        // An alias is the real path's parameter: where the document declares that one, it is the authority.
        let real = renamed.and_then(|name| {
            self.real_parameters.get(&(endpoint.path.shape(), name.clone())).cloned()
        });
        let (parameter, at) = real.unwrap_or((parameter, at.clone()));
        let data = parameter.parameter_data_ref();
        let name = renamed.unwrap_or(&data.name).clone();
        if let OpenApiParameter::Header { .. } = parameter
            && !self.is_header_to_write(&name, &at)
        {
            return None;
        }
        let mut lowered = self.parameter_schema(data, &name, &at, id);
        let described = data.description.as_deref().unwrap_or_default();
        let aliases: Vec<String> = endpoint.renamed.keys().cloned().collect();
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
            self.fit_style(&mut lowered, &mut style, &name, &at);
        }
        let is_given_as_text = was_nested && lowered.ty == Type::String;
        let ParameterStyle { location, style, exploded, allows_reserved } = style;
        let ty = lowered.ty;
        let docs = prose::without_mentions(described, &aliases);
        // A text that the caller writes is none of the values that the document shows.
        let shown = self.parameter_example(data).filter(|_| !is_given_as_text);
        let example = shown.or(lowered.example);
        Some(Parameter {
            chosen: self.names.value(&at),
            place: self.place(&at),
            docs: if matches!(ty, Type::List(_)) { prose::as_list(&docs) } else { docs },
            required: data.required,
            ty,
            limits: lowered.limits,
            default: lowered.default,
            example,
            deprecated: data.deprecated.unwrap_or(lowered.deprecated),
            style,
            exploded,
            allows_reserved,
            name,
            location,
        })
    }

    /// The first example that a parameter has beside its schema.
    fn parameter_example(&self, data: &ParameterData) -> Option<Value> {
        let components = self.document.components.as_ref().map(|it| &it.examples);
        let named = data.examples.values().find_map(|example| match example {
            ReferenceOr::Item(example) => example.value.clone(),
            ReferenceOr::Reference { reference } => {
                component(components?, "examples", reference)?.0.value.clone()
            }
        });
        data.example.clone().or(named)
    }

    fn parameter_schema(
        &mut self,
        data: &ParameterData,
        name: &str,
        at: &Pointer,
        id: &str,
    ) -> Lowered {
        let hint = NameHint::Parameter(id.to_owned(), name.to_owned());
        let described = data.description.as_deref().unwrap_or_default();
        let context = Context { described: Some(described.to_owned()), ..Context::of(hint, name) };
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                self.schema(schema, &at.child("schema"), &context)
            }
            ParameterSchemaOrContent::Content(content) => {
                let at = at.child("content");
                let Some((media_type, content)) = content.iter().find(|(it, _)| is_json(it)) else {
                    let message = format!("`{name}` has content that is no JSON");
                    self.unsupported(&at, message);
                    return Lowered::any();
                };
                let at = at.child(media_type).child("schema");
                let schema = content.schema.as_ref();
                schema.map_or_else(Lowered::any, |schema| self.schema(schema, &at, &context))
            }
        }
    }

    fn report_duplicates(&mut self, declared: &[(&OpenApiParameter, Pointer)]) {
        let key = |parameter: &OpenApiParameter| {
            (parameter.parameter_data_ref().name.clone(), std::mem::discriminant(parameter))
        };
        for (index, (parameter, at)) in declared.iter().enumerate() {
            let mut earlier = declared.iter().take(index);
            if let Some((_, first)) = earlier.find(|(other, _)| key(other) == key(parameter)) {
                let name = &parameter.parameter_data_ref().name;
                let message = format!("the parameter `{name}` is declared twice");
                let diagnostic = Diagnostic::new(
                    Code::DuplicateParameter,
                    self.place(&at.child("name")),
                    message,
                )
                .related(self.place(&first.child("name")), "declared here first");
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
