//! Paths that a source prints and that the client does not use.

use generated_client::http::Method;
use generated_client::{
    ChatId, Encoder, Error, MessageId, Operation, OperationInfo, Response, messages_v2, reminders,
};

/// A message, by the path that the page and the document of version 2 print.
pub(crate) struct GetWithSuffix {
    pub(crate) chat_id: ChatId,
    pub(crate) message_id: MessageId,
}

impl Operation for GetWithSuffix {
    type Output = ();
    const INFO: &'static OperationInfo = &OperationInfo::new(
        "messages_v2",
        "get_with_suffix",
        Method::GET,
        "/api/v2",
        "/chats/{CHAT_ID}/messages/{MESSAGE_ID}/messages",
    )
    .with_rate_limit(messages_v2::requests::Get::<()>::INFO.rate_limit);

    fn encode(&self, request: &mut Encoder) {
        request.path("CHAT_ID", &self.chat_id);
        request.path("MESSAGE_ID", &self.message_id);
    }

    fn decode(response: &Response) -> Result<(), Error> {
        response.empty()
    }
}

/// Reminders of a chat, at the server of all other operations on reminders.
pub(crate) struct ListReminders {
    pub(crate) chat_id: ChatId,
}

impl Operation for ListReminders {
    type Output = ();
    const INFO: &'static OperationInfo = &OperationInfo::new(
        "reminders",
        "list_below_api",
        Method::GET,
        "/api/v3",
        "/chats/{CHAT_ID}/reminders",
    )
    .with_rate_limit(reminders::requests::List::<()>::INFO.rate_limit);

    fn encode(&self, request: &mut Encoder) {
        request.path("CHAT_ID", &self.chat_id);
        request.query("limit", &1);
    }

    fn decode(response: &Response) -> Result<(), Error> {
        response.empty()
    }
}
