//! Every format of a message is one call, `post`, which version 3 serves.

use generated_client::message_content::requests::Post;
use generated_client::message_content::{
    BotAppearance, Button, ButtonAction, ButtonColor, Card, CardTheme, ChartPreview, ChartSegment,
    ChartStyles, GraphPoint, GraphPreview, GraphSeries, GraphSlide, GraphStyles, ImageSlide,
    LabelSlide, ListMarker, ListSlide, ListStyles, OpenUrlData, PercentageChartSlide, PostedCard,
    Slide, StickyCells, TableData, TableSlide, TableStyles,
};
use generated_client::{Client, ResponseFuture};
use serde_json::{Value, json};

use super::service::{CHAT, CHAT_PATH, Sent, Service, example, sends_and_reads_nothing};

/// Expects that the document's example is sent.
async fn posts(
    operation_id: &str,
    name: &str,
    call: impl Fn(Post<Client>) -> ResponseFuture<Option<PostedCard>>,
) {
    let mut body = example(operation_id, "request", name);
    write_values_as_floats(&mut body);
    let text = body["text"].as_str().unwrap().to_owned();
    let sent = Sent::json(format!("POST {CHAT_PATH}/messages"), body);
    sends_and_reads_nothing(sent, |client| call(client.message_content().post(CHAT, &text))).await;
}

fn card(title: &str) -> Card {
    let icon = "https://www.zoho.com/cliq/help/restapi/images/announce_icon.png";
    Card::new().title(title).theme(CardTheme::ModernInline).thumbnail(icon)
}

/// A row of a table, or a label.
fn cells<const N: usize>(cells: [(&str, &str); N]) -> std::collections::BTreeMap<String, String> {
    cells.map(|(header, cell)| (header.to_owned(), cell.to_owned())).into()
}

fn table() -> TableSlide {
    let row = [("Name", "Paula Rojas"), ("Team", "Zylker-Sales"), ("Reporting To", "Li Jung")];
    let data = TableData::new(["Name", "Team", "Reporting To"], [cells(row)]);
    let sticky = StickyCells::new().rows(1).columns(2);
    let styles = TableStyles::new().width([50, 30, 20]).sticky(sticky);
    TableSlide::new(data.styles(styles)).title("Details")
}

fn list() -> ListSlide {
    let list = ListSlide::new([
        "Time - Tracking for Tasks",
        "Prioritize requirements effectively",
        "Identify and work on a fix for bugs instantly",
        "Collaborate actively",
        "Most important - Keep it simple",
    ]);
    list.title("Key features").styles(ListStyles::new().marker(ListMarker::Disc))
}

fn labels() -> LabelSlide {
    let labels = [("Revenue", "$500,000"), ("Growth", "25%"), ("Region", "North America")];
    LabelSlide::new(labels.map(|label| cells([label]))).title("Key features")
}

/// The document has a list in a list.
fn images() -> ImageSlide {
    let ids = [
        "1522199710521-72d69614c702",
        "1519389950473-47ba0277781c",
        "1492724441997-5dc865305da7",
        "1551434678-e076c223a692",
    ];
    let images = ids.map(|id| format!("https://images.unsplash.com/photo-{id}"));
    ImageSlide::new(images).title("Floor Plan")
}

fn chart() -> PercentageChartSlide {
    let segments = [("Social Media", 40), ("Growth", 25), ("Region", 10)];
    let chart = segments.map(|(label, value)| ChartSegment::new(label, value.into()));
    let styles = ChartStyles::new().preview(ChartPreview::Pie);
    PercentageChartSlide::new(chart).title("Monthly Report").styles(styles)
}

fn graph() -> GraphSlide {
    let series = |category: &str, values: [u8; 3]| {
        let points = ["Jan", "Feb", "Mar"].into_iter().zip(values);
        let points = points.map(|(label, value)| GraphPoint::new(label, value.into()));
        GraphSeries::new(category, points)
    };
    let styles = GraphStyles::new().preview(GraphPreview::Trend);
    let styles = styles.x_axis("Months").y_axis("Usage count");
    GraphSlide::new([series("Asana", [9, 6, 3]), series("BitBucket", [12, 18, 14])]).styles(styles)
}

/// The one slide of the document's example.
fn slide(operation_id: &str, name: &str) -> Value {
    let mut slide = example(operation_id, "request", name)["slides"][0].take();
    write_values_as_floats(&mut slide);
    slide
}

/// A chart's `40` is sent as `40.0`, which is the same number.
fn write_values_as_floats(json: &mut Value) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(write_values_as_floats),
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_f64() {
                    Some(value) if name == "value" => *member = value.into(),
                    _ => write_values_as_floats(member),
                }
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn post_text() {
    posts("textmessageformat", "text", Post::<Client>::send).await;
}

