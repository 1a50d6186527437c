"""A worker that dies, errs or is late leaves an import that says so and can be run again; nothing is booked twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from studio import periodic
from studio.accounts.models import Membership
from studio.bookings.models import Booking
from studio.extensions import db
from studio.imports import importer, jobs
from studio.imports.importer import Batch
from studio.imports.kinds import KINDS
from studio.imports.models import BOOKINGS, Import
from studio.lib import clock
from studio.lib.clock import now
from studio.lib.current import current
from studio.lib.jobs import IMPORTS, MAIL, enqueue, queue
from tests.imports.files import HEADER, row
from tests.support.cast import World

CONTENT = HEADER + "".join(row(status="hold", title=f"Shot {n}") for n in range(5))
Work = Callable[[], None]


class Killed(BaseException):
    """The worker's process is gone: nothing after it happens."""


@pytest.fixture
def confirmed(world: World, work: Work, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """An import, previewed and confirmed, whose run waits for a worker; its rows go in batches of two."""
    monkeypatch.setattr(importer, "BATCH", 2)
    with world.acting("sara"):
        kept = Import.upload(world.sara, "autumn.csv", CONTENT.encode())
        jobs.start(kept)
        db.session.commit()
    work()
    with world.acting("sara"):
        jobs.confirm(db.session.get_one(Import, (world.tenant.id, kept.id)))
        db.session.commit()
    return kept.id


def ends_after_one_batch(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = importer.book_rows

    def broken(*args: Any) -> Iterator[Batch]:
        yield next(iter(whole(*args)))
        raise error

    monkeypatch.setitem(KINDS, BOOKINGS, replace(KINDS[BOOKINGS], run=broken))


def state(world: World, id: UUID) -> Import:
    db.session.rollback()
    db.session.expunge_all()
    with world.acting():
        return db.session.get_one(Import, (world.tenant.id, id))


def booked(world: World) -> int:
    with world.acting():
        return db.session.scalar(select(func.count()).select_from(Booking)) or 0


def test_a_worker_killed_midway_is_missed_and_the_import_run_again(
    world: World, confirmed: UUID, work: Work, as_: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        ends_after_one_batch(Killed(), patch)
        with world.acting("sara"), pytest.raises(Killed):
            jobs.carry_out(confirmed, 2)
    assert (booked(world), state(world, confirmed).state) == (2, "running")
    sara, page = as_("sara"), f"/harbour/imports/{confirmed}"
    assert "Importing" in sara.get(page).text
    with world.acting():
        db.session.execute(update(Import).values(touched_at=now() - timedelta(minutes=2)))
        db.session.commit()
    text = sara.get(page).text
    assert "The import stopped before its end." in text and "2 bookings were kept." in text and "Run it again" in text
    sara.post(f"{page}/confirmation")
    work()
    done = state(world, confirmed)
    assert (done.state, done.accepted, done.refused) == ("finished", 3, 2)
    assert booked(world) == 5


def kill_after_one_batch(world: World, id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        ends_after_one_batch(Killed(), patch)
        with world.acting("sara"), pytest.raises(Killed):
            jobs.carry_out(id, 2)
    db.session.rollback()


def test_the_run_of_a_killed_worker_goes_on_where_it_stood(
    world: World, confirmed: UUID, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_after_one_batch(world, confirmed, monkeypatch)
    periodic.resume_imports()
    work()
    assert (state(world, confirmed).state, booked(world)) == ("running", 2)  # it may only be slow

    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(seconds=45))
    periodic.resume_imports()
    work()
    done = state(world, confirmed)
    assert (done.state, done.accepted, done.refused, done.attempt, booked(world)) == ("finished", 5, 0, 2, 5)
    assert (done.names, done.new_artists) == ({"artists": ["Kofi"], "projects": ["Film"]}, 1)


def test_the_preview_of_a_killed_worker_is_made_from_its_start(
    world: World, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.acting("sara"):
        kept = Import.upload(world.sara, "autumn.csv", CONTENT.encode())
        kept.state = "running"
        kept.accepted = 2
        db.session.commit()
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(seconds=45))
    periodic.resume_imports()
    work()
    done = state(world, kept.id)
    assert (done.state, done.accepted, done.refused, done.attempt) == ("finished", 5, 0, 2)


def test_an_import_whose_job_went_with_redis_is_queued_again(
    app: Flask, world: World, confirmed: UUID, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.extensions["redis"].flushall()
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(seconds=90))
    periodic.resume_imports()
    work()
    assert (state(world, confirmed).state, booked(world)) == ("finished", 5)


def test_what_somebody_who_left_began_does_not_go_on(
    world: World, confirmed: UUID, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_after_one_batch(world, confirmed, monkeypatch)
    with world.acting():
        Membership.of_user(world.sara.user_id).removed_at = now()
        db.session.commit()
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(seconds=45))
    periodic.resume_imports()
    work()
    stopped = state(world, confirmed)
    assert (stopped.state, stopped.problem) == ("failed", "Who began it is no longer a member.")
    assert booked(world) == 2


def test_a_worker_that_was_slow_books_nothing_once_another_has_the_import(
    world: World, confirmed: UUID, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = importer.book_rows
    later = datetime.now(UTC) + timedelta(seconds=45)

    def overtaken(*args: Any) -> Iterator[Batch]:
        rows = whole(*args)
        yield next(rows)
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda: later)
            patch.setitem(KINDS, BOOKINGS, replace(KINDS[BOOKINGS], run=whole))
            periodic.resume_imports()
            work()
        current.set(world.tenant, world.sara)
        yield next(rows)

    monkeypatch.setitem(KINDS, BOOKINGS, replace(KINDS[BOOKINGS], run=overtaken))
    with world.acting("sara"):
        jobs.carry_out(confirmed, 2)
    done = state(world, confirmed)
    assert (done.state, done.accepted, done.refused, done.lease) == ("finished", 5, 0, 3)
    assert booked(world) == 5


def test_a_mail_does_not_wait_for_a_long_import(world: World, confirmed: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.acting("sara"):
        enqueue(print, on=MAIL)
        db.session.commit()
        jobs.carry_out(confirmed, 2)
    aside = state(world, confirmed)
    assert (aside.state, aside.accepted, queue(IMPORTS).count) == ("queued", 2, 2)
    queue(MAIL).empty()
    with world.acting("sara"):
        jobs.carry_out(confirmed, 2)
    assert (state(world, confirmed).state, state(world, confirmed).accepted, booked(world)) == ("finished", 5, 5)


def test_an_error_on_our_side_is_told(
    world: World, confirmed: UUID, work: Work, as_: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        ends_after_one_batch(RuntimeError("disk on fire"), patch)
        work()
    page = f"/harbour/imports/{confirmed}"
    assert "It stopped at an error on our side." in as_("sara").get(page).text
    assert "disk on fire" not in as_("sara").get(page).text
    as_("sara").post(f"{page}/confirmation")
    work()
    assert (booked(world), state(world, confirmed).state) == (5, "finished")


def test_a_job_delivered_twice_is_carried_out_once(world: World, confirmed: UUID, work: Work) -> None:
    work()
    with world.acting("sara"):
        jobs.carry_out(confirmed, 2)
        jobs.carry_out(confirmed, 1)
    assert (state(world, confirmed).accepted, booked(world)) == (5, 5)


def test_a_worker_that_was_given_up_stops_when_it_comes_back(
    world: World, confirmed: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = importer.book_rows

    def overtaken(*args: Any) -> Iterator[Batch]:
        for batch in whole(*args):
            yield batch
            db.session.execute(update(Import).values(attempt=3, state="queued"))
            db.session.commit()

    monkeypatch.setitem(KINDS, BOOKINGS, replace(KINDS[BOOKINGS], run=overtaken))
    with world.acting("sara"):
        jobs.carry_out(confirmed, 2)
    assert state(world, confirmed).state == "queued"
    assert booked(world) == 2


def test_no_worker_is_told_after_a_while(world: World, confirmed: UUID, as_: Callable[[str], FlaskClient]) -> None:
    with world.acting():
        db.session.execute(update(Import).values(touched_at=now() - timedelta(seconds=20)))
        db.session.commit()
    assert "No worker has begun yet." in as_("sara").get(f"/harbour/imports/{confirmed}").text


def test_progress_is_seen_while_a_preview_runs(
    world: World, as_: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "BATCH", 2)
    seen: list[Any] = []
    whole = importer.preview_rows
    with world.acting("sara"):
        kept = Import.upload(world.sara, "autumn.csv", CONTENT.encode())
        id = kept.id
        db.session.commit()

    def watched(*args: Any) -> Iterator[Batch]:
        for batch in whole(*args):
            yield batch
            row = select(Import.state, Import.accepted).where(Import.id == id)
            seen.append(tuple(db.session.execute(row).one()))

    monkeypatch.setitem(KINDS, BOOKINGS, replace(KINDS[BOOKINGS], preview=watched))
    with world.acting("sara"):
        jobs.carry_out(id, 1)
    assert seen == [("running", 2), ("running", 4), ("running", 5)]
    assert booked(world) == 0


def test_a_file_that_cannot_be_read_after_all_is_told(
    world: World, work: Work, as_: Callable[[str], FlaskClient]
) -> None:
    with world.acting("sara"):
        kept = Import.upload(world.sara, "autumn.csv", b"name\n")
        jobs.start(kept)
        page = f"/harbour/imports/{kept.id}"
        db.session.commit()
    work()
    text = as_("sara").get(page).text
    assert "The preview stopped before its end." in text and "missing columns" in text and "Preview again" in text
