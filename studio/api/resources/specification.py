"""The specification itself."""

from __future__ import annotations

from typing import Any

from flask import Response

from studio.api.docs import openapi
from studio.api.http.conditional import hashed_reply
from studio.api.operations.operation import operation


@operation("GET", "/openapi.json", "public", tag="about", answers={200: dict}, etag=True)
def get_specification(query: Any) -> Response:
    """This specification, OpenAPI 3.1."""
    return hashed_reply(openapi.specification_once())
