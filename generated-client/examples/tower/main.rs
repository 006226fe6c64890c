//! Sends calls through `tower` layers: `cargo run --example tower`.

mod adapter;

use std::time::Duration;

use adapter::TowerTransport;
use generated_client::bytes::Bytes;
use generated_client::http::{Request, Response};
use generated_client::{Client, TransportError};
use tower::ServiceBuilder;

#[tokio::main]
async fn main() -> Result<(), generated_client::Error> {
    let service = ServiceBuilder::new()
        .concurrency_limit(8)
        .timeout(Duration::from_secs(10))
        .map_request(|request: Request<Bytes>| {
            println!("{} {}", request.method(), request.uri());
            request
        })
        .service_fn(response);
    let client =
        Client::builder().access_token("1000.any").transport(TowerTransport(service)).build()?;
    let list = client.chats().list().await?;
    println!("{} chats", list.chats.len());
    Ok(())
}

/// Stands for an HTTP client here. A real one says [`TransportError::connect`] where no connection came about, so that
/// the call is repeated.
async fn response(_: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
    Ok(Response::new(Bytes::from_static(br#"{"chats": []}"#)))
}
