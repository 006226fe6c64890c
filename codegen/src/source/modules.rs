//! Documents that say that they belong to the module of another one.

use serde_json::Value;

use super::grammar::MODULE;
use super::{Parsed, overlay};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, Sources};

/// Reports the documents that belong to one that is not there, or that belongs to another one itself.
pub(super) fn report_unknown(
    parsed: &[Parsed],
    stems: &[String],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let module = |it: &Parsed| it.value.get(MODULE).and_then(Value::as_str).map(str::to_owned);
    let guests = parsed.iter().filter(|it| module(it).is_some());
    let guests: Vec<&String> = guests.map(|it| &sources.get(it.source).stem).collect();
    let own: Vec<String> = stems.iter().filter(|it| !guests.contains(it)).cloned().collect();
    for parsed in parsed {
        let Some(name) = module(parsed).filter(|it| !own.contains(it)) else { continue };
        let place = Place::node(parsed.source, &Pointer::root().child(MODULE));
        diagnostics.push(match guests.contains(&&name) {
            true => {
                let message = format!("`{name}` has no module of its own");
                Diagnostic::new(Code::UnknownDocument, place, message)
            }
            false => overlay::unknown_document(&name, &own, place),
        });
    }
}
