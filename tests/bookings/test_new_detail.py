"""A booking's details are listed once: one more is a change of its model, its form and its schema, and of nothing else.

Proven on a copy of Studio with one more, and by reading where a detail that has a meaning of its own is named.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from studio.bookings.models import Booking
from studio.config import ROOT
from studio.extensions import db
from tests.support.api_clients import token
from tests.support.cast import World

EDITS = {
    "studio/bookings/models.py": (
        ("    notes: Mapped[str]", '    reel: Mapped[str] = mapped_column(default="", info={"label": "Reel"})\n'),
        ('"notes", "counts")', '"reel", '),
    ),
    "studio/bookings/forms.py": (("    notes = NotesField(", '    reel = TextField("Reel", 200)\n'),),
    "templates/bookings/_fields.html": (("{{ field(form.notes", "{{ field(form.reel) }}"),),
    "studio/api/schemas/bookings.py": (
        ("    notes: lines(5000)", '    reel: line(200) = ""\n'),
        ("    notes: str\n", "    reel: str\n"),
    ),
}  # before what, and what to add


@pytest.fixture
def studio_with_reels(tmp_path: Path, owner_engine: Engine, world: World) -> Iterator[Path]:
    """A copy of Studio in which bookings have a `reel`, and its migration done to the database of the tests."""
    for folder in ("studio", "templates", "static", "migrations"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name, edits in EDITS.items():
        source = (tmp_path / name).read_text()
        for mark, more in edits:
            assert source.count(mark) == 1, mark
            source = source.replace(mark, more + mark)
        (tmp_path / name).write_text(source)
    db.session.remove()
    run(owner_engine, "ALTER TABLE bookings ADD COLUMN reel text NOT NULL DEFAULT ''")
    yield tmp_path
    db.session.remove()
    run(owner_engine, "ALTER TABLE bookings DROP COLUMN reel")
    db.engine.dispose()  # what the connections have prepared was made for other columns


def run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        connection.execute(text(statement))


def test_one_more_detail_goes_through_every_door(
    studio_with_reels: Path, world: World, environment: dict[str, str]
) -> None:
    film, secret = world.project("Film"), token(world, "sara")
    artist, _ = world.artist("Kofi"), world.artist("Mirela")
    arguments = [world.tokens["sara"], secret, str(artist.id), str(film.id), str(studio_with_reels / "rows.csv")]
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.one_more_detail", *arguments], capture_output=True, text=True,
        env={**os.environ, **environment, "PYTHONPATH": f"{studio_with_reels}:{ROOT}"}, cwd=studio_with_reels,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    seen: dict[str, Any] = json.loads(done.stdout)
    assert re.search(r'name="reel"[^>]*value="first"', seen["edit"])
    assert 'name="reel" value="first"' in seen["clash"]  # every way out carries it
    assert seen["saved"] == 200 and re.search(r"Reel\W.*first.*second", seen["card"], re.S)
    assert (seen["shown"], seen["changed"]["reel"]) == ("second", "third")
    assert "accepted 1, refused 0" in seen["imported"] and seen["listed"] == ["third", "imported"]
    assert "match their 4 events" in seen["replayed"]


MEANINGS = {
    "studio/bookings/models.py": "the column",
    "studio/bookings/forms.py": "its field",
    "templates/bookings/_fields.html": "its field",
    "templates/bookings/_check.html": "offers to count more",
    "studio/api/schemas/bookings.py": "its schema",
    "studio/bookings/check.py": "hours, and whether they are in time off",
    "studio/availability/unavailable.py": "what of time off is in the way",
    "studio/bookings/substitutes.py": "who else is not away",
    "studio/bookings/next_slot.py": "the length of another slot",
    "studio/bookings/detail.py": "hours and cost",
    "templates/bookings/_facts.html": "says how the hours were counted",
    "studio/bookings/conflicts.py": "the length of another slot",
    "studio/bookings/responses.py": "whether a booking counts any hours",
    "studio/bookings/event_upcasting.py": "what the log once said instead",
    "studio/imports/rows.py": "its cell is one of three words",
    "studio/imports/models.py": "numbers of an import, which are others",
    "studio/palette/responses.py": "whether a booking counts any hours, and how many",
    "studio/schedule/drag/routes.py": "whether a booking counts any hours, and how many",
    "studio/schedule/queries.py": "the load of the artists",
    "studio/schedule/rows.py": "the load of the artists",
    "studio/schedule/load.py": "the load of the artists",
    "studio/call_sheets/queries.py": "hours on paper",
    "studio/directory/artist_projects.py": "hours of a project",
    "studio/directory/displaced.py": "hours lost to time off",
    "studio/directory/routes/time_off.py": "hours lost to time off",
    "templates/directory/artists/projects.html": "hours of a project",
    "studio/directory/statistics/queries.py": "utilisation",
    "studio/directory/statistics/utilisation.py": "utilisation",
    "studio/api/resources/availability.py": "hours of what is asked",
    "studio/api/resources/working_time.py": "hours of a day",
    "studio/api/bookings/serializers.py": "hours and cost",
    "studio/publishing/payloads.py": "what the outside may see is chosen by hand",
}
NAMED = re.compile(
    r"""\b(booking|existing|Booking|row|form|query)\.counts\b|"counts"|, counts(,| FROM)|fill-counts"""
    r"""|^    counts: (Mapped|Counts|str$)|\bcounts = CountsField""",
    re.MULTILINE,
)  # the word means other things elsewhere


def test_a_detail_is_named_only_where_it_means_something() -> None:
    assert "counts" in Booking.DETAILS
    paths = [*(ROOT / "studio").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    naming = {str(path.relative_to(ROOT)) for path in paths if NAMED.search(path.read_text())}
    assert naming == set(MEANINGS)
