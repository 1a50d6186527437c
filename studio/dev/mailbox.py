"""The development mailbox: what would have been mailed, newest first. Registered in development only.

For this machine only, since links in it open accounts: asked from here, by a name of this machine (a site that turns
its own name to 127.0.0.1 reads nothing), and by nobody through a proxy.
"""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, render_template, request, session
from flask_login import current_user

from studio.accounts.authorization import public
from studio.accounts.roles import OWNER
from studio.lib.current import current
from studio.lib.web import never_keep

pages = Blueprint("dev", __name__)
pages.after_request(never_keep)
MOST = 100
NAMES_OF_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


@pages.before_request
def admit_this_machine() -> None:
    asked: dict[str, str] = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    from_here = ip_address(asked["REMOTE_ADDR"]).is_loopback
    forwarded = any(name in request.headers for name in FORWARDED)
    if forwarded or not from_here or urlsplit(f"//{request.host}").hostname not in NAMES_OF_THIS_MACHINE:
        abort(404)


@pages.get("/dev/mail")
@public
def mail() -> str:
    kept = ((file.stem, read(file)) for file in sorted(folder().glob("*.eml"), reverse=True))
    shown = [(name, *head(message)) for name, message in kept if visible(message)]
    return render_template("dev/mailbox/index.html", mails=shown[:MOST])


@pages.get("/dev/mail/<name>")
@public
def mail_shown(name: str) -> str:
    file = next((found for found in folder().glob("*.eml") if found.stem == name), None) or abort(404)
    message = read(file)
    if not visible(message):
        abort(404)
    body = message.get_body(("plain",))
    subject, to, at = head(message)
    return render_template(
        "dev/mailbox/show.html", subject=subject, to=to, at=at, body=body.get_content() if body else ""
    )


def visible(message: EmailMessage) -> bool:
    """Mails to oneself; in a studio those one had it send, and for its owners all of its mails. Whoever is not signed
    in sees what this browser asked for: a new password."""
    if not current_user.is_authenticated:
        return str(message["X-Studio-Mail"]) in session.get("mails", ())
    studio = str(message["X-Studio-Tenant"] or "")
    if studio and current.has_tenant and studio != str(current.tenant.id):
        return False
    if str(message["To"]).lower() == current_user.user.email.lower():
        return True
    member = current.member
    return bool(member and studio) and (member.role == OWNER or str(message["X-Studio-Sender"]) == str(member.id))


def folder() -> Path:
    return current_app.config["SETTINGS"].var / "mail"


def read(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)


def head(message: EmailMessage) -> tuple[str, str, datetime]:
    return str(message["Subject"]), str(message["To"]), message["Date"].datetime
