//! The calls through the client.

use std::time::Duration;

use generated_client::bytes::Bytes;
use generated_client::chats::requests::List;
use generated_client::chats::{ChatDetails, ChatPage, UpdateTitleResult};
use generated_client::http::Response;
use generated_client::pacing::{Limit, Pacer, PacerError, Permit, SlidingWindow, Turn};
use generated_client::{BoxFuture, Client};
use tokio::runtime::Runtime;

use crate::{CHAT, TOKEN, service};

pub(crate) struct Caller {
    runtime: Runtime,
    client: Client,
}

impl Caller {
    pub(crate) fn new() -> Self {
        let client = Client::builder()
            .base_url(service::url())
            .access_token(TOKEN)
            .pacer(Ample(SlidingWindow::new()));
        Self { runtime: service::runtime(), client: client.build().unwrap() }
    }

    pub(crate) fn get(&self) -> ChatDetails {
        self.runtime.block_on(async { self.client.chats().get(CHAT).await }).unwrap()
    }

    pub(crate) fn update_title(&self) -> UpdateTitleResult {
        let call = async { self.client.chats().update_title(CHAT, "Release room").await };
        self.runtime.block_on(call).unwrap()
    }

    pub(crate) fn close(&self) {
        self.runtime.block_on(async { self.client.chats().close(CHAT).await }).unwrap();
    }

    pub(crate) fn list_chats(&self) -> ChatPage {
        let call = async { self.client.chats().list().limit(100).await };
        self.runtime.block_on(call).unwrap()
    }
}

pub(crate) fn decode_list(response: Response<Bytes>) -> ChatPage {
    List::http_response(response).unwrap()
}

/// The pacer of every client, with budgets that are never used up. The window is so short that calls also leave it.
struct Ample(SlidingWindow);

impl Pacer for Ample {
    fn acquire<'a>(&'a self, mut turn: Turn<'a>) -> BoxFuture<'a, Result<Permit, PacerError>> {
        turn.limit = Some(Limit { calls: u32::MAX, window: Duration::from_millis(1) });
        self.0.acquire(turn)
    }

    fn freeze<'a>(&'a self, turn: Turn<'a>, period: Duration) -> BoxFuture<'a, ()> {
        self.0.freeze(turn, period)
    }
}
