//! Which strings are identifiers, and of what.
//!
//! A schema says it with its `format` (`chat-id`). Where it does not, its name does, if it is that of a kind
//! which the document has elsewhere.

use std::collections::HashSet;

use crate::alias::Endpoint;

/// The kinds of identifiers of a document: those that a `format` names, and those that a path does, as
/// `{CHAT_ID}` makes `chat-id` one.
pub(super) fn id_kinds(formats: &[String], endpoints: &[Endpoint<'_>]) -> HashSet<String> {
    let named = endpoints.iter().flat_map(|endpoint| endpoint.path.parameters()).map(kebab);
    formats.iter().cloned().chain(named).filter(|kind| kind.ends_with("-id")).collect()
}

/// The kind of identifier that a property called `name` holds: `chat_id`, `chat_ids` and
/// `parent_chat_id` all hold a `chat-id`. The longest kind that fits wins.
pub(super) fn id_kind(kinds: &HashSet<String>, name: &str) -> Option<String> {
    let name = kebab(name);
    let singular = name.strip_suffix("-ids").map(|stem| format!("{stem}-id")).unwrap_or(name);
    let ends = singular.match_indices('-').map(|(dash, _)| &singular[dash + 1..]);
    std::iter::once(singular.as_str()).chain(ends).find_map(|it| kinds.get(it)).cloned()
}

fn kebab(name: &str) -> String {
    heck::ToKebabCase::to_kebab_case(name)
}

#[cfg(test)]
mod tests {
    use super::id_kind;

    #[test]
    fn names_tell_kinds() {
        let kinds = ["chat-id", "thread-chat-id"].map(str::to_owned).into();
        let kind = |name| id_kind(&kinds, name);
        assert_eq!(kind("CHAT_ID").as_deref(), Some("chat-id"));
        assert_eq!(kind("parent_chat_id").as_deref(), Some("chat-id"));
        assert_eq!(kind("chat_ids").as_deref(), Some("chat-id"));
        assert_eq!(kind("thread_chat_id").as_deref(), Some("thread-chat-id"));
        assert_eq!(kind("email_id"), None);
        assert_eq!(kind("snapchat_id"), None);
    }
}
