//! Of Box's document.

use generated_client::box_::{
    GetFilesIdContentResponse, GetFilesIdThumbnailIdExtension, GetFilesIdThumbnailIdResponse,
    GetFoldersIdItemsSort, GetSearchContentType, PostFilesContentRequest,
    PostFilesContentRequestAttribute, PostFilesContentRequestAttributeParent,
    PostOAuth2TokenRefreshAccessToken, PostUsersIdAvatarRequest, PutFilesIdMetadataIdIdRequest,
    PutFilesIdMetadataIdIdRequestOp, PutFilesIdMetadataIdIdScope, PutFilesIdRequest,
    PutFilesIdRequestParent,
};
use generated_client::File;

use crate::{exchanged, sent};

#[test]
fn a_header_and_a_query_are_sent_and_nothing_comes_back() {
    let (request, ()) = sent("204 No Content", |it| {
        it.box_().delete_folders_id("4353455").if_match("\"1\"").recursive(true).send()
    });
    assert_eq!(
        request,
        "DELETE /2.0/folders/4353455?recursive=true\naccept: application/json\nif-match: \"1\"\n"
    );
}

#[test]
fn a_file_is_bytes_or_comes_later_or_is_elsewhere() {
    let read = |response: &[u8]| {
        sent(response, |it| {
            let content = it.box_().get_files_id_content("12345").range("bytes=0-1024");
            content.boxapi("shared_link=https://x.test/s&shared_link_password=p w").version("4").send()
        })
    };
    let (request, bytes) = read(b"200 OK\ncontent-type: application/octet-stream\n\n\x00\xfe");
    assert_eq!(
        request,
        "GET /2.0/files/12345/content?version=4\n\
         accept: application/octet-stream, application/json\n\
         boxapi: shared_link=https://x.test/s&shared_link_password=p w\nrange: bytes=0-1024\n"
    );
    let GetFilesIdContentResponse::Ok(bytes) = bytes else { panic!("200") };
    assert_eq!(&bytes[..], b"\x00\xfe");
    let (_, later) = read(b"202 Accepted\nretry-after: 7");
    assert!(matches!(later, GetFilesIdContentResponse::Accepted));
    let (_, elsewhere) = read(b"302 Found\nlocation: https://dl.test/1");
    let GetFilesIdContentResponse::Found(location) = elsewhere else { panic!("302") };
    assert_eq!(location, "https://dl.test/1");
    // Part of a file is what was asked for, and the document does not name the status.
    let (_, part) = read(b"206 Partial Content\n\nab");
    let GetFilesIdContentResponse::Undocumented(part) = part else { panic!("206") };
    assert_eq!(&part.body()[..], b"ab");
}

#[test]
fn a_path_has_a_parameter_after_a_dot() {
    let (request, image) = sent("200 OK\ncontent-type: image/jpg\n\njpg", |it| {
        let extension = GetFilesIdThumbnailIdExtension::Jpg;
        it.box_().get_files_id_thumbnail_id("12345", extension).min_height(32).max_width(320).send()
    });
    assert!(matches!(image, GetFilesIdThumbnailIdResponse::Ok(_)));
    assert!(request.starts_with("GET /2.0/files/12345/thumbnail.jpg?min_height=32&max_width=320\n"));
}

#[test]
fn a_list_in_a_query_has_commas() {
    let (request, _) = sent("200 OK\n\n{\"entries\":[]}", |it| {
        let items = it.box_().get_folders_id_items("0").fields(["id", "name", "a,b"]);
        items.usemarker(true).limit(1000).sort(GetFoldersIdItemsSort::Name).send()
    });
    assert_eq!(
        request,
        "GET /2.0/folders/0/items?fields=id,name,a%2Cb&usemarker=true&limit=1000&sort=name\n\
         accept: application/json\n"
    );
}

/// Lists with `explode: false`, and one without a style, which is exploded.
#[test]
fn lists_in_a_query_are_as_declared() {
    let (request, _) = exchanged("400 Bad Request\n\n{}", |it| {
        let search = it.box_().get_search().query("sales & \"more\"").file_extensions(["pdf", "png"]);
        let search = search.created_at_range(["2014-05-15T13:35:01-07:00", ""]);
        let search = search.size_range([1000000, 5000000]).content_types([
            GetSearchContentType::Name,
            GetSearchContentType::FileContent,
        ]);
        search.deleted_user_ids(["123", "456"]).send()
    });
    assert_eq!(
        request,
        "GET /2.0/search?query=sales%20%26%20%22more%22&file_extensions=pdf,png\
         &created_at_range=2014-05-15T13%3A35%3A01-07%3A00,&size_range=1000000,5000000\
         &content_types=name,file_content&deleted_user_ids=123&deleted_user_ids=456\n\
         accept: application/json\n"
    );
}

