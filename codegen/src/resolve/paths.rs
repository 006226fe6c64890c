//! One path item for each real route.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use super::document::{Document, distinct, is_method};
use super::merge;
use super::pointers::Moves;
use super::variant::Variant;
use super::{legal, notes, parameters};
use crate::alias::Endpoint;
use crate::position::Pointer;
use crate::source::path_of;

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

    /// The parameters of the real path in its order, each with the name that other tools take.
    fn names(&self) -> IndexMap<&'e str, String> {
        let mut names: IndexMap<&str, String> = IndexMap::new();
        for name in self.ranked().first().into_iter().flat_map(|it| it.path.parameters()) {
            let legal = legal::unused(name, |it| names.values().any(|taken| taken == it));
            names.insert(name, legal);
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
        self.rename_shared(document, &mut resolved);
        resolved
    }

    fn aliases(&self) -> Vec<String> {
        self.endpoints.iter().flat_map(|it| it.renamed.keys().cloned()).collect()
    }

    /// Whether a path item keeps what is no operation. What is for all of its operations moves into them where
    /// others join them.
    fn keeps(&self, key: &str, is_alone: bool) -> bool {
        let is_for_all = matches!(key, "parameters" | "servers");
        !notes::is_trick(key) && !is_method(key) && (is_alone || !is_for_all)
    }

    /// Gives the parameters that a path item keeps for all of its operations their names on the real path.
    fn rename_shared(&self, document: &Document, item: &mut Map<String, Value>) {
        let Some(endpoint) = self.endpoints.first() else { return };
        let names = self.renames(endpoint);
        if let Some(Value::Array(list)) = item.get_mut("parameters") {
            for parameter in list {
                *parameter = parameters::renamed(document, parameter.take(), &names);
            }
        }
    }

    /// From the names in a path key to those of the real path, where they differ.
    fn renames(&self, endpoint: &Endpoint<'_>) -> HashMap<String, String> {
        let pairs = endpoint.documented_names().zip(self.names().into_values());
        let differing = pairs.filter(|(from, to)| from != to);
        differing.map(|(from, to)| (from.to_owned(), to)).collect()
    }

    /// The operation as it stands on the real path, by itself.
    fn variant(&self, document: &Document, endpoint: &Endpoint<'_>, is_alone: bool) -> Variant {
        let mut operation = document.members(&endpoint.pointer);
        operation.retain(|key, _| !notes::is_trick(key));
        let mut list = parameters::list(&operation);
        if !is_alone {
            let item = document.members(&endpoint.item_pointer);
            list = parameters::with_shared(document, list, parameters::list(&item));
            self.take_servers(document, &mut operation, &item);
        }
        let names = self.renames(endpoint);
        let rename = |it| parameters::renamed(document, it, &names);
        let mut list: Vec<Value> = list.into_iter().map(rename).collect();
        if !endpoint.renamed.is_empty() {
            self.take_types(document, endpoint, &mut list);
        }
        parameters::fix_query(document, &mut list, &endpoint.path.fixed_query);
        if !list.is_empty() {
            operation.insert("parameters".to_owned(), Value::Array(list));
        }
        let aliases: Vec<String> = endpoint.renamed.keys().cloned().collect();
        notes::strip(&mut operation, &aliases);
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

    /// The parameters of an alias have the types that the real path gives them.
    fn take_types(&self, document: &Document, alias: &Endpoint<'_>, list: &mut [Value]) {
        for endpoint in self.ranked().into_iter().filter(|it| it.renamed.is_empty()) {
            let own = parameters::list(&document.members(&endpoint.pointer));
            let shared = parameters::list(&document.members(&endpoint.item_pointer));
            let names = self.renames(endpoint);
            let declared = parameters::with_shared(document, own, shared);
            for real in declared.into_iter().map(|it| parameters::renamed(document, it, &names)) {
                let key = parameters::key(document, &real);
                let is_renamed = alias.renamed.values().any(|name| *name == key.1);
                let schema = document.resolved(&real).get("schema");
                let aliased = list.iter_mut().find(|it| parameters::key(document, it) == key);
                if let (true, "path", Some(schema), Some(Value::Object(members))) =
                    (is_renamed, key.0.as_str(), schema, aliased)
                    && members.contains_key("schema")
                {
                    members.insert("schema".to_owned(), schema.clone());
                }
            }
        }
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
