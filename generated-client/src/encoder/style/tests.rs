use http::Method;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde_json::json;

use crate::base_url::BaseUrl;
use crate::{AsJson, AsObject, AsValue, Encoder, OperationInfo, QueryValue, Style};

type Sent = Result<http::Request<bytes::Bytes>, crate::Error>;

fn request(path: &'static str, arguments: impl FnOnce(&mut Encoder)) -> Sent {
    let operation = Box::leak(Box::new(OperationInfo::new("m", "n", Method::GET, "", path)));
    let mut encoder = Encoder::new(operation);
    arguments(&mut encoder);
    encoder.finish(&BaseUrl::parse("https://host").unwrap()).and_then(|it| it.request_in_memory())
}

fn path<V: QueryValue + ?Sized>(value: &V, style: Style) -> String {
    let sent = request("/{id}", |request| request.path_as("id", value, style));
    sent.map_or_else(|error| error.to_string(), |it| it.uri().path().to_owned())
}

fn query<V: QueryValue + ?Sized>(value: &V, style: Style) -> String {
    let sent = request("/", |request| request.query_as("c", value, style));
    sent.map_or_else(|error| error.to_string(), |it| it.uri().query().unwrap_or("").to_owned())
}

fn header<V: QueryValue + ?Sized>(value: &V) -> Sent {
    request("/", |request| request.header("X-A", value))
}

const COLORS: [&str; 3] = ["blue", "black", "brown"];

/// The table of styles in OpenAPI, as RFC 6570 has it.
#[test]
fn writes_what_openapi_shows() {
    // In the order of the alphabet, which objects have with and without `preserve_order` of `serde_json`.
    let color = json!({"B": 150, "G": 200, "R": 100});
    let object = AsObject(&color);
    for (style, one, list, members) in [
        (Style::SIMPLE, "/blue", "/blue,black,brown", "/B,150,G,200,R,100"),
        (Style::SIMPLE.exploded(), "/blue", "/blue,black,brown", "/B=150,G=200,R=100"),
        (Style::LABEL, "/.blue", "/.blue,black,brown", "/.B,150,G,200,R,100"),
        (Style::LABEL.exploded(), "/.blue", "/.blue.black.brown", "/.B=150.G=200.R=100"),
        (Style::MATRIX, "/;id=blue", "/;id=blue,black,brown", "/;id=B,150,G,200,R,100"),
        (
            Style::MATRIX.exploded(),
            "/;id=blue",
            "/;id=blue;id=black;id=brown",
            "/;B=150;G=200;R=100",
        ),
    ] {
        assert_eq!(path("blue", style), one);
        assert_eq!(path(&COLORS[..], style), list);
        assert_eq!(path(&object, style), members);
    }
    for (style, list, members) in [
        (Style::FORM, "c=blue,black,brown", "c=B,150,G,200,R,100"),
        (Style::FORM.exploded(), "c=blue&c=black&c=brown", "B=150&G=200&R=100"),
        (Style::SPACE_DELIMITED, "c=blue%20black%20brown", "c=B%20150%20G%20200%20R%20100"),
        (Style::PIPE_DELIMITED, "c=blue%7Cblack%7Cbrown", "c=B%7C150%7CG%7C200%7CR%7C100"),
        (
            Style::DEEP_OBJECT,
            "c%5B%5D=blue&c%5B%5D=black&c%5B%5D=brown",
            "c%5BB%5D=150&c%5BG%5D=200&c%5BR%5D=100",
        ),
    ] {
        assert_eq!(query(&COLORS[..], style), list);
        assert_eq!(query(&object, style), members);
    }
}

#[test]
fn writes_json_and_reserved_characters() {
    assert_eq!(query(&AsJson(&json!(["ä", 1])), Style::FORM), "c=%5B%22%C3%A4%22%2C1%5D");
    assert_eq!(query(&AsJson(&None::<i64>), Style::FORM), "");
    let reserved = Style::FORM.allowing_reserved();
    assert_eq!(query("https://a/?b=1&c#d+e", reserved), "c=https://a/?b%3D1%26c%23d%2Be");
    let members = json!({"a": null, "b": "x"});
    assert_eq!(query(&AsObject(&members), Style::FORM.exploded()), "b=x");
    assert_eq!(query(&AsObject(&json!({})), Style::FORM), "");
}

#[test]
fn refuses_what_would_be_read_otherwise() {
    for text in [
        path(&[""; 1][..], Style::SIMPLE),
        path("", Style::MATRIX),
        path(".", Style::LABEL),
        path(&Vec::<String>::new(), Style::SIMPLE),
        path(&["a.b", "c"][..], Style::LABEL.exploded()),
        path(&AsObject(&json!({})), Style::SIMPLE),
        query(&["a", ""][..], Style::SPACE_DELIMITED),
        query(&["a b"][..], Style::SPACE_DELIMITED),
        query(&["a|b"][..], Style::PIPE_DELIMITED),
        query(&AsObject(&json!({"a": [1]})), Style::FORM),
        query(&AsObject(&json!(1)), Style::FORM),
    ] {
        assert!(text.contains("invalid request, not sent"), "{text}");
    }
}

