//! The features of the client's manifest: one for each module.

use std::fmt;

use toml_edit::{Array, DocumentMut, Item, Key, RawString, Table, TomlError, Value};

/// The comment of a line that belongs to a module. Every other feature is somebody's own.
const MARK: &str = "# module";
/// The feature of all modules, and the comment of its line.
const FULL: &str = "full";
const FULL_MARK: &str = "# all modules";
const HEADING: &str = "# The modules, one for each document: `cargo xtask codegen` keeps the lines that end in `# module`.\n";

/// A manifest whose features cannot be kept.
#[derive(Debug)]
pub struct ManifestError(Mistake);

#[derive(Debug)]
enum Mistake {
    Syntax(TomlError),
    NoTable,
    NoList,
    Taken(String, &'static str),
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            // It ends its message with a line.
            Mistake::Syntax(error) => f.write_str(error.to_string().trim_end()),
            Mistake::NoTable => f.write_str("`features` must be a table of its own"),
            Mistake::NoList => f.write_str("`features.default` must be a list"),
            Mistake::Taken(name, mark) => write!(
                f,
                "there is a feature `{name}` that is no module's; give the document or the feature another name, \
                 or end its line in `{mark}`"
            ),
        }
    }
}

impl std::error::Error for ManifestError {}

/// The manifest with a feature for each module and one, `full`, for all of them, and without those of modules that are
/// gone. A list of default features stays without new modules; where there is none, all are on. Everything else stays as
/// it is written.
pub(crate) fn with_features(text: &str, modules: &[&str]) -> Result<String, ManifestError> {
    let mut document: DocumentMut =
        text.parse().map_err(|error| ManifestError(Mistake::Syntax(error)))?;
    let features = document.entry("features").or_insert_with(toml_edit::table);
    let features = features.as_table_mut().ok_or(ManifestError(Mistake::NoTable))?;
    let gone = gone(features, modules);
    let is_taken =
        |name: &str, mark: &str| features.get(name).is_some_and(|it| !is_marked(it, mark));
    if let Some(name) = modules.iter().find(|name| is_taken(name, MARK)) {
        return Err(ManifestError(Mistake::Taken((*name).to_owned(), MARK)));
    }
    if is_taken(FULL, FULL_MARK) || modules.contains(&FULL) {
        return Err(ManifestError(Mistake::Taken(FULL.to_owned(), FULL_MARK)));
    }
    if !gone.is_empty() || modules.iter().any(|name| !features.contains_key(name)) {
        set_lines(features, modules);
    }
    set_full(features, modules);
    set_default(features, &gone)?;
    Ok(document.to_string())
}

fn is_module(item: &Item) -> bool {
    is_marked(item, MARK)
}

fn is_marked(item: &Item, mark: &str) -> bool {
    let comment = item.as_value().and_then(|value| value.decor().suffix());
    comment.and_then(RawString::as_str).is_some_and(|comment| comment.trim() == mark)
}

/// The features of modules that are no more.
fn gone(features: &Table, modules: &[&str]) -> Vec<String> {
    let own = features.iter().filter(|(_, item)| is_module(item)).map(|(name, _)| name);
    own.filter(|name| !modules.contains(name)).map(str::to_owned).collect()
}

/// Writes the lines of the modules where the first of them stood, else after `default`.
fn set_lines(features: &mut Table, modules: &[&str]) {
    let names: Vec<String> = features.iter().map(|(name, _)| name.to_owned()).collect();
    let entries = names.iter().filter_map(|name| features.remove_entry(name));
    let entries: Vec<(Key, Item)> = entries.collect();
    let at = entries.iter().position(|(_, item)| is_module(item));
    let heading =
        at.and_then(|at| Some(entries.get(at)?.0.leaf_decor().prefix()?.as_str()?.to_owned()));
    let at =
        at.unwrap_or_else(|| entries.iter().take_while(|(key, _)| key.get() == "default").count());
    let (mut own, others): (Vec<_>, Vec<_>) =
        entries.into_iter().enumerate().partition(|(_, (_, item))| is_module(item));
    let (before, after): (Vec<_>, Vec<_>) = others.into_iter().partition(|(index, _)| *index < at);
    own.retain(|(_, (key, _))| modules.contains(&key.get()));
    let lines = modules.iter().map(|name| {
        let known = own.iter().position(|(_, (key, _))| key.get() == *name);
        known.map_or_else(|| line(name, Array::new(), MARK), |known| own.swap_remove(known).1)
    });
    let mut lines: Vec<(Key, Item)> = lines.collect();
    // The heading stays above them, whichever is the first now.
    let heading = heading.as_deref().unwrap_or(HEADING);
    for (index, (key, _)) in lines.iter_mut().enumerate() {
        let decor = key.leaf_decor_mut();
        if index == 0 {
            decor.set_prefix(heading);
        } else if decor.prefix().and_then(RawString::as_str) == Some(heading) {
            decor.set_prefix("");
        }
    }
    let entries = |entries: Vec<(usize, (Key, Item))>| entries.into_iter().map(|(_, entry)| entry);
    for (key, item) in entries(before).chain(lines).chain(entries(after)) {
        features.insert_formatted(&key, item);
    }
}

fn line(name: &str, list: Array, mark: &str) -> (Key, Item) {
    let mut value = Value::Array(list);
    value.decor_mut().set_prefix(" ");
    value.decor_mut().set_suffix(format!(" {mark}"));
    let mut key = Key::new(name);
    key.leaf_decor_mut().set_suffix(" ");
    (key, Item::Value(value))
}

/// Without a list of one's own, all modules are on by default. Whoever has one chooses, and new modules are not in it.
fn set_default(features: &mut Table, gone: &[String]) -> Result<(), ManifestError> {
    if !features.contains_key("default") {
        let default = Value::from_iter([FULL]);
        let mut entries: Vec<(Key, Item)> = vec![(Key::new("default"), Item::Value(default))];
        let names: Vec<String> = features.iter().map(|(name, _)| name.to_owned()).collect();
        entries.extend(names.iter().filter_map(|name| features.remove_entry(name)));
        for (key, item) in entries {
            features.insert_formatted(&key, item);
        }
    }
    let default = features.get_mut("default").and_then(Item::as_array_mut);
    let default = default.ok_or(ManifestError(Mistake::NoList))?;
    let before = default.len();
    default.retain(|it| it.as_str().is_none_or(|name| !gone.iter().any(|gone| gone == name)));
    if default.len() != before && !is_spread(default) {
        default.fmt();
    }
    Ok(())
}

/// Writes the feature of all modules, where it stands or behind all others.
fn set_full(features: &mut Table, modules: &[&str]) {
    let all = || modules.iter().copied();
    match features.get_mut(FULL).and_then(Item::as_array_mut) {
        Some(list) if list.iter().map(Value::as_str).eq(all().map(Some)) => {}
        Some(list) => {
            list.clear();
            list.extend(all());
        }
        None => {
            let (key, value) = line(FULL, Array::from_iter(all()), FULL_MARK);
            features.insert_formatted(&key, value);
        }
    }
}

/// Whether a list has a line for each item.
fn is_spread(list: &Array) -> bool {
    let has_line = |text: Option<&RawString>| {
        text.and_then(RawString::as_str).is_some_and(|it| it.contains('\n'))
    };
    list.iter().any(|value| has_line(value.decor().prefix()))
}

#[cfg(test)]
mod tests;
