//! Every operation can be answered with what the documents show.

use std::collections::BTreeSet;
use std::fs;

use generated_client::bytes::Bytes;
use generated_client::examples::EXAMPLES;
use generated_client::http::{Request, Response};
use generated_client::test_util::{Reply, Script};
use generated_client::{
    Error, Example, Operation, OperationInfo, Shows, Transport, TransportError, operations,
};
use serde_json::Value;
use tests::workspace;

/// An operation without its type.
struct Listed {
    info: &'static OperationInfo,
    script: fn(Reply) -> Script,
    read: fn(Response<Bytes>) -> Result<(), Error>,
}

macro_rules! operations {
    ($($module:ident: $($operation:ident)+;)+) => {
        const OPERATIONS: &[Listed] = &[
            $($(Listed::new::<generated_client::$module::requests::$operation>()),+),+
        ];
    };
}

// What the modules have, as the build script found it.
include!(concat!(env!("OUT_DIR"), "/operations.rs"));

/// Operations with a response that the documents give no example of.
const UNSHOWN: &[(&str, &str)] = &[("chats", "members")];

impl Listed {
    const fn new<O: Operation>() -> Self {
        Self {
            info: O::INFO,
            script: |reply| Script::new().on::<O>(reply),
            read: |response| O::http_response(response).map(drop),
        }
    }

    fn name(&self) -> (&'static str, &'static str) {
        (self.info.module, self.info.name)
    }

    async fn response(&self, reply: Reply) -> Result<Response<Bytes>, TransportError> {
        let mut request = Request::new(Bytes::new());
        request.extensions_mut().insert(self.info);
        (self.script)(reply).send(request).await
    }

    fn examples(&self) -> impl Iterator<Item = &'static Example> {
        let id = (self.info.module, self.info.operation_id);
        EXAMPLES.iter().filter(move |example| (example.module, example.operation_id) == id)
    }

    /// The examples of success.
    fn successes(&self) -> impl Iterator<Item = &'static Example> {
        self.examples().filter(|example| example.of.starts_with('2'))
    }
}

/// The build script finds what the modules have, and so does the client itself.
#[test]
fn every_operation_is_listed() {
    let mut emitted = BTreeSet::new();
    let modules: BTreeSet<_> = operations().map(|info| info.module).collect();
    for module in modules {
        let source =
            workspace().join(format!("generated-client/src/generated/{module}/requests.rs"));
        let source = fs::read_to_string(source).unwrap();
        // The first text of each is the name, or the second one behind that of the module.
        let name = |function: &str, quote: usize| {
            let infos = source.split(function).skip(1);
            let names = infos.filter_map(|arguments| arguments.split('"').nth(quote));
            names.map(|name| (module.to_owned(), name.to_owned())).collect::<Vec<_>>()
        };
        emitted.extend(name(".operation(", 1));
        emitted.extend(name("OperationInfo::new(", 3));
    }
    let listed = OPERATIONS.iter().map(Listed::name);
    let listed: BTreeSet<_> =
        listed.map(|(module, name)| (module.to_owned(), name.to_owned())).collect();
    assert_eq!(listed, emitted);
    let known = operations().map(|info| (info.module.to_owned(), info.name.to_owned()));
    assert_eq!(listed, known.collect());
    assert!(!listed.is_empty());
}

#[tokio::test]
async fn every_operation_is_in_response_by_an_example_that_it_reads() {
    for operation in OPERATIONS {
        let name = operation.name();
        let response = operation.response(Reply::example()).await;
        if UNSHOWN.contains(&name) {
            assert_eq!(operation.successes().count(), 0, "{name:?} is shown by now");
            let error = response.unwrap_err().to_string();
            assert!(error.contains("give no example of a response to"), "{error}");
            continue;
        }
        let response = response.unwrap_or_else(|error| {
            panic!("{name:?}: {error}; add one to its document, or accept the lack in `UNSHOWN`")
        });
        assert!(response.status().is_success(), "{name:?}");
        let body = response.body().clone();
        let is_documented = |example: &Example| match example.shows {
            Shows::Value(round_trip) => {
                round_trip(example.json).is_ok() && body == example.json.as_bytes()
            }
            Shows::Nothing(_) => body.is_empty() || body == example.json.as_bytes(),
            _ => false,
        };
        let is_documented = operation.successes().any(is_documented);
        let is_made_up = body.is_empty() || body == "The bytes of a file.";
        assert!(is_documented || (is_made_up && operation.successes().count() == 0), "{name:?}");
        (operation.read)(response).unwrap_or_else(|error| panic!("{name:?}: {error}"));
    }
}

#[tokio::test]
async fn methods_of_one_documented_operation_get_examples_of_their_own() {
    for name in ["update_title", "update_history_status"] {
        let operation = OPERATIONS.iter().find(|it| it.info.name == name).unwrap();
        let shown = operation.successes().find(|it| it.name == name).unwrap();
        let response = operation.response(Reply::example()).await.unwrap();
        assert_eq!(response.status().as_str(), shown.of);
        assert_eq!(response.body(), shown.json.as_bytes());
    }
}

#[tokio::test]
async fn every_named_example_of_success_is_read_by_an_operation() {
    let mut examples = 0;
    for example in EXAMPLES.iter().filter(|it| it.of.starts_with('2') && !it.name.is_empty()) {
        let mut readers = 0;
        for operation in OPERATIONS {
            let id = (operation.info.module, operation.info.operation_id);
            if id == (example.module, example.operation_id) {
                let response =
                    operation.response(Reply::example_named(example.name)).await.unwrap();
                readers += usize::from((operation.read)(response).is_ok());
                examples += 1;
            }
        }
        // The formats of a message are one operation, which has the examples of the first.
        let is_merged = OPERATIONS.iter().all(|it| it.info.operation_id != example.operation_id);
        assert!(readers > 0 || is_merged, "{example:?}");
    }
    assert!(examples > 40, "{examples}");
}

#[tokio::test]
async fn every_documented_error_is_a_response() {
    for operation in OPERATIONS {
        let errors = operation.examples().filter(|it| matches!(it.shows, Shows::Error));
        for shown in errors {
            let status = shown.of.parse().unwrap();
            let response = operation.response(Reply::error(status)).await.unwrap();
            let error = (operation.read)(response).unwrap_err();
            assert_eq!(error.status().unwrap(), status);
            assert!(error.is_api(), "{error:?}");
            assert!(error.message().is_some() || error.code().is_some(), "{error:?}");

            let json: Value = serde_json::from_str(shown.json).unwrap();
            let code = json.pointer("/error/code").or_else(|| json.get("code"));
            let Some(code) = code.and_then(Value::as_str) else { continue };
            let response = operation.response(Reply::error_code(code)).await.unwrap();
            let error = (operation.read)(response).unwrap_err();
            assert_eq!(error.code().unwrap().as_str(), code);
            assert_eq!(error.status().unwrap(), status, "{code}");
        }
        for reply in [Reply::throttled(), Reply::throttled_400()] {
            let error = (operation.read)(operation.response(reply).await.unwrap()).unwrap_err();
            assert!(error.is_rate_limited(), "{error:?}");
        }
        let response = operation.response(Reply::unauthorized()).await.unwrap();
        assert!((operation.read)(response).unwrap_err().is_unauthorized());
    }
}
