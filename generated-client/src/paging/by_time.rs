//! Lists without tokens, whose pages are asked for by the time that they end at.
//!
//! The service answers the newest items up to a bound. Nothing says whether an item of exactly that time is
//! among them, nor how a page is sorted. So the next page ends a millisecond after the oldest item of this
//! one. The two overlap, and what overlaps is known by its ids: that of the next page are all that the list has
//! to remember.
//!
//! The overlap is a check too. Where it is missing, the oldest item was deleted in between, or its time was
//! wrong and the list was cut short. So the list goes by times that can be right, and where it had to go by another
//! one and finds nothing there, it does not take that for its end.

mod page;

use std::collections::BTreeMap;

use serde_core::Serialize;

use self::page::{Next, Page};
use super::bookmark::Bookmark;
use super::mark::{Mark, Moment, TimeParameter};
use crate::schema::object::object;
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

/// What is remembered of a list that is paged by time.
#[derive(Clone, Debug)]
pub(super) struct TimePlace {
    /// What the next page is asked for with.
    until: Option<i64>,
    limit: Option<i64>,
    overlap: Option<Overlap>,
    /// The items that came and that may come again, each with its time: those of the last page, and those at the bound.
    given: Given,
}

object!(TimePlace {
    until: optional("until"),
    limit: optional("limit"),
    overlap: optional("overlap"),
    given: required("given"),
});

type Given = BTreeMap<String, Option<i64>>;

/// What the next page has in common with the last one.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Overlap {
    oldest: Moment,
    /// A time on the last page was wrong, be it this one or another.
    is_doubtful: bool,
}

object!(Overlap { oldest: required("oldest"), is_doubtful: required("is_doubtful") });

impl Bookmark {
    /// Takes out of a page what earlier ones had, and turns the parameters to the next page. Says whether
    /// there is one.
    ///
    /// # Errors
    ///
    /// [`Error::is_paging`] if so many items share a moment that they fill a page, or if a wrong time led to a page
    /// that does not continue the last one.
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
        let until = bound.as_ref().map(B::millis);
        let size = limit.map(Into::into);
        let last = self.time.take();
        let overlap = last.as_ref().and_then(|place| place.overlap);
        let mut given = last.map(|place| place.given).unwrap_or_default();
        let page = Page::new(&marks, until, size.or(cursor.default_limit), overlap, &given);
        let keys = marks.iter().map(|mark| (mark.key.clone(), mark.first()));
        let mut are_news = keys.map(|(key, first)| given.insert(key, first).is_none());
        let mut is_news = || are_news.next().unwrap_or(true);
        items.retain(|_| is_news());
        malformed.retain(|_| is_news());
        // What is remembered if the list cannot go on: this page is asked for again.
        self.time = Some(TimePlace { until, limit: size, overlap, given });
        let fail = |reason| Error::paging(self.operation, page.reason(cursor, reason));
        match page.next(cursor.max_limit).map_err(fail)? {
            Next::Nothing => return Ok(false),
            Next::Again => {}
            Next::Larger(size) => {
                *limit = L::try_from(size).ok();
                self.time.iter_mut().for_each(|place| place.limit = Some(size));
            }
            Next::Until(until, overlap) => {
                let time = B::of_millis(until)
                    .ok_or_else(|| fail("its oldest time cannot be asked for"))?;
                *bound = Some(time);
                let mut given = self.time.take().map(|place| place.given).unwrap_or_default();
                given.retain(|_, first| first.is_some_and(|first| first <= until));
                given.extend(marks.iter().map(|mark| (mark.key.clone(), mark.first())));
                self.time = Some(TimePlace { until: Some(until), limit: size, overlap, given });
            }
        }
        Ok(true)
    }

    /// Turns the parameters to the page of a stored bookmark. Says whether it has one.
    pub(crate) fn resume_by_time<B, L>(&self, bound: &mut Option<B>, limit: &mut Option<L>) -> bool
    where
        B: TimeParameter,
        L: TryFrom<i64>,
    {
        let Some(place) = &self.time else { return false };
        if let Some(until) = place.until {
            *bound = B::of_millis(until);
        }
        if let Some(size) = place.limit {
            *limit = L::try_from(size).ok();
        }
        place.until.is_none() || bound.is_some()
    }
}

#[cfg(test)]
mod tests;
