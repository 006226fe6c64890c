//! What values are checked for before they are sent.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

use super::tokens::ident;
use crate::model::{Check, End, Range, Rule};

/// One check of a field.
pub(super) fn check(check: &Check, name: &str, wire: &str) -> TokenStream {
    let field = ident(name);
    check_value(check, &quote!(&self.#field), wire)
}

/// One check of a value, a reference.
pub(super) fn check_value(check: &Check, value: &TokenStream, wire: &str) -> TokenStream {
    let (method, limit) = rule(check);
    match check {
        Check::Related { other, other_wire, .. } => {
            let other = ident(other);
            quote!(check.#method(#wire, #value, #other_wire, &self.#other);)
        }
        Check::Unique | Check::Nested => quote!(check.#method(#wire, #value);),
        _ => quote!(check.#method(#wire, #value, #limit);),
    }
}

/// The method of a `Checker` that makes a check, and the limit that it takes.
pub(super) fn rule(check: &Check) -> (Ident, TokenStream) {
    let (method, limit) = match check {
        Check::Length(limits) => ("length", range(limits)),
        Check::Bytes(limits) => ("bytes", range(limits)),
        Check::Items(limits) => ("items", range(limits)),
        Check::Integer(limits) | Check::Float(limits) => ("range", range(limits)),
        Check::Members(limits) => ("members", range(limits)),
        Check::Unique => ("unique", TokenStream::new()),
        Check::MultipleOf(step) => ("multiple_of", step.parse::<TokenStream>().unwrap_or_default()),
        Check::Nested => ("nested", TokenStream::new()),
        Check::Sum(sum) => ("sum", Literal::i64_unsuffixed(*sum).to_token_stream()),
        Check::Characters(most) => {
            ("characters_in_all", Literal::usize_unsuffixed(*most).to_token_stream())
        }
        Check::Related { rule, .. } => match rule {
            Rule::EarlierThan => ("earlier_than", TokenStream::new()),
            Rule::ExactlyOneOf => ("exactly_one_of", TokenStream::new()),
            Rule::KeysAre => ("keys_are", TokenStream::new()),
        },
    };
    (ident(method), limit)
}

fn range(range: &Range) -> TokenStream {
    if let End::Excluded(_) = range.low {
        let (low, high) = (bound(&range.low), bound(&range.high));
        return quote!((#low, #high));
    }
    let (low, high) = (number(&range.low), number(&range.high));
    match range.high {
        End::Open | End::Excluded(_) => quote!(#low..#high),
        End::Included(_) => quote!(#low..=#high),
    }
}

fn bound(end: &End) -> TokenStream {
    let value = number(end);
    match end {
        End::Open => quote!(Bound::Unbounded),
        End::Included(_) => quote!(Bound::Included(#value)),
        End::Excluded(_) => quote!(Bound::Excluded(#value)),
    }
}

fn number(end: &End) -> TokenStream {
    match end {
        End::Open => TokenStream::new(),
        End::Included(text) | End::Excluded(text) => text.parse().unwrap_or_default(),
    }
}
