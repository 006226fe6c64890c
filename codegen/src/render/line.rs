//! Tokens on one line, spaced as the formatter spaces them.

use std::fmt::Write;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// As long as a line of the formatter is at most.
pub(super) const WIDTH: usize = 89;

/// Words that have a space behind them whatever follows.
const SPACED: [&str; 8] = ["as", "if", "in", "let", "match", "move", "mut", "return"];

/// What a line ends with so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// What needs a space before a word.
    Word,
    /// What takes one directly: a sign before a value, or a space.
    Open,
}

/// A declaration, an expression or a list of them on one line, if it is clear how it is spaced. Bodies in braces, closures and
/// most operators are not.
pub(super) fn inline(tokens: &[TokenTree]) -> Option<String> {
    let mut line = String::new();
    let (mut end, mut depth) = (End::Open, 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let (text, then) = match token {
            TokenTree::Ident(it) if it == "where" => return None,
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if end == End::Word {
                    line.push(' ');
                }
                write!(line, "{token}").ok()?;
                ("", End::Word)
            }
            TokenTree::Group(it) => {
                if before.is_some_and(|it| SPACED.iter().any(|word| is_word(it, word))) {
                    line.push(' ');
                }
                line += &group(it.delimiter(), it.stream())?;
                ("", End::Word)
            }
            TokenTree::Punct(it) => {
                let is_joint = it.spacing() == Spacing::Joint;
                let is_after = |sign| before.is_some_and(|it| is_joint_to(it, sign));
                match (it.as_char(), end) {
                    (',', End::Word) => (", ", End::Open),
                    (':', _) if is_after(':') || is_joint => (":", End::Open),
                    (':', End::Word) => (": ", End::Open),
                    ('-', End::Word) if is_joint => (" -", End::Open),
                    ('>', _) if is_after('-') => ("> ", End::Open),
                    ('=', End::Open) if is_after('.') => ("=", End::Open),
                    ('=', End::Word) if !is_joint => (" = ", End::Open),
                    ('?', End::Word) => ("?", End::Word),
                    ('.', _) => (".", End::Open),
                    ('&', End::Open) => ("&", End::Open),
                    ('-', End::Open) => ("-", End::Open),
                    ('\'', End::Open) => ("'", End::Open),
                    ('<', _) if end == End::Word || line.ends_with("::") => {
                        depth += 1;
                        ("<", End::Open)
                    }
                    ('>', End::Word) => {
                        depth = depth.checked_sub(1)?;
                        (">", End::Word)
                    }
                    _ => return None,
                }
            }
        };
        line += text;
        end = then;
    }
    // The formatter leaves out a comma that nothing follows, and breaks lines within a literal nowhere.
    (depth == 0 && !line.ends_with(' ') && !line.contains('\n')).then_some(line)
}

fn group(delimiter: Delimiter, tokens: TokenStream) -> Option<String> {
    let (open, close) = match delimiter {
        Delimiter::Parenthesis => ('(', ')'),
        Delimiter::Bracket => ('[', ']'),
        Delimiter::Brace | Delimiter::None => return None,
    };
    let inner: Vec<TokenTree> = tokens.into_iter().collect();
    Some(format!("{open}{}{close}", inline(&inner)?))
}

/// The parts between commas, but those of a type. The last one may have a comma behind it.
pub(super) fn parts(tokens: &[TokenTree]) -> Vec<&[TokenTree]> {
    let (mut depth, mut after_dash) = (0_usize, false);
    let parts = tokens.split(|token| {
        match token {
            TokenTree::Punct(it) if it.as_char() == '<' => depth += 1,
            TokenTree::Punct(it) if it.as_char() == '>' && !after_dash => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        after_dash = is_joint_to(token, '-');
        depth == 0 && is_punct(token, ',')
    });
    parts.filter(|it| !it.is_empty()).collect()
}

pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

pub(super) fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(it) if it.as_char() == sign)
}

fn is_joint_to(token: &TokenTree, sign: char) -> bool {
    is_punct(token, sign) && matches!(token, TokenTree::Punct(it) if it.spacing() == Spacing::Joint)
}

pub(super) fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(it) if it == word)
}
