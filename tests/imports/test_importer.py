"""Rows become bookings through the booking's own verb: names matched or added, refusals exact, nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text

from studio.activity.models import Event
from studio.artists.models import Artist
from studio.availability.models import TimeBlock
from studio.bookings.models import Booking
from studio.config import Settings
from studio.extensions import db
from studio.imports import importer
from studio.imports.importer import Batch, book_rows, preview_rows
from studio.imports.reader import CsvReader
from studio.lib.clock import now
from studio.lib.current import current
from studio.projects.models import Project
from tests.imports.files import GOOD, HEADER, LATER, row, rows
from tests.support.cast import World


def run(world: World, content: str) -> list[Batch]:
    with world.acting("sara"):
        batches = []
        for batch in book_rows(CsvReader(BytesIO(content.encode())), world.sara):
            db.session.commit()
            batches.append(batch)
        return batches


def refusals(world: World, content: str) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for batch in run(world, content) for one in batch.refused]


def everything(world: World, model: type) -> list[str]:
    with world.acting():
        return sorted(db.session.scalars(select(model.name)))  # type: ignore[attr-defined]


def test_names_are_matched_whatever_their_case_and_added_once(world: World) -> None:
    world.artist("Kofi")
    (batch,) = run(
        world, HEADER + GOOD.replace("Kofi", "KOFI") + LATER + LATER.replace("Mirela", "mirela").replace("T1", "T2")
    )
    assert (batch.accepted, batch.artists, batch.projects) == (3, ["Mirela"], ["Film"])
    assert everything(world, Artist) == ["Kofi", "Mirela"]
    assert everything(world, Project) == ["Film"]


def test_an_exact_name_goes_before_one_that_differs_in_case(world: World) -> None:
    strasse = world.artist("Strasse")
    world.artist("Straße")
    run(world, HEADER + row(artist="Strasse"))
    with world.acting():
        assert db.session.scalar(select(Booking.artist_id)) == strasse.id


def test_an_archived_artist_is_not_matched_but_a_new_one_added(world: World) -> None:
    kofi = world.artist("Kofi")
    with world.acting():
        db.session.get_one(Artist, (world.tenant.id, kofi.id)).archive(None, now())
        db.session.commit()
    assert run(world, HEADER + GOOD)[0].artists == ["Kofi"]
    assert everything(world, Artist) == ["Kofi", "Kofi"]


def test_another_studio_with_the_same_names_is_left_alone(world: World, other: World) -> None:
    other.booking(other.artist("Kofi"), other.project("Film"), placing_span())
    assert run(world, HEADER + GOOD)[0].accepted == 1
    assert everything(world, Artist) == everything(other, Artist) == ["Kofi"]


def placing_span():  # type: ignore[no-untyped-def]
    return rows(HEADER + GOOD)[0].span


@pytest.mark.parametrize(
    "status, reason", [("hold", "This hold is already in Studio."), ("pencil", "This booking is already in Studio.")]
)
def test_a_row_that_repeats_exactly_is_refused(world: World, status: str, reason: str) -> None:
    content = HEADER + row(status=status)
    assert refusals(world, content) == []
    assert refusals(world, content) == [(2, reason)]
    assert refusals(world, content + row(status=status))[1] == (3, reason)


def test_a_hold_with_another_title_stands_in_line(world: World) -> None:
    assert refusals(world, HEADER + row(status="hold") + row(status="hold", title="Shot 2")) == []


def test_touching_bookings_are_both_accepted(world: World) -> None:
    after = row(starts_at="2024-02-03T10:00:00+01:00", ends_at="2024-02-03T11:00:00+01:00")
    assert run(world, HEADER + GOOD + after)[0].accepted == 2


def test_what_was_added_for_a_refused_row_is_not_kept(world: World) -> None:
    content = HEADER + GOOD + row(project="Only here", title="Another")
    assert [line for line, _ in refusals(world, content)] == [3]
    assert everything(world, Project) == ["Film"]
    with world.acting():
        kinds = db.session.scalars(select(Event.kind).order_by(Event.seq)).all()
        assert kinds == ["artist.added", "project.added", "booking.placed"]


def test_a_project_that_failed_once_can_still_be_added_by_a_later_row(world: World) -> None:
    content = HEADER + GOOD + row(project="Later", title="Clash") + LATER.replace("Film", "Later")
    (batch,) = run(world, content)
    assert (batch.accepted, batch.projects) == (2, ["Film", "Later"])


def test_batches_are_numbered_together_and_say_who_did_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "BATCH", 2)
    content = HEADER + "".join(
        row(starts_at=f"2024-02-{day:02}T09:00:00Z", ends_at=f"2024-02-{day:02}T17:00:00Z") for day in range(1, 6)
    )
    assert [batch.accepted for batch in run(world, content)] == [2, 2, 1]
    with world.acting():
        events = db.session.execute(select(Event.seq, Event.actor_name).order_by(Event.seq)).all()
        assert [event.seq for event in events] == list(range(1, 8))
        assert {event.actor_name for event in events} == {"Sara"}


@pytest.fixture
def elsewhere(world: World, owner_engine: Engine) -> Iterator[object]:
    """Another transaction that has just booked Kofi and not committed."""
    kofi, film = world.artist("Kofi"), world.project("Film")
    insert = text(
        "INSERT INTO bookings (tenant_id, id, artist_id, project_id, starts_at, ends_at, status, title, notes, "
        "location, counts, placed_at, version) "
        "VALUES (:t, gen_random_uuid(), :a, :p, '2024-02-03T08:00Z', '2024-02-03T12:00Z', 'confirmed', "
        "'', '', '', 'working_time', now(), 1)"
    )
    with owner_engine.connect() as connection:
        connection.execute(text("SELECT set_config('app.tenant_id', :t, true)"), {"t": str(world.tenant.id)})
        connection.execute(insert, {"t": world.tenant.id, "a": kofi.id, "p": film.id})
        yield connection
        connection.rollback()


def test_a_preview_does_not_wait_for_somebody_who_is_booking(world: World, elsewhere: object) -> None:
    with world.acting("sara"):
        batches = list(preview_rows(CsvReader(BytesIO((HEADER + GOOD + LATER).encode())), world.sara))
    assert batches[0].accepted == 1
    assert [one.reason for one in batches[0].refused] == ["This is being booked by somebody else, try again."]


def test_a_booking_in_the_slot_of_a_previewed_row_is_made_at_once(
    app: Flask, settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = replace(settings, request_timeouts=settings.request_timeouts._replace(lock=0.2))
    monkeypatch.setitem(app.config, "SETTINGS", impatient)
    kofi, film = world.artist("Kofi"), world.project("Film")
    sheet = CsvReader(BytesIO((HEADER + GOOD).encode()))

    def book() -> None:
        with app.app_context(), current.acting(world.tenant, world.sara):
            Booking.place(world.sara, kofi, film, placing_span(), "confirmed")
            db.session.commit()

    with world.acting("sara"), ThreadPoolExecutor() as pool:
        for batch in preview_rows(sheet, world.sara):
            assert batch.accepted == 1
            pool.submit(book).result()


def test_a_table_is_altered_beside_a_preview(
    world: World, owner_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is locked between two batches: a migration waits for one at most."""
    monkeypatch.setattr(importer, "BATCH", 2)
    content = HEADER + "".join(row(artist=f"Artist {n}") for n in range(6))
    batches = 0
    with world.acting("sara"):
        for _ in preview_rows(CsvReader(BytesIO(content.encode())), world.sara):
            with owner_engine.begin() as migration:
                migration.execute(text("SET LOCAL lock_timeout = '50ms'"))
                for table in ("bookings", "artists", "projects", "events", "tenants"):
                    migration.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
            batches += 1
    assert batches == 3


