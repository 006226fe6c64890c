//! What one document means, whatever stands beside it and in whichever order.

use std::collections::BTreeSet;

use codegen::{Compilation, Input};
use serde_json::{Value, json};
use tests::{compile, document, workspace};

use crate::{files, module_of};

/// `?primary=true` in a path key is sent once, whatever else declares `primary`.
#[test]
fn a_query_that_the_path_key_fixes_is_no_argument() {
    let text = emitted("fixed-query");
    assert_eq!(text.matches(r#"request.query("primary", "#).count(), 2, "once by each operation");
    assert!(text.contains("pub fn get_primary_pin(&self)") && !text.contains("pub primary"));
    assert!(text.contains(r#"request.query("kind", &self.kind)"#), "another one is an argument");
    // The display path corrects what the path key fixes.
    assert!(text.contains(r#"request.query("primary", "false")"#));
    assert_eq!(text.matches(r#"request.query("kind", "#).count(), 2);
    assert!(
        text.contains(r#"request.query("kind", "very old")"#),
        "which is encoded when it is sent"
    );
}

#[test]
fn a_shared_string_has_the_type_of_each_parameter() {
    let text = emitted("shared-strings");
    for field in [
        "store_id: StoreId",
        "record_id: RecordId",
        "fields: Option<Vec<String>>",
        "note: Option<String>",
        "since: Option<EpochMillis>",
        "count: Option<i64>",
        "store_id: Option<StoreId>",
        "record_ids: Option<Vec<RecordId>>",
        "stores: Option<Vec<String>>",
        "parent: Option<RecordId>",
        "text: Option<String>",
    ] {
        assert!(text.contains(&format!("pub {field},")), "{field}");
    }
}

#[test]
fn words_about_commas_are_for_bare_strings_only() {
    let text = emitted("hints");
    for field in [
        "fields: Option<Vec<String>>",
        "kinds: Option<Vec<ListFilesKind>>",
        "tags: Option<Vec<String>>",
        "names: Option<Vec<String>>",
        "labels: Option<BTreeMap<String, String>>",
        "authors: Option<CommaSeparated<String>>",
    ] {
        assert!(text.contains(&format!("pub {field},")), "{field}");
    }
    assert!(text.contains("Text: \"text\""), "what is said of values is still read");
}

/// Nothing but what they require tells the four apart, which makes no two calls.
#[test]
fn what_some_variants_do_not_require_is_optional_in_their_one_call() {
    let text = emitted("collisions");
    assert_eq!(text.matches("/walls/{ID}/posters\")").count(), 1);
    let body = text.split_once("pub struct HangTextRequest {").unwrap().1;
    let body = body.split_once("\n}").unwrap().0;
    assert!(body.contains("pub text: Option<String>") && body.contains("pub rows: Option<"));
}

/// Nothing in a response tells which of two types it is.
#[test]
fn variants_that_answer_different_types_stay_apart() {
    let text = emitted("united");
    assert_eq!(text.matches("/rooms/{ROOM_ID}/marks\"").count(), 2);
    assert!(text.contains("type Output = CountMarksResponse;"));
    assert!(text.contains("type Output = ListMarksResponse;"));
}

/// What was read can be given to the setter, and is called after all that it is.
#[test]
fn equal_enumerations_of_a_document_are_one_type() {
    let text = emitted("equal-enums");
    let enums: BTreeSet<_> =
        text.split("open_enum!(").skip(1).map(|it| it.split(' ').next().unwrap()).collect();
    let expected =
        ["EnabledOrDisabled", "HandlerType", "Paint", "RobotScope", "SettingsDoor", "SettingsShop"];
    assert_eq!(enums, expected.into());
    for field in [
        "pub dark_mode: Option<EnabledOrDisabled>,",
        "pub sound: Option<EnabledOrDisabled>,",
        "pub fn dark_mode(mut self, dark_mode: EnabledOrDisabled)",
        "pub fn paint(mut self, paint: Paint)",
        "pub type_: Option<HandlerType>,",
        "pub fn get_handler(&self, handler_type: HandlerType)",
        "handler_type: HandlerType,\n    ) -> requests::DeleteHandler<C>",
        "pub fn create_robot(&self, scope: RobotScope)",
        "pub fn scope(mut self, scope: RobotScope)",
    ] {
        assert!(text.contains(field), "{field}");
    }
}

/// Several documents that switch things on and off have one type for it, as they have for what they name alike.
#[test]
fn general_values_are_one_type_in_all_documents() {
    let input = document(&workspace().join("tests/documents/equal-enums.yaml"));
    let other = Input { name: "other.yaml".to_owned(), stem: "other".to_owned(), ..input.clone() };
    let files = files(&Compilation::of(vec![input, other], Vec::new()));
    let defined = |name: &str| {
        files.iter().filter(|it| it.text.contains(&format!("pub enum {name} {{"))).count()
    };
    assert_eq!((defined("EnabledOrDisabled"), defined("Paint")), (1, 1));
}

#[test]
fn methods_that_come_to_one_name_are_named_after_their_operations() {
    let text = emitted("collisions");
    let methods = ["hang_text", "put_text", "paint_wall", "break_", "paint_door", "open", "lock"];
    for method in methods {
        assert!(text.contains(&format!("pub fn {method}(")), "{method}");
    }
}

#[test]
fn names_depend_on_the_value_alone() {
    let signs = ["MinusCreated", "NotEqual", "LessEqual", "Empty", "CPlusPlus", "AUnderscoreB"];
    let text = emitted("signs");
    let names = members(&text);
    for sign in signs {
        assert!(names.iter().any(|it| it.starts_with(&format!("{sign}: "))), "{sign}: {names:?}");
    }
    assert!(text.contains("pub plus_1: i64,") && text.contains("pub minus_1: i64,"));
    // Types give way to ids and to components, and are called after what they are.
    assert!(
        text.contains("pub struct FileIdObject {") && text.contains("FindThingsResponseKindValue")
    );

    let input = document(&workspace().join("tests/documents/signs.yaml"));
    let root: Value = serde_yaml::from_str(&input.text).unwrap();
    let mut reversed = root.clone();
    each_list(&mut reversed, &|list| list.reverse());
    assert_eq!(members(&module(&input, &reversed)), names, "moved");

    let mut longer = root;
    each_list(&mut longer, &|list| {
        let inserted = ["~", "0", "first"].map(Value::from);
        if list.first().is_some_and(Value::is_string) {
            list.splice(0..0, inserted);
        }
    });
    let more = members(&module(&input, &longer));
    let lost: Vec<_> = names.difference(&more).collect();
    assert_eq!(lost, Vec::<&String>::new(), "others were inserted");
}

/// What an operation without an id is called depends on no other one, unless both come to one name.
#[test]
fn an_operation_without_an_id_keeps_its_name_when_others_come_and_go() {
    let paths = ["/users/{id}", "/users", "/users/{id}/posts/{post}", "/users/{id}/posts"];
    let names =
        ["get_users_by_id", "get_users", "get_users_by_id_posts_by_post", "get_users_by_id_posts"];
    for kept in [vec![0], vec![1, 0], vec![2, 3], vec![0, 1, 3]] {
        let routes = without_ids(kept.iter().map(|it| paths[*it])).routes();
        let found: BTreeSet<_> = routes.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(found, kept.iter().map(|it| names[*it]).collect());
    }
}

/// Neither gets the name that both had, so that no call goes to another endpoint when the second one comes.
#[test]
fn operations_of_one_name_are_both_named_after_their_paths() {
    let text = emitted("unnamed");
    for method in ["get_things", "get_things_by_id", "get_lent_by_id", "get_loans"] {
        assert!(text.contains(&format!("pub fn {method}(")), "{method}");
    }
    assert!(!text.contains("pub fn get_thing("));
}

fn without_ids<'a>(paths: impl Iterator<Item = &'a str>) -> Compilation {
    let items = paths.map(|path| {
        let names = path.split('{').skip(1).filter_map(|it| it.split('}').next());
        let schema = json!({"type": "string"});
        let parameter =
            |name| json!({"name": name, "in": "path", "required": true, "schema": schema});
        let parameters: Vec<Value> = names.map(parameter).collect();
        (path.to_owned(), json!({"parameters": parameters, "get": {"responses": {}}}))
    });
    let paths: serde_json::Map<String, Value> = items.collect();
    let info = json!({"title": "T", "version": "1"});
    let root = json!({"openapi": "3.0.3", "info": info, "paths": paths, "security": []});
    let input = Input { name: "t.json".to_owned(), stem: "t".to_owned(), text: root.to_string() };
    Compilation::of(vec![input], Vec::new())
}

/// The module that is emitted for a document.
fn emitted(name: &str) -> String {
    let compilation = compile(&workspace().join(format!("tests/documents/{name}.yaml")));
    module_of(&files(&compilation), &name.replace('-', "_"))
}

fn module(input: &Input, root: &Value) -> String {
    let input = Input { text: root.to_string(), ..input.clone() };
    let files = files(&Compilation::of(vec![input], Vec::new()));
    module_of(&files, "signs")
}

/// The fields and the variants of a module, each with its value.
fn members(text: &str) -> BTreeSet<String> {
    let queries = text.lines().map(str::trim).filter(|it| it.starts_with("request.query("));
    let tables = text.split("open_enum!(").skip(1).filter_map(|it| it.split_once(");"));
    let variants = tables.flat_map(|(table, _)| table.split(['{', ',', '}'])).map(str::trim);
    queries.chain(variants.filter(|it| it.contains(": \""))).map(str::to_owned).collect()
}

/// Changes every list of values and of parameters.
fn each_list(node: &mut Value, change: &impl Fn(&mut Vec<Value>)) {
    match node {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::Array(list) if key == "enum" || key == "parameters" => change(list),
                    value => each_list(value, change),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_list(item, change)),
        _ => {}
    }
}
