//! Unions: objects that a tag tells apart.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{deprecated, docs, ident, literal, names, parameters, ty};
use crate::model::{Field, FieldKind, RustType, Union, UnionVariant};

pub(super) fn union(it: &Union) -> TokenStream {
    let (name, type_docs) = (ident(&it.name), docs(&it.docs));
    let variants = it.variants.iter().map(|variant| {
        let (docs, name, ty) =
            (docs(&variant.docs), ident(&variant.name), ident(&variant.type_name));
        quote!(#docs #name(#ty),)
    });
    let constructors =
        it.variants.iter().filter(|_| it.in_requests).map(|each| constructor(it, each));
    let members = it.common.iter().map(|field| accessor(it, field)).chain(constructors);
    let members: Vec<_> = members.collect();
    let members = (!members.is_empty()).then(|| quote!(impl #name { #(#members)* }));
    let undocumented = it.is_open.then(|| {
        quote! {
            /// One that is not as the documents say, with all of its members. It is written back unchanged.
            Undocumented(Map<String, Value>),
        }
    });
    let tags = tags(it);
    quote! {
        #type_docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #undocumented
        }
        #tags
        #members
    }
}

/// How a union is read and written.
fn tags(it: &Union) -> TokenStream {
    let (name, tag) = (ident(&it.name), &it.tag);
    let mut seen = BTreeSet::new();
    let cases = it.variants.iter().map(|variant| {
        let (case, value) = (ident(&variant.name), literal(&variant.value));
        let ty = ident(&variant.type_name);
        // A type that is several variants converts into the first.
        if seen.insert(&variant.type_name) {
            quote!(#case: #ty = #value,)
        } else {
            quote!(#case: (#ty) = #value,)
        }
    });
    let undocumented = it.is_open.then(|| quote!(..Undocumented));
    quote!(tagged_union!(#name { #(#cases)* #undocumented } by #tag);)
}

/// A method that reads what all variants have.
fn accessor(it: &Union, field: &Field) -> TokenStream {
    let (name, plain) = (ident(&field.name), ty(&field.ty));
    let is_required = matches!(field.kind, FieldKind::Required | FieldKind::Undocumented);
    let absent = if is_required { "for" } else { "where it is absent, and for" };
    let docs = docs(&format!("{}\n\n`None` {absent} what the documents do not name.", field.docs));
    let deprecated = deprecated(field.deprecated);
    let (ty, value) = match (is_copy(&field.ty), is_required) {
        (true, true) => (plain, quote!(Some(it.#name))),
        (true, false) => (plain, quote!(it.#name)),
        (false, true) => (quote!(&#plain), quote!(Some(&it.#name))),
        (false, false) => (quote!(&#plain), quote!(it.#name.as_ref())),
    };
    let cases = it.variants.iter().map(|variant| {
        let case = ident(&variant.name);
        quote!(Self::#case(it) => #value,)
    });
    quote! {
        #docs
        #deprecated
        pub fn #name(&self) -> Option<#ty> {
            match self {
                #(#cases)*
                Self::Undocumented(_) => None,
            }
        }
    }
}

fn is_copy(ty: &RustType) -> bool {
    use RustType::{Bool, EpochMillis, F64, I32, I64, U64};
    matches!(ty, Bool | I32 | I64 | U64 | F64 | EpochMillis)
}

/// A function that makes a variant.
fn constructor(it: &Union, variant: &UnionVariant) -> TokenStream {
    let (function, ty) = (ident(&variant.constructor), ident(&variant.type_name));
    let parts = [Some(variant.docs.clone()), more(it, variant)].into_iter().flatten();
    let parts: Vec<_> = parts.filter(|it| !it.is_empty()).collect();
    let (docs, case) = (docs(&parts.join("\n\n")), ident(&variant.name));
    let (parameters, names) = (parameters(&variant.arguments), names(&variant.arguments));
    quote! {
        #docs
        pub fn #function(#parameters) -> Self {
            Self::#case(#ty::new(#names))
        }
    }
}

/// How a variant is made with more than its function takes.
fn more(it: &Union, variant: &UnionVariant) -> Option<String> {
    let (name, ty, setter) = (&it.name, &variant.type_name, variant.setter.as_ref()?);
    let first = it.variants.iter().find(|other| other.type_name == *ty)?;
    let becomes = match first.name == variant.name {
        true => format!("what it gives converts into [`{name}`]"),
        false => format!("[`{name}::{}`] takes what it gives", variant.name),
    };
    Some(format!(
        "To set more, such as [`{setter}`]({ty}::{setter}), begin with [`{ty}::new`]: {becomes}."
    ))
}
