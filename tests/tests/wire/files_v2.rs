//! Files, with version 2: forms and bytes.

use generated_client::{Client, File, ResponseFuture};
use wiremock::ResponseTemplate;

use super::service::{Service, refused};

#[tokio::test]
async fn download() {
    let bytes = [0xFF, 0xD8, 0x00];
    let response = ResponseTemplate::new(200).set_body_raw(bytes, "image/jpeg");
    let service = Service::new(response).await;
    assert_eq!(&service.client().files_v2().download("f3 7").await.unwrap()[..], bytes);
    let requests = service.requests().await;
    assert_eq!(requests[0].url.path(), "/api/v2/files/f3%207");
    assert_eq!(requests[0].headers["accept"], "*/*");
}

fn report() -> [File; 2] {
    [
        File::new("zylker-sales.pdf", "sales").content_type("application/pdf"),
        File::new("revenue-chart.jpg", "chart").content_type("image/jpeg"),
    ]
}

/// Path, and the parts of the form that came with `files`.
async fn shared(call: impl FnOnce(&Client) -> ResponseFuture<()>) -> (String, Vec<String>) {
    let service = Service::answering(204, "").await;
    call(&service.client()).await.unwrap();
    let request = service.requests().await.remove(0);
    let media_type = request.headers["content-type"].to_str().unwrap();
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8(request.body).unwrap();
    let (body, end) = body.rsplit_once(&format!("--{boundary}--")).unwrap();
    assert_eq!(end, "\r\n");
    let boundary = format!("--{boundary}\r\n");
    let parts = body.split(&boundary).skip(1).map(|it| it.trim_end().to_owned());
    (request.url.path().to_owned(), parts.collect())
}

fn part(head: &str, content: &str) -> String {
    format!("Content-Disposition: form-data; name={head}\r\n\r\n{content}")
}

/// The parts of [`report`].
fn files() -> [String; 2] {
    [
        part("\"file\"; filename=\"zylker-sales.pdf\"\r\nContent-Type: application/pdf", "sales"),
        part("\"file\"; filename=\"revenue-chart.jpg\"\r\nContent-Type: image/jpeg", "chart"),
    ]
}

/// As the example of the document has it: comments are one part with a list.
#[tokio::test]
async fn share_with_everything() {
    let (path, parts) = shared(|client| {
        let request = client.files_v2().share_to_channel_by_name("announcements", report());
        let request = request.comments(["Annual Zylker Sales Report", "Revenue Chart for Q3"]);
        let request = request.bot_unique_name("supportbot").mark_as_read(true);
        request.bot_name("Sales").bot_image("https://zylker.com/bot.png").send()
    })
    .await;
    assert_eq!(path, "/api/v2/channelsbyname/announcements/files");
    let comments = r#"["Annual Zylker Sales Report","Revenue Chart for Q3"]"#;
    let mut expected = vec![
        part("\"comments\"\r\nContent-Type: application/json", comments),
        part("\"bot_unique_name\"", "supportbot"),
        part("\"mark_as_read\"", "true"),
        part("\"bot_name\"", "Sales"),
        part("\"bot_image\"", "https://zylker.com/bot.png"),
    ];
    expected.extend(files());
    assert_eq!(parts, expected);
}

#[tokio::test]
async fn share_with_a_chat_and_a_user() {
    let chat = shared(|client| client.files_v2().share_to_chat("CT_1", report()).send()).await;
    assert_eq!(chat, ("/api/v2/chats/CT_1/files".to_owned(), files().to_vec()));

    let user = "scott.fisher+1@zylker.com";
    let (path, parts) =
        shared(|client| client.files_v2().share_to_user(user, report()).send()).await;
    assert_eq!(path, "/api/v2/buddies/scott.fisher%2B1%40zylker.com/files");
    assert_eq!(parts, files());
}

#[tokio::test]
async fn share_with_a_subscriber_of_a_bot() {
    let (path, parts) = shared(|client| {
        client.files_v2().share_to_bot("supportbot", report()).user_id("55743307").send()
    })
    .await;
    assert_eq!(path, "/api/v2/bots/supportbot/files");
    assert!(parts.contains(&part("\"user_id\"", "55743307")), "{parts:?}");
}

#[tokio::test]
async fn one_to_ten_files_of_at_most_50_megabytes() {
    let chat =
        |client: &Client, files: Vec<File>| client.files_v2().share_to_chat("CT_1", files).send();
    refused(&["file"], |client| chat(client, Vec::new())).await;
    // It is not read: what it says of itself is too much.
    let large = || File::from_reader("x", std::io::empty(), (50 << 20) + 1);
    refused(&["file[0]"], |client| chat(client, vec![large()])).await;
    let many = || (0..11).map(|it| File::new(it.to_string(), "x")).collect();
    refused(&["file"], |client| chat(client, many())).await;
}
