//! Facts that a description states in prose: rate limits, lock periods and error codes.
//!
//! What is read as a fact is taken out of the text; what is left is documentation.

mod aliases;
mod blocks;
mod bounds;
mod boxes;
mod errors;
mod html;
mod links;
mod quantity;
mod rules;
mod rustdoc;
mod topic;
mod values;

use crate::ir::RateLimit;
pub(crate) use aliases::without_aliases;
use blocks::{Block, Kind};
pub(crate) use bounds::{Bound, FILE, Measure, bounds};
use errors::Errors;
pub(crate) use links::{absolute as absolute_links, join};
pub(crate) use rules::{ListRules, list_rules, relations};
pub(crate) use rustdoc::for_rustdoc;
use topic::{Topic, misses, statements};
pub(crate) use values::{allowed_values, listed_values, value_meanings, without_meanings};

/// A fact for a whole operation, or for the requests with one value of its tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tagged<T> {
    pub(crate) tag: Option<String>,
    pub(crate) fact: T,
}

/// A row of an error-code table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ErrorRow {
    pub(crate) code: String,
    /// Markdown.
    pub(crate) meaning: String,
}

/// A description, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prose {
    /// The rest of the description: Markdown without the facts. What is not understood stays in it.
    pub(crate) text: String,
    /// Each states a rate or a lock period.
    pub(crate) limits: Vec<Tagged<RateLimit>>,
    pub(crate) errors: Vec<Tagged<ErrorRow>>,
    /// Lines that announce a fact and state none.
    pub(crate) unreadable: Vec<String>,
    /// Lines that state another limit or lock period than an earlier one, for the same requests.
    pub(crate) contradictory: Vec<String>,
}

impl Prose {
    /// The same with the limits that `common` states, where it states none of its own.
    pub(crate) fn or_limits_of(mut self, common: &Self) -> Self {
        let own = self.limit(None);
        let others = common
            .limits
            .iter()
            .map(|Tagged { tag, fact }| Tagged { tag: tag.clone(), fact: fact.beside(own) });
        self.limits.extend(others.filter(|it| it.fact.is_stated()));
        self
    }

    /// The limit of the requests with one value of the tag: their own, else the one for all. A call without a tag keeps to
    /// all of them.
    pub(crate) fn limit(&self, tag: Option<&str>) -> RateLimit {
        let of = |concerns: &dyn Fn(Option<&str>) -> bool| {
            let stated = self.limits.iter().filter(|it| concerns(it.tag.as_deref()));
            RateLimit::strictest(stated.map(|it| it.fact))
        };
        match tag {
            None => of(&|_| true),
            tag => of(&|it| it == tag).or(of(&|it| it.is_none())),
        }
    }
}

/// Reads a description.
pub(crate) fn read(description: &str) -> Prose {
    let description = html::to_markdown(description);
    let mut reader = Reader::default();
    for block in boxes::without_error_format(blocks::split(&description), &description) {
        reader.block(&block, &description);
    }
    reader.finish()
}

/// A description as Markdown: itself, unless it is HTML.
pub(crate) fn markdown(description: &str) -> String {
    html::to_markdown(description).replace("&nbsp;", " ")
}

/// How a value goes on the wire, where only the description of its schema says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WireHints {
    /// An integer that counts milliseconds since 1970.
    pub(crate) epoch_millis: bool,
    /// A string that is a list.
    pub(crate) comma_separated: bool,
    /// How many items such a list may have.
    pub(crate) max_items: Option<usize>,
}

/// How descriptions say that a text is a list. What follows the first ones is what it is a list of.
const COMMA_SEPARATED: [&str; 4] =
    ["comma-separated list", "comma separated list", "comma-separated", "comma separated"];

/// The same at the end of a sentence about the values.
const BY_COMMAS: [&str; 5] = [
    ", each separated with a comma",
    ", separated by commas",
    " separated by commas",
    " separated by comma",
    " in a comma-separated format",
];

/// The description of a value as whoever makes a request has it: a list, whose commas are put in for them.
pub(crate) fn as_list(description: &str) -> String {
    let mut text = description.to_owned();
    for phrase in BY_COMMAS.into_iter().chain(COMMA_SEPARATED) {
        let lower = text.to_ascii_lowercase();
        let found: Vec<usize> = lower.match_indices(phrase).map(|(at, _)| at).collect();
        for at in found.into_iter().rev() {
            replace_phrase(&mut text, at, phrase);
        }
    }
    text
}

