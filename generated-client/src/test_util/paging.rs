//! How a list that answers with one example comes to its end.

use serde_json::Value;

use crate::paging::earliest_millis;

/// What leads from a page of an operation to the next, by the names of its document.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "the documents decide which of them are needed")]
pub(crate) enum Paging {
    /// The member that has the items, and the tokens, which are members of a page and parameters of the next.
    Tokens { items: &'static str, tokens: &'static [&'static str] },
    /// The member that has the items, the parameter that the list ends at, and the member of an item that has its time.
    Time { items: &'static str, parameter: &'static str, time: &'static str },
}

/// The member of some pages that says whether there is another.
const HAS_MORE: &str = "has_more";

impl Paging {
    /// The page that a request asks for, of a list that has the items of `page` alone. So no item comes twice.
    pub(super) fn page(self, mut page: Value, query: &[(String, String)]) -> Value {
        match self {
            Self::Tokens { items, tokens } => {
                let is_token = |(name, value): &(String, String)| {
                    tokens.contains(&name.as_str()) && !value.is_empty()
                };
                if let Some(page) = page.as_object_mut().filter(|_| query.iter().any(is_token)) {
                    page.retain(|name, _| !tokens.contains(&name.as_str()));
                    page.insert(items.to_owned(), Value::Array(Vec::new()));
                    page.get_mut(HAS_MORE).into_iter().for_each(|it| *it = Value::Bool(false));
                }
            }
            Self::Time { items, parameter, time } => {
                let bound = query.iter().find(|(name, _)| name == parameter);
                let bound = bound.and_then(|(_, value)| earliest_millis(&value.as_str().into()));
                let items = page.get_mut(items).and_then(Value::as_array_mut);
                if let (Some(bound), Some(items)) = (bound, items) {
                    let time = |item: &Value| item.get(time).and_then(earliest_millis);
                    items.retain(|item| time(item).is_none_or(|time| time <= bound));
                }
            }
        }
        page
    }
}
