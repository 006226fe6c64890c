//! What the documents of the service leave open (`specs/README.md`), as far as reading settles it.

use std::io::{self, Write};

use generated_client::channels_v2::{ChannelLevel, ChannelRole, ChannelStatus};
use generated_client::http::Method;
use generated_client::messages::requests::Search;
use generated_client::{
    ChatId, Client, Error, Operation, UserId, channels_v2, chats, scheduled_messages, stars,
    user_statuses_v2, users_v2,
};

use crate::access::{Access, CHATS, reason};
use crate::of_chat;
use crate::probe::{Answer, Expected, Probe, id_of};

/// One row of the table.
pub(crate) struct Question {
    pub(crate) text: &'static str,
    /// What a success tells: a type, whether something is there, or a word of the documents. Never a value.
    pub(crate) tell: fn(&Answer) -> String,
}

/// What one call settles.
pub(crate) struct Topic {
    pub(crate) expected: Expected,
    pub(crate) questions: &'static [Question],
}

static BEARER: Topic = Topic {
    expected: CHATS,
    questions: &[Question { text: "Is `Authorization: Bearer` taken too?", tell: yes }],
};
static LIMITS: Topic = Topic {
    expected: Expected::Anything,
    questions: &[Question { text: "Which headers tell of limits?", tell: Answer::limit_headers }],
};
static CHAT_LIST: Topic = Topic {
    expected: CHATS,
    questions: &[Question {
        text: "`GET /chats`: is there a `next_token`?",
        tell: |it| next_token(it, "chats"),
    }],
};
static SEARCH: Topic = Topic {
    expected: Expected::List(&["messages"]),
    questions: &[Question {
        text: "`GET /messages/search`: of which type is `next_token`?",
        tell: |it| next_token(it, "messages"),
    }],
};
static STARS: Topic = Topic {
    expected: Expected::List(&["data", "star_messages"]),
    questions: &[Question {
        text: "`GET /stars`: is the list `data` or `star_messages`?",
        tell: |it| match it.body().get("star_messages") {
            Some(_) => "`star_messages`".to_owned(),
            None => "`data`".to_owned(),
        },
    }],
};
static SCHEDULED: Topic = Topic {
    expected: Expected::List(&["data"]),
    questions: &[Question {
        text: "`GET /scheduledmessages`: is there a `next_token`?",
        tell: |it| next_token(it, "data"),
    }],
};
static STATUSES: Topic = Topic {
    expected: Expected::List(&["data"]),
    questions: &[Question {
        text: "`GET /statuses` (v2): of which type is `id`?",
        tell: |it| it.type_in("data", "id"),
    }],
};
static STATUS: Topic = Topic {
    expected: Expected::Data,
    questions: &[Question {
        text: "`GET /statuses/current` (v2): of which type is `id`?",
        tell: |it| it.type_at("/data/id"),
    }],
};
static TEAMS: Topic = Topic {
    expected: Expected::List(&["data"]),
    questions: &[Question {
        text: "`GET /users/{USER_ID}/teams` (v2): of which type is `team_id`?",
        tell: |it| it.type_in("data", "team_id"),
    }],
};
static CHANNELS: Topic = Topic {
    expected: Expected::List(&["channels"]),
    questions: &[
        Question {
            text: "`GET /channels` (v2): which words are a `level`?",
            // This one is in lists alone.
            tell: |it| words(it, "level", &[ChannelLevel::KNOWN, &["personal"]].concat()),
        },
        Question {
            text: "The same: which words are a `current_user_role`?",
            tell: |it| words(it, "current_user_role", ChannelRole::KNOWN),
        },
        Question {
            text: "The same: which words are a `status`?",
            tell: |it| words(it, "status", ChannelStatus::KNOWN),
        },
    ],
};

/// Those that need no chat.
static TOPICS: [&Topic; 10] = [
    &BEARER, &LIMITS, &CHAT_LIST, &SEARCH, &STARS, &SCHEDULED, &STATUSES, &STATUS, &TEAMS,
    &CHANNELS,
];

impl Topic {
    /// The rows of what the call has come to.
    pub(crate) fn print(&self, answer: Result<&Answer, &Error>) -> io::Result<()> {
        self.questions.iter().try_for_each(|it| row(it.text, &self.expected, answer, it.tell))
    }

    /// The rows of a call that is not made.
    pub(crate) fn skip(&self, why: &str) -> io::Result<()> {
        let mut questions = self.questions.iter();
        questions.try_for_each(|it| writeln!(io::stdout(), "| {} | not asked: {why} |", it.text))
    }
}

/// Tells what would be asked.
pub(crate) fn print_plan(chat: Option<&ChatId>) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "dry run, nothing is sent; it would only read, and find out:\n")?;
    for question in TOPICS.iter().flat_map(|it| it.questions) {
        writeln!(out, "- {}", question.text)?;
    }
    let needs = if chat.is_some() { "" } else { " (needs --chat)" };
    for question in of_chat::TOPICS.iter().flat_map(|it| it.questions) {
        writeln!(out, "- {}{needs}", question.text)?;
    }
    Ok(())
}

