//! The documentation that the emitted code carries: Markdown for rustdoc.

use super::authorization;
use crate::ir::{Bound, Call, Limits, Operation, Rate, RateLimit, ResponseHeader};
use crate::model::{
    Argument, Budget, FieldKind, HeaderName, Output, PageCursor, Paging, TimeCursor,
};
use crate::prose;

/// Prose of a document as Markdown for rustdoc, without space around it.
pub(super) fn clean(text: &str) -> String {
    prose::for_rustdoc(prose::markdown(text.trim()).trim()).trim().to_owned()
}

/// A text of a document as code in Markdown, on one line.
pub(super) fn code(text: &str) -> String {
    let shown = |c: char| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    format!("`{}`", text.chars().map(shown).collect::<String>())
}

/// A value: what the document says, and what it must keep to.
pub(super) fn value(text: &str, limits: &Limits, default: Option<&serde_json::Value>) -> String {
    let text = clean(text);
    let limits = limit_sentences(limits, &text).join(" ");
    let default = default.map(plain).filter(|value| !says_default(&text, value));
    let default = default.map(|value| format!("Default: {}.", code(&value))).unwrap_or_default();
    join(vec![text, limits, default], "\n\n")
}

/// A field: what is said of its value, what the service calls it where a person chose a name, and who writes it.
pub(super) fn field(text: &str, renamed: Option<&str>, kind: &FieldKind) -> String {
    let renamed = renamed.map(|name| format!("The service calls it {}.", code(name)));
    let access = match kind {
        FieldKind::ReadOnly => "Responses have it; it is never sent.",
        FieldKind::WriteOnly => "Requests have it; responses do not.",
        _ => "",
    };
    join(vec![text.to_owned(), renamed.unwrap_or_default(), access.to_owned()], "\n\n")
}

/// The limits that the text does not state already.
fn limit_sentences(limits: &Limits, text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let sizes = [
        (limits.min_length, limits.max_length, "character"),
        (limits.min_bytes, limits.max_bytes, "byte"),
        (limits.min_items, limits.max_items, "item"),
        (limits.min_members, limits.max_members, "member"),
    ];
    for (least, most, unit) in sizes {
        sentences.extend(size_sentences(least, most, unit, text));
    }
    let mut add = |words: &str, number: Option<String>| {
        if let Some(number) = number.filter(|number| !says(text, number)) {
            sentences.push(format!("{words} {number}."));
        }
    };
    let exclusive = |bound: Option<Bound>| bound.is_some_and(|it| it.exclusive);
    let number = |bound: Option<Bound>| bound.map(|it| it.value.to_string());
    let low = if exclusive(limits.minimum) { "More than" } else { "At least" };
    let high = if exclusive(limits.maximum) { "Less than" } else { "At most" };
    add(low, number(limits.minimum));
    add(high, number(limits.maximum));
    add("A multiple of", limits.multiple_of.map(|it| it.to_string()));
    if limits.unique {
        sentences.push("Items must be unique.".to_owned());
    }
    if let Some(pattern) = limits.pattern.as_ref().filter(|it| !text.contains(it.as_str())) {
        sentences.push(format!("It matches `{pattern}`, which is not checked before it is sent."));
    }
    if let Some(each) = &limits.each {
        let items = limit_sentences(each, text).into_iter().map(|it| format!("Each item: {it}"));
        sentences.extend(items);
    }
    sentences
}

/// How many of something there are, as far as the text does not state it.
fn size_sentences(
    least: Option<usize>,
    most: Option<usize>,
    unit: &str,
    text: &str,
) -> Vec<String> {
    let units = |size: usize| {
        let plural = if size == 1 { "" } else { "s" };
        format!("{size} {unit}{plural}")
    };
    let is_new = |size: &usize| !says(text, &size.to_string());
    let least = least.filter(|it| *it > 0);
    if let (Some(size), true) = (least.filter(is_new), least == most) {
        return vec![format!("Exactly {}.", units(size))];
    }
    let least = least.filter(is_new).map(|it| format!("At least {}.", units(it)));
    let most = most.filter(is_new).map(|it| format!("At most {}.", units(it)));
    least.into_iter().chain(most).collect()
}

