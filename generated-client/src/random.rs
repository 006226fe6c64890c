//! Random numbers, for waits and names. They are not for secrets.

use std::hash::{BuildHasher, RandomState};

/// Made of the keys with which the standard library seeds hash tables, which come from the system: two programs that begin at
/// the same moment have others.
pub(crate) fn number() -> u64 {
    RandomState::new().hash_one(())
}

/// From 0 to 1, both included.
pub(crate) fn fraction() -> f64 {
    number() as f64 / u64::MAX as f64
}

/// 32 hexadecimal digits, which nobody else is likely to choose.
pub(crate) fn id() -> String {
    format!("{:016x}{:016x}", number(), number())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_not_given_twice() {
        let ids: BTreeSet<String> = (0..10_000).map(|_| id()).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.len() == 32));
    }

    #[test]
    fn fractions_are_spread_evenly() {
        let mut counts = [0; 10];
        for _ in 0..10_000 {
            let fraction = fraction();
            assert!((0.0..=1.0).contains(&fraction));
            counts[((fraction * 10.0) as usize).min(9)] += 1;
        }
        // 200 is more than six standard deviations.
        assert!(counts.iter().all(|count| (800..=1200).contains(count)), "{counts:?}");
    }
}
