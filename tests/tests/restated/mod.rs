//! What restated documents say and their sources do not, and the other way round.
//!
//! `cargo xtask diff` compares the two, without errata: paths, parameters, bodies, responses, limits, scopes. Whatever it
//! finds beside names, wording and types that are more exact stands in [`ROWS`] with a reason.

use std::collections::BTreeSet;
use std::path::Path;

use codegen::{Change, Compilation};
use serde_yaml::Value;
use tests::{document, workspace};

/// The restated documents, and the files that they restate, by the folder of each version.
const SOURCES: &[(&str, &str)] = &[
    ("channels-v2", "upstream-v2/channels.yml"),
    ("users-v2", "upstream-v2/users.yml"),
    ("files-v2", "upstream-v2/files.yml"),
    ("user-statuses-v2", "upstream-v2/usersstatus.yml"),
    ("reminders", "upstream-v3/reminders.yml"),
    ("scheduled-messages", "upstream-v3/scheduledmessages.yml"),
    ("pinned-messages", "upstream-v3/pinmessages.yml"),
    ("stars", "upstream-v3/stars.yml"),
    ("bots", "upstream-v3/bots.yml"),
    ("buttons", "upstream-v3/buttons.yml"),
    ("messagecards", "upstream-v3/messagecards.yml"),
    ("mentions", "upstream-v3/mentions.yml"),
];

/// The names of the published files of version 3 that the project restates.
pub(crate) fn of_version_3() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().filter_map(|(_, it)| it.strip_prefix("upstream-v3/")?.strip_suffix(".yml"))
}

