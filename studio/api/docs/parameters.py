"""The parameters of operations, as the specification names them."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel

from studio.api.operations.operation import Operation

KEPT = "For 24 hours, the same request with this key is answered the same, and done once."
PATHS = {"uuid": {"type": "string", "format": "uuid"}, "int": {"type": "integer", "minimum": 0}}


def path_parameters(path: str) -> list[dict[str, Any]]:
    found = re.findall(r"<(?:(\w+):)?(\w+)>", path)
    return [
        {"name": name, "in": "path", "required": True, "schema": PATHS.get(kind, {"type": "string"})}
        for kind, name in found
    ]


def query_parameters(model: type[BaseModel] | None) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = model.model_json_schema()
    needed = schema.get("required", ())
    return [parameter(name, given, name in needed) for name, given in schema.get("properties", {}).items()]


def parameter(name: str, given: dict[str, Any], needed: bool) -> dict[str, Any]:
    """One of the query's; a list is written with commas."""
    schema = {key: value for key, value in given.items() if key not in ("title", "description", "default")}
    if "anyOf" in schema:  # a parameter that is not given is not null
        (kind,) = (part for part in schema.pop("anyOf") if part != {"type": "null"})
        schema |= kind
    if given.get("default") is not None:
        schema["default"] = given["default"]
    found: dict[str, Any] = {"name": name, "in": "query", "required": needed, "schema": schema}
    if schema.get("type") == "array":
        found |= {"style": "form", "explode": False}
    return found | ({"description": given["description"]} if "description" in given else {})


def header_parameters(operation: Operation) -> list[dict[str, Any]]:
    found = []
    if operation.repeatable:
        key = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
        found.append({"name": "Idempotency-Key", "in": "header", "schema": key, "description": KEPT})
    if operation.etag and operation.writes and "<" in operation.path:
        told = "The ETag you have: 412, if it is no longer the present one."
        found.append({"name": "If-Match", "in": "header", "schema": {"type": "string"}, "description": told})
    if operation.etag and not operation.writes:
        told = "The ETag you have: 304, if it is still the present one."
        found.append({"name": "If-None-Match", "in": "header", "schema": {"type": "string"}, "description": told})
    return found
