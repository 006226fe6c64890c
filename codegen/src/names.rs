//! Identifiers out of the documents' words.

mod group;
mod snake;
mod taken;

use std::collections::{HashMap, HashSet};

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::ir::{Call, Document, Operation, Segment};
use group::in_group;
pub(crate) use group::{operation_path, path};
pub(crate) use snake::snake;
use taken::TAKEN_TYPES;
pub(crate) use taken::{TAKEN_FEATURES, TAKEN_MODULES};

/// Words that end an English sentence or begin one and mean nothing in a name.
pub(crate) const ARTICLES: &[&str] = &["a", "an", "the"];

/// A set of names in one scope.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
    /// The number that a name has got last, so that the next search begins there.
    numbers: HashMap<String, usize>,
}

impl Scope {
    /// A scope for types.
    pub(crate) fn types() -> Self {
        Self::with(TAKEN_TYPES)
    }

    /// A scope in which some names are taken.
    pub(crate) fn with(taken: &[&str]) -> Self {
        let taken = taken.iter().map(|&name| name.to_owned()).collect();
        Self { taken, numbers: HashMap::new() }
    }

    /// `wanted`, or the first of `wanted2`, `wanted3` … that is free.
    pub(crate) fn take(&mut self, wanted: String) -> String {
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let number = self.numbers.entry(wanted.clone()).or_insert(1);
        loop {
            *number += 1;
            let name = format!("{wanted}{number}");
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }

    /// `wanted`, or the first of `longer` that is free; a number behind `wanted` if none is.
    pub(crate) fn take_first(&mut self, wanted: String, longer: Vec<String>) -> String {
        let mut all = std::iter::once(wanted.clone()).chain(longer);
        match all.find(|name| !self.taken.contains(name)) {
            Some(free) => self.take(free),
            None => self.take(wanted),
        }
    }

    /// Names for all of these, wherever they stand among them. Each is a text and a longer one to tell it from others
    /// that come to the same name. A number is left for those that differ in nothing that a name can hold, such as `none`
    /// and `None`; it follows from the texts, so that none changes its name where another one is moved. What is in small
    /// letters has no number where another one shouts.
    pub(crate) fn take_all<'t, L: Fn() -> String>(
        &mut self,
        texts: impl Iterator<Item = (&'t str, L)>,
        case: fn(&str) -> String,
    ) -> Vec<String> {
        let texts: Vec<(&str, L)> = texts.collect();
        let plain: Vec<String> = texts.iter().map(|(text, _)| case(text)).collect();
        let mut uses: HashMap<&str, usize> = HashMap::new();
        plain.iter().for_each(|name| *uses.entry(name).or_default() += 1);
        let rank = |index: usize| {
            let (text, name) = (texts[index].0, plain[index].as_str());
            let is_shared = uses.get(name).is_some_and(|count| *count > 1);
            let is_other = is_shared && name.trim_end_matches('_') != text;
            (is_shared, is_other, text.contains(|c: char| c.is_ascii_uppercase()), text)
        };
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by(|one, other| rank(*one).cmp(&rank(*other)));
        let mut names = vec![String::new(); texts.len()];
        for index in order {
            let is_shared = rank(index).0;
            let name = if is_shared { case(&texts[index].1()) } else { plain[index].clone() };
            names[index] = self.take(name);
        }
        names
    }
}

/// A name in `UpperCamelCase`.
pub(crate) fn pascal(text: &str) -> String {
    let name = spelled(text).to_upper_camel_case();
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    // What stood before the first of these letters is left out.
    let name =
        name.get(..1).unwrap_or_default().to_ascii_uppercase() + name.get(1..).unwrap_or_default();
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("N{name}"),
        // The one keyword in this case.
        Some(_) if name == "Self" => "SelfValue".to_owned(),
        _ => name,
    }
}

/// Signs that say something about what they stand before, and behind: `-created`, `+1`, `C++`.
const BEFORE: &str = "+-!=<>~*";
const BEHIND: &str = "+-=<>#%*";

/// A text with the signs at its ends in words, or all of them if it has nothing else.
fn spelled(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let (Some(start), Some(last)) = (text.find(is_word), text.rfind(is_word)) else {
        // Whatever is longer is no name, and has its number.
        let signs: Vec<_> = text.chars().take(16).map(sign).collect();
        return if signs.is_empty() { "empty".to_owned() } else { signs.join(" ") };
    };
    let signs = |part: &str, meaningful: &str| -> String {
        part.chars()
            .filter(|it| meaningful.contains(*it))
            .map(|it| format!(" {} ", sign(it)))
            .collect()
    };
    let (before, behind) = (signs(&text[..start], BEFORE), signs(&text[last + 1..], BEHIND));
    format!("{before}{}{behind}", &text[start..=last])
}

