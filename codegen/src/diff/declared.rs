//! Compares what descriptions become in Rust, as far as it does not follow from what they say of values: names, the order
//! of arguments, and how a type that requests and responses share is declared.

use std::collections::BTreeSet;

use super::change::{Finding, Impact};
use crate::media_type::JSON;
use crate::model::{
    Argument, Call, CallBody, CallField, Choice, ChoiceVariant, Enum, EnumVariant, Field,
    FieldKind, NumberVariant, Numbers, ParameterEncoding, Parts, RustType, Struct, Target, TypeDef,
    Union, UnionVariant,
};
use crate::text::plain;

fn renamed(subject: String, change: &'static str, old: &str, new: &str) -> Option<Finding> {
    let finding = || Finding::new(Impact::Breaking, subject, change).old(old).new_value(new);
    (old != new).then(finding)
}

/// Two definitions of what is one type to the service.
pub(super) fn definitions(old: &TypeDef, new: &TypeDef) -> Vec<Finding> {
    let subject = format!("type {}", old.name());
    let mut findings: Vec<Finding> =
        renamed(subject.clone(), "renamed", old.name(), new.name()).into_iter().collect();
    findings.extend(match (old, new) {
        (TypeDef::Struct(old), TypeDef::Struct(new)) => structs(&subject, old, new),
        (TypeDef::Enum(Enum { variants, .. }), TypeDef::Enum(new)) => {
            let named = |all: &[EnumVariant]| -> Vec<(String, String)> {
                let pair = |EnumVariant { name, value, docs: _ }: &EnumVariant| {
                    (value.clone(), name.clone())
                };
                all.iter().map(pair).collect()
            };
            variants_named(&subject, "variant of", &named(variants), &named(&new.variants))
        }
        (TypeDef::Numbers(Numbers { variants, .. }), TypeDef::Numbers(new)) => {
            let named = |all: &[NumberVariant]| -> Vec<(String, String)> {
                let pair = |NumberVariant { name, value, docs: _ }: &NumberVariant| {
                    (value.to_string(), name.clone())
                };
                all.iter().map(pair).collect()
            };
            variants_named(&subject, "variant of", &named(variants), &named(&new.variants))
        }
        (TypeDef::Union(old), TypeDef::Union(new)) => unions(&subject, old, new),
        (TypeDef::Choice(old), TypeDef::Choice(new)) => choices(&subject, old, new),
        (TypeDef::Parts(Parts { fields, .. }), TypeDef::Parts(new)) => {
            let named = |all: &[Field]| -> Vec<(String, String)> {
                all.iter().map(|it| (it.wire.clone(), it.name.clone())).collect()
            };
            variants_named(&subject, "field of", &named(fields), &named(&new.fields))
        }
        // That it is another kind of type is a change of what it describes.
        _ => Vec::new(),
    });
    findings.iter_mut().for_each(|it| it.of_type = true);
    findings
}

/// What is called otherwise though the documents have the same value.
fn variants_named(
    subject: &str,
    what: &'static str,
    old: &[(String, String)],
    new: &[(String, String)],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (value, name) in old {
        let after = new.iter().find(|(other, _)| other == value);
        let after = after.map(|(_, name)| name);
        let subject = format!("{subject}, {what} `{value}`");
        findings.extend(after.and_then(|after| renamed(subject, "renamed", name, after)));
    }
    findings
}

fn structs(subject: &str, old: &Struct, new: &Struct) -> Vec<Finding> {
    // Fields that the document names are compared where it is walked, checks with the limits that they check.
    let Struct {
        name: _,
        docs: _,
        fields,
        same_counts: _,
        arguments,
        setters: _,
        in_requests,
        parts: _,
        is_json: _,
    } = old;
    let mut findings = built(subject, *in_requests, new.in_requests);
    findings.extend(order(subject, &names(fields, arguments), &names(&new.fields, &new.arguments)));
    let beside = |all: &[Field], kind: &FieldKind| {
        all.iter().find(|it| it.kind == *kind).map(|it| it.name.clone())
    };
    for kind in [FieldKind::Additional, FieldKind::Undocumented, FieldKind::Malformed] {
        match (beside(fields, &kind), beside(&new.fields, &kind)) {
            (Some(before), Some(after)) => {
                let subject = format!("{subject}, field `{before}`");
                findings.extend(renamed(subject, "renamed", &before, &after));
            }
            (Some(before), None) => {
                let subject = format!("{subject}, field `{before}`");
                findings.push(Finding::new(Impact::Breaking, subject, "removed"));
            }
            (None, Some(after)) => {
                let subject = format!("{subject}, field `{after}`");
                findings.push(Finding::new(Impact::Additive, subject, "added"));
            }
            (None, None) => {}
        }
    }
    findings
}

