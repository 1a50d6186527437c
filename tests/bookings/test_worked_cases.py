"""The worked cases of hours and cost, through each door by which a booking comes in: the form, the API, an import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.artists.models import Artist
from studio.availability.models import EffectivePattern
from studio.availability.patterns import one_week
from studio.availability.working_time import DAYS_OFF_TOO, EVERY_HOUR, WORKING_TIME
from studio.extensions import db
from tests.bookings.test_detail import words
from tests.bookings.test_form import HTMX, timed
from tests.support.api_clients import api_client
from tests.support.cast import World

As = Callable[[str], FlaskClient]
BOOKINGS = "/api/v1/bookings"
NIGHT = one_week((), (), (), (), (), ((time(22), time(6)),))  # Saturday 22:00 to Sunday 06:00


class Case(NamedTuple):
    """At 50.00 an hour, in London: what counts, and the hours, the overtime in them and the cost it comes to."""

    artist: str
    start: str
    end: str
    counts: str
    hours: str
    overtime: str
    cost: str

    @property
    def instants(self) -> tuple[str, str]:
        london = ZoneInfo("Europe/London")
        start, end = (datetime.fromisoformat(each).replace(tzinfo=london) for each in (self.start, self.end))
        return start.isoformat(), end.isoformat()

    @property
    def on_the_card(self) -> str:
        over = {"0": "", self.hours: ", all of it overtime"}.get(self.overtime, f", {self.overtime} h of it overtime")
        return f"Hours {self.hours} h{over}"


CASES = (
    Case("A week", "2026-11-23 09:00", "2026-11-27 18:00", WORKING_TIME, "40", "0", "2000.00"),
    Case("A weekend between", "2026-11-27 12:00", "2026-11-30 11:00", WORKING_TIME, "7", "0", "350.00"),
    Case("A Saturday", "2026-11-28 09:00", "2026-11-28 18:00", DAYS_OFF_TOO, "8", "8", "400.00"),
    Case("An evening", "2027-02-03 18:00", "2027-02-03 22:00", EVERY_HOUR, "4", "4", "200.00"),
    Case("A long day", "2027-02-01 09:00", "2027-02-01 22:00", EVERY_HOUR, "13", "5", "650.00"),
    Case("A night", "2027-02-01 22:00", "2027-02-02 06:00", EVERY_HOUR, "8", "8", "400.00"),
    Case("Its working time", "2027-02-01 09:00", "2027-02-01 22:00", WORKING_TIME, "8", "0", "400.00"),
    Case("Easter", "2027-03-26 09:00", "2027-03-30 18:00", WORKING_TIME, "8", "0", "400.00"),
    Case("An hour skipped", "2027-03-27 22:00", "2027-03-28 06:00", WORKING_TIME, "7", "0", "350.00"),
    Case("An hour twice", "2026-10-24 22:00", "2026-10-25 06:00", WORKING_TIME, "9", "0", "450.00"),
)


@pytest.fixture
def artists(world: World) -> dict[str, Artist]:
    """One for each case, by its name: at Easter in England, and two who work nights."""
    found = {case.artist: world.artist(case.artist) for case in CASES if case.artist != "Easter"}
    found["Easter"] = world.artist("Easter", holiday_region="GB-ENG")
    with world.acting():
        for name in ("An hour skipped", "An hour twice"):
            EffectivePattern.add(None, date(2026, 1, 1), NIGHT, found[name])
        db.session.commit()
    return found


def shown(booking: dict[str, Any]) -> tuple[str, str, str]:
    return booking["hours"], booking["overtime"], booking["cost"]["amount"]


EXPECTED = {case.artist: (case.hours, case.overtime, case.cost) for case in CASES}


def test_by_the_form(world: World, artists: dict[str, Artist], as_: As) -> None:
    sara, film = as_("sara"), world.project("Film")
    for case in CASES:
        form = timed(artists[case.artist], film, case.start, case.end, counts=case.counts)
        check = words(sara.get("/harbour/bookings/verdict", query_string=form).text)
        answer = sara.post("/harbour/bookings", data=form, headers=HTMX)
        assert answer.status_code == 201, case
        card = words(sara.get(answer.headers["Location"], headers=HTMX).text)
        assert case.on_the_card in card and f"£{float(case.cost):,.2f}" in card, case
        assert case.on_the_card.replace("Hours", "Counts") + "." in check, case


def test_by_the_api(app: Flask, world: World, artists: dict[str, Artist]) -> None:
    sara, film = api_client(app, world, "sara"), world.project("Film")
    made = {}
    for case in CASES:
        start, end = case.instants
        asked = {"artist_id": str(artists[case.artist].id), "starts_at": start, "ends_at": end, "counts": case.counts}
        made[case.artist] = sara.post(BOOKINGS, json={**asked, "project_id": str(film.id)}).json
    assert {name: shown(booking) for name, booking in made.items()} == EXPECTED
    assert all(sara.get(f"{BOOKINGS}/{booking['id']}").json == booking for booking in made.values())


def test_by_an_import(app: Flask, world: World, artists: dict[str, Artist], tmp_path: Path) -> None:
    rows = [
        f"{case.artist},Film,{case.start},{case.end},pencil,{case.counts.replace('_', ' ').title()}" for case in CASES
    ]
    (tmp_path / "rows.csv").write_text("\n".join(["artist,project,starts_at,ends_at,status,counts", *rows]))
    args = ["import", "bookings", str(tmp_path / "rows.csv"), "--tenant", "harbour", "--as", "sara@studio.test"]
    done = app.test_cli_runner().invoke(args=args)
    assert "accepted 10, refused 0" in done.output, done.output
    listed = api_client(app, world, "sara").get(f"{BOOKINGS}?include=artist,cost").json["data"]
    assert {booking["artist"]["name"]: shown(booking) for booking in listed} == EXPECTED