/// A text with all of its signs in words.
pub(crate) fn exact(text: &str) -> String {
    let word = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_string(),
        false => format!(" {} ", sign(c)),
    };
    if text.is_empty() { spelled(text) } else { text.chars().map(word).collect() }
}

/// What the variants for different values are called, in their order.
pub(crate) fn values<'v>(values: impl Iterator<Item = &'v str>) -> Vec<String> {
    let texts = values.map(|value| (value, || exact(value)));
    Scope::with(&["Undocumented"]).take_all(texts, pascal)
}

/// What a sign is called. One without a name is called after its number in Unicode.
fn sign(sign: char) -> String {
    let name = match sign {
        ' ' => "space",
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '&' => "and",
        '|' => "or",
        '!' => "not",
        '?' => "question",
        '#' => "hash",
        '%' => "percent",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '_' => "underscore",
        '@' => "at",
        '$' => "dollar",
        '^' => "caret",
        '~' => "tilde",
        '\'' => "apostrophe",
        '"' => "quote",
        '`' => "backtick",
        '(' | '[' | '{' => "open",
        ')' | ']' | '}' => "close",
        other => return format!("u{:x}", u32::from(other)),
    };
    name.to_owned()
}

/// The Cargo feature of a document's module: the file stem, with `-` for what a feature's name cannot hold.
pub(crate) fn feature(stem: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let name: String = stem.chars().map(kept).collect();
    let name = name.trim_start_matches('-');
    if name.is_empty() { snake(stem) } else { name.to_owned() }
}

/// The name of the method that makes a call: the one that a person chose, or the value of the tag that selects it, else the
/// operation id. A
/// call that stands for several operations is named after what it does to its resource: a POST to
/// `/chats/{CHAT_ID}/messages` is `post_message`.
///
/// Where two calls of a document come to one name so, each is named after its operation's id instead, which people give.
pub(crate) fn method(document: &Document, operation: &Operation, call: &Call) -> String {
    let name = short_method(document, operation, call);
    if call.chosen.is_some() {
        return name;
    }
    if call.tag.is_none() && call.merged.is_empty() {
        return name;
    }
    let short_names = document.short_names.get_or_init(|| {
        let mut counts = HashMap::new();
        for (operation, call) in document.calls() {
            let name = short_method(document, operation, call);
            *counts.entry(in_group(document, operation, name)).or_default() += 1;
        }
        counts
    });
    // What is part of another operation's call is not among the calls of the document.
    let own = usize::from(operation.part_of.is_none());
    let path = in_group(document, operation, name.clone());
    if short_names.get(&path).is_none_or(|count| *count <= own) {
        return name;
    }
    match (&call.tag, operation.calls.len()) {
        (Some(tag), 2..) => snake(&format!("{} {tag}", operation_name(document, operation))),
        _ => operation_name(document, operation),
    }
}

fn short_method(document: &Document, operation: &Operation, call: &Call) -> String {
    if let Some(chosen) = &call.chosen {
        return chosen.text.clone();
    }
    match &call.tag {
        Some(tag) => snake(tag),
        None if call.merged.is_empty() => operation_name(document, operation),
        None => {
            let literals =
                operation.path.segments.iter().rev().filter_map(|segment| match segment {
                    Segment::Literal(text) => Some(text.as_str()),
                    Segment::Parameter(_) | Segment::Mixed(_) => None,
                });
            let resource = literals.into_iter().next().unwrap_or_default();
            let verb = operation.method.as_str().to_lowercase();
            snake(&format!("{verb} {}", singular(resource)))
        }
    }
}

/// A name out of the method and the path key: `GET /users/{id}` is `get_users_by_id`.
pub(crate) fn by_path(method: &str, key: &str) -> String {
    let words = if key == "/" { "root".to_owned() } else { key.replace('{', " by ") };
    snake(&format!("{} {words}", method.to_ascii_lowercase()))
}

/// The operation id as a name: `closeChatV3` and `Close a chat` are both `close_chat`. An operation may have one of its own
/// instead. Within a group it does not begin with the words of the group: `repos/get` is `get` of `repos`.
pub(crate) fn operation_name(document: &Document, operation: &Operation) -> String {
    if let [Call { chosen: Some(chosen), .. }] = operation.calls.as_slice() {
        return chosen.text.clone();
    }
    if let Some(name) = &operation.name {
        return name.clone();
    }
    let id = spelled(&operation.id).to_snake_case();
    let words =
        id.split('_').filter(|word| !ARTICLES.contains(word) || !operation.id.contains(' '));
    let mut words: Vec<&str> = words.collect();
    if words.len() > 1 && words.last().copied() == version(document).as_deref() {
        words.pop();
    }
    let group = document.group(operation).into_iter();
    let starts = group.flat_map(|it| it.tags.iter().map(|tag| snake(tag)).chain([it.name()]));
    for start in starts {
        let start: Vec<&str> = start.split('_').collect();
        if let Some(rest) = words.strip_prefix(start.as_slice()).filter(|it| !it.is_empty()) {
            return snake(&rest.join("_"));
        }
    }
    snake(&words.join("_"))
}

