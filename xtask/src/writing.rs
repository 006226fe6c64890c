//! Writes files: all of them or none.
//!
//! New files are written in full beside the old ones, and every old file gets a second name. Only then the new ones are
//! renamed over the old ones, in one go, so that a full disk leaves every old file whole. The second names stay until the
//! last rename is done; putting an old file back is a rename too, which needs no room on the disk.
//!
//! A signal that ends the process waits for the renames. Where it comes before them, everything is undone first. A
//! process that is killed between two renames, which no process can keep from happening, leaves some files new and some
//! old, each of them whole. The next run sees that and finishes.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use tempfile::{NamedTempFile, TempPath};

use crate::stopping::Stopping;
use crate::workspace::shown;

/// How many files the disk is asked for at once. These threads wait, and take no processor.
const SYNCED_AT_ONCE: usize = 16;

/// How the names of temporary files begin.
const PREFIX: &str = ".codegen-";

/// Files on their way to a folder. Dropped before [`Writing::commit`] is through, it undoes everything.
pub(crate) struct Writing<'a> {
    folder: PathBuf,
    stopping: &'a Stopping,
    staged: Vec<(NamedTempFile, PathBuf)>,
    replaced: Vec<Replaced>,
    /// The folders that did not exist, each before those within it.
    made: Vec<PathBuf>,
}

/// A file that has been replaced or removed, and what was there before.
struct Replaced {
    path: PathBuf,
    old: Option<TempPath>,
}

/// A change that is ready to be made: a new file, or none, in the place of an old one that has a second name.
struct Change {
    path: PathBuf,
    new: Option<NamedTempFile>,
    old: Option<TempPath>,
}

impl<'a> Writing<'a> {
    pub(crate) fn new(folder: PathBuf, stopping: &'a Stopping) -> Self {
        Self { folder, stopping, staged: Vec::new(), replaced: Vec::new(), made: Vec::new() }
    }

    /// Writes what a file is to hold, under another name.
    pub(crate) fn stage(&mut self, path: PathBuf, text: &str) -> Result<()> {
        self.stopping.check()?;
        for folder in [Some(self.folder.clone()), path.parent().map(Path::to_owned)] {
            folder.map_or(Ok(()), |it| self.make_folder(&it))?;
        }
        let write = || -> std::io::Result<NamedTempFile> {
            let mut staged = temporary(&self.folder)?;
            staged.write_all(text.as_bytes())?;
            make_readable(&staged)?;
            Ok(staged)
        };
        let staged = write().with_context(|| format!("cannot write {}", shown(&path)))?;
        self.staged.push((staged, path));
        Ok(())
    }

    /// Waits until the disk holds all files. It writes many of them as fast as one if it is asked for all at once.
    fn sync(&self) -> Result<()> {
        if self.staged.is_empty() {
            return Ok(());
        }
        let threads = self.staged.len().min(SYNCED_AT_ONCE);
        let threads = ThreadPoolBuilder::new().num_threads(threads).build()?;
        let sync = |(file, path): &(NamedTempFile, PathBuf)| {
            file.as_file().sync_all().with_context(|| format!("cannot write {}", shown(path)))
        };
        threads.install(|| self.staged.par_iter().with_max_len(1).try_for_each(sync))
    }

    /// Puts the files in their places and removes those that are left over.
    pub(crate) fn commit<'p>(mut self, left_over: impl Iterator<Item = &'p Path>) -> Result<()> {
        self.sync()?;
        let mut changes = Vec::new();
        for (file, path) in std::mem::take(&mut self.staged) {
            changes.push(Change { old: self.keep(&path)?, new: Some(file), path });
        }
        for path in left_over {
            changes.push(Change { old: self.keep(path)?, new: None, path: path.to_owned() });
        }
        self.stopping.check()?;
        for Change { path, new, old } in changes {
            match new {
                Some(file) => file.persist(&path).map(drop).map_err(|it| it.error),
                None => fs::remove_file(&path),
            }
            .with_context(|| format!("cannot replace or remove {}", shown(&path)))?;
            self.replaced.push(Replaced { path, old });
        }
        self.replaced.clear();
        self.made.clear();
        remove_abandoned(&self.folder);
        Ok(())
    }

    /// Gives a file a second name, under which it survives being replaced.
    fn keep(&self, path: &Path) -> Result<Option<TempPath>> {
        let keep = || -> std::io::Result<TempPath> {
            // Only a name is wanted: a link is not made over a file.
            let name = temporary(&self.folder)?.into_temp_path();
            fs::remove_file(&name)?;
            // Some file systems have no links.
            fs::hard_link(path, &name).or_else(|_| fs::copy(path, &name).map(drop))?;
            Ok(name)
        };
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            _ => keep().map(Some).with_context(|| format!("cannot keep {}", shown(path))),
        }
    }

    fn make_folder(&mut self, folder: &Path) -> Result<()> {
        let missing =
            folder.ancestors().take_while(|it| !it.as_os_str().is_empty() && !it.exists());
        let missing: Vec<_> = missing.map(Path::to_owned).collect();
        self.made.extend(missing.into_iter().rev());
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", shown(folder)))
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.staged.clear();
        for Replaced { path, old } in self.replaced.drain(..).rev() {
            let result = match old {
                Some(old) => old.persist(&path).map_err(|error| error.error),
                None => fs::remove_file(&path),
            };
            if let Err(error) = result {
                // It comes after another failure, which is the one that is reported.
                let _ =
                    writeln!(std::io::stderr(), "error: cannot restore {}: {error}", shown(&path));
            }
        }
        for folder in self.made.drain(..).rev() {
            // Someone else may have put something into it since.
            let _ = fs::remove_dir(folder);
        }
    }
}

fn temporary(folder: &Path) -> std::io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)
}

/// Removes what a run that was killed has left behind. What cannot be removed does no harm.
fn remove_abandoned(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Temporary files are for their owner alone; sources are not.
#[cfg(unix)]
fn make_readable(file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &NamedTempFile) -> std::io::Result<()> {
    Ok(())
}
