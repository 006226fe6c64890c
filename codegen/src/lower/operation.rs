//! One documented operation.

use super::Lowering;
use super::response::Responses;
use crate::alias::Endpoint;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Call, Operation, ShapeKind};
use crate::position::{Place, Pointer};
use crate::prose::{self, Prose};
use crate::source::has_path;

impl<'a> Lowering<'a> {
    /// Lowers the operation at an endpoint, which is [`described`] so. One on another host is left out.
    pub(super) fn operation(
        &mut self,
        endpoint: &Endpoint<'a>,
        described: Prose,
    ) -> Option<Operation> {
        if self.is_elsewhere(endpoint) {
            return None;
        }
        let source = endpoint.operation;
        let at = &endpoint.pointer;
        let (id, has_id) = operation_id(endpoint);
        let prose = described.or_limits_of(self.common);
        self.report_unreadable(&prose, at);
        let mut parameters = self.parameters(endpoint, &id);
        let responses = self.responses(source, at, &id);
        let (mut calls, requests) = self.calls(endpoint, &id, &prose, &responses);
        self.check_tags(&calls, &prose, &responses, at);
        self.name_calls(&mut calls, at);
        if !source.callbacks.is_empty() {
            let message = "the client calls the service alone, and takes no calls back";
            self.report_key(Code::Ignored, &at.child("callbacks"), message);
        }
        let group = self.groups.of_tags(&source.tags, &self.place(at));
        let paging = self.paging(endpoint, &mut parameters, &calls);
        Some(Operation {
            place: self.place(at),
            document: None,
            summary: source.summary.clone().unwrap_or_default().trim().to_owned(),
            docs: prose.text,
            deprecated: source.deprecated,
            method: endpoint.method,
            host: endpoint.host(self.document).unwrap_or_default(),
            base_path: self.base_path(endpoint),
            path: endpoint.path.clone(),
            alias_path: endpoint.alias_path.clone(),
            documented_path: endpoint.documented_path.clone(),
            corrections: self.operation_corrections(endpoint),
            parameters,
            scopes: self.scopes(endpoint),
            credentials: self.credentials(endpoint),
            statuses: responses.statuses,
            headers: responses.headers,
            accept: responses.accept,
            envelope: responses.envelope,
            part_of: None,
            paging,
            calls,
            examples: requests.into_iter().chain(responses.examples).collect(),
            id,
            has_id,
            name: None,
            group,
        })
    }

    /// Gives the calls of an operation the names that a person chose.
    fn name_calls(&mut self, calls: &mut [Call], at: &Pointer) {
        match calls {
            [call] => call.chosen = self.names.value(at),
            calls => {
                for call in calls {
                    let tag = call.tag.as_deref();
                    call.chosen = tag.and_then(|tag| self.names.tagged_method(at, tag));
                }
            }
        }
    }

    /// Reports the lines of a node's description that announce facts and state none.
    pub(super) fn report_unreadable(&mut self, prose: &Prose, at: &Pointer) {
        for line in &prose.unreadable {
            let message = format!("`{}` states no fact that can be read", line.replace('\n', " "));
            // Of several lines, which the document indents, the first can be found.
            let words = line.lines().next().unwrap_or_default().to_owned();
            let place = Place::words(self.source, &at.child("description"), words);
            self.diagnostics.push(Diagnostic::new(Code::UnreadableFact, place, message));
        }
        for line in &prose.contradictory {
            let message = format!("`{line}` is not what the description states before");
            let place = Place::words(self.source, &at.child("description"), line.clone());
            let diagnostic = Diagnostic::new(Code::ContradictoryLimit, place, message);
            self.diagnostics.push(diagnostic.label("the client keeps to the stricter one"));
        }
    }

