"""Real processes for tests: gunicorn and an RQ worker on the test services, stopped cleanly so coverage is kept."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from studio.config import ROOT

GREENLETS = ("--worker-class", "gevent", "--worker-connections", "2000", "--no-control-socket")
PATIENCE = 30.0  # seconds for what has to come: a busy machine is no failure
# What a browser asks for is measured by tests of the pages; coverage would take a third of these servers' time.
UNMEASURED = {"COVERAGE_PROCESS_CONFIG": ""}
STARTED = 120.0  # seconds for a process to start: it imports everything, and all cores may be at work


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(environment: Mapping[str, str], *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A child of the tests, told to stop with SIGTERM and waited for."""
    child = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **environment})
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextmanager
def web(environment: Mapping[str, str], workers: int = 2, port: int = 0, options: Sequence[str] = ()) -> Iterator[str]:
    """Studio under gunicorn as the Procfile runs it; gives its address, `http://127.0.0.1:port`, once it is alive.

    `options` are gunicorn's, and win.
    """
    address = f"127.0.0.1:{port or free_port()}"
    whole = ("--bind", address, "--workers", str(workers), *GREENLETS, "--log-level", "warning", *options)
    with process(environment, "gunicorn", *whole, "wsgi:app") as child:
        wait_for(f"http://{address}/healthz", child)
        yield f"http://{address}"


@contextmanager
def worker(environment: Mapping[str, str]) -> Iterator[None]:
    with process(environment, "flask", "--app", "wsgi", "work"):
        yield


@contextmanager
def relay(environment: Mapping[str, str]) -> Iterator[None]:
    with process(environment, "flask", "--app", "wsgi", "relay"):
        yield


def wait_for(url: str, child: subprocess.Popen[bytes], seconds: float = STARTED) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and child.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=10).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"{url} did not come up")
