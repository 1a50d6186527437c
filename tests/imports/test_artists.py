"""Artists from a file: found by email or name, or added; each row judged alone; a preview says what the run will."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from studio.activity.models import Event
from studio.artists.forms import ArtistForm
from studio.artists.models import Artist
from studio.artists.rates import ArtistRate
from studio.custom_fields.models import CustomField
from studio.extensions import db
from studio.imports.artists.columns import columns
from studio.imports.artists.importer import preview_rows, save_rows
from studio.imports.artists.rows import FactsForm
from studio.imports.batches import Batch
from studio.imports.models import Import
from studio.imports.reader import CsvReader
from studio.imports.reading import Reading
from studio.lib.clock import now
from studio.lib.money import Money
from tests.conftest import browser
from tests.support.cast import World

Work = Callable[[], None]
EVIL = ("=1+1", "+44 20 7946 0000", "-2", "@SUM(A1)", "'quoted")


def judged(world: World, content: str | bytes, by: Any = save_rows, locale: str = "en_GB", done: int = 0) -> Batch:
    """What became of a file of one batch."""
    with world.acting("sara"):
        file = BytesIO(content.encode() if isinstance(content, str) else content)
        reader = CsvReader(file, Reading(locale=locale), columns())
        (batch,) = by(reader, world.sara, done) if done else by(reader, world.sara)
        db.session.commit()
    assert isinstance(batch, Batch)
    return batch


def artists(world: World) -> dict[str, Artist]:
    with world.acting():
        return {artist.name: artist for artist in db.session.scalars(select(Artist).order_by(Artist.name))}


def reasons(batch: Batch) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in batch.refused]


@pytest.mark.parametrize("by", [preview_rows, save_rows])
def test_an_email_is_asked_before_a_name_and_who_is_neither_is_added(world: World, by: Any) -> None:
    world.artist("Ana", email="ana@a.test")
    world.artist("Kofi")
    batch = judged(
        world,
        "Name,E-mail,email,city\nAna Duarte,x,ANA@a.test,Porto\nKOFI,,kofi@a.test,Accra\nBo,,,Oslo\n"
        "ana duarte,,,Porto\n",
        by,
    )
    assert batch.updates == [
        {"name": "Ana", "how": "email", "fields": "Name, City"},
        {"name": "Kofi", "how": "name", "fields": "City, Email"},
    ]
    assert (batch.counts["by_email"], batch.counts["by_name"], batch.counts["unchanged"]) == (1, 1, 1)
    assert (batch.accepted, batch.artists, batch.refused) == (4, ["Bo"], [])
    after = ["Ana Duarte", "Bo", "Kofi"] if by is save_rows else ["Ana", "Kofi"]
    assert list(artists(world)) == after


def test_all_facts_are_read_and_empty_cells_leave_what_is_there(world: World) -> None:
    with world.acting():
        CustomField.add(None, "artist", "Shirt size", "choice", ["S", "M"])
        for name, kind in (("Days", "number"), ("Since", "date"), ("Union", "yes_no"), ("City", "text")):
            CustomField.add(None, "artist", name, kind)
        db.session.commit()
    world.artist("Ana", city="Porto", skills=["Nuke", "Roto"], skill_levels={"Nuke": 2}, custom={"days": "3"})
    head = (
        "name;city;Time zone;skills;tags;employment;Hourly rate;currency;links;Shirt Size;days;Since;Union;custom_city"
    )
    line = (
        "Ana;;europe/lisbon;Nuke, Maya: 5;night;Freelance;62,50;eur;https://a.test https://b.test;m;;1.3.2026;Yes;Faro"
    )
    assert judged(world, f"{head}\n{line}\n", locale="de_DE").accepted == 1
    ana = artists(world)["Ana"]
    assert (ana.city, ana.zone, ana.tags, ana.employment) == ("Porto", "Europe/Lisbon", ["night"], "freelance")
    assert (ana.skills, ana.skill_levels) == (["Nuke", "Maya"], {"Nuke": 2, "Maya": 5})
    assert (ana.hourly_rate, ana.currency, ana.links) == (Decimal("62.50"), "EUR", ["https://a.test", "https://b.test"])
    assert ana.custom == {"days": "3", "shirt_size": "M", "since": "2026-03-01", "union": True, "city": "Faro"}
    with world.acting():
        told = Event.history(ana.id)
        assert [(event.kind, event.actor_name) for event in told[1:]] == [("artist.edited", "Sara")]


@pytest.mark.parametrize("by", [preview_rows, save_rows])
def test_each_row_is_refused_alone_with_its_reason(world: World, by: Any) -> None:
    world.artist("Ana", email="ana@a.test")
    world.artist("Kofi", email="kofi@a.test")
    for name in ("Bo", "Di"):
        world.artist(name, email="team@a.test")
    content = (
        "name,email,zone,skills,rate,employment\n"
        "Ana,kofi@a.test,,,,\n,nobody@a.test,,,,\n,team@a.test,,,,\nEla,no address,,,,\nEla,,Mars/North,,,\n"
        "Ela,,,Nuke: 9,,\nEla,,,,1e5,\nEla,,,,1.234,\nEla,,,,,boss\nEla\x00,,,,,\nEla,,,,50,staff\nBo,,,,60,\n"
    )
    batch = judged(world, content, by)
    assert reasons(batch) == [
        (2, "The name is that of Ana, the email that of Kofi."),
        (3, "No artist has this email, and a new one needs a name."),
        (4, "Several artists have this email: Bo, Di."),
        (5, "email: This is not an email address."),
        (6, "zone: This is not a time zone such as Europe/London."),
        (7, "skills: Levels are from 1 to 5, such as “Nuke: 4”."),
        (8, "rate: A number such as 1234.5."),
        (9, "rate: GBP has 2 decimals."),
        (10, "employment: This is not staff, freelance, placeholder."),
        (11, "name has a NUL byte in it."),
    ]
    assert (batch.accepted, batch.artists) == (2, ["Ela"])


def test_people_who_share_an_email_are_not_made_one(world: World) -> None:
    content = "name,email\nAna,team@a.test\nBo,team@a.test\n"
    assert judged(world, content, preview_rows).artists == judged(world, content).artists == ["Ana", "Bo"]
    assert judged(world, content, done=1).counts == {"unchanged": 1}
    assert list(artists(world)) == ["Ana", "Bo"]


def test_another_who_begins_again_renames_nobody(world: World) -> None:
    """A worker that takes over knows whom the rows before it meant."""
    judged(world, "name,email\nAna,team@a.test\n")
    assert judged(world, "name,email\nAna,team@a.test\nBo,team@a.test\n", done=1).artists == ["Bo"]


def test_a_rate_that_begins_on_a_day_is_not_overwritten(world: World) -> None:
    ana = world.artist("Ana")
    with world.acting():
        ArtistRate.add(None, ana, date(2020, 1, 1), Money(Decimal(70), "GBP"))
        db.session.commit()
    assert judged(world, "name,rate,currency\nAna,70.00,GBP\n").counts == {"unchanged": 1}
    assert reasons(judged(world, "name,rate\nAna,80\n")) == [
        (2, "Rates of this artist begin on days. Change them on the artist's page.")
    ]


def test_who_was_archived_is_added_anew_and_a_name_taken_meanwhile_refuses_the_row_alone(world: World) -> None:
    old = world.artist("Ana", email="ana@a.test")
    with world.acting():
        db.session.get_one(Artist, (world.tenant.id, old.id)).archive(None, now())
        db.session.commit()
    with world.acting("sara"):
        reader = CsvReader(BytesIO(b"name,email\nAna,ana@a.test\nBo,\n"), Reading(), columns())
        batches = save_rows(reader, world.sara)
        Artist.add(None, "bo")  # after the names were read
        (batch,) = batches
        db.session.commit()
    assert (batch.artists, reasons(batch)) == (["Ana"], [(3, "Another artist has this name.")])


def test_an_export_comes_back_as_it_was(world: World, as_: Callable[[str], FlaskClient]) -> None:
    with world.acting():
        CustomField.add(None, "artist", "Days", "number")
        db.session.commit()
    for n, text in enumerate(EVIL):
        world.artist(f"Artist {n}", city=text, phone=text, notes=f"{text}\nmore", tags=[text], custom={"days": "1.234"},
                     skills=["Nuke", "Roto"], skill_levels={"Nuke": 3}, links=["https://a.test/x,y"])  # fmt: skip
    sara = as_("sara")
    content = sara.get("/harbour/artists.csv").get_data()
    assert judged(world, content).counts == {"unchanged": len(EVIL)}
    moved = content.decode("utf-8-sig").replace("Artist ", "Copy ")
    assert judged(world, moved).artists == [f"Copy {n}" for n in range(len(EVIL))]
    found = artists(world)
    for n in range(len(EVIL)):
        copy, first = found[f"Copy {n}"].state(), found[f"Artist {n}"].state()
        assert {name for name in copy if copy[name] != first[name]} <= {"name", "hue"}


def test_upload_preview_run_and_refused_rows(world: World, as_: Callable[[str], FlaskClient], work: Work) -> None:
    world.artist("Kofi", email="kofi@a.test")
    sara = as_("sara")
    new = sara.get("/harbour/imports/new?kind=artists").text
    assert "Import artists" in new and "<code>skills</code>" in new and 'name="kind" value="artists"' in new
    file = (BytesIO(b"name,email,city\nKofi A,kofi@a.test,Accra\nBo,,Oslo\nDi,nowhere,\n"), "team.csv")
    page = sara.post("/harbour/imports", data={"file": file, "kind": "artists"}).location
    work()
    preview = sara.get(page).text
    assert "Import 2 artists" in preview and "Updated, found by email" in preview and "Nothing is saved yet." in preview
    assert (
        '<td data-label="Found by">Email</td>' in preview
        and "Name, City" in preview
        and list(artists(world)) == ["Kofi"]
    )
    sara.post(f"{page}/confirmation")
    work()
    assert "accepted 2, refused 1" in sara.get(page).text and list(artists(world)) == ["Bo", "Kofi A"]
    refused = sara.get(f"{page}/refusals.csv").get_data().decode("utf-8-sig")
    assert refused.splitlines()[1] == "4,email: This is not an email address.,Di,nowhere,"


def test_what_no_artist_has_is_told_at_the_file(as_: Callable[[str], FlaskClient]) -> None:
    file = (BytesIO(b"city,Umbrella\nOslo,1\n"), "team.csv")
    answer = as_("sara").post("/harbour/imports", data={"file": file, "kind": "artists"})
    assert answer.status_code == 422 and "missing columns: name or email. Unknown columns: Umbrella." in answer.text


def test_another_studio_sees_neither_the_import_nor_its_artists(
    app: Flask, world: World, other: World, work: Work
) -> None:
    world.artist("Ana", email="ana@a.test")
    with world.acting("sara"):
        id = Import.upload(world.sara, "team.csv", b"name\nAna\n", kind="artists").id
        db.session.commit()
    oscar = browser(app, other.tokens["oscar"])
    assert oscar.get(f"/other/imports/{id}").status_code == oscar.get(f"/harbour/imports/{id}").status_code == 404
    file = (BytesIO(b"name,email\nAna,ana@a.test\n"), "team.csv")
    page = oscar.post("/other/imports", data={"file": file, "kind": "artists"}).location
    work()
    assert "Import 1 artist" in oscar.get(page).text
    with other.acting():
        assert db.session.scalars(select(Import)).one().new_artists == 1


def test_the_command_does_the_same(app: Flask, world: World, tmp_path: Path) -> None:
    world.artist("Ana")
    file = tmp_path / "team.csv"
    file.write_text("name,city\nAna,Porto\nBo,\nx,\x01\n")
    args = ["import", "artists", str(file), "--tenant", "harbour", "--as", "sara@studio.test"]
    db.session.rollback()
    dry = app.test_cli_runner().invoke(args=[*args, "--dry-run"])
    assert "accepted 2, refused 1" in dry.output and list(artists(world)) == ["Ana"]
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=args)
    assert "line 4: city: Characters that cannot be seen are not allowed." in result.output
    assert list(artists(world)) == ["Ana", "Bo"] and artists(world)["Ana"].city == "Porto"


def test_a_file_has_the_limits_of_the_form(app: Flask) -> None:
    with app.test_request_context():
        here, there = FactsForm(), ArtistForm(meta={"csrf": False})
        for field in here:
            same = there[field.name]
            assert isinstance(same, type(field)) and [v.max for v in field.validators if hasattr(v, "max")] == [
                v.max for v in same.validators if hasattr(v, "max")
            ], field.name
