//! What an operation is: data about it, how it is written, how its response is read.

use std::time::Duration;

use bytes::Bytes;
use http::Method;

use crate::base_url::BaseUrl;
use crate::encoder::Prepared;
use crate::pacing::Limit;
use crate::schema::undocumented_members::encoding;
use crate::{Encoder, Error, ErrorCode, RequestWithResponse, Response};

/// A request to the service, as a plain value that does no I/O.
///
/// [`Client::send`](crate::Client::send) takes any operation. To use an HTTP stack of your own
/// instead, send what [`http_request`](Self::http_request) gives, together with an `Authorization`
/// header, and pass what comes back to [`http_response`](Self::http_response).
///
/// Every request of this crate is one. Implement the trait yourself for an endpoint that the crate
/// lacks:
///
/// ```
/// use std::time::Duration;
///
/// use generated_client::http::Method;
/// use generated_client::{Response, Encoder, Error, Operation, OperationInfo, RateLimit};
///
/// struct ListBots {
///     limit: Option<i64>,
/// }
///
/// impl Operation for ListBots {
///     type Output = generated_client::serde_json::Value;
///     const INFO: &'static OperationInfo =
///         &OperationInfo::new("bots", "list_bots", Method::GET, "/api/v3", "/bots")
///             .with_scopes(&[&["ZohoCliq.Bots.READ"]])
///             // The client keeps to 30 calls a minute.
///             .with_rate_limit(RateLimit::per_minute(30).with_lock_period(Duration::from_secs(600)));
///
///     fn encode(&self, request: &mut Encoder) {
///         request.query("limit", &self.limit);
///     }
///
///     fn decode(response: &Response) -> Result<Self::Output, Error> {
///         response.json()
///     }
/// }
///
/// let request = ListBots { limit: Some(20) }.http_request("https://cliq.zoho.com")?;
/// assert_eq!(request.uri(), "https://cliq.zoho.com/api/v3/bots?limit=20");
/// # Ok::<(), Error>(())
/// ```
pub trait Operation {
    /// What the service answers.
    type Output;

    /// What the documents say about the operation.
    const INFO: &'static OperationInfo;

    /// Writes path arguments, query and body.
    fn encode(&self, request: &mut Encoder);

    /// Reads the response.
    ///
    /// # Errors
    ///
    /// [`Error::is_api`] unless the status is 2xx, [`Error::is_decode`] if the body is not what was
    /// expected.
    fn decode(response: &Response) -> Result<Self::Output, Error>;

    /// Whether a client may send the call again although the service may have carried it out: after a broken
    /// connection, a timeout or a status of 5xx. No by default.
    ///
    /// This is about calls that change something. What only reads is repeated in any case.
    fn repeats_if_unknown(&self) -> bool {
        false
    }

    /// The same operation, whose output is [what it answers, with the response](crate::WithResponse).
    fn with_response(self) -> RequestWithResponse<Self>
    where
        Self: Sized,
    {
        RequestWithResponse::new(self, ())
    }

