//! How much work an overlay may make of a document.
//!
//! A short JSONPath can take for ever to parse (`$[?@[?@[?@]]]`, and so on) or look at a node any number of times
//! (`$[*,*][*,*]`, `$..*..*`, `$..[?$..*]`), and a few actions that each double a document make it larger than any
//! memory. All of that is refused beforehand.

use serde_json::Value;

/// What the actions on one document may cost together, however small it is. To look at a node costs one.
const ALLOWANCE: u64 = 10_000_000;

/// What they may cost besides, for every node of the document.
const ALLOWANCE_PER_NODE: u64 = 1_000;

/// What it costs to add a node: later actions and stages look at it again.
const ADDED_NODE: u64 = 1_000;

/// What is left of the work that overlays may make of a document.
pub(super) struct Effort {
    left: u64,
}

impl Effort {
    pub(super) fn of(root: &Value) -> Self {
        let (nodes, _) = measure(root);
        Self { left: nodes.saturating_mul(ALLOWANCE_PER_NODE).saturating_add(ALLOWANCE) }
    }

    /// Takes off what it costs to find a target. Tells whether that much was left.
    pub(super) fn find(&mut self, target: &str, root: &Value) -> bool {
        self.spend(searching(target, root))
    }

    /// Takes off what it costs to add a value so many times. Tells whether that much was left.
    pub(super) fn add(&mut self, value: &Value, times: usize) -> bool {
        let (nodes, _) = measure(value);
        let times = u64::try_from(times).unwrap_or(u64::MAX);
        self.spend(nodes.saturating_mul(times).saturating_mul(ADDED_NODE))
    }

    fn spend(&mut self, cost: u64) -> bool {
        let left = self.left.checked_sub(cost);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }
}

/// How many nodes a value is, and how deep they are nested.
fn measure(value: &Value) -> (u64, u64) {
    let one_level_up = |(nodes, depth): (u64, u64), (more, below): (u64, u64)| {
        (nodes + more, depth.max(below + 1))
    };
    match value {
        Value::Object(members) => members.values().map(measure).fold((1, 1), one_level_up),
        Value::Array(items) => items.iter().map(measure).fold((1, 1), one_level_up),
        _ => (1, 1),
    }
}

/// How many nodes a JSONPath looks at, at most. A descent visits every node once; the next one, once for each of its
/// ancestors. The selectors of a list are followed one after the other, and a query from the root in a filter is made
/// for every node.
fn searching(target: &str, root: &Value) -> u64 {
    let (nodes, depth) = measure(root);
    let Factors { descents, queries, selectors } = Factors::of(target);
    let again = |times: u32| depth.saturating_pow(times.saturating_sub(1));
    nodes.saturating_pow(queries).saturating_mul(again(descents)).saturating_mul(selectors)
}

/// What a JSONPath has that makes it visit nodes more than once.
#[derive(Debug, PartialEq, Eq)]
struct Factors {
    /// How many `..` it has.
    descents: u32,
    /// How many queries from the root: itself, and those in its filters.
    queries: u32,
    /// The lengths of its lists of selectors, multiplied.
    selectors: u64,
}

impl Factors {
    fn of(target: &str) -> Self {
        let mut factors = Self { descents: 0, queries: 0, selectors: 1 };
        let mut lists: Vec<u64> = Vec::new();
        let mut before = None;
        for character in unquoted(target) {
            match character {
                '[' => lists.push(1),
                ',' => lists.iter_mut().rev().take(1).for_each(|length| *length += 1),
                ']' => {
                    let length = lists.pop().unwrap_or(1);
                    factors.selectors = factors.selectors.saturating_mul(length);
                }
                '$' => factors.queries += 1,
                '.' if before == Some('.') => factors.descents += 1,
                _ => {}
            }
            before = Some(character);
        }
        factors
    }
}

/// How many brackets a JSONPath may have open: the parser reads a filter twice, one within it four times, and so on.
const DEEPEST: usize = 10;

/// Whether a JSONPath takes long to parse.
pub(super) fn is_too_deep(target: &str) -> bool {
    let mut open = 0_usize;
    unquoted(target).any(|character| {
        match character {
            '[' | '(' => open += 1,
            ']' | ')' => open = open.saturating_sub(1),
            _ => {}
        }
        open > DEEPEST
    })
}

/// The characters of a JSONPath that are outside of quotes.
fn unquoted(target: &str) -> impl Iterator<Item = char> {
    let mut quote = None;
    let mut is_escaped = false;
    target.chars().filter(move |&character| {
        let is_quoted = quote.is_some();
        match quote {
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if character == '\\' => is_escaped = true,
            Some(open) if character == open => quote = None,
            None if matches!(character, '\'' | '"') => quote = Some(character),
            _ => {}
        }
        !is_quoted
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Effort, Factors, is_too_deep, searching};

    #[test]
    fn a_target_tells_how_often_it_looks_at_a_node() {
        let factors = |target| {
            let Factors { descents, queries, selectors } = Factors::of(target);
            (descents, queries, selectors)
        };
        assert_eq!(factors("$.paths['/a/{B}'].get"), (0, 1, 1));
        assert_eq!(factors("$..a..b"), (2, 1, 1));
        assert_eq!(factors("$[*,*][0,1:2,'a']"), (0, 1, 6));
        assert_eq!(factors("$..[?$..a == @.b]"), (2, 2, 1));
        assert_eq!(factors(r#"$['$..,\'$..,']["$,'"]"#), (0, 1, 1));
    }

    #[test]
    fn brackets_count_outside_of_quotes() {
        let nested = |times| format!("${}.a{}", "[?@".repeat(times), "]".repeat(times));
        assert!(!is_too_deep(&nested(10)) && is_too_deep(&nested(11)));
        assert!(!is_too_deep(&format!("$['{}']", "[".repeat(99))));
        assert!(!is_too_deep(&"$[0]".repeat(99)));
    }

    #[test]
    fn what_a_search_costs() {
        let root = json!({"a": {"b": 1, "c": [2]}});
        assert_eq!(searching("$..b", &root), 5);
        assert_eq!(searching("$..*..*", &root), 20);
        assert_eq!(searching("$..[?$..b]", &root), 100);
    }

    #[test]
    fn the_allowance_comes_to_an_end() {
        let root = json!({"a": 1});
        let mut effort = Effort::of(&root);
        assert!(effort.add(&root, 5_000));
        assert!(!effort.add(&root, 5_000));
        assert!(effort.find("$..a", &root));
    }
}
