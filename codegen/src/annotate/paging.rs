//! How the pages of a list follow each other, in Rust.

use super::Naming;
use crate::ir::{self, ShapeKind, Type};
use crate::model::{CallField, FieldKind, Order, PageCursor, PageField, Paging, TimeCursor};

impl Naming<'_> {
    /// The pages of a call, if its responses are pages. `fields` are those of its request.
    pub(super) fn paging(
        &self,
        operation: &ir::Operation,
        call: &ir::Call,
        fields: &[CallField],
    ) -> Option<Paging> {
        let paging = operation.paging.as_ref()?;
        let ir::Output::Json(page @ Type::Shape(response)) = &call.output else { return None };
        let ShapeKind::Object { fields: properties, .. } = &self.api.shape(*response).kind else {
            return None;
        };
        let items = properties.iter().find(|it| it.name == paging.items)?;
        let Type::List(item) = &items.ty else { return None };
        let parameter = |wire: &str| fields.iter().find(|it| it.wire == wire);
        let cursor = match &paging.cursor {
            ir::PageCursor::Tokens(tokens) => {
                let pair = |wire: &String| {
                    Some((parameter(wire)?.name.clone(), self.page_field(*response, wire)?))
                };
                PageCursor::Tokens(tokens.iter().map(pair).collect::<Option<_>>()?)
            }
            ir::PageCursor::Time(cursor) => {
                PageCursor::Time(time_cursor(cursor, operation, parameter)?)
            }
        };
        Some(Paging {
            page: self.rust_type(page),
            items: self.page_field(*response, &paging.items)?,
            malformed: self.malformed_field(*response)?,
            item: self.rust_type(item),
            cursor,
            sync_token: paging
                .sync_token
                .as_ref()
                .and_then(|wire| self.page_field(*response, wire)),
        })
    }

    fn malformed_field(&self, response: ir::ShapeId) -> Option<String> {
        let mut fields = self.fields(response).into_iter();
        fields.find(|it| it.kind == FieldKind::Malformed).map(|it| it.name)
    }

    fn page_field(&self, response: ir::ShapeId, wire: &str) -> Option<PageField> {
        let fields = self.fields(response);
        let field = fields.into_iter().find(|it| it.wire == wire)?;
        let is_option = field.kind != FieldKind::Required;
        Some(PageField { name: field.name, wire: field.wire, is_option })
    }
}

fn time_cursor<'f>(
    cursor: &ir::TimeCursor,
    operation: &ir::Operation,
    parameter: impl Fn(&str) -> Option<&'f CallField>,
) -> Option<TimeCursor> {
    let limit = operation.parameters.iter().find(|it| it.name == cursor.limit)?;
    let order = cursor.order.iter().map(|(wire, value)| {
        let name = parameter(wire)?.name.clone();
        Some(Order { name, wire: wire.clone(), value: value.clone() })
    });
    let maximum = limit.limits.maximum;
    Some(TimeCursor {
        until: parameter(&cursor.until)?.name.clone(),
        until_wire: cursor.until.clone(),
        limit: parameter(&cursor.limit)?.name.clone(),
        default_limit: limit.default_size(),
        max_limit: maximum.map(|it| it.value.as_f64() as i64 - i64::from(it.exclusive)),
        time: cursor.time.clone(),
        id: cursor.id.clone(),
        order: order.collect::<Option<_>>()?,
    })
}
