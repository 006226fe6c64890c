//! What the documentation says of credentials that the client does not send.

use crate::ir::{Credential, Document, Operation};

/// What an operation takes, if an access token is not all of it.
pub(super) fn operation(operation: &Operation) -> Option<String> {
    let credentials = &operation.credentials;
    if !credentials.iter().flatten().any(|it| it.unsent.is_some()) {
        return None;
    }
    let what = |it: &Credential| it.unsent.clone().unwrap_or_else(|| "an access token".to_owned());
    let any_of = credentials.iter().map(|all_of| match all_of.as_slice() {
        [] => "nothing".to_owned(),
        all_of => all_of.iter().map(what).collect::<Vec<_>>().join(" and "),
    });
    let any_of = any_of.collect::<Vec<_>>().join(", or ");
    Some(format!(
        "**Authorization:** {any_of}. The client itself sends an access token alone: see [what adds the \
         rest](self#authorization)."
    ))
}

/// How a caller adds what the operations of a document take beside an access token.
pub(super) fn document(document: &Document) -> Option<String> {
    let credentials = document.operations.iter().flat_map(|it| it.credentials.iter().flatten());
    let mut rows: Vec<String> = Vec::new();
    for Credential { scheme, unsent } in credentials {
        let row = unsent.as_ref().map(|it| format!("- `{scheme}`: {it}"));
        rows.extend(row.filter(|it| !rows.contains(it)));
    }
    (!rows.is_empty()).then(|| {
        format!(
            "# Authorization\n\nThe client itself sends an access token in the header `Authorization`, and nothing of \
             these:\n\n{}\n\nA [`Transport`](crate::Transport) of your own adds them, since it has every request \
             before it is sent: it puts a key into the headers, the query or a cookie, writes the header \
             `Authorization` of an HTTP scheme over that of the client, or connects with a certificate. A token of \
             OpenID Connect comes from a [`TokenProvider`](crate::auth::TokenProvider).",
            rows.join("\n")
        )
    })
}
