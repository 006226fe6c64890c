//! Paths as a reader of the list wants them.

const CRATE: &str = "generated_client";

/// Types of the standard library and of serde by their name alone, those of the client by their module: `chats::requests::Close`,
/// `crate::Error`.
pub(crate) fn shorten(text: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut short = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let other = rest.find(is_part).unwrap_or(rest.len());
        let (between, from_path) = rest.split_at(other);
        let end = from_path.find(|c| !is_part(c)).unwrap_or(from_path.len());
        let (path, after) = from_path.split_at(end);
        short.push_str(between);
        short.push_str(&short_path(path));
        rest = after;
    }
    short
}

fn short_path(path: &str) -> String {
    let parts: Vec<&str> = path.split("::").collect();
    match parts.as_slice() {
        ["core" | "alloc" | "std" | "serde_core", .., name] => (*name).to_owned(),
        [CRATE, module, .., _] if module.starts_with(char::is_lowercase) => parts[1..].join("::"),
        [CRATE, ..] => path.replacen(CRATE, "crate", 1),
        _ => path.to_owned(),
    }
}

/// The module that an item stands in, by its full text; `crate` is the root.
pub(crate) fn module(text: &str) -> String {
    let subject = match text.strip_prefix("impl") {
        Some(rest) => implementation(text).map_or(&rest[generics_end(rest)..], |it| it.target),
        None => text,
    };
    let path = subject.split_once(&format!("{CRATE}::")).map_or("", |(_, path)| path);
    let first = path.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
    let is_path = path.strip_prefix(first).is_some_and(|rest| rest.starts_with("::"));
    let is_module = subject.starts_with("pub mod ") || is_path;
    let is_lower = first.starts_with(|c: char| c.is_lowercase());
    if is_module && is_lower { first.to_owned() } else { "crate".to_owned() }
}

/// `impl<C> IntoFuture for Close<C>` in its parts.
pub(crate) struct Implementation<'a> {
    /// `<C>`
    pub(crate) generics: &'a str,
    /// `IntoFuture`
    pub(crate) of: &'a str,
    /// `Close<C>`, with the bounds that follow it.
    pub(crate) target: &'a str,
}

/// The implementation of a trait that a line tells of, if it does.
pub(crate) fn implementation(text: &str) -> Option<Implementation<'_>> {
    let rest = text.strip_prefix("impl")?;
    let (generics, rest) = rest.split_at(generics_end(rest));
    let (of, target) = rest.split_once(" for ")?;
    Some(Implementation { generics, of: of.trim_start(), target })
}

/// Where the parameters in angle brackets end.
fn generics_end(text: &str) -> usize {
    let mut depth = 0;
    let mut before = ' ';
    for (index, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return if c == '>' { index + 1 } else { index };
        }
        before = c;
    }
    text.len()
}
