//! Texts of several values: `x-parts` on a string says which, and what stands between them.
//!
//! ```yaml
//! x-parts:
//!   separator: ':'
//!   parts:
//!     - name: time
//!       format: epoch-milliseconds
//!       description: When it was.
//! ```
//!
//! A part is a text unless its `format` is that of an identifier, `date-time` or `epoch-milliseconds`.

use openapiv3::SchemaData;
use serde_json::Value;

use super::Lowering;
use super::lowered::{Context, Lowered, field};
use crate::diagnostic::Code;
use crate::ir::{ShapeKind, Type};
use crate::position::Pointer;

impl Lowering<'_> {
    /// The shape of a text that has parts.
    pub(super) fn parts(
        &mut self,
        data: &SchemaData,
        at: &Pointer,
        context: &Context,
    ) -> Option<Type> {
        let extension = data.extensions.get("x-parts")?;
        let separator = extension.get("separator").and_then(Value::as_str);
        let parts = extension.get("parts").and_then(Value::as_array);
        let (Some(separator), Some(parts)) = (separator.filter(|it| !it.is_empty()), parts) else {
            let message = "`x-parts` needs a `separator` and a list of `parts`";
            self.report(Code::WrongType, &at.child("x-parts"), message);
            return None;
        };
        let mut fields = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let text = |key: &str| part.get(key).and_then(Value::as_str);
            let Some(name) = text("name") else {
                let place = at.child("x-parts").child("parts").child(index);
                self.report(Code::MissingKey, &place, "a part has no `name`");
                return None;
            };
            let ty = match text("format") {
                Some("epoch-milliseconds") => Type::EpochMillis,
                Some("date-time") => Type::DateTime,
                Some(format) if format.ends_with("-id") => Type::Id(format.to_owned()),
                _ => Type::String,
            };
            let docs = text("description").unwrap_or_default().to_owned();
            fields.push(field(name, Lowered { ty, docs, ..Lowered::any() }, true));
        }
        let docs = data.description.as_deref().unwrap_or_default();
        let kind = ShapeKind::Parts { separator: separator.to_owned(), parts: fields };
        Some(Type::Shape(self.shape(at, context, docs, kind)))
    }
}
