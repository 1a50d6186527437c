"""How a file is read: dates in the order of a place, times of an artist's own zone, letters of a code page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from studio.availability.working_time import WorkingTime
from studio.bookings.models import Booking
from studio.extensions import db
from studio.imports.encoding import encoding_of
from studio.imports.models import Import
from studio.imports.reading import read_moment, span_between, usual_order
from tests.imports.files import HEADER, row
from tests.support.cast import World

DAY = date(2026, 11, 3)
MORNING = datetime.combine(DAY, time(9, 5))


@pytest.mark.parametrize(
    ("text", "order", "found"),
    [
        ("2026-11-03T09:05", "mdy", MORNING),
        ("2026-11-03", "mdy", date(2026, 11, 3)),
        ("2026/11/3 9:05", "dmy", MORNING),
        ("03.11.2026 09:05", "dmy", MORNING),
        ("3. 11. 2026", "dmy", date(2026, 11, 3)),
        ("3/11/26, 9:05 am", "dmy", MORNING),
        ("11/3/2026 9:05 AM", "mdy", MORNING),
        ("11/3/2026 12:00 a.m.", "mdy", datetime.combine(DAY, time(0))),
        ("11/3/2026 12:30 PM", "mdy", datetime.combine(DAY, time(12, 30))),
        ("26-11-03", "ymd", date(2026, 11, 3)),
        ("13/11/2026", "mdy", None),
        ("11/3/2026 13:00 pm", "mdy", None),
        ("30.02.2026", "dmy", None),
        ("3.11.", "dmy", None),
        ("soon", "dmy", None),
    ],
)
def test_a_date_is_read_in_the_order_of_the_place(text: str, order: str, found: datetime | date | None) -> None:
    assert read_moment(text, order) == found


@given(st.text(max_size=40), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_whatever_is_written_is_a_moment_or_none(text: str, order: str) -> None:
    read_moment(text, order)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_what_a_place_writes_it_reads_again(day: date, order: str) -> None:
    parts = {"d": f"{day.day:02}", "m": f"{day.month:02}", "y": f"{day.year}"}
    assert read_moment("/".join(parts[letter] for letter in order), order) == day


@pytest.mark.parametrize(
    ("locale", "order"), [("en_GB", "dmy"), ("en_US", "mdy"), ("de_DE", "dmy"), ("hu_HU", "ymd"), ("ja_JP", "ymd")]
)
def test_the_order_is_the_locales(locale: str, order: str) -> None:
    assert usual_order(locale) == order


def test_a_day_is_the_whole_working_day_there_and_a_time_on_the_wall() -> None:
    starts, ends = span_between(date(2026, 7, 6), date(2026, 7, 7), WorkingTime("Europe/Lisbon"))
    assert (starts, ends) == (datetime(2026, 7, 6, 8, tzinfo=UTC), datetime(2026, 7, 7, 17, tzinfo=UTC))
    assert span_between(MORNING, MORNING, WorkingTime("Asia/Tokyo"))[0] == datetime(2026, 11, 3, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "codec", "language", "label"),
    [
        ("José Muñoz", "cp1252", "en", "Windows-1252"),
        ("İpek Şahin, Işık Gölge", "cp1254", "tr", "Windows-1254"),
        ("Иван Петров, Кино", "cp1251", "en", "Windows-1251"),
        ("Žaneta Šťastná, Příběh", "cp1250", "cs", "Windows-1250"),
        ("山田太郎の映画", "cp932", "ja", "Shift JIS"),
    ],
)
def test_a_code_page_is_recognised(text: str, codec: str, language: str, label: str) -> None:
    found = encoding_of(BytesIO(text.encode(codec)), language=language)
    assert found.label.startswith(label)
    assert text.encode(codec).decode(found.codec) == text


def test_what_is_chosen_is_not_found_out() -> None:
    assert encoding_of(BytesIO("Åsa".encode()), "cp1250").codec == "cp1250"


@pytest.mark.parametrize(
    ("starts", "why"),
    [("2027-03-28 01:30", "does not exist on 28 March 2027"), ("2027-10-31 01:30", "happens twice on 31 October 2027")],
)
def test_a_time_that_is_none_or_two_is_refused_at_its_row(
    world: World, as_: Callable[[str], FlaskClient], work: Callable[[], None], starts: str, why: str
) -> None:
    page = upload(as_("sara"), HEADER + row(starts_at=starts, ends_at="2027-11-01 09:00"))
    work()
    assert why in as_("sara").get(page).text


def test_a_preview_says_how_it_read_the_file_and_reads_it_as_one_chooses(
    app: Flask, world: World, as_: Callable[[str], FlaskClient], work: Callable[[], None]
) -> None:
    sara, sheet = as_("sara"), HEADER + row(starts_at="3/11/2027 09:00", ends_at="3/11/2027 18:00")
    page = upload(sara, sheet)
    work()
    shown = sara.get(page).text
    assert "Day, month, year: 23.11.2026" in shown and "Commas" in shown and "UTF-8" in shown
    chosen = {"order": "mdy", "zone": "America/New_York", "encoding": "cp1252", "delimiter": ","}
    assert sara.post(f"{page}/preview", data=chosen).status_code == 303
    work()
    shown = sara.get(page).text
    assert "Month, day, year: 11/23/2026" in shown and "Windows-1252" in shown and "America/New_York" in shown
    assert sara.post(f"{page}/confirmation").status_code == 303
    work()
    with world.acting():
        (span,) = db.session.execute(select(Booking.starts_at, Booking.ends_at)).all()
        assert tuple(span) == (datetime(2027, 3, 11, 14, tzinfo=UTC), datetime(2027, 3, 11, 23, tzinfo=UTC))


def test_a_choice_that_is_none_changes_nothing(
    world: World, as_: Callable[[str], FlaskClient], work: Callable[[], None]
) -> None:
    sara = as_("sara")
    page = upload(sara, HEADER + row(), order="dmy")
    work()
    assert sara.post(f"{page}/preview", data={"order": "ydm", "zone": "Mars/Base"}).status_code == 303
    with world.acting():
        assert db.session.scalars(select(Import.reading)).one() == {"order": "dmy"}


def upload(client: FlaskClient, content: str, **chosen: str) -> str:
    """The address of the import."""
    sent = {"file": (BytesIO(content.encode()), "sheet.csv"), **chosen}
    answer = client.post("/harbour/imports", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)
