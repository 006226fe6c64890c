//! Structs and open enums.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tokens::{
    assigned, converted, deprecated, docs, ident, initialized, literal, parameters, ty,
};
use super::{choice, encoding, union};
use crate::model::{
    Argument, Check, End, Enum, EnumVariant, Field, FieldKind, Parts, Range, Rule, RustType,
    SameCount, Struct, TypeDef,
};

/// The definition of a type.
pub(super) fn definition(definition: &TypeDef) -> TokenStream {
    match definition {
        TypeDef::Struct(it) => structure(it),
        TypeDef::Enum(it) => enumeration(it),
        TypeDef::Numbers(it) => choice::numbers(it),
        TypeDef::Choice(it) => choice::choice(it),
        TypeDef::Union(it) => union::union(it),
        TypeDef::Parts(it) => parts(it),
    }
}

fn structure(it: &Struct) -> TokenStream {
    let (name, docs) = (ident(&it.name), docs(&it.docs));
    let fields = it.fields.iter().map(field);
    let constants = it.fields.iter().filter_map(|field| match &field.kind {
        FieldKind::Constant { type_name, value } => {
            let type_name = ident(type_name);
            let value = literal(value);
            Some(quote!(constant!(#type_name = #value);))
        }
        _ => None,
    });
    let built = it.in_requests.then(|| constructors(it));
    let parts = encoding::parts(it);
    let members = it.is_json.then(|| members(it));
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }
        #members
        #built
        #parts
        #(#constants)*
    }
}

fn field(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let (docs, deprecated, ty) = (docs(&field.docs), deprecated(field.deprecated), ty(&field.ty));
    match &field.kind {
        FieldKind::Required
        | FieldKind::Additional
        | FieldKind::Undocumented
        | FieldKind::Malformed => quote!(#docs #deprecated pub #name: #ty,),
        FieldKind::OptionalNullable => quote!(#docs #deprecated pub #name: Option<Option<#ty>>,),
        FieldKind::Nullable | FieldKind::Optional | FieldKind::ReadOnly | FieldKind::WriteOnly => {
            quote!(#docs #deprecated pub #name: Option<#ty>,)
        }
        FieldKind::Constant { type_name, .. } => {
            let type_name = ident(type_name);
            quote!(#name: #type_name,)
        }
    }
}

/// How the struct is an object.
fn members(it: &Struct) -> TokenStream {
    let name = ident(&it.name);
    let members = it.fields.iter().map(|field| {
        let (name, wire) = (ident(&field.name), &field.wire);
        let form = is_scalar(&field.ty).then(|| quote!(, scalar));
        match &field.kind {
            FieldKind::Required | FieldKind::Nullable | FieldKind::Constant { .. } => {
                quote!(#name: required(#wire #form),)
            }
            FieldKind::Optional | FieldKind::WriteOnly => quote!(#name: optional(#wire #form),),
            FieldKind::OptionalNullable => quote!(#name: nullable(#wire #form),),
            FieldKind::ReadOnly => quote!(#name: read_only(#wire #form),),
            FieldKind::Additional | FieldKind::Undocumented => quote!(..#name),
            FieldKind::Malformed => quote!(.and(#name)),
        }
    });
    quote!(object!(#name { #(#members)* });)
}

/// Whether the service writes such a value in several forms.
fn is_scalar(ty: &RustType) -> bool {
    use RustType::{DateTime, EpochMillis, F64, I32, I64, U64};
    matches!(ty, I32 | I64 | U64 | F64 | DateTime | EpochMillis)
}

/// `new`, the setters, and the limits.
fn constructors(it: &Struct) -> TokenStream {
    let name = ident(&it.name);
    let parameters = parameters(&it.arguments);
    let values = it.fields.iter().map(|field| {
        let name = ident(&field.name);
        let argument = it.arguments.iter().find(|argument| argument.name == field.name);
        match (argument, &field.kind) {
            (Some(argument), FieldKind::WriteOnly) => {
                let value = converted(argument);
                quote!(#name: Some(#value))
            }
            (Some(argument), _) => initialized(argument),
            (None, FieldKind::Optional | FieldKind::OptionalNullable | FieldKind::ReadOnly) => {
                quote!(#name: None)
            }
            (None, _) => quote!(#name: Default::default()),
        }
    });
    let new_docs = docs(&if it.arguments.is_empty() {
        format!("Creates an empty [`{}`].", it.name)
    } else {
        format!("Creates a [`{}`] from its required fields.", it.name)
    });
    // Nobody but its request sets what is in a private body, and that does it itself.
    let setters = it.setters.iter().filter(|_| !it.is_private).map(setter);
    let validate = validate(it);
    quote! {
        impl #name {
            #new_docs
            pub fn new(#parameters) -> Self {
                Self { #(#values),* }
            }
            #(#setters)*
        }
        #validate
    }
}

fn setter(argument: &Argument) -> TokenStream {
    let (name, docs) = (ident(&argument.name), docs(&argument.docs));
    let (deprecated, parameter) =
        (deprecated(argument.deprecated), parameters(std::slice::from_ref(argument)));
    let change = assigned(&quote!(self), argument);
    quote! {
        #docs
        #deprecated
        #[must_use]
        pub fn #name(mut self, #parameter) -> Self {
            #change
            self
        }
    }
}

fn validate(it: &Struct) -> TokenStream {
    let name = ident(&it.name);
    let fields = it.fields.iter();
    let checks: Vec<_> = fields
        .flat_map(|field| field.checks.iter().map(|it| check(it, &field.name, &field.wire)))
        .chain(it.same_counts.iter().map(same_count))
        .collect();
    if checks.is_empty() {
        return quote!(impl Validate for #name {});
    }
    quote! {
        impl Validate for #name {
            fn validate(&self, check: &mut Checker) {
                #(#checks)*
            }
        }
    }
}

fn same_count(it: &SameCount) -> TokenStream {
    let (wire, of, of_wire) = (&it.wire, ident(&it.of), &it.of_wire);
    let mut steps = it.path.iter();
    let Some((first, optional)) = steps.next() else { return TokenStream::new() };
    let first = ident(first);
    let start = if *optional { quote!(self.#first.as_ref()) } else { quote!(Some(&self.#first)) };
    let list = steps.fold(start, |list, (name, optional)| {
        let name = ident(name);
        if *optional {
            quote!(#list.and_then(|it| it.#name.as_ref()))
        } else {
            quote!(#list.map(|it| &it.#name))
        }
    });
    quote!(check.same_count(#wire, #list, #of_wire, &self.#of);)
}

/// One check of a field.
pub(super) fn check(check: &Check, name: &str, wire: &str) -> TokenStream {
    let field = ident(name);
    check_value(check, &quote!(&self.#field), wire)
}

/// One check of a value, a reference.
pub(super) fn check_value(check: &Check, value: &TokenStream, wire: &str) -> TokenStream {
    match check {
        Check::Length(limits) => {
            let range = range(limits);
            quote!(check.length(#wire, #value, #range);)
        }
        Check::Items(limits) => {
            let range = range(limits);
            quote!(check.items(#wire, #value, #range);)
        }
        Check::Integer(limits) | Check::Float(limits) => {
            let range = range(limits);
            quote!(check.range(#wire, #value, #range);)
        }
        Check::Members(limits) => {
            let range = range(limits);
            quote!(check.members(#wire, #value, #range);)
        }
        Check::Unique => quote!(check.unique(#wire, #value);),
        Check::MultipleOf(step) => {
            let step = step.parse::<TokenStream>().unwrap_or_default();
            quote!(check.multiple_of(#wire, #value, #step);)
        }
        Check::Nested => quote!(check.nested(#wire, #value);),
        Check::Sum(sum) => {
            let sum = Literal::i64_unsuffixed(*sum);
            quote!(check.sum(#wire, #value, #sum);)
        }
        Check::Characters(most) => {
            let most = Literal::usize_unsuffixed(*most);
            quote!(check.characters_in_all(#wire, #value, #most);)
        }
        Check::Related { rule, other, other_wire } => {
            let method = match rule {
                Rule::EarlierThan => quote!(earlier_than),
                Rule::ExactlyOneOf => quote!(exactly_one_of),
                Rule::KeysAre => quote!(keys_are),
            };
            let other = ident(other);
            quote!(check.#method(#wire, #value, #other_wire, &self.#other);)
        }
    }
}

fn range(range: &Range) -> TokenStream {
    let number = |text: &str| text.parse::<TokenStream>().unwrap_or_default();
    match (&range.low, &range.high) {
        (End::Open, End::Open) => quote!(..),
        (End::Included(low), End::Open) => {
            let low = number(low);
            quote!(#low..)
        }
        (End::Open, End::Included(high)) => {
            let high = number(high);
            quote!(..=#high)
        }
        (End::Open, End::Excluded(high)) => {
            let high = number(high);
            quote!(..#high)
        }
        (End::Included(low), End::Included(high)) => {
            let (low, high) = (number(low), number(high));
            quote!(#low..=#high)
        }
        (End::Included(low), End::Excluded(high)) => {
            let (low, high) = (number(low), number(high));
            quote!(#low..#high)
        }
        (low @ End::Excluded(_), high) => {
            let (low, high) = (bound(low), bound(high));
            quote!((#low, #high))
        }
    }
}

fn bound(end: &End) -> TokenStream {
    let number = |text: &str| text.parse::<TokenStream>().unwrap_or_default();
    match end {
        End::Open => quote!(Bound::Unbounded),
        End::Included(text) => {
            let value = number(text);
            quote!(Bound::Included(#value))
        }
        End::Excluded(text) => {
            let value = number(text);
            quote!(Bound::Excluded(#value))
        }
    }
}

fn parts(it: &Parts) -> TokenStream {
    let (name, type_docs, separator) = (ident(&it.name), docs(&it.docs), &it.separator);
    let fields = it.fields.iter().map(|field| {
        let (name, docs, ty) = (ident(&field.name), docs(&field.docs), ty(&field.ty));
        quote!(#docs pub #name: #ty,)
    });
    let names = it.fields.iter().map(|field| ident(&field.name));
    quote! {
        #type_docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }
        text_parts!(#name by #separator { #(#names),* });
    }
}

fn enumeration(it: &Enum) -> TokenStream {
    let (name, docs, variants) = (ident(&it.name), docs(&it.docs), enum_variants(&it.variants));
    quote! {
        open_enum! {
            #docs
            pub enum #name {
                #variants
            }
        }
    }
}

/// The variants of an open enum with the texts that they stand for.
pub(super) fn enum_variants(variants: &[EnumVariant]) -> TokenStream {
    let variants = variants.iter().map(|variant| {
        let (name, docs) = (ident(&variant.name), docs(&variant.docs));
        let value = Literal::string(&variant.value);
        quote!(#docs #name = #value,)
    });
    quote!(#(#variants)*)
}
