//! Requests, and the handle whose methods make them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::checks::check;
use super::sample::Sample;
use super::tokens::{
    deprecated, docs, ident, initialized, inner_docs, names, parameters, setter, ty,
};
use super::{Make, Section, encoding, paging, success};
use crate::ir::RateLimit;
use crate::model::{Call, CallBody, Group, Info, Module};

/// The handle of a module, or of one of its groups.
pub(super) fn handle(module: &Module, group: Option<&Group>) -> TokenStream {
    let Module { title, name, handle, .. } = module;
    let (handle, handle_docs) = match group {
        None => {
            let docs = format!(
                "The operations of the {title} document. Obtained from [`Client::{name}`]."
            );
            (handle, docs)
        }
        Some(Group { name, tags, docs, handle: own, .. }) => {
            let start = format!(
                "The operations of the {title} document tagged {tags}. Obtained from [`{handle}::{name}`]."
            );
            let methods = super::table("Method", own, super::listed(module.calls_of(group)));
            let space = if docs.is_empty() { "" } else { "\n\n" };
            (own, format!("{start}{space}{docs}{methods}"))
        }
    };
    let (name, handle_docs) = (ident(handle), docs(&handle_docs));
    let unused = unused(module);
    quote! {
        #handle_docs
        #[derive(Clone, Debug)]
        pub struct #name<C = Client> {
            #unused
            pub(super) client: C,
        }
    }
}

/// A method of the handle for each operation, with its sample. That of the module has one for each group too.
pub(super) fn handle_methods<'m>(
    module: &'m Module,
    group: Option<&'m Group>,
    calls: Vec<(&'m Call, Option<Sample>)>,
) -> Section<'m> {
    let head = move || {
        let name = ident(group.map_or(&module.handle, |it| &it.handle));
        quote!(impl<C: Clone> #name<C>)
    };
    let groups = module.groups.iter().filter(|_| group.is_none());
    let groups = groups.map(|group| -> Make<'m> { Box::new(|| accessor(group)) });
    let methods = calls.into_iter().map(|(call, sample)| -> Make<'m> {
        Box::new(move || handle_method(call, sample.as_ref()))
    });
    Section::Impl { head: Box::new(head), members: groups.chain(methods).collect() }
}

/// The method of the module's handle that gives a group.
fn accessor(group: &Group) -> TokenStream {
    let (name, handle) = (ident(&group.name), ident(&group.handle));
    let docs =
        docs(if group.docs.is_empty() { "The operations of the group." } else { &group.docs });
    quote! {
        #docs
        pub fn #name(&self) -> #handle<C> {
            #handle { client: self.client.clone() }
        }
    }
}

fn handle_method(call: &Call, sample: Option<&Sample>) -> TokenStream {
    let (method, type_name) = (ident(&call.name), ident(&call.type_name));
    let sample = sample.map(Sample::section).unwrap_or_default();
    let (docs, deprecated) = (docs(&format!("{}{sample}", call.docs)), deprecated(call.deprecated));
    let (parameters, names) = (parameters(&call.arguments), names(&call.arguments));
    let separator = (!call.arguments.is_empty()).then(|| quote!(,));
    quote! {
        #docs
        #deprecated
        pub fn #method(&self #separator #parameters) -> requests::#type_name<C> {
            requests::#type_name::new(#names).on(self.client.clone())
        }
    }
}

