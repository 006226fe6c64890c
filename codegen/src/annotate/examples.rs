//! The examples of the documents.

use std::collections::{HashMap, HashSet};

use super::{Naming, names};
use crate::ir::{self, ShapeKind, Type};
use crate::model::{ErrorBody, Example, Module, Shows};

/// The bodies of errors, of which most operations have the same: each once, with a name after the status that it has first.
pub(super) fn error_bodies(modules: &[Module]) -> Vec<ErrorBody> {
    let examples = modules.iter().flat_map(|module| &module.examples);
    let mut seen = HashSet::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let errors = examples.filter(|it| it.shows == Shows::Error && seen.insert(&it.json));
    let named = errors.map(|it| {
        let number = numbers.entry(&it.of).or_default();
        *number += 1;
        let suffix = if *number > 1 { format!("_{number}") } else { String::new() };
        ErrorBody { name: format!("ERROR_{}{suffix}", it.of.to_uppercase()), json: it.json.clone() }
    });
    named.collect()
}

impl Naming<'_> {
    /// The examples of the document, with the types that they are examples of.
    pub(super) fn examples(&self) -> Vec<Example> {
        let operations = self.document.map_or(&[][..], |document| &document.operations);
        operations
            .iter()
            .flat_map(|operation| operation.examples.iter().map(move |it| (operation, it)))
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
        let status = match &example.of {
            ir::ExampleOf::Request => {
                let body = self.shown_body(operation, &example.value);
                return body.map_or(Shows::Error, |ty| Shows::Type(self.rust_type(ty)));
            }
            ir::ExampleOf::Response(status) if !status.starts_with('2') => return Shows::Error,
            ir::ExampleOf::Response(status) => status,
        };
        let outputs = operation.calls.iter().map(|call| {
            let by_status = self.api.by_status(&call.output).iter().find(|it| it.status == *status);
            by_status.map_or((&call.output, &operation.envelope), |it| (&it.output, &it.envelope))
        });
        match outputs.into_iter().find_map(|(output, envelope)| Some((output.ty()?, envelope))) {
            Some((ty, envelope)) if !example.shows_nothing => {
                let ty = self.rust_type(ty);
                match envelope.as_ref().and_then(|it| it.of(&example.value)) {
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
        let name =
            self.document.zip(call).map(|(document, call)| names::path(document, operation, call));
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
