//! How requests for pages lead on.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tokens::{ident, ty};
use crate::model::{Call, Order, PageCursor, PageField, Paging, TimeCursor};

/// What makes a call paged.
pub(super) fn paging(call: &Call) -> Option<TokenStream> {
    let Paging { page, items, malformed, item, cursor, sync_token } = call.paging.as_ref()?;
    let (name, page, item) = (ident(&call.type_name), ty(page), ty(item));
    let (items, malformed) = (list(items), ident(malformed));
    let malformed = quote!(&mut page.#malformed);
    let turn = turn(cursor, &items, &malformed);
    let resume = resume(cursor);
    let begin = begin(cursor);
    let sync_token = sync_token.as_ref().map(|field| {
        let token = optional(field);
        quote! {
            fn sync_token(page: &#page) -> Option<&PageToken> {
                #token
            }
        }
    });
    Some(quote! {
        impl Paged for #name {
            type Item = #item;

            fn items(page: &mut #page) -> &mut Vec<#item> {
                #items
            }

            fn malformed(page: &mut #page) -> Vec<MalformedItem> {
                std::mem::take(#malformed)
            }

            fn turn(&mut self, page: &mut #page, bookmark: &mut Bookmark) -> Result<bool, Error> {
                #turn
            }

            fn resume(&mut self, bookmark: &Bookmark) -> bool {
                #resume
            }

            #begin
            #sync_token
        }
        paged!(#name);
    })
}

fn turn(cursor: &PageCursor, items: &TokenStream, malformed: &TokenStream) -> TokenStream {
    match cursor {
        PageCursor::Tokens(tokens) => {
            let pairs = tokens.iter().map(|(parameter, field)| {
                let (parameter, token) = (ident(parameter), optional(field));
                quote!((&mut self.#parameter, #token))
            });
            quote!(bookmark.tokens(&mut [#(#pairs),*]))
        }
        PageCursor::Time(cursor) => {
            let (until, limit) = (ident(&cursor.until), ident(&cursor.limit));
            let cursor = time_cursor(cursor);
            quote! {
                const CURSOR: TimeCursor = #cursor;
                let items = (#items, #malformed);
                bookmark.by_time(&CURSOR, &mut self.#until, &mut self.#limit, items)
            }
        }
    }
}

fn resume(cursor: &PageCursor) -> TokenStream {
    match cursor {
        PageCursor::Tokens(tokens) => {
            let parameters = tokens.iter().map(|(parameter, _)| ident(parameter));
            quote!(bookmark.resume_tokens(&mut [#(&mut self.#parameters),*]))
        }
        PageCursor::Time(cursor) => {
            let (until, limit) = (ident(&cursor.until), ident(&cursor.limit));
            quote!(bookmark.resume_by_time(&mut self.#until, &mut self.#limit))
        }
    }
}

fn time_cursor(cursor: &TimeCursor) -> TokenStream {
    let TimeCursor { until_wire, time, id, .. } = cursor;
    let number = |number: Option<i64>| match number.map(Literal::i64_unsuffixed) {
        Some(number) => quote!(Some(#number)),
        None => quote!(None),
    };
    let (default_limit, max_limit) = (number(cursor.default_limit), number(cursor.max_limit));
    quote! {
        TimeCursor {
            parameter: #until_wire,
            time: #time,
            id: #id,
            default_limit: #default_limit,
            max_limit: #max_limit,
        }
    }
}

/// A list in a certain order; with as many items a page as may be, where it is unknown how many it has.
fn begin(cursor: &PageCursor) -> Option<TokenStream> {
    let PageCursor::Time(cursor) = cursor else { return None };
    let limit = cursor.max_limit.filter(|_| cursor.default_limit.is_none()).map(|most| {
        let (limit, most) = (ident(&cursor.limit), Literal::i64_unsuffixed(most));
        quote!(self.#limit.get_or_insert(#most);)
    });
    let order = cursor.order.iter().map(|Order { name, wire, value }| {
        let name = ident(name);
        quote!(in_order(Self::INFO, #wire, self.#name.as_ref().map(|it| it.as_str()), #value)?;)
    });
    (limit.is_some() || !cursor.order.is_empty()).then(|| {
        quote! {
            fn begin(&mut self) -> Result<(), Error> {
                #(#order)*
                #limit
                Ok(())
            }
        }
    })
}

fn list(field: &PageField) -> TokenStream {
    let name = ident(&field.name);
    if field.is_option {
        quote!(page.#name.get_or_insert_default())
    } else {
        quote!(&mut page.#name)
    }
}

fn optional(field: &PageField) -> TokenStream {
    let name = ident(&field.name);
    if field.is_option { quote!(page.#name.as_ref()) } else { quote!(Some(&page.#name)) }
}
