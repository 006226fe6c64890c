//! The signals that end a process wait while files are written.

use anyhow::{Result, bail};

pub(crate) use signals::Stopping;

impl Stopping {
    /// Fails if the process is to end. The error is for nobody to see.
    pub(crate) fn check(&self) -> Result<()> {
        if self.is_asked_for() {
            bail!("stopped by a signal");
        }
        Ok(())
    }
}

#[cfg(unix)]
mod signals {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::{flag, low_level};

    /// While it lives, the signals that end a process are only noted. Dropped, it lets them do so. A run has one.
    pub(crate) struct Stopping {
        /// The last signal that came, or 0.
        asked: Arc<AtomicUsize>,
        /// Whether signals need not wait any more.
        over: Arc<AtomicBool>,
    }

    impl Stopping {
        pub(crate) fn held_back() -> Self {
            let held = Self { asked: Arc::default(), over: Arc::default() };
            for signal in [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|it| !is_ignored(*it)) {
                // One that cannot be held back ends the process at once, as it always did.
                let _ = flag::register_conditional_default(signal, Arc::clone(&held.over));
                let number = usize::try_from(signal).unwrap_or(0);
                let _ = flag::register_usize(signal, Arc::clone(&held.asked), number);
            }
            held
        }

        pub(super) fn is_asked_for(&self) -> bool {
            self.asked.load(Ordering::SeqCst) != 0
        }
    }

    impl Drop for Stopping {
        fn drop(&mut self) {
            // In this order no signal is lost: one that comes between the two ends the process itself.
            self.over.store(true, Ordering::SeqCst);
            if let Ok(signal @ 1..) = i32::try_from(self.asked.load(Ordering::SeqCst)) {
                let _ = low_level::emulate_default_handler(signal);
            }
        }
    }

    /// Whether a signal was to be ignored when the process began, which `nohup` does. A handler would undo it, and
    /// without `unsafe` only Linux tells.
    fn is_ignored(signal: i32) -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let ignored = ignored.and_then(|it| u64::from_str_radix(it.trim(), 16).ok()).unwrap_or(0);
        (ignored >> (signal - 1)) & 1 == 1
    }
}

#[cfg(not(unix))]
mod signals {
    pub(crate) struct Stopping;

    impl Stopping {
        pub(crate) fn held_back() -> Self {
            Self
        }

        pub(super) fn is_asked_for(&self) -> bool {
            false
        }
    }
}
