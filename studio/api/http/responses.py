"""Answers: JSON, quickly; links and validators in their headers."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

JSON = "application/json"
OPTIONS = orjson.OPT_UTC_Z


def dumped(data: Any) -> bytes:
    """JSON with instants as RFC 3339 in UTC."""
    return orjson.dumps(data, option=OPTIONS)


def reply(data: Any, status: int = 200, **headers: str) -> Response:
    """`data` as JSON; header names with _ for -."""
    response = Response(dumped(data), status, content_type=JSON)
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def nothing() -> Response:
    return Response(status=204)
