"""Slow readers: what their sockets did not take at once is sent on as they read; but not for ever."""

from __future__ import annotations

import select
from time import monotonic

from studio.live.hub.hub import Hub
from studio.live.transport.connection import Connection

ROUND = 200  # milliseconds to wait for any of them


def post(hub: Hub) -> None:
    while not hub.ended.is_set():
        hub.slow.wait(1)
        hub.slow.clear()
        while waiting := [line for line in hub.lines if line.outbox.kept or line.outbox.ends_at]:
            wait_for(waiting)
            for line in waiting:
                send_on(line)


def wait_for(lines: list[Connection]) -> None:
    """Until one of them can take more."""
    ready = select.poll()
    for line in lines:
        if line.outbox.kept:
            try:
                ready.register(line.sock.sock, select.POLLOUT)
            except (OSError, ValueError):
                line.hang_up()
    ready.poll(ROUND)


def send_on(line: Connection) -> None:
    try:
        line.outbox.flush()
    except OSError:
        line.hang_up()
    if line.outbox.ends_at is not None and monotonic() > line.outbox.ends_at:
        line.hang_up()