@pytest.mark.parametrize("batch", [1, 2, 3, 200])
def test_a_preview_says_what_the_run_will_say_however_it_is_cut(
    world: World, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """Rows that clash, repeat and touch each other, new names in two spellings, and what Studio has already."""
    monkeypatch.setattr(importer, "BATCH", batch)
    world.booking(world.artist("Kofi"), world.project("Film"), placing_span(), "confirmed", title="there")
    nine, ten, eleven = (f"2024-02-03T{hour}:00:00+01:00" for hour in ("09", "10", "11"))
    mirela, ana = ({"artist": name, "project": "Series"} for name in ("Mirela", "Ana"))
    rows = [
        row(**mirela), row(artist="mirela", project="series"), row(**mirela, starts_at=nine), row(artist="Kofi"),
        *[row(**mirela, status="hold") for _ in range(3)], row(**mirela, status="hold", title="other"),
        row(**ana), "broken,row\n", row(artist="ana", starts_at=ten, ends_at=eleven), row(**ana),
        row(artist="ANA", project="SERIES", starts_at=nine),
    ]  # fmt: skip
    content = HEADER + "".join(rows)
    with world.acting("sara"):
        previewed = list(preview_rows(CsvReader(BytesIO(content.encode())), world.sara))
    assert everything(world, Artist) == ["Kofi"]
    assert told(previewed) == told(run(world, content))
    assert len(told(previewed)[1]) == 8


def test_a_preview_knows_an_artist_again_whom_somebody_adds_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "BATCH", 1)
    content = HEADER + row() + row(starts_at="2024-02-03T10:00:00+01:00", ends_at="2024-02-03T11:00:00+01:00") + row()
    with world.acting("sara"):
        previewed = []
        for batch in preview_rows(CsvReader(BytesIO(content.encode())), world.sara):
            previewed.append(batch)
            if len(previewed) == 1:
                Artist.add(world.sara, "Kofi")
                db.session.commit()
    assert [one.line for batch in previewed for one in batch.refused] == [4]


