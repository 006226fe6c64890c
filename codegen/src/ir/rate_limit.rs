//! How often operations may be called.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Api, EndpointKey};

/// So many requests in any time of so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    /// How many requests a user may make.
    pub requests: u32,
    /// The time in which they are counted, in seconds.
    pub window_seconds: u32,
}

/// What a document says of how often a user may call an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Record", into = "Record")]
pub struct RateLimit {
    /// How many requests are let through.
    pub rate: Option<Rate>,
    /// How long a user who makes more is locked out, in seconds. It may be stated without a rate.
    pub lock_period_seconds: Option<u32>,
}

/// A limit as JSON has it.
#[derive(Serialize, Deserialize)]
struct Record {
    requests: Option<u32>,
    window_seconds: Option<u32>,
    lock_period_seconds: Option<u32>,
}

impl Rate {
    /// The rate that keeps to both. Of two windows it takes the longer, with the fewer requests: that keeps to either
    /// limit however the requests come.
    pub(crate) fn stricter(self, other: Self) -> Self {
        Self {
            requests: self.requests.min(other.requests),
            window_seconds: self.window_seconds.max(other.window_seconds),
        }
    }

    /// A time in the unit that a person would use: `60` is `a minute`, `7200` is `2 hours`.
    pub(crate) fn period(seconds: u32) -> String {
        let units = [(86_400, "day", "a"), (3600, "hour", "an"), (60, "minute", "a")];
        let unit =
            units.into_iter().find(|(unit, ..)| seconds != 0 && seconds.is_multiple_of(*unit));
        match unit.unwrap_or((1, "second", "a")) {
            (unit, name, article) if seconds == unit => format!("{article} {name}"),
            (unit, name, _) => format!("{} {name}s", seconds / unit),
        }
    }
}

impl RateLimit {
    /// The limit that keeps to both: the stricter rate, and the longer lock period.
    pub(crate) fn stricter(self, other: Self) -> Self {
        Self {
            rate: self.rate.into_iter().chain(other.rate).reduce(Rate::stricter),
            lock_period_seconds: self.lock_period_seconds.max(other.lock_period_seconds),
        }
    }

    /// The limit that keeps to all.
    pub(crate) fn strictest(limits: impl IntoIterator<Item = Self>) -> Self {
        limits.into_iter().fold(Self::default(), Self::stricter)
    }

    /// What it states, and what `other` does where it states nothing.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            rate: self.rate.or(other.rate),
            lock_period_seconds: self.lock_period_seconds.or(other.lock_period_seconds),
        }
    }

    /// What it states and `other` does not.
    pub(crate) fn beside(self, other: Self) -> Self {
        Self {
            rate: self.rate.filter(|_| other.rate.is_none()),
            lock_period_seconds: self
                .lock_period_seconds
                .filter(|_| other.lock_period_seconds.is_none()),
        }
    }

    /// Whether anything is stated.
    pub(crate) fn is_stated(self) -> bool {
        self != Self::default()
    }
}

/// What a user may spend on an endpoint: limits count by real route, however many operations document it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Budget {
    /// The endpoint, with the names of its path parameters taken out.
    pub route: String,
    /// The strictest of the operations' limits.
    #[serde(flatten)]
    pub limit: RateLimit,
    /// How many methods of the client spend it.
    #[serde(skip)]
    pub(crate) methods: usize,
    /// Whether several documents have the endpoint. No document says that the service counts their calls together.
    #[serde(skip)]
    pub(crate) is_assumed: bool,
}

impl Api {
    /// The budget of every endpoint, over all documents.
    pub(crate) fn budgets(&self) -> HashMap<EndpointKey, Budget> {
        let mut budgets: HashMap<EndpointKey, Budget> = HashMap::new();
        let mut first_documents: HashMap<EndpointKey, &str> = HashMap::new();
        for (document, operation) in self.operations() {
            let endpoint = operation.endpoint();
            let first = *first_documents.entry(endpoint.clone()).or_insert(&document.stem);
            let budget = budgets.entry(endpoint).or_insert_with_key(|endpoint| Budget {
                route: endpoint.to_string(),
                limit: RateLimit::default(),
                methods: 0,
                is_assumed: false,
            });
            budget.is_assumed |= first != document.stem;
            budget.limit = budget.limit.stricter(operation.limit());
            budget.methods += operation.own_calls().len();
        }
        budgets
    }
}

/// `30 a minute`, `10 in 5 minutes`
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requests, window_seconds } = *self;
        let period = Self::period(window_seconds);
        let preposition = if period.starts_with('a') { "" } else { "in " };
        write!(f, "{requests} {preposition}{period}")
    }
}

impl From<RateLimit> for Record {
    fn from(RateLimit { rate, lock_period_seconds }: RateLimit) -> Self {
        let (requests, window_seconds) = rate.map(|it| (it.requests, it.window_seconds)).unzip();
        Self { requests, window_seconds, lock_period_seconds }
    }
}

impl From<Record> for RateLimit {
    fn from(Record { requests, window_seconds, lock_period_seconds }: Record) -> Self {
        let rate = requests.zip(window_seconds);
        let rate = rate.map(|(requests, window_seconds)| Rate { requests, window_seconds });
        Self { rate, lock_period_seconds }
    }
}

#[cfg(test)]
mod tests {
    use super::{Rate, RateLimit};

    const fn rate(requests: u32, window_seconds: u32) -> Rate {
        Rate { requests, window_seconds }
    }

    #[test]
    fn the_stricter_of_two_limits_keeps_to_both() {
        assert_eq!(rate(30, 60).stricter(rate(20, 60)), rate(20, 60));
        assert_eq!(rate(10, 60).stricter(rate(20, 300)), rate(10, 300));
        let lock = |seconds| RateLimit { lock_period_seconds: Some(seconds), rate: None };
        let limit = RateLimit { rate: Some(rate(5, 60)), lock_period_seconds: None };
        let both = RateLimit::strictest([lock(600), limit, lock(60)]);
        assert_eq!(both, RateLimit { rate: limit.rate, lock_period_seconds: Some(600) });
    }

    #[test]
    fn a_rate_is_told_in_the_unit_of_a_person() {
        for (window, text) in [
            (1, "10 a second"),
            (60, "10 a minute"),
            (90, "10 in 90 seconds"),
            (300, "10 in 5 minutes"),
            (3600, "10 an hour"),
            (7200, "10 in 2 hours"),
            (86_400, "10 a day"),
            (0, "10 in 0 seconds"),
        ] {
            assert_eq!(rate(10, window).to_string(), text);
        }
    }
}
