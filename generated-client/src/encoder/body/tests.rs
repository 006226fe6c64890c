use std::collections::BTreeMap;

use http::Method;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::OperationInfo;
use crate::base_url::BaseUrl;

/// The media type and the body that `write` gives.
fn sent(write: impl FnOnce(&mut Encoder)) -> Result<(String, Bytes), crate::Error> {
    const INFO: &OperationInfo = &OperationInfo::new("m", "n", Method::POST, "", "/x");
    let mut encoder = Encoder::new(INFO);
    write(&mut encoder);
    let request = encoder.finish(&BaseUrl::parse("https://host").unwrap())?.request_in_memory()?;
    let media_type = request.headers().get("content-type").unwrap().to_str().unwrap().to_owned();
    Ok((media_type, request.into_body()))
}

#[test]
fn writes_pairs() {
    // In the order of the alphabet, which objects have with and without `preserve_order` of `serde_json`.
    let body = json!({"a b": "1&2=", "f": true, "l": ["x", "y"], "n": 3, "no": null});
    let (media_type, body) = sent(|request| request.form(&body)).unwrap();
    assert_eq!(media_type, "application/x-www-form-urlencoded");
    assert_eq!(body, "a%20b=1%262%3D&f=true&l=x&l=y&n=3");
    let error = sent(|request| request.form(&json!([1]))).unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
}

#[test]
fn what_is_nested_in_a_form_is_json() {
    let body = json!({"a": {"b": 1}, "l": [{"c": "x"}, 2]});
    let (_, body) = sent(|request| request.form(&body)).unwrap();
    assert_eq!(body, "a=%7B%22b%22%3A1%7D&l=%7B%22c%22%3A%22x%22%7D&l=2");
}

#[test]
fn members_of_a_form_are_written_in_their_styles() {
    const STYLES: &[(&str, Style)] = &[
        ("card", Style::DEEP_OBJECT.exploded()),
        ("items", Style::DEEP_OBJECT.exploded()),
        ("none", Style::DEEP_OBJECT.exploded()),
        ("tags", Style::FORM),
        ("url", Style::FORM.exploded().allowing_reserved()),
    ];
    let written = |body| sent(|request| request.form_as(&body, STYLES)).unwrap().1;
    let body = json!({"card": {"number": "1&2", "owner": {"name": "x"}}});
    assert_eq!(written(body), "card%5Bnumber%5D=1%262&card%5Bowner%5D%5Bname%5D=x");
    let body = json!({"items": [{"n": 1}, {"n": 2}]});
    assert_eq!(written(body), "items%5B0%5D%5Bn%5D=1&items%5B1%5D%5Bn%5D=2");
    assert_eq!(written(json!({"items": [1, 2], "none": []})), "items%5B%5D=1&items%5B%5D=2");
    assert_eq!(written(json!({"tags": ["a", "b"], "url": "a/b"})), "tags=a,b&url=a/b");
    let nested = json!({"tags": [["a"]]});
    assert!(sent(|request| request.form_as(&nested, STYLES)).unwrap_err().is_invalid_request());
}

#[test]
fn writes_text_and_bytes_as_they_are() {
    let (media_type, body) = sent(|request| request.raw("text/plain", "ä".to_owned())).unwrap();
    assert_eq!((media_type.as_str(), body.as_ref()), ("text/plain", "ä".as_bytes()));
    let error = sent(|request| request.raw("image/\n", "x")).unwrap_err();
    assert!(error.is_invalid_request() && !error.to_string().contains("image"), "{error}");
}

