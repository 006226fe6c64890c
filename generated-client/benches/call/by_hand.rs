//! The same calls as somebody would write them on reqwest, who checks the status and reads all fields.

use std::time::Duration;

use chrono::{DateTime, Utc};
use generated_client::bytes::Bytes;
use generated_client::http::Response;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::runtime::Runtime;

use crate::{CHAT, TOKEN, service};

pub(crate) struct Caller {
    runtime: Runtime,
    client: reqwest::Client,
    base_url: &'static str,
}

impl Caller {
    pub(crate) fn new() -> Self {
        // There is no TLS on loopback, but this feature set of reqwest makes no client without a provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let accept = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .user_agent("by-hand/1.0")
            .default_headers(accept)
            .tls_certs_only([]);
        let (runtime, base_url) = (service::runtime(), service::url());
        Self { runtime, client: client.build().unwrap(), base_url }
    }

    pub(crate) fn get(&self) -> ChatDetails {
        let url = format!("{}/api/v3/chats/{CHAT}", self.base_url);
        let call = async {
            let response = self.client.get(url).bearer_auth(TOKEN).send().await?;
            response.error_for_status()?.json().await
        };
        self.runtime.block_on(call).unwrap()
    }

    pub(crate) fn update_title(&self) -> UpdateTitleResult {
        let url = format!("{}/api/v3/chats/{CHAT}", self.base_url);
        let body = UpdateTitle { operation: "update_title", title: "Release room".to_owned() };
        let call = async {
            let response = self.client.put(url).bearer_auth(TOKEN).json(&body).send().await?;
            response.error_for_status()?.json().await
        };
        self.runtime.block_on(call).unwrap()
    }

    pub(crate) fn close(&self) {
        let url = format!("{}/api/v3/chats/{CHAT}", self.base_url);
        let body = Close { operation: "close_chat" };
        let call = async {
            let response = self.client.put(url).bearer_auth(TOKEN).json(&body).send().await?;
            response.error_for_status().map(drop)
        };
        self.runtime.block_on(call).unwrap();
    }

    pub(crate) fn list_chats(&self) -> ListChatsResponse {
        let url = format!("{}/api/v3/chats?limit=100", self.base_url);
        let call = async {
            let response = self.client.get(url).bearer_auth(TOKEN).send().await?;
            response.error_for_status()?.json().await
        };
        self.runtime.block_on(call).unwrap()
    }
}

pub(crate) fn decode_list(response: Response<Bytes>) -> ListChatsResponse {
    assert!(response.status().is_success());
    serde_json::from_slice(response.body()).unwrap()
}

#[derive(Serialize)]
struct UpdateTitle {
    operation: &'static str,
    title: String,
}

#[derive(Serialize)]
struct Close {
    operation: &'static str,
}

// The fields of the client's types, of which the benchmark reads none.
#[allow(dead_code)]
mod responses {
    use super::*;

    #[derive(Deserialize)]
    pub(crate) struct ChatDetails {
        r#type: Option<String>,
        data: Chat,
    }

    #[derive(Deserialize)]
    pub(crate) struct ListChatsResponse {
        chats: Vec<Chat>,
    }

    #[derive(Deserialize)]
    pub(crate) struct UpdateTitleResult {
        r#type: Option<String>,
        data: Title,
    }

    #[derive(Deserialize)]
    struct Title {
        title: Option<String>,
        chat_id: Option<String>,
    }

    #[derive(Deserialize)]
    struct Chat {
        name: Option<String>,
        chat_id: Option<String>,
        chat_type: Option<ChatType>,
        participant_count: Option<i64>,
        created_time: Option<DateTime<Utc>>,
        last_modified_time: Option<DateTime<Utc>>,
        pinned: Option<bool>,
        removed: Option<bool>,
        user_membership: Option<UserMembership>,
        creator: Option<Creator>,
        last_message_info: Option<LastMessage>,
        unread_time: Option<DateTime<Utc>>,
        unread_message_count: Option<i64>,
        previous_titles: Option<String>,
        thread_message_id: Option<String>,
        parent_chat_id: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum ChatType {
        Channel,
        Bot,
        EntityChat,
        DirectMessage,
        GroupChat,
        CrossProductCustomChat,
        Thread,
        Unknown,
    }

    #[derive(Deserialize)]
    struct UserMembership {
        pinned: Option<bool>,
        removed: Option<bool>,
    }

    #[derive(Deserialize)]
    struct Creator {
        id: Option<String>,
        name: Option<String>,
    }

    #[derive(Deserialize)]
    struct LastMessage {
        message_id: Option<String>,
        sender: Option<String>,
        time: Option<DateTime<Utc>>,
        content: Option<Content>,
        r#type: Option<String>,
        #[serde(flatten)]
        additional: Map<String, Value>,
    }

    #[derive(Deserialize)]
    struct Content {
        text: Option<String>,
    }
}
pub(crate) use responses::*;
