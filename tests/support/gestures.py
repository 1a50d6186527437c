"""What hands do: a pointer drags across the calendar by columns and rows; and what came of it in the database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page
from sqlalchemy import select

from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib.spans import Span
from tests.support.cast import World, days

WHEN = "/harbour/schedule?date=2026-11-16"


def team(world: World) -> Booking:
    """Ana is confirmed Monday to Wednesday; under her, Kofi is pencilled Thursday and Friday, and Mirela is free."""
    ana, kofi = (world.artist(name, department="Compositing") for name in ("Ana Duarte", "Kofi Mensah"))
    world.artist("Mirela Pop", department="Compositing")
    harbour = world.project("Harbour S2")
    world.booking(kofi, harbour, days(3, 2), "pencil", title="grade")
    return world.booking(ana, harbour, days(0, 3), title="comp")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def label(page: Page) -> str:
    """What a screen reader would read where the focus is."""
    focused: str = page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent.trim()")
    return focused


def bar(page: Page, booking: Booking) -> Locator:
    return page.locator(f"#bar-{booking.id}")


def combobox(within: Page | Locator, label: str) -> Locator:
    """The field one types in; never the <select> of the same name that stands there until its script has run."""
    return within.locator("input").and_(within.get_by_role("combobox", name=label))


def track(page: Page, name: str) -> Locator:
    return page.locator(".schedule-row").filter(has_text=name).locator(".track")


def column(page: Page) -> float:
    """The width of a column."""
    width: float = page.locator(".schedule-day").first.evaluate("day => day.getBoundingClientRect().width")
    return width


def point(
    page: Page, element: Locator, by: tuple[float, float], edge: str = "", at: float | None = None
) -> tuple[float, float]:
    """A place so many columns and rows from an element's middle, its edge, or its column `at`."""
    element.wait_for()  # its row may be about to be replaced
    box = element.bounding_box()
    assert box
    width = column(page)
    x = {"start": box["x"] + 3, "end": box["x"] + box["width"] - 3}.get(
        edge, box["x"] + min(box["width"], 3 * width) / 2
    )
    if at is not None:
        x = box["x"] + at * width
    return x + by[0] * width, box["y"] + box["height"] / 2 + by[1] * 52


@contextmanager
def drag(
    page: Page, element: Locator, by: tuple[float, float], edge: str = "", at: float | None = None
) -> Iterator[None]:
    """Press, move there; then what the block does; then let go."""
    page.mouse.move(*point(page, element, (0, 0), edge, at))
    page.mouse.down()
    page.mouse.move(*point(page, element, (by[0] / 2, by[1] / 2), edge, at), steps=2)
    page.mouse.move(*point(page, element, by, edge, at), steps=3)
    yield
    page.mouse.up()


def place(world: World, booking: Booking) -> tuple[str, str, str, str]:
    with world.acting():
        found = db.session.execute(
            select(Artist.name, Booking.starts_at, Booking.ends_at, Booking.status)
            .join(Artist, Artist.id == Booking.artist_id)
            .where(Booking.id == booking.id)
        ).one()
        db.session.rollback()
    return found[0], f"{found[1]:%a %d %H:%M}", f"{found[2]:%a %d %H:%M}", found[3]


def lands(world: World, booking: Booking, *expected: str) -> None:
    """Waits until it is where it should be: (artist, start, end), London time."""
    end = time.monotonic() + 30
    while (found := place(world, booking)[:3]) != expected and time.monotonic() < end:
        time.sleep(0.02)
    assert found == expected


def move(world: World, booking: Booking, span: Span) -> None:
    """Somebody else does it."""
    with world.acting("adam"):
        db.session.get_one(Booking, (world.tenant.id, booking.id)).move(world.adam, span)
        db.session.commit()
        db.session.expunge_all()


def beside(world: World, booking: Booking) -> Booking:
    """A hold that lies over the first day of a booking."""
    with world.acting():
        artist = db.session.get_one(Artist, (world.tenant.id, booking.artist_id))
        db.session.expunge_all()
    return world.booking(artist, world.project("Aurora titles"), days(0), "hold", title="titles")


class Finger:
    """One finger, as the browser's own touch events: down, move, up."""

    def __init__(self, page: Page):
        self.page, self.at = page, (0.0, 0.0)
        self.client = page.context.new_cdp_session(page)

    def send(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y, "id": 0} for x, y in points]
        self.client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def down(self, x: float, y: float) -> None:
        self.at = (x, y)
        self.send("touchStart", self.at)

    def move(self, x: float, y: float, steps: int = 4) -> None:
        (left, top), self.at = self.at, (x, y)
        for n in range(1, steps + 1):
            self.send("touchMove", (left + (x - left) * n / steps, top + (y - top) * n / steps))
            self.page.wait_for_timeout(16)

    def up(self) -> None:
        self.send("touchEnd")
