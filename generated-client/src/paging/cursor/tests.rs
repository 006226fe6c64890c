use http::Method;
use proptest::prelude::*;

use super::{Cursor, MOST_ERRORS, Paged};
use crate::auth::TokenError;
use crate::pacing::PacerError;
use crate::{
    Bookmark, Encoder, Error, Operation, OperationInfo, PageToken, Response, TransportError,
};

/// A list with two kinds of tokens.
#[derive(Debug, Default)]
struct List {
    next_search_token: Option<PageToken>,
    next_token: Option<PageToken>,
}

#[derive(Debug, Default)]
struct Page {
    items: Vec<u32>,
    next_search_token: Option<PageToken>,
    next_token: Option<PageToken>,
    sync_token: Option<PageToken>,
}

impl Operation for List {
    type Output = Page;
    const INFO: &'static OperationInfo =
        &OperationInfo::new("test", "list", Method::GET, "/v1", "/list");

    fn encode(&self, _request: &mut Encoder) {}

    fn decode(response: &Response) -> Result<Page, Error> {
        response.empty().map(|()| Page::default())
    }
}

impl Paged for List {
    type Item = u32;

    fn items(page: &mut Page) -> &mut Vec<u32> {
        &mut page.items
    }

    fn turn(&mut self, page: &mut Page, bookmark: &mut Bookmark) -> Result<bool, Error> {
        bookmark.tokens(&mut [
            (&mut self.next_search_token, page.next_search_token.as_ref()),
            (&mut self.next_token, page.next_token.as_ref()),
        ])
    }

    fn resume(&mut self, bookmark: &Bookmark) -> bool {
        bookmark.resume_tokens(&mut [&mut self.next_search_token, &mut self.next_token])
    }

    fn sync_token(page: &Page) -> Option<&PageToken> {
        page.sync_token.as_ref()
    }
}

fn page(next_search_token: &str, next_token: &str) -> Page {
    let token = |text: &str| (text != "-").then(|| PageToken::from(text));
    let (next_search_token, next_token) = (token(next_search_token), token(next_token));
    Page { items: vec![1], next_search_token, next_token, sync_token: None }
}

/// The tokens of the request that `cursor` gives next, or nothing at the end.
fn asked(cursor: &mut Cursor<List>) -> Option<(String, String)> {
    let request = cursor.request().unwrap()?;
    let text = |token: &Option<PageToken>| token.as_ref().map_or("-", PageToken::as_str).to_owned();
    Some((text(&request.next_search_token), text(&request.next_token)))
}

fn tokens(search: &str, next: &str) -> Option<(String, String)> {
    Some((search.to_owned(), next.to_owned()))
}

#[test]
fn the_token_of_a_page_asks_for_the_next_one() {
    let mut cursor = Cursor::new(List::default());
    assert_eq!(asked(&mut cursor), tokens("-", "-"));
    assert_eq!(asked(&mut cursor), tokens("-", "-"), "asking changes nothing");
    cursor.accept(Ok(page("-", "a"))).unwrap();
    assert_eq!(asked(&mut cursor), tokens("-", "a"));
    cursor.accept(Ok(page("-", "b"))).unwrap();
    assert_eq!(asked(&mut cursor), tokens("-", "b"));
    cursor.accept(Ok(page("-", "-"))).unwrap();
    assert_eq!(asked(&mut cursor), None);
    assert_eq!(asked(&mut cursor), None);
}

#[test]
fn an_empty_token_is_none() {
    let mut cursor = Cursor::new(List::default());
    cursor.accept(Ok(page("", "a"))).unwrap();
    assert_eq!(asked(&mut cursor), tokens("-", "a"));
    cursor.accept(Ok(page("-", ""))).unwrap();
    assert_eq!(asked(&mut cursor), None);
}

/// A request has one token, and the list keeps to its kind.
#[test]
fn a_search_goes_on_by_its_own_token() {
    let mut cursor = Cursor::new(List::default());
    cursor.accept(Ok(page("s", "a"))).unwrap();
    assert_eq!(asked(&mut cursor), tokens("s", "-"));
    cursor.accept(Ok(page("t", "b"))).unwrap();
    assert_eq!(asked(&mut cursor), tokens("t", "-"));
    cursor.accept(Ok(page("-", "c"))).unwrap();
    assert_eq!(asked(&mut cursor), None);

    let mut cursor = Cursor::new(List { next_token: Some("a".into()), ..List::default() });
    cursor.accept(Ok(page("s", "b"))).unwrap();
    assert_eq!(asked(&mut cursor), tokens("-", "b"), "it began with this kind");
}

/// Any token that came or was sent, be it a number or a text.
#[test]
fn a_repeated_token_ends_the_list_after_its_items() {
    let began = List { next_token: Some(7.into()), ..List::default() };
    let mut cursor = Cursor::new(began);
    cursor.accept(Ok(page("-", "a"))).unwrap();
    let page = cursor.accept(Ok(page("-", "7"))).unwrap();
    assert_eq!(page.items, [1], "the items are given first");
    let error = cursor.request().unwrap_err();
    assert!(error.is_paging() && !error.is_api() && !error.is_decode(), "{error:?}");
    let said = "test.list: the list is not complete: the service gave the token `7` twice, so its \
                pages go in circles";
    assert_eq!(error.to_string(), said);
    assert_eq!(asked(&mut cursor), None);
}

