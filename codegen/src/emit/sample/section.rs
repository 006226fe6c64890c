//! Samples as documentation that is compiled.

/// Rust that makes a call.
pub(in crate::emit) struct Sample {
    /// The paths that it imports.
    pub(super) uses: Vec<String>,
    /// Statements that have a `client`, and may end with `?`.
    pub(super) code: String,
}

impl Sample {
    /// The section of the documentation, or nothing if the code is no Rust.
    pub(in crate::emit) fn section(&self) -> String {
        let Some(code) = laid_out(&self.code) else { return String::new() };
        let uses: String = self.uses.iter().map(|it| format!("use {it};\n")).collect();
        let space = if uses.is_empty() { "" } else { "\n" };
        format!(
            "\n\n# Example\n\n\
             ```no_run\n\
             {uses}{space}\
             # async fn example(client: generated_client::Client) -> Result<(), generated_client::Error> {{\n\
             {code}\
             # Ok(())\n\
             # }}\n\
             ```"
        )
    }
}

fn laid_out(code: &str) -> Option<String> {
    let file = syn::parse_str(&format!("async fn example() {{ {code} }}")).ok()?;
    let text = prettyplease::unparse(&file);
    let body = text.split_once("{\n").and_then(|(_, it)| it.strip_suffix("}\n"))?;
    let outdented = body.lines().map(|it| format!("{}\n", it.strip_prefix("    ").unwrap_or(it)));
    Some(outdented.collect())
}
