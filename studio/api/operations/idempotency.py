"""Idempotency-Key: a request sent again is answered as it was the first time, for a day, and done once."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any

import orjson
from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from psycopg.errors import LockNotAvailable
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from uuid_utils.compat import uuid7

from studio.api.http.problems import MALFORMED, Problem, answer, declare
from studio.extensions import db
from studio.lib.current import current

REUSED = declare(
    "idempotency-key-reused", 422, lazy_gettext("This key was used for another request"),
    lazy_gettext("An Idempotency-Key belongs to one request for a day: one method, address and body."),
)  # fmt: skip
IN_PROGRESS = declare(
    "idempotency-in-progress", 409, lazy_gettext("The first request with this key is still under way"),
    lazy_gettext("Wait as many seconds as Retry-After says and send it again."),
)  # fmt: skip
KEY = re.compile(r"[!-~]{1,255}")
STORED_HEADERS = ("ETag", "Location", "Content-Type", "Link", "Deprecation", "Sunset")

# Whoever comes second waits here until the first has committed or given up.
RESERVE = text(
    """
    INSERT INTO kept_answers (tenant_id, id, member_id, key, fingerprint, status, headers, body, created_at)
    VALUES (:tenant, :id, :member, :key, :fingerprint, 0, '{}', '', now())
    ON CONFLICT (tenant_id, member_id, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, status = 0, headers = '{}', body = '', created_at = excluded.created_at
    WHERE kept_answers.created_at < now() - interval '24 hours'
    RETURNING id
    """
)
STORED = text(
    "SELECT fingerprint, status, headers, body FROM kept_answers "
    "WHERE tenant_id = :tenant AND member_id = :member AND key = :key"
)
# The row may be gone: a refusal rolled back what came before it.
STORE = text(
    """
    INSERT INTO kept_answers (tenant_id, id, member_id, key, fingerprint, status, headers, body, created_at)
    VALUES (:tenant, :id, :member, :key, :fingerprint, :status, cast(:headers AS jsonb), :body, now())
    ON CONFLICT (tenant_id, member_id, key) DO UPDATE
    SET status = excluded.status, headers = excluded.headers, body = excluded.body
    """
)


def run_once(key: str, perform: Callable[[], Response]) -> Response:
    """`perform`, unless it was done under this key."""
    claim = {"tenant": current.tenant.id, "id": uuid7(), "member": current.member.id, "key": key}
    claim["fingerprint"] = fingerprint()
    if not reserve(claim):
        return replay(claim)
    try:
        response = perform()
    except Problem as problem:
        response = answer(keep_refusal(problem))
    store(claim, response)
    return response


def key_of_request() -> str | None:
    """The request's key. 400 for one that is none."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise Problem(MALFORMED, _("An Idempotency-Key has 1 to 255 ASCII characters, and no spaces."))
    return key


def fingerprint() -> bytes:
    """The same for the same method, address, conditions, scopes and body, however its JSON is written: a token that may
    see less is not given what another of the member's was answered."""
    body = request.get_data()
    with suppress(orjson.JSONDecodeError):
        body = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    scopes = ",".join(sorted(current.member.scopes or ()))
    asked = (request.method, request.full_path, request.headers.get("If-Match", ""), scopes)
    return sha256("\0".join(asked).encode() + b"\0" + body).digest()


def reserve(claim: dict[str, Any]) -> bool:
    try:
        return db.session.execute(RESERVE, claim).first() is not None
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            db.session.rollback()
            raise Problem(IN_PROGRESS, headers={"Retry-After": "1"}) from None
        raise


def replay(claim: dict[str, Any]) -> Response:
    record = db.session.execute(STORED, claim).one()
    if record.fingerprint != claim["fingerprint"]:
        raise Problem(REUSED)
    response = Response(record.body, record.status)
    response.headers.update(record.headers)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def keep_refusal(problem: Problem) -> Problem:
    """A refusal is an answer like any other: nothing of the attempt stays but its record, and the answer is kept."""
    if not problem.keep:
        db.session.rollback()
    problem.keep = True
    return problem


def store(claim: dict[str, Any], response: Response) -> None:
    headers = {name: response.headers[name] for name in STORED_HEADERS if name in response.headers}
    answered = {"status": response.status_code, "headers": orjson.dumps(headers).decode(), "body": response.get_data()}
    db.session.execute(STORE, claim | answered)
