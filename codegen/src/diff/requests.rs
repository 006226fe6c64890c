//! Compares what calls become in Rust: the names of requests and of their fields, the order of arguments, and how parameters
//! are written.

use super::change::Finding;
use super::declared::{form, order, renamed};
use crate::media_type::JSON;
use crate::model::{Argument, Call, CallBody, CallField, ParameterEncoding, Target};

/// Two fields of what is one parameter to the service.
pub(super) fn parameters(
    subject: &str,
    old: &CallField,
    new: &CallField,
    is_told: bool,
) -> Vec<Finding> {
    // What follows from the parameter is compared with it.
    let CallField { name, wire: _, docs: _, ty, required: _, deprecated: _, checks: _, example: _ } =
        old;
    let (before, after) = (form(ty), form(&new.ty));
    let declared = renamed(subject.to_owned(), "declared", &before, &after).filter(|_| !is_told);
    // A parameter of the path has its place in it, and that it is renamed is told with the place.
    let named = renamed(subject.to_owned(), "field renamed", name, &new.name);
    let named = named.filter(|_| old.wire == new.wire);
    named.into_iter().chain(declared).collect()
}

/// Two requests that are one to the service.
pub(super) fn calls(old: &Call, new: &Call) -> Vec<Finding> {
    // The method is compared with all methods of the document, and the rest is what the operation says.
    let Call {
        group: _,
        name: _,
        path,
        type_name,
        docs: _,
        type_docs: _,
        deprecated: _,
        info: _,
        fields: _,
        body,
        arguments,
        setters: _,
        body_form: _,
        parameters,
        accept,
        success: _,
        paging: _,
        is_write: _,
        is_merged: _,
    } = old;
    let mut findings: Vec<Finding> =
        renamed("request".to_owned(), "renamed", type_name, &new.type_name).into_iter().collect();
    // It is called after the method, which is told already.
    findings.retain(|_| *path == new.path);
    if *accept != new.accept {
        let asked = |it: &Option<String>| it.clone().unwrap_or_else(|| JSON.to_owned());
        let finding = Finding::of_service("response", "media type");
        findings.push(finding.old(asked(accept)).new_value(asked(&new.accept)));
    }
    let is_flat = |body: &Option<CallBody>| match body {
        Some(CallBody::Flat { .. }) => "its fields",
        Some(CallBody::Whole { .. }) => "one value",
        None => "",
    };
    if body.is_some() && new.body.is_some() {
        let given = (is_flat(body), is_flat(&new.body));
        findings.extend(renamed("body".to_owned(), "is given as", given.0, given.1));
    }
    let names = |all: &[Argument]| all.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    findings.extend(order("method", &names(arguments), &names(&new.arguments)));
    for before in parameters {
        let mut others = new.parameters.iter();
        let after = others.find(|it| is_same_parameter(before, it));
        findings.extend(after.and_then(|after| rewritten(before, after)));
    }
    findings
}

fn is_same_parameter(old: &ParameterEncoding, new: &ParameterEncoding) -> bool {
    match (old, new) {
        (
            ParameterEncoding::Field { wire, target, .. },
            ParameterEncoding::Field { wire: new_wire, target: new_target, .. },
        ) => wire == new_wire && location(target) == location(new_target),
        // What the path key holds is compared with the path.
        _ => false,
    }
}

fn location(target: &Target) -> &'static str {
    match target {
        Target::Path | Target::PathAs(_) => "path",
        Target::Query | Target::QueryExploded | Target::QueryAs(_) => "query",
        Target::Header | Target::HeaderExploded => "header",
        Target::Cookie | Target::CookieExploded => "cookie",
    }
}

/// A parameter that goes on the wire in another form.
fn rewritten(old: &ParameterEncoding, new: &ParameterEncoding) -> Option<Finding> {
    let (
        ParameterEncoding::Field { name: _, wire, wrapper, target },
        ParameterEncoding::Field { wrapper: new_wrapper, target: new_target, .. },
    ) = (old, new)
    else {
        return None;
    };
    let subject = format!("{} {wire}", location(target));
    let list = |target: &Target| match target {
        Target::Query => Some("joined with commas"),
        Target::QueryExploded => Some("repeated"),
        _ => None,
    };
    if format!("{wrapper:?} {target:?}") == format!("{new_wrapper:?} {new_target:?}") {
        return None;
    }
    if let (None, None, Some(before), Some(after)) =
        (wrapper, new_wrapper, list(target), list(new_target))
    {
        let finding = Finding::of_service(subject, "list is written");
        return Some(finding.old(before).new_value(after));
    }
    Some(Finding::of_service(subject, "is written in another style"))
}
