"""The custom fields of a studio."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from studio.api.blueprint import ROOT
from studio.api.http.conditional import versioned_reply
from studio.api.http.problems import INVALID, Problem, invalid
from studio.api.http.responses import nothing, reply
from studio.api.operations.operation import operation
from studio.api.resources.crud import NAME_TAKEN, get_living, lock_living, save_or_409
from studio.api.schemas import profiles as schemas
from studio.custom_fields.models import CHOICE, MOST, CustomField
from studio.lib import clock
from studio.lib.current import current

FIELDS, FIELD = "/custom-fields", "/custom-fields/<uuid:id>"
ABOUT: dict[str, Any] = {"tag": "custom fields", "etag": True}


@operation(
    "GET", FIELDS, "artists.read", tag="custom fields", query=schemas.CustomFieldsQuery,
    answers={200: schemas.CustomFields},
)  # fmt: skip
def list_custom_fields(query: schemas.CustomFieldsQuery) -> Response:
    """What the studio wants to know of its artists, or projects, besides; in the order in which it is shown."""
    return reply({"data": [serialize(field) for field in CustomField.of(query.subject)]})


@operation("GET", FIELD, "artists.read", answers={200: schemas.CustomField}, **ABOUT)
def get_custom_field(id: UUID, query: Any) -> Response:
    """One custom field."""
    field = get_living(CustomField, id)
    return versioned_reply(serialize(field), field.version)


@operation(
    "POST", FIELDS, "tenant.write", body=schemas.CustomFieldIn, answers={201: schemas.CustomField},
    problems=(NAME_TAKEN,), **ABOUT,
)  # fmt: skip
def create_custom_field(body: schemas.CustomFieldIn, query: Any) -> Response:
    """A new field, the last of its subject's."""
    if len(CustomField.of(body.subject)) >= MOST:
        raise Problem(INVALID, _("There are %(most)d fields already. Remove one first.", most=MOST))
    if (body.kind == CHOICE) != bool(body.choices):
        raise invalid("/choices", _("What can be chosen: of a choice, and of nothing else."))
    added = unless_taken(lambda: CustomField.add(current.member, body.subject, body.name, body.kind, body.choices))
    return versioned_reply(serialize(added), added.version, 201, Location=f"{ROOT}{FIELDS}/{added.id}")


@operation(
    "PATCH", FIELD, "tenant.write", body=schemas.CustomFieldPatch, answers={200: schemas.CustomField},
    problems=(NAME_TAKEN,), **ABOUT,
)  # fmt: skip
def change_custom_field(id: UUID, body: schemas.CustomFieldPatch, query: Any) -> Response:
    """Its name, or what can be chosen. Its kind and key stay."""
    field, sent = lock_living(CustomField, id), body.model_dump(exclude_none=True)
    if "choices" in sent and (field.kind == CHOICE) != bool(sent["choices"]):
        raise invalid("/choices", _("What can be chosen: of a choice, and of nothing else."))
    unless_taken(lambda: field.edit(current.member, **sent))
    return versioned_reply(serialize(field), field.version)


@operation("DELETE", FIELD, "tenant.write", answers={204: None}, **ABOUT)
def delete_custom_field(id: UUID, query: Any) -> Response:
    """It is gone from forms, lists and exports; the history keeps what it held."""
    lock_living(CustomField, id).remove(current.member, clock.now())
    return nothing()


def unless_taken(change: Any) -> Any:
    taken = {"pointer": "/name", "detail": _("Another field has this name.")}
    return save_or_409(change, "uq_custom_fields_name", NAME_TAKEN, taken)


def serialize(field: CustomField) -> dict[str, Any]:
    names = ("id", "subject", "key", "name", "kind", "choices", "created_at", "version")
    return {name: getattr(field, name) for name in names}
