//! Documents that belong to the module of another one: `x-rust-module`.

use codegen::{Code, Compilation, Input, Severity};

use crate::{files, module_of};

/// A document with these paths and schemas, below the keys of its root.
fn input(stem: &str, root: &str, paths: &str, schemas: &str) -> Input {
    let text = format!(
        "openapi: 3.0.3\n\
         info: {{title: {stem}, version: '1', description: About {stem}.}}\n\
         servers: [{{url: https://example.com/api}}]\n\
         {root}\n\
         paths:\n{paths}\n\
         components:\n  \
           securitySchemes:\n    \
             auth: {{type: oauth2, flows: {{implicit: {{authorizationUrl: https://example.com, scopes: {{a: A, b: B}}}}}}}}\n  \
           schemas:\n{schemas}\n"
    );
    Input { name: format!("{stem}.yaml"), stem: stem.to_owned(), text }
}

fn post(id: &str, path: &str, about: &str, scope: &str, body: &str) -> String {
    format!(
        "  {path}:
    post:
      operationId: {id}
      summary: Sends {id}
      description: |
        Sends {id}.

        {about}
      security: [{{auth: [{scope}]}}]
      parameters:
        - {{name: ROOM, in: path, required: true, schema: {{type: string}}}}
        - {{name: {id}, in: query, required: true, schema: {{type: string}}}}
      requestBody: {{required: true, content: {{application/json: {{schema: {body}}}}}}}
      responses: {{'204': {{description: Done.}}}}
"
    )
}

const TEXT_PART: &str = "    text-part: {title: TextPart, type: object, required: [type, data], \
                         properties: {type: {type: string, enum: [text]}, data: {type: string}}}";

fn documents() -> Vec<Input> {
    let list_part = "    list-part: {title: ListPart, type: object, required: [type, items], properties: \
                     {type: {type: string, enum: [list]}, items: {type: array, items: {type: string}}}}";
    let either = "    part: {title: Part, oneOf: [{$ref: '#/components/schemas/text-part'}, \
                  {$ref: '#/components/schemas/list-part'}], discriminator: {propertyName: type}}";
    let body = |required: &str, member: &str, schema: &str| {
        format!(
            "{{type: object, required: [{required}], properties: {{text: {{type: string}}, {member}: {{type: array, items: \
             {{$ref: '#/components/schemas/{schema}'}}}}}}}}"
        )
    };
    let either = either.replace("type}", "type, mapping: {text: '#/components/schemas/text-part', list: '#/components/schemas/list-part'}}");
    let texts = post(
        "texts",
        "/rooms/{ROOM}",
        "Threshold limit: 20 requests per min",
        "a",
        &body("text", "parts", "text-part"),
    );
    let lists = post(
        "lists",
        "/rooms/{ROOM}",
        "Threshold limit: 10 requests per min\n\n        | Error Code | Description |\n        |---|---|\n        | `too_long` | It is too long. |",
        "b",
        &body("text, parts", "parts", "part"),
    );
    let other = post(
        "others",
        "/others/{ROOM}",
        "Threshold limit: 5 requests per min",
        "b",
        &body("text", "notes", "text-part"),
    );
    vec![
        input(
            "lists",
            "x-rust-module: texts",
            &(lists + &other),
            &[TEXT_PART, list_part, &either].join("\n"),
        ),
        input("texts", "", &texts, TEXT_PART),
    ]
}

#[test]
fn documents_that_share_a_module_are_one_and_so_are_their_operations() {
    let compilation = Compilation::of(documents(), Vec::new());
    assert!(!compilation.diagnostics().has_errors());
    let routes = compilation.routes();
    let told = routes.iter().map(|it| (it.document.as_str(), it.module.as_str(), it.name.as_str()));
    let expected = [
        ("texts", "texts", "post_room"),
        ("lists", "texts", "post_room"),
        ("lists", "texts", "others"),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    let all = files(&compilation);
    assert!(!all.iter().any(|it| it.path.ends_with("lists.rs")));
    let text = module_of(&all, "texts");
    for part in [
        // What each document says of itself.
        "//! About texts.",
        "//! # lists",
        "//! About lists.",
        // Parts of both kinds, of which one is in both documents.
        "pub enum Part {\n    Text(TextPart),\n    List(ListPart),",
        "pub parts: Option<Vec<Part>>,",
        // What only the other one asks for need not be given.
        "pub lists: Option<String>,",
        "pub fn new(\n        room: impl Into<String>,\n        texts: impl Into<String>,\n        text: impl Into<String>,\n    )",
        // The stricter limit, the codes and the scopes of both.
        "RateLimit::per_minute(10)",
        "ErrorCode::TooLong",
        ".with_scopes(&[&[\"a\"], &[\"b\"]])",
        "/// The documents have an operation for each of these:",
    ] {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
    assert_eq!(text.matches("\nobject!(TextPart ").count(), 1);
    let manifest = compilation.manifest("[features]\n").unwrap();
    assert!(manifest.contains("texts = []") && !manifest.contains("lists"), "{manifest}");
}

/// Each document still is one of its own where the other one is not among the inputs.
#[test]
fn a_document_without_that_of_its_module_is_a_module_of_its_own() {
    let alone = documents().remove(0);
    let inputs = codegen::Inputs {
        documents: vec![alone],
        overlays: Vec::new(),
        names: Vec::new(),
        is_whole: false,
        lint: false,
    };
    let compilation = Compilation::watched(inputs, &|_| Err(Vec::new()), &mut |_| {});
    assert!(!compilation.diagnostics().has_errors());
    assert_eq!(compilation.routes()[0].module, "lists");
}

#[test]
fn a_module_that_no_document_has_is_reported() {
    let mut all = documents();
    let root = |it: &mut Input, module: &str| {
        it.text = it.text.replace("\npaths:", &format!("\nx-rust-module: {module}\npaths:"));
    };
    root(&mut all[1], "textes");
    let compilation = Compilation::of(all, Vec::new());
    let found: Vec<String> =
        compilation.diagnostics().iter().map(|it| compilation.render(it, false)).collect();
    assert!(found.iter().any(|it| it.contains("`texts` has no module of its own")), "{found:#?}");
    assert!(found.iter().any(|it| it.contains("there is no document `textes`")), "{found:#?}");
    let errors = compilation.diagnostics().iter().filter(|it| it.severity() == Severity::Error);
    assert!(errors.into_iter().all(|it| it.code() == Code::UnknownDocument));
}
