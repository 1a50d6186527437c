"""Which working weeks hold for an artist, or for the studio, from when on, and who said so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, or_, select

from studio.artists.models import Artist
from studio.availability.models import EffectivePattern
from studio.availability.patterns import STANDARD, WorkingPattern
from studio.availability.queries import followed
from studio.availability.words import Hours, hours_a_week, week_in_words
from studio.extensions import db

OWN, DEPARTMENTS, STUDIOS, STANDARDS = "own", "department", "studio", "standard"
WHOSE = {
    OWN: lazy_gettext("Their own"), DEPARTMENTS: lazy_gettext("The department’s"),
    STUDIOS: lazy_gettext("The studio’s"), STANDARDS: lazy_gettext("The usual week"),
}  # fmt: skip


@dataclass(frozen=True)
class WorkingWeek:
    """A pattern and from when on it holds: `row` is where that is kept, which is nowhere for the standard."""

    since: date
    pattern: WorkingPattern
    whose: str
    row: EffectivePattern | None = None

    @property
    def weeks(self) -> list[list[Hours]]:
        return [week_in_words(week) for week in self.pattern.weeks]

    @property
    def hours(self) -> str:
        return hours_a_week(self.pattern)

    @property
    def owner(self) -> str:
        return str(WHOSE[self.whose])


ALWAYS = (WorkingWeek(date.min, STANDARD, STANDARDS),)


def of_artist(artist: Artist, today: date) -> list[WorkingWeek]:
    """The week in force, and those to come; one query."""
    own, department = EffectivePattern.artist_id, EffectivePattern.department
    rows = rows_where(or_(own == artist.id, own.is_(None) & or_(department.is_(None), department == artist.department)))
    chain = followed(ALWAYS, weeks_of([row for row in rows if not row.artist_id and row.department is None], STUDIOS))
    chain = followed(chain, weeks_of([row for row in rows if row.department is not None], DEPARTMENTS))
    return still_to_tell(followed(chain, weeks_of([row for row in rows if row.artist_id], OWN)), today)


def of_studio(today: date) -> dict[str | None, list[WorkingWeek]]:
    """Those of the studio under None, and of each department that has one; one query."""
    rows = rows_where(EffectivePattern.artist_id.is_(None))
    studio = [row for row in rows if row.department is None]
    found: dict[str | None, list[WorkingWeek]] = {
        None: still_to_tell(followed(ALWAYS, weeks_of(studio, STUDIOS)), today)
    }
    for name in sorted({row.department for row in rows if row.department is not None}):
        its = [row for row in rows if row.department == name]
        found[name] = still_to_tell(weeks_of(its, DEPARTMENTS), today)
    return found


def rows_where(whose: ColumnElement[bool]) -> Sequence[EffectivePattern]:
    alive = select(EffectivePattern).where(EffectivePattern.removed_at.is_(None), whose)
    return db.session.scalars(alive.order_by(EffectivePattern.effective_from)).all()


def weeks_of(rows: Iterable[EffectivePattern], whose: str) -> tuple[WorkingWeek, ...]:
    return tuple(WorkingWeek(row.effective_from, row.pattern, whose, row) for row in rows)


def still_to_tell(chain: Sequence[WorkingWeek], today: date) -> list[WorkingWeek]:
    """Without those that are over."""
    ends = [each.since for each in chain[1:]]
    return [each for each, end in zip(chain, [*ends, date.max], strict=True) if end > today]