/// What differs, as a text that the line of a difference contains, and why.
const ROWS: &[(&str, &str, &str)] = &[
    (
        "channels-v2",
        "response channels[].level: value",
        "one level for requests and responses; others are kept",
    ),
    (
        "channels-v2",
        "response channels[].image_url: added",
        "a channel is one type with the fields of both schemas",
    ),
    (
        "channels-v2",
        "response muted_interval: added",
        "a channel is one type with the fields of both schemas",
    ),
    (
        "channels-v2",
        "response last_message_info: added",
        "a channel is one type with the fields of both schemas",
    ),
    (
        "channels-v2",
        "members[].user_role: value added (moderator)",
        "one type of roles; the request gives it, too",
    ),
    (
        "users-v2",
        "body users[].Custom Field's Uniquename: removed",
        "it stands for fields of any name",
    ),
    ("users-v2", "body users[].*: other members added", "the custom fields"),
    ("users-v2", "body users: required", "a request means nothing without it"),
    ("users-v2", "query unique_name: takes only these values", "the description lists them"),
    (
        "users-v2",
        "GET /api/v2/users response data[]",
        "a user is one type with the fields of both schemas",
    ),
    ("users-v2", "response data.zuid: added", "a user is one type with the fields of both schemas"),
    ("users-v2", "example display_name,mobile", "a list of two values"),
    (
        "files-v2",
        "response: type nothing → bytes",
        "a file is read as its bytes, not as a response without content",
    ),
    (
        "files-v2",
        "body: media type application/json → multipart/form-data",
        "description and example are a form",
    ),
    ("files-v2", "body files[]: type string → file", "a part of a form"),
    ("files-v2", "body files[]: greatest length", "of a file, these are bytes"),
    ("files-v2", "body files[]: most bytes", "of a file, these are bytes"),
    ("files-v2", "body files: fewest items", "a required part of a form is there"),
    ("files-v2", "body comments: media type", "the example has one part that is JSON"),
    ("files-v2", "path CHAT_ID: renamed", "the path is that of an e-mail address or user ID"),
    (
        "files-v2",
        "example Content-Type: multipart/form-data",
        "a form as text; its comments are kept",
    ),
    (
        "user-statuses-v2",
        "GET /api/v2/users/{USER_ID} operation: removed",
        "`fields` has the one value of its example",
    ),
    (
        "user-statuses-v2",
        "GET /api/v2/users/{USER_ID}?fields=chat_status operation: added",
        "the same operation",
    ),
    (
        "user-statuses-v2",
        "id: type integer → status-id",
        "one type of IDs; another response has a string",
    ),
    (
        "user-statuses-v2",
        "response data[].code: added",
        "a status is one type with the fields of both schemas",
    ),
    ("user-statuses-v2", "example chat_status", "it stands in the path"),
    ("reminders", "pages: added", "a parameter is the token of a response"),
    ("scheduled-messages", "pages: added", "a parameter is the token of a response"),
    ("pinned-messages", "response next_token: added", "a parameter is the token of a response"),
    ("pinned-messages", "pages: added", "a parameter is the token of a response"),
    ("pinned-messages", "query limit: default", "the description states it"),
    ("pinned-messages", "query primary: removed", "the primary pin has an operation of its own"),
    (
        "pinned-messages",
        "expiry_time: value",
        "the same two types of value, under names that are written by hand",
    ),
    (
        "pinned-messages",
        "example 1.7738947728961294e",
        "an ID that lost its underscore and became a number",
    ),
    ("pinned-messages", "example 204 No response", "of a schema that no operation has"),
    (
        "stars",
        "response data[]",
        "a starred message is one type with the fields of all schemas and examples",
    ),
    (
        "stars",
        "response content.file_",
        "a starred message is one type with the fields of all schemas and examples",
    ),
    ("stars", "example 1704067200000", "a time is given in ISO 8601"),
    ("stars", "example 1735689599999", "a time is given in ISO 8601"),
    ("stars", "example invalid.inputs.submitted", "of a schema that no operation has"),
    ("bots", "query fields: takes only", "the description lists the one value"),
    ("bots", "body slides[]", "the slides of the other documents, which say more"),
    ("bots", "body actions[].action", "the actions of buttons, which the text refers to"),
    ("bots", "query handler_id: type", "an ID, which is text in a query"),
    ("bots", "body channel_unique_name: required", "a request means nothing without it"),
    ("bots", "other members removed", "no example has others"),
    ("bots", "response data[].", "a bot is one type with the fields of all schemas"),
    (
        "bots",
        "/bots response data.execution_url",
        "a bot is one type with the fields of all schemas",
    ),
    ("bots", "{BOT_ID} response data.", "a bot is one type with the fields of all schemas"),
    ("bots", "response data.", "a handler is one type with the fields of all schemas and examples"),
    ("bots", "response next_token: added", "a parameter is the token of a response"),
    ("bots", "pages: added", "a parameter is the token of a response"),
    ("bots", "query limit: default", "the description states it"),
    ("bots", "example enable", "one type for requests and responses, which have `enabled`"),
    ("bots", "example subscription_details", "the one value that there is"),
    ("bots", "example /api/v3/commands", "of a schema that no operation has"),
    ("bots", "example {\"time\"", "of a schema that no operation has"),
    ("stars", "example note", "one type of stars, whose example is another one"),
    ("stars", "example The user does not have", "the words of the other documents: an user"),
    ("buttons", "body card.", "the card of the other documents, which says more"),
    ("buttons", "body buttons[]", "one type of buttons, with the loosest limits"),
    ("buttons", "body confirm: removed", "in `action`, as in text and example"),
    ("buttons", "example New interns", "one type of messages, whose examples are others"),
    ("buttons", "example Please review the allocation", "a `hint` that no schema has"),
    ("buttons", "example https://www.zoho.com", "the card of the other documents, which says more"),
    ("messagecards", "body card.", "the card of the other documents, whose buttons are beside it"),
    ("messagecards", "body buttons: added", "beside the card, where the service takes them"),
    ("messagecards", "body slides[]", "the slides of the other documents, which say more"),
    ("messagecards", "response data.", "typed after the examples"),
    ("messagecards", "example Account", "the card of the other documents, which says more"),
    ("messagecards", "example Summary", "the card of the other documents, which says more"),
    ("messagecards", "example Zylker Corp", "the card of the other documents, which says more"),
    ("messagecards", "example Italian", "the card of the other documents, which says more"),
    ("messagecards", "example Where should we", "the card of the other documents, which says more"),
    (
        "messagecards",
        "example https://www.zoho.com",
        "the card of the other documents, which says more",
    ),
    ("messagecards", "example ack_alert", "the buttons of the other documents, which say more"),
    ("messagecards", "example 204 No response", "of a schema that no operation has"),
    ("mentions", "body text: required", "a request means nothing without it"),
    ("mentions", "scopes: others needed", "one operation lacks the scope of the others"),
    ("mentions", "response type: constant", "a kind of payload, as in the other documents"),
    ("mentions", "example 1.77", "an ID that lost its underscore and became a number"),
    ("mentions", "example Hi Team!", "one type of texts, whose examples are others"),
];

