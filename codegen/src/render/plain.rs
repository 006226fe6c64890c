//! Items as most of those are that repeat, laid out without the parser and the formatter.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::line::{WIDTH, inline, is_punct, is_word, parts, width};
use super::{print_macro, spaced, table};
use crate::emit::LINE_BREAK;

/// The items of some tokens, each in one piece.
pub(super) fn items(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let (mut items, mut item, mut has_body) = (Vec::new(), Vec::new(), false);
    for token in tokens {
        has_body |= ["struct", "enum", "impl", "fn"].iter().any(|it| is_word(&token, it));
        let is_end = is_punct(&token, ';') || has_body && body(&token).is_some();
        item.push(token);
        if is_end {
            items.push(std::mem::take(&mut item));
            has_body = false;
        }
    }
    items.extend(Some(item).filter(|it| !it.is_empty()));
    items
}

/// A table in a macro, a struct, an enum or an `impl` as the formatter lays it out, if it is clear how.
pub(super) fn item(tokens: &[TokenTree]) -> Option<String> {
    if let [TokenTree::Ident(name), sign, TokenTree::Group(table), _] = tokens
        && is_punct(sign, '!')
    {
        return print_macro(name, table.stream());
    }
    let mut lines = Lines::default();
    let rest = lines.attributes(tokens, 0)?;
    let (body, head) = rest.split_last()?;
    let members: Vec<TokenTree> = body_of(body)?.into_iter().collect();
    let is_of = |word| head.iter().take(3).any(|it| is_word(it, word));
    if members.is_empty() {
        return None;
    }
    lines.line(0, &[&inline(head)?, " {"])?;
    if is_of("struct") || is_of("enum") {
        for field in parts(&members) {
            let field = lines.attributes(field, 1)?;
            lines.line(1, &[&inline(field)?, ","])?;
        }
    } else if is_of("impl") {
        let mut members = members.as_slice();
        while !members.is_empty() {
            members = lines.member(members)?;
        }
    } else {
        return None;
    }
    lines.line(0, &["}"])?;
    Some(if is_of("impl") { spaced(&lines.0) } else { lines.0 })
}

/// A member of an `impl`.
pub(super) fn member(tokens: &[TokenTree]) -> Option<String> {
    let mut lines = Lines::default();
    lines.member(tokens)?.is_empty().then_some(lines.0)
}

fn body(token: &TokenTree) -> Option<&Group> {
    match token {
        TokenTree::Group(it) if it.delimiter() == Delimiter::Brace => Some(it),
        _ => None,
    }
}

fn body_of(token: &TokenTree) -> Option<TokenStream> {
    body(token).map(Group::stream)
}

