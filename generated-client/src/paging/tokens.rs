//! Lists whose pages give a token for the next one.

use std::collections::VecDeque;

use super::bookmark::Bookmark;
use crate::schema::object::object;
use crate::{Error, PageToken};

/// What is remembered of a list that is paged by tokens.
#[derive(Clone, Debug, Default)]
pub(super) struct TokenPlace {
    /// The token for the next page.
    pub(super) next: Option<PageToken>,
    /// Which of the request's parameters it is for.
    parameter: usize,
    seen: Seen,
}

object!(TokenPlace {
    next: optional("next"),
    parameter: required("parameter"),
    seen: required("seen"),
});

impl Bookmark {
    /// Puts the token that a page gives into the request for the next one, and says whether there is one.
    ///
    /// Each pair is a parameter of the request and what the page has for it. A list keeps to the parameter
    /// that it began with; where it has begun with none, the first that the page has a token for is taken. An
    /// empty token is none.
    ///
    /// # Errors
    ///
    /// [`Error::is_paging`] if the token was given or sent before. Of circles of more than 100 pages that is noticed
    /// later than in the first round.
    pub fn tokens(
        &mut self,
        pairs: &mut [(&mut Option<PageToken>, Option<&PageToken>)],
    ) -> Result<bool, Error> {
        let sent = pairs.iter().position(|(parameter, _)| parameter.is_some());
        let given = |token: Option<&PageToken>| token.is_some_and(|it| !it.as_str().is_empty());
        let next = sent.or_else(|| pairs.iter().position(|(_, token)| given(*token)));
        let Some(index) = next else { return Ok(false) };
        let Some((parameter, token)) = pairs.get_mut(index) else { return Ok(false) };
        if let Some(sent) = parameter {
            // It was given by the page before, unless the list began with it.
            self.tokens.seen.add(sent.as_str());
            self.tokens.next = Some(sent.clone());
            self.tokens.parameter = index;
        }
        let Some(token) = token.filter(|token| given(Some(token))) else { return Ok(false) };
        if !self.tokens.seen.add(token.as_str()) {
            return Err(self.repeated(token));
        }
        self.tokens.next = Some(token.clone());
        self.tokens.parameter = index;
        **parameter = Some(token.clone());
        Ok(true)
    }

    /// Puts the token of a stored bookmark into the request. `parameters` are those of [`tokens`](Self::tokens), in the
    /// same order. Says whether it has one.
    pub fn resume_tokens(&self, parameters: &mut [&mut Option<PageToken>]) -> bool {
        let TokenPlace { next, parameter, .. } = &self.tokens;
        match (next, parameters.get_mut(*parameter)) {
            (Some(token), Some(parameter)) => {
                **parameter = Some(token.clone());
                true
            }
            _ => false,
        }
    }

    fn repeated(&self, token: &PageToken) -> Error {
        let token = token.as_str().escape_debug();
        let reason =
            format!("the service gave the token `{token}` twice, so its pages go in circles");
        Error::paging(self.operation, reason)
    }
}

/// Knows tokens again without remembering all of them: the latest ones, and one more, the landmark. Each landmark
/// stays twice as long as the one before it, so that every circle comes back to one (Brent's algorithm).
#[derive(Clone, Debug, Default)]
struct Seen {
    latest: VecDeque<String>,
    landmark: Option<String>,
    count: u64,
}

object!(Seen {
    latest: required("latest"),
    landmark: optional("landmark"),
    count: required("count"),
});

impl Seen {
    const MOST: usize = 100;

    /// Adds a token. Says whether it is new.
    fn add(&mut self, token: &str) -> bool {
        if self.latest.iter().any(|it| it == token) || self.landmark.as_deref() == Some(token) {
            return false;
        }
        self.count = self.count.saturating_add(1);
        if self.count.is_power_of_two() {
            self.landmark = Some(token.to_owned());
        }
        if self.latest.len() == Self::MOST {
            self.latest.pop_front();
        }
        self.latest.push_back(token.to_owned());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    /// A circle ends, however long it is, and a long list takes no more memory than a short one.
    #[test]
    fn tokens_are_known_again_without_remembering_them_all() {
        for circle in [1, 2, 99, 100, 101, 250, 1000] {
            for lead in [0, 1, 120, 1000] {
                let mut seen = Seen::default();
                let token = |page: usize| {
                    let around = page.checked_sub(lead).map(|it| it % circle);
                    around.map_or_else(|| format!("lead {page}"), |it| it.to_string())
                };
                let pages = (0..).find(|page| !seen.add(&token(*page))).unwrap();
                assert!(pages >= lead + circle, "{circle} {lead}: {pages}");
                assert!(pages <= 3 * (lead + circle), "{circle} {lead}: {pages}");
                let is_short = circle <= Seen::MOST;
                assert!(!is_short || pages == lead + circle, "{circle} {lead}: {pages}");
                assert!(seen.latest.len() <= Seen::MOST);
            }
        }
    }
}
