"""A worker is killed in the middle of an import: another goes on, and the counts are those of an undisturbed run."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import func, select, text, update

from studio import periodic
from studio.bookings.models import Booking
from studio.extensions import db
from studio.imports import jobs
from studio.imports.models import FINISHED, RUN, Import, ImportRefusal
from studio.lib.clock import now
from tests.imports.files import HEADER, row
from tests.support.cast import World
from tests.support.servers import PATIENCE, UNMEASURED, process

ROWS, REFUSED_EVERY = 600, 10  # every tenth has a status that is none


def test_an_import_goes_on_without_the_worker_that_was_killed(environment: dict[str, str], world: World) -> None:
    id = started(world)
    work = ("flask", "--app", "wsgi", "work")
    with process({**environment, **UNMEASURED}, *work) as worker:
        until(lambda: counts(world, id)[1] > 0)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    accepted_by_the_first = settled(world, id)
    assert 0 < accepted_by_the_first < ROWS - ROWS // REFUSED_EVERY
    with world.acting():  # the lease runs out
        db.session.execute(update(Import).values(touched_at=text("now() - interval '1 minute'")))
        db.session.commit()
    periodic.resume_imports()
    with process({**environment, **UNMEASURED}, *work):
        until(lambda: counts(world, id)[0] == FINISHED)
    refused = ROWS // REFUSED_EVERY
    assert counts(world, id) == (FINISHED, ROWS - refused, refused)
    with world.acting():
        titles = select(func.count(), func.count(Booking.title.distinct())).select_from(Booking)
        assert db.session.execute(titles).one() == (ROWS - refused, ROWS - refused)
        lines = select(func.count(), func.count(ImportRefusal.line.distinct())).select_from(ImportRefusal)
        assert db.session.execute(lines).one() == (refused, refused)


def started(world: World) -> UUID:
    status = ["lost", *["hold"] * (REFUSED_EVERY - 1)]
    content = HEADER + "".join(row(title=f"Shot {n}", status=status[n % REFUSED_EVERY]) for n in range(ROWS))
    with world.acting("sara"):
        upload = Import.upload(world.sara, "autumn.csv", content.encode())
        upload.queue(RUN, now())
        jobs.start(upload)
        db.session.commit()
    return upload.id


def counts(world: World, id: UUID) -> tuple[str, int, int]:
    """State, rows accepted, rows refused."""
    db.session.rollback()
    with world.acting():
        found = db.session.execute(select(Import.state, Import.accepted, Import.refused).where(Import.id == id)).one()
    return found.state, found.accepted, found.refused


def settled(world: World, id: UUID) -> int:
    """Rows accepted once the killed worker's job has ended with it."""
    before, after = -1, counts(world, id)[1]
    while before != after:
        time.sleep(0.5)
        before, after = after, counts(world, id)[1]
    return after


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 2 * PATIENCE
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)
