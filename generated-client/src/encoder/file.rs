//! Files to upload.

#[cfg(feature = "streaming")]
mod streamed;

use std::fmt;

use bytes::Bytes;

#[cfg(feature = "streaming")]
pub(crate) use streamed::Streamed;

const BINARY: &str = "application/octet-stream";

/// A file, for a part of a form or for a whole body: bytes, or, with the feature `streaming`, what is read while it is sent.
///
/// ```
/// use generated_client::File;
///
/// let small = File::new("note.txt", "Hello").content_type("text/plain");
/// # #[cfg(feature = "streaming")]
/// # fn open() -> std::io::Result<File> {
/// let large = File::open("film.mp4")?.on_progress(|sent| println!("{sent} bytes"));
/// # Ok(large)
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The name that the service is told.
    pub name: String,
    /// The media type: `image/png`.
    pub content_type: String,
    content: Content,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Content {
    Bytes(Bytes),
    #[cfg(feature = "streaming")]
    Streamed(Streamed),
}

impl Content {
    /// The bytes, unless they are read while they are sent.
    pub(super) fn in_memory(&self) -> Option<&Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            #[cfg(feature = "streaming")]
            Self::Streamed(_) => None,
        }
    }
}

impl File {
    /// A file of the media type `application/octet-stream` that is in memory.
    pub fn new(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::of(name.into(), Content::Bytes(bytes.into()))
    }

    fn of(name: String, content: Content) -> Self {
        Self { name, content_type: BINARY.to_owned(), content }
    }

    /// The same with another media type: `image/png`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }

    /// The same under another name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// How many bytes it has, if that is known.
    pub fn length(&self) -> Option<u64> {
        match &self.content {
            Content::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            #[cfg(feature = "streaming")]
            Content::Streamed(streamed) => streamed.length(),
        }
    }

    pub(super) fn content(&self) -> &Content {
        &self.content
    }
}

/// Bytes without a name, for a whole body.
impl<B: Into<Bytes>> From<B> for File {
    fn from(bytes: B) -> Self {
        Self::new("", bytes)
    }
}

impl fmt::Debug for File {
    /// Leaves out what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("length", &self.length())
            .finish_non_exhaustive()
    }
}