/// Lines that are surely those of the formatter.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A line, if it is short enough.
    fn line(&mut self, depth: usize, parts: &[&str]) -> Option<()> {
        let length: usize = parts.iter().map(|it| width(it)).sum();
        self.0
            .extend(std::iter::repeat_n("    ", depth).chain(parts.iter().copied()).chain(["\n"]));
        (depth * 4 + length <= WIDTH).then_some(())
    }

    /// Attributes and documentation. Gives what they stand before.
    fn attributes<'t>(&mut self, tokens: &'t [TokenTree], depth: usize) -> Option<&'t [TokenTree]> {
        let mut rest = tokens;
        while let [sign, TokenTree::Group(attribute), after @ ..] = rest
            && is_punct(sign, '#')
        {
            let tokens: Vec<TokenTree> = attribute.stream().into_iter().collect();
            match tokens.as_slice() {
                [name, _, TokenTree::Literal(text)] if is_word(name, "doc") => {
                    self.comment(&text.to_string(), depth)?;
                }
                _ => self.line(depth, &["#[", &inline(&tokens)?, "]"])?,
            }
            rest = after;
        }
        Some(rest)
    }

    fn comment(&mut self, literal: &str, depth: usize) -> Option<()> {
        let is_raw = literal.starts_with('r');
        let text = literal.strip_prefix('r').unwrap_or(literal).trim_matches('#');
        let text = text.strip_prefix('"')?.strip_suffix('"')?;
        if text.starts_with('/') || text.contains('\n') || !is_raw && text.contains('\\') {
            return None;
        }
        for line in text.split(LINE_BREAK) {
            self.0.extend(std::iter::repeat_n("    ", depth).chain(["///", line, "\n"]));
        }
        Some(())
    }

    /// The first of the members of an `impl`. Gives the others.
    fn member<'t>(&mut self, tokens: &'t [TokenTree]) -> Option<&'t [TokenTree]> {
        let tokens = self.attributes(tokens, 1)?;
        let end = tokens.iter().position(|it| is_punct(it, ';') || body(it).is_some())?;
        let (head, rest) = tokens.split_at(end);
        let (end, rest) = rest.split_first()?;
        let Some(body) = body_of(end) else {
            self.value(head)?;
            return Some(rest);
        };
        let statements: Vec<TokenTree> = body.into_iter().collect();
        if !head.iter().any(|it| is_word(it, "fn")) {
            return None;
        }
        if statements.is_empty() {
            self.line(1, &[&inline(head)?, " {}"])?;
            return Some(rest);
        }
        self.signature(head)?;
        self.statements(&statements, 2)?;
        self.line(1, &["}"])?;
        Some(rest)
    }

    /// A constant or a type.
    fn value(&mut self, tokens: &[TokenTree]) -> Option<()> {
        let line = inline(tokens)?;
        if 4 + width(&line) < WIDTH {
            return self.line(1, &[&line, ";"]);
        }
        let start = tokens.iter().position(|it| is_punct(it, '.'))?;
        let (receiver, calls) = tokens.split_at(start);
        match receiver {
            [.., sign, TokenTree::Ident(_)] if is_punct(sign, '&') => {
                self.line(1, &[&inline(receiver)?])?;
            }
            [path @ .., TokenTree::Group(it)] if 4 + width(&inline(receiver)?) > WIDTH => {
                self.listed(&inline(path)?, it, [1, 3])?;
                self.line(2, &[")"])?;
            }
            _ => return None,
        }
        let calls = calls.chunks(3);
        let last = calls.len().checked_sub(1)?;
        for (at, call) in calls.enumerate() {
            let [dot, TokenTree::Ident(name), TokenTree::Group(arguments)] = call else {
                return None;
            };
            let end = if at == last { ";" } else { "" };
            let line = inline(call).filter(|_| is_punct(dot, '.'))?;
            if 8 + width(&line) + end.len() <= WIDTH {
                self.line(2, &[&line, end])?;
                continue;
            }
            self.listed(&format!(".{name}"), arguments, [2, 3])?;
            self.line(2, &[")", end])?;
        }
        Some(())
    }

    /// What is called or declared, and its arguments or parameters, each on a line of its own.
    fn listed(&mut self, of: &str, group: &Group, [outer, inner]: [usize; 2]) -> Option<()> {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        self.line(outer, &[of, "("])?;
        parts(&tokens).into_iter().try_for_each(|it| self.line(inner, &[&inline(it)?, ","]))
    }

    /// What stands before the body of a function.
    fn signature(&mut self, tokens: &[TokenTree]) -> Option<()> {
        let line = inline(tokens)?;
        if 4 + width(&line) + 2 <= WIDTH {
            return self.line(1, &[&line, " {"]);
        }
        let name = tokens.iter().position(|it| is_word(it, "fn"))? + 1;
        let (head, rest) = tokens.split_at_checked(name + 1)?;
        let [TokenTree::Group(parameters), output @ ..] = rest else { return None };
        self.listed(&inline(head)?, parameters, [1, 2])?;
        let output = inline(&[&rest[..1], output].concat())?;
        let (_, output) = output.rsplit_once(" -> ")?;
        self.line(1, &[") -> ", output, " {"])
    }

    fn statements(&mut self, tokens: &[TokenTree], depth: usize) -> Option<()> {
        let mut rest = tokens;
        while let Some(first) = rest.first() {
            let is_condition = is_word(first, "if");
            let is_end = |it: &TokenTree| match is_condition {
                true => body(it).is_some(),
                false => is_punct(it, ';'),
            };
            let end = rest.iter().position(is_end);
            let (statement, after) = rest.split_at(end.unwrap_or(rest.len()));
            if is_condition {
                self.condition(statement, after.first()?, depth)?;
            } else if let ([TokenTree::Ident(_), TokenTree::Group(_)], None) = (statement, end)
                && let Some(made) = table::plain(statement.iter().cloned().collect())
            {
                made.lines().try_for_each(|it| self.line(depth, &[it]))?;
            } else {
                let end = if end.is_some() { ";" } else { "" };
                self.line(depth, &[&inline(statement)?, end])?;
            }
            rest = after.get(1..).unwrap_or_default();
            if is_condition && rest.first().is_some_and(|it| is_word(it, "else")) {
                return None;
            }
        }
        Some(())
    }

    /// `if` with what it asks, and its body.
    fn condition(&mut self, head: &[TokenTree], then: &TokenTree, depth: usize) -> Option<()> {
        let then: Vec<TokenTree> = body_of(then)?.into_iter().collect();
        if then.is_empty() {
            return None;
        }
        self.line(depth, &[&inline(head)?, " {"])?;
        self.statements(&then, depth + 1)?;
        self.line(depth, &["}"])
    }
}
