//! Members of a `oneOf` or an `anyOf` that no tag tells apart: a value is told by what it is made of.

use super::Lowering;
use super::lowered::{Context, Lowered, Site};
use super::schema::is_name;
use super::whole::{Subschema, Whole};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Alternative, NameHint, ShapeKind, Type};

impl Lowering<'_> {
    pub(super) fn choice(
        &mut self,
        base: &Whole,
        members: &[&Subschema],
        wholes: &[Whole],
        site: Site<'_>,
        lowered: &mut Lowered,
    ) -> Type {
        if let Some(texts) = texts(wholes) {
            for (member, whole) in members.iter().zip(wholes) {
                self.ignored(whole, "pattern", "a `pattern` is documented and not checked");
                if texts.enumeration.is_some() {
                    self.unchecked(&whole.limits, &member.at, "a text beside an enumeration");
                }
            }
            self.string(&texts, site, lowered);
            return lowered.ty.clone();
        }
        let id = self.shape(site, &lowered.docs, ShapeKind::Choice(Vec::new()));
        let mut all: Vec<(&Subschema, Alternative)> = Vec::new();
        for (member, whole) in members.iter().zip(wholes) {
            let taken = |name: &String| all.iter().any(|(_, it)| it.name == *name);
            let wanted = name(member, whole, base);
            let numbered = (2..).map(|number| format!("{wanted}_{number}"));
            let name = std::iter::once(wanted.clone()).chain(numbered).find(|it| !taken(it));
            let name = name.unwrap_or(wanted);
            let hint = NameHint::Within(id, name.clone());
            let context = Context::of(hint, &site.context.name);
            let one = self.variant(base, member, whole, Site::new(&member.at, &context));
            if one.failed {
                continue;
            }
            let closed =
                matches!(whole.additional, Some((openapiv3::AdditionalProperties::Any(false), _)));
            let new = Alternative { name, docs: one.docs, ty: one.ty, limits: one.limits, closed };
            let twin = all.iter().find(|(_, known)| self.are_alike(known, &new));
            if let Some((twin, _)) = twin {
                let message = "nothing tells a value of this member from one of another";
                let diagnostic =
                    Diagnostic::new(Code::IndistinctMembers, self.place(&member.at), message)
                        .related(self.place(&twin.at), "the other one");
                self.diagnostics.push(diagnostic);
            }
            all.push((member, new));
        }
        if let Some(kind) = self.kind_mut(id) {
            *kind = ShapeKind::Choice(all.into_iter().map(|(_, it)| it).collect());
        }
        Type::Shape(id)
    }

    /// Whether every value that fits one fits the other, as far as it is looked at.
    fn are_alike(&self, one: &Alternative, other: &Alternative) -> bool {
        if one.ty == other.ty || one.ty == Type::Any || other.ty == Type::Any {
            return true;
        }
        let fields = |ty: &Type| self.kind_of(ty)?.fields();
        let is_map = |ty: &Type| matches!(ty, Type::Map(_));
        match (fields(&one.ty), fields(&other.ty)) {
            (Some(fields), Some(others)) => {
                let required = |it: &[crate::ir::Field]| {
                    let all = it.iter().filter(|field| field.required);
                    let mut all: Vec<_> =
                        all.map(|it| format!("{}: {} {:?}", it.name, it.ty, it.constant)).collect();
                    all.sort();
                    all
                };
                required(fields) == required(others)
            }
            (Some(_), None) => is_map(&other.ty),
            (None, Some(_)) => is_map(&one.ty),
            (None, None) => false,
        }
    }
}

/// What a member is called: an object without a name after the first property that it alone requires.
fn name(member: &Subschema, whole: &Whole, base: &Whole) -> String {
    let titled = whole.data.title.clone().filter(|it| is_name(it));
    if let Some(name) = member.name().or(titled) {
        return name;
    }
    let is_own = |name: &&String| !base.required.iter().any(|(it, _)| it == *name);
    if let Some(name) = whole.required.iter().map(|(name, _)| name).find(is_own) {
        return name.clone();
    }
    let ty = whole.ty.as_deref();
    match ty {
        Some("string") => "text",
        Some("integer") => "integer",
        Some("number") => "number",
        Some("boolean") => "boolean",
        Some("array") => "list",
        _ if whole.places.contains_key("items") => "list",
        _ if ty == Some("object") || !whole.properties.is_empty() => "object",
        _ => "other",
    }
    .to_owned()
}

/// The one text that all members come to, if they are texts. Where some are enumerations and some are not, it
/// is an enumeration: those are open.
fn texts<'s>(members: &[Whole<'s>]) -> Option<Whole<'s>> {
    let is_text = |it: &Whole| it.ty.as_deref() == Some("string") && it.groups.is_empty();
    let (first, rest) = members.split_first()?;
    if !members.iter().all(is_text) {
        return None;
    }
    let mut text = Whole::default();
    text.ty.clone_from(&first.ty);
    let mut values = Vec::new();
    for value in members.iter().flat_map(|it| &it.enumeration).flatten() {
        if !values.contains(value) {
            values.push(value.clone());
        }
    }
    text.enumeration = Some(values).filter(|it| !it.is_empty());
    // A text has to fit one of them: the loosest limits are those of the value.
    text.limits.min_length = members.iter().map(|it| it.limits.min_length).min().flatten();
    let most: Option<Vec<usize>> = members.iter().map(|it| it.limits.max_length).collect();
    text.limits.max_length = most.and_then(|it| it.into_iter().max());
    if rest.iter().all(|it| it.format == first.format) {
        text.format.clone_from(&first.format);
    }
    Some(text)
}
