//! Which strings are identifiers, and of what.
//!
//! A schema says it with its `format` (`chat-id`). Where it does not, its name does, if it is that of a kind
//! which the document has elsewhere.
//!
//! An identifier of one kind may be one of a more general kind as well. The document says so once for all, with
//! `x-format-subtypes` beside `paths`:
//!
//! ```yaml
//! x-format-subtypes:
//!   thread-chat-id: chat-id
//! ```
//!
//! What the identifiers of a kind are made of is said beside it: `x-format-forms` maps `user-id` to `integer`.

use std::collections::HashSet;

use crate::alias::Endpoint;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::IdForm;
use crate::position::{Place, Pointer};
use crate::source::Parsed;
use crate::text::nearest;

const SUBTYPES: &str = "x-format-subtypes";
const FORMS: &str = "x-format-forms";

/// The kinds of identifiers of a document: those that a `format` names, and those that a path does, as
/// `{CHAT_ID}` makes `chat-id` one.
pub(crate) fn id_kinds(formats: &[String], endpoints: &[Endpoint<'_>]) -> HashSet<String> {
    let named = endpoints.iter().flat_map(|endpoint| endpoint.path.parameters()).map(kebab);
    formats.iter().cloned().chain(named).filter(|kind| kind.ends_with("-id")).collect()
}

/// Pairs of kinds: each identifier of the first is one of the second too.
pub(super) fn subtypes(
    parsed: &Parsed,
    kinds: &HashSet<String>,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, String)> {
    let mut subtypes = Vec::new();
    for (kind, general) in declared(parsed, SUBTYPES) {
        let at = Pointer::root().child(SUBTYPES).child(kind);
        let unknown = [kind, general].into_iter().find(|it| !kinds.contains(*it));
        let diagnostic = if let Some(unknown) = unknown {
            let place = match unknown == kind {
                true => Place::key(parsed.source, &at),
                false => Place::node(parsed.source, &at),
            };
            no_such_kind(unknown, kinds, place)
        } else if kind == general {
            let place = Place::node(parsed.source, &at);
            let message = format!("`{kind}` is its own subtype");
            Diagnostic::new(Code::MalformedSubtype, place, message)
        } else {
            subtypes.push((kind.to_owned(), general.to_owned()));
            continue;
        };
        diagnostics.push(diagnostic);
    }
    subtypes
}

/// What the identifiers of each kind are made of.
pub(super) fn forms(
    parsed: &Parsed,
    kinds: &HashSet<String>,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, IdForm)> {
    let mut forms = Vec::new();
    for (kind, form) in declared(parsed, FORMS) {
        if kinds.contains(kind) {
            forms.extend(IdForm::read(form).map(|form| (kind.to_owned(), form)));
        } else {
            let place = Place::key(parsed.source, &Pointer::root().child(FORMS).child(kind));
            diagnostics.push(no_such_kind(kind, kinds, place));
        }
    }
    forms
}

/// What a map of texts beside `paths` says.
fn declared<'a>(parsed: &'a Parsed, key: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let declared = parsed.value.get(key).and_then(serde_json::Value::as_object);
    let declared = declared.into_iter().flatten();
    declared.filter_map(|(kind, value)| Some((kind.as_str(), value.as_str()?)))
}

fn no_such_kind(unknown: &str, kinds: &HashSet<String>, place: Place) -> Diagnostic {
    let message = format!("the document has no identifier of the format `{unknown}`");
    let diagnostic = Diagnostic::new(Code::MalformedSubtype, place, message);
    match nearest(unknown, kinds.iter().map(String::as_str)) {
        Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
        None => diagnostic,
    }
}

/// The kind of identifier that a property called `name` holds: `chat_id`, `chat_ids` and
/// `parent_chat_id` all hold a `chat-id`. The longest kind that fits wins.
pub(crate) fn id_kind(kinds: &HashSet<String>, name: &str) -> Option<String> {
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
