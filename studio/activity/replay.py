"""Replaying the log: a subject's last state again from its events, each held against the one before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select, text

from studio.activity.models import Event
from studio.extensions import db
from studio.lib.current import current

BATCH = 1_000
State = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """Two things that should say the same and do not: `where` and `column` name the place."""

    where: str
    column: str
    log: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.where}, {self.column}: the log says {self.log!r}, found {self.found!r}"


class LoggedEvent(Protocol):
    """The columns of an event that a replay reads."""

    seq: int
    kind: str
    subject_id: UUID
    version: int
    changes: dict[str, list[Any]]
    state: State


def events(kinds: str, but: Iterable[str] = ()) -> Iterator[Any]:
    """The tenant's events whose kind is LIKE `kinds`, subject by subject, oldest first, a thousand at a time."""
    columns = (Event.seq, Event.kind, Event.subject_id, Event.version, Event.changes, Event.state)
    wanted = select(*columns).where(Event.kind.like(kinds), Event.kind.not_in(but))
    ordered = wanted.order_by(Event.subject_id, Event.seq)
    yield from db.session.execute(ordered, execution_options={"yield_per": BATCH})


def replay(log: Iterable[LoggedEvent], report: Callable[[Difference], None]) -> Iterator[tuple[UUID, State]]:
    """Each subject's last state, folded from the state of its first event and the `changes` of the others.

    `log` is grouped by subject. `report` hears of versions that are missing and of states that do not follow.
    """
    for subject, history in groupby(log, key=attrgetter("subject_id")):
        state: State = {}
        for event in history:
            state = apply_event(state, event, report) if state else begin(event, report)
        yield subject, state


def begin(event: LoggedEvent, report: Callable[[Difference], None]) -> State:
    """The first event brings the whole state; every other only what it changed."""
    where = name(event)
    if event.version != 1:
        report(Difference(where, "version", 1, event.version))
    elif event.changes:
        report(Difference(where, "changes", {}, event.changes))
    compare_states(where, {**event.state, "version": event.version}, event.state, report)
    return event.state


def apply_event(before: State, event: LoggedEvent, report: Callable[[Difference], None]) -> State:
    where = name(event)
    expected = before.get("version", 0) + 1
    if event.version != expected:
        report(Difference(where, "version", expected, event.version))
    for column, (was, _) in event.changes.items():
        if was != before.get(column):
            report(Difference(where, f"{column} before it", before.get(column), was))
    after = {**before, **{column: new for column, (_, new) in event.changes.items()}, "version": event.version}
    compare_states(where, after, event.state, report)
    return after


def compare_states(where: str, log: State, found: State, report: Callable[[Difference], None]) -> None:
    """`report` every column in which two states are not the same."""
    for column in sorted(log.keys() | found.keys()):
        if log.get(column) != found.get(column):
            report(Difference(where, column, log.get(column), found.get(column)))


def name(event: LoggedEvent) -> str:
    return f"event {event.seq} ({event.kind} of {event.subject_id})"


MISSING = text(
    "SELECT n FROM generate_series(1, :last) AS n "
    "WHERE NOT EXISTS (SELECT FROM events WHERE seq = n) ORDER BY n LIMIT 20"
)


def count(counted: int, report: Callable[[Difference], None]) -> int:
    """How many events the tenant has, whose counter says `counted`.

    `report` hears of numbers left out, and of a log that ends early or late.
    """
    numbered = db.session.execute(select(func.count(Event.seq), func.coalesce(func.max(Event.seq), 0))).one()
    total, last = numbered
    if last != counted:
        report(Difference(f"tenant {current.tenant.slug}", "event_seq", last, counted))
    if total != last:
        for number in db.session.scalars(MISSING, {"last": max(last, counted)}):
            report(Difference(f"event {number}", "seq", "nothing", "a gap"))
    return total
