//! The steps of a run, for those who time them.

/// A step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Texts become values, corrected by overlays, and those become OpenAPI.
    Source,
    /// OpenAPI becomes the intermediate representation, while how it is written is looked through for mistakes.
    Lower,
    /// What it became is looked through for mistakes.
    Check,
    /// Names and Rust types are decided.
    Annotate,
    /// Tokens are made, and laid out as text.
    Render,
}

/// Is told about every step when it is over.
pub type Watch<'a> = &'a mut dyn FnMut(Stage);
