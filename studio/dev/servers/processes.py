"""Starting, finding and stopping the servers we own. They do not outlive the process that started them."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import psutil

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1
BARE = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}  # nothing of PGHOST, PGDATA, LANG and the like


class ServicesError(RuntimeError):
    """A server cannot be started. The message is one line for the person at the terminal."""


def launch(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    log: IO[bytes] | None = None,
    farewell: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] = BARE,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that a Ctrl-C reaches us and not it. On Linux the kernel sends
    it `farewell` when the thread that started it ends, even by kill -9."""

    def tie() -> None:  # runs in the child, after the change of user
        if _LIBC:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(farewell))

    return subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=dict(env),
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=tie,
        **options,
    )


def stop(process: subprocess.Popen[bytes], *, ask: signal.Signals, patience: float) -> None:
    """Ask a server to end; after `patience` seconds, insist."""
    if process.poll() is None:
        process.send_signal(ask)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def left_over(pid: int, home: Path) -> psutil.Process | None:
    """The server with this pid if it still works in `home`; None if it has gone, or another took its pid."""
    try:
        process = psutil.Process(pid)
        return process if Path(process.cwd()).resolve() == home.resolve() else None
    except (psutil.Error, OSError):
        return None


def dismiss(process: psutil.Process, *, ask: signal.Signals, patience: float) -> None:
    """Stop a server that an earlier, killed run left behind."""
    process.send_signal(ask)
    try:
        process.wait(patience)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A TCP port of the loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def last_line(log: Path) -> str:
    """What a server said last, for an error message."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"
