"""The audit log in the settings, for owners and admins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from werkzeug.wrappers import Response as Answer

from studio.accounts.authorization import allow
from studio.accounts.forms import IDLE_NAMES, ROLE_NAMES
from studio.accounts.routes.blueprint import pages
from studio.accounts.routes.profile import browser_name
from studio.activity import audit
from studio.activity.audit import AuditEvent
from studio.lib.web import fragment

SENTENCES: Mapping[str, Any] = {
    "session.opened": lazy_gettext("%(who)s signed in"),
    "session.refused": lazy_gettext("A wrong password was given for %(whom)s"),
    "session.closed": lazy_gettext("%(who)s signed out"),
    "session.ended": lazy_gettext("%(who)s signed out another browser"),
    "session.ended_elsewhere": lazy_gettext("%(who)s signed out every other browser"),
    "password.link_sent": lazy_gettext("A link for a new password was mailed to %(whom)s"),
    "password.reset": lazy_gettext("%(who)s set a new password by a mailed link"),
    "password.changed": lazy_gettext("%(who)s changed their password"),
    "password.refused": lazy_gettext("A wrong password was given to change that of %(whom)s"),
    "login.opened": lazy_gettext("%(who)s signed in with a program"),
    "login.ended": lazy_gettext("%(who)s signed out a program"),
    "login.reused": lazy_gettext("A refresh token of %(who)s came a second time, so its login was ended"),
    "member.invited": lazy_gettext("%(who)s invited %(whom)s"),
    "member.invited_again": lazy_gettext("%(who)s sent the invitation of %(whom)s again"),
    "member.uninvited": lazy_gettext("%(who)s withdrew the invitation of %(whom)s"),
    "member.joined": lazy_gettext("%(who)s joined"),
    "member.role_changed": lazy_gettext("%(who)s gave %(whom)s another role"),
    "member.removed": lazy_gettext("%(who)s removed %(whom)s"),
    "token.made": lazy_gettext("%(who)s made the token %(whom)s"),
    "token.revoked": lazy_gettext("%(who)s revoked the token %(whom)s"),
    "token.suspended": lazy_gettext("The token %(whom)s is suspended: %(who)s changed who answers for it"),
    "token.confirmed": lazy_gettext("%(who)s confirmed the token %(whom)s"),
    "webhook.added": lazy_gettext("%(who)s added the webhook %(whom)s"),
    "webhook.edited": lazy_gettext("%(who)s changed the webhook %(whom)s"),
    "webhook.rotated": lazy_gettext("%(who)s replaced the secret of the webhook %(whom)s"),
    "webhook.paused": lazy_gettext("%(who)s paused the webhook %(whom)s"),
    "webhook.resumed": lazy_gettext("%(who)s resumed the webhook %(whom)s"),
    "webhook.gone": lazy_gettext("The webhook %(whom)s said that it is gone"),
    "webhook.removed": lazy_gettext("%(who)s removed the webhook %(whom)s"),
    "feed.made": lazy_gettext("%(who)s made a calendar feed of %(whom)s"),
    "feed.revoked": lazy_gettext("%(who)s revoked a calendar feed of %(whom)s"),
    "studio.opened": lazy_gettext("%(who)s opened the studio"),
    "studio.changed": lazy_gettext("%(who)s changed the settings"),
}
TOPICS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "sign-ins": (lazy_gettext("Signing in"), ("session", "password", "login")),
    "members": (lazy_gettext("Members"), ("member",)),
    "programs": (lazy_gettext("Tokens, feeds and webhooks"), ("token", "feed", "webhook")),
    "settings": (lazy_gettext("Settings"), ("studio",)),
}
LABELS: Mapping[str, Any] = {
    "role": lazy_gettext("Role"), "scopes": lazy_gettext("May"), "expires_at": lazy_gettext("Until"),
    "name": lazy_gettext("Studio name"), "zone": lazy_gettext("Time zone"), "currency": lazy_gettext("Currency"),
    "locale": lazy_gettext("Formats"), "hold_days": lazy_gettext("Holds last"),
    "idle_hours": lazy_gettext("Ask to sign in again"),
    "cors_origins": lazy_gettext("Sites that may call the API"),
}  # fmt: skip


@pages.get("/settings/audit")
@allow("audit.read")
def audit_log() -> Answer:
    asked = request.args.get("topic", "")
    topic = asked if asked in TOPICS else ""
    found = audit.listed(TOPICS[topic][1] if topic else (), request.args.get("page", 1, int))

    def page_url(number: int) -> str:
        return url_for(".audit_log", topic=topic or None, page=number)

    return fragment(
        "accounts/audit.html", found=found, topic=topic, topics=TOPICS, page_url=page_url, sentence=sentence,
        details=details, browser_name=browser_name,
    )  # fmt: skip


def sentence(event: AuditEvent) -> str:
    told = SENTENCES.get(event.kind)
    words = {"who": event.actor_name or _("Somebody"), "whom": event.subject_name}
    return str(told) % words if told else event.kind


def details(event: AuditEvent) -> list[tuple[str, str]]:
    """What of it is told: a label, and a value or what it was and is."""
    return [
        (str(LABELS[name]), shown(name, value)) for name, value in event.details.items() if name in LABELS and value
    ]


def shown(name: str, value: Any) -> str:
    if name == "scopes":
        return ", ".join(value)
    if isinstance(value, list):
        return " → ".join(one(name, each) for each in value)
    return one(name, value)


def one(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "–"
    if name == "role":
        return str(ROLE_NAMES.get(value, value))
    if name == "idle_hours":
        return str(IDLE_NAMES.get(str(value or ""), value))
    if name == "hold_days":
        return ngettext("%(num)d day", "%(num)d days", value)
    return str(value)[:10] if name == "expires_at" else str(value)
