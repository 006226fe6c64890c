//! An encoded operation.

#[cfg(feature = "streaming")]
use std::{io, path::Path};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Uri};

use super::Payload;
use crate::{Error, OperationInfo};

const ZERO: HeaderValue = HeaderValue::from_static("0");

/// What the HTTP requests of a call are made of, one for each attempt.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(super) operation: &'static OperationInfo,
    pub(super) paced_as: &'static OperationInfo,
    pub(super) uri: Uri,
    /// The media types that it asks for.
    pub(super) accept: HeaderValue,
    /// The headers that are parameters.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// The body and its media type.
    pub(super) body: Option<(HeaderValue, Payload)>,
}

impl Prepared {
    pub(crate) fn operation(&self) -> &'static OperationInfo {
        self.operation
    }

    /// The operation whose budget it takes from.
    pub(crate) fn paced_as(&self) -> &'static OperationInfo {
        self.paced_as
    }

    /// Whether it can be sent: for the first time, or again.
    pub(crate) fn is_unread(&self) -> bool {
        self.body.as_ref().is_none_or(|(_, body)| body.is_unread())
    }

    /// The same with further headers.
    #[cfg(feature = "streaming")]
    pub(crate) fn with_headers(
        mut self,
        headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    ) -> Self {
        self.headers.extend(headers);
        self
    }

    /// What the response is to be written to cannot be.
    #[cfg(feature = "streaming")]
    pub(crate) fn file_error(&self, path: &Path, error: io::Error) -> Error {
        Error::file(self.operation, path.to_owned(), error)
    }

    /// The same, if all of it is in memory.
    pub(crate) fn request_in_memory(&self) -> Result<Request<Bytes>, Error> {
        let (mut parts, body) = self.request().into_parts();
        parts.extensions.insert(self.operation);
        match body {
            Payload::Bytes(bytes) => Ok(Request::from_parts(parts, bytes)),
            #[cfg(feature = "streaming")]
            Payload::Pieces(_) => {
                let reason = "it has a file that is read only while a client sends it; one of `File::new` has its \
                              bytes in memory";
                Err(Error::invalid_request(self.operation, &[reason.to_owned()]))
            }
        }
    }

    /// The request without authorization.
    pub(crate) fn request(&self) -> Request<Payload> {
        let (media_type, body) = self.body.clone().unzip();
        let body = body.unwrap_or_default();
        let is_empty = body.is_empty();
        let mut request = Request::new(body);
        let method = &self.operation.method;
        request.method_mut().clone_from(method);
        request.uri_mut().clone_from(&self.uri);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, self.accept.clone());
        if let Some(media_type) = media_type {
            headers.insert(CONTENT_TYPE, media_type);
        }
        if is_empty && [Method::POST, Method::PUT, Method::PATCH].contains(method) {
            // RFC 9110, section 8.6: these methods may have a body, so its absence is said.
            headers.insert(CONTENT_LENGTH, ZERO);
        }
        for (name, value) in &self.headers {
            headers.append(name, value.clone());
        }
        request
    }
}
