//! Many users in one process, and many calls at a time.

use std::time::{Duration, Instant};

use generated_client::pacing::Off;
use generated_client::{Client, HttpTransport};
use tokio::task::JoinSet;

use crate::{CHAT, TOKEN, service};

const COUNT: usize = 10_000;

pub(crate) fn print() {
    let runtime = service::runtime();
    let transport = HttpTransport::builder().build().unwrap();
    let client = Client::builder().base_url(service::url()).transport(transport.clone());
    let client = client.without_credentials().build().unwrap();

    println!("\n{COUNT} tenants of one client, and their calls at a time");
    println!("{:<24}{:>12}{:>12}{:>10}", "", "time", "memory", "sockets");
    let tenants = measured("made", || {
        let tenant = |number| client.with_user(format!("user-{number}")).with_token(TOKEN).unwrap();
        (0..COUNT).map(tenant).collect::<Vec<_>>()
    });
    let refreshing = |number| {
        let tenant = client.with_user(format!("user-{number}"));
        tenant.with_refresh_token("1000.CLIENT", "1f0a6b2c", format!("1000.{number}")).unwrap()
    };
    drop(measured("made, with refresh token", || (0..COUNT).map(refreshing).collect::<Vec<_>>()));
    measured("one call of each", || runtime.block_on(call_all(tenants.iter().cloned())));
    let one = Client::builder().base_url(service::url()).access_token(TOKEN).pacer(Off);
    let one = one.transport(transport).build().unwrap();
    let calls = std::iter::repeat_n(one, COUNT);
    measured("calls of one client", || runtime.block_on(call_all(calls)));
}

async fn call_all(clients: impl Iterator<Item = Client>) {
    let mut calls = JoinSet::new();
    for client in clients {
        calls.spawn(async move { client.chats().get(CHAT).await });
    }
    while let Some(call) = calls.join_next().await {
        call.unwrap().unwrap();
    }
}

/// Shows how long it took, by how much the process grew, and how many connections the service has had for it.
fn measured<T>(name: &str, act: impl FnOnce() -> T) -> T {
    let (memory, sockets, start) = (resident(), service::connections(), Instant::now());
    let result = act();
    let time: Duration = start.elapsed();
    let memory = resident().saturating_sub(memory) / 1024;
    let sockets = service::connections() - sockets;
    println!("{name:<24}{time:>12.1?}{memory:>9} MB{sockets:>10}");
    result
}

fn resident() -> usize {
    status("VmRSS:")
}

/// What the system says of this process, in kilobytes; nothing where it does not say it.
pub(crate) fn status(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|it| it.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}
