//! How the values of requests are written.

use super::Naming;
use crate::ir::{self, Location, ShapeId, ShapeKind, Type, ValueForm};
use crate::model::{CallField, Field, FieldKind, FormPart, PartKind, RustType, Style, Target};
use crate::model::{ParameterEncoding, Wrapper};

impl Naming<'_> {
    /// The parameters of a call: those of its path first, then what its path key fixed.
    pub(super) fn written(
        &self,
        operation: &ir::Operation,
        fields: &[CallField],
    ) -> Vec<ParameterEncoding> {
        let is_in_path = |it: &&(&ir::Parameter, &CallField)| it.0.location == Location::Path;
        let given = || operation.parameters.iter().zip(fields);
        let path = given().filter(|it| is_in_path(&it));
        let others = given().filter(|it| !is_in_path(&it));
        let fixed = operation.path.fixed_query.iter();
        let fixed = fixed.map(|(wire, value)| ParameterEncoding::Fixed {
            wire: wire.clone(),
            value: value.clone(),
        });
        let field =
            |(parameter, field): (&ir::Parameter, &CallField)| self.field_of(parameter, field);
        path.map(field).chain(fixed).chain(others.map(field)).collect()
    }

    fn field_of(&self, parameter: &ir::Parameter, field: &CallField) -> ParameterEncoding {
        let wrapper = match (parameter.style, ValueForm::of(&parameter.ty, &self.api.shapes)) {
            (ir::Style::Json, _) => Some(Wrapper::Json),
            (_, ValueForm::Object) => Some(Wrapper::Object),
            (_, ValueForm::Open | ValueForm::Nested) => Some(Wrapper::Value),
            (_, ValueForm::One | ValueForm::List) => None,
        };
        ParameterEncoding::Field {
            name: field.name.clone(),
            wire: field.wire.clone(),
            target: target(parameter, wrapper.as_ref()),
            wrapper,
        }
    }

    /// How a struct is written as a form of several parts, if a call sends it so.
    pub(super) fn form_parts(&self, id: ShapeId, fields: &[Field]) -> Option<Vec<FormPart>> {
        let ShapeKind::Object { fields: described, .. } = &self.api.shape(id).kind else {
            return None;
        };
        let json = |wire: &str| described.iter().find(|it| it.name == wire)?.json_part.clone();
        let part = |field: &Field| part(field, json(&field.wire));
        self.reach.multipart.contains(&id).then(|| fields.iter().map(part).collect())
    }
}

fn target(parameter: &ir::Parameter, wrapper: Option<&Wrapper>) -> Target {
    let is_object = matches!(wrapper, Some(Wrapper::Object | Wrapper::Value));
    let (exploded, allows_reserved) = (parameter.exploded, parameter.allows_reserved);
    let style = |name| Style { name, exploded, allows_reserved };
    match (parameter.location, parameter.style) {
        (Location::Header, _) if exploded && is_object => Target::HeaderExploded,
        (Location::Header, _) => Target::Header,
        (Location::Cookie, _) if exploded => Target::CookieExploded,
        (Location::Cookie, _) => Target::Cookie,
        (Location::Path, ir::Style::Label) => Target::PathAs(style("LABEL")),
        (Location::Path, ir::Style::Matrix) => Target::PathAs(style("MATRIX")),
        (Location::Path, _) if is_object || matches!(parameter.ty, Type::List(_)) => {
            Target::PathAs(style("SIMPLE"))
        }
        (Location::Path, ir::Style::Json) => Target::PathAs(style("SIMPLE")),
        (Location::Path, _) => Target::Path,
        (Location::Query, ir::Style::SpaceDelimited) => Target::QueryAs(style("SPACE_DELIMITED")),
        (Location::Query, ir::Style::PipeDelimited) => Target::QueryAs(style("PIPE_DELIMITED")),
        (Location::Query, ir::Style::DeepObject) => Target::QueryAs(style("DEEP_OBJECT")),
        (Location::Query, _) if allows_reserved => Target::QueryAs(style("FORM")),
        (Location::Query, _) if exploded => Target::QueryExploded,
        (Location::Query, _) => Target::Query,
    }
}

/// The style of a member of a URL-encoded form.
pub(super) fn member_style(it: &ir::MemberStyle) -> (String, Style) {
    let name = match it.style {
        ir::Style::SpaceDelimited => "SPACE_DELIMITED",
        ir::Style::PipeDelimited => "PIPE_DELIMITED",
        ir::Style::DeepObject => "DEEP_OBJECT",
        _ => "FORM",
    };
    let (exploded, allows_reserved) = (it.exploded, it.allows_reserved);
    (it.name.clone(), Style { name, exploded, allows_reserved })
}

fn part(field: &Field, json: Option<String>) -> FormPart {
    let is_optional = matches!(field.kind, FieldKind::Optional | FieldKind::Nullable);
    let kind = match (&field.kind, &field.ty) {
        _ if json.is_some() => PartKind::Json(json.filter(|it| it != "application/json")),
        (FieldKind::Constant(_), _) => PartKind::Text,
        (_, RustType::File) if is_optional => PartKind::Files,
        (_, RustType::File) => PartKind::File,
        (_, RustType::Vec(item)) if **item == RustType::File && is_optional => {
            PartKind::OptionalFiles
        }
        (_, RustType::Vec(item)) if **item == RustType::File => PartKind::Files,
        (_, RustType::Vec(item)) if is_text(item) => PartKind::Text,
        (_, ty) if is_text(ty) => PartKind::Text,
        _ => PartKind::Json(None),
    };
    let constant = match &field.kind {
        FieldKind::Constant(value) => Some(value.clone()),
        _ => None,
    };
    FormPart { field: field.name.clone(), wire: field.wire.clone(), constant, kind }
}

fn is_text(ty: &RustType) -> bool {
    matches!(
        ty,
        RustType::Bool
            | RustType::I32
            | RustType::I64
            | RustType::F64
            | RustType::String
            | RustType::DateTime
            | RustType::EpochMillis
            | RustType::PageToken
            | RustType::Id(_)
            | RustType::Enum(_)
    )
}

/// Whether a type of fields is that of a file, or of several.
pub(super) fn is_file(ty: &RustType) -> bool {
    match ty {
        RustType::Vec(item) => is_file(item),
        ty => *ty == RustType::File,
    }
}
