//! The headers that responses are documented to have.

use openapiv3::{ReferenceOr, Response};

use super::Lowering;
use super::style::is_header_name;
use crate::diagnostic::Code;
use crate::ir::ResponseHeader;
use crate::position::Pointer;
use crate::source::followed;

impl<'a> Lowering<'a> {
    /// Adds the headers of a response that `known` lacks. What several responses have is described by the first of them.
    pub(super) fn response_headers(
        &mut self,
        response: &'a Response,
        at: &Pointer,
        known: &mut Vec<ResponseHeader>,
    ) {
        let components = self.document.components.as_ref().map(|it| &it.headers);
        for (name, header) in &response.headers {
            let at = at.child("headers").child(name);
            // The content of a response says its type, and OpenAPI ignores this header.
            if name.eq_ignore_ascii_case("content-type") || known.iter().any(|it| it.is(name)) {
                continue;
            }
            if !is_header_name(name) {
                let message = format!("`{name}` is no name of a header");
                self.report_key(Code::Ignored, &at, message);
                continue;
            }
            match (followed(header, components, "headers", &at), header) {
                (Some((header, _)), _) => known.push(ResponseHeader {
                    name: name.clone(),
                    docs: header.description.clone().unwrap_or_default(),
                    deprecated: header.deprecated.unwrap_or_default(),
                }),
                (None, ReferenceOr::Reference { reference }) => {
                    self.misdirected(reference, "headers", &at);
                }
                (None, ReferenceOr::Item(_)) => {}
            }
        }
    }
}
