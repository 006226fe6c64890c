//! Operations that do not say how often they may be called.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Budget, Document, EndpointKey};

/// Reports the operations without a limit, where the document states limits at all. The client keeps to the budget of a
/// route, which any of its operations may state.
pub(super) fn check(
    document: &Document,
    budgets: &HashMap<EndpointKey, Budget>,
    diagnostics: &mut Diagnostics,
) {
    let mut calls = document.operations.iter().flat_map(|it| &it.calls);
    if calls.all(|call| call.limit.rate.is_none()) {
        return;
    }
    for operation in &document.operations {
        let budget = budgets.get(&operation.endpoint());
        if budget.is_some_and(|it| it.limit.rate.is_some()) {
            continue;
        }
        let subject = format!("`{} {}`", operation.method.as_str(), operation.path);
        let message = format!("{subject} states no limit");
        let place = operation.place.on_key();
        let diagnostic = Diagnostic::new(Code::MissingLimit, place, message);
        diagnostics
            .push(diagnostic.label("the client cannot keep to a limit that it does not know"));
    }
}
