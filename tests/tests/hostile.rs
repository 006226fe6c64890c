//! Whatever a document holds, it is read or refused with located diagnostics: never a panic, never a hang.
//!
//! `tests/hostile` holds documents that once were trouble, or that look for it, and in `overlays` such overlays; what
//! fuzzing finds is kept there. Others are made from the real ones by chance; `PROPTEST_CASES` says how many.

#[path = "../../codegen/fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::time::Instant;

use arbitrary::{Arbitrary, Unstructured};
use fuzz::alias::Paths;
use fuzz::exercise::{document, exercise, input, overlay, with_stack};
use fuzz::prose::Prose;
use proptest::prelude::*;
use proptest::sample::Index;

/// Every file of a folder, as it stands, with the line ends of Windows, and with a byte order mark.
fn nasty(folder: &str) -> Vec<String> {
    let folder = tests::workspace().join("tests").join(folder);
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|it| it.is_file()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let texts = paths.iter().flat_map(|path| {
        let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        [text.replace('\n', "\r\n"), format!("\u{feff}{text}"), text]
    });
    texts.collect()
}

#[test]
fn every_nasty_document_is_read_or_refused() {
    with_stack(|| {
        for text in nasty("hostile") {
            document(&text);
            exercise(vec![input("nasty", &text)], vec![input("overlay", &text)]);
        }
    });
}

#[test]
fn every_nasty_overlay_is_read_or_refused() {
    with_stack(|| nasty("hostile/overlays").iter().for_each(|text| overlay(text)));
}

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
const LINK: &str = "paths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200':\n          \
    description: x\n          content:\n            application/json:\n              schema: {$ref: \
    '#/components/schemas/L0'}\ncomponents:\n  schemas:\n";

/// The same as the body of a request.
fn sent_chain(links: usize, link: impl Fn(&str) -> String) -> String {
    let response = "responses:\n        '200':\n          description: x\n          content:";
    let body = "responses: {}\n      requestBody:\n          content:";
    let text = chain(links, link).replacen(response, body, 1);
    assert!(text.contains(body), "{text}");
    text
}

/// An operation with a description.
fn described(description: &str) -> String {
    let lines = description.lines().map(|it| format!("        {it}\n"));
    let description = lines.collect::<String>();
    format!(
        "{HEAD}paths:\n  /a:\n    get:\n      operationId: a\n      responses: {{}}\n      description: |\n\
         {description}"
    )
}

fn chain(links: usize, link: impl Fn(&str) -> String) -> String {
    let links = (0..links).map(|it| {
        let next = format!("{{$ref: '#/components/schemas/L{}'}}", it + 1);
        format!("    L{it}: {}\n", link(&next))
    });
    format!("{HEAD}{LINK}{}", links.collect::<String>())
}

/// Documents that are long or deep in one direction. With an exponential stage the test would never end.
#[test]
fn long_and_deep_documents_come_to_an_end() {
    let stride = tests::stride();
    let deep = |open: &str, close: &str, times: usize| {
        format!("{HEAD}paths: {{}}\nx-deep: {}{}\n", open.repeat(times), close.repeat(times))
    };
    let documents = [
        ("sequences", deep("[", "]", 100_000)),
        ("mappings", deep("{a: ", "}", 100_000)),
        ("unclosed", deep("[", "", 100_000)),
        ("dashes", format!("{HEAD}x-deep:\n  {}a\n", "- ".repeat(20_000))),
        ("references", chain(2_000 / stride, str::to_owned)),
        ("properties", chain(500, |it| format!("{{type: object, properties: {{a: {it}}}}}"))),
        (
            "twice",
            chain(40, |it| format!("{{type: object, properties: {{a: {it}, b: {it}}}}}"))
                + "    L40: {type: string}\n",
        ),
        ("either", chain(40, |it| format!("{{oneOf: [{it}, {it}]}}"))),
        ("all", chain(40, |it| format!("{{allOf: [{it}, {it}]}}"))),
        (
            "required",
            sent_chain(10, |it| {
                let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
                let properties = names.map(|name| format!("{name}: {it}")).join(", ");
                let required = names.join(", ");
                format!("{{type: object, required: [{required}], properties: {{{properties}}}}}")
            }) + "    L10: {type: string}\n",
        ),
        ("mistakes", HEAD.to_owned() + "paths:\n" + &"  /p:\n".repeat(1_000)),
        ("numbers", described(&"1,".repeat(200_000))),
        ("commas", described(&format!("Threshold limit: {}", ", lock".repeat(200_000 / stride)))),
        ("facts", described(&"Threshold limit: 1/min, ".repeat(20_000))),
        ("cells", described(&format!("| Code |\n|-|\n{}", "| a or b / c |\n".repeat(20_000)))),
        (
            "diagnostics",
            (0..1_000 / stride).fold(format!("{HEAD}paths:\n"), |text, it| {
                text + &format!("  /p{it}:\n    get: {{sumary: x, responses: {{}}}}\n")
            }),
        ),
    ];
    with_stack(move || {
        for (name, text) in documents {
            let start = Instant::now();
            document(&text);
            eprintln!("{name}: {:?}", start.elapsed());
        }
    });
}

