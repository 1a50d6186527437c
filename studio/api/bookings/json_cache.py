"""Bookings as JSON, written once: a list asks which bookings it has, and in which version, and writes only the new.

A text is found by everything in it: the booking's id, version and rank, and what the reader may do with it, in their
words. Whatever changes any of that is another key, so nothing is ever invalidated and nothing can be stale.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Flask, current_app

from studio.api.bookings.actions import Asker
from studio.api.bookings.serializers import BOOKINGS, RANK, serialize_bookings
from studio.api.http.responses import dumped
from studio.lib.bounded_store import BoundedStore
from studio.lib.current import current
from studio.lib.sql import read

MOST = 16 * 1024 * 1024  # bytes a process; a booking takes about 2 KB
NAME = "booking_json"
VERSIONS = f"SELECT b.id::text, b.version, {RANK}, {{sort}} AS sorted_by FROM bookings b WHERE b.tenant_id = %(tenant)s"  # noqa: S608


def init_app(app: Flask) -> None:
    app.extensions[NAME] = BoundedStore[bytes](MOST)


def serialize_versions(rows: list[Any]) -> list[orjson.Fragment]:
    """The bookings of these rows of VERSIONS, in their order, as the acting member may see them."""
    store: BoundedStore[bytes] = current_app.extensions[NAME]
    tenant, viewer = str(current.tenant.id), Asker.acting()
    found = {row.id: store.get(tenant, (row.id, row.version, row.rank, *viewer)) for row in rows}
    missing = [id for id, text in found.items() if text is None]
    if missing:
        anew = read(f"{BOOKINGS} AND b.id = ANY(%(ids)s::uuid[])", {"ids": missing})
        for row, shown in zip(anew, serialize_bookings(anew), strict=True):
            found[row.id] = fresh = dumped(shown)
            store.put(tenant, (row.id, row.version, row.rank, *viewer), fresh)
    return [orjson.Fragment(text) for row in rows if (text := found[row.id]) is not None]
