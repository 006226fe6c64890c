//! Descriptions: whatever a person may have written into a document.

use std::fmt;

use arbitrary::Arbitrary;
use serde_json::json;

/// A description, which is shown as the document that has it.
#[derive(Arbitrary)]
pub struct Prose<'a>(pub &'a str);

impl Prose<'_> {
    /// A small document with this description wherever the generator reads one.
    pub fn document(&self) -> String {
        let text = self.0;
        let schema = json!({
            "type": "object",
            "description": text,
            "properties": {
                "field": {"type": "string", "description": text, "enum": ["a", "b"]},
                "other": {"type": "integer", "title": text},
            },
        });
        let content = json!({"application/json": {"schema": schema}});
        let operation = json!({
            "operationId": "a",
            "summary": text,
            "description": text,
            "tags": ["t"],
            "parameters": [{
                "name": "p", "in": "query", "description": text, "schema": {"type": "string", "description": text},
            }],
            "requestBody": {"description": text, "content": content},
            "responses": {
                "200": {"description": text, "content": content},
                "400": {"description": text},
            },
        });
        let document = json!({
            "openapi": "3.0.3",
            "info": {"title": text, "version": "1", "description": text},
            "tags": [{"name": "t", "description": text}],
            "paths": {"/a": {"post": operation}},
        });
        document.to_string()
    }
}

impl fmt::Debug for Prose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.document())
    }
}
