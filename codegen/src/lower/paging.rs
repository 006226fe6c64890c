//! Lists that come in pages.
//!
//! Pages by token need no word in a document: a parameter and a property of the response have the same name, and
//! the format `page-token` or a name such as `next_token`. `sync_token` is the one that is for later lists.
//!
//! `x-pagination` at the operation says which property has the items, where there are several lists, and
//! declares pages by time:
//!
//! ```yaml
//! x-pagination:
//!   cursor: totime              # the parameter that the list ends at
//!   limit: limit                # the parameter that says how many items a page has
//!   time: time                  # properties of an item
//!   id: id
//!   items: data                 # where the response has several lists
//!   order: {sort_by: recent}    # where a parameter sorts the list: its value for the newest first
//! ```

mod by_time;

use heck::ToSnakeCase;
use serde_json::Value;

use super::Lowering;
use crate::alias::Endpoint;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Call, Field, Location, Output, PageCursor, Paging, Parameter, ShapeId, ShapeKind, Type,
};
use crate::position::Pointer;
use crate::text::nearest;

use by_time::OF_TIME;

const EXTENSION: &str = "x-pagination";

/// An operation, as far as its pages go.
struct Paged<'a> {
    at: Pointer,
    extension: Option<&'a Value>,
    response: ShapeId,
}

