//! A secret in a file.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::new_file::NewFile;

/// A file with one secret, such as a refresh token. On Unix, nobody but its owner can read it (mode 0600), and one that
/// others can read is refused.
///
/// A file is written under another name beside it and then renamed, so that there is a whole secret whenever the program
/// or the machine stops. A symbolic link is replaced by the file.
///
/// ```no_run
/// # fn client() -> Result<(), Box<dyn std::error::Error>> {
/// use generated_client::Client;
/// use generated_client::auth::SecretFile;
/// use generated_client::secrecy::ExposeSecret;
///
/// let file = SecretFile::new("cliq.refresh-token");
/// let refresh_token = file.read()?.ok_or("sign in first")?;
/// let client = Client::builder()
///     .refresh_token("1000.CLIENT", "1f0a6b2c", refresh_token.expose_secret())
///     .on_new_refresh_token(move |_user, token| {
///         if let Err(error) = file.write(token) {
///             eprintln!("the new refresh token is not stored: {error}");
///         }
///     })
///     .build()?;
/// # drop(client);
/// # Ok(())
/// # }
/// ```
///
/// Needs the feature `sign-in`.
#[derive(Clone, Debug)]
pub struct SecretFile(PathBuf);

impl SecretFile {
    /// The file at `path`, which need not exist. Its folder must.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The secret without the white space around it, or `None` if there is no file.
    ///
    /// # Errors
    ///
    /// `PermissionDenied` if others than the owner can read or change it, `IsADirectory` if it is a folder, `InvalidData` if
    /// it is no text, and whatever the system says. The error tells the path.
    pub fn read(&self) -> io::Result<Option<SecretString>> {
        match self.read_text() {
            Ok(text) => Ok(Some(text.trim().into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(at(&self.0, &error)),
        }
    }

    fn read_text(&self) -> io::Result<String> {
        let mut file = File::open(&self.0)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        check_mode(&metadata)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        Ok(text)
    }

    /// Writes the secret, all or nothing.
    ///
    /// # Errors
    ///
    /// Whatever the system says; the file then is as it was. The error tells the path, and the folder if that is missing.
    pub fn write(&self, secret: &SecretString) -> io::Result<()> {
        self.replace(secret).map_err(|error| at(&self.0, &error))
    }

    fn replace(&self, secret: &SecretString) -> io::Result<()> {
        let new = NewFile::beside(&self.0, "new", true)?;
        let mut file = &*new.file;
        file.write_all(secret.expose_secret().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        new.put(&self.0)
    }

    /// Deletes the file, if it is there.
    ///
    /// # Errors
    ///
    /// Whatever the system says, with the path.
    pub fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(&self.0, &error)),
            _ => Ok(()),
        }
    }
}

/// The same error, which tells where it was. Where a folder is missing, it would look as if the file was.
pub(super) fn at(path: &Path, error: &io::Error) -> io::Error {
    let folder = path.parent().filter(|folder| {
        let is_named = !folder.as_os_str().is_empty();
        error.kind() == io::ErrorKind::NotFound && is_named && !folder.exists()
    });
    let path = path.display();
    let reason = match folder {
        Some(folder) => format!("{path}: the folder {} does not exist", folder.display()),
        None => format!("{path}: {error}"),
    };
    io::Error::new(error.kind(), reason)
}

#[cfg(unix)]
fn check_mode(metadata: &Metadata) -> io::Result<()> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
    if mode & 0o077 == 0 {
        return Ok(());
    }
    // A device is for others too, and stays so.
    let hint = if metadata.is_file() { "; run `chmod 600` on it" } else { "" };
    let reason = format!("others than its owner can get at it{hint}");
    Err(io::Error::new(io::ErrorKind::PermissionDenied, reason))
}

#[cfg(not(unix))]
fn check_mode(_: &Metadata) -> io::Result<()> {
    Ok(())
}
