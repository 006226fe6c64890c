//! Overlays.

use super::rules::Kind::{Any, Boolean, List, Object, Text, Word};
use super::rules::{Rule, rule};

/// <https://spec.openapis.org/overlay/v1.1.0.html>
pub(super) static OVERLAY: Rule = rule(
    "an overlay",
    &["overlay", "info", "actions"],
    &[
        ("overlay", Word(&["1.0.0", "1.0.1", "1.1.0"])),
        ("info", Object(&OVERLAY_INFO)),
        ("extends", Text),
        ("actions", List(&Object(&ACTION))),
    ],
);
static OVERLAY_INFO: Rule = rule(
    "the info object",
    &["title", "version"],
    &[("title", Text), ("version", Text), ("description", Text)],
);
pub(super) static ACTION: Rule = rule(
    "an action",
    &["target"],
    &[
        ("target", Text),
        ("description", Text),
        ("update", Any),
        ("copy", Text),
        ("remove", Boolean),
        ("x-documents", List(&Text)),
    ],
);
