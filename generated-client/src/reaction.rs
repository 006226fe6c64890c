//! Who reacted to a message, and when.

use crate::EpochMillis;
use crate::schema::id::string_id;

/// A reaction to a message, which the service writes as one text: `1700000000000:1:Ada` is its time, the ID of the user
/// and the name of the user, which may hold further colons.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reaction(Box<str>);

string_id!(Reaction);

impl Reaction {
    /// When the user reacted, unless the text begins with something else than a time.
    pub fn time(&self) -> Option<EpochMillis> {
        self.part(0)?.parse::<i64>().ok().map(EpochMillis::from)
    }

    /// The ID of the user, if the text has one. It converts into a `UserId`.
    pub fn user_id(&self) -> Option<&str> {
        self.part(1)
    }

    /// The name of the user, if the text has one.
    pub fn name(&self) -> Option<&str> {
        self.part(2)
    }

    fn part(&self, index: usize) -> Option<&str> {
        self.as_str().splitn(3, ':').nth(index)
    }
}

#[cfg(test)]
mod tests {
    use super::Reaction;

    #[test]
    fn a_reaction_tells_its_parts() {
        let json = r#""1700000000000:5:Ada: the first""#;
        let reaction: Reaction = serde_json::from_str(json).unwrap();
        assert_eq!(reaction.time(), Some(1_700_000_000_000.into()));
        assert_eq!(reaction.user_id(), Some("5"));
        assert_eq!(reaction.name(), Some("Ada: the first"));
        assert_eq!(serde_json::to_string(&reaction).unwrap(), json);
    }

    #[test]
    fn a_text_of_other_parts_is_kept() {
        let reaction = Reaction::from("soon:Ada");
        assert_eq!(
            (reaction.time(), reaction.user_id(), reaction.name()),
            (None, Some("Ada"), None)
        );
        assert_eq!(reaction.as_str(), "soon:Ada");
    }
}
