"""`flask import bookings`: the real schedule, the numbers at the end, the exit codes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select

from studio.activity.models import Event
from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from studio.projects.models import Project
from tests.imports.files import GOOD, HEADER, LATER, row
from tests.support.cast import World

FOSDEM = (Path(__file__).parent.parent / "data" / "fosdem-2024.csv").read_text()
Command = Callable[..., Result]


def count(world: World, model: type) -> int:
    with world.acting():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_real_schedule_is_accepted_once_and_refused_the_second_time(world: World, command: Command) -> None:
    first = command(FOSDEM)
    assert (first.exit_code, first.stdout, first.stderr) == (0, "accepted 1128, refused 0\n", "")
    assert [count(world, model) for model in (Booking, Artist, Project)] == [1128, 948, 65]
    second = command(FOSDEM)
    assert (second.exit_code, second.stdout) == (0, "accepted 0, refused 1128\n")
    assert second.stderr.count("This booking is already in Studio.") == 1128
    assert [count(world, model) for model in (Booking, Artist, Project)] == [1128, 948, 65]


def test_everything_on_one_artist_is_judged_by_the_database(world: World, command: Command) -> None:
    lines = list(csv.DictReader(FOSDEM.splitlines()))[:60]
    content = HEADER + "".join(
        row(**{**line, "artist": "Kofi", "title": "", "location": "", "project": "P"}) for line in lines
    )
    told = command(content).stdout.split()
    accepted, refused = int(told[1].strip(",")), int(told[3])
    assert accepted + refused == 60 and accepted == count(world, Booking) and refused > 30


def test_a_dry_run_says_the_same_and_keeps_nothing(world: World, command: Command) -> None:
    content = HEADER + GOOD + LATER + GOOD + row(status="maybe")
    dry = command(content, "--dry-run")
    assert dry.stdout == "accepted 2, refused 2\n"
    assert "Dry run: nothing was kept." in dry.stderr
    assert [count(world, model) for model in (Booking, Artist, Project, Event)] == [0, 0, 0, 0]
    real = command(content)
    assert real.stdout == dry.stdout
    assert [line for line in dry.stderr.splitlines() if "line" in line] == real.stderr.splitlines()


def test_refused_rows_are_listed_with_line_and_reason(command: Command) -> None:
    told = command(HEADER + GOOD + row(title="Shot 9") + row(status="maybe"))
    assert told.stderr.splitlines() == [
        "line 3: Kofi is already booked: Film · Shot 1, 2024-02-03 08:30 – 2024-02-03 09:00 UTC.",
        "line 4: Unknown status “maybe”. Allowed are: hold, pencil, confirmed.",
    ]
    assert told.exit_code == 0


def test_refused_rows_can_be_written_to_a_file_that_no_spreadsheet_runs(command: Command, tmp_path: Path) -> None:
    report = tmp_path / "refused.csv"
    command(HEADER + row(status="maybe", title="=1+1", artist="@Kofi", location="-5"), "--refused", str(report))
    (header, line) = csv.reader(report.read_text().splitlines())
    assert header[:4] == ["line", "reason", "artist", "project"]
    assert (line[0], line[2], line[4], line[8]) == ("2", "'@Kofi", "'=1+1", "'-5")


def test_how_the_file_was_read_is_told(command: Command) -> None:
    told = command((HEADER + row(artist="Åsa")).encode("latin-1"))
    assert "The file is not UTF-8: it was read as Windows-1252 (Western Europe)." in told.stderr
    assert told.stdout == "accepted 1, refused 0\n"


@pytest.mark.parametrize(
    "options, message",
    [
        ({"tenant": "nowhere"}, "There is no studio nowhere."),
        ({"email": "nobody@studio.test"}, "nobody@studio.test is not a member of harbour."),
        ({"email": "oscar@studio.test"}, "oscar@studio.test is not a member of harbour."),
        ({"email": "vera@studio.test"}, "vera@studio.test is viewer in harbour and may not import."),
        ({"email": "ana@studio.test"}, "ana@studio.test is artist in harbour and may not import."),
    ],
)
def test_who_may_not_import_is_told_so(
    command: Command, other: World, world: World, options: dict[str, str], message: str
) -> None:
    told = command(HEADER + GOOD, **options)
    assert (told.exit_code, told.stdout) == (2, "")
    assert message in told.stderr
    assert count(world, Booking) == count(other, Booking) == 0


@pytest.mark.parametrize(
    "content, message", [("a,b\n", "missing columns"), (b"PK\x03\x04", "workbook"), ("", "is empty")]
)
def test_an_unreadable_file_ends_with_2_and_a_sentence(command: Command, content: str | bytes, message: str) -> None:
    told = command(content)
    assert (told.exit_code, told.stdout) == (2, "")
    assert message in told.stderr and len(told.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_ends_with_2(app: object, command: Command, tmp_path: Path) -> None:
    told = command(HEADER, "--refused", str(tmp_path / "no" / "such" / "folder.csv"))
    assert told.exit_code == 2
