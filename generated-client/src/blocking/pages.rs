//! Lists that come in pages, without async.

use std::fmt;

use super::Client;
use crate::{Error, PageToken, Paged};

/// The items of a list, from all its pages. Each page is a call, made when its first item is asked for.
///
/// The errors are those of the async [`Items`](crate::Items), after which it goes on or has ended in the same way: after
/// an error that may pass, the next item is asked for again. So do not skip errors without a pause. After
/// [`Error::is_in_async`] it has ended.
#[must_use = "an iterator does nothing until it is asked"]
pub struct Items<O: Paged> {
    client: Client,
    items: crate::Items<O>,
    /// It was asked where nothing may block.
    is_over: bool,
}

/// The pages of a list. Each is a call, made when it is asked for.
///
/// After an error it goes on or has ended, as [`Items`] has.
#[must_use = "an iterator does nothing until it is asked"]
pub struct Pages<O: Paged> {
    client: Client,
    pages: crate::Pages<O>,
    /// It was asked where nothing may block.
    is_over: bool,
}

impl Client {
    /// The items of a list, page after page. `request` is the one for the first page; its filters hold for all pages.
    pub fn items<O: Paged>(&self, request: O) -> Items<O> {
        Items { items: self.client.stream(request), client: self.clone(), is_over: false }
    }

    /// The pages of a list. `request` is the one for the first page; its filters hold for all pages.
    pub fn pages<O: Paged>(&self, request: O) -> Pages<O> {
        Pages { pages: self.client.pages(request), client: self.clone(), is_over: false }
    }
}

impl<O: Paged> Items<O> {
    /// The latest token by which a later list begins with what has changed since. It stands for the whole list when
    /// the iterator has ended.
    pub fn sync_token(&self) -> Option<&PageToken> {
        self.items.sync_token()
    }
}

impl<O: Paged> Pages<O> {
    /// Goes on where an earlier iterator stopped, as [`Pages::resume`](crate::Pages::resume).
    pub fn resume(self, bookmark: &str) -> Self {
        Self { pages: self.pages.resume(bookmark), ..self }
    }

    /// Where the list goes on, as text to be stored: see [`Pages::bookmark`](crate::Pages::bookmark).
    pub fn bookmark(&self) -> Option<String> {
        self.pages.bookmark()
    }

    /// The latest token by which a later list begins with what has changed since. It stands for the whole list when
    /// the iterator has ended.
    pub fn sync_token(&self) -> Option<&PageToken> {
        self.pages.sync_token()
    }
}

impl<O: Paged> Iterator for Items<O> {
    type Item = Result<O::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = self.client.block_on(self.items.try_next());
        self.is_over = next.is_none();
        next.unwrap_or_else(|| Err(Error::in_async(O::INFO))).transpose()
    }
}

impl<O: Paged> Iterator for Pages<O> {
    type Item = Result<O::Output, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = self.client.block_on(self.pages.try_next());
        self.is_over = next.is_none();
        next.unwrap_or_else(|| Err(Error::in_async(O::INFO))).transpose()
    }
}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pages.fmt(f)
    }
}
