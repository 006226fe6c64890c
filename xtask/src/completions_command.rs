//! `cargo xtask completions`.

use std::process::ExitCode;

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;

use crate::Arguments;
use crate::console::Console;

/// What a person types who has the alias.
const ALIAS: &str = "xtask";

/// Print a script that completes the commands in a shell.
///
/// Shells complete the name of a program, so the script is for the alias `xtask`, which stands for `cargo xtask`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  alias xtask='cargo xtask'
  source <(cargo xtask completions bash)   # or zsh, for this session
  cargo xtask completions fish > ~/.config/fish/completions/xtask.fish")]
pub(crate) struct Completions {
    /// The shell that reads the script.
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, console: Console) -> Result<ExitCode> {
        let mut script = Vec::new();
        let mut command = Arguments::command().bin_name(ALIAS);
        clap_complete::generate(self.shell, &mut command, ALIAS, &mut script);
        console.result(&String::from_utf8_lossy(&script))?;
        Ok(ExitCode::SUCCESS)
    }
}