#[test]
fn writes_json_of_another_media_type() {
    let body = json!({"a": 1});
    let sent = sent(|request| request.json_of("application/merge-patch+json", &body)).unwrap();
    assert_eq!(sent, ("application/merge-patch+json".to_owned(), r#"{"a":1}"#.into()));
}

#[test]
fn a_number_that_json_cannot_write_is_refused() {
    let body = BTreeMap::from([("a".to_owned(), 1.5), ("b".to_owned(), f64::NAN)]);
    for result in [
        sent(|request| request.json(&body)),
        sent(|request| request.form(&body)),
        sent(|request| request.multipart(&Parts(|form: &mut Form| form.json("a", &f64::INFINITY)))),
        sent(|request| request.query("a", &crate::AsJson(&body))),
    ] {
        let error = result.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
        assert!(error.to_string().contains("is no number in JSON"), "{error}");
    }
    let body = BTreeMap::from([("a".to_owned(), 1.5)]);
    assert_eq!(sent(|request| request.json(&body)).unwrap().1, r#"{"a":1.5}"#);
}

/// A form of any parts.
struct Parts<F>(F);

impl<F: Fn(&mut Form)> FormBody for Parts<F> {
    fn write_parts(&self, form: &mut Form) {
        (self.0)(form);
    }
}

impl<F> Validate for Parts<F> {}

#[test]
fn writes_parts() {
    let file = File::new("a \"b\"\r\n.png", &b"\x89PNG"[..]).content_type("image/png");
    let form = Parts(|form: &mut Form| {
        form.text("title", "Häuser");
        form.text("absent", &None::<i64>);
        form.text("tags", &vec!["x", ""]);
        form.json("about", &json!({"a": [1]}));
        form.json_of("ids", "application/vnd.x+json", &[1, 2]);
        form.json("nothing", &None::<bool>);
        form.files("picture", [&file]);
        form.files("more", &None::<File>);
    });
    let (media_type, body) = sent(|request| request.multipart(&form)).unwrap();
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nHäuser\r\n\
         --B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nx\r\n\
         --B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\n\r\n\
         --B\r\nContent-Disposition: form-data; name=\"about\"\r\n\
         Content-Type: application/json\r\n\r\n{\"a\":[1]}\r\n\
         --B\r\nContent-Disposition: form-data; name=\"ids\"\r\n\
         Content-Type: application/vnd.x+json\r\n\r\n[1,2]\r\n\
         --B\r\nContent-Disposition: form-data; name=\"picture\"; \
         filename=\"a %22b%22%0D%0A.png\"\r\nContent-Type: image/png\r\n\r\n\u{fffd}PNG\r\n--B--\r\n";
    assert_eq!(String::from_utf8_lossy(&body).replace(boundary, "B"), expected);
    let again = sent(|request| request.multipart(&form)).unwrap();
    assert_eq!(again, (media_type, body), "the same form is written the same way");
}

#[test]
fn refuses_media_types_that_would_become_headers() {
    let file = File::new("x", "").content_type("text/plain\r\nX-Evil: 1");
    let form = Parts(|form: &mut Form| form.files("picture", [&file]));
    let error = sent(|request| request.multipart(&form)).unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("`picture`"), "{error}");
    assert!(!error.to_string().contains("Evil"), "{error}");
}

#[test]
fn no_part_holds_the_boundary() {
    let text = |text: String| Parts(move |form: &mut Form| form.text("t", &text));
    let boundary = |form: &Form| form.boundary();
    let mut form = Form::default();
    text("x".to_owned()).write_parts(&mut form);
    let mut guess = form.boundary();
    for _ in 0..20 {
        let mut form = Form::default();
        text(guess.clone()).write_parts(&mut form);
        assert!(!guess.contains(&boundary(&form)));
        guess.push_str(&boundary(&form));
    }
}

/// Reads the parts of a form: name, file name, contents.
fn read(boundary: &str, body: &[u8]) -> Vec<(String, Option<String>, Vec<u8>)> {
    let find = |text: &[u8], what: &[u8]| text.windows(what.len()).position(|it| it == what);
    let delimiter = format!("\r\n--{boundary}");
    let mut rest = [b"\r\n", body].concat();
    let mut parts = Vec::new();
    loop {
        let start = find(&rest, delimiter.as_bytes()).unwrap() + delimiter.len();
        rest.drain(..start);
        if rest.starts_with(b"--") {
            return parts;
        }
        let end = find(&rest, delimiter.as_bytes()).unwrap();
        let part = &rest[2..end];
        let split = find(part, b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&part[..split]).unwrap();
        let quoted = |key: &str| {
            let (_, value) = head.split_once(&format!("; {key}=\""))?;
            Some(value.split_once('"')?.0.to_owned())
        };
        parts.push((quoted("name").unwrap(), quoted("filename"), part[split + 4..].to_vec()));
    }
}

proptest! {
    #[test]
    fn parts_are_read_back(
        texts in prop::collection::vec(any::<String>(), 0..4),
        name in "[^\"\r\n]{0,8}",
        bytes in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let file = File::new(&name, bytes.clone());
        let form = Parts(|form: &mut Form| {
            form.text("t", &texts);
            form.files("f", [&file]);
        });
        let (media_type, body) = sent(|request| request.multipart(&form)).unwrap();
        let parts = read(media_type.split_once("boundary=").unwrap().1, &body);
        let mut expected: Vec<_> =
            texts.iter().map(|it| ("t".to_owned(), None, it.clone().into_bytes())).collect();
        expected.push(("f".to_owned(), Some(name.clone()), bytes));
        prop_assert_eq!(parts, expected);
    }

    #[test]
    fn pairs_are_read_back(pairs in prop::collection::btree_map(any::<String>(), any::<String>(), 0..5)) {
        let (_, body) = sent(|request| request.form(&json!(pairs))).unwrap();
        let body = std::str::from_utf8(&body).unwrap();
        let decode =
            |it: &str| percent_encoding::percent_decode_str(it).decode_utf8().unwrap().into_owned();
        let read = body.split('&').filter_map(|pair| pair.split_once('='));
        let read: BTreeMap<_, _> =
            read.map(|(name, value)| (decode(name), decode(value))).collect();
        prop_assert_eq!(read, pairs);
    }
}
