//! What a message may hold at most. What is more is refused before anything is sent.

use std::collections::BTreeMap;

use generated_client::Client;
use generated_client::message_content::{
    Button, ButtonAction, Card, CardTheme, ChartSegment, Confirmation, CopyText, CopyTextData,
    GraphPoint, GraphSeries, GraphSlide, GraphStyles, OpenUrlData, PollOption, PreviewUrlData,
    Slide, StickyCells, TableData, TableSlide, TableStyles,
};

use super::service::{allowed, refused, text};

type Post = generated_client::message_content::requests::Post<Client>;

fn post(client: &Client) -> Post {
    client.message_content().post("1", "Hi.")
}

/// A field, how much of it is allowed at most, and a message that has as much of it.
type Limit = (&'static str, usize, fn(Post, usize) -> Post);

async fn hold(limits: &[Limit]) {
    for (field, most, fill) in limits {
        refused(&[field], |client| fill(post(client), most + 1).send()).await;
        allowed(|client| fill(post(client), *most).send()).await;
    }
}

fn copy() -> ButtonAction {
    ButtonAction::copy(CopyTextData::new("A"))
}

fn number(count: usize) -> i64 {
    count.try_into().unwrap()
}

fn segment(label: String) -> ChartSegment {
    ChartSegment::new(label, 1.0)
}

fn point(label: String) -> GraphPoint {
    GraphPoint::new(label, 1.0)
}

fn graph(styles: GraphStyles) -> GraphSlide {
    GraphSlide::new([GraphSeries::new("A", [])]).styles(styles)
}

/// A table of so many columns.
fn table(columns: usize, styles: TableStyles) -> TableSlide {
    let headers = (0..columns).map(|column| column.to_string());
    TableSlide::new(TableData::new(headers, []).styles(styles))
}

fn sticky(sticky: StickyCells) -> TableSlide {
    table(1, TableStyles::new().sticky(sticky))
}

#[tokio::test]
async fn messages() {
    let said = |client: &Client, length| client.message_content().post("1", text(length)).send();
    refused(&["text"], |client| said(client, 10_001)).await;
    allowed(|client| said(client, 10_000)).await;
    hold(&[
        ("buttons", 5, |it, most| it.buttons(vec![Button::new("A", copy()); most])),
        ("buttons[1].label", 30, |it, most| {
            it.buttons([Button::new("A", copy()), Button::new(text(most), copy())])
        }),
    ])
    .await;
}

/// What the pages on buttons and on message cards state, and where they differ, the loosest of it.
#[tokio::test]
async fn buttons() {
    fn go(action: ButtonAction) -> Button {
        Button::new("Go", action)
    }
    fn open(data: OpenUrlData) -> Button {
        go(ButtonAction::open_url(data))
    }
    hold(&[
        ("buttons[0].hint", 100, |it, most| it.button(go(copy()).hint(text(most)))),
        ("buttons[0].key", 100, |it, most| it.button(go(copy()).key(text(most)))),
        ("buttons[0].action.data.text", 200, |it, most| {
            it.button(go(ButtonAction::copy(CopyTextData::new(text(most)))))
        }),
        ("buttons[0].action.data.url", 500, |it, most| {
            it.button(go(ButtonAction::preview_url(PreviewUrlData::new(text(most)))))
        }),
        ("buttons[0].action.data.windows", 256, |it, most| {
            it.button(open(OpenUrlData::new("A").windows(text(most))))
        }),
        ("buttons[0].action.data.iOS", 256, |it, most| {
            it.button(open(OpenUrlData::new("A").ios(text(most))))
        }),
        ("buttons[0].action.data.android", 256, |it, most| {
            it.button(open(OpenUrlData::new("A").android(text(most))))
        }),
    ])
    .await;
    allowed(|client| post(client).button(open(OpenUrlData::new(text(257)))).send()).await;
}

#[tokio::test]
async fn cards() {
    hold(&[
        ("card.options", 10, |it, most| {
            let poll = Card::new().theme(CardTheme::Poll);
            it.card(poll.options(vec![PollOption::new("A"); most]))
        }),
        ("card.options[1].text", 100, |it, most| {
            let options = [PollOption::new("A"), PollOption::new(text(most))];
            it.card(Card::new().theme(CardTheme::Poll).options(options))
        }),
    ])
    .await;
    // The page on message cards has a limit of 200, the page on content has none.
    for length in [200, 201, 2000] {
        allowed(|client| post(client).card(Card::new().title(text(length))).send()).await;
    }
    let lone = Card::new().theme(CardTheme::Poll).option(PollOption::new("A"));
    refused(&["card.options"], |client| post(client).card(lone).send()).await;
}

#[tokio::test]
async fn confirmations() {
    fn button(confirm: Confirmation) -> Button {
        Button::new("A", CopyText::new(CopyTextData::new("A")).confirm(confirm))
    }
    hold(&[
        ("buttons[0].action.confirm.title", 100, |it, most| {
            it.button(button(Confirmation::new(text(most), "A", "A")))
        }),
        ("buttons[0].action.confirm.input", 300, |it, most| {
            it.button(button(Confirmation::new("A", text(most), "A")))
        }),
        ("buttons[0].action.confirm.button_label", 100, |it, most| {
            it.button(button(Confirmation::new("A", "A", text(most))))
        }),
        ("buttons[0].action.confirm.description", 100, |it, most| {
            it.button(button(Confirmation::new("A", "A", "A").description(text(most))))
        }),
        ("buttons[0].action.confirm.cancel_button_label", 100, |it, most| {
            it.button(button(Confirmation::new("A", "A", "A").cancel_button_label(text(most))))
        }),
    ])
    .await;
}

#[tokio::test]
async fn charts() {
    hold(&[
        ("slides[0].data", 5, |it, most| {
            it.slide(Slide::percentage_chart(vec![segment("A".to_owned()); most]))
        }),
        ("slides[1].data[2].label", 20, |it, most| {
            let segments = [segment(text(1)), segment(text(2)), segment(text(most))];
            it.slide(Slide::list(["A"])).slide(Slide::percentage_chart(segments))
        }),
    ])
    .await;
}

#[tokio::test]
async fn graphs() {
    hold(&[
        ("slides[0].data", 5, |it, most| {
            it.slide(Slide::graph(vec![GraphSeries::new("A", []); most]))
        }),
        ("slides[0].data[0].category", 20, |it, most| {
            it.slide(Slide::graph([GraphSeries::new(text(most), [])]))
        }),
        ("slides[0].data[0].values", 20, |it, most| {
            it.slide(Slide::graph([GraphSeries::new("A", vec![point("A".to_owned()); most])]))
        }),
        ("slides[0].data[0].values[1].label", 20, |it, most| {
            let points = [point("A".to_owned()), point(text(most))];
            it.slide(Slide::graph([GraphSeries::new("A", points)]))
        }),
        ("slides[0].styles.x_axis", 20, |it, most| {
            it.slide(graph(GraphStyles::new().x_axis(text(most))))
        }),
        ("slides[0].styles.y_axis", 20, |it, most| {
            it.slide(graph(GraphStyles::new().y_axis(text(most))))
        }),
    ])
    .await;
}

#[tokio::test]
async fn tables() {
    hold(&[
        ("slides[0].data.styles.sticky.rows", 2, |it, most| {
            it.slide(sticky(StickyCells::new().rows(number(most))))
        }),
        ("slides[0].data.styles.sticky.columns", 2, |it, most| {
            it.slide(sticky(StickyCells::new().columns(number(most))))
        }),
    ])
    .await;
    let below = sticky(StickyCells::new().rows(-1));
    refused(&["slides[0].data.styles.sticky.rows"], |client| post(client).slide(below).send())
        .await;
}

/// There is one for each column, and together they are the whole.
#[tokio::test]
async fn widths_of_tables() {
    let widths =
        |columns, widths: &[i64]| table(columns, TableStyles::new().width(widths.iter().copied()));
    let width = "slides[0].data.styles.width";
    for (columns, list, field) in [
        (2, &[100][..], width),
        (1, &[50, 50], width),
        (2, &[50, 51], width),
        (2, &[50, 49], width),
        (2, &[100, 0], "slides[0].data.styles.width[1]"),
        (2, &[-1, 101], "slides[0].data.styles.width[0]"),
        (2, &[i64::MAX, i64::MAX], "slides[0].data.styles.width[1]"),
    ] {
        refused(&[field], |client| post(client).slide(widths(columns, list)).send()).await;
    }
    for (columns, list) in [(1, &[100][..]), (2, &[1, 99]), (3, &[50, 30, 20])] {
        allowed(|client| post(client).slide(widths(columns, list)).send()).await;
    }
}

#[tokio::test]
async fn rows_of_tables_have_the_headers_as_keys() {
    let row = |keys: &[&str]| -> BTreeMap<String, String> {
        keys.iter().map(|key| ((*key).to_owned(), "1".to_owned())).collect()
    };
    let table = |keys: &[&str]| {
        Slide::table(TableData::new(
            ["Region", "Revenue"],
            [row(&["Revenue", "Region"]), row(keys)],
        ))
    };
    for odd in [&["Region"][..], &["Region", "revenue"], &["Region", "Revenue", "Year"], &[]] {
        let error =
            refused(&["slides[0].data.rows[1]"], |it| post(it).slide(table(odd)).send()).await;
        assert!(!error.to_string().contains("rows[0]"), "{error}");
    }
    allowed(|client| post(client).slide(table(&["Region", "Revenue"])).send()).await;
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let fields = ["CHAT_ID", "text", "slides[1].data[0].label", "slides[2].data"];
    let error = refused(&fields, |client| {
        let request = client.message_content().post("", text(10_001));
        let request = request.slide(Slide::list(["A"]));
        let request = request.slide(Slide::percentage_chart([segment(text(21))]));
        request.slide(Slide::graph(vec![GraphSeries::new("A", []); 6])).send()
    })
    .await;
    let text = error.to_string();
    assert!(text.starts_with("message_content.post: invalid request, not sent: "), "{text}");
    assert!(text.contains("`slides[2].data` has 6 items; at most 5 are allowed"), "{text}");
}
