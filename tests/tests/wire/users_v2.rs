//! Users, with version 2.

use generated_client::users_v2::{
    LayoutName, PlanType, UserField, UserOrder, UserProfile, UserStatus,
};
use serde_json::{from_value, json, to_value};

use super::service::{Sent, Service, example, refused, sends};

#[tokio::test]
async fn list_with_everything() {
    let response = example("listUsers", "200", "users");
    let line = "GET /api/v2/users?status=imported_active&plan_type=paid&fields=display_name,mobile\
                &limit=50&search=scott&sort_by=usage&next_token=t";
    let page = sends(Sent::bare(line), response.clone(), |client| {
        let request = client.users_v2().list().status(UserStatus::ImportedActive);
        let request = request.plan_type(PlanType::Paid).limit(50).search("scott");
        let request = request.fields([UserField::DisplayName, UserField::Mobile]);
        request.sort_by(UserOrder::Usage).next_token("t").send()
    })
    .await;
    assert_eq!(to_value(&page).unwrap(), response);
    assert_eq!(page.data[1].id, Some("163317679".into()));
    refused(&["limit"], |client| client.users_v2().list().limit(101).send()).await;
}

#[tokio::test]
async fn all_pages_of_users() {
    let service = Service::answering(200, r#"{"data": [{}, {}], "has_more": false}"#).await;
    let mut stream = service.client().users_v2().list().stream();
    let mut count = 0;
    while stream.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!((count, service.sent().await), (2, Sent::bare("GET /api/v2/users")));
}

#[tokio::test]
async fn get_user() {
    let response = example("getUser", "200", "user");
    let sent = Sent::bare("GET /api/v2/users/631830849?fields=all");
    let user = sends(sent, response.clone(), |client| {
        client.users_v2().get("631830849").fields([UserField::All]).send()
    })
    .await;
    assert_eq!(to_value(&user).unwrap(), response);
    assert_eq!(user.data.reporting_to.unwrap().name.as_deref(), Some("Tim Harrison"));
}

#[tokio::test]
async fn add_and_update() {
    let response = example("addUsers", "200", "users");
    let body = example("addUsers", "request", "users");
    let amy: UserProfile = from_value(body["users"][0].clone()).unwrap();
    let added = sends(Sent::json("POST /api/v2/users", body), response.clone(), |client| {
        client.users_v2().add([amy]).send()
    })
    .await;
    assert_eq!(to_value(&added).unwrap(), response);
    assert_eq!(added.data.success_users.unwrap().len(), 2);

    let body = json!({"users": [{
        "email_id": "amy@zylker.com",
        "display_name": "Amy",
        "workplace_name": "Chennai",
    }]});
    let updated = sends(Sent::json("PUT /api/v2/users/7", body), response.clone(), |client| {
        let mut amy = UserProfile::new("amy@zylker.com").display_name("Amy");
        amy.additional.insert("workplace_name".to_owned(), "Chennai".to_owned());
        client.users_v2().update("7", [amy]).send()
    })
    .await;
    assert_eq!(to_value(&updated).unwrap(), response);
}

#[tokio::test]
async fn teams_and_layouts() {
    let response = example("listTeamsOfUser", "200", "teams");
    let teams = sends(Sent::bare("GET /api/v2/users/7/teams"), response.clone(), |client| {
        client.users_v2().teams("7").send()
    })
    .await;
    assert_eq!(to_value(&teams).unwrap(), response);

    let response = example("listUserLayouts", "200", "layouts");
    let sent = Sent::bare("GET /api/v2/users/layout?unique_name=profile_details_android");
    let layouts = sends(sent, response.clone(), |client| {
        client.users_v2().layouts().unique_name(LayoutName::ProfileDetailsAndroid).send()
    })
    .await;
    assert_eq!(to_value(&layouts).unwrap(), response);
}
