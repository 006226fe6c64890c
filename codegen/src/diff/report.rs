//! Changes as text for a person.

use std::fmt::Write;

use super::change::{Change, Impact};

/// From how many operations of a document on a change that is the same in all of them is told once.
const MANY: usize = 3;

/// The widest line of names.
const WIDTH: usize = 100;

/// A change, and the operations it happened to.
struct Entry<'a> {
    line: String,
    changes: Vec<&'a Change>,
}

impl<'a> Entry<'a> {
    fn operations(&self) -> Vec<&'a str> {
        self.changes.iter().filter_map(|it| it.operation.as_deref()).collect()
    }
}

/// The report: a summary, then what is breaking, additive and documentation, each by document and operation.
pub(super) fn text(changes: &[Change], color: bool) -> String {
    let of = |impact: Impact| changes.iter().filter(move |it| it.impact == impact);
    if changes.is_empty() {
        return "no difference\n".to_owned();
    }
    let counts = Impact::ALL.map(|impact| format!("{} {}", of(impact).count(), impact.name()));
    let mut text = format!("{}\n", counts.join(", "));
    for impact in Impact::ALL {
        let section: Vec<_> = of(impact).collect();
        if !section.is_empty() {
            let heading = format!("{} ({})", impact.name().to_uppercase(), section.len());
            let heading = paint(heading, style(impact), color);
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{heading}\n");
            write_section(&section, color, &mut text);
        }
    }
    text
}

fn write_section(section: &[&Change], color: bool, to: &mut String) {
    let mut documents: Vec<&str> = Vec::new();
    for change in section {
        if !documents.contains(&change.document.as_str()) {
            documents.push(&change.document);
        }
    }
    for document in documents {
        let _ = write!(to, "\n{}\n", paint(document.to_owned(), BOLD, color));
        let changes: Vec<_> =
            section.iter().filter(|it| it.document == document).copied().collect();
        write_document(&changes, color, to);
    }
}

fn write_document(changes: &[&Change], color: bool, to: &mut String) {
    let (shared, single): (Vec<_>, Vec<_>) =
        entries(changes).into_iter().partition(|entry| entry.changes.len() >= MANY);
    let mut place = None;
    for change in in_order(changes, &single) {
        if place != Some((&change.operation, &change.route)) {
            place = Some((&change.operation, &change.route));
            let _ = writeln!(to, "  {}", heading(change, 0, color));
        }
        let _ = writeln!(to, "    {}", change.line());
    }
    write_shared(&shared, color, to);
    for change in changes.iter().filter(|it| it.operation.is_none()) {
        let _ = writeln!(to, "  {}", change.line());
    }
}

/// Changes that are the same in many operations, those of the same operations together.
fn write_shared(shared: &[Entry<'_>], color: bool, to: &mut String) {
    let mut told: Vec<Vec<&str>> = Vec::new();
    for entry in shared {
        let operations = entry.operations();
        if told.contains(&operations) {
            continue;
        }
        let is_minor = entry.changes.iter().all(|it| it.impact == Impact::Documentation);
        if is_minor {
            let _ = writeln!(to, "  {}", names(&operations));
        } else {
            let width = operations.iter().map(|it| it.len()).max().unwrap_or_default();
            for change in &entry.changes {
                let _ = writeln!(to, "  {}", heading(change, width, color));
            }
        }
        for same in shared.iter().filter(|it| it.operations() == operations) {
            let _ = writeln!(to, "    {}", same.line);
        }
        told.push(operations);
    }
}

/// How many operations there are and their names, in lines that fit a terminal.
fn names(operations: &[&str]) -> String {
    let mut text = format!("{} operations:", operations.len());
    let mut width = text.len();
    for (index, name) in operations.iter().enumerate() {
        let comma = if index + 1 < operations.len() { "," } else { "" };
        if width + name.len() > WIDTH {
            text.push_str("\n     ");
            width = 5;
        }
        width += name.len() + 2;
        let _ = write!(text, " {name}{comma}");
    }
    text
}

/// The changes of operations, those with one line together.
fn entries<'a>(changes: &[&'a Change]) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for change in changes.iter().filter(|it| it.operation.is_some()) {
        let line = shared_line(change);
        match entries.iter_mut().find(|it| it.line == line) {
            Some(entry) => entry.changes.push(change),
            None => entries.push(Entry { line, changes: vec![change] }),
        }
    }
    entries
}

/// What is told of a change where it is told once. Which parts are worded otherwise is then too much.
fn shared_line(change: &Change) -> String {
    match change.subject.as_str() {
        "wording" => format!("{}: {}", change.subject, change.change),
        _ => change.line(),
    }
}

/// The changes that are told one by one, in the order they were found in.
fn in_order<'a>(changes: &[&'a Change], single: &[Entry<'a>]) -> Vec<&'a Change> {
    let is_single = |change: &&&Change| {
        single.iter().any(|entry| entry.changes.iter().any(|it| std::ptr::eq(*it, **change)))
    };
    changes.iter().filter(is_single).copied().collect()
}

/// The method, in at least so many columns, and the route.
fn heading(change: &Change, width: usize, color: bool) -> String {
    let method = change.operation.as_deref().unwrap_or_default();
    let route = change.route.as_deref().unwrap_or_default();
    format!("{}  {route}", paint(format!("{method:width$}"), CYAN, color))
}

const BOLD: &str = "1";
const CYAN: &str = "36";

fn style(impact: Impact) -> &'static str {
    match impact {
        Impact::Breaking => "1;31",
        Impact::Additive => "1;32",
        Impact::Documentation => "1;34",
    }
}

/// The text in a style of ANSI X3.64, which terminals know.
fn paint(text: String, style: &str, color: bool) -> String {
    if color { format!("\u{1b}[{style}m{text}\u{1b}[0m") } else { text }
}
