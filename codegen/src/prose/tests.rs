use indexmap::IndexMap;

use super::aliases::renamed;
use super::*;
use crate::ir::Rate;

fn tagged<T>(tag: Option<&str>, fact: T) -> Tagged<T> {
    Tagged { tag: tag.map(str::to_owned), fact }
}

/// What is stated of rates.
fn rates(prose: &Prose) -> Vec<Tagged<Rate>> {
    let of = |it: &Tagged<RateLimit>| Some(tagged(it.tag.as_deref(), it.fact.rate?));
    prose.limits.iter().filter_map(of).collect()
}

/// What is stated of lock periods, in seconds.
fn locks(prose: &Prose) -> Vec<Tagged<u32>> {
    let of = |it: &Tagged<RateLimit>| Some(tagged(it.tag.as_deref(), it.fact.lock_period_seconds?));
    prose.limits.iter().filter_map(of).collect()
}

fn per_minute(requests: u32) -> Rate {
    Rate { requests, window_seconds: 60 }
}

#[test]
fn facts_leave_the_text() {
    let prose = read(
        "Closes a chat.\n\nThreshold limit: 30 requests per min per user\n\nLock period: 10 minutes\n\n\
         | Error Code | Description |\n|---|---|\n| `chat_access_denied` | Not in `the` chat. |\n\nThe end.\n",
    );
    assert_eq!(prose.text, "Closes a chat.\n\nThe end.");
    assert_eq!(rates(&prose), [tagged(None, per_minute(30))]);
    assert_eq!(locks(&prose), [tagged(None, 600)]);
    let row = ErrorRow { code: "chat_access_denied".into(), meaning: "Not in `the` chat.".into() };
    assert_eq!(prose.errors, [tagged(None, row)]);
    assert!(prose.unreadable.is_empty());
}

#[test]
fn facts_on_adjacent_lines_are_read_and_bold_ones_too() {
    let prose = read("**Threshold limits**: 60 req/min\nLock periods: 10 seconds\nKeep this line.");
    assert_eq!(rates(&prose), [tagged(None, per_minute(60))]);
    assert_eq!(locks(&prose), [tagged(None, 10)]);
    assert_eq!(prose.text, "Keep this line.");
}

