"""One PostgreSQL server out of the wheel, on a free port of the loopback."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from studio.dev.servers import data_dirs
from studio.dev.servers.processes import BARE, ServicesError, dismiss, free_port, last_line, launch, left_over, stop

ADMIN = "studio_setup"  # the superuser; nothing but this package uses it
MAJOR = "18"
ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FLEETING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
LOCALE = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]  # it has no ICU
_READY_WITHIN = 60.0  # seconds; recovery after a crash takes its time
_TRIES = 3  # another program may take the free port first


@dataclass
class Postgres:
    process: subprocess.Popen[bytes]
    port: int
    home: Path
    durable: bool
    password: str = field(repr=False)

    def restart(self) -> None:
        """After it ended by itself: on the same data and the same port. Raises ServicesError."""
        self.process = start(self.home, self.password, durable=self.durable, port=self.port).process

    def stop(self) -> None:
        stop(self.process, ask=signal.SIGINT, patience=30)  # "fast": ends sessions, writes a checkpoint
        if not self.durable:
            data_dirs.forget(self.home)


def start(home: Path, password: str, *, durable: bool, port: int = 0) -> Postgres:
    """`home` is where the data lie, or a symbolic link to where the server's user can reach them. 0: any port."""
    server = data_dirs.server_user(home)
    data, bins = data_dirs.data_home(home, server, durable=durable), data_dirs.binaries(server)
    if not (data / "PG_VERSION").exists():
        _init(bins, data, server, password, durable=durable)
    made_by = (data / "PG_VERSION").read_text().strip()
    if made_by != MAJOR:
        raise ServicesError(f"{home} was made by PostgreSQL {made_by}; this Studio brings {MAJOR}. Move it away first.")
    recover(data)
    log = home.with_name("postgres.log")
    for attempt in range(_TRIES):
        here = port or free_port()
        process = _launch(bins, data, server, here, log, durable=durable)
        if _ready(process, data):
            return Postgres(process, here, home, durable, password)
        if attempt + 1 == _TRIES or "Address already in use" not in log.read_text(errors="replace"):
            break
    stop(process, ask=signal.SIGINT, patience=5)
    raise ServicesError(f"PostgreSQL did not start: {last_line(log)} (see {log})")


def _init(bins: Path, data: Path, server: data_dirs.Server, password: str, *, durable: bool) -> None:
    """initdb, whole or not at all: a half-made folder from a killed run is made anew."""
    with tempfile.NamedTemporaryFile("w", prefix="studio-") as secret:
        secret.write(password)
        secret.flush()
        if server.identity:
            os.chown(secret.name, server.uid, server.gid)
        draft = data / "draft"
        command: list[str | Path] = [bins / "initdb", "-D", draft, "-U", ADMIN, "--pwfile", secret.name]
        command += ["--auth=scram-sha-256", "--no-instructions", *LOCALE, *([] if durable else ["--no-sync"])]
        shutil.rmtree(draft, ignore_errors=True)
        done = subprocess.run(command, cwd="/", env=BARE, capture_output=True, text=True, **server.identity)
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise ServicesError(f"PostgreSQL could not create its data in {data}: {reason}")
    for part in sorted(draft.iterdir(), key=lambda part: part.name == "PG_VERSION"):  # the mark of being whole: last
        part.rename(data / part.name)
    draft.rmdir()


def recover(data: Path) -> None:
    """After kill -9 of a run: end a server it left behind, and take away a lock file whose server has gone.
    PostgreSQL itself would trust any living process that happens to have the old number."""
    lock = data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, IndexError, ValueError):
        pid = int(lock.read_text().splitlines()[0])
        server = left_over(pid, data)
        if server:
            print("Stopping a PostgreSQL that an earlier run left behind.", flush=True)
            dismiss(server, ask=signal.SIGINT, patience=30)
    if lock.exists():
        print("PostgreSQL was not stopped properly last time; removing its stale lock file.", flush=True)
        lock.unlink()


def _launch(
    bins: Path, data: Path, server: data_dirs.Server, port: int, log: Path, *, durable: bool
) -> subprocess.Popen[bytes]:
    settings = ALWAYS | {"port": str(port)} | ({} if durable else FLEETING)
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with log.open("wb") as file:
        return launch(
            [bins / "postgres", "-D", data, *options],
            cwd=Path("/"),
            log=file,
            farewell=signal.SIGINT,
            **server.identity,
        )


def _ready(process: subprocess.Popen[bytes], data: Path) -> bool:
    end = time.monotonic() + _READY_WITHIN
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(FileNotFoundError):
            if (data / "postmaster.pid").read_text().split()[-1:] == ["ready"]:
                return True
        time.sleep(0.01)
    return False
