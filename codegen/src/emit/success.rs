//! What successes decode to.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tokens::{docs, ident, ty};
use crate::model::{ByStatus, Envelope, Output, StatusVariant, Success};

/// The type of a success, and the expression that reads it from `response`.
pub(super) fn success(it: &Success) -> (TokenStream, TokenStream) {
    let envelope = it.envelope.iter().flat_map(|Envelope { properties, others }| {
        properties.iter().map(move |property| quote!(.within(#property, &[#(#others),*])))
    });
    let json = quote!(response #(#envelope)*);
    match &it.output {
        Output::Empty => (quote!(()), quote!(response.empty())),
        Output::Json(output) if it.has_lists => (ty(output), quote!(#json.json_list())),
        Output::Json(output) => (ty(output), quote!(#json.json())),
        Output::JsonOrEmpty(output) => {
            let output = ty(output);
            let read = ident(if it.has_lists { "json_list_or_empty" } else { "json_or_empty" });
            (quote!(Option<#output>), quote!(#json.#read()))
        }
        Output::ByStatus(output) => {
            let output = ty(output);
            (output.clone(), quote!(#output::read(response)))
        }
        Output::Text => (quote!(String), quote!(response.text())),
        Output::Bytes => (quote!(crate::bytes::Bytes), quote!(response.bytes())),
        Output::Location => (quote!(String), quote!(response.location())),
    }
}

/// An enumeration of what a response is, by its status.
pub(super) fn by_status(it: &ByStatus) -> TokenStream {
    let (name, type_docs) = (ident(&it.name), docs(&it.docs));
    let variants = it.variants.iter().map(|StatusVariant { name, docs: text, success, .. }| {
        let (name, docs) = (ident(name), docs(text));
        let (ty, _) = self::success(success);
        match success.output {
            Output::Empty => quote!(#docs #name,),
            _ => quote!(#docs #name(#ty),),
        }
    });
    let arms = it.variants.iter().map(|variant| {
        let (name, status) = (ident(&variant.name), status(&variant.status));
        let (_, read) = success(&variant.success);
        match variant.success.output {
            Output::Empty => quote!(#status => #read.map(|()| Self::#name),),
            _ => quote!(#status => #read.map(Self::#name),),
        }
    });
    quote! {
        #type_docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A success with a status that the document does not name, as it came.
            Undocumented(Response),
        }

        impl #name {
            pub(crate) fn read(response: &Response) -> Result<Self, Error> {
                match response.status().as_u16() {
                    #(#arms)*
                    _ => response.undocumented().map(Self::Undocumented),
                }
            }
        }
    }
}

/// The pattern for a status, or for all of a range.
fn status(text: &str) -> TokenStream {
    match text.parse() {
        Ok(status) => {
            let status = Literal::u16_unsuffixed(status);
            quote!(#status)
        }
        Err(_) if text.starts_with('3') => quote!(300..=399),
        Err(_) => quote!(200..=299),
    }
}
