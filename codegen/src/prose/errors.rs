//! Tables and lists of error codes.

use super::ErrorRow;

/// What a table or a list of error codes says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Errors {
    pub(super) rows: Vec<ErrorRow>,
    /// The rows in which no code can be found.
    pub(super) unreadable: Vec<String>,
}

/// The columns of a table of error codes.
struct Columns {
    code: usize,
    meaning: Option<usize>,
    /// Whether the codes of the first column are certain to be those of errors.
    is_certain: bool,
}

/// Reads a table, if it is one of error codes. What stands above it may have announced one.
pub(super) fn table(rows: &[Vec<String>], is_announced: bool) -> Option<Errors> {
    let (header, rows) = rows.split_first()?;
    let columns = columns(header, is_announced)?;
    let mut errors = Errors::default();
    for row in rows {
        let cell = |column: usize| row.get(column).map_or("", |it| it.trim());
        let meaning = columns.meaning.map_or("", cell);
        let codes = codes(cell(columns.code));
        if codes.is_empty() {
            errors.unreadable.push(shown(row));
        }
        let row = |code| ErrorRow { code, meaning: meaning.to_owned() };
        errors.rows.extend(codes.into_iter().map(row));
    }
    if columns.is_certain {
        return Some(errors);
    }
    // Languages, currencies and statuses have codes too; only those of errors are made of several words.
    let has_words = |row: &ErrorRow| row.code.contains(['_', '.']);
    if errors.unreadable.is_empty() && errors.rows.iter().any(has_words) {
        return Some(errors);
    }
    let explains = |heading: &String| is_meaning(&words(heading));
    header
        .iter()
        .any(explains)
        .then(|| Errors { rows: Vec::new(), unreadable: vec![shown(header)] })
}

/// Reads a list of `` `code`: meaning `` under an announcement.
pub(super) fn list(items: &[String]) -> Option<Errors> {
    let row = |item: &String| {
        let item = item.trim_start_matches(['*', '`']);
        let (code, meaning) = item.split_at(item.find(['*', '`', ':', ' ']).unwrap_or(item.len()));
        let meaning = meaning.trim_start_matches(['*', '`', ':', '-', '\u{2013}', '\u{2014}', ' ']);
        let code = codes(code).pop().filter(|it| it.contains(['_', '.']) || item.contains(':'))?;
        Some(ErrorRow { code, meaning: meaning.to_owned() })
    };
    let rows = items.iter().map(row).collect::<Option<Vec<_>>>()?;
    Some(Errors { rows, unreadable: Vec::new() })
}

/// Whether a paragraph is a heading of error codes.
pub(super) fn is_announcement(lines: &[String]) -> bool {
    let Some(first) = lines.first() else { return false };
    let first = first.trim_start_matches(['#', '*', ' ']).to_lowercase();
    let first = first.trim_end_matches(['*', ':', ' ']);
    first == "errors" || ["possible error", "error code"].iter().any(|it| first.starts_with(it))
}

/// Whether an announcement is nothing without codes, or names some itself.
pub(super) fn calls_for_codes(announcement: &str) -> bool {
    let text = announcement.to_lowercase();
    let is_heading = !text.contains('\n') && !text.ends_with('.');
    text.contains("code") && (is_heading || text.contains([':', '`']))
}

fn columns(header: &[String], is_announced: bool) -> Option<Columns> {
    let headings: Vec<Vec<String>> = header.iter().map(|it| words(it)).collect();
    let has = |words: &[String], any: &[&str]| words.iter().any(|it| any.contains(&it.as_str()));
    let is_error = |it: &[String]| has(it, &["error", "errors"]);
    let is_code = |it: &[String]| has(it, &["code", "codes", "key", "id", "name"]);
    let is_status = |it: &[String]| has(it, &["status", "http"]);
    let position = |is: &dyn Fn(&[String]) -> bool| headings.iter().position(|it| is(it));
    let first = position(&|it| !is_status(it))?;
    let full = position(&|it| is_error(it) && is_code(it) && !is_status(it) && !is_meaning(it));
    let is_first = |is: &dyn Fn(&[String]) -> bool| headings.get(first).is_some_and(|it| is(it));
    let (code, is_certain) = if let Some(full) = full {
        (full, true)
    } else if is_first(&|it| is_error(it) && !is_meaning(it)) {
        // Beside a column of codes, it is the name of an error for people.
        let coded = position(&|it| has(it, &["code", "codes"]) && !is_status(it));
        (coded.unwrap_or(first), true)
    } else if is_first(&|it| has(it, &["code", "codes"])) {
        (first, is_announced)
    } else {
        return None;
    };
    let others = (0..header.len()).filter(|it| *it != code);
    let explains = |column: &usize| headings.get(*column).is_some_and(|it| is_meaning(it));
    let next = (code + 1 < header.len()).then_some(code + 1);
    Some(Columns { code, meaning: others.clone().find(explains).or(next), is_certain })
}

fn is_meaning(words: &[String]) -> bool {
    const WORDS: &[&str] = &[
        "meaning",
        "description",
        "message",
        "reason",
        "explanation",
        "cause",
        "details",
        "detail",
    ];
    words.iter().any(|it| WORDS.contains(&it.as_str()))
}

fn words(heading: &str) -> Vec<String> {
    let words = heading.split(|c: char| !c.is_alphanumeric());
    words.filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
}

/// The codes that a cell has, or none if it has something else.
fn codes(cell: &str) -> Vec<String> {
    // A backslash keeps Markdown from reading a mark into the code.
    let plain = cell.replace(['\\', '`', '*'], "").replace(" or ", ",").replace(" / ", ",");
    let codes: Vec<_> = plain.split(',').map(|it| it.trim().to_owned()).collect();
    let is_code = |code: &String| {
        code.starts_with(char::is_alphanumeric)
            && code.chars().all(|c| c.is_alphanumeric() || "_-.:".contains(c))
    };
    if codes.iter().all(is_code) { codes } else { Vec::new() }
}

fn shown(row: &[String]) -> String {
    format!("| {} |", row.join(" | "))
}
