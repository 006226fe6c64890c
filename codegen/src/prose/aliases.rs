//! Notes on documentation aliases, which concern readers of the document alone.

use indexmap::IndexMap;

use super::blocks::{self, Block, Kind};
use super::topic::Topic;
use super::{errors, html};

/// The description without notes on documentation aliases, which `aliases` maps to real names: the blocks that mention one.
/// Where such a block states facts, those stay, with the real name.
pub(crate) fn without_aliases(description: &str, aliases: &IndexMap<String, String>) -> String {
    let description = html::to_markdown(description);
    let mut is_announced = false;
    let mut kept: Vec<String> = Vec::new();
    for Block { range, kind } in blocks::split(&description) {
        let text = description[range].trim_end();
        let mentioned = aliases.iter().filter(|(alias, _)| words(text, alias).next().is_some());
        let mentioned: Vec<_> = mentioned.collect();
        let announces = matches!(&kind, Kind::Text(lines) if errors::is_announcement(lines));
        let facts = match &kind {
            _ if mentioned.is_empty() || announces => Some(text.to_owned()),
            Kind::Table(rows) => errors::table(rows, is_announced).map(|_| text.to_owned()),
            Kind::List(items) => {
                errors::list(items).filter(|_| is_announced).map(|_| text.to_owned())
            }
            Kind::Text(lines) => stated(lines),
            Kind::Other => None,
        };
        is_announced = announces;
        let rename = |text: String, (alias, real): (&String, &String)| renamed(&text, alias, real);
        kept.extend(facts.map(|it| mentioned.into_iter().fold(it, rename)));
    }
    kept.join("\n\n")
}

/// The lines of a paragraph that state facts, if there are any.
fn stated(lines: &[String]) -> Option<String> {
    let states = |it: &&String| Topic::of(it).is_some() || it.starts_with('`');
    let stated: Vec<&str> = lines.iter().filter(states).map(String::as_str).collect();
    lines.iter().any(|it| Topic::of(it).is_some()).then(|| stated.join("\n"))
}

/// The text with one name in the place of another.
pub(super) fn renamed(text: &str, from: &str, to: &str) -> String {
    let mut renamed = String::with_capacity(text.len());
    let mut rest = 0;
    for start in words(text, from) {
        renamed.push_str(&text[rest..start]);
        renamed.push_str(to);
        rest = start + from.len();
    }
    renamed + &text[rest..]
}

/// Where `name` stands in `text` as a word of its own.
fn words<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let starts = text.match_indices(name).map(|(start, _)| start);
    starts.filter(move |start| {
        let before = text[..*start].chars().next_back();
        let after = text[start + name.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}
