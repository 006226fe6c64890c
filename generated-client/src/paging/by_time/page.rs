//! What a page says about the next one.

use super::{Given, Overlap, TimeCursor};
use crate::paging::mark::{Mark, Moment};

/// A page, as far as it matters for what comes next.
#[derive(Debug)]
pub(super) struct Page {
    count: usize,
    bound: Option<i64>,
    limit: Option<i64>,
    overlap: Option<Overlap>,
    /// An item of it is where the page before it ended.
    continues: bool,
    newest: Option<Moment>,
    /// Of the items up to the bound.
    oldest: Option<Moment>,
    /// Of those whose time can be right.
    oldest_plausible: Option<Moment>,
    /// It has items up to the bound that no page before had. Those without a time or an id may be known by what
    /// changes with every response, and are no progress.
    has_news: bool,
    /// It has items after the bound that no page before had.
    runs_over: bool,
    has_wrong_time: bool,
}

/// What to ask for next.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// The page that ends at this time, and what it has in common with this one.
    Until(i64, Option<Overlap>),
    /// The same page.
    Again,
    /// The same page with as many items as this.
    Larger(i64),
    Nothing,
}

impl Page {
    pub(super) fn new(
        marks: &[Mark],
        bound: Option<i64>,
        limit: Option<i64>,
        overlap: Option<Overlap>,
        given: &Given,
    ) -> Self {
        let is_after = |time: Moment| bound.is_some_and(|bound| time.first > bound);
        let times = || marks.iter().filter_map(|mark| mark.time);
        let up_to_bound = || times().filter(|time| !is_after(*time));
        let is_plausible = |time: &Moment| time.is_plausible();
        let news = || marks.iter().filter(|mark| mark.has_id && !given.contains_key(&mark.key));
        let news = || news().filter_map(|mark| mark.time);
        let runs_over = news().any(is_after);
        Self {
            count: marks.len(),
            bound,
            limit,
            overlap,
            continues: overlap.is_none_or(|it| up_to_bound().any(|t| t.last >= it.oldest.first)),
            newest: times().max_by_key(|time| time.first),
            oldest: up_to_bound().min_by_key(|time| time.last),
            oldest_plausible: up_to_bound().filter(is_plausible).min_by_key(|time| time.last),
            has_news: news().any(|time| !is_after(time)),
            runs_over,
            has_wrong_time: runs_over || !times().all(Moment::is_plausible),
        }
    }

    pub(super) fn next(&self, max_limit: Option<i64>) -> Result<Next, &'static str> {
        if !self.continues && self.overlap.is_some_and(|overlap| overlap.is_doubtful) {
            return Err(
                "it does not continue the page before it, which had an item with a wrong time (0, \
                 negative, in seconds or after the bound), so items may be missing",
            );
        }
        // A wrong time is the oldest of all, more often than not. It leads on only if nothing else does.
        let oldest = self.oldest_plausible.or(self.oldest);
        if let Some(oldest) = oldest.filter(|oldest| self.goes_back(*oldest)) {
            return Ok(self.until_after(oldest));
        }
        if self.has_news {
            return Ok(Next::Again);
        }
        if self.runs_over {
            return Err("it has items after its bound, to which the service does not keep");
        }
        if self.count == 0 || !self.is_full() {
            return Ok(self.past_wrong_times());
        }
        let oldest = self.oldest.ok_or("it is full, but no item of it has a time")?;
        self.next_of_full(oldest, max_limit)
    }

    /// It is full of items that were given before.
    fn next_of_full(&self, oldest: Moment, max_limit: Option<i64>) -> Result<Next, &'static str> {
        if self.goes_back(oldest) {
            return Ok(self.until_after(oldest));
        }
        // Two moments share the page if the bound itself is in it; the older one may fit alone.
        let newest = self.newest.map(|newest| newest.first);
        if newest == self.bound && self.bound.is_some_and(|bound| oldest.last < bound) {
            return Ok(Next::Until(oldest.last, None));
        }
        match max_limit.filter(|max| self.limit.is_some_and(|limit| limit < *max)) {
            Some(max) => Ok(Next::Larger(max)),
            None => Err(
                "it is full of items that were given before, so more share a moment than a page \
                 holds, or the service does not keep to the bound",
            ),
        }
    }

    /// A page that is short of its limit is the last one, unless an item with a wrong time took the place of the one that
    /// would have led on: some services give fewer items than they are asked for.
    fn past_wrong_times(&self) -> Next {
        let oldest = self.oldest_plausible.filter(|_| self.has_wrong_time);
        let oldest = oldest.filter(|it| self.bound.is_some_and(|bound| it.last < bound));
        oldest.map_or(Next::Nothing, |it| Next::Until(it.last, None))
    }

    /// Whether a page up to this time is another one. A bound never grows, whatever the times of the items say.
    fn goes_back(&self, oldest: Moment) -> bool {
        self.bound.is_none_or(|bound| oldest.last.saturating_add(1) < bound)
    }

    fn until_after(&self, oldest: Moment) -> Next {
        let is_doubtful = self.has_wrong_time || !oldest.is_plausible();
        Next::Until(oldest.last.saturating_add(1), Some(Overlap { oldest, is_doubtful }))
    }

    /// Whether there may be more items up to its bound than it has.
    fn is_full(&self) -> bool {
        let limit = self.limit.and_then(|limit| usize::try_from(limit).ok());
        limit.is_some_and(|limit| self.count >= limit)
    }

    pub(super) fn reason(&self, cursor: &TimeCursor, reason: &str) -> String {
        let (count, parameter) = (self.count, cursor.parameter);
        let bound = self.bound.map(|bound| format!(" up to `{parameter}` {bound}"));
        format!("the page{} has {count} items: {reason}", bound.unwrap_or_default())
    }
}
