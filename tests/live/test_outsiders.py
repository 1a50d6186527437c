"""Frames are recorded and searched: nobody is sent what is not theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from tests.live.pages import Page
from tests.live.test_schedule import WEEK, change
from tests.support import cast
from tests.support.cast import days


def test_another_studio_hears_nothing(world: cast.World, other: cast.World, page: Callable[..., Page]) -> None:
    views = ["/other/schedule", "/harbour/schedule", WEEK, "/other/artists", "/other/schedule?view=list"]
    oscars = [page("oscar", other) for _ in views]
    for one, view in zip(oscars, views, strict=True):
        one.look(view)
    sara = page("sara")
    sara.look(WEEK)
    ana, northwind = world.artist("Ana Duarte"), world.project("Northwind")
    booking = world.booking(ana, northwind, days(0, 2), "pencil", title="secret shot")
    change(world, booking, "mia", "confirm")
    sara.until('data-seq="4"')
    other.artist("Olive")
    for one in oscars:
        one.until("data-changed")
        heard = "".join(one.frames)
        for theirs in (
            ana.id,
            booking.id,
            northwind.id,
            world.tenant.id,
            "Duarte",
            "Northwind",
            "secret",
            "Mia",
            "Sara",
        ):
            assert str(theirs) not in heard


def test_nobody_is_sent_money(world: cast.World, page: Callable[..., Page]) -> None:
    pages = [page(name) for name in ("ana", "vera", "sara", "ana")]
    for one, shape in zip(pages, ("wide", "wide", "wide", "narrow"), strict=True):
        one.look(WEEK, 0, shape)
    ana = world.artist("Ana Duarte", hourly_rate=Decimal("917.31"), member_id=world.ana.id)
    northwind = world.project("Northwind", budget=Decimal(834512))
    world.booking(ana, northwind, days(0, 2))
    for one in pages:
        one.until('data-seq="3"')
        heard = "".join(one.frames)
        assert not re.search(r"917[.,]31|834.?512|£|GBP", heard)


def test_an_artists_agenda_is_their_own_alone(world: cast.World, page: Callable[..., Page]) -> None:
    ana, kofi = world.artist("Ana", member_id=world.ana.id), world.artist("Kofi")
    one, two = world.project("Northwind"), world.project("Southwind")
    hers, veras = page("ana"), page("vera")
    for each in (hers, veras):
        each.look(WEEK, 4, "narrow")
    world.booking(kofi, two, days(0, 5))
    world.booking(ana, one, days(0, 5))
    for each, sees in ((hers, False), (veras, True)):
        frame = each.until('data-seq="6"')
        assert "Northwind" in frame
        assert ("Southwind" in frame) == sees


def test_only_bookers_are_sent_the_ways_to_book(world: cast.World, page: Callable[..., Page]) -> None:
    ana, northwind = world.artist("Ana"), world.project("Northwind")
    pages = {name: page(name) for name in ("mia", "adam", "sara", "ana", "vera")}
    for one in pages.values():
        one.look(WEEK, 2)
    world.booking(ana, northwind, days(0, 2))
    for name, one in pages.items():
        assert ("bookings/new" in one.until(f"row-{ana.id}")) == (name in ("mia", "adam", "sara"))
