//! What operations on one endpoint may spend together.

use std::collections::HashMap;

use serde::Serialize;

use crate::ir::{Api, EndpointKey};

/// What a user may spend on an endpoint: limits count by real route, however many operations document it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Budget {
    /// The endpoint, with the names of its path parameters taken out.
    pub route: String,
    /// The smallest of the operations' limits.
    pub requests_per_minute: Option<u32>,
    /// The longest of their lock periods.
    pub lock_period_seconds: Option<u32>,
    /// How many methods of the client spend it.
    #[serde(skip)]
    pub(crate) methods: usize,
    /// Whether several documents have the endpoint. No document says that the service counts their calls together.
    #[serde(skip)]
    pub(crate) is_assumed: bool,
}

/// The budget of every endpoint, over all documents.
pub(crate) fn budgets(api: &Api) -> HashMap<EndpointKey, Budget> {
    let mut budgets: HashMap<EndpointKey, Budget> = HashMap::new();
    let mut first_documents: HashMap<EndpointKey, &str> = HashMap::new();
    for (document, operation) in api.operations() {
        let endpoint = operation.endpoint();
        let first = *first_documents.entry(endpoint.clone()).or_insert(&document.stem);
        let budget = budgets.entry(endpoint).or_insert_with_key(|endpoint| Budget {
            route: endpoint.to_string(),
            requests_per_minute: None,
            lock_period_seconds: None,
            methods: 0,
            is_assumed: false,
        });
        budget.is_assumed |= first != document.stem;
        let limits = [budget.requests_per_minute, operation.requests_per_minute()];
        budget.requests_per_minute = limits.into_iter().flatten().min();
        let locks = [budget.lock_period_seconds, operation.lock_period_seconds()];
        budget.lock_period_seconds = locks.into_iter().flatten().max();
        budget.methods += operation.own_calls().len();
    }
    budgets
}
