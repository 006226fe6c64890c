//! The parameters of operations, under the names of their real paths.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use openapiv3::{OpenAPI, Parameter, ReferenceOr};

use super::Endpoint;
use crate::position::Pointer;
use crate::source::followed;

/// A parameter that an operation or a path item declares.
#[derive(Clone, Debug)]
pub(crate) struct Declared<'a> {
    /// Its name on the real path.
    pub(crate) name: String,
    /// The declaration. An alias is the real path's parameter: where the document declares that one, it is the authority.
    pub(crate) parameter: &'a Parameter,
    /// Where the declaration stands.
    pub(crate) at: Pointer,
    /// Where it stands, or a reference to it, in the list of an operation or a path item.
    pub(crate) entry: Pointer,
}

impl<'a> Declared<'a> {
    /// What tells it from the others of an operation. The names of headers have no case.
    pub(crate) fn key(&self) -> (String, Discriminant<Parameter>) {
        let name = match self.parameter {
            Parameter::Header { .. } => self.name.to_lowercase(),
            _ => self.name.clone(),
        };
        (name, discriminant(self.parameter))
    }

    fn is_on_path(&self) -> bool {
        matches!(self.parameter, Parameter::Path { .. })
    }
}

/// Finds what endpoints and their path items declare.
pub(super) fn declare<'a>(endpoints: &mut [Endpoint<'a>], document: &'a OpenAPI) {
    for endpoint in &mut *endpoints {
        endpoint.own = list(document, &endpoint.operation.parameters, &endpoint.pointer);
        endpoint.shared = list(document, &endpoint.item.parameters, &endpoint.item_pointer);
    }
    let mut real: HashMap<(String, String), Declared<'a>> = HashMap::new();
    for endpoint in endpoints.iter().filter(|it| it.renamed.is_empty()) {
        for it in endpoint.own.iter().chain(&endpoint.shared).filter(|it| it.is_on_path()) {
            let key = (endpoint.path.shape(), it.name.clone());
            real.entry(key).or_insert_with(|| it.clone());
        }
    }
    for Endpoint { own, shared, renamed, path, .. } in endpoints {
        for it in own.iter_mut().chain(shared).filter(|it| it.is_on_path()) {
            let Some(name) = renamed.get(&it.name) else { continue };
            match real.get(&(path.shape(), name.clone())) {
                Some(real) => *it = real.clone(),
                None => it.name.clone_from(name),
            }
        }
    }
}

/// The declarations of a list. A reference that leads to no parameter is reported where the operation is lowered.
fn list<'a>(
    document: &'a OpenAPI,
    parameters: &'a [ReferenceOr<Parameter>],
    owner: &Pointer,
) -> Vec<Declared<'a>> {
    let components = document.components.as_ref().map(|it| &it.parameters);
    let declared = parameters.iter().enumerate().filter_map(|(index, it)| {
        let entry = owner.child("parameters").child(index);
        let (parameter, at) = followed(it, components, "parameters", &entry)?;
        let name = parameter.parameter_data_ref().name.clone();
        Some(Declared { name, parameter, at, entry })
    });
    declared.collect()
}
