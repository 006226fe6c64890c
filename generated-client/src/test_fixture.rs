//! A module as the generator emits it, so that the tests of the runtime do not depend on the documents.

#![allow(missing_docs, dead_code, unreachable_pub, reason = "no interface")]

use crate::runtime::*;

/// Identifies a chat.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChatId(Box<str>);

string_id!(ChatId);

/// Identifies a user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(Box<str>);

string_id!(UserId);
integer_id!(UserId);

/// Identifies a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(Box<str>);

string_id!(MessageId);
time_id!(MessageId);

/// What a chat is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ChatType {
    /// A channel.
    Channel,
    /// A group.
    GroupChat,
    /// A value that happens to be named so.
    Unknown,
    /// A value that the documents do not name. It is written back unchanged.
    Undocumented(Undocumented),
}

open_enum!(ChatType { Channel: "channel", GroupChat: "group_chat", Unknown: "unknown" });

/// How urgent it is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Priority {
    /// Low.
    Low,
    /// Below everything.
    Lowest,
    /// A value that the documents do not name. It is written back unchanged.
    Undocumented(i64),
}

number_enum!(Priority { Low: 1, Lowest: -1 });

/// The operations.
#[derive(Clone, Debug)]
pub struct Chats<C = Client> {
    client: C,
}

impl<C: Clone> Chats<C> {
    pub(super) fn new(client: C) -> Self {
        Self { client }
    }

    pub fn close(&self, chat_id: impl Into<ChatId>) -> Close<C> {
        Close::new(chat_id).on(self.client.clone())
    }

    pub fn fork(&self, chat_id: impl Into<ChatId>, title: impl Into<String>) -> Fork<C> {
        Fork::new(chat_id, title).on(self.client.clone())
    }

    pub fn list_chats(&self) -> ListChats<C> {
        ListChats::new().on(self.client.clone())
    }
}

/// Has a path argument and no response.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited or sent"]
#[non_exhaustive]
pub struct Close<C = ()> {
    client: C,
    repeat_if_unknown: bool,
    /// The chat.
    pub chat_id: ChatId,
}

impl Close {
    pub fn new(chat_id: impl Into<ChatId>) -> Self {
        Self { client: (), repeat_if_unknown: false, chat_id: chat_id.into() }
    }
}

impl<C> Operation for Close<C> {
    type Output = ();
    const INFO: &'static OperationInfo = &OperationInfo {
        module: "chats",
        name: "close",
        operation_id: "closeChat",
        method: Method::DELETE,
        base_path: "/api/v3",
        path: "/chats/{CHAT_ID}/close",
        scopes: &[&["ZohoCliq.Chats.UPDATE"]],
        rate_limit: RateLimit::NONE,
        budget: RateLimit::NONE,
        error_codes: &[],
    };

    fn encode(&self, request: &mut Encoder) {
        request.path("CHAT_ID", &self.chat_id);
    }

    fn decode(response: &Response) -> Result<Self::Output, Error> {
        response.empty()
    }

    fn repeats_if_unknown(&self) -> bool {
        self.repeat_if_unknown
    }
}

write_request!(Close { chat_id });

/// Has a path argument and a body.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited or sent"]
#[non_exhaustive]
pub struct Fork<C = ()> {
    client: C,
    repeat_if_unknown: bool,
    /// The chat.
    pub chat_id: ChatId,
    /// The body.
    pub body: ForkBody,
}

impl Fork {
    pub fn new(chat_id: impl Into<ChatId>, title: impl Into<String>) -> Self {
        Self {
            client: (),
            repeat_if_unknown: false,
            chat_id: chat_id.into(),
            body: ForkBody::new(title),
        }
    }
}

impl<C> Fork<C> {
    pub fn user_ids(mut self, user_ids: impl IntoIterator<Item = impl Into<UserId>>) -> Self {
        self.body.user_ids = Some(CommaSeparated::from_iter(user_ids));
        self
    }
}

const LIMIT: RateLimit = RateLimit::per_minute(50).with_lock_period(seconds(10));

