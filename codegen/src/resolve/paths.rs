//! One path item for each real route.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{OpenAPI, Parameter};
use serde_json::{Map, Value, json};

use super::document::{Document, distinct};
use super::merge;
use super::pointers::Moves;
use super::variant::Variant;
use super::{legal, notes, parameters};
use crate::alias::{Declared, Endpoint};
use crate::position::Pointer;
use crate::source::{is_method, path_of};

/// The path items, and where what stood in the document's went.
pub(super) struct Resolved {
    pub(super) paths: Map<String, Value>,
    pub(super) moves: Moves,
}

/// Brings every operation to its real path. Whatever is no operation stays where it is.
pub(super) fn resolve(
    document: &mut Document,
    openapi: &OpenAPI,
    endpoints: &[Endpoint<'_>],
) -> Resolved {
    let at = Pointer::root().child("paths");
    let mut routes = routes(openapi, endpoints);
    let (mut paths, mut moves) = (Map::new(), Moves::default());
    for (key, item) in document.members(&at) {
        let pointer = at.child(&key);
        let is_other = key.starts_with("x-") || item.get("$ref").is_some();
        if is_other {
            paths.entry(key).or_insert(item);
            continue;
        }
        let begins_here = |route: &Route<'_>| route.first_item() == Some(&pointer);
        let begun: Vec<String> = routes
            .iter()
            .filter(|(_, it)| begins_here(it))
            .map(|(shape, _)| shape.clone())
            .collect();
        for shape in begun {
            let Some(route) = routes.shift_remove(&shape) else { continue };
            let key = route.key();
            let item = route.path_item(document, endpoints, &at.child(&key), &mut moves);
            paths.insert(key, Value::Object(item));
        }
    }
    Resolved { paths, moves }
}

/// The operations that go to one real path.
struct Route<'e> {
    /// In the order of the document.
    endpoints: Vec<&'e Endpoint<'e>>,
    /// The base path, where it has to become a part of the path: the document has the same path below
    /// another base path, and one document cannot hold both.
    prefix: Option<String>,
}

