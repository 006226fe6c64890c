//! What the client knows of each operation is what the documents say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use codegen::Route;
use generated_client::examples::EXAMPLES;
use generated_client::{ErrorCode, OperationInfo, RateLimit, Scopes, operations};
use tests::{compile_all, corrected_specs, specs, workspace};

/// The documented operations that an operation of the client stands for.
fn routes_of<'a>(info: &'a OperationInfo, routes: &'a [Route]) -> Vec<&'a Route> {
    let methods = |route: &Route| route.methods.contains(&info.name.to_owned());
    let is_it =
        |route: &&Route| route.module == info.module && (route.name == info.name || methods(route));
    routes.iter().filter(is_it).collect()
}

/// Calls, and in how many seconds; for how many seconds the user is locked out.
fn limits(limit: RateLimit) -> (Option<(u32, u64)>, Option<u64>) {
    let rate = limit.limit.map(|it| (it.calls, it.window.as_secs()));
    (rate, limit.lock_period.map(|it| it.as_secs()))
}

#[test]
fn every_operation_keeps_to_the_budget_of_its_route() {
    let routes = corrected_specs().routes();
    let mut covered = 0;
    for info in operations() {
        let documented = routes_of(info, &routes);
        assert!(!documented.is_empty(), "{}", info.name);
        covered += documented.len();
        for route in documented {
            let budget = route.budget.as_ref().unwrap().limit;
            let rate = budget.rate.map(|it| (it.requests, u64::from(it.window_seconds)));
            let lock = budget.lock_period_seconds.map(u64::from);
            assert_eq!(limits(info.budget), (rate, lock), "{}", info.name);
        }
    }
    // An operation is one method, or is split into several.
    let methods: usize = routes.iter().map(|route| route.methods.len().max(1)).sum();
    assert_eq!(covered, methods);
}

#[test]
fn limits_count_by_route_over_all_documents() {
    let of = |module: &str, name: &str| {
        operations().find(|it| it.module == module && it.name == name).unwrap()
    };
    let post = of("messages", "post_to_channel");
    assert_eq!(limits(post.rate_limit), (Some((50, 60)), Some(600)));
    assert_eq!(
        limits(post.budget),
        (Some((20, 60)), Some(600)),
        "the threads' document is stricter"
    );
    let close = of("chats", "close");
    assert_eq!(limits(close.rate_limit), (Some((60, 60)), None));
    assert_eq!(
        limits(close.budget),
        (Some((60, 60)), Some(600)),
        "a rename on the same path locks"
    );
    assert_eq!(limits(of("threads", "followers").budget), (None, None));
}

#[test]
fn the_list_names_every_operation_once_in_the_order_of_its_document() {
    let names: Vec<_> = operations().map(|it| (it.module, it.name)).collect();
    let listed = fs::read_to_string(workspace().join("generated-client/OPERATIONS.md")).unwrap();
    assert_eq!(names.len(), listed.lines().filter(|it| it.starts_with("| [`")).count());
    assert_eq!(BTreeSet::from_iter(&names).len(), names.len());
    let chats: Vec<_> = generated_client::chats::OPERATIONS.iter().map(|it| it.name).collect();
    assert_eq!(chats[..3], ["list", "create", "bulk_update"]);
    let of_chats: Vec<_> = chats.iter().map(|name| ("chats", *name)).collect();
    assert!(names.windows(chats.len()).any(|it| it == of_chats));
}

/// The file is read where neither the sources nor the pages of rustdoc are: its links stay within it.
#[test]
fn every_link_of_the_list_leads_to_a_heading_of_it() {
    for compilation in [corrected_specs(), compile_all("documents")] {
        let files = compilation.files().unwrap().unwrap();
        let list = files.iter().find(|it| it.path == "OPERATIONS.md").unwrap();
        let mut anchors = BTreeSet::new();
        for heading in
            list.text.lines().filter(|it| it.starts_with('#')).map(|it| it.trim_matches(['#', ' ']))
        {
            let is_kept = |c: &char| c.is_alphanumeric() || " -_".contains(*c);
            let anchor: String = heading.to_lowercase().chars().filter(is_kept).collect();
            let anchor = anchor.replace(' ', "-");
            let numbered = (1..).map(|number| format!("{anchor}-{number}"));
            let free =
                std::iter::once(anchor.clone()).chain(numbered).find(|it| !anchors.contains(it));
            anchors.extend(free);
        }
        let rows = list.text.lines().filter(|it| it.starts_with("| [`") || it.starts_with("- ["));
        let links: Vec<_> = rows
            .map(|row| row.split("](").nth(1).and_then(|it| it.split(')').next()).unwrap())
            .collect();
        let broken: Vec<_> = links
            .iter()
            .filter(|it| it.strip_prefix('#').is_none_or(|it| !anchors.contains(it)))
            .collect();
        assert!(broken.is_empty() && links.len() > 50, "{broken:?}");
        assert_eq!(links.len(), BTreeSet::from_iter(&links).len(), "two links lead to one place");
        assert_eq!(links.len(), list.text.matches("](").count(), "a link of another kind");
    }
}

