"""A page that stays open: it swaps what it is pushed, comes back when it is cut off, and asks for what it missed."""

from __future__ import annotations

import re
import time
import urllib.request
from threading import Event, Thread

from tests.live.pages import Page, Refused, seq
from tests.support.servers import PATIENCE

PART = re.compile(r'<hx-partial hx-target="#([\w-]+)" hx-swap="[^"]*">(.*?)</hx-partial>', re.S)
ROW = re.compile(
    r'<div class="schedule-row" id="row-([^"]+)".*?(?=<div class="schedule-row"|<div class="schedule-group" |$)', re.S
)
DAY = re.compile(r'<(tbody|div) id="(list-[\w-]+)">(.*?)</\1>', re.S)
SECTION = re.compile(r'<section class="(?:schedule|agenda)[^"]*" id="(\w+)".*?</section>', re.S)
Shown = dict[str, str]


def squeeze(html: str) -> str:
    return re.sub(r"\s+|</div></div></div></section>.*", "", html, flags=re.S)


def shown(html: str, wide: bool, as_list: bool) -> Shown:
    """What somebody sees of a page: its rows by artist, its list by day, or the whole agenda."""
    sections = {found[1]: found[0] for found in SECTION.finditer(html)}
    if as_list and "schedule" in sections:
        return {found[2]: squeeze(found[3]) for found in DAY.finditer(sections["schedule"])}
    if wide and not as_list:
        return {found[1]: bars(found[0]) for found in ROW.finditer(sections.get("schedule", ""))}
    name = "schedule" if as_list else "agenda"
    return {name: squeeze(sections[name])} if name in sections else {}


def bars(row: str) -> str:
    return squeeze("".join(re.findall(r'<a class="bar".*?</a>|<span class="utilisation.*?</span>', row, re.S)))


class Viewer(Thread):
    def __init__(self, address: str, cookie: str, view: str, shape: str = "wide"):
        super().__init__(daemon=True)
        self.address, self.cookie, self.view, self.shape = address, cookie, view, shape
        self.wide, self.as_list = shape == "wide", "view=list" in view
        self.seen, self.seq = {}, 0  # type: Shown, int
        self.pushes = self.reads = self.opened = 0
        self.codes: list[int | None] = []
        self.leaving = Event()
        self.start()

    def run(self) -> None:
        while not self.leaving.is_set():
            try:
                self.read()
                self.follow(Page(self.address, self.view.split("/schedule")[0] + "/live", self.cookie))
            except (OSError, EOFError, Refused):
                time.sleep(0.1)

    def fetch(self) -> str:
        request = urllib.request.Request(self.address + self.view, headers={"Cookie": self.cookie})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def read(self) -> None:
        html = self.fetch()
        self.seen, self.reads = shown(html, self.wide, self.as_list), self.reads + 1
        self.seq = max(self.seq, seq(html[html.index('id="news"') :]))

    def follow(self, page: Page) -> None:
        self.opened += 1
        try:
            page.say(view=self.view, seq=self.seq, shape=self.shape)
            while page.code is None and not self.leaving.is_set():
                if frame := page.hear(0.2):
                    self.swap(frame)
        finally:
            self.codes.append(page.code)
            page.close()

    def swap(self, frame: str) -> None:
        if "data-behind" in frame:
            return self.read()
        for target, html in PART.findall(frame):
            if target == "news":
                self.seq = max(self.seq, seq(html))
            elif target.startswith("row-") and self.wide:
                self.seen[target.removeprefix("row-")] = bars(html)
                self.pushes += 1
            elif target.startswith("list-"):
                self.seen |= {found[2]: squeeze(found[3]) for found in DAY.finditer(html)}
                self.pushes += 1
            elif target in ("schedule", "agenda") and (found := shown(html, self.wide, self.as_list)):
                self.seen = found
                self.pushes += 1
        return None

    def agrees(self, seconds: float = PATIENCE) -> bool:
        """Whether it comes to show what a fresh page shows."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.seen == shown(self.fetch(), self.wide, self.as_list):
                return True
            time.sleep(0.2)
        return False

    def leave(self) -> None:
        self.leaving.set()
        self.join(PATIENCE)
