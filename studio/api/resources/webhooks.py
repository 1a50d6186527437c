"""Webhooks: addresses that are told of what happens, and what was delivered to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, current_app
from flask_babel import lazy_gettext

from studio.api.blueprint import ROOT
from studio.api.http.conditional import require_version, versioned_reply
from studio.api.http.pagination import Listing, Sort, changed_since, page, parse_instant, select_fields
from studio.api.http.problems import Problem, declare, invalid, not_found
from studio.api.http.responses import nothing, reply
from studio.api.operations.operation import operation
from studio.api.schemas import webhooks as schemas
from studio.lib import clock
from studio.lib.current import current
from studio.lib.http.ssrf import BadUrl, checked
from studio.lib.web import never_keep
from studio.webhooks.models import ACTIVE, MOST, Endpoint, TooMany

FULL = declare(
    "too-many-webhooks", 409, lazy_gettext("There are as many webhooks as there can be"),
    lazy_gettext("A studio has 20 webhooks at most. Delete one that is not needed."),
)  # fmt: skip
LISTING = Listing(
    """
    SELECT w.id, w.url, w.events, w.description, w.status, w.cursor, w.failures, w.rests_until, w.old_until,
           w.created_at, w.version
    FROM webhook_endpoints w WHERE w.tenant_id = %(tenant)s AND w.status <> 'removed'
    """,
    "w.id",
    {"created_at": Sort("w.created_at", parse_instant)},
    {"updated_since": changed_since("w.id")},
)
ABOUT: dict[str, Any] = {"tag": "webhooks"}


def serialize(webhook: Any, **more: str) -> dict[str, Any]:
    return {
        "id": webhook.id, "url": webhook.url, "events": webhook.events, "description": webhook.description,
        "active": webhook.status == ACTIVE, "status": webhook.status, "told_up_to": webhook.cursor,
        "failures": webhook.failures, "rests_until": webhook.rests_until, "old_secret_until": webhook.old_until,
        "created_at": webhook.created_at, "version": webhook.version, **more,
    }  # fmt: skip


def webhook_reply(webhook: Endpoint, status: int = 200, **more: str) -> Response:
    response = versioned_reply(serialize(webhook, **more), webhook.version, status)
    return never_keep(response) if "secret" in more else response


def lock_webhook(id: UUID) -> Endpoint:
    """The webhook, which nobody else can change until we are done. 404, 412."""
    webhook = Endpoint.locked(id)
    if webhook is None:
        raise not_found()
    require_version(webhook.version)
    return webhook


@operation(
    "GET", "/webhooks", "webhooks.write", query=schemas.WebhooksQuery, answers={200: schemas.WebhookPage}, **ABOUT
)
def list_webhooks(query: schemas.WebhooksQuery) -> Response:
    """The webhooks, a page at a time."""
    return page(LISTING, query, lambda rows: [serialize(row) for row in rows], by_log=False)


@operation(
    "GET", "/webhooks/<uuid:id>", "webhooks.write", query=schemas.OneWebhook, answers={200: schemas.Webhook}, etag=True,
    **ABOUT,
)  # fmt: skip
def get_webhook(id: UUID, query: schemas.OneWebhook) -> Response:
    """One webhook."""
    row = row_or_404(id)
    return versioned_reply(select_fields(query.fields, [serialize(row)])[0], row.version)


def row_or_404(id: UUID) -> Any:
    row = LISTING.one(id)
    if row is None:
        raise not_found()
    return row


@operation(
    "POST", "/webhooks", "webhooks.write", body=schemas.WebhookIn, answers={201: schemas.Webhook}, etag=True,
    problems=(FULL,), **ABOUT,
)  # fmt: skip
def create_webhook(body: schemas.WebhookIn, query: Any) -> Response:
    """A new webhook, told of what happens from now on

    The answer holds the secret its messages are signed with; it is not shown again.
    """
    check_url(body.url)
    try:
        webhook, secret = Endpoint.add(current.member, body.url, body.events, body.description)
    except TooMany:
        raise Problem(FULL, most=MOST) from None
    if not body.active:
        webhook.pause(current.member)
    response = webhook_reply(webhook, 201, secret=secret)
    response.headers["Location"] = f"{ROOT}/webhooks/{webhook.id}"
    return response


def check_url(url: str) -> None:
    try:
        checked(url, current_app.config["SETTINGS"].webhook_private)
    except BadUrl as error:
        raise invalid("/url", error) from None


def edit(id: UUID, sent: Mapping[str, Any]) -> Response:
    webhook = lock_webhook(id)
    if "url" in sent and sent["url"] != webhook.url:
        check_url(sent["url"])
    values = {name: sent.get(name, getattr(webhook, name)) for name in ("url", "events", "description")}
    webhook.edit(current.member, **values)
    if sent.get("active") is True:
        webhook.resume(current.member, clock.now())
    elif sent.get("active") is False:
        webhook.pause(current.member)
    return webhook_reply(webhook)


@operation(
    "PUT", "/webhooks/<uuid:id>", "webhooks.write", body=schemas.WebhookIn, answers={200: schemas.Webhook}, etag=True,
    **ABOUT,
)  # fmt: skip
def replace_webhook(id: UUID, body: schemas.WebhookIn, query: Any) -> Response:
    """Write the whole webhook anew."""
    return edit(id, body.model_dump())


@operation(
    "PATCH", "/webhooks/<uuid:id>", "webhooks.write", body=schemas.WebhookPatch, answers={200: schemas.Webhook},
    etag=True, **ABOUT,
)  # fmt: skip
def change_webhook(id: UUID, body: Any, query: Any) -> Response:
    """Change some fields of the webhook; `active` pauses and resumes it."""
    return edit(id, body.model_dump(exclude_unset=True))


@operation("DELETE", "/webhooks/<uuid:id>", "webhooks.write", answers={204: None}, etag=True, **ABOUT)
def delete_webhook(id: UUID, query: Any) -> Response:
    """Tell it nothing more, for good."""
    lock_webhook(id).remove(current.member)
    return nothing()


@operation("POST", "/webhooks/<uuid:id>/rotate", "webhooks.write", answers={200: schemas.Webhook}, etag=True, **ABOUT)
def rotate_webhook(id: UUID, query: Any) -> Response:
    """A new secret

    The old one signs beside it for a day, so that a receiver can change over without missing anything.
    """
    webhook = lock_webhook(id)
    secret = webhook.rotate(current.member, clock.now())
    return webhook_reply(webhook, secret=secret)


@operation(
    "POST", "/webhooks/<uuid:id>/replay", "webhooks.write", body=schemas.ReplayIn, answers={202: schemas.Webhook},
    **ABOUT,
)  # fmt: skip
def replay_webhook(id: UUID, body: schemas.ReplayIn, query: Any) -> Response:
    """Send everything again from an event on, in order."""
    webhook = lock_webhook(id)
    webhook.replay(current.member, body.from_seq, clock.now())
    return reply(serialize(webhook), 202)
