//! One change, and what it does to those who use the client.

use serde::Serialize;

use crate::diagnostic::Location;
use crate::position::Place;

/// What a change does to downstream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// A program that compiled and worked may not any more.
    Breaking,
    /// There is something new; nothing that worked stops to.
    Additive,
    /// The same requests and responses, described otherwise.
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

/// The part of the version that a change counts up, as `generated-client/UPGRADES.md` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nothing that a program notices.
    Patch,
    /// A program that compiled still does.
    Minor,
    /// A program that compiled may not any more.
    Major,
}

impl Bump {
    /// The part that a change of this impact counts up unless more is known of it.
    fn of(impact: Impact) -> Self {
        match impact {
            Impact::Breaking => Self::Major,
            Impact::Additive => Self::Minor,
            Impact::Documentation => Self::Patch,
        }
    }

    /// The version that follows `version`, such as `0.4.0`, as Cargo reads versions: before 1.0 the second number is the
    /// major part, and the third stands for both others. `None` where it is not three numbers.
    pub fn next(self, version: &str) -> Option<String> {
        let numbers: Vec<u64> =
            version.split('.').map(|it| it.parse().ok()).collect::<Option<_>>()?;
        let [major, minor, patch] = numbers.try_into().ok()?;
        let (major, minor, patch) = match (self, major) {
            (Self::Major, 0) => (0, minor + 1, 0),
            (Self::Minor | Self::Patch, 0) => (0, minor, patch + 1),
            (Self::Major, _) => (major + 1, 0, 0),
            (Self::Minor, _) => (major, minor + 1, 0),
            (Self::Patch, _) => (major, minor, patch + 1),
        };
        Some(format!("{major}.{minor}.{patch}"))
    }
}

/// One difference between two sets of documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it does to downstream.
    pub impact: Impact,
    /// The part of the version that it counts up.
    pub bump: Bump,
    /// The file stem of the document, or the old and the new one.
    pub document: String,
    /// The method, as `cargo xtask routes` names it; none where the change is that of a whole document or of a type.
    pub operation: Option<String>,
    /// `PUT /api/v3/chats/{CHAT_ID}`, as the old document has it, if it has it.
    pub route: Option<String>,
    /// What changed: `path`, `query limit`, `body slides[].data`, `response chats[].name`, `rate limit`, `type Card` …
    pub subject: String,
    /// How: `added`, `removed`, `maximum` …
    pub change: String,
    /// What the old document has.
    pub old: Option<String>,
    /// What the new document has.
    pub new: Option<String>,
    /// Where the old document has it, or what it is a part of; none where that is not a document but a record.
    pub old_place: Option<Location>,
    /// The same in the new document.
    pub new_place: Option<Location>,
}

impl Change {
    /// Whether it is one of prose.
    pub(crate) fn is_wording(&self) -> bool {
        self.subject == "wording"
    }

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

/// Who writes the values that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// The caller: what is asked for must not grow, what is accepted must not shrink.
    Request,
    /// The service: what is promised must not shrink.
    Response,
}

impl Direction {
    /// The impact of something that requests may have and responses do have.
    pub(super) fn added(self, required: bool) -> Impact {
        match self {
            Self::Request if required => Impact::Breaking,
            _ => Impact::Additive,
        }
    }
}

/// The places of something in the old and in the new documents.
pub(crate) type Places = (Option<Place>, Option<Place>);

/// A change before it is known to which operation it belongs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finding {
    pub(super) impact: Impact,
    pub(super) bump: Bump,
    pub(super) subject: String,
    pub(super) change: &'static str,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
    pub(super) places: Places,
    /// It is about a type, which several operations may have, and told once in a document.
    pub(super) of_type: bool,
}

impl Finding {
    pub(super) fn new(impact: Impact, subject: impl Into<String>, change: &'static str) -> Self {
        Self {
            impact,
            bump: Bump::of(impact),
            subject: subject.into(),
            change,
            old: None,
            new: None,
            places: (None, None),
            of_type: false,
        }
    }

    /// One that breaks what old versions of the client do, while programs still compile with the next.
    pub(super) fn of_service(subject: impl Into<String>, change: &'static str) -> Self {
        Self { bump: Bump::Minor, ..Self::new(Impact::Breaking, subject, change) }
    }

    /// Whether it says that a value has another form, in Rust or on the wire.
    pub(super) fn is_of_form(&self) -> bool {
        let changes = ["required", "optional"];
        self.change.starts_with("type") || changes.contains(&self.change)
    }

    pub(super) fn old(mut self, value: impl Into<String>) -> Self {
        self.old = Some(value.into());
        self
    }

    pub(super) fn new_value(mut self, value: impl Into<String>) -> Self {
        self.new = Some(value.into());
        self
    }

    /// The places, as far as it has none that are more exact.
    pub(super) fn at(mut self, (old, new): &Places) -> Self {
        self.places.0 = self.places.0.or_else(|| old.clone());
        self.places.1 = self.places.1.or_else(|| new.clone());
        self
    }

    /// The same, of the requests with one value of a tag.
    pub(super) fn of_tag(mut self, tag: &str) -> Self {
        self.subject = format!("`{tag}` {}", self.subject);
        self
    }

    /// The change, for the document and, by its method and its route, the operation.
    pub(super) fn of(
        self,
        document: &str,
        operation: Option<(String, String)>,
    ) -> (Change, Places) {
        let (operation, route) = operation.unzip();
        let change = Change {
            impact: self.impact,
            bump: self.bump,
            document: document.to_owned(),
            operation,
            route,
            subject: self.subject,
            change: self.change.to_owned(),
            old: self.old,
            new: self.new,
            old_place: None,
            new_place: None,
        };
        (change, self.places)
    }
}

#[cfg(test)]
mod tests {
    use super::Bump;

    #[test]
    fn the_next_version_is_what_cargo_takes_for_compatible_or_not() {
        let next = |version| [Bump::Patch, Bump::Minor, Bump::Major].map(|it| it.next(version));
        let texts = |all: [&str; 3]| all.map(|it| Some(it.to_owned()));
        assert_eq!(next("0.4.0"), texts(["0.4.1", "0.4.1", "0.5.0"]));
        assert_eq!(next("1.2.3"), texts(["1.2.4", "1.3.0", "2.0.0"]));
        assert_eq!(next("1.2"), [None, None, None]);
    }
}
