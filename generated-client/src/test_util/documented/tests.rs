use super::*;
use crate::Shows;
use crate::test_fixture::{Close, ListChats};

const EXAMPLES: &[Example] = &[
    example("closeChat", "request", "close", "{}"),
    example("listChats", "request", "page", "{}"),
    example("listChats", "400", "", r#"{"code": "one", "message": "One."}"#),
    example("listChats", "400", "two", r#"{"error": {"code": "two", "message": "Two."}}"#),
    example("listChats", "4XX", "", r#"{"message": "Any."}"#),
    example("listChats", "200", "search", r#"{"chats": "found"}"#),
    example("listChats", "200", "page", r#"{"chats": []}"#),
    example("listChats", "204", "none", r#"{"Response Code": 204}"#),
    example("listChats", "default", "other", "{}"),
];

const fn example(
    operation_id: &'static str,
    of: &'static str,
    name: &'static str,
    json: &'static str,
) -> Example {
    Example { module: "chats", operation_id, of, name, json, shows: Shows::Error }
}

fn documented<O: Operation>(examples: &'static [Example]) -> Documented {
    Documented { examples, ..Documented::new::<O>() }
}

fn content(status: u16, body: &str) -> Content {
    Content { status, body: body.to_owned() }
}

#[test]
fn success_is_the_first_example_that_the_operation_reads() {
    let success = documented::<ListChats>(EXAMPLES).success();
    assert_eq!(success.unwrap(), content(200, r#"{"chats": []}"#));
}

#[test]
fn an_example_that_is_named_after_the_method_comes_first() {
    const EXAMPLES: &[Example] = &[
        example("listChats", "200", "other", r#"{"chats": []}"#),
        example("listChats", "200", "list_chats", r#"{"chats": [{"chat_id": "CT_1"}]}"#),
    ];
    let success = documented::<ListChats>(EXAMPLES).success().unwrap();
    assert_eq!(success.body, r#"{"chats": [{"chat_id": "CT_1"}]}"#);
}

#[test]
fn success_without_an_example_is_empty_where_that_is_enough() {
    assert_eq!(documented::<Close>(EXAMPLES).success().unwrap(), content(204, ""));
    let error = documented::<ListChats>(&[]).success().unwrap_err();
    let expected = "the documents give no example of a response to chats.list_chats: make one with \
                    `Reply::json`";
    assert_eq!(error, expected);
}

#[test]
fn every_example_of_a_response_is_found_by_its_name() {
    let chats = documented::<ListChats>(EXAMPLES);
    assert_eq!(chats.named("search").unwrap(), content(200, r#"{"chats": "found"}"#));
    assert_eq!(chats.named("page").unwrap(), content(200, r#"{"chats": []}"#));
    assert_eq!(chats.named("none").unwrap(), content(204, ""));
    assert_eq!(chats.named("two").unwrap().status, 400);
    let error = chats.named("close").unwrap_err();
    let expected = "the documents name no example of a response to chats.list_chats `close`; \
                    named are: `search`, `page`, `none`, `two`";
    assert_eq!(error, expected);
    let error = documented::<Close>(EXAMPLES).named("close").unwrap_err();
    assert!(error.ends_with("named are: none"), "{error}");
}

#[test]
fn errors_are_found_by_status_and_code() {
    let chats = documented::<ListChats>(EXAMPLES);
    assert_eq!(chats.error(400), content(400, r#"{"code": "one", "message": "One."}"#));
    let two = chats.error_code(&"two".into());
    assert_eq!(two, content(400, r#"{"error": {"code": "two", "message": "Two."}}"#));
}

#[test]
fn errors_without_an_example_are_made() {
    let chats = documented::<Close>(EXAMPLES);
    assert_eq!(chats.error(503), content(503, r#"{"message":"Service Unavailable"}"#));
    let body = r#"{"message":"The documents have no such status."}"#;
    assert_eq!(chats.error(599), content(599, body));
    let made = chats.error_code(&"two".into());
    let body = r#"{"code":"two","message":"The documents give no example of this error."}"#;
    assert_eq!(made, content(400, body));
    let made = chats.error_code(&ErrorCode::ChatAccessDenied);
    assert!(made.body.contains(ErrorCode::ChatAccessDenied.meaning().unwrap()), "{made:?}");
}
