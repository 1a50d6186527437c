"""From a commit to the last of a thousand open pages, beside flask-sock saying 1 KB to as many; rounds alternate.

Sockets, pages and the relay have processes of their own; this one books, reads all sockets and keeps time.
Somebody asks `web` for a page all the while.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from subprocess import Popen
from typing import Any

import psutil
from flask import Flask

from bench.data import STAGE, fill_stage
from bench.load import Result
from bench.measure import unchanged
from bench.pages import Pages
from bench.probe import Samples, probing
from bench.requests import Browser
from bench.servers import SOCKETS, gunicorn, process, serving
from bench.stage import Stage

OPEN, PAUSE, IDLE = 1_000, 0.05, 8.0
TIMES_FLOOR, MEMORY = 1.5, 64.0  # at most so many times the floor's p99, and so many KB a socket
KILOBYTE = b"x" * 1024
ONE_VIEW = ("",)
EIGHT_VIEWS = (
    "", "?weeks=1", "?weeks=5", "?weeks=13", "?department=Edit", "?status=pencil", "?tz=Asia/Tokyo", "?view=list",
)  # fmt: skip


@dataclass
class Rounds:
    """Seconds until the last page had it, by who sent it; how long a frame was; when live was at work."""

    name: str
    target: float  # at most so many times the floor's p99; 0 for none
    live: Result = field(default_factory=Result)
    echo: Result = field(default_factory=Result)
    frame: int = 0
    spans: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class House:
    """The processes, and the pages that are open in them."""

    live: Pages
    echo: Pages
    stage: Stage
    live_memory: Memory
    echo_memory: Memory

    def run(self, name: str, views: tuple[str, ...], times: int, target: float = 0.0) -> Rounds:
        greet(self.live, views)
        rounds = Rounds(name, target)
        gc.disable()
        for _ in range(times):
            self.echo_round(rounds)
            time.sleep(PAUSE)
            self.live_round(rounds)
            time.sleep(PAUSE)
        gc.enable()
        return rounds

    def echo_round(self, rounds: Rounds) -> None:
        began = time.perf_counter()
        self.echo.say(KILOBYTE)
        last, _ = self.echo.wait(lambda frame: len(frame) == len(KILOBYTE))
        rounds.echo.latencies.append(last - began)

    def live_round(self, rounds: Rounds) -> None:
        id, began = self.stage.book()
        words = f"booking:{id}".encode()
        last, rounds.frame = self.live.wait(lambda frame: words in frame)
        rounds.live.latencies.append(last - began)
        rounds.spans.append((began, last))


class Memory:
    """What the worker of a gunicorn holds for each of its sockets."""

    def __init__(self, master: Popen[bytes]):
        self.worker = psutil.Process(master.pid).children()[0]
        self.before = self.worker.memory_info().rss

    @property
    def kilobytes(self) -> float:
        return (self.worker.memory_info().rss - self.before) / OPEN / 1024


def measure(app: Flask, environment: Mapping[str, str], browser: Browser) -> list[dict[str, Any]]:
    fill_stage(environment["DATABASE_URL"])
    with app.app_context(), serving("wsgi:app", environment, "/healthz") as web:
        page = next(unchanged(browser, web))
        with house(app, environment, browser) as here, probing(web, page) as samples:
            began = time.perf_counter()
            here.live.rest(IDLE)
            idle = began, time.perf_counter()
            found = [here.run("one view", ONE_VIEW, 200, TIMES_FLOOR), here.run("eight views", EIGHT_VIEWS, 48)]
            kilobytes = here.live_memory.kilobytes, here.echo_memory.kilobytes
    return show(found, kilobytes, idle, samples)


@contextmanager
def house(app: Flask, environment: Mapping[str, str], browser: Browser) -> Iterator[House]:
    headers = f"Cookie: {browser.headers(STAGE)['Cookie']}\r\n"
    # What fragments take belongs to the process, not to its sockets.
    sockets = {**environment, "LIVE_SOCKETS": "10000", "FRAGMENT_CACHE_MB": "0"}
    with (
        gunicorn("bench.echo:app", environment, "/alive", *SOCKETS, "--config", "/dev/null") as (echo_port, echo),
        gunicorn("wsgi:app", sockets, "/healthz", *SOCKETS) as (live_port, live),
        process(environment, "flask", "--app", "wsgi", "relay"),
    ):
        stage = Stage.of(app)
        warm_up(Pages(live_port, f"/{STAGE}/live", 1, headers), stage)
        memory = Memory(live), Memory(echo)
        echoes = Pages(echo_port, "/echo", OPEN)
        pages = Pages(live_port, f"/{STAGE}/live", OPEN, headers)
        yield House(pages, echoes, stage, *memory)
        pages.close()
        echoes.close()


def warm_up(page: Pages, stage: Stage) -> None:
    """The first painting compiles the templates, in whatever process."""
    greet(page, EIGHT_VIEWS[:1])
    id, _ = stage.book()
    page.wait(lambda frame: f"booking:{id}".encode() in frame)
    page.close()


def greet(pages: Pages, views: tuple[str, ...]) -> None:
    """Each says what it looks at, one view after the other."""
    for n, page in enumerate(pages.all):
        view = f"/{STAGE}/schedule{views[n % len(views)]}"
        pages.send(page, json.dumps({"view": view, "seq": 1 << 40}).encode())
    pages.wait(lambda frame: b'id="news"' in frame)


def show(
    found: list[Rounds], kilobytes: tuple[float, float], idle: tuple[float, float], samples: Samples
) -> list[dict[str, Any]]:
    print(f"\n{OPEN:,} sockets on one process, ms until the last has it")
    print(f"{'':22}{'live p50':>9}{'p99':>7}{'flask-sock p50':>16}{'p99':>7}{'times':>7}{'target':>8}{'frame':>9}")
    lines = [line(rounds, idle, samples) for rounds in found]
    live, echo = kilobytes
    good = live <= MEMORY
    verdict = "ok" if good else "TOO MUCH"
    print(f"Memory of a socket: {live:.1f} KB (flask-sock {echo:.1f}), at most {MEMORY:.0f}: {verdict}")
    memory = {"name": "memory of a socket", "kilobytes": round(live, 1), "flask_sock": round(echo, 1), "pass": good}
    return [*lines, memory]


def line(rounds: Rounds, idle: tuple[float, float], samples: Samples) -> dict[str, Any]:
    live, echo = ([result.percentile(percent) for percent in (50, 99)] for result in (rounds.live, rounds.echo))
    times = live[1] / echo[1]
    good = times <= rounds.target or not rounds.target
    asked = f"{rounds.target:8.1f}" if rounds.target else " " * 8
    print(
        f"{rounds.name:22}{live[0]:9.1f}{live[1]:7.1f}{echo[0]:16.1f}{echo[1]:7.1f}{times:7.2f}{asked}"
        f"{rounds.frame:7} B  {'ok' if good else 'TOO SLOW'}"
    )
    quiet, busy = of(samples, [idle]), of(samples, rounds.spans)
    print(
        f"  GET /schedule, 304, on web meanwhile: p50 {busy.percentile(50):.1f}, p99 {busy.percentile(99):.1f};"
        f" at rest {quiet.percentile(50):.1f}, {quiet.percentile(99):.1f}"
    )
    figures = {
        "p50_ms": live[0], "p99_ms": live[1], "floor_p50_ms": echo[0], "floor_p99_ms": echo[1], "times_floor": times,
        "http_p50_ms": busy.percentile(50), "http_p99_ms": busy.percentile(99),
        "http_rest_p50_ms": quiet.percentile(50), "http_rest_p99_ms": quiet.percentile(99),
    }  # fmt: skip
    rounded = {name: round(value, 2) for name, value in figures.items()}
    return {"name": rounds.name, **rounded, "frame_bytes": rounds.frame, "pass": good}


def of(samples: Samples, spans: list[tuple[float, float]]) -> Result:
    """The answers that were awaited during these spans."""
    return Result(latencies=[
        took for sent, took in samples if any(sent < end and sent + took > begin for begin, end in spans)
    ])  # fmt: skip
