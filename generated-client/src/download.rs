//! Downloads, which are read while they come.

use std::fmt;
use std::fs;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use http::header::{CONTENT_RANGE, ETAG, IF_RANGE, RANGE};
use http::{HeaderMap, HeaderValue, StatusCode};

#[cfg(feature = "blocking")]
use crate::OperationInfo;
use crate::call_options::per_call;
use crate::encoder::Prepared;
use crate::exchange::{Reading, Settings, exchange_streamed};
use crate::new_file::NewFile;
use crate::observer::AttemptOutcome;
use crate::off_thread::off_thread;
use crate::operation::prepared;
use crate::retry::Attempts;
use crate::{Body, Client, Error, Operation, Response, TransportError};

/// A download that [`Client::download`](crate::Client::download) makes. Nothing is sent until it is read.
///
/// Needs the feature `streaming`.
///
/// ```no_run
/// # #[cfg(feature = "files-v2")]
/// # async fn run(client: generated_client::Client) -> Result<(), generated_client::Error> {
/// let film = client.files_v2().download("f3791c2279a67f6e");
/// let bytes = client.download(film).on_progress(|read, _| println!("{read}")).to_file("film.mp4").await?;
/// # Ok(())
/// # }
/// ```
///
/// What `client.files_v2().download(…)` gives is another type of this name, `files_v2::requests::Download`: a request which,
/// awaited itself, gives the file as bytes in memory.
#[must_use = "a download does nothing until it is read"]
pub struct Download<C = Client> {
    client: C,
    prepared: Result<Prepared, Error>,
    progress: Option<Box<Progress>>,
}

per_call!(Download<Client>);
#[cfg(feature = "blocking")]
per_call!(Download<crate::blocking::Client>);

/// Is called with the number of bytes that have come, and with how many there are in all.
type Progress = dyn Fn(u64, Option<u64>) + Send + Sync;

impl<C> Download<C> {
    pub(crate) fn new(client: C, prepared: Result<Prepared, Error>) -> Self {
        Self { client, prepared, progress: None }
    }

    /// The same with another client.
    #[cfg(feature = "blocking")]
    pub(crate) fn on<D>(self, client: D) -> Download<D> {
        Download { client, prepared: self.prepared, progress: self.progress }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &C {
        &self.client
    }

    /// What is called, unless the request cannot be made.
    #[cfg(feature = "blocking")]
    pub(crate) fn operation(&self) -> Option<&'static OperationInfo> {
        self.prepared.as_ref().ok().map(Prepared::operation)
    }

    /// Calls `progress` after each chunk with the number of bytes that have come so far, which goes back where the download has
    /// to begin anew, and with how many there are in all, if the service said so.
    pub fn on_progress(
        mut self,
        progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static,
    ) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }
}

impl Client {
    /// Reads the response of an operation that answers with bytes while it comes, into a file or as a stream.
    ///
    /// Needs the feature `streaming`.
    pub fn download<O: Operation<Output = Bytes>>(&self, operation: O) -> Download {
        Download::new(self.clone(), prepared(&operation, &self.settings().base_url))
    }
}

impl Download {
    /// Sends the request, and gives the response with a body that is read as it comes, once. The body of the [`Response`]
    /// itself is empty.
    ///
    /// [`ClientBuilder::timeout`](crate::ClientBuilder::timeout) is how long may pass without any bytes, and
    /// [`ClientBuilder::max_response_size`](crate::ClientBuilder::max_response_size) limits no more than the body of an
    /// error.
    ///
    /// # Errors
    ///
    /// As [`Client::send`](crate::Client::send).
    pub async fn stream(self) -> Result<(Response, Body), Error> {
        let settings = self.client.settings();
        let mut attempts = Attempts::new(settings.retry);
        let (response, body, reading) =
            exchange_streamed(settings.clone(), self.prepared?, &mut attempts, 0).await?;
        reading.has_ended(settings, 0, AttemptOutcome::Success, None);
        response.bytes()?;
        Ok((response, body))
    }

