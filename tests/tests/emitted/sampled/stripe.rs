//! Of Stripe's document, whose forms and queries are `deepObject`. For what is nested and for lists, which OpenAPI leaves
//! open, they are what this service documents: `name[0][member]=value`, and `name[]=item` or `name[0]=item`.

use std::collections::BTreeMap;

use generated_client::stripe::{
    AllPeopleRelationshipSpecs, AppliesToParams, DeliveryEstimate, DeliveryEstimateBound, Duration,
    FixedAmount, InlineProductParams, PostCouponsRequest, PostFilesRequestPurpose,
    PostWebhookEndpointsRequestEnabledEvent, PostWebhookEndpointsRequestMetadataText,
    RangeQuerySpecs, RecurringInterval, RecurringObject, ScopeParam, ScopeParamType, TaxType, Tier,
    TierUpToText, TiersMode, Unit,
};

use crate::{exchanged, sent};

/// Of a request whose response is not what is looked at.
const ERROR: &str = "402 Payment Required\n\n{\"error\":{\"message\":\"no\"}}";

fn head(path: &str) -> String {
    format!(
        "POST /v1/{path}\naccept: application/json\n\
         content-type: application/x-www-form-urlencoded\n\n"
    )
}

fn metadata() -> BTreeMap<String, String> {
    [("order id".to_owned(), "6735&1".to_owned())].into()
}

#[test]
fn a_form_has_objects_with_lists_and_maps() {
    let response = "200 OK\n\n{\"id\":\"c\",\"object\":\"coupon\",\"created\":1,\"duration\":\"once\",\
        \"livemode\":false,\"times_redeemed\":0,\"valid\":true}";
    let (request, coupon) = sent(response, |it| {
        let body = PostCouponsRequest::new().duration(Duration::Repeating);
        let body = body.applies_to(AppliesToParams::new().products(["prod_1", "prod_2"]));
        let body = body.duration_in_months(3).metadata(metadata()).percent_off(25.5);
        it.stripe().post_coupons().body(body).send()
    });
    assert_eq!(coupon.id, "c");
    assert_eq!(
        request,
        head("coupons")
            + "applies_to%5Bproducts%5D%5B%5D=prod_1&applies_to%5Bproducts%5D%5B%5D=prod_2\
               &duration=repeating&duration_in_months=3&metadata%5Border%20id%5D=6735%261\
               &percent_off=25.5"
    );
}

#[test]
fn a_query_has_an_object_or_a_number_and_a_list() {
    let response = "200 OK\n\n{\"data\":[],\"has_more\":false,\"object\":\"list\",\"url\":\"/\"}";
    let (request, list) = sent(response, |it| {
        let created = RangeQuerySpecs::new().gte(1600000000).lt(1700000000);
        it.stripe().get_coupons().created(created).expand(["data.a", "b c"]).limit(100).send()
    });
    assert!(list.data.is_empty());
    assert_eq!(
        request,
        "GET /v1/coupons?created%5Bgte%5D=1600000000&created%5Blt%5D=1700000000\
         &expand%5B%5D=data.a&expand%5B%5D=b%20c&limit=100\naccept: application/json\n"
    );
    let (request, _) = sent(response, |it| it.stripe().get_coupons().created(5).send());
    assert_eq!(request, "GET /v1/coupons?created=5\naccept: application/json\n");
}

#[test]
fn a_query_has_an_object_of_booleans() {
    let response = "200 OK\n\n{\"data\":[],\"has_more\":false,\"object\":\"list\",\"url\":\"/\"}";
    let (request, _) = sent(response, |it| {
        let relationship = AllPeopleRelationshipSpecs::new().director(true).owner(false);
        it.stripe().get_account_people().relationship(relationship).send()
    });
    assert_eq!(
        request,
        "GET /v1/account/people?relationship%5Bdirector%5D=true&relationship%5Bowner%5D=false\n\
         accept: application/json\n"
    );
}

#[test]
fn a_query_has_an_object_that_must_be_there() {
    let response = "200 OK\n\n{\"data\":[],\"has_more\":true,\"object\":\"list\",\"url\":\"/\"}";
    let (request, list) = sent(response, |it| {
        let scope = ScopeParam::new(ScopeParamType::User).user("usr_123");
        it.stripe().get_apps_secrets(scope).limit(3).send()
    });
    assert!(list.has_more);
    assert_eq!(
        request,
        "GET /v1/apps/secrets?limit=3&scope%5Btype%5D=user&scope%5Buser%5D=usr_123\n\
         accept: application/json\n"
    );
}

/// The form of this request may be left out, and has no member.
#[test]
fn a_form_that_is_left_out_is_no_body() {
    let response = "200 OK\n\n{\"deleted\":true,\"id\":\"Z4OV52SU\",\"object\":\"coupon\"}";
    let (request, deleted) =
        sent(response, |it| it.stripe().delete_coupons_coupon("25 % OFF").send());
    assert!(deleted.deleted);
    assert!(request.starts_with("DELETE /v1/coupons/25%20%25%20OFF\naccept: application/json\n"));
    assert_eq!(request.trim_end().lines().count(), 2, "{request}");
}

