"""An operation: one method of one address, with everything the specification says of it. Declaring one is enough
to have it served, checked, tried out (`dry_run`), repeated safely (`Idempotency-Key`) and documented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from inspect import getdoc
from typing import Any, TypeVar

from flask import Response
from pydantic import BaseModel

from studio.accounts import authorization
from studio.api.blueprint import api
from studio.api.operations import dry_run, idempotency
from studio.api.operations.deprecation import Deprecation
from studio.api.operations.parsing import has_body, read_body, read_query
from studio.api.schemas.common import Query, Write
from studio.lib.current import current

View = TypeVar("View", bound=Callable[..., Any])
RULES: dict[str, Callable[[Any], Any]] = {
    "public": authorization.public, "signed in": authorization.signed_in, "machine": authorization.machine,
}  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """`answers` has a schema (or None, for no body) per status; the usual problems are understood."""

    method: str
    path: str  # below /api/v1, in Flask's spelling
    permission: str  # a permission's name, or "public", "signed in", "machine"
    tag: str
    view: Callable[..., Any]
    answers: Mapping[int, Any]
    body: type[BaseModel] | None = None
    needs_body: bool = True  # or it may be left out: `body` is None then
    query: type[BaseModel] | None = None
    problems: tuple[str, ...] = ()  # kinds beside the usual ones
    etag: bool = False  # answers carry one; a write minds If-Match
    safe: bool = True  # a write takes Idempotency-Key and dry_run
    deprecation: Deprecation | None = None
    media_type: str = "application/json"
    own: str = ""  # the permission that will do instead for one's own: the view sees whose it is
    cookie: bool = False  # a page's cookie will do instead of a token: the view checks the permission itself
    summary: str = field(default="")

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def writes(self) -> bool:
        return self.method not in ("GET", "HEAD")

    @property
    def repeatable(self) -> bool:
        return self.writes and self.safe


# What is included on request, and the permission that its own address asks for. A cost comes of an artist's rate.
INCLUDED = {"artist": "artists.read", "cost": "artists.read", "project": "projects.read"}
OPERATIONS: list[Operation] = []


def operation(
    method: str, path: str, permission: str, *, tag: str, answers: Mapping[int, Any], **more: Any
) -> Callable[[View], View]:
    """Declare the view below as an operation. It is called with the ids of the path, and with `query` and `body` when
    it has schemas for them; it returns a Response."""

    def declare(view: View) -> View:
        summary, _, _ = (getdoc(view) or "").partition("\n")
        declared = Operation(method, path, permission, tag, view, answers, summary=summary, **with_query(method, more))
        OPERATIONS.append(declared)
        serve(declared)
        return view

    return declare


def with_query(method: str, more: dict[str, Any]) -> dict[str, Any]:
    """Nobody's misspelt parameter is passed over: an operation without a query of its own has an empty one."""
    plain = Write if method != "GET" and more.get("safe", True) else Query
    return {"query": plain, **more}


def serve(declared: Operation) -> None:
    view_function = repeatable(declared) if declared.repeatable else simple(declared)
    if declared.own:
        view_function = for_ones_own(declared, view_function)
    view_function.__name__ = declared.name
    rule = rule_of(declared)
    api.add_url_rule(declared.path, declared.name, rule(view_function), methods=[declared.method])


def rule_of(declared: Operation) -> Callable[[Any], Any]:
    permission = "public" if declared.cookie else "signed in" if declared.own else declared.permission
    return RULES.get(permission) or authorization.allow(permission)


def for_ones_own(declared: Operation, view_function: Callable[..., Response]) -> Callable[..., Response]:
    """Open to the permission for everybody's, and to that for one's own. 403."""

    @wraps(view_function)
    def admitted(**ids: Any) -> Response:
        if not any(map(current.member.can, (declared.permission, declared.own))):
            raise authorization.OutOfScope(declared.own)
        return view_function(**ids)

    return admitted


def simple(declared: Operation) -> Callable[..., Response]:
    def view_function(**ids: Any) -> Response:
        return with_deprecation(declared, declared.view(**ids, **parsed_request(declared)))

    return view_function


def repeatable(declared: Operation) -> Callable[..., Response]:
    """A write: tried out and rolled back, done once per key, or simply done."""

    def view_function(**ids: Any) -> Response:
        key, arguments = idempotency.key_of_request(), parsed_request(declared)

        def perform() -> Response:
            return with_deprecation(declared, declared.view(**ids, **arguments))

        if arguments["query"].dry_run:
            return dry_run.roll_back(perform)
        return idempotency.run_once(key, perform) if key else perform()

    return view_function


def parsed_request(declared: Operation) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    if declared.query:
        arguments["query"] = read_query(declared.query)
        admit_includes(arguments["query"])
    if declared.body:
        arguments["body"] = read_body(declared.body) if declared.needs_body or has_body() else None
    return arguments


def admit_includes(query: Any) -> None:
    """A record that is included passes the gate of its own address. 403."""
    for name in getattr(query, "include", None) or ():
        scope = INCLUDED.get(name)
        if scope and not current.member.can(scope):
            raise authorization.OutOfScope(scope)


def with_deprecation(declared: Operation, response: Response) -> Response:
    if declared.deprecation:
        declared.deprecation.announce(response)
    return response
