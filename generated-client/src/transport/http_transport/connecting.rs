//! How many connections are made at a time.

use std::error::Error as StdError;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::Semaphore;
use tower_layer::Layer;
use tower_service::Service;

use crate::BoxFuture;

/// Lets no more than so many connections be made at a time.
///
/// A request takes whichever comes first: a connection that another one gives back, or its own. Its own is made even then, for
/// the next request. Where connecting takes long, there would be one for every request.
#[derive(Clone)]
pub(super) struct Connecting(Arc<Semaphore>);

impl Connecting {
    pub(super) fn at_most(connections: usize) -> Self {
        Self(Arc::new(Semaphore::new(connections)))
    }
}

impl<S> Layer<S> for Connecting {
    type Service = Connector<S>;

    fn layer(&self, inner: S) -> Connector<S> {
        Connector { permits: self.0.clone(), inner }
    }
}

#[derive(Clone)]
pub(super) struct Connector<S> {
    permits: Arc<Semaphore>,
    inner: S,
}

impl<S, T> Service<T> for Connector<S>
where
    S: Service<T, Future: Send + 'static>,
    S::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    type Response = S::Response;
    type Error = Box<dyn StdError + Send + Sync>;
    type Future = BoxFuture<'static, Result<S::Response, Self::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, target: T) -> Self::Future {
        let permit = self.permits.clone().acquire_owned();
        // Nothing happens before it is polled.
        let connection = self.inner.call(target);
        Box::pin(async move {
            let _permit = permit.await?;
            connection.await.map_err(Into::into)
        })
    }
}