/// Asks, and prints a table. `listed` is the answer to a list of chats.
pub(crate) async fn print(
    access: &Access,
    listed: &Answer,
    chat: Option<&ChatId>,
) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "\n## Open questions\n\n| Question | Answer |\n|---|---|")?;
    if listed.is_throttled() {
        BEARER.skip("too many requests already")?;
    } else {
        let list = chats::requests::List::new().limit(1);
        BEARER.print(ask(&access.bearer, list).await.as_ref())?;
    }
    // A refusal has headers, too.
    for question in LIMITS.questions {
        writeln!(out, "| {} | {} |", question.text, (question.tell)(listed))?;
    }
    CHAT_LIST.print(Ok(listed))?;
    print_lists(&access.client).await?;
    match chat {
        Some(chat) => of_chat::print(&access.client, chat).await,
        None => of_chat::TOPICS.iter().try_for_each(|it| it.skip("no `--chat`")),
    }
}

async fn print_lists(client: &Client) -> io::Result<()> {
    SEARCH.print(ask(client, Search::new().query("the").limit(1)).await.as_ref())?;
    STARS.print(ask(client, stars::requests::List::new().limit(1)).await.as_ref())?;
    let scheduled = scheduled_messages::requests::List::new().limit(1);
    SCHEDULED.print(ask(client, scheduled).await.as_ref())?;
    STATUSES.print(ask(client, user_statuses_v2::requests::List::new()).await.as_ref())?;
    STATUS.print(ask(client, user_statuses_v2::requests::Current::new()).await.as_ref())?;

    // Somebody has to be asked about, and the documents do not say how a user finds the own id.
    let users = ask(client, users_v2::requests::List::new().limit(1)).await;
    let first = users.as_ref().ok().and_then(|it| id_of(it.items("data").first()?));
    match first.map(UserId::from) {
        Some(id) => TEAMS.print(ask(client, users_v2::requests::Teams::new(id)).await.as_ref())?,
        None => TEAMS.skip("no user with an ID came")?,
    }
    CHANNELS.print(ask(client, channels_v2::requests::List::new().limit(100)).await.as_ref())
}

/// Sends one request, and tells so, since an answer can take its time.
pub(crate) async fn ask<O: Operation>(client: &Client, operation: O) -> Result<Answer, Error> {
    eprintln!("asking {} {}{} …", O::INFO.method, O::INFO.base_path, O::INFO.path);
    client.send(Probe(operation)).await.inspect_err(|error| eprintln!("note: {error}"))
}

/// The same for a path that a source prints, and that the client does not use.
pub(crate) async fn ask_at(
    client: &Client,
    path: &str,
    ids: &[(&'static str, &str)],
) -> Result<Answer, Error> {
    eprintln!("asking GET {path} …");
    let request = client.request(Method::GET, path);
    let request = ids.iter().fold(request, |request, (name, id)| request.path(name, *id));
    Answer::by_path(request.await).inspect_err(|error| eprintln!("note: {error}"))
}

/// One row: the status, and what it tells.
pub(crate) fn row(
    question: &str,
    expected: &Expected,
    answer: Result<&Answer, &Error>,
    tell: impl FnOnce(&Answer) -> String,
) -> io::Result<()> {
    let text = match answer {
        Ok(answer) => answer.told(expected, tell).unwrap_or_else(|| answer.as_to(expected)),
        Err(error) => reason(error),
    };
    writeln!(io::stdout(), "| {question} | {text} |")
}

/// The status shows what is not so.
pub(crate) fn yes(_: &Answer) -> String {
    "yes".to_owned()
}

/// Its type. A page of one item that is the last one has none, and proves nothing.
pub(crate) fn next_token(answer: &Answer, list: &str) -> String {
    match answer.body().get("next_token") {
        Some(_) => answer.type_at("/next_token"),
        None if answer.items(list).is_empty() => "absent, and the list is empty".to_owned(),
        None => "absent, and the list is not empty".to_owned(),
    }
}

/// Which of the `known` words a member is, and how often it is something else.
fn words(answer: &Answer, member: &str, known: &[&str]) -> String {
    let channels = answer.items("channels");
    let values = || channels.iter().filter_map(|it| it.get(member));
    let has = |word: &&&str| values().any(|it| it == **word);
    let mut words: Vec<_> = known.iter().filter(has).map(|it| format!("`{it}`")).collect();
    match values().filter(|it| !it.as_str().is_some_and(|it| known.contains(&it))).count() {
        0 if channels.is_empty() => return "the list is empty".to_owned(),
        0 if words.is_empty() => return "absent".to_owned(),
        0 => {}
        others => words.push(format!("{others} not documented")),
    }
    words.join(", ")
}