/// The name of a component as a type: without the version of the API before it.
pub(crate) fn component(document: &Document, name: &str) -> String {
    let plain = version(document).and_then(|version| {
        name.to_snake_case().strip_prefix(&format!("{version}_")).map(str::to_owned)
    });
    pascal(plain.as_deref().unwrap_or(name))
}

/// The version in the base path, such as `v3`.
fn version(document: &Document) -> Option<String> {
    let operation = document.operations.first()?;
    let last = operation.base_path.rsplit('/').next()?;
    let digits = last.strip_prefix('v')?;
    (!digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())).then(|| last.to_owned())
}

/// The name of what is called `inner` within what is called `outer`. Words that end the one and begin the
/// other stand once: `type` of a chat in `Chat` + `ChatType` is `ChatType`.
pub(crate) fn within(outer: &str, inner: &str) -> String {
    let outer = words(outer);
    let inner = words(inner);
    let overlap = (1..=outer.len().min(inner.len()))
        .rev()
        .find(|&length| outer[outer.len() - length..] == inner[..length])
        .unwrap_or(0);
    let words: Vec<&str> = outer.iter().chain(&inner[overlap..]).map(String::as_str).collect();
    pascal(&words.join("_"))
}

/// The words that all of these names begin with, if there are any.
pub(crate) fn common(names: &[String]) -> String {
    let mut all = names.iter().map(|it| words(it));
    let first = all.next().unwrap_or_default();
    let common = all.fold(first.len(), |length, other| {
        first.iter().zip(&other).take(length).take_while(|(one, other)| one == other).count()
    });
    first.get(..common).unwrap_or_default().join("_")
}

/// The name of one item of a list. A word that is no plural (`status`), or whose singular is more than a letter
/// shorter (`replies`), stays as it is.
pub(crate) fn singular(name: &str) -> &str {
    const OTHERS: &[&str] = &["as", "is", "ss", "us", "ies", "ches", "shes", "sses", "xes", "zes"];
    let is_other = OTHERS.iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
    name.strip_suffix('s').filter(|stem| !is_other && stem.len() > 2).unwrap_or(name)
}

/// The words of a name, in small letters.
pub(crate) fn words(name: &str) -> Vec<String> {
    spelled(name).to_snake_case().split('_').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_lose_their_s_and_other_words_do_not() {
        for (name, one) in [("chats", "chat"), ("user_ids", "user_id"), ("images", "image")] {
            assert_eq!(singular(name), one);
        }
        for name in ["status", "alias", "basis", "address", "series", "replies", "boxes", "gas"] {
            assert_eq!(singular(name), name);
        }
    }

    #[test]
    fn identifiers_are_always_identifiers() {
        for text in
            ["", "type", "self", "1st", "🙂", "a b", "Response Code", "121_deptmem", "+", "async"]
        {
            assert!(syn::parse_str::<syn::Ident>(&snake(text)).is_ok(), "{text}: {}", snake(text));
            assert!(
                syn::parse_str::<syn::Ident>(&pascal(text)).is_ok(),
                "{text}: {}",
                pascal(text)
            );
        }
        assert_eq!(snake("type"), "type_");
        assert_eq!(
            ["iOS", "xAxis", "userID", "aB"].map(snake),
            ["ios", "x_axis", "user_id", "a_b"]
        );
        let foreign = ["größe", "日本 name", "a é b", "é_é x", "日本größe"];
        assert_eq!(foreign.map(snake), ["gre", "name", "a_b", "x", "gre"]);
        assert_eq!(foreign.map(pascal), ["Gre", "Name", "AB", "X", "Gre"]);
        assert_eq!(pascal("invalid.inputs.submitted"), "InvalidInputsSubmitted");
    }

    #[test]
    fn names_within_names_do_not_stammer() {
        assert_eq!(within("Chat", "chat_type"), "ChatType");
        assert_eq!(within("Chat", "creator"), "ChatCreator");
        assert_eq!(within("ForkChatResponse", "data"), "ForkChatResponseData");
    }

    #[test]
    fn features_are_file_stems_that_cargo_takes() {
        let features = ["messages-v2", "My chats", "_own", "-a.b", "ä"].map(feature);
        assert_eq!(features, ["messages-v2", "My-chats", "_own", "a-b", "ue4"]);
    }

    #[test]
    fn a_taken_name_is_numbered() {
        let mut scope = Scope::types();
        assert_eq!(scope.take("Error".to_owned()), "Error2");
        assert_eq!(scope.take("Chat".to_owned()), "Chat");
        assert_eq!(scope.take("Chat".to_owned()), "Chat2");
    }
}
