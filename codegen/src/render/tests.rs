//! What is laid out without the formatter is what it makes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{LINE_BREAK, laid_out, lay_out_items, parsed, plain, table};

#[test]
fn a_plain_table_is_as_the_formatter_lays_it_out() {
    let long = "a".repeat(60);
    for table in [
        quote!(A { b, c }),
        quote!(AVeryLongNameForATableOfNames { b, c, d, e, f }),
        quote!(A { b: "1", c: "2" }),
        quote!(A { b: required("b", scalar), ..undocumented.and(malformed) }),
        quote!(A { b: required(#long), c: read_only("c"), ..undocumented }),
        quote!(A { b: optional(#long), c: optional("c").range("x", &["1", "2"]), }),
        quote!(A { b: "1", c: "twenty or so" }),
        quote!(A { b: Type::List, c: Type::Text(Other::A, 'x'), d: #long }),
        quote!(A { b: required(into::<Vec<String>>), c: value::<BTreeMap<String, B>>, ..d }),
    ] {
        let plain = table::plain(table.clone());
        assert!(plain.is_some(), "{table}");
        assert_eq!(plain, laid_out(table));
    }
}

#[test]
fn a_table_that_may_be_laid_out_otherwise_is_left_to_the_formatter() {
    let long = "a".repeat(80);
    for table in [
        quote!(A {}),
        quote!(A { b: required(#long), c: required("c") }),
        quote!(A { b: Members { c: "d" } }),
        quote!(A { b: |it| it.c }),
        quote!(A { b: f("c",) }),
        quote!(A { b: 1 + 2 }),
        "A { b: \"c\nd\" }".parse().unwrap(),
    ] {
        assert_eq!(table::plain(table.clone()), None, "{table}");
    }
}

#[test]
fn a_comment_that_is_one_token_has_its_lines() {
    let comment = format!(" a // b{LINE_BREAK}{LINE_BREAK} c");
    let text = lay_out_items(quote!(struct A { #[doc = #comment] b: u8 })).unwrap();
    assert_eq!(text, "\nstruct A {\n    /// a // b\n    ///\n    /// c\n    b: u8,\n}\n");
}

#[test]
fn plain_items_are_as_the_formatter_lays_them_out() {
    let docs = format!("r#\" a \"b\"{LINE_BREAK}{LINE_BREAK} c\"#");
    let docs: TokenStream = docs.parse().unwrap();
    // Names of all lengths, so that each line is once the longest that is not broken.
    for length in 1..90 {
        let [name, short] = [length, length / 3 + 1].map(|it| format_ident!("{}", "a".repeat(it)));
        for item in [
            quote! {
                #[doc = #docs]
                #[derive(Clone, Debug, Default)]
                #[must_use = "a request"]
                pub struct A<C = ()> {
                    #[doc = #docs]
                    #[deprecated]
                    pub #short: BTreeMap<String, Option<b::#short>>,
                    pub(super) client: C,
                }
            },
            quote!(#[doc = #docs] pub enum A { #short(Box<#short>), B, }),
            quote! {
                impl<C> A<C> {
                    #[doc = #docs]
                    pub fn b(mut self, #name: impl Into<String>) -> Self {
                        self.b = Some(Some(b.into()));
                        self
                    }

                    pub fn new(#short: &[i64], #short: impl IntoIterator<Item = String>) -> Self {
                        Self { client: (), #short: #short.into_iter().collect() }
                    }
                }
            },
            quote! {
                impl<C> Operation for A<C> {
                    type Output = Vec<A>;
                    const INFO: &'static B = &API.b(Method::GET, "a", #short).c(&[&["d"]], 1);
                    fn encode(&self, _request: &mut Encoder) {}
                    fn decode(response: &mut Response) -> Result<Self::Output, #short> {
                        let check = response.checker();
                        if let Some(a) = &self.a {
                            response.a(&mut [a], ..=100);
                            response.b("b", -1, 2..=3)?;
                        }
                        response.json::<#short>()
                    }
                }
            },
            quote!(impl A { const B: &'static C = &C::new("d", #short, "e", Method::GET).f("g"); }),
        ] {
            let plain = plain::item(&item.clone().into_iter().collect::<Vec<_>>());
            assert!(plain.is_some() || length > 60, "{item}");
            let formatted = parsed(item).unwrap();
            assert_eq!(plain.as_deref().unwrap_or(&formatted[1..]), &formatted[1..]);
        }
    }
}

#[test]
fn an_item_that_may_be_laid_out_otherwise_is_left_to_the_formatter() {
    for item in [
        quote!(
            struct A {}
        ),
        quote!(
            struct A(B);
        ),
        quote!(
            struct A {
                #[doc = "/"]
                b: u8,
            }
        ),
        quote!(
            struct A<B>
            where
                B: C,
            {
                b: B,
            }
        ),
        quote!(impl A {}),
        quote!(impl A { fn b() { if c { d() } else { e() } } }),
        quote!(impl A { fn b() { match c { _ => d } } }),
        quote!(impl A { fn b() -> bool { c < d } }),
        quote!(impl A { fn b() { c(|it| it.d) } }),
        quote!(impl A { fn b() -> [C; 1] { [C { d: e }] } }),
        quote!(
            trait A {
                fn b();
            }
        ),
    ] {
        let tokens: Vec<_> = item.clone().into_iter().collect();
        assert_eq!(plain::item(&tokens), None, "{item}");
    }
}
