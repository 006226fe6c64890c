//! Every documented operation at a glance.

use serde::Serialize;

use crate::ir::{Api, Budget, Document, Operation, RateLimit};
use crate::names;

/// One documented operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Route {
    /// The file stem of its document.
    pub document: String,
    /// The module of the client.
    pub module: String,
    /// The method of the module's handle that gives the group of the operation, if it is in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The method, or the name that the methods it is split into have in common.
    pub name: String,
    /// The methods, where the operation is split into several by a tag in its body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// `GET`, `PUT` …
    pub http_method: String,
    /// The path that requests are sent to, below the base path.
    pub path: String,
    /// The path key of a virtual endpoint.
    pub alias_path: Option<String>,
    /// The path key, where a correction moved the path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documented_path: Option<String>,
    /// The path of the server.
    pub base_path: String,
    /// Any of these lists of scopes, and all scopes in it.
    pub scopes: Vec<Vec<String>>,
    /// How often a user may call it.
    #[serde(flatten)]
    pub limit: RateLimit,
    /// The budget that all operations on the same endpoint share.
    pub budget: Option<Budget>,
    /// The documented error codes.
    pub error_codes: Vec<String>,
    /// The documented responses: a number, or `4XX` or `default`.
    pub statuses: Vec<Status>,
}

/// A documented status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Status {
    /// One status code.
    Code(u16),
    /// A range of them, or all that are not named.
    Other(String),
}

/// The routes in the order of the documents.
pub(crate) fn routes(api: &Api) -> Vec<Route> {
    let budgets = api.budgets();
    let budget = |operation: &Operation| budgets.get(&operation.endpoint()).cloned();
    api.operations().map(|(document, it)| route(document, it, budget(it))).collect()
}

fn route(document: &Document, operation: &Operation, budget: Option<Budget>) -> Route {
    let carrier = operation.part_of.as_ref();
    let carrier = carrier.and_then(|id| document.operations.iter().find(|it| it.id == *id));
    let carrier = carrier.unwrap_or(operation);
    let methods = carrier.calls.iter().map(|call| names::method(document, carrier, call));
    let mut methods: Vec<_> = methods.collect();
    let name = match methods.as_slice() {
        [_] => methods.remove(0),
        _ => names::operation_name(document, operation),
    };
    Route {
        document: operation.document.as_ref().unwrap_or(&document.stem).clone(),
        module: names::snake(&document.stem),
        group: document.group(carrier).map(|it| it.name()),
        name,
        methods,
        http_method: operation.method.as_str().to_owned(),
        path: operation.path.to_string(),
        alias_path: operation.alias_path.clone(),
        documented_path: operation.documented_path.clone(),
        base_path: operation.base_path.clone(),
        scopes: operation.scopes.clone(),
        limit: operation.limit(),
        budget,
        error_codes: operation.error_codes().into_iter().map(str::to_owned).collect(),
        statuses: operation.statuses.iter().map(|it| status(&it.code)).collect(),
    }
}

fn status(code: &str) -> Status {
    code.parse().map_or_else(|_| Status::Other(code.to_owned()), Status::Code)
}