/// Puts a list in the place of a phrase, or takes it out where it stands before what the list is of.
fn replace_phrase(text: &mut String, at: usize, phrase: &str) {
    let is_capital = text[at..].starts_with('C');
    let end = at + phrase.len();
    if phrase.ends_with("list") {
        text.replace_range(at..end, if is_capital { "List" } else { "list" });
        return;
    }
    let rest = text[end..].strip_prefix(", ").or(text[end..].strip_prefix(' '));
    let rest = rest.filter(|_| phrase.starts_with('c')).unwrap_or(&text[end..]).to_owned();
    let mut characters = rest.chars();
    let rest = match characters.next().filter(|_| is_capital) {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => rest,
    };
    text.replace_range(at.., &rest);
}

/// Reads what a description says about the form of a value.
pub(crate) fn wire_hints(description: &str) -> WireHints {
    let text = description.to_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    let is_epoch = says(&["epoch", "unix time"]);
    let limit = bounds(description).into_iter().find(Bound::counts_items);
    WireHints {
        epoch_millis: is_epoch && says(&["millisecond", "(ms)", " in ms"]),
        comma_separated: says(&COMMA_SEPARATED) || says(&BY_COMMAS),
        max_items: limit.and_then(|it| it.most.try_into().ok()),
    }
}

#[derive(Default)]
struct Reader {
    prose: Prose,
    kept: Vec<String>,
    /// The line above the current block announced a list of facts.
    topic: Option<(Topic, String)>,
    /// The block above may announce an error-code table: its text.
    announcement: Option<String>,
}

impl Reader {
    fn block(&mut self, block: &Block, source: &str) {
        let topic = self.topic.take();
        let announcement = self.announcement.take();
        let text = source[block.range.clone()].trim_end();
        let errors = match &block.kind {
            Kind::Table(rows) => errors::table(rows, announcement.is_some()),
            Kind::List(items) if announcement.is_some() => errors::list(items),
            _ => None,
        };
        if let Some(errors) = errors {
            self.unread(topic);
            return self.errors(errors, announcement, text);
        }
        self.announced_nothing(announcement);
        match (&block.kind, topic) {
            (Kind::List(items), Some((topic, line))) => {
                self.list(topic, &line, items);
            }
            (Kind::List(items), None) if items.iter().all(|it| Topic::of(it).is_some()) => {
                self.lines(items, None);
            }
            (Kind::Text(lines), topic) if !errors::is_announcement(lines) => {
                self.lines(lines, topic);
            }
            (kind, topic) => {
                self.unread(topic);
                match kind {
                    Kind::Text(_) => self.announcement = Some(text.to_owned()),
                    _ => self.kept.push(text.to_owned()),
                }
            }
        }
    }

    /// A topic whose line states nothing goes on in the lines below it, or in the block that follows.
    fn lines(&mut self, lines: &[String], topic: Option<(Topic, String)>) {
        let mut kept = Vec::new();
        let (mut topic, line) = topic.unzip();
        // The line of a topic that is still without a fact, and where in what is kept of this block it would stand.
        let mut open = line.map(|line| (line, None));
        for line in lines.iter().flat_map(|it| statements(it)) {
            match (Topic::of(line), topic) {
                (Some((announced, "")), _) => {
                    self.unread_line(open, &mut kept);
                    let at = Some(kept.len());
                    (topic, open) = (Some(announced), Some((line.to_owned(), at)));
                }
                (Some((announced, quantity)), _) => {
                    if !self.fact(announced, None, quantity, line) {
                        kept.push(line.to_owned());
                    }
                }
                (None, Some(topic)) if line.starts_with('`') => {
                    let open = open.take();
                    if !self.listed(topic, line) {
                        self.keep(open, &mut kept);
                        kept.push(line.to_owned());
                    }
                }
                (None, _) => kept.push(line.to_owned()),
            }
        }
        let announces =
            lines.last().and_then(|it| Topic::of(it)).is_some_and(|(_, it)| it.is_empty());
        if announces {
            self.topic = topic.zip(open.map(|(line, _)| line));
        } else {
            self.unread_line(open, &mut kept);
        }
        if !kept.is_empty() {
            self.kept.push(kept.join("\n"));
        }
    }

    /// A list under the line of a topic.
    fn list(&mut self, topic: Topic, line: &str, items: &[String]) {
        let unread = items.iter().filter(|item| !self.listed(topic, item));
        let unread: Vec<_> = unread.map(|item| format!("\n- {item}")).collect();
        if !unread.is_empty() {
            self.kept.push(format!("{line}\n{}", unread.concat()));
        }
    }

