"""The settings of a studio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from studio.accounts.models import Tenant
from studio.api.http.conditional import hashed_reply
from studio.api.operations.operation import operation
from studio.api.schemas import settings as schemas
from studio.api.schemas.common import decimal_or_none, serialize_hours
from studio.availability.requests import ASKABLE
from studio.extensions import db
from studio.lib.current import current

COUNTS = ("vacation_days", "sick_days")
ABOUT: dict[str, Any] = {"tag": "settings", "answers": {200: schemas.Settings}}


@operation("GET", "/settings", "tenant.write", etag=True, **ABOUT)
def get_settings(query: Any) -> Response:
    """What holds for the whole studio."""
    return show(acting_tenant())


@operation("PUT", "/settings", "tenant.write", body=schemas.SettingsIn, **ABOUT)
def replace_settings(body: schemas.SettingsIn, query: Any) -> Response:
    """Write all settings anew."""
    return change(body.model_dump())


@operation("PATCH", "/settings", "tenant.write", body=schemas.SettingsPatch, **ABOUT)
def change_settings(body: Any, query: Any) -> Response:
    """Change some settings."""
    return change(body.model_dump(exclude_unset=True))


def change(settings: Mapping[str, Any]) -> Response:
    tenant = acting_tenant()
    if "cors_origins" in settings:
        settings = {**settings, "cors_origins": list(dict.fromkeys(settings["cors_origins"]))}
    tenant.change(**as_columns(settings))
    db.session.flush()
    return show(tenant)


def as_columns(settings: Mapping[str, Any]) -> dict[str, Any]:
    columns = dict(settings)
    if "approval_kinds" in columns:
        columns["approval_kinds"] = [kind for kind in ASKABLE if kind in columns["approval_kinds"]]
    return columns | {name: decimal_or_none(columns[name]) for name in COUNTS if name in columns}


def acting_tenant() -> Tenant:
    return db.session.get_one(Tenant, current.tenant.id)


def show(tenant: Tenant) -> Response:
    shown = {name: getattr(tenant, name) for name in (*Tenant.SETTINGS, "approval_kinds", "leave_year_starts")}
    days = {name: None if (found := getattr(tenant, name)) is None else serialize_hours(found) for name in COUNTS}
    return hashed_reply(shown | days)
