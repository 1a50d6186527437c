"""Import in the browser: upload, preview by a worker, run, fetch what was refused. And who may."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from studio.activity.models import Event
from studio.bookings.models import Booking
from studio.extensions import db
from studio.imports.models import Import
from tests.conftest import browser
from tests.imports.files import GOOD, HEADER, LATER, row
from tests.support.cast import World

CONTENT = HEADER + GOOD + LATER + GOOD + row(status="maybe", title="=1+1")
Work = Callable[[], None]


def upload(client: FlaskClient, content: str | bytes, name: str = "autumn.csv") -> TestResponse:
    file = (BytesIO(content.encode() if isinstance(content, str) else content), name)
    return client.post("/harbour/imports", data={"file": file}, content_type="multipart/form-data")


def bookings(world: World) -> int:
    with world.acting():
        return db.session.scalar(select(func.count()).select_from(Booking)) or 0


def stored(world: World) -> dict[str, Any]:
    with world.acting():
        kept = db.session.scalars(select(Import)).one()
        return {
            name: getattr(kept, name) for name in ("id", "stage", "state", "attempt", "accepted", "refused", "problem")
        }


def test_upload_preview_import_result(world: World, as_: Callable[[str], FlaskClient], work: Work) -> None:
    sara = as_("sara")
    answer = upload(sara, CONTENT)
    page = answer.location
    assert answer.status_code == 303
    assert "Waiting for a worker to begin." in sara.get(page).text
    work()
    preview = sara.get(page).text
    assert "Import 2 bookings" in preview and "Kofi" in preview and "Film" in preview
    assert "Kofi is already booked" not in preview and "This booking is already in Studio." in preview
    assert "Unknown status" in preview and bookings(world) == 0
    assert sara.post(f"{page}/confirmation").status_code == 303
    work()
    result = sara.get(page).text
    assert "accepted 2, refused 2" in result and "Open the schedule" in result
    assert 'href="/harbour/schedule?date=2024-02-03&amp;zoom=week"' in result
    assert bookings(world) == 2


def test_a_name_that_cannot_be_kept_is_kept_as_far_as_it_can_be(as_: Callable[[str], FlaskClient]) -> None:
    sara = as_("sara")
    assert "autumn.csv" in sara.get(upload(sara, CONTENT, "au\0tumn.csv").location).text


def test_the_events_are_tied_to_the_import_and_its_member(
    world: World, as_: Callable[[str], FlaskClient], work: Work
) -> None:
    page = upload(as_("sara"), CONTENT).location
    work()
    as_("sara").post(f"{page}/confirmation")
    work()
    with world.acting():
        told = {tuple(row) for row in db.session.execute(select(Event.actor_name, Event.request_id))}
    assert told == {("Sara", f"import-{stored(world)['id'].hex}")}


def test_the_live_part_polls_only_while_work_goes_on(as_: Callable[[str], FlaskClient], work: Work) -> None:
    sara = as_("sara")
    page = upload(sara, CONTENT).location
    live = sara.get(page, headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 1s"' in live and "<html" not in live
    work()
    live = sara.get(page, headers={"HX-Request": "true"}).text
    assert "hx-trigger" not in live and "Import 2 bookings" in live


def test_two_clicks_import_once(world: World, as_: Callable[[str], FlaskClient], work: Work) -> None:
    sara = as_("sara")
    page = upload(sara, HEADER + row(status="hold")).location
    work()
    for _ in range(3):
        assert sara.post(f"{page}/confirmation").status_code == 303
    work()
    sara.post(f"{page}/confirmation")
    work()
    assert bookings(world) == 1
    assert stored(world)["attempt"] == 2


def test_refused_rows_come_as_csv_that_no_spreadsheet_runs(as_: Callable[[str], FlaskClient], work: Work) -> None:
    sara = as_("sara")
    page = upload(sara, CONTENT).location
    work()
    answer = sara.get(f"{page}/refusals.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers.getlist("Content-Type") == ["text/csv; charset=utf-8"]
    lines = list(csv.DictReader(answer.get_data().decode("utf-8-sig").splitlines()))
    assert [line["line"] for line in lines] == ["4", "5"]
    assert lines[1]["title"] == "'=1+1" and lines[1]["status"] == "maybe"
    corrected = upload(sara, answer.get_data().replace(b"maybe", b"hold")).location
    work()
    assert "Ignored columns: line, reason." in sara.get(corrected).text
    assert "Import 2 bookings" in sara.get(corrected).text


@pytest.mark.parametrize(
    "content, message",
    [
        ("", "The file is empty."),
        (b"PK\x03\x04", "This is a workbook, not a CSV file."),
        ("name,project\n", "missing columns: artist, starts_at, ends_at, status"),
    ],
)
def test_an_unreadable_file_is_told_on_the_form(
    world: World, as_: Callable[[str], FlaskClient], content: str | bytes, message: str
) -> None:
    answer = upload(as_("sara"), content)
    assert answer.status_code == 422
    assert message in answer.text
    with world.acting():
        assert not Import.recent()


def test_no_file_is_told_on_the_form(as_: Callable[[str], FlaskClient]) -> None:
    answer = as_("sara").post("/harbour/imports", data={}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_a_file_over_the_limit_is_refused(
    app: Flask, as_: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    answer = upload(as_("sara"), HEADER + GOOD * 20)
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_without_redis_the_form_says_so_and_keeps_nothing(
    app: Flask, world: World, as_: Callable[[str], FlaskClient], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    sara = as_("sara")
    page = upload(sara, CONTENT).location
    work()
    monkeypatch.setitem(app.extensions, "redis", Redis(port=1, socket_connect_timeout=1))
    answer = upload(sara, CONTENT)
    assert answer.status_code == 503
    assert "The queue for background work cannot be reached." in answer.text
    assert sara.post(f"{page}/confirmation").status_code == 303
    assert "Nothing was begun" in sara.get(page).text
    assert stored(world)["state"] == "finished"


@pytest.mark.parametrize("name, status", [("mia", 200), ("adam", 200), ("sara", 200), ("ana", 403), ("vera", 403)])
def test_roles(world: World, as_: Callable[[str], FlaskClient], name: str, status: int) -> None:
    with world.acting():
        kept = Import.upload(world.sara, "autumn.csv", CONTENT.encode())
        page = f"/harbour/imports/{kept.id}"
        db.session.commit()
    client = as_(name)
    for path in ("/harbour/imports", "/harbour/imports/new", page, f"{page}/refusals.csv"):
        assert client.get(path).status_code == status
    if status == 403:
        assert upload(client, CONTENT).status_code == 403
        assert client.post(f"{page}/confirmation").status_code == client.post(f"{page}/preview").status_code == 403


def test_an_outsider_finds_nothing(app: Flask, world: World, other: World) -> None:
    with world.acting():
        id = Import.upload(world.sara, "autumn.csv", CONTENT.encode()).id
        db.session.commit()
    oscar = browser(app, other.tokens["oscar"])
    for tenant in ("harbour", "other"):
        page = f"/{tenant}/imports/{id}"
        assert oscar.get(page).status_code == oscar.get(f"{page}/refusals.csv").status_code == 404
        assert oscar.post(f"{page}/confirmation").status_code == oscar.post(f"{page}/preview").status_code == 404
    assert "autumn.csv" not in oscar.get("/other/imports").text


def test_past_imports_are_listed(as_: Callable[[str], FlaskClient], work: Work) -> None:
    sara = as_("sara")
    assert "Nothing imported yet" in sara.get("/harbour/imports").text
    upload(sara, CONTENT, "<b>autumn</b>.csv")
    work()
    page = sara.get("/harbour/imports").text
    assert "&lt;b&gt;autumn&lt;/b&gt;.csv" in page and "Sara" in page and "Preview" in page
