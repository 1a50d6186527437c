"""A resource of records that are added, edited, archived and restored: a schema, a listing, and it is served."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Response
from flask_babel import lazy_gettext
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from studio.activity.mixins import Archivable
from studio.api.blueprint import ROOT
from studio.api.http.conditional import require_version, versioned_reply
from studio.api.http.pagination import Listing, page, select_fields
from studio.api.http.problems import NOT_FOUND, Problem, declare, not_found
from studio.api.http.responses import nothing
from studio.api.operations.operation import operation
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import get_or_404

View = TypeVar("View", bound=Callable[..., Any])
Row = TypeVar("Row")
NAME_TAKEN = declare(
    "name-taken", 409, lazy_gettext("Another one has this name"),
    lazy_gettext("Among those that are not archived a name is given once, whatever its case."),
)  # fmt: skip


@dataclass(frozen=True)
class Resource:
    """`details` makes columns of what was sent, given the record as it is (None for a new one)."""

    name: str  # "artists"
    model: Any
    sent: type[BaseModel]
    patch: type[BaseModel]
    shown: type[BaseModel]
    paged: type[BaseModel]
    query: type[BaseModel]
    one: type[BaseModel]
    listing: Listing
    show: Callable[[Any], dict[str, Any]]
    details: Callable[[Any, Mapping[str, Any], Any], dict[str, Any]]
    names: str  # the constraint that keeps names apart

    @property
    def singular(self) -> str:
        return self.name.removesuffix("s")

    def reply_with(self, record: Any, status: int = 200, **headers: str) -> Response:
        return versioned_reply(self.show(record), record.version, status, **headers)

    def locked(self, id: UUID) -> Any:
        """The record, which nobody else can change until we are done. 404, 412."""
        record = get_or_404(self.model, id)
        db.session.refresh(record, with_for_update=True)
        require_version(record.version)
        return record

    def save_or_409(self, change: Callable[[], Any]) -> Any:
        """The database judges names, so two at once are both told the truth."""
        taken = lazy_gettext("Another one has this name.")
        return save_or_409(change, self.names, NAME_TAKEN, {"pointer": "/name", "detail": str(taken)})


def save_or_409(change: Callable[[], Any], constraint: str, kind: str, error: Mapping[str, str]) -> Any:
    """Run `change` in a savepoint; where this constraint refuses it, a problem of this kind is the answer."""
    try:
        with db.session.begin_nested():
            return change()
    except IntegrityError as refused:
        if getattr(getattr(refused.orig, "diag", None), "constraint_name", None) != constraint:
            raise
        raise Problem(kind, errors=[error]) from None


def get_living(model: type[Row], id: UUID, **whose: Any) -> Row:
    """The row; 404 for what is removed, or has another value in one of the columns of `whose`."""
    row: Any = get_or_404(model, id)
    if row.removed_at or any(getattr(row, name) != value for name, value in whose.items()):
        raise not_found()
    return cast(Row, row)


def lock_living(model: type[Row], id: UUID, **whose: Any) -> Row:
    """The same, which nobody else can change until we are done. 404, 412."""
    row: Any = get_living(model, id, **whose)
    db.session.refresh(row, with_for_update=True)
    require_version(row.version)
    return cast(Row, row)


def serve(resource: Resource) -> None:
    """Declare the operations; their permissions are `<name>.read` and `<name>.write`."""
    serve_reading(resource)
    serve_writing(resource)
    serve_life(resource)


def serve_reading(of: Resource) -> None:
    about: dict[str, Any] = {"tag": of.name, "etag": True}

    @named(f"list_{of.name}", f"The {of.name}, a page at a time.")
    def index(query: Any) -> Response:
        return page(of.listing, query, lambda rows: [of.show(row) for row in rows])

    @named(f"get_{of.singular}", f"One {of.singular}.")
    def get(id: UUID, query: Any) -> Response:
        row = of.listing.one(id)
        if row is None:
            raise Problem(NOT_FOUND)
        return versioned_reply(select_fields(query.fields, [of.show(row)])[0], row.version)

    operation("GET", f"/{of.name}", f"{of.name}.read", query=of.query, answers={200: of.paged}, **about)(index)
    operation("GET", f"/{of.name}/<uuid:id>", f"{of.name}.read", query=of.one, answers={200: of.shown}, **about)(get)


def serve_writing(of: Resource) -> None:
    about: dict[str, Any] = {"tag": of.name, "etag": True, "problems": (NAME_TAKEN,)}

    @named(f"create_{of.singular}", f"A new {of.singular}.")
    def create(body: Any, query: Any) -> Response:
        details = of.details(body, body.model_dump(), None)
        record = of.save_or_409(lambda: of.model.add(current.member, **details))
        return of.reply_with(record, 201, Location=f"{ROOT}/{of.name}/{record.id}")

    def edit(id: UUID, body: Any, sent: Mapping[str, Any]) -> Response:
        record: Archivable = of.locked(id)
        details = of.details(body, sent, record)
        of.save_or_409(lambda: record.edit(current.member, **details))
        return of.reply_with(record)

    @named(f"replace_{of.singular}", f"Write the whole {of.singular} anew.")
    def replace(id: UUID, body: Any, query: Any) -> Response:
        return edit(id, body, body.model_dump())

    @named(f"change_{of.singular}", f"Change some fields of the {of.singular}.")
    def change(id: UUID, body: Any, query: Any) -> Response:
        return edit(id, body, body.model_dump(exclude_unset=True))

    one, writes = f"/{of.name}/<uuid:id>", f"{of.name}.write"
    operation("POST", f"/{of.name}", writes, body=of.sent, answers={201: of.shown}, **about)(create)
    operation("PUT", one, writes, body=of.sent, answers={200: of.shown}, **about)(replace)
    operation("PATCH", one, writes, body=of.patch, answers={200: of.shown}, **about)(change)


def serve_life(of: Resource) -> None:
    about: dict[str, Any] = {"tag": of.name, "etag": True, "answers": {200: of.shown}}

    @named(f"archive_{of.singular}", "Off the lists and not to be booked; nothing is lost.")
    def archive(id: UUID, query: Any) -> Response:
        record = of.locked(id)
        record.archive(current.member, clock.now())
        return of.reply_with(record)

    @named(f"delete_{of.singular}", "Archive it, as `archive` does: nothing is lost.")
    def delete(id: UUID, query: Any) -> Response:
        of.locked(id).archive(current.member, clock.now())
        return nothing()

    @named(f"restore_{of.singular}", "Back on the lists.")
    def restore(id: UUID, query: Any) -> Response:
        record = of.locked(id)
        of.save_or_409(lambda: record.restore(current.member))
        return of.reply_with(record)

    one, writes = f"/{of.name}/<uuid:id>", f"{of.name}.write"
    operation("POST", f"{one}/archive", writes, **about)(archive)
    operation("DELETE", one, writes, **{**about, "answers": {204: None}})(delete)
    operation("POST", f"{one}/restore", writes, problems=(NAME_TAKEN,), **about)(restore)


def named(name: str, told: str) -> Callable[[View], View]:
    def rename(view: View) -> View:
        view.__name__, view.__doc__ = name, told
        return view

    return rename
