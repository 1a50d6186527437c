"""Calendar feeds: what a calendar reads is what is booked, as far as the feed's owner may see it by now."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from studio.accounts.models import Membership
from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from studio.feeds.models import MOST, Feed, TooMany
from studio.lib import clock
from studio.lib.spans import Span
from studio.saved_views.models import SavedView
from tests.conftest import browser
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def ana(world: World) -> Artist:
    return world.artist("Ana Duarte", member_id=world.ana.id, zone="Europe/Lisbon", department="Comp")


def made(world: World, name: str, subject: Any = None) -> str:
    """The address of a new feed of that member's."""
    with world.acting(name):
        _feed, secret = Feed.make(world.members[name], subject)
        db.session.commit()
    return f"/feeds/{secret}.ics"


def saved(world: World, name: str, **params: Any) -> SavedView:
    with world.acting(name):
        view = SavedView.save(world.members[name], "My team", False, params)
        db.session.commit()
    return view


def change(world: World, booking: Booking, verb: Callable[[Booking], None]) -> None:
    with world.acting("sara"):
        verb(db.session.get_one(Booking, (world.tenant.id, booking.id)))
        db.session.commit()


@pytest.fixture
def stranger(app: Flask, clean: None) -> FlaskClient:
    """A calendar: it has no cookie and no token."""
    return app.test_client(use_cookies=False)


def events(client: FlaskClient, address: str) -> dict[str, Any]:
    """The events of a feed by their summaries."""
    answer = client.get(address)
    assert answer.status_code == 200 and answer.mimetype == "text/calendar", answer.text
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.data).walk("VEVENT")}


def test_a_calendar_reads_back_what_is_booked(world: World, ana: Artist, stranger: FlaskClient) -> None:
    film = world.project("Harbour S2", client="North", budget=90_000)
    firm = world.booking(ana, film, days(0, 3), title="comp; v2, final", location="Stage 2", notes="Secret notes.")
    summer = Span(datetime(2027, 6, 14, 8, tzinfo=UTC), datetime(2027, 6, 14, 17, tzinfo=UTC))
    world.booking(ana, film, summer, "pencil")
    world.booking(ana, film, days(30), "hold")
    world.booking(world.artist("Kofi"), film, days(0))
    address = made(world, "ana")
    answer = stranger.get(address)
    calendar = Calendar.from_ical(answer.data)
    assert calendar["x-wr-calname"] == "Harbour Post: My bookings"
    assert calendar["refresh-interval"].dt == timedelta(hours=1)
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n" in answer.data
    read = events(stranger, address)
    assert list(read) == ["Harbour S2 · comp; v2, final", "Hold: Harbour S2", "Pencil: Harbour S2"]
    first, hold, pencil = read.values()
    assert (first["uid"], first["sequence"], first["status"]) == (f"{firm.id}@studio", 0, "CONFIRMED")
    assert (first["location"], first["transp"]) == ("Stage 2", "OPAQUE")
    assert first["url"].endswith(f"/harbour/bookings/{firm.id}") and first["dtstamp"].dt == first["last-modified"].dt
    assert (hold["status"], hold["transp"], pencil["status"]) == ("TENTATIVE", "TRANSPARENT", "TENTATIVE")
    assert (first["dtstart"].dt, first["dtend"].dt) == (firm.starts_at, firm.ends_at)
    assert (pencil["dtstart"].dt, pencil["dtend"].dt) == (summer.start, summer.end)
    assert first["dtstart"].params["TZID"] == "Europe/Lisbon"
    for hidden in (b"Secret notes", b"50", b"GBP", b"90000", b"Kofi"):
        assert hidden not in re.sub(rb"(?m)^(UID|URL|DT|LAST|RDATE| ).*$", b"", answer.data), hidden


