"""What is booked is seen at once by whoever looks at the schedule, in the page they look at."""

from __future__ import annotations

from collections.abc import Callable

from tests import cast
from tests.cast import days
from tests.live.pages import Page, seq

MONDAY = "?date=2026-11-23"


def test_a_booking_reaches_the_row_it_belongs_to(world: cast.World, page: Callable[..., Page]) -> None:
    ana, northwind = world.artist("Ana Duarte"), world.project("Northwind")
    sara = page("sara")
    hello = sara.look(f"/harbour/schedule{MONDAY}", seq=2)
    assert "data-behind" not in hello
    booking = world.booking(ana, northwind, days(0, 2))
    frame = sara.until(f'hx-target="#row-{ana.id}"')
    assert seq(frame) == 3
    assert f"booking:{booking.id} artist:{ana.id} project:{northwind.id} bookings" in frame
    assert f'id="bar-{booking.id}"' in frame
    assert 'hx-target="#schedule-head"' in frame
