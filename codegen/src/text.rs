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

/// The extension that is most like `wanted`, if one is so much like it that it must be meant: the way its words are put
/// together aside, at most a quarter of its characters differ. Anybody may have extensions of their own.
pub(crate) fn nearest_extension<'a>(
    wanted: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let wanted = letters(&wanted[2..]);
    let count = wanted.chars().count();
    candidates
        .map(|it| (letters(&it[2..]), it))
        // As many as one has more than the other do differ.
        .filter(|(letters, _)| letters.chars().count().abs_diff(count) * 4 <= count)
        .map(|(letters, it)| (strsim::osa_distance(&wanted, &letters), it))
        .filter(|(distance, _)| *distance * 4 <= count)
        .min()
        .map(|(_, candidate)| candidate)
}

/// A name without the way its words are put together: `image-slide`, `ImageSlide`.
pub(crate) fn letters(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A value as a person writes it: a string without quotes.
pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{nearest, nearest_extension};

    #[test]
    fn an_extension_is_near_only_where_it_must_be_meant() {
        let known = ["x-documents", "x-pagination", "x-display-path", "x-virtual-endpoint"];
        let near = |name| nearest_extension(name, known.into_iter());
        assert_eq!(near("x-document"), Some("x-documents"));
        assert_eq!(near("x-pagnation"), Some("x-pagination"));
        assert_eq!(near("x-display-pth"), Some("x-display-path"));
        assert_eq!(near("x-displayPath"), Some("x-display-path"));
        assert_eq!(near("x-virtual-enpoint"), Some("x-virtual-endpoint"));
        for stranger in ["x-displayName", "x-paginated", "x-note", "x-amazon-apigateway-auth", "x-"]
        {
            assert_eq!(near(stranger), None, "{stranger}");
        }
    }

    #[test]
    fn the_nearest_name_is_found_and_strangers_are_not() {
        let names = ["v3-chat", "v3-thread", "NoResponse"];
        assert_eq!(nearest("v3-chta", names.into_iter()), Some("v3-chat"));
        assert_eq!(nearest("noresponse", names.into_iter()), Some("NoResponse"));
        assert_eq!(nearest("members", names.into_iter()), None);
    }
}
