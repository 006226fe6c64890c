//! Lists without tokens, whose pages are asked for by the time that they end at.
//!
//! The service answers the newest items up to a bound. Nothing says whether an item of exactly that time is
//! among them, nor how a page is sorted. So the next page ends a millisecond after the oldest item of this
//! one. The two overlap, and what overlaps is known by its ids.

use serde_core::Serialize;

use super::cursor::Bookmark;
use super::mark::{Mark, Moment, TimeParameter};
use crate::{Error, MalformedItem};

/// What the documents say of a list that is paged by time.
#[derive(Debug)]
pub(crate) struct TimeCursor {
    /// The parameter that the list ends at.
    pub(crate) parameter: &'static str,
    /// The members of an item.
    pub(crate) time: &'static str,
    pub(crate) id: &'static str,
    /// How many items a page has unless the request says it, and how many it may ask for.
    pub(crate) default_limit: Option<i64>,
    pub(crate) max_limit: Option<i64>,
}

/// A page, as far as it matters for what comes next.
#[derive(Debug)]
struct Page {
    count: usize,
    oldest: Option<Moment>,
    newest: Option<Moment>,
    /// It has items that no page before had.
    has_news: bool,
    bound: Option<i64>,
    limit: Option<i64>,
}

/// What to ask for next.
#[derive(Debug, PartialEq)]
enum Next {
    /// The page that ends at this time.
    Until(i64),
    /// The same page with as many items as this.
    Larger(i64),
    Nothing,
}

impl Bookmark {
    /// Takes out of a page what earlier ones had, and turns the parameters to the next page. Says whether
    /// there is one.
    ///
    /// # Errors
    ///
    /// [`Error::is_paging`] if so many items share a moment that they fill a page.
    pub(crate) fn by_time<T, B, L>(
        &mut self,
        cursor: &TimeCursor,
        bound: &mut Option<B>,
        limit: &mut Option<L>,
        (items, malformed): (&mut Vec<T>, &mut Vec<MalformedItem>),
    ) -> Result<bool, Error>
    where
        T: Serialize,
        B: TimeParameter,
        L: Copy + Into<i64> + TryFrom<i64>,
    {
        let marks = items.iter().map(|item| Mark::of(item, cursor));
        let others = malformed.iter().map(|item| Mark::read(item.json(), cursor));
        let marks: Vec<Mark> = marks.chain(others).collect();
        let bounds =
            (bound.as_ref().map(B::millis), limit.map(Into::into).or(cursor.default_limit));
        let page = self.page(&marks, bounds);
        self.keep_news(marks, items, malformed);
        let fail = |reason| Error::paging(self.operation, page.reason(cursor, reason));
        match page.next(cursor.max_limit).map_err(fail)? {
            Next::Nothing => return Ok(false),
            Next::Until(time) => {
                let time = B::of_millis(time)
                    .ok_or_else(|| fail("its oldest time cannot be asked for"))?;
                *bound = Some(time);
            }
            Next::Larger(size) => *limit = L::try_from(size).ok(),
        }
        Ok(true)
    }

    fn page(&self, marks: &[Mark], (bound, limit): (Option<i64>, Option<i64>)) -> Page {
        let times = || marks.iter().filter_map(|mark| mark.time);
        let oldest = times().min_by_key(|time| time.last);
        // What has no id may be known by what changes with every answer, and is no progress.
        let is_news = |mark: &Mark| mark.has_id() && !self.given.contains(&mark.key);
        let goes_back = match (oldest, bound) {
            (Some(oldest), Some(bound)) => oldest.last.saturating_add(1) < bound,
            (oldest, None) => oldest.is_some(),
            (None, Some(_)) => false,
        };
        Page {
            count: marks.len(),
            oldest,
            newest: times().max_by_key(|time| time.first),
            has_news: goes_back || marks.iter().any(is_news),
            bound,
            limit,
        }
    }

    fn keep_news<T>(
        &mut self,
        marks: Vec<Mark>,
        items: &mut Vec<T>,
        malformed: &mut Vec<MalformedItem>,
    ) {
        let mut marks = marks.into_iter();
        let mut is_news = || marks.next().is_none_or(|mark| self.given.insert(mark.key));
        items.retain(|_| is_news());
        malformed.retain(|_| is_news());
    }
}

impl Page {
    fn next(&self, max_limit: Option<i64>) -> Result<Next, &'static str> {
        if self.count == 0 || !(self.has_news || self.is_full()) {
            return Ok(Next::Nothing);
        }
        let Some(oldest) = self.oldest else {
            return if self.is_full() {
                Err("it is full, but no item of it has a time")
            } else {
                Ok(Next::Nothing)
            };
        };
        if self.has_news {
            let until = oldest.last.saturating_add(1);
            // A bound never grows, whatever the times of the items say.
            return Ok(Next::Until(self.bound.map_or(until, |bound| until.min(bound))));
        }
        // Two moments share the page if the bound itself is in it; the older one may fit alone.
        let newest = self.newest.map(|newest| newest.first);
        if newest == self.bound && self.bound.is_some_and(|bound| oldest.last < bound) {
            return Ok(Next::Until(oldest.last));
        }
        match max_limit.filter(|max| self.limit.is_some_and(|limit| limit < *max)) {
            Some(max) => Ok(Next::Larger(max)),
            None => Err(
                "it is full of items that were given before, so more share a moment than a page \
                         holds, or the service does not keep to the bound",
            ),
        }
    }

    /// Whether there may be more items up to its bound than it has.
    fn is_full(&self) -> bool {
        let limit = self.limit.and_then(|limit| usize::try_from(limit).ok());
        limit.is_some_and(|limit| self.count >= limit)
    }

    fn reason(&self, cursor: &TimeCursor, reason: &str) -> String {
        let (count, parameter) = (self.count, cursor.parameter);
        let bound = self.bound.map(|bound| format!(" up to `{parameter}` {bound}"));
        format!("the page{} has {count} items: {reason}", bound.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
