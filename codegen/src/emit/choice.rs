//! Choices: values of which their form tells what they are.

use proc_macro2::TokenStream;
use quote::quote;

use super::checks::check_value;
use super::tokens::{docs, ident, literal, ty};
use crate::model::{Check, Choice, ChoiceVariant, JsonType, RustType};

pub(super) fn choice(it: &Choice) -> TokenStream {
    let (name, type_docs) = (ident(&it.name), docs(&it.docs));
    let variants = it.variants.iter().map(|variant| {
        let (docs, name, ty) = (docs(&variant.docs), ident(&variant.name), ty(&variant.ty));
        quote!(#docs #name(#ty),)
    });
    let forms = it.variants.iter().map(|variant| {
        let (name, form) = (ident(&variant.name), form(&variant.form));
        quote!(#name: #form)
    });
    let conversions = it.variants.iter().filter(|it| it.converts).map(|it| conversion(&name, it));
    let validate = it.in_requests.then(|| validate(it));
    quote! {
        #type_docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value of which the documents do not tell what it is. It is written back unchanged.
            Undocumented(Value),
        }
        choice!(#name { #(#forms),* });
        #(#conversions)*
        #validate
    }
}

fn form(form: &JsonType) -> TokenStream {
    match form {
        JsonType::Text => quote!(JsonType::Text),
        JsonType::Boolean => quote!(JsonType::Boolean),
        JsonType::Integer => quote!(JsonType::Integer),
        JsonType::Number => quote!(JsonType::Number),
        JsonType::List => quote!(JsonType::List),
        JsonType::Any => quote!(JsonType::Any),
        JsonType::Object { required, known, constants, closed } => {
            let known = match known {
                Some(known) => quote!(Some(&[#(#known),*])),
                None => quote!(None),
            };
            let constants = constants.iter().map(|(name, value)| {
                let kind = match value {
                    serde_json::Value::String(_) => quote!(Text),
                    serde_json::Value::Bool(_) => quote!(Flag),
                    _ => quote!(Whole),
                };
                let value = literal(value);
                quote!((#name, Constant::#kind(#value)))
            });
            quote! {
                JsonType::Object(JsonMembers {
                    required: &[#(#required),*],
                    known: #known,
                    constants: &[#(#constants),*],
                    closed: #closed,
                })
            }
        }
    }
}

fn conversion(name: &proc_macro2::Ident, variant: &ChoiceVariant) -> TokenStream {
    let (case, ty) = (ident(&variant.name), ty(&variant.ty));
    if variant.ty == RustType::Value {
        return TokenStream::new();
    }
    let text = (variant.ty == RustType::String).then(|| {
        quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    Self::#case(value.to_owned())
                }
            }
        }
    });
    quote! {
        impl From<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self::#case(value)
            }
        }
        #text
    }
}

fn validate(it: &Choice) -> TokenStream {
    let name = ident(&it.name);
    let cases = it.variants.iter().filter(|it| !it.checks.is_empty()).map(|variant| {
        let case = ident(&variant.name);
        if let [Check::Nested] = variant.checks.as_slice() {
            return quote!(Self::#case(value) => value.validate(check),);
        }
        // The choice is the value of a field, and has no name of its own.
        let checks = variant.checks.iter().map(|it| check_value(it, &quote!(value), ""));
        quote!(Self::#case(value) => { #(#checks)* })
    });
    let cases: Vec<_> = cases.collect();
    if cases.is_empty() {
        return quote!(impl Validate for #name {});
    }
    let others = quote!(_ => {});
    quote! {
        impl Validate for #name {
            fn validate(&self, check: &mut Checker) {
                match self {
                    #(#cases)*
                    #others
                }
            }
        }
    }
}
