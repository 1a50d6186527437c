"""Whatever view of the calendar one looks at, it follows what others do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from studio.bookings.models import Booking
from studio.extensions import db
from studio.schedule.query import VIEWS
from studio.schedule.zooms import ZOOMS
from tests.live.pages import Page
from tests.live.test_schedule import WEEK, change, part, squeeze
from tests.support import cast
from tests.support.cast import days

EVERY = [f"{WEEK}&view={view}&zoom={zoom}" for view in VIEWS for zoom in ZOOMS]
ALSO = [
    f"{WEEK}&group=project",
    f"{WEEK}&group=city&density=compact",
    f"{WEEK}&skill=comp",
    f"{WEEK}&zoom=day&tz=Asia/Tokyo",
]


@pytest.mark.parametrize("shape", ["wide", "narrow"])
def test_what_is_pushed_into_any_view_is_what_the_page_would_show(
    world: cast.World, page: Callable[..., Page], as_: Callable[..., object], shape: str
) -> None:
    ana, kofi = world.artist("Ana", city="Oslo"), world.artist("Kofi")
    northwind = world.project("Northwind", client="Lumen & Co")
    world.booking(kofi, northwind, days(0, 9), title="comp")
    looking = [(view, page("sara")) for view in EVERY + ALSO]
    for view, one in looking:
        one.look(view, 4, shape)
    booking = world.booking(ana, northwind, days(0, 2), "hold")
    for step in (lambda: None, lambda: change(world, booking, "mia", "move", days(1, 1))):
        step()
        for view, one in looking:
            frame = one.until("data-changed")
            shown = squeeze(as_("sara").get(view).text)  # type: ignore[attr-defined]
            parts = frame.split("<hx-partial ")[2:]
            assert parts, view
            for html in parts:
                assert squeeze(html.partition(">")[2].removesuffix("</hx-partial>")) in shown, view


def test_a_booking_reaches_the_row_of_its_project(world: cast.World, page: Callable[..., Page]) -> None:
    ana, northwind, aurora = world.artist("Ana"), world.project("Northwind"), world.project("Aurora")
    first = world.booking(ana, northwind, days(0, 2), "hold")
    world.booking(ana, aurora, days(1, 2), "hold")
    sara = page("sara")
    sara.look(f"{WEEK}&view=projects", 5)
    change(world, first, "mia", "release", "")
    frame = sara.until('data-seq="6"')
    assert f"bar-{first.id}" not in part(frame, f"row-{northwind.id}")
    assert "1st" in part(frame, f"row-{aurora.id}")  # it was the second


def test_an_artist_with_another_name_is_it_in_the_rows_of_projects(
    world: cast.World, page: Callable[..., Page]
) -> None:
    ana, northwind = world.artist("Ana"), world.project("Northwind")
    world.project("Aurora")
    world.booking(ana, northwind, days(0, 2))
    sara = page("sara")
    sara.look(f"{WEEK}&view=projects", 4)
    with world.acting("mia"):
        db.session.get_one(type(ana), (world.tenant.id, ana.id)).edit(None, name="Zoe")
        db.session.commit()
    frame = sara.until('data-seq="5"')
    assert "Zoe" in part(frame, f"row-{northwind.id}")
    assert '<hx-partial hx-target="#schedule"' not in frame


@pytest.mark.parametrize(("changes", "whole"), [({"hue": "rose"}, False), ({"client": "Lumen"}, True)])
def test_a_project_that_stands_elsewhere_is_the_whole_again(
    world: cast.World, page: Callable[..., Page], changes: dict[str, str], whole: bool
) -> None:
    northwind = world.project("Northwind", client="Aurora", hue="blue")
    sara = page("sara")
    sara.look(f"{WEEK}&view=projects", 1)
    with world.acting("mia"):
        db.session.get_one(type(northwind), (world.tenant.id, northwind.id)).edit(None, **changes)
        db.session.commit()
    frame = sara.until('data-seq="2"')
    assert ('<hx-partial hx-target="#schedule"' in frame) == whole
    assert (f'hx-target="#row-{northwind.id}"' in frame) != whole


def test_who_is_free_at_another_time_comes_and_goes(world: cast.World, page: Callable[..., Page]) -> None:
    ana, northwind = world.artist("Ana"), world.project("Northwind")
    sara = page("sara")
    sara.look(f"{WEEK}&free_from=2027-06-01", 2)
    booking = world.booking(ana, northwind, days(190, 1))  # 1 June 2027, far from the window
    assert f"row-{ana.id}" not in part(sara.until('data-seq="3"'), "schedule")
    with world.acting("mia"):
        db.session.get_one(Booking, (world.tenant.id, booking.id)).cancel(world.mia, "off")
        db.session.commit()
    assert f"row-{ana.id}" in part(sara.until('data-seq="4"'), "schedule")


def test_an_artist_goes_to_another_group_with_their_main_project(world: cast.World, page: Callable[..., Page]) -> None:
    ana, northwind = world.artist("Ana"), world.project("Northwind")
    sara = page("sara")
    sara.look(f"{WEEK}&group=project", 2)
    world.booking(ana, northwind, days(0, 2))
    frame = sara.until('data-seq="3"')
    assert re.search(r"<h2>Northwind <span>1", part(frame, "schedule"))
