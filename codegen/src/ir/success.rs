//! What successes decode to.

use serde::{Deserialize, Serialize};

use super::{ChosenName, Envelope, Type};

/// What a success decodes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Output {
    Empty,
    Json(Type),
    /// Some requests are answered with a body, some without.
    JsonOrEmpty(Type),
    Text,
    Bytes,
    /// Where a redirect leads.
    Location,
    /// One of several, which the status tells apart: a [`ShapeKind::ByStatus`](super::ShapeKind::ByStatus).
    ByStatus(Type),
}

impl Output {
    /// The type of the JSON, or of what the status tells apart.
    pub(crate) fn ty(&self) -> Option<&Type> {
        match self {
            Self::Json(ty) | Self::JsonOrEmpty(ty) | Self::ByStatus(ty) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes | Self::Location => None,
        }
    }

    pub(crate) fn ty_mut(&mut self) -> Option<&mut Type> {
        match self {
            Self::Json(ty) | Self::JsonOrEmpty(ty) | Self::ByStatus(ty) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes | Self::Location => None,
        }
    }
}

/// What a response is if it has one of the statuses of success.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Success {
    /// `201` or `302`; `2XX` or `3XX` for all that have no response of their own.
    pub(crate) status: String,
    /// What a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<ChosenName>,
    #[serde(skip)]
    pub(crate) docs: String,
    pub(crate) output: Output,
    /// What may be around its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) envelope: Option<Envelope>,
}

impl Success {
    /// What it is called: by a person, or by RFC 9110 and the registry of status codes that it began.
    pub(crate) fn text(&self) -> String {
        if let Some(chosen) = &self.chosen {
            return chosen.text.clone();
        }
        let reason = match self.status.as_str() {
            "200" => "ok",
            "201" => "created",
            "202" => "accepted",
            "203" => "non-authoritative information",
            "204" => "no content",
            "205" => "reset content",
            "206" => "partial content",
            "207" => "multi-status",
            "208" => "already reported",
            "226" => "im used",
            "2XX" => "success",
            "301" => "moved permanently",
            "302" => "found",
            "303" => "see other",
            "307" => "temporary redirect",
            "308" => "permanent redirect",
            "3XX" => "redirect",
            other => return format!("status {other}"),
        };
        reason.to_owned()
    }
}
