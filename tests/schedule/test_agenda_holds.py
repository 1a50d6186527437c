"""What a phone's cards, and the list, say of holds: until when the first is held, and whose the others are behind."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.spans import Span
from studio.live.hub import catch_up
from studio.projects.models import Project
from studio.schedule import broadcasts
from tests.schedule.test_schedule import on_one_line
from tests.support.cast import MONDAY, World, days
from tests.support.statements import statements

As = Callable[[str], FlaskClient]
WINDOW = "/harbour/schedule?date=2026-11-23"
WEDNESDAY = datetime(2026, 11, 25, 18, tzinfo=UTC)
CARD = re.compile(
    r'<article class="agenda-card"[^>]*data-status="(\w+)"><div><h3><a [^>]*>(.*?)</a></h3>(.*?)</div>'
    r"<span[^>]*>(.*?)</span></article>"
)
Cards = dict[str, tuple[str, list[str]]]


def cards_in(html: str) -> Cards:
    """By heading: the badge and the lines."""
    found = CARD.findall(html)
    return {unescape(name): (badge, re.findall("<p>(.*?)</p>", unescape(lines))) for _, name, lines, badge in found}


def cards(client: FlaskClient, url: str = WINDOW) -> Cards:
    return cards_in(client.get(url).text)


@pytest.fixture
def sunday(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """On Sunday Mirage stands behind Kestrel for Ana; every hold expires on Wednesday at 18:00 in London."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    ana, kestrel, mirage = world.artist("Ana"), world.project("Kestrel EP4"), world.project("Mirage launch")
    first = world.booking(ana, kestrel, days(6), "hold", title="cleanup")
    second = world.booking(ana, mirage, days(6), "hold", title="key frames")
    expire(world)
    return {"ana": ana, "kestrel": kestrel, "mirage": mirage, "first": first, "second": second}


def expire(world: World, at: datetime | None = WEDNESDAY) -> None:
    """All holds at this time."""
    with world.acting():
        db.session.execute(update(Booking).where(Booking.status == "hold").values(expires_at=at))
        db.session.execute(db.text("UPDATE tenants SET event_seq = event_seq + 1"))  # so that it is another page
        db.session.commit()


def test_a_first_hold_says_when_it_expires_and_another_whose_it_is_behind(
    world: World, sunday: dict[str, Any], as_: As
) -> None:
    assert cards(as_("sara")) == {
        "Kestrel EP4": ("1st hold", ["cleanup · expires Wed 25 Nov 18:00", "Ana"]),
        "Mirage launch": ("2nd hold", ["key frames · behind Kestrel EP4", "Ana"]),
    }


def test_an_expiry_is_told_in_the_shown_zone_and_the_viewers_locale(
    world: World, sunday: dict[str, Any], as_: As
) -> None:
    tokyo = cards(as_("sara"), WINDOW + "&tz=Asia/Tokyo")
    assert tokyo["Kestrel EP4"][1][:2] == ["cleanup · Sun 29 Nov – Mon 30 Nov", "expires Thu 26 Nov 03:00"]
    world.account("sara").locale = "de_DE"
    db.session.commit()
    assert cards(as_("sara"))["Kestrel EP4"][1][0] == "cleanup · expires Mi., 25. Nov., 18:00"


def test_only_a_hold_of_the_whole_day_above_it_leaves_out_when(world: World, sunday: dict[str, Any], as_: As) -> None:
    kofi, aurora, noon = world.artist("Kofi"), world.project("Aurora"), MONDAY + timedelta(hours=3)
    world.booking(kofi, aurora, days(1, 3), "hold")
    world.booking(kofi, world.project("Harbour"), Span(MONDAY, noon), "hold", title="notes")
    expire(world)
    found, by_project = cards(as_("sara")), cards(as_("sara"), WINDOW + "&view=projects")
    assert found["Aurora"][1] == ["Tue 24 Nov – Thu 26 Nov", "expires Wed 25 Nov 18:00", "Kofi"]
    assert found["Harbour"][1] == ["notes · 09:00 – 12:00", "expires Wed 25 Nov 18:00", "Kofi"]
    assert by_project["Ana"][1] == ["key frames · Sun 29 Nov 09:00 – 18:00", "behind Kestrel EP4"]


def test_a_hold_that_never_expires_says_only_when_it_is(world: World, sunday: dict[str, Any], as_: As) -> None:
    expire(world, None)
    assert cards(as_("sara"))["Kestrel EP4"][1] == ["cleanup · 09:00 – 18:00", "Ana"]


def test_what_is_no_hold_says_what_it_said(world: World, sunday: dict[str, Any], as_: As) -> None:
    world.booking(sunday["ana"], world.project("Harbour"), days(0), "pencil", title="comp")
    assert cards(as_("sara"))["Harbour"] == ("Pencil", ["comp · 09:00 – 18:00", "Ana"])


