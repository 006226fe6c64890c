//! Sets up the built-in HTTP stack.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, NoProxy, Proxy};
use tokio::sync::Semaphore;

use super::connecting::Connecting;
use super::tls::{self, Roots};
use super::{HttpTransport, MAX_CONNECTIONS, transport_error};
use crate::{BoxFuture, Error};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The settings of an [`HttpTransport`].
///
/// # Proxies
///
/// Without [`proxy`](Self::proxy) and [`no_proxy`](Self::no_proxy), the environment decides: calls go through the proxy
/// that `HTTPS_PROXY`, else `ALL_PROXY` names (or the same in lower case), except to the hosts in `NO_PROXY`.
///
/// A proxy only ever carries calls to `https` URLs, in a tunnel (`CONNECT`, RFC 9110, section 9.3.6) through which it sees
/// the host and no more. Calls to `http` URLs, as of a test server, go to the server itself: a proxy would read the token.
/// So `HTTP_PROXY` means nothing here. The proxy itself is at an `http` or `https` URL, or at a host and port alone; one of
/// SOCKS is refused by [`build`](Self::build).
///
/// Needs the feature `rustls` or `native-tls`.
#[must_use = "`build` makes the transport"]
pub struct HttpTransportBuilder {
    proxy: Choice,
    roots: Roots,
    headers: Vec<(String, String)>,
    connect_timeout: Duration,
    max_connections: usize,
    max_idle_connections: usize,
    idle_timeout: Option<Duration>,
    keep_alive: Option<Duration>,
    http2: bool,
    addresses: Vec<(String, Vec<SocketAddr>)>,
    resolver: Option<Arc<dyn Resolver>>,
}

enum Choice {
    Environment,
    None,
    Url(String),
}

impl Default for HttpTransportBuilder {
    fn default() -> Self {
        Self {
            proxy: Choice::Environment,
            roots: Roots::Platform,
            headers: Vec::new(),
            connect_timeout: CONNECT_TIMEOUT,
            max_connections: MAX_CONNECTIONS,
            max_idle_connections: MAX_CONNECTIONS,
            idle_timeout: Some(Duration::from_secs(90)),
            keep_alive: Some(Duration::from_secs(15)),
            http2: cfg!(feature = "http2"),
            addresses: Vec::new(),
            resolver: None,
        }
    }
}

/// Finds the addresses of hosts.
///
/// Needs the feature `rustls` or `native-tls`.
pub trait Resolver: Send + Sync {
    /// The addresses of a host, in the order in which they are tried.
    ///
    /// # Errors
    ///
    /// If there is none. The call fails with [`Error::is_connect`](crate::Error::is_connect).
    fn resolve(&self, host: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

impl HttpTransportBuilder {
    /// The proxy for `https` URLs, whatever the environment says: `http://proxy.example.com:3128`. Over `http`, its own
    /// user and password, if the URL has them, can be read on the way to it.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Choice::Url(url.into());
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Choice::None;
        self
    }

    /// Trusts the certificates in `pem` too, such as that of a company's own authority.
    pub fn add_root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.roots.add(pem.as_ref());
        self
    }

