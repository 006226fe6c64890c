//! `OPERATIONS.md`: every operation of the client at a glance.
//!
//! The file is read on the page of the repository and out of the package, where neither the sources nor the pages of
//! rustdoc are in the same place. So its links stay within it: from a row to what the method does and takes.

use std::collections::HashMap;
use std::fmt::{self, Write};

use crate::ir::RateLimit;
use crate::model::{Argument, Call, Model, Module};
use crate::render::GeneratedFile;
use crate::source::LeftOut;

/// The file, from the named model and the operations that are not in it.
pub(crate) fn operations(model: &Model, left_out: &[LeftOut]) -> GeneratedFile {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(model, left_out, &mut text);
    GeneratedFile { path: "OPERATIONS.md".to_owned(), text }
}

/// The anchors of a module's headings: its own, and those of its methods.
struct Anchors {
    module: String,
    calls: Vec<String>,
}

fn write(model: &Model, left_out: &[LeftOut], to: &mut String) -> fmt::Result {
    writeln!(to, "<!-- {}; do not edit by hand. -->\n", crate::render::HEADER)?;
    writeln!(to, "# Operations\n")?;
    writeln!(
        to,
        "Every method of the client, by module. The links lead to what a method does and takes; `cargo doc --open` \
         has the rest.\n\nLimit and lock are what the client keeps to: the strictest that the documents have for any \
         method on the same route, since the service counts their calls together. Where several documents have a \
         route, no document says so; there the table has \"shared count assumed\".\n"
    )?;
    write_left_out(left_out, to)?;
    let anchors = anchors(model);
    for (module, anchors) in model.modules.iter().zip(&anchors) {
        let count = module.calls.len();
        let s = if count == 1 { "" } else { "s" };
        writeln!(to, "- [{}](#{}): {count} method{s}", module.title, anchors.module)?;
    }
    let mut modules = model.modules.iter().zip(&anchors);
    modules.try_for_each(|(module, anchors)| {
        write_tables(module, anchors, to)?;
        module.calls.iter().try_for_each(|call| write_call(module, call, to))
    })
}

fn write_left_out(left_out: &[LeftOut], to: &mut String) -> fmt::Result {
    if left_out.is_empty() {
        return Ok(());
    }
    let be = if left_out.len() == 1 { "operation is" } else { "operations are" };
    writeln!(to, "**{} {be} left out**, for mistakes in the documents:\n", left_out.len())?;
    for LeftOut { document, http_method, path, reason } in left_out {
        let reason = reason.replace('\n', " ");
        writeln!(to, "- `{http_method} {path}` of `{document}`: {reason}")?;
    }
    writeln!(to)
}

/// The methods of the module's handle and of each of its groups.
fn write_tables(module: &Module, anchors: &Anchors, to: &mut String) -> fmt::Result {
    writeln!(to, "\n## {}", module.title)?;
    for group in module.handles() {
        let handle = group.map_or(&module.handle, |it| &it.handle);
        writeln!(to, "\n`{}`, a `{}::{handle}`\n", module.accessor(group), module.name)?;
        let all = module.calls.iter().zip(&anchors.calls);
        let index = group.map(|it| it.index);
        write_table(all.filter(|(call, _)| call.group == index), to)?;
    }
    Ok(())
}

fn write_table<'m>(
    calls: impl Iterator<Item = (&'m Call, &'m String)>,
    to: &mut String,
) -> fmt::Result {
    writeln!(to, "| Method | Route | Scopes | Limit | Lock | Error codes |")?;
    writeln!(to, "|---|---|---|---|---|---|")?;
    for (call, anchor) in calls {
        let info = &call.info;
        let any_of = info.scopes.iter().map(|all_of| {
            let all_of: Vec<_> = all_of.iter().map(|scope| format!("`{scope}`")).collect();
            all_of.join(" and ")
        });
        let budget = info.budget.as_ref();
        let is_assumed = budget.is_some_and(|it| it.is_assumed);
        let rate = |limit: RateLimit| limit.rate.map(|it| it.to_string());
        let limit = kept(budget.and_then(|it| rate(it.limit)), rate(info.limit), is_assumed);
        let lock = |limit: RateLimit| limit.lock_period_seconds.map(|it| format!("{it} s"));
        let lock = kept(budget.and_then(|it| lock(it.limit)), lock(info.limit), false);
        let codes: Vec<_> = info.documented_codes.iter().map(|it| format!("`{it}`")).collect();
        writeln!(
            to,
            "| [`{}`](#{anchor}) | `{} {}{}` | {} | {} | {} | {} |",
            call.name,
            info.http_method,
            info.base_path,
            info.path,
            any_of.collect::<Vec<_>>().join(" or "),
            limit,
            lock,
            codes.join(", "),
        )?;
    }
    Ok(())
}

/// What the client keeps to, and what the document has for this operation where that is something else.
fn kept(kept: Option<String>, documented: Option<String>, is_assumed: bool) -> String {
    let Some(kept) = kept else { return String::new() };
    let documented = match documented {
        Some(documented) if documented == kept => None,
        Some(documented) => Some(format!("documented: {documented}")),
        None => Some("documented: none".to_owned()),
    };
    let assumed = is_assumed.then(|| "shared count assumed".to_owned());
    let notes: Vec<_> = documented.into_iter().chain(assumed).collect();
    match notes.as_slice() {
        [] => kept,
        notes => format!("{kept} ({})", notes.join("; ")),
    }
}

fn write_call(module: &Module, call: &Call, to: &mut String) -> fmt::Result {
    writeln!(to, "\n### {}\n", heading(module, call))?;
    // The first paragraph says what it does, and the table has what most others say.
    let summary = call.docs.split("\n\n").next().unwrap_or_default();
    if !summary.is_empty() {
        writeln!(to, "{summary}\n")?;
    }
    let names = |all: &[Argument], mark: &str| -> String {
        let names: Vec<_> = all.iter().map(|it| format!("{mark}{}{mark}", it.name)).collect();
        names.join(", ")
    };
    let handle = module.accessor(module.group_of(call));
    write!(to, "`{handle}.{}({})`", call.name, names(&call.arguments, ""))?;
    if !call.setters.is_empty() {
        write!(to, ", optionally with {}", names(&call.setters, "`"))?;
    }
    writeln!(to)
}

fn heading(module: &Module, call: &Call) -> String {
    format!("`{}.{}`", module.name, call.path)
}

/// The anchors that the headings get, in their order: of several that are alike, the second has a number.
fn anchors(model: &Model) -> Vec<Anchors> {
    let mut seen = HashMap::from([(anchor("Operations"), 1)]);
    let mut next = |heading: &str| {
        let anchor = anchor(heading);
        let count: &mut usize = seen.entry(anchor.clone()).or_default();
        *count += 1;
        if *count == 1 { anchor } else { format!("{anchor}-{}", *count - 1) }
    };
    let modules = model.modules.iter().map(|module| Anchors {
        module: next(&module.title),
        calls: module.calls.iter().map(|call| next(&heading(module, call))).collect(),
    });
    modules.collect()
}

/// The anchor that a heading gets: letters, digits, `-` and `_` stay, and a space becomes `-`.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
