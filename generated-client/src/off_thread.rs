//! Work that may block.

use std::io;

/// Does what may block where it stops no task, if there is a Tokio runtime.
pub(crate) async fn off_thread<T: Send + 'static>(
    act: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => runtime.spawn_blocking(act).await.map_err(io::Error::other)?,
        Err(_) => act(),
    }
}
