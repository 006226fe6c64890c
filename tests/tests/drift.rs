//! The generated files are those that the documents make.

use std::fs;
use std::path::{Path, PathBuf};

use tests::{corrected_specs, workspace};

#[test]
fn the_generated_files_are_up_to_date() {
    let package = workspace().join("generated-client");
    let folder = package.join("src/generated");
    let compilation = corrected_specs();
    let files = compilation.files().unwrap().unwrap();
    let mut stale: Vec<_> = files
        .iter()
        .filter(|file| {
            let is_module = file.path.ends_with(".rs");
            let folder = if is_module { &folder } else { &package };
            fs::read_to_string(folder.join(&file.path)).ok().as_ref() != Some(&file.text)
        })
        .map(|file| file.path.clone())
        .collect();
    let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
    if compilation.manifest(&manifest).unwrap() != manifest {
        stale.push("Cargo.toml".to_owned());
    }
    let entries = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|it| it.unwrap().path()).collect::<Vec<_>>()
    };
    let is_folder = |path: &PathBuf| path.is_dir();
    let (folders, mut paths): (Vec<_>, Vec<_>) = entries(&folder).into_iter().partition(is_folder);
    paths.extend(folders.iter().flat_map(|it| entries(it)));
    for path in paths {
        let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        if !files.iter().any(|file| file.path == name) {
            stale.push(format!("{name} (left over)"));
        }
    }
    assert!(
        stale.is_empty(),
        "these files of generated-client are not what the documents make:\n  {}\n\
         to fix this, run\n\n    cargo xtask codegen\n",
        stale.join("\n  ")
    );
}
