//! The commands of this repository: `cargo xtask --help` lists them.

mod codegen_command;
mod completions_command;
mod console;
mod diff_command;
mod documents;
mod file_set;
mod lint_command;
mod progress;
mod record_command;
mod resolve_command;
mod routes_command;
mod summary;
mod workspace;
mod writing;

use std::process::ExitCode;
use std::sync::LazyLock;

use clap::{Parser, Subcommand};

use console::Console;

/// A run makes millions of small trees and drops them in another order, which the allocators of some platforms take
/// more than half of the time for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Turns the OpenAPI documents in `specs/` into the crate `generated-client`.
///
/// Exit status: 0 if all went well, 1 if a document has an error (for `lint`, also a warning) or a file is
/// stale, 2 if the command line is wrong.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    after_help = "\
Examples:
  cargo xtask codegen                    write the client
  cargo xtask codegen --check            fail if the client is out of date
  cargo xtask lint                       look at the documents alone
  cargo xtask routes | grep pins         find an operation
  cargo xtask diff OLD specs             see what changed in the documents

`cargo xtask COMMAND --help` tells more, with examples."
)]
struct Arguments {
    #[command(flatten)]
    console: Console,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Codegen(codegen_command::Codegen),
    Lint(lint_command::Lint),
    Resolve(resolve_command::Resolve),
    Routes(routes_command::Routes),
    Diff(diff_command::Diff),
    Record(record_command::Record),
    Completions(completions_command::Completions),
}

/// How much stack the threads of a command have. Documents may refer from schema to schema for as long as they like, and
/// memory that is not touched costs nothing.
const STACK: usize = 1 << 30;

fn main() -> ExitCode {
    LazyLock::force(&summary::START);
    let arguments = Arguments::parse();
    match rayon::ThreadPoolBuilder::new().stack_size(STACK).build() {
        Ok(threads) => threads.install(|| run(arguments)),
        Err(error) => {
            eprintln!("error: cannot start a thread: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> ExitCode {
    let console = arguments.console;
    let result = match arguments.command {
        Command::Codegen(command) => command.run(console),
        Command::Lint(command) => command.run(console),
        Command::Resolve(command) => command.run(console),
        Command::Routes(command) => command.run(console),
        Command::Diff(command) => command.run(console),
        Command::Record(command) => command.run(console),
        Command::Completions(command) => command.run(console),
    };
    result.unwrap_or_else(|error| {
        console.error(&format!("{error:#}"));
        ExitCode::FAILURE
    })
}
