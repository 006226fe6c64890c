//! Tests that need what not every machine has.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// Runs tests with the command line of a test program. Where something is missing they are counted as ignored, and the
/// reason is told.
pub fn run(missing: Option<String>, tests: &[(&'static str, fn())]) -> ExitCode {
    let arguments = Arguments::from_args();
    if let Some(reason) = &missing {
        eprintln!("ignored: {reason}");
    }
    let trials = tests.iter().map(|&(name, test)| {
        let trial = Trial::test(name, move || {
            test();
            Ok(())
        });
        trial.with_ignored_flag(missing.is_some())
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}
