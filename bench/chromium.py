"""A Chromium with a slowed CPU, and what its trace tells: when rows were there, the longest task, frames, bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from studio.config import ROOT
from studio.dev.install.browser import find

SLOWED = 4
LEFT_ALONE = 2000  # ms a page that loads is asked nothing: each question is a script of its own, and slowed as well
DESK = {"width": 1440, "height": 900}
TRACED = (
    "toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline",
    "disabled-by-default-devtools.timeline.frame", "loading", "rail",
)  # fmt: skip
# When the first rows are painted, the scripts have run and a frame has followed: then a hand finds what it reaches for.
WATCH = """
addEventListener("DOMContentLoaded", () => requestAnimationFrame(function look() {
  const bar = document.querySelector(".schedule-row .bar");
  if (!bar || !window.htmx || bar.getBoundingClientRect().top > innerHeight) return requestAnimationFrame(look);
  requestAnimationFrame(() => { window.usable = performance.now(); });
}));
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.largest = entry.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
"""


@dataclass
class Looker:
    """A page of a browser whose every instruction takes `SLOWED` times as long."""

    page: Page
    session: CDPSession

    def open(self, address: str) -> int:
        """Go there; returns how many bytes of HTML came over the wire."""
        sizes: dict[str, int] = {}
        documents: set[str] = set()
        self.session.on("Network.responseReceived", lambda e: e["type"] == "Document" and documents.add(e["requestId"]))
        self.session.on(
            "Network.loadingFinished", lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])})
        )
        self.page.goto(address, wait_until="commit")
        self.page.wait_for_timeout(LEFT_ALONE)
        self.page.wait_for_function("() => window.usable && window.largest")
        return sum(sizes.get(id, 0) for id in documents)

    def number(self, script: str) -> float:
        return float(self.page.evaluate(script))

    def scroll(self, pixels: int, speed: int) -> None:
        """Scroll down as a wheel does."""
        self.session.send("Input.synthesizeScrollGesture", {
            "x": 800, "y": 500, "yDistance": -pixels, "speed": speed, "gestureSourceType": "mouse",
            "preventFling": True,
        })  # fmt: skip


def signed_in(context: BrowserContext, cookie: str) -> BrowserContext:
    """With the cookie of a header. Chromium takes secure ones over plain HTTP from this machine."""
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "secure": True}])
    return context


@contextmanager
def looking(cookie: str) -> Iterator[Looker]:
    with launched() as browser:
        context = signed_in(browser.new_context(viewport=DESK, locale="en-GB"), cookie)
        context.add_init_script(WATCH)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        yield Looker(page, session)


@contextmanager
def launched() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM_PATH") or find({}, ROOT / "var" / "browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def traced(looker: Looker) -> Iterator[list[dict[str, Any]]]:
    """The events of a Chromium trace, filled in at the end."""
    browser = looker.page.context.browser
    assert browser is not None
    events: list[dict[str, Any]] = []
    browser.start_tracing(page=looker.page, categories=[*TRACED])
    yield events
    events += json.loads(browser.stop_tracing())["traceEvents"]


def frames(events: list[dict[str, Any]], name: str = "DrawFrame") -> float:
    """How many a second, from the first to the last: those that were drawn, or those the page itself had a part in."""
    drawn = [e["ts"] for e in events if e["name"] == name]
    return 1e6 * (len(drawn) - 1) / (max(drawn) - min(drawn))


def longest_task(events: list[dict[str, Any]]) -> float:
    """In milliseconds, of the renderer's main thread."""
    mains = {
        (e["pid"], e["tid"]) for e in events if e.get("name") == "thread_name" and e["args"]["name"] == "CrRendererMain"
    }
    tasks = (e["dur"] for e in events if e["name"] == "RunTask" and "dur" in e and (e["pid"], e["tid"]) in mains)
    return max(tasks, default=0) / 1000
