//! Zoho's data centres.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// Where an organisation's data lives. An account, its tokens and its chats exist in one data
/// centre only.
///
/// The domain at which you sign in tells which it is: `accounts.zoho.eu` is [`DataCenter::Eu`]. A
/// token that is sent to another data centre is refused there as unknown.
///
/// ```
/// use generated_client::DataCenter;
///
/// let data_center: DataCenter = "EU".parse()?;
/// assert_eq!(data_center.api_url(), "https://cliq.zoho.eu");
/// # Ok::<(), generated_client::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DataCenter {
    /// United States, `zoho.com`.
    #[default]
    Us,
    /// Europe, `zoho.eu`.
    Eu,
    /// India, `zoho.in`.
    In,
    /// Australia, `zoho.com.au`.
    Au,
    /// Japan, `zoho.jp`.
    Jp,
    /// Canada, `zohocloud.ca`.
    Ca,
    /// China, `zoho.com.cn`.
    Cn,
    /// Saudi Arabia, `zoho.sa`.
    Sa,
    /// United Kingdom, `zoho.uk`.
    Uk,
}

impl DataCenter {
    /// All data centres.
    pub const ALL: &'static [Self] =
        &[Self::Us, Self::Eu, Self::In, Self::Au, Self::Jp, Self::Ca, Self::Cn, Self::Sa, Self::Uk];

    /// The short name: `US`, `EU`, ….
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Us => "US",
            Self::Eu => "EU",
            Self::In => "IN",
            Self::Au => "AU",
            Self::Jp => "JP",
            Self::Ca => "CA",
            Self::Cn => "CN",
            Self::Sa => "SA",
            Self::Uk => "UK",
        }
    }

    /// The scheme and host of the Cliq API, without a trailing slash.
    ///
    /// This is not the `api_domain` that Zoho returns along with a token, at which Cliq does not
    /// answer.
    pub const fn api_url(self) -> &'static str {
        match self {
            Self::Us => "https://cliq.zoho.com",
            Self::Eu => "https://cliq.zoho.eu",
            Self::In => "https://cliq.zoho.in",
            Self::Au => "https://cliq.zoho.com.au",
            Self::Jp => "https://cliq.zoho.jp",
            Self::Ca => "https://cliq.zohocloud.ca",
            Self::Cn => "https://cliq.zoho.com.cn",
            Self::Sa => "https://cliq.zoho.sa",
            Self::Uk => "https://cliq.zoho.uk",
        }
    }

    /// The scheme and host of the server that issues tokens, without a trailing slash.
    pub const fn accounts_url(self) -> &'static str {
        match self {
            Self::Us => "https://accounts.zoho.com",
            Self::Eu => "https://accounts.zoho.eu",
            Self::In => "https://accounts.zoho.in",
            Self::Au => "https://accounts.zoho.com.au",
            Self::Jp => "https://accounts.zoho.jp",
            Self::Ca => "https://accounts.zohocloud.ca",
            Self::Cn => "https://accounts.zoho.com.cn",
            Self::Sa => "https://accounts.zoho.sa",
            Self::Uk => "https://accounts.zoho.uk",
        }
    }
}

impl fmt::Display for DataCenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Reads the short name, in upper or lower case.
impl FromStr for DataCenter {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let known = Self::ALL.iter().copied();
        known
            .clone()
            .find(|data_center| data_center.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| {
                let names: Vec<_> = known.map(Self::as_str).collect();
                Error::builder(format!(
                    "`{}` is no data centre; expected one of {}",
                    text.escape_debug(),
                    names.join(", ")
                ))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for data_center in DataCenter::ALL {
            assert_eq!(data_center.to_string().parse::<DataCenter>().unwrap(), *data_center);
        }
        assert_eq!("eu".parse::<DataCenter>().unwrap(), DataCenter::Eu);
        let error = "zoho.eu".parse::<DataCenter>().unwrap_err();
        assert!(error.is_builder());
        assert!(error.to_string().contains("`zoho.eu` is no data centre; expected one of US, EU,"));
    }

    #[test]
    fn both_hosts_are_in_one_domain() {
        for data_center in DataCenter::ALL {
            assert_eq!(
                data_center.api_url().replace("cliq", "accounts"),
                data_center.accounts_url()
            );
        }
    }
}
