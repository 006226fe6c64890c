//! The examples of the documents, as data for tests.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{ident, raw_string, ty_below};
use crate::model::{Example, Model, Module, RustType, Shows, TypeDef};

/// The module of examples.
pub(super) fn examples(model: &Model) -> TokenStream {
    let bodies = model.error_bodies.iter();
    let errors: HashMap<&str, &str> =
        bodies.map(|it| (it.json.as_str(), it.name.as_str())).collect();
    let examples = model.modules.iter().flat_map(|module| {
        let cfg = super::cfg(module);
        let private = module.types.iter().filter(|it| it.is_private()).map(TypeDef::name).collect();
        let place = Place { module, private, errors: &errors };
        module.examples.iter().map(move |it| {
            let example = place.example(it);
            quote!(#cfg #example)
        })
    });
    let errors = model.error_bodies.iter().map(|it| {
        let (name, json) = (ident(&it.name), raw_string(&it.json));
        quote!(const #name: &str = #json;)
    });
    quote! {
        //! The examples that the documents give, for tests.

        #![allow(dead_code, reason = "the modules that have these errors may be off")]

        use crate::runtime::*;

        /// Every example of every document whose module is on.
        pub const EXAMPLES: &[Example] = &[#(#examples),*];

        #(#errors)*
    }
}

/// Where examples stand.
struct Place<'m> {
    module: &'m Module,
    /// Its types that no program sees.
    private: HashSet<&'m str>,
    /// The constants of the bodies of errors.
    errors: &'m HashMap<&'m str, &'m str>,
}

impl Place<'_> {
    fn example(&self, example: &Example) -> TokenStream {
        let Example { operation_id, of, name, json, .. } = example;
        let module = &self.module.name;
        let shows = match &example.shows {
            Shows::Error => {
                let json = self.errors.get(json.as_str()).map(|it| ident(it));
                return quote!(Example::error(#module, #operation_id, #of, #name, #json));
            }
            Shows::Nothing(call) => {
                let (module, call) = (ident(module), ident(call));
                quote!(Shows::Nothing(reads::<super::#module::requests::#call>))
            }
            Shows::Type(shown) => {
                let shown = self.qualified(shown);
                quote!(Shows::Value(round_trip::<#shown>))
            }
            Shows::Enveloped(property, shown) => {
                let shown = self.qualified(shown);
                quote!(Shows::Value(|json| round_trip_within::<#shown>(#property, json)))
            }
        };
        let json = raw_string(json);
        quote! {
            Example {
                module: #module,
                operation_id: #operation_id,
                of: #of,
                name: #name,
                json: #json,
                shows: #shows,
            }
        }
    }

    /// The type as it is called outside of its module.
    fn qualified(&self, shown: &RustType) -> TokenStream {
        let module = ident(&self.module.name);
        ty_below(shown, &|name| match self.private.contains(name) {
            true => quote!(super::#module::bodies::),
            false => quote!(super::#module::),
        })
    }
}
