//! An encoded operation.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Uri};

use crate::{CallOptions, OperationInfo};

const ZERO: HeaderValue = HeaderValue::from_static("0");

/// What the HTTP requests of a call are made of, one for each attempt.
pub(crate) struct Prepared {
    pub(super) operation: &'static OperationInfo,
    pub(super) uri: Uri,
    /// The media types that it asks for.
    pub(super) accept: HeaderValue,
    /// The headers that are parameters.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// Those that the call has beside.
    pub(super) options: CallOptions,
    /// The body and its media type.
    pub(super) body: Option<(HeaderValue, Bytes)>,
}

impl Prepared {
    pub(crate) fn operation(&self) -> &'static OperationInfo {
        self.operation
    }

    /// The request without authorization.
    pub(crate) fn request(&self) -> Request<Bytes> {
        let (media_type, body) = self.body.clone().unzip();
        let mut request = Request::new(body.unwrap_or_default());
        let method = &self.operation.method;
        request.method_mut().clone_from(method);
        request.uri_mut().clone_from(&self.uri);
        request.extensions_mut().insert(self.operation);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, self.accept.clone());
        if let Some(media_type) = media_type {
            headers.insert(CONTENT_TYPE, media_type);
        } else if [Method::POST, Method::PUT, Method::PATCH].contains(method) {
            // RFC 9110, section 8.6: these methods may have a body, so its absence is said.
            headers.insert(CONTENT_LENGTH, ZERO);
        }
        for (name, value) in &self.headers {
            headers.append(name, value.clone());
        }
        self.options.write(headers);
        request
    }
}