/// The list of what is known about the operations of a module.
pub(super) fn infos(module: &Module) -> TokenStream {
    let docs = docs(&format!(
        "What the {} document says about its operations, in its order.",
        module.title
    ));
    let calls = module.calls.iter().map(|call| ident(&call.type_name));
    quote! {
        #docs
        pub const OPERATIONS: &[&OperationInfo] = &[#(requests::#calls::INFO),*];
    }
}

/// What the requests of a module begin with.
pub(super) fn requests_head(module: &Module) -> TokenStream {
    let Module { handle, groups, name, base_path, .. } = module;
    let of_groups = if groups.is_empty() { "" } else { " and of its groups" };
    let docs = inner_docs(&format!(
        "The requests that the methods of [`{handle}`]{of_groups} make, to be sent with [`Client::send`] or another HTTP stack.\n\n\
         A method describes the arguments of its request, and a setter the field that has its name."
    ));
    let bodies = module.has_private_types().then(|| {
        quote!(
            use super::bodies::*;
        )
    });
    let unused = unused(module);
    quote! {
        #docs

        #bodies
        use super::*;

        #unused
        const API: Api = Api::new(#name, #base_path);
    }
}

/// Before what only methods use, which a module may have none of.
fn unused(module: &Module) -> Option<TokenStream> {
    let reason = "the document has no operation";
    module.calls.is_empty().then(|| quote!(#[allow(dead_code, reason = #reason)]))
}

/// A request.
pub(super) fn call(call: &Call, module: &Module) -> TokenStream {
    let name = ident(&call.type_name);
    let type_docs = docs(&call.type_docs);
    let derived = call.is_default().then(|| quote!(, Default));
    let fields = call.fields.iter().map(|field| {
        let (name, ty) = (ident(&field.name), ty(&field.ty));
        if field.required { quote!(pub #name: #ty,) } else { quote!(pub #name: Option<#ty>,) }
    });
    let body = call.body.as_ref().map(|body| match body {
        CallBody::Flat { type_name } => {
            let ty = ident(type_name);
            quote!(body: #ty,)
        }
        CallBody::Whole { ty: body, required, .. } => {
            let body = ty(body);
            if *required { quote!(pub body: #body,) } else { quote!(pub body: Option<#body>,) }
        }
    });
    let new = new(call);
    let setters = setters(call);
    let operation = operation(call, module);
    let paging = paging::paging(call);
    let members = call.fields.iter().map(|field| ident(&field.name));
    let members = members.chain(call.body.as_ref().map(|_| ident("body")));
    let repeats = call.is_write.then(|| quote!(repeat_if_unknown: bool,));
    let request = ident(if call.is_write { "write_request" } else { "request" });
    quote! {
        #type_docs
        #[derive(Clone, Debug #derived)]
        #[must_use = "a request does nothing until it is awaited or sent"]
        pub struct #name<C = ()> {
            client: C,
            #repeats
            #(#fields)*
            #body
        }
        #new
        #setters
        #operation
        #request!(#name { #(#members),* });
        #paging
    }
}

fn new(call: &Call) -> TokenStream {
    let name = ident(&call.type_name);
    let parameters = parameters(&call.arguments);
    let (of_body, own): (Vec<_>, Vec<_>) =
        call.arguments.iter().cloned().partition(|it| it.in_body);
    let given = own.iter().map(initialized);
    let optional = call.fields.iter().filter(|it| !it.required).map(|it| ident(&it.name));
    let body = match &call.body {
        Some(CallBody::Flat { type_name }) => {
            let (name, names) = (ident(type_name), names(&of_body));
            Some(quote!(body: #name::new(#names)))
        }
        Some(CallBody::Whole { required: false, .. }) => Some(quote!(body: None)),
        _ => None,
    };
    let repeats = call.is_write.then(|| quote!(repeat_if_unknown: false));
    let optional = optional.map(|name| quote!(#name: None));
    let values = repeats.into_iter().chain(given).chain(optional).chain(body);
    let made = match call.is_default() {
        true => quote!(Self::default()),
        false => quote!(Self { client: (), #(#values),* }),
    };
    let headers = call.headers.iter().map(|it| {
        let (name, wire) = (ident(&it.name), &it.wire);
        let (docs, deprecated) = (docs(&it.docs), deprecated(it.deprecated));
        quote!(#docs #deprecated pub const #name: &'static str = #wire;)
    });
    quote! {
        impl #name {
            #(#headers)*

            /// A request without a client.
            pub fn new(#parameters) -> Self {
                #made
            }
        }
    }
}

fn setters(call: &Call) -> Option<TokenStream> {
    let name = ident(&call.type_name);
    let setters = call.setters.iter().map(setter);
    (!call.setters.is_empty()).then(|| {
        quote! {
            impl<C> #name<C> {
                #(#setters)*
            }
        }
    })
}

fn operation(call: &Call, module: &Module) -> TokenStream {
    let name = ident(&call.type_name);
    let info = info(&call.info, &call.path, module);
    let steps = encode(call);
    let request = if steps.is_empty() { ident("_request") } else { ident("request") };
    let (output, decode) = success::success(&call.success);
    let repeats = call.is_write.then(|| {
        quote! {
            fn repeats_if_unknown(&self) -> bool {
                self.repeat_if_unknown
            }
        }
    });
    quote! {
        impl<C> Operation for #name<C> {
            type Output = #output;

            const INFO: &'static OperationInfo = &#info;

            fn encode(&self, #request: &mut Encoder) {
                #(#steps)*
            }

            fn decode(response: &Response) -> Result<Self::Output, Error> {
                #decode
            }

            #repeats
        }
    }
}

fn encode(call: &Call) -> Vec<TokenStream> {
    let parameters = call.parameters.iter().map(encoding::parameter);
    let of_fields = call
        .fields
        .iter()
        .flat_map(|field| field.checks.iter().map(|it| check(it, &field.name, &field.wire)));
    let of_body = match &call.body {
        Some(CallBody::Whole { checks, .. }) => checks.as_slice(),
        _ => &[],
    };
    let of_body = of_body.iter().map(|it| check(it, "body", "body"));
    let checks: Vec<_> = of_fields.chain(of_body).collect();
    let checks = (!checks.is_empty()).then(|| quote!(let check = request.checker(); #(#checks)*));
    let accept = call.accept.iter().map(|accept| quote!(request.accept(#accept);));
    let body = call.body.as_ref().map(|body| encoding::body(body, &call.body_form));
    parameters.chain(accept).chain(checks).chain(body).collect()
}

fn info(info: &Info, name: &str, module: &Module) -> TokenStream {
    let Info { operation_id, base_path, path, .. } = info;
    let method = ident(info.http_method);
    let start = match *base_path == module.base_path {
        true => quote!(API.operation(Method::#method, #name, #path)),
        // Where a path has a server of its own.
        false => {
            let module = &module.name;
            quote!(OperationInfo::new(#module, #name, Method::#method, #base_path, #path))
        }
    };
    let scopes = info.scopes.iter().map(|all_of| quote!(&[#(#all_of),*]));
    let codes = info.error_codes.iter().map(|code| ident(code));
    let scopes = (!info.scopes.is_empty()).then(|| quote!(.with_scopes(&[#(#scopes),*])));
    let limit = info.limit.is_stated().then(|| {
        let limit = rate_limit(info.limit);
        quote!(.with_rate_limit(#limit))
    });
    let budget = info.budget.map(|it| it.limit).filter(|budget| *budget != info.limit);
    let budget = budget.map(|budget| {
        let budget = rate_limit(budget);
        quote!(.with_budget(#budget))
    });
    let codes = (!info.error_codes.is_empty())
        .then(|| quote!(.with_error_codes(&[#(ErrorCode::#codes),*])));
    quote! {
        #start
            .with_operation_id(#operation_id)
            #scopes #limit #budget #codes
    }
}

fn rate_limit(limit: RateLimit) -> TokenStream {
    let rate = match limit.rate.map(|it| (Literal::u32_unsuffixed(it.requests), it.window_seconds))
    {
        Some((requests, 60)) => quote!(RateLimit::per_minute(#requests)),
        Some((requests, window)) => {
            let window = seconds(window);
            quote!(RateLimit::new(#requests, #window))
        }
        None => quote!(RateLimit::NONE),
    };
    let lock = limit.lock_period_seconds.map(seconds);
    let lock = lock.map(|lock| quote!(.with_lock_period(#lock)));
    quote!(#rate #lock)
}

fn seconds(seconds: u32) -> TokenStream {
    match (seconds / 60, seconds % 60) {
        (minutes @ 1.., 0) => {
            let minutes = Literal::u32_unsuffixed(minutes);
            quote!(minutes(#minutes))
        }
        _ => {
            let seconds = Literal::u32_unsuffixed(seconds);
            quote!(seconds(#seconds))
        }
    }
}
