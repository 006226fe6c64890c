//! Sends calls through `tower` layers: `cargo run --example tower --features tower`.

use std::time::Duration;

use generated_client::bytes::Bytes;
use generated_client::http::{Request, Response};
use generated_client::{Client, TowerTransport, TransportError};
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
    let transport = TowerTransport::new(service);
    let client = Client::builder().access_token("1000.any").transport(transport).build()?;
    let list = client.chats().list().await?;
    println!("{} chats", list.chats.len());
    Ok(())
}

/// Stands for an HTTP client here, such as `HttpTransport::builder().build()?`. One of your own says
/// [`TransportError::connect`] where no connection came about, so that the call is repeated.
async fn response(_: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
    Ok(Response::new(Bytes::from_static(br#"{"chats": []}"#)))
}
