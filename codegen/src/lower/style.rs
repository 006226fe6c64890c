//! How parameters are written, and which types can be written so.

use openapiv3::{Parameter as OpenApiParameter, ParameterSchemaOrContent, PathStyle, QueryStyle};

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Location, ShapeKind, Style, Type};
use crate::position::Pointer;

/// Where and how a parameter is written.
pub(super) struct Written {
    pub(super) location: Location,
    pub(super) style: Style,
    pub(super) exploded: bool,
    pub(super) allows_reserved: bool,
}

/// What a document says of it, with the defaults of OpenAPI.
pub(super) fn written(parameter: &OpenApiParameter) -> Written {
    let data = parameter.parameter_data_ref();
    let (location, style, allows_reserved) = match parameter {
        OpenApiParameter::Path { style, .. } => {
            let style = match style {
                PathStyle::Simple => Style::Usual,
                PathStyle::Label => Style::Label,
                PathStyle::Matrix => Style::Matrix,
            };
            (Location::Path, style, false)
        }
        OpenApiParameter::Query { style, allow_reserved, .. } => {
            let style = match style {
                QueryStyle::Form => Style::Usual,
                QueryStyle::SpaceDelimited => Style::SpaceDelimited,
                QueryStyle::PipeDelimited => Style::PipeDelimited,
                QueryStyle::DeepObject => Style::DeepObject,
            };
            (Location::Query, style, *allow_reserved)
        }
        OpenApiParameter::Header { .. } => (Location::Header, Style::Usual, false),
        OpenApiParameter::Cookie { .. } => (Location::Cookie, Style::Usual, false),
    };
    if let ParameterSchemaOrContent::Content(_) = data.format {
        return Written { location, style: Style::Json, exploded: false, allows_reserved };
    }
    // OpenAPI explodes the style `form` alone, unless it is told otherwise.
    let is_form = style == Style::Usual && matches!(location, Location::Query | Location::Cookie);
    let exploded = data.explode.unwrap_or(is_form);
    // Exploded, there is nothing left that a delimiter stands between.
    let style = match style {
        Style::SpaceDelimited | Style::PipeDelimited if exploded => Style::Usual,
        style => style,
    };
    Written { location, style, exploded, allows_reserved }
}

/// What the styles of parameters tell apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    One,
    List,
    Object,
}

impl Lowering<'_> {
    /// Reports a type that the style of a parameter cannot write.
    pub(super) fn check_style(
        &mut self,
        ty: &Type,
        (location, style, exploded): (Location, Style, bool),
        name: &str,
        at: &Pointer,
    ) {
        if style == Style::Json {
            return;
        }
        let Some(form) = self.form(ty) else {
            let message = format!("`{name}` has a type that cannot stand there");
            let diagnostic =
                Diagnostic::new(Code::Unsupported, self.place(&at.child("schema")), message);
            self.diagnostics.push(diagnostic.help(
                "a parameter is a single value, a list of them or an object of them; anything else can be \
                 JSON: write `content: {application/json: {schema: …}}`",
            ));
            return;
        };
        let problem = match (location, style, form) {
            (_, Style::DeepObject, Form::One | Form::List) => "`deepObject` is for objects alone",
            (_, Style::SpaceDelimited | Style::PipeDelimited, Form::One) => {
                "this style is for lists and objects alone"
            }
            (Location::Cookie, _, Form::List | Form::Object) if exploded => {
                "a cookie with several values needs `explode: false`"
            }
            _ => return,
        };
        let place = at.child(if style == Style::Usual { "name" } else { "style" });
        self.unsupported(&place, format!("`{name}`: {problem}"));
    }

    /// Whether it makes a difference how values are put together.
    pub(super) fn has_several_values(&self, ty: &Type) -> bool {
        matches!(self.form(ty), Some(Form::List | Form::Object))
    }

    fn form(&self, ty: &Type) -> Option<Form> {
        match ty {
            Type::List(item) => self.is_scalar(item).then_some(Form::List),
            Type::Map(item) => self.is_scalar(item).then_some(Form::Object),
            Type::Shape(id) => match self.shapes.get(id.0).map(|it| &it.kind) {
                Some(ShapeKind::Object { fields, additional }) => {
                    let mut types = fields.iter().map(|it| &it.ty).chain(additional);
                    types.all(|ty| self.is_scalar(ty)).then_some(Form::Object)
                }
                _ => self.is_scalar(ty).then_some(Form::One),
            },
            ty => self.is_scalar(ty).then_some(Form::One),
        }
    }

    pub(super) fn is_scalar(&self, ty: &Type) -> bool {
        match ty {
            Type::Shape(id) => {
                matches!(
                    self.shapes.get(id.0).map(|it| &it.kind),
                    Some(ShapeKind::Enum(_) | ShapeKind::Numbers(_))
                )
            }
            Type::String | Type::Boolean | Type::Double => true,
            Type::Int32 | Type::Int64 | Type::UInt64 => true,
            Type::DateTime | Type::EpochMillis | Type::PageToken | Type::Id(_) => true,
            _ => false,
        }
    }

    /// Whether a header is one that a parameter can be. OpenAPI says of the first three that a declaration
    /// of them is ignored; the others belong to whatever sends the request.
    pub(super) fn is_header_to_write(&mut self, name: &str, at: &Pointer) -> bool {
        const IGNORED: &[&str] = &[
            "accept",
            "content-type",
            "authorization",
            "connection",
            "content-length",
            "host",
            "transfer-encoding",
        ];
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || !name.chars().all(is_token) {
            let message = format!("`{name}` is no name of a header");
            self.unsupported(&at.child("name"), message);
            return false;
        }
        if IGNORED.contains(&name.to_lowercase().as_str()) {
            let message = format!("the client writes the header `{name}` itself");
            self.report(Code::Ignored, &at.child("name"), message);
            return false;
        }
        true
    }
}
