//! Rules that JSON Schema has no keyword for: sentences with fixed wording.

use super::bounds::{Measure, bounds};
use crate::ir::{Relation, Rule};

/// Rules about a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListRules {
    /// What its numbers add up to.
    pub(crate) sum: Option<i64>,
    /// What there is one item for.
    pub(crate) one_for_each: Option<String>,
    /// How many characters all its items may have together.
    pub(crate) max_characters: Option<usize>,
}

/// Reads sentences such as "The widths add up to 100, one for each header." and "At most 10 names, with 500
/// characters in all."
pub(crate) fn list_rules(description: &str) -> ListRules {
    let text = words(description).to_lowercase();
    let after = |phrase: &str| {
        let (_, rest) = text.split_once(phrase)?;
        rest.split([' ', ',', '.', ';']).next().filter(|word| !word.is_empty())
    };
    let before = |phrase: &str| text.split_once(phrase)?.0.rsplit(' ').next();
    ListRules {
        sum: after("add up to ").and_then(|number| number.parse().ok()),
        one_for_each: after("one for each ").map(str::to_owned),
        max_characters: before(" characters in all")
            .and_then(|number| number.parse().ok())
            .or_else(|| together(description)),
    }
}

/// Reads "Maximum total length: 500 characters".
fn together(description: &str) -> Option<usize> {
    let bound = bounds(description).into_iter().find(|it| it.measure == Measure::Together)?;
    bound.most.try_into().ok()
}

/// Reads what a value must keep to beside another one, which is named as code:
///
/// - "Has to be earlier than `until`."
/// - "Needs exactly one of `chat_ids`."
/// - "The keys of each row are the `headers`."
pub(crate) fn relations(description: &str) -> Vec<Relation> {
    let text = words(description);
    let lower = text.to_ascii_lowercase();
    let named = |start: &str, end: &str| {
        let (_, rest) = lower.split_once(start)?;
        let (between, _) = rest.split_once(end)?;
        // The two belong to one sentence.
        if between.contains(['.', ';', '`']) {
            return None;
        }
        let from = lower.len() - rest.len() + between.len() + end.len();
        let (name, _) = text.get(from..)?.split_once('`')?;
        Some(name.to_owned())
    };
    let found = [
        (Rule::EarlierThan, named("has to be earlier", " than `")),
        (Rule::ExactlyOneOf, named("needs exactly one", " of `")),
        (Rule::KeysAre, named("the keys of each", " are the `")),
    ];
    let found =
        found.into_iter().filter_map(|(rule, other)| Some(Relation { rule, other: other? }));
    found.collect()
}

/// The text on one line.
fn words(description: &str) -> String {
    description.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{ListRules, list_rules, relations};
    use crate::ir::{Relation, Rule};

    #[test]
    fn rules_about_lists_are_read() {
        let rules =
            list_rules("Widths in percent. The widths add up to 100, one\nfor each header.");
        let expected = ListRules {
            sum: Some(100),
            one_for_each: Some("header".to_owned()),
            max_characters: None,
        };
        assert_eq!(rules, expected);
        let rules = list_rules("At most 10 names, with 500\ncharacters in all.");
        assert_eq!(rules, ListRules { max_characters: Some(500), ..ListRules::default() });
        assert_eq!(list_rules("Any widths, with few characters in all."), ListRules::default());
    }

    #[test]
    fn rules_between_values_are_read() {
        let relation = |rule, other: &str| Relation { rule, other: other.to_owned() };
        for (text, expected) in [
            (
                "It has to be earlier\nthan `To_Time`, if given.",
                relation(Rule::EarlierThan, "To_Time"),
            ),
            ("\u{130}. Needs exactly one of `ids`.", relation(Rule::ExactlyOneOf, "ids")),
            ("The keys of each row are the `headers`.", relation(Rule::KeysAre, "headers")),
        ] {
            assert_eq!(relations(text), [expected], "{text}");
        }
        for text in [
            "Items earlier than `time`.",
            "Has to be earlier than noon.",
            "Has to be earlier. Other than `time`, anything goes.",
            "Has to be earlier than `",
            "",
        ] {
            assert_eq!(relations(text), [], "{text}");
        }
    }
}
