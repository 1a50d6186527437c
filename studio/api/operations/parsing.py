"""What a request says: its body and its query, as the schemas take them, or a problem that names the fields."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import request
from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from studio.api.http.problems import INVALID, MALFORMED, MEDIA, TOO_LARGE, Problem

Model = TypeVar("Model", bound=BaseModel)
LARGEST = 1 << 20
DEEPEST = 20
JSON_TYPES = ("application/json", "application/merge-patch+json")


def content() -> bytes:
    """The body, as it came. 415, 413, 400."""
    if request.mimetype not in JSON_TYPES:
        raise Problem(MEDIA)
    request.max_content_length = LARGEST
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        raise Problem(TOO_LARGE) from None
    if body.count(b"{") + body.count(b"[") > DEEPEST and depth(body) > DEEPEST:
        raise Problem(MALFORMED, _("Nested deeper than %(most)d levels.", most=DEEPEST))
    return body


def has_body() -> bool:
    return bool(request.content_length) or "Transfer-Encoding" in request.headers


def depth(body: bytes) -> int:
    """How deep the brackets go, strings left out; told without reading the values."""
    deepest = level = 0
    quoted = escaped = False
    for byte in body:
        if quoted:
            quoted = escaped or byte != 34
            escaped = byte == 92 and not escaped
        elif byte == 34:
            quoted = True
        elif byte in b"{[":
            level += 1
            deepest = max(deepest, level)
        elif byte in b"}]":
            level -= 1
    return deepest


def read_body(model: type[Model]) -> Model:
    try:
        return model.model_validate_json(content(), strict=True)
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise Problem(MALFORMED, _("The body is not JSON.")) from None
        raise problem_of(error) from None


def problem_of(error: ValidationError) -> Problem:
    return Problem(INVALID, errors=field_errors(error))


def read_query(model: type[Model]) -> Model:
    arguments = request.args
    try:
        return model.model_validate(arguments.to_dict() if arguments else {})
    except ValidationError as error:
        errors = [{"parameter": str(e["loc"][0]) if e["loc"] else "", "detail": message_of(e)} for e in error.errors()]
        raise Problem(INVALID, errors=errors) from None


def field_errors(error: ValidationError) -> list[dict[str, str]]:
    return [{"pointer": pointer(e["loc"]), "detail": message_of(e)} for e in error.errors()]


def pointer(location: tuple[Any, ...]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def message_of(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return _("There is no such field.")
    if error["type"] == "missing":
        return _("This is needed.")
    return str(error["msg"]).removeprefix("Value error, ")
