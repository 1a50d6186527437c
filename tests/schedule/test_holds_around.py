"""A hold's rank counts the holds before it wherever they overlap, in the window or up to eight weeks outside it."""

from __future__ import annotations

import pytest
from flask import Flask

from studio.bookings.models import Booking
from studio.extensions import db
from studio.live.hub import catch_up
from tests.schedule.test_broadcasts import painted
from tests.schedule.test_schedule import WINDOW, As, bar, page
from tests.support.cast import World, days

WEEK = 7
# The earlier hold lies on one day, so many weeks from the window; the later one runs from there into the window.
PLACES = {
    "a week before": (days(-WEEK), days(-WEEK, WEEK + 3)),
    "seven weeks before": (days(-7 * WEEK), days(-7 * WEEK, 7 * WEEK + 3)),
    "five weeks after": (days(5 * WEEK), days(2, 5 * WEEK)),
    "nine weeks after": (days(9 * WEEK), days(2, 9 * WEEK)),
}


def line(world: World, place: str) -> tuple[Booking, Booking]:
    """Two holds of one artist: the first in line, outside the window of a week, and the second."""
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    first, second = (world.booking(kofi, aurora, span, "hold") for span in PLACES[place])
    return first, second


def rank(html: str, booking: Booking) -> str:
    return bar(html, booking)["text"].partition("</span>")[0].removeprefix('<span class="rank">')


@pytest.mark.parametrize("place", PLACES)
def test_a_hold_stands_behind_one_outside_the_window(world: World, as_: As, place: str) -> None:
    first, second = line(world, place)
    html = page(as_("sara"), f"{WINDOW}&zoom=week")
    assert f"bar-{first.id}" not in html
    assert rank(html, second) == "2nd"


@pytest.mark.parametrize("place", PLACES)
def test_open_pages_hear_when_the_one_outside_the_window_goes(app: Flask, world: World, place: str) -> None:
    first, second = line(world, place)
    seq = catch_up.after(world.tenant, 0)[-1].seq
    with world.acting("sara"):
        db.session.merge(first).release(world.sara, "")
        db.session.commit()
    parts = painted(app, world, seq, "/schedule?date=2026-11-23&zoom=week")
    assert rank("".join(parts.values()), second) == "1st"