def told(batches: list[Batch]) -> tuple[int, list[tuple[int, str]], list[str], list[str]]:
    return (
        sum(batch.accepted for batch in batches), [(one.line, one.reason) for b in batches for one in b.refused],
        [name for batch in batches for name in batch.artists], [name for batch in batches for name in batch.projects],
    )  # fmt: skip


def test_a_name_somebody_else_is_just_adding_is_refused(world: World, owner_engine: Engine) -> None:
    with owner_engine.connect() as elsewhere:
        elsewhere.execute(text("SELECT set_config('app.tenant_id', :t, true)"), {"t": str(world.tenant.id)})
        elsewhere.execute(
            text(
                "INSERT INTO projects (tenant_id, id, name, name_key, code, client, status, hue, currency, notes, "
                "version, created_at) "
                "VALUES (:t, gen_random_uuid(), 'Film', 'film', '', '', 'active', 'red', 'GBP', '', 1, now())"
            ),
            {"t": world.tenant.id},
        )
        with world.acting("sara"):
            (batch,) = preview_rows(CsvReader(BytesIO((HEADER + GOOD).encode())), world.sara)
        elsewhere.rollback()
    assert [one.reason for one in batch.refused] == ["This is being booked by somebody else, try again."]
    assert batch.artists == []


def test_a_preview_takes_no_claim_locks_and_piles_nothing_up(
    app: Flask, world: World, owner_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "BATCH", 5)
    content = HEADER + "".join(row(artist=f"Artist {n}") for n in range(12))
    locks = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
    with world.acting("sara"):
        for _ in preview_rows(CsvReader(BytesIO(content.encode())), world.sara):
            assert len(list(db.session())) == 0 and not db.session().info["events"].rows
            with owner_engine.connect() as looker:
                assert looker.scalar(locks) == 0
        assert "unserialised" not in db.session().info
    assert everything(world, Artist) == []


def test_a_row_that_the_database_does_not_take_is_refused_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """For whatever reason, also one that nobody has thought of."""
    add = Artist.add

    def broken(by: object, name: str, **details: object) -> Artist:
        return add(None, name, **{**details, "hue": "no colour" if name == "Kofi" else "red"})

    monkeypatch.setattr(Artist, "add", broken)
    (batch,) = run(world, HEADER + GOOD + LATER)
    assert (batch.accepted, batch.artists, [row.line for row in batch.refused]) == (1, ["Mirela"], [2])
    assert batch.refused[0].reason.startswith("The database does not take this row: ")


def test_an_artist_added_meanwhile_by_somebody_else_is_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer.Names, "find", lambda self, name: None)
    kofi = world.artist("Kofi")
    assert refusals(world, HEADER + GOOD) == []
    with world.acting():
        assert db.session.scalar(select(Booking.artist_id)) == kofi.id


def test_a_row_over_time_off_needs_its_reason_and_one_on_a_weekend_none(world: World) -> None:
    kofi = world.artist("Kofi")
    with world.acting():
        TimeBlock.add(None, kofi, "sick", starts_on=date(2024, 2, 5), ends_on=date(2024, 2, 5))
        db.session.commit()
    monday = {"starts_at": "2024-02-05", "ends_at": "2024-02-06"}
    assert refusals(world, HEADER + GOOD + row(**monday)) == [(3, "Kofi is not available: Sick, Mon 5 Feb.")]
    reasoned = HEADER.strip() + ",override_reason\n" + row(**monday).strip() + ",He came anyway.\n"
    assert refusals(world, reasoned) == []
    with world.acting():
        [over] = db.session.scalars(select(Booking.override).where(Booking.override.is_not(None)))
        assert over and over["reason"] == "He came anyway."
