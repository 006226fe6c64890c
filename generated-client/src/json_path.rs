//! Names the place of a JSON error.

/// The [JSON path] of the value at which `serde_json` stopped: `$.chats[3].created_time`.
///
/// `line` and `column` are those of [`serde_json::Error`]: the line counts from 1, the column says
/// how many bytes of the line were read. Only the body up to there is looked at. Following the path
/// while reading would wrap every deserializer once more, and double the time to compile all types.
///
/// [JSON path]: https://www.rfc-editor.org/rfc/rfc9535
pub(crate) fn at(body: &[u8], line: usize, column: usize) -> String {
    let Place { list, item, within } = Place::of(body, line, column);
    match item {
        Some(Item { index, .. }) => format!("{list}[{index}]{within}"),
        None => list,
    }
}

/// What an error says but its place, which the path says better, and which is not that of JSON that was written anew.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let reason = error.to_string();
    reason.strip_suffix(&place).unwrap_or(&reason).to_owned()
}

/// The place at which `serde_json` stopped, seen from the outermost list that it is in.
pub(crate) struct Place {
    /// The path of the list, or the whole path where there is none.
    pub(crate) list: String,
    pub(crate) item: Option<Item>,
    /// The rest of the path, from the item on.
    pub(crate) within: String,
}

/// An item of a list.
pub(crate) struct Item {
    /// Where the bracket of the list is in the body, and where the item begins.
    pub(crate) bracket: usize,
    pub(crate) start: usize,
    pub(crate) index: usize,
}

impl Place {
    /// `line` and `column` are those of [`at`].
    pub(crate) fn of(body: &[u8], line: usize, column: usize) -> Self {
        let lines_before = body.split(|byte| *byte == b'\n').take(line.saturating_sub(1));
        let read = lines_before.map(|line| line.len() + 1).sum::<usize>() + column;
        let mut place = Self { list: "$".to_owned(), item: None, within: String::new() };
        for container in open_containers(body.get(..read).unwrap_or(body)) {
            let path = if place.item.is_some() { &mut place.within } else { &mut place.list };
            match container {
                Container::Object(Some(key)) => push_key(path, &key),
                // Not yet within a property.
                Container::Object(None) => {}
                Container::Array(item) if place.item.is_none() => place.item = Some(item),
                Container::Array(item) => path.push_str(&format!("[{}]", item.index)),
            }
        }
        place
    }
}

enum Container {
    /// The property that was last begun.
    Object(Option<String>),
    /// The item that was last begun.
    Array(Item),
}

/// The objects and arrays that are begun and not ended in `json`, from the outside in.
fn open_containers(json: &[u8]) -> Vec<Container> {
    let mut open = Vec::new();
    let mut rest = json;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let place = json.len() - rest.len();
        match byte {
            b'{' => open.push(Container::Object(None)),
            b'[' => {
                open.push(Container::Array(Item { bracket: place - 1, start: place, index: 0 }));
            }
            b'}' | b']' => {
                open.pop();
            }
            b',' => match open.last_mut() {
                Some(Container::Object(key)) => *key = None,
                Some(Container::Array(item)) => {
                    item.index += 1;
                    item.start = place;
                }
                None => {}
            },
            b'"' => {
                let (text, after) = split_string(rest);
                rest = after;
                if let Some(Container::Object(key @ None)) = open.last_mut() {
                    *key = Some(unescaped(text));
                }
            }
            _ => {}
        }
    }
    open
}

/// Splits what follows an opening quote at the closing one.
fn split_string(json: &[u8]) -> (&[u8], &[u8]) {
    let mut escaped = false;
    let end = json.iter().position(|byte| {
        let is_end = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        is_end
    });
    let Some((text, rest)) = end.and_then(|end| json.split_at_checked(end)) else {
        return (json, &[]);
    };
    (text, rest.get(1..).unwrap_or_default())
}

fn unescaped(text: &[u8]) -> String {
    let quoted = [b"\"", text, b"\""].concat();
    serde_json::from_slice(&quoted).unwrap_or_else(|_| String::from_utf8_lossy(text).into_owned())
}

fn push_key(path: &mut String, key: &str) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !key.is_empty() && key.chars().all(is_name) && !key.starts_with(|c: char| c.is_ascii_digit())
    {
        path.push('.');
        path.push_str(key);
    } else {
        path.push_str(&format!("[{}]", serde_json::Value::from(key)));
    }
}

#[cfg(test)]
mod tests;
