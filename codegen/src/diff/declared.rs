//! Compares what descriptions become in Rust, as far as it does not follow from what they say of values: names, the order
//! of arguments, and how a type that requests and responses share is declared.

use std::collections::BTreeSet;

use super::change::{Finding, Impact};
use crate::model::{
    Argument, ByStatus, Choice, ChoiceVariant, Enum, EnumVariant, Field, FieldKind, NumberVariant,
    Numbers, RustType, StatusVariant, Struct, TypeDef, Union, UnionVariant,
};
use crate::text::plain;

pub(super) fn renamed(
    subject: String,
    change: &'static str,
    old: &str,
    new: &str,
) -> Option<Finding> {
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
        (TypeDef::Union(old), TypeDef::Union(new)) => unions(&subject, old, new),
        (TypeDef::Choice(old), TypeDef::Choice(new)) => choices(&subject, old, new),
        (TypeDef::Enum(_), TypeDef::Enum(_))
        | (TypeDef::Numbers(_), TypeDef::Numbers(_))
        | (TypeDef::ByStatus(_), TypeDef::ByStatus(_)) => {
            variants_named(&subject, "variant of", &listed(old), &listed(new))
        }
        // That it is another kind of type is a change of what it describes.
        _ => Vec::new(),
    });
    findings.iter_mut().for_each(|it| it.of_type = true);
    findings
}

/// The values or parts that a type lists, as the document has them and in Rust.
fn listed(definition: &TypeDef) -> Vec<(String, String)> {
    match definition {
        TypeDef::Enum(Enum { variants, .. }) => {
            let pair = |EnumVariant { name, value, docs: _ }: &_| {
                (String::clone(value), String::clone(name))
            };
            variants.iter().map(pair).collect()
        }
        TypeDef::Numbers(Numbers { variants, .. }) => {
            let pair = |NumberVariant { name, value, docs: _ }: &_| {
                (i64::to_string(value), String::clone(name))
            };
            variants.iter().map(pair).collect()
        }
        TypeDef::ByStatus(ByStatus { name: _, docs: _, variants }) => {
            let pair = |StatusVariant { name, status, docs: _, success: _ }: &_| {
                (String::clone(status), String::clone(name))
            };
            variants.iter().map(pair).collect()
        }
        TypeDef::Struct(_) | TypeDef::Union(_) | TypeDef::Choice(_) => Vec::new(),
    }
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
        is_private: _,
    } = old;
    let mut findings: Vec<_> = built(subject, *in_requests, new.in_requests).into_iter().collect();
    findings.extend(order(subject, &names(fields, arguments), &names(&new.fields, &new.arguments)));
    let beside = |all: &[Field], kind: &FieldKind| {
        all.iter().find(|it| it.kind == *kind).map(|it| it.name.clone())
    };
    for kind in [FieldKind::Additional, FieldKind::Undocumented, FieldKind::Malformed] {
        let (before, after) = (beside(fields, &kind), beside(&new.fields, &kind));
        let Some(name) = before.as_ref().or(after.as_ref()) else { continue };
        let subject = format!("{subject}, field `{name}`");
        findings.extend(match (&before, &after) {
            (Some(before), Some(after)) => renamed(subject, "renamed", before, after),
            (Some(_), None) => Some(Finding::new(Impact::Breaking, subject, "removed")),
            (None, _) => Some(Finding::new(Impact::Additive, subject, "added")),
        });
    }
    findings
}

/// Whether programs make values of the type.
fn built(subject: &str, old: bool, new: bool) -> Option<Finding> {
    let removed = (Impact::Breaking, "is not sent any more");
    Finding::toggled(subject, (old, new), (Impact::Additive, "is sent too"), removed)
}

/// Arguments by the names that the document has for them.
fn names(fields: &[Field], arguments: &[Argument]) -> Vec<String> {
    let wire = |it: &Argument| fields.iter().find(|field| field.name == it.name);
    arguments.iter().filter_map(wire).map(|field| field.wire.clone()).collect()
}

/// The arguments that both sides have, in another order.
pub(super) fn order(subject: &str, old: &[String], new: &[String]) -> Option<Finding> {
    let common = |these: &[String], those: &[String]| {
        let common = these.iter().filter(|it| those.contains(it)).cloned();
        common.collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (common(old, new), common(new, old));
    renamed(subject.to_owned(), "order of arguments", &before, &after)
}

fn unions(subject: &str, old: &Union, new: &Union) -> Vec<Finding> {
    let Union { name: _, docs: _, tag: _, variants, in_requests, is_open, common } = old;
    let mut findings: Vec<_> = built(subject, *in_requests, new.in_requests).into_iter().collect();
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
        let removed = common.iter().map(|it| (it, Impact::Breaking, "removed"));
        let added = new.common.iter().map(|it| (it, Impact::Additive, "added"));
        findings.extend(removed.chain(added).map(|(method, impact, change)| {
            Finding::new(impact, format!("{subject}, method `{}`", method.name), change)
        }));
    }
    findings.extend(Finding::toggled(
        subject,
        (*is_open, new.is_open),
        (Impact::Additive, "keeps what is not documented"),
        (Impact::Breaking, "keeps nothing undocumented any more"),
    ));
    let named = |all: &[UnionVariant], makes: bool| -> Vec<(String, String)> {
        // The types of the variants, and with them their arguments, are compared where the document is walked.
        let pair = |it: &UnionVariant| {
            let UnionVariant {
                name,
                value,
                type_name: _,
                docs: _,
                constructor,
                arguments: _,
                setter: _,
            } = it;
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
    let mut findings: Vec<_> = built(subject, *in_requests, new.in_requests).into_iter().collect();
    for before in variants {
        // What the document calls the members is what their variants are called after.
        let ChoiceVariant { name, docs: _, ty: _, form: _, converts, checks: _ } = before;
        let Some(after) = new.variants.iter().find(|it| it.name == *name) else { continue };
        findings.extend(Finding::toggled(
            format!("{subject}, variant `{name}`"),
            (*converts, after.converts),
            (Impact::Additive, "values convert into it"),
            (Impact::Breaking, "values do not convert into it any more"),
        ));
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
    let Field {
        name,
        wire: _,
        docs: _,
        ty,
        kind,
        deprecated: _,
        checks: _,
        is_number: _,
        example: _,
    } = old;
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
    let of_field = owner.setters.iter().filter(|it| it.field() == field);
    let names: BTreeSet<&str> = of_field.map(|it| it.name.as_str()).collect();
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
        FieldKind::Constant(value) => format!("constant {value}"),
    }
}

pub(super) fn form(ty: &RustType) -> String {
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