#[test]
fn facts_can_belong_to_a_tag() {
    let prose = read(
        "Threshold limits:\n\n- `update_title`: 60 req/min\n- `close`: 30 req/min\n\n\
         Possible Error Codes - Close (`close`)\n\n| Error Code | Description |\n|-|-|\n| gone | Gone. |\n",
    );
    assert_eq!(
        rates(&prose),
        [tagged(Some("update_title"), per_minute(60)), tagged(Some("close"), per_minute(30))]
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
fn what_is_not_understood_stays_in_the_text() {
    for text in [
        "Before.\n\nThreshold limit: many\n\nAfter.",
        "Threshold limit: 10 requests per min and 100 per fortnight\nLock period: for ever",
        "Threshold limits:\n\nAsk the administrator.",
        "One.\n\nRate limits:\nsee there.\n\n# Lock period",
        "Threshold limits:\n\n- `close`: many\n- `open`: few",
        "Threshold limit:\n\n| Error Code | Description |\n|-|-|\n| a b | Gone. |",
    ] {
        let prose = read(text);
        assert_eq!(prose.text, text);
        assert!(!prose.unreadable.is_empty());
    }
    let prose = read("Threshold limits:\n\n- `close`: 20 req/min\n- `open`: few");
    assert_eq!(rates(&prose), [tagged(Some("close"), per_minute(20))]);
    assert_eq!(prose.text, "Threshold limits:\n\n- `open`: few");
}

#[test]
fn a_limit_has_a_window() {
    for (line, requests, window_seconds) in [
        ("Threshold limit: 10 requests per 5 min per user", 10, 300),
        ("Threshold limit: 10 calls for five minutes", 10, 300),
        ("Rate limit: 20 requests per second", 20, 1),
        ("Rate limit: 1,000 requests per day", 1000, 86_400),
        ("Rate limit: 20 requests in any 2 hours", 20, 7200),
    ] {
        let prose = read(line);
        assert_eq!(rates(&prose), [tagged(None, Rate { requests, window_seconds })], "{line}");
        assert_eq!((prose.text.as_str(), prose.unreadable.len()), ("", 0), "{line}");
    }
}

#[test]
fn a_lock_period_that_stands_alone_is_read() {
    let prose = read("Lock period: 30 minutes");
    assert_eq!((rates(&prose).len(), locks(&prose)), (0, vec![tagged(None, 1800)]));
}

fn without_chat_id1(text: &str) -> String {
    without_aliases(text, &IndexMap::from([("CHAT_ID1".to_owned(), "CHAT_ID".to_owned())]))
}

#[test]
fn facts_that_name_an_alias_stay_with_the_real_name() {
    let table = "| Error Code | Description |\n|---|---|\n| `chat_gone` | No CHAT_ID1. |";
    assert_eq!(without_chat_id1(table), table.replace("CHAT_ID1", "CHAT_ID"));
    let list = "Possible Error Codes of CHAT_ID1:\n\n- `chat_gone`: No CHAT_ID1.";
    assert_eq!(without_chat_id1(list), list.replace("CHAT_ID1", "CHAT_ID"));
    let lines = "Threshold limit: 30 requests per min\n**Note:** CHAT_ID1 is an alias.";
    assert_eq!(without_chat_id1(lines), "Threshold limit: 30 requests per min");
    assert_eq!(without_chat_id1("| Alias | Of |\n|---|---|\n| CHAT_ID1 | CHAT_ID |"), "");
}

#[test]
fn notes_about_aliases_go_and_others_stay() {
    let text = "The chat.\n\n**Note:** `CHAT_ID1` is an alias.\n\nCHAT_ID10 is not.";
    assert_eq!(without_chat_id1(text), "The chat.\n\nCHAT_ID10 is not.");
}

#[test]
fn hints_about_the_wire_are_read() {
    assert!(wire_hints("A time in epoch milliseconds.").epoch_millis);
    assert!(wire_hints("Comma-separated list of user IDs").comma_separated);
    let described =
        "Comma-separated list of names: a comma separated list, not a list with commas.";
    assert_eq!(as_list(described), "List of names: a list, not a list with commas.");
    assert_eq!(wire_hints("Comma-separated list of at most 100 IDs.").max_items, Some(100));
    let of_items = "Comma-separated list of names, each at most 255 characters.";
    assert_eq!(wire_hints(of_items).max_items, None);
    let both = "Comma-separated list, at most 500 characters in all, of at most 10 names.";
    assert_eq!(wire_hints(both).max_items, Some(10));
    assert_eq!(wire_hints("The title."), WireHints::default());
}

#[test]
fn a_line_that_announces_facts_and_has_none_is_named() {
    let prose = read("Threshold limits:\n\n60 req/min\n\nLock periods:\n");
    assert_eq!(prose.unreadable, ["Threshold limits:", "Lock periods:"]);
    assert_eq!(prose.text, "Threshold limits:\n\n60 req/min\n\nLock periods:");
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
fn limits_of_the_document_hold_where_an_operation_states_none() {
    let common = read("Threshold limit: 20 requests per min\n\nLock period: 10 minutes");
    let own = read("Threshold limit: 50 requests per min").or_limits_of(&common);
    assert_eq!(rates(&own), [tagged(None, per_minute(50))]);
    assert_eq!(locks(&own), [tagged(None, 600)]);
}

#[test]
fn limits_are_read_in_other_words() {
    for (line, limit) in [
        ("Rate limit: 20 requests/minute", 20),
        ("Threshold: 20 requests per minute.", 20),
        ("API rate limit (per user): up to 1,000 API calls a minute", 1000),
        ("- **Request limit**: `20` req/min/user", 20),
        ("The rate limit is 20 requests in any minute", 20),
        ("### Threshold limit - 20 calls per user per min", 20),
        ("Throttling limit \u{2013} 20 requests in 60 seconds", 20),
        ("Calls per minute: 20/min", 20),
    ] {
        let prose = read(line);
        assert_eq!(rates(&prose), [tagged(None, per_minute(limit))], "{line}");
        assert_eq!((prose.text.as_str(), prose.unreadable.len()), ("", 0), "{line}");
    }
}

#[test]
fn lock_periods_are_read_in_other_words() {
    for (line, seconds) in [
        ("Lock-out period: 10 mins", 600),
        ("Lockout: 1 hour", 3600),
        ("Lock time: 10 minutes per user.", 600),
        ("The lock period is 10 min", 600),
        ("> **Lock out duration** = 90 sec", 90),
        ("Cool-down period: 5 minutes", 300),
    ] {
        let prose = read(line.trim_start_matches("> "));
        assert_eq!(locks(&prose), [tagged(None, seconds)], "{line}");
        assert_eq!((prose.text.as_str(), prose.unreadable.len()), ("", 0), "{line}");
    }
}

#[test]
fn one_line_can_state_both() {
    for line in [
        "Threshold limit: 20 requests per min, Lock period: 10 minutes",
        "Rate limit: 20 req/min (lock-out period: 10 mins)",
        "Rate limit: 20 req/min. Lock: 10 min.",
    ] {
        let prose = read(line);
        assert_eq!(rates(&prose), [tagged(None, per_minute(20))], "{line}");
        assert_eq!(locks(&prose), [tagged(None, 600)], "{line}");
        assert!(prose.unreadable.is_empty(), "{:?}", prose.unreadable);
    }
}

#[test]
fn facts_in_another_form_are_named() {
    for line in [
        "Rate limit: 20 requests per 0 seconds",
        "Rate limit: 20 requests per minute and 500 per hour",
        "Rate limit: 20 requests per chat per minute",
        "Requests per minute: 20",
        "Lock-out period: 10-15 minutes",
        "Lock period: 5 minutes, then 1 hour",
        "Lock period: ten minutes",
        "You may make 20 calls every minute",
        "At most 20 API requests per hour are answered",
        "> A user is locked out for 10 minutes",
        "| Plan | Calls |",
    ] {
        let is_table = line.starts_with('|');
        let text = if is_table {
            format!("{line}\n|-|-|\n| free | 20 calls/min |")
        } else {
            line.to_owned()
        };
        let told = if is_table { "| free | 20 calls/min |" } else { line };
        assert_eq!(read(&text).unreadable, [told]);
    }
}

#[test]
fn facts_in_a_table_are_named() {
    let table = "| Threshold limit | Lock period |\n|---|---|\n| 30 | 10 |";
    let header = "| Threshold limit | Lock period |";
    assert_eq!(read(table).unreadable, [header, header]);
    assert_eq!(read(table).text, table);
}

#[test]
fn sentences_that_state_no_fact_are_documentation() {
    for text in [
        "Limit: 100 items.",
        "Locks the chat.",
        "The 20 most recent calls. A minute has 60 seconds.",
        "Threshold limits of other plans are on the page on plans.",
        "Lock: whether the chat is locked",
    ] {
        let prose = read(text);
        assert_eq!((prose.text.as_str(), prose.unreadable.len()), (text, 0));
    }
    let twice =
        read("Threshold limit: 20 requests per min\n\nWho makes 20 requests per min waits.");
    assert!(twice.unreadable.is_empty());
}

fn codes(prose: &Prose) -> Vec<(&str, &str)> {
    prose.errors.iter().map(|it| (it.fact.code.as_str(), it.fact.meaning.as_str())).collect()
}

#[test]
fn tables_of_error_codes_are_read_under_other_headings() {
    for table in [
        "| Code | Meaning |\n|-|-|\n| chat_gone | Gone. |",
        "| Error | Description |\n|-|-|\n| `chat_gone` | Gone. |",
        "| **Errors** | When |\n|-|-|\n| chat\\_gone | Gone. |",
        "| HTTP status | Error code | Message |\n|-|-|-|\n| 404 | chat_gone | Gone. |",
        "| Error | Code | Details |\n|-|-|-|\n| No chat | chat_gone | Gone. |",
        "| Description | Error code |\n|-|-|\n| Gone. | chat_gone |",
        "## Error codes\n\n| Code | Hint |\n|-|-|\n| chat_gone | Gone. |",
        "Possible errors:\n\n- `chat_gone`: Gone.",
    ] {
        let prose = read(table);
        assert_eq!(codes(&prose), [("chat_gone", "Gone.")], "{table}");
        assert_eq!((prose.text.as_str(), prose.unreadable.len()), ("", 0), "{table}");
    }
    let several = read("| Error codes |\n|-|\n| gone, 1001 or too.late |");
    assert_eq!(codes(&several), [("gone", ""), ("1001", ""), ("too.late", "")]);
}

#[test]
fn what_looks_like_error_codes_is_named_and_stays() {
    let mixed = "| Error Code | Description |\n|-|-|\n| gone | Gone. |\n| Too late | Late. |";
    let prose = read(mixed);
    assert_eq!(codes(&prose), [("gone", "Gone.")]);
    assert_eq!(prose.unreadable, ["| Too late | Late. |"]);
    assert_eq!(prose.text, mixed);
    for (text, told) in [
        ("| Code | Meaning |\n|-|-|\n| 404 | Gone. |", "| Code | Meaning |"),
        ("Possible error codes: `gone`, `late`.", "Possible error codes: `gone`, `late`."),
        ("Error codes:\n\nSee the page on errors.", "Error codes:"),
    ] {
        let prose = read(text);
        assert_eq!(prose.unreadable, [told]);
        assert_eq!(prose.text, text);
    }
}

#[test]
fn other_tables_with_codes_stay() {
    for text in [
        "| Code | Language |\n|-|-|\n| en | English |",
        "| Status code | Meaning |\n|-|-|\n| 404 | Gone. |",
        "| Field | Error message |\n|-|-|\n| title | Too long. |",
    ] {
        let prose = read(text);
        assert_eq!((prose.text.as_str(), prose.unreadable.len(), prose.errors.len()), (text, 0, 0));
    }
}

#[test]
fn of_two_limits_for_one_tag_the_stricter_holds() {
    let prose = read(
        "Threshold limits:\n\n- `close`: 30 req/min\n- `close`: 20 req/min\n- `open`: 40 req/min",
    );
    assert_eq!(prose.contradictory.len(), 1);
    assert_eq!(prose.limit(Some("close")).rate, Some(per_minute(20)));
    assert_eq!(prose.limit(Some("open")).rate, Some(per_minute(40)));
    assert_eq!(prose.limit(Some("other")).rate, None);
}
