"""Pages of a list, each beginning after the last row of the one before: no row twice, none left out, at any depth."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from flask import Response, request
from flask_babel import gettext as _

from studio.api.http.conditional import etag_of_log, not_modified, with_etag
from studio.api.http.problems import INVALID, Problem
from studio.api.http.responses import reply
from studio.api.schemas.common import PageQuery, instant
from studio.lib.current import current
from studio.lib.sql import read


@dataclass(frozen=True)
class Sort:
    """A column to sort by, and how its value is read back from a cursor."""

    column: str
    read: Callable[[Any], Any] = str


@dataclass(frozen=True)
class Listing:
    """A list: `source` is the statement up to its conditions, `filters` the condition of each parameter.

    `sorts` has the sorts by name; `-name` is the same backwards, and the id settles ties. A source without the columns
    that are sorted by selects `{sort} AS sorted_by`.
    """

    source: str
    id: str
    sorts: Mapping[str, Sort]
    filters: Mapping[str, str] = field(default_factory=dict)

    def narrowed(self, query: Any) -> tuple[list[str], dict[str, Any]]:
        """Conditions beside those of `filters`, and their values: some lists have them."""
        return [], {}

    def rows(self, query: PageQuery) -> list[Any]:
        """One row more than asked for, if there are more."""
        more, values = self.narrowed(query)
        asked = query.model_dump(by_alias=False, exclude_none=True) | values
        conditions = [*more, *(sql for name, sql in self.filters.items() if name in asked)]
        sort, backwards = self.sorts[query.sort.lstrip("-")], query.sort.startswith("-")
        if query.cursor:
            value, last = decode_cursor(query.cursor, query.sort, sort)
            asked |= {"after": value, "after_id": last}
            conditions.append(f"({sort.column}, {self.id}) {'<' if backwards else '>'} (%(after)s, %(after_id)s)")
        order = f"ORDER BY {sort.column} DESC, {self.id} DESC" if backwards else f"ORDER BY {sort.column}, {self.id}"
        source = self.source.replace("{sort}", sort.column)
        statement = " AND ".join([source, *conditions]) + f" {order} LIMIT %(most)s"
        return read(statement, {**asked, "most": query.limit + 1})

    def one(self, id: UUID) -> Any:
        """The row of that id, or None."""
        return next(iter(read(f"{self.source} AND {self.id} = %(id)s", {"id": id})), None)


def page(
    listing: Listing, query: PageQuery, serialize: Callable[[list[Any]], list[Any]], by_log: bool = True
) -> Response:
    """A page of the list, or 304: what the log tells of is known to be unchanged without looking."""
    etag = etag_of_log() if by_log else ""
    if etag and (unchanged := not_modified(etag)):
        return unchanged
    rows = listing.rows(query)
    more, rows = len(rows) > query.limit, rows[: query.limit]
    links = {"self": address()}
    if more:
        links["next"] = address(cursor=encode_cursor(query.sort, rows[-1]))
    items = select_fields(query.fields, serialize(rows))
    response = reply({"data": items, "links": links, "seq": current.tenant.event_seq})
    if more:
        response.headers["Link"] = f'<{links["next"]}>; rel="next"'
    return with_etag(response, etag) if etag else response


def select_fields(fields: list[str] | None, items: list[Any]) -> list[Any]:
    """Sparse fields: of each thing what was asked for."""
    if fields is None:
        return items
    return [{name: thing[name] for name in fields if name in thing} for thing in items]


def address(**changes: str) -> str:
    query = urlencode({**request.args.to_dict(), **changes}, safe=":,")
    return f"{request.path}?{query}" if query else request.path


def encode_cursor(sort: str, row: Any) -> str:
    """The cursor that begins after `row`."""
    last = getattr(row, "sorted_by", None) or getattr(row, sort.lstrip("-"))
    return urlsafe_b64encode(orjson.dumps([sort, last, str(row.id)])).decode().rstrip("=")


def decode_cursor(cursor: str, sort: str, by: Sort) -> tuple[Any, UUID]:
    """The value and id a cursor stands for. 422 for one that is none, or of another sort."""
    try:
        of, value, last = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if of == sort:
            return by.read(value), UUID(last)
    except (BadBase64, ValueError, TypeError, AttributeError):
        pass
    detail = _("Take it from `links.next`, and keep the other parameters as they were.")
    raise Problem(INVALID, errors=[{"parameter": "cursor", "detail": detail}])


def parse_instant(value: Any) -> datetime:
    return instant(value)


def changed_since(id: str) -> str:
    """The condition of `updated_since`: the log says what changed."""
    return f"{id} IN (SELECT e.subject_id FROM events e WHERE e.tenant_id = %(tenant)s AND e.at >= %(updated_since)s)"  # noqa: S608