def test_a_card_names_the_first_in_line_as_the_booking_does(world: World, sunday: dict[str, Any], as_: As) -> None:
    booking = world.booking(sunday["ana"], world.project("<Aurora>"), days(5, 3), "hold", title="grade")
    third = cards(as_("sara"))["<Aurora>"]
    assert third == ("3rd hold", ["grade · Sat 28 Nov – Mon 30 Nov", "behind Kestrel EP4 and 1 more", "Ana"])
    page = " ".join(on_one_line(as_("sara").get(f"/harbour/bookings/{booking.id}").text).split())
    behind = re.search(r"<dt>Behind</dt><dd>(.*?)</dd>", page)
    assert behind and behind[1].index("Kestrel EP4") < behind[1].index("Mirage launch")


@pytest.mark.parametrize("view", ["", "&view=list"])
def test_a_name_is_text_whatever_it_is(world: World, sunday: dict[str, Any], as_: As, view: str) -> None:
    kofi = world.artist("Kofi")
    for name in ("<b>Wild", "Tame"):
        world.booking(kofi, world.project(name), days(1), "hold")
    html = on_one_line(as_("sara").get(WINDOW + view).text)
    assert "behind &lt;b&gt;Wild" in html and "<b>Wild" not in html


def test_a_hold_behind_one_outside_the_window_of_an_archived_project_names_it(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    ana, old = world.artist("Ana"), world.project("Old job")
    world.booking(ana, old, days(15, 10), "hold")
    world.booking(ana, world.project("New job"), days(2, 15), "hold")  # out of the window, to where the other is
    with world.acting():
        db.session.get_one(Project, (world.tenant.id, old.id)).archive(None, MONDAY)
        db.session.commit()
    url = WINDOW + "&zoom=week"
    assert cards(as_("sara"), url)["New job"][1][1] == "behind Old job"
    html = on_one_line(as_("sara").get(url).text)
    assert f'<option value="{old.id}"' not in html  # it is named, not offered
    assert f'id="row-{old.id}"' not in on_one_line(as_("sara").get(url + "&view=projects").text)


def test_a_hold_of_many_months_is_behind_those_that_are_read_for_it_alone(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    ana = world.artist("Ana")
    world.booking(ana, world.project("Far away"), days(150), "hold")
    world.booking(ana, world.project("Series"), days(0, 200), "hold")
    assert cards(as_("sara"))["Series"][1][1] == "behind Far away"


def test_the_list_says_the_same(world: World, sunday: dict[str, Any], as_: As) -> None:
    world.booking(sunday["ana"], sunday["kestrel"], days(0), "confirmed")
    html = on_one_line(as_("sara").get(WINDOW + "&view=list").text)
    said = re.findall(r'>([\w ]+)</span>(?:<small class="muted">(.*?)</small></span>)?</td></tr>', html)
    assert said == [
        ("Confirmed", ""), ("1st hold", "expires Wed 25 Nov 18:00"), ("2nd hold", "behind Kestrel EP4"),
    ]  # fmt: skip


@pytest.mark.parametrize("change", ["release", "rename", "confirm"])
def test_a_phone_is_sent_what_it_would_read(
    app: Flask, world: World, sunday: dict[str, Any], as_: As, change: str
) -> None:
    with world.acting("sara"):
        first = db.session.get_one(Booking, (world.tenant.id, sunday["first"].id))
        if change == "rename":
            db.session.get_one(Project, (world.tenant.id, sunday["kestrel"].id)).edit(world.sara, name="Kestrel EP5")
        elif change == "release":
            first.release(world.sara, "Not needed")
        else:
            first.confirm(world.sara)
        db.session.commit()
    events = catch_up.after(world.tenant, 0)[-1:]
    with (
        app.test_request_context(WINDOW.removeprefix("/harbour"), base_url="http://localhost/harbour"),
        current.acting(world.tenant, world.members["sara"]),
    ):
        sent = cards_in(broadcasts.changed_parts("narrow", events, {}, {})["agenda"])
    told = {"rename": "behind Kestrel EP5"}.get(change, "expires Wed 25 Nov 18:00")
    assert sent["Mirage launch"][1][0] == f"key frames · {told}"
    assert sent == cards(as_("sara"))


def test_holds_and_who_stands_before_them_come_with_everything_else(
    world: World, sunday: dict[str, Any], as_: As
) -> None:
    def queries() -> int:
        with statements() as sent:
            as_("sara").get(WINDOW)
        return len(sent)

    assert queries() == 8
    for n in range(5):
        world.booking(sunday["ana"], world.project(f"P{n}"), days(6), "hold")
    assert queries() == 8


def test_another_studios_holds_are_in_no_line_here(world: World, other: World, sunday: dict[str, Any], as_: As) -> None:
    other.booking(other.artist("Ana"), other.project("Secret"), days(6), "hold")
    assert [badge for badge, _ in cards(as_("sara")).values()] == ["1st hold", "2nd hold"]
