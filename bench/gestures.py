"""`python -m bench.gestures`: what each gesture on the calendar costs, in requests and bytes, as a table.

A real Chromium does each once, warm, on the benchmark's studio (50 artists, 500 bookings in three weeks), with the
socket open. Bytes are the answers as they went over the wire, headers included; the socket's frames are counted apart.
The last column is how long the last request took, from its sending to the end of its answer. Takes a minute and a half,
and begins with an empty var/bench.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask_migrate import upgrade
from playwright.sync_api import CDPSession, Locator, Page, sync_playwright

from bench import data
from bench.requests import Browser
from bench.servers import process, serving
from studio import create_app
from studio.config import ROOT, load
from studio.dev.servers import services

DESK, TABLET = {"width": 1440, "height": 900}, {"width": 1024, "height": 768}
FREE_BAR = "--s:57"  # what begins on the fifteenth day of the window: the five days after it are free
QUIET, PATIENCE = 7, 100  # tenths of a second without anything, after a gesture; and at most


@dataclass
class Meter:
    """What came over the wire since it was set back."""

    client: CDPSession
    requests: int = 0
    bytes: int = 0
    frames: int = 0
    began: dict[str, float] = field(default_factory=dict)
    slowest: float = 0  # ms of the last change, or of the last question when there was none

    def listen(self) -> Meter:
        self.client.on("Network.requestWillBeSent", self.sent)
        self.client.on("Network.loadingFinished", self.finished)
        self.client.on("Network.loadingFailed", self.done)
        self.client.on("Network.webSocketFrameReceived", self.heard)
        self.client.send("Network.enable")
        return self

    def sent(self, event: dict[str, Any]) -> None:
        self.began[event["requestId"]] = event["timestamp"]
        self.requests += 1

    def finished(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.slowest = 1000 * (event["timestamp"] - self.began.get(event["requestId"], event["timestamp"]))
        self.done(event)

    def done(self, event: dict[str, Any]) -> None:
        self.began.pop(event["requestId"], None)

    def heard(self, event: dict[str, Any]) -> None:
        self.frames += len(event["response"]["payloadData"].encode())

    def settle(self, page: Page) -> None:
        """Wait until nothing is on its way any more."""
        still, before = 0, -1
        for _ in range(PATIENCE):
            page.wait_for_timeout(100)
            now = self.requests + self.bytes + self.frames
            still = still + 1 if now == before and not self.began else 0
            before = now
            if still == QUIET:
                return

    def reset(self) -> None:
        self.requests = self.bytes = self.frames = 0
        self.slowest = 0


class Hand:
    """A page, and what one does to it."""

    def __init__(self, page: Page, path: str):
        self.page = page
        self.client = page.context.new_cdp_session(page)
        self.meter = Meter(self.client).listen()
        page.goto(path)
        page.locator('#live[data-state="live"]').wait_for()

    @property
    def bar(self) -> Locator:
        return self.page.locator(f'a.bar[style^="{FREE_BAR}"]:not([data-status="hold"])').first

    def middle(self, element: Locator) -> tuple[float, float]:
        element.scroll_into_view_if_needed()
        box = element.bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    @property
    def column(self) -> float:
        width: float = self.page.locator(".schedule-day").first.evaluate("day => day.getBoundingClientRect().width")
        return width

    def dragged(self, start: tuple[float, float], columns: float, escape: bool = False) -> None:
        """With the mouse, a column every 100 ms, as a calm hand does."""
        mouse, steps = self.page.mouse, max(1, round(abs(columns)))
        mouse.move(*start)
        mouse.down()
        for n in range(1, steps + 1):
            mouse.move(start[0] + self.column * columns * n / steps, start[1], steps=4)
            self.page.wait_for_timeout(100)
        if escape:
            self.page.keyboard.press("Escape")
        mouse.up()

    def touched(self, start: tuple[float, float], columns: float) -> None:
        def touch(kind: str, *points: tuple[float, float]) -> None:
            touches = [{"x": x, "y": y} for x, y in points]
            self.client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

        touch("touchStart", start)
        self.page.wait_for_timeout(500)
        for n in range(1, 5):
            touch("touchMove", (start[0] + self.column * columns * n / 4, start[1]))
            self.page.wait_for_timeout(50)
        touch("touchEnd")

    def pressed(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(100)

    def closed(self) -> None:
        for _ in range(3):
            self.page.keyboard.press("Escape")
        self.page.wait_for_timeout(200)


def gestures(hand: Hand, finger: Hand) -> Iterator[tuple[str, Hand, Callable[[], None]]]:
    """(name, whose, what) in an order in which each finds what it needs."""
    page, bar = hand.page, hand.bar.get_attribute("id") or ""
    own = page.locator(f"#{bar}")
    track = own.locator("xpath=..")

    def at(columns: float) -> tuple[float, float]:
        box = track.bounding_box()
        assert box
        return box["x"] + hand.column * columns, box["y"] + box["height"] / 2

    def edge() -> tuple[float, float]:
        box = own.bounding_box()
        assert box
        return box["x"] + box["width"] - 3, box["y"] + box["height"] / 2

    def focused(*keys: str) -> None:
        own.focus()
        hand.pressed(*keys)

    yield "Click a bar: its card", hand, lambda: own.click()
    yield "Drag by 3 days, drop", hand, lambda: hand.dragged(hand.middle(own), 3)
    yield "Undo (Ctrl-Z)", hand, lambda: hand.pressed("Control+z")
    yield "Drag by 3 days, Escape", hand, lambda: hand.dragged(hand.middle(own), 3, escape=True)
    yield "Drag an edge by a day", hand, lambda: hand.dragged(edge(), 1)
    yield "Drag onto a taken day", hand, lambda: hand.dragged(hand.middle(own), -3)
    yield "Sweep over 2 free days", hand, lambda: hand.dragged(at(18.2), 1.6)
    yield "Click a free day", hand, lambda: page.mouse.click(*at(19.5))
    yield "Walk 5 steps", hand, lambda: focused(*["ArrowRight"] * 5)
    yield "M, 4 arrows, Enter", hand, lambda: focused("m", *["ArrowRight"] * 4, "Enter")
    yield "M, 4 arrows, Escape", hand, lambda: focused("m", *["ArrowRight"] * 4, "Escape")
    yield "Shift and 2 arrows, Enter", hand, lambda: focused(*["Shift+ArrowLeft"] * 2, "Enter")
    yield "S: the next status", hand, lambda: focused("Shift+S")
    yield "Delete: why?", hand, lambda: focused("Delete")
    yield "N on a free day", hand, lambda: focused("ArrowRight", "n")
    touched = finger.page.locator(f"#{bar}")
    yield "Touch: rest, drag by a day", finger, lambda: finger.touched(finger.middle(touched), -1)


def table(hand: Hand, finger: Hand) -> Iterator[str]:
    yield "| gesture | requests | bytes | socket | ms |"
    yield "|---|---:|---:|---:|---:|"
    for name, who, do in gestures(hand, finger):
        who.meter.reset()
        do()
        who.meter.settle(who.page)
        meter = who.meter
        yield f"| {name} | {meter.requests} | {meter.bytes:,} | {meter.frames:,} | {meter.slowest:.0f} |"
        who.closed()
        who.meter.settle(who.page)


@contextmanager
def studio() -> Iterator[tuple[str, dict[str, str]]]:
    """The benchmark's studio under gunicorn with its relay: its address, and the session of its scheduler."""
    folder = ROOT / "var" / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    running = services.start(folder)
    environment = {
        "DATABASE_URL": running.database_url, "APP_DATABASE_URL": running.app_database_url,
        "RELAY_DATABASE_URL": running.relay_database_url, "REDIS_URL": running.redis_url,
        "SECRET_KEY": "only-for-the-benchmark-" * 2, "STUDIO_VAR": str(folder), "STUDIO_ENV": "development",
    }  # fmt: skip
    try:
        app = create_app(load(environment))
        with app.app_context():
            upgrade(str(ROOT / "migrations"))
        data.fill_small(environment["DATABASE_URL"])
        name, _, value = Browser.of(app, environment["APP_DATABASE_URL"]).headers()["Cookie"].partition("=")
        with (
            serving("wsgi:app", environment, "/healthz") as port,
            process(environment, "flask", "--app", "wsgi", "relay"),
        ):
            yield f"http://127.0.0.1:{port}", {"name": name, "value": value}
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    with studio() as (address, cookie), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM_PATH") or None, args=["--no-sandbox"]
        )

        def look(size: Any, **options: Any) -> Hand:
            context = browser.new_context(base_url=address, viewport=size, **options)
            context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": address}])
            return Hand(context.new_page(), f"/{data.SLUG}/schedule")

        began = time.monotonic()
        for line in table(look(DESK), look(TABLET, has_touch=True)):
            print(line, flush=True)
        print(f"\n{time.monotonic() - began:.0f} s")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
