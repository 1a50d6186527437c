"""What has to be done to sockets now and then: pings, goodbyes at the end, a look whether anything was missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from time import monotonic, sleep

from studio.live.hub import catch_up
from studio.live.hub.hub import Hub
from studio.live.transport.connection import Connection
from studio.live.transport.frames import PING_FRAME, RESTART

TICK = 0.1
PING, LOOK = 25.0, 5.0  # seconds
TURNS = round(PING / TICK)  # a thousand pings at once would be a thousand answers at once
FAREWELL = 1.2  # seconds for the pages to answer the goodbye


def tend(hub: Hub) -> None:
    for tick in count():
        if hub.ended.wait(TICK):
            return
        if hub.ending:
            say_goodbye(hub)
        else:
            ping(line for line in hub.lines if line.number % TURNS == tick % TURNS)


def look(hub: Hub) -> None:
    """Ask the database every few seconds how far the logs are: a lost message is noticed, whoever lost it."""
    while not hub.ended.wait(LOOK):
        hub.sweep_out()
        catch_up.behind(hub, list(hub.rooms.values()))


def ping(lines: Iterable[Connection]) -> None:
    """Whoever did not answer the last ping is gone, whatever the network says."""
    for line in lines:
        if not line.pong_received:
            line.hang_up()
        else:
            line.pong_received = False
            line.push(PING_FRAME)


def say_goodbye(hub: Hub) -> None:
    """To everybody: come again, another process is here. Returns when they have answered, or not."""
    for line in hub.lines:
        line.close(RESTART)
    until(lambda: not hub.lines, FAREWELL)
    for line in hub.lines:
        line.hang_up()
    hub.ended.set()
    hub.doubt.set()
    with hub.told:
        hub.told.notify_all()


def until(done: Callable[[], bool], seconds: float) -> None:
    end = monotonic() + seconds
    while not done() and monotonic() < end:
        sleep(0.02)
