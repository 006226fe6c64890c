//! Unions: objects that a tag tells apart.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{docs, ident, names, parameters};
use crate::model::{Union, UnionVariant};

pub(super) fn union(it: &Union) -> TokenStream {
    let (name, type_docs) = (ident(&it.name), docs(&it.docs));
    let variants = it.variants.iter().map(|variant| {
        let (docs, name) = (docs(&variant.docs), ident(&variant.name));
        let (ty, value) = (ident(&variant.type_name), &variant.value);
        let rename = (!it.is_open).then(|| quote!(#[serde(rename = #value)]));
        quote!(#docs #rename #name(#ty),)
    });
    let is_first = |(index, variant): &(usize, &UnionVariant)| {
        let mut earlier = it.variants.iter().take(*index);
        !earlier.any(|other| other.type_name == variant.type_name)
    };
    // A type that is several variants converts into the first.
    let from = it.variants.iter().enumerate().filter(is_first).map(|(_, variant)| {
        let (variant, ty) = (ident(&variant.name), ident(&variant.type_name));
        quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant(value)
                }
            }
        }
    });
    let built = it.in_requests.then(|| union_constructors(it));
    let (derive, undocumented, conversion) = union_form(it);
    quote! {
        #type_docs
        #derive
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #undocumented
        }
        #conversion
        #(#from)*
        #built
    }
}

/// How a union is read and written: its derive attributes, its last variant and a macro.
fn union_form(it: &Union) -> (TokenStream, TokenStream, TokenStream) {
    let (name, tag) = (ident(&it.name), &it.tag);
    if !it.is_open {
        let derive = quote! {
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[serde(tag = #tag)]
        };
        return (derive, TokenStream::new(), TokenStream::new());
    }
    let cases = it.variants.iter().map(|variant| {
        let (case, value) = (ident(&variant.name), &variant.value);
        quote!(#case = #value)
    });
    (
        quote!(#[derive(Clone, Debug, PartialEq)]),
        quote! {
            /// One that the documents do not name. It is written back unchanged.
            Undocumented(Map<String, Value>),
        },
        quote!(tagged_union!(#name by #tag { #(#cases),* });),
    )
}

fn union_constructors(it: &Union) -> TokenStream {
    let name = ident(&it.name);
    let constructors = it.variants.iter().map(|variant| {
        let (function, ty) = (ident(&variant.constructor), ident(&variant.type_name));
        let (docs, case) = (docs(&variant.docs), ident(&variant.name));
        let (parameters, names) = (parameters(&variant.arguments), names(&variant.arguments));
        quote! {
            #docs
            pub fn #function(#parameters) -> Self {
                Self::#case(#ty::new(#names))
            }
        }
    });
    let cases = it.variants.iter().map(|variant| {
        let case = ident(&variant.name);
        quote!(Self::#case(value) => value.validate(check),)
    });
    let undocumented = it.is_open.then(|| quote!(Self::Undocumented(_) => {}));
    quote! {
        impl #name {
            #(#constructors)*
        }
        impl Validate for #name {
            fn validate(&self, check: &mut Checker) {
                match self {
                    #(#cases)*
                    #undocumented
                }
            }
        }
    }
}
