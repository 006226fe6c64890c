//! What is read of a response, together with the response.

use crate::call_options::per_call;
use crate::{Client, Encoder, Error, Operation, OperationInfo, Response, ResponseFuture};

/// What an operation answers, and the response that it was read from.
///
/// ```no_run
/// # async fn list(client: generated_client::Client) -> Result<(), generated_client::Error> {
/// let answered = client.chats().list().with_response().await?;
/// println!("{}: {:?}", answered.response.status(), answered.response.request_id());
/// println!("{} chats", answered.value.chats.len());
/// # Ok(())
/// # }
/// ```
///
/// An [`Error`] has the same of a response: [`status`](Error::status), [`headers`](Error::headers),
/// [`request_id`](Error::request_id) and [`body`](Error::body).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WithResponse<T> {
    /// What was read.
    pub value: T,
    /// Status, headers and body as they came. A server may have written the access token into them, which only `Debug`
    /// takes out.
    pub response: Response,
}

/// A request that gives [the response](WithResponse) together with what is read of it. It is sent and awaited like the
/// request that it was made of.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited or sent"]
pub struct RequestWithResponse<O, C = ()> {
    operation: O,
    client: C,
}

impl<O, C> RequestWithResponse<O, C> {
    pub(crate) fn new(operation: O, client: C) -> Self {
        Self { operation, client }
    }
}

impl<O: Operation, C> Operation for RequestWithResponse<O, C> {
    type Output = WithResponse<O::Output>;
    const INFO: &'static OperationInfo = O::INFO;

    fn encode(&self, request: &mut Encoder) {
        self.operation.encode(request);
    }

    fn decode(response: &Response) -> Result<Self::Output, Error> {
        O::decode(response).map(|value| WithResponse { value, response: response.clone() })
    }

    fn repeats_if_unknown(&self) -> bool {
        self.operation.repeats_if_unknown()
    }
}

per_call!(impl<O> RequestWithResponse<O, Client>);
#[cfg(feature = "blocking")]
per_call!(impl<O> RequestWithResponse<O, crate::blocking::Client>);

impl<O: Operation> RequestWithResponse<O, Client> {
    /// Sends the request. The same as `.await`, which needs no call.
    ///
    /// # Errors
    ///
    /// As [`Client::send`].
    pub fn send(self) -> ResponseFuture<WithResponse<O::Output>> {
        self.client.send(&self)
    }
}

impl<O: Operation> IntoFuture for RequestWithResponse<O, Client> {
    type Output = Result<WithResponse<O::Output>, Error>;
    type IntoFuture = ResponseFuture<WithResponse<O::Output>>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

#[cfg(feature = "blocking")]
impl<O: Operation> RequestWithResponse<O, crate::blocking::Client> {
    /// Sends the request and waits for the response.
    ///
    /// Needs the feature `blocking`.
    ///
    /// # Errors
    ///
    /// As [`blocking::Client::send`](crate::blocking::Client::send).
    pub fn send(self) -> Result<WithResponse<O::Output>, Error> {
        self.client.send(&self)
    }
}
