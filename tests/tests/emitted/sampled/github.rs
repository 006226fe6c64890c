//! Of GitHub's document.

use generated_client::github::requests::IssuesCreate;
use generated_client::github::{
    ActivityMarkNotificationsAsReadRequest, IssuesCreateRequest, IssuesCreateRequestLabelObject,
    MigrationsListForOrgExclude, OrgsCheckMembershipForUserResponse,
    ScimProvisionAndInviteUserRequestEmail, ScimProvisionAndInviteUserRequestName,
};

use crate::{exchanged, sent};

/// One segment of the path is a union of scalars.
#[test]
fn a_path_has_a_number_or_a_text() {
    let (request, ()) =
        sent("204 No Content", |it| it.github().actions_disable_workflow("a", "b", 17).send());
    assert_eq!(
        request,
        "PUT /repos/a/b/actions/workflows/17/disable\naccept: application/json\n\n"
    );
    let (request, ()) = sent("204 No Content", |it| {
        let workflow = generated_client::WorkflowId::new("build & test.yml");
        it.github().actions_disable_workflow("a", "b", workflow).send()
    });
    assert_eq!(
        request,
        "PUT /repos/a/b/actions/workflows/build%20%26%20test.yml/disable\naccept: application/json\n\n"
    );
}

#[test]
fn a_redirect_hands_out_its_location() {
    let (request, location) = sent("302 Found\nlocation: https://files.test/1?a=%2F", |it| {
        it.github().actions_download_artifact("octo", "cat", 42, "zip").send()
    });
    assert_eq!(location, "https://files.test/1?a=%2F");
    assert_eq!(
        request,
        "GET /repos/octo/cat/actions/artifacts/42/zip\naccept: application/json\n"
    );
}

#[test]
fn json_is_sent_and_two_successes_are_told_apart() {
    let mark = |response| {
        sent(response, |it| {
            let body = ActivityMarkNotificationsAsReadRequest::new();
            let body = body.last_read_at(at("2022-06-10T00:00:00Z")).read(true);
            it.github().activity_mark_notifications_as_read().body(body).send()
        })
    };
    let (request, read) = mark("202 Accepted\n\n{\"message\":\"later\"}");
    assert_eq!(
        request,
        "PUT /notifications\naccept: application/json\ncontent-type: application/json\n\n\
         {\"last_read_at\":\"2022-06-10T00:00:00Z\",\"read\":true}"
    );
    assert_eq!(read.unwrap().message.unwrap(), "later");
    assert!(mark("205 Reset Content").1.is_none());
}

fn at(time: &str) -> generated_client::DateTime {
    time.parse().unwrap()
}

#[test]
fn unions_in_json_are_sent_as_their_member() {
    let label = IssuesCreateRequestLabelObject::new().name("bug").color_null();
    let body = IssuesCreateRequest::new("Broken \"quotes\"").milestone(3).labels(["help"]);
    let body = body.label(label).assignees(["octocat"]).assignee_null();
    let (request, result) = exchanged("410 Gone\n\n{\"message\":\"off\"}", |it| {
        it.send(&IssuesCreate::new("octo", "hello world", body))
    });
    assert_eq!(
        request,
        "POST /repos/octo/hello%20world/issues\naccept: application/json\n\
         content-type: application/json\n\n\
         {\"title\":\"Broken \\\"quotes\\\"\",\"assignee\":null,\"milestone\":3,\
         \"labels\":[\"help\",{\"name\":\"bug\",\"color\":null}],\"assignees\":[\"octocat\"]}"
    );
    assert_eq!(result.unwrap_err().status().unwrap().as_u16(), 410);
}

#[test]
fn text_is_sent_and_read_as_it_is() {
    let (request, html) = sent("200 OK\ncontent-type: text/html\n\n<p>\u{e9}</p>", |it| {
        it.github().markdown_render_raw().body("**\u{e9}**\r\n").send()
    });
    assert_eq!(html, "<p>\u{e9}</p>");
    assert_eq!(
        request,
        "POST /markdown/raw\naccept: text/html, application/json\ncontent-type: text/plain\n\n\
         **\u{e9}**\r\n"
    );
}

