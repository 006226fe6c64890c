//! Lists the operations of the client by their types, for tests that do the same with each of them.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // Cargo runs it in the folder of the package, wherever that was when it was compiled.
    let folder = Path::new("../generated-client/src/generated");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.map(|it| Ok(it?.path())).collect::<io::Result<_>>()?;
    paths.retain(|path| path.is_dir());
    paths.sort();
    let mut list = String::new();
    for path in paths {
        let text = fs::read_to_string(path.join("requests.rs"))?;
        let types: Vec<_> = text
            .lines()
            .filter_map(|it| it.strip_prefix("impl<C> Operation for ")?.strip_suffix("<C> {"))
            .collect();
        if let (Some(module), false) = (path.file_name(), types.is_empty()) {
            list += &format!("{}: {};\n", module.to_string_lossy(), types.join(" "));
        }
    }
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("operations.rs"), format!("operations! {{\n{list}}}\n"))
}
