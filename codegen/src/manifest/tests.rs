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
default = ["bots", "chats"]
# The modules, one for each document: `cargo xtask codegen` keeps the lines that end in `# module`.
bots = [] # module
chats = [] # module
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
default = ["bots", "rustls", "chats", "threads"] # Somebody's comment.

# The TLS of the platform.
rustls   = ["dep:rustls"]
# Modules.
bots = [] # module
chats = [] # module
threads = [ ] # module

# For tests.
test-util = []
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
    "users",
    "rustls",
]
# Modules.
chats = [] # module
users = [] # module
rustls = []
"#);
}

#[test]
fn what_cannot_be_kept_is_said() {
    let mistakes = [
        "features = 1\n",
        "[features]\ndefault = 1\n",
        "[features]\nchats = [\"dep:chats\"]\n",
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
TOML parse error at line 1, column 10
  |
1 | [features
  |          ^
unclosed table, expected `]`
"#);
}
