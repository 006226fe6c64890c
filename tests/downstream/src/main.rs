//! Lists the chats that nobody has touched since a time, and closes the first.

use std::time::SystemTime;

use generated_client::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let base_url = arguments.next().unwrap_or_else(|| "https://cliq.zoho.eu".to_owned());
    let client = Client::builder().base_url(&base_url).access_token("1000.secret").build()?;

    let stale = client
        .chats()
        .list()
        .limit(2)
        .modified_before(SystemTime::UNIX_EPOCH)
        .await?;
    for chat in &stale.chats {
        println!("{}", chat.name.as_deref().unwrap_or("(no name)"));
    }
    if let Some(id) = stale.chats.first().and_then(|chat| chat.chat_id.as_ref()) {
        client.chats().close(id).await?;
        println!("closed {id}");
    }
    Ok(())
}
