//! What a person sees of a run that takes long.

use std::io::{IsTerminal, Write, stderr};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use codegen::Stage;

use crate::summary::START;

/// How long a run may take before it says what it is at.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the seconds are counted.
const TICK: Duration = Duration::from_millis(250);
/// Back to the start of the line, without what is on it.
const CLEAR: &str = "\r\x1b[2K";

/// A line on the terminal that tells the stage of a run and for how long it has been going on. The line goes away when
/// this is dropped, before anything else is written.
pub(crate) struct Progress {
    shown: Option<(Sender<&'static str>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins with what is done until the first stage is over. It shows nothing if `is_wanted` is false, or where standard
    /// error is no terminal.
    pub(crate) fn start(is_wanted: bool, first: &'static str) -> Self {
        let shown = (is_wanted && stderr().is_terminal()).then(|| {
            let (stages, received) = channel();
            (stages, std::thread::spawn(move || show(first, &received)))
        });
        Self { shown }
    }

    /// Notes that a stage is over.
    pub(crate) fn over(&self, stage: Stage) {
        let next = match stage {
            Stage::Source => "understanding the documents",
            Stage::Lower => "looking for mistakes",
            Stage::Check | Stage::Annotate | Stage::Render => "writing Rust",
        };
        if let Some((stages, _)) = &self.shown {
            // If nobody shows it any more, nobody sees it.
            let _ = stages.send(next);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stages, thread)) = self.shown.take() {
            drop(stages);
            let _ = thread.join();
        }
    }
}

fn show(first: &'static str, stages: &Receiver<&'static str>) {
    let (mut stage, mut is_shown) = (first, false);
    loop {
        let pause = if is_shown { TICK } else { PATIENCE.saturating_sub(START.elapsed()) };
        match stages.recv_timeout(pause) {
            Ok(next) => stage = next,
            Err(RecvTimeoutError::Timeout) => {
                let _ = write!(stderr(), "{CLEAR}{stage} … {} s", START.elapsed().as_secs());
                is_shown = true;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    if is_shown {
        let _ = write!(stderr(), "{CLEAR}");
    }
}
