//! Writes files: all of them, or none on an error.
//!
//! New files are written in full beside the old ones, and only then renamed over them, so that a full disk or a folder
//! that is read-only leaves every old file as it was. A process that is killed between two renames leaves some files new
//! and some old, each of them whole; the next run finishes.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace::shown;

/// How the names of files begin that are not in their places yet.
const PREFIX: &str = ".codegen-";

/// Writes each text to its path, in folders that are made where they are missing.
///
/// # Errors
///
/// A folder or a file that cannot be written.
pub(crate) fn write(files: &[(PathBuf, &str)]) -> Result<()> {
    let result = stage(files).and_then(|()| put_in_place(files));
    if result.is_err() {
        for (path, _) in files {
            // Most of them are not there, and the failure is what is reported.
            let _ = fs::remove_file(staged(path));
        }
    }
    result
}

fn stage(files: &[(PathBuf, &str)]) -> Result<()> {
    for (path, text) in files {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", shown(folder)))?;
        }
        fs::write(staged(path), text).with_context(|| format!("cannot write {}", shown(path)))?;
    }
    Ok(())
}

fn put_in_place(files: &[(PathBuf, &str)]) -> Result<()> {
    for (path, _) in files {
        fs::rename(staged(path), path)
            .with_context(|| format!("cannot replace {}", shown(path)))?;
    }
    Ok(())
}

/// Where a file is written before it is put in its place.
fn staged(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{PREFIX}{name}"))
}

/// Whether a run that was killed left this file behind.
pub(crate) fn is_abandoned(path: &Path) -> bool {
    path.file_name().map(OsStr::to_string_lossy).is_some_and(|it| it.starts_with(PREFIX))
}