impl<C> Operation for Fork<C> {
    type Output = Chat;
    const INFO: &'static OperationInfo = &OperationInfo {
        module: "chats",
        name: "fork",
        operation_id: "forkChatV3",
        method: Method::POST,
        base_path: "/api/v3",
        path: "/chats/{CHAT_ID}/forks",
        scopes: &[&["ZohoCliq.Chats.CREATE"]],
        rate_limit: LIMIT,
        budget: LIMIT,
        error_codes: &[],
    };

    fn encode(&self, request: &mut Encoder) {
        request.path("CHAT_ID", &self.chat_id);
        request.json(&self.body);
    }

    fn decode(response: &Response) -> Result<Self::Output, Error> {
        response.json()
    }

    fn repeats_if_unknown(&self) -> bool {
        self.repeat_if_unknown
    }
}

write_request!(Fork { chat_id, body });

/// Has a query.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited or sent"]
#[non_exhaustive]
pub struct ListChats<C = ()> {
    client: C,
    pub limit: Option<i64>,
    pub chat_ids: Option<Vec<ChatId>>,
    pub modified_after: Option<EpochMillis>,
}

impl ListChats {
    pub fn new() -> Self {
        Self { client: (), limit: None, chat_ids: None, modified_after: None }
    }
}

impl<C> ListChats<C> {
    pub fn limit(mut self, limit: i64) -> Self {
        self.limit = Some(limit);
        self
    }

    pub fn chat_ids(mut self, chat_ids: impl IntoIterator<Item = impl Into<ChatId>>) -> Self {
        self.chat_ids = Some(chat_ids.into_iter().map(Into::into).collect());
        self
    }

    pub fn modified_after(mut self, modified_after: impl Into<EpochMillis>) -> Self {
        self.modified_after = Some(modified_after.into());
        self
    }
}

impl<C> Operation for ListChats<C> {
    type Output = ChatList;
    const INFO: &'static OperationInfo = &OperationInfo {
        module: "chats",
        name: "list_chats",
        operation_id: "listChats",
        method: Method::GET,
        base_path: "/api/v3",
        path: "/chats",
        scopes: &[&["ZohoCliq.Chats.READ"]],
        rate_limit: RateLimit::NONE,
        budget: RateLimit::NONE,
        error_codes: &[],
    };

    fn encode(&self, request: &mut Encoder) {
        request.query("limit", &self.limit);
        request.query("chat_ids", &self.chat_ids);
        request.query("modified_after", &self.modified_after);
        request.query("primary", &true);
        request.query("kind", "x");
        let check = request.checker();
        check.range("limit", &self.limit, ..=100);
        check.items("chat_ids", &self.chat_ids, ..=20);
    }

    fn decode(response: &Response) -> Result<Self::Output, Error> {
        response.json_list()
    }
}

request!(ListChats { limit, chat_ids, modified_after });

/// A body with a constant.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
#[non_exhaustive]
pub struct ForkBody {
    pub title: String,
    pub user_ids: Option<CommaSeparated<UserId>>,
}

object!(ForkBody {
    title: required("title").length(1..=255),
    user_ids: optional("user_ids").items(1..=50).nested(),
} with "operation" = "update_title");

impl ForkBody {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), user_ids: None }
    }
}

/// A body that is one of several.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum NewChat {
    DirectMessage(ForkBody),
}

tagged_union!(NewChat { DirectMessage: ForkBody = "direct_message" } by "chat_type");

/// A response.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ChatList {
    pub chats: Vec<Chat>,
    pub undocumented: UndocumentedMembers,
    pub malformed: Vec<MalformedItem>,
}

object!(ChatList { chats: required("chats"), ..undocumented.and(malformed) });

/// A part of a response.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Chat {
    pub chat_id: ChatId,
    pub created_time: Option<DateTime>,
    pub chat_type: Option<ChatType>,
    pub undocumented: UndocumentedMembers,
}

object!(Chat {
    chat_id: required("chat_id"),
    created_time: optional("created_time", scalar),
    chat_type: optional("chat_type"),
    ..undocumented
});

/// How many cases a property test tries: an eighth of all, or all if `EVERY_CASE` is set, as in `.ci/run`.
pub(crate) fn cases(all: u32) -> proptest::test_runner::Config {
    let is_every = std::env::var_os("EVERY_CASE").is_some();
    proptest::test_runner::Config::with_cases(if is_every { all } else { all.div_ceil(8) })
}
