//! Names of all kinds.

use super::Chance;

/// Words, some of which mean something to Rust, to the client's runtime or to a formatter.
const WORDS: &[&str] = &[
    "a",
    "id",
    "name",
    "type",
    "self",
    "match",
    "async",
    "gen",
    "new",
    "body",
    "request",
    "client",
    "check",
    "value",
    "values",
    "kind",
    "item",
    "items",
    "send",
    "form",
    "result",
    "option",
    "string",
    "box",
    "vec",
    "map",
    "error",
    "ok",
    "some",
    "default",
    "undocumented",
    "additional",
    "malformed",
    "2fa",
    "4",
    "x",
    "external",
    "jumbo",
    "frames",
    "opted",
    "network",
    "interface",
    "configuration",
    "identifier",
    "acknowledgement",
    "größe",
    "日本",
    "URL",
    "iOS",
    "utf8",
    "é",
    "constant",
    "member",
    "reader",
    "into",
    "clone",
    "encode",
    "decode",
    "operation",
    "info",
];

/// What stands between two words.
const JOINTS: &[&str] = &["_", "_", "-", "", " ", "."];

/// A name of one word or of many.
pub(super) fn name(chance: &mut Chance) -> String {
    let most = *chance.of(&[2, 3, 4, 13]);
    let joint = *chance.of(JOINTS);
    let count = 1 + chance.below(most);
    let words: Vec<String> = (0..count)
        .map(|_| {
            let word = *chance.of(WORDS);
            match (joint, word.split_at_checked(1)) {
                ("", Some((first, rest))) => first.to_uppercase() + rest,
                _ => word.to_owned(),
            }
        })
        .collect();
    words.join(joint)
}

/// Names that differ.
pub(super) fn names(chance: &mut Chance, count: usize) -> Vec<String> {
    let mut names = Vec::new();
    while names.len() < count {
        let name = name(chance);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A name that a component can have: of letters, digits, `.`, `-` and `_`.
pub(super) fn component(chance: &mut Chance) -> String {
    let name: String = name(chance)
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() || "._-".contains(it) { it } else { '_' })
        .collect();
    name
}

/// A value of an enumeration: a name, a sign or a number.
pub(super) fn text(chance: &mut Chance) -> String {
    let texts =
        ["", "+1", "-1", "1", "1.0", "*", "<=", "true", "null", "a\"b", "c\\d", "{e}", "Self"];
    if chance.once_in(3) { (*chance.of(&texts)).to_owned() } else { name(chance) }
}

/// A description, of words that mean something to rustdoc.
pub(super) fn description(chance: &mut Chance) -> String {
    let parts = ["See [this].", "A Vec<T>.", "It is *so*.", "- one\n- two", "1. `x`", "A | B", "`"];
    let count = 1 + chance.below(3);
    let parts: Vec<&str> = (0..count).map(|_| *chance.of(&parts)).collect();
    parts.join("\n\n")
}
