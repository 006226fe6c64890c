//! What emitted requests are made of, and what each can do beside being an [`Operation`](crate::Operation).

use std::time::Duration;

use http::Method;

use crate::OperationInfo;
#[cfg(feature = "test-util")]
use crate::{Operation, test_util::SentRequest};

/// What the operations of an emitted module have in common.
#[derive(Clone, Copy)]
pub(crate) struct Api {
    module: &'static str,
    base_path: &'static str,
}

impl Api {
    pub(crate) const fn new(module: &'static str, base_path: &'static str) -> Self {
        Self { module, base_path }
    }

    pub(crate) const fn operation(
        self,
        method: Method,
        name: &'static str,
        path: &'static str,
    ) -> OperationInfo {
        OperationInfo::new(self.module, name, method, self.base_path, path)
    }
}

pub(crate) const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

pub(crate) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Whether the same would be sent for two requests. One that is refused is like no other.
#[cfg(feature = "test-util")]
pub(crate) fn is_equal<O: Operation, P: Operation>(one: &O, other: &P) -> bool {
    match (SentRequest::of(one), SentRequest::of(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Writes what would be sent for a request.
#[cfg(feature = "test-util")]
pub(crate) fn serialize<O: Operation, S: serde_core::Serializer>(
    operation: &O,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let request = SentRequest::of(operation).map_err(serde_core::ser::Error::custom)?;
    serde_core::Serialize::serialize(&request, serializer)
}

/// Lets a request be bound to a client, sent and awaited.
///
/// The fields are named so that binding moves them into the request's other type, `Name<Client>`.
macro_rules! request {
    ($name:ident { $($field:ident),* $(,)? }) => {
        $crate::call_options::per_call!(
            /// For the async [`Client`]($crate::Client).
            $name<$crate::Client>
        );
        #[cfg(feature = "blocking")]
        $crate::call_options::per_call!(
            /// The same for [`blocking::Client`]($crate::blocking::Client), with the feature `blocking`.
            $name<$crate::blocking::Client>
        );

        impl<C> $name<C> {
            /// The same request, to be sent by `client`.
            pub fn on<D>(self, client: D) -> $name<D> {
                $name { client, $($field: self.$field),* }
            }

            /// The same request, which gives [the response]($crate::WithResponse) together with what is read of it.
            pub fn with_response(self) -> $crate::RequestWithResponse<$name, C> {
                let request = $name { client: (), $($field: self.$field),* };
                $crate::RequestWithResponse::new(request, self.client)
            }
        }

        impl $name {
            /// What the documents say about the operation.
            pub const INFO: &'static $crate::OperationInfo = <Self as $crate::Operation>::INFO;

            /// Reads the response that another HTTP stack got.
            ///
            /// # Errors
            ///
            /// As [`Operation::http_response`]($crate::Operation::http_response).
            pub fn http_response(
                response: ::http::Response<::bytes::Bytes>,
            ) -> Result<<Self as $crate::Operation>::Output, $crate::Error> {
                <Self as $crate::Operation>::http_response(response)
            }
        }

        /// Whether the same would be sent. A request that is refused before is equal to none, itself included.
        ///
        /// Needs the feature `test-util`.
        #[cfg(feature = "test-util")]
        impl<C, D> PartialEq<$name<D>> for $name<C> {
            fn eq(&self, other: &$name<D>) -> bool {
                $crate::schema::request::is_equal(self, other)
            }
        }

        /// What would be sent: method, path, query, headers without authorization, and body.
        ///
        /// Needs the feature `test-util`.
        #[cfg(feature = "test-util")]
        impl<C> ::serde_core::Serialize for $name<C> {
            fn serialize<S: ::serde_core::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::schema::request::serialize(self, serializer)
            }
        }

        /// For the async [`Client`]($crate::Client).
        impl $name<$crate::Client> {
            /// Sends the request. The same as `.await`, which needs no call.
            ///
            /// # Errors
            ///
            /// As [`Client::send`]($crate::Client::send).
            pub fn send(self) -> $crate::ResponseFuture<<Self as $crate::Operation>::Output> {
                self.client.send(&self)
            }
        }

        /// For [`blocking::Client`]($crate::blocking::Client), with the feature `blocking`.
        #[cfg(feature = "blocking")]
        impl $name<$crate::blocking::Client> {
            /// Sends the request and waits for the response.
            ///
            /// Needs the feature `blocking`.
            ///
            /// # Errors
            ///
            /// As [`blocking::Client::send`]($crate::blocking::Client::send).
            pub fn send(self) -> Result<<Self as $crate::Operation>::Output, $crate::Error> {
                self.client.send(&self)
            }
        }

        impl ::std::future::IntoFuture for $name<$crate::Client> {
            type Output = Result<<Self as $crate::Operation>::Output, $crate::Error>;
            type IntoFuture = $crate::ResponseFuture<<Self as $crate::Operation>::Output>;

            fn into_future(self) -> Self::IntoFuture {
                self.send()
            }
        }
    };
}
pub(crate) use request;

/// As [`request`], for a request that changes something. Its field `repeat_if_unknown` says whether it is
/// [repeated](crate::Operation::repeats_if_unknown) where it is unknown whether it was carried out.
macro_rules! write_request {
    ($name:ident { $($field:ident),* $(,)? }) => {
        $crate::schema::request::request!($name { repeat_if_unknown, $($field),* });

        impl<C> $name<C> {
            /// Sends the call again, as often as the [`RetryPolicy`]($crate::RetryPolicy) allows, also where the service
            /// may have carried it out: after a broken connection, a timeout or a status of 5xx. Without this, it is
            /// not repeated then, unless the policy says so for all calls.
            ///
            /// What the call changes may then be changed twice. The response is that of the last attempt; if it is an error,
            /// [`Error::is_outcome_unknown`]($crate::Error::is_outcome_unknown) still tells of the earlier ones.
            pub fn repeat_if_unknown(mut self) -> Self {
                self.repeat_if_unknown = true;
                self
            }
        }
    };
}
pub(crate) use write_request;
