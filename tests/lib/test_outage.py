"""Without Redis a process waits, says so once, and goes on when it is back."""

from __future__ import annotations

import logging
import os
import signal
import threading
from typing import Any

import pytest
from flask import Flask
from redis import ConnectionError as Lost

from studio import cli
from studio.lib.resilience import outage
from studio.lib.resilience.outage import OncePerOutage, Outage, outlast


class Redis:
    """Away for some pings."""

    def __init__(self, away: int):
        self.away = away

    def ping(self) -> None:
        self.away -= 1
        if self.away >= 0:
            raise Lost("Error 111 connecting")


def test_it_waits_longer_each_time_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(outage, "sleep", waited.append)
    ends: list[Any] = [Lost("in the middle of a job"), False, True]

    def work() -> bool:
        end = ends.pop(0)
        if isinstance(end, Exception):
            raise end
        return end

    outlast("the worker", Redis(away=7), work)
    assert waited == [0.5, 1, 2, 4, 8, 10, 10, 0.5]
    assert caplog.messages == [
        "the worker waits: Error 111 connecting", "the worker goes on",
        "the worker waits: in the middle of a job", "the worker goes on",
    ]  # fmt: skip


def test_gaps_begin_anew_after_an_outage() -> None:
    one = Outage("the relay")
    assert [one.gap(Lost("away")) for _ in range(3)] == [0.5, 1, 2]
    one.over()
    assert one.gap(Lost("away")) == 0.5


def test_what_a_library_repeats_is_logged_once() -> None:
    passes = OncePerOutage().filter
    lost = logging.makeLogRecord({"msg": "could not connect: %s", "levelno": logging.ERROR})
    info = logging.makeLogRecord({"msg": "job done", "levelno": logging.INFO})
    assert [passes(record) for record in (lost, lost, lost, info, info, lost)] == [True, False, False, True, True, True]


@pytest.mark.parametrize("name", ["clock", "work"])
def test_it_stops_when_told_even_without_redis(app: Flask, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The signal comes while it waits for Redis to come back."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(cli, "end_with_parent", lambda: None)
    monkeypatch.setattr(app.extensions["redis"], "ping", Redis(away=1000).ping)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    try:
        assert app.test_cli_runner().invoke(args=[name]).exit_code == 0
    finally:
        timer.cancel()
        for number, handler in handlers.items():
            signal.signal(number, handler)
