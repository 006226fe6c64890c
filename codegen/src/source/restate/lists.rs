//! Lists: `prefixItems`, and `items` that is true or false.

use serde_json::{Map, Value, json};

use super::Restating;
use crate::diagnostic::Code;
use crate::position::Pointer;

impl Restating<'_> {
    /// OpenAPI 3.0 has one schema for all items of a list.
    pub(super) fn items(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        let is_plain = schema.get("items").is_none_or(Value::is_object);
        if is_plain && !schema.contains_key("prefixItems") {
            return;
        }
        let first = match schema.shift_remove("prefixItems") {
            Some(Value::Array(first)) => first,
            _ => Vec::new(),
        };
        let at_first = at.child("prefixItems");
        if !first.is_empty() {
            let message = "which item has which schema is not checked: each may have any of them";
            self.tell(Code::IgnoredKeyword, &at_first, message);
        }
        let most = schema.get("maxItems").and_then(Value::as_u64);
        let count = first.len() as u64;
        let first = first.into_iter().enumerate();
        let mut schemas: Vec<_> = first.map(|(index, it)| (it, at_first.child(index))).collect();
        match schema.shift_remove("items") {
            Some(Value::Bool(false)) => {
                let most = most.map_or(count, |most| most.min(count));
                schema.insert("maxItems".to_owned(), json!(most));
                self.moves.note(at.child("maxItems"), &at.child("items"));
            }
            Some(rest @ (Value::Object(_) | Value::Array(_))) => {
                schemas.push((rest, at.child("items")))
            }
            _ if most.is_some_and(|most| most <= count) => {}
            // Whatever comes behind them can be anything.
            _ => return,
        }
        self.any_of(schema, at, "items", schemas);
    }

    /// Sets a keyword to a schema that allows whatever one of several schemas does.
    pub(super) fn any_of(
        &mut self,
        schema: &mut Map<String, Value>,
        at: &Pointer,
        keyword: &str,
        schemas: Vec<(Value, Pointer)>,
    ) {
        let to = at.child(keyword);
        let mut members: Vec<(Value, Pointer)> = Vec::new();
        for (member, from) in schemas {
            if !members.iter().any(|(known, _)| *known == member) {
                members.push((member, self.moves.origin(&from)));
            }
        }
        let [(_, first), ..] = members.as_slice() else { return };
        self.moves.note(to.clone(), &first.clone());
        let several = members.len() > 1;
        for (index, (_, from)) in members.iter().enumerate().filter(|_| several) {
            self.moves.note(to.child("anyOf").child(index), from);
        }
        let mut members: Vec<Value> = members.into_iter().map(|(member, _)| member).collect();
        let value = match several {
            true => json!({"anyOf": members}),
            false => members.remove(0),
        };
        schema.insert(keyword.to_owned(), value);
    }
}
