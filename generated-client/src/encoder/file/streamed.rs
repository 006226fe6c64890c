//! Files that are read while they are sent.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt, future, stream};

use super::{Content, File};
use crate::TransportError;
use crate::lock::lock;
use crate::off_thread::off_thread;

/// How much of a file is in memory at a time.
const CHUNK: usize = 64 * 1024;

/// What is read while it is sent.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Streamed {
    origin: Origin,
    progress: Option<Shared<Progress>>,
}

type Progress = dyn Fn(u64) + Send + Sync;

/// What it is read from.
#[derive(Clone, PartialEq, Eq)]
enum Origin {
    Bytes(Bytes),
    Path(Arc<Path>, u64),
    Once(Shared<Mutex<Option<Source>>>, Option<u64>),
}

/// What can be read once.
enum Source {
    Reader(Box<dyn Read + Send>),
    Stream(stream::BoxStream<'static, io::Result<Bytes>>),
}

/// Two are equal if they are the same.
struct Shared<T: ?Sized>(Arc<T>);

impl<T: ?Sized> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: ?Sized> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: ?Sized> Eq for Shared<T> {}

impl File {
    /// A file on the disk, under its own name, as `application/octet-stream`. It is read while it is sent, and again if the
    /// call is repeated. Where it has become shorter by then, or longer in a form, the call fails, and nothing was done.
    ///
    /// Needs the feature `streaming`.
    ///
    /// # Errors
    ///
    /// An [`io::Error`], which is not the [`Error`](crate::Error) of calls, if it cannot be opened now, is no regular file but
    /// a directory or a pipe, or has no name that is UTF-8.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let metadata = fs::File::open(&path)?.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::other(
                "it is no regular file; what has no length can be sent with `from_stream`",
            ));
        }
        let name = path.file_name().and_then(|it| it.to_str());
        let name = name.ok_or_else(|| io::Error::other("the file has no name that is UTF-8"))?;
        Ok(Self::streamed(name.to_owned(), Origin::Path(path.as_path().into(), metadata.len())))
    }

    /// A file of `length` bytes that is read while it is sent. It is read once, so the call is not repeated once that has
    /// begun.
    ///
    /// Needs the feature `streaming`.
    pub fn from_reader(
        name: impl Into<String>,
        reader: impl Read + Send + 'static,
        length: u64,
    ) -> Self {
        Self::once(name.into(), Source::Reader(Box::new(reader)), Some(length))
    }

    /// A file that comes as a stream, and its length in bytes if that is known. It is read once, so the call is not
    /// repeated once that has begun. Without a length, the service has to take bodies of unknown length, and a documented
    /// limit of its size is not checked before.
    ///
    /// Needs the feature `streaming`.
    pub fn from_stream(
        name: impl Into<String>,
        stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Self::once(name.into(), Source::Stream(stream.boxed()), length)
    }

    fn once(name: String, source: Source, length: Option<u64>) -> Self {
        Self::streamed(name, Origin::Once(Shared(Arc::new(Mutex::new(Some(source)))), length))
    }

    fn streamed(name: String, origin: Origin) -> Self {
        Self::of(name, Content::Streamed(Streamed { origin, progress: None }))
    }

    /// Calls `progress` with the number of bytes of this file that were taken to be sent so far, after each piece. They are
    /// taken in advance: up to some 400 kB of them wait in this process, and more in buffers of the operating system. So
    /// the last number does not say that the file has arrived, but as long as it is less than [`length`](Self::length), the
    /// service has no more than a part of the request, of this attempt: the number begins anew where the call is repeated.
    ///
    /// Needs the feature `streaming`.
    #[must_use]
    pub fn on_progress(mut self, progress: impl Fn(u64) + Send + Sync + 'static) -> Self {
        let progress = Some(Shared::<Progress>(Arc::new(progress)));
        let origin = match self.content {
            Content::Bytes(bytes) => Origin::Bytes(bytes),
            Content::Streamed(streamed) => streamed.origin,
        };
        self.content = Content::Streamed(Streamed { origin, progress });
        self
    }
}

