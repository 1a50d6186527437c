"""What is asked of the database: by SQLAlchemy, and by the few statements that are sent to psycopg as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg

WHO_ASKS = ("authenticate(", "set_config(")  # of every request


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements of the block, but for those that settle who asks."""
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def note(cursor: Any, query: Any, *rest: Any, **options: Any) -> Any:
        if not any(name in str(query) for name in WHO_ASKS):
            sent.append(str(query))
        return execute(cursor, query, *rest, **options)

    with patch.object(psycopg.Cursor, "execute", note):
        yield sent
