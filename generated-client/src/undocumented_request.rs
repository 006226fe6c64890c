//! Requests to endpoints that no document describes.

use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, Mutex};

use http::Method;
use serde_core::Serialize;
use serde_json::Value;

use crate::call_options::per_call;
use crate::lock::lock;
use crate::schema::finite;
use crate::{
    CallOptions, Client, Encoder, Error, OperationInfo, ParameterValue, QueryValue, Response,
    ResponseFuture,
};

/// A request to an endpoint that no document describes, made by [`Client::request`].
///
/// ```no_run
/// # async fn list(client: generated_client::Client) -> Result<(), generated_client::Error> {
/// use generated_client::http::Method;
/// use generated_client::serde_json::{Value, json};
///
/// let bots: Value = client.request(Method::GET, "/api/v3/bots").query("limit", &20).await?.json()?;
///
/// let call = client.request(Method::POST, "/api/v3/bots/{BOT_ID}/calls").path("BOT_ID", "7");
/// call.json(json!({"text": "Hello"})).await?;
/// # Ok(())
/// # }
/// ```
///
/// It is signed, sent, repeated and answered as all others are: [`RetryPolicy`](crate::RetryPolicy) says what is repeated.
/// Awaited, it gives the [`Response`], which reads JSON ([`Response::json`]), text and bytes.
///
/// No limit is known, so it does not wait for a place in a budget. If the service says that there were too many calls, the
/// route is frozen as that of any operation: a method and a path, whatever stands for its placeholders. Write what varies
/// as a placeholder, therefore: a client tells a thousand routes apart, and takes all others with one method for the same.
#[must_use = "a request does nothing until it is awaited or sent"]
pub struct UndocumentedRequest<C = Client> {
    client: C,
    call_options: CallOptions,
    encoder: Encoder,
}

per_call!(UndocumentedRequest);

impl Client {
    /// A request to an endpoint that no document describes. `path` is what comes after [`base_url`](Self::base_url), with
    /// the version of the API: `/api/v3/bots`. It may have placeholders, `{BOT_ID}`, which
    /// [`path`](UndocumentedRequest::path) fills; what is to be percent-encoded elsewhere in it is so already.
    ///
    /// What is wrong with the request is an error when it is sent: [`Error::is_invalid_request`].
    pub fn request(&self, method: Method, path: &str) -> UndocumentedRequest {
        UndocumentedRequest::new(self.clone(), &method, path)
    }
}

impl<C> UndocumentedRequest<C> {
    pub(crate) fn new(client: C, method: &Method, path: &str) -> Self {
        let mut encoder = Encoder::undocumented(Routes::of(method, path), path);
        if let Some(reason) = mistake(path) {
            encoder.checker().refuse("path", reason);
        }
        Self { client, call_options: CallOptions::new(), encoder }
    }

    /// Fills the placeholder `{placeholder}` of the path: see [`Encoder::path`].
    pub fn path<V: ParameterValue + ?Sized>(
        mut self,
        placeholder: &'static str,
        value: &V,
    ) -> Self {
        self.encoder.path(placeholder, value);
        self
    }

    /// Adds a query parameter: see [`Encoder::query`].
    pub fn query<V: QueryValue + ?Sized>(mut self, name: &'static str, value: &V) -> Self {
        self.encoder.query(name, value);
        self
    }

    /// Sets the body, which is written as JSON.
    pub fn json(mut self, body: impl Serialize) -> Self {
        let value = serde_json::to_value(&body).map_err(|error| error.to_string());
        // A number that JSON cannot write would be null.
        match finite::check(&body).and(value) {
            Ok(body) => self.encoder.json::<Value>(&body),
            Err(reason) => {
                let reason = format!("cannot be written as JSON: {reason}");
                self.encoder.checker().refuse("body", &reason);
            }
        }
        self
    }

    /// Repeats the call also where the service may have carried it out: see [`CallOptions::repeat_if_unknown`].
    pub fn repeat_if_unknown(mut self) -> Self {
        self.call_options = self.call_options.repeat_if_unknown();
        self
    }