    /// An item such as `` `update_title`: 60 req/min ``. Gives whether it was read.
    fn listed(&mut self, topic: Topic, item: &str) -> bool {
        let (tag, quantity) = item.rsplit_once(':').unwrap_or(("", item));
        let tag = between(tag, "`", "`").unwrap_or_else(|| tag.trim().to_owned());
        self.fact(topic, Some(tag), quantity.trim(), item)
    }

    /// Reads what is stated for a tag, or for all. Gives whether it was read.
    fn fact(&mut self, topic: Topic, tag: Option<String>, quantity: &str, line: &str) -> bool {
        let none = RateLimit::default();
        let read = match topic {
            Topic::Limit => quantity::rate(quantity).map(|it| RateLimit { rate: Some(it), ..none }),
            Topic::Lock => quantity::seconds(quantity)
                .map(|it| RateLimit { lock_period_seconds: Some(it), ..none }),
        };
        if let Some(fact) = read {
            let Prose { limits, contradictory, .. } = &mut self.prose;
            let mut earlier = limits.iter().filter(|it| it.tag == tag);
            if earlier.any(|it| it.fact.or(fact) != fact.or(it.fact)) {
                contradictory.push(line.to_owned());
            }
            limits.push(Tagged { tag, fact });
            return true;
        }
        // A limit of something else may stand before it: "100 users per request. 10 requests per minute."
        let sentences: Vec<_> = quantity.trim_end_matches('.').split(". ").collect();
        let (rates, others): (Vec<_>, Vec<_>) =
            sentences.into_iter().partition(|it| quantity::rate(it).is_some());
        let (Topic::Limit, [rate]) = (topic, rates.as_slice()) else {
            self.prose.unreadable.push(line.to_owned());
            return false;
        };
        self.kept.push(format!("{}.", others.join(". ")));
        self.fact(topic, tag, rate, line)
    }

    /// The line of a topic that nothing was read for is documentation.
    fn unread_line(&mut self, open: Option<(String, Option<usize>)>, kept: &mut Vec<String>) {
        self.prose.unreadable.extend(open.as_ref().map(|(line, _)| line.clone()));
        self.keep(open, kept);
    }

    /// Puts the line of a topic back where it stood: in a block of its own, or among the lines of this one.
    fn keep(&mut self, line: Option<(String, Option<usize>)>, kept: &mut Vec<String>) {
        match line {
            Some((line, Some(at))) => kept.insert(at, line),
            Some((line, None)) => self.kept.push(line),
            None => {}
        }
    }

    fn unread(&mut self, topic: Option<(Topic, String)>) {
        self.unread_line(topic.map(|(_, line)| (line, None)), &mut Vec::new());
    }

    fn errors(&mut self, errors: Errors, announcement: Option<String>, text: &str) {
        let tag = announcement.as_deref().and_then(|text| between(text, "`", "`"));
        if !errors.unreadable.is_empty() {
            self.kept.extend(announcement);
            self.kept.push(text.to_owned());
        }
        self.prose.unreadable.extend(errors.unreadable);
        let facts = errors.rows.into_iter().map(|fact| Tagged { tag: tag.clone(), fact });
        self.prose.errors.extend(facts);
    }

    /// What stood above a block that has no error codes is documentation.
    fn announced_nothing(&mut self, announcement: Option<String>) {
        let Some(announcement) = announcement else { return };
        if errors::calls_for_codes(&announcement) {
            self.prose.unreadable.push(announcement.clone());
        }
        self.kept.push(announcement);
    }

    fn finish(mut self) -> Prose {
        let announcement = self.announcement.take();
        self.announced_nothing(announcement);
        let topic = self.topic.take();
        self.unread(topic);
        let stated = self.prose.limit(None);
        self.missed(Topic::Limit, stated.rate.is_some());
        self.missed(Topic::Lock, stated.lock_period_seconds.is_some());
        self.prose.text = self.kept.join("\n\n");
        self.prose
    }

    /// Where no line states a fact, a sentence may do so. Beside a line, it says the same again.
    fn missed(&mut self, topic: Topic, is_stated: bool) {
        let is_told = |line: &String| Topic::of(line).is_some_and(|(it, _)| it == topic);
        if !is_stated && !self.prose.unreadable.iter().any(is_told) {
            let missed = self.kept.iter().flat_map(|it| misses(it, topic));
            self.prose.unreadable.extend(missed);
        }
    }
}

fn between(text: &str, open: &str, close: &str) -> Option<String> {
    let (_, rest) = text.split_once(open)?;
    let (inner, _) = rest.split_once(close)?;
    Some(inner.to_owned())
}

#[cfg(test)]
mod tests;
