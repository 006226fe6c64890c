//! Lists that come in pages.
//!
//! [`cursor`] decides what to ask for next and does no I/O; [`stream`] asks.

mod bookmark;
mod by_time;
mod cursor;
mod mark;
mod stream;
mod tokens;

pub use bookmark::Bookmark;
pub(crate) use by_time::TimeCursor;
pub use cursor::Paged;
pub use stream::{Items, Pages};

use crate::{Client, Error, OperationInfo};

impl Client {
    /// The items of a list, page after page, as one stream. Nothing is sent until it is polled.
    ///
    /// `request` is the one for the first page; its filters hold for all pages. A request that a module gave,
    /// `client.threads().list(id)`, has a `stream` of its own.
    ///
    /// # Errors
    ///
    /// The stream's, as [`Items::try_next`].
    pub fn stream<O: Paged>(&self, request: O) -> Items<O> {
        Items::new(self.pages(request))
    }

    /// The pages of a list as a stream, each with all that the service says about it. Nothing is sent until
    /// it is polled.
    ///
    /// `request` is the one for the first page; its filters hold for all pages.
    ///
    /// # Errors
    ///
    /// The stream's, as [`Items::try_next`].
    pub fn pages<O: Paged>(&self, request: O) -> Pages<O> {
        Pages::new(self.clone(), request)
    }
}

/// Lets a request that is bound to a client give streams.
macro_rules! paged {
    ($name:ident) => {
        impl $name<$crate::Client> {
            /// All items, page after page, as one stream. Nothing is sent until it is polled. What else a page says, such as
            /// a token for later changes, is in [`pages`](Self::pages).
            ///
            /// This request is the one for the first page; its filters hold for all pages.
            ///
            /// # Errors
            ///
            /// The stream's, as [`Items::try_next`]($crate::Items::try_next).
            pub fn stream(self) -> $crate::Items<$name> {
                self.client.clone().stream(self.on(()))
            }

            /// The pages as a stream, each with all that the service says about it. Nothing is sent until it
            /// is polled.
            ///
            /// This request is the one for the first page; its filters hold for all pages.
            ///
            /// # Errors
            ///
            /// The stream's, as [`Items::try_next`]($crate::Items::try_next).
            pub fn pages(self) -> $crate::Pages<$name> {
                self.client.clone().pages(self.on(()))
            }
        }

        #[cfg(feature = "blocking")]
        impl $name<$crate::blocking::Client> {
            /// The pages, one call each.
            ///
            /// This request is the one for the first page; its filters hold for all pages.
            ///
            /// Needs the feature `blocking`.
            pub fn pages(self) -> $crate::blocking::Pages<$name> {
                self.client.clone().pages(self.on(()))
            }
        }

        #[cfg(feature = "blocking")]
        impl ::std::iter::IntoIterator for $name<$crate::blocking::Client> {
            type Item = Result<<$name as $crate::Paged>::Item, $crate::Error>;
            type IntoIter = $crate::blocking::Items<$name>;

            fn into_iter(self) -> Self::IntoIter {
                self.client.clone().items(self.on(()))
            }
        }
    };
}
pub(crate) use paged;

/// The first millisecond that a time of the service may mean, in any form in which it writes or takes one.
#[cfg(feature = "test-util")]
pub(crate) fn earliest_millis(time: &serde_json::Value) -> Option<i64> {
    mark::Moment::read(time).map(|moment| moment.first)
}

/// Refuses a list whose order is not the one that paging relies on. `given` is what the request has for
/// `parameter`.
pub(crate) fn in_order(
    operation: &'static OperationInfo,
    parameter: &str,
    given: Option<&str>,
    needed: &str,
) -> Result<(), Error> {
    match given.filter(|given| *given != needed) {
        None => Ok(()),
        Some(given) => {
            let violation = format!(
                "`{parameter}` is `{given}`, but pages can only be followed with `{needed}`"
            );
            Err(Error::invalid_request(operation, &[violation]))
        }
    }
}