#[test]
fn bytes_are_read_as_they_are() {
    let (request, pdf) = sent(b"200 OK\n\n%PDF\x00\xff", |it| {
        it.stripe().get_quotes_quote_pdf("qt_1").send()
    });
    assert_eq!(&pdf[..], b"%PDF\x00\xff");
    assert_eq!(request, "GET /v1/quotes/qt_1/pdf\naccept: application/pdf, application/json\n");
}

#[test]
fn a_form_has_lists_of_objects_with_unions() {
    let (request, _) = exchanged(ERROR, |it| {
        let recurring = RecurringObject::new(RecurringInterval::Month).interval_count(2);
        let product = InlineProductParams::new("Gold & Co").metadata(metadata());
        let tiers = [
            Tier::new(10).unit_amount(500),
            Tier::new(TierUpToText::Inf).unit_amount_decimal("0.5"),
        ];
        let price = it.stripe().post_prices("usd").product_data(product).recurring(recurring);
        price.tiers(tiers).tiers_mode(TiersMode::Graduated).send()
    });
    assert_eq!(
        request,
        head("prices")
            + "currency=usd&product_data%5Bmetadata%5D%5Border%20id%5D=6735%261\
               &product_data%5Bname%5D=Gold%20%26%20Co&recurring%5Binterval%5D=month\
               &recurring%5Binterval_count%5D=2&tiers%5B0%5D%5Bunit_amount%5D=500\
               &tiers%5B0%5D%5Bup_to%5D=10&tiers%5B1%5D%5Bunit_amount_decimal%5D=0.5\
               &tiers%5B1%5D%5Bup_to%5D=inf&tiers_mode=graduated"
    );
}

#[test]
fn a_form_has_objects_within_objects() {
    let (request, _) = exchanged(ERROR, |it| {
        let bound = |days| DeliveryEstimateBound::new(Unit::BusinessDay, days);
        let estimate = DeliveryEstimate::new().minimum(bound(5)).maximum(bound(7));
        let rate = it.stripe().post_shipping_rates("Ground shipping").delivery_estimate(estimate);
        rate.fixed_amount(FixedAmount::new(500, "usd")).send()
    });
    assert_eq!(
        request,
        head("shipping_rates")
            + "delivery_estimate%5Bmaximum%5D%5Bunit%5D=business_day\
               &delivery_estimate%5Bmaximum%5D%5Bvalue%5D=7\
               &delivery_estimate%5Bminimum%5D%5Bunit%5D=business_day\
               &delivery_estimate%5Bminimum%5D%5Bvalue%5D=5&display_name=Ground%20shipping\
               &fixed_amount%5Bamount%5D=500&fixed_amount%5Bcurrency%5D=usd"
    );
}

#[test]
fn a_form_has_numbers_and_booleans() {
    let response = "200 OK\n\n{\"active\":true,\"created\":1,\"display_name\":\"VAT\",\"id\":\"txr_1\",\
        \"inclusive\":false,\"livemode\":false,\"object\":\"tax_rate\",\"percentage\":16.5}";
    let (request, rate) = sent(response, |it| {
        let rate = it.stripe().post_tax_rates("VAT", false, 16.5).jurisdiction("DE");
        rate.tax_type(TaxType::Vat).send()
    });
    assert_eq!(rate.percentage, 16.5);
    assert_eq!(
        request,
        head("tax_rates")
            + "display_name=VAT&inclusive=false&jurisdiction=DE&percentage=16.5&tax_type=vat"
    );
}

/// An empty value unsets what is there.
#[test]
fn a_form_has_a_list_and_an_empty_value() {
    let (request, _) = exchanged(ERROR, |it| {
        use PostWebhookEndpointsRequestEnabledEvent as Event;
        let endpoint = it.stripe().post_webhook_endpoints([Event::AccountUpdated, Event::Star], "https://x.test/?a");
        endpoint.metadata(PostWebhookEndpointsRequestMetadataText::Empty).send()
    });
    assert_eq!(
        request,
        head("webhook_endpoints")
            + "enabled_events%5B%5D=account.updated&enabled_events%5B%5D=%2A&metadata=\
               &url=https%3A%2F%2Fx.test%2F%3Fa"
    );
}

#[test]
fn a_form_of_parts_has_texts() {
    let (request, _) = exchanged(ERROR, |it| {
        let files = it.stripe().post_files("a text\r\n", PostFilesRequestPurpose::BusinessLogo);
        files.expand(["links"]).send()
    });
    assert_eq!(
        request,
        "POST /v1/files\naccept: application/json\n\
         content-type: multipart/form-data; boundary=BOUNDARY\n\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"expand\"\n\nlinks\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"file\"\n\na text\n\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"purpose\"\n\nbusiness_logo\n\
         --BOUNDARY--\n"
    );
}