impl Lowering<'_> {
    /// How the pages of an operation follow each other. Whatever a document says that a token is, it is a
    /// text that is passed back: parameters and properties get that type.
    pub(super) fn paging(
        &mut self,
        endpoint: &Endpoint<'_>,
        parameters: &mut [Parameter],
        calls: &[Call],
    ) -> Option<Paging> {
        let at = endpoint.pointer.clone();
        let extension = endpoint.operation.extensions.get(EXTENSION);
        let Some(response) = self.response_object(calls) else {
            if extension.is_some() {
                self.malformed(&at.child(EXTENSION), "only a response that is an object has pages");
            }
            return None;
        };
        let paged = Paged { at, extension, response };
        let is_by_time =
            extension.is_some_and(|it| OF_TIME.iter().any(|key| it.get(key).is_some()));
        let (tokens, sync_token) = self.tokens(response, parameters);
        if tokens.is_empty() && !is_by_time {
            if extension.is_some() {
                let message = "nothing leads from a page to the next: there is no `cursor`, and no \
                               parameter has the name of a token in the response";
                self.malformed(&paged.at.child(EXTENSION), message);
            }
            return None;
        }
        let items = self.items(&paged)?;
        self.make_tokens(tokens.iter().chain(&sync_token), response, parameters);
        let cursor = if is_by_time {
            PageCursor::Time(self.time_cursor(&paged, &items, parameters)?)
        } else {
            PageCursor::Tokens(tokens)
        };
        Some(Paging { items, cursor, sync_token })
    }

    fn response_object(&self, calls: &[Call]) -> Option<ShapeId> {
        match calls {
            [Call { output: Output::Json(Type::Shape(id)), .. }] => {
                self.properties(*id).is_some().then_some(*id)
            }
            _ => None,
        }
    }

    fn properties(&self, id: ShapeId) -> Option<&Vec<Field>> {
        match &self.shapes.get(id.0)?.kind {
            ShapeKind::Object { fields, .. } => Some(fields),
            _ => None,
        }
    }

    /// The tokens for the next page, and the one for later lists. A plain `next_token` goes last: another one
    /// beside it is for a special case, such as a search.
    fn tokens(&self, response: ShapeId, parameters: &[Parameter]) -> (Vec<String>, Option<String>) {
        let fields = self.properties(response).map_or(&[][..], Vec::as_slice);
        let is_token = |parameter: &&Parameter| {
            let field = fields.iter().find(|it| it.name == parameter.name);
            is_optional_query(parameter)
                && field.is_some_and(|field| {
                    let declared = [&parameter.ty, &field.ty].contains(&&Type::PageToken);
                    can_be_token(&parameter.ty)
                        && can_be_token(&field.ty)
                        && (declared || is_token_name(&parameter.name))
                })
        };
        let names = parameters.iter().filter(is_token).map(|it| it.name.clone());
        let (sync, mut next): (Vec<_>, Vec<_>) = names.partition(|name| is_sync_name(name));
        next.sort_by_key(|name| name.to_snake_case() == "next_token");
        (next, sync.into_iter().next())
    }

    fn make_tokens<'n>(
        &mut self,
        names: impl Iterator<Item = &'n String>,
        response: ShapeId,
        parameters: &mut [Parameter],
    ) {
        let names: Vec<&String> = names.collect();
        for parameter in parameters.iter_mut().filter(|it| names.contains(&&it.name)) {
            parameter.ty = Type::PageToken;
        }
        if let Some(ShapeKind::Object { fields, .. }) =
            self.shapes.get_mut(response.0).map(|shape| &mut shape.kind)
        {
            for field in fields.iter_mut().filter(|it| names.contains(&&it.name)) {
                field.ty = Type::PageToken;
            }
        }
    }

    /// The list of the response that has the items.
    fn items(&mut self, paged: &Paged<'_>) -> Option<String> {
        let fields = self.properties(paged.response)?;
        let is_list = |field: &&Field| matches!(field.ty, Type::List(_));
        let lists: Vec<String> =
            fields.iter().filter(is_list).map(|field| field.name.clone()).collect();
        if let Some((name, at)) = paged.said("items") {
            if lists.contains(&name) {
                return Some(name);
            }
            let message = format!("`{name}` is no list in the response");
            self.misnamed(&at, message, &name, &lists);
            return None;
        }
        match lists.as_slice() {
            [list] => return Some(list.clone()),
            [] => {
                let message = "there are tokens for pages, but no list in the response";
                let help = "describe the list in the schema of the response";
                self.diagnostics.push(self.unclear(paged, message).help(help));
            }
            lists => {
                let lists: Vec<_> = lists.iter().map(|name| format!("`{name}`")).collect();
                let message = format!("{} are lists: which has the items?", lists.join(" and "));
                self.diagnostics.push(self.unclear(paged, message));
            }
        }
        None
    }

    fn unclear(&self, paged: &Paged<'_>, message: impl Into<String>) -> Diagnostic {
        let place = self.place(&paged.at.child("responses")).on_key();
        Diagnostic::new(Code::UnclearItems, place, message)
    }

    fn malformed(&mut self, at: &Pointer, message: &str) {
        self.report(Code::MalformedPagination, at, message);
    }

    fn misnamed(&mut self, at: &Pointer, message: String, name: &str, known: &[String]) {
        let diagnostic = Diagnostic::new(Code::MalformedPagination, self.place(at), message);
        let near = nearest(name, known.iter().map(String::as_str));
        self.diagnostics.push(match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic,
        });
    }
}

impl Paged<'_> {
    fn key(&self, key: &str) -> Pointer {
        self.at.child(EXTENSION).child(key)
    }

    /// What the extension has under a key, and where.
    fn said(&self, key: &str) -> Option<(String, Pointer)> {
        let text = self.extension?.get(key)?.as_str()?;
        Some((text.to_owned(), self.key(key)))
    }
}

fn is_optional_query(parameter: &Parameter) -> bool {
    parameter.location == Location::Query && !parameter.required
}

/// Whether a value of this type can be passed back as a text.
fn can_be_token(ty: &Type) -> bool {
    matches!(ty, Type::PageToken | Type::String | Type::Int32 | Type::Int64)
}

fn is_token_name(name: &str) -> bool {
    let name = name.to_snake_case();
    (name.starts_with("next_") && name.ends_with("token")) || is_sync_name(&name)
}

fn is_sync_name(name: &str) -> bool {
    name.to_snake_case() == "sync_token"
}
