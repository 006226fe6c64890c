//! Limits of a value that its description states: "Maximum length: 5000 characters", "up to 100 chat IDs".
//!
//! A limit is a number with a word beside it that makes it the most there may be. What it counts follows from the words
//! around it, and from the type of the value.

use super::html;

/// Stands for the type of a text that is binary.
pub(crate) const FILE: &str = "file";

/// The most of something that a sentence allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    pub(crate) most: u64,
    pub(crate) measure: Measure,
    /// It holds for each item of a list, or for each of several values.
    pub(crate) of_each: bool,
    /// The sentence.
    pub(crate) words: String,
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    Characters,
    /// Items of a list, members of a map.
    Items,
    /// The value itself, which is a number.
    Value,
    /// Whatever the type of the value has.
    Unsaid,
    /// Characters of all items of a list.
    Together,
    Bytes,
    /// Time, parts of an image: what no keyword is for.
    Other,
}

impl Bound {
    /// The keyword of JSON Schema that says the same of a value of a type, or of a [`FILE`].
    pub(crate) fn keyword(&self, ty: &str) -> Option<&'static str> {
        use Measure::{Bytes, Characters, Items, Unsaid, Value};
        match (ty, self.measure) {
            _ if self.of_each => None,
            ("string", Characters) | (FILE, Bytes) => Some("maxLength"),
            ("array", Items | Unsaid) => Some("maxItems"),
            ("integer" | "number", Value | Items | Unsaid) => Some("maximum"),
            _ => None,
        }
    }

    /// Whether it is how long each item of a list may be.
    pub(crate) fn is_length_of_each(&self) -> bool {
        self.of_each && self.measure == Measure::Characters
    }

    /// Whether it is how many items a text that is a list may have.
    pub(crate) fn counts_items(&self) -> bool {
        !self.of_each && matches!(self.measure, Measure::Items | Measure::Unsaid)
    }
}

