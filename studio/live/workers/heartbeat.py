"""What is done every so often: pings, the sweep that finds what was missed, the close frames when the process ends."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from time import monotonic, sleep

from studio.live.hub import catch_up
from studio.live.hub.hub import Hub
from studio.live.transport.frames import RESTART

TICK = 0.1  # seconds


def heartbeat(hub: Hub) -> None:
    """Ping each socket in its turn: a thousand pings at once would be a thousand answers at once."""
    turns = max(1, round(hub.times.ping / TICK))
    for tick in count():
        if hub.ended.wait(TICK):
            return
        if hub.ending:
            close_all(hub)
            return
        for connection in hub.connections:
            if connection.number % turns == tick % turns:
                connection.ping()


def sweep(hub: Hub) -> None:
    """Compare with the logs every few seconds: a lost message is noticed, whoever lost it."""
    while not hub.ended.wait(hub.times.sweep):
        hub.drop_empty_rooms()
        catch_up.compare(hub, list(hub.rooms.values()))


def close_all(hub: Hub) -> None:
    """To everybody: come again, another process is here. Returns when they have answered, or not."""
    for connection in hub.connections:
        connection.close(RESTART)
    wait_until(lambda: not hub.connections, hub.times.farewell)
    for connection in hub.connections:
        connection.hang_up()
    hub.ended.set()
    hub.access_changed.set()
    hub.wake_streams()


def wait_until(done: Callable[[], bool], seconds: float) -> None:
    end = monotonic() + seconds
    while not done() and monotonic() < end:
        sleep(0.02)
