//! Lets many workers of one user keep to one budget and share one access token, by a Redis server.
//!
//! Limits count per user, not per process: ten workers that each keep to them lock the user out together.
//!
//! ```no_run
//! use generated_client::Client;
//! use generated_client::fleet::{OnRedisFailure, RedisPacer, RedisServer, RedisTokenCache};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! # let (client_id, client_secret, refresh_token) = ("", "", "");
//! let redis = RedisServer::connect("redis://worker:secret@10.0.0.5:6379")
//!     .await?
//!     .on_failure(OnRedisFailure::Fallback { workers: 8 });
//! let client = Client::builder()
//!     .user("bot")
//!     .refresh_token(client_id, client_secret, refresh_token)
//!     .pacer(RedisPacer::new(redis.clone()))
//!     .token_cache(RedisTokenCache::new(redis))
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! With a pacer alone it is `Client::builder().user("bot").pacer(RedisPacer::connect(url).await?)`.
//!
//! All workers of a user must give the same [`user`](crate::ClientBuilder::user) and
//! [`prefix`](RedisServer::prefix).
//!
//! # The server
//!
//! Redis 5 or newer, or a server with its protocol and Lua scripts, such as Valkey.
//!
//! - `maxmemory-policy noeviction`: a server that throws keys away forgets calls.
//! - All times are the server's. A clock that is set forward while calls are counted frees their places too early, so
//!   let it be slewed rather than stepped.
//! - A worker's Redis user needs `EVALSHA`, `EVAL`, `SCRIPT LOAD`, and the commands of the scripts on keys of the
//!   prefix.
//! - Connections are not encrypted. For `rediss://`, add `redis` with the feature `tokio-rustls-comp` to the dependencies
//!   of your program: Cargo then builds the one crate for both. Otherwise use a private network.
//!
//! Needs the feature `redis`.

mod book;
mod error;
mod pacer;
mod question;
mod reporter;
mod server;
mod ticket;
mod token_cache;

pub use error::FleetError;
pub use pacer::RedisPacer;
pub use server::{OnRedisFailure, RedisServer};
pub use token_cache::RedisTokenCache;