    /// What the request is known as in errors.
    #[cfg(feature = "blocking")]
    pub(crate) fn operation(&self) -> &'static OperationInfo {
        self.encoder.operation()
    }

    /// The client that it is bound to, and the call to be made.
    pub(crate) fn into_parts(self) -> (C, Encoder, CallOptions) {
        (self.client, self.encoder, self.call_options)
    }
}

impl UndocumentedRequest {
    /// Sends the request. The same as `.await`, which needs no call.
    ///
    /// # Errors
    ///
    /// As [`Client::send`]: [`Error::is_api`] unless the status is 2xx. Who gets the response reads the body.
    pub fn send(self) -> ResponseFuture<Response> {
        let (client, encoder, options) = self.into_parts();
        client.send_encoded(encoder, options)
    }
}

impl IntoFuture for UndocumentedRequest {
    type Output = Result<Response, Error>;
    type IntoFuture = ResponseFuture<Response>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl<C> fmt::Debug for UndocumentedRequest<C> {
    /// Leaves out what the request holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UndocumentedRequest")
            .field("encoder", &self.encoder)
            .field("call_options", &self.call_options)
            .finish_non_exhaustive()
    }
}

/// What is wrong with a path that is none, or that would become another one on its way.
fn mistake(path: &str) -> Option<&'static str> {
    let is_dots =
        |segment: &str| matches!(&*segment.to_lowercase().replace("%2e", "."), "." | "..");
    if !path.starts_with('/') {
        Some("does not begin with `/`")
    } else if path.contains(['?', '#', '\\']) {
        Some("has a `?`, a `#` or a `\\`; `query` adds parameters")
    } else if path.split('/').any(is_dots) {
        Some("has `.` or `..`, which would address another resource")
    } else {
        None
    }
}

/// The routes that were called.
#[derive(Default)]
pub(crate) struct Routes(HashMap<String, &'static OperationInfo>);

impl Routes {
    /// How many are told apart. What pacers, errors and transports hold of one is kept for good.
    const MOST: usize = 1000;

    /// The path of all others.
    const OTHERS: &str = "/{PATH}";

    /// The route of this process that has this method and path. A path that is none may have a secret in it, and is not
    /// shown.
    pub(crate) fn of(method: &Method, path: &str) -> &'static OperationInfo {
        static ALL: LazyLock<Mutex<Routes>> = LazyLock::new(Mutex::default);
        let path = if mistake(path).is_some() { Self::OTHERS } else { path };
        lock(&ALL).get(method, path)
    }

    fn get(&mut self, method: &Method, path: &str) -> &'static OperationInfo {
        let name = |path: &str| format!("request({method} {})", path.escape_debug());
        if let Some(known) = self.0.get(&name(path)) {
            return known;
        }
        let path = if self.0.len() < Self::MOST { path } else { Self::OTHERS };
        self.0.entry(name(path)).or_insert_with_key(|name| {
            let (name, path) = (name.clone().leak(), path.to_owned().leak());
            Box::leak(Box::new(OperationInfo::new("client", name, method.clone(), "", path)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_kept_once_and_not_more_than_a_thousand() {
        let mut routes = Routes::default();
        let first = routes.get(&Method::GET, "/a/{ID}");
        assert_eq!((first.module, first.name), ("client", "request(GET /a/{ID})"));
        assert!(std::ptr::eq(first, routes.get(&Method::GET, "/a/{ID}")));
        assert_ne!(first, routes.get(&Method::PUT, "/a/{ID}"));
        for number in 0..2 * Routes::MOST {
            routes.get(&Method::GET, &format!("/b/{number}"));
        }
        let others = routes.get(&Method::GET, "/c");
        assert!(std::ptr::eq(others, routes.get(&Method::GET, "/d")));
        assert_eq!(others.name, "request(GET /{PATH})");
        assert_ne!(others, routes.get(&Method::PUT, "/c"));
        assert_eq!(routes.0.len(), Routes::MOST + 2);
        assert!(std::ptr::eq(first, routes.get(&Method::GET, "/a/{ID}")));
    }
}
