"""Templates that let others have their turn: on gevent's loop a page of a thousand rows is rendered in short spells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from time import perf_counter

from flask.templating import Environment
from gevent import sleep

from studio.lib import event_loop

SPELL, PAUSE = 0.010, 0.0001  # seconds; to sleep for none would let nobody in who waits for the network
PARTS = 64  # between two looks at the clock: a part is some words of a template, and takes microseconds


def join(parts: Iterable[str]) -> str:
    """The text of a template, whose parts are rendered as they are asked for."""
    return "".join(in_spells(parts) if event_loop.is_running() else parts)


def in_spells(parts: Iterable[str]) -> Iterator[str]:
    """Some parts at a time, so that looking at the clock costs nothing."""
    rest, ends = iter(parts), perf_counter() + SPELL
    while some := list(islice(rest, PARTS)):
        yield "".join(some)
        if perf_counter() > ends:
            sleep(PAUSE)
            ends = perf_counter() + SPELL


class CooperativeEnvironment(Environment):
    concat = staticmethod(join)
