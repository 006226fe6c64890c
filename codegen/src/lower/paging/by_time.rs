//! Pages by time, which `x-pagination` declares.

use super::{EXTENSION, Paged, is_optional_query};
use crate::ir::{Field, Parameter, ShapeId, ShapeKind, TimeCursor, Type};
use crate::lower::Lowering;

/// The parts of the extension that pages by time need.
pub(super) const OF_TIME: [&str; 4] = ["cursor", "limit", "time", "id"];

impl Lowering<'_> {
    /// What the extension says, if all of it fits the operation.
    pub(super) fn time_cursor(
        &mut self,
        paged: &Paged<'_>,
        items: &str,
        parameters: &[Parameter],
    ) -> Option<TimeCursor> {
        for key in OF_TIME.iter().filter(|key| paged.said(key).is_none()) {
            self.malformed(
                &paged.at.child(EXTENSION),
                &format!("pages by time need the key `{key}`"),
            );
        }
        let is_time = |ty: &Type| matches!(ty, Type::EpochMillis | Type::DateTime);
        let is_size = |ty: &Type| matches!(ty, Type::Int32 | Type::Int64);
        let is_id = |ty: &Type| matches!(ty, Type::Id(_) | Type::String) || is_size(ty);
        let until = self.parameter_said(paged, "cursor", parameters, "a time", is_time);
        let limit = self.parameter_said(paged, "limit", parameters, "an integer", is_size);
        let time = self.property_said(paged, "time", items, "a time", is_time);
        let id = self.property_said(paged, "id", items, "an id", is_id);
        let limit = limit.filter(|limit| self.is_known_size(paged, limit));
        let order = self.order(paged, parameters);
        Some(TimeCursor {
            until: until?.name.clone(),
            limit: limit?.name.clone(),
            time: time?,
            id: id?,
            order: order?,
        })
    }

    /// Whether anybody can tell if a page is full.
    fn is_known_size(&mut self, paged: &Paged<'_>, limit: &Parameter) -> bool {
        let is_known = limit.default_size().is_some() || limit.limits.maximum.is_some();
        if !is_known {
            let message = format!("`{}` has neither a `default` nor a `maximum`", limit.name);
            self.malformed(&paged.key("limit"), &message);
        }
        is_known
    }

    fn parameter_said<'p>(
        &mut self,
        paged: &Paged<'_>,
        key: &str,
        parameters: &'p [Parameter],
        what: &str,
        fits: impl Fn(&Type) -> bool,
    ) -> Option<&'p Parameter> {
        let (name, at) = paged.said(key)?;
        let optional = || parameters.iter().filter(|it| is_optional_query(it));
        let found = optional().find(|it| it.name == name);
        match found {
            Some(parameter) if fits(&parameter.ty) => return found,
            Some(_) => self.malformed(&at, &format!("the parameter `{name}` is not {what}")),
            None => {
                let known: Vec<_> = optional().map(|it| it.name.clone()).collect();
                let message = format!("the query has no optional parameter `{name}`");
                self.misnamed(&at, message, &name, &known);
            }
        }
        None
    }

    fn property_said(
        &mut self,
        paged: &Paged<'_>,
        key: &str,
        items: &str,
        what: &str,
        fits: impl Fn(&Type) -> bool,
    ) -> Option<String> {
        let (name, at) = paged.said(key)?;
        // Of items that may be anything, or that a broken reference is to describe, nothing is known.
        let Some(objects) = self.item_objects(paged.response, items) else { return Some(name) };
        let known = objects.iter().filter_map(|id| self.properties(*id));
        let known: Vec<&Vec<Field>> = known.collect();
        let found: Vec<&Type> = known
            .iter()
            .filter_map(|fields| fields.iter().find(|it| it.name == name).map(|it| &it.ty))
            .collect();
        if found.is_empty() || found.len() < objects.len() {
            let names = known.first().into_iter().copied().flatten();
            let names: Vec<_> = names.map(|field| field.name.clone()).collect();
            let message = if found.is_empty() {
                format!("the items of `{items}` have no property `{name}`")
            } else {
                format!("not every kind of item in `{items}` has a property `{name}`")
            };
            self.misnamed(&at, message, &name, &names);
            return None;
        }
        if !found.into_iter().all(fits) {
            self.malformed(&at, &format!("`{name}` of `{items}` is not {what}"));
            return None;
        }
        Some(name)
    }

    /// The objects that an item may be, if it is described at all.
    fn item_objects(&self, response: ShapeId, items: &str) -> Option<Vec<ShapeId>> {
        let fields = self.properties(response).map_or(&[][..], Vec::as_slice);
        let item = fields.iter().find(|it| it.name == items).map(|it| &it.ty);
        let Some(Type::List(item)) = item else { return None };
        let id = match **item {
            Type::Shape(id) | Type::Boxed(id) => id,
            Type::Any => return None,
            _ => return Some(Vec::new()),
        };
        Some(match self.shapes.get(id.0).map(|shape| &shape.kind) {
            Some(ShapeKind::Union { variants, .. }) => variants.iter().map(|it| it.shape).collect(),
            _ => vec![id],
        })
    }

    fn order(
        &mut self,
        paged: &Paged<'_>,
        parameters: &[Parameter],
    ) -> Option<Vec<(String, String)>> {
        let Some(order) = paged.extension.and_then(|it| it.get("order")?.as_object()) else {
            return Some(Vec::new());
        };
        let mut sorted = Vec::new();
        for (name, value) in order {
            let at = paged.key("order").child(name);
            let value = value.as_str().unwrap_or_default().to_owned();
            let optional = || parameters.iter().filter(|it| is_optional_query(it));
            let Some(parameter) = optional().find(|it| it.name == *name) else {
                let known: Vec<_> = optional().map(|it| it.name.clone()).collect();
                let message = format!("the query has no optional parameter `{name}`");
                self.misnamed(&at, message, name, &known);
                continue;
            };
            match self.values(&parameter.ty) {
                None => self.malformed(&at, &format!("the parameter `{name}` is no enum")),
                Some(known) if !known.contains(&value) => {
                    let message = format!("`{value}` is no value of the parameter `{name}`");
                    self.misnamed(&at, message, &value, &known);
                }
                Some(_) => sorted.push((name.clone(), value)),
            }
        }
        (sorted.len() == order.len()).then_some(sorted)
    }

    fn values(&self, ty: &Type) -> Option<Vec<String>> {
        let Type::Shape(id) = ty else { return None };
        match &self.shapes.get(id.0)?.kind {
            ShapeKind::Enum(values) => Some(values.iter().map(|it| it.value.clone()).collect()),
            _ => None,
        }
    }
}