/// Whether a text has a number or a word in it.
fn says(text: &str, word: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|part| part == word)
}

fn says_default(text: &str, value: &str) -> bool {
    says(&text.to_lowercase(), "default") && says(text, value)
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What a method's documentation says of the Rust around it.
pub(super) struct Method<'a> {
    /// The struct with the setters, if it has any.
    pub(super) setters: Option<&'a str>,
    pub(super) arguments: &'a [Argument],
    /// What the client keeps to.
    pub(super) budget: Option<Budget>,
    /// Any of these lists of scopes.
    pub(super) scopes: &'a [Vec<String>],
    /// What it answers, as Markdown.
    pub(super) response: String,
    /// The headers that the responses have beside, as Markdown.
    pub(super) headers: Option<String>,
    /// How to get more pages than one, as Markdown.
    pub(super) pages: Option<String>,
}

/// The documentation of a method.
pub(super) fn call(operation: &Operation, call: &Call, method: &Method<'_>) -> String {
    let mut parts = Vec::new();
    match &call.docs {
        // What the document says of this call alone; the rest would speak of its siblings too.
        Some(docs) => parts.push(clean(docs)),
        None if call.merged.is_empty() => {
            parts.push(clean(&headline(&operation.summary)));
            parts.push(clean(&operation.docs));
        }
        None => parts.extend(merged(call)),
    }
    parts.push(route(operation, call));
    parts.push(format!("**Response:** {}", method.response));
    parts.extend(method.headers.clone());
    parts.extend(method.pages.clone());
    parts.extend(limits(call.limit, method.budget));
    parts.extend(scopes(method.scopes));
    parts.extend(authorization::operation(operation));
    parts.extend(corrected(operation));
    parts.extend(arguments(method));
    parts.extend(errors(call));
    join(parts, "\n\n")
}

/// The headers of responses, each with the constant that names it.
pub(super) fn headers(headers: &[HeaderName], type_name: &str) -> Option<String> {
    let links = headers.iter().map(|it| {
        let HeaderName { name, wire, .. } = it;
        format!("[`{wire}`](requests::{type_name}::{name})")
    });
    let links = links.collect::<Vec<_>>().join(", ");
    let how = format!("[`with_response`](requests::{type_name}::with_response) gives them.");
    (!headers.is_empty()).then(|| format!("**Response headers:** {links}. {how}"))
}

/// The documentation of the constant that names a header of responses.
pub(super) fn header(header: &ResponseHeader) -> String {
    let name = format!("The header {} of responses.", code(&header.name));
    join(vec![name, clean(&header.docs)], "\n\n")
}

/// How the pages of a list are got.
pub(super) fn pages(paging: &Paging, type_name: &str) -> String {
    let how = match &paging.cursor {
        PageCursor::Tokens(tokens) => {
            let names: Vec<_> = tokens.iter().map(|(name, _)| format!("`{name}`")).collect();
            format!("They set {} themselves.", names.join(" or "))
        }
        PageCursor::Time(cursor) => back_in_time(cursor),
    };
    let sync_token = paging.sync_token.as_ref();
    let sync_token = sync_token.map(|it| format!(" Once exhausted, they provide a `{}`.", it.name));
    format!(
        "**Pages:** this is one page of a list. [`stream`](requests::{type_name}::stream) gives the items of all pages, \
         and [`pages`](requests::{type_name}::pages) the pages. {how}{}",
        sync_token.unwrap_or_default()
    )
}

