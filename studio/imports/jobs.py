"""The work on an import, in a worker: its preview, then its run."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from tempfile import TemporaryFile
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from studio.accounts.identity import Member
from studio.accounts.models import Membership
from studio.extensions import db
from studio.imports.encoding import UnreadableFile
from studio.imports.kinds import KINDS
from studio.imports.models import FAILED, FINISHED, PREVIEW, QUEUED, RUN, Import
from studio.imports.progress import Progress, Superseded
from studio.imports.reader import CsvReader
from studio.imports.reading import Reading
from studio.lib.clock import now
from studio.lib.current import current
from studio.lib.jobs import IMPORTS, enqueue, more_urgent_wait

HOURS = 3600  # seconds
log = logging.getLogger("studio.imports")


def start(upload: Import) -> None:
    """Have the queued attempt carried out, or gone on with, by a worker, after the commit."""
    enqueue(carry_out, upload.id, upload.attempt, on=IMPORTS, timeout=4 * HOURS)


def carry_out(id: UUID, attempt: int) -> None:
    """One attempt, or the rest of it. Nothing happens if a worker has it, or it is not the newest.

    Without the database it is left as it stands: `resume_abandoned` goes on with it.
    """
    upload = begin(id, attempt)
    if upload is None:
        return
    current.set_request_id(upload.request_id)
    progress = Progress.of(upload)
    try:
        work(upload, progress)
    except Superseded:
        db.session.rollback()
    except OperationalError as error:
        db.session.rollback()
        log.warning("an import waits for the database: %s", str(error.orig).partition("\n")[0])
    except UnreadableFile as error:
        fail(progress, str(error))
    except Exception:
        fail(progress, _("It stopped at an error on our side."))
        log.exception("import failed")


def begin(id: UUID, attempt: int) -> Import | None:
    mine = select(Import).where(Import.id == id, Import.attempt == attempt, Import.state == QUEUED)
    upload = db.session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if upload:
        upload.take(now())
    db.session.commit()
    return upload


def work(upload: Import, progress: Progress) -> None:
    with TemporaryFile() as file:
        upload.copy_to(file)
        kind = KINDS[upload.kind]
        reader = CsvReader(file, Reading.of(upload.reading, current.tenant.locale), kind.columns())
        progress.set(db.session(), header=reader.header.cells, notices=reader.notices, found=reader.found)
        is_run, done = upload.stage == RUN, upload.done
        db.session.commit()
        for batch in kind.run(reader, current.member, done) if is_run else kind.preview(reader, current.member):
            progress.report(db.session(), batch)
            db.session.commit()
            if is_run and more_urgent_wait(IMPORTS):
                return step_aside(upload, progress)
        progress.set(db.session(), state=FINISHED, finished_at=now())
        db.session.commit()


def step_aside(upload: Import, progress: Progress) -> None:
    """What is more urgent has its turn; the rest is a job of its own."""
    progress.set(db.session(), state=QUEUED)
    start(upload)
    db.session.commit()


def resume_abandoned(now: datetime) -> None:
    """The recurring job: imports of the acting tenant whose worker is gone go on, as the member whose they are."""
    for upload in Import.abandoned(now):
        upload.give_up(now)
        membership = db.session.get_one(Membership, (upload.tenant_id, upload.member_id))
        if membership.removed_at:
            upload.state, upload.problem, upload.finished_at = FAILED, _("Who began it is no longer a member."), now
            continue
        with current.acting(current.tenant, Member.of(membership, current.tenant)):
            start(upload)


def fail(progress: Progress, problem: str) -> None:
    db.session.rollback()
    try:
        progress.set(db.session(), state=FAILED, problem=problem, finished_at=now())
        db.session.commit()
    except Superseded:
        db.session.rollback()


def confirm(upload: Import) -> bool:
    """Run what was previewed; False when it cannot be run now, as at the second of two clicks."""
    return again(upload, RUN, upload.runnable(now()))


def preview(upload: Import, reading: Mapping[str, str] | None = None) -> bool:
    """Preview it again, and read it as is chosen now."""
    allowed = upload.previewable(now())
    if allowed and reading is not None:
        upload.reading = dict(reading)
    return again(upload, PREVIEW, allowed)


def again(upload: Import, stage: str, allowed: bool) -> bool:
    if allowed:
        upload.queue(stage, now())
        start(upload)
    return allowed
