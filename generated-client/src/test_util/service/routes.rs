//! Which operation a request is for, and whether it is one that the service would take.

use std::collections::HashSet;

use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::Value;

use crate::examples::OPERATIONS;
use crate::schema::undocumented_members::encoding;
use crate::test_util::documented::Documented;

/// Why a request is refused.
pub(super) enum Refusal {
    /// Status, code and message.
    Coded(StatusCode, &'static str, String),
    /// Status, and the body that the document shows.
    Documented(StatusCode, String),
}

impl Refusal {
    fn bad_request(code: &'static str, message: String) -> Self {
        Self::Coded(StatusCode::BAD_REQUEST, code, message)
    }
}

/// The operations at the address of a request, of which literal segments count before placeholders.
pub(super) fn candidates(request: &Request<Bytes>) -> Result<Vec<Documented>, Refusal> {
    let path = request.uri().path();
    let mut at_path: Vec<_> = OPERATIONS.iter().copied().filter(|it| it.info.is_at(path)).collect();
    let placeholders = |it: &Documented| it.info.path.matches('{').count();
    let fewest = at_path.iter().map(placeholders).min();
    at_path.retain(|it| Some(placeholders(it)) == fewest);
    if at_path.is_empty() {
        let message = format!("There is nothing at {path}.");
        return Err(Refusal::Coded(StatusCode::NOT_FOUND, "request_url_invalid", message));
    }
    at_path.retain(|it| it.info.method == request.method());
    if at_path.is_empty() {
        let message = format!("{path} does not take {}.", request.method());
        return Err(Refusal::Coded(
            StatusCode::METHOD_NOT_ALLOWED,
            "request_method_invalid",
            message,
        ));
    }
    Ok(at_path)
}

/// The operation that takes the request, by its query and its body; otherwise why none does. Several documents may have
/// one, and not all of them show a response.
pub(super) fn chosen(
    candidates: &[Documented],
    query: &[(String, String)],
    body: &Bytes,
) -> Result<Documented, Refusal> {
    let (mut taken_by, mut refusals) = (Vec::new(), Vec::new());
    for candidate in candidates {
        match check_query(candidate, query).and_then(|()| check_body(candidate, body)) {
            Ok(()) => taken_by.push(*candidate),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if let Some(operation) = taken_by.into_iter().min_by_key(|it| it.success().is_err()) {
        return Ok(operation);
    }
    // That of the operation which is meant: the others do not take the value of `operation` to begin with.
    let nearest = refusals.into_iter().min_by_key(|it| matches!(it, Refusal::Coded(_, INVALID, _)));
    Err(nearest.unwrap_or_else(|| invalid("No operation takes this.")))
}

fn check_query(operation: &Documented, query: &[(String, String)]) -> Result<(), Refusal> {
    // A deep object is written as `name[member]`.
    let sent: HashSet<&str> =
        query.iter().map(|(name, _)| name.split('[').next().unwrap_or(name)).collect();
    let known =
        |name: &&str| operation.required.contains(name) || operation.optional.contains(name);
    if let Some(extra) = sent.iter().find(|name| !known(name)) {
        let message = format!("The parameter {extra} is not known.");
        return Err(Refusal::bad_request("extra_param_found", message));
    }
    match operation.required.iter().find(|name| !sent.contains(*name)) {
        Some(name) => Err(missing(&format!("The parameter {name} is missing."))),
        None => Ok(()),
    }
}

fn check_body(operation: &Documented, body: &Bytes) -> Result<(), Refusal> {
    let Some((is_required, read)) = operation.body else { return Ok(()) };
    if body.is_empty() {
        return if is_required { Err(missing("The body is missing.")) } else { Ok(()) };
    }
    let text = std::str::from_utf8(body).map_err(|error| invalid(&error.to_string()))?;
    let sent: Value = serde_json::from_str(text).map_err(|error| invalid(&error.to_string()))?;
    // What is encoded for a request has no member that the document does not name.
    let declared = encoding(|| read(text)).map_err(|error| {
        let reason = error.to_string();
        if reason.starts_with("missing field") { missing(&reason) } else { invalid(&reason) }
    })?;
    match extra("", &sent, &declared) {
        Some(key) => {
            Err(Refusal::bad_request("extra_key_found", format!("The key {key} is not known.")))
        }
        None => Ok(()),
    }
}

/// A value is not acceptable.
const INVALID: &str = "invalid.inputs.submitted";

fn invalid(message: &str) -> Refusal {
    Refusal::bad_request(INVALID, message.to_owned())
}

fn missing(message: &str) -> Refusal {
    Refusal::bad_request("param_missing", message.to_owned())
}

/// The first key that was sent and is not declared. Null may stand for an absent value.
fn extra(at: &str, sent: &Value, declared: &Value) -> Option<String> {
    match (sent, declared) {
        (Value::Object(sent), Value::Object(declared)) => {
            sent.iter().filter(|(_, value)| !value.is_null()).find_map(|(name, value)| {
                let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                declared.get(name).map_or(Some(at.clone()), |it| extra(&at, value, it))
            })
        }
        (Value::Array(sent), Value::Array(declared)) => {
            let mut pairs = sent.iter().zip(declared).enumerate();
            pairs.find_map(|(index, (sent, declared))| {
                extra(&format!("{at}[{index}]"), sent, declared)
            })
        }
        _ => None,
    }
}
