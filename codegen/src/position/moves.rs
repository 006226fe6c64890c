//! Nodes of a document that stand elsewhere than in its file, because the document was restated.

use std::collections::HashMap;

use super::Pointer;

/// Where each moved node stood. What is below it moved with it.
#[derive(Debug, Default)]
pub(crate) struct Moves(HashMap<Pointer, Pointer>);

impl Moves {
    /// Notes that what is at `to` now was at `from` before.
    pub(crate) fn note(&mut self, to: Pointer, from: &Pointer) {
        let from = self.origin(from);
        self.0.insert(to, from);
    }

    /// Where the node stands in the file.
    pub(crate) fn origin(&self, pointer: &Pointer) -> Pointer {
        let nearest = pointer.ancestors().find_map(|at| Some((self.0.get(&at)?, at)));
        let moved = nearest.and_then(|(from, at)| pointer.moved(&at, from));
        moved.unwrap_or_else(|| pointer.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::{Moves, Pointer};

    #[test]
    fn a_node_that_moves_twice_is_known_where_it_stood_first() {
        let at = |text: &str| Pointer::from_reference(text).unwrap();
        let mut moves = Moves::default();
        moves.note(at("#/a/allOf/0"), &at("#/a/$ref"));
        moves.note(at("#/b"), &at("#/a"));
        moves.note(at("#/c/items"), &at("#/b/prefixItems/1"));
        let origin = |text: &str| moves.origin(&at(text)).to_string();
        assert_eq!(origin("#/b/x"), "/a/x");
        assert_eq!(origin("#/a/allOf/0/x"), "/a/$ref/x");
        assert_eq!(origin("#/c/items/type"), "/a/prefixItems/1/type");
        assert_eq!(origin("#/c"), "/c");
    }
}
