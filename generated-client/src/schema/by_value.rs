//! Comparing by the value in JSON.

/// Compares and hashes a type by what its function `$value` gives, so that a documented value that was written as an
/// undocumented one is the same.
macro_rules! by_value {
    ($name:ident, $value:ident) => {
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.$value() == other.$value()
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<::std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                Ord::cmp(&self.$value(), &other.$value())
            }
        }

        impl ::std::hash::Hash for $name {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                ::std::hash::Hash::hash(&self.$value(), state);
            }
        }
    };
}
pub(crate) use by_value;
