//! Overlays.

use super::rules::Kind::{Any, Boolean, List, Object, Text, Word};
use super::rules::{Rule, rule};

/// <https://spec.openapis.org/overlay/v1.0.0.html>
pub(super) static OVERLAY: Rule = rule(
    "an overlay",
    &["overlay", "info", "actions"],
    &[
        ("overlay", Word(&["1.0.0", "1.0.1"])),
        ("info", Object(&OVERLAY_INFO)),
        ("extends", Text),
        ("actions", List(&Object(&ACTION))),
    ],
);
static OVERLAY_INFO: Rule =
    rule("the info object", &["title", "version"], &[("title", Text), ("version", Text)]);
pub(super) static ACTION: Rule = rule(
    "an action",
    &["target"],
    &[
        ("target", Text),
        ("description", Text),
        ("update", Any),
        ("remove", Boolean),
        ("x-documents", List(&Text)),
    ],
);
