"""The demo studio's people, offered on the sign-in page while Studio is being developed."""

from __future__ import annotations

from flask import current_app
from flask_babel import lazy_gettext

from studio.accounts.models import User

PASSWORD = "studio-demo"  # noqa: S105  (no secret: it is written on the page)
PEOPLE = {
    "owner@demo.test": lazy_gettext("Owner"),
    "scheduler@demo.test": lazy_gettext("Scheduler"),
    "artist@demo.test": lazy_gettext("Artist"),
    "viewer@demo.test": lazy_gettext("Viewer"),
    "owner@other.test": lazy_gettext("Owner of another studio"),
}


def offers() -> list[tuple[str, str]]:
    """Their addresses and roles, those that are seeded; none outside development."""
    if not current_app.config["DEVELOPMENT"]:
        return []
    return [(email, str(role)) for email, role in PEOPLE.items() if User.with_email(email)]
