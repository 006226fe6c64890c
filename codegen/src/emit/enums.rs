//! Enumerations, which are open: they keep a value that they do not know.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tokens::{docs, ident};
use crate::model::{EnumVariant, Numbers};

/// An enumeration of texts.
pub(super) fn texts<'v>(
    name: &str,
    docs: &str,
    variants: impl Iterator<Item = &'v EnumVariant>,
) -> TokenStream {
    let variants = variants.map(|it| (&*it.name, &*it.docs, Literal::string(&it.value)));
    let (item, table) = open(name, docs, variants, &quote!(Clone, Debug), &quote!(Undocumented));
    quote!(#item open_enum!(#table);)
}

/// An enumeration of integers.
pub(super) fn numbers(it: &Numbers) -> TokenStream {
    let variants = it.variants.iter();
    let variants = variants.map(|it| (&*it.name, &*it.docs, Literal::i64_unsuffixed(it.value)));
    let derives = quote!(Clone, Copy, Debug);
    let (item, table) = open(&it.name, &it.docs, variants, &derives, &quote!(i64));
    quote!(#item number_enum!(#table);)
}

/// The enum, and the table of the values that its variants stand for.
fn open<'v>(
    name: &str,
    type_docs: &str,
    variants: impl Iterator<Item = (&'v str, &'v str, Literal)>,
    derives: &TokenStream,
    other: &TokenStream,
) -> (TokenStream, TokenStream) {
    let (name, type_docs) = (ident(name), docs(type_docs));
    let (variants, values): (Vec<_>, Vec<_>) = variants
        .map(|(name, text, value)| {
            let (name, docs) = (ident(name), docs(text));
            (quote!(#docs #name,), quote!(#name: #value))
        })
        .unzip();
    let item = quote! {
        #type_docs
        #[derive(#derives)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that the documents do not name. It is written back unchanged.
            Undocumented(#other),
        }
    };
    (item, quote!(#name { #(#values),* }))
}
