//! What the name of a media type tells.

/// The usual one.
pub(crate) const JSON: &str = "application/json";

/// A media type without its parameters, in small letters, as RFC 9110 compares it. Documents write a comma for the semicolon
/// too.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split([';', ',']).next().unwrap_or_default().trim().to_lowercase()
}

/// Whether a media type is JSON, with or without parameters: `application/json`, `application/problem+json`.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == JSON || essence.ends_with("+json")
}

/// Whether a media type is text: `text/*`, or XML.
pub(crate) fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.starts_with("text/") || essence == "application/xml" || essence.ends_with("+xml")
}
