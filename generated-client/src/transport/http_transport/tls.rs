//! Which certificates are trusted, with either TLS library.

use crate::Error;

/// Whom the certificates of servers have to be signed by.
#[derive(Default)]
pub(super) enum Roots {
    /// Nobody: there is no server to be reached over TLS.
    None,
    #[default]
    Platform,
    /// The platform's, and these in PEM.
    PlatformAnd(Vec<u8>),
    Only(Vec<u8>),
}

impl Roots {
    pub(super) fn add(&mut self, pem: &[u8]) {
        match self {
            Self::None | Self::Platform => *self = Self::PlatformAnd(pem.to_vec()),
            Self::PlatformAnd(others) | Self::Only(others) => {
                others.push(b'\n');
                others.extend_from_slice(pem);
            }
        }
    }
}

fn no_certificate() -> Error {
    Error::builder("the root certificates are not in PEM, or there is none among them")
}

#[cfg(not(feature = "native-tls"))]
mod library {
    use std::error::Error as StdError;
    use std::sync::Arc;

    use reqwest::ClientBuilder;
    use rustls::crypto::ring;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use rustls::{ClientConfig, RootCertStore};
    use rustls_platform_verifier::{BuilderVerifierExt, Verifier};

    use super::{Roots, no_certificate};
    use crate::Error;

    pub(in super::super) fn set_up(
        builder: ClientBuilder,
        roots: &Roots,
        offers_http2: bool,
    ) -> Result<ClientBuilder, Error> {
        let mut config = config(roots)?;
        let protocols: &[&[u8]] = if offers_http2 { &[b"h2", b"http/1.1"] } else { &[b"http/1.1"] };
        config.alpn_protocols = protocols.iter().map(|it| it.to_vec()).collect();
        Ok(builder.tls_backend_preconfigured(config))
    }

    /// The configuration names its crypto provider, so that no process-wide one has to be installed.
    fn config(roots: &Roots) -> Result<ClientConfig, Error> {
        let failed = |error| Error::builder(format!("TLS cannot be set up: {error}"));
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(failed)?;
        let config = match roots {
            Roots::None => config.with_root_certificates(RootCertStore::empty()),
            Roots::Platform => config.with_platform_verifier().map_err(failed)?,
            Roots::PlatformAnd(pem) => {
                let verifier = Verifier::new_with_extra_roots(certificates(pem)?, provider);
                let verifier = Arc::new(verifier.map_err(failed)?);
                config.dangerous().with_custom_certificate_verifier(verifier)
            }
            Roots::Only(pem) => {
                let mut store = RootCertStore::empty();
                for certificate in certificates(pem)? {
                    store.add(certificate).map_err(failed)?;
                }
                config.with_root_certificates(store)
            }
        };
        Ok(config.with_no_client_auth())
    }

    fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
        let certificates = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
        certificates.ok().filter(|it| !it.is_empty()).ok_or_else(no_certificate)
    }

    pub(in super::super) fn is_error(error: &(dyn StdError + 'static)) -> bool {
        error.is::<rustls::Error>()
    }
}

/// Where both libraries are there, this is the one that somebody asked for by name.
#[cfg(feature = "native-tls")]
mod library {
    use std::error::Error as StdError;

    use reqwest::{Certificate, ClientBuilder};

    use super::{Roots, no_certificate};
    use crate::Error;

    pub(in super::super) fn set_up(
        builder: ClientBuilder,
        roots: &Roots,
        offers_http2: bool,
    ) -> Result<ClientBuilder, Error> {
        let builder = builder.tls_backend_native();
        let builder = if offers_http2 { builder } else { builder.http1_only() };
        Ok(match roots {
            Roots::None | Roots::Platform => builder,
            Roots::PlatformAnd(pem) => builder.tls_certs_merge(certificates(pem)?),
            Roots::Only(pem) => builder.tls_certs_only(certificates(pem)?),
        })
    }

    /// This library reads one at a time.
    fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, Error> {
        const END: &str = "-----END CERTIFICATE-----";
        let text = std::str::from_utf8(pem).map_err(|_| no_certificate())?;
        let each = text.split_inclusive(END).filter(|it| it.contains(END));
        let certificates = each.map(|it| Certificate::from_pem(it.trim_start().as_bytes()));
        let certificates = certificates.collect::<Result<Vec<_>, _>>();
        certificates.ok().filter(|it| !it.is_empty()).ok_or_else(no_certificate)
    }

    pub(in super::super) fn is_error(error: &(dyn StdError + 'static)) -> bool {
        error.is::<native_tls::Error>()
    }
}

pub(super) use library::{is_error, set_up};
