//! Operations that do not say how often they may be called.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::Document;

pub(super) fn check(document: &Document, diagnostics: &mut Diagnostics) {
    for operation in &document.operations {
        let Some(call) = operation.calls.iter().find(|it| it.requests_per_minute.is_none()) else {
            continue;
        };
        let subject = format!("`{} {}`", operation.method.as_str(), operation.path);
        let message = match &call.tag {
            Some(tag) => format!("{subject} states no limit for `{tag}`"),
            None => format!("{subject} states no limit"),
        };
        let place = operation.place.on_key();
        let diagnostic = Diagnostic::new(Code::MissingLimit, place, message);
        diagnostics
            .push(diagnostic.label("the client cannot keep to a limit that it does not know"));
    }
}