/// With the same kind of token, and it knows what came before.
#[test]
fn a_stored_bookmark_goes_on_with_its_token() {
    let mut cursor = Cursor::new(List::default());
    assert_eq!(cursor.bookmark(), None);
    cursor.accept(Ok(page("-", "a"))).unwrap();
    cursor.accept(Ok(page("-", "b"))).unwrap();
    let bookmark = cursor.bookmark().unwrap();

    let mut cursor = Cursor::new(List::default());
    cursor.resume(&bookmark);
    assert_eq!(asked(&mut cursor), tokens("-", "b"));
    cursor.accept(Ok(page("-", "a"))).unwrap();
    assert!(cursor.request().unwrap_err().is_paging());

    let mut cursor = Cursor::new(List::default());
    cursor.resume(&bookmark);
    cursor.accept(Ok(page("-", "-"))).unwrap();
    assert_eq!((asked(&mut cursor), cursor.bookmark()), (None, None), "it was the last page");
}

#[test]
fn an_error_ends_the_list() {
    let mut cursor = Cursor::new(List::default());
    cursor.accept(Ok(page("-", "a"))).unwrap();
    let error = Error::internal(List::INFO, "no".to_owned());
    assert!(cursor.accept(Err(error)).unwrap_err().is_internal());
    assert_eq!(asked(&mut cursor), None);
    assert_eq!(asked(&mut cursor), None);
}

/// Whatever the service or the way to it may be over.
#[test]
fn after_an_error_that_may_pass_the_same_page_is_asked_for() {
    let api = |status: u16, body: &'static str| {
        Error::api(
            List::INFO,
            http::StatusCode::from_u16(status).unwrap(),
            &body.into(),
            &crate::redact::Secrets::default(),
        )
    };
    let code = r#"{"code": "request_limit_exceeded"}"#;
    let wait = std::time::Duration::from_secs(9);
    let passing = [
        Error::transport(List::INFO, TransportError::other("reset")),
        Error::transport(List::INFO, TransportError::connect_timeout("late")),
        Error::held(List::INFO, PacerError::locked(wait)),
        Error::held(List::INFO, PacerError::busy(wait)),
        Error::held(List::INFO, PacerError::failed("gone")),
        Error::token(List::INFO, TokenError::other("the vault is closed")),
        Error::out_of_time(List::INFO),
        api(429, ""),
        api(400, code),
        api(503, ""),
    ];
    let lasting = [
        Error::transport(List::INFO, TransportError::too_large(1)),
        Error::transport(List::INFO, TransportError::tls("unknown issuer")),
        Error::decode(List::INFO, http::StatusCode::OK, "".into(), "no".to_owned(), false),
        api(400, ""),
        api(401, ""),
        api(404, ""),
    ];
    let mut cursor = Cursor::new(List::default());
    cursor.accept(Ok(page("-", "a"))).unwrap();
    for error in passing {
        cursor.accept(Err(error)).unwrap_err();
        assert_eq!(asked(&mut cursor), tokens("-", "a"));
    }
    cursor.accept(Ok(page("-", "b"))).unwrap();
    assert_eq!(asked(&mut cursor), tokens("-", "b"));
    for error in lasting {
        let mut cursor = Cursor::new(List::default());
        cursor.accept(Err(error)).unwrap_err();
        assert_eq!(asked(&mut cursor), None);
    }
}

#[test]
fn errors_in_a_row_end_the_list_at_last() {
    let lost = || Err(Error::transport(List::INFO, TransportError::other("reset")));
    let mut cursor = Cursor::new(List::default());
    for _ in 1..MOST_ERRORS {
        cursor.accept(lost()).unwrap_err();
    }
    cursor.accept(Ok(page("-", "a"))).unwrap();
    for _ in 1..MOST_ERRORS {
        cursor.accept(lost()).unwrap_err();
        assert_eq!(asked(&mut cursor), tokens("-", "a"));
    }
    cursor.accept(lost()).unwrap_err();
    assert_eq!(asked(&mut cursor), None);
}

#[test]
fn the_latest_sync_token_is_kept() {
    let mut cursor = Cursor::new(List::default());
    assert_eq!(cursor.sync_token(), None);
    for (next, sync, latest) in
        [("a", Some("x"), "x"), ("b", None, "x"), ("c", Some("y"), "y"), ("-", None, "y")]
    {
        let sync_token = sync.map(PageToken::from);
        cursor.accept(Ok(Page { sync_token, ..page("-", next) })).unwrap();
        assert_eq!(cursor.sync_token().map(PageToken::as_str), Some(latest));
    }
}

proptest! {
    /// Whatever tokens come, a list ends: after the last page, or with an error when one comes again.
    #[test]
    fn every_list_ends(script in proptest::collection::vec(0..40_i64, 1..60)) {
        let mut cursor = Cursor::new(List::default());
        let mut seen = std::collections::HashSet::new();
        let mut pages = 0;
        let error = loop {
            match cursor.request() {
                Ok(Some(_)) => {}
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
            let next_token = script.get(pages).map(|token| PageToken::from(*token));
            cursor.accept(Ok(Page { next_token, ..Page::default() })).unwrap();
            pages += 1;
        };
        let first_repeat = script.iter().position(|token| !seen.insert(*token));
        match first_repeat {
            Some(at) => prop_assert!(error.unwrap().is_paging() && pages == at + 1),
            None => prop_assert!(error.is_none() && pages == script.len() + 1),
        }
        prop_assert!(cursor.request().unwrap().is_none());
    }
}
