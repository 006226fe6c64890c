//! The fields of the client have the types that a person would give them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tests::workspace;

/// Fields that are called like identifiers and are texts, and why.
const TEXTS: &[(&str, &str)] = &[
    ("NewBotMessage.user_ids", "IDs or e-mail addresses"),
    ("channel_unique_id", "a part of the permanent link of a channel, which no call takes"),
    ("department_id", "no call takes one"),
    ("designation_id", "no call takes one"),
    ("email_id", "an e-mail address"),
    ("email_ids", "e-mail addresses"),
    ("employee_id", "a number that the organization gives its employees"),
    ("organization_id", "no call takes one, and documents say it of two kinds of organization"),
    ("parent_resource_id", "a name, such as that of a channel"),
];

/// Types whose `id` is a text, and why.
const ENTRIES: &[(&str, &str)] = &[
    ("ForwardFailure", "of a chat or of a user"),
    ("LayoutField", "no call takes one"),
    ("Mention", "of whatever is mentioned"),
    ("MentionedEntity", "of whatever is mentioned, or a word"),
    ("ReceivedMention", "made of those of a chat, a user and a time; no call takes one"),
    ("Reference", "of whatever is referred to"),
];

/// Public fields of any JSON value, and why: the documents say it, too.
const ANY: &[(&str, &str)] = &[
    ("InstantButton.arguments", "what a function takes is its own matter"),
    ("PostedCard.preview", "no source says what it holds"),
];

/// A public field of an emitted type.
struct Field {
    of: String,
    name: String,
    ty: String,
}

#[test]
fn what_is_called_an_identifier_has_the_type_of_one() {
    let mut excused = BTreeSet::new();
    for Field { of, name, ty } in fields() {
        let is_id =
            name == "id" || name == "zuid" || name.ends_with("_id") || name.ends_with("_ids");
        let is_plain =
            ["String", "i64", "u64", "f64"].iter().any(|it| words(&ty).any(|word| word == *it));
        if !(is_id && is_plain) {
            continue;
        }
        let reason = match name.as_str() {
            "id" => ENTRIES.iter().find(|(it, _)| *it == of),
            _ => TEXTS.iter().find(|(it, _)| *it == name || *it == format!("{of}.{name}")),
        };
        let (known, _) = reason.unwrap_or_else(|| panic!("`{of}::{name}` is a `{ty}`"));
        excused.insert(*known);
    }
    let all = TEXTS.iter().chain(ENTRIES).map(|(it, _)| *it);
    assert_eq!(excused, all.collect(), "there is a reason too many");
}

#[test]
fn what_is_called_a_time_has_the_type_of_one() {
    let mut count = 0;
    for Field { of, name, ty } in fields() {
        let is_time = name == "time" || name.ends_with("_time") && name != "prime_time";
        if is_time {
            let is_typed =
                words(&ty).any(|it| ["DateTime", "EpochMillis", "PinExpiry"].contains(&it));
            assert!(is_typed, "`{of}::{name}` is a `{ty}`");
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn no_field_is_any_json_value_without_a_reason() {
    let any = fields().into_iter().filter(|it| words(&it.ty).any(|it| it == "Value"));
    let any: BTreeSet<_> = any.map(|it| format!("{}.{}", it.of, it.name)).collect();
    assert_eq!(any, ANY.iter().map(|(it, _)| (*it).to_owned()).collect());
}

fn words(ty: &str) -> impl Iterator<Item = &str> {
    ty.split(|it: char| !it.is_alphanumeric())
}

/// The public fields of all emitted structs.
fn fields() -> Vec<Field> {
    let mut fields = Vec::new();
    collect(&workspace().join("generated-client/src/generated"), &mut fields);
    assert!(fields.len() > 500, "{}", fields.len());
    fields
}

fn collect(folder: &Path, fields: &mut Vec<Field>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, fields);
            continue;
        }
        if path.extension().is_none_or(|it| it != "rs") {
            continue;
        }
        let file = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
        for item in file.items {
            let syn::Item::Struct(item) = item else { continue };
            for field in item.fields {
                let (Some(name), syn::Visibility::Public(_)) = (field.ident, field.vis) else {
                    continue;
                };
                let ty = field.ty;
                let ty = quote::quote!(#ty).to_string();
                fields.push(Field { of: item.ident.to_string(), name: name.to_string(), ty });
            }
        }
    }
}
