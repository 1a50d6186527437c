"""What the rows of a file booked in its preview, for the rows that come after them.

A preview places each batch in a transaction of its own and takes it back. What was accepted is kept in a temporary
table, under the constraint that bookings have: nobody else sees it, and nobody waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from studio.artists.models import Artist
from studio.bookings.models import BLOCKING
from studio.extensions import db
from studio.imports import conflicts
from studio.imports.name_lookup import Names
from studio.imports.rows import BookingRecord
from studio.lib.text.names import name_key
from studio.projects.models import Project

COLUMNS = (
    "artist_key text, artist text, project_key text, name text, title text, status text, "
    "starts_at timestamptz, ends_at timestamptz"
)
TABLE = text(f"""
CREATE TEMPORARY TABLE earlier_rows ({COLUMNS},
    EXCLUDE USING gist (artist_key WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status IN {BLOCKING!r})
) ON COMMIT DROP
""")
INDEX = text("CREATE INDEX ON earlier_rows (artist_key, starts_at)")
KEEP = text(f"INSERT INTO earlier_rows SELECT * FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS new({COLUMNS})")  # noqa: S608
SAME = " AND ".join(f"e.{name} = asked.{name}" for name in ("project_key", "title", "status", "starts_at", "ends_at"))
CLASHES = (
    f"e.status IN {BLOCKING!r} AND asked.status IN {BLOCKING!r} "
    "AND tstzrange(e.starts_at, e.ends_at) && tstzrange(asked.starts_at, asked.ends_at)"
)
# One that says the same comes before one that only overlaps, as when the rows are placed for good.
FIND = text(f"""
SELECT asked.line, asked.status, winner.* FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS asked(line int, {COLUMNS})
CROSS JOIN LATERAL (
    SELECT e.artist, e.name, e.title, e.starts_at, e.ends_at, ({SAME}) IS TRUE AS same FROM earlier_rows AS e
    WHERE e.artist_key = asked.artist_key AND ({SAME} OR {CLASHES})
    ORDER BY same DESC, e.starts_at LIMIT 1
) AS winner
""")  # noqa: S608


class EarlierRows:
    """Used in a `with`: the table is gone after it."""

    def __init__(self, artists: Names[Artist], projects: Names[Project]):
        self.artists, self.projects = artists, projects
        self.session = Session(db.engine)

    def __enter__(self) -> EarlierRows:
        self.session.execute(TABLE)
        self.session.execute(INDEX)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.session.close()

    def refusals(self, rows: Iterable[BookingRecord]) -> dict[int, str]:
        """By line, why a row cannot be booked after those of the batches before. Of several in its way the reason may
        name another one than the run will."""
        asked = [{"line": row.line, **self.values(row)} for row in rows]
        return {found.line: reason(found) for found in self.session.execute(FIND, {"rows": json.dumps(asked)})}

    def keep(self, rows: Iterable[BookingRecord]) -> None:
        """These were accepted."""
        self.session.execute(KEEP, {"rows": json.dumps([self.values(row) for row in rows])})

    def values(self, row: BookingRecord) -> dict[str, Any]:
        """Who is meant is said by name: an artist added in one batch has another id in the next."""
        return {
            "artist_key": name_key(row.artist), "artist": self.artists.spelled(row.artist),
            "project_key": name_key(row.project), "name": self.projects.spelled(row.project),
            "title": row.details["title"], "status": row.status,
            "starts_at": row.span.start.isoformat(), "ends_at": row.span.end.isoformat(),
        }  # fmt: skip


def reason(found: Any) -> str:
    if not found.same:
        return conflicts.already_booked(found.artist, found)
    return conflicts.already_there(found.status)
