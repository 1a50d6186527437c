"""A subscribed calendar is read by a worker: what it says counts; what cannot be read changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from studio.activity.models import Event
from studio.artists.models import Artist
from studio.availability.calendars import refresh
from studio.availability.calendars.models import BusyTime, SubscribedCalendar
from studio.availability.queries import working_time_of
from studio.extensions import db
from studio.lib import jobs
from studio.lib.http.download import download
from studio.lib.http.ssrf import BadUrl, checked
from tests.availability.calendars.calendar_server import CalendarServer, calendar, entry, hour, serving
from tests.support.cast import World, settle

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
MEETING = calendar(hour("20261123T10", "SUMMARY:Dentist"))
Read = Callable[..., SubscribedCalendar]


@pytest.fixture(autouse=True)
def near(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Calendars may live on this machine; it is Monday morning."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, calendar_private=True)
    monkeypatch.setattr(refresh.clock, "now", lambda: NOW)
    yield
    app.config["SETTINGS"] = settings


@pytest.fixture
def server() -> Iterator[CalendarServer]:
    with serving(MEETING) as server:
        yield server


@pytest.fixture
def ana(world: World) -> Artist:
    return world.artist("Ana", zone="Europe/London")


def subscribed(world: World, artist: Artist, url: str = "", upload: str = "", titles: bool = False) -> UUID:
    with world.acting("sara"):
        host = "127.0.0.1" if url else ""
        row = SubscribedCalendar.add(world.sara, artist, NOW, "Ana’s", titles, url, host, upload)
        settle()
    return row.id


def read(world: World, id: UUID) -> SubscribedCalendar:
    """As a worker does; the calendar, as it is then."""
    db.session.rollback()
    jobs.run(world.tenant, None, "worker", refresh.refresh, id)
    with world.acting():
        return db.session.scalars(select(SubscribedCalendar).where(SubscribedCalendar.id == id)).one()


def hours(world: World, artist: Artist, day: date = MONDAY) -> Decimal:
    with world.acting():
        return working_time_of(artist).available_on(day)


def busy(world: World) -> list[Any]:
    with world.acting():
        return list(db.session.scalars(select(BusyTime).order_by(BusyTime.starts_at)))


def told(world: World) -> list[str]:
    with world.acting():
        return [kind for kind in db.session.scalars(select(Event.kind).order_by(Event.seq)) if "calendar" in kind]


def test_what_it_says_is_taken_from_the_working_hours(world: World, ana: Artist, server: CalendarServer) -> None:
    calendar = read(world, subscribed(world, ana, server.url))
    assert (calendar.problem, calendar.busy_times, calendar.read_at) == ("", 1, NOW)
    assert (hours(world, ana), hours(world, ana, MONDAY + timedelta(1))) == (7, 8)
    assert [row.title for row in busy(world)] == [""]
    assert told(world) == ["subscribed_calendar.added", "subscribed_calendar.read"]


def test_what_did_not_change_is_not_read_again(world: World, ana: Artist, server: CalendarServer) -> None:
    id = subscribed(world, ana, server.url)
    read(world, id)
    before = busy(world)[0].id
    calendar = read(world, id)
    assert "if-none-match" not in server.asked[0] and "if-none-match" in server.asked[1]
    assert (calendar.problem, calendar.busy_times, busy(world)[0].id) == ("", 1, before)
    assert told(world).count("subscribed_calendar.read") == 1


def test_what_a_server_says_of_its_file_is_kept_if_it_can_be(world: World, ana: Artist, server: CalendarServer) -> None:
    server.modified = "yester\0day"
    assert read(world, subscribed(world, ana, server.url)).modified == ""


def test_what_moved_moves(world: World, ana: Artist, server: CalendarServer) -> None:
    id = subscribed(world, ana, server.url, titles=True)
    read(world, id)
    server.content = calendar(entry("DTSTART;VALUE=DATE:20261123", "SUMMARY:Moving house"))
    read(world, id)
    assert (hours(world, ana), [row.title for row in busy(world)]) == (0, ["Moving house"])


@pytest.mark.parametrize(
    ("status", "content", "problem"),
    [(404, b"", "not_found"), (200, b"<html>", "not_a_calendar")],
)
def test_what_cannot_be_read_is_said_and_the_last_that_could_stays(
    world: World, ana: Artist, server: CalendarServer, status: int, content: bytes, problem: str
) -> None:
    id = subscribed(world, ana, server.url)
    read(world, id)
    server.status, server.content = status, content
    failed = read(world, id)
    assert (failed.problem, failed.failures, hours(world, ana)) == (problem, 1, 7)
    server.status, server.content = 200, MEETING
    good = read(world, id)
    assert (good.problem, good.failures, hours(world, ana)) == ("", 0, 7)


def test_a_file_is_read_once_and_not_kept(world: World, ana: Artist) -> None:
    calendar = read(world, subscribed(world, ana, upload=MEETING.decode()))
    with world.acting():
        db.session.add(calendar)
        assert (calendar.upload, calendar.due_at, calendar.busy_times) == (None, None, 1)
    assert hours(world, ana) == 7


def test_the_address_is_no_text_in_the_database(world: World, ana: Artist, server: CalendarServer) -> None:
    id = subscribed(world, ana, server.url)
    with world.acting():
        row = db.session.get_one(SubscribedCalendar, (world.tenant.id, id))
        assert row.address and b"secret" not in row.address and row.unsealed(row.address) == server.url
        assert all("secret" not in str(event.state) for event in Event.history(id))


def test_removing_it_gives_the_hours_back(world: World, ana: Artist, server: CalendarServer) -> None:
    id = subscribed(world, ana, server.url)
    read(world, id)
    with world.acting("sara"):
        SubscribedCalendar.of_artist(ana)[0].remove(world.sara, NOW)
        settle()
    assert (hours(world, ana), busy(world)) == (8, [])
    read(world, id)
    assert hours(world, ana) == 8


def test_each_studio_reads_its_own_when_their_turn_comes(
    world: World, other: World, ana: Artist, server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[UUID] = []
    monkeypatch.setattr(refresh, "read_soon", queued.append)
    mine = subscribed(world, ana, server.url)
    for now, expected in ((NOW, []), (NOW + timedelta(hours=1), [mine]), (NOW + timedelta(hours=1), [])):
        for studio in (other, world):
            with studio.acting():
                refresh.queue_due(now)
                settle()
        assert queued == expected
        queued.clear()
    with other.acting():
        assert SubscribedCalendar.locked(mine) is None and db.session.scalars(select(BusyTime)).all() == []


def test_a_redirect_is_looked_at_like_the_first_address(
    server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as first:
        first.status, first.location = 302, server.url
        assert download(first.url, {}, 2, 1000, private=True).body == MEETING
        first.location = first.url
        assert download(first.url, {}, 2, 1000, private=True).error == "redirects"
        first.location = "file:///etc/passwd"
        assert download(first.url, {}, 2, 1000, private=True).error == "forbidden"
    assert download(server.url, {}, 2, len(MEETING) - 1, private=True).error == "too_big"
    for url in (server.url, "https://127.0.0.1/a.ics", "https://localhost/a.ics", "http://example.com/a.ics"):
        assert download(url, {}, 2, 1000).error == "forbidden"
        with pytest.raises(BadUrl):
            checked(url)
