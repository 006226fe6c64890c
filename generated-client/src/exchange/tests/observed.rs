//! What those are told who look inside.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::scripted::{Act, Get, OK, Post, SECOND, Scripted, status};
use crate::observer::{Attempt, AttemptOutcome, Observer};
use crate::{BoxFuture, CallOptions, RateLimit, Timer, TokioTimer};
use crate::{Encoder, Error, Operation, OperationInfo, Response};

#[derive(Default)]
pub(super) struct Noted(Mutex<Vec<Attempt>>);

impl Observer for Noted {
    fn on_attempt(&self, attempt: &Attempt) {
        self.0.lock().unwrap().push(attempt.clone());
    }
}

impl Noted {
    pub(super) fn outcomes(&self) -> Vec<(u32, AttemptOutcome, bool)> {
        let noted = self.0.lock().unwrap();
        noted.iter().map(|it| (it.number, it.outcome, it.next.is_some())).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn an_observer_is_told_of_every_attempt_and_its_outcome() {
    use AttemptOutcome::*;
    let throttled = Act::Response(429, Some(1), "");
    let busy = Act::Response(503, None, "busy");
    for (acts, expected) in [
        (vec![OK], vec![Success]),
        (vec![Act::Refuse, busy, OK], vec![NotConnected, ServerError, Success]),
        (vec![throttled, Act::Break, OK], vec![Throttled, NoResponse, Success]),
        (vec![status(401), status(404)], vec![Unauthorized, Refused]),
    ] {
        let (scripted, noted) = (Scripted::new(acts), Arc::new(Noted::default()));
        let client = scripted.builder().observer(noted.clone()).build().unwrap();
        let _ = client.send(Get).await;
        let count = expected.len();
        let expected: Vec<_> = (1..)
            .zip(expected)
            .map(|(number, it)| (number, it, (number as usize) < count))
            .collect();
        assert_eq!(noted.outcomes(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn an_observer_is_told_status_bytes_and_the_wait_before_the_next_attempt() {
    let acts = [Act::Response(503, Some(7), "busy"), OK];
    let (scripted, noted) = (Scripted::new(acts), Arc::new(Noted::default()));
    let client = scripted.builder().observer(noted.clone()).build().unwrap();
    client.send(Get).await.unwrap();
    let noted = noted.0.lock().unwrap();
    assert_eq!(noted[0].operation, Get::INFO);
    assert_eq!(noted[0].status.unwrap(), 503);
    assert_eq!((noted[0].bytes_sent, noted[0].bytes_received), (0, 4));
    assert!(noted[0].next.unwrap() >= 7 * SECOND);
    assert_eq!(noted[1].status.unwrap(), 200);
    assert_eq!(noted[1].next, None);
}

#[tokio::test(start_paused = true)]
async fn an_observer_is_told_of_what_has_options_and_of_what_no_document_describes() {
    use AttemptOutcome::*;
    let acts = [Act::Hang, OK, Act::Refuse, OK];
    let (scripted, noted) = (Scripted::new(acts), Arc::new(Noted::default()));
    let client = scripted.builder().observer(noted.clone()).build().unwrap();
    let options = CallOptions::new().timeout(SECOND);
    let got = client.with_options(options).send(Get.with_response()).await.unwrap();
    assert_eq!(got.response.status(), 200);
    client.request(http::Method::POST, "/x").await.unwrap();
    let outcomes = [(1, NoResponse, true), (2, Success, false), (1, NotConnected, true)];
    assert_eq!(noted.outcomes()[..3], outcomes);
    // A call that is refused makes no attempt.
    client.request(http::Method::POST, "//x").await.unwrap_err();
    let noted = noted.0.lock().unwrap();
    assert_eq!((noted.len(), noted[0].took), (4, Some(SECOND)));
    assert_eq!((noted[1].operation, noted[3].operation.name), (Get::INFO, "request"));
}

/// An operation that may be called once in a minute.
pub(super) struct Rare;

impl Operation for Rare {
    type Output = ();
    const INFO: &'static OperationInfo =
        &OperationInfo::new("test", "rare", http::Method::POST, "", "/rare")
            .with_rate_limit(RateLimit::per_minute(1));

    fn encode(&self, request: &mut Encoder) {
        request.json(&"text".to_owned());
    }

    fn decode(response: &Response) -> Result<(), Error> {
        response.empty()
    }
}

#[tokio::test(start_paused = true)]
async fn an_observer_is_told_the_wait_for_the_pacer() {
    let (scripted, noted) = (Scripted::new([OK]), Arc::new(Noted::default()));
    let client = scripted.builder().observer(noted.clone()).build().unwrap();
    client.send(Rare).await.unwrap();
    client.send(Rare).await.unwrap();
    let impatient = scripted.builder().max_wait(SECOND).observer(noted.clone()).build().unwrap();
    impatient.send(Rare).await.unwrap();
    impatient.send(Rare).await.unwrap_err();
    let noted = noted.0.lock().unwrap();
    assert_eq!(noted[0].waited, Duration::ZERO);
    assert!(noted[1].waited >= 60 * SECOND, "{:?}", noted[1]);
    assert_eq!((noted[1].bytes_sent, noted[1].took), (6, Some(Duration::ZERO)));
    assert_eq!((noted[3].outcome, noted[3].took), (AttemptOutcome::NotSent, None));
}

/// Counts how often it is asked.
#[derive(Default)]
struct Clock(AtomicUsize);

impl Timer for Arc<Clock> {
    fn now(&self) -> Instant {
        self.0.fetch_add(1, Ordering::Relaxed);
        TokioTimer.now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        TokioTimer.sleep(duration)
    }
}

#[tokio::test]
async fn no_clock_is_asked_for_an_observer_that_is_absent() {
    let asked = async |is_observed: bool| {
        let clock = Arc::new(Clock::default());
        let scripted = Scripted::new([OK]);
        let builder = scripted.builder().timer(clock.clone());
        let builder =
            if is_observed { builder.observer(Arc::new(Noted::default())) } else { builder };
        builder.build().unwrap().send(Post).await.unwrap();
        clock.0.load(Ordering::Relaxed)
    };
    // The wait for the turn, and the exchange: begin and end of each.
    assert_eq!(asked(true).await, asked(false).await + 4);
}

#[cfg(feature = "tracing")]
mod traced {
    use std::fmt::{Debug, Write};

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Level, Metadata, Subscriber};

    use super::super::scripted::THROTTLED;
    use super::*;

    /// Keeps the events down to a level, one a line, and what is recorded of spans.
    #[derive(Clone)]
    struct Events(Level, Arc<Mutex<String>>, Arc<Mutex<String>>);

    impl Events {
        fn down_to(level: Level) -> (Self, tracing::subscriber::DefaultGuard) {
            let events = Self(level, Arc::default(), Arc::default());
            let guard = tracing::subscriber::set_default(events.clone());
            (events, guard)
        }

        fn text(&self) -> String {
            self.1.lock().unwrap().clone()
        }
    }

    struct Line<'a>(&'a mut String);

    impl Visit for Line<'_> {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            write!(self.0, " {field}={value:?}").unwrap();
        }
    }

    impl Subscriber for Events {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target() == "generated_client" && *metadata.level() <= self.0
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, values: &Record<'_>) {
            values.record(&mut Line(&mut self.2.lock().unwrap()));
        }

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &Event<'_>) {
            let mut text = self.1.lock().unwrap();
            text.push_str(event.metadata().level().as_str());
            event.record(&mut Line(&mut text));
            text.push('\n');
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    #[tokio::test(start_paused = true)]
    async fn a_retry_is_told_with_its_reason() {
        let (events, _guard) = Events::down_to(Level::INFO);
        Scripted::new([Act::Refuse, OK]).client().send(Get).await.unwrap();
        Scripted::new([Act::Response(503, Some(2), ""), OK]).client().send(Get).await.unwrap();
        let text = events.text();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        let start = "INFO message=repeating the call operation=test.Get attempt=1 reason=";
        let rest = lines[0].strip_prefix(start).unwrap();
        assert!(rest.starts_with("\"not_connected\" after_ms="), "{text}");
        let rest = lines[1].strip_prefix(start).unwrap();
        assert!(rest.starts_with("\"server_error\" status=503 after_ms=2"), "{text}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_lock_out_is_a_warning_that_says_for_how_long() {
        let (events, _guard) = Events::down_to(Level::WARN);
        Scripted::new([THROTTLED]).client().send(Rare).await.unwrap_err();
        let text = events.text();
        let expected = "WARN message=too many calls: the route is left alone operation=test.rare \
                        route=POST /rare for_ms=";
        assert!(text.starts_with(expected), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_and_its_failure_are_told_without_a_secret() {
        let (events, _guard) = Events::down_to(Level::INFO);
        for act in [
            Act::Response(200, None, r#"{"access_token": "1000.s3cret", "expires_in": 3600}"#),
            Act::Response(200, None, r#"{"error": "invalid_code"}"#),
            Act::Response(403, None, r#"{"error": "Ada Lovelace is blocked"}"#),
            Act::Refuse,
        ] {
            let builder = Scripted::new([act]).builder();
            let builder = builder.refresh_token("1000.CLIENT", "s3cret", "1000.s3cret");
            let _ = builder.build().unwrap().granted_scopes().await;
        }
        let text = events.text();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "INFO message=got an access token lives_ms=3600000");
        assert_eq!(
            lines[1],
            "WARN message=got no access token reason=\"refused\" code=\"invalid_code\" transient=false"
        );
        for line in &lines[2..] {
            assert!(line.starts_with("WARN message=got no access token reason="), "{text}");
        }
        assert_eq!(lines.len(), 4, "{text}");
        for hidden in ["s3cret", "CLIENT", "Ada"] {
            assert!(!text.contains(hidden), "{text}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_refresh_token_that_nobody_keeps_is_told() {
        let (events, _guard) = Events::down_to(Level::WARN);
        let rotated = r#"{"access_token": "1000.s3cret", "refresh_token": "1000.s3cret-2"}"#;
        let builder = Scripted::new([Act::Response(200, None, rotated)]).builder();
        let builder = builder.refresh_token("1000.CLIENT", "s3cret", "1000.s3cret");
        let _ = builder.build().unwrap().granted_scopes().await;
        let text = events.text();
        assert!(text.contains("nobody keeps the new refresh token"), "{text}");
        assert!(!text.contains("s3cret"), "{text}");
    }

    #[tokio::test(start_paused = true)]
    async fn calls_are_told_at_debug() {
        let (events, _guard) = Events::down_to(Level::DEBUG);
        Scripted::new([OK]).client().send(Get).await.unwrap();
        let text = events.text();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "DEBUG message=sending attempt=1 waited_ms=0");
        let expected = "DEBUG message=ended attempt=1 outcome=\"success\" status=200 took_ms=0";
        assert_eq!(lines[1..], [expected]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_span_has_the_status_of_the_last_attempt_alone() {
        let busy = Act::Response(503, None, "");
        for (acts, recorded) in [
            (vec![busy, OK], " attempt=1 waited_ms=0 attempt=2 waited_ms=0 status=200"),
            (vec![OK], " attempt=1 waited_ms=0 status=200"),
            // The last attempt has no response, so the call has no status.
            (vec![busy, Act::Refuse], " attempt=1 waited_ms=0 attempt=2 waited_ms=0"),
        ] {
            let (events, _guard) = Events::down_to(Level::DEBUG);
            let retry = crate::RetryPolicy::new().max_attempts(2);
            let client = Scripted::new(acts).builder().retry(retry).build().unwrap();
            let _ = client.send(Get).await;
            assert_eq!(*events.2.lock().unwrap(), recorded);
        }
    }
}
