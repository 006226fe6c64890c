//! The lines that state a limit or a lock period, in whatever words.

use super::quantity;

/// What a line states, or announces for the list under it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Limit,
    Lock,
}

/// What stands between the name of a fact and its amount, beside a colon.
const SEPARATORS: &[&str] = &[" - ", " \u{2013} ", " \u{2014} ", " = ", " is ", " of "];

impl Topic {
    /// The topic of a line such as `Threshold limit: 30 requests per min`, and what follows its colon.
    pub(super) fn of(line: &str) -> Option<(Self, &str)> {
        let line = line.trim_start_matches(['#', '>', '-', '*', '_', ' ']);
        if let Some((name, rest)) = line.split_once(':') {
            let rest = rest.trim().trim_start_matches(['*', '_']).trim();
            return Some((Self::of_name(name, rest)?, rest));
        }
        for separator in SEPARATORS {
            if let Some((name, rest)) = line.split_once(separator) {
                // Without a colon it is a sentence, and only one of nothing but the fact leaves the text.
                let is_fact = rest.contains(|c: char| c.is_ascii_digit()) && !rest.contains(". ");
                return Some((Self::of_name(name, rest).filter(|_| is_fact)?, rest.trim()));
            }
        }
        Some((Self::of_name(line, "")?, ""))
    }

    fn of_name(name: &str, rest: &str) -> Option<Self> {
        let name = name.split('(').next().unwrap_or(name).to_lowercase().replace('-', " ");
        let words: Vec<_> = name.split_whitespace().map(|it| it.trim_matches(['*', '_'])).collect();
        let words: Vec<_> = words.into_iter().filter(|it| !it.is_empty()).collect();
        let has = |any: &[&str]| words.iter().any(|it| any.contains(it));
        let is_made_of =
            |all: &[&str]| words.iter().all(|it| all.contains(it) || FILLERS.contains(it));
        if is_made_of(LIMIT_WORDS)
            && (has(&["threshold", "thresholds"])
                || has(&["limit", "limits"]) && has(LIMITED)
                || has(&["request", "requests", "call", "calls"]) && has(&["minute", "min"]))
        {
            return Some(Self::Limit);
        }
        let is_lock = has(&["lock", "lockout"])
            && (words.len() > 1 || words == ["lockout"] || quantity::states_duration(rest));
        let is_pause = has(&["block", "blocking", "cooldown", "cool"]) && has(LENGTHS);
        (is_made_of(LOCK_WORDS) && (is_lock || is_pause)).then_some(Self::Lock)
    }
}

const FILLERS: &[&str] =
    &["the", "a", "api", "per", "user", "account", "maximum", "max", "allowed"];

const LIMIT_WORDS: &[&str] = &[
    "threshold",
    "thresholds",
    "rate",
    "throttle",
    "throttling",
    "request",
    "requests",
    "call",
    "calls",
    "limit",
    "limits",
    "minute",
    "min",
];

/// What makes a limit one of requests: `limit` alone is one of anything.
const LIMITED: &[&str] =
    &["rate", "throttle", "throttling", "request", "requests", "call", "calls", "api"];

const LOCK_WORDS: &[&str] = &[
    "lock", "lockout", "out", "period", "periods", "time", "duration", "block", "blocking",
    "cooldown", "cool", "down",
];

const LENGTHS: &[&str] = &["period", "periods", "time", "duration"];

/// How many characters of a line tell whether a fact begins there. No name of one is longer.
const NAME_LENGTH: usize = 60;

/// The facts on one line: `Threshold limit: 30 requests per min, lock period: 10 minutes` has two.
pub(super) fn statements(line: &str) -> Vec<&str> {
    let Some(colon) = line.find(':').filter(|_| Topic::of(line).is_some()) else {
        return vec![line];
    };
    let states = |text: &str| {
        let end = text.char_indices().nth(NAME_LENGTH).map_or(text.len(), |(at, _)| at);
        text[..end].contains(':') && Topic::of(&text[..end]).is_some()
    };
    let (mut statements, mut start) = (Vec::new(), 0);
    for (at, mark) in line[colon..].match_indices([',', ';', '|', '.', '(']) {
        let (at, after) = (colon + at, colon + at + mark.len());
        if states(line[after..].trim_start()) {
            statements.push(line[start..at].trim());
            start = after;
        }
    }
    statements.push(line[start..].trim_start());
    statements
}

/// The sentences that speak of a fact, though no form of it is in them that is read.
pub(super) fn misses(text: &str, topic: Topic) -> Vec<String> {
    let is_lock = |word: &str| ["lock", "block"].iter().any(|it| word.starts_with(it));
    let is_named = |cell: &str| Topic::of(cell).is_some_and(|(it, _)| it == topic);
    let speaks = |sentence: &str| match topic {
        _ if sentence.starts_with('|') && sentence.split('|').any(is_named) => true,
        Topic::Limit => quantity::states_rate(sentence),
        Topic::Lock => {
            let sentence = sentence.to_lowercase();
            let mut words = sentence.split(|c: char| !c.is_alphanumeric());
            words.any(is_lock) && quantity::states_duration(&sentence)
        }
    };
    // The lines of a list and of a table say something each; those of a paragraph say it together.
    let has_rows = text.lines().any(|it| it.starts_with(['|', '-', '*', '`', '>']));
    let sentences: Vec<String> = match has_rows {
        true => text.lines().map(|it| it.trim().to_owned()).collect(),
        false => {
            let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
            joined.split(". ").map(str::to_owned).collect()
        }
    };
    sentences.into_iter().filter(|it| speaks(it)).collect()
}