def test_the_definition_of_the_zone_says_when_clocks_change(world: World, ana: Artist, stranger: FlaskClient) -> None:
    """Read by the definition alone, as a calendar does that does not know the zone by name."""
    film = world.project("Film")
    for month in (1, 7):
        start = datetime(2027, month, 12, 9, tzinfo=ZoneInfo("Europe/Lisbon"))
        world.booking(ana, film, Span(start, start + timedelta(hours=9)))
    raw = stranger.get(made(world, "ana")).data.replace(b"Europe/Lisbon", b"Somewhere/Else")
    calendar = Calendar.from_ical(raw)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Somewhere/Else"]
    starts = [event["dtstart"].dt for event in calendar.walk("VEVENT")]
    assert [at.utcoffset() for at in starts] == [timedelta(0), timedelta(hours=1)]
    assert [at.hour for at in starts] == [9, 9]


def test_an_hour_that_comes_twice_stays_the_one_it_is(world: World, ana: Artist, stranger: FlaskClient) -> None:
    back = Span(datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC))
    world.booking(ana, world.project("Night"), back)
    (event,) = events(stranger, made(world, "ana")).values()
    read = [event[name].dt.timestamp() for name in ("dtstart", "dtend")]  # two zones never agree on such an hour
    assert read == [back.start.timestamp(), back.end.timestamp()]


def test_changes_keep_the_event_and_count_it_on_and_an_end_is_told(
    world: World, ana: Artist, stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = world.booking(ana, world.project("Film"), days(0), "pencil")
    address = made(world, "ana")
    before = stranger.get(address)
    mark = {"If-None-Match": before.headers["ETag"]}
    assert stranger.get(address, headers=mark).status_code == 304
    world.booking(world.artist("Kofi"), world.project("Other"), days(0))
    assert stranger.get(address, headers=mark).status_code == 304  # nothing of hers
    change(world, booking, lambda row: row.move(world.sara, days(2)))
    change(world, booking, lambda row: row.accept(world.sara))
    (event,) = events(stranger, address).values()
    assert (event["uid"], event["sequence"]) == (f"{booking.id}@studio", 2)
    assert stranger.get(address, headers=mark).status_code == 200
    change(world, booking, lambda row: row.cancel(world.sara, "The client moved."))
    (event,) = events(stranger, address).values()
    assert (event["status"], event["sequence"], event["summary"]) == ("CANCELLED", 3, "Cancelled: Film")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=45) + (datetime.now(UTC) - NOW))
    assert events(stranger, address) == {}


def test_a_project_and_a_view_are_feeds_of_whoever_runs_the_schedule(
    world: World, ana: Artist, stranger: FlaskClient
) -> None:
    film, spot, kofi = world.project("Film"), world.project("Spot"), world.artist("Kofi", department="Edit")
    world.booking(ana, film, days(0))
    world.booking(kofi, film, days(0))
    gone = world.booking(ana, spot, days(3), "pencil")
    view = saved(world, "sara", department="Comp", status="pencil", date="2026-01-05", zoom="week")
    change(world, gone, lambda row: row.cancel(world.sara, "Over."))
    world.booking(ana, spot, days(20), "pencil")
    assert set(events(stranger, made(world, "sara", film))) == {"Ana Duarte, Film", "Kofi, Film"}
    assert set(events(stranger, made(world, "sara", view))) == {
        "Cancelled: Ana Duarte, Spot", "Pencil: Ana Duarte, Spot",
    }  # fmt: skip


def revoked(world: World, ana: Artist) -> None:
    with world.acting("ana"):
        (feed,) = Feed.of(world.ana)
        feed.revoke(NOW)
        db.session.commit()


def removed(world: World, ana: Artist) -> None:
    with world.acting("mia"):
        db.session.get_one(Membership, (world.tenant.id, world.ana.id)).remove(world.mia, NOW)
        db.session.commit()


def unlinked(world: World, ana: Artist) -> None:
    with world.acting("sara"):
        db.session.get_one(Artist, (world.tenant.id, ana.id)).edit(world.sara, member_id=None)
        db.session.commit()