#[tokio::test]
async fn post_table() {
    posts("table", "table", |it| it.card(card("ANNOUNCEMENT")).slide(table()).send()).await;
}

#[tokio::test]
async fn post_list() {
    posts("list", "list", |it| it.card(card("Features of Agile Bot")).slide(list()).send()).await;
}

#[tokio::test]
async fn post_labels() {
    let title = "Quarterly Revenue Growth";
    posts("label", "label", |it| it.card(card(title)).slide(labels()).send()).await;
}

#[tokio::test]
async fn post_images() {
    posts("image", "image", |it| it.card(card("Office Layout")).slides([images()]).send()).await;
}

#[tokio::test]
async fn post_chart() {
    posts("charts", "chart", |it| it.card(card("Sales Performance")).slide(chart()).send()).await;
}

#[tokio::test]
async fn post_graph() {
    posts("graphs", "graph", |it| {
        let card = Card::new().title("Usage Analysis").theme(CardTheme::ModernInline);
        it.bot(BotAppearance::new().name("Zylker Apptics")).card(card).slide(graph()).send()
    })
    .await;
}

/// With a card, a bot and buttons. Slides keep their order, and may come twice.
#[tokio::test]
async fn post_every_slide_at_once() {
    let body = json!({
        "text": "All",
        "card": {"title": "Report"},
        "bot": {"name": "Sales", "image": "https://zylker.com/b.png"},
        "slides": [
            slide("graphs", "graph"),
            slide("table", "table"),
            slide("list", "list"),
            slide("label", "label"),
            slide("image", "image"),
            slide("charts", "chart"),
            {"type": "list", "data": ["again"]},
        ],
        "buttons": [{
            "label": "Open", "type": "+",
            "action": {"type": "open.url", "data": {"web": "https://zylker.com"}},
        }],
    });
    let types: Vec<_> = body["slides"].as_array().unwrap().iter().map(|it| &it["type"]).collect();
    let expected = ["graph", "table", "list", "label", "images", "percentage_chart", "list"];
    assert_eq!(types, expected);

    sends_and_reads_nothing(Sent::json("POST /api/v3/chats/CT_1/messages", body), |client| {
        let open = ButtonAction::open_url(OpenUrlData::new("https://zylker.com"));
        let open = Button::new("Open", open).color(ButtonColor::from("+"));
        let slides: [Slide; 3] = [graph().into(), table().into(), list().into()];
        let request = client.message_content().post("CT_1", "All").slides(slides);
        let request = request.slide(labels()).slide(images()).slide(chart());
        let request = request.slide(Slide::list(["again"]));
        let request = request.card(Card::new().title("Report")).button(open);
        request.bot(BotAppearance::new().name("Sales").image("https://zylker.com/b.png")).send()
    })
    .await;
}

/// Slides with what they require, and no more.
#[tokio::test]
async fn bare_slides() {
    let body = json!({
        "text": "Bare",
        "slides": [
            {"type": "table", "data": {"headers": ["A"], "rows": [{"A": "1"}]}},
            {"type": "list", "data": ["One"]},
            {"type": "label", "data": [{"A": "1"}]},
            {"type": "images", "data": ["https://zylker.com/i.png"]},
            {"type": "percentage_chart", "data": [{"label": "A", "value": 0.5}]},
            {"type": "graph", "data": [{"category": "A", "values": []}]},
        ],
    });
    sends_and_reads_nothing(Sent::json("POST /api/v3/chats/1/messages", body), |client| {
        let slides = [
            Slide::table(TableData::new(["A"], [cells([("A", "1")])])),
            Slide::list(["One"]),
            Slide::label([cells([("A", "1")])]),
            Slide::images(["https://zylker.com/i.png"]),
            Slide::percentage_chart([ChartSegment::new("A", 0.5)]),
            Slide::graph([GraphSeries::new("A", [])]),
        ];
        client.message_content().post("1", "Bare").slides(slides).send()
    })
    .await;
}

#[tokio::test]
async fn errors_of_a_post() {
    let body = r#"{"code": "extra_key_found", "message": "An extra key was found."}"#;
    let service = Service::answering(400, body).await;
    let error = service.client().message_content().post("1", "Hi.").await.unwrap_err();
    assert!(error.is_api(), "{error:?}");
    assert_eq!(error.code().unwrap().as_str(), "extra_key_found");
    assert_eq!(error.operation().unwrap().name, "post");
}

/// The slides of both versions have the same content, however their documents write them.
#[test]
fn slides_are_one_type_in_both_versions() {
    let slide: generated_client::messages_v2::Slide = Slide::list(["a"]);
    assert_eq!(slide, generated_client::messages_v2::Slide::list(["a"]));
}