/// The documents say what their sources say, but for the rows; and there is no row too many.
pub fn agree(reference: &Path) {
    let mut found = Vec::new();
    for (stem, source) in SOURCES {
        let restated = document(&workspace().join(format!("specs/{stem}.yaml")));
        let mut published = document(&reference.join(source));
        published.stem = (*stem).to_owned();
        let kept = examples(&restated.text);
        let mut missing = examples(&published.text);
        missing.retain(|it| !kept.contains(it));
        let of = |input| Compilation::of(vec![input], Vec::new());
        let changes = of(published).diff(&of(restated)).changes;
        let facts = changes.iter().filter(|it| is_fact(it)).map(line);
        let missing = missing.iter().map(|it| format!("example {it}"));
        found.extend(facts.chain(missing).map(|it| (*stem, it)));
    }
    let explains = |(stem, part, _): &(&str, &str, &str), (of, line): &(&str, String)| {
        stem == of && line.contains(part)
    };
    let unexplained: Vec<_> =
        found.iter().filter(|it| !ROWS.iter().any(|row| explains(row, it))).collect();
    let needless: Vec<_> =
        ROWS.iter().filter(|row| !found.iter().any(|it| explains(row, it))).collect();
    assert!(unexplained.is_empty(), "differences without a reason: {unexplained:#?}");
    assert!(needless.is_empty(), "reasons without a difference: {needless:#?}");
}

/// Whether a change is more than a name, other words, or a type that says more of the same value on the wire.
fn is_fact(change: &Change) -> bool {
    let is_convention = ["wording", "method"].contains(&change.subject.as_str())
        || ["declared", "field renamed", "always there"].contains(&change.change.as_str())
        || change.change.ends_with("the same on the wire");
    change.operation.is_some() && !is_convention
}

fn line(change: &Change) -> String {
    let Change { route, subject, change, old, new, .. } = change;
    let values = match (old, new) {
        (Some(old), Some(new)) => format!(" {old} → {new}"),
        (Some(value), None) | (None, Some(value)) => format!(" ({value})"),
        (None, None) => String::new(),
    };
    format!("{} {subject}: {change}{values}", route.as_deref().unwrap_or_default())
}

/// Every text and number within an example, but for what stands for a parameter's value: its name.
fn examples(text: &str) -> BTreeSet<String> {
    fn walk(value: &Value, is_example: bool, found: &mut BTreeSet<String>) {
        match value {
            Value::Mapping(all) => {
                for (key, value) in all {
                    match (key.as_str(), value) {
                        (Some("examples"), Value::Mapping(named)) if !is_example => {
                            named.values().for_each(|it| walk(&it["value"], true, found));
                        }
                        (key, value) => walk(value, is_example || key == Some("example"), found),
                    }
                }
            }
            Value::Sequence(all) => all.iter().for_each(|it| walk(it, is_example, found)),
            Value::String(text) if is_example => {
                found.insert(text.clone());
            }
            Value::Number(number) if is_example => {
                found.insert(number.to_string());
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(&serde_yaml::from_str(text).unwrap(), false, &mut found);
    let is_name = |it: &String| it.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    found.retain(|it| !is_name(it));
    found
}
