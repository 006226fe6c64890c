//! A transport that follows a script, and operations of every kind.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use tokio::time::Instant;

use crate::auth::{AccessToken, TokenError, TokenProvider};
use crate::{
    BoxFuture, Client, ClientBuilder, Encoder, Error, Operation, OperationInfo, Response,
    Transport, TransportError,
};

/// What becomes of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Status, `Retry-After` in seconds, body.
    Response(u16, Option<u64>, &'static str),
    Refuse,
    BreakTls,
    Break,
    TimeOut,
    TooLarge,
    /// Never answers.
    Hang,
}

pub(super) const OK: Act = Act::Response(200, None, "{}");
pub(super) const THROTTLED: Act =
    Act::Response(400, None, r#"{"code": "request_limit_exceeded", "message": "Later."}"#);

pub(super) const fn status(status: u16) -> Act {
    Act::Response(status, None, "")
}

impl Act {
    /// Whether the service may have carried out the call.
    pub(super) fn may_be_done(self) -> bool {
        match self {
            Self::Response(status, ..) => !(300..500).contains(&status),
            Self::Refuse | Self::BreakTls => false,
            Self::Break | Self::TimeOut | Self::TooLarge | Self::Hang => true,
        }
    }

    fn result(self) -> Result<http::Response<Bytes>, TransportError> {
        match self {
            Self::Response(status, retry_after, body) => {
                let mut response = http::Response::new(Bytes::from(body));
                *response.status_mut() = StatusCode::from_u16(status).unwrap();
                if let Some(seconds) = retry_after {
                    response.headers_mut().insert("retry-after", seconds.into());
                }
                Ok(response)
            }
            Self::Refuse => Err(TransportError::connect("refused")),
            Self::BreakTls => Err(TransportError::tls("unknown issuer")),
            Self::Break => Err(TransportError::other("reset")),
            Self::TimeOut | Self::Hang => Err(TransportError::timeout("late")),
            Self::TooLarge => Err(TransportError::too_large(7)),
        }
    }
}

/// Does one act for each request, and the last one from then on.
pub(super) struct Scripted {
    acts: Vec<Act>,
    sent: Mutex<Vec<(Instant, Request<Bytes>)>>,
}

impl Scripted {
    pub(super) fn new(acts: impl Into<Vec<Act>>) -> Arc<Self> {
        Arc::new(Self { acts: acts.into(), sent: Mutex::default() })
    }

    pub(super) fn builder(self: &Arc<Self>) -> ClientBuilder {
        Client::builder().token_provider(Counting).transport(self.clone())
    }

    pub(super) fn client(self: &Arc<Self>) -> Client {
        self.builder().build().unwrap()
    }

    pub(super) fn count(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    pub(super) fn times(&self) -> Vec<Instant> {
        self.sent.lock().unwrap().iter().map(|(time, _)| *time).collect()
    }

    /// What was done so far.
    pub(super) fn done(&self) -> Vec<Act> {
        (0..self.count()).map(|number| self.act(number)).collect()
    }

    pub(super) fn tokens(&self) -> Vec<String> {
        let sent = self.sent.lock().unwrap();
        let token = |request: &Request<Bytes>| {
            request.headers()["authorization"].to_str().map(str::to_owned)
        };
        sent.iter().map(|(_, request)| token(request).unwrap()).collect()
    }

    fn act(&self, number: usize) -> Act {
        self.acts[number.min(self.acts.len() - 1)]
    }
}

impl Transport for Scripted {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut sent = self.sent.lock().unwrap();
        let act = self.act(sent.len());
        sent.push((Instant::now(), request));
        Box::pin(async move {
            if act == Act::Hang {
                std::future::pending::<()>().await;
            }
            act.result()
        })
    }
}

/// Gives out token 0, and the next one for each that is refused.
pub(super) struct Counting;

impl TokenProvider for Counting {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>> {
        Box::pin(async { Ok(AccessToken::new("1000.0")) })
    }

    fn renew<'a>(
        &'a self,
        refused: &'a AccessToken,
    ) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        let (_, number) = refused.expose_secret().split_once('.').unwrap();
        let next = number.parse::<u32>().unwrap() + 1;
        Box::pin(async move { Ok(Some(AccessToken::new(format!("1000.{next}")))) })
    }
}

pub(super) const SECOND: Duration = Duration::from_secs(1);

macro_rules! operations {
    ($($name:ident: $method:ident $path:literal, $repeats:literal;)*) => {$(
        pub(super) struct $name;

        impl Operation for $name {
            type Output = ();
            const INFO: &'static OperationInfo =
                &OperationInfo::new("test", stringify!($name), Method::$method, "", $path);

            fn encode(&self, _: &mut Encoder) {}

            fn decode(response: &Response) -> Result<(), Error> {
                response.empty()
            }

            fn repeats_if_unknown(&self) -> bool {
                $repeats
            }
        }
    )*};
}

operations! {
    Get: GET "/a", false;
    RepeatedPut: PUT "/a", true;
    Put: PUT "/a", false;
    Post: POST "/a", false;
    RepeatedDelete: DELETE "/a", true;
    Delete: DELETE "/a", false;
    Elsewhere: PUT "/b", false;
}