#[test]
fn a_list_in_a_query_is_exploded() {
    let (request, found) = sent("200 OK\n\n[]", |it| {
        let other = MigrationsListForOrgExclude::from("b&c");
        let exclude = [MigrationsListForOrgExclude::Repositories, other];
        it.github().migrations_list_for_org("octo").per_page(100).exclude(exclude).send()
    });
    assert!(found.is_empty());
    assert_eq!(
        request,
        "GET /orgs/octo/migrations?per_page=100&exclude=repositories&exclude=b%26c\n\
         accept: application/json\n"
    );
}

#[test]
fn a_status_tells_what_the_answer_is() {
    let check = |response| {
        exchanged(response, |it| it.github().orgs_check_membership_for_user("o", "u/v").send())
    };
    let (request, member) = check("204 No Content");
    assert_eq!(request, "GET /orgs/o/members/u%2Fv\naccept: application/json\n");
    assert!(matches!(member, Ok(OrgsCheckMembershipForUserResponse::NoContent)));
    let (_, other) = check("302 Found\nlocation: /orgs/o/public_members/u");
    let Ok(OrgsCheckMembershipForUserResponse::Found(location)) = other else { panic!("302") };
    assert_eq!(location, "/orgs/o/public_members/u");
    let (_, none) = check("404 Not Found\n\n{}");
    assert_eq!(none.unwrap_err().status().unwrap().as_u16(), 404);
}

/// A path parameter is one segment: OpenAPI 3.0 has no parameter that spans several.
#[test]
fn slashes_in_a_path_parameter_are_escaped() {
    let (request, _) = sent("200 OK\n\n[]", |it| {
        let contents = it.github().repos_get_content("o", "r", "src/a b?.rs");
        contents.ref_("feature/x#1+2").send()
    });
    assert_eq!(
        request,
        "GET /repos/o/r/contents/src%2Fa%20b%3F.rs?ref=feature%2Fx%231%2B2\n\
         accept: application/json\n"
    );
}

#[test]
fn a_body_of_any_media_type_is_bytes() {
    let (request, result) = exchanged("500 Oops", |it| {
        let asset = it.github().repos_upload_release_asset("o", "r", 9, "a.bin");
        asset.label("A & B").body("\u{1}\u{0}").send()
    });
    assert!(result.is_err());
    assert_eq!(
        request,
        "POST /repos/o/r/releases/9/assets?name=a.bin&label=A%20%26%20B\naccept: application/json\n\
         content-type: application/octet-stream\n\n\u{1}\u{0}"
    );
}

#[test]
fn a_response_that_is_json_of_its_own_kind_is_asked_for() {
    let response = "201 Created\ncontent-type: application/scim+json\n\n\
        {\"schemas\":[],\"id\":\"7\",\"externalId\":null,\"userName\":\"mona\",\"active\":true,\
        \"name\":{},\"emails\":[],\"meta\":{}}";
    let (request, user) = sent(response, |it| {
        let name = ScimProvisionAndInviteUserRequestName::new("Mona", "Cat");
        let email = ScimProvisionAndInviteUserRequestEmail::new("m@x.test").primary(true);
        let invite = it.github().scim_provision_and_invite_user("octo", "mona", name, [email]);
        invite.groups(Vec::<String>::new()).send()
    });
    assert_eq!(user.id, "7");
    assert_eq!(
        request,
        "POST /scim/v2/organizations/octo/Users\naccept: application/scim+json, application/json\n\
         content-type: application/json\n\n\
         {\"userName\":\"mona\",\"name\":{\"givenName\":\"Mona\",\"familyName\":\"Cat\"},\
         \"emails\":[{\"value\":\"m@x.test\",\"primary\":true}],\"groups\":[]}"
    );
}

#[test]
fn a_query_is_escaped() {
    let response = "200 OK\n\n{\"total_count\":0,\"incomplete_results\":false,\"items\":[]}";
    let (request, found) = sent(response, |it| {
        it.github().search_labels(64778136, "bug+defect \"\u{fc}\" #1=2&3").page(2).send()
    });
    assert_eq!(found.total_count, 0);
    assert_eq!(
        request,
        "GET /search/labels?repository_id=64778136&q=bug%2Bdefect%20%22%C3%BC%22%20%231%3D2%263&page=2\n\
         accept: application/json\n"
    );
}
