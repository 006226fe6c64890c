//! The named model as Rust tokens. Nothing is decided here.

mod call;
mod checks;
mod choice;
mod encoding;
mod enums;
mod examples;
mod paging;
mod sample;
mod success;
mod tokens;
mod types;
mod union;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::IdForm;
use crate::model::{Call, Model, Module, TypeDef};
use sample::Sample;
pub(crate) use tokens::{LINE_BREAK, brace};
use tokens::{docs, ident, inner_docs};

/// A file of the emitted tree.
pub(crate) struct File<'m> {
    /// Its path below the output folder.
    pub(crate) path: String,
    /// The document it comes from, if it comes from one alone.
    pub(crate) stem: Option<String>,
    pub(crate) parts: Vec<Section<'m>>,
}

/// A piece of a file.
pub(crate) enum Section<'m> {
    Items(Make<'m>),
    /// One `impl` with so many members that they are better made one at a time.
    Impl {
        head: Make<'m>,
        members: Vec<Make<'m>>,
    },
}

/// Tokens that are made when they are asked for, on the thread that lays them out: they take far more memory than
/// the text that they become, and stay on their thread.
pub(crate) type Make<'m> = Box<dyn Fn() -> TokenStream + Send + Sync + 'm>;

/// Emits every file.
pub(crate) fn emit(model: &Model) -> Vec<File<'_>> {
    let shared = |path: &str, parts| File { path: path.to_owned(), stem: None, parts };
    let mut files = vec![
        shared("mod.rs", vec![section(|| root(model))]),
        shared("exports.rs", vec![section(|| exports(model))]),
        shared("ids.rs", vec![section(|| ids(model))]),
        shared("shared.rs", shared_types(model)),
        shared("error_code.rs", vec![section(|| error_code(model))]),
        shared("examples.rs", vec![section(|| examples::examples(model))]),
    ];
    for (module, samples) in model.modules.iter().zip(sample::samples(model)) {
        let samples = module.calls.iter().zip(samples).collect();
        let file = |path, parts| File { path, stem: Some(module.stem.clone()), parts };
        files.push(file(format!("{}.rs", module.name), self::module(module, samples)));
        files.push(file(format!("{}/requests.rs", module.name), requests(module)));
        if module.has_private_types() {
            files.push(file(format!("{}/bodies.rs", module.name), bodies(module)));
        }
    }
    files
}

fn section<'m>(make: impl Fn() -> TokenStream + Send + Sync + 'm) -> Section<'m> {
    Section::Items(Box::new(make))
}

