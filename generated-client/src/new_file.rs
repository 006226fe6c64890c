//! Files that are there as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::random;

/// A file that is written under a name of its own beside its place, and put there when it is whole. If it never is, nothing
/// is left of it.
pub(crate) struct NewFile {
    /// Open for writing.
    pub(crate) file: Arc<File>,
    /// `None` when it is in its place.
    path: Option<PathBuf>,
}

impl NewFile {
    /// Makes the file, with an ending that tells what it is. A secret one is for its owner alone (on Unix, mode 0600).
    pub(crate) fn beside(place: &Path, ending: &str, is_secret: bool) -> io::Result<Self> {
        let Some(name) = place.file_name() else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"));
        };
        // File systems allow 255 bytes, and this leaves room for what follows.
        let start: String = name.to_string_lossy().chars().take(50).collect();
        // No other thread and no other process writes a file with this name.
        let (process, random) = (std::process::id(), random::number());
        let path = place.with_file_name(format!("{start}.{process}-{random:x}.{ending}"));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if is_secret {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        #[cfg(not(unix))]
        let _ = is_secret;
        Ok(Self { file: Arc::new(options.open(&path)?), path: Some(path) })
    }

    /// Puts it in its place, where it replaces what is there.
    pub(crate) fn put(mut self, place: &Path) -> io::Result<()> {
        if let Some(path) = &self.path {
            fs::rename(path, place)?;
        }
        self.path = None;
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // Whoever drops it has an error that says more than one of this.
            let _ = fs::remove_file(path);
        }
    }
}
