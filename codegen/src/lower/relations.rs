//! Rules between the parameters of an operation, and between the properties of an object.

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Field, Limits, Parameter, Relation, Rule, Type};
use crate::position::Place;
use crate::prose;

/// A value that may have to fit another one.
pub(super) trait Related {
    fn name(&self) -> &str;
    fn docs(&self) -> &str;
    fn ty(&self) -> &Type;
    fn limits(&mut self) -> &mut Limits;
}

macro_rules! related {
    ($($ty:ty),*) => { $(
        impl Related for $ty {
            fn name(&self) -> &str {
                &self.name
            }

            fn docs(&self) -> &str {
                &self.docs
            }

            fn ty(&self) -> &Type {
                &self.ty
            }

            fn limits(&mut self) -> &mut Limits {
                &mut self.limits
            }
        }
    )* };
}
related!(Field, Parameter);

impl Lowering<'_> {
    /// Reads what the descriptions of values say of each other. A rule that cannot be checked is reported.
    pub(super) fn relate<V: Related>(
        &mut self,
        values: &mut [V],
        place: impl Fn(&Self, &V) -> Place,
    ) {
        for index in 0..values.len() {
            let value = &values[index];
            let (kept, odd): (Vec<Relation>, Vec<Relation>) =
                prose::relations(value.docs()).into_iter().partition(|relation| {
                    let mut others = values.iter().filter(|it| it.name() != value.name());
                    let other = others.find(|it| it.name() == relation.other);
                    other.is_some_and(|other| fits(relation.rule, value.ty(), other.ty()))
                });
            for relation in odd {
                let message = format!("that `{}` {relation} is not checked", value.name());
                let at = place(self, value);
                let diagnostic = Diagnostic::new(Code::UnreadableFact, at, message);
                let help = "name a parameter or a property beside it that the rule can hold for";
                self.diagnostics.push(diagnostic.help(help));
            }
            values[index].limits().relations = kept;
        }
    }
}

/// Whether values of these types can keep to the rule.
fn fits(rule: Rule, ty: &Type, other: &Type) -> bool {
    let is_time = |ty: &Type| matches!(ty, Type::DateTime | Type::EpochMillis);
    match (rule, ty, other) {
        (Rule::EarlierThan, ty, other) => is_time(ty) && is_time(other),
        (Rule::ExactlyOneOf, Type::Boolean, Type::List(_) | Type::CommaSeparated(_)) => true,
        (Rule::KeysAre, Type::Map(_), Type::List(text)) => **text == Type::String,
        (Rule::KeysAre, Type::List(map), Type::List(text)) => {
            matches!(**map, Type::Map(_)) && **text == Type::String
        }
        _ => false,
    }
}
