//! Requests and responses that are streams.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::Request;

use super::observed::Noted;
use super::scripted::{OK, SECOND, Scripted};
use crate::observer::AttemptOutcome;
use crate::{
    Body, BoxFuture, Client, Encoder, Error, File, Operation, OperationInfo, RateLimit, Response,
    Transport, TransportError,
};

/// A download that may be made once in a minute.
pub(super) struct RareLoad;

impl Operation for RareLoad {
    type Output = Bytes;
    const INFO: &'static OperationInfo =
        &OperationInfo::new("test", "load", http::Method::GET, "", "/load")
            .with_rate_limit(RateLimit::per_minute(1));

    fn encode(&self, _: &mut Encoder) {}

    fn decode(response: &Response) -> Result<Bytes, Error> {
        response.bytes()
    }
}

/// An upload that may be made once in a minute.
struct RareUpload(File);

impl Operation for RareUpload {
    type Output = ();
    const INFO: &'static OperationInfo =
        &OperationInfo::new("test", "upload", http::Method::POST, "", "/upload")
            .with_rate_limit(RateLimit::per_minute(1));

    fn encode(&self, request: &mut Encoder) {
        request.file(&self.0);
    }

    fn decode(response: &Response) -> Result<(), Error> {
        response.empty()
    }
}

/// Reads what it is to send, and answers nothing.
struct Reads;

impl Transport for Reads {
    fn send(
        &self,
        _: Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(std::future::pending())
    }

    fn send_streamed(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async {
            let mut body = request.into_body();
            while let Some(chunk) = body.next().await {
                chunk?;
            }
            std::future::pending().await
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_cannot_be_read_is_told_as_not_sent() {
    let transports: [Arc<dyn Transport>; 2] = [Scripted::new([OK]), Arc::new(Reads)];
    for (transport, is_unsent) in transports.into_iter().zip([true, false]) {
        let noted = Arc::new(Noted::default());
        let client = Client::builder().access_token("1000.any").transport(transport);
        let client = client.observer(noted.clone()).build().unwrap();
        let file = File::from_reader("note.txt", &b"short"[..], 100);
        let error = client.send(RareUpload(file)).await.unwrap_err();
        assert!(error.to_string().contains("cannot be read"), "{error}");
        assert!(!error.is_connect() && !error.is_outcome_unknown(), "{error:?}");
        assert_eq!(noted.outcomes(), [(1, AttemptOutcome::NotSent, false)]);
        // Where nothing at all was sent, nothing counts.
        assert_eq!(error.is_not_sent(), is_unsent);
        let state = client.route_state(RareUpload::INFO).await.unwrap().unwrap();
        assert_eq!(state.places_left, Some(u32::from(is_unsent)));
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_says_which_limit_it_is_over() {
    for (total, reason) in [(5, "gave up after 4s"), (3, "the total time of the call is up")] {
        let client = Client::builder().access_token("1000.any").transport(Reads);
        let client = client.timeout(4 * SECOND).total_timeout(total * SECOND).build().unwrap();
        let late = stream::once(async {
            tokio::time::sleep(SECOND / 2).await;
            Ok(Bytes::from("x"))
        });
        let file = File::from_stream("note.txt", late, Some(1));
        let error = client.send(RareUpload(file)).await.unwrap_err();
        let text = format!("test.upload: no response within the time limit: {reason}");
        assert_eq!(error.to_string(), text);
    }
}
