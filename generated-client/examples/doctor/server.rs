//! The servers that are tried.

use std::env;
use std::str::FromStr;
use std::time::Duration;

use generated_client::{ClientBuilder, DataCenter, Error, RetryPolicy};

/// A data centre, or what stands for one.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) name: String,
    base_url: Option<String>,
    accounts_url: Option<String>,
}

impl Server {
    fn of(data_center: DataCenter) -> Self {
        Self {
            name: data_center.to_string(),
            base_url: Some(data_center.api_url().to_owned()),
            accounts_url: Some(data_center.accounts_url().to_owned()),
        }
    }

    /// A client that asks once, and does not wait for long.
    pub(crate) fn builder(&self, timeout: Duration) -> Result<ClientBuilder, Error> {
        let mut builder = ClientBuilder::from_env()?.timeout(timeout).retry(RetryPolicy::off());
        if let Some(url) = &self.base_url {
            builder = builder.base_url(url);
        }
        if let Some(url) = &self.accounts_url {
            builder = builder.accounts_url(url);
        }
        Ok(builder)
    }
}

/// Reads `NAME,BASE_URL,ACCOUNTS_URL`.
impl FromStr for Server {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let [name, base_url, accounts_url] = *text.split(',').collect::<Vec<_>>() else {
            return Err("expected NAME,BASE_URL,ACCOUNTS_URL".to_owned());
        };
        let (base_url, accounts_url) = (Some(base_url.to_owned()), Some(accounts_url.to_owned()));
        Ok(Self { name: name.to_owned(), base_url, accounts_url })
    }
}

/// The one of the environment, then the others.
pub(crate) fn of_environment() -> Result<Vec<Server>, Error> {
    if is_set("CLIQ_BASE_URL") || is_set("CLIQ_ACCOUNTS_URL") {
        let name = "servers of the environment".to_owned();
        return Ok(vec![Server { name, base_url: None, accounts_url: None }]);
    }
    let first = match env::var("CLIQ_DATA_CENTER") {
        Ok(name) if !name.is_empty() => name.parse()?,
        _ => DataCenter::Us,
    };
    let others = DataCenter::ALL.iter().copied().filter(|it| *it != first);
    Ok([first].into_iter().chain(others).map(Server::of).collect())
}

/// Whether tokens are issued for this program, and not brought along by it.
pub(crate) fn has_credentials() -> bool {
    is_set("CLIQ_REFRESH_TOKEN")
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|it| !it.is_empty())
}
