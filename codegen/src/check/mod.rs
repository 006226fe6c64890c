//! What is wrong with the documents as an API, beyond what a stage trips over.
//!
//! A check of what operations become reads the [`Api`]; one of how a document is written reads its raw value.
//! Whatever they find, a document may accept with a reason: see [`allow`].

mod allow;
mod components;
mod distinct;
mod examples;
mod fit;
mod identifier;
mod limits;
mod listed;
mod scopes;
mod siblings;
mod walk;

use crate::diagnostic::Diagnostics;
use crate::ir::Api;
use crate::source::Parsed;

/// Adds what it finds to `diagnostics`, and takes out what the documents accept.
pub(crate) fn check(api: &Api, parsed: &[Parsed], diagnostics: &mut Diagnostics) {
    distinct::module_names(api, diagnostics);
    for document in &api.documents {
        distinct::check(api, document, diagnostics);
        limits::check(document, diagnostics);
    }
    siblings::check(api, diagnostics);
    for document in parsed {
        identifier::check(document, diagnostics);
        scopes::check(document, diagnostics);
        components::check(document, diagnostics);
        listed::check(document, diagnostics);
        examples::check(document, diagnostics);
    }
    allow::apply(parsed, diagnostics);
}
