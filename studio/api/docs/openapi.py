"""The specification (OpenAPI 3.1), written from the operations that are served: it cannot say anything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from inspect import getdoc
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from studio.accounts.roles import SCOPES
from studio.api.blueprint import ROOT
from studio.api.docs.parameters import header_parameters, path_parameters, query_parameters
from studio.api.http.problems import KINDS, Kind
from studio.api.operations.operation import OPERATIONS, Operation
from studio.api.schemas.problems import ProblemShown

REF = "#/components/schemas/{model}"
ABOUT = """
Everything the pages do, for programs: the same verbs, the same permissions, and the same constraint in the database.

- **Sign in** with `POST /auth/login`, or make a token in the settings; send it as `Authorization: Bearer`.
- **Times** are RFC 3339 with an offset. **Money** is a decimal string with its currency.
- **Lists** come a page at a time: follow `links.next`. `fields` and `include` say what to send.
- **Nothing is overwritten unseen**: send the `ETag` you have as `If-Match`, and a lost update is 412.
- **Retrying is safe** with an `Idempotency-Key`: for 24 hours the same request is answered the same, and done once.
- **`?dry_run=true`** on any write does it, answers, and rolls it back.
- **Refusals** are problems (RFC 9457) whose `type` says what they are.
"""
TAGS = {
    "auth": "Signing in, and who one is.",
    "artists": "The people who are booked.",
    "projects": "What they are booked on.",
    "bookings": "Claims on artists' time.",
    "availability": "When artists are free, and what would become of a booking.",
    "members": "Who may sign in, and as what.",
    "events": "What happened, without gaps.",
    "settings": "What holds for the whole studio.",
    "audit": "Who came in, and who changed what others may.",
    "webhooks": "Addresses that are told of events.",
    "about": "This specification.",
}
USUAL = ("malformed-request", "unauthorized", "too-many-requests", "unavailable")
BODY = ("too-large", "unsupported-media-type")
WRITES = ("changed-meanwhile", "idempotency-in-progress", "idempotency-key-reused")
RESPONSE_HEADERS = {
    "X-Request-Id": "Names this request in our log.",
    "RateLimit": "What is left of the token's limit, and when it is whole again.",
    "RateLimit-Policy": "The token's limit.",
}


def specification() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    refs, schemas = schemas_of(OPERATIONS)
    for operation in OPERATIONS:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = describe(operation, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Studio", "version": "1.0.0", "summary": "Books artists on projects.", "description": ABOUT},
        "servers": [{"url": ROOT}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items() if is_used(name)],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"bearer": security_scheme()}},
    }


def is_used(tag: str) -> bool:
    return any(operation.tag == tag for operation in OPERATIONS)


def security_scheme() -> dict[str, str]:
    text = "An access token from /auth/login, or a token made in the settings. Scopes: " + ", ".join(
        f"`{scope}`" for scope in SCOPES
    )
    return {"type": "http", "scheme": "bearer", "description": text}


def describe(operation: Operation, refs: Mapping[Any, Any]) -> dict[str, Any]:
    summary, _, text = (getdoc(operation.view) or operation.summary).partition("\n")
    found: dict[str, Any] = {
        "operationId": operation.name, "tags": [operation.tag], "summary": summary.rstrip("."),
        "security": security(operation),
        "parameters": [
            *path_parameters(operation.path), *query_parameters(operation.query), *header_parameters(operation),
        ],
        "responses": responses(operation, refs),
    }  # fmt: skip
    if text.strip():
        found["description"] = text.strip()
    if operation.body:
        content = {"application/json": {"schema": refs[operation.body]}}
        found["requestBody"] = {"required": operation.needs_body, "content": content}
    if operation.deprecation:
        found["deprecated"] = True
    return found


def security(operation: Operation) -> list[dict[str, list[str]]]:
    if operation.permission in ("public", "machine"):
        return []
    if operation.permission == "signed in":
        return [{"bearer": []}]
    return [{"bearer": [each]} for each in (operation.permission, operation.own) if each]  # one of them will do


def responses(operation: Operation, refs: Mapping[Any, Any]) -> dict[str, Any]:
    """The answers, then the problems by their status."""
    found: dict[str, Any] = {}
    for status, model in operation.answers.items():
        if status < 400:
            found[str(status)] = success_response(operation, status, model, refs)
    if operation.etag and operation.method == "GET":
        found["304"] = {"description": "Unchanged since the answer with this ETag.", "headers": headers("ETag")}
    if operation.query and operation.query.model_fields:
        found["414"] = {"description": "The address is too long: the server cuts off after 8190 characters."}
    for status in sorted({kind.status for kind in problems(operation)}):
        kinds = [kind for kind in problems(operation) if kind.status == status]
        schema: dict[str, Any] = {"$ref": REF.format(model="ProblemShown")}
        if model := operation.answers.get(status):
            schema = {"anyOf": [refs[model], schema]}
        text = "; ".join(f"`{kind.slug}`: {kind.title}" for kind in kinds)
        content = {"application/problem+json": {"schema": schema}}
        found[str(status)] = {"description": text, "content": content, "headers": headers(*extra_headers(status))}
    return found


def extra_headers(status: int) -> Iterable[str]:
    return {401: ("WWW-Authenticate",), 412: ("ETag",), 429: ("Retry-After",), 503: ("Retry-After",)}.get(status, ())


def success_response(operation: Operation, status: int, model: Any, refs: Mapping[Any, Any]) -> dict[str, Any]:
    extra = (["ETag"] if operation.etag else []) + (["Location"] if status == 201 else [])
    found: dict[str, Any] = {"description": NAMES.get(status, "Done."), "headers": headers(*extra)}
    if model is not None:
        schema = refs[model] if is_schema(model) else {"type": "string" if model is str else "object"}
        found["content"] = {operation.media_type: {"schema": schema}}
    return found


NAMES = {200: "Done.", 201: "Made.", 202: "Under way.", 204: "Done; there is nothing to show."}


def headers(*names: str) -> dict[str, Any]:
    texts = {name: RESPONSE_HEADERS.get(name, "") for name in (*names, *RESPONSE_HEADERS)}
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in texts.items()}


def problems(operation: Operation) -> list[Kind]:
    """The kinds an operation may be refused with."""
    slugs = [*USUAL, *operation.problems]
    if operation.permission not in ("public", "machine"):
        slugs.append("forbidden")
    if "<" in operation.path:
        slugs.append("not-found")
    if operation.body:
        slugs += BODY
    if operation.query or operation.body:
        slugs.append("invalid-request")
    if operation.repeatable:
        slugs += WRITES
    if operation.etag and operation.writes and "<" in operation.path:
        slugs.append("stale")
    return [KINDS[slug] for slug in dict.fromkeys(slugs)]


def schemas_of(operations: Iterable[Operation]) -> tuple[dict[Any, Any], dict[str, Any]]:
    """A reference for every schema, and the schemas by name."""
    sent = {operation.body for operation in operations if operation.body}
    shown = {model for operation in operations for model in operation.answers.values() if is_schema(model)}
    wanted = [(model, "validation") for model in sorted(sent, key=str)]
    wanted += [(model, "serialization") for model in sorted(shown | {ProblemShown}, key=str)]
    refs, found = models_json_schema(wanted, ref_template=REF)  # type: ignore[arg-type]
    return {model: ref for (model, _), ref in refs.items()}, found["$defs"]


def is_schema(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, BaseModel)


@cache
def specification_once() -> dict[str, Any]:
    """The specification, written once a process."""
    return specification()
