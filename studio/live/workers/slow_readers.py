"""Slow readers: what their sockets did not take at once is sent on as they read; but not for ever."""

from __future__ import annotations

import select
from time import monotonic

from studio.live.hub.hub import Hub
from studio.live.transport.connection import Connection

ROUND = 200  # milliseconds to wait for any of them


def flush_slow_readers(hub: Hub) -> None:
    while not hub.ended.is_set():
        hub.backlog.wait(1)
        hub.backlog.clear()
        while waiting := [one for one in hub.connections if one.has_backlog or one.closing]:
            wait_for(waiting)
            for connection in waiting:
                flush(connection)


def wait_for(connections: list[Connection]) -> None:
    """Until one of them can take more."""
    ready = select.poll()
    for connection in connections:
        if connection.has_backlog:
            try:
                ready.register(connection.sock, select.POLLOUT)
            except (OSError, ValueError):
                connection.hang_up()
    ready.poll(ROUND)


def flush(connection: Connection) -> None:
    try:
        connection.send_buffer.flush()
    except OSError:
        connection.hang_up()
    closes_at = connection.send_buffer.closes_at
    if closes_at is not None and monotonic() > closes_at:
        connection.hang_up()