/// The limits that a description states, in its order.
pub(crate) fn bounds(description: &str) -> Vec<Bound> {
    if !description.contains(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let text = html::to_markdown(description);
    sentences(&text).iter().flat_map(|it| of_sentence(it)).collect()
}

/// A line that begins like another statement does not go on with the one above it.
fn sentences(text: &str) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for line in text.lines().flat_map(|line| line.split('|')).map(str::trim) {
        let goes_on = line.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        match joined.last_mut().filter(|above| goes_on && !above.is_empty()) {
            Some(above) => {
                above.push(' ');
                above.push_str(line);
            }
            None => joined.push(line.to_owned()),
        }
    }
    let ends = [". ", "; ", "! ", "? "];
    let split = joined.iter().flat_map(|line| {
        let mut starts: Vec<usize> = ends
            .iter()
            .flat_map(|end| line.match_indices(end).map(|(at, it)| at + it.len()))
            .collect();
        starts.sort_unstable();
        let from = std::iter::once(0).chain(starts.clone());
        from.zip(starts.into_iter().chain([line.len()])).map(|(from, to)| line[from..to].trim())
    });
    split.filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

fn of_sentence(sentence: &str) -> Vec<Bound> {
    let words = words(sentence);
    let begins = words.first().map(String::as_str).unwrap_or_default();
    // What holds for an unset value is its default, and what holds in one case does not in others.
    if ["if", "when", "for"].contains(&begins)
        || words.iter().any(|it| NO_LIMIT.contains(&it.as_str()))
    {
        return Vec::new();
    }
    let of_each = words.iter().any(|it| ["each", "every"].contains(&it.as_str()));
    let in_all = words.iter().any(|it| ["total", "together", "altogether"].contains(&it.as_str()));
    let numbers = (0..words.len()).filter(|at| number(&words[*at]).is_some());
    let numbers: Vec<_> = numbers.filter(|at| !begins_range(&words, *at)).collect();
    let mut found = Vec::new();
    for (index, &at) in numbers.iter().enumerate() {
        let start = index.checked_sub(1).map_or(0, |it| numbers[it] + 1);
        let end = numbers.get(index + 1).copied().unwrap_or(words.len());
        let (before, after) = (&words[start..at], &words[at + 1..end]);
        let (Some(most), Some(named)) = (number(&words[at]), named(before, after)) else {
            continue;
        };
        let Some(measure) = measure(named, after) else { continue };
        // Each case has a limit of its own: "10 characters for checks or 140 characters for transfers".
        let is_of_case = |it: &&usize| words.get(**it + 1) == words.get(at + 1);
        let cases = numbers[index..].iter().filter(is_of_case).filter_map(|it| number(&words[*it]));
        let most = cases.max().unwrap_or(most);
        let unit = after.first().and_then(|it| bytes(it)).unwrap_or(1);
        let Some(most) = most.checked_mul(unit) else { continue };
        let measure = match measure {
            Measure::Characters if in_all => Measure::Together,
            _ if in_all => Measure::Other,
            measure => measure,
        };
        found.push(Bound { most, measure, of_each, words: sentence.to_owned() });
    }
    found
}

/// Whether a number is the least of a range: "between 1 and 100", "1 to 100".
fn begins_range(words: &[String], at: usize) -> bool {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let is_followed = number(word(at + 2)).is_some();
    let is_between = at > 0 && word(at - 1) == "between" && word(at + 1) == "and";
    is_followed && (is_between || word(at + 1) == "to")
}

/// Words of sentences that state no limit of what is sent.
const NO_LIMIT: &[&str] = &["example", "recommended", "recommend", "e.g"];

/// The words in lower case, without punctuation and the marks of Markdown. A unit stands apart from its number.
fn words(sentence: &str) -> Vec<String> {
    let lower = sentence.to_lowercase();
    let mut words = Vec::new();
    let lower = lower.replace('/', " per ");
    for word in lower.split(|c: char| c.is_whitespace() || "():*`\"\u{2013}\u{2014}".contains(c)) {
        let word = word.trim_matches(['.', ',', ';', '_', '\'', '-', '!', '?']);
        let digits = word.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(word.len());
        let unit = &word[digits..];
        let has_unit = digits > 0 && (unit == "%" || unit.chars().all(|c| c.is_ascii_alphabetic()));
        if has_unit {
            words.push(word[..digits].to_owned());
        }
        let rest = if has_unit { unit } else { word };
        if !rest.is_empty() {
            words.push(rest.to_owned());
        }
    }
    words
}

/// A whole number, with or without commas between thousands.
fn number(word: &str) -> Option<u64> {
    let is_grouped = word.split(',').skip(1).all(|group| group.len() == 3);
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    word.replace(',', "").parse().ok().filter(|_| is_number && is_grouped)
}

/// The words between what makes a number a limit and the number, if anything does.
fn named<'w>(before: &'w [String], after: &[String]) -> Option<&'w [String]> {
    let word = |back: usize| {
        before.len().checked_sub(back).and_then(|at| before.get(at)).map_or("", String::as_str)
    };
    let is_denied = before.iter().any(|it| ["no", "not", "cannot", "never"].contains(&it.as_str()));
    let is_bounded = match (word(2), word(1)) {
        ("up", "to") | ("at", "most") | ("limited", "to") => true,
        ("more" | "longer" | "larger" | "greater", "than") | (_, "exceed") => is_denied,
        _ => false,
    };
    if is_bounded {
        return Some(&[]);
    }
    let mark = before.iter().rposition(|it| MARKS.contains(&it.as_str()));
    if let Some(between) = mark.and_then(|at| before.get(at + 1..)) {
        let is_other = between.iter().any(|it| OTHERS.contains(&it.as_str()));
        return Some(between).filter(|it| it.len() <= FARTHEST && !is_other);
    }
    let follows = |words: &[&str]| {
        let at = after.iter().position(|it| it == words[0]);
        at.is_some_and(|at| at <= 2 && words.iter().eq(after[at..].iter().take(words.len())))
            && !after.iter().any(|it| it == "is")
    };
    let is_most =
        [["max"].as_slice(), &["maximum"], &["at", "most"], &["or", "fewer"], &["or", "less"]];
    is_most.into_iter().any(follows).then_some(&[])
}

/// Words that make a number after them the most there may be.
const MARKS: &[&str] = &["max", "maximum", "maxium", "maximal", "limit"];

/// How many words may stand between such a word and the number.
const FARTHEST: usize = 10;

/// Words between the two that make the number another one.
const OTHERS: &[&str] = &[
    "default", "defaults", "minimum", "version", "than", "least", "after", "before", "error",
    "exceeded",
];

