//! Compares what the calls of an operation send and get, and how often they may be made.

use super::change::{Direction, Finding, Impact, Places};
use super::described::{Described, Side};
use super::members::Facts;
use super::requests;
use super::schema::Walk;
use super::types::{Context, Types};
use super::view::Response;
use crate::ir::{Body, BodyForm, Call, ErrorCode, Merged, Rate, RateLimit};
use crate::model::{self, CallBody};

/// Which facts of prose the new document lets be read at all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Readable {
    pub(super) limits: bool,
    pub(super) codes: bool,
}

/// Other words than before, by what they describe.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Words {
    pub(super) body: bool,
    pub(super) response: bool,
    pub(super) codes: bool,
}

/// The calls that are compared as one: those of an operation, or of all operations whose methods became others.
#[derive(Clone)]
pub(super) struct Calls<'a> {
    described: Described<'a>,
    of: Vec<(&'a Call, Option<&'a model::Call>)>,
    places: Places,
}

impl<'a> Calls<'a> {
    pub(super) fn of(side: Side<'a>, places: &Places) -> Self {
        Self { described: side.described, of: side.calls(), places: places.clone() }
    }

    /// The same calls with those of another operation.
    pub(super) fn with(mut self, other: Side<'a>) -> Self {
        self.of.extend(other.calls().into_iter().filter(|(_, named)| named.is_some()));
        self
    }

    /// The values of the tag, if that is how all of several calls are told apart.
    pub(super) fn tags(&self) -> Option<Vec<&'a str>> {
        let tags: Option<Vec<_>> = self.of.iter().map(|(call, _)| call.tag.as_deref()).collect();
        tags.filter(|tags| tags.len() > 1)
    }

    pub(super) fn with_tag(&self, tag: &str) -> Self {
        let of = self.of.iter().filter(|(call, _)| call.tag.as_deref() == Some(tag));
        Self { of: of.copied().collect(), ..self.clone() }
    }

    fn calls(&self) -> impl Iterator<Item = &'a Call> {
        self.of.iter().map(|(call, _)| *call)
    }

    /// What the calls become, if that is one request.
    fn named(&self) -> Option<&'a model::Call> {
        match self.of.as_slice() {
            [(_, named)] => *named,
            _ => None,
        }
    }

    fn context(&self, direction: Direction) -> Context<'a> {
        Context { described: self.described, direction }
    }

    fn bodies(&self) -> Vec<&'a Body> {
        self.calls().filter_map(|call| call.body.as_ref()).collect()
    }

    fn body_types(&self) -> Types<'a> {
        let types = self.bodies().into_iter().map(|body| &body.ty);
        Types::new(self.context(Direction::Request), types)
    }

    fn response(&self) -> Response<'a> {
        Response::of(self.context(Direction::Response), self.calls().map(|call| &call.output))
    }

    fn limit(&self) -> RateLimit {
        RateLimit::strictest(self.calls().map(|call| call.limit))
    }

    fn errors(&self) -> Vec<&'a ErrorCode> {
        self.calls().flat_map(|call| &call.errors).collect()
    }
}

/// Reports what differs; says what is described in other words.
pub(super) fn compare(
    old: &Calls<'_>,
    new: &Calls<'_>,
    readable: Readable,
    findings: &mut Vec<Finding>,
) -> Words {
    let mut words = Words {
        body: body(old, new, findings),
        response: response(old, new, findings),
        codes: false,
    };
    if readable.limits {
        limits("", old.limit(), new.limit(), findings);
    }
    if readable.codes {
        words.codes = codes(old, new, findings);
    }
    if let (Some(before), Some(after)) = (old.named(), new.named()) {
        budget(&before.info, &after.info, findings);
        // What is told of a value already explains that it is written or given otherwise.
        let found = requests::calls(before, after).into_iter();
        let found: Vec<_> = found
            .filter(|it| {
                !findings.iter().any(|told| told.subject == it.subject && told.is_of_form())
            })
            .collect();
        findings.extend(found);
    }
    // A fact that is new in the representation has to be compared, or it does not compile here.
    for call in old.calls() {
        let Call { chosen: _, tag: _, merged, docs: _, body: _, output: _, limit: _, errors: _ } =
            call;
        // Which operations a method stands for is compared with the methods.
        for Merged { id: _, document: _, summary: _, docs: _ } in merged {}
    }
    words
}

/// What the client keeps to where another operation on the same route says more than this one.
fn budget(old: &model::Info, new: &model::Info, findings: &mut Vec<Finding>) {
    let budget = |it: &model::Info| it.budget.map(|it| it.limit).unwrap_or_default();
    let (mut before, after) = (budget(old), budget(new));
    // Where the operation's own limit is another one, that is told.
    if old.limit.rate != new.limit.rate {
        before.rate = after.rate;
    }
    if old.limit.lock_period_seconds != new.limit.lock_period_seconds {
        before.lock_period_seconds = after.lock_period_seconds;
    }
    limits("shared ", before, after, findings);
}

