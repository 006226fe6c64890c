//! Documents made by chance, of what OpenAPI has: the same for the same seed.
//!
//! They are legal, and nearly all of what is in them is supported, so that a client can be generated from most of
//! them. What they say makes no sense.

mod names;
mod operations;
mod schemas;

use codegen::Input;
use serde_json::{Map, Value, json};

/// A document, whose module is called after its seed.
pub fn document(seed: u64) -> Input {
    let mut chance = Chance(seed);
    let schemas = schemas::components(&mut chance);
    let paths = operations::paths(&mut chance, &schemas);
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": format!("Made from {seed}"), "version": "1"},
        "servers": [{"url": "https://api.example.com/v1"}],
        "security": [],
        "paths": paths,
        "components": {"schemas": schemas.definitions},
        "x-lint-allow": {"missing-limit": "It says nothing of limits."},
    });
    let stem = format!("seed-{seed}");
    Input { name: format!("{stem}.yaml"), stem, text: format!("{document:#}\n") }
}

/// Numbers that follow from a seed: SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    /// Whether something is so that is so once in `times`.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn of<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }
}

/// Members of an object that are there by chance.
struct Members(Map<String, Value>);

impl Members {
    fn of(object: Value) -> Self {
        let Value::Object(members) = object else { panic!("{object} is an object") };
        Self(members)
    }

    /// Adds a member once in `times`.
    fn maybe(mut self, chance: &mut Chance, times: usize, name: &str, value: Value) -> Self {
        if chance.once_in(times) {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    fn object(self) -> Value {
        Value::Object(self.0)
    }
}
