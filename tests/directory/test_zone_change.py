"""Another zone: bookings to come keep their moments or their days, as was answered; all of them, or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib.spans import Span
from tests.support.cast import World

As = Callable[[str], FlaskClient]
MONDAY = datetime(2030, 1, 7, tzinfo=UTC)  # winter, and far ahead
FIRST, SECOND = (Span(MONDAY + timedelta(days=n, hours=9), MONDAY + timedelta(days=n, hours=18)) for n in (0, 1))
FORM = {"since": "2029-01-01", "zone": "Asia/Tokyo"}


@pytest.fixture
def ana(world: World) -> Artist:
    """Booked on a Monday and a Tuesday, whole days in London."""
    ana, film = world.artist("Ana", zone="Europe/London"), world.project("Harbour S2")
    for span in (FIRST, SECOND):
        world.booking(ana, film, span)
    return ana


def address(artist: Artist) -> str:
    return f"/harbour/artists/{artist.id}"


def kept(world: World) -> tuple[str, list[str]]:
    """The artist's zone, and when the bookings start."""
    with world.acting():
        starts = db.session.scalars(select(Booking.starts_at).order_by(Booking.starts_at))
        return db.session.scalars(select(Artist.zone).where(Artist.name == "Ana")).one(), [
            f"{at:%a %H}" for at in starts
        ]


def test_the_profile_asks_before_it_changes_the_zone_of_who_is_booked(world: World, as_: As, ana: Artist) -> None:
    sara = as_("sara")
    saved = sara.post(address(ana), data={
        "name": "Ana", "zone": "Asia/Tokyo", "version": "1", "city": "Osaka", "currency": "GBP", "hourly_rate": "50",
        "employment": "freelance",
    })  # fmt: skip
    assert saved.status_code == 303 and saved.location.endswith("/zone?zone=Asia/Tokyo"), saved.text
    assert kept(world) == ("Europe/London", ["Mon 09", "Tue 09"])
    page = sara.get(f"{address(ana)}/zone?zone=Asia/Tokyo").text
    rows = page.partition('id="preview"')[2]
    assert "2 bookings to come" in rows and rows.count("16 h") == 2 and rows.count("£800") == 2
    assert "0 h" in rows  # by the clock of Tokyo their moments are evenings and nights


def test_moments_stay_or_days_stay_as_was_answered(world: World, as_: As, ana: Artist) -> None:
    sara = as_("sara")
    assert sara.post(f"{address(ana)}/zone", data={**FORM, "kept": "days"}).status_code == 303
    assert kept(world) == ("Asia/Tokyo", ["Mon 00", "Tue 00"])
    back = {**FORM, "zone": "America/New_York", "kept": "moments"}
    assert sara.post(f"{address(ana)}/zone", data=back).status_code == 303
    assert kept(world) == ("America/New_York", ["Mon 00", "Tue 00"])
    assert as_("vera").get(f"{address(ana)}/zone").status_code == 403


def test_bookings_before_the_day_keep_their_moments_and_who_is_in_the_way_is_named(
    world: World, as_: As, ana: Artist
) -> None:
    late = {**FORM, "since": "2030-01-08", "kept": "days"}
    world.booking(
        ana, world.project("Night Ferry"), Span(FIRST.end + timedelta(hours=5), FIRST.end + timedelta(hours=7))
    )
    refused = as_("sara").post(f"{address(ana)}/zone", data=late)
    assert refused.status_code == 422 and "Nothing was changed: Harbour S2 would be at" in refused.text
    assert kept(world) == ("Europe/London", ["Mon 09", "Mon 23", "Tue 09"])
