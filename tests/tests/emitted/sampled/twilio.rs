//! Of Twilio's document, whose paths have text around their parameters, and whose bodies are forms.

use generated_client::twilio::{
    ConferenceEnumUpdateStatus, CreateAccountRequest, CreateCallRequest, CreateMessageRequest,
    CreateStreamRequest, CreateUserDefinedMessageRequest, GetOrPost, MessageEnumContentRetention,
    StreamEnumTrack, UpdateConferenceRequest,
};

use crate::sent;

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const CALL: &str = "CA00000000000000000000000000000002";

/// Of a form.
fn head(path: &str) -> String {
    format!(
        "POST /2010-04-01/{path}\naccept: application/json\n\
         content-type: application/x-www-form-urlencoded\n\n"
    )
}

#[test]
fn a_form_has_spaces_and_signs() {
    let (request, account) = sent("201 Created\n\n{\"sid\":\"AC1\"}", |it| {
        let body = CreateAccountRequest::new().friendly_name("A & B + C=\u{e9}~*-._");
        it.twilio().create_account().body(body).send()
    });
    assert_eq!(account.sid.unwrap(), "AC1");
    let form = "FriendlyName=A%20%26%20B%20%2B%20C%3D%C3%A9~%2A-._";
    assert_eq!(request, head("Accounts.json") + form);
}

#[test]
fn a_list_in_a_form_is_exploded() {
    let (request, call) = sent("201 Created\n\n{\"sid\":\"CA1\"}", |it| {
        let body = CreateCallRequest::new("+15558675310", "client:joe");
        let body = body.url("http://demo.twilio.com/docs/voice.xml?a=1&b=2");
        let body = body.method(GetOrPost::Get).timeout(60).record(false);
        let body = body.status_callback_event(["initiated", "answered"]);
        it.twilio().create_call(ACCOUNT).body(body).send()
    });
    assert_eq!(call.sid.unwrap(), "CA1");
    assert_eq!(
        request,
        head(&format!("Accounts/{ACCOUNT}/Calls.json"))
            + "To=%2B15558675310&From=client%3Ajoe&Method=GET\
               &StatusCallbackEvent=initiated&StatusCallbackEvent=answered&Timeout=60&Record=false\
               &Url=http%3A%2F%2Fdemo.twilio.com%2Fdocs%2Fvoice.xml%3Fa%3D1%26b%3D2"
    );
}

#[test]
fn a_form_has_numbers_times_and_lists() {
    let (request, _) = sent("201 Created\n\n{}", |it| {
        let body = CreateMessageRequest::new("+1555").max_price(0.75).attempt(1);
        let body = body.content_retention(MessageEnumContentRetention::Discard);
        let body = body.send_at("2030-01-02T03:04:05Z".parse::<generated_client::DateTime>().unwrap());
        let body = body.body("Hi there!").media_url(["https://c1.test/a.png"]);
        it.twilio().create_message(ACCOUNT).body(body).send()
    });
    assert_eq!(
        request,
        head(&format!("Accounts/{ACCOUNT}/Messages.json"))
            + "To=%2B1555&MaxPrice=0.75&Attempt=1&ContentRetention=discard\
               &SendAt=2030-01-02T03%3A04%3A05Z&Body=Hi%20there%21\
               &MediaUrl=https%3A%2F%2Fc1.test%2Fa.png"
    );
}

#[test]
fn a_name_in_a_form_has_a_dot() {
    let (request, _) = sent("200 OK\n\n{}", |it| {
        let body = CreateStreamRequest::new("wss://s.test").track(StreamEnumTrack::BothTracks);
        let body = body.parameter1_name("a").parameter1_value("b c");
        it.twilio().create_stream(ACCOUNT, CALL).body(body).send()
    });
    assert_eq!(
        request,
        head(&format!("Accounts/{ACCOUNT}/Calls/{CALL}/Streams.json"))
            + "Url=wss%3A%2F%2Fs.test&Track=both_tracks&Parameter1.Name=a&Parameter1.Value=b%20c"
    );
}

