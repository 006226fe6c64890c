//! What the documents of the service leave open (`specs/README.md`), as far as reading settles it.

use generated_client::messages::requests::Search;
use generated_client::{AuthorizationScheme, ChatId, Client, Error, Operation, chats};

use crate::access::{Access, CHATS, reason};
use crate::of_chat;
use crate::probe::{Answer, Expected, Probe};

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

/// Those that need no chat.
static TOPICS: [&Topic; 4] = [&BEARER, &LIMITS, &CHAT_LIST, &SEARCH];

impl Topic {
    /// The rows of what the call has come to.
    pub(crate) fn print(&self, answer: Result<&Answer, &Error>) {
        for question in self.questions {
            row(question.text, &self.expected, answer, question.tell);
        }
    }

    /// The rows of a call that is not made.
    pub(crate) fn skip(&self, why: &str) {
        self.questions.iter().for_each(|it| println!("| {} | not asked: {why} |", it.text));
    }
}

/// Tells what would be asked.
pub(crate) fn print_plan(chat: Option<&ChatId>) {
    println!("dry run, nothing is sent; it would only read, and find out:\n");
    for question in TOPICS.iter().flat_map(|it| it.questions) {
        println!("- {}", question.text);
    }
    let needs = if chat.is_some() { "" } else { " (needs --chat)" };
    for question in of_chat::TOPICS.iter().flat_map(|it| it.questions) {
        println!("- {}{needs}", question.text);
    }
}

/// Asks, and prints a table. `listed` is the answer to a list of chats.
pub(crate) async fn print(
    access: &Access,
    listed: &Answer,
    chat: Option<&ChatId>,
) -> Result<(), Error> {
    println!("\n## Open questions\n\n| Question | Answer |\n|---|---|");
    if listed.is_throttled() {
        BEARER.skip("too many requests already");
    } else {
        let builder = access.server.builder()?.authorization_scheme(AuthorizationScheme::Bearer);
        let list = chats::requests::List::new().limit(1);
        BEARER.print(ask(&builder.build()?, list).await.as_ref());
    }
    // A refusal has headers, too.
    LIMITS.questions.iter().for_each(|it| println!("| {} | {} |", it.text, (it.tell)(listed)));
    CHAT_LIST.print(Ok(listed));
    SEARCH.print(ask(&access.client, Search::new().query("the").limit(1)).await.as_ref());
    match chat {
        Some(chat) => of_chat::print(&access.client, chat).await,
        None => of_chat::TOPICS.iter().for_each(|it| it.skip("no `--chat`")),
    }
    Ok(())
}

/// Sends one request, and tells so, since an answer can take its time.
pub(crate) async fn ask<O: Operation>(client: &Client, operation: O) -> Result<Answer, Error> {
    eprintln!("asking {} {}{} …", O::INFO.method, O::INFO.base_path, O::INFO.path);
    let answer = client.send(Probe(operation)).await;
    if let Err(error) = &answer {
        eprintln!("note: {error}");
    }
    answer
}

/// One row: the status, and what it tells.
pub(crate) fn row(
    question: &str,
    expected: &Expected,
    answer: Result<&Answer, &Error>,
    tell: impl FnOnce(&Answer) -> String,
) {
    let text = match answer {
        Ok(answer) => answer.told(expected, tell).unwrap_or_else(|| answer.as_to(expected)),
        Err(error) => reason(error),
    };
    println!("| {question} | {text} |");
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