@pytest.mark.parametrize("lost", [revoked, removed, unlinked])
def test_who_lost_their_bookings_reads_nothing(
    world: World, ana: Artist, stranger: FlaskClient, lost: Callable[[World, Artist], None]
) -> None:
    world.booking(ana, world.project("Film"), days(0))
    address = made(world, "ana")
    mark = {"If-None-Match": stranger.get(address).headers["ETag"]}
    lost(world, ana)
    answer = stranger.get(address, headers=mark)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
    assert "Film" not in answer.text


def test_a_scheduler_who_is_one_no_more_reads_no_project_and_no_view(
    world: World, ana: Artist, stranger: FlaskClient
) -> None:
    film, view = world.project("Film"), saved(world, "sara", department="Comp")
    addresses = [made(world, "sara", subject) for subject in (film, view)]
    assert [stranger.get(address).status_code for address in addresses] == [200, 200]
    with world.acting("sara"):
        SavedView.found(view.id, world.sara).remove(NOW)
        db.session.commit()
    assert [stranger.get(address).status_code for address in addresses] == [200, 404]
    with world.acting("mia"):
        db.session.get_one(Membership, (world.tenant.id, world.sara.id)).give_role(world.mia, "viewer", NOW)
        db.session.commit()
    assert stranger.get(addresses[0]).status_code == 404


def test_an_address_nobody_has_is_nothing(
    app: Flask, world: World, other: World, ana: Artist, stranger: FlaskClient
) -> None:
    world.booking(ana, world.project("Film"), days(0))
    address = made(world, "ana")
    secret = address.removeprefix("/feeds/").removesuffix(".ics")
    with other.acting("oscar"):
        _feed, foreign = Feed.make(other.oscar)
        db.session.commit()
    for tried in (
        "",
        "x",
        "ü" * 64,
        "=" * 64,
        "a" * 63 + "!",
        secret[:-1] + ("A" if secret[-1] != "A" else "B"),
        foreign[:22] + secret[22:],
    ):
        assert stranger.get(f"/feeds/{tried}.ics").status_code == 404, tried
    assert browser(app, other.tokens["oscar"]).get(f"/other{address}").status_code == 404
    assert stranger.get(address).status_code == 200


def test_many_wrong_guesses_are_too_many(world: World, stranger: FlaskClient) -> None:
    answers = [stranger.get(f"/feeds/{n:064}.ics").status_code for n in range(62)]
    assert answers[:60] == [404] * 60 and answers[-1] == 429


def test_it_is_made_copied_and_revoked_on_its_page(world: World, ana: Artist, as_: As, stranger: FlaskClient) -> None:
    film = world.project("Film")
    mine = as_("ana")
    page = mine.get("/harbour/feeds").text
    assert "No feeds yet" in page and "Project: Film" not in page
    shown = mine.post("/harbour/feeds", data={"subject": "mine"})
    assert (shown.status_code, shown.headers["Cache-Control"]) == (201, "no-store")
    found = re.search(r'id="address"[^>]*value="https?://[^/]+(/feeds/[^"]+)"', shown.text)
    assert found and stranger.get(found[1]).status_code == 200
    page = mine.get("/harbour/feeds").text
    assert found[1] not in page and "My bookings" in page and '<span class="muted">Never' not in page
    assert mine.post("/harbour/feeds", data={"subject": f"project:{film.id}"}).status_code == 422
    (revoke,) = re.findall(r'action="(/harbour/feeds/[^"]+/revocation)"', page)
    assert as_("mia").post(revoke).status_code == 404
    assert mine.post(revoke).status_code == 303
    assert stranger.get(found[1]).status_code == 404
    prefilled = as_("sara").get(f"/harbour/feeds?project_id={film.id}").text
    assert re.search(rf'<option[^>]*selected[^>]*value="project:{film.id}"', prefilled)


def test_a_member_has_a_few_feeds_at_most(world: World) -> None:
    with world.acting("mia"):
        for _ in range(MOST):
            Feed.make(world.mia)
        with pytest.raises(TooMany):
            Feed.make(world.mia)
