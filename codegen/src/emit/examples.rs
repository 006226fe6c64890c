//! The examples of the documents, as data for tests.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{ident, raw_string, ty_below};
use crate::model::{
    BodyForm, Call, CallBody, Example, Model, Module, PageCursor, Paging, ParameterEncoding,
    RustType, Shows, Target, TimeCursor, TypeDef,
};

/// The module of examples.
pub(super) fn examples(model: &Model) -> TokenStream {
    let bodies = model.error_bodies.iter();
    let errors: HashMap<&str, &str> =
        bodies.map(|it| (it.json.as_str(), it.name.as_str())).collect();
    let place = |module| Place::new(module, &errors);
    let examples = model.modules.iter().flat_map(|module| {
        let (cfg, place) = (super::cfg(module), place(module));
        module.examples.iter().map(move |it| {
            let example = place.example(it);
            quote!(#cfg #example)
        })
    });
    let operations = model.modules.iter().flat_map(|module| {
        let (cfg, place) = (super::cfg(module), place(module));
        module.calls.iter().map(move |it| {
            let operation = place.operation(it);
            quote!(#cfg #operation)
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

        /// What a request of every operation may hold.
        pub(crate) const OPERATIONS: &[Documented] = &[#(#operations),*];

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

impl<'m> Place<'m> {
    fn new(module: &'m Module, errors: &'m HashMap<&'m str, &'m str>) -> Self {
        let private = module.types.iter().filter(|it| it.is_private()).map(TypeDef::name).collect();
        Self { module, private, errors }
    }

    /// A call with the names of its query parameters, with the type of its body if that is JSON, and with what leads from
    /// page to page.
    fn operation(&self, call: &Call) -> TokenStream {
        let (module, name) = (ident(&self.module.name), ident(&call.type_name));
        let parameters = call.parameters.iter().filter_map(query_parameter);
        let is_required =
            |wire: &&str| call.fields.iter().any(|it| it.required && it.wire == **wire);
        let (required, optional): (Vec<_>, Vec<_>) = parameters.partition(is_required);
        let body = match (&call.body, &call.body_form) {
            (Some(CallBody::Flat { type_name }), BodyForm::Json | BodyForm::JsonOf(_)) => {
                Some((self.qualified(&RustType::Struct(type_name.clone())), true))
            }
            (Some(CallBody::Whole { ty, required, .. }), BodyForm::Json | BodyForm::JsonOf(_)) => {
                Some((self.qualified(ty), *required))
            }
            _ => None,
        };
        let body = body.map(|(ty, required)| quote!(.with_body(#required, round_trip::<#ty>)));
        let query = (!required.is_empty() || !optional.is_empty())
            .then(|| quote!(.with_query(&[#(#required),*], &[#(#optional),*])));
        let paging = call.paging.as_ref().map(paging);
        quote!(Documented::new::<super::#module::requests::#name>() #query #body #paging)
    }

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

fn paging(Paging { items, cursor, .. }: &Paging) -> TokenStream {
    let items = &items.wire;
    match cursor {
        PageCursor::Tokens(tokens) => {
            let tokens = tokens.iter().map(|(_, token)| &token.wire);
            quote!(.with_paging(Paging::Tokens { items: #items, tokens: &[#(#tokens),*] }))
        }
        PageCursor::Time(TimeCursor { until_wire, time, .. }) => {
            let cursor = quote!(items: #items, parameter: #until_wire, time: #time);
            quote!(.with_paging(Paging::Time { #cursor }))
        }
    }
}

/// The name of a parameter, if it is in the query.
fn query_parameter(parameter: &ParameterEncoding) -> Option<&str> {
    match parameter {
        ParameterEncoding::Fixed { wire, .. }
        | ParameterEncoding::Field {
            wire,
            target: Target::Query | Target::QueryExploded | Target::QueryAs(_),
            ..
        } => Some(wire),
        ParameterEncoding::Field { .. } => None,
    }
}
