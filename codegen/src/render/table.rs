//! Tables of plain values, laid out without the parser and the formatter, which take long for what nearly always is a few
//! short lines.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// How long a struct is at most that the formatter surely leaves on one line, and at least that it surely does not: in between
/// are 34, which it has as the bound.
const SHORT: usize = 25;
const LONG: usize = 45;

/// As long as a line is at most that the formatter surely does not break.
const LINE: usize = 75;

/// The expression of a struct as the formatter lays it out, if its fields are names, literals and calls, and it is clear
/// where its lines end.
pub(super) fn plain(table: TokenStream) -> Option<String> {
    let mut tokens = table.into_iter();
    let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(fields)), None) =
        (tokens.next(), tokens.next(), tokens.next())
    else {
        return None;
    };
    let fields: Vec<TokenTree> = fields.stream().into_iter().collect();
    let fields = fields.split(|it| is_punct(it, ',')).filter(|it| !it.is_empty());
    let fields = fields.map(field).collect::<Option<Vec<_>>>()?;
    let width = |text: &str| text.chars().count();
    let line = format!("{name} {{ {} }}", fields.join(", "));
    match width(&line) {
        _ if fields.is_empty() => None,
        ..=SHORT => Some(line),
        LONG.. if fields.iter().all(|it| width(it) <= LINE) => {
            let ends = fields.iter().map(|it| if it.starts_with("..") { "" } else { "," });
            let lines = fields.iter().zip(ends).map(|(field, end)| format!("    {field}{end}\n"));
            Some(format!("{name} {{\n{}}}", lines.collect::<String>()))
        }
        _ => None,
    }
}

/// `name`, `name: value` or `..value`.
fn field(tokens: &[TokenTree]) -> Option<String> {
    match tokens {
        [TokenTree::Ident(name), colon, value @ ..] if is_punct(colon, ':') => {
            Some(format!("{name}: {}", inline(value)?))
        }
        _ => inline(tokens),
    }
}

/// A value on one line.
fn inline(tokens: &[TokenTree]) -> Option<String> {
    let mut text = String::new();
    let mut is_after_word = false;
    for token in tokens {
        let is_word = matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
        match token {
            _ if is_word && is_after_word => return None,
            TokenTree::Ident(_) | TokenTree::Literal(_) => text += &token.to_string(),
            TokenTree::Punct(it) if it.as_char() == ',' => text += ", ",
            TokenTree::Punct(it) if ".&".contains(it.as_char()) => text.push(it.as_char()),
            TokenTree::Punct(it) if it.as_char() == ':' => {
                let is_path = it.spacing() == Spacing::Joint || text.ends_with(':');
                text.push(Some(':').filter(|_| is_path)?);
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::Brace | Delimiter::None => return None,
                };
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                text.push(open);
                text += &inline(&inner)?;
                text.push(close);
            }
            TokenTree::Punct(_) => return None,
        }
        is_after_word = is_word;
    }
    // The formatter leaves out a comma that nothing follows, and breaks lines within a literal nowhere.
    (!text.ends_with(", ") && !text.contains('\n')).then_some(text)
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(it) if it.as_char() == sign)
}
