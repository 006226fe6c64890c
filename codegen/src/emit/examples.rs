//! The examples of the documents, as data for tests.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tokens::{ident, ty};
use crate::model::{Example, Model, RustType, Shows};

/// The module of examples.
pub(super) fn examples(model: &Model) -> TokenStream {
    let examples = model.modules.iter().flat_map(|module| {
        let (name, cfg) = (&module.name, super::cfg(module));
        module.examples.iter().map(move |it| {
            let example = example(it, name);
            quote!(#cfg #example)
        })
    });
    quote! {
        //! The examples that the documents give, for tests.

        use crate::runtime::*;

        /// Every example of every document whose module is on.
        pub const EXAMPLES: &[Example] = &[#(#examples),*];
    }
}

fn example(example: &Example, name: &str) -> TokenStream {
    let Example { operation_id, of, name: title, .. } = example;
    let json = raw_string(&example.json);
    let shows = match &example.shows {
        Shows::Nothing(call) => {
            let (module, call) = (ident(name), ident(call));
            quote!(Shows::Nothing(reads::<super::#module::#call>))
        }
        Shows::Error => quote!(Shows::Error),
        Shows::Type(shown) => {
            let shown = qualified(shown, &ident(name));
            quote!(Shows::Value(round_trip::<#shown>))
        }
        Shows::Enveloped(property, shown) => {
            let shown = qualified(shown, &ident(name));
            quote!(Shows::Value(|json| round_trip_within::<#shown>(#property, json)))
        }
    };
    quote! {
        Example {
            module: #name,
            operation_id: #operation_id,
            of: #of,
            name: #title,
            json: #json,
            shows: #shows,
        }
    }
}

/// The type as it is called outside of its module.
fn qualified(shown: &RustType, module: &Ident) -> TokenStream {
    let name = ty(shown);
    match shown {
        RustType::Enum(_) | RustType::Union(_) | RustType::Struct(_) => {
            quote!(super::#module::#name)
        }
        RustType::Vec(inner) => {
            let inner = qualified(inner, module);
            quote!(Vec<#inner>)
        }
        _ => name,
    }
}

/// A literal that shows its text as it is.
fn raw_string(text: &str) -> TokenStream {
    let longest =
        text.split('"').skip(1).map(|it| it.len() - it.trim_start_matches('#').len()).max();
    let hashes = "#".repeat(longest.map_or(1, |longest| longest + 1));
    let literal = format!("r{hashes}\"{text}\"{hashes}").parse();
    literal.unwrap_or_else(|_| quote!(#text))
}
