//! Downloads of the client for programs without async.

use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use bytes::{Buf, Bytes};
use futures_util::StreamExt;

use super::Client;
use crate::{Body, Download, Error, Operation, Response};

impl Client {
    /// Reads the response of an operation that answers with bytes while it comes, into a file or as a
    /// [`Read`].
    ///
    /// Needs the features `blocking` and `streaming`.
    pub fn download<O: Operation<Output = Bytes>>(&self, operation: O) -> Download<Self> {
        self.client.download(operation).on(self.clone())
    }
}

impl Download<Client> {
    /// Sends the request, and gives the response with a body that is read as it comes, as
    /// [`stream`](Download::stream) of the async client does.
    ///
    /// Needs the features `blocking` and `streaming`.
    ///
    /// # Errors
    ///
    /// As there, and [`Error::is_in_async`] within a task of Tokio.
    pub fn reader(self) -> Result<(Response, BodyReader), Error> {
        let (client, operation) = (self.client().clone(), self.operation());
        let download = self.on(client.client.clone());
        let (response, body) = client.wait(operation, download.stream())?;
        Ok((response, BodyReader { client, body, chunk: Bytes::new() }))
    }

    /// Writes what comes into a file, and gives its size in bytes, as [`to_file`](Download::to_file) of the async client
    /// does.
    ///
    /// Needs the features `blocking` and `streaming`.
    ///
    /// # Errors
    ///
    /// As there, and [`Error::is_in_async`] within a task of Tokio.
    pub fn to_file(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let (client, operation) = (self.client().clone(), self.operation());
        let download = self.on(client.client.clone());
        client.wait(operation, download.to_file(path))
    }
}

/// The body of a response, read as it comes. An error of the connection is one of reading.
///
/// Needs the features `blocking` and `streaming`.
pub struct BodyReader {
    client: Client,
    body: Body,
    /// What has come and is not read yet.
    chunk: Bytes,
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() {
            let next = self.client.block_on(self.body.next());
            let next = next.ok_or_else(|| io::Error::other("it is read within a task of Tokio"))?;
            let Some(chunk) = next else { return Ok(0) };
            self.chunk = chunk.map_err(io::Error::other)?;
        }
        let length = buffer.len().min(self.chunk.len());
        self.chunk.split_to(length).copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}

impl fmt::Debug for BodyReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyReader").finish_non_exhaustive()
    }
}