impl Streamed {
    /// How many bytes it has, if that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match &self.origin {
            Origin::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Origin::Path(_, length) => Some(*length),
            Origin::Once(_, length) => *length,
        }
    }

    /// Whether it can be sent: for the first time, or again.
    pub(crate) fn is_unread(&self) -> bool {
        match &self.origin {
            Origin::Bytes(_) | Origin::Path(..) => true,
            Origin::Once(source, _) => lock(&source.0).is_some(),
        }
    }

    /// What is in it, chunk by chunk. It is touched when the stream is polled, and not before.
    pub(crate) fn read(
        &self,
    ) -> impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static {
        let file = self.clone();
        let (length, progress) = (self.length(), self.progress.clone());
        let chunks = stream::once(async move { file.opened().await });
        let mut sent = 0_u64;
        let chunks = chunks.flat_map(|opened| match opened {
            Ok(chunks) => chunks,
            Err(error) => stream::once(async { Err(error) }).boxed(),
        });
        let end = stream::once(async { Ok(Bytes::new()) });
        let mut has_failed = false;
        let chunks = chunks.filter(has_bytes).chain(end).map(move |chunk: io::Result<Bytes>| {
            let chunk = chunk.map_err(TransportError::source);
            let chunk = chunk.and_then(|chunk| {
                sent += chunk.len() as u64;
                let is_end = chunk.is_empty();
                match length {
                    Some(length) if !has_failed && (sent > length || (is_end && sent < length)) => {
                        let more = if is_end { "" } else { " or more" };
                        let reason = format!("it has {sent} bytes{more} in place of {length}");
                        Err(TransportError::source(io::Error::other(reason)))
                    }
                    _ => Ok(chunk),
                }
            });
            has_failed |= chunk.is_err();
            match (&chunk, &progress) {
                (Ok(chunk), Some(progress)) if !chunk.is_empty() => (progress.0)(sent),
                _ => {}
            }
            chunk
        });
        chunks.filter(has_bytes)
    }

    async fn opened(self) -> io::Result<stream::BoxStream<'static, io::Result<Bytes>>> {
        match self.origin {
            Origin::Bytes(bytes) => {
                let chunks: Vec<_> = (0..bytes.len())
                    .step_by(CHUNK)
                    .map(|start| Ok(bytes.slice(start..bytes.len().min(start + CHUNK))))
                    .collect();
                Ok(stream::iter(chunks).boxed())
            }
            Origin::Path(path, _) => {
                let file = off_thread(move || fs::File::open(path)).await?;
                Ok(chunks(Box::new(file)).boxed())
            }
            Origin::Once(source, _) => match lock(&source.0).take() {
                Some(Source::Reader(reader)) => Ok(chunks(reader).boxed()),
                Some(Source::Stream(stream)) => Ok(stream),
                None => Err(io::Error::other("it was read before")),
            },
        }
    }
}

fn chunks(reader: Box<dyn Read + Send>) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::unfold(Some(reader), |reader| async {
        let mut reader = reader?;
        let read = off_thread(move || {
            let mut chunk = vec![0; CHUNK];
            let length = read_full(&mut reader, &mut chunk)?;
            chunk.truncate(length);
            Ok((Bytes::from(chunk), reader))
        });
        match read.await {
            Ok((chunk, _)) if chunk.is_empty() => None,
            Ok((chunk, reader)) => Some((Ok(chunk), Some(reader))),
            Err(error) => Some((Err(error), None)),
        }
    })
}

/// An empty chunk stands for the end, so none that comes before it may be empty.
fn has_bytes<E>(chunk: &Result<Bytes, E>) -> future::Ready<bool> {
    future::ready(!matches!(chunk, Ok(chunk) if chunk.is_empty()))
}

/// As much as fits, or as there is.
fn read_full(reader: &mut dyn Read, chunk: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < chunk.len() {
        match reader.read(&mut chunk[length..]) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}
