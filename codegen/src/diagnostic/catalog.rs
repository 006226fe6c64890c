//! Every kind of diagnostic, in one table.

use super::Severity;

macro_rules! catalog {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident, $help:literal;)+) => {
        /// What kind of mistake a diagnostic reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name that is printed, such as `unresolved-reference`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Whether it stops generation.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// Whether OpenAPI allows it, and only a client cannot be made of it.
            pub fn concerns_client_only(self) -> bool {
                matches!(
                    self,
                    Self::Unsupported
                        | Self::NameCollision
                        | Self::MalformedPagination
                        | Self::MalformedSubtype
                )
            }

            /// The code that is printed under a name.
            pub(crate) fn of_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }

            /// What to do about it, where the finding itself knows nothing better.
            pub(super) fn help(self) -> &'static str {
                match self { $(Self::$variant => $help),+ }
            }
        }
    };
}

catalog! {
    /// The file is neither YAML nor JSON.
    Syntax = "syntax", Error,
        "the text is neither YAML nor JSON from here on";
    /// A mapping that has a key twice.
    DuplicateKey = "duplicate-key", Error,
        "a mapping has each key once: remove one of the two, or rename it";
    /// A key that YAML takes for something else than a text.
    KeyAsText = "key-as-text", Warning,
        "write it in quotes";
    /// The document says that it is something else than OpenAPI 3.0, 3.1 or 3.2.
    Version = "unsupported-version", Error,
        "OpenAPI 3.0, 3.1 and 3.2 are read";
    /// A value has another type than OpenAPI gives it.
    WrongType = "wrong-type", Error,
        "see https://spec.openapis.org/oas/v3.0.3 for what may stand here";
    /// A key that OpenAPI requires is not there.
    MissingKey = "missing-key", Error,
        "OpenAPI requires this key";
    /// A key that is not read, and is almost one that is.
    MisspeltKey = "misspelt-key", Error,
        "correct the name of the key";
    /// A key that OpenAPI does not know.
    UnknownKey = "unknown-key", Warning,
        "the key is not read; an extension's name begins with `x-`";
    /// A key that cannot stand where it does: a path without `/`, a status that is none, an extension of this project
    /// on an object that it says nothing of.
    MalformedKey = "malformed-key", Error,
        "see https://spec.openapis.org/oas/v3.0.3 for what may stand here";
    /// The typed model refuses what its grammar accepts.
    Model = "model", Error,
        "see https://spec.openapis.org/oas/v3.0.3 for what may stand here";
    /// A `$ref` that leads nowhere.
    UnresolvedReference = "unresolved-reference", Error,
        "define the target, or correct the reference";
    /// A chain of `$ref`s that never reaches a definition.
    ReferenceCycle = "reference-cycle", Error,
        "one of these must define something itself";
    /// The target of an overlay's action that is no JSONPath, or one that is followed almost without end.
    MalformedTarget = "malformed-target", Error,
        "see https://www.rfc-editor.org/rfc/rfc9535 for JSONPath";
    /// The target of an overlay's action that is in no document.
    UnmatchedTarget = "unmatched-target", Error,
        "the document may have been corrected at its source: then remove the action";
    /// An overlay's action that is for a document that does not exist.
    UnknownDocument = "unknown-document", Error,
        "a document is named after its file, without the extension";
    /// Something in an overlay of names that is no name.
    NotAName = "not-a-name", Error,
        "an overlay of names holds `x-rust-name` and `x-rust-value-names` alone; `errata.yaml` corrects documents";
    /// A chosen name that Rust has nothing for.
    MalformedName = "malformed-name", Error,
        "write a method, an argument or a field in `snake_case`, a type or a variant in `UpperCamelCase`";
    /// A chosen name that nothing in the client would have.
    UnusedName = "unused-name", Error,
        "a method, an argument or a field has its name in `snake_case`, a type or a variant in `UpperCamelCase`: write it \
         where the document has what is named, not beside a `$ref` to it";
    /// OpenAPI that the generator does not support.
    Unsupported = "unsupported", Error,
        "restate it in a form that is supported";
    /// OpenAPI that a client is generated without.
    Ignored = "ignored", Warning,
        "nothing is wrong with it; accept it with a reason under `x-lint-allow`";
    /// A virtual endpoint that does not say which path is real.
    MissingDisplayPath = "missing-display-path", Error,
        "add `x-display-path` with the path that requests are sent to";
    /// A path that is another one under other parameter names, and does not say so.
    ForgottenAlias = "forgotten-alias", Warning,
        "add `x-virtual-endpoint: true`, and `x-display-path` with the path that requests are sent to";
    /// A display path whose shape is not that of the documented path.
    DisplayPathShape = "display-path-shape", Error,
        "only the names of path parameters may differ between the two";
    /// A server whose URL has no path that a request can begin with.
    MalformedServer = "malformed-server", Warning,
        "the caller gives the path with the client's base URL; the URL of a server is `https://host/path` or `/path`";
    /// An operation that is sent to another host than the others of its document.
    OtherHost = "other-host", Warning,
        "a client has one host, and its token goes to no other: let an overlay remove these `servers` if the document's own \
         serve the operation too";
    /// A path that does not parse.
    MalformedPath = "malformed-path", Error,
        "a path is `/literal/{PARAMETER}`, with text around parameters and a `?name=value` at its end if need be";
    /// A path names a parameter that is not declared.
    UndeclaredPathParameter = "undeclared-path-parameter", Error,
        "declare it under `parameters` with `in: path` and `required: true`";
    /// A declared path parameter that is not in the path.
    UnusedPathParameter = "unused-path-parameter", Error,
        "add it to the path or remove the declaration";
    /// A path parameter without `required: true`.
    OptionalPathParameter = "optional-path-parameter", Error,
        "OpenAPI demands `required: true` of every path parameter";
    /// Two parameters of one operation with the same name and place.
    DuplicateParameter = "duplicate-parameter", Error,
        "remove one of them";
    /// An operation without an id.
    MissingOperationId = "missing-operation-id", Warning,
        "add `operationId`: the method is named after it";
    /// Operation ids that make one name.
    AmbiguousOperationId = "ambiguous-operation-id", Warning,
        "give one of them another `operationId`: both have the name back then";
    /// Two operations of one document with the same id.
    DuplicateOperationId = "duplicate-operation-id", Error,
        "operation ids are unique within a document";
    /// Two modules, or two methods of one operation, that come out with the same name, or a chosen name that is another's.
    NameCollision = "name-collision", Error,
        "give one of them another `operationId`";
    /// A name that reads like a generator's.
    AwkwardName = "awkward-name", Warning,
        "give it a better one with `x-rust-name`, in `names.yaml` beside the documents";
    /// Two operations with one method and path that nothing tells apart.
    IndistinctVariants = "indistinct-variants", Warning,
        "give each body a required property with a value of its own, such as `operation`";
    /// Schemas of one `allOf` that no value can keep to, or that cannot be merged.
    ConflictingSchemas = "conflicting-schemas", Warning,
        "the client keeps to neither; a value keeps to every schema of an `allOf`: let them say the same";
    /// A keyword that the client does not keep to.
    IgnoredKeyword = "ignored-keyword", Warning,
        "the service still checks it; say in the description what matters to callers";
    /// Members of a `oneOf` of which a value can be either.
    IndistinctMembers = "indistinct-members", Warning,
        "responses keep such a value as it is; give each member a required property of its own";
    /// A `discriminator` that does not tell the members of a `oneOf` apart, which what they are made of does then.
    MissingDiscriminator = "missing-discriminator", Warning,
        "the members are told apart by what they are made of; give every member a required string property with one value of its own, and name it in `discriminator`";
    /// A call of which nothing says whether it is answered with a body.
    UnclearResponse = "unclear-response", Warning,
        "give the response an example whose name is the value of the tag";
    /// An `x-pagination` that does not fit the operation.
    MalformedPagination = "malformed-pagination", Error,
        "name parameters of the operation and properties of its response";
    /// An `x-format-subtypes` or `x-format-forms` about kinds of identifiers that the document does not have.
    MalformedSubtype = "malformed-subtype", Error,
        "map the format of an identifier to that of a more general one: `thread-chat-id: chat-id`";
    /// Pages of which nothing says where their items are.
    UnclearItems = "unclear-items", Warning,
        "write `x-pagination: {items: name}` at the operation";
    /// A limit, a lock period, an error-code table or a rule between values that cannot be read.
    UnreadableFact = "unreadable-fact", Warning,
        "write `Threshold limit: 30 requests per min`, `Lock period: 10 minutes`, and tables with the headings \
         `Error Code` and `Description`";
    /// A format that is almost a known one.
    MisspeltFormat = "misspelt-format", Warning,
        "correct the name of the format";
    /// A sentence that states a limit of a value, and is not read as one.
    UnreadLimit = "unread-limit", Warning,
        "state it in the schema of the value (`maxLength`, `maxItems`, `maximum`), or in its description: \
         `At most 5 items`, `Maximum length: 100 characters`";
    /// Two limits that a description states of one value.
    ContradictoryLimit = "contradictory-limit", Warning,
        "state the one that holds, in the schema or in one sentence";
    /// A required property that is not among the properties.
    UndefinedRequired = "undefined-required", Warning,
        "define the property or take it out of `required`";
    /// A keyword for strings on a number.
    LengthOfNumber = "length-of-number", Warning,
        "the length of a number means nothing: write `maximum` or `minimum`";
    /// An example that its schema does not describe.
    ExampleMismatch = "example-mismatch", Warning,
        "correct the example, or describe in the schema what it shows";
    /// A part of responses of which the schema tells nothing, and the examples much.
    UntypedResponse = "untyped-response", Warning,
        "`cargo xtask lint --propose` prints a schema that the examples keep to; what is of any kind says so with \
         `additionalProperties: true` and a reason";
    /// Bounds of one schema that no value is within.
    ImpossibleValue = "impossible-value", Warning,
        "every value is refused: correct one of the two";
    /// A value that an enum has more than once.
    DuplicateValue = "duplicate-value", Warning,
        "the values of an enum are unique: remove one of them";
    /// A default that its schema does not allow.
    DefaultMismatch = "default-mismatch", Warning,
        "correct the default, or allow it in the schema";
    /// A value that a description lists and the enum lacks.
    UnlistedValue = "unlisted-value", Warning,
        "add the value to the enum, or take it out of the description";
    /// A value of an enum that is of another type than its schema.
    EnumMismatch = "enum-mismatch", Warning,
        "no value can be both, so it is left out: write it in the type of the schema, a text that looks like a number in \
         quotes";
    /// A scope or a security scheme that the document does not define.
    UnknownScope = "unknown-scope", Warning,
        "add it under `components/securitySchemes`, or correct its name";
    /// A component that no operation leads to.
    UnusedComponent = "unused-component", Warning,
        "remove it, or refer to it where it is meant";
    /// An operation that states no rate limit.
    MissingLimit = "missing-limit", Warning,
        "write `Threshold limit: 30 requests per min` in its description";
    /// An operation that states no security.
    MissingSecurity = "missing-security", Warning,
        "add `security` to it or to the document; `security: []` says that everybody may call it";
    /// An operation id that cannot stand as a name in a program.
    MalformedOperationId = "malformed-operation-id", Warning,
        "an id begins with a letter and holds letters, digits and `_`";
    /// A path that is another one with a letter doubled.
    RepeatedLetter = "repeated-letter", Warning,
        "one of the two is a slip: correct it, or give its operations an `x-display-path`";
    /// An allowance of a finding that cannot be understood.
    MalformedAllowance = "malformed-allowance", Warning,
        "write `x-lint-allow: {name-of-a-warning: the reason}`";
    /// An allowance of something that is not found.
    UnusedAllowance = "unused-allowance", Warning,
        "the document may have been corrected: then remove the allowance";
}
