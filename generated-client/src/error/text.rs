//! What an error says.

use std::fmt;

use super::excerpt::BoundedBody;
use super::{Earlier, Error, Kind};
use crate::pacing::Route;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{}.{}: ", operation.module, operation.name)?;
        }
        self.fmt_kind(f)?;
        match self.0.earlier {
            Earlier::Unknown => f.write_str("; an earlier attempt may have been carried out"),
            Earlier::None | Earlier::Refused => Ok(()),
        }
    }
}

impl Error {
    fn fmt_kind(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not_sent = if self.0.earlier == Earlier::None { "not sent" } else { "not sent again" };
        match &self.0.kind {
            Kind::Builder(reason) => f.write_str(reason),
            Kind::InvalidRequest(reason) => write!(f, "invalid request, not sent: {reason}"),
            Kind::Internal(reason) => write!(f, "{reason}; this is a mistake in generated-client"),
            Kind::Held(error, until) => {
                write!(f, "{not_sent}: {error}")?;
                if let Some(operation) = self.paced_as() {
                    write!(f, " ({})", Route::of(operation))?;
                }
                until.map_or(Ok(()), |until| write!(f, "; try again at {until}"))
            }
            Kind::Token(error) => write!(f, "{not_sent}: {error}"),
            Kind::OutOfTime => write!(f, "{not_sent}: the total time of the call is up"),
            Kind::Transport(error) => write!(f, "{error}"),
            Kind::InAsync => f.write_str(
                "not sent: a blocking client would stop this async task; use the async `Client` here, or call the \
                 blocking one within `tokio::task::spawn_blocking`",
            ),
            Kind::Api(error) => {
                write!(f, "{error}")?;
                let scopes = &self.0.missing_scopes;
                // The server may have named them itself.
                let message = error.message.as_deref().unwrap_or_default();
                if scopes.iter().all(|scope| message.contains(scope)) {
                    return Ok(());
                }
                write!(f, "; the token needs the scope {}", scopes.join(" and "))
            }
            Kind::Decode { status, reason, .. } => {
                write!(f, "cannot read the response ({status}): {reason}")
            }
            Kind::NoContent { status, .. } => {
                if self.0.operation.is_some_and(|operation| !operation.method.is_safe()) {
                    f.write_str("the change was made, but ")?;
                }
                write!(f, "the response ({status}) has no content where JSON was expected")
            }
            Kind::Malformed(item) => write!(f, "cannot read an item of the list: {item}"),
            Kind::Paging(reason) => write!(f, "the list is not complete: {reason}"),
            Kind::File(path, error) => {
                write!(f, "the file `{}` cannot be written: {error}", path.display())
            }
        }
    }
}

/// The text for people, since this is what `main` and `unwrap` show. `{:#?}` shows what the error is made of.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return fmt::Display::fmt(self, f);
        }
        let mut debug = f.debug_struct("Error");
        if let Some(operation) = self.0.operation {
            debug.field("operation", &format_args!("{}.{}", operation.module, operation.name));
        }
        match &self.0.kind {
            Kind::Builder(reason) => debug.field("builder", reason),
            Kind::InvalidRequest(reason) => debug.field("invalid_request", reason),
            Kind::Internal(reason) => debug.field("internal", reason),
            Kind::Held(error, until) => debug.field("held", error).field("until", until),
            Kind::Token(error) => debug.field("token", error),
            Kind::OutOfTime => debug.field("out_of_time", &true),
            Kind::InAsync => debug.field("in_async", &true),
            Kind::Transport(error) => debug.field("transport", error),
            Kind::Api(error) => debug.field("api", error),
            Kind::Decode { status, body, reason, is_foreign } => debug
                .field("decode", reason)
                .field("is_foreign", is_foreign)
                .field("status", status)
                .field("body", &BoundedBody(body)),
            Kind::NoContent { status, body } => {
                debug.field("no_content", status).field("body", &BoundedBody(body))
            }
            Kind::Malformed(item) => debug.field("malformed", item),
            Kind::Paging(reason) => debug.field("paging", reason),
            Kind::File(path, error) => debug.field("file", path).field("reason", error),
        };
        if self.0.earlier != Earlier::None {
            debug.field("earlier", &self.0.earlier);
        }
        debug.finish()
    }
}

impl std::error::Error for Error {
    /// What lies under a failed connection, pacer or token. All else is said by this error's own text.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            Kind::Transport(error) => error.source(),
            Kind::Held(error, _) => error.source(),
            Kind::Token(error) => error.source(),
            _ => None,
        }
    }
}
