use super::*;

fn tagged<T>(tag: Option<&str>, fact: T) -> Tagged<T> {
    Tagged { tag: tag.map(str::to_owned), fact }
}

#[test]
fn facts_leave_the_text() {
    let prose = read(
        "Closes a chat.\n\nThreshold limit: 30 requests per min per user\n\nLock period: 10 minutes\n\n\
         | Error Code | Description |\n|---|---|\n| `chat_access_denied` | Not in `the` chat. |\n\nThe end.\n",
    );
    assert_eq!(prose.text, "Closes a chat.\n\nThe end.");
    assert_eq!(prose.requests_per_minute, [tagged(None, 30)]);
    assert_eq!(prose.lock_period_seconds, [tagged(None, 600)]);
    let row = ErrorRow { code: "chat_access_denied".into(), meaning: "Not in `the` chat.".into() };
    assert_eq!(prose.errors, [tagged(None, row)]);
    assert!(prose.unreadable.is_empty());
}

#[test]
fn facts_on_adjacent_lines_are_read_and_bold_ones_too() {
    let prose = read("**Threshold limits**: 60 req/min\nLock periods: 10 seconds\nKeep this line.");
    assert_eq!(prose.requests_per_minute, [tagged(None, 60)]);
    assert_eq!(prose.lock_period_seconds, [tagged(None, 10)]);
    assert_eq!(prose.text, "Keep this line.");
}

#[test]
fn facts_can_belong_to_a_tag() {
    let prose = read(
        "Threshold limits:\n\n- `update_title`: 60 req/min\n- `close`: 30 req/min\n\n\
         Possible Error Codes - Close (`close`)\n\n| Error Code | Description |\n|-|-|\n| gone | Gone. |\n",
    );
    assert_eq!(
        prose.requests_per_minute,
        [tagged(Some("update_title"), 60), tagged(Some("close"), 30)]
    );
    assert_eq!(prose.errors[0].tag.as_deref(), Some("close"));
    assert_eq!(prose.text, "");
}

#[test]
fn other_lists_and_tables_stay() {
    let text = "Values:\n\n- `a`: first\n- `b`: second\n\n| Key | Value |\n|---|---|\n| a | b |";
    assert_eq!(read(text).text, text);
}

#[test]
fn a_fact_that_cannot_be_read_is_named() {
    let prose = read("Threshold limit: many\n\nLock period: 3 fortnights\n");
    assert_eq!(prose.unreadable, ["Threshold limit: many", "Lock period: 3 fortnights"]);
}

#[test]
fn notes_about_aliases_go_and_others_stay() {
    let text = "The chat.\n\n**Note:** `CHAT_ID1` is an alias.\n\nCHAT_ID10 is not.";
    let clean = without_mentions(text, &["CHAT_ID1".to_owned()]);
    assert_eq!(clean, "The chat.\n\nCHAT_ID10 is not.");
}

#[test]
fn hints_about_the_wire_are_read() {
    assert!(wire_hints("A time in epoch milliseconds.").epoch_millis);
    assert!(wire_hints("Comma-separated list of user IDs").comma_separated);
    assert_eq!(wire_hints("Comma-separated list of at most 100 IDs.").max_items, Some(100));
    assert_eq!(wire_hints("The title."), WireHints::default());
}

#[test]
fn a_line_that_announces_facts_and_has_none_is_named() {
    let prose = read("Threshold limits:\n\n60 req/min\n\nLock periods:\n");
    assert_eq!(prose.unreadable, ["Threshold limits:", "Lock periods:"]);
    assert_eq!(prose.text, "60 req/min");
}

#[test]
fn a_paragraph_about_errors_stays_if_no_table_follows() {
    let text = "Possible error codes may differ by plan.\n\nAsk support.";
    assert_eq!(read(text).text, text);
}

#[test]
fn names_are_replaced_as_whole_words() {
    assert_eq!(
        renamed("`ROOM_ID1`, ROOM_ID10 and ROOM_ID1", "ROOM_ID1", "ROOM_ID"),
        "`ROOM_ID`, ROOM_ID10 and ROOM_ID"
    );
}

#[test]
fn rules_about_lists_are_read() {
    let rules = list_rules("Widths in percent. The widths add up to 100, one\nfor each header.");
    assert_eq!(rules, ListRules { sum: Some(100), one_for_each: Some("header".to_owned()) });
    assert_eq!(list_rules("Any widths."), ListRules::default());
}

#[test]
fn limits_of_the_document_hold_where_an_operation_states_none() {
    let common = read("Threshold limit: 20 requests per min\n\nLock period: 10 minutes");
    let own = read("Threshold limit: 50 requests per min").or_limits_of(&common);
    assert_eq!(own.requests_per_minute, [tagged(None, 50)]);
    assert_eq!(own.lock_period_seconds, [tagged(None, 600)]);
}
