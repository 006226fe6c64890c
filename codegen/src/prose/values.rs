//! Values that a description names: what an enum beside it should hold.

use super::blocks::{self, Kind};

/// The values that lists name, in order: `` - `recent`: the newest first `` and `` - `recent` - the newest ``.
pub(crate) fn listed_values(description: &str) -> Vec<String> {
    let lists = blocks::split(description).into_iter().filter_map(|block| match block.kind {
        Kind::List(items) => Some(items),
        _ => None,
    });
    let value = |item: String| {
        let (value, meaning) = item.strip_prefix('`')?.split_once('`')?;
        // A hyphen, a dash or a colon; any other word goes on with a sentence about the value.
        let is_named = meaning.trim_start().starts_with([':', '-', '\u{2013}', '\u{2014}']);
        is_named.then(|| value.to_owned())
    };
    lists.flatten().filter_map(value).collect()
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
    use super::{allowed_values, listed_values};

    #[test]
    fn lists_name_values() {
        let text = "Which:\n\n- `recent`: the newest\n- `usage` - the most used\n- `old` \u{2013} rest\n\
                    - `limit` is another matter\n- no value";
        assert_eq!(listed_values(text), ["recent", "usage", "old"]);
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