#[test]
fn a_form_of_parts_has_json_and_then_a_file() {
    let (request, uploaded) = sent("201 Created\n\n{\"total_count\":0,\"entries\":[]}", |it| {
        let parent = PostFilesContentRequestAttributeParent::new("0");
        let attributes = PostFilesContentRequestAttribute::new("Photo \"1\".png", parent);
        let file = File::new("Photo \"1\".png", "\u{1}png\u{0}").content_type("image/png");
        let body = PostFilesContentRequest::new(attributes, file);
        let upload = it.box_().post_files_content().fields(["id", "name"]).body(body);
        upload.content_md5("134b65991ed521fcfe4724b7d814ab8ded5185dc").send()
    });
    assert_eq!(uploaded.total_count, Some(0));
    assert_eq!(
        request,
        "POST /2.0/files/content?fields=id,name\naccept: application/json\n\
         content-md5: 134b65991ed521fcfe4724b7d814ab8ded5185dc\n\
         content-type: multipart/form-data; boundary=BOUNDARY\n\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"attributes\"\n\
         Content-Type: application/json\n\n\
         {\"name\":\"Photo \\\"1\\\".png\",\"parent\":{\"id\":\"0\"}}\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"file\"; filename=\"Photo %221%22.png\"\n\
         Content-Type: image/png\n\n\u{1}png\u{0}\n--BOUNDARY--\n"
    );
}

#[test]
fn a_form_of_parts_has_a_file_alone() {
    let (request, _) = sent("201 Created\n\n{\"pic_urls\":{}}", |it| {
        let body = PostUsersIdAvatarRequest::new(File::new("me.jpg", "jpg").content_type("image/jpeg"));
        it.box_().post_users_id_avatar("12345").body(body).send()
    });
    assert_eq!(
        request,
        "POST /2.0/users/12345/avatar\naccept: application/json\n\
         content-type: multipart/form-data; boundary=BOUNDARY\n\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"pic\"; filename=\"me.jpg\"\n\
         Content-Type: image/jpeg\n\njpg\n--BOUNDARY--\n"
    );
}

/// The operation has a server of its own on the same host, and a fragment in its path key.
#[test]
fn a_path_is_that_of_the_operation_without_a_fragment() {
    let (request, token) = sent("200 OK\n\n{\"access_token\":\"t\"}", |it| {
        let body = PostOAuth2TokenRefreshAccessToken::new("ly1nj6n1", "hI7+8/x", "c3FIOG9v=");
        it.box_().post_oauth2_token_refresh().body(body).send()
    });
    assert_eq!(token.access_token.unwrap(), "t");
    assert_eq!(
        request,
        "POST /oauth2/token\naccept: application/json\n\
         content-type: application/x-www-form-urlencoded\n\n\
         grant_type=refresh_token&client_id=ly1nj6n1&client_secret=hI7%2B8%2Fx\
         &refresh_token=c3FIOG9v%3D"
    );
}

#[test]
fn json_has_what_is_set_and_nulls() {
    let (request, file) = sent("200 OK\n\n{\"id\":\"12345\",\"type\":\"file\"}", |it| {
        let body = PutFilesIdRequest::new().name("New.txt").tags(["a", "b"]).shared_link_null();
        let body = body.parent(PutFilesIdRequestParent::new().id("123"));
        it.box_().put_files_id("12345").if_match("1").body(body).send()
    });
    assert_eq!(file.unwrap().id.as_str(), "12345");
    assert_eq!(
        request,
        "PUT /2.0/files/12345\naccept: application/json\ncontent-type: application/json\n\
         if-match: 1\n\n\
         {\"name\":\"New.txt\",\"parent\":{\"id\":\"123\"},\"shared_link\":null,\"tags\":[\"a\",\"b\"]}"
    );
}

#[test]
fn json_of_its_own_kind_is_sent_as_that() {
    let (request, _) = sent("200 OK\n\n{\"$parent\":\"file_1\"}", |it| {
        use PutFilesIdMetadataIdIdRequestOp as Op;
        let test = PutFilesIdMetadataIdIdRequest::new().op(Op::Test).path("/a~1b").value("c");
        let add = PutFilesIdMetadataIdIdRequest::new().op(Op::Add).path("/n").value(7);
        let scope = PutFilesIdMetadataIdIdScope::Enterprise;
        let metadata = it.box_().put_files_id_metadata_id_id("12345", scope, "blueprint");
        metadata.body([test, add]).send()
    });
    assert_eq!(
        request,
        "PUT /2.0/files/12345/metadata/enterprise/blueprint\naccept: application/json\n\
         content-type: application/json-patch+json\n\n\
         [{\"op\":\"test\",\"path\":\"/a~1b\",\"value\":\"c\"},{\"op\":\"add\",\"path\":\"/n\",\"value\":7}]"
    );
}

#[test]
fn bytes_are_sent_with_headers_that_must_be_there() {
    let (request, _) = sent("200 OK\n\n{\"part\":{\"part_id\":\"6F2D3486\",\"offset\":0}}", |it| {
        let range = "bytes 0-1/445856194";
        let part = it.box_().put_files_upload_sessions_id("D5E3F7A", "sha=fpRyg5eVQletdZqEKaFlqwBXJzM=", range);
        part.body("ab").send()
    });
    assert_eq!(
        request,
        "PUT /2.0/files/upload_sessions/D5E3F7A\naccept: application/json\n\
         content-range: bytes 0-1/445856194\ncontent-type: application/octet-stream\n\
         digest: sha=fpRyg5eVQletdZqEKaFlqwBXJzM=\n\nab"
    );
}
