//! Structs.

use proc_macro2::TokenStream;
use quote::quote;

use super::checks::rule;
use super::tokens::{
    brace, converted, deprecated, docs, ident, initialized, is_converted, literal, parameters,
    setter, ty,
};
use super::{choice, encoding, enums, success, union};
use crate::model::{Check, Field, FieldKind, RustType, SameCount, Struct, TypeDef};

/// The definition of a type.
pub(super) fn definition(definition: &TypeDef) -> TokenStream {
    match definition {
        TypeDef::Struct(it) => structure(it),
        TypeDef::Enum(it) => enums::texts(&it.name, &it.docs, it.variants.iter()),
        TypeDef::Numbers(it) => enums::numbers(it),
        TypeDef::Choice(it) => choice::choice(it),
        TypeDef::Union(it) => union::union(it),
        TypeDef::ByStatus(it) => success::by_status(it),
    }
}

fn structure(it: &Struct) -> TokenStream {
    let (name, docs) = (ident(&it.name), docs(&it.docs));
    let fields = it.fields.iter().filter_map(field);
    let default = it.is_default().then(|| quote!(Default,));
    let must_use = (!it.setters.is_empty() && it.in_requests).then(|| quote!(#[must_use]));
    let head = quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq)]
        #must_use
        #[non_exhaustive]
        pub struct #name
    };
    let built = if it.in_requests { constructors(it) } else { test_constructors(it) };
    let parts = [brace(head, fields.collect()), table(it), built].into_iter();
    parts.chain(encoding::parts(it)).collect()
}

