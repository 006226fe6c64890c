//! How much work overlays may make of a document: the nodes that their targets visit and their updates add.

use serde_json::Value;

/// How many nodes the actions on one document may visit together, however small it is.
const VISITED: u64 = 10_000_000;

/// How many they may visit besides, for every node of the document.
const VISITED_PER_NODE: u64 = 1_000;

/// As how many visits an added node counts: later actions and stages look at it again.
const ADDED: u64 = 1_000;

/// How many nodes may still be visited.
pub(super) struct Effort(u64);

impl Effort {
    pub(super) fn of(root: &Value) -> Self {
        Self(measure(root).0.saturating_mul(VISITED_PER_NODE).saturating_add(VISITED))
    }

    /// Takes off what a target may visit. Tells whether that many were left.
    pub(super) fn find(&mut self, target: &str, root: &Value) -> bool {
        self.spend(visited(target, root))
    }

    /// Takes off what it costs to add a value so many times. Tells whether that many were left.
    pub(super) fn add(&mut self, value: &Value, times: usize) -> bool {
        let times = u64::try_from(times).unwrap_or(u64::MAX);
        self.spend(measure(value).0.saturating_mul(times).saturating_mul(ADDED))
    }

    fn spend(&mut self, cost: u64) -> bool {
        let left = self.0.checked_sub(cost);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// How many nodes a value is, and how deep they are nested.
fn measure(value: &Value) -> (u64, u64) {
    let within = |(nodes, depth): (u64, u64), (more, below): (u64, u64)| {
        (nodes + more, depth.max(below + 1))
    };
    match value {
        Value::Object(members) => members.values().map(measure).fold((1, 1), within),
        Value::Array(items) => items.iter().map(measure).fold((1, 1), within),
        _ => (1, 1),
    }
}

/// How many nodes a JSONPath visits at most: a query from the root, of which its filters may hold more, every node; each
/// further `..` a node once for each of its ancestors; and a list of selectors each of them. What stands in quotes counts
/// as well, which does no harm: it is little.
fn visited(target: &str, root: &Value) -> u64 {
    let (nodes, depth) = measure(root);
    let count = |text| u32::try_from(target.matches(text).count()).unwrap_or(u32::MAX);
    let queries = count("$.").saturating_add(count("$["));
    let lists = target.split(['[', ']']).map(|it| 1 + it.bytes().filter(|it| *it == b',').count());
    lists.fold(
        nodes
            .saturating_pow(queries)
            .saturating_mul(depth.saturating_pow(count("..").saturating_sub(1))),
        |visited, selectors| visited.saturating_mul(selectors as u64),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Effort, visited};

    #[test]
    fn a_target_tells_how_many_nodes_it_visits() {
        let root = json!({"a": {"b": 1, "c": [2]}});
        assert_eq!(visited("$.a['$ref']", &root), 5);
        assert_eq!(visited("$..b", &root), 5);
        assert_eq!(visited("$..*..*", &root), 20);
        assert_eq!(visited("$[*,*][0,1:2,'a']", &root), 30);
        assert_eq!(visited("$..[?$..b]", &root), 100);
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
