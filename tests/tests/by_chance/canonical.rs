//! Emitted code without its comments and without regard to order.

use std::collections::BTreeSet;

use codegen::Compilation;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, ImplItem, Item, Visibility};

/// What is emitted for a document.
pub(crate) struct Emitted {
    /// The files as they are, and the routes.
    pub(crate) text: String,
    /// Their code.
    pub(crate) code: String,
    /// The lines of their comments, without regard to order too.
    pub(crate) words: Vec<String>,
    /// What programs can name of it: each name with its type.
    pub(crate) interface: BTreeSet<String>,
}

impl Emitted {
    /// None if the document has an error.
    pub(crate) fn of(compilation: &Compilation) -> Option<Self> {
        let files = compilation.files().unwrap()?;
        let routes = serde_json::to_string(&compilation.routes()).unwrap();
        let mut emitted = Self {
            text: files.iter().map(|it| it.text.as_str()).chain([routes.as_str()]).collect(),
            code: String::new(),
            words: Vec::new(),
            interface: BTreeSet::new(),
        };
        for file in &files {
            // The examples are those of the documents.
            if file.path.ends_with(".rs") && file.path != "examples.rs" {
                let parsed = syn::parse_file(&file.text).unwrap();
                let code: TokenStream = parsed
                    .items
                    .iter()
                    .filter(|it| !is_of_words(it))
                    .map(ToTokens::to_token_stream)
                    .collect();
                emitted.code += &format!("{}: {}\n", file.path, in_any_order(code));
                // No program can name a body that is private.
                if !file.path.ends_with("/bodies.rs") {
                    parsed.items.iter().for_each(|it| emitted.name(it));
                }
            }
            let comments = file.text.lines().map(str::trim).filter(|it| it.starts_with("//"));
            // A sample shows any of the values, which is no news.
            let mut is_sample = false;
            let comments = comments.filter(|it| {
                is_sample ^= it.starts_with("/// ```");
                !is_sample
            });
            emitted.words.extend(comments.map(str::to_owned));
        }
        emitted.words.sort();
        Some(emitted)
    }

    /// The first pieces that only one of two codes has.
    pub(crate) fn difference(&self, other: &Self) -> String {
        let pieces =
            |code: &str| -> BTreeSet<String> { code.split('\u{1}').map(str::to_owned).collect() };
        let (before, after) = (pieces(&self.code), pieces(&other.code));
        let gone = before.difference(&after).take(4).map(|it| format!("- {it}\n"));
        let added = after.difference(&before).take(4).map(|it| format!("+ {it}\n"));
        gone.chain(added).collect()
    }

    fn name(&mut self, item: &Item) {
        let is_public = |it: &Visibility| matches!(it, Visibility::Public(_));
        match item {
            Item::Struct(it) if is_public(&it.vis) => {
                self.interface.insert(format!("struct {}", it.ident));
                if let Fields::Named(fields) = &it.fields {
                    for field in fields.named.iter().filter(|it| is_public(&it.vis)) {
                        let (name, ty) =
                            (field.ident.as_ref().unwrap(), field.ty.to_token_stream());
                        self.interface.insert(format!("{}.{name}: {ty}", it.ident));
                    }
                }
            }
            Item::Impl(it) => {
                let owner = it.self_ty.to_token_stream().to_string();
                for member in &it.items {
                    match member {
                        ImplItem::Fn(method) if is_public(&method.vis) => {
                            let signature = method.sig.to_token_stream();
                            self.interface.insert(format!("{owner}: {signature}"));
                        }
                        ImplItem::Type(ty) => {
                            let ty = ty.to_token_stream();
                            self.interface.insert(format!("{owner}: {ty}"));
                        }
                        _ => {}
                    }
                }
            }
            Item::Enum(it) if is_public(&it.vis) => {
                let variants = it.variants.iter().map(|variant| {
                    let (name, fields) = (&variant.ident, variant.fields.to_token_stream());
                    format!("{}::{name} {fields}", it.ident)
                });
                self.interface.extend(variants);
            }
            _ => {}
        }
    }
}

/// What error codes mean is said in code.
fn is_of_words(item: &Item) -> bool {
    let Item::Impl(it) = item else { return false };
    let is_meaning = |it: &ImplItem| matches!(it, ImplItem::Fn(it) if it.sig.ident == "meaning");
    it.items.iter().any(is_meaning)
}

/// The tokens without comments; what stands in braces and brackets is sorted.
fn in_any_order(tokens: TokenStream) -> String {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(it) if it.as_char() == '#' => {
                while matches!(tokens.peek(), Some(TokenTree::Punct(it)) if it.as_char() == '!') {
                    tokens.next();
                }
                match tokens.peek() {
                    Some(TokenTree::Group(it)) if it.stream().to_string().starts_with("doc") => {
                        tokens.next();
                    }
                    _ => piece += "#",
                }
            }
            TokenTree::Punct(it) if [',', ';'].contains(&it.as_char()) => {
                pieces.push(std::mem::take(&mut piece));
            }
            TokenTree::Group(it) => match it.delimiter() {
                Delimiter::Brace => {
                    piece += &format!("{{{}}}", in_any_order(it.stream()));
                    pieces.push(std::mem::take(&mut piece));
                }
                Delimiter::Bracket => piece += &format!("[{}]", in_any_order(it.stream())),
                Delimiter::Parenthesis | Delimiter::None => {
                    piece += &format!("({})", in_order(it.stream()));
                }
            },
            other => piece += &format!("{other} "),
        }
    }
    pieces.push(piece);
    pieces.retain(|it| !it.is_empty());
    pieces.sort();
    pieces.join("\u{1}")
}

/// The tokens without comments: arguments have an order.
fn in_order(tokens: TokenStream) -> String {
    let tokens = tokens.into_iter().map(|token| match token {
        TokenTree::Group(it) if it.delimiter() == Delimiter::Parenthesis => {
            format!("({})", in_order(it.stream()))
        }
        TokenTree::Group(it) => format!("{{{}}}", in_any_order(it.stream())),
        other => format!("{other} "),
    });
    tokens.collect()
}