    /// Writes what comes into a file, which is replaced if it is there, and gives its size in bytes.
    ///
    /// Until all is there, it is in a file beside it, whose name ends with `.part`. Where the connection breaks, the rest is
    /// asked for (`Range`, RFC 9110, section 14.2), if the service names the version (a strong `ETag`, sent as `If-Range`)
    /// and takes ranges; otherwise, or if a part comes that is not the rest of what has come, it begins anew. The
    /// [`RetryPolicy`](crate::RetryPolicy) says how often, counted from the last bytes that were new. An operation that changes
    /// something is not asked for again, unless the policy says so.
    /// [`ClientBuilder::total_timeout`](crate::ClientBuilder::total_timeout) is for all of it,
    /// [`ClientBuilder::max_wait`](crate::ClientBuilder::max_wait) for each time that it is asked for.
    ///
    /// # Errors
    ///
    /// As [`Client::send`](crate::Client::send), [`Error::is_decode`] if the status is neither 200 nor 203, and
    /// [`Error::is_file`] if the file cannot be written. Nothing is left of it then, and nothing where the future is dropped;
    /// a file that was there before stays as it is. Only where it is dropped while the whole file is put in its place, at the
    /// very end, the file may be there.
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let Self { client, prepared, progress } = self;
        let settings = client.settings();
        let prepared = prepared?;
        let path = path.as_ref().to_owned();
        let file_error = |error| prepared.file_error(&path, error);
        let mut part = Part::create(&path).await.map_err(file_error)?;
        let mut attempts = Attempts::new(settings.retry);
        let began = settings.timer.now();
        let passed = || settings.timer.now().saturating_duration_since(began);
        let is_repeatable = settings.repeats_if_unknown(prepared.operation());
        let mut most = 0;
        loop {
            let rest = settings.after(passed());
            let fetched = part.fetch(&rest, &prepared, &mut attempts, progress.as_deref()).await;
            let interrupted = match fetched {
                Ok(Ok(())) => break part.has_ended(settings, AttemptOutcome::Success, None),
                Ok(Err(interrupted)) => interrupted,
                Err(error) => {
                    // There was a response.
                    part.has_ended(settings, AttemptOutcome::Success, None);
                    return Err(error);
                }
            };
            // More than ever before: a download that begins anew again and again comes to an end.
            if part.written > most {
                most = part.written;
                attempts = Attempts::new(settings.retry);
            }
            let total = settings.total_timeout.unwrap_or(Duration::MAX);
            let is_time = |delay: &Duration| passed().saturating_add(*delay) < total;
            let next = attempts.next(None, settings.timer.now());
            let next = next.filter(|delay| is_repeatable && is_time(delay));
            part.has_ended(settings, AttemptOutcome::NoResponse, next);
            match next {
                Some(delay) => settings.timer.sleep(delay).await,
                None => return Err(interrupted),
            }
        }
        let Part { file, written, .. } = part;
        let place = path.clone();
        off_thread(move || file.put(&place)).await.map_err(file_error)?;
        Ok(written)
    }
}

/// What has come of a file.
struct Part<'a> {
    path: &'a Path,
    file: NewFile,
    written: u64,
    /// The version that it is of, if a rest of it can be asked for.
    version: Option<HeaderValue>,
    /// How many bytes there are in all, if that is known.
    length: Option<u64>,
    /// The attempt under way, how much there was before it, and which attempt it is.
    reading: Option<Reading>,
    before: u64,
    number: u32,
}

impl<'a> Part<'a> {
    async fn create(path: &'a Path) -> io::Result<Self> {
        let place = path.to_owned();
        let create = move || match fs::symlink_metadata(&place) {
            // What has come could not be put there.
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            _ => NewFile::beside(&place, "part", false),
        };
        Ok(Self {
            path,
            file: off_thread(create).await?,
            written: 0,
            version: None,
            length: None,
            reading: None,
            before: 0,
            number: 0,
        })
    }

