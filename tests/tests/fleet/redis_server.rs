//! A Redis server on loopback.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "pa55word";

/// Ends with the value.
pub(crate) struct RedisServer {
    process: Option<Child>,
    port: u16,
    folder: TempDir,
}

pub(crate) fn is_installed() -> bool {
    let version = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}

impl RedisServer {
    pub(crate) fn start() -> Self {
        // Free for as long as nobody else takes it.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Self { process: None, port, folder: TempDir::new().unwrap() };
        server.restart();
        server
    }

    /// Starts it again on the same port, with nothing in memory.
    pub(crate) fn restart(&mut self) {
        self.kill();
        let port = self.port.to_string();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port, "--bind", "127.0.0.1", "--requirepass", PASSWORD]);
        command.args(["--save", "", "--appendonly", "no", "--dir"]).arg(self.folder.path());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        self.process = Some(command.spawn().unwrap());
        let start = Instant::now();
        while self.try_command("PING").is_none() {
            assert!(start.elapsed() < Duration::from_secs(10), "redis-server does not start");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Sends `STOP` or `CONT`.
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.process.as_ref().unwrap().id().to_string();
        let status = Command::new("kill").args(["-s", signal, &id]).status().unwrap();
        assert!(status.success());
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}", self.port)
    }

    /// The first line of the response to a command.
    pub(crate) fn command(&self, command: &str) -> String {
        self.try_command(command).unwrap()
    }

    /// How many members all sorted sets have whose key ends so.
    pub(crate) fn count(&self, kind: &str) -> usize {
        let script = format!(
            "\"local n = 0 for _, key in ipairs(redis.call('KEYS', '*:{kind}')) do \
             n = n + redis.call('ZCARD', key) end return n\""
        );
        let response = self.command(&format!("EVAL {script} 0"));
        response.strip_prefix(':').unwrap_or_else(|| panic!("{response}")).parse().unwrap()
    }

    fn try_command(&self, command: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.write_all(format!("AUTH {PASSWORD}\r\n{command}\r\n").as_bytes()).ok()?;
        let mut lines = BufReader::new(stream).lines();
        assert_eq!(lines.next()?.ok()?, "+OK");
        lines.next()?.ok().filter(|line| !line.starts_with("-LOADING"))
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
