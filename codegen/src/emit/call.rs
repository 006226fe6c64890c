//! Requests, and the handle whose methods make them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tokens::{converted, deprecated, docs, ident, initialized, names, parameters, ty};
use super::types::check;
use super::{Make, Section, encoding, paging, sample};
use crate::ir::RateLimit;
use crate::model::{Argument, Call, CallBody, CallField, Envelope, Info, Module, Output};

/// The handle of a module.
pub(super) fn handle(module: &Module) -> TokenStream {
    let name = ident(&module.handle);
    let handle_docs = docs(&format!(
        "The operations of the {} document. Obtained from [`Client::{}`].",
        module.title, module.name
    ));
    quote! {
        #handle_docs
        #[derive(Clone, Debug)]
        pub struct #name<C = Client> {
            pub(super) client: C,
        }
    }
}

/// A method of the handle for each operation.
pub(super) fn handle_methods(module: &Module) -> Section<'_> {
    let head = || {
        let name = ident(&module.handle);
        quote!(impl<C: Clone> #name<C>)
    };
    let methods = module.calls.iter().map(|call| -> Make<'_> { Box::new(|| handle_method(call)) });
    Section::Impl { head: Box::new(head), members: methods.collect() }
}

fn handle_method(call: &Call) -> TokenStream {
    let (method, type_name) = (ident(&call.name), ident(&call.type_name));
    let sample = call.sample.as_ref().map(sample::sample).unwrap_or_default();
    let (docs, deprecated) = (docs(&format!("{}{sample}", call.docs)), deprecated(call.deprecated));
    let arguments = arguments(call);
    let (parameters, names) = (parameters(&arguments), names(&arguments));
    let separator = (!arguments.is_empty()).then(|| quote!(,));
    quote! {
        #docs
        #deprecated
        pub fn #method(&self #separator #parameters) -> #type_name<C> {
            #type_name::new(#names).on(self.client.clone())
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
        pub const OPERATIONS: &[&OperationInfo] = &[#(<#calls as Operation>::INFO),*];
    }
}

/// A request.
pub(super) fn call(call: &Call, module: &Module) -> TokenStream {
    let name = ident(&call.type_name);
    let type_docs = docs(&call.type_docs);
    let fields = call.fields.iter().map(|field| {
        let (name, docs, ty) = (ident(&field.name), docs(&field.docs), ty(&field.ty));
        if field.required {
            quote!(#docs pub #name: #ty,)
        } else {
            quote!(#docs pub #name: Option<#ty>,)
        }
    });
    let body = call.body.as_ref().map(|body| {
        let ty = body_type(body);
        quote!(#[doc = " The body."] pub body: #ty,)
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
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is awaited or sent"]
        #[non_exhaustive]
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

fn body_type(body: &CallBody) -> TokenStream {
    match body {
        CallBody::Flat { type_name, .. } => {
            let name = ident(type_name);
            quote!(#name)
        }
        CallBody::Whole { ty: body, required, .. } => {
            let body = ty(body);
            if *required { body } else { quote!(Option<#body>) }
        }
    }
}

/// What the constructor takes: required parameters, then what the body requires.
fn arguments(call: &Call) -> Vec<Argument> {
    let required = call.fields.iter().filter(|field| field.required).map(argument);
    let body = match &call.body {
        Some(CallBody::Flat { arguments, .. }) => arguments.clone(),
        Some(CallBody::Whole { ty, required: true, docs, .. }) => vec![whole_body(ty, docs)],
        _ => Vec::new(),
    };
    required.chain(body).collect()
}

fn argument(field: &CallField) -> Argument {
    Argument {
        name: field.name.clone(),
        docs: field.docs.clone(),
        ty: field.ty.clone(),
        adds_to: None,
        clears: None,
        deprecated: field.deprecated,
    }
}

fn whole_body(ty: &crate::model::RustType, docs: &str) -> Argument {
    let (name, ty, docs) = ("body".to_owned(), ty.clone(), docs.to_owned());
    Argument { name, docs, ty, adds_to: None, clears: None, deprecated: false }
}

fn new(call: &Call) -> TokenStream {
    let name = ident(&call.type_name);
    let arguments = arguments(call);
    let parameters = parameters(&arguments);
    let fields = call.fields.iter().map(|field| {
        let name = ident(&field.name);
        if field.required { initialized(&argument(field)) } else { quote!(#name: None) }
    });
    let body = call.body.as_ref().map(|body| match body {
        CallBody::Flat { type_name, arguments, .. } => {
            let (name, names) = (ident(type_name), names(arguments));
            quote!(body: #name::new(#names))
        }
        CallBody::Whole { ty, required: true, docs, .. } => initialized(&whole_body(ty, docs)),
        CallBody::Whole { .. } => quote!(body: None),
    });
    let repeats = call.is_write.then(|| quote!(repeat_if_unknown: false));
    let values = repeats.into_iter().chain(fields).chain(body);
    quote! {
        impl #name {
            /// A request without a client, for [`Client::send`] or for another HTTP stack.
            pub fn new(#parameters) -> Self {
                Self { client: (), #(#values),* }
            }
        }
    }
}

fn setters(call: &Call) -> TokenStream {
    let name = ident(&call.type_name);
    let own = call.fields.iter().filter(|field| !field.required).map(|field| {
        let argument = argument(field);
        let (field, value) = (ident(&argument.name), converted(&argument));
        setter(&argument, &quote!(self.#field = Some(#value);))
    });
    let body: Vec<_> = match &call.body {
        Some(CallBody::Flat { setters, .. }) => setters
            .iter()
            .map(|argument| {
                let name = ident(&argument.name);
                let given = argument.clears.is_none().then_some(&name);
                setter(argument, &quote!(self.body = self.body.#name(#given);))
            })
            .collect(),
        Some(CallBody::Whole { ty, required: false, docs, .. }) => {
            let argument = whole_body(ty, docs);
            let value = converted(&argument);
            vec![setter(&argument, &quote!(self.body = Some(#value);))]
        }
        _ => Vec::new(),
    };
    let setters: Vec<_> = own.chain(body).collect();
    if setters.is_empty() {
        return TokenStream::new();
    }
    quote! {
        impl<C> #name<C> {
            #(#setters)*
        }
    }
}

fn setter(argument: &Argument, assignment: &TokenStream) -> TokenStream {
    let name = ident(&argument.name);
    let parameter = parameters(std::slice::from_ref(argument));
    let (docs, deprecated) = (docs(&argument.docs), deprecated(argument.deprecated));
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #parameter) -> Self {
            #assignment
            self
        }
    }
}

fn operation(call: &Call, module: &Module) -> TokenStream {
    let name = ident(&call.type_name);
    let info = info(&call.info, &call.name, &module.name);
    let steps = encode(call);
    let request = if steps.is_empty() { ident("_request") } else { ident("request") };
    let envelope = call.envelope.iter().flat_map(|Envelope { properties, others }| {
        properties.iter().map(move |property| quote!(.within(#property, &[#(#others),*])))
    });
    let json = quote!(response #(#envelope)*);
    let (output, decode) = match &call.output {
        Output::Empty => (quote!(()), quote!(response.empty())),
        Output::Json(output) if call.has_lists => (ty(output), quote!(#json.json_list())),
        Output::Json(output) => (ty(output), quote!(#json.json())),
        Output::JsonOrEmpty(output) => {
            let output = ty(output);
            let read = ident(if call.has_lists { "json_list_or_empty" } else { "json_or_empty" });
            (quote!(Option<#output>), quote!(#json.#read()))
        }
        Output::Text => (quote!(String), quote!(response.text())),
        Output::Bytes => (quote!(crate::bytes::Bytes), quote!(response.bytes())),
    };
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
    let checks = (!checks.is_empty()).then(|| quote!(request.check(|check| { #(#checks)* });));
    let accept = call.accept.iter().map(|accept| quote!(request.accept(#accept);));
    let body = call.body.as_ref().map(|body| encoding::body(body, &call.body_form));
    parameters.chain(accept).chain(checks).chain(body).collect()
}

fn info(info: &Info, name: &str, module: &str) -> TokenStream {
    let Info { operation_id, base_path, path, .. } = info;
    let method = ident(info.http_method);
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
        OperationInfo::new(#module, #name, Method::#method, #base_path, #path)
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
    let seconds = Literal::u32_unsuffixed(seconds);
    quote!(Duration::from_secs(#seconds))
}
