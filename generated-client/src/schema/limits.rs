//! Limits of fields, declared in the table of their struct.

/// Lets a struct be checked, by a table such as that of `object`: each limit is a method of a
/// [`Checker`](crate::Checker). One that looks at something else of the struct says what, and its name in JSON.
macro_rules! limits {
    ($name:ident {
        $($field:ident: $rule:ident($member:literal $(, $form:ident)? $(,)?)
            $(.$check:ident($($limit:tt)*))*),* $(,)?
    }) => {
        impl $crate::Validate for $name {
            #[allow(unused_variables, reason = "there may be no limit")]
            fn validate(&self, check: &mut $crate::Checker) {
                $($( $crate::schema::limits::limits!(@check check self $field $member $check($($limit)*)); )*)*
            }
        }
    };
    (@check $to:ident $this:tt $field:ident $member:literal $check:ident(
        |$it:ident| $other:expr, $other_member:literal $(,)?
    )) => {
        let $it = $this;
        $to.$check($member, &$it.$field, $other_member, $other);
    };
    (@check $to:ident $this:tt $field:ident $member:literal $check:ident($($limit:tt)*)) => {
        $to.$check($member, &$this.$field, $($limit)*);
    };
}
pub(crate) use limits;