fn root(model: &Model) -> TokenStream {
    let modules = model.modules.iter().map(|module| {
        let (name, cfg) = (ident(&module.name), cfg(module));
        quote!(#cfg pub mod #name;)
    });
    let lists = model.modules.iter().map(|module| {
        let (name, cfg) = (ident(&module.name), cfg(module));
        quote!(#cfg #name::OPERATIONS)
    });
    let missing = model.modules.iter().map(missing);
    let accessors: Vec<_> = model.modules.iter().map(accessor).collect();
    quote! {
        #(#modules)*
        mod error_code;
        #[cfg(feature = "test-util")]
        pub mod examples;
        pub mod ids;
        #[allow(dead_code, unreachable_pub, reason = "the modules that have these types may be off")]
        mod shared;

        pub use error_code::ErrorCode;

        use crate::{Client, OperationInfo};

        /// What the documents say about every operation of the modules that are on, module by module.
        pub fn operations() -> impl Iterator<Item = &'static OperationInfo> {
            let modules: &[&[&OperationInfo]] = &[#(#lists),*];
            modules.iter().flat_map(|operations| operations.iter().copied())
        }

        impl Client {
            #(#accessors)*
        }

        #[cfg(feature = "blocking")]
        impl crate::blocking::Client {
            #(#accessors)*
        }

        #(#missing)*
    }
}

/// What the root of the crate has of this. It names each module: of one that a glob would bring, and whose feature is off, the
/// compiler says no more than that there is none.
fn exports(model: &Model) -> TokenStream {
    let modules = model.modules.iter().map(|module| {
        let (name, cfg) = (ident(&module.name), cfg(module));
        quote!(#cfg pub use generated::#name;)
    });
    quote! {
        #(#modules)*
        pub use generated::{ErrorCode, ids, operations};
        #[cfg(feature = "test-util")]
        pub use generated::examples;
    }
}

/// What the compiler says of the method where the module is off.
fn missing(module: &Module) -> TokenStream {
    let (name, feature) = (ident(&module.name), &module.feature);
    let message = format!("`{}` needs the feature `{feature}` of `generated-client`", module.name);
    let note = format!("add it where `Cargo.toml` names the crate: `features = [\"{feature}\"]`");
    quote! {
        #[cfg(not(feature = #feature))]
        crate::missing_feature::missing_feature!(#name, #message, #note);
    }
}

/// The method of the client that gives a module's operations.
fn accessor(module: &Module) -> TokenStream {
    let (name, handle, cfg) = (ident(&module.name), ident(&module.handle), cfg(module));
    let docs = docs(&format!(
        "The operations of the {} document.\n\n{}",
        module.title,
        needed_feature(module)
    ));
    quote! {
        #docs
        #cfg
        pub fn #name(&self) -> #name::#handle<Self> {
            #name::#handle { client: self.clone() }
        }
    }
}

/// What is only there with the module.
fn cfg(module: &Module) -> TokenStream {
    let feature = &module.feature;
    quote!(#[cfg(feature = #feature)])
}

fn needed_feature(module: &Module) -> String {
    format!("Needs the feature `{}`.", module.feature)
}

fn ids(model: &Model) -> TokenStream {
    let ids = model.ids.iter().map(|id| {
        let (name, docs) = (ident(&id.name), docs(&id.docs));
        let subtypes = id.subtype_of.iter().map(|general| {
            let general = ident(general);
            quote!(id_subtype!(#name of #general);)
        });
        let forms = id.forms.iter().map(|form| match form {
            IdForm::Integer => quote!(integer_id!(#name);),
            IdForm::EpochMillis => quote!(time_id!(#name);),
        });
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct #name(Box<str>);
            string_id!(#name);
            #(#subtypes)*
            #(#forms)*
        }
    });
    let imports = (!model.ids.is_empty()).then(|| {
        quote!(
            use crate::runtime::*;
        )
    });
    quote! {
        //! Identifiers, each kind a type of its own.

        #imports

        #(#ids)*
    }
}

fn error_code(model: &Model) -> TokenStream {
    let docs =
        "A code by which the service names an error: all that the documents list, and any other.";
    let variants = model.error_codes.iter().map(|it| &it.variant);
    let codes = enums::texts("ErrorCode", docs, variants);
    let meanings = model.error_codes.iter().filter_map(|code| {
        let (name, meaning) = (ident(&code.variant.name), code.meaning.as_ref()?);
        Some(quote!(Self::#name => Some(#meaning),))
    });
    quote! {
        use crate::runtime::*;

        #codes

        impl ErrorCode {
            /// What the documents say that the code means: a sentence, or a line for each meaning where they
            /// give several. `None` if they say nothing.
            pub fn meaning(&self) -> Option<&'static str> {
                match self {
                    #(#meanings)*
                    _ => None,
                }
            }
        }
    }
}

fn shared_types(model: &Model) -> Vec<Section<'_>> {
    let head = || {
        let import = (!model.shared.is_empty()).then(|| {
            quote!(
                use crate::runtime::*;
            )
        });
        quote! {
            //! Types that several modules have.

            #import
        }
    };
    std::iter::once(section(head)).chain(definitions(&model.shared)).collect()
}

fn definitions<'m>(
    types: impl IntoIterator<Item = &'m TypeDef>,
) -> impl Iterator<Item = Section<'m>> {
    types.into_iter().map(|it| section(|| types::definition(it)))
}

/// The handle of a module and those of its groups, and the types that they take and give.
fn module<'m>(
    module: &'m Module,
    mut samples: Vec<(&'m Call, Option<Sample>)>,
) -> Vec<Section<'m>> {
    let mut parts = vec![section(|| head(module))];
    for group in [None].into_iter().chain(module.groups.iter().map(Some)) {
        let index = group.map(|it| it.index);
        let (own, others) = samples.into_iter().partition(|(call, _)| call.group == index);
        samples = others;
        parts.push(section(move || call::handle(module, group)));
        parts.push(call::handle_methods(module, group, own));
    }
    parts.push(section(|| call::infos(module)));
    let types = module.types.iter().filter(|it| !it.is_private());
    parts.into_iter().chain(definitions(types)).collect()
}

fn requests(module: &Module) -> Vec<Section<'_>> {
    let calls = module.calls.iter().map(|it| section(|| call::call(it, module)));
    std::iter::once(section(|| call::requests_head(module))).chain(calls).collect()
}

fn bodies(module: &Module) -> Vec<Section<'_>> {
    let head = || {
        quote! {
            //! What requests send as their bodies. Their arguments and setters say what it holds.

            use super::*;
        }
    };
    let types = module.types.iter().filter(|it| it.is_private());
    std::iter::once(section(head)).chain(definitions(types)).collect()
}

fn head(module: &Module) -> TokenStream {
    let mut parts = Vec::from_iter(headline(module));
    parts.extend([module.docs.clone(), methods(module), needed_feature(module)]);
    parts.extend(module.authorization.clone());
    let docs = inner_docs(&parts.join("\n\n"));
    let imports = module.imports.iter().map(|name| ident(name));
    let imports =
        (!module.imports.is_empty()).then(|| quote!(pub use super::shared::{#(#imports),*};));
    let bodies = module.has_private_types().then(|| {
        let reason = "types are printed alike wherever they stand";
        quote!(
            #[allow(unreachable_pub, reason = #reason)]
            pub(super) mod bodies;
        )
    });
    quote! {
        #docs

        #bodies
        pub mod requests;

        #imports
        use crate::runtime::*;
    }
}

/// The methods of the module's handle at a glance, each with what it does, and its groups, each with what it has.
fn methods(module: &Module) -> String {
    let Module { handle, name, groups, .. } = module;
    let groups = groups.iter().map(|group| (group.name.as_str(), group.docs.as_str()));
    let groups = table("Group", handle, groups);
    let methods = table("Method", handle, listed(module.calls_of(None)));
    let has = match (groups.is_empty(), methods.is_empty()) {
        (true, _) => "the methods",
        (false, true) => "the groups of methods",
        (false, false) => "the groups of methods, and those without one",
    };
    format!(
        "[`{handle}`], from [`Client::{name}`], has {has}. Each makes one of the [`requests`].{groups}{methods}"
    )
}

/// Methods, each with the first paragraph of what it does.
fn listed<'m>(calls: impl Iterator<Item = &'m Call>) -> impl Iterator<Item = (&'m str, &'m str)> {
    calls.map(|call| (call.name.as_str(), call.docs.as_str()))
}

/// A table of methods of a handle, or nothing if there are none.
fn table<'m>(of: &str, handle: &str, methods: impl Iterator<Item = (&'m str, &'m str)>) -> String {
    let rows = methods.map(|(name, docs)| {
        let does = docs.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        format!("\n| [`{name}`]({handle}::{name}) | {} |", does.replace('|', "\\|"))
    });
    let rows: String = rows.collect();
    let does = if of == "Group" { "What it is about" } else { "What it does" };
    if rows.is_empty() { rows } else { format!("\n\n| {of} | {does} |\n|---|---|{rows}") }
}

/// The title of the document, unless its description begins with a sentence, which says more: rustdoc lists modules with the
/// first paragraph of each.
fn headline(module: &Module) -> Option<String> {
    let first = module.docs.split("\n\n").next().unwrap_or_default();
    let is_sentence = first.starts_with(char::is_alphabetic) && first.ends_with(['.', '!', '?']);
    (!is_sentence).then(|| format!("{}.", module.title.trim_end_matches('.')))
}
