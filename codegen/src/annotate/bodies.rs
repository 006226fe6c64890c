//! Which bodies programs have no need to know of.

use std::collections::HashSet;

use crate::model::{Call, CallBody, RustType, TypeDef};

/// Makes private what only stands for the body of requests: the arguments and the setters of those say the same.
pub(super) fn make_private(types: &mut [TypeDef], calls: &[Call]) {
    let bodies = calls.iter().filter_map(|call| match &call.body {
        Some(CallBody::Flat { type_name }) => Some(type_name.clone()),
        _ => None,
    });
    let mut private: HashSet<String> = bodies.collect();
    let mut seen = |ty: &RustType| {
        if let Some(name) = ty.named() {
            private.remove(name);
        }
    };
    for call in calls {
        call.fields.iter().for_each(|it| seen(&it.ty));
        call.success.output.ty().into_iter().for_each(&mut seen);
        if let Some(CallBody::Whole { ty, .. }) = &call.body {
            seen(ty);
        }
    }
    types.iter().for_each(|it| it.visit(&mut seen));
    for definition in types {
        let docs = definition.docs_mut();
        if let Some((what, of)) = docs.split_once(" of [`")
            && of.strip_suffix("`].").is_some_and(|it| private.contains(it))
        {
            *docs = format!("{what} in the body of a request.");
        }
        if let TypeDef::Struct(it) = definition
            && private.contains(&it.name)
        {
            it.is_private = true;
            it.fields.iter_mut().for_each(|field| field.docs.clear());
        }
    }
}