    /// Trusts the certificates in `pem` and no others, not those of the platform either.
    pub fn only_root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.roots = Roots::Only(pem.as_ref().to_vec());
        self
    }

    /// For calls to `http` URLs alone: it also works on a machine that has no certificates.
    pub(crate) fn without_certificates(mut self) -> Self {
        self.roots = Roots::None;
        self
    }

    /// Adds a header to every request that does not have it yet, those for access tokens included. It is marked as
    /// sensitive.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// How long connecting may take, TLS included, and waiting for its turn where [`max_connections`](Self::max_connections) are
    /// being made. The default is 10 seconds.
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
        self
    }

    /// How many requests may be under way at a time, to all hosts together, and how many connections may be made at a time.
    /// With HTTP/1.1, each request has a socket of its own; where connecting takes long, there may be as many again, kept for
    /// further requests. The default is 64. Further requests wait, in the order in which they came, and their wait counts in
    /// [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    pub fn max_connections(mut self, max_connections: usize) -> Self {
        self.max_connections = max_connections;
        self.max_idle_connections = self.max_idle_connections.min(max_connections);
        self
    }

    /// How many connections to a host are kept open while they have nothing to do. The default is 64, or
    /// [`max_connections`](Self::max_connections) where that is less. With 0, each request makes a connection.
    pub fn max_idle_connections(mut self, max_idle_connections: usize) -> Self {
        self.max_idle_connections = max_idle_connections;
        self
    }

    /// How long a connection is kept open while it has nothing to do; `None` for as long as the server keeps it. The
    /// default is 90 seconds.
    pub fn idle_timeout(mut self, idle_timeout: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = idle_timeout.into();
        self
    }

    /// After how long without traffic TCP asks whether the other side is still there; `None` for never. The default is 15
    /// seconds.
    pub fn tcp_keep_alive(mut self, keep_alive: impl Into<Option<Duration>>) -> Self {
        self.keep_alive = keep_alive.into();
        self
    }

    /// Whether HTTP/2 is offered to servers, over TLS. The default is yes.
    ///
    /// Needs the feature `http2`.
    #[cfg(feature = "http2")]
    pub fn http2(mut self, http2: bool) -> Self {
        self.http2 = http2;
        self
    }

    /// Connects to these addresses of a host rather than ask for them.
    pub fn addresses(
        mut self,
        host: impl Into<String>,
        addresses: impl IntoIterator<Item = IpAddr>,
    ) -> Self {
        self.addresses.push((host.into(), addresses.into_iter().map(any_port).collect()));
        self
    }

    /// What finds the addresses of hosts instead of the system.
    pub fn resolver(mut self, resolver: impl Resolver + 'static) -> Self {
        self.resolver = Some(Arc::new(resolver));
        self
    }

    /// Makes the transport. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::is_builder`] if a setting cannot be used, or if TLS cannot be set up because the machine has no
    /// certificates.
    pub fn build(self) -> Result<HttpTransport, Error> {
        if self.connect_timeout.is_zero() {
            return Err(Error::builder("the connect timeout must be longer than zero"));
        }
        if self.max_connections == 0 {
            return Err(Error::builder("there must be at least one connection"));
        }
        let max_connections = self.max_connections.min(Semaphore::MAX_PERMITS);
        let mut builder = reqwest::Client::builder()
            // A redirect is a response: the token must not follow it to another host, and a write
            // must not be repeated as a GET.
            .redirect(Policy::none())
            // Whether a call is repeated is for the client to decide, which knows what it is.
            .retry(reqwest::retry::never())
            // Cargo turns on what other users of reqwest ask for, and parts of a file cannot be unpacked.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .connect_timeout(self.connect_timeout)
            .connector_layer(Connecting::at_most(max_connections))
            .pool_max_idle_per_host(self.max_idle_connections)
            .pool_idle_timeout(self.idle_timeout)
            .tcp_keepalive(self.keep_alive)
            .default_headers(headers(&self.headers)?);
        for (host, addresses) in &self.addresses {
            builder = builder.resolve_to_addrs(host, addresses);
        }
        if let Some(resolver) = self.resolver {
            builder = builder.dns_resolver(ReqwestResolver(resolver));
        }
        let builder = with_proxy(builder.no_proxy(), &self.proxy)?;
        let client = tls::set_up(builder, &self.roots, self.http2)?.build().map_err(|error| {
            let error = transport_error(error);
            Error::builder(format!("the HTTP client cannot be set up: {error}"))
        })?;
        Ok(HttpTransport::new(client, max_connections))
    }
}

fn headers(headers: &[(String, String)]) -> Result<HeaderMap, Error> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        // The value may be a secret.
        let invalid = || Error::builder(format!("`{name}` cannot be written as a header"));
        let header = HeaderName::try_from(name).map_err(|_| invalid())?;
        let mut value = HeaderValue::try_from(value).map_err(|_| invalid())?;
        value.set_sensitive(true);
        map.append(header, value);
    }
    Ok(map)
}

/// What would be sent to a proxy for an `http` URL is the whole request, with the token.
fn with_proxy(builder: ClientBuilder, choice: &Choice) -> Result<ClientBuilder, Error> {
    let proxy = match choice {
        Choice::None => None,
        Choice::Url(url) => Some(to_proxy(url, "`proxy`")?),
        Choice::Environment => {
            let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
            let named = names.iter().find_map(|name| Some((name, std::env::var(name).ok()?)));
            let named = named.filter(|(_, url)| !url.is_empty());
            let proxy = named.map(|(name, url)| to_proxy(&url, &format!("the variable `{name}`")));
            proxy.transpose()?.map(|it| it.no_proxy(NoProxy::from_env()))
        }
    };
    Ok(match proxy {
        Some(proxy) => builder.proxy(proxy),
        None => builder,
    })
}

/// The proxy at a URL, of which nothing is shown: it may have a password. One with a scheme that the HTTP stack does not
/// know would not be used at all.
fn to_proxy(url: &str, source: &str) -> Result<Proxy, Error> {
    let scheme = url.split_once("://").map_or("http", |(scheme, _)| scheme);
    if !["http", "https"].iter().any(|it| scheme.eq_ignore_ascii_case(it)) {
        let reason = format!("{source} names a proxy whose scheme is neither `http` nor `https`");
        return Err(Error::builder(reason));
    }
    Proxy::https(url)
        .map_err(|_| Error::builder(format!("{source} names a proxy by what is no URL")))
}

/// The port is that of the URL.
fn any_port(address: IpAddr) -> SocketAddr {
    SocketAddr::new(address, 0)
}

/// A resolver as the HTTP client takes it.
struct ReqwestResolver(Arc<dyn Resolver>);

impl Resolve for ReqwestResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let addresses = self.0.resolve(name.as_str());
        Box::pin(async move {
            let addresses = addresses.await?.into_iter().map(any_port);
            Ok(Box::new(addresses) as Addrs)
        })
    }
}

impl fmt::Debug for HttpTransportBuilder {
    /// Leaves out the proxy and the headers, which may have secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransportBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("max_connections", &self.max_connections)
            .field("max_idle_connections", &self.max_idle_connections)
            .finish_non_exhaustive()
    }
}
