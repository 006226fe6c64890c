//! How parameters are written, and which types can be written so.

use openapiv3::{Parameter as OpenApiParameter, ParameterSchemaOrContent, PathStyle, QueryStyle};

use super::Lowering;
use super::lowered::Lowered;
use crate::diagnostic::Code;
use crate::ir::{Location, Style, Type, ValueForm};
use crate::media_type::is_json;
use crate::position::Pointer;

/// Where and how a parameter is written.
pub(super) struct ParameterStyle {
    pub(super) location: Location,
    pub(super) style: Style,
    pub(super) exploded: bool,
    pub(super) allows_reserved: bool,
}

/// What a document says of it, with the defaults of OpenAPI.
pub(super) fn parameter_style(parameter: &OpenApiParameter) -> ParameterStyle {
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
            (Location::Query, query_style(style), *allow_reserved)
        }
        OpenApiParameter::Header { .. } => (Location::Header, Style::Usual, false),
        OpenApiParameter::Cookie { .. } => (Location::Cookie, Style::Usual, false),
    };
    if let ParameterSchemaOrContent::Content(content) = &data.format {
        let is_json = content.keys().any(|it| is_json(it));
        let style = if is_json { Style::Json } else { Style::Usual };
        return ParameterStyle { location, style, exploded: false, allows_reserved };
    }
    // OpenAPI explodes the style `form` alone, unless it is told otherwise.
    let is_form = style == Style::Usual && matches!(location, Location::Query | Location::Cookie);
    let exploded = data.explode.unwrap_or(is_form);
    // Exploded, there is nothing left that a delimiter stands between.
    let style = match style {
        Style::SpaceDelimited | Style::PipeDelimited if exploded => Style::Usual,
        style => style,
    };
    ParameterStyle { location, style, exploded, allows_reserved }
}

/// What is told where `deepObject` writes more than OpenAPI defines.
pub(super) const BRACKETS: &str = "OpenAPI does not say how `deepObject` writes lists and what is nested, so they are `name[]=item`, \
     `name[0][member]=value` and `name[member][member]=value`";

/// A style of queries and forms.
pub(super) fn query_style(style: &QueryStyle) -> Style {
    match style {
        QueryStyle::Form => Style::Usual,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}

impl Lowering<'_> {
    /// Fits a parameter to what its style can write. Where nothing says how its values are written, the caller writes
    /// the text.
    pub(super) fn fit_style(
        &mut self,
        lowered: &mut Lowered,
        style: &mut ParameterStyle,
        name: &str,
        at: &Pointer,
    ) {
        let form = self.form(&lowered.ty);
        style.exploded &= form != ValueForm::One;
        let (message, key) = match (style.location, style.style, form) {
            (_, Style::Json, _) => return,
            (_, Style::DeepObject, ValueForm::List | ValueForm::Open | ValueForm::Nested) => {
                (BRACKETS, "style")
            }
            (_, Style::DeepObject, ValueForm::One) => {
                ("`deepObject` is for objects, so one value is written as it is", "style")
            }
            (_, _, ValueForm::Nested) => {
                lowered.ty = Type::String;
                (lowered.limits, lowered.default, lowered.example) = Default::default();
                (
                    "OpenAPI does not say how a list or an object within another is style, so the caller gives the \
                     text",
                    "schema",
                )
            }
            (_, Style::SpaceDelimited | Style::PipeDelimited, ValueForm::One) => {
                ("this style is for lists and objects, so one value is written as it is", "style")
            }
            (Location::Cookie, _, ValueForm::List | ValueForm::Object | ValueForm::Open)
                if style.exploded =>
            {
                (
                    "the values are one cookie with `&` between them; many servers want `explode: false`",
                    "name",
                )
            }
            _ => return,
        };
        if matches!(style.style, Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject)
            && form == ValueForm::One
        {
            style.style = Style::Usual;
        }
        style.exploded &= lowered.ty != Type::String;
        self.report(Code::Ignored, &at.child(key), format!("`{name}`: {message}"));
    }

    pub(super) fn form(&self, ty: &Type) -> ValueForm {
        ValueForm::of(ty, self.shapes)
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
        if !is_header_name(name) {
            let message = format!("`{name}` is no name of a header, so it is not sent");
            self.report(Code::Ignored, &at.child("name"), message);
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

/// Whether a text is a token of RFC 9110, section 5.6.2, with a letter or digit to call it by.
pub(super) fn is_header_name(text: &str) -> bool {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    text.chars().all(is_token) && text.contains(|c: char| c.is_ascii_alphanumeric())
}
