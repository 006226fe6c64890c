//! OAuth scopes.

/// A set of OAuth scopes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scopes(std::collections::BTreeSet<String>);
impl From<&str> for Scopes {
    fn from(s: &str) -> Self {
        Self(s.split([',', ' ']).filter(|s| !s.is_empty()).map(str::to_owned).collect())
    }
}
impl Scopes {
    /// Their names, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// What is missing for an operation.
    pub fn missing(&self, o: &crate::OperationInfo) -> Vec<&'static str> {
        o.scopes
            .iter()
            .map(|a| a.iter().copied().filter(|s| !self.0.contains(*s)).collect::<Vec<_>>())
            .min_by_key(Vec::len)
            .unwrap_or_default()
    }
}
