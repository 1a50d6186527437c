"""Somebody who looks at a page again and again, in a process of their own, while something else is measured."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe

from bench.load import Connection

PAUSE = 0.02  # seconds between an answer and the next request
Samples = list[tuple[float, float]]  # when it was sent, and how long the answer took


@contextmanager
def probing(port: int, request: bytes) -> Iterator[Samples]:
    """Filled at the end. The clock is time.perf_counter, which all processes of a machine share."""
    samples: Samples = []
    here, there = get_context("spawn").Pipe()
    child = get_context("spawn").Process(target=probe, args=(port, request, there), daemon=True)
    child.start()
    try:
        yield samples
        here.send("enough")
        samples += here.recv()
    finally:
        child.terminate()
        child.join()


def probe(port: int, request: bytes, pipe: Pipe) -> None:
    connection, samples = Connection(port), []
    while not pipe.poll(PAUSE):
        connection.send(request)
        while connection.receive() is None:
            pass
        samples.append((connection.sent, time.perf_counter() - connection.sent))
    pipe.send(samples)
