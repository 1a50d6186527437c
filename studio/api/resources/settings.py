"""The settings of a studio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from studio.accounts.models import Tenant
from studio.api.http.conditional import hashed_reply
from studio.api.operations.operation import operation
from studio.api.schemas import settings as schemas
from studio.extensions import db
from studio.lib.current import current

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
    tenant.change(**settings)
    db.session.flush()
    return show(tenant)


def acting_tenant() -> Tenant:
    return db.session.get_one(Tenant, current.tenant.id)


def show(tenant: Tenant) -> Response:
    return hashed_reply({name: getattr(tenant, name) for name in Tenant.SETTINGS})
