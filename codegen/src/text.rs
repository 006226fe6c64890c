//! Small helpers for words.

use serde_json::Value;

/// The candidate that is most like `wanted`, if one is like it at all: case aside, at most a third of its
/// characters differ.
pub(crate) fn nearest<'a>(
    wanted: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    candidates
        .map(|it| (strsim::osa_distance(&wanted, &it.to_lowercase()), it))
        .filter(|(distance, _)| *distance * 3 <= wanted.chars().count().max(3))
        .min()
        .map(|(_, candidate)| candidate)
}

/// A value as a person writes it: a string without quotes.
pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_found_and_strangers_are_not() {
        let names = ["v3-chat", "v3-thread", "NoResponse"];
        assert_eq!(nearest("v3-chta", names.into_iter()), Some("v3-chat"));
        assert_eq!(nearest("noresponse", names.into_iter()), Some("NoResponse"));
        assert_eq!(nearest("members", names.into_iter()), None);
    }
}