fn field(field: &Field) -> Option<TokenStream> {
    let name = ident(&field.name);
    let (docs, deprecated, ty) = (docs(&field.docs), deprecated(field.deprecated), ty(&field.ty));
    let ty = match &field.kind {
        FieldKind::Required
        | FieldKind::Additional
        | FieldKind::Undocumented
        | FieldKind::Malformed => ty,
        FieldKind::OptionalNullable => quote!(Option<Option<#ty>>),
        FieldKind::Nullable | FieldKind::Optional | FieldKind::ReadOnly | FieldKind::WriteOnly => {
            quote!(Option<#ty>)
        }
        FieldKind::Constant(_) => return None,
    };
    Some(quote!(#docs #deprecated pub #name: #ty,))
}

/// How the struct is an object, and what it must keep to. One that holds a file is no object.
fn table(it: &Struct) -> TokenStream {
    let name = ident(&it.name);
    let members = it.fields.iter().filter_map(|field| {
        let (name, wire) = (ident(&field.name), &field.wire);
        let form = match is_scalar(&field.ty) {
            true => quote!(, scalar),
            false if field.is_number => quote!(, number),
            false => TokenStream::new(),
        };
        let limits = limits(it, field);
        let is_listed = it.is_json || !limits.is_empty();
        is_listed.then(|| match &field.kind {
            FieldKind::Required | FieldKind::Nullable => {
                quote!(#name: required(#wire #form) #limits,)
            }
            FieldKind::Optional | FieldKind::WriteOnly => {
                quote!(#name: optional(#wire #form) #limits,)
            }
            FieldKind::OptionalNullable => quote!(#name: nullable(#wire #form) #limits,),
            FieldKind::ReadOnly => quote!(#name: read_only(#wire #form),),
            FieldKind::Additional | FieldKind::Undocumented => quote!(..#name),
            FieldKind::Malformed => quote!(.and(#name)),
            FieldKind::Constant(_) => TokenStream::new(),
        })
    });
    if !it.is_json {
        return quote!(limits!(#name { #(#members)* }););
    }
    let constants = it.fields.iter().filter_map(|field| match &field.kind {
        FieldKind::Constant(value) => Some((&field.wire, literal(value))),
        _ => None,
    });
    let constants: Vec<_> = constants.map(|(wire, value)| quote!(#wire = #value)).collect();
    let constants = (!constants.is_empty()).then(|| quote!(with #(#constants),*));
    quote!(object!(#name { #(#members)* } #constants);)
}

/// The limits of a field.
fn limits(it: &Struct, field: &Field) -> TokenStream {
    let checks = field.checks.iter().filter(|_| it.in_requests).map(|check| {
        let (method, limit) = rule(check);
        match check {
            Check::Related { other, other_wire, .. } => {
                let other = ident(other);
                quote!(.#method(|it| &it.#other, #other_wire))
            }
            _ => quote!(.#method(#limit)),
        }
    });
    let counts = it.same_counts.iter().filter(|same| it.in_requests && same.of == field.name);
    let counts = counts.map(same_count);
    quote!(#(#checks)* #(#counts)*)
}

/// Whether the service writes such a value in several forms.
fn is_scalar(ty: &RustType) -> bool {
    use RustType::{DateTime, EpochMillis, F64, I32, I64, U64};
    matches!(ty, I32 | I64 | U64 | F64 | DateTime | EpochMillis)
}

/// `new` and the setters.
fn constructors(it: &Struct) -> TokenStream {
    let name = ident(&it.name);
    // Nobody but its request sets what is in a private body, and that does it itself.
    let setters = it.setters.iter().filter(|_| !it.is_private).map(setter);
    let new = if it.is_default() {
        let docs = docs(&format!("Creates a new `{}` with no field set.", it.name));
        quote! {
            #docs
            pub fn new() -> Self {
                Self::default()
            }
        }
    } else {
        let parameters = parameters(&it.arguments);
        let values = it.fields.iter().filter_map(|field| value(it, field));
        let docs = docs(&format!("Creates a new `{}` from its required fields.", it.name));
        quote! {
            #docs
            pub fn new(#parameters) -> Self {
                Self { #(#values),* }
            }
        }
    };
    brace(quote!(impl #name), [new].into_iter().chain(setters).collect())
}

/// The same for what only responses hold, which nobody but a test makes: as a table, since it is not there otherwise.
fn test_constructors(it: &Struct) -> TokenStream {
    let name = ident(&it.name);
    let members = it.fields.iter().map(|field| {
        let (name, taken) = (ident(&field.name), taken(field));
        match &field.kind {
            FieldKind::Required | FieldKind::Nullable => quote!(#name: required(#taken),),
            FieldKind::Additional | FieldKind::Undocumented => quote!(..#name),
            FieldKind::Malformed => quote!(.and(#name)),
            FieldKind::Constant(_) => TokenStream::new(),
            _ => quote!(#name: optional(#taken),),
        }
    });
    quote!(test_constructors!(#name { #(#members)* });)
}

/// How a field is set: to a value as it is, to one that is converted, or to a list of such.
fn taken(field: &Field) -> TokenStream {
    let plain = ty(&field.ty);
    match &field.ty {
        _ if matches!(field.kind, FieldKind::Nullable | FieldKind::OptionalNullable) => {
            quote!(value::<Option<#plain>>)
        }
        RustType::Vec(item) | RustType::CommaSeparated(item) => {
            let (plain, form) = (ty(item), if is_converted(item) { "each_into" } else { "each" });
            let form = ident(form);
            quote!(#form::<#plain>)
        }
        it if is_converted(it) => quote!(into::<#plain>),
        _ => quote!(value::<#plain>),
    }
}

/// What a new struct has in a field.
fn value(it: &Struct, field: &Field) -> Option<TokenStream> {
    let name = ident(&field.name);
    let argument = it.arguments.iter().find(|argument| argument.name == field.name);
    Some(match (argument, &field.kind) {
        (Some(argument), FieldKind::WriteOnly) => {
            let value = converted(argument);
            quote!(#name: Some(#value))
        }
        (Some(argument), _) => initialized(argument),
        (None, FieldKind::Constant(_)) => return None,
        (None, FieldKind::Optional | FieldKind::OptionalNullable | FieldKind::ReadOnly) => {
            quote!(#name: None)
        }
        (None, _) => quote!(#name: Default::default()),
    })
}

fn same_count(it: &SameCount) -> TokenStream {
    let mut steps = it.path.iter();
    let Some((first, optional)) = steps.next() else { return TokenStream::new() };
    let first = ident(first);
    let start = if *optional { quote!(it.#first.as_ref()) } else { quote!(Some(&it.#first)) };
    let list = steps.fold(start, |list, (name, optional)| {
        let name = ident(name);
        if *optional {
            quote!(#list.and_then(|it| it.#name.as_ref()))
        } else {
            quote!(#list.map(|it| &it.#name))
        }
    });
    let wire = &it.wire;
    quote!(.same_count(|it| #list, #wire))
}
