//! Names in `snake_case`.

use heck::ToSnakeCase;

use super::spelled;

/// A name in `snake_case`. One that is a keyword of Rust ends in `_`.
pub(crate) fn snake(text: &str) -> String {
    if is_snake(text) {
        return if is_keyword(text) { format!("{text}_") } else { text.to_owned() };
    }
    let text = spelled(text);
    // A name such as `iOS` is one word.
    let is_one_word = text.len() > 2
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().skip(1).all(|c| c.is_ascii_uppercase());
    let name = if is_one_word { text.to_ascii_lowercase() } else { text.to_snake_case() };
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    // Of a word without any of these letters, nothing is left between two signs.
    let words: Vec<&str> = name.split('_').filter(|it| !it.is_empty()).collect();
    let name = words.join("_");
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("n{name}"),
        Some(_) if is_keyword(&name) => format!("{name}_"),
        _ => name,
    }
}

/// Whether a text is in `snake_case` already, as most names of documents are.
fn is_snake(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_lowercase())
        && text.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        && !text.contains("__")
        && !text.ends_with('_')
}

fn is_keyword(name: &str) -> bool {
    // `gen` is one since the edition of 2024, which the parser does not ask for. None is longer than `continue`.
    name.len() <= 8 && (name == "gen" || syn::parse_str::<syn::Ident>(name).is_err())
}