/// Pieces that mean something to YAML or to OpenAPI.
const TOKENS: &[&str] = &[
    "null",
    "~",
    "[]",
    "{}",
    "- ",
    ": ",
    "? ",
    "!!str ",
    "!x ",
    "&a ",
    "*a",
    "<<: *a",
    "|\n",
    ">-\n",
    "\t",
    "\r",
    "\u{feff}",
    "\u{0}",
    "\u{85}",
    "é",
    "𝄞",
    "'",
    "\"",
    "#",
    "%",
    "@",
    "---\n",
    "...\n",
    "1e999",
    "-.inf",
    ".nan",
    "99999999999999999999",
    "0x1F",
    "-1",
    "true",
    "$ref: '#'",
    "$ref: '#/components/schemas/Book'",
    "$ref: '#/paths'",
    "oneOf: [{}]",
    "allOf: []",
    "enum: []",
    "enum: [null]",
    "type: []",
    "required: [a, a]",
    "default: {}",
    "x-display-path: /",
    "operationId: ''",
    "operationId: 'fn'",
    "{}{}",
    "/{",
    "**",
    "`",
    "<br>",
    "</",
    "Threshold limit: 99999999999999999999 requests per min",
    "Lock period: 0 minutes",
    "|---|\n",
];

/// One change of a text, by lines or by pieces.
#[derive(Clone, Debug)]
enum Mutation {
    Delete(Index),
    Repeat(Index, Index),
    Swap(Index, Index),
    Replace(Index, Index),
    Indent(Index, usize),
    Value(Index, Index),
    Splice(Index, Index),
    Cut(Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    use Mutation::*;
    let index = any::<Index>;
    let two = move || (index(), index());
    prop_oneof![
        1 => index().prop_map(Delete),
         1 => two().prop_map(|(a, b)| Repeat(a, b)),
         1 => two().prop_map(|(a, b)| Swap(a, b)),
         1 => two().prop_map(|(a, b)| Replace(a, b)),
         1 => (index(), 0_usize..9).prop_map(|(a, b)| Indent(a, b)),
        4 => two().prop_map(|(a, b)| Value(a, b)),
        4 => two().prop_map(|(a, b)| Splice(a, b)),
        1 => index().prop_map(Cut),
    ]
}

fn apply(text: &str, mutation: &Mutation) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let count = lines.len();
    let token = |it: &Index| TOKENS[it.index(TOKENS.len())];
    let boundary = |it: &Index| {
        let mut at = it.index(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    match mutation {
        Mutation::Delete(at) => drop(lines.remove(at.index(count))),
        Mutation::Repeat(from, to) => {
            let line = lines[from.index(count)].clone();
            lines.insert(to.index(count), line);
        }
        Mutation::Swap(a, b) => lines.swap(a.index(count), b.index(count)),
        Mutation::Replace(from, to) => lines[to.index(count)] = lines[from.index(count)].clone(),
        Mutation::Indent(at, by) => {
            let line = &mut lines[at.index(count)];
            *line = format!("{}{}", " ".repeat(*by), line.trim_start());
        }
        Mutation::Value(at, with) => {
            let line = &mut lines[at.index(count)];
            let end = line.find(": ").map_or(line.len(), |it| it + 2);
            *line = format!("{}{}", &line[..end], token(with));
        }
        Mutation::Splice(at, with) => {
            let (before, after) = text.split_at(boundary(at));
            return format!("{before}{}{after}", token(with));
        }
        Mutation::Cut(at) => return text[..boundary(at)].to_owned(),
    }
    lines.join("\n")
}

fn mutated(text: &str, mutations: &[Mutation]) -> String {
    mutations.iter().fold(text.to_owned(), |text, it| apply(&text, it))
}

fn config(cases: usize) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok());
    let cases = asked.unwrap_or(u32::try_from(cases.div_ceil(tests::stride())).unwrap());
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 200, ..Default::default() }
}

fn texts(folder: &str) -> Vec<String> {
    tests::documents(folder).iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn small_documents_changed_by_chance() {
    with_stack(|| {
        let mut originals = texts("documents");
        originals.extend(texts("ui"));
        proptest!(config(192), |(
            which in any::<Index>(),
            mutations in prop::collection::vec(mutation(), 1..6),
        )| {
            let text = mutated(&originals[which.index(originals.len())], &mutations);
            document(&text);
        });
    });
}

#[test]
fn real_documents_changed_by_chance() {
    with_stack(|| {
        let specs = tests::specs();
        proptest!(config(6), |(
            which in any::<Index>(),
            mutations in prop::collection::vec(mutation(), 1..20),
        )| {
            let original = &specs[which.index(specs.len())];
            let text = mutated(&original.text, &mutations);
            exercise(vec![input(&original.stem, &text)], Vec::new());
        });
    });
}

#[test]
fn overlays_changed_by_chance() {
    with_stack(|| {
        let overlays = texts("documents/overlays");
        proptest!(config(96), |(
            which in any::<Index>(),
            mutations in prop::collection::vec(mutation(), 1..6),
        )| {
            overlay(&mutated(&overlays[which.index(overlays.len())], &mutations));
        });
    });
}

#[test]
fn any_description() {
    with_stack(|| {
        let word = prop_oneof![prop::sample::select(TOKENS).prop_map(str::to_owned), ".{0,12}"];
        let text = prop::collection::vec(word, 0..12).prop_map(|it| it.join(" "));
        proptest!(config(192), |(description in text)| document(&Prose(&description).document()));
    });
}

#[test]
fn any_paths() {
    with_stack(|| {
        let bytes = prop::collection::vec(any::<u8>(), 0..512);
        proptest!(config(192), |(bytes in bytes)| {
            let paths = Paths::arbitrary_take_rest(Unstructured::new(&bytes)).unwrap();
            document(&paths.document());
        });
    });
}
