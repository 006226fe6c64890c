//! Pages and their items, as a client gets them.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::cursor::{Cursor, Paged};
use crate::{Client, Error, MalformedItem, PageToken, ResponseFuture};

/// The pages of a list, one after another.
///
/// It is a [`Stream`], and can be used without: see [`try_next`](Self::try_next). Nothing is sent before it is
/// polled, and no page before the one before it was taken. Each page is a call of its own, paced like any
/// other. After the last page it has ended, and stays so. After an error it goes on or has ended, as
/// [`Items`] has.
///
/// # Backwards in time
///
/// Some lists have no token for the next page, but return what is older than a time. Their next page is what is older
/// than the oldest item that came, without what came before. This relies on the service returning the newest items
/// first. Times that cannot be right are passed over; if one cuts the list short, there is an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<O: Paged> {
    client: Client,
    cursor: Cursor<O>,
    response: Option<ResponseFuture<O::Output>>,
}

impl<O: Paged> Pages<O> {
    pub(super) fn new(client: Client, request: O) -> Self {
        Self { client, cursor: Cursor::new(request), response: None }
    }

    /// The next page, or nothing after the last one. A page may be without items.
    ///
    /// A call that is dropped before it is done loses nothing: the next one goes on with the same response.
    ///
    /// # Errors
    ///
    /// As [`Items::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<O::Output>, Error> {
        poll_fn(|context| self.poll_page(context)).await.transpose()
    }

    /// Goes on where an earlier stream of the same list stopped, which gave this [`bookmark`](Self::bookmark). The
    /// request is to have the same filters.
    ///
    /// # Errors
    ///
    /// The stream's: [`Error::is_invalid_request`] if this is no bookmark of this operation.
    pub fn resume(mut self, bookmark: &str) -> Self {
        self.cursor.resume(bookmark);
        self
    }

    /// Where the list goes on after the pages that were given, as text to be stored. It is `None` before the first
    /// page and after the last one. After an error it is where it was.
    ///
    /// It holds tokens and ids of the list, and not the request. [`resume`](Self::resume) takes it:
    ///
    /// ```no_run
    /// # async fn archive(client: generated_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut pages = client.messages_v2().list("CT_1201909516623834150_55743307").pages();
    /// if let Ok(bookmark) = std::fs::read_to_string("bookmark") {
    ///     pages = pages.resume(&bookmark);
    /// }
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{} messages", page.data.len());
    ///     if let Some(bookmark) = pages.bookmark() {
    ///         std::fs::write("bookmark", bookmark)?;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn bookmark(&self) -> Option<String> {
        self.cursor.bookmark()
    }

    /// The latest token by which a later list begins with what has changed since. It stands for the whole
    /// list when the stream has ended.
    pub fn sync_token(&self) -> Option<&PageToken> {
        self.cursor.sync_token()
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Output, Error>>> {
        let mut response = match self.response.take() {
            Some(response) => response,
            None => match self.cursor.request() {
                Ok(Some(request)) => self.client.send(request),
                Ok(None) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            },
        };
        match Pin::new(&mut response).poll(context) {
            Poll::Ready(response) => Poll::Ready(Some(self.cursor.accept(response))),
            Poll::Pending => {
                self.response = Some(response);
                Poll::Pending
            }
        }
    }
}

// Nothing in it is pinned where it stands.
impl<O: Paged> Unpin for Pages<O> {}

impl<O: Paged> Stream for Pages<O> {
    type Item = Result<O::Output, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &O::INFO.name).finish_non_exhaustive()
    }
}

/// The items of a list, from all its pages.
///
/// It is a [`Stream`], and can be used without: see [`try_next`](Self::try_next). Nothing is sent before it is
/// polled, and no page before all items of the one before it were taken. Each page is a call of its own,
/// paced like any other. After the last item it has ended, and stays so.
///
/// # Errors
///
/// All items that came before an error are given before it. What comes after it depends on the error:
///
/// - If it may pass, polling again asks for the same page again, and no item is lost or given twice. Such are lost
///   connections, time limits, statuses of 5xx, too many calls, lock-outs, and access tokens that cannot be obtained
///   just now.
/// - If an item could not be read ([`Error::malformed_item`]), polling again gives the next one. The error has the item
///   as JSON. It comes after the other items of its page.
/// - After all others the stream has ended, since the same call would fail in the same way. It has ended after twenty
///   errors in a row, too, so that a loop which skips errors comes to an end.
///
/// To go on, wait first, for [`Error::retry_after`] where there is one, and put aside what could not be read:
///
/// ```no_run
/// # async fn list(client: generated_client::Client) -> Result<(), generated_client::Error> {
/// let mut threads = client.threads().list("CT_1").stream();
/// loop {
///     match threads.try_next().await {
///         Ok(Some(thread)) => println!("{:?}", thread.title),
///         Ok(None) => break,
///         Err(error) => match (error.malformed_item(), error.retry_after()) {
///             (Some(item), _) => eprintln!("{error}: {}", item.json()),
///             (_, Some(wait)) => tokio::time::sleep(wait).await,
///             _ => return Err(error),
///         },
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    page: vec::IntoIter<O::Item>,
    /// Those of the page that could not be read. They are told after the others.
    malformed: vec::IntoIter<MalformedItem>,
}

impl<O: Paged> Items<O> {
    pub(super) fn new(pages: Pages<O>) -> Self {
        Self { pages, page: Vec::new().into_iter(), malformed: Vec::new().into_iter() }
    }

    /// The next item, or nothing after the last one.
    ///
    /// A call that is dropped before it is done loses nothing.
    ///
    /// ```no_run
    /// # async fn list(client: generated_client::Client) -> Result<(), generated_client::Error> {
    /// use generated_client::threads::FollowState;
    ///
    /// let mut threads =
    ///     client.threads().list("CT_1").state(FollowState::Followed).stream();
    /// while let Some(thread) = threads.try_next().await? {
    ///     println!("{:?}", thread.title);
    /// }
    /// let changed = client.threads().list("CT_1");
    /// let changed = match threads.sync_token() {
    ///     Some(token) => changed.sync_token(token),
    ///     None => changed,
    /// };
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Client::send`], and [`Error::is_paging`] if paging cannot continue. After an error that may pass, the next
    /// call asks for the same page again; after any other the stream has ended: see [`Items`].
    pub async fn try_next(&mut self) -> Result<Option<O::Item>, Error> {
        poll_fn(|context| self.poll_item(context)).await.transpose()
    }

    /// The latest token by which a later list begins with what has changed since. It stands for the whole
    /// list when the stream has ended.
    pub fn sync_token(&self) -> Option<&PageToken> {
        self.pages.sync_token()
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Item, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            if let Some(item) = self.malformed.next() {
                return Poll::Ready(Some(Err(Error::malformed(O::INFO, item))));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(mut page)) => {
                    self.page = std::mem::take(O::items(&mut page)).into_iter();
                    self.malformed = O::malformed(&mut page).into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Nothing in it is pinned where it stands.
impl<O: Paged> Unpin for Items<O> {}

impl<O: Paged> Stream for Items<O> {
    type Item = Result<O::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("operation", &O::INFO.name)
            .field("fetched", &self.page.len())
            .finish_non_exhaustive()
    }
}
