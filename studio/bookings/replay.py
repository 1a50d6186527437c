"""The bookings rebuilt from the log in a scratch table, and compared with the real one, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DataError

from studio.accounts.models import Tenant
from studio.activity.replay import BATCH, Difference, State, compare_states, count, events, replay
from studio.bookings.event_upcasting import changes_today, state_today
from studio.extensions import db
from studio.lib.current import current

NO_CHANGE = ("booking.conflict",)  # a refusal, recorded; no booking came of it

SCRATCH = text("CREATE TEMPORARY TABLE replayed ON COMMIT DROP AS SELECT * FROM bookings WITH NO DATA")
LOAD = text("INSERT INTO replayed SELECT * FROM jsonb_populate_recordset(NULL::replayed, :rows)").bindparams(
    bindparam("rows", type_=JSONB)
)
COMPARE = text(
    "SELECT coalesce(log.id, found.id) AS id, to_jsonb(log) AS log, to_jsonb(found) AS found "
    "FROM replayed AS log FULL JOIN bookings AS found ON found.tenant_id = log.tenant_id AND found.id = log.id "
    "WHERE to_jsonb(log) IS DISTINCT FROM to_jsonb(found) ORDER BY 1"
)


@dataclass
class Report:
    """What a replay found: how many bookings their events make, of how many, and where log and table part."""

    bookings: int = 0
    events: int = 0
    log_length: int = 0
    differences: list[Difference] = field(default_factory=list)


def rebuild(compare: bool = True) -> Report:
    """Rebuild the current tenant's bookings from its log, and compare. Reads one snapshot; leaves nothing behind.

    Ends the open transaction, at its beginning and its end.
    """
    db.session.rollback()
    db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    report = Report()
    try:
        report.log_length = count(Tenant.events_counted(current.tenant.id), report.differences.append)
        db.session.execute(SCRATCH)
        fill(report)
        if compare:
            report.differences += differing_rows()
    finally:
        db.session.rollback()
    return report


def fill(report: Report) -> None:
    log = counted(map(as_today, events("booking.%", but=NO_CHANGE)), report)
    states = replay(log, report.differences.append)
    while batch := list(islice(states, BATCH)):
        report.bookings += len(batch)
        load([row(id, state) for id, state in batch], report.differences.append)


class ReadEvent(NamedTuple):
    """An event, with the names that columns have today."""

    seq: int
    kind: str
    subject_id: UUID
    version: int
    changes: Any
    state: Any


def as_today(event: Any) -> ReadEvent:
    seq, kind, subject_id, version, changes, state = event
    return ReadEvent(seq, kind, subject_id, version, changes_today(changes), state_today(state))


def counted(log: Iterable[Any], report: Report) -> Iterator[Any]:
    for event in log:
        report.events += 1
        yield event


def row(id: UUID, state: State) -> State:
    return {**state, "tenant_id": str(current.tenant.id), "id": str(id)}


def load(rows: list[State], report_difference: Callable[[Difference], None]) -> None:
    """Into the scratch table; a state no column takes is a difference of its own."""
    try:
        with db.session.begin_nested():
            db.session.execute(LOAD, {"rows": rows})
    except DataError as error:
        if len(rows) > 1:
            for one in rows:
                load([one], report_difference)
        else:
            report_difference(Difference(f"booking {rows[0]['id']}", "state", rows[0], str(error.orig).split("\n")[0]))


def differing_rows() -> list[Difference]:
    """Where the rebuilt rows and the real ones are not the same; `nothing` stands for a row that is not there."""
    differences: list[Difference] = []
    for id, log, found in db.session.execute(COMPARE):
        where = f"booking {id}"
        if log is None or found is None:
            differences.append(Difference(where, "row", log or "nothing", found or "nothing"))
        else:
            compare_states(where, log, found, differences.append)
    return differences
