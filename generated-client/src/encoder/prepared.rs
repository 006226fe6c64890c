//! An encoded operation.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Uri};

use crate::OperationInfo;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const ZERO: HeaderValue = HeaderValue::from_static("0");

/// What the HTTP requests of a call are made of, one for each attempt.
pub(crate) struct Prepared {
    pub(super) operation: &'static OperationInfo,
    pub(super) uri: Uri,
    pub(super) body: Option<Bytes>,
}

impl Prepared {
    pub(crate) fn operation(&self) -> &'static OperationInfo {
        self.operation
    }

    /// The request without authorization.
    pub(crate) fn request(&self) -> Request<Bytes> {
        let mut request = Request::new(self.body.clone().unwrap_or_default());
        let method = &self.operation.method;
        request.method_mut().clone_from(method);
        request.uri_mut().clone_from(&self.uri);
        request.extensions_mut().insert(self.operation);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, JSON);
        if self.body.is_some() {
            headers.insert(CONTENT_TYPE, JSON);
        } else if [Method::POST, Method::PUT, Method::PATCH].contains(method) {
            // RFC 9110, section 8.6: these methods may have a body, so its absence is said.
            headers.insert(CONTENT_LENGTH, ZERO);
        }
        request
    }
}