/// What a limit counts; nothing if it is how often something may be asked for, which is no limit of a value.
fn measure(named: &[String], after: &[String]) -> Option<Measure> {
    let first = after.first().map_or("", String::as_str);
    let near = || named.iter().chain(after.iter().take(3)).map(String::as_str);
    if ["request", "requests", "call", "calls", "req", "times", "per"].contains(&first) {
        return None;
    }
    let is_of = |words: &[&str]| near().any(|it| words.contains(&it));
    Some(match first {
        _ if bytes(first).is_some() => Measure::Bytes,
        _ if OTHER_UNITS.contains(&first) || first.ends_with("-byte") => Measure::Other,
        _ if near().any(|it| it.starts_with("char") || it.starts_with("letter"))
            || is_of(&["length", "long"]) =>
        {
            Measure::Characters
        }
        _ if is_of(&["value"]) => Measure::Value,
        "" | "and" | "or" | "if" | "when" | "is" | "will" | "are" | "in" | "by" | "default" => {
            match named
                .iter()
                .any(|it| ["number", "count", "items", "entries"].contains(&it.as_str()))
            {
                true => Measure::Items,
                false => Measure::Unsaid,
            }
        }
        _ => Measure::Items,
    })
}

/// The bytes of a unit. What either meaning of a kilobyte allows is not refused.
fn bytes(unit: &str) -> Option<u64> {
    Some(match unit {
        "b" | "byte" | "bytes" => 1,
        "kb" | "kib" => 1 << 10,
        "mb" | "mib" => 1 << 20,
        "gb" | "gib" => 1 << 30,
        _ => return None,
    })
}

/// Units of what no keyword limits.
const OTHER_UNITS: &[&str] = &[
    "px",
    "pixel",
    "pixels",
    "%",
    "percent",
    "ms",
    "millisecond",
    "milliseconds",
    "s",
    "second",
    "seconds",
    "minute",
    "minutes",
    "min",
    "mins",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
];

#[cfg(test)]
mod tests {
    use super::Measure::{self, Bytes, Characters, Items, Other, Together, Unsaid, Value};
    use super::bounds;

    fn found(text: &str) -> Vec<(u64, Measure)> {
        bounds(text).iter().map(|it| (it.most, it.measure)).collect()
    }

    #[test]
    fn limits_are_read_with_what_they_count() {
        for (text, expected) in [
            ("Maximum of 100 chat IDs allowed", (100, Items)),
            ("Maximum length: 5000 characters", (5000, Characters)),
            ("**Maximum Length** : 50", (50, Characters)),
            ("<b>Maximum length</b>: 10,000 characters.<br>", (10_000, Characters)),
            ("The ids, up to 100.", (100, Unsaid)),
            ("The chats (comma-separated, maximum 5)", (5, Unsaid)),
            ("Maxium 100 user IDs allowed.", (100, Items)),
            ("Maximum number of characters allowed : 300", (300, Characters)),
            ("Limit: 500 characters.", (500, Characters)),
            ("Limit: 10 entries.", (10, Items)),
            ("Default value is 20 and maximum allowed value is 50.", (50, Value)),
            ("Maximum limit : 4 team IDs, which is mandatory.", (4, Items)),
            ("A maximum of 5 buttons can be included.", (5, Items)),
            ("The name must not exceed 30 characters.", (30, Characters)),
            ("A command cannot have more than 5 options.", (5, Items)),
            ("Maximum Attempts: 3", (3, Unsaid)),
            ("Limit can range between 1 and 100, and the default is 10.", (100, Unsaid)),
            ("The limit is 1 to 50.", (50, Unsaid)),
            (
                "Maximum 10 characters for checks, or 140 characters for transfers.",
                (140, Characters),
            ),
            ("At most 16 4-byte characters.", (16, Other)),
            ("At most 10 names, with 500 characters in all.", (10, Items)),
            ("100 characters max", (100, Characters)),
            ("Texts of at most\n20 letters.", (20, Characters)),
            ("Maximum size is 250KB.", (256_000, Bytes)),
            ("The file, up to 20 MB.", (20_971_520, Bytes)),
            ("A file must not be larger than 1,000 bytes.", (1000, Bytes)),
            ("At most 10 files.", (10, Items)),
            ("At most 300 pixels.", (300, Other)),
            ("Maximum total size: 10,000 characters.", (10_000, Together)),
            ("The maximum number of reminders that can be deleted at once is 20.", (20, Items)),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
        assert!(bounds("Each message can be up to 50 characters long.")[0].of_each);
    }

    #[test]
    fn other_numbers_are_no_limits() {
        for text in [
            "The 20 most recent chats.",
            "Fails if there are more than 50 chats.",
            "If limit is not specified, a maximum of 25 chats will be returned.",
            "The limit defaults to 20.",
            "For example, up to 20 of them.",
            "Modifications within the last 7 days.",
            "Maximum 30 requests per minute",
            "One of 5 icons.",
            "Can be: `1`, or `2`.",
            "For payments, there is a maximum of 20 items.",
            "In version 3 of the API.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
