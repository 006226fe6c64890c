//! Which keys an object has: those of the standard, those of this project, and what is a slip of the pen.
//!
//! The tables beside this file list them for each kind of object. Nothing else decides which keys are known.

use super::openapi::{OPENAPI, OPERATION, PARAMETER, PATH_ITEM};
use super::overlay::ACTION;
use super::schema::SCHEMA;
use crate::source::json::QUOTES;
use crate::text::{nearest, nearest_extension};

/// What may stand at a place.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Any,
    Boolean,
    Number,
    /// A whole number that is not negative.
    Whole,
    Text,
    /// One of these strings.
    Word(&'static [&'static str]),
    List(&'static Kind),
    MapOf(&'static Kind),
    Object(&'static Rule),
    OrReference(&'static Rule),
    /// `additionalProperties`: a boolean or a schema.
    BooleanOrSchema,
    /// A member that the rest of the document can be read without.
    Child(&'static Kind),
}

impl Kind {
    /// The same, without what it says of the rest of the document.
    pub(super) fn whole(self) -> Self {
        if let Self::Child(kind) = self { kind.whole() } else { self }
    }

    /// The object that it is, or is made of.
    pub(super) fn rule(self) -> Option<&'static Rule> {
        match self {
            Self::Object(rule) | Self::OrReference(rule) => Some(rule),
            Self::BooleanOrSchema => Some(&SCHEMA),
            Self::Child(kind) | Self::List(kind) | Self::MapOf(kind) => kind.rule(),
            Self::Any | Self::Boolean | Self::Number | Self::Whole | Self::Text | Self::Word(_) => {
                None
            }
        }
    }
}

/// The keys of one kind of object.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) required: &'static [&'static str],
    pub(super) keys: &'static [(&'static str, Kind)],
    /// What stands under keys that are not listed, and which those may be.
    pub(super) others: Option<(KeyCheck, Kind)>,
    /// Keys that other versions of the standard have: not read, and no slip of the pen.
    pub(super) elsewhere: &'static [&'static str],
}

/// Why a key cannot stand where it does.
pub(super) type KeyCheck = fn(&str) -> Result<(), &'static str>;

pub(super) const fn rule(
    name: &'static str,
    required: &'static [&'static str],
    keys: &'static [(&'static str, Kind)],
) -> Rule {
    Rule { name, required, keys, others: None, elsewhere: &[] }
}

/// What a key is to an object.
pub(super) enum Key {
    /// One that is read, and what stands under it.
    Known(Kind),
    /// Somebody else's extension.
    Foreign,
    /// One of this project's extensions, which belongs to another kind of object.
    Misplaced(&'static Rule),
    /// One that is not read but is almost another one, which is, and what stands under that.
    Misspelt(&'static str, Kind),
    /// One that is not read and like none that is.
    Unknown,
    /// One that cannot stand here, and why.
    Malformed(&'static str),
}

/// Stands on any object.
const ANYWHERE: &str = "x-lint-allow";

/// The objects that have extensions of this project.
static EXTENDED: [&Rule; 6] = [&OPENAPI, &PATH_ITEM, &OPERATION, &PARAMETER, &SCHEMA, &ACTION];

impl Rule {
    /// What a key is to such an object, which may be a reference in its place if `or_reference` is set.
    pub(super) fn key(&'static self, name: &str, or_reference: bool) -> Key {
        if let Some((_, kind)) = self.keys.iter().find(|(known, _)| *known == name) {
            return Key::Known(*kind);
        }
        if name.starts_with("x-") {
            return extension(name);
        }
        if let Some((is_allowed, kind)) = self.others {
            return is_allowed(name).map_or_else(Key::Malformed, |()| Key::Known(kind));
        }
        let name = name.trim_matches(QUOTES);
        let reference = or_reference.then_some(("$ref", Kind::Text));
        let known = self.keys.iter().copied().chain(reference);
        match nearest(name, known.clone().map(|(it, _)| it))
            .filter(|_| !self.elsewhere.contains(&name))
        {
            Some(near) => misspelt(near, known),
            None => Key::Unknown,
        }
    }

    /// What stands under a key that it has.
    pub(super) fn member(&self, name: &str) -> Option<Kind> {
        let known = self.keys.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
        let others = self.others.filter(|_| !name.starts_with("x-"));
        known.or(others.map(|(_, kind)| kind))
    }

    /// Its extensions, and what stands under each.
    fn extensions(&self) -> impl Iterator<Item = (&'static str, Kind)> + Clone {
        self.keys.iter().copied().filter(|(known, _)| known.starts_with("x-"))
    }
}

/// What an extension is that the object does not have.
fn extension(name: &str) -> Key {
    let owner = EXTENDED.iter().find(|rule| rule.extensions().any(|(it, _)| it == name));
    let known = EXTENDED.iter().flat_map(|rule| rule.extensions()).chain([(ANYWHERE, Kind::Any)]);
    match (owner, nearest_extension(name, known.clone().map(|(it, _)| it))) {
        _ if name == ANYWHERE => Key::Known(Kind::Any),
        (Some(owner), _) => Key::Misplaced(owner),
        (None, Some(near)) => misspelt(near, known),
        (None, None) => Key::Foreign,
    }
}

fn misspelt(near: &'static str, mut known: impl Iterator<Item = (&'static str, Kind)>) -> Key {
    let kind = known.find(|(it, _)| *it == near).map_or(Kind::Any, |(_, kind)| kind);
    Key::Misspelt(near, kind)
}
