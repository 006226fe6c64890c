//! Which server's path the client takes, where a document leaves that open.
//!
//! The host is whoever calls the client's choice, so it does not matter here.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId};

/// Gives the variables in the paths of servers their defaults, and reports the servers that the client does
/// without.
pub(super) fn settle(source: SourceId, root: &mut Value, diagnostics: &mut Diagnostics) {
    let top = Pointer::root();
    owner(source, root, &top, diagnostics);
    let items = root.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in items.into_iter().flatten() {
        let at = top.child("paths").child(path);
        owner(source, item, &at, diagnostics);
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            owner(source, operation, &at.child(method), diagnostics);
        }
    }
}

/// The servers of a document, a path item or an operation.
fn owner(source: SourceId, node: &mut Value, at: &Pointer, diagnostics: &mut Diagnostics) {
    let Some(servers) = node.get_mut("servers").and_then(Value::as_array_mut) else { return };
    let mut taken: Option<String> = None;
    for (index, server) in servers.iter_mut().enumerate() {
        let at = at.child("servers").child(index);
        let Some(url) = server.get("url").and_then(Value::as_str) else { continue };
        let (url, replaced) = with_defaults(url, server.get("variables"));
        let path = path_of(&url).to_owned();
        match &taken {
            Some(taken) if *taken != path => {
                let message = format!("the client sends its requests below `{taken}` alone");
                let place = Place::node(source, &at.child("url"));
                diagnostics.push(Diagnostic::new(Code::Ignored, place, message));
            }
            Some(_) => {}
            None => {
                for (name, default) in replaced {
                    let message = format!("the client takes `{default}` for `{{{name}}}`");
                    let place = Place::key(source, &at.child("variables").child(name));
                    diagnostics.push(Diagnostic::new(Code::Ignored, place, message));
                }
                taken = Some(path);
            }
        }
        server["url"] = Value::String(url);
    }
}

/// The path of a server's URL that requests begin with, without a slash at its end. It is empty where only the caller
/// knows it.
pub(crate) fn path_of(url: &str) -> &str {
    let path = halves(url).1;
    if is_path(path) { path.trim_end_matches('/') } else { "" }
}

/// Whether a server's URL says which path requests begin with: one that is relative to where the document is published
/// does not, nor does one with a variable that nothing defines or with a query.
pub(crate) fn has_path(url: &str) -> bool {
    let path = halves(url).1;
    path.is_empty() || is_path(path)
}

/// Whether a text is a path of RFC 3986 that begins with a slash.
fn is_path(text: &str) -> bool {
    let is_written = |c: char| c.is_ascii_alphanumeric() || "/-._~%!$&'()*+,;=:@".contains(c);
    text.starts_with('/') && text.chars().all(is_written)
}

/// The host of a URL, with its port, if it names one.
pub(crate) fn host_of(url: &str) -> Option<String> {
    let host = after_scheme(url)?.split(['/', '?', '#']).next()?;
    Some(host.to_ascii_lowercase())
}

/// What follows the scheme, which RFC 3986 has a reference to another host leave out if it likes.
fn after_scheme(url: &str) -> Option<&str> {
    url.strip_prefix("//").or_else(|| Some(url.split_once("://")?.1))
}

/// What stands before the path of a URL, and the rest.
fn halves(url: &str) -> (&str, &str) {
    let path = match after_scheme(url) {
        Some(rest) => rest.find(['/', '?', '#']).map_or("", |start| &rest[start..]),
        None => url,
    };
    url.split_at(url.len() - path.len())
}

/// The URL with defaults in its path, and which they are.
fn with_defaults(url: &str, variables: Option<&Value>) -> (String, Vec<(String, String)>) {
    let (authority, mut rest) = halves(url);
    let mut settled = authority.to_owned();
    let mut replaced = Vec::new();
    while let Some((before, tail)) = rest.split_once('{') {
        settled.push_str(before);
        let named = tail.split_once('}').and_then(|(name, after)| {
            let default = variables?.get(name)?.get("default")?.as_str()?;
            Some((name, default, after))
        });
        match named {
            Some((name, default, after)) => {
                settled.push_str(default);
                replaced.push((name.to_owned(), default.to_owned()));
                rest = after;
            }
            None => {
                settled.push('{');
                rest = tail;
            }
        }
    }
    settled.push_str(rest);
    (settled, replaced)
}

#[cfg(test)]
mod tests {
    use super::{has_path, host_of, path_of};

    #[test]
    fn a_server_gives_its_path() {
        assert_eq!(path_of("https://cliq.zoho.com/api/v3"), "/api/v3");
        assert_eq!(path_of("https://cliq.zoho.com/api/v3/"), "/api/v3");
        assert_eq!(path_of("https://cliq.zoho.com"), "");
        assert_eq!(path_of("/api/v2"), "/api/v2");
        assert_eq!(path_of(""), "");
        assert_eq!(path_of("//cliq.zoho.com/api/v3"), "/api/v3");
    }

    #[test]
    fn a_path_that_nobody_can_know_is_left_to_the_caller() {
        for url in [
            "./v1",
            "../v1",
            "v1",
            "api.example.com",
            ",",
            "https://x/v1?a=b",
            "https://x?a",
            "/{v}",
        ] {
            assert_eq!((path_of(url), has_path(url)), ("", false), "{url}");
        }
        for url in ["", "/", "https://x", "https://x/", "https://x/v1/"] {
            assert!(has_path(url), "{url}");
        }
    }

    #[test]
    fn a_server_gives_its_host() {
        assert_eq!(host_of("https://Cliq.zoho.com/api/v3").as_deref(), Some("cliq.zoho.com"));
        assert_eq!(host_of("http://localhost:8080").as_deref(), Some("localhost:8080"));
        assert_eq!(host_of("//cliq.zoho.com/api").as_deref(), Some("cliq.zoho.com"));
        assert_eq!(host_of("/api/v2"), None);
    }
}
