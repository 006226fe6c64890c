//! What operations on one endpoint may spend together.

use std::collections::HashMap;

use serde::Serialize;

use crate::ir::{Api, EndpointKey, RateLimit};

/// What a user may spend on an endpoint: limits count by real route, however many operations document it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Budget {
    /// The endpoint, with the names of its path parameters taken out.
    pub route: String,
    /// The strictest of the operations' limits.
    #[serde(flatten)]
    pub limit: RateLimit,
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
            limit: RateLimit::default(),
            methods: 0,
            is_assumed: false,
        });
        budget.is_assumed |= first != document.stem;
        budget.limit = budget.limit.stricter(operation.limit());
        budget.methods += operation.own_calls().len();
    }
    budgets
}