    /// Asks for what is missing, and writes what comes of it. The inner error is that of a connection that broke.
    async fn fetch(
        &mut self,
        settings: &Arc<Settings>,
        prepared: &Prepared,
        attempts: &mut Attempts,
        progress: Option<&Progress>,
    ) -> Result<Result<(), Error>, Error> {
        let path = self.path;
        let file_error = |error| prepared.file_error(path, error);
        let begun = self.version.as_ref().filter(|_| self.written > 0);
        let is_rest = begun.is_some();
        let request = match begun {
            Some(version) => {
                let range = HeaderValue::try_from(format!("bytes={}-", self.written));
                let range = range.map_err(|error| file_error(io::Error::other(error)))?;
                prepared.clone().with_headers([(RANGE, range), (IF_RANGE, version.clone())])
            }
            None => prepared.clone(),
        };
        let (response, mut body, reading) =
            exchange_streamed(settings.clone(), request, attempts, self.number).await?;
        self.number = reading.number();
        (self.reading, self.before) = (Some(reading), self.written);
        match response.bytes() {
            // There is no such rest: it is asked for as a whole.
            Err(error) if is_rest && response.status() == StatusCode::RANGE_NOT_SATISFIABLE => {
                self.version = None;
                return Ok(Err(error));
            }
            checked => checked?,
        };
        match response.status() {
            StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION => {
                self.version = version(response.headers());
                self.length = body.length();
                self.begin_anew().await.map_err(file_error)?;
            }
            StatusCode::PARTIAL_CONTENT if is_rest => match self.end_of_rest(response.headers()) {
                Some(end) => self.length = Some(end),
                None => {
                    self.version = None;
                    let reason = "a part that is not the rest of what has come".to_owned();
                    return Ok(Err(response.undecodable(reason, false)));
                }
            },
            _ => {
                return Err(
                    response.undecodable("no file comes with this status".to_owned(), false)
                );
            }
        }
        while let Some(chunk) = body.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) => return Ok(Err(Error::transport(prepared.operation(), error))),
            };
            let (file, length) = (self.file.file.clone(), chunk.len() as u64);
            let written = off_thread(move || (&*file).write_all(&chunk)).await;
            written.map_err(file_error)?;
            self.written += length;
            if let Some(progress) = progress {
                progress(self.written, self.length);
            }
        }
        Ok(self.check_length().map_err(|error| Error::transport(prepared.operation(), error)))
    }

    /// Where a part ends, if it is all of the rest of the same version (RFC 9110, section 14.4). A service may send less than
    /// was asked for.
    fn end_of_rest(&self, headers: &HeaderMap) -> Option<u64> {
        if headers.get(ETAG).is_some_and(|tag| Some(tag) != self.version.as_ref()) {
            return None;
        }
        let range = headers.get(CONTENT_RANGE)?.to_str().ok()?;
        let range = range.strip_prefix(&format!("bytes {}-", self.written))?;
        let (last, length) = range.split_once('/')?;
        let end = last.parse::<u64>().ok()?.checked_add(1)?;
        let length = if length == "*" { self.length? } else { length.parse().ok()? };
        (end == length && self.length.is_none_or(|it| it == end)).then_some(end)
    }

    /// Whether all has come, as far as that is known. What is too long is no beginning of anything.
    fn check_length(&mut self) -> Result<(), TransportError> {
        match self.length {
            Some(length) if length != self.written => {
                if self.written > length {
                    self.version = None;
                }
                let reason = format!("{} bytes came in place of {length}", self.written);
                Err(TransportError::other(reason))
            }
            _ => Ok(()),
        }
    }

    /// Tells of the attempt under way, if it had a response.
    fn has_ended(&mut self, settings: &Settings, outcome: AttemptOutcome, next: Option<Duration>) {
        if let Some(reading) = self.reading.take() {
            reading.has_ended(settings, self.written - self.before, outcome, next);
        }
    }

    async fn begin_anew(&mut self) -> io::Result<()> {
        (self.written, self.before) = (0, 0);
        let file = self.file.file.clone();
        off_thread(move || {
            file.set_len(0)?;
            (&*file).seek(SeekFrom::Start(0)).map(|_| ())
        })
        .await
    }
}

/// What a rest of the same version can be asked for by: a strong entity tag (RFC 9110, section 13.1.5).
fn version(headers: &HeaderMap) -> Option<HeaderValue> {
    let tag = headers.get(ETAG)?;
    tag.as_bytes().starts_with(b"\"").then(|| tag.clone())
}

impl<C> fmt::Debug for Download<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").finish_non_exhaustive()
    }
}