#[test]
fn json_in_a_form_is_text() {
    let (request, _) = sent("201 Created\n\n{}", |it| {
        let body = CreateUserDefinedMessageRequest::new("{\"key\":\"value\"}");
        let body = body.idempotency_key("1");
        it.twilio().create_user_defined_message(ACCOUNT, CALL).body(body).send()
    });
    assert_eq!(
        request,
        head(&format!("Accounts/{ACCOUNT}/Calls/{CALL}/UserDefinedMessages.json"))
            + "Content=%7B%22key%22%3A%22value%22%7D&IdempotencyKey=1"
    );
}

#[test]
fn a_path_has_text_after_its_parameter() {
    let (request, ()) =
        sent("204 No Content", |it| it.twilio().delete_call(ACCOUNT, CALL).send());
    assert_eq!(
        request,
        format!(
            "DELETE /2010-04-01/Accounts/{ACCOUNT}/Calls/{CALL}.json\naccept: application/json\n"
        )
    );
    let (request, account) =
        sent("200 OK\n\n{\"status\":\"active\"}", |it| it.twilio().fetch_account(ACCOUNT).send());
    assert!(account.status.is_some());
    assert_eq!(
        request,
        format!("GET /2010-04-01/Accounts/{ACCOUNT}.json\naccept: application/json\n")
    );
}

#[test]
fn a_redirect_hands_out_its_location() {
    let id = "XH00000000000000000000000000000003";
    let (request, location) = sent("307 Temporary Redirect\nlocation: https://d.test/1", |it| {
        it.twilio().fetch_recording_add_on_result_payload_data(ACCOUNT, id, id, id).send()
    });
    assert_eq!(location, "https://d.test/1");
    assert_eq!(
        request,
        format!(
            "GET /2010-04-01/Accounts/{ACCOUNT}/Recordings/{id}/AddOnResults/{id}/Payloads/{id}/Data.json\n\
             accept: application/json\n"
        )
    );
}

#[test]
fn a_query_has_booleans_and_numbers() {
    let (request, _) = sent("200 OK\n\n{\"available_phone_numbers\":[]}", |it| {
        let numbers = it.twilio().list_available_phone_number_local(ACCOUNT, "US");
        let numbers = numbers.area_code(510).contains("51034*****").sms_enabled(true).beta(false);
        numbers.near_lat_long("37.84,-122.29").distance(25).page_size(20).send()
    });
    assert_eq!(
        request,
        format!(
            "GET /2010-04-01/Accounts/{ACCOUNT}/AvailablePhoneNumbers/US/Local.json?AreaCode=510\
             &Contains=51034%2A%2A%2A%2A%2A&SmsEnabled=true&Beta=false\
             &NearLatLong=37.84%2C-122.29&Distance=25&PageSize=20\naccept: application/json\n"
        )
    );
}

#[test]
fn the_name_of_a_query_parameter_is_escaped() {
    let (request, _) = sent("200 OK\n\n{\"messages\":[]}", |it| {
        let day = "2023-01-31T00:00:00Z".parse::<generated_client::DateTime>().unwrap();
        it.twilio().list_message(ACCOUNT).to("+15558881111").date_sent_less(day).send()
    });
    assert_eq!(
        request,
        format!(
            "GET /2010-04-01/Accounts/{ACCOUNT}/Messages.json?To=%2B15558881111\
             &DateSent%3C=2023-01-31T00%3A00%3A00Z\naccept: application/json\n"
        )
    );
}

#[test]
fn a_form_may_have_one_member_or_none() {
    let update = |body| {
        sent("200 OK\n\n{}", |it| it.twilio().update_conference(ACCOUNT, "CF1").body(body).send()).0
    };
    let head = head(&format!("Accounts/{ACCOUNT}/Conferences/CF1.json"));
    let body = UpdateConferenceRequest::new().status(ConferenceEnumUpdateStatus::Completed);
    assert_eq!(update(body), format!("{head}Status=completed"));
    assert_eq!(update(UpdateConferenceRequest::new()), head);
}
