//! One change, and what it does to those who use the client.

use serde::Serialize;

/// What a change does to downstream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// A program that compiled and worked may not any more.
    Breaking,
    /// There is something new; nothing that worked stops to.
    Additive,
    /// The same requests and answers, described otherwise.
    Documentation,
}

impl Impact {
    /// Every impact, the gravest first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Additive, Self::Documentation];

    /// The name that is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Additive => "additive",
            Self::Documentation => "documentation",
        }
    }
}

/// One difference between two sets of documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it does to downstream.
    pub impact: Impact,
    /// The file stem of the document, or the old and the new one.
    pub document: String,
    /// The method, as `cargo xtask routes` names it; none where the change is that of a whole document.
    pub operation: Option<String>,
    /// `PUT /api/v3/chats/{CHAT_ID}`, as the old document has it, if it has it.
    pub route: Option<String>,
    /// What changed: `path`, `query limit`, `body slides[].data`, `answer chats[].name`, `rate limit` …
    pub subject: String,
    /// How: `added`, `removed`, `maximum` …
    pub change: String,
    /// What the old document has.
    pub old: Option<String>,
    /// What the new document has.
    pub new: Option<String>,
}

impl Change {
    /// The change in one line, without the operation.
    pub(super) fn line(&self) -> String {
        let Self { subject, change, old, new, .. } = self;
        match (old, new) {
            (Some(old), Some(new)) => format!("{subject}: {change} {old} → {new}"),
            (Some(value), None) | (None, Some(value)) => format!("{subject}: {change} ({value})"),
            (None, None) => format!("{subject}: {change}"),
        }
    }
}

/// A change before it is known to which operation it belongs.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) impact: Impact,
    pub(super) subject: String,
    pub(super) change: &'static str,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
    /// Another type for the same JSON, in kinds of types: documents that are written otherwise have many.
    pub(super) same_on_the_wire: Option<String>,
}

impl Finding {
    pub(super) fn new(impact: Impact, subject: impl Into<String>, change: &'static str) -> Self {
        let subject = subject.into();
        Self { impact, subject, change, old: None, new: None, same_on_the_wire: None }
    }

    pub(super) fn old(mut self, value: impl Into<String>) -> Self {
        self.old = Some(value.into());
        self
    }

    pub(super) fn new_value(mut self, value: impl Into<String>) -> Self {
        self.new = Some(value.into());
        self
    }

    /// The same, of the requests with one value of a tag.
    pub(super) fn of_tag(mut self, tag: &str) -> Self {
        self.subject = format!("`{tag}` {}", self.subject);
        self
    }

    /// The change, for the document and, by its method and its route, the operation.
    pub(super) fn of(self, document: &str, operation: Option<(String, String)>) -> Change {
        let (operation, route) = operation.unzip();
        Change {
            impact: self.impact,
            document: document.to_owned(),
            operation,
            route,
            subject: self.subject,
            change: self.change.to_owned(),
            old: self.old,
            new: self.new,
        }
    }
}
