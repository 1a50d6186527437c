"""gunicorn for the benchmark: the same settings for the floors and for Studio."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from studio.config import ROOT

WORKERS, THREADS = 2, int(os.environ.get("BENCH_THREADS", "8"))
GUNICORN = (
    "--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS), "--preload",
    "--log-level", "warning", "--no-control-socket",
)  # fmt: skip


@contextmanager
def serving(target: str, environment: Mapping[str, str], alive: str, *options: str) -> Iterator[int]:
    """`target` under gunicorn; gives its port once `alive` answers. Its log goes to var/bench.log."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", target, "--bind", f"127.0.0.1:{port}", *GUNICORN, *options]
    with (ROOT / "var" / "bench.log").open("ab") as log:
        child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log)
        try:
            wait_for(port, alive, child)
            yield port
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
