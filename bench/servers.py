"""Processes for the benchmark; gunicorn with the same settings for the floors and for Studio."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from studio.config import ROOT

WORKERS = 2
GREENLETS = ("--worker-class", "gevent", "--workers", str(WORKERS), "--worker-connections", "2000")
THREADS = ("--worker-class", "gthread", "--workers", str(WORKERS), "--threads", "8", "--preload")
SOCKETS = ("--worker-class", "gevent", "--workers", "1", "--worker-connections", "12000", "--backlog", "4096")
# A busy machine may keep the load generator from its next request for longer than gunicorn's two seconds.
QUIETLY = ("--log-level", "warning", "--no-control-socket", "--keep-alive", "30")


@contextmanager
def serving(target: str, environment: Mapping[str, str], alive: str, *options: str, root: Path = ROOT) -> Iterator[int]:
    """`target` of the checkout in `root` under gunicorn, as the Procfile runs `web`: its port, once `alive` answers."""
    with gunicorn(target, environment, alive, *GREENLETS, *options, root=root) as (port, _):
        yield port


@contextmanager
def gunicorn(
    target: str, environment: Mapping[str, str], alive: str, *options: str, root: Path = ROOT
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Its port and its master, once `alive` answers."""
    port = free_port()
    command = ("gunicorn", target, "--bind", f"127.0.0.1:{port}", *QUIETLY, *options)
    with process(environment, *command, root=root) as child:
        wait_for(port, alive, child)
        yield port, child


@contextmanager
def process(environment: Mapping[str, str], *command: str, root: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m command`, stopped and waited for at the end. Its log goes to var/bench.log."""
    with (ROOT / "var" / "bench.log").open("ab") as log:
        every = {**os.environ, **environment}
        child = subprocess.Popen([sys.executable, "-m", *command], cwd=root, env=every, stdout=log, stderr=log)
        try:
            yield child
        finally:
            child.terminate()
            child.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, path: str, child: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and child.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as probe:
                probe.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                if b" 200 " in probe.recv(100):
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{path} did not come up; see var/bench.log")
