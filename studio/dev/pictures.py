"""`make pictures`: the guide's pictures, taken anew from the demo studio in docs/guide/pictures.

Data, clock, window and motion are always the same, so a picture changes only when its screen does. `make pictures
ONLY="schedule year"` takes some of them.
"""

from __future__ import annotations

import base64
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from flask_migrate import upgrade
from playwright.sync_api import Browser, BrowserContext, FloatRect, Page, sync_playwright

from studio import create_app
from studio.accounts.demo import PASSWORD
from studio.config import ROOT, load
from studio.demo.seed import seed
from studio.dev import stopped_clock
from studio.dev.install.browser import NoBrowser, find
from studio.dev.screens import SCREENS, Screen
from studio.dev.servers import services
from studio.dev.servers.processes import free_port, launch, stop
from studio.dev.up import answers
from studio.guide.pages import FOLDER
from studio.guide.webp import DENSITY

QUALITY = 68  # of 100: text stays sharp, and all of them together stay under 2.5 MB
DESK, PHONE = (1440, 900), (390, 844)
MARGIN = 16  # pixels around what is cropped


def main(wanted: set[str], into: Path = FOLDER / "pictures") -> int:
    try:
        chromium = find(os.environ, ROOT / "var" / "browser")
    except NoBrowser as reason:
        print(reason, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--hide-scrollbars"])
        for screen in SCREENS:
            if not wanted or screen.name in wanted:
                (into / f"{screen.name}.webp").write_bytes(take(browser, url, screen))
                print(screen.name, flush=True)
        browser.close()
    return 0


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The demo studio on the stopped day, served at the address this gives."""
    ours = services.start(folder, durable=False)
    port = free_port()
    env = {
        "DATABASE_URL": ours.database_url, "APP_DATABASE_URL": ours.app_database_url,
        "RELAY_DATABASE_URL": ours.relay_database_url, "REDIS_URL": ours.redis_url, "STUDIO_ENV": "development",
        "SECRET_KEY": "only-for-pictures-only-for-pictures", "STUDIO_VAR": str(folder),
    }  # fmt: skip
    furnish(env)
    command = [sys.executable, "-m", "gunicorn", "studio.dev.stopped_clock:app()", "--bind", f"127.0.0.1:{port}"]
    options = ["--worker-class", "gevent", "--no-control-socket", "--log-level", "warning"]
    server = launch([*command, *options], cwd=ROOT, log=(folder / "web.log").open("wb"), env={**os.environ, **env})
    try:
        while server.poll() is None and not answers(f"http://127.0.0.1:{port}"):
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(server, ask=signal.SIGTERM, patience=10)
        ours.stop()


def furnish(env: dict[str, str]) -> None:
    stopped_clock.stop()
    app = create_app(load(env))
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
        seed(stopped_clock.NOW.date())


def take(browser: Browser, url: str, screen: Screen) -> bytes:
    context, other = signed_in(browser, url, screen.who, screen), None
    page = open_at(context, screen.path)
    if screen.also:
        other = signed_in(browser, url, screen.also, screen)
        open_at(other, screen.path)
        page.locator("#presence li:visible").first.wait_for()
    screen.prepare(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    picture = photograph(page, screen)
    for each in (context, other):
        if each:
            each.close()
    return picture


def signed_in(browser: Browser, url: str, who: str, screen: Screen) -> BrowserContext:
    width, height = PHONE if screen.phone else DESK
    return browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, device_scale_factor=scale(screen),
        is_mobile=screen.phone, has_touch=screen.phone, locale="en-GB", timezone_id="Europe/London",
        color_scheme="light", reduced_motion="reduce", storage_state=session(browser, url, who),
    )  # fmt: skip


@cache
def session(browser: Browser, url: str, who: str) -> Path:
    """Cookies of somebody who signed in; each person once, as passwords are slow on purpose."""
    page = browser.new_context(base_url=url).new_page()
    page.goto("/sign-in")
    page.locator("#email").fill(who)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/demo/**")
    kept = Path(tempfile.mkstemp(suffix=".json")[1])
    page.context.storage_state(path=kept)
    page.context.close()
    return kept


def open_at(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.clock.set_fixed_time(stopped_clock.NOW)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return page


def photograph(page: Page, screen: Screen) -> bytes:
    """The part of the screen as lossy WebP, which Playwright's own pictures cannot be."""
    asked = {"format": "webp", "quality": QUALITY, "clip": {**part(page, screen), "scale": scale(screen)}}
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    return base64.b64decode(taken["data"])


def scale(screen: Screen) -> int:
    """A whole desk is shown at half its size, a part of it and a phone as large as they are."""
    return DENSITY if screen.crop or screen.phone else 1


def part(page: Page, screen: Screen) -> FloatRect:
    width, height = PHONE if screen.phone else DESK
    box = page.locator(screen.crop).first.bounding_box() if screen.crop else None
    if not box:
        return {"x": 0, "y": 0, "width": width, "height": min(screen.height, height)}
    left, top = max(box["x"] - MARGIN, 0), max(box["y"] - MARGIN, 0)
    right, bottom = box["x"] + box["width"] + MARGIN, box["y"] + box["height"] + MARGIN
    return {"x": left, "y": top, "width": min(right, width) - left, "height": min(bottom, height) - top}


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))
