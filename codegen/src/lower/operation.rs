//! One documented operation.

use openapiv3::Server;

use super::Lowering;
use crate::alias::Endpoint;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Operation;
use crate::position::Pointer;
use crate::prose;

impl<'a> Lowering<'a> {
    /// Lowers the operation at an endpoint.
    pub(super) fn operation(&mut self, endpoint: &Endpoint<'a>) -> Operation {
        let source = endpoint.operation;
        let at = &endpoint.pointer;
        let id = self.operation_id(endpoint);
        let aliases: Vec<String> = endpoint.renamed.keys().cloned().collect();
        let described = source.description.as_deref().unwrap_or_default();
        let prose =
            prose::read(&prose::without_mentions(described, &aliases)).or_limits_of(self.common);
        for line in &prose.unreadable {
            let message = format!("`{line}` cannot be read");
            let place = self.place(&at.child("description")).on_key();
            self.diagnostics.push(Diagnostic::new(Code::UnreadableFact, place, message));
        }
        let parameters = self.parameters(endpoint, &id);
        let answers = self.answers(source, at, &id);
        let (calls, requests) = self.calls(endpoint, &id, &prose, &answers);
        Operation {
            place: self.place(at),
            summary: source.summary.clone().unwrap_or_default().trim().to_owned(),
            docs: prose.text,
            deprecated: source.deprecated,
            method: endpoint.method,
            base_path: self.base_path(endpoint),
            path: endpoint.path.clone(),
            alias_path: endpoint.alias_path.clone(),
            documented_path: endpoint.documented_path.clone(),
            corrections: self.operation_corrections(endpoint),
            parameters,
            scopes: self.scopes(endpoint),
            statuses: answers.statuses,
            calls,
            examples: requests.into_iter().chain(answers.examples).collect(),
            id,
        }
    }

    /// The corrections of the operation itself, of its path item and of the server it is sent to.
    fn operation_corrections(&self, endpoint: &Endpoint<'_>) -> Vec<String> {
        let servers = Pointer::root().child("servers");
        let mut reasons = self.corrections(&endpoint.pointer);
        reasons.extend(self.corrections(&endpoint.item_pointer.child("servers")));
        reasons.extend(self.corrections(&servers));
        reasons
    }

    fn operation_id(&mut self, endpoint: &Endpoint<'_>) -> String {
        match endpoint.operation.operation_id.as_deref().filter(|id| !id.trim().is_empty()) {
            Some(id) => id.to_owned(),
            None => {
                let place = self.place(&endpoint.pointer).on_key();
                let message = format!("`{} {}` has no id", endpoint.method.as_str(), endpoint.path);
                self.diagnostics.push(Diagnostic::new(Code::MissingOperationId, place, message));
                format!("{} {}", endpoint.method.as_str(), endpoint.path)
            }
        }
    }

    /// Any of these lists of scopes. A requirement without a scope asks for nothing that can be listed.
    fn scopes(&self, endpoint: &Endpoint<'_>) -> Vec<Vec<String>> {
        let required = endpoint.operation.security.as_ref().or(self.document.security.as_ref());
        let required = required.into_iter().flatten();
        required
            .map(|requirement| requirement.values().flatten().cloned().collect::<Vec<_>>())
            .filter(|scopes| !scopes.is_empty())
            .collect()
    }

    /// The path of the nearest server: the operation's, its path item's or the document's.
    fn base_path(&self, endpoint: &Endpoint<'_>) -> String {
        let lists: [&[Server]; 3] =
            [&endpoint.operation.servers, &endpoint.item.servers, &self.document.servers];
        let url = lists.iter().find_map(|servers| servers.first()).map(|it| it.url.as_str());
        path_of(url.unwrap_or_default()).to_owned()
    }
}

/// The path of an absolute or relative URL, without a slash at its end.
fn path_of(url: &str) -> &str {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
        None => url,
    };
    path.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn a_server_gives_its_path() {
        assert_eq!(path_of("https://cliq.zoho.com/api/v3"), "/api/v3");
        assert_eq!(path_of("https://cliq.zoho.com/api/v3/"), "/api/v3");
        assert_eq!(path_of("https://cliq.zoho.com"), "");
        assert_eq!(path_of("/api/v2"), "/api/v2");
        assert_eq!(path_of(""), "");
    }
}
