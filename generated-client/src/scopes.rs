//! What a token is allowed to do.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use crate::OperationInfo;

/// A set of OAuth scopes: those that a token was granted, or those to ask consent for.
///
/// ```
/// use generated_client::{OperationInfo, Scopes, operations};
///
/// // What the token endpoint answered with the token.
/// let granted = Scopes::from("ZohoCliq.Chats.ALL ZohoCliq.Messages.READ");
/// assert!(granted.covers("ZohoCliq.Chats.UPDATE"));
///
/// // What a program that calls some operations has to ask for.
/// let reads = operations().filter(|it| it.module == "chats" && it.method == "GET");
/// assert_eq!(Scopes::required_by(reads).to_string(), "ZohoCliq.Chats.READ");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// No scope.
    pub fn new() -> Self {
        Self::default()
    }

    /// The scopes that `operations` need, such as `chats::OPERATIONS` or
    /// [`operations()`](crate::operations). Where any of several sets allows an operation, it is the first that
    /// the document names.
    pub fn required_by(operations: impl IntoIterator<Item: AsRef<OperationInfo>>) -> Self {
        let first = |operation: &OperationInfo| operation.scopes.first().copied();
        let scopes = operations.into_iter().filter_map(|it| first(it.as_ref()));
        scopes.flatten().copied().collect()
    }

    /// Whether a scope is in the set, by itself or in one for all of its kind: `ZohoCliq.Chats.ALL` covers
    /// every `ZohoCliq.Chats.…`.
    pub fn covers(&self, scope: &str) -> bool {
        let in_all = || {
            let (kind, _) = scope.rsplit_once('.')?;
            Some(self.0.contains(&format!("{kind}.ALL")))
        };
        self.0.contains(scope) || in_all().unwrap_or(false)
    }

    /// What a token with these scopes lacks to call an operation: nothing if it may. Where any of several sets
    /// allows the operation, the result is what is missing from the set that comes closest; of several such sets,
    /// from the first that the document names.
    pub fn missing(&self, operation: &OperationInfo) -> Vec<&'static str> {
        let lacks = |all_of: &&'static [&'static str]| -> Vec<&'static str> {
            all_of.iter().copied().filter(|scope| !self.covers(scope)).collect()
        };
        operation.scopes.iter().map(lacks).min_by_key(Vec::len).unwrap_or_default()
    }

    /// What a token with these scopes lacks to call all of `operations`: each scope once, in alphabetical order.
    pub fn missing_for(
        &self,
        operations: impl IntoIterator<Item: AsRef<OperationInfo>>,
    ) -> Vec<&'static str> {
        let missing = operations.into_iter().flat_map(|operation| self.missing(operation.as_ref()));
        missing.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The scopes in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether there is no scope.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Reads what the token endpoint answers: scopes with commas or white space between them.
impl From<&str> for Scopes {
    fn from(text: &str) -> Self {
        text.split(|c: char| c == ',' || c.is_whitespace()).collect()
    }
}

/// Reads any text, as `From<&str>` does.
impl FromStr for Scopes {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text))
    }
}

impl<S: AsRef<str>> FromIterator<S> for Scopes {
    fn from_iter<I: IntoIterator<Item = S>>(scopes: I) -> Self {
        let mut set = Self::default();
        set.extend(scopes);
        set
    }
}

impl<S: AsRef<str>> Extend<S> for Scopes {
    fn extend<I: IntoIterator<Item = S>>(&mut self, scopes: I) {
        let scopes = scopes.into_iter().map(|scope| scope.as_ref().trim().to_owned());
        self.0.extend(scopes.filter(|scope| !scope.is_empty()));
    }
}

/// With commas between them, as Zoho's consent page takes them.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.iter().collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    fn allowed_by(scopes: &'static [&'static [&'static str]]) -> OperationInfo {
        OperationInfo { scopes, ..OperationInfo::new("bots", "call", Method::GET, "", "/bots") }
    }

    /// Operations that need nothing, one scope, or any of three sets.
    fn operations() -> [OperationInfo; 3] {
        let either: &[&[&str]] = &[&["A.READ", "B.READ"], &["C.UPDATE"], &["B.CREATE"]];
        [allowed_by(&[]), allowed_by(&[&["A.READ"]]), allowed_by(either)]
    }

    #[test]
    fn reads_every_form_and_prints_the_one_of_the_consent_page() {
        for text in ["B.READ,A.ALL", "A.ALL B.READ", " B.READ ,\tA.ALL,\n,A.ALL"] {
            assert_eq!(Scopes::from(text).to_string(), "A.ALL,B.READ", "{text:?}");
        }
        assert_eq!("A.READ".parse(), Ok(Scopes::from_iter(["A.READ"])));
        assert!(Scopes::from(" , ").is_empty());
        assert_eq!(Scopes::new().to_string(), "");
    }

    #[test]
    fn all_covers_every_scope_of_its_kind_alone() {
        let scopes = Scopes::from("ZohoCliq.Chats.ALL");
        assert!(scopes.covers("ZohoCliq.Chats.READ") && scopes.covers("ZohoCliq.Chats.ALL"));
        for other in
            ["ZohoCliq.Messages.READ", "ZohoCliq.Chats", "ZohoCliq.Chats.Sub.READ", "ALL", ""]
        {
            assert!(!scopes.covers(other), "{other}");
        }
        assert!(!Scopes::from("ZohoCliq.Chats.READ").covers("ZohoCliq.Chats.ALL"));
    }

    #[test]
    fn the_alternative_that_lacks_the_fewest_is_named() {
        let missing = |granted: &str, operation| Scopes::from(granted).missing(operation);
        let [free, one, either] = operations();
        assert!(missing("", &free).is_empty());
        assert_eq!(missing("", &one), ["A.READ"]);
        assert!(missing("A.ALL", &one).is_empty());
        assert_eq!(missing("", &either), ["C.UPDATE"]);
        assert_eq!(missing("A.READ", &either), ["B.READ"]);
        assert!(missing("A.READ,B.ALL", &either).is_empty());
        assert!(missing("B.CREATE", &either).is_empty());
    }

    #[test]
    fn several_operations_need_the_scopes_of_each() {
        let operations = operations();
        assert_eq!(Scopes::from("B.READ").missing_for(&operations), ["A.READ"]);
        assert_eq!(Scopes::new().missing_for(&operations), ["A.READ", "C.UPDATE"]);
        assert_eq!(Scopes::required_by(&operations).to_string(), "A.READ,B.READ");
        // The list of a module is one of references.
        let list: Vec<&OperationInfo> = operations.iter().collect();
        assert_eq!(Scopes::required_by(&list), Scopes::required_by(list));
    }
}
