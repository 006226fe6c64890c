//! From one page to the next, without I/O.

use std::collections::HashSet;

use super::mark::Key;
use crate::{Error, MalformedItem, Operation, OperationInfo, PageToken};

/// An operation that answers a list page by page.
///
/// Every such request of this crate is one. Implement it for an [`Operation`] of your own, and
/// [`Client::stream`](crate::Client::stream) takes that too:
///
/// ```
/// # use generated_client::http::Method;
/// # use generated_client::{Answer, Bookmark, Encoder, Error, Operation, OperationInfo, PageToken, Paged};
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
/// #     fn decode(answer: &Answer) -> Result<BotPage, Error> {
/// #         answer.empty().map(|()| BotPage { bots: Vec::new(), next_token: None })
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

/// What is remembered of the pages that came.
#[derive(Debug)]
pub struct Bookmark {
    pub(super) operation: &'static OperationInfo,
    tokens: HashSet<String>,
    /// The items of a list whose pages overlap.
    pub(super) given: HashSet<Key>,
}

impl Bookmark {
    pub(super) fn new(operation: &'static OperationInfo) -> Self {
        Self { operation, tokens: HashSet::new(), given: HashSet::new() }
    }

    /// Puts the token that a page gives into the request for the next one, and says whether there is one.
    ///
    /// Each pair is a parameter of the request and what the page has for it. A list keeps to the parameter
    /// that it began with; where it has begun with none, the first that the page has a token for is taken. An
    /// empty token is none.
    ///
    /// # Errors
    ///
    /// [`Error::is_paging`] if the token was given or sent before.
    pub fn tokens(
        &mut self,
        pairs: &mut [(&mut Option<PageToken>, Option<&PageToken>)],
    ) -> Result<bool, Error> {
        let sent = pairs.iter().position(|(parameter, _)| parameter.is_some());
        let given = |token: Option<&PageToken>| token.is_some_and(|it| !it.as_str().is_empty());
        let next = sent.or_else(|| pairs.iter().position(|(_, token)| given(*token)));
        let Some((parameter, token)) = next.and_then(|next| pairs.get_mut(next)) else {
            return Ok(false);
        };
        self.tokens.extend(parameter.as_ref().map(|sent| sent.as_str().to_owned()));
        let Some(token) = token.filter(|token| given(Some(token))) else { return Ok(false) };
        if !self.tokens.insert(token.as_str().to_owned()) {
            return Err(self.repeated(token));
        }
        **parameter = Some(token.clone());
        Ok(true)
    }

    fn repeated(&self, token: &PageToken) -> Error {
        let token = token.as_str().escape_debug();
        let reason =
            format!("the service gave the token `{token}` twice, so its pages go in circles");
        Error::paging(self.operation, reason)
    }
}

/// How many errors in a row a list survives, so that a loop which skips errors comes to an end.
const MOST_ERRORS: usize = 20;

/// Where a list stands: it is given pages and says what to ask for next.
#[derive(Debug)]
pub(crate) struct Cursor<O> {
    state: State<O>,
    bookmark: Bookmark,
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
        Self { state, bookmark: Bookmark::new(O::INFO), sync_token: None, errors: 0 }
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

    /// Takes the answer to [`request`](Self::request), and gives the page without what earlier ones had. An
    /// error ends the list, unless it may pass: then the same page is asked for again, up to a bound.
    pub(crate) fn accept(&mut self, answer: Result<O::Output, Error>) -> Result<O::Output, Error> {
        self.errors = if answer.is_ok() { 0 } else { self.errors + 1 };
        if self.errors < MOST_ERRORS && matches!(&answer, Err(error) if error.may_pass()) {
            return answer;
        }
        let state = self.end();
        let mut page = answer?;
        if let Some(token) = O::sync_token(&page) {
            self.sync_token = Some(token.clone());
        }
        if let State::Before(mut request) = state {
            self.state = match request.turn(&mut page, &mut self.bookmark) {
                Ok(true) => State::Before(request),
                Ok(false) => State::Ended,
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
