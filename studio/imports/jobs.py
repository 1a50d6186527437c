"""The work on an import, in a worker: its preview, then its run."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from tempfile import TemporaryFile
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.extensions import db
from studio.imports.encoding import UnreadableFile
from studio.imports.importer import placed, rehearsed
from studio.imports.models import FAILED, FINISHED, PREVIEW, QUEUED, RUN, RUNNING, Import
from studio.imports.progress import Superseded, Tally
from studio.imports.reader import CsvReader
from studio.lib.clock import now
from studio.lib.current import current
from studio.lib.jobs import enqueue

HOURS = 3600  # seconds
log = logging.getLogger("studio.imports")


def start(kept: Import) -> None:
    """Have the queued attempt carried out by a worker, after the commit."""
    enqueue(carry_out, kept.id, kept.attempt, timeout=4 * HOURS)


def carry_out(id: UUID, attempt: int) -> None:
    """One attempt. Nothing happens if it has begun before, or is not the newest."""
    kept = begin(id, attempt)
    if kept is None:
        return
    current.set_request_id(f"import-{id.hex}")  # what ties the events to it
    tally = Tally(id, attempt)
    try:
        work(kept, tally)
    except Superseded:
        db.session.rollback()
    except UnreadableFile as error:
        fail(tally, str(error))
    except Exception:
        fail(tally, _("It stopped at an error on our side."))
        log.exception("import failed")


def begin(id: UUID, attempt: int) -> Import | None:
    mine = select(Import).where(Import.id == id, Import.attempt == attempt, Import.state == QUEUED)
    kept = db.session.scalar(mine.with_for_update())
    if kept:
        kept.state, kept.touched_at = RUNNING, now()
    db.session.commit()
    return kept


def work(kept: Import, tally: Tally) -> None:
    with TemporaryFile() as file, ExitStack() as stack:
        kept.copy_to(file)
        sheet = CsvReader(file)
        tally.set(db.session(), header=sheet.header.cells, notices=sheet.notices)
        stage = kept.stage
        db.session.commit()
        if stage == PREVIEW:
            beside = stack.enter_context(Session(db.engine))
            for batch in rehearsed(sheet, current.member):
                tally.tell(beside, batch)
                beside.commit()
        else:
            for batch in placed(sheet, current.member):
                tally.tell(db.session(), batch)
                db.session.commit()
        tally.set(db.session(), state=FINISHED, finished_at=now())
        db.session.commit()


def fail(tally: Tally, problem: str) -> None:
    db.session.rollback()
    try:
        tally.set(db.session(), state=FAILED, problem=problem, finished_at=now())
        db.session.commit()
    except Superseded:
        db.session.rollback()


def confirm(kept: Import) -> bool:
    """Run what was previewed; False when it cannot be run now, as at the second of two clicks."""
    return again(kept, RUN, kept.runnable(now()))


def preview(kept: Import) -> bool:
    """Preview it again."""
    return again(kept, PREVIEW, kept.previewable(now()))


def again(kept: Import, stage: str, allowed: bool) -> bool:
    if allowed:
        kept.queue(stage, now())
        start(kept)
    return allowed