/// Whether programs make values of the type.
fn built(subject: &str, old: bool, new: bool) -> Vec<Finding> {
    let (impact, change) = match (old, new) {
        (false, true) => (Impact::Additive, "is sent too"),
        (true, false) => (Impact::Breaking, "is not sent any more"),
        _ => return Vec::new(),
    };
    vec![Finding::new(impact, subject, change)]
}

/// Arguments by the names that the document has for them.
fn names(fields: &[Field], arguments: &[Argument]) -> Vec<String> {
    let wire = |it: &Argument| fields.iter().find(|field| field.name == it.name);
    arguments.iter().filter_map(wire).map(|field| field.wire.clone()).collect()
}

/// The arguments that both sides have, in another order.
fn order(subject: &str, old: &[String], new: &[String]) -> Option<Finding> {
    let common = |these: &[String], those: &[String]| {
        let common = these.iter().filter(|it| those.contains(it)).cloned();
        common.collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (common(old, new), common(new, old));
    renamed(subject.to_owned(), "order of arguments", &before, &after)
}

fn unions(subject: &str, old: &Union, new: &Union) -> Vec<Finding> {
    let Union { name: _, docs: _, tag: _, variants, in_requests, is_open, common } = old;
    let mut findings = built(subject, *in_requests, new.in_requests);
    for before in variants {
        let is_it = |it: &&UnionVariant| plain(&it.value) == plain(&before.value);
        let after = new.variants.iter().find(is_it).filter(|it| it.value != before.value);
        findings.extend(after.map(|after| {
            let subject = format!("{subject}, variant `{}`", before.name);
            let finding = Finding::of_service(subject, "tag is written");
            finding.old(before.value.to_string()).new_value(after.value.to_string())
        }));
    }
    // What variants have in common follows from the variants, but only where it is not sent has it methods.
    if *in_requests != new.in_requests {
        let methods = |all: &[Field]| all.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
        for method in methods(common) {
            let subject = format!("{subject}, method `{method}`");
            findings.push(Finding::new(Impact::Breaking, subject, "removed"));
        }
        for method in methods(&new.common) {
            let subject = format!("{subject}, method `{method}`");
            findings.push(Finding::new(Impact::Additive, subject, "added"));
        }
    }
    if *is_open != new.is_open {
        let (impact, change) = match new.is_open {
            true => (Impact::Additive, "keeps what is not documented"),
            false => (Impact::Breaking, "keeps nothing undocumented any more"),
        };
        findings.push(Finding::new(impact, subject, change));
    }
    let named = |all: &[UnionVariant], makes: bool| -> Vec<(String, String)> {
        // The types of the variants, and with them their arguments, are compared where the document is walked.
        let pair = |it: &UnionVariant| {
            let UnionVariant { name, value, type_name: _, docs: _, constructor, arguments: _ } = it;
            (plain(value), if makes { constructor.clone() } else { name.clone() })
        };
        all.iter().map(pair).collect()
    };
    for (what, makes) in [("variant of", false), ("constructor of", true)] {
        let (before, after) = (named(variants, makes), named(&new.variants, makes));
        findings.extend(variants_named(subject, what, &before, &after));
    }
    findings
}

fn choices(subject: &str, old: &Choice, new: &Choice) -> Vec<Finding> {
    let Choice { name: _, docs: _, variants, in_requests } = old;
    let mut findings = built(subject, *in_requests, new.in_requests);
    for before in variants {
        // What the document calls the members is what their variants are called after.
        let ChoiceVariant { name, docs: _, ty: _, form: _, converts, checks: _ } = before;
        let Some(after) = new.variants.iter().find(|it| it.name == *name) else { continue };
        if *converts != after.converts {
            let (impact, change) = match after.converts {
                true => (Impact::Additive, "values convert into it"),
                false => (Impact::Breaking, "values do not convert into it any more"),
            };
            findings.push(Finding::new(impact, format!("{subject}, variant `{name}`"), change));
        }
    }
    findings
}

/// Two fields of what is one property to the service. `is_told`: the document has it otherwise, and that is reported.
pub(super) fn fields(
    subject: &str,
    (old_struct, old): (&Struct, &Field),
    (new_struct, new): (&Struct, &Field),
    is_told: bool,
) -> Vec<Finding> {
    let Field { name, wire: _, docs: _, ty, kind, deprecated: _, checks: _, example: _ } = old;
    let mut findings: Vec<Finding> =
        renamed(subject.to_owned(), "field renamed", name, &new.name).into_iter().collect();
    let (before, after) = (declaration(kind, ty), declaration(&new.kind, &new.ty));
    if before != after {
        if !is_told {
            let subject = format!("type {}, field `{name}`", old_struct.name);
            findings.extend(renamed(subject, "declared", &before, &after));
        }
    } else if name == &new.name {
        let (before, after) = (setters(old_struct, name), setters(new_struct, name));
        let subject = format!("type {}, field `{name}`", old_struct.name);
        let built = old_struct.in_requests && new_struct.in_requests;
        findings.extend(renamed(subject, "setters", &before, &after).filter(|_| built));
    }
    findings.iter_mut().for_each(|it| it.of_type = it.subject.starts_with("type "));
    findings
}

/// The setters of a field, which may be called after it or after its items.
fn setters(owner: &Struct, field: &str) -> String {
    let is_of_field = |it: &&Argument| {
        let Argument { name, docs: _, ty: _, adds_to, clears, deprecated: _ } = it;
        let of = adds_to.as_ref().or(clears.as_ref()).unwrap_or(name);
        of == field
    };
    let names: BTreeSet<&str> =
        owner.setters.iter().filter(is_of_field).map(|it| it.name.as_str()).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// Whether two fields are declared in the same way.
pub(super) fn is_declared_alike(old: &Field, new: &Field) -> bool {
    declaration(&old.kind, &old.ty) == declaration(&new.kind, &new.ty)
}

/// How a field is declared. The types that it speaks of are compared for themselves, whatever they are called.
fn declaration(kind: &FieldKind, ty: &RustType) -> String {
    let ty = form(ty);
    match kind {
        FieldKind::Required
        | FieldKind::Additional
        | FieldKind::Undocumented
        | FieldKind::Malformed => ty,
        FieldKind::Nullable => format!("Option<{ty}>, always there"),
        FieldKind::Optional => format!("Option<{ty}>"),
        FieldKind::OptionalNullable => format!("Option<Option<{ty}>>"),
        FieldKind::WriteOnly => format!("Option<{ty}>, only sent"),
        FieldKind::ReadOnly => format!("Option<{ty}>, never sent"),
        FieldKind::Constant { type_name: _, value } => format!("constant {value}"),
    }
}

fn form(ty: &RustType) -> String {
    match ty {
        RustType::Id(_) => "identifier".to_owned(),
        RustType::Enum(_) => "enum".to_owned(),
        RustType::Union(_) => "union".to_owned(),
        RustType::Struct(_) => "struct".to_owned(),
        RustType::Vec(inner) => format!("Vec<{}>", form(inner)),
        RustType::CommaSeparated(inner) => format!("CommaSeparated<{}>", form(inner)),
        RustType::Map(inner) => format!("Map<{}>", form(inner)),
        RustType::Boxed(inner) => format!("Box<{}>", form(inner)),
        RustType::Option(inner) => format!("Option<{}>", form(inner)),
        RustType::Bool
        | RustType::Bytes
        | RustType::File
        | RustType::I32
        | RustType::I64
        | RustType::U64
        | RustType::F64
        | RustType::String
        | RustType::DateTime
        | RustType::EpochMillis
        | RustType::PageToken
        | RustType::Value
        | RustType::UndocumentedMembers
        | RustType::MalformedItem => format!("{ty:?}"),
    }
}

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
        name,
        type_name,
        docs: _,
        type_docs: _,
        deprecated: _,
        info: _,
        fields,
        body,
        body_form: _,
        parameters,
        accept,
        output: _,
        envelope: _,
        has_lists: _,
        paging: _,
        is_write: _,
        is_merged: _,
        sample: _,
    } = old;
    let mut findings: Vec<Finding> =
        renamed("request".to_owned(), "renamed", type_name, &new.type_name).into_iter().collect();
    // It is called after the method, which is told already.
    findings.retain(|_| *name == new.name);
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
    let arguments = (arguments(fields, body), arguments(&new.fields, &new.body));
    findings.extend(order("method", &arguments.0, &arguments.1));
    for before in parameters {
        let mut others = new.parameters.iter();
        let after = others.find(|it| is_same_parameter(before, it));
        findings.extend(after.and_then(|after| rewritten(before, after)));
    }
    findings
}

/// The arguments of a method by their names in the document, as far as they are parameters, and in Rust.
fn arguments(fields: &[CallField], body: &Option<CallBody>) -> Vec<String> {
    let parameters = fields.iter().filter(|it| it.required).map(|it| it.name.clone());
    let of_body = match body {
        Some(CallBody::Flat { type_name: _, arguments, setters: _ }) => arguments.as_slice(),
        _ => &[],
    };
    parameters.chain(of_body.iter().map(|it| it.name.clone())).collect()
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
