//! How the types of the documents are declared, read and written: the macros that emitted code calls, and what they are
//! made of.

pub(crate) mod by_value;
pub(crate) mod choice;
pub(crate) mod comma;
pub(crate) mod constant;
pub(crate) mod finite;
pub(crate) mod id;
pub(crate) mod limits;
pub(crate) mod malformed;
pub(crate) mod number_enum;
pub(crate) mod object;
pub(crate) mod open_enum;
pub(crate) mod parameter;
pub(crate) mod request;
pub(crate) mod tagged_union;
pub(crate) mod test_constructors;
pub(crate) mod text;
pub(crate) mod undocumented_members;
pub(crate) mod validate;
