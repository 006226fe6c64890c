//! What the compiler says of a method that is not there because a feature is off.

#![allow(unused_imports, unused_macros, reason = "every feature may be on")]

/// A method of the clients that stands in for one that is off. By itself the compiler says no more of that than that there
/// is none, whereas it tells of modules and types which feature they need.
macro_rules! missing_feature {
    ($method:ident, $message:literal, $note:literal) => {
        const _: () = {
            #[diagnostic::on_unimplemented(message = $message, label = "this feature is off", note = $note)]
            pub trait IsOn {}

            impl $crate::Client {
                #[doc(hidden)]
                pub fn $method(&self)
                where
                    // A bound without a lifetime would be checked here rather than where the method is called.
                    for<'a> &'a Self: IsOn,
                {
                }
            }

            #[cfg(feature = "blocking")]
            impl $crate::blocking::Client {
                #[doc(hidden)]
                pub fn $method(&self)
                where
                    for<'a> &'a Self: IsOn,
                {
                }
            }
        };
    };
}
pub(crate) use missing_feature;
