"""Small files that once failed, with the right answers."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from studio.imports import refused_csv
from studio.imports.importer import Batch, book_rows, preview_rows
from studio.imports.reader import CsvReader
from studio.imports.reading import Reading
from tests.support.cast import World

CASES = Path(__file__).parent / "cases"


def judged(world: World, name: str, by: Callable[..., object] = book_rows) -> Batch:
    with world.acting("sara"), (CASES / name).open("rb") as file:
        (batch,) = list(by(CsvReader(file), world.sara))  # type: ignore[call-overload]
        db.session.commit()
    assert isinstance(batch, Batch)
    return batch


@pytest.mark.parametrize("by", [preview_rows, book_rows])
def test_one_fold_says_who_is_the_same_in_whatever_case(world: World, by: Callable[..., object]) -> None:
    batch = judged(world, "casing.csv", by)
    assert (batch.accepted, [row.line for row in batch.refused]) == (3, [4])
    assert "ipek test is already booked: istanbul film" in batch.refused[0].reason
    assert (batch.artists, batch.projects) == (["ipek test", "Ivar Lund"], ["istanbul film", "Harbour"])


def test_letters_of_central_europe_are_recognised(world: World) -> None:
    batch = judged(world, "excel-pl.csv")
    assert (batch.accepted, batch.artists) == (2, ["Łukasz Oster", "Świętosława Gęś"])
    with (CASES / "excel-pl.csv").open("rb") as file:
        assert CsvReader(file).notices == ["The file is not UTF-8: it was read as Windows-1250 (Central Europe)."]


@pytest.mark.parametrize("by", [preview_rows, book_rows])
def test_dates_of_a_german_spreadsheet_are_read(world: World, by: Callable[..., object]) -> None:
    world.artist("Ana Duarte", zone="Europe/Lisbon")
    with world.acting("sara"), (CASES / "excel-de.csv").open("rb") as file:
        reader = CsvReader(file, Reading(locale="de_DE"))
        (batch,) = list(by(reader, world.sara))  # type: ignore[call-overload]
        db.session.commit()
        assert (batch.accepted, batch.refused) == (4, [])
        assert reader.found == {"encoding": "UTF-8", "delimiter": ";", "order": "dmy", "zone": ""}
        if by is book_rows:
            booked = db.session.scalars(select(Booking).order_by(Booking.starts_at)).all()
            assert [(f"{b.starts_at:%d %H}", f"{b.ends_at:%d %H}") for b in booked] == [
                ("03 08", "03 17"), ("04 08", "06 17"), ("10 08", "10 17"), ("11 08", "11 17"),
            ]  # fmt: skip


@pytest.mark.parametrize("made", ["", "Bo Lind", "Bo  Lind", "Bo\u00a0Lind", "bo\u200b lind"])
def test_spaces_of_every_kind_are_one(world: World, as_: Callable[[str], FlaskClient], made: str) -> None:
    if made:
        sent = {"name": made, "zone": "Europe/London", "currency": "GBP", "hue": "red"}
        assert as_("sara").post("/harbour/artists", data=sent).status_code == 303
    batch = judged(world, "spaces.csv")
    assert (batch.accepted, [row.line for row in batch.refused]) == (2, [3, 4])
    with world.acting():
        assert [artist.name.lower() for artist in db.session.query(Artist)] == ["bo lind"]


def test_refused_rows_come_back_as_they_were_to_the_character(world: World) -> None:
    first = judged(world, "round-trip.csv")
    assert first.accepted == 0
    with (CASES / "round-trip.csv").open(newline="") as file:
        header, *sent = csv.reader(file)
    again = StringIO(newline="")
    refused_csv.writer(again, header)(first.refused)
    lines = list(csv.reader(StringIO(again.getvalue())))
    assert all(not cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    with world.acting("sara"):
        (second,) = book_rows(CsvReader(BytesIO(again.getvalue().encode())), world.sara)
    assert [row.cells[2:] for row in second.refused] == sent
