//! From one page to the next, without I/O.

use super::bookmark::Bookmark;
use crate::{Error, MalformedItem, Operation, OperationInfo, PageToken};

/// An operation that answers a list page by page.
///
/// Every such request of this crate is one. Implement it for an [`Operation`] of your own, and
/// [`Client::stream`](crate::Client::stream) takes that too:
///
/// ```
/// # use generated_client::http::Method;
/// # use generated_client::{Response, Bookmark, Encoder, Error, Operation, OperationInfo, PageToken, Paged};
/// # struct BotPage { bots: Vec<String>, next_token: Option<PageToken> }
/// struct ListBots {
///     next_token: Option<PageToken>,
/// }
/// # impl Operation for ListBots {
/// #     type Output = BotPage;
/// #     const INFO: &'static OperationInfo =
/// #         &OperationInfo::new("bots", "list_bots", Method::GET, "/api/v3", "/bots");
/// #     fn encode(&self, request: &mut Encoder) {
/// #         request.query("next_token", &self.next_token);
/// #     }
/// #     fn decode(response: &Response) -> Result<BotPage, Error> {
/// #         response.empty().map(|()| BotPage { bots: Vec::new(), next_token: None })
/// #     }
/// # }
///
/// impl Paged for ListBots {
///     type Item = String;
///
///     fn items(page: &mut BotPage) -> &mut Vec<String> {
///         &mut page.bots
///     }
///
///     fn turn(&mut self, page: &mut BotPage, bookmark: &mut Bookmark) -> Result<bool, Error> {
///         bookmark.tokens(&mut [(&mut self.next_token, page.next_token.as_ref())])
///     }
///
///     fn resume(&mut self, bookmark: &Bookmark) -> bool {
///         bookmark.resume_tokens(&mut [&mut self.next_token])
///     }
/// }
/// ```
pub trait Paged: Operation {
    /// What the list is a list of.
    type Item;

    /// The items of a page.
    fn items(page: &mut Self::Output) -> &mut Vec<Self::Item>;

    /// Takes out the items of a page that are not what their document says, and that are not among
    /// [`items`](Self::items) therefore.
    fn malformed(_page: &mut Self::Output) -> Vec<MalformedItem> {
        Vec::new()
    }

    /// Turns the request for `page` into the one for the page after it. Says whether there is one.
    ///
    /// Where pages overlap, it takes out of `page` what earlier pages had.
    ///
    /// # Errors
    ///
    /// [`Error::is_paging`] if nothing says how to go on, or going on would repeat what was.
    fn turn(&mut self, page: &mut Self::Output, bookmark: &mut Bookmark) -> Result<bool, Error>;

    /// Turns the request for the first page into the one that `bookmark` stands for. Says whether it can.
    ///
    /// A list whose request has no such function cannot be resumed.
    fn resume(&mut self, _bookmark: &Bookmark) -> bool {
        false
    }

    /// Prepares the request for the first page.
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_request`] if the list is asked for in a way that has no pages.
    fn begin(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// The token of a page by which a later list begins with what has changed since.
    fn sync_token(_page: &Self::Output) -> Option<&PageToken> {
        None
    }
}

/// How many errors in a row a list survives, so that a loop which skips errors comes to an end.
const MOST_ERRORS: usize = 20;

/// Where a list stands: it is given pages and says what to ask for next.
#[derive(Debug)]
pub(crate) struct Cursor<O> {
    state: State<O>,
    /// Where the list stands, until its last page was given.
    bookmark: Option<Bookmark>,
    sync_token: Option<PageToken>,
    /// How many errors have come since the last page.
    errors: usize,
}

#[derive(Debug)]
enum State<O> {
    Before(O),
    /// To be told after the items that came before it.
    Failed(Error),
    Ended,
}

impl<O: Paged> Cursor<O> {
    pub(crate) fn new(mut request: O) -> Self {
        let state = match request.begin() {
            Ok(()) => State::Before(request),
            Err(error) => State::Failed(error),
        };
        Self { state, bookmark: Some(Bookmark::new(O::INFO)), sync_token: None, errors: 0 }
    }

    /// The same list from a stored bookmark on.
    pub(crate) fn resume(&mut self, stored: &str) {
        let State::Before(request) = &mut self.state else { return };
        let resumed = Bookmark::read(O::INFO, stored).and_then(|bookmark| {
            let no_place = || "this request cannot be resumed from this bookmark".to_owned();
            let is_resumed = request.resume(&bookmark);
            is_resumed
                .then_some(bookmark)
                .ok_or_else(|| Error::invalid_request(O::INFO, &[no_place()]))
        });
        match resumed {
            Ok(bookmark) => self.bookmark = Some(bookmark),
            Err(error) => self.state = State::Failed(error),
        }
    }

    /// The bookmark of the next page, as text.
    pub(crate) fn bookmark(&self) -> Option<String> {
        self.bookmark.as_ref()?.stored()
    }

    /// The request for the next page, or nothing after the last one. An error is told once.
    pub(crate) fn request(&mut self) -> Result<Option<&O>, Error> {
        if let State::Failed(_) = self.state
            && let State::Failed(error) = self.end()
        {
            return Err(error);
        }
        match &self.state {
            State::Before(request) => Ok(Some(request)),
            State::Failed(_) | State::Ended => Ok(None),
        }
    }

    /// Takes the response to [`request`](Self::request), and gives the page without what earlier ones had. An
    /// error ends the list, unless it may pass: then the same page is asked for again, up to a bound.
    pub(crate) fn accept(
        &mut self,
        response: Result<O::Output, Error>,
    ) -> Result<O::Output, Error> {
        self.errors = if response.is_ok() { 0 } else { self.errors + 1 };
        if self.errors < MOST_ERRORS && matches!(&response, Err(error) if error.may_pass()) {
            return response;
        }
        let state = self.end();
        let mut page = response?;
        if let Some(token) = O::sync_token(&page) {
            self.sync_token = Some(token.clone());
        }
        if let (State::Before(mut request), Some(bookmark)) = (state, &mut self.bookmark) {
            self.state = match request.turn(&mut page, bookmark) {
                Ok(true) => State::Before(request),
                Ok(false) => {
                    self.bookmark = None;
                    State::Ended
                }
                Err(error) => State::Failed(error),
            };
        }
        Ok(page)
    }

    pub(crate) fn sync_token(&self) -> Option<&PageToken> {
        self.sync_token.as_ref()
    }

    fn end(&mut self) -> State<O> {
        std::mem::replace(&mut self.state, State::Ended)
    }
}

#[cfg(test)]
mod tests;
