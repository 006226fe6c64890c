//! A program with an operation that the crate lacks, which is paced and locked out as all others are.

use std::time::Duration;

use generated_client::http::Method;
use generated_client::pacing::SlidingWindow;
use generated_client::serde_json::{Value, json};
use generated_client::test_util::{Reply, Script};
use generated_client::{
    Encoder, Error, ErrorCode, Operation, OperationInfo, RateLimit, Response, RetryPolicy, Scopes,
};
use tokio::time::Instant;

const LOCK_PERIOD: Duration = Duration::from_secs(600);

const CODES: &[ErrorCode] = &[ErrorCode::ChatAccessDenied];

struct CallBot<'a> {
    text: &'a str,
}

impl Operation for CallBot<'_> {
    type Output = Value;
    const INFO: &'static OperationInfo =
        &OperationInfo::new("bots", "call_bot", Method::POST, "/api/v3", "/bots/7/calls")
            .with_scopes(&[&["ZohoCliq.Bots.ALL"]])
            .with_rate_limit(RateLimit::per_minute(2).with_lock_period(LOCK_PERIOD))
            .with_error_codes(CODES);

    fn encode(&self, request: &mut Encoder) {
        request.query("text", self.text);
    }

    fn decode(response: &Response) -> Result<Value, Error> {
        response.json()
    }

    fn repeats_if_unknown(&self) -> bool {
        true
    }
}

#[tokio::test(start_paused = true)]
async fn its_limit_is_kept() {
    let script = Script::new()
        .on::<CallBot<'_>>(Reply::json(json!({"call": 1})))
        .on::<CallBot<'_>>(Reply::error(503))
        .on::<CallBot<'_>>(Reply::json(json!({"call": 2})))
        .on::<CallBot<'_>>(Reply::throttled());
    let builder = script.builder().pacer(SlidingWindow::new()).retry(RetryPolicy::new());
    let client = builder.build().unwrap();
    let start = Instant::now();
    client.send(CallBot { text: "a" }).await.unwrap();
    // Its second attempt is one too many for the first minute.
    client.send(CallBot { text: "b" }).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(60));
    let error = client.send(CallBot { text: "c" }).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(LOCK_PERIOD));
    assert!(client.send(CallBot { text: "d" }).await.unwrap_err().is_locked_out());
    script.assert_done();

    let info = CallBot::INFO;
    assert_eq!(info.error_codes, CODES);
    assert_eq!(Scopes::from("ZohoCliq.Bots.READ").missing(info), ["ZohoCliq.Bots.ALL"]);
}
