#![allow(clippy::unwrap_used, reason = "tests panic to fail")]

use super::with_features;

const EMPTY: &str = "[package]\nname = \"client\"\n\n[dependencies]\nhttp = \"1\"\n";

fn kept(text: &str, modules: &[&str]) -> String {
    let kept = with_features(text, modules).unwrap();
    assert_eq!(with_features(&kept, modules).unwrap(), kept, "a second time changes nothing");
    kept
}

#[test]
fn a_manifest_without_features_gets_them() {
    insta::assert_snapshot!(kept(EMPTY, &["bots", "chats"]), @r#"
[package]
name = "client"

[dependencies]
http = "1"

[features]
default = ["full"]
# The modules, one for each document: `cargo xtask codegen` keeps the lines that end in `# module`.
bots = [] # module
chats = [] # module
full = ["bots", "chats"] # all modules
"#);
}

#[test]
fn other_features_stay_as_they_are_written() {
    let text = r#"[features]
default = ["rustls", "chats"] # Somebody's comment.

# The TLS of the platform.
rustls   = ["dep:rustls"]
# Modules.
chats = [] # module
threads = [ ] # module

# For tests.
test-util = []
"#;
    insta::assert_snapshot!(kept(text, &["bots", "chats", "threads"]), @r#"
[features]
default = ["rustls", "chats"] # Somebody's comment.

# The TLS of the platform.
rustls   = ["dep:rustls"]
# Modules.
bots = [] # module
chats = [] # module
threads = [ ] # module

# For tests.
test-util = []
full = ["bots", "chats", "threads"] # all modules
"#);
}

#[test]
fn a_list_of_all_modules_stays_where_it_is() {
    let text = r#"[features]
default = ["chats"]
chats = [] # module
# Everything.
full = ["chats"] # all modules
rustls = []
"#;
    insta::assert_snapshot!(kept(text, &["chats", "users"]), @r#"
[features]
default = ["chats"]
chats = [] # module
users = [] # module
# Everything.
full = ["chats", "users"] # all modules
rustls = []
"#);
}

#[test]
fn features_of_modules_that_are_gone_are_removed() {
    let text = r#"[features]
default = [
    "bots",
    # Most wanted.
    "chats",
    "rustls",
]
# Modules.
bots = [] # module
chats = [] # module
rustls = []
"#;
    insta::assert_snapshot!(kept(text, &["chats", "users"]), @r#"
[features]
default = [
    # Most wanted.
    "chats",
    "rustls",
]
# Modules.
chats = [] # module
users = [] # module
rustls = []
full = ["chats", "users"] # all modules
"#);
}

#[test]
fn what_cannot_be_kept_is_said() {
    let mistakes = [
        "features = 1\n",
        "[features]\ndefault = 1\n",
        "[features]\nchats = [\"dep:chats\"]\n",
        "[features]\nfull = []\n",
        "[features\n",
    ];
    let told: Vec<_> = mistakes
        .iter()
        .map(|text| with_features(text, &["chats"]).unwrap_err().to_string())
        .collect();
    insta::assert_snapshot!(told.join("\n---\n"), @r#"
`features` must be a table of its own
---
`features.default` must be a list
---
there is a feature `chats` that is no module's; give the document or the feature another name, or end its line in `# module`
---
there is a feature `full` that is no module's; give the document or the feature another name, or end its line in `# all modules`
---
TOML parse error at line 1, column 10
  |
1 | [features
  |          ^
unclosed table, expected `]`
"#);
}