#[test]
fn writes_headers_and_cookies() {
    let sent = request("/", |request| {
        request.header("X-Id", &7);
        request.header("X-Tags", &vec!["a", "b c"]);
        request.header("X-None", &None::<String>);
        request.header_exploded("X-Point", &AsObject(&json!({"x": 1, "y": 2})));
        request.cookie("a b", "ä;");
        request.cookie("l", &[1, 2][..]);
    });
    let sent = sent.unwrap();
    assert_eq!(sent.headers()["x-id"], "7");
    assert_eq!(sent.headers()["x-tags"], "a,b c");
    assert_eq!(sent.headers()["x-point"], "x=1,y=2");
    assert_eq!(sent.headers()["cookie"], "a%20b=%C3%A4%3B; l=1,2");
    assert!(!sent.headers().contains_key("x-none"));
    assert!(sent.headers()["cookie"].is_sensitive());
}

#[test]
fn a_header_that_cannot_be_written_is_named_and_not_shown() {
    for secret in ["s3cret\r\nX-Evil: 1", "s3cret\0", "s3crét", " s3cret", "s3cret "] {
        let error = header(secret).unwrap_err();
        let shown = format!("{error} {error:#?}");
        assert!(error.is_invalid_request() && shown.contains("`X-A`"), "{shown}");
        assert!(!shown.contains("s3cr"), "{shown}");
    }
    for list in [&["a,b"][..], &[""][..], &[" a"][..]] {
        assert!(header(list).unwrap_err().is_invalid_request());
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

proptest! {
    #[test]
    fn lists_are_read_back(items in prop::collection::vec("[^ |]+", 1..5)) {
        for (style, separator) in [
            (Style::FORM, ","),
            (Style::SPACE_DELIMITED, "%20"),
            (Style::PIPE_DELIMITED, "%7C"),
        ] {
            let text = query(&items, style);
            let read: Vec<_> = text.strip_prefix("c=").unwrap().split(separator).map(decode).collect();
            prop_assert_eq!(&read, &items);
        }
        let text = query(&items, Style::FORM.exploded());
        let read = text.split('&').map(|pair| decode(pair.strip_prefix("c=").unwrap()));
        prop_assert_eq!(&read.collect::<Vec<_>>(), &items);
        let text = path(&items, Style::MATRIX.exploded());
        let read = text.strip_prefix("/;").unwrap().split(';');
        let read = read.map(|pair| decode(pair.strip_prefix("id=").unwrap()));
        prop_assert_eq!(&read.collect::<Vec<_>>(), &items);
    }

    #[test]
    fn objects_are_read_back(
        members in prop::collection::btree_map("[^.]+", any::<String>(), 1..4),
    ) {
        let text = query(&AsObject(&members), Style::DEEP_OBJECT);
        let read = text.split('&').map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            let name = name.strip_prefix("c%5B").unwrap().strip_suffix("%5D").unwrap();
            (decode(name), decode(value))
        });
        prop_assert_eq!(&read.collect::<std::collections::BTreeMap<_, _>>(), &members);
    }

    #[test]
    fn any_header_is_sent_as_it_is_or_refused(value in any::<String>()) {
        match header(&value) {
            Ok(sent) => prop_assert_eq!(&sent.headers()["x-a"], &value),
            Err(error) => prop_assert!(error.is_invalid_request()),
        }
    }
}

#[test]
fn a_value_is_written_as_what_it_is_in_json() {
    assert_eq!(query(&AsValue(&json!("a b")), Style::FORM), "c=a%20b");
    assert_eq!(query(&AsValue(&json!(3)), Style::FORM), "c=3");
    assert_eq!(query(&AsValue(&json!([1, true])), Style::FORM), "c=1,true");
    assert_eq!(query(&AsValue(&json!([1, 2])), Style::FORM.exploded()), "c=1&c=2");
    assert_eq!(query(&AsValue(&json!({"a": 1, "b": null})), Style::FORM.exploded()), "a=1");
    assert_eq!(path(&AsValue(&json!(7)), Style::SIMPLE), "/7");
}

#[test]
fn deep_objects_hold_lists_and_objects() {
    let value =
        json!({"tags": ["a", "b"], "of": {"x": 1}, "items": [{"n": 1}, {"n": 2}], "no": null});
    let text = query(&AsValue(&value), Style::DEEP_OBJECT).replace("%5B", "[").replace("%5D", "]");
    let mut pairs: Vec<_> = text.split('&').collect();
    pairs.sort_unstable();
    assert_eq!(
        pairs,
        ["c[items][0][n]=1", "c[items][1][n]=2", "c[of][x]=1", "c[tags][]=a", "c[tags][]=b"]
    );
    assert_eq!(query(&["a", "b"][..], Style::DEEP_OBJECT), "c%5B%5D=a&c%5B%5D=b");
}

#[test]
fn what_is_nested_is_refused_in_other_styles() {
    for style in [Style::FORM, Style::FORM.exploded(), Style::PIPE_DELIMITED] {
        let sent = request("/", |request| request.query_as("c", &AsValue(&json!([[1]])), style));
        assert!(sent.unwrap_err().is_invalid_request());
    }
    assert!(header(&AsValue(&json!([[1]]))).unwrap_err().is_invalid_request());
}

#[test]
fn the_values_of_an_exploded_cookie_are_one_cookie() {
    let sent = request("/", |request| {
        request.cookie_exploded("c", &COLORS[..]);
        request.cookie("d", "x");
    });
    assert_eq!(sent.unwrap().headers()["cookie"], "c=blue&c=black&c=brown; d=x");
}
