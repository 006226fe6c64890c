//! Requests to endpoints that no document describes.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde_core::Serialize;

use crate::call_options::per_call;
use crate::generated::operations;
use crate::{
    Client, Encoder, Error, OperationInfo, ParameterValue, QueryValue, RateLimit, Response,
    ResponseFuture,
};

/// A request to an endpoint that no document describes, made by [`Client::request`].
///
/// ```no_run
/// # async fn run(client: generated_client::Client) -> Result<(), generated_client::Error> {
/// use generated_client::http::Method;
/// use generated_client::serde_json::{Value, json};
///
/// let bots: Value = client.request(Method::GET, "/api/v3/bots").query("limit", 20).await?.json()?;
///
/// let call = client.request(Method::POST, "/api/v3/bots/{BOT_ID}/calls").path("BOT_ID", "7");
/// call.json(json!({"text": "Hello"})).await?;
/// # Ok(())
/// # }
/// ```
///
/// It is signed and sent as all others are, to the client's [`base_url`](Client::base_url) and nowhere else, and gives the
/// [`Response`], which reads JSON ([`Response::json`]), text and bytes. What only reads (`GET`, `HEAD`, `OPTIONS`) is
/// repeated as the [`RetryPolicy`](crate::RetryPolicy) says; what may change something only where it certainly was not
/// carried out.
///
/// # Pacing
///
/// A path that a document of this crate describes is paced as its method is, where the feature of that module is on and no
/// placeholder stands for what is fixed in it. Of others, nobody has said how often they may be called, so each user makes at
/// most 10 such calls a minute with a method, whatever their paths: few documented operations allow less. If the service says
/// that there were too many, all of this method wait for as long as it says, or for ten minutes. An
/// [`Operation`](crate::Operation) of your own states other limits, and a type for the response.
#[must_use = "a request does nothing until it is awaited or sent"]
pub struct UndocumentedRequest<C = Client> {
    client: C,
    encoder: Encoder,
}

per_call!(UndocumentedRequest<Client>);
#[cfg(feature = "blocking")]
per_call!(UndocumentedRequest<crate::blocking::Client>);

impl Client {
    /// A request to an endpoint that no document describes: [`UndocumentedRequest`] shows one, and says how often it is sent.
    ///
    /// `method` is one of `GET`, `HEAD`, `OPTIONS`, `POST`, `PUT`, `PATCH` and `DELETE`. `path` is what comes after
    /// [`base_url`](Self::base_url), with the version of the API and, if there is one, the query: `/api/v3/bots?limit=5`.
    /// It may have placeholders, `{BOT_ID}`, which [`path`](UndocumentedRequest::path) fills; all else in it is
    /// percent-encoded already. An absolute URL is refused, for another host must not get the token.
    ///
    /// What is wrong with the request is an error when it is sent: [`Error::is_invalid_request`].
    pub fn request(&self, method: Method, path: &str) -> UndocumentedRequest {
        UndocumentedRequest::new(self.clone(), &method, path)
    }
}

impl<C> UndocumentedRequest<C> {
    pub(crate) fn new(client: C, method: &Method, path: &str) -> Self {
        let known = operation(method);
        let documented = documented(method, path);
        let mut encoder = Encoder::undocumented(known.unwrap_or(&OPERATIONS[0]), documented, path);
        if known.is_none() {
            encoder.checker().refuse("method", "is none that such requests are made with");
        }
        Self { client, encoder }
    }

    /// Fills the placeholder `{placeholder}` of the path: see [`Encoder::path`].
    pub fn path(mut self, placeholder: &'static str, value: impl ParameterValue) -> Self {
        self.encoder.path(placeholder, &value);
        self
    }

    /// Adds a query parameter: see [`Encoder::query`].
    pub fn query(mut self, name: &'static str, value: impl QueryValue) -> Self {
        self.encoder.query(name, &value);
        self
    }

    /// Sets the body, which is written as JSON.
    pub fn json(mut self, body: impl Serialize) -> Self {
        self.encoder.json_unchecked("application/json".into(), &body);
        self
    }

    /// Sets the body as it is, with its media type: `text/csv`.
    pub fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> Self {
        self.encoder.raw(media_type, body);
        self
    }
}

impl UndocumentedRequest {
    /// Sends the request. The same as `.await`, which needs no call.
    ///
    /// # Errors
    ///
    /// As [`Client::send`]: [`Error::is_api`] unless the status is 2xx. Who gets the response reads the body.
    pub fn send(self) -> ResponseFuture<Response> {
        self.client.send_encoded(self.encoder)
    }
}

impl IntoFuture for UndocumentedRequest {
    type Output = Result<Response, Error>;
    type IntoFuture = ResponseFuture<Response>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

#[cfg(feature = "blocking")]
impl UndocumentedRequest<crate::blocking::Client> {
    /// Sends the request and waits for the response.
    ///
    /// Needs the feature `blocking`.
    ///
    /// # Errors
    ///
    /// As [`blocking::Client::send`](crate::blocking::Client::send): [`Error::is_api`] unless the status is 2xx.
    pub fn send(self) -> Result<Response, Error> {
        self.client.send_encoded(self.encoder)
    }
}

impl<C> fmt::Debug for UndocumentedRequest<C> {
    /// Leaves out what the request holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UndocumentedRequest")
            .field("encoder", &self.encoder)
            .finish_non_exhaustive()
    }
}

/// What all such requests with a method are known as, and what they wait for together.
static OPERATIONS: [OperationInfo; 7] = [
    of(Method::GET),
    of(Method::HEAD),
    of(Method::OPTIONS),
    of(Method::POST),
    of(Method::PUT),
    of(Method::PATCH),
    of(Method::DELETE),
];

const fn of(method: Method) -> OperationInfo {
    const LOCK_PERIOD: Duration = Duration::from_secs(600);
    OperationInfo::new("client", "request", method, "", "/{PATH}")
        .with_rate_limit(RateLimit::per_minute(10).with_lock_period(LOCK_PERIOD))
}

/// The operation whose route a path is: that with the fewest placeholders, of several.
fn documented(method: &Method, path: &str) -> Option<&'static OperationInfo> {
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let of_method = operations().filter(|it| it.method == *method);
    of_method.filter(|it| it.is_at(path)).min_by_key(|it| it.path.matches('{').count())
}

pub(crate) fn operation(method: &Method) -> Option<&'static OperationInfo> {
    OPERATIONS.iter().find(|it| it.method == *method)
}

#[cfg(all(test, feature = "chats"))]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_a_document_describes_is_that_of_its_operation() {
        let name = |method, path| documented(&method, path).map(|it| it.name);
        assert_eq!(name(Method::GET, "/api/v3/chats?limit=5"), Some("list"));
        assert_eq!(name(Method::GET, "/api/v3/chats/CT_1/members"), Some("members"));
        assert_eq!(name(Method::GET, "/api/v3/chats/{ID}/members"), Some("members"));
        for path in ["/api/v3/chats/", "/api/v3/chats/CT_1/other", "/chats", "/api/v3/chats/a/b/c"]
        {
            assert_eq!(name(Method::GET, path), None, "{path}");
        }
        assert_eq!(name(Method::DELETE, "/api/v3/chats"), None);
    }
}
