//! Changes as sections of a changelog.

use std::fmt::Write;

use super::change::{Change, Impact};

/// The section that a change belongs to, in the order of Keep a Changelog.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Added,
    Changed,
    Deprecated,
    Removed,
}

impl Section {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Added, "Added"),
        (Self::Changed, "Changed"),
        (Self::Deprecated, "Deprecated"),
        (Self::Removed, "Removed"),
    ];

    /// None for what a user of the client does not notice.
    fn of(change: &Change) -> Option<Self> {
        match (change.subject.as_str(), change.change.as_str()) {
            ("wording" | "operation id", _) => None,
            (_, "added" | "value added" | "other members added") => Some(Self::Added),
            (_, "removed" | "value removed" | "other members removed") => Some(Self::Removed),
            (_, "deprecated") => Some(Self::Deprecated),
            _ => Some(Self::Changed),
        }
    }
}

/// A change, and the operations of one document that it happened to.
struct Item<'a> {
    first: &'a Change,
    line: String,
    operations: Vec<&'a str>,
}

/// The sections that are not empty; in each, what is breaking comes first.
pub(super) fn sections(changes: &[Change]) -> String {
    let mut text = String::new();
    for (section, heading) in Section::ALL {
        let of_section = changes.iter().filter(|it| Section::of(it) == Some(section));
        let items = items(of_section);
        if items.is_empty() {
            continue;
        }
        let gap = if text.is_empty() { "" } else { "\n" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{gap}### {heading}\n");
        for item in items {
            let _ = writeln!(text, "- {}", item.text());
        }
    }
    if text.is_empty() { "no difference that a user notices\n".to_owned() } else { text }
}

/// What happened to several operations of a document alike is one item.
fn items<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = Vec::new();
    for change in changes {
        let line = change.line();
        let same = |it: &&mut Item<'a>| {
            (it.first.impact, &it.first.document, &it.line)
                == (change.impact, &change.document, &line)
        };
        let operation = change.operation.as_deref();
        match items.iter_mut().find(same) {
            Some(item) => item.operations.extend(operation),
            None => items.push(Item {
                first: change,
                line,
                operations: operation.into_iter().collect(),
            }),
        }
    }
    items
}

impl Item<'_> {
    fn text(&self) -> String {
        let breaking = if self.first.impact == Impact::Breaking { "**Breaking:** " } else { "" };
        if self.first.subject == "document" {
            return format!("{breaking}{}", whole_document(self.first));
        }
        let operations: Vec<_> = self.operations.iter().map(|it| code(it)).collect();
        let mut text = format!("{breaking}{}", code(&self.first.document));
        if !operations.is_empty() {
            let _ = write!(text, " {}", operations.join(", "));
        }
        if let ([_], Some(route)) = (self.operations.as_slice(), &self.first.route) {
            let _ = write!(text, " ({})", code(route));
        }
        format!("{text}: {}", code(&self.line))
    }
}

/// A document that only one side has. The heading above says which.
fn whole_document(change: &Change) -> String {
    let document = code(&change.document);
    let content = change.old.as_deref().or(change.new.as_deref()).unwrap_or_default();
    match content.split_once(": ") {
        Some((count, methods)) => {
            let methods: Vec<_> = methods.split(", ").map(code).collect();
            format!("The document {document} with {count}: {}", methods.join(", "))
        }
        None => format!("The document {document} with {content}"),
    }
}

/// A code span; one that holds a backtick needs two around it.
fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