fn body(old: &Calls<'_>, new: &Calls<'_>, findings: &mut Vec<Finding>) -> bool {
    let is_required = |bodies: &[&Body]| bodies.iter().any(|body| body.required);
    let (before, after) = (old.bodies(), new.bodies());
    match (before.as_slice(), after.as_slice()) {
        ([], []) => return false,
        (_, []) => findings.push(Finding::new(Impact::Breaking, "body", "removed")),
        ([], _) => {
            let impact = if is_required(&after) { Impact::Breaking } else { Impact::Additive };
            let is = new.body_types().view().describe();
            findings.push(Finding::new(impact, "body", "added").new_value(is));
        }
        ([first, ..], [new_first, ..]) => {
            media_type(first, new_first, findings);
            let mut walk = Walk::new(Direction::Request, old.places.clone(), findings);
            walk.types("body", &old.body_types(), &new.body_types());
            walk.required("body", is_required(&before), is_required(&after));
            if let ([before], [after]) = (before.as_slice(), after.as_slice()) {
                walk.facts("body", &facts(before), &facts(after));
            }
            // Where its fields are arguments, they are described and it is not.
            let is_whole = |it: &Calls<'_>| {
                let body = it.named().and_then(|it| it.body.as_ref());
                !matches!(body, Some(CallBody::Flat { .. }))
            };
            if is_whole(old) || is_whole(new) {
                let docs =
                    |bodies: &[&Body]| bodies.iter().map(|it| it.docs.clone() + "\n").collect();
                let (before, after): (String, String) = (docs(&before), docs(&after));
                walk.words(&before, &after);
            }
            return walk.worded_otherwise;
        }
    }
    false
}

fn media_type(old: &Body, new: &Body, findings: &mut Vec<Finding>) {
    let Body { required: _, docs: _, ty: _, limits: _, form, media_type, styles } = old;
    if *styles != new.styles {
        findings.push(Finding::of_service("body", "is written in another style"));
    }
    if *media_type != new.media_type || *form != new.form {
        // What a program gives is the same, unless it is put together in another way.
        let is_value = |it: &Body| matches!(it.form, BodyForm::Json | BodyForm::Pairs);
        let finding = match is_value(old) == is_value(new) {
            true => Finding::of_service("body", "media type"),
            false => Finding::new(Impact::Breaking, "body", "media type"),
        };
        findings.push(finding.old(media_type).new_value(&new.media_type));
    }
}

fn facts(body: &Body) -> Facts<'_> {
    Facts { limits: &body.limits, default: None, example: None, deprecated: false }
}

fn response(old: &Calls<'_>, new: &Calls<'_>, findings: &mut Vec<Finding>) -> bool {
    let mut walk = Walk::new(Direction::Response, old.places.clone(), findings);
    walk.response("response", &old.response(), &new.response());
    walk.worded_otherwise
}

fn limits(which: &str, old: RateLimit, new: RateLimit, findings: &mut Vec<Finding>) {
    let subject = format!("{which}rate limit");
    fact(&subject, (old.rate, new.rate), Rate::stricter, |it| it.to_string(), findings);
    let subject = format!("{which}lock period");
    let locks = (old.lock_period_seconds, new.lock_period_seconds);
    fact(&subject, locks, u32::max, duration, findings);
}

/// A limit that is not stated any more may still hold.
fn fact<T: Copy + PartialEq>(
    subject: &str,
    (old, new): (Option<T>, Option<T>),
    stricter: fn(T, T) -> T,
    text: fn(T) -> String,
    findings: &mut Vec<Finding>,
) {
    let mut finding = match (old, new) {
        _ if old == new => return,
        (_, None) => Finding::new(Impact::Documentation, subject, "not stated any more"),
        (None, Some(_)) => Finding::of_service(subject, "stated"),
        // Who kept to the old one keeps to the new one.
        (Some(old), Some(new)) if stricter(old, new) == old => {
            Finding::new(Impact::Additive, subject, "looser")
        }
        (Some(_), Some(_)) => Finding::of_service(subject, "stricter"),
    };
    (finding.old, finding.new) = (old.map(text), new.map(text));
    findings.push(finding);
}

fn duration(seconds: u32) -> String {
    match seconds {
        60.. if seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}

/// All error codes are the values of one enumeration: what another operation states is no news to it.
fn codes(old: &Calls<'_>, new: &Calls<'_>, findings: &mut Vec<Finding>) -> bool {
    let (gone, gone_here) = only(old, new);
    let (added, added_here) = only(new, old);
    for (codes, impact) in [(gone, Impact::Breaking), (gone_here, Impact::Documentation)] {
        if !codes.is_empty() {
            findings.push(Finding::new(impact, "error codes", "removed").old(codes.join(", ")));
        }
    }
    for (codes, impact) in [(added, Impact::Additive), (added_here, Impact::Documentation)] {
        if !codes.is_empty() {
            findings.push(Finding::new(impact, "error codes", "added").new_value(codes.join(", ")));
        }
    }
    let (old, new) = (old.errors(), new.errors());
    let meanings = |all: &[&ErrorCode], wanted: &str| -> Vec<String> {
        let same = all.iter().filter(|ErrorCode { code, meanings: _ }| code == wanted);
        same.flat_map(|it| it.meanings.clone()).collect()
    };
    old.iter().any(|it| {
        let after = meanings(&new, &it.code);
        !after.is_empty() && meanings(&old, &it.code) != after
    })
}

/// The error codes that only the first calls state: those that the other documents lack, and those that they have for
/// other calls.
fn only<'a>(these: &Calls<'a>, those: &Calls<'_>) -> (Vec<&'a str>, Vec<&'a str>) {
    let stated = those.errors();
    let mut codes: Vec<&str> = Vec::new();
    for code in these.errors().into_iter().map(|it| it.code.as_str()) {
        if stated.iter().all(|it| it.code != code) && !codes.contains(&code) {
            codes.push(code);
        }
    }
    let operations = || those.described.api.documents.iter().flat_map(|it| &it.operations);
    codes.into_iter().partition(|code| !operations().any(|it| it.error_codes().contains(code)))
}