fn routes<'e>(openapi: &OpenAPI, endpoints: &'e [Endpoint<'e>]) -> IndexMap<String, Route<'e>> {
    let mut bases: HashMap<(&str, String), &str> = HashMap::new();
    let mut split: HashSet<String> = HashSet::new();
    for endpoint in endpoints {
        let (shape, base) = (endpoint.path.shape(), endpoint.base_path(openapi));
        let first = *bases.entry((endpoint.method.as_str(), shape.clone())).or_insert(base);
        if first != base {
            split.insert(shape);
        }
    }
    let mut routes: IndexMap<String, Route<'e>> = IndexMap::new();
    let mut kept: HashMap<String, &str> = HashMap::new();
    for endpoint in endpoints {
        let (shape, base) = (endpoint.path.shape(), endpoint.base_path(openapi));
        let keeps_base = *kept.entry(shape.clone()).or_insert(base) == base;
        let prefix = (split.contains(&shape) && !keeps_base).then(|| base.to_owned());
        let key = format!("{}{shape}", prefix.as_deref().unwrap_or_default());
        let route = routes.entry(key).or_insert_with(|| Route { endpoints: Vec::new(), prefix });
        route.endpoints.push(endpoint);
    }
    routes
}

impl<'e> Route<'e> {
    fn first_item(&self) -> Option<&Pointer> {
        self.endpoints.first().map(|endpoint| &endpoint.item_pointer)
    }

    /// The operations on the real path come first, and aliases last.
    fn ranked(&self) -> Vec<&'e Endpoint<'e>> {
        let mut ranked = self.endpoints.clone();
        ranked.sort_by_key(|it| (it.alias_path.is_some(), it.documented_path.is_some()));
        ranked
    }

    /// The parameters of the real path in its order. One may be there twice.
    fn real_parameters(&self) -> impl Iterator<Item = &'e str> {
        self.ranked().into_iter().take(1).flat_map(|it| it.path.parameters())
    }

    /// The names that other tools take for the parameters of the real path.
    fn names(&self) -> IndexMap<&'e str, String> {
        let mut names: IndexMap<&str, String> = IndexMap::new();
        for name in self.real_parameters() {
            if !names.contains_key(name) {
                let legal = legal::unused(name, |it| names.values().any(|taken| taken == it));
                names.insert(name, legal);
            }
        }
        names
    }

    fn key(&self) -> String {
        let names = self.names();
        let name = |it: &str| format!("{{{}}}", names.get(it).map_or(it, String::as_str));
        let path = self.ranked().first().map(|it| it.path.print(name)).unwrap_or_default();
        format!("{}{path}", self.prefix.as_deref().unwrap_or_default())
    }

    fn path_item(
        &self,
        document: &mut Document,
        all: &[Endpoint<'_>],
        to: &Pointer,
        moves: &mut Moves,
    ) -> Map<String, Value> {
        let items = distinct(self.ranked().into_iter().map(|it| it.item_pointer.clone()));
        let of_items = all.iter().filter(|it| items.contains(&it.item_pointer)).count();
        let is_alone =
            items.len() == 1 && of_items == self.endpoints.len() && self.prefix.is_none();
        let mut operations: IndexMap<String, Vec<Variant>> = IndexMap::new();
        for endpoint in self.ranked() {
            let method = endpoint.method.as_str().to_lowercase();
            moves.pointers.push((endpoint.pointer.clone(), to.child(&method)));
            let variant = self.variant(document, endpoint, is_alone);
            operations.entry(method).or_default().push(variant);
        }
        moves.pointers.extend(items.iter().map(|item| (item.clone(), to.clone())));
        let mut resolved = Map::new();
        for item in &items {
            for (key, value) in document.members(item) {
                if let Some(variants) = operations.shift_remove(&key) {
                    moves.ids.extend(merge::ids(&variants));
                    resolved.insert(key, Value::Object(merge::merge(document, variants)));
                } else if self.keeps(&key, is_alone) && !resolved.contains_key(&key) {
                    let mut kept = Map::from_iter([(key, value)]);
                    notes::strip(&mut kept, &self.aliases());
                    resolved.extend(kept);
                }
            }
        }
        if let (Some(list), [first, ..]) = (resolved.get_mut("parameters"), &*self.endpoints) {
            let shared = first.shared.iter().map(|it| self.parameter(document, first, it));
            *list = shared.collect();
        }
        resolved
    }

    fn aliases(&self) -> IndexMap<String, String> {
        self.endpoints.iter().flat_map(|it| it.renamed.clone()).collect()
    }

    /// Whether a path item keeps what is no operation. What is for all of its operations moves into them where
    /// others join them.
    fn keeps(&self, key: &str, is_alone: bool) -> bool {
        let is_for_all = matches!(key, "parameters" | "servers");
        !notes::is_trick(key) && !is_method(key) && (is_alone || !is_for_all)
    }

    /// A parameter as it is listed, with its name on the real path.
    fn parameter(
        &self,
        document: &Document,
        endpoint: &Endpoint<'_>,
        declared: &Declared<'_>,
    ) -> Value {
        let entry = document.get(&declared.entry).cloned().unwrap_or_default();
        let Parameter::Path { parameter_data, .. } = declared.parameter else { return entry };
        if let Some(key) = endpoint.queried.get(&declared.name) {
            let mut parameter = document.resolved(&entry).clone();
            if let Value::Object(members) = &mut parameter {
                members.insert("name".to_owned(), json!(key));
                members.insert("in".to_owned(), json!("query"));
                members.remove("style");
            }
            return parameter;
        }
        // What is no alias may have other names for the same parameters.
        let mut pairs = endpoint.path.parameters().zip(self.real_parameters());
        let real = pairs.find(|(name, _)| *name == declared.name).map(|(_, real)| real);
        let name = real.and_then(|real| self.names().shift_remove(real));
        let Some(name) = name.filter(|it| *it != parameter_data.name) else { return entry };
        let mut parameter = document.resolved(&entry).clone();
        if let Value::Object(members) = &mut parameter {
            members.insert("name".to_owned(), json!(name));
        }
        parameter
    }

    /// The operation as it stands on the real path, by itself.
    fn variant(&self, document: &Document, endpoint: &Endpoint<'_>, is_alone: bool) -> Variant {
        let mut operation = document.members(&endpoint.pointer);
        operation.retain(|key, _| !notes::is_trick(key));
        let declared: Vec<_> = match is_alone {
            true => endpoint.own.iter().collect(),
            false => endpoint.parameters().collect(),
        };
        if !is_alone {
            self.take_servers(document, &mut operation, &document.members(&endpoint.item_pointer));
        }
        let mut list =
            declared.into_iter().map(|it| self.parameter(document, endpoint, it)).collect();
        parameters::fix_query(document, &mut list, &endpoint.path.fixed_query);
        if !list.is_empty() {
            operation.insert("parameters".to_owned(), Value::Array(list));
        }
        notes::strip(&mut operation, &endpoint.renamed);
        Variant::new(operation)
    }

    fn take_servers(
        &self,
        document: &Document,
        operation: &mut Map<String, Value>,
        item: &Map<String, Value>,
    ) {
        let own = [operation.get("servers"), item.get("servers")];
        let filled = |it: &&Value| it.as_array().is_some_and(|it| !it.is_empty());
        let own = own.into_iter().flatten().find(filled).cloned();
        let servers = match &self.prefix {
            Some(_) => own.or_else(|| document.get(&Pointer::root().child("servers")).cloned()),
            None => own,
        };
        let Some(mut servers) = servers else { return };
        if let Some(prefix) = &self.prefix {
            without_base(&mut servers, prefix);
        }
        operation.insert("servers".to_owned(), servers);
    }
}

/// Takes the base path off the addresses of servers.
fn without_base(servers: &mut Value, base: &str) {
    let Value::Array(servers) = servers else { return };
    servers.retain_mut(|server| {
        let Some(url) = server.get("url").and_then(Value::as_str) else { return false };
        if path_of(url) != base {
            return false;
        }
        let url = url.trim_end_matches('/');
        let url = url.strip_suffix(base).unwrap_or(url);
        server["url"] = json!(if url.is_empty() { "/" } else { url });
        true
    });
}
