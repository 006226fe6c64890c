//! Operations whose bodies are files, as a downstream crate could write them.

use generated_client::bytes::Bytes;
use generated_client::http::Method;
use generated_client::{Encoder, Error, File, Operation, OperationInfo, Response};

/// A file as a body.
pub(crate) struct Upload {
    pub(crate) file: File,
    /// Whether it is repeated also where it is unknown whether it was carried out.
    pub(crate) repeats_if_unknown: bool,
}

impl Operation for Upload {
    type Output = ();
    const INFO: &'static OperationInfo =
        &OperationInfo::new("files", "upload", Method::POST, "", "/files");

    fn encode(&self, request: &mut Encoder) {
        request.file(&self.file);
    }

    fn decode(response: &Response) -> Result<(), Error> {
        response.empty()
    }

    fn repeats_if_unknown(&self) -> bool {
        self.repeats_if_unknown
    }
}

pub(crate) struct Load;

impl Operation for Load {
    type Output = Bytes;
    const INFO: &'static OperationInfo =
        &OperationInfo::new("files", "load", Method::GET, "", "/files");

    fn encode(&self, _: &mut Encoder) {}

    fn decode(response: &Response) -> Result<Bytes, Error> {
        response.bytes()
    }
}
