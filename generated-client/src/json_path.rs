//! Names the place of a JSON error.

/// The [JSON path] of the value at which `serde_json` stopped: `$.chats[3].created_time`.
///
/// `line` and `column` are those of [`serde_json::Error`]: the line counts from 1, the column says
/// how many bytes of the line were read. Only the body up to there is looked at. Following the path
/// while reading would wrap every deserializer once more, and double the time to compile all types.
///
/// [JSON path]: https://www.rfc-editor.org/rfc/rfc9535
pub(crate) fn at(body: &[u8], line: usize, column: usize) -> String {
    let lines_before = body.split(|byte| *byte == b'\n').take(line.saturating_sub(1));
    let read = lines_before.map(|line| line.len() + 1).sum::<usize>() + column;
    let mut path = String::from("$");
    for container in open_containers(body.get(..read).unwrap_or(body)) {
        match container {
            Container::Object(Some(key)) => push_key(&mut path, &key),
            // Not yet within a property.
            Container::Object(None) => {}
            Container::Array(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

enum Container {
    /// The property that was last begun.
    Object(Option<String>),
    /// The index of the item that was last begun.
    Array(usize),
}

/// The objects and arrays that are begun and not ended in `json`, from the outside in.
fn open_containers(json: &[u8]) -> Vec<Container> {
    let mut open = Vec::new();
    let mut rest = json;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'{' => open.push(Container::Object(None)),
            b'[' => open.push(Container::Array(0)),
            b'}' | b']' => {
                open.pop();
            }
            b',' => match open.last_mut() {
                Some(Container::Object(key)) => *key = None,
                Some(Container::Array(index)) => *index += 1,
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
