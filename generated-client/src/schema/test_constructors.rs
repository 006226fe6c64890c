//! How tests make what otherwise only the service does.

/// Gives a struct that only responses hold what the structs of requests have anyway: `new`, which takes the required
/// fields, and a setter for each of the others. The fields after `..` begin empty.
///
/// | | A field is set |
/// |---|---|
/// | `value` | to a value as it is |
/// | `into` | to what becomes one |
/// | `each` | to a list of values |
/// | `each_into` | to a list of what becomes one |
#[cfg(feature = "test-util")]
macro_rules! test_constructors {
    ($name:ident { $($table:tt)* }) => {
        test_constructors!(@sort $name [] [] $($table)*);
    };
    (@sort $name:ident [$($required:tt)*] [$($optional:tt)*]
        $field:ident: required($form:ident::<$ty:ty $(,)?> $(,)?) $(, $($rest:tt)*)?) => {
        test_constructors!(@sort $name [$($required)* ($field $form $ty)] [$($optional)*] $($($rest)*)?);
    };
    (@sort $name:ident [$($required:tt)*] [$($optional:tt)*]
        $field:ident: optional($form:ident::<$ty:ty $(,)?> $(,)?) $(, $($rest:tt)*)?) => {
        test_constructors!(@sort $name [$($required)*] [$($optional)* ($field $form $ty)] $($($rest)*)?);
    };
    (@sort $name:ident [$(($required:ident $form:ident $ty:ty))*] [$(($field:ident $taken:ident $taken_ty:ty))*]
        $(..$others:ident $(.and($malformed:ident $(,)?))?)?) => {
        /// For tests. Needs the feature `test-util`.
        #[allow(deprecated, clippy::new_without_default, reason = "fields may be deprecated, or required")]
        impl $name {
            #[doc = concat!("Creates a new `", stringify!($name), "` from its required fields.")]
            pub fn new($($required: test_constructors!(@type $form $ty)),*) -> Self {
                Self {
                    $($required: test_constructors!(@value $form $required),)*
                    $($field: None,)*
                    $($others: ::std::default::Default::default(), $($malformed: ::std::vec::Vec::new(),)?)?
                }
            }

            $(
                #[doc = concat!("Sets the field `", stringify!($field), "`.")]
                #[must_use]
                pub fn $field(mut self, $field: test_constructors!(@type $taken $taken_ty)) -> Self {
                    self.$field = Some(test_constructors!(@value $taken $field));
                    self
                }
            )*
        }

        test_constructors!(@default $name $($required)*);
    };
    (@default $name:ident) => {
        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    (@default $($name:ident)*) => {};
    (@type value $ty:ty) => { $ty };
    (@type into $ty:ty) => { impl ::std::convert::Into<$ty> };
    (@type each $ty:ty) => { impl ::std::iter::IntoIterator<Item = $ty> };
    (@type each_into $ty:ty) => {
        impl ::std::iter::IntoIterator<Item = impl ::std::convert::Into<$ty>>
    };
    (@value value $name:ident) => { $name };
    (@value into $name:ident) => { $name.into() };
    (@value each $name:ident) => { $name.into_iter().collect() };
    (@value each_into $name:ident) => { $name.into_iter().map(::std::convert::Into::into).collect() };
}

/// Without that feature there is nothing to compile.
#[cfg(not(feature = "test-util"))]
macro_rules! test_constructors {
    ($($table:tt)*) => {};
}

pub(crate) use test_constructors;
