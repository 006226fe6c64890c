//! A service on loopback that remembers when it was called.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

pub(crate) struct Service {
    server: MockServer,
    arrivals: Arrivals,
}

#[derive(Clone, Default)]
struct Arrivals(Arc<Mutex<Vec<Instant>>>);

impl Respond for Arrivals {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        self.0.lock().unwrap().push(Instant::now());
        if request.url.path() == "/oauth/v2/token" {
            let body = r#"{"access_token": "1000.shared", "expires_in": 3600, "scope": "a,b"}"#;
            return ResponseTemplate::new(200).set_body_raw(body, "application/json");
        }
        // As calls are: some quick, some slow.
        let delay = some_time(Duration::from_millis(40));
        ResponseTemplate::new(204).set_delay(delay)
    }
}

/// As good as random.
fn some_time(most: Duration) -> Duration {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    most * (now.subsec_micros() % 100) / 100
}

impl Service {
    pub(crate) async fn start() -> Self {
        let (server, arrivals) = (MockServer::start().await, Arrivals::default());
        Mock::given(any()).respond_with(arrivals.clone()).mount(&server).await;
        Self { server, arrivals }
    }

    pub(crate) fn url(&self) -> String {
        self.server.uri()
    }

    /// When calls came, earliest first.
    pub(crate) fn arrivals(&self) -> Vec<Instant> {
        let mut arrivals = self.arrivals.0.lock().unwrap().clone();
        arrivals.sort_unstable();
        arrivals
    }

    /// The most calls that came in any window.
    pub(crate) fn most_in(&self, window: Duration) -> usize {
        let arrivals = self.arrivals();
        let count = |first: &Instant| {
            let in_window = |it: &&Instant| **it >= *first && **it - *first < window;
            arrivals.iter().filter(in_window).count()
        };
        arrivals.iter().map(count).max().unwrap_or_default()
    }
}