#[test]
fn the_scopes_that_operations_require_allow_them() {
    let all = Scopes::required_by(operations());
    assert!(all.missing_for(operations()).is_empty());
    for info in operations() {
        let own = Scopes::required_by([info]);
        assert!(!own.is_empty() && own.missing(info).is_empty(), "{}", info.name);
        let missing = Scopes::new().missing(info);
        let is_one = info.scopes.iter().any(|all_of| **all_of == missing);
        // The picture of a user belongs to another service.
        let is_known = |it: &&str| it.starts_with("ZohoCliq.") || it.starts_with("Profile.");
        assert!(is_one && missing.iter().all(is_known), "{}", info.name);
        // A token for all of each kind may do it too.
        let kinds: Scopes = own.iter().map(|it| format!("{}.ALL", kind(it))).collect();
        assert!(kinds.missing(info).is_empty(), "{}", info.name);
        assert!(Scopes::from(kinds.to_string().as_str()).missing(info).is_empty(), "{}", info.name);
    }
}

fn kind(scope: &str) -> &str {
    scope.rsplit_once('.').unwrap().0
}

/// The sources name one scope each, and a token with both does in either case.
#[test]
fn taking_back_a_reaction_requires_the_scopes_of_all_sources() {
    let info = operations().find(|it| it.name == "remove_reaction").unwrap();
    let both = ["ZohoCliq.messageactions.CREATE", "ZohoCliq.messageactions.DELETE"];
    assert_eq!(info.scopes, [both]);
}

/// `| for | module | version | methods | subject: first thing to do; second one |`, where a thing to do begins with a
/// word of the methods that do it.
#[test]
fn the_table_of_modules_names_only_what_their_methods_do() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let (_, table) = readme.split_once("\n| | Module | Version of the API |").unwrap();
    let rows: Vec<_> = table.lines().skip(2).take_while(|it| it.starts_with('|')).collect();
    let modules: BTreeSet<_> = operations().map(|it| it.module).collect();
    assert_eq!(rows.len(), modules.len());
    for row in rows {
        let cells: Vec<_> = row.split('|').map(|it| it.trim().trim_matches('`')).collect();
        let [_, _, module, version, count, about, _] = cells[..] else { panic!("{row}") };
        let methods: Vec<_> = operations().filter(|it| it.module == module).collect();
        assert_eq!(methods.len().to_string(), count, "{row}");
        // One operation of version 3 has no `/api`.
        let version = format!("/{version}");
        assert!(methods.iter().all(|it| it.base_path.ends_with(&version)), "{row}");
        let (_, things) = about.split_once(": ").unwrap_or_else(|| panic!("{row}"));
        for thing in things.split("; ") {
            let verb = thing.split(' ').next().unwrap();
            let does = |info: &&OperationInfo| info.name.split('_').any(|word| word == verb);
            assert!(methods.iter().any(does), "no method of `{module}` does `{thing}`");
        }
    }
}

/// Users read the reason for a correction where they read of the operation.
#[test]
fn every_correction_says_how_sure_it_is() {
    let errata = fs::read_to_string(workspace().join("specs/errata.yaml")).unwrap();
    let errata: serde_yaml::Value = serde_yaml::from_str(&errata).unwrap();
    let actions = errata["actions"].as_sequence().unwrap();
    assert!(!actions.is_empty());
    for action in actions {
        let reason = action["description"].as_str().unwrap();
        let grades = ["high", "medium", "low"].map(|it| format!(" Confidence: {it}, "));
        let is_graded = grades.iter().any(|grade| reason.contains(grade));
        assert!(is_graded || reason.starts_with("Follows from "), "{reason}");
    }
}

/// The published page of messages has no post by channel ID, and the published document has it so.
#[test]
fn a_post_by_channel_id_stands_in_its_document_as_its_only_source_prints_it() {
    let specs = specs();
    let messages = specs.iter().find(|it| it.stem == "messages").unwrap();
    assert!(messages.text.contains("\n  /channels/{CHANNEL_ID}/messages:\n"));
    assert!(!messages.text.contains("/channels/{CHANNEL_ID}/message:"));
}

