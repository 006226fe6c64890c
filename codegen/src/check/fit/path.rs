//! Where in a value something is.

use std::fmt;

use crate::position::Pointer;

/// The way from a value to a node in it; printed as a programmer writes it, `slides[0].styles.type`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::check) struct Path(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Name(String),
    Index(usize),
}

impl Path {
    pub(super) fn push_name(&mut self, name: &str) {
        self.0.push(Step::Name(name.to_owned()));
    }

    pub(super) fn push_index(&mut self, index: usize) {
        self.0.push(Step::Index(index));
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(in crate::check) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The node in a document that holds the value at `at`.
    pub(in crate::check) fn below(&self, at: &Pointer) -> Pointer {
        self.0.iter().fold(at.clone(), |at, step| match step {
            Step::Name(name) => at.child(name),
            Step::Index(index) => at.child(index),
        })
    }

    /// The path with all items of a list counted as one.
    pub(in crate::check) fn regardless_of_index(&self) -> Self {
        let step = |step: &Step| match step {
            Step::Name(name) => Step::Name(name.clone()),
            Step::Index(_) => Step::Index(0),
        };
        Self(self.0.iter().map(step).collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = |name: &str| {
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-$".contains(c))
        };
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Name(name) if !is_plain(name) => write!(f, "[{name:?}]")?,
                Step::Name(name) if index == 0 => f.write_str(name)?,
                Step::Name(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}
