//! The public items of the client as lines.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use public_api::{Builder, PublicItem};

use super::paths::{self, Implementation, shorten};

/// Every public item in one line, by module. The traits of a type are one line, unless a trait brings types or
/// constants that a downstream crate can name; their methods are those of the trait.
pub(crate) fn by_module(json: &Path) -> BTreeMap<String, Vec<String>> {
    let api = Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .include_function_parameter_names(true)
        .build()
        .unwrap();
    let items: Vec<(&PublicItem, String)> =
        api.items().map(|item| (item, item.to_string())).collect();
    let traits: HashSet<_> = items
        .iter()
        .filter(|(_, text)| paths::implementation(text).is_some())
        .map(|(item, _)| item.id())
        .collect();
    let is_in_trait = |item: &PublicItem| item.parent_id().is_some_and(|id| traits.contains(&id));
    let is_method = |text: &str| text.split('(').next().is_some_and(|it| it.contains("fn "));
    let with_members: HashSet<_> = items
        .iter()
        .filter(|(item, text)| is_in_trait(item) && !is_method(text))
        .filter_map(|(item, _)| item.parent_id())
        .collect();
    let mut modules: BTreeMap<String, Lines> = BTreeMap::new();
    for (item, text) in &items {
        let short = shorten(text);
        let lines = modules.entry(paths::module(text)).or_default();
        match paths::implementation(&short) {
            Some(it) if is_of_the_compiler(&it) => {}
            Some(it) if !with_members.contains(&item.id()) => lines.add_trait(&it),
            None if is_in_trait(item) && is_method(text) => {}
            None if short.starts_with("impl ") && !short.contains('<') => {}
            _ => lines.add(short),
        }
    }
    modules.into_iter().map(|(module, lines)| (module, lines.finish())).collect()
}

/// Whether it is one of the traits that the compiler gives to nearly everything. That a type is not `Send` or `Sync`
/// is told.
fn is_of_the_compiler(implementation: &Implementation<'_>) -> bool {
    let told = ["!Send", "!Sync"].contains(&implementation.of);
    let given = [
        "Freeze",
        "RefUnwindSafe",
        "Send",
        "StructuralPartialEq",
        "Sync",
        "Unpin",
        "UnsafeUnpin",
        "UnwindSafe",
    ];
    !told && given.contains(&implementation.of.trim_start_matches('!'))
}

/// The lines of a module.
#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    /// What was told of traits. A trait that the crate defines is listed with all its implementations, which their types
    /// have too: once is enough.
    told: HashSet<[String; 3]>,
    /// The traits of one type that follow each other: generics, traits, type.
    pending: Option<(String, Vec<String>, String)>,
}

impl Lines {
    fn add(&mut self, line: String) {
        self.flush();
        self.lines.push(line);
    }

    fn add_trait(&mut self, it: &Implementation<'_>) {
        // All implementations of `Deserialize` have it.
        let of = if it.generics == "<'de>" { "" } else { it.generics };
        if !self.told.insert([of, it.of, it.target].map(str::to_owned)) {
            return;
        }
        match &mut self.pending {
            Some((generics, traits, target)) if generics == of && target == it.target => {
                traits.push(it.of.to_owned());
            }
            _ => {
                self.flush();
                self.pending = Some((of.to_owned(), vec![it.of.to_owned()], it.target.to_owned()));
            }
        }
    }

    fn flush(&mut self) {
        if let Some((generics, traits, target)) = self.pending.take() {
            self.lines.push(format!("impl{generics} {} for {target}", traits.join(" + ")));
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.flush();
        let mut told = HashSet::new();
        self.lines.retain(|line| told.insert(line.clone()));
        self.lines
    }
}
