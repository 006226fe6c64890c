//! Tables of plain values, laid out without the parser and the formatter, which take long for what nearly always is a few
//! short lines.

use proc_macro2::{TokenStream, TokenTree};

use super::line::{inline, is_punct, parts, width};

/// As long as a struct is at most that the formatter leaves on one line.
const SHORT: usize = 35;

/// As long as a line is at most that the formatter surely does not break.
const LINE: usize = 80;

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
    let fields = parts(&fields).into_iter().map(field).collect::<Option<Vec<_>>>()?;
    let line = format!("{name} {{ {} }}", fields.join(", "));
    match width(&line) {
        _ if fields.is_empty() => None,
        ..=SHORT => Some(line),
        _ if fields.iter().all(|it| width(it) <= LINE) => {
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
        [TokenTree::Ident(_), colon, ..] if !is_punct(colon, ':') => None,
        _ => inline(tokens),
    }
}
