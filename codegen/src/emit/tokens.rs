//! Names, documentation and types as tokens.

use std::borrow::Cow;

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::model::{Argument, KEY, RustType};

/// An identifier. The annotate stage makes only names that are one.
pub(super) fn ident(name: &str) -> Ident {
    let is_plain = name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    if is_plain {
        // Most are, and need no parser.
        return Ident::new(name, Span::call_site());
    }
    syn::parse_str(name).unwrap_or_else(|_| Ident::new("invalid_name", Span::call_site()))
}

/// An item with members in braces. Tokens that are interpolated are copied; these are moved.
pub(crate) fn brace(mut head: TokenStream, members: TokenStream) -> TokenStream {
    head.extend([TokenTree::from(Group::new(Delimiter::Brace, members))]);
    head
}

/// Documentation before an item.
pub(super) fn docs(text: &str) -> Option<TokenStream> {
    let comment = comment(text)?;
    Some(quote!(#[doc = #comment]))
}

/// Documentation at the start of a module.
pub(super) fn inner_docs(text: &str) -> Option<TokenStream> {
    let comment = comment(text)?;
    Some(quote!(#![doc = #comment]))
}

/// What stands between the lines of a comment as long as it is one token, for comments are half of what is printed: the unit
/// separator of ASCII, which no text means to show.
pub(crate) const LINE_BREAK: char = '\u{1f}';

/// A comment, without what must not stand in one: carriage returns, and characters that change the direction of text. Prose
/// is broken where it is too long; a row of a table, a heading and code are not.
fn comment(text: &str) -> Option<TokenStream> {
    let is_hidden = |c: char| matches!(c, LINE_BREAK | '\r' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // Nearly all texts have none, which their bytes tell soonest.
    let is_plain = !text.bytes().any(|it| matches!(it, 0x1f | b'\r' | 0xe2));
    let text = if is_plain { Cow::from(text) } else { text.replace(is_hidden, "").into() };
    let mut is_code = false;
    let lines = text.trim().lines().flat_map(|line| {
        is_code ^= line.trim_start().starts_with("```");
        let is_prose =
            !is_code && !line.starts_with(['|', '#', '<', '\t']) && !line.starts_with("    ");
        let is_long = line.chars().count() > LONGEST;
        if is_prose && is_long { broken(line) } else { vec![Cow::from(line)] }
    });
    let mut comment = String::with_capacity(text.len() + text.len() / 16);
    for line in lines {
        comment.push(LINE_BREAK);
        comment.push(' ');
        comment.push_str(&line);
        comment.truncate(comment.trim_end_matches(' ').len());
    }
    comment.strip_prefix(LINE_BREAK).map(raw_string)
}

/// The longest line of prose that is left as it is.
const LONGEST: usize = 120;

/// As long as the lines are that a longer one becomes.
const WIDTH: usize = 100;

/// A line as several that mean the same: none ends within code, or begins with what could begin something else than text.
fn broken(line: &str) -> Vec<Cow<'_, str>> {
    let text = line.trim_start();
    let (indent, _) = line.split_at(line.len() - text.len());
    let marker = if text.starts_with("- ") { "  " } else { "" };
    let begins_text = |word: &str| {
        word.starts_with(|c: char| c.is_alphabetic() || ['`', '[', '(', '"', '*'].contains(&c))
            && !["*", "**"].contains(&word)
    };
    let (mut lines, mut last) = (Vec::new(), indent.to_owned());
    let (mut width, mut is_within_code) = (indent.chars().count(), false);
    for (at, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if at > 0 && width + 1 + length > WIDTH && !is_within_code && begins_text(word) {
            let next = format!("{indent}{marker}{word}");
            width = next.chars().count();
            lines.push(std::mem::replace(&mut last, next).into());
        } else {
            let space = if at > 0 { " " } else { "" };
            last += space;
            last += word;
            width += space.len() + length;
        }
        is_within_code ^= word.matches('`').count() % 2 == 1;
    }
    lines.push(last.into());
    lines
}

/// `#[deprecated]`, where it holds.
pub(super) fn deprecated(deprecated: bool) -> TokenStream {
    if deprecated { quote!(#[deprecated]) } else { TokenStream::new() }
}

/// A type.
pub(super) fn ty(ty: &RustType) -> TokenStream {
    ty_below(ty, &|_| TokenStream::new())
}

/// A type, with the path that leads to each type of the document in it.
pub(super) fn ty_below(ty: &RustType, path: &dyn Fn(&str) -> TokenStream) -> TokenStream {
    let wrap = |outer: TokenStream, inner: &RustType| {
        let inner = ty_below(inner, path);
        quote!(#outer<#inner>)
    };
    match ty {
        RustType::Bool => quote!(bool),
        RustType::Bytes | RustType::File => quote!(crate::File),
        RustType::I32 => quote!(i32),
        RustType::I64 => quote!(i64),
        RustType::U64 => quote!(u64),
        RustType::F64 => quote!(f64),
        RustType::String => quote!(String),
        RustType::DateTime => quote!(DateTime),
        RustType::EpochMillis => quote!(EpochMillis),
        RustType::PageToken => quote!(PageToken),
        RustType::Value => quote!(Value),
        RustType::UndocumentedMembers => quote!(UndocumentedMembers),
        RustType::MalformedItem => quote!(MalformedItem),
        RustType::Id(name) => ident(name).into_token_stream(),
        RustType::Enum(name) | RustType::Union(name) | RustType::Struct(name) => {
            let (path, name) = (path(name), ident(name));
            quote!(#path #name)
        }
        RustType::Vec(inner) => wrap(quote!(Vec), inner),
        RustType::CommaSeparated(inner) => wrap(quote!(CommaSeparated), inner),
        RustType::Boxed(inner) => wrap(quote!(Box), inner),
        RustType::Option(inner) => wrap(quote!(Option), inner),
        RustType::Map(inner) if **inner == RustType::Value => quote!(Map<String, Value>),
        RustType::Map(inner) => {
            let inner = ty_below(inner, path);
            quote!(BTreeMap<String, #inner>)
        }
    }
}

/// The type that an argument accepts.
pub(super) fn accepted(argument: &RustType) -> TokenStream {
    let plain = ty(argument);
    match argument {
        RustType::Vec(item) | RustType::CommaSeparated(item) => {
            let item = accepted(item);
            quote!(impl IntoIterator<Item = #item>)
        }
        _ if is_converted(argument) => quote!(impl Into<#plain>),
        _ => plain,
    }
}

/// The expression that turns what was accepted into the type.
pub(super) fn converted(argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    if argument.takes_any_integer {
        // As far beyond what is allowed as what was given.
        let ty = ty(&argument.ty);
        return quote!(#name.try_into().unwrap_or(#ty::MAX));
    }
    match &argument.ty {
        RustType::Vec(item) | RustType::CommaSeparated(item) if is_converted(item) => {
            quote!(#name.into_iter().map(Into::into).collect())
        }
        RustType::Vec(item) if matches!(**item, RustType::Vec(_)) => {
            // The inner lists are accepted as iterators too.
            let inner =
                Argument { name: "inner".to_owned(), ty: (**item).clone(), ..argument.clone() };
            let inner = converted(&inner);
            quote!(#name.into_iter().map(|inner| #inner).collect())
        }
        RustType::Vec(_) | RustType::CommaSeparated(_) => quote!(#name.into_iter().collect()),
        ty if is_converted(ty) => quote!(#name.into()),
        _ => quote!(#name),
    }
}

/// The setter of a field: of a request, of the body of one, or of a struct.
pub(super) fn setter(argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    let parameter = parameters(std::slice::from_ref(argument));
    let (docs, deprecated) = (docs(&argument.docs), deprecated(argument.deprecated));
    let owner = if argument.in_body { quote!(self.body) } else { quote!(self) };
    let change = assigned(&owner, argument);
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #parameter) -> Self {
            #change
            self
        }
    }
}

/// What a setter does to the fields of `owner`.
fn assigned(owner: &TokenStream, argument: &Argument) -> TokenStream {
    let value = converted(argument);
    let field = ident(argument.field());
    match argument {
        Argument { clears: Some(_), .. } => quote!(#owner.#field = Some(None);),
        Argument { adds_to: Some(_), has_key: true, .. } => {
            let key = ident(KEY);
            quote!(#owner.#field.get_or_insert_default().insert(#key.into(), #value);)
        }
        Argument { adds_to: Some(_), .. } => {
            quote!(#owner.#field.get_or_insert_default().push(#value);)
        }
        Argument { is_nullable: true, .. } => quote!(#owner.#field = Some(Some(#value));),
        _ => quote!(#owner.#field = Some(#value);),
    }
}

/// A field of a struct expression, set from an argument.
pub(super) fn initialized(argument: &Argument) -> TokenStream {
    let (name, value) = (ident(&argument.name), converted(argument));
    let is_list = matches!(argument.ty, RustType::Vec(_) | RustType::CommaSeparated(_));
    let is_converted = is_list || argument.takes_any_integer || is_converted(&argument.ty);
    if is_converted { quote!(#name: #value) } else { quote!(#name) }
}

/// Whether an argument of a type is taken as what can become one.
pub(super) fn is_converted(ty: &RustType) -> bool {
    matches!(
        ty,
        RustType::String
            | RustType::Bytes
            | RustType::DateTime
            | RustType::EpochMillis
            | RustType::PageToken
            | RustType::Id(_)
            | RustType::Union(_)
            | RustType::Boxed(_)
    )
}

/// Arguments as parameters of a function.
pub(super) fn parameters(arguments: &[Argument]) -> TokenStream {
    let taken = arguments.iter().filter(|argument| argument.clears.is_none());
    let parameters = taken.map(|argument| {
        let (name, ty) = (ident(&argument.name), accepted(&argument.ty));
        if argument.takes_any_integer {
            return quote!(#name: impl TryInto<#ty>);
        }
        let key = argument.has_key.then(|| ident(KEY)).map(|key| quote!(#key: impl Into<String>,));
        quote!(#key #name: #ty)
    });
    quote!(#(#parameters),*)
}

/// The names of arguments, to pass them on.
pub(super) fn names(arguments: &[Argument]) -> TokenStream {
    let names = arguments.iter().map(|argument| ident(&argument.name));
    quote!(#(#names),*)
}

/// A literal that shows its text as it is.
pub(super) fn raw_string(text: &str) -> TokenStream {
    let longest =
        text.split('"').skip(1).map(|it| it.len() - it.trim_start_matches('#').len()).max();
    let hashes = "#".repeat(longest.map_or(1, |longest| longest + 1));
    let literal = format!("r{hashes}\"{text}\"{hashes}").parse();
    literal.unwrap_or_else(|_| quote!(#text))
}

/// A JSON value as a literal. Only texts, integers and booleans are constants.
pub(super) fn literal(value: &serde_json::Value) -> TokenStream {
    match value {
        serde_json::Value::String(text) => quote!(#text),
        serde_json::Value::Bool(value) => quote!(#value),
        value => {
            let number = Literal::i64_unsuffixed(value.as_i64().unwrap_or_default().abs());
            let minus = value.as_i64().filter(|it| *it < 0).map(|_| quote!(-));
            quote!(#minus #number)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::docs;

    #[test]
    fn a_comment_has_no_characters_that_nobody_sees() {
        let docs = docs("a\u{1f}b \u{202e}\r\n\"c\"#").map(|it| it.to_string());
        assert_eq!(docs.as_deref(), Some("# [doc = r##\" ab\u{1f} \"c\"#\"##]"));
        assert!(super::docs(" \n").is_none());
    }
}
