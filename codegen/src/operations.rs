//! `OPERATIONS.md`: every operation of the client at a glance.

use std::fmt::{self, Write};

use crate::model::{Model, Module};
use crate::render::GeneratedFile;

/// The file, from the named model.
pub(crate) fn operations(model: &Model) -> GeneratedFile {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(model, &mut text);
    GeneratedFile { path: "OPERATIONS.md".to_owned(), text }
}

fn write(model: &Model, to: &mut String) -> fmt::Result {
    writeln!(to, "<!-- {}; do not edit by hand. -->\n", crate::render::HEADER)?;
    writeln!(to, "# Operations\n")?;
    writeln!(
        to,
        "Every method of the client, by module. `cargo doc` makes the pages that the links lead to.\n"
    )?;
    for module in &model.modules {
        let count = module.calls.len();
        let s = if count == 1 { "" } else { "s" };
        writeln!(to, "- [{}](#{}): {count} method{s}", module.title, anchor(&module.title))?;
    }
    model.modules.iter().try_for_each(|module| write_module(module, to))
}

fn write_module(module: &Module, to: &mut String) -> fmt::Result {
    let Module { title, name, handle, .. } = module;
    writeln!(to, "\n## {title}\n\n`client.{name}()`\n")?;
    writeln!(to, "| Method | Route | Scopes | Limit | Lock | Error codes |")?;
    writeln!(to, "|---|---|---|---|---|---|")?;
    for call in &module.calls {
        let page = format!("../target/doc/generated_client/{name}/struct.{handle}.html");
        let info = &call.info;
        let any_of = info.scopes.iter().map(|all_of| {
            let all_of: Vec<_> = all_of.iter().map(|scope| format!("`{scope}`")).collect();
            all_of.join(" and ")
        });
        let limit = info.requests_per_minute.map(|it| format!("{it} a minute"));
        let lock = info.lock_period_seconds.map(|it| format!("{it} s"));
        let codes: Vec<_> = info.documented_codes.iter().map(|it| format!("`{it}`")).collect();
        writeln!(
            to,
            "| [`{}`]({page}#method.{0}) | `{} {}{}` | {} | {} | {} | {} |",
            call.name,
            info.http_method,
            info.base_path,
            info.path,
            any_of.collect::<Vec<_>>().join(" or "),
            limit.unwrap_or_default(),
            lock.unwrap_or_default(),
            codes.join(", "),
        )?;
    }
    Ok(())
}

/// The anchor that a heading gets.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "-")
}