fn back_in_time(cursor: &TimeCursor) -> String {
    let TimeCursor { until, limit, time, .. } = cursor;
    let mut text = format!(
        "Both page [backwards in time](crate::Pages#backwards-in-time): they set `{until}` to the `{time}` of the \
         oldest item that came."
    );
    if let (None, Some(most)) = (cursor.default_limit, cursor.max_limit) {
        text += &format!(" They use a `{limit}` of {most} unless you set one.");
    }
    for order in &cursor.order {
        text += &format!(" `{}` must be `{}` or unset.", order.name, order.value);
    }
    text
}

/// The documentation of the struct that is a request.
pub(super) fn request(
    operation: &Operation,
    call: &Call,
    handle: &str,
    method: &str,
    output: &Output,
) -> String {
    let first = call.docs.as_deref().and_then(|docs| docs.split("\n\n").next());
    let summary = match first {
        Some(first) => clean(first),
        None if call.merged.is_empty() => clean(&headline(&operation.summary)),
        None => merged(call).into_iter().next().unwrap_or_default(),
    };
    let reference = format!("The request of [`{handle}::{method}`].");
    let download = match output {
        Output::Bytes => {
            "Sent as it is, it gives bytes. [`Client::download`](crate::Client::download), which needs the feature \
             `streaming`, makes a [`Download`](crate::Download) of it, which writes them to a file while they come."
        }
        _ => "",
    };
    join(vec![summary, reference, download.to_owned()], "\n\n")
}

/// What the document had, and why this is something else.
fn corrected(operation: &Operation) -> Option<String> {
    let moved =
        operation.documented_path.as_ref().map(|path| format!("The document has `{path}`."));
    let parts: Vec<_> = moved.into_iter().chain(operation.corrections.iter().cloned()).collect();
    correction(&parts)
}

/// The note that the document was corrected.
pub(super) fn correction(reasons: &[String]) -> Option<String> {
    (!reasons.is_empty()).then(|| format!("**Corrected:** {}", reasons.join(" ")))
}

/// What a call does that takes the place of several documented operations. What other documents add is in the list alone.
fn merged(call: &Call) -> Vec<String> {
    let own = call.merged.iter().filter(|it| it.document.is_none());
    let summaries = own.map(|it| it.summary.trim_end_matches('.'));
    let summaries: Vec<_> = summaries.filter(|it| !it.is_empty()).collect();
    let headline = headline(&any_of(&summaries));
    let items = call.merged.iter().map(|it| {
        let first = it.docs.split("\n\n").next().unwrap_or_default();
        let first = clean(first).replace('\n', "\n  ");
        format!("- {}: {first}", code(&it.id))
    });
    let items = items.collect::<Vec<_>>().join("\n");
    let documents = match call.merged.iter().all(|it| it.document.is_none()) {
        true => "The document has",
        false => "The documents have",
    };
    vec![headline, format!("{documents} an operation for each of these:\n\n{items}")]
}

