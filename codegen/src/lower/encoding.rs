//! What `encoding` says of the members of a form.

use super::Lowering;
use super::body::{Content, is_file};
use super::style::{BRACKETS, query_style};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{BodyForm, Field, MemberStyle, ShapeKind, Style, Type, ValueForm};
use crate::media_type::is_json;

impl Lowering<'_> {
    /// The styles of the members of a URL-encoded form, as far as they are not the usual one: `form`, exploded, and
    /// JSON for what is nested (OpenAPI 3.0.4, section 4.8.15.1).
    pub(super) fn member_styles(&mut self, content: &Content<'_>, ty: &Type) -> Vec<MemberStyle> {
        let at = content.at.child("encoding");
        let mut styles = Vec::new();
        for (name, encoding) in &content.media_type.encoding {
            let at = at.child(name);
            let stated = crate::source::resolve(self.value, &at);
            let stated = |key: &str| stated.and_then(|it| it.get(key));
            if ["style", "explode", "allowReserved"].iter().all(|it| stated(it).is_none()) {
                continue;
            }
            let style = encoding.style.as_ref().map_or(Style::Usual, query_style);
            let exploded = stated("explode").and_then(serde_json::Value::as_bool);
            let exploded = exploded.unwrap_or(style == Style::Usual);
            let field = self.fields_of(ty).iter().find(|field| field.name == *name);
            let form = field.map_or(ValueForm::Open, |field| self.form(&field.ty));
            match (style, form) {
                (Style::DeepObject, ValueForm::One | ValueForm::Object) => {}
                (Style::DeepObject, _) => {
                    self.report(Code::Ignored, &at.child("style"), format!("`{name}`: {BRACKETS}"));
                }
                // It is JSON, which is told below.
                (_, ValueForm::Nested) => continue,
                _ => {}
            }
            let style = if form == ValueForm::One { Style::Usual } else { style };
            let (name, allows_reserved) = (name.clone(), encoding.allow_reserved);
            styles.push(MemberStyle { name, style, exploded, allows_reserved });
        }
        self.report_json(content, ty, &styles);
        styles
    }

    /// Reports the members that are written as JSON, since nothing says otherwise.
    fn report_json(&mut self, content: &Content<'_>, ty: &Type, styles: &[MemberStyle]) {
        let is_json = |field: &&Field| {
            let is_told = styles.iter().any(|it| it.name == field.name);
            let form = self.form(&field.ty);
            !is_told && matches!(form, ValueForm::Object | ValueForm::Nested)
        };
        let names = self.fields_of(ty).iter().filter(is_json).map(|it| it.name.clone());
        for name in names.collect::<Vec<_>>() {
            let message = format!("the client writes what is nested in `{name}` as JSON");
            let diagnostic =
                Diagnostic::new(Code::Ignored, self.place(&content.at.child("schema")), message);
            self.diagnostics.push(diagnostic.help(
                "this is what OpenAPI says of a form without `encoding`; write `style: deepObject` there if the \
                 service reads `name[member]=value`",
            ));
        }
    }

    /// Reports what `encoding` says of parts and the client does not do.
    pub(super) fn report_encodings(&mut self, content: &Content<'_>, ty: &Type) {
        let at = content.at.child("encoding");
        for (name, encoding) in &content.media_type.encoding {
            let at = at.child(name);
            let field = self.fields_of(ty).iter().find(|field| field.name == *name);
            let field = field.map(|field| &field.ty);
            let is_done = |media_type: &String| {
                content.form == BodyForm::Multipart
                    && (field.is_some_and(is_file) || is_json(media_type))
            };
            if encoding.content_type.as_ref().is_some_and(|it| !is_done(it)) {
                let message = format!("the client writes `{name}` in the usual media type");
                self.report(Code::Ignored, &at.child("contentType"), message);
            }
            if !encoding.headers.is_empty() {
                let message = format!("the client writes no headers beside `{name}`");
                let place = self.place(&at.child("headers")).on_key();
                self.diagnostics.push(Diagnostic::new(Code::Ignored, place, message));
            }
            // OpenAPI ignores it elsewhere than in URL-encoded forms.
            if encoding.style.is_some() && content.form != BodyForm::Pairs {
                let message = format!("the client writes `{name}` in the usual style");
                self.report(Code::Ignored, &at.child("style"), message);
            }
        }
    }

    /// The fields of an object.
    fn fields_of(&self, ty: &Type) -> &[Field] {
        match ty {
            Type::Shape(id) => match self.shapes.get(id.0).map(|it| &it.kind) {
                Some(ShapeKind::Object { fields, .. }) => fields,
                _ => &[],
            },
            _ => &[],
        }
    }
}
