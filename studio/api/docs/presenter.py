"""The specification put into words, for people who read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

SAMPLE_ID = str(UUID(int=0x01931F6E7C0070008000000000000000))


@dataclass(frozen=True)
class Field:
    name: str
    kind: str  # "string, RFC 3339 time"
    link: str  # the schema it is made of
    needed: bool
    told: str


@dataclass(frozen=True)
class Shown:
    """An operation, ready to be read."""

    name: str
    method: str
    path: str
    tag: str
    summary: str
    told: str
    permission: str
    parameters: list[Field]
    body: str
    answers: list[tuple[str, str, str]]  # status, meaning, schema
    example: str

    def about(self, words: list[str]) -> bool:
        text = f"{self.method} {self.path} {self.summary} {self.told} {self.permission} {self.tag}".casefold()
        return all(word in text for word in words)


def operations(told: Mapping[str, Any], root: str) -> list[Shown]:
    return [
        operation(told, root, path, method, one)
        for path, methods in told["paths"].items()
        for method, one in methods.items()
    ]


def operation(told: Mapping[str, Any], root: str, path: str, method: str, one: Mapping[str, Any]) -> Shown:
    content = one.get("requestBody", {}).get("content", {})
    body = next((schema_name(part["schema"]) for part in content.values()), "")
    needs = one["security"]
    return Shown(
        one["operationId"], method.upper(), root + path, one["tags"][0], one["summary"], one.get("description", ""),
        (needs[0]["bearer"] or [""])[0] if needs else "", [parameter(given) for given in one["parameters"]], body,
        list(answers(one)), example(told, root + path, method, body, bool(needs)),
    )  # fmt: skip


def parameter(given: Mapping[str, Any]) -> Field:
    told = given.get("description", "")
    return Field(given["name"], in_words(given["schema"]), "", given.get("required", False), told)


def answers(one: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for status, answer in sorted(one["responses"].items()):
        parts = answer.get("content", {}).values()
        yield status, answer["description"], next((schema_name(part["schema"]) for part in parts), "")


def schema_name(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return schema_name(schema["anyOf"][0])
    return str(schema.get("$ref", "")).rpartition("/")[2]


def fields(schema: Mapping[str, Any]) -> list[Field]:
    needed = schema.get("required", ())
    return [
        Field(name, in_words(given), linked(given), name in needed, given.get("description", ""))
        for name, given in schema.get("properties", {}).items()
    ]


def linked(given: Mapping[str, Any]) -> str:
    """The schema that a field is, or holds."""
    if "$ref" in given:
        return schema_name(given)
    inner = [given["items"]] if isinstance(given.get("items"), dict) else given.get("anyOf", ())
    return next((found for part in inner if (found := linked(part))), "")


def in_words(schema: Mapping[str, Any]) -> str:
    """`string`, `list of Action`, `one of hold, pencil, confirmed`, `string or null`."""
    if "$ref" in schema:
        return schema_name(schema)
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        some = [str(value) for value in schema["enum"]]
        return _("one of %(some)s", some=", ".join(some[:24]) + (" …" if len(some) > 24 else ""))
    for joined in ("anyOf", "oneOf"):
        if joined in schema:
            return _(" or ").join(in_words(part) for part in schema[joined])
    if schema.get("type") == "array":
        items = schema.get("items", {})
        if "enum" in items:
            return _("any of %(some)s", some=", ".join(str(value) for value in items["enum"]))
        return _("list of %(kind)s", kind=in_words(items))
    kind = str(schema.get("type", _("anything")))
    limits = [schema["format"]] if "format" in schema else []
    limits += [f"≤ {schema[name]}" for name in ("maxLength", "maximum") if name in schema]
    return ", ".join([kind, *limits])


def example(told: Mapping[str, Any], path: str, method: str, body: str, signed: bool) -> str:
    """The operation as a line for a shell."""
    lines = [f"curl {'' if method == 'get' else f'-X {method.upper()} '}$STUDIO{path.replace('{id}', SAMPLE_ID)}"]
    if signed:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if body:
        sample = sampled(told["components"]["schemas"], {"$ref": body})
        lines.append("--json '" + json.dumps(sample, ensure_ascii=False).replace("'", "’") + "'")
    return " \\\n  ".join(lines)


def sampled(schemas: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """A value of a schema: what is needed, and what has an example."""
    if "$ref" in schema:
        return sampled(schemas, schemas[schema_name(schema)])
    if schema.get("examples"):
        return schema["examples"][0]
    if "properties" in schema:
        needed = schema.get("required") or list(schema["properties"])[:1]
        return {name: sampled(schemas, schema["properties"][name]) for name in needed}
    return sampled_value(schemas, schema)


def sampled_value(schemas: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    for joined in ("anyOf", "oneOf"):
        if joined in schema:
            return sampled(schemas, schema[joined][0])
    if schema.get("type") == "array":
        return [sampled(schemas, each) for each in schema.get("prefixItems") or [schema["items"]]]
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    plain = {"integer": 1, "boolean": False, "object": {}}
    return SAMPLE_ID if schema.get("format") == "uuid" else plain.get(str(schema.get("type")), "…")