/// One sentence for several things to do. The word that all begin with, which is a verb, is said once: "Send a text, a
/// list or labels".
fn any_of(summaries: &[&str]) -> String {
    let Some((first, others)) = summaries.split_first() else { return String::new() };
    let verb = first.find(' ').and_then(|space| first.get(..=space));
    let objects = others.iter().map(|it| it.strip_prefix(verb?).map(str::to_owned));
    let others = objects
        .collect::<Option<Vec<_>>>()
        .unwrap_or_else(|| others.iter().map(|it| lower_first(it)).collect());
    match others.split_last() {
        None => (*first).to_owned(),
        Some((last, others)) => {
            let others: String = others.iter().map(|it| format!(", {it}")).collect();
            format!("{first}{others} or {last}")
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(characters.clone()).collect()
}

fn headline(summary: &str) -> String {
    let summary = summary.trim();
    if summary.is_empty() || summary.ends_with(['.', '!', '?']) {
        summary.to_owned()
    } else {
        format!("{summary}.")
    }
}

fn route(operation: &Operation, call: &Call) -> String {
    let (method, base, path) = (operation.method.as_str(), &operation.base_path, &operation.path);
    let route = format!("`{method} {base}{path}`");
    let is_named = call.merged.is_empty() && operation.has_id;
    if is_named { format!("{route}, operation {}", code(&operation.id)) } else { route }
}

/// The limit of the operation itself, then what other methods on its route make of it.
fn limits(own: RateLimit, budget: Option<Budget>) -> Option<String> {
    let budget = budget?;
    let mut sentences = Vec::new();
    if let Some(rate) = own.rate {
        sentences.push(format!("At most {}.", requests(rate)));
    }
    if let Some(seconds) = own.lock_period_seconds {
        let limit = if own.rate.is_some() { "that" } else { "the limit, which is not stated," };
        let period = Rate::period(seconds);
        sentences.push(format!("Whoever exceeds {limit} is locked out for {period}."));
    }
    if own != budget.limit {
        let rate = budget.limit.rate.map(requests);
        let lock = budget.limit.lock_period_seconds;
        let lock = lock.map(|it| format!("a lock-out of {}", Rate::period(it)));
        let kept: Vec<_> = rate.into_iter().chain(lock).collect();
        sentences.push(format!(
            "All methods on this route count together, and the client keeps to the strictest of their limits: {}.",
            kept.join(" and "),
        ));
    } else if budget.is_shared {
        sentences.push("Calls of other methods on this route count too.".to_owned());
    }
    if budget.is_assumed {
        sentences.push(
            "Several documents have this route; that their calls count together is assumed."
                .to_owned(),
        );
    }
    Some(format!("**Limit:** {}", sentences.join(" ")))
}

/// `30 requests a minute`
fn requests(rate: Rate) -> String {
    rate.to_string().replacen(' ', " requests ", 1)
}

fn scopes(scopes: &[Vec<String>]) -> Option<String> {
    let any_of = scopes.iter().map(|all_of| {
        let all: Vec<_> = all_of.iter().map(|scope| format!("`{scope}`")).collect();
        all.join(" and ")
    });
    let any_of: Vec<_> = any_of.collect();
    (!any_of.is_empty()).then(|| format!("**Scope:** {}", any_of.join(" or ")))
}

fn arguments(method: &Method<'_>) -> impl Iterator<Item = String> {
    let described = method.arguments.iter().filter(|it| !it.docs.is_empty());
    let lines = described.map(|Argument { name, docs, .. }| {
        // An argument is one item of a list, whatever its own documentation is made of.
        format!("- `{name}`: {}", docs.replace('\n', "\n  "))
    });
    let lines: Vec<_> = lines.collect();
    let arguments = (!lines.is_empty()).then(|| format!("# Arguments\n\n{}", lines.join("\n")));
    let setters = method.setters.map(|name| {
        format!("Optional parameters are set with the methods of [`{name}`](requests::{name}).")
    });
    arguments.into_iter().chain(setters)
}

fn errors(call: &Call) -> Option<String> {
    if call.errors.is_empty() {
        return None;
    }
    let rows = call.errors.iter().map(|error| {
        let meaning = clean(&error.meanings.join(" ")).replace('|', "\\|");
        format!("| `{}` | {meaning} |\n", error.code)
    });
    let rows: String = rows.collect();
    Some(format!("# Errors\n\n| Code | Meaning |\n|---|---|\n{}", rows.trim_end()))
}

fn join(parts: Vec<String>, separator: &str) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(separator)
}

#[cfg(test)]
mod tests {
    use super::any_of;

    #[test]
    fn what_all_do_is_said_once() {
        assert_eq!(
            any_of(&["Send a text", "Send a list", "Send labels"]),
            "Send a text, a list or labels"
        );
        assert_eq!(any_of(&["Send a text", "Sendmail"]), "Send a text or sendmail");
        assert_eq!(any_of(&["Send", "Send a text"]), "Send or send a text");
        assert_eq!(
            any_of(&["Send a text", "Add a list", "Drop it"]),
            "Send a text, add a list or drop it"
        );
        assert_eq!((any_of(&["Send"]), any_of(&[])), ("Send".to_owned(), String::new()));
    }
}