    /// The request without authorization.
    ///
    /// Its extensions hold the `&'static OperationInfo`, for transports and middleware that want to know which
    /// operation they carry.
    ///
    /// `base_url` is scheme and host, with an optional port and path: that of a
    /// [data centre](crate::DataCenter::api_url), or `https://cliq.zoho.com/network/acme`.
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_request`] if an argument is outside the documented limits, or if the body is a
    /// [`File`](crate::File) that is read while it is sent; [`Error::is_builder`] if `base_url` is invalid.
    fn http_request(&self, base_url: &str) -> Result<http::Request<Bytes>, Error> {
        prepared(self, &BaseUrl::parse(base_url)?)?.request_in_memory()
    }

    /// Reads the response to [`http_request`](Self::http_request).
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    fn http_response(response: http::Response<Bytes>) -> Result<Self::Output, Error> {
        Self::decode(&Response::new(Self::INFO, response))
    }
}

/// What the requests of a call are made of.
pub(crate) fn prepared<O: Operation + ?Sized>(
    operation: &O,
    base_url: &BaseUrl,
) -> Result<Prepared, Error> {
    let mut request = Encoder::new(O::INFO);
    encoding(|| operation.encode(&mut request));
    request.finish(base_url)
}

impl<O: Operation + ?Sized> Operation for &O {
    type Output = O::Output;
    const INFO: &'static OperationInfo = O::INFO;

    fn encode(&self, request: &mut Encoder) {
        (**self).encode(request);
    }

    fn decode(response: &Response) -> Result<Self::Output, Error> {
        O::decode(response)
    }

    fn repeats_if_unknown(&self) -> bool {
        (**self).repeats_if_unknown()
    }
}

/// What the documents say about an operation.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The document that the operation is from, and the module it is in: `chats`.
    pub module: &'static str,
    /// The name of the method that makes the request: `fork`. Where that is in a group, the name stands behind the group's:
    /// `repos.get`.
    pub name: &'static str,
    /// The `operationId` in the document: `forkChatV3`.
    pub operation_id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The part of the path that all operations of the document share: `/api/v3`.
    pub base_path: &'static str,
    /// The rest of the path, with placeholders: `/chats/{CHAT_ID}/forks`.
    pub path: &'static str,
    /// The OAuth scopes that allow the operation: any of these sets, and of a set all.
    pub scopes: &'static [&'static [&'static str]],
    /// How often a user may call the operation, as far as its document says it.
    pub rate_limit: RateLimit,
    /// What the client keeps to: the strictest limit and the longest lock period of all documented operations with this
    /// method and route, whatever their path parameters are called. The service counts their calls together.
    pub budget: RateLimit,
    /// The error codes that the document names.
    pub error_codes: &'static [ErrorCode],
}

impl OperationInfo {
    /// An operation that the documents do not describe: without scopes, limits and error codes.
    ///
    /// `base_path` and `path` begin with `/` and are joined as they are. `path` may hold
    /// placeholders, `{CHAT_ID}`, which [`Encoder::path`] fills.
    pub const fn new(
        module: &'static str,
        name: &'static str,
        method: Method,
        base_path: &'static str,
        path: &'static str,
    ) -> Self {
        Self {
            module,
            name,
            operation_id: name,
            method,
            base_path,
            path,
            scopes: &[],
            rate_limit: RateLimit::NONE,
            budget: RateLimit::NONE,
            error_codes: &[],
        }
    }

    /// The same with the `operationId` of its document, which otherwise is `name`.
    pub const fn with_operation_id(mut self, operation_id: &'static str) -> Self {
        self.operation_id = operation_id;
        self
    }

    /// The same with the OAuth scopes that allow the operation: any of these sets, and of a set all.
    pub const fn with_scopes(mut self, scopes: &'static [&'static [&'static str]]) -> Self {
        self.scopes = scopes;
        self
    }

    /// The same with a limit to how often a user may call it, which the client keeps to. Calls of all operations with
    /// this method and route count together; give each of them the same limit.
    pub const fn with_rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self.budget = limit;
        self
    }

    /// The same with a stricter limit to all operations with this method and route together, which the client keeps to
    /// instead of the operation's own.
    pub const fn with_budget(mut self, budget: RateLimit) -> Self {
        self.budget = budget;
        self
    }

    /// The same with the error codes that the service answers.
    pub const fn with_error_codes(mut self, codes: &'static [ErrorCode]) -> Self {
        self.error_codes = codes;
        self
    }

    /// Whether a path, which comes after the base URL, is that of the operation, whatever stands for its placeholders.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        let Some(rest) = path.strip_prefix(self.base_path) else { return false };
        let (mut ours, mut theirs) = (self.path.split('/'), rest.split('/'));
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return true,
                (Some(ours), Some(theirs)) if fits(ours, theirs) => {}
                _ => return false,
            }
        }
    }
}

/// Whether a segment of a path is one that the operation's segment stands for.
fn fits(ours: &str, theirs: &str) -> bool {
    let Some((before, rest)) = ours.split_once('{') else { return ours == theirs };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    let argument = theirs.strip_prefix(before).and_then(|it| it.strip_suffix(after));
    argument.is_some_and(|it| !it.is_empty())
}

/// So that functions take lists of operations as they come.
impl AsRef<OperationInfo> for OperationInfo {
    fn as_ref(&self) -> &OperationInfo {
        self
    }
}

/// How often one user may call an operation. All tokens of the user count together.
///
/// ```
/// use std::time::Duration;
/// use generated_client::RateLimit;
///
/// const LIMIT: RateLimit = RateLimit::per_minute(30).with_lock_period(Duration::from_secs(600));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many calls are allowed in which time, if that is known.
    pub limit: Option<Limit>,
    /// How long the service refuses every call after more, if that is known.
    pub lock_period: Option<Duration>,
}

impl RateLimit {
    /// Nothing is known.
    pub const NONE: Self = Self { limit: None, lock_period: None };

    /// At most so many calls in any `window`.
    pub const fn new(calls: u32, window: Duration) -> Self {
        Self { limit: Some(Limit { calls, window }), lock_period: None }
    }

    /// At most so many calls in any minute.
    pub const fn per_minute(calls: u32) -> Self {
        Self::new(calls, Duration::from_secs(60))
    }

    /// The same with the time for which the service refuses every call after more.
    pub const fn with_lock_period(mut self, lock_period: Duration) -> Self {
        self.lock_period = Some(lock_period);
        self
    }
}