    /// Facts and examples that belong to a tag belong to one that there is.
    fn check_tags(
        &mut self,
        calls: &[Call],
        prose: &Prose,
        responses: &Responses<'_>,
        at: &Pointer,
    ) {
        let known = self.known_tags(calls);
        let limits = prose.limits.iter().map(|it| &it.tag);
        let tags = limits.chain(prose.errors.iter().map(|it| &it.tag)).flatten();
        let mut reported: Vec<&str> = Vec::new();
        for tag in tags.filter(|tag| !known.contains(tag) && !known.is_empty()) {
            if !reported.contains(&tag.as_str()) {
                reported.push(tag);
                let message = format!("the description has facts for `{tag}`, which is no tag");
                self.report_key(Code::UnreadableFact, &at.child("description"), message);
            }
        }
        let split = calls.iter().filter(|_| calls.len() > 1).filter_map(|call| call.tag.as_ref());
        for tag in split.filter(|tag| responses.is_unclear(tag)) {
            let message = format!("nothing says whether `{tag}` is answered with a body");
            self.report_key(Code::UnclearResponse, &at.child("responses"), message);
        }
    }

    /// The tags that select calls, or the variants of a call's body.
    fn known_tags(&self, calls: &[Call]) -> Vec<String> {
        let mut known: Vec<String> = calls.iter().filter_map(|call| call.tag.clone()).collect();
        for call in calls {
            let kind = call.body.as_ref().and_then(|it| self.kind_of(&it.ty));
            if let Some(ShapeKind::Union { variants, .. }) = kind {
                known.extend(variants.iter().map(|variant| variant.value.clone()));
            }
        }
        known
    }

    /// The corrections of the operation itself, of its path item and of the server it is sent to.
    fn operation_corrections(&self, endpoint: &Endpoint<'_>) -> Vec<String> {
        let servers = Pointer::root().child("servers");
        let mut reasons = self.corrections(&endpoint.pointer);
        reasons.extend(self.corrections(&endpoint.item_pointer.child("servers")));
        reasons.extend(self.corrections(&servers));
        reasons
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

    /// The path of the endpoint's server, which requests begin with.
    fn base_path(&mut self, endpoint: &Endpoint<'_>) -> String {
        let path = endpoint.base_path(self.document).to_owned();
        let Some((server, at)) = endpoint.server(self.document) else { return path };
        if !has_path(&server.url) {
            let message = format!("`{}` has no path that a request can begin with", server.url);
            self.report(Code::MalformedServer, &at.child("url"), message);
        }
        path
    }

    /// Whether an operation has a host that the document is not about. The client has one host, and its token goes to no
    /// other.
    fn is_elsewhere(&mut self, endpoint: &Endpoint<'_>) -> bool {
        let Some((_, at)) = endpoint.server(self.document) else { return false };
        let host = endpoint.host(self.document).filter(|host| !self.hosts.contains(host));
        let Some(host) = host else { return false };
        let (method, path) = (endpoint.method.as_str(), &endpoint.path);
        let own = match self.hosts.first() {
            Some(own) => format!("the client sends all requests to `{own}`"),
            None => "the client sends all requests to the host that it is given".to_owned(),
        };
        let message = format!("`{method} {path}` is left out: it is on `{host}`, and {own}");
        self.report(Code::OtherHost, &at.child("url"), message);
        true
    }
}

/// What the description says, without what it says about aliases.
pub(super) fn described(endpoint: &Endpoint<'_>) -> Prose {
    let description = endpoint.operation.description.as_deref().unwrap_or_default();
    prose::read(&endpoint.cleaned(description))
}

/// The id, and whether the document gives it. Method and path key stand in for one: what depends on no other operation is the
/// same when others come and go.
fn operation_id(endpoint: &Endpoint<'_>) -> (String, bool) {
    match &endpoint.operation.operation_id {
        Some(id) if !id.trim().is_empty() => (id.clone(), true),
        _ => {
            let key = endpoint.item_pointer.last().unwrap_or_default();
            (format!("{} {key}", endpoint.method.as_str()), false)
        }
    }
}
