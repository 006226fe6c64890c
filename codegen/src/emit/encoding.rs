//! What a request is written with.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{ident, literal};
use crate::model::{
    BodyForm, CallBody, FormPart, ParameterEncoding, PartKind, Struct, Style, Target, Wrapper,
};

/// Writes a parameter.
pub(super) fn parameter(parameter: &ParameterEncoding) -> TokenStream {
    let (name, wire, wrapper, target) = match parameter {
        ParameterEncoding::Fixed { wire, value } => return quote!(request.query(#wire, #value);),
        ParameterEncoding::Field { name, wire, wrapper, target } => {
            (ident(name), wire, wrapper, target)
        }
    };
    let value = match wrapper {
        None => quote!(&self.#name),
        Some(Wrapper::Object) => quote!(&crate::AsObject(&self.#name)),
        Some(Wrapper::Value) => quote!(&crate::AsValue(&self.#name)),
        Some(Wrapper::Json) => quote!(&crate::AsJson(&self.#name)),
    };
    let (function, style) = match target {
        Target::Path => ("path", None),
        Target::PathAs(style) => ("path_as", Some(style)),
        Target::Query => ("query", None),
        Target::QueryExploded => ("query_exploded", None),
        Target::QueryAs(style) => ("query_as", Some(style)),
        Target::Header => ("header", None),
        Target::HeaderExploded => ("header_exploded", None),
        Target::Cookie => ("cookie", None),
        Target::CookieExploded => ("cookie_exploded", None),
    };
    let (function, style) = (ident(function), style.map(self::style));
    let style = style.map(|style| quote!(, #style));
    quote!(request.#function(#wire, #value #style);)
}

fn style(style: &Style) -> TokenStream {
    let name = ident(style.name);
    let exploded = style.exploded.then(|| quote!(.exploded()));
    let reserved = style.allows_reserved.then(|| quote!(.allowing_reserved()));
    quote!(crate::Style::#name #exploded #reserved)
}

/// Writes the body.
pub(super) fn body(body: &CallBody, form: &BodyForm) -> TokenStream {
    match body {
        CallBody::Whole { required: false, .. } => {
            let write = encoded(&quote!(body), &quote!(body), form);
            quote!(if let Some(body) = &self.body { #write })
        }
        _ => encoded(&quote!(&self.body), &quote!(self.body), form),
    }
}

fn encoded(reference: &TokenStream, body: &TokenStream, form: &BodyForm) -> TokenStream {
    match form {
        BodyForm::Json => quote!(request.json(#reference);),
        BodyForm::JsonOf(media_type) => quote!(request.json_of(#media_type, #reference);),
        BodyForm::Pairs(styles) if styles.is_empty() => quote!(request.form(#reference);),
        BodyForm::Pairs(styles) => {
            let styles = styles.iter().map(|(name, it)| {
                let style = style(it);
                quote!((#name, #style))
            });
            quote!(request.form_as(#reference, &[#(#styles),*]);)
        }
        BodyForm::Multipart => quote!(request.multipart(#reference);),
        BodyForm::Raw(media_type) => quote!(request.raw(#media_type, #body.clone());),
        BodyForm::FileOf(media_type) => quote!(request.file_of(#media_type, #reference);),
        BodyForm::File => quote!(request.file(#reference);),
    }
}

/// How a struct is written as a form of several parts.
pub(super) fn parts(it: &Struct) -> Option<TokenStream> {
    let name = ident(&it.name);
    let parts = it.parts.as_ref()?.iter().map(part);
    Some(quote! {
        impl crate::FormBody for #name {
            fn write_parts(&self, form: &mut crate::Form) {
                #(#parts)*
            }
        }
    })
}

fn part(part: &FormPart) -> TokenStream {
    let (name, wire) = (ident(&part.field), &part.wire);
    let value = match &part.constant {
        Some(serde_json::Value::String(text)) => quote!(#text),
        Some(value) => {
            let value = literal(value);
            quote!(&#value)
        }
        None => quote!(&self.#name),
    };
    match &part.kind {
        PartKind::Text => quote!(form.text(#wire, #value);),
        PartKind::Json(None) => quote!(form.json(#wire, #value);),
        PartKind::Json(Some(media_type)) => quote!(form.json_of(#wire, #media_type, #value);),
        PartKind::File => quote!(form.files(#wire, [&self.#name]);),
        PartKind::Files => quote!(form.files(#wire, &self.#name);),
        PartKind::OptionalFiles => quote!(form.files(#wire, self.#name.iter().flatten());),
    }
}
