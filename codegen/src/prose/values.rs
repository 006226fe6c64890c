//! Values that a description names: what an enum beside it should hold.

use std::collections::HashMap;

use super::blocks::{self, Kind};

/// The values that lists name, in order: `` - `recent`: the newest first `` and `` - `recent` - the newest ``.
pub(crate) fn listed_values(description: &str) -> Vec<String> {
    // Any other word goes on with a sentence about the value.
    let named = items(description).filter(|(_, rest)| rest.starts_with(SIGNS));
    named.map(|(value, _)| value).collect()
}

/// What lists say about values: `` - `recent`: the newest first `` gives `recent` a meaning.
pub(crate) fn value_meanings(description: &str) -> HashMap<String, String> {
    items(description).map(meaning).filter(|(_, meaning)| !meaning.is_empty()).collect()
}

/// The text without the lists that say nothing but what values mean, where `is_said` holds for each. The sentence that
/// leads to such a list ends before it.
pub(crate) fn without_meanings(description: &str, is_said: impl Fn(&str, &str) -> bool) -> String {
    let is_said = |item: &String| {
        item_of(item).map(meaning).is_some_and(|(value, meaning)| is_said(&value, &meaning))
    };
    let (mut text, mut end) = (String::new(), 0);
    for block in blocks::split(description) {
        if matches!(&block.kind, Kind::List(items) if items.iter().all(is_said)) {
            let before = description[end..block.range.start].trim_end();
            text += before.trim_end_matches(':');
            text += if before.ends_with(':') { ".\n\n" } else { "\n\n" };
            end = block.range.end;
        }
    }
    text + description[end..].trim_start()
}

fn meaning((value, rest): (String, String)) -> (String, String) {
    (value, sentence(rest.trim_start_matches(SIGNS).trim()))
}

/// What stands between a value and what it means.
const SIGNS: [char; 4] = [':', '-', '\u{2013}', '\u{2014}'];

/// The items of lists that begin with a value, and what follows it.
fn items(description: &str) -> impl Iterator<Item = (String, String)> {
    let lists = blocks::split(description).into_iter().filter_map(|block| match block.kind {
        Kind::List(items) => Some(items),
        _ => None,
    });
    lists.flatten().filter_map(|item| item_of(&item))
}

fn item_of(item: &str) -> Option<(String, String)> {
    let (value, rest) = item.strip_prefix('`')?.split_once('`')?;
    Some((value.to_owned(), rest.trim_start().to_owned()))
}

/// The text with a capital at its start, and its lines joined.
fn sentence(text: &str) -> String {
    let text = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The values of a line such as `**Allowed values**: disc | circle | square`, if it holds nothing else.
pub(crate) fn allowed_values(description: &str) -> Vec<String> {
    description.lines().find_map(allowed_on_line).unwrap_or_default()
}

fn allowed_on_line(line: &str) -> Option<Vec<String>> {
    let line = without_markup(line);
    let (heading, values) = line.split_once(':')?;
    let heading = heading.trim().to_lowercase();
    if !["allowed value", "allowed values"].contains(&heading.as_str()) {
        return None;
    }
    let values = values.split(['|', ',']).map(|value| value.trim().to_owned());
    let values: Vec<_> = values.collect();
    let is_word = |value: &String| {
        let mut characters = value.chars();
        characters.next().is_some_and(char::is_alphanumeric)
            && characters.all(|c| c.is_alphanumeric() || "_-".contains(c))
    };
    values.iter().all(is_word).then_some(values)
}

/// A line without the marks of Markdown and the tags of HTML.
fn without_markup(line: &str) -> String {
    let mut in_tag = false;
    let is_text = |c: &char| {
        let was_in_tag = in_tag;
        in_tag = *c == '<' || in_tag && *c != '>';
        !in_tag && !was_in_tag && !"*`".contains(*c)
    };
    line.chars().filter(is_text).collect()
}

#[cfg(test)]
mod tests {
    use super::{allowed_values, listed_values, value_meanings, without_meanings};

    #[test]
    fn what_is_said_beside_each_value_is_left_out() {
        let values = [("recent", "The newest"), ("usage", "The most used")];
        let list = "- `recent`: the newest\n- `usage`: the most used";
        let is_said = |value: &str, meaning: &str| values.contains(&(value, meaning));
        let left = |text: &str| without_meanings(text, is_said);
        assert_eq!(
            left(&format!("The order:\n\n{list}\n\nIt is stable.")),
            "The order.\n\nIt is stable."
        );
        assert_eq!(left(&format!("The order.\n\n{list}")).trim_end(), "The order.");
        for text in [
            format!("The order:\n\n{list}\n- `old`: the rest"),
            "No list:\n\n- nor this".to_owned(),
        ] {
            assert_eq!(left(&text), text);
        }
    }

    #[test]
    fn lists_name_values() {
        let text = "Which:\n\n- `recent`: the newest\n- `usage` - the most used\n- `old` \u{2013} rest\n\
                    - `limit` is another matter\n- no value";
        assert_eq!(listed_values(text), ["recent", "usage", "old"]);
        let meanings = value_meanings(text);
        assert_eq!(meanings["recent"], "The newest");
        assert_eq!((&*meanings["usage"], &*meanings["old"]), ("The most used", "Rest"));
        assert_eq!(meanings["limit"], "Is another matter");
    }

    #[test]
    fn a_line_allows_values() {
        let html = "The style.<br>\n<b>Allowed values</b>: disc | lower-alpha<br>";
        assert_eq!(allowed_values(html), ["disc", "lower-alpha"]);
        assert_eq!(allowed_values("**Allowed values**: `a`, `b`"), ["a", "b"]);
        assert_eq!(allowed_values("Allowed values: a, b. And more of them"), [""; 0]);
        assert_eq!(allowed_values("<b>Allowed values</b>:<br>"), [""; 0]);
        assert_eq!(allowed_values("a < b"), [""; 0]);
    }
}
