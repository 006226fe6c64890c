//! Brings a folder of generated files up to date: all of them, or none on an error.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use codegen::GeneratedFile;

use crate::summary::counted;
use crate::workspace::shown;
use crate::writing;

/// What generated files have in common. Any other file is somebody's own.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    /// What their first lines hold.
    pub(crate) header: &'static str,
    /// How their names end.
    pub(crate) extension: &'static str,
}

impl Kind {
    fn is_own(self, text: &str) -> bool {
        text.lines().next().is_some_and(|first| first.contains(self.header))
    }
}

/// The files that a folder should hold.
pub(crate) struct FileSet {
    folder: PathBuf,
    kind: Kind,
    files: Vec<GeneratedFile>,
}

/// A file that is not as it should be.
pub(crate) enum Stale {
    Missing(PathBuf),
    Changed(PathBuf),
    /// It was generated once, and is not any more.
    LeftOver(PathBuf),
}

impl Stale {
    fn is_left_over(&self) -> bool {
        matches!(self, Self::LeftOver(_))
    }

    fn path(&self) -> &Path {
        match self {
            Self::Missing(path) | Self::Changed(path) | Self::LeftOver(path) => path,
        }
    }
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Missing(_) => "missing",
            Self::Changed(_) => "out of date",
            Self::LeftOver(_) => "left over",
        };
        write!(f, "{what}: {}", shown(self.path()))
    }
}

impl FileSet {
    /// The files and the folder for them.
    ///
    /// # Errors
    ///
    /// A folder that is something else, or that holds a file with the name of a generated one that is not
    /// generated: nobody's own work is overwritten.
    pub(crate) fn new(folder: PathBuf, kind: Kind, files: Vec<GeneratedFile>) -> Result<Self> {
        if folder.exists() && !folder.is_dir() {
            bail!("{} is no folder", shown(&folder));
        }
        let set = Self { folder, kind, files };
        for file in &set.files {
            let path = set.path(file);
            if current(&path)?.is_some_and(|text| !kind.is_own(&text)) {
                bail!("{} is not a generated file; move it away", shown(&path));
            }
        }
        Ok(set)
    }

    /// Adds what a file that is there already, and is somebody's own, should be.
    pub(crate) fn edit(&mut self, path: &str, text: String) {
        self.files.push(GeneratedFile { path: path.to_owned(), text });
    }

    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// What became of the files when they were written, for people.
    pub(crate) fn written(&self, stale: &[Stale]) -> String {
        let removed = stale.iter().filter(|it| it.is_left_over()).count();
        let written = stale.len() - removed;
        let files = counted(written, "file");
        let mut parts = vec![format!("{files} written, {} unchanged", self.len() - written)];
        if removed > 0 {
            parts.push(format!("{removed} removed"));
        }
        format!("{} in {}", parts.join(", "), shown(&self.folder))
    }

    fn path(&self, file: &GeneratedFile) -> PathBuf {
        self.folder.join(&file.path)
    }

    /// The files that are missing, different or left over.
    pub(crate) fn stale(&self) -> Result<Vec<Stale>> {
        let mut stale = Vec::new();
        for file in &self.files {
            let path = self.path(file);
            match current(&path)? {
                None => stale.push(Stale::Missing(path)),
                Some(text) if text != file.text => stale.push(Stale::Changed(path)),
                Some(_) => {}
            }
        }
        stale.extend(self.left_over()?.into_iter().map(Stale::LeftOver));
        Ok(stale)
    }

    /// What was generated once into a folder that holds generated files, and what a run that was killed left there.
    fn left_over(&self) -> Result<Vec<PathBuf>> {
        let of_kind = |path: &Path| path.extension().is_some_and(|it| it == self.kind.extension);
        let paths: Vec<PathBuf> = self.files.iter().map(|file| self.path(file)).collect();
        let own = paths.iter().filter(|path| of_kind(path)).filter_map(|path| path.parent());
        let mut folders: BTreeSet<PathBuf> = own.map(Path::to_owned).collect();
        let mut left_over = Vec::new();
        while let Some(folder) = folders.pop_first() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => {
                    return Err(error).with_context(|| format!("cannot read {}", shown(&folder)));
                }
            };
            for entry in entries {
                let path = entry?.path();
                let is_candidate = of_kind(&path) && path.is_file() && !paths.contains(&path);
                let is_own = || -> Result<bool> {
                    Ok(current(&path)?.is_some_and(|it| self.kind.is_own(&it)))
                };
                if writing::is_abandoned(&path) {
                    left_over.push(path);
                } else if is_candidate && is_own()? {
                    // The modules within a module stand in the folder of its name.
                    folders.insert(path.with_extension(""));
                    left_over.push(path);
                }
            }
        }
        left_over.sort();
        Ok(left_over)
    }

    /// Rewrites what is stale.
    ///
    /// # Errors
    ///
    /// A folder or a file that cannot be written: then every file is as it was.
    pub(crate) fn write(&self, stale: &[Stale]) -> Result<()> {
        let is_stale = |path: &Path| stale.iter().any(|it| it.path() == path);
        let files = self.files.iter().map(|file| (self.path(file), file.text.as_str()));
        let files: Vec<_> = files.filter(|(path, _)| is_stale(path)).collect();
        writing::write(&files)?;
        for path in stale.iter().filter(|it| it.is_left_over()).map(Stale::path) {
            match fs::remove_file(path) {
                // What a killed run had not put in its place was written anew, and is there now.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                removed => removed.with_context(|| format!("cannot remove {}", shown(path)))?,
            }
            // The folder of a module that is gone; one that holds anything else stays.
            if let Some(folder) = path.parent().filter(|it| *it != self.folder) {
                let _ = fs::remove_dir(folder);
            }
        }
        Ok(())
    }
}

/// The text of a file, if it exists.
pub(crate) fn current(path: &Path) -> Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", shown(path))),
    }
}
