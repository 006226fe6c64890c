//! Which data centre the credentials are of, and whether their token is alive.

use std::error::Error as _;
use std::io::{self, Write};
use std::sync::mpsc;
use std::time::Duration;

use generated_client::auth::{AccessToken, TokenError};
use generated_client::chats::requests::List;
use generated_client::{AuthorizationScheme, Client, ClientBuilder, Error, Scopes, TransportError};

use crate::probe::{Answer, Expected, Probe, Verdict, known_code};
use crate::server::{Server, has_credentials};
use crate::tokens::{self, Issued};

/// What the call answers that every token is tried with.
pub(crate) const CHATS: Expected = Expected::List(&["chats"]);

/// The data centre of a token, and what is known of that.
pub(crate) struct Access {
    pub(crate) client: Client,
    /// One with the same token, which it sends as `Bearer`.
    pub(crate) bearer: Client,
    /// What the accounts server granted, if it has issued the token and says it.
    pub(crate) scopes: Option<Scopes>,
    /// What the list of chats was answered with, if the token is alive.
    pub(crate) chats: Option<Answer>,
}

/// Tries one data centre after the other, and prints what they answer. None is tried after one that has issued a token,
/// so that no other server gets the credentials. `None` if there is no token to tell more of.
pub(crate) async fn find(servers: &[Server], timeout: Duration) -> anyhow::Result<Option<Access>> {
    let mut out = io::stdout();
    writeln!(out, "## Access\n\n| Data centre | Answer |\n|---|---|")?;
    let mut have_all_refused = true;
    for server in servers {
        let (issued, tokens) = mpsc::channel();
        let builder = server.builder(timeout)?.token_cache(Issued(issued));
        let client = builder.on_new_refresh_token(tokens::keep).build()?;
        eprintln!("asking {} …", server.name);
        let attempt = Attempt::make(&client).await;
        writeln!(out, "| {} | {} |", server.name, attempt.text())?;
        if let Err(error) = &attempt.answer {
            // What a server writes may be about somebody: it is not in the report.
            eprintln!("note: {}: {error}", server.name);
        }
        match attempt.conclusion(&server.name) {
            Some(conclusion) => {
                writeln!(out, "\n{conclusion}")?;
                let is_alive = |it: &Answer| it.verdict(&CHATS) == Verdict::Alive;
                let Attempt { is_issued, scopes, answer } = attempt;
                let chats = answer.ok().filter(is_alive);
                let has_token = is_issued || chats.is_some();
                let bearer = bearer(server.builder(timeout)?, tokens.try_iter().last())?;
                return Ok(has_token.then_some(Access { client, bearer, scopes, chats }));
            }
            None => have_all_refused &= attempt.is_refused(),
        }
    }
    writeln!(out, "\nNone of them has taken the token.")?;
    if !have_all_refused {
        writeln!(out, "But not every answer is a refusal: the one that counts may be missing.")?;
    }
    Ok(None)
}

/// A client that sends the token that was issued, or else that of the environment, as `Bearer`.
fn bearer(builder: ClientBuilder, issued: Option<AccessToken>) -> Result<Client, Error> {
    let builder = builder.authorization_scheme(AuthorizationScheme::Bearer);
    match issued {
        Some(token) => builder.access_token(token.expose_secret()),
        None => builder,
    }
    .build()
}

/// What came of one data centre.
struct Attempt {
    is_issued: bool,
    scopes: Option<Scopes>,
    answer: Result<Answer, Error>,
}

impl Attempt {
    async fn make(client: &Client) -> Self {
        match client.granted_scopes().await {
            Ok(scopes) => {
                let answer = client.send(Probe(List::new().limit(1))).await;
                Self { is_issued: has_credentials(), scopes, answer }
            }
            Err(error) => Self { is_issued: false, scopes: None, answer: Err(error) },
        }
    }

    /// For the report.
    fn text(&self) -> String {
        let answer = match &self.answer {
            Ok(answer) => answer.as_to(&CHATS),
            Err(error) => reason(error),
        };
        match self.is_issued {
            true => format!("a token is issued; the service: {answer}"),
            false => answer,
        }
    }

    /// Why no data centre is tried after this one; `None` if the next one is.
    fn conclusion(&self, name: &str) -> Option<String> {
        let verdict = self.answer.as_ref().map(|it| it.verdict(&CHATS));
        Some(match (verdict, self.is_issued) {
            (Ok(Verdict::Alive), _) => format!("The token is alive, in {name}."),
            (Ok(Verdict::Refused), true) => format!(
                "The accounts server of {name} has issued a token, and the service does not take it."
            ),
            (_, true) => format!(
                "The accounts server of {name} has issued a token. Whether the service takes it cannot be told from this."
            ),
            (Ok(Verdict::Unclear), false) => {
                "Whether the token is alive cannot be told from this: try again later.".to_owned()
            }
            (Err(error), false) if error.is_rate_limited() => format!(
                "The accounts server of {name} gives out no token for now: try again in ten minutes."
            ),
            (Ok(Verdict::Refused) | Err(_), false) => return None,
        })
    }

    /// Whether the credentials or the token are unknown there.
    fn is_refused(&self) -> bool {
        match &self.answer {
            Ok(answer) => answer.verdict(&CHATS) == Verdict::Refused,
            Err(error) => error.token_error().is_some_and(are_credentials_unknown),
        }
    }
}

/// What went wrong, in words of this program.
pub(crate) fn reason(error: &Error) -> String {
    let text = if let Some(token_error) = error.token_error() {
        return token_reason(error, token_error);
    } else if error.is_locked_out() {
        "not asked: the service has locked this route"
    } else if error.is_invalid_request() {
        "not asked: the ID cannot be sent"
    } else if error.is_rate_limited() {
        "too many requests"
    } else if error.is_timeout() {
        "no answer in time"
    } else if error.is_too_large() {
        "more than the 16 MiB that are read"
    } else if error.is_tls() {
        "no TLS connection"
    } else if error.is_connect() {
        "no connection"
    } else {
        "no answer"
    };
    text.to_owned()
}

fn token_reason(error: &Error, token_error: &TokenError) -> String {
    let transport = token_error.source().and_then(|it| it.downcast_ref::<TransportError>());
    let text = match (token_error.code(), transport) {
        _ if error.is_rate_limited() => "the accounts server has had too many requests",
        (Some(code), _) => {
            let verb = if are_credentials_unknown(token_error) {
                "does not know the credentials"
            } else {
                "refuses"
            };
            return format!("the accounts server {verb}: {}", known_code(code));
        }
        (None, Some(it)) if it.is_timeout() => "no answer from the accounts server in time",
        (None, Some(it)) if it.is_tls() => "no TLS connection to the accounts server",
        (None, Some(it)) if it.is_connect() => "no connection to the accounts server",
        (None, Some(_)) => "no answer from the accounts server",
        (None, None) if token_error.is_transient() => {
            "the accounts server answers with a status of 5xx"
        }
        (None, None) => {
            "the accounts server answers with neither a token nor an error code, as a sign-in page does"
        }
    };
    text.to_owned()
}

fn are_credentials_unknown(error: &TokenError) -> bool {
    error.is_invalid_grant() || error.is_invalid_client()
}
