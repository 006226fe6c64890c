//! Several documented operations on one real route become one.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::document::{Document, distinct};
use super::variant::Variant;
use super::{parameters, requests, responses};
use crate::ir::RateLimit;
use crate::position::Pointer;
use crate::prose;
use crate::source::NAME;

/// From the id of each variant to that of the one operation, where they differ.
pub(super) fn ids(variants: &[Variant]) -> HashMap<String, String> {
    let Some(id) = id(variants) else { return HashMap::new() };
    let ids = variants.iter().map(|it| it.text("operationId")).filter(|it| *it != id);
    ids.map(|it| (it.to_owned(), id.clone())).collect()
}

fn id(variants: &[Variant]) -> Option<String> {
    variants.iter().map(|it| it.text("operationId")).find(|it| !it.is_empty()).map(str::to_owned)
}

/// One operation for all variants. The first of them gives what there can be only one of.
pub(super) fn merge(document: &mut Document, mut variants: Vec<Variant>) -> Map<String, Value> {
    if variants.len() == 1 {
        return variants.remove(0).operation;
    }
    let merged: [(&str, Option<Value>); 10] = [
        ("tags", tags(&variants)),
        ("description", description(document, &variants)),
        ("operationId", id(&variants).map(Value::from)),
        ("x-operations", operations(&variants)),
        ("parameters", all_parameters(document, &variants)),
        ("requestBody", requests::merge(document, &variants)),
        ("responses", Some(responses::merge(document, &variants))),
        ("security", security(document, &variants)),
        ("deprecated", where_all(&variants, "deprecated")),
        ("servers", servers(document, &variants)),
    ];
    let mut merged = HashMap::from(merged);
    keep_one_name(&mut variants, merged.get("requestBody").and_then(Option::as_ref));
    let mut operation = Map::new();
    for (key, value) in variants.into_iter().flat_map(|it| it.operation) {
        match merged.remove(key.as_str()) {
            Some(Some(value)) => _ = operation.insert(key.clone(), value),
            Some(None) => {}
            // It was merged under an earlier variant, or it has no list of its own to join.
            None if operation.contains_key(&key) || is_merged(&key) => {}
            None => _ = operation.insert(key.clone(), value),
        }
        if key == "operationId"
            && let Some(Some(operations)) = merged.remove("x-operations")
        {
            operation.insert("x-operations".to_owned(), operations);
        }
    }
    operation
}

/// Leaves the name of the first variant, if all of them are one method. Those that a tag of the body tells apart are not.
fn keep_one_name(variants: &mut [Variant], body: Option<&Value>) {
    let content = body.and_then(|it| it.get("content")?.as_object()).into_iter().flatten();
    let is_tagged = content.map(|(_, it)| it).any(|it| it["schema"].get("discriminator").is_some());
    for variant in variants.iter_mut().skip(usize::from(!is_tagged)) {
        variant.operation.shift_remove(NAME);
    }
}

/// Whether a key is taken from all variants, even if that comes to nothing.
fn is_merged(key: &str) -> bool {
    const MERGED: [&str; 10] = [
        "tags",
        "description",
        "operationId",
        "x-operations",
        "parameters",
        "requestBody",
        "responses",
        "security",
        "deprecated",
        "servers",
    ];
    MERGED.contains(&key)
}

fn tags(variants: &[Variant]) -> Option<Value> {
    let tags = distinct(variants.iter().filter_map(|it| it.list("tags")).flatten());
    (!tags.is_empty()).then(|| json!(tags))
}

/// The first description, and a section for each of the others.
fn description(document: &Document, variants: &[Variant]) -> Option<Value> {
    let limits = CommonLimits::of(document, variants);
    let (first, others) = variants.split_first()?;
    let own = Some(limits.added_to(first.text("description"))).filter(|it| !it.is_empty());
    let sections = others.iter().filter_map(|it| {
        let heading = match it.text("summary") {
            "" => it.text("operationId"),
            summary => summary,
        };
        let text = limits.added_to(it.text("description"));
        (!text.is_empty()).then(|| format!("## {heading}\n\n{text}"))
    });
    let parts: Vec<String> = own.into_iter().chain(sections).collect();
    (!parts.is_empty()).then(|| Value::from(format!("{}\n", parts.join("\n\n"))))
}

/// What the document says of the limits of all operations, for variants that are merged with others of their own limits:
/// those would count for them otherwise.
struct CommonLimits {
    paragraphs: Vec<(String, RateLimit)>,
    /// What any of the variants states itself.
    stated: RateLimit,
}

impl CommonLimits {
    fn of(document: &Document, variants: &[Variant]) -> Self {
        let info = document.get(&Pointer::root().child("info").child("description"));
        let info = prose::markdown(info.and_then(Value::as_str).unwrap_or_default());
        let paragraphs = info.split("\n\n").map(|it| (it.trim().to_owned(), limit(it)));
        let own = variants.iter().map(|it| limit(it.text("description")));
        Self { paragraphs: paragraphs.collect(), stated: RateLimit::strictest(own) }
    }

    /// A description with the limits that it states none of.
    fn added_to(&self, description: &str) -> String {
        let missing = self.stated.beside(limit(description));
        // What is taken from it if it is already there is what it has of that.
        let common = self.paragraphs.iter().filter(|(_, it)| missing.beside(*it) != missing);
        let parts = std::iter::once(description).chain(common.map(|(text, _)| text.as_str()));
        parts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n\n")
    }
}

fn limit(description: &str) -> RateLimit {
    prose::read(description).limit(None)
}

fn operations(variants: &[Variant]) -> Option<Value> {
    let ids = variants.iter().flat_map(|it| match it.list("x-operations") {
        Some(ids) => ids.clone(),
        None => it.operation.get("operationId").into_iter().cloned().collect(),
    });
    let ids = distinct(ids);
    (!ids.is_empty()).then(|| Value::from(ids))
}

fn all_parameters(document: &mut Document, variants: &[Variant]) -> Option<Value> {
    let lists = variants.iter().map(|it| parameters::list(&it.operation)).collect();
    let merged = parameters::merge(document, lists);
    (!merged.is_empty()).then(|| Value::from(merged))
}

/// Any of what any variant accepts.
fn security(document: &Document, variants: &[Variant]) -> Option<Value> {
    if variants.iter().all(|it| it.list("security").is_none()) {
        return None;
    }
    let alternatives = variants.iter().flat_map(|it| {
        let own = it.list("security").cloned().unwrap_or_else(|| document.list("security"));
        // Nothing is asked for: beside other alternatives, that is an empty one.
        if own.is_empty() { vec![json!({})] } else { own }
    });
    let alternatives = distinct(alternatives);
    let nothing = alternatives.iter().all(|it| *it == json!({}));
    Some(if nothing { json!([]) } else { Value::from(alternatives) })
}

/// What is true of the one operation where it is of every variant.
fn where_all(variants: &[Variant], key: &str) -> Option<Value> {
    let all = variants.iter().all(|it| it.operation.get(key) == Some(&json!(true)));
    all.then(|| json!(true))
}

/// Every server that any variant is sent to.
fn servers(document: &Document, variants: &[Variant]) -> Option<Value> {
    let shared = document.list("servers");
    let of = |it: &Variant| match it.list("servers") {
        Some(own) if !own.is_empty() => own.clone(),
        _ => shared.clone(),
    };
    let servers = distinct(variants.iter().flat_map(of));
    (servers != shared).then(|| Value::from(servers))
}
