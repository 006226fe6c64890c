//! Programs that post: files, messages to people and scheduled messages.

use std::fs;

use insta::assert_snapshot;

use super::Program;

#[test]
fn files_are_posted_with_progress_bars() {
    let program = Program::new("upload_file");
    fs::write(program.folder.path().join("small.txt"), "Hello").unwrap();
    let large = fs::File::create(program.folder.path().join("large.mp4")).unwrap();
    large.set_len((50 << 20) + 1).unwrap();
    let eleven = format!("--dry-run{}", " small.txt".repeat(11));
    let transcript = program.transcript(&[
        "--help",
        "small.txt",
        "--dry-run",
        "--dry-run --channel support small.txt small.txt --comment One --comment Two",
        "--dry-run --chat CT_1 small.txt",
        "--dry-run --chat CT_1 --channel support small.txt",
        "--dry-run small.txt small.txt --comment One",
        &eleven,
        "--dry-run large.mp4",
        "--dry-run missing.txt",
    ]);
    assert_snapshot!(without_boundary(&transcript));
}

/// Nobody can foresee the line between the parts of a form with a file that is read while it is sent.
fn without_boundary(text: &str) -> String {
    let mut parts = text.split("--form-");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + "--[BOUNDARY]" + &part[32..])
}

#[test]
fn a_user_is_found_and_messaged() {
    assert_snapshot!(Program::new("message_user").transcript(&[
        "--help",
        "yoda@zylker.com",
        "--dry-run",
        "--dry-run YODA@zylker.com Hello",
        "--dry-run noweit@zylker.com Hello",
        "--dry-run zylker.com Hello",
    ]));
}

#[test]
fn a_message_is_scheduled() {
    assert_snapshot!(Program::new("schedule_message").transcript(&[
        "--help",
        "CT_1 Hello",
        "--dry-run CT_1 Hello --at 2099-05-31T09:00:00+02:00",
        "--dry-run CT_1 Hello --until check_in",
        "--dry-run CT_1 Hello --at 2025-05-31T09:00:00Z",
        "--dry-run CT_1 Hello --at tomorrow",
        "--dry-run CT_1 Hello --at 2099-05-31T09:00:00Z --until check_in",
    ]));
}