#[test]
fn every_documented_code_has_a_meaning() {
    for code in ErrorCode::KNOWN {
        let meaning = ErrorCode::from(*code).meaning();
        assert!(meaning.is_some_and(|it| !it.is_empty() && !it.starts_with('-')), "{code}");
    }
    assert_eq!(ErrorCode::from("chat_title_empty").meaning(), Some("The title is empty."));
    let several = ErrorCode::from("operation_failed").meaning().unwrap();
    assert!(several.lines().count() > 1, "{several}");
    assert_eq!(ErrorCode::from("brand_new").meaning(), None);
}

/// Documents say that calls count by route, and none says so of what another one documents.
#[test]
fn a_budget_of_several_documents_is_said_to_be_assumed() {
    let mut documents: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for route in corrected_specs().routes() {
        let budget = route.budget.unwrap();
        documents.entry(budget.route).or_default().insert(route.document);
    }
    let is_shared = |info: &OperationInfo| {
        let path = format!("{} {}{}", info.method, info.base_path, info.path);
        let nameless = |path: &str| -> String {
            path.split('/').map(|it| if it.starts_with('{') { "/{}" } else { it }).collect()
        };
        let found = documents.iter().find(|(route, _)| nameless(route) == nameless(&path));
        found.unwrap_or_else(|| panic!("{path}")).1.len() > 1
    };
    let text = fs::read_to_string(workspace().join("generated-client/OPERATIONS.md")).unwrap();
    let mut assumed = 0;
    for info in operations().filter(|info| info.budget != RateLimit::NONE) {
        let anchor = format!("(#{}{})", info.module, info.name);
        let row = text.lines().find(|line| line.contains(&anchor)).unwrap();
        assert_eq!(row.contains("shared count assumed"), is_shared(info), "{row}");
        assumed += usize::from(is_shared(info));
    }
    assert!(assumed > 5, "{assumed}");
}

/// Every line of documentation in the emitted modules, with where it is.
fn emitted_documentation() -> Vec<(String, String)> {
    let folder = workspace().join("generated-client/src/generated");
    let mut lines = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    while let Some(path) = entries.pop() {
        if path.is_dir() {
            entries.extend(fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let documentation = text.lines().enumerate().filter_map(|(index, line)| {
            let line = line.trim_start().strip_prefix("///")?;
            Some((format!("{name}:{}", index + 1), line.to_owned()))
        });
        lines.extend(documentation);
    }
    assert!(lines.len() > 1000);
    lines
}

/// Neither the name of a type, nor what a value stands for.
#[test]
fn samples_have_values_that_look_real() {
    let mut texts = 0;
    let mut in_code = false;
    for (place, line) in emitted_documentation() {
        in_code ^= line.trim_start().starts_with("```");
        for text in line.split('"').skip(1).step_by(2).filter(|_| in_code) {
            texts += 1;
            let is_name = text.contains('_')
                && !text.contains(|c: char| !(c.is_ascii_uppercase() || c == '_' || c == ' '));
            let is_placeholder = is_name || ["text", "string", "ID", "TOKEN"].contains(&text);
            assert!(!is_placeholder, "{place}: {line}");
        }
    }
    assert!(texts > 100, "{texts}");
}

/// Whoever calls it gives an iterator.
#[test]
fn no_setter_speaks_of_commas() {
    for (place, line) in emitted_documentation() {
        assert!(!line.to_lowercase().contains("comma-separated"), "{place}: {line}");
    }
}

#[test]
fn codes_that_public_clients_were_answered_are_known() {
    for (name, code) in [
        ("post_to_user", ErrorCode::BuddiesSelfMessageRestricted),
        ("delete", ErrorCode::MessageDeleteFailed),
    ] {
        let info = operations().find(|it| it.module == "messages_v2" && it.name == name).unwrap();
        assert!(info.error_codes.contains(&code), "{name}");
        let examples = EXAMPLES.iter().filter(|it| it.module == "messages_v2");
        assert!(examples.clone().any(|it| it.name == code.as_str()), "{name}");
        assert!(code.meaning().is_some());
    }
}

/// It is what the service calls it, and what the methods are called.
#[test]
fn chats_and_threads_are_muted() {
    for (place, line) in emitted_documentation() {
        assert!(!line.to_lowercase().contains("silence"), "{place}: {line}");
    }
    let text = fs::read_to_string(workspace().join("generated-client/OPERATIONS.md")).unwrap();
    for summary in ["Mutes a chat.", "Unmutes a chat.", "Mutes a thread.", "Unmutes a thread."] {
        assert!(text.lines().any(|line| line == summary), "{summary}");
    }
}
